//! Blocks that a file format gives -> pieces.

use super::lines::pieces;
use super::marker::continues;
use super::piece::{Piece, Rule};
use crate::corpus::{Block, BlockKind};

/// Blocks of a file format as pieces; paragraphs may still hold bullets that the format does not know, and an item may
/// be broken by a page.
pub(super) fn structured(blocks: &[Block]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for block in blocks {
        if block.kind != BlockKind::Paragraph {
            let text = block.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let rule = if block.kind == BlockKind::Row { Rule::Row } else { Rule::Format };
            out.push(Piece::new(block.kind, text, block.line, rule));
            continue;
        }
        for part in pieces(&block.text, block.line) {
            match out.last_mut() {
                Some(last)
                    if last.kind == BlockKind::Item
                        && part.kind == BlockKind::Paragraph
                        && continues(&last.text, &part.text) =>
                {
                    last.absorb(&part.ruled(Rule::Continuation), " ");
                }
                _ => out.push(part),
            }
        }
    }
    out
}
