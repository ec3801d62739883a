//! Small multiples: one panel per series, or per theme with a line per group, over time and on one scale.

use std::ops::Range;

use super::canvas::{Canvas, Plot, on_page};
use super::design::Design;
use super::geometry::Rect;
use super::measure::{Fitted, Weight};
use super::number::round_steps;
use super::pages;
use super::panel_marks::Marks;
use super::rates::{Rates, Series};
use super::sheet::{ANY_PART, Sheet};
use super::style::LEADING;
use super::text::{Anchor, Text};
use super::{Rendered, xml};
use crate::axis::Period;
use crate::error::Result;

/// Space between panels, across and down. All lengths are meant beside type of 7 pt.
const GUTTER: (f64, f64) = (12.0, 9.0);
/// Room above the plot for a value label, and below it for the labels of time.
const ABOVE: f64 = 9.0;
const BELOW: f64 = 11.0;
/// Lowest and highest plot inside a panel.
const PLOT_HEIGHT: (f64, f64) = (22.0, 92.0);
/// Height of a plot, as a share of the width of its panel, at most on a page without a height of its own.
const ASPECT: f64 = 0.55;
/// Narrowest panel that reads well, and narrowest of all.
const PANEL_WIDTH: (f64, f64) = (95.0, 58.0);
/// Lines of a name that read well, and most lines; of longer names the start is written.
const NAME_LINES: (usize, usize) = (2, 8);
/// Panels on a page of fixed height at least, as long as type can be made smaller.
const LEAST_PANELS: usize = 6;
/// Room for the names of lines, as a share of a panel: beyond the first panels become wider, beyond the second, where a page
/// has no room for that, names are shortened.
const TAIL: (f64, f64) = (0.36, 0.48);

/// How the name of a series stands above its panel.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Head {
    /// Type size of the name.
    size: f64,
    /// Whether the change stands beside the name, or on a line below it.
    beside: bool,
}

/// Where the panels stand.
struct Panels<'a> {
    design: &'a Design,
    rates: &'a Rates,
    columns: usize,
    /// Width of a panel without the space between panels.
    panel: f64,
    /// Height of the plot inside a panel.
    plot: f64,
    /// How names stand above the panels.
    head: Head,
    /// Height of the names above each row of panels.
    heads: Vec<f64>,
    /// The rows of panels of each page.
    pages: Vec<Range<usize>>,
    /// Room left of the first column for the values of the vertical axis.
    scale: f64,
    /// Room at either end of the time axis.
    overhang: f64,
    /// Room for the names of lines, right of the plot.
    tail: f64,
    /// Round values of the vertical axis.
    ticks: Vec<f64>,
    /// Upper end of the vertical axis.
    top: f64,
}

/// Draws all series as panels, with what `fill` says of the series of a page. What is higher than a page is spread over
/// several charts with one scale.
///
/// # Errors
///
/// What `fill` returns; an error of kind `Output` if plotters refuses to draw; an error of kind `Usage` if the panels do
/// not fit a page of fixed height.
pub(super) fn charts<'a>(
    rates: &Rates,
    sheet: &Sheet<'a>,
    fill: impl Fn(&mut Sheet<'a>, &Rates) -> Result<()>,
) -> Result<Vec<Rendered>> {
    let design = &sheet.context.design;
    let mut any = sheet.clone().numbered(ANY_PART);
    let mut panels = Panels::new(rates, design, any.room());
    if let Some(note) = panels.note(&panels.all(), &any.name) {
        any.notes.insert(0, note);
        panels = Panels::new(rates, design, any.room());
    }
    let highest = panels.pages.iter().map(|rows| panels.height(rows)).fold(0.0, f64::max);
    any.fits(highest)?;
    let mut charts = Vec::new();
    for (page, rows) in panels.pages.iter().enumerate() {
        let mut sheet = sheet.clone().numbered(pages::part(page, panels.pages.len()));
        let note = panels.note(rows, &sheet.name);
        sheet.notes.splice(0..0, note);
        fill(&mut sheet, &rates.part(panels.panels_of(rows)))?;
        charts.push(sheet.render(panels.height(rows), |canvas, body| panels.draw(canvas, body, rows))?);
    }
    Ok(charts)
}

