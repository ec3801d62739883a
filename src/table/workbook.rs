//! One Excel workbook: a sheet for each table and a sheet that explains the columns.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook as Book, XlsxError};

use super::info::TableInfo;
use super::safe::significant;
use crate::analysis::row::Cell;
use crate::disk::File;
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;
use crate::watch::{Watcher, unless_stopped};

/// File name of the workbook.
pub const WORKBOOK_FILE: &str = "themeshift.xlsx";
/// Rows that a sheet holds, the header included.
const MAX_ROWS: u64 = 1_048_576;
/// Characters (UTF-16 units) that a cell holds.
const MAX_TEXT: usize = 32_767;

/// A workbook that is being written.
pub struct Workbook {
    book: Book,
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Workbook")
    }
}

impl Workbook {
    /// An empty workbook. Its creation date is fixed, so equal results give equal files.
    pub fn new() -> Self {
        let mut book = Book::new();
        if let Ok(date) = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1) {
            book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&date));
        }
        Self { book }
    }

    /// Adds a sheet with its header.
    pub fn begin(&mut self, info: &TableInfo) -> Result<()> {
        let sheet = self.book.add_worksheet();
        let bold = Format::new().set_bold();
        sheet.set_name(sheet_name(info.name)).map_err(|e| failed(&e))?;
        for (column, field) in info.fields.iter().enumerate() {
            sheet.write_string_with_format(0, column as u16, &field.name, &bold).map_err(|e| failed(&e))?;
        }
        sheet.set_freeze_panes(1, 0).map_err(|e| failed(&e))?;
        Ok(())
    }

    /// Adds rows below the `written` ones. Rows beyond what a sheet holds are left out, with a warning.
    pub fn append(&mut self, info: &TableInfo, written: u64, rows: &[Vec<Cell<'_>>]) -> Result<Option<Warning>> {
        let sheet = self.book.worksheet_from_name(&sheet_name(info.name)).map_err(|e| failed(&e))?;
        let mut warning = None;
        for (offset, cells) in rows.iter().enumerate() {
            let row = written + 1 + offset as u64;
            if row >= MAX_ROWS {
                if written < MAX_ROWS {
                    let message = format!(
                        "the sheet {} holds only the first {} rows; CSV and Parquet hold all",
                        info.name,
                        MAX_ROWS - 1
                    );
                    warning = Some(Warning::general(message));
                }
                break;
            }
            for (column, cell) in cells.iter().enumerate() {
                let (row, column) = (row as u32, column as u16);
                match cell {
                    Cell::Integer(number) => sheet.write_number(row, column, *number as f64),
                    Cell::Number(number) => sheet.write_number(row, column, significant(*number)),
                    Cell::Text(text) => sheet.write_string(row, column, fitting(text)),
                    Cell::Missing => continue,
                }
                .map_err(|e| failed(&e))?;
            }
        }
        Ok(warning)
    }

    /// Adds the sheet that explains the columns and saves the workbook, unless the user stops the run.
    pub fn save(mut self, path: &Path, tables: &[TableInfo], watcher: &dyn Watcher) -> Result<()> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet();
        sheet.set_name("columns").map_err(|e| failed(&e))?;
        for (column, name) in ["table", "column", "type", "unit", "description"].into_iter().enumerate() {
            sheet.write_string_with_format(0, column as u16, name, &bold).map_err(|e| failed(&e))?;
        }
        let mut row = 0;
        for (table, field) in tables.iter().flat_map(|table| table.fields.iter().map(move |field| (table, field))) {
            row += 1;
            let kind = field.kind.name();
            for (column, text) in
                [table.name, &field.name, kind, &field.unit, &field.description].into_iter().enumerate()
            {
                sheet.write_string(row, column as u16, text).map_err(|e| failed(&e))?;
            }
        }
        let file = File::create(path).map_err(|e| Error::unwritten("cannot write", path, e))?;
        let saved = self.book.save_to_writer(Watched { file: BufWriter::new(file), watcher });
        unless_stopped(watcher)?;
        saved.map_err(|e| Error::unwritten("cannot write the workbook", path, e))
    }
}

/// A file that is not written on once the user has stopped the run.
struct Watched<'w> {
    file: BufWriter<File>,
    watcher: &'w dyn Watcher,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.watcher.stopped() {
            return Err(io::ErrorKind::Other.into());
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Sheet names have at most 31 characters.
fn sheet_name(table: &str) -> String {
    table.chars().take(31).collect()
}

/// Text cut to what a cell holds, with a mark where it was cut.
fn fitting(text: &str) -> String {
    let mut units = 0;
    if text.len() <= MAX_TEXT {
        return text.to_string();
    }
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < MAX_TEXT
        })
        .collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

fn failed(error: &XlsxError) -> Error {
    Error::new(ErrorKind::Output, format!("cannot write the workbook: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_with_a_mark() {
        assert_eq!(fitting("short"), "short");
        let cut = fitting(&"é".repeat(40_000));
        assert_eq!(cut.encode_utf16().count(), MAX_TEXT);
        assert!(cut.ends_with('…'));
        assert_eq!(sheet_name("term_frequency_by_theme_and_more_of_it").len(), 31);
    }
}
