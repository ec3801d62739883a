//! Tables of terms.

use rayon::prelude::*;

use super::cooccurrence::fisher_p;
use super::rows::{TermCooccurrenceRow, TermFormRow, TermFrequencyByThemeRow, TermFrequencyRow};
use crate::codebook::Codebook;
use crate::count::{Counts, Details, DispersionSums, TermCount, ThemeTermCount, YearCounts};
use crate::stats::adjust::benjamini_hochberg;
use crate::stats::cooccurrence::Joint;
use crate::stats::dispersion::{dp_norm_from_sums, juilland_d_from_sums};
use crate::stats::keyness::{g2_four_cell, log_ratio};
use crate::stats::rate::{per_1000, share};

/// `term_frequency`: one row per year and term. `details` brings dispersion; without it those columns are empty.
pub fn term_frequency(counts: &Counts, details: Option<&Details>) -> Vec<TermFrequencyRow> {
    let totals = counts.term_totals();
    let mut rows = Vec::new();
    for (index, (year, in_year)) in counts.years.iter().enumerate() {
        let ranks = ranks(counts, in_year);
        for (place, (term, count)) in in_year.terms.iter().enumerate() {
            let entry = &counts.terms[*term as usize];
            let sums = details.filter(|_| entry.words == 1).map(|details| details.dispersion[index][place]);
            let (juilland_d, dp_norm) = sums.map_or((None, None), |sums| dispersion(in_year, *count, sums));
            rows.push(TermFrequencyRow {
                year: *year,
                term: entry.term.clone(),
                label: entry.label.clone(),
                count: count.count,
                messages: count.messages,
                documents: count.documents,
                per_1000_tokens: per_1000(count.count, in_year.tokens),
                message_share: share(count.messages, in_year.messages),
                tf_idf: tf_idf(count.count, counts.messages(), totals[*term as usize].messages),
                juilland_d,
                dp_norm,
                rank: ranks[place],
            });
        }
    }
    rows
}

/// count times ln(messages / messages with the term); `None` where no message has the term.
fn tf_idf(count: u64, messages: u64, with_term: u64) -> Option<f64> {
    (with_term > 0).then(|| count as f64 * (messages as f64 / with_term as f64).ln())
}

/// Juilland's D and normalised DP from the sums over messages with the term; messages without it add n f each.
pub(super) fn dispersion(year: &YearCounts, count: TermCount, sums: DispersionSums) -> (Option<f64>, Option<f64>) {
    let without = u128::from(year.tokens.saturating_sub(sums.tokens)) * u128::from(count.count);
    (
        juilland_d_from_sums(year.parts, sums.share, sums.share_squared),
        dp_norm_from_sums(sums.absolute + without, count.count, year.tokens, year.smallest_part),
    )
}

/// For each term of the year its rank by count among terms with as many words; ties share the lowest rank.
fn ranks(counts: &Counts, year: &YearCounts) -> Vec<u64> {
    let mut ranks = vec![0; year.terms.len()];
    for words in 1..=3 {
        let mut order: Vec<usize> =
            (0..year.terms.len()).filter(|&i| counts.terms[year.terms[i].0 as usize].words == words).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(year.terms[i].1.count));
        let mut rank = 0;
        for (place, &i) in order.iter().enumerate() {
            if place == 0 || year.terms[order[place - 1]].1.count != year.terms[i].1.count {
                rank = place as u64 + 1;
            }
            ranks[i] = rank;
        }
    }
    ranks
}

/// `term_frequency_by_theme`: terms in the messages of a theme, compared with the other messages of the year. The
/// rows of each year and theme are handed over together, as all of them may be many.
///
/// # Errors
/// What `take` gives.
pub fn term_frequency_by_theme<E>(
    counts: &Counts,
    codebook: &Codebook,
    mut take: impl FnMut(Vec<TermFrequencyByThemeRow>) -> Result<(), E>,
) -> Result<(), E> {
    let mut themes: Vec<usize> = (0..codebook.themes.len()).collect();
    themes.sort_by(|&a, &b| codebook.themes[a].id.cmp(&codebook.themes[b].id));
    for (year, in_year) in &counts.years {
        for &theme in &themes {
            let tokens = in_year.themes[theme].tokens;
            let row = |(term, count): &(u32, ThemeTermCount)| {
                let all =
                    in_year.terms.binary_search_by_key(term, |(id, _)| *id).map_or(0, |i| in_year.terms[i].1.count);
                let others = all.saturating_sub(count.count);
                let other_tokens = in_year.tokens.saturating_sub(tokens);
                let entry = &counts.terms[*term as usize];
                TermFrequencyByThemeRow {
                    year: *year,
                    theme: codebook.themes[theme].id.clone(),
                    term: entry.term.clone(),
                    label: entry.label.clone(),
                    count: count.count,
                    messages: count.messages,
                    per_1000_tokens: per_1000(count.count, tokens),
                    g2: g2_four_cell(count.count, others, tokens, other_tokens),
                    log_ratio: log_ratio(count.count, others, tokens, other_tokens),
                }
            };
            take(in_year.theme_terms[theme].iter().map(row).collect())?;
        }
    }
    Ok(())
}

