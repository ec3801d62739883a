//! Counts of terms while one year is open: dense, so that a token costs one look-up. When the year changes they move
//! to a sparse map, so memory follows the terms that occur, not terms times years.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::TermCount;

/// A map with a fast hash for small integer keys that no text chooses.
pub type FastMap<K, V> = HashMap<K, V, FxBuildHasher>;

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    count: u64,
    messages: u32,
    documents: u32,
    last_message: u32,
    last_document: u32,
}

/// Dense counts of terms in the open year.
#[derive(Debug, Default)]
pub struct Scratch {
    cells: Vec<Cell>,
    touched: Vec<u32>,
}

/// Numbers of the present message and document, from 1; they tell whether a term was seen in it before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stamp {
    /// Number of the message.
    pub message: u32,
    /// Number of the document.
    pub document: u32,
}

impl Scratch {
    /// Makes room for terms with indices below `terms`.
    pub fn reserve(&mut self, terms: usize) {
        if self.cells.len() < terms {
            self.cells.resize(terms.next_power_of_two(), Cell::default());
        }
    }

    /// Counts one occurrence of a term.
    #[inline]
    pub fn add(&mut self, term: u32, stamp: Stamp) {
        let cell = &mut self.cells[term as usize];
        if cell.count == 0 {
            self.touched.push(term);
        }
        cell.count += 1;
        if cell.last_message != stamp.message {
            cell.last_message = stamp.message;
            cell.messages += 1;
            if cell.last_document != stamp.document {
                cell.last_document = stamp.document;
                cell.documents += 1;
            }
        }
    }

    /// Moves the counts to a map and forgets them. `key` makes the key of the map from the index of the term.
    pub fn flush<K: Eq + std::hash::Hash>(&mut self, into: &mut FastMap<K, TermCount>, key: impl Fn(u32) -> K) {
        for &term in &self.touched {
            let cell = std::mem::take(&mut self.cells[term as usize]);
            let total = into.entry(key(term)).or_default();
            total.count += cell.count;
            total.messages += u64::from(cell.messages);
            total.documents += u64::from(cell.documents);
        }
        self.touched.clear();
    }
}
