//! The terms of every message, compact: what needs the final counts first reads these again, not the text.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::TermList;
use super::scratch::MessageTerm;
use crate::pack::{Unpack, put};
use crate::spill::Pieces;
use crate::text::NO_TERM;

/// Bytes that are held in memory; where there are more, all go to a temporary file.
const IN_MEMORY: usize = 32 << 20;

/// The messages of one document as a counter met them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentBag {
    /// The number of the counter whose terms these are.
    pub counter: u32,
    /// For each message: number of its stratum, word tokens, its terms with their occurrences, and its themes.
    bytes: Vec<u8>,
}

impl DocumentBag {
    /// Adds a message. `terms` and `themes` are sorted, each once.
    pub(super) fn push(
        &mut self,
        stratum: usize,
        tokens: u64,
        terms: &[MessageTerm],
        themes: impl ExactSizeIterator<Item = u32>,
    ) {
        put(&mut self.bytes, stratum as u64);
        put(&mut self.bytes, tokens);
        put(&mut self.bytes, terms.len() as u64);
        let mut last = 0;
        for &(term, count) in terms {
            // One bit says whether the term stands there once.
            put(&mut self.bytes, u64::from(term - last) << 1 | u64::from(count > 1));
            if count > 1 {
                put(&mut self.bytes, u64::from(count) - 2);
            }
            last = term;
        }
        put(&mut self.bytes, themes.len() as u64);
        themes.for_each(|theme| put(&mut self.bytes, theme.into()));
    }
}

/// A message of a bag.
#[derive(Debug)]
pub struct BagMessage<'b> {
    /// Place of its stratum.
    pub stratum: usize,
    /// Word tokens.
    pub tokens: u64,
    /// Terms of one word: index among all terms, and occurrences; in no order.
    pub terms: &'b [MessageTerm],
    /// Terms of several words, likewise.
    pub phrases: &'b [MessageTerm],
    /// Its themes, by their places in the codebook, sorted.
    pub themes: &'b [u32],
}

/// The bags of all documents, in their order.
#[derive(Debug)]
pub struct Bags {
    /// For each document the number of its counter, and its bag.
    documents: Pieces,
    buffer: Vec<u8>,
    /// By the number of a counter: for each of its terms the index among all terms.
    terms: Vec<Vec<u32>>,
    /// For each term whether it has several words.
    phrases: Vec<bool>,
    /// By the number of a stratum: its place.
    strata: Vec<usize>,
    failed: Mutex<Option<io::Error>>,
}

impl Default for Bags {
    fn default() -> Self {
        Self {
            documents: Pieces::new(IN_MEMORY),
            buffer: Vec::new(),
            terms: Vec::new(),
            phrases: Vec::new(),
            strata: Vec::new(),
            failed: Mutex::default(),
        }
    }
}

