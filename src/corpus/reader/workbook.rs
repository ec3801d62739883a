//! Workbooks of Excel (ECMA-376), read with calamine, cell by cell: a sheet may name cells a million rows apart.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use crate::corpus::archive::Package;
use crate::corpus::rows::is_understood;
use crate::corpus::sheet::{MOST_CELLS, Rows, Sheet};
use crate::error::{Error, ErrorKind, Result};
use crate::guard::guarded;
use crate::plural::{form, has, is, plural};

/// Rows that are looked at to find the header.
const HEAD: usize = 50;
/// The most sheets that a note names.
const MOST_NAMED: usize = 10;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads one sheet of a workbook: the first whose header names a column that is understood, else the first that has a header
/// and rows, else the first with cells. Rows above the header are left out. A cell that is merged with those below it gives
/// them its value. All of that is told.
///
/// # Errors
/// When the workbook is damaged, expands too far, or has too many cells.
pub fn read(bytes: &[u8], path: &Path, kind: ErrorKind) -> Result<Sheet> {
    let wrong = |message: String| {
        Error::new(kind, message).at(path).hint("open it in Excel or LibreOffice and save it again, or as CSV in UTF-8")
    };
    // The crate unpacks without limit.
    let merges = Package::open(bytes, path)?.check_all(b"<mergeCell ")?;
    let read = || -> Result<Sheet> {
        let broken = |error: XlsxError| wrong(format!("the workbook cannot be read: {error}"));
        let too_large = || wrong(format!("the workbook has more than {MOST_CELLS} cells"));
        let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
        let Chosen { name, mut grid, others } = chosen(&mut book)
            .map_err(|failed| failed.map_or_else(too_large, broken))?
            .ok_or_else(|| wrong("the workbook has no cell with a value".into()))?;
        let filled = if merges {
            let regions = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
            grid.fill(regions.iter().map(|region| (region.start, region.end))).ok_or_else(too_large)?
        } else {
            0
        };
        let (above, line) = grid.cut();
        let mut sheet = grid.sheet(path, kind)?.ok_or_else(too_large)?;
        if !others.is_empty() {
            let named: Vec<String> = others.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
            let more = if others.len() > MOST_NAMED { ", ..." } else { "" };
            let message = format!("of the workbook the sheet `{name}` is read, and not {}{more}", named.join(", "));
            sheet.note(line, message);
        }
        if above > 0 {
            sheet.note(line, {
                let rows = plural(above, "row");
                format!("{rows} above the header on row {line} {} left out", is(above))
            });
        }
        if filled > 0 {
            let (cells, they) = (plural(filled, "cell"), form(filled, "it is", "they are"));
            sheet.note(line, format!("{cells} {} the value of a merged cell that {they} a part of", has(filled)));
        }
        Ok(sheet)
    };
    guarded(read).unwrap_or_else(|| Err(wrong("the workbook is damaged".into())))
}

/// The sheet that is read.
struct Chosen {
    name: String,
    grid: Grid,
    /// Other sheets that have cells.
    others: Vec<String>,
}

/// What went wrong; `None` where there are too many cells.
type Failed = Option<XlsxError>;

fn chosen(book: &mut Book<'_>) -> std::result::Result<Option<Chosen>, Failed> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut best: Option<(u8, usize, Grid)> = None;
    let mut have_cells = Vec::new();
    for (place, name) in names.iter().enumerate() {
        if best.as_ref().is_some_and(|(rank, ..)| *rank == Grid::BEST) {
            // One cell shows that there is something in it.
            if Grid::read(book, name, 1).is_ok_and(|grid| !grid.rows.is_empty()) {
                have_cells.push(place);
            }
            continue;
        }
        let grid = Grid::read(book, name, usize::MAX)?;
        if grid.rows.is_empty() {
            continue;
        }
        have_cells.push(place);
        let rank = grid.rank();
        if best.as_ref().is_none_or(|(best, ..)| rank > *best) {
            best = Some((rank, place, grid));
        }
    }
    Ok(best.map(|(_, place, grid)| {
        let others = have_cells.iter().filter(|other| **other != place).map(|other| names[*other].clone());
        Chosen { name: names[place].clone(), grid, others: others.collect() }
    }))
}

/// The cells of a sheet that have a value, by row and column, both from 0.
struct Grid {
    rows: Vec<(u32, BTreeMap<u32, String>)>,
}

impl Grid {
    /// The rank of a sheet that is surely the table.
    const BEST: u8 = 2;

