//! The first pass: one thread's counts of terms, themes, patterns and pairs of themes.

use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashMap;

use super::bags::DocumentBag;
use super::generation::{Generation, NO_WORD};
use super::scratch::{FastMap, MessageTerm, PairRuns, Runs, Scratch};
use super::shingles::{MessageShingles, hash_of};
use super::{PairCount, PatternCount, ThemeCount};
use crate::codebook::{Decisions, Hit, Matcher};
use crate::text::{Class, NO_TERM, Span, TextRules, Tokens, Vocabulary, ends_phrase};

/// What all counters share.
#[derive(Debug)]
pub struct Plan<'p> {
    /// The compiled codebook.
    pub matcher: &'p Matcher<'p>,
    /// Lengths of the n-grams that are counted as terms: some of 1, 2, 3.
    pub ngrams: Vec<usize>,
    /// How much is counted and kept.
    pub depth: Depth,
    /// The types with which a counter begins a new vocabulary.
    pub(super) most_types: usize,
    counters: AtomicU32,
}

/// How much is counted, and kept of single messages for what needs the final counts or messages beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Themes, each by itself.
    Rates,
    /// Themes, and the messages one by one with their hits.
    Themes,
    /// Terms alone, and those of each message: how frequent they are and how evenly spread.
    Words,
    /// Terms, and those of each message: terms of themes, dispersion, co-occurrence of terms, and what is tested of terms.
    Terms,
    /// All of these, and the runs of words of the messages: messages that are nearly alike.
    All,
}

impl Depth {
    /// Whether terms are counted, and those of each message kept.
    pub(crate) fn keeps_terms(self) -> bool {
        matches!(self, Self::Words | Self::Terms | Self::All)
    }

    /// Whether the messages are kept one by one.
    pub(crate) fn keeps_records(self) -> bool {
        !matches!(self, Self::Rates | Self::Words)
    }

    /// Whether themes are looked for.
    fn finds_themes(self) -> bool {
        self != Self::Words
    }

    /// Whether the runs of words of each message are kept.
    pub(crate) fn keeps_shingles(self) -> bool {
        self == Self::All
    }
}

impl<'p> Plan<'p> {
    /// A plan for counting; `ngrams` are lengths of n-grams.
    pub fn new(matcher: &'p Matcher<'p>, ngrams: &[usize], depth: Depth) -> Self {
        let most_types = if depth.keeps_terms() { MOST_TYPES_OF_TERMS } else { MOST_TYPES };
        Self { matcher, ngrams: ngrams.to_vec(), depth, most_types, counters: AtomicU32::new(0) }
    }
}

/// Integer counts of one stratum, by the indices of one vocabulary.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub documents: u64,
    pub documents_met: u64,
    /// The number of the document that was met last.
    last_document: u32,
    pub messages: u64,
    pub tokens: u64,
    pub tokens_squared: u128,
    pub parts: u64,
    pub smallest_part: u64,
    pub terms: Runs,
    pub themes: Vec<ThemeCount>,
    pub patterns: FastMap<(u32, u32), PatternCount>,
    pub pairs: PairRuns,
}

/// What counting needs to know of a type, and its occurrences.
#[derive(Debug, Clone, Copy)]
struct TypeCell {
    /// Occurrences since the last flush.
    count: u32,
    /// The term, or [`NO_TERM`] where the type is counted as none.
    term: u32,
    /// What the codebook decided about it.
    set: u32,
    /// 1 for a word token, 0 for anything else.
    word: u32,
}

/// The counts of one thread in one language.
#[derive(Debug)]
pub struct Counter<'p> {
    plan: &'p Plan<'p>,
    /// The number of its present vocabulary among those of the plan.
    number: u32,
    vocabulary: Vocabulary,
    /// What was counted with the vocabulary before, until it is taken.
    retired: Option<Generation>,
    decisions: Decisions,
    /// The strata by their numbers, as far as this counter met them.
    pub(super) strata: Vec<Cell>,
    types: Vec<TypeCell>,
    /// Occurrences of each type until the last flush.
    type_counts: Vec<u64>,
    /// Terms that are n-grams, with the terms of their words.
    ngrams: HashMap<[u32; 3], u32>,
    open_stratum: Option<usize>,
    /// Its messages with two themes.
    pairs: FastMap<(u32, u32), PairCount>,
    /// Number of the present document.
    document: u32,
    tokens_since_flush: u64,
    terms: Scratch,
    token_terms: Vec<u32>,
    token_sets: Vec<u32>,
    message_terms: Vec<MessageTerm>,
    tokens: Tokens,
    hits: Vec<Hit>,
    themes_seen: Vec<(u32, usize, usize)>,
    patterns_seen: Vec<u32>,
    bag: DocumentBag,
    shingles: Vec<MessageShingles>,
    /// The hash of each type as it is folded, where shingles are kept.
    word_hashes: Vec<u64>,
    words: Vec<u64>,
}

