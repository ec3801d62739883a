//! Parquet tables, read row by row with the crate of Apache Arrow.

use std::path::Path;

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::corpus::archive::MOST_EXPANDED;
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
    let wrong = |message: String| Error::new(kind, message).at(path).hint("write the table again, or as CSV in UTF-8");
    let read = || -> Result<Sheet> {
        let broken = |e: parquet::errors::ParquetError| wrong(format!("the Parquet table cannot be read: {e}"));
        let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(broken)?;
        let metadata = reader.metadata();
        let size: i64 = metadata.row_groups().iter().map(|group| group.total_byte_size().max(0)).sum();
        if size as u64 > MOST_EXPANDED {
            return Err(wrong("the Parquet table expands to more than 1 GiB".into()));
        }
        let schema = metadata.file_metadata().schema_descr();
        let fields = schema.root_schema().get_fields();
        let rows = usize::try_from(metadata.file_metadata().num_rows()).unwrap_or(usize::MAX);
        if rows.saturating_mul(fields.len()) > MOST_CELLS {
            return Err(wrong(format!("the Parquet table has more than {MOST_CELLS} cells")));
        }
        let columns = fields.iter().map(|field| field.name().to_string()).collect();
        let nanoseconds: Vec<bool> = fields
            .iter()
            .map(|field| {
                let of_type = field.get_basic_info().logical_type_ref();
                matches!(of_type, Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS)
            })
            .collect();
        let mut read = Vec::new();
        for (row, line) in reader.get_row_iter(None).map_err(broken)?.zip(1..) {
            let row = row.map_err(broken)?;
            let cells = row.get_column_iter().zip(&nanoseconds).map(|((_, field), nanoseconds)| match field {
                Field::Long(time) if *nanoseconds => {
                    // Of a date alone the crate knows how it is written.
                    day(&Field::Date(i32::try_from(time.div_euclid(DAY)).unwrap_or_default()))
                }
                field => cell(field),
            });
            read.push(SheetRow { line, cells: cells.collect() });
        }
        Ok(Sheet::new(columns, read, path, kind))
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
