//! 2 x 2 tables: keyness, exact tests, co-occurrence.

use themeshift::stats::cooccurrence::{Joint, JointSums};
use themeshift::stats::measure::{JointMeasure, KeynessMeasure, KeynessTable};
use themeshift::stats::{LEVEL, fisher, keyness};

use crate::differences::Differences;
use crate::reference::{Reference, Row};
use crate::{high, low};

pub fn compare(all: &mut Differences) {
    keyness(all);
    exact_tests(all);
    cooccurrence(all);
    measures(all);
}

type Measure = fn(u64, u64, u64, u64) -> Option<f64>;

fn measure(function: Measure) -> impl Fn(&Row<'_>) -> Option<f64> {
    move |row| {
        let (a, b, c, d) = row.table();
        function(a, b, c, d)
    }
}

fn keyness(all: &mut Differences) {
    let tables = Reference::read("tables");
    all.of("keyness::g2_four_cell", "mpmath; SciPy `chi2_contingency(lambda_=\"log-likelihood\")`").column(
        &tables,
        "g2_four_cell",
        measure(keyness::g2_four_cell),
    );
    all.of("keyness::g2_two_cell", "mpmath").column(&tables, "g2_two_cell", measure(keyness::g2_two_cell));
    all.of("keyness::chi_squared", "mpmath; SciPy `chi2_contingency`; R `chisq.test`")
        .column(&tables, "chi_squared", measure(|a, b, c, d| keyness::chi_squared(a, b, c, d, false)))
        .column(&tables, "chi_squared_yates", measure(|a, b, c, d| keyness::chi_squared(a, b, c, d, true)));
    all.of("keyness::log_ratio", "mpmath").column(&tables, "log_ratio", measure(keyness::log_ratio));
    all.of("keyness::log_ratio_half_added", "mpmath; published values of R `corpora`").column(
        &tables,
        "log_ratio_half_added",
        measure(keyness::log_ratio_half_added),
    );
    all.of("keyness::log_ratio_conservative", "exact binomial tails, mpmath; published values of R `corpora`").column(
        &tables,
        "log_ratio_conservative",
        |row| {
            let (a, b, c, d) = row.table();
            keyness::log_ratio_conservative(a, b, c, d, row.count("terms"), LEVEL)
        },
    );
    all.of("keyness::percent_difference", "mpmath").column(
        &tables,
        "percent_difference",
        measure(keyness::percent_difference),
    );
    all.of("keyness::bic", "mpmath").column(&tables, "bic", measure(keyness::bic));
    let weighted = |row: &Row<'_>| {
        let (a, b, c, d) = row.table();
        keyness::weighted_log_odds(a, b, c, d, row.float("prior_tokens"))
    };
    all.of("keyness::weighted_log_odds", "mpmath")
        .column(&tables, "log_odds_delta", |row| weighted(row).map(|odds| odds.delta))
        .column(&tables, "log_odds_error", |row| weighted(row).map(|odds| odds.standard_error))
        .column(&tables, "log_odds_z", |row| weighted(row).map(|odds| odds.z));
}

fn exact_tests(all: &mut Differences) {
    let tables = Reference::read("tables");
    let others = "exact binomial coefficients, mpmath; SciPy `fisher_exact`; R `fisher.test`";
    all.of("fisher::fisher_exact", others).column(&tables, "fisher_exact", measure(fisher::fisher_exact));
    all.of("fisher::ln_fisher_exact", "exact binomial coefficients, mpmath").column(
        &tables,
        "ln_fisher_exact",
        measure(fisher::ln_fisher_exact),
    );
    all.of("fisher::share_permutation", "exact binomial coefficients, mpmath").column(
        &tables,
        "share_permutation",
        measure(fisher::share_permutation),
    );
}

fn joint(row: &Row<'_>) -> Joint {
    Joint { n: row.count("n"), n_a: row.count("n_a"), n_b: row.count("n_b"), n_ab: row.count("n_ab") }
}

