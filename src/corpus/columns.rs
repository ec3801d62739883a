//! The columns of a manifest, whether it stands in a file or in the memory of a program.

use std::path::Path;

use super::dates::{self, Written};
use super::{DocumentInfo, Format};
use crate::axis::When;
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

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
pub(super) const OF_RESULTS: [&str; 9] = [
    "period",
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

/// Refuses names of a table in memory that are empty, stand twice or belong to a result.
///
/// # Errors
/// At the first such name.
pub fn check(columns: &[String]) -> Result<()> {
    for (index, name) in columns.iter().enumerate() {
        if name.is_empty() {
            return Err(wrong(format!("column {} has no name", index + 1)).hint("name the column or delete it"));
        }
        if OF_RESULTS.contains(&name.as_str()) {
            let error = wrong(format!("the column `{name}` has the name of a result"));
            return Err(error.hint(format!("rename it, for example to `my_{name}`")));
        }
        if columns[..index].contains(name) {
            return Err(wrong(format!("the column `{name}` stands twice")));
        }
    }
    Ok(())
}

/// The document of a row with its date; `None` where `include` says no.
///
/// # Errors
/// When `include` is neither yes nor no, an id is empty or no id, a year is no year, a date is no day, or there is neither.
pub fn document<'c>(columns: &[String], cells: impl Iterator<Item = &'c str>) -> Result<Option<DocumentInfo>> {
    let Some((mut document, year)) = described(columns, cells)? else { return Ok(None) };
    let has_dates = columns.iter().any(|column| column == "date");
    let of_year = match year.as_str() {
        "" => None,
        year => Some(parse_year(whole(year)).ok_or_else(|| no_year(year))?),
    };
    let of_date = match dates::written(&document.date) {
        Written::NoDay => {
            let hint = "write a day such as 2019-05-17, a month such as 2019-05, or a quarter such as 2019-Q2";
            return Err(wrong(format!("there is no date `{}`", document.date)).hint(hint));
        }
        Written::Nothing => serial_day(&document.date).filter(|_| of_year.is_none()).map(|day| {
            let DocumentInfo { id, date, .. } = &document;
            let message =
                format!("the date {date} of `{id}` is a number, as spreadsheets keep days: it is read as {day}");
            document.warning = Some(Box::new(Warning::general(message)));
            (day, Vec::new())
        }),
        Written::Date(when, others) => Some((when, others)),
    };
    // The rows of a table and the files of an archive may have dates of their own.
    let many = || Format::of(Path::new(&document.file)).is_some_and(Format::holds_many);
    document.when = match (of_year, of_date) {
        (Some(year), Some((date, others))) => {
            let (when, differs) = agreed(year, date, &others);
            if differs {
                let DocumentInfo { id, date, .. } = &document;
                let message = format!("the date {date} of `{id}` is not in its year {year}; the year counts");
                document.warning = Some(Box::new(Warning::general(message)));
            }
            Some(when)
        }
        (Some(year), None) => Some(year),
        (None, Some((date, _))) => Some(date),
        (None, None) if many() => None,
        (None, None) if !document.date.is_empty() => {
            return Err(wrong(format!("`{}` is no date", document.date)).hint(WRITE_A_DATE));
        }
        (None, None) if has_dates => {
            return Err(
                wrong(format!("the document `{}` has neither a year nor a date", document.id)).hint(WRITE_A_DATE)
            );
        }
        (None, None) => return Err(no_year(&year)),
    };
    Ok(Some(document))
}

/// A number without the fraction `.0`, as programs write a whole number in a column where numbers are missing.
pub fn whole(number: &str) -> &str {
    match number.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => number,
    }
}

/// A day as spreadsheets keep it: a number of five digits, the days since 1899-12-30, with or without a part of a day.
pub(crate) fn serial_day(text: &str) -> Option<When> {
    let (days, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(part) {
        return None;
    }
    let span = jiff::Span::new().try_days(days.parse::<i32>().ok()?).ok()?;
    let day = jiff::civil::date(1899, 12, 30).checked_add(span).ok()?;
    When::parse(&day.to_string()).flatten()
}

/// What to do where there is no date.
const WRITE_A_DATE: &str = "write its `year` in four digits, or a `date` such as 2019-05-17, 2019-05 or 2019-Q2";

/// The date where it lies within the year, else the year; and whether they differ. `others` are years that the date may
/// mean just as well.
pub(crate) fn agreed(year: When, date: When, others: &[i32]) -> (When, bool) {
    if year.holds(&date) {
        return (date, false);
    }
    let meets = date.first() <= year.last() && year.first() <= date.last();
    (year, !meets && !others.iter().any(|other| When::year(*other) == Some(year)))
}

/// What the columns of a row say of a document besides its date, and its year as it is written; `None` where `include`
/// says no.
///
/// # Errors
/// When `include` is neither yes nor no, or an id is empty or no id.
pub fn described<'c>(
    columns: &[String],
    cells: impl Iterator<Item = &'c str>,
) -> Result<Option<(DocumentInfo, String)>> {
    let mut document = DocumentInfo::default();
    let mut year = String::new();
    for (column, cell) in columns.iter().zip(cells) {
        let value = cell.trim().to_string();
        match column.as_str() {
            "document" => document.id = value,
            "file" => document.file = value,
            "year" => year = value,
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
    Ok(Some((document, year)))
}

fn no_year(text: &str) -> Error {
    let other = if When::parse(text).is_some_and(|when| when.is_some()) && text.len() > 4 {
        "; write a date into the column `date`"
    } else {
        ""
    };
    wrong(format!("`{text}` is no year")).hint(format!("`year` takes four digits, from 1000 to 2999{other}"))
}

/// All days of a year of four digits, from 1000 to 2999.
fn parse_year(text: &str) -> Option<When> {
    When::parse(text).flatten().filter(|_| text.len() == 4)
}
