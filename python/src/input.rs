//! Arrow tables of documents -> texts, dates and other columns, all checked.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, RecordBatchReader, StringArray, StringViewArray};
use arrow_cast::{can_cast_types, cast};
use arrow_schema::{ArrowError, DataType, Schema};
use pyo3::exceptions::{PyException, PyImportError, PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use themeshift::corpus::{STANDARD, Texts, row_name};
use themeshift::error::{Error, ErrorKind, Result, nearest};

use crate::error::raised;

/// Names of the columns that are read.
#[derive(Debug)]
pub struct Names {
    /// Of the texts.
    pub text: String,
    /// Of the dates; without it a column `date`.
    pub date: Option<String>,
    /// Of the years; without it a column `year`, unless the dates are named.
    pub year: Option<String>,
    /// Of the document ids; without it a column `document`, else rows are numbered.
    pub document: Option<String>,
    /// Of grouping variables, which are carried along; some need no column.
    pub by: Vec<String>,
    /// Of further columns to carry along, besides those that a manifest knows.
    pub variables: Vec<String>,
}

/// Names of the columns of texts, dates, years and ids, as Python gives them.
pub type CorpusNames = (String, Option<String>, Option<String>, Option<String>);

/// Grouping variables that documents have without a column.
const WITHOUT_COLUMN: [&str; 6] = ["document", "folder", "language", "period", "section", "year"];

/// Where the metadata of a field name a type that Arrow does not know.
const EXTENSION: &str = "ARROW:extension:name";

/// Columns that are read in a way of their own.
const OWN: [&str; 3] = ["document", "date", "year"];

/// A table of documents: the cells as a manifest holds them, and the texts.
#[derive(Debug)]
pub struct Documents {
    /// Names as in a manifest: `document`, `year` or `date`, and others.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// The texts.
    pub texts: Arc<dyn Texts>,
    /// Whether the table has ids of documents.
    pub named: bool,
}

/// Some rows of a column of texts.
#[derive(Debug)]
enum Chunk {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
}

/// A column of texts, as Arrow holds it: nothing is copied.
#[derive(Debug)]
struct Column {
    chunks: Vec<Chunk>,
    /// For each chunk the row after its last.
    ends: Vec<usize>,
}

impl Column {
    fn value(&self, row: usize) -> &str {
        let chunk = self.ends.partition_point(|end| *end <= row);
        let row = row - if chunk == 0 { 0 } else { self.ends[chunk - 1] };
        match &self.chunks[chunk] {
            Chunk::Small(array) => array.value(row),
            Chunk::Large(array) => array.value(row),
            Chunk::View(array) => array.value(row),
        }
    }
}

impl Texts for Column {
    fn text(&self, row: usize) -> Result<Cow<'_, str>> {
        Ok(Cow::Borrowed(self.value(row)))
    }

    fn bytes(&self, row: usize) -> u64 {
        self.value(row).len() as u64
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Manifest, message)
}

/// A reader of anything that has the Arrow `PyCapsule` interface.
///
/// # Errors
/// An exception that says what the object is, or why it cannot be passed as Arrow.
pub fn reader(table: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let py = table.py();
    if !(table.hasattr("__arrow_c_stream__")? || table.hasattr("__arrow_c_array__")?) {
        let kind = table.get_type().fully_qualified_name()?.to_string();
        let error = wrong(format!("{kind} is no table that Arrow can read"))
            .hint("give a data frame of pandas or polars, a table of pyarrow, or anything with __arrow_c_stream__");
        return Err(raised(py, &error));
    }
    table.extract::<AnyRecordBatch>().and_then(AnyRecordBatch::into_reader).map_err(|cause| unreadable(py, cause))
}

/// The record batches of anything that has the Arrow `PyCapsule` interface.
///
/// # Errors
/// As [`reader`].
pub fn batches(table: &Bound<'_, PyAny>) -> PyResult<(Vec<RecordBatch>, Arc<Schema>)> {
    let py = table.py();
    // The producer may compute while it is read, so the interpreter stays attached.
    let reader = reader(table)?;
    let schema = reader.schema();
    let batches = reader.collect::<std::result::Result<Vec<_>, _>>();
    Ok((batches.map_err(|error| unreadable(py, arrow_error(error)))?, schema))
}

/// An error of Arrow as an exception: the one of Python that caused it, where there is one.
pub fn arrow_error(error: ArrowError) -> PyErr {
    match error {
        ArrowError::ExternalError(cause) => match cause.downcast::<PyErr>() {
            Ok(cause) => *cause,
            Err(cause) => PyValueError::new_err(cause.to_string()),
        },
        error => PyValueError::new_err(error.to_string()),
    }
}

