//! The drawing surface: plotters draws the marks, text is written as real SVG text on top.
//!
//! plotters counts in whole pixels. Its canvas is therefore ten times as fine as the page, so one
//! pixel is a tenth of a point. Text is placed by its baseline, with widths from the embedded font,
//! and so is known exactly to the layout.

use std::fmt::Write as _;

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::{Shift, cartesian::Cartesian2d, types::RangedCoordf64};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::Rectangle;
use plotters::prelude::SVGBackend;
use plotters::style::Color as _;

use super::colour::Rgb;
use super::measure::Weight;
use super::{look, xml};
use crate::error::{Error, ErrorKind, Result};

/// Pixels of the plotters canvas in a point.
const PIXELS_PER_POINT: f64 = 10.0;

/// A rectangle in points, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Right edge.
    pub(super) fn right(self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub(super) fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Whether two rectangles share an area.
    pub(super) fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether another rectangle lies within this one.
    pub(super) fn contains(self, other: Rect) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }
}

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
    pub(super) fn new(content: impl Into<String>, x: f64, y: f64) -> Self {
        Self {
            content: content.into(),
            x,
            y,
            size: look::SMALL,
            weight: Weight::Regular,
            colour: look::INK,
            anchor: Anchor::Start,
            halo: false,
            whole: None,
        }
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

    fn write(&self, out: &mut String) {
        let anchor = match self.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if self.weight == Weight::SemiBold { " font-weight=\"600\"" } else { "" };
        let halo = if self.halo {
            format!(
                " stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                look::PAPER.hex()
            )
        } else {
            String::new()
        };
        let whole = self.whole.as_deref().map(|w| format!("<title>{}</title>", xml::escape(w))).unwrap_or_default();
        let (x, y, size) = (tenths(self.x), tenths(self.y), tenths(self.size));
        let (fill, content) = (self.colour.hex(), xml::escape(&self.content));
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} fill=\"{fill}\"{halo}>{whole}{content}</text>"
        );
    }
}

/// Pixels of the plotters canvas for a length in points.
pub(super) fn pixels(points: f64) -> i32 {
    (points * PIXELS_PER_POINT).round() as i32
}

/// A length written in points with at most one decimal, made from a whole number of tenths.
pub(super) fn tenths(points: f64) -> String {
    let tenths = pixels(points);
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

/// A plot with numeric axes inside the canvas.
pub(super) type Plot<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The surface a chart draws on.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    texts: Vec<Text>,
}

impl<'a> Canvas<'a> {
    /// Adds a line of text.
    pub(super) fn text(&mut self, text: Text) {
        if !text.content.is_empty() {
            self.texts.push(text);
        }
    }

    /// Fills a rectangle.
    pub(super) fn fill(&self, rect: Rect, colour: Rgb) -> Result<()> {
        let corners = [(pixels(rect.x), pixels(rect.y)), (pixels(rect.right()), pixels(rect.bottom()))];
        self.area.draw(&Rectangle::new(corners, colour.plotters().filled())).map_err(failed)
    }

    /// Makes a plot whose axes run over the given ranges and whose edges are those of `rect`.
    pub(super) fn plot(&self, rect: Rect, x: (f64, f64), y: (f64, f64)) -> Result<Plot<'a>> {
        let corner = (pixels(rect.x), pixels(rect.y));
        let size = (pixels(rect.w).max(1) as u32, pixels(rect.h).max(1) as u32);
        let area = self.area.clone().shrink(corner, size);
        ChartBuilder::on(&area).build_cartesian_2d(x.0..x.1, y.0..y.1).map_err(failed)
    }
}

/// Where a point of a plot lies on the page, in points.
pub(super) fn on_page(plot: &Plot<'_>, point: (f64, f64)) -> (f64, f64) {
    let (x, y) = plot.backend_coord(&point);
    (f64::from(x) / PIXELS_PER_POINT, f64::from(y) / PIXELS_PER_POINT)
}

/// Turns an error of plotters into one of the library.
pub(super) fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Output, format!("cannot draw the chart: {error}"))
}

/// Names and describes an SVG document.
pub(super) struct Document<'a> {
    /// Short name, used for the ids of title and description.
    pub name: &'a str,
    /// Text of `<title>`.
    pub title: &'a str,
    /// Text of `<desc>`.
    pub description: &'a str,
    /// Width and height in points.
    pub size: (f64, f64),
}

/// Draws a whole SVG document: background, marks, then text.
///
/// # Errors
///
/// An error of kind `Output` if plotters refuses to draw.
pub(super) fn document(document: &Document<'_>, draw: impl FnOnce(&mut Canvas<'_>) -> Result<()>) -> Result<String> {
    let (w, h) = document.size;
    let mut drawn = String::new();
    let texts = {
        let backend = SVGBackend::with_string(&mut drawn, (pixels(w).max(1) as u32, pixels(h).max(1) as u32));
        let mut canvas = Canvas { area: backend.into_drawing_area(), texts: Vec::new() };
        draw(&mut canvas)?;
        canvas.area.present().map_err(failed)?;
        canvas.texts
    };
    // Only the marks are taken from plotters; the document around them is written here.
    let marks = drawn.split_once(">\n").map_or("", |(_, rest)| rest);
    let marks = marks.strip_suffix("</svg>\n").unwrap_or(marks);

    let (width, height, id) = (tenths(w), tenths(h), xml::escape(document.name));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n\
         <g transform=\"scale(0.1)\">\n{marks}</g>\n\
         <g font-family=\"Inter, 'Helvetica Neue', Arial, sans-serif\">\n",
        xml::escape(document.title),
        xml::escape(document.description),
        look::PAPER.hex(),
    );
    for text in &texts {
        text.write(&mut svg);
    }
    svg.push_str("</g>\n</svg>\n");
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_written_from_whole_tenths() {
        assert_eq!(tenths(12.0), "12");
        assert_eq!(tenths(12.34), "12.3");
        assert_eq!(tenths(-0.25), "-0.3");
        assert_eq!(tenths(0.04), "0");
    }

    #[test]
    fn a_document_names_and_describes_itself() {
        let about = Document { name: "n", title: "a < b", description: "c & \u{1}", size: (100.0, 50.0) };
        let svg = document(&about, |canvas| {
            canvas.fill(Rect { x: 1.0, y: 2.0, w: 3.5, h: 4.0 }, look::INK)?;
            canvas.text(Text::new("<script>", 5.0, 9.0));
            Ok(())
        })
        .unwrap();
        assert!(svg.contains("<title id=\"n-title\">a &lt; b</title>"));
        assert!(svg.contains("<desc id=\"n-desc\">c &amp; □</desc>"));
        assert!(svg.contains("x=\"10\" y=\"20\" width=\"35\" height=\"40\""));
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"));
        assert_eq!(svg.matches("<svg").count(), 1);
        assert_eq!(svg.matches("</svg>").count(), 1);
    }
}
