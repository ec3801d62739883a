//! Which themes share messages, and how that changes.

use std::ops::Range;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Study;
use super::bound::{self, Best};
use super::change::untested;
use super::joint::{CellSums, PairPlaces, Tally};
use super::note::{Note, names};
use super::row::row;
use super::rows::ThemeCooccurrenceRow;
use crate::axis::Period;
use crate::codebook::Codebook;
use crate::count::{Cell, CellCounts, PairCount, UnitList, UnitSums};
use crate::stats::adjust::Tests;
use crate::stats::change::{Draws, Permutation, Sample, SampleSums, ShareChange, permutation_tests};
use crate::stats::cooccurrence::{Joint, JointSums};
use crate::stats::interval::{Scatter, clustered_share};
use crate::stats::rate::{RateSums, share};
use crate::stats::trend::LEAST_MESSAGES;
use crate::stats::wilson::difference;
use crate::stats::{Interval, LEVEL};

row!(ThemeCooccurrenceChangeRow, "theme_cooccurrence_change", "Two themes in the messages of two periods.", ["theme_a", "theme_b", "from_period", "to_period"], {
    theme_a: String, "", "First theme, in codebook order.";
    theme_b: String, "", "Second theme.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    share_from: Option<f64>, "share", "Share of the messages of the earlier period that have both themes.";
    share_to: Option<f64>, "share", "Share of the messages of the later period that have both themes.";
    difference: Option<f64>, "share", "Later share less earlier share.";
    low: Option<f64>, "share", "Lower end of the 95 % interval of the difference, from those of both shares (Newcombe 1998, method 10; of the effective number of messages where they come in documents).";
    high: Option<f64>, "share", "Upper end of that interval.";
    p_permutation: Option<f64>, "", "Two-sided p: messages reassigned between the two periods, exact; where they come in documents, whole documents, by a random sample of all ways. Not corrected; empty where a period has fewer than 10 messages, and where no message or every message has both themes.";
    q_bh: Option<f64>, "", "The permutation p corrected over the whole table (Benjamini and Hochberg 1995).";
    note: String, "", "What the numbers do not say by themselves.";
});

/// What a note says of joint messages in which the same words count for both themes.
pub const RESTS_ON_SHARED_WORDS: &str = "joint messages rest on shared words alone";

/// Pairs of themes by index, the first of each in codebook order, sorted by both ids.
fn pairs_of_themes(codebook: &Codebook) -> Vec<(usize, usize)> {
    let themes = &codebook.themes;
    let mut pairs: Vec<(usize, usize)> =
        (0..themes.len()).flat_map(|a| (a + 1..themes.len()).map(move |b| (a, b))).collect();
    pairs.sort_by(|x, y| (&themes[x.0].id, &themes[x.1].id).cmp(&(&themes[y.0].id, &themes[y.1].id)));
    pairs
}

fn pair_count(in_cell: &CellCounts, (a, b): (usize, usize)) -> PairCount {
    in_cell.pairs.get((a as u32, b as u32))
}

/// Fisher's exact p, two-sided. `None` where one of the two is in no message or in every message: then nothing is
/// tested, and it must not count among the tests of a table.
pub(super) fn fisher_p(joint: &Joint) -> Option<f64> {
    joint.log_odds_ratio()?;
    joint.fisher()
}

