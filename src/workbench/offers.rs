//! What is offered for a line: exclusions that take it and few others, and patterns that would find more of its kind.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::lines::{Line, line, overlap};
use super::texts::{In, Texts, in_message};
use crate::axis::Period;
use crate::codebook::{Codebook, Hit, List, RawMatch, Seen, Theme, seen_words};
use crate::error::{Error, ErrorKind, Result};
use crate::watch::Watcher;

/// Words on each side of a match that a phrase may take in.
const MOST_AROUND: usize = 3;
/// Words that a phrase may have besides those of the match.
const MOST_MORE: usize = 4;
/// What is offered at most.
const MOST_OFFERS: usize = 8;
/// Lines that are shown of an offer.
const SHOWN: usize = 5;
/// Messages that a phrase beside a match must stand in.
const LEAST_MESSAGES: usize = 2;
/// Letters that the stem of a glob has at least.
const LEAST_LETTERS: usize = 4;

/// A line of a theme.
#[derive(Debug, Clone, Deserialize)]
pub struct At {
    /// Id of the theme.
    pub theme: String,
    /// The place of the message among all.
    pub message: u32,
    /// First byte of the match.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// The pattern that found it, where it is not in the codebook yet.
    #[serde(default)]
    pub draft: Option<String>,
    /// The pattern of the codebook that it is to replace.
    #[serde(default)]
    pub edited: Option<String>,
}

/// A pattern that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The pattern.
    pub pattern: String,
    /// Hits that the theme loses with an exclusion, or gains in messages that lack it with another pattern.
    pub matches: u64,
    /// Messages that lose the theme, or gain it.
    pub messages: u64,
    /// Some of these hits.
    pub lines: Vec<Line>,
}

/// A line within the texts, and the words of its message.
struct Place {
    theme: usize,
    /// The folded form of each word, with its place and whether the end of a phrase stands before it.
    words: Vec<(String, Seen)>,
    /// The words of the match.
    own: std::ops::Range<usize>,
}

impl Place {
    fn new(texts: &Texts, codebook: &Codebook, at: &At) -> Result<Self> {
        let wrong = |what: &str| Error::new(ErrorKind::Usage, what.to_string()).hint("look for the pattern again");
        let Some(theme) = codebook.themes.iter().position(|theme| theme.id == at.theme) else {
            return Err(wrong(&format!("there is no theme `{}`", at.theme)));
        };
        let Some(message) = texts.messages.get(at.message as usize) else {
            return Err(wrong("there is no such message"));
        };
        let vocabulary = texts.vocabulary_of(at.message as usize);
        let folded = |seen: &Seen| vocabulary.types().get(vocabulary.type_info(seen.form).folded).to_string();
        let words: Vec<(String, Seen)> = seen_words(&message.text, &message.tokens, vocabulary)
            .into_iter()
            .map(|seen| (folded(&seen), seen))
            .collect();
        let is_own = |(_, seen): &(String, Seen)| overlap((seen.start, seen.end), (at.start, at.end));
        let Some(first) = words.iter().position(is_own) else { return Err(wrong("no word stands there")) };
        let own = first..first + words[first..].iter().take_while(|word| is_own(word)).count();
        Ok(Self { theme, words, own })
    }

    /// The words of a stretch as a pattern; `None` where a phrase ends in it.
    fn phrase(&self, from: usize, to: usize) -> Option<String> {
        let words = self.words.get(from..to)?;
        let whole = words.iter().skip(1).all(|(_, seen)| !seen.after_end);
        (whole && !words.is_empty()).then(|| words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" "))
    }

    /// Phrases around the match, those with few words first.
    fn around(&self) -> Vec<String> {
        let mut phrases = Vec::new();
        for more in 1..=MOST_MORE {
            for left in 0..=more.min(MOST_AROUND) {
                let right = more - left;
                let from = self.own.start.checked_sub(left);
                if let Some(from) = from.filter(|_| right <= MOST_AROUND) {
                    phrases.extend(self.phrase(from, self.own.end + right));
                }
            }
        }
        phrases
    }

    /// Phrases that stand beside the match and hold none of it, without stop words at their ends.
    fn beside(&self, is_stop: impl Fn(&str) -> bool) -> Vec<String> {
        let mut phrases = Vec::new();
        for length in 2..=MOST_AROUND {
            for from in self.own.start.saturating_sub(MOST_AROUND + length)..self.own.end + MOST_AROUND {
                let to = from + length;
                let apart = to <= self.own.start || from >= self.own.end;
                let ends = [from, to - 1].into_iter().filter_map(|at| self.words.get(at));
                if apart && ends.into_iter().all(|(word, seen)| !seen.address && !is_stop(word)) {
                    phrases.extend(self.phrase(from, to));
                }
            }
        }
        phrases
    }
}

