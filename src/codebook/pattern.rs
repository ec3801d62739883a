//! The pattern language: text of a pattern -> what its words must be.

use regex::{Regex, RegexBuilder};

use super::weight::Weight;
use crate::language::runs;
use crate::text::{fold, normalise, words};

/// A parsed pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written in the codebook.
    pub source: String,
    /// Line and column in the codebook, both from 1; `None` for a pattern that stands in no file.
    pub place: Option<(u64, u64)>,
    /// What it matches.
    pub shape: Shape,
    /// What a hit counts for in the weighted sum of the theme; `None`, where the codebook does not say, is 1.
    pub weight: Option<Weight>,
}

/// What a pattern matches.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Words in a row.
    Phrase(Vec<Test>),
    /// Two phrases near each other, in either order: the last word of the one and the first word of the other are
    /// at most `distance` places apart.
    Near {
        /// One phrase.
        left: Vec<Test>,
        /// Places between the phrases, plus one; 1 means adjacent.
        distance: usize,
        /// The other phrase.
        right: Vec<Test>,
    },
}

/// What one word must be.
#[derive(Debug, Clone)]
pub enum Test {
    /// Equal to the folded form.
    Literal(String),
    /// `*` and `?` on the folded form.
    Glob(String),
    /// Equal, or a glob, on the normalised form with its case.
    Cased(String),
    /// A folded word that has the same stem, in the language of the text.
    Stem(String),
    /// Words of a script without spaces that stand together and make this text, with `*` and `?` within the last of them.
    Joined(String),
    /// A regular expression on the whole folded form.
    Regex(Regex),
}

/// What is wrong with a pattern, and at which byte of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Byte offset in the pattern.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

/// What a word begins with that is more than a word.
pub const MARKS: [&str; 4] = ["=", "/", "~", "stem:"];
/// The greatest distance of `~`.
pub const MAX_DISTANCE: usize = 100;
/// The most memory a compiled regular expression may take, in bytes.
const REGEX_SIZE: usize = 1 << 20;

fn fail<T>(at: usize, message: impl Into<String>, hint: &'static str) -> Result<T, PatternError> {
    Err(PatternError { at, message: message.into(), hint })
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// When the pattern is empty, has a misplaced `~`, a word without letters, a wrong regular expression, or would
    /// match every word: with the byte at which it is wrong.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        let mut sides: Vec<Vec<Test>> = vec![Vec::new()];
        let mut distance = None;
        for (at, word) in split(source)? {
            if let Some(number) = word.strip_prefix('~') {
                if distance.is_some() {
                    return fail(at, "only one `~` is allowed in a pattern", "write two patterns");
                }
                distance = Some(parse_distance(at, number)?);
                sides.push(Vec::new());
            } else if let Some(side) = sides.last_mut() {
                side.extend(parse_word(at, word)?);
            }
        }
        let shape = match (distance, sides.pop(), sides.pop()) {
            (None, Some(phrase), _) => Shape::Phrase(phrase),
            (Some(distance), Some(right), Some(left)) => Shape::Near { left, distance, right },
            _ => Shape::Phrase(Vec::new()),
        };
        let pattern = Self { source: source.trim().to_string(), place: None, shape, weight: None };
        pattern.check(source)?;
        Ok(pattern)
    }

    fn check(&self, source: &str) -> Result<(), PatternError> {
        let tilde = source.find('~').unwrap_or(0);
        for phrase in self.phrases() {
            if phrase.is_empty() {
                return match self.shape {
                    Shape::Phrase(_) => fail(0, "the pattern is empty", "delete it or write a word"),
                    Shape::Near { .. } => {
                        fail(tilde, "`~` needs a word on both sides", "write, for example, \"child* ~3 protect*\"")
                    }
                };
            }
            if phrase.iter().all(Test::is_universal) {
                return fail(0, "the pattern would match every word", "add a word that tells the theme");
            }
        }
        Ok(())
    }

    /// The phrases of the pattern: one, or the two sides of `~`.
    pub fn phrases(&self) -> Vec<&[Test]> {
        match &self.shape {
            Shape::Phrase(phrase) => vec![phrase],
            Shape::Near { left, right, .. } => vec![left, right],
        }
    }
}

