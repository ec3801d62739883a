//! A table that people keep in a spreadsheet and save as CSV: its columns and rows, each with its line.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::StringRecord;

use super::delimited::{Layout, Records, ends_with_cr, line_of, no_end, open_quote};
use super::header::Header;
use super::texts::{Aside, Glance, Texts, tidied};
use crate::disk;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::pack::{Unpack, put, put_text};
use crate::spill::{Pieces, Stretch, damaged};
use crate::warning::Warning;

/// The most cells of a table.
#[cfg(feature = "readers")]
pub(super) const MOST_CELLS: usize = 50_000_000;

/// A table with a header. Cells of CSV may be separated by commas, semicolons or tabs, as spreadsheets write them.
#[derive(Debug)]
pub struct Sheet {
    /// The file, for messages.
    pub path: PathBuf,
    /// Names of the columns, trimmed, in lower case, each once; `column_N` by its place for one without a name.
    pub columns: Vec<String>,
    /// The rows that are not all empty.
    rows: Rows,
    /// For each cell of a row whether its column is one of the sheet; all are where there are no more cells than here.
    stays: Vec<bool>,
    /// Whether cells are [tidied](Self::tidy).
    pub(super) is_tidy: bool,
    /// The texts, where they do not stand in the cells.
    pub(super) away: Option<Away>,
    /// What is to be told of the table, with the line.
    notes: Vec<(u64, String)>,
    /// Places in the file of columns without a name.
    nameless: Vec<usize>,
    /// The first name that stands twice.
    twice: Option<String>,
    kind: ErrorKind,
}

/// The most columns that one note names.
const MOST_NAMED: usize = 10;

/// The texts of a sheet; the cells of their column are empty.
#[derive(Debug)]
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

/// The rows of a table, packed: large tables have them in a temporary file.
#[derive(Debug)]
pub(super) struct Rows {
    pieces: Pieces,
    buffer: Vec<u8>,
}

/// Bytes of rows that are held in memory; more of them stand in a temporary file.
const IN_MEMORY: usize = 1 << 20;

impl Default for Rows {
    fn default() -> Self {
        Self { pieces: Pieces::new(IN_MEMORY), buffer: Vec::new() }
    }
}

impl Rows {
    /// Adds a row, which begins on a line.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push<C: AsRef<str>>(&mut self, line: u64, cells: impl IntoIterator<Item = C>) -> Result<()> {
        self.buffer.clear();
        put(&mut self.buffer, line);
        cells.into_iter().for_each(|cell| put_text(&mut self.buffer, cell.as_ref()));
        self.pieces.push(&self.buffer).map_err(cannot_keep)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }
}

fn cannot_keep(error: io::Error) -> Error {
    let folder = disk::temp_dir();
    Error::io(ErrorKind::Output, "cannot keep the rows of a table in a temporary file", &folder, error)
        .hint("make room there, or name another folder with the variable TMPDIR")
}

impl Sheet {
    /// A sheet of rows, each with at most as many cells as there are columns. `header` is how the columns are written.
    ///
    /// # Errors
    /// When the temporary file for large tables cannot be written.
    pub(super) fn new(header: &[String], mut rows: Rows, path: &Path, kind: ErrorKind) -> Result<Self> {
        rows.pieces.finish().map_err(cannot_keep)?;
        let Header { names: columns, nameless, renamed } = Header::of(header);
        let more = renamed.len().saturating_sub(MOST_NAMED);
        let twice = renamed.first().map(|(name, _)| name.clone());
        let note = |(name, other)| format!("the column `{name}` stands twice; the second is called `{other}`");
        let mut notes: Vec<(u64, String)> = renamed.into_iter().take(MOST_NAMED).map(|pair| (1, note(pair))).collect();
        notes.extend((more > 0).then(|| (1, format!("{more} more columns have the name of another one"))));
        let (path, stays) = (path.to_path_buf(), vec![true; columns.len()]);
        Ok(Self { path, columns, rows, stays, is_tidy: false, away: None, notes, nameless, twice, kind })
    }

    /// The rows, one after the other.
    ///
    /// # Errors
    /// Each, when the temporary file of a large table cannot be read.
    pub fn rows(&self) -> impl Iterator<Item = Result<SheetRow>> {
        let mut stretch = Stretch::default();
        (0..self.number_of_rows()).map(move |place| {
            let bytes = stretch.piece(&self.rows.pieces, place).and_then(|bytes| bytes.ok_or_else(damaged));
            bytes.and_then(|bytes| self.unpacked(bytes).ok_or_else(damaged)).map_err(cannot_keep)
        })
    }

    /// One row, by its place among the rows.
    ///
    /// # Errors
    /// When there is none, or the temporary file of a large table cannot be read.
    pub fn row(&self, place: usize) -> Result<SheetRow> {
        let bytes = self.rows.pieces.get(place);
        bytes.and_then(|bytes| self.unpacked(&bytes).ok_or_else(damaged)).map_err(cannot_keep)
    }

    /// How many rows there are.
    pub(crate) fn number_of_rows(&self) -> usize {
        self.rows.len()
    }

    fn unpacked(&self, bytes: &[u8]) -> Option<SheetRow> {
        let mut read = Unpack::new(bytes);
        let line = read.number()?;
        let mut cells = Vec::with_capacity(self.columns.len());
        for stays in &self.stays {
            let cell = if read.is_empty() { "" } else { read.text()? };
            if *stays {
                cells.push(cell.to_string());
            }
        }
        if self.is_tidy {
            let text = self.away.as_ref().map(|away| away.column);
            let others = cells.iter_mut().enumerate().filter(|(place, _)| Some(*place) != text);
            others.for_each(|(_, cell)| tidied(cell, |_, _| {}));
        }
        Some(SheetRow { line, cells })
    }

