//! The tables of a run, handed to a [`TableSink`].

use super::evidence::Evidence;
use crate::analysis::Results;
use crate::analysis::rows::{HitRow, MessageRow, OtherTextRow};
use crate::error::Result;
use crate::table::{TableInfo, TableSink};

/// The tables that are as long as the corpus, handed over while it is read.
#[derive(Debug)]
pub struct TextTables<'t, S: TableSink> {
    tables: &'t mut S,
    messages: S::Open,
    other: S::Open,
    hits: S::Open,
}

impl<'t, S: TableSink> TextTables<'t, S> {
    /// Begins them.
    ///
    /// # Errors
    /// When a table cannot be taken.
    pub fn begin(tables: &'t mut S) -> Result<Self> {
        let messages = tables.begin(TableInfo::of::<MessageRow>(&[]))?;
        let other = tables.begin(TableInfo::of::<OtherTextRow>(&[]))?;
        let hits = tables.begin(TableInfo::of::<HitRow>(&[]))?;
        Ok(Self { tables, messages, other, hits })
    }

    /// Adds the rows of a document.
    ///
    /// # Errors
    /// When rows cannot be taken.
    pub fn write(&mut self, evidence: &Evidence) -> Result<()> {
        self.tables.append(&mut self.messages, &evidence.messages)?;
        self.tables.append(&mut self.other, &evidence.other)?;
        self.tables.append(&mut self.hits, &evidence.hits)
    }

    /// Ends them.
    ///
    /// # Errors
    /// When a table cannot be taken.
    pub fn end(self) -> Result<()> {
        self.tables.end(self.messages)?;
        self.tables.end(self.other)?;
        self.tables.end(self.hits)
    }
}

/// Hands over all tables that are made of counts. Tables of groups only where the project has groups.
///
/// # Errors
/// When a table cannot be taken.
pub fn write_tables(results: &Results<'_>, tables: &mut impl TableSink) -> Result<()> {
    tables.write(results.documents())?;
    tables.write(results.periods())?;
    tables.write(results.comparability())?;
    tables.write(results.term_frequency())?;
    tables.write(results.term_frequency_by_theme())?;
    tables.write(results.term_cooccurrence())?;
    tables.write(results.term_forms())?;
    tables.write(results.keyness())?;
    tables.write(results.period_distance())?;
    tables.write(results.word_shift())?;
    tables.write(results.theme_frequency())?;
    tables.write(results.theme_patterns())?;
    tables.write(results.theme_change())?;
    tables.write(results.theme_trend())?;
    tables.write(results.theme_fit())?;
    tables.write(results.theme_cooccurrence())?;
    tables.write(results.theme_cooccurrence_change())?;
    tables.write(results.near_duplicates())?;
    tables.write(results.robustness())?;
    tables.write(results.finding_rows())?;
    if results.study.variables.is_empty() {
        return Ok(());
    }
    tables.write(results.group_frequency())?;
    tables.write(results.group_contrast())?;
    tables.write(results.group_trend())?;
    tables.write(results.group_divergence())?;
    tables.write(results.group_keyness())?;
    tables.write(results.group_comparability())
}
