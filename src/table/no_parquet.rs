//! Parquet where this build writes none.

use super::info::TableInfo;
use crate::analysis::row::Cell;
use crate::disk::File;

/// A file that is never there.
pub enum ParquetFile {}

impl ParquetFile {
    /// Refuses to write a table.
    ///
    /// # Errors
    /// Always.
    pub fn begin(_: &TableInfo, _: File) -> Result<Self, &'static str> {
        Err("Parquet cannot be written here: ask for CSV or Excel")
    }

    /// Adds rows.
    ///
    /// # Errors
    /// None.
    pub fn append(&mut self, _: &TableInfo, _: &[Vec<Cell<'_>>]) -> Result<(), &'static str> {
        match *self {}
    }

    /// Ends the file.
    ///
    /// # Errors
    /// None.
    pub fn finish(&mut self) -> Result<(), &'static str> {
        match *self {}
    }
}
