//! [`Project`] -> [`Counted`]: all that results are made from.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::evidence::{self, Evidence};
use super::languages::{ByLanguage, Tally};
use super::long::LongMessages;
use super::pass::{Opened, pass};
use super::project::{Project, check_values};
use crate::analysis::rows::DocumentRow;
use crate::analysis::{Results, Study};
use crate::axis::{NOT_GIVEN, Strata, Stratum, value_of};
use crate::codebook::Matcher;
use crate::codings::CodedThemes;
use crate::count::{
    Counter, Counts, DetailCounter, Details, MOST_MESSAGES, Part, Plan, Record, Records, Sampling, StrataCounts,
};
use crate::error::{Error, ErrorKind, Result};
use crate::text::TextRules;
use crate::warning::Warning;
use crate::watch::Watcher;

/// How much is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The messages one by one, with their hits.
    Hits,
    /// The dispersion and co-occurrence of terms too: a second pass.
    Dispersion,
    /// The terms and shingles of each message too, in the same pass.
    Terms,
}

/// All that was counted of a project.
#[derive(Debug)]
pub struct Counted {
    /// The counts by stratum.
    pub strata: StrataCounts,
    /// The same counts by period.
    pub counts: Counts,
    /// The counts of the second pass; `None` where it was not asked for.
    pub details: Option<Details>,
    /// The messages one by one; `None` for a corpus with more than [`MOST_MESSAGES`].
    pub records: Option<Records>,
    /// The documents read.
    pub documents: Vec<DocumentRow>,
    /// For each document its value of each grouping variable.
    values: Vec<Vec<String>>,
    /// What is suspicious in the languages of the documents and in the length of their messages.
    pub warnings: Vec<Warning>,
}

/// Counts a project; `take` gets what leads back to the text of each document, in the order of the documents.
///
/// # Errors
/// When a document cannot be read, the evidence cannot be taken, a grouping variable has too many values, or the user stops
/// the run.
pub fn count(
    project: &Project,
    watcher: &dyn Watcher,
    depth: Depth,
    take: impl FnMut(Evidence) -> Result<()>,
) -> Result<Counted> {
    let mut counted = first_pass(project, project.coded.as_ref(), watcher, take)?;
    if depth != Depth::Hits {
        let keep = counted.records.as_mut().filter(|_| depth == Depth::Terms);
        counted.details = Some(second_pass(project, &counted.counts, keep, watcher)?);
    }
    Ok(counted)
}

/// Hands over the evidence of each document with the themes that the codebook finds, whatever was coded.
pub(super) fn matched(
    project: &Project,
    watcher: &dyn Watcher,
    take: impl FnMut(Evidence) -> Result<()>,
) -> Result<()> {
    first_pass(project, None, watcher, take).map(|_| ())
}

/// What a thread hands over of a document.
struct Read {
    evidence: Evidence,
    values: Vec<String>,
}

fn first_pass(
    project: &Project,
    coded: Option<&CodedThemes>,
    watcher: &dyn Watcher,
    mut take: impl FnMut(Evidence) -> Result<()>,
) -> Result<Counted> {
    let matcher = Matcher::new(&project.codebook);
    let plan = Plan { matcher: &matcher, ngrams: project.config.analysis.ngrams.clone() };
    let make = |rules| Counter::new(&plan, rules);
    let mut counters = by_language(project, &make);
    let strata = Strata::default();
    let work = |counters: &mut ByLanguage<'_, Counter<'_>>, opened: Opened<'_>| {
        let counter = counters.of(&opened.language.analysed);
        let id = &opened.info.id;
        if let Some(coded) = coded {
            coded.check(id, opened.segments.messages().count())?;
        }
        let mut place = Place::new(project, &opened, &strata);
        counter.begin_document(place.number);
        let evidence = evidence::collect(&opened, &project.codebook, &matcher, |section, ordinal, text, hits| {
            if place.enter(section, &strata) {
                counter.enter(place.number);
            }
            let (tokens, found) = counter.coded_message(text, |hits| {
                if let Some(coded) = coded {
                    coded.apply(id, ordinal, hits);
                }
            });
            hits.clear();
            hits.extend_from_slice(found);
            (tokens, place.number)
        });
        Ok(Read { evidence, values: place.of_document })
    };
    let mut records = Some(Records::default());
    let (mut documents, mut values, mut tally) = (Vec::new(), Vec::new(), Tally::default());
    let mut parts: Vec<Part> = Vec::new();
    let mut long = LongMessages::default();
    pass(project, watcher, "counting", &mut counters, work, |info, mut read| {
        let evidence = &mut read.evidence;
        tally.add(&info.id, &evidence.language);
        let lengths = evidence.messages.iter().map(|message| (message.message.as_str(), message.tokens));
        long.add(&info.id, evidence.choice.unit, lengths);
        let of_document = std::mem::take(&mut evidence.records);
        let document = documents.len() as u32;
        parts.extend(Part::of_document(document, &of_document));
        if let Some(kept) = &mut records {
            let first = kept.sections.len() as u32;
            let of_document = of_document.into_iter();
            let placed = |record: Record| Record { document, section: first + record.section, ..record };
            kept.messages.extend(of_document.map(placed));
            kept.sections.append(&mut evidence.sections);
            if kept.messages.len() as u64 > MOST_MESSAGES {
                records = None;
            }
        }
        documents.push(evidence.document.clone());
        values.push(read.values);
        take(read.evidence)
    })?;
    let sorted = strata.sorted();
    check_groups(project, &sorted)?;
    let mut places = vec![0; sorted.len()];
    sorted.iter().enumerate().for_each(|(place, (_, number))| places[*number] = place);
    for record in records.iter_mut().flat_map(|records| &mut records.messages) {
        record.stratum = places[record.stratum];
    }
    parts.iter_mut().for_each(|part| part.stratum = places[part.stratum]);
    let sampling = Sampling::new(project.clusters.clone(), parts, records.as_ref());
    let counters = counters.into_iter().flat_map(ByLanguage::into_states).collect();
    let (strata, counts) = project.pool().install(|| {
        let strata = StrataCounts::merge(sorted, counters).sampled(sampling);
        let counts = strata.by_period(&project.axis);
        (strata, counts)
    });
    let mut warnings = tally.warnings(&project.rules);
    warnings.extend(long.warning());
    Ok(Counted { strata, counts, details: None, records, documents, values, warnings })
}

