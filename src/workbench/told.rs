//! What is told in JSON: errors, rows of tables, warnings.

use serde_json::{Map, Value, json};

use crate::analysis::row::{Cell, Row};
use crate::error::Error;
use crate::warning::Warning;

/// What is told of an error: what is wrong, where, and what to do.
pub fn told(error: &Error) -> Value {
    json!({
        "message": error.message(),
        "place": error.place().map(ToString::to_string),
        "hint": error.advice(),
    })
}

/// Rows as objects with their columns.
pub fn rows<R: Row>(rows: &[R]) -> Vec<Value> {
    let value = |cell: Cell<'_>| match cell {
        Cell::Integer(number) => json!(number),
        Cell::Number(number) => json!(number),
        Cell::Text(text) => json!(text),
        Cell::Missing => Value::Null,
    };
    let row = |row: &R| {
        let names = R::FIELDS.iter().map(|field| field.name.to_string());
        Value::Object(names.zip(row.cells().into_iter().map(value)).collect::<Map<_, _>>())
    };
    rows.iter().map(row).collect()
}

/// Warnings in words.
pub fn texts_of(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}
