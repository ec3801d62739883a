//! `themeshift inspect`: what was read, and what makes the periods and groups hard to compare.

use std::collections::BTreeMap;

use super::args::{InspectOptions, InspectPart};
use super::common::{Common, Format};
use super::open::{load, open};
use super::{groups, show};
use crate::analysis::row::Row;
use crate::analysis::rows::InspectionRow;
use crate::analysis::{ComparabilityRow, GroupComparabilityRow, NearDuplicateRow};
use crate::config::Kind;
use crate::count::MANY_PERIODS;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::evidence::Evidence;
use crate::pipeline::{Depth, Project, count_with_evidence};
use crate::plural::plural;
use crate::stats::median::median;

/// Documents and groups that are drawn on a screen.
const MOST_DOCUMENTS: usize = 8;
/// Flags of a long series that are drawn.
const MOST_FLAGS: usize = 6;
/// Pairs of near-duplicates that are drawn on a screen.
const MOST_PAIRS: usize = 3;

/// Runs the command.
pub fn run(options: &InspectOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    // No table of terms is asked for.
    config.output.rows = None;
    let (project, terminal) = open(config, common)?;
    if options.part == Some(InspectPart::Groups) && project.variables.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "--part: there are no groups")
            .hint("name a document variable with --by, or set `by` in [groups]"));
    }
    let mut documents = Vec::new();
    let counted = count_with_evidence(&project, &terminal, Depth::All, |evidence| {
        documents.push(inspect(&project, documents.len(), &evidence));
        Ok(())
    })?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    let seen = counted.results(&project, &terminal, None, |results| {
        groups::tell(results, &terminal);
        Seen {
            documents,
            periods: results.comparability().to_vec(),
            groups: results.group_comparability().to_vec(),
            pairs: results.near_duplicate_rows().collect(),
        }
    })?;
    drop(terminal);
    print(&seen, options, common)
}

/// What was seen.
struct Seen {
    documents: Vec<InspectionRow>,
    periods: Vec<ComparabilityRow>,
    groups: Vec<GroupComparabilityRow>,
    pairs: Vec<NearDuplicateRow>,
}

/// Columns of the documents alone.
const DETAILS: [&str; 11] = [
    "document",
    "period",
    "kind",
    "scope",
    "language_detected",
    "unit",
    "sections",
    "messages",
    "tokens",
    "median_message_tokens",
    "skip_sections",
];
const DOCUMENTS: [&str; 7] = ["document", "period", "language_detected", "unit", "messages", "tokens", "unit_reason"];
const PERIODS: [&str; 7] =
    ["period", "documents", "messages", "tokens", "median_message_tokens", "near_duplicates", "flags"];
const GROUPS: [&str; 8] =
    ["variable", "group", "period", "documents", "messages", "tokens", "median_message_tokens", "flags"];

fn print(seen: &Seen, options: &InspectOptions, common: &Common) -> Result<()> {
    let Seen { documents, periods, groups, pairs } = seen;
    let format = show::format(common);
    match (options.part, format) {
        (Some(InspectPart::Periods), _) => return show::print(periods, &PERIODS, common),
        (Some(InspectPart::Groups), _) => return show::print(groups, &GROUPS, common),
        (Some(InspectPart::NearDuplicates), _) => return show::print(pairs, &[], common),
        (Some(InspectPart::Documents), _) => return show::print(documents, &DETAILS, common),
        (None, Format::Csv | Format::Json) => return show::print(documents, &[], common),
        (None, Format::Table | Format::Markdown) => {}
    }
    let most = |screen: usize| if options.all { usize::MAX } else { screen };
    let heading = |text: &str| {
        let mark = if format == Format::Markdown { "## " } else { "" };
        show::write(format!("{mark}{text}\n\n").as_bytes())
    };
    heading("What was read, and why it was split as it was")?;
    if documents.len() > most(MOST_DOCUMENTS) {
        show::write(format!("{}\n\n", units(documents)).as_bytes())?;
    }
    first(documents, most(MOST_DOCUMENTS), &DOCUMENTS, common)?;
    heading("What the periods are made of, and what makes them hard to compare")?;
    if periods.len() > most(MANY_PERIODS) {
        let series: Vec<_> = periods.iter().map(|row| (&row.period, row.messages)).collect();
        show::write(format!("{}\n{}\n", show::series(&series), flags(periods)).as_bytes())?;
    } else {
        first(periods, most(MANY_PERIODS), &PERIODS, common)?;
    }
    if !groups.is_empty() {
        heading("What the groups are made of, and what makes them hard to compare over time")?;
        first(groups, most(MOST_DOCUMENTS), &GROUPS, common)?;
    }
    if pairs.is_empty() {
        return show::write(b"No two messages are nearly alike.\n");
    }
    heading(&format!("Pairs of messages in nearly the same words: {}", pairs.len()))?;
    first(pairs, most(MOST_PAIRS), &[], common)
}

