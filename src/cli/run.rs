//! `themeshift run`: everything, with a short summary at the end.

use super::args::RunOptions;
use super::common::Common;
use super::open::{load, open};
use super::show;
use crate::analysis::ThemeFinding;
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
    let counts = &outcome.counts;
    let plural = |number: u64, what: &str| format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" });
    let mut text = format!(
        "Read {} ({}) in {}.\n",
        plural(counts.messages(), "message"),
        plural(counts.tokens(), "word token"),
        plural(outcome.documents.len() as u64, "document")
    );
    for (year, totals) in &counts.years {
        text += &format!(
            "  {year}: {}, {}, {}\n",
            plural(totals.messages, "message"),
            plural(totals.tokens, "word token"),
            plural(totals.documents, "document")
        );
    }
    if outcome.selected {
        text += "Only a part of the corpus was analysed, as --years and --where ask.\n";
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
