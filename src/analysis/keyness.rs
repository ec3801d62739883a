//! Which terms mark a period: each period against the rest of the corpus, and against the period before. Of more than
//! twelve periods the thirds of the series against the rest.
//!
//! Tested is every term of one word that occurs in target or reference; `terms_tested` says how many. p knows that tokens come
//! in documents, or in messages of a single one; G2 and the measures made of it take them as independent. With two periods, `rest` and the period before are the same reference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Study;
use super::bound;
use super::row::row;
use super::term_sums::TermSums;
use crate::axis::Period;
use crate::config::KeynessConfig;
use crate::count::{CellCounts, Counts, Dispersion, MANY_PERIODS, TermCount, dispersion};
use crate::stats::LEVEL;
use crate::stats::adjust::{Tests, benjamini_hochberg};
use crate::stats::keyness::{
    bic, g2_clustered_p, g2_four_cell, log_ratio, log_ratio_conservative, percent_difference, weighted_log_odds,
};
use crate::stats::measure::{KeynessMeasure, KeynessTable};
use crate::stats::rate::{RateSums, per_1000};
use crate::text::NO_TERM;

row!(KeynessRow, "keyness", "One term of one period against the rest of the corpus, or against the period before.", ["target_period", "reference", "term"], {
    target_period: Period, "", "The period that the term may mark; of more than twelve a third of the series.";
    reference: String, "", "What the period is compared with: `rest`, all other periods together, or the period before.";
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count_target: u64, "tokens", "Occurrences in the period.";
    count_reference: u64, "tokens", "Occurrences in the reference.";
    per_1000_target: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the period, stop words included.";
    per_1000_reference: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the reference, stop words included.";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells (Dunning 1993); negative where the term is rarer in the period. Takes tokens as independent.";
    p: Option<f64>, "", "p of G2 over its design effect: documents are the sampling unit, or the messages of a single one, or what the option `cluster` names (Rao and Scott 1984); not corrected. Empty where too few units tell how the term scatters.";
    q_bh: Option<f64>, "", "p adjusted by Benjamini and Hochberg (1995) over all terms tested in all comparisons.";
    p_holm: Option<f64>, "", "p adjusted by Holm (1979) over all terms tested in all comparisons.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio of relative frequencies (Hardie 2014), 0.5 in place of a zero count.";
    log_ratio_conservative: Option<f64>, "log2", "The bound nearer to 0 of the 95 % interval of the log ratio, Bonferroni over the terms tested (Evert 2022); 0 where no difference is shown.";
    percent_difference: Option<f64>, "%", "Difference of the relative frequencies in per cent of the reference; empty where the reference has none (Gabrielatos and Marchi 2011).";
    bic: Option<f64>, "", "|G2| - ln N (Wilson 2013): above 0 the data favour a difference, above 10 very strongly.";
    log_odds_z: Option<f64>, "", "z of the weighted log odds (Monroe, Colaresi and Quinn 2008); the prior has the shares of both sides together and the tokens of the smaller side.";
    messages_target: u64, "messages", "Messages of the period with the term.";
    dp_norm_target: Option<f64>, "", "Normalised deviation of proportions over the period's messages: 0 is even, 1 is concentrated; empty where the period has none, and for thirds of a series.";
    terms_tested: u64, "terms", "Terms tested in this comparison: those with an occurrence in the period or in the reference; the table keeps the strongest of them.";
});

row!(KeynessScoreRow, "keyness_score", "One term of one period against a reference, by a chosen measure.", ["target_period", "reference", "term"], {
    target_period: Period, "", "The period that the term may mark; of more than twelve a third of the series.";
    reference: String, "", "What the period is compared with: `rest`, all other periods together, or a period.";
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count_target: u64, "tokens", "Occurrences in the period.";
    count_reference: u64, "tokens", "Occurrences in the reference.";
    per_1000_target: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the period, stop words included.";
    per_1000_reference: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the reference.";
    measure: String, "", "Name of the measure.";
    score: Option<f64>, "", "Its value; positive where the term is more frequent in the period, but for bic.";
    p: Option<f64>, "", "p of G2 over its design effect, as in the table keyness, whatever the measure; not corrected.";
    q_bh: Option<f64>, "", "p adjusted by Benjamini and Hochberg (1995) over all comparisons and terms.";
    messages_target: u64, "messages", "Messages of the period with the term.";
    dp_norm_target: Option<f64>, "", "Dispersion over the period's messages: 0 is even, 1 is concentrated.";
});