/// The most types that are known at a time where no terms are counted.
const MOST_TYPES: usize = 1 << 16;
/// The same, but for those of one document, where terms are counted: a type takes about 200 bytes.
const MOST_TYPES_OF_TERMS: usize = 1 << 17;
/// So many n-grams take about as much as a type and its term.
const TERMS_OF_A_TYPE: usize = 2;

/// What a counter kept of documents, until it is taken.
#[derive(Debug)]
pub struct KeptOfDocument {
    /// The terms of the messages.
    pub bag: DocumentBag,
    /// Their runs of words.
    pub shingles: Vec<MessageShingles>,
    /// What was counted before with a vocabulary that grew large.
    pub generation: Option<Generation>,
}

impl<'p> Counter<'p> {
    /// A counter without counts, for documents of one language.
    pub fn new(plan: &'p Plan<'p>, rules: &'p TextRules) -> Self {
        Self {
            plan,
            number: plan.counters.fetch_add(1, Ordering::Relaxed),
            vocabulary: Vocabulary::new(rules),
            retired: None,
            decisions: Decisions::default(),
            strata: Vec::new(),
            types: Vec::new(),
            type_counts: Vec::new(),
            ngrams: HashMap::new(),
            open_stratum: None,
            pairs: FastMap::default(),
            document: 0,
            tokens_since_flush: 0,
            terms: Scratch::default(),
            token_terms: Vec::new(),
            token_sets: Vec::new(),
            message_terms: Vec::new(),
            tokens: Tokens::default(),
            hits: Vec::new(),
            themes_seen: Vec::new(),
            patterns_seen: Vec::new(),
            bag: DocumentBag::default(),
            shingles: Vec::new(),
            word_hashes: Vec::new(),
            words: Vec::new(),
        }
    }

    /// What was kept of a document, to be taken before the next one begins.
    pub fn take_kept(&mut self) -> KeptOfDocument {
        let mut bag = std::mem::take(&mut self.bag);
        bag.counter = self.number;
        KeptOfDocument { bag, shingles: std::mem::take(&mut self.shingles), generation: self.retired.take() }
    }

    /// Whether the vocabulary is to be left: n-grams are no types, and take less.
    fn is_large(&self) -> bool {
        let (types, terms) = (self.vocabulary.types().len(), self.vocabulary.terms().len());
        types > self.plan.most_types || terms / TERMS_OF_A_TYPE > self.plan.most_types
    }

    /// What was counted with the present vocabulary; the next document begins a new one.
    pub(super) fn retire(&mut self) -> Generation {
        self.flush();
        let Self { number, vocabulary, type_counts, ngrams, strata, .. } = self;
        let runs: Vec<&Runs> = strata.iter().map(|cell| &cell.terms).collect();
        let generation = Generation::of(*number, vocabulary, type_counts, ngrams, &runs);
        self.forget_types();
        self.strata.iter_mut().for_each(|cell| cell.terms = Runs::default());
        (self.terms, self.ngrams) = (Scratch::default(), HashMap::new());
        self.number = self.plan.counters.fetch_add(1, Ordering::Relaxed);
        generation
    }

    /// Themes of the codebook.
    pub(super) fn themes(&self) -> usize {
        self.plan.matcher.themes()
    }

    /// Begins a document in a stratum, given by its number ([`crate::axis::Strata::number`]).
    pub fn begin_document(&mut self, stratum: usize) {
        if self.plan.depth.keeps_terms() && self.is_large() {
            self.retired = Some(self.retire());
        }
        self.document += 1;
        self.enter(stratum);
        self.strata[stratum].documents += 1;
    }

    /// Goes on in another stratum of the same document, or in the same.
    pub(crate) fn enter(&mut self, stratum: usize) {
        // Counts between flushes have 32 bits.
        if self.tokens_since_flush > u64::from(u32::MAX / 2) {
            self.flush();
        }
        if self.open_stratum != Some(stratum) {
            self.leave_stratum();
            self.open_stratum = Some(stratum);
        }
        let themes = self.themes();
        if self.strata.len() <= stratum {
            self.strata
                .resize_with(stratum + 1, || Cell { themes: vec![ThemeCount::default(); themes], ..Cell::default() });
        }
        let cell = &mut self.strata[stratum];
        if cell.last_document != self.document {
            cell.last_document = self.document;
            cell.documents_met += 1;
        }
    }

