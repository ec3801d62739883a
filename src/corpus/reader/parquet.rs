//! Parquet tables, read row by row with the reader of polars.
//!
//! A column is decoded page by page: a page has about a megabyte, or with some writers a thousand rows, and a group of rows
//! may be the whole file. Columns of lists and records, whose values may run over the end of a page, are decoded a group of
//! rows at a time.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArray, DictionaryArray, FixedSizeListArray, ListArray, MapArray, PrimitiveArray,
    StructArray, Utf8Array, Utf8ViewArray, get_display,
};
use polars_arrow::datatypes::{ArrowDataType, Field, IntegerType, TimeUnit};
use polars_arrow::match_integer_type;
use polars_buffer::Buffer;
use polars_parquet::parquet::read::{PageMetaData, PageReader};
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, RowGroupMetadata, column_iter_to_arrays, infer_schema, read_metadata,
};
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use polars_parquet_format::{PageHeader, PageType};

use crate::corpus::archive::{MOST_EXPANDED, MOST_RATIO};
use crate::corpus::sheet::{MOST_CELLS, Rows, Sheet};
use crate::error::{Error, ErrorKind, Result};
use crate::guard::guarded;

/// Bytes that are read to find the header of a page, at first and at most.
const HEADER: (u64, u64) = (4 << 10, 16 << 20);

/// Why a table cannot be read.
type Broken = Box<dyn std::error::Error>;

/// Reads a table. The line of a row is its place among the rows, from 1. Dates and times are read as dates, lists and records
/// within a cell are shown as JSON shows them.
///
/// # Errors
/// When the table is damaged, compressed in a way that is not read, or too large.
pub fn read(bytes: Vec<u8>, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let mut rows = Rows::default();
    let mut take = |line, cells: Vec<String>| {
        rows.push(line, &cells)?;
        let cells = rows.len().saturating_mul(cells.len());
        if cells > MOST_CELLS {
            Err(wrong(path, kind, format!("the Parquet table has more than {MOST_CELLS} cells")))
        } else {
            Ok(true)
        }
    };
    let columns = each_row(Cursor::new(bytes), path, kind, &mut take)?;
    Sheet::new(&columns, rows, path, kind)
}

fn wrong(path: &Path, kind: ErrorKind, message: String) -> Error {
    Error::new(kind, message).at(path).hint("write the table again, or as CSV in UTF-8")
}

/// Hands over the rows of a table, each with its line, until there should be no more, and gives the names of the columns.
///
/// # Errors
/// As [`read`], and those of what takes the rows.
pub fn each_row(
    mut file: impl Read + Seek,
    path: &Path,
    kind: ErrorKind,
    each: &mut dyn FnMut(u64, Vec<String>) -> Result<bool>,
) -> Result<Vec<String>> {
    let wrong = |message: String| wrong(path, kind, message);
    let read = || -> Result<Vec<String>> {
        let broken = |e: Broken| wrong(format!("the Parquet table cannot be read: {e}"));
        let packed = file.seek(SeekFrom::End(0)).map_err(|e| broken(e.into()))?;
        let metadata = read_metadata(&mut file).map_err(|e| broken(e.into()))?;
        let most = packed.saturating_mul(MOST_RATIO).max(MOST_EXPANDED);
        let size = metadata.row_groups.iter().fold(0_u64, |size, group| size.saturating_add(expanded(group)));
        if size > most {
            return Err(wrong(format!("the Parquet table expands to more than {MOST_RATIO} times its size")));
        }
        let schema = infer_schema(&metadata).map_err(|e| broken(e.into()))?;
        let mut line = 0;
        'groups: for group in &metadata.row_groups {
            let columns: std::result::Result<Vec<Column<'_>>, Broken> =
                schema.iter_values().map(|field| Column::new(field, group, most)).collect();
            let mut columns = columns.map_err(broken)?;
            for _ in 0..group.num_rows() {
                line += 1;
                let cells: std::result::Result<Vec<String>, Broken> =
                    columns.iter_mut().map(|column| column.next(&mut file)).collect();
                if !each(line, cells.map_err(broken)?)? {
                    break 'groups;
                }
            }
        }
        Ok(schema.iter_names().map(|name| name.to_string()).collect())
    };
    guarded(read).unwrap_or_else(|| Err(wrong("the Parquet table is damaged".into())))
}

/// Bytes of a group of rows once it is unpacked.
fn expanded(group: &RowGroupMetadata) -> u64 {
    group.parquet_columns().iter().map(|chunk| chunk.uncompressed_size().max(0) as u64).fold(0, u64::saturating_add)
}

/// A column of a group of rows, as far as it is read.
struct Column<'m> {
    field: &'m Field,
    /// One, or those of the values within lists and records.
    chunks: Vec<&'m ColumnChunkMetadata>,
    /// Where the next page stands in the file, and where the pages end.
    pages: std::ops::Range<u64>,
    /// The page that holds the values to which others point.
    dictionary: Vec<u8>,
    /// What is decoded, and how many of its values were handed over.
    values: Option<Box<dyn Array>>,
    used: usize,
    /// Bytes to which a page may expand.
    most: u64,
}

