//! The compiled codebook. Tests of single words are decided once per form of the vocabulary and remembered; per
//! message only words that pass some test are looked at.

use hashbrown::HashMap;

use super::pattern::{Shape, Test};
use super::{Codebook, Pattern};
use crate::text::{TextRules, Tokens, Vocabulary, fold};

/// One match of a theme in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Index of the theme.
    pub theme: u32,
    /// First byte in the message text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Index of the pattern among all patterns of the codebook: see [`Matcher::pattern`].
    pub pattern: u32,
}

/// A codebook compiled for matching; shared by all threads.
#[derive(Debug)]
pub struct Matcher<'c> {
    rules: &'c TextRules,
    patterns: Vec<Compiled<'c>>,
    themes: Vec<ThemePlan>,
    /// Themes, children before parents.
    order: Vec<usize>,
    tests: Tests<'c>,
    /// For each test: the phrases it anchors, with its place in them.
    anchors: Vec<Vec<Anchor>>,
}

#[derive(Debug)]
struct Compiled<'c> {
    pattern: &'c Pattern,
    sides: Vec<Vec<u32>>,
    distance: usize,
}

#[derive(Debug, Default)]
struct ThemePlan {
    children: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Anchor {
    pattern: u32,
    side: u8,
    place: u32,
    theme: u32,
    exclude: bool,
}

/// The distinct tests of a codebook, indexed so that a form is not tried against all of them.
#[derive(Debug, Default)]
struct Tests<'c> {
    list: Vec<&'c Test>,
    ids: HashMap<String, u32>,
    literals: HashMap<&'c str, Vec<u32>>,
    stems: HashMap<&'c str, Vec<u32>>,
    /// Globs by their first character, which is no wildcard.
    globs: HashMap<char, Vec<u32>>,
    others: Vec<u32>,
    universal: Vec<u32>,
}

impl<'c> Tests<'c> {
    fn add(&mut self, test: &'c Test) -> u32 {
        let (name, text) = match test {
            Test::Literal(text) => ("literal", text.as_str()),
            Test::Glob(text) => ("glob", text.as_str()),
            Test::Cased(text) => ("cased", text.as_str()),
            Test::Stem(text) => ("stem", text.as_str()),
            Test::Regex(regex) => ("regex", regex.as_str()),
        };
        let next = self.list.len() as u32;
        let id = *self.ids.entry(format!("{name} {text}")).or_insert(next);
        if id < next {
            return id;
        }
        self.list.push(test);
        match test {
            _ if test.is_universal() => self.universal.push(id),
            Test::Literal(text) => self.literals.entry(text).or_default().push(id),
            Test::Stem(text) => self.stems.entry(text).or_default().push(id),
            Test::Glob(glob) => match glob.chars().next() {
                Some(first) if first != '*' && first != '?' => self.globs.entry(first).or_default().push(id),
                _ => self.others.push(id),
            },
            Test::Cased(_) | Test::Regex(_) => self.others.push(id),
        }
        id
    }

    /// The tests that a normalised form passes, in order; universal ones are left out unless another passes or
    /// stands alone in its phrase, which `check` of the pattern rules out.
    fn passed(&self, rules: &TextRules, cased: &str) -> Vec<u32> {
        let folded = fold(cased);
        let mut out: Vec<u32> = self.literals.get(folded.as_str()).cloned().unwrap_or_default();
        let stem = if self.stems.is_empty() { String::new() } else { rules.pattern_stem(&folded) };
        out.extend(self.stems.get(stem.as_str()).into_iter().flatten());
        let first = folded.chars().next();
        let candidates = first.and_then(|first| self.globs.get(&first)).into_iter().flatten().chain(&self.others);
        out.extend(candidates.filter(|&&id| self.list[id as usize].passes(cased, &folded, &stem)));
        out.sort_unstable();
        out
    }
}

/// What was decided about the forms of one vocabulary. Belongs to that vocabulary alone.
#[derive(Debug, Default)]
pub struct Decisions {
    /// For each form: index into `sets`.
    form_sets: Vec<u32>,
    /// Sets of passed tests; the first is empty.
    sets: Vec<Vec<u32>>,
    set_ids: HashMap<Vec<u32>, u32>,
    /// For each type: whether one of its parts passes a test.
    marked: Vec<bool>,
    stream: Vec<Part>,
    matches: Vec<Match>,
    excluded: Vec<Match>,
    windows: Vec<Side>,
}

