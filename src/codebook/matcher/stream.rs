//! A message as patterns see it: its words, those of compounds one by one.

use crate::codebook::pattern::{Joined, joined};
use crate::text::{HYPHENS, Token, Tokens, Vocabulary, ends_phrase, is_invisible};

/// A word of the message as patterns see it: a token, or a part of a hyphenated compound.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// What was decided about it.
    pub set: u32,
    /// Its token.
    pub token: u32,
    /// Place among the parts of the token.
    pub place: u16,
}

/// A message as the matcher sees it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'t> {
    /// Its text.
    pub text: &'t str,
    /// Its tokens.
    pub tokens: &'t Tokens,
    /// What is known of their types.
    pub vocabulary: &'t Vocabulary,
}

impl Reading<'_> {
    /// True when a sign that ends a phrase stands right before this part.
    pub fn breaks(&self, stream: &[Part], at: usize) -> bool {
        let (token, before) = (stream[at].token as usize, at.checked_sub(1).map_or(0, |at| stream[at].token as usize));
        token != before && ends_phrase(self.tokens.tokens[before].span.of(self.text), self.gap(before, token))
    }

    /// Where a stretch of at least so many tokens ends that begins at one: at the end of a phrase, which no pattern crosses.
    pub(crate) fn stretch_end(&self, from: usize, least: usize) -> usize {
        let tokens = &self.tokens.tokens;
        let ends = |at: &usize| ends_phrase(tokens[at - 1].span.of(self.text), self.gap(at - 1, *at));
        (from.saturating_add(least)..tokens.len()).find(ends).unwrap_or(tokens.len())
    }

    /// The text between two tokens.
    fn gap(&self, before: usize, token: usize) -> &str {
        let tokens = &self.tokens.tokens;
        &self.text[tokens[before].span.end as usize..tokens[token].span.start as usize]
    }

    /// The end of the words from `at` on that stand together and make `text`, a test of joined words. Lines that are
    /// broken within a word leave a space there.
    pub(crate) fn joined_end(&self, stream: &[Part], at: usize, text: &str) -> Option<usize> {
        let mut words = String::new();
        for (place, part) in stream.iter().enumerate().skip(at) {
            let token = part.token as usize;
            if place > at {
                let before = stream[place - 1].token as usize;
                let apart = |c: char| !c.is_whitespace() && !is_invisible(c) || c == '\n';
                if before == token || self.gap(before, token).contains(apart) {
                    return None;
                }
            }
            let form = *self.vocabulary.parts(self.tokens.tokens[token].type_id).get(usize::from(part.place))?;
            words.push_str(self.vocabulary.types().get(self.vocabulary.type_info(form).folded));
            match joined(text, &words) {
                Joined::Whole => return Some(place + 1),
                Joined::Beginning => {}
                Joined::No => return None,
            }
        }
        None
    }
}

/// Byte range of a part in the message text.
pub(crate) fn part_span(text: &str, tokens: &Tokens, stream: &[Part], at: u32) -> (u32, u32) {
    let at = at as usize;
    let part = stream[at];
    let span = tokens.tokens[part.token as usize].span;
    let last = stream.get(at + 1).is_none_or(|next| next.token != part.token);
    if part.place == 0 && last {
        return (span.start, span.end);
    }
    let mut start = span.start as usize;
    let pieces = span.of(text).split(HYPHENS);
    for (place, piece) in pieces.enumerate() {
        let end = start + piece.len();
        if place == usize::from(part.place) {
            return (start as u32, if last { span.end } else { end as u32 });
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    (span.start, span.end)
}

/// A word of a message as patterns see it, for those who look for patterns elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// First byte in the message text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// The type that is its normalised form; that of the whole token for an address.
    pub form: u32,
    /// Place of its token among the tokens.
    pub token: u32,
    /// Whether it is an address, which globs do not match.
    pub address: bool,
    /// Whether a sign that ends a phrase stands right before it.
    pub after_end: bool,
}

/// The words of a message as patterns see them, in order.
pub fn seen_words(text: &str, tokens: &Tokens, vocabulary: &Vocabulary) -> Vec<Seen> {
    let parts =
        |(token, of): (u32, &Token)| (0..vocabulary.parts(of.type_id).len().max(1)).map(move |place| (token, place));
    let stream: Vec<Part> = (0..)
        .zip(&tokens.tokens)
        .flat_map(parts)
        .map(|(token, place)| Part { set: 0, token, place: place as u16 })
        .collect();
    let reading = Reading { text, tokens, vocabulary };
    let seen = |(at, part): (usize, &Part)| {
        let of = tokens.tokens[part.token as usize].type_id;
        let form = vocabulary.parts(of).get(usize::from(part.place)).copied();
        let (start, end) = part_span(text, tokens, &stream, at as u32);
        Seen {
            start,
            end,
            form: form.unwrap_or_else(|| vocabulary.type_info(of).form),
            token: part.token,
            address: form.is_none(),
            after_end: at > 0 && reading.breaks(&stream, at),
        }
    };
    stream.iter().enumerate().map(seen).collect()
}
