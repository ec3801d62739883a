//! A network of themes: nodes on an oval with their names outside, and edges between them.

use std::cmp::Reverse;

use super::SHOWN_Q;
use super::canvas::Canvas;
use super::colour::Rgb;
use super::design::Design;
use super::geometry::{Point, Rect};
use super::matrix::centred;
use super::measure::Fitted;
use super::style::{Dash, LEADING, Style};
use super::text::{Anchor, Text};
use crate::analysis::rows::ThemeCooccurrenceRow;
use crate::axis::Period;
use crate::error::Result;

/// Height of a row of names that reads well, beside type of 7 pt.
const ROW: f64 = 21.0;
/// Widest and thinnest edge.
const EDGE: (f64, f64) = (5.5, 0.5);
/// Largest and smallest node, as radius.
const NODE: (f64, f64) = (6.0, 1.5);
/// The most edges of a period; of more the widest are drawn.
pub(super) const MOST_EDGES: usize = 80;
/// Points of a drawn edge.
pub(super) const STEPS: usize = 14;
/// The most lines of a name; of longer names the start is written.
const MOST_LINES: usize = 8;
/// How often names are fitted and placed, each time with the places of the time before.
const ROUNDS: usize = 4;
/// Share of the width that the network takes, names aside: as it looks well, and where names need more room.
const CORE: [f64; 2] = [0.46, 0.32];

/// Whether two themes are together more often than by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    Chance,
    Less,
    More,
}

impl Tie {
    pub(super) fn of(row: &ThemeCooccurrenceRow) -> Self {
        match row.log_odds_ratio {
            Some(ratio) if ratio > 0.0 && row.q_bh.is_some_and(|q| q < SHOWN_Q) => Self::More,
            Some(ratio) if ratio < 0.0 && row.q_bh.is_some_and(|q| q < SHOWN_Q) => Self::Less,
            _ => Self::Chance,
        }
    }

    pub(super) fn colour(self, style: &Style) -> Rgb {
        match self {
            // Between axis and grid lines: seen, but behind the others.
            Self::Chance => style.colours.axis.mix(style.colours.grid, 0.5),
            Self::Less => style.colours.less,
            Self::More => style.colours.more,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Chance => "not told apart from chance",
            Self::Less => "together less often than by chance",
            Self::More => "together more often than by chance",
        }
    }
}

/// An edge of a period, with its ends as numbers in the order of the places.
pub(super) struct Edge {
    pub ends: (usize, usize),
    pub messages: u64,
    pub tie: Tie,
    pub shared_words: bool,
}

/// What is drawn of a period.
pub(super) struct Net<'a> {
    /// The rows of the period.
    pub rows: &'a [ThemeCooccurrenceRow],
    pub period: &'a Period,
    /// Messages of the period.
    pub n: u64,
    /// Messages with each theme, in the order of the places.
    pub single: Vec<u64>,
    /// Edges, the widest first.
    pub edges: Vec<Edge>,
    /// The largest share of any period's messages that have both of two themes.
    widest: f64,
    /// The largest share of any period's messages that have a theme.
    largest: f64,
}

impl<'a> Net<'a> {
    /// Takes the rows of a period, of which there is at least one, with themes in the order of their places.
    pub(super) fn new(rows: &'a [ThemeCooccurrenceRow], order: &[String], (widest, largest): (f64, f64)) -> Self {
        let number = |id: &str| order.iter().position(|known| known == id).unwrap_or(0);
        let (period, n) = (&rows[0].period, rows[0].n_messages);
        let mut net = Self { rows, period, n, single: vec![0; order.len()], edges: Vec::new(), widest, largest };
        for row in rows {
            let ends = (number(&row.theme_a), number(&row.theme_b));
            (net.single[ends.0], net.single[ends.1]) = (row.messages_a, row.messages_b);
            if row.messages_both > 0 {
                let shared_words = row.shared_span_only == row.messages_both;
                net.edges.push(Edge { ends, messages: row.messages_both, tie: Tie::of(row), shared_words });
            }
        }
        net.edges.sort_by_key(|edge| (Reverse(edge.messages), edge.ends));
        net
    }

    /// The edges that are drawn, the most important last, on top of the others. Those that chance does not explain are
    /// always drawn.
    fn drawn(&self) -> Vec<&Edge> {
        let mut edges: Vec<&Edge> = self.edges.iter().collect();
        edges.sort_by_key(|edge| edge.tie == Tie::Chance);
        let sure = edges.iter().filter(|edge| edge.tie != Tie::Chance).count();
        edges.truncate(MOST_EDGES.max(sure));
        edges.sort_by_key(|edge| (edge.tie, edge.messages, Reverse(edge.ends)));
        edges
    }

    /// Share of the period's messages that have a theme, of the largest such share.
    fn size(&self, theme: usize) -> f64 {
        let share = self.single[theme] as f64 / self.n.max(1) as f64;
        if self.largest > 0.0 { share / self.largest } else { 0.0 }
    }

