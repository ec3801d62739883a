//! How themes change between two periods.

use rayon::prelude::*;

use super::Study;
use super::note::{Note, in_words, names};
use super::row::row;
use super::themes::{ALIKE, TOKENS_APART, alike, alphabetical, change_between};
use super::written::within;
use crate::axis::Period;
use crate::count::{Cell, MANY_PERIODS, UnitKind};
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::change::{Draws, Permutation, permutation_tests};
use crate::stats::trend::LEAST_MESSAGES;

row!(ThemeChangeRow, "theme_change", "One theme in two periods.", ["theme", "from_period", "to_period"], {
    theme: String, "", "Theme id.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    rate_from: Option<f64>, "hits per 1,000 word tokens", "Rate of the earlier period.";
    rate_to: Option<f64>, "hits per 1,000 word tokens", "Rate of the later period.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Later rate less earlier rate.";
    difference_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the difference, from the intervals of both rates (Zou and Donner 2008).";
    difference_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    ratio: Option<f64>, "", "Later rate over earlier rate; 0.5 hits stand in for a count of zero; empty where no period has a hit.";
    ratio_low: Option<f64>, "", "Lower end of the 95 % interval of the ratio, on the log scale.";
    ratio_high: Option<f64>, "", "Upper end of that interval.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio: 1 is a doubling.";
    p_permutation: Option<f64>, "", "Two-sided p: sampling units (documents, or the messages of single documents) reassigned between the two periods, studentised difference. Not corrected; empty where a period has fewer than 10 messages or one unit, where one period has one document and the other several, or no period has a hit.";
    p_holm: Option<f64>, "", "The permutation p corrected over the whole table (Holm 1979).";
    q_bh: Option<f64>, "", "The permutation p corrected over the whole table (Benjamini and Hochberg 1995).";
    difference_per_message: Option<f64>, "hits per message", "Hits per message of the later period less those of the earlier, all messages counting alike whatever their length.";
    p_per_message: Option<f64>, "", "Two-sided p of that difference, from the same reassignments; guards against periods that differ in the length of their messages. Not corrected; empty as the permutation p.";
    p_per_message_holm: Option<f64>, "", "The p per message corrected over the whole table (Holm 1979).";
    q_per_message_bh: Option<f64>, "", "The p per message corrected over the whole table (Benjamini and Hochberg 1995).";
    note: String, "", "What the numbers do not say by themselves.";
});

/// The level of what counts as shown.
const SIGNIFICANT: f64 = 0.05;
/// About how many messages may be drawn for a pair of periods where a p is small.
const MOST_STEPS: u64 = 25_000_000;

/// `theme_change`: one row per theme and compared pair of periods, themes without a hit included.
///
/// Rates and differences in hits per 1,000 word tokens: [`Change::between`] and [`permutation_tests`], both corrections
/// over all p of the table. Where a p is small more reassignments are drawn than the project asks for, as many as the
/// number of tests calls for. The units that are drawn and reassigned are those of each period; p is empty where the units of
/// two periods are of different kinds.
pub fn theme_change(study: &Study<'_>) -> Vec<ThemeChangeRow> {
    study.begin("changes", study.pairs.len());
    let mut rows: Vec<ThemeChangeRow> = changes_by_pair(study, Effort::new(study)).into_iter().flatten().collect();
    sort(&mut rows);
    correct(&mut rows);
    rows
}

/// The changes of each compared pair, in the order of the pairs, themes in alphabetical order; p are not corrected.
pub(super) fn changes_by_pair(study: &Study<'_>, effort: Effort) -> Vec<Vec<ThemeChangeRow>> {
    let order = alphabetical(study.codebook);
    let of_pair = |&pair: &(usize, usize)| {
        let tests = study.step(|| tests(study, effort, pair)).unwrap_or_default();
        let row = |&theme: &usize| change_row(study, effort, theme, tests.get(theme).copied().flatten(), pair);
        order.iter().map(row).collect::<Vec<_>>()
    };
    study.pairs.par_iter().map(of_pair).collect()
}

/// Corrects both p over all rows.
fn correct(rows: &mut [ThemeChangeRow]) {
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p_permutation).collect();
    for ((row, p_holm), q_bh) in rows.iter_mut().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
        (row.p_holm, row.q_bh) = (p_holm, q_bh);
    }
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p_per_message).collect();
    for ((row, p_holm), q_bh) in rows.iter_mut().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
        (row.p_per_message_holm, row.q_per_message_bh) = (p_holm, q_bh);
    }
}

