//! The pattern language: text of a pattern -> what its words must be.
//!
//! Words of a pattern are found as those of a text are, by [`Scanner`]: whatever parts words there parts them here. `*` and `?`
//! stand for letters meanwhile. So a stretch of a text, taken as a pattern, finds that stretch.

use std::borrow::Cow;

use regex::RegexBuilder;

use super::{Folded, Pattern, PatternError, Shape, Test};
use crate::language::runs;
use crate::text::{Case, Class, HYPHENS, Scanner, Span, class_of, ends_phrase, fold, normalise, shown};

/// The greatest distance of `~`.
const MAX_DISTANCE: usize = 100;
/// The most memory a compiled regular expression may take, in bytes.
const REGEX_SIZE: usize = 1 << 20;
/// Stands for `*` and `?` while words are looked for: a small letter, and a vowel, before which words are elided.
const ANY_LETTER: &str = "o";
const WILD: [char; 2] = ['*', '?'];

fn fail<T>(at: usize, message: impl Into<String>, hint: &'static str) -> Result<T, PatternError> {
    Err(PatternError { at, message: message.into(), hint })
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// When the pattern is empty, has a misplaced `~`, no letter or digit, a wrong regular expression, words that a phrase
    /// cannot hold, or would match every word: with the byte at which it is wrong.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        let mut reader = Reader { sides: vec![Side::default()], distance: None, wordless: None };
        for (at, chunk) in split(source)? {
            let last = at + chunk.len() == source.trim_end().len();
            reader.chunk(at, chunk, last)?;
        }
        Ok(Self { source: source.trim().to_string(), place: None, shape: reader.shape(source)?, weight: None })
    }
}

/// What was read of a pattern.
struct Reader<'s> {
    sides: Vec<Side>,
    distance: Option<usize>,
    /// The first stretch that holds no word, and where it stands.
    wordless: Option<(usize, &'s str)>,
}

/// One phrase of a pattern.
#[derive(Default)]
struct Side {
    tests: Vec<Test>,
    /// The word that was read last, and what stands behind it.
    last: String,
    gap: String,
}

impl Side {
    fn push(&mut self, at: usize, word: &str, test: Test) -> Result<(), PatternError> {
        // Patterns may write initials small.
        let initial = self.last.chars().nth(1).is_none().then(|| self.last.to_uppercase());
        if !self.tests.is_empty() && ends_phrase(initial.as_deref().unwrap_or(&self.last), &self.gap) {
            return fail(
                at,
                format!("a phrase ends before `{word}`: no match goes across a full stop, colon or the like"),
                "write two patterns, or words within a distance of each other: \"a ~3 b\"",
            );
        }
        self.gap.clear();
        self.last = word.to_string();
        self.tests.push(test);
        Ok(())
    }
}

/// How a word is compared, by what stands before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefix {
    None,
    Cased,
    Stem,
}

impl Prefix {
    fn test(self, part: &str) -> Test {
        let cased = normalise(part).into_owned();
        match self {
            Self::Cased => Test::Cased(cased),
            Self::Stem => Test::Stem(Folded::of(&cased)),
            Self::None if part.contains(WILD) => Test::Glob(Folded::of(&without_last_stop(&cased))),
            Self::None => Test::Literal(Folded::of(&cased)),
        }
    }
}

/// `u.s.*` as `u.s*`: the last full stop of an abbreviation is no part of its word.
fn without_last_stop(glob: &str) -> Cow<'_, str> {
    match glob.strip_suffix(".*").filter(|head| head.contains('.')) {
        Some(head) => Cow::Owned(format!("{head}*")),
        None => Cow::Borrowed(glob),
    }
}

impl<'s> Reader<'s> {
    /// Reads what stands between two blanks; `last` where nothing follows.
    fn chunk(&mut self, at: usize, chunk: &'s str, last: bool) -> Result<(), PatternError> {
        if let Some(number) = chunk.strip_prefix('~') {
            if self.distance.is_some() {
                return fail(at, "only one `~` is allowed in a pattern", "write two patterns");
            }
            self.distance = Some(parse_distance(at, number)?);
            self.sides.push(Side::default());
            return Ok(());
        }
        let first = self.sides.len() == 1 && self.sides[0].tests.is_empty();
        let Some(side) = self.sides.last_mut() else { return Ok(()) };
        side.gap.push(' ');
        if let Some(body) = chunk.strip_prefix('/') {
            return side.push(at, chunk, regex(at, chunk, body.strip_suffix('/').unwrap_or(body))?);
        }
        let (prefix, body) = match (chunk.strip_prefix('='), chunk.strip_prefix("stem:")) {
            (Some(body), _) => (Prefix::Cased, body),
            (_, Some(body)) => (Prefix::Stem, body),
            _ => (Prefix::None, chunk),
        };
        if first && body.starts_with(HYPHENS) && body.contains(char::is_alphanumeric) {
            return fail(
                at,
                format!("`{chunk}` begins with a hyphen"),
                "patterns are words; words to leave out stand in `exclude`",
            );
        }
        if prefix == Prefix::Stem && body.contains(WILD) {
            return fail(
                at,
                format!("`{chunk}`: `stem:` takes no `*` or `?`"),
                "write the word, or a glob without `stem:`",
            );
        }
        let before = side.tests.len();
        let mut end = 0;
        let body = shown(body);
        for (unspaced, piece) in by_script(&body) {
            end += piece.len();
            if unspaced {
                side.read_joined(at, piece)?;
            } else {
                side.read_words(at, piece, prefix, last && end == body.len())?;
            }
        }
        if side.tests.len() == before {
            if prefix != Prefix::None {
                return fail(at, format!("`{chunk}` has a prefix without a word"), "write a word right behind it");
            }
            self.wordless.get_or_insert((at, chunk));
        }
        Ok(())
    }

