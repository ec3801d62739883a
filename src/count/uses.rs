//! What each pattern of a codebook finds by itself, and what the others take from it: counts for checking a codebook.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::{Codebook, Hit, RawMatch, Shape, Test};

/// Uses of one pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatternUses {
    /// Matches, whatever the other patterns do.
    pub matches: u64,
    /// Messages with such a match.
    pub messages: u64,
    /// Hits of its own theme that it makes.
    pub hits: u64,
    /// Matches that lie in a match of another pattern of the theme (under the same heading), by the other pattern.
    pub covered_by: BTreeMap<u32, u64>,
    /// Matches that lie in a match of any other pattern of the theme.
    pub covered: u64,
    /// Of a pattern under `exclude`: matches that overlap a match which they forbid.
    pub forbids: u64,
    /// What it catches, in lower case, with counts; of phrases with a glob only.
    pub words: BTreeMap<String, u64>,
}

/// Uses of one theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThemeUses {
    /// Hits, those of themes below included.
    pub hits: u64,
    /// Hits by document, given as its place in the corpus.
    pub documents: BTreeMap<u32, u64>,
    /// Hits by pattern.
    pub patterns: BTreeMap<u32, u64>,
    /// Hits that overlap a hit of another theme, by the other theme.
    pub shared_with: BTreeMap<u32, u64>,
}

/// Uses of all patterns and themes of a codebook. They merge by addition, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    /// By pattern, in the order of [`Codebook::patterns`].
    pub patterns: Vec<PatternUses>,
    /// By theme.
    pub themes: Vec<ThemeUses>,
    /// Themes whose matches an exclusion can forbid, by theme: itself and those below it.
    below: Vec<Vec<bool>>,
    /// Whether the words of a pattern are kept, by pattern.
    keeps_words: Vec<bool>,
}

fn add<K: Ord + Copy>(to: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    from.iter().for_each(|(key, count)| *to.entry(*key).or_default() += count);
}

impl Uses {
    /// No uses yet.
    pub fn new(codebook: &Codebook) -> Self {
        let themes = codebook.themes.len();
        Self {
            patterns: codebook.patterns().map(|_| PatternUses::default()).collect(),
            themes: vec![ThemeUses::default(); themes],
            below: (0..themes).map(|of| (0..themes).map(|theme| codebook.is_within(theme, of)).collect()).collect(),
            keeps_words: codebook
                .patterns()
                .map(
                    |(_, pattern, _)| matches!(&pattern.shape, Shape::Phrase(tests) if tests.iter().any(Test::is_glob)),
                )
                .collect(),
        }
    }

    /// Counts a message: its matches and hits, each sorted by theme and place.
    pub fn message(&mut self, document: u32, text: &str, raw: &[RawMatch], hits: &[Hit]) {
        let mut seen = BTreeSet::new();
        for found in raw {
            let uses = &mut self.patterns[found.pattern as usize];
            uses.matches += 1;
            uses.messages += u64::from(seen.insert(found.pattern));
            if self.keeps_words[found.pattern as usize] {
                let word = text[found.start as usize..found.end as usize].to_lowercase();
                *uses.words.entry(word).or_default() += 1;
            }
        }
        for of_theme in raw.chunk_by(|a, b| a.theme == b.theme) {
            self.cover(of_theme);
        }
        let longest = raw.iter().map(|found| found.end - found.start).max().unwrap_or(0);
        let mut by_place: Vec<&RawMatch> = raw.iter().filter(|found| !found.exclude).collect();
        by_place.sort_unstable_by_key(|found| found.start);
        for found in raw.iter().filter(|found| found.exclude) {
            let from = by_place.partition_point(|other| other.start + longest < found.start);
            let near = by_place[from..].iter().take_while(|other| other.start < found.end);
            let below = &self.below[found.theme as usize];
            let forbids = near.into_iter().any(|other| other.end > found.start && below[other.theme as usize]);
            self.patterns[found.pattern as usize].forbids += u64::from(forbids);
        }
        self.hits(document, hits);
    }

    /// Counts which matches of a theme lie in others.
    fn cover(&mut self, matches: &[RawMatch]) {
        let longest = matches.iter().map(|found| found.end - found.start).max().unwrap_or(0);
        for found in matches {
            let from = matches.partition_point(|other| other.start + longest < found.end);
            let near = matches[from..].iter().take_while(|other| other.start <= found.start);
            let over = near.filter(|other| {
                other.end >= found.end && other.pattern != found.pattern && other.exclude == found.exclude
            });
            let over: BTreeSet<u32> = over.map(|other| other.pattern).collect();
            let uses = &mut self.patterns[found.pattern as usize];
            uses.covered += u64::from(!over.is_empty());
            over.into_iter().for_each(|other| *uses.covered_by.entry(other).or_default() += 1);
        }
    }

    fn hits(&mut self, document: u32, hits: &[Hit]) {
        let mut by_place: Vec<&Hit> = hits.iter().collect();
        by_place.sort_unstable_by_key(|hit| (hit.start, hit.theme));
        let longest = hits.iter().map(|hit| hit.end - hit.start).max().unwrap_or(0);
        for hit in hits {
            let uses = &mut self.themes[hit.theme as usize];
            uses.hits += 1;
            *uses.documents.entry(document).or_default() += 1;
            *uses.patterns.entry(hit.pattern).or_default() += 1;
            let from = by_place.partition_point(|other| other.start + longest <= hit.start);
            let near = by_place[from..].iter().take_while(|other| other.start < hit.end);
            let shared = near.filter(|other| other.end > hit.start && other.theme != hit.theme);
            let shared: BTreeSet<u32> = shared.map(|other| other.theme).collect();
            shared.into_iter().for_each(|other| *uses.shared_with.entry(other).or_default() += 1);
        }
    }

    /// Fills in the hits of each pattern for its own theme, once all messages are counted.
    pub fn finish(&mut self, codebook: &Codebook) {
        for (pattern, (theme, _, _)) in codebook.patterns().enumerate() {
            let hits = self.themes[theme].patterns.get(&(pattern as u32)).copied();
            self.patterns[pattern].hits = hits.unwrap_or(0);
        }
    }

    /// Adds the uses of other messages.
    pub fn merge(&mut self, other: &Self) {
        for (to, from) in self.patterns.iter_mut().zip(&other.patterns) {
            to.matches += from.matches;
            to.messages += from.messages;
            to.covered += from.covered;
            to.forbids += from.forbids;
            add(&mut to.covered_by, &from.covered_by);
            from.words.iter().for_each(|(word, count)| *to.words.entry(word.clone()).or_default() += count);
        }
        for (to, from) in self.themes.iter_mut().zip(&other.themes) {
            to.hits += from.hits;
            add(&mut to.documents, &from.documents);
            add(&mut to.patterns, &from.patterns);
            add(&mut to.shared_with, &from.shared_with);
        }
    }
}