/// Explains why a table cannot be passed as Arrow. What is no error, such as Ctrl-C, stays as it is.
pub fn unreadable(py: Python<'_>, cause: PyErr) -> PyErr {
    if !cause.is_instance_of::<PyException>(py) {
        return cause;
    }
    let error = wrong(format!("the table cannot be passed as Arrow: {}", cause.value(py)));
    let error = if cause.is_instance_of::<PyUnicodeEncodeError>(py) {
        error.hint(
            "a text holds half of a surrogate pair, which UTF-8 cannot hold; repair it, for example with \
             text.encode(\"utf-8\", \"replace\").decode()",
        )
    } else if cause.is_instance_of::<PyImportError>(py) {
        error.hint("install what is missing; pandas needs pyarrow to pass a frame")
    } else {
        error.hint("give each column one type, for example with frame[\"text\"].astype(str)")
    };
    let raised = raised(py, &error);
    raised.set_cause(py, Some(cause));
    raised
}

impl Names {
    /// The names as Python gives them; `also` are grouping variables, and others to carry along.
    pub fn of((text, date, year, document): CorpusNames, also: (Vec<String>, Vec<String>)) -> Self {
        let (by, variables) = also;
        Self { text, date, year, document, by, variables }
    }

    /// Reads a table of documents.
    ///
    /// # Errors
    /// When a column is missing, of a wrong type, holds nothing in a row, or text that is no UTF-8.
    pub fn read(&self, schema: &Schema, batches: &[RecordBatch]) -> Result<Documents> {
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let texts = place(schema, &self.text, "text")?;
        let document = self.document.as_deref().or_else(|| schema.column_with_name("document").map(|_| "document"));
        let ids = document.map(|name| place(schema, name, "document")).transpose()?;
        let mut columns = vec!["document".to_string()];
        let mut read: Vec<Vec<String>> = vec![match ids {
            Some(place) => strings(&whole(batches, place, "document")?, "document")?,
            None => numbers(rows),
        }];
        let mut taken = vec![self.text.as_str()];
        taken.extend(document);
        for (column, name, cells) in self.dated(schema, batches)? {
            columns.push(column.to_string());
            read.push(cells);
            taken.push(name);
        }
        for name in self.further(schema, &taken)? {
            let place = place(schema, name, "variables")?;
            columns.push(name.to_lowercase());
            read.push(strings(&whole(batches, place, name)?, name)?);
        }
        let chunks = batches.iter().filter(|batch| batch.num_rows() > 0).map(|batch| batch.column(texts));
        let texts = Column::new(chunks, &self.text)?;
        let rows = (0..rows).map(|row| read.iter_mut().map(|column| std::mem::take(&mut column[row])).collect());
        Ok(Documents { columns, rows: rows.collect(), texts: Arc::new(texts), named: ids.is_some() })
    }

    /// The columns that date the rows: `date`, `year` or both, each with its name in the table and its cells.
    fn dated<'n>(
        &'n self,
        schema: &Schema,
        batches: &[RecordBatch],
    ) -> Result<Vec<(&'static str, &'n str, Vec<String>)>> {
        let there_is = |name: &'static str| schema.column_with_name(name).map(|_| name);
        let date = self.date.as_deref().or_else(|| there_is("date"));
        let year = self.year.as_deref().or_else(|| there_is("year").filter(|_| self.date.is_none()));
        if date.is_none() && year.is_none() {
            return Err(no_dates(schema));
        }
        // Where there are both, a cell may be empty in one of them.
        let both = date.is_some() && year.is_some();
        let mut found = Vec::new();
        if let Some(name) = date {
            let place = place(schema, name, "date")?;
            if schema.field(place).metadata().get(EXTENSION).is_some_and(|of| of == "pandas.period") {
                let error = wrong(format!("the column `{name}` holds periods of pandas"));
                return Err(error.hint(format!("write them as text with frame[\"{name}\"].astype(str)")));
            }
            let (cells, numbers) = dates(&whole(batches, place, name)?, name, both)?;
            // Numbers are years.
            found.push((if numbers && !both { "year" } else { "date" }, name, cells));
        }
        if let Some(name) = year.filter(|name| date != Some(*name)) {
            let cells = years(&whole(batches, place(schema, name, "year")?, name)?, name, both)?;
            found.push(("year", name, cells));
        }
        Ok(found)
    }

    /// Names of the other columns that are carried along: those that a manifest knows, grouping variables, and those that
    /// are asked for.
    fn further<'n>(&'n self, schema: &'n Schema, taken: &[&str]) -> Result<Vec<&'n str>> {
        let known = schema.fields().iter().map(|field| field.name().as_str());
        let known = known.filter(|name| STANDARD.contains(name) && !OWN.contains(name) && !taken.contains(name));
        let mut further: Vec<&str> = known.collect();
        for name in &self.by {
            let has_none = || WITHOUT_COLUMN.contains(&name.trim().to_lowercase().as_str());
            if schema.column_with_name(name).is_none() && has_none() {
                continue;
            }
            place(schema, name, "by")?;
            if !OWN.contains(&name.as_str()) && !further.contains(&name.as_str()) {
                further.push(name);
            }
        }
        for name in &self.variables {
            if !further.contains(&name.as_str()) {
                further.push(name);
            }
        }
        Ok(further)
    }
}

