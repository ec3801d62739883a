//! Which unit a document is read by, and why.

use super::heading::is_boilerplate;
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
    /// Text in paragraphs and rows, in bytes, without notes about the document and short lines that lead to a bullet.
    pub paragraph_bytes: u64,
    /// What of it stands between the first bullet or point and the last.
    pub between_bytes: u64,
}

/// The least share of the text in bullets that makes them alone the messages, in percent.
const OF_ALL: u64 = 70;
/// The least share of the text from the first bullet to the last, in percent.
const OF_LIST: u64 = 85;
/// Numbered points of so many bytes on average, about forty words, are paragraphs with numbers.
const LONG_POINT: u64 = 250;
/// Longest text that leads to a bullet and is none of its own, in words.
const LEAD_WORDS: usize = 30;

impl Choice {
    /// Chooses a unit for pieces. `skipped` says which of them stand in skipped sections; they and headings do not count.
    ///
    /// Bullets and paragraphs are both text, so both are messages: the unit is the paragraph, which a bullet is too. Bullets
    /// alone are it where the document is a list with something around it: they hold nearly all from the first of them to
    /// the last, and what stands before and behind is the smaller part by far. Paragraphs with numbers are no list.
    pub(super) fn of(pieces: &[Piece], skipped: &[bool], wanted: Unit) -> Self {
        let mut choice = Self {
            unit: wanted,
            auto: wanted == Unit::Auto,
            bullets: 0,
            numbered: 0,
            paragraphs: 0,
            item_bytes: 0,
            paragraph_bytes: 0,
            between_bytes: 0,
        };
        // Text in paragraphs since the last bullet.
        let mut since = 0;
        for (index, piece) in pieces.iter().enumerate().filter(|(index, _)| !skipped[*index]) {
            let bytes = piece.text.len() as u64;
            match (piece.kind, piece.rule()) {
                (BlockKind::Item, Rule::Number | Rule::Letter) => choice.numbered += 1,
                (BlockKind::Item, Rule::Bullet | Rule::Format) => choice.bullets += 1,
                (BlockKind::Paragraph | BlockKind::Row, _) => choice.paragraphs += 1,
                _ => {}
            }
            match piece.kind {
                BlockKind::Item => {
                    choice.between_bytes += if choice.item_bytes > 0 { since } else { 0 };
                    choice.item_bytes += bytes;
                    since = 0;
                }
                BlockKind::Paragraph if is_boilerplate(&piece.text) || leads(piece, pieces.get(index + 1)) => {}
                BlockKind::Paragraph | BlockKind::Row => {
                    choice.paragraph_bytes += bytes;
                    since += bytes;
                }
                BlockKind::Heading | BlockKind::Noise => {}
            }
        }
        if choice.auto {
            let list = choice.item_bytes > 0 && !choice.numbers_paragraphs();
            let bullets = list && choice.of_all() >= OF_ALL && choice.of_list() >= OF_LIST;
            choice.unit = if bullets { Unit::Bullet } else { Unit::Paragraph };
        }
        choice
    }

    /// Whether what has numbers are paragraphs.
    fn numbers_paragraphs(&self) -> bool {
        self.numbered > self.bullets && self.item_bytes >= LONG_POINT * (self.numbered + self.bullets)
    }

    /// The share of bullets and points in the text, in percent. Rounded down, so that no share looks larger than the rule.
    fn of_all(&self) -> u64 {
        percent(self.item_bytes, self.paragraph_bytes)
    }

    /// Their share in the text from the first of them to the last.
    fn of_list(&self) -> u64 {
        percent(self.item_bytes, self.between_bytes)
    }

    /// Why this unit, in words.
    pub fn reason(&self) -> String {
        if !self.auto {
            return "the settings say so".into();
        }
        let (of_all, of_list) = (self.of_all(), self.of_list());
        let hold = "bullets and numbered points hold";
        match (self.item_bytes, self.paragraph_bytes, self.unit) {
            (0, ..) => "no bullet and no numbered point stands in the text".into(),
            _ if self.numbers_paragraphs() => {
                "the numbered points are long enough to be paragraphs, so all paragraphs are messages".into()
            }
            (_, 0, _) => format!("{hold} all text outside headings"),
            (.., Unit::Bullet) => format!(
                "{hold} {of_all} % of the text outside headings, and {of_list} % from the first of them to the last; {OF_ALL} \
                 % and {OF_LIST} % are enough"
            ),
            _ if of_all < OF_ALL => format!(
                "{hold} only {of_all} % of the text outside headings, so paragraphs and bullets are both messages; bullets \
                 alone need {OF_ALL} %"
            ),
            _ => format!(
                "{hold} only {of_list} % of the text from the first of them to the last, so paragraphs and bullets are both \
                 messages; bullets alone need {OF_LIST} %"
            ),
        }
    }
}

/// The share of one part in it and another, in percent.
fn percent(part: u64, other: u64) -> u64 {
    (part * 100).checked_div(part + other).unwrap_or(0)
}

/// Whether a paragraph only leads to the bullet below it: short, and it ends in a colon.
fn leads(piece: &Piece, next: Option<&Piece>) -> bool {
    next.is_some_and(|next| next.kind == BlockKind::Item)
        && piece.text.ends_with([':', '：'])
        && piece.text.split_whitespace().nth(LEAD_WORDS).is_none()
}
