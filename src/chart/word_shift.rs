//! The terms that part the vocabularies of two periods.

use std::collections::{BTreeMap, BTreeSet};

use super::bars::{Bar, Bars, Body, Group};
use super::columns::{Column, Columns};
use super::inputs::Inputs;
use super::naming::{self, FileNames, in_text, noun};
use super::number::{Format, Numbers};
use super::sheet::Sheet;
use super::sources::unlike;
use super::{Context, Rendered, xml};
use crate::analysis::WordShiftRow;
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// Terms: the most, and the fewest on a page of fixed height.
const MOST: usize = 20;
const FEWEST: usize = 6;
/// Most width of a head over a column, beside type of 7 pt.
const HEAD: f64 = 70.0;
/// The most pairs that are drawn, besides the first and the last period.
const PAIRS: usize = 12;

/// Periods.
type Pair<'p> = (&'p Period, &'p Period);

/// Draws, for pairs of periods, the terms that add most to the Jensen-Shannon divergence of their vocabularies.
///
/// Bars to the left are terms that are rarer in the later period, bars to the right those that are more frequent. The
/// largest contribution stands first, with 20 terms, or as many as fit a page of fixed height. A contribution is
/// given in per cent of the whole divergence, which [`Inputs::divergence`] holds, else in bits. Beside the bars stand
/// the rates of both periods, in occurrences per 1,000 word tokens, as in other charts of terms.
///
/// Where the rows have a pair for each period and the next, these are drawn, of more than 12 the latest, and the first and
/// the last period; else all pairs of the rows, of more than 12 the first. Charts are named `word_shift_2012_2020` and so
/// on; without any pair there is one chart, `word_shift`, that says that there are no data.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw; one of kind `Usage` if not even 6 terms fit the
/// page.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let mut pairs: BTreeMap<Pair<'_>, Vec<&WordShiftRow>> = BTreeMap::new();
    for row in inputs.word_shift.iter().filter(|row| row.contribution_bits.is_finite() && row.contribution_bits > 0.0) {
        pairs.entry((&row.from_period, &row.to_period)).or_default().push(row);
    }
    let (mut charts, mut names) = (Vec::new(), FileNames::default());
    for pair in chosen(&pairs.keys().copied().collect()) {
        let rows = strongest(&pairs[&pair]);
        let name = names.name("word_shift", &[pair.0.label(), pair.1.label()]);
        charts.push(of_pair(pair, &name, &rows, inputs, context)?);
    }
    if charts.is_empty() {
        let sheet = Sheet::new(context, "word_shift", "Terms that tell two periods apart");
        charts.push(sheet.no_data("there are no two periods whose terms differ.")?);
    }
    Ok(charts)
}

/// The pairs to draw, of those that are there.
fn chosen<'p>(pairs: &BTreeSet<Pair<'p>>) -> Vec<Pair<'p>> {
    let periods: BTreeSet<&Period> = pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
    let Some(ends) = periods.first().copied().zip(periods.last().copied()) else { return Vec::new() };
    let periods: Vec<&Period> = periods.into_iter().collect();
    let following: Vec<Pair<'p>> = periods.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let others: Vec<Pair<'p>> = if following.iter().all(|pair| pairs.contains(pair)) {
        let latest = following.len().saturating_sub(PAIRS);
        following.into_iter().skip(latest).filter(|pair| *pair != ends).collect()
    } else {
        pairs.iter().copied().filter(|pair| *pair != ends).take(PAIRS).collect()
    };
    let ends = Some(ends).filter(|ends| pairs.contains(ends));
    ends.into_iter().chain(others).collect()
}

/// The rows with the largest contributions, the largest first.
fn strongest<'r>(rows: &[&'r WordShiftRow]) -> Vec<&'r WordShiftRow> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| b.contribution_bits.total_cmp(&a.contribution_bits).then_with(|| a.term.cmp(&b.term)));
    rows.truncate(MOST);
    rows
}

/// The largest chart that fits the page.
fn of_pair(pair: Pair<'_>, name: &str, rows: &[&WordShiftRow], inputs: &Inputs, context: &Context) -> Result<Rendered> {
    let fixed = context.design.page.height.is_some();
    let mut terms = MOST;
    loop {
        let (sheet, bars) = chart(pair, name, &rows[..rows.len().min(terms)], inputs, context)?;
        if !fixed || terms == FEWEST || bars.height() <= sheet.room() {
            return sheet.render(bars.height(), |canvas, body| bars.draw(canvas, body));
        }
        terms -= 1;
    }
}

