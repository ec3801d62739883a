//! Cells -> a Parquet file, with the writer of polars-parquet.

use std::io::Write;
use std::sync::Arc;

use polars_arrow::array::{Array, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatch;
use polars_buffer::Buffer;
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, StatisticsOptions, Version, WriteOptions, get_dtype_encoding,
    row_group_iter,
};

use super::info::{FieldInfo, TableInfo};
use super::safe::significant;
use crate::analysis::row::{Cell, FieldType};

/// Why a table cannot be written.
type Broken = Box<dyn std::error::Error>;

/// A Parquet file that is being written; each step is a group of rows.
pub struct ParquetWriter<W: Write> {
    file: FileWriter<W>,
    encodings: Buffer<Vec<Encoding>>,
}

impl<W: Write> ParquetWriter<W> {
    /// Begins a file with the columns of a table.
    pub fn new(info: &TableInfo, file: W) -> Result<Self, Broken> {
        let fields = info.fields.iter().map(|field| {
            let kind = match field.kind {
                FieldType::Integer => ArrowDataType::Int64,
                FieldType::Number => ArrowDataType::Float64,
                FieldType::Text => ArrowDataType::Utf8View,
            };
            let field = Field::new(field.name.as_str().into(), kind, true);
            (field.name.clone(), field)
        });
        let schema: ArrowSchema = fields.collect();
        let encodings = schema.iter_values().map(|field| get_dtype_encoding(field.dtype())).collect();
        Ok(Self { file: FileWriter::try_new(file, schema, options())?, encodings })
    }

    /// Adds some rows, one at least.
    pub fn append(&mut self, info: &TableInfo, rows: &[Vec<Cell<'_>>]) -> Result<(), Broken> {
        let columns = info.fields.iter().enumerate().map(|(place, field)| column(field, place, rows)).collect();
        let batch = RecordBatch::try_new(rows.len(), Arc::new(self.file.schema().clone()), columns)?;
        let fields = self.file.parquet_schema().fields().to_vec();
        self.file.write(rows.len() as u64, row_group_iter(batch, self.encodings.clone(), fields, options()))?;
        Ok(())
    }

    /// Ends the file.
    pub fn finish(&mut self) -> Result<(), Broken> {
        self.file.end(None)?;
        Ok(())
    }
}

fn options() -> WriteOptions {
    WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Zstd(None),
        data_page_size: None,
    }
}

/// The cells of a column.
fn column(field: &FieldInfo, place: usize, rows: &[Vec<Cell<'_>>]) -> Box<dyn Array> {
    let cells = rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Missing));
    match field.kind {
        FieldType::Integer => {
            let number = |cell: &Cell<'_>| if let Cell::Integer(n) = cell { Some(*n) } else { None };
            cells.map(number).collect::<PrimitiveArray<i64>>().boxed()
        }
        FieldType::Number => {
            let number = |cell: &Cell<'_>| if let Cell::Number(x) = cell { Some(significant(*x)) } else { None };
            cells.map(number).collect::<PrimitiveArray<f64>>().boxed()
        }
        FieldType::Text => {
            let texts = cells.map(|cell| if let Cell::Text(text) = cell { Some(text.as_ref()) } else { None });
            Utf8ViewArray::from_slice(texts.collect::<Vec<Option<&str>>>()).boxed()
        }
    }
}
