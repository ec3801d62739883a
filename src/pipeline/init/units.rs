//! Which unit of periods fits the dates of documents.

use std::collections::BTreeMap;
use std::path::Path;

use crate::axis::{Dated, Period, Placing, When};
use crate::config::{PeriodUnit, PeriodsConfig};

/// A period has enough to be compared with so many messages,
const MESSAGES: u64 = 10;
/// or with so many documents.
const DOCUMENTS: u64 = 3;

/// The units that are tried in the place of years, the finest first, as they are written in the project file.
fn units() -> [(&'static str, PeriodUnit); 5] {
    [
        ("month", PeriodUnit::Month),
        ("quarter", PeriodUnit::Quarter),
        ("half-year", PeriodUnit::HalfYear),
        ("5 years", PeriodUnit::Years { length: 5, from: 0 }),
        ("decade", PeriodUnit::Decade),
    ]
}

/// A unit that gives each period enough, where years do not, or give one period alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The unit, as it is written in the project file.
    pub unit: &'static str,
    /// How many periods it gives.
    pub periods: usize,
    /// Years with fewer than ten messages and fewer than three documents; none where all documents are of one year.
    pub thin_years: usize,
}

/// How many periods of a unit there are, and how many of them have too little; `None` where a date is too coarse for it.
fn periods(unit: PeriodUnit, documents: &[(When, u64)]) -> Option<(usize, usize)> {
    let config = PeriodsConfig { unit, ..PeriodsConfig::default() };
    let mut placing = Placing::new(&config);
    for (when, _) in documents {
        placing.add(&Dated { id: "", path: Path::new(""), when: Some(*when) }).ok()?;
    }
    let placed = placing.end().ok()?;
    let mut of: BTreeMap<&Period, (u64, u64)> = BTreeMap::new();
    for (place, (_, messages)) in documents.iter().enumerate() {
        let (all, documents) = of.entry(placed.period(place)?).or_default();
        *all += messages;
        *documents += 1;
    }
    let thin = of.values().filter(|(messages, documents)| *messages < MESSAGES && *documents < DOCUMENTS).count();
    Some((of.len(), thin))
}

/// The finest unit of at least two periods, each with enough: where a year has too little, or there is one year alone.
pub fn suggest(documents: &[(When, u64)]) -> Option<Suggestion> {
    let (years, thin_years) = periods(PeriodUnit::Year, documents)?;
    if thin_years == 0 && years != 1 {
        return None;
    }
    units().into_iter().find_map(|(unit, of)| {
        let (periods, thin) = periods(of, documents)?;
        (periods > 1 && thin == 0).then_some(Suggestion { unit, periods, thin_years })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The unit that is suggested for documents of these dates, each with so many messages.
    fn of(documents: &[(&str, u64)]) -> Option<(&'static str, usize, usize)> {
        let when = |text: &str| When::parse(text).flatten().expect("a date");
        let documents: Vec<(When, u64)> = documents.iter().map(|(text, messages)| (when(text), *messages)).collect();
        suggest(&documents).map(|found| (found.unit, found.periods, found.thin_years))
    }

    #[test]
    fn years_stay_where_each_has_enough() {
        assert_eq!(of(&[("2019", 10), ("2020", 12)]), None);
        assert_eq!(of(&[("2019", 1), ("2019", 1), ("2019", 1), ("2020", 10)]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_coarser_unit_gathers_thin_years() {
        let thin: Vec<String> = (1990..2010).map(|year| year.to_string()).collect();
        let with = |messages| thin.iter().map(|year| (year.as_str(), messages)).collect::<Vec<_>>();
        assert_eq!(of(&with(2)), Some(("5 years", 4, 20)));
        assert_eq!(of(&[("1990", 6), ("1999", 6), ("2000", 9), ("2009", 9)]), Some(("decade", 2, 4)));
        // No unit of two periods has enough.
        assert_eq!(of(&[("2016", 1), ("2017", 1), ("2019", 1)]), None);
        assert_eq!(of(&[("1790", 1), ("2020", 1)]), None);
    }

    #[test]
    fn a_finer_unit_divides_a_year_that_stands_alone() {
        assert_eq!(of(&[("2019-01", 10), ("2019-02-03", 10)]), Some(("month", 2, 0)));
        assert_eq!(of(&[("2019-01", 5), ("2019-02", 5), ("2019-05", 10)]), Some(("quarter", 2, 0)));
        assert_eq!(of(&[("2019-Q1", 10), ("2019-05", 10)]), Some(("quarter", 2, 0)));
        assert_eq!(of(&[("2019-01", 10), ("2019", 10)]), None);
    }
}
