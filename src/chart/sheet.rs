//! The page around a chart: project, title, subtitle above; notes and source below.

use super::canvas::{Canvas, Document, Rect, Text, document};
use super::colour::Rgb;
use super::look::{self, LEADING, MARGIN, PAGE_WIDTH};
use super::measure::{Weight, wrap};
use super::{Context, Rendered, xml};
use crate::error::Result;

/// Space after the subtitle, before the notes, and after each part of the head.
const HEAD_GAP: f64 = 6.0;
const FOOT_GAP: f64 = 8.0;
const LINE_GAP: f64 = 1.5;

/// Everything on a page except the marks.
pub(super) struct Sheet<'a> {
    /// Title of the project, source line.
    pub context: &'a Context,
    /// File name without extension.
    pub name: String,
    /// What is seen, in which unit.
    pub title: String,
    /// Order, scale and how to read the marks.
    pub subtitle: String,
    /// Notes under the chart, each starting on a new line.
    pub notes: Vec<String>,
    /// The finding and the data in words.
    pub description: String,
}

/// A paragraph of the page.
struct Paragraph {
    lines: Vec<String>,
    size: f64,
    weight: Weight,
    colour: Rgb,
}

impl Paragraph {
    fn new(text: &str, size: f64, weight: Weight, colour: Rgb, max_lines: usize) -> Self {
        let text = xml::clean(text);
        let lines = if text.is_empty() { Vec::new() } else { wrap(&text, weight, size, body_width(), max_lines).lines };
        Self { lines, size, weight, colour }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * self.size * LEADING
    }

    /// Writes the lines and returns the y below them.
    fn write(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        for (index, line) in self.lines.iter().enumerate() {
            let baseline = top + self.size * (0.9 + index as f64 * LEADING);
            canvas.text(Text::new(line, MARGIN, baseline).face(self.size, self.weight).colour(self.colour));
        }
        top + self.height()
    }
}

/// Width inside the margins, in points.
pub(super) fn body_width() -> f64 {
    PAGE_WIDTH - 2.0 * MARGIN
}

impl Sheet<'_> {
    fn head(&self) -> [Paragraph; 3] {
        [
            Paragraph::new(&self.context.title, look::SMALL, Weight::Regular, look::MUTED, 2),
            Paragraph::new(&self.title, look::TITLE, Weight::SemiBold, look::INK, 4),
            Paragraph::new(&self.subtitle, look::SUBTITLE, Weight::Regular, look::MUTED, 6),
        ]
    }

    fn foot(&self) -> Vec<Paragraph> {
        let source = match self.context.source.trim() {
            "" => String::new(),
            source => format!("Source: {source}"),
        };
        let notes = self.notes.iter().map(String::as_str).chain([source.as_str()]);
        notes.map(|note| Paragraph::new(note, look::SMALL, Weight::Regular, look::MUTED, 8)).collect()
    }

    /// Height of the body that still fits a page of A4 with this head and foot, in points.
    pub(super) fn room(&self) -> f64 {
        let text = self.head().iter().chain(self.foot().iter()).map(Paragraph::height).sum::<f64>();
        look::PAGE_HEIGHT - text - 2.0 * MARGIN - 3.0 * LINE_GAP - HEAD_GAP - FOOT_GAP
    }

    /// Draws the page with a body of the given height.
    ///
    /// # Errors
    ///
    /// What `draw` returns, or an error of kind `Output` if plotters refuses to draw.
    pub(super) fn render(
        self,
        body_height: f64,
        draw: impl FnOnce(&mut Canvas<'_>, Rect) -> Result<()>,
    ) -> Result<Rendered> {
        let (head, foot) = (self.head(), self.foot());
        let top = MARGIN + head.iter().map(|part| part.height() + LINE_GAP).sum::<f64>() + HEAD_GAP;
        let foot_height = foot.iter().map(Paragraph::height).sum::<f64>();
        let height = top + body_height + FOOT_GAP + foot_height + MARGIN;
        let (title, description) = (xml::clean(&self.title), xml::clean(&self.description));
        let about = Document { name: &self.name, title: &title, description: &description, size: (PAGE_WIDTH, height) };
        let svg = document(&about, |canvas| {
            let mut y = MARGIN;
            for paragraph in &head {
                y = paragraph.write(canvas, y) + LINE_GAP;
            }
            let mut y = top + body_height + FOOT_GAP;
            for paragraph in &foot {
                y = paragraph.write(canvas, y);
            }
            draw(canvas, Rect { x: MARGIN, y: top, w: body_width(), h: body_height })
        })?;
        Ok(Rendered { name: self.name, title, description, svg })
    }

    /// A page that says that there is nothing to draw.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn no_data(mut self, why: &str) -> Result<Rendered> {
        self.subtitle.clear();
        self.notes.clear();
        self.description = format!("No data: {why}");
        let text = self.description.clone();
        self.render(40.0, |canvas, body| {
            let lines = wrap(&text, Weight::Regular, look::NAME, body.w, 2).lines;
            for (index, line) in lines.into_iter().enumerate() {
                let y = body.y + 16.0 + index as f64 * look::NAME * LEADING;
                canvas.text(Text::new(line, body.x, y).face(look::NAME, Weight::Regular));
            }
            Ok(())
        })
    }
}
