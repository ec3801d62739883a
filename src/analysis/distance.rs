//! How far apart the vocabularies of two periods are, and which terms make the distance.
//!
//! Both tables compare the terms of one word: stop words are left out, and shares are of the occurrences of all terms
//! of the period.

use rayon::prelude::*;

use super::Study;
use super::bound;
use super::change::untested;
use super::row::row;
use crate::axis::Period;
use crate::stats::distance::{Direction, JsdTest, Terms, contributions, jensen_shannon};
use crate::stats::rate::per_1000;
use crate::text::NO_TERM;

row!(PeriodDistanceRow, "period_distance", "The vocabularies of two periods compared.", ["from_period", "to_period"], {
    from_period: Period, "", "The earlier period.";
    to_period: Period, "", "The later period.";
    jsd_bits: Option<f64>, "bits", "Jensen-Shannon divergence of the shares of terms, stop words left out: 0 is the same, 1 nothing in common. Biased upward for small or unequal periods: compare with the mean of the null.";
    jsd_null_mean: Option<f64>, "bits", "Mean divergence when sampling units (documents, or the messages of single documents) are reassigned between the two periods: what periods of these sizes give by chance.";
    jsd_null_high: Option<f64>, "bits", "95 % quantile of the divergence when they are reassigned.";
    p_permutation: Option<f64>, "", "Share of reassignments with a divergence at least as large, one-sided and never 0; not corrected for the number of pairs.";
    note: String, "", "Why a cell is empty, or what to bear in mind.";
});

row!(WordShiftRow, "word_shift", "What one term adds to the distance between two periods.", ["from_period", "to_period", "term"], {
    from_period: Period, "", "The earlier period.";
    to_period: Period, "", "The later period.";
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    share_from: f64, "share", "Share of the term among the occurrences of all terms in the earlier period, stop words left out.";
    share_to: f64, "share", "Share of the term among these in the later period.";
    contribution_bits: f64, "bits", "What the term adds to the divergence of the two periods (Gallagher et al. 2021); never negative.";
    direction: String, "", "rises, falls or same: from the earlier to the later period.";
    per_1000_from: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the earlier period, stop words included: the rate that the tables of terms have.";
    per_1000_to: Option<f64>, "per 1,000 word tokens", "The same of the later period.";
});

/// About how many steps of work the null of one pair of periods may take: messages, their terms, and the vocabulary.
const MOST_STEPS: u64 = 500_000_000;
/// The fewest replicates that the null is cut down to.
const LEAST_REPLICATES: u64 = 199;

/// `period_distance`: one row per compared pair of periods.
///
/// Jensen-Shannon divergence with its permutation null ([`JsdTest`]). The null is empty where there are no records, p
/// also where the two periods are not tested ([`untested`]), everything where a period has no term; `note` says so. For large periods
/// fewer replicates are drawn, and `note` says how many.
pub fn period_distance(study: &Study<'_>) -> Vec<PeriodDistanceRow> {
    let pairs = study.pairs;
    study.begin("distances", pairs.len());
    pairs.par_iter().map(|&pair| study.step(|| distance(study, pair))).collect()
}

fn distance(study: &Study<'_>, (from, to): (usize, usize)) -> PeriodDistanceRow {
    let cells = &study.counts.cells;
    let (terms, first, second) = shared_terms(study, from, to);
    let mut row = PeriodDistanceRow {
        from_period: cells[from].period.clone(),
        to_period: cells[to].period.clone(),
        jsd_bits: jensen_shannon(&first, &second),
        jsd_null_mean: None,
        jsd_null_high: None,
        p_permutation: None,
        note: String::new(),
    };
    if row.jsd_bits.is_none() {
        row.note = "a period has no term".into();
        return row;
    }
    if study.bags.is_none() {
        row.note = "the terms of messages were not kept".into();
        return row;
    }
    let mut notes = Vec::new();
    let ends = [&cells[from], &cells[to]];
    let untested = untested(ends);
    if let Some(reason) = &untested {
        notes.push(format!("no p: {reason}"));
    }
    let mut units = [0; 2];
    let mut steps = terms.len() as u64;
    for (cell, units) in [from, to].into_iter().zip(&mut units) {
        study.each_term_unit(cell, |_, of_unit| {
            *units += 1;
            steps += of_unit.len() as u64 + 1;
        });
    }
    let replicates = study.config.analysis.replicates.min((MOST_STEPS / steps).max(LEAST_REPLICATES));
    if replicates < study.config.analysis.replicates {
        notes.push(format!("{replicates} replicates, as the periods are large"));
    }
    let purpose = study.purpose_of_pair("distance", (from, to));
    let places = places(study, &terms);
    let number = terms.len();
    drop((terms, first, second));
    let messages = |each: &mut dyn FnMut(&Terms)| {
        [from, to].into_iter().for_each(|cell| each_unit(study, cell, &places, &mut *each));
    };
    if let Some(test) = JsdTest::between((units[0], units[1]), number, replicates, &purpose, &messages) {
        row.jsd_null_mean = Some(test.null_mean);
        row.jsd_null_high = Some(test.null_high);
        row.p_permutation = untested.is_none().then_some(test.p);
    }
    row.note = notes.join("; ");
    row
}

