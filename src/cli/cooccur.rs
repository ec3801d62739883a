//! `themeshift cooccur`: which themes or terms share messages.

use std::collections::BTreeMap;

use super::args::CooccurOptions;
use super::common::Common;
use super::freq::top_of;
use super::open::{load, open};
use super::show;
use crate::analysis::Results;
use crate::analysis::rows::{TermCooccurrenceRow, ThemeCooccurrenceRow};
use crate::axis::Period;
use crate::error::Result;
use crate::pipeline::{Depth, count};
use crate::stats::cooccurrence::Joint;
use crate::stats::measure::JointMeasure;

const TERMS: [&str; 8] = ["period", "term_a", "term_b", "messages_both", "expected", "npmi", "log_dice", "g2"];
const THEMES: [&str; 9] =
    ["period", "theme_a", "theme_b", "messages_both", "shared_span_only", "expected", "jaccard", "npmi", "g2"];

/// Runs the command.
pub fn run(options: &CooccurOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    // All rows are there, so that the top of each period can be chosen.
    config.output.rows = None;
    let (project, terminal) = open(config, common)?;
    if let Some(theme) = options.with.as_ref().filter(|_| !options.terms) {
        project.theme(theme)?;
    }
    let depth = if options.terms { Depth::Terms } else { Depth::Themes };
    let counted = count(&project, &terminal, depth)?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    let asked = Asked {
        measure: JointMeasure::of_name(&options.measure).unwrap_or(JointMeasure::Messages),
        top: if options.top == 0 { u64::MAX } else { options.top },
        options,
    };
    if options.terms {
        let rows = counted.results(&project, &terminal, None, |results| asked.terms(results))?;
        drop(terminal);
        return show::print(&rows, &TERMS, common);
    }
    let rows = counted.results(&project, &terminal, None, |results| asked.themes(results))?;
    drop(terminal);
    show::print(&rows, &THEMES, common)
}

/// What is asked for of all pairs.
struct Asked<'o> {
    measure: JointMeasure,
    top: u64,
    options: &'o CooccurOptions,
}

impl Asked<'_> {
    fn wants(&self, both: u64, names: [&str; 2]) -> bool {
        both >= self.options.min && self.options.with.as_ref().is_none_or(|name| names.contains(&name.as_str()))
    }

    fn score(&self, n: u64, [n_a, n_b, n_ab]: [u64; 3]) -> f64 {
        self.measure.score(&Joint { n, n_a, n_b, n_ab }).unwrap_or(f64::NEG_INFINITY)
    }

    fn terms(&self, results: &Results<'_>) -> Vec<TermCooccurrenceRow> {
        let cells = results.study.counts.periods();
        let messages: BTreeMap<&Period, u64> = cells.iter().map(|cell| (&cell.period, cell.messages)).collect();
        let wanted = |row: &&TermCooccurrenceRow| self.wants(row.messages_both, [&row.term_a, &row.term_b]);
        let mut rows: Vec<&TermCooccurrenceRow> = results.term_cooccurrence().iter().filter(wanted).collect();
        let score = |row: &TermCooccurrenceRow| {
            self.score(messages[&row.period], [row.count_a, row.count_b, row.messages_both])
        };
        rows.sort_by(|a, b| {
            let by_score = a.period.cmp(&b.period).then(score(b).total_cmp(&score(a)));
            by_score.then_with(|| (&a.term_a, &a.term_b).cmp(&(&b.term_a, &b.term_b)))
        });
        top_of(rows, |row| &row.period, self.top).into_iter().cloned().collect()
    }

    fn themes(&self, results: &Results<'_>) -> Vec<ThemeCooccurrenceRow> {
        let wanted = |row: &&ThemeCooccurrenceRow| self.wants(row.messages_both, [&row.theme_a, &row.theme_b]);
        let mut rows: Vec<&ThemeCooccurrenceRow> = results.theme_cooccurrence().iter().filter(wanted).collect();
        let score = |row: &ThemeCooccurrenceRow| {
            self.score(row.n_messages, [row.messages_a, row.messages_b, row.messages_both])
        };
        rows.sort_by(|a, b| {
            let by_score = a.period.cmp(&b.period).then(score(b).total_cmp(&score(a)));
            by_score.then_with(|| (&a.theme_a, &a.theme_b).cmp(&(&b.theme_a, &b.theme_b)))
        });
        top_of(rows, |row| &row.period, self.top).into_iter().cloned().collect()
    }
}