fn chart<'a>(
    pair: Pair<'_>,
    name: &str,
    rows: &[&WordShiftRow],
    inputs: &Inputs,
    context: &'a Context,
) -> Result<(Sheet<'a>, Bars<'a>)> {
    let (from, to) = pair;
    let (design, numbers) = (&context.design, context.design.numbers);
    let whole = inputs.divergence.get(&(from.clone(), to.clone())).copied();
    let size = Size::new(rows, whole.filter(|whole| whole.is_finite() && *whole > 0.0), noun([from, to]), numbers);
    let [earlier, later] = [from, to].map(in_text);
    let mut sheet = Sheet::new(context, name, format!("Terms that tell {earlier} and {later} apart"));
    sheet.part = format!("{from} to {to}");
    sheet.subtitle = size.subtitle(rows);
    sheet.notes = size.notes();
    sheet.caution = unlike(&inputs.documents, pair, numbers);
    sheet.description = description(pair, rows, &size, numbers);
    sheet.data = csv(&rows.iter().map(|row| (*row).clone()).collect::<Vec<_>>())?;
    let bar = |row: &&WordShiftRow| Bar {
        label: label(row),
        value: if rises(row) { size.of(row) } else { -size.of(row) },
        body: Body::Solid,
        end: size.written(row),
    };
    let group = Group {
        ways: vec![(format!("← less in {later}"), format!("more in {later} →")), ("← less".into(), "more →".into())],
        bars: rows.iter().map(bar).collect(),
        ..Group::default()
    };
    let written = rates(rows, numbers);
    let column = |period: &Period, of: fn(&WordShiftRow) -> Option<f64>| Column {
        head: design.wrap_small(&naming::label(period), design.style.length(HEAD), 2).lines,
        figures: rows.iter().map(|row| of(row).map(|rate| written.value(rate)).unwrap_or_default()).collect(),
        rank: 0,
    };
    let columns = vec![column(from, |row| row.per_1000_from), column(to, |row| row.per_1000_to)];
    let columns = Columns::new(design, columns, 0.5 * design.body_width());
    Ok((sheet, Bars::new(design, vec![group], columns)))
}

fn rises(row: &WordShiftRow) -> bool {
    row.share_to >= row.share_from
}

/// The label as one clean line, else the term.
fn label(row: &WordShiftRow) -> String {
    xml::first(&[&row.label, &row.term])
}

/// How the rates of both periods are written.
fn rates(rows: &[&WordShiftRow], numbers: Numbers) -> Format {
    numbers.format(rows.iter().flat_map(|row| [row.per_1000_from, row.per_1000_to]).flatten())
}

/// How contributions are given: in per cent of the whole divergence, or in bits.
struct Size {
    whole: Option<f64>,
    format: Format,
    numbers: Numbers,
    /// What the periods are called, in the singular.
    noun: &'static str,
}

impl Size {
    fn new(rows: &[&WordShiftRow], whole: Option<f64>, noun: &'static str, numbers: Numbers) -> Self {
        let format = numbers.format([]);
        let mut size = Self { whole, format, numbers, noun };
        size.format = numbers.format(rows.iter().map(|row| size.of(row)));
        size
    }

    fn of(&self, row: &WordShiftRow) -> f64 {
        self.whole.map_or(row.contribution_bits, |whole| 100.0 * row.contribution_bits / whole)
    }

    fn written(&self, row: &WordShiftRow) -> String {
        let value = self.format.value(self.of(row));
        if self.whole.is_some() { self.numbers.percent(&value) } else { value }
    }

    fn subtitle(&self, rows: &[&WordShiftRow]) -> String {
        if self.whole.is_none() {
            return "What each term adds to the Jensen-Shannon divergence of their vocabularies, in bits. Largest first.".into();
        }
        let sum: f64 = rows.iter().map(|row| self.of(row)).sum();
        let sum = self.numbers.percent(&format!("{:.0}", sum.min(100.0)));
        format!(
            "What each term adds to the distance of the two vocabularies (Jensen-Shannon divergence), in per cent of the \
             whole. Largest first; all that are drawn add {sum}."
        )
    }

    fn notes(&self) -> Vec<String> {
        let noun = self.noun;
        let unit = self.numbers.per_1000_words("occurrences");
        let mut notes =
            vec![format!("At the right: {unit} of the {noun}. The distance is that of the terms, without stop words.")];
        if let Some(whole) = self.whole {
            let bits = self.numbers.format([whole]).value(whole);
            notes.push(format!(
                "Whole divergence: {bits} bits, where 0 is the same and 1 nothing in common. Small {noun}s differ by chance, \
                 too; the table period_distance says how much."
            ));
        }
        notes
    }
}

