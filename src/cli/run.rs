//! `themeshift run`: everything, with a short summary at the end.

use super::args::RunOptions;
use super::common::Common;
use super::open::{load, open};
use super::show;
use crate::analysis::ThemeFinding;
use crate::count::MANY_PERIODS;
use crate::error::Result;
use crate::pipeline::{self, Outcome, grouped};

/// Runs the command.
pub fn run(options: &RunOptions, common: &Common) -> Result<()> {
    let config = load(&options.path.as_ref().map_or_else(|| common.clone(), |path| common.with_project(path)))?;
    let (project, terminal) = open(config, common)?;
    let outcome = pipeline::run(&project, &terminal)?;
    outcome.warnings.iter().filter(|warning| !project.corpus.warnings.contains(warning)).for_each(|w| terminal.warn(w));
    drop(terminal);
    if common.quiet { Ok(()) } else { show::write(summary(&outcome).as_bytes()) }
}

/// What was read, what can be said of each theme, where the results are.
fn summary(outcome: &Outcome) -> String {
    let counts = &outcome.counted.counts;
    let plural = |number: u64, what: &str| format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" });
    let mut text = format!(
        "Read {} ({}) in {}.\n",
        plural(counts.messages(), "message"),
        plural(counts.tokens(), "word token"),
        plural(outcome.counted.documents.len() as u64, "document")
    );
    if counts.periods().len() > MANY_PERIODS {
        let periods: Vec<_> = counts.periods().iter().map(|cell| (&cell.period, cell.messages)).collect();
        text += &format!("  {}\n", show::series(&periods));
    } else {
        for cell in counts.periods() {
            text += &format!(
                "  {}: {}, {}, {}\n",
                show::printable(cell.period.label()),
                plural(cell.messages, "message"),
                plural(cell.tokens, "word token"),
                plural(cell.counts.documents, "document")
            );
        }
    }
    if outcome.selected {
        text += "Only a part of the corpus was analysed, as --periods and --where ask.\n";
    }
    text += &findings(&outcome.findings);
    let directory = show::printable(&outcome.directory.display().to_string());
    if !outcome.findings.is_empty() {
        text += &format!("\nWhat findings rest on, what threatens them, and the rules: {directory}/findings.md\n");
    }
    text += &format!("Wrote {} tables and {} charts to {directory}\n", outcome.tables.len(), outcome.charts.len());
    if let Some(report) = &outcome.report {
        text += &format!("Open {} in a browser\n", show::printable(&report.display().to_string()));
    }
    text
}

/// A sentence for each theme, under what the evidence is.
fn findings(findings: &[ThemeFinding]) -> String {
    let mut text = String::new();
    let mut heading = None;
    for finding in findings {
        let evidence = finding.best().evidence;
        if heading != Some(evidence) {
            heading = Some(evidence);
            text += &format!("\n{}\n", evidence.heading());
        }
        text += &format!("  - {}\n", show::printable(&finding.sentence()));
    }
    text
}
