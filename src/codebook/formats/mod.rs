//! Codebooks of other programs: read into themes, and written from a codebook. One file per format.
//!
//! | format | files | what it holds |
//! |---|---|---|
//! | `quanteda` | `.yml`, `.yaml` | nested keys with globs |
//! | `liwc` | `.dic`, `.dicx` | numbered categories, words with their numbers |
//! | `wordstat` | `.cat` | indented categories, words with a weight in brackets |
//! | `yoshikoder` | `.ykd` | XML of nested categories and patterns |
//! | `lexicoder` | `.lc3`, `.lcd` | `+CATEGORY` lines with parts of text below; also the XML of earlier versions |
//! | `refi-qda` | `.qdc` | the codebook of the REFI-QDA standard: nested codes with descriptions |
//! | `csv` | `.csv`, `.tsv` | theme, pattern, and if present label, definition, kind, parent, weight; or a list of words with numbers |
//!
//! [`import`] reads any of them; [`toml`] writes what was read as a codebook, or adds it to one. [`export`] writes a
//! codebook. What a format cannot carry is left out and told as a warning with file and line.

mod adopt;
mod csv;
mod decode;
mod lexicoder;
mod liwc;
mod portable;
mod quanteda;
mod refi_qda;
pub mod toml;
mod words;
mod wordstat;
mod xml;
mod yoshikoder;

use std::path::Path;

use super::{Codebook, Weight};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

pub use adopt::slug;

use portable::Leaving;

/// A format of codebooks.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML dictionaries of quanteda.
    Quanteda,
    /// Dictionaries of LIWC.
    Liwc,
    /// Categorisation dictionaries of WordStat.
    WordStat,
    /// Dictionaries of Yoshikoder.
    Yoshikoder,
    /// Dictionaries of Lexicoder.
    Lexicoder,
    /// Codebooks of the REFI-QDA standard.
    RefiQda,
    /// A table in CSV.
    Csv,
}

impl Format {
    /// All formats with their names.
    pub const ALL: [(&'static str, Self); 7] = [
        ("quanteda", Self::Quanteda),
        ("liwc", Self::Liwc),
        ("wordstat", Self::WordStat),
        ("yoshikoder", Self::Yoshikoder),
        ("lexicoder", Self::Lexicoder),
        ("refi-qda", Self::RefiQda),
        ("csv", Self::Csv),
    ];

    /// The format of a file, by its extension.
    ///
    /// # Errors
    /// When the extension belongs to no format.
    pub(crate) fn of_path(path: &Path) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref().unwrap_or_default() {
            "yml" | "yaml" => Ok(Self::Quanteda),
            "dic" | "dicx" => Ok(Self::Liwc),
            "cat" => Ok(Self::WordStat),
            "ykd" => Ok(Self::Yoshikoder),
            "lc3" | "lcd" => Ok(Self::Lexicoder),
            "qdc" => Ok(Self::RefiQda),
            "csv" | "tsv" => Ok(Self::Csv),
            _ => Err(Error::new(ErrorKind::Usage, "the name of the file does not tell its format")
                .at(path)
                .hint("write --format with quanteda, liwc, wordstat, yoshikoder, lexicoder, refi-qda or csv")),
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Quanteda => "yml",
            Self::Liwc => "dic",
            Self::WordStat => "cat",
            Self::Yoshikoder => "ykd",
            Self::Lexicoder => "lc3",
            Self::RefiQda => "qdc",
            Self::Csv => "csv",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
}

/// A theme as it was read from a file of another program. It may lack patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTheme {
    /// Id, made from the name: see [`import`].
    pub id: String,
    /// Name, as the file has it.
    pub label: String,
    /// What it means; empty where the file does not say.
    pub definition: String,
    /// Patterns whose matches are hits.
    pub include: Vec<NewPattern>,
    /// Patterns whose matches forbid hits.
    pub exclude: Vec<String>,
    /// Id of the theme that this one is part of.
    pub parent: Option<String>,
}

/// A pattern as it was read from a file of another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPattern {
    /// The pattern.
    pub text: String,
    /// Its weight; `None` is 1.
    pub weight: Option<Weight>,
}

impl NewPattern {
    /// A pattern without a weight.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), weight: None }
    }
}

/// What was read from a file of another program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The themes in the order of the file.
    pub themes: Vec<NewTheme>,
    /// What could not be carried over, with file and line.
    pub warnings: Vec<Warning>,
}

/// What was written, for another program or into a codebook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// The text of the file.
    pub text: String,
    /// What could not be carried over, with file and line.
    pub warnings: Vec<Warning>,
}

