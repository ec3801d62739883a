//! [`Config`] -> [`Outcome`]: the whole run.
//!
//! The first pass counts and writes the rows that lead back to text; the second pass counts what needs the final
//! counts; then tables and charts are written, and the results appear all at once.
//!
//! [`Config`]: crate::config::Config

pub mod charts;
pub mod evidence;
mod pass;
mod project;
mod record;
mod staging;

use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use crate::analysis::rows::{DocumentRow, HitRow, MessageRow, OtherTextRow, TermFrequencyByThemeRow};
use crate::analysis::{self, KeynessRow, Study, ThemeFinding, WordShiftRow};
use crate::chart::Inputs;
use crate::codebook::Matcher;
use crate::count::{Counter, Counts, DetailCounter, Details, MOST_MESSAGES, Plan, Record, Records};
use crate::error::{Error, ErrorKind, Result};
use crate::table::{PACKAGE_FILE, TableSet, data_package};
use crate::warning::Warning;
use crate::watch::Watcher;

pub use pass::{Opened, pass};
pub use project::Project;
pub use record::RUN_FILE;

use evidence::Evidence;
use staging::Staging;

/// File name of the findings in words.
const FINDINGS_FILE: &str = "findings.md";

/// With more years a run draws the word shift of the first and the last year only.
const MOST_YEARS: usize = 6;

/// What a run found, for its summary.
#[derive(Debug)]
pub struct Outcome {
    /// Where the results are.
    pub directory: PathBuf,
    /// Whether years or filters left documents out.
    pub selected: bool,
    /// The documents read.
    pub documents: Vec<DocumentRow>,
    /// The counts.
    pub counts: Counts,
    /// What can be said of each theme.
    pub findings: Vec<ThemeFinding>,
    /// Names of the tables written.
    pub tables: Vec<&'static str>,
    /// Names of the charts written.
    pub charts: Vec<String>,
    /// What was suspicious.
    pub warnings: Vec<Warning>,
}

