//! What the documents behind periods mean for a chart, for the notes under it.

use std::collections::BTreeSet;

use super::naming::{in_text, noun};
use super::number::Numbers;
use crate::analysis::{DocumentValues, PeriodDocuments, is_split_unlike, matters, mean_tokens, percent_left_out};
use crate::axis::Period;

/// What documents say of one thing.
type Variable = fn(&PeriodDocuments) -> &DocumentValues;

/// What documents may have in common.
const VARIABLES: [(&str, Variable); 3] =
    [("kind", |d| &d.kinds), ("scope", |d| &d.scopes), ("publisher", |d| &d.publishers)];

/// Whether all days of a period lie within a stretch of time.
pub(super) fn holds(stretch: &Period, period: &Period) -> bool {
    stretch.start() <= period.start() && period.end() <= stretch.end()
}

/// The documents of some periods.
fn of(documents: &[PeriodDocuments], wanted: impl Fn(&Period) -> bool) -> Vec<&PeriodDocuments> {
    documents.iter().filter(|of_period| wanted(&of_period.period)).collect()
}

/// What documents say of a variable.
fn values<'d>(documents: &[&'d PeriodDocuments], variable: Variable) -> BTreeSet<&'d str> {
    documents.iter().flat_map(|of_period| variable(of_period).keys()).map(String::as_str).collect()
}

/// The variables of which some sets of documents have no value in common, though at least two say it: "kind or scope".
fn apart(sets: &[Vec<&PeriodDocuments>]) -> Option<String> {
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

/// What threatens a comparison of two periods: that the chart shows differences between documents, where those of both have no
/// kind, no scope or no publisher in common though both say it (the rule of [`crate::analysis::Comparison::unlike`]), and what
/// is uneven in their messages.
pub(super) fn unlike(
    documents: &[PeriodDocuments],
    (from, to): (&Period, &Period),
    numbers: Numbers,
) -> Option<String> {
    let sets = [from, to].map(|stretch| of(documents, |period| holds(stretch, period)));
    let labels = [from, to].map(in_text);
    let [earlier, later] = &labels;
    let apart = apart(&sets).map(|names| format!("The documents of {earlier} and {later} have {}", no_trend(&names)));
    sentences(apart, uneven(&sets, &labels, noun([from, to]), numbers))
}

/// The same for a period and all others.
pub(super) fn unlike_rest(documents: &[PeriodDocuments], target: &Period, numbers: Numbers) -> Option<String> {
    let sets = [true, false].map(|within| of(documents, |period| holds(target, period) == within));
    let noun = noun(documents.iter().map(|of_period| &of_period.period));
    let labels = [in_text(target), format!("the other {noun}s")];
    let [own, others] = &labels;
    let apart = apart(&sets).map(|names| format!("The documents of {own} and of {others} have {}", no_trend(&names)));
    sentences(apart, uneven(&sets, &labels, noun, numbers))
}

fn no_trend(names: &str) -> String {
    format!("no {names} in common: the chart shows differences between these documents, not a trend.")
}

/// That differences between documents may look like a trend, where no kind, scope or publisher is common to the documents
/// of all periods that say it, and what is uneven in their messages.
pub(super) fn unlike_all<'p>(
    documents: &[PeriodDocuments],
    periods: impl IntoIterator<Item = &'p Period>,
    numbers: Numbers,
) -> Option<String> {
    let stretches: Vec<&Period> = periods.into_iter().collect();
    let sets: Vec<_> = stretches.iter().map(|stretch| of(documents, |period| holds(stretch, period))).collect();
    let labels: Vec<String> = stretches.iter().map(|period| in_text(period)).collect();
    let noun = noun(stretches);
    let all = if labels.len() == 2 { "both" } else { "all" };
    let apart = apart(&sets).map(|names| {
        format!("The documents of {all} {noun}s have no {names} in common: differences between documents may look like a trend.")
    });
    sentences(apart, uneven(&sets, &labels, noun, numbers))
}

