//! What the rate of each term needs, over the sampling units of a cell.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use rayon::prelude::*;

use super::Study;
use super::themes::Pool;
use crate::axis::Period;
use crate::count::{ByIndex, Packed, TermEntry};
use crate::pack::{Unpack, put, put_large};
use crate::stats::interval::Scatter;
use crate::stats::rate::RateSums;
use crate::stats::{Interval, LEVEL};
use crate::text::NO_TERM;

/// Sums over the units of a cell for every term.
#[derive(Debug, Clone, Default)]
pub(super) struct TermSums {
    units: u64,
    tokens: u64,
    tokens_squared: u128,
    terms: ByIndex<OfTerm>,
}

/// Sums over the units that have a term.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct OfTerm {
    units: u64,
    count: u64,
    count_squared: u128,
    count_tokens: u128,
}

impl Packed for OfTerm {
    /// A term that stands once in one unit.
    fn is_short(&self) -> bool {
        (self.units, self.count) == (1, 1)
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        if !self.is_short() {
            put(bytes, self.units);
            put(bytes, self.count);
            put_large(bytes, self.count_squared);
        }
        put_large(bytes, self.count_tokens);
    }

    #[inline]
    fn read(short: bool, read: &mut Unpack<'_>) -> Option<Self> {
        let (units, count, count_squared) =
            if short { (1, 1, 1) } else { (read.number()?, read.number()?, read.large()?) };
        Some(Self { units, count, count_squared, count_tokens: read.large()? })
    }
}

impl AddAssign for OfTerm {
    fn add_assign(&mut self, other: Self) {
        self.units += other.units;
        self.count += other.count;
        self.count_squared += other.count_squared;
        self.count_tokens += other.count_tokens;
    }
}

impl TermSums {
    /// The sums of a cell; `None` where the terms of messages were not kept.
    pub fn of_cell(study: &Study<'_>, cell: usize) -> Option<Self> {
        study.bags?;
        let mut sums = Self::default();
        let terms: Vec<u32> = study.counts.cells[cell].terms.iter().map(|(term, _)| term).collect();
        let mut places = vec![NO_TERM; study.counts.terms.len()];
        (0..).zip(&terms).for_each(|(place, term)| places[*term as usize] = place);
        let mut of_terms = vec![OfTerm::default(); terms.len()];
        study.each_term_unit(cell, |all, terms| {
            let tokens = u128::from(all);
            sums.units += 1;
            sums.tokens += all;
            sums.tokens_squared += tokens * tokens;
            for &(term, count) in terms {
                of_terms[places[term as usize] as usize] += OfTerm {
                    units: 1,
                    count,
                    count_squared: u128::from(count) * u128::from(count),
                    count_tokens: u128::from(count) * tokens,
                };
            }
        });
        sums.terms = ByIndex::of(terms.into_iter().zip(of_terms).filter(|(_, of)| of.units > 0));
        Some(sums)
    }

    /// The sums of several cells together.
    pub fn together(cells: &[&Self]) -> Self {
        let mut sums = Self::default();
        for cell in cells {
            sums.units += cell.units;
            sums.tokens += cell.tokens;
            sums.tokens_squared += cell.tokens_squared;
        }
        sums.terms = ByIndex::sum(&cells.iter().map(|cell| &cell.terms).collect::<Vec<_>>());
        sums
    }

    /// The sums of a term of one word.
    pub fn rates(&self, term: u32) -> RateSums {
        self.rate_sums(&self.terms.get(term))
    }

    /// The same of one term after the other, given in the order of their indices.
    pub fn in_order(&self) -> impl FnMut(u32) -> RateSums {
        let mut left = self.terms.iter().peekable();
        move |term| {
            while left.next_if(|(other, _)| *other < term).is_some() {}
            let of_term = left.next_if(|(other, _)| *other == term);
            self.rate_sums(&of_term.map(|(_, of_term)| of_term).unwrap_or_default())
        }
    }

    fn rate_sums(&self, of_term: &OfTerm) -> RateSums {
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
}

/// The 95 % intervals of the rates of some terms of one word, in occurrences per 1,000 word tokens, by term and period: over
/// the sampling units, as those of themes. A period without the term has one, too. Empty where the terms of messages were not
/// kept; of terms of several words there is none.
pub(super) fn term_intervals(study: &Study<'_>, terms: &BTreeSet<&str>) -> BTreeMap<(String, Period), Interval> {
    let counts = study.counts;
    let wanted = |(entry, _): &(TermEntry<'_>, u32)| entry.words == 1 && terms.contains(entry.term);
    let places: Vec<u32> = counts.terms.iter().zip(0..).filter(wanted).map(|(_, place)| place).collect();
    let of_cell = |cell: usize| {
        study.check();
        let sums = TermSums::of_cell(study, cell)?;
        Some(places.iter().map(|&place| sums.rates(place)).collect::<Vec<_>>())
    };
    let Some(sums) = (0..counts.periods().len()).into_par_iter().map(of_cell).collect::<Option<Vec<_>>>() else {
        return BTreeMap::new();
    };
    let mut intervals = BTreeMap::new();
    for (at, &place) in places.iter().enumerate() {
        let pool = Pool::new(counts, sums.iter().map(|of_cell| Scatter::of(&of_cell[at])).collect());
        for (period, cell) in counts.periods().iter().enumerate() {
            if let Some(interval) = sums[period][at].interval(LEVEL, &pool.others(period, cell)) {
                intervals.insert((counts.terms.get(place).term.to_string(), cell.period.clone()), interval);
            }
        }
    }
    intervals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;
    use crate::analysis::themes::theme_frequency;

    #[test]
    fn a_term_has_the_interval_of_the_theme_of_that_word() {
        let codebook = "[themes.trust]\ninclude = [\"trust\"]\n";
        let mut documents: Vec<(i32, &[&str])> = vec![
            (2012, &["trust in norms", "old norms of trust and trust", "nothing else"]),
            (2017, &["trust", "norms alone here", "more words than that"]),
            (2017, &["trust trust trust", "a word"]),
            (2017, &["no word of it"]),
            (2020, &["nothing of it", "nor here"]),
        ];
        documents.extend([(2012, ["we trust in this", "and in that"].as_slice()); 6]);
        documents.extend([(2017, ["trust that trust is here", "or not"].as_slice()); 6]);
        study_of(&documents, codebook, |study| {
            let intervals = term_intervals(study, &BTreeSet::from(["trust", "norm", "comet"]));
            let rows = theme_frequency(study.counts, study.codebook);
            assert_eq!(rows.len(), 3);
            for row in &rows {
                let of_term = intervals.get(&("trust".to_string(), row.period.clone()));
                let ends = of_term.map(|interval| (interval.low, interval.high));
                assert_eq!(ends, row.rate_low.zip(row.rate_high), "{}", row.period);
            }
            assert!(rows.iter().any(|row| row.rate_low > Some(0.0)));
            assert!(intervals.keys().any(|(term, _)| term == "norm") && intervals.keys().all(|(t, _)| t != "comet"));
        });
    }
}
