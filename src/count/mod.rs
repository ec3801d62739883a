//! Tokens and hits -> counts. Every count is an integer, and counts merge by addition in any order.
//!
//! Each thread owns a [`Counter`]. [`Counts::merge`] joins them: terms are put in alphabetical order, so the result
//! depends neither on the number of threads nor on the order of documents. What needs the final counts first
//! (dispersion, co-occurrence of the most frequent terms) is counted by a [`DetailCounter`] in a second pass.

mod counter;
mod detail;
mod merge;
mod records;
mod scratch;
mod uses;

pub use counter::{Counter, Plan};
pub use detail::{DetailCounter, Details, DispersionSums, Kept, SHINGLE};
pub use records::{MOST_MESSAGES, PatternHits, Record, Records};
pub use uses::{PatternUses, ThemeUses, Uses};

use crate::stats::rate::RateSums;

/// Occurrences of a term in a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TermCount {
    /// Occurrences.
    pub count: u64,
    /// Messages with the term.
    pub messages: u64,
    /// Documents with the term.
    pub documents: u64,
}

/// Occurrences of a term in a year's messages with a theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThemeTermCount {
    /// Occurrences.
    pub count: u64,
    /// Messages with both.
    pub messages: u64,
}

/// Hits of a theme in a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThemeCount {
    /// Hits.
    pub hits: u64,
    /// Messages with a hit.
    pub messages: u64,
    /// Word tokens of these messages.
    pub tokens: u64,
    /// Sum over messages of hits squared.
    pub hits_squared: u128,
    /// Sum over messages of hits times word tokens.
    pub hits_tokens: u128,
}

/// Hits of a pattern for a theme in a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PatternCount {
    /// Hits.
    pub hits: u64,
    /// Messages with such a hit.
    pub messages: u64,
}

/// Messages with two themes in a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairCount {
    /// Messages with both.
    pub both: u64,
    /// Those in which every hit of either theme overlaps a hit of the other.
    pub shared_span_only: u64,
}

/// A term with its surface forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEntry {
    /// The term; words of an n-gram are separated by spaces.
    pub term: String,
    /// Its most frequent surface form.
    pub label: String,
    /// Surface forms (case kept, no possessive) with their counts, the most frequent first; empty for n-grams.
    pub forms: Vec<(String, u64)>,
    /// How many words it has.
    pub words: usize,
}

/// Counts of one year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearCounts {
    /// Documents.
    pub documents: u64,
    /// Analysed messages.
    pub messages: u64,
    /// Word tokens.
    pub tokens: u64,
    /// Sum over messages of word tokens squared.
    pub tokens_squared: u128,
    /// Messages with at least one word token: the parts of dispersion.
    pub parts: u64,
    /// Word tokens of the shortest part; 0 where there is none.
    pub smallest_part: u64,
    /// For each term of the year its index and counts, in the order of the index.
    pub terms: Vec<(u32, TermCount)>,
    /// For each theme of the codebook its counts.
    pub themes: Vec<ThemeCount>,
    /// For each theme: for each term in messages with the theme its index and counts, in the order of the index.
    pub theme_terms: Vec<Vec<(u32, ThemeTermCount)>>,
    /// For each theme and pattern with a hit, in the order of both.
    pub patterns: Vec<((u32, u32), PatternCount)>,
    /// For each pair of themes with a joint message, in the order of both.
    pub pairs: Vec<((u32, u32), PairCount)>,
}

/// Counts of the whole corpus, in an order that depends on the corpus alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// The years, in order.
    pub years: Vec<(i32, YearCounts)>,
    /// The terms, in alphabetical order.
    pub terms: Vec<TermEntry>,
}

impl YearCounts {
    /// The sums that the rate of a theme and its interval need.
    pub fn rate_sums(&self, theme: usize) -> RateSums {
        let count = self.themes[theme];
        RateSums {
            units: self.messages,
            units_with_hits: count.messages,
            hits: count.hits,
            tokens: self.tokens,
            hits_squared: count.hits_squared,
            hits_tokens: count.hits_tokens,
            tokens_squared: self.tokens_squared,
        }
    }
}

impl Counts {
    /// Analysed messages of all years.
    pub fn messages(&self) -> u64 {
        self.years.iter().map(|(_, year)| year.messages).sum()
    }

    /// Word tokens of all years.
    pub fn tokens(&self) -> u64 {
        self.years.iter().map(|(_, year)| year.tokens).sum()
    }

    /// For each term, its count and the messages with it over all years.
    pub fn term_totals(&self) -> Vec<TermCount> {
        let mut totals = vec![TermCount::default(); self.terms.len()];
        for (_, year) in &self.years {
            for (term, count) in &year.terms {
                let total = &mut totals[*term as usize];
                total.count += count.count;
                total.messages += count.messages;
                total.documents += count.documents;
            }
        }
        totals
    }

    /// Indices of the most frequent terms of one word, the most frequent first, ties in alphabetical order.
    pub fn top_terms(&self, number: usize) -> Vec<u32> {
        let totals = self.term_totals();
        let mut order: Vec<u32> = (0..self.terms.len() as u32).filter(|&i| self.terms[i as usize].words == 1).collect();
        order.sort_by_key(|&index| (std::cmp::Reverse(totals[index as usize].count), index));
        order.truncate(number);
        order
    }
}

#[cfg(test)]
mod tests;
