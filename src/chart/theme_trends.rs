//! Small multiples: one panel per theme, its rate over time.

use plotters::element::Circle;
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::{Color as _, ShapeStyle};

use super::canvas::{Anchor, Canvas, Plot, Rect, Text, failed, on_page, pixels};
use super::colour::Rgb;
use super::look::{self, LEADING};
use super::measure::{Weight, width, wrap};
use super::number::{axis_label, round_steps};
use super::place::{Point, Surroundings, Wanted, place};
use super::rates::{Rate, Rates, Series, UNIT};
use super::sheet::{Sheet, body_width};
use super::{Context, Rendered};
use crate::analysis::rows::ThemeFrequencyRow;
use crate::error::Result;

/// Space between panels, across and down.
const GUTTER: (f64, f64) = (12.0, 9.0);
/// Room above the plot for a value label, and below it for the years.
const ABOVE: f64 = 9.0;
const BELOW: f64 = 11.0;
/// Lowest and highest plot inside a panel.
const PLOT_HEIGHT: (f64, f64) = (22.0, 92.0);
/// Up to this many years every point carries its value; beyond, the first, the last and the highest.
const ALL_VALUES: usize = 8;

/// Draws the rate of each theme over time: hits per 1,000 word tokens of the year, stop words included.
///
/// There is one panel per theme, the largest change between the first and the last year first, and
/// one scale for all panels. Equal distances on the time axis are equal spans of time. A line is
/// dashed where it bridges more than one and a half times the usual distance between years. With
/// no rate at all the chart says that there are no data.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub fn theme_trends(rows: &[ThemeFrequencyRow], context: &Context) -> Result<Rendered> {
    draw(Rates::new(rows, context), context)
}

/// Draws prepared rates; separate from [`theme_trends`] so that intervals can come from elsewhere.
pub(super) fn draw(mut rates: Rates, context: &Context) -> Result<Rendered> {
    sort(&mut rates);
    let sheet = Sheet {
        context,
        name: "theme_trends".into(),
        title: title(&rates),
        subtitle: subtitle(&rates),
        notes: vec![rates.sizes_in_words()],
        description: description(&rates),
    };
    if rates.is_empty() {
        return sheet.no_data("no theme has a rate in any year.");
    }
    let layout = Layout::new(&rates, sheet.room());
    sheet.render(layout.height(), |canvas, body| {
        for (index, series) in rates.series.iter().enumerate() {
            layout.panel(canvas, body, index, series, &rates)?;
        }
        Ok(())
    })
}

/// Largest change first; with one year only, largest rate first. Ties keep the codebook order.
fn sort(rates: &mut Rates) {
    let axis = rates.axis.clone();
    let changes = axis.years().len() > 1;
    let size = |series: &Series| match series.change(&axis) {
        Some(change) => change.abs(),
        None if changes => -1.0,
        None => series.mean(),
    };
    rates.series.sort_by(|a, b| size(b).total_cmp(&size(a)));
}

fn title(rates: &Rates) -> String {
    match rates.axis.years() {
        [year] => format!("Theme rates in {year}, in {UNIT}"),
        _ => format!("Theme rates over time, in {UNIT}"),
    }
}

fn subtitle(rates: &Rates) -> String {
    let Some((first, last)) = rates.axis.span() else { return String::new() };
    let mut text = if first == last {
        "Largest rate first.".to_string()
    } else if rates.series.len() == 1 {
        format!("The change from {first} to {last} stands beside the name.")
    } else {
        format!("Largest change from {first} to {last} first; the change stands beside the name.")
    };
    if rates.series.len() > 1 {
        text.push_str(" One scale for all panels.");
    }
    if rates.axis.has_gaps() {
        text.push_str(" Dashed lines only connect: no documents between these years.");
    }
    if rates.series.iter().flat_map(|s| s.rates.values()).any(|rate| rate.interval.is_some()) {
        text.push_str(" Vertical lines are 95 % intervals.");
    }
    text
}

fn description(rates: &Rates) -> String {
    let themes = rates.series.len();
    let panels =
        if themes == 1 { "One line chart".to_string() } else { format!("{themes} line charts, one per theme") };
    let mut text = format!("{panels}: {UNIT}, {}. ", rates.years_in_words());
    if let Some((first, last)) = rates.axis.span() {
        let changed = |sign: f64| {
            let changes = rates.series.iter().filter_map(|s| Some((s, s.change(&rates.axis)?)));
            let best =
                changes.filter(|(_, change)| change * sign > 0.0).max_by(|a, b| (a.1 * sign).total_cmp(&(b.1 * sign)));
            best.map(|(series, _)| {
                let value = |year| series.rates.get(&year).map_or(String::new(), |rate| rates.format.value(rate.value));
                format!("{}, from {} to {}", series.label, value(first), value(last))
            })
        };
        match (changed(1.0), changed(-1.0)) {
            (None, None) if first < last => text.push_str(&format!("No theme changes between {first} and {last}. ")),
            (rise, fall) => {
                for (what, found) in [("rise", rise), ("fall", fall)] {
                    if let Some(found) = found {
                        text.push_str(&format!("Largest {what} from {first} to {last}: {found}. "));
                    }
                }
            }
        }
    }
    text + &rates.data_in_words()
}

