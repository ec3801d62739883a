//! Periods of time, and the rules that say which one a date is in.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, date};
use serde::{Serialize, Serializer};

use super::when::{When, YEARS};
use crate::config::{PeriodUnit, PeriodsConfig};

/// An interval of time with a label, a first and a last day, and a place on the scale of time. Cheap to clone.
///
/// Periods are ordered by their days.
#[derive(Clone)]
pub struct Period(Arc<Inner>);

struct Inner {
    label: String,
    start: Date,
    end: Date,
    place: f64,
}

impl Period {
    /// A period with a label and its days; its place is their middle.
    pub fn new(label: impl Into<String>, days: When) -> Self {
        let (start, end) = (days.first(), days.last());
        // The period ends with its last day, not at its beginning.
        let place = f64::midpoint(decimal(start), decimal(end) + 1.0 / f64::from(end.days_in_year()));
        Self::placed(label.into(), start, end, place)
    }

    fn placed(label: String, start: Date, end: Date, place: f64) -> Self {
        Self(Arc::new(Inner { label, start, end, place }))
    }

    /// The calendar year.
    ///
    /// # Panics
    /// When the year is not from 1000 to 2999.
    pub fn of_year(year: i32) -> Self {
        let days = When::year(year).expect("a year from 1000 to 2999");
        Self::placed(year.to_string(), days.first(), days.last(), f64::from(year) + 0.5)
    }

    /// The stretch of time from the beginning of this period to the end of `last`.
    #[must_use]
    pub fn until(&self, last: &Self) -> Self {
        if self == last {
            return self.clone();
        }
        // As it may be typed with --periods.
        let plain = [self, last].iter().all(|period| !period.label().contains(['-', ' ', '.']));
        let label = format!("{}{}{}", self.label(), if plain { "-" } else { ".." }, last.label());
        Self::placed(label, self.start(), last.end(), f64::midpoint(self.place(), last.place()))
    }

    /// What the period is called, such as `2012`, `2022-Q1` or `1990s`.
    pub fn label(&self) -> &str {
        &self.0.label
    }

    /// Its first day.
    pub fn start(&self) -> Date {
        self.0.start
    }

    /// Its last day.
    pub fn end(&self) -> Date {
        self.0.end
    }

    /// Its first and last day; `None` where it has no beginning or no end.
    pub fn bounds(&self) -> (Option<Date>, Option<Date>) {
        let (first, last) = open_ends();
        let of = |day: Date, open: Date| (day != open).then_some(day);
        (of(self.start(), first), of(self.end(), last))
    }

    /// Its middle, in decimal years: 2012.5 for the year 2012. Periods of one unit are equally far apart.
    pub fn place(&self) -> f64 {
        self.0.place
    }
}

/// Days that stand for no beginning and no end.
fn open_ends() -> (Date, Date) {
    (date(*YEARS.start(), 1, 1), date(*YEARS.end(), 12, 31))
}

/// The beginning of a day in decimal years.
fn decimal(date: Date) -> f64 {
    f64::from(date.year()) + (f64::from(date.day_of_year()) - 1.0) / f64::from(date.days_in_year())
}

impl PartialEq for Period {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Period {}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start(), self.end(), self.label()).cmp(&(other.start(), other.end(), other.label()))
    }
}

impl Hash for Period {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start(), self.end(), self.label()).hash(state);
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.label())
    }
}

/// Why a date is in no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unplaced {
    /// Its days are in several periods.
    TooCoarse,
    /// It lies outside all named periods.
    Outside,
}

/// The periods that the project asks for. They do not depend on which documents there are, so that those of parts of a
/// corpus are those of the whole.
#[derive(Debug)]
pub(super) struct Rule<'c> {
    config: &'c PeriodsConfig,
}

impl<'c> Rule<'c> {
    pub fn new(config: &'c PeriodsConfig) -> Self {
        Self { config }
    }

    /// The period that all days of a date are in.
    pub fn period(&self, when: When) -> Result<Period, Unplaced> {
        let first = self.of_day(when.first());
        let last = if when.first() == when.last() { first.clone() } else { self.of_day(when.last()) };
        match (first, last) {
            (Some(first), Some(last)) if first == last => Ok(first),
            (None, None) if !self.meets(when) => Err(Unplaced::Outside),
            _ => Err(Unplaced::TooCoarse),
        }
    }