/// A pair of terms in a year, both in some message.
struct TermPair {
    year: i32,
    terms: [u32; 2],
    joint: Joint,
}

/// `term_cooccurrence`: pairs of the most frequent terms that share a message.
///
/// q corrects Fisher's p over all pairs of these terms that a year has, also those that share no message and so have
/// no row: they were tested too.
pub fn term_cooccurrence(counts: &Counts, details: &Details) -> Vec<TermCooccurrenceRow> {
    let mut tested: Vec<TermPair> = Vec::new();
    for ((year, in_year), pairs) in counts.years.iter().zip(&details.pairs) {
        let messages = |term: &u32| {
            in_year.terms.binary_search_by_key(term, |(id, _)| *id).map_or(0, |i| in_year.terms[i].1.messages)
        };
        let present: Vec<(u32, u32, u64)> = (0..)
            .zip(&details.pair_terms)
            .map(|(place, term)| (place, *term, messages(term)))
            .filter(|(_, _, messages)| *messages > 0)
            .collect();
        let mut pairs = pairs.iter().peekable();
        for (at, &(place_a, a, n_a)) in present.iter().enumerate() {
            for &(place_b, b, n_b) in &present[at + 1..] {
                let both = pairs.next_if(|(key, _)| *key == (place_a, place_b)).map_or(0, |(_, both)| *both);
                let joint = Joint { n: in_year.messages, n_a, n_b, n_ab: both };
                tested.push(TermPair { year: *year, terms: [a, b], joint });
            }
        }
    }
    let p: Vec<Option<f64>> = tested.par_iter().map(|pair| fisher_p(&pair.joint)).collect();
    let q = benjamini_hochberg(&p);
    let term = |index: u32| counts.terms[index as usize].term.clone();
    let row = |(TermPair { year, terms: [a, b], joint }, q_bh): (&TermPair, Option<f64>)| TermCooccurrenceRow {
        year: *year,
        term_a: term(*a),
        term_b: term(*b),
        count_a: joint.n_a,
        count_b: joint.n_b,
        messages_both: joint.n_ab,
        expected: joint.expected(),
        pmi: joint.pmi(),
        npmi: joint.npmi(),
        log_dice: joint.log_dice(),
        g2: joint.g2(),
        q_bh,
    };
    tested.iter().zip(q).filter(|(pair, _)| pair.joint.n_ab > 0).map(row).collect()
}

/// `term_forms`: what the stemmer merged.
pub fn term_forms(counts: &Counts) -> Vec<TermFormRow> {
    let row = |entry: &crate::count::TermEntry| TermFormRow {
        term: entry.term.clone(),
        label: entry.label.clone(),
        forms: entry.forms.iter().map(|(form, count)| format!("{form} {count}")).collect::<Vec<_>>().join("; "),
    };
    counts.terms.iter().filter(|entry| entry.words == 1).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;

    #[test]
    fn term_pairs_are_corrected_over_all_pairs_also_those_that_never_meet() {
        let mut texts = vec!["norms trust"; 5];
        texts.extend(["states", "2012", "2012", "2012", "2012", "2012", "2012"]);
        study_of(&[(2012, &texts), (2017, &["states norms"])], "", |study| {
            let rows = term_cooccurrence(study.counts, study.details);
            let keys: Vec<_> = rows.iter().map(|row| (row.year, row.term_a.as_str(), row.term_b.as_str())).collect();
            assert_eq!(keys, [(2012, "norm", "trust"), (2017, "norm", "state")]);
            // 5 of 5 in 12 by chance: 1 of 792 ways. Tested beside norm and state, state and trust.
            assert!((rows[0].q_bh.expect("a q") - 3.0 / 792.0).abs() < 1e-12);
            // One message: nothing to test.
            assert_eq!(rows[1].q_bh, None);
        });
    }

    #[test]
    fn every_joint_count_has_its_row() {
        let texts = ["alpha beta gamma", "beta delta", "gamma delta alpha", "epsilon", "alpha delta beta"];
        study_of(&[(2012, &texts), (2017, &texts[1..]), (2020, &[])], "", |study| {
            let rows = term_cooccurrence(study.counts, study.details);
            assert_eq!(rows.len(), study.details.pairs.iter().map(Vec::len).sum::<usize>());
            let joint = rows.iter().map(|row| row.messages_both).sum::<u64>();
            assert_eq!(joint, study.details.pairs.iter().flatten().map(|(_, both)| both).sum::<u64>());
            assert!(rows.is_sorted_by_key(|row| (row.year, row.term_a.clone(), row.term_b.clone())));
        });
    }
}