/// Draws the first rows, and says how to see the others.
fn first<R: Row>(rows: &[R], most: usize, columns: show::Columns<'_>, common: &Common) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    show::print_untitled(&rows[..rows.len().min(most)], columns, common)?;
    let more = rows.len().saturating_sub(most);
    let more = if more > 0 { format!("... and {more} more; --all shows them\n") } else { String::new() };
    show::write(format!("{more}\n").as_bytes())
}

/// What stands out in most periods of a long series, a line each.
fn flags(periods: &[ComparabilityRow]) -> String {
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    let all = periods.iter().flat_map(|row| row.flags.split("; ")).filter(|flag| !flag.is_empty());
    all.for_each(|flag| *number.entry(flag).or_default() += 1);
    let mut flags: Vec<(&str, usize)> = number.into_iter().collect();
    flags.sort_by_key(|(flag, number)| (std::cmp::Reverse(*number), *flag));
    let line =
        |(flag, number): &(&str, usize)| show::printable(&format!("  {}: {flag}", plural(*number, "period"))) + "\n";
    let text: String = flags.iter().take(MOST_FLAGS).map(line).collect();
    text + "  --part periods shows each period\n"
}

/// How many documents were split by each unit.
fn units(documents: &[InspectionRow]) -> String {
    let mut units: BTreeMap<&str, u64> = BTreeMap::new();
    documents.iter().for_each(|row| *units.entry(&row.unit).or_default() += 1);
    let named: Vec<String> = units.into_iter().map(|(unit, number)| format!("{number} by {unit}")).collect();
    format!("Documents: {}", named.join(", "))
}

fn inspect(project: &Project, place: usize, evidence: &Evidence) -> InspectionRow {
    let info = project.corpus.documents.get(place);
    let lengths: Vec<u64> = evidence.messages.iter().map(|message| message.tokens).collect();
    let kinds = |kind: Kind| evidence.other.iter().filter(|row| row.kind == kind.name()).count() as u64;
    InspectionRow {
        document: info.id.clone(),
        period: project.axis.period(place).clone(),
        kind: info.kind.clone(),
        scope: info.scope.clone(),
        language: evidence.language.analysed.clone(),
        language_detected: evidence.facts.language_detected.clone(),
        unit: evidence.choice.unit.name().to_string(),
        unit_reason: evidence.choice.reason(),
        bullets: evidence.choice.bullets,
        numbered: evidence.choice.numbered,
        paragraphs: evidence.choice.paragraphs,
        sections: evidence.facts.sections.into(),
        messages: lengths.len() as u64,
        tokens: lengths.iter().sum(),
        median_message_tokens: median(lengths),
        headings: kinds(Kind::Heading),
        intro: kinds(Kind::Intro),
        boilerplate: kinds(Kind::Boilerplate),
        admin: kinds(Kind::Admin),
        skip_sections: info.skip_sections.join("; "),
    }
}