/// The pairs of periods that [`theme_change`] does not compare, as its rows, but without a test: no p. None with more
/// than 12 periods, as pairs grow with the square.
pub(crate) fn further_changes(study: &Study<'_>) -> Vec<ThemeChangeRow> {
    let periods = study.counts.periods().len();
    let effort = Effort::default();
    let mut rows = Vec::new();
    if periods <= MANY_PERIODS {
        let pairs = (0..periods).flat_map(|from| (from + 1..periods).map(move |to| (from, to)));
        for pair in pairs.filter(|pair| !study.pairs.contains(pair)) {
            rows.extend(alphabetical(study.codebook).iter().map(|&theme| change_row(study, effort, theme, None, pair)));
        }
    }
    sort(&mut rows);
    rows
}

fn sort(rows: &mut [ThemeChangeRow]) {
    rows.sort_by(|a, b| (&a.theme, &a.from_period, &a.to_period).cmp(&(&b.theme, &b.from_period, &b.to_period)));
}

/// Whether two cells are tested: both have messages enough, and units of one kind.
pub(super) fn tested(from: &Cell, to: &Cell) -> bool {
    let enough = |cell: &Cell| cell.messages >= LEAST_MESSAGES && cell.units.number > 1;
    enough(from) && enough(to) && one_and_several([from, to]).is_none()
}

/// Of two cells the one whose units are the messages of a single document, and the other, whose units are documents. A document
/// of one message is a unit of either kind.
fn one_and_several(ends: [&Cell; 2]) -> Option<[&Cell; 2]> {
    let [first, second] = ends;
    let [one, several] = match (first.units.are_clusters(), second.units.are_clusters()) {
        (false, true) => [first, second],
        (true, false) => [second, first],
        _ => return None,
    };
    one.is_within_documents().then_some([one, several])
}

/// Why two cells are not tested, in words; `None` for those that are.
pub(super) fn untested(ends: [&Cell; 2]) -> Option<String> {
    if tested(ends[0], ends[1]) {
        return None;
    }
    let few = names(ends, |cell| cell.messages < LEAST_MESSAGES);
    if !few.is_empty() {
        return Some(format!("fewer than {LEAST_MESSAGES} messages in {}", in_words(&few)));
    }
    let single = names(ends, |cell| cell.units.number < 2);
    if !single.is_empty() {
        return Some(format!("one document in {}", in_words(&single)));
    }
    let [one, several] = one_and_several(ends)?;
    Some(format!("one document in {} and {} in {}", within(one.name()), several.units.number, within(several.name())))
}

/// The tests of all themes in two cells; none where they are not tested.
fn tests(study: &Study<'_>, effort: Effort, pair: (usize, usize)) -> Option<Vec<Option<Permutation>>> {
    let [from, to] = [pair.0, pair.1].map(|cell| &study.counts.cells[cell]);
    if !tested(from, to) {
        return None;
    }
    let purpose = study.purpose_of_pair("change", pair);
    let lists = [from, to].map(|cell| cell.units.list());
    let [first, second] = [0, 1].map(|end| lists[end].samples());
    let draws = effort.draws(study.config.analysis.replicates, (first.len() + second.len()) as u64);
    let themes = study.codebook.themes.len();
    Some(permutation_tests(&first, &second, themes, draws, &purpose))
}

/// How many tests a table has, and so how many reassignments a test may draw where its p is small.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effort {
    tests: u64,
}

impl Effort {
    /// For the pairs of a study.
    pub fn new(study: &Study<'_>) -> Self {
        let of_pair = |&(from, to): &(usize, usize)| {
            let ends = [&study.counts.cells[from], &study.counts.cells[to]];
            let with = |theme: &usize| ends.iter().any(|cell| cell.themes[*theme].hits > 0);
            if tested(ends[0], ends[1]) { (0..study.codebook.themes.len()).filter(with).count() } else { 0 }
        };
        Self { tests: study.pairs.iter().map(of_pair).sum::<usize>() as u64 }
    }

    /// For so many tests.
    pub fn of(tests: u64) -> Self {
        Self { tests }
    }

    /// For two tables that are corrected together.
    pub fn and(self, other: Self) -> Self {
        Self { tests: self.tests + other.tests }
    }

