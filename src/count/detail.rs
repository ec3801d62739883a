//! The second pass: what needs the final counts. Dispersion of each term over the messages of a period, as exact
//! integer sums, and messages with two of the most frequent terms.

use hashbrown::HashMap;

use super::Counts;
use super::scratch::FastMap;
use crate::stats::dispersion::fixed_point_share;
use crate::text::{Class, NO_TERM, TextRules, Tokens, Vocabulary};

/// Sums over the messages of a period that hold a term: v occurrences of it among n tokens; f occurrences among N
/// tokens in the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DispersionSums {
    /// Sum of |v N - n f|.
    pub absolute: u128,
    /// Sum of n.
    pub tokens: u64,
    /// Sum of v/n in fixed point.
    pub share: u128,
    /// Sum of (v/n) squared in fixed point.
    pub share_squared: u128,
}

impl DispersionSums {
    fn add(&mut self, other: &Self) {
        self.absolute += other.absolute;
        self.tokens += other.tokens;
        self.share += other.share;
        self.share_squared += other.share_squared;
    }
}

/// The result of the second pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// For each period, for each of its terms: sums for its dispersion, in the order of [`super::CellCounts::terms`].
    pub dispersion: Vec<Vec<DispersionSums>>,
    /// The terms of co-occurrence: indices, in alphabetical order.
    pub pair_terms: Vec<u32>,
    /// For each period: messages with both terms of a pair, by places in `pair_terms`, in order.
    pub pairs: Vec<Vec<((u32, u32), u64)>>,
}

/// What the record of a message keeps of the second pass: its terms of one word with their occurrences, sorted by
/// index; and the hashes of its shingles, sorted.
pub type Kept = (Vec<(u32, u32)>, Vec<u64>);

/// One thread's counter of the second pass.
#[derive(Debug)]
pub struct DetailCounter<'c> {
    counts: &'c Counts,
    vocabulary: Vocabulary<'c>,
    /// Terms by name: index among all terms.
    places: &'c HashMap<&'c str, u32>,
    /// For each term of the vocabulary its index among all terms.
    indices: Vec<u32>,
    /// For each term: its place among the terms of co-occurrence.
    pair_places: Vec<u32>,
    pair_terms: Vec<u32>,
    dispersion: Vec<FastMap<u32, DispersionSums>>,
    pairs: Vec<FastMap<(u32, u32), u64>>,
    frequencies: Vec<u64>,
    open_period: Option<usize>,
    tokens: Tokens,
    message: Vec<u32>,
}

impl<'c> DetailCounter<'c> {
    /// A counter for the second pass over the same documents. `places` holds the index of each term of `counts`.
    pub fn new(counts: &'c Counts, rules: &'c TextRules, places: &'c HashMap<&'c str, u32>, pair_terms: usize) -> Self {
        let mut top = counts.top_terms(pair_terms);
        top.sort_unstable();
        let mut pair_places = vec![NO_TERM; counts.terms.len()];
        for (place, &term) in top.iter().enumerate() {
            pair_places[term as usize] = place as u32;
        }
        Self {
            counts,
            vocabulary: Vocabulary::new(rules),
            places,
            indices: Vec::new(),
            pair_places,
            pair_terms: top,
            dispersion: vec![FastMap::default(); counts.periods().len()],
            pairs: vec![FastMap::default(); counts.periods().len()],
            frequencies: vec![0; counts.terms.len()],
            open_period: None,
            tokens: Tokens::default(),
            message: Vec::new(),
        }
    }

    /// Begins a document of a period, given by its place.
    pub fn begin_document(&mut self, period: usize) {
        if self.open_period != Some(period) {
            self.open_period = Some(period);
            self.frequencies.fill(0);
            for (term, count) in &self.counts.cells[period].terms {
                self.frequencies[*term as usize] = count.count;
            }
        }
    }

