//! The rows that charts are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChartOptions, SHOWN_Q};
use crate::analysis::rows::{TermFrequencyRow, ThemeCooccurrenceRow, ThemeFrequencyRow, ThemePatternRow};
use crate::analysis::{
    Claim, ComparabilityRow, FindingRow, GroupContrastRow, GroupFrequencyRow, KeynessRow, PeriodDocuments, REST,
    Results, ThemeChangeRow, ThemeCooccurrenceChangeRow, ThemeFitRow, WordShiftRow,
};
use crate::axis::Period;
use crate::stats::Interval;

/// Terms kept of each comparison, by each measure and in each direction; no chart shows more.
const TERMS: usize = 30;
/// Occurrences in all periods from which on a chart chooses a term by itself for how its rate differs between periods.
pub(super) const LEAST_OCCURRENCES: u64 = 5;

/// Whether a difference is shown.
pub(super) fn is_shown(row: &KeynessRow) -> bool {
    row.q_bh.is_some_and(|q| q < SHOWN_Q)
}

/// Rows that a chart is drawn from; see the fields of [`Inputs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// [`Inputs::theme_frequency`].
    ThemeFrequency,
    /// [`Inputs::theme_fit`].
    ThemeFit,
    /// [`Inputs::claims`].
    Claims,
    /// [`Inputs::theme_change`].
    ThemeChange,
    /// [`Inputs::findings`]; with them come the rows of theme changes.
    Findings,
    /// [`Inputs::theme_cooccurrence`].
    ThemeCooccurrence,
    /// [`Inputs::cooccurrence_change`].
    CooccurrenceChange,
    /// [`Inputs::theme_patterns`].
    ThemePatterns,
    /// [`Inputs::term_frequency`] and [`Inputs::term_intervals`].
    TermFrequency,
    /// [`Inputs::keyness`].
    Keyness,
    /// [`Inputs::word_shift`].
    WordShift,
    /// [`Inputs::documents`].
    Documents,
    /// [`Inputs::comparability`].
    Comparability,
    /// [`Inputs::group_frequency`].
    GroupFrequency,
    /// [`Inputs::group_contrast`].
    GroupContrast,
}

/// The rows that charts are drawn from, in the order of their tables. What a chart does not need may be empty.
///
/// Tables that grow with the vocabulary are not kept whole: the `take_` functions keep the rows that a chart can show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inputs {
    /// Themes by periods.
    pub theme_frequency: Vec<ThemeFrequencyRow>,
    /// Fitted rates of themes by periods, where verdicts rest on the slope.
    pub theme_fit: Vec<ThemeFitRow>,
    /// What may be said of the course of each theme over all periods, by theme.
    pub claims: BTreeMap<String, Claim>,
    /// Themes in two periods.
    pub theme_change: Vec<ThemeChangeRow>,
    /// Themes in two periods with what the evidence is worth.
    pub findings: Vec<FindingRow>,
    /// Pairs of themes by periods, or in the thirds of a long series.
    pub theme_cooccurrence: Vec<ThemeCooccurrenceRow>,
    /// Pairs of themes in two periods.
    pub cooccurrence_change: Vec<ThemeCooccurrenceChangeRow>,
    /// Patterns of themes by periods.
    pub theme_patterns: Vec<ThemePatternRow>,
    /// Terms by periods: all periods of the terms that [`Inputs::take_term_frequency`] keeps.
    pub term_frequency: Vec<TermFrequencyRow>,
    /// The 95 % intervals of the rates of these terms, by term and period, also of periods without the term.
    pub term_intervals: BTreeMap<(String, Period), Interval>,
    /// Terms that mark a period, or a third of a long series: those that [`Inputs::take_keyness`] keeps.
    pub keyness: Vec<KeynessRow>,
    /// How many terms are shown to mark each of these periods against the rest: of all rows, not only of those kept.
    pub marking: BTreeMap<Period, u64>,
    /// Terms that part two periods: those that [`Inputs::take_word_shift`] keeps.
    pub word_shift: Vec<WordShiftRow>,
    /// The whole Jensen-Shannon divergence of each pair of periods, in bits: over all terms, not only those kept.
    pub divergence: BTreeMap<(Period, Period), f64>,
    /// The documents of each period together.
    pub documents: Vec<PeriodDocuments>,
    /// The periods, and what makes them hard to compare.
    pub comparability: Vec<ComparabilityRow>,
    /// Themes of groups by periods. Groups stand in the order of the rows, which is that of the project.
    pub group_frequency: Vec<GroupFrequencyRow>,
    /// Themes in two groups.
    pub group_contrast: Vec<GroupContrastRow>,
}