/// Where the panels stand.
struct Layout {
    columns: usize,
    /// Width of a panel without the space between panels.
    panel: f64,
    /// Height of the plot inside a panel.
    plot: f64,
    /// Height of the names above each row of panels.
    heads: Vec<f64>,
    /// Room left of the first column for the values of the vertical axis.
    scale: f64,
    /// Room at either end of the time axis.
    overhang: f64,
    /// Round values of the vertical axis.
    ticks: Vec<f64>,
    /// Upper end of the vertical axis.
    top: f64,
}

impl Layout {
    fn new(rates: &Rates, room: f64) -> Self {
        let n = rates.series.len();
        let columns = match n {
            0 | 1 => 1,
            2 | 4 => 2,
            ..=24 => 3,
            _ => 4,
        };
        let (ticks, top) = vertical_axis(rates.largest());
        let widest = ticks.iter().map(|&t| width(&axis_label(t, ticks[1]), Weight::Regular, look::SMALL));
        let scale = widest.fold(0.0, f64::max) + 4.0;
        let panel = (body_width() - scale - GUTTER.0 * (columns - 1) as f64) / columns as f64;
        let mut layout = Self {
            columns,
            panel,
            plot: PLOT_HEIGHT.1,
            heads: Vec::new(),
            scale,
            overhang: rates.axis.overhang() + 1.0,
            ticks,
            top,
        };
        layout.heads = rates
            .series
            .chunks(columns)
            .map(|row| {
                let lines = row.iter().map(|series| layout.name(series, rates).0.len()).max().unwrap_or(1);
                lines as f64 * look::NAME * LEADING
            })
            .collect();
        let rows = layout.heads.len().max(1) as f64;
        let around = layout.heads.iter().sum::<f64>() + rows * (ABOVE + BELOW) + (rows - 1.0) * GUTTER.1;
        layout.plot = ((room - around) / rows).clamp(PLOT_HEIGHT.0, PLOT_HEIGHT.1);
        layout
    }

    fn height(&self) -> f64 {
        self.top(self.heads.len()) - GUTTER.1
    }

    /// Top of a row of panels, from the top of the body.
    fn top(&self, row: usize) -> f64 {
        let heads: f64 = self.heads.iter().take(row).sum();
        heads + row as f64 * (ABOVE + self.plot + BELOW + GUTTER.1)
    }

    /// The lines of a theme's name, the change that stands beside it, and whether the name is shortened.
    fn name(&self, series: &Series, rates: &Rates) -> (Vec<String>, String, bool) {
        let change = series.change(&rates.axis).map(|change| rates.format.change(change)).unwrap_or_default();
        let beside = width(&change, Weight::Regular, look::SMALL) + 5.0;
        let fitted = wrap(&series.label, Weight::SemiBold, look::NAME, self.panel - beside, 2);
        (fitted.lines, change, fitted.shortened)
    }

    fn panel(&self, canvas: &mut Canvas<'_>, body: Rect, index: usize, series: &Series, rates: &Rates) -> Result<()> {
        let (row, column) = (index / self.columns, index % self.columns);
        let x = body.x + self.scale + column as f64 * (self.panel + GUTTER.0);
        let y = body.y + self.top(row);
        let head = self.heads.get(row).copied().unwrap_or(0.0);
        self.write_name(canvas, series, rates, (x, y));

        let rect =
            Rect { x: x + self.overhang, y: y + head + ABOVE, w: self.panel - 2.0 * self.overhang, h: self.plot };
        let mut plot = canvas.plot(rect, (0.0, 1.0), (0.0, self.top))?;
        self.scale(canvas, &plot, column == 0, (x, x + self.panel))?;
        time_axis(canvas, &plot, rates, rect)?;
        let bounds = Rect { x, y: y + head, w: self.panel + 3.0, h: ABOVE + self.plot - 0.5 };
        draw_series(canvas, &mut plot, series, rates, bounds)
    }

    fn write_name(&self, canvas: &mut Canvas<'_>, series: &Series, rates: &Rates, (x, y): (f64, f64)) {
        let (lines, change, shortened) = self.name(series, rates);
        let last = lines.len() - 1;
        for (number, line) in lines.into_iter().enumerate() {
            let baseline = y + look::NAME * (0.85 + number as f64 * LEADING);
            let mut text = Text::new(line, x, baseline).face(look::NAME, Weight::SemiBold);
            text.whole = (shortened && number == last).then(|| series.label.clone());
            canvas.text(text);
        }
        let beside = Text::new(change, x + self.panel, y + look::NAME * 0.85);
        canvas.text(beside.colour(look::MUTED).anchor(Anchor::End));
    }

