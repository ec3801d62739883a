//! What is told to the page, as JSON.

use serde_json::{Map, Value, json};
use themeshift::analysis::row::{Cell, Row};
use themeshift::error::Error;
use themeshift::warning::Warning;
use wasm_bindgen::JsValue;

/// An error, as the page gets it: what is wrong, where, and what to do.
#[derive(Debug)]
pub struct Told(Error);

impl From<Error> for Told {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Told> for JsValue {
    fn from(Told(error): Told) -> Self {
        let told = json!({
            "message": error.message(),
            "place": error.place().map(ToString::to_string),
            "hint": error.advice(),
        });
        Self::from_str(&told.to_string())
    }
}

fn cell(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Integer(number) => json!(number),
        Cell::Number(number) => json!(number),
        Cell::Text(text) => json!(text),
        Cell::Missing => Value::Null,
    }
}

/// Rows as objects with their columns.
pub fn rows<R: Row>(rows: &[R]) -> Vec<Value> {
    let row = |row: &R| {
        let names = R::FIELDS.iter().map(|field| field.name.to_string());
        Value::Object(names.zip(row.cells().into_iter().map(cell)).collect::<Map<_, _>>())
    };
    rows.iter().map(row).collect()
}

/// Warnings as they are told.
pub fn texts(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}
