//! Themes that share messages, as a network: for each period the same places, so that change is seen.

use std::collections::BTreeMap;

use super::bounds::Bounded;
use super::inputs::Inputs;
use super::meeting::{Drawn, as_many_as_fit};
use super::naming::{FileNames, in_text};
use super::network_plot::{Edge, MOST_EDGES, Net, NetworkPlot, Tie};
use super::sheet::Sheet;
use super::sources::unlike_all;
use super::{Context, Rendered, SHOWN_Q};
use crate::analysis::rows::ThemeCooccurrenceRow;
use crate::error::Result;
use crate::table::csv;

/// Pairs named in the description.
const PAIRS_IN_WORDS: usize = 40;

/// Draws, for each period, the themes as nodes and their joint messages as edges.
///
/// A node is the larger the more messages of the period have the theme. An edge is the wider the larger the share of the
/// period's messages that have both themes, on one scale for all periods. Its colour says whether the two are together more
/// often than by chance (q below .05, corrected over all pairs and periods), less often, or neither. An
/// edge is dashed where all joint messages rest on words that count for both themes. Themes that often meet stand beside
/// each other; places are the same in all periods. Charts are named `theme_network_2012` and so on; there are no more than twelve,
/// unless the user names periods. Where not all themes fit the page, those are drawn that share most messages, and a note
/// says so; another tells where the documents of the periods have no kind, scope or publisher in common.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    if inputs.theme_cooccurrence.is_empty() {
        let sheet = Sheet::new(context, "theme_network", "Themes named together: a network");
        return Ok(vec![sheet.no_data("there are no pairs of themes.")?]);
    }
    let bounded = Bounded::new(inputs.theme_cooccurrence.iter().map(|row| &row.period), context);
    let mut rows: Vec<ThemeCooccurrenceRow> =
        inputs.theme_cooccurrence.iter().filter(|row| bounded.has(&row.period)).cloned().collect();
    let place = |id: &str| (context.position(id), id.to_string());
    rows.sort_by_cached_key(|row| (row.period.clone(), place(&row.theme_a), place(&row.theme_b)));
    let unlike = unlike_all(&inputs.documents, bounded.periods(), context.design.numbers);
    bounded.warned(as_many_as_fit(&rows, context, |rows, drawn| {
        let order = around(rows, context);
        let share = |row: &ThemeCooccurrenceRow| row.messages_both as f64 / row.n_messages.max(1) as f64;
        let widest = rows.iter().map(share).fold(0.0, f64::max);
        let of_theme =
            |row: &ThemeCooccurrenceRow| row.messages_a.max(row.messages_b) as f64 / row.n_messages.max(1) as f64;
        let scales = (widest, rows.iter().map(of_theme).fold(0.0, f64::max));
        let legend = legend(rows);
        let labels: Vec<String> = order.iter().map(|id| context.label(id, "")).collect();
        let nets: Vec<Net<'_>> =
            rows.chunk_by(|a, b| a.period == b.period).map(|rows| Net::new(rows, &order, scales)).collect();
        let mut names = FileNames::default();
        let page = |net: &Net<'_>| {
            let mut sheet = sheet(net, names.name("theme_network", &[net.period.label()]), &labels, drawn, context);
            sheet.caution.clone_from(&unlike);
            sheet
        };
        let sheets: Vec<Sheet<'_>> = nets.iter().map(page).collect();
        // Places are the same for all periods, so they are made for the least room and the largest numbers.
        let room = sheets.iter().map(Sheet::room).fold(f64::INFINITY, f64::min);
        let most = |index: usize| nets.iter().map(|net| net.single[index]).max().unwrap_or(0);
        let texts: Vec<String> = (0..labels.len()).map(|index| named(&labels[index], most(index), context)).collect();
        let plot = NetworkPlot::new(&texts, &legend, &context.design, room);
        if !plot.whole && !drawn.last {
            return Err(sheets[0].too_high(plot.height() - room));
        }
        let charts = sheets.into_iter().zip(&nets).map(|(mut sheet, net)| {
            sheet.data = csv(net.rows)?;
            let texts: Vec<String> =
                labels.iter().zip(&net.single).map(|(label, &with)| named(label, with, context)).collect();
            sheet.render(plot.height(), |canvas, body| plot.draw(canvas, body, net, &texts))
        });
        charts.collect()
    }))
}

/// The ids of the themes in the order of their places: each followed by the one it shares most messages with, over all
/// periods, among those that are left.
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