    /// Counts one message of the present document. Where `keep` is set, returns what a record of it keeps: its terms of
    /// one word, and the hashes of its shingles.
    pub fn message(&mut self, text: &str, keep: bool) -> Option<Kept> {
        let period = self.open_period?;
        self.vocabulary.tokenize(text, &mut self.tokens);
        let known = self.indices.len() as u32;
        let terms = self.vocabulary.terms();
        let place = |id: u32| self.places.get(terms.get(id)).copied().unwrap_or(NO_TERM);
        self.indices.extend((known..terms.len() as u32).map(place));
        self.message.clear();
        let mut words = 0;
        for token in &self.tokens.tokens {
            let info = self.vocabulary.type_info(token.type_id);
            if info.class == Class::Word {
                words += 1;
                let index = self.indices[info.term as usize];
                if !info.stop && index != NO_TERM {
                    self.message.push(index);
                }
            }
        }
        self.message.sort_unstable();
        let kept = keep.then(|| {
            let terms = self.message.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect();
            (terms, self.shingles())
        });
        let total = u128::from(self.counts.cells[period].tokens);
        for run in self.message.chunk_by(|a, b| a == b) {
            let (term, v) = (run[0], run.len() as u64);
            let (share, share_squared) = fixed_point_share(v, words).unwrap_or_default();
            let observed = u128::from(v) * total;
            let expected = u128::from(words) * u128::from(self.frequencies[term as usize]);
            let sums = DispersionSums { absolute: observed.abs_diff(expected), tokens: words, share, share_squared };
            self.dispersion[period].entry(term).or_default().add(&sums);
        }
        self.message.dedup();
        self.message.retain(|&term| self.pair_places[term as usize] != NO_TERM);
        for (index, &a) in self.message.iter().enumerate() {
            for &b in &self.message[index + 1..] {
                let key = (self.pair_places[a as usize], self.pair_places[b as usize]);
                *self.pairs[period].entry(key).or_default() += 1;
            }
        }
        kept
    }

    /// Hashes of the shingles of the present message, sorted, each once: runs of [`SHINGLE`] folded words, or the whole
    /// message where it has fewer. The hash (FNV-1a) is the same on every machine.
    fn shingles(&self) -> Vec<u64> {
        let words = self.tokens.tokens.iter().map(|token| self.vocabulary.type_info(token.type_id));
        let folded: Vec<&str> = words
            .filter(|info| info.class == Class::Word)
            .map(|info| self.vocabulary.types().get(info.folded))
            .collect();
        let hash = |run: &[&str]| {
            let bytes = run.iter().flat_map(|word| word.bytes().chain(std::iter::once(b' ')));
            bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
        };
        let mut hashes: Vec<u64> = match folded.len() {
            0 => Vec::new(),
            1..SHINGLE => vec![hash(&folded)],
            _ => folded.windows(SHINGLE).map(hash).collect(),
        };
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }
}

/// Words of a shingle.
pub const SHINGLE: usize = 3;

impl Details {
    /// Joins the counters of all threads. The result is the same for any number and order of them.
    pub fn merge(counts: &Counts, counters: Vec<DetailCounter<'_>>) -> Self {
        let pair_terms = counters.first().map(|counter| counter.pair_terms.clone()).unwrap_or_default();
        let mut details = Self { dispersion: Vec::new(), pair_terms, pairs: Vec::new() };
        for (period, totals) in counts.periods().iter().enumerate() {
            let mut pairs: FastMap<(u32, u32), u64> = FastMap::default();
            for counter in &counters {
                counter.pairs[period].iter().for_each(|(key, count)| *pairs.entry(*key).or_default() += count);
            }
            let mut pairs: Vec<_> = pairs.into_iter().collect();
            pairs.sort_unstable();
            details.pairs.push(pairs);
            let sums = totals.terms.iter().map(|(term, _)| {
                let mut sums = DispersionSums::default();
                counters
                    .iter()
                    .filter_map(|counter| counter.dispersion[period].get(term))
                    .for_each(|part| sums.add(part));
                sums
            });
            details.dispersion.push(sums.collect());
        }
        details
    }
}
