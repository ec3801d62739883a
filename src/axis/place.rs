//! Documents -> their places on the axis.

use std::collections::BTreeSet;
use std::path::Path;

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

/// The periods of a corpus in order, each once, and the place among them of every document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Axis {
    periods: Vec<Period>,
    of_documents: Vec<usize>,
}

impl Axis {
    /// The period of each document, in their order; `None` for a document outside all periods that the project names.
    ///
    /// # Errors
    /// When a document has no date, or one that is too coarse for the unit: with the first of them and what to do.
    pub fn periods_of(config: &PeriodsConfig, documents: &[Dated<'_>]) -> Result<Vec<Option<Period>>> {
        let rule = Rule::new(config);
        let mut periods = Vec::with_capacity(documents.len());
        let mut coarse = Vec::new();
        for document in documents {
            let Some(when) = document.when else {
                return Err(Error::new(ErrorKind::Manifest, format!("the document `{}` has no date", document.id))
                    .at(document.path)
                    .hint("write its date, such as 2019-05-17, or its year"));
            };
            periods.push(match rule.period(when) {
                Ok(period) => Some(period),
                Err(Unplaced::Outside) => None,
                Err(Unplaced::TooCoarse) => {
                    coarse.push((document, when));
                    None
                }
            });
        }
        let Some((first, when)) = coarse.first() else { return Ok(periods) };
        let unit = match (config.year_starts, unit_name(&config.unit)) {
            ((1, 1), unit) => unit.to_string(),
            ((month, day), unit) => format!("{unit} (years begin on {month:02}-{day:02})"),
        };
        let mut message = format!("the document `{}` is dated {when}, which is no one {unit}", first.id);
        if coarse.len() > 1 {
            let others: Vec<String> =
                coarse[1..].iter().take(MOST_NAMED).map(|(document, _)| format!("`{}`", document.id)).collect();
            message.push_str(&format!("; so are {} more, such as {}", coarse.len() - 1, others.join(", ")));
        }
        Err(Error::new(ErrorKind::Manifest, message).at(first.path).hint(
            "write a finer date, such as 2019-05 or 2019-05-17, into the column `date`, or set a coarser `unit` in [periods]",
        ))
    }

    /// The axis of documents whose periods these are, in the order of the documents.
    pub fn of(documents: &[Period]) -> Self {
        let periods: Vec<Period> = documents.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
        // Each period was just put into the list.
        let of_documents = documents.iter().map(|period| periods.partition_point(|other| other < period)).collect();
        Self { periods, of_documents }
    }

    /// The periods, in order.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The place of a document's period among the periods; the document is given by its place among the documents.
    pub fn place(&self, document: usize) -> usize {
        self.of_documents[document]
    }

    /// The period of a document, given by its place.
    pub fn period(&self, document: usize) -> &Period {
        &self.periods[self.of_documents[document]]
    }

    /// Places of the documents of a period, or of several in a row.
    pub fn documents_between(&self, first: usize, last: usize) -> Vec<usize> {
        let within = |document: &usize| (first..=last).contains(&self.of_documents[*document]);
        (0..self.of_documents.len()).filter(within).collect()
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

    fn dated<'d>(dates: &[(&'d str, &str)]) -> Vec<Dated<'d>> {
        let one =
            |(id, date): &(&'d str, &str)| Dated { id, path: Path::new("a.csv"), when: When::parse(date).flatten() };
        dates.iter().map(one).collect()
    }

    #[test]
    fn documents_stand_in_the_periods_of_their_dates() {
        let config = PeriodsConfig { unit: PeriodUnit::Quarter, ..PeriodsConfig::default() };
        let periods = Axis::periods_of(&config, &dated(&[("b", "2022-05"), ("a", "2022-01-31"), ("c", "2022-06-30")]));
        let periods: Vec<Period> = periods.expect("placed").into_iter().flatten().collect();
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
        let error = |dates| Axis::periods_of(&config, &dated(dates)).expect_err("wrong").to_string();
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
