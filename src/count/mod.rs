//! Tokens and hits -> counts. Every count is an integer, and counts merge by addition in any order.
//!
//! Counted is by stratum: a period with one group of each grouping variable. [`StrataCounts`] holds them; [`Counts`] are sums
//! of them side by side, as a table wants them: by period, by group, or by stretches of periods.
//!
//! Each thread owns a [`Counter`]. [`StrataCounts::merge`] joins them: terms are put in alphabetical order, so the result
//! depends neither on the number of threads nor on the order of documents. A counter whose vocabulary grows large hands over what it
//! counted as a [`Generation`]. What needs the final counts first (dispersion,
//! co-occurrence of the most frequent terms, sums of terms over sampling units) is made from [`Bags`]: the terms of each message,
//! kept while it was counted.

mod counter;
mod detail;
mod arrange;
mod bags;
mod by_index;
mod generation;
mod merge;
mod parts;
mod records;
mod sampling;
mod scratch;
mod shingles;
mod term_list;
mod theme_terms;
mod uses;

pub use arrange::{Cell, Counts, MANY_PERIODS, Members};
pub use bags::{BagMessage, Bags, DocumentBag};
pub use by_index::{ByIndex, ByIndexIter, Key, Packed, PairCounts, TermCounts};
pub use counter::{Counter, Depth, KeptOfDocument, Plan};
pub use detail::{Dispersion, TermPairs};
pub(crate) use detail::{dispersion, triangle};
pub use generation::{Generation, Generations};
pub use parts::{UnitList, UnitSums};
pub use records::{PatternHits, Reader as RecordReader, Record, Records};
pub use sampling::{Clusters, FEW_UNITS, Sampler, Sampling, UnitKind, Units};
pub use shingles::{MOST_RUNS, MessageShingles, SHINGLE, Shingles, is_kept};
pub use term_list::{TermEntry, TermList};
pub use theme_terms::{ThemeTermCounter, ThemeTerms};
pub use uses::{PatternUses, ThemeUses, Uses};

use std::sync::Arc;

use crate::axis::Stratum;
use crate::codebook::Weight;

/// Occurrences of a term in a stratum, or in several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TermCount {
    /// Occurrences.
    pub count: u64,
    /// Messages with the term.
    pub messages: u64,
    /// Documents with the term, each counted in the stratum of its message in which the term first stands.
    pub documents: u64,
}

/// Occurrences of a term in messages with a theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThemeTermCount {
    /// Occurrences.
    pub count: u64,
    /// Messages with both.
    pub messages: u64,
}

/// Hits of a theme.
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

/// Hits of a pattern for a theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PatternCount {
    /// Hits.
    pub hits: u64,
    /// Messages with such a hit.
    pub messages: u64,
}

/// Messages with two themes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairCount {
    /// Messages with both.
    pub both: u64,
    /// Those in which every hit of either theme overlaps a hit of the other.
    pub shared_span_only: u64,
}

/// Counts of one stratum, or the sum of several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellCounts {
    /// Documents, each counted in the stratum in which it begins.
    pub documents: u64,
    /// Documents with a message here; a document whose messages are in several strata counts in each.
    pub documents_met: u64,
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
    /// For each term its index and counts, in the order of the index.
    pub terms: TermCounts,
    /// For each theme of the codebook its counts.
    pub themes: Vec<ThemeCount>,
    /// For each theme and pattern with a hit, in the order of both.
    pub patterns: Vec<((u32, u32), PatternCount)>,
    /// For each pair of themes with a joint message, in the order of both.
    pub pairs: PairCounts,
}

impl CellCounts {
    /// The sum of the weights of the hits of a theme, in parts of [`WEIGHT_PARTS`](crate::codebook::WEIGHT_PARTS): exact, and the
    /// same in any order. `weights` are those of all patterns of the codebook; the hit of a theme that was coded counts 1.
    pub fn weighted_hits(&self, theme: usize, weights: &[Weight]) -> i128 {
        let from = self.patterns.partition_point(|((of, _), _)| (*of as usize) < theme);
        let of_theme = self.patterns[from..].iter().take_while(|((of, _), _)| *of as usize == theme);
        let weight = |pattern: u32| weights.get(pattern as usize).copied().unwrap_or(Weight::ONE);
        of_theme.map(|((_, pattern), count)| i128::from(weight(*pattern).parts()) * i128::from(count.hits)).sum()
    }
}

/// Counts of the whole corpus by stratum, in an order that depends on the corpus alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StrataCounts {
    /// The strata, in order.
    pub strata: Vec<(Stratum, Arc<CellCounts>)>,
    /// The terms, in alphabetical order.
    pub terms: Arc<TermList>,
    /// What the sampling units are made from.
    pub sampling: Arc<Sampling>,
}

#[cfg(test)]
mod tests;