/// The same comparisons by another measure. `rows` are all rows of `keyness.csv`, as corrections are over all of them.
pub fn keyness_scores(study: &Study<'_>, rows: &[KeynessRow], measure: KeynessMeasure) -> Vec<KeynessScoreRow> {
    let cells = &study.counts.cells;
    let tokens_of =
        |wanted: &dyn Fn(&Period) -> bool| cells.iter().find(|cell| wanted(&cell.period)).map(|of| of.tokens);
    let all = study.counts.tokens();
    let score = |row: &KeynessRow| {
        let target = tokens_of(&|period| *period == row.target_period)?;
        let reference = match row.reference.as_str() {
            REST => all - target,
            label => tokens_of(&|period| period.label() == label)?,
        };
        let table = KeynessTable {
            counts: [row.count_target, row.count_reference],
            tokens: [target, reference],
            terms: row.terms_tested,
            prior_tokens: prior_tokens(target, reference),
            level: LEVEL,
        };
        Some(KeynessScoreRow {
            target_period: row.target_period.clone(),
            reference: row.reference.clone(),
            term: row.term.clone(),
            label: row.label.clone(),
            count_target: row.count_target,
            count_reference: row.count_reference,
            per_1000_target: row.per_1000_target,
            per_1000_reference: row.per_1000_reference,
            measure: measure.name().into(),
            score: measure.score(&table),
            p: row.p,
            q_bh: None,
            messages_target: row.messages_target,
            dp_norm_target: row.dp_norm_target,
        })
    };
    let mut scores: Vec<KeynessScoreRow> = rows.par_iter().filter_map(score).collect();
    let p: Vec<Option<f64>> = scores.iter().map(|row| row.p).collect();
    for (row, q_bh) in scores.iter_mut().zip(benjamini_hochberg(&p)) {
        row.q_bh = q_bh;
    }
    scores
}

/// The name of the reference that holds all other periods.
pub const REST: &str = "rest";

/// The periods that `keyness` looks at by itself: all of up to twelve, else the thirds of the series.
fn usual_targets(counts: &Counts) -> std::ops::Range<usize> {
    let periods = counts.periods().len();
    if periods > MANY_PERIODS { periods..counts.cells.len() } else { 0..periods }
}

/// `keyness`: one row per comparison and term that is kept. A comparison in which a side has no word token has no row.
///
/// Targets are the periods with these places, or the usual ones. Of each comparison stay the terms that are frequent enough
/// and among the strongest by the bound of the log ratio or by G2 ([`KeynessConfig`]); corrections are over all that were
/// tested.
pub fn keyness(study: &Study<'_>, targets: Option<&[usize]>) -> Vec<KeynessRow> {
    let counts = study.counts;
    let targets = targets.map_or_else(|| usual_targets(counts).collect(), <[usize]>::to_vec);
    let comparisons = comparisons(study, &targets);
    let names: Vec<(usize, &str)> = comparisons.iter().map(|(target, of)| (*target, of.name.as_str())).collect();
    let keyed: Vec<&Keyed<'_>> = comparisons.iter().map(|(_, of)| of).collect();
    let kept = compared(&keyed, study);
    let dispersions = dispersions_of(study, &names, &kept);
    let row = |(place, kept): (usize, Vec<Kept>)| {
        let (target, name) = names[place];
        let cell = &counts.cells[target];
        let dispersions = dispersions.get(&target);
        let row = move |kept: Kept| {
            let entry = counts.terms.get(kept.term);
            KeynessRow {
                target_period: cell.period.clone(),
                reference: name.to_string(),
                term: entry.term.into(),
                label: entry.label.into(),
                count_target: kept.target,
                count_reference: kept.reference,
                per_1000_target: kept.per_1000_target,
                per_1000_reference: kept.per_1000_reference,
                g2: kept.g2,
                p: kept.p,
                q_bh: kept.q_bh,
                p_holm: kept.p_holm,
                log_ratio: kept.log_ratio,
                log_ratio_conservative: kept.log_ratio_conservative,
                percent_difference: kept.percent_difference,
                bic: kept.bic,
                log_odds_z: kept.log_odds_z,
                messages_target: cell.terms.get(kept.term).messages,
                dp_norm_target: dispersions.and_then(|of| of.get(&kept.term)?.dp_norm),
                terms_tested: kept.tested,
            }
        };
        kept.into_iter().map(row).collect::<Vec<_>>()
    };
    kept.into_iter().enumerate().flat_map(row).collect()
}

