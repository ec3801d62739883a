//! `themeshift freq`: frequencies of terms or themes per year.

use super::args::{Common, FreqOptions};
use super::messages::check_theme;
use super::{load, open, show};
use crate::analysis;
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
        check_theme(&project, theme)?;
    }
    let (counts, _) = pipeline::count(&project, &terminal, |_| Ok(()))?;
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
        let rows = top_of_year(rows, |row| row.year, top);
        return show::print(
            &rows,
            &["year", "label", "count", "messages", "per_1000_tokens", "g2", "log_ratio"],
            common,
        );
    }
    let details = pipeline::count_details(&project, &counts, &terminal)?;
    drop(terminal);
    let mut rows = analysis::term_frequency(&counts, Some(&details));
    rows.retain(|row| row.rank <= top);
    rows.sort_by(|a, b| (a.year, a.rank, &a.term).cmp(&(b.year, b.rank, &b.term)));
    show::print(
        &rows,
        &["year", "rank", "label", "count", "messages", "per_1000_tokens", "message_share", "dp_norm"],
        common,
    )
}

/// The first rows of each year; rows are sorted by year.
pub fn top_of_year<R>(rows: Vec<R>, year: impl Fn(&R) -> i32, top: u64) -> Vec<R> {
    let mut kept = Vec::new();
    let (mut last, mut seen) = (None, 0);
    for row in rows {
        if last != Some(year(&row)) {
            last = Some(year(&row));
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
    use super::top_of_year;

    #[test]
    fn the_first_rows_of_each_year_are_kept() {
        let rows = vec![(2012, 'a'), (2012, 'b'), (2017, 'c')];
        assert_eq!(top_of_year(rows, |row| row.0, 1), [(2012, 'a'), (2017, 'c')]);
    }
}