/// `theme_cooccurrence`: one row per cell and pair of themes, pairs without a joint message included.
///
/// Counted over messages; measures as in [`Joint`], interval and p over the sampling units ([`Joint::clustered_odds`]) where
/// these hold several messages. q over all pairs and cells. Where there would be more than `most` rows, each cell keeps those
/// with the largest G2, as many as its share.
pub fn theme_cooccurrence(study: &Study<'_>, cells: Range<usize>, most: Option<usize>) -> Vec<ThemeCooccurrenceRow> {
    let pairs = pairs_of_themes(study.codebook);
    let places = PairPlaces::new(&pairs, study.codebook.themes.len());
    let parts = cells.len();
    let all = most.is_none_or(|most| pairs.len() * parts <= most);
    let of_cell = if all { usize::MAX } else { bound::share(most, parts) };
    let (mut tests, mut kept) = (Tests::default(), Vec::new());
    for cell in cells {
        let clustered = study.counts.cells[cell].units.are_clusters();
        let sums = clustered.then(|| CellSums::of(study, cell, &places, pairs.len()));
        let both = both_of(&study.counts.cells[cell], &places, pairs.len());
        // Pairs with the same counts have the same p of Fisher's test.
        let tested = |known: &mut HashMap<_, _>, range: Range<usize>| {
            let tested = |place: usize| {
                let sums = sums.as_ref().map(|sums| sums.of_pair(pairs[place], place));
                Tested::new(study, cell, (pairs[place], both[place]), sums.as_ref(), known)
            };
            range.map(tested).collect::<Vec<_>>()
        };
        let mut best = Best::new(of_cell);
        each_place(study, pairs.len(), tested, |place, tested| {
            tests.add(tested.p);
            best.add(tested.g2, place, tested);
        });
        kept.extend(best.rows().map(|(place, tested)| (cell, place, tested)));
    }
    let corrected = tests.correct();
    let row = |(cell, place, tested): (usize, usize, Tested)| {
        cooccurrence_row(study, cell, pairs[place], &tested, corrected.q(tested.p))
    };
    kept.into_iter().map(row).collect()
}

/// Pairs that a thread tests one after the other, and how often so many are tested before their results are taken.
const CHUNK: usize = 4096;
const CHUNKS: usize = 16;

/// Hands over what is made of each place up to a number, in their order. It is made by all threads, each of which has something
/// that it knows, and not held for all places.
fn each_place<T: Send, K: Default>(
    study: &Study<'_>,
    number: usize,
    make: impl Fn(&mut K, Range<usize>) -> Vec<T> + Sync,
    mut each: impl FnMut(usize, T),
) {
    for first in (0..number).step_by(CHUNK * CHUNKS) {
        let chunk = |known: &mut K, at: usize| {
            study.check();
            let from = number.min(first + at * CHUNK);
            make(known, from..number.min(from + CHUNK))
        };
        let made: Vec<Vec<T>> = (0..CHUNKS).into_par_iter().map_init(K::default, chunk).collect();
        (first..).zip(made.into_iter().flatten()).for_each(|(place, made)| each(place, made));
    }
}

/// The messages of a cell that have both of two themes, by the places of pairs.
fn both_of(in_cell: &CellCounts, places: &PairPlaces, pairs: usize) -> Vec<u64> {
    let mut both = vec![0; pairs];
    for ((a, b), count) in &in_cell.pairs {
        both[places.of(a as usize, b as usize) as usize] = count.both;
    }
    both
}

/// A pair of themes in a cell.
#[derive(Debug, Clone, Copy)]
struct Tested {
    joint: Joint,
    g2: Option<f64>,
    /// Interval of the log odds ratio where units hold several messages.
    clustered: Option<Interval>,
    p: Option<f64>,
}

impl Tested {
    /// `sums` are those over the units of the cell where these hold several messages.
    /// `known` are p of Fisher's test by the messages with each and with both.
    fn new(
        study: &Study<'_>,
        cell: usize,
        ((a, b), n_ab): ((usize, usize), u64),
        sums: Option<&JointSums>,
        known: &mut HashMap<[u64; 3], Option<f64>>,
    ) -> Self {
        let in_cell = &study.counts.cells[cell];
        let messages = |theme: usize| in_cell.themes[theme].messages;
        let joint = Joint { n: in_cell.messages, n_a: messages(a), n_b: messages(b), n_ab };
        let (clustered, p) = match sums {
            None => (None, *known.entry([joint.n_a, joint.n_b, joint.n_ab]).or_insert_with(|| fisher_p(&joint))),
            Some(sums) => {
                let odds = joint.clustered_odds(sums, LEVEL);
                (odds.map(|odds| odds.interval), odds.map(|odds| odds.p))
            }
        };
        Self { joint, g2: joint.g2(), clustered, p }
    }
}