    /// Grid lines at round values; their labels in the first column only.
    fn scale(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, labels: bool, (left, right): (f64, f64)) -> Result<()> {
        for &tick in &self.ticks {
            let (_, y) = on_page(plot, (0.0, tick));
            let colour = if tick == 0.0 { look::AXIS } else { look::GRID };
            canvas.fill(Rect { x: left, y: y - 0.25, w: right - left, h: 0.5 }, colour)?;
            if labels {
                let text = Text::new(axis_label(tick, self.ticks[1]), left - 3.0, y + 0.365 * look::SMALL);
                canvas.text(text.colour(look::MUTED).anchor(Anchor::End));
            }
        }
        Ok(())
    }
}

/// Round values up to the largest value, two or three in general, and the end of the axis.
fn vertical_axis(largest: f64) -> (Vec<f64>, f64) {
    let mut ticks = round_steps(largest, 3);
    if ticks.len() > 2 {
        ticks.retain(|tick| *tick <= largest);
    }
    let top = ticks.iter().copied().fold(largest, f64::max);
    (ticks, top)
}

/// A tick at each observed year, and labels for as many as fit.
fn time_axis(canvas: &mut Canvas<'_>, plot: &Plot<'_>, rates: &Rates, rect: Rect) -> Result<()> {
    for &year in rates.axis.years() {
        let (x, y) = on_page(plot, (rates.axis.place(year), 0.0));
        canvas.fill(Rect { x: x - 0.3, y, w: 0.6, h: 2.4 }, look::AXIS)?;
    }
    let baseline = rect.bottom() + 2.4 + look::SMALL;
    for label in rates.axis.labels(|year| rect.x + rates.axis.place(year) * rect.w) {
        canvas.text(Text::new(label.text, label.x, baseline).colour(look::MUTED).anchor(Anchor::Middle));
    }
    Ok(())
}

/// Whiskers, lines, points and value labels of one theme.
fn draw_series(
    canvas: &mut Canvas<'_>,
    plot: &mut Plot<'_>,
    series: &Series,
    rates: &Rates,
    bounds: Rect,
) -> Result<()> {
    let at = |year: i32, value: f64| (rates.axis.place(year), value);
    let observed: Vec<(i32, Rate)> = series.rates.iter().map(|(&year, &rate)| (year, rate)).collect();
    let mut lines = Vec::new();
    for (year, rate) in &observed {
        if let Some((low, high)) = rate.interval {
            let ends = [at(*year, low), at(*year, high)];
            plot.draw_series(LineSeries::new(ends, stroke(look::AXIS, 0.8))).map_err(failed)?;
            lines.push((on_page(plot, ends[0]), on_page(plot, ends[1])));
        }
    }
    for pair in observed.windows(2) {
        let ends = [at(pair[0].0, pair[0].1.value), at(pair[1].0, pair[1].1.value)];
        if rates.axis.is_gap(pair[0].0, pair[1].0) {
            let line = DashedLineSeries::new(ends, pixels(3.2), pixels(2.6), stroke(look::SERIES, 0.7));
            plot.draw_series(line).map_err(failed)?;
        } else {
            plot.draw_series(LineSeries::new(ends, stroke(look::SERIES, 1.3))).map_err(failed)?;
        }
        lines.push((on_page(plot, ends[0]), on_page(plot, ends[1])));
    }
    let points: Vec<Point> = observed.iter().map(|(year, rate)| on_page(plot, at(*year, rate.value))).collect();
    let radius = if observed.len() > 12 { 1.2 } else { 1.9 };
    plot.draw_series(
        observed
            .iter()
            .map(|(year, rate)| Circle::new(at(*year, rate.value), pixels(radius), look::SERIES.plotters().filled())),
    )
    .map_err(failed)?;

    let order = labelled(&observed);
    let texts: Vec<String> = order.iter().map(|&i| rates.format.value(observed[i].1.value)).collect();
    let wanted: Vec<Wanted> = order
        .iter()
        .zip(&texts)
        .map(|(&i, text)| {
            let (year, rate) = observed[i];
            let (low, high) = rate.interval.unwrap_or((rate.value, rate.value));
            let reach = (on_page(plot, at(year, high)).1, on_page(plot, at(year, low)).1);
            let size = (width(text, Weight::Regular, look::SMALL), 0.75 * look::SMALL);
            Wanted { point: points[i], reach, size }
        })
        .collect();
    let around = Surroundings { bounds, points: &points, radius: radius + 0.3, lines: &lines };
    for (text, rect) in texts.into_iter().zip(place(&wanted, &around)) {
        if let Some(rect) = rect {
            let mut label = Text::new(text, rect.x, rect.bottom());
            label.halo = true;
            canvas.text(label);
        }
    }
    Ok(())
}

/// The points that carry their value, the most important first: last, first, highest, then the rest.
fn labelled(observed: &[(i32, Rate)]) -> Vec<usize> {
    let Some(last) = observed.len().checked_sub(1) else { return Vec::new() };
    let highest = (0..=last).max_by(|&a, &b| observed[a].1.value.total_cmp(&observed[b].1.value).then(b.cmp(&a)));
    let mut order = vec![last, 0, highest.unwrap_or(0)];
    if observed.len() <= ALL_VALUES {
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

fn stroke(colour: Rgb, points: f64) -> ShapeStyle {
    colour.plotters().stroke_width(pixels(points).max(1) as u32)
}
