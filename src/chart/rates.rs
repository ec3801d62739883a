//! Rates by period, one series per theme or term, for the charts that show them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::naming::in_text;
use super::number::{Format, Numbers};
use super::sources::holds;
use super::time::TimeAxis;
use super::{Context, xml};
use crate::analysis::rows::ThemeFrequencyRow;
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// With more periods lines have no points.
const DENSE: usize = 40;
/// With more periods bands show intervals.
const BANDED: usize = 12;

/// The rate of a theme in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    /// Hits, or occurrences, per 1,000 word tokens.
    pub value: f64,
    /// Interval around it, low and high, in the same unit.
    pub interval: Option<(f64, f64)>,
    /// The word tokens that it is a rate of.
    pub tokens: u64,
}

/// A fitted curve at a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fitted {
    /// Hits per 1,000 word tokens.
    pub value: f64,
    /// Interval around it, low and high.
    pub interval: (f64, f64),
}

/// One theme, or one term, over time. Periods without a rate are absent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// Theme id, or term.
    pub theme: String,
    /// Its label.
    pub label: String,
    /// The group whose rates these are, as in the rows; empty where there are no groups.
    pub group: String,
    /// Rates by period.
    pub rates: BTreeMap<Period, Rate>,
    /// The fitted curve at periods, where one is drawn.
    pub fit: Vec<(Period, Fitted)>,
    /// What is said below the label; may be empty.
    pub said: String,
}

impl Series {
    /// The group as one clean line.
    pub(super) fn group_name(&self) -> String {
        xml::first(&[&self.group])
    }

    /// Mean of the periods with a rate; 0 without any.
    pub(super) fn mean(&self) -> f64 {
        let sum: f64 = self.rates.values().map(|rate| rate.value).sum();
        if self.rates.is_empty() { 0.0 } else { sum / self.rates.len() as f64 }
    }
}

/// All themes, or terms, over time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    /// The observed periods, also those without a rate.
    pub axis: TimeAxis,
    /// One series per theme, in codebook order; or per term.
    pub series: Vec<Series>,
    /// Messages and word tokens by period.
    pub sizes: BTreeMap<Period, (u64, u64)>,
    /// How rates are written.
    pub format: Format,
    /// How numbers are written.
    pub numbers: Numbers,
    /// What is counted, in the plural: "mentions".
    pub what: &'static str,
    /// Series that share a panel: as many that follow each other.
    pub lines: usize,
}

impl Rates {
    /// Groups rows by theme. Rates that are missing, negative or not finite are left out.
    pub(super) fn new(rows: &[ThemeFrequencyRow], context: &Context) -> Self {
        let mut themes: BTreeMap<(usize, &str), Series> = BTreeMap::new();
        let mut sizes = BTreeMap::new();
        for row in rows {
            sizes.insert(row.period.clone(), (row.n_messages, row.n_tokens));
            let series = themes.entry((context.position(&row.theme), &row.theme)).or_insert_with(|| Series {
                theme: row.theme.clone(),
                label: context.label(&row.theme, &row.label),
                group: String::new(),
                rates: BTreeMap::new(),
                fit: Vec::new(),
                said: String::new(),
            });
            if let Some(value) = row.per_1000_tokens.filter(|value| value.is_finite() && *value >= 0.0) {
                let ends = row.rate_low.zip(row.rate_high).filter(|(low, high)| low.is_finite() && high.is_finite());
                series.rates.insert(row.period.clone(), Rate { value, interval: ends, tokens: row.n_tokens });
            }
        }
        let axis = TimeAxis::new(sizes.keys().cloned());
        let series: Vec<Series> = themes.into_values().collect();
        let numbers = context.design.numbers;
        let format = numbers.format(series.iter().flat_map(|s| s.rates.values()).map(|rate| rate.value));
        Self { axis, series, sizes, format, numbers, what: "mentions", lines: 1 }
    }

    /// The series of each panel.
    pub(super) fn panels(&self) -> impl ExactSizeIterator<Item = &[Series]> {
        self.series.chunks(self.lines.max(1))
    }

