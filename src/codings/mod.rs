//! Themes of messages as people, or another program, coded them: a CSV file with a row for each message.
//!
//! `document` and `ordinal` name the message. Each column that is not in [`COLUMNS`] is a coder: ids of themes,
//! separated by semicolons; `none` for no theme; `?` where the coder did not code the message. An empty cell means no
//! theme as well, but only in a column that never says `none`, and only in a file without inclusion probabilities: in a
//! sheet that `sample` wrote it is a message that is still to be coded.

mod coded;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::codebook::Codebook;
use crate::corpus::{Corpus, Sheet, SheetRow, sha256};
use crate::disk;
use crate::error::{Error, ErrorKind, Result, nearest};

pub use coded::CodedThemes;

/// Columns that are no coder.
pub const COLUMNS: [&str; 12] = [
    "document",
    "ordinal",
    "message",
    "year",
    "period",
    "section",
    "kind",
    "tokens",
    "line",
    "text",
    PROBABILITY,
    CODEBOOK_THEMES,
];
/// The column with the probability that a message had to be in a sample.
pub const PROBABILITY: &str = "inclusion_probability";
/// The column with the themes that the codebook found.
pub const CODEBOOK_THEMES: &str = "codebook_themes";
/// The column of themes where there is one coder.
pub const THEMES: &str = "themes";
/// What a coder writes for a message without a theme.
pub const NONE: &str = "none";
/// What stands for a message that a coder did not code.
pub const NOT_CODED: &str = "?";

/// Codings as they are written, checked as far as they can be without codebook and corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Codings {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Names of the coders: columns of the file, in its order.
    pub coders: Vec<String>,
    /// The messages, sorted by document and ordinal.
    pub messages: Vec<CodedMessage>,
    /// Whether the file says with which probability each message was drawn.
    pub weighted: bool,
}

/// One message with its codes.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedMessage {
    /// Document id.
    pub document: String,
    /// Place among the messages of the document, from 1.
    pub ordinal: u32,
    /// Line of the file, from 1.
    pub line: u64,
    /// 1 over the probability that the message had to be in the sample; 1 where the file says nothing of it.
    pub weight: f64,
    /// For each coder the ids of the themes, sorted, each once; `None` where the coder did not code the message.
    pub codes: Vec<Option<Vec<String>>>,
}

