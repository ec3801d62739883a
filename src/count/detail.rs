//! What needs the final counts: dispersion of each term over the messages of a period, from exact integer sums, and messages
//! with two of the most frequent terms. The terms of the messages come from [`Bags`].

use rayon::prelude::*;

use super::{Bags, Cell, CellCounts, Counts};
use crate::stats::dispersion::{dp_norm_from_sums, fixed_point_share, juilland_d_from_sums};
use crate::text::NO_TERM;
use crate::watch::{Watcher, leave_if_stopped};

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
    /// Juilland's D, where it is defined.
    pub juilland_d: Option<f64>,
    /// Normalised deviation of proportions, where it is defined.
    pub dp_norm: Option<f64>,
}

impl Dispersion {
    /// Of a term that stands `count` times in a cell; messages without it add n f to the sum of differences.
    fn of(cell: &CellCounts, count: u64, sums: &Sums) -> Self {
        let without = u128::from(cell.tokens.saturating_sub(sums.tokens)) * u128::from(count);
        let dp_norm = dp_norm_from_sums(sums.absolute + without, count, cell.tokens, cell.smallest_part);
        let juilland_d = juilland_d_from_sums(cell.parts, sums.share, sums.share_squared);
        Self { juilland_d, dp_norm }
    }
}

/// Occurrences below which the share in a message is worked out once.
const FEW: usize = 16;

/// The dispersion of terms of one word over the messages of a cell. `wanted` are indices of terms that the cell has, in order; so
/// is what comes back. `places` holds [`NO_TERM`] for each term of all, and does so again afterwards. `watcher` may
/// [leave](leave_if_stopped) it.
pub(crate) fn dispersion(
    cell: &Cell,
    bags: &Bags,
    wanted: &[u32],
    places: &mut [u32],
    watcher: &dyn Watcher,
) -> Vec<Dispersion> {
    (0..).zip(wanted).for_each(|(place, term)| places[*term as usize] = place);
    let mut known = wanted.iter().peekable();
    let of_cell = cell.terms.iter().filter(|(term, _)| known.next_if_eq(&term).is_some());
    let counts: Vec<u64> = of_cell.map(|(_, count)| count.count).collect();
    let mut sums = vec![Sums::default(); counts.len()];
    let total = u128::from(cell.tokens);
    for &document in &cell.document_places {
        leave_if_stopped(watcher);
        watcher.advance(1);
        bags.document(document as usize, |message| {
            let tokens = message.tokens;
            // Most terms stand in a message a few times, so these shares are worked out once.
            let mut known = [None; FEW];
            for &(term, count) in message.terms {
                let place = places[term as usize] as usize;
                let (Some(of_term), Some(all)) = (sums.get_mut(place), counts.get(place)) else { continue };
                let v = u64::from(count);
                let new = || fixed_point_share(v, tokens).unwrap_or_default();
                let (share, share_squared) = match known.get_mut(count as usize) {
                    Some(known) => *known.get_or_insert_with(new),
                    None => new(),
                };
                let observed = u128::from(v) * total;
                let expected = u128::from(tokens) * u128::from(*all);
                of_term.absolute += observed.abs_diff(expected);
                of_term.tokens += tokens;
                of_term.share += share;
                of_term.share_squared += share_squared;
            }
        });
    }
    wanted.iter().for_each(|term| places[*term as usize] = NO_TERM);
    counts.iter().zip(&sums).map(|(count, sums)| Dispersion::of(cell, *count, sums)).collect()
}

/// Counts of pairs, by the places of both.
type Pairs = Vec<((u32, u32), u64)>;

/// Messages with two of the most frequent terms.
#[derive(Debug, Clone, PartialEq)]
pub struct TermPairs {
    /// The terms: indices, in alphabetical order.
    pub terms: Vec<u32>,
    /// For each period: messages with both terms of a pair, by places in `terms`, in order.
    pub pairs: Vec<Pairs>,
}

impl TermPairs {
    /// Of the messages in `bags`; `number` is how many of the most frequent terms are looked for. `watcher` may
    /// [leave](leave_if_stopped) it.
    pub fn of(counts: &Counts, bags: &Bags, number: usize, watcher: &dyn Watcher) -> Self {
        let mut top = counts.top_terms(number);
        top.sort_unstable();
        let mut places = vec![NO_TERM; counts.terms.len()];
        (0..).zip(&top).for_each(|(place, &term)| places[term as usize] = place);
        let of_period = |cell: &Cell| pairs(cell, bags, (&places, top.len()), watcher);
        let pairs = counts.periods().par_iter().map(of_period).collect();
        Self { terms: top, pairs }
    }
}

/// Messages of a cell with two terms, given by their places, of which there are so many.
fn pairs(cell: &Cell, bags: &Bags, (places, terms): (&[u32], usize), watcher: &dyn Watcher) -> Pairs {
    // Row by row of the upper triangle.
    let mut pairs = vec![0; terms * terms.saturating_sub(1) / 2];
    let mut present = Vec::new();
    for &document in &cell.document_places {
        leave_if_stopped(watcher);
        bags.document(document as usize, |message| {
            present.clear();
            present.extend(message.terms.iter().map(|(term, _)| places[*term as usize]).filter(|at| *at != NO_TERM));
            present.sort_unstable();
            for (index, &a) in present.iter().enumerate() {
                for &b in &present[index + 1..] {
                    pairs[triangle(a as usize, b as usize, terms)] += 1;
                }
            }
        });
    }
    let all = (0..terms).flat_map(|a| (a + 1..terms).map(move |b| (a as u32, b as u32)));
    all.zip(pairs).filter(|(_, count)| *count > 0).collect()
}

/// The place of a pair `a` < `b` of `n` things in the upper triangle, row by row.
pub(crate) fn triangle(a: usize, b: usize, n: usize) -> usize {
    a * (2 * n - a - 1) / 2 + b - a - 1
}