/// Some patterns as a codebook with a theme for each; texts that are no pattern are left out.
fn candidates(patterns: impl IntoIterator<Item = String>) -> Codebook {
    let mut seen = BTreeSet::new();
    let new = patterns.into_iter().filter(|pattern| seen.insert(pattern.clone()));
    Codebook { themes: new.filter_map(|pattern| Codebook::single(&pattern).ok()).flat_map(|one| one.themes).collect() }
}

/// Exclusions that take a line, those that take the fewest other hits of the theme first.
///
/// # Errors
/// When there is no such line, or the user stops the work.
pub fn exclusions(
    texts: &Texts,
    codebook: &Codebook,
    periods: &[Period],
    at: &At,
    watcher: &dyn Watcher,
) -> Result<Vec<Offer>> {
    let place = Place::new(texts, codebook, at)?;
    let candidates = candidates(place.around());
    let matches = texts.matches(&candidates, watcher)?;
    let (now, own) = with_draft(codebook, place.theme, at)?;
    let mut offers = Vec::new();
    for (theme, messages) in candidates.themes.iter().zip(messages_of(&matches, candidates.themes.len())) {
        let found = texts.hits_in(&now, &messages, watcher)?;
        let left = texts.hits_in(&with_pattern(&now, own, theme, List::Exclude), &messages, watcher)?;
        let mut offer = empty(&theme.label);
        let mut takes = false;
        for message in messages {
            let before = places(in_message(&found, message), own);
            let after = places(in_message(&left, message), own);
            let taken = before.iter().filter(|hit| !after.contains(hit));
            takes |= message == at.message && taken.clone().any(|hit| overlap(*hit, (at.start, at.end)));
            offer.matches += (before.len() - after.len().min(before.len())) as u64;
            offer.messages += u64::from(after.is_empty() && !before.is_empty());
            let room = SHOWN.saturating_sub(offer.lines.len());
            offer.lines.extend(taken.take(room).map(|hit| line(texts, periods, message, *hit)));
        }
        offers.extend(takes.then_some(offer));
    }
    // Of phrases that take the same number the shorter ones came first.
    offers.sort_by_key(|offer| offer.matches);
    offers.truncate(MOST_OFFERS);
    Ok(offers)
}

/// The messages in which each theme has a match.
fn messages_of(matches: &[In<RawMatch>], themes: usize) -> Vec<Vec<u32>> {
    let mut messages = vec![Vec::new(); themes];
    for of_theme in matches.chunk_by(|a, b| (a.message, a.found.theme) == (b.message, b.found.theme)) {
        messages[of_theme[0].found.theme as usize].push(of_theme[0].message);
    }
    messages
}

/// A theme with those below it, as it would be with the pattern that is typed; and its place.
fn with_draft(codebook: &Codebook, theme: usize, at: &At) -> Result<(Codebook, usize)> {
    let kept: Vec<usize> = (0..codebook.themes.len()).filter(|&place| codebook.is_within(place, theme)).collect();
    let place_of = |place: usize| kept.iter().position(|&known| known == place);
    let mut themes: Vec<Theme> = kept.iter().map(|&place| codebook.themes[place].clone()).collect();
    themes.iter_mut().for_each(|theme| theme.parent = theme.parent.and_then(place_of));
    let own = place_of(theme).unwrap_or_default();
    if let Some(draft) = at.draft.as_ref().filter(|draft| !draft.trim().is_empty()) {
        let include = &mut themes[own].include;
        include.retain(|pattern| Some(&pattern.source) != at.edited.as_ref());
        include.extend(Codebook::single(draft)?.themes.swap_remove(0).include);
    }
    Ok((Codebook { themes }, own))
}

