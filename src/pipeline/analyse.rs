//! The tables of a run, handed to a [`TableSink`].

use super::evidence::Evidence;
use crate::analysis::Results;
use crate::analysis::row::Row;
use crate::analysis::rows::{HitRow, MessageRow, OtherTextRow};
use crate::error::Result;
use crate::table::{TableInfo, TableSink};
use crate::watch::unless_stopped;

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

/// Rows of a table that are handed over at a time, so that a long one can be stopped.
const ROWS: usize = 1 << 16;

/// Hands over all tables that are made of counts. Tables of groups only where the project has groups.
///
/// # Errors
/// When a table cannot be taken, or the user stops the run.
pub fn write_tables(results: &Results<'_>, tables: &mut impl TableSink) -> Result<()> {
    let mut tables = Watched { tables, results };
    tables.write_some(results.document_rows())?;
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
    tables.write_some(results.near_duplicate_rows())?;
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

/// Takes whole tables, until the user stops the run.
struct Watched<'r, S> {
    tables: &'r mut S,
    results: &'r Results<'r>,
}

impl<S: TableSink> Watched<'_, S> {
    /// A table of which there may be so many rows that not all are made at once.
    fn write_some<R: Row>(&mut self, rows: impl Iterator<Item = R>) -> Result<()> {
        let mut rows = rows.peekable();
        let mut table = self.tables.begin(TableInfo::of_rows(rows.peek().map_or(&[][..], std::slice::from_ref)))?;
        loop {
            unless_stopped(self.results.study.watcher)?;
            let some: Vec<_> = rows.by_ref().take(ROWS).collect();
            if some.is_empty() {
                return self.tables.end(table);
            }
            self.tables.append(&mut table, &some)?;
        }
    }

    fn write<R: Row>(&mut self, rows: &[R]) -> Result<()> {
        let mut table = self.tables.begin(TableInfo::of_rows(rows))?;
        for rows in rows.chunks(ROWS) {
            unless_stopped(self.results.study.watcher)?;
            self.tables.append(&mut table, rows)?;
        }
        self.tables.end(table)
    }
}
