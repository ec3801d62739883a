//! What each period is made of: documents, messages and words, kinds and scopes, and what makes the period hard to compare.

use std::ops::Range;

use super::canvas::Canvas;
use super::design::Design;
use super::geometry::Rect;
use super::inputs::Inputs;
use super::matrix::centred;
use super::measure::{Fitted, Weight};
use super::naming;
use super::pages;
use super::sheet::ANY_PART;
use super::stretches::{Stretch, Stretches, Value};
use super::style::{LEADING, Marker, SeriesLook};
use super::text::Text;
use super::{Context, Rendered, xml};
use crate::error::Result;
use crate::table::csv;

/// Narrowest body with what to bear in mind beside kinds and scopes. Lengths are meant beside type of 7 pt.
const TWO_COLUMNS: f64 = 300.0;
/// Thickness of a bar.
const THICK: f64 = 7.0;
/// Space between columns, around the line between rows, and between a bar and its number.
const GUTTER: f64 = 9.0;
const ROW_GAP: f64 = 8.0;
const BESIDE: f64 = 2.6;
/// Most room for the name of a row, as a share of the body, and its most lines.
const NAME: f64 = 0.2;
const NAME_LINES: usize = 3;
/// Indent of a text with a mark.
const MARK: f64 = 8.0;
/// Values that a cell names; the others are counted.
const MOST_NAMED: usize = 8;
/// What stands before kinds and scopes.
const KIND: &str = "Kind";
const SCOPE: &str = "Scope";
/// Most lines of one value.
const LINES: usize = 4;

/// Draws a row per period, or, of more than 40, per stretch of periods that follow each other: documents, messages, word tokens and the median message as small bars with figures, the kinds
/// and scopes of the documents in words, and what to bear in mind, with a mark.
///
/// Each column of bars has its own scale from zero. A kind or scope that no other row has is bold, and is not said again
/// among the flags. What is higher than a page of A4, or than the page that is asked for, is
/// spread over several charts, named `coverage_1` and so on.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw, and one of kind `Usage` if a single row is higher
/// than a page of fixed height.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let all = Stretches::new(inputs, context);
    if all.rows.is_empty() {
        return Ok(vec![all.sheet(context, None).no_data("there is no period.")?]);
    }
    let layout = Layout::new(&all, &context.design);
    let heights: Vec<f64> = layout.blocks.iter().map(|block| block.height).collect();
    let gap = context.design.style.length(ROW_GAP);
    let pages = pages(&all, &layout, context);
    let mut charts = Vec::new();
    for (place, page) in pages.iter().enumerate() {
        let mut sheet = all.sheet(context, pages::part(place, pages.len()));
        sheet.description = all.description(&all.rows[page.clone()]);
        sheet.data = csv(&all.rows[page.clone()].iter().map(Stretch::row).collect::<Vec<_>>())?;
        let height = layout.head + pages::height(&heights[page.clone()], gap);
        charts.push(sheet.render(height, |canvas, body| {
            layout.heads(canvas, body)?;
            let mut y = body.y + layout.head;
            for index in page.clone() {
                if index > page.start {
                    let line = Rect { y: y - gap / 2.0, h: canvas.style.lines.grid, ..body };
                    canvas.fill(line, canvas.style.colours.grid)?;
                }
                layout.row(canvas, index, (body.x, y))?;
                y += heights[index] + gap;
            }
            Ok(())
        })?);
    }
    Ok(charts)
}

/// The rows of each page.
fn pages(all: &Stretches, layout: &Layout<'_>, context: &Context) -> Vec<Range<usize>> {
    if !context.design.spread {
        return std::iter::once(0..layout.blocks.len()).collect();
    }
    let heights: Vec<f64> = layout.blocks.iter().map(|block| block.height).collect();
    let room = all.sheet(context, ANY_PART).room() - layout.head;
    pages::columns(&heights, context.design.style.length(ROW_GAP), room, 1)
}

/// What is to bear in mind.
fn flags(stretch: &Stretch) -> Vec<Item> {
    let mark =
        |flag: &String| Item { before: "", text: flag.clone(), weight: Weight::Regular, quiet: false, mark: true };
    stretch.flags.iter().map(mark).collect()
}

/// A text of a cell, which starts on a new line.
struct Item {
    /// What stands before the text, in a column of its own; may be empty.
    before: &'static str,
    text: String,
    weight: Weight,
    quiet: bool,
    mark: bool,
}