impl Inputs {
    /// Asks results for what is needed, and for nothing else.
    ///
    /// Charts that come once a period get the thirds of a long series, unless periods are named.
    pub fn of(results: &Results<'_>, needs: &[Need], options: &ChartOptions) -> Self {
        let mut inputs = Self::default();
        let mut needs = needs.to_vec();
        needs.dedup();
        needs.into_iter().for_each(|need| inputs.ask(results, need, options));
        inputs
    }

    fn ask(&mut self, results: &Results<'_>, need: Need, options: &ChartOptions) {
        match need {
            Need::ThemeFrequency => self.theme_frequency = results.theme_frequency().to_vec(),
            Need::ThemeFit => self.theme_fit = results.theme_fit().to_vec(),
            Need::Claims => {
                self.claims =
                    results.findings().iter().map(|finding| (finding.theme.clone(), finding.claim())).collect();
            }
            Need::ThemeChange => self.theme_change = results.theme_change().to_vec(),
            Need::Findings => {
                self.theme_change = results.theme_change().to_vec();
                self.findings = results.finding_rows().to_vec();
            }
            Need::ThemeCooccurrence => {
                let thirds = results.is_long() && options.periods.is_empty();
                let rows = if thirds { results.theme_cooccurrence_of_thirds() } else { results.theme_cooccurrence() };
                self.theme_cooccurrence = rows.to_vec();
            }
            Need::CooccurrenceChange => self.cooccurrence_change = results.theme_cooccurrence_change().to_vec(),
            Need::ThemePatterns => self.theme_patterns = results.theme_patterns().to_vec(),
            Need::TermFrequency => {
                self.term_frequency.clear();
                self.take_term_frequency(results.term_frequency(), &options.terms);
                let terms = self.term_frequency.iter().map(|row| row.term.as_str()).collect();
                self.term_intervals = results.term_intervals(&terms);
            }
            Need::Keyness => {
                self.keyness.clear();
                self.marking.clear();
                let named: Vec<usize> = results
                    .study
                    .counts
                    .periods()
                    .iter()
                    .enumerate()
                    .filter(|(_, cell)| options.periods.iter().any(|label| label == cell.period.label()))
                    .map(|(place, _)| place)
                    .collect();
                let asked = if named.is_empty() { None } else { Some(results.keyness_of(&named)) };
                let rows = asked.as_deref().unwrap_or_else(|| results.keyness());
                let same = |a: &KeynessRow, b: &KeynessRow| {
                    (&a.target_period, &a.reference) == (&b.target_period, &b.reference)
                };
                rows.chunk_by(same).for_each(|rows| self.take_keyness(rows));
            }
            Need::WordShift => {
                self.word_shift.clear();
                let same = |a: &WordShiftRow, b: &WordShiftRow| {
                    (&a.from_period, &a.to_period) == (&b.from_period, &b.to_period)
                };
                results.word_shift().chunk_by(same).for_each(|rows| self.take_word_shift(rows));
                // The rows may not hold all terms of a pair.
                let whole = results.period_distance().iter();
                self.divergence.extend(
                    whole.filter_map(|row| Some(((row.from_period.clone(), row.to_period.clone()), row.jsd_bits?))),
                );
            }
            Need::Documents => self.documents = results.period_documents().to_vec(),
            Need::Comparability => self.comparability = results.comparability().to_vec(),
            Need::GroupFrequency => self.group_frequency = results.group_frequency().to_vec(),
            Need::GroupContrast => self.group_contrast = results.group_contrast().to_vec(),
        }
    }

