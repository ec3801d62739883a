//! Records of single messages: a few bytes for each, and beyond a bound in a temporary file.
//!
//! Records stand in the order of the documents and their messages, and are read again document by document.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::pack::{Unpack, put, put_text};
use crate::spill::{Pieces, Stretch, damaged};
use crate::stats::rate::Unit;

/// Bytes that are held in memory; where there are more, all go to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// Hits of one pattern of one theme in one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternHits {
    /// Index of the theme.
    pub theme: u32,
    /// Index of the pattern among all patterns of the codebook.
    pub pattern: u32,
    /// Hits.
    pub hits: u64,
}

/// One message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Place of its document among the documents of the corpus.
    pub document: u32,
    /// Place of the message in its document, from 1.
    pub ordinal: u32,
    /// Place of its stratum among the strata of the corpus.
    pub stratum: usize,
    /// Place of its section among the sections of its document.
    pub section: u32,
    /// Word tokens.
    pub tokens: u64,
    /// Hits, sorted by theme and pattern.
    pub hits: Vec<PatternHits>,
}

impl Record {
    /// Hits of a theme.
    pub(crate) fn theme_hits(&self, theme: u32) -> u64 {
        self.hits.iter().filter(|hit| hit.theme == theme).map(|hit| hit.hits).sum()
    }

    /// True when the theme has a hit.
    pub fn has_theme(&self, theme: u32) -> bool {
        self.hits.iter().any(|hit| hit.theme == theme)
    }

    /// The themes with a hit, sorted, each with its hits.
    pub fn themes(&self) -> impl Iterator<Item = (u32, u64)> {
        let by_theme = self.hits.chunk_by(|a, b| a.theme == b.theme);
        by_theme.map(|run| (run[0].theme, run.iter().map(|hit| hit.hits).sum()))
    }

    /// The message as a unit of resampling for a theme.
    pub fn unit(&self, theme: u32) -> Unit {
        Unit { hits: self.theme_hits(theme), tokens: self.tokens }
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.ordinal.into());
        put(bytes, self.stratum as u64);
        put(bytes, self.section.into());
        put(bytes, self.tokens);
        put(bytes, self.hits.len() as u64);
        let mut last = 0;
        for hit in &self.hits {
            put(bytes, u64::from(hit.theme - last));
            put(bytes, hit.pattern.into());
            put(bytes, hit.hits);
            last = hit.theme;
        }
    }

    fn unpack(&mut self, read: &mut Unpack<'_>, strata: &[usize]) -> Option<()> {
        self.ordinal = read.small()?;
        let stratum = usize::try_from(read.number()?).ok()?;
        self.stratum = strata.get(stratum).copied()?;
        (self.section, self.tokens) = (read.small()?, read.number()?);
        self.hits.clear();
        let mut theme = 0;
        for _ in 0..read.number()? {
            theme += read.small()?;
            self.hits.push(PatternHits { theme, pattern: read.small()?, hits: read.number()? });
        }
        Some(())
    }
}

/// The messages of a corpus.
#[derive(Debug)]
pub struct Records {
    /// For each document its messages, and the headings of its sections.
    documents: Pieces,
    buffer: Vec<u8>,
    /// By the number of a stratum: its place.
    strata: Vec<usize>,
    failed: Mutex<Option<io::Error>>,
}

impl Default for Records {
    fn default() -> Self {
        Self { documents: Pieces::new(IN_MEMORY), buffer: Vec::new(), strata: Vec::new(), failed: Mutex::default() }
    }
}