fn cooccurrence_row(
    study: &Study<'_>,
    cell: usize,
    (a, b): (usize, usize),
    &Tested { joint, g2, clustered, p }: &Tested,
    q_bh: Option<f64>,
) -> ThemeCooccurrenceRow {
    let (in_cell, codebook) = (&study.counts.cells[cell], study.codebook);
    let log_odds = if in_cell.units.are_clusters() { clustered } else { joint.log_odds_interval(LEVEL) };
    ThemeCooccurrenceRow {
        period: in_cell.period.clone(),
        theme_a: codebook.themes[a].id.clone(),
        theme_b: codebook.themes[b].id.clone(),
        messages_a: joint.n_a,
        messages_b: joint.n_b,
        messages_both: joint.n_ab,
        shared_span_only: pair_count(in_cell, (a, b)).shared_span_only,
        n_messages: joint.n,
        expected: joint.expected(),
        jaccard: joint.jaccard(),
        dice: joint.dice(),
        log_dice: joint.log_dice(),
        pmi: joint.pmi(),
        npmi: joint.npmi(),
        g2,
        log_odds_ratio: joint.log_odds_ratio(),
        log_odds_low: log_odds.map(|interval| interval.low),
        log_odds_high: log_odds.map(|interval| interval.high),
        p,
        q_bh,
    }
}

/// `theme_cooccurrence_change`: one row per pair of themes and compared pair of periods, pairs without a joint message
/// included.
///
/// Shares of the messages of a period, between 0 and 1; interval and p of [`ShareChange::between`], q over all pairs. Of
/// more than `most` rows those with the largest difference are kept.
pub fn theme_cooccurrence_change(study: &Study<'_>, most: Option<usize>) -> Vec<ThemeCooccurrenceChangeRow> {
    let pairs = pairs_of_themes(study.codebook);
    let clusters = |&&(from, to): &&(usize, usize)| {
        study.records.is_some() && [from, to].iter().any(|&cell| study.counts.cells[cell].units.are_clusters())
    };
    let steps = study.pairs.iter().filter(clusters).count();
    if steps > 0 {
        study.begin("joint themes", steps);
    }
    let places = PairPlaces::new(&pairs, study.codebook.themes.len());
    let number = study.pairs.len();
    let (mut tests, mut best) = (Tests::default(), Best::new(most.unwrap_or(usize::MAX)));
    for (end, &ends) in study.pairs.iter().enumerate() {
        let clustered = by_clusters(study, &places, pairs.len(), ends);
        let both = [ends.0, ends.1].map(|cell| both_of(&study.counts.cells[cell], &places, pairs.len()));
        // Pairs with the same counts have the same change, but where it goes by documents.
        let changes = |known: &mut HashMap<_, _>, range: Range<usize>| {
            let change = |place: usize| {
                let both = both.each_ref().map(|both| both[place]);
                let of = |clustered| PairChange::of(study, both, ends, clustered);
                match &clustered {
                    Some(all) => of(Some(all[place])),
                    None => *known.entry(both).or_insert_with(|| of(None)),
                }
            };
            range.map(change).collect::<Vec<_>>()
        };
        each_place(study, pairs.len(), changes, |place, change| {
            tests.add(change.p);
            best.add(change.change.map(|change| change.difference), place * number + end, change);
        });
    }
    let corrected = tests.correct();
    let row = |(place, change): (usize, PairChange)| {
        change_row(study, pairs[place / number], study.pairs[place % number], &change, corrected.q(change.p))
    };
    best.rows().map(row).collect()
}

/// What the change of a pair of themes has where messages come in documents.
#[derive(Debug, Clone, Copy, Default)]
struct Clustered {
    interval: Option<Interval>,
    p: Option<f64>,
}

/// The interval and p of every pair of themes by documents, where the units of either period are these.
fn by_clusters(
    study: &Study<'_>,
    places: &PairPlaces,
    pairs: usize,
    (from, to): (usize, usize),
) -> Option<Vec<Clustered>> {
    let ends = [&study.counts.cells[from], &study.counts.cells[to]];
    if !ends.iter().any(|cell| cell.units.are_clusters()) {
        return None;
    }
    if study.records.is_none() {
        return Some(vec![Clustered::default(); pairs]);
    }
    let sums = [from, to].map(|cell| {
        let mut sums = SampleSums::new(pairs);
        let add = |unit: &UnitSums| {
            sums.add(&Sample { tokens: unit.tokens, messages: unit.messages, hits: &unit.hits });
        };
        each_sample(study, cell, places, pairs, |_| true, add);
        sums
    });
    let tests = study.step(|| {
        let none = || vec![None; pairs];
        untested(ends).map_or_else(|| joint_tests(study, places, (from, to), &sums), |_| none())
    });
    let of_pair = |place: usize| {
        let sums = sums.each_ref().map(|sums| sums.rate_sums(place));
        Clustered { interval: apart(&sums), p: tests[place].map(|test| test.p) }
    };
    Some((0..pairs).map(of_pair).collect())
}