    /// So many that the least p, corrected, is a twentieth of the level, as far as the work allows.
    pub fn draws(self, replicates: u64, messages: u64) -> Draws {
        let wanted = (20.0 * self.tests as f64 / SIGNIFICANT).ceil() as u64;
        Draws { least: replicates, most: replicates.max(wanted.min(MOST_STEPS / messages.max(1))) }
    }

    /// Whether the least p of this many reassignments, corrected, is no longer below the level.
    fn in_vain(self, replicates: u64) -> bool {
        self.tests as f64 / (1.0 + replicates as f64) >= SIGNIFICANT
    }
}

fn change_row(
    study: &Study<'_>,
    effort: Effort,
    theme: usize,
    test: Option<Permutation>,
    (from, to): (usize, usize),
) -> ThemeChangeRow {
    let ends = [&study.counts.cells[from], &study.counts.cells[to]];
    let id = &study.codebook.themes[theme].id;
    let sums = ends.map(|cell| cell.rate_sums(theme));
    let change = change_between(theme, ends.map(|cell| (study.counts, cell)));
    let per_message = ends.map(|cell| cell.units.message_sums(theme).per_1000().map(|rate| rate / 1000.0));
    let difference = change.and_then(|change| change.difference_interval);
    let ratio = change.and_then(|change| change.ratio_interval);
    ThemeChangeRow {
        theme: id.clone(),
        from_period: ends[0].period.clone(),
        to_period: ends[1].period.clone(),
        rate_from: sums[0].per_1000(),
        rate_to: sums[1].per_1000(),
        difference: change.map(|change| change.difference),
        difference_low: difference.map(|interval| interval.low),
        difference_high: difference.map(|interval| interval.high),
        ratio: change.and_then(|change| change.ratio),
        ratio_low: ratio.map(|interval| interval.low),
        ratio_high: ratio.map(|interval| interval.high),
        log_ratio: change.and_then(|change| change.log_ratio),
        p_permutation: test.map(|test| test.p),
        p_holm: None,
        q_bh: None,
        difference_per_message: per_message[0].zip(per_message[1]).map(|(from, to)| to - from),
        p_per_message: test.map(|test| test.p_per_message),
        p_per_message_holm: None,
        q_per_message_bh: None,
        note: note(
            theme,
            ends,
            change.is_some_and(|change| change.half_added),
            difference.is_some(),
            test.is_some_and(|test| test.replicates > 0 && effort.in_vain(test.replicates)),
        ),
    }
}

