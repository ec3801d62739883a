//! Rows that lead from numbers back to text: messages, other text, hits, and what each document holds.

use std::collections::HashMap;

use super::pass::Opened;
use crate::analysis::DocumentFacts;
pub use crate::analysis::message_id;
use crate::analysis::rows::{HitRow, MessageRow, OtherTextRow};
use crate::axis::Period;
use crate::codebook::{Codebook, Hit, Matcher};
use crate::config::Kind;
use crate::corpus::DocumentInfo;
use crate::count::{PatternHits, Record};
use crate::language::DocumentLanguage;
use crate::segment::{Choice, Segment};
use crate::text::{Span, words};

/// Context shown on each side of a hit, in characters.
const CONTEXT: usize = 40;

/// The rows of one document.
#[derive(Debug)]
pub struct Evidence {
    /// What was found of the document itself.
    pub facts: DocumentFacts,
    /// Its language.
    pub language: DocumentLanguage,
    /// The unit of analysis that was used, and why.
    pub choice: Choice,
    /// Its messages.
    pub messages: Vec<MessageRow>,
    /// Where in each of them lines begin within words, in bytes.
    pub breaks: Vec<Vec<usize>>,
    /// The rest of its text.
    pub other: Vec<OtherTextRow>,
    /// The hits in its messages, sorted by message, place and theme.
    pub hits: Vec<HitRow>,
    /// Its messages as units of resampling, with places among `sections`; the place of the document is filled in later.
    pub records: Vec<Record>,
    /// The headings of the sections of its messages.
    pub sections: Vec<String>,
}

/// Up to 40 characters before and after a byte range.
pub fn context(text: &str, start: usize, end: usize) -> (&str, &str) {
    let left = text[..start].char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let right = text[end..].char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| end + at);
    (&text[left..start], &text[end..right])
}

/// Makes the rows of a document, those of messages, hits and other text only where `rows` is set. `count` counts a
/// message, given by its section, segment and ordinal, and gives its word tokens, the number of its stratum, and its hits.
pub fn collect(
    opened: &Opened<'_>,
    codebook: &Codebook,
    matcher: &Matcher<'_>,
    rows: bool,
    mut count: impl FnMut(&str, &Segment, u32, &mut Vec<Hit>) -> (u64, usize),
) -> Evidence {
    let info = opened.info;
    let (mut messages, mut other, mut hit_rows, mut hits) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut records, mut sections, mut breaks) = (Vec::new(), Vec::<String>::new(), Vec::new());
    let (mut not_analysed, mut spans) = (0, Vec::new());
    let mut known: HashMap<&str, usize> = HashMap::new();
    for segment in &opened.segments.segments {
        let section = opened.segments.section(segment);
        let Some(ordinal) = segment.ordinal else {
            if segment.kind != Kind::Heading {
                not_analysed += count_words(&segment.text, &mut spans);
            }
            if rows {
                other.push(OtherTextRow {
                    document: info.id.clone(),
                    line: segment.line,
                    period: opened.period.clone(),
                    section: section.to_string(),
                    kind: segment.kind.name().to_string(),
                    text: segment.text.clone(),
                });
            }
            continue;
        };
        let (tokens, stratum) = count(section, segment, ordinal, &mut hits);
        let place = *known.entry(section).or_insert_with(|| {
            sections.push(section.to_string());
            sections.len() - 1
        });
        records.push(Record { section: place as u32, ..record(stratum, ordinal, tokens, &hits) });
        if !rows {
            continue;
        }
        let mut themes: Vec<&str> = hits.iter().map(|hit| codebook.themes[hit.theme as usize].id.as_str()).collect();
        themes.dedup();
        breaks.push(segment.breaks().collect());
        messages.push(MessageRow {
            document: info.id.clone(),
            ordinal,
            message: message_id(&info.id, ordinal),
            period: opened.period.clone(),
            section: section.to_string(),
            kind: segment.kind.name().to_string(),
            tokens,
            themes: themes.join(";"),
            line: segment.line,
            text: segment.text.clone(),
        });
        hits.sort_by(|a, b| {
            let key = |hit: &Hit| (!hit.is_coded(), hit.start, codebook.themes[hit.theme as usize].id.as_str());
            key(a).cmp(&key(b))
        });
        hit_rows.extend(
            hits.iter().map(|hit| hit_row((info, opened.period), ordinal, &segment.text, hit, codebook, matcher)),
        );
    }
    let reading = &opened.reading;
    let facts = DocumentFacts {
        language_detected: opened.language.detected.unwrap_or_default().to_string(),
        encoding: reading.encoding.clone(),
        replacement_characters: reading.replacement_characters,
        pages: reading.pages,
        sha256: opened.sha256.clone(),
        sections: opened.segments.sections_with_messages() as u32,
        messages: records.len() as u32,
        tokens: records.iter().map(|record| record.tokens).sum(),
        tokens_not_analysed: not_analysed,
    };
    Evidence {
        facts,
        language: opened.language.clone(),
        choice: opened.segments.choice,
        messages,
        breaks,
        other,
        hits: hit_rows,
        records,
        sections,
    }
}

/// Words of a text that has no types: those with a letter.
fn count_words(text: &str, spans: &mut Vec<Span>) -> u64 {
    spans.clear();
    words(text, spans);
    let is_word = |span: &&Span| text[span.start as usize..span.end as usize].chars().any(char::is_alphabetic);
    spans.iter().filter(is_word).count() as u64
}

fn record(stratum: usize, ordinal: u32, tokens: u64, hits: &[Hit]) -> Record {
    let mut patterns: Vec<(u32, u32)> = hits.iter().map(|hit| (hit.theme, hit.pattern)).collect();
    patterns.sort_unstable();
    let runs = patterns.chunk_by(|a, b| a == b);
    let hits = runs.map(|run| PatternHits { theme: run[0].0, pattern: run[0].1, hits: run.len() as u64 }).collect();
    Record { ordinal, stratum, tokens, hits, ..Record::default() }
}

/// The row of one hit.
pub(crate) fn hit_row(
    (info, period): (&DocumentInfo, &Period),
    ordinal: u32,
    text: &str,
    hit: &Hit,
    codebook: &Codebook,
    matcher: &Matcher<'_>,
) -> HitRow {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let words = !hit.is_coded();
    let (left, right) = if words { context(text, start, end) } else { ("", "") };
    HitRow {
        document: info.id.clone(),
        ordinal,
        start: words.then_some(hit.start.into()),
        theme: codebook.themes[hit.theme as usize].id.clone(),
        message: message_id(&info.id, ordinal),
        period: period.clone(),
        pattern: matcher.pattern(hit.pattern).source.clone(),
        end: words.then_some(hit.end.into()),
        left: left.to_string(),
        r#match: text[start..end].to_string(),
        right: right.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_at_characters() {
        let text = format!("{}trust{}", "é".repeat(50), "ü".repeat(50));
        let (left, right) = context(&text, 100, 105);
        assert_eq!((left.chars().count(), right.chars().count()), (40, 40));
        assert_eq!(context("trust", 0, 5), ("", ""));
        assert_eq!(message_id("2012-berlin", 3), "2012-berlin#03");
    }
}
