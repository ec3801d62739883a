//! The colour scale of a heatmap and its legend.

use super::canvas::{Anchor, Canvas, Rect, Text};
use super::colour::{Rgb, sequential};
use super::look;
use super::measure::{Weight, width, wrap};
use super::number::{axis_label, round_steps};
use crate::error::Result;

/// A scale from values to colours. Zero has a colour of its own, so that "none" and "few" differ.
pub(super) struct ColourScale {
    ticks: Vec<f64>,
    percent: bool,
}

impl ColourScale {
    /// A scale from 0 to a round value not below `largest`.
    pub(super) fn new(largest: f64) -> Self {
        Self { ticks: round_steps(largest, 4), percent: false }
    }

    /// The same for shares between 0 and 1, labelled in per cent.
    pub(super) fn percent(largest: f64) -> Self {
        Self { ticks: round_steps(largest * 100.0, 4), percent: true }
    }

    /// The colour of a value; shares are given between 0 and 1.
    pub(super) fn colour(&self, value: f64) -> Rgb {
        if value <= 0.0 || !value.is_finite() {
            return look::EMPTY_CELL;
        }
        let value = if self.percent { value * 100.0 } else { value };
        sequential(value / self.top())
    }

    fn top(&self) -> f64 {
        self.ticks.last().copied().unwrap_or(1.0)
    }

    fn label(&self, value: f64) -> String {
        let step = self.ticks.get(1).copied().unwrap_or(1.0);
        format!("{}{}", axis_label(value, step), if self.percent { "%" } else { "" })
    }

    /// Height of the legend in points.
    pub(super) const HEIGHT: f64 = 26.0;

    /// Draws, from the upper left corner of `at`, a swatch for zero, the bar with its values, and to
    /// the right of it the caption, cut where it would leave `at`.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, at: Rect, caption: &str) -> Result<()> {
        const ZERO: f64 = 10.0;
        const BAR: f64 = 150.0;
        const THICK: f64 = 8.0;
        let zero = Rect { x: at.x + 1.0, y: at.y, w: ZERO, h: THICK };
        canvas.fill(zero, look::EMPTY_CELL)?;
        let below = at.y + THICK + look::SMALL + 1.5;
        let value = |text: String, x: f64| Text::new(text, x, below).colour(look::MUTED).anchor(Anchor::Middle);
        canvas.text(value(self.label(0.0), zero.x + ZERO / 2.0));
        let start = zero.right() + 8.0;
        let steps = 60;
        for step in 0..steps {
            // Each rectangle reaches to the right end, so no seams show between them.
            let share = f64::from(step) / f64::from(steps);
            let rect = Rect { x: start + share * BAR, y: at.y, w: BAR * (1.0 - share), h: THICK };
            canvas.fill(rect, sequential((f64::from(step) + 0.5) / f64::from(steps)))?;
        }
        for &tick in &self.ticks[1..] {
            canvas.text(value(self.label(tick), start + BAR * tick / self.top()));
        }
        let last = width(&self.label(self.top()), Weight::Regular, look::SMALL) / 2.0;
        let left = start + BAR + last.max(4.0) + 4.0;
        let caption = wrap(caption, Weight::Regular, look::SMALL, at.right() - left, 1).lines.concat();
        canvas.text(Text::new(caption, left, at.y + THICK - 1.2).colour(look::MUTED));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_little_have_different_colours() {
        let scale = ColourScale::new(9.3);
        assert_eq!(scale.colour(0.0), look::EMPTY_CELL);
        assert_ne!(scale.colour(0.001), look::EMPTY_CELL);
        assert_eq!(scale.colour(10.0), sequential(1.0));
    }

    #[test]
    fn shares_are_labelled_in_per_cent() {
        let scale = ColourScale::percent(0.19);
        assert_eq!(scale.ticks, [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(scale.label(5.0), "5%");
        assert_eq!(scale.colour(0.2), sequential(1.0));
    }
}
