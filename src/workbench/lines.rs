//! The lines of a pattern in context, while it is typed: what it finds, what it alone finds, what it shares, what is new.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::texts::{Found, In, Texts, in_message};
use crate::axis::Period;
use crate::codebook::{Codebook, Hit, List, RawMatch};
use crate::error::Result;
use crate::pipeline::evidence::{context, message_id};
use crate::watch::Watcher;

/// The most lines that are told at once.
const MOST_LINES: usize = 100;

/// Which lines are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// Those that no other pattern of the theme finds.
    Alone,
    /// Those that another pattern of the theme finds, too.
    Shared,
    /// Those that an exclusion forbids.
    Forbidden,
    /// Those that the saved codebook does not find for this theme.
    New,
}

/// A pattern whose lines are wanted.
#[derive(Debug, Clone, Deserialize)]
pub struct Wanted {
    /// The theme that it belongs to; nothing for a new one.
    #[serde(default)]
    pub theme: Option<String>,
    /// Where it stands.
    pub list: List,
    /// The pattern, as it is typed.
    pub pattern: String,
    /// The pattern of the codebook that it is to replace.
    #[serde(default)]
    pub edited: Option<String>,
    /// Which lines.
    #[serde(default)]
    pub only: Only,
    /// Lines that are passed over.
    #[serde(default)]
    pub from: usize,
}

/// What becomes of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// No other pattern of the theme finds it; of an exclusion: it forbids nothing.
    Alone,
    /// Another pattern of the theme finds it, too; of an exclusion: a match that it forbids.
    Shared,
    /// An exclusion forbids it.
    Forbidden,
}

/// A match in context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The place of the message among all.
    pub place: u32,
    /// Its id.
    pub message: String,
    /// The title of its document.
    pub title: String,
    /// Its period.
    pub period: String,
    /// Its section.
    pub section: String,
    /// Text before the match.
    pub left: String,
    /// The match.
    pub r#match: String,
    /// Text behind it.
    pub right: String,
    /// First byte of the match in the message.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// What becomes of it.
    pub fate: Fate,
    /// The patterns that make it so.
    pub with: Vec<String>,
    /// Other themes that have a hit there.
    pub themes: Vec<String>,
    /// Whether the saved codebook has no hit of the theme there.
    pub new: bool,
}

/// Something with a number of matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// A pattern or a theme.
    pub name: String,
    /// Matches.
    pub matches: u64,
}

/// Counts of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InPeriod {
    /// Its label.
    pub period: String,
    /// Matches.
    pub matches: u64,
    /// Messages with a match.
    pub messages: u64,
}

/// What a pattern finds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// Matches.
    pub matches: u64,
    /// Messages with a match.
    pub messages: u64,
    /// Matches that no other pattern of the theme finds.
    pub alone: u64,
    /// Messages that have the theme by this pattern alone.
    pub messages_alone: u64,
    /// Matches that another pattern finds, too.
    pub shared: u64,
    /// Matches that an exclusion forbids.
    pub forbidden: u64,
    /// Matches where the saved codebook has no hit of the theme.
    pub new: u64,
    /// Patterns of the theme that find matches too, the most frequent first.
    pub with: Vec<Share>,
    /// Other themes that have hits there, likewise.
    pub themes: Vec<Share>,
    /// By period.
    pub periods: Vec<InPeriod>,
    /// Lines of the wanted kind.
    pub wanted: u64,
    /// Some of them, in the order of the texts.
    pub shown: Vec<Line>,
}

/// What a pattern is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'w> {
    /// The codebook.
    pub codebook: &'w Codebook,
    /// What it finds.
    pub found: &'w Found,
    /// The codebook of the saved state, and what it finds.
    pub saved: Option<(&'w Codebook, &'w Found)>,
    /// The periods.
    pub periods: &'w [Period],
}