/// For each target that is a period: the dispersion of the terms that are kept of its comparisons and that it has.
fn dispersions_of(
    study: &Study<'_>,
    comparisons: &[(usize, &str)],
    kept: &[Vec<Kept>],
) -> BTreeMap<usize, BTreeMap<u32, Dispersion>> {
    let (Some(bags), counts) = (study.bags, study.counts) else { return BTreeMap::new() };
    let mut wanted: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for ((target, _), kept) in comparisons.iter().zip(kept).filter(|((target, _), _)| *target < counts.periods().len())
    {
        wanted.entry(*target).or_default().extend(kept.iter().filter(|kept| kept.target > 0).map(|kept| kept.term));
    }
    study.begin("dispersion", wanted.keys().map(|target| counts.cells[*target].document_places.len()).sum());
    let none = || vec![NO_TERM; counts.terms.len()];
    let of_target = |none: &mut Vec<u32>, (target, terms): (usize, BTreeSet<u32>)| {
        let terms: Vec<u32> = terms.into_iter().collect();
        let of = dispersion(&counts.cells[target], bags, &terms, none, study.watcher);
        (target, terms.into_iter().zip(of).collect())
    };
    wanted.into_par_iter().map_init(none, of_target).collect()
}

/// The comparisons in which both sides have tokens, in the order of the rows: by target, periods before `rest`.
fn comparisons<'s>(study: &Study<'s>, targets: &[usize]) -> Vec<(usize, Keyed<'s>)> {
    let counts = study.counts;
    let periods = counts.periods().len();
    let totals: Arc<[u64]> = counts.term_totals().into_iter().map(|total| total.count).collect();
    // Periods stand against periods, thirds of the series against thirds.
    let margin = |target: usize| if target < periods { 0..periods } else { periods..counts.cells.len() };
    let met: BTreeSet<usize> = targets.iter().flat_map(|&target| margin(target)).collect();
    let sums: BTreeMap<usize, Arc<TermSums>> =
        met.into_par_iter().filter_map(|cell| Some((cell, Arc::new(TermSums::of_cell(study, cell)?)))).collect();
    let beside = |target: usize, reference: Arc<TermSums>| Some([Arc::clone(sums.get(&target)?), reference]);
    let rest_of = |target: usize| {
        let others = margin(target).filter(|&other| other != target);
        let others = others.map(|other| sums.get(&other).map(Arc::as_ref)).collect::<Option<Vec<_>>>()?;
        beside(target, Arc::new(TermSums::together(&others)))
    };
    let mut comparisons = Vec::new();
    for &target in targets {
        let cell = &counts.cells[target];
        let before = target.checked_sub(1).filter(|_| target < periods && periods <= MANY_PERIODS);
        // A pair that is asked for besides: the reference stands before the target, which may be the earlier period.
        let asked = study.asked.filter(|pair| pair.1 == target && target < periods).map(|pair| pair.0);
        let mut references: Vec<usize> = before.into_iter().chain(asked).collect();
        references.sort_unstable();
        references.dedup();
        let of_periods = references.into_iter().map(|reference| {
            let other = &counts.cells[reference];
            let sums = sums.get(&reference).and_then(|reference| beside(target, Arc::clone(reference)));
            Keyed::against(other.period.label(), cell, other, sums)
        });
        let rest = Keyed {
            name: REST.into(),
            target: cell,
            reference: Reference::Rest(Arc::clone(&totals)),
            tokens: [cell.tokens, counts.tokens() - cell.tokens],
            sums: rest_of(target),
        };
        let both = of_periods.chain([rest]).filter(|keyed| keyed.tokens.iter().all(|tokens| *tokens > 0));
        comparisons.extend(both.map(|keyed| (target, keyed)));
    }
    comparisons
}

/// Two sides whose terms are compared.
pub(super) struct Keyed<'c> {
    /// The name of the reference.
    pub name: String,
    target: &'c CellCounts,
    reference: Reference<'c>,
    /// Word tokens of both sides.
    pub tokens: [u64; 2],
    /// Sums over the sampling units of both sides; `None` where the terms of messages were not kept.
    sums: Option<[Arc<TermSums>; 2]>,
}

/// What a target is compared with.
enum Reference<'c> {
    Cell(&'c CellCounts),
    /// All else: for each term its occurrences on both sides together.
    Rest(Arc<[u64]>),
}

/// Terms whose p are worked out together.
const TOGETHER: usize = 1 << 14;

