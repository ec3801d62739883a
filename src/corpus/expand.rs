//! Files that hold many documents: the rows of a table, the files of an archive.
//!
//! Which column holds what is set in `[corpus.columns]`, or told by the names of columns; of a table without such a name,
//! the one column of running text is the text. All other columns are document variables. A row without a year has that of
//! its file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::dates;
use super::memory::TextInMemory;
use super::{Corpus, DocumentInfo, Format, Sheet, Texts, columns, open, reader};
use crate::config::TableColumns;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::warning::Warning;

/// Names of a column of texts, the likelier first.
const TEXT: [&str; 18] = [
    "text",
    "body",
    "content",
    "full_text",
    "fulltext",
    "message",
    "speech",
    "transcript",
    "statement",
    "abstract",
    "comment",
    "response",
    "answer",
    "tweet",
    "post",
    "paragraph",
    "summary",
    "description",
];
/// Names of a column of years or dates, the likelier first.
const YEAR: [&str; 12] = [
    "year",
    "date",
    "jahr",
    "datum",
    "année",
    "annee",
    "año",
    "published",
    "publication_date",
    "created_at",
    "timestamp",
    "pub_date",
];
/// Names of a column of ids, the likelier first.
const DOCUMENT: [&str; 6] = ["document", "doc_id", "document_id", "id", "docid", "doc"];
/// A column is running text where its cells have on average at least so many words.
const WORDS: usize = 5;

/// The documents that a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// The documents; those without a year are left out.
    pub documents: Vec<DocumentInfo>,
    /// The column that gives the year of each row, where the file is a table that has one.
    pub year_column: Option<String>,
    /// What is suspicious.
    pub warnings: Vec<Warning>,
}

/// The documents in a table or an archive; `None` for a file that is one document itself.
///
/// # Errors
/// When the file cannot be read, a column is missing, or no document in it has a year.
pub fn held(info: &DocumentInfo, columns: &TableColumns) -> Result<Option<Held>> {
    if !Format::of(&info.path).is_some_and(holds_many) {
        return Ok(None);
    }
    let mut out = Expanded { columns, held: Held::default() };
    out.add(info.clone())?;
    Ok(Some(out.held))
}

/// Puts the documents that files hold in the place of these files.
///
/// # Errors
/// When a table or archive that was named cannot be read, a column is missing, a row has no year, or an id stands twice.
pub fn expand(corpus: &mut Corpus, columns: &TableColumns) -> Result<()> {
    let holds = |info: &DocumentInfo| info.memory.is_none() && Format::of(&info.path).is_some_and(holds_many);
    if !corpus.documents.iter().any(holds) {
        return Ok(());
    }
    let mut first_error = None;
    let mut out = Expanded { columns, held: Held::default() };
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for info in std::mem::take(&mut corpus.documents) {
        let (path, found, id, before) = (info.path.clone(), info.found, info.id.clone(), out.held.documents.len());
        match out.add(info) {
            Err(error) if found => {
                out.held.warnings.push(left_out(&path, &error));
                first_error.get_or_insert(error);
            }
            done => done?,
        }
        for held in &mut out.held.documents[before..] {
            // Tables number their rows alike.
            if seen.contains_key(&held.id) {
                held.id = format!("{id}-{}", held.id);
            }
            if let Some(first) = seen.insert(held.id.clone(), held.path.clone()) {
                let error = Error::new(ErrorKind::Manifest, format!("the document id `{}` stands twice", held.id));
                return Err(error.at(&held.path).hint(format!("it stands first in {}", first.display())));
            }
        }
    }
    let mut out = out.held;
    corpus.documents = out.documents;
    corpus.warnings.append(&mut out.warnings);
    // Nothing else is there to be read.
    first_error.filter(|_| corpus.documents.is_empty()).map_or(Ok(()), Err)
}

/// Whether files of a format hold many documents.
pub(super) fn holds_many(format: Format) -> bool {
    format == Format::Zip || format.is_table()
}

/// The warning for a file that was found and cannot be read.
pub(super) fn left_out(path: &Path, error: &Error) -> Warning {
    let place = error.place().cloned();
    let hint = error.advice().map(|hint| format!("; {hint}")).unwrap_or_default();
    let message = format!("left out: {}{hint}", error.message());
    Warning {
        place: Some(place.unwrap_or_else(|| crate::error::Place { path: path.into(), ..Default::default() })),
        message,
    }
}

struct Expanded<'c> {
    columns: &'c TableColumns,
    held: Held,
}

