//! The tables that stand in the page itself, for readers without scripts and for paper.

use serde::Serialize;

use super::collect::Collected;
use super::value::{Table, Value};

/// Rows of a year or a pair of years that a static table shows.
const TOP: usize = 12;
/// The most rows of a static table.
const MOST_ROWS: usize = 1_500;

/// A table with its cells in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What it shows.
    pub caption: String,
    /// The heads of the columns.
    pub head: Vec<String>,
    /// The cells.
    pub rows: Vec<Vec<String>>,
    /// Rows that are not shown.
    pub more: usize,
}

/// How a column is written.
#[derive(Debug, Clone, Copy)]
enum As {
    /// As it is.
    Plain,
    /// With one decimal.
    Rate,
    /// With three decimals, or as less than .001.
    P,
}

/// Columns `low` and `high` as one.
fn interval(low: &Value, high: &Value) -> String {
    match (low, high) {
        (Value::Missing, _) | (_, Value::Missing) => String::new(),
        _ => format!("{} to {}", number(low.number(), 1), number(high.number(), 1)),
    }
}

/// A number with so many decimals and a true minus sign.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().any(|c| c.is_ascii_digit() && c != '0') => format!("−{rest}"),
        Some(rest) => rest.to_string(),
        None => text,
    }
}

fn written(value: &Value, how: As) -> String {
    match (value, how) {
        (Value::Missing, _) => String::new(),
        (Value::Text(text), _) => text.to_string(),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Number(value), As::Rate) => number(*value, 1),
        (Value::Number(value), As::P) if *value < 0.0005 => "< .001".into(),
        (Value::Number(value), As::P) => format!("{value:.3}").replacen("0.", ".", 1),
        (Value::Number(value), As::Plain) => value.to_string(),
    }
}

/// Some columns of some rows.
fn pick(table: &Table, caption: &str, columns: &[(&str, &str, As)], wanted: impl Fn(&[Value]) -> bool) -> Shown {
    let places: Vec<(usize, As)> =
        columns.iter().filter_map(|(name, _, how)| Some((table.place(name)?, *how))).collect();
    let rows = table.rows.iter().filter(|row| wanted(row));
    let cells = |row: &Vec<Value>| places.iter().map(|(place, how)| written(&row[*place], *how)).collect();
    let mut rows: Vec<Vec<String>> = rows.map(cells).collect();
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    Shown {
        caption: caption.into(),
        head: columns.iter().map(|(_, head, _)| (*head).to_string()).collect(),
        rows,
        more,
    }
}

/// The documents.
pub fn documents(collected: &Collected) -> Option<Shown> {
    let columns = [
        ("document", "Document", As::Plain),
        ("year", "Year", As::Plain),
        ("title", "Title", As::Plain),
        ("event", "Event", As::Plain),
        ("kind", "Kind", As::Plain),
        ("scope", "Scope", As::Plain),
        ("messages", "Messages", As::Plain),
        ("tokens", "Words", As::Plain),
    ];
    Some(pick(collected.tables.get("documents")?, "The documents", &columns, |_| true))
}

/// The years, and what makes them hard to compare.
pub fn years(collected: &Collected) -> Option<Shown> {
    let columns = [
        ("year", "Year", As::Plain),
        ("documents", "Documents", As::Plain),
        ("sections", "Sections", As::Plain),
        ("messages", "Messages", As::Plain),
        ("tokens", "Words", As::Plain),
        ("median_message_tokens", "Median words of a message", As::Plain),
        ("flags", "To bear in mind", As::Plain),
    ];
    Some(pick(collected.tables.get("comparability")?, "What each year is made of", &columns, |_| true))
}

/// Themes by years.
pub fn trends(collected: &Collected) -> Option<Shown> {
    let table = collected.tables.get("theme_frequency")?;
    let at = |name| table.place(name);
    let (year, theme, label) = (at("year")?, at("theme")?, at("label")?);
    let (rate, low, high) = (at("per_1000_tokens")?, at("rate_low")?, at("rate_high")?);
    let (messages, all) = (at("messages")?, at("n_messages")?);
    let mut years: Vec<i64> = table.rows.iter().map(|row| row[year].number() as i64).collect();
    years.sort_unstable();
    years.dedup();
    let mut rows: std::collections::BTreeMap<(&str, &str), Vec<String>> = std::collections::BTreeMap::new();
    for row in &table.rows {
        let key = (row[label].text(), row[theme].text());
        let cells = rows.entry(key).or_insert_with(|| vec![String::new(); years.len()]);
        let place = years.binary_search(&(row[year].number() as i64)).unwrap_or(0);
        let ends = interval(&row[low], &row[high]);
        let ends = if ends.is_empty() { ends } else { format!(" ({ends})") };
        let of = format!("{} of {} messages", written(&row[messages], As::Plain), written(&row[all], As::Plain));
        cells[place] = format!("{}{ends}; {of}", written(&row[rate], As::Rate));
    }
    Some(Shown {
        caption: "Mentions per 1,000 words by theme and year, with 95 % intervals".into(),
        head: std::iter::once("Theme".into()).chain(years.iter().map(ToString::to_string)).collect(),
        rows: rows.into_iter().map(|((label, _), cells)| [vec![label.to_string()], cells].concat()).collect(),
        more: 0,
    })
}

