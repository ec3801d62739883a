//! Documents -> their places on the axis.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::period::{Period, Rule, Unplaced};
use super::when::When;
use crate::config::{PeriodUnit, PeriodsConfig};
use crate::error::{Error, ErrorKind, Result};

/// The most documents that an error names.
const MOST_NAMED: usize = 3;

/// A document as it is placed.
#[derive(Debug, Clone, Copy)]
pub struct Dated<'d> {
    /// Its id.
    pub id: &'d str,
    /// Its file, or the name of its row, for messages.
    pub path: &'d Path,
    /// What is known of its date.
    pub when: Option<When>,
}

/// Puts documents into the periods of a project, one after the other.
#[derive(Debug)]
pub struct Placing<'c> {
    config: &'c PeriodsConfig,
    rule: Rule<'c>,
    /// The periods that were met, each with its number.
    numbers: BTreeMap<Period, u32>,
    placed: Placed,
    coarse: Coarse,
}

/// Documents whose date is too coarse for the unit.
#[derive(Debug, Default)]
struct Coarse {
    number: usize,
    /// The first of them, with its file and its date.
    first: Option<(String, PathBuf, When)>,
    /// Ids of those behind it, as far as an error names them.
    others: Vec<String>,
}

impl<'c> Placing<'c> {
    /// Without documents.
    pub fn new(config: &'c PeriodsConfig) -> Self {
        let (numbers, placed, coarse) = Default::default();
        Self { config, rule: Rule::new(config), numbers, placed, coarse }
    }

    /// Puts the next document into its period.
    ///
    /// # Errors
    /// When it has no date.
    pub fn add(&mut self, document: &Dated<'_>) -> Result<()> {
        let Some(when) = document.when else {
            return Err(Error::new(ErrorKind::Manifest, format!("the document `{}` has no date", document.id))
                .at(document.path)
                .hint("write its date, such as 2019-05-17, or its year"));
        };
        match self.rule.period(when) {
            Ok(period) => {
                let number = self.numbers.get(&period).copied().unwrap_or_else(|| {
                    let number = self.placed.periods.len() as u32;
                    self.placed.periods.push(period.clone());
                    self.numbers.insert(period, number);
                    number
                });
                self.placed.of.push(number);
            }
            Err(Unplaced::Outside) => self.placed.of.push(OUTSIDE),
            Err(Unplaced::TooCoarse) => {
                self.placed.of.push(OUTSIDE);
                let coarse = &mut self.coarse;
                coarse.number += 1;
                if coarse.number == 1 {
                    coarse.first = Some((document.id.to_string(), document.path.to_path_buf(), when));
                } else if coarse.others.len() < MOST_NAMED {
                    coarse.others.push(format!("`{}`", document.id));
                }
            }
        }
        Ok(())
    }

    /// The periods of all documents.
    ///
    /// # Errors
    /// When the date of one is too coarse for the unit: with the first of them and what to do.
    pub fn end(self) -> Result<Placed> {
        let Self { config, mut placed, coarse, .. } = self;
        let Coarse { number, first: Some((id, path, when)), others } = coarse else {
            placed.of.shrink_to_fit();
            return Ok(placed);
        };
        let unit = match (config.year_starts, unit_name(&config.unit)) {
            ((1, 1), unit) => unit.to_string(),
            ((month, day), unit) => format!("{unit} (years begin on {month:02}-{day:02})"),
        };
        let mut message = format!("the document `{id}` is dated {when}, which is no one {unit}");
        if number > 1 {
            message.push_str(&format!("; so are {} more, such as {}", number - 1, others.join(", ")));
        }
        Err(Error::new(ErrorKind::Manifest, message).at(&path).hint(
            "write a finer date, such as 2019-05 or 2019-05-17, into the column `date`, or set a coarser `unit` in [periods]",
        ))
    }
}

/// The number of a document that is outside of all periods.
const OUTSIDE: u32 = u32::MAX;

/// Documents in their order, each with its period, or outside of all that the project names. Four bytes for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// The periods, each once, in no order.
    periods: Vec<Period>,
    /// For each document the number of its period.
    of: Vec<u32>,
}

