//! What a change of the codebook does to every figure.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::FindingRow;
use super::row::{IfAny, row};
use super::rows::ThemeFrequencyRow;
use super::{Evidence, message_id};
use crate::axis::Period;

/// What is compared of a codebook: its figures, its findings, and the messages it finds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Version {
    /// Rows of `theme_frequency`.
    pub frequency: Vec<ThemeFrequencyRow>,
    /// Rows of `findings`.
    pub findings: Vec<FindingRow>,
    /// The messages with a hit, for each theme, in the order of documents and messages.
    pub messages: Vec<FoundMessage>,
}

/// A message with hits of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMessage {
    /// Theme id.
    pub theme: String,
    /// Document id.
    pub document: String,
    /// Place of the message in its document, from 1.
    pub ordinal: u32,
    /// Period of the document.
    pub period: Period,
    /// Hits of the theme.
    pub hits: u64,
    /// The patterns that hit, separated by semicolons.
    pub patterns: String,
    /// What they hit, separated by semicolons.
    pub matches: String,
    /// Text of the message.
    pub text: String,
}

row!(CodebookDiffRow, "codebook_diff", "One theme in a period, as two codebooks find it.", ["theme", "period"], {
    theme: String, "", "Theme id.";
    period: Period, "", "Period.";
    hits_old: Option<u64>, "hits", "Hits by the old codebook; missing where it has no such theme.";
    hits_new: Option<u64>, "hits", "Hits by the new codebook; missing where it has no such theme.";
    weighted_hits_old: IfAny, "weights", "Sum of the weights of the hits by the old codebook; no column where no theme has weights.";
    weighted_hits_new: IfAny, "weights", "Sum of the weights of the hits by the new codebook; no column where no theme has weights.";
    messages_old: Option<u64>, "messages", "Messages with a hit by the old codebook.";
    messages_new: Option<u64>, "messages", "Messages with a hit by the new codebook.";
    messages_gained: u64, "messages", "Messages with a hit by the new codebook only.";
    messages_lost: u64, "messages", "Messages with a hit by the old codebook only.";
    rate_old: Option<f64>, "hits per 1,000 word tokens", "Rate by the old codebook.";
    rate_new: Option<f64>, "hits per 1,000 word tokens", "Rate by the new codebook.";
    rate_difference: Option<f64>, "hits per 1,000 word tokens", "New rate less old rate.";
});

row!(FindingDiffRow, "codebook_diff_findings", "A finding that the new codebook changes: evidence, sign, or its being there.", ["theme", "from_period", "to_period"], {
    theme: String, "", "Theme id.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    evidence_old: Option<Evidence>, "", "Evidence of a change by the old codebook; missing where it has no such theme.";
    evidence_new: Option<Evidence>, "", "Evidence of a change by the new codebook; missing where it has no such theme.";
    difference_old: Option<f64>, "hits per 1,000 word tokens", "Later rate less earlier rate, by the old codebook.";
    difference_new: Option<f64>, "hits per 1,000 word tokens", "Later rate less earlier rate, by the new codebook.";
    sentence_old: String, "", "The finding by the old codebook.";
    sentence_new: String, "", "The finding by the new codebook.";
});

row!(MessageDiffRow, "codebook_diff_messages", "A message that a theme gains or loses by the new codebook.", ["theme", "message"], {
    theme: String, "", "Theme id.";
    message: String, "", "Id of the message.";
    period: Period, "", "Period of the document.";
    change: String, "", "gained or lost.";
    hits: u64, "hits", "Hits by the codebook that finds it.";
    patterns: String, "", "The patterns that find it, separated by semicolons.";
    matches: String, "", "What they find, separated by semicolons.";
    text: String, "", "Text of the message.";
});