/// Whether two ranges of bytes share a byte.
pub(super) fn overlap(a: (u32, u32), b: (u32, u32)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// The matches of a pattern, which is the only one of a codebook.
struct Theme<'w> {
    beside: Beside<'w>,
    place: Option<usize>,
    edited: Option<u32>,
    list: List,
    sources: Vec<&'w str>,
}

impl<'w> Theme<'w> {
    fn new(beside: Beside<'w>, wanted: &Wanted) -> Self {
        let codebook = beside.codebook;
        let place = wanted.theme.as_ref().and_then(|id| codebook.themes.iter().position(|theme| theme.id == *id));
        let is_edited = |(theme, pattern, exclude): (usize, &crate::codebook::Pattern, bool)| {
            Some(theme) == place
                && exclude == (wanted.list == List::Exclude)
                && wanted.edited.as_deref() == Some(pattern.source.as_str())
        };
        let edited = codebook.patterns().position(is_edited).map(|place| place as u32);
        let sources = codebook.patterns().map(|(_, pattern, _)| pattern.source.as_str()).collect();
        Self { beside, place, edited, list: wanted.list, sources }
    }

    fn is_own(&self, theme: u32) -> bool {
        self.place.is_some_and(|place| self.beside.codebook.is_within(theme as usize, place))
    }

    /// The matches of other patterns of the theme in a message: those under `include`, and those under `exclude`.
    fn others(&self, message: u32) -> (Vec<RawMatch>, Vec<RawMatch>) {
        let of_message = in_message(&self.beside.found.matches, message).iter().map(|one| one.found);
        let own = of_message.filter(|found| self.is_own(found.theme) && Some(found.pattern) != self.edited);
        own.partition(|found| !found.exclude)
    }