fn description((from, to): Pair<'_>, rows: &[&WordShiftRow], size: &Size, numbers: Numbers) -> String {
    let [from, to] = [from, to].map(in_text);
    let mut text = format!(
        "Bar chart of the {} that add most to the Jensen-Shannon divergence between the vocabularies of {from} and {to}. ",
        numbers.plural(rows.len() as u64, "term")
    );
    for (what, wanted) in [("Largest rise", true), ("Largest fall", false)] {
        if let Some(row) = rows.iter().find(|row| rises(row) == wanted) {
            text.push_str(&format!("{what}: {}. ", label(row)));
        }
    }
    let written = rates(rows, numbers);
    let rate = |rate: Option<f64>| rate.map_or("no value".to_string(), |rate| written.value(rate));
    let one = |row: &&WordShiftRow| {
        let way = if rises(row) { "rises" } else { "falls" };
        let (from, to) = (rate(row.per_1000_from), rate(row.per_1000_to));
        format!("{} {way} from {from} to {to}, adds {}", label(row), size.written(row))
    };
    let all: Vec<String> = rows.iter().map(one).collect();
    let unit = if size.whole.is_some() { "in per cent of the divergence" } else { "in bits" };
    let per_1000 = numbers.per_1000_words("occurrences");
    text + &format!("Rates in {per_1000}, and contributions {unit}: {}.", all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::sample;

    fn term(term: &str, share_from: f64, share_to: f64, contribution_bits: f64) -> WordShiftRow {
        let (term, label) = (term.to_string(), term.to_string());
        let sample = sample::word_shift(&sample::themes(1, false), &[2012, 2020].map(Period::of_year)).remove(0);
        let [per_1000_from, per_1000_to] = [share_from, share_to].map(|share| Some(600.0 * share));
        WordShiftRow { term, label, share_from, share_to, contribution_bits, per_1000_from, per_1000_to, ..sample }
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
    fn falls_go_left_rises_go_right_and_the_largest_is_longest() {
        let rows = [term("online", 0.001, 0.02, 0.01), term("human", 0.05, 0.002, 0.03), term("same", 0.1, 0.1, 0.0)];
        let mut inputs = Inputs::default();
        inputs.take_word_shift(&rows);
        let chart = sample::draw("word_shift", &inputs, &sample::context(Vec::new())).remove(0);
        let (less, more) = (bars(&chart.svg, "#CE6816"), bars(&chart.svg, "#164A8A"));
        assert_eq!((less.len(), more.len()), (1, 1), "{}", chart.svg);
        assert!((less[0].1 / more[0].1 - 3.0).abs() < 0.02);
        assert!((less[0].0 + less[0].1 - more[0].0).abs() <= 1.0, "both start at the zero line");
        assert!(chart.svg.find(">human<").unwrap() < chart.svg.find(">online<").unwrap());
        assert!(!chart.svg.contains(">same<"));
        for text in [">75.0\u{A0}%<", ">25.0\u{A0}%<", ">30.0<", ">1.2<"] {
            assert!(chart.svg.contains(text), "{text}");
        }
        assert!(
            chart.svg.contains("all that are drawn add 100\u{A0}%")
                && chart.svg.contains("Whole divergence: 0.040 bits")
        );
        assert!(
            chart.description.contains("human falls from 30.0 to 1.2, adds 75.0\u{A0}%; online rises from 0.6 to 12.0")
        );
    }

    #[test]
    fn what_is_drawn_is_a_share_of_all_terms() {
        let rows: Vec<WordShiftRow> = (0..100).map(|i| term(&format!("term{i:03}"), 0.01, 0.0, 0.001)).collect();
        let mut inputs = Inputs::default();
        inputs.take_word_shift(&rows);
        let chart = sample::draw("word_shift", &inputs, &sample::context(Vec::new())).remove(0);
        assert!(chart.svg.contains("add 20\u{A0}%"), "{}", chart.svg);
        assert_eq!(String::from_utf8(chart.data).unwrap().lines().count(), 1 + MOST);
    }

    #[test]
    fn the_ends_and_the_latest_following_periods_are_drawn_or_what_is_listed() {
        let chosen = |pairs: &[(i32, i32)]| -> Vec<(i32, i32)> {
            let year = |period: &Period| i32::from(period.start().year());
            let pairs: Vec<(Period, Period)> =
                pairs.iter().map(|(from, to)| (Period::of_year(*from), Period::of_year(*to))).collect();
            let chosen = chosen(&pairs.iter().map(|(from, to)| (from, to)).collect());
            chosen.into_iter().map(|(from, to)| (year(from), year(to))).collect()
        };
        let baseline = |years: &[i32]| -> Vec<(i32, i32)> {
            let following = years.windows(2).map(|pair| (pair[0], pair[1]));
            following.chain(years[1..].iter().map(|year| (years[0], *year))).collect()
        };
        assert_eq!(chosen(&baseline(&[2012, 2017, 2020])), [(2012, 2020), (2012, 2017), (2017, 2020)]);
        assert_eq!(chosen(&baseline(&[2012, 2017, 2019, 2020])).len(), 4, "without 2012 and 2019");
        assert_eq!(chosen(&baseline(&[2012, 2020])), [(2012, 2020)]);
        let many: Vec<i32> = (1991..=2020).collect();
        let pairs = chosen(&baseline(&many));
        assert_eq!((pairs.len(), pairs[0], pairs[1], pairs[12]), (13, (1991, 2020), (2008, 2009), (2019, 2020)));
        assert_eq!(chosen(&[(2012, 2019), (2017, 2020)]), [(2012, 2019), (2017, 2020)]);
        assert_eq!(chosen(&[]), []);
    }
}
