//! A dot plot of changes or differences: names, marks with whiskers around a zero line, figures.

use std::ops::Range;

use super::Rendered;
use super::canvas::Canvas;
use super::colour::Rgb;
use super::columns::{Column, Columns};
use super::design::Design;
use super::geometry::{Point, Rect};
use super::keys::Keys;
use super::matrix::RowNames;
use super::number::{Format, Numbers, round_steps};
use super::pages;
use super::sheet::{ANY_PART, Sheet};
use super::style::{Marker, SeriesLook, Style};
use super::text::{Anchor, Text};
use crate::analysis::Evidence;
use crate::error::Result;

/// Row height that reads well. Lengths are meant beside type of 7 pt.
const ROW: f64 = 13.0;
/// Space between names, marks and figures.
const BESIDE: f64 = 8.0;
/// Space between the legend and the heads, and between the heads and the first row.
const BELOW: f64 = 4.0;
/// Space between the values of the axis.
const BETWEEN: f64 = 8.0;
/// The narrowest plot that reads well.
const NARROWEST: f64 = 78.0;
/// Most width of a head over a column.
const HEAD: f64 = 70.0;
/// Most lines of a name before figures give way: on a wide body, and on a narrow one.
const MOST_LINES: (usize, usize) = (3, 2);
/// With fewer changes no interval is cut.
const FEW: usize = 8;
/// Narrowest wide body.
const WIDE: f64 = 300.0;
/// Rows on a page of fixed height at least, as long as type can be made smaller.
const LEAST_ROWS: usize = 8;
/// The evidence, as the legend lists it.
const LEGEND: [Evidence; 4] = [Evidence::Strong, Evidence::Partial, Evidence::HardlyChanged, Evidence::NotShown];

/// The change of a theme.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// Theme label.
    pub label: String,
    /// Rates of the earlier and the later period, or of two groups.
    pub rates: [Option<f64>; 2],
    /// Second rate less first.
    pub difference: f64,
    /// Its 95 % interval, low and high.
    pub interval: Option<(f64, f64)>,
    /// What the data say.
    pub evidence: Evidence,
}

/// ", with 95 % intervals", where there is one.
pub(super) fn with_intervals(changes: &[Change], numbers: Numbers) -> String {
    let some = changes.iter().any(|change| change.interval.is_some());
    if some { format!(", with {} intervals", numbers.percent("95")) } else { String::new() }
}

/// That changes of `what` have no interval, and why; nothing where all have one.
pub(super) fn without_interval(changes: &[Change], what: &str, why: &str, numbers: Numbers) -> Option<String> {
    match changes.iter().filter(|change| change.interval.is_none()).count() {
        0 => None,
        none if none == changes.len() => Some(format!("No {} intervals: {why}.", numbers.percent("95"))),
        none => Some(format!("No interval for {}: {why}.", numbers.plural(none as u64, what))),
    }
}

/// What a plot says of its changes.
pub(super) struct Words {
    /// What both rates belong to.
    pub heads: [String; 2],
    /// What the difference is called.
    pub change: &'static str,
    /// What a difference below and above 0 means.
    pub ways: (String, String),
    /// The evidence in the words of the legend.
    pub evidence: fn(Evidence) -> &'static str,
    /// Whether no interval is cut.
    pub whole: bool,
}

/// Draws all changes in their order, with what `fill` says of those of a page. What is higher than a page is spread over
/// several charts with one scale.
///
/// # Errors
///
/// What `fill` returns; an error of kind `Output` if plotters refuses to draw; an error of kind `Usage` if the changes do
/// not fit a page of fixed height.
pub(super) fn charts<'a>(
    changes: &[Change],
    words: &Words,
    format: Format,
    sheet: &Sheet<'a>,
    fill: &dyn Fn(&mut Sheet<'a>, Range<usize>) -> Result<()>,
) -> Result<Vec<Rendered>> {
    let design = &sheet.context.design;
    let plot =
        |sheet: &Sheet<'_>| ChangePlot::new(changes, words, format, design, sheet.clone().numbered(ANY_PART).room());
    let (cut, complete) = {
        let plot = plot(sheet);
        (plot.cut(&(0..changes.len())), plot.columns.complete)
    };
    // Room is kept for the note about arrows, which may stand on some pages only.
    let arrows = |cut: usize, name: &str| match cut {
        0 => None,
        cut => {
            let ends = if cut == 1 { "one interval runs" } else { &format!("{cut} intervals run") };
            let place = if complete { "at the right" } else { &format!("in the file {name}.csv") };
            Some(format!("Arrows: {ends} past the scale; the ends stand {place}."))
        }
    };
    let mut noted = sheet.clone();
    noted.notes.splice(0..0, arrows(cut, &noted.name));
    let mut plot = plot(&noted);
    let pages = plot.pages(noted.numbered(ANY_PART).room());
    let mut charts = Vec::new();
    for (page, of_page) in pages.iter().enumerate() {
        let mut sheet = sheet.clone().numbered(pages::part(page, pages.len()));
        sheet.notes.splice(0..0, arrows(plot.cut(of_page), &sheet.name));
        fill(&mut sheet, of_page.clone())?;
        charts.push(sheet.render(plot.height(of_page), |canvas, body| plot.draw(canvas, body, of_page))?);
    }
    Ok(charts)
}

