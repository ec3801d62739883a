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

/// Keeps what tables there are and how many rows they have, and no row.
#[derive(Debug, Default)]
pub struct Listed {
    /// The tables, sorted by name.
    pub tables: Vec<TableInfo>,
}

impl TableSink for Listed {
    type Open = TableInfo;

    fn begin(&mut self, info: TableInfo) -> Result<TableInfo> {
        Ok(info)
    }

    fn append<R: Row>(&mut self, table: &mut TableInfo, rows: &[R]) -> Result<()> {
        table.rows += rows.len() as u64;
        Ok(())
    }

    fn end(&mut self, table: TableInfo) -> Result<()> {
        self.tables.push(table);
        self.tables.sort_by_key(|table| table.name);
        Ok(())
    }
}
