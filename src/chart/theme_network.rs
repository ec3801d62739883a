//! Themes that share messages, as a network: for each year the same places, so that change is seen.

use std::collections::BTreeMap;

use super::canvas::{Canvas, Rect};
use super::colour::Rgb;
use super::design::Design;
use super::inputs::Inputs;
use super::matrix::centred;
use super::measure::Fitted;
use super::meeting::{Drawn, as_many_as_fit};
use super::place::Point;
use super::sheet::Sheet;
use super::style::{Dash, LEADING, Style};
use super::text::{Anchor, Text};
use super::{Context, Rendered};
use crate::analysis::rows::ThemeCooccurrenceRow;
use crate::error::Result;
use crate::table::csv;

/// Height of a row of names that reads well, beside type of 7 pt.
const ROW: f64 = 21.0;
/// Widest and thinnest edge.
const EDGE: (f64, f64) = (5.5, 0.5);
/// Largest and smallest node, as radius.
const NODE: (f64, f64) = (6.0, 1.5);
/// The most edges of a year; of more the widest are drawn.
const MOST_EDGES: usize = 80;
/// Points of a drawn edge.
const STEPS: usize = 14;
/// The most lines of a name; of longer names the start is written.
const MOST_LINES: usize = 6;
/// How often names are fitted and placed, each time with the places of the time before.
const ROUNDS: usize = 4;
/// Share of the width that the network takes, names aside.
const CORE: f64 = 0.46;
/// Pairs named in the description.
const PAIRS_IN_WORDS: usize = 40;

/// Draws, for each year, the themes as nodes and their joint messages as edges.
///
/// A node is the larger the more messages of the year have the theme. An edge is the wider the larger the share of the
/// year's messages that have both themes, on one scale for all years. Its colour says whether the two are together more
/// often than by chance (the whole 95 % interval of the odds ratio lies above 1), less often (below 1), or neither. An
/// edge is dashed where all joint messages rest on words that count for both themes. Themes that often meet stand beside
/// each other; places are the same in all years. Charts are named `theme_network_2012` and so on. Where not all themes fit
/// the page, those are drawn that share most messages, and a note says so.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    if inputs.theme_cooccurrence.is_empty() {
        let sheet = Sheet::new(context, "theme_network", "Themes named together: a network");
        return Ok(vec![sheet.no_data("there are no pairs of themes.")?]);
    }
    let mut rows = inputs.theme_cooccurrence.clone();
    let place = |id: &str| (context.position(id), id.to_string());
    rows.sort_by_cached_key(|row| (row.year, place(&row.theme_a), place(&row.theme_b)));
    as_many_as_fit(&rows, context, |rows, drawn| {
        let order = around(rows, context);
        let share = |row: &ThemeCooccurrenceRow| row.messages_both as f64 / row.n_messages.max(1) as f64;
        let widest = rows.iter().map(share).fold(0.0, f64::max);
        let all = AllYears { order, widest, legend: legend(rows), drawn };
        rows.chunk_by(|a, b| a.year == b.year).map(|rows| draw_year(rows, &all, context)).collect()
    })
}

/// The ids of the themes in the order of their places: each followed by the one it shares most messages with, over all
/// years, among those that are left.
fn around(rows: &[ThemeCooccurrenceRow], context: &Context) -> Vec<String> {
    let mut joint: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut left: Vec<&str> = Vec::new();
    for row in rows {
        for (a, b) in [(&row.theme_a, &row.theme_b), (&row.theme_b, &row.theme_a)] {
            *joint.entry((a, b)).or_default() += row.messages_both;
            left.push(a);
        }
    }
    left.sort_by_cached_key(|id| (context.position(id), *id));
    left.dedup();
    let mut order: Vec<String> = Vec::new();
    while !left.is_empty() {
        let with = |id: &str| order.last().map_or(0, |last| joint.get(&(last.as_str(), id)).copied().unwrap_or(0));
        // The first of equals: codebook order.
        let next = (0..left.len()).rev().max_by_key(|&index| with(left[index])).unwrap_or(0);
        order.push(left.remove(next).to_string());
    }
    order
}

/// What the charts of all years have in common.
struct AllYears {
    /// Themes in the order of their places.
    order: Vec<String>,
    /// The largest share of a year's messages that have both of two themes.
    widest: f64,
    legend: Vec<(Option<Tie>, bool)>,
    drawn: Drawn,
}