/// A line of a cell.
struct Line {
    before: &'static str,
    text: String,
    whole: Option<String>,
    weight: Weight,
    quiet: bool,
    /// Distance of the text from the left end of the cell.
    indent: f64,
    /// Whether a mark stands before it.
    mark: bool,
}

/// A row with its words set in columns.
struct Block {
    cells: Vec<Vec<Line>>,
    height: f64,
}

/// Where everything stands.
struct Layout<'a> {
    all: &'a Stretches,
    design: &'a Design,
    /// The names of the rows.
    names: Vec<Fitted>,
    /// Left ends of the columns of bars.
    bars: [f64; 4],
    /// Longest bar.
    bar: f64,
    /// Left end and width of each column of words.
    words: Vec<(f64, f64)>,
    /// Heads of the columns of bars, in lines.
    titles: Vec<(f64, Vec<String>)>,
    /// Height of the heads.
    head: f64,
    /// Height of the bars, below which words stand.
    below: f64,
    /// Indent of kinds and scopes, before which stands what they are.
    indent: f64,
    blocks: Vec<Block>,
}

impl<'a> Layout<'a> {
    fn new(all: &'a Stretches, design: &'a Design) -> Self {
        let style = &design.style;
        let (body, gutter) = (design.body_width(), style.length(GUTTER));
        let size = style.sizes.name;
        let names: Vec<Fitted> = all
            .rows
            .iter()
            .map(|row| design.wrap(&naming::label(&row.name), Weight::SemiBold, size, NAME * body, NAME_LINES))
            .collect();
        let widths = names.iter().flat_map(|name| &name.lines).map(|line| design.width(line, Weight::SemiBold, size));
        let left = widths.fold(0.0, f64::max) + gutter;
        let figures: Vec<String> = all.rows.iter().flat_map(|row| row.figures(all)).collect();
        let figure = design.widest(figures.iter().map(String::as_str)) + style.length(BESIDE);
        let column = (body - left + gutter) / 4.0;
        let bar = (column - gutter - figure).max(style.length(3.0));
        let bars = [0.0, 1.0, 2.0, 3.0].map(|number| left + number * column);
        let words = if body >= style.length(TWO_COLUMNS) {
            vec![(left, bars[2] - gutter - left), (bars[2], body - bars[2])]
        } else {
            vec![(left, body - left)]
        };
        let titles: Vec<(f64, Vec<String>)> = ["Documents", "Messages", "Word tokens", "Median message"]
            .iter()
            .zip(bars)
            .map(|(title, x)| (x, design.wrap_small(title, column - 0.5 * gutter, 3).lines))
            .collect();
        let lines = titles.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        let head = style.small_lines(lines) + style.length(5.0);
        let below = style.small_lines(1) + style.length(2.0);
        let indent = design.widest([KIND, SCOPE]) + style.length(5.0);
        let mut layout = Self { all, design, names, bars, bar, words, titles, head, below, indent, blocks: Vec::new() };
        layout.blocks = all.rows.iter().enumerate().map(|(index, row)| layout.block(row, index)).collect();
        layout
    }

    fn block(&self, stretch: &Stretch, index: usize) -> Block {
        let style = &self.design.style;
        let mut words = self.values(&stretch.kinds, KIND);
        words.extend(self.values(&stretch.scopes, SCOPE));
        let mut cells = vec![words];
        match self.words.len() {
            1 => cells[0].extend(flags(stretch)),
            _ => cells.push(flags(stretch)),
        }
        let cells: Vec<Vec<Line>> = cells
            .into_iter()
            .zip(&self.words)
            .map(|(items, (_, width))| items.iter().flat_map(|item| self.set(item, *width)).collect())
            .collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(0);
        let height = self.below + style.small_lines(lines);
        // The name may have several lines.
        let name = self.names[index].lines.len() as f64 * style.sizes.name * LEADING;
        Block { cells, height: height.max(name) }
    }

    /// What a cell says of kinds or scopes, the first with what it is.
    fn values(&self, values: &[Value], what: &'static str) -> Vec<Item> {
        let item = |text: String, alone: bool, quiet: bool| Item {
            before: "",
            text,
            weight: if alone { Weight::SemiBold } else { Weight::Regular },
            quiet,
            mark: false,
        };
        let mut items: Vec<Item> =
            values.iter().take(MOST_NAMED).map(|value| item(value.text(), value.alone, false)).collect();
        if values.is_empty() {
            items.push(item("not given".into(), false, true));
        } else if values.len() > MOST_NAMED {
            let more = self.design.numbers.count((values.len() - MOST_NAMED) as u64);
            items.push(item(format!("and {more} more"), false, true));
        }
        items[0].before = what;
        items
    }