impl Placed {
    /// Documents in these periods.
    pub fn of(documents: &[Period]) -> Self {
        let periods: Vec<Period> = documents.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
        // Each period was just put into the list.
        let of = documents.iter().map(|period| periods.partition_point(|other| other < period) as u32).collect();
        Self { periods, of }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The period of a document, given by its place; `None` for one outside of all.
    pub fn period(&self, document: usize) -> Option<&Period> {
        self.periods.get(*self.of.get(document)? as usize)
    }

    /// The periods with a document, in order.
    pub fn met(&self) -> BTreeSet<&Period> {
        let mut met = vec![false; self.periods.len()];
        self.of.iter().for_each(|number| met.get_mut(*number as usize).into_iter().for_each(|met| *met = true));
        self.periods.iter().zip(met).filter(|(_, met)| *met).map(|(period, _)| period).collect()
    }

    /// Leaves the documents for which `keeps` holds; they are given by their places.
    pub fn retain(&mut self, keeps: impl Fn(usize) -> bool) {
        let mut place = 0;
        self.of.retain(|_| {
            place += 1;
            keeps(place - 1)
        });
        self.of.shrink_to_fit();
    }
}

/// The periods of a corpus in order, each once, and the place among them of every document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Axis {
    periods: Vec<Period>,
    of_documents: Vec<u32>,
}

impl Axis {
    /// The axis of documents that all stand in a period; one that does not stands in none of the axis.
    pub fn of(documents: &Placed) -> Self {
        let met = documents.met();
        let in_order: BTreeMap<&Period, u32> = met.iter().copied().zip(0..).collect();
        // A period without documents is asked for by none.
        let place = |period| in_order.get(period).copied().unwrap_or(OUTSIDE);
        let places: Vec<u32> = documents.periods.iter().map(place).collect();
        let of_documents = documents.of.iter().map(|number| places.get(*number as usize).copied().unwrap_or(OUTSIDE));
        Self { of_documents: of_documents.collect(), periods: met.into_iter().cloned().collect() }
    }

    /// The periods, in order.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The place of a document's period among the periods; the document is given by its place among the documents.
    pub fn place(&self, document: usize) -> usize {
        self.of_documents[document] as usize
    }

    /// The period of a document, given by its place.
    pub fn period(&self, document: usize) -> &Period {
        &self.periods[self.place(document)]
    }

    /// Places of the documents of a period, or of several in a row.
    pub(crate) fn documents_between(&self, first: usize, last: usize) -> Vec<u32> {
        let within = |document: &u32| (first..=last).contains(&self.place(*document as usize));
        let mut documents: Vec<u32> = (0..self.of_documents.len() as u32).filter(within).collect();
        documents.shrink_to_fit();
        documents
    }
}

/// A unit in words.
fn unit_name(unit: &PeriodUnit) -> &'static str {
    match unit {
        PeriodUnit::Year => "year",
        PeriodUnit::HalfYear => "half-year",
        PeriodUnit::Quarter => "quarter",
        PeriodUnit::Month => "month",
        PeriodUnit::Week => "week",
        PeriodUnit::Decade => "decade",
        PeriodUnit::Years { .. } | PeriodUnit::Breaks(_) | PeriodUnit::Named(_) => "period of the project",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(config: &PeriodsConfig, dates: &[(&str, &str)]) -> Result<Placed> {
        let mut placing = Placing::new(config);
        for (id, date) in dates {
            placing.add(&Dated { id, path: Path::new("a.csv"), when: When::parse(date).flatten() })?;
        }
        placing.end()
    }

    #[test]
    fn documents_stand_in_the_periods_of_their_dates() {
        let config = PeriodsConfig { unit: PeriodUnit::Quarter, ..PeriodsConfig::default() };
        let mut periods = placed(&config, &[("b", "2022-05"), ("d", "2023"), ("a", "2022-01-31"), ("c", "2022-06-30")]);
        assert!(periods.is_err());
        periods = placed(&config, &[("b", "2022-05"), ("d", "2023-01"), ("a", "2022-01-31"), ("c", "2022-06-30")]);
        let mut periods = periods.expect("placed");
        periods.retain(|place| place != 1);
        let axis = Axis::of(&periods);
        assert_eq!(axis.periods().iter().map(Period::label).collect::<Vec<_>>(), ["2022-Q1", "2022-Q2"]);
        assert_eq!(
            ([0, 1, 2].map(|document| axis.place(document)), axis.documents_between(1, 1)),
            ([1, 0, 1], vec![0, 2])
        );
    }

    #[test]
    fn a_date_that_is_too_coarse_is_named() {
        let config = PeriodsConfig { unit: PeriodUnit::Quarter, ..PeriodsConfig::default() };
        let error = |dates: &[_]| placed(&config, dates).expect_err("wrong").to_string();
        let one = error(&[("a", "2022-05"), ("b", "2022"), ("c", "2021")]);
        assert!(
            one.starts_with(
                "a.csv: the document `b` is dated 2022, which is no one quarter; so are 1 more, such as `c`"
            ),
            "{one}"
        );
        assert!(one.contains("column `date`"), "{one}");
        assert!(error(&[("a", "")]).contains("the document `a` has no date"));
    }
}