/// Words with their byte offsets; a regular expression may hold spaces.
fn split(source: &str) -> Result<Vec<(usize, &str)>, PatternError> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        at += source[at..].len() - source[at..].trim_start().len();
        let rest = &source[at..];
        if rest.is_empty() {
            return Ok(out);
        }
        let length = if rest.starts_with('/') {
            let ends = |(i, _): &(usize, &str)| rest[i + 1..].chars().next().is_none_or(char::is_whitespace);
            match rest.match_indices('/').skip(1).find(ends) {
                Some((end, _)) => end + 1,
                None => {
                    return fail(
                        at,
                        "the regular expression has no end",
                        "close it with `/`, followed by a space or nothing",
                    );
                }
            }
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        out.push((at, &rest[..length]));
        at += length;
    }
}

fn parse_distance(at: usize, number: &str) -> Result<usize, PatternError> {
    match number.parse() {
        Ok(distance) if (1..=MAX_DISTANCE).contains(&distance) => Ok(distance),
        _ => fail(
            at,
            format!("`~{number}` is no distance"),
            "write a whole number from 1 to 100 right after `~`, such as `~3`",
        ),
    }
}

fn parse_word(at: usize, word: &str) -> Result<Vec<Test>, PatternError> {
    if let Some(body) = word.strip_prefix('/') {
        let body = &body[..body.len() - 1];
        let regex = RegexBuilder::new(&format!("^(?:{body})$")).size_limit(REGEX_SIZE).build();
        return match regex {
            Ok(regex) => Ok(vec![Test::Regex(regex)]),
            Err(error) => {
                let reason = error.to_string().lines().last().unwrap_or("").trim_start_matches("error: ").to_string();
                fail(
                    at,
                    format!("`{word}` is no regular expression: {reason}"),
                    "it must match one whole word in lower case",
                )
            }
        };
    }
    let (prefix, body) = match word.strip_prefix('=') {
        Some(body) => ("=", body),
        None => match word.strip_prefix("stem:") {
            Some(body) => ("stem:", body),
            None => ("", word),
        },
    };
    let mut tests = Vec::new();
    for part in body.split(['-', '\u{2010}', '\u{2011}']) {
        if part.is_empty() {
            return fail(
                at,
                format!("`{word}` has a hyphen or prefix without a word"),
                "write a word on each side of a hyphen",
            );
        }
        let glob = part.contains(['*', '?']);
        if prefix == "stem:" && glob {
            return fail(
                at,
                format!("`{word}`: `stem:` takes no `*` or `?`"),
                "write the word, or a glob without `stem:`",
            );
        }
        for (unspaced, piece) in pieces(part) {
            check_piece(at, word, piece, unspaced)?;
            let cased = normalise(piece).into_owned();
            let folded = fold(&cased);
            tests.push(match prefix {
                _ if unspaced => Test::Joined(folded),
                "=" => Test::Cased(cased),
                "stem:" => Test::Stem(folded),
                _ if piece.contains(['*', '?']) => Test::Glob(folded),
                _ => Test::Literal(folded),
            });
        }
    }
    Ok(tests)
}

/// A part in pieces, each of scripts without spaces or of others. `*` and `?` belong to what stands before them, at the
/// beginning to what follows.
fn pieces(part: &str) -> Vec<(bool, &str)> {
    let wild = |text: &str| text.len() - text.trim_start_matches(['*', '?']).len();
    let mut out: Vec<(bool, &str)> = Vec::new();
    // Where the last piece begins.
    let mut start = 0;
    for run in runs(part) {
        let text = &part[run.range.clone()];
        match out.last_mut() {
            Some(last) if run.unspaced && (last.0 || wild(last.1) == last.1.len()) => {
                *last = (true, &part[start..run.range.end]);
            }
            Some(last) if !run.unspaced => {
                let own = run.range.start + wild(text);
                last.1 = &part[start..own];
                if own < run.range.end {
                    out.push((false, &part[own..run.range.end]));
                    start = own;
                }
            }
            _ => {
                out.push((run.unspaced, text));
                start = run.range.start;
            }
        }
    }
    out
}

