//! The rows that charts are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::rows::{DocumentRow, TermFrequencyRow, ThemeCooccurrenceRow, ThemeFrequencyRow, ThemePatternRow};
use crate::analysis::{ComparabilityRow, FindingRow, KeynessRow, ThemeChangeRow, WordShiftRow};

/// Terms kept of each comparison, by each measure and in each direction; no chart shows more.
const TERMS: usize = 30;
/// Occurrences in all years from which on a chart chooses a term by itself for how its rate differs between years.
pub(super) const LEAST_OCCURRENCES: u64 = 5;

/// The rows that charts are drawn from, in the order of their tables. What a chart does not need may be empty.
///
/// Tables that grow with the vocabulary are not kept whole: the `take_` functions keep the rows that a chart can show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inputs {
    /// Themes by years.
    pub theme_frequency: Vec<ThemeFrequencyRow>,
    /// Themes in two years.
    pub theme_change: Vec<ThemeChangeRow>,
    /// Themes in two years with what the evidence is worth.
    pub findings: Vec<FindingRow>,
    /// Pairs of themes by years.
    pub theme_cooccurrence: Vec<ThemeCooccurrenceRow>,
    /// Patterns of themes by years.
    pub theme_patterns: Vec<ThemePatternRow>,
    /// Terms by years: all years of the terms that [`Inputs::take_term_frequency`] keeps.
    pub term_frequency: Vec<TermFrequencyRow>,
    /// Terms that mark a year: those that [`Inputs::take_keyness`] keeps.
    pub keyness: Vec<KeynessRow>,
    /// Terms that part two years: those that [`Inputs::take_word_shift`] keeps.
    pub word_shift: Vec<WordShiftRow>,
    /// The whole Jensen-Shannon divergence of each pair of years, in bits: the sum over all terms, not only those kept.
    pub divergence: BTreeMap<(i32, i32), f64>,
    /// The documents.
    pub documents: Vec<DocumentRow>,
    /// The years, and what makes them hard to compare.
    pub comparability: Vec<ComparabilityRow>,
}

impl Inputs {
    /// Keeps, of the rows of one comparison, the 30 strongest by G2 and the 30 strongest by the conservative log ratio, for
    /// terms used more and terms used less.
    pub fn take_keyness(&mut self, rows: &[KeynessRow]) {
        let mut kept = strongest(rows, |row| row.g2.unwrap_or(0.0));
        kept.extend(strongest(rows, |row| row.log_ratio_conservative.unwrap_or(0.0)));
        self.keyness.extend(kept.into_iter().map(|place| rows[place].clone()));
    }

    /// Keeps, of the rows of one pair of years, the 30 terms with the largest contribution in each direction, and the
    /// sum of all contributions.
    pub fn take_word_shift(&mut self, rows: &[WordShiftRow]) {
        let signed = |row: &WordShiftRow| {
            if row.share_to >= row.share_from { row.contribution_bits } else { -row.contribution_bits }
        };
        if let Some(row) = rows.first() {
            let whole = rows.iter().map(|row| row.contribution_bits).sum();
            self.divergence.insert((row.from_year, row.to_year), whole);
        }
        self.word_shift.extend(strongest(rows, signed).into_iter().map(|place| rows[place].clone()));
    }

    /// Keeps the rows of `terms`, of the 30 most frequent terms, and, of those with at least 5 occurrences, of the 30 whose
    /// rate differs most between two years.
    pub fn take_term_frequency(&mut self, rows: &[TermFrequencyRow], terms: &[String]) {
        let mut by_term: BTreeMap<&str, Vec<&TermFrequencyRow>> = BTreeMap::new();
        rows.iter().for_each(|row| by_term.entry(&row.term).or_default().push(row));
        let years = rows.iter().map(|row| row.year).collect::<BTreeSet<i32>>().len();
        let groups: Vec<(&str, u64, f64)> = by_term
            .iter()
            .map(|(term, rows)| {
                let rates = rows.iter().filter_map(|row| row.per_1000_tokens);
                let (mut low, high) = rates.fold((f64::INFINITY, 0.0_f64), |(l, h), r| (l.min(r), h.max(r)));
                // A year without the term has no row.
                low = if rows.len() < years { 0.0 } else { low };
                (*term, rows.iter().map(|row| row.count).sum(), (high - low).max(0.0))
            })
            .collect();
        let mut kept: BTreeSet<&str> = terms.iter().map(String::as_str).collect();
        kept.extend(strongest(&groups, |group| group.1 as f64).into_iter().map(|place| groups[place].0));
        let differs = |group: &(&str, u64, f64)| if group.1 < LEAST_OCCURRENCES { 0.0 } else { group.2 };
        kept.extend(strongest(&groups, differs).into_iter().map(|place| groups[place].0));
        self.term_frequency.extend(rows.iter().filter(|row| kept.contains(row.term.as_str())).cloned());
    }

    /// The same rows without those of other themes.
    pub(super) fn of_themes(&self, themes: &[String]) -> Self {
        let mut inputs = self.clone();
        let wanted = |theme: &String| themes.contains(theme);
        inputs.theme_frequency.retain(|row| wanted(&row.theme));
        inputs.theme_change.retain(|row| wanted(&row.theme));
        inputs.findings.retain(|row| wanted(&row.theme));
        inputs.theme_cooccurrence.retain(|row| wanted(&row.theme_a) && wanted(&row.theme_b));
        inputs.theme_patterns.retain(|row| wanted(&row.theme));
        inputs
    }
}

/// Places of the 30 rows with the highest and the 30 with the lowest values, among those that are not 0; ties keep their
/// order.
fn strongest<R>(rows: &[R], value: impl Fn(&R) -> f64) -> BTreeSet<usize> {
    let mut kept = BTreeSet::new();
    for sign in [1.0, -1.0] {
        let mut order: Vec<(f64, usize)> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (sign * value(row), place))
            .filter(|(value, _)| *value > 0.0)
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        kept.extend(order.into_iter().take(TERMS).map(|(_, place)| place));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_of_each_direction_are_kept() {
        let values: Vec<f64> = (-100..=100).map(f64::from).collect();
        let kept = strongest(&values, |value| *value);
        let expected: BTreeSet<usize> = (0..30).chain(171..201).collect();
        assert_eq!(kept, expected);
        assert!(strongest(&[0.0, f64::NAN], |value| *value).is_empty());
        assert_eq!(strongest(&[2.0; 40], |value| *value), (0..30).collect());
    }
}