/// The kinds of edges of any year: what colour says, and whether they are dashed.
fn legend(rows: &[ThemeCooccurrenceRow]) -> Vec<(Option<Tie>, bool)> {
    let joint = || rows.iter().filter(|row| row.messages_both > 0);
    let ties = [Tie::More, Tie::Less, Tie::Chance].into_iter();
    let found = ties.filter(|tie| joint().any(|row| Tie::of(row) == *tie)).map(|tie| (Some(tie), false));
    let shared = joint().any(|row| row.shared_span_only == row.messages_both).then_some((None, true));
    found.chain(shared).collect()
}

/// Whether two themes are together more often than by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Chance,
    Less,
    More,
}

impl Tie {
    fn of(row: &ThemeCooccurrenceRow) -> Self {
        match (row.log_odds_low, row.log_odds_high) {
            (Some(low), _) if low > 0.0 => Self::More,
            (_, Some(high)) if high < 0.0 => Self::Less,
            _ => Self::Chance,
        }
    }

    fn colour(self, style: &Style) -> Rgb {
        match self {
            // Between axis and grid lines: seen, but behind the others.
            Self::Chance => style.colours.axis.mix(style.colours.grid, 0.5),
            Self::Less => style.colours.less,
            Self::More => style.colours.more,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Chance => "not told apart from chance",
            Self::Less => "together less often than by chance",
            Self::More => "together more often than by chance",
        }
    }
}

/// An edge of a year, with its ends as numbers in the order of the places.
struct Edge {
    ends: (usize, usize),
    messages: u64,
    tie: Tie,
    shared_words: bool,
}

fn draw_year(rows: &[ThemeCooccurrenceRow], all: &AllYears, context: &Context) -> Result<Rendered> {
    let order = &all.order;
    let (year, n) = (rows[0].year, rows[0].n_messages);
    let numbers = context.design.numbers;
    let number = |id: &str| order.iter().position(|known| known == id).unwrap_or(0);
    let mut single = vec![0; order.len()];
    let mut edges: Vec<Edge> = Vec::new();
    for row in rows {
        let (a, b) = (number(&row.theme_a), number(&row.theme_b));
        (single[a], single[b]) = (row.messages_a, row.messages_b);
        if row.messages_both > 0 {
            let shared_words = row.shared_span_only == row.messages_both;
            edges.push(Edge { ends: (a, b), messages: row.messages_both, tie: Tie::of(row), shared_words });
        }
    }
    edges.sort_by_key(|edge| (std::cmp::Reverse(edge.messages), edge.ends));
    let found = edges.len();
    let labels: Vec<String> = order.iter().map(|id| context.label(id, "")).collect();
    let mut sheet =
        Sheet::new(context, format!("theme_network_{year}"), format!("Themes named together in {year}: a network"));
    sheet.part = year.to_string();
    sheet.description = description(year, n, &edges, &labels, context);
    edges.truncate(MOST_EDGES);
    sheet.subtitle = format!(
        "A line joins two themes that share messages, the wider the more of the {} of {year}. In brackets: messages \
         with the theme. Places and widths are the same for all years.",
        numbers.plural(n, "message")
    );
    sheet.notes.extend(all.drawn.note());
    if found > edges.len() {
        sheet
            .notes
            .push(format!("Of {} only the {MOST_EDGES} widest are drawn.", numbers.plural(found as u64, "line")));
    }
    sheet.notes.push(format!(
        "By chance: the {} interval of the odds ratio holds 1; not corrected for the number of pairs.",
        numbers.percent("95")
    ));
    sheet.data = csv(rows)?;
    // The most important last, on top of the others.
    edges.sort_by_key(|edge| (edge.tie, edge.messages, std::cmp::Reverse(edge.ends)));
    let names: Vec<String> =
        labels.iter().zip(&single).map(|(label, &with)| format!("{label} ({})", numbers.count(with))).collect();
    let layout = Layout::new(&names, &all.legend, &context.design, sheet.room());
    let height = layout.height();
    if !layout.whole && !all.drawn.last {
        return Err(sheet.too_high(height - sheet.room()));
    }
    let year = Year { edges: &edges, single: &single, n, widest: all.widest };
    sheet.render(height, |canvas, body| layout.draw(canvas, body, &year))
}