/// How a change is drawn.
struct Look {
    mark: SeriesLook,
    radius: f64,
    whisker: f64,
}

impl Look {
    /// Form, size and width tell the evidence, and colour besides.
    fn of(evidence: Evidence, style: &Style) -> Self {
        let (point, whisker) = (style.lines.point, style.lines.whisker);
        let shown = style.colours.series;
        let not: Rgb = style.colours.axis;
        let (colour, marker, hollow, radius, whisker) = match evidence {
            Evidence::Strong => (shown, Marker::Circle, false, 1.7 * point, 2.6 * whisker),
            Evidence::Partial => (shown, Marker::Circle, false, 1.2 * point, whisker),
            Evidence::HardlyChanged => (shown, Marker::Diamond, true, 1.2 * point, whisker),
            Evidence::NotShown => (not, Marker::Circle, true, 1.2 * point, 0.8 * whisker),
            Evidence::NotTested => (not, Marker::Square, true, 1.2 * point, 0.8 * whisker),
        };
        Self { mark: SeriesLook { colour, marker, hollow, dash: None }, radius, whisker }
    }
}

/// A scale of changes in which 0 always lies.
#[derive(Debug, Clone, PartialEq)]
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// All points lie within the axis, all intervals that show a change, and three of four ends on either side. The
    /// rest is cut where it would make the axis more than a quarter longer.
    fn new(changes: &[Change], whole: bool) -> Self {
        let end = |sign: f64| {
            let end = |change: &Change| change.interval.map(|(low, high)| (sign * low).max(sign * high));
            let mut ends: Vec<f64> = changes.iter().filter_map(end).collect();
            ends.sort_by(f64::total_cmp);
            let most = (ends.len() * 3).div_ceil(4).checked_sub(1).map(|last| ends[last]);
            let shown = changes.iter().filter(|change| change.evidence <= Evidence::Partial).filter_map(end);
            let points = changes.iter().map(|change| sign * change.difference);
            let usual = points.chain(shown).chain(most).fold(0.0, f64::max);
            (usual, ends.last().copied().unwrap_or(0.0).max(usual))
        };
        let ((low, lowest), (high, highest)) = (end(-1.0), end(1.0));
        // Among few themes no interval is far out of the way of others.
        let room = if whole || changes.len() < FEW { f64::INFINITY } else { 0.25 * (low + high) };
        let low = if lowest - low <= room { lowest } else { low };
        let high = if highest - high <= room { highest } else { high };
        if low + high > 0.0 { Self { low: -low, high } } else { Self { low: -1.0, high: 1.0 } }
    }

    /// Place of a value between the low end (0) and the high end (1).
    fn place(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Round values in at most `steps` steps or one more, and the step.
    fn ticks(&self, steps: usize) -> (Vec<f64>, f64) {
        let step = round_steps(self.high - self.low, steps)[1];
        let (first, last) = ((self.low / step).ceil() as i64, (self.high / step).floor() as i64);
        ((first..=last).map(|n| n as f64 * step).collect(), step)
    }
}

/// Where names, marks and figures stand.
struct ChangePlot<'a> {
    design: &'a Design,
    changes: &'a [Change],
    words: &'a Words,
    keys: Keys<'a>,
    /// The evidence of each key.
    legend: Vec<Evidence>,
    names: RowNames,
    columns: Columns<'a>,
    axis: Axis,
    /// Values of the axis and what is written at them.
    ticks: Vec<(f64, String)>,
    /// Left edge and width of the part of the plot in which values lie, from the left edge of the body.
    plot: (f64, f64),
    /// Room at either end of the axis, for marks and arrows.
    overhang: f64,
}