/// Reads a codebook of another program.
///
/// The id of a theme is made from its name: lower case, letters and digits kept, all else one underscore. Where a name
/// stands twice, the later theme gets the id of its parent before its own, and after that a number (`_2`).
///
/// A pattern that stands in a theme and in one below it is kept in the lower one, as hits count for all themes above.
///
/// # Errors
/// When the file cannot be read, is empty, is no text, is cut off, is nested too deeply, or is not of the format: with
/// file, line and what to do.
pub fn import(path: &Path, format: Format) -> Result<Imported> {
    of_bytes(&decode::read(path)?, path, format)
}

/// Reads the bytes of a file; its path is for messages.
///
/// # Errors
/// As [`import`].
pub fn of_bytes(bytes: &[u8], path: &Path, format: Format) -> Result<Imported> {
    let mut warnings = Vec::new();
    let text = decode::text(bytes, path, &mut warnings)?;
    let mut source = Source { path, text: &text, warnings };
    let groups = match format {
        Format::Quanteda => quanteda::read(&mut source),
        Format::Liwc => liwc::read(&mut source),
        Format::WordStat => wordstat::read(&mut source),
        Format::Yoshikoder => yoshikoder::read(&mut source, false),
        Format::Lexicoder => lexicoder::read(&mut source),
        Format::RefiQda => refi_qda::read(&mut source),
        Format::Csv => csv::read(&mut source),
    }?;
    if groups.is_empty() {
        let hint = format!("is it a file of {}? --format names another format", format.name());
        return Err(source.error(1, "there is no theme in the file").hint(hint));
    }
    Ok(adopt::adopt(groups, source))
}

/// Writes a codebook for another program. `path` is the file of the codebook, for warnings.
///
/// Themes are named by their ids, in REFI-QDA by their labels. What a format has no word for is left out: exclusions,
/// `~`, `=`, `stem:` and regular expressions in all but CSV and REFI-QDA, wildcards where a program knows none there,
/// weights in quanteda, LIWC and Lexicoder.
///
/// # Errors
/// When the text cannot be made.
pub fn export(codebook: &Codebook, path: &Path, format: Format) -> Result<Exported> {
    let mut leaving = Leaving::new(codebook, path, format);
    let text = match format {
        Format::Quanteda => quanteda::write(&mut leaving),
        Format::Liwc => liwc::write(&mut leaving),
        Format::WordStat => wordstat::write(&mut leaving),
        Format::Yoshikoder => yoshikoder::write(&mut leaving),
        Format::Lexicoder => lexicoder::write(&mut leaving),
        Format::RefiQda => refi_qda::write(codebook),
        Format::Csv => csv::write(codebook)?,
    };
    Ok(Exported { text, warnings: leaving.warnings })
}

/// The deepest nesting of themes that is read.
const DEEPEST: usize = 100;

/// A file that is read, and what was found out about it.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
    warnings: Vec<Warning>,
}

impl<'a> Source<'a> {
    /// Lines with their numbers, from 1.
    fn lines(&self) -> impl Iterator<Item = (u64, &'a str)> + use<'a> {
        (1..).zip(self.text.lines())
    }

    /// The name of the file, without its extension.
    fn name(&self) -> String {
        self.path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    fn warn(&mut self, line: u64, message: impl Into<String>) {
        self.warnings.push(Warning::at(self.path, Some(line), message));
    }

    /// A number of the file as the weight of a word; 1 is what a word without a weight has. What is no weight is told, and
    /// left out.
    fn weight(&mut self, line: u64, word: &str, number: &str) -> Option<Weight> {
        match Weight::parse(number) {
            Ok(weight) => Some(weight).filter(|weight| *weight != Weight::ONE),
            Err(error) => {
                self.warn(line, format!("\"{word}\": the weight {number} {} and is left out", error.message));
                None
            }
        }
    }

    fn error(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Codebook, message).at(self.path).line(line)
    }

    /// The error for what is nested deeper than [`DEEPEST`].
    fn too_deep(&self, line: u64) -> Error {
        self.error(line, format!("themes are nested more than {DEEPEST} deep"))
            .hint("flatten the file; a real dictionary has few levels")
    }
}

/// A theme as a reader finds it.
#[derive(Debug, Default)]
struct Group {
    name: String,
    /// Name for readers, where the file has one besides the name.
    label: Option<String>,
    definition: String,
    /// Place of the theme that this one is part of; it stands before this one.
    parent: Option<usize>,
    line: u64,
    include: Vec<Entry>,
    exclude: Vec<Entry>,
    /// True where patterns are in the language of our codebooks, not words and globs.
    native: bool,
}

/// A pattern as a reader finds it.
#[derive(Debug, Clone)]
struct Entry {
    text: String,
    line: u64,
    /// `None` is 1.
    weight: Option<Weight>,
}

impl Entry {
    fn new(text: impl Into<String>, line: u64) -> Self {
        Self { text: text.into(), line, weight: None }
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
