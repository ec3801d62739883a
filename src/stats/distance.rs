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
        let (jsd, whole) = {
            let counts = Counted::of(from, terms, messages)?;
            (jensen_shannon(&counts.first, &counts.second)?, Whole::of(counts)?)
        };
        // Messages are read once for so many replicates.
        let lanes = (MOST_BYTES / rayon::current_num_threads() / whole.bytes_of_lane().max(1)).clamp(1, 64);
        let of_block = |block: u64| {
            let first = block * lanes as u64;
            let indices = first..replicates.min(first + lanes as u64);
            let drawn = Drawn::of(&whole, indices.clone(), (from + to, from.min(to), lanes), purpose, messages);
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

/// The most bytes that all threads hold of what was drawn.
const MOST_BYTES: usize = 32 << 20;

/// The most occurrences of a term that [`Whole`] takes as rare.
const RARE: usize = 32;

/// What is counted of all messages before any is drawn.
struct Counted {
    /// For each term its occurrences in the first period, and in the second.
    first: Vec<u64>,
    second: Vec<u64>,
    /// For each term the message that it stands in, or [`SEVERAL`].
    message: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;
const SEVERAL: u32 = u32::MAX - 1;

impl Counted {
    /// Of the messages of the first period, of which there are `from`, and of the others. `None` for totals beyond 64 bits, a term
    /// out of range, and too many messages.
    fn of(from: usize, terms: usize, messages: &impl Fn(&mut dyn FnMut(&Terms))) -> Option<Self> {
        let mut counted = Self { first: vec![0; terms], second: vec![0; terms], message: vec![NOWHERE; terms] };
        let (mut number, mut fits) = (0, true);
        messages(&mut |message| {
            let counts = if (number as usize) < from { &mut counted.first } else { &mut counted.second };
            for (term, count) in message {
                let sum = counts.get(*term).and_then(|sum| sum.checked_add(*count));
                fits &= sum.is_some() && number < SEVERAL;
                let Some(sum) = sum else { continue };
                counts[*term] = sum;
                let place = &mut counted.message[*term];
                *place = if *place == NOWHERE || *place == number { number } else { SEVERAL };
            }
            number = number.saturating_add(1);
        });
        fits.then_some(counted)
    }
}

/// The occurrences of both periods together, for the divergence of any two parts of them.
///
/// Most terms are rare, and those with the same counts add the same bits: these are computed once, and counted. Those that stand in
/// one message alone are on its side whatever is drawn, so of these each message only has numbers.
struct Whole {
    total: u64,
    /// For each term its place: first come the rare ones that stand in several messages, behind them the frequent ones;
    /// [`NOWHERE`] for those that stand in one message.
    places: Vec<u32>,
    /// For each number of occurrences up to [`RARE`] the places of the terms that have it.
    rare: Vec<Vec<u32>>,
    number_of_rare: usize,
    /// The occurrences of the other terms.
    frequent: Vec<u64>,
    /// For each message in order, and each number of occurrences: how many rare terms with it stand there alone.
    alone: Vec<(u32, u8, u32)>,
    /// The same for all messages, by the number of occurrences.
    all_alone: [u64; RARE + 1],
}

impl Whole {
    /// `None` for totals beyond 64 bits and more than 2^32 terms.
    fn of(counted: Counted) -> Option<Self> {
        let Counted { first, second, message } = counted;
        let mut whole = Self {
            total: 0,
            places: vec![NOWHERE; first.len()],
            rare: vec![Vec::new(); RARE + 1],
            number_of_rare: 0,
            frequent: Vec::new(),
            alone: Vec::new(),
            all_alone: [0; RARE + 1],
        };
        let sum = |term: usize| first[term].checked_add(second[term]);
        let mut next = 0_u32;
        for (term, place) in whole.places.iter_mut().enumerate() {
            let sum = sum(term)?;
            whole.total = whole.total.checked_add(sum)?;
            let Some(rare) = usize::try_from(sum).ok().filter(|sum| *sum <= RARE) else { continue };
            if rare > 0 && message[term] == SEVERAL {
                *place = next;
                whole.rare[rare].push(next);
                next = next.checked_add(1)?;
            } else if rare > 0 {
                whole.alone.push((message[term], rare as u8, 1));
                whole.all_alone[rare] += 1;
            }
        }
        whole.number_of_rare = next as usize;
        for (term, place) in whole.places.iter_mut().enumerate() {
            let sum = sum(term)?;
            if sum > RARE as u64 {
                *place = next;
                whole.frequent.push(sum);
                next = next.checked_add(1)?;
            }
        }
        whole.alone.sort_unstable();
        whole.alone.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            kept.2 += if same { later.2 } else { 0 };
            same
        });
        whole.alone.shrink_to_fit();
        Some(whole)
    }

    /// Bytes that a replicate takes: rare terms have counts of a byte.
    fn bytes_of_lane(&self) -> usize {
        self.number_of_rare + self.frequent.len() * size_of::<u64>()
    }

    /// The divergence of a part from the rest, as [`jensen_shannon`] gives it up to rounding. `None` where one of them
    /// is empty. No count of the part exceeds that of the whole.
    fn divergence(&self, drawn: &Drawn, lane: usize) -> Option<f64> {
        let in_lane = |place: usize| place * drawn.lanes + lane;
        let alone = &drawn.alone[lane];
        let rare = (0..self.number_of_rare).map(|place| u64::from(drawn.rare[in_lane(place)])).sum::<u64>()
            + alone.iter().zip(0..).map(|(number, sum)| number * sum).sum::<u64>();
        let from = rare + (0..self.frequent.len()).map(|place| drawn.frequent[in_lane(place)]).sum::<u64>();
        let totals = Totals { from, to: self.total - from };
        if totals.from == 0 || totals.to == 0 {
            return None;
        }
        let part = |place: usize| drawn.frequent[in_lane(place)];
        let of_frequent = self.frequent.iter().enumerate().map(|(at, sum)| totals.bits(part(at), sum - part(at)));
        let mut bits: f64 = of_frequent.sum();
        // Terms with no occurrence add nothing.
        for (sum, places) in self.rare.iter().enumerate().skip(1) {
            let mut alike = [0_u64; RARE + 1];
            places.iter().for_each(|place| alike[usize::from(drawn.rare[in_lane(*place as usize)])] += 1);
            alike[sum] += alone[sum];
            alike[0] += self.all_alone[sum] - alone[sum];
            for (x, number) in alike.iter().take(sum + 1).enumerate().filter(|(_, number)| **number > 0) {
                bits += float(*number) * totals.bits(x as u64, (sum - x) as u64);
            }
        }
        Some(bits.min(1.0))
    }
}

