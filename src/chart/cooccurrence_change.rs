//! Which pairs of themes came together or apart between two periods.

use super::change_plot::{self, Change, Words, with_intervals, without_interval};
use super::inputs::Inputs;
use super::naming::{self, in_text, noun};
use super::number::{Format, Numbers};
use super::sheet::Sheet;
use super::sources::{size, unlike};
use super::theme_change::ends;
use super::{Context, Rendered, SHOWN_Q};
use crate::analysis::row::row;
use crate::analysis::{Evidence, RESTS_ON_SHARED_WORDS, ThemeCooccurrenceChangeRow, YesNo};
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// The most pairs that are drawn; and as many as are drawn where fewer are shown to differ, on a wide body and on a narrow one.
const MOST: usize = 20;
const USUAL: (usize, usize) = (12, 8);
/// Narrowest wide body, beside type of 7 pt.
const WIDE: f64 = 300.0;

row!(DrawnPairRow, "cooccurrence_change", "Two themes as drawn.", ["theme_a", "theme_b"], {
    theme_a: String, "", "First theme id, in codebook order.";
    theme_b: String, "", "Second theme id.";
    label_a: String, "", "Label of the first theme.";
    label_b: String, "", "Label of the second theme.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    share_from: Option<f64>, "%", "Messages of the earlier period that name both themes, in per cent of all its messages.";
    share_to: Option<f64>, "%", "The same of the later period.";
    difference: f64, "percentage points", "Later share less earlier share.";
    difference_low: Option<f64>, "percentage points", "Lower end of the 95 % interval of the difference.";
    difference_high: Option<f64>, "percentage points", "Upper end of that interval.";
    q_bh: Option<f64>, "", "The permutation p corrected over all pairs of themes and periods (Benjamini and Hochberg 1995).";
    shown: YesNo, "", "yes where q is below .05.";
});

/// Draws the change of joint messages between two periods: the share of the messages that name both of two themes, later
/// less earlier, in percentage points.
///
/// The periods are those of `theme_change`. Drawn are the pairs whose change is shown (q below .05, corrected over all pairs),
/// at most 20, those with the largest change; of fewer the largest of the other changes besides, up to 12 in all, or 8 on a narrow page. The largest
/// rise stands first. Interval and q are those of the table `theme_cooccurrence_change`, over the sampling units. Where no
/// change is shown the title says so. What is higher than a page is spread over several charts, named
/// `cooccurrence_change_1` and so on.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let all = &inputs.cooccurrence_change;
    let no_data = |title: String, why: &str| Ok(vec![Sheet::new(context, NAME, title).no_data(why)?]);
    let Some((from, to)) = ends(all.iter().map(|row| (&row.from_period, &row.to_period))) else {
        let title = "Pairs of themes that came together or apart".to_string();
        return no_data(title, "there are no two periods, or no two themes, to compare.");
    };
    let of_pair: Vec<&ThemeCooccurrenceChangeRow> =
        all.iter().filter(|row| (&row.from_period, &row.to_period) == (&from, &to)).collect();
    let tested = of_pair.iter().filter(|row| row.q_bh.is_some()).count();
    let shown = of_pair.iter().filter(|row| is_shown(row)).count();
    let [earlier, later] = [&from, &to].map(in_text);
    let title = match shown {
        0 => format!("No pair of themes is shown to have come together or apart from {earlier} to {later}"),
        _ => format!("Pairs of themes that came together or apart from {earlier} to {later}"),
    };
    let rows = chosen(&of_pair, context);
    if rows.is_empty() {
        return no_data(title, &format!("no two themes share a message in {earlier} or {later}."));
    }
    let changes: Vec<Change> = rows.iter().map(change).collect();
    let numbers = context.design.numbers;
    let format = numbers.format(changes.iter().flat_map(|c| c.rates.into_iter().flatten().chain([c.difference])));
    let mut sheet = Sheet::new(context, NAME, title);
    sheet.subtitle = subtitle(&changes, shown, tested, numbers);
    sheet.caution = unlike(&inputs.documents, (&from, &to), numbers);
    sheet.notes = notes((&rows, &changes), &of_pair, shown, numbers);
    let sizes: Vec<String> =
        [&from, &to].into_iter().filter_map(|period| size(&inputs.documents, period, numbers)).collect();
    if !sizes.is_empty() {
        sheet.notes.push(format!("{}.", sizes.join(" · ")));
    }
    let words = Words {
        heads: [naming::label(&from), naming::label(&to)],
        change: "change",
        ways: ("← apart".into(), "together →".into()),
        evidence: in_words,
        whole: true,
    };
    change_plot::charts(&changes, &words, format, &sheet, &|sheet, of_page| {
        sheet.description = description(&rows[of_page.clone()], (&from, &to), (shown, tested), format, numbers);
        sheet.data = csv(&rows[of_page])?;
        Ok(())
    })
}