/// The tests of all pairs of themes in two cells, given the sums over their units. Units are kept only with the pairs for which
/// they are drawn.
fn joint_tests(
    study: &Study<'_>,
    places: &PairPlaces,
    (from, to): (usize, usize),
    sums: &[SampleSums; 2],
) -> Vec<Option<Permutation>> {
    let draws = Draws { least: study.config.analysis.replicates, most: study.config.analysis.replicates };
    let mut tests = SampleSums::limits(&sums[0], &sums[1], draws);
    let pairs = tests.len();
    let units = [from, to].map(|cell| {
        let mut list = UnitList::default();
        each_sample(study, cell, places, pairs, |place| tests[place as usize].is_none(), |unit| list.push(unit));
        list
    });
    let purpose = study.purpose_of_pair("joint", (from, to));
    let drawn = permutation_tests(&units[0].samples(), &units[1].samples(), pairs, draws, &purpose);
    tests.iter_mut().zip(drawn).for_each(|(test, drawn)| *test = test.or(drawn));
    tests
}

/// Hands over the sampling units of a cell as the tests take them, with the pairs that are wanted.
fn each_sample(
    study: &Study<'_>,
    cell: usize,
    places: &PairPlaces,
    pairs: usize,
    wanted: impl Fn(u32) -> bool,
    mut each: impl FnMut(&UnitSums),
) {
    let (mut tally, mut sample) = (Tally::new(places, pairs), UnitSums::default());
    study.each_unit(cell, |unit| {
        tally.count(unit);
        tally.fill(&mut sample, &wanted);
        each(&sample);
    });
}

/// Interval of the difference of two shares of messages that come in documents; each period borrows from the other.
fn apart(sums: &[RateSums; 2]) -> Option<Interval> {
    let [of_from, of_to] = sums.each_ref().map(Scatter::of_share);
    let share = |sums: &RateSums| share(sums.hits, sums.tokens);
    let from = (share(&sums[0])?, clustered_share(&sums[0], LEVEL, &of_to)?);
    Some(difference(from, (share(&sums[1])?, clustered_share(&sums[1], LEVEL, &of_from)?)))
}

/// How the messages with two themes change.
#[derive(Debug, Clone, Copy)]
struct PairChange {
    change: Option<ShareChange>,
    interval: Option<Interval>,
    /// Where it is tested.
    p: Option<f64>,
    /// Whether some messages have both, and some not.
    varies: bool,
}

impl PairChange {
    /// `both` are the messages with both themes in the two cells.
    fn of(study: &Study<'_>, both: [u64; 2], (from, to): (usize, usize), clustered: Option<Clustered>) -> Self {
        let ends = [&study.counts.cells[from], &study.counts.cells[to]];
        let [n_from, n_to] = ends.map(|cell| cell.messages);
        let [both_from, both_to] = both;
        let change = ShareChange::between(both_from, n_from, both_to, n_to, LEVEL);
        let varies = both_from + both_to > 0 && both_from + both_to < n_from + n_to;
        let tested = varies && n_from.min(n_to) >= LEAST_MESSAGES;
        let interval = clustered.map_or(change.map(|change| change.interval), |clustered| clustered.interval);
        let p = clustered.map_or(change.map(|change| change.p), |clustered| clustered.p).filter(|_| tested);
        Self { change, interval, p, varies }
    }
}