/// A piece must be one word of UAX #29, or words and nothing else in a script without spaces, or it could never match.
fn check_piece(at: usize, word: &str, piece: &str, unspaced: bool) -> Result<(), PatternError> {
    let plain: String = piece.chars().filter(|c| !matches!(c, '*' | '?')).collect();
    if plain.is_empty() {
        return Ok(());
    }
    let mut spans = Vec::new();
    words(&plain, &mut spans);
    match spans[..] {
        [span] if span.of(&plain).len() == plain.len() => Ok(()),
        [_, ..] if unspaced && spans.iter().map(|span| span.of(&plain).len()).sum::<usize>() == plain.len() => Ok(()),
        [] => fail(
            at,
            format!("`{word}` holds no letter or digit"),
            "patterns are words; `*` and `?` stand for parts of a word",
        ),
        _ => fail(
            at,
            format!("`{word}` is not one word: signs such as commas or slashes separate words"),
            "write the words with spaces between them",
        ),
    }
}

impl Test {
    /// True for a glob that matches every word.
    pub fn is_universal(&self) -> bool {
        matches!(self, Test::Glob(glob) | Test::Cased(glob) if !glob.is_empty() && glob.bytes().all(|b| b == b'*'))
    }

    /// True for a test with `*` or `?` that does not tell capitals from small letters.
    pub fn is_glob(&self) -> bool {
        matches!(self, Test::Glob(_)) || matches!(self, Test::Joined(text) if text.contains(['*', '?']))
    }

    /// Whether a normalised form (case kept) passes, given its folded form. Words that stand together pass where the form
    /// may be the first of them. Stems are of a language and are compared elsewhere.
    pub fn passes(&self, cased: &str, folded: &str) -> bool {
        match self {
            Test::Literal(text) => text == folded,
            Test::Glob(glob) => matches_glob(glob, folded),
            Test::Cased(glob) => matches_glob(glob, cased),
            Test::Stem(_) => false,
            Test::Joined(text) => joined(text, folded) != Joined::No,
            Test::Regex(regex) => regex.is_match(folded),
        }
    }
}

/// What some words together are to a test of joined words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// All of it.
    Whole,
    /// Its beginning.
    Beginning,
    /// Neither.
    No,
}

/// Compares words that stand together with a text of joined words. Before the first `*` or `?` words may end anywhere; the
/// word in which it stands is the last.
pub fn joined(text: &str, words: &str) -> Joined {
    let literal = text.split(['*', '?']).next().unwrap_or(text);
    if matches_glob(text, words) {
        Joined::Whole
    } else if words.len() < literal.len() && literal.starts_with(words) {
        Joined::Beginning
    } else {
        Joined::No
    }
}

/// Matches a whole word against a glob: `*` stands for any characters or none, `?` for exactly one.
/// Takes time proportional to the product of both lengths at worst.
pub fn matches_glob(glob: &str, word: &str) -> bool {
    let (mut pattern, mut text) = (glob, word);
    // Where to go on after the last `*`: the glob behind it, and the text it has not yet swallowed.
    let mut star: Option<(&str, &str)> = None;
    loop {
        let mut rest = pattern.chars();
        match (rest.next(), text.chars().next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                pattern = rest.as_str();
                star = Some((pattern, text));
            }
            (Some(p), Some(c)) if p == '?' || p == c => {
                pattern = rest.as_str();
                text = &text[c.len_utf8()..];
            }
            _ => match star {
                Some((after, swallowed)) if !swallowed.is_empty() => {
                    let next = swallowed.chars().next().map_or(1, char::len_utf8);
                    text = &swallowed[next..];
                    pattern = after;
                    star = Some((after, text));
                }
                _ => return false,
            },
        }
    }
}