const NAME: &str = "cooccurrence_change";
/// Why a pair has no interval.
const FEW: &str = "too few documents name both themes to tell how sure the change is";

fn is_shown(row: &ThemeCooccurrenceChangeRow) -> bool {
    row.q_bh.is_some_and(|q| q < SHOWN_Q)
}

/// The rows to draw, the largest rise first.
fn chosen(rows: &[&ThemeCooccurrenceChangeRow], context: &Context) -> Vec<DrawnPairRow> {
    let changed = |row: &&&ThemeCooccurrenceChangeRow| row.difference.is_some_and(|d| d.is_finite() && d != 0.0);
    let place = |a: &str, b: &str| (context.position(a), a.to_string(), context.position(b), b.to_string());
    let mut sized: Vec<&ThemeCooccurrenceChangeRow> = rows.iter().filter(changed).copied().collect();
    let size = |row: &ThemeCooccurrenceChangeRow| row.difference.unwrap_or(0.0).abs();
    sized.sort_by(|a, b| {
        is_shown(b)
            .cmp(&is_shown(a))
            .then(size(b).total_cmp(&size(a)))
            .then_with(|| place(&a.theme_a, &a.theme_b).cmp(&place(&b.theme_a, &b.theme_b)))
    });
    let shown = sized.iter().filter(|row| is_shown(row)).count();
    let wide = context.design.body_width() >= context.design.style.length(WIDE);
    sized.truncate(shown.clamp(if wide { USUAL.0 } else { USUAL.1 }, MOST));
    let percent = |share: f64| 100.0 * share;
    let drawn = |row: &ThemeCooccurrenceChangeRow| DrawnPairRow {
        label_a: context.label(&row.theme_a, ""),
        label_b: context.label(&row.theme_b, ""),
        theme_a: row.theme_a.clone(),
        theme_b: row.theme_b.clone(),
        from_period: row.from_period.clone(),
        to_period: row.to_period.clone(),
        share_from: row.share_from.map(percent),
        share_to: row.share_to.map(percent),
        difference: percent(row.difference.unwrap_or(0.0)),
        difference_low: row.low.filter(|low| low.is_finite()).map(percent),
        difference_high: row.high.filter(|high| high.is_finite()).map(percent),
        q_bh: row.q_bh,
        shown: is_shown(row).into(),
    };
    let mut rows: Vec<DrawnPairRow> = sized.into_iter().map(drawn).collect();
    rows.sort_by(|a, b| {
        let places = || place(&a.theme_a, &a.theme_b).cmp(&place(&b.theme_a, &b.theme_b));
        b.difference.total_cmp(&a.difference).then_with(places)
    });
    rows
}

fn change(row: &DrawnPairRow) -> Change {
    Change {
        label: named(row),
        rates: [row.share_from, row.share_to],
        difference: row.difference,
        interval: row.difference_low.zip(row.difference_high),
        evidence: if row.shown == YesNo::Yes { Evidence::Partial } else { Evidence::NotShown },
    }
}

fn named(row: &DrawnPairRow) -> String {
    format!("{} + {}", row.label_a, row.label_b)
}

/// The evidence in the words of the legend.
fn in_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Strong | Evidence::Partial => "a change is shown",
        Evidence::HardlyChanged | Evidence::NotShown | Evidence::NotTested => "not shown",
    }
}