    /// Whether any named period has a day of these.
    fn meets(&self, when: When) -> bool {
        match &self.config.unit {
            PeriodUnit::Named(named) => named.iter().any(|of| of.from <= when.last() && when.first() <= of.to),
            _ => true,
        }
    }

    fn of_day(&self, day: Date) -> Option<Period> {
        let year = self.year_of(day)?;
        let within = self.months_into(day);
        let shift = f64::from(i16::from(self.config.year_starts.0) - 1) / 12.0;
        match &self.config.unit {
            PeriodUnit::Year => self.of_years(year, 1, |first, _| first.to_string()),
            PeriodUnit::Years { length, from } => {
                let first = from + (year - from).div_euclid(*length) * length;
                self.of_years(first, *length, |first, last| format!("{first}-{last}"))
            }
            PeriodUnit::Decade => self.of_years(year.div_euclid(10) * 10, 10, |first, _| format!("{first}s")),
            PeriodUnit::HalfYear => self.part_of_year(year, within / 6, 6, 'H', shift),
            PeriodUnit::Quarter => self.part_of_year(year, within / 3, 3, 'Q', shift),
            PeriodUnit::Month => {
                let start = day.first_of_month();
                let (year, month) = (f64::from(day.year()), f64::from(day.month()));
                let label = format!("{:04}-{:02}", day.year(), day.month());
                Some(Period::placed(label, start, day.last_of_month(), year + (month - 0.5) / 12.0))
            }
            PeriodUnit::Week => {
                let week = day.iso_week_date();
                let start = jiff::civil::ISOWeekDate::new(week.year(), week.week(), jiff::civil::Weekday::Monday);
                let start = start.ok()?.date();
                let end = start.checked_add(Span::new().days(6)).ok()?;
                // Weeks are equally far apart, also where a year has a day more.
                let days = start.since(date(1970, 1, 1)).ok()?.get_days();
                let place = 1970.0 + (f64::from(days) + 3.5) / 365.2425;
                Some(Period::placed(format!("{:04}-W{:02}", week.year(), week.week()), start, end, place))
            }
            PeriodUnit::Breaks(breaks) => Self::between_breaks(breaks, day),
            PeriodUnit::Named(named) => {
                let found = named.iter().find(|of| (of.from..=of.to).contains(&day))?;
                Some(Period::new(found.label.clone(), When::between(found.from, found.to)?))
            }
        }
    }

    /// The year of a day, by its first day.
    fn year_of(&self, day: Date) -> Option<i32> {
        let year = i32::from(day.year());
        Some(if day < self.start_of(year)? { year - 1 } else { year })
    }

    fn start_of(&self, year: i32) -> Option<Date> {
        let (month, day) = self.config.year_starts;
        Date::new(i16::try_from(year).ok()?, month, day).ok()
    }

    /// Whole months from the beginning of its year to a day.
    fn months_into(&self, day: Date) -> i32 {
        let (month, first) = self.config.year_starts;
        let months = i32::from(day.month()) - i32::from(month) - i32::from(day.day() < first);
        months.rem_euclid(12)
    }

    /// `length` years from `first` on. Where years begin with January the label is of the first and last year; else of a
    /// fiscal year, as in `2012/13`.
    fn of_years(&self, first: i32, length: i32, label: impl Fn(&str, &str) -> String) -> Option<Period> {
        let (start, next) = (self.start_of(first)?, self.start_of(first + length)?);
        let name = |year: i32| self.name_of_year(year);
        let label = match self.config.unit {
            PeriodUnit::Decade => label(&format!("{first:04}"), ""),
            _ => label(&name(first), &name(first + length - 1)),
        };
        // By month and day, not by days since January: years that begin in April are equally far apart in leap years too.
        let begins = (f64::from(start.month()) - 1.0 + (f64::from(start.day()) - 1.0) / 31.0) / 12.0;
        let place = f64::from(first) + f64::from(length) / 2.0 + begins;
        Some(Period::placed(label, start, next.yesterday().ok()?, place))
    }

    fn name_of_year(&self, year: i32) -> String {
        if self.config.year_starts == (1, 1) {
            format!("{year:04}")
        } else {
            format!("{year:04}/{:02}", (year + 1).rem_euclid(100))
        }
    }

