//! What needs the final counts: dispersion of each term over the messages of a period, from exact integer sums, and messages
//! with two of the most frequent terms. The terms of the messages come from [`Bags`].

use rayon::prelude::*;

use super::{Bags, Cell, CellCounts, Counts, TermCount};
use crate::stats::dispersion::{dp_norm_from_sums, fixed_point_share, juilland_d_from_sums};
use crate::text::NO_TERM;
use crate::watch::{Progress, Watcher, leave_if_stopped};

/// Sums over the messages of a period that hold a term: v occurrences of it among n tokens; f occurrences among N
/// tokens in the period.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// Sum of |v N - n f|.
    absolute: u128,
    /// Sum of n.
    tokens: u64,
    /// Sum of v/n in fixed point.
    share: u128,
    /// Sum of (v/n) squared in fixed point.
    share_squared: u128,
}

/// How evenly a term is spread over the messages of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Below 0 where there is none, so that two of them take 16 bytes.
    juilland_d: f64,
    dp_norm: f64,
}

impl Dispersion {
    /// Of a term that stands `count` times in a cell; messages without it add n f to the sum of differences.
    fn of(cell: &CellCounts, count: u64, sums: &Sums) -> Self {
        let without = u128::from(cell.tokens.saturating_sub(sums.tokens)) * u128::from(count);
        let dp_norm = dp_norm_from_sums(sums.absolute + without, count, cell.tokens, cell.smallest_part);
        let juilland_d = juilland_d_from_sums(cell.parts, sums.share, sums.share_squared);
        Self { juilland_d: juilland_d.unwrap_or(-1.0), dp_norm: dp_norm.unwrap_or(-1.0) }
    }

    /// Juilland's D, where it is defined.
    pub fn juilland_d(&self) -> Option<f64> {
        (self.juilland_d >= 0.0).then_some(self.juilland_d)
    }

    /// Normalised deviation of proportions, where it is defined.
    pub fn dp_norm(&self) -> Option<f64> {
        (self.dp_norm >= 0.0).then_some(self.dp_norm)
    }
}

/// Dispersion and co-occurrence of terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// For each period, for each of its terms its dispersion, in the order of [`super::CellCounts::terms`].
    pub dispersion: Vec<Vec<Dispersion>>,
    /// The terms of co-occurrence: indices, in alphabetical order.
    pub pair_terms: Vec<u32>,
    /// For each period: messages with both terms of a pair, by places in `pair_terms`, in order.
    pub pairs: Vec<Vec<((u32, u32), u64)>>,
}

/// Occurrences below which the share in a message is worked out once.
const FEW: usize = 16;

/// What a thread needs for the periods that it counts, one after the other.
struct Scratch {
    /// For each term its place among those of the period.
    places: Vec<u32>,
    /// Messages with two of the terms of co-occurrence, row by row of the upper triangle.
    pairs: Vec<u64>,
    /// Terms of co-occurrence in the present message.
    present: Vec<u32>,
}

impl Details {
    /// Of the messages in `bags`; `pair_terms` is how many of the most frequent terms are looked for in pairs. `watcher` may
    /// [leave](leave_if_stopped) it.
    pub fn of(counts: &Counts, bags: &Bags, pair_terms: usize, watcher: &dyn Watcher) -> Self {
        let mut top = counts.top_terms(pair_terms);
        top.sort_unstable();
        let mut pair_places = vec![NO_TERM; counts.terms.len()];
        (0..).zip(&top).for_each(|(place, &term)| pair_places[term as usize] = place);
        let scratch = || Scratch {
            places: vec![NO_TERM; counts.terms.len()],
            pairs: vec![0; top.len() * top.len().saturating_sub(1) / 2],
            present: Vec::new(),
        };
        watcher.stage(
            "terms",
            Progress::Steps,
            counts.periods().iter().map(|cell| cell.document_places.len() as u64).sum(),
        );
        let of_period =
            |scratch: &mut Scratch, cell: &Cell| scratch.period(cell, bags, (&pair_places, top.len()), watcher);
        let periods: Vec<_> = counts.periods().par_iter().map_init(scratch, of_period).collect();
        let (dispersion, pairs) = periods.into_iter().unzip();
        Self { dispersion, pair_terms: top, pairs }
    }
}

/// Counts of pairs, by the places of both.
type Pairs = Vec<((u32, u32), u64)>;

impl Scratch {
    fn period(
        &mut self,
        cell: &Cell,
        bags: &Bags,
        (pair_places, pair_terms): (&[u32], usize),
        watcher: &dyn Watcher,
    ) -> (Vec<Dispersion>, Pairs) {
        let counts: Vec<(u32, TermCount)> = cell.terms.iter().collect();
        (0..).zip(&counts).for_each(|(place, (term, _))| self.places[*term as usize] = place);
        let mut sums = vec![Sums::default(); counts.len()];
        let total = u128::from(cell.tokens);
        for &document in &cell.document_places {
            leave_if_stopped(watcher);
            watcher.advance(1);
            bags.document(document as usize, |message| {
                self.present.clear();
                let tokens = message.tokens;
                // Most terms stand in a message a few times, so these shares are worked out once.
                let mut known = [None; FEW];
                for &(term, count) in message.terms {
                    let place = self.places[term as usize] as usize;
                    let v = u64::from(count);
                    let new = || fixed_point_share(v, tokens).unwrap_or_default();
                    let (share, share_squared) = match known.get_mut(count as usize) {
                        Some(known) => *known.get_or_insert_with(new),
                        None => new(),
                    };
                    let observed = u128::from(v) * total;
                    let expected = u128::from(tokens) * u128::from(counts[place].1.count);
                    let of_term = &mut sums[place];
                    of_term.absolute += observed.abs_diff(expected);
                    of_term.tokens += tokens;
                    of_term.share += share;
                    of_term.share_squared += share_squared;
                    if pair_places[term as usize] != NO_TERM {
                        self.present.push(pair_places[term as usize]);
                    }
                }
                self.present.sort_unstable();
                for (index, &a) in self.present.iter().enumerate() {
                    for &b in &self.present[index + 1..] {
                        self.pairs[triangle(a as usize, b as usize, pair_terms)] += 1;
                    }
                }
            });
        }
        counts.iter().for_each(|(term, _)| self.places[*term as usize] = NO_TERM);
        let all = (0..pair_terms).flat_map(|a| (a + 1..pair_terms).map(move |b| (a as u32, b as u32)));
        let pairs = all.zip(&mut self.pairs).map(|(key, count)| (key, std::mem::take(count)));
        let dispersion = counts.iter().zip(&sums).map(|((_, count), sums)| Dispersion::of(cell, count.count, sums));
        (dispersion.collect(), pairs.filter(|(_, count)| *count > 0).collect())
    }
}

/// The place of a pair `a` < `b` of `n` things in the upper triangle, row by row.
pub(crate) fn triangle(a: usize, b: usize, n: usize) -> usize {
    a * (2 * n - a - 1) / 2 + b - a - 1
}
