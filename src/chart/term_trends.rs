//! Term rates over time: one panel per term.

use std::collections::{BTreeMap, BTreeSet};

use super::inputs::{Inputs, LEAST_OCCURRENCES};
use super::naming::in_text;
use super::panels;
use super::rates::{Rate, Rates, Series};
use super::sheet::Sheet;
use super::sources::unlike_all;
use super::time::TimeAxis;
use super::{Context, Rendered, xml};
use crate::analysis::row::row;
use crate::analysis::rows::TermFrequencyRow;
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// Terms that are drawn where none are asked for.
const TERMS: usize = 9;

row!(TermRateRow, "term_trends", "One term in one period, as drawn.", ["term", "period"], {
    term: String, "", "The term as counted.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    period: Period, "", "Period.";
    count: u64, "tokens", "Occurrences in the period.";
    messages: u64, "messages", "Messages of the period with the term.";
    per_1000_tokens: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the period, stop words included; 0 without an occurrence.";
    rate_low: Option<f64>, "per 1,000 word tokens", "Lower end of the 95 % interval of the rate, over the sampling units; empty for terms of several words.";
    rate_high: Option<f64>, "per 1,000 word tokens", "Upper end of that interval.";
});

/// Draws the rate of chosen terms over time: occurrences per 1,000 word tokens of the period, stop words included.
///
/// The terms are those that are asked for, in that order; else the nine whose rate differs most between two periods, of those
/// with at least five occurrences. A period without the term has the rate 0, unless the period has no tokens. Each panel has
/// its own scale, or all have one; equal distances on the time axis are equal spans of time. What is higher than a page is spread over
/// several charts, named `term_trends_1` and so on.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let asked = &context.options.terms;
    let terms = chosen(inputs, asked);
    let rates = rates(&terms, inputs, context);
    let mut sheet = Sheet::new(context, "term_trends", title(&rates));
    if terms.is_empty() {
        let why = if asked.is_empty() {
            format!("no term has {LEAST_OCCURRENCES} occurrences or more.")
        } else {
            "none of the terms asked for occurs.".to_string()
        };
        return Ok(vec![sheet.no_data(&why)?]);
    }
    sheet.subtitle = subtitle(&rates, context);
    sheet.notes = notes(&rates, asked, &terms);
    sheet.caution = unlike_all(&inputs.documents, rates.axis.periods(), rates.numbers);
    panels::charts(&rates, &sheet, &|sheet, of_page| {
        sheet.description = description(of_page);
        sheet.data = data(&terms, of_page)?;
        Ok(())
    })
}

/// A term with its rows by period.
struct Term<'a> {
    term: &'a str,
    rows: BTreeMap<&'a Period, &'a TermFrequencyRow>,
}

impl Term<'_> {
    fn count(&self) -> u64 {
        self.rows.values().map(|row| row.count).sum()
    }

    /// The highest rate less the lowest; a period without a row has the rate 0.
    fn range(&self, periods: usize) -> f64 {
        let rates = || self.rows.values().filter_map(|row| row.per_1000_tokens).filter(|rate| rate.is_finite());
        let lowest = if self.rows.len() < periods { 0.0 } else { rates().fold(f64::INFINITY, f64::min) };
        (rates().fold(0.0, f64::max) - lowest).max(0.0)
    }
}

/// The terms to draw, in the order in which they are drawn.
fn chosen<'a>(inputs: &'a Inputs, asked: &[String]) -> Vec<Term<'a>> {
    let mut by_term: BTreeMap<&str, Term<'a>> = BTreeMap::new();
    for row in &inputs.term_frequency {
        let term = by_term.entry(&row.term).or_insert_with(|| Term { term: &row.term, rows: BTreeMap::new() });
        term.rows.insert(&row.period, row);
    }
    if !asked.is_empty() {
        return asked.iter().filter_map(|term| by_term.remove(term.as_str())).collect();
    }
    let periods = observed(inputs).len();
    let mut terms: Vec<(f64, u64, Term<'a>)> = by_term
        .into_values()
        .map(|term| (term.range(periods), term.count(), term))
        .filter(|(_, count, _)| *count >= LEAST_OCCURRENCES)
        .collect();
    // Ties stand in the order of the alphabet.
    terms.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    terms.into_iter().take(TERMS).map(|(_, _, term)| term).collect()
}

/// The periods with tokens, of all rows.
fn observed(inputs: &Inputs) -> BTreeSet<&Period> {
    let of_terms = inputs.term_frequency.iter().map(|row| &row.period);
    of_terms.chain(inputs.comparability.iter().filter(|row| row.tokens > 0).map(|row| &row.period)).collect()
}