    fn set(&self, item: &Item, width: f64) -> Vec<Line> {
        let style = &self.design.style;
        let indent = if item.mark { style.length(MARK) } else { self.indent };
        let text = xml::clean(&item.text);
        let fitted = self.design.wrap(&text, item.weight, style.sizes.small, width - indent, LINES);
        let last = fitted.lines.len() - 1;
        let line = |(number, line): (usize, String)| Line {
            before: if number == 0 { item.before } else { "" },
            text: line,
            whole: (fitted.shortened && number == last).then(|| text.clone()),
            weight: item.weight,
            quiet: item.quiet,
            indent,
            mark: item.mark && number == 0,
        };
        fitted.lines.into_iter().enumerate().map(line).collect()
    }

    fn heads(&self, canvas: &mut Canvas<'_>, body: Rect) -> Result<()> {
        let style = canvas.style;
        let most = self.titles.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        for (x, lines) in &self.titles {
            for (number, line) in lines.iter().enumerate() {
                // The last lines stand side by side.
                let above = style.small_lines(most - lines.len() + number);
                canvas.text(Text::quiet(style, line, body.x + x, body.y + above + 0.9 * style.sizes.small));
            }
        }
        let line = Rect { y: body.y + style.small_lines(most) + style.length(0.6), h: style.lines.axis, ..body };
        canvas.fill(line, style.colours.axis)
    }

    fn row(&self, canvas: &mut Canvas<'_>, index: usize, (x, y): (f64, f64)) -> Result<()> {
        let style = canvas.style;
        let (Some(stretch), Some(block)) = (self.all.rows.get(index), self.blocks.get(index)) else { return Ok(()) };
        let middle = y + style.small_lines(1) / 2.0;
        let baseline = centred(style, middle);
        let Fitted { lines, shortened } = &self.names[index];
        for (number, line) in lines.iter().enumerate() {
            let y = baseline + number as f64 * style.sizes.name * LEADING;
            let mut name = Text::new(style, line, x, y).face(style.sizes.name, Weight::SemiBold);
            name.whole = (*shortened && number + 1 == lines.len()).then(|| naming::label(&stretch.name));
            canvas.text(name);
        }
        let thick = style.length(THICK);
        let figures = stretch.figures(self.all);
        for (number, (value, figure)) in stretch.bars().into_iter().zip(figures).enumerate() {
            let left = x + self.bars[number];
            let largest = self.all.rows.iter().filter_map(|row| row.bars()[number]).fold(0.0, f64::max);
            let length = value.filter(|_| largest > 0.0).map_or(0.0, |value| self.bar * (value / largest));
            if length > 0.0 {
                let colour = if number < 3 { style.colours.series } else { style.colours.axis };
                canvas.fill(Rect { x: left, y: middle - thick / 2.0, w: length, h: thick }, colour)?;
            }
            let beside = if length > 0.0 { style.length(BESIDE) } else { 0.0 };
            let mut text = Text::new(style, figure, left + length + beside, baseline);
            if value.is_none() {
                text.colour = style.colours.muted;
            }
            canvas.text(text);
        }
        for (cell, &(left, width)) in block.cells.iter().zip(&self.words) {
            draw_cell(canvas, cell, Rect { x: x + left, y: y + self.below, w: width, h: block.height })?;
        }
        Ok(())
    }
}

/// Draws the lines of a cell.
fn draw_cell(canvas: &mut Canvas<'_>, lines: &[Line], at: Rect) -> Result<()> {
    let style = canvas.style;
    let colours = &style.colours;
    let look = SeriesLook { colour: colours.accent, marker: Marker::Triangle, hollow: false, dash: None };
    for (number, line) in lines.iter().enumerate() {
        let middle = at.y + style.small_lines(number) + style.small_lines(1) / 2.0;
        let indent = line.indent;
        if line.mark {
            canvas.marker((at.x + style.length(2.6), middle + style.length(0.4)), style.length(1.9), &look)?;
        }
        canvas.text(Text::quiet(style, line.before, at.x, centred(style, middle)));
        let mut text = Text::new(style, &line.text, at.x + indent, centred(style, middle));
        text = text.face(style.sizes.small, line.weight);
        if line.quiet {
            text.colour = colours.muted;
        }
        text.whole.clone_from(&line.whole);
        canvas.text(text.aligned(Rect { x: at.x + indent, w: at.w - indent, ..at }));
    }
    Ok(())
}
