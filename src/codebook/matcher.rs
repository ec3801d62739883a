//! The compiled codebook. Tests of single words are decided once per form of the vocabulary and remembered; per
//! message only words that pass some test are looked at.

mod broken;
mod raw;
mod stream;
mod words;

use std::ops::Range;

use hashbrown::HashMap;

pub use raw::RawMatch;
pub use stream::{Seen, seen_words};

use super::hit::{CODED, CODED_PATTERN, Hit};
use super::pattern::{Shape, Test};
use super::{Codebook, Pattern};
use crate::text::{Tokens, Vocabulary};
use stream::{Part, Reading, part_span};
use words::{Stems, Tests};

/// A codebook compiled for matching; shared by all threads.
#[derive(Debug)]
pub struct Matcher<'c> {
    patterns: Vec<Compiled<'c>>,
    themes: Vec<ThemePlan>,
    /// Themes, children before parents.
    order: Vec<usize>,
    /// Whether any theme has a parent.
    nested: bool,
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

/// A phrase, and where in it the word stands that it is looked for by.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    pattern: u32,
    theme: u32,
    /// The test of the word after the anchor, or [`NO_TEST`].
    next: u32,
    place: u16,
    side: u8,
    /// Whether the phrase is one word and no more than a word.
    single: bool,
    near: bool,
    exclude: bool,
}

const NO_TEST: u32 = u32::MAX;

/// Tokens of a message that are looked at together: so many, and those up to the end of their phrase. Few in tests, so that
/// these have several stretches.
const STRETCH: usize = if cfg!(test) { 2 } else { 1 << 16 };

/// What was decided about the forms of one vocabulary. Belongs to that vocabulary alone.
#[derive(Debug, Default)]
pub struct Decisions {
    /// The tests of stems, in the language of the vocabulary.
    stems: Stems,
    /// For each type that is its own folded form: index into `sets`, of the tests that any case passes.
    folded_sets: Vec<u32>,
    /// For each type that is its own normalised form: index into `sets`.
    form_sets: Vec<u32>,
    /// For each type: index into `sets`, or [`ADDRESS`], or [`COMPOUND`].
    type_sets: Vec<u32>,
    /// Sets of passed tests; the first is empty.
    sets: Vec<Vec<u32>>,
    /// For each set: the anchors of its tests.
    set_anchors: Vec<Vec<Anchor>>,
    set_ids: HashMap<Vec<u32>, u32>,
    /// For each pattern, while one message is read: which of its sides were found.
    sides_seen: Vec<u8>,
    stream: Vec<Part>,
    matches: Vec<Match>,
    excluded: Vec<Match>,
    windows: Vec<Side>,
    taken: Vec<bool>,
    selected: Vec<Match>,
}

/// Stands for the set of an address: no test is passed, not even a universal one.
const ADDRESS: u32 = u32::MAX;
/// Stands for the set of a type of several parts, each with a set of its own.
const COMPOUND: u32 = u32::MAX - 1;

impl Decisions {
    fn set_id(&mut self, matcher: &Matcher<'_>, set: Vec<u32>) -> u32 {
        let next = self.sets.len() as u32;
        let id = *self.set_ids.entry(set.clone()).or_insert(next);
        if id == next {
            self.set_anchors
                .push(set.iter().flat_map(|&test| matcher.anchors[test as usize].iter().copied()).collect());
            self.sets.push(set);
        }
        id
    }

    /// What was decided about a type, for [`Matcher::find_in_sets`]; 0 when it passes no test.
    #[inline]
    pub fn type_set(&self, type_id: u32) -> u32 {
        self.type_sets[type_id as usize]
    }