/// The error of a table without dates, with a column that may hold them.
fn no_dates(schema: &Schema) -> Error {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let error = wrong("the table has neither a column `date` nor a column `year`");
    match ["date", "year"].into_iter().find_map(|name| nearest(name, names.iter().copied())) {
        Some(near) => error.hint(format!("did you mean date=\"{near}\"?")),
        None => error.hint(format!("name yours with date=...; columns: {}", names.join(", "))),
    }
}

/// The place of a column in a table; `argument` is the argument that names it.
fn place(schema: &Schema, name: &str, argument: &str) -> Result<usize> {
    let places: Vec<usize> = (0..schema.fields().len()).filter(|place| schema.field(*place).name() == name).collect();
    match places.as_slice() {
        [place] => Ok(*place),
        [] => {
            let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let error = wrong(format!("the table has no column `{name}`"));
            Err(match nearest(name, names.iter().copied()) {
                Some(near) => error.hint(format!("did you mean {argument}=\"{near}\"?")),
                None => error.hint(format!("name yours with {argument}=...; columns: {}", names.join(", "))),
            })
        }
        _ => Err(wrong(format!("the table has the column `{name}` {} times", places.len())).hint("rename one of them")),
    }
}

/// One column of all batches, checked to be what its type says.
fn whole(batches: &[RecordBatch], place: usize, name: &str) -> Result<Vec<ArrayRef>> {
    let filled = batches.iter().filter(|batch| batch.num_rows() > 0);
    filled.map(|batch| checked(batch.column(place), name)).collect()
}

/// Makes sure that the memory of an array is what its type says: nothing else has looked at it yet.
fn checked(array: &ArrayRef, name: &str) -> Result<ArrayRef> {
    array.to_data().validate_full().map_err(|e| {
        wrong(format!("the column `{name}` is not valid Arrow: {e}")).hint(
            "text must be UTF-8; decode the bytes in Python first, for example with .decode(\"utf-8\", \"replace\")",
        )
    })?;
    Ok(Arc::clone(array))
}

/// Numbers of rows as ids, all of one length, so that they sort as the rows do.
fn numbers(rows: usize) -> Vec<String> {
    let digits = rows.saturating_sub(1).to_string().len();
    (0..rows).map(|row| format!("{row:0digits$}")).collect()
}

/// The error of a row whose cell is empty.
fn missing(row: usize, name: &str) -> Error {
    wrong(format!("`{name}` is missing")).at(&row_name(row)).hint(format!(
        "fill it or leave such rows out, for example with frame.dropna(subset=[\"{name}\"]) in pandas or \
         frame.drop_nulls(\"{name}\") in polars"
    ))
}

/// The years as text. A cell may be empty where dates stand `beside` them.
fn years(chunks: &[ArrayRef], name: &str, beside: bool) -> Result<Vec<String>> {
    let mut years = Vec::new();
    for array in chunks {
        let kind = logical(array.data_type());
        if !(is_text(kind) || is_number(kind) || *kind == DataType::Null) {
            let error = wrong(format!("the column `{name}` holds {kind}, not years"));
            return Err(if is_date(kind) {
                error.hint(format!("name a column of dates with date=\"{name}\""))
            } else {
                error.hint("years are whole numbers from 1000 to 2999; name their column with year=...")
            });
        }
        add(&mut years, array, name, beside, numbers_or_text)?;
    }
    Ok(years)
}

/// The dates as text, and whether they are numbers. A cell may be empty where years stand `beside` them.
fn dates(chunks: &[ArrayRef], name: &str, beside: bool) -> Result<(Vec<String>, bool)> {
    let mut dates = Vec::new();
    let mut numbers = false;
    for array in chunks {
        let kind = logical(array.data_type());
        numbers |= is_number(kind);
        if is_date(kind) {
            add(&mut dates, array, name, beside, days)?;
        } else if is_text(kind) || is_number(kind) || *kind == DataType::Null {
            add(&mut dates, array, name, beside, numbers_or_text)?;
        } else {
            return Err(wrong(format!("the column `{name}` holds {kind}, not dates")).hint(
                "dates are days, times, text such as 2019-05-17, 2019-05 or 2019-Q2, or years; name their column with \
                 date=...",
            ));
        }
    }
    Ok((dates, numbers))
}

