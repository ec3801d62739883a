//! One graph of results: each is asked for by name, computed once, from what it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::cooccurrence::{ThemeCooccurrenceChangeRow, theme_cooccurrence, theme_cooccurrence_change};
use super::course::{self, Course};
use super::groups::{self, Grouping};
use super::rows::{
    DocumentRow, PeriodRow, TermCooccurrenceRow, TermFormRow, TermFrequencyByThemeRow, TermFrequencyRow,
    ThemeCooccurrenceRow, ThemeFrequencyRow, ThemePatternRow,
};
use super::trend::{ThemeFitRow, ThemeTrendRow};
use super::{
    ComparabilityRow, FindingRow, GroupComparabilityRow, GroupContrastRow, GroupDivergenceRow, GroupFrequencyRow,
    GroupKeynessRow, GroupTrendRow, KeynessRow, NearDuplicateRow, NearDuplicates, PeriodDistanceRow, PeriodDocuments,
    RobustnessRow, Study, ThemeChangeRow, ThemeComparison, ThemeFinding, WordShiftRow, change, comparability, distance,
    findings, keyness, periods, robustness, term_pairs, term_sums, terms, themes, trend,
};
use crate::axis::Period;
use crate::count::MANY_PERIODS;
use crate::error::nearest;
use crate::plural::grouped;
use crate::stats::Interval;

/// The results of a study. Each method computes its result when it is first asked for, and remembers it.
#[derive(Debug)]
pub struct Results<'s> {
    /// What they are made from.
    pub study: Study<'s>,
    made: Made,
}