fn rates(terms: &[Term<'_>], inputs: &Inputs, context: &Context) -> Rates {
    let with_tokens = observed(inputs);
    let sizes: BTreeMap<Period, (u64, u64)> =
        inputs.comparability.iter().map(|row| (row.period.clone(), (row.messages, row.tokens))).collect();
    let rate = |term: &Term<'_>, period: &Period, value: f64| {
        // Without the sizes all periods weigh alike.
        let tokens = sizes.get(period).map_or(1, |(_, tokens)| *tokens);
        let interval = inputs.term_intervals.get(&(term.term.to_string(), period.clone()));
        let interval = interval.map(|ends| (ends.low, ends.high));
        (period.clone(), Rate { value, interval, tokens })
    };
    let series: Vec<Series> = terms
        .iter()
        .map(|term| {
            let mut rates: BTreeMap<Period, Rate> = with_tokens.iter().map(|period| rate(term, period, 0.0)).collect();
            for (&period, row) in &term.rows {
                match row.per_1000_tokens.filter(|value| value.is_finite() && *value >= 0.0) {
                    Some(value) => rates.extend([rate(term, period, value)]),
                    None => drop(rates.remove(period)),
                }
            }
            let given = term.rows.values().map(|row| row.label.as_str()).chain([term.term]);
            let label = given.map(xml::clean).find(|label| !label.is_empty()).unwrap_or_else(|| "?".into());
            Series {
                theme: term.term.to_string(),
                label,
                group: String::new(),
                rates,
                fit: Vec::new(),
                said: String::new(),
            }
        })
        .collect();
    let numbers = context.design.numbers;
    let format = numbers.format(series.iter().flat_map(|s| s.rates.values()).map(|rate| rate.value));
    let axis = TimeAxis::new(with_tokens.into_iter().chain(sizes.keys()).cloned());
    Rates { axis, series, sizes, format, numbers, what: "occurrences", lines: 1 }
}

fn title(rates: &Rates) -> String {
    match rates.axis.periods() {
        [period] => format!("Terms in {}", in_text(period)),
        _ => "Terms over time".to_string(),
    }
}

/// The unit, intervals and the scale: all that is needed to read a panel.
fn subtitle(rates: &Rates, context: &Context) -> String {
    let intervals =
        if rates.has_intervals() { format!(", with {} intervals", rates.numbers.percent("95")) } else { String::new() };
    let unit = rates.unit();
    format!("{}{}{intervals}.{}", unit[..1].to_uppercase(), &unit[1..], panels::scale_in_words(rates, &context.design))
}

/// Which terms are drawn, and why.
fn choice(rates: &Rates, asked: bool) -> String {
    let several = rates.series.len() > 1;
    if asked {
        return if several { "The terms were chosen by hand." } else { "The term was chosen by hand." }.into();
    }
    let which = if several { format!("The {} terms", rates.series.len()) } else { "The term".to_string() };
    let how = match rates.ends() {
        Some(_) => format!("whose rate differs most between two {}s", rates.noun()),
        None => "used most".to_string(),
    };
    format!(
        "{which} {how}, of those with at least {LEAST_OCCURRENCES} occurrences{}.",
        if several { "; the largest difference first" } else { "" }
    )
}

