//! [`Config`] -> results: the whole run.
//!
//! [`analyse`] does the work. The first pass counts and hands over the rows that lead back to text; the second pass
//! counts what needs the final counts; then come the other tables. They go to a [`TableSink`]: [`run`] writes them,
//! the charts and the report to files, which appear all at once; a program may keep them in memory.
//!
//! [`Config`]: crate::config::Config
//! [`TableSink`]: crate::table::TableSink

mod analyse;
pub mod charts;
pub mod codebook;
pub mod concordance;
pub mod evidence;
pub mod explain;
#[cfg(feature = "files")]
pub mod files;
pub mod languages;
mod material;
pub mod partial;
mod pass;
mod project;
#[cfg(feature = "files")]
mod record;
#[cfg(feature = "files")]
mod run;
pub mod sample;
#[cfg(feature = "files")]
mod staging;
pub mod tokens;
mod validate;

use hashbrown::HashMap;

use crate::codebook::Matcher;
use crate::codings::CodedThemes;
use crate::count::{Counter, Counts, DetailCounter, Details, MOST_MESSAGES, Plan, Record, Records};
use crate::error::Result;
use crate::text::TextRules;
use crate::warning::Warning;
use crate::watch::Watcher;

pub use analyse::{Analysed, analyse};
pub use material::{Depth, Material};
pub use pass::{Opened, pass};
pub use project::{Given, Project};
#[cfg(feature = "files")]
pub use record::RUN_FILE;
#[cfg(feature = "files")]
pub use run::{Outcome, report, run, write_report};
pub use validate::validate;

use evidence::Evidence;
use languages::{ByLanguage, Tally};

/// What the first pass gives.
#[derive(Debug)]
pub struct Counted {
    /// The counts.
    pub counts: Counts,
    /// The messages one by one; `None` for a corpus with more than [`MOST_MESSAGES`].
    pub records: Option<Records>,
    /// What is suspicious in the languages of the documents.
    pub warnings: Vec<Warning>,
}

/// The first pass: counts, and the evidence of each document, handed over in the order of the documents.
///
/// # Errors
/// When a document cannot be read, the evidence cannot be taken, or the user stops the run.
pub fn count(project: &Project, watcher: &dyn Watcher, take: impl FnMut(Evidence) -> Result<()>) -> Result<Counted> {
    count_with(project, project.coded.as_ref(), watcher, take)
}

/// Hands over the evidence of each document with the themes that the codebook finds, whatever was coded.
fn matched(project: &Project, watcher: &dyn Watcher, take: impl FnMut(Evidence) -> Result<()>) -> Result<()> {
    count_with(project, None, watcher, take).map(|_| ())
}

fn count_with(
    project: &Project,
    coded: Option<&CodedThemes>,
    watcher: &dyn Watcher,
    mut take: impl FnMut(Evidence) -> Result<()>,
) -> Result<Counted> {
    let matcher = Matcher::new(&project.codebook);
    let years = project.corpus.years();
    let ngrams = project.config.analysis.ngrams.clone();
    let plan = Plan { matcher: &matcher, years: years.clone(), ngrams };
    let make = |rules| Counter::new(&plan, rules);
    let mut counters = by_language(project, &make);
    let mut records = Some(Records::default());
    let (mut place, mut tally) = (0, Tally::default());
    let work = |counters: &mut ByLanguage<'_, Counter<'_>>, opened: Opened<'_>| {
        let counter = counters.of(&opened.language.analysed);
        let id = &opened.info.id;
        if let Some(coded) = coded {
            coded.check(id, opened.segments.messages().count())?;
        }
        counter.begin_document(opened.year);
        Ok(evidence::collect(&opened, &project.codebook, &matcher, |ordinal, text, hits| {
            let (tokens, found) = counter.coded_message(text, |hits| {
                if let Some(coded) = coded {
                    coded.apply(id, ordinal, hits);
                }
            });
            hits.clear();
            hits.extend_from_slice(found);
            tokens
        }))
    };
    pass(project, watcher, "counting", &mut counters, work, |info, mut evidence| {
        tally.add(&info.id, &evidence.language);
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
    let counters = counters.into_iter().flat_map(ByLanguage::into_states).collect();
    let counts = project.pool().install(|| Counts::merge(&years, counters));
    Ok(Counted { counts, records, warnings: tally.warnings(&project.rules) })
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
    let make = |rules| DetailCounter::new(counts, rules, &places, terms);
    let mut counters = by_language(project, &make);
    let keep = records.is_some();
    let work = |counters: &mut ByLanguage<'_, DetailCounter<'_>>, opened: Opened<'_>| {
        let counter = counters.of(&opened.language.analysed);
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
    Ok(Details::merge(counts, counters.into_iter().flat_map(ByLanguage::into_states).collect()))
}

/// For each thread what it holds for each language.
fn by_language<'r, S>(project: &'r Project, make: &'r (dyn Fn(&'r TextRules) -> S + Sync)) -> Vec<ByLanguage<'r, S>> {
    (0..project.pool().current_num_threads()).map(|_| ByLanguage::new(&project.rules, make)).collect()
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

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_grouped() {
        assert_eq!(super::grouped(0), "0");
        assert_eq!(super::grouped(999), "999");
        assert_eq!(super::grouped(1_234_567), "1,234,567");
    }
}
