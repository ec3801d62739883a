//! The drawing surface: plotters draws the marks, text is written as real SVG text on top.
//!
//! plotters counts in whole pixels. Its canvas is therefore ten times as fine as the page, so one
//! pixel is a tenth of a point. Text is placed by its baseline, with widths from the embedded font,
//! and so is known exactly to the layout.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::{Shift, cartesian::Cartesian2d, types::RangedCoordf64};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle};
use plotters::prelude::SVGBackend;
use plotters::style::{Color as _, ShapeStyle};

use super::colour::{Rgb, plotters};
use super::design::Design;
use super::geometry::{PIXELS_PER_POINT, Point, Rect, pixels, tenths};
use super::light::light;
use super::style::{Dash, Marker, SeriesLook, Style};
use super::text::Text;
use super::xml;
use crate::error::{Error, ErrorKind, Result};

/// A plot with numeric axes inside the canvas.
pub(super) type Plot<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The surface a chart draws on. All lengths are in points from the upper left corner of the page.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    texts: Vec<Text>,
    /// The style of the chart.
    pub style: &'a Style,
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
        self.area.draw(&Rectangle::new(corners, plotters(colour).filled())).map_err(failed)
    }

    /// Draws a line through points.
    pub(super) fn line(&self, points: &[Point], width: f64, colour: Rgb, dash: Dash) -> Result<()> {
        let points: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (pixels(x), pixels(y))).collect();
        let drawn = match dash {
            None => self.area.draw(&PathElement::new(points, stroke(colour, width))),
            Some((line, space)) => {
                self.area.draw(&DashedPathElement::new(points, pixels(line), pixels(space), stroke(colour, width)))
            }
        };
        drawn.map_err(failed)
    }

    /// Fills an area between points.
    pub(super) fn polygon(&self, points: &[Point], colour: Rgb) -> Result<()> {
        let points: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (pixels(x), pixels(y))).collect();
        self.area.draw(&Polygon::new(points, plotters(colour).filled())).map_err(failed)
    }

    /// Fills a circle.
    pub(super) fn dot(&self, (x, y): Point, radius: f64, colour: Rgb) -> Result<()> {
        let circle = Circle::new((pixels(x), pixels(y)), pixels(radius), plotters(colour).filled());
        self.area.draw(&circle).map_err(failed)
    }

    /// Draws the mark of a series.
    pub(super) fn marker(&self, (x, y): Point, radius: f64, look: &SeriesLook) -> Result<()> {
        let shape = |r: f64| {
            match look.marker {
                Marker::Circle => Vec::new(),
                // As large in area as the circle.
                Marker::Square => [(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)].to_vec(),
                Marker::Triangle => [(0.0, -1.45), (1.25, 0.85), (-1.25, 0.85)].to_vec(),
                Marker::Diamond => [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)].to_vec(),
            }
            .into_iter()
            .map(|(dx, dy): (f64, f64)| (x + r * dx, y + r * dy))
            .collect::<Vec<Point>>()
        };
        let draw = |r: f64, colour: Rgb| match look.marker {
            Marker::Circle => self.dot((x, y), r, colour),
            _ => self.polygon(&shape(r), colour),
        };
        draw(radius, look.colour)?;
        if look.hollow { draw(0.55 * radius, self.style.colours.paper) } else { Ok(()) }
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

/// A line of plotters, with its width in points.
pub(super) fn stroke(colour: Rgb, width: f64) -> ShapeStyle {
    plotters(colour).stroke_width(pixels(width).max(1) as u32)
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
    /// Style and fonts.
    pub design: &'a Design,
}

/// Draws a whole SVG document: background, marks, then text.
///
/// # Errors
///
/// An error of kind `Output` if plotters refuses to draw.
pub(super) fn document(document: &Document<'_>, draw: &mut dyn FnMut(&mut Canvas<'_>) -> Result<()>) -> Result<String> {
    let style = &document.design.style;
    let (w, h) = document.size;
    let mut drawn = String::new();
    let texts = {
        let backend = SVGBackend::with_string(&mut drawn, (pixels(w).max(1) as u32, pixels(h).max(1) as u32));
        let mut canvas = Canvas { area: backend.into_drawing_area(), texts: Vec::new(), style };
        draw(&mut canvas)?;
        canvas.area.present().map_err(failed)?;
        canvas.texts
    };
    // Only the marks are taken from plotters; the document around them is written here.
    let marks = drawn.split_once(">\n").map_or("", |(_, rest)| rest);
    let marks = light(marks.strip_suffix("</svg>\n").unwrap_or(marks));

    let (width, height, id) = (tenths(w), tenths(h), xml::escape(document.name));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n\
         <g transform=\"scale(0.1)\">\n{marks}</g>\n\
         <g font-family=\"{}\">\n",
        xml::escape(document.title),
        xml::escape(document.description),
        style.colours.paper.hex(),
        xml::escape(&document.design.fonts.families()).replace("&apos;", "'"),
    );
    for text in &texts {
        text.write(&mut svg, style.colours.paper);
    }
    svg.push_str("</g>\n</svg>\n");
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_names_and_describes_itself() {
        let design = &Design::built_in(crate::config::StyleName::Screen);
        let about = Document { name: "n", title: "a < b", description: "c & \u{1}", size: (100.0, 50.0), design };
        let svg = document(&about, &mut |canvas| {
            canvas.fill(Rect { x: 1.0, y: 2.0, w: 3.5, h: 4.0 }, design.style.colours.ink)?;
            canvas.text(Text::new(&design.style, "<script>", 5.0, 9.0));
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
