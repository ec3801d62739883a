//! Themes named together in messages: for each period a triangle of themes by themes.

use std::collections::BTreeMap;

use super::bounds::Bounded;
use super::canvas::Canvas;
use super::design::Design;
use super::geometry::Rect;
use super::inputs::Inputs;
use super::legend::ColourScale;
use super::matrix::{RowNames, cell, cell_width, centred};
use super::meeting::{Drawn, as_many_as_fit};
use super::naming::{FileNames, in_text, noun};
use super::number::Numbers;
use super::sheet::Sheet;
use super::sources::unlike_all;
use super::text::{Anchor, Text};
use super::{Context, Rendered};
use crate::analysis::rows::ThemeCooccurrenceRow;
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// Space between names and cells. Lengths are meant beside type of 7 pt.
const BESIDE: f64 = 5.0;
/// Height of a line of column numbers.
const NUMBERS: f64 = 11.0;
/// Widest useful cell.
const WIDEST_CELL: f64 = 34.0;
/// Row height that reads well.
const ROW: f64 = 16.0;
/// Pairs named in the description.
const PAIRS_IN_WORDS: usize = 60;

/// Draws, for each period, which themes are named in the same messages.
///
/// A cell counts the messages with both the theme of its row and the theme of its column; its colour
/// is their share of the messages of the period, on one scale for all periods. The diagonal counts
/// the messages with each theme. Rows and columns are in codebook order, columns by the numbers
/// of the rows. A pair without a row is drawn as never together. Where the cells are too narrow for the
/// counts, colour alone shows them and a note says so. Charts are named `theme_cooccurrence_2012` and
/// so on; without rows there is one chart, `theme_cooccurrence`, that says that there are no data. There are no more than
/// twelve, unless the user names periods. Where not all themes fit the page, those are drawn that share most messages, and a
/// note says so; another tells where the documents of the periods have no kind, scope or publisher in common.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    if inputs.theme_cooccurrence.is_empty() {
        let title = "Themes named together: number of joint messages";
        return Ok(vec![Sheet::new(context, "theme_cooccurrence", title).no_data("there are no pairs of themes.")?]);
    }
    let bounded = Bounded::new(inputs.theme_cooccurrence.iter().map(|row| &row.period), context);
    let rows: Vec<ThemeCooccurrenceRow> =
        inputs.theme_cooccurrence.iter().filter(|row| bounded.has(&row.period)).cloned().collect();
    let unlike = unlike_all(&inputs.documents, bounded.periods(), context.design.numbers);
    bounded.warned(as_many_as_fit(&rows, context, |rows, drawn| draw_themes(rows, drawn, unlike.as_ref(), context)))
}

fn draw_themes(
    rows: &[ThemeCooccurrenceRow],
    drawn: Drawn,
    unlike: Option<&String>,
    context: &Context,
) -> Result<Vec<Rendered>> {
    let themes = themes(rows, context);
    let periods: BTreeMap<&Period, Joint> = by_period(rows, &themes);
    let labels: Vec<String> = themes.iter().map(|id| context.label(id, "")).collect();
    let largest = periods.values().flat_map(|y| y.both.values().map(|&n| y.share(n))).fold(0.0, f64::max);
    let scale = ColourScale::percent(&context.design, largest);
    let noun = noun(periods.keys().copied());
    let caption = format!("share of the {noun}’s messages");
    let all = All { labels: &labels, scale: &scale, caption, noun, one: periods.len() == 1, unlike, drawn };
    let mut names = FileNames::default();
    let mut charts = Vec::new();
    for (period, data) in &periods {
        let mut of_period: Vec<ThemeCooccurrenceRow> =
            rows.iter().filter(|row| row.period == **period).cloned().collect();
        of_period.sort_by_cached_key(|row| {
            let place = |id: &str| (context.position(id), id.to_string());
            (place(&row.theme_a), place(&row.theme_b))
        });
        let name = names.name("theme_cooccurrence", &[period.label()]);
        charts.push(draw_period((period, name), data, &all, &of_period, context)?);
    }
    Ok(charts)
}

/// What the charts of all periods have in common.
struct All<'a> {
    /// Labels of the themes.
    labels: &'a [String],
    scale: &'a ColourScale<'a>,
    /// What the colours show.
    caption: String,
    /// What a period is called.
    noun: &'static str,
    /// Whether there is only one period.
    one: bool,
    /// That the documents of the periods are unlike.
    unlike: Option<&'a String>,
    drawn: Drawn,
}

/// The themes of the rows, in codebook order.
fn themes<'a>(rows: &'a [ThemeCooccurrenceRow], context: &Context) -> Vec<&'a str> {
    let mut ids: Vec<&str> = rows.iter().flat_map(|row| [row.theme_a.as_str(), row.theme_b.as_str()]).collect();
    ids.sort_by_cached_key(|id| (context.position(id), *id));
    ids.dedup();
    ids
}