    /// Some of the panels, with all else as it is.
    pub(super) fn part(&self, panels: Range<usize>) -> Self {
        let lines = self.lines.max(1);
        let series = self.series.get(lines * panels.start..lines * panels.end).unwrap_or_default().to_vec();
        Self { series, axis: self.axis.clone(), sizes: self.sizes.clone(), ..*self }
    }

    /// Whether there are so many periods that points of a panel would touch.
    pub(super) fn dense(&self) -> bool {
        self.axis.periods().len() > DENSE
    }

    /// Whether there are so many periods that intervals are drawn as bands.
    pub(super) fn banded(&self) -> bool {
        self.axis.periods().len() > BANDED
    }

    /// Whether any rate has an interval.
    pub(super) fn has_intervals(&self) -> bool {
        self.series.iter().flat_map(|series| series.rates.values()).any(|rate| rate.interval.is_some())
    }

    /// What dashed lines mean, where there are any.
    pub(super) fn gaps_in_words(&self) -> Option<String> {
        let said = format!("Dashed lines only connect: no documents between these {}s.", self.noun());
        self.axis.has_gaps().then_some(said)
    }

    /// Unit of all rates.
    pub(super) fn unit(&self) -> String {
        self.numbers.per_1000_words(self.what)
    }

    /// Whether there is no rate at all.
    pub(super) fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.rates.is_empty())
    }

    /// What the periods are called, in the singular.
    pub(super) fn noun(&self) -> &'static str {
        self.axis.noun()
    }

    /// What a change is from and to: the first and the last period, or the first and the last third of a long series. None
    /// with a single period.
    pub(super) fn ends(&self) -> Option<(Period, Period)> {
        if let Some([first, _, last]) = self.axis.thirds() {
            return Some((first.0, last.0));
        }
        let (first, last) = self.axis.span()?;
        (first != last).then(|| (first.clone(), last.clone()))
    }

    /// The rates between which a series changes, as [`Rates::ends`] says; none if either is missing. That of a third is the
    /// mean of its rates, weighted by word tokens, and so the rate of all its text.
    pub(super) fn end_rates(&self, series: &Series) -> Option<(f64, f64)> {
        let (first, last) = self.ends()?;
        let rate = |stretch: &Period| {
            if let Some(rate) = series.rates.get(stretch) {
                return Some(rate.value);
            }
            let within = series.rates.iter().filter(|(period, _)| holds(stretch, period));
            let (mut sum, mut weights) = (0.0, 0.0);
            for (_, rate) in within {
                let weight = rate.tokens as f64;
                (sum, weights) = (sum + weight * rate.value, weights + weight);
            }
            (weights > 0.0).then(|| sum / weights)
        };
        Some((rate(&first)?, rate(&last)?))
    }

    /// The later of the end rates less the earlier.
    pub(super) fn change(&self, series: &Series) -> Option<f64> {
        self.end_rates(series).map(|(first, last)| last - first)
    }

    /// "2012", "2012 and 2020", or "2012 to 2020 (4 years)".
    pub(super) fn periods_in_words(&self) -> String {
        match (self.axis.span(), self.axis.periods().len()) {
            (Some((first, last)), n) if n > 2 => {
                format!("{} to {} ({n} {}s observed)", in_text(first), in_text(last), self.noun())
            }
            (Some((first, last)), 2) => format!("{} and {}", in_text(first), in_text(last)),
            (Some((first, _)), _) => in_text(first),
            (None, _) => "no period".to_string(),
        }
    }

    /// How many messages and word tokens stand behind each period, or the range for many periods.
    pub(super) fn sizes_in_words(&self) -> String {
        if self.sizes.len() <= 6 {
            let periods = self.sizes.iter().map(|(period, (messages, tokens))| {
                format!(
                    "{period}: {} ({})",
                    self.numbers.plural(*messages, "message"),
                    self.numbers.plural(*tokens, "word")
                )
                .replace(' ', "\u{A0}")
            });
            return format!("{}.", periods.collect::<Vec<_>>().join(" · "));
        }
        let range = |pick: fn(&(u64, u64)) -> u64| {
            let (low, high) = (self.sizes.values().map(pick).min(), self.sizes.values().map(pick).max());
            match (low.unwrap_or(0), high.unwrap_or(0)) {
                (low, high) if low == high => self.numbers.count(low),
                (low, high) => format!("{} to {}", self.numbers.count(low), self.numbers.count(high)),
            }
        };
        let (messages, tokens) = (range(|size| size.0), range(|size| size.1));
        format!("A {} has {messages} messages and {tokens} words.", self.noun())
    }

    /// All rates in words, theme by theme; with more than 400 rates, the first and the last period only.
    pub(super) fn data_in_words(&self) -> String {
        let many = self.series.len() * self.axis.periods().len() > 400;
        let mut themes = Vec::new();
        for series in &self.series {
            let mut rates: Vec<String> = series
                .rates
                .iter()
                .map(|(period, rate)| format!("{period} {}", self.format.value(rate.value)))
                .collect();
            if many && rates.len() > 2 {
                rates.drain(1..rates.len() - 1);
            }
            themes.push(format!(
                "{}{}: {}",
                series.label,
                if self.lines > 1 { format!(", {}", series.group_name()) } else { String::new() },
                if rates.is_empty() { "no value".into() } else { rates.join(", ") }
            ));
        }
        let scope = if many { format!("First and last {}", self.noun()) } else { "Data".to_string() };
        format!("{scope}, {}. {}.", self.unit(), themes.join("; "))
    }
}

