//! Theme rates over time: one panel per theme.

use super::inputs::Inputs;
use super::panels;
use super::rates::{Rates, Series, theme_csv};
use super::sheet::Sheet;
use super::{Context, Rendered};
use crate::error::Result;

/// Draws the rate of each theme over time: hits per 1,000 word tokens of the year, stop words included.
///
/// There is one panel per theme, the largest change between the first and the last year first, and
/// one scale for all panels. Equal distances on the time axis are equal spans of time. A line is
/// dashed where it bridges more than one and a half times the usual distance between years. An interval that runs far
/// past the others is cut at the end of the scale, with an arrow. With no rate at all the chart says that there are no
/// data. What is higher than a page is spread over several charts, named `theme_trends_1` and so on, with one scale.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let mut rates = Rates::new(&inputs.theme_frequency, context);
    sort(&mut rates);
    let mut sheet = Sheet::new(context, "theme_trends", title(&rates));
    if rates.is_empty() {
        return Ok(vec![sheet.no_data("no theme has a rate in any year.")?]);
    }
    sheet.subtitle = subtitle(&rates);
    sheet.notes = vec![rates.sizes_in_words()];
    panels::charts(&rates, &sheet, |sheet, of_page| {
        sheet.description = description(of_page);
        sheet.data = theme_csv(&inputs.theme_frequency, of_page)?;
        Ok(())
    })
}

/// Largest change first; with one year only, largest rate first. Ties keep the codebook order.
fn sort(rates: &mut Rates) {
    let axis = rates.axis.clone();
    let changes = axis.years().len() > 1;
    let size = |series: &Series| match series.change(&axis) {
        Some(change) => change.abs(),
        None if changes => -1.0,
        None => series.mean(),
    };
    rates.series.sort_by(|a, b| size(b).total_cmp(&size(a)));
}

fn title(rates: &Rates) -> String {
    match rates.axis.years() {
        [year] => format!("Theme rates in {year}, in {}", rates.unit()),
        _ => format!("Theme rates over time, in {}", rates.unit()),
    }
}

fn subtitle(rates: &Rates) -> String {
    let Some((first, last)) = rates.axis.span() else { return String::new() };
    let mut text = if first == last {
        "Largest rate first.".to_string()
    } else if rates.series.len() == 1 {
        format!("The change from {first} to {last} stands with the name.")
    } else {
        format!("Largest change from {first} to {last} first; the change stands with the name.")
    };
    if rates.series.len() > 1 {
        text.push_str(" One scale for all panels.");
    }
    if rates.axis.has_gaps() {
        text.push_str(" Dashed lines only connect: no documents between these years.");
    }
    if rates.series.iter().flat_map(|s| s.rates.values()).any(|rate| rate.interval.is_some()) {
        let percent = rates.numbers.percent("95");
        text.push_str(&format!(
            " Vertical lines are {percent} intervals; numbers are the rates of points, where there is room."
        ));
    }
    text
}

fn description(rates: &Rates) -> String {
    let themes = rates.series.len();
    let panels =
        if themes == 1 { "One line chart".to_string() } else { format!("{themes} line charts, one per theme") };
    let mut text = format!("{panels}: {}, {}. ", rates.unit(), rates.years_in_words());
    if let Some((first, last)) = rates.axis.span() {
        let changed = |sign: f64| {
            let changes = rates.series.iter().filter_map(|s| Some((s, s.change(&rates.axis)?)));
            let best =
                changes.filter(|(_, change)| change * sign > 0.0).max_by(|a, b| (a.1 * sign).total_cmp(&(b.1 * sign)));
            best.map(|(series, _)| {
                let value = |year| series.rates.get(&year).map_or(String::new(), |rate| rates.format.value(rate.value));
                format!("{}, from {} to {}", series.label, value(first), value(last))
            })
        };
        match (changed(1.0), changed(-1.0)) {
            (None, None) if first < last => text.push_str(&format!("No theme changes between {first} and {last}. ")),
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
