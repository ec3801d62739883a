//! Where the texts of rows stand: in the memory of a program, in the table itself, or kept aside.

use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::lines::lines;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::pack::{Places, Unpack, put};
use crate::spill::Spill;

/// Texts, one a row. Rows count from 0.
pub trait Texts: Debug + Send + Sync {
    /// The text of a row.
    ///
    /// # Errors
    /// When it cannot be read any more.
    fn text(&self, row: usize) -> Result<Cow<'_, str>>;

    /// About how many bytes it has.
    fn bytes(&self, row: usize) -> u64;
}

/// How statistics programs, databases and spreadsheets write that a value is missing.
const MISSING: [&str; 16] = [
    "NA", "N/A", "n/a", "<NA>", "NaN", "nan", "NAN", "NULL", "Null", "null", "#N/A", "#NULL!", "#DIV/0!", "#REF!",
    "#VALUE!", "#NAME?",
];
/// The most bytes of one of them.
const LONGEST: usize = 7;

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.len() <= LONGEST && MISSING.contains(&cell)
}

/// What is taken out of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untidy {
    /// Byte order marks.
    Mark,
    /// All that it says: that a value is missing.
    Missing,
}

/// Tidies a cell; `tell` gets what is taken out, and what the cell says by then.
pub(super) fn tidied(cell: &mut String, mut tell: impl FnMut(Untidy, &str)) {
    if cell.contains('\u{FEFF}') {
        cell.retain(|c| c != '\u{FEFF}');
        tell(Untidy::Mark, cell);
    }
    if is_missing(cell.trim()) {
        tell(Untidy::Missing, cell.trim());
        cell.clear();
    }
}

/// What a text shows at first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glance {
    /// It is white space.
    pub blank: bool,
    /// How it begins.
    begins: Beginning,
    /// It says that there is no text, as `NA` does.
    pub missing: bool,
}

/// How a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    /// [With running text](runs).
    Running,
    /// It is short and stands on one line.
    Line,
    /// Otherwise.
    Open,
}

/// More words than a heading or a note has.
const WORDS: usize = 40;
/// Bytes in which they are looked for.
const BEGINNING: usize = 4096;

impl Glance {
    pub fn of(text: &str) -> Self {
        let missing = is_missing(text.trim());
        let is_line = text.len() <= BEGINNING && lines(text).nth(1).is_none();
        // A byte order mark is no text.
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let begins = match is_line {
            _ if runs(text) => Beginning::Running,
            true => Beginning::Line,
            false => Beginning::Open,
        };
        Self { blank: text.is_empty(), begins, missing }
    }
}

/// Whether there is surely running text in the first few thousand bytes of a text, whatever else stands there: a line of more
/// than forty words, or lines that go on with each other in small letters and have as many. Below what may be a note, such as
/// `Note: `, nothing is sure, nor is what may be a heading by its underline.
pub fn runs(text: &str) -> bool {
    let mut end = text.len().min(BEGINNING);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut lines = lines(&text[..end]).map(|line| line.text.trim()).peekable();
    // Words of the lines that go on with each other, and whether the last one leaves a sentence open.
    let (mut running, mut is_open) = (0, false);
    while let Some(line) = lines.next() {
        let note = |note: &str| {
            let start = line.trim_start_matches('(').as_bytes().get(..note.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(note.as_bytes()))
        };
        if NOTES.into_iter().any(note) {
            return false;
        }
        let mut words = line.split_ascii_whitespace();
        let first = words.next().unwrap_or_default();
        let is_small = first.len() > 1 && first != "page" && first.bytes().all(|byte| byte.is_ascii_lowercase());
        let word = |word: &str| word.len() > 2 && word.chars().all(char::is_alphabetic);
        let of_line = || 1 + words.clone().take(WORDS).count();
        running = match is_small {
            true if is_open => running + of_line(),
            true => of_line(),
            // Neither a separator nor the number of a page.
            false if line.starts_with(char::is_alphanumeric) && words.clone().take(2).any(word) => of_line(),
            false => 0,
        };
        let underline = |below: &&str| below.starts_with(['=', '-', '_']) && !below.contains(char::is_alphanumeric);
        if running > WORDS && !lines.peek().is_some_and(underline) {
            return true;
        }
        if !is_small {
            // It may be a heading with a number.
            running = 0;
        }
        is_open = line.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',');
    }
    false
}

/// How notes about a document begin.
const NOTES: [&str; 3] = ["note:", "disclaimer:", "version"];

/// The text of a document that is one row of some [`Texts`].
#[derive(Debug, Clone)]
pub struct RowText {
    texts: Arc<dyn Texts>,
    row: usize,
    sure: bool,
    /// Whether the text is the cell of a table in a file.
    pub(super) cell: bool,
}

impl RowText {
    /// The text of a row in the memory of a program.
    pub(super) fn in_memory(texts: &Arc<dyn Texts>, row: usize) -> Self {
        Self { texts: Arc::clone(texts), row, sure: false, cell: false }
    }

