//! Errors: what went wrong, in which file and line, and what to do about it.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

/// The result of every fallible function of the library.
pub type Result<T> = std::result::Result<T, Error>;

/// The part of the job in which an error arose.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The project file `themeshift.toml`.
    Project,
    /// The manifest of documents, or the table that a program gives in its place.
    Manifest,
    /// A document of the corpus.
    Document,
    /// The codebook.
    Codebook,
    /// Themes of messages as people or another program coded them.
    Codings,
    /// A value given by the user, such as a filter or a pattern.
    Usage,
    /// Writing results.
    Output,
    /// The run was interrupted by the user.
    Interrupted,
}

/// A place in a file. Lines and columns count from 1, bytes from 0; columns count characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The column in characters, from 1.
    pub column: Option<u64>,
    /// The byte offset from the start of the file.
    pub byte: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        if let Some(byte) = self.byte {
            write!(f, " (byte {byte})")?;
        }
        Ok(())
    }
}

/// An error with its place and a hint. Shown as `place: message`, then the hint on a line of its own.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.rendered())]
pub struct Error {
    kind: ErrorKind,
    message: String,
    place: Option<Box<Place>>,
    hint: Option<String>,
    #[source]
    source: Option<std::io::Error>,
}

impl Error {
    /// Makes an error without a place.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None, hint: None, source: None }
    }

    /// Makes an error from a failed operation on a file, such as "cannot read".
    pub fn io(kind: ErrorKind, what: &str, path: &Path, source: std::io::Error) -> Self {
        let mut error = Self::new(kind, format!("{what}: {source}")).at(path);
        error.source = Some(source);
        error
    }

    /// Makes an error from a file of results that could not be written, such as "cannot write a table".
    pub(crate) fn unwritten(what: &str, path: &Path, cause: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Output, format!("{what}: {cause}"))
            .at(path)
            .hint("make room there, or name another folder with --output")
    }

    /// Names the file.
    #[must_use]
    pub fn at(mut self, path: &Path) -> Self {
        self.place_mut().path = path.to_path_buf();
        self
    }

    /// Names the line, from 1.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.place_mut().line = Some(line);
        self
    }

    /// Names the column in characters, from 1.
    #[must_use]
    pub fn column(mut self, column: u64) -> Self {
        self.place_mut().column = Some(column);
        self
    }

    /// Names the byte offset from the start of the file.
    #[must_use]
    pub fn byte(mut self, byte: u64) -> Self {
        self.place_mut().byte = Some(byte);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Leaves the place out: for text that a program made, which nobody can look up.
    #[must_use]
    pub fn without_place(mut self) -> Self {
        self.place = None;
        self
    }

    /// The part of the job in which the error arose.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The place, if one is known.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_deref()
    }

    /// What is wrong, without place and hint.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do, if that is known.
    pub fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    fn place_mut(&mut self) -> &mut Place {
        self.place.get_or_insert_default()
    }

    fn rendered(&self) -> String {
        let mut text = match &self.place {
            Some(place) => format!("{place}: {}", self.message),
            None => self.message.clone(),
        };
        if let Some(hint) = &self.hint {
            text.push_str("\n  hint: ");
            text.push_str(hint);
        }
        // A message may quote corpus text or a file name: neither may steer the terminal.
        text.chars().map(|c| if steers(c) && c != '\n' { '\u{FFFD}' } else { c }).collect()
    }
}

/// True for characters that steer a terminal: control characters and those that change the direction of text.
pub(crate) fn steers(c: char) -> bool {
    c.is_control() || turns(c) || is_mark(c)
}

/// True for characters that embed, override or isolate a direction: what follows them is read in another order than it
/// stands. No text needs them.
pub(crate) fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// True for marks of direction, which texts in scripts from right to left need beside signs and digits.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}')
}

/// Text in which nothing turns the direction of what follows: U+FFFD, of as many bytes, stands for what would.
pub(crate) fn unturned(text: &str) -> Cow<'_, str> {
    // All of them begin with this byte, which few texts have.
    if memchr::memchr(0xE2, text.as_bytes()).is_none() || !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(turns, "\u{FFFD}"))
}

/// The valid name nearest to a mistyped one, when one is near enough to be meant.
pub fn nearest<'a>(typed: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    valid
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1))
        .min()
        .map(|(_, name)| name)
}
