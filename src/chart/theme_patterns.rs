//! Patterns behind themes: for each theme a stacked bar per period.

use std::ops::Range;

use super::canvas::Canvas;
use super::colour::Rgb;
use super::design::Design;
use super::geometry::Rect;
use super::inputs::Inputs;
use super::matrix::centred;
use super::measure::{Fitted, Weight};
use super::naming;
use super::pages;
use super::patterns::{Bar, NAMED, Study, Theme};
use super::sheet::{ANY_PART, Sheet};
use super::style::{LEADING, Style};
use super::text::{Anchor, Text};
use super::{Context, Rendered};
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// Height of a bar with the space below it: lowest, and as it reads well. All lengths are meant beside type of 7 pt.
const ROW: (f64, f64) = (9.0, 12.6);
/// Space between two bars, between two segments, and left of a label in a segment.
const BETWEEN: f64 = 1.8;
const SEAM: f64 = 0.8;
const PAD: f64 = 2.6;
/// Space around the figures before a bar.
const BESIDE: f64 = 4.0;
/// Side of a square of the key, space to its text, and space between entries.
const KEY: (f64, f64, f64) = (5.4, 2.6, 9.0);
/// Space under the head of a theme, between themes, and between columns.
const HEAD_GAP: f64 = 2.4;
const THEME_GAP: f64 = 11.0;
const GUTTER: f64 = 20.0;
/// Narrowest column, where a page has several.
const COLUMN: f64 = 330.0;

/// The most of a column that the labels of periods take.
const LABEL: f64 = 0.3;
/// The most lines of the name of a theme; of longer names the start is written.
const NAME_LINES: usize = 5;
/// Themes on a page of fixed height at least, as long as type can be made smaller.
const LEAST_THEMES: usize = 2;

/// Draws, for each theme, which patterns make its hits of each period.
///
/// There is a bar per period, or per third of more than twelve, the theme with the most hits first. A bar is the whole of a
/// period's hits, so that periods of unlike size can be compared; their number stands before it. With fewer than five hits it is shorter, a fifth of the width
/// for each hit, so that little evidence looks little. The five patterns with the most hits of all periods have the same
/// look and order in each bar of their theme; the others are one segment. A pattern that is named in no bar stands in a
/// key under the name of the theme.
///
/// What is higher than a page of A4, or than the page that is asked for, is spread over several charts, named
/// `theme_patterns_1` and so on; on a page of fixed height after smaller type was tried.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw, and one of kind `Usage` if a single theme is higher
/// than a page of fixed height.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let study = Study::new(inputs, context);
    if study.themes.is_empty() {
        let sheet = Sheet::new(context, "theme_patterns", "Patterns behind each theme");
        return Ok(vec![sheet.no_data("no pattern has a hit in any period.")?]);
    }
    let design = &context.design;
    let any = study.sheet(context, ANY_PART);
    let room = any.room();
    let layout = Layout::new(&study, design, room);
    let heights: Vec<f64> = layout.groups.iter().map(|group| layout.height(group)).collect();
    let gap = design.style.length(THEME_GAP);
    let limit = if design.spread { room } else { pages::height(&heights, gap) };
    let columns = pages::columns(&heights, gap, limit, layout.columns);
    let pages: Vec<_> = columns.chunks(layout.columns).collect();
    if pages.len() > 1 && study.themes.len().div_ceil(pages.len()) < design.least_rows(LEAST_THEMES) {
        return Err(any.too_high(pages::height(&heights, gap) - room));
    }
    let body = |page: &[Range<usize>]| {
        page.iter().map(|column| pages::height(&heights[column.clone()], gap)).fold(0.0, f64::max)
    };
    any.fits(pages.iter().map(|page| body(page)).fold(0.0, f64::max))?;
    let mut charts = Vec::new();
    for (place, page) in pages.iter().enumerate() {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { continue };
        let mut sheet = study.sheet(context, pages::part(place, pages.len()));
        let themes = &study.themes[first.start..last.end];
        sheet.description = study.description(themes);
        sheet.data = csv(&study.rows(themes))?;
        charts.push(sheet.render(body(page), |canvas, body| {
            for (number, column) in page.iter().enumerate() {
                let x = body.x + number as f64 * (layout.width + design.style.length(GUTTER));
                let mut y = body.y;
                for index in column.clone() {
                    layout.draw(canvas, &layout.groups[index], (x, y))?;
                    y += heights[index] + gap;
                }
            }
            Ok(())
        })?);
    }
    Ok(charts)
}

/// Colour of a part. In a style of greys it is the lighter the further the part stands to the right.
fn colour(style: &Style, look: usize) -> Rgb {
    match look {
        NAMED => style.colours.other_cell,
        _ if style.greys() => style.colours.sequential.colour(1.0 - 0.2 * look as f64),
        _ => style.series(look).colour,
    }
}

