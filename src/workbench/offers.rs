//! What is offered for a line: exclusions that take it and few others, and patterns that would find more of its kind.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::lines::{Line, line, overlap};
use super::texts::{Found, Texts, in_message};
use crate::axis::Period;
use crate::codebook::{Codebook, Seen, seen_words};
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
const LEAST_MESSAGES: u64 = 2;
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
}

/// A pattern that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The pattern.
    pub pattern: String,
    /// Of an exclusion: hits of the theme that it takes. Else: its matches.
    pub matches: u64,
    /// Of an exclusion: messages that lose the theme. Else: messages that gain it.
    pub messages: u64,
    /// Some of the hits that it takes, or of the matches in messages that gain the theme.
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
    found: &Found,
    periods: &[Period],
    at: &At,
    watcher: &dyn Watcher,
) -> Result<Vec<Offer>> {
    let place = Place::new(texts, codebook, at)?;
    let candidates = candidates(place.around());
    let matches = texts.matches(&candidates, watcher)?;
    let mut offers: Vec<(Offer, bool)> = candidates.themes.iter().map(|theme| (empty(&theme.label), false)).collect();
    for of_message in matches.chunk_by(|a, b| a.message == b.message) {
        let message = of_message[0].message;
        let hits: Vec<(u32, u32)> = in_message(&found.hits, message)
            .iter()
            .filter(|hit| hit.found.theme as usize == place.theme)
            .map(|hit| (hit.found.start, hit.found.end))
            .collect();
        for of_candidate in of_message.chunk_by(|a, b| a.found.theme == b.found.theme) {
            let (offer, takes) = &mut offers[of_candidate[0].found.theme as usize];
            let is_taken =
                |hit: &(u32, u32)| of_candidate.iter().any(|one| overlap(*hit, (one.found.start, one.found.end)));
            let taken: Vec<(u32, u32)> = hits.iter().copied().filter(is_taken).collect();
            *takes |= message == at.message && taken.iter().any(|hit| overlap(*hit, (at.start, at.end)));
            offer.matches += taken.len() as u64;
            offer.messages += u64::from(!taken.is_empty() && taken.len() == hits.len());
            let room = SHOWN.saturating_sub(offer.lines.len());
            offer.lines.extend(taken.iter().take(room).map(|hit| line(texts, periods, message, *hit)));
        }
    }
    let mut offers: Vec<Offer> = offers.into_iter().filter_map(|(offer, takes)| takes.then_some(offer)).collect();
    // Of phrases that take the same number the shorter ones came first.
    offers.sort_by_key(|offer| offer.matches);
    offers.truncate(MOST_OFFERS);
    Ok(offers)
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
    found: &Found,
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
    let mut offers: Vec<(Offer, u64)> = candidates.themes.iter().map(|theme| (empty(&theme.label), 0)).collect();
    for of_message in matches.chunk_by(|a, b| a.message == b.message) {
        let message = of_message[0].message;
        let has_theme = in_message(&found.hits, message).iter().any(|hit| hit.found.theme as usize == place.theme);
        for of_candidate in of_message.chunk_by(|a, b| a.found.theme == b.found.theme) {
            let (offer, messages) = &mut offers[of_candidate[0].found.theme as usize];
            *messages += 1;
            offer.matches += of_candidate.len() as u64;
            if !has_theme {
                offer.messages += 1;
                if offer.lines.len() < SHOWN {
                    let first = of_candidate[0].found;
                    offer.lines.push(line(texts, periods, message, (first.start, first.end)));
                }
            }
        }
    }
    let is_fit = |(offer, messages): &(Offer, u64)| {
        offer.messages > 0 && (*messages >= LEAST_MESSAGES || !beside.contains(&offer.pattern))
    };
    let mut offers: Vec<Offer> = offers.into_iter().filter(is_fit).map(|(offer, _)| offer).collect();
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.messages));
    offers.truncate(MOST_OFFERS);
    Ok(offers)
}
