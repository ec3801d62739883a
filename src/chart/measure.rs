//! Widths of text, measured with the embedded font, and fitting text into a width.
//!
//! The embedded font (Inter) covers Latin, Greek and Cyrillic. Characters it lacks are measured with
//! a generous estimate, so a layout holds when a viewer fills them in from another font.

use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider, charmap::Charmap, metrics::GlyphMetrics};
use unicode_segmentation::UnicodeSegmentation;

/// Inter Regular, under the SIL Open Font License 1.1.
pub(super) const REGULAR: &[u8] = include_bytes!("font/Inter-Regular.ttf");
/// Inter SemiBold, under the same licence.
pub(super) const SEMI_BOLD: &[u8] = include_bytes!("font/Inter-SemiBold.ttf");

/// Weight of type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// 400.
    Regular,
    /// 600.
    SemiBold,
}

struct Face {
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f64,
}

impl Face {
    fn load(data: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(data).ok()?;
        let units_per_em = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        (units_per_em > 0.0).then(|| Self { charmap: font.charmap(), metrics, units_per_em })
    }

    fn advance(&self, c: char) -> Option<f64> {
        let glyph = self.charmap.map(c)?;
        Some(f64::from(self.metrics.advance_width(glyph)?) / self.units_per_em)
    }
}

static REGULAR_FACE: LazyLock<Option<Face>> = LazyLock::new(|| Face::load(REGULAR));
static SEMI_BOLD_FACE: LazyLock<Option<Face>> = LazyLock::new(|| Face::load(SEMI_BOLD));

/// Width of a text in points at a type size in points, without kerning.
pub(super) fn width(text: &str, weight: Weight, size: f64) -> f64 {
    let face = match weight {
        Weight::Regular => &*REGULAR_FACE,
        Weight::SemiBold => &*SEMI_BOLD_FACE,
    };
    let em: f64 = text
        .chars()
        .map(|c| face.as_ref().and_then(|face| face.advance(c)).unwrap_or_else(|| estimated_advance(c)))
        .sum();
    em * size
}

/// Whether the embedded font has the character. White space counts as covered.
pub(super) fn covers(c: char) -> bool {
    c.is_ascii() || c.is_whitespace() || REGULAR_FACE.as_ref().is_some_and(|face| face.advance(c).is_some())
}

/// Advance in ems of a character that the font lacks: one em from the Hangul Jamo on, where East
/// Asian scripts and emoji stand, else 0.75 em.
fn estimated_advance(c: char) -> f64 {
    if c >= '\u{1100}' { 1.0 } else { 0.75 }
}

/// Text that was fitted into a width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fitted {
    /// The lines, at least one.
    pub lines: Vec<String>,
    /// Whether the end is missing; the last line then ends with an ellipsis.
    pub shortened: bool,
}

/// Breaks a text into lines of at most `limit` points; what does not fit into `max_lines` is cut
/// with an ellipsis. Lines break at spaces, after hyphens and slashes, and within a word only when
/// the word alone is wider than a line.
pub(super) fn wrap(text: &str, weight: Weight, size: f64, limit: f64, max_lines: usize) -> Fitted {
    let fits = |line: &str| width(line.trim_end(), weight, size) <= limit;
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for piece in pieces(text) {
        if fits(&format!("{current}{piece}")) {
            current.push_str(piece);
        } else if fits(piece) {
            lines.push(std::mem::replace(&mut current, piece.to_string()));
        } else {
            for grapheme in piece.graphemes(true) {
                if !current.is_empty() && !fits(&format!("{current}{grapheme}")) {
                    lines.push(std::mem::take(&mut current));
                }
                current.push_str(grapheme);
            }
        }
    }
    lines.push(current);
    let max_lines = max_lines.max(1);
    let shortened = lines.len() > max_lines;
    if shortened {
        let rest = lines.split_off(max_lines - 1).concat();
        lines.push(cut(&rest, weight, size, limit));
    }
    Fitted { lines: lines.iter().map(|line| line.trim().to_string()).collect(), shortened }
}

/// Cuts a text that is too wide and ends it with an ellipsis.
fn cut(text: &str, weight: Weight, size: f64, limit: f64) -> String {
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        if width(&format!("{kept}{grapheme}…"), weight, size) > limit {
            break;
        }
        kept.push_str(grapheme);
    }
    format!("{}…", kept.trim_end())
}

/// The pieces between which a line may break; spaces stay at the end of a piece.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-', '/', '–', '—'])
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    #[test]
    fn both_faces_load_and_cover_greek_and_cyrillic() {
        for face in [&*REGULAR_FACE, &*SEMI_BOLD_FACE] {
            let face = face.as_ref().expect("the embedded font is readable");
            for c in "Ab9 έЖ–…−’".chars() {
                assert!(face.advance(c).is_some(), "{c}");
            }
        }
        assert!(width("WWW", Weight::Regular, 10.0) > 2.0 * width("iii", Weight::Regular, 10.0));
        assert!(width("theme", Weight::SemiBold, 10.0) > width("theme", Weight::Regular, 10.0));
        assert_eq!(width("网络安全", Weight::Regular, 10.0), 40.0);
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing() {
        let text = "Rights of children and young people in on-line/off-line environments, everywhere";
        let fitted = wrap(text, Weight::Regular, 8.0, 90.0, 20);
        assert!(!fitted.shortened && fitted.lines.len() > 2);
        assert!(fitted.lines.iter().all(|line| width(line, Weight::Regular, 8.0) <= 90.0));
        assert_eq!(fitted.lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_between_graphemes() {
        let fitted = wrap(&"e\u{301}".repeat(60), Weight::Regular, 8.0, 50.0, 99);
        assert!(fitted.lines.iter().all(|line| !line.starts_with('\u{301}')));
        assert!(fitted.lines.iter().all(|line| width(line, Weight::Regular, 8.0) <= 50.0));
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        let fitted = wrap(&"long name ".repeat(30), Weight::Regular, 8.0, 60.0, 2);
        assert!(fitted.shortened && fitted.lines.len() == 2 && fitted.lines[1].ends_with('…'));
        assert!(fitted.lines.iter().all(|line| width(line, Weight::Regular, 8.0) <= 60.0));
        assert_eq!(wrap("", Weight::Regular, 8.0, 60.0, 2).lines, [""]);
        assert_eq!(wrap("abc", Weight::Regular, 8.0, 0.0, 1).lines, ["…"]);
    }
}
