//! The manifest: a CSV file with a row for each document.

use std::path::{Path, PathBuf};

use super::columns::{self, STANDARD};
use super::documents::Collector;
use super::header::without_ours;
use super::ids::Ids;
use super::sheet::{Sheet, SheetRow};
use super::{Corpus, check_file, encoding, sha256};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::files;
use crate::warning::Warning;
use crate::watch::{Watcher, unless_stopped};

/// Columns that a manifest has, besides one of [`DATES`].
const REQUIRED: [&str; 2] = ["document", "file"];
/// Columns of which it has one.
const DATES: [&str; 2] = ["year", "date"];
/// The columns, for messages.
const COLUMNS: &str = "document, file, and year or date";

/// The files that a manifest names, each with its line, whether they are there or not.
///
/// # Errors
/// When the manifest cannot be read, or is no table.
pub fn named(path: &Path) -> Result<Vec<(u64, String)>> {
    let mut sheet =
        Sheet::parse(files::read(path, ErrorKind::Manifest, "cannot read the manifest")?, path, ErrorKind::Manifest)?;
    sheet.tidy()?;
    let Some(column) = sheet.column(REQUIRED[1]) else { return Ok(Vec::new()) };
    let file = |row: SheetRow| (row.line, row.cells.get(column).map_or("", String::as_str).trim().to_string());
    sheet.rows().map(|row| row.map(file)).collect()
}