/// The stratum that a document is in, or its present message.
struct Place {
    stratum: Stratum,
    number: usize,
    /// The place of the variable whose values are sections.
    section: Option<usize>,
    /// The values of the document; empty for a variable of messages.
    of_document: Vec<String>,
}

impl Place {
    fn new(project: &Project, opened: &Opened<'_>, strata: &Strata) -> Self {
        let value = |variable: &crate::axis::Variable| match variable.name.as_str() {
            _ if variable.of_messages => String::new(),
            "language" => value_of(&opened.language.analysed),
            name => value_of(&opened.info.variable(name).unwrap_or_default()),
        };
        let of_document: Vec<String> = project.variables.iter().map(value).collect();
        let section = project.variables.iter().position(|variable| variable.of_messages);
        let mut stratum = Stratum { period: opened.place, groups: of_document.clone() };
        if let Some(place) = section {
            let first = opened.segments.messages().next().map(|first| value_of(opened.segments.section(first)));
            stratum.groups[place] = first.unwrap_or_else(|| NOT_GIVEN.to_string());
        }
        Self { number: strata.number(&stratum), stratum, section, of_document }
    }

    /// Goes to the stratum of a message in a section; true where that is another one.
    fn enter(&mut self, section: &str, strata: &Strata) -> bool {
        let Some(place) = self.section else { return false };
        let value = value_of(section);
        if self.stratum.groups[place] == value {
            return false;
        }
        self.stratum.groups[place] = value;
        self.number = strata.number(&self.stratum);
        true
    }
}

/// Refuses a variable of messages with too many values. Those of documents are checked before anything is read.
fn check_groups(project: &Project, strata: &[(Stratum, usize)]) -> Result<()> {
    for (place, variable) in project.variables.iter().enumerate() {
        let values: BTreeSet<&str> = strata.iter().map(|(stratum, _)| stratum.groups[place].as_str()).collect();
        check_values(&variable.name, values.len())?;
    }
    Ok(())
}

/// The second pass: dispersion and term co-occurrence; and, where there are records, the terms and shingles of each
/// message.
fn second_pass(
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
        counter.begin_document(opened.place);
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
pub(super) fn by_language<'r, S>(
    project: &'r Project,
    make: &'r (dyn Fn(&'r TextRules) -> S + Sync),
) -> Vec<ByLanguage<'r, S>> {
    (0..project.pool().current_num_threads()).map(|_| ByLanguage::new(&project.rules, make)).collect()
}

impl Counted {
    /// Calls `act` with the results, on the threads of the project. `asked` are places of two periods that are compared
    /// besides those of the project.
    ///
    /// # Errors
    /// When the user stops the run.
    pub fn results<T: Send>(
        &self,
        project: &Project,
        watcher: &dyn Watcher,
        asked: Option<(usize, usize)>,
        act: impl FnOnce(&Results<'_>) -> T + Send,
    ) -> Result<T> {
        let matcher = Matcher::new(&project.codebook);
        let not_analysed: Vec<u64> =
            self.documents.iter().map(|document| document.standard.tokens_not_analysed).collect();
        let mut pairs = project.pairs.clone();
        pairs.extend(asked.map(|(a, b)| (a.min(b), a.max(b))));
        pairs.sort_unstable();
        pairs.dedup();
        let study = Study {
            config: &project.config,
            codebook: &project.codebook,
            matcher: &matcher,
            rules: project.rules.of_project(),
            documents: &project.corpus.documents,
            axis: &project.axis,
            variables: &project.variables,
            values: &self.values,
            not_analysed: &not_analysed,
            strata: &self.strata,
            counts: &self.counts,
            whole: &self.counts,
            details: self.details.as_ref(),
            records: self.records.as_ref(),
            pairs: &pairs,
            asked,
            watcher,
        };
        let done = project.pool().install(|| act(&Results::new(study, &self.documents)));
        if watcher.stopped() {
            return Err(Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged"));
        }
        Ok(done)
    }
}
