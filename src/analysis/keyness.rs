//! Which terms mark a year: each year against the rest of the corpus, and against the year before.
//!
//! Tested is every term of one word that occurs in target or reference; `terms_tested` says how many. p takes tokens
//! as independent, so it is too small for a term that clusters in few messages: `messages_target` and `dp_norm_target`
//! stand beside it. With two years, `rest` and the year before are the same reference.

use std::convert::Infallible;

use rayon::prelude::*;

use super::Study;
use super::row::row;
use super::terms::dispersion;
use crate::count::{Counts, YearCounts};
use crate::stats::LEVEL;
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::keyness::{
    bic, g2_four_cell, log_ratio, log_ratio_conservative, percent_difference, weighted_log_odds,
};
use crate::stats::measure::{KeynessMeasure, KeynessTable};
use crate::stats::rate::per_1000;
use crate::stats::tail::chi_squared_p;

row!(KeynessRow, "keyness", "One term of one year against the rest of the corpus, or against the year before.", ["target_year", "reference", "term"], {
    target_year: i32, "year", "The year that the term may mark.";
    reference: String, "", "What the year is compared with: `rest`, all other years together, or the year before.";
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count_target: u64, "tokens", "Occurrences in the year.";
    count_reference: u64, "tokens", "Occurrences in the reference.";
    per_1000_target: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the year, stop words included.";
    per_1000_reference: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the reference, stop words included.";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells (Dunning 1993); negative where the term is rarer in the year.";
    p: Option<f64>, "", "p of G2, chi-squared with 1 degree of freedom; takes tokens as independent, so too small where the term clusters in few messages; not corrected.";
    q_bh: Option<f64>, "", "p adjusted by Benjamini and Hochberg (1995) over all rows of this table.";
    p_holm: Option<f64>, "", "p adjusted by Holm (1979) over all rows of this table.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio of relative frequencies (Hardie 2014), 0.5 in place of a zero count.";
    log_ratio_conservative: Option<f64>, "log2", "The bound nearer to 0 of the 95 % interval of the log ratio, Bonferroni over the terms tested (Evert 2022); 0 where no difference is shown.";
    percent_difference: Option<f64>, "%", "Difference of the relative frequencies in per cent of the reference; empty where the reference has none (Gabrielatos and Marchi 2011).";
    bic: Option<f64>, "", "|G2| - ln N (Wilson 2013): above 0 the data favour a difference, above 10 very strongly.";
    log_odds_z: Option<f64>, "", "z of the weighted log odds (Monroe, Colaresi and Quinn 2008); the prior has the shares of both sides together and the tokens of the smaller side.";
    messages_target: u64, "messages", "Messages of the year with the term.";
    dp_norm_target: Option<f64>, "", "Normalised deviation of proportions over the year's messages: 0 is even, 1 is concentrated; empty where the year has none.";
    terms_tested: u64, "terms", "Terms tested in this comparison: those with an occurrence in the year or in the reference.";
});

row!(KeynessScoreRow, "keyness_score", "One term of one year against a reference, by a chosen measure.", ["target_year", "reference", "term"], {
    target_year: i32, "year", "The year that the term may mark.";
    reference: String, "", "What the year is compared with: `rest`, all other years together, or a year.";
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count_target: u64, "tokens", "Occurrences in the year.";
    count_reference: u64, "tokens", "Occurrences in the reference.";
    per_1000_target: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the year, stop words included.";
    per_1000_reference: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the reference.";
    measure: String, "", "Name of the measure.";
    score: Option<f64>, "", "Its value; positive where the term is more frequent in the year, but for bic.";
    p: Option<f64>, "", "p of the measure, two-sided, takes tokens as independent, not corrected; empty for a measure that tests nothing.";
    q_bh: Option<f64>, "", "p adjusted by Benjamini and Hochberg (1995) over all comparisons and terms.";
    messages_target: u64, "messages", "Messages of the year with the term.";
    dp_norm_target: Option<f64>, "", "Dispersion over the year's messages: 0 is even, 1 is concentrated.";
});

