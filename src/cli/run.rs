//! `themeshift run`: everything, with a short summary at the end.

use super::args::{Common, RunOptions};
use super::{load, open, show};
use crate::error::Result;
use crate::pipeline::{self, Outcome, grouped};

/// How many themes the summary names.
const NAMED: usize = 3;

/// Runs the command.
pub fn run(options: &RunOptions, common: &Common) -> Result<()> {
    let config = load(&options.path.as_ref().map_or_else(|| common.clone(), |path| common.with_project(path)))?;
    let (project, terminal) = open(config, common)?;
    let outcome = pipeline::run(&project, &terminal)?;
    outcome.warnings.iter().filter(|warning| !project.corpus.warnings.contains(warning)).for_each(|w| terminal.warn(w));
    drop(terminal);
    if common.quiet { Ok(()) } else { show::write(summary(&outcome).as_bytes()) }
}

/// What was read, what shifted most, where the results are.
fn summary(outcome: &Outcome) -> String {
    let counts = &outcome.counts;
    let mut text = format!(
        "Read {} messages ({} word tokens) in {} documents.\n",
        grouped(counts.messages()),
        grouped(counts.tokens()),
        grouped(outcome.documents.len() as u64)
    );
    for (year, totals) in &counts.years {
        text += &format!(
            "  {year}: {} messages, {} word tokens, {} documents\n",
            grouped(totals.messages),
            grouped(totals.tokens),
            grouped(totals.documents)
        );
    }
    if outcome.selected {
        text += "Only a part of the corpus was analysed, as --years and --where ask.\n";
    }
    text += &shifts(outcome);
    text += &format!(
        "Wrote {} tables and {} charts to {}\n",
        outcome.tables.len(),
        outcome.charts.len(),
        show::printable(&outcome.directory.display().to_string())
    );
    text
}

/// The themes whose rate differs most between the first and the last year.
fn shifts(outcome: &Outcome) -> String {
    let years = &outcome.counts.years;
    let (Some((first, _)), Some((last, _))) = (years.first(), years.last()) else { return String::new() };
    if first == last || outcome.theme_frequency.is_empty() {
        return String::new();
    }
    let rate = |year: i32, theme: &str| {
        let row = outcome.theme_frequency.iter().find(|row| row.year == year && row.theme == theme);
        row.and_then(|row| row.per_1000_tokens).unwrap_or(0.0)
    };
    let of_last = outcome.theme_frequency.iter().filter(|row| row.year == *last);
    let mut shifts: Vec<(f64, f64, &str)> =
        of_last.map(|row| (rate(*first, &row.theme), row.per_1000_tokens.unwrap_or(0.0), row.label.as_str())).collect();
    shifts.sort_by(|a, b| (b.1 - b.0).abs().total_cmp(&(a.1 - a.0).abs()).then(a.2.cmp(b.2)));
    let mut text = format!("Largest differences between {first} and {last}, in hits per 1,000 word tokens:\n");
    for (from, to, label) in shifts.iter().take(NAMED) {
        text += &format!("  {}: {from:.1} -> {to:.1}\n", show::printable(label));
    }
    text
}
