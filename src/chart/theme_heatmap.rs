//! A heatmap of themes by periods with the rate in each cell.

use std::ops::Range;

use super::canvas::Canvas;
use super::design::Design;
use super::geometry::Rect;
use super::inputs::Inputs;
use super::legend::ColourScale;
use super::matrix::{RowNames, cell, cell_width};
use super::naming::in_text;
use super::pages;
use super::rates::{Rates, largest_rate, theme_csv};
use super::sheet::{ANY_PART, Sheet};
use super::sources::unlike_all;
use super::text::{Anchor, Text};
use super::{Context, Rendered};
use crate::axis::Period;
use crate::error::Result;

/// Height of the line with the labels of time. Lengths are meant beside type of 7 pt.
const TIME: f64 = 12.0;
/// Space between names and cells.
const BESIDE: f64 = 6.0;
/// Extra space between columns where periods are missing.
const GAP: f64 = 6.0;
/// Most space that all gaps together may take.
const MOST_GAPS: f64 = 60.0;
/// Widest useful cell.
const WIDEST_CELL: f64 = 80.0;
/// Narrowest useful cell without a number.
const NARROW_CELL: f64 = 7.0;
/// Row height that reads well.
const ROW: f64 = 16.0;
/// Rows on a page of fixed height at least, as long as type can be made smaller.
const LEAST_ROWS: usize = 8;

/// Draws themes by periods as a heatmap: hits per 1,000 word tokens of the period, stop words included.
///
/// The theme with the highest mean rate stands first. The rate is printed in each cell where the
/// cells are wide enough for all rates; otherwise colour alone shows it and a note says so. A cell
/// without a value stays blank. A wider space between columns marks more than one and a half times
/// the usual distance between periods. With no rate at all the chart says that there are no data. What is higher than a page
/// is spread over several charts, named `theme_heatmap_1` and so on, with one scale.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let design = &context.design;
    let mut rates = Rates::new(&inputs.theme_frequency, context);
    rates.series.sort_by(|a, b| b.mean().total_cmp(&a.mean()));
    let mut sheet =
        Sheet::new(context, "theme_heatmap", format!("Theme rates by {}, in {}", rates.noun(), rates.unit()));
    if rates.is_empty() {
        return Ok(vec![sheet.no_data("no theme has a rate in any period.")?]);
    }
    sheet.subtitle = subtitle(&rates);
    sheet.notes = vec![rates.sizes_in_words()];
    sheet.caution = unlike_all(&inputs.documents, rates.axis.periods(), rates.numbers);
    let narrow = |name: &str| format!("The cells are too narrow for numbers; the rates are in the file {name}.csv.");
    let mut any = sheet.clone().numbered(ANY_PART);
    let mut layout = Layout::new(&rates, design, any.room());
    if !layout.values {
        any.notes.insert(0, narrow(&any.name));
        layout = Layout::new(&rates, design, any.room());
    }
    let room = any.room() - layout.above();
    let pages = pages::rows(design, rates.series.len(), layout.names.row_height, room, LEAST_ROWS);
    layout.names.stretch(design, &pages, room);
    let mut charts = Vec::new();
    for (page, rows) in pages.iter().enumerate() {
        let mut sheet = sheet.clone().numbered(pages::part(page, pages.len()));
        if !layout.values {
            sheet.notes.insert(0, narrow(&sheet.name));
        }
        let of_page = rates.part(rows.clone());
        sheet.description = description(&of_page);
        sheet.data = theme_csv(&inputs.theme_frequency, &of_page)?;
        let height = layout.above() + layout.names.row_height * rows.len() as f64;
        charts.push(sheet.render(height, |canvas, body| layout.draw(canvas, body, &rates, rows.clone()))?);
    }
    Ok(charts)
}

fn subtitle(rates: &Rates) -> String {
    let mut text = match rates.axis.periods() {
        _ if rates.series.len() < 2 => String::new(),
        [_] => "Highest rate first.".to_string(),
        _ => format!("Highest mean rate of all {}s first.", rates.noun()),
    };
    if largest_rate(&rates.series) == 0.0 {
        text.push_str(" All rates are 0.");
    }
    if rates.axis.has_gaps() {
        text.push_str(&format!(" A wider space between columns: no documents between these {}s.", rates.noun()));
    }
    text
}

