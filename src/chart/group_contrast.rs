//! The difference of every theme between two groups, with its interval and what the evidence is worth.

use super::change_plot::{self, Change, Words, with_intervals, without_interval};
use super::inputs::Inputs;
use super::naming::{FileNames, in_text};
use super::number::{Format, Numbers};
use super::sheet::Sheet;
use super::theme_change::listed;
use super::{Context, Rendered, xml};
use crate::analysis::{Evidence, GroupContrastRow};
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// The most pairs of groups of a variable that are drawn.
const PAIRS: usize = 6;
/// Themes in words one by one.
const IN_WORDS: usize = 60;
/// Why a theme has no interval.
const FEW: &str = "a group has too few documents in a period to tell how sure the difference is";

/// Draws, for pairs of groups, the difference of every theme: the rate of the second group less that of the first, in hits
/// per 1,000 word tokens, over all periods that both have, each weighted alike.
///
/// A pair without rows over all periods, as in a corpus of one period, is drawn by the rows of its first period. The theme
/// of which the second group has most more stands first. What the data say is told by form, size and width of the marks,
/// with a legend in words; the rule is that of [`crate::analysis::evidence`]. Themes without a hit in either group are
/// left out and named in a note. Up to six pairs of a variable are drawn, in the order of the rows. Charts are named
/// `group_contrast_left_right` and so on; nothing is drawn without rows.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for row in &inputs.group_contrast {
        match pairs.iter_mut().find(|pair| pair.is_of(row)) {
            Some(pair) => pair.rows.push(row),
            None => pairs.push(Pair { rows: vec![row], period: None }),
        }
    }
    let variables: Vec<&str> = pairs.iter().map(|pair| pair.rows[0].variable.as_str()).collect();
    let (mut names, mut charts) = (FileNames::default(), Vec::new());
    for (place, pair) in pairs.iter_mut().enumerate() {
        let before = variables[..place].iter().filter(|variable| **variable == variables[place]).count();
        if before >= PAIRS {
            continue;
        }
        pair.settle();
        let mut of_pair = pair.charts(&mut names, context)?;
        let all = variables.iter().filter(|variable| **variable == variables[place]).count();
        if let Some(first) = of_pair.first_mut().filter(|_| before == 0 && all > PAIRS) {
            first.warnings.push(format!(
                "drawn for the first {PAIRS} of {all} pairs of groups; the table group_contrast has all"
            ));
        }
        charts.extend(of_pair);
    }
    Ok(charts)
}

/// The rows of two groups.
struct Pair<'r> {
    /// At least one.
    rows: Vec<&'r GroupContrastRow>,
    /// The period of the rows; none over all periods.
    period: Option<&'r Period>,
}

impl<'r> Pair<'r> {
    fn is_of(&self, row: &GroupContrastRow) -> bool {
        let first = self.rows[0];
        (&first.variable, &first.group_a, &first.group_b) == (&row.variable, &row.group_a, &row.group_b)
    }

    /// Keeps the rows over all periods, or else those of the first period.
    fn settle(&mut self) {
        // None comes first.
        self.period = self.rows.iter().map(|row| row.period.as_ref()).min().flatten();
        self.rows.retain(|row| row.period.as_ref() == self.period);
    }

    fn groups(&self) -> [String; 2] {
        [&self.rows[0].group_a, &self.rows[0].group_b].map(|group| xml::first(&[group]))
    }

