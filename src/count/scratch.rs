//! Counts of terms while one stratum is open: dense, so that a token costs one look-up. When the stratum changes they move
//! to sparse lists, so memory follows the terms that occur, not terms times strata.

use std::ops::AddAssign;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{PairCount, PairCounts, TermCount, ThemeTermCount};

/// A map with a fast hash for small integer keys that no text chooses.
pub type FastMap<K, V> = HashMap<K, V, FxBuildHasher>;

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    count: u32,
    messages: u32,
    documents: u32,
    last_document: u32,
}

/// Counts of a term between two flushes, or of several such stretches while they fit.
#[derive(Debug, Clone, Copy, Default)]
pub struct SmallCount {
    count: u32,
    messages: u32,
    documents: u32,
}

impl SmallCount {
    /// Adds other counts, if the sums fit.
    fn merge(&mut self, other: &Self) -> bool {
        let sum = |own: u32, other: u32| own.checked_add(other);
        let sums =
            (sum(self.count, other.count), sum(self.messages, other.messages), sum(self.documents, other.documents));
        let (Some(count), Some(messages), Some(documents)) = sums else { return false };
        *self = Self { count, messages, documents };
        true
    }
}

impl From<SmallCount> for TermCount {
    fn from(small: SmallCount) -> Self {
        let SmallCount { count, messages, documents } = small;
        Self { count: count.into(), messages: messages.into(), documents: documents.into() }
    }
}

/// Counts by the index of a term, as they were flushed; equal indices are added up when there are many.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    items: Vec<(u32, SmallCount)>,
    settled: usize,
}

/// Fewer items than this are never added up.
const FEW: usize = 1024;

impl Runs {
    /// Makes room for more items, and no more than that and a little.
    fn reserve(&mut self, more: usize) {
        if self.items.capacity() < self.items.len() + more {
            self.items.reserve_exact(more + self.items.len() / 4);
        }
    }

    /// Adds up equal indices once there are half as many more items, so memory follows the terms, not the flushes.
    fn settle(&mut self) {
        if self.items.len() > self.settled + self.settled / 2 + FEW {
            self.items.sort_unstable_by_key(|(key, _)| *key);
            self.items.dedup_by(|later, kept| later.0 == kept.0 && kept.1.merge(&later.1));
            self.settled = self.items.len();
            self.items.shrink_to(self.settled);
        }
    }

    /// The counts; an index may stand several times.
    pub fn items(&self) -> &[(u32, SmallCount)] {
        &self.items
    }
}

/// Counts of pairs of themes as they were flushed: packed, but for those that came last.
#[derive(Debug, Clone, Default)]
pub struct PairRuns {
    packed: PairCounts,
    last: Vec<((u32, u32), PairCount)>,
}

impl PairRuns {
    /// Takes counts, each pair once.
    pub fn take(&mut self, counts: impl Iterator<Item = ((u32, u32), PairCount)>) {
        self.last.extend(counts);
        // Not for each flush, as that costs a walk over all.
        if self.last.len() > self.packed.len() / 2 + FEW {
            let mut last = std::mem::take(&mut self.last);
            sum(&mut last);
            self.packed = PairCounts::sum(&[&self.packed, &PairCounts::of(last)]);
        }
    }

    /// All of them.
    pub fn counts(&self) -> PairCounts {
        let mut last = self.last.clone();
        sum(&mut last);
        PairCounts::sum(&[&self.packed, &PairCounts::of(last)])
    }
}

/// Adds up equal keys; the result is sorted by key.
pub fn sum<K: Ord + Copy, V: AddAssign + Copy>(items: &mut Vec<(K, V)>) {
    items.sort_unstable_by_key(|(key, _)| *key);
    items.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
}

/// A term of a message with its occurrences there.
pub type MessageTerm = (u32, u32);

/// Dense counts of terms in the open stratum.
#[derive(Debug, Default)]
pub struct Scratch {
    cells: Vec<Cell>,
    touched: Vec<u32>,
    /// Occurrences in the present message, and the terms that have any.
    in_message: Vec<u32>,
    distinct: Vec<u32>,
    /// A bit for each term of a long message, by which they are put in order.
    bits: Vec<u64>,
}

/// As many different terms as this are put in order by their bits, fewer are sorted.
const MANY_TERMS: usize = 100;

impl Scratch {
    /// Makes room for terms with indices below `terms`.
    pub(crate) fn reserve(&mut self, terms: usize) {
        if self.cells.len() < terms {
            self.cells.resize(terms.next_power_of_two(), Cell::default());
            self.in_message.resize(self.cells.len(), 0);
            self.bits.resize(self.cells.len().div_ceil(64), 0);
        }
    }