    /// Reads a sheet until it has so many cells.
    fn read(book: &mut Book<'_>, name: &str, enough: usize) -> std::result::Result<Self, Failed> {
        let mut cells = book.worksheet_cells_reader(name).map_err(Some)?;
        let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        let mut number = 0_usize;
        while let Some(cell) = cells.next_cell().map_err(Some)? {
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::Error(error) => error.to_string(),
                DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
                DataRef::SharedString(text) => (*text).to_string(),
                DataRef::Int(number) => number.to_string(),
                DataRef::Float(number) => number.to_string(),
                DataRef::Bool(yes) => yes.to_string(),
                DataRef::DateTime(date) if date.is_datetime() => {
                    let (year, month, day, ..) = date.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}")
                }
                DataRef::DateTime(duration) => duration.as_f64().to_string(),
            };
            if text.trim().is_empty() {
                continue;
            }
            number += 1;
            if number > MOST_CELLS {
                return Err(None);
            }
            let (row, column) = cell.get_position();
            rows.entry(row).or_default().insert(column, text);
            if number == enough {
                break;
            }
        }
        Ok(Self { rows: rows.into_iter().collect() })
    }

    /// How surely this is a table.
    fn rank(&self) -> u8 {
        let header = self.header();
        let cells = &self.rows[header].1;
        match self.rows.len() - header {
            2.. if cells.values().any(|name| is_understood(&name.trim().to_lowercase())) => Self::BEST,
            2.. if cells.len() > 1 => 1,
            _ => 0,
        }
    }

    /// The place of the header among the rows: the first that names a column that is understood, else the first that has most
    /// of the cells that rows usually have. Titles and remarks above a table have fewer.
    fn header(&self) -> usize {
        let head = &self.rows[..self.rows.len().min(HEAD)];
        let mut sizes: Vec<usize> = head.iter().map(|(_, cells)| cells.len()).collect();
        sizes.sort_unstable();
        let usual = sizes[sizes.len() / 2];
        let least = usual.min(2).max((usual * 3).div_ceil(5));
        let is_header = |(_, cells): &(u32, BTreeMap<u32, String>)| {
            cells.len() >= least || cells.values().any(|name| is_understood(&name.trim().to_lowercase()))
        };
        head.iter().position(is_header).unwrap_or(0)
    }

    /// Gives the cells below the first one of a merged region its value, in the rows that have other cells, and says how many
    /// they are. Regions are given by their corners, row before column. `None` where they are too many.
    fn fill(&mut self, regions: impl Iterator<Item = ((u32, u32), (u32, u32))>) -> Option<u64> {
        let (mut filled, mut looked) = (0, 0);
        for ((top, column), (bottom, _)) in regions {
            let first = self.rows.partition_point(|(row, _)| *row < top);
            let Some(value) = self.rows.get(first).filter(|(row, _)| *row == top).and_then(|row| row.1.get(&column))
            else {
                continue;
            };
            let value = value.clone();
            for (_, cells) in self.rows[first + 1..].iter_mut().take_while(|(row, _)| *row <= bottom) {
                looked += 1;
                if looked > MOST_CELLS {
                    return None;
                }
                cells.entry(column).or_insert_with(|| {
                    filled += 1;
                    value.clone()
                });
            }
        }
        Some(filled)
    }

    /// Takes off the rows above the header; how many they are, and the row of the header, from 1.
    fn cut(&mut self) -> (usize, u64) {
        let header = self.header();
        self.rows.drain(..header);
        (header, u64::from(self.rows[0].0) + 1)
    }

    /// The table, whose first row is the header; `None` where it has too many cells.
    fn sheet(self, path: &Path, kind: ErrorKind) -> Result<Option<Sheet>> {
        let columns: BTreeSet<u32> = self.rows.iter().flat_map(|(_, cells)| cells.keys().copied()).collect();
        let columns: Vec<u32> = columns.into_iter().collect();
        if columns.len().saturating_mul(self.rows.len()) > MOST_CELLS {
            return Ok(None);
        }
        let row = |(row, of_row): (u32, BTreeMap<u32, String>)| {
            let mut cells = vec![String::new(); columns.len()];
            for (column, text) in of_row {
                if let Ok(place) = columns.binary_search(&column) {
                    cells[place] = text;
                }
            }
            (u64::from(row) + 1, cells)
        };
        let mut rows = self.rows.into_iter().map(row);
        let header = rows.next().map(|(_, cells)| cells).unwrap_or_default();
        let mut packed = Rows::default();
        rows.try_for_each(|(line, cells)| packed.push(line, cells))?;
        Sheet::new(&header, packed, path, kind).map(Some)
    }
}