impl<'a> Panels<'a> {
    /// Lays out the panels of `rates` in their order for bodies of `room` points. On one page of fixed height there are as
    /// many columns as it takes to fit.
    fn new(rates: &'a Rates, design: &'a Design, room: f64) -> Self {
        let n = rates.panels().len();
        let usual = match n {
            0 | 1 => 1,
            2 | 4 => 2,
            ..=12 => 3,
            _ => 4,
        };
        let layout = |columns| Self::with_columns(rates, design, room, columns);
        let mut best = layout(1);
        for columns in 2..=n.max(1) {
            let next = layout(columns);
            let crowd = !design.spread && best.height(&best.all()) > room;
            let narrowest = design.style.length(if crowd { PANEL_WIDTH.1 } else { PANEL_WIDTH.0 });
            let enough = best.columns >= usual || next.crowds_plots();
            if enough && !crowd || next.panel < narrowest {
                break;
            }
            best = next;
        }
        best
    }

    fn with_columns(rates: &'a Rates, design: &'a Design, room: f64, columns: usize) -> Self {
        let style = &design.style;
        let (ticks, top) = vertical_axis(axis_end(rates));
        let labels: Vec<String> = ticks.iter().map(|&tick| design.numbers.axis(tick, ticks[1])).collect();
        let scale = design.widest(labels.iter().map(String::as_str)) + style.length(4.0);
        let gutters = style.length(GUTTER.0) * (columns - 1) as f64;
        let panel = (design.body_width() - scale - gutters) / columns as f64;
        let mut layout = Self {
            design,
            rates,
            columns,
            panel,
            plot: 0.0,
            head: Head { size: style.sizes.name, beside: true },
            heads: Vec::new(),
            pages: Vec::new(),
            scale,
            overhang: rates.axis.overhang(design) + 1.0,
            tail: 0.0,
            ticks,
            top,
        };
        layout.tail = layout.room_for_names();
        layout.head = layout.choose_head();
        let lines = |series: &&Series| layout.name(series).lines.len() + usize::from(layout.change_below(series));
        let names: Vec<&Series> = rates.panels().map(|panel| &panel[0]).collect();
        let heads = names.chunks(columns).map(|row| row.iter().map(lines).max().unwrap_or(1));
        layout.heads = heads.map(|lines| lines as f64 * layout.head.size * LEADING).collect();
        // The names of lines find room beside each other's.
        let named = if layout.tail > 0.0 { Marks::names_height(design, rates.lines) } else { 0.0 };
        let lowest = style.length(PLOT_HEIGHT.0).max(named);
        let mut highest = style.length(PLOT_HEIGHT.1).max(lowest);
        if design.page.height.is_some() {
            highest = highest.max(0.8 * panel);
        } else {
            highest = highest.min(ASPECT * panel).max(lowest);
        }
        let between = style.length(ABOVE + BELOW + GUTTER.1);
        // Plots that fill a page with some rows of panels.
        let filling = |heads: f64, rows: usize| (room + style.length(GUTTER.1) - heads) / rows.max(1) as f64 - between;
        layout.plot = filling(layout.heads.iter().sum(), layout.heads.len()).min(highest);
        layout.pages = vec![layout.all()];
        if layout.plot < lowest {
            let head = layout.heads.iter().copied().fold(0.0, f64::max);
            let row = head + between + lowest;
            let wish = LEAST_PANELS.div_ceil(columns);
            layout.pages = pages::rows(design, layout.heads.len(), row, room + style.length(GUTTER.1), wish);
            let most = layout.pages.iter().map(|rows| rows.len()).max().unwrap_or(1);
            layout.plot = filling(head * most as f64, most).clamp(lowest, highest);
        }
        if layout.cut(&layout.all()) > 0 {
            // The arrow of a cut interval stands clear of the highest point.
            let clear = style.lines.point + style.length(1.5);
            layout.top = layout.top.max(rates.largest_rate() * layout.plot / (layout.plot - clear));
        }
        layout
    }

