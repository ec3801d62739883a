//! Typed rows -> JSON by columns.

use hashbrown::HashMap;
use serde_json::{Value as Json, json};

use crate::analysis::row::{Cell, Row};
use crate::table::{TableInfo, significant};

/// The longest text of a cell, in characters; what is longer ends with an ellipsis. A message may be longer.
const MOST_CELL: usize = 2_000;

/// At most so many characters of a text.
pub fn cut(text: &str, most: usize) -> &str {
    // As many bytes are as many characters or more.
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// Some rows by columns: `{title, of, fields: [[name, type, unit]], columns: [..]}`. `of` are the rows of the whole
/// table. A column of text with many repetitions is `{values, at}`: the distinct texts, and their places row by row.
pub fn table<R: Row>(rows: &[&R], of: u64) -> Json {
    of_columns(rows, of, MOST_CELL, &[])
}

/// The same without some columns.
pub fn table_without<R: Row>(rows: &[&R], of: u64, columns: &[&str]) -> Json {
    of_columns(rows, of, MOST_CELL, columns)
}

/// The same with texts of any length.
pub fn table_uncut<R: Row>(rows: &[&R], of: u64) -> Json {
    of_columns(rows, of, usize::MAX, &[])
}

fn of_columns<R: Row>(rows: &[&R], of: u64, most: usize, left_out: &[&str]) -> Json {
    let info = TableInfo::of_rows(rows.iter().copied());
    let mut columns: Vec<Vec<Cell<'_>>> = info.fields.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        columns.iter_mut().zip(info.cells(*row)).for_each(|(column, cell)| column.push(cell));
    }
    let carried = || info.fields.iter().zip(&columns).filter(|(field, _)| !left_out.contains(&field.name.as_str()));
    json!({
        "title": info.title,
        "of": of,
        "fields": carried().map(|(field, _)| json!([field.name, field.kind.name(), field.unit])).collect::<Vec<_>>(),
        "columns": carried().map(|(_, cells)| column(cells, most)).collect::<Vec<_>>(),
    })
}

fn column(cells: &[Cell<'_>], most: usize) -> Json {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut values: Vec<&str> = Vec::new();
    for cell in cells {
        match cell {
            Cell::Text(text) => {
                places.entry(text.as_ref()).or_insert_with(|| {
                    values.push(text.as_ref());
                    values.len() - 1
                });
            }
            Cell::Missing => {}
            Cell::Integer(_) | Cell::Number(_) => return cells.iter().map(|cell| value(cell, most)).collect(),
        }
    }
    if values.len() * 2 >= cells.len() {
        return cells.iter().map(|cell| value(cell, most)).collect();
    }
    let at = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => json!(places.get(text.as_ref())),
        _ => Json::Null,
    };
    let texts: Vec<Json> = values.iter().map(|text| shown(text, most)).collect();
    json!({ "values": texts, "at": cells.iter().map(at).collect::<Vec<_>>() })
}

fn value(cell: &Cell<'_>, most: usize) -> Json {
    match cell {
        Cell::Integer(number) => json!(number),
        Cell::Number(number) => json!(significant(*number)),
        Cell::Text(text) => shown(text, most),
        Cell::Missing => Json::Null,
    }
}

fn shown(text: &str, most: usize) -> Json {
    let kept = cut(text, most);
    if kept.len() < text.len() { json!(format!("{kept}…")) } else { json!(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::WordShiftRow;
    use crate::axis::Period;

    fn row(term: &str, contribution_bits: f64) -> WordShiftRow {
        WordShiftRow {
            from_period: Period::of_year(2012),
            to_period: Period::of_year(2017),
            term: term.into(),
            label: term.into(),
            share_from: 0.0,
            share_to: 1.0 / 3.0,
            contribution_bits,
            direction: "rises".into(),
            per_1000_from: Some(0.0),
            per_1000_to: None,
        }
    }

    #[test]
    fn columns_hold_what_csv_holds() {
        let rows = [("a", 1.0), ("", 2.5), ("c", 1e-7)].map(|(term, bits)| row(term, bits));
        let json = table(&rows.iter().collect::<Vec<_>>(), 7);
        let columns = &json["columns"];
        assert_eq!(json["of"], 7);
        assert_eq!(columns[0], json!({ "values": ["2012"], "at": [0, 0, 0] }));
        assert_eq!(columns[2], json!(["a", null, "c"]));
        assert_eq!(columns[5], json!([0.333_333, 0.333_333, 0.333_333]));
        assert_eq!(columns[6], json!([1.0, 2.5, 1e-7]));
        assert_eq!(columns[7], json!({ "values": ["rises"], "at": [0, 0, 0] }));
        assert_eq!(json["fields"][6], json!(["contribution_bits", "number", "bits"]));
    }

    #[test]
    fn columns_may_be_left_out() {
        let one = row("a", 1.0);
        let json = table_without(&[&one], 1, &["label", "direction"]);
        let names: Vec<&str> =
            json["fields"].as_array().into_iter().flatten().filter_map(|field| field[0].as_str()).collect();
        let kept = ["from_period", "to_period", "term", "share_from", "share_to", "contribution_bits"];
        assert_eq!(names, [&kept[..], &["per_1000_from", "per_1000_to"]].concat());
        assert_eq!(json["columns"].as_array().map(Vec::len), Some(8));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let rows = [MOST_CELL + 1, MOST_CELL].map(|length| row(&"é".repeat(length), 1.0));
        let rows: Vec<&WordShiftRow> = rows.iter().collect();
        let terms =
            |json: &Json| [0, 1].map(|place| json["columns"][2][place].as_str().map(|text| text.chars().count()));
        assert_eq!(terms(&table(&rows, 2)), [Some(MOST_CELL + 1), Some(MOST_CELL)]);
        assert!(table(&rows, 2)["columns"][2][0].as_str().is_some_and(|text| text.ends_with("é…")));
        assert!(table_uncut(&rows, 2)["columns"][2][0].as_str().is_some_and(|text| text.ends_with('é')));
    }
}
