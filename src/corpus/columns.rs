//! The columns of a manifest, whether it stands in a file or in the memory of a program.

use std::path::Path;

use super::expand::holds_many;
use super::{DocumentInfo, Format};
use crate::error::{Error, ErrorKind, Result};

/// Columns that are understood.
pub const STANDARD: [&str; 13] = [
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
    "encoding",
    "skip_sections",
];

/// Columns of the table of documents that are counted or computed.
const RESERVED: [&str; 8] = [
    "sha256",
    "sections",
    "messages",
    "tokens",
    "replacement_characters",
    "pages",
    "pages_without_text",
    "characters_per_page",
];

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Manifest, message)
}

/// Refuses names that are empty, stand twice or belong to a result.
///
/// # Errors
/// At the first such name.
pub fn check(columns: &[String]) -> Result<()> {
    for (index, name) in columns.iter().enumerate() {
        if name.is_empty() {
            return Err(wrong(format!("column {} has no name", index + 1)).hint("name the column or delete it"));
        }
        if RESERVED.contains(&name.as_str()) {
            let error = wrong(format!("the column `{name}` has the name of a result"));
            return Err(error.hint(format!("rename it, for example to `my_{name}`")));
        }
        if columns[..index].contains(name) {
            return Err(wrong(format!("the column `{name}` stands twice")));
        }
    }
    Ok(())
}

/// The document of a row; `None` where `include` says no.
///
/// # Errors
/// When `include` is neither yes nor no, an id is empty or no id, or a year is no year.
pub fn document<'c>(columns: &[String], cells: impl Iterator<Item = &'c str>) -> Result<Option<DocumentInfo>> {
    let mut document = DocumentInfo::default();
    let mut year_text = String::new();
    for (column, cell) in columns.iter().zip(cells) {
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
            "encoding" => document.encoding = value,
            "skip_sections" => {
                document.skip_sections =
                    value.split(';').map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect();
            }
            "include" => match value.to_lowercase().as_str() {
                "" | "yes" | "true" | "1" => {}
                "no" | "false" | "0" => return Ok(None),
                _ => return Err(wrong(format!("`include` must be yes or no, not `{value}`"))),
            },
            _ => document.variables.push((column.clone(), value)),
        }
    }
    if document.id.is_empty() {
        return Err(wrong("`document` is empty"));
    }
    if document.id.chars().any(|c| c.is_control() || c == '#') {
        let message = format!("the document id `{}` holds `#` or a control character", document.id);
        return Err(wrong(message).hint("message ids are made as document#NN"));
    }
    // The rows of a table and the files of an archive may have years of their own.
    let many = || year_text.is_empty() && Format::of(Path::new(&document.file)).is_some_and(holds_many);
    document.year = parse_year(&year_text).or_else(|| many().then_some(0)).ok_or_else(|| {
        wrong(format!("`{year_text}` is no year")).hint("`year` takes four digits, from 1000 to 2999")
    })?;
    Ok(Some(document))
}

/// A year of four digits, from 1000 to 2999.
fn parse_year(text: &str) -> Option<i32> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|year| (1000..=2999).contains(year))
}
