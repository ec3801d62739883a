//! Which rows of which tables a page carries.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::content::Report;
use super::rows;
use crate::analysis::row::Row;
use crate::analysis::rows::TermFrequencyRow;

/// Tables that are not in the page: they are long, and no view shows them.
pub const LEFT_OUT: [&str; 5] =
    ["other_text", "robustness", "term_cooccurrence", "term_frequency_by_theme", "theme_cooccurrence_change"];
/// The most rows of a table.
const MOST_ROWS: usize = 20_000;
/// The most terms of a comparison: those with the largest measure, up or down.
const MOST_COMPARED: usize = 50;
/// The least, however many comparisons there are.
const LEAST_COMPARED: usize = 5;
/// The most terms of all comparisons of a table, as long as each has the least.
const MOST_OF_ALL: usize = 8_000;
/// Columns of `term_frequency` that are not in the page, for size: no view shows them.
const COLUMNS_LEFT_OUT: [&str; 3] = ["tf_idf", "juilland_d", "dp_norm"];

/// The tables by name.
struct Tables<'r, 'a> {
    report: &'a Report<'r>,
    made: Map<String, Json>,
}

impl Tables<'_, '_> {
    /// The rows of a table in the run.
    fn of<R: Row>(&self, rows: &[R]) -> u64 {
        let info = self.report.infos.iter().find(|info| info.name == R::TABLE);
        info.map_or(rows.len() as u64, |info| info.rows)
    }

    fn put(&mut self, name: &str, json: Json) {
        self.made.insert(name.to_string(), json);
    }

    /// A table, whole.
    fn whole<R: Row>(&mut self, rows: &[R]) {
        self.some(rows, rows.iter().take(MOST_ROWS).collect());
    }

    /// A table of so many rows that are made one by one.
    fn first<R: Row>(&mut self, rows: impl Iterator<Item = R>, all: usize) {
        let rows: Vec<R> = rows.take(MOST_ROWS).collect();
        self.put(R::TABLE, rows::table(&rows.iter().collect::<Vec<_>>(), all as u64));
    }

    /// A table, if it has a row.
    fn any<R: Row>(&mut self, rows: &[R]) {
        if !rows.is_empty() {
            self.whole(rows);
        }
    }

    /// Some rows of a table.
    fn some<R: Row>(&mut self, rows: &[R], carried: Vec<&R>) {
        self.put(R::TABLE, rows::table(&carried, self.of(rows)));
    }
}

/// The terms that are carried of each comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Of `keyness`.
    pub keyness: usize,
    /// Of `word_shift`.
    pub word_shift: usize,
    /// Of `group_keyness`.
    pub group_keyness: usize,
}

/// The tables that the page carries, by name, but for the messages; and how many terms of each comparison.
pub fn tables(report: &Report<'_>) -> (Map<String, Json>, Compared) {
    let results = report.results;
    let mut tables = Tables { report, made: Map::new() };
    tables.first(results.document_rows(), results.study.documents.len());
    tables.whole(results.periods());
    tables.whole(results.comparability());
    tables.whole(results.theme_frequency());
    tables.whole(results.theme_change());
    tables.whole(results.theme_trend());
    tables.whole(results.finding_rows());
    tables.first(results.near_duplicate_rows(), results.near_duplicates().len());
    tables.whole(results.period_distance());
    let further = results.further_changes();
    tables
        .put("further_change", rows::table(&further.iter().take(MOST_ROWS).collect::<Vec<_>>(), further.len() as u64));
    let patterns = results.theme_patterns();
    tables.some(patterns, largest(patterns, MOST_ROWS, |row| row.hits as f64));
    let pairs = results.theme_cooccurrence();
    tables.some(pairs, largest(pairs, MOST_ROWS, |row| row.messages_both as f64));
    terms(&mut tables);
    let compared = comparisons(&mut tables);
    tables.any(results.group_frequency());
    tables.any(results.group_contrast());
    tables.any(results.group_trend());
    tables.any(results.group_divergence());
    tables.any(results.group_comparability());
    (tables.made, compared)
}

/// The most frequent terms, with the forms that they merge.
fn terms(tables: &mut Tables<'_, '_>) {
    let results = tables.report.results;
    let frequency = results.term_frequency();
    let carried = most_frequent(frequency, tables.report.limits.terms, MOST_ROWS);
    let rows: Vec<&TermFrequencyRow> = frequency.iter().filter(|row| carried.contains(row.term.as_str())).collect();
    tables.put(TermFrequencyRow::TABLE, rows::table_without(&rows, tables.of(frequency), &COLUMNS_LEFT_OUT));
    let forms = results.term_forms();
    // A term with one form is told by its label.
    let merged = forms.iter().filter(|row| row.forms.contains("; ") && carried.contains(row.term.as_str()));
    tables.some(forms, merged.collect());
}

