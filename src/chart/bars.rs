//! Bars to the left and to the right of a zero line, each with its label on the other side of the line.

use super::canvas::Canvas;
use super::colour::Rgb;
use super::columns::Columns;
use super::design::Design;
use super::geometry::{Point, Rect};
use super::matrix::centred;
use super::measure::{Fitted, Weight};
use super::text::{Anchor, Text};
use crate::error::Result;

/// Height of a row. Lengths are meant beside type of 7 pt.
const ROW: f64 = 11.5;
/// Space between the zero line and a label, and between a bar and its value.
const BESIDE: f64 = 3.0;
/// Space between groups, and below heads.
const BETWEEN: f64 = 7.0;
const BELOW: f64 = 2.0;
/// Least space between two values of the axis.
const APART: f64 = 6.0;
/// Most of the width that labels on one side may take.
const LABELS: f64 = 0.46;

/// How far a bar is sure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Body {
    /// All of it.
    Solid,
    /// From 0 to this value; the rest is thin and pale, up to a stroke at the end.
    Until(f64),
}

/// A bar with its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    /// What it belongs to.
    pub label: String,
    /// Where it ends: right of 0, or left of 0 where negative.
    pub value: f64,
    /// How far it is sure.
    pub body: Body,
    /// What is written at its end; may be empty.
    pub end: String,
}

/// Bars under a heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Group {
    /// The heading; may be empty.
    pub heading: String,
    /// What bars to the left and to the right mean, from the most to the fewest words: the first that finds room
    /// beside the zero line is written.
    pub ways: Vec<(String, String)>,
    /// Values at which a grid line stands, and what is written above it.
    pub ticks: Vec<(f64, String)>,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
}

impl Group {
    fn heads(&self) -> usize {
        let axis = !self.ticks.is_empty() || !self.ways.is_empty();
        usize::from(!self.heading.is_empty()) + usize::from(axis)
    }
}

/// Where bars, labels and figures stand.
pub(super) struct Bars<'a> {
    design: &'a Design,
    groups: Vec<Group>,
    /// Figures of all bars in their order.
    columns: Columns<'a>,
    /// The labels as they fit, in the same order.
    labels: Vec<Fitted>,
    /// The zero line, from the left edge of the body.
    zero: f64,
    /// Points for one unit of a value.
    scale: f64,
}

impl<'a> Bars<'a> {
    /// Lays out groups of bars on the width of the page, with columns of figures at the right.
    pub(super) fn new(design: &'a Design, groups: Vec<Group>, columns: Columns<'a>) -> Self {
        let style = &design.style;
        let beside = style.length(BESIDE);
        // Room for half a value of the axis at either end.
        let overhang = style.length(4.0);
        let width = (design.body_width() - columns.width() - 2.0 * overhang).max(1.0);
        let bars = || groups.iter().flat_map(|group| &group.bars);
        let labels: Vec<Fitted> = bars().map(|bar| design.wrap_small(&bar.label, LABELS * width - beside, 1)).collect();
        // Of the bars to one side: the longest, the widest value at an end, the widest label on the other side.
        let side = |sign: f64| {
            let of_side = bars().zip(&labels).filter(|(bar, _)| sign * bar.value >= 0.0);
            of_side.fold((0.0_f64, 0.0_f64, 0.0_f64), |(longest, end, label), (bar, fitted)| {
                let (wide, name) =
                    (design.small_width(&bar.end), design.widest(fitted.lines.iter().map(String::as_str)));
                let wide = if wide > 0.0 { wide + beside } else { 0.0 };
                (longest.max(bar.value.abs()), end.max(wide), label.max(name + beside))
            })
        };
        let ((left, left_end, right_label), (right, right_end, left_label)) = (side(-1.0), side(1.0));
        // The largest scale at which bars and labels of both sides fit side by side.
        let largest = |room: f64, length: f64| if length > 0.0 { room.max(1.0) / length } else { f64::INFINITY };
        let scale = largest(width - left_end - right_end, left + right)
            .min(largest(width - right_label - left_end, left))
            .min(largest(width - left_label - right_end, right));
        let scale = if scale.is_finite() { scale } else { 1.0 };
        let zero = overhang + left_label.max(left * scale + left_end);
        Self { design, groups, columns, labels, zero, scale }
    }

    /// Height of all, in points.
    pub(super) fn height(&self) -> f64 {
        let style = &self.design.style;
        let rows: usize = self.groups.iter().map(|group| group.bars.len()).sum();
        let heads: f64 = (0..self.groups.len()).map(|number| self.head(number)).sum();
        let gaps = self.groups.len().saturating_sub(1) as f64 * style.length(BETWEEN);
        heads + gaps + rows as f64 * style.length(ROW)
    }

