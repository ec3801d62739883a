//! Distance between the vocabularies of two periods, and what each term adds to it.
//!
//! The plug-in estimate is biased upward for small or unequal samples, so a distance means something only beside its
//! permutation null: [`JsdTest::between`] gives both.

use super::bootstrap::quantile;
use super::number::{cross_difference, float};
use super::random::Purpose;
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// Where a term is more frequent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Its share falls: higher in the first period.
    Falls,
    /// Equal shares.
    Same,
    /// Its share rises: higher in the second period.
    Rises,
}

/// What one term adds to the divergence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// Share of the term in the first period, p.
    pub share_from: f64,
    /// Share of the term in the second period, q.
    pub share_to: f64,
    /// Contribution to the Jensen-Shannon divergence in bits, never negative.
    pub bits: f64,
    /// sign(q - p).
    pub direction: Direction,
}

/// Jensen-Shannon divergence of two periods with weights 1/2, in bits (Lin 1991).
///
/// The sum of [`contributions`]; 0 for equal shares, 1 where no term is common. Not corrected for its upward bias; a
/// term with a count of zero in one period is no obstacle (0 log 0 = 0). `None` where a period has no count, for slices of
/// unequal length, and for totals beyond 64 bits.
///
/// ```
/// use themeshift::stats::distance::jensen_shannon;
/// assert!((jensen_shannon(&[2, 2, 0], &[1, 2, 1]).unwrap() - 0.155639).abs() < 1e-6);
/// assert_eq!(jensen_shannon(&[0, 0], &[1, 2]), None);
/// ```
pub fn jensen_shannon(from: &[u64], to: &[u64]) -> Option<f64> {
    let totals = Totals::of(from, to)?;
    Some(from.iter().zip(to).map(|(x, y)| totals.bits(*x, *y)).sum::<f64>().min(1.0))
}

/// Contribution of every term: 1/2 p log2(p/m) + 1/2 q log2(q/m), m = (p + q)/2 (Gallagher et al. 2021).
///
/// In bits, never negative, directed by sign(q - p), and in the order of the input; they sum to [`jensen_shannon`].
/// 0 log 0 = 0. `None` as there.
pub fn contributions(from: &[u64], to: &[u64]) -> Option<Vec<Contribution>> {
    let totals = Totals::of(from, to)?;
    let contribution = |x: u64, y: u64| {
        let cross = cross_difference(y, x, totals.to, totals.from);
        Contribution {
            share_from: float(x) / float(totals.from),
            share_to: float(y) / float(totals.to),
            bits: totals.bits(x, y),
            direction: match cross {
                _ if cross > 0.0 => Direction::Rises,
                _ if cross < 0.0 => Direction::Falls,
                _ => Direction::Same,
            },
        }
    };
    Some(from.iter().zip(to).map(|(x, y)| contribution(*x, *y)).collect())
}

#[derive(Clone, Copy)]
struct Totals {
    from: u64,
    to: u64,
}

impl Totals {
    fn of(from: &[u64], to: &[u64]) -> Option<Self> {
        let sum = |counts: &[u64]| counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        let totals = Self { from: sum(from)?, to: sum(to)? };
        (from.len() == to.len() && totals.from > 0 && totals.to > 0).then_some(totals)
    }

    /// With s = (q - p)/(p + q): (p + q)/4 \[(1 - s) log2(1 - s) + (1 + s) log2(1 + s)\]. The same as the formula above,
    /// and exact where p and q are close.
    fn bits(self, x: u64, y: u64) -> f64 {
        let (p, q) = (float(x) / float(self.from), float(y) / float(self.to));
        if x == 0 || y == 0 {
            return f64::midpoint(p, q);
        }
        let scale = p + q;
        let s = cross_difference(y, x, self.to, self.from) / (float(self.from) * float(self.to)) / scale;
        scale / 4.0 * spread(s) / LN_2
    }
}

