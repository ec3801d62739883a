//! What stands in a panel: intervals, lines, points and values of one series, or the lines of several with their names.

use super::canvas::{Canvas, Plot, on_page};
use super::design::Design;
use super::geometry::{Point, Rect};
use super::matrix::centred;
use super::place::{OFFSET, Surroundings, Wanted, place};
use super::rates::{Rate, Rates, Series};
use super::style::SeriesLook;
use super::text::Text;
use crate::axis::Period;
use crate::error::Result;

/// Up to this many periods every point carries its value; beyond, the first, the last and the highest, and the lowest as well of
/// fewer that stand too close.
const ALL_VALUES: usize = 8;
/// Points stand too close where their distance is less than this many times the width of a value.
const CLOSE: f64 = 1.3;
/// With more periods points are smaller.
const MANY_POINTS: usize = 12;
/// Dash of a line that only connects. Lengths are meant beside type of 7 pt.
const GAP: (f64, f64) = (3.2, 2.6);
/// Space between a plot and the name of a line, in which its mark stands.
const KEY: f64 = 10.0;
/// How pale a band is, between its colour (0) and that of the paper (1).
const PALE: f64 = 0.72;
/// How pale the band of a fitted curve is.
const PALE_FIT: f64 = 0.8;

/// Draws into the panels of a chart.
pub(super) struct Marks<'a> {
    pub design: &'a Design,
    pub rates: &'a Rates,
    /// Upper end of the vertical axis.
    pub top: f64,
    /// Room for the values of points.
    pub bounds: Rect,
}

