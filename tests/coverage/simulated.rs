//! Populations of messages that are simulated: 100,000 messages, so that their rate is known.
//!
//! A population has skewed lengths (log-normal, median 45 tokens, 5 to 600) and clustered hits: a share of the messages,
//! the prevalence, has the theme, and these go on to another hit with a chance of 0.45 and more, the longer the message.
//! Messages with the theme have 2.4 hits on average, and the design effect is about 3, like that of themes in real
//! speeches.

use std::fmt::Write as _;

use themeshift::stats::change::{Change, bootstrap_intervals, permutation_p};
use themeshift::stats::random::{Purpose, Source};
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::{Interval, LEVEL, tail};

use crate::table::Table;
use crate::{CANDIDATES, REPLICATES, RUNS, SEED, SIZES, candidates, others, sample};

const PREVALENCES: [f64; 6] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6];

/// A standard normal number (Box and Muller 1958).
pub fn normal(source: &mut Source) -> f64 {
    let (u, v) = (1.0 - source.unit(), source.unit());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

fn population(prevalence: f64) -> Vec<Unit> {
    let mut source = Purpose::new(SEED, &format!("population/{prevalence}")).replicate(0);
    let mut message = || {
        let tokens = (45.0 * (0.7 * normal(&mut source)).exp()).round().clamp(5.0, 600.0) as u64;
        let mut hits = u64::from(source.unit() < prevalence);
        let again = 0.45 + 0.1 * (tokens as f64 / 45.0).min(3.0);
        while hits > 0 && hits < tokens && source.unit() < again {
            hits += 1;
        }
        Unit { hits, tokens }
    };
    (0..100_000).map(|_| message()).collect()
}

/// Rates of one year.
pub fn rates() -> Table {
    let mut table = Table::new(&CANDIDATES);
    for size in SIZES {
        for prevalence in PREVALENCES {
            let all = population(prevalence);
            let truth = RateSums::of(&all).per_1000().expect("tokens");
            let draws = Purpose::new(SEED, &format!("rate/{size}/{prevalence}"));
            table.line(format!("{size} messages, {:.0} %", 100.0 * prevalence), truth, truth, |run| {
                candidates(&all, size, &mut draws.replicate(run), &format!("{size}/{prevalence}/{run}"))
            });
        }
    }
    table
}

/// Pairs of years: messages and prevalence in each.
fn pairs() -> Vec<(usize, f64, usize, f64)> {
    let mut pairs = Vec::new();
    for (from, to) in [(15, 15), (50, 15), (30, 30), (50, 50), (200, 200)] {
        for (before, after) in [(0.05, 0.05), (0.05, 0.2), (0.2, 0.2), (0.4, 0.1), (0.6, 0.4)] {
            pairs.push((from, before, to, after));
        }
    }
    pairs
}

/// Welch's interval of a difference.
fn welch(from: &RateSums, to: &RateSums) -> Option<Interval> {
    let (first, second) = (from.standard_error()?, to.standard_error()?);
    let variance = first * first + second * second;
    let part = |error: f64, units: u64| error.powi(4) / (units as f64 - 1.0);
    let freedom = variance * variance / (part(first, from.units) + part(second, to.units));
    let reach = tail::student_two_sided_quantile(LEVEL, (freedom as u64).max(1))? * variance.sqrt();
    let difference = to.per_1000()? - from.per_1000()?;
    Some(Interval { low: difference - reach, high: difference + reach })
}

/// Differences and ratios.
pub fn changes() -> (Table, Table) {
    let mut differences = Table::new(&["percentile", "linearised t (Welch)", "from the score intervals"]);
    let mut ratios = Table::new(&["percentile, log scale", "from the score intervals"]);
    for (from, before, to, after) in pairs() {
        let (first, second) = (population(before), population(after));
        let rates = [&first, &second].map(|all| RateSums::of(all).per_1000().expect("tokens"));
        let (difference, ratio) = (rates[1] - rates[0], rates[1] / rates[0]);
        let draws = Purpose::new(SEED, &format!("change/{from}/{before}/{to}/{after}"));
        let years = |run: u64| {
            let mut source = draws.replicate(run);
            let years = (sample(&first, from, &mut source), sample(&second, to, &mut source));
            (years, others(&first, from, &mut source))
        };
        let bootstrap = |run: u64, first: &[Unit], second: &[Unit]| {
            let purpose = Purpose::new(SEED, &format!("bootstrap/{from}/{before}/{to}/{after}/{run}"));
            bootstrap_intervals(first, second, LEVEL, REPLICATES, &purpose)
        };
        let design = format!("{from} messages, {:.0} %, to {to} messages, {:.0} %", 100.0 * before, 100.0 * after);
        differences.line(design.clone(), difference, rates[0], |run| {
            let ((first, second), borrowed) = years(run);
            let (from, to) = (RateSums::of(&first), RateSums::of(&second));
            let change = Change::between(&from, &to, LEVEL, [&borrowed, &borrowed]).expect("tokens");
            let percentile = bootstrap(run, &first, &second).map(|intervals| intervals.0);
            [percentile.or(change.difference_interval), welch(&from, &to), change.difference_interval]
        });
        ratios.line(design, ratio, ratio, |run| {
            let ((first, second), borrowed) = years(run);
            let (from, to) = (RateSums::of(&first), RateSums::of(&second));
            let change = Change::between(&from, &to, LEVEL, [&borrowed, &borrowed]).expect("tokens");
            // Nothing is claimed of a ratio where neither year has a hit.
            let anything = Some(Interval { low: 0.0, high: f64::MAX });
            let from_scores = if from.hits + to.hits == 0 { anything } else { change.ratio_interval };
            let percentile = bootstrap(run, &first, &second).map(|intervals| intervals.1);
            [percentile.or(from_scores), from_scores]
        });
    }
    (differences, ratios)
}

/// How often the permutation p is at most .05 where both years come from one population.
pub fn false_findings() -> String {
    let mut text = String::from("| messages | 5 % | 20 % | 60 % |\n|---|---|---|---|");
    for (from, to) in [(15, 15), (50, 15), (50, 50)] {
        let _ = write!(text, "\n| {from} and {to} |");
        for prevalence in [0.05, 0.2, 0.6] {
            let all = population(prevalence);
            let draws = Purpose::new(SEED, &format!("permutation/{from}/{to}/{prevalence}"));
            let found = (0..RUNS).filter(|run| {
                let mut source = draws.replicate(*run);
                let (first, second) = (sample(&all, from, &mut source), sample(&all, to, &mut source));
                let purpose = Purpose::new(SEED, &format!("null/{from}/{to}/{prevalence}/{run}"));
                permutation_p(&first, &second, 199, &purpose).is_some_and(|p| p <= 0.05)
            });
            let share = 100.0 * found.count() as f64 / RUNS as f64;
            assert!(share < 6.5, "{share} % false findings");
            let _ = write!(text, " {share:.1} |");
        }
    }
    text
}
