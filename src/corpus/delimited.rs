//! How tables of CSV are written: what separates cells, what stands before the header, whether rows have names.

use std::path::Path;

use csv::StringRecord;

use crate::error::{Error, ErrorKind, Result};
use crate::plural::plural;

/// What may separate cells; of those that fit alike the first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Bytes of a table that are looked at to find out how it is written.
pub(super) const HEAD: usize = 1 << 16;
/// Rows that are looked at.
const ROWS: usize = 50;

/// How a table of CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// The sign that separates cells.
    pub delimiter: u8,
    /// Its first line names this sign, as in `sep=;`.
    names_delimiter: bool,
    /// Each row begins with its name, which the header has none for, as R writes them.
    row_names: bool,
}

impl Layout {
    /// How a table is written, by its first [`HEAD`] bytes or all of it.
    pub fn of(text: &str) -> Self {
        let mut end = text.len().min(HEAD);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let head = &text[..end];
        let first = head.trim_start().split(['\n', '\r']).next().unwrap_or_default().trim_matches('"');
        let named = first.strip_prefix("sep=").or_else(|| first.strip_prefix("SEP="));
        if let Some(&[delimiter]) = named.map(str::as_bytes)
            && !delimiter.is_ascii_alphanumeric()
            && delimiter != b'"'
        {
            return Self { delimiter, names_delimiter: true, row_names: false }.with_row_names(head);
        }
        // What is cut off tells nothing.
        let cut = text.len() >= HEAD;
        let fits = |delimiter: &u8| {
            let looks = Self { delimiter: *delimiter, names_delimiter: false, row_names: false }.look(head, cut);
            let header = looks.first().map_or(0, |row| row.cells);
            let alike = looks.iter().skip(1).filter(|row| row.least <= header && header <= row.cells).count();
            // A table of one column needs none.
            if header > 1 { (alike, header) } else { (0, 0) }
        };
        let mut best = (DELIMITERS[0], fits(&DELIMITERS[0]));
        for delimiter in &DELIMITERS[1..] {
            let found = fits(delimiter);
            if found > best.1 {
                best = (*delimiter, found);
            }
        }
        Self { delimiter: best.0, names_delimiter: false, row_names: false }.with_row_names(head)
    }

    /// Finds out whether rows have names: each has one cell more than the header, and the first cells are in double quotes, as
    /// R writes them, or count from 1.
    fn with_row_names(mut self, head: &str) -> Self {
        let looks = self.look(head, head.len() >= HEAD - 3);
        let [header, rows @ ..] = looks.as_slice() else { return self };
        let more = rows.iter().all(|row| row.cells == header.cells + 1 && row.least == row.cells);
        let counts = rows.iter().zip(1..).all(|(row, number): (&Look<'_>, u64)| row.first == number.to_string());
        let quoted = rows.iter().all(|row| row.first.starts_with('"'));
        // Prose with a comma that should stand in quotes makes one cell more too.
        let counts = counts && rows.len() > 1 && !rows.iter().any(|row| row.spaced);
        self.row_names = !rows.is_empty() && more && (counts || quoted);
        self
    }

    /// The header and some rows.
    fn look(self, head: &str, cut: bool) -> Vec<Look<'_>> {
        let mut reader = self.reader(head);
        let mut record = StringRecord::new();
        let mut looks = Vec::new();
        let mut start = 0;
        while looks.len() <= ROWS && matches!(reader.read_record(&mut record), Ok(true)) {
            let end = reader.position().byte() as usize;
            if cut && end >= head.len() {
                break;
            }
            let row = head.get(start..end).unwrap_or_default().trim_start();
            start = end;
            let least = filled(&record);
            if least > 0 {
                let first = row.split(char::from(self.delimiter)).next().unwrap_or_default();
                let spaced = record.get(record.len() - 1).is_some_and(|last| last.starts_with(' '));
                looks.push(Look { cells: record.len(), least, first, spaced });
            }
        }
        if self.names_delimiter && !looks.is_empty() {
            looks.remove(0);
        }
        looks
    }

    /// A reader of rows of any number of cells, the header among them.
    pub fn reader(self, text: &str) -> csv::Reader<&[u8]> {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(self.delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
    }
}

/// How many cells a record has without the blank ones at its end.
fn filled(record: &StringRecord) -> usize {
    (0..record.len()).rev().find(|place| !record[*place].trim().is_empty()).map_or(0, |last| last + 1)
}

/// What is seen of a row.
struct Look<'t> {
    cells: usize,
    /// Without the blank cells at its end.
    least: usize,
    /// How its first cell is written.
    first: &'t str,
    /// Its last cell begins with a blank.
    spaced: bool,
}

/// Records of CSV -> the header and the rows of a table.
pub(super) struct Records<'p> {
    layout: Layout,
    path: &'p Path,
    kind: ErrorKind,
    /// A line that names the delimiter is still to come.
    names_delimiter: bool,
    /// The header as it is written, once it is there; a column of row names has no name.
    pub header: Option<Vec<String>>,
}