    fn names(&self, found: impl Iterator<Item = RawMatch>) -> Vec<String> {
        let mut names: Vec<String> = found.map(|one| self.sources[one.pattern as usize].to_string()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What becomes of a match, and by which patterns.
    fn fate(&self, at: (u32, u32), others: &[RawMatch], exclusions: &[RawMatch]) -> (Fate, Vec<String>) {
        let there = |list: &[RawMatch]| {
            let there: Vec<RawMatch> = list.iter().copied().filter(|one| overlap(at, (one.start, one.end))).collect();
            self.names(there.into_iter())
        };
        let with = there(others);
        if self.list == List::Include {
            let by = there(exclusions);
            if !by.is_empty() {
                return (Fate::Forbidden, by);
            }
        }
        (if with.is_empty() { Fate::Alone } else { Fate::Shared }, with)
    }

    /// Other themes with a hit at a place.
    fn themes(&self, hits: &[In<Hit>], at: (u32, u32)) -> Vec<String> {
        let codebook = self.beside.codebook;
        let is_other = |theme: u32| {
            self.place.is_none_or(|place| {
                !codebook.is_within(theme as usize, place) && !codebook.is_within(place, theme as usize)
            })
        };
        let there =
            hits.iter().filter(|hit| is_other(hit.found.theme) && overlap(at, (hit.found.start, hit.found.end)));
        let mut ids: Vec<String> = there.map(|hit| codebook.themes[hit.found.theme as usize].id.clone()).collect();
        ids.dedup();
        ids
    }

    /// Whether the theme of the saved codebook has no hit at a place.
    fn is_new(&self, message: u32, at: (u32, u32)) -> bool {
        let (Some(place), Some((codebook, found))) = (self.place, self.beside.saved) else { return false };
        let id = &self.beside.codebook.themes[place].id;
        let theme = codebook.themes.iter().position(|theme| theme.id == *id);
        let hits = in_message(&found.hits, message).iter().map(|one| one.found);
        let mut there = hits.filter(|hit| overlap(at, (hit.start, hit.end)));
        !there.any(|hit| Some(hit.theme as usize) == theme)
    }
}

/// Looks for a pattern.
///
/// # Errors
/// When the pattern is wrong, or the user stops the work.
pub fn lines(texts: &Texts, beside: Beside<'_>, wanted: &Wanted, watcher: &dyn Watcher) -> Result<Lines> {
    let single = Codebook::single(&wanted.pattern)?;
    let matches = texts.matches(&single, watcher)?;
    let theme = Theme::new(beside, wanted);
    let of_period = |period: &Period| InPeriod { period: period.label().to_string(), matches: 0, messages: 0 };
    let mut told = Lines { periods: beside.periods.iter().map(of_period).collect(), ..Lines::default() };
    let (mut with, mut themes): (BTreeMap<String, u64>, BTreeMap<String, u64>) = Default::default();
    for of_message in matches.chunk_by(|a, b| a.message == b.message) {
        let message = of_message[0].message;
        let period = &mut told.periods[texts.document_of(message as usize).period];
        period.matches += of_message.len() as u64;
        period.messages += 1;
        told.messages += 1;
        let (others, exclusions) = theme.others(message);
        let hits = in_message(&beside.found.hits, message);
        let mut counts = false;
        for one in of_message {
            let at = (one.found.start, one.found.end);
            let (fate, by) = theme.fate(at, &others, &exclusions);
            let of_themes = theme.themes(hits, at);
            let new = wanted.list == List::Include && fate != Fate::Forbidden && theme.is_new(message, at);
            told.matches += 1;
            match fate {
                Fate::Alone => told.alone += 1,
                Fate::Shared => told.shared += 1,
                Fate::Forbidden => told.forbidden += 1,
            }
            counts |= fate != Fate::Forbidden;
            told.new += u64::from(new);
            if fate == Fate::Shared {
                by.iter().for_each(|name| *with.entry(name.clone()).or_default() += 1);
            }
            of_themes.iter().for_each(|name| *themes.entry(name.clone()).or_default() += 1);
            let is_wanted = match wanted.only {
                Only::All => true,
                Only::Alone => fate == Fate::Alone,
                Only::Shared => fate == Fate::Shared,
                Only::Forbidden => fate == Fate::Forbidden,
                Only::New => new,
            };
            if is_wanted {
                told.wanted += 1;
                if told.wanted > wanted.from as u64 && told.shown.len() < MOST_LINES {
                    told.shown.push(Line {
                        fate,
                        with: by,
                        themes: of_themes,
                        new,
                        ..line(texts, beside.periods, message, at)
                    });
                }
            }
        }
        let forbidden = |one: &RawMatch| exclusions.iter().any(|by| overlap((one.start, one.end), (by.start, by.end)));
        told.messages_alone += u64::from(counts && others.iter().all(forbidden));
    }
    (told.with, told.themes) = (shares(with), shares(themes));
    Ok(told)
}

fn shares(counts: BTreeMap<String, u64>) -> Vec<Share> {
    let mut shares: Vec<Share> = counts.into_iter().map(|(name, matches)| Share { name, matches }).collect();
    shares.sort_by(|a, b| b.matches.cmp(&a.matches).then_with(|| a.name.cmp(&b.name)));
    shares
}

/// A stretch of a message as a line.
pub(super) fn line(texts: &Texts, periods: &[Period], message: u32, (start, end): (u32, u32)) -> Line {
    let (held, document) = (&texts.messages[message as usize], texts.document_of(message as usize));
    let (left, right) = context(&held.text, start as usize, end as usize);
    Line {
        place: message,
        message: message_id(&document.id, held.ordinal),
        title: document.title.clone(),
        period: periods[document.period].label().to_string(),
        section: texts.section_of(message as usize).to_string(),
        left: left.to_string(),
        r#match: held.text[start as usize..end as usize].to_string(),
        right: right.to_string(),
        start,
        end,
        fate: Fate::Alone,
        with: Vec::new(),
        themes: Vec::new(),
        new: false,
    }
}
