//! Workbooks of Excel (ECMA-376), read with calamine, cell by cell: a sheet may name cells a million rows apart.

use std::path::Path;

use calamine::{DataRef, Reader, Xlsx};

use crate::corpus::archive::Package;
use crate::corpus::sheet::{MOST_CELLS, Sheet, SheetRow};
use crate::error::{Error, ErrorKind, Result};
use crate::guard::guarded;

/// Reads the first sheet of a workbook that has cells; its first row is the header.
///
/// # Errors
/// When the workbook is damaged, expands too far, or has too many cells.
pub fn read(bytes: &[u8], path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let wrong = |message: String| {
        Error::new(kind, message).at(path).hint("open it in Excel or LibreOffice and save it again, or as CSV in UTF-8")
    };
    // The crate unpacks without limit.
    Package::open(bytes, path)?.check_all()?;
    let read = || -> Result<Sheet> {
        let broken = |error: calamine::XlsxError| wrong(format!("the workbook cannot be read: {error}"));
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).map_err(broken)?;
        for name in book.sheet_names() {
            let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
            let mut found: Vec<(u32, Vec<(u32, String)>)> = Vec::new();
            let mut number = 0_usize;
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                let text = match cell.get_value() {
                    DataRef::Empty | DataRef::Error(_) => continue,
                    DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
                    DataRef::SharedString(text) => (*text).to_string(),
                    DataRef::Int(number) => number.to_string(),
                    DataRef::Float(number) => number.to_string(),
                    DataRef::Bool(yes) => yes.to_string(),
                    DataRef::DateTime(date) => {
                        let (year, month, day, ..) = date.to_ymd_hms_milli();
                        format!("{year:04}-{month:02}-{day:02}")
                    }
                };
                number += 1;
                if number > MOST_CELLS {
                    return Err(wrong(format!("the workbook has more than {MOST_CELLS} cells")));
                }
                match found.last_mut() {
                    Some((last, of_row)) if *last == row => of_row.push((column, text)),
                    _ => found.push((row, vec![(column, text)])),
                }
            }
            if found.is_empty() {
                continue;
            }
            found.sort_by_key(|(row, _)| *row);
            let mut rows = found.into_iter();
            let (_, header) = rows.next().unwrap_or_default();
            let row = |(row, of_row): (u32, Vec<(u32, String)>)| {
                let mut cells = vec![String::new(); header.len()];
                for (column, text) in of_row {
                    if let Some(place) = header.iter().position(|(of, _)| *of == column) {
                        cells[place] = text;
                    }
                }
                SheetRow { line: u64::from(row) + 1, cells }
            };
            let rows = rows.map(row).filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
            return Ok(Sheet::new(header.iter().map(|(_, name)| name.clone()).collect(), rows, path, kind));
        }
        Err(wrong("the workbook has no cell with a value".into()))
    };
    guarded(read).unwrap_or_else(|| Err(wrong("the workbook is damaged".into())))
}