impl<'p> Records<'p> {
    pub fn new(layout: Layout, path: &'p Path, kind: ErrorKind) -> Self {
        Self { layout, path, kind, names_delimiter: layout.names_delimiter, header: None }
    }

    /// Whether a record is a row that is not blank: then it has as many cells as the header. `line` gives the line on which it
    /// begins, and `written` its text.
    ///
    /// # Errors
    /// When it has other cells than the header, unless those beyond it are blank.
    pub(crate) fn is_row(&mut self, record: &mut StringRecord, line: impl Fn() -> u64, written: &str) -> Result<bool> {
        if std::mem::take(&mut self.names_delimiter) {
            return Ok(false);
        }
        let cells = filled(record);
        let Some(header) = &self.header else {
            if cells == 0 {
                return Ok(false);
            }
            let names = self.layout.row_names.then(String::new);
            self.header = Some(names.into_iter().chain(record.iter().map(String::from)).collect());
            return Ok(false);
        };
        if cells > header.len() || (cells > 0 && record.len() < header.len()) {
            let message = format!("this row has {}, the header {}", plural(record.len(), "cell"), header.len());
            let hint = if written.contains("\\\"") {
                "a double quote within a cell is written as \\\" here; write it twice, as \"\""
            } else {
                "put a cell with commas in double quotes"
            };
            return Err(Error::new(self.kind, message).at(self.path).line(line()).hint(hint));
        }
        record.truncate(header.len());
        Ok(cells > 0)
    }

    /// That a row is no row of CSV.
    pub fn failed(&self, error: &csv::Error) -> Error {
        csv_error(self.path, self.kind, error)
    }
}

/// Whether rows end with CR alone, as the first of them does.
pub(super) fn ends_with_cr(text: &[u8]) -> bool {
    let end = memchr::memchr2(b'\r', b'\n', text);
    end.is_some_and(|end| text[end] == b'\r' && text.get(end + 1) != Some(&b'\n'))
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
    pub(crate) fn ends_row(&mut self, byte: u8) -> bool {
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
pub(super) fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let mut quotes = Quotes::new(delimiter);
    text.bytes().for_each(|byte| _ = quotes.ends_row(byte));
    quotes.open()
}

/// That a row is no row of CSV.
fn csv_error(path: &Path, kind: ErrorKind, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    Error::new(kind, format!("this is not valid CSV: {error}"))
        .at(path)
        .line(line)
        .hint("put a cell with commas in double quotes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_told_by_what_the_rows_have_in_common() {
        let layout = |delimiter, names_delimiter, row_names| Layout { delimiter, names_delimiter, row_names };
        for (text, expected) in [
            ("id,year,text\n1,2019,a; b; c\n", layout(b',', false, false)),
            ("\n\nid;year;words, such as a, b, and c\n1;2019;x\n2;2020;y\n", layout(b';', false, false)),
            ("id|year|text\n1|2019|so, yes\n", layout(b'|', false, false)),
            ("id\tyear\ttext\n1\t2019\t\"a\tb\"\n", layout(b'\t', false, false)),
            ("\"a;b\",year,text\n1,2019,x\n", layout(b',', false, false)),
            ("sep=;\nid;year\n1;2,5\n", layout(b';', true, false)),
            ("\"sep=|\"\r\nid|year\r\n", layout(b'|', true, false)),
            ("text\none; two\n", layout(b',', false, false)),
            ("a,text\n\"1\",2,x\n\"2\",3,y\n", layout(b',', false, true)),
            ("a text\n1,2,x\n", layout(b',', false, false)),
            ("a,text\n1,2,x\n2,3,y\n", layout(b',', false, true)),
            ("a,text\nk,2,x\nl,3,y\n", layout(b',', false, false)),
            ("a,text\n1,one, two\n2,three, four\n", layout(b',', false, false)),
            ("a,text\n1,2,x\n", layout(b',', false, false)),
            ("a,text\n1,2,\n2,3,\n", layout(b',', false, false)),
            ("", layout(b',', false, false)),
            ("sep=;", layout(b';', true, false)),
        ] {
            assert_eq!(Layout::of(text), expected, "{text:?}");
        }
    }
}
