//! Resampling: with the same random numbers as the reference, and with its own against exact values.

use themeshift::stats::bootstrap::Bootstrap;
use themeshift::stats::change::{
    Draws, Layer, Permutation, Sample, bootstrap_intervals, permutation_p, permutation_test, permutation_tests,
    stratified_tests,
};
use themeshift::stats::distance::{JsdTest, Terms};
use themeshift::stats::random::Purpose;
use themeshift::stats::rate::Unit;
use themeshift::stats::{Interval, LEVEL};
use themeshift::stats::{rank, trend};

use crate::differences::Differences;
use crate::reference::{Reference, Row};
use crate::{SEED, high, low};

/// Replicates where the random numbers are those of the reference.
const SAME: u64 = 199;
/// The fewest and the most replicates of a test that draws more where a p is small.
const LEAST: u64 = 49;
const MOST: u64 = 499;
/// Replicates where they are not.
const OWN: u64 = 20_000;
const WITH_THE_SAME: &str = "mpmath, exact fractions";

type Ends = fn(&Bootstrap) -> Option<Interval>;

pub fn compare(all: &mut Differences) {
    bootstraps(all);
    changes(all);
    distances(all);
    trends(all);
    ranks(all);
    own_random_numbers(all);
}

fn purpose(row: &Row<'_>) -> Purpose<'static> {
    Purpose::new(SEED, row.field("name"))
}

fn bootstraps(all: &mut Differences) {
    let table = Reference::read("bootstrap");
    let draw = |row: &Row<'_>| Bootstrap::draw(&row.units("hits", "tokens"), SAME, &purpose(row));
    let mut one = |function, name: &str, interval: Ends| {
        all.of(function, WITH_THE_SAME)
            .column(&table, &format!("{name}_low"), |row| low(interval(&draw(row)?)))
            .column(&table, &format!("{name}_high"), |row| high(interval(&draw(row)?)));
    };
    let percentile = |bootstrap: &Bootstrap| bootstrap.percentile(LEVEL);
    one("Bootstrap::draw", "percentile", percentile);
    one("Bootstrap::percentile", "percentile", percentile);
    one("Bootstrap::bca", "bca", |bootstrap| bootstrap.bca(LEVEL));
    one("Bootstrap::studentised", "studentised", |bootstrap| bootstrap.studentised(LEVEL));
}

fn changes(all: &mut Differences) {
    let table = Reference::read("change_resampled");
    let years = |row: &Row<'_>| (row.units("hits_from", "tokens_from"), row.units("hits_to", "tokens_to"));
    let intervals = |row: &Row<'_>| {
        let (from, to) = years(row);
        bootstrap_intervals(&from, &to, LEVEL, SAME, &purpose(row))
    };
    all.of("change::bootstrap_intervals", WITH_THE_SAME)
        .column(&table, "difference_low", |row| intervals(row).map(|both| both.0.low))
        .column(&table, "difference_high", |row| intervals(row).map(|both| both.0.high))
        .column(&table, "ratio_low", |row| intervals(row).map(|both| both.1.low))
        .column(&table, "ratio_high", |row| intervals(row).map(|both| both.1.high));
    all.of("change::permutation_p", WITH_THE_SAME).column(&table, "p", |row| {
        let (from, to) = years(row);
        permutation_p(&from, &to, SAME, &purpose(row))
    });
    let test = |row: &Row<'_>| {
        let (from, to) = years(row);
        permutation_test(&from, &to, Draws { least: LEAST, most: MOST }, &purpose(row))
    };
    all.of("change::permutation_test", WITH_THE_SAME)
        .column(&table, "p_more", |row| test(row).map(|test| test.p))
        .column(&table, "p_per_message", |row| test(row).map(|test| test.p_per_message))
        .column(&table, "reassignments", |row| test(row).map(|test| test.replicates as f64));
    // The same theme as the second of three, after one that has no hit and before one that is in every message.
    let of_three = |row: &Row<'_>, weight: Option<f64>| {
        let (from, to) = years(row);
        let hits = |units: &[Unit]| -> Vec<(u64, [(u32, u64); 2])> {
            units.iter().map(|unit| (unit.tokens, [(1, unit.hits), (2, 1)])).collect()
        };
        let (from, to) = (hits(&from), hits(&to));
        let draws = Draws { least: LEAST, most: MOST };
        let (from, to) = (&samples(&from)[..], &samples(&to)[..]);
        let tests = match weight {
            None => permutation_tests(from, to, 3, draws, &purpose(row)),
            Some(weight) => stratified_tests(&[Layer { from, to, weight }], 3, draws, &purpose(row)),
        };
        tests[1]
    };
    all.of("change::permutation_tests", WITH_THE_SAME)
        .column(&table, "p_more", |row| of_three(row, None).map(|test| test.p))
        .column(&table, "p_per_message", |row| of_three(row, None).map(|test| test.p_per_message))
        .column(&table, "reassignments", |row| of_three(row, None).map(|test| test.replicates as f64));
    // The weight of a single layer changes no p, whatever its size and sign.
    let weighted = |row: &Row<'_>| of_three(row, Some(-2.0));
    all.of("change::stratified_tests", WITH_THE_SAME)
        .column(&table, "p_more", |row| weighted(row).map(|test| test.p))
        .column(&table, "p_per_message", |row| weighted(row).map(|test| test.p_per_message))
        .column(&table, "reassignments", |row| weighted(row).map(|test| test.replicates as f64));
}