/// The counts of one period. Themes are given by their number in the list of themes.
#[derive(Debug, Default)]
struct Joint {
    messages: u64,
    /// Messages with a theme.
    single: BTreeMap<usize, u64>,
    /// Messages with two themes, the later of the list first.
    both: BTreeMap<(usize, usize), u64>,
}

impl Joint {
    fn share(&self, messages: u64) -> f64 {
        if self.messages == 0 { 0.0 } else { messages as f64 / self.messages as f64 }
    }
}

fn by_period<'r>(rows: &'r [ThemeCooccurrenceRow], themes: &[&str]) -> BTreeMap<&'r Period, Joint> {
    let number: BTreeMap<&str, usize> = themes.iter().enumerate().map(|(index, id)| (*id, index)).collect();
    let mut periods: BTreeMap<&Period, Joint> = BTreeMap::new();
    for row in rows {
        let (Some(&a), Some(&b)) = (number.get(row.theme_a.as_str()), number.get(row.theme_b.as_str())) else {
            continue;
        };
        let joint = periods.entry(&row.period).or_default();
        joint.messages = row.n_messages;
        joint.single.insert(a, row.messages_a);
        joint.single.insert(b, row.messages_b);
        if a != b {
            joint.both.insert((a.max(b), a.min(b)), row.messages_both);
        }
    }
    periods
}

fn draw_period(
    (period, name): (&Period, String),
    data: &Joint,
    all: &All<'_>,
    rows: &[ThemeCooccurrenceRow],
    context: &Context,
) -> Result<Rendered> {
    let numbers = context.design.numbers;
    let spoken = in_text(period);
    let title = format!("Themes named together in {spoken}: number of joint messages");
    let mut sheet = Sheet::new(context, name, title);
    sheet.part = period.to_string();
    sheet.subtitle = format!(
        "A joint message names the theme of the row and that of the column. Shade: share of the {} of \
         {spoken}. Diagonal: messages that name the theme. Columns bear the numbers of the rows.",
        numbers.plural(data.messages, "message")
    );
    sheet.notes = vec![format!(
        "Blank cells: no joint message.{}",
        if all.one { String::new() } else { format!(" The scale is the same for all {}s.", all.noun) }
    )];
    sheet.notes.splice(0..0, all.drawn.note());
    sheet.caution = all.unlike.cloned();
    sheet.description = description(period, data, all.labels, numbers);
    let mut layout = Layout::new(data, all, &context.design, sheet.room());
    if !layout.values {
        let note = format!("The cells are too narrow for counts; they are in the file {}.csv.", sheet.name);
        sheet.notes.insert(0, note);
        layout = Layout::new(data, all, &context.design, sheet.room());
    }
    let excess = layout.height() - sheet.room();
    if !all.drawn.last && (excess > 0.0 || !layout.values) {
        return Err(sheet.too_high(excess));
    }
    sheet.data = csv(rows)?;
    let height = layout.height();
    sheet.render(height, |canvas, body| layout.draw(canvas, body, data))
}

fn description(period: &Period, data: &Joint, labels: &[String], numbers: Numbers) -> String {
    let mut pairs: Vec<(usize, usize, u64)> =
        data.both.iter().filter(|(_, n)| **n > 0).map(|(&(b, a), &n)| (a, b, n)).collect();
    pairs.sort_by_key(|&(a, b, n)| (std::cmp::Reverse(n), a, b));
    let name = |index: usize| labels.get(index).map_or("?", String::as_str);
    let mut text = format!(
        "Heatmap of {} themes by themes: messages of {} that name both, of {}. ",
        labels.len(),
        in_text(period),
        numbers.plural(data.messages, "message")
    );
    let Some(&(_, _, most)) = pairs.first() else {
        return text + "No two themes share a message.";
    };
    let top: Vec<String> = pairs
        .iter()
        .take_while(|pair| pair.2 == most)
        .take(3)
        .map(|&(a, b, _)| format!("{} with {}", name(a), name(b)))
        .collect();
    let tied = pairs.iter().filter(|pair| pair.2 == most).count();
    let more = if tied > top.len() { format!(" and {} other pairs", tied - top.len()) } else { String::new() };
    text.push_str(&format!(
        "Most often together, in {} ({}): {}{more}. ",
        numbers.plural(most, "message"),
        numbers.percent(&format!("{:.0}", 100.0 * data.share(most))),
        top.join("; ")
    ));
    let shown: Vec<String> = pairs
        .iter()
        .take(PAIRS_IN_WORDS)
        .map(|&(a, b, n)| format!("{} with {} {}", name(a), name(b), numbers.count(n)))
        .collect();
    let rest = pairs.len().saturating_sub(PAIRS_IN_WORDS);
    let rest =
        if rest > 0 { format!("; and {rest} further pairs with fewer or as many messages") } else { String::new() };
    text.push_str(&format!("Pairs and their joint messages: {}{rest}. All other pairs: none.", shown.join("; ")));
    text
}

