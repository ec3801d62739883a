//! One table as a file of its own, for people to work on.

use std::path::Path;

use super::csv;
use super::info::TableInfo;
use super::workbook::Workbook;
use crate::analysis::row::Row;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::watch::Unwatched;

/// Writes rows to a file: CSV, or an Excel workbook with the rows of `guide` on a second sheet and an explanation of all
/// columns on a third. The extension of the file says which.
///
/// # Errors
/// When the extension is neither `csv` nor `xlsx`, and when the file cannot be written.
pub fn write_sheet<R: Row, G: Row>(rows: &[R], guide: &[G], path: &Path) -> Result<()> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("csv") => disk::write(path, csv(rows)?).map_err(|e| Error::io(ErrorKind::Output, "cannot write", path, e)),
        Some("xlsx") => {
            let mut workbook = Workbook::new();
            let tables = [add(&mut workbook, rows)?, add(&mut workbook, guide)?];
            workbook.save(path, &tables, &Unwatched)
        }
        _ => Err(Error::new(ErrorKind::Usage, format!("`{}` is no name of a sheet", path.display()))
            .hint("name a file that ends in .csv or .xlsx")),
    }
}

fn add<R: Row>(workbook: &mut Workbook, rows: &[R]) -> Result<TableInfo> {
    let info = TableInfo::of_rows(rows);
    workbook.begin(&info)?;
    let cells = info.cells_of(rows);
    match workbook.append(&info, 0, &cells)? {
        Some(warning) => Err(Error::new(ErrorKind::Output, warning.message).hint("draw fewer messages")),
        None => Ok(info),
    }
}