impl Marks<'_> {
    /// Whether intervals are drawn: lines that share a panel have none.
    pub(super) fn has_intervals(rates: &Rates) -> bool {
        rates.lines < 2
    }

    /// Room right of a plot for names of lines up to `widest` points wide.
    pub(super) fn tail(design: &Design, widest: f64) -> f64 {
        widest + design.style.length(KEY)
    }

    /// Room right of a plot for the value of its last point.
    pub(super) fn room_for_last(design: &Design, rates: &Rates) -> f64 {
        if rates.lines > 1 {
            return 0.0;
        }
        let last = |series: &Series| series.rates.values().next_back().map(|rate| rates.format.value(rate.value));
        let values: Vec<String> = rates.series.iter().filter_map(last).collect();
        design.widest(values.iter().map(String::as_str)) + OFFSET.max(design.style.lines.point)
    }

    /// Lowest plot beside which the names of some lines find room.
    pub(super) fn names_height(design: &Design, lines: usize) -> f64 {
        design.style.small_lines(lines.saturating_sub(1))
    }

    /// Where a value of a period stands on the page.
    fn at(&self, plot: &Plot<'_>, period: &Period, value: f64) -> Point {
        on_page(plot, (self.rates.axis.place(period), value.min(self.top)))
    }

    /// Draws the intervals, the line, the points and the values of a series.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn one(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, series: &Series) -> Result<()> {
        let style = &self.design.style;
        let (lines, colours) = (&style.lines, &style.colours);
        let observed: Vec<(&Period, Rate)> = series.rates.iter().map(|(period, rate)| (period, *rate)).collect();
        let (dense, banded) = (self.rates.dense(), self.rates.banded());
        self.fit_band(canvas, plot, series)?;
        let mut drawn = if banded { Vec::new() } else { self.whiskers(canvas, plot, &observed)? };
        if banded {
            self.bands(canvas, plot, &observed)?;
        }
        let points: Vec<Point> = observed.iter().map(|(period, rate)| self.at(plot, period, rate.value)).collect();
        let look = SeriesLook { colour: colours.series, ..style.series(0) };
        let width = if dense { lines.gap } else { lines.series };
        self.fit_line(canvas, plot, series)?;
        self.connect(canvas, (&observed, &points), &look, width)?;
        drawn.extend(points.windows(2).map(|pair| (pair[0], pair[1])));
        let radius = if observed.len() > MANY_POINTS { lines.dense_point } else { lines.point };
        let labels = labelled(&observed, self.are_close(&observed, &points));
        for (place, &point) in points.iter().enumerate() {
            if !dense || labels.contains(&place) {
                canvas.dot(point, radius, colours.series)?;
            }
        }
        let marked: Vec<Point> =
            if dense { labels.iter().map(|&place| points[place]).collect() } else { points.clone() };
        let around = Surroundings { bounds: self.bounds, points: &marked, radius: radius + 0.3, lines: &drawn };
        self.values(canvas, plot, (&observed, &points, &labels), &around);
        Ok(())
    }

    /// Whether points stand so close, on average, that a value beside each would be hard to tell apart.
    fn are_close(&self, observed: &[(&Period, Rate)], points: &[Point]) -> bool {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return false };
        let values: Vec<String> = observed.iter().map(|(_, rate)| self.rates.format.value(rate.value)).collect();
        let widest = self.design.widest(values.iter().map(String::as_str));
        points.len() > 2 && last.0 - first.0 < CLOSE * widest * (points.len() - 1) as f64
    }

    /// The band about a fitted curve.
    fn fit_band(&self, canvas: &Canvas<'_>, plot: &Plot<'_>, series: &Series) -> Result<()> {
        let ends = |end: fn((f64, f64)) -> f64| {
            series.fit.iter().map(move |(period, fitted)| self.at(plot, period, end(fitted.interval)))
        };
        let corners: Vec<Point> = ends(|(_, high)| high).chain(ends(|(low, _)| low).rev()).collect();
        let colours = &self.design.style.colours;
        if corners.is_empty() { Ok(()) } else { canvas.polygon(&corners, colours.axis.mix(colours.paper, PALE_FIT)) }
    }

    /// The line of a fitted curve.
    fn fit_line(&self, canvas: &Canvas<'_>, plot: &Plot<'_>, series: &Series) -> Result<()> {
        let style = &self.design.style;
        let line: Vec<Point> = series.fit.iter().map(|(period, fitted)| self.at(plot, period, fitted.value)).collect();
        if line.is_empty() { Ok(()) } else { canvas.line(&line, style.lines.gap, style.colours.axis, None) }
    }

    /// Vertical lines for the intervals; those that run past the scale end in an arrow.
    fn whiskers(
        &self,
        canvas: &Canvas<'_>,
        plot: &Plot<'_>,
        observed: &[(&Period, Rate)],
    ) -> Result<Vec<(Point, Point)>> {
        let style = &self.design.style;
        let mut drawn = Vec::new();
        for (period, rate) in observed {
            let Some((low, high)) = rate.interval else { continue };
            let ends = (self.at(plot, period, low), self.at(plot, period, high));
            canvas.line(&[ends.0, ends.1], style.lines.whisker, style.colours.axis, None)?;
            if high > self.top {
                self.arrow(canvas, ends.1)?;
            }
            drawn.push(ends);
        }
        Ok(drawn)
    }

    /// Bands between the ends of intervals, one for each run of periods without a gap.
    fn bands(&self, canvas: &Canvas<'_>, plot: &Plot<'_>, observed: &[(&Period, Rate)]) -> Result<()> {
        let style = &self.design.style;
        let colour = style.colours.series.mix(style.colours.paper, PALE);
        let follows = |a: &(&Period, Rate), b: &(&Period, Rate)| {
            !self.rates.axis.is_gap(a.0, b.0) && a.1.interval.is_some() && b.1.interval.is_some()
        };
        for run in observed.chunk_by(follows) {
            let ends = || run.iter().filter_map(|(period, rate)| Some((*period, rate.interval?)));
            let lower = ends().map(|(period, (low, _))| self.at(plot, period, low));
            let upper = ends().map(|(period, (_, high))| self.at(plot, period, high));
            let corners: Vec<Point> = upper.chain(lower.rev()).collect();
            match corners.as_slice() {
                [] => {}
                [_, _] => canvas.line(&corners, style.lines.whisker, colour, None)?,
                corners => canvas.polygon(corners, colour)?,
            }
        }
        Ok(())
    }

    /// The line of a series: thin and dashed where it bridges time without documents.
    fn connect(
        &self,
        canvas: &Canvas<'_>,
        (observed, points): (&[(&Period, Rate)], &[Point]),
        look: &SeriesLook,
        width: f64,
    ) -> Result<()> {
        let style = &self.design.style;
        let gap = Some((style.length(GAP.0), style.length(GAP.1)));
        for (pair, ends) in observed.windows(2).zip(points.windows(2)) {
            if self.rates.axis.is_gap(pair[0].0, pair[1].0) {
                canvas.line(ends, style.lines.gap.min(width), look.colour, gap)?;
            } else {
                canvas.line(ends, width, look.colour, look.dash)?;
            }
        }
        Ok(())
    }

    /// The head of an arrow that points up from the end of the scale.
    fn arrow(&self, canvas: &Canvas<'_>, (x, y): Point) -> Result<()> {
        let size = self.design.style.length(1.0);
        let corners = [(x, y - 2.6 * size), (x + 1.7 * size, y + 0.8 * size), (x - 1.7 * size, y + 0.8 * size)];
        canvas.polygon(&corners, self.design.style.colours.axis)
    }

    /// The values of some points, as many as find room.
    fn values(
        &self,
        canvas: &mut Canvas<'_>,
        plot: &Plot<'_>,
        (observed, points, order): (&[(&Period, Rate)], &[Point], &[usize]),
        around: &Surroundings<'_>,
    ) {
        let style = &self.design.style;
        let texts: Vec<String> = order.iter().map(|&i| self.rates.format.value(observed[i].1.value)).collect();
        let wanted: Vec<Wanted> = order
            .iter()
            .zip(&texts)
            .map(|(&i, text)| {
                let (period, rate) = observed[i];
                let interval = rate.interval.filter(|_| !self.rates.banded());
                let (low, high) = interval.unwrap_or((rate.value, rate.value));
                let reach = (self.at(plot, period, high).1, self.at(plot, period, low).1);
                let size = (self.design.small_width(text), 0.75 * style.sizes.small);
                Wanted { point: points[i], reach, end: i + 1 == observed.len(), size }
            })
            .collect();
        for (text, rect) in texts.into_iter().zip(place(&wanted, around)) {
            if let Some(rect) = rect {
                canvas.text(Text::new(style, text, rect.x, rect.bottom()).halo());
            }
        }
    }

    /// Draws the lines of several groups, each with its mark and its name in the `tail` points right of the plot.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    pub(super) fn several(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, series: &[Series], tail: f64) -> Result<()> {
        let style = &self.design.style;
        let dense = self.rates.dense();
        let many = self.rates.axis.periods().len() > MANY_POINTS;
        let radius = if many { style.lines.dense_point } else { style.lines.point };
        let width = if many { 0.7 * style.lines.series } else { style.lines.series };
        // Where each line ends, and its number.
        let mut ends: Vec<(Point, usize)> = Vec::new();
        for (number, series) in series.iter().enumerate() {
            let observed: Vec<(&Period, Rate)> = series.rates.iter().map(|(period, rate)| (period, *rate)).collect();
            let points: Vec<Point> = observed.iter().map(|(period, rate)| self.at(plot, period, rate.value)).collect();
            let look = style.series(number);
            self.connect(canvas, (&observed, &points), &look, width)?;
            for &point in points.iter().filter(|_| !dense) {
                canvas.marker(point, radius, &look)?;
            }
            ends.extend(points.last().map(|last| (*last, number)));
        }
        ends.sort_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(&b.1)));
        let (left, bottom) = on_page(plot, (1.0, 0.0));
        let wished: Vec<f64> = ends.iter().map(|(end, _)| end.1).collect();
        let heights = spread(&wished, (self.bounds.y + 0.5 * style.sizes.small, bottom), style.small_lines(1));
        for ((end, number), y) in ends.into_iter().zip(heights) {
            let look = style.series(number);
            let mark = left + style.length(0.5 * KEY);
            if (end.1 - y).abs() > style.length(2.0) || left - end.0 > style.length(1.0) {
                let line = [end, (mark, y)];
                canvas.line(&line, style.lines.grid, style.colours.axis, None)?;
            }
            canvas.marker((mark, y), style.lines.point, &look)?;
            let name = series[number].group_name();
            let fitted = self.design.wrap_small(&name, tail - style.length(KEY), 1);
            let mut text = Text::new(style, fitted.lines.concat(), left + style.length(KEY), centred(style, y));
            text.whole = fitted.shortened.then_some(name);
            canvas.text(text);
        }
        Ok(())
    }
}

