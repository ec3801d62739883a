//! Theme rates over time: one panel per theme.

use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::naming::in_text;
use super::panels;
use super::rates::{Fitted, Rates, Series};
use super::sheet::Sheet;
use super::sources::unlike_all;
use super::{Context, Rendered};
use crate::analysis::row::row;
use crate::analysis::rows::ThemeFrequencyRow;
use crate::analysis::{Claim, ThemeFitRow, in_short};
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

row!(ThemeRateRow, "theme_trends", "One theme in one period, as drawn.", ["theme", "period"], {
    theme: String, "", "Theme id.";
    label: String, "", "Theme label.";
    period: Period, "", "Period.";
    hits: u64, "hits", "Hits in the period.";
    messages: u64, "messages", "Messages with at least one hit.";
    n_messages: u64, "messages", "All messages of the period.";
    n_tokens: u64, "tokens", "All word tokens of the period, stop words included.";
    per_1000_tokens: Option<f64>, "hits per 1,000 word tokens", "Rate: hits per 1,000 word tokens.";
    rate_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the rate.";
    rate_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    fitted: Option<f64>, "hits per 1,000 word tokens", "Rate of the fitted curve; empty where none is drawn.";
    fitted_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the curve.";
    fitted_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
});

/// Draws the rate of each theme over time: hits per 1,000 word tokens of the period, stop words included.
///
/// The title says what the data show of the themes that are drawn ([`in_short`]), and each name has its part of it below.
///
/// There is one panel per theme, the largest change between the first and the last period first (between the first and the
/// last third of more than twelve), each with its own scale, or all with one. Equal distances on the time axis are equal spans of time.
/// A line is dashed where it bridges more than one and a half times the usual distance between periods. An interval that runs far
/// past the others is cut at the end of the scale, with an arrow. With no rate at all the chart says that there are no
/// data. Where the verdict on a theme rests on its slope, the fitted curve stands behind the rates with its band. What is higher than a page is spread over several charts, named `theme_trends_1` and so on, with one scale.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let mut rates = Rates::new(&inputs.theme_frequency, context);
    for series in &mut rates.series {
        let of_theme = inputs.theme_fit.iter().filter(|row| row.theme == series.theme);
        let fitted = |row: &ThemeFitRow| Fitted { value: row.fitted, interval: (row.fitted_low, row.fitted_high) };
        series.fit = of_theme.map(|row| (row.period.clone(), fitted(row))).collect();
    }
    for series in &mut rates.series {
        series.said = inputs.claims.get(&series.theme).map(Claim::below_name).unwrap_or_default();
    }
    sort(&mut rates);
    let mut sheet = Sheet::new(context, "theme_trends", title(&rates, &inputs.claims));
    if rates.is_empty() {
        return Ok(vec![sheet.no_data("no theme has a rate in any period.")?]);
    }
    sheet.subtitle = subtitle(&rates, context);
    sheet.notes = notes(&rates, &inputs.claims);
    sheet.caution = unlike_all(&inputs.documents, rates.axis.periods(), rates.numbers);
    panels::charts(&rates, &sheet, &|sheet, of_page| {
        sheet.description = description(of_page);
        sheet.data = csv(&drawn(inputs, of_page))?;
        Ok(())
    })
}

/// The rates of a page with the fitted curves.
fn drawn(inputs: &Inputs, of_page: &Rates) -> Vec<ThemeRateRow> {
    let of_series = |series: &Series| {
        let rows = inputs.theme_frequency.iter().filter(|row| row.theme == series.theme);
        let row = |row: &ThemeFrequencyRow| {
            let fitted = series.fit.iter().find(|(period, _)| *period == row.period).map(|(_, fitted)| fitted);
            ThemeRateRow {
                theme: row.theme.clone(),
                label: row.label.clone(),
                period: row.period.clone(),
                hits: row.hits,
                messages: row.messages,
                n_messages: row.n_messages,
                n_tokens: row.n_tokens,
                per_1000_tokens: row.per_1000_tokens,
                rate_low: row.rate_low,
                rate_high: row.rate_high,
                fitted: fitted.map(|fitted| fitted.value),
                fitted_low: fitted.map(|fitted| fitted.interval.0),
                fitted_high: fitted.map(|fitted| fitted.interval.1),
            }
        };
        let mut drawn: Vec<ThemeRateRow> = rows.map(row).collect();
        drawn.sort_by(|a, b| a.period.cmp(&b.period));
        drawn
    };
    of_page.series.iter().flat_map(of_series).collect()
}

