//! The terms that mark a period against all other periods.

use std::collections::BTreeMap;

use super::bars::{Bar, Bars, Body, Group, sample};
use super::bounds::Bounded;
use super::columns::{Column, Columns};
use super::geometry::Rect;
use super::inputs::{Inputs, is_shown};
use super::keys::Keys;
use super::naming::{self, FileNames, in_text, noun};
use super::number::Numbers;
use super::sheet::Sheet;
use super::sources::unlike_rest;
use super::{Context, Rendered, SHOWN_Q, xml};
use crate::analysis::{KeynessRow, REST};
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// Terms in each direction: the most, and the fewest on a page of fixed height.
const MOST: usize = 12;
const FEWEST: usize = 3;
/// Values of the axis on either side.
const TICKS: f64 = 4.0;
/// Space below the legend, and width of its marks, beside type of 7 pt.
const BELOW: f64 = 6.0;
const MARK: f64 = 16.0;

/// Draws, for each period, the terms that mark it: those that are shown to be used more or less often than in all other
/// periods together.
///
/// Shown is a difference with q below .05, corrected over all terms of all comparisons, with documents (or the messages of
/// single ones) as sampling units; no other term is drawn. A bar is the log ratio of the relative frequencies; its axis is
/// written in times as often. It is solid up to the conservative bound, which may be 0. Up to 12 terms stand in each
/// direction, those with the largest bound first, then those with the largest G2. On a page of fixed height there are
/// as many as fit, at least 3. Beside the bars stand counts, messages and G2, as far as the page is wide enough.
/// Charts are named `keyness_2012` and so on. A period of which no term is shown has a chart that says so, one that is not
/// compared has none; without any there is one chart, `keyness`, that says that there are no data. There are no more than
/// twelve, unless the user names periods. Where the documents of the period and the others have no kind, scope or publisher in
/// common, the chart says so.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw; one of kind `Usage` if not even 3 terms fit the
/// page.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let mut targets: BTreeMap<&Period, Vec<&KeynessRow>> = BTreeMap::new();
    for row in inputs.keyness.iter().filter(|row| row.reference == REST) {
        targets.entry(&row.target_period).or_default().push(row);
    }
    if targets.is_empty() {
        let sheet = Sheet::new(context, "keyness", "Terms that mark a period against the other periods");
        return Ok(vec![sheet.no_data("no period can be compared with others.")?]);
    }
    let (noun, mut names) = (noun(targets.keys().copied()), FileNames::default());
    let bounded = Bounded::new(targets.keys().copied(), context);
    let charts = targets.iter().filter(|(period, _)| bounded.has(period)).map(|(period, rows)| {
        let sides = [1.0, -1.0].map(|sign| side(rows, sign));
        let of_these = rows.iter().filter(|row| is_shown(row)).count() as u64;
        let in_all = inputs.marking.get(period).copied().unwrap_or(0).max(of_these);
        let tested = tested(rows);
        let target = Target { period, noun, name: names.name("keyness", &[period.label()]), in_all, tested };
        if sides.iter().all(Vec::is_empty) {
            target.without_terms(rows, inputs, context)
        } else {
            largest(&target, &sides, inputs, context)
        }
    });
    bounded.warned(charts.collect())
}

/// The terms tested in a comparison.
fn tested(rows: &[&KeynessRow]) -> u64 {
    rows.iter().map(|row| row.terms_tested).max().unwrap_or(0)
}

/// The period that a chart is about.
struct Target<'t> {
    period: &'t Period,
    /// What it is called, in the singular.
    noun: &'static str,
    /// Name of its file.
    name: String,
    /// Terms that are shown to differ, and terms that were tested.
    in_all: u64,
    tested: u64,
}