    /// Counts one message of the present document. Returns its word tokens and its hits, sorted by theme and place.
    pub fn message(&mut self, text: &str) -> (u64, &[Hit]) {
        self.coded_message(text, std::iter::empty(), |_| {})
    }

    /// The same where lines begin within words, at the bytes `breaks`, and with hits that `code` changes before they are counted;
    /// it leaves them sorted by theme and place.
    pub(crate) fn coded_message(
        &mut self,
        text: &str,
        breaks: impl Iterator<Item = usize>,
        code: impl FnOnce(&mut Vec<Hit>),
    ) -> (u64, &[Hit]) {
        let Some(stratum) = self.open_stratum else { return (0, &[]) };
        if !self.plan.depth.keeps_terms() && self.is_large() {
            self.forget_types();
        }
        self.vocabulary.tokenize_lines(text, breaks, &mut self.tokens);
        let words = self.count_types(text);
        if self.plan.depth.keeps_shingles() {
            self.keep_shingles();
        }
        let Self { plan, vocabulary, decisions, tokens, token_sets, hits, .. } = self;
        if plan.depth.finds_themes() {
            plan.matcher.find_in_sets(vocabulary, decisions, text, tokens, token_sets, hits);
            code(hits);
        }
        let totals = &mut self.strata[stratum];
        totals.messages += 1;
        totals.tokens += words;
        totals.tokens_squared += u128::from(words).pow(2);
        if words > 0 {
            totals.parts += 1;
            totals.smallest_part = if totals.smallest_part == 0 { words } else { totals.smallest_part.min(words) };
        }
        self.themes_seen.clear();
        if !self.hits.is_empty() {
            self.count_hits(stratum, words);
        }
        if self.plan.depth.keeps_terms() {
            let themes = self.themes_seen.iter().map(|(theme, ..)| *theme);
            self.bag.push(stratum, words, &self.message_terms, themes);
        }
        (words, &self.hits)
    }

    /// Begins a new vocabulary: but for the terms that were counted nothing but speed depends on the words that were met.
    #[cold]
    fn forget_types(&mut self) {
        self.vocabulary = Vocabulary::new(self.vocabulary.rules());
        self.decisions = Decisions::default();
        (self.types, self.type_counts, self.word_hashes) = (Vec::new(), Vec::new(), Vec::new());
    }

    /// Counts types and terms and notes what the codebook decided about each token; returns the number of word tokens.
    fn count_types(&mut self, text: &str) -> u64 {
        if self.types.len() < self.vocabulary.types().len() {
            self.learn();
        }
        let tokens = &self.tokens.tokens;
        self.tokens_since_flush += tokens.len() as u64;
        self.token_terms.resize(tokens.len(), 0);
        self.token_sets.clear();
        let (mut words, mut terms) = (0, 0);
        if !self.plan.depth.keeps_terms() {
            for token in tokens {
                let cell = &self.types[token.type_id as usize];
                words += u64::from(cell.word);
                self.token_sets.push(cell.set);
            }
            return words;
        }
        for token in tokens {
            let cell = &mut self.types[token.type_id as usize];
            cell.count += 1;
            words += u64::from(cell.word);
            self.token_sets.push(cell.set);
            // No branch here, as stop words come and go unpredictably.
            self.token_terms[terms] = cell.term;
            terms += usize::from(cell.term != NO_TERM);
        }
        self.token_terms.truncate(terms);
        if self.plan.ngrams.iter().any(|&length| length > 1) {
            self.add_ngrams(text);
        }
        self.terms.gather(&self.token_terms, &mut self.message_terms);
        self.terms.add(&self.message_terms, self.document);
        words
    }

    fn keep_shingles(&mut self) {
        let words = self.tokens.tokens.iter().map(|token| token.type_id as usize);
        self.words.clear();
        self.words.extend(words.filter(|&of| self.types[of].word == 1).map(|of| self.word_hashes[of]));
        self.shingles.push(MessageShingles::of(&self.words));
    }

    /// Makes cells for the types that the vocabulary has gained.
    #[cold]
    fn learn(&mut self) {
        let finds_themes = self.plan.depth.finds_themes();
        if finds_themes {
            self.plan.matcher.learn(&self.vocabulary, &mut self.decisions);
        }
        let single_words = self.plan.ngrams.contains(&1);
        for type_id in self.types.len() as u32..self.vocabulary.types().len() as u32 {
            let info = self.vocabulary.type_info(type_id);
            let term = if info.stop || !single_words { NO_TERM } else { info.term };
            let set = if finds_themes { self.decisions.type_set(type_id) } else { 0 };
            if self.plan.depth.keeps_shingles() {
                self.word_hashes.push(hash_of(self.vocabulary.types().get(info.folded)));
            }
            self.types.push(TypeCell { count: 0, term, set, word: u32::from(info.class == Class::Word) });
        }
        if self.plan.depth.keeps_terms() {
            self.terms.reserve(self.vocabulary.terms().len());
        }
    }