/// The largest rate of some series, without intervals; 0 without any.
pub(super) fn largest_rate(series: &[Series]) -> f64 {
    series.iter().flat_map(|series| series.rates.values()).map(|rate| rate.value).fold(0.0, f64::max)
}

/// Theme frequency rows as CSV: those of the series, in their order, then by period.
///
/// # Errors
///
/// When the table cannot be written.
pub(super) fn theme_csv(rows: &[ThemeFrequencyRow], rates: &Rates) -> Result<Vec<u8>> {
    let place = |theme: &str| rates.series.iter().position(|series| series.theme == theme);
    let mut rows: Vec<&ThemeFrequencyRow> = rows.iter().filter(|row| place(&row.theme).is_some()).collect();
    rows.sort_by_cached_key(|row| (place(&row.theme), row.theme.clone(), row.period.clone()));
    csv(&rows.into_iter().cloned().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::sample::{context, frequency, themes, years};

    #[test]
    fn an_interval_needs_both_ends() {
        let row = |year, rate_low, rate_high| ThemeFrequencyRow {
            period: Period::of_year(year),
            theme: "trust".into(),
            label: "Trust".into(),
            hits: 4,
            weighted_hits: crate::analysis::row::IfAny::default(),
            messages: 3,
            n_messages: 20,
            n_tokens: 2000,
            per_1000_tokens: Some(2.0),
            rate_low,
            rate_high,
            message_share: None,
            share_low: None,
            share_high: None,
            design_effect: None,
            note: String::new(),
        };
        let rows = [row(2012, Some(0.5), Some(9.0)), row(2017, None, Some(9.0)), row(2019, Some(0.5), Some(f64::NAN))];
        let context = context(Vec::new());
        let intervals = Rates::new(&rows, &context).series.remove(0).rates.into_values().map(|rate| rate.interval);
        assert_eq!(intervals.collect::<Vec<_>>(), [Some((0.5, 9.0)), None, None]);
    }

    #[test]
    fn a_long_series_changes_from_its_first_third_to_its_last() {
        let rates = |number: i32| {
            let themes = themes(1, false);
            let mut rows =
                frequency(&themes, &years(2000..2000 + number), |_, period| f64::from(period.start().year() - 2000));
            rows[0].n_tokens = 0;
            Rates::new(&rows, &context(themes))
        };
        let few = rates(12);
        assert_eq!(few.end_rates(&few.series[0]), Some((0.0, 11.0)));
        let many = rates(15);
        let ends = many.ends().map(|(first, last)| format!("{first} {last}"));
        // The first year has no text, and so no weight.
        assert_eq!(
            (ends.as_deref(), many.end_rates(&many.series[0])),
            (Some("2000-2004 2010-2014"), Some((2.5, 12.0)))
        );
        assert_eq!(many.change(&many.series[0]), Some(9.5));
    }
}
