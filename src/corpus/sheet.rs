//! A table that people keep in a spreadsheet and save as CSV: its columns and rows, each with its line.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result, nearest};

/// The most cells of a table.
#[cfg(feature = "readers")]
pub(super) const MOST_CELLS: usize = 50_000_000;

/// A table with a header. Cells of CSV may be separated by commas, semicolons or tabs, as spreadsheets write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The file, for messages.
    pub path: PathBuf,
    /// Names of the columns, trimmed, in lower case.
    pub columns: Vec<String>,
    /// The rows that are not all empty.
    pub rows: Vec<SheetRow>,
    kind: ErrorKind,
}

/// A row of a [`Sheet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// As many cells as the sheet has columns, as they are written.
    pub cells: Vec<String>,
}

impl Sheet {
    /// A sheet of rows that another format holds. Each row has as many cells as there are columns.
    pub(super) fn new(columns: Vec<String>, rows: Vec<SheetRow>, path: &Path, kind: ErrorKind) -> Self {
        let columns = columns.iter().map(|name| name.trim().to_lowercase()).collect();
        Self { path: path.to_path_buf(), columns, rows, kind }
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// When the text is no table, a row has more or fewer cells than the header, or the last cell has no end: with the
    /// line.
    pub(super) fn of_text(text: &str, path: &Path, kind: ErrorKind) -> Result<Self> {
        let failed = |e: &csv::Error| csv_error(path, kind, e);
        if let Some(line) = open_quote(text, delimiter(text)) {
            let error = Error::new(kind, "a cell in double quotes has no end").at(path).line(line);
            return Err(error.hint("the file may be cut off; close the quotes, or save it again"));
        }
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| failed(&e))?.clone();
        let columns = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| failed(&e))?;
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                let line = record.position().map_or(0, |position| line_of(text, position));
                rows.push(SheetRow { line, cells: record.iter().map(String::from).collect() });
            }
        }
        Ok(Self { path: path.to_path_buf(), columns, rows, kind })
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Refuses a sheet that lacks a column; `hint` says which columns there should be.
    ///
    /// # Errors
    /// At the first missing column, with the nearest name that is there.
    pub fn require(&self, columns: &[&str], hint: &str) -> Result<()> {
        let Some(name) = columns.iter().find(|name| self.column(name).is_none()) else { return Ok(()) };
        let error = self.error(1, format!("the column `{name}` is missing"));
        Err(match nearest(name, self.columns.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("rename the column `{near}`?")),
            None => error.hint(hint),
        })
    }

    /// An error on a line of this file.
    pub fn error(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(self.kind, message).at(&self.path).line(line)
    }
}

/// The line on which a record begins, from 1. The CSV reader stands before the line end of the record before.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let at = usize::try_from(position.byte()).unwrap_or(0);
    let ends = text.as_bytes().iter().skip(at).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// The line of a cell that begins with a double quote and never ends; the CSV reader takes it as it is.
fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let (mut line, mut opened, mut start) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            // Two in a row are one sign of the cell.
            b'"' if opened.is_some() => opened = opened.filter(|_| bytes.next_if_eq(&b'"').is_some()),
            b'"' if start => opened = Some(line),
            _ => {}
        }
        start = opened.is_none() && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
        line += u64::from(byte == b'\n');
    }
    opened
}

fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&d| (header.bytes().filter(|&b| b == d).count(), d == b','))
        .unwrap_or(b',')
}

fn csv_error(path: &Path, kind: ErrorKind, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("this row has {len} cells, the header {expected_len}")
        }
        _ => format!("this is not valid CSV: {error}"),
    };
    Error::new(kind, message).at(path).line(line).hint("put a cell with commas in double quotes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_without_an_end_is_named() {
        let parse = |text: &str| Sheet::of_text(text, Path::new("a.csv"), ErrorKind::Codings);
        let error = parse("a,b\n1,\"x\ny\"\n2,\"z").expect_err("cut off").to_string();
        assert!(
            error.starts_with("a.csv:4: a cell in double quotes has no end\n  hint: the file may be cut off"),
            "{error}"
        );
        for whole in ["a,b\n1,\"x \"\"y\"\" z\"\n", "a,b\n1,5\" disk\n", "a,b\n\"\",\"\"\"\"", "a\n\"x\""] {
            assert!(parse(whole).is_ok(), "{whole}");
        }
    }

    #[test]
    fn rows_know_their_lines_whatever_the_line_ends() {
        for end in ["\n", "\r\n", "\n\n"] {
            let text = ["a;b", "1;\"x\ny\"", "2;z", ";", "3;"].join(end);
            let sheet = Sheet::of_text(&text, Path::new("a.csv"), ErrorKind::Codings).expect("valid");
            assert_eq!((sheet.columns.as_slice(), sheet.rows.len()), (["a".into(), "b".into()].as_slice(), 3));
            for row in &sheet.rows {
                let at = text.find(&format!("{};", row.cells[0])).expect("it is there");
                let line = text[..at].matches('\n').count() as u64 + 1;
                assert_eq!(row.line, line, "{end:?}: {row:?}");
            }
        }
    }
}
