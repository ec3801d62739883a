//! A small table of text, as people fill it in: a CSV file that is read and written whole.

use std::path::{Path, PathBuf};

use crate::corpus::Sheet;
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::table::guard_formula;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// Its file.
    pub path: PathBuf,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

impl Cells {
    /// A table without rows.
    pub fn new(path: &Path, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|name| (*name).to_string()).collect();
        Self { path: path.to_path_buf(), columns, rows: Vec::new() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or is no table.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(files::read(path, ErrorKind::Manifest, "cannot read the table")?, path)
    }

    /// Parses a file; its path is for messages.
    ///
    /// # Errors
    /// When it is no table.
    pub fn parse(bytes: Vec<u8>, path: &Path) -> Result<Self> {
        let sheet = Sheet::parse(bytes, path, ErrorKind::Manifest)?;
        let rows = sheet.rows().map(|row| row.map(|row| row.cells)).collect::<Result<_>>()?;
        Ok(Self { path: path.to_path_buf(), columns: sheet.columns, rows })
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// A cell; empty where there is no such row or column.
    pub fn cell(&self, row: usize, column: &str) -> &str {
        let place = self.column(column);
        place.and_then(|place| self.rows.get(row)?.get(place)).map_or("", String::as_str)
    }

    /// The cells of a column, row by row; none where there is no such column.
    pub fn rows_of(&self, column: &str) -> impl Iterator<Item = &str> {
        let place = self.column(column);
        self.rows.iter().filter_map(move |row| row.get(place?).map(String::as_str))
    }

    /// The text of the file, as it is. Text that a spreadsheet would run is `guarded` in what is no path.
    ///
    /// # Errors
    /// None but those of a program that is put together wrongly.
    pub fn text(&self, guarded: bool) -> Result<String> {
        let failed = |error: String| self.wrong(format!("cannot make the table: {error}"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            let cells = row.iter().map(|cell| if guarded { guard_formula(cell) } else { cell.as_str().into() });
            writer.write_record(cells.map(|cell| cell.into_owned())).map_err(|error| failed(error.to_string()))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
    }

    /// An error about the table.
    pub fn wrong(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Manifest, message).at(&self.path)
    }
}

/// Text of a cell without the sign that keeps a spreadsheet from running it.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| guard_formula(rest) != *rest).unwrap_or(cell)
}