/// An entry of the key of a theme.
struct Entry {
    look: usize,
    text: Fitted,
    whole: String,
    x: f64,
    line: usize,
}

/// A theme with its head set.
struct Group<'a> {
    theme: &'a Theme,
    name: Fitted,
    totals: String,
    key: Vec<Entry>,
}

/// Where everything stands in a column.
struct Layout<'a> {
    design: &'a Design,
    periods: &'a [Period],
    /// What stands before the bars.
    labels: Vec<Fitted>,
    columns: usize,
    /// Width of a column.
    width: f64,
    /// Right end of the numbers of hits, and left end of the bars.
    figures: f64,
    bars: f64,
    row: f64,
    groups: Vec<Group<'a>>,
}

impl<'a> Layout<'a> {
    fn new(study: &'a Study, design: &'a Design, room: f64) -> Self {
        let style = &design.style;
        let gutter = style.length(GUTTER);
        let fits = ((design.body_width() + gutter) / (style.length(COLUMN) + gutter)) as usize;
        let columns = fits.clamp(1, study.themes.len());
        let width = (design.body_width() + gutter) / columns as f64 - gutter;
        let label = |period: &Period| design.wrap_small(&naming::label(period), LABEL * width, 1);
        let labels: Vec<Fitted> = study.periods.iter().map(label).collect();
        let most = study.bars().map(|bar| bar.hits).max().unwrap_or(0);
        let figures = [design.numbers.count(most), "0".to_string()];
        let beside = style.length(BESIDE);
        let figures = design.widest(labels.iter().flat_map(|label| &label.lines).map(String::as_str))
            + beside
            + figures.iter().map(|text| design.width(text, Weight::SemiBold, style.sizes.small)).fold(0.0, f64::max)
            // Digits are not equally wide.
            + style.length(1.0);
        let bars = figures + beside;
        let mut layout = Self {
            design,
            periods: &study.periods,
            labels,
            columns,
            width,
            figures,
            bars,
            row: 0.0,
            groups: Vec::new(),
        };
        layout.groups = study.themes.iter().map(|theme| layout.group(theme)).collect();
        let head = layout.groups.iter().map(|group| layout.head(group)).fold(0.0, f64::max);
        let rows = study.periods.len().max(1) as f64;
        let (lowest, usual, gap) = (style.length(ROW.0), style.length(ROW.1), style.length(THEME_GAP));
        // Themes that fit below each other share the room of a page of fixed height.
        let fitting = ((room + gap) / (head + rows * usual + gap)).floor().clamp(1.0, study.themes.len() as f64);
        let highest = if design.page.height.is_some() { 1.6 * usual } else { usual };
        layout.row = (((room + gap) / fitting - gap - head) / rows).clamp(lowest, highest);
        layout
    }