    /// Keeps, of the rows of one comparison, the 30 strongest by G2, and of those that are shown to differ the 30 strongest by
    /// the conservative log ratio and by G2, for terms used more and terms used less.
    pub fn take_keyness(&mut self, rows: &[KeynessRow]) {
        let of_shown = |row: &KeynessRow, value: Option<f64>| value.filter(|_| is_shown(row)).unwrap_or(0.0);
        let mut kept = strongest(rows, |row| row.g2.unwrap_or(0.0));
        kept.extend(strongest(rows, |row| of_shown(row, row.g2)));
        kept.extend(strongest(rows, |row| of_shown(row, row.log_ratio_conservative)));
        if let Some(row) = rows.first().filter(|row| row.reference == REST) {
            let number = rows.iter().filter(|row| is_shown(row)).count() as u64;
            self.marking.insert(row.target_period.clone(), number);
        }
        self.keyness.extend(kept.into_iter().map(|place| rows[place].clone()));
    }

    /// Keeps, of the rows of one pair of periods, the 30 terms with the largest contribution in each direction, and the
    /// sum of all contributions.
    pub fn take_word_shift(&mut self, rows: &[WordShiftRow]) {
        let signed = |row: &WordShiftRow| {
            if row.share_to >= row.share_from { row.contribution_bits } else { -row.contribution_bits }
        };
        if let Some(row) = rows.first() {
            let whole = rows.iter().map(|row| row.contribution_bits).sum();
            self.divergence.insert((row.from_period.clone(), row.to_period.clone()), whole);
        }
        self.word_shift.extend(strongest(rows, signed).into_iter().map(|place| rows[place].clone()));
    }

    /// Keeps the rows of `terms`, of the 30 most frequent terms, and, of those with at least 5 occurrences, of the 30 whose
    /// rate differs most between two periods.
    pub fn take_term_frequency(&mut self, rows: &[TermFrequencyRow], terms: &[String]) {
        let mut by_term: BTreeMap<&str, Vec<&TermFrequencyRow>> = BTreeMap::new();
        rows.iter().for_each(|row| by_term.entry(&row.term).or_default().push(row));
        let periods = rows.iter().map(|row| &row.period).collect::<BTreeSet<_>>().len();
        let groups: Vec<(&str, u64, f64)> = by_term
            .iter()
            .map(|(term, rows)| {
                let rates = rows.iter().filter_map(|row| row.per_1000_tokens);
                let (mut low, high) = rates.fold((f64::INFINITY, 0.0_f64), |(l, h), r| (l.min(r), h.max(r)));
                // A period without the term has no row.
                low = if rows.len() < periods { 0.0 } else { low };
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
        inputs.claims.retain(|theme, _| wanted(theme));
        inputs.theme_change.retain(|row| wanted(&row.theme));
        inputs.findings.retain(|row| wanted(&row.theme));
        inputs.theme_cooccurrence.retain(|row| wanted(&row.theme_a) && wanted(&row.theme_b));
        inputs.cooccurrence_change.retain(|row| wanted(&row.theme_a) && wanted(&row.theme_b));
        inputs.theme_patterns.retain(|row| wanted(&row.theme));
        inputs.group_frequency.retain(|row| wanted(&row.theme));
        inputs.group_contrast.retain(|row| wanted(&row.theme));
        inputs
    }

    /// The same rows without those of other periods; what compares two periods stays where both are named. What is over all
    /// periods stays.
    pub(super) fn of_periods(&self, labels: &[String]) -> Self {
        let mut inputs = self.clone();
        let wanted = |period: &Period| labels.iter().any(|label| label == period.label());
        inputs.theme_frequency.retain(|row| wanted(&row.period));
        // They are of all periods.
        inputs.claims.clear();
        inputs.theme_change.retain(|row| wanted(&row.from_period) && wanted(&row.to_period));
        inputs.findings.retain(|row| wanted(&row.from_period) && wanted(&row.to_period));
        inputs.theme_cooccurrence.retain(|row| wanted(&row.period));
        inputs.cooccurrence_change.retain(|row| wanted(&row.from_period) && wanted(&row.to_period));
        inputs.theme_patterns.retain(|row| wanted(&row.period));
        inputs.term_frequency.retain(|row| wanted(&row.period));
        inputs.keyness.retain(|row| wanted(&row.target_period));
        inputs.marking.retain(|period, _| wanted(period));
        inputs.word_shift.retain(|row| wanted(&row.from_period) && wanted(&row.to_period));
        inputs.comparability.retain(|row| wanted(&row.period));
        inputs.group_frequency.retain(|row| wanted(&row.period));
        inputs.group_contrast.retain(|row| row.period.as_ref().is_none_or(wanted));
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
