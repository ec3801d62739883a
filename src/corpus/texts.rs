//! Where the texts of rows stand: in the memory of a program, in the table itself, or kept aside.

use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
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

/// The text of a document that is one row of some [`Texts`].
#[derive(Debug, Clone)]
pub struct RowText {
    texts: Arc<dyn Texts>,
    row: usize,
    /// Whether the text is the cell of a table in a file.
    pub(super) cell: bool,
}

impl RowText {
    /// The text of a row in the memory of a program.
    pub(super) fn in_memory(texts: &Arc<dyn Texts>, row: usize) -> Self {
        Self { texts: Arc::clone(texts), row, cell: false }
    }

    /// The text of a cell of a table in a file.
    pub(super) fn cell(texts: &Arc<dyn Texts>, row: usize) -> Self {
        Self { texts: Arc::clone(texts), row, cell: true }
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
    places: Vec<(u64, usize)>,
}

impl Aside {
    pub fn new(path: PathBuf) -> Self {
        Self { path, bytes: Spill::new(IN_MEMORY), places: Vec::new() }
    }

    /// Adds the text of the next row.
    pub fn push(&mut self, text: &str) -> Result<()> {
        let start = self.bytes.push(text.as_bytes()).map_err(cannot_keep)?;
        self.places.push((start, text.len()));
        Ok(())
    }

    /// All texts are there.
    pub fn finish(&mut self) -> Result<()> {
        self.bytes.finish().map_err(cannot_keep)
    }
}

fn cannot_keep(error: io::Error) -> Error {
    let folder = std::env::temp_dir();
    Error::io(ErrorKind::Output, "cannot keep the texts of a table in a temporary file", &folder, error)
        .hint("make room there, or name another folder with the variable TMPDIR")
}

impl Texts for Aside {
    fn text(&self, row: usize) -> Result<Cow<'_, str>> {
        let lost = |error| Error::io(ErrorKind::Document, "cannot read a text of the table again", &self.path, error);
        let (start, length) = self.places[row];
        let text = match self.bytes.read(start, length).map_err(lost)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(io::Error::other).map_err(lost)?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(io::Error::other).map_err(lost)?),
        };
        Ok(text)
    }

    fn bytes(&self, row: usize) -> u64 {
        self.places[row].1 as u64
    }
}