/// (1 - s) ln(1 - s) + (1 + s) ln(1 + s), for |s| < 1.
fn spread(s: f64) -> f64 {
    if s.abs() > 0.1 {
        return ((1.0 - s) * (-s).ln_1p() + (1.0 + s) * s.ln_1p()).max(0.0);
    }
    // s^2 + s^4/6 + s^6/15 + ... = sum of s^(2k) / (k (2k - 1)); 8 terms give 1e-18 at 0.1.
    let square = s * s;
    let (mut power, mut sum) = (square, 0.0);
    for k in 1..10_u32 {
        sum += power / f64::from(k * (2 * k - 1));
        power *= square;
    }
    sum
}

/// The terms of a message: index, and occurrences.
pub type Terms = [(usize, u64)];

/// A divergence beside its permutation null.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JsdTest {
    /// The divergence in bits.
    pub jsd: f64,
    /// Mean of the null, in bits: what samples of these sizes give by chance.
    pub null_mean: f64,
    /// 95 % quantile of the null, in bits.
    pub null_high: f64,
    /// p = (1 + number of null values at least as large) / (1 + replicates).
    pub p: f64,
}

impl JsdTest {
    /// Tests the divergence between two periods: messages are reassigned between them, their numbers kept.
    ///
    /// `messages` hands over the messages, those of the first period first, so many of each, and the same each time. Each is a
    /// list of (term, count), a term being an index below `terms`; it may hold a term several times. One-sided, as a divergence
    /// cannot be too small; p is never 0 (Phipson and Smyth 2010). Reassignments that leave a period without a count are left
    /// out of mean and quantile and count as extreme. `None` where [`jensen_shannon`] is, for an index out of range,
    /// and without replicates.
    pub fn between(
        (from, to): (usize, usize),
        terms: usize,
        replicates: u64,
        purpose: &Purpose<'_>,
        messages: &(impl Fn(&mut dyn FnMut(&Terms)) + Sync),
    ) -> Option<Self> {
        let (first, second) = count(from, terms, messages)?;
        let jsd = jensen_shannon(&first, &second)?;
        let whole = Whole::of(&first, &second)?;
        // Messages are read once for so many replicates.
        let lanes = (MOST_CELLS / rayon::current_num_threads() / terms).clamp(1, 64);
        let of_block = |block: u64| {
            let first = block * lanes as u64;
            let mut drawn = Drawn { terms, lanes, counts: vec![0; terms * lanes] };
            let indices = first..replicates.min(first + lanes as u64);
            drawn.draw(indices.clone(), (from + to, from.min(to)), purpose, messages);
            indices.zip(0..).map(|(_, lane)| whole.divergence(&drawn, lane)).collect::<Vec<_>>()
        };
        let blocks: Vec<Vec<Option<f64>>> =
            (0..replicates.div_ceil(lanes as u64)).into_par_iter().map(of_block).collect();
        let values = blocks.into_iter().flatten();
        let (mut null, mut extreme) = (Vec::new(), 0_u64);
        for value in values {
            null.extend(value);
            extreme += u64::from(value.is_none_or(|value| value >= jsd * (1.0 - 1e-12)));
        }
        null.sort_by(f64::total_cmp);
        Some(Self {
            jsd,
            null_mean: null.iter().sum::<f64>() / float(null.len() as u64).max(1.0),
            null_high: quantile(&null, 0.95)?,
            p: (1.0 + float(extreme)) / (1.0 + float(replicates)),
        })
    }
}

/// The most counts that all threads hold of what was drawn, by term and replicate: 32 MiB.
const MOST_CELLS: usize = 4 << 20;

/// What was drawn in several replicates.
struct Drawn {
    terms: usize,
    /// Replicates, at most 64.
    lanes: usize,
    /// For each term its occurrences in each of them.
    counts: Vec<u64>,
}

