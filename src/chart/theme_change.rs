//! The change of every theme between two periods, with its interval and what the evidence is worth.

use std::collections::BTreeSet;

use super::change_plot::{self, Change, Words, with_intervals, without_interval};
use super::inputs::Inputs;
use super::naming::{self, in_text, noun};
use super::number::{Format, Numbers};
use super::sheet::Sheet;
use super::sources::{size, unlike};
use super::{Context, Rendered};
use crate::analysis::row::row;
use crate::analysis::{Evidence, FindingRow, PeriodDocuments};
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// Themes named in a note, and in words one by one.
const IN_NOTE: usize = 8;
const IN_WORDS: usize = 60;
/// Why a theme has no interval.
const FEW: &str = "too few documents, or messages with a mention, to tell how sure the change is";

row!(DrawnChangeRow, "theme_change", "One theme as drawn.", ["theme"], {
    theme: String, "", "Theme id.";
    label: String, "", "Theme label.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    rate_from: Option<f64>, "hits per 1,000 word tokens", "Rate of the earlier period.";
    rate_to: Option<f64>, "hits per 1,000 word tokens", "Rate of the later period.";
    difference: f64, "hits per 1,000 word tokens", "Later rate less earlier rate.";
    difference_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the difference.";
    difference_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    evidence: Evidence, "", "strong, some, hardly changed, or not shown.";
});

/// Draws the change of every theme between two periods: the later rate less the earlier, in hits per 1,000 word tokens.
///
/// The periods are the first and the last of the rows; where these two are not compared, the first compared pair. The
/// largest rise stands first, the largest fall last. What the data say about a change is told by form, size and width
/// of the marks, with a legend in words; the rule is that of [`crate::analysis::evidence`]. Both rates, the
/// change and its interval stand beside the marks, as far as the page is wide enough. An interval that runs far past
/// the others is cut at the end of the scale, with an arrow. Themes without a hit in either period are left
/// out and named in a note. Where the documents of the two periods have no kind, scope or publisher in common, a note says that
/// the chart shows a difference between documents. Without any compared periods the chart says that there are no data. What is
/// higher than a page is spread over several charts, named `theme_change_1` and so on, with one scale.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let unit = context.design.numbers.per_1000_words("mentions");
    let no_data = |title: String, why: &str| Ok(vec![Sheet::new(context, "theme_change", title).no_data(why)?]);
    let Some(pair) = ends(inputs.findings.iter().map(|row| (&row.from_period, &row.to_period))) else {
        return no_data(format!("Change of theme rates, in {unit}"), "there are no two periods to compare.");
    };
    let (from, to) = &pair;
    let [earlier, later] = [from, to].map(in_text);
    let title = format!("Change of theme rates from {earlier} to {later}, in {unit}");
    let (rows, absent) = rows(&inputs.findings, &pair, context);
    if rows.is_empty() {
        return no_data(title, &format!("no theme has a hit in {earlier} or {later}."));
    }
    let changes: Vec<Change> = rows.iter().map(change).collect();
    let numbers = context.design.numbers;
    let format = numbers.format(changes.iter().flat_map(|c| c.rates.into_iter().flatten().chain([c.difference])));
    let mut sheet = Sheet::new(context, "theme_change", title);
    sheet.subtitle = subtitle(&changes, numbers);
    sheet.caution = unlike(&inputs.documents, (from, to), numbers);
    sheet.notes = notes(&changes, &absent, &pair, &inputs.documents, numbers);
    let words = Words {
        heads: [naming::label(from), naming::label(to)],
        change: "change",
        ways: (format!("← less in {later}"), format!("more in {later} →")),
        evidence: in_words,
        whole: false,
    };
    change_plot::charts(&changes, &words, format, &sheet, &|sheet, of_page| {
        sheet.description = description(&changes[of_page.clone()], &pair, format, numbers);
        sheet.data = csv(&rows[of_page])?;
        Ok(())
    })
}

/// The evidence in the words of the legend.
fn in_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Strong => "strong evidence of a change",
        Evidence::Partial => "some evidence",
        Evidence::HardlyChanged => "hardly changed",
        Evidence::NotShown => "no change shown by these data",
        Evidence::NotTested => "not tested",
    }
}