    /// The tests that a part passes.
    fn set(&self, part: Part) -> &[u32] {
        if part.set == ADDRESS { &[] } else { &self.sets[part.set as usize] }
    }
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
    pub fn new(codebook: &'c Codebook) -> Self {
        let mut matcher = Self {
            patterns: Vec::new(),
            themes: codebook.themes.iter().map(|_| ThemePlan::default()).collect(),
            order: Vec::new(),
            nested: codebook.themes.iter().any(|theme| theme.parent.is_some()),
            tests: Tests::default(),
            anchors: Vec::new(),
        };
        for (theme, pattern, exclude) in codebook.patterns() {
            matcher.compile(pattern, theme as u32, exclude);
        }
        matcher.tests.arrange();
        for (index, theme) in codebook.themes.iter().enumerate() {
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
        if index == CODED { &CODED_PATTERN } else { self.patterns[index as usize].pattern }
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
            let tests = &sides[side];
            let joined = |place: usize| matches!(phrase[place], Test::Joined(_));
            let next = tests.get(place + 1).filter(|test| !joined(place) && !self.tests.universal.contains(test));
            let anchor = Anchor {
                pattern: id,
                theme,
                next: next.copied().unwrap_or(NO_TEST),
                place: place as u16,
                side: side as u8,
                single: tests.len() == 1 && !joined(0),
                near: distance > 0,
                exclude,
            };
            self.anchors[sides[side][place] as usize].push(anchor);
        }
        self.patterns.push(Compiled { pattern, sides, distance });
    }

    /// Decides about the types that the vocabulary has gained since the last call.
    #[cold]
    pub fn learn(&self, vocabulary: &Vocabulary, decisions: &mut Decisions) {
        if decisions.sets.is_empty() {
            decisions.set_id(self, Vec::new());
            decisions.stems = self.tests.of(vocabulary.rules().case()).stems(vocabulary);
        }
        let tests = self.tests.of(vocabulary.rules().case());
        let new = decisions.type_sets.len() as u32..vocabulary.types().len() as u32;
        decisions.folded_sets.resize(new.end as usize, 0);
        decisions.form_sets.resize(new.end as usize, 0);
        // Folded forms first, as a form may stand before its folded form.
        for id in new.clone().filter(|&id| vocabulary.type_info(id).folded == id) {
            let folded = vocabulary.types().get(id);
            let passed = match vocabulary.parts(id) {
                [] => tests.passed_by_address(folded),
                _ => tests.passed_folded(vocabulary, &decisions.stems, folded),
            };
            decisions.folded_sets[id as usize] = if passed.is_empty() { 0 } else { decisions.set_id(self, passed) };
        }
        for id in new.clone().filter(|&id| vocabulary.type_info(id).form == id) {
            let folded = decisions.folded_sets[vocabulary.type_info(id).folded as usize];
            let mut passed = tests.passed_cased(vocabulary.types().get(id));
            decisions.form_sets[id as usize] = if passed.is_empty() {
                folded
            } else {
                passed.extend(&decisions.sets[folded as usize]);
                passed.sort_unstable();
                decisions.set_id(self, passed)
            };
        }
        for id in new {
            let set = match vocabulary.parts(id) {
                [] => match decisions.folded_sets[vocabulary.type_info(id).folded as usize] {
                    0 => ADDRESS,
                    set => set,
                },
                [form] => decisions.form_sets[*form as usize],
                _ => COMPOUND,
            };
            decisions.type_sets.push(set);
        }
    }

    /// Finds the hits in a message and puts them into `hits`, sorted by theme and place. Within a theme they do not
    /// overlap, the longest match wins, then the first in the text, then the first in the codebook.
    pub fn find(
        &self,
        vocabulary: &Vocabulary,
        decisions: &mut Decisions,
        text: &str,
        tokens: &Tokens,
        hits: &mut Vec<Hit>,
    ) {
        if decisions.type_sets.len() < vocabulary.types().len() {
            self.learn(vocabulary, decisions);
        }
        let sets: Vec<u32> = tokens.tokens.iter().map(|token| decisions.type_set(token.type_id)).collect();
        self.find_in_sets(vocabulary, decisions, text, tokens, &sets, hits);
    }

    /// The same for a caller that already holds what [`Decisions::type_set`] gives for each token.
    pub fn find_in_sets(
        &self,
        vocabulary: &Vocabulary,
        decisions: &mut Decisions,
        text: &str,
        tokens: &Tokens,
        sets: &[u32],
        hits: &mut Vec<Hit>,
    ) {
        hits.clear();
        let reading = Reading { text, tokens, vocabulary };
        let mut from = 0;
        while from < sets.len() {
            let to = reading.stretch_end(from, STRETCH);
            self.find_between(decisions, reading, sets, from..to, hits);
            from = to;
        }
        hits.sort_unstable();
    }