impl Records {
    /// Adds the messages of the next document, with the numbers of their strata, and the headings of its sections.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, messages: &[Record], sections: &[String]) -> io::Result<()> {
        self.buffer.clear();
        put(&mut self.buffer, messages.len() as u64);
        messages.iter().for_each(|message| message.pack(&mut self.buffer));
        sections.iter().for_each(|heading| put_text(&mut self.buffer, heading));
        self.documents.push(&self.buffer)
    }

    /// All messages are there. `places` are those of the strata by their numbers.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(&mut self, places: &[usize]) -> io::Result<()> {
        (self.buffer, self.strata) = (Vec::new(), places.to_vec());
        self.documents.finish()
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads them again.
    pub fn reader(&self) -> Reader<'_> {
        Reader { records: self, stretch: Stretch::default(), messages: Vec::new() }
    }

    /// The heading of a section of a document.
    pub fn section(&self, document: u32, section: u32) -> Option<String> {
        let read = self.documents.get(document as usize).and_then(|bytes| {
            let (mut read, mut message) = (Unpack::new(&bytes), Record::default());
            let messages = read.number().ok_or_else(damaged)?;
            (0..messages).try_for_each(|_| message.unpack(&mut read, &self.strata)).ok_or_else(damaged)?;
            Ok((0..=section).map_while(|_| read.text()).nth(section as usize).map(String::from))
        });
        self.or_failed(read).flatten()
    }

    /// Why some of them could not be read again.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn or_failed<T>(&self, read: io::Result<T>) -> Option<T> {
        read.map_err(|error| *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error)).ok()
    }
}

/// Reads records, the quickest one document after the other.
#[derive(Debug)]
pub struct Reader<'r> {
    records: &'r Records,
    stretch: Stretch,
    messages: Vec<Record>,
}

impl Reader<'_> {
    /// The messages of a document, those whose strata, given by their places, are wanted. None where they cannot be read any
    /// more: [`Records::failure`] then says so.
    pub fn document(&mut self, document: u32, wanted: impl Fn(usize) -> bool) -> &[Record] {
        let read = self.read(document, wanted);
        let number = self.records.or_failed(read).unwrap_or_default();
        &self.messages[..number]
    }

    fn read(&mut self, document: u32, wanted: impl Fn(usize) -> bool) -> io::Result<usize> {
        let bytes = self.stretch.piece(&self.records.documents, document as usize)?.ok_or_else(damaged)?;
        let mut read = Unpack::new(bytes);
        let mut number = 0;
        for _ in 0..read.number().ok_or_else(damaged)? {
            if number == self.messages.len() {
                self.messages.push(Record::default());
            }
            let message = &mut self.messages[number];
            message.document = document;
            message.unpack(&mut read, &self.records.strata).ok_or_else(damaged)?;
            number += usize::from(wanted(message.stratum));
        }
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: u32) -> Record {
        let hits =
            (0..number % 4).map(|at| PatternHits { theme: at / 2 * 70, pattern: at * 300, hits: 1 + u64::from(at) });
        Record {
            document: number / 3,
            ordinal: 1 + number % 3,
            stratum: number as usize % 2,
            section: number % 3,
            tokens: u64::from(number) * 1000,
            hits: hits.collect(),
        }
    }

    #[test]
    fn records_come_back_from_memory_and_file() {
        let mut records = Records::default();
        // Enough for a temporary file; the places of the strata are the other way round.
        let documents = 60_000;
        let headings = |document: u32| ["One".to_string(), format!("h{document}"), String::new()];
        for document in 0..documents {
            let messages: Vec<Record> = (0..3).map(|at| message(document * 3 + at)).collect();
            records.push(&messages, &headings(document)).expect("a temporary file");
        }
        records.finish(&[1, 0]).expect("a temporary file");
        let placed = |of: Record| Record { stratum: 1 - of.stratum, ..of };
        let mut reader = records.reader();
        for document in (0..documents).chain([5, documents - 1]) {
            let expected: Vec<Record> = (0..3).map(|at| placed(message(document * 3 + at))).collect();
            assert_eq!(reader.document(document, |_| true), expected);
        }
        let of_stratum = reader.document(7, |stratum| stratum == 1).to_vec();
        assert_eq!(of_stratum, [placed(message(22))]);
        assert_eq!(records.section(documents - 1, 1), Some(format!("h{}", documents - 1)));
        assert_eq!((records.section(0, 3), records.len(), records.is_empty()), (None, documents as usize, false));
        assert!(records.failure().is_none());
        assert!(records.reader().document(documents, |_| true).is_empty() && records.failure().is_some());
    }

    #[test]
    fn hits_are_told_by_theme() {
        let message = message(7);
        assert_eq!(message.themes().collect::<Vec<_>>(), [(0, 3), (70, 3)]);
        assert!(message.has_theme(70) && !message.has_theme(1) && message.theme_hits(70) == 3);
    }
}