/// Of compared pairs of periods the first and the last period where these are one, else the first pair.
pub(super) fn ends<'p>(pairs: impl Iterator<Item = (&'p Period, &'p Period)>) -> Option<(Period, Period)> {
    let pairs: BTreeSet<(&Period, &Period)> = pairs.collect();
    let ends = (pairs.iter().map(|pair| pair.0).min()?, pairs.iter().map(|pair| pair.1).max()?);
    let pair = if pairs.contains(&ends) { ends } else { *pairs.first()? };
    Some((pair.0.clone(), pair.1.clone()))
}

/// The first of some labels.
pub(super) fn listed(labels: &[String]) -> String {
    let mut names = labels.iter().take(IN_NOTE).cloned().collect::<Vec<_>>().join("; ");
    if labels.len() > IN_NOTE {
        names.push_str(&format!("; and {} more", labels.len() - IN_NOTE));
    }
    names
}

/// The rows to draw, the largest rise first, and the labels of the themes without a hit in either period.
fn rows(
    findings: &[FindingRow],
    (from, to): &(Period, Period),
    context: &Context,
) -> (Vec<DrawnChangeRow>, Vec<String>) {
    let (mut rows, mut absent) = (Vec::new(), Vec::new());
    for row in findings.iter().filter(|row| (&row.from_period, &row.to_period) == (from, to)) {
        let Some(difference) = row.difference.filter(|difference| difference.is_finite()) else { continue };
        if row.rate_from == Some(0.0) && row.rate_to == Some(0.0) {
            absent.push((context.position(&row.theme), context.label(&row.theme, &row.label)));
            continue;
        }
        let ends =
            row.difference_low.zip(row.difference_high).filter(|(low, high)| low.is_finite() && high.is_finite());
        rows.push(DrawnChangeRow {
            theme: row.theme.clone(),
            label: context.label(&row.theme, &row.label),
            from_period: row.from_period.clone(),
            to_period: row.to_period.clone(),
            rate_from: row.rate_from,
            rate_to: row.rate_to,
            difference,
            difference_low: ends.map(|ends| ends.0),
            difference_high: ends.map(|ends| ends.1),
            evidence: row.evidence,
        });
    }
    let place = |row: &DrawnChangeRow| (context.position(&row.theme), row.theme.clone());
    rows.sort_by(|a, b| b.difference.total_cmp(&a.difference).then_with(|| place(a).cmp(&place(b))));
    absent.sort();
    (rows, absent.into_iter().map(|(_, label)| label).collect())
}

fn change(row: &DrawnChangeRow) -> Change {
    Change {
        label: row.label.clone(),
        rates: [row.rate_from, row.rate_to],
        difference: row.difference,
        interval: row.difference_low.zip(row.difference_high),
        evidence: row.evidence,
    }
}

fn subtitle(changes: &[Change], numbers: Numbers) -> String {
    let number = |evidence| changes.iter().filter(|change| change.evidence == evidence).count() as u64;
    let (strong, some) = (number(Evidence::Strong), number(Evidence::Partial));
    let themes = numbers.plural(changes.len() as u64, "theme");
    let mut text = match (strong, some) {
        (0, 0) if changes.len() == 1 => "No change is shown by these data.".to_string(),
        (0, 0) => format!("No change of any of {themes} is shown by these data."),
        (strong, 0) => format!("Strong evidence of a change: {} of {themes}.", numbers.count(strong)),
        (0, some) => format!("Some evidence of a change: {} of {themes}; strong evidence: none.", numbers.count(some)),
        (strong, some) => format!(
            "Strong evidence of a change: {} of {themes}; some evidence: {}.",
            numbers.count(strong),
            numbers.count(some)
        ),
    };
    if changes.len() > 1 {
        text.push_str(" Largest rise first.");
    }
    if changes.iter().any(|change| change.interval.is_some()) {
        text.push_str(&format!(" Lines are {} intervals.", numbers.percent("95")));
    }
    text
}

fn notes(
    changes: &[Change],
    absent: &[String],
    (from, to): &(Period, Period),
    documents: &[PeriodDocuments],
    numbers: Numbers,
) -> Vec<String> {
    let mut notes = Vec::new();
    let excludes = |change: &Change| change.interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    if changes.iter().any(|change| excludes(change) && change.evidence > Evidence::Partial) {
        notes.push(
            "The evidence also asks for tests corrected for the number of comparisons; so an interval may leave out 0 \
             where no change is shown."
                .into(),
        );
    }
    notes.extend(without_interval(changes, "theme", FEW, numbers));
    if !absent.is_empty() {
        notes.push(format!("Not drawn, without a hit in either {}: {}.", noun([from, to]), listed(absent)));
    }
    let sizes: Vec<String> = [from, to].into_iter().filter_map(|period| size(documents, period, numbers)).collect();
    if !sizes.is_empty() {
        notes.push(format!("{}.", sizes.join(" · ")));
    }
    notes
}

