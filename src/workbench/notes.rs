//! What people write about a project: memos on messages, themes and documents, and quotes that are put aside.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cells::{Cells, unguarded};
use super::texts::Texts;
use crate::analysis::message_id;
use crate::axis::Period;
use crate::brief::{Quote, quotes_docx, quotes_markdown};
use crate::error::{Error, ErrorKind, Result};
use crate::files::is_taken;
use crate::pipeline::init::NOTES;

/// The files of memos, of quotes, and of messages that are coded by hand.
const MEMOS: &str = NOTES[0];
const QUOTES: &str = NOTES[1];
pub const CODES: &str = NOTES[2];

const MEMO_COLUMNS: [&str; 3] = ["about", "id", "text"];
const QUOTE_COLUMNS: [&str; 7] = ["message", "document", "title", "period", "section", "text", "of"];

/// What a memo is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// A message, by its id.
    Message,
    /// A theme, by its id.
    Theme,
    /// A document, by its id.
    Document,
}

impl About {
    fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Theme => "theme",
            Self::Document => "document",
        }
    }
}

/// A memo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// What kind of thing it is about.
    pub about: About,
    /// The id of that.
    pub id: String,
    /// The text.
    pub text: String,
}

/// What is put aside.
#[derive(Debug, Clone, Deserialize)]
pub struct Taken {
    /// The place of the message among all.
    pub message: u32,
    /// First byte and the byte after the last of a stretch; nothing for the whole message.
    #[serde(default)]
    pub stretch: Option<(usize, usize)>,
}

/// The form of a file of quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotesFormat {
    /// A Word document.
    Docx,
    /// Markdown.
    Md,
    /// A table.
    Csv,
}

fn table(folder: &Path, file: &str, columns: &[&str]) -> Result<Cells> {
    let path = folder.join(file);
    let cells = if is_taken(&path) { Cells::read(&path)? } else { Cells::new(&path, columns) };
    match columns.iter().find(|name| cells.column(name).is_none()) {
        None => Ok(cells),
        Some(name) => Err(cells.wrong(format!("the column `{name}` is missing"))),
    }
}

fn changed(cells: &Cells) -> Result<(PathBuf, String)> {
    Ok((cells.path.clone(), cells.text(true)?))
}

/// All memos, in the order in which they were written.
///
/// # Errors
/// When the file cannot be read.
pub fn memos(folder: &Path) -> Result<Vec<Memo>> {
    let cells = table(folder, MEMOS, &MEMO_COLUMNS)?;
    let of_row = |row: usize| {
        let about = match cells.cell(row, "about") {
            "theme" => About::Theme,
            "document" => About::Document,
            _ => About::Message,
        };
        let text = |name| unguarded(cells.cell(row, name)).to_string();
        Memo { about, id: text("id"), text: text("text") }
    };
    Ok((0..cells.rows.len()).map(of_row).collect())
}

/// The file of memos with another one.
///
/// # Errors
/// When it cannot be read.
pub fn with_memo(folder: &Path, memo: &Memo) -> Result<(PathBuf, String)> {
    let mut all = memos(folder)?;
    all.retain(|known| (known.about, &known.id) != (memo.about, &memo.id));
    all.extend(Some(memo.clone()).filter(|memo| !memo.text.trim().is_empty()));
    let mut cells = Cells::new(&folder.join(MEMOS), &MEMO_COLUMNS);
    cells.rows = all.into_iter().map(|memo| vec![memo.about.name().to_string(), memo.id, memo.text]).collect();
    changed(&cells)
}

/// A quote as it is shown and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Id of the message.
    pub message: String,
    /// Id of its document.
    pub document: String,
    /// The title of that.
    pub title: String,
    /// Its period.
    pub period: String,
    /// The section of the message.
    pub section: String,
    /// The text.
    pub text: String,
    /// Whether it is a whole message or a part of one.
    pub of: &'static str,
}

impl Kept {
    fn quote(&self) -> Quote {
        let title = if self.title.is_empty() { &self.document } else { &self.title };
        Quote {
            text: self.text.clone(),
            message: self.message.clone(),
            document: title.clone(),
            period: self.period.clone(),
            section: self.section.clone(),
        }
    }
}

/// Names for what a quote is of.
const OF: [&str; 2] = ["message", "part"];

/// A message, or a stretch of one, as a quote.
///
/// # Errors
/// When there is no such message or stretch.
pub fn quote(texts: &Texts, periods: &[Period], taken: &Taken) -> Result<Kept> {
    let wrong = || Error::new(ErrorKind::Usage, "there is no such message or stretch of one");
    let held = texts.messages.get(taken.message as usize).ok_or_else(wrong)?;
    let document = texts.document_of(taken.message as usize);
    let text = match taken.stretch {
        None => held.text.as_str(),
        Some((from, to)) => held.text.get(from..to).ok_or_else(wrong)?,
    };
    Ok(Kept {
        message: message_id(&document.id, held.ordinal),
        document: document.id.clone(),
        title: document.title.clone(),
        period: periods[document.period].label().to_string(),
        section: texts.section_of(taken.message as usize).to_string(),
        text: text.trim().to_string(),
        of: OF[usize::from(text.trim() != held.text.trim())],
    })
}