    /// Adds up the terms of the tokens of a message: each once, in order, with its occurrences.
    pub(crate) fn gather(&mut self, tokens: &[u32], message: &mut Vec<MessageTerm>) {
        self.distinct.resize(tokens.len().max(self.distinct.len()), 0);
        let mut distinct = 0;
        for &term in tokens {
            // No branch here, as terms come again unpredictably.
            let count = &mut self.in_message[term as usize];
            self.distinct[distinct] = term;
            distinct += usize::from(*count == 0);
            *count += 1;
        }
        let terms = &mut self.distinct[..distinct];
        message.clear();
        if distinct < MANY_TERMS {
            terms.sort_unstable();
            message.extend(terms.iter().map(|&term| (term, std::mem::take(&mut self.in_message[term as usize]))));
            return;
        }
        let (mut first, mut end) = (usize::MAX, 0);
        for &term in &*terms {
            let at = term as usize / 64;
            self.bits[at] |= 1 << (term % 64);
            (first, end) = (first.min(at), end.max(at + 1));
        }
        for (bits, at) in self.bits[first..end].iter_mut().zip(first..) {
            let mut left = std::mem::take(bits);
            while left != 0 {
                let term = at * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                message.push((term as u32, std::mem::take(&mut self.in_message[term])));
            }
        }
    }

    /// Counts the terms of one message of a document; documents have different numbers from 1.
    #[inline]
    pub fn add(&mut self, message: &[MessageTerm], document: u32) {
        for &(term, count) in message {
            let cell = &mut self.cells[term as usize];
            if cell.messages == 0 {
                self.touched.push(term);
            }
            cell.count += count;
            cell.messages += 1;
            cell.documents += u32::from(cell.last_document != document);
            cell.last_document = document;
        }
    }

    /// Moves the counts on and forgets them.
    pub fn flush(&mut self, into: &mut Runs) {
        into.reserve(self.touched.len());
        for &term in &self.touched {
            // The last document stays, so that one that goes on in another stratum is counted once.
            let cell = &mut self.cells[term as usize];
            let small = SmallCount { count: cell.count, messages: cell.messages, documents: cell.documents };
            (cell.count, cell.messages, cell.documents) = (0, 0, 0);
            into.items.push((term, small));
        }
        self.touched.clear();
        into.settle();
    }
}

/// Terms of messages are collected until there are so many, then counted in one go: the cells of one theme stay in
/// the processor's cache meanwhile.
const LOG: usize = 1 << 16;

/// Dense counts of terms in the messages of one theme.
#[derive(Debug, Default)]
pub struct ThemeScratch {
    log: Vec<MessageTerm>,
    /// Occurrences and messages.
    cells: Vec<(u32, u32)>,
    touched: Vec<u32>,
}

impl ThemeScratch {
    /// Bytes of the counts of a term.
    pub const BYTES: usize = size_of::<(u32, u32)>();

    /// Counts the terms of one message.
    #[inline]
    pub fn add(&mut self, message: &[MessageTerm]) {
        self.log.extend_from_slice(message);
        if self.log.len() > LOG {
            self.settle();
        }
    }

    fn settle(&mut self) {
        let terms = self.log.iter().map(|(term, _)| *term as usize + 1).max().unwrap_or(0);
        if self.cells.len() < terms {
            self.cells.resize(terms.next_power_of_two(), (0, 0));
        }
        for (term, count) in self.log.drain(..) {
            let cell = &mut self.cells[term as usize];
            if cell.1 == 0 {
                self.touched.push(term);
            }
            cell.0 += count;
            cell.1 += 1;
        }
    }

    /// Moves the counts on and forgets them.
    pub fn flush(&mut self, into: &mut Vec<(u32, ThemeTermCount)>) {
        self.settle();
        into.reserve_exact(self.touched.len());
        for &term in &self.touched {
            let (count, messages) = std::mem::take(&mut self.cells[term as usize]);
            into.push((term, ThemeTermCount { count: count.into(), messages: messages.into() }));
        }
        self.touched.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn terms_of_a_message_come_in_order_each_once() {
        let (mut scratch, mut message) = (Scratch::default(), Vec::new());
        scratch.reserve(5000);
        for (number, range) in
            [(0, 1), (1, 5000), (99, 5000), (2000, 90), (2000, 101), (3000, 5000), (7, 64), (5000, 5000)]
        {
            let tokens: Vec<u32> = (0..number).map(|at| at * 2_654_435 % range).collect();
            let mut expected: BTreeMap<u32, u32> = BTreeMap::new();
            tokens.iter().for_each(|term| *expected.entry(*term).or_default() += 1);
            scratch.gather(&tokens, &mut message);
            assert!(message.iter().copied().eq(expected), "{number} tokens below {range}");
        }
    }
}