/// The same comparisons by another measure. `rows` are all rows of [`keyness`], as corrections are over all of them.
pub fn keyness_scores(study: &Study<'_>, rows: Vec<KeynessRow>, measure: KeynessMeasure) -> Vec<KeynessScoreRow> {
    let tokens_of = |year: i32| study.counts.years.iter().find(|(of, _)| *of == year).map_or(0, |(_, of)| of.tokens);
    let all = study.counts.tokens();
    let score = |row: KeynessRow| {
        let target = tokens_of(row.target_year);
        let reference = row.reference.parse().map_or(all - target, tokens_of);
        let table = KeynessTable {
            counts: [row.count_target, row.count_reference],
            tokens: [target, reference],
            terms: row.terms_tested,
            prior_tokens: prior_tokens(target, reference),
            level: LEVEL,
        };
        KeynessScoreRow {
            target_year: row.target_year,
            reference: row.reference,
            term: row.term,
            label: row.label,
            count_target: row.count_target,
            count_reference: row.count_reference,
            per_1000_target: row.per_1000_target,
            per_1000_reference: row.per_1000_reference,
            measure: measure.name().into(),
            score: measure.score(&table),
            p: measure.p(&table),
            q_bh: None,
            messages_target: row.messages_target,
            dp_norm_target: row.dp_norm_target,
        }
    };
    let mut scores: Vec<KeynessScoreRow> = rows.into_par_iter().map(score).collect();
    let p: Vec<Option<f64>> = scores.iter().map(|row| row.p).collect();
    for (row, q_bh) in scores.iter_mut().zip(benjamini_hochberg(&p)) {
        row.q_bh = q_bh;
    }
    scores
}

/// The name of the reference that holds all other years.
pub const REST: &str = "rest";

/// `keyness`: one row per comparison and tested term. A comparison in which a side has no word token has no row.
pub fn keyness(study: &Study<'_>) -> Vec<KeynessRow> {
    let mut all = Vec::new();
    let taken = keyness_by_comparison(study, |rows| {
        all.extend(rows);
        Ok::<(), Infallible>(())
    });
    match taken {
        Ok(()) => all,
    }
}

/// As [`keyness`]; the rows of each comparison are handed over together, as all of them may be many.
///
/// # Errors
/// What `take` gives.
pub fn keyness_by_comparison<E>(
    study: &Study<'_>,
    mut take: impl FnMut(Vec<KeynessRow>) -> Result<(), E>,
) -> Result<(), E> {
    let totals: Vec<u64> = study.counts.term_totals().iter().map(|total| total.count).collect();
    let comparisons = comparisons(study);
    // Corrections are over the whole table, so all p come first.
    let mut p = Vec::new();
    for comparison in &comparisons {
        let test = |sides: &Sides| comparison.p(sides.target, sides.reference);
        p.par_extend(comparison.sides(study.counts, &totals).par_iter().map(test));
    }
    let (q_bh, p_holm) = (benjamini_hochberg(&p), holm(&p));
    let mut first = 0;
    for comparison in &comparisons {
        let sides = comparison.sides(study.counts, &totals);
        let rows = sides.par_iter().enumerate().map(|(place, side)| {
            let at = first + place;
            let p = Adjusted { p: p[at], q_bh: q_bh[at], p_holm: p_holm[at] };
            comparison.row(study, side, p, sides.len() as u64)
        });
        take(rows.collect())?;
        first += sides.len();
    }
    Ok(())
}

/// A year and what it is compared with.
struct Comparison {
    /// Place of the target among the years.
    target: usize,
    /// Place of the reference; `None` for all other years.
    reference: Option<usize>,
    name: String,
    target_tokens: u64,
    reference_tokens: u64,
}

/// Occurrences of a term on both sides.
struct Sides {
    term: u32,
    target: u64,
    reference: u64,
}

struct Adjusted {
    p: Option<f64>,
    q_bh: Option<f64>,
    p_holm: Option<f64>,
}

/// The comparisons in which both sides have tokens, in the order of the rows: by target, years before `rest`.
fn comparisons(study: &Study<'_>) -> Vec<Comparison> {
    let counts = study.counts;
    let mut comparisons = Vec::new();
    for (target, (_, in_target)) in counts.years.iter().enumerate() {
        let also = study.also.filter(|also| also.1 == target).map(|also| also.0);
        let mut years: Vec<usize> = target.checked_sub(1).into_iter().chain(also).collect();
        years.sort_unstable();
        years.dedup();
        let years = years.into_iter().map(|reference| {
            let (year, counts) = &counts.years[reference];
            (Some(reference), year.to_string(), counts.tokens)
        });
        let rest = (None, REST.to_string(), counts.tokens() - in_target.tokens);
        for (reference, name, reference_tokens) in years.chain([rest]) {
            if in_target.tokens > 0 && reference_tokens > 0 {
                let target_tokens = in_target.tokens;
                comparisons.push(Comparison { target, reference, name, target_tokens, reference_tokens });
            }
        }
    }
    comparisons
}