/// Changes between years.
pub fn changes(collected: &Collected) -> Option<Shown> {
    let table = collected.tables.get("findings")?;
    let (low, high) = (table.place("difference_low")?, table.place("difference_high")?);
    let columns = [
        ("label", "Theme", As::Plain),
        ("from_year", "From", As::Plain),
        ("to_year", "To", As::Plain),
        ("rate_from", "Rate before", As::Rate),
        ("rate_to", "Rate after", As::Rate),
        ("difference", "Change", As::Rate),
        ("evidence", "Evidence", As::Plain),
    ];
    let mut shown = pick(table, "Changes of mentions per 1,000 words", &columns, |_| true);
    shown.head.insert(6, "95 % interval".into());
    for (cells, row) in shown.rows.iter_mut().zip(&table.rows) {
        cells.insert(6, interval(&row[low], &row[high]));
    }
    Some(shown)
}

/// The pairs of themes with most joint messages of each year.
pub fn pairs(collected: &Collected, label: impl Fn(&str) -> String) -> Option<Shown> {
    let table = collected.tables.get("theme_cooccurrence")?;
    let at = |name| table.place(name);
    let (year, both, all) = (at("year")?, at("messages_both")?, at("n_messages")?);
    let (a, b, p) = (at("theme_a")?, at("theme_b")?, at("q_bh")?);
    let rows = top(table, year, year, |row| row[both].number());
    let cells = |row: &Vec<Value>| {
        let messages = format!("{} of {}", written(&row[both], As::Plain), written(&row[all], As::Plain));
        let themes = [label(row[a].text()), label(row[b].text())];
        vec![written(&row[year], As::Plain), themes[0].clone(), themes[1].clone(), messages, written(&row[p], As::P)]
    };
    Some(Shown {
        caption: format!("The pairs of themes with most joint messages of each year, {TOP} at most"),
        head: ["Year", "Theme", "Theme", "Joint messages", "q"].map(String::from).to_vec(),
        rows: rows.into_iter().map(cells).collect(),
        more: 0,
    })
}

/// The terms that mark each year against the others.
pub fn keyness(collected: &Collected) -> Option<Shown> {
    let table = collected.tables.get("keyness")?;
    let at = |name| table.place(name);
    let (year, reference, g2) = (at("target_year")?, at("reference")?, at("g2")?);
    let (term, here, there, q) = (at("label")?, at("per_1000_target")?, at("per_1000_reference")?, at("q_bh")?);
    let rest = |row: &Vec<Value>| if row[reference].text() == crate::analysis::REST { row[g2].number() } else { 0.0 };
    let rows = top(table, year, year, rest);
    let cells = |row: &Vec<Value>| {
        vec![
            written(&row[year], As::Plain),
            row[term].text().to_string(),
            written(&row[here], As::Rate),
            written(&row[there], As::Rate),
            written(&row[g2], As::Rate),
            written(&row[q], As::P),
        ]
    };
    Some(Shown {
        caption: format!("The terms that mark each year against the other years, {TOP} at most"),
        head: ["Year", "Term", "Per 1,000 words", "In the other years", "G2", "q"].map(String::from).to_vec(),
        rows: rows.into_iter().map(cells).collect(),
        more: 0,
    })
}

/// The terms that part two years.
pub fn shifts(collected: &Collected) -> Option<Shown> {
    let table = collected.tables.get("word_shift")?;
    let at = |name| table.place(name);
    let (from, to, bits) = (at("from_year")?, at("to_year")?, at("contribution_bits")?);
    let (term, direction) = (at("label")?, at("direction")?);
    let rows = top(table, from, to, |row| row[bits].number());
    let cells = |row: &Vec<Value>| {
        vec![
            format!("{} to {}", written(&row[from], As::Plain), written(&row[to], As::Plain)),
            row[term].text().to_string(),
            row[direction].text().to_string(),
            number(row[bits].number(), 4),
        ]
    };
    Some(Shown {
        caption: format!("The terms that part two years, {TOP} at most"),
        head: ["Years", "Term", "Direction", "Contribution in bits"].map(String::from).to_vec(),
        rows: rows.into_iter().map(cells).collect(),
        more: 0,
    })
}

/// Of each group of rows with the same `a` and `b` those with the largest values, the largest first; those with 0 or
/// less are left out.
fn top(table: &Table, a: usize, b: usize, value: impl Fn(&Vec<Value>) -> f64) -> Vec<&Vec<Value>> {
    let key = |row: &Vec<Value>| (row[a].number() as i64, row[b].number() as i64);
    let mut rows: Vec<&Vec<Value>> = table.rows.iter().filter(|row| value(row) > 0.0).collect();
    rows.sort_by(|x, y| key(x).cmp(&key(y)).then(value(y).total_cmp(&value(x))));
    let chosen: Vec<&Vec<Value>> =
        rows.chunk_by(|x, y| key(x) == key(y)).flat_map(|group| group.iter().take(TOP).copied()).collect();
    chosen.into_iter().take(MOST_ROWS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_readers_write_them() {
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-1.25, 1), "−1.2");
        assert_eq!(interval(&Value::Number(-1.0), &Value::Number(2.04)), "−1.0 to 2.0");
        assert_eq!(interval(&Value::Missing, &Value::Number(2.0)), "");
        assert_eq!(written(&Value::Number(0.0001), As::P), "< .001");
        assert_eq!(written(&Value::Number(0.0416), As::P), ".042");
        assert_eq!(written(&Value::Number(1.0), As::P), "1.000");
    }
}
