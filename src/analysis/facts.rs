//! What is found of a document when it is read: the part of its row that is not known before.

use super::rows::{DocumentColumns, DocumentRow};
use crate::axis::Period;
use crate::corpus::{DocumentInfo, Pages};

/// What was found of a document. There is one for each, so it is small.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// The language that its text is in; `None` where that is not sure.
    pub language_detected: Option<&'static str>,
    /// Encoding of its file; empty where the format says it or the text was in memory.
    pub encoding: Box<str>,
    /// Characters that stand for what could not be read.
    pub replacement_characters: u64,
    /// The pages of a PDF.
    pub pages: Option<Box<Pages>>,
    /// SHA-256 in hexadecimal digits; empty where it was not asked for.
    pub sha256: Box<str>,
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
        let pages = self.pages.as_deref();
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
            language_detected: self.language_detected.unwrap_or_default().to_string(),
            file: info.file.clone(),
            encoding: self.encoding.to_string(),
            replacement_characters: self.replacement_characters,
            pages: pages.map(|pages| pages.pages),
            pages_without_text: pages.map(|pages| pages.without_text),
            characters_per_page: pages.map(|pages| pages.characters as f64 / pages.pages.max(1) as f64),
            sha256: self.sha256.to_string(),
            sections: self.sections.into(),
            messages: self.messages.into(),
            tokens: self.tokens,
            tokens_not_analysed: self.tokens_not_analysed,
        };
        DocumentRow { standard, variables: info.variables.clone() }
    }
}
