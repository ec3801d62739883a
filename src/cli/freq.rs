//! `themeshift freq`: frequencies of terms or themes per period, or of themes per group.

use super::args::FreqOptions;
use super::common::Common;
use super::open::{load, open};
use super::{groups, show};
use crate::analysis::Results;
use crate::analysis::row::Row;
use crate::analysis::rows::TermFrequencyByThemeRow;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{Depth, count};

/// Runs the command.
pub fn run(options: &FreqOptions, common: &Common) -> Result<()> {
    if !common.by.is_empty() && !options.themes {
        return Err(Error::new(ErrorKind::Usage, "--by: terms are not counted by group")
            .hint("add --themes; `themeshift keyness --by` shows the terms that mark a group"));
    }
    let top = if options.top == 0 { u64::MAX } else { options.top };
    if options.themes && !common.by.is_empty() {
        let columns = [
            "variable",
            "group",
            "period",
            "label",
            "hits",
            "weighted_hits",
            "messages",
            "n_messages",
            "per_1000_tokens",
            "message_share",
        ];
        let shown = &columns[usize::from(common.by.len() == 1)..];
        return print(options, common, Depth::Themes, shown, |results| results.group_frequency().to_vec());
    }
    if options.themes {
        let columns =
            ["period", "label", "hits", "weighted_hits", "messages", "n_messages", "per_1000_tokens", "message_share"];
        return print(options, common, Depth::Rates, &columns, |results| results.theme_frequency().to_vec());
    }
    if let Some(theme) = &options.theme {
        let columns = ["period", "label", "count", "messages", "per_1000_tokens", "g2", "log_ratio"];
        return print(options, common, Depth::Terms, &columns, |results| of_theme(results, theme, top));
    }
    let columns = ["period", "rank", "label", "count", "messages", "per_1000_tokens", "message_share", "dp_norm"];
    let top = usize::try_from(top).unwrap_or(usize::MAX);
    print(options, common, Depth::Words, &columns, |results| results.most_frequent_terms(top))
}

/// Counts, asks for rows, and prints them.
fn print<R: Row + Send>(
    options: &FreqOptions,
    common: &Common,
    depth: Depth,
    columns: show::Columns<'_>,
    ask: impl FnOnce(&Results<'_>) -> Vec<R> + Send,
) -> Result<()> {
    let mut config = load(common)?;
    if !options.ngrams.is_empty() {
        config.analysis.ngrams = options.ngrams.iter().map(|&length| usize::from(length)).collect();
        config.analysis.ngrams.sort_unstable();
        config.analysis.ngrams.dedup();
    }
    config.analysis.cooccurrence_terms = 0;
    // All rows are there, so that the top of each period can be chosen.
    config.output.rows = None;
    let (project, terminal) = open(config, common)?;
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let counted = count(&project, &terminal, depth)?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    let rows = counted.results(&project, &terminal, None, |results| {
        if !common.by.is_empty() {
            groups::tell(results, &terminal);
        }
        ask(results)
    })?;
    drop(terminal);
    show::print(&rows, columns, common)
}

/// The most frequent terms in the messages of a theme, by period.
fn of_theme(results: &Results<'_>, theme: &str, top: u64) -> Vec<TermFrequencyByThemeRow> {
    let rows = results.term_frequency_by_theme().iter().filter(|row| row.theme == theme);
    let mut rows: Vec<&TermFrequencyByThemeRow> = rows.collect();
    rows.sort_by(|a, b| (&a.period, b.count, &a.term).cmp(&(&b.period, a.count, &b.term)));
    top_of(rows, |row| &row.period, top).into_iter().cloned().collect()
}

/// The first rows of each group; rows are sorted by group.
pub fn top_of<'r, R, G: PartialEq>(rows: Vec<&'r R>, group: impl Fn(&'r R) -> G, top: u64) -> Vec<&'r R> {
    let mut kept = Vec::new();
    let (mut last, mut seen) = (None, 0);
    for row in rows {
        if last != Some(group(row)) {
            last = Some(group(row));
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
    fn the_first_rows_of_each_period_are_kept() {
        let rows = [(2012, 'a'), (2012, 'b'), (2017, 'c')];
        assert_eq!(top_of(rows.iter().collect(), |row| row.0, 1), [&(2012, 'a'), &(2017, 'c')]);
    }
}
