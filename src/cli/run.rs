//! `themeshift run`: everything, with a screen at the end.

use super::args::RunOptions;
use super::common::Common;
use super::open::{load, open};
use super::screen::screen;
use super::show;
use std::collections::BTreeSet;

use crate::analysis::written::within;
use crate::analysis::{Grouping, PeriodDocuments, ThemeFinding, matters, percent_left_out};
use crate::axis::Period;
use crate::count::{Cell, MANY_PERIODS};
use crate::error::Result;
use crate::pipeline::{self, Counted, Outcome};
use crate::plural::{grouped, plural};
use crate::warning::Warning;

/// Groups of a variable that are named, at most.
const GROUPS: usize = 6;

/// Runs the command.
pub fn run(options: &RunOptions, common: &Common) -> Result<()> {
    let config = load(common)?;
    let (project, terminal) = open(config, common)?;
    let outcome = pipeline::run(&project, &terminal)?;
    let told: BTreeSet<&Warning> = project.corpus.warnings.iter().collect();
    outcome.warnings.iter().filter(|warning| !told.contains(warning)).for_each(|warning| terminal.warn(warning));
    drop(terminal);
    if common.quiet { Ok(()) } else { show::write(summary(&outcome, options.verbose, show::width()).as_bytes()) }
}

/// What was read, then a screen of the results; with `verbose` every period and every finding as well.
fn summary(outcome: &Outcome, verbose: bool, width: usize) -> String {
    let counts = &outcome.counted.counts;
    let mut read = format!(
        "Read {} ({}) in {}",
        plural(counts.messages(), "message"),
        plural(counts.tokens(), "word"),
        plural(outcome.counted.documents.len() as u64, "document")
    );
    if counts.periods().len() > MANY_PERIODS {
        let periods: Vec<_> = counts.periods().iter().map(|cell| (&cell.period, cell.messages)).collect();
        read += &format!("; {}", show::series(&periods));
    } else if counts.periods().len() > 1 {
        let of =
            |cell: &Cell| format!("{} in {}", grouped(cell.messages), show::printable(&within(cell.period.label())));
        read += &format!(": {}", counts.periods().iter().map(of).collect::<Vec<_>>().join(", "));
    }
    let mut text = show::wrapped(&format!("{read}."), "", "  ", width);
    if verbose {
        text += &periods(&outcome.counted);
    }
    let mut line = |line: &str| text += &show::wrapped(line, "", "  ", width);
    not_analysed(&outcome.documents).iter().for_each(|said| line(said));
    outcome.groupings.iter().for_each(|grouping| line(&groups(grouping)));
    if outcome.selected {
        line("Only a part of the corpus was analysed, as --periods and --where ask.");
    }
    if verbose {
        text += &findings(&outcome.findings, width);
    }
    text + &screen(outcome, width)
}

/// What each period is made of, a line each.
fn periods(counted: &Counted) -> String {
    let of = |cell: &Cell| {
        format!(
            "  {}: {}, {}, {}\n",
            show::printable(cell.period.label()),
            plural(cell.messages, "message"),
            plural(cell.tokens, "word"),
            plural(cell.counts.documents, "document")
        )
    };
    counted.counts.periods().iter().map(of).collect()
}

/// How many of the words are not analysed, where that matters, and between which periods it differs.
fn not_analysed(periods: &[PeriodDocuments]) -> Option<String> {
    let percents: Vec<(&Period, u64)> =
        periods.iter().map(|of| (&of.period, percent_left_out(of.tokens_not_analysed, of.tokens))).collect();
    let least = percents.iter().min_by_key(|(_, percent)| *percent);
    let most = percents.iter().rev().max_by_key(|(_, percent)| *percent);
    let (Some((first, least)), Some((last, most))) = (least, most) else { return None };
    let all = periods.iter().fold((0, 0), |sum, of| (sum.0 + of.tokens_not_analysed, sum.1 + of.tokens));
    let percent = percent_left_out(all.0, all.1);
    if !matters(percent, []) && !matters(*most, [*least]) {
        return None;
    }
    let range = if most == least {
        String::new()
    } else {
        let [first, last] = [first, last].map(|period| show::printable(&within(period.label())));
        format!(", {least} % in {first} to {most} % in {last}")
    };
    Some(format!("{percent} % of the words are not analysed{range}: see the table other_text."))
}

/// The groups of a variable in a line, the first of them by name.
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
    let number = plural(grouping.groups.len() as u64, "group");
    format!("By {variable}, {number} (messages): {}{more}.", named.join(", "))
}

/// A sentence for each theme, under what the evidence is.
fn findings(findings: &[ThemeFinding], width: usize) -> String {
    let mut text = String::new();
    let mut heading = None;
    for finding in findings.iter().filter(|finding| !finding.is_absent()) {
        let evidence = finding.evidence();
        if heading != Some(evidence) {
            heading = Some(evidence);
            text += &format!("\n{}\n", evidence.heading());
        }
        text += &show::wrapped(&format!("- {}", show::printable(&finding.sentence())), "  ", "    ", width);
    }
    let absent: Vec<&str> =
        findings.iter().filter(|finding| finding.is_absent()).map(|finding| finding.label.as_str()).collect();
    if !absent.is_empty() {
        text += "\n";
        text += &show::wrapped(
            &format!("Not found in any period: {}", show::printable(&absent.join("; "))),
            "",
            "  ",
            width,
        );
    }
    text
}
