//! The documents behind periods, for the notes under a chart.

use std::collections::BTreeSet;

use super::naming::noun;
use super::number::Numbers;
use crate::analysis::rows::{DocumentColumns, DocumentRow};
use crate::axis::Period;

/// A text of a document.
type Variable = fn(&DocumentColumns) -> &str;

/// What documents may have in common.
const VARIABLES: [(&str, Variable); 3] =
    [("kind", |d| &d.kind), ("scope", |d| &d.scope), ("publisher", |d| &d.publisher)];

/// Whether all days of a period lie within a stretch of time.
pub(super) fn holds(stretch: &Period, period: &Period) -> bool {
    stretch.start() <= period.start() && period.end() <= stretch.end()
}

/// The documents of some periods.
fn of(documents: &[DocumentRow], wanted: impl Fn(&Period) -> bool) -> Vec<&DocumentColumns> {
    documents.iter().map(|document| &document.standard).filter(|document| wanted(&document.period)).collect()
}

/// What documents say of a variable.
fn values<'d>(documents: &[&'d DocumentColumns], variable: Variable) -> BTreeSet<&'d str> {
    documents.iter().map(|document| variable(document).trim()).filter(|value| !value.is_empty()).collect()
}

/// The variables of which some sets of documents have no value in common, though at least two say it: "kind or scope".
fn apart(sets: &[Vec<&DocumentColumns>]) -> Option<String> {
    let names: Vec<&str> = VARIABLES
        .into_iter()
        .filter(|(_, variable)| {
            let mut said = sets.iter().map(|set| values(set, *variable)).filter(|values| !values.is_empty());
            let Some(mut common) = said.next() else { return false };
            let mut several = false;
            for values in said {
                several = true;
                common.retain(|value| values.contains(value));
            }
            several && common.is_empty()
        })
        .map(|(name, _)| name)
        .collect();
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { (*last).to_string() } else { format!("{} or {last}", others.join(", ")) })
}

/// That a chart shows differences between documents, where those of two periods have no kind, no scope or no publisher
/// in common though both say it: the rule of [`crate::analysis::Comparison::unlike`].
pub(super) fn unlike(documents: &[DocumentRow], (from, to): (&Period, &Period)) -> Option<String> {
    let names = apart(&[from, to].map(|stretch| of(documents, |period| holds(stretch, period))))?;
    Some(format!("The documents of {from} and {to} have {}", no_trend(&names)))
}

/// The same for a period and all others.
pub(super) fn unlike_rest(documents: &[DocumentRow], target: &Period) -> Option<String> {
    let names = apart(&[true, false].map(|within| of(documents, |period| holds(target, period) == within)))?;
    let periods = documents.iter().map(|document| &document.standard.period);
    Some(format!("The documents of {target} and of the other {}s have {}", noun(periods), no_trend(&names)))
}

fn no_trend(names: &str) -> String {
    format!("no {names} in common: the chart shows differences between these documents, not a trend.")
}

/// That differences between documents may look like a trend, where no kind, scope or publisher is common to the documents
/// of all periods that say it.
pub(super) fn unlike_all<'p>(
    documents: &[DocumentRow],
    periods: impl IntoIterator<Item = &'p Period>,
) -> Option<String> {
    let stretches: Vec<&Period> = periods.into_iter().collect();
    let sets: Vec<_> = stretches.iter().map(|stretch| of(documents, |period| holds(stretch, period))).collect();
    let names = apart(&sets)?;
    let all = if stretches.len() == 2 { "both" } else { "all" };
    Some(format!(
        "The documents of {all} {}s have no {names} in common: differences between documents may look like a trend.",
        noun(stretches)
    ))
}

/// What a period rests on, in words that stay on one line; none for a period without documents.
pub(super) fn size(documents: &[DocumentRow], stretch: &Period, numbers: Numbers) -> Option<String> {
    let of_period = of(documents, |period| holds(stretch, period));
    let messages = of_period.iter().map(|document| document.messages).sum();
    let tokens = of_period.iter().map(|document| document.tokens).sum();
    let number = of_period.len() as u64;
    (number > 0).then(|| {
        format!(
            "{stretch}: {} ({}) in {}",
            numbers.plural(messages, "message"),
            numbers.plural(tokens, "word token"),
            numbers.plural(number, "document")
        )
        .replace(' ', "\u{A0}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Design;
    use crate::chart::tests::sample;
    use crate::config::StyleName;

    fn document(year: i32, kind: &str, scope: &str) -> DocumentRow {
        let mut row = sample::documents(&Period::of_year(year), &[kind]).remove(0);
        (row.standard.scope, row.standard.messages, row.standard.tokens) = (scope.into(), 28, 723);
        row
    }

    fn all() -> [DocumentRow; 4] {
        [
            document(2012, "report", "rights"),
            document(2017, "report", ""),
            document(2020, "messages", "trust"),
            document(2020, "session", "trust"),
        ]
    }

    #[test]
    fn documents_without_anything_in_common_are_told() {
        let [p2012, p2017, p2020] = [2012, 2017, 2020].map(Period::of_year);
        let told = |from, to| unlike(&all(), (from, to)).unwrap_or_default();
        assert!(told(&p2012, &p2020).starts_with("The documents of 2012 and 2020 have no kind or scope in common:"));
        assert!(told(&p2017, &p2020).starts_with("The documents of 2017 and 2020 have no kind in common:"));
        assert_eq!(told(&p2012, &p2017), "");
        // A stretch of periods has the documents of all of them.
        assert!(told(&p2012.until(&p2017), &p2020).starts_with("The documents of 2012-2017 and 2020 have no kind or"));
        let rest = |target| unlike_rest(&all(), target).unwrap_or_default();
        assert!(
            rest(&p2020).starts_with("The documents of 2020 and of the other years have no kind or scope in common")
        );
        assert_eq!((rest(&p2017), rest(&p2012.until(&p2020))), (String::new(), String::new()));
        let together = |periods: &[&Period]| unlike_all(&all(), periods.iter().copied()).unwrap_or_default();
        assert!(together(&[&p2012, &p2017, &p2020]).starts_with("The documents of all years have no kind or scope in"));
        assert!(together(&[&p2017, &p2020]).starts_with("The documents of both years have no kind in common"));
        assert_eq!((together(&[&p2012, &p2017]), together(&[&p2012])), (String::new(), String::new()));
    }

    #[test]
    fn a_period_rests_on_its_messages_words_and_documents() {
        let numbers = Design::built_in(StyleName::Screen).numbers;
        let sizes = |period: &Period| size(&all(), period, numbers).map(|text| text.replace('\u{A0}', " "));
        let [p2012, p2013, p2020] = [2012, 2013, 2020].map(Period::of_year);
        assert_eq!(sizes(&p2012), Some("2012: 28 messages (723 word tokens) in 1 document".into()));
        assert_eq!(sizes(&p2020), Some("2020: 56 messages (1,446 word tokens) in 2 documents".into()));
        assert_eq!(sizes(&p2013), None);
        assert!(sizes(&p2012.until(&p2020)).is_some_and(|text| text.starts_with("2012-2020: 112 messages")));
    }
}
