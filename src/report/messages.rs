//! The messages that a report carries, taken while the corpus is read, with the hits in them.

use super::rows::cut;
use super::sample::Sample;
use crate::analysis::rows::{HitRow, MessageRow};
use crate::config::ReportConfig;

/// The longest message, in characters; what is longer ends with an ellipsis.
pub const MOST_TEXT: usize = 20_000;
/// The most hits of a message that are marked.
const MOST_HITS: usize = 2_000;

/// A hit in the text of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Theme id.
    pub theme: String,
    /// The pattern, as written in the codebook.
    pub pattern: String,
    /// Start in the text, in bytes.
    pub start: usize,
    /// End in the text, in bytes, exclusive.
    pub end: usize,
}

/// A message of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its row; text and section are cut at 20,000 characters.
    pub row: MessageRow,
    /// Whether they were cut.
    pub short: bool,
    /// Its hits; those behind the cut are left out.
    pub marks: Vec<Mark>,
    /// Hits that are left out.
    pub unmarked: u64,
    /// Where lines begin within words, in bytes.
    pub breaks: Vec<usize>,
    /// Code of the language in which it is read; empty for none.
    pub language: String,
    /// Bytes of the text that are those of the whole text.
    whole: usize,
}

impl Message {
    /// The begin of a message, without its hits.
    fn new(row: &MessageRow, breaks: &[usize], language: &str) -> Self {
        let mut row = row.clone();
        let whole = cut(&row.text, MOST_TEXT).len();
        let mut short = false;
        for text in [&mut row.text, &mut row.section] {
            let kept = cut(text, MOST_TEXT).len();
            if kept < text.len() {
                text.truncate(kept);
                text.push('…');
                short = true;
            }
        }
        let breaks = breaks.iter().copied().filter(|&at| at < whole).collect();
        Self { row, short, marks: Vec::new(), unmarked: 0, breaks, language: language.to_string(), whole }
    }

    fn mark(&mut self, hit: &HitRow) {
        // A theme that people coded stands in the message, not at a place in it.
        let (Some(start), Some(end)) = (hit.start, hit.end) else { return };
        let (start, end) = (start as usize, end as usize);
        if end > self.whole || self.marks.len() == MOST_HITS {
            self.unmarked += 1;
        } else {
            self.marks.push(Mark { theme: hit.theme.clone(), pattern: hit.pattern.clone(), start, end });
        }
    }

    /// About how many bytes of the page it takes.
    pub fn bytes(&self) -> usize {
        let texts = [&self.row.document, &self.row.message, &self.row.section, &self.row.themes, &self.row.text];
        // Of each word the page holds besides how long it is.
        let words = self.row.text.len() / 4;
        texts.iter().map(|text| text.len()).sum::<usize>() + words + self.marks.len() * 24 + 40
    }
}

/// Messages of one language, such as those of a document, with all the hits in them.
#[derive(Debug, Clone, Copy)]
pub struct Read<'e> {
    /// The messages.
    pub messages: &'e [MessageRow],
    /// Where in each of them lines begin within words, in bytes.
    pub breaks: &'e [Vec<usize>],
    /// The hits.
    pub hits: &'e [HitRow],
    /// Code of the language in which they are read; empty for none.
    pub language: &'e str,
}

/// Takes the messages of a corpus, and keeps those that the report carries.
#[derive(Debug)]
pub struct Sampled {
    sample: Sample<Message>,
}

impl Sampled {
    /// For a corpus with so many themes and periods.
    pub fn new(limits: ReportConfig, themes: usize, periods: usize) -> Self {
        Self { sample: Sample::new(limits.messages, (themes + 1) * periods) }
    }

    /// Takes some messages with all the hits in them.
    pub fn take(&mut self, read: &Read<'_>) {
        for (row, breaks) in read.messages.iter().zip(read.breaks) {
            let themes: Vec<&str> = row.themes.split(';').filter(|theme| !theme.is_empty()).collect();
            self.sample.take(&row.message, &row.period, &themes, || Message::new(row, breaks, read.language));
        }
        for hit in read.hits {
            if let Some(message) = self.sample.get_mut(&hit.message) {
                message.mark(hit);
            }
        }
    }

    /// The messages carried, in the order of their hashes, as if shuffled; and how many there are in all.
    pub fn finish(self) -> (Vec<Message>, u64) {
        let seen = self.sample.seen();
        (self.sample.finish(), seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::Period;

    fn message(text: &str) -> MessageRow {
        MessageRow {
            document: "d".into(),
            ordinal: 1,
            message: "d#01".into(),
            period: Period::of_year(2012),
            section: String::new(),
            kind: "message".into(),
            tokens: 1,
            themes: "a".into(),
            line: 1,
            text: text.into(),
        }
    }

    fn hit(start: u64, end: u64) -> HitRow {
        HitRow {
            document: "d".into(),
            ordinal: 1,
            start: Some(start),
            theme: "a".into(),
            message: "d#01".into(),
            period: Period::of_year(2012),
            pattern: "x".into(),
            end: Some(end),
            left: String::new(),
            r#match: "x".into(),
            right: String::new(),
        }
    }

    fn take(sampled: &mut Sampled, text: &str, hits: &[HitRow]) {
        let breaks = [vec![2, 2 * MOST_TEXT]];
        sampled.take(&Read { messages: &[message(text)], breaks: &breaks, hits, language: "en" });
    }

    #[test]
    fn long_text_is_cut_between_characters_and_hits_behind_the_cut_are_counted() {
        let mut sampled = Sampled::new(ReportConfig { messages: 10, terms: 10 }, 1, 1);
        let text = "é".repeat(MOST_TEXT + 1);
        let whole = 2 * MOST_TEXT as u64;
        let hits = [hit(0, 2), hit(whole - 2, whole), hit(whole, whole + 2)];
        take(&mut sampled, &text, &hits);
        let (messages, seen) = sampled.finish();
        assert_eq!((messages.len(), seen, messages[0].short), (1, 1, true));
        assert_eq!(messages[0].row.text, "é".repeat(MOST_TEXT) + "…");
        assert_eq!((messages[0].marks.len(), messages[0].unmarked), (2, 1));
        assert_eq!((&messages[0].breaks[..], messages[0].language.as_str()), (&[2][..], "en"));
    }

    #[test]
    fn a_theme_that_was_coded_has_no_mark() {
        let mut sampled = Sampled::new(ReportConfig { messages: 10, terms: 10 }, 1, 1);
        let coded = HitRow { start: None, end: None, ..hit(0, 0) };
        take(&mut sampled, "text", &[coded]);
        let (messages, _) = sampled.finish();
        assert_eq!((messages[0].short, messages[0].marks.len(), messages[0].unmarked), (false, 0, 0));
    }
}
