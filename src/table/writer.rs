//! Writes tables, step by step, in all the formats that the project asks for.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::io::csv::write::BatchedWriter as CsvBatches;
use polars::io::parquet::write::BatchedWriter as ParquetBatches;
use polars::prelude::{CsvWriter, ParquetWriter, SerWriter};

use super::frame::frame;
use super::workbook::Workbook;
use crate::analysis::row::{Cell, FieldType, Row};
use crate::config::TableFormat;
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// A column as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// Name.
    pub name: String,
    /// Type.
    pub kind: FieldType,
    /// Unit, or empty.
    pub unit: String,
    /// Meaning.
    pub description: String,
}

/// What a table is: for writing it and for describing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// Name, as in the file name.
    pub name: &'static str,
    /// What one row is.
    pub title: &'static str,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
    /// The columns.
    pub fields: Vec<FieldInfo>,
    /// Rows written.
    pub rows: u64,
}

impl TableInfo {
    /// The table of a row type, with further text columns that the user's manifest brings.
    pub fn of<R: Row>(variables: &[String]) -> Self {
        let own = R::FIELDS.iter().map(|field| FieldInfo {
            name: field.name.into(),
            kind: field.kind,
            unit: field.unit.into(),
            description: field.description.into(),
        });
        let further = variables.iter().map(|name| FieldInfo {
            name: name.clone(),
            kind: FieldType::Text,
            unit: String::new(),
            description: "A column of the manifest.".into(),
        });
        Self { name: R::TABLE, title: R::TITLE, key: R::KEY, fields: own.chain(further).collect(), rows: 0 }
    }
}

/// All tables of a run, written into one folder.
#[derive(Debug)]
pub struct TableSet {
    folder: PathBuf,
    formats: Vec<TableFormat>,
    workbook: Option<Workbook>,
    /// The tables written so far.
    pub tables: Vec<TableInfo>,
    /// What could not be written as asked.
    pub warnings: Vec<Warning>,
}

/// One table that is being written.
pub struct TableWriter {
    info: TableInfo,
    csv: Option<CsvBatches<BufWriter<File>>>,
    parquet: Option<ParquetBatches<BufWriter<File>>>,
}

impl std::fmt::Debug for TableWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TableWriter({})", self.info.name)
    }
}

impl TableSet {
    /// Makes the folder for tables.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path, formats: &[TableFormat]) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .map_err(|e| Error::io(ErrorKind::Output, "cannot make the folder", folder, e))?;
        let workbook = formats.contains(&TableFormat::Xlsx).then(Workbook::new);
        Ok(Self {
            folder: folder.to_path_buf(),
            formats: formats.to_vec(),
            workbook,
            tables: Vec::new(),
            warnings: Vec::new(),
        })
    }

    /// Begins a table.
    ///
    /// # Errors
    /// When a file cannot be made.
    pub fn begin<R: Row>(&mut self, variables: &[String]) -> Result<TableWriter> {
        let info = TableInfo::of::<R>(variables);
        let empty = frame(&info, &[], false).map_err(|e| failed(&self.folder, e))?;
        let mut writer = TableWriter { csv: None, parquet: None, info };
        if self.formats.contains(&TableFormat::Csv) {
            let path = self.folder.join(format!("{}.csv", writer.info.name));
            let batches = CsvWriter::new(create(&path)?).include_header(true).batched(empty.schema());
            writer.csv = Some(batches.map_err(|e| failed(&path, e))?);
        }
        if self.formats.contains(&TableFormat::Parquet) {
            let path = self.folder.join(format!("{}.parquet", writer.info.name));
            let batches = ParquetWriter::new(create(&path)?).set_parallel(false).batched(empty.schema());
            writer.parquet = Some(batches.map_err(|e| failed(&path, e))?);
        }
        if let Some(workbook) = &mut self.workbook {
            workbook.begin(&writer.info)?;
        }
        Ok(writer)
    }

    /// Adds rows to a table.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn append<R: Row>(&mut self, writer: &mut TableWriter, rows: &[R]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let cells: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| cells(&writer.info, row)).collect();
        if let Some(csv) = &mut writer.csv {
            let frame = frame(&writer.info, &cells, true).map_err(|e| failed(&self.folder, e))?;
            csv.write_batch(&frame).map_err(|e| failed(&self.folder, e))?;
        }
        if let Some(parquet) = &mut writer.parquet {
            let frame = frame(&writer.info, &cells, false).map_err(|e| failed(&self.folder, e))?;
            parquet.write_batch(&frame).map_err(|e| failed(&self.folder, e))?;
        }
        if let Some(workbook) = &mut self.workbook {
            self.warnings.extend(workbook.append(&writer.info, writer.info.rows, &cells)?);
        }
        writer.info.rows += rows.len() as u64;
        Ok(())
    }

    /// Ends a table.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn end(&mut self, mut writer: TableWriter) -> Result<()> {
        if let Some(csv) = &mut writer.csv {
            csv.finish().map_err(|e| failed(&self.folder, e))?;
        }
        if let Some(parquet) = &mut writer.parquet {
            parquet.finish().map_err(|e| failed(&self.folder, e))?;
        }
        self.tables.push(writer.info);
        Ok(())
    }

    /// Writes a whole table.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write<R: Row>(&mut self, rows: &[R]) -> Result<()> {
        let mut writer = self.begin::<R>(&variables(rows))?;
        self.append(&mut writer, rows)?;
        self.end(writer)
    }

    /// Saves the workbook, if one was asked for, with a sheet that explains all columns. Tables are then complete.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(&mut self) -> Result<()> {
        self.tables.sort_by_key(|table| table.name);
        match self.workbook.take() {
            Some(workbook) => workbook.save(&self.folder, &self.tables),
            None => Ok(()),
        }
    }

    /// The table formats.
    pub fn formats(&self) -> &[TableFormat] {
        &self.formats
    }
}

/// The rows of a table as CSV, with a header.
///
/// # Errors
/// When polars cannot write them.
pub fn csv<R: Row>(rows: &[R]) -> Result<Vec<u8>> {
    let info = TableInfo::of::<R>(&variables(rows));
    let cells: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| cells(&info, row)).collect();
    let mut out = Vec::new();
    let written = frame(&info, &cells, true).and_then(|mut frame| CsvWriter::new(&mut out).finish(&mut frame));
    written.map_err(|e| Error::new(ErrorKind::Output, format!("cannot write a table: {e}")))?;
    Ok(out)
}

fn variables<R: Row>(rows: &[R]) -> Vec<String> {
    rows.first().map(|row| row.variables().iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default()
}

/// The cells of a row, with those of the further columns in the order of the table.
fn cells<'r, R: Row>(info: &TableInfo, row: &'r R) -> Vec<Cell<'r>> {
    let mut cells = row.cells();
    for field in &info.fields[cells.len()..] {
        let value = row.variables().iter().find(|(name, value)| *name == field.name && !value.is_empty());
        cells.push(value.map_or(Cell::Missing, |(_, value)| Cell::Text(value.into())));
    }
    cells
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    let file = File::create(path).map_err(|e| Error::io(ErrorKind::Output, "cannot write", path, e))?;
    Ok(BufWriter::new(file))
}

fn failed(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Output, format!("cannot write a table: {error}")).at(path)
}