/// Largest change first; with one period only, largest rate first. Ties keep the codebook order.
fn sort(rates: &mut Rates) {
    let changes = rates.ends().is_some();
    let size = |series: &Series| match rates.change(series) {
        Some(change) => change.abs(),
        None if changes => -1.0,
        None => series.mean(),
    };
    let mut sized: Vec<(f64, Series)> = rates.series.iter().map(|series| (size(series), series.clone())).collect();
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    rates.series = sized.into_iter().map(|(_, series)| series).collect();
}

/// What the data show of the themes that are drawn; without findings what is drawn.
fn title(rates: &Rates, claims: &BTreeMap<String, Claim>) -> String {
    let claims: Vec<Claim> = rates.series.iter().filter_map(|series| claims.get(&series.theme)).cloned().collect();
    match (in_short(&claims), rates.axis.periods()) {
        (said, _) if !said.is_empty() => said,
        (_, [period]) => format!("Theme rates in {}", in_text(period)),
        _ => "Theme rates over time".to_string(),
    }
}

/// The unit, intervals and the scale: all that is needed to read a panel.
fn subtitle(rates: &Rates, context: &Context) -> String {
    let mut text = rates.unit();
    text.replace_range(..1, &text[..1].to_uppercase());
    if rates.has_intervals() {
        text.push_str(&format!(", with {} intervals", rates.numbers.percent("95")));
    }
    text + "." + panels::scale_in_words(rates, &context.design)
}

/// The order of the panels, what lines mean, and how much text stands behind a period.
fn notes(rates: &Rates, claims: &BTreeMap<String, Claim>) -> Vec<String> {
    let mut said = Vec::new();
    if claims.values().any(Claim::is_of_documents) {
        said.push("Below the names: what the data show of these documents.".to_string());
    } else if !claims.is_empty() {
        said.push("Below the names: what the data show.".to_string());
    }
    match rates.ends() {
        _ if rates.series.len() < 2 => {}
        None => said.push("Largest rate first.".to_string()),
        Some((first, last)) => {
            said.push(format!("Largest change from {} to {} first.", in_text(&first), in_text(&last)));
        }
    }
    said.extend(rates.gaps_in_words());
    if rates.series.iter().any(|series| !series.fit.is_empty()) {
        let percent = rates.numbers.percent("95");
        said.push(format!(
            "Grey lines: fitted slopes with {percent} bands, where what is said of a theme rests on its slope."
        ));
    }
    let said = (!said.is_empty()).then(|| said.join(" "));
    said.into_iter().chain([rates.sizes_in_words()]).collect()
}

fn description(rates: &Rates) -> String {
    let themes = rates.series.len();
    let panels =
        if themes == 1 { "One line chart".to_string() } else { format!("{themes} line charts, one per theme") };
    let mut text = format!("{panels}: {}, {}. ", rates.unit(), rates.periods_in_words());
    if let Some((first, last)) = rates.ends() {
        let changed = |sign: f64| {
            let changes = rates.series.iter().filter_map(|s| Some((s, rates.change(s)?)));
            let best =
                changes.filter(|(_, change)| change * sign > 0.0).max_by(|a, b| (a.1 * sign).total_cmp(&(b.1 * sign)));
            best.map(|(series, _)| {
                let (from, to) = rates.end_rates(series).unwrap_or_default();
                format!("{}, from {} to {}", series.label, rates.format.value(from), rates.format.value(to))
            })
        };
        let [first, last] = [&first, &last].map(in_text);
        match (changed(1.0), changed(-1.0)) {
            (None, None) => text.push_str(&format!("No theme changes between {first} and {last}. ")),
            (rise, fall) => {
                for (what, found) in [("rise", rise), ("fall", fall)] {
                    if let Some(found) = found {
                        text.push_str(&format!("Largest {what} from {first} to {last}: {found}. "));
                    }
                }
            }
        }
    }
    text + &rates.data_in_words()
}