impl<'c> Keyed<'c> {
    /// A cell against another.
    pub(super) fn against(
        name: &str,
        target: &'c CellCounts,
        reference: &'c CellCounts,
        sums: Option<[Arc<TermSums>; 2]>,
    ) -> Self {
        let tokens = [target.tokens, reference.tokens];
        Self { name: name.to_string(), target, reference: Reference::Cell(reference), tokens, sums }
    }

    /// The tested terms, in alphabetical order.
    fn sides<'k>(&'k self, counts: &'k Counts) -> Box<dyn Iterator<Item = Sides> + 'k> {
        let of = |found: Option<(u32, TermCount)>| found.map_or(0, |(_, count)| count.count);
        let mut target = self.target.terms.iter().peekable();
        let all: Box<dyn Iterator<Item = Sides>> = match &self.reference {
            Reference::Cell(reference) => {
                let mut reference = reference.terms.iter().peekable();
                Box::new(std::iter::from_fn(move || {
                    let next = [target.peek(), reference.peek()].map(|next| next.map(|(term, _)| *term));
                    let term = next.into_iter().flatten().min()?;
                    let [target, reference] =
                        [&mut target, &mut reference].map(|side| of(side.next_if(|(other, _)| *other == term)));
                    Some(Sides { term, target, reference })
                }))
            }
            Reference::Rest(totals) => Box::new((0..).zip(totals.iter()).map(move |(term, total)| {
                let target = of(target.next_if(|(other, _)| *other == term));
                Sides { term, target, reference: total - target }
            })),
        };
        Box::new(all.filter(|of| of.target + of.reference > 0 && counts.terms.words(of.term) == 1))
    }

    fn g2(&self, sides: &Sides) -> Option<f64> {
        g2_four_cell(sides.target, sides.reference, self.tokens[0], self.tokens[1])
    }

    fn p(&self, sides: &Sides) -> Option<f64> {
        let [target, reference] = self.sums.as_ref()?;
        g2_clustered_p(&target.rates(sides.term), &reference.rates(sides.term))
    }

    /// Hands over the p of each tested term, in order.
    fn each_p(&self, counts: &Counts, mut each: impl FnMut(Option<f64>)) {
        let sides = self.sides(counts);
        let Some([target, reference]) = &self.sums else { return sides.for_each(|_| each(None)) };
        let (mut target, mut reference) = (target.in_order(), reference.in_order());
        let mut rates = sides.map(|sides| [target(sides.term), reference(sides.term)]);
        loop {
            let some: Vec<[RateSums; 2]> = rates.by_ref().take(TOGETHER).collect();
            if some.is_empty() {
                return;
            }
            let p = some.par_iter().map(|[target, reference]| g2_clustered_p(target, reference));
            p.collect::<Vec<_>>().into_iter().for_each(&mut each);
        }
    }
}

/// Occurrences of a term on both sides.
struct Sides {
    term: u32,
    target: u64,
    reference: u64,
}

/// A term of a comparison that is kept, with its measures.
pub(super) struct Kept {
    pub term: u32,
    pub target: u64,
    pub reference: u64,
    pub per_1000_target: Option<f64>,
    pub per_1000_reference: Option<f64>,
    pub g2: Option<f64>,
    pub p: Option<f64>,
    pub q_bh: Option<f64>,
    pub p_holm: Option<f64>,
    pub log_ratio: Option<f64>,
    pub log_ratio_conservative: Option<f64>,
    pub percent_difference: Option<f64>,
    pub bic: Option<f64>,
    pub log_odds_z: Option<f64>,
    pub tested: u64,
}

