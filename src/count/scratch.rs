//! Counts of terms while one year is open: dense, so that a token costs one look-up. When the year changes they move
//! to a sparse map, so memory follows the terms that occur, not terms times years.

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
    /// Number of the last message with the term, and its place in the list of that message's terms.
    last_message: u32,
    place: u32,
}

/// Numbers of the present message and document, from 1; they tell whether a term was seen in it before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stamp {
    /// Number of the message.
    pub message: u32,
    /// Number of the document.
    pub document: u32,
}

/// A term of a message with its occurrences there.
pub type MessageTerm = (u32, u32);

/// Dense counts of terms in the open year.
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

    /// Counts one occurrence of a term, and adds it to the terms of the present message.
    #[inline]
    pub fn add(&mut self, term: u32, stamp: Stamp, message: &mut Vec<MessageTerm>) {
        let cell = &mut self.cells[term as usize];
        cell.count += 1;
        if cell.last_message == stamp.message {
            message[cell.place as usize].1 += 1;
            return;
        }
        if cell.messages == 0 {
            self.touched.push(term);
        }
        cell.last_message = stamp.message;
        cell.place = message.len() as u32;
        cell.messages += 1;
        message.push((term, 1));
        if cell.last_document != stamp.document {
            cell.last_document = stamp.document;
            cell.documents += 1;
        }
    }

    /// Moves the counts to a map and forgets them.
    pub fn flush(&mut self, into: &mut FastMap<u32, TermCount>) {
        for &term in &self.touched {
            let cell = std::mem::take(&mut self.cells[term as usize]);
            let total = into.entry(term).or_default();
            total.count += u64::from(cell.count);
            total.messages += u64::from(cell.messages);
            total.documents += u64::from(cell.documents);
        }
        self.touched.clear();
    }
}

/// Terms of messages are collected until there are so many, then counted in one go: the cells of one theme stay in
/// the processor's cache meanwhile.
const LOG: usize = 1 << 16;

/// Dense counts of terms in the messages of one theme in the open year.
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

    /// Moves the counts to a map and forgets them.
    pub fn flush(&mut self, into: &mut FastMap<u32, ThemeTermCount>) {
        self.settle();
        for &term in &self.touched {
            let (count, messages) = std::mem::take(&mut self.cells[term as usize]);
            let total = into.entry(term).or_default();
            total.count += u64::from(count);
            total.messages += u64::from(messages);
        }
        self.touched.clear();
    }
}