/// Adds the cells of an array as text; empty ones are refused, but where others stand `beside` them.
fn add(
    cells: &mut Vec<String>,
    array: &ArrayRef,
    name: &str,
    beside: bool,
    text: fn(&ArrayRef, &str) -> Result<Vec<String>>,
) -> Result<()> {
    let found = text(array, name)?;
    if let Some(row) = found.iter().position(String::is_empty).filter(|_| !beside) {
        return Err(missing(cells.len() + row, name));
    }
    cells.extend(found);
    Ok(())
}

/// The days of dates and times, as ISO 8601 writes them; those of a time zone by its clock.
fn days(array: &ArrayRef, name: &str) -> Result<Vec<String>> {
    let mut days = strings(std::slice::from_ref(array), name)?;
    days.iter_mut().for_each(|day| {
        if let Some(end) = day.find('T') {
            day.truncate(end);
        }
    });
    Ok(days)
}

/// Numbers or texts as text. A number that is none is a missing cell.
fn numbers_or_text(array: &ArrayRef, name: &str) -> Result<Vec<String>> {
    if !logical(array.data_type()).is_floating() {
        return strings(std::slice::from_ref(array), name);
    }
    let numbers = cast(array, &DataType::Float64).map_err(|e| wrong(e.to_string()))?;
    // Whole numbers print without a fraction; others are refused as no year.
    let text = |number: Option<f64>| number.filter(|number| !number.is_nan()).map(|number| number.to_string());
    Ok(numbers.as_primitive::<Float64Type>().iter().map(|number| text(number).unwrap_or_default()).collect())
}

fn is_number(kind: &DataType) -> bool {
    kind.is_integer() || kind.is_floating()
}

fn is_date(kind: &DataType) -> bool {
    matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..))
}

/// The row of the first cell without a value, also where a dictionary holds none for its key.
fn first_missing(array: &dyn Array) -> Option<usize> {
    let nulls = array.logical_nulls()?;
    (0..array.len()).find(|row| nulls.is_null(*row))
}

/// The type of the values, also of a dictionary.
fn logical(kind: &DataType) -> &DataType {
    match kind {
        DataType::Dictionary(_, values) => values,
        kind => kind,
    }
}

/// A column as text; a missing value is empty.
fn strings(chunks: &[ArrayRef], name: &str) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for array in chunks {
        let kind = array.data_type();
        if !can_cast_types(kind, &DataType::LargeUtf8) {
            return Err(wrong(format!("the column `{name}` holds {kind}, which is no text"))
                .hint("convert it to text, or leave it out"));
        }
        let text = cast(array, &DataType::LargeUtf8).map_err(|e| wrong(format!("the column `{name}`: {e}")))?;
        out.extend(text.as_string::<i64>().iter().map(|cell| cell.unwrap_or_default().to_string()));
    }
    Ok(out)
}

impl Column {
    /// A column of texts, all of them there.
    ///
    /// # Errors
    /// When it holds no text, or nothing in a row.
    pub fn new<'a>(arrays: impl Iterator<Item = &'a ArrayRef>, name: &str) -> Result<Self> {
        let (mut chunks, mut ends, mut end) = (Vec::new(), Vec::new(), 0);
        for array in arrays {
            let array = checked(array, name)?;
            let array = match array.data_type() {
                DataType::Dictionary(_, values) if is_text(values) => {
                    cast(&array, &DataType::Utf8View).map_err(|e| wrong(format!("the column `{name}`: {e}")))?
                }
                _ => array,
            };
            if let Some(row) = first_missing(array.as_ref()) {
                return Err(missing(end + row, name));
            }
            end += array.len();
            ends.push(end);
            chunks.push(match array.data_type() {
                DataType::Utf8 => Chunk::Small(array.as_string().clone()),
                DataType::LargeUtf8 => Chunk::Large(array.as_string().clone()),
                DataType::Utf8View => Chunk::View(array.as_string_view().clone()),
                kind => {
                    return Err(wrong(format!("the column `{name}` holds {kind}, not text")).hint(format!(
                        "name the column of texts with text=..., or convert it, for example with frame[\"{name}\"].astype(str)"
                    )));
                }
            });
        }
        Ok(Self { chunks, ends })
    }
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}