fn subtitle(changes: &[Change], shown: usize, tested: usize, numbers: Numbers) -> String {
    let (of, q) = (numbers.plural(tested as u64, "tested pair"), numbers.probability(SHOWN_Q));
    let says = match (shown, tested) {
        (_, 0) => "No pair could be tested.".to_string(),
        (0, _) => format!("A change is shown for none of {of} (q < {q})."),
        (shown, _) => format!("A change is shown for {} of {of} (q < {q}).", numbers.count(shown as u64)),
    };
    let intervals = with_intervals(changes, numbers);
    format!("{says} Messages that name both themes, in per cent of all; the change in percentage points{intervals}.")
}

fn notes(
    (rows, changes): (&[DrawnPairRow], &[Change]),
    all: &[&ThemeCooccurrenceChangeRow],
    shown: usize,
    numbers: Numbers,
) -> Vec<String> {
    let drawn = numbers.plural(rows.len() as u64, "pair");
    let drawn = match shown {
        0 => format!("Drawn: the {drawn} with the largest change."),
        shown if shown > rows.len() => format!("Drawn: the {drawn} with the largest change of those shown."),
        shown if shown == rows.len() => "Drawn: all pairs with a change that is shown.".to_string(),
        _ => "Drawn: all pairs with a change that is shown, and the largest of the others.".to_string(),
    };
    let of = noun([&rows[0].from_period, &rows[0].to_period]);
    let mut notes = vec![drawn];
    let ends = |row: &DrawnPairRow| row.difference_low.zip(row.difference_high);
    notes.extend(without_interval(changes, "pair", FEW, numbers));
    let excludes = |row: &DrawnPairRow| ends(row).is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    if rows.iter().any(|row| row.shown == YesNo::No && excludes(row)) {
        notes.push(format!(
            "The tests reassign documents or messages and are corrected for all pairs of themes and {of}s; so an interval may \
             leave out 0 where no change is shown."
        ));
    }
    let by_words = |row: &&DrawnPairRow| {
        let of_row = all.iter().find(|other| other.theme_a == row.theme_a && other.theme_b == row.theme_b);
        of_row.is_some_and(|row| row.note.contains(RESTS_ON_SHARED_WORDS))
    };
    let shared: Vec<String> = rows.iter().filter(by_words).map(named).collect();
    if !shared.is_empty() {
        notes.push(format!(
            "Joint messages of a {of} rest on words that count for both themes alone: {}.",
            super::theme_change::listed(&shared)
        ));
    }
    notes
}