/// The kinds of edges of any period: what colour says, and whether they are dashed.
fn legend(rows: &[ThemeCooccurrenceRow]) -> Vec<(Option<Tie>, bool)> {
    let joint = || rows.iter().filter(|row| row.messages_both > 0);
    let ties = [Tie::More, Tie::Less, Tie::Chance].into_iter();
    let found = ties.filter(|tie| joint().any(|row| Tie::of(row) == *tie)).map(|tie| (Some(tie), false));
    let shared = joint().any(|row| row.shared_span_only == row.messages_both).then_some((None, true));
    found.chain(shared).collect()
}

/// A theme with the messages of a period that have it.
fn named(label: &str, messages: u64, context: &Context) -> String {
    format!("{label}\u{A0}({})", context.design.numbers.count(messages))
}

/// The page of a period.
fn sheet<'a>(net: &Net<'_>, name: String, labels: &[String], drawn: Drawn, context: &'a Context) -> Sheet<'a> {
    let numbers = context.design.numbers;
    let period = in_text(net.period);
    let mut sheet = Sheet::new(context, name, format!("Themes named together in {period}: a network"));
    sheet.part = net.period.to_string();
    sheet.subtitle = format!(
        "A line joins two themes that share messages, the wider the more of the {} of {period}; a dot is the larger the more \
         of them name the theme (in brackets: how many). Places and scales are the same for all {}s.",
        numbers.plural(net.n, "message"),
        drawn.noun
    );
    sheet.notes.extend(drawn.note());
    if net.edges.len() > MOST_EDGES {
        let lines = numbers.plural(net.edges.len() as u64, "line");
        sheet.notes.push(format!(
            "Of {lines} only {MOST_EDGES} are drawn: those that chance does not explain, then the widest."
        ));
    }
    let rule = format!("q < {}, corrected for all pairs and {}s", numbers.probability(SHOWN_Q), drawn.noun);
    sheet.notes.push(if net.edges.iter().any(|edge| edge.tie != Tie::Chance) {
        format!("Coloured: chance does not explain how often the two meet ({rule}).")
    } else {
        format!("No two themes are shown to meet more or less often than by chance ({rule}).")
    });
    sheet.description = description(net, labels, context);
    sheet
}

fn description(net: &Net<'_>, labels: &[String], context: &Context) -> String {
    let (numbers, edges) = (context.design.numbers, &net.edges);
    let mut text = format!(
        "Network of {} in {}: an edge joins two themes that share messages, of {}. ",
        numbers.plural(labels.len() as u64, "theme"),
        in_text(net.period),
        numbers.plural(net.n, "message")
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

#[cfg(test)]
mod tests {
    use super::super::colour::Rgb;
    use super::super::network_plot::STEPS;
    use super::*;
    use crate::axis::Period;
    use crate::chart::tests::sample::{context, pairs, themes};

    fn rows() -> (Vec<ThemeCooccurrenceRow>, Context) {
        let themes = themes(6, false);
        let mut rows = pairs(&themes, &[2012, 2017].map(Period::of_year), 40);
        rows.iter_mut().for_each(|row| row.messages_both = 0);
        (rows, context(themes))
    }

    fn network(rows: Vec<ThemeCooccurrenceRow>, context: &Context) -> Vec<Rendered> {
        draw(&Inputs { theme_cooccurrence: rows, ..Inputs::default() }, context).expect("drawn")
    }

    /// Widths of the edges of a chart in tenths of a point, and whether they are those of `colour`.
    fn edges(chart: &Rendered, colour: Rgb) -> Vec<u32> {
        let lines = chart.svg.lines().filter(|line| line.starts_with("<path") && line.matches('L').count() >= STEPS);
        let coloured = lines.filter(|line| line.to_lowercase().contains(&colour.hex()));
        coloured
            .map(|line| line.split("stroke-width=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()))
            .map(|width| width.expect("a width"))
            .collect()
    }

    #[test]
    fn colour_says_what_chance_cannot() {
        let (mut rows, context) = rows();
        for (row, (both, ratio, q)) in rows.iter_mut().zip([(8, 1.2, 0.01), (4, 1.0, 0.2), (1, -3.0, 0.04)]) {
            (row.messages_both, row.log_odds_ratio, row.q_bh) = (both, Some(ratio), Some(q));
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
    fn places_are_those_of_all_periods() {
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