impl Expanded<'_> {
    fn add(&mut self, info: DocumentInfo) -> Result<()> {
        match Format::of(&info.path) {
            Some(Format::Zip) => self.archive(&info),
            Some(format) if format.is_table() => self.table(&info),
            _ => {
                self.held.documents.push(info);
                Ok(())
            }
        }
    }

    #[cfg(not(feature = "readers"))]
    fn archive(&mut self, info: &DocumentInfo) -> Result<()> {
        reader::package(&[], &info.path).map(|_| ())
    }

    #[cfg(feature = "readers")]
    fn archive(&mut self, info: &DocumentInfo) -> Result<()> {
        let (members, mut warnings) = super::archive::members(&info.path)?;
        self.held.warnings.append(&mut warnings);
        let before = self.held.documents.len();
        for member in members {
            let (path, name) = (member.path(), member.name.clone());
            let mut refuse = |why: &str| self.held.warnings.push(Warning::at(&path, None, format!("left out: {why}")));
            match Format::of(&path) {
                None => {
                    refuse("of no format that can be read");
                    continue;
                }
                Some(Format::Zip) => {
                    refuse("an archive within an archive is not read; unpack it");
                    continue;
                }
                Some(_) => {}
            }
            let year = dates::in_path(&name).map_or(info.year, |(dated, _)| dated.year);
            let member = DocumentInfo {
                id: format!("{}-{}", info.id, name.replace('#', "_")),
                file: format!("{}/{name}", info.file),
                path: path.clone(),
                year,
                member: Some(member),
                found: true,
                ..info.clone()
            };
            if member.year == 0 && !Format::of(&path).is_some_and(Format::is_table) {
                refuse("no year in the file name");
            } else if let Err(error) = self.add(member) {
                self.held.warnings.push(left_out(&path, &error));
            }
        }
        if self.held.documents.len() == before {
            return Err(
                Error::new(ErrorKind::Document, "the archive holds no document that can be read").at(&info.path)
            );
        }
        Ok(())
    }

    fn table(&mut self, info: &DocumentInfo) -> Result<()> {
        let sheet = reader::table::read(open::bytes(info)?, &info.path, &info.encoding, ErrorKind::Manifest)?;
        if sheet.rows.is_empty() {
            let what = if sheet.columns.is_empty() { "is empty" } else { "has no row" };
            return Err(sheet.error(1, format!("the table {what}")).hint("give it a header and rows"));
        }
        let rows = rows(info, sheet, self.columns)?;
        self.held.documents.extend(rows.documents);
        self.held.warnings.extend(rows.warnings);
        self.held.year_column = rows.year_column;
        Ok(())
    }
}

/// The texts of a table.
#[derive(Debug)]
struct Cells(Vec<String>);

impl Texts for Cells {
    fn text(&self, row: usize) -> &str {
        &self.0[row]
    }
}

/// The documents of the rows of a table.
fn rows(info: &DocumentInfo, sheet: Sheet, set: &TableColumns) -> Result<Held> {
    let text = match column(&sheet, set.text.as_deref(), &TEXT)? {
        Some(column) => column,
        None => running_text(&sheet)?,
    };
    let year = column(&sheet, set.year.as_deref(), &YEAR)?;
    if year.is_none() && info.year == 0 {
        return Err(sheet
            .error(1, "no column of the table is a year or a date, and its name has no year")
            .hint(format!("columns: {}; set `year` in [corpus.columns]", sheet.columns.join(", "))));
    }
    let id = column(&sheet, set.document.as_deref(), &DOCUMENT)?.filter(|id| *id != text);
    let mut warnings = Vec::new();
    let id = id.filter(|id| tells_rows_apart(&sheet, *id, &mut warnings));
    // The other columns, under their names; what is known of the file stands for what rows do not say.
    let others: Vec<usize> = (0..sheet.columns.len())
        .filter(|place| *place != text && Some(*place) != id && sheet.columns[*place] != "year")
        .collect();
    let names = ["document".to_string(), "year".to_string()].into_iter();
    let names: Vec<String> = names.chain(others.iter().map(|place| sheet.columns[*place].clone())).collect();
    columns::check(&names).map_err(|error| error.at(&sheet.path).line(1))?;
    let width = sheet.rows.len().to_string().len();
    let (mut cells, mut texts) = (Vec::new(), Vec::new());
    let (mut empty, mut undated) = (Vec::new(), Vec::new());
    for (row, number) in sheet.rows.into_iter().zip(1..) {
        let mut values = row.cells;
        let of_row = match year.map(|year| values[year].trim()) {
            None | Some("") => Some(info.year).filter(|year| *year != 0),
            Some(cell) => dates::in_name(cell).map(|dated| dated.year),
        };
        let Some(of_row) = of_row else {
            undated.push(row.line);
            continue;
        };
        let body = std::mem::take(&mut values[text]);
        if body.trim().is_empty() {
            empty.push(row.line);
            continue;
        }
        let own = id.map(|id| values[id].trim().replace('#', "_")).filter(|id| !id.is_empty());
        let document = own.unwrap_or_else(|| format!("{}-{number:0width$}", info.id));
        let values = others.iter().map(|place| std::mem::take(&mut values[*place]));
        cells.push((row.line, [document, of_row.to_string()].into_iter().chain(values).collect::<Vec<_>>()));
        texts.push(body);
    }
    let texts: Arc<dyn Texts> = Arc::new(Cells(texts));
    let mut documents = Vec::with_capacity(cells.len());
    for (row, (line, values)) in cells.iter().enumerate() {
        let at = |error: Error| error.at(&sheet.path).line(*line);
        let found = columns::document(&names, values.iter().map(String::as_str)).map_err(at)?;
        documents.extend(found.map(|found| {
            let memory = TextInMemory::cell(&texts, row);
            with_file(found, info, memory, PathBuf::from(format!("{} (row {line})", sheet.path.display())))
        }));
    }
    for (lines, why) in [(empty, "have no text"), (undated, "have no year that can be read")] {
        if let Some(first) = lines.first() {
            let message = format!("{} rows {why} and are left out; the first is on line {first}", lines.len());
            warnings.push(Warning::at(&sheet.path, Some(*first), message));
        }
    }
    if documents.is_empty() {
        return Err(Error::new(ErrorKind::Manifest, "no row of the table has a text and a year").at(&sheet.path));
    }
    Ok(Held { documents, year_column: year.map(|year| sheet.columns[year].clone()), warnings })
}