fn sentences(first: Option<String>, second: Option<String>) -> Option<String> {
    let both: Vec<String> = first.into_iter().chain(second).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// That much of the words is not analysed, or more in one set of documents than in another, and that messages are split
/// unlike: the rules of the table `comparability`. `labels` are the names of the sets.
fn uneven(sets: &[Vec<&PeriodDocuments>], labels: &[String], noun: &str, numbers: Numbers) -> Option<String> {
    let in_words = |percent: u64| numbers.percent(&percent.to_string());
    let sum = |set: &[&PeriodDocuments], of: fn(&PeriodDocuments) -> u64| set.iter().map(|row| of(row)).sum::<u64>();
    let percent = |set: &Vec<&PeriodDocuments>| {
        percent_left_out(sum(set, |row| row.tokens_not_analysed), sum(set, |row| row.tokens))
    };
    let percents: Vec<u64> = sets.iter().map(percent).collect();
    let told = percents.iter().zip(labels).filter(|(own, _)| matters(**own, percents.iter().copied()));
    let told: Vec<(u64, &str)> = told.map(|(own, label)| (*own, label.as_str())).collect();
    let left_out = match told.as_slice() {
        [] => None,
        [(own, label)] => Some(format!("{} of the words of {label} are not analysed.", in_words(*own))),
        [(first, from), (second, to)] => {
            let (first, second) = (in_words(*first), in_words(*second));
            Some(format!("{first} of the words of {from} and {second} of those of {to} are not analysed."))
        }
        many => many.iter().max_by_key(|(own, _)| *own).map(|(most, label)| {
            let (least, most) = (in_words(many.iter().map(|(own, _)| *own).min().unwrap_or(*most)), in_words(*most));
            format!("{least} or more of the words of {} {noun}s are not analysed, most in {label}: {most}.", many.len())
        }),
    };
    let mean = |set: &Vec<&PeriodDocuments>| mean_tokens(sum(set, |row| row.tokens), sum(set, |row| row.messages));
    let means: Vec<Option<u64>> = sets.iter().map(mean).collect();
    let known: Vec<u64> = means.iter().copied().flatten().collect();
    let unlike = means.iter().zip(labels).filter(|(own, _)| own.is_some_and(|own| is_split_unlike(own, &known)));
    let unlike: Vec<&str> = unlike.map(|(_, label)| label.as_str()).collect();
    let split = match unlike.as_slice() {
        [] => None,
        [label] => Some(format!("The messages of {label} are split unlike those of other {noun}s.")),
        [label, others @ ..] => {
            Some(format!("The messages of {label} and {} other {noun}s are split unlike the rest.", others.len()))
        }
    };
    sentences(left_out, split)
}

/// What a period rests on, in words that stay on one line; none for a period without documents.
pub(super) fn size(documents: &[PeriodDocuments], stretch: &Period, numbers: Numbers) -> Option<String> {
    let of_period = of(documents, |period| holds(stretch, period));
    let sum = |of: fn(&PeriodDocuments) -> u64| of_period.iter().map(|documents| of(documents)).sum::<u64>();
    let (messages, tokens, number) = (sum(|of| of.messages), sum(|of| of.tokens), sum(|of| of.documents));
    (number > 0).then(|| {
        format!(
            "{stretch}: {} ({}) in {}",
            numbers.plural(messages, "message"),
            numbers.plural(tokens, "word"),
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

    fn document(year: i32, kind: &str, scope: &str) -> PeriodDocuments {
        let scopes = [(scope.to_string(), 1)].into_iter().filter(|(scope, _)| !scope.is_empty()).collect();
        PeriodDocuments { scopes, messages: 28, tokens: 723, ..sample::documents(&Period::of_year(year), &[kind]) }
    }

    fn english() -> Numbers {
        Design::built_in(StyleName::Screen).numbers
    }

    fn all() -> [PeriodDocuments; 4] {
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
        let told = |from, to| unlike(&all(), (from, to), english()).unwrap_or_default();
        assert!(told(&p2012, &p2020).starts_with("The documents of 2012 and 2020 have no kind or scope in common:"));
        assert!(told(&p2017, &p2020).starts_with("The documents of 2017 and 2020 have no kind in common:"));
        assert_eq!(told(&p2012, &p2017), "");
        // A stretch of periods has the documents of all of them.
        assert!(told(&p2012.until(&p2017), &p2020).starts_with("The documents of 2012-2017 and 2020 have no kind or"));
        let rest = |target| unlike_rest(&all(), target, english()).unwrap_or_default();
        assert!(
            rest(&p2020).starts_with("The documents of 2020 and of the other years have no kind or scope in common")
        );
        assert_eq!((rest(&p2017), rest(&p2012.until(&p2020))), (String::new(), String::new()));
        let together = |periods: &[&Period]| unlike_all(&all(), periods.iter().copied(), english()).unwrap_or_default();
        assert!(together(&[&p2012, &p2017, &p2020]).starts_with("The documents of all years have no kind or scope in"));
        assert!(together(&[&p2017, &p2020]).starts_with("The documents of both years have no kind in common"));
        assert_eq!((together(&[&p2012, &p2017]), together(&[&p2012])), (String::new(), String::new()));
    }

    #[test]
    fn words_that_are_not_analysed_and_texts_that_were_not_split_are_told() {
        let mut rows: Vec<PeriodDocuments> = (2010..2016).map(|year| document(year, "report", "rights")).collect();
        let told = |rows: &[PeriodDocuments]| {
            let periods: Vec<Period> = rows.iter().map(|row| row.period.clone()).collect();
            unlike_all(rows, &periods, english()).unwrap_or_default()
        };
        assert_eq!(told(&rows), "");
        rows[1].tokens_not_analysed = 723;
        assert_eq!(told(&rows), "50\u{A0}% of the words of 2011 are not analysed.");
        rows[3].tokens_not_analysed = 80;
        assert_eq!(told(&rows), "50\u{A0}% of the words of 2011 and 10\u{A0}% of those of 2013 are not analysed.");
        rows[4].tokens_not_analysed = 80;
        let three = "10\u{A0}% or more of the words of 3 years are not analysed, most in 2011: 50\u{A0}%.";
        assert_eq!(told(&rows), three);
        rows[5].messages = 1;
        assert_eq!(told(&rows), format!("{three} The messages of 2015 are split unlike those of other years."));
        let [first, second] = [2010, 2011].map(Period::of_year);
        assert_eq!(
            unlike(&rows, (&first, &second), english()),
            Some("50\u{A0}% of the words of 2011 are not analysed.".into())
        );
        let rest = unlike_rest(&rows, &second, english()).unwrap_or_default();
        assert_eq!(rest, "50\u{A0}% of the words of 2011 are not analysed.");
    }

    #[test]
    fn a_period_rests_on_its_messages_words_and_documents() {
        let sizes = |period: &Period| size(&all(), period, english()).map(|text| text.replace('\u{A0}', " "));
        let [p2012, p2013, p2020] = [2012, 2013, 2020].map(Period::of_year);
        assert_eq!(sizes(&p2012), Some("2012: 28 messages (723 words) in 1 document".into()));
        assert_eq!(sizes(&p2020), Some("2020: 56 messages (1,446 words) in 2 documents".into()));
        assert_eq!(sizes(&p2013), None);
        assert!(sizes(&p2012.until(&p2020)).is_some_and(|text| text.starts_with("2012-2020: 112 messages")));
    }
}
