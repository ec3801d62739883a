//! Why each line of a document is what it is.

use super::Segmented;
use super::piece::{Rule, line_range};
use crate::config::{Kind, Unit};
use crate::corpus::{Content, Document};

/// A line of a document, or the part of it that stands in one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedLine {
    /// Line of the file, from 1.
    pub line: u64,
    /// The kind of the segment; `None` for a blank line.
    pub kind: Option<Kind>,
    /// Place of its message in the document, from 1; `None` where it stands in none.
    pub ordinal: Option<u32>,
    /// The rule that decided, in words.
    pub rule: String,
    /// The line as it stands in plain text. Where it holds several messages, the part of this one; in other formats the
    /// text without its marks.
    pub text: String,
}

/// The lines of a document in their order, each with the rule that decided. Plain text has its blank lines too; of other
/// formats a block of several lines may be one row.
pub fn explain(document: &Document, segmented: &Segmented) -> Vec<ExplainedLine> {
    let mut rows: Vec<ExplainedLine> = Vec::new();
    for segment in &segmented.segments {
        for (index, line) in segment.lines.iter().enumerate() {
            let text = segment.text[line_range(&segment.lines, index, segment.text.len())].trim().to_string();
            let rule = match because(segment.kind, segmented.choice.unit, segment.ordinal.is_some()) {
                Some(because) => format!("{}; {because}", line.rule.words()),
                None => line.rule.words().to_string(),
            };
            let row = ExplainedLine { line: line.line, kind: Some(segment.kind), ordinal: segment.ordinal, rule, text };
            rows.push(row);
        }
    }
    rows.sort_by_key(|row| row.line);
    if matches!(document.content, Content::Blocks(_)) {
        return rows;
    }
    let mut out = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    // Lines with one number, which editors show as one.
    for lines in document.lines().chunk_by(|a, b| a.number == b.number) {
        let (number, first) = (lines[0].number, out.len());
        while let Some(row) = rows.next_if(|row| row.line == number) {
            out.push(row);
        }
        let written: Vec<&str> = lines.iter().map(|line| line.text.trim()).filter(|line| !line.is_empty()).collect();
        match &mut out[first..] {
            [] => out.push(ExplainedLine {
                line: number,
                kind: None,
                ordinal: None,
                rule: Rule::Blank.words().to_string(),
                text: String::new(),
            }),
            all if all.len() == written.len() => {
                all.iter_mut().zip(written).for_each(|(row, line)| row.text = line.to_string());
            }
            _ => {}
        }
    }
    out
}

/// Why text is no message although it is neither heading nor noise.
fn because(kind: Kind, unit: Unit, analysed: bool) -> Option<&'static str> {
    match kind {
        Kind::Admin => Some("in a skipped section"),
        Kind::Intro => Some(match unit {
            Unit::Bullet => "outside bullets",
            Unit::Numbered => "outside numbered points",
            Unit::Turn => "before a speaker",
            Unit::Row => "outside rows",
            Unit::Regex => "before the first match",
            _ => return None,
        }),
        Kind::Message if !analysed => Some("not analysed by the settings"),
        Kind::Message | Kind::Heading | Kind::Boilerplate => None,
    }
}