impl Bags {
    /// Adds the next document.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, bag: &DocumentBag) -> io::Result<()> {
        self.buffer.clear();
        put(&mut self.buffer, bag.counter.into());
        self.buffer.extend_from_slice(&bag.bytes);
        self.documents.push(&self.buffer)
    }

    /// Says which terms and strata the numbers of the counters stand for, when all documents are there. `terms` are by the number
    /// of the counter, and one that is [`NO_TERM`] is left out; `entries` are all terms.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn resolve(&mut self, terms: Vec<Vec<u32>>, entries: &TermList, strata: Vec<usize>) -> io::Result<()> {
        (self.terms, self.strata) = (terms, strata);
        self.phrases = (0..entries.len() as u32).map(|term| entries.words(term) > 1).collect();
        self.buffer = Vec::new();
        self.documents.finish()
    }

    /// Hands over the messages of a document, in their order. What cannot be read any more is left out:
    /// [`Bags::failure`] then says so.
    pub fn document(&self, place: usize, mut each: impl FnMut(BagMessage<'_>)) {
        if place >= self.len() {
            return;
        }
        let bytes = match self.documents.get(place) {
            Ok(bytes) => bytes,
            Err(error) => {
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                return;
            }
        };
        let mut read = Unpack::new(&bytes);
        let counter = read.number().unwrap_or_default();
        let places = self.terms.get(counter as usize).map(Vec::as_slice).unwrap_or_default();
        let (mut terms, mut phrases, mut themes) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(stratum) = read.number() {
            let tokens = read.number().unwrap_or_default();
            let number = read.number().unwrap_or_default();
            terms.clear();
            phrases.clear();
            themes.clear();
            let mut term = 0;
            for _ in 0..number {
                let step = read.number().unwrap_or_default();
                term += (step >> 1) as u32;
                let count = if step & 1 == 1 { read.number().unwrap_or_default() as u32 + 2 } else { 1 };
                let index = places.get(term as usize).copied().unwrap_or(NO_TERM);
                if index != NO_TERM {
                    let several = self.phrases.get(index as usize).is_some_and(|several| *several);
                    if several { &mut phrases } else { &mut terms }.push((index, count));
                }
            }
            for _ in 0..read.number().unwrap_or_default() {
                themes.push(read.number().unwrap_or_default() as u32);
            }
            let stratum = self.strata.get(stratum as usize).copied().unwrap_or_default();
            each(BagMessage { stratum, tokens, terms: &terms, phrases: &phrases, themes: &themes });
        }
    }

    /// Why some of the bags could not be read again.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Documents.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bags: &Bags, place: usize) -> Vec<(usize, u64, Vec<MessageTerm>)> {
        let mut found = Vec::new();
        bags.document(place, |message| found.push((message.stratum, message.tokens, message.terms.to_vec())));
        found
    }

    #[test]
    fn messages_come_back_with_the_terms_of_all_counters() {
        let mut bags = Bags::default();
        let mut first = DocumentBag { counter: 1, ..DocumentBag::default() };
        first.push(1, 300, &[(0, 1), (2, 200), (3, 2)], [4, 300].into_iter());
        first.push(0, 0, &[], [].into_iter());
        bags.push(&first).expect("memory");
        bags.push(&DocumentBag::default()).expect("memory");
        let mut entries = TermList::default();
        [1, 1, 1, 1, 1, 2, 1, 1].into_iter().for_each(|words| entries.push("", words, "", &[]));
        bags.resolve(vec![Vec::new(), vec![7, 8, 5, NO_TERM]], &entries, vec![4, 6]).expect("memory");
        assert_eq!(read(&bags, 0), [(6, 300, vec![(7, 1)]), (4, 0, vec![])]);
        let mut others = Vec::new();
        bags.document(0, |message| others.push((message.phrases.to_vec(), message.themes.to_vec())));
        assert_eq!(others, [(vec![(5, 200)], vec![4, 300]), (vec![], vec![])]);
        assert_eq!((read(&bags, 1), read(&bags, 2)), (vec![], vec![]));
        assert_eq!((bags.len(), bags.is_empty()), (2, false));
    }

    #[test]
    fn what_is_beyond_the_memory_comes_back_from_a_file() {
        let mut bags = Bags::default();
        let terms: Vec<MessageTerm> = (0..200_000).map(|term| (term, 1 + term % 3)).collect();
        let mut bag = DocumentBag::default();
        bag.push(0, 9, &terms, [].into_iter());
        let documents = 3 * IN_MEMORY / bag.bytes.len() / 2;
        for _ in 0..documents {
            bags.push(&bag).expect("a temporary file");
        }
        bags.resolve(vec![(0..200_000).collect()], &TermList::default(), vec![0]).expect("a temporary file");
        for place in [0, documents / 2, documents - 1] {
            assert_eq!(read(&bags, place), [(0, 9, terms.clone())]);
        }
        assert!(bags.failure().is_none());
    }
}