    /// All rows of panels.
    fn all(&self) -> Range<usize> {
        0..self.heads.len()
    }

    /// The panels of some rows of panels.
    fn panels_of(&self, rows: &Range<usize>) -> Range<usize> {
        let n = self.rates.panels().len();
        (rows.start * self.columns).min(n)..(rows.end * self.columns).min(n)
    }

    /// Height of some rows of panels, in points.
    fn height(&self, rows: &Range<usize>) -> f64 {
        self.row_top(rows.end) - self.row_top(rows.start) - self.design.style.length(GUTTER.1)
    }

    /// The series of some rows of panels.
    fn series_of(&self, rows: &Range<usize>) -> impl Iterator<Item = &Series> {
        let panels = self.panels_of(rows);
        self.rates.panels().take(panels.end).skip(panels.start).flatten()
    }

    /// How many intervals of some rows of panels run past the scale.
    fn cut(&self, rows: &Range<usize>) -> usize {
        let ends = self.series_of(rows).flat_map(|series| series.rates.values()).filter_map(|rate| rate.interval);
        if Marks::has_intervals(self.rates) { ends.filter(|(_, high)| *high > self.top).count() } else { 0 }
    }

    /// What is said of intervals that are cut.
    fn note(&self, rows: &Range<usize>, name: &str) -> Option<String> {
        let mark = if self.rates.dense() { "Bands are cut" } else { "Arrows" };
        let ends = match self.cut(rows) {
            0 => None,
            1 => Some(format!("{mark}: one interval runs past the scale")),
            cut => Some(format!("{mark}: {cut} intervals run past the scale")),
        };
        let past = |series: &&Series| series.fit.iter().any(|(_, fitted)| fitted.interval.1 > self.top);
        let slopes = match self.series_of(rows).filter(past).count() {
            0 => None,
            1 => Some("the band of one fitted slope is cut".to_string()),
            cut => Some(format!("the bands of {cut} fitted slopes are cut")),
        };
        let said: Vec<String> = ends.into_iter().chain(slopes).collect();
        let (first, rest) = said.split_first()?;
        let first = first[..1].to_uppercase() + &first[1..];
        let all = std::iter::once(first.as_str()).chain(rest.iter().map(String::as_str)).collect::<Vec<_>>();
        Some(format!("{}; the ends are in the file {name}.csv.", all.join("; ")))
    }

    /// Draws some rows of panels into a body.
    fn draw(&self, canvas: &mut Canvas<'_>, body: Rect, rows: &Range<usize>) -> Result<()> {
        let body = Rect { y: body.y - self.row_top(rows.start), ..body };
        let panels = self.panels_of(rows);
        for (index, panel) in self.rates.panels().enumerate().take(panels.end).skip(panels.start) {
            self.panel(canvas, body, index, panel)?;
        }
        Ok(())
    }

    /// Top of a row of panels, from the top of the body.
    fn row_top(&self, row: usize) -> f64 {
        let heads: f64 = self.heads.iter().take(row).sum();
        heads + row as f64 * (self.design.style.length(ABOVE + BELOW + GUTTER.1) + self.plot)
    }

    /// Whether the change stands on a line of its own: it is not beside the name, and behind its last line is no room.
    fn change_below(&self, series: &Series) -> bool {
        let last = self.name(series).lines.pop().unwrap_or_default();
        // A name from right to left ends where the change stands.
        let taken = if xml::right_to_left(&last) {
            self.panel
        } else {
            self.design.width(&last, Weight::SemiBold, self.head.size) + self.design.style.length(5.0)
        };
        !self.head.beside && taken + self.design.small_width(&self.change(series)) > self.panel
    }

