//! `themeshift cooccur`: which themes or terms share messages.

use std::collections::BTreeMap;

use super::args::{Common, CooccurOptions};
use super::freq::top_of;
use super::{load, open, show};
use crate::analysis;
use crate::analysis::rows::{TermCooccurrenceRow, ThemeCooccurrenceRow};
use crate::error::Result;
use crate::pipeline;
use crate::stats::cooccurrence::Joint;
use crate::stats::measure::JointMeasure;

/// Runs the command.
pub fn run(options: &CooccurOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    let pipeline::Counted { counts, warnings, .. } = pipeline::count(&project, &terminal, |_| Ok(()))?;
    warnings.iter().for_each(|warning| terminal.warn(warning));
    let top = if options.top == 0 { u64::MAX } else { options.top };
    let measure = JointMeasure::of_name(&options.measure).unwrap_or(JointMeasure::Messages);
    let score =
        |n, [n_a, n_b, n_ab]: [u64; 3]| measure.score(&Joint { n, n_a, n_b, n_ab }).unwrap_or(f64::NEG_INFINITY);
    let wanted = |a: &str, b: &str| options.with.as_ref().is_none_or(|name| name == a || name == b);
    if options.terms {
        let details = pipeline::count_details(&project, &counts, None, &terminal)?;
        drop(terminal);
        let mut rows = analysis::term_cooccurrence(&counts, &details);
        rows.retain(|row| row.messages_both >= options.min && wanted(&row.term_a, &row.term_b));
        let messages: BTreeMap<i32, u64> = counts.years.iter().map(|(year, of)| (*year, of.messages)).collect();
        let score =
            |row: &TermCooccurrenceRow| score(messages[&row.year], [row.count_a, row.count_b, row.messages_both]);
        rows.sort_by(|a, b| {
            let by_score = a.year.cmp(&b.year).then(score(b).total_cmp(&score(a)));
            by_score.then_with(|| (&a.term_a, &a.term_b).cmp(&(&b.term_a, &b.term_b)))
        });
        let rows = top_of(rows, |row| row.year, top);
        return show::print(
            &rows,
            &["year", "term_a", "term_b", "messages_both", "expected", "npmi", "log_dice", "g2"],
            common,
        );
    }
    drop(terminal);
    if let Some(theme) = &options.with {
        project.theme(theme)?;
    }
    let mut rows = analysis::theme_cooccurrence(&counts, &project.codebook);
    rows.retain(|row| row.messages_both >= options.min && wanted(&row.theme_a, &row.theme_b));
    let score = |row: &ThemeCooccurrenceRow| score(row.n_messages, [row.messages_a, row.messages_b, row.messages_both]);
    rows.sort_by(|a, b| {
        let by_score = a.year.cmp(&b.year).then(score(b).total_cmp(&score(a)));
        by_score.then_with(|| (&a.theme_a, &a.theme_b).cmp(&(&b.theme_a, &b.theme_b)))
    });
    let rows = top_of(rows, |row| row.year, top);
    show::print(
        &rows,
        &["year", "theme_a", "theme_b", "messages_both", "shared_span_only", "expected", "jaccard", "npmi", "g2"],
        common,
    )
}