fn notes(rates: &Rates, asked: &[String], terms: &[Term<'_>]) -> Vec<String> {
    let mut said = choice(rates, !asked.is_empty());
    if let Some(gaps) = rates.gaps_in_words() {
        said.push_str(&format!(" {gaps}"));
    }
    let mut notes = vec![said];
    let missing: Vec<String> = asked
        .iter()
        .filter(|term| terms.iter().all(|found| found.term != term.as_str()))
        .map(|term| xml::clean(term))
        .collect();
    if !missing.is_empty() {
        notes.push(format!("Not found in any {}: {}.", rates.noun(), missing.join(", ")));
    }
    let without = rates.series.iter().flat_map(|series| series.rates.values()).any(|rate| rate.interval.is_none());
    let without =
        if without { " Without an interval: terms of several words, and where too little text tells." } else { "" };
    notes.push(format!("A term stands for all its word forms and bears the most frequent one.{without}"));
    if !rates.sizes.is_empty() {
        notes.push(rates.sizes_in_words());
    }
    notes
}

fn description(rates: &Rates) -> String {
    let panels = match rates.series.len() {
        1 => "One line chart".to_string(),
        n => format!("{n} line charts, one per term"),
    };
    let mut text = format!("{panels}: {}, {}. ", rates.unit(), rates.periods_in_words());
    if let Some((first, last)) = rates.ends() {
        for (what, sign) in [("rise", 1.0), ("fall", -1.0)] {
            let changes = rates.series.iter().filter_map(|s| Some((s, sign * rates.change(s)?)));
            let strongest = changes.filter(|(_, change)| *change > 0.0);
            // Of equal changes the first in the order of the chart.
            let largest = strongest.reduce(|best, next| if next.1 > best.1 { next } else { best });
            if let Some((series, _)) = largest
                && let Some((from, to)) = rates.end_rates(series)
            {
                let (from, to) = (rates.format.value(from), rates.format.value(to));
                let [first, last] = [&first, &last].map(in_text);
                text.push_str(&format!(
                    "Largest {what} from {first} to {last}: {}, from {from} to {to}. ",
                    series.label
                ));
            }
        }
    }
    text + &rates.data_in_words()
}

/// What is drawn, panel by panel, then by period.
fn data(terms: &[Term<'_>], rates: &Rates) -> Result<Vec<u8>> {
    let rows: Vec<TermRateRow> = rates
        .series
        .iter()
        .flat_map(|series| {
            let term = terms.iter().find(|term| term.term == series.theme);
            series.rates.iter().map(move |(period, rate)| {
                let row = term.and_then(|term| term.rows.get(period));
                TermRateRow {
                    term: series.theme.clone(),
                    label: series.label.clone(),
                    period: period.clone(),
                    count: row.map_or(0, |row| row.count),
                    messages: row.map_or(0, |row| row.messages),
                    per_1000_tokens: Some(rate.value),
                    rate_low: rate.interval.map(|ends| ends.0),
                    rate_high: rate.interval.map(|ends| ends.1),
                }
            })
        })
        .collect();
    csv(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::sample::{comparability, context, draw as draw_kind, term as of_period};
    use crate::stats::Interval;

    fn term(name: &str, year: i32, count: u64) -> TermFrequencyRow {
        of_period(name, &Period::of_year(year), count)
    }

    fn of(rows: Vec<TermFrequencyRow>, asked: &[&str]) -> Rendered {
        let mut context = context(Vec::new());
        context.options.terms = asked.iter().map(ToString::to_string).collect();
        let inputs = Inputs {
            term_frequency: rows,
            term_intervals: [(("norm".to_string(), Period::of_year(2012)), Interval { low: 2.0, high: 9.0 })].into(),
            comparability: comparability(&[], &[2012, 2017, 2020].map(Period::of_year)),
            ..Inputs::default()
        };
        draw_kind("term_trends", &inputs, &context).remove(0)
    }

    #[test]
    fn a_period_without_the_term_is_zero_and_not_missing() {
        let chart = of(vec![term("norm", 2012, 6), term("trust", 2020, 9)], &["norm"]);
        let data = String::from_utf8(chart.data).unwrap();
        let lines: Vec<&str> = data.lines().skip(1).collect();
        assert_eq!(lines, ["norm,norm,2012,6,6,6.0,2.0,9.0", "norm,norm,2017,0,0,0.0,,", "norm,norm,2020,0,0,0.0,,"]);
        assert_eq!(chart.svg.matches("<circle").count(), 3);
        assert!(chart.svg.contains(">6.0</text>") && chart.svg.contains("with 95\u{A0}% intervals"), "{}", chart.svg);
        // One interval is drawn.
        assert_eq!(chart.svg.matches("stroke=\"#8C8C8C\"").count(), 1, "{}", chart.svg);
        assert!(chart.svg.contains("Without an interval: "), "{}", chart.svg);
        assert!(chart.description.contains("norm, from 6.0 to 0. "), "{}", chart.description);
    }

    #[test]
    fn without_a_wish_the_terms_differ_most_and_occur_five_times() {
        let mut rows: Vec<TermFrequencyRow> = (0..12)
            .flat_map(|n| [term(&format!("w{n:02}"), 2012, 5), term(&format!("w{n:02}"), 2017, 5 + n)])
            .chain([
                term("rare", 2012, 4),
                term("steady", 2012, 40),
                term("steady", 2017, 40),
                term("steady", 2020, 40),
            ])
            .collect();
        rows.retain(|row| row.term != "w03");
        let chart = of(rows, &[]);
        let names: Vec<&str> =
            chart.svg.lines().filter(|l| l.contains("font-weight") && !l.contains("Terms")).collect();
        let found: Vec<bool> = (0..9).map(|n| names[n].contains(&format!(">w{:02}<", 11 - n))).collect();
        assert_eq!(names.len(), 9, "{names:?}");
        assert_eq!(found, [true, true, true, true, true, true, true, true, false], "{names:?}");
        assert!(names[8].contains(">w02<"), "{names:?}");
        assert!(chart.svg.contains("9 terms whose rate differs most"));
    }

    #[test]
    fn asked_terms_stand_in_their_order_and_missing_ones_are_named() {
        let chart = of(vec![term("norm", 2012, 1), term("trust", 2012, 9)], &["trust", "comet", "norm"]);
        assert!(chart.svg.find(">trust<").unwrap() < chart.svg.find(">norm<").unwrap());
        assert!(chart.svg.contains("Not found in any year: comet."));
        assert!(of(vec![term("norm", 2012, 1)], &["comet"]).description.contains("none of the terms asked for"));
    }
}