fn note(theme: usize, ends: [&Cell; 2], half_added: bool, has_interval: bool, in_vain: bool) -> String {
    let with = |fact: &dyn Fn(&Cell) -> bool| names(ends, fact);
    let mut note = Note::default();
    note.of("no words", &with(&|counts| counts.tokens == 0), "");
    note.of("no hit", &with(&|counts| counts.tokens > 0 && counts.themes[theme].hits == 0), "");
    if half_added {
        note.add("0.5 hits added to the ratio");
    }
    let single =
        |kind: UnitKind| with(&|cell| cell.units.kind == kind && cell.units.number == 1 && cell.themes[theme].hits > 0);
    for kind in [UnitKind::Message, UnitKind::Document, UnitKind::Cluster].into_iter().filter(|_| !has_interval) {
        note.of(&format!("one {}", kind.singular()), &single(kind), ": no interval");
    }
    note.of("fewer than 10 messages", &with(&|counts| counts.messages < LEAST_MESSAGES), ": no p");
    if let Some([one, several]) = one_and_several(ends) {
        note.add(format!("one document in {}, several in {}: no p", within(one.name()), within(several.name())));
    }
    if has_interval {
        note.of(ALIKE, &with(&|counts| alike(&counts.rate_sums(theme))), TOKENS_APART);
        note.within(&ends, "the interval");
        note.few_units(&ends);
    }
    if in_vain {
        note.add("so many tests that with these replicates no corrected p (Holm) can be below .05");
    }
    note.text()
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;

    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n[themes.norms]\ninclude = [\"norm*\"]\n[themes.absent]\ninclude = [\"absent\"]\n";

    fn texts(with: usize, without: usize) -> Vec<&'static str> {
        let mut texts = vec!["they speak of trust here"; with];
        texts.extend(vec!["they speak of other things"; without]);
        texts
    }

    fn row<'r>(rows: &'r [ThemeChangeRow], theme: &str, from: i32, to: i32) -> &'r ThemeChangeRow {
        rows.iter()
            .find(|row| {
                row.theme == theme && row.from_period == Period::of_year(from) && row.to_period == Period::of_year(to)
            })
            .expect("a row")
    }

    #[test]
    fn rates_differences_and_p_are_those_of_the_messages() {
        study_of(&[(2012, &texts(2, 18)), (2017, &texts(14, 6)), (2017, &[])], CODEBOOK, |study| {
            let rows = theme_change(study);
            let trust = row(&rows, "trust", 2012, 2017);
            assert_eq!((trust.rate_from, trust.rate_to), (Some(20.0), Some(140.0)));
            assert!((trust.difference.expect("a difference") - 120.0).abs() < 1e-9);
            assert!((trust.ratio.expect("a ratio") - 7.0).abs() < 1e-9);
            assert!((trust.log_ratio.expect("a ratio") - 7.0_f64.log2()).abs() < 1e-9);
            let (low, high) = (trust.difference_low.expect("an end"), trust.difference_high.expect("an end"));
            assert!(0.0 < low && low < 120.0 && 120.0 < high);
            assert!(trust.ratio_low.expect("an end") > 1.0);
            // One test: 400 reassignments bring the least p down to a twentieth of .05.
            let purpose = study.purpose_of_pair("change", (0, 1));
            let draws = Draws { least: 199, most: 400 };
            let lists = [0, 1].map(|cell| study.counts.cells[cell].units.list());
            let tests = permutation_tests(&lists[0].samples(), &lists[1].samples(), 3, draws, &purpose);
            let test = tests[0].expect("a test");
            assert_eq!((tests[1], tests[2], test.replicates), (None, None, 400));
            assert_eq!((trust.p_permutation, trust.p_per_message), (Some(test.p), Some(test.p_per_message)));
            assert!((trust.difference_per_message.expect("a difference") - 0.6).abs() < 1e-12);
            assert!(trust.p_permutation.expect("a p") < 0.05);
            let note = "one document each in 2012 and 2017: the interval covers variation within them only";
            assert_eq!(trust.note, note);
        });
    }

    #[test]
    fn rows_stand_in_the_order_of_their_keys_and_corrections_cover_the_table() {
        let norms: Vec<&str> = (0..12).map(|i| if i < 6 { "norms and trust" } else { "nothing at all" }).collect();
        let documents: [(i32, &[&str]); 3] = [(2012, &texts(3, 9)), (2017, &norms), (2020, &texts(9, 3))];
        study_of(&documents, CODEBOOK, |study| {
            let rows = theme_change(study);
            let keys: Vec<_> =
                rows.iter().map(|row| (row.theme.clone(), row.from_period.clone(), row.to_period.clone())).collect();
            assert_eq!(keys.len(), 9);
            assert!(keys.is_sorted());
            let tested = rows.iter().filter(|row| row.p_permutation.is_some()).count();
            // "absent" is never tested, "norms" not from 2012 to 2020.
            assert_eq!(tested, 5);
            let p: Vec<f64> = rows.iter().filter_map(|row| row.p_permutation).collect();
            let least = p.iter().copied().fold(1.0, f64::min);
            let holm = rows.iter().filter_map(|row| row.p_holm).fold(1.0, f64::min);
            assert!((holm - (5.0 * least).min(1.0)).abs() < 1e-12);
            assert!(rows.iter().all(|row| row.q_bh <= row.p_holm && row.p_permutation <= row.q_bh));
            assert_eq!(theme_change(study), rows);
        });
    }

    #[test]
    fn the_other_pairs_of_years_have_intervals_and_no_p() {
        let documents: [(i32, &[&str]); 3] = [(2012, &texts(3, 9)), (2017, &texts(5, 7)), (2020, &texts(9, 3))];
        study_of(&documents, CODEBOOK, |study| assert_eq!(further_changes(study), []));
        let last = texts(6, 6);
        let more = [documents.as_slice(), &[(2021, &last)]].concat();
        study_of(&more, CODEBOOK, |study| {
            let rows = further_changes(study);
            let trust = row(&rows, "trust", 2017, 2021);
            assert_eq!((rows.len(), trust.p_permutation, trust.q_bh), (3, None, None));
            assert!((trust.difference.expect("a difference") - (100.0 - 5000.0 / 60.0)).abs() < 1e-9);
            assert!(trust.difference_low < trust.difference && trust.difference < trust.difference_high);
            let pairs = [study.pairs, &[(1, 3)]].concat();
            let also = Study { pairs: &pairs, ..*study };
            let compared = theme_change(&also);
            let compared = row(&compared, "trust", 2017, 2021);
            assert_eq!((compared.difference_low, compared.ratio_high), (trust.difference_low, trust.ratio_high));
        });
    }

    #[test]
    fn a_year_without_a_hit_is_said() {
        study_of(&[(2012, &texts(0, 12)), (2017, &texts(6, 6))], CODEBOOK, |study| {
            let rows = theme_change(study);
            let trust = row(&rows, "trust", 2012, 2017);
            assert!(trust.note.starts_with("no hit in 2012; 0.5 hits added to the ratio; one document each"));
            // 0.5 of 60 tokens against 6 of 60.
            assert!((trust.ratio.expect("a ratio") - 12.0).abs() < 1e-9);
            assert_eq!(trust.rate_from, Some(0.0));
            let absent = row(&rows, "absent", 2012, 2017);
            assert_eq!((absent.ratio, absent.p_permutation, absent.q_bh), (None, None, None));
            assert!(absent.note.starts_with("no hit in 2012 and 2017; one document"));
        });
    }

    #[test]
    fn a_year_without_a_hit_takes_hits_per_message_from_the_other_years() {
        let upper = |last: &[&str]| {
            let mut found = None;
            study_of(&[(2012, &texts(0, 12)), (2017, &texts(0, 12)), (2020, last)], CODEBOOK, |study| {
                found = row(&theme_change(study), "trust", 2012, 2017).difference_high;
            });
            found.expect("an end")
        };
        let thrice = vec!["trust and trust and trust"; 3];
        assert!((upper(&texts(3, 0)) - 3.0 * 1000.0 / 60.0).abs() < 1e-9);
        assert!((upper(&thrice) - 3.0 * upper(&texts(3, 0))).abs() < 1e-9);
    }

    #[test]
    fn small_years_and_large_corpora_have_no_p() {
        study_of(&[(2012, &texts(4, 5)), (2017, &texts(4, 20)), (2020, &["trust"])], CODEBOOK, |study| {
            let rows = theme_change(study);
            let small = row(&rows, "trust", 2012, 2017);
            assert_eq!((small.p_permutation, small.p_holm), (None, None));
            assert!(small.note.contains("fewer than 10 messages in 2012: no p"));
            assert!(small.difference_low.is_some());
            let single = row(&rows, "trust", 2017, 2020);
            // One message says nothing of how messages scatter; the other years do.
            assert_eq!(single.rate_to, Some(1000.0));
            assert!(single.difference_low.is_some() && single.p_permutation.is_none());
            // The tests need the units alone.
            let large = Study { records: None, ..*study };
            assert_eq!(theme_change(&large), rows);
        });
        study_of(&[(2012, &["trust", "b"]), (2017, &["trust"])], CODEBOOK, |study| {
            let rows = theme_change(study);
            let note = "one message in 2017: no interval; fewer than 10 messages in 2012 and 2017: no p";
            assert_eq!((rows[2].difference_low, rows[2].note.as_str()), (None, note));
        });
    }

    #[test]
    fn odd_corpora_do_not_panic() {
        let years: Vec<(i32, &[&str])> = (1971..2021).map(|year| (year, ["trust"].as_slice())).collect();
        study_of(&years, CODEBOOK, |study| assert_eq!(theme_change(study).len(), 3));
        study_of(&[(2012, &["trust"])], CODEBOOK, |study| assert_eq!(theme_change(study), []));
        study_of(&[], CODEBOOK, |study| assert_eq!(theme_change(study), []));
        study_of(&years, "", |study| assert_eq!(theme_change(study), []));
        study_of(&[(2012, &["2012", ""]), (2017, &texts(12, 0))], CODEBOOK, |study| {
            let rows = theme_change(study);
            assert_eq!((rows[2].rate_from, rows[2].rate_to.is_some(), rows[2].difference), (None, true, None));
            assert_eq!(rows[2].note, "no words in 2012; fewer than 10 messages in 2012: no p");
        });
    }

    #[test]
    fn messages_that_are_all_alike_are_said() {
        study_of(&[(2012, &texts(12, 0)), (2017, &texts(6, 6))], CODEBOOK, |study| {
            let rows = theme_change(study);
            let trust = row(&rows, "trust", 2012, 2017);
            assert!(trust.difference_low.is_some());
            let note = "all have the same rate in 2012, so the interval takes words as independent; one document";
            assert!(trust.note.starts_with(note), "{}", trust.note);
            assert!(!row(&rows, "absent", 2012, 2017).note.contains("same rate"));
        });
    }
}
