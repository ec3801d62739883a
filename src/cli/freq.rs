//! `themeshift freq`: frequencies of terms or themes per year.

use super::args::{Common, FreqOptions};
use super::{load, open, show};
use crate::analysis;
use crate::analysis::rows::TermFrequencyRow;
use crate::error::Result;
use crate::pipeline;

/// Runs the command.
pub fn run(options: &FreqOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    if !options.ngrams.is_empty() {
        config.analysis.ngrams = options.ngrams.iter().map(|&length| usize::from(length)).collect();
        config.analysis.ngrams.sort_unstable();
        config.analysis.ngrams.dedup();
    }
    config.analysis.cooccurrence_terms = 0;
    let (project, terminal) = open(config, common)?;
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let pipeline::Counted { counts, warnings, .. } = pipeline::count(&project, &terminal, |_| Ok(()))?;
    warnings.iter().for_each(|warning| terminal.warn(warning));
    let top = if options.top == 0 { u64::MAX } else { options.top };
    if options.themes {
        drop(terminal);
        let rows = analysis::theme_frequency(&counts, &project.codebook);
        return show::print(
            &rows,
            &["year", "label", "hits", "messages", "n_messages", "per_1000_tokens", "message_share"],
            common,
        );
    }
    if let Some(theme) = &options.theme {
        drop(terminal);
        let mut rows = Vec::new();
        analysis::term_frequency_by_theme(&counts, &project.codebook, |found| {
            rows.extend(found.into_iter().filter(|row| row.theme == *theme));
            Ok::<(), crate::error::Error>(())
        })?;
        rows.sort_by(|a, b| (a.year, b.count, &a.term).cmp(&(b.year, a.count, &b.term)));
        let rows = top_of(rows, |row| row.year, top);
        return show::print(
            &rows,
            &["year", "label", "count", "messages", "per_1000_tokens", "g2", "log_ratio"],
            common,
        );
    }
    let details = pipeline::count_details(&project, &counts, None, &terminal)?;
    drop(terminal);
    let mut rows = analysis::term_frequency(&counts, Some(&details));
    // The top of each year and of each length of n-grams.
    let words = |row: &TermFrequencyRow| row.term.matches(' ').count();
    rows.sort_by(|a, b| (a.year, words(a), a.rank, &a.term).cmp(&(b.year, words(b), b.rank, &b.term)));
    let rows = top_of(rows, |row| (row.year, words(row)), top);
    show::print(
        &rows,
        &["year", "rank", "label", "count", "messages", "per_1000_tokens", "message_share", "dp_norm"],
        common,
    )
}

/// The first rows of each group; rows are sorted by group.
pub fn top_of<R, G: PartialEq>(rows: Vec<R>, group: impl Fn(&R) -> G, top: u64) -> Vec<R> {
    let mut kept = Vec::new();
    let (mut last, mut seen) = (None, 0);
    for row in rows {
        if last != Some(group(&row)) {
            last = Some(group(&row));
            seen = 0;
        }
        seen += 1;
        if seen <= top {
            kept.push(row);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::top_of;

    #[test]
    fn the_first_rows_of_each_year_are_kept() {
        let rows = vec![(2012, 'a'), (2012, 'b'), (2017, 'c')];
        assert_eq!(top_of(rows, |row| row.0, 1), [(2012, 'a'), (2017, 'c')]);
    }
}
