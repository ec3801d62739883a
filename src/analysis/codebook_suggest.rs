//! What a theme lacks, and which of its patterns are likely false.

use std::collections::BTreeMap;

use super::Study;
use super::keyness::prior_tokens;
use super::robustness::YesNo;
use super::row::row;
use crate::count::{Bags, Record, TermEntry, ThemeTermCounter};
use crate::stats::keyness::{log_ratio, weighted_log_odds};
use crate::stats::rank::{smaller_p, superiority};

/// The most messages whose patterns are compared, as the terms of all are held.
pub const MOST_COMPARED: u64 = 3_000_000;
/// Messages of a theme that a term must stand in, and messages that a pattern must find by itself.
const LEAST_MESSAGES: u64 = 2;
/// Messages that the other patterns of a theme must find, and messages without the theme, for a comparison.
const LEAST_OTHERS: usize = 3;
/// A p up to this, or a likeness up to one half, makes a pattern suspicious.
const SUSPICIOUS: f64 = 0.05;

row!(SuggestedTermRow, "codebook_suggest", "A term or phrase of a theme's messages that the theme lacks, with two examples.", ["theme", "rank"], {
    theme: String, "", "Theme id.";
    rank: u64, "", "Place, from 1, by z.";
    term: String, "", "The term as it is counted; words of a phrase are separated by spaces.";
    pattern: String, "", "A pattern that finds it, for the codebook.";
    count: u64, "occurrences", "Occurrences in messages with the theme.";
    messages: u64, "messages", "Messages with the theme and the term.";
    count_elsewhere: u64, "occurrences", "Occurrences in messages without the theme.";
    log_odds: Option<f64>, "natural logarithm", "Difference of the log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008).";
    z: Option<f64>, "standard errors", "That difference in standard errors: ranks the terms.";
    log_ratio: Option<f64>, "doublings", "log2 of the rate in messages with the theme over the rate elsewhere.";
    example_1: String, "", "One use in a message of the theme: id, text before, the term in brackets, text after.";
    example_2: String, "", "A use in another message.";
});

row!(UnlikePatternRow, "codebook_suggest_patterns", "How like the other messages of a theme those are that only one of its patterns finds.", ["theme", "rank"], {
    theme: String, "", "Theme id.";
    rank: u64, "", "Place, from 1: the least like first.";
    line: Option<u64>, "line", "Line of the pattern in the codebook, from 1.";
    pattern: String, "", "The pattern.";
    messages_alone: u64, "messages", "Messages that have the theme by this pattern alone.";
    messages_others: u64, "messages", "Messages that have the theme by other patterns.";
    likeness: Option<f64>, "", "Chance that a message of the pattern is more like those of the other patterns than a message without the theme is; 0.5 is no more like.";
    likeness_of_others: Option<f64>, "", "The same for the messages of the other patterns, each compared with the rest of them.";
    p: Option<f64>, "", "One-sided permutation p by ranks that messages of the pattern are as like as those of the others.";
    suspicious: YesNo, "", "yes where the likeness is 0.5 or less, or p 0.05 or less; never for a pattern that finds more messages alone than the others do, as it is the theme.";
    example_1: String, "", "One hit: id, text before, the match in brackets, text after.";
    example_2: String, "", "A hit in another message.";
});

