//! Terms that share messages.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::cooccurrence::fisher_p;
use super::rows::TermCooccurrenceRow;
use super::{Study, bound};
use crate::count::{TermPairs, triangle};
use crate::stats::LEVEL;
use crate::stats::adjust::benjamini_hochberg;
use crate::stats::cooccurrence::{Joint, JointSums};
use crate::text::NO_TERM;

/// A pair of terms in a period, given by its place; the terms by their places among those of co-occurrence.
struct TermPair {
    period: usize,
    places: [u32; 2],
    joint: Joint,
}

/// Sums over the sampling units of a period for each pair of the terms of co-occurrence.
struct PairSums {
    units: u64,
    messages_squared: u128,
    /// By the place of the term.
    terms: Vec<OfTerm>,
    /// Row by row of the upper triangle.
    pairs: Vec<OfPair>,
}

/// Sums over units: those with the term; of its messages times all messages, and times themselves.
#[derive(Debug, Clone, Copy, Default)]
struct OfTerm {
    units: u64,
    by_all: u128,
    squared: u128,
}

/// Sums over units: those with both terms; of the messages of one times those of the other; of the messages with both times
/// all messages, those of either, and themselves.
#[derive(Debug, Clone, Copy, Default)]
struct OfPair {
    units: u64,
    a_b: u64,
    by_all: u64,
    by_a: u64,
    by_b: u64,
    squared: u64,
}

/// Messages of the present unit.
struct Unit {
    messages: u64,
    /// By the place of the term.
    with: Vec<u64>,
    /// Row by row of the upper triangle.
    joint: Vec<u64>,
}

impl PairSums {
    /// The sums of a period; `None` where its messages are the units, or their terms were not kept.
    fn of_cell(study: &Study<'_>, cell: usize, terms: &[u32]) -> Option<Self> {
        study.bags?;
        if !study.counts.cells[cell].units.are_clusters() {
            return None;
        }
        let mut places = vec![NO_TERM; study.counts.terms.len()];
        (0..).zip(terms).for_each(|(place, &term)| places[term as usize] = place);
        let pairs = terms.len() * terms.len().saturating_sub(1) / 2;
        let mut sums = Self {
            units: 0,
            messages_squared: 0,
            terms: vec![OfTerm::default(); terms.len()],
            pairs: vec![OfPair::default(); pairs],
        };
        let mut unit = Unit { messages: 0, with: vec![0; terms.len()], joint: vec![0; pairs] };
        let mut present = Vec::new();
        study.each_unit_of_terms(cell, |message| {
            let Some(message) = message else { return sums.end(&mut unit) };
            present.clear();
            present
                .extend(message.terms.iter().map(|(term, _)| places[*term as usize]).filter(|place| *place != NO_TERM));
            present.sort_unstable();
            unit.messages += 1;
            for (at, &a) in present.iter().enumerate() {
                unit.with[a as usize] += 1;
                for &b in &present[at + 1..] {
                    unit.joint[triangle(a as usize, b as usize, terms.len())] += 1;
                }
            }
        });
        Some(sums)
    }

    /// Adds a unit that has all its messages, and empties it for the next.
    fn end(&mut self, unit: &mut Unit) {
        let all = std::mem::take(&mut unit.messages);
        self.units += 1;
        self.messages_squared += u128::from(all) * u128::from(all);
        let present: Vec<usize> = (0..unit.with.len()).filter(|&place| unit.with[place] > 0).collect();
        for (at, &place_a) in present.iter().enumerate() {
            let a = unit.with[place_a];
            let of_term = &mut self.terms[place_a];
            of_term.units += 1;
            of_term.by_all += u128::from(a) * u128::from(all);
            of_term.squared += u128::from(a) * u128::from(a);
            for &place_b in &present[at + 1..] {
                let (b, place) = (unit.with[place_b], triangle(place_a, place_b, unit.with.len()));
                let both = std::mem::take(&mut unit.joint[place]);
                let of_pair = &mut self.pairs[place];
                of_pair.units += 1;
                of_pair.a_b += a * b;
                of_pair.by_all += both * all;
                of_pair.by_a += both * a;
                of_pair.by_b += both * b;
                of_pair.squared += both * both;
            }
        }
        present.iter().for_each(|&place| unit.with[place] = 0);
    }