fn cooccurrence(all: &mut Differences) {
    let tables = Reference::read("cooccurrence");
    let mut one = |function, other, column: &str, measure: fn(&Joint) -> Option<f64>| {
        all.of(function, other).column(&tables, column, |row| measure(&joint(row)));
    };
    one("Joint::expected", "mpmath", "expected", Joint::expected);
    one("Joint::pmi", "mpmath", "pmi", Joint::pmi);
    one("Joint::npmi", "mpmath", "npmi", Joint::npmi);
    one("Joint::jaccard", "mpmath", "jaccard", Joint::jaccard);
    one("Joint::dice", "mpmath", "dice", Joint::dice);
    one("Joint::log_dice", "mpmath", "log_dice", Joint::log_dice);
    one("Joint::g2", "mpmath", "g2", Joint::g2);
    one("Joint::log_odds_ratio", "mpmath; statsmodels `Table2x2`", "log_odds_ratio", Joint::log_odds_ratio);
    one("Joint::fisher", "exact binomial coefficients, mpmath", "fisher", Joint::fisher);
    let interval = |row: &Row<'_>| joint(row).log_odds_interval(row.float("level"));
    all.of("Joint::log_odds_interval", "mpmath; statsmodels `Table2x2`")
        .column(&tables, "log_odds_low", |row| low(interval(row)))
        .column(&tables, "log_odds_high", |row| high(interval(row)));
    let units = Reference::read("clustered_odds");
    let odds = |row: &Row<'_>| {
        let [n, n_a, n_b, n_ab] = ["n", "n_a", "n_b", "n_ab"].map(|column| row.counts(column));
        let unit = |place: usize| Joint { n: n[place], n_a: n_a[place], n_b: n_b[place], n_ab: n_ab[place] };
        let mut sums = JointSums::default();
        (0..n.len()).for_each(|place| sums.add(&unit(place)));
        let all = |of: &[u64]| of.iter().sum();
        Joint { n: all(&n), n_a: all(&n_a), n_b: all(&n_b), n_ab: all(&n_ab) }.clustered_odds(&sums, row.float("level"))
    };
    all.of("Joint::clustered_odds", "mpmath; statsmodels `Logit` by clusters")
        .column(&units, "low", |row| odds(row).map(|odds| odds.interval.low))
        .column(&units, "high", |row| odds(row).map(|odds| odds.interval.high))
        .column(&units, "p", |row| odds(row).map(|odds| odds.p));
    all.of("JointSums::add", "mpmath; statsmodels `Logit` by clusters")
        .column(&units, "p", |row| odds(row).map(|odds| odds.p));
    all.of("Joint::attracts", "Python's integers").exact(&tables, "attracts", |row| {
        joint(row).attracts().map_or(String::new(), |attracts| u8::from(attracts).to_string())
    });
}

/// The measures that a user names.
fn measures(all: &mut Differences) {
    let tables = Reference::read("tables");
    let table = |row: &Row<'_>| {
        let (a, b, c, d) = row.table();
        let (terms, prior_tokens) = (row.count("terms"), row.float("prior_tokens"));
        KeynessTable { counts: [a, b], tokens: [c, d], terms, prior_tokens, level: LEVEL }
    };
    let scores = [
        (KeynessMeasure::G2, "g2_four_cell"),
        (KeynessMeasure::G2TwoCell, "g2_two_cell"),
        (KeynessMeasure::LogRatio, "log_ratio"),
        (KeynessMeasure::LogRatioConservative, "log_ratio_conservative"),
        (KeynessMeasure::PercentDifference, "percent_difference"),
        (KeynessMeasure::Bic, "bic"),
        (KeynessMeasure::LogOdds, "log_odds_z"),
        (KeynessMeasure::ChiSquared, "chi_squared"),
        (KeynessMeasure::ChiSquaredYates, "chi_squared_yates"),
        (KeynessMeasure::Fisher, "fisher_score"),
    ];
    let mut check = all.of("KeynessMeasure::score", "mpmath");
    assert_eq!(scores.len(), KeynessMeasure::ALL.len());
    for (measure, column) in scores {
        check = check.column(&tables, column, |row| measure.score(&table(row)));
    }
    let tables = Reference::read("cooccurrence");
    let scores = [
        (JointMeasure::Messages, "n_ab"),
        (JointMeasure::Fisher, "fisher_score"),
        (JointMeasure::G2, "g2"),
        (JointMeasure::LogOdds, "log_odds_ratio"),
        (JointMeasure::Npmi, "npmi"),
        (JointMeasure::LogDice, "log_dice"),
        (JointMeasure::Jaccard, "jaccard"),
    ];
    let mut check = all.of("JointMeasure::score", "mpmath");
    assert_eq!(scores.len(), JointMeasure::ALL.len());
    for (measure, column) in scores {
        check = check.column(&tables, column, |row| measure.score(&joint(row)));
    }
}
