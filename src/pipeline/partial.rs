//! Counts of a batch of texts as rows that add up, for engines that hold a corpus in many parts.
//!
//! Nothing is kept between batches. The sum of the counts with equal keys is the same for any split of the texts, in any
//! order; for all texts together it is what [`count`](super::count()) counts.

use std::path::PathBuf;

use crate::analysis::row::{Cell, FieldType, Value, row};
use crate::codebook::{Codebook, Matcher};
use crate::config::{Config, SegmentConfig};
use crate::corpus::{self, DocumentInfo};
use crate::count::{Counter, Counts, Plan, YearCounts};
use crate::error::{Error, ErrorKind, Result};
use crate::segment::segment;
use crate::text::TextRules;

/// A key of a count. A missing key is an empty text: engines group missing values in different ways.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub String);

impl Value for Key {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self.0.as_str().into())
    }
}

row!(PartialCountRow, "partial_counts", "One count of one batch of texts; counts with equal keys add up.", ["year", "what", "key_a", "key_b"], {
    year: i32, "year", "Year of the texts.";
    what: Key, "", "What is counted, such as messages, term or `theme_hits`.";
    key_a: Key, "", "The document, the term or the first theme; empty for counts of a whole year.";
    key_b: Key, "", "The second theme, the pattern or the term of a pair; else empty.";
    count: u64, "", "The count.";
});

/// Counts batches of texts, each for itself.
#[derive(Debug)]
pub struct Kernel {
    rules: TextRules,
    codebook: Codebook,
    segment: SegmentConfig,
    ngrams: Vec<usize>,
}

impl Kernel {
    /// A kernel with the settings of a configuration. `codebook` is the text of a codebook and its name in messages, in
    /// place of the one that the configuration names.
    ///
    /// # Errors
    /// When the stop words or the codebook are missing or wrong.
    pub fn new(config: Config, codebook: Option<(String, PathBuf)>) -> Result<Self> {
        let rules = TextRules::new(&config.text, &config.root)?;
        let codebook = super::project::codebook(&config, codebook, &rules)?;
        Ok(Self { rules, codebook, segment: config.segment, ngrams: config.analysis.ngrams })
    }

    /// Counts the texts of a batch. Each text is split into messages by itself, so a document that stands in several
    /// rows is counted as several. Where documents are `named`, their messages and tokens are counted by their ids, which
    /// may stand in several rows and batches. `stopped` is asked before each text.
    ///
    /// # Errors
    /// When a text is empty, larger than 4 GiB or has no message, or the user stops the count.
    pub fn count(
        &self,
        documents: &[DocumentInfo],
        named: bool,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Vec<PartialCountRow>> {
        let mut years: Vec<i32> = documents.iter().map(|document| document.year).collect();
        years.sort_unstable();
        years.dedup();
        let matcher = Matcher::new(&self.codebook, &self.rules);
        let plan = Plan { rules: &self.rules, matcher: &matcher, years: years.clone(), ngrams: self.ngrams.clone() };
        let mut counter = Counter::new(&plan);
        let mut rows = Vec::new();
        for info in documents {
            if stopped() {
                return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
            }
            let segments = segment(&corpus::read(info)?, info, &self.segment)?;
            counter.begin_document(years.binary_search(&info.year).unwrap_or(0));
            let (mut messages, mut tokens) = (0_u64, 0_u64);
            for message in segments.messages() {
                tokens += counter.message(&message.text).0;
                messages += 1;
            }
            if named {
                add(&mut rows, info.year, "document_messages", [&info.id, ""], messages)?;
                add(&mut rows, info.year, "document_tokens", [&info.id, ""], tokens)?;
            }
        }
        let counts = Counts::merge(&years, vec![counter]);
        for (year, of) in &counts.years {
            self.year(&mut rows, *year, of, &counts, &matcher)?;
        }
        rows.sort_by(|a, b| (a.year, &a.what, &a.key_a, &a.key_b).cmp(&(b.year, &b.what, &b.key_a, &b.key_b)));
        rows.dedup_by(|later, kept| {
            let same = (later.year, &later.what, &later.key_a, &later.key_b)
                == (kept.year, &kept.what, &kept.key_a, &kept.key_b);
            if same {
                kept.count += later.count;
            }
            same
        });
        Ok(rows)
    }

    fn year(
        &self,
        rows: &mut Vec<PartialCountRow>,
        year: i32,
        of: &YearCounts,
        counts: &Counts,
        matcher: &Matcher<'_>,
    ) -> Result<()> {
        let theme = |index: usize| self.codebook.themes[index].id.as_str();
        let term = |index: u32| counts.terms[index as usize].term.as_str();
        let mut add = |what: &str, keys: [&str; 2], count: u128| add(rows, year, what, keys, count);
        add("documents", ["", ""], of.documents.into())?;
        add("messages", ["", ""], of.messages.into())?;
        add("tokens", ["", ""], of.tokens.into())?;
        add("tokens_squared", ["", ""], of.tokens_squared)?;
        for (index, count) in &of.terms {
            add("term", [term(*index), ""], count.count.into())?;
            add("term_messages", [term(*index), ""], count.messages.into())?;
            add("term_documents", [term(*index), ""], count.documents.into())?;
        }
        for (index, count) in of.themes.iter().enumerate() {
            add("theme_hits", [theme(index), ""], count.hits.into())?;
            add("theme_messages", [theme(index), ""], count.messages.into())?;
            add("theme_tokens", [theme(index), ""], count.tokens.into())?;
            add("theme_hits_squared", [theme(index), ""], count.hits_squared)?;
            add("theme_hits_tokens", [theme(index), ""], count.hits_tokens)?;
        }
        for ((index, pattern), count) in &of.patterns {
            let keys = [theme(*index as usize), matcher.pattern(*pattern).source.as_str()];
            add("pattern_hits", keys, count.hits.into())?;
            add("pattern_messages", keys, count.messages.into())?;
        }
        for ((a, b), count) in &of.pairs {
            let keys = [theme(*a as usize), theme(*b as usize)];
            add("pair_messages", keys, count.both.into())?;
            add("pair_shared_span_only", keys, count.shared_span_only.into())?;
        }
        for (index, terms) in of.theme_terms.iter().enumerate() {
            for (of_term, count) in terms {
                let keys = [theme(index), term(*of_term)];
                add("theme_term", keys, count.count.into())?;
                add("theme_term_messages", keys, count.messages.into())?;
            }
        }
        Ok(())
    }
}

/// Adds a count that is not zero: a sum does not miss zeros.
fn add(rows: &mut Vec<PartialCountRow>, year: i32, what: &str, keys: [&str; 2], count: impl Into<u128>) -> Result<()> {
    let count = count.into();
    if count == 0 {
        return Ok(());
    }
    // Engines sum in 64 bits with a sign.
    let count = i64::try_from(count).map_err(|_| {
        Error::new(ErrorKind::Usage, format!("the count `{what}` of one batch does not fit in 64 bits"))
            .hint("make the batches smaller")
    })?;
    let [key_a, key_b] = keys.map(|key| Key(key.to_string()));
    rows.push(PartialCountRow { year, what: Key(what.to_string()), key_a, key_b, count: count.unsigned_abs() });
    Ok(())
}
