//! What the scripts of a page read: one JSON value.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::carried;
use super::content::Report;
use super::messages::{MOST_TEXT, Message};
use super::rows::{cut, table_uncut};
use super::words;
use crate::analysis::row::Row;
use crate::analysis::rows::MessageRow;
use crate::axis::Period;

/// The JSON of a page with these messages, of `seen` in all.
pub fn data(report: &Report<'_>, messages: &[&Message], seen: u64) -> Json {
    let theme = |theme: &crate::codebook::Theme| json!({ "id": theme.id, "label": theme.label, "definition": cut(&theme.definition, MOST_TEXT) });
    let (mut tables, compared) = carried::tables(report);
    let rows: Vec<&MessageRow> = messages.iter().map(|message| &message.row).collect();
    tables.insert(MessageRow::TABLE.into(), table_uncut(&rows, seen));
    json!({
        "title": report.title,
        "language": report.language,
        "places": report.results.periods().iter().map(|row| row.period.place()).collect::<Vec<_>>(),
        "stretches": stretches(report),
        "themes": report.codebook.themes.iter().map(theme).collect::<Vec<_>>(),
        "tables": tables,
        "marks": marks(report, messages),
        "words": words::words(report, messages),
        "most_compared": {
            "keyness": compared.keyness, "word_shift": compared.word_shift, "group_keyness": compared.group_keyness,
        },
    })
}

/// The periods that are compared and are none of the corpus, as they are stretches of several: their label, place, and
/// the periods of the corpus within them.
fn stretches(report: &Report<'_>) -> Vec<Json> {
    let results = report.results;
    let periods: Vec<&Period> = results.periods().iter().map(|row| &row.period).collect();
    let mut compared: BTreeSet<&Period> = BTreeSet::new();
    for row in results.theme_change().iter().chain(results.further_changes()) {
        compared.extend([&row.from_period, &row.to_period]);
    }
    compared.extend(results.keyness().iter().map(|row| &row.target_period));
    results.period_distance().iter().for_each(|row| compared.extend([&row.from_period, &row.to_period]));
    results.word_shift().iter().for_each(|row| compared.extend([&row.from_period, &row.to_period]));
    results.group_divergence().iter().for_each(|row| compared.extend([&row.from_period, &row.to_period]));
    let stretch = |of: &&Period| {
        let within = periods.iter().filter(|period| of.start() <= period.start() && period.end() <= of.end());
        let labels: Vec<&str> = within.map(|period| period.label()).collect();
        json!({ "label": of.label(), "place": of.place(), "periods": labels })
    };
    compared.iter().filter(|period| !periods.contains(period)).map(stretch).collect()
}

/// The hits by columns: the place of the message, the place of the theme in the codebook, the pattern, and start and end
/// in the text in UTF-16 units, as scripts count.
fn marks(report: &Report<'_>, messages: &[&Message]) -> Json {
    let mut patterns: Vec<&str> = Vec::new();
    let mut places = hashbrown::HashMap::new();
    let mut columns: [Vec<usize>; 5] = Default::default();
    let theme_places: hashbrown::HashMap<&str, usize> =
        report.codebook.themes.iter().enumerate().map(|(place, theme)| (theme.id.as_str(), place)).collect();
    for (place, message) in messages.iter().enumerate() {
        let units = Units::new(&message.row.text);
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
pub struct Units {
    /// For every byte the units before it; empty for ASCII, where both are the same.
    before: Vec<u32>,
}

impl Units {
    /// Those of a text.
    pub fn new(text: &str) -> Self {
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

    /// The units before a byte.
    pub fn at(&self, byte: usize) -> usize {
        self.before.get(byte).map_or(byte, |units| *units as usize)
    }
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
