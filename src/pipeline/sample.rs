//! A sheet of messages to be coded by hand: drawn at random, with known probabilities.
//!
//! 1. Each message belongs to one stratum: to the theme, of those that the codebook finds in it, that the fewest messages
//!    of the corpus have; or to none. Periods and documents divide the strata further.
//! 2. A stratum of N messages gets a share of the sample in proportion to sqrt N
//!    ([`sampling::inclusion_probabilities`]).
//! 3. Strata stand one after the other, their messages in random order, and equal steps from a random start choose
//!    ([`sampling::systematic`]). So each stratum has its share, rounded up or down, and no message is out of reach.

use std::collections::{BTreeMap, BTreeSet};

use super::counted::matched;
use super::evidence::message_id;
use super::pass::pass;
use super::project::Project;
use crate::analysis::{SampleColumns, SampleRow};
use crate::axis::Period;
use crate::codings::{CODEBOOK_THEMES, COLUMNS, THEMES};
use crate::error::{Error, ErrorKind, Result};
use crate::stats::random::Purpose;
use crate::stats::sampling;
use crate::watch::Watcher;

/// What divides messages into strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stratify {
    /// The rarest theme that the codebook finds.
    Theme,
    /// The period.
    Period,
    /// The document.
    Document,
}

impl Stratify {
    /// All of them with their names.
    pub const ALL: [(&'static str, Self); 3] =
        [("theme", Self::Theme), ("period", Self::Period), ("document", Self::Document)];
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleOptions {
    /// How many messages.
    pub n: u64,
    /// What divides them into strata; nothing for a simple random sample.
    pub stratify: Vec<Stratify>,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Names of the coders, for a column each; none for one column `themes`.
    pub coders: Vec<String>,
    /// Whether the sheet shows the themes that the codebook finds.
    pub show_themes: bool,
}

/// A message that can be drawn.
struct Candidate {
    document: u32,
    ordinal: u32,
    period: Period,
    themes: Vec<u32>,
}

/// Draws messages; they come in the order of documents and messages. The same seed draws the same everywhere.
///
/// # Errors
/// When nothing is to be drawn, a coder has the name of another column, a document cannot be read, or the user stops the
/// run.
pub fn sample(project: &Project, options: &SampleOptions, watcher: &dyn Watcher) -> Result<Vec<SampleRow>> {
    check(options)?;
    let places: BTreeMap<&str, u32> =
        project.codebook.themes.iter().zip(0..).map(|(theme, place)| (theme.id.as_str(), place)).collect();
    let (mut candidates, mut document) = (Vec::new(), 0);
    matched(project, watcher, |evidence| {
        candidates.extend(evidence.messages.iter().map(|message| Candidate {
            document,
            ordinal: message.ordinal,
            period: message.period.clone(),
            themes: message.themes.split(';').filter_map(|id| places.get(id).copied()).collect(),
        }));
        document += 1;
        Ok(())
    })?;
    let mut drawn: BTreeMap<(u32, u32), (f64, &Candidate)> = BTreeMap::new();
    for (place, probability) in draw(&candidates, options) {
        let candidate = &candidates[place];
        drawn.insert((candidate.document, candidate.ordinal), (probability, candidate));
    }
    sheet(project, options, &drawn, watcher)
}

fn check(options: &SampleOptions) -> Result<()> {
    if options.n == 0 {
        return Err(Error::new(ErrorKind::Usage, "no message is to be drawn").hint("ask for at least one"));
    }
    let mut seen = BTreeSet::new();
    for coder in &options.coders {
        let name = coder.trim().to_lowercase();
        let wrong = |what: &str| Err(Error::new(ErrorKind::Usage, format!("the coder `{coder}` {what}")));
        if name.is_empty() || name.contains(['\n', '\r']) {
            return wrong("has no name that can stand above a column");
        }
        if COLUMNS.contains(&name.as_str()) {
            return wrong("has the name of another column of the sheet");
        }
        if !seen.insert(name) {
            return wrong("stands twice");
        }
    }
    Ok(())
}

/// Places of the messages that are drawn, with their probabilities.
fn draw(candidates: &[Candidate], options: &SampleOptions) -> Vec<(usize, f64)> {
    let mut messages_of: BTreeMap<u32, u64> = BTreeMap::new();
    candidates.iter().flat_map(|one| &one.themes).for_each(|theme| *messages_of.entry(*theme).or_default() += 1);
    let has = |by: Stratify| options.stratify.contains(&by);
    let stratum = |one: &Candidate| {
        let rarest = one.themes.iter().min_by_key(|theme| (messages_of[*theme], **theme)).copied();
        (
            if has(Stratify::Theme) { rarest } else { None },
            has(Stratify::Period).then(|| one.period.clone()),
            has(Stratify::Document).then_some(one.document),
        )
    };
    let mut source = Purpose::new(options.seed, "sample").replicate(0);
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    source.choose(&mut order, candidates.len());
    order.sort_by_key(|&place| stratum(&candidates[place]));
    let strata: Vec<&[usize]> = order.chunk_by(|&a, &b| stratum(&candidates[a]) == stratum(&candidates[b])).collect();
    let sizes: Vec<u64> = strata.iter().map(|stratum| stratum.len() as u64).collect();
    let of_strata = sampling::inclusion_probabilities(&sizes, options.n);
    let probabilities: Vec<f64> =
        strata.iter().zip(of_strata).flat_map(|(stratum, one)| vec![one; stratum.len()]).collect();
    let drawn = sampling::systematic(&probabilities, source.unit());
    drawn.into_iter().map(|place| (order[place], probabilities[place])).collect()
}

/// The rows of the messages that were drawn, read again, so that memory holds no others.
fn sheet(
    project: &Project,
    options: &SampleOptions,
    drawn: &BTreeMap<(u32, u32), (f64, &Candidate)>,
    watcher: &dyn Watcher,
) -> Result<Vec<SampleRow>> {
    let coders = if options.coders.is_empty() { vec![THEMES.to_string()] } else { options.coders.clone() };
    let codes = |candidate: &Candidate| {
        let found: Vec<&str> =
            candidate.themes.iter().map(|&theme| project.codebook.themes[theme as usize].id.as_str()).collect();
        let shown = options.show_themes.then(|| (CODEBOOK_THEMES.to_string(), found.join(";")));
        coders.iter().map(|coder| (coder.trim().to_lowercase(), String::new())).chain(shown).collect()
    };
    let mut rows = Vec::new();
    let mut states: Vec<()> = vec![(); project.pool().current_num_threads()];
    let read = |(): &mut (), opened: super::Opened<'_>| {
        let id = opened.info.id.as_str();
        let row = |segment: &crate::segment::Segment| {
            let ordinal = segment.ordinal?;
            let (probability, candidate) = drawn.get(&(opened.document_place as u32, ordinal))?;
            let standard = SampleColumns {
                document: id.to_string(),
                ordinal,
                message: message_id(id, ordinal),
                period: opened.period.clone(),
                section: opened.segments.section(segment).to_string(),
                text: segment.text.clone(),
                inclusion_probability: *probability,
            };
            Some(SampleRow { standard, codes: codes(candidate) })
        };
        Ok(opened.segments.messages().filter_map(row).collect::<Vec<_>>())
    };
    pass(project, watcher, "drawing", false, &mut states, read, |_, mut found| {
        rows.append(&mut found);
        Ok(())
    })?;
    Ok(rows)
}