fn description(year: i32, n: u64, edges: &[Edge], labels: &[String], context: &Context) -> String {
    let numbers = context.design.numbers;
    let mut text = format!(
        "Network of {} themes in {year}: an edge joins two themes that share messages, of {}. ",
        labels.len(),
        numbers.plural(n, "message")
    );
    if edges.is_empty() {
        return text + "No two themes share a message.";
    }
    let pair = |edge: &Edge| {
        let name = |index: usize| labels.get(index).map_or("?", String::as_str);
        let shared = if edge.shared_words { ", by shared words alone" } else { "" };
        format!("{} with {} {}{shared}", name(edge.ends.0), name(edge.ends.1), numbers.count(edge.messages))
    };
    for tie in [Tie::More, Tie::Less, Tie::Chance] {
        let of_tie: Vec<&Edge> = edges.iter().filter(|edge| edge.tie == tie).collect();
        if !of_tie.is_empty() {
            let named: Vec<String> = of_tie.iter().take(PAIRS_IN_WORDS).map(|edge| pair(edge)).collect();
            let more = of_tie.len() - named.len();
            let more = if more > 0 { format!("; and {more} further pairs") } else { String::new() };
            let words = tie.words();
            text.push_str(&format!("{}{}: {}{more}. ", words[..1].to_uppercase(), &words[1..], named.join("; ")));
        }
    }
    text.trim_end().to_string()
}

/// What is drawn of a year.
struct Year<'a> {
    edges: &'a [Edge],
    single: &'a [u64],
    n: u64,
    widest: f64,
}

impl Year<'_> {
    fn width(&self, style: &Style, messages: u64) -> f64 {
        let share = messages as f64 / self.n.max(1) as f64;
        let scaled = if self.widest > 0.0 { EDGE.0 * share / self.widest } else { 0.0 };
        style.length(scaled.max(EDGE.1))
    }
}

/// Where nodes and names stand: names right of the right half of an oval, and left of its left half.
struct Layout<'a> {
    design: &'a Design,
    names: Vec<Fitted>,
    texts: &'a [String],
    /// Nodes from the upper left corner of the network, clockwise from the top.
    nodes: Vec<Point>,
    /// Space that each name takes, from top to bottom.
    rows: Vec<f64>,
    /// Height of the oval.
    oval: f64,
    legend: &'a [(Option<Tie>, bool)],
    /// Whether all names are whole and the room does for them.
    whole: bool,
}

impl<'a> Layout<'a> {
    fn new(texts: &'a [String], legend: &'a [(Option<Tie>, bool)], design: &'a Design, room: f64) -> Self {
        let style = &design.style;
        let room = room - legend_height(style, legend.len());
        let right = texts.len().div_ceil(2);
        let sides = [(0..right).collect::<Vec<_>>(), (right..texts.len()).rev().collect::<Vec<_>>()];
        let mut layout = Self {
            design,
            names: texts.iter().map(|text| Fitted { lines: vec![text.clone()], shortened: false }).collect(),
            texts,
            nodes: vec![(0.0, 0.0); texts.len()],
            rows: vec![0.0; texts.len()],
            oval: 0.0,
            legend,
            whole: false,
        };
        // Names have the more lines the closer they stand to the oval, and the oval is the higher the more lines they have.
        for _ in 0..ROUNDS {
            layout.place(&sides, room);
            layout.names = texts.iter().zip(&layout.nodes).map(|(text, node)| layout.fit(text, node.0)).collect();
        }
        layout.place(&sides, room);
        let limit = |index: usize| layout.limit(layout.nodes[index].0) + 0.01;
        let fits = |(index, name): (usize, &Fitted)| {
            !name.shortened && name.lines.iter().all(|line| design.small_width(line) <= limit(index))
        };
        layout.whole = layout.oval <= room + 0.01 && layout.names.iter().enumerate().all(fits);
        layout
    }

    /// Room for a name beside a node.
    fn limit(&self, x: f64) -> f64 {
        let width = self.design.body_width();
        (if x > width / 2.0 { width - x } else { x }) - self.design.style.length(NODE.0 + 2.5)
    }

    fn fit(&self, text: &str, x: f64) -> Fitted {
        self.design.wrap_small(text, self.limit(x), MOST_LINES)
    }