fn description(changes: &[Change], (from, to): &(Period, Period), format: Format, numbers: Numbers) -> String {
    let rate = |rate: Option<f64>| rate.map_or("no value".to_string(), |rate| format.value(rate));
    let rates =
        |change: &Change| format!("{}, from {} to {}", change.label, rate(change.rates[0]), rate(change.rates[1]));
    let [from, to] = [from, to].map(in_text);
    let mut text = format!(
        "Dot plot of the change of {} from {from} to {to}, in {}{}. ",
        numbers.plural(changes.len() as u64, "theme"),
        numbers.per_1000_words("mentions"),
        with_intervals(changes, numbers)
    );
    for evidence in [Evidence::Strong, Evidence::Partial, Evidence::HardlyChanged, Evidence::NotShown] {
        let mut found: Vec<&Change> = changes.iter().filter(|change| change.evidence == evidence).collect();
        found.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
        let names = match found.len() {
            0 => "none".to_string(),
            n if n > 10 || evidence == Evidence::NotShown => numbers.plural(n as u64, "theme"),
            _ => found.iter().map(|change| rates(change)).collect::<Vec<_>>().join("; "),
        };
        text.push_str(&format!("{}: {names}. ", evidence.heading()));
    }
    let one = |change: &Change| {
        let ends = change.interval.map(|(low, high)| format!(" ({} to {})", format.change(low), format.change(high)));
        format!("{}: {}{}", rates(change), format.change(change.difference), ends.unwrap_or_default())
    };
    let shown: Vec<String> = changes.iter().take(IN_WORDS).map(one).collect();
    let rest = changes.len().saturating_sub(IN_WORDS);
    let rest = if rest > 0 {
        format!("; and {rest} further themes with smaller rises or larger falls")
    } else {
        String::new()
    };
    text + &format!("Data, largest rise first: {}{rest}.", shown.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::sample;

    /// Themes with these rates in 2012 and 2020, and this evidence; the interval is 3 to either side.
    fn findings(context: &Context, rates: &[(f64, f64, Evidence)]) -> Vec<FindingRow> {
        let mut rows = sample::findings(&context.themes, &[2012, 2020].map(Period::of_year), |_, _| 1.0);
        for (row, (from, to, evidence)) in rows.iter_mut().zip(rates) {
            let difference = to - from;
            (row.rate_from, row.rate_to, row.difference) = (Some(*from), Some(*to), Some(difference));
            (row.difference_low, row.difference_high) = (Some(difference - 3.0), Some(difference + 3.0));
            row.evidence = *evidence;
        }
        rows
    }

    fn drawn(rows: Vec<FindingRow>, context: &Context) -> Rendered {
        sample::draw("theme_change", &Inputs { findings: rows, ..Inputs::default() }, context).remove(0)
    }

    /// The x of the middle of each circle, from top to bottom, without those of the legend.
    fn circles(svg: &str, legend: usize) -> Vec<f64> {
        let number = |line: &str, name: &str| -> f64 {
            line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let circles = svg.lines().filter(|line| line.starts_with("<circle"));
        circles.map(|line| number(line, "cx")).skip(legend).collect()
    }

    #[test]
    fn the_largest_rise_stands_first_and_farthest_to_the_right() {
        let context = sample::context(sample::themes(3, false));
        let partial = Evidence::Partial;
        let chart =
            drawn(findings(&context, &[(2.0, 3.0, partial), (9.0, 2.0, partial), (0.0, 8.0, partial)]), &context);
        let x = circles(&chart.svg, 1);
        assert_eq!(x.len(), 3);
        // +8, +1, -7 at equal distances per hit.
        assert!(((x[0] - x[1]) / 7.0 - (x[1] - x[2]) / 8.0).abs() < 0.5, "{x:?}");
        let place = |label: &str| chart.svg.find(&format!(">{label}")).unwrap();
        assert!(place("Child safety") < place("Access") && place("Access") < place("Artificial"));
        assert!(
            chart.description.contains("Data, largest rise first: Child safety, from 0 to 8.0: +8.0 (+5.0 to +11.0)")
        );
        let data = String::from_utf8(chart.data).unwrap();
        let themes: Vec<&str> = data.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(themes, ["t02", "t00", "t01"]);
    }

    #[test]
    fn only_what_is_shown_is_filled() {
        let context = sample::context(sample::themes(1, false));
        let shapes = |evidence| {
            let chart = drawn(findings(&context, &[(2.0, 9.0, evidence)]), &context);
            // One mark in the legend and one in the plot, each with a second one inside where it is hollow.
            (chart.svg.matches("<circle").count(), chart.svg.matches("<polygon").count())
        };
        assert_eq!(shapes(Evidence::Strong), (2, 0));
        assert_eq!(shapes(Evidence::Partial), (2, 0));
        assert_eq!(shapes(Evidence::HardlyChanged), (0, 4));
        assert_eq!(shapes(Evidence::NotShown), (4, 0));
    }

    #[test]
    fn an_interval_far_past_the_others_is_cut_unless_it_shows_a_change() {
        let context = sample::context(sample::themes(9, false));
        let mut rows = findings(&context, &[(2.0, 4.0, Evidence::NotShown); 9]);
        assert!(!drawn(rows.clone(), &context).svg.contains("Arrows"));
        rows[4].difference_low = Some(-80.0);
        let chart = drawn(rows.clone(), &context);
        assert!(chart.svg.contains("Arrows: one interval runs past the scale; the ends stand at the right."));
        assert_eq!(chart.svg.matches("<polygon").count(), 1);
        assert!(chart.svg.contains(">−80.0 to +5.0</text>") && !chart.svg.contains(">−50</text>"));
        rows[4].evidence = Evidence::Partial;
        assert!(!drawn(rows, &context).svg.contains("Arrows"));
    }

    #[test]
    fn themes_without_a_hit_are_named_and_not_drawn() {
        let context = sample::context(sample::themes(3, false));
        let mut rates =
            [(2.0, 4.0, Evidence::NotShown), (0.0, 0.0, Evidence::NotShown), (0.0, 1.0, Evidence::NotShown)];
        let chart = drawn(findings(&context, &rates), &context);
        assert!(chart.svg.contains("without a hit in either year: Artificial intelligence and data governance."));
        assert_eq!(circles(&chart.svg, 2).len(), 4);
        rates = [(0.0, 0.0, Evidence::NotShown); 3];
        let chart = drawn(findings(&context, &rates), &context);
        assert_eq!(chart.description, "No data: no theme has a hit in 2012 or 2020.");
    }

    #[test]
    fn the_first_and_the_last_period_are_compared_where_they_can_be() {
        let row = |from, to| {
            let years = [from, to].map(Period::of_year);
            sample::findings(&sample::themes(1, false), &years, |_, _| 1.0).remove(0)
        };
        let years = |from, to| Some((Period::of_year(from), Period::of_year(to)));
        let of = |rows: &[FindingRow]| ends(rows.iter().map(|row| (&row.from_period, &row.to_period)));
        assert_eq!(of(&[row(2017, 2020), row(2012, 2020), row(2012, 2017)]), years(2012, 2020));
        assert_eq!(of(&[row(2017, 2020), row(2012, 2017)]), years(2012, 2017));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_long_series_is_compared_by_its_thirds() {
        let context = sample::context(sample::themes(3, false));
        let years = [1790, 1867, 1946, 2024].map(Period::of_year);
        let thirds = [years[0].until(&years[1]), years[2].until(&years[3])];
        let documents: Vec<_> = years.iter().map(|year| sample::documents(year, &["speech"])).collect();
        let findings = sample::findings(&context.themes, &thirds, |_, _| 2.0);
        let inputs = Inputs { findings, documents, ..Inputs::default() };
        let chart = sample::draw("theme_change", &inputs, &context).remove(0);
        assert!(chart.title.starts_with("Change of theme rates from 1790-1867 to 1946-2024, in"), "{}", chart.title);
        assert!(chart.svg.contains("1790-1867:\u{A0}28\u{A0}messages\u{A0}(1,402\u{A0}words)\u{A0}in\u{A0}2"));
        assert!(String::from_utf8(chart.data).unwrap().contains(",1790-1867,1946-2024,"));
    }
}
