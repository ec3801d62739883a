//! The vertical axes of panels: one of its own for each, or one for all.

use super::number::{Numbers, round_steps};
use super::panel_marks::Marks;
use super::rates::{Rate, Rates, Series, largest_rate};
use crate::config::ChartScale;

/// How many times the largest rate an axis of a single panel reaches at most, for its intervals.
const REACH: f64 = 3.0;

/// The vertical axis of a panel, from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ValueAxis {
    /// Round values, two or three in general.
    pub ticks: Vec<f64>,
    /// Upper end.
    pub top: f64,
}

impl ValueAxis {
    /// Round values up to the largest value, and the end of the axis.
    fn up_to(largest: f64) -> Self {
        let mut ticks = round_steps(largest, 3);
        if ticks.len() > 2 {
            ticks.retain(|tick| *tick <= largest);
        }
        let top = ticks.iter().copied().fold(largest, f64::max);
        Self { ticks, top }
    }

    /// What is written at the values.
    pub(super) fn labels(&self, numbers: Numbers) -> Vec<String> {
        self.ticks.iter().map(|&tick| numbers.axis(tick, self.ticks[1])).collect()
    }
}

/// The axis of each panel.
pub(super) fn axes(rates: &Rates, scale: ChartScale) -> Vec<ValueAxis> {
    match scale {
        ChartScale::Own => rates.panels().map(|panel| ValueAxis::up_to(end_of_panel(panel))).collect(),
        ChartScale::Common => vec![ValueAxis::up_to(end_of_all(rates)); rates.panels().len()],
    }
}

fn of(series: &[Series]) -> impl Iterator<Item = &Rate> {
    series.iter().flat_map(|series| series.rates.values())
}

fn ends(series: &[Series]) -> impl Iterator<Item = f64> {
    of(series).filter_map(|rate| rate.interval).map(|(_, high)| high)
}

/// Where the axis of one panel ends at least: at the largest upper end of an interval, or at so many times the largest rate
/// that the course of the rates is still seen. Without a hit all intervals are within.
fn end_of_panel(panel: &[Series]) -> f64 {
    let rate = largest_rate(panel);
    if panel.len() > 1 {
        return rate;
    }
    let largest = ends(panel).fold(rate, f64::max);
    if rate > 0.0 { largest.min(REACH * rate) } else { largest }
}

/// Where an axis of all panels ends at least: at the largest rate, and at the largest upper end of an interval, unless few
/// intervals run far past the others.
///
/// Nine of ten upper ends lie within the axis, and half of those of bands, which would else be all that is seen. What is cut
/// of the rest would make the axis more than half as long again.
fn end_of_all(rates: &Rates) -> f64 {
    let rate = largest_rate(&rates.series);
    if !Marks::has_intervals(rates) {
        return rate;
    }
    let mut ends: Vec<f64> = ends(&rates.series).collect();
    ends.sort_by(f64::total_cmp);
    let most = if rates.dense() { ends.len().div_ceil(2) } else { (ends.len() * 9).div_ceil(10) };
    let usual = most.checked_sub(1).map_or(0.0, |last| ends[last]).max(rate);
    let largest = ends.last().copied().unwrap_or(0.0).max(rate);
    if largest <= 1.5 * usual { largest } else { usual }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;
    use crate::chart::tests::sample::{context, frequency, themes, years};

    /// Two themes with the rates 2 and 20, each with an interval up to `high` times its rate.
    fn rates(high: f64) -> Rates {
        let context = context(themes(2, false));
        let mut rows = frequency(&context.themes, &years([2012, 2020]), |theme, _| [2.0, 20.0][theme]);
        for row in &mut rows {
            (row.rate_low, row.rate_high) = (Some(0.5), row.per_1000_tokens.map(|rate| high * rate));
        }
        Rates::new(&rows, &context)
    }

    #[test]
    fn each_panel_has_a_scale_of_its_own_or_all_have_one() {
        let tops = |scale, high| axes(&rates(high), scale).iter().map(|axis| axis.top).collect::<Vec<_>>();
        assert_eq!(tops(ChartScale::Own, 1.5), [3.0, 30.0]);
        assert_eq!(tops(ChartScale::Common, 1.5), [30.0, 30.0]);
        // An interval that would flatten the rates is cut.
        assert_eq!(tops(ChartScale::Own, 9.0), [6.0, 60.0]);
        assert_eq!(tops(ChartScale::Common, 9.0), [180.0, 180.0]);
    }

    #[test]
    fn a_panel_without_a_hit_shows_its_intervals() {
        let mut rates = rates(1.5);
        for rate in rates.series[0].rates.values_mut() {
            (rate.value, rate.interval) = (0.0, Some((0.0, 4.0)));
        }
        assert_eq!(axes(&rates, ChartScale::Own)[0].top, 4.0);
        rates.series[0].rates.values_mut().for_each(|rate| rate.interval = None);
        assert_eq!(axes(&rates, ChartScale::Own)[0].top, 1.0);
    }
}