    /// The pattern, if it can match something, and not everything.
    fn shape(mut self, source: &str) -> Result<Shape, PatternError> {
        for side in &self.sides {
            match (side.tests.is_empty(), self.wordless, self.distance) {
                (true, Some((at, chunk)), None) => {
                    return fail(
                        at,
                        format!("`{chunk}` holds no letter or digit"),
                        "patterns are words; `*` and `?` stand for parts of a word",
                    );
                }
                (true, _, None) => return fail(0, "the pattern is empty", "delete it or write a word"),
                (true, _, Some(_)) => {
                    return fail(
                        source.find('~').unwrap_or(0),
                        "`~` needs a word on both sides",
                        "write, for example, \"child* ~3 protect*\"",
                    );
                }
                _ if side.tests.iter().all(Test::is_universal) => {
                    return fail(0, "the pattern would match every word", "add a word that tells the theme");
                }
                _ => {}
            }
        }
        let right = self.sides.pop().map(|side| side.tests).unwrap_or_default();
        Ok(match (self.distance, self.sides.pop()) {
            (Some(distance), Some(left)) => Shape::Near { left: left.tests, distance, right },
            _ => Shape::Phrase(right),
        })
    }
}

impl Side {
    /// Reads words that stand between blanks or signs.
    fn read_words(&mut self, at: usize, piece: &str, prefix: Prefix, last: bool) -> Result<(), PatternError> {
        let plain = piece.replace(WILD, ANY_LETTER);
        let spans = spans(&plain, last);
        let mut end = 0;
        for span in spans {
            let token = span.of(piece);
            self.gap.push_str(&piece[end..span.start as usize]);
            end = span.end as usize;
            let folded = fold(&normalise(span.of(&plain)), Case::Common);
            if matches!(class_of(&folded), Class::Url | Class::Email) {
                self.push(at, token, prefix.test(token))?;
                continue;
            }
            for part in token.split(HYPHENS) {
                self.push(at, token, prefix.test(part))?;
            }
        }
        self.gap.push_str(&piece[end..]);
        Ok(())
    }

    /// Reads words of a script without spaces: those that stand together make one test.
    fn read_joined(&mut self, at: usize, piece: &str) -> Result<(), PatternError> {
        let mut plain = String::new();
        // For each byte of `plain` its place in the piece.
        let mut places = Vec::new();
        for (place, c) in piece.char_indices().filter(|(_, c)| !WILD.contains(c) && *c != '\u{200B}') {
            places.extend((0..c.len_utf8()).map(|byte| place + byte));
            plain.push(c);
        }
        let mut spans: Vec<(usize, usize)> = Vec::new();
        Scanner::default().scan(&plain, |span| match spans.last_mut() {
            Some(last) if last.1 == span.start as usize => last.1 = span.end as usize,
            _ => spans.push((span.start as usize, span.end as usize)),
        });
        if spans.is_empty() && piece.contains(WILD) {
            return self.push(at, piece, Prefix::None.test(piece));
        }
        let mut end = 0;
        for (index, &(from, to)) in spans.iter().enumerate() {
            let wild = |at: usize| piece[at..].len() - piece[at..].trim_start_matches(WILD).len();
            let start = if index == 0 && wild(0) > 0 { 0 } else { places[from] };
            self.gap.push_str(&piece[end..start]);
            end = places[to - 1] + 1;
            end += wild(end);
            let text = piece[start..end].replace('\u{200B}', "");
            self.push(at, &text, Test::Joined(fold(&normalise(&text), Case::Common)))?;
        }
        self.gap.push_str(&piece[end..]);
        Ok(())
    }
}

/// The words of a text; the last one of a pattern may be elided: `l'`.
fn spans(plain: &str, last: bool) -> Vec<Span> {
    let scan = |text: &str| {
        let mut spans = Vec::new();
        Scanner::default().scan(text, |span| spans.push(span));
        spans
    };
    if last && plain.ends_with(['\'', '’']) {
        let mut spans = scan(&format!("{plain}{ANY_LETTER}"));
        if spans.pop_if(|last| last.start as usize == plain.len()).is_some() {
            return spans;
        }
    }
    scan(plain)
}

fn regex(at: usize, chunk: &str, body: &str) -> Result<Test, PatternError> {
    let regex = RegexBuilder::new(&format!("^(?:{body})$")).size_limit(REGEX_SIZE).build();
    regex.map(Test::Regex).or_else(|error| {
        let reason = error.to_string().lines().last().unwrap_or("").trim_start_matches("error: ").to_string();
        fail(at, format!("`{chunk}` is no regular expression: {reason}"), "it must match one whole word in lower case")
    })
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

/// A text in pieces, each of scripts without spaces or of others. `*` and `?` belong to what stands before them, at the
/// beginning to what follows.
fn by_script(part: &str) -> Vec<(bool, &str)> {
    let wild = |text: &str| text.len() - text.trim_start_matches(WILD).len();
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