/// Terms and phrases that mark the messages of a theme and that no pattern of it matches, the best first.
///
/// Ranked by weighted log odds with an informative prior: a term's occurrences in messages with the theme against those
/// in all other messages, the prior
/// being that of the table `keyness`, so that rare terms do not lead.
/// Terms in fewer than two messages of the theme are left out. `covered` tells whether the theme's patterns match a
/// text. Examples are empty.
pub fn suggested_terms(
    study: &Study<'_>,
    theme: usize,
    mut covered: impl FnMut(&str) -> bool,
) -> Vec<SuggestedTermRow> {
    let (counts, codebook) = (study.counts, study.codebook);
    let mut found: BTreeMap<u32, [u64; 2]> = BTreeMap::new();
    let mut counter = ThemeTermCounter::new(codebook.themes.len(), counts.terms.len());
    for (cell, bags) in counts.periods().iter().zip(study.bags.into_iter().cycle()) {
        for (term, count) in &counter.of_cell(cell, bags, study.watcher)[theme] {
            let sums = found.entry(*term).or_default();
            *sums = [sums[0] + count.count, sums[1] + count.messages];
        }
    }
    let totals = counts.term_totals();
    let tokens: u64 = counts.periods().iter().map(|cell| cell.themes[theme].tokens).sum();
    let elsewhere = counts.tokens() - tokens;
    let mut rows = Vec::new();
    for (term, [count, messages]) in found.into_iter().filter(|(_, [_, messages])| *messages >= LEAST_MESSAGES) {
        let entry = counts.terms.get(term);
        let other = totals[term as usize].count - count;
        let odds = weighted_log_odds(count, other, tokens, elsewhere, prior_tokens(tokens, elsewhere));
        if odds.is_none_or(|odds| odds.z <= 0.0) || covered(entry.label) {
            continue;
        }
        rows.push(SuggestedTermRow {
            theme: codebook.themes[theme].id.clone(),
            rank: 0,
            term: entry.term.into(),
            pattern: pattern_of(&entry),
            count,
            messages,
            count_elsewhere: other,
            log_odds: odds.map(|odds| odds.delta),
            z: odds.map(|odds| odds.z),
            log_ratio: log_ratio(count, other, tokens, elsewhere),
            example_1: String::new(),
            example_2: String::new(),
        });
    }
    rows.sort_by(|a, b| {
        let z = |row: &SuggestedTermRow| row.z.unwrap_or(f64::NEG_INFINITY);
        z(b).total_cmp(&z(a)).then_with(|| a.term.cmp(&b.term))
    });
    (1..).zip(&mut rows).for_each(|(rank, row)| row.rank = rank);
    rows
}

/// A pattern that finds a term: its only form, or the stems of its words.
fn pattern_of(entry: &TermEntry<'_>) -> String {
    match entry.forms().collect::<Vec<_>>().as_slice() {
        [(form, _)] => form.to_lowercase(),
        _ => entry.label.to_lowercase().split(' ').map(|word| format!("stem:{word}")).collect::<Vec<_>>().join(" "),
    }
}

