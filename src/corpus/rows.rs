//! The rows of a table as documents: which column holds what, and when each row is dated.

use std::collections::HashMap;
use std::path::PathBuf;

use super::dates::{self, Written};
use super::documents::{Collector, Documents};
use super::header::without_ours;
use super::ids::Ids;
use super::texts::RowText;
use super::{DocumentInfo, Sheet, columns};
use crate::axis::When;
use crate::config::TableColumns;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::plural::{form, has, is, plural};
use crate::warning::Warning;
use crate::watch::{Watcher, unless_stopped};

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
/// Names of a column of years, the likelier first.
const YEAR: [&str; 5] = ["year", "jahr", "année", "annee", "año"];
/// Names of a column of dates, the likelier first.
const DATE: [&str; 7] = ["date", "datum", "published", "publication_date", "created_at", "timestamp", "pub_date"];
/// Names of a column of ids, the likelier first.
const DOCUMENT: [&str; 6] = ["document", "doc_id", "document_id", "id", "docid", "doc"];
/// A column is running text where its cells have on average at least so many words.
const WORDS: usize = 5;
/// Dates that are remembered, and the most bytes of one.
const MOST_DATES: usize = 4096;
const LONGEST_DATE: usize = 40;

/// Whether a column of this name is understood.
#[cfg(feature = "readers")]
pub(super) fn is_understood(name: &str) -> bool {
    [&columns::STANDARD[..], &TEXT, &YEAR, &DATE, &DOCUMENT].iter().any(|names| names.contains(&name))
}

/// The documents that a file holds.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// The documents; those without a date are left out.
    pub documents: Documents,
    /// The column that gives the year or date of each row, where the file is a table that has one.
    pub year_column: Option<String>,
    /// What is suspicious.
    pub warnings: Vec<Warning>,
}