/// Heights for marks that wish to stand at `wished`, in order from the top, and stand at least `least` apart, within
/// `bounds` where these have room for all.
fn spread(wished: &[f64], (top, bottom): (f64, f64), least: f64) -> Vec<f64> {
    let mut heights = wished.to_vec();
    let mut free = top;
    for height in &mut heights {
        *height = height.max(free);
        free = *height + least;
    }
    let mut free = bottom;
    for height in heights.iter_mut().rev() {
        *height = height.min(free);
        free = *height - least;
    }
    heights
}

/// The points that carry their value, the most important first: last, first, highest, then the rest.
fn labelled(observed: &[(&Period, Rate)], close: bool) -> Vec<usize> {
    let Some(last) = observed.len().checked_sub(1) else { return Vec::new() };
    let highest = (0..=last).max_by(|&a, &b| observed[a].1.value.total_cmp(&observed[b].1.value).then(b.cmp(&a)));
    let mut order = vec![last, 0, highest.unwrap_or(0)];
    if observed.len() <= ALL_VALUES && close {
        order.extend((0..=last).min_by(|&a, &b| observed[a].1.value.total_cmp(&observed[b].1.value)));
    } else if observed.len() <= ALL_VALUES {
        order.extend(0..=last);
    }
    let mut seen = Vec::new();
    order.retain(|index| {
        let new = !seen.contains(index);
        seen.push(*index);
        new
    });
    order
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    #[test]
    fn names_of_lines_keep_apart_and_within_the_panel() {
        assert_eq!(spread(&[10.0, 40.0], (0.0, 50.0), 8.0), [10.0, 40.0]);
        assert_eq!(spread(&[10.0, 10.0, 12.0], (0.0, 50.0), 8.0), [10.0, 18.0, 26.0]);
        assert_eq!(spread(&[48.0, 49.0, 50.0], (0.0, 50.0), 8.0), [34.0, 42.0, 50.0]);
        assert_eq!(spread(&[], (0.0, 50.0), 8.0), [0.0; 0]);
    }
}