impl Codings {
    /// Reads a file.
    ///
    /// # Errors
    /// As [`Codings::parse`], and when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = disk::read(path).map_err(|e| {
            Error::io(ErrorKind::Codings, "cannot read the codings", path, e).hint(
                "codings are a CSV file with the columns document, ordinal, themes; `themeshift sample` makes one",
            )
        })?;
        Self::parse(bytes, path)
    }

    /// Parses a file; the path is for messages.
    ///
    /// # Errors
    /// With the line: when a column is missing or stands twice, a message stands twice, an ordinal or a probability is
    /// no number, or a cell is empty where that may mean two things.
    pub fn parse(bytes: Vec<u8>, path: &Path) -> Result<Self> {
        let sha256 = sha256(&bytes);
        let sheet = Sheet::parse(bytes, path, ErrorKind::Codings)?;
        let coders = coders(&sheet)?;
        let probability = sheet.column(PROBABILITY);
        let empties = coders.iter().map(|&column| Empty::of(&sheet, column)).collect::<Result<Vec<_>>>()?;
        let place = |name| sheet.column(name).unwrap_or_default();
        let (document, ordinal) = (place("document"), place("ordinal"));
        let mut messages: BTreeMap<(String, u32), CodedMessage> = BTreeMap::new();
        for row in sheet.rows() {
            let row = &row?;
            let coded = CodedMessage {
                document: unguarded(row.cells[document].trim()).to_string(),
                ordinal: parse_ordinal(&sheet, row, ordinal)?,
                line: row.line,
                weight: probability.map_or(Ok(1.0), |column| weight(&sheet, row, column))?,
                codes: coders
                    .iter()
                    .zip(&empties)
                    .map(|(&column, &empty)| codes(&sheet, row, column, empty))
                    .collect::<Result<_>>()?,
            };
            let key = (coded.document.clone(), coded.ordinal);
            if let Some(first) = messages.get(&key) {
                let message = format!("message {} of `{}` stands twice", coded.ordinal, coded.document);
                let hint =
                    format!("it stands first on line {}; put the codes of several coders into columns", first.line);
                return Err(sheet.error(row.line, message).hint(hint));
            }
            messages.insert(key, coded);
        }
        if messages.is_empty() {
            return Err(sheet.error(1, "the file has no coded message").hint("write one message a row"));
        }
        Ok(Self {
            path: path.to_path_buf(),
            sha256,
            coders: coders.iter().map(|&column| sheet.columns[column].clone()).collect(),
            messages: messages.into_values().collect(),
            weighted: probability.is_some(),
        })
    }

    /// An error on a line of the file.
    pub fn error(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Codings, message).at(&self.path).line(line)
    }

    /// Leaves out the messages of documents that are not analysed.
    ///
    /// # Errors
    /// When the corpus has no such document, or no message is left.
    pub(crate) fn selected(mut self, corpus: &Corpus) -> Result<Self> {
        let documents: Vec<String> = corpus.documents.iter().map(|document| document.id).collect();
        let documents: BTreeSet<&str> = documents.iter().map(String::as_str).collect();
        let known = |id: &str| documents.contains(id) || corpus.left_out.iter().any(|left_out| left_out == id);
        if let Some(wrong) = self.messages.iter().find(|message| !known(&message.document)) {
            let error = self.error(wrong.line, format!("the corpus has no document `{}`", wrong.document));
            let all = documents.iter().copied().chain(corpus.left_out.iter().map(String::as_str));
            return Err(match nearest(&wrong.document, all) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("`document` takes the ids of the manifest; `themeshift inspect` shows them"),
            });
        }
        self.messages.retain(|message| documents.contains(message.document.as_str()));
        if self.messages.is_empty() {
            return Err(Error::new(ErrorKind::Codings, "no coded message is in the documents that are analysed")
                .at(&self.path)
                .hint("choose other documents with --periods and --where"));
        }
        Ok(self)
    }

    /// Refuses a message that its document does not have. `messages` is how many it has.
    ///
    /// # Errors
    /// With the line of the file.
    pub(crate) fn check_ordinal(&self, coded: &CodedMessage, messages: usize) -> Result<()> {
        if coded.ordinal as usize <= messages {
            return Ok(());
        }
        let CodedMessage { document, ordinal, line, .. } = coded;
        let plural = if messages == 1 { "" } else { "s" };
        let message = format!("`{document}` has {messages} message{plural}, and so no message {ordinal}");
        Err(self.error(*line, message).hint("ordinals are those of `themeshift messages` with the same project file"))
    }

    /// For each message and coder the places of its themes in the codebook, sorted. A theme brings those above it, as
    /// its hits do.
    ///
    /// # Errors
    /// When the codebook has no such theme: with the line and the nearest theme.
    pub fn places(&self, codebook: &Codebook) -> Result<Vec<Vec<Option<Vec<u32>>>>> {
        let places: BTreeMap<&str, usize> =
            codebook.themes.iter().enumerate().map(|(place, theme)| (theme.id.as_str(), place)).collect();
        let place_of = |message: &CodedMessage, coder: &str, id: &str| {
            places.get(id).copied().ok_or_else(|| self.unknown(message.line, coder, id, codebook))
        };
        let of_coder = |message: &CodedMessage, coder: &str, ids: &Vec<String>| {
            let mut found = BTreeSet::new();
            for id in ids {
                let mut next = Some(place_of(message, coder, id)?);
                while let Some(place) = next {
                    found.insert(place as u32);
                    next = codebook.themes[place].parent;
                }
            }
            Ok(found.into_iter().collect())
        };
        let of_message = |message: &CodedMessage| {
            let codes = message.codes.iter().zip(&self.coders);
            codes.map(|(ids, coder)| ids.as_ref().map(|ids| of_coder(message, coder, ids)).transpose()).collect()
        };
        self.messages.iter().map(of_message).collect()
    }

    fn unknown(&self, line: u64, coder: &str, id: &str, codebook: &Codebook) -> Error {
        let error = self.error(line, format!("column `{coder}`: no theme `{id}` in the codebook"));
        let ids: Vec<&str> = codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
        match nearest(id, ids.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None if coder != THEMES => error.hint(format!("each column besides {} is a coder", COLUMNS.join(", "))),
            None => error.hint(format!("themes are separated by semicolons: {}", ids.join(", "))),
        }
    }
}

