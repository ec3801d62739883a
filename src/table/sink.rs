//! Where the tables of a run go: files, or the memory of a program.

use super::info::TableInfo;
use crate::analysis::row::Row;
use crate::error::Result;

/// Takes tables, each in one or several steps.
pub trait TableSink {
    /// A table that has begun.
    type Open;

    /// Begins a table.
    ///
    /// # Errors
    /// When the table cannot be taken.
    fn begin(&mut self, info: TableInfo) -> Result<Self::Open>;

    /// Adds rows to a table.
    ///
    /// # Errors
    /// When the rows cannot be taken.
    fn append<R: Row>(&mut self, table: &mut Self::Open, rows: &[R]) -> Result<()>;

    /// Ends a table.
    ///
    /// # Errors
    /// When the table cannot be taken.
    fn end(&mut self, table: Self::Open) -> Result<()>;

    /// Takes a whole table.
    ///
    /// # Errors
    /// When the table cannot be taken.
    fn write<R: Row>(&mut self, rows: &[R]) -> Result<()> {
        let mut table = self.begin(TableInfo::of_rows(rows))?;
        self.append(&mut table, rows)?;
        self.end(table)
    }
}

/// Hands every table to two sinks.
#[derive(Debug)]
pub struct Both<A, B>(pub A, pub B);

impl<A: TableSink, B: TableSink> TableSink for Both<&mut A, &mut B> {
    type Open = (A::Open, B::Open);

    fn begin(&mut self, info: TableInfo) -> Result<Self::Open> {
        Ok((self.0.begin(info.clone())?, self.1.begin(info)?))
    }

    fn append<R: Row>(&mut self, table: &mut Self::Open, rows: &[R]) -> Result<()> {
        self.0.append(&mut table.0, rows)?;
        self.1.append(&mut table.1, rows)
    }

    fn end(&mut self, table: Self::Open) -> Result<()> {
        self.0.end(table.0)?;
        self.1.end(table.1)
    }
}
