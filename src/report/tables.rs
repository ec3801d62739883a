//! The tables that stand in the page itself, for readers without scripts and for paper.

use std::collections::BTreeMap;

use serde::Serialize;

use super::content::Words;
use crate::analysis::rows::{DocumentRow, ThemeCooccurrenceRow, ThemeFrequencyRow};
use crate::analysis::written::{self, fixed};
use crate::analysis::{ComparabilityRow, FindingRow, GroupContrastRow, KeynessRow, REST, WordShiftRow};
use crate::axis::Period;
use crate::chart::SHOWN_Q;
use crate::plural::grouped;

/// Rows of a period or a pair of periods that a static table shows.
const TOP: usize = 12;
/// The most rows of a static table.
const MOST_ROWS: usize = 1_500;
/// With more periods than this a table has a row for each, not a column.
const MOST_COLUMNS: usize = 12;
/// A table with more rows than this is folded.
const MOST_OPEN: usize = 30;
/// With a longer text than this in a cell, in characters, the cells of a row stand below each other on a phone: beside each other
/// the long one would make all the others of the row blank for the most part.
const MOST_IN_A_ROW: usize = 48;

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
    /// Whether the reader unfolds it.
    pub folded: bool,
    /// Whether the cells of a row stand below each other on a phone.
    pub stacked: bool,
}

impl Shown {
    fn new(caption: impl Into<String>, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let mut all = rows.into_iter();
        let rows: Vec<Vec<String>> = all.by_ref().take(MOST_ROWS).collect();
        let more = all.count();
        let head = head.iter().map(|head| (*head).to_string()).collect();
        let stacked = rows.iter().flatten().any(|cell| cell.chars().count() > MOST_IN_A_ROW);
        Self { caption: caption.into(), head, folded: rows.len() > MOST_OPEN, rows, more, stacked }
    }
}

/// With one decimal; empty where there is none.
fn rate(value: Option<f64>) -> String {
    value.map(|value| fixed(value, 1)).unwrap_or_default()
}

/// A probability.
fn probability(p: Option<f64>) -> String {
    p.map(written::probability).unwrap_or_default()
}

/// Both ends of an interval.
fn interval(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{} to {}", fixed(low, 1), fixed(high, 1)),
        _ => String::new(),
    }
}

/// The documents.
pub fn documents(documents: impl Iterator<Item = DocumentRow>, words: Words) -> Shown {
    let rows = documents.map(|DocumentRow { standard: of, .. }| {
        let mut cells = vec![of.document, of.period.to_string(), of.title, of.event, of.kind, of.scope];
        cells.extend([of.messages, of.tokens].map(grouped));
        cells
    });
    let head = ["Document", words.head, "Title", "Event", "Kind", "Scope", "Messages", "Words"];
    Shown::new("The documents", &head, rows)
}

/// The periods, and what makes them hard to compare.
pub fn periods(comparability: &[ComparabilityRow], words: Words) -> Shown {
    let rows = comparability.iter().map(|row| {
        vec![
            row.period.to_string(),
            grouped(row.documents),
            row.sections.map(grouped).unwrap_or_default(),
            grouped(row.messages),
            grouped(row.tokens),
            row.median_message_tokens.map(|median| median.to_string()).unwrap_or_default(),
            row.flags.clone(),
        ]
    });
    let head =
        [words.head, "Documents", "Sections", "Messages", "Words", "Median words of a message", "To bear in mind"];
    Shown::new(format!("What each {} is made of", words.one), &head, rows)
}

