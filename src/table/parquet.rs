//! Cells -> a file of Parquet, by way of a polars frame.

use std::io::BufWriter;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{Column, DataFrame, NamedFrom, ParquetWriter, PolarsResult, Series};

use super::info::TableInfo;
use super::safe::significant;
use crate::analysis::row::{Cell, FieldType};
use crate::disk::File;

/// A table that is being written.
pub struct ParquetFile(BatchedWriter<BufWriter<File>>);

impl ParquetFile {
    /// Begins a table.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(info: &TableInfo, file: File) -> PolarsResult<Self> {
        let empty = frame(info, &[])?;
        ParquetWriter::new(BufWriter::new(file)).set_parallel(false).batched(empty.schema()).map(Self)
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&mut self, info: &TableInfo, rows: &[Vec<Cell<'_>>]) -> PolarsResult<()> {
        self.0.write_batch(&frame(info, rows)?)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(&mut self) -> PolarsResult<()> {
        self.0.finish().map(|_| ())
    }
}

/// Makes a frame of some rows.
fn frame(info: &TableInfo, rows: &[Vec<Cell<'_>>]) -> PolarsResult<DataFrame> {
    let columns = info.fields.iter().enumerate().map(|(place, field)| {
        let cells = rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Missing));
        let name = field.name.as_str().into();
        let series = match field.kind {
            FieldType::Integer => Series::new(
                name,
                cells.map(|cell| if let Cell::Integer(n) = cell { Some(*n) } else { None }).collect::<Vec<_>>(),
            ),
            FieldType::Number => {
                let number = |cell: &Cell<'_>| if let Cell::Number(x) = cell { Some(significant(*x)) } else { None };
                Series::new(name, cells.map(number).collect::<Vec<_>>())
            }
            FieldType::Text => {
                let text = |cell: &Cell<'_>| if let Cell::Text(text) = cell { Some(text.to_string()) } else { None };
                Series::new(name, cells.map(text).collect::<Vec<_>>())
            }
        };
        Column::from(series)
    });
    DataFrame::new(rows.len(), columns.collect())
}