    /// Change beside the name where each name then has few lines and no word is broken; else below it, and then smaller type
    /// if that keeps names short and words whole.
    fn choose_head(&self) -> Head {
        let sizes = &self.design.style.sizes;
        let heads =
            [(sizes.name, true), (sizes.name, false), (sizes.small, false)].map(|(size, beside)| Head { size, beside });
        let whole = |head: &Head| {
            self.rates.panels().all(|panel| {
                let series = &panel[0];
                let widest = self.design.unbreakable(&series.label, Weight::SemiBold, head.size);
                widest <= self.name_width(series, *head) && self.fit(series, *head).lines.len() <= NAME_LINES.0
            })
        };
        heads.into_iter().find(whole).unwrap_or(heads[2])
    }

    /// Width of the widest name of a line.
    fn widest_name(&self) -> f64 {
        let names: Vec<String> = self.rates.series.iter().take(self.rates.lines).map(Series::group_name).collect();
        self.design.widest(names.iter().map(String::as_str))
    }

    /// Whether the names of lines take much of the room of plots.
    fn crowds_plots(&self) -> bool {
        self.rates.lines > 1 && self.widest_name() > TAIL.0 * self.panel
    }

    /// Room for the names of lines beside a plot: for the widest, or as much as there may be for it.
    fn room_for_names(&self) -> f64 {
        if self.rates.lines < 2 {
            return 0.0;
        }
        Marks::tail(self.design, self.widest_name().min(TAIL.1 * self.panel))
    }

    /// The change of a series that has a panel to itself.
    fn change(&self, series: &Series) -> String {
        let change = if self.rates.lines > 1 { None } else { self.rates.change(series) };
        change.map(|change| self.rates.format.change(change)).unwrap_or_default()
    }

    fn name_width(&self, series: &Series, head: Head) -> f64 {
        let change = self.design.small_width(&self.change(series)) + self.design.style.length(5.0);
        if head.beside { self.panel - change } else { self.panel }
    }

    fn fit(&self, series: &Series, head: Head) -> Fitted {
        self.design.wrap(&series.label, Weight::SemiBold, head.size, self.name_width(series, head), NAME_LINES.1)
    }

    /// The lines of a name.
    fn name(&self, series: &Series) -> Fitted {
        self.fit(series, self.head)
    }

    fn panel(&self, canvas: &mut Canvas<'_>, body: Rect, index: usize, panel: &[Series]) -> Result<()> {
        let style = &self.design.style;
        let (row, column) = (index / self.columns, index % self.columns);
        let x = body.x + self.scale + column as f64 * (self.panel + style.length(GUTTER.0));
        let y = body.y + self.row_top(row);
        let head = self.heads.get(row).copied().unwrap_or(0.0);
        self.write_name(canvas, &panel[0], (x, y));

        let above = style.length(ABOVE);
        let tail = (self.tail - self.overhang).max(0.0);
        let width = self.panel - 2.0 * self.overhang - tail;
        let rect = Rect { x: x + self.overhang, y: y + head + above, w: width, h: self.plot };
        let plot = canvas.plot(rect, (0.0, 1.0), (0.0, self.top))?;
        // Names of lines keep clear of the grid.
        let beyond = if self.tail > 0.0 { style.length(2.0) } else { self.overhang };
        self.scale(canvas, &plot, column == 0, (x, rect.right() + beyond))?;
        self.time_axis(canvas, &plot, rect)?;
        let bounds = Rect { x, y: y + head, w: self.panel + 3.0, h: above + self.plot - 0.5 };
        let marks = Marks { design: self.design, rates: self.rates, top: self.top, bounds };
        match panel {
            [series] => marks.one(canvas, &plot, series),
            several => marks.several(canvas, &plot, several, self.tail),
        }
    }

