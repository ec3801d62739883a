//! What makes the periods of a corpus hard to compare.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Study;
use super::near_duplicates::NearDuplicates;
use super::period_documents::{DocumentValues, PeriodDocuments};
use super::row::row;
use crate::axis::Period;
use crate::count::{Cell, Records};
use crate::stats::median::median;
use crate::stats::trend::LEAST_MESSAGES;

row!(ComparabilityRow, "comparability", "One period, and what makes it hard to compare with the others.", ["period"], {
    period: Period, "", "Period.";
    documents: u64, "documents", "Documents of the period.";
    sections: Option<u64>, "sections", "Sections with at least one message.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    tokens_not_analysed: u64, "tokens", "Words of the text of its documents that is no message, headings aside.";
    median_message_tokens: Option<f64>, "tokens", "Median of word tokens per message.";
    kinds: String, "", "Kinds of document, in alphabetical order, separated by semicolons.";
    scopes: String, "", "What the documents cover, in alphabetical order, separated by semicolons.";
    near_duplicates: Option<u64>, "messages", "Messages of the period that are in a pair of near-duplicates, with one of this period or another.";
    flags: String, "", "What to bear in mind when the period is compared, separated by semicolons; empty where nothing stands out.";
});

/// A period is flagged where its median message has more than this times the tokens of another period's.
pub(super) const LONGER: f64 = 1.5;
/// A period is flagged where its mean message has more than this times the words of the usual period's: a text that was not
/// split has messages as long as chapters.
const SPLIT: f64 = 4.0;
/// A period is flagged where this many percent of its words are not analysed, or so many more than in another period.
const LEFT_OUT_PERCENT: u64 = 5;
/// The most periods that one flag names.
const MOST_NAMED: usize = 5;

/// `comparability`: one row per period.
///
/// `documents` are those of the cells together. `sections_per_document` holds, for each of the study's documents in their order,
/// its sections with a message; the column is empty where the lengths differ. What needs records is empty without them.
pub fn comparability(
    study: &Study<'_>,
    documents: &[PeriodDocuments],
    sections_per_document: &[u32],
    near_duplicates: &NearDuplicates,
) -> Vec<ComparabilityRow> {
    let similar = study.records.map(|records| messages_in_pairs(study, records, near_duplicates));
    let documents = &documents[..study.counts.periods().len()];
    let row = |(place, cell): (usize, &Cell)| {
        let sections = (sections_per_document.len() == study.documents.len())
            .then(|| cell.document_places.iter().map(|&at| u64::from(sections_per_document[at as usize])).sum());
        ComparabilityRow {
            period: cell.period.clone(),
            documents: cell.documents,
            sections,
            messages: cell.messages,
            tokens: cell.tokens,
            tokens_not_analysed: documents[place].tokens_not_analysed,
            median_message_tokens: study.records.and_then(|_| median_tokens(study, place)),
            kinds: list(&plain(&documents[place].kinds)),
            scopes: list(&plain(&documents[place].scopes)),
            near_duplicates: similar.as_ref().map(|similar| similar[place]),
            flags: String::new(),
        }
    };
    let mut rows: Vec<ComparabilityRow> = study.counts.periods().par_iter().enumerate().map(row).collect();
    let flags = flags(documents, &rows);
    for (row, flags) in rows.iter_mut().zip(flags) {
        row.flags = flags.join("; ");
    }
    rows
}

/// The median of word tokens per message of a cell.
pub(super) fn median_tokens(study: &Study<'_>, cell: usize) -> Option<f64> {
    let mut tokens = Vec::new();
    study.each_document(cell, |messages| tokens.extend(messages.iter().map(|message| message.tokens)));
    median(tokens)
}

