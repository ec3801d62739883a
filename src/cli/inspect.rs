//! `themeshift inspect`: what was read, and what makes the years hard to compare.

use super::args::{InspectOptions, InspectPart};
use super::common::{Common, Format};
use super::open::{load, open};
use super::show;
use crate::analysis::rows::InspectionRow;
use crate::analysis::{self, ComparabilityRow, NearDuplicateRow};
use crate::config::Kind;
use crate::corpus::DocumentInfo;
use crate::error::Result;
use crate::pipeline::evidence::Evidence;
use crate::pipeline::{Depth, Material};
use crate::stats::median::median;

/// Pairs of near-duplicates that are drawn.
const MOST_PAIRS: usize = 20;

/// Runs the command.
pub fn run(options: &InspectOptions, common: &Common) -> Result<()> {
    let mut config = load(&options.path.as_ref().map_or_else(|| common.clone(), |path| common.with_project(path)))?;
    config.analysis.cooccurrence_terms = 0;
    let (project, terminal) = open(config, common)?;
    let mut documents = Vec::new();
    let material = Material::count(&project, &terminal, Depth::Terms, |evidence| {
        documents.push(inspect(&project.corpus.documents[documents.len()], &evidence));
        Ok(())
    })?;
    material.warnings.iter().for_each(|warning| terminal.warn(warning));
    let sections: Vec<u64> = documents.iter().map(|row| row.sections).collect();
    let (years, pairs) = material.study(&project, &terminal, None, |study| {
        let pairs = analysis::near_duplicates(study);
        (analysis::comparability(study, &sections, &pairs), pairs)
    })?;
    drop(terminal);
    print(&documents, &years, &pairs, options.part, common)
}

const DOCUMENTS: [&str; 11] = [
    "document",
    "year",
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
const SPLIT: [&str; 6] = ["document", "unit", "bullets", "numbered", "paragraphs", "unit_reason"];
const YEARS: [&str; 7] =
    ["year", "documents", "messages", "tokens", "median_message_tokens", "near_duplicates", "flags"];

fn print(
    documents: &[InspectionRow],
    years: &[ComparabilityRow],
    pairs: &[NearDuplicateRow],
    part: Option<InspectPart>,
    common: &Common,
) -> Result<()> {
    let format = show::format(common);
    match (part, format) {
        (Some(InspectPart::Years), _) => return show::print(years, &YEARS, common),
        (Some(InspectPart::NearDuplicates), _) => return show::print(pairs, &[], common),
        (Some(InspectPart::Documents), _) | (None, Format::Csv | Format::Json) => {
            return show::print(documents, &DOCUMENTS, common);
        }
        (None, Format::Table | Format::Markdown) => {}
    }
    let heading = |text: &str| {
        let mark = if format == Format::Markdown { "## " } else { "" };
        show::write(format!("{mark}{text}\n\n").as_bytes())
    };
    heading("What was read")?;
    show::print(documents, &DOCUMENTS, common)?;
    show::write(b"\n")?;
    heading("Why the documents were split as they were")?;
    show::print(documents, &SPLIT, common)?;
    show::write(b"\n")?;
    heading("What the years are made of, and what makes them hard to compare")?;
    show::print(years, &YEARS, common)?;
    show::write(b"\n")?;
    match pairs.len() {
        0 => show::write(b"No two messages are nearly alike.\n"),
        number => {
            let shown = &pairs[..number.min(MOST_PAIRS)];
            let more = if number > shown.len() { format!(", the first {}", shown.len()) } else { String::new() };
            heading(&format!("Messages in nearly the same words: pairs{more}, of {number}"))?;
            show::print(shown, &[], common)
        }
    }
}

fn inspect(info: &DocumentInfo, evidence: &Evidence) -> InspectionRow {
    let lengths: Vec<u64> = evidence.messages.iter().map(|message| message.tokens).collect();
    let kinds = |kind: Kind| evidence.other.iter().filter(|row| row.kind == kind.name()).count() as u64;
    InspectionRow {
        document: info.id.clone(),
        year: info.year,
        kind: info.kind.clone(),
        scope: info.scope.clone(),
        language: evidence.language.analysed.clone(),
        language_detected: evidence.document.standard.language_detected.clone(),
        unit: evidence.choice.unit.name().to_string(),
        unit_reason: evidence.choice.reason(),
        bullets: evidence.choice.bullets,
        numbered: evidence.choice.numbered,
        paragraphs: evidence.choice.paragraphs,
        sections: evidence.document.standard.sections,
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
