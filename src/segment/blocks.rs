//! Blocks that a file format gives -> pieces.

use super::layout::Layout;
use super::lines::pieces_of;
use super::marker::continues;
use super::piece::{Piece, Rule};
use crate::config::Unit;
use crate::corpus::{Block, BlockKind};

/// Blocks of a file format as pieces; paragraphs may still hold bullets that the format does not know, and an item may
/// be broken by a page. A row whose lines are plainly paragraphs is text like any other, unless rows are the unit.
pub(super) fn structured(blocks: &[Block], unit: Unit) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for block in blocks {
        if block.kind == BlockKind::Row && !matches!(unit, Unit::Row | Unit::Document) {
            let layout = Layout::of_cell(&block.text);
            if layout != Layout::Blank {
                out.extend(pieces_of(&block.text, block.line, layout));
                continue;
            }
        }
        if block.kind != BlockKind::Paragraph {
            let text = block.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let rule = if block.kind == BlockKind::Row { Rule::Row } else { Rule::Format };
            out.push(Piece::new(block.kind, text, block.line, rule));
            continue;
        }
        for part in pieces_of(&block.text, block.line, Layout::Blank) {
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