/// The columns of the coders.
fn coders(sheet: &Sheet) -> Result<Vec<usize>> {
    sheet.require(&["document", "ordinal"], "codings have the columns document, ordinal, themes")?;
    let names = &sheet.columns;
    sheet.require_names()?;
    let coders: Vec<usize> = (0..names.len()).filter(|&column| !COLUMNS.contains(&names[column].as_str())).collect();
    if coders.is_empty() {
        let hint = "write the codes into a column `themes`, or into one column for each coder";
        return Err(sheet.error(1, "no column holds themes").hint(hint));
    }
    Ok(coders)
}

/// What an empty cell of a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    /// The message has no theme.
    NoTheme,
    /// It may also be that nobody has coded it yet.
    Unclear,
}

impl Empty {
    fn of(sheet: &Sheet, column: usize) -> Result<Self> {
        let mut says_none = false;
        for row in sheet.rows() {
            says_none |= row?.cells[column].trim().eq_ignore_ascii_case(NONE);
        }
        Ok(if says_none || sheet.column(PROBABILITY).is_some() { Self::Unclear } else { Self::NoTheme })
    }
}

fn codes(sheet: &Sheet, row: &SheetRow, column: usize, empty: Empty) -> Result<Option<Vec<String>>> {
    let (name, cell) = (&sheet.columns[column], row.cells[column].trim());
    let wrong = |message: String| sheet.error(row.line, format!("column `{name}`: {message}"));
    let ids: BTreeSet<&str> = cell.split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
    match cell {
        NOT_CODED => Ok(None),
        "" if empty == Empty::NoTheme => Ok(Some(Vec::new())),
        "" => Err(wrong("the cell is empty".into())
            .hint("write `none` for a message without a theme, `?` for one that was not coded, or take the row out")),
        _ if cell.eq_ignore_ascii_case(NONE) => Ok(Some(Vec::new())),
        _ if ids.iter().any(|id| id.eq_ignore_ascii_case(NONE) || *id == NOT_CODED) => {
            Err(wrong(format!("`{cell}` says both that there is a theme and that there is none"))
                .hint("`none` and `?` stand alone"))
        }
        _ => Ok(Some(ids.into_iter().map(String::from).collect())),
    }
}

fn parse_ordinal(sheet: &Sheet, row: &SheetRow, column: usize) -> Result<u32> {
    let cell = row.cells[column].trim();
    cell.parse().ok().filter(|&ordinal| ordinal > 0).ok_or_else(|| {
        sheet
            .error(row.line, format!("`{cell}` is no ordinal"))
            .hint("`ordinal` is the place of the message in its document, from 1, as in the table `messages`")
    })
}

fn weight(sheet: &Sheet, row: &SheetRow, column: usize) -> Result<f64> {
    let cell = row.cells[column].trim();
    let probability: Option<f64> = cell.parse().ok().filter(|&number| number > 0.0 && number <= 1.0);
    probability.map(|number| 1.0 / number).ok_or_else(|| {
        sheet
            .error(row.line, format!("`{cell}` is no inclusion probability"))
            .hint("it is above 0 and at most 1; take the column out where the messages were not drawn at random")
    })
}

/// Text of a CSV cell without the apostrophe that keeps spreadsheets from running it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

#[cfg(test)]
mod tests;
