//! The design of a project's charts: style, page, fonts, numbers and titles together.

use std::path::Path;

use super::measure::{Fitted, Fonts, Weight, pieces};
use super::number::Numbers;
use super::style::{SMALLEST, Style};
use crate::config::{ChartConfig, ChartScale, PageSize};
#[cfg(test)]
use crate::config::{NUMBER_MARKS, StyleName};
use crate::error::Result;

/// Points in a millimetre.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// How much type is reduced at each try to fit a page.
pub(super) const SHRINK: f64 = 0.92;

/// Least margin where type is made smaller, in points.
const LEAST_MARGIN: f64 = 6.0;

/// The page of a chart, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Page {
    /// Width.
    pub width: f64,
    /// Height, where one is asked for; else a chart is as high as its content.
    pub height: Option<f64>,
}

impl Page {
    /// Height that still fits an A4 page with a caption (240 mm). A page without a height of its own aims to stay below.
    pub(super) const USUAL_HEIGHT: f64 = 680.0;

    fn of_mm(width: f64, height: Option<f64>) -> Self {
        Self { width: width * POINTS_PER_MM, height: height.map(|height| height * POINTS_PER_MM) }
    }
}

/// Millimetres of a length in points.
pub(super) fn millimetres(points: f64) -> f64 {
    points / POINTS_PER_MM
}

/// What stands above a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Titles {
    /// The title that each chart has by itself.
    #[default]
    Own,
    /// This title.
    Given(String),
    /// No title; it is still in the SVG for readers who cannot see the picture.
    Hidden,
}

/// How all charts of a project look.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    pub(super) style: Style,
    pub(super) page: Page,
    pub(super) fonts: Fonts,
    pub(super) numbers: Numbers,
    pub(super) titles: Titles,
    /// Whether the panels of a chart share a vertical scale.
    pub(super) scale: ChartScale,
    /// Whether a chart that does not fit its page may spread over several, or show the most important themes only.
    pub(super) spread: bool,
}

impl Design {
    /// The design that a project file asks for. A font file is looked for below `root`.
    ///
    /// # Errors
    ///
    /// When the font file cannot be read or is no font.
    pub fn new(config: &ChartConfig, root: &Path) -> Result<Self> {
        let style = Style::of(config);
        let (width, height) = match config.size {
            Some(PageSize { width_mm, height_mm }) => (width_mm, height_mm),
            None => style.page_mm,
        };
        let fonts = match &config.font {
            Some(font) => Fonts::with_file(&root.join(font))?,
            None => Fonts::default(),
        };
        let numbers = Numbers { marks: config.language };
        let page = Page::of_mm(width, height);
        Ok(Self { style, page, fonts, numbers, titles: Titles::Own, scale: config.scale, spread: true })
    }

    /// A built-in style on its own page, in the embedded font, with English numbers.
    #[cfg(test)]
    pub(crate) fn built_in(style: StyleName) -> Self {
        let style = Style::named(style);
        let (width, height) = style.page_mm;
        let numbers = Numbers { marks: NUMBER_MARKS[0] };
        Self {
            style,
            page: Page::of_mm(width, height),
            fonts: Fonts::default(),
            numbers,
            titles: Titles::Own,
            scale: ChartScale::Own,
            spread: true,
        }
    }

    /// The same design with another choice of titles.
    #[must_use]
    pub fn titled(mut self, titles: Titles) -> Self {
        self.titles = titles;
        self
    }

    /// The same design on another page.
    #[must_use]
    pub fn sized(mut self, size: PageSize) -> Self {
        self.page = Page::of_mm(size.width_mm, size.height_mm);
        self
    }

    /// Where the data come from and how many there are, for [`Context::source`].
    ///
    /// [`Context::source`]: super::Context::source
    pub fn source(&self, title: &str, messages: u64, tokens: u64, documents: u64) -> String {
        let numbers = self.numbers;
        format!(
            "{title}; {}, {} in {}",
            numbers.plural(messages, "message"),
            numbers.plural(tokens, "word"),
            numbers.plural(documents, "document")
        )
    }

    /// The same design with smaller type; none if its type is the smallest already.
    pub(super) fn smaller(&self, by: f64) -> Option<Self> {
        let mut design = self.clone();
        design.style.enlarge(by);
        design.style.thin(by);
        let title = self.style.sizes.title * by;
        design.style.sizes.title = title.max(self.style.sizes.title.min(1.25 * SMALLEST));
        design.style.margin = (self.style.margin * by).max(self.style.margin.min(LEAST_MARGIN));
        (design.style.sizes != self.style.sizes).then_some(design)
    }

    /// How many rows a page holds at least if there are more pages than one. In type that can be made smaller a page of
    /// fixed height with fewer rows is not worth its place; in the smallest type one row will do.
    pub(super) fn least_rows(&self, wish: usize) -> usize {
        if self.page.height.is_some() && self.smaller(SHRINK).is_some() { wish } else { 1 }
    }

    /// Width inside the margins, in points.
    pub(super) fn body_width(&self) -> f64 {
        self.page.width - 2.0 * self.style.margin
    }

    /// Width of a line of text, in points.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f64) -> f64 {
        self.fonts.width(text, weight, size)
    }

    /// Width of a line of small regular text, in points.
    pub(super) fn small_width(&self, text: &str) -> f64 {
        self.fonts.width(text, Weight::Regular, self.style.sizes.small)
    }

    /// Width of the widest part of a text at which no line can break, such as a word.
    pub(super) fn unbreakable(&self, text: &str, weight: Weight, size: f64) -> f64 {
        pieces(text).into_iter().map(|piece| self.width(piece.trim_end(), weight, size)).fold(0.0, f64::max)
    }

    /// Width of the widest of some lines of small regular text; 0 without any.
    pub(super) fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> f64 {
        texts.into_iter().map(|text| self.small_width(text)).fold(0.0, f64::max)
    }

    /// Small regular text in lines of at most `limit` points; see [`Fonts::wrap`].
    pub(super) fn wrap_small(&self, text: &str, limit: f64, max_lines: usize) -> Fitted {
        self.fonts.wrap(text, Weight::Regular, self.style.sizes.small, limit, max_lines)
    }

    /// Text in lines of at most `limit` points; see [`Fonts::wrap`].
    pub(super) fn wrap(&self, text: &str, weight: Weight, size: f64, limit: f64, max_lines: usize) -> Fitted {
        self.fonts.wrap(text, weight, size, limit, max_lines)
    }
}
