//! Small multiples: one panel per series, or per theme with a line per group, over time.

use std::ops::Range;

use super::Rendered;
use super::canvas::{Canvas, Plot, on_page};
use super::design::{Design, Page};
use super::geometry::Rect;
use super::measure::{Fitted, Weight};
use super::pages;
use super::panel_axis::{ValueAxis, axes};
use super::panel_marks::Marks;
use super::rates::{Rates, Series};
use super::sheet::{ANY_PART, Sheet};
use super::style::LEADING;
use super::text::{Anchor, Text};
use crate::axis::Period;
use crate::config::ChartScale;
use crate::error::Result;

/// Space between panels, across and down; across where each panel has values beside it. All lengths are meant beside type of
/// 7 pt.
const GUTTER: (f64, f64) = (12.0, 8.0);
const GUTTER_BESIDE_VALUES: f64 = 6.0;
/// Room above the plot for a value label, below it for ticks, and below it for the labels of time.
const ABOVE: f64 = 9.0;
const TICKS: f64 = 3.0;
const BELOW: f64 = 11.0;
/// Lowest and highest plot inside a panel.
const PLOT_HEIGHT: (f64, f64) = (22.0, 92.0);
/// Height of a plot, as a share of the width of its panel, at most on a page without a height of its own.
const ASPECT: f64 = 0.55;
/// Narrowest panel that reads well, and narrowest of all.
const PANEL_WIDTH: (f64, f64) = (84.0, 52.0);
/// Lines of a name that read well, and most lines; of longer names the start is written.
const NAME_LINES: (usize, usize) = (2, 8);
/// Most lines of what is said of a series.
const SAID_LINES: usize = 3;
/// Panels on a page of fixed height at least, as long as type can be made smaller.
const LEAST_PANELS: usize = 6;
/// Room for the names of lines, as a share of a panel: beyond the first panels become wider, beyond the second, where a page
/// has no room for that, names are shortened.
const TAIL: (f64, f64) = (0.36, 0.48);

/// Where the panels stand.
struct Panels<'a> {
    design: &'a Design,
    rates: &'a Rates,
    columns: usize,
    /// Width of a panel without the space between panels and the values of its axis.
    panel: f64,
    /// Height of the plot inside a panel.
    plot: f64,
    /// Type size of the names.
    name_size: f64,
    /// Height of the names above each row of panels.
    heads: Vec<f64>,
    /// The rows of panels of each page.
    pages: Vec<Range<usize>>,
    /// Room for the values of a vertical axis, left of its panel.
    scale: f64,
    /// Room left of the plot for half a label of time, and right of it for the value of the last point or for half a label.
    overhang: (f64, f64),
    /// Room for the names of lines, right of the plot.
    tail: f64,
    /// The vertical axis of each panel.
    axes: Vec<ValueAxis>,
}

/// Draws all series as panels, with what `fill` says of the series of a page. What is higher than a page is spread over
/// several charts.
///
/// # Errors
///
/// What `fill` returns; an error of kind `Output` if plotters refuses to draw; an error of kind `Usage` if the panels do
/// not fit a page of fixed height.
pub(super) fn charts<'a>(
    rates: &Rates,
    sheet: &Sheet<'a>,
    fill: &dyn Fn(&mut Sheet<'a>, &Rates) -> Result<()>,
) -> Result<Vec<Rendered>> {
    let design = &sheet.context.design;
    // Lays out on pages like this one, with room for the note about what is cut.
    let on = |mut page: Sheet<'a>| {
        let panels = Panels::new(rates, design, page.room());
        let Some(note) = panels.note(&panels.all(), &page.name) else { return (panels, page) };
        page.notes.insert(0, note);
        (Panels::new(rates, design, page.room()), page)
    };
    let (mut panels, mut page) = on(sheet.clone());
    if panels.pages.len() > 1 || page.fits(panels.height(&panels.all())).is_err() {
        (panels, page) = on(sheet.clone().numbered(ANY_PART));
    }
    let highest = panels.pages.iter().map(|rows| panels.height(rows)).fold(0.0, f64::max);
    page.fits(highest)?;
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