/// Themes by periods.
pub fn trends(frequency: &[ThemeFrequencyRow], words: Words) -> Shown {
    let mut periods: Vec<&Period> = frequency.iter().map(|row| &row.period).collect();
    periods.sort_unstable();
    periods.dedup();
    let caption = format!("Mentions per 1,000 words by theme and {}, with 95 % intervals", words.one);
    let of = |row: &ThemeFrequencyRow| format!("{} of {} messages", grouped(row.messages), grouped(row.n_messages));
    if periods.len() > MOST_COLUMNS {
        let mut sorted: Vec<&ThemeFrequencyRow> = frequency.iter().collect();
        sorted.sort_by(|a, b| (&a.label, &a.theme, &a.period).cmp(&(&b.label, &b.theme, &b.period)));
        let rows = sorted.into_iter().map(|row| {
            let ends = interval(row.rate_low, row.rate_high);
            vec![row.label.clone(), row.period.to_string(), rate(row.per_1000_tokens), ends, of(row)]
        });
        return Shown::new(caption, &["Theme", words.head, "Rate", "95 % interval", "Messages"], rows);
    }
    let mut rows: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for row in frequency {
        let cells = rows.entry((&row.label, &row.theme)).or_insert_with(|| vec![String::new(); periods.len()]);
        // The period is one of those that were just listed.
        let place = periods.partition_point(|period| **period < row.period);
        let ends = interval(row.rate_low, row.rate_high);
        let ends = if ends.is_empty() { ends } else { format!(" ({ends})") };
        cells[place] = format!("{}{ends}; {}", rate(row.per_1000_tokens), of(row));
    }
    let head: Vec<&str> = std::iter::once("Theme").chain(periods.iter().map(|period| period.label())).collect();
    Shown::new(caption, &head, rows.into_iter().map(|((label, _), cells)| [vec![label.to_string()], cells].concat()))
}

/// Changes between periods.
pub fn changes(findings: &[FindingRow]) -> Shown {
    let rows = findings.iter().map(|row| {
        vec![
            row.label.clone(),
            row.from_period.to_string(),
            row.to_period.to_string(),
            rate(row.rate_from),
            rate(row.rate_to),
            rate(row.difference),
            interval(row.difference_low, row.difference_high),
            row.evidence.name().to_string(),
        ]
    });
    let head = ["Theme", "From", "To", "Rate before", "Rate after", "Change", "95 % interval", "Evidence"];
    Shown::new("Changes of mentions per 1,000 words", &head, rows)
}

/// The pairs of themes with most joint messages of each period.
pub fn pairs(cooccurrence: &[ThemeCooccurrenceRow], words: Words, label: impl Fn(&str) -> String) -> Shown {
    let of_period = cooccurrence.chunk_by(|a, b| a.period == b.period);
    let rows = of_period.flat_map(|rows| top(rows, |row| row.messages_both as f64)).map(|row| {
        let messages = format!("{} of {}", grouped(row.messages_both), grouped(row.n_messages));
        vec![row.period.to_string(), label(&row.theme_a), label(&row.theme_b), messages, probability(row.q_bh)]
    });
    let caption = format!("The pairs of themes with most joint messages of each {}, {TOP} at most", words.one);
    Shown::new(caption, &[words.head, "Theme", "Theme", "Joint messages", "q"], rows)
}

/// The terms that mark each period against the others, as far as a difference is shown.
pub fn keyness(keyness: &[KeynessRow], words: Words) -> Shown {
    let comparisons = keyness.chunk_by(|a, b| (&a.target_period, &a.reference) == (&b.target_period, &b.reference));
    let rest = comparisons.filter(|rows| rows.first().is_some_and(|row| row.reference == REST));
    let shown = |row: &KeynessRow| row.q_bh.is_some_and(|q| q < SHOWN_Q);
    let measure = |row: &KeynessRow| row.g2.filter(|_| shown(row)).unwrap_or(0.0);
    let rows = rest.flat_map(|rows| top(rows, measure)).map(|row| {
        vec![
            row.target_period.to_string(),
            row.label.clone(),
            rate(row.per_1000_target),
            rate(row.per_1000_reference),
            rate(row.g2),
            probability(row.q_bh),
        ]
    });
    let Words { one, many, head } = words;
    let q = SHOWN_Q.to_string();
    let q = q.trim_start_matches('0');
    let caption = format!("The terms that are shown to mark a {one} against the other {many} (q < {q}), {TOP} at most");
    Shown::new(caption, &[head, "Term", "Per 1,000 words", &format!("In the other {many}"), "G2", "q"], rows)
}

