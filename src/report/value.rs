//! The cells that a report carries, and how they become JSON.

use hashbrown::HashMap;
use serde_json::{Value as Json, json};

use crate::analysis::row::{Cell, Row};
use crate::table::{TableInfo, significant};

/// The longest text of a cell, in characters; what is longer ends with an ellipsis.
pub const MOST_CELL: usize = 2_000;

/// A cell of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// A real number with six significant digits.
    Number(f64),
    /// Text.
    Text(Box<str>),
    /// No value.
    Missing,
}

impl Value {
    /// The cell, with text of at most `most` characters. True where text was cut.
    pub fn of(cell: &Cell<'_>, most: usize) -> (Self, bool) {
        match cell {
            Cell::Integer(number) => (Self::Integer(*number), false),
            Cell::Number(number) => (Self::Number(significant(*number)), false),
            Cell::Text(text) => {
                let kept = cut(text, most);
                let short = kept.len() < text.len();
                (Self::Text(if short { format!("{kept}…").into() } else { text.as_ref().into() }), short)
            }
            Cell::Missing => (Self::Missing, false),
        }
    }

    /// The text; empty where the cell holds none.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The number; 0 where the cell holds none.
    pub fn number(&self) -> f64 {
        match self {
            Self::Integer(number) => *number as f64,
            Self::Number(number) => *number,
            _ => 0.0,
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Integer(number) => json!(number),
            Self::Number(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::Missing => Json::Null,
        }
    }
}

/// At most so many characters of a text.
pub fn cut(text: &str, most: usize) -> &str {
    // As many bytes are as many characters or more.
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// The place of a column.
///
/// # Panics
/// When the row type has no such column: the name is part of the program.
pub fn column<R: Row>(name: &str) -> usize {
    R::FIELDS.iter().position(|field| field.name == name).unwrap_or_else(|| panic!("{} has no {name}", R::TABLE))
}

/// A table that the report carries, whole or in part.
#[derive(Debug)]
pub struct Table {
    /// What it is; `rows` are those of the whole table.
    pub info: TableInfo,
    /// The rows carried.
    pub rows: Vec<Vec<Value>>,
    /// Cells whose text was cut.
    pub shortened: u64,
}

impl Table {
    /// An empty table.
    pub fn new(info: TableInfo) -> Self {
        Self { info, rows: Vec::new(), shortened: 0 }
    }

    /// Adds a row.
    pub fn push<'c>(&mut self, cells: impl IntoIterator<Item = &'c Cell<'c>>) {
        let row = cells.into_iter().map(|cell| {
            let (value, short) = Value::of(cell, MOST_CELL);
            self.shortened += u64::from(short);
            value
        });
        let row = row.collect();
        self.rows.push(row);
    }

    /// The place of a column, by name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.info.fields.iter().position(|field| field.name == name)
    }

    /// The table by columns: `{title, of, shortened, fields: [[name, type, unit]], columns: [..]}`. `of` are the rows of
    /// the whole table. A column of text with many repetitions is `{values, at}`: the distinct texts, and their places
    /// row by row.
    pub fn json(&self) -> Json {
        let fields = self.info.fields.iter().map(|field| json!([field.name, field.kind.name(), field.unit]));
        let columns = (0..self.info.fields.len()).map(|place| self.column(place));
        json!({
            "title": self.info.title,
            "of": self.info.rows,
            "shortened": self.shortened,
            "fields": fields.collect::<Vec<_>>(),
            "columns": columns.collect::<Vec<_>>(),
        })
    }

    fn column(&self, place: usize) -> Json {
        let cells = || self.rows.iter().map(|row| &row[place]);
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut values: Vec<&str> = Vec::new();
        let text = cells().all(|value| matches!(value, Value::Text(_) | Value::Missing));
        if text {
            for value in cells().filter(|value| **value != Value::Missing) {
                places.entry(value.text()).or_insert_with(|| {
                    values.push(value.text());
                    values.len() - 1
                });
            }
        }
        if text && values.len() * 2 < self.rows.len() {
            let at = cells().map(|value| places.get(value.text()).map_or(Json::Null, |place| json!(place)));
            json!({ "values": values, "at": at.collect::<Vec<_>>() })
        } else {
            cells().map(Value::json).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::WordShiftRow;

    fn row(term: &str, contribution_bits: f64) -> WordShiftRow {
        WordShiftRow {
            from_year: 2012,
            to_year: 2017,
            term: term.into(),
            label: term.into(),
            share_from: 0.0,
            share_to: 1.0 / 3.0,
            contribution_bits,
            direction: "rises".into(),
        }
    }

    #[test]
    fn columns_hold_what_csv_holds() {
        let mut table = Table::new(TableInfo::of::<WordShiftRow>(&[]));
        for (term, bits) in [("a", 1.0), ("", 2.5), ("c", 1e-7)] {
            table.push(&row(term, bits).cells());
        }
        let json = table.json();
        let columns = &json["columns"];
        assert_eq!(columns[0], json!([2012, 2012, 2012]));
        assert_eq!(columns[2], json!(["a", null, "c"]));
        assert_eq!(columns[5], json!([0.333_333, 0.333_333, 0.333_333]));
        assert_eq!(columns[6], json!([1.0, 2.5, 1e-7]));
        assert_eq!(columns[7], json!({ "values": ["rises"], "at": [0, 0, 0] }));
        assert_eq!(json["fields"][6], json!(["contribution_bits", "number", "bits"]));
        assert_eq!(table.place("direction"), Some(7));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let mut table = Table::new(TableInfo::of::<WordShiftRow>(&[]));
        table.push(&row(&"é".repeat(MOST_CELL + 1), 1.0).cells());
        table.push(&row(&"é".repeat(MOST_CELL), 1.0).cells());
        assert_eq!(table.shortened, 2);
        assert_eq!(table.rows[0][2].text(), "é".repeat(MOST_CELL) + "…");
        assert_eq!(table.rows[1][2].text(), "é".repeat(MOST_CELL));
    }
}
