//! A table that people keep in a spreadsheet and save as CSV: its columns and rows, each with its line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::texts::{Aside, Glance, Texts};
use crate::error::{Error, ErrorKind, Result, nearest};

/// The most cells of a table.
#[cfg(feature = "readers")]
pub(super) const MOST_CELLS: usize = 50_000_000;

/// A table with a header. Cells of CSV may be separated by commas, semicolons or tabs, as spreadsheets write them.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file, for messages.
    pub path: PathBuf,
    /// Names of the columns, trimmed, in lower case.
    pub columns: Vec<String>,
    /// The rows that are not all empty.
    pub rows: Vec<SheetRow>,
    /// The texts, where they do not stand in the cells.
    pub(super) away: Option<Away>,
    kind: ErrorKind,
}

/// The texts of a sheet; the cells of their column are empty.
#[derive(Debug, Clone)]
pub(super) struct Away {
    /// The place of their column.
    pub column: usize,
    /// The texts, by the places of rows.
    pub texts: Arc<dyn Texts>,
    /// What they show at first sight.
    pub glances: Vec<Glance>,
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
    /// A sheet of rows that another format holds, each with at most as many cells as there are columns.
    pub(super) fn new(columns: Vec<String>, rows: Vec<SheetRow>, path: &Path, kind: ErrorKind) -> Self {
        let columns = columns.iter().map(|name| name.trim().to_lowercase()).collect();
        Self { path: path.to_path_buf(), columns, rows, away: None, kind }.padded()
    }

    /// Gives each row as many cells as there are columns.
    fn padded(mut self) -> Self {
        let columns = self.columns.len();
        self.rows.iter_mut().for_each(|row| row.cells.resize(columns, String::new()));
        self
    }

    /// Takes the texts of a column out of the cells.
    pub(super) fn put_away(&mut self, column: usize) -> Result<Away> {
        let mut aside = Aside::new(self.path.clone());
        let mut glances = Vec::with_capacity(self.rows.len());
        for row in &mut self.rows {
            let text = std::mem::take(&mut row.cells[column]);
            glances.push(Glance::of(&text));
            aside.push(&text)?;
        }
        aside.finish()?;
        Ok(Away { column, texts: Arc::new(aside), glances })
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// When the text is no table, a row has more or fewer cells than the header, or the last cell has no end: with the
    /// line.
    pub(super) fn of_text(text: &str, path: &Path, kind: ErrorKind) -> Result<Self> {
        if let Some(line) = open_quote(text, delimiter(text)) {
            return Err(no_end(path, kind, line));
        }
        let failed = |e: csv::Error| csv_error(path, kind, &e);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().map_err(failed)?.clone();
        let columns = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(failed)?;
            let line = record.position().map_or(0, |position| line_of(text, position));
            if record.len() != header.len() {
                return Err(unequal(path, kind, line, record.len(), header.len()));
            }
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push(SheetRow { line, cells: record.iter().map(String::from).collect() });
            }
        }
        Ok(Self { path: path.to_path_buf(), columns, rows, away: None, kind })
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
pub(super) fn line_of(text: &str, position: &csv::Position) -> u64 {
    let at = usize::try_from(position.byte()).unwrap_or(0);
    let ends = text.as_bytes().iter().skip(at).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// That a cell has no end.
pub(super) fn no_end(path: &Path, kind: ErrorKind, line: u64) -> Error {
    let error = Error::new(kind, "a cell in double quotes has no end").at(path).line(line);
    error.hint("the file may be cut off; close the quotes, or save it again")
}

/// Which bytes of a table of CSV stand in double quotes.
#[derive(Debug)]
pub(super) struct Quotes {
    delimiter: u8,
    line: u64,
    /// The line on which the open cell in double quotes begins.
    opened: Option<u64>,
    /// The byte before is a double quote in such a cell: it ends there, unless another one follows.
    closing: bool,
    /// A cell begins here.
    start: bool,
}

impl Quotes {
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, line: 1, opened: None, closing: false, start: true }
    }

    /// Takes the next byte; whether a row ends with it.
    pub fn ends_row(&mut self, byte: u8) -> bool {
        if std::mem::take(&mut self.closing) {
            // Two in a row are one sign of the cell.
            if byte == b'"' {
                return false;
            }
            self.opened = None;
        }
        match byte {
            b'"' if self.opened.is_some() => self.closing = true,
            b'"' if self.start => self.opened = Some(self.line),
            _ => {}
        }
        self.start = self.opened.is_none() && (byte == self.delimiter || matches!(byte, b'\r' | b'\n'));
        self.line += u64::from(byte == b'\n');
        self.start && byte == b'\n'
    }

    /// The line of the cell that never ended.
    pub fn open(&self) -> Option<u64> {
        self.opened.filter(|_| !self.closing)
    }
}

/// The line of a cell that begins with a double quote and never ends; the CSV reader takes it as it is.
fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let mut quotes = Quotes::new(delimiter);
    text.bytes().for_each(|byte| _ = quotes.ends_row(byte));
    quotes.open()
}

/// The sign that separates cells, by the header.
pub(super) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&d| (header.bytes().filter(|&b| b == d).count(), d == b','))
        .unwrap_or(b',')
}

/// That a row is no row of CSV.
pub(super) fn csv_error(path: &Path, kind: ErrorKind, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    Error::new(kind, format!("this is not valid CSV: {error}"))
        .at(path)
        .line(line)
        .hint("put a cell with commas in double quotes")
}

/// That a row has more or fewer cells than the header.
pub(super) fn unequal(path: &Path, kind: ErrorKind, line: u64, cells: usize, header: usize) -> Error {
    let message = format!("this row has {cells} cells, the header {header}");
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