/// The flags of each row.
fn flags(documents: &[PeriodDocuments], rows: &[ComparabilityRow]) -> Vec<Vec<String>> {
    let kinds = documents.iter().map(|of| plain(&of.kinds)).collect::<Vec<_>>();
    let scopes = documents.iter().map(|of| plain(&of.scopes)).collect::<Vec<_>>();
    let variables = [("kind", kinds), ("scope", scopes)].map(|(what, values)| {
        let mut periods: BTreeMap<String, usize> = BTreeMap::new();
        values.iter().flatten().for_each(|value| *periods.entry(value.clone()).or_default() += 1);
        (what, values, periods)
    });
    let means: Vec<u64> = rows.iter().filter_map(|row| mean_tokens(row.tokens, row.messages)).collect();
    let of_row = |(place, row): (usize, &ComparabilityRow)| {
        let mut flags = Vec::new();
        if row.documents == 1 {
            flags.push("one document".to_string());
        }
        if row.messages < LEAST_MESSAGES {
            flags.push(format!("fewer than {LEAST_MESSAGES} messages"));
        }
        let longer = |other: &&ComparabilityRow| {
            let medians = row.median_message_tokens.zip(other.median_message_tokens);
            medians.is_some_and(|(own, other)| own > LONGER * other)
        };
        let shorter: Vec<&str> = rows.iter().filter(longer).map(|other| other.period.label()).collect();
        if !shorter.is_empty() {
            flags.push(format!("median message more than {LONGER} times that of {}", named(&shorter)));
        }
        if rows.len() > 1 {
            for (what, values, periods) in &variables {
                let alone = values[place].iter().filter(|value| periods[*value] == 1);
                flags.extend(alone.map(|value| format!("{what} that no other period has: {value}")));
            }
        }
        if row.near_duplicates.is_some_and(|messages| messages > 0) {
            flags.push("near-duplicate messages".to_string());
        }
        if let Some(share) = left_out(row, rows) {
            flags.push(format!("{share} % of the words are not analysed"));
        }
        let own = mean_tokens(row.tokens, row.messages);
        if let Some(own) = own.filter(|own| is_split_unlike(*own, &means)) {
            flags.push(format!("messages split unlike those of other periods: {own} words on average"));
        }
        flags
    };
    rows.iter().enumerate().map(of_row).collect()
}

/// The percentage of words that are not analysed.
pub fn percent_left_out(left_out: u64, tokens: u64) -> u64 {
    let all = left_out + tokens;
    (100 * left_out + all / 2).checked_div(all).unwrap_or_default()
}

/// Whether shares of words that are not analysed, in percent, are large or apart enough to matter.
pub fn matters(own: u64, others: impl IntoIterator<Item = u64>) -> bool {
    own >= LEFT_OUT_PERCENT || others.into_iter().any(|other| own >= other + LEFT_OUT_PERCENT)
}

/// The percentage of a period's words that are not analysed, where it is large or larger than that of another.
fn left_out(row: &ComparabilityRow, rows: &[ComparabilityRow]) -> Option<u64> {
    let percent = |row: &ComparabilityRow| percent_left_out(row.tokens_not_analysed, row.tokens);
    let own = percent(row);
    matters(own, rows.iter().map(percent)).then_some(own)
}

/// Mean words of a message; `None` without a message.
pub fn mean_tokens(tokens: u64, messages: u64) -> Option<u64> {
    tokens.checked_div(messages)
}

/// Whether the messages of a period have on average so many more words than those of the usual period that its text was
/// probably not split as theirs; `means` are those of all periods.
pub fn is_split_unlike(own: u64, means: &[u64]) -> bool {
    median(means.to_vec()).is_some_and(|usual| own as f64 > SPLIT * usual)
}

/// Periods as a list in words, the first few by name.
fn named(periods: &[&str]) -> String {
    let names = periods.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = periods.len().saturating_sub(MOST_NAMED);
    if more == 0 { names } else { format!("{names} and {more} more") }
}

/// Values that can be listed with semicolons between them: one of their own becomes a comma.
fn plain(values: &DocumentValues) -> BTreeSet<String> {
    values.keys().map(|value| value.replace(';', ",")).collect()
}

fn list(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join("; ")
}