    /// Adds the hits among some tokens; no match leads out of these.
    fn find_between(
        &self,
        decisions: &mut Decisions,
        reading: Reading<'_>,
        sets: &[u32],
        range: Range<usize>,
        hits: &mut Vec<Hit>,
    ) {
        if sets[range.clone()].iter().all(|&set| set == 0) && reading.tokens.broken.is_empty() {
            return;
        }
        self.read(decisions, reading, sets, range);
        if decisions.matches.is_empty() {
            return;
        }
        let Decisions { matches, excluded, taken, selected, stream, .. } = decisions;
        if taken.len() < stream.len() {
            taken.resize(stream.len(), false);
        }
        self.select(matches, excluded, taken, selected);
        for found in &decisions.selected {
            let start = part_span(reading.text, reading.tokens, &decisions.stream, found.from).0;
            let end = part_span(reading.text, reading.tokens, &decisions.stream, found.to - 1).1;
            hits.push(Hit { theme: found.theme, start, end, pattern: found.pattern });
        }
    }

    /// Fills the stream with some tokens and collects all matches in it. `sets` are those of all tokens.
    fn read(&self, decisions: &mut Decisions, reading: Reading<'_>, sets: &[u32], range: Range<usize>) {
        build_stream(reading.vocabulary, decisions, reading.tokens, sets, range);
        self.collect(decisions, reading);
        if !reading.tokens.broken.is_empty() {
            self.collect_broken(decisions, reading);
        }
    }

    /// Collects all matches of all patterns in the stream, included and excluded.
    fn collect(&self, decisions: &mut Decisions, reading: Reading<'_>) {
        let (mut matches, mut excluded, mut windows) = (
            std::mem::take(&mut decisions.matches),
            std::mem::take(&mut decisions.excluded),
            std::mem::take(&mut decisions.windows),
        );
        matches.clear();
        excluded.clear();
        windows.clear();
        for (at, part) in decisions.stream.iter().enumerate().filter(|(_, part)| part.set != 0 && part.set != ADDRESS) {
            for anchor in &decisions.set_anchors[part.set as usize] {
                if anchor.next != NO_TEST {
                    let passes =
                        |next: &Part| next.set != 0 && decisions.set(*next).binary_search(&anchor.next).is_ok();
                    if !decisions.stream.get(at + 1).is_some_and(passes) {
                        continue;
                    }
                }
                let Some(from) = at.checked_sub(usize::from(anchor.place)) else { continue };
                let to = if anchor.single {
                    from + 1
                } else {
                    let phrase = &self.patterns[anchor.pattern as usize].sides[usize::from(anchor.side)];
                    let Some(to) = self.phrase_end(decisions, reading, from, phrase) else { continue };
                    to
                };
                let (from, to) = (from as u32, to as u32);
                if anchor.near {
                    windows.push(Side { anchor: *anchor, from, to });
                } else {
                    let found = Match { theme: anchor.theme, pattern: anchor.pattern, from, to };
                    if anchor.exclude { excluded.push(found) } else { matches.push(found) }
                }
            }
        }
        self.keep_paired(&mut windows, &mut decisions.sides_seen);
        if !windows.is_empty() {
            self.pair(&decisions.stream, reading, &mut windows, &mut matches, &mut excluded);
        }
        (decisions.matches, decisions.excluded, decisions.windows) = (matches, excluded, windows);
    }

    /// The end of a phrase that begins at a part; `None` where it does not stand there.
    fn phrase_end(&self, decisions: &Decisions, reading: Reading<'_>, from: usize, phrase: &[u32]) -> Option<usize> {
        let stream = &decisions.stream;
        let mut at = from;
        for test in phrase {
            let part = stream.get(at)?;
            let passes = decisions.set(*part).binary_search(test).is_ok()
                || (part.set != ADDRESS && self.tests.universal.contains(test));
            if !passes || (at > from && reading.breaks(stream, at)) {
                return None;
            }
            at = match self.tests.list[*test as usize] {
                Test::Joined(text) => reading.joined_end(stream, at, text)?,
                _ => at + 1,
            };
        }
        Some(at)
    }

    /// Drops the sides of `~` patterns whose other side is nowhere in the message.
    fn keep_paired(&self, windows: &mut Vec<Side>, seen: &mut Vec<u8>) {
        seen.resize(self.patterns.len(), 0);
        windows.iter().for_each(|side| seen[side.anchor.pattern as usize] |= 1 << side.anchor.side);
        let both = |side: &Side, seen: &[u8]| seen[side.anchor.pattern as usize] == 0b11;
        let paired = windows.iter().any(|side| both(side, seen));
        // `seen` is all zero before and after.
        if paired {
            let touched: Vec<u32> = windows.iter().map(|side| side.anchor.pattern).collect();
            windows.retain(|side| both(side, seen));
            touched.iter().for_each(|&pattern| seen[pattern as usize] = 0);
        } else {
            windows.drain(..).for_each(|side| seen[side.anchor.pattern as usize] = 0);
        }
    }