/// A word of the message as patterns see it: a token, or a part of a hyphenated compound.
#[derive(Debug, Clone, Copy)]
struct Part {
    set: u32,
    token: u32,
    /// A sign that ends a phrase stands before it.
    breaks: bool,
    /// An address: no pattern matches it.
    address: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Match {
    theme: u32,
    pattern: u32,
    from: u32,
    to: u32,
}

#[derive(Debug, Clone, Copy)]
struct Side {
    anchor: Anchor,
    from: u32,
    to: u32,
}

impl<'c> Matcher<'c> {
    /// Compiles a codebook.
    pub fn new(codebook: &'c Codebook, rules: &'c TextRules) -> Self {
        let mut matcher = Self {
            rules,
            patterns: Vec::new(),
            themes: codebook.themes.iter().map(|_| ThemePlan::default()).collect(),
            order: Vec::new(),
            tests: Tests::default(),
            anchors: Vec::new(),
        };
        for (index, theme) in codebook.themes.iter().enumerate() {
            for (pattern, exclude) in
                theme.include.iter().map(|p| (p, false)).chain(theme.exclude.iter().map(|p| (p, true)))
            {
                matcher.compile(pattern, index as u32, exclude);
            }
            if let Some(parent) = theme.parent {
                matcher.themes[parent].children.push(index);
            }
        }
        let depth = |mut theme: usize| {
            let mut depth = 0;
            while let Some(parent) = codebook.themes[theme].parent {
                theme = parent;
                depth += 1;
            }
            depth
        };
        matcher.order = (0..codebook.themes.len()).collect();
        matcher.order.sort_by_key(|&theme| std::cmp::Reverse(depth(theme)));
        matcher
    }

    /// How many themes there are.
    pub fn themes(&self) -> usize {
        self.themes.len()
    }

    /// The pattern with the index that a [`Hit`] gives.
    pub fn pattern(&self, index: u32) -> &'c Pattern {
        self.patterns[index as usize].pattern
    }

    fn compile(&mut self, pattern: &'c Pattern, theme: u32, exclude: bool) {
        let id = self.patterns.len() as u32;
        let phrases: Vec<&[Test]> = match &pattern.shape {
            Shape::Phrase(phrase) => vec![phrase],
            Shape::Near { left, right, .. } => vec![left, right],
        };
        let distance = match pattern.shape {
            Shape::Phrase(_) => 0,
            Shape::Near { distance, .. } => distance,
        };
        let sides: Vec<Vec<u32>> =
            phrases.iter().map(|phrase| phrase.iter().map(|test| self.tests.add(test)).collect()).collect();
        self.anchors.resize(self.tests.list.len(), Vec::new());
        for (side, phrase) in phrases.iter().enumerate() {
            // A phrase is looked for only where its first telling word stands.
            let place = phrase.iter().position(|test| !test.is_universal()).unwrap_or(0);
            let anchor = Anchor { pattern: id, side: side as u8, place: place as u32, theme, exclude };
            self.anchors[sides[side][place] as usize].push(anchor);
        }
        self.patterns.push(Compiled { pattern, sides, distance });
    }

    /// Decides about the types that the vocabulary has gained since the last call.
    fn learn(&self, vocabulary: &Vocabulary<'_>, decisions: &mut Decisions) {
        if decisions.sets.is_empty() {
            decisions.sets.push(Vec::new());
            decisions.set_ids.insert(Vec::new(), 0);
        }
        for form in decisions.form_sets.len()..vocabulary.forms().len() {
            let passed = self.tests.passed(self.rules, vocabulary.forms().get(form as u32));
            let next = decisions.sets.len() as u32;
            let id = *decisions.set_ids.entry(passed.clone()).or_insert(next);
            if id == next {
                decisions.sets.push(passed);
            }
            decisions.form_sets.push(id);
        }
        for type_id in decisions.marked.len()..vocabulary.len() {
            let parts = vocabulary.parts(type_id as u32);
            decisions.marked.push(parts.iter().any(|&form| decisions.form_sets[form as usize] != 0));
        }
    }

