//! The page around a chart: project, title, subtitle above; notes, source and house line below.

use super::canvas::{Canvas, Document, document};
use super::colour::Rgb;
use super::design::{Design, Page, Titles, millimetres};
use super::geometry::Rect;
use super::measure::Weight;
use super::style::LEADING;
use super::text::Text;
use super::{Context, Rendered, xml};
use crate::error::{Error, ErrorKind, Result};

/// Space after the subtitle, before the notes, and after each part of the head, beside type of 7 pt.
const HEAD_GAP: f64 = 6.0;
const FOOT_GAP: f64 = 8.0;
const LINE_GAP: f64 = 1.5;
/// Lines of a title in its usual size; a longer one has this part of it.
const TITLE_LINES: usize = 3;
const LONG_TITLE: f64 = 0.8;

/// The number of a page, from 1, and of all pages.
pub(super) type Part = (usize, usize);

/// A part with a long name, to measure how much room any page leaves.
pub(super) const ANY_PART: Option<Part> = Some((88, 88));

/// Everything on a page except the marks.
#[derive(Clone)]
pub(super) struct Sheet<'a> {
    /// Title of the project, source line, design.
    pub context: &'a Context,
    /// File name without extension.
    pub name: String,
    /// What is seen, in which unit.
    pub title: String,
    /// What tells this chart from others of its kind, such as a period; else empty. Stands behind a title that the user gave.
    pub part: String,
    /// Order, scale and how to read the marks.
    pub subtitle: String,
    /// What threatens the reading, such as documents that are unlike. Stands first under the chart, in the colour of text,
    /// whatever the title.
    pub caution: Option<String>,
    /// Notes under the chart, each starting on a new line.
    pub notes: Vec<String>,
    /// The finding and the data in words.
    pub description: String,
    /// The data drawn, as CSV; see [`crate::table::csv`].
    pub data: Vec<u8>,
}

/// A paragraph of the page.
struct Paragraph {
    lines: Vec<String>,
    size: f64,
    weight: Weight,
    colour: Rgb,
}

impl Paragraph {
    fn new(design: &Design, text: &str, size: f64, weight: Weight, colour: Rgb, max_lines: usize) -> Self {
        let text = xml::clean(text);
        let lines = if text.is_empty() {
            Vec::new()
        } else {
            design.wrap(&text, weight, size, design.body_width(), max_lines).lines
        };
        Self { lines, size, weight, colour }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * self.size * LEADING
    }

    /// Writes the lines and returns the y below them. Text from right to left stands at the right.
    fn write(&self, canvas: &mut Canvas<'_>, body: Rect, top: f64) -> f64 {
        for (index, line) in self.lines.iter().enumerate() {
            let baseline = top + self.size * (0.9 + index as f64 * LEADING);
            let text = Text::new(canvas.style, line, body.x, baseline).face(self.size, self.weight).colour(self.colour);
            canvas.text(text.aligned(body));
        }
        top + self.height()
    }
}

