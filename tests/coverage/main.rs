//! Measures how often the candidate intervals hold the true value, and chooses by it.
//!
//! Run `cargo test --release --test coverage -- --ignored` to renew `tests/reference/coverage.md` (some minutes).
//!
//! | module | where the messages come from |
//! |---|---|
//! | `simulated` | populations that are simulated; the interval is chosen by these |
//! | `documents` | documents of several messages, simulated or from a file |
//! | `messages` | the messages of the shipped corpus, which nobody simulated |
//!
//! The true rate is that of the population; samples are drawn from it with replacement.

use std::path::Path;

use themeshift::stats::bootstrap::Bootstrap;
use themeshift::stats::interval::Scatter;
use themeshift::stats::random::{Purpose, Source};
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::{Interval, LEVEL};

mod documents;
mod messages;
mod simulated;
mod table;

const SEED: u64 = 20_120_913;
const RUNS: u64 = 2000;
const REPLICATES: u64 = 999;
const SIZES: [usize; 4] = [15, 30, 50, 200];

/// The interval that the program uses, by its name among the candidates.
const CHOSEN: &str = "score";

const CANDIDATES: [&str; 7] =
    ["percentile", "BCa", "studentised", "linearised t", "linearised t, log scale", CHOSEN, "score, nothing borrowed"];

fn sample(population: &[Unit], size: usize, source: &mut Source) -> Vec<Unit> {
    (0..size).map(|_| population[source.index(population.len())]).collect()
}

/// How hits scatter in three other years of the same size.
fn others(population: &[Unit], size: usize, source: &mut Source) -> Scatter {
    let mut scatter = Scatter::default();
    (0..3).for_each(|_| scatter.add(&Scatter::of(&RateSums::of(&sample(population, size, source)))));
    scatter
}

/// The candidate intervals of the rate, from a sample of the population. `name` is that of the sample.
fn candidates(population: &[Unit], size: usize, source: &mut Source, name: &str) -> [Option<Interval>; 7] {
    let units = sample(population, size, source);
    let sums = RateSums::of(&units);
    let score = sums.interval(LEVEL, &others(population, size, source));
    let alone = sums.interval(LEVEL, &Scatter::default());
    match Bootstrap::draw(&units, REPLICATES, &Purpose::new(SEED, &format!("bootstrap/{name}"))) {
        // Without a hit every candidate is the rule of three.
        None => [score, score, score, score, score, score, alone],
        Some(bootstrap) => [
            bootstrap.percentile(LEVEL),
            bootstrap.bca(LEVEL),
            bootstrap.studentised(LEVEL),
            sums.linearised(LEVEL),
            sums.linearised_log(LEVEL),
            score,
            alone,
        ],
    }
}

#[test]
#[ignore = "a simulation of some minutes"]
fn coverage_chooses_the_intervals() {
    let rates = simulated::rates();
    let (differences, ratios) = simulated::changes();
    let text = format!(
        "# Coverage of 95 % intervals\n\nWritten by `cargo test --release --test coverage -- --ignored`, which describes \
         the simulation. {RUNS} samples a line, {REPLICATES} bootstrap replicates; a coverage of 95 has a standard error \
         of 0.5. A cell says in how many per cent of the samples the interval held the true value and, in brackets, its \
         median width as a multiple of the true rate (for a difference, of the true rate of the first year). A line says \
         how many messages a year has and how many per cent of the population's messages have the theme.\n\n\
         Rule: of the candidates whose coverage nowhere falls under 92 %, the one nearest 95 % on average; within half a \
         point of it, the narrowest.\n\n## Rate of one year\n\n{}\nA sample without a hit has the rule of three, \
         whatever the candidate, with the dispersion of three other years; the last column shows what happens when \
         nothing is borrowed from these.\n\n## Difference between two years\n\n{}\nWhere a \
         year has no hit the percentile interval is not defined and the last candidate stands in.\n\n## Ratio of two \
         years\n\n{}\nAs for the difference; where neither year has a hit nothing is claimed, which counts as held.\n\n\
         ## False findings of the permutation test\n\nPer cent of samples with p <= .05 when both years come from one \
         population, by messages and prevalence; 199 reassignments.\n\n{}\n\n{}\n{}",
        rates.markdown("year"),
        differences.markdown("years"),
        ratios.markdown("years"),
        simulated::false_findings(),
        documents::section(),
        messages::section(),
    );
    println!("{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/coverage.md");
    std::fs::write(path, text).expect("the table can be written");
    assert_eq!(rates.chosen(), Some(CHOSEN));
}
