//! Records of single messages.
//!
//! Records stand in the order of the documents and their messages. They are kept for corpora of up to
//! [`MOST_MESSAGES`] messages; what needs them is left out, with a note, for larger ones.

use crate::stats::rate::Unit;

/// The most messages of which records are kept.
pub const MOST_MESSAGES: u64 = 3_000_000;

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
    /// Place of its section among the sections of the corpus.
    pub section: u32,
    /// Word tokens.
    pub tokens: u64,
    /// Hits, sorted by theme and pattern.
    pub hits: Vec<PatternHits>,
}

/// The messages of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// The messages, in order.
    pub messages: Vec<Record>,
    /// The headings of the sections, those of each document anew.
    pub sections: Vec<String>,
}

impl Record {
    /// Hits of a theme.
    pub fn theme_hits(&self, theme: u32) -> u64 {
        self.hits.iter().filter(|hit| hit.theme == theme).map(|hit| hit.hits).sum()
    }

    /// True when the theme has a hit.
    pub fn has_theme(&self, theme: u32) -> bool {
        self.hits.iter().any(|hit| hit.theme == theme)
    }

    /// The message as a unit of resampling for a theme.
    pub fn unit(&self, theme: u32) -> Unit {
        Unit { hits: self.theme_hits(theme), tokens: self.tokens }
    }
}
