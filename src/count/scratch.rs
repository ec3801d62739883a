//! Counts of terms while one stratum is open: dense, so that a token costs one look-up. When the stratum changes they move
//! to sparse lists, so memory follows the terms that occur, not terms times strata.

use std::ops::AddAssign;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{TermCount, ThemeTermCount};

/// A map with a fast hash for small integer keys that no text chooses.
pub type FastMap<K, V> = HashMap<K, V, FxBuildHasher>;

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    count: u32,
    messages: u32,
    documents: u32,
    last_document: u32,
}

/// Counts by the index of a term, as they were flushed; equal indices are added up when there are many.
#[derive(Debug, Clone)]
pub struct Runs<V> {
    items: Vec<(u32, V)>,
    settled: usize,
}

impl<V> Default for Runs<V> {
    fn default() -> Self {
        Self { items: Vec::new(), settled: 0 }
    }
}

/// Fewer items than this are never added up.
const FEW: usize = 1024;

impl<V: AddAssign + Copy> Runs<V> {
    fn push(&mut self, term: u32, value: V) {
        self.items.push((term, value));
    }

    /// Adds up equal indices once the items have doubled, so memory follows the terms, not the flushes.
    fn settle(&mut self) {
        if self.items.len() > 2 * self.settled + FEW {
            sum(&mut self.items);
            self.settled = self.items.len();
        }
    }

    /// The counts; an index may stand several times.
    pub fn items(&self) -> &[(u32, V)] {
        &self.items
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
}

impl Scratch {
    /// Makes room for terms with indices below `terms`.
    pub fn reserve(&mut self, terms: usize) {
        if self.cells.len() < terms {
            self.cells.resize(terms.next_power_of_two(), Cell::default());
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
    pub fn flush(&mut self, into: &mut Runs<TermCount>) {
        for &term in &self.touched {
            // The last document stays, so that one that goes on in another stratum is counted once.
            let cell = &mut self.cells[term as usize];
            let (count, messages, documents) = (cell.count.into(), cell.messages.into(), cell.documents.into());
            (cell.count, cell.messages, cell.documents) = (0, 0, 0);
            into.push(term, TermCount { count, messages, documents });
        }
        self.touched.clear();
        into.settle();
    }
}

/// Terms of messages are collected until there are so many, then counted in one go: the cells of one theme stay in
/// the processor's cache meanwhile.
const LOG: usize = 1 << 16;

/// Dense counts of terms in the messages of one theme in the open stratum.
#[derive(Debug, Default)]
pub struct ThemeScratch {
    log: Vec<MessageTerm>,
    /// Occurrences and messages.
    cells: Vec<(u32, u32)>,
    touched: Vec<u32>,
}

impl ThemeScratch {
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
    pub fn flush(&mut self, into: &mut Runs<ThemeTermCount>) {
        self.settle();
        for &term in &self.touched {
            let (count, messages) = std::mem::take(&mut self.cells[term as usize]);
            into.push(term, ThemeTermCount { count: count.into(), messages: messages.into() });
        }
        self.touched.clear();
        into.settle();
    }
}
