//! Pieces -> segments: what is a message by the unit, and what of it is joined or split.

use super::abbreviations::Abbreviations;
use super::choice::Choice;
use super::heading::{heading_name, is_boilerplate};
use super::piece::{Line, Piece, Rule, absorb};
use super::sentences::sentences;
use super::{Segment, Segmented};
use crate::config::{Kind, Unit};
use crate::corpus::BlockKind;

/// The segments of a document. `skipped` says which pieces stand in skipped sections. A message without a word is none,
/// unless there is no other.
pub(crate) fn assemble(
    pieces: Vec<Piece>,
    skipped: &[bool],
    choice: Choice,
    abbreviations: &Abbreviations,
) -> Segmented {
    let mut out = Segmented { sections: Vec::new(), segments: Vec::with_capacity(pieces.len()), choice };
    for (piece, &skipped) in pieces.into_iter().zip(skipped) {
        let kind = match piece.kind {
            BlockKind::Heading => {
                out.sections.push(heading_name(&piece.text).to_string());
                // A whole document has its headings.
                if choice.unit == Unit::Document && !skipped { Kind::Message } else { Kind::Heading }
            }
            BlockKind::Noise => Kind::Boilerplate,
            BlockKind::Paragraph if is_boilerplate(&piece.text) => Kind::Boilerplate,
            _ if skipped => Kind::Admin,
            _ if is_message(&piece, choice.unit) => Kind::Message,
            _ => Kind::Intro,
        };
        let section = match &piece.section {
            Some(name) => Some(section_of(&mut out.sections, name)),
            None => out.sections.len().checked_sub(1),
        };
        if choice.unit == Unit::Sentence && kind == Kind::Message {
            split(&mut out.segments, &piece, section, abbreviations);
        } else {
            let line = piece.line();
            out.segments.push(Segment { kind, section, line, text: piece.text, lines: piece.lines, ordinal: None });
        }
    }
    leave_out_wordless(&mut out.segments);
    match choice.unit {
        Unit::Document => join(&mut out, |_| None),
        Unit::Section => join(&mut out, |segment| segment.section),
        _ => {}
    }
    out
}

/// Messages without a letter are none, unless there are no others.
fn leave_out_wordless(segments: &mut [Segment]) {
    let wordless = |segment: &Segment| !segment.text.contains(char::is_alphabetic);
    if segments.iter().all(|segment| segment.kind != Kind::Message || wordless(segment)) {
        return;
    }
    for segment in segments.iter_mut().filter(|segment| segment.kind == Kind::Message && wordless(segment)) {
        segment.kind = Kind::Boilerplate;
        segment.lines.iter_mut().for_each(|line| line.rule = Rule::NoWord);
    }
}

fn is_message(piece: &Piece, unit: Unit) -> bool {
    match unit {
        Unit::Bullet | Unit::Turn | Unit::Regex => piece.kind == BlockKind::Item,
        Unit::Numbered => {
            piece.kind == BlockKind::Item && matches!(piece.rule(), Rule::Number | Rule::Letter | Rule::Format)
        }
        Unit::Row => piece.kind == BlockKind::Row,
        Unit::Auto | Unit::Section | Unit::Paragraph | Unit::Sentence | Unit::Document => true,
    }
}

/// The place of a section that a message names itself: the last one of that name, or a new one.
fn section_of(sections: &mut Vec<String>, name: &str) -> usize {
    sections.iter().rposition(|known| known == name).unwrap_or_else(|| {
        sections.push(name.to_string());
        sections.len() - 1
    })
}

/// Adds the sentences of a piece, each on the line on which it begins.
fn split(out: &mut Vec<Segment>, piece: &Piece, section: Option<usize>, abbreviations: &Abbreviations) {
    let mut first = 0;
    for range in sentences(&piece.text, abbreviations) {
        // The line on which the sentence begins, and those that begin within it.
        while range.start > 0 && piece.lines.get(first + 1).is_some_and(|next| next.start <= range.start) {
            first += 1;
        }
        let within = piece.lines[first..].iter().take_while(|line| line.start < range.end);
        let lines: Vec<Line> = within
            .enumerate()
            .map(|(index, line)| Line {
                start: line.start.saturating_sub(range.start),
                rule: if index == 0 && range.start > 0 { Rule::Sentence } else { line.rule },
                ..*line
            })
            .collect();
        let (line, text) =
            (lines.first().map_or_else(|| piece.line(), |line| line.line), piece.text[range].to_string());
        out.push(Segment { kind: Kind::Message, section, line, text, lines, ordinal: None });
    }
}

/// Joins messages with the same key that follow each other, on the line of the first; other text may stand between.
fn join(segmented: &mut Segmented, key: impl Fn(&Segment) -> Option<usize>) {
    let mut out: Vec<Segment> = Vec::with_capacity(segmented.segments.len());
    let mut open: Option<usize> = None;
    for mut segment in segmented.segments.drain(..) {
        if segment.kind != Kind::Message {
            out.push(segment);
            continue;
        }
        segment.section = key(&segment);
        if let Some(last) = open.map(|place| &mut out[place]).filter(|last| last.section == segment.section) {
            absorb((&mut last.text, &mut last.lines), (&segment.text, &segment.lines), "\n");
        } else {
            open = Some(out.len());
            out.push(segment);
        }
    }
    segmented.segments = out;
}