fn description(
    rows: &[DrawnPairRow],
    (from, to): (&Period, &Period),
    (shown, tested): (usize, usize),
    format: Format,
    numbers: Numbers,
) -> String {
    let one = |row: &DrawnPairRow| {
        let share = |share: Option<f64>| share.map_or("no value".to_string(), |share| format.value(share));
        let ends = row.difference_low.zip(row.difference_high);
        let ends = ends.map(|(low, high)| format!(" ({} to {})", format.change(low), format.change(high)));
        let shown = if row.shown == YesNo::Yes { ", shown" } else { "" };
        format!(
            "{}, from {} to {}: {}{}{shown}",
            named(row),
            share(row.share_from),
            share(row.share_to),
            format.change(row.difference),
            ends.unwrap_or_default()
        )
    };
    let all: Vec<String> = rows.iter().map(one).collect();
    let [from, to] = [from, to].map(in_text);
    format!(
        "Dot plot of the change of joint messages of two themes from {from} to {to}, in per cent of the messages{}. A change is \
         shown for {} of {}. Data, largest rise first: {}.",
        with_intervals(&rows.iter().map(change).collect::<Vec<_>>(), numbers),
        numbers.count(shown as u64),
        numbers.plural(tested as u64, "tested pair"),
        all.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::sample;

    /// The pairs of some themes in 2012 and 2020, each with a difference and a q.
    fn drawn(changes: &[(f64, f64)]) -> Rendered {
        let context = sample::context(sample::themes(6, false));
        let mut rows = sample::pair_changes(&context.themes, &[2012, 2020].map(Period::of_year));
        rows.truncate(changes.len());
        for (row, (difference, q)) in rows.iter_mut().zip(changes) {
            (row.difference, row.low, row.high) = (Some(*difference), Some(difference - 0.1), Some(difference + 0.1));
            row.q_bh = Some(*q);
        }
        sample::draw(NAME, &Inputs { cooccurrence_change: rows, ..Inputs::default() }, &context).remove(0)
    }

    fn column(chart: &Rendered, name: &str) -> Vec<String> {
        let data = String::from_utf8(chart.data.clone()).unwrap();
        let place = data.lines().next().unwrap().split(',').position(|head| head == name).unwrap();
        data.lines().skip(1).map(|line| line.split(',').nth(place).unwrap().to_string()).collect()
    }

    #[test]
    fn what_is_shown_is_filled_and_the_largest_rise_stands_first() {
        let chart = drawn(&[(0.05, 0.3), (-0.2, 0.04), (0.1, 0.01)]);
        assert_eq!(column(&chart, "difference"), ["10.0", "5.0", "-20.0"]);
        assert_eq!(column(&chart, "shown"), ["yes", "no", "yes"]);
        // Two filled marks and one that is hollow, and one of each in the legend.
        assert_eq!(chart.svg.matches("<circle").count(), 2 + 2 + 1 + 2, "{}", chart.svg);
        assert_eq!(chart.title, "Pairs of themes that came together or apart from 2012 to 2020");
        assert!(chart.svg.contains("shown for 2 of 3 tested pairs (q &lt; .05)"), "{}", chart.svg);
    }

    #[test]
    fn where_nothing_is_shown_the_chart_says_so() {
        let chart = drawn(&[(0.05, 0.3), (-0.2, 0.06)]);
        assert!(chart.title.starts_with("No pair of themes is shown"), "{}", chart.title);
        assert!(chart.svg.contains("shown for none of 2 tested pairs") && !chart.svg.contains(">a change is shown<"));
        assert_eq!(column(&chart, "shown"), ["no", "no"]);
        // A pair that does not change is not drawn.
        assert!(drawn(&[(0.0, 1.0)]).description.starts_with("No data: no two themes share a message"));
    }

    #[test]
    fn a_pair_without_an_interval_has_the_reason() {
        let without = |number: usize| {
            let context = sample::context(sample::themes(6, false));
            let mut rows = sample::pair_changes(&context.themes, &[2012, 2020].map(Period::of_year));
            rows.truncate(2);
            for (place, row) in rows.iter_mut().enumerate() {
                (row.difference, row.q_bh) = (Some(0.1), Some(0.5));
                let ends = (place >= number).then_some(0.1);
                (row.low, row.high) = (ends.map(|end| -end), ends);
            }
            sample::draw(NAME, &Inputs { cooccurrence_change: rows, ..Inputs::default() }, &context).remove(0)
        };
        let [all, one, none] = [0, 1, 2].map(without);
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        let text = |chart: &Rendered| plain(&chart.svg);
        assert!(
            !text(&all).contains("No interval") && plain(&all.description).contains("with 95 % intervals"),
            "{}",
            all.svg
        );
        assert!(text(&one).contains("No interval for 1 pair: too few"), "{}", one.svg);
        assert!(text(&none).contains("No 95 % intervals: too few"), "{}", none.svg);
        assert!(!none.description.contains("95") && !text(&none).contains(">95 % interval<"), "{}", none.description);
    }

    #[test]
    fn all_that_is_shown_is_drawn_up_to_twenty_pairs() {
        let shown = |number: usize| {
            let changes: Vec<(f64, f64)> =
                (0..15).map(|n| (0.01 * (n + 1) as f64, if n < number { 0.01 } else { 0.9 })).collect();
            column(&drawn(&changes), "shown")
        };
        assert_eq!((shown(0).len(), shown(3).len(), shown(14).len()), (12, 12, 14));
        assert_eq!(shown(3).iter().filter(|shown| *shown == "yes").count(), 3);
    }
}
