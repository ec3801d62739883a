//! Rows -> CSV: quoted as RFC 4180 says, lines end with LF, a missing value is an empty cell.

use std::fmt::Write as _;
use std::io::Write;

use csv::{Writer, WriterBuilder};

use super::info::TableInfo;
use super::safe::{guard_formula, write_significant};
use crate::analysis::row::{Cell, Row};
use crate::error::{Error, ErrorKind, Result, unturned};

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 18;

/// Begins a table with its header.
///
/// # Errors
/// When the header cannot be written.
pub fn begin<W: Write>(info: &TableInfo, out: W) -> csv::Result<Writer<W>> {
    let mut writer = WriterBuilder::new().has_headers(false).buffer_capacity(BUFFER).from_writer(out);
    writer.write_record(info.fields.iter().map(|field| &field.name))?;
    Ok(writer)
}

/// Adds rows, given as their cells.
///
/// # Errors
/// When they cannot be written.
pub fn append<W: Write>(writer: &mut Writer<W>, rows: &[Vec<Cell<'_>>]) -> csv::Result<()> {
    let mut number = String::new();
    for cells in rows {
        for cell in cells {
            number.clear();
            match cell {
                Cell::Integer(value) => {
                    _ = write!(number, "{value}");
                    writer.write_field(&number)?;
                }
                Cell::Number(value) => {
                    write_significant(*value, &mut number);
                    writer.write_field(&number)?;
                }
                Cell::Text(text) => writer.write_field(&*guard_formula(&unturned(text)))?,
                Cell::Missing => writer.write_field("")?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

/// The rows of a table as CSV, with a header.
///
/// # Errors
/// When they cannot be written.
pub fn csv<R: Row>(rows: &[R]) -> Result<Vec<u8>> {
    let info = TableInfo::of_rows(rows);
    whole(&info, &info.cells_of(rows))
}

/// A table as CSV, its rows given as their cells.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn whole(info: &TableInfo, rows: &[Vec<Cell<'_>>]) -> Result<Vec<u8>> {
    let failed = |what: String| Error::new(ErrorKind::Output, format!("cannot write a table: {what}"));
    let mut writer = begin(info, Vec::new()).map_err(|e| failed(e.to_string()))?;
    append(&mut writer, rows).map_err(|e| failed(e.to_string()))?;
    writer.into_inner().map_err(|e| failed(e.to_string()))
}
