//! What each period is.

use super::rows::PeriodRow;
use super::{ComparabilityRow, Study};
use crate::axis::Period;
use crate::count::{Cell, Counts, MANY_PERIODS, UnitKind};

/// `periods`: one row per period. The flags are those of `comparability`.
pub fn periods(counts: &Counts, comparability: &[ComparabilityRow]) -> Vec<PeriodRow> {
    let row = |(cell, flags): (&Cell, &ComparabilityRow)| {
        let (start, end) = days(&cell.period);
        PeriodRow {
            period: cell.period.clone(),
            start,
            end,
            place: cell.period.place(),
            documents: cell.documents,
            messages: cell.messages,
            tokens: cell.tokens,
            tokens_not_analysed: flags.tokens_not_analysed,
            clusters: cell.units.number,
            flags: flags.flags.clone(),
        }
    };
    counts.periods().iter().zip(comparability).map(row).collect()
}

/// The first and the last day; empty where a period has none.
fn days(period: &Period) -> (String, String) {
    let (start, end) = period.bounds();
    let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    (text(start), text(end))
}

/// What is drawn in which periods, one sentence for each kind of sampling unit.
pub fn sampling_units(study: &Study<'_>) -> Vec<String> {
    type Fact = fn(&Cell) -> bool;
    let periods = study.counts.periods();
    let of = |fact: Fact| {
        let labels: Vec<&str> = periods.iter().filter(|cell| fact(cell)).map(|cell| cell.name()).collect();
        match labels.as_slice() {
            [] => None,
            labels if labels.len() == periods.len() => Some("In every period".to_string()),
            [first, .., last] if labels.len() > MANY_PERIODS => {
                Some(format!("In {} periods from {first} to {last}", labels.len()))
            }
            labels => Some(format!("In {}", labels.join(", "))),
        }
    };
    let kinds: [(Fact, &str); 5] = [
        (|cell| cell.units.kind == UnitKind::Document, "documents, as their messages are alike"),
        (|cell| cell.units.kind == UnitKind::Cluster, "clusters of documents, as the project says"),
        (
            Cell::is_within_documents,
            "the messages of these documents: an interval covers variation within them, not what other documents would \
             have said",
        ),
        (|cell| cell.units.kind == UnitKind::Message && !cell.is_within_documents(), "messages, each a document"),
        (|cell| cell.units.are_few(), "so few units that no change is called strong"),
    ];
    kinds.into_iter().filter_map(|(fact, what)| Some(format!("{}: {what}.", of(fact)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;

    #[test]
    fn the_units_of_all_periods_are_said() {
        let two = ["trust b c", "norms d e"];
        study_of(&[(2012, &two), (2017, &two), (2017, &two), (2019, &["trust"]), (2019, &["norms"])], "", |study| {
            assert_eq!(
                sampling_units(study),
                [
                    "In 2017: documents, as their messages are alike.",
                    "In 2012: the messages of these documents: an interval covers variation within them, not what \
                     other documents would have said.",
                    "In 2019: messages, each a document.",
                    "In 2017: so few units that no change is called strong.",
                ]
            );
        });
    }
}