/// Reads a manifest. Columns may be separated by commas, semicolons or tabs, as spreadsheets write them.
///
/// # Errors
/// When the file is missing, a required column is absent, an id is empty or stands twice, a year is no year, a
/// date is no day, or a file does not exist: with the line of the manifest; or when the user stops the run.
pub fn read(path: &Path, watcher: &dyn Watcher) -> Result<Corpus> {
    let bytes = files::read(path, ErrorKind::Manifest, "cannot read the manifest").map_err(|error| {
        error.hint(format!("the manifest is a CSV file with the columns {COLUMNS}; set `manifest` in themeshift.toml"))
    })?;
    let manifest_sha256 = Some(sha256(&bytes));
    let mut sheet = Sheet::parse(bytes, path, ErrorKind::Manifest)?;
    sheet.tidy()?;
    let hint = format!("a manifest has at least the columns {COLUMNS}");
    sheet.require(&REQUIRED, &hint)?;
    let columns = &sheet.columns;
    if DATES.iter().all(|name| sheet.column(name).is_none()) {
        // The one that was meant, where a name is near to it.
        let meant = DATES.iter().find(|name| nearest(name, columns.iter().map(String::as_str)).is_some());
        sheet.require(&[meant.copied().unwrap_or(DATES[0])], &hint)?;
    }
    for note in without_ours(&mut sheet.columns, &[]) {
        sheet.note(1, note);
    }
    let columns = &sheet.columns;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut corpus = Corpus { manifest_sha256, warnings: sheet.warnings().collect(), ..Corpus::default() };
    let (mut documents, mut seen) = (Collector::default(), Ids::default());
    let ids = sheet.column(REQUIRED[0]).unwrap_or_default();
    let mut checked = PathBuf::new();
    for (row, place) in sheet.rows().zip(0..) {
        unless_stopped(watcher)?;
        let SheetRow { line, cells } = row?;
        if sheet.repeats_header(&cells, usize::MAX) {
            let message = "this row is the header once more, and is left out: were files put together here?";
            corpus.warnings.push(Warning::at(path, Some(line), message));
            continue;
        }
        let at = |error: Error| error.at(path).line(line);
        let cells = cells.iter().map(String::as_str);
        let Some(mut document) = columns::document(columns, cells).map_err(at)? else { continue };
        if document.file.is_empty() {
            return Err(at(Error::new(ErrorKind::Manifest, "`file` is empty")));
        }
        document.path = folder.join(&document.file);
        let is = |place| sheet.row(place).is_ok_and(|row| row.cells[ids].trim() == document.id);
        if let Some(first) = seen.place(&document.id, is) {
            let first = sheet.row(first)?.line;
            return Err(at(Error::new(ErrorKind::Manifest, format!("the document id `{}` stands twice", document.id)))
                .hint(format!("it stands first on line {first}; give each document an id of its own")));
        }
        seen.add(&document.id, place);
        document.warning = document.warning.map(|warning| Box::new(Warning::at(path, Some(line), warning.message)));
        encoding::check_label(&document.encoding, path).map_err(at)?;
        // Rows after each other may name the same file.
        if document.path != checked {
            check_file(&document.path, at)?;
            checked.clone_from(&document.path);
        }
        documents.push(&document)?;
    }
    corpus.documents = documents.end()?;
    if corpus.documents.is_empty() {
        let error = Error::new(ErrorKind::Manifest, "the manifest lists no document").at(path);
        return Err(match sheet.number_of_rows() {
            0 => error.hint("write a row for each document"),
            _ => error.hint("every row has `include` = no: fill in `year` or `date`, and set `include` to yes"),
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

    /// Reads a manifest beside which the file `a.txt` stands.
    fn manifest(text: &str) -> Result<Corpus> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("a.txt"), "- text\n").expect("written");
        std::fs::write(folder.path().join("a.csv"), "text\n").expect("written");
        let path = folder.path().join("documents.csv");
        std::fs::write(&path, text).expect("written");
        read(&path, &crate::watch::Unwatched)
    }

    fn error(text: &str) -> String {
        manifest(text).expect_err("the manifest is wrong").to_string()
    }

    /// The date that a row gives a document, and the warning about it.
    fn dated(columns: &str, cells: &str) -> (String, String) {
        let corpus = manifest(&format!("document,file,{columns}\na,a.txt,{cells}\n")).expect("a manifest");
        let document = &corpus.documents.get(0);
        let warning = document.warning.as_ref().map(ToString::to_string).unwrap_or_default();
        let warning = warning.split_once("documents.csv").map_or(warning.as_str(), |(_, rest)| rest);
        (document.when.expect("a date").to_string(), warning.to_string())
    }

    #[test]
    fn a_document_is_dated_as_exactly_as_is_known() {
        for (columns, cells, expected) in [
            ("year", "2019", "2019"),
            ("date", "2019-05-17", "2019-05-17"),
            ("date", "2019-05-17T10:00:00Z", "2019-05-17"),
            ("date", "2019-05", "2019-05"),
            ("date", "2019", "2019"),
            ("date", "1215", "1215"),
            ("date", "\"May 17, 2019\"", "2019-05-17"),
            ("date", "2022-Q2", "2022-04-01 to 2022-06-30"),
            ("year,date", "2019,2019-05-17", "2019-05-17"),
            ("year,date", "2019,", "2019"),
            ("year,date", "2019,spring", "2019"),
            ("year,date", ",3. Mai 2019", "2019-05-03"),
            ("year,date", "2019,2018/19", "2019"),
            ("year,date", "2011,2010-11", "2011"),
        ] {
            assert_eq!(dated(columns, cells), (expected.to_string(), String::new()), "{columns}: {cells}");
        }
    }

    #[test]
    fn a_date_outside_of_the_year_is_told_and_the_year_counts() {
        let told = ":2: the date 2020-01-15 of `a` is not in its year 2019; the year counts".to_string();
        assert_eq!(dated("year,date", "2019,2020-01-15"), ("2019".into(), told));
        let told = ":2: the date 15 January 2020 of `a` is not in its year 2019; the year counts".to_string();
        assert_eq!(dated("year,date", "2019,15 January 2020"), ("2019".into(), told));
    }

    #[test]
    fn what_is_no_date_is_named_with_its_line() {
        for text in ["2019-02-30", "2019-13", "2019-Q5"] {
            for columns in ["year,date\na,a.txt,2019,", "date\na,a.txt,"] {
                let message = error(&format!("document,file,{columns}{text}\n"));
                assert!(
                    message.contains(&format!("documents.csv:2: there is no date `{text}`\n  hint: ")),
                    "{message}"
                );
            }
        }
        let message = error("document,file,date\na,a.txt,2019\nb,a.txt,spring\n");
        assert!(message.contains("documents.csv:3: `spring` is no date"), "{message}");
        let message = error("document,file,year,date\na,a.txt,,\n");
        assert!(message.contains("documents.csv:2: the document `a` has neither a year nor a date"), "{message}");
        let message = error("document,file,year\na,a.txt,2022-Q1\n");
        assert!(message.contains("`2022-Q1` is no year") && message.contains("into the column `date`"), "{message}");
        let message = error("document,file,year\na,a.txt,20x9\n");
        assert!(!message.contains("column `date`"), "{message}");
    }

    #[test]
    fn a_manifest_has_a_year_or_a_date() {
        let message = error("document,file,title\na,a.txt,x\n");
        assert!(message.contains("documents.csv:1: the column `year` is missing"), "{message}");
        assert!(message.contains("a manifest has at least the columns document, file, and year or date"), "{message}");
        let message = error("document,file,dates\na,a.txt,2019\n");
        assert!(message.contains("the column `date` is missing") && message.contains("`dates`?"), "{message}");
        // The rows of a table may have dates of their own.
        let table = manifest("document,file,year,date\na,a.csv,,\nb,a.txt,2019,\n").expect("a manifest");
        assert_eq!(table.documents.get(0).when, None);
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
    fn a_column_with_the_name_of_a_result_gets_another() {
        let corpus = manifest("document,file,year,tokens,\na,a.txt,2019.0,5,x\n").expect("a manifest");
        let variables = &corpus.documents.get(0).variables;
        assert_eq!(variables, &[("my_tokens".to_string(), "5".to_string()), ("column_5".into(), "x".into())]);
        let told: Vec<String> = corpus.warnings.iter().map(|warning| warning.message.clone()).collect();
        assert_eq!(
            told,
            [
                "columns without a name are called by their place, `column_N`: 5",
                "the column `tokens` has a name that results use, and is carried as `my_tokens`",
            ]
        );
    }
}
