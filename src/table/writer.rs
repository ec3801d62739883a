//! Writes tables, step by step, in all the formats that the project asks for.

use std::path::{Path, PathBuf};

use csv::Writer as CsvWriter;

use super::csv as rows_as_csv;
use super::info::TableInfo;
use super::parquet::ParquetFile;
use super::sink::TableSink;
use super::workbook::{WORKBOOK_FILE, Workbook};
use crate::analysis::row::{Cell, Row};
use crate::config::TableFormat;
use crate::disk::{self, File};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;
use crate::watch::Watcher;

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
    csv: Option<CsvWriter<File>>,
    parquet: Option<ParquetFile>,
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
        disk::create_dir_all(folder).map_err(|e| Error::io(ErrorKind::Output, "cannot make the folder", folder, e))?;
        let workbook = formats.contains(&TableFormat::Xlsx).then(Workbook::new);
        Ok(Self {
            folder: folder.to_path_buf(),
            formats: formats.to_vec(),
            workbook,
            tables: Vec::new(),
            warnings: Vec::new(),
        })
    }

    /// Saves the workbook, if one was asked for, with a sheet that explains all columns. Tables are then complete.
    ///
    /// # Errors
    /// When the file cannot be written, or the user stops the run.
    pub fn finish(&mut self, watcher: &dyn Watcher) -> Result<()> {
        self.tables.sort_by_key(|table| table.name);
        match self.workbook.take() {
            Some(workbook) => workbook.save(&self.folder.join(WORKBOOK_FILE), &self.tables, watcher),
            None => Ok(()),
        }
    }

    /// The table formats.
    pub fn formats(&self) -> &[TableFormat] {
        &self.formats
    }

    /// Adds rows, given as their cells.
    fn append_cells(&mut self, writer: &mut TableWriter, rows: &[Vec<Cell<'_>>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        if let Some(csv) = &mut writer.csv {
            rows_as_csv::append(csv, rows).map_err(|e| failed(&self.folder, e))?;
        }
        if let Some(parquet) = &mut writer.parquet {
            parquet.append(&writer.info, rows).map_err(|e| failed(&self.folder, e))?;
        }
        if let Some(workbook) = &mut self.workbook {
            self.warnings.extend(workbook.append(&writer.info, writer.info.rows, rows)?);
        }
        writer.info.rows += rows.len() as u64;
        Ok(())
    }
}

impl TableSink for TableSet {
    type Open = TableWriter;

    fn begin(&mut self, info: TableInfo) -> Result<TableWriter> {
        let mut writer = TableWriter { csv: None, parquet: None, info };
        if self.formats.contains(&TableFormat::Csv) {
            let path = self.folder.join(format!("{}.csv", writer.info.name));
            writer.csv = Some(rows_as_csv::begin(&writer.info, create(&path)?).map_err(|e| failed(&path, e))?);
        }
        if self.formats.contains(&TableFormat::Parquet) {
            let path = self.folder.join(format!("{}.parquet", writer.info.name));
            let file = create(&path)?;
            writer.parquet = Some(ParquetFile::begin(&writer.info, file).map_err(|e| failed(&path, e))?);
        }
        if let Some(workbook) = &mut self.workbook {
            workbook.begin(&writer.info)?;
        }
        Ok(writer)
    }

    fn append<R: Row>(&mut self, writer: &mut TableWriter, rows: &[R]) -> Result<()> {
        let cells = writer.info.cells_of(rows);
        self.append_cells(writer, &cells)
    }

    fn end(&mut self, mut writer: TableWriter) -> Result<()> {
        if let Some(csv) = &mut writer.csv {
            csv.flush().map_err(|e| failed(&self.folder, e))?;
        }
        if let Some(parquet) = &mut writer.parquet {
            parquet.finish().map_err(|e| failed(&self.folder, e))?;
        }
        self.tables.push(writer.info);
        Ok(())
    }
}

fn create(path: &Path) -> Result<File> {
    File::create(path).map_err(|e| Error::unwritten("cannot write", path, e))
}

fn failed(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::unwritten("cannot write a table", path, error)
}