    /// Sets the height of the oval, as high as the side with the higher names needs and as reads well, and the nodes with
    /// equal space between the names of a side.
    fn place(&mut self, sides: &[Vec<usize>; 2], room: f64) {
        let style = &self.design.style;
        let least = style.sizes.small * 1.2;
        let names: Vec<f64> =
            self.names.iter().map(|name| style.small_lines(name.lines.len() - 1) + least).collect();
        let sum = |side: &[usize]| side.iter().map(|&index| names[index]).sum::<f64>();
        let needed = sides.iter().map(|side| sum(side)).fold(0.0, f64::max);
        let wish = style.length(ROW) * sides[0].len() as f64;
        self.oval = room.min(wish).max(needed);
        let (width, half) = (self.design.body_width(), CORE * self.design.body_width() / 2.0);
        for (side, way) in sides.iter().zip([1.0, -1.0]) {
            let space = (self.oval - sum(side)) / side.len().max(1) as f64;
            let mut top = 0.0;
            for &index in side {
                let row = names[index] + space;
                let y = top + row / 2.0;
                let height = 2.0 * y / self.oval - 1.0;
                // Never quite in the middle, so that the names at top and bottom keep apart.
                let reach = half * (1.0 - height * height).max(0.0).sqrt().max(0.12);
                self.nodes[index] = (width / 2.0 + way * reach, y);
                self.rows[index] = row;
                top += row;
            }
        }
    }

    fn height(&self) -> f64 {
        legend_height(&self.design.style, self.legend.len()) + self.oval
    }

    fn draw(&self, canvas: &mut Canvas<'_>, body: Rect, year: &Year<'_>) -> Result<()> {
        let style = canvas.style;
        self.draw_legend(canvas, body)?;
        let top = body.y + legend_height(style, self.legend.len());
        let nodes: Vec<Point> = self.nodes.iter().map(|(x, y)| (body.x + x, top + y)).collect();
        let middle = (body.x + body.w / 2.0, top + self.oval / 2.0);
        for edge in year.edges {
            let ends = (nodes[edge.ends.0], nodes[edge.ends.1]);
            let width = year.width(style, edge.messages);
            canvas.line(&curve(ends, middle), width, edge.tie.colour(style), dash(style, edge.shared_words))?;
        }
        let most = year.single.iter().copied().max().unwrap_or(0).max(1) as f64;
        for (index, &node) in nodes.iter().enumerate() {
            let share = (year.single[index] as f64 / most).sqrt();
            let radius = style.length(NODE.1 + (NODE.0 - NODE.1) * share).min(self.rows[index] / 2.2);
            canvas.dot(node, radius + style.length(0.8), style.colours.paper)?;
            let present = year.single[index] > 0;
            canvas.dot(node, radius, if present { style.colours.ink } else { style.colours.axis })?;
            self.write_name(canvas, index, node, (radius, node.0 > middle.0, present));
        }
        Ok(())
    }

    fn write_name(
        &self,
        canvas: &mut Canvas<'_>,
        index: usize,
        node: Point,
        (radius, right, present): (f64, bool, bool),
    ) {
        let style = canvas.style;
        let (name, gap) = (&self.names[index], radius + style.length(2.5));
        let (x, anchor) = if right { (node.0 + gap, Anchor::Start) } else { (node.0 - gap, Anchor::End) };
        let first = node.1 - style.small_lines(name.lines.len() - 1) / 2.0;
        for (number, line) in name.lines.iter().enumerate() {
            let y = centred(style, first + number as f64 * style.sizes.small * LEADING);
            let mut text = if present { Text::new(style, line, x, y) } else { Text::quiet(style, line, x, y) };
            text.whole = (name.shortened && number + 1 == name.lines.len()).then(|| self.texts[index].clone());
            canvas.text(text.anchor(anchor));
        }
    }

    fn draw_legend(&self, canvas: &mut Canvas<'_>, body: Rect) -> Result<()> {
        let style = canvas.style;
        let sample = style.length(22.0);
        for (number, (tie, shared)) in self.legend.iter().enumerate() {
            let y = body.y + (number as f64 + 0.5) * style.sizes.small * LEADING;
            let colour = tie.map_or(style.colours.muted, |tie| tie.colour(style));
            let width = style.length(if *shared { 1.2 } else { 2.4 });
            canvas.line(&[(body.x, y), (body.x + sample, y)], width, colour, dash(style, *shared))?;
            let words = tie.map_or("all joint messages rest on words that count for both themes", Tie::words);
            let x = body.x + sample + style.length(5.0);
            let text = self.design.wrap_small(words, body.right() - x, 1).lines.concat();
            canvas.text(Text::quiet(style, text, x, centred(style, y)));
        }
        Ok(())
    }
}

