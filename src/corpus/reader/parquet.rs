//! Parquet tables, read row by row with the crate of Apache Arrow.

use std::path::Path;

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::corpus::archive::{MOST_EXPANDED, MOST_RATIO};
use crate::corpus::sheet::{MOST_CELLS, Sheet, SheetRow};
use crate::error::{Error, ErrorKind, Result};
use crate::guard::guarded;

/// Nanoseconds of a day.
const DAY: i64 = 86_400_000_000_000;

/// Reads a table. The line of a row is its place among the rows, from 1. Dates and times are read as dates, lists and records
/// within a cell as they are shown.
///
/// # Errors
/// When the table is damaged, compressed in a way that is not read, or too large.
pub fn read(bytes: Vec<u8>, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let mut rows = Vec::new();
    let mut take = |line, cells| {
        rows.push(SheetRow { line, cells });
        let cells = rows.len().saturating_mul(rows[0].cells.len());
        if cells > MOST_CELLS {
            Err(wrong(path, kind, format!("the Parquet table has more than {MOST_CELLS} cells")))
        } else {
            Ok(true)
        }
    };
    let columns = each_row(Bytes::from(bytes), path, kind, &mut take)?;
    Ok(Sheet::new(columns, rows, path, kind))
}

fn wrong(path: &Path, kind: ErrorKind, message: String) -> Error {
    Error::new(kind, message).at(path).hint("write the table again, or as CSV in UTF-8")
}

/// Hands over the rows of a table, each with its line, until there should be no more, and gives the names of the columns.
///
/// # Errors
/// As [`read`], and those of what takes the rows.
pub fn each_row(
    file: impl ChunkReader + 'static,
    path: &Path,
    kind: ErrorKind,
    each: &mut dyn FnMut(u64, Vec<String>) -> Result<bool>,
) -> Result<Vec<String>> {
    let wrong = |message: String| wrong(path, kind, message);
    let read = || -> Result<Vec<String>> {
        let broken = |e: parquet::errors::ParquetError| wrong(format!("the Parquet table cannot be read: {e}"));
        let packed = file.len();
        let reader = SerializedFileReader::new(file).map_err(broken)?;
        let metadata = reader.metadata();
        let size: i64 = metadata.row_groups().iter().map(|group| group.total_byte_size().max(0)).sum();
        if size as u64 > packed.saturating_mul(MOST_RATIO).max(MOST_EXPANDED) {
            return Err(wrong(format!("the Parquet table expands to more than {MOST_RATIO} times its size")));
        }
        let schema = metadata.file_metadata().schema_descr();
        let fields = schema.root_schema().get_fields();
        let columns = fields.iter().map(|field| field.name().to_string()).collect();
        let nanoseconds: Vec<bool> = fields
            .iter()
            .map(|field| {
                let of_type = field.get_basic_info().logical_type_ref();
                matches!(of_type, Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS)
            })
            .collect();
        for (row, line) in reader.get_row_iter(None).map_err(broken)?.zip(1..) {
            let row = row.map_err(broken)?;
            let cells = row.get_column_iter().zip(&nanoseconds).map(|((_, field), nanoseconds)| match field {
                Field::Long(time) if *nanoseconds => {
                    // Of a date alone the crate knows how it is written.
                    day(&Field::Date(i32::try_from(time.div_euclid(DAY)).unwrap_or_default()))
                }
                field => cell(field),
            });
            if !each(line, cells.collect())? {
                break;
            }
        }
        Ok(columns)
    };
    guarded(read).unwrap_or_else(|| Err(wrong("the Parquet table is damaged".into())))
}

fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        // As whole numbers are written, where the number is one.
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Date(_) | Field::TimestampMillis(_) | Field::TimestampMicros(_) => day(field),
        other => other.to_string(),
    }
}

/// `YYYY-MM-DD`, with which the crate begins a date or a time.
fn day(field: &Field) -> String {
    field.to_string().chars().take(10).collect()
}