impl<'a> ChangePlot<'a> {
    /// Lays out changes in their order for a body of `room` points. Figures give way to names where that keeps names
    /// short.
    fn new(changes: &'a [Change], words: &'a Words, format: Format, design: &'a Design, room: f64) -> Self {
        let figures = columns(changes, words, format, design);
        let with = |rank: u8| {
            let mut columns = Columns::new(design, figures.clone(), 0.42 * design.body_width());
            columns.keep(rank);
            Self::with_columns(changes, words, columns, design, room)
        };
        let wide = design.body_width() >= design.style.length(WIDE);
        let most = if wide { MOST_LINES.0 } else { MOST_LINES.1 };
        let mut best = with(2);
        for rank in [1, 0] {
            if best.names.lines <= most {
                break;
            }
            let fewer = with(rank);
            if fewer.names.lines < best.names.lines {
                best = fewer;
            }
        }
        best
    }

    fn with_columns(
        changes: &'a [Change],
        words: &'a Words,
        columns: Columns<'a>,
        design: &'a Design,
        room: f64,
    ) -> Self {
        let (style, width) = (&design.style, design.body_width());
        let legend: Vec<Evidence> =
            LEGEND.into_iter().filter(|evidence| changes.iter().any(|change| change.evidence == *evidence)).collect();
        let keyed: Vec<&str> = legend.iter().map(|evidence| (words.evidence)(*evidence)).collect();
        let keys = Keys::new(design, &keyed, style.length(14.0));
        let beside = style.length(BESIDE);
        let around = columns.width() + 2.0 * beside;
        let limit = width - around - style.length(NARROWEST).max(0.36 * width);
        let limit = limit.clamp(style.length(80.0).min(0.4 * width), style.length(180.0).min(0.5 * width));
        let labels: Vec<String> = changes.iter().map(|change| change.label.clone()).collect();
        let above = keys.height() + style.length(2.0 * BELOW) + style.small_lines(2);
        let names = RowNames::new(design, &labels, limit, style.length(ROW), room - above - style.length(2.0));
        let overhang = style.length(5.0);
        let axis = Axis::new(changes, words.whole);
        let plot = (names.width + beside + overhang, (width - names.width - around - 2.0 * overhang).max(1.0));
        let ticks = ticks(&axis, design, plot.1);
        Self { design, changes, words, keys, legend, names, columns, axis, ticks, plot, overhang }
    }

    /// The rows of each page of `room` points, which they fill.
    fn pages(&mut self, room: f64) -> Vec<Range<usize>> {
        let room = room - self.height(&(0..0));
        let pages = pages::rows(self.design, self.changes.len(), self.names.row_height, room, LEAST_ROWS);
        self.names.stretch(self.design, &pages, room);
        pages
    }

    /// Height of all with these rows, in points.
    fn height(&self, rows: &Range<usize>) -> f64 {
        self.top() + self.names.row_height * rows.len() as f64 + self.design.style.length(2.0)
    }

    /// How many ends of intervals of these rows lie past the scale.
    fn cut(&self, rows: &Range<usize>) -> usize {
        let ends = self.changes[rows.clone()].iter().filter_map(|change| change.interval);
        ends.filter(|(low, high)| *low < self.axis.low || *high > self.axis.high).count()
    }

    /// Height of the legend and of the heads.
    fn top(&self) -> f64 {
        let style = &self.design.style;
        self.keys.height() + style.length(2.0 * BELOW) + style.small_lines(2)
    }

    /// Draws these rows into a body.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if plotters refuses to draw.
    fn draw(&self, canvas: &mut Canvas<'_>, body: Rect, rows: &Range<usize>) -> Result<()> {
        let style = &self.design.style;
        self.keys.draw(canvas, body, |canvas, number, at| {
            let half = style.length(7.0);
            mark(canvas, &Look::of(self.legend[number], style), at, Some((at.0 - half, at.0 + half)))
        })?;
        let top = body.y + self.top();
        let x = |value: f64| body.x + self.plot.0 + self.axis.place(value) * self.plot.1;
        let bottom = top + self.names.row_height * rows.len() as f64 + style.length(2.0);
        self.heads(canvas, body, &x);
        for (value, _) in &self.ticks {
            let (colour, line) = if *value == 0.0 {
                (style.colours.axis, 1.4 * style.lines.axis)
            } else {
                (style.colours.grid, style.lines.grid)
            };
            canvas.fill(Rect { x: x(*value) - line / 2.0, y: top, w: line, h: bottom - top }, colour)?;
        }
        for row in rows.clone() {
            let change = &self.changes[row];
            let y = top + (row - rows.start) as f64 * self.names.row_height;
            let middle = y + self.names.row_height / 2.0;
            self.names.write(canvas, row, body.x, y);
            self.columns.write(canvas, row, body.right(), middle, change.evidence <= Evidence::Partial);
            let look = Look::of(change.evidence, style);
            mark(canvas, &look, (x(change.difference), middle), change.interval.map(|(low, high)| (x(low), x(high))))?;
            if let Some((low, high)) = change.interval {
                let colour = look.mark.colour;
                if low < self.axis.low {
                    self.arrow(canvas, (x(low), middle), -1.0, colour)?;
                }
                if high > self.axis.high {
                    self.arrow(canvas, (x(high), middle), 1.0, colour)?;
                }
            }
        }
        Ok(())
    }