fn legend_height(style: &Style, lines: usize) -> f64 {
    if lines == 0 { 0.0 } else { style.small_lines(lines) + style.length(5.0) }
}

fn dash(style: &Style, dashed: bool) -> Dash {
    dashed.then(|| (style.length(3.0), style.length(2.0)))
}

/// A quadratic curve between two nodes that bends towards the middle of the network.
fn curve((from, to): (Point, Point), middle: Point) -> Vec<Point> {
    let half = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    // The further apart, the more an edge bends; between neighbours it is a shallow bow.
    let (length, depth) = ((from.0 - to.0).hypot(from.1 - to.1), (half.0 - middle.0).hypot(half.1 - middle.1));
    let pull = if depth > 0.0 { (0.45 * length / depth).min(0.75) } else { 0.0 };
    let control = (half.0 + pull * (middle.0 - half.0), half.1 + pull * (middle.1 - half.1));
    let at = |step: usize| {
        let t = step as f64 / STEPS as f64;
        let mix = |a: f64, c: f64, b: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b;
        (mix(from.0, control.0, to.0), mix(from.1, control.1, to.1))
    };
    (0..=STEPS).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::sample::{context, pairs, themes};

    fn rows() -> (Vec<ThemeCooccurrenceRow>, Context) {
        let themes = themes(6, false);
        let mut rows = pairs(&themes, &[2012, 2017], 40);
        rows.iter_mut().for_each(|row| row.messages_both = 0);
        (rows, context(themes))
    }

    fn network(rows: Vec<ThemeCooccurrenceRow>, context: &Context) -> Vec<Rendered> {
        draw(&Inputs { theme_cooccurrence: rows, ..Inputs::default() }, context).expect("drawn")
    }

    /// Widths of the edges of a chart in tenths of a point, and whether they are those of `colour`.
    fn edges(chart: &Rendered, colour: Rgb) -> Vec<u32> {
        let lines = chart.svg.lines().filter(|line| line.starts_with("<polyline") && line.matches(' ').count() > STEPS);
        let coloured = lines.filter(|line| line.to_lowercase().contains(&colour.hex()));
        coloured
            .map(|line| line.split("stroke-width=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()))
            .map(|width| width.expect("a width"))
            .collect()
    }

    #[test]
    fn colour_says_what_chance_cannot() {
        let (mut rows, context) = rows();
        for (row, (both, low, high)) in rows.iter_mut().zip([(8, 0.2, 2.0), (4, -1.0, 1.0), (1, -3.0, -0.1)]) {
            (row.messages_both, row.log_odds_low, row.log_odds_high) = (both, Some(low), Some(high));
        }
        let charts = network(rows, &context);
        let colours = &context.design.style.colours;
        let (more, less, chance) = (
            edges(&charts[0], colours.more),
            edges(&charts[0], colours.less),
            edges(&charts[0], Tie::Chance.colour(&context.design.style)),
        );
        assert_eq!((more.len(), less.len(), chance.len()), (1, 1, 1), "{}", charts[0].svg);
        assert!(more[0] > chance[0] && chance[0] > less[0], "the more joint messages, the wider");
        assert!(charts[0].description.contains("Together more often than by chance: "));
        assert!(charts[1].description.ends_with("No two themes share a message."));
    }

    #[test]
    fn places_are_those_of_all_years() {
        let (mut rows, context) = rows();
        rows[0].messages_both = 9;
        rows[20].messages_both = 5;
        let charts = network(rows, &context);
        let places = |chart: &Rendered| -> Vec<String> {
            let circles = chart.svg.lines().filter(|line| line.starts_with("<circle"));
            circles.map(|line| line.split(" r=").next().unwrap_or_default().to_string()).collect()
        };
        assert_eq!(places(&charts[0]), places(&charts[1]));
        assert_eq!(places(&charts[0]).len(), 12, "a node and the paper around it for each theme");
    }

    #[test]
    fn neighbours_are_those_that_meet_most() {
        let (mut rows, context) = rows();
        let meet = |rows: &mut Vec<ThemeCooccurrenceRow>, a: &str, b: &str, both: u64| {
            let row = rows.iter_mut().find(|row| row.theme_a == a && row.theme_b == b).expect("a pair");
            row.messages_both = both;
        };
        meet(&mut rows, "t00", "t04", 3);
        meet(&mut rows, "t02", "t04", 7);
        assert_eq!(around(&rows, &context), ["t00", "t04", "t02", "t01", "t03", "t05"]);
    }
}