impl<'m> Column<'m> {
    fn new(field: &'m Field, group: &'m RowGroupMetadata, most: u64) -> std::result::Result<Self, Broken> {
        let chunks: Vec<_> = group.columns_under_root_iter(&field.name).into_iter().flatten().collect();
        let first = chunks.first().ok_or_else(|| format!("the column `{}` has no values", field.name))?;
        let (pages, dictionary) = (first.byte_range(), Vec::new());
        Ok(Self { field, chunks, pages, dictionary, values: None, used: 0, most })
    }

    /// The next cell.
    fn next(&mut self, file: &mut (impl Read + Seek)) -> std::result::Result<String, Broken> {
        loop {
            match &self.values {
                Some(values) if self.used < values.len() => {
                    self.used += 1;
                    return Ok(cell(values.as_ref(), self.used - 1));
                }
                _ => {}
            }
            (self.values, self.used) = (None, 0);
            let decoded = if self.field.dtype().is_nested() { self.group(file)? } else { self.page(file)? };
            self.values = Some(decoded);
        }
    }

    /// The values of the next page.
    fn page(&mut self, file: &mut (impl Read + Seek)) -> std::result::Result<Box<dyn Array>, Broken> {
        loop {
            if self.pages.is_empty() {
                return Err(format!("the column `{}` has too few values", self.field.name).into());
            }
            let (header, bytes) = self.raw_page(file)?;
            let values = match (header.type_, &header.data_page_header, &header.data_page_header_v2) {
                (PageType::DICTIONARY_PAGE, ..) => {
                    self.dictionary = bytes;
                    continue;
                }
                (PageType::DATA_PAGE, Some(page), _) => page.num_values,
                (PageType::DATA_PAGE_V2, _, Some(page)) => page.num_values,
                _ => continue,
            };
            if values > 0 {
                return self.decode(vec![([self.dictionary.as_slice(), &bytes].concat(), i64::from(values))]);
            }
        }
    }

    /// The header of the next page, and its bytes with the header.
    fn raw_page(&mut self, file: &mut (impl Read + Seek)) -> std::result::Result<(PageHeader, Vec<u8>), Broken> {
        let left = self.pages.end - self.pages.start;
        let mut look = HEADER.0.min(left);
        let (header, length) = loop {
            let bytes = read_at(file, self.pages.start, look)?;
            let mut cursor = Cursor::new(&bytes);
            let header = PageHeader::read_from_in_protocol(&mut TCompactInputProtocol::new(&mut cursor, bytes.len()));
            match header {
                Ok(header) => break (header, cursor.position()),
                Err(_) if look < left.min(HEADER.1) => look = (look * 8).min(left),
                Err(error) => return Err(error.into()),
            }
        };
        let length = length + u64::try_from(header.compressed_page_size)?;
        if length > left || u64::try_from(header.uncompressed_page_size)? > self.most {
            return Err("a page is larger than its column".into());
        }
        let bytes = read_at(file, self.pages.start, length)?;
        self.pages.start += length;
        Ok((header, bytes))
    }

    /// All values of the group of rows.
    fn group(&mut self, file: &mut (impl Read + Seek)) -> std::result::Result<Box<dyn Array>, Broken> {
        if self.pages.is_empty() {
            return Err(format!("the column `{}` has too few values", self.field.name).into());
        }
        self.pages.start = self.pages.end;
        let chunk = |chunk: &&ColumnChunkMetadata| {
            let range = chunk.byte_range();
            Ok((read_at(file, range.start, range.end - range.start)?, chunk.num_values()))
        };
        let chunks: std::result::Result<Vec<_>, io::Error> = self.chunks.iter().map(chunk).collect();
        self.decode(chunks?)
    }

    /// Decodes pages of each chunk, given with the number of their values.
    fn decode(&self, pages: Vec<(Vec<u8>, i64)>) -> std::result::Result<Box<dyn Array>, Broken> {
        let most = usize::try_from(self.most).unwrap_or(usize::MAX);
        let readers = self.chunks.iter().zip(pages).map(|(chunk, (bytes, values))| {
            let descriptor = chunk.descriptor().descriptor.clone();
            let pages = PageMetaData::new(0, values, chunk.compression(), descriptor);
            let reader = PageReader::new_with_page_meta(Cursor::new(Buffer::from(bytes)), pages, Vec::new(), most);
            BasicDecompressor::new(reader, Vec::new())
        });
        let types = self.chunks.iter().map(|chunk| &chunk.descriptor().descriptor.primitive_type).collect();
        let (mut arrays, _) = column_iter_to_arrays(readers.collect(), types, self.field.clone(), None)?;
        match (arrays.pop(), arrays.is_empty()) {
            (Some(array), true) => Ok(array),
            (Some(last), false) => {
                arrays.push(last);
                Ok(polars_arrow::compute::concatenate::concatenate_unchecked(&arrays)?)
            }
            (None, _) => Err("a page holds nothing".into()),
        }
    }
}