    /// Finds the hits in a message and puts them into `hits`, sorted by theme and place. Within a theme they do not
    /// overlap, the longest match wins, then the first in the text, then the first in the codebook.
    pub fn find(&self, vocabulary: &Vocabulary<'_>, decisions: &mut Decisions, text: &str, tokens: &Tokens, hits: &mut Vec<Hit>) {
        hits.clear();
        if decisions.marked.len() < vocabulary.len() {
            self.learn(vocabulary, decisions);
        }
        if !tokens.tokens.iter().any(|token| decisions.marked[token.type_id as usize]) {
            return;
        }
        build_stream(vocabulary, decisions, text, tokens);
        self.collect(decisions);
        if decisions.matches.is_empty() {
            return;
        }
        let selected = self.select(&mut decisions.matches, &mut decisions.excluded, decisions.stream.len());
        for found in selected {
            let start = part_span(text, tokens, &decisions.stream, found.from).0;
            let end = part_span(text, tokens, &decisions.stream, found.to - 1).1;
            hits.push(Hit { theme: found.theme, start, end, pattern: found.pattern });
        }
        hits.sort_unstable();
    }

    /// Collects all matches of all patterns, included and excluded.
    fn collect(&self, decisions: &mut Decisions) {
        let Decisions { stream, sets, matches, excluded, windows, .. } = decisions;
        matches.clear();
        excluded.clear();
        windows.clear();
        for (at, part) in stream.iter().enumerate() {
            for &test in &sets[part.set as usize] {
                for &anchor in &self.anchors[test as usize] {
                    let compiled = &self.patterns[anchor.pattern as usize];
                    let phrase = &compiled.sides[anchor.side as usize];
                    let Some(from) = at.checked_sub(anchor.place as usize) else { continue };
                    if !self.is_phrase(stream, sets, from, phrase) {
                        continue;
                    }
                    let to = (from + phrase.len()) as u32;
                    if compiled.distance > 0 {
                        windows.push(Side { anchor, from: from as u32, to });
                    } else {
                        let found = Match { theme: anchor.theme, pattern: anchor.pattern, from: from as u32, to };
                        if anchor.exclude { excluded.push(found) } else { matches.push(found) }
                    }
                }
            }
        }
        if !windows.is_empty() {
            self.pair(stream, windows, matches, excluded);
        }
    }

    fn is_phrase(&self, stream: &[Part], sets: &[Vec<u32>], from: usize, phrase: &[u32]) -> bool {
        let Some(parts) = stream.get(from..from + phrase.len()) else { return false };
        parts.iter().zip(phrase).enumerate().all(|(offset, (part, test))| {
            let passes = sets[part.set as usize].binary_search(test).is_ok()
                || (self.tests.universal.contains(test) && !part.address);
            passes && (offset == 0 || !part.breaks)
        })
    }

    /// Pairs the two sides of each `~` pattern: windows that hold no smaller window of the same pattern.
    fn pair(&self, stream: &[Part], sides: &mut [Side], matches: &mut Vec<Match>, excluded: &mut Vec<Match>) {
        sides.sort_unstable_by_key(|side| (side.anchor.pattern, side.from, side.to));
        for group in sides.chunk_by(|a, b| a.anchor.pattern == b.anchor.pattern) {
            let distance = self.patterns[group[0].anchor.pattern as usize].distance as u32;
            let mut found: Vec<(u32, u32)> = Vec::new();
            for (index, first) in group.iter().enumerate() {
                let last_start = first.to - 1 + distance;
                let within = group[index..].iter().take_while(|second| second.from <= last_start);
                for second in within.filter(|s| s.anchor.side != first.anchor.side && s.from >= first.to) {
                    if !stream[first.from as usize + 1..second.to as usize].iter().any(|part| part.breaks) {
                        found.push((first.from, second.to));
                    }
                }
            }
            // From the last start to the first, the shorter window first: one that ends at or behind the nearest end
            // seen so far holds a smaller window.
            found.sort_unstable_by_key(|&(from, to)| (std::cmp::Reverse(from), to));
            let mut nearest_end = u32::MAX;
            found.retain(|&(_, to)| {
                let smallest = to < nearest_end;
                nearest_end = nearest_end.min(to);
                smallest
            });
            let anchor = group[0].anchor;
            let made = found.iter().map(|&(from, to)| Match { theme: anchor.theme, pattern: anchor.pattern, from, to });
            if anchor.exclude { excluded.extend(made) } else { matches.extend(made) }
        }
    }

