//! [`Project`] -> [`Counted`]: all that results are made from.

use std::collections::BTreeSet;

use super::evidence::{self, Evidence};
use super::languages::{ByLanguage, Tally};
use super::long::LongMessages;
use super::pass::{Opened, pass};
use super::project::{Project, check_values};
use crate::analysis::{Facts, Results, Study, Values};
use crate::axis::{NOT_GIVEN, Strata, Stratum, value_of};
use crate::codebook::Matcher;
use crate::codings::CodedThemes;
use crate::count::{
    Bags, Counter, Counts, Depth, Generations, KeptOfDocument, Plan, Records, Sampler, Shingles, StrataCounts,
};
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::text::TextRules;
use crate::warning::Warning;
use crate::watch::{Watcher, leavable, leave_if_stopped, unless_stopped};

/// All that was counted of a project.
#[derive(Debug)]
pub struct Counted {
    /// The counts by stratum.
    pub strata: StrataCounts,
    /// The same counts by period.
    pub counts: Counts,
    /// The terms of the messages; `None` where they were not asked for.
    pub bags: Option<Bags>,
    /// The runs of words of the messages, likewise.
    shingles: Option<Shingles>,
    /// The messages one by one; `None` where they were not asked for.
    pub records: Option<Records>,
    /// What was found of each document read.
    pub documents: Facts,
    /// For each document its value of each grouping variable.
    values: Values,
    /// What is suspicious in the languages of the documents and in the length of their messages.
    pub warnings: Vec<Warning>,
}

/// Counts a project.
///
/// # Errors
/// When a document cannot be read, a grouping variable has too many values, or the user stops the run.
pub fn count(project: &Project, watcher: &dyn Watcher, depth: Depth) -> Result<Counted> {
    pass_over(project, project.coded.as_ref(), watcher, depth, None)
}

/// Counts a project; `take` gets what leads back to the text of each document, in the order of the documents.
///
/// # Errors
/// As [`count`], and when the evidence cannot be taken.
pub fn count_with_evidence(
    project: &Project,
    watcher: &dyn Watcher,
    depth: Depth,
    mut take: impl FnMut(Evidence) -> Result<()>,
) -> Result<Counted> {
    pass_over(project, project.coded.as_ref(), watcher, depth, Some(&mut take))
}

/// Hands over the evidence of each document with the themes that the codebook finds, whatever was coded.
pub(super) fn matched(
    project: &Project,
    watcher: &dyn Watcher,
    mut take: impl FnMut(Evidence) -> Result<()>,
) -> Result<()> {
    pass_over(project, None, watcher, Depth::Themes, Some(&mut take)).map(|_| ())
}

/// What gets the evidence of each document.
type Take<'t> = &'t mut dyn FnMut(Evidence) -> Result<()>;

/// What a thread hands over of a document.
struct Read {
    evidence: Evidence,
    values: Vec<String>,
    kept: KeptOfDocument,
}