/// The terms that part two periods.
pub fn shifts(shift: &[WordShiftRow], words: Words) -> Shown {
    let pairs = shift.chunk_by(|a, b| (&a.from_period, &a.to_period) == (&b.from_period, &b.to_period));
    let rows = pairs.flat_map(|rows| top(rows, |row| row.contribution_bits)).map(|row| {
        vec![
            format!("{} to {}", row.from_period, row.to_period),
            row.label.clone(),
            row.direction.clone(),
            fixed(row.contribution_bits, 4),
        ]
    });
    let caption = format!("The terms that part two {}, {TOP} at most", words.many);
    let head = if words.head == "Year" { "Years" } else { "Periods" };
    Shown::new(caption, &[head, "Term", "Direction", "Contribution in bits"], rows)
}

/// Themes in two groups, over all periods.
pub fn groups(contrasts: &[GroupContrastRow], words: Words, label: impl Fn(&str) -> String) -> Shown {
    let rows = contrasts.iter().filter(|row| row.period.is_none()).map(|row| {
        vec![
            format!("{}: {} and {}", row.variable, row.group_a, row.group_b),
            label(&row.theme),
            rate(row.rate_a),
            rate(row.rate_b),
            rate(row.difference),
            interval(row.difference_low, row.difference_high),
            probability(row.p_holm),
        ]
    });
    let caption = format!("Mentions per 1,000 words in two groups, over all {}, each weighted alike", words.many);
    let head =
        ["Groups", "Theme", "Rate of the first", "Rate of the second", "Difference", "95 % interval", "p (Holm)"];
    Shown::new(caption, &head, rows)
}

/// The rows with the largest values, the largest first; those with 0 or less are left out.
fn top<R>(rows: &[R], value: impl Fn(&R) -> f64) -> Vec<&R> {
    let mut rows: Vec<&R> = rows.iter().filter(|row| value(row) > 0.0).collect();
    rows.sort_by(|a, b| value(b).total_cmp(&value(a)));
    rows.truncate(TOP);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEARS: Words = Words { one: "year", many: "years", head: "Year" };

    #[test]
    fn an_interval_needs_both_ends() {
        assert_eq!(interval(Some(-1.0), Some(2.04)), "−1.0 to 2.0");
        assert_eq!((interval(None, Some(2.0)), probability(None)), (String::new(), String::new()));
    }

    #[test]
    fn the_largest_come_first() {
        let rows: Vec<f64> = (0..20).map(f64::from).collect();
        let shown = top(&rows, |value| *value);
        assert_eq!((shown.len(), *shown[0], *shown[TOP - 1]), (TOP, 19.0, 8.0));
        assert_eq!(top(&[0.0, -1.0], |value| *value).len(), 0);
    }

    fn frequency(periods: i32) -> Vec<ThemeFrequencyRow> {
        let row = |year| ThemeFrequencyRow {
            period: Period::of_year(year),
            theme: "trust".into(),
            label: "Trust".into(),
            hits: 2,
            weighted_hits: crate::analysis::row::IfAny::default(),
            messages: 1,
            n_messages: 3,
            n_tokens: 100,
            per_1000_tokens: Some(20.0),
            rate_low: Some(5.0),
            rate_high: None,
            message_share: None,
            share_low: None,
            share_high: None,
            design_effect: None,
            note: String::new(),
        };
        (0..periods).map(|place| row(1900 + place)).collect()
    }

    #[test]
    fn rows_with_long_texts_are_blocks_on_a_phone() {
        let rows = |length: usize| [vec!["2012".to_string(), "a".repeat(length)]];
        assert!(!Shown::new("A", &["Year", "Text"], rows(MOST_IN_A_ROW)).stacked);
        assert!(Shown::new("A", &["Year", "Text"], rows(MOST_IN_A_ROW + 1)).stacked);
    }

    #[test]
    fn few_periods_are_columns_and_many_are_rows() {
        let few = trends(&frequency(2), YEARS);
        assert_eq!(few.head, ["Theme", "1900", "1901"]);
        assert_eq!(few.rows, [["Trust", "20.0; 1 of 3 messages", "20.0; 1 of 3 messages"]]);
        let many = trends(&frequency(234), YEARS);
        assert_eq!((many.head.len(), many.rows.len(), many.folded), (5, 234, true));
        assert_eq!(many.rows[1], ["Trust", "1901", "20.0", "", "1 of 3 messages"]);
    }
}
