//! Shared parts of charts made of cells: the names of the rows and the cells themselves.

use super::canvas::{Anchor, Canvas, Rect, Text};
use super::colour::Rgb;
use super::look::{self, LEADING};
use super::measure::{Fitted, Weight, width, wrap};
use crate::error::Result;

/// Row heights in points between which a matrix chooses by the number of its rows.
const LOWEST_ROW: f64 = 10.0;
/// Height from which a name may take two lines.
const TWO_LINES: f64 = 2.0 * look::SMALL * LEADING + 1.0;
/// White space between cells.
const SEAM: f64 = 0.8;

/// The names of the rows, fitted into a column.
pub(super) struct RowNames {
    names: Vec<(String, Fitted)>,
    /// Width of the column in points, without the space to the cells.
    pub width: f64,
    /// Height of a row in points.
    pub row_height: f64,
}

impl RowNames {
    /// Fits names into a column no wider than `limit`, with rows of at least `wish` points that
    /// together take no more than `room` points where that is possible. Where some name needs it and the
    /// room allows, all rows are high enough for two lines.
    pub(super) fn new(names: &[String], limit: f64, wish: f64, room: f64) -> Self {
        let widest = names.iter().map(|name| width(name, Weight::Regular, look::SMALL)).fold(0.0, f64::max);
        let most = (room / names.len().max(1) as f64).max(LOWEST_ROW);
        let mut row_height = wish.min(most);
        if widest > limit && most >= TWO_LINES {
            row_height = row_height.max(TWO_LINES);
        }
        let lines = if row_height >= TWO_LINES { 2 } else { 1 };
        let names: Vec<(String, Fitted)> =
            names.iter().map(|name| (name.clone(), wrap(name, Weight::Regular, look::SMALL, limit, lines))).collect();
        let lines = names.iter().flat_map(|(_, fitted)| &fitted.lines);
        let width = lines.map(|line| width(line, Weight::Regular, look::SMALL)).fold(0.0, f64::max);
        Self { names, width, row_height }
    }

    /// Writes the name of a row, starting at `x`, in the middle of the row whose top is `y`.
    pub(super) fn write(&self, canvas: &mut Canvas<'_>, index: usize, x: f64, y: f64) {
        let Some((whole, fitted)) = self.names.get(index) else { return };
        let first = y + self.row_height / 2.0 - (fitted.lines.len() - 1) as f64 * look::SMALL * LEADING / 2.0;
        for (number, line) in fitted.lines.iter().enumerate() {
            let baseline = centred(first + number as f64 * look::SMALL * LEADING);
            let mut text = Text::new(line, x, baseline);
            text.whole = (fitted.shortened && number + 1 == fitted.lines.len()).then(|| whole.clone());
            canvas.text(text);
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Baseline of a small line whose capitals are centred on `y`.
pub(super) fn centred(y: f64) -> f64 {
    y + 0.365 * look::SMALL
}

/// Fills a cell and writes its value in black or white, whichever stands out.
///
/// # Errors
///
/// An error of kind `Output` if plotters refuses to draw.
pub(super) fn cell(canvas: &mut Canvas<'_>, rect: Rect, colour: Rgb, value: Option<String>) -> Result<()> {
    let (w, h) = ((rect.w - SEAM).max(rect.w / 2.0), (rect.h - SEAM).max(rect.h / 2.0));
    canvas.fill(Rect { w, h, ..rect }, colour)?;
    if let Some(value) = value {
        let ink = if colour == look::EMPTY_CELL { look::MUTED } else { colour.text() };
        let text = Text::new(value, rect.x + w / 2.0, centred(rect.y + h / 2.0));
        canvas.text(text.colour(ink).anchor(Anchor::Middle));
    }
    Ok(())
}

/// Width of a cell that can hold any of the values without touching its edges.
pub(super) fn cell_width<'a>(values: impl IntoIterator<Item = &'a str>) -> f64 {
    let widest = values.into_iter().map(|value| width(value, Weight::Regular, look::SMALL)).fold(0.0, f64::max);
    widest + SEAM + 1.6
}