    /// Whether all figures are printed.
    pub(super) fn complete(&self) -> bool {
        self.columns.complete
    }

    /// Height of what stands above the bars of a group.
    fn head(&self, number: usize) -> f64 {
        let columns = if number == 0 { self.columns.head_lines() } else { 0 };
        let lines = self.groups[number].heads().max(columns);
        self.design.style.small_lines(lines) + if lines > 0 { self.design.style.length(BELOW) } else { 0.0 }
    }

    /// Draws all from the upper left corner of a body.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, body: Rect) -> Result<()> {
        let style = &self.design.style;
        let (mut y, mut row) = (body.y, 0);
        for (number, group) in self.groups.iter().enumerate() {
            y += self.head(number);
            self.write_head(canvas, body, group, y - style.length(BELOW) - 0.2 * style.sizes.small);
            if number == 0 {
                self.columns.write_heads(canvas, body.right(), y - style.length(BELOW) - 0.2 * style.sizes.small);
            }
            let high = group.bars.len() as f64 * style.length(ROW);
            for (x, _) in self.ticks(group) {
                let line = Rect { x: body.x + x - style.lines.grid / 2.0, y, w: style.lines.grid, h: high };
                canvas.fill(line, style.colours.grid)?;
            }
            let zero = body.x + self.zero;
            for (place, bar) in group.bars.iter().enumerate() {
                let middle = y + (place as f64 + 0.5) * style.length(ROW);
                self.bar(canvas, bar, (zero, middle))?;
                self.write_label(canvas, bar, &self.labels[row], (zero, middle));
                self.columns.write(canvas, row, body.right(), middle, false);
                row += 1;
            }
            let line = 1.4 * style.lines.axis;
            canvas.fill(Rect { x: zero - line / 2.0, y, w: line, h: high }, style.colours.axis)?;
            y += high + style.length(BETWEEN);
        }
        Ok(())
    }

    /// Heading, and values of the axis or directions on the line below it.
    fn write_head(&self, canvas: &mut Canvas<'_>, body: Rect, group: &Group, baseline: f64) {
        let style = &self.design.style;
        let zero = body.x + self.zero;
        let above = baseline - if group.heads() > 1 { style.small_lines(1) } else { 0.0 };
        let limit = self.design.body_width() - self.columns.width();
        let heading = self.design.wrap(&group.heading, Weight::SemiBold, style.sizes.small, limit, 1).lines.concat();
        let text = Text::new(style, heading, body.x, above).face(style.sizes.small, Weight::SemiBold);
        canvas.text(text.aligned(Rect { w: limit, ..body }));
        for (x, text) in self.ticks(group) {
            canvas.text(Text::quiet(style, text, body.x + x, baseline).anchor(Anchor::Middle));
        }
        let beside = style.length(BESIDE);
        let fits = |(left, right): &&(String, String)| {
            self.design.small_width(left) + beside <= self.zero
                && self.zero + beside + self.design.small_width(right) <= limit
        };
        if let Some((left, right)) = group.ways.iter().find(fits) {
            canvas.text(Text::quiet(style, left, zero - beside, baseline).anchor(Anchor::End));
            canvas.text(Text::quiet(style, right, zero + beside, baseline));
        }
    }

    /// The values of the axis that find room, from 0 outwards, with their distance from the left edge of the body.
    fn ticks(&self, group: &Group) -> Vec<(f64, String)> {
        let mut ticks: Vec<&(f64, String)> = group.ticks.iter().collect();
        ticks.sort_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
        let mut kept: Vec<(f64, String)> = Vec::new();
        for (value, text) in ticks {
            let (x, half) = (self.zero + value * self.scale, self.design.small_width(text) / 2.0);
            let apart = |(other, written): &(f64, String)| {
                (x - other).abs() >= half + self.design.small_width(written) / 2.0 + self.design.style.length(APART)
            };
            if kept.iter().all(apart) {
                kept.push((x, text.clone()));
            }
        }
        kept
    }

    fn bar(&self, canvas: &mut Canvas<'_>, bar: &Bar, (zero, y): Point) -> Result<()> {
        let style = &self.design.style;
        let colour = if bar.value < 0.0 { style.colours.less } else { style.colours.more };
        let (thick, thin) = (0.62 * style.length(ROW), 0.3 * style.length(ROW));
        let end = zero + bar.value * self.scale;
        let part =
            |from: f64, to: f64, high: f64| Rect { x: from.min(to), y: y - high / 2.0, w: (to - from).abs(), h: high };
        match bar.body {
            Body::Solid => canvas.fill(part(zero, end, thick), colour)?,
            Body::Until(value) => {
                let sure = zero + value * self.scale;
                canvas.fill(part(sure, end, thin), pale(colour, style.colours.paper))?;
                canvas.fill(part(zero, sure, thick), colour)?;
                canvas.line(&[(end, y - thick / 2.0), (end, y + thick / 2.0)], style.lines.series, colour, None)?;
            }
        }
        let beside = style.length(BESIDE);
        let (x, anchor) = if bar.value < 0.0 { (end - beside, Anchor::End) } else { (end + beside, Anchor::Start) };
        canvas.text(Text::quiet(style, &bar.end, x, centred(style, y)).anchor(anchor));
        Ok(())
    }

    fn write_label(&self, canvas: &mut Canvas<'_>, bar: &Bar, fitted: &Fitted, (zero, y): Point) {
        let style = &self.design.style;
        let beside = style.length(BESIDE);
        let (x, anchor) = if bar.value < 0.0 { (zero + beside, Anchor::Start) } else { (zero - beside, Anchor::End) };
        let mut text = Text::new(style, fitted.lines.concat(), x, centred(style, y)).anchor(anchor);
        text.whole = fitted.shortened.then(|| bar.label.clone());
        canvas.text(text);
    }
}