impl Drawn {
    /// Draws `smaller` of `all` messages in each of some replicates.
    fn draw(
        &mut self,
        indices: std::ops::Range<u64>,
        (all, smaller): (usize, usize),
        purpose: &Purpose<'_>,
        messages: &impl Fn(&mut dyn FnMut(&Terms)),
    ) {
        // For each message one bit for each replicate in which it is drawn.
        let mut drawn = vec![0_u64; all];
        let mut order: Vec<usize> = Vec::with_capacity(all);
        for (index, lane) in indices.zip(0..) {
            order.clear();
            order.extend(0..all);
            purpose.replicate(index).choose(&mut order, smaller);
            order.iter().take(smaller).for_each(|place| drawn[*place] |= 1_u64 << lane);
        }
        let mut places = drawn.iter();
        let mut kept = [0_u64; 64];
        messages(&mut |message| {
            let bits = places.next().copied().unwrap_or(0);
            if bits == 0 {
                return;
            }
            kept.iter_mut().zip(0..).for_each(|(kept, lane)| *kept = (bits >> lane & 1).wrapping_neg());
            for (term, count) in message {
                let row = &mut self.counts[term * self.lanes..(term + 1) * self.lanes];
                row.iter_mut().zip(&kept).for_each(|(sum, kept)| *sum += count & kept);
            }
        });
    }

    /// The occurrences of a term in a replicate.
    fn of(&self, term: usize, lane: usize) -> u64 {
        self.counts[term * self.lanes + lane]
    }
}

/// The most occurrences of a term that [`Whole`] takes as rare.
const RARE: usize = 32;

/// The occurrences of both periods together, for the divergence of any two parts of them.
///
/// Most terms are rare, and those with the same counts add the same bits: these are computed once, and counted.
struct Whole {
    total: u64,
    /// For each number of occurrences up to [`RARE`] the terms that have it.
    rare: Vec<Vec<u32>>,
    /// The other terms, and their occurrences.
    frequent: Vec<(usize, u64)>,
}

impl Whole {
    /// `None` for totals beyond 64 bits and more than 2^32 terms.
    fn of(first: &[u64], second: &[u64]) -> Option<Self> {
        let mut whole = Self { total: 0, rare: vec![Vec::new(); RARE + 1], frequent: Vec::new() };
        for (term, (x, y)) in first.iter().zip(second).enumerate() {
            let sum = x.checked_add(*y)?;
            whole.total = whole.total.checked_add(sum)?;
            match usize::try_from(sum).ok().and_then(|sum| whole.rare.get_mut(sum)) {
                Some(terms) => terms.push(u32::try_from(term).ok()?),
                None => whole.frequent.push((term, sum)),
            }
        }
        Some(whole)
    }

    /// The divergence of a part from the rest, as [`jensen_shannon`] gives it up to rounding. `None` where one of them
    /// is empty. No count of the part exceeds that of the whole.
    fn divergence(&self, drawn: &Drawn, lane: usize) -> Option<f64> {
        let part = |term: usize| drawn.of(term, lane);
        let from: u64 = (0..drawn.terms).map(part).sum();
        let totals = Totals { from, to: self.total - from };
        if totals.from == 0 || totals.to == 0 {
            return None;
        }
        let mut bits: f64 = self.frequent.iter().map(|(term, sum)| totals.bits(part(*term), sum - part(*term))).sum();
        // Terms with no occurrence add nothing.
        for (sum, terms) in self.rare.iter().enumerate().skip(1) {
            let mut alike = [0_u64; RARE + 1];
            terms.iter().for_each(|term| alike[part(*term as usize) as usize] += 1);
            for (x, number) in alike.iter().take(sum + 1).enumerate().filter(|(_, number)| **number > 0) {
                bits += float(*number) * totals.bits(x as u64, (sum - x) as u64);
            }
        }
        Some(bits.min(1.0))
    }
}

/// Counts per term over the messages of the first period, of which there are so many, and over the others.
fn count(from: usize, terms: usize, messages: &impl Fn(&mut dyn FnMut(&Terms))) -> Option<(Vec<u64>, Vec<u64>)> {
    let (mut first, mut second) = (vec![0_u64; terms], vec![0_u64; terms]);
    let (mut number, mut fits) = (0, true);
    messages(&mut |message| {
        let counts = if number < from { &mut first } else { &mut second };
        number += 1;
        for (term, count) in message {
            let sum = counts.get(*term).and_then(|sum| sum.checked_add(*count));
            fits &= sum.is_some();
            sum.into_iter().for_each(|sum| counts[*term] = sum);
        }
    });
    fits.then_some((first, second))
}
