//! What the rate of each term needs, over the sampling units of a cell.

use super::Study;
use crate::stats::rate::RateSums;

/// Sums over the units of a cell for every term.
#[derive(Debug, Clone, Default)]
pub(super) struct TermSums {
    units: u64,
    tokens: u64,
    tokens_squared: u128,
    /// By the index of the term.
    terms: Vec<OfTerm>,
}

/// Sums over the units that have a term.
#[derive(Debug, Clone, Copy, Default)]
struct OfTerm {
    units: u64,
    count: u64,
    count_squared: u128,
    count_tokens: u128,
}

impl TermSums {
    /// Of no unit, for a number of terms.
    pub fn empty(terms: usize) -> Self {
        Self { terms: vec![OfTerm::default(); terms], ..Self::default() }
    }

    /// The sums of a cell; `None` where the terms of messages were not kept.
    pub fn of_cell(study: &Study<'_>, cell: usize) -> Option<Self> {
        study.bags?;
        let mut sums = Self::empty(study.counts.terms.len());
        study.each_term_unit(cell, |all, terms| {
            let tokens = u128::from(all);
            sums.units += 1;
            sums.tokens += all;
            sums.tokens_squared += tokens * tokens;
            for &(term, count) in terms {
                let of_term = &mut sums.terms[term as usize];
                of_term.units += 1;
                of_term.count += count;
                of_term.count_squared += u128::from(count) * u128::from(count);
                of_term.count_tokens += u128::from(count) * tokens;
            }
        });
        Some(sums)
    }

    /// The sums of a term of one word.
    pub fn rates(&self, term: u32) -> RateSums {
        let of_term = self.terms.get(term as usize).copied().unwrap_or_default();
        RateSums {
            units: self.units,
            units_with_hits: of_term.units,
            hits: of_term.count,
            tokens: self.tokens,
            hits_squared: of_term.count_squared,
            hits_tokens: of_term.count_tokens,
            tokens_squared: self.tokens_squared,
        }
    }

    /// Adds the sums of other units.
    pub fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.tokens += other.tokens;
        self.tokens_squared += other.tokens_squared;
        for (own, other) in self.terms.iter_mut().zip(&other.terms) {
            own.units += other.units;
            own.count += other.count;
            own.count_squared += other.count_squared;
            own.count_tokens += other.count_tokens;
        }
    }
}