    fn group(&self, theme: &'a Theme) -> Group<'a> {
        let (design, style) = (self.design, &self.design.style);
        let numbers = design.numbers;
        let totals =
            format!("{}, {}", numbers.plural(theme.hits, "mention"), numbers.plural(theme.patterns as u64, "pattern"));
        let beside = design.small_width(&totals) + style.length(2.0 * BESIDE);
        let name = design.wrap(&theme.label, Weight::SemiBold, style.sizes.name, self.width - beside, NAME_LINES);
        let unnamed: Vec<usize> = (0..=NAMED)
            .filter(|look| {
                let mut hits = theme.bars.values().map(|bar| (bar, bar.parts[*look])).filter(|(_, hits)| *hits > 0);
                let present = hits.clone().next().is_some();
                present && !hits.any(|(bar, hits)| self.inside(theme, bar, (*look, hits)).0)
            })
            .collect();
        Group { theme, name, totals, key: self.key(theme, &unnamed) }
    }

    /// The key of the parts that are named in no bar, in as many lines as it takes.
    fn key(&self, theme: &Theme, looks: &[usize]) -> Vec<Entry> {
        let style = &self.design.style;
        let mark = style.length(KEY.0 + KEY.1);
        let (mut x, mut line) = (self.bars, 0);
        let mut key = Vec::new();
        for &look in looks {
            let whole = theme.name(look);
            let text = self.design.wrap_small(&whole, self.width - self.bars - mark, 1);
            let width = mark + self.design.widest(text.lines.iter().map(String::as_str));
            if x > self.bars && x + width > self.width {
                (x, line) = (self.bars, line + 1);
            }
            key.push(Entry { look, text, whole, x, line });
            x += width + style.length(KEY.2);
        }
        key
    }

    /// Width of a segment on the page.
    fn segment(&self, bar: &Bar, hits: u64) -> f64 {
        (self.width - self.bars) * bar.length() * (hits as f64 / bar.hits as f64)
    }

    /// Whether a segment has room for its name and number, and for its number.
    fn inside(&self, theme: &Theme, bar: &Bar, (look, hits): (usize, u64)) -> (bool, bool) {
        let style = &self.design.style;
        let room = self.segment(bar, hits) - style.length(SEAM + 2.0 * PAD);
        let name = self.design.small_width(&theme.name(look));
        let number = self.number_width(hits);
        (name + style.length(PAD) + number <= room, number <= room)
    }

    fn number_width(&self, hits: u64) -> f64 {
        self.design.width(&self.design.numbers.count(hits), Weight::SemiBold, self.design.style.sizes.small)
    }

    /// Height of the name and the key of a theme.
    fn head(&self, group: &Group<'_>) -> f64 {
        let style = &self.design.style;
        let key = group.key.last().map_or(0, |entry| entry.line + 1);
        group.name.lines.len() as f64 * style.sizes.name * LEADING + style.small_lines(key) + style.length(HEAD_GAP)
    }

    fn height(&self, group: &Group<'_>) -> f64 {
        self.head(group) + self.row * self.periods.len() as f64 - self.design.style.length(BETWEEN)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, group: &Group<'_>, (x, y): (f64, f64)) -> Result<()> {
        let style = canvas.style;
        let size = style.sizes.name;
        let column = Rect { x, y, w: self.width, h: self.head(group) };
        for (number, line) in group.name.lines.iter().enumerate() {
            let baseline = y + size * (0.85 + number as f64 * LEADING);
            let mut text = Text::new(style, line, x, baseline).face(size, Weight::SemiBold);
            text.whole =
                (group.name.shortened && number + 1 == group.name.lines.len()).then(|| group.theme.label.clone());
            canvas.text(text);
        }
        canvas.text(Text::quiet(style, &group.totals, column.right(), y + 0.85 * size).anchor(Anchor::End));
        let top = y + group.name.lines.len() as f64 * size * LEADING;
        for entry in &group.key {
            draw_entry(canvas, entry, (x, top))?;
        }
        let top = y + self.head(group);
        let (axis, thick) = (style.lines.axis, self.row - style.length(BETWEEN));
        let bars = x + self.bars;
        for (place, (period, label)) in self.periods.iter().zip(&self.labels).enumerate() {
            let y = top + place as f64 * self.row;
            let baseline = centred(style, y + thick / 2.0);
            let mut text = Text::quiet(style, label.lines.concat(), x, baseline);
            text.whole = label.shortened.then(|| naming::label(period));
            canvas.text(text);
            let bar = group.theme.bars.get(period);
            let hits = self.design.numbers.count(bar.map_or(0, |bar| bar.hits));
            let mut figure = Text::new(style, hits, x + self.figures, baseline).anchor(Anchor::End);
            match bar {
                Some(_) => figure.weight = Weight::SemiBold,
                None => figure.colour = style.colours.muted,
            }
            canvas.text(figure);
            if let Some(bar) = bar {
                self.bar(canvas, group.theme, bar, Rect { x: bars, y, w: 0.0, h: thick })?;
            }
        }
        let high = self.row * self.periods.len() as f64 - style.length(BETWEEN);
        canvas.fill(Rect { x: bars - axis - style.length(SEAM), y: top, w: axis, h: high }, style.colours.axis)
    }

    /// The segments of a bar with what fits into them: name and number, or number.
    fn bar(&self, canvas: &mut Canvas<'_>, theme: &Theme, bar: &Bar, at: Rect) -> Result<()> {
        let style = canvas.style;
        let (seam, pad) = (style.length(SEAM), style.length(PAD));
        let baseline = centred(style, at.y + at.h / 2.0);
        let mut x = at.x;
        for (look, hits) in bar.segments() {
            let width = self.segment(bar, hits);
            let fill = colour(style, look);
            canvas.fill(Rect { x, w: (width - seam).max(width / 2.0), ..at }, fill)?;
            let (name, number) = self.inside(theme, bar, (look, hits));
            let mut start = x + pad;
            if name {
                let content = theme.name(look);
                let width = self.design.small_width(&content);
                canvas.text(Text::new(style, content, start, baseline).colour(fill.text()));
                start += width + pad;
            }
            if number {
                let text = Text::new(style, self.design.numbers.count(hits), start, baseline);
                canvas.text(text.face(style.sizes.small, Weight::SemiBold).colour(fill.text()));
            }
            x += width;
        }
        Ok(())
    }
}

/// Draws an entry of the key.
fn draw_entry(canvas: &mut Canvas<'_>, entry: &Entry, (x, top): (f64, f64)) -> Result<()> {
    let style = canvas.style;
    let side = style.length(KEY.0);
    let middle = top + style.small_lines(entry.line) + 0.5 * style.small_lines(1);
    let square = Rect { x: x + entry.x, y: middle - side / 2.0, w: side, h: side };
    canvas.fill(square, colour(style, entry.look))?;
    for line in &entry.text.lines {
        let mut text = Text::new(style, line, square.right() + style.length(KEY.1), centred(style, middle));
        text.whole = entry.text.shortened.then(|| entry.whole.clone());
        canvas.text(text);
    }
    Ok(())
}
