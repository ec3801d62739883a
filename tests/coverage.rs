//! Measures how often the candidate intervals hold the true value, and chooses by it.
//!
//! Run `cargo test --release --test coverage -- --ignored` to renew `tests/reference/coverage.md` (some minutes).
//!
//! A population of messages has skewed lengths (log-normal, median 45 tokens, 5 to 600) and clustered hits: a share of
//! the messages, the prevalence, has the theme, and these go on to another hit with a chance of 0.45 and more, the
//! longer the message. The true rate is that of the population; samples are drawn from it with replacement. Messages
//! with the theme have 2.4 hits on average, and the design effect is about 3, like that of themes in real speeches.

use std::fmt::Write as _;
use std::path::Path;
use themeshift::stats::bootstrap::Bootstrap;
use themeshift::stats::change::{Change, bootstrap_intervals, permutation_p};
use themeshift::stats::random::{Purpose, Source};
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::{Interval, LEVEL, tail};

const SEED: u64 = 20_120_913;
const RUNS: u64 = 2000;
const REPLICATES: u64 = 999;
const SIZES: [usize; 4] = [15, 30, 50, 200];
const PREVALENCES: [f64; 6] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6];

/// How often intervals held the true value, and how wide they were.
#[derive(Default, Clone)]
struct Score {
    held: u64,
    widths: Vec<f64>,
}

impl Score {
    fn add(&mut self, interval: Option<Interval>, truth: f64, scale: f64) {
        // An interval that is not defined does not hold the true value.
        if let Some(Interval { low, high }) = interval {
            self.held += u64::from(low <= truth && truth <= high);
            self.widths.push((high - low) / scale);
        }
    }

    /// Per cent of the runs.
    fn coverage(&self) -> f64 {
        100.0 * self.held as f64 / RUNS as f64
    }

