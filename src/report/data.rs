//! What the scripts of a page read: one JSON value.

use serde_json::{Value as Json, json};

use super::collect::{MOST_COMPARED, MOST_TEXT, Message};
use super::page::Report;
use super::value::{Table, Value, column, cut};
use crate::analysis::ThemeChangeRow;
use crate::analysis::row::Row;
use crate::analysis::rows::MessageRow;
use crate::table::TableInfo;

/// The JSON of a page with these messages, of `seen` in all.
pub fn data(report: &Report<'_>, messages: &[&Message], seen: u64) -> Json {
    let collected = &report.collected;
    let theme = |theme: &crate::codebook::Theme| json!({ "id": theme.id, "label": theme.label, "definition": cut(&theme.definition, MOST_TEXT) });
    let mut tables: serde_json::Map<String, Json> =
        collected.tables.iter().map(|(name, table)| ((*name).to_string(), table.json())).collect();
    let mut further = Table::new(TableInfo::of::<ThemeChangeRow>(&[]));
    report.further_changes.iter().for_each(|row| further.push(&row.cells()));
    further.info.rows = further.rows.len() as u64;
    tables.insert("further_change".into(), further.json());
    let mut table = Table::new(TableInfo::of::<MessageRow>(&[]));
    table.rows = messages.iter().map(|message| message.cells.clone()).collect();
    table.info.rows = seen;
    table.shortened = collected.shortened;
    tables.insert("messages".into(), table.json());
    json!({
        "title": report.title,
        "language": report.language,
        "years": report.years,
        "themes": report.codebook.themes.iter().map(theme).collect::<Vec<_>>(),
        "tables": tables,
        "marks": marks(report, messages),
        "most_compared": MOST_COMPARED,
    })
}

/// The hits by columns: the place of the message, the place of the theme in the codebook, the pattern, and start and end
/// in the text in UTF-16 units, as scripts count.
fn marks(report: &Report<'_>, messages: &[&Message]) -> Json {
    let mut patterns: Vec<&str> = Vec::new();
    let mut places = hashbrown::HashMap::new();
    let mut columns: [Vec<usize>; 5] = Default::default();
    let text = column::<MessageRow>("text");
    let theme_places: hashbrown::HashMap<&str, usize> =
        report.codebook.themes.iter().enumerate().map(|(place, theme)| (theme.id.as_str(), place)).collect();
    for (place, message) in messages.iter().enumerate() {
        let units = Units::new(message.cells[text].text());
        for mark in &message.marks {
            let Some(theme) = theme_places.get(mark.theme.as_str()) else { continue };
            let pattern = *places.entry(mark.pattern.as_str()).or_insert_with(|| {
                patterns.push(&mark.pattern);
                patterns.len() - 1
            });
            let row = [place, *theme, pattern, units.at(mark.start), units.at(mark.end)];
            columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
    }
    let [message, theme, pattern, start, end] = columns;
    json!({ "patterns": patterns, "message": message, "theme": theme, "pattern": pattern, "start": start, "end": end })
}

/// Places in a text: bytes to UTF-16 units.
struct Units {
    /// For every byte the units before it; empty for ASCII, where both are the same.
    before: Vec<u32>,
}

impl Units {
    fn new(text: &str) -> Self {
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut units = 0;
            for c in text.chars() {
                before.extend(std::iter::repeat_n(units, c.len_utf8()));
                units += c.len_utf16() as u32;
            }
            before.push(units);
        }
        Self { before }
    }

    fn at(&self, byte: usize) -> usize {
        self.before.get(byte).map_or(byte, |units| *units as usize)
    }
}

/// Bytes of the text of a message, as far as it is in the page.
pub fn text_bytes(message: &Message) -> usize {
    message.cells.iter().map(|value| if let Value::Text(text) = value { text.len() } else { 8 }).sum::<usize>()
        + message.marks.len() * 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_scripts_count() {
        let text = "aé😀b";
        let units = Units::new(text);
        for (byte, c) in text.char_indices() {
            let before: usize = text[..byte].chars().map(char::len_utf16).sum();
            assert_eq!(units.at(byte), before, "{c}");
        }
        assert_eq!(units.at(text.len()), 5);
        assert_eq!(Units::new("abc").at(2), 2);
    }
}
