//! All that the tables of a run are made from.

use crate::codebook::{Codebook, Matcher};
use crate::config::{AnalysisConfig, Baseline};
use crate::corpus::DocumentInfo;
use crate::count::{Counts, Details, Record, Records};
use crate::stats::random::Purpose;
use crate::watch::{Progress, Watcher};

/// All that the tables of a run are made from: final counts, and the text they lead back to.
#[derive(Debug, Clone, Copy)]
pub struct Study<'s> {
    /// Settings of the analysis.
    pub config: &'s AnalysisConfig,
    /// The themes.
    pub codebook: &'s Codebook,
    /// The compiled codebook, for the text of patterns.
    pub matcher: &'s Matcher<'s>,
    /// The documents, sorted by id.
    pub documents: &'s [DocumentInfo],
    /// The counts of the first pass.
    pub counts: &'s Counts,
    /// The counts of the second pass.
    pub details: &'s Details,
    /// The messages one by one; `None` for a corpus with too many of them.
    pub records: Option<&'s Records>,
    /// Places of two years that are compared besides: the first with the second.
    pub also: Option<(usize, usize)>,
    /// Sees how resampling goes on, and may stop it.
    pub watcher: &'s dyn Watcher,
}

impl Study<'_> {
    /// The years, in order.
    pub fn years(&self) -> Vec<i32> {
        self.counts.years.iter().map(|(year, _)| *year).collect()
    }

    /// Pairs of places of years that are compared: each with the one before, the baseline with every other, and what is
    /// asked for besides. The earlier year comes first; pairs are sorted.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let years = self.years();
        let baseline = match self.config.baseline {
            Baseline::First => 0,
            Baseline::Year(year) => years.binary_search(&year).unwrap_or(0),
        };
        let consecutive = (1..years.len()).map(|to| (to - 1, to));
        let others = (0..years.len()).filter(|&year| year != baseline);
        let with_baseline = others.map(|year| (year.min(baseline), year.max(baseline)));
        let also = self.also.iter().map(|&(a, b)| (a.min(b), a.max(b)));
        let mut pairs: Vec<(usize, usize)> = consecutive.chain(with_baseline).chain(also).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Begins a table that resamples, in `steps` steps.
    pub(super) fn begin(&self, table: &str, steps: usize) {
        self.watcher.stage(table, Progress::Steps, steps as u64);
    }

    /// Does one step of resampling. Once the user has stopped the run nothing is drawn any more, and what is computed
    /// from then on must not be used.
    pub(super) fn resample<T>(&self, draw: impl FnOnce() -> Option<T>) -> Option<T> {
        let drawn = if self.watcher.stopped() { None } else { draw() };
        self.watcher.advance(1);
        drawn
    }

    /// Random numbers for a purpose, such as `theme_change/privacy/2017/2019`.
    pub fn purpose(&self, name: &str) -> Purpose {
        Purpose::new(self.config.seed, name)
    }

    /// The id of a message.
    pub fn message_id(&self, record: &Record) -> String {
        message_id(&self.documents[record.document as usize].id, record.ordinal)
    }
}

/// The id of a message: the document and the ordinal with at least two digits.
pub fn message_id(document: &str, ordinal: u32) -> String {
    format!("{document}#{ordinal:02}")
}
