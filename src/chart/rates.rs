//! Rates by year, one series per theme or term, for the charts that show them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Context;
use super::number::{Format, Numbers};
use super::time::TimeAxis;
use crate::analysis::rows::ThemeFrequencyRow;
use crate::error::Result;
use crate::table::csv;

/// The rate of a theme in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    /// Hits, or occurrences, per 1,000 word tokens.
    pub value: f64,
    /// Interval around it, low and high, in the same unit.
    pub interval: Option<(f64, f64)>,
}

/// One theme, or one term, over time. Years without a rate are absent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// Theme id, or term.
    pub theme: String,
    /// Its label.
    pub label: String,
    /// Rates by year.
    pub rates: BTreeMap<i32, Rate>,
}

impl Series {
    /// Last rate minus first rate of the whole axis; none if either is missing or they are the same year.
    pub(super) fn change(&self, axis: &TimeAxis) -> Option<f64> {
        let (first, last) = axis.span().filter(|(first, last)| first < last)?;
        Some(self.rates.get(&last)?.value - self.rates.get(&first)?.value)
    }

    /// Mean of the years with a rate; 0 without any.
    pub(super) fn mean(&self) -> f64 {
        let sum: f64 = self.rates.values().map(|rate| rate.value).sum();
        if self.rates.is_empty() { 0.0 } else { sum / self.rates.len() as f64 }
    }
}

/// All themes, or terms, over time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    /// The observed years, also those without a rate.
    pub axis: TimeAxis,
    /// One series per theme, in codebook order; or per term.
    pub series: Vec<Series>,
    /// Messages and word tokens by year.
    pub sizes: BTreeMap<i32, (u64, u64)>,
    /// How rates are written.
    pub format: Format,
    /// How numbers are written.
    pub numbers: Numbers,
    /// What is counted, in the plural: "hits".
    pub what: &'static str,
}

impl Rates {
    /// Groups rows by theme. Rates that are missing, negative or not finite are left out.
    pub(super) fn new(rows: &[ThemeFrequencyRow], context: &Context) -> Self {
        let mut themes: BTreeMap<(usize, &str), Series> = BTreeMap::new();
        let mut sizes = BTreeMap::new();
        for row in rows {
            sizes.insert(row.year, (row.n_messages, row.n_tokens));
            let series = themes.entry((context.position(&row.theme), &row.theme)).or_insert_with(|| Series {
                theme: row.theme.clone(),
                label: context.label(&row.theme, &row.label),
                rates: BTreeMap::new(),
            });
            if let Some(value) = row.per_1000_tokens.filter(|value| value.is_finite() && *value >= 0.0) {
                let ends = row.rate_low.zip(row.rate_high).filter(|(low, high)| low.is_finite() && high.is_finite());
                series.rates.insert(row.year, Rate { value, interval: ends });
            }
        }
        let axis = TimeAxis::new(sizes.keys().copied());
        let series: Vec<Series> = themes.into_values().collect();
        let numbers = context.design.numbers;
        let format = numbers.format(series.iter().flat_map(|s| s.rates.values()).map(|rate| rate.value));
        Self { axis, series, sizes, format, numbers, what: "hits" }
    }

    /// Some of the series, with all else as it is.
    pub(super) fn part(&self, series: Range<usize>) -> Self {
        let series = self.series.get(series).unwrap_or_default().to_vec();
        Self { series, axis: self.axis.clone(), sizes: self.sizes.clone(), ..*self }
    }

    /// Unit of all rates.
    pub(super) fn unit(&self) -> String {
        self.numbers.per_1000_words(self.what)
    }