/// The documents of the rows of a table.
///
/// # Errors
/// When a column is missing or has the name of a result, no row has a text and a date, or the user stops the work.
pub fn rows(info: &DocumentInfo, mut sheet: Sheet, set: &TableColumns, watcher: &dyn Watcher) -> Result<Held> {
    let text = if let Some(away) = &sheet.away {
        away.column
    } else {
        let text = text_column(&sheet, set)?;
        sheet.put_away(text)?;
        text
    };
    sheet.tidy()?;
    let year = column(&sheet, set.year.as_deref(), &YEAR)?;
    let date = column(&sheet, set.date.as_deref(), &DATE)?;
    if year.or(date).is_none() && info.when.is_none() {
        return Err(sheet
            .error(1, "no column of the table is a year or a date, and its name has no year")
            .hint(format!("columns: {}; set `year` or `date` in [corpus.columns]", sheet.columns.join(", "))));
    }
    let id = column(&sheet, set.document.as_deref(), &DOCUMENT)?.filter(|id| *id != text);
    let mut warnings = Vec::new();
    let id = match id {
        Some(id) if tells_rows_apart(&sheet, id, text, &mut warnings, watcher)? => Some(id),
        _ => None,
    };
    // The other columns, under their names; what is known of the file stands for what rows do not say.
    let others: Vec<usize> = (0..sheet.columns.len())
        .filter(|place| ![Some(text), id, own_year(&sheet, year)].contains(&Some(*place)))
        .collect();
    let names = std::iter::once("document".to_string());
    let mut names: Vec<String> = names.chain(others.iter().map(|place| sheet.columns[*place].clone())).collect();
    for note in without_ours(&mut names[1..], &OF_FILES) {
        sheet.note(1, note);
    }
    let width = sheet.number_of_rows().to_string().len();
    let mut documents = Collector::default();
    let (mut told, mut known_dates) = (Told::default(), KnownDates::default());
    warnings.extend(sheet.warnings());
    let away = sheet.away.take().ok_or_else(|| sheet.error(1, "the table has no text"))?;
    for ((row, number), place) in sheet.rows().zip(1..).zip(0..) {
        unless_stopped(watcher)?;
        let row = row?;
        if sheet.repeats_header(&row.cells, text) {
            told.header.add(row.line);
            continue;
        }
        let values = row.cells;
        let written = [year, date].map(|place| place.map_or("", |place| values[place].trim()).to_string());
        let when = match known_dates.dated(&written, info.when) {
            RowDate::Known(when) => when,
            RowDate::Serial(when, number) => {
                told.serial.add_as(row.line, || format!("{number} for {when}"));
                when
            }
            RowDate::OfYear(when) => {
                told.differ.add_as(row.line, || format!("`{}` in {when}", written[1]));
                when
            }
            RowDate::NoDay(text) => {
                told.no_day.add_as(row.line, || text);
                continue;
            }
            RowDate::Unknown => {
                told.undated.add(row.line);
                continue;
            }
        };
        if away.glances[place].blank {
            told.empty.add(row.line);
            continue;
        }
        if away.glances[place].missing {
            told.missing.add(row.line);
        }
        let own = id.map(|id| values[id].trim().replace('#', "_")).filter(|id| !id.is_empty());
        let document = own.unwrap_or_else(|| format!("{}-{number:0width$}", info.id));
        let cells = std::iter::once(document.as_str()).chain(others.iter().map(|place| values[*place].as_str()));
        let at = |error: Error| error.at(&sheet.path).line(row.line);
        let Some((found, _)) = columns::described(&names, cells).map_err(at)? else {
            told.excluded.add(row.line);
            continue;
        };
        let text = RowText::cell(&away.texts, place, away.glances[place]);
        let path = PathBuf::from(format!("{} (row {})", sheet.path.display(), row.line));
        documents.push(&with_file(DocumentInfo { when: Some(when), ..found }, info, text, path))?;
    }
    warnings.extend(told.messages().map(|(line, message)| Warning::at(&sheet.path, Some(line), message)));
    let documents = documents.end()?;
    if documents.is_empty() {
        let why = told.messages().map(|(_, message)| message).collect::<Vec<_>>().join("; ");
        let error = Error::new(ErrorKind::Manifest, "no row of the table has a text and a date").at(&sheet.path);
        return Err(if why.is_empty() { error } else { error.hint(why) });
    }
    Ok(Held { documents, year_column: year.or(date).map(|place| sheet.columns[place].clone()), warnings })
}

/// Columns that say something of a file, not of a row in it.
const OF_FILES: [&str; 5] = ["document", "file", "year", "encoding", "skip_sections"];

/// The column `year`, where the years of rows are read from it: it needs no other place.
fn own_year(sheet: &Sheet, year: Option<usize>) -> Option<usize> {
    year.filter(|place| sheet.columns[*place] == "year")
}

/// When a row is dated.
#[derive(Debug, Clone, PartialEq)]
enum RowDate {
    /// As exactly as the row says, or its file where the row says nothing.
    Known(When),
    /// On a day that is written as a number, as spreadsheets keep days.
    Serial(When, String),
    /// Within a year, as the date of the row does not lie in it.
    OfYear(When),
    /// On a day that there is not.
    NoDay(String),
    /// That cannot be read.
    Unknown,
}

/// Dates of rows that were met: many rows have the same.
#[derive(Debug, Default)]
struct KnownDates(HashMap<[String; 2], RowDate>);

impl KnownDates {
    /// The date of a row whose year and date are written so.
    fn dated(&mut self, written: &[String; 2], of_file: Option<When>) -> RowDate {
        if let Some(known) = self.0.get(written) {
            return known.clone();
        }
        if self.0.len() >= MOST_DATES {
            self.0.clear();
        }
        let dated = dated(&written[0], &written[1], of_file);
        if written.iter().all(|text| text.len() <= LONGEST_DATE) {
            self.0.insert(written.clone(), dated.clone());
        }
        dated
    }
}

