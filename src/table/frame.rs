//! Cells -> a polars frame.

use polars::prelude::{Column, DataFrame, NamedFrom, PolarsResult, Series};

use super::safe::{guard_formula, significant};
use super::writer::TableInfo;
use crate::analysis::row::{Cell, FieldType};

/// Makes a frame of some rows. `guard` makes text safe for spreadsheets.
pub fn frame(info: &TableInfo, rows: &[Vec<Cell<'_>>], guard: bool) -> PolarsResult<DataFrame> {
    let columns = info.fields.iter().enumerate().map(|(place, field)| {
        let cells = rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Missing));
        let name = field.name.as_str().into();
        let series = match field.kind {
            FieldType::Integer => Series::new(
                name,
                cells.map(|cell| if let Cell::Integer(n) = cell { Some(*n) } else { None }).collect::<Vec<_>>(),
            ),
            FieldType::Number => {
                let number = |cell: &Cell<'_>| if let Cell::Number(x) = cell { Some(significant(*x)) } else { None };
                Series::new(name, cells.map(number).collect::<Vec<_>>())
            }
            FieldType::Text => {
                let text = |cell: &Cell<'_>| match cell {
                    Cell::Text(text) if guard => Some(guard_formula(text).into_owned()),
                    Cell::Text(text) => Some(text.to_string()),
                    _ => None,
                };
                Series::new(name, cells.map(text).collect::<Vec<_>>())
            }
        };
        Column::from(series)
    });
    DataFrame::new(rows.len(), columns.collect())
}