    /// The sheet with all its rows: columns that have neither a name nor a value are left out, the others without a name are
    /// told.
    pub(super) fn finished(mut self, away: Option<Away>) -> Result<Self> {
        self.away = away;
        let text = self.away.as_ref().map(|away| away.column);
        let nameless = std::mem::take(&mut self.nameless);
        let mut blank = nameless.clone();
        blank.retain(|place| Some(*place) != text);
        for row in self.rows() {
            if blank.is_empty() {
                break;
            }
            let row = row?;
            blank.retain(|place| row.cells[*place].trim().is_empty());
        }
        let (empty, carried): (Vec<usize>, Vec<usize>) =
            nameless.into_iter().partition(|place| blank.binary_search(place).is_ok());
        let named = |places: &[usize]| {
            let numbers: Vec<String> = places.iter().take(MOST_NAMED).map(|place| (place + 1).to_string()).collect();
            let more = if places.len() > MOST_NAMED { ", ..." } else { "" };
            format!("{}{more}", numbers.join(", "))
        };
        if !carried.is_empty() {
            let message = format!("columns without a name are called by their place, `column_N`: {}", named(&carried));
            self.notes.push((1, message));
        }
        if !empty.is_empty() {
            self.notes.push((1, format!("columns with neither a name nor a value are left out: {}", named(&empty))));
            empty.iter().for_each(|place| self.stays[*place] = false);
            let mut places = self.stays.iter();
            self.columns.retain(|_| places.next() == Some(&true));
            if let Some(away) = &mut self.away {
                away.column -= empty.iter().filter(|place| **place < away.column).count();
            }
        }
        self.nameless = carried;
        Ok(self)
    }

    /// Refuses a table in which a column has no name, or that of another one: where a name says who wrote what.
    ///
    /// # Errors
    /// At the first such column.
    pub(crate) fn require_names(&self) -> Result<()> {
        if let Some(name) = &self.twice {
            return Err(self.error(1, format!("the column `{name}` stands twice")).hint("rename one of them"));
        }
        match self.nameless.first() {
            Some(place) => {
                let message = format!("column {} has no name", place + 1);
                Err(self.error(1, message).hint("name the column or delete it"))
            }
            None => Ok(()),
        }
    }

    /// Adds what is to be told of the table.
    pub(super) fn note(&mut self, line: u64, message: impl Into<String>) {
        self.notes.push((line, message.into()));
    }

    /// What is to be told of the table.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> {
        self.notes.iter().map(|(line, message)| Warning::at(&self.path, Some(*line), message.clone()))
    }

    /// Takes the texts of a column out of the cells.
    pub(super) fn put_away(&mut self, column: usize) -> Result<()> {
        let mut aside = Aside::new(self.path.clone());
        let mut glances = Vec::with_capacity(self.rows.len());
        let mut others = Rows::default();
        for row in self.rows() {
            let SheetRow { line, mut cells } = row?;
            let text = std::mem::take(&mut cells[column]);
            glances.push(Glance::of(&text));
            aside.push(&text)?;
            others.push(line, cells)?;
        }
        aside.finish()?;
        others.pieces.finish().map_err(cannot_keep)?;
        (self.rows, self.stays) = (others, vec![true; self.columns.len()]);
        self.away = Some(Away { column, texts: Arc::new(aside), glances });
        Ok(())
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// When the text is no table, a row has more or fewer cells than the header, or the last cell has no end: with the
    /// line.
    pub(super) fn of_text(text: &str, path: &Path, kind: ErrorKind) -> Result<Self> {
        // The CSV reader counts the lines that end with LF.
        let counted = ends_with_cr(text.as_bytes()).then(|| text.replace("\r\n", "\n").replace('\r', "\n"));
        let text = counted.as_deref().unwrap_or(text);
        let layout = Layout::of(text);
        if let Some(line) = open_quote(text, layout.delimiter) {
            return Err(no_end(path, kind, line));
        }
        let (mut reader, mut record) = (layout.reader(text), StringRecord::new());
        let mut records = Records::new(layout, path, kind);
        let mut rows = Rows::default();
        loop {
            let start = reader.position().byte() as usize;
            if !reader.read_record(&mut record).map_err(|error| records.failed(&error))? {
                break;
            }
            let position = record.position().cloned();
            let line = || position.as_ref().map_or(0, |position| line_of(text, position));
            let end = reader.position().byte() as usize;
            if records.is_row(&mut record, line, text.get(start..end).unwrap_or_default())? {
                rows.push(line(), &record)?;
            }
        }
        Self::new(&records.header.unwrap_or_default(), rows, path, kind)
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Refuses a sheet that lacks a column; `hint` says which columns there should be.
    ///
    /// # Errors
    /// At the first missing column, with the nearest name that is there.
    pub(crate) fn require(&self, columns: &[&str], hint: &str) -> Result<()> {
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
        for end in ["\n", "\r\n", "\n\n", "\r"] {
            let text = ["a;b", "1;\"x\ny\"", "2;z", ";", "3;"].join(end);
            let sheet = Sheet::of_text(&text, Path::new("a.csv"), ErrorKind::Codings).expect("valid");
            assert_eq!((sheet.columns.as_slice(), sheet.number_of_rows()), (["a".into(), "b".into()].as_slice(), 3));
            for row in sheet.rows() {
                let row = row.expect("in memory");
                let at = text.find(&format!("{};", row.cells[0])).expect("it is there");
                let line = crate::corpus::lines::lines(&text[..=at]).last().map_or(0, |line| line.number);
                assert_eq!(row.line, line, "{end:?}: {row:?}");
            }
        }
    }
}