impl<'a> Sheet<'a> {
    /// A page with a name and a title; all else is empty.
    pub(super) fn new(context: &'a Context, name: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            context,
            name: name.into(),
            title: title.into(),
            part: String::new(),
            subtitle: String::new(),
            caution: None,
            notes: Vec::new(),
            description: String::new(),
            data: Vec::new(),
        }
    }

    /// The same page as one of several: its number stands in name and title.
    pub(super) fn numbered(mut self, part: Option<Part>) -> Self {
        if let Some((page, pages)) = part {
            self.part = format!("{page}\u{A0}of\u{A0}{pages}");
            self.title = format!("{}, part {}", self.title, self.part);
            self.name = format!("{}_{page}", self.name);
        }
        self
    }

    /// The title: the one that the user gave, else the chart's own.
    fn shown_title(&self) -> String {
        match &self.context.design.titles {
            Titles::Given(title) if self.part.is_empty() => xml::clean(title),
            Titles::Given(title) => xml::clean(&format!("{title}: {}", self.part)),
            _ => xml::clean(&self.title),
        }
    }

    fn head(&self) -> Vec<Paragraph> {
        let design = &self.context.design;
        let (sizes, colours) = (&design.style.sizes, &design.style.colours);
        let title = self.shown_title();
        let titled =
            |size: f64, lines: usize| Paragraph::new(design, &title, size, Weight::SemiBold, colours.ink, lines);
        let mut large = titled(sizes.title, TITLE_LINES + 1);
        if large.lines.len() > TITLE_LINES {
            large = titled((LONG_TITLE * sizes.title).max(sizes.subtitle), 2 * TITLE_LINES);
        }
        let mut head = vec![
            Paragraph::new(design, &self.context.title, sizes.small, Weight::Regular, colours.muted, 2),
            large,
            Paragraph::new(design, &self.subtitle, sizes.subtitle, Weight::Regular, colours.muted, 8),
        ];
        if design.titles == Titles::Hidden {
            head.drain(..2);
        }
        head.retain(|paragraph| !paragraph.lines.is_empty());
        head
    }

    fn foot(&self) -> Vec<Paragraph> {
        let design = &self.context.design;
        let (small, colours) = (design.style.sizes.small, &design.style.colours);
        let source = match self.context.source.trim() {
            "" => String::new(),
            source => format!("Source: {source}"),
        };
        let caution = self.caution.iter().map(|caution| (caution.as_str(), colours.ink));
        let notes = self.notes.iter().map(String::as_str).chain([source.as_str()]).map(|note| (note, colours.muted));
        let mut foot: Vec<Paragraph> = caution
            .chain(notes)
            .map(|(note, colour)| Paragraph::new(design, note, small, Weight::Regular, colour, 8))
            .collect();
        foot.push(Paragraph::new(design, &design.style.logo_line, small, Weight::SemiBold, colours.ink, 2));
        foot
    }

    /// Height of all but the body.
    fn around(&self) -> f64 {
        let style = &self.context.design.style;
        let (head, foot) = (self.head(), self.foot());
        let text = head.iter().chain(&foot).map(Paragraph::height).sum::<f64>();
        text + 2.0 * style.margin + style.length(head.len() as f64 * LINE_GAP + HEAD_GAP + FOOT_GAP)
    }

    /// Height of the body that still fits the page with this head and foot, in points. Where the page has no height of its
    /// own it is a page of A4, and a body may be higher.
    pub(super) fn room(&self) -> f64 {
        self.context.design.page.height.unwrap_or(Page::USUAL_HEIGHT) - self.around()
    }

    /// Whether a body of this height fits.
    ///
    /// # Errors
    ///
    /// An error of kind `Usage` if it is higher than the room on a page of fixed height.
    pub(super) fn fits(&self, body_height: f64) -> Result<()> {
        let excess = body_height - self.room();
        if self.context.design.page.height.is_some() && excess > 0.05 { Err(self.too_high(excess)) } else { Ok(()) }
    }

    /// Draws the page with a body of the given height. Where the page has a height of its own, the body gets all of its
    /// room.
    ///
    /// # Errors
    ///
    /// What `draw` returns; an error of kind `Output` if plotters refuses to draw; an error of kind `Usage` if the body is
    /// higher than the room on a page of fixed height.
    pub(super) fn render(
        self,
        body_height: f64,
        mut draw: impl FnMut(&mut Canvas<'_>, Rect) -> Result<()>,
    ) -> Result<Rendered> {
        self.rendered(body_height, &mut draw)
    }

    fn rendered(self, body_height: f64, draw: &mut dyn FnMut(&mut Canvas<'_>, Rect) -> Result<()>) -> Result<Rendered> {
        let design = &self.context.design;
        let style = &design.style;
        self.fits(body_height)?;
        let room = self.room();
        let body_height = if design.page.height.is_some() { room } else { body_height };
        let height = design.page.height.unwrap_or(self.around() + body_height);
        let (head, foot) = (self.head(), self.foot());
        let body = |y: f64, h: f64| Rect { x: style.margin, y, w: design.body_width(), h };
        let said = format!("{} {}", self.description, self.caution.as_deref().unwrap_or_default());
        let (title, description) = (self.shown_title(), xml::clean(&said));
        let size = (design.page.width, height);
        let about = Document { name: &self.name, title: &title, description: &description, size, design };
        let svg = document(&about, &mut |canvas| {
            let page = body(0.0, height);
            let mut y = style.margin;
            for paragraph in &head {
                y = paragraph.write(canvas, page, y) + style.length(LINE_GAP);
            }
            let top = y + style.length(HEAD_GAP);
            let mut y = top + body_height + style.length(FOOT_GAP);
            for paragraph in &foot {
                y = paragraph.write(canvas, page, y);
            }
            draw(canvas, body(top, body_height))
        })?;
        Ok(Rendered { name: self.name, title, description, svg, data: self.data, warnings: Vec::new() })
    }

    /// That the body is higher than the room of a page, by this many points.
    pub(super) fn too_high(&self, excess: f64) -> Error {
        let page = self.context.design.page;
        let height = page.height.unwrap_or_default();
        let shown = |points: f64| format!("{:.0}", millimetres(points));
        let enough = (millimetres(height + excess) + 0.5).ceil();
        Error::new(
            ErrorKind::Usage,
            format!(
                "the chart {} does not fit a page of {} x {} mm in type of {} pt",
                self.name,
                shown(page.width),
                shown(height),
                self.context.design.style.sizes.small
            ),
        )
        .hint(format!(
            "{} x {enough:.0} mm would do; without a height the page grows; fewer themes need less room",
            shown(page.width)
        ))
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
        self.says(&format!("No data: {why}"))
    }

    /// A page with a text in place of marks.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn says(self, text: &str) -> Result<Rendered> {
        let design = &self.context.design;
        let size = design.style.sizes.name;
        let lines = design.wrap(text, Weight::Regular, size, design.body_width(), 6).lines;
        let height = (lines.len() as f64 * LEADING + 1.0) * size + design.style.length(16.0);
        self.render(height, |canvas, body| {
            for (index, line) in lines.iter().enumerate() {
                let y = body.y + canvas.style.length(16.0) + index as f64 * size * LEADING;
                canvas.text(Text::new(canvas.style, line, body.x, y).face(size, Weight::Regular));
            }
            Ok(())
        })
    }
}