/// How like the messages of each pattern are to those of the other patterns of the theme, the least like first.
///
/// Messages are vectors of tf-idf weights without the terms of the theme's patterns (`own`, by term); a message is as
/// like a group as the cosine with the sum of its unit vectors. For each pattern: the messages that have the theme by it
/// alone are compared with the sum of those that have it by other patterns; so are the messages without the theme, and
/// the messages of the other patterns, each with the sum of the rest. The comparisons are by ranks
/// ([`superiority`], [`smaller_p`]), since cosines of short texts have no scale of their own; that holds for a handful of
/// messages. Patterns with fewer than two messages of their own, or fewer than three of others, are left out; of more than
/// [`MOST_COMPARED`] none is compared.
pub fn unlike_patterns(study: &Study<'_>, theme: usize, own: &[bool]) -> Vec<UnlikePatternRow> {
    let (Some(records), Some(bags)) = (study.records, study.bags) else { return Vec::new() };
    if study.counts.messages() > MOST_COMPARED {
        return Vec::new();
    }
    let vectors = vectors(bags, own);
    // For each message its patterns of the theme.
    let mut found: Vec<Vec<u32>> = Vec::with_capacity(vectors.len());
    let mut reader = records.reader();
    for document in 0..records.len() as u32 {
        let messages = reader.document(document, |_| true).iter();
        found.extend(messages.map(|record| of_theme(record, theme as u32).collect::<Vec<_>>()));
    }
    let elsewhere: Vec<usize> = (0..vectors.len()).filter(|&at| found[at].is_empty()).collect();
    let mut patterns = found.concat();
    patterns.sort_unstable();
    patterns.dedup();
    let mut rows = Vec::new();
    for pattern in patterns {
        let by_others = |at: usize| found[at].iter().any(|other| *other != pattern);
        let (others, alone): (Vec<usize>, Vec<usize>) =
            (0..vectors.len()).filter(|&at| !found[at].is_empty()).partition(|&at| by_others(at));
        if (alone.len() as u64) < LEAST_MESSAGES || others.len() < LEAST_OTHERS || elsewhere.len() < LEAST_OTHERS {
            continue;
        }
        let centre = sum(others.iter().map(|&at| &vectors[at]));
        let like = |at: &usize| cosine(&vectors[*at], &centre, None);
        let without_itself = |at: &usize| cosine(&vectors[*at], &centre, Some(&vectors[*at]));
        let of_pattern: Vec<f64> = alone.iter().map(like).collect();
        let of_others: Vec<f64> = others.iter().map(without_itself).collect();
        let of_rest: Vec<f64> = elsewhere.iter().map(like).collect();
        let id = &study.codebook.themes[theme].id;
        let parsed = study.matcher.pattern(pattern);
        let purpose = study.purpose(&format!("codebook_suggest/{id}/{}", parsed.source));
        let likeness = superiority(&of_pattern, &of_rest);
        let p = smaller_p(&of_pattern, &of_others, study.config.analysis.replicates, &purpose);
        rows.push(UnlikePatternRow {
            theme: id.clone(),
            rank: 0,
            line: parsed.place.map(|(line, _)| line),
            pattern: parsed.source.clone(),
            messages_alone: alone.len() as u64,
            messages_others: others.len() as u64,
            likeness,
            likeness_of_others: superiority(&of_others, &of_rest),
            p,
            suspicious: (alone.len() <= others.len()
                && (likeness.is_some_and(|like| like <= 0.5) || p.is_some_and(|p| p <= SUSPICIOUS)))
            .into(),
            example_1: String::new(),
            example_2: String::new(),
        });
    }
    rows.sort_by(|a, b| {
        let like = |row: &UnlikePatternRow| row.likeness.unwrap_or(1.0);
        like(a).total_cmp(&like(b)).then_with(|| (a.line, &a.pattern).cmp(&(b.line, &b.pattern)))
    });
    (1..).zip(&mut rows).for_each(|(rank, row)| row.rank = rank);
    rows
}

/// The patterns that hit for a theme in a message.
fn of_theme(record: &Record, theme: u32) -> impl Iterator<Item = u32> {
    record.hits.iter().filter(move |hit| hit.theme == theme).map(|hit| hit.pattern)
}

/// A vector by term, sorted.
type Vector = Vec<(u32, f64)>;

/// Unit vectors of tf-idf weights of all messages, in their order, without the terms that are the theme's own.
fn vectors(bags: &Bags, own: &[bool]) -> Vec<Vector> {
    let mut messages: Vec<Vec<(u32, u32)>> = Vec::new();
    for document in 0..bags.len() {
        bags.document(document, |message| messages.push(message.terms.to_vec()));
    }
    let mut with: BTreeMap<u32, u64> = BTreeMap::new();
    messages.iter().flatten().for_each(|(term, _)| *with.entry(*term).or_default() += 1);
    let of = |terms: &Vec<(u32, u32)>| {
        let terms = terms.iter().filter(|(term, _)| !own[*term as usize]);
        let weighted =
            terms.map(|(term, count)| (*term, f64::from(*count) * (messages.len() as f64 / with[term] as f64).ln()));
        let mut vector: Vector = weighted.collect();
        vector.sort_unstable_by_key(|(term, _)| *term);
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector
    };
    messages.iter().map(of).collect()
}