/// Occurrences in a year of each of `terms` terms.
fn dense(year: &YearCounts, terms: usize) -> Vec<u64> {
    let mut dense = vec![0; terms];
    for (term, count) in &year.terms {
        dense[*term as usize] = count.count;
    }
    dense
}

impl Comparison {
    /// The tested terms, in alphabetical order.
    fn sides(&self, counts: &Counts, totals: &[u64]) -> Vec<Sides> {
        let target = dense(&counts.years[self.target].1, totals.len());
        let reference = match self.reference {
            Some(year) => dense(&counts.years[year].1, totals.len()),
            None => totals.iter().zip(&target).map(|(total, target)| total - target).collect(),
        };
        let sides = target.into_iter().zip(reference).zip(0..);
        sides
            .map(|((target, reference), term)| Sides { term, target, reference })
            .filter(|sides| sides.target + sides.reference > 0 && counts.terms[sides.term as usize].words == 1)
            .collect()
    }

    fn g2(&self, target: u64, reference: u64) -> Option<f64> {
        g2_four_cell(target, reference, self.target_tokens, self.reference_tokens)
    }

    fn p(&self, target: u64, reference: u64) -> Option<f64> {
        chi_squared_p(self.g2(target, reference)?)
    }

    fn row(&self, study: &Study<'_>, sides: &Sides, adjusted: Adjusted, terms: u64) -> KeynessRow {
        let (a, b, c, d) = (sides.target, sides.reference, self.target_tokens, self.reference_tokens);
        let entry = &study.counts.terms[sides.term as usize];
        let (year, in_year) = &study.counts.years[self.target];
        let place = in_year.terms.binary_search_by_key(&sides.term, |(term, _)| *term).ok();
        let dp_norm = |place: usize| {
            let sums = study.details.dispersion.get(self.target)?.get(place)?;
            dispersion(in_year, in_year.terms[place].1, *sums).1
        };
        KeynessRow {
            target_year: *year,
            reference: self.name.clone(),
            term: entry.term.clone(),
            label: entry.label.clone(),
            count_target: a,
            count_reference: b,
            per_1000_target: per_1000(a, c),
            per_1000_reference: per_1000(b, d),
            g2: self.g2(a, b),
            p: adjusted.p,
            q_bh: adjusted.q_bh,
            p_holm: adjusted.p_holm,
            log_ratio: log_ratio(a, b, c, d),
            log_ratio_conservative: log_ratio_conservative(a, b, c, d, terms, LEVEL),
            percent_difference: percent_difference(a, b, c, d),
            bic: bic(a, b, c, d),
            log_odds_z: weighted_log_odds(a, b, c, d, prior_tokens(c, d)).map(|odds| odds.z),
            messages_target: place.map_or(0, |place| in_year.terms[place].1.messages),
            dp_norm_target: place.and_then(dp_norm),
            terms_tested: terms,
        }
    }
}