fn read_at(file: &mut (impl Read + Seek), start: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}

/// A value as the cell of a table; empty where there is none.
fn cell(values: &dyn Array, at: usize) -> String {
    if values.is_null(at) {
        return String::new();
    }
    let binary = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match values.dtype().to_storage() {
        ArrowDataType::Utf8View => of::<Utf8ViewArray>(values).value(at).into(),
        ArrowDataType::LargeUtf8 => of::<Utf8Array<i64>>(values).value(at).into(),
        ArrowDataType::Utf8 => of::<Utf8Array<i32>>(values).value(at).into(),
        ArrowDataType::BinaryView => binary(of::<BinaryViewArray>(values).value(at)),
        ArrowDataType::LargeBinary => binary(of::<BinaryArray<i64>>(values).value(at)),
        ArrowDataType::Binary => binary(of::<BinaryArray<i32>>(values).value(at)),
        // A whole number has no fraction, as in a workbook.
        ArrowDataType::Float64 => number(of::<PrimitiveArray<f64>>(values).value(at)),
        ArrowDataType::Float32 => number(of::<PrimitiveArray<f32>>(values).value(at)),
        ArrowDataType::Date32 => day(of::<PrimitiveArray<i32>>(values).value(at).into()),
        ArrowDataType::Timestamp(unit, _) => {
            let a_day = match unit {
                TimeUnit::Second => 86_400,
                TimeUnit::Millisecond => 86_400_000,
                TimeUnit::Microsecond => 86_400_000_000,
                TimeUnit::Nanosecond => 86_400_000_000_000,
            };
            day(of::<PrimitiveArray<i64>>(values).value(at).div_euclid(a_day))
        }
        ArrowDataType::Decimal(_, scale) => decimal(of::<PrimitiveArray<i128>>(values).value(at), *scale),
        ArrowDataType::Dictionary(keys, ..) => dictionary_cell(values, at, *keys),
        ArrowDataType::List(_) => list(of::<ListArray<i32>>(values).value(at).as_ref()),
        ArrowDataType::LargeList(_) => list(of::<ListArray<i64>>(values).value(at).as_ref()),
        ArrowDataType::FixedSizeList(..) => list(of::<FixedSizeListArray>(values).value(at).as_ref()),
        ArrowDataType::Map(..) => list(of::<MapArray>(values).value(at).as_ref()),
        ArrowDataType::Struct(fields) => {
            let parts = of::<StructArray>(values).values().iter().zip(fields);
            let parts = parts.map(|(value, field)| format!("{:?}: {}", field.name, item(value.as_ref(), at)));
            format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
        }
        _ => {
            let mut shown = String::new();
            get_display(values, "")(&mut shown, at).expect("a string takes what is shown");
            shown
        }
    }
}

/// A number as it is written; empty where it is none.
fn number(value: impl Into<f64> + std::fmt::Display) -> String {
    let shown = value.to_string();
    if value.into().is_nan() { String::new() } else { shown }
}

/// An array as what its type says it is.
fn of<A: Array>(values: &dyn Array) -> &A {
    values.as_any().downcast_ref().expect("the type of the array names it")
}

fn dictionary_cell(values: &dyn Array, at: usize, keys: IntegerType) -> String {
    match_integer_type!(keys, |$T| {
        let values = of::<DictionaryArray<$T>>(values);
        cell(values.values().as_ref(), values.key_value(at))
    })
}

/// A list in one cell.
fn list(values: &dyn Array) -> String {
    let items: Vec<String> = (0..values.len()).map(|at| item(values, at)).collect();
    format!("[{}]", items.join(", "))
}

/// A value within a list or a record: text in quotes.
fn item(values: &dyn Array, at: usize) -> String {
    use ArrowDataType::{Boolean, FixedSizeList, Float32, Float64, LargeList, List, Map, Struct};
    use ArrowDataType::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
    match values.dtype().to_storage() {
        _ if values.is_null(at) => "null".into(),
        Boolean | Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Float32 | Float64 | List(_)
        | LargeList(_) | FixedSizeList(..) | Map(..) | Struct(_) => cell(values, at),
        _ => serde_json::Value::from(cell(values, at)).to_string(),
    }
}

/// `YYYY-MM-DD` of a day, counted from that of the epoch; empty where no calendar has it.
fn day(days: i64) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = jiff::Span::new().try_days(days);
    span.and_then(|span| epoch.checked_add(span)).map(|day| day.to_string()).unwrap_or_default()
}

/// A number with so many digits behind the point.
fn decimal(value: i128, scale: usize) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{}{whole}{point}{part}", if value < 0 { "-" } else { "" })
}
