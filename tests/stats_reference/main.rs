//! Checks the statistics against values from independent implementations.
//!
//! The values stand in `tests/reference/*.csv`; `tests/reference/README.md` says how they were made.
//! `tests/reference/differences.md` says how far each function is from them; `tests/renew` writes it anew.

use std::collections::BTreeSet;
use std::path::Path;

use themeshift::stats::Interval;

mod agreement;
mod courses;
mod differences;
mod distributions;
mod messages;
mod published;
mod reference;
mod resampling;
mod trends;
mod two_by_two;

use differences::Differences;

const SEED: u64 = 20_120_913;

fn low(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.low)
}

fn high(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.high)
}

/// Values as the reference tables list them.
fn joined<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(";")
}

fn compared(compare: &[fn(&mut Differences)]) -> Differences {
    let mut all = Differences::default();
    compare.iter().for_each(|compare| compare(&mut all));
    all.assert_enough_inputs();
    all
}

#[test]
fn two_by_two_tables() {
    compared(&[two_by_two::compare]);
}

#[test]
fn shares_tails_quantiles_corrections_and_random_numbers() {
    compared(&[distributions::compare]);
}

#[test]
fn dispersion_distance_rates_and_changes() {
    compared(&[messages::compare]);
}

#[test]
fn trends_over_few_years() {
    compared(&[trends::compare]);
}

#[test]
fn courses_over_many_periods() {
    compared(&[courses::compare]);
}

#[test]
fn agreement_with_coders_and_samples() {
    compared(&[agreement::compare]);
}

#[test]
fn resampling_meets_its_reference() {
    compared(&[resampling::compare]);
}

/// Functions that give a thing its name or find it by its name, and compute nothing.
const NAMES: [&str; 4] =
    ["KeynessMeasure::of_name", "KeynessMeasure::name", "JointMeasure::of_name", "Purpose::watched"];

/// The public functions of `stats` that compute something, as `module::function` or `Type::function`.
fn public_functions() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/stats");
    let mut functions = BTreeSet::new();
    // Folders hold private parts of modules.
    let entries = std::fs::read_dir(folder).expect("the sources").map(|entry| entry.expect("a file").path());
    for path in entries.filter(|path| path.is_file()) {
        let module = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut owner = module.clone();
        for line in std::fs::read_to_string(&path).expect("a source file").lines() {
            if let Some(rest) = line.strip_prefix("impl") {
                // `<'w> Purpose<'w> {` is Purpose.
                let named =
                    if rest.starts_with('<') { rest.split_once("> ").expect("a type").1 } else { rest.trim_start() };
                owner = named.split(['<', ' ']).next().expect("a name").to_string();
            } else if let Some(rest) = line.trim_start().strip_prefix("pub fn ") {
                let name = rest.split(['(', '<']).next().expect("a name");
                let owner = if line.starts_with(' ') { &owner } else { &module };
                functions.insert(format!("{owner}::{name}"));
            }
        }
    }
    assert!(NAMES.iter().all(|name| functions.remove(*name)));
    functions
}

#[test]
fn every_public_function_is_compared_and_the_document_is_true() {
    let compare = [
        two_by_two::compare,
        distributions::compare,
        messages::compare,
        trends::compare,
        courses::compare,
        resampling::compare,
        agreement::compare,
    ];
    let all = compared(&compare);
    let functions: BTreeSet<&str> = all.functions();
    let public = public_functions();
    assert!(public.len() > 60 && public.contains("RateSums::interval") && public.contains("wilson::wilson"));
    assert_eq!(functions, public.iter().map(String::as_str).collect());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/differences.md");
    if std::env::var_os("THEMESHIFT_RENEW").is_some_and(|value| value == "1") {
        std::fs::write(&path, all.markdown()).expect("the document can be written");
    }
    all.assert_matches(&std::fs::read_to_string(path).expect("the document; tests/renew writes it"));
}