/// For each cell, its messages that are in a pair.
fn messages_in_pairs(study: &Study<'_>, records: &Records, near_duplicates: &NearDuplicates) -> Vec<u64> {
    let mut messages = vec![0; study.counts.cells.len()];
    let mut in_pairs = near_duplicates.messages().to_vec();
    in_pairs.sort_unstable();
    let mut reader = records.reader();
    for of_document in in_pairs.chunk_by(|a, b| a.0 == b.0) {
        for record in reader.document(of_document[0].0, |_| true) {
            if of_document.binary_search(&(record.document, record.ordinal)).is_ok() {
                study.counts.cells_of(record.stratum).iter().for_each(|&cell| messages[cell] += 1);
            }
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;

    /// The rows, with kinds and scopes given to the documents in turn.
    fn rows_of(documents: &[(i32, &[&str])], variables: &[(&str, &str)]) -> Vec<ComparabilityRow> {
        let mut rows = Vec::new();
        study_of(documents, "", |study| {
            let mut infos: Vec<_> = study.documents.iter().collect();
            for (info, (kind, scope)) in infos.iter_mut().zip(variables) {
                (info.kind, info.scope) = ((*kind).to_string(), (*scope).to_string());
            }
            let sections: Vec<u32> = (1..=infos.len() as u32).collect();
            let infos = crate::corpus::Documents::of(infos).expect("documents");
            let study = Study { documents: &infos, ..*study };
            rows = comparability(&study, &PeriodDocuments::of_cells(&study), &sections, &NearDuplicates::of(&study));
        });
        rows
    }

    const TEN: &[&str] = &["alpha", "beta", "gamma", "delta", "one", "two", "three", "four", "five", "six"];

    #[test]
    fn a_year_is_summed_over_its_documents() {
        let rows = rows_of(
            &[(2019, &["trust in norms", "norms"]), (2012, TEN), (2019, &["data", "one two"])],
            &[("report", "track"), ("messages", "whole"), ("messages", "track; first")],
        );
        let year = &rows[1];
        assert_eq!((rows.len(), rows[0].period.label(), year.period.label()), (2, "2012", "2019"));
        assert_eq!((year.documents, year.sections, year.messages, year.tokens), (2, Some(1 + 3), 4, 7));
        assert_eq!(year.median_message_tokens, Some(1.5));
        assert_eq!((year.kinds.as_str(), year.scopes.as_str()), ("messages; report", "track; track, first"));
        assert_eq!(rows[0].median_message_tokens, Some(1.0));
    }

    #[test]
    fn flags_say_what_stands_out() {
        let long: &[&str] = &["two words", "two others"];
        let rows = rows_of(
            &[(2012, TEN), (2017, TEN), (2017, &["again seven"]), (2019, long)],
            &[("messages", "whole"), ("messages", "whole"), ("messages", ""), ("report", "whole")],
        );
        let flags: Vec<&str> = rows.iter().map(|row| row.flags.as_str()).collect();
        assert_eq!(
            flags,
            [
                "one document; near-duplicate messages",
                "near-duplicate messages",
                "one document; fewer than 10 messages; median message more than 1.5 times that of 2012, 2017; \
                 kind that no other period has: report",
            ]
        );
        let similar: Vec<Option<u64>> = rows.iter().map(|row| row.near_duplicates).collect();
        assert_eq!(similar, [Some(10), Some(10), Some(0)]);
    }

    #[test]
    fn one_and_a_half_times_is_not_yet_longer() {
        let rows = rows_of(&[(2012, &["a b"]), (2017, &["c d e"])], &[]);
        assert!(rows.iter().all(|row| row.flags == "one document; fewer than 10 messages"), "{rows:?}");
    }

    #[test]
    fn what_is_not_known_is_empty() {
        study_of(&[(2012, &["trust", "trust"])], "", |study| {
            let rows = comparability(
                &Study { records: None, ..*study },
                &PeriodDocuments::of_cells(study),
                &[],
                &NearDuplicates::default(),
            );
            assert_eq!((rows[0].sections, rows[0].median_message_tokens, rows[0].near_duplicates), (None, None, None));
            assert_eq!(rows[0].flags, "one document; fewer than 10 messages");
        });
    }

    #[test]
    fn odd_corpora() {
        assert_eq!(rows_of(&[], &[]), []);
        // In a corpus of one year there is no other period to differ from.
        let rows = rows_of(&[(2012, &[])], &[("report", "whole")]);
        assert_eq!((rows[0].median_message_tokens, rows[0].flags.contains("no other period")), (None, false));
        let mut years: Vec<(i32, &[&str])> = (1950..2000).map(|year| (year, &["w"][..])).collect();
        years.push((2000, &["long enough"]));
        let rows = rows_of(&years, &[]);
        assert!(rows[50].flags.ends_with("that of 1950, 1951, 1952, 1953, 1954 and 45 more"), "{}", rows[50].flags);
    }
}