/// Where the cells stand.
struct Layout<'a> {
    design: &'a Design,
    scale: &'a ColourScale<'a>,
    caption: &'a str,
    names: RowNames,
    /// Left edge of the names and of the first column, from the left edge of the body.
    left: (f64, f64),
    cell: f64,
    /// Height of a line of column numbers.
    numbers: f64,
    /// Whether counts are printed.
    values: bool,
}

impl<'a> Layout<'a> {
    fn new(data: &Joint, all: &'a All<'_>, design: &'a Design, room: f64) -> Self {
        let (labels, scale, caption) = (all.labels, all.scale, all.caption.as_str());
        let style = &design.style;
        let (n, numbers) = (labels.len().max(1), style.length(NUMBERS));
        let counts: Vec<String> =
            data.both.values().chain(data.single.values()).map(|&n| design.numbers.count(n)).collect();
        let needed = cell_width(design, counts.iter().map(String::as_str));
        let number = design.small_width(&n.to_string()) + style.length(4.0);
        let (width, beside) = (design.body_width(), number + style.length(BESIDE));
        let (least, most) = (style.length(95.0).min(0.42 * width), style.length(160.0).min(0.6 * width));
        let limit = (width - beside - n as f64 * needed.max(style.length(9.0))).clamp(least, most);
        let names =
            RowNames::new(design, labels, limit, style.length(ROW), room - scale.height(caption) - 2.0 * numbers);
        let cell = ((width - names.width - beside) / n as f64).clamp(0.1, style.length(WIDEST_CELL));
        Self {
            design,
            scale,
            caption,
            left: (number, beside + names.width),
            names,
            cell,
            numbers,
            values: cell >= needed,
        }
    }

    fn height(&self) -> f64 {
        self.scale.height(self.caption) + 2.0 * self.numbers + self.names.row_height * self.names.len() as f64
    }

    fn draw(&self, canvas: &mut Canvas<'_>, body: Rect, data: &Joint) -> Result<()> {
        self.scale.draw(canvas, body, self.caption)?;
        let style = canvas.style;
        let diagonal = style.colours.other_cell;
        let top = body.y + self.scale.height(self.caption) + self.numbers;
        let row_height = self.names.row_height;
        let n = self.names.len();
        let column = |index: usize| body.x + self.left.1 + index as f64 * self.cell;
        // With very many themes the numbers are wider than the cells; then only some are shown.
        let widest = self.design.small_width(&n.to_string());
        let every =
            [1, 5, 10, 20, 50, 100].into_iter().find(|&e| f64::from(e) * self.cell >= widest + 1.0).unwrap_or(100);
        for row in 0..n {
            let y = top + row as f64 * row_height;
            let right = body.x + self.left.0 - style.length(4.0);
            let number = Text::quiet(style, (row + 1).to_string(), right, centred(style, y + row_height / 2.0));
            canvas.text(number.anchor(Anchor::End));
            self.names.write(canvas, row, body.x + self.left.0, y);
            for other in 0..=row {
                let rect = Rect { x: column(other), y, w: self.cell, h: row_height };
                let count = |n: u64| self.design.numbers.count(n);
                let (colour, value) = if other == row {
                    (diagonal, data.single.get(&row).map(|&n| count(n)))
                } else {
                    let both = data.both.get(&(row, other)).copied().unwrap_or(0);
                    (self.scale.colour(data.share(both)), (both > 0).then(|| count(both)))
                };
                cell(canvas, rect, colour, value.filter(|_| self.values))?;
            }
            if (row + 1).is_multiple_of(every as usize) {
                let middle = column(row) + (self.cell - 0.8) / 2.0;
                let number = (row + 1).to_string();
                let baseline = top + n as f64 * row_height + style.sizes.small + style.length(1.0);
                canvas.text(Text::quiet(style, &number, middle, baseline).anchor(Anchor::Middle));
                let above = y - style.length(3.0);
                if every == 1 {
                    canvas.text(Text::quiet(style, number, middle, above).anchor(Anchor::Middle));
                } else if column(row) + widest <= body.right() {
                    // Wider than its cell: it starts with the cell and reaches into the empty triangle.
                    canvas.text(Text::quiet(style, number, column(row), above));
                }
            }
        }
        Ok(())
    }
}