    fn part_of_year(&self, year: i32, part: i32, months: i64, letter: char, shift: f64) -> Option<Period> {
        let of_year = self.start_of(year)?;
        let start = of_year.checked_add(Span::new().months(i64::from(part) * months)).ok()?;
        let next = of_year.checked_add(Span::new().months((i64::from(part) + 1) * months)).ok()?;
        let place = f64::from(year) + shift + (f64::from(part) + 0.5) * months as f64 / 12.0;
        let label = format!("{}-{letter}{}", self.name_of_year(year), part + 1);
        Some(Period::placed(label, start, next.yesterday().ok()?, place))
    }

    /// From one break to the day before the next. The first period has no beginning and the last no end: their places are
    /// as far from the break as if they were as long as their neighbours.
    fn between_breaks(breaks: &[Date], day: Date) -> Option<Period> {
        let after = breaks.partition_point(|start| *start <= day);
        let (before, next) = (after.checked_sub(1).map(|place| breaks[place]), breaks.get(after).copied());
        let whole_years = breaks.iter().all(|date| *date == date.first_of_year());
        let name = |date: Date| if whole_years { format!("{:04}", date.year()) } else { date.to_string() };
        let length = |from: usize| breaks.get(from + 1).map_or(1.0, |to| decimal(*to) - decimal(breaks[from]));
        let last = next.and_then(|next| next.yesterday().ok());
        let open = |start: Option<Date>, end: Option<Date>, label: String, place: f64| {
            let (first, last) = open_ends();
            Period::placed(label, start.unwrap_or(first), end.unwrap_or(last), place)
        };
        Some(match (before, last) {
            (None, last) => {
                let (end, next) = (last?, next?);
                open(None, Some(end), format!("..{}", name(end)), decimal(next) - length(0) / 2.0)
            }
            (Some(start), None) => {
                let usual = if breaks.len() > 1 { length(breaks.len() - 2) } else { 1.0 };
                open(Some(start), None, format!("{}..", name(start)), decimal(start) + usual / 2.0)
            }
            (Some(start), Some(end)) => {
                let label = match (whole_years, name(start), name(end)) {
                    (true, first, last) if first == last => first,
                    (true, first, last) => format!("{first}-{last}"),
                    (false, first, last) => format!("{first} to {last}"),
                };
                Period::new(label, When::between(start, end)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NamedPeriod;

    fn config(unit: PeriodUnit, year_starts: (i8, i8)) -> PeriodsConfig {
        PeriodsConfig { unit, year_starts }
    }

    fn placed(config: &PeriodsConfig, text: &str) -> Result<Period, Unplaced> {
        Rule::new(config).period(When::parse(text).flatten().expect("a date"))
    }

    fn days(config: &PeriodsConfig, text: &str) -> (String, String, String) {
        let period = placed(config, text).expect("a period");
        (period.label().to_string(), period.start().to_string(), period.end().to_string())
    }

    fn of(unit: PeriodUnit, text: &str) -> (String, String, String) {
        days(&config(unit, (1, 1)), text)
    }

    fn texts(parts: [&str; 3]) -> (String, String, String) {
        let [label, start, end] = parts.map(ToString::to_string);
        (label, start, end)
    }

    #[test]
    fn units_have_labels_and_days() {
        let text = "2024-02-29";
        assert_eq!(of(PeriodUnit::Year, text), texts(["2024", "2024-01-01", "2024-12-31"]));
        assert_eq!(of(PeriodUnit::HalfYear, text), texts(["2024-H1", "2024-01-01", "2024-06-30"]));
        assert_eq!(of(PeriodUnit::Quarter, "2024-12-31"), texts(["2024-Q4", "2024-10-01", "2024-12-31"]));
        assert_eq!(of(PeriodUnit::Month, text), texts(["2024-02", "2024-02-01", "2024-02-29"]));
        assert_eq!(of(PeriodUnit::Week, "2021-01-03"), texts(["2020-W53", "2020-12-28", "2021-01-03"]));
        assert_eq!(of(PeriodUnit::Decade, "1790"), texts(["1790s", "1790-01-01", "1799-12-31"]));
        let five = PeriodUnit::Years { length: 5, from: 1945 };
        assert_eq!(of(five.clone(), "1990"), texts(["1990-1994", "1990-01-01", "1994-12-31"]));
        assert_eq!(of(five, "1944"), texts(["1940-1944", "1940-01-01", "1944-12-31"]));
    }

    #[test]
    fn fiscal_years_begin_where_the_project_says() {
        let fiscal = |unit| config(unit, (4, 1));
        assert_eq!(days(&fiscal(PeriodUnit::Year), "2013-03-31"), texts(["2012/13", "2012-04-01", "2013-03-31"]));
        assert_eq!(days(&fiscal(PeriodUnit::Quarter), "2013-03-31"), texts(["2012/13-Q4", "2013-01-01", "2013-03-31"]));
        assert_eq!(days(&fiscal(PeriodUnit::HalfYear), "2012-10"), texts(["2012/13-H2", "2012-10-01", "2013-03-31"]));
        assert_eq!(placed(&fiscal(PeriodUnit::Year), "2012"), Err(Unplaced::TooCoarse));
        let sixth = config(PeriodUnit::Year, (4, 6));
        assert_eq!(days(&sixth, "2012-04-05"), texts(["2011/12", "2011-04-06", "2012-04-05"]));
        assert_eq!(days(&config(PeriodUnit::Quarter, (4, 6)), "2012-07-05").0, "2012/13-Q1");
    }

    #[test]
    fn breaks_cut_the_years() {
        let year = |year| date(year, 1, 1);
        let breaks = || PeriodUnit::Breaks(vec![year(1990), year(2001), year(2009)]);
        let labels = ["1946", "1990", "2000", "2001", "2022"].map(|text| of(breaks(), text).0);
        assert_eq!(labels, ["..1989", "1990-2000", "1990-2000", "2001-2008", "2009.."]);
        assert!(labels.is_sorted());
        assert_eq!(of(PeriodUnit::Breaks(vec![date(1990, 7, 1)]), "1990-06-30").0, "..1990-06-30");
    }

    #[test]
    fn named_periods_take_only_what_lies_within_them() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let named =
            |label: &str, from: &str, to: &str| NamedPeriod { label: label.into(), from: day(from), to: day(to) };
        let terms = vec![named("First", "2009-01-20", "2013-01-19"), named("Second", "2013-01-20", "2017-01-19")];
        let terms = config(PeriodUnit::Named(terms), (1, 1));
        assert_eq!(days(&terms, "2010").0, "First");
        assert_eq!(placed(&terms, "2013"), Err(Unplaced::TooCoarse));
        assert_eq!(placed(&terms, "2009"), Err(Unplaced::TooCoarse));
        assert_eq!(placed(&terms, "2018-05"), Err(Unplaced::Outside));
    }

    #[test]
    fn periods_of_a_unit_are_equally_far_apart() {
        for (unit, texts, step) in [
            (PeriodUnit::Quarter, ["2022-02", "2022-05", "2022-08", "2022-11", "2023-01"], 0.25),
            (PeriodUnit::Month, ["2021-11", "2021-12", "2022-01", "2022-02", "2022-03"], 1.0 / 12.0),
            (PeriodUnit::Decade, ["1980", "1990", "2000", "2010", "2020"], 10.0),
            (PeriodUnit::Year, ["2010", "2011", "2012", "2013", "2014"], 1.0),
        ] {
            let config = config(unit, (1, 1));
            let places = texts.map(|text| placed(&config, text).expect("a period").place());
            assert!(places.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 1e-9), "{places:?}");
        }
        assert!((Period::of_year(2012).place() - 2012.5).abs() < 1e-9);
        let fiscal = config(PeriodUnit::Year, (4, 1));
        let places = ["2011-04-01", "2012-05", "2014-03-31", "2014-12"].map(|text| placed(&fiscal, text));
        let places = places.map(|period| period.expect("a period").place());
        assert!(places.windows(2).all(|pair| (pair[1] - pair[0] - 1.0).abs() < 1e-9), "{places:?}");
    }

    #[test]
    fn stretches_reach_from_the_first_to_the_last() {
        let stretch = Period::of_year(1790).until(&Period::of_year(1867));
        assert_eq!((stretch.label(), stretch.place()), ("1790-1867", 1829.0));
        let quarters = config(PeriodUnit::Quarter, (1, 1));
        let stretch = placed(&quarters, "2022-01").expect("one").until(&placed(&quarters, "2022-12").expect("one"));
        assert_eq!(stretch.label(), "2022-Q1..2022-Q4");
    }
}