    fn width(&self, style: &Style, messages: u64) -> f64 {
        let share = messages as f64 / self.n.max(1) as f64;
        let scaled = if self.widest > 0.0 { EDGE.0 * share / self.widest } else { 0.0 };
        style.length(scaled.max(EDGE.1))
    }
}

/// Where nodes and names stand: names right of the right half of an oval, and left of its left half.
pub(super) struct NetworkPlot<'a> {
    design: &'a Design,
    names: Vec<Fitted>,
    /// Nodes from the upper left corner of the network, clockwise from the top.
    nodes: Vec<Point>,
    /// Space that each name takes, from top to bottom.
    rows: Vec<f64>,
    /// Half of the width of the oval.
    half: f64,
    /// Height of the oval.
    oval: f64,
    legend: &'a [(Option<Tie>, bool)],
    /// Whether all names are whole and the room does for them.
    pub whole: bool,
}

impl<'a> NetworkPlot<'a> {
    /// Lays out themes for a body of `room` points, with the longest text that stands beside each in any period.
    pub(super) fn new(texts: &[String], legend: &'a [(Option<Tie>, bool)], design: &'a Design, room: f64) -> Self {
        let [usual, narrow] = CORE.map(|core| Self::with_core(texts, legend, design, room, core));
        if usual.whole || !narrow.whole { usual } else { narrow }
    }

    fn with_core(
        texts: &[String],
        legend: &'a [(Option<Tie>, bool)],
        design: &'a Design,
        room: f64,
        core: f64,
    ) -> Self {
        let style = &design.style;
        let room = room - legend_height(style, legend.len());
        let right = texts.len().div_ceil(2);
        let sides = [(0..right).collect::<Vec<_>>(), (right..texts.len()).rev().collect::<Vec<_>>()];
        let mut layout = Self {
            design,
            half: core * design.body_width() / 2.0,
            names: texts.iter().map(|text| Fitted { lines: vec![text.clone()], shortened: false }).collect(),
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
        let names: Vec<f64> = self.names.iter().map(|name| style.small_lines(name.lines.len() - 1) + least).collect();
        let sum = |side: &[usize]| side.iter().map(|&index| names[index]).sum::<f64>();
        let needed = sides.iter().map(|side| sum(side)).fold(0.0, f64::max);
        let wish = style.length(ROW) * sides[0].len() as f64;
        let wish = if self.design.page.height.is_some() { 1.6 * wish } else { wish };
        self.oval = room.min(wish).max(needed);
        let (width, half) = (self.design.body_width(), self.half);
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

    /// Height of all, in points. It is more than the room where names need more.
    pub(super) fn height(&self) -> f64 {
        legend_height(&self.design.style, self.legend.len()) + self.oval
    }

    /// Draws a period into a body, with what stands beside each node.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if the drawing library refuses to draw.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, body: Rect, net: &Net<'_>, texts: &[String]) -> Result<()> {
        let style = canvas.style;
        self.draw_legend(canvas, body)?;
        let top = body.y + legend_height(style, self.legend.len());
        let nodes: Vec<Point> = self.nodes.iter().map(|(x, y)| (body.x + x, top + y)).collect();
        let middle = (body.x + body.w / 2.0, top + self.oval / 2.0);
        for edge in net.drawn() {
            let ends = (nodes[edge.ends.0], nodes[edge.ends.1]);
            let width = net.width(style, edge.messages);
            canvas.line(&curve(ends, middle), width, edge.tie.colour(style), dash(style, edge.shared_words))?;
        }
        // One scale for all dots, whatever the room of their rows.
        let most = self.rows.iter().copied().fold(f64::INFINITY, f64::min) / 2.2;
        let (small, large) = (style.length(NODE.1).min(most), style.length(NODE.0).min(most));
        for (index, &node) in nodes.iter().enumerate() {
            let radius = small + (large - small) * net.size(index).sqrt();
            canvas.dot(node, radius + style.length(0.8), style.colours.paper)?;
            let present = net.single[index] > 0;
            canvas.dot(node, radius, if present { style.colours.ink } else { style.colours.axis })?;
            self.write_name(canvas, (&texts[index], self.nodes[index].0), node, (radius, node.0 > middle.0, present));
        }
        Ok(())
    }

    fn write_name(
        &self,
        canvas: &mut Canvas<'_>,
        (whole, x): (&str, f64),
        node: Point,
        (radius, right, present): (f64, bool, bool),
    ) {
        let style = canvas.style;
        let (name, gap) = (self.fit(whole, x), radius + style.length(2.5));
        let (x, anchor) = if right { (node.0 + gap, Anchor::Start) } else { (node.0 - gap, Anchor::End) };
        let first = node.1 - style.small_lines(name.lines.len() - 1) / 2.0;
        for (number, line) in name.lines.iter().enumerate() {
            let y = centred(style, first + number as f64 * style.sizes.small * LEADING);
            let mut text = if present { Text::new(style, line, x, y) } else { Text::quiet(style, line, x, y) };
            text.whole = (name.shortened && number + 1 == name.lines.len()).then(|| whole.to_string());
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
