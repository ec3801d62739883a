//! Tables whose rows are documents or codings: CSV, JSON, workbooks and Parquet, as a [`Sheet`].

use std::path::Path;

use super::json::JsonColumns;
use super::parquet::read as parquet;
#[cfg(feature = "readers")]
use super::workbook::read as workbook;
use crate::config::Format;
use crate::corpus::encoding::decode;
use crate::corpus::sheet::{Rows, Sheet};
use crate::corpus::signature::{Signature, signature};
use crate::error::{Error, ErrorKind, Result};

impl Sheet {
    /// Parses a file: CSV in whatever encoding, JSON, a workbook or Parquet. `kind` is that of all errors but those of the
    /// encoding.
    ///
    /// # Errors
    /// When the bytes are no table, a row has more or fewer cells than the header, or the last cell has no end: with the
    /// line.
    pub fn parse(bytes: Vec<u8>, path: &Path, kind: ErrorKind) -> Result<Self> {
        read(bytes, path, "", kind)
    }
}

/// Reads a table of any format. The line of a row is that of the file in text formats, else its place in the sheet.
///
/// # Errors
/// When the table is damaged, encrypted, or too large.
pub fn read(bytes: Vec<u8>, path: &Path, encoding: &str, kind: ErrorKind) -> Result<Sheet> {
    let wrong = |message: String, hint: &str| Err(Error::new(kind, message).at(path).hint(hint));
    let bytes = match signature(&bytes) {
        Some(Signature::Gzip) => super::gunzip(&bytes, path)?,
        _ => bytes,
    };
    let format = match signature(&bytes) {
        Some(Signature::Zip) => super::package(&bytes, path)?,
        Some(Signature::Parquet) => Format::Parquet,
        Some(Signature::Compound) => {
            return wrong(
                "this is an encrypted workbook, or one of Excel before 2007, which cannot be read".into(),
                "open it in Excel or LibreOffice and save it as xlsx, without a password",
            );
        }
        Some(
            Signature::Pdf | Signature::Rtf | Signature::Html | Signature::WebVtt | Signature::Binary | Signature::Gzip,
        ) => {
            return wrong("this is no table".into(), "save the table as CSV in UTF-8");
        }
        None => Format::of(path).filter(|format| format.is_table()).unwrap_or(Format::Csv),
    };
    let sheet = match format {
        Format::Json => json(&decode(bytes, path, encoding)?.text, path, kind)?,
        Format::Workbook if signature(&bytes).is_some() => workbook(&bytes, path, kind)?,
        Format::Parquet if signature(&bytes).is_some() => parquet(bytes, path, kind)?,
        Format::Csv => Sheet::of_text(&decode(bytes, path, encoding)?.text, path, kind)?,
        format => {
            let message = format!("this is not {}: it does not begin like one", format.name());
            return wrong(message, "the file may be damaged, or have the wrong extension");
        }
    };
    sheet.finished(None)
}

/// JSON objects, one a line, or an array of them. Values that are lists or objects are kept as JSON.
fn json(text: &str, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let mut columns = JsonColumns::default();
    let mut rows = Rows::default();
    if text.trim_start().starts_with('[') {
        let read = columns.rows(text).map_err(|error| json_error(error.line() as u64, &error, path, kind))?;
        read.into_iter().zip(1..).try_for_each(|(cells, line)| rows.push(line, cells))?;
    } else {
        let mut body = String::new();
        for (json, line) in text.lines().zip(1..).filter(|(json, _)| !json.trim().is_empty()) {
            let cells = columns.row(json, None, &mut body).map_err(|error| json_error(line, &error, path, kind))?;
            rows.push(line, cells)?;
        }
    }
    let mut sheet = Sheet::new(&columns.names, rows, path, kind)?;
    if let Some(note) = columns.note() {
        sheet.note(1, note);
    }
    Ok(sheet)
}

/// That a line is no row of JSON.
pub(crate) fn json_error(line: u64, error: &serde_json::Error, path: &Path, kind: ErrorKind) -> Error {
    Error::new(kind, format!("this is not valid JSON: {error}"))
        .at(path)
        .line(line)
        .hint("each row is one JSON object, such as {\"year\": 2019, \"text\": \"...\"}")
}

#[cfg(not(feature = "readers"))]
fn workbook(_: &[u8], path: &Path, kind: ErrorKind) -> Result<Sheet> {
    Err(Error::new(kind, "a workbook cannot be read by this build").at(path).hint("save it as CSV in UTF-8"))
}
