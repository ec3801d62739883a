//! Matches before exclusions and overlaps are decided: what each pattern would find by itself.

use super::stream::{Reading, part_span};
use super::{Decisions, Match, Matcher};
use crate::text::{Tokens, Vocabulary};

/// A match of one pattern, whatever the other patterns of its theme do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawMatch {
    /// Index of the theme.
    pub theme: u32,
    /// First byte in the message text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Index of the pattern among all patterns of the codebook.
    pub pattern: u32,
    /// Whether the pattern stands under `exclude`.
    pub exclude: bool,
}

impl Matcher<'_> {
    /// Finds all matches of all patterns in a message and puts them into `found`, sorted by theme and place. Themes do
    /// not get the matches of those below them.
    pub(crate) fn find_raw(
        &self,
        vocabulary: &Vocabulary,
        decisions: &mut Decisions,
        text: &str,
        tokens: &Tokens,
        found: &mut Vec<RawMatch>,
    ) {
        found.clear();
        if decisions.type_sets.len() < vocabulary.types().len() {
            self.learn(vocabulary, decisions);
        }
        let sets: Vec<u32> = tokens.tokens.iter().map(|token| decisions.type_set(token.type_id)).collect();
        self.read(decisions, Reading { text, tokens, vocabulary }, &sets, 0..sets.len());
        let made = |m: &Match, exclude: bool| RawMatch {
            theme: m.theme,
            start: part_span(text, tokens, &decisions.stream, m.from).0,
            end: part_span(text, tokens, &decisions.stream, m.to - 1).1,
            pattern: m.pattern,
            exclude,
        };
        found.extend(decisions.matches.iter().map(|m| made(m, false)));
        found.extend(decisions.excluded.iter().map(|m| made(m, true)));
        found.sort_unstable();
    }
}