    /// The rows to draw with their labels, the largest difference first, and the labels of themes without a hit.
    fn drawn(&self, context: &Context) -> (Vec<(&'r GroupContrastRow, Change)>, Vec<String>) {
        let (mut drawn, mut absent) = (Vec::new(), Vec::new());
        for &row in &self.rows {
            let Some(difference) = row.difference.filter(|difference| difference.is_finite()) else { continue };
            let label = context.label(&row.theme, "");
            if row.rate_a == Some(0.0) && row.rate_b == Some(0.0) {
                absent.push((context.position(&row.theme), label));
                continue;
            }
            let ends = row.difference_low.zip(row.difference_high);
            let interval = ends.filter(|(low, high)| low.is_finite() && high.is_finite());
            let (rates, evidence) = ([row.rate_a, row.rate_b], row.evidence());
            drawn.push((row, Change { label, rates, difference, interval, evidence }));
        }
        let place = |row: &GroupContrastRow| (context.position(&row.theme), row.theme.clone());
        drawn.sort_by(|(a, one), (b, other)| {
            other.difference.total_cmp(&one.difference).then_with(|| place(a).cmp(&place(b)))
        });
        absent.sort();
        (drawn, absent.into_iter().map(|(_, label)| label).collect())
    }

    fn charts(&self, names: &mut FileNames, context: &Context) -> Result<Vec<Rendered>> {
        let (numbers, [a, b]) = (context.design.numbers, self.groups());
        let unit = numbers.per_1000_words("mentions");
        let when = self.period.map(|period| format!(" in {}", in_text(period))).unwrap_or_default();
        let name = names.name("group_contrast", &[&a, &b]);
        let mut sheet = Sheet::new(context, name, format!("Theme rates of {b} less those of {a}{when}, in {unit}"));
        sheet.part = format!("{a} and {b}");
        let (drawn, absent) = self.drawn(context);
        if drawn.is_empty() {
            return Ok(vec![sheet.no_data(&format!("no theme has a hit in {a} or {b}."))?]);
        }
        let (rows, changes): (Vec<&GroupContrastRow>, Vec<Change>) = drawn.into_iter().unzip();
        let format = numbers.format(changes.iter().flat_map(|c| c.rates.into_iter().flatten().chain([c.difference])));
        sheet.subtitle = subtitle(&changes, &b, numbers);
        sheet.notes = vec![self.says()];
        sheet.notes.extend(without_interval(&changes, "theme", FEW, numbers));
        if !absent.is_empty() {
            sheet.notes.push(format!("Not drawn, without a hit in either group: {}.", listed(&absent)));
        }
        let words = Words {
            heads: [a.clone(), b.clone()],
            change: "difference",
            ways: (format!("← more in {a}"), format!("more in {b} →")),
            evidence: in_words,
            whole: false,
        };
        change_plot::charts(&changes, &words, format, &sheet, &|sheet, of_page| {
            sheet.description = description(&changes[of_page.clone()], (&a, &b), &when, format, numbers);
            sheet.data = csv(&rows[of_page].iter().map(|row| (*row).clone()).collect::<Vec<_>>())?;
            Ok(())
        })
    }

    /// What is seen, for the foot of the chart.
    fn says(&self) -> String {
        let variable = &self.rows[0].variable;
        match self.period {
            None => format!(
                "Groups by {variable}. Rates are means over all periods that both groups have, each period weighted alike, so \
                 that a change over time does not look like a difference between groups."
            ),
            Some(period) => format!("Groups by {variable}, in {}.", in_text(period)),
        }
    }
}

/// The evidence in the words of the legend.
fn in_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Strong => "strong evidence of a difference",
        Evidence::Partial => "some evidence",
        Evidence::HardlyChanged => "hardly any difference",
        Evidence::NotShown => "no difference shown by these data",
        Evidence::NotTested => "not tested",
    }
}

fn subtitle(changes: &[Change], second: &str, numbers: Numbers) -> String {
    let number = |evidence| changes.iter().filter(|change| change.evidence == evidence).count() as u64;
    let themes = numbers.plural(changes.len() as u64, "theme");
    let mut text = match (number(Evidence::Strong), number(Evidence::Partial)) {
        (0, 0) => format!("No difference of any of {themes} is shown by these data."),
        (strong, some) => format!(
            "Evidence of a difference: strong for {} and some for {} of {themes}.",
            numbers.count(strong),
            numbers.count(some)
        ),
    };
    if changes.len() > 1 {
        text.push_str(&format!(" Largest difference towards {second} first."));
    }
    if changes.iter().any(|change| change.interval.is_some()) {
        text.push_str(&format!(" Lines are {} intervals.", numbers.percent("95")));
    }
    text
}

fn description(changes: &[Change], (a, b): (&str, &str), when: &str, format: Format, numbers: Numbers) -> String {
    let rate = |rate: Option<f64>| rate.map_or("no value".to_string(), |rate| format.value(rate));
    let rates =
        |change: &Change| format!("{}, {a} {} and {b} {}", change.label, rate(change.rates[0]), rate(change.rates[1]));
    let mut text = format!(
        "Dot plot of the difference of {} between {a} and {b}{when}, in {}{}; above 0 is more in {b}. ",
        numbers.plural(changes.len() as u64, "theme"),
        numbers.per_1000_words("mentions"),
        with_intervals(changes, numbers)
    );
    for wanted in [Evidence::Strong, Evidence::Partial] {
        let found: Vec<String> =
            changes.iter().filter(|change| change.evidence == wanted).take(10).map(rates).collect();
        let names = if found.is_empty() { "none".to_string() } else { found.join("; ") };
        let words = in_words(wanted);
        text.push_str(&format!("{}{}: {names}. ", words[..1].to_uppercase(), &words[1..]));
    }
    let one = |change: &Change| {
        let ends = change.interval.map(|(low, high)| format!(" ({} to {})", format.change(low), format.change(high)));
        format!("{}: {}{}", rates(change), format.change(change.difference), ends.unwrap_or_default())
    };
    let shown: Vec<String> = changes.iter().take(IN_WORDS).map(one).collect();
    let rest = changes.len().saturating_sub(IN_WORDS);
    let rest = if rest > 0 { format!("; and {rest} further themes") } else { String::new() };
    text + &format!("Data, most more in {b} first: {}{rest}.", shown.join("; "))
}
