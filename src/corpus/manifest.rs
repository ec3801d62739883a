//! The manifest: a CSV file with a row for each document.

use std::collections::HashMap;
use std::path::Path;

use super::columns::{self, STANDARD};
use super::sheet::{Sheet, SheetRow};
use super::{Corpus, check_file, encoding, sha256};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::warning::Warning;

const REQUIRED: [&str; 3] = ["document", "file", "year"];

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
    let sheet = Sheet::parse(bytes, path, ErrorKind::Manifest)?;
    sheet.require(&REQUIRED, "a manifest has at least the columns document, file, year")?;
    let columns = &sheet.columns;
    columns::check(columns).map_err(|error| error.at(path).line(1))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut corpus = Corpus { manifest_sha256, ..Corpus::default() };
    let mut seen: HashMap<String, u64> = HashMap::new();
    for SheetRow { line, cells } in &sheet.rows {
        let at = |error: Error| error.at(path).line(*line);
        let cells = cells.iter().map(String::as_str);
        let Some(mut document) = columns::document(columns, cells).map_err(at)? else { continue };
        if document.file.is_empty() {
            return Err(at(Error::new(ErrorKind::Manifest, "`file` is empty")));
        }
        document.path = folder.join(&document.file);
        if let Some(first) = seen.insert(document.id.clone(), *line) {
            return Err(at(Error::new(ErrorKind::Manifest, format!("the document id `{}` stands twice", document.id)))
                .hint(format!("it stands first on line {first}; give each document an id of its own")));
        }
        encoding::check_label(&document.encoding, path).map_err(at)?;
        check_file(&document.path, at)?;
        corpus.documents.push(document);
    }
    if corpus.documents.is_empty() {
        let error = Error::new(ErrorKind::Manifest, "the manifest lists no document").at(path);
        return Err(match sheet.rows.len() {
            0 => error.hint("write a row for each document"),
            _ => error.hint("every row has `include` = no: fill in `year`, and set `include` to yes"),
        });
    }
    for column in columns {
        if let Some(name) =
            nearest(column, STANDARD).filter(|name| name != column && !columns.contains(&name.to_string()))
        {
            let message = format!("column `{column}` is carried along as a variable; did you mean `{name}`?");
            corpus.warnings.push(Warning::at(path, Some(1), message));
        }
    }
    Ok(corpus)
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