/// The terms that are kept of each comparison, in alphabetical order.
pub(super) fn compared(comparisons: &[&Keyed<'_>], study: &Study<'_>) -> Vec<Vec<Kept>> {
    let (counts, config) = (study.counts, &study.config.keyness);
    study.begin("keyness", 2 * comparisons.len());
    // Corrections are over all terms of all comparisons, so all p come first.
    let (mut tests, mut numbers) = (Tests::default(), Vec::with_capacity(comparisons.len()));
    for keyed in comparisons {
        let mut number = 0;
        study.step(|| {
            keyed.each_p(counts, |p| {
                tests.add(p);
                number += 1;
            });
        });
        numbers.push(number);
    }
    let corrected = tests.correct();
    let mut all = Vec::with_capacity(comparisons.len());
    for (keyed, number) in comparisons.iter().zip(numbers) {
        let [c, d] = keyed.tokens;
        let sides: Vec<Sides> = keyed.sides(counts).filter(|of| of.target + of.reference >= config.least).collect();
        // Terms with the same counts have the same bound.
        let mut counted: Vec<(u64, u64)> = sides.iter().map(|of| (of.target, of.reference)).collect();
        counted.sort_unstable();
        counted.dedup();
        let bound = |&(a, b): &(u64, u64)| ((a, b), log_ratio_conservative(a, b, c, d, number, LEVEL));
        let known: HashMap<(u64, u64), Option<f64>> = study.step(|| counted.par_iter().map(bound).collect());
        let measured = |of: &Sides| (keyed.g2(of), known.get(&(of.target, of.reference)).copied().flatten());
        let bounds: Vec<(Option<f64>, Option<f64>)> = sides.par_iter().map(measured).collect();
        let places = strongest(&sides, &bounds, config);
        let kept = places.into_par_iter().map(|place| {
            let of = &sides[place];
            let (a, b) = (of.target, of.reference);
            let of_term = keyed.p(of);
            Kept {
                term: of.term,
                target: a,
                reference: b,
                per_1000_target: per_1000(a, c),
                per_1000_reference: per_1000(b, d),
                g2: bounds[place].0,
                p: of_term,
                q_bh: corrected.q(of_term),
                p_holm: corrected.holm(of_term),
                log_ratio: log_ratio(a, b, c, d),
                log_ratio_conservative: bounds[place].1,
                percent_difference: percent_difference(a, b, c, d),
                bic: bic(a, b, c, d),
                log_odds_z: weighted_log_odds(a, b, c, d, prior_tokens(c, d)).map(|odds| odds.z),
                tested: number,
            }
        });
        all.push(kept.collect());
    }
    all
}

/// Places of the strongest of frequent terms by one of both measures: G2 and the bound of the log ratio. Terms without a shown
/// difference all have the bound 0: of these the most frequent come first.
fn strongest(sides: &[Sides], measures: &[(Option<f64>, Option<f64>)], config: &KeynessConfig) -> Vec<usize> {
    let most = config.terms.unwrap_or(usize::MAX);
    let occurrences = |place: usize| sides[place].target + sides[place].reference;
    let by_g2 = bound::best(sides.len(), most, |a, b| bound::by_size(measures[a].0, measures[b].0));
    let by_bound = bound::best(sides.len(), most, |a, b| {
        bound::by_size(measures[a].1, measures[b].1).then(occurrences(b).cmp(&occurrences(a)))
    });
    let mut kept: Vec<usize> = by_g2.into_iter().chain(by_bound).collect();
    kept.sort_unstable();
    kept.dedup();
    kept
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
    use crate::count::TermList;
    use crate::stats::adjust::holm;
    use crate::stats::rate::Unit;

    const DOCUMENTS: &[(i32, &[&str])] = &[
        (2012, &["trust trust norms", "the norms of states"]),
        (2017, &["trust in children", "privacy for children and children"]),
        (2019, &["privacy", "trust privacy data"]),
    ];

    fn find<'r>(rows: &'r [KeynessRow], year: i32, reference: &str, label: &str) -> &'r KeynessRow {
        let found = rows.iter().find(|row| {
            (&row.target_period, &*row.reference, &*row.label) == (&Period::of_year(year), reference, label)
        });
        found.unwrap_or_else(|| panic!("no row {year} {reference} {label}"))
    }

    #[test]
    fn a_year_stands_against_the_rest_and_against_the_year_before() {
        study_of(DOCUMENTS, "", |study| {
            let rows = keyness(study, None);
            // 2012 has 7 words, 2017 8, 2019 4.
            let rest = find(&rows, 2017, "rest", "children");
            assert_eq!((rest.count_target, rest.count_reference, rest.messages_target), (3, 0, 2));
            assert_eq!((rest.per_1000_target, rest.per_1000_reference), (per_1000(3, 8), Some(0.0)));
            assert_eq!(rest.g2, g2_four_cell(3, 0, 8, 11));
            // Messages of one document a year are the units: two with the term, and the four of both other years.
            let units = |units: &[(u64, u64)]| {
                RateSums::of(&units.iter().map(|&(hits, tokens)| Unit { hits, tokens }).collect::<Vec<_>>())
            };
            let sums = (units(&[(1, 3), (2, 5)]), units(&[(0, 3), (0, 4), (0, 1), (0, 3)]));
            assert_eq!(rest.p, g2_clustered_p(&sums.0, &sums.1));
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
    fn p_knows_that_tokens_come_in_documents() {
        // 36 of 360 words against none: all in one document of six, or six in each.
        let word = |count: usize| vec!["privacy word word word word word word word word word"; count];
        let (with, none) = (word(1), vec!["word word word word word word word word word word"; 1]);
        let documents = |of: [usize; 6]| {
            let messages = |count: usize| [with.repeat(count), none.repeat(6 - count)].concat();
            of.map(messages)
        };
        let p = |of: [usize; 6]| {
            let (first, second) = (documents(of), documents([0; 6]));
            let years = first.iter().map(|of| (2012, &of[..])).chain(second.iter().map(|of| (2017, &of[..])));
            let mut found = None;
            study_of(&years.collect::<Vec<_>>(), "", |study| {
                found = find(&keyness(study, None), 2012, "rest", "privacy").p;
            });
            found.expect("a p")
        };
        assert!(p([1; 6]) < 0.05, "{}", p([1; 6]));
        assert!(p([6, 0, 0, 0, 0, 0]) > 0.2, "{}", p([6, 0, 0, 0, 0, 0]));
    }

    #[test]
    fn without_the_terms_of_messages_nothing_is_tested() {
        study_of(DOCUMENTS, "", |study| {
            let rows = keyness(&Study { bags: None, ..*study }, None);
            assert!(rows.iter().all(|row| (row.p, row.q_bh) == (None, None) && row.g2.is_some()));
        });
    }

    #[test]
    fn a_term_is_tested_where_it_occurs_on_either_side() {
        study_of(DOCUMENTS, "", |study| {
            let rows = keyness(study, None);
            let of = |year: i32, reference: &str| -> Vec<&KeynessRow> {
                rows.iter()
                    .filter(|row| row.target_period == Period::of_year(year) && row.reference == reference)
                    .collect()
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
        let more: Vec<(i32, Vec<&str>)> = DOCUMENTS.iter().map(|(year, texts)| (*year, texts.repeat(4))).collect();
        let more: Vec<(i32, &[&str])> = more.iter().map(|(year, texts)| (*year, &texts[..])).collect();
        study_of(&more, "", |study| {
            let rows = keyness(study, None);
            let p: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
            assert_eq!(rows.len(), 27);
            assert!(p.iter().all(Option::is_some));
            assert_eq!(rows.iter().map(|row| row.q_bh).collect::<Vec<_>>(), benjamini_hochberg(&p));
            assert_eq!(rows.iter().map(|row| row.p_holm).collect::<Vec<_>>(), holm(&p));
            assert!(rows.is_sorted_by_key(|row| (row.target_period.clone(), row.reference.clone(), row.term.clone())));
        });
    }

    #[test]
    fn ngrams_are_not_tested() {
        study_of(DOCUMENTS, "", |study| {
            let mut counts = study.counts.clone();
            let mut terms = TermList::default();
            for entry in study.counts.terms.iter() {
                let words = if entry.term == "trust" { 2 } else { 1 };
                terms.push(entry.term, words, entry.label, &entry.forms().collect::<Vec<_>>());
            }
            counts.terms = Arc::new(terms);
            let rows = keyness(&Study { counts: &counts, ..*study }, None);
            assert_eq!(rows.len(), 22);
            assert!(rows.iter().all(|row| row.term != "trust"));
        });
    }

    #[test]
    fn odd_corpora_have_rows_only_where_something_can_be_compared() {
        study_of(&[(2012, &["trust", "norms"])], "", |study| assert_eq!(keyness(study, None), []));
        study_of(&[], "", |study| assert_eq!(keyness(study, None), []));
        // A year without words is compared with nothing, and nothing with it.
        study_of(&[(2012, &["trust"]), (2017, &["2017"])], "", |study| assert_eq!(keyness(study, None), []));
        study_of(&[(2012, &["trust"; 3]), (2017, &["trust"; 3])], "", |study| {
            let rows = keyness(study, None);
            assert_eq!(rows.len(), 3);
            assert!(rows.iter().all(|row| row.g2 == Some(0.0) && row.p == Some(1.0) && row.p_holm == Some(1.0)));
        });
        let years: Vec<(i32, &[&str])> = (1950..2000).map(|year| (year, &["trust and norms"][..])).collect();
        study_of(&years, "", |study| assert_eq!(keyness(study, None).len(), 3 * 2));
    }
}
