//! Tables whose rows are documents or codings: CSV, JSON, workbooks and Parquet, as a [`Sheet`].

use std::path::Path;

use serde_json::{Map, Value};

#[cfg(feature = "readers")]
use super::parquet::read as parquet;
#[cfg(feature = "readers")]
use super::workbook::read as workbook;
use crate::config::Format;
use crate::corpus::encoding::decode;
use crate::corpus::sheet::{Sheet, SheetRow};
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
        Some(Signature::Pdf | Signature::Rtf | Signature::Html | Signature::Binary | Signature::Gzip) => {
            return wrong("this is no table".into(), "save the table as CSV in UTF-8");
        }
        None => Format::of(path).filter(|format| format.is_table()).unwrap_or(Format::Csv),
    };
    Ok(match format {
        Format::Json => json(&decode(bytes, path, encoding)?.text, path, kind)?,
        Format::Workbook if signature(&bytes).is_some() => workbook(&bytes, path, kind)?,
        Format::Parquet if signature(&bytes).is_some() => parquet(bytes, path, kind)?,
        Format::Csv => Sheet::of_text(&decode(bytes, path, encoding)?.text, path, kind)?,
        format => {
            let message = format!("this is not {}: it does not begin like one", format.name());
            return wrong(message, "the file may be damaged, or have the wrong extension");
        }
    })
}

/// JSON objects, one a line, or an array of them. Values that are lists or objects are kept as JSON.
fn json(text: &str, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let failed = |line: u64, message: String| {
        Error::new(kind, message)
            .at(path)
            .line(line)
            .hint("each row is one JSON object, such as {\"year\": 2019, \"text\": \"...\"}")
    };
    let mut objects: Vec<(u64, Map<String, Value>)> = Vec::new();
    if text.trim_start().starts_with('[') {
        let rows: Vec<Map<String, Value>> =
            serde_json::from_str(text).map_err(|e| failed(e.line() as u64, format!("this is not valid JSON: {e}")))?;
        objects.extend((1..).zip(rows));
    } else {
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            let row = serde_json::from_str(line).map_err(|e| failed(number, format!("this is not valid JSON: {e}")))?;
            objects.push((number, row));
        }
    }
    let mut columns: Vec<String> = Vec::new();
    let mut places: hashbrown::HashMap<String, usize> = hashbrown::HashMap::new();
    for name in objects.iter().flat_map(|(_, row)| row.keys()) {
        if !places.contains_key(name) {
            places.insert(name.clone(), columns.len());
            columns.push(name.clone());
        }
    }
    let row = |(line, object): (u64, Map<String, Value>)| {
        let mut cells = vec![String::new(); columns.len()];
        for (name, value) in object {
            cells[places[&name]] = match value {
                Value::String(text) => text,
                Value::Null => String::new(),
                other => other.to_string(),
            };
        }
        SheetRow { line, cells }
    };
    let rows = objects.into_iter().map(row).collect();
    Ok(Sheet::new(columns, rows, path, kind))
}

#[cfg(not(feature = "readers"))]
fn workbook(_: &[u8], path: &Path, kind: ErrorKind) -> Result<Sheet> {
    Err(Error::new(kind, "a workbook cannot be read by this build").at(path).hint("save it as CSV in UTF-8"))
}

#[cfg(not(feature = "readers"))]
fn parquet(_: Vec<u8>, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    Err(Error::new(kind, "a Parquet table cannot be read by this build").at(path).hint("give its rows as a data frame"))
}
