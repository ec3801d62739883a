//! `themeshift cooccur`: which themes or terms share messages.

use super::args::{Common, CooccurOptions};
use super::freq::top_of;
use super::{load, open, show};
use crate::analysis;
use crate::error::Result;
use crate::pipeline;

/// Runs the command.
pub fn run(options: &CooccurOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    let pipeline::Counted { counts, .. } = pipeline::count(&project, &terminal, |_| Ok(()))?;
    let top = if options.top == 0 { u64::MAX } else { options.top };
    let wanted = |a: &str, b: &str| options.with.as_ref().is_none_or(|name| name == a || name == b);
    if options.terms {
        let details = pipeline::count_details(&project, &counts, None, &terminal)?;
        drop(terminal);
        let mut rows = analysis::term_cooccurrence(&counts, &details);
        rows.retain(|row| row.messages_both >= options.min && wanted(&row.term_a, &row.term_b));
        rows.sort_by(|a, b| {
            (a.year, b.messages_both, &a.term_a, &a.term_b).cmp(&(b.year, a.messages_both, &b.term_a, &b.term_b))
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
        super::messages::check_theme(&project, theme)?;
    }
    let mut rows = analysis::theme_cooccurrence(&counts, &project.codebook);
    rows.retain(|row| row.messages_both >= options.min && wanted(&row.theme_a, &row.theme_b));
    rows.sort_by(|a, b| {
        (a.year, b.messages_both, &a.theme_a, &a.theme_b).cmp(&(b.year, a.messages_both, &b.theme_a, &b.theme_b))
    });
    let rows = top_of(rows, |row| row.year, top);
    show::print(
        &rows,
        &["year", "theme_a", "theme_b", "messages_both", "shared_span_only", "expected", "jaccard", "npmi", "g2"],
        common,
    )
}