    /// The text of a cell of a table in a file, with what it shows at first sight.
    pub(super) fn cell(texts: &Arc<dyn Texts>, row: usize, glance: Glance) -> Self {
        Self { texts: Arc::clone(texts), row, sure: glance.begins != Beginning::Open, cell: true }
    }

    /// The texts of which it is one.
    pub(super) fn texts(&self) -> &Arc<dyn Texts> {
        &self.texts
    }

    /// Writes what tells it from others of its table.
    pub(super) fn pack(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.row as u64);
        put(bytes, u64::from(self.sure) << 1 | u64::from(self.cell));
    }

    /// Reads the same again.
    pub(super) fn unpack(texts: &Arc<dyn Texts>, read: &mut Unpack<'_>) -> Option<Self> {
        let row = usize::try_from(read.number()?).ok()?;
        let signs = read.number()?;
        Some(Self { texts: Arc::clone(texts), row, sure: signs & 2 != 0, cell: signs & 1 != 0 })
    }

    /// Whether it is known without a look that there is a message in the text: it begins with a line of more than forty words,
    /// which is neither a heading nor a note, or it is a cell of one line, which is a row whatever stands in it.
    pub(crate) fn is_surely_text(&self) -> bool {
        self.sure
    }

    /// The text.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn text(&self) -> Result<Cow<'_, str>> {
        self.texts.text(self.row)
    }

    /// About how many bytes it has.
    pub fn bytes(&self) -> u64 {
        self.texts.bytes(self.row)
    }
}

impl PartialEq for RowText {
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row && Arc::ptr_eq(&self.texts, &other.texts)
    }
}

impl Eq for RowText {}

/// Bytes of texts that are held in memory; more of them stand in a temporary file.
const IN_MEMORY: usize = 32 << 20;

/// Texts that were taken out of a file in which they cannot be found again by their place.
#[derive(Debug)]
pub(super) struct Aside {
    /// The file that they come from.
    path: PathBuf,
    bytes: Spill,
    places: Places,
}

impl Aside {
    pub fn new(path: PathBuf) -> Self {
        Self { path, bytes: Spill::new(IN_MEMORY), places: Places::default() }
    }

    /// Adds the text of the next row.
    pub fn push(&mut self, text: &str) -> Result<()> {
        let start = self.bytes.push(text.as_bytes()).map_err(cannot_keep)?;
        self.places.push(start, text.len());
        Ok(())
    }

    /// All texts are there.
    pub fn finish(&mut self) -> Result<()> {
        self.places.shrink();
        self.bytes.finish().map_err(cannot_keep)
    }
}

fn cannot_keep(error: io::Error) -> Error {
    let folder = disk::temp_dir();
    Error::io(ErrorKind::Output, "cannot keep the texts of a table in a temporary file", &folder, error)
        .hint("make room there, or name another folder with the variable TMPDIR")
}

impl Texts for Aside {
    fn text(&self, row: usize) -> Result<Cow<'_, str>> {
        let lost = |error| Error::io(ErrorKind::Document, "cannot read a text of the table again", &self.path, error);
        let place = self.places.get(row).ok_or_else(|| io::Error::other("there is no such row"));
        let (start, length) = place.map_err(lost)?;
        let text = match self.bytes.read(start, length).map_err(lost)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(io::Error::other).map_err(lost)?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(io::Error::other).map_err(lost)?),
        };
        Ok(text)
    }

    fn bytes(&self, row: usize) -> u64 {
        self.places.get(row).map_or(0, |(_, length)| length as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_is_told_from_headings_and_notes() {
        let long = "word ".repeat(50);
        let runs = |text: &str| Glance::of(text).begins == Beginning::Running;
        assert!(runs(&format!("\n  Trust {long}")) && runs(&format!("{long}\n- x")) && runs(&"été ".repeat(2000)));
        assert!(runs(&format!("Trust\n1. Trust {long}")) && runs(&format!("Trust\n{long}")));
        let lines = "Mr. President, we\nthank those here\n".to_string() + &"who spoke of trust\n".repeat(10);
        assert!(runs(&lines) && !runs(&lines.replace("trust", "it.")) && !runs(&lines.replace("who", "\nwho")));
        for other in ["# ", "Note: ", "(Version 2 "] {
            assert!(!runs(&format!("{other}{long}")), "{other}");
            assert!(other == "# " || !runs(&format!("{other}\n{long}")), "{other}");
        }
        assert!(!runs(&format!("Trust {long}\n---")) && !runs(&"1 2 3 ".repeat(20)));
        let is_line = |text: &str| Glance::of(text).begins == Beginning::Line;
        assert!(
            is_line("Trust")
                && is_line("1. x\n")
                && !is_line("a\u{2028}b")
                && !is_line("a\rb")
                && !is_line(&"é ".repeat(3000))
        );
        assert!(!runs(&"x".repeat(9000)) && Glance::of(" \n\u{a0}").blank && !Glance::of("x").blank);
    }
}