    /// Median width, as a multiple of the true value.
    fn width(&self) -> f64 {
        let mut widths = self.widths.clone();
        widths.sort_by(f64::total_cmp);
        widths.get(widths.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// One line of a table for each design, with one score for each candidate.
struct Table {
    candidates: Vec<&'static str>,
    lines: Vec<(String, Vec<Score>)>,
}

impl Table {
    fn new(candidates: &[&'static str]) -> Self {
        Self { candidates: candidates.to_vec(), lines: Vec::new() }
    }

    fn line(&mut self, design: String, run: impl Fn(u64, &mut [Score])) {
        let mut scores = vec![Score::default(); self.candidates.len()];
        for index in 0..RUNS {
            run(index, &mut scores);
        }
        self.lines.push((design, scores));
    }

    /// Per candidate: name, least coverage, mean distance of the coverage from 95, mean of the median widths.
    fn summary(&self) -> Vec<(&'static str, f64, f64, f64)> {
        let of = |place: usize| self.lines.iter().map(move |(_, scores)| &scores[place]);
        let mean = |sum: f64| sum / self.lines.len() as f64;
        let line = |(place, name): (usize, &&'static str)| {
            let least = of(place).map(Score::coverage).fold(100.0, f64::min);
            let distance = mean(of(place).map(|score| (score.coverage() - 95.0).abs()).sum());
            (*name, least, distance, mean(of(place).map(Score::width).sum()))
        };
        self.candidates.iter().enumerate().map(line).collect()
    }

    /// Of the candidates that nowhere fall under 92 %, the one nearest 95 %; within half a point, the narrowest.
    fn chosen(&self) -> Option<&'static str> {
        let fit: Vec<_> = self.summary().into_iter().filter(|(_, least, _, _)| *least >= 92.0).collect();
        let nearest = fit.iter().map(|(_, _, distance, _)| *distance).fold(f64::INFINITY, f64::min);
        let near = fit.into_iter().filter(|(_, _, distance, _)| *distance <= nearest + 0.5);
        near.min_by(|a, b| a.3.total_cmp(&b.3)).map(|(name, ..)| name)
    }

    fn markdown(&self, head: &str) -> String {
        let mut text = format!("| {head} |");
        for name in &self.candidates {
            let _ = write!(text, " {name} |");
        }
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(self.candidates.len()));
        for (design, scores) in &self.lines {
            let _ = write!(text, "\n| {design} |");
            for score in scores {
                let _ = write!(text, " {:.1} ({:.2}) |", score.coverage(), score.width());
            }
        }
        text.push_str("\n| **least coverage** |");
        for (_, least, ..) in self.summary() {
            let _ = write!(text, " **{least:.1}** |");
        }
        text.push_str("\n| **mean distance from 95, mean width** |");
        for (_, _, distance, width) in self.summary() {
            let _ = write!(text, " {distance:.2} ({width:.2}) |");
        }
        let chosen = self.chosen().unwrap_or("none: every candidate falls under 92 % somewhere");
        let _ = write!(text, "\n\nChosen: **{chosen}**.\n");
        text
    }
}

/// A standard normal number (Box and Muller 1958).
fn normal(source: &mut Source) -> f64 {
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

fn sample(population: &[Unit], size: usize, source: &mut Source) -> Vec<Unit> {
    (0..size).map(|_| population[source.index(population.len())]).collect()
}

/// Hits per message with a hit in three other years of the same size; 1 where these have none either.
fn hits_per_message(population: &[Unit], size: usize, source: &mut Source) -> f64 {
    RateSums::of(&sample(population, 3 * size, source)).hits_per_message().unwrap_or(1.0)
}

fn rates() -> Table {
    let mut table = Table::new(&[
        "percentile",
        "BCa",
        "studentised",
        "linearised t",
        "linearised t, log scale",
        "score",
        "score, 1 hit per message",
    ]);
    for size in SIZES {
        for prevalence in PREVALENCES {
            let all = population(prevalence);
            let truth = RateSums::of(&all).per_1000().expect("tokens");
            let draws = Purpose::new(SEED, &format!("rate/{size}/{prevalence}"));
            table.line(format!("{size} messages, {:.0} %", 100.0 * prevalence), |run, scores| {
                let mut source = draws.replicate(run);
                let units = sample(&all, size, &mut source);
                let sums = RateSums::of(&units);
                let score = sums.interval(LEVEL, hits_per_message(&all, size, &mut source));
                let purpose = Purpose::new(SEED, &format!("bootstrap/{size}/{prevalence}/{run}"));
                let intervals = match Bootstrap::draw(&units, REPLICATES, &purpose) {
                    // Without a hit every candidate is the rule of three.
                    None => [score, score, score, score, score, score, sums.interval(LEVEL, 1.0)],
                    Some(bootstrap) => [
                        bootstrap.percentile(LEVEL),
                        bootstrap.bca(LEVEL),
                        bootstrap.studentised(LEVEL),
                        sums.linearised(LEVEL),
                        sums.linearised_log(LEVEL),
                        score,
                        score,
                    ],
                };
                for (score, interval) in scores.iter_mut().zip(intervals) {
                    score.add(interval, truth, truth);
                }
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
fn changes() -> (Table, Table) {
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
            (years, hits_per_message(&first, from, &mut source))
        };
        let bootstrap = |run: u64, first: &[Unit], second: &[Unit]| {
            let purpose = Purpose::new(SEED, &format!("bootstrap/{from}/{before}/{to}/{after}/{run}"));
            bootstrap_intervals(first, second, LEVEL, REPLICATES, &purpose)
        };
        let design = format!("{from} messages, {:.0} %, to {to} messages, {:.0} %", 100.0 * before, 100.0 * after);
        differences.line(design.clone(), |run, scores| {
            let ((first, second), per_message) = years(run);
            let (from, to) = (RateSums::of(&first), RateSums::of(&second));
            let change = Change::between(&from, &to, LEVEL, per_message).expect("tokens");
            let percentile = bootstrap(run, &first, &second).map(|intervals| intervals.0);
            scores[0].add(percentile.or(change.difference_interval), difference, rates[0]);
            scores[1].add(welch(&from, &to), difference, rates[0]);
            scores[2].add(change.difference_interval, difference, rates[0]);
        });
        ratios.line(design, |run, scores| {
            let ((first, second), per_message) = years(run);
            let (from, to) = (RateSums::of(&first), RateSums::of(&second));
            let change = Change::between(&from, &to, LEVEL, per_message).expect("tokens");
            // Nothing is claimed of a ratio where neither year has a hit.
            let anything = Some(Interval { low: 0.0, high: f64::MAX });
            let from_scores = if from.hits + to.hits == 0 { anything } else { change.ratio_interval };
            let percentile = bootstrap(run, &first, &second).map(|intervals| intervals.1);
            scores[0].add(percentile.or(from_scores), ratio, ratio);
            scores[1].add(from_scores, ratio, ratio);
        });
    }
    (differences, ratios)
}

/// How often the permutation p is at most .05 where both years come from one population.
fn false_findings() -> String {
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

#[test]
#[ignore = "a simulation of some minutes"]
fn coverage_chooses_the_intervals() {
    let rates = rates();
    let (differences, ratios) = changes();
    let text = format!(
        "# Coverage of 95 % intervals\n\nWritten by `cargo test --release --test coverage -- --ignored`, which describes \
         the simulation. {RUNS} samples a line, {REPLICATES} bootstrap replicates; a coverage of 95 has a standard error \
         of 0.5. A cell says in how many per cent of the samples the interval held the true value and, in brackets, its \
         median width as a multiple of the true rate (for a difference, of the true rate of the first year). A line says \
         how many messages a year has and how many per cent of the population's messages have the theme.\n\n\
         Rule: of the candidates whose coverage nowhere falls under 92 %, the one nearest 95 % on average; within half a \
         point of it, the narrowest.\n\n## Rate of one year\n\n{}\nA sample without a hit has the rule of three, \
         whatever the candidate, with the hits per message of three other years; the last column shows what happens when \
         these are not known.\n\n## Difference between two years\n\n{}\nWhere a \
         year has no hit the percentile interval is not defined and the last candidate stands in.\n\n## Ratio of two \
         years\n\n{}\nAs for the difference; where neither year has a hit nothing is claimed, which counts as held.\n\n\
         ## False findings of the permutation test\n\nPer cent of samples with p <= .05 when both years come from one \
         population, by messages and prevalence; 199 reassignments.\n\n{}\n",
        rates.markdown("year"),
        differences.markdown("years"),
        ratios.markdown("years"),
        false_findings(),
    );
    println!("{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/coverage.md");
    std::fs::write(path, text).expect("the table can be written");
    assert_eq!(rates.chosen(), Some("score"));
}