/// Whether the ids of a column are different; else rows are numbered.
fn tells_rows_apart(sheet: &Sheet, column: usize, warnings: &mut Vec<Warning>) -> bool {
    let mut seen: HashMap<&str, u64> = HashMap::new();
    for row in &sheet.rows {
        let id = row.cells[column].trim();
        if let Some(first) = seen.insert(id, row.line).filter(|_| !id.is_empty()) {
            let name = &sheet.columns[column];
            let message = format!("`{id}` stands in the column `{name}` on line {first} too, so rows are numbered");
            warnings.push(Warning::at(&sheet.path, Some(row.line), message));
            return false;
        }
    }
    true
}

/// A row with what is known of its file.
fn with_file(row: DocumentInfo, file: &DocumentInfo, memory: TextInMemory, path: PathBuf) -> DocumentInfo {
    let or = |own: String, of_file: &String| if own.is_empty() { of_file.clone() } else { own };
    let mut variables = file.variables.clone();
    variables.retain(|(name, _)| !row.variables.iter().any(|(own, _)| own == name));
    variables.extend(row.variables);
    DocumentInfo {
        id: row.id,
        file: file.file.clone(),
        path,
        memory: Some(memory),
        found: file.found,
        year: row.year,
        title: or(row.title, &file.title),
        date: or(row.date, &file.date),
        event: or(row.event, &file.event),
        publisher: or(row.publisher, &file.publisher),
        kind: or(row.kind, &file.kind),
        scope: or(row.scope, &file.scope),
        language: or(row.language, &file.language),
        skip_sections: file.skip_sections.clone(),
        variables,
        ..DocumentInfo::default()
    }
}

/// The column that is set, else the first that has one of the names.
fn column(sheet: &Sheet, set: Option<&str>, names: &[&str]) -> Result<Option<usize>> {
    let Some(set) = set else { return Ok(names.iter().find_map(|name| sheet.column(name))) };
    if let Some(found) = sheet.column(set) {
        return Ok(Some(found));
    }
    let error = sheet.error(1, format!("the table has no column `{set}`"));
    Err(match nearest(set, sheet.columns.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`? see [corpus.columns]")),
        None => error.hint(format!("columns: {}; see [corpus.columns]", sheet.columns.join(", "))),
    })
}

/// The one column of running text.
fn running_text(sheet: &Sheet) -> Result<usize> {
    let rows = &sheet.rows[..sheet.rows.len().min(200)];
    let words = |place: &usize| {
        let words: usize = rows.iter().map(|row| row.cells[*place].split_whitespace().count()).sum();
        words >= WORDS * rows.len()
    };
    let columns: Vec<usize> = (0..sheet.columns.len()).filter(words).collect();
    match columns.as_slice() {
        [one] => Ok(*one),
        found => {
            let message = if found.is_empty() {
                "no column of the table is a text".to_string()
            } else {
                let names: Vec<&str> = found.iter().map(|place| sheet.columns[*place].as_str()).collect();
                format!("several columns of the table are texts: {}", names.join(", "))
            };
            Err(sheet
                .error(1, message)
                .hint(format!("columns: {}; set `text` in [corpus.columns]", sheet.columns.join(", "))))
        }
    }
}