    /// Pairs the two sides of each `~` pattern: windows that hold no smaller window of the same pattern.
    fn pair(
        &self,
        stream: &[Part],
        reading: Reading<'_>,
        sides: &mut [Side],
        matches: &mut Vec<Match>,
        excluded: &mut Vec<Match>,
    ) {
        sides.sort_unstable_by_key(|side| (side.anchor.pattern, side.from, side.to));
        for group in sides.chunk_by(|a, b| a.anchor.pattern == b.anchor.pattern) {
            let distance = self.patterns[group[0].anchor.pattern as usize].distance as u32;
            let mut found: Vec<(u32, u32)> = Vec::new();
            for (index, first) in group.iter().enumerate() {
                let last_start = first.to - 1 + distance;
                let within = group[index..].iter().take_while(|second| second.from <= last_start);
                for second in within.filter(|s| s.anchor.side != first.anchor.side && s.from >= first.to) {
                    if (first.from as usize + 1..second.to as usize).all(|at| !reading.breaks(stream, at)) {
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
    fn select(&self, matches: &mut [Match], excluded: &mut [Match], taken: &mut [bool], selected: &mut Vec<Match>) {
        matches.sort_unstable_by_key(|m| (m.theme, std::cmp::Reverse(m.to - m.from), m.from, m.pattern));
        excluded.sort_unstable_by_key(|m| m.theme);
        selected.clear();
        if !self.nested {
            for candidates in matches.chunk_by(|a, b| a.theme == b.theme) {
                keep(candidates, of_theme(excluded, candidates[0].theme), taken, selected);
            }
            return;
        }
        for &theme in &self.order {
            let mut candidates = of_theme(matches, theme as u32).to_vec();
            let children = &self.themes[theme].children;
            let below = selected.iter().filter(|m| children.contains(&(m.theme as usize)));
            candidates.extend(below.map(|m| Match { theme: theme as u32, ..*m }));
            candidates.sort_unstable_by_key(|m| (std::cmp::Reverse(m.to - m.from), m.from, m.pattern));
            keep(&candidates, of_theme(excluded, theme as u32), taken, selected);
        }
    }
}

/// Keeps the matches of one theme, the longest first, that overlap neither an exclusion nor each other. `taken` marks
/// words and is all false before and after.
fn keep(candidates: &[Match], excluded: &[Match], taken: &mut [bool], selected: &mut Vec<Match>) {
    let range = |m: &Match| m.from as usize..m.to as usize;
    let start = selected.len();
    excluded.iter().for_each(|m| taken[range(m)].fill(true));
    for candidate in candidates {
        if !taken[range(candidate)].contains(&true) {
            selected.push(*candidate);
            taken[range(candidate)].fill(true);
        }
    }
    excluded.iter().for_each(|m| taken[range(m)].fill(false));
    selected[start..].iter().for_each(|m| taken[range(m)].fill(false));
}

/// The matches of one theme, from a list sorted by theme.
fn of_theme(matches: &[Match], theme: u32) -> &[Match] {
    let start = matches.partition_point(|m| m.theme < theme);
    let end = matches.partition_point(|m| m.theme <= theme);
    &matches[start..end]
}

/// Fills the stream: one part for each token, or several for a compound.
fn build_stream(
    vocabulary: &Vocabulary,
    decisions: &mut Decisions,
    tokens: &Tokens,
    sets: &[u32],
    range: Range<usize>,
) {
    let Decisions { stream, form_sets, .. } = decisions;
    stream.clear();
    for (index, (token, &set)) in range.clone().zip(tokens.tokens[range.clone()].iter().zip(&sets[range])) {
        let token_index = index as u32;
        if set == COMPOUND {
            let parts = vocabulary.parts(token.type_id).iter().zip(0_u16..);
            stream.extend(parts.map(|(&form, place)| Part {
                set: form_sets[form as usize],
                token: token_index,
                place,
            }));
        } else {
            stream.push(Part { set, token: token_index, place: 0 });
        }
    }
}