/// The date of a row whose year and date are written so. A year that is a date itself needs no other.
fn dated(year: &str, date: &str, of_file: Option<When>) -> RowDate {
    let is_year = |when: &When| when.calendar_year().and_then(When::year) == Some(*when);
    let year = columns::whole(year);
    if let (Some(day), true) = (columns::serial_day(year), date.is_empty()) {
        return RowDate::Serial(day, year.to_string());
    }
    let of_year = match dates::written(year) {
        Written::NoDay => return RowDate::NoDay(year.to_string()),
        Written::Date(when, _) if !is_year(&when) => return RowDate::Known(when),
        Written::Date(when, _) => Some(when),
        Written::Nothing => None,
    };
    match (of_year, dates::written(date)) {
        (Some(year), Written::Nothing) => RowDate::Known(year),
        (Some(year), Written::NoDay) => RowDate::OfYear(year),
        (Some(year), Written::Date(date, others)) => match columns::agreed(year, date, &others) {
            (when, false) => RowDate::Known(when),
            (when, true) => RowDate::OfYear(when),
        },
        (None, Written::Date(date, _)) => RowDate::Known(date),
        (None, Written::NoDay) => RowDate::NoDay(date.to_string()),
        (None, Written::Nothing) if year.is_empty() && date.is_empty() => {
            of_file.map_or(RowDate::Unknown, RowDate::Known)
        }
        (None, Written::Nothing) => {
            columns::serial_day(date).map_or(RowDate::Unknown, |day| RowDate::Serial(day, date.to_string()))
        }
    }
}

/// Rows of which the same is to be told: how many, the line of the first, and what that says.
#[derive(Debug, Default)]
struct Alike {
    rows: usize,
    first: Option<(u64, String)>,
}

impl Alike {
    fn add(&mut self, line: u64) {
        self.add_as(line, String::new);
    }

    fn add_as(&mut self, line: u64, says: impl FnOnce() -> String) {
        self.rows += 1;
        self.first.get_or_insert_with(|| (line, says()));
    }
}

/// Rows of which something is to be told.
#[derive(Debug, Default)]
struct Told {
    empty: Alike,
    undated: Alike,
    no_day: Alike,
    differ: Alike,
    serial: Alike,
    missing: Alike,
    header: Alike,
    excluded: Alike,
}

impl Told {
    /// One message of each kind, with the first line.
    fn messages(&self) -> impl Iterator<Item = (u64, String)> {
        let such_as = |alike: &Alike, what: &dyn Fn(usize, &str) -> String| {
            let (number, (line, says)) = (alike.rows, alike.first.as_ref()?);
            let (rows, what) = (plural(number, "row"), what(number, says));
            let place = if number == 1 { format!("on line {line}") } else { format!("the first is on line {line}") };
            Some((*line, format!("{rows} {what}; {place}")))
        };
        let left_out = |number: usize| format!("and {} left out", is(number));
        let messages = [
            such_as(&self.empty, &|number, _| format!("{} no text {}", has(number), left_out(number))),
            such_as(&self.undated, &|number, _| {
                format!("{} no date that can be read {}", has(number), left_out(number))
            }),
            such_as(&self.no_day, &|number, day| {
                format!("{} a date that there is not, such as `{day}`, {}", has(number), left_out(number))
            }),
            such_as(&self.differ, &|number, pair| {
                let their = form(number, "its", "their");
                format!("{} a date that is not in {their} year, such as {pair}: the year counts", has(number))
            }),
            such_as(&self.serial, &|number, pair| {
                format!("{} a number for a day, as spreadsheets keep it, such as {pair}", has(number))
            }),
            such_as(&self.missing, &|number, _| {
                format!("{} `NA` or the like for a text, which is analysed as any other", has(number))
            }),
            such_as(&self.header, &|number, _| format!("{} the header once more {}", is(number), left_out(number))),
            such_as(&self.excluded, &|number, _| format!("{} left out, as `include` is no", is(number))),
        ];
        messages.into_iter().flatten()
    }
}

