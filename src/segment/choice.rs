//! Which unit a document is read by, and why.

use super::piece::{Piece, Rule};
use crate::config::Unit;
use crate::corpus::BlockKind;

/// What a document is made of, outside headings and skipped sections, and the unit that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The unit that was used; never `Auto`.
    pub unit: Unit,
    /// Whether the text decided it, and not the settings.
    pub auto: bool,
    /// Bullets, and list items of a file format.
    pub bullets: u64,
    /// Numbered and lettered points.
    pub numbered: u64,
    /// Paragraphs, and rows of tables.
    pub paragraphs: u64,
    /// Text in bullets and points, in bytes.
    pub item_bytes: u64,
    /// Text in paragraphs and rows, in bytes.
    pub paragraph_bytes: u64,
}

impl Choice {
    /// Chooses a unit for pieces. `skipped` says which of them stand in skipped sections. Bullets are the unit when at
    /// least a third of the text outside headings and skipped sections stands in them, paragraphs otherwise.
    pub(super) fn of(pieces: &[Piece], skipped: &[bool], wanted: Unit) -> Self {
        let mut choice = Self {
            unit: wanted,
            auto: wanted == Unit::Auto,
            bullets: 0,
            numbered: 0,
            paragraphs: 0,
            item_bytes: 0,
            paragraph_bytes: 0,
        };
        for (piece, _) in pieces.iter().zip(skipped).filter(|(_, skipped)| !**skipped) {
            let bytes = piece.text.len() as u64;
            match (piece.kind, piece.rule()) {
                (BlockKind::Item, Rule::Number | Rule::Letter) => choice.numbered += 1,
                (BlockKind::Item, Rule::Bullet | Rule::Format) => choice.bullets += 1,
                (BlockKind::Paragraph | BlockKind::Row, _) => choice.paragraphs += 1,
                _ => {}
            }
            match piece.kind {
                BlockKind::Item => choice.item_bytes += bytes,
                BlockKind::Paragraph | BlockKind::Row => choice.paragraph_bytes += bytes,
                BlockKind::Heading | BlockKind::Noise => {}
            }
        }
        if choice.auto {
            let all = choice.item_bytes + choice.paragraph_bytes;
            let bullets = choice.item_bytes > 0 && choice.item_bytes * 3 >= all;
            choice.unit = if bullets { Unit::Bullet } else { Unit::Paragraph };
        }
        choice
    }

    /// Why this unit, in words.
    pub fn reason(&self) -> String {
        if !self.auto {
            return "the settings say so".into();
        }
        let all = self.item_bytes + self.paragraph_bytes;
        // Rounded down, so that no share looks larger than the rule.
        let share = (self.item_bytes * 100).checked_div(all).unwrap_or(0);
        match (self.item_bytes, self.unit) {
            (0, _) => "no bullet and no numbered point stands in the text".into(),
            (_, Unit::Bullet) => {
                format!("bullets and numbered points hold {share} % of the text outside headings; a third is enough")
            }
            _ => {
                format!(
                    "bullets and numbered points hold only {share} % of the text outside headings; bullets need a third"
                )
            }
        }
    }
}