/// What was drawn in several replicates, at most 64.
struct Drawn {
    lanes: usize,
    /// For each rare term that stands in several messages its occurrences in each replicate.
    rare: Vec<u8>,
    /// For each frequent term.
    frequent: Vec<u64>,
    /// For each replicate, by the number of occurrences, the terms that stand in one of the messages drawn and no other.
    alone: Vec<[u64; RARE + 1]>,
}

impl Drawn {
    /// Draws `smaller` of `all` messages in each of some replicates, of which there are at most `lanes`.
    fn of(
        whole: &Whole,
        indices: std::ops::Range<u64>,
        (all, smaller, lanes): (usize, usize, usize),
        purpose: &Purpose<'_>,
        messages: &impl Fn(&mut dyn FnMut(&Terms)),
    ) -> Self {
        // For each message one bit for each replicate in which it is drawn.
        let mut chosen = vec![0_u64; all];
        let mut order: Vec<usize> = Vec::with_capacity(all);
        for (index, lane) in indices.zip(0..) {
            order.clear();
            order.extend(0..all);
            purpose.replicate(index).choose(&mut order, smaller);
            order.iter().take(smaller).for_each(|place| chosen[*place] |= 1_u64 << lane);
        }
        let mut drawn = Self {
            lanes,
            rare: vec![0; whole.number_of_rare * lanes],
            frequent: vec![0; whole.frequent.len() * lanes],
            alone: vec![[0; RARE + 1]; lanes],
        };
        for &(message, sum, number) in &whole.alone {
            let bits = chosen.get(message as usize).copied().unwrap_or(0);
            let in_lanes = drawn.alone.iter_mut().zip(0..).filter(|(_, lane)| bits >> lane & 1 == 1);
            in_lanes.for_each(|(alone, _)| alone[usize::from(sum)] += u64::from(number));
        }
        let mut chosen = chosen.iter();
        let mut kept = [0_u64; 64];
        messages(&mut |message| {
            let bits = chosen.next().copied().unwrap_or(0);
            if bits == 0 {
                return;
            }
            kept.iter_mut().zip(0..).for_each(|(kept, lane)| *kept = (bits >> lane & 1).wrapping_neg());
            for (term, count) in message {
                let place = whole.places[*term] as usize;
                if place < whole.number_of_rare {
                    let row = &mut drawn.rare[place * lanes..(place + 1) * lanes];
                    row.iter_mut().zip(&kept).for_each(|(sum, kept)| *sum += *count as u8 & *kept as u8);
                } else if let Some(row) = drawn.frequent.get_mut((place - whole.number_of_rare) * lanes..) {
                    row.iter_mut().zip(&kept).take(lanes).for_each(|(sum, kept)| *sum += count & kept);
                }
            }
        });
        drawn
    }
}
