//! `themeshift run`: everything, with a short summary at the end.

use super::args::RunOptions;
use super::common::Common;
use super::open::{load, open};
use super::show;
use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{Grouping, ThemeFinding, matters, percent_left_out};
use crate::axis::Period;
use crate::count::MANY_PERIODS;
use crate::error::Result;
use crate::pipeline::{self, Counted, Outcome, grouped};
use crate::warning::Warning;

/// Groups of a variable that are named, at most.
const GROUPS: usize = 6;

/// Runs the command.
pub fn run(options: &RunOptions, common: &Common) -> Result<()> {
    let config = load(&options.path.as_ref().map_or_else(|| common.clone(), |path| common.with_project(path)))?;
    let (project, terminal) = open(config, common)?;
    let outcome = pipeline::run(&project, &terminal)?;
    let told: BTreeSet<&Warning> = project.corpus.warnings.iter().collect();
    outcome.warnings.iter().filter(|warning| !told.contains(warning)).for_each(|warning| terminal.warn(warning));
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
    text += &not_analysed(&outcome.counted);
    outcome.groupings.iter().for_each(|grouping| text += &groups(grouping));
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

/// How many of the words are not analysed, where that matters, and between which periods it differs.
fn not_analysed(counted: &Counted) -> String {
    let mut periods: BTreeMap<&Period, (u64, u64)> = BTreeMap::new();
    for cell in counted.counts.periods() {
        let of_period = cell.document_places.iter().map(|&place| counted.documents.get(place as usize));
        let sum = of_period.fold((0, 0), |sum, facts| (sum.0 + facts.tokens_not_analysed, sum.1 + facts.tokens));
        periods.insert(&cell.period, sum);
    }
    let percents: Vec<(&Period, u64)> =
        periods.iter().map(|(period, (left_out, tokens))| (*period, percent_left_out(*left_out, *tokens))).collect();
    let least = percents.iter().min_by_key(|(_, percent)| *percent);
    let most = percents.iter().rev().max_by_key(|(_, percent)| *percent);
    let (Some((first, least)), Some((last, most))) = (least, most) else { return String::new() };
    let all = periods.values().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    let percent = percent_left_out(all.0, all.1);
    if !matters(percent, []) && !matters(*most, [*least]) {
        return String::new();
    }
    let range = if most == least {
        String::new()
    } else {
        let [first, last] = [first, last].map(|period| show::printable(period.label()));
        format!(", {least} % in {first} to {most} % in {last}")
    };
    format!("  {percent} % of the words are not analysed{range}: see the table other_text\n")
}

/// The groups of a variable in a line, the first of them by name, and where their differences are.
fn groups(grouping: &Grouping) -> String {
    let named: Vec<String> = grouping
        .groups
        .iter()
        .take(GROUPS)
        .map(|group| format!("{} ({})", show::printable(&group.name), grouped(group.messages)))
        .collect();
    let more = match grouping.groups.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let variable = show::printable(&grouping.variable.name);
    let (number, compared) = match grouping.groups.len() {
        1 => ("1 group".to_string(), ""),
        number => (format!("{number} groups"), "; their differences are in the table group_contrast"),
    };
    format!("  by {variable}, {number} (messages): {}{more}{compared}\n", named.join(", "))
}

/// A sentence for each theme, under what the evidence is.
fn findings(findings: &[ThemeFinding]) -> String {
    let mut text = String::new();
    let mut heading = None;
    for finding in findings.iter().filter(|finding| !finding.is_absent()) {
        let evidence = finding.evidence();
        if heading != Some(evidence) {
            heading = Some(evidence);
            text += &format!("\n{}\n", evidence.heading());
        }
        text += &format!("  - {}\n", show::printable(&finding.sentence()));
    }
    let absent: Vec<&str> =
        findings.iter().filter(|finding| finding.is_absent()).map(|finding| finding.label.as_str()).collect();
    if !absent.is_empty() {
        text += &format!("\nNot found in any period: {}\n", show::printable(&absent.join("; ")));
    }
    text
}
