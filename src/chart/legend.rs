//! The colour scale of a heatmap and its legend.

use super::canvas::Canvas;
use super::colour::Rgb;
use super::design::Design;
use super::geometry::Rect;
use super::number::{Numbers, round_steps};
use super::style::Style;
use super::text::{Anchor, Text};
use crate::error::Result;

/// A scale from values to colours. Zero has a colour of its own, so that "none" and "few" differ.
pub(super) struct ColourScale<'a> {
    ticks: Vec<f64>,
    percent: bool,
    design: &'a Design,
}

impl<'a> ColourScale<'a> {
    /// A scale from 0 to a round value not below `largest`.
    pub(super) fn new(design: &'a Design, largest: f64) -> Self {
        Self { ticks: round_steps(largest, 4), percent: false, design }
    }

    /// The same for shares between 0 and 1, labelled in per cent.
    pub(super) fn percent(design: &'a Design, largest: f64) -> Self {
        Self { ticks: round_steps(largest * 100.0, 4), percent: true, design }
    }

    /// The colour of a value; shares are given between 0 and 1.
    pub(super) fn colour(&self, value: f64) -> Rgb {
        let colours = &self.design.style.colours;
        if value <= 0.0 || !value.is_finite() {
            return colours.empty_cell;
        }
        let value = if self.percent { value * 100.0 } else { value };
        colours.sequential.colour(value / self.top())
    }

    fn top(&self) -> f64 {
        self.ticks.last().copied().unwrap_or(1.0)
    }

    fn label(&self, value: f64) -> String {
        let numbers: Numbers = self.design.numbers;
        let step = self.ticks.get(1).copied().unwrap_or(1.0);
        let number = numbers.axis(value, step);
        if self.percent { numbers.percent(&number) } else { number }
    }

    /// Height of the legend in points; `caption` stands beside the bar, or above it where the page is narrow.
    pub(super) fn height(&self, caption: &str) -> f64 {
        let style = &self.design.style;
        style.length(26.0) + if self.beside(caption) { 0.0 } else { style.small_lines(1) }
    }

    /// Length of the bar.
    fn bar(&self) -> f64 {
        let style = &self.design.style;
        style.length(150.0).min(self.design.body_width() - style.length(40.0))
    }

    /// Left edge of the bar and of a caption beside it, from the left edge of the legend.
    fn places(&self) -> (f64, f64) {
        let style = &self.design.style;
        let start = style.length(19.0);
        let last = self.design.small_width(&self.label(self.top())) / 2.0;
        (start, start + self.bar() + last.max(style.length(4.0)) + style.length(4.0))
    }

    fn beside(&self, caption: &str) -> bool {
        self.places().1 + self.design.small_width(caption) <= self.design.body_width()
    }

    /// Draws, from the upper left corner of `at`, a swatch for zero, the bar with its values, and the caption.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, at: Rect, caption: &str) -> Result<()> {
        let style: &Style = &self.design.style;
        let (thick, bar) = (style.length(8.0), self.bar());
        let (start, left) = self.places();
        let mut top = at.y;
        if self.beside(caption) {
            canvas.text(Text::quiet(style, caption, at.x + left, top + thick - style.length(1.2)));
        } else {
            let caption = self.design.wrap_small(caption, at.w, 1).lines.concat();
            canvas.text(Text::quiet(style, caption, at.x, top + 0.8 * style.sizes.small));
            top += style.small_lines(1);
        }
        let zero = Rect { x: at.x + style.length(1.0), y: top, w: style.length(10.0), h: thick };
        canvas.fill(zero, style.colours.empty_cell)?;
        let below = top + thick + style.sizes.small + style.length(1.5);
        let value = |text: String, x: f64| Text::quiet(style, text, x, below).anchor(Anchor::Middle);
        canvas.text(value(self.label(0.0), zero.x + zero.w / 2.0));
        let start = at.x + start;
        let steps = 60;
        for step in 0..steps {
            // Each rectangle reaches to the right end, so no seams show between them.
            let share = f64::from(step) / f64::from(steps);
            let rect = Rect { x: start + share * bar, y: top, w: bar * (1.0 - share), h: thick };
            canvas.fill(rect, style.colours.sequential.colour((f64::from(step) + 0.5) / f64::from(steps)))?;
        }
        for &tick in &self.ticks[1..] {
            canvas.text(value(self.label(tick), start + bar * tick / self.top()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StyleName;

    #[test]
    fn zero_and_little_have_different_colours() {
        let design = Design::built_in(StyleName::Screen);
        let (scale, colours) = (ColourScale::new(&design, 9.3), &design.style.colours);
        assert_eq!(scale.colour(0.0), colours.empty_cell);
        assert_ne!(scale.colour(0.001), colours.empty_cell);
        assert_eq!(scale.colour(10.0), colours.sequential.colour(1.0));
    }

    #[test]
    fn shares_are_labelled_in_per_cent() {
        let design = Design::built_in(StyleName::Screen);
        let scale = ColourScale::percent(&design, 0.19);
        assert_eq!(scale.ticks, [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(scale.label(5.0), "5\u{A0}%");
        assert_eq!(scale.colour(0.2), design.style.colours.sequential.colour(1.0));
    }
}
