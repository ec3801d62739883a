//! Files -> [`Document`]: which documents there are, what is known of them, and their text.
//!
//! A [`Corpus`] holds only what the manifest says, and the period that each document stands in. Texts are read one at a
//! time, so a corpus may be larger than memory.

#[cfg(feature = "readers")]
mod archive;
mod columns;
mod conflict;
pub(crate) mod dates;
mod delimited;
mod discover;
mod documents;
pub(crate) mod encoding;
mod expand;
mod filter;
#[cfg(test)]
mod fuzz;
mod header;
mod ids;
mod lines;
mod left_out;
#[cfg(feature = "readers")]
mod mailbox;
mod manifest;
mod markdown;
mod marks;
mod memory;
mod open;
mod pieces;
mod reader;
mod rows;
mod select;
mod sheet;
mod signature;
mod stream;
mod survey;
mod texts;
mod tidy;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::axis::{Period, When};
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::warning::Warning;

pub use crate::config::Format;
#[cfg(feature = "readers")]
pub use archive::Member;
pub use columns::STANDARD;
pub use conflict::Conflict;
pub use discover::{Files, files, name};
pub use documents::Documents;
pub use expand::held;
pub use lines::{TextLine, lines};
pub use manifest::named;
pub use memory::{in_memory, row_name};
pub use open::{read, read_unhashed};
pub use rows::Held;
pub use sheet::{Sheet, SheetRow};
pub use survey::Check;
#[cfg(test)]
pub(crate) use texts::runs;
pub use texts::{RowText, Texts};

/// What is known of a document without its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentInfo {
    /// Unique id.
    pub id: String,
    /// File as named in the manifest, or relative to the project folder.
    pub file: String,
    /// File to read; for a text in memory the name of its row in messages.
    pub path: PathBuf,
    /// The text, where the document is a row: of a table in memory, or in a file.
    pub text: Option<RowText>,
    /// The place in an archive, where the file is in one.
    #[cfg(feature = "readers")]
    pub member: Option<Box<Member>>,
    /// Whether it was found in a folder or an archive, and not named.
    pub found: bool,
    /// Encoding of the file, a label of the Encoding Standard; empty to find it.
    pub encoding: String,
    /// What a first look at the file found.
    pub seen: Option<Seen>,
    /// What is known of its date; `None` where the documents in it have dates of their own.
    pub when: Option<When>,
    /// The period that it stands in; `None` before the corpus is [placed](Corpus::selected).
    pub period: Option<Period>,
    /// Title.
    pub title: String,
    /// Date, as written.
    pub date: String,
    /// Event.
    pub event: String,
    /// Publisher.
    pub publisher: String,
    /// Kind of document.
    pub kind: String,
    /// What it covers.
    pub scope: String,
    /// Language, as written; empty for the project's language.
    pub language: String,
    /// Sections whose text is not analysed: names or globs.
    pub skip_sections: Vec<String>,
    /// Further columns of the manifest, in its order.
    pub variables: Vec<(String, String)>,
    /// What is suspicious about its row.
    pub warning: Option<Box<Warning>>,
}

impl DocumentInfo {
    /// The value of a document variable; `None` where no such variable exists. `year` is empty where the date is of no
    /// one year; `folder` is that of the file where no column has this name.
    pub fn variable(&self, name: &str) -> Option<String> {
        let further = || self.variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let value = match name {
            "document" => &self.id,
            "file" => &self.file,
            "year" => {
                let year = self.when.and_then(|when| when.calendar_year());
                return Some(year.map_or_else(String::new, |year| year.to_string()));
            }
            "period" => return Some(self.period.as_ref().map_or_else(String::new, ToString::to_string)),
            "folder" => return further().or_else(|| Some(self.folder())),
            "title" => &self.title,
            "date" => &self.date,
            "event" => &self.event,
            "publisher" => &self.publisher,
            "kind" => &self.kind,
            "scope" => &self.scope,
            "language" => &self.language,
            _ => return further(),
        };
        Some(value.clone())
    }

    /// The folder of the file, as it is named; empty where it is in none.
    fn folder(&self) -> String {
        self.file
            .trim_start_matches("./")
            .rsplit_once(['/', '\\'])
            .map_or_else(String::new, |(folder, _)| folder.to_string())
    }

    /// Size of the text in bytes; 0 where it is in a file that cannot be read.
    pub fn bytes(&self) -> u64 {
        #[cfg(feature = "readers")]
        if let Some(member) = &self.member {
            return member.size();
        }
        match (&self.text, &self.seen) {
            (Some(text), _) => text.bytes(),
            (None, Some(seen)) => seen.bytes,
            (None, None) => disk::metadata(&self.path).map_or(0, |meta| meta.len()),
        }
    }
}

/// What a first look at a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The document, where it takes work to read it again and it is not too large to be kept.
    pub document: Option<Arc<Document>>,
}