/// Does the whole job: reads, counts, writes tables and charts into the output folder.
///
/// # Errors
/// When a document cannot be read, or results cannot be written. Earlier results are then unchanged.
pub fn run(project: &Project, watcher: &dyn Watcher) -> Result<Outcome> {
    let directory = project.config.root.join(&project.config.output.directory);
    let staging = Staging::new(&directory)?;
    let mut tables = TableSet::new(&staging.path().join("table"), &project.config.output.formats)?;
    let mut documents = Vec::new();
    let mut sinks = Sinks::begin(&mut tables)?;
    let Counted { counts, mut records } = count(project, watcher, |evidence| {
        sinks.write(&evidence)?;
        documents.push(evidence.document);
        Ok(())
    })?;
    sinks.end()?;
    let details = count_details(project, &counts, records.as_mut(), watcher)?;
    let matcher = Matcher::new(&project.codebook, &project.rules);
    let study = Study {
        config: &project.config.analysis,
        codebook: &project.codebook,
        matcher: &matcher,
        documents: &project.corpus.documents,
        counts: &counts,
        details: &details,
        records: records.as_ref(),
        also: None,
        watcher,
    };
    let written = project.pool().install(|| write_tables(project, &study, &documents, &mut tables))?;
    let findings = analysis::findings_markdown(&project.config.title, &written.findings);
    write_file(&staging.path().join(FINDINGS_FILE), findings.as_bytes())?;
    let (charts, chart_warnings) = charts::write_all(project, &written.inputs, &counts, &staging.path().join("chart"))?;
    let mut package = data_package(&project.config.title, "table", &tables);
    if !charts.is_empty() {
        charts::describe_in(&mut package);
    }
    write_json(&staging.path().join(PACKAGE_FILE), &package)?;
    let written_files = staging::files(staging.path())
        .map_err(|e| Error::io(ErrorKind::Output, "cannot list the results", staging.path(), e))?;
    let record = record::record(project, &documents, &counts, &tables, &charts, &written_files);
    write_json(&staging.path().join(RUN_FILE), &record)?;
    if watcher.stopped() {
        return Err(Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged"));
    }
    staging.commit()?;
    let mut warnings = project.corpus.warnings.clone();
    warnings.append(&mut tables.warnings);
    warnings.extend(chart_warnings);
    Ok(Outcome {
        directory,
        selected: project.config.selection != crate::config::Selection::default(),
        documents,
        counts,
        findings: written.findings,
        tables: tables.tables.iter().map(|table| table.name).collect(),
        charts: charts.into_iter().map(|chart| chart.name).collect(),
        warnings,
    })
}

/// What the first pass gives.
#[derive(Debug)]
pub struct Counted {
    /// The counts.
    pub counts: Counts,
    /// The messages one by one; `None` for a corpus with more than [`MOST_MESSAGES`].
    pub records: Option<Records>,
}

/// The first pass: counts, and the evidence of each document, handed over in the order of the documents.
///
/// # Errors
/// When a document cannot be read, the evidence cannot be taken, or the user stops the run.
pub fn count(
    project: &Project,
    watcher: &dyn Watcher,
    mut take: impl FnMut(Evidence) -> Result<()>,
) -> Result<Counted> {
    let matcher = Matcher::new(&project.codebook, &project.rules);
    let years = project.corpus.years();
    let ngrams = project.config.analysis.ngrams.clone();
    let plan = Plan { rules: &project.rules, matcher: &matcher, years: years.clone(), ngrams };
    let mut counters: Vec<Counter<'_>> = threads(project).map(|_| Counter::new(&plan)).collect();
    let mut records = Some(Records::default());
    let mut place = 0;
    let work = |counter: &mut Counter<'_>, opened: Opened<'_>| {
        counter.begin_document(opened.year);
        Ok(evidence::collect(&opened, &project.codebook, &matcher, |text, hits| {
            let (tokens, found) = counter.message(text);
            hits.clear();
            hits.extend_from_slice(found);
            tokens
        }))
    };
    pass(project, watcher, "counting", &mut counters, work, |_, mut evidence| {
        let of_document = std::mem::take(&mut evidence.records).into_iter();
        if let Some(kept) = &mut records {
            let first = kept.sections.len() as u32;
            let placed = |record: Record| Record { document: place, section: first + record.section, ..record };
            kept.messages.extend(of_document.map(placed));
            kept.sections.append(&mut evidence.sections);
            if kept.messages.len() as u64 > MOST_MESSAGES {
                records = None;
            }
        }
        place += 1;
        take(evidence)
    })?;
    let counts = project.pool().install(|| Counts::merge(&years, counters));
    Ok(Counted { counts, records })
}

/// The second pass: dispersion and term co-occurrence; and, where there are records, the terms and shingles of each
/// message.
///
/// # Errors
/// When a document cannot be read any more, or the user stops the run.
pub fn count_details(
    project: &Project,
    counts: &Counts,
    records: Option<&mut Records>,
    watcher: &dyn Watcher,
) -> Result<Details> {
    let places: HashMap<&str, u32> =
        counts.terms.iter().enumerate().map(|(place, entry)| (entry.term.as_str(), place as u32)).collect();
    let terms = project.config.analysis.cooccurrence_terms;
    let mut counters: Vec<DetailCounter<'_>> =
        threads(project).map(|_| DetailCounter::new(counts, &project.rules, &places, terms)).collect();
    let keep = records.is_some();
    let work = |counter: &mut DetailCounter<'_>, opened: Opened<'_>| {
        counter.begin_document(opened.year);
        // All messages are counted; `None` holds nothing.
        Ok(opened.segments.messages().filter_map(|segment| counter.message(&segment.text, keep)).collect::<Vec<_>>())
    };
    let mut records = records.into_iter().flat_map(|records| &mut records.messages);
    pass(project, watcher, "comparing", &mut counters, work, |_, messages| {
        for ((terms, shingles), record) in messages.into_iter().zip(&mut records) {
            (record.terms, record.shingles) = (terms, shingles);
        }
        Ok(())
    })?;
    Ok(Details::merge(counts, counters))
}

fn threads(project: &Project) -> std::ops::Range<usize> {
    0..project.pool().current_num_threads()
}

/// The tables that are as long as the corpus, written while it is read.
struct Sinks<'t> {
    tables: &'t mut TableSet,
    messages: crate::table::TableWriter,
    other: crate::table::TableWriter,
    hits: crate::table::TableWriter,
}

impl<'t> Sinks<'t> {
    fn begin(tables: &'t mut TableSet) -> Result<Self> {
        let messages = tables.begin::<MessageRow>(&[])?;
        let other = tables.begin::<OtherTextRow>(&[])?;
        let hits = tables.begin::<HitRow>(&[])?;
        Ok(Self { tables, messages, other, hits })
    }