/// The scale of the panels. Of one period all have the same: there is no course to be seen, and rates are compared with each
/// other.
fn scale(rates: &Rates, design: &Design) -> ChartScale {
    if rates.axis.periods().len() < 2 { ChartScale::Common } else { design.scale }
}

/// What the scale of several panels is, in a sentence; none for a single panel.
pub(super) fn scale_in_words(rates: &Rates, design: &Design) -> &'static str {
    match scale(rates, design) {
        _ if rates.panels().len() < 2 => "",
        ChartScale::Own => " Each panel has its own scale.",
        ChartScale::Common => " One scale for all panels.",
    }
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
        let shared = scale(rates, design);
        let axes = axes(rates, shared);
        let labels: Vec<String> = axes.iter().flat_map(|axis| axis.labels(design.numbers)).collect();
        let scale = design.widest(labels.iter().map(String::as_str)) + style.length(4.0);
        let (scales, gutter) = match shared {
            ChartScale::Own => (columns, GUTTER_BESIDE_VALUES),
            ChartScale::Common => (1, GUTTER.0),
        };
        let taken = scale * scales as f64 + style.length(gutter) * (columns - 1) as f64;
        let panel = (design.body_width() - taken) / columns as f64;
        let half = rates.axis.overhang(design) + 1.0;
        let mut layout = Self {
            design,
            rates,
            columns,
            panel,
            plot: 0.0,
            name_size: style.sizes.name,
            heads: Vec::new(),
            pages: Vec::new(),
            scale,
            overhang: (half, half.max(Marks::room_for_last(design, rates))),
            tail: 0.0,
            axes,
        };
        layout.tail = layout.room_for_names();
        layout.name_size = layout.choose_size();
        let names: Vec<&Series> = rates.panels().map(|panel| &panel[0]).collect();
        let heads = names.chunks(columns).map(|row| row.iter().map(|series| layout.head(series)).fold(0.0, f64::max));
        layout.heads = heads.collect();
        layout.spread(room);
        layout
    }

    /// Sets the height of plots, and the rows of panels of each page.
    fn spread(&mut self, room: f64) {
        let style = &self.design.style;
        // The names of lines find room beside each other's.
        let named = if self.tail > 0.0 { Marks::names_height(self.design, self.rates.lines) } else { 0.0 };
        let lowest = style.length(PLOT_HEIGHT.0).max(named);
        let mut highest = style.length(PLOT_HEIGHT.1).max(lowest);
        self.pages = vec![self.all()];
        if self.design.page.height.is_some() {
            highest = highest.max(0.8 * self.panel);
        } else {
            // The panels take at least half of the page.
            let half = self.filling(&self.all(), Page::USUAL_HEIGHT - room);
            highest = highest.min(ASPECT * self.panel).max(lowest).max(half);
        }
        self.plot = self.filling(&self.all(), room).min(highest);
        if self.plot < lowest {
            let head = self.heads.iter().copied().fold(0.0, f64::max);
            let row = head + style.length(ABOVE + TICKS + GUTTER.1) + lowest;
            let (wish, below) = (LEAST_PANELS.div_ceil(self.columns), style.length(2.0 * (BELOW - TICKS)));
            let room_for_rows = room + style.length(GUTTER.1) - below;
            self.pages = pages::rows(self.design, self.heads.len(), row, room_for_rows, wish);
            let fit = self.pages.iter().map(|rows| self.filling(rows, room)).fold(f64::INFINITY, f64::min);
            self.plot = fit.clamp(lowest, highest);
        }
    }

    /// Height of plots at which some rows of panels are so high.
    fn filling(&self, rows: &Range<usize>, height: f64) -> f64 {
        let fixed: f64 = rows.clone().map(|row| self.besides_plot(row)).sum();
        (height + self.design.style.length(GUTTER.1) - fixed) / rows.len().max(1) as f64
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

    /// Whether a panel is the last of its column on its page, and so has the labels of time.
    fn is_last(&self, panel: usize) -> bool {
        let row = panel / self.columns;
        let ends = self.pages.iter().any(|rows| rows.end == row + 1);
        ends || panel + self.columns >= self.rates.panels().len()
    }

    /// Height of a row of panels without its plots, with the space below it.
    fn besides_plot(&self, row: usize) -> f64 {
        let labelled = self.panels_of(&(row..row + 1)).any(|panel| self.is_last(panel));
        let below = if labelled { BELOW } else { TICKS };
        self.heads.get(row).copied().unwrap_or(0.0) + self.design.style.length(ABOVE + below + GUTTER.1)
    }

    /// Height of some rows of panels, in points.
    fn height(&self, rows: &Range<usize>) -> f64 {
        self.row_top(rows.end) - self.row_top(rows.start) - self.design.style.length(GUTTER.1)
    }

    /// The panels of some rows with their axes.
    fn with_axes(&self, rows: &Range<usize>) -> impl Iterator<Item = (&[Series], &ValueAxis)> {
        let panels = self.panels_of(rows);
        self.rates.panels().zip(&self.axes).take(panels.end).skip(panels.start)
    }

    /// What is said of intervals that are cut.
    fn note(&self, rows: &Range<usize>, name: &str) -> Option<String> {
        let ends = |(panel, axis): (&[Series], &ValueAxis)| {
            let intervals = panel.iter().flat_map(|series| series.rates.values()).filter_map(|rate| rate.interval);
            if Marks::has_intervals(self.rates) { intervals.filter(|(_, high)| *high > axis.top).count() } else { 0 }
        };
        let mark = if self.rates.banded() { "Bands are cut" } else { "Arrows" };
        let ends = match self.with_axes(rows).map(ends).sum::<usize>() {
            0 => None,
            1 => Some(format!("{mark}: one interval runs past the scale")),
            cut => Some(format!("{mark}: {cut} intervals run past the scale")),
        };
        let past = |(panel, axis): (&[Series], &ValueAxis)| {
            let above = |series: &Series| series.fit.iter().any(|(_, fitted)| fitted.interval.1 > axis.top);
            panel.iter().filter(|series| above(series)).count()
        };
        let slopes = match self.with_axes(rows).map(past).sum::<usize>() {
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
        let first = self.panels_of(rows).start;
        for (place, (panel, axis)) in self.with_axes(rows).enumerate() {
            self.panel(canvas, body, first + place, panel, axis)?;
        }
        Ok(())
    }

    /// Top of a row of panels, from the top of the body.
    fn row_top(&self, row: usize) -> f64 {
        (0..row).map(|row| self.besides_plot(row) + self.plot).sum()
    }

    /// The usual size of names where each then has few lines and no word is broken; else the smaller one.
    fn choose_size(&self) -> f64 {
        let sizes = &self.design.style.sizes;
        let fits = self.rates.panels().all(|panel| {
            let label = &panel[0].label;
            let widest = self.design.unbreakable(label, Weight::SemiBold, sizes.name);
            widest <= self.name_width() && self.fit(label, sizes.name).lines.len() <= NAME_LINES.0
        });
        if fits { sizes.name } else { sizes.small }
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

    /// How far a head reaches left of its panel: to the values of the axis, where each panel has these.
    fn outdent(&self) -> f64 {
        if self.is_own() { self.scale } else { 0.0 }
    }

    /// Whether each panel has a scale of its own.
    fn is_own(&self) -> bool {
        scale(self.rates, self.design) == ChartScale::Own
    }

    fn name_width(&self) -> f64 {
        self.panel + self.outdent()
    }

    fn fit(&self, label: &str, size: f64) -> Fitted {
        self.design.wrap(label, Weight::SemiBold, size, self.name_width(), NAME_LINES.1)
    }

    /// What is said of a series, in lines.
    fn said(&self, series: &Series) -> Vec<String> {
        if series.said.is_empty() {
            return Vec::new();
        }
        self.design.wrap_small(&series.said, self.name_width(), SAID_LINES).lines
    }

    /// Height of a name and of what is said below it.
    fn head(&self, series: &Series) -> f64 {
        let lines = self.fit(&series.label, self.name_size).lines.len() as f64;
        lines * self.name_size * LEADING + self.design.style.small_lines(self.said(series).len())
    }

    fn panel(
        &self,
        canvas: &mut Canvas<'_>,
        body: Rect,
        index: usize,
        panel: &[Series],
        axis: &ValueAxis,
    ) -> Result<()> {
        let style = &self.design.style;
        let (row, column) = (index / self.columns, index % self.columns);
        let own = self.is_own();
        let between = if own { self.scale + style.length(GUTTER_BESIDE_VALUES) } else { style.length(GUTTER.0) };
        let x = body.x + self.scale + column as f64 * (self.panel + between);
        let y = body.y + self.row_top(row);
        let head = self.heads.get(row).copied().unwrap_or(0.0);
        self.write_head(canvas, &panel[0], (x - self.outdent(), y));

        let above = style.length(ABOVE);
        let tail = (self.tail - self.overhang.1).max(0.0);
        let width = self.panel - self.overhang.0 - self.overhang.1 - tail;
        let rect = Rect { x: x + self.overhang.0, y: y + head + above, w: width, h: self.plot };
        let plot = canvas.plot(rect, (0.0, 1.0), (0.0, axis.top))?;
        // Names of lines keep clear of the grid.
        let beyond = if self.tail > 0.0 { style.length(2.0) } else { self.overhang.0 };
        self.value_axis(canvas, &plot, axis, (own || column == 0, x, rect.right() + beyond))?;
        self.time_axis(canvas, &plot, rect, self.is_last(index))?;
        let bounds = Rect { x, y: y + head, w: self.panel + 3.0, h: above + self.plot - 0.5 };
        let marks = Marks { design: self.design, rates: self.rates, top: axis.top, bounds };
        match panel {
            [series] => marks.one(canvas, &plot, series),
            several => marks.several(canvas, &plot, several, self.tail),
        }
    }

    /// The name, and what is said of the series on quiet lines below it.
    fn write_head(&self, canvas: &mut Canvas<'_>, series: &Series, (x, y): (f64, f64)) {
        let style = &self.design.style;
        let Fitted { lines, shortened } = self.fit(&series.label, self.name_size);
        let size = self.name_size;
        let column = Rect { x, y, w: self.name_width(), h: 0.0 };
        let (last, below) = (lines.len() - 1, y + lines.len() as f64 * size * LEADING);
        for (number, line) in lines.into_iter().enumerate() {
            let baseline = y + size * (0.85 + number as f64 * LEADING);
            let mut text = Text::new(style, line, x, baseline).face(size, Weight::SemiBold);
            text.whole = (shortened && number == last).then(|| series.label.clone());
            canvas.text(text.aligned(column));
        }
        for (number, line) in self.said(series).into_iter().enumerate() {
            let baseline = below + style.sizes.small * (0.85 + number as f64 * LEADING);
            canvas.text(Text::quiet(style, line, x, baseline).aligned(column));
        }
    }

    /// Grid lines at round values, and their labels where `labels` says so.
    fn value_axis(
        &self,
        canvas: &mut Canvas<'_>,
        plot: &Plot<'_>,
        axis: &ValueAxis,
        (labels, left, right): (bool, f64, f64),
    ) -> Result<()> {
        let style = &self.design.style;
        let grid = style.lines.grid;
        for (&tick, label) in axis.ticks.iter().zip(axis.labels(self.design.numbers)) {
            let (_, y) = on_page(plot, (0.0, tick));
            let colour = if tick == 0.0 { style.colours.axis } else { style.colours.grid };
            canvas.fill(Rect { x: left, y: y - grid / 2.0, w: right - left, h: grid }, colour)?;
            if labels {
                let text = Text::quiet(style, label, left - style.length(3.0), y + 0.365 * style.sizes.small);
                canvas.text(text.anchor(Anchor::End));
            }
        }
        Ok(())
    }

    /// A tick at each observed period; where `labelled`, labels for as many as fit. Where ticks would be close, only labels
    /// have one.
    fn time_axis(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, rect: Rect, labelled: bool) -> Result<()> {
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
        for label in labels.into_iter().filter(|_| labelled) {
            let mut text = Text::quiet(style, label.text, label.x, baseline).anchor(Anchor::Middle);
            text.whole = label.whole;
            canvas.text(text);
        }
        Ok(())
    }
}