/// `codebook_diff`: one row per theme and period in which anything differs.
pub fn codebook_diff(old: &Version, new: &Version) -> Vec<CodebookDiffRow> {
    let index = |version: &Version| -> BTreeMap<(String, Period), ThemeFrequencyRow> {
        version.frequency.iter().map(|row| ((row.theme.clone(), row.period.clone()), row.clone())).collect()
    };
    let (of_old, of_new) = (index(old), index(new));
    let mut moved: BTreeMap<(String, Period), [u64; 2]> = BTreeMap::new();
    for row in message_diff(old, new) {
        moved.entry((row.theme, row.period)).or_default()[usize::from(row.change == LOST)] += 1;
    }
    let keys: BTreeSet<&(String, Period)> = of_old.keys().chain(of_new.keys()).collect();
    let rows = keys.into_iter().map(|key| {
        let (old, new) = (of_old.get(key), of_new.get(key));
        let [gained, lost] = moved.get(key).copied().unwrap_or_default();
        let rate = |row: Option<&ThemeFrequencyRow>| row.and_then(|row| row.per_1000_tokens);
        let weighted = |row: Option<&ThemeFrequencyRow>| row.map(|row| row.weighted_hits).unwrap_or_default();
        CodebookDiffRow {
            theme: key.0.clone(),
            period: key.1.clone(),
            hits_old: old.map(|row| row.hits),
            hits_new: new.map(|row| row.hits),
            weighted_hits_old: weighted(old),
            weighted_hits_new: weighted(new),
            messages_old: old.map(|row| row.messages),
            messages_new: new.map(|row| row.messages),
            messages_gained: gained,
            messages_lost: lost,
            rate_old: rate(old),
            rate_new: rate(new),
            rate_difference: rate(new).zip(rate(old)).map(|(new, old)| new - old),
        }
    });
    let differs = |row: &CodebookDiffRow| {
        row.hits_old != row.hits_new
            || row.weighted_hits_old != row.weighted_hits_new
            || row.messages_gained + row.messages_lost > 0
    };
    rows.filter(differs).collect()
}

/// `codebook_diff_findings`: the findings that change in evidence or in the sign of the difference.
pub fn finding_diff(old: &Version, new: &Version) -> Vec<FindingDiffRow> {
    let index = |version: &Version| -> BTreeMap<(String, Period, Period), FindingRow> {
        let rows = version.findings.iter();
        rows.map(|row| ((row.theme.clone(), row.from_period.clone(), row.to_period.clone()), row.clone())).collect()
    };
    let (of_old, of_new) = (index(old), index(new));
    let keys: BTreeSet<&(String, Period, Period)> = of_old.keys().chain(of_new.keys()).collect();
    let sign = |row: Option<&FindingRow>| {
        row.and_then(|row| row.difference).map_or(0, |d| i8::from(d > 0.0) - i8::from(d < 0.0))
    };
    let changed = |key: &&(String, Period, Period)| {
        let (old, new) = (of_old.get(*key), of_new.get(*key));
        old.map(|row| row.evidence) != new.map(|row| row.evidence) || sign(old) != sign(new)
    };
    let rows = keys.into_iter().filter(changed).map(|key| {
        let (old, new) = (of_old.get(key), of_new.get(key));
        let sentence = |row: Option<&FindingRow>| row.map(|row| row.sentence.clone()).unwrap_or_default();
        FindingDiffRow {
            theme: key.0.clone(),
            from_period: key.1.clone(),
            to_period: key.2.clone(),
            evidence_old: old.map(|row| row.evidence),
            evidence_new: new.map(|row| row.evidence),
            difference_old: old.and_then(|row| row.difference),
            difference_new: new.and_then(|row| row.difference),
            sentence_old: sentence(old),
            sentence_new: sentence(new),
        }
    });
    rows.collect()
}

const GAINED: &str = "gained";
const LOST: &str = "lost";

/// `codebook_diff_messages`: the messages that themes gain and lose, by theme, then in the order of the corpus.
pub fn message_diff(old: &Version, new: &Version) -> Vec<MessageDiffRow> {
    type Key<'v> = (&'v str, &'v str, u32);
    fn index(version: &Version) -> BTreeMap<Key<'_>, &FoundMessage> {
        let messages = version.messages.iter();
        messages.map(|found| ((found.theme.as_str(), found.document.as_str(), found.ordinal), found)).collect()
    }
    let (of_old, of_new) = (index(old), index(new));
    let lost = of_old.iter().filter(|(key, _)| !of_new.contains_key(*key)).map(|(key, found)| (*key, *found, LOST));
    let gained = of_new.iter().filter(|(key, _)| !of_old.contains_key(*key)).map(|(key, found)| (*key, *found, GAINED));
    let mut moved: Vec<(Key<'_>, &FoundMessage, &str)> = lost.chain(gained).collect();
    moved.sort_by_key(|(key, _, _)| *key);
    let row = |(_, found, change): (Key<'_>, &FoundMessage, &str)| MessageDiffRow {
        theme: found.theme.clone(),
        message: message_id(&found.document, found.ordinal),
        period: found.period.clone(),
        change: change.to_string(),
        hits: found.hits,
        patterns: found.patterns.clone(),
        matches: found.matches.clone(),
        text: found.text.clone(),
    };
    moved.into_iter().map(row).collect()
}