    /// Drops what overlaps an exclusion, then keeps the longest matches of each theme that do not overlap.
    /// Hits of a theme are candidates of its parent. Takes time proportional to the matched words.
    fn select(&self, matches: &mut [Match], excluded: &mut [Match], words: usize) -> Vec<Match> {
        matches.sort_unstable_by_key(|m| m.theme);
        excluded.sort_unstable_by_key(|m| m.theme);
        let mut selected: Vec<Match> = Vec::new();
        let mut taken = vec![false; words];
        for &theme in &self.order {
            let id = theme as u32;
            let mut candidates: Vec<Match> = of_theme(matches, id).to_vec();
            let children = &self.themes[theme].children;
            if !children.is_empty() {
                let below = selected.iter().filter(|m| children.contains(&(m.theme as usize)));
                candidates.extend(below.map(|m| Match { theme: id, ..*m }));
            }
            if candidates.is_empty() {
                continue;
            }
            let range = |m: &Match| m.from as usize..m.to as usize;
            let forbidden = of_theme(excluded, id);
            forbidden.iter().for_each(|m| taken[range(m)].fill(true));
            candidates.retain(|m| !taken[range(m)].contains(&true));
            forbidden.iter().for_each(|m| taken[range(m)].fill(false));
            candidates.sort_unstable_by_key(|m| (std::cmp::Reverse(m.to - m.from), m.from, m.pattern));
            let start = selected.len();
            for candidate in candidates {
                if !taken[range(&candidate)].contains(&true) {
                    taken[range(&candidate)].fill(true);
                    selected.push(candidate);
                }
            }
            selected[start..].iter().for_each(|m| taken[range(m)].fill(false));
        }
        selected
    }
}

/// The matches of one theme, from a list sorted by theme.
fn of_theme(matches: &[Match], theme: u32) -> &[Match] {
    let start = matches.partition_point(|m| m.theme < theme);
    let end = matches.partition_point(|m| m.theme <= theme);
    &matches[start..end]
}

/// Signs that end a phrase.
fn ends_phrase(gap: &str) -> bool {
    gap != " " && gap.contains(['.', '!', '?', ';', ':', '\n'])
}

fn build_stream(vocabulary: &Vocabulary<'_>, decisions: &mut Decisions, text: &str, tokens: &Tokens) {
    decisions.stream.clear();
    let mut last = 0;
    for (index, token) in tokens.tokens.iter().enumerate() {
        let breaks = ends_phrase(&text[last as usize..token.span.start as usize]);
        last = token.span.end;
        let parts = vocabulary.parts(token.type_id);
        let part = Part { set: 0, token: index as u32, breaks, address: parts.is_empty() };
        if parts.is_empty() {
            decisions.stream.push(part);
        }
        for (place, &form) in parts.iter().enumerate() {
            let set = decisions.form_sets[form as usize];
            decisions.stream.push(Part { set, breaks: breaks && place == 0, ..part });
        }
    }
}

/// Byte range of a part in the message text.
fn part_span(text: &str, tokens: &Tokens, stream: &[Part], at: u32) -> (u32, u32) {
    let at = at as usize;
    let token = stream[at].token;
    let span = tokens.tokens[token as usize].span;
    let before = stream[..at].iter().rev().take_while(|part| part.token == token).count();
    let after = stream[at + 1..].iter().take_while(|part| part.token == token).count();
    if before + after == 0 {
        return (span.start, span.end);
    }
    let surface = span.of(text);
    let mut start = span.start as usize;
    let pieces = surface.split(['-', '\u{2010}', '\u{2011}']);
    for (place, piece) in pieces.enumerate() {
        let end = start + piece.len();
        if place == before {
            return (start as u32, if after == 0 { span.end } else { end as u32 });
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    (span.start, span.end)
}