/// The weight of the prior of the weighted log odds, in tokens: as many as the smaller side has.
///
/// The prior of a term is this times its share in both sides together, the informative prior of Monroe, Colaresi and
/// Quinn (2008), who leave the weight to the analyst. A weight that follows the sample shrinks a small corpus as much
/// as a large one, where a fixed number would count for much in the one and for nothing in the other. The prior holds
/// the data it is applied to, so z errs towards 0.
pub(super) fn prior_tokens(target: u64, reference: u64) -> f64 {
    target.min(reference) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;

    const DOCUMENTS: &[(i32, &[&str])] = &[
        (2012, &["trust trust norms", "the norms of states"]),
        (2017, &["trust in children", "privacy for children and children"]),
        (2019, &["privacy", "trust privacy data"]),
    ];

    fn find<'r>(rows: &'r [KeynessRow], year: i32, reference: &str, label: &str) -> &'r KeynessRow {
        let found = rows.iter().find(|row| (row.target_year, &*row.reference, &*row.label) == (year, reference, label));
        found.unwrap_or_else(|| panic!("no row {year} {reference} {label}"))
    }

    #[test]
    fn a_year_stands_against_the_rest_and_against_the_year_before() {
        study_of(DOCUMENTS, "", |study| {
            let rows = keyness(study);
            // 2012 has 7 words, 2017 8, 2019 4.
            let rest = find(&rows, 2017, "rest", "children");
            assert_eq!((rest.count_target, rest.count_reference, rest.messages_target), (3, 0, 2));
            assert_eq!((rest.per_1000_target, rest.per_1000_reference), (per_1000(3, 8), Some(0.0)));
            assert_eq!(rest.g2, g2_four_cell(3, 0, 8, 11));
            assert_eq!(rest.p, chi_squared_p(rest.g2.unwrap()));
            assert_eq!(rest.percent_difference, None);
            assert_eq!(rest.log_ratio, log_ratio(3, 0, 8, 11));
            assert_eq!(rest.bic, bic(3, 0, 8, 11));
            assert_eq!(rest.log_odds_z, weighted_log_odds(3, 0, 8, 11, 8.0).map(|odds| odds.z));
            let before = find(&rows, 2019, "2017", "privacy");
            assert_eq!((before.count_target, before.count_reference), (2, 1));
            assert_eq!(before.g2, g2_four_cell(2, 1, 4, 8));
            // Messages of 1 and 3 words with one occurrence each: DP = 1/4, and the smaller share is 1/4.
            assert!((before.dp_norm_target.unwrap() - 1.0 / 3.0).abs() < 1e-12);
            let absent = find(&rows, 2012, "rest", "privacy");
            assert_eq!((absent.count_target, absent.messages_target, absent.dp_norm_target), (0, 0, None));
            assert!(absent.g2.unwrap() < 0.0);
        });
    }

    #[test]
    fn a_term_is_tested_where_it_occurs_on_either_side() {
        study_of(DOCUMENTS, "", |study| {
            let rows = keyness(study);
            let of = |year, reference: &str| -> Vec<&KeynessRow> {
                rows.iter().filter(|row| row.target_year == year && row.reference == reference).collect()
            };
            // trust, norms, states, children, privacy, data
            assert_eq!((of(2012, "rest").len(), of(2017, "rest").len(), of(2019, "rest").len()), (6, 6, 6));
            assert_eq!((of(2012, "2017").len(), of(2017, "2012").len(), of(2019, "2017").len()), (0, 5, 4));
            assert!(of(2019, "2017").iter().all(|row| row.terms_tested == 4));
            let row = find(&rows, 2019, "2017", "data");
            assert_eq!(row.log_ratio_conservative, log_ratio_conservative(1, 0, 4, 8, 4, LEVEL));
        });
    }

    #[test]
    fn corrections_are_over_the_whole_table_and_rows_are_sorted() {
        study_of(DOCUMENTS, "", |study| {
            let rows = keyness(study);
            let p: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
            assert_eq!(rows.len(), 27);
            assert!(p.iter().all(Option::is_some));
            assert_eq!(rows.iter().map(|row| row.q_bh).collect::<Vec<_>>(), benjamini_hochberg(&p));
            assert_eq!(rows.iter().map(|row| row.p_holm).collect::<Vec<_>>(), holm(&p));
            assert!(rows.is_sorted_by_key(|row| (row.target_year, row.reference.clone(), row.term.clone())));
            let mut in_parts = Vec::new();
            let taken = keyness_by_comparison(study, |rows| {
                in_parts.push(rows);
                if in_parts.len() < 5 { Ok(()) } else { Err("full") }
            });
            assert_eq!((taken, in_parts.concat()), (Err("full"), rows));
        });
    }

    #[test]
    fn ngrams_are_not_tested() {
        study_of(DOCUMENTS, "", |study| {
            let mut counts = study.counts.clone();
            counts.terms.iter_mut().find(|entry| entry.term == "trust").expect("counted").words = 2;
            let rows = keyness(&Study { counts: &counts, ..*study });
            assert_eq!(rows.len(), 22);
            assert!(rows.iter().all(|row| row.term != "trust"));
        });
    }

    #[test]
    fn odd_corpora_have_rows_only_where_something_can_be_compared() {
        study_of(&[(2012, &["trust", "norms"])], "", |study| assert_eq!(keyness(study), []));
        study_of(&[], "", |study| assert_eq!(keyness(study), []));
        // A year without words is compared with nothing, and nothing with it.
        study_of(&[(2012, &["trust"]), (2017, &["2017"])], "", |study| assert_eq!(keyness(study), []));
        study_of(&[(2012, &["trust"]), (2017, &["trust"])], "", |study| {
            let rows = keyness(study);
            assert_eq!(rows.len(), 3);
            assert!(rows.iter().all(|row| row.g2 == Some(0.0) && row.p == Some(1.0) && row.p_holm == Some(1.0)));
        });
        let years: Vec<(i32, &[&str])> = (1950..2000).map(|year| (year, &["trust and norms"][..])).collect();
        study_of(&years, "", |study| assert_eq!(keyness(study).len(), (50 + 49) * 2));
    }
}