impl Target<'_> {
    fn sheet<'c>(&self, title: String, inputs: &Inputs, context: &'c Context) -> Sheet<'c> {
        let mut sheet = Sheet::new(context, self.name.clone(), title);
        sheet.part = self.period.to_string();
        sheet.caution = unlike_rest(&inputs.documents, self.period, context.design.numbers);
        sheet
    }

    /// How many terms are shown, of those that were tested, and by what rule.
    fn shown_in_words(&self, numbers: Numbers) -> String {
        let (q, tested) = (numbers.probability(SHOWN_Q), numbers.plural(self.tested, "tested term"));
        match self.in_all {
            0 => format!("None of {tested} is shown to differ (q < {q})."),
            number => format!("{} of {tested} are shown to differ (q < {q}).", numbers.count(number)),
        }
    }

    /// The rule by which terms are shown.
    fn rule(&self) -> String {
        format!(
            "The test knows that words come in documents, or in the messages of a single one; it is corrected for all terms and \
             {}s.",
            self.noun
        )
    }

    /// A chart that says that no term is shown. Its data are the terms with the largest G2 in either direction.
    fn without_terms(&self, rows: &[&KeynessRow], inputs: &Inputs, context: &Context) -> Result<Rendered> {
        let title = format!("No term is shown to mark {} against the other {}s", in_text(self.period), self.noun);
        let mut sheet = self.sheet(title, inputs, context);
        let says = self.shown_in_words(context.design.numbers);
        sheet.notes = vec![self.rule()];
        sheet.description = format!("No bars: {says}");
        let mut rows: Vec<KeynessRow> = rows.iter().map(|row| (*row).clone()).collect();
        let size = |row: &KeynessRow| row.g2.map_or(0.0, f64::abs);
        rows.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.term.cmp(&b.term)));
        rows.truncate(MOST);
        sheet.data = csv(&rows)?;
        sheet.says(&says)
    }
}

/// The terms of one direction that are shown to differ, those with the largest bound first, then those with the largest G2.
/// Bound, ratio and G2 have one sign.
fn side<'r>(rows: &[&'r KeynessRow], sign: f64) -> Vec<&'r KeynessRow> {
    let positive = |value: Option<f64>| value.is_some_and(|value| value.is_finite() && sign * value > 0.0);
    let shown = |row: &&KeynessRow| is_shown(row) && positive(row.log_ratio) && positive(row.g2);
    let mut side: Vec<&KeynessRow> = rows.iter().copied().filter(shown).collect();
    let key = |row: &KeynessRow| (bound(row, sign), row.g2.map_or(0.0, f64::abs));
    side.sort_by(|a, b| {
        let (a_key, b_key) = (key(a), key(b));
        b_key.0.total_cmp(&a_key.0).then(b_key.1.total_cmp(&a_key.1)).then_with(|| a.term.cmp(&b.term))
    });
    side.truncate(MOST);
    side
}

/// Size of the conservative log ratio; 0 where it has another sign or is missing.
fn bound(row: &KeynessRow, sign: f64) -> f64 {
    row.log_ratio_conservative.map_or(0.0, |value| (sign * value).max(0.0))
}

/// The largest chart that fits the page.
fn largest(target: &Target<'_>, sides: &[Vec<&KeynessRow>; 2], inputs: &Inputs, context: &Context) -> Result<Rendered> {
    let fixed = context.design.page.height.is_some();
    let mut terms = MOST;
    loop {
        let sides = sides.each_ref().map(|side| &side[..side.len().min(terms)]);
        let chart = Chart::new(target, sides, inputs, context)?;
        if !fixed || terms == FEWEST || chart.fits() {
            return chart.render();
        }
        terms -= 1;
    }
}

/// The chart of a period.
struct Chart<'a> {
    sheet: Sheet<'a>,
    keys: Keys<'a>,
    /// What the keys show.
    bodies: Vec<Body>,
    bars: Bars<'a>,
}

impl<'a> Chart<'a> {
    fn new(target: &Target<'_>, sides: [&[&KeynessRow]; 2], inputs: &Inputs, context: &'a Context) -> Result<Self> {
        let Target { noun, name, tested, .. } = target;
        let period = in_text(target.period);
        let (design, numbers) = (&context.design, context.design.numbers);
        let [more, less] = sides;
        let step = (longest(&sides.concat()) / TICKS).ceil().max(1.0);
        let groups: Vec<Group> =
            [(more, 1.0, format!("More often in {period}")), (less, -1.0, format!("Less often in {period}"))]
                .into_iter()
                .filter(|(rows, ..)| !rows.is_empty())
                .map(|(rows, sign, heading)| Group {
                    heading,
                    ticks: ticks(rows, sign, step, context),
                    bars: rows.iter().map(|row| bar(row, sign)).collect(),
                    ..Group::default()
                })
                .collect();
        let rows: Vec<&KeynessRow> = sides.concat();
        let at_least = format!(
            "at least this much ({} bound, corrected for {})",
            numbers.percent("95"),
            numbers.plural(*tested, "term")
        );
        let legend = [(Body::Solid, at_least.as_str()), (Body::Until(0.0), "estimate")];
        let words: Vec<&str> = legend.iter().map(|(_, words)| *words).collect();
        let keys = Keys::new(design, &words, design.style.length(MARK));
        let bodies = legend.iter().map(|(body, _)| *body).collect();

        let mut sheet = target.sheet(format!("Terms that mark {period} against the other {noun}s"), inputs, context);
        sheet.subtitle = format!(
            "{} Times as often per word as in all other {noun}s together, on a log scale.",
            target.shown_in_words(numbers)
        );
        sheet.notes = notes(target, &rows, context);
        sheet.description = description(target, sides, context);
        sheet.data = csv(&rows.iter().map(|row| (*row).clone()).collect::<Vec<_>>())?;
        let figures = Columns::new(design, columns(&rows, target.period, context), 0.46 * design.body_width());
        let bars = Bars::new(design, groups, figures);
        if !bars.complete() {
            sheet.notes.push(format!("Counts and tests that find no room are in the file {name}.csv."));
        }
        Ok(Self { sheet, keys, bodies, bars })
    }

