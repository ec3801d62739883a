//! The documents without which a difference is weakest, chosen while messages are read.

use std::cmp::Ordering;

use super::{MOST_DOCUMENTS, Swap, Whole, difference, sign};
use crate::analysis::Study;
use crate::stats::rate::RateSums;

/// The documents of an end of a pair, as what is left without each: those that weaken the difference most.
#[derive(Debug)]
pub(super) struct Weakening {
    /// The other end, and whether it is the later one.
    other: RateSums,
    other_is_later: bool,
    /// The sign of the difference.
    sign: Option<Ordering>,
    /// All documents that there are.
    pub(super) number: usize,
    /// The present one, with what is left without it.
    open: Option<(u32, Swap)>,
    /// With how much is left of the difference.
    pub(super) kept: Vec<(f64, u32, Swap)>,
}

impl Weakening {
    /// Of the cell at one end of a pair.
    pub(super) fn of(study: &Study<'_>, theme: usize, (from, to): (usize, usize), is_first: bool) -> Self {
        let [first, second] = [from, to].map(|cell| study.counts.cells[cell].rate_sums(theme));
        let sign = sign(difference(&first, &second));
        let other = if is_first { second } else { first };
        Self { other, other_is_later: is_first, sign, number: 0, open: None, kept: Vec::new() }
    }

    /// Adds a sampling unit with messages of a document, and what is left of it; units of a document stand together.
    pub(super) fn add(&mut self, whole: &RateSums, document: u32, unit: Whole, rest: Whole) {
        if self.open.as_ref().is_none_or(|(open, _)| *open != document) {
            self.close(whole);
            self.open = Some((document, Swap::default()));
        }
        self.open.iter_mut().for_each(|(_, swap)| swap.add(unit, rest));
    }

    /// Ends the present document.
    pub(super) fn close(&mut self, whole: &RateSums) {
        let Some((document, swap)) = self.open.take() else { return };
        self.number += 1;
        let left = swap.apply(whole);
        let left = if self.other_is_later { difference(&left, &self.other) } else { difference(&self.other, &left) };
        let left = left.unwrap_or(0.0);
        let strength = match self.sign {
            Some(Ordering::Greater) => left,
            Some(Ordering::Less) => -left,
            _ => -left.abs(),
        };
        self.kept.push((strength, document, swap));
        if self.kept.len() >= 2 * MOST_DOCUMENTS {
            strongest(&mut self.kept);
        }
    }
}

/// Keeps the documents that weaken a difference most, so every one that turns its sign is among them.
pub(super) fn strongest<T>(documents: &mut Vec<(f64, u32, T)>) {
    documents.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    documents.truncate(MOST_DOCUMENTS);
}
