//! What a pattern of a codebook is: words, and what each of them must be.

mod read;

use regex::Regex;

use super::weight::Weight;
use crate::text::{Case, fold};

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
    /// Equal to the folded form; the only test that an address passes.
    Literal(Folded),
    /// `*` and `?` on the folded form.
    Glob(Folded),
    /// Equal, or a glob, on the normalised form with its case.
    Cased(String),
    /// A folded word that has the same stem, in the language of the text.
    Stem(Folded),
    /// Words of a script without spaces that stand together and make this text, with `*` and `?` within the last of them.
    Joined(String),
    /// A regular expression on the whole folded form.
    Regex(Regex),
}

/// A text in small letters, which are not the same in all languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    common: String,
    /// Where it differs.
    turkic: Option<String>,
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

impl Pattern {
    /// The phrases of the pattern: one, or the two sides of `~`.
    pub fn phrases(&self) -> Vec<&[Test]> {
        match &self.shape {
            Shape::Phrase(phrase) => vec![phrase],
            Shape::Near { left, right, .. } => vec![left, right],
        }
    }
}

impl Folded {
    /// A normalised text in small letters.
    pub fn of(normalised: &str) -> Self {
        let common = fold(normalised, Case::Common);
        let turkic = fold(normalised, Case::Turkic);
        Self { turkic: (turkic != common).then_some(turkic), common }
    }

    /// As a language writes it.
    pub fn get(&self, case: Case) -> &str {
        match (case, &self.turkic) {
            (Case::Turkic, Some(turkic)) => turkic,
            _ => &self.common,
        }
    }
}

impl Test {
    /// True for a glob that matches every word.
    pub(crate) fn is_universal(&self) -> bool {
        let glob = match self {
            Test::Glob(glob) => glob.get(Case::Common),
            Test::Cased(glob) => glob,
            _ => return false,
        };
        !glob.is_empty() && glob.bytes().all(|b| b == b'*')
    }

    /// True for a test with `*` or `?` that does not tell capitals from small letters.
    pub(crate) fn is_glob(&self) -> bool {
        matches!(self, Test::Glob(_)) || matches!(self, Test::Joined(text) if text.contains(['*', '?']))
    }

    /// Whether a normalised form (case kept) passes, given its folded form in a language of this case. Words that stand
    /// together pass where the form may be the first of them. Stems are of a language and are compared elsewhere.
    pub fn passes(&self, cased: &str, folded: &str, case: Case) -> bool {
        match self {
            Test::Literal(text) => text.get(case) == folded,
            Test::Glob(glob) => matches_glob(glob.get(case), folded),
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

/// A letter as globs compare it: the Greek sigma at the end of a word is any sigma.
pub(crate) fn medial(c: char) -> char {
    if c == 'ς' { 'σ' } else { c }
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
            (Some(p), Some(c)) if p == '?' || medial(p) == medial(c) => {
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