    fn write(&mut self, evidence: &Evidence) -> Result<()> {
        self.tables.append(&mut self.messages, &evidence.messages)?;
        self.tables.append(&mut self.other, &evidence.other)?;
        self.tables.append(&mut self.hits, &evidence.hits)
    }

    fn end(self) -> Result<()> {
        self.tables.end(self.messages)?;
        self.tables.end(self.other)?;
        self.tables.end(self.hits)
    }
}

/// What is written after the tables: the rows that charts draw, and the findings.
struct Written {
    inputs: Inputs,
    findings: Vec<ThemeFinding>,
}

fn write_tables(
    project: &Project,
    study: &Study<'_>,
    documents: &[DocumentRow],
    tables: &mut TableSet,
) -> Result<Written> {
    let rules = &project.rules;
    let (counts, codebook) = (study.counts, study.codebook);
    tables.write(documents)?;
    let mut inputs = Inputs { documents: documents.to_vec(), ..Inputs::default() };
    let term_frequency = analysis::term_frequency(counts, Some(study.details));
    tables.write(&term_frequency)?;
    inputs.take_term_frequency(&term_frequency, &[]);
    drop(term_frequency);
    let mut by_theme = tables.begin::<TermFrequencyByThemeRow>(&[])?;
    analysis::term_frequency_by_theme(counts, codebook, |rows| tables.append(&mut by_theme, &rows))?;
    tables.end(by_theme)?;
    tables.write(&analysis::term_cooccurrence(counts, study.details))?;
    tables.write(&analysis::term_forms(counts))?;
    inputs.theme_patterns = analysis::theme_patterns(counts, codebook, study.matcher);
    tables.write(&inputs.theme_patterns)?;
    inputs.theme_frequency = analysis::theme_frequency(counts, codebook);
    tables.write(&inputs.theme_frequency)?;
    inputs.theme_cooccurrence = analysis::theme_cooccurrence(counts, codebook);
    tables.write(&inputs.theme_cooccurrence)?;
    let sections: Vec<u64> = documents.iter().map(|document| document.standard.sections).collect();
    let near_duplicates = analysis::near_duplicates(study);
    inputs.comparability = analysis::comparability(study, &sections, &near_duplicates);
    tables.write(&inputs.comparability)?;
    inputs.theme_change = analysis::theme_change(study);
    tables.write(&inputs.theme_change)?;
    tables.write(&analysis::theme_trend(study))?;
    tables.write(&analysis::theme_cooccurrence_change(study))?;
    let robustness = analysis::robustness(study, &near_duplicates);
    tables.write(&robustness)?;
    let comparisons = analysis::comparisons(study, rules, &inputs.theme_change, &robustness);
    inputs.findings = analysis::finding_rows(study, &comparisons);
    tables.write(&inputs.findings)?;
    let findings = analysis::findings(study, &comparisons);
    tables.write(&near_duplicates)?;
    tables.write(&analysis::year_distance(study))?;
    let mut keyness = tables.begin::<KeynessRow>(&[])?;
    analysis::keyness_by_comparison(study, |rows| {
        inputs.take_keyness(&rows);
        tables.append(&mut keyness, &rows)
    })?;
    tables.end(keyness)?;
    let mut shift = tables.begin::<WordShiftRow>(&[])?;
    // With many years only the first and the last are drawn; the command `chart` draws the others.
    let years = study.years();
    let drawn = |row: &WordShiftRow| {
        years.len() <= MOST_YEARS || (years.first(), years.last()) == (Some(&row.from_year), Some(&row.to_year))
    };
    analysis::word_shift_by_pair(study, |rows| {
        if rows.first().is_some_and(drawn) {
            inputs.take_word_shift(&rows);
        }
        tables.append(&mut shift, &rows)
    })?;
    tables.end(shift)?;
    tables.finish()?;
    Ok(Written { inputs, findings })
}

/// A whole number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| Error::io(ErrorKind::Output, "cannot write", path, e))
}

fn write_json(path: &Path, value: &serde_json::Value) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::new(ErrorKind::Output, format!("cannot write: {e}")).at(path))?;
    text.push('\n');
    write_file(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_grouped() {
        assert_eq!(super::grouped(0), "0");
        assert_eq!(super::grouped(999), "999");
        assert_eq!(super::grouped(1_234_567), "1,234,567");
    }
}
