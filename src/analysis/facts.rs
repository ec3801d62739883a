//! What is found of documents when they are read: the part of their rows that is not known before.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::rows::{DocumentColumns, DocumentRow};
use crate::axis::Period;
use crate::corpus::{DocumentInfo, Pages};
use crate::pack::{Unpack, put, put_text};
use crate::spill::{Pieces, Stretch, damaged};

/// Bytes that are held in memory; where there are more, all go to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// What was found of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// The language that its text is in; empty where that is not sure.
    pub language_detected: String,
    /// Encoding of its file; empty where the format says it or the text was in memory.
    pub encoding: String,
    /// Characters that stand for what could not be read.
    pub replacement_characters: u64,
    /// The pages of a PDF.
    pub pages: Option<Pages>,
    /// SHA-256 in hexadecimal digits; empty where it was not asked for.
    pub sha256: String,
    /// Sections with messages.
    pub sections: u32,
    /// Messages.
    pub messages: u32,
    /// Word tokens of its messages.
    pub tokens: u64,
    /// Words of its text that is no part of a message, headings aside.
    pub tokens_not_analysed: u64,
}

impl DocumentFacts {
    /// The row of the document.
    pub fn row(&self, info: &DocumentInfo, period: &Period) -> DocumentRow {
        let pages = self.pages;
        let standard = DocumentColumns {
            document: info.id.clone(),
            period: period.clone(),
            title: info.title.clone(),
            date: info.date.clone(),
            event: info.event.clone(),
            publisher: info.publisher.clone(),
            kind: info.kind.clone(),
            scope: info.scope.clone(),
            language: info.language.clone(),
            language_detected: self.language_detected.clone(),
            file: info.file.clone(),
            encoding: self.encoding.clone(),
            replacement_characters: self.replacement_characters,
            pages: pages.map(|pages| pages.pages),
            pages_without_text: pages.map(|pages| pages.without_text),
            characters_per_page: pages.map(|pages| pages.characters as f64 / pages.pages.max(1) as f64),
            sha256: self.sha256.clone(),
            sections: self.sections.into(),
            messages: self.messages.into(),
            tokens: self.tokens,
            tokens_not_analysed: self.tokens_not_analysed,
        };
        DocumentRow { standard, variables: info.variables.clone() }
    }
}

/// What was found of all documents, in their order: as bytes, which go to a temporary file where there are many.
#[derive(Debug)]
pub struct Facts {
    pieces: Pieces,
    failed: Mutex<Option<io::Error>>,
}

impl Default for Facts {
    fn default() -> Self {
        Self { pieces: Pieces::new(IN_MEMORY), failed: Mutex::default() }
    }
}

impl Facts {
    /// Adds the next document.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, facts: &DocumentFacts) -> io::Result<()> {
        let mut bytes = Vec::new();
        put_text(&mut bytes, &facts.language_detected);
        put_text(&mut bytes, &facts.encoding);
        put_text(&mut bytes, &facts.sha256);
        put(&mut bytes, facts.replacement_characters);
        put(&mut bytes, u64::from(facts.pages.is_some()));
        let Pages { pages, without_text, characters } = facts.pages.unwrap_or_default();
        [pages, without_text, characters].into_iter().for_each(|number| put(&mut bytes, number));
        [facts.sections.into(), facts.messages.into(), facts.tokens, facts.tokens_not_analysed]
            .into_iter()
            .for_each(|number| put(&mut bytes, number));
        self.pieces.push(&bytes)
    }

    /// All documents are there.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.pieces.finish()
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was found of a document, given by its place; nothing where that cannot be read any more: [`Facts::failure`] then
    /// says so.
    pub fn get(&self, place: usize) -> DocumentFacts {
        let facts = self.pieces.get(place).and_then(|bytes| facts(&bytes).ok_or_else(damaged));
        self.or_failed(facts).unwrap_or_default()
    }

    /// What was found of each document, likewise.
    pub fn iter(&self) -> impl Iterator<Item = DocumentFacts> {
        let mut stretch = Stretch::default();
        (0..self.len()).map(move |place| {
            let bytes = stretch.piece(&self.pieces, place);
            let facts = bytes.and_then(|bytes| bytes.and_then(facts).ok_or_else(damaged));
            self.or_failed(facts).unwrap_or_default()
        })
    }

    /// Why some of it could not be read again.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn or_failed(&self, read: io::Result<DocumentFacts>) -> Option<DocumentFacts> {
        read.map_err(|error| *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error)).ok()
    }
}

fn facts(bytes: &[u8]) -> Option<DocumentFacts> {
    let mut read = Unpack::new(bytes);
    let [language_detected, encoding, sha256] = [(); 3].map(|()| read.text().map(String::from));
    let replacement_characters = read.number()?;
    let has_pages = read.number()? == 1;
    let pages = Pages { pages: read.number()?, without_text: read.number()?, characters: read.number()? };
    Some(DocumentFacts {
        language_detected: language_detected?,
        encoding: encoding?,
        sha256: sha256?,
        replacement_characters,
        pages: has_pages.then_some(pages),
        sections: read.small()?,
        messages: read.small()?,
        tokens: read.number()?,
        tokens_not_analysed: read.number()?,
    })
}

/// For each document its value of each grouping variable: four bytes for each, as there are few values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    variables: usize,
    known: Vec<String>,
    numbers: HashMap<String, u32>,
    of: Vec<u32>,
}

impl Values {
    /// Those of no document; each will have a value of so many variables.
    pub fn new(variables: usize) -> Self {
        Self { variables, ..Self::default() }
    }

    /// Adds the values of the next document.
    pub fn push(&mut self, values: Vec<String>) {
        for value in values {
            let number = self.numbers.get(&value).copied().unwrap_or_else(|| {
                let number = self.known.len() as u32;
                self.known.push(value.clone());
                self.numbers.insert(value, number);
                number
            });
            self.of.push(number);
        }
    }

    /// The value of a variable, given by its place, of a document; empty where there is none.
    pub fn get(&self, document: usize, variable: usize) -> &str {
        let number = self.of.get(document * self.variables + variable);
        number.map_or("", |number| &self.known[*number as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_and_values_come_back() {
        let all: Vec<DocumentFacts> = (0..60_000_u64)
            .map(|number| DocumentFacts {
                language_detected: ["", "en"][number as usize % 2].into(),
                encoding: "UTF-8".into(),
                replacement_characters: number,
                pages: number.is_multiple_of(3).then_some(Pages { pages: number, without_text: 1, characters: 7 }),
                sha256: "0".repeat(64),
                sections: 3,
                messages: number as u32,
                tokens: number * number,
                tokens_not_analysed: 5,
            })
            .collect();
        let mut facts = Facts::default();
        all.iter().for_each(|of| facts.push(of).expect("a temporary file"));
        facts.finish().expect("a temporary file");
        assert!(facts.iter().eq(all.iter().cloned()) && facts.failure().is_none());
        assert_eq!((facts.get(59_999), facts.get(0), facts.len()), (all[59_999].clone(), all[0].clone(), 60_000));
        assert_eq!(facts.get(60_000), DocumentFacts::default());
        assert!(facts.failure().is_some());
        let mut values = Values::new(2);
        [["a", "x"], ["b", "x"], ["a", ""]].iter().for_each(|of| values.push(of.map(String::from).into()));
        assert_eq!((values.get(0, 0), values.get(1, 1), values.get(2, 0), values.get(2, 1)), ("a", "x", "a", ""));
        assert_eq!((values.known.len(), values.get(3, 0)), (4, ""));
    }
}