/// All quotes, in the order in which they were put aside.
///
/// # Errors
/// When the file cannot be read.
pub fn quotes(folder: &Path) -> Result<Vec<Kept>> {
    let cells = table(folder, QUOTES, &QUOTE_COLUMNS)?;
    let of_row = |row: usize| {
        let text = |name| unguarded(cells.cell(row, name)).to_string();
        let of = OF[usize::from(cells.cell(row, "of") == OF[1])];
        let [message, document, title, period, section, text] =
            ["message", "document", "title", "period", "section", "text"].map(text);
        Kept { message, document, title, period, section, text, of }
    };
    Ok((0..cells.rows.len()).map(of_row).collect())
}

fn with(folder: &Path, quotes: Vec<Kept>) -> Result<(PathBuf, String)> {
    let mut cells = Cells::new(&folder.join(QUOTES), &QUOTE_COLUMNS);
    let row = |kept: Kept| {
        vec![kept.message, kept.document, kept.title, kept.period, kept.section, kept.text, kept.of.to_string()]
    };
    cells.rows = quotes.into_iter().map(row).collect();
    changed(&cells)
}

/// The file of quotes with another one, unless it is there.
///
/// # Errors
/// When it cannot be read.
pub fn with_quote(folder: &Path, quote: &Kept) -> Result<(PathBuf, String)> {
    let mut all = quotes(folder)?;
    if !all.contains(quote) {
        all.push(quote.clone());
    }
    with(folder, all)
}

/// The file of quotes without one.
///
/// # Errors
/// When it cannot be read, or there is no such quote.
pub fn without_quote(folder: &Path, place: usize) -> Result<(PathBuf, String)> {
    let mut all = quotes(folder)?;
    if place >= all.len() {
        return Err(Error::new(ErrorKind::Usage, "there is no such quote"));
    }
    all.remove(place);
    with(folder, all)
}

/// The quotes as a file: its name and its bytes.
///
/// # Errors
/// When there is none, or the file cannot be made.
pub fn quotes_as(folder: &Path, title: &str, format: QuotesFormat) -> Result<(&'static str, Vec<u8>)> {
    let all = quotes(folder)?;
    if all.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no quote was put aside yet"));
    }
    let made: Vec<Quote> = all.iter().map(Kept::quote).collect();
    Ok(match format {
        QuotesFormat::Docx => ("quotes.docx", quotes_docx(title, &made)?),
        QuotesFormat::Md => ("quotes.md", quotes_markdown(title, &made).into_bytes()),
        QuotesFormat::Csv => ("quotes.csv", with(folder, all)?.1.into_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Kept {
        Kept {
            message: "a#01".into(),
            document: "a".into(),
            title: "=A".into(),
            period: "2019".into(),
            section: String::new(),
            text: text.into(),
            of: "message",
        }
    }

    #[test]
    fn memos_and_quotes_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let write = |(path, text): (PathBuf, String)| {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        let memo = |text: &str| Memo { about: About::Theme, id: "trust".into(), text: text.into() };
        write(with_memo(root, &memo("first")).expect("made"));
        write(with_memo(root, &memo("=1+1, \"said\"\nthen")).expect("made"));
        assert_eq!(memos(root).expect("memos"), [memo("=1+1, \"said\"\nthen")]);
        write(with_memo(root, &memo(" ")).expect("made"));
        assert_eq!(memos(root).expect("memos"), []);
        write(with_quote(root, &kept("- one")).expect("made"));
        write(with_quote(root, &kept("two")).expect("made"));
        write(with_quote(root, &kept("two")).expect("made"));
        assert_eq!(quotes(root).expect("quotes"), [kept("- one"), kept("two")]);
        let (_, markdown) = quotes_as(root, "Title", QuotesFormat::Md).expect("made");
        let markdown = String::from_utf8(markdown).expect("text");
        assert!(markdown.contains("> two\n\n\u{2014} =A, 2019, message a\\#01"), "{markdown}");
        let (_, docx) = quotes_as(root, "Title", QuotesFormat::Docx).expect("made");
        assert!(docx.starts_with(b"PK"));
        write(without_quote(root, 0).expect("made"));
        assert_eq!(quotes(root).expect("quotes"), [kept("two")]);
        assert!(without_quote(root, 1).is_err());
    }
}