/// For each term its place among those of two cells, which are given in order.
fn places(study: &Study<'_>, terms: &[u32]) -> Vec<u32> {
    let mut places = vec![NO_TERM; study.counts.terms.len()];
    (0..).zip(terms).for_each(|(place, term)| places[*term as usize] = place);
    places
}

/// Hands over the sampling units of a cell: place of a term among those of two cells, and occurrences; a term may come several
/// times.
fn each_unit(study: &Study<'_>, cell: usize, places: &[u32], each: &mut dyn FnMut(&Terms)) {
    let mut unit: Vec<(usize, u64)> = Vec::new();
    study.each_unit_of_terms(cell, |message| {
        if let Some(message) = message {
            let terms = message.terms.iter();
            unit.extend(terms.map(|(term, count)| (places[*term as usize] as usize, u64::from(*count))));
            return;
        }
        each(&unit);
        unit.clear();
    });
}

/// The terms of one word that occur in either cell, in alphabetical order, with their occurrences in both.
fn shared_terms(study: &Study<'_>, from: usize, to: usize) -> (Vec<u32>, Vec<u64>, Vec<u64>) {
    let of = |cell: usize| {
        let terms = study.counts.cells[cell].terms.iter();
        terms.filter(|(term, _)| study.counts.terms.words(*term) == 1)
    };
    let mut terms: Vec<u32> = of(from).chain(of(to)).map(|(term, _)| term).collect();
    terms.sort_unstable();
    terms.dedup();
    let dense = |place: usize| {
        let mut counts = vec![0; terms.len()];
        for (term, count) in of(place) {
            if let Ok(at) = terms.binary_search(&term) {
                counts[at] = count.count;
            }
        }
        counts
    };
    let (first, second) = (dense(from), dense(to));
    (terms, first, second)
}

/// `word_shift`: one row per compared pair of periods and term of either; the contributions of a pair sum to its
/// divergence. A pair in which a period has no term has no row.
///
/// Where there would be more than `most` rows, each pair keeps the terms with the largest contributions, as many as its
/// share.
pub fn word_shift(study: &Study<'_>, most: Option<usize>) -> Vec<WordShiftRow> {
    study.begin("word shifts", study.pairs.len());
    let of_pairs: Vec<Vec<WordShiftRow>> =
        study.pairs.par_iter().map(|&pair| study.step(|| shifts(study, pair))).collect();
    let all: usize = of_pairs.iter().map(Vec::len).sum();
    let of_pair = if most.is_some_and(|most| all > most) { bound::share(most, of_pairs.len()) } else { usize::MAX };
    let kept = |rows: Vec<WordShiftRow>| {
        let larger = |a: usize, b: usize| rows[b].contribution_bits.total_cmp(&rows[a].contribution_bits);
        let kept = bound::best(rows.len(), of_pair, larger);
        kept.into_iter().map(|place| rows[place].clone()).collect::<Vec<_>>()
    };
    of_pairs.into_iter().flat_map(kept).collect()
}

fn shifts(study: &Study<'_>, (from, to): (usize, usize)) -> Vec<WordShiftRow> {
    let (terms, first, second) = shared_terms(study, from, to);
    let contributions = contributions(&first, &second).unwrap_or_default();
    let rate = |cell: usize, count: u64| per_1000(count, study.counts.cells[cell].tokens);
    let row = |(place, (term, contribution)): (usize, (&u32, crate::stats::distance::Contribution))| {
        let entry = study.counts.terms.get(*term);
        WordShiftRow {
            from_period: study.counts.cells[from].period.clone(),
            to_period: study.counts.cells[to].period.clone(),
            term: entry.term.into(),
            label: entry.label.into(),
            share_from: contribution.share_from,
            share_to: contribution.share_to,
            contribution_bits: contribution.bits,
            direction: name(contribution.direction).into(),
            per_1000_from: rate(from, first[place]),
            per_1000_to: rate(to, second[place]),
        }
    };
    terms.iter().zip(contributions).enumerate().map(row).collect()
}

fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::Falls => "falls",
        Direction::Same => "same",
        Direction::Rises => "rises",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;

    #[test]
    fn shares_and_contributions_are_those_of_the_definition() {
        // p = (.5, .5, 0) against q = (.25, .5, .25)
        study_of(&[(2012, &["data the norms"]), (2017, &["data norms", "of norms trust"])], "", |study| {
            let rows = word_shift(study, None);
            let row = |label: &str| rows.iter().find(|row| row.label == label).expect("a row");
            assert_eq!((row("data").share_from, row("data").share_to), (0.5, 0.25));
            // The rates are of all words: 1 of 3 in 2012, and 1 of 5 in 2017.
            let rates = row("data").per_1000_from.zip(row("data").per_1000_to).expect("rates");
            assert!((rates.0 - 1000.0 / 3.0).abs() < 1e-9 && (rates.1 - 200.0).abs() < 1e-9, "{rates:?}");
            assert!((row("data").contribution_bits - 0.030639).abs() < 1e-6);
            assert!((row("trust").contribution_bits - 0.125).abs() < 1e-12);
            let directions: Vec<&str> = rows.iter().map(|row| row.direction.as_str()).collect();
            assert_eq!(directions, ["falls", "same", "rises"]);
            let distances = period_distance(study);
            assert!((distances[0].jsd_bits.unwrap() - 0.155639).abs() < 1e-6);
            let sum: f64 = rows.iter().map(|row| row.contribution_bits).sum();
            assert!((sum - distances[0].jsd_bits.unwrap()).abs() < 1e-12);
        });
    }

    const ALIKE: &[&str] = &["trust norms"; 12];
    const OTHER: &[&str] = &["data privacy"; 12];

    #[test]
    fn the_null_tells_alike_years_from_different_ones() {
        study_of(&[(2012, ALIKE), (2017, ALIKE), (2019, OTHER)], "", |study| {
            let rows = period_distance(study);
            let pairs: Vec<(&str, &str)> =
                rows.iter().map(|row| (row.from_period.label(), row.to_period.label())).collect();
            assert_eq!(pairs, [("2012", "2017"), ("2012", "2019"), ("2017", "2019")]);
            assert_eq!((rows[0].jsd_bits, rows[0].p_permutation), (Some(0.0), Some(1.0)));
            assert_eq!((rows[1].jsd_bits, rows[1].p_permutation), (Some(1.0), Some(1.0 / 200.0)));
            assert!(rows[1].jsd_null_mean.unwrap() < rows[1].jsd_null_high.unwrap());
            assert!(rows[1].jsd_null_high.unwrap() < 0.5);
            assert!(rows.iter().all(|row| row.note.is_empty()), "{rows:?}");
            assert_eq!(period_distance(study), rows);
        });
    }

    #[test]
    fn records_hold_the_same_terms_as_the_counts() {
        study_of(&[(2012, ALIKE), (2017, &["the data of trust", "norms, norms"])], "", |study| {
            let (terms, first, second) = shared_terms(study, 0, 1);
            for (year, counts) in [first, second].iter().enumerate() {
                let mut sums = vec![0; terms.len()];
                each_unit(study, year, &places(study, &terms), &mut |unit| {
                    unit.iter().for_each(|(term, count)| sums[*term] += count);
                });
                assert_eq!(&sums, counts);
            }
        });
    }

    #[test]
    fn what_cannot_be_tested_is_empty_and_noted() {
        study_of(&[(2012, ALIKE), (2017, &["trust", "data"])], "", |study| {
            let row = &period_distance(study)[0];
            assert_eq!((row.p_permutation, row.note.as_str()), (None, "no p: fewer than 10 messages in 2017"));
            assert!(row.jsd_null_mean.is_some());
            let row = &period_distance(&Study { bags: None, ..*study })[0];
            assert_eq!((row.jsd_null_mean, row.note.as_str()), (None, "the terms of messages were not kept"));
            assert!(row.jsd_bits.is_some());
        });
        study_of(&[(2012, ALIKE), (2017, &["the of"])], "", |study| {
            let row = &period_distance(study)[0];
            assert_eq!((row.jsd_bits, row.note.as_str()), (None, "a period has no term"));
            assert_eq!(word_shift(study, None), []);
        });
    }

    #[test]
    fn odd_corpora() {
        study_of(&[], "", |study| {
            assert_eq!((period_distance(study), word_shift(study, None)), (Vec::new(), Vec::new()));
        });
        study_of(&[(2012, ALIKE)], "", |study| assert_eq!(period_distance(study), []));
        let years: Vec<(i32, &[&str])> = (1950..2000).map(|year| (year, &["trust and norms"][..])).collect();
        study_of(&years, "", |study| {
            assert_eq!((period_distance(study).len(), word_shift(study, None).len()), (1, 2));
        });
    }
}