/// A codebook with one more pattern of a theme, that of `added`.
fn with_pattern(codebook: &Codebook, theme: usize, added: &Theme, list: List) -> Codebook {
    let mut codebook = codebook.clone();
    let theme = &mut codebook.themes[theme];
    let patterns = match list {
        List::Include => &mut theme.include,
        List::Exclude => &mut theme.exclude,
    };
    patterns.extend(added.include.iter().cloned());
    codebook
}

/// Where the hits of a theme stand in a message.
fn places(hits: &[In<Hit>], theme: usize) -> Vec<(u32, u32)> {
    hits.iter().filter(|hit| hit.found.theme as usize == theme).map(|hit| (hit.found.start, hit.found.end)).collect()
}

fn empty(pattern: &str) -> Offer {
    Offer { pattern: pattern.to_string(), matches: 0, messages: 0, lines: Vec::new() }
}

/// Patterns that would find more of what a line says, those that bring the most messages first: other forms of its words, their
/// stem, and phrases that stand beside it there and elsewhere.
///
/// # Errors
/// When there is no such line, or the user stops the work.
pub fn wider(
    texts: &Texts,
    codebook: &Codebook,
    periods: &[Period],
    at: &At,
    watcher: &dyn Watcher,
) -> Result<Vec<Offer>> {
    let place = Place::new(texts, codebook, at)?;
    let vocabulary = texts.vocabulary_of(at.message as usize);
    let rules = vocabulary.rules();
    let words: Vec<&str> = place.words[place.own.clone()].iter().map(|(word, _)| word.as_str()).collect();
    let mut patterns: Vec<String> = Vec::new();
    let stemmed = |word: &&str| if rules.is_stop_word(word) { (*word).to_string() } else { format!("stem:{word}") };
    patterns.push(words.iter().map(stemmed).collect::<Vec<_>>().join(" "));
    if let [word] = words.as_slice() {
        let stem = rules.pattern_stem(word);
        let forms =
            texts.words().filter(|(rules, form)| rules.pattern_stem(form) == stem).map(|(_, form)| form.to_string());
        patterns.extend(forms.collect::<BTreeSet<_>>());
        if stem.chars().count() >= LEAST_LETTERS {
            patterns.push(format!("{stem}*"));
        }
    }
    patterns.extend(place.beside(|word| rules.is_stop_word(word)));
    let known: BTreeSet<&str> =
        codebook.themes[place.theme].include.iter().map(|pattern| pattern.source.as_str()).collect();
    let beside: BTreeSet<String> = place.beside(|word| rules.is_stop_word(word)).into_iter().collect();
    let candidates = candidates(patterns.into_iter().filter(|pattern| !known.contains(pattern.as_str())));
    let matches = texts.matches(&candidates, watcher)?;
    let (now, own) = with_draft(codebook, place.theme, at)?;
    let mut offers = Vec::new();
    for (theme, messages) in candidates.themes.iter().zip(messages_of(&matches, candidates.themes.len())) {
        if messages.len() < LEAST_MESSAGES && beside.contains(&theme.label) {
            continue;
        }
        let found = texts.hits_in(&now, &messages, watcher)?;
        let lacks = |message: &u32| places(in_message(&found, *message), own).is_empty();
        let lacking: Vec<u32> = messages.into_iter().filter(lacks).collect();
        let hits = texts.hits_in(&with_pattern(&now, own, theme, List::Include), &lacking, watcher)?;
        let mut offer = empty(&theme.label);
        for message in lacking {
            let gained = places(in_message(&hits, message), own);
            offer.matches += gained.len() as u64;
            offer.messages += u64::from(!gained.is_empty());
            let first = gained.first().filter(|_| offer.lines.len() < SHOWN);
            offer.lines.extend(first.map(|hit| line(texts, periods, message, *hit)));
        }
        offers.extend((offer.messages > 0).then_some(offer));
    }
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.messages));
    offers.truncate(MOST_OFFERS);
    Ok(offers)
}
