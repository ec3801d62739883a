//! Parquet tables, read with polars.

use std::path::Path;

use polars::prelude::{AnyValue, ParquetReader, SerReader};

use super::table::MOST_CELLS;
use crate::corpus::archive::MOST_EXPANDED;
use crate::corpus::sheet::{Sheet, SheetRow};
use crate::error::{Error, ErrorKind, Result};
use crate::guard::guarded;

/// Reads a table. The line of a row is its place among the rows, from 1.
///
/// # Errors
/// When the table is damaged, of types that are not read, or too large.
pub fn read(bytes: Vec<u8>, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let wrong = |message: String| {
        Error::new(kind, message)
            .at(path)
            .hint("write the table again, or as CSV in UTF-8; text, numbers and dates are read")
    };
    let read = || -> Result<Sheet> {
        let broken = |error: polars::error::PolarsError| wrong(format!("the Parquet table cannot be read: {error}"));
        let mut reader = ParquetReader::new(std::io::Cursor::new(bytes));
        let size: usize =
            reader.get_metadata().map_err(broken)?.row_groups.iter().map(|group| group.total_byte_size()).sum();
        if size as u64 > MOST_EXPANDED {
            return Err(wrong("the Parquet table expands to more than 1 GiB".into()));
        }
        let frame = reader.finish().map_err(broken)?;
        if frame.height().saturating_mul(frame.width()) > MOST_CELLS {
            return Err(wrong(format!("the Parquet table has more than {MOST_CELLS} cells")));
        }
        let columns = frame.get_column_names().iter().map(ToString::to_string).collect();
        let mut rows: Vec<SheetRow> = (1..=frame.height() as u64)
            .map(|line| SheetRow { line, cells: Vec::with_capacity(frame.width()) })
            .collect();
        for column in frame.columns() {
            let series = column.as_materialized_series();
            for (row, value) in rows.iter_mut().zip(series.iter()) {
                row.cells.push(match value {
                    AnyValue::Null => String::new(),
                    AnyValue::String(text) => text.to_string(),
                    AnyValue::StringOwned(text) => text.to_string(),
                    other => other.to_string(),
                });
            }
        }
        Ok(Sheet::new(columns, rows, path, kind))
    };
    guarded(read).unwrap_or_else(|| Err(wrong("the Parquet table is damaged".into())))
}
