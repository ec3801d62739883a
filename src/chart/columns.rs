//! Quiet columns of figures beside the marks of a chart.

use super::canvas::Canvas;
use super::design::Design;
use super::matrix::centred;
use super::measure::Weight;
use super::style::LEADING;
use super::text::{Anchor, Text};

/// Space before each column, beside type of 7 pt.
const GAP: f64 = 7.0;

/// A column of figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The lines above it.
    pub head: Vec<String>,
    /// One figure for each row; may be empty.
    pub figures: Vec<String>,
    /// Which columns stay where there is no room for all: those with a low rank.
    pub rank: u8,
}

/// Columns side by side, their figures set to the right.
pub(super) struct Columns<'a> {
    design: &'a Design,
    /// The columns with their widths.
    fitted: Vec<(Column, f64)>,
    /// Whether there was room for all columns.
    pub complete: bool,
}

impl<'a> Columns<'a> {
    /// Keeps the columns that together take no more than `limit` points; those of rank 0 always.
    pub(super) fn new(design: &'a Design, columns: Vec<Column>, limit: f64) -> Self {
        let width = |column: &Column| {
            let figures =
                column.figures.iter().map(|figure| design.width(figure, Weight::SemiBold, design.style.sizes.small));
            figures.fold(design.widest(column.head.iter().map(String::as_str)), f64::max)
        };
        let fitted = columns
            .into_iter()
            .map(|column| {
                let w = width(&column);
                (column, w)
            })
            .collect();
        let mut kept = Self { design, fitted, complete: true };
        while kept.width() > limit {
            let last = kept.fitted.iter().map(|(column, _)| column.rank).max().filter(|rank| *rank > 0);
            let Some(last) = last else { break };
            kept.keep(last - 1);
        }
        kept
    }

    /// Keeps the columns up to a rank.
    pub(super) fn keep(&mut self, rank: u8) {
        let all = self.fitted.len();
        self.fitted.retain(|(column, _)| column.rank <= rank);
        self.complete &= self.fitted.len() == all;
    }

    /// Width in points, with the space before each column.
    pub(super) fn width(&self) -> f64 {
        let gap = self.design.style.length(GAP);
        self.fitted.iter().map(|(_, width)| width + gap).sum()
    }

    /// The most lines above a column.
    pub(super) fn head_lines(&self) -> usize {
        self.fitted.iter().map(|(column, _)| column.head.len()).max().unwrap_or(0)
    }

    /// Writes the heads, the last lines on a baseline. The last column ends at `right`.
    pub(super) fn write_heads(&self, canvas: &mut Canvas<'_>, right: f64, baseline: f64) {
        let style = &self.design.style;
        for (column, x) in self.places(right) {
            for (line, text) in column.head.iter().rev().enumerate() {
                let y = baseline - line as f64 * style.sizes.small * LEADING;
                canvas.text(Text::quiet(style, text, x, y).anchor(Anchor::End));
            }
        }
    }

    /// Writes the figures of a row whose middle is `y`: quiet, or `loud` where they stand out.
    pub(super) fn write(&self, canvas: &mut Canvas<'_>, row: usize, right: f64, y: f64, loud: bool) {
        let style = &self.design.style;
        for (column, x) in self.places(right) {
            let Some(figure) = column.figures.get(row) else { continue };
            let text = Text::quiet(style, figure, x, centred(style, y)).anchor(Anchor::End);
            let loud = loud && column.rank > 0;
            canvas.text(if loud {
                text.face(style.sizes.small, Weight::SemiBold).colour(style.colours.ink)
            } else {
                text
            });
        }
    }

    /// The columns with their right edges.
    fn places(&self, right: f64) -> impl Iterator<Item = (&Column, f64)> {
        let gap = self.design.style.length(GAP);
        let mut x = right - self.width();
        self.fitted.iter().map(move |(column, width)| {
            x += gap + width;
            (column, x)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StyleName;

    #[test]
    fn columns_of_high_rank_give_way() {
        let design = Design::built_in(StyleName::Screen);
        let column = |head: &str, rank| Column { head: vec![head.into()], figures: vec!["12".into()], rank };
        let all = || vec![column("messages", 1), column("2012", 0), column("95% interval", 2)];
        let heads = |limit: f64| {
            let columns = Columns::new(&design, all(), limit);
            (columns.fitted.iter().map(|(c, _)| c.head[0].clone()).collect::<Vec<_>>(), columns.complete)
        };
        assert_eq!(heads(1000.0), (vec!["messages".into(), "2012".into(), "95% interval".into()], true));
        assert_eq!(heads(80.0), (vec!["messages".into(), "2012".into()], false));
        assert_eq!(heads(1.0), (vec!["2012".into()], false));
    }
}