    /// Height of the legend with the space below it.
    fn top(&self) -> f64 {
        self.keys.height() + self.sheet.context.design.style.length(BELOW)
    }

    fn fits(&self) -> bool {
        self.top() + self.bars.height() <= self.sheet.room()
    }

    fn render(self) -> Result<Rendered> {
        let (top, mark) = (self.top(), self.sheet.context.design.style.length(MARK));
        let Self { sheet, keys, bodies, bars } = self;
        sheet.render(top + bars.height(), |canvas, body| {
            keys.draw(canvas, body, |canvas, number, at| sample(canvas, bodies[number], at, mark))?;
            bars.draw(canvas, Rect { y: body.y + top, h: body.h - top, ..body })
        })
    }
}

fn bar(row: &KeynessRow, sign: f64) -> Bar {
    let sure = bound(row, sign);
    Bar { label: label(row), value: row.log_ratio.unwrap_or(0.0), body: Body::Until(sign * sure), end: String::new() }
}

/// The label as one clean line, else the term.
fn label(row: &KeynessRow) -> String {
    xml::first(&[&row.label, &row.term])
}

/// Whole powers of two up to the longest bar, written in times as often. `step` is a number of doublings.
fn ticks(rows: &[&KeynessRow], sign: f64, step: f64, context: &Context) -> Vec<(f64, String)> {
    let count = (longest(rows) / step) as usize;
    let tick = |number: usize| {
        let value = number as f64 * step;
        let times = context.design.numbers.axis(2.0_f64.powf(value), 1.0);
        (sign * value, if sign > 0.0 || number == 0 { format!("{times}×") } else { format!("1/{times}") })
    };
    (0..=count.min(TICKS as usize)).map(tick).collect()
}

/// The largest size of a log ratio.
fn longest(rows: &[&KeynessRow]) -> f64 {
    rows.iter().filter_map(|row| row.log_ratio).map(f64::abs).fold(0.0, f64::max)
}

fn columns(rows: &[&KeynessRow], period: &Period, context: &Context) -> Vec<Column> {
    let numbers = context.design.numbers;
    let column = |head: &[&str], rank: u8, figure: &dyn Fn(&KeynessRow) -> String| Column {
        head: head.iter().map(|line| (*line).to_string()).collect(),
        figures: rows.iter().map(|row| figure(row)).collect(),
        rank,
    };
    let format = numbers.format(rows.iter().filter_map(|row| row.g2));
    let period = naming::label(period);
    vec![
        column(&["count", &period], 0, &|row| numbers.count(row.count_target)),
        column(&["count", "others"], 0, &|row| numbers.count(row.count_reference)),
        column(&["messages", &period], 1, &|row| numbers.count(row.messages_target)),
        column(&["G²"], 2, &|row| format.change(row.g2.unwrap_or(0.0))),
    ]
}

fn notes(target: &Target<'_>, rows: &[&KeynessRow], context: &Context) -> Vec<String> {
    let drawn = rows.len() as u64;
    let most = if drawn < target.in_all {
        format!("Drawn: the {drawn} with the largest bound, then G².")
    } else {
        String::new()
    };
    let mut notes = vec![format!("{most} {} The bound and G² take words as independent of each other.", target.rule())];
    if rows.iter().any(|row| row.count_target == 0 || row.count_reference == 0) {
        let half = context.design.numbers.axis(0.5, 0.5);
        notes.push(format!("In a ratio, {half} stands in place of a count of 0."));
    }
    notes
}