/// Draws a body of a bar as a mark of a legend, `width` points wide around a point.
///
/// # Errors
///
/// An error of kind `Output` if plotters refuses to draw.
pub(super) fn sample(canvas: &Canvas<'_>, body: Body, (x, y): Point, width: f64) -> Result<()> {
    let style = canvas.style;
    let (thick, thin) = (0.62 * style.length(ROW), 0.3 * style.length(ROW));
    let rect = |high: f64| Rect { x: x - width / 2.0, y: y - high / 2.0, w: width, h: high };
    let colour = style.colours.more;
    match body {
        Body::Solid => canvas.fill(rect(thick), colour),
        Body::Until(_) => {
            canvas.fill(rect(thin), pale(colour, style.colours.paper))?;
            let end = x + width / 2.0;
            canvas.line(&[(end, y - thick / 2.0), (end, y + thick / 2.0)], style.lines.series, colour, None)
        }
    }
}

/// A colour mixed with that of the paper.
pub(super) fn pale(colour: Rgb, paper: Rgb) -> Rgb {
    colour.mix(paper, 0.6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StyleName;

    fn bars(design: &Design, values: &[f64]) -> (f64, f64) {
        let bar = |&value: &f64| Bar { label: "governance".into(), value, body: Body::Solid, end: "9%".into() };
        let group = Group { bars: values.iter().map(bar).collect(), ..Group::default() };
        let bars = Bars::new(design, vec![group], Columns::new(design, Vec::new(), 0.0));
        (bars.zero, bars.scale)
    }

    #[test]
    fn bars_take_the_room_that_labels_and_values_leave() {
        let design = Design::built_in(StyleName::Screen);
        let width = design.body_width();
        let (label, value) = (design.small_width("governance") + BESIDE, design.small_width("9%") + BESIDE);
        // One side only: labels left of the zero line.
        let (zero, scale) = bars(&design, &[1.0, 4.0]);
        assert!((zero - 4.0 - label).abs() < 1e-9);
        assert!((zero + 4.0 * scale + value + 4.0 - width).abs() < 1e-9);
        // Both sides, equally long: the zero line is in the middle.
        let (zero, scale) = bars(&design, &[4.0, -4.0]);
        assert!((zero - width / 2.0).abs() < 1e-9 && (zero - 4.0 * scale - value - 4.0).abs() < 1e-9);
        // A short bar to the left leaves room for its label, and the label of the other.
        let (zero, scale) = bars(&design, &[4.0, -0.01]);
        assert!((zero - 4.0 - label).abs() < 1e-9 && scale > 0.0);
        for values in [&[][..], &[0.0]] {
            let (zero, scale) = bars(&design, values);
            assert!(zero.is_finite() && scale.is_finite());
        }
    }

    #[test]
    fn a_pale_colour_lies_between_colour_and_paper() {
        assert_eq!(pale(Rgb(0, 100, 255), Rgb(255, 255, 255)), Rgb(153, 193, 255));
    }
}