fn pass_over(
    project: &Project,
    coded: Option<&CodedThemes>,
    watcher: &dyn Watcher,
    depth: Depth,
    mut take: Option<Take<'_>>,
) -> Result<Counted> {
    let matcher = Matcher::new(&project.codebook);
    let plan = Plan::new(&matcher, &project.config.analysis.ngrams, depth);
    let rows = take.is_some();
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
        let evidence =
            evidence::collect(&opened, &project.codebook, &matcher, rows, |section, segment, ordinal, hits| {
                if place.enter(section, &strata) {
                    counter.enter(place.number);
                }
                let (tokens, found) = counter.coded_message(&segment.text, segment.breaks(), |hits| {
                    if let Some(coded) = coded {
                        coded.apply(id, ordinal, hits);
                    }
                });
                hits.clear();
                hits.extend_from_slice(found);
                (tokens, place.number)
            });
        Ok(Read { evidence, values: place.of_document, kept: counter.take_kept() })
    };
    let mut records = depth.keeps_records().then(Records::default);
    let (mut bags, mut shingles, mut generations) = (Bags::default(), Shingles::default(), Generations::default());
    let (mut documents, mut tally) = (Facts::default(), Tally::default());
    let mut values = Values::new(project.variables.len());
    let mut sampler = Sampler::new(project.clusters.clone());
    let mut long = LongMessages::default();
    pass(project, watcher, "counting", rows, &mut counters, work, |info, mut read| {
        let evidence = &mut read.evidence;
        tally.add(&info.id, &evidence.language);
        let lengths = evidence.records.iter().map(|message| (message.ordinal, message.tokens));
        long.add(&info.id, evidence.choice.unit, lengths);
        if depth.keeps_terms() {
            bags.push(&read.kept.bag).map_err(cannot_keep)?;
        }
        if depth.keeps_shingles() {
            shingles.push(&read.kept.shingles);
        }
        if let Some(generation) = read.kept.generation.take() {
            generations.push(generation).map_err(cannot_keep)?;
        }
        let of_document = std::mem::take(&mut evidence.records);
        let document = documents.len() as u32;
        sampler.add(document, &of_document).map_err(cannot_keep)?;
        if let Some(kept) = &mut records {
            kept.push(&of_document, &evidence.sections).map_err(cannot_keep)?;
        }
        documents.push(&evidence.facts).map_err(cannot_keep)?;
        values.push(read.values);
        take.as_mut().map_or(Ok(()), |take| take(read.evidence))
    })?;
    documents.finish().map_err(cannot_keep)?;
    shingles.finish().map_err(cannot_keep)?;
    let sorted = strata.sorted();
    check_groups(project, &sorted)?;
    let mut places = vec![0; sorted.len()];
    sorted.iter().enumerate().for_each(|(place, (_, number))| places[*number] = place);
    records.as_mut().map_or(Ok(()), |records| records.finish(&places)).map_err(cannot_keep)?;
    let sampling = sampler.sampling(&places).map_err(cannot_keep)?;
    let counters = counters.into_iter().flat_map(ByLanguage::into_states).collect();
    let made = leavable(|| {
        project.pool().install(|| {
            let (strata, terms) = StrataCounts::merge(sorted, counters, generations).map_err(cannot_keep)?;
            leave_if_stopped(watcher);
            let strata = strata.sampled(sampling);
            let counts = strata.by_period(&project.axis, watcher);
            bags.resolve(terms, &counts.terms, places).map_err(cannot_keep)?;
            Ok((strata, counts))
        })
    });
    let (strata, counts) = made??;
    let mut warnings = tally.warnings(&project.rules);
    warnings.extend(long.warning());
    warnings.extend(sampled_runs(&shingles));
    let (bags, shingles) = (depth.keeps_terms().then_some(bags), depth.keeps_shingles().then_some(shingles));
    Ok(Counted { strata, counts, bags, shingles, records, documents, values, warnings })
}

pub(super) fn cannot_keep(error: std::io::Error) -> Error {
    let folder = disk::temp_dir();
    Error::io(ErrorKind::Output, "cannot keep what was counted in a temporary file", &folder, error)
        .hint("make room there, or name another folder with the variable TMPDIR")
}

/// An error where what was kept could not be read again.
pub(super) fn check_read(bags: &Bags) -> Result<()> {
    bags.failure().map_or(Ok(()), |error| Err(cannot_keep(error)))
}

/// That near-duplicates are looked for by a sample of what each message holds.
fn sampled_runs(shingles: &Shingles) -> Option<Warning> {
    let one_in = shingles.one_in();
    (one_in > 1).then(|| {
        Warning::general(format!(
            "near-duplicates are looked for by one in {one_in} runs of three words, as there is so much text: short \
             messages that are alike may be missed"
        ))
    })
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

/// For each thread what it holds for each language.
pub(crate) fn by_language<'r, S>(
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
            facts: &self.documents,
            strata: &self.strata,
            counts: &self.counts,
            whole: &self.counts,
            bags: self.bags.as_ref(),
            shingles: self.shingles.as_ref(),
            records: self.records.as_ref(),
            pairs: &pairs,
            asked,
            watcher,
        };
        let done = leavable(|| project.pool().install(|| act(&Results::new(study))))?;
        unless_stopped(watcher)?;
        self.check(project)?;
        Ok(done)
    }

    /// Refuses to go on where something that was kept in a temporary file could not be read again.
    ///
    /// # Errors
    /// With what went wrong.
    pub(super) fn check(&self, project: &Project) -> Result<()> {
        self.bags.as_ref().map_or(Ok(()), check_read)?;
        let of_records = || self.records.as_ref()?.failure();
        let of_shingles = || self.shingles.as_ref()?.failure();
        let failure = self.documents.failure().or_else(|| self.strata.sampling.failure());
        let failure = failure.or_else(of_records).or_else(of_shingles);
        failure.map_or(Ok(()), |error| Err(cannot_keep(error)))?;
        project.corpus.documents.check()
    }
}