/// The sum of vectors.
fn sum<'v>(vectors: impl Iterator<Item = &'v Vector>) -> BTreeMap<u32, f64> {
    let mut sum = BTreeMap::new();
    for (term, weight) in vectors.flatten() {
        *sum.entry(*term).or_default() += weight;
    }
    sum
}

/// The cosine of a unit vector and a sum, from which one vector may be taken first; 0 where either is empty.
fn cosine(vector: &Vector, sum: &BTreeMap<u32, f64>, less: Option<&Vector>) -> f64 {
    let dot =
        |other: &Vector| other.iter().map(|(term, weight)| weight * sum.get(term).copied().unwrap_or(0.0)).sum::<f64>();
    let square = sum.values().map(|weight| weight * weight).sum::<f64>();
    let (dot, square) = match less {
        // |s - v|^2 = |s|^2 - 2 s v + |v|^2, and (s - v) v = s v - |v|^2.
        Some(less) => {
            let own = less.iter().map(|(_, weight)| weight * weight).sum::<f64>();
            (dot(vector) - own, square - 2.0 * dot(less) + own)
        }
        None => (dot(vector), square),
    };
    if square > 1e-12 { dot / square.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;

    const CODEBOOK: &str = "[themes.rights]\ninclude = [\"right\", \"freedom\"]\n";
    const TEXTS: [&str; 14] = [
        "freedom of speech and expression for journalists",
        "speech and expression need freedom from censorship",
        "freedom for journalists against censorship",
        "censorship ends freedom of expression",
        "turn right at the station and walk",
        "the right side of the station has lifts",
        "broadband cables reach the islands",
        "cables and ports of the islands",
        "broadband prices fall again",
        "walk from the station to the lifts",
        "ports and prices and broadband",
        "the lifts at the station",
        "prices of cables",
        "islands have ports",
    ];

    #[test]
    fn terms_of_the_theme_are_suggested_and_its_own_are_not() {
        study_of(&[(2012, &TEXTS[..7]), (2017, &TEXTS[7..])], CODEBOOK, |study| {
            let covered = |text: &str| text == "freedom" || text == "right";
            let rows = suggested_terms(study, 0, covered);
            let terms: Vec<(&str, u64, u64)> =
                rows.iter().map(|row| (row.term.as_str(), row.messages, row.count_elsewhere)).collect();
            assert_eq!(&terms[..2], [("censorship", 3, 0), ("express", 3, 0)]);
            assert!(!terms.iter().any(|(term, ..)| matches!(*term, "freedom" | "right" | "broadband")), "{terms:?}");
            assert!(rows.iter().all(|row| row.z > Some(0.0) && row.log_ratio.is_some()));
            assert_eq!((rows[0].pattern.as_str(), rows[0].rank, rows[1].rank), ("censorship", 1, 2));
        });
    }

    #[test]
    fn a_pattern_with_another_meaning_is_suspicious() {
        study_of(&[(2012, &TEXTS[..7]), (2017, &TEXTS[7..])], CODEBOOK, |study| {
            let own: Vec<bool> =
                study.counts.terms.iter().map(|entry| matches!(entry.term, "freedom" | "right")).collect();
            let rows = unlike_patterns(study, 0, &own);
            // "freedom" has too few others: two messages with "right".
            assert_eq!(rows.len(), 1);
            let row = &rows[0];
            assert_eq!((row.pattern.as_str(), row.messages_alone, row.messages_others), ("right", 2, 4));
            assert!(row.likeness <= Some(0.5) && row.likeness_of_others > Some(0.9), "{row:?}");
            assert!(row.p.is_some_and(|p| p < 0.15) && row.suspicious == true.into(), "{row:?}");
        });
    }

    #[test]
    fn what_cannot_be_compared_is_left_out() {
        study_of(&[(2012, &["freedom"]), (2017, &["none"])], CODEBOOK, |study| {
            assert_eq!(suggested_terms(study, 0, |_| false), []);
            let own = vec![false; study.counts.terms.len()];
            assert_eq!(unlike_patterns(study, 0, &own), []);
        });
    }
}
