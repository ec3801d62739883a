//! Rows of the library -> Arrow tables.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, LargeStringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyTuple};
use pyo3_arrow::ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};
use themeshift::analysis::row::{Cell, FieldType, Row};
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::table::{FieldInfo, TableInfo, TableSink, significant};

/// Rows that are shown in a notebook.
const SHOWN: usize = 10;

/// A column in the making. Numbers are rounded as in files.
#[derive(Debug)]
enum Column {
    Integer(Int64Builder),
    Number(Float64Builder),
    Text(LargeStringBuilder),
}

impl Column {
    fn new(kind: FieldType) -> Self {
        match kind {
            FieldType::Integer => Self::Integer(Int64Builder::new()),
            FieldType::Number => Self::Number(Float64Builder::new()),
            FieldType::Text => Self::Text(LargeStringBuilder::new()),
        }
    }

    fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Integer(column), Cell::Integer(number)) => column.append_value(*number),
            (Self::Number(column), Cell::Number(number)) => column.append_value(significant(*number)),
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Integer(column), _) => column.append_null(),
            (Self::Number(column), _) => column.append_null(),
            (Self::Text(column), _) => column.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
        }
    }
}

/// A table in the making.
#[derive(Debug)]
pub struct Open {
    info: TableInfo,
    columns: Vec<Column>,
}

/// Keeps the tables of a run in memory.
#[derive(Debug, Default)]
pub struct Tables {
    /// The tables, in the order in which they ended.
    pub tables: Vec<Table>,
}

impl TableSink for Tables {
    type Open = Open;

    fn begin(&mut self, info: TableInfo) -> Result<Open> {
        let columns = info.fields.iter().map(|field| Column::new(field.kind)).collect();
        Ok(Open { info, columns })
    }

    fn append<R: Row>(&mut self, table: &mut Open, rows: &[R]) -> Result<()> {
        for row in rows {
            table.columns.iter_mut().zip(table.info.cells(row)).for_each(|(column, cell)| column.push(&cell));
        }
        Ok(())
    }

    fn end(&mut self, mut table: Open) -> Result<()> {
        let columns = table.columns.iter_mut().map(Column::finish).collect();
        let batch = RecordBatch::try_new(schema(&table.info), columns)
            .map_err(|e| Error::new(ErrorKind::Output, format!("cannot make the table {}: {e}", table.info.name)))?;
        self.tables.push(Table { info: table.info, batch });
        Ok(())
    }
}

/// The Arrow schema of a table: unit and meaning of a column stand in its metadata.
fn schema(info: &TableInfo) -> SchemaRef {
    let field = |field: &FieldInfo| {
        let kind = match field.kind {
            FieldType::Integer => DataType::Int64,
            FieldType::Number => DataType::Float64,
            FieldType::Text => DataType::LargeUtf8,
        };
        let metadata = [("unit", &field.unit), ("description", &field.description)];
        let metadata = metadata.into_iter().filter(|(_, text)| !text.is_empty());
        Field::new(&field.name, kind, true)
            .with_metadata(metadata.map(|(name, text)| (name.to_string(), text.clone())).collect())
    };
    let metadata = [("table", info.name.to_string()), ("title", info.title.to_string()), ("key", info.key.join(","))];
    let metadata: HashMap<String, String> = metadata.into_iter().map(|(name, text)| (name.to_string(), text)).collect();
    Arc::new(Schema::new(info.fields.iter().map(field).collect::<Vec<_>>()).with_metadata(metadata))
}

/// A table of results. pandas, polars, pyarrow and others take it by the Arrow `PyCapsule` interface.
#[pyclass(module = "themeshift", frozen)]
#[derive(Debug, Clone)]
pub struct Table {
    info: TableInfo,
    batch: RecordBatch,
}

impl Table {
    /// The table of some rows.
    ///
    /// # Errors
    /// When Arrow refuses the columns.
    pub fn of<R: Row>(rows: &[R]) -> Result<Self> {
        let mut tables = Tables::default();
        tables.write(rows)?;
        tables.tables.pop().ok_or_else(|| Error::new(ErrorKind::Output, "no table was made"))
    }