/// The documents of a project, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The documents.
    pub documents: Documents,
    /// SHA-256 of the manifest, where there is one.
    pub manifest_sha256: Option<String>,
    /// Ids of the documents that a selection left out, sorted.
    pub left_out: Vec<String>,
    /// What is suspicious.
    pub warnings: Vec<Warning>,
}

/// The text of a document, in one of two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Lines of plain text, whose structure is still to be found.
    Lines(String),
    /// Blocks whose structure the file format gives.
    Blocks(Vec<Block>),
}

/// A block of a structured document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// Its text; lines of a paragraph are separated by line feeds.
    pub text: String,
    /// The line of the file on which it starts, from 1.
    pub line: u64,
}

/// The kinds of [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A list item with all that is nested in it.
    Item,
    /// A paragraph.
    Paragraph,
    /// A row of a table: its cells in one line.
    Row,
    /// Page numbers, page addresses and the like.
    Noise,
}

/// A document with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The text.
    pub content: Content,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// What the file says of itself.
    pub properties: Properties,
    /// How its text was taken from the file.
    pub reading: Reading,
    /// Of text that is spoken, as that of subtitles, the line of the file for each line of the text; it has no headings.
    pub spoken: Option<Vec<u64>>,
}

impl Document {
    /// A document with this text and nothing else known of it.
    pub fn new(content: Content) -> Self {
        Self {
            content,
            sha256: String::new(),
            bytes: 0,
            properties: Properties::default(),
            reading: Reading::default(),
            spoken: None,
        }
    }

    /// The lines of plain text, with their numbers in the file; none of blocks.
    pub fn lines(&self) -> Vec<TextLine<'_>> {
        let Content::Lines(text) = &self.content else { return Vec::new() };
        let mut lines: Vec<TextLine<'_>> = lines(text).collect();
        for (line, number) in lines.iter_mut().zip(self.spoken.iter().flatten()) {
            line.number = *number;
        }
        lines
    }

    /// The text in pieces: all of it, or that of each block.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (whole, blocks) = match &self.content {
            Content::Lines(text) => (Some(text.as_str()), None),
            Content::Blocks(blocks) => (None, Some(blocks.iter().map(|block| block.text.as_str()))),
        };
        whole.into_iter().chain(blocks.into_iter().flatten())
    }
}

/// How the text was taken from a file, and how well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Name of the encoding; empty where the format says it or the text was in memory.
    pub encoding: String,
    /// Characters that stand for what could not be read (U+FFFD).
    pub replacement_characters: u64,
    /// The pages of a PDF.
    pub pages: Option<Pages>,
    /// Pages of a PDF that could not be read.
    pub damaged_pages: u64,
    /// The marks of git conflicts that were left out, if there were any.
    pub conflict: Option<Conflict>,
    /// What else is worth knowing: what was left out, what is suspicious. Each with its line, where it has one.
    pub notes: Vec<(Option<u64>, String)>,
}

/// The pages of a PDF.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// All pages.
    pub pages: u64,
    /// Pages on which nothing can be read: pictures of text, or none.
    pub without_text: u64,
    /// Characters on all pages, without white space, with running heads.
    pub characters: u64,
}

/// What a file says of itself; each empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties {
    /// Its title.
    pub title: String,
    /// Its date, as written there.
    pub date: String,
    /// When the file was made, which need not be when the document was published.
    pub created: String,
    /// Its language, as written there.
    pub language: String,
}

/// SHA-256 of some bytes, as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    Sha256::digest(bytes).iter().flat_map(digits).collect()
}

/// Whether the name of a file says that it can be read.
pub(crate) fn is_readable(path: &Path) -> bool {
    Format::of(path).is_some()
}

/// The extension of a file, in lower case; empty where it has none.
pub fn extension(path: &Path) -> String {
    path.extension().map(|ext| ext.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Refuses a document that is missing or of an unknown format, with the place where it was named.
fn check_file(path: &Path, named: impl Fn(Error) -> Error) -> Result<()> {
    if let Some(why) = files::no_file(path) {
        let (what, hint) = match why {
            "is a folder" => ("", "name the files in it, each on a row, or set `files` in [corpus] of themeshift.toml"),
            "does not exist" => ("the file ", "paths in the manifest are relative to the manifest itself"),
            _ => ("", "name a file with text"),
        };
        let error = Error::new(ErrorKind::Manifest, format!("{what}`{}` {why}", path.display()));
        return Err(named(error).hint(hint));
    }
    if !is_readable(path) {
        let message = format!("`{}` cannot be read: {}", path.display(), Format::refusal(path));
        let error = Error::new(ErrorKind::Manifest, message);
        return Err(named(error).hint(format!("formats: {}", Format::extensions())));
    }
    Ok(())
}