/// The terms that mark periods, pairs of periods and groups.
fn comparisons(tables: &mut Tables<'_, '_>) -> Compared {
    let results = tables.report.results;
    let keyness = results.keyness();
    let of_keyness: Vec<_> =
        keyness.chunk_by(|a, b| (&a.target_period, &a.reference) == (&b.target_period, &b.reference)).collect();
    let shift = results.word_shift();
    let of_shift: Vec<_> =
        shift.chunk_by(|a, b| (&a.from_period, &a.to_period) == (&b.from_period, &b.to_period)).collect();
    let groups = results.group_keyness();
    let of_groups: Vec<_> = groups.chunk_by(|a, b| (&a.variable, &a.group) == (&b.variable, &b.group)).collect();
    let compared = Compared {
        keyness: of_each(of_keyness.len()),
        word_shift: of_each(of_shift.len()),
        group_keyness: of_each(of_groups.len()),
    };
    let size = |g2: Option<f64>| g2.unwrap_or(0.0).abs();
    let carried = of_keyness.iter().flat_map(|rows| largest(rows, compared.keyness, |row| size(row.g2)));
    tables.some(keyness, carried.take(MOST_ROWS).collect());
    let carried = of_shift.iter().flat_map(|rows| largest(rows, compared.word_shift, |row| row.contribution_bits));
    tables.some(shift, carried.take(MOST_ROWS).collect());
    if !groups.is_empty() {
        let carried = of_groups.iter().flat_map(|rows| largest(rows, compared.group_keyness, |row| size(row.g2)));
        tables.some(groups, carried.take(MOST_ROWS).collect());
    }
    compared
}

/// The terms of each of so many comparisons.
fn of_each(comparisons: usize) -> usize {
    (MOST_OF_ALL / comparisons.max(1)).clamp(LEAST_COMPARED, MOST_COMPARED)
}

/// Of so many terms one may have several words where there are such: they are less frequent, and would be crowded out.
const OF_SEVERAL_WORDS: usize = 4;

/// The most frequent terms, at most so many, and with at most so many rows.
fn most_frequent<'r>(frequency: &'r [TermFrequencyRow], most: usize, most_rows: usize) -> BTreeSet<&'r str> {
    let mut sums: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
    for row in frequency {
        let (count, rows) = sums.entry(&row.term).or_default();
        *count += row.count;
        *rows += 1;
    }
    let mut order: Vec<(&str, (u64, usize))> = sums.into_iter().collect();
    order.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    let (mut longer, mut single): (Vec<_>, Vec<_>) = order.into_iter().partition(|(term, _)| term.contains(' '));
    let (mut room, mut carried) = (most_rows, BTreeSet::new());
    let mut carry = |terms: &mut Vec<(&'r str, (u64, usize))>, most: usize, most_rows: usize| {
        let mut left = most_rows.min(room);
        let fits = |(_, (_, rows)): &&(&str, (u64, usize))| {
            let fits = *rows <= left;
            left = left.saturating_sub(*rows);
            fits
        };
        let count = terms.iter().take(most).take_while(fits).count();
        for (term, (_, rows)) in terms.drain(..count) {
            room -= rows;
            carried.insert(term);
        }
        count
    };
    let mut left = most - carry(&mut longer, most / OF_SEVERAL_WORDS, most_rows / OF_SEVERAL_WORDS);
    left -= carry(&mut single, left, most_rows);
    carry(&mut longer, left, most_rows);
    carried
}

/// The rows with the largest values, at most so many, in the order of the table; those with 0 or less are not among them.
fn largest<R>(rows: &[R], most: usize, value: impl Fn(&R) -> f64) -> Vec<&R> {
    let mut order: Vec<(f64, usize)> =
        rows.iter().map(value).enumerate().map(|(row, value)| (value, row)).filter(|(value, _)| *value > 0.0).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.truncate(most);
    let mut places: Vec<usize> = order.into_iter().map(|(_, row)| row).collect();
    places.sort_unstable();
    places.into_iter().map(|row| &rows[row]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::Period;

    #[test]
    fn the_largest_stand_in_the_order_of_the_table() {
        let rows = [1.0, 5.0, 0.0, 3.0, 5.0];
        assert_eq!(largest(&rows, 3, |value| *value), [&5.0, &3.0, &5.0]);
        assert_eq!(largest(&rows, 9, |value| *value).len(), 4);
        assert_eq!(largest(&rows, 0, |value| *value).len(), 0);
    }

    #[test]
    fn many_comparisons_have_fewer_terms_each() {
        assert_eq!([0, 7, 160, 400, 100_000].map(of_each), [50, 50, 50, 20, 5]);
    }

    #[test]
    fn terms_are_carried_while_there_is_room_for_their_rows() {
        let row = |year, term: &str, count| TermFrequencyRow {
            period: Period::of_year(year),
            term: term.into(),
            label: term.into(),
            count,
            messages: 1,
            documents: 1,
            per_1000_tokens: None,
            message_share: None,
            tf_idf: None,
            juilland_d: None,
            dp_norm: None,
            rank: 1,
        };
        let rows = [row(2012, "a", 1), row(2012, "b", 3), row(2017, "b", 1), row(2017, "c", 2)];
        let terms = |most, rows_at_most| most_frequent(&rows, most, rows_at_most).into_iter().collect::<Vec<_>>();
        assert_eq!(terms(9, 9), ["a", "b", "c"]);
        assert_eq!(terms(2, 9), ["b", "c"]);
        assert_eq!(terms(9, 3), ["b", "c"]);
        assert_eq!(terms(9, 1), Vec::<&str>::new());
        let some = |term: &str, count| row(2012, term, count);
        let rows = [some("a", 9), some("a b", 2), some("b", 8), some("b c", 1), some("c", 7), some("d", 6)];
        let terms = |most| most_frequent(&rows, most, 99).into_iter().collect::<Vec<_>>();
        assert_eq!(terms(3), ["a", "b", "c"]);
        assert_eq!(terms(4), ["a", "a b", "b", "c"]);
        assert_eq!(terms(9), ["a", "a b", "b", "b c", "c", "d"]);
    }
}