    /// Name of the table.
    pub fn name(&self) -> &'static str {
        self.info.name
    }

    /// The value of a cell: `int`, `float`, `str` or `None`.
    fn cell<'py>(&self, py: Python<'py>, column: usize, row: usize) -> PyResult<Bound<'py, PyAny>> {
        let array = self.batch.column(column);
        if array.is_null(row) {
            return Ok(py.None().into_bound(py));
        }
        match self.info.fields[column].kind {
            FieldType::Integer => {
                array.as_primitive::<Int64Type>().value(row).into_pyobject(py).map(Bound::into_any).map_err(Into::into)
            }
            FieldType::Number => array
                .as_primitive::<Float64Type>()
                .value(row)
                .into_pyobject(py)
                .map(Bound::into_any)
                .map_err(Into::into),
            FieldType::Text => {
                array.as_string::<i64>().value(row).into_pyobject(py).map(Bound::into_any).map_err(Into::into)
            }
        }
    }
}

#[pymethods]
impl Table {
    /// Name of the table, as in the results of the command line.
    #[getter(name)]
    fn py_name(&self) -> &'static str {
        self.info.name
    }

    /// What one row is.
    #[getter]
    fn title(&self) -> &'static str {
        self.info.title
    }

    /// Names of the columns that identify a row.
    #[getter]
    fn key(&self) -> Vec<&'static str> {
        self.info.key.to_vec()
    }

    /// Names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.info.fields.iter().map(|field| field.name.clone()).collect()
    }

    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Unit of a column, such as "hits per 1,000 word tokens"; empty where it has none.
    fn unit(&self, column: &str) -> PyResult<String> {
        Ok(self.field(column)?.unit.clone())
    }

    /// Meaning of a column, in a sentence.
    fn describe(&self, column: &str) -> PyResult<String> {
        Ok(self.field(column)?.description.clone())
    }

    /// The columns as lists by their names.
    fn to_pydict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (place, field) in self.info.fields.iter().enumerate() {
            let cells: Vec<Bound<'py, PyAny>> =
                (0..self.batch.num_rows()).map(|row| self.cell(py, place, row)).collect::<PyResult<_>>()?;
            columns.set_item(&field.name, PyList::new(py, cells)?)?;
        }
        Ok(columns)
    }

    /// The rows as dictionaries.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for row in 0..self.batch.num_rows() {
            let cells = PyDict::new(py);
            for (place, field) in self.info.fields.iter().enumerate() {
                cells.set_item(&field.name, self.cell(py, place, row)?)?;
            }
            rows.append(cells)?;
        }
        Ok(rows)
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("Table({}: {} rows, columns {})", self.info.name, self.batch.num_rows(), self.column_names().join(", "))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let mut html = format!("<table><caption>{}</caption><thead><tr>", escaped(self.info.title));
        for field in &self.info.fields {
            let about = if field.unit.is_empty() {
                field.description.clone()
            } else {
                format!("{} [{}]", field.description, field.unit)
            };
            html += &format!("<th title=\"{}\">{}</th>", escaped(&about), escaped(&field.name));
        }
        html += "</tr></thead><tbody>";
        for row in 0..self.batch.num_rows().min(SHOWN) {
            html += "<tr>";
            for column in 0..self.info.fields.len() {
                let cell = self.cell(py, column, row)?;
                let text = if cell.is_none() { String::new() } else { cell.str()?.to_string() };
                html += &format!("<td>{}</td>", escaped(&text));
            }
            html += "</tr>";
        }
        html += "</tbody></table>";
        let more = self.batch.num_rows().saturating_sub(SHOWN);
        if more > 0 {
            html += &format!("<p>and {more} more rows</p>");
        }
        Ok(html)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.batch.schema().as_ref())?)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let (field, array) = self.as_struct();
        Ok(to_array_pycapsules(py, field, &array, requested_schema)?)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let (field, array) = self.as_struct();
        let array: ArrayRef = Arc::new(array);
        Ok(to_stream_pycapsule(py, Box::new(ArrayIterator::new(vec![Ok(array)], field)), requested_schema)?)
    }
}

impl Table {
    fn field(&self, column: &str) -> PyResult<&FieldInfo> {
        let missing = || {
            let text = format!(
                "the table {} has no column `{column}`; columns: {}",
                self.info.name,
                self.column_names().join(", ")
            );
            PyKeyError::new_err(text)
        };
        self.info.fields.iter().find(|field| field.name == column).ok_or_else(missing)
    }

    /// The table as one array of structs, which is how the interface passes record batches.
    fn as_struct(&self) -> (Arc<Field>, StructArray) {
        let schema = self.batch.schema();
        let field = Field::new_struct("", schema.fields().clone(), false).with_metadata(schema.metadata().clone());
        (Arc::new(field), StructArray::from(self.batch.clone()))
    }
}

/// Text for HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