fn description(target: &Target<'_>, sides: [&[&KeynessRow]; 2], context: &Context) -> String {
    let (numbers, noun, period) = (context.design.numbers, target.noun, in_text(target.period));
    let mut text = format!(
        "Bar chart of terms that mark {period} against all other {noun}s: {} used more often and {} used less often. {} ",
        numbers.plural(sides[0].len() as u64, "term"),
        sides[1].len(),
        target.shown_in_words(numbers)
    );
    let times = |log: f64| {
        let times = 2.0_f64.powf(log);
        numbers.format([times]).value(times)
    };
    for (rows, sign, how) in [(sides[0], 1.0, "More"), (sides[1], -1.0, "Less")] {
        if rows.is_empty() {
            continue;
        }
        let one = |row: &&KeynessRow| {
            let sure = bound(row, sign);
            let limit = if sign > 0.0 { "at least" } else { "at most" };
            let shown = if sure > 0.0 { format!("{limit} {}", times(sign * sure)) } else { "without a bound".into() };
            format!(
                "{}, {} times as often ({shown}), {} in {period} and {} elsewhere, in {} of {period}",
                label(row),
                times(row.log_ratio.unwrap_or(0.0)),
                numbers.count(row.count_target),
                numbers.count(row.count_reference),
                numbers.plural(row.messages_target, "message")
            )
        };
        let all: Vec<String> = rows.iter().map(one).collect();
        text.push_str(&format!("{how} often in {period}: {}. ", all.join("; ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::bars::pale;
    use super::*;
    use crate::chart::Design;
    use crate::chart::tests::sample;
    use crate::config::{Rgb, StyleName};

    /// A term of 2012 with its G2, log ratio and bound.
    fn term(term: &str, g2: f64, log_ratio: f64, conservative: f64) -> KeynessRow {
        KeynessRow {
            term: term.into(),
            label: term.into(),
            count_target: 22,
            count_reference: 13,
            messages_target: 17,
            g2: Some(g2),
            log_ratio: Some(log_ratio),
            log_ratio_conservative: Some(conservative),
            ..sample::keyness(&sample::themes(1, false), &Period::of_year(2012)).remove(0)
        }
    }

    fn charts(keyness: Vec<KeynessRow>) -> Vec<Rendered> {
        sample::draw("keyness", &Inputs { keyness, ..Inputs::default() }, &sample::context(Vec::new()))
    }

    /// Left edge and width of the bars in a colour, from top to bottom, in tenths of a point.
    fn bars(svg: &str, colour: &str) -> Vec<(f64, f64)> {
        let number = |line: &str, name: &str| -> f64 {
            line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let rects = svg.lines().filter(|line| line.starts_with("<rect x=") && line.contains(&format!("\"{colour}\"")));
        rects.map(|line| (number(line, "x"), number(line, "width"))).collect()
    }

    #[test]
    fn terms_stand_by_bound_then_by_g2_and_signs_agree() {
        let rows = [
            term("sure", 20.0, 3.0, 1.0),
            term("surer", 10.0, 3.0, 2.0),
            term("large", 30.0, 5.0, 0.0),
            term("small", 3.0, 6.0, 0.0),
            term("less", -9.0, -2.0, 0.0),
            term("smoothed", -0.2, 2.0, 0.0),
        ];
        let rows: Vec<&KeynessRow> = rows.iter().collect();
        let terms = |sign| side(&rows, sign).iter().map(|row| row.term.as_str()).collect::<Vec<_>>();
        assert_eq!(terms(1.0), ["surer", "sure", "large", "small"]);
        assert_eq!(terms(-1.0), ["less"]);
    }

    #[test]
    fn a_bar_is_solid_up_to_the_bound_and_pale_beyond() {
        let chart = charts(vec![term("human", 56.0, 4.0, 1.0), term("rights", 45.0, 2.0, 0.5)]).remove(0);
        // The first is the sample in the legend.
        let colours = Design::built_in(StyleName::Screen).style.colours;
        let of = |colour: Rgb| bars(&chart.svg, &colour.hex().to_uppercase());
        let (solid, pale) = (of(colours.more), of(pale(colours.more, colours.paper)));
        let (solid, pale) = (&solid[1..], &pale[1..]);
        assert_eq!((solid.len(), pale.len()), (2, 2), "{}", chart.svg);
        assert!((solid[0].1 / solid[1].1 - 2.0).abs() < 0.02);
        assert!((pale[0].1 / solid[0].1 - 3.0).abs() < 0.02);
        // All start at the zero line, and the pale part starts where the solid one ends.
        assert!((solid[0].0 - solid[1].0).abs() < 0.01 && (solid[0].0 + solid[0].1 - pale[0].0).abs() <= 1.0);
        assert!(
            chart.description.contains("human, 16.0 times as often (at least 2.0), 22 in 2012 and 13 elsewhere, in 17")
        );
        assert!(chart.svg.contains(">16×</text>") && chart.svg.contains(">1×</text>"));
    }

    #[test]
    fn only_terms_that_are_shown_are_drawn() {
        let unsure = |row: KeynessRow| KeynessRow { q_bh: Some(0.06), ..row };
        let untested = |row: KeynessRow| KeynessRow { q_bh: None, ..row };
        let human = || term("human", 9.0, 4.0, 0.0);
        let way = || term("way", 30.0, 3.0, 1.0);
        let chart = charts(vec![human(), unsure(way()), untested(term("trust", -9.0, -2.0, 0.0))]).remove(0);
        assert!(chart.svg.contains(">human<") && !chart.svg.contains(">way<") && !chart.svg.contains(">trust<"));
        assert!(chart.svg.contains("1 of "), "{}", chart.svg);
        assert!(chart.description.contains("human, 16.0 times as often (without a bound)"), "{}", chart.description);
        // Where none is shown the chart says so, and its data are what was closest.
        let chart = charts(vec![unsure(human()), unsure(way())]).remove(0);
        assert_eq!(chart.title, "No term is shown to mark 2012 against the other years");
        assert!(chart.svg.contains(">None of ") && !chart.svg.contains(">human<"), "{}", chart.svg);
        assert!(String::from_utf8(chart.data).unwrap().lines().nth(1).unwrap().contains("way"));
    }

    #[test]
    fn all_shown_terms_are_counted_also_those_that_are_not_drawn() {
        let rows: Vec<KeynessRow> =
            (0..100).map(|n| term(&format!("term{n:03}"), 100.0 - f64::from(n), 2.0, 0.1)).collect();
        let mut inputs = Inputs::default();
        inputs.take_keyness(&rows);
        let chart = sample::draw("keyness", &inputs, &sample::context(Vec::new())).remove(0);
        assert!(chart.description.contains("100 of "), "{}", chart.description);
        assert!(chart.svg.contains("Drawn: the 12 with the largest bound"));
    }

    #[test]
    fn each_period_against_the_rest_has_a_chart() {
        let mut rows = sample::keyness(&sample::themes(9, false), &Period::of_year(2012));
        rows.extend(sample::keyness(&sample::themes(9, false), &Period::of_year(2020)));
        let mut other = sample::keyness(&sample::themes(9, false), &Period::of_year(2017));
        other.iter_mut().for_each(|row| row.reference = "2012".into());
        rows.extend(other);
        let names: Vec<String> = charts(rows).into_iter().map(|chart| chart.name).collect();
        assert_eq!(names, ["keyness_2012", "keyness_2020"]);
        assert_eq!(charts(Vec::new())[0].name, "keyness");
    }

    #[test]
    fn no_more_than_twelve_periods_have_a_chart_unless_they_are_named() {
        let themes = sample::themes(3, false);
        let years = sample::years(1991..=2020);
        let keyness: Vec<KeynessRow> = years.iter().flat_map(|year| sample::keyness(&themes, year)).collect();
        let inputs = Inputs { keyness, ..Inputs::default() };
        let mut context = sample::context(Vec::new());
        let charts = sample::draw("keyness", &inputs, &context);
        assert_eq!((charts.len(), charts[11].name.as_str()), (12, "keyness_2002"));
        assert_eq!(charts[0].warnings, ["drawn for the first 12 of 30 periods; `--periods` names others"]);
        context.options.periods = (2000..2015).map(|year| year.to_string()).collect();
        let charts = sample::draw("keyness", &inputs, &context);
        assert_eq!((charts.len(), charts[0].name.as_str()), (15, "keyness_2000"));
        assert!(charts.iter().all(|chart| chart.warnings.is_empty()));
    }
}