    /// Whether there is no rate at all.
    pub(super) fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.rates.is_empty())
    }

    /// The largest rate, without intervals; 0 without any.
    pub(super) fn largest_rate(&self) -> f64 {
        self.series.iter().flat_map(|series| series.rates.values()).map(|rate| rate.value).fold(0.0, f64::max)
    }

    /// The largest rate or upper end of an interval; 0 without any.
    pub(super) fn largest(&self) -> f64 {
        let rates = self.series.iter().flat_map(|series| series.rates.values());
        rates.map(|rate| rate.interval.map_or(rate.value, |(_, high)| high.max(rate.value))).fold(0.0, f64::max)
    }

    /// "2012", "2012 and 2020", or "2012 to 2020 (4 years)".
    pub(super) fn years_in_words(&self) -> String {
        match (self.axis.span(), self.axis.years().len()) {
            (Some((first, last)), n) if n > 2 => format!("{first} to {last} ({n} years observed)"),
            (Some((first, last)), 2) => format!("{first} and {last}"),
            (Some((first, _)), _) => first.to_string(),
            (None, _) => "no year".to_string(),
        }
    }

    /// How many messages and word tokens stand behind each year, or the range for many years.
    pub(super) fn sizes_in_words(&self) -> String {
        if self.sizes.len() <= 6 {
            let years = self.sizes.iter().map(|(year, (messages, tokens))| {
                format!(
                    "{year}: {} ({})",
                    self.numbers.plural(*messages, "message"),
                    self.numbers.plural(*tokens, "word token")
                )
                .replace(' ', "\u{A0}")
            });
            return format!("{}.", years.collect::<Vec<_>>().join(" · "));
        }
        let range = |pick: fn(&(u64, u64)) -> u64| {
            let (low, high) = (self.sizes.values().map(pick).min(), self.sizes.values().map(pick).max());
            match (low.unwrap_or(0), high.unwrap_or(0)) {
                (low, high) if low == high => self.numbers.count(low),
                (low, high) => format!("{} to {}", self.numbers.count(low), self.numbers.count(high)),
            }
        };
        format!("A year has {} messages and {} word tokens.", range(|size| size.0), range(|size| size.1))
    }

    /// All rates in words, theme by theme; with more than 400 rates, the first and the last year only.
    pub(super) fn data_in_words(&self) -> String {
        let many = self.series.len() * self.axis.years().len() > 400;
        let mut themes = Vec::new();
        for series in &self.series {
            let mut rates: Vec<String> =
                series.rates.iter().map(|(year, rate)| format!("{year} {}", self.format.value(rate.value))).collect();
            if many && rates.len() > 2 {
                rates.drain(1..rates.len() - 1);
            }
            themes.push(format!(
                "{}: {}",
                series.label,
                if rates.is_empty() { "no value".into() } else { rates.join(", ") }
            ));
        }
        let scope = if many { "First and last year" } else { "Data" };
        format!("{scope}, {}. {}.", self.unit(), themes.join("; "))
    }
}

/// Theme frequency rows as CSV: those of the series, in their order, then by year.
///
/// # Errors
///
/// When the table cannot be written.
pub(super) fn theme_csv(rows: &[ThemeFrequencyRow], rates: &Rates) -> Result<Vec<u8>> {
    let place = |theme: &str| rates.series.iter().position(|series| series.theme == theme);
    let mut rows: Vec<&ThemeFrequencyRow> = rows.iter().filter(|row| place(&row.theme).is_some()).collect();
    rows.sort_by_cached_key(|row| (place(&row.theme), row.theme.clone(), row.year));
    csv(&rows.into_iter().cloned().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_needs_both_ends() {
        let row = |year, rate_low, rate_high| ThemeFrequencyRow {
            year,
            theme: "trust".into(),
            label: "Trust".into(),
            hits: 4,
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
        let context = Context {
            title: String::new(),
            themes: Vec::new(),
            source: String::new(),
            design: crate::chart::Design::built_in(crate::config::StyleName::Screen),
            options: crate::chart::ChartOptions::default(),
        };
        let intervals = Rates::new(&rows, &context).series.remove(0).rates.into_values().map(|rate| rate.interval);
        assert_eq!(intervals.collect::<Vec<_>>(), [Some((0.5, 9.0)), None, None]);
    }
}