    fn write_name(&self, canvas: &mut Canvas<'_>, series: &Series, (x, y): (f64, f64)) {
        let style = &self.design.style;
        let Fitted { lines, shortened } = self.name(series);
        let size = self.head.size;
        let baseline = |line: usize| y + size * (0.85 + line as f64 * LEADING);
        let (last, column) = (lines.len() - 1, Rect { x, y, w: self.name_width(series, self.head), h: 0.0 });
        for (number, line) in lines.into_iter().enumerate() {
            let mut text = Text::new(style, line, x, baseline(number)).face(size, Weight::SemiBold);
            text.whole = (shortened && number == last).then(|| series.label.clone());
            canvas.text(text.aligned(column));
        }
        let line = match (self.head.beside, self.change_below(series)) {
            (true, _) => 0,
            (false, below) => last + usize::from(below),
        };
        canvas.text(Text::quiet(style, self.change(series), x + self.panel, baseline(line)).anchor(Anchor::End));
    }

    /// Grid lines at round values; their labels in the first column only.
    fn scale(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, labels: bool, (left, right): (f64, f64)) -> Result<()> {
        let style = &self.design.style;
        let grid = style.lines.grid;
        for &tick in &self.ticks {
            let (_, y) = on_page(plot, (0.0, tick));
            let colour = if tick == 0.0 { style.colours.axis } else { style.colours.grid };
            canvas.fill(Rect { x: left, y: y - grid / 2.0, w: right - left, h: grid }, colour)?;
            if labels {
                let label = self.design.numbers.axis(tick, self.ticks[1]);
                let text = Text::quiet(style, label, left - style.length(3.0), y + 0.365 * style.sizes.small);
                canvas.text(text.anchor(Anchor::End));
            }
        }
        Ok(())
    }

    /// A tick at each observed period, and labels for as many as fit. Where ticks would be close, only labels have one.
    fn time_axis(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, rect: Rect) -> Result<()> {
        let (style, axis) = (&self.design.style, &self.rates.axis);
        let (tick, width) = (style.length(2.4), style.lines.axis);
        let at = |period: &Period| rect.x + axis.place(period) * rect.w;
        let labels = axis.labels(self.design, at);
        let mut ticks: Vec<f64> =
            axis.periods().iter().map(|period| on_page(plot, (axis.place(period), 0.0)).0).collect();
        if ticks.windows(2).any(|pair| pair[1] - pair[0] < 3.0 * width) {
            ticks = labels.iter().map(|label| label.x).collect();
        }
        let (_, y) = on_page(plot, (0.0, 0.0));
        for x in ticks {
            canvas.fill(Rect { x: x - width / 2.0, y, w: width, h: tick }, style.colours.axis)?;
        }
        let baseline = rect.bottom() + tick + style.sizes.small;
        for label in labels {
            let mut text = Text::quiet(style, label.text, label.x, baseline).anchor(Anchor::Middle);
            text.whole = label.whole;
            canvas.text(text);
        }
        Ok(())
    }
}

/// Where the vertical axis ends at least: at the largest rate, and at the largest upper end of an interval, unless few
/// intervals run far past the others.
///
/// Nine of ten upper ends lie within the axis, and half of those of bands, which would else be all that is seen. What is cut
/// of the rest would make the axis more than half as long again.
fn axis_end(rates: &Rates) -> f64 {
    if !Marks::has_intervals(rates) {
        return rates.largest_rate();
    }
    let all = || rates.series.iter().flat_map(|series| series.rates.values());
    let mut ends: Vec<f64> = all().filter_map(|rate| rate.interval).map(|(_, high)| high).collect();
    ends.sort_by(f64::total_cmp);
    let most = if rates.dense() { ends.len().div_ceil(2) } else { (ends.len() * 9).div_ceil(10) };
    let usual = most.checked_sub(1).map_or(0.0, |last| ends[last]).max(rates.largest_rate());
    let largest = rates.largest();
    if largest <= 1.5 * usual { largest } else { usual }
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