fn change_row(
    study: &Study<'_>,
    pair: (usize, usize),
    (from, to): (usize, usize),
    &PairChange { change, interval, p, varies }: &PairChange,
    q_bh: Option<f64>,
) -> ThemeCooccurrenceChangeRow {
    let ends = [&study.counts.cells[from], &study.counts.cells[to]];
    let [n_from, n_to] = ends.map(|cell| cell.messages);
    let [both_from, both_to] = ends.map(|cell| pair_count(cell, pair).both);
    let with = |fact: &dyn Fn(&Cell) -> bool| names(ends, fact);
    let mut note = Note::default();
    note.of("no joint message", &with(&|counts| pair_count(counts, pair).both == 0), "");
    let shared = |counts: &Cell| {
        let count = pair_count(counts, pair);
        count.both > 0 && count.shared_span_only == count.both
    };
    if both_from + both_to > 0 && !varies {
        note.add("every message has both: no p");
    }
    note.of(RESTS_ON_SHARED_WORDS, &with(&shared), "");
    note.of("fewer than 10 messages", &with(&|counts| counts.messages < LEAST_MESSAGES), ": no p");
    note.within(&ends, "the interval");
    note.few_units(&ends);
    ThemeCooccurrenceChangeRow {
        theme_a: study.codebook.themes[pair.0].id.clone(),
        theme_b: study.codebook.themes[pair.1].id.clone(),
        from_period: ends[0].period.clone(),
        to_period: ends[1].period.clone(),
        share_from: share(both_from, n_from),
        share_to: share(both_to, n_to),
        difference: change.map(|change| change.difference),
        low: interval.map(|interval| interval.low),
        high: interval.map(|interval| interval.high),
        p_permutation: p,
        q_bh,
        note: note.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;
    use crate::stats::adjust::benjamini_hochberg;
    use crate::stats::fisher::fisher_exact;

    // "trust" stands before "norms": the first theme of a pair is the first in the codebook.
    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n[themes.norms]\ninclude = [\"norm*\"]\n[themes.absent]\ninclude = [\"absent\"]\n";

    fn texts(both: usize, trust: usize, norms: usize, neither: usize) -> Vec<&'static str> {
        let mut texts = vec!["trust in norms"; both];
        texts.extend(vec!["trust in others"; trust]);
        texts.extend(vec!["old norms"; norms]);
        texts.extend(vec!["something else"; neither]);
        texts
    }

    #[test]
    fn odds_and_p_are_those_of_the_four_cells() {
        study_of(&[(2012, &texts(6, 2, 3, 9)), (2017, &texts(0, 4, 4, 4))], CODEBOOK, |study| {
            let rows = theme_cooccurrence(study, 0..study.counts.periods().len(), None);
            let keys: Vec<_> =
                rows.iter().map(|row| (row.period.clone(), row.theme_a.clone(), row.theme_b.clone())).collect();
            assert_eq!(rows.len(), 6);
            assert!(keys.is_sorted());
            let row = &rows[2];
            assert_eq!((row.theme_a.as_str(), row.theme_b.as_str()), ("trust", "norms"));
            assert_eq!((row.messages_a, row.messages_b, row.messages_both, row.n_messages), (8, 9, 6, 20));
            assert!((row.log_odds_ratio.expect("a ratio") - (6.0 * 9.0_f64 / (2.0 * 3.0)).ln()).abs() < 1e-12);
            let reach = 1.959964 * (1.0 / 6.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 9.0_f64).sqrt();
            let ends = (row.log_odds_low.expect("an end"), row.log_odds_high.expect("an end"));
            assert!((ends.1 - ends.0 - 2.0 * reach).abs() < 1e-5);
            assert_eq!(row.p, fisher_exact(6, 3, 8, 12));
            let other = &rows[5];
            assert_eq!((other.messages_both, other.pmi), (0, None));
            assert!(other.log_odds_ratio.is_some_and(|ratio| ratio < 0.0));
            // Pairs with "absent" test nothing and do not count.
            assert_eq!((rows[0].p, rows[0].q_bh, rows[0].log_odds_low), (None, None, None));
            let expected = benjamini_hochberg(&[row.p, other.p]);
            assert_eq!([row.q_bh, other.q_bh].as_slice(), expected);
        });
    }

    #[test]
    fn in_documents_odds_have_an_error_over_the_documents() {
        // The four cells of the test above, in five documents of four messages: alike in each, or all of a kind together.
        let all = texts(6, 2, 3, 9);
        let row = |of: &dyn Fn(usize) -> Vec<&'static str>| {
            let documents: Vec<Vec<&str>> = (0..5).map(of).collect();
            let years: Vec<(i32, &[&str])> = documents.iter().map(|texts| (2012, &texts[..])).collect();
            let mut row = None;
            study_of(&years, CODEBOOK, |study| row = theme_cooccurrence(study, 0..1, None).into_iter().nth(2));
            row.expect("a row")
        };
        let apart = row(&|document| (0..4).map(|place| all[place * 5 + document]).collect());
        let together = row(&|document| all[document * 4..document * 4 + 4].to_vec());
        assert_eq!((apart.messages_both, together.messages_both), (6, 6));
        assert_eq!(apart.log_odds_ratio, together.log_odds_ratio);
        let width = |row: &ThemeCooccurrenceRow| row.log_odds_high.expect("an end") - row.log_odds_low.expect("an end");
        assert!(width(&together) > 1.2 * width(&apart), "{} {}", width(&together), width(&apart));
        assert!(together.p > apart.p && apart.p.is_some());
        // Pairs with a theme that is nowhere test nothing.
        let nothing = row(&|_| vec!["something else"; 4]);
        assert_eq!((nothing.p, nothing.log_odds_low), (None, None));
    }

    #[test]
    fn shares_change_between_years() {
        study_of(&[(2012, &texts(2, 6, 6, 6)), (2017, &texts(14, 2, 2, 2))], CODEBOOK, |study| {
            let rows = theme_cooccurrence_change(study, None);
            assert_eq!(rows.len(), 3);
            let row = &rows[2];
            assert_eq!((row.theme_a.as_str(), row.theme_b.as_str()), ("trust", "norms"));
            assert_eq!((row.share_from, row.share_to), (Some(0.1), Some(0.7)));
            let (low, high) = (row.low.expect("an end"), row.high.expect("an end"));
            assert!(low > 0.2 && low < 0.6 && high > 0.6 && high < 1.0);
            let change = ShareChange::between(2, 20, 14, 20, LEVEL).expect("a change");
            assert_eq!((row.p_permutation, row.q_bh), (Some(change.p), Some(change.p)));
            assert_eq!((rows[0].p_permutation, rows[0].difference), (None, Some(0.0)));
            assert!(rows[0].note.starts_with("no joint message in 2012 and 2017; one document each"));
            assert_eq!(theme_cooccurrence_change(study, None), rows);
        });
    }

    #[test]
    fn shared_words_are_said() {
        let codebook = "[themes.a]\ninclude = [\"trust\"]\n[themes.b]\ninclude = [\"trust\", \"norm*\"]\n";
        study_of(&[(2012, &texts(0, 6, 6, 6)), (2017, &texts(1, 2, 2, 8))], codebook, |study| {
            let rows = theme_cooccurrence_change(study, None);
            assert!(rows[0].note.starts_with("joint messages rest on shared words alone in 2012;"), "{}", rows[0].note);
        });
    }

    #[test]
    fn odd_corpora_do_not_panic() {
        let years: Vec<(i32, &[&str])> = (1971..2021).map(|year| (year, ["trust and norms"].as_slice())).collect();
        study_of(&years, CODEBOOK, |study| {
            let rows = theme_cooccurrence_change(study, None);
            assert_eq!(rows.len(), 3);
            assert!(rows.iter().all(|row| row.p_permutation.is_none()), "nothing varies");
            let rows = theme_cooccurrence(study, 0..study.counts.periods().len(), None);
            assert!(rows.len() == 150 && rows.iter().all(|row| row.q_bh.is_none()));
        });
        // Every message has both: nothing varies.
        study_of(&[(2012, &texts(12, 0, 0, 0)), (2017, &texts(12, 0, 0, 0))], CODEBOOK, |study| {
            let row = &theme_cooccurrence_change(study, None)[2];
            assert_eq!(row.p_permutation, None);
            assert!(row.note.starts_with("every message has both: no p; one document each"), "{}", row.note);
        });
        for codebook in ["", "[themes.one]\ninclude = [\"trust\"]\n"] {
            study_of(&years, codebook, |study| {
                assert_eq!(theme_cooccurrence_change(study, None), []);
                assert_eq!(theme_cooccurrence(study, 0..study.counts.periods().len(), None), []);
            });
        }
        study_of(&[(2012, &["trust"])], CODEBOOK, |study| assert_eq!(theme_cooccurrence_change(study, None), []));
    }
}