/// Whether the ids of a column are different; else rows are numbered.
fn tells_rows_apart(
    sheet: &Sheet,
    column: usize,
    text: usize,
    warnings: &mut Vec<Warning>,
    watcher: &dyn Watcher,
) -> Result<bool> {
    let mut seen = Ids::default();
    for (row, place) in sheet.rows().zip(0..) {
        unless_stopped(watcher)?;
        let row = row?;
        let id = row.cells[column].trim();
        if id.is_empty() || sheet.repeats_header(&row.cells, text) {
            continue;
        }
        let is = |place| sheet.row(place).is_ok_and(|row| row.cells[column].trim() == id);
        if let Some(first) = seen.place(id, is) {
            let (name, first) = (&sheet.columns[column], sheet.row(first)?.line);
            let message = format!("`{id}` stands in the column `{name}` on line {first} too, so rows are numbered");
            warnings.push(Warning::at(&sheet.path, Some(row.line), message));
            return Ok(false);
        }
        seen.add(id, place);
    }
    Ok(true)
}

/// A row with what is known of its file.
fn with_file(row: DocumentInfo, file: &DocumentInfo, text: RowText, path: PathBuf) -> DocumentInfo {
    let or = |own: String, of_file: &String| if own.is_empty() { of_file.clone() } else { own };
    let mut variables = file.variables.clone();
    variables.retain(|(name, _)| !row.variables.iter().any(|(own, _)| own == name));
    variables.extend(row.variables);
    DocumentInfo {
        id: row.id,
        file: file.file.clone(),
        path,
        text: Some(text),
        found: file.found,
        when: row.when,
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

/// The column of the text that is set or has a name of one.
///
/// # Errors
/// When the column that is set is not there, with the nearest name.
pub(super) fn named_text(sheet: &Sheet, set: &TableColumns) -> Result<Option<usize>> {
    column(sheet, set.text.as_deref(), &TEXT)
}

/// The column of the text: as it is named, else the one of running text.
///
/// # Errors
/// When there is none, or several may be it.
pub(super) fn text_column(sheet: &Sheet, set: &TableColumns) -> Result<usize> {
    named_text(sheet, set)?.map_or_else(|| running_text(sheet), Ok)
}

/// The one column of running text.
fn running_text(sheet: &Sheet) -> Result<usize> {
    let rows = sheet.rows().take(200).collect::<Result<Vec<_>>>()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        When::parse(text).flatten().expect("a date")
    }

    #[test]
    fn a_row_has_the_finest_date_that_it_says() {
        let file = Some(when("2001"));
        for (year, date, expected) in [
            ("2019", "", RowDate::Known(when("2019"))),
            ("2019", "2019-05-17", RowDate::Known(when("2019-05-17"))),
            ("2019", "17 May 2019", RowDate::Known(when("2019-05-17"))),
            ("2019", "spring", RowDate::Known(when("2019"))),
            ("2019", "2020-05-17", RowDate::OfYear(when("2019"))),
            ("2019", "2019-02-30", RowDate::OfYear(when("2019"))),
            ("2019", "2018/19", RowDate::Known(when("2019"))),
            ("2019-05", "2020-01-01", RowDate::Known(when("2019-05"))),
            ("", "2019-05-17", RowDate::Known(when("2019-05-17"))),
            ("n.d.", "2019-05", RowDate::Known(when("2019-05"))),
            ("", "", RowDate::Known(when("2001"))),
            ("", "spring", RowDate::Unknown),
            ("n.d.", "", RowDate::Unknown),
            ("", "2019-02-30", RowDate::NoDay("2019-02-30".into())),
            ("2019-02-30", "2019-03-01", RowDate::NoDay("2019-02-30".into())),
            ("2019.0", "", RowDate::Known(when("2019"))),
            ("", "43600", RowDate::Serial(when("2019-05-15"), "43600".into())),
            ("43600.75", "", RowDate::Serial(when("2019-05-15"), "43600.75".into())),
            ("2019", "43600", RowDate::Known(when("2019"))),
            ("", "436000", RowDate::Unknown),
        ] {
            assert_eq!(dated(year, date, file), expected, "{year}, {date}");
        }
        assert_eq!(dated("", "", None), RowDate::Unknown);
    }
}
