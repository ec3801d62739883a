//! Cells -> a polars frame.

use polars::prelude::{Column, DataFrame, NamedFrom, PolarsResult, Series};

use super::info::TableInfo;
use super::safe::significant;
use crate::analysis::row::{Cell, FieldType};

/// Makes a frame of some rows.
pub fn frame(info: &TableInfo, rows: &[Vec<Cell<'_>>]) -> PolarsResult<DataFrame> {
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
                let text = |cell: &Cell<'_>| if let Cell::Text(text) = cell { Some(text.to_string()) } else { None };
                Series::new(name, cells.map(text).collect::<Vec<_>>())
            }
        };
        Column::from(series)
    });
    DataFrame::new(rows.len(), columns.collect())
}
