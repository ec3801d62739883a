//! Shared parts of charts made of cells: the names of the rows and the cells themselves.

use std::ops::Range;

use super::canvas::Canvas;
use super::colour::Rgb;
use super::design::Design;
use super::geometry::Rect;
use super::measure::Fitted;
use super::style::{LEADING, Style};
use super::text::{Anchor, Text};
use crate::error::Result;

/// Lowest row, beside type of 7 pt.
const LOWEST_ROW: f64 = 10.0;
/// How much higher a row may be than reads well, to fill a page.
const STRETCH: f64 = 1.5;
/// The most lines of a name; of longer names the start is written.
const MOST_LINES: usize = 6;
/// Space between names of two lines, and of more lines, beside type of 7 pt.
const NAME_GAP: (f64, f64) = (1.6, 4.4);
/// White space between cells, and the width from which on they have it.
const SEAM: f64 = 0.8;
const SEAMED: f64 = 4.0;

/// The names of the rows, fitted into a column.
pub(super) struct RowNames {
    names: Vec<(String, Fitted)>,
    /// The most lines of a name.
    pub lines: usize,
    /// Width of the column in points, without the space to the cells.
    pub width: f64,
    /// Height of a row in points.
    pub row_height: f64,
}

impl RowNames {
    /// Fits names into a column no wider than `limit`, in as many lines as it takes, up to [`MOST_LINES`]. All rows are
    /// equally high: high enough for the name with the most lines, and `wish` points where they are to be on one page of
    /// `room` points or do not fit it anyway; else as high as the room allows.
    pub(super) fn new(design: &Design, names: &[String], limit: f64, wish: f64, room: f64) -> Self {
        let fit = |name: &String| (name.clone(), design.wrap_small(name, limit, MOST_LINES));
        let names: Vec<(String, Fitted)> = names.iter().map(fit).collect();
        let lines = names.iter().map(|(_, fitted)| fitted.lines.len()).max().unwrap_or(1);
        let lowest = match lines {
            ..=1 => design.style.length(LOWEST_ROW),
            2 => design.style.small_lines(2) + design.style.length(NAME_GAP.0),
            lines => design.style.small_lines(lines) + design.style.length(NAME_GAP.1),
        };
        let share = room / names.len().max(1) as f64;
        let row_height = if share < lowest { wish.max(lowest) } else { share.min(wish).max(lowest) };
        let width = design.widest(names.iter().flat_map(|(_, fitted)| &fitted.lines).map(String::as_str));
        Self { names, lines, width, row_height }
    }

    /// Makes rows higher so that the fullest of some pages of `room` points is filled, within reason. Only on a page of
    /// fixed height, whose body gets all of its room.
    pub(super) fn stretch(&mut self, design: &Design, pages: &[Range<usize>], room: f64) {
        let most = pages.iter().map(|rows| rows.len()).max().unwrap_or(0).max(1);
        if design.page.height.is_some() {
            self.row_height = self.row_height.max((room / most as f64).min(STRETCH * self.row_height));
        }
    }

    /// Writes the name of a row into the column that starts at `x`, in the middle of the row whose top is `y`.
    pub(super) fn write(&self, canvas: &mut Canvas<'_>, index: usize, x: f64, y: f64) {
        let Some((whole, fitted)) = self.names.get(index) else { return };
        let style = canvas.style;
        let first = y + self.row_height / 2.0 - style.small_lines(fitted.lines.len() - 1) / 2.0;
        let column = Rect { x, y, w: self.width, h: self.row_height };
        for (number, line) in fitted.lines.iter().enumerate() {
            let baseline = centred(style, first + number as f64 * style.sizes.small * LEADING);
            let mut text = Text::new(style, line, x, baseline);
            text.whole = (fitted.shortened && number + 1 == fitted.lines.len()).then(|| whole.clone());
            canvas.text(text.aligned(column));
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Baseline of a small line whose capitals are centred on `y`.
pub(super) fn centred(style: &Style, y: f64) -> f64 {
    y + 0.365 * style.sizes.small
}

/// Fills a cell and writes its value in black or white, whichever stands out.
///
/// # Errors
///
/// An error of kind `Output` if plotters refuses to draw.
pub(super) fn cell(canvas: &mut Canvas<'_>, rect: Rect, colour: Rgb, value: Option<String>) -> Result<()> {
    // Between narrow cells white space would look like a lighter colour.
    let w = if rect.w < SEAMED { rect.w } else { rect.w - SEAM };
    let h = (rect.h - SEAM).max(rect.h / 2.0);
    canvas.fill(Rect { w, h, ..rect }, colour)?;
    if let Some(value) = value {
        let colours = &canvas.style.colours;
        let quiet = colour == colours.empty_cell && colours.muted.contrast(colour) >= 4.5;
        let ink = if quiet { colours.muted } else { colour.text() };
        let text = Text::new(canvas.style, value, rect.x + w / 2.0, centred(canvas.style, rect.y + h / 2.0));
        canvas.text(text.colour(ink).anchor(Anchor::Middle));
    }
    Ok(())
}

/// Width of a cell that can hold any of the values without touching its edges.
pub(super) fn cell_width<'t>(design: &Design, values: impl IntoIterator<Item = &'t str>) -> f64 {
    design.widest(values) + SEAM + design.style.length(1.6)
}
