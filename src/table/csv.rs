//! Rows -> CSV: quoted as RFC 4180 says, lines end with LF, a missing value is an empty cell.

use std::io::Write;

use csv::{Writer, WriterBuilder};
use serde::{Serialize, Serializer};

use super::info::TableInfo;
use super::safe::{guard_formula, significant};
use crate::analysis::row::{Cell, Row};
use crate::error::{Error, ErrorKind, Result};

/// A cell as it stands in a file.
struct Written<'c>(&'c Cell<'c>);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.0 {
            Cell::Integer(number) => serializer.serialize_i64(*number),
            Cell::Number(number) => serializer.serialize_f64(significant(*number)),
            Cell::Text(text) => serializer.serialize_str(&guard_formula(text)),
            Cell::Missing => serializer.serialize_none(),
        }
    }
}

/// Begins a table with its header.
///
/// # Errors
/// When the header cannot be written.
pub fn begin<W: Write>(info: &TableInfo, out: W) -> csv::Result<Writer<W>> {
    let mut writer = WriterBuilder::new().has_headers(false).from_writer(out);
    writer.write_record(info.fields.iter().map(|field| &field.name))?;
    Ok(writer)
}

/// Adds rows, given as their cells.
///
/// # Errors
/// When they cannot be written.
pub fn append<W: Write>(writer: &mut Writer<W>, rows: &[Vec<Cell<'_>>]) -> csv::Result<()> {
    rows.iter().try_for_each(|cells| writer.serialize(cells.iter().map(Written).collect::<Vec<_>>()))
}

/// The rows of a table as CSV, with a header.
///
/// # Errors
/// When they cannot be written.
pub fn csv<R: Row>(rows: &[R]) -> Result<Vec<u8>> {
    let info = TableInfo::of_rows(rows);
    let cells: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| info.cells(row)).collect();
    let failed = |what: String| Error::new(ErrorKind::Output, format!("cannot write a table: {what}"));
    let mut writer = begin(&info, Vec::new()).map_err(|e| failed(e.to_string()))?;
    append(&mut writer, &cells).map_err(|e| failed(e.to_string()))?;
    writer.into_inner().map_err(|e| failed(e.to_string()))
}
