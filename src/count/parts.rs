//! What each document, or each message, holds of themes in each stratum: a few bytes for each, and beyond a bound in a
//! temporary file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::io;
use std::sync::{Mutex, PoisonError};

use super::records::Record;
use crate::pack::{Unpack, put};
use crate::spill::{Spill, damaged};
use crate::stats::change::Sample;

/// Bytes that are held in memory; where there are more, all go to a temporary file.
const IN_MEMORY: usize = 1 << 20;
/// Bytes of a stratum that are kept together.
const CHUNK: usize = 2 << 10;

/// What a sampling unit holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitSums {
    /// Messages.
    pub messages: u64,
    /// Word tokens.
    pub tokens: u64,
    /// Themes with a hit, sorted: index of the theme, and hits.
    pub hits: Vec<(u32, u64)>,
    /// For each of them the messages with a hit.
    pub with: Vec<u32>,
}

impl UnitSums {
    /// What a message holds.
    pub fn of(message: &Record) -> Self {
        let hits: Vec<(u32, u64)> = message.themes().collect();
        Self { messages: 1, tokens: message.tokens, with: vec![1; hits.len()], hits }
    }

    /// Adds what another part of the same unit holds.
    pub fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.tokens += other.tokens;
        for (&(theme, hits), &with) in other.hits.iter().zip(&other.with) {
            match self.hits.binary_search_by_key(&theme, |own| own.0) {
                Ok(at) => {
                    self.hits[at].1 += hits;
                    self.with[at] += with;
                }
                Err(at) => {
                    self.hits.insert(at, (theme, hits));
                    self.with.insert(at, with);
                }
            }
        }
    }

    fn clear(&mut self) {
        (self.messages, self.tokens) = (0, 0);
        self.hits.clear();
        self.with.clear();
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.messages);
        put(bytes, self.tokens);
        put(bytes, self.hits.len() as u64);
        let mut last = 0;
        for (&(theme, hits), &with) in self.hits.iter().zip(&self.with) {
            put(bytes, u64::from(theme - last));
            put(bytes, hits);
            put(bytes, with.into());
            last = theme;
        }
    }

    fn unpack(&mut self, read: &mut Unpack<'_>) -> Option<()> {
        self.clear();
        (self.messages, self.tokens) = (read.number()?, read.number()?);
        let mut theme = 0;
        for _ in 0..read.number()? {
            theme += read.small()?;
            self.hits.push((theme, read.number()?));
            self.with.push(read.small()?);
        }
        Some(())
    }
}

/// Units as the tests reassign them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitList {
    /// Word tokens and messages of each, and where its hits end.
    units: Vec<(u64, u64, usize)>,
    hits: Vec<(u32, u64)>,
}

impl UnitList {
    /// Adds a unit.
    pub fn push(&mut self, unit: &UnitSums) {
        self.hits.extend_from_slice(&unit.hits);
        self.units.push((unit.tokens, unit.messages, self.hits.len()));
    }

    /// Gives back room that is not needed.
    pub(crate) fn shrink(&mut self) {
        self.units.shrink_to_fit();
        self.hits.shrink_to_fit();
    }

    /// The units, in their order.
    pub fn samples(&self) -> Vec<Sample<'_>> {
        let mut start = 0;
        let sample = |&(tokens, messages, end): &(u64, u64, usize)| {
            let from = std::mem::replace(&mut start, end);
            Sample { tokens, messages, hits: &self.hits[from..end] }
        };
        self.units.iter().map(sample).collect()
    }
}

/// What documents, or messages, hold in each stratum, in the order of the documents.
#[derive(Debug)]
pub struct Parts {
    bytes: Spill,
    strata: BTreeMap<u32, OfStratum>,
    failed: Mutex<Option<io::Error>>,
}

/// The parts of a stratum.
#[derive(Debug, Clone, Default)]
struct OfStratum {
    /// Where chunks of them stand.
    chunks: Vec<(u64, u32)>,
    /// Those behind.
    open: Vec<u8>,
    /// Place of the first document and of the last one.
    documents: Option<(u32, u32)>,
    /// Whether one of them holds several messages.
    several_messages: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { bytes: Spill::new(IN_MEMORY), strata: BTreeMap::new(), failed: Mutex::default() }
    }
}

