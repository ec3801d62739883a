//! Rows of JSON: one object each.

use std::fmt;

use hashbrown::HashMap;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::plural::plural;

/// The most cells of a table with more names than [`MANY`]: each object may have names of its own.
const MOST_CELLS: u64 = 50_000_000;
/// Names of a table that may have any number of rows.
const MANY: usize = 1000;

/// The names of objects that were seen, in the order of first sight.
#[derive(Debug, Clone, Default)]
pub struct JsonColumns {
    /// The names as they are written.
    pub names: Vec<String>,
    places: HashMap<String, usize>,
    /// How many objects there were, and the last one in which each name stood.
    pub objects: u64,
    last: Vec<u64>,
    /// How often a name stood twice in an object, and the first such name.
    pub twice: u64,
    pub first_twice: Option<String>,
}

impl JsonColumns {
    /// The cells of an object, as many as there are names so far. What stands under the name `text` goes into `body`, and
    /// its cell is empty. Lists and objects are kept as JSON; of a name that stands twice the last counts.
    ///
    /// # Errors
    /// When it is no object, or there are too many names for so many objects.
    pub fn row(&mut self, json: &str, text: Option<&str>, body: &mut String) -> serde_json::Result<Vec<String>> {
        body.clear();
        let mut reader = serde_json::Deserializer::from_str(json);
        let cells = RowOf { columns: self, text, body }.deserialize(&mut reader)?;
        reader.end()?;
        Ok(cells)
    }

    /// The cells of each object of an array, as many as there were names when it came.
    ///
    /// # Errors
    /// When it is no array of objects.
    pub fn rows(&mut self, json: &str) -> serde_json::Result<Vec<Vec<String>>> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let rows = reader.deserialize_seq(Rows(self))?;
        reader.end()?;
        Ok(rows)
    }

    /// The place of a column; a new name is put behind the others.
    pub fn place(&mut self, name: String) -> usize {
        if let Some(place) = self.places.get(&name) {
            return *place;
        }
        self.places.insert(name.clone(), self.names.len());
        self.names.push(name);
        self.last.push(0);
        self.names.len() - 1
    }

    /// The place of a name of the present object.
    fn of_object(&mut self, name: String) -> usize {
        let place = self.place(name);
        if std::mem::replace(&mut self.last[place], self.objects) == self.objects {
            self.twice += 1;
            self.first_twice.get_or_insert_with(|| self.names[place].clone());
        }
        place
    }

    /// What is to be told of names that stood twice.
    pub fn note(&self) -> Option<String> {
        let name = self.first_twice.as_ref()?;
        let times = self.twice;
        Some(format!("`{name}` stands twice in one object, and the last one counts; {times} such names in all objects"))
    }
}

/// A value as a cell.
fn cell(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        Value::Number(number) => shown(&number),
        other => other.to_string(),
    }
}

/// A number as the cell of a table: a whole one without a fraction.
fn shown(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}

/// What stands under a name in an object; empty where the name does not.
///
/// # Errors
/// When it is no object.
pub(crate) fn json_cell(json: &str, name: &str) -> serde_json::Result<String> {
    let mut body = String::new();
    JsonColumns::default().row(json, Some(name), &mut body)?;
    Ok(body)
}

struct RowOf<'r> {
    columns: &'r mut JsonColumns,
    text: Option<&'r str>,
    body: &'r mut String,
}

impl<'de> DeserializeSeed<'de> for RowOf<'_> {
    type Value = Vec<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowOf<'_> {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells = vec![String::new(); self.columns.names.len()];
        self.columns.objects += 1;
        while let Some(name) = map.next_key::<String>()? {
            if self.text == Some(name.as_str()) {
                self.body.clear();
                map.next_value_seed(Into(self.body))?;
                self.columns.of_object(name);
                continue;
            }
            let value = cell(map.next_value()?);
            let place = self.columns.of_object(name);
            cells.resize(cells.len().max(place + 1), String::new());
            cells[place] = value;
        }
        let names = self.columns.names.len();
        if names > MANY && self.columns.objects.saturating_mul(names as u64) > MOST_CELLS {
            let message = format!(
                "there are {} in {}, which is no table",
                plural(names, "name"),
                plural(self.columns.objects, "object")
            );
            return Err(Error::custom(message));
        }
        cells.resize(names, String::new());
        Ok(cells)
    }
}

/// The objects of an array.
struct Rows<'r>(&'r mut JsonColumns);

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Vec<String>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (mut rows, mut body) = (Vec::new(), String::new());
        while let Some(row) = seq.next_element_seed(RowOf { columns: self.0, text: None, body: &mut body })? {
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Puts a value into a text as a cell.
struct Into<'b>(&'b mut String);

impl<'de> DeserializeSeed<'de> for Into<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Into<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.visit_str(&cell(Value::from(number)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let list = Value::deserialize(SeqAccessDeserializer::new(seq))?;
        self.visit_str(&cell(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let object = Value::deserialize(MapAccessDeserializer::new(map))?;
        self.visit_str(&cell(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_under_the_name_of_the_text_is_as_any_other_cell() {
        for value in
            ["2019.0", "\"a\\n\u{e9}\"", "null", "true", "-5", "7", "1.50", "[1, \"a\"]", "{\"b\": null}", "\"\""]
        {
            let json = format!("{{\"x\": 1, \"text\": {value}, \"y\": {value}}}");
            let mut columns = JsonColumns::default();
            let cells = columns.row(&json, None, &mut String::new()).expect("an object");
            assert_eq!((&cells[0], &cells[1]), (&"1".to_string(), &cells[2]), "{json}");
            assert_eq!(columns.names, ["x", "text", "y"]);
            assert_eq!(json_cell(&json, "text").expect("an object"), cells[1], "{json}");
        }
        assert_eq!(json_cell("{\"a\": 1, \"a\": \"two\"}", "a").expect("an object"), "two");
        assert_eq!(json_cell("{}", "a").expect("an object"), "");
        assert!(json_cell("[1]", "a").is_err() && json_cell("{} {}", "a").is_err());
    }

    #[test]
    fn names_that_stand_twice_in_an_object_are_told() {
        let mut columns = JsonColumns::default();
        let mut row = |json: &str| columns.row(json, Some("text"), &mut String::new()).expect("an object");
        assert_eq!(row("{\"a\": 1.0, \"text\": \"\"}"), ["1", ""]);
        assert_eq!(row("{\"a\": 1, \"b\": 2.5, \"a\": 3, \"text\": 1, \"text\": 2}"), ["3", "", "2.5"]);
        assert_eq!(
            columns.note().as_deref(),
            Some("`a` stands twice in one object, and the last one counts; 2 such names in all objects")
        );
    }

    #[test]
    fn names_that_are_other_ones_in_each_object_are_no_table() {
        let mut columns = JsonColumns::default();
        let row = |number: usize| columns.row(&format!("{{\"name{number}\": 1}}"), None, &mut String::new());
        let error = (0..10_000).map(row).find_map(Result::err).expect("too many").to_string();
        assert!(error.starts_with("there are 7,072 names in 7,072 objects, which is no table"), "{error}");
    }

    #[test]
    fn names_stand_in_the_order_of_first_sight() {
        let mut columns = JsonColumns::default();
        let rows = columns.rows("[{\"b\": 1}, {\"a\": 2, \"b\": 3}]").expect("an array");
        assert_eq!(
            (columns.names, rows),
            (vec!["b".into(), "a".into()], vec![vec!["1".to_string()], vec!["3".into(), "2".into()]])
        );
    }
}