/// Declares a result: its name, what its rows are, and how it is made from the others.
macro_rules! results {
    ($($(#[$about:meta])* $name:ident: $row:ty = |$results:ident| $make:expr;)*) => {
        /// What was computed so far.
        #[derive(Debug, Default)]
        struct Made {
            groupings: OnceLock<Vec<Grouping>>,
            near_duplicates: OnceLock<NearDuplicates>,
            $($name: OnceLock<Vec<$row>>,)*
        }

        impl Results<'_> {
            $($(#[$about])* pub fn $name(&self) -> &[$row] {
                self.made.$name.get_or_init(|| {
                    self.study.check();
                    let $results = self;
                    $make
                })
            })*
        }
    };
}

results! {
    /// The documents of each cell together: of the periods in order, then of the thirds of a long series.
    documents_of_cells: PeriodDocuments = |of| PeriodDocuments::of_cells(&of.study);
    /// `periods`: what each period is.
    periods: PeriodRow = |of| periods::periods(of.study.counts, of.comparability());
    /// `term_frequency`; without dispersion where the terms of messages were not kept.
    term_frequency: TermFrequencyRow = |of| terms::term_frequency(&of.study, of.rows());
    /// `term_frequency_by_theme`.
    term_frequency_by_theme: TermFrequencyByThemeRow =
        |of| terms::term_frequency_by_theme(&of.study, of.rows());
    /// `term_cooccurrence`; empty where the terms of messages were not kept.
    term_cooccurrence: TermCooccurrenceRow = |of| term_pairs::term_cooccurrence(&of.study, of.rows());
    /// `term_forms`.
    term_forms: TermFormRow = |of| terms::term_forms(of.study.counts, of.rows());
    /// `theme_patterns`.
    theme_patterns: ThemePatternRow =
        |of| themes::theme_patterns(of.study.counts, of.study.codebook, of.study.matcher);
    /// `theme_frequency`.
    theme_frequency: ThemeFrequencyRow = |of| themes::theme_frequency(of.study.counts, of.study.codebook);
    /// `theme_cooccurrence`: by period.
    theme_cooccurrence: ThemeCooccurrenceRow =
        |of| theme_cooccurrence(&of.study, 0..of.study.counts.periods().len(), of.rows());
    /// The same of the thirds of a long series.
    theme_cooccurrence_of_thirds: ThemeCooccurrenceRow =
        |of| theme_cooccurrence(&of.study, of.study.counts.periods().len()..of.study.counts.cells.len(), of.rows());
    /// `theme_cooccurrence_change`.
    theme_cooccurrence_change: ThemeCooccurrenceChangeRow =
        |of| theme_cooccurrence_change(&of.study, of.rows());
    /// `comparability`.
    comparability: ComparabilityRow =
        |of| comparability::comparability(&of.study, of.documents_of_cells(), &of.sections(), of.near_duplicates());
    /// `theme_change`.
    theme_change: ThemeChangeRow = |of| change::theme_change(&of.study);
    /// The pairs of periods that are not compared, as far as there are few periods.
    further_changes: ThemeChangeRow = |of| change::further_changes(&of.study);
    /// The course of each theme over the series, in codebook order; none for fewer than three periods.
    courses: Course = |of| course::courses(&of.study);
    /// `theme_trend`.
    theme_trend: ThemeTrendRow = |of| trend::theme_trend(&of.study, of.courses());
    /// `theme_fit`.
    theme_fit: ThemeFitRow = |of| trend::theme_fit(&of.study, of.courses());
    /// Every variant of every theme and pair of periods.
    variants: RobustnessRow = |of| robustness::robustness(&of.study, of.near_duplicates());
    /// `robustness`: the variants, or those that matter most.
    robustness: RobustnessRow = |of| robustness::telling(of.variants(), of.rows());
    /// Every theme in every compared pair of periods.
    comparisons: ThemeComparison =
        |of| findings::comparisons(&of.study, of.documents_of_cells(), of.theme_change(), of.variants());
    /// `findings`.
    finding_rows: FindingRow = |of| findings::finding_rows(&of.study, of.comparisons(), of.courses());
    /// What can be said of each theme, the strongest evidence first.
    findings: ThemeFinding = |of| findings::findings(&of.study, of.comparisons(), of.courses());
    /// `keyness`.
    keyness: KeynessRow = |of| keyness::keyness(&of.study, None);
    /// `period_distance`.
    period_distance: PeriodDistanceRow = |of| distance::period_distance(&of.study);
    /// `word_shift`.
    word_shift: WordShiftRow = |of| distance::word_shift(&of.study, of.rows());
    /// `group_frequency`.
    group_frequency: GroupFrequencyRow = |of| groups::group_frequency(&of.study, of.groupings());
    /// `group_contrast`.
    group_contrast: GroupContrastRow = |of| groups::group_contrast(&of.study, of.groupings());
    /// `group_trend`.
    group_trend: GroupTrendRow = |of| groups::group_trend(&of.study, of.groupings());
    /// `group_divergence`.
    group_divergence: GroupDivergenceRow = |of| groups::group_divergence(&of.study, of.groupings());
    /// `group_keyness`.
    group_keyness: GroupKeynessRow = |of| groups::group_keyness(&of.study, of.groupings());
    /// `group_comparability`.
    group_comparability: GroupComparabilityRow =
        |of| groups::group_comparability(&of.study, of.groupings(), &of.sections(), of.near_duplicates());
}

impl<'s> Results<'s> {
    /// The results of a study; nothing is computed yet.
    pub fn new(study: Study<'s>) -> Self {
        Self { study, made: Made::default() }
    }

    /// The rows of the table `documents`, of which there may be many.
    pub fn document_rows(&self) -> impl Iterator<Item = DocumentRow> + use<'s> {
        let axis = self.study.axis;
        let known = self.study.documents.iter().zip(self.study.facts.iter()).enumerate();
        known.map(|(place, (info, facts))| facts.row(&info, axis.period(place)))
    }

    /// The documents of each period together, sorted by period.
    pub fn period_documents(&self) -> &[PeriodDocuments] {
        &self.documents_of_cells()[..self.study.counts.periods().len()]
    }

    /// Messages that are nearly alike.
    pub fn near_duplicates(&self) -> &NearDuplicates {
        self.made.near_duplicates.get_or_init(|| {
            self.study.check();
            NearDuplicates::of(&self.study)
        })
    }

    /// The rows of the table `near_duplicates`, of which there may be many.
    pub fn near_duplicate_rows(&self) -> impl Iterator<Item = NearDuplicateRow> {
        self.near_duplicates().rows(self.study.documents)
    }

    /// The groups of every grouping variable.
    pub fn groupings(&self) -> &[Grouping] {
        self.made.groupings.get_or_init(|| groups::groupings(&self.study))
    }

    /// Whether there are so many periods that results speak of thirds of the series.
    pub fn is_long(&self) -> bool {
        self.study.counts.periods().len() > MANY_PERIODS
    }

    /// The `top` most frequent terms of each period and of each number of words, the most frequent first.
    pub(crate) fn most_frequent_terms(&self, top: usize) -> Vec<TermFrequencyRow> {
        terms::most_frequent_terms(&self.study, top)
    }

    /// The 95 % intervals of the rates of some terms, by term and period, in occurrences per 1,000 word tokens; empty where
    /// the terms of messages were not kept, and without those of terms of several words.
    pub fn term_intervals(&self, terms: &BTreeSet<&str>) -> BTreeMap<(String, Period), Interval> {
        term_sums::term_intervals(&self.study, terms)
    }

    /// `keyness` of chosen periods, given by their places.
    pub fn keyness_of(&self, targets: &[usize]) -> Vec<KeynessRow> {
        keyness::keyness(&self.study, Some(targets))
    }

    fn rows(&self) -> Option<usize> {
        self.study.config.output.rows
    }

    /// Sections of each document.
    fn sections(&self) -> Vec<u32> {
        self.study.facts.iter().map(|facts| facts.sections).collect()
    }

    /// What was left out of the results, in words: groups that go together, and rows of tables that grow with the
    /// vocabulary.
    pub fn left_out(&self) -> Vec<String> {
        let groups = self.groupings().iter().filter(|grouping| !grouping.small.is_empty()).map(|grouping| {
            let named: Vec<&str> = grouping.small.iter().take(MOST_NAMED).map(|(name, _)| name.as_str()).collect();
            let more = match grouping.small.len() - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "groups of `{}` with fewer than {} messages go together as \"{}\": {}{more}",
                grouping.variable.name,
                self.study.config.groups.least,
                grouping.groups.last().map_or(groups::OTHER, |group| group.name.as_str()),
                named.join(", ")
            )
        });
        let mut said: Vec<String> = groups.collect();
        said.extend(self.not_ordered());
        let counted = self.study.counts.periods().iter().map(|cell| cell.terms.len()).sum::<usize>();
        if self.rows().is_some_and(|rows| counted > rows) {
            let rows = self.rows().unwrap_or_default();
            said.push(format!(
                "tables of terms hold the strongest terms only, at most about {} rows each; all were counted and \
                 tested. Set rows = \"all\" in [output] for all of them",
                grouped(rows as u64)
            ));
        }
        let themes = self.study.codebook.themes.len();
        let pairs = themes * themes.saturating_sub(1) / 2 * self.study.counts.periods().len();
        if let Some(rows) = self.rows().filter(|rows| pairs > *rows) {
            said.push(format!(
                "the table theme_cooccurrence holds the strongest of {} pairs only, at most about {} rows; all were \
                 tested. Set rows = \"all\" in [output] for all of them",
                grouped(pairs as u64),
                grouped(rows as u64)
            ));
        }
        said
    }
}

impl Results<'_> {
    /// The values in the order of the project that are no group, with the nearest one.
    fn not_ordered(&self) -> Option<String> {
        let groupings = self.groupings();
        let known = |value: &&String| !groupings.iter().any(|grouping| grouping.group_of(value).is_some());
        let wrong = self.study.config.groups.order.iter().filter(|_| !groupings.is_empty()).find(known)?;
        let names = groupings.iter().flat_map(|grouping| grouping.groups.iter().map(|group| group.name.as_str()));
        let near = nearest(wrong, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Some(format!("`{wrong}` in `order` of [groups] is no group{near}"))
    }
}

/// The most groups that are named.
const MOST_NAMED: usize = 3;
