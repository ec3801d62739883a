//! What makes the years of a corpus hard to compare.

use std::collections::BTreeSet;

use super::Study;
use super::near_duplicates::NearDuplicateRow;
use super::row::row;
use crate::corpus::DocumentInfo;
use crate::count::Records;
use crate::stats::median::median;
use crate::stats::trend::LEAST_MESSAGES;

row!(ComparabilityRow, "comparability", "One year, and what makes it hard to compare with the others.", ["year"], {
    year: i32, "year", "Year.";
    documents: u64, "documents", "Documents of the year.";
    sections: Option<u64>, "sections", "Sections with at least one message.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    median_message_tokens: Option<f64>, "tokens", "Median of word tokens per message; empty for a corpus with too many messages.";
    kinds: String, "", "Kinds of document, in alphabetical order, separated by semicolons.";
    scopes: String, "", "What the documents cover, in alphabetical order, separated by semicolons.";
    near_duplicates: Option<u64>, "messages", "Messages of the year that are in a pair of near-duplicates, with one of this year or another; empty for a corpus with too many messages.";
    flags: String, "", "What to bear in mind when the year is compared, separated by semicolons; empty where nothing stands out.";
});

/// A year is flagged where its median message has more than this times the tokens of another year's.
pub(super) const LONGER: f64 = 1.5;
/// The most years that one flag names.
const MOST_NAMED: usize = 5;

/// `comparability`: one row per year.
///
/// `sections_per_document` holds, for each of the study's documents in their order, its sections with a message; the
/// column is empty where the lengths differ. `near_duplicates` are the rows of the table of that name. What needs
/// records is empty without them.
pub fn comparability(
    study: &Study<'_>,
    sections_per_document: &[u64],
    near_duplicates: &[NearDuplicateRow],
) -> Vec<ComparabilityRow> {
    let years = study.years();
    let similar = study.records.map(|records| messages_in_pairs(study, records, near_duplicates));
    let row = |(place, year): (usize, &i32)| {
        let of_year = || study.documents.iter().enumerate().filter(|(_, document)| document.year == *year);
        let sections = (sections_per_document.len() == study.documents.len())
            .then(|| of_year().map(|(document, _)| sections_per_document[document]).sum());
        let counts = &study.counts.years[place].1;
        ComparabilityRow {
            year: *year,
            documents: counts.documents,
            sections,
            messages: counts.messages,
            tokens: counts.tokens,
            median_message_tokens: study
                .records
                .and_then(|records| median(records.of_year(place).map(|message| message.tokens).collect())),
            kinds: list(&values(study.documents, *year, kind)),
            scopes: list(&values(study.documents, *year, scope)),
            near_duplicates: similar.as_ref().map(|similar| similar[place]),
            flags: String::new(),
        }
    };
    let mut rows: Vec<ComparabilityRow> = years.iter().enumerate().map(row).collect();
    let flags: Vec<String> = rows.iter().map(|row| flags(study.documents, &rows, row).join("; ")).collect();
    for (row, flags) in rows.iter_mut().zip(flags) {
        row.flags = flags;
    }
    rows
}

fn flags(documents: &[DocumentInfo], rows: &[ComparabilityRow], row: &ComparabilityRow) -> Vec<String> {
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
    let shorter: Vec<i32> = rows.iter().filter(longer).map(|other| other.year).collect();
    if !shorter.is_empty() {
        flags.push(format!("median message more than {LONGER} times that of {}", named(&shorter)));
    }
    if rows.len() > 1 {
        let others = |of: fn(&DocumentInfo) -> &str| -> BTreeSet<String> {
            let others = rows.iter().filter(|other| other.year != row.year);
            others.flat_map(|other| values(documents, other.year, of)).collect()
        };
        let own = |of| values(documents, row.year, of).difference(&others(of)).cloned().collect::<BTreeSet<String>>();
        for (what, own) in [("kind", own(kind)), ("scope", own(scope))] {
            flags.extend(own.iter().map(|value| format!("{what} that no other year has: {value}")));
        }
    }
    if row.near_duplicates.is_some_and(|messages| messages > 0) {
        flags.push("near-duplicate messages".to_string());
    }
    flags
}

/// Years as a list in words, the first few by name.
fn named(years: &[i32]) -> String {
    let names: Vec<String> = years.iter().take(MOST_NAMED).map(ToString::to_string).collect();
    let more = years.len() - names.len();
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}

fn kind(document: &DocumentInfo) -> &str {
    &document.kind
}

fn scope(document: &DocumentInfo) -> &str {
    &document.scope
}

/// What the documents of a year have in a variable, empty cells aside. A semicolon becomes a comma.
fn values(documents: &[DocumentInfo], year: i32, of: fn(&DocumentInfo) -> &str) -> BTreeSet<String> {
    let of_year = documents.iter().filter(|document| document.year == year);
    of_year.map(|document| of(document).trim().replace(';', ",")).filter(|value| !value.is_empty()).collect()
}

fn list(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join("; ")
}

/// For each year, its messages that are in a pair.
fn messages_in_pairs(study: &Study<'_>, records: &Records, pairs: &[NearDuplicateRow]) -> Vec<u64> {
    let mut messages = vec![0; study.counts.years.len()];
    let in_pairs: BTreeSet<&str> = pairs.iter().flat_map(|row| [&*row.message_a, &*row.message_b]).collect();
    if !in_pairs.is_empty() {
        for record in &records.messages {
            messages[record.year] += u64::from(in_pairs.contains(study.message_id(record).as_str()));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::near_duplicates::near_duplicates;
    use crate::analysis::testing::study_of;

    /// The rows, with kinds and scopes given to the documents in turn.
    fn rows_of(documents: &[(i32, &[&str])], variables: &[(&str, &str)]) -> Vec<ComparabilityRow> {
        let mut rows = Vec::new();
        study_of(documents, "", |study| {
            let mut infos = study.documents.to_vec();
            for (info, (kind, scope)) in infos.iter_mut().zip(variables) {
                (info.kind, info.scope) = ((*kind).to_string(), (*scope).to_string());
            }
            let sections: Vec<u64> = (1..=infos.len() as u64).collect();
            let study = Study { documents: &infos, ..*study };
            rows = comparability(&study, &sections, &near_duplicates(&study));
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
        assert_eq!((rows.len(), rows[0].year, year.year), (2, 2012, 2019));
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
                 kind that no other year has: report",
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
            let rows = comparability(&Study { records: None, ..*study }, &[], &[]);
            assert_eq!((rows[0].sections, rows[0].median_message_tokens, rows[0].near_duplicates), (None, None, None));
            assert_eq!(rows[0].flags, "one document; fewer than 10 messages");
        });
    }

    #[test]
    fn odd_corpora() {
        assert_eq!(rows_of(&[], &[]), []);
        // In a corpus of one year there is no other year to differ from.
        let rows = rows_of(&[(2012, &[])], &[("report", "whole")]);
        assert_eq!((rows[0].median_message_tokens, rows[0].flags.contains("no other year")), (None, false));
        let mut years: Vec<(i32, &[&str])> = (1950..2000).map(|year| (year, &["w"][..])).collect();
        years.push((2000, &["long enough"]));
        let rows = rows_of(&years, &[]);
        assert!(rows[50].flags.ends_with("that of 1950, 1951, 1952, 1953, 1954 and 45 more"), "{}", rows[50].flags);
    }
}
