//! A table that people keep in a spreadsheet and save as CSV: its columns and rows, each with its line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::StringRecord;

use super::delimited::{Layout, Records, line_of, no_end, open_quote};
use super::header::Header;
use super::texts::{Aside, Glance, Texts};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::warning::Warning;

/// The most cells of a table.
#[cfg(feature = "readers")]
pub(super) const MOST_CELLS: usize = 50_000_000;

/// A table with a header. Cells of CSV may be separated by commas, semicolons or tabs, as spreadsheets write them.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file, for messages.
    pub path: PathBuf,
    /// Names of the columns, trimmed, in lower case, each once; `column_N` by its place for one without a name.
    pub columns: Vec<String>,
    /// The rows that are not all empty.
    pub rows: Vec<SheetRow>,
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
    /// A sheet of rows, each with at most as many cells as there are columns. `header` is how the columns are written.
    pub(super) fn new(header: &[String], mut rows: Vec<SheetRow>, path: &Path, kind: ErrorKind) -> Self {
        let Header { names: columns, nameless, renamed } = Header::of(header);
        rows.iter_mut().for_each(|row| row.cells.resize(columns.len(), String::new()));
        let more = renamed.len().saturating_sub(MOST_NAMED);
        let twice = renamed.first().map(|(name, _)| name.clone());
        let note = |(name, other)| format!("the column `{name}` stands twice; the second is called `{other}`");
        let mut notes: Vec<(u64, String)> = renamed.into_iter().take(MOST_NAMED).map(|pair| (1, note(pair))).collect();
        notes.extend((more > 0).then(|| (1, format!("{more} more columns have the name of another one"))));
        Self { path: path.to_path_buf(), columns, rows, away: None, notes, nameless, twice, kind }
    }

    /// The sheet with all its rows: columns that have neither a name nor a value are left out, the others without a name are
    /// told.
    pub(super) fn finished(mut self, away: Option<Away>) -> Self {
        self.away = away;
        let text = self.away.as_ref().map(|away| away.column);
        let blank = |place: usize| self.rows.iter().all(|row| row.cells[place].trim().is_empty());
        let nameless = std::mem::take(&mut self.nameless);
        let (empty, carried): (Vec<usize>, Vec<usize>) =
            nameless.into_iter().partition(|&place| Some(place) != text && blank(place));
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
            let mut stays = vec![true; self.columns.len()];
            empty.iter().for_each(|place| stays[*place] = false);
            let keep = |cells: &mut Vec<String>| {
                let mut places = stays.iter();
                cells.retain(|_| places.next() == Some(&true));
            };
            keep(&mut self.columns);
            self.rows.iter_mut().for_each(|row| keep(&mut row.cells));
            if let Some(away) = &mut self.away {
                away.column -= empty.iter().filter(|place| **place < away.column).count();
            }
        }
        self.nameless = carried;
        self
    }

    /// Refuses a table in which a column has no name, or that of another one: where a name says who wrote what.
    ///
    /// # Errors
    /// At the first such column.
    pub fn require_names(&self) -> Result<()> {
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
        for row in &mut self.rows {
            let text = std::mem::take(&mut row.cells[column]);
            glances.push(Glance::of(&text));
            aside.push(&text)?;
        }
        aside.finish()?;
        self.away = Some(Away { column, texts: Arc::new(aside), glances });
        Ok(())
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// When the text is no table, a row has more or fewer cells than the header, or the last cell has no end: with the
    /// line.
    pub(super) fn of_text(text: &str, path: &Path, kind: ErrorKind) -> Result<Self> {
        let layout = Layout::of(text);
        if let Some(line) = open_quote(text, layout.delimiter) {
            return Err(no_end(path, kind, line));
        }
        let (mut reader, mut record) = (layout.reader(text), StringRecord::new());
        let mut records = Records::new(layout, path, kind);
        let mut rows = Vec::new();
        loop {
            let start = reader.position().byte() as usize;
            if !reader.read_record(&mut record).map_err(|error| records.failed(&error))? {
                break;
            }
            let position = record.position().cloned();
            let line = || position.as_ref().map_or(0, |position| line_of(text, position));
            let end = reader.position().byte() as usize;
            if records.is_row(&mut record, line, text.get(start..end).unwrap_or_default())? {
                rows.push(SheetRow { line: line(), cells: record.iter().map(String::from).collect() });
            }
        }
        Ok(Self::new(&records.header.unwrap_or_default(), rows, path, kind))
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
