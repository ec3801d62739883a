//! Blocks that a file format gives -> pieces.

use super::hyphens::{HYPHENS, Hyphens};
use super::layout::Layout;
use super::lines::{numbered, pieces_of};
use super::marker::continues;
use super::piece::{Piece, Rule};
use crate::config::Unit;
use crate::corpus::{Block, BlockKind, TextLine, lines};

/// Blocks of a file format as pieces; paragraphs may still hold bullets that the format does not know, and an item may
/// be broken by a page. A row whose lines are plainly paragraphs is text like any other, unless rows are the unit.
pub(super) fn structured(blocks: &[Block], unit: Unit, hyphens: &Hyphens<'_>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for block in blocks {
        if block.kind == BlockKind::Row && !matches!(unit, Unit::Row | Unit::Document) {
            let lines = lines_of(block);
            let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
            let layout = Layout::of_cell(&texts);
            if layout != Layout::Blank {
                out.extend(numbered(pieces_of(&texts, layout, hyphens), &lines));
                continue;
            }
        }
        if block.kind != BlockKind::Paragraph {
            let text = whole(block, hyphens);
            let rule = if block.kind == BlockKind::Row { Rule::Row } else { Rule::Format };
            out.push(Piece::new(block.kind, text, block.line, rule));
            continue;
        }
        let lines = lines_of(block);
        let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        for part in numbered(pieces_of(&texts, Layout::Blank, hyphens), &lines) {
            match out.last_mut() {
                Some(last)
                    if last.kind == BlockKind::Item
                        && part.kind == BlockKind::Paragraph
                        && continues(&last.text, &part.text) =>
                {
                    last.absorb(part, hyphens);
                }
                _ => out.push(part),
            }
        }
    }
    out
}

/// The lines of a block, with their numbers in the file.
pub(super) fn lines_of(block: &Block) -> Vec<TextLine<'_>> {
    lines(&block.text).map(|line| TextLine { number: block.line + line.number - 1, ..line }).collect()
}

/// The text of a block in one line.
fn whole(block: &Block, hyphens: &Hyphens<'_>) -> String {
    let lines = lines_of(block);
    if !lines.iter().any(|line| line.text.trim_end().ends_with(HYPHENS)) {
        return joined(&block.text);
    }
    let mut piece = Piece::new(block.kind, "", block.line, Rule::Format);
    for line in lines {
        let text = joined(line.text);
        if !text.is_empty() {
            piece.wrap(&text, line.number, hyphens);
        }
    }
    piece.text
}

/// Bytes that are looked at in one go.
const PLAIN: usize = 64;

/// Whether the bytes begin with so many signs of ASCII, with no more than one space between two of them and none at the end.
fn is_plain(bytes: &[u8]) -> bool {
    let Some(bytes) = bytes.first_chunk::<{ PLAIN + 1 }>() else { return false };
    let pairs = bytes[..PLAIN].iter().zip(&bytes[1..]);
    // No branch within, so that the compiler looks at many bytes at a time.
    let plain = |(a, b): (&u8, &u8)| (a.wrapping_sub(b'!') < 94) | ((*a == b' ') & (b.wrapping_sub(b'!') < 94));
    pairs.fold(true, |all, pair| all & plain(pair))
}

/// The text with one space in place of each stretch of white space, and none at its ends. What needs no change is copied in
/// one go.
fn joined(text: &str) -> String {
    let bytes = text.as_bytes();
    let visible = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    let mut out = String::with_capacity(text.len());
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        if at > start && is_plain(&bytes[at..]) {
            at += PLAIN;
            continue;
        }
        if visible(at) || (bytes[at] == b' ' && at > start && visible(at + 1)) {
            at += 1;
            continue;
        }
        let rest = &text[at..];
        let after = rest.trim_start();
        if after.len() == rest.len() {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        out.push_str(&text[start..at]);
        if !out.is_empty() && !after.is_empty() {
            out.push(' ');
        }
        at = text.len() - after.len();
        start = at;
    }
    out.push_str(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn white_space_is_one_space(text in "[a-cé \\t\\n\u{a0}\u{2003}\u{0}漢]{0,30}", plain in "([a-z.]{1,5} ){0,40}") {
            for text in [text.clone(), format!("{text}{plain}{text}"), format!("{plain}{text}{plain}")] {
                prop_assert_eq!(joined(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
}
