//! Agreement with coders, and samples with known probabilities.

use themeshift::stats::agreement::{
    Averages, Confusion, Judged, Scores, average_intervals, averages, confusions, krippendorff_alpha,
};
use themeshift::stats::random::Purpose;
use themeshift::stats::{Interval, LEVEL, sampling};

use crate::differences::Differences;
use crate::reference::{Reference, Row};
use crate::{SEED, high, joined, low};

/// Replicates; the random numbers are those of the reference.
const REPLICATES: u64 = 199;
const SCIKIT: &str = "exact fractions; scikit-learn";

pub fn compare(all: &mut Differences) {
    one_theme(all);
    many_themes(all);
    let table = Reference::read("alpha");
    let units = |row: &Row<'_>| -> Vec<Vec<u32>> {
        let units = row.field("units").split(';').filter(|unit| !unit.is_empty());
        let values = |unit: &str| unit.split(' ').filter_map(|value| value.parse().ok()).collect();
        units.map(values).collect()
    };
    all.of("agreement::krippendorff_alpha", "exact fractions; the Python package `krippendorff`").of_one().column(
        &table,
        "alpha",
        |row| krippendorff_alpha(&units(row)),
    );
    samples(all);
}

/// Messages as (found, coded, weight).
fn messages(row: &Row<'_>) -> Vec<(bool, bool, f64)> {
    let codes = row.counts("found").into_iter().zip(row.counts("coded"));
    codes.zip(row.list("weights")).map(|((found, coded), weight)| (found == 1, coded == 1, weight)).collect()
}

fn confusion(row: &Row<'_>) -> Confusion {
    let mut all = Confusion::default();
    messages(row).into_iter().for_each(|(found, coded, weight)| all.add(found, coded, weight));
    all
}

fn counts(all: &Confusion) -> String {
    let cells = [all.both, all.found_only, all.coded_only, all.neither];
    cells.map(|cell| cell.messages.to_string()).join(" ")
}

fn one_theme(all: &mut Differences) {
    let table = Reference::read("confusion");
    all.of("Confusion::add", "Python's integers").exact(&table, "counts", |row| counts(&confusion(row)));
    all.of("Confusion::merge", "Python's integers").exact(&table, "counts", |row| {
        let mut halves = [Confusion::default(); 2];
        for (place, (found, coded, weight)) in messages(row).into_iter().enumerate() {
            halves[place % 2].add(found, coded, weight);
        }
        let [mut first, second] = halves;
        first.merge(&second);
        counts(&first)
    });
    let mut one = |function, column: &str, measure: fn(&Confusion) -> Option<f64>| {
        all.of(function, SCIKIT).of_one().column(&table, column, |row| measure(&confusion(row)));
    };
    one("Confusion::precision", "precision", Confusion::precision);
    one("Confusion::recall", "recall", Confusion::recall);
    one("Confusion::f1", "f1", Confusion::f1);
    one("Confusion::kappa", "kappa", Confusion::kappa);
    let mut ends = |function, other, name: &str, interval: fn(&Confusion, f64) -> Option<Interval>| {
        all.of(function, other)
            .of_one()
            .column(&table, &format!("{name}_low"), |row| low(interval(&confusion(row), LEVEL)))
            .column(&table, &format!("{name}_high"), |row| high(interval(&confusion(row), LEVEL)));
    };
    ends("Confusion::precision_interval", "mpmath", "precision", Confusion::precision_interval);
    ends("Confusion::recall_interval", "mpmath", "recall", Confusion::recall_interval);
    ends("Confusion::f1_interval", "mpmath; SciPy `beta.ppf`; NumPy `gamma`", "f1", Confusion::f1_interval);
}

/// A digit is 2 where a theme is coded, plus 1 where it is found.
fn judged(row: &Row<'_>) -> Vec<Judged> {
    let digits = row.field("messages").split(';').filter(|message| !message.is_empty());
    let themes = |message: &str| message.bytes().map(|digit| (digit & 1 == 1, digit & 2 == 2)).collect();
    digits.zip(row.list("weights")).map(|(message, weight)| Judged { weight, themes: themes(message) }).collect()
}

fn of_themes(row: &Row<'_>) -> Vec<Confusion> {
    confusions(&judged(row), row.count("themes") as usize)
}

fn eight<T: Copy>(of: &Averages<T>) -> Vec<T> {
    let list = |scores: &Scores<T>| [scores.precision, scores.recall, scores.f1, scores.kappa];
    [list(&of.micro), list(&of.mean)].concat()
}

fn many_themes(all: &mut Differences) {
    let table = Reference::read("averages");
    let names: Vec<String> = ["micro", "mean"]
        .into_iter()
        .flat_map(|group| ["precision", "recall", "f1", "kappa"].map(|measure| format!("{group}_{measure}")))
        .collect();
    for function in ["agreement::confusions", "agreement::averages"] {
        names.iter().enumerate().fold(all.of(function, SCIKIT).of_one(), |check, (place, name)| {
            check.column(&table, name, |row| eight(&averages(&of_themes(row)))[place])
        });
    }
    let intervals = |row: &Row<'_>| {
        let purpose = Purpose::new(SEED, row.field("name"));
        eight(&average_intervals(&judged(row), row.count("themes") as usize, LEVEL, REPLICATES, &purpose))
    };
    let check = all.of("agreement::average_intervals", "exact fractions").of_one();
    names.iter().enumerate().fold(check, |check, (place, name)| {
        check.column(&table, &format!("{name}_low"), |row| low(intervals(row)[place])).column(
            &table,
            &format!("{name}_high"),
            |row| high(intervals(row)[place]),
        )
    });
}

fn samples(all: &mut Differences) {
    let table = Reference::read("sampling");
    let probabilities = |row: &Row<'_>| sampling::inclusion_probabilities(&row.counts("sizes"), row.count("n"));
    all.of("sampling::inclusion_probabilities", "bisection, mpmath")
        .lists(&table, "probabilities", |row| probabilities(row).into_iter().map(Some).collect());
    all.of("sampling::systematic", "running sums, mpmath").exact(&table, "drawn", |row| {
        let strata = row.counts("sizes").into_iter().zip(probabilities(row));
        let items: Vec<f64> = strata.flat_map(|(size, one)| vec![one; size as usize]).collect();
        joined(sampling::systematic(&items, row.float("start")))
    });
}