/// Messages as the tests of many themes take them.
fn samples(hits: &[(u64, [(u32, u64); 2])]) -> Vec<Sample<'_>> {
    hits.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect()
}

fn distances(all: &mut Differences) {
    let table = Reference::read("distance_resampled");
    let test = |row: &Row<'_>| {
        let (from, to) = (row.messages("from"), row.messages("to"));
        let messages = |each: &mut dyn FnMut(&Terms)| from.iter().chain(&to).for_each(|message| each(message));
        JsdTest::between((from.len(), to.len()), row.count("terms") as usize, SAME, &purpose(row), &messages)
    };
    all.of("JsdTest::between", WITH_THE_SAME)
        .column(&table, "jsd", |row| test(row).map(|test| test.jsd))
        .column(&table, "null_mean", |row| test(row).map(|test| test.null_mean))
        .column(&table, "null_high", |row| test(row).map(|test| test.null_high))
        .column(&table, "p", |row| test(row).map(|test| test.p));
}

fn trends(all: &mut Differences) {
    let table = Reference::read("cochran_armitage_resampled");
    all.of("trend::cochran_armitage_permutation_p", WITH_THE_SAME)
        .column(&table, "p", |row| trend::cochran_armitage_permutation_p(&row.presence(), SAME, &purpose(row)));
}

fn ranks(all: &mut Differences) {
    let table = Reference::read("rank_resampled");
    all.of("rank::superiority", "exact fractions; SciPy `mannwhitneyu`")
        .column(&table, "superiority", |row| rank::superiority(&row.list("first"), &row.list("second")));
    all.of("rank::smaller_p", WITH_THE_SAME)
        .column(&table, "p", |row| rank::smaller_p(&row.list("first"), &row.list("second"), SAME, &purpose(row)));
}