    /// Directions, values of the axis, and heads of the columns.
    fn heads(&self, canvas: &mut Canvas<'_>, body: Rect, x: &impl Fn(f64) -> f64) {
        let style = &self.design.style;
        let baseline = body.y + self.top() - style.length(BELOW);
        self.columns.write_heads(canvas, body.right(), baseline);
        for (value, text) in &self.ticks {
            canvas.text(Text::quiet(style, text, x(*value), baseline).anchor(Anchor::Middle));
        }
        // Which way is more: beside the zero line, where it fits.
        let above = baseline - style.small_lines(1);
        let (zero, beside) = (x(0.0), style.length(4.0));
        // Heads of two lines need the line for themselves.
        let right = body.right() - if self.columns.head_lines() > 1 { self.columns.width() } else { 0.0 };
        let (less, more) = &self.words.ways;
        for (less, more) in [(less.as_str(), more.as_str()), ("← less", "more →")] {
            let fits = zero + beside + self.design.small_width(more) <= right
                && zero - beside - self.design.small_width(less) >= body.x;
            if fits {
                canvas.text(Text::quiet(style, more, zero + beside, above));
                canvas.text(Text::quiet(style, less, zero - beside, above).anchor(Anchor::End));
                break;
            }
        }
    }

    /// The head of an arrow that points out of the scale.
    fn arrow(&self, canvas: &Canvas<'_>, (x, y): Point, way: f64, colour: Rgb) -> Result<()> {
        let size = self.overhang / 5.0;
        canvas.polygon(
            &[
                (x + way * 4.0 * size, y),
                (x - way * 0.2 * size, y - 2.0 * size),
                (x - way * 0.2 * size, y + 2.0 * size),
            ],
            colour,
        )
    }
}

/// A mark and its whisker.
fn mark(canvas: &Canvas<'_>, look: &Look, at: Point, ends: Option<(f64, f64)>) -> Result<()> {
    if let Some((low, high)) = ends {
        canvas.line(&[(low, at.1), (high, at.1)], look.whisker, look.mark.colour, look.mark.dash)?;
    }
    canvas.marker(at, look.radius, &look.mark)
}

/// Both rates, the change, and its interval.
fn columns(changes: &[Change], words: &Words, format: Format, design: &Design) -> Vec<Column> {
    let column = |head: Vec<String>, rank: u8, figure: &dyn Fn(&Change) -> Option<String>| Column {
        head,
        figures: changes.iter().map(|change| figure(change).unwrap_or_default()).collect(),
        rank,
    };
    let head = |head: &str| design.wrap_small(head, design.style.length(HEAD), 2).lines;
    let percent = design.numbers.percent("95");
    let mut columns = vec![
        column(head(&words.heads[0]), 0, &|change| change.rates[0].map(|rate| format.value(rate))),
        column(head(&words.heads[1]), 0, &|change| change.rates[1].map(|rate| format.value(rate))),
        column(vec![words.change.into()], 1, &|change| Some(format.change(change.difference))),
    ];
    if changes.iter().any(|change| change.interval.is_some()) {
        columns.push(column(vec![format!("{percent} interval")], 2, &|change| {
            change.interval.map(|(low, high)| format!("{} to {}", format.change(low), format.change(high)))
        }));
    }
    columns
}

/// As many round values as find room.
fn ticks(axis: &Axis, design: &Design, width: f64) -> Vec<(f64, String)> {
    for steps in (1..=6).rev() {
        let (values, step) = axis.ticks(steps);
        let ticks: Vec<(f64, String)> =
            values.into_iter().map(|value| (value, design.numbers.axis(value, step))).collect();
        let widest = design.widest(ticks.iter().map(|(_, text)| text.as_str())) + design.style.length(BETWEEN);
        if widest <= axis.place(axis.low + step) * width {
            return ticks;
        }
    }
    vec![(0.0, "0".into())]
}
