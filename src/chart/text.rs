//! One line of text as SVG: size, weight, colour, anchor and direction.

use std::fmt::Write as _;

use super::colour::Rgb;
use super::geometry::{Rect, tenths};
use super::measure::Weight;
use super::style::Style;
use super::xml;

/// Attributes of text that runs from right to left.
pub(super) const RIGHT_TO_LEFT: &str = " direction=\"rtl\" unicode-bidi=\"embed\"";

/// Which point of a text stands at its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// What is written.
    pub content: String,
    /// Anchor point, in points.
    pub x: f64,
    /// Baseline, in points.
    pub y: f64,
    /// Type size in points.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub colour: Rgb,
    /// Which end stands at `x`.
    pub anchor: Anchor,
    /// Whether a thin outline in the colour of the paper keeps lines off the letters.
    pub halo: bool,
    /// The whole text where `content` is shortened; viewers show it as a tooltip.
    pub whole: Option<String>,
}

impl Text {
    /// Small regular text in ink that starts at a point.
    pub(super) fn new(style: &Style, content: impl Into<String>, x: f64, y: f64) -> Self {
        Self {
            content: content.into(),
            x,
            y,
            size: style.sizes.small,
            weight: Weight::Regular,
            colour: style.colours.ink,
            anchor: Anchor::Start,
            halo: false,
            whole: None,
        }
    }

    /// Small regular text in the colour of secondary text that starts at a point.
    pub(super) fn quiet(style: &Style, content: impl Into<String>, x: f64, y: f64) -> Self {
        Self::new(style, content, x, y).colour(style.colours.muted)
    }

    /// Sets size and weight.
    pub(super) fn face(mut self, size: f64, weight: Weight) -> Self {
        self.size = size;
        self.weight = weight;
        self
    }

    /// Sets the colour.
    pub(super) fn colour(mut self, colour: Rgb) -> Self {
        self.colour = colour;
        self
    }

    /// Sets the anchor.
    pub(super) fn anchor(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// Moves text that runs from right to left to the right edge of its column.
    pub(super) fn aligned(mut self, column: Rect) -> Self {
        if self.anchor == Anchor::Start && xml::right_to_left(&self.content) {
            (self.x, self.anchor) = (column.right(), Anchor::End);
        }
        self
    }

    /// Keeps lines off the letters with an outline in the colour of the paper.
    pub(super) fn halo(mut self) -> Self {
        self.halo = true;
        self
    }

    /// Writes the text as an SVG element, on a line of its own. `paper` is the colour of the outline.
    ///
    /// Text that begins with a word from right to left gets that direction as a whole. Its start is then at the right,
    /// so the anchor changes sides: `Start` is the left end of any text.
    pub(super) fn write(&self, out: &mut String, paper: Rgb) {
        let right_to_left = xml::right_to_left(&self.content);
        let anchor = match (self.anchor, right_to_left) {
            (Anchor::Start, false) | (Anchor::End, true) => "",
            (Anchor::Middle, _) => " text-anchor=\"middle\"",
            (Anchor::End, false) | (Anchor::Start, true) => " text-anchor=\"end\"",
        };
        let direction = if right_to_left { RIGHT_TO_LEFT } else { "" };
        let weight = if self.weight == Weight::SemiBold { " font-weight=\"600\"" } else { "" };
        let halo = if self.halo {
            format!(" stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\" paint-order=\"stroke\"", paper.hex())
        } else {
            String::new()
        };
        let whole = self.whole.as_deref().map(|w| format!("<title>{}</title>", xml::escape(w))).unwrap_or_default();
        let (x, y, size) = (tenths(self.x), tenths(self.y), tenths(self.size));
        let (fill, content) = (self.colour.hex(), xml::escape(&self.content));
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor}{direction} fill=\"{fill}\"{halo}>{whole}{content}</text>"
        );
    }
}
