//! A small legend in words: what each kind of mark means.

use super::canvas::Canvas;
use super::design::Design;
use super::geometry::{Point, Rect};
use super::matrix::centred;
use super::text::Text;
use crate::error::Result;

/// Space between a mark and its words, and between the words and the next mark, beside type of 7 pt.
const BESIDE: f64 = 3.0;
const BETWEEN: f64 = 11.0;
/// Height of a line.
const LINE: f64 = 11.0;

/// Marks with their words, side by side, in as many lines as it takes.
pub(super) struct Keys<'a> {
    design: &'a Design,
    /// Words, and the left edge and the line of each mark.
    places: Vec<(String, f64, usize)>,
    /// Width of a mark.
    mark: f64,
}

impl<'a> Keys<'a> {
    /// Lays out words beside marks of `mark` points.
    pub(super) fn new(design: &'a Design, words: &[&str], mark: f64) -> Self {
        let (beside, between) = (design.style.length(BESIDE), design.style.length(BETWEEN));
        let width = design.body_width();
        let (mut x, mut line) = (0.0, 0);
        let mut places = Vec::new();
        for words in words {
            let words = design.wrap_small(words, width - mark - beside, 1).lines.concat();
            let wide = mark + beside + design.small_width(&words);
            if x > 0.0 && x + wide > width {
                (x, line) = (0.0, line + 1);
            }
            places.push((words, x, line));
            x += wide + between;
        }
        Self { design, places, mark }
    }

    /// Height in points; 0 without words.
    pub(super) fn height(&self) -> f64 {
        self.places.last().map_or(0.0, |(_, _, line)| (line + 1) as f64 * self.design.style.length(LINE))
    }

    /// Draws from the upper left corner of `body`. `draw` draws the mark of a number in the middle of its place.
    ///
    /// # Errors
    ///
    /// What `draw` returns.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        body: Rect,
        draw: impl Fn(&mut Canvas<'_>, usize, Point) -> Result<()>,
    ) -> Result<()> {
        let style = &self.design.style;
        for (number, (words, x, line)) in self.places.iter().enumerate() {
            let (x, y) = (body.x + x, body.y + (*line as f64 + 0.5) * style.length(LINE));
            draw(canvas, number, (x + self.mark / 2.0, y))?;
            canvas.text(Text::quiet(style, words, x + self.mark + style.length(BESIDE), centred(style, y)));
        }
        Ok(())
    }
}