impl Parts {
    /// Adds what a document holds in a stratum. Documents come in their order.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, stratum: u32, document: u32, sums: &UnitSums) -> io::Result<()> {
        let of = self.strata.entry(stratum).or_default();
        let (first, last) = of.documents.unwrap_or((document, 0));
        put(&mut of.open, u64::from(document - last));
        of.documents = Some((first, document));
        of.several_messages |= sums.messages > 1;
        sums.pack(&mut of.open);
        if of.open.len() >= CHUNK {
            of.chunks.push((self.bytes.push(&of.open)?, of.open.len() as u32));
            of.open.clear();
        }
        Ok(())
    }

    /// Forgets what stands in a stratum.
    pub(crate) fn forget(&mut self, stratum: u32) {
        self.strata.remove(&stratum);
    }

    /// All parts are there. `places` are those of the strata by their numbers.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn placed(mut self, places: &[usize]) -> io::Result<Self> {
        self.bytes.finish()?;
        let placed = |(number, mut of): (u32, OfStratum)| {
            of.open.shrink_to_fit();
            of.chunks.shrink_to_fit();
            (places[number as usize] as u32, of)
        };
        self.strata = self.strata.into_iter().map(placed).collect();
        Ok(self)
    }

    /// The first and the last document of some strata.
    pub(crate) fn documents_of(&self, strata: &[usize]) -> Option<(u32, u32)> {
        let of = strata.iter().filter_map(|stratum| self.strata.get(&(*stratum as u32))?.documents);
        of.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Whether no document of some strata holds several messages.
    pub(crate) fn have_single_messages(&self, strata: &[usize]) -> bool {
        let of = strata.iter().filter_map(|stratum| self.strata.get(&(*stratum as u32)));
        of.into_iter().all(|of| !of.several_messages)
    }

    /// Hands over the parts of some strata, one stratum after the other.
    pub fn each(&self, strata: &[usize], mut each: impl FnMut(u32, &UnitSums)) {
        for stratum in strata {
            let mut reader = self.reader(*stratum);
            while reader.next() {
                each(reader.document, &reader.sums);
            }
        }
    }

    /// Hands over the parts of some strata by document.
    pub(crate) fn each_by_document(&self, strata: &[usize], mut each: impl FnMut(u32, &UnitSums)) {
        let mut readers: Vec<Reader<'_>> = strata.iter().map(|stratum| self.reader(*stratum)).collect();
        let mut next = BinaryHeap::new();
        for (place, reader) in readers.iter_mut().enumerate() {
            if reader.next() {
                next.push(Reverse((reader.document, place)));
            }
        }
        while let Some(Reverse((document, place))) = next.pop() {
            let reader = &mut readers[place];
            each(document, &reader.sums);
            if reader.next() {
                next.push(Reverse((reader.document, place)));
            }
        }
    }

    /// Why some of them could not be read again.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn reader(&self, stratum: usize) -> Reader<'_> {
        let of = self.strata.get(&(stratum as u32));
        Reader { parts: self, of, chunk: 0, bytes: Vec::new(), at: 0, document: 0, sums: UnitSums::default() }
    }
}

impl PartialEq for Parts {
    fn eq(&self, other: &Self) -> bool {
        let told = |parts: &Self| {
            let mut told = Vec::new();
            for stratum in parts.strata.keys() {
                parts.each(&[*stratum as usize], |document, sums| told.push((*stratum, document, sums.clone())));
            }
            told
        };
        told(self) == told(other)
    }
}

impl Eq for Parts {}

/// Reads the parts of a stratum.
struct Reader<'p> {
    parts: &'p Parts,
    of: Option<&'p OfStratum>,
    chunk: usize,
    bytes: Vec<u8>,
    at: usize,
    document: u32,
    sums: UnitSums,
}

impl Reader<'_> {
    /// Goes to the next part, if there is one.
    fn next(&mut self) -> bool {
        let read = self.read();
        read.unwrap_or_else(|error| {
            *self.parts.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            false
        })
    }

    fn read(&mut self) -> io::Result<bool> {
        let Some(of) = self.of else { return Ok(false) };
        if self.at == self.bytes.len() {
            self.bytes.clear();
            self.at = 0;
            match of.chunks.get(self.chunk) {
                Some(&(start, length)) => {
                    self.bytes.extend_from_slice(&self.parts.bytes.read(start, length as usize)?);
                }
                None if self.chunk == of.chunks.len() => self.bytes.extend_from_slice(&of.open),
                None => {}
            }
            self.chunk += 1;
            if self.bytes.is_empty() {
                return Ok(false);
            }
        }
        let mut unpack = Unpack::new(&self.bytes[self.at..]);
        self.document += unpack.small().ok_or_else(damaged)?;
        self.sums.unpack(&mut unpack).ok_or_else(damaged)?;
        self.at = self.bytes.len() - unpack.left();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(number: u32) -> UnitSums {
        let hits: Vec<(u32, u64)> = (0..number % 4).map(|theme| (theme * 40, u64::from(number + theme))).collect();
        let with = hits.iter().map(|_| 1 + number % 2).collect();
        UnitSums { messages: 2, tokens: number.into(), hits, with }
    }

    #[test]
    fn parts_come_back_by_stratum_and_by_document() {
        let mut parts = Parts::default();
        // Enough for a temporary file, of three strata; every seventh document stands in two of them.
        let documents = 150_000;
        for document in 0..documents {
            parts.push(document % 3, document, &sums(document)).expect("a temporary file");
            if document % 7 == 0 {
                parts.push((document + 1) % 3, document, &sums(5)).expect("a temporary file");
            }
        }
        let parts = parts.placed(&[2, 0, 1]).expect("a temporary file");
        let mut seen = Vec::new();
        parts.each(&[2, 1], |document, of| seen.push((document, of.clone())));
        let of = |number: u32| {
            (0..documents).filter_map(move |document| {
                let second = document % 7 == 0 && (document + 1) % 3 == number;
                if document % 3 == number {
                    Some((document, sums(document)))
                } else {
                    second.then(|| (document, sums(5)))
                }
            })
        };
        assert!(seen.into_iter().eq(of(0).chain(of(2))));
        let (mut last, mut number) = (0, 0);
        parts.each_by_document(&[0, 1, 2], |document, _| {
            assert!(document >= last);
            (last, number) = (document, number + 1);
        });
        assert_eq!(number, documents + documents.div_ceil(7));
        assert_eq!(parts.documents_of(&[0, 1]), Some((0, documents - 1)));
        assert!(parts.documents_of(&[9]).is_none() && parts.failure().is_none());
        assert!(!parts.have_single_messages(&[0]) && parts.have_single_messages(&[9]));
    }
}
