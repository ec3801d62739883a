//! The manifest: a CSV file with a row for each document.

use std::collections::HashMap;
use std::path::Path;

use super::{Corpus, DocumentInfo, check_file, sha256};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::warning::Warning;

const REQUIRED: [&str; 3] = ["document", "file", "year"];
const STANDARD: [&str; 12] = [
    "document",
    "file",
    "year",
    "title",
    "date",
    "event",
    "publisher",
    "kind",
    "scope",
    "language",
    "include",
    "skip_sections",
];

/// Columns of the table of documents that are counted or computed.
const RESERVED: [&str; 4] = ["sha256", "sections", "messages", "tokens"];

/// Reads a manifest. Columns may be separated by commas, semicolons or tabs, as spreadsheets write them.
///
/// # Errors
/// When the file is missing, a required column is absent, an id is empty or stands twice, a year is no year,
/// or a file does not exist: with the line of the manifest.
pub fn read(path: &Path) -> Result<Corpus> {
    let bytes = std::fs::read(path).map_err(|e| {
        Error::io(ErrorKind::Manifest, "cannot read the manifest", path, e)
            .hint("the manifest is a CSV file with the columns document, file, year; set `manifest` in themeshift.toml")
    })?;
    let manifest_sha256 = Some(sha256(&bytes));
    let text = super::text::decode(bytes, path)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&text)).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| csv_error(path, &e))?.clone();
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    check_header(path, &columns)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut corpus = Corpus { manifest_sha256, ..Corpus::default() };
    let mut seen: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| csv_error(path, &e))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, |position| line_of(&text, position));
        let at = |error: Error| error.at(path).line(line);
        let Some(document) = row(&columns, &record, folder, &at)? else { continue };
        if let Some(first) = seen.insert(document.id.clone(), line) {
            return Err(at(Error::new(ErrorKind::Manifest, format!("the document id `{}` stands twice", document.id)))
                .hint(format!("it stands first on line {first}; give each document an id of its own")));
        }
        check_file(&document.path, at)?;
        corpus.documents.push(document);
    }
    if corpus.documents.is_empty() {
        return Err(Error::new(ErrorKind::Manifest, "the manifest lists no document").at(path));
    }
    for column in &columns {
        if let Some(name) =
            nearest(column, STANDARD).filter(|name| name != column && !columns.contains(&name.to_string()))
        {
            let message = format!("column `{column}` is carried along as a variable; did you mean `{name}`?");
            corpus.warnings.push(Warning::at(path, Some(1), message));
        }
    }
    Ok(corpus)
}

/// The line on which a record begins, from 1. The CSV reader stands before the line end of the record before.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let bytes = text.as_bytes();
    let mut at = usize::try_from(position.byte()).unwrap_or(0).min(bytes.len());
    while bytes.get(at).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        at += 1;
    }
    text.get(..at).unwrap_or(text).matches('\n').count() as u64 + 1
}

fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&d| (header.bytes().filter(|&b| b == d).count(), d == b','))
        .unwrap_or(b',')
}

fn check_header(path: &Path, columns: &[String]) -> Result<()> {
    let at = |message: String| Error::new(ErrorKind::Manifest, message).at(path).line(1);
    for name in REQUIRED {
        if !columns.iter().any(|column| column == name) {
            let error = at(format!("the column `{name}` is missing"));
            return Err(match nearest(name, columns.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("rename the column `{near}`?")),
                None => error.hint("a manifest has at least the columns document, file, year"),
            });
        }
    }
    for (index, name) in columns.iter().enumerate() {
        if name.is_empty() {
            return Err(at(format!("column {} has no name", index + 1)).hint("name the column or delete it"));
        }
        if RESERVED.contains(&name.as_str()) {
            let error = at(format!("the column `{name}` has the name of a result"));
            return Err(error.hint(format!("rename it, for example to `my_{name}`")));
        }
        if columns[..index].contains(name) {
            return Err(at(format!("the column `{name}` stands twice")));
        }
    }
    Ok(())
}

/// One row; `None` where `include` says no.
fn row(
    columns: &[String],
    record: &csv::StringRecord,
    folder: &Path,
    at: &dyn Fn(Error) -> Error,
) -> Result<Option<DocumentInfo>> {
    let mut document = DocumentInfo::default();
    let mut year_text = String::new();
    for (column, cell) in columns.iter().zip(record.iter()) {
        let value = cell.trim().to_string();
        match column.as_str() {
            "document" => document.id = value,
            "file" => document.file = value,
            "year" => year_text = value,
            "title" => document.title = value,
            "date" => document.date = value,
            "event" => document.event = value,
            "publisher" => document.publisher = value,
            "kind" => document.kind = value,
            "scope" => document.scope = value,
            "language" => document.language = value,
            "skip_sections" => {
                document.skip_sections =
                    value.split(';').map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect();
            }
            "include" => match value.to_lowercase().as_str() {
                "" | "yes" | "true" | "1" => {}
                "no" | "false" | "0" => return Ok(None),
                _ => {
                    return Err(at(Error::new(
                        ErrorKind::Manifest,
                        format!("`include` must be yes or no, not `{value}`"),
                    )));
                }
            },
            _ => document.variables.push((column.clone(), value)),
        }
    }
    for (name, value) in [("document", &document.id), ("file", &document.file)] {
        if value.is_empty() {
            return Err(at(Error::new(ErrorKind::Manifest, format!("`{name}` is empty"))));
        }
    }
    if document.id.chars().any(|c| c.is_control() || c == '#') {
        let message = format!("the document id `{}` holds `#` or a control character", document.id);
        return Err(at(Error::new(ErrorKind::Manifest, message)).hint("message ids are made as document#NN"));
    }
    document.year = parse_year(&year_text).ok_or_else(|| {
        at(Error::new(ErrorKind::Manifest, format!("`{year_text}` is no year")))
            .hint("`year` takes four digits, from 1000 to 2999")
    })?;
    document.path = folder.join(&document.file);
    Ok(Some(document))
}

/// A year of four digits, from 1000 to 2999.
fn parse_year(text: &str) -> Option<i32> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|year| (1000..=2999).contains(year))
}

fn csv_error(path: &Path, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("this row has {len} cells, the header {expected_len}")
        }
        _ => format!("this is not valid CSV: {error}"),
    };
    Error::new(ErrorKind::Manifest, message).at(path).line(line).hint("put a cell with commas in double quotes")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error of a manifest beside which the file `a.txt` stands.
    fn error(manifest: &str) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("a.txt"), "- text\n").expect("written");
        let path = folder.path().join("documents.csv");
        std::fs::write(&path, manifest).expect("written");
        read(&path).expect_err("the manifest is wrong").to_string()
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_its_line_ends() {
        for end in ["\n", "\r\n"] {
            let rows = ["document,file,year", "a,a.txt,2019", "b,a.txt,20x9", ""];
            let message = error(&rows.join(end));
            assert!(message.contains("documents.csv:3: `20x9` is no year"), "{end:?}: {message}");
            let message = error(&["document,file,year", "a,a.txt,x", ""].join(end));
            assert!(message.contains("documents.csv:2:"), "{end:?}: {message}");
        }
    }

    #[test]
    fn a_column_cannot_have_the_name_of_a_result() {
        let message = error("document,file,year,tokens\na,a.txt,2019,5\n");
        assert!(message.contains("documents.csv:1: the column `tokens` has the name of a result"), "{message}");
    }
}