fn description(rates: &Rates) -> String {
    let cells = rates.series.iter().flat_map(|s| s.rates.iter().map(move |(period, rate)| (s, period, rate.value)));
    let mut text = format!(
        "Heatmap of {} by {}, {}: {}. ",
        rates.numbers.plural(rates.series.len() as u64, "theme"),
        rates.noun(),
        rates.periods_in_words(),
        rates.unit()
    );
    if let Some((series, period, value)) = cells.reduce(|best, cell| if cell.2 > best.2 { cell } else { best }) {
        if value > 0.0 {
            text.push_str(&format!(
                "Highest rate: {} in {}, {}. ",
                series.label,
                in_text(period),
                rates.format.value(value)
            ));
        } else {
            text.push_str("All rates are 0. ");
        }
    }
    if let (Some(top), true) = (rates.series.first(), rates.axis.periods().len() > 1) {
        text.push_str(&format!("Highest mean rate: {}, {}. ", top.label, rates.format.value(top.mean())));
    }
    text + &rates.data_in_words()
}

/// Where the cells stand.
struct Layout<'a> {
    design: &'a Design,
    scale: ColourScale<'a>,
    caption: String,
    names: RowNames,
    /// Left edge of each column, from the left edge of the body.
    columns: Vec<f64>,
    cell: f64,
    /// Height of the line with the labels of time.
    time: f64,
    /// Whether rates are printed.
    values: bool,
}

impl<'a> Layout<'a> {
    fn new(rates: &Rates, design: &'a Design, room: f64) -> Self {
        let style = &design.style;
        let (scale, caption) = (ColourScale::new(design, largest_rate(&rates.series)), rates.unit());
        let labels: Vec<String> = rates.series.iter().map(|series| series.label.clone()).collect();
        let printed: Vec<String> =
            rates.series.iter().flat_map(|s| s.rates.values()).map(|rate| rates.format.value(rate.value)).collect();
        let needed = cell_width(design, printed.iter().map(String::as_str));
        let periods = rates.axis.periods();
        let gaps: Vec<bool> = periods.windows(2).map(|pair| rates.axis.is_gap(&pair[0], &pair[1])).collect();
        let gap_count = gaps.iter().filter(|gap| **gap).count();
        let (width, beside) = (design.body_width(), style.length(BESIDE));
        // With very many missing periods the gaps give way before the cells do.
        let gap = style.length(GAP).min(style.length(MOST_GAPS) / gap_count.max(1) as f64);
        let gap_space = gap * gap_count as f64;
        let n = periods.len().max(1) as f64;
        // Names give way to numbers, but only as far as names stay readable. Where there is no room for numbers anyway,
        // names have what narrow cells leave.
        let (least, most) = (style.length(110.0).min(width * 0.45), style.length(190.0).min(width * 0.6));
        let left = |cell: f64| width - beside - gap_space - n * cell;
        let limit = if left(needed) < least { left(style.length(NARROW_CELL)) } else { left(needed) };
        let limit = limit.clamp(least, most);
        let line = style.length(TIME);
        let names = RowNames::new(design, &labels, limit, style.length(ROW), room - scale.height(&caption) - line);
        let room = width - names.width - beside - gap_space;
        // Where cells are narrow, the last label needs room to the right; the margin gives most of it.
        let overhang = (rates.axis.overhang(design) - room / n / 2.0 - 0.8 * style.margin).max(0.0);
        let cell = ((room - overhang) / n).clamp(0.1, style.length(WIDEST_CELL));
        let mut columns = Vec::new();
        let mut x = names.width + beside;
        for index in 0..periods.len() {
            if index > 0 && gaps[index - 1] {
                x += gap;
            }
            columns.push(x);
            x += cell;
        }
        Self { design, scale, caption, names, columns, cell, time: line, values: cell >= needed }
    }

    /// Height of what stands above the rows.
    fn above(&self) -> f64 {
        self.scale.height(&self.caption) + self.time
    }

    fn draw(&self, canvas: &mut Canvas<'_>, body: Rect, rates: &Rates, rows: Range<usize>) -> Result<()> {
        self.scale.draw(canvas, body, &self.caption)?;
        let periods = rates.axis.periods();
        let middle = |period: &Period| {
            let column = periods.binary_search(period).ok().and_then(|i| self.columns.get(i));
            body.x + column.copied().unwrap_or(0.0) + self.cell / 2.0
        };
        let top = body.y + self.above();
        let baseline = top - self.design.style.length(4.0);
        for label in rates.axis.labels(self.design, middle) {
            let mut text = Text::quiet(canvas.style, label.text, label.x, baseline).anchor(Anchor::Middle);
            text.whole = label.whole;
            canvas.text(text);
        }
        for row in rows.clone() {
            let series = &rates.series[row];
            let y = top + (row - rows.start) as f64 * self.names.row_height;
            self.names.write(canvas, row, body.x, y);
            for (period, x) in periods.iter().zip(&self.columns) {
                if let Some(rate) = series.rates.get(period) {
                    let rect = Rect { x: body.x + x, y, w: self.cell, h: self.names.row_height };
                    let value = self.values.then(|| rates.format.value(rate.value));
                    cell(canvas, rect, self.scale.colour(rate.value), value)?;
                }
            }
        }
        Ok(())
    }
}