/// Resampling meets the exact value, or that of many more replicates, up to its own random error.
fn own_random_numbers(all: &mut Differences) {
    let purpose = Purpose::new(SEED, "reference");
    let replicates = OWN as f64;
    // In standard errors of a p from so many replicates, besides the one that the observed order adds.
    let errors = |found: f64, exact: f64| {
        let error = (exact * (1.0 - exact) / replicates).sqrt().max(1.0 / replicates);
        let off = ((found - exact).abs() - 1.0 / replicates).max(0.0) / error;
        assert!(off <= 4.0, "{found}, not {exact}: {off} standard errors");
        off
    };
    let mut exact = |function, column: &str, table: &Reference, p: &dyn Fn(&Row<'_>) -> Option<f64>| {
        let off = table.rows().map(|row| errors(p(&row).expect("a p"), row.float(column))).fold(0.0, f64::max);
        let inputs = table.rows().count();
        all.drawn(
            function,
            format!("`{column}` of all reassignments, exact fractions"),
            inputs,
            format!("{off:.1} standard errors"),
        );
    };
    let permutations = Reference::read("permutation_exact");
    let permutation = |row: &Row<'_>, p: fn(&Permutation) -> f64| {
        let (from, to) = (row.units("hits_from", "tokens_from"), row.units("hits_to", "tokens_to"));
        permutation_test(&from, &to, Draws { least: OWN, most: OWN }, &purpose).as_ref().map(p)
    };
    exact("change::permutation_test", "p", &permutations, &|row| permutation(row, |test| test.p));
    exact("change::permutation_test", "p_per_message", &permutations, &|row| {
        permutation(row, |test| test.p_per_message)
    });
    // The theme is the second of three, in two layers.
    let stratified = Reference::read("stratified_exact");
    let layered = |row: &Row<'_>, p: fn(&Permutation) -> f64| {
        let side = |side: &str, layer: usize| -> Vec<(u64, [(u32, u64); 2])> {
            let units = row.units(&format!("hits_{side}_{layer}"), &format!("tokens_{side}_{layer}"));
            units.iter().map(|unit| (unit.tokens, [(1, unit.hits), (2, 1)])).collect()
        };
        let sides = [1, 2].map(|layer| (side("from", layer), side("to", layer)));
        let messages = sides.each_ref().map(|(from, to)| (samples(from), samples(to)));
        let weights = row.list("weights");
        let layers: Vec<Layer<'_>> =
            messages.iter().zip(&weights).map(|((from, to), weight)| Layer { from, to, weight: *weight }).collect();
        stratified_tests(&layers, 3, Draws { least: OWN, most: OWN }, &purpose)[1].as_ref().map(p)
    };
    exact("change::stratified_tests", "p", &stratified, &|row| layered(row, |test| test.p));
    exact("change::stratified_tests", "p_per_message", &stratified, &|row| layered(row, |test| test.p_per_message));
    exact("trend::cochran_armitage_permutation_p", "p", &Reference::read("cochran_armitage_exact"), &|row| {
        trend::cochran_armitage_permutation_p(&row.presence(), OWN, &purpose)
    });
    let table = Reference::read("bootstrap_scipy");
    let drawn: Vec<Bootstrap> =
        table.rows().map(|row| Bootstrap::draw(&row.units("hits", "tokens"), OWN, &purpose).expect("hits")).collect();
    let intervals: [(&str, &str, &str, Ends); 3] = [
        ("Bootstrap::percentile", "SciPy `bootstrap`, 200,000 replicates", "percentile", |drawn| {
            drawn.percentile(LEVEL)
        }),
        ("Bootstrap::bca", "SciPy `bootstrap`, 200,000 replicates", "bca", |drawn| drawn.bca(LEVEL)),
        ("Bootstrap::studentised", "NumPy, 200,000 replicates", "studentised", |drawn| drawn.studentised(LEVEL)),
    ];
    for (function, other, name, interval) in intervals {
        let mut largest = 0.0_f64;
        for (row, drawn) in table.rows().zip(&drawn) {
            let (low, high) = (row.float(&format!("{name}_low")), row.float(&format!("{name}_high")));
            let found = interval(drawn).expect("an interval");
            let off = (found.low - low).abs().max((found.high - high).abs()) / (high - low);
            assert!(off < 0.05, "{function}: {found:?}, not {low} to {high}");
            largest = largest.max(off);
        }
        all.drawn(function, other.into(), drawn.len(), format!("{:.1} % of the width", 100.0 * largest));
    }
}