    /// The sums of two terms, the first first.
    fn of_pair(&self, place_a: u32, place_b: u32) -> JointSums {
        let (a, b) = (&self.terms[place_a as usize], &self.terms[place_b as usize]);
        let pair = &self.pairs[triangle(place_a as usize, place_b as usize, self.terms.len())];
        JointSums {
            units: self.units,
            units_with_either: a.units + b.units - pair.units,
            n_n: self.messages_squared,
            n_a: a.by_all,
            n_b: b.by_all,
            n_ab: pair.by_all.into(),
            a_a: a.squared,
            b_b: b.squared,
            a_b: pair.a_b.into(),
            a_ab: pair.by_a.into(),
            b_ab: pair.by_b.into(),
            ab_ab: pair.squared.into(),
        }
    }
}

/// Messages that two terms must share to have a row.
const LEAST_JOINT: u64 = 2;
/// The most pairs of terms of a period.
const MOST_PAIRS: usize = 2000;

/// `term_cooccurrence`: pairs of the most frequent terms that share at least two messages; at most 2,000 pairs of a period,
/// and no more than its share in `most` rows: those with the largest G2.
///
/// q corrects the p of all pairs of these terms that a period has, also those that share no message or one and so have no
/// row: they were tested too. p is that of Fisher, or, where messages come in documents, of [`Joint::clustered_odds`].
pub fn term_cooccurrence(study: &Study<'_>, most: Option<usize>) -> Vec<TermCooccurrenceRow> {
    let (Some(bags), counts) = (study.bags, study.counts) else { return Vec::new() };
    study.begin("joint terms", 2 * counts.periods().len());
    let joint = TermPairs::of(counts, bags, study.config.analysis.cooccurrence_terms, study.watcher);
    let of_cell = |cell: usize| study.step(|| PairSums::of_cell(study, cell, &joint.terms));
    let sums: Vec<Option<PairSums>> = (0..counts.periods().len()).into_par_iter().map(of_cell).collect();
    let mut tested: Vec<TermPair> = Vec::new();
    for ((period, in_period), pairs) in counts.periods().iter().enumerate().zip(&joint.pairs) {
        let messages = |term: u32| in_period.terms.get(term).messages;
        let terms = (0..).zip(&joint.terms).map(|(place, term)| (place, messages(*term)));
        let present: Vec<(u32, u64)> = terms.filter(|(_, messages)| *messages > 0).collect();
        let mut pairs = pairs.iter().peekable();
        for (at, &(a, n_a)) in present.iter().enumerate() {
            for &(b, n_b) in &present[at + 1..] {
                let n_ab = pairs.next_if(|(key, _)| *key == (a, b)).map_or(0, |(_, both)| *both);
                let joint = Joint { n: in_period.messages, n_a, n_b, n_ab };
                tested.push(TermPair { period, places: [a, b], joint });
            }
        }
    }
    let of_period = |pairs: &[TermPair]| {
        // Pairs with the same counts have the same p of Fisher's test.
        let mut known: HashMap<(u64, u64, u64), Option<f64>> = HashMap::new();
        let p = |TermPair { period, places: [a, b], joint }: &TermPair| match &sums[*period] {
            Some(sums) => joint.clustered_odds(&sums.of_pair(*a, *b), LEVEL).map(|odds| odds.p),
            None => *known.entry((joint.n_a, joint.n_b, joint.n_ab)).or_insert_with(|| fisher_p(joint)),
        };
        study.step(|| pairs.iter().map(p).collect::<Vec<_>>())
    };
    let periods: Vec<&[TermPair]> = tested.chunk_by(|a, b| a.period == b.period).collect();
    let p: Vec<Option<f64>> = periods.into_par_iter().map(of_period).collect::<Vec<_>>().concat();
    let q = benjamini_hochberg(&p);
    let of_period = MOST_PAIRS.min(bound::share(most, counts.periods().len()));
    let term = |place: u32| counts.terms.get(joint.terms[place as usize]).term.to_string();
    let row = |(TermPair { period, places: [a, b], joint }, q_bh): (&TermPair, Option<f64>)| TermCooccurrenceRow {
        period: counts.periods()[*period].period.clone(),
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
    let joined: Vec<(&TermPair, Option<f64>)> =
        tested.iter().zip(q).filter(|(pair, _)| pair.joint.n_ab >= LEAST_JOINT).collect();
    let best = |pairs: &[(&TermPair, Option<f64>)]| {
        let g2: Vec<Option<f64>> = pairs.iter().map(|(pair, _)| pair.joint.g2()).collect();
        let kept = bound::best(pairs.len(), of_period, |a, b| bound::by_size(g2[a], g2[b]));
        kept.into_iter().map(|place| row(pairs[place])).collect::<Vec<_>>()
    };
    let periods: Vec<&[(&TermPair, Option<f64>)]> = joined.chunk_by(|a, b| a.0.period == b.0.period).collect();
    periods.into_par_iter().map(best).collect::<Vec<_>>().concat()
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
            let rows = term_cooccurrence(study, None);
            let keys: Vec<_> =
                rows.iter().map(|row| (row.period.label(), row.term_a.as_str(), row.term_b.as_str())).collect();
            assert_eq!(keys, [("2012", "norm", "trust")]);
            // 5 of 5 in 12 by chance: 1 of 792 ways. Tested beside norm and state, state and trust.
            assert!((rows[0].q_bh.expect("a q") - 3.0 / 792.0).abs() < 1e-12);
        });
    }

    #[test]
    fn every_pair_that_meets_twice_has_its_row() {
        let texts = ["alpha beta gamma", "beta delta", "gamma delta alpha", "epsilon", "alpha delta beta"];
        study_of(&[(2012, &texts), (2017, &texts[1..]), (2020, &[])], "", |study| {
            let rows = term_cooccurrence(study, None);
            let joint = TermPairs::of(study.counts, study.bags.expect("kept"), 50, study.watcher);
            let pairs = || joint.pairs.iter().flatten().filter(|(_, both)| *both > 1);
            assert_eq!((rows.len(), pairs().count()), (6, 6));
            let joint = rows.iter().map(|row| row.messages_both).sum::<u64>();
            assert_eq!(joint, pairs().map(|(_, both)| both).sum::<u64>());
            assert!(rows.is_sorted_by_key(|row| (row.period.clone(), row.term_a.clone(), row.term_b.clone())));
        });
    }

    #[test]
    fn where_messages_come_in_documents_p_is_over_the_documents() {
        let documents: [&[&str]; 5] = [
            &["trust norm", "trust", "trust norm data", "word"],
            &["norm", "data", "word"],
            &["trust norm", "data trust", "norm trust"],
            &["word", "data word"],
            &["norm trust data", "word", "norm", "trust"],
        ];
        let dated: Vec<(i32, &[&str])> = documents.iter().map(|texts| (2012, *texts)).collect();
        study_of(&dated, "", |study| {
            let frequent = TermPairs::of(study.counts, study.bags.expect("kept"), 50, study.watcher).terms;
            let sums = PairSums::of_cell(study, 0, &frequent).expect("documents of several messages");
            let place = |word: &str| {
                let term = |place: &u32| study.counts.terms.get(frequent[*place as usize]).term == word;
                (0..4).find(term).expect("it is frequent")
            };
            let has = |text: &str, word: &str| text.split(' ').any(|own| own == word);
            let mut tested = Vec::new();
            let pairs = [
                ("data", "norm"),
                ("data", "trust"),
                ("data", "word"),
                ("norm", "trust"),
                ("norm", "word"),
                ("trust", "word"),
            ];
            for (a, b) in pairs {
                let unit = |texts: &[&str]| {
                    let number = |of: &dyn Fn(&str) -> bool| texts.iter().filter(|text| of(text)).count() as u64;
                    let (n_a, n_b) = (number(&|text| has(text, a)), number(&|text| has(text, b)));
                    Joint { n: texts.len() as u64, n_a, n_b, n_ab: number(&|text| has(text, a) && has(text, b)) }
                };
                let mut expected = JointSums::default();
                documents.iter().for_each(|texts| expected.add(&unit(texts)));
                assert_eq!(sums.of_pair(place(a), place(b)), expected, "{a}, {b}");
                tested.push(unit(&documents.concat()).clustered_odds(&expected, LEVEL).map(|odds| odds.p));
            }
            assert!(tested.iter().all(Option::is_some));
            let rows = term_cooccurrence(study, None);
            assert!(rows.len() > 2);
            for (pair, q) in pairs.into_iter().zip(benjamini_hochberg(&tested)) {
                let of_pair = rows.iter().filter(|row| (row.term_a.as_str(), row.term_b.as_str()) == pair);
                of_pair.for_each(|row| assert_eq!(row.q_bh, q, "{pair:?}"));
            }
        });
    }
}
