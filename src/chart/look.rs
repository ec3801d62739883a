//! The look of every chart: page width, type sizes and colours, in one place.
//!
//! Lengths are in points (1/72 inch). A chart is 160 mm wide, the text width of an A4 report, so a
//! size of 7 is 7 pt in print when the chart is placed at full width.

use super::colour::Rgb;

/// Width of a chart: 453.5 pt, just under 160 mm.
pub(super) const PAGE_WIDTH: f64 = 453.5;
/// White space around a chart.
pub(super) const MARGIN: f64 = 6.0;
/// Height that still fits an A4 page with its caption (240 mm); layouts aim to stay below it.
pub(super) const PAGE_HEIGHT: f64 = 680.0;

/// Chart title.
pub(super) const TITLE: f64 = 12.0;
/// Subtitle: what is seen, in which unit, in which order.
pub(super) const SUBTITLE: f64 = 8.5;
/// Names of themes.
pub(super) const NAME: f64 = 8.0;
/// Everything else. No text is smaller.
pub(super) const SMALL: f64 = 7.0;
/// Distance between baselines, in multiples of the type size.
pub(super) const LEADING: f64 = 1.25;

/// Page background.
pub(super) const PAPER: Rgb = Rgb(255, 255, 255);
/// Main text: 17:1 on paper.
pub(super) const INK: Rgb = Rgb(26, 26, 26);
/// Secondary text: 7:1 on paper.
pub(super) const MUTED: Rgb = Rgb(89, 89, 89);
/// Axis lines and ticks.
pub(super) const AXIS: Rgb = Rgb(140, 140, 140);
/// Grid lines.
pub(super) const GRID: Rgb = Rgb(225, 225, 225);
/// A cell with the value zero or no value.
pub(super) const EMPTY_CELL: Rgb = Rgb(246, 246, 246);
/// Marks of a single series: blue of the palette of Okabe and Ito (2008).
pub(super) const SERIES: Rgb = Rgb(0, 114, 178);