    /// Adds the n-grams of two and three words: neighbours with no sign that ends a phrase between them; the first
    /// and the last word are no stop words.
    fn add_ngrams(&mut self, text: &str) {
        let mut run: Vec<(u32, bool)> = Vec::new();
        let mut last = Span { start: 0, end: 0 };
        let tokens = std::mem::take(&mut self.tokens);
        for token in &tokens.tokens {
            let info = self.vocabulary.type_info(token.type_id);
            if ends_phrase(last.of(text), &text[last.end as usize..token.span.start as usize]) {
                run.clear();
            }
            last = token.span;
            if info.class != Class::Word {
                run.clear();
                continue;
            }
            run.push((info.term, info.stop));
            for &length in self.plan.ngrams.iter().filter(|&&length| length > 1 && length <= run.len()) {
                let words = &run[run.len() - length..];
                if words[0].1 || info.stop {
                    continue;
                }
                let mut key = [NO_WORD; 3];
                for (slot, (term, _)) in key.iter_mut().zip(words) {
                    *slot = *term;
                }
                let vocabulary = &mut self.vocabulary;
                let term = *self.ngrams.entry(key).or_insert_with(|| vocabulary.intern_ngram(&key[..length]));
                self.token_terms.push(term);
            }
        }
        self.tokens = tokens;
        self.terms.reserve(self.vocabulary.terms().len());
    }

    fn count_hits(&mut self, stratum: usize, words: u64) {
        let mut at = 0;
        for group in self.hits.chunk_by(|a, b| a.theme == b.theme) {
            self.themes_seen.push((group[0].theme, at, at + group.len()));
            at += group.len();
        }
        let totals = &mut self.strata[stratum];
        for &(theme, from, to) in &self.themes_seen {
            let count = &mut totals.themes[theme as usize];
            count.hits += (to - from) as u64;
            count.messages += 1;
            count.tokens += words;
            count.hits_squared += u128::from((to - from) as u64).pow(2);
            count.hits_tokens += u128::from((to - from) as u64) * u128::from(words);
            self.patterns_seen.clear();
            self.patterns_seen.extend(self.hits[from..to].iter().map(|hit| hit.pattern));
            self.patterns_seen.sort_unstable();
            for hits in self.patterns_seen.chunk_by(|a, b| a == b) {
                let pattern = totals.patterns.entry((theme, hits[0])).or_default();
                pattern.hits += hits.len() as u64;
                pattern.messages += 1;
            }
        }
        if self.plan.depth == Depth::Rates {
            return;
        }
        for (index, &(a, a_from, a_to)) in self.themes_seen.iter().enumerate() {
            for &(b, b_from, b_to) in &self.themes_seen[index + 1..] {
                let pair = self.pairs.entry((a, b)).or_default();
                pair.both += 1;
                pair.shared_span_only += u64::from(share_all_spans(&self.hits[a_from..a_to], &self.hits[b_from..b_to]));
            }
        }
    }

    /// Moves the counts of terms of the open stratum to its list.
    fn leave_stratum(&mut self) {
        if let Some(stratum) = self.open_stratum.take() {
            self.terms.flush(&mut self.strata[stratum].terms);
            self.strata[stratum].pairs.take(self.pairs.drain());
        }
    }

    /// Moves all counts since the last flush to their lists.
    fn flush(&mut self) {
        self.leave_stratum();
        self.type_counts.resize(self.types.len(), 0);
        for (total, cell) in self.type_counts.iter_mut().zip(&mut self.types) {
            *total += u64::from(std::mem::take(&mut cell.count));
        }
        self.tokens_since_flush = 0;
    }
}

/// True when every hit of either list overlaps a hit of the other. Both are sorted, and hits of one list are disjoint.
fn share_all_spans(a: &[Hit], b: &[Hit]) -> bool {
    let covered = |xs: &[Hit], ys: &[Hit]| {
        xs.iter().all(|x| {
            let first = ys.partition_point(|y| y.end <= x.start);
            ys.get(first).is_some_and(|y| y.start < x.end)
        })
    };
    covered(a, b) && covered(b, a)
}
