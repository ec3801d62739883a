//! Parquet tables as the tests write and read them.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use polars_arrow::array::{Array, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatch;
use polars_arrow::types::NativeType;
use polars_buffer::Buffer;
use polars_parquet::parquet::read::PageReader;
use polars_parquet::read::{BasicDecompressor, column_iter_to_arrays, infer_schema, read_metadata};
use polars_parquet::write::{
    CompressionOptions, FileWriter, StatisticsOptions, Version, WriteOptions, get_dtype_encoding, row_group_iter,
};

/// A column of texts.
pub fn texts(texts: &[&str]) -> Box<dyn Array> {
    Utf8ViewArray::from_slice_values(texts).boxed()
}

/// A column of numbers, of which some may be missing.
pub fn numbers<T: NativeType>(numbers: &[Option<T>]) -> Box<dyn Array> {
    PrimitiveArray::from(numbers).boxed()
}

/// A table of named columns.
pub fn written<const N: usize>(columns: [(&str, Box<dyn Array>); N]) -> Vec<u8> {
    let field = |name: &str, array: &dyn Array| Field::new(name.into(), array.dtype().clone(), true);
    let schema: ArrowSchema =
        columns.iter().map(|(name, array)| ((*name).into(), field(name, array.as_ref()))).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Zstd(None),
        data_page_size: None,
    };
    let encodings = schema.iter_values().map(|field| get_dtype_encoding(field.dtype())).collect();
    let mut bytes = Vec::new();
    let mut file = FileWriter::try_new(&mut bytes, schema.clone(), options).expect("a schema");
    let rows = columns[0].1.len();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(rows, Arc::new(schema), arrays).expect("columns of one length");
    let fields = file.parquet_schema().fields().to_vec();
    file.write(rows as u64, row_group_iter(batch, encodings, fields, options)).expect("a group of rows");
    file.end(None).expect("a table");
    bytes
}

/// The columns of a table that holds no lists, in parts, with their names.
pub fn read(path: &Path) -> Vec<(String, Vec<Box<dyn Array>>)> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let metadata = read_metadata(&mut Cursor::new(&bytes)).expect("a valid Parquet file");
    let schema = infer_schema(&metadata).expect("a schema");
    let column = |field: &Field| {
        let mut parts = Vec::new();
        for group in &metadata.row_groups {
            let chunk =
                group.columns_under_root_iter(&field.name).and_then(|mut chunks| chunks.next()).expect("a column");
            let range = chunk.byte_range();
            let pages = Buffer::from(bytes[range.start as usize..range.end as usize].to_vec());
            let reader = PageReader::new(Cursor::new(pages), chunk, Vec::new(), usize::MAX);
            let types = vec![&chunk.descriptor().descriptor.primitive_type];
            let pages = vec![BasicDecompressor::new(reader, Vec::new())];
            parts.extend(column_iter_to_arrays(pages, types, field.clone(), None).expect("values").0);
        }
        parts
    };
    schema.iter_values().map(|field| (field.name.to_string(), column(field))).collect()
}
