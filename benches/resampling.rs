//! How long the tables take that resample messages or compare them with each other.
//!
//! Timed: each table on its own, with 2,000 replicates, on a generated corpus of 10,000 messages in four years with the
//! twenty shipped themes, and on the shipped corpus with all pairs of years. Not timed: reading, counting, writing.
//! Beside it, in the same run: loops on one thread that do the same reassignments in the plainest way and must come to
//! the same p. Every table asserts its answer against what was counted or planted.
//!
//! `cargo bench --bench resampling` (options after `--`: `--messages 10000`, `--replicates 2000`, `--threads 2`).

use std::path::Path;
use std::time::{Duration, Instant};

use themeshift::analysis::{self, Results};
use themeshift::axis::Period;
use themeshift::config::{self, Config};
use themeshift::count::Record;
use themeshift::pipeline::{self, Counted, Depth, Project};
use themeshift::stats::change::{Draws, Sample, permutation_tests};
use themeshift::stats::distance::{JsdTest, Terms, jensen_shannon};
use themeshift::stats::random::Purpose;
use themeshift::stats::rate::Unit;
use themeshift::watch::Unwatched;

mod generate;

use generate::{Expected, Generator};

const YEARS: [i32; 4] = [2012, 2017, 2019, 2020];
/// Messages that stand in the generated corpus twice.
const PLANTED: usize = 40;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str, default: u64| {
        let place = arguments.iter().position(|argument| argument == name);
        place.and_then(|place| arguments.get(place + 1)).and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let (replicates, threads) = (option("--replicates", 2000), option("--threads", 2) as usize);
    let mut config = config::load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the shipped project");
    config.analysis.replicates = replicates;
    let shipped = Material::count(config, threads);
    assert_eq!(shipped.counted.counts.messages(), 140);
    // 2017 and 2020 are the only pair that is not compared anyway.
    shipped.time("shipped corpus", Some((1, 3)), None);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let expected = write_corpus(folder.path(), option("--messages", 10_000));
    let mut config = config::load(folder.path()).expect("the generated project");
    config.analysis.replicates = replicates;
    let generated = Material::count(config, threads);
    assert_eq!(
        (generated.counted.counts.messages(), generated.counted.counts.tokens()),
        (expected.messages, expected.words)
    );
    generated.time("generated corpus", None, Some(&expected));
    generated.baseline_of_changes(replicates);
    generated.baseline_of_distances(replicates.min(200));
}

/// Writes documents of a year each in turn until there are so many messages, and some messages twice.
fn write_corpus(folder: &Path, messages: u64) -> Expected {
    let generator = Generator::new();
    let mut expected = Expected::default();
    let mut manifest = String::from("document,file,year\n");
    for number in 0.. {
        if expected.messages >= messages {
            break;
        }
        let mut text = generator.document(number, &mut expected);
        for planted in 0..PLANTED {
            if number < 2 {
                text.push_str(&format!("- Planted{planted} words{planted} stand twice{planted} here\n"));
                expected.messages += 1;
                expected.words += 5;
            }
        }
        std::fs::write(folder.join(format!("{number}.txt")), text).expect("a document");
        manifest.push_str(&format!("{number},{number}.txt,{}\n", YEARS[number as usize % YEARS.len()]));
    }
    std::fs::write(folder.join("documents.csv"), manifest).expect("the manifest");
    let codebook = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/codebook.toml");
    std::fs::copy(codebook, folder.join("codebook.toml")).expect("the shipped codebook");
    expected
}

/// A counted project.
struct Material {
    project: Project,
    counted: Counted,
}

impl Material {
    fn count(config: Config, threads: usize) -> Self {
        let project = Project::open(config, threads, &Unwatched).expect("a valid project");
        let counted = pipeline::count(&project, &Unwatched, Depth::All).expect("it can be read");
        assert!(counted.records.is_some(), "few enough messages");
        assert_eq!(project.codebook.themes.len(), 20);
        Self { project, counted }
    }

    /// The messages of a period, given by its place.
    fn of_period(&self, place: usize) -> Vec<Record> {
        let records = self.counted.records.as_ref().expect("they were kept");
        let mut reader = records.reader();
        let of_cell = |stratum: usize| self.counted.counts.cells_of(stratum).contains(&place);
        (0..records.len() as u32).flat_map(|document| reader.document(document, of_cell).to_vec()).collect()
    }

    fn units(&self, theme: u32, place: usize) -> Vec<Unit> {
        self.of_period(place).iter().map(|message| message.unit(theme)).collect()
    }

    /// Makes each table once and prints how long it took.
    fn time(&self, name: &str, also: Option<(usize, usize)>, expected: Option<&Expected>) {
        println!(
            "{name}: {} messages, {} words, {} terms, {} periods, {} replicates, {} threads",
            self.counted.counts.messages(),
            self.counted.counts.tokens(),
            self.counted.counts.terms.len(),
            self.counted.counts.periods().len(),
            self.project.config.analysis.replicates,
            self.project.pool().current_num_threads()
        );
        let tables = |results: &Results<'_>| self.tables(results, expected);
        let total = self.counted.results(&self.project, &Unwatched, also, tables).expect("not stopped");
        println!("  {:28} {:8.3} s", "all of these", total.as_secs_f64());
    }

    fn tables(&self, results: &Results<'_>, expected: Option<&Expected>) -> Duration {
        let mut total = Duration::ZERO;
        let (pairs, themes) = (results.study.pairs, results.study.codebook.themes.len());
        let near_duplicates =
            timed(&mut total, "near_duplicates", || results.near_duplicate_rows().collect::<Vec<_>>());
        if expected.is_some() {
            assert_eq!(near_duplicates.len(), PLANTED);
            assert!(near_duplicates.iter().all(|row| (row.similarity - 1.0).abs() < 1e-12));
        }
        let changes = timed(&mut total, "theme_change", || results.theme_change());
        assert_eq!(changes.len(), themes * pairs.len());
        for row in changes {
            let [from, to] = [&row.from_period, &row.to_period].map(|period| self.rate(&row.theme, period));
            assert!((row.difference.expect("words") - (to - from)).abs() < 1e-9);
            assert_eq!(row.p_permutation.is_some(), from + to > 0.0);
        }
        let trends = timed(&mut total, "theme_trend", || results.theme_trend());
        for row in trends {
            let periods = self.project.axis.periods().iter();
            let rates: Vec<f64> = periods.map(|period| self.rate(&row.theme, period)).collect();
            let rises = |(place, rate): (usize, &f64)| {
                rates[place + 1..].iter().map(|later| i64::from(later > rate) - i64::from(later < rate)).sum::<i64>()
            };
            assert_eq!(row.mann_kendall_s, Some(rates.iter().enumerate().map(rises).sum()));
        }
        let joint = timed(&mut total, "theme_cooccurrence_change", || results.theme_cooccurrence_change());
        assert_eq!(joint.len(), themes * (themes - 1) / 2 * pairs.len());
        let row = &joint[joint.len() / 2];
        let share = self.joint_share(&row.theme_a, &row.theme_b, &row.to_period);
        assert!((row.share_to.expect("messages") - share).abs() < 1e-12);
        let distances = timed(&mut total, "period_distance", || results.period_distance());
        assert_eq!(distances.len(), pairs.len());
        assert!(
            distances.iter().all(|row| row.jsd_null_mean.is_some() && row.p_permutation.is_some()),
            "{distances:?}"
        );
        assert!(distances.iter().all(|row| !row.note.contains("replicates")), "all of them are drawn");
        let robustness = timed(&mut total, "robustness", || results.variants());
        assert_eq!(robustness.iter().filter(|row| row.variant == "per message").count(), changes.len());
        let keyness = timed(&mut total, "keyness", || results.keyness());
        if let Some(expected) = expected {
            let of_term = keyness.iter().filter(|row| row.reference == analysis::REST && row.term == "infrastructur");
            assert_eq!(of_term.map(|row| row.count_target).sum::<u64>(), expected.infrastructure);
        }
        total
    }

    fn theme(&self, id: &str) -> u32 {
        self.project.codebook.themes.iter().position(|theme| theme.id == id).expect("a theme") as u32
    }

    fn place(&self, period: &Period) -> usize {
        self.project.axis.periods().iter().position(|known| known == period).expect("a period")
    }

    /// Hits per 1,000 words, message by message.
    fn rate(&self, theme: &str, period: &Period) -> f64 {
        let units = self.units(self.theme(theme), self.place(period));
        let sum = |of: fn(&Unit) -> u64| units.iter().map(of).sum::<u64>() as f64;
        1000.0 * sum(|unit| unit.hits) / sum(|unit| unit.tokens)
    }

    fn joint_share(&self, a: &str, b: &str, period: &Period) -> f64 {
        let (a, b) = (self.theme(a), self.theme(b));
        let messages = self.of_period(self.place(period));
        let both = messages.iter().filter(|message| message.has_theme(a) && message.has_theme(b)).count();
        both as f64 / messages.len() as f64
    }

    /// All themes in the first two years: the tests of the program, and the plainest loop for each theme.
    fn baseline_of_changes(&self, replicates: u64) {
        let themes = self.project.codebook.themes.len();
        let purpose = Purpose::new(self.project.config.analysis.seed, "changes");
        let years: [Vec<Vec<Unit>>; 2] =
            [0, 1].map(|year| (0..themes).map(|theme| self.units(theme as u32, year)).collect());
        let hits: [Vec<Vec<(u32, u64)>>; 2] = [0, 1].map(|year| {
            let of_message = |message: usize| {
                let all = (0_u32..).zip(&years[year]).map(|(theme, units)| (theme, units[message].hits));
                all.filter(|(_, hits)| *hits > 0).collect()
            };
            (0..years[year][0].len()).map(of_message).collect()
        });
        let [from, to] = [0, 1].map(|year| {
            let samples = years[year][0].iter().zip(&hits[year]);
            samples.map(|(unit, hits)| Sample { tokens: unit.tokens, messages: 1, hits }).collect::<Vec<_>>()
        });
        let draws = Draws { least: replicates, most: replicates };
        let started = Instant::now();
        let tests = permutation_tests(&from, &to, themes, draws, &purpose);
        let tested = started.elapsed();
        let started = Instant::now();
        let plain = |theme: usize| plain_permutation(&years[0][theme], &years[1][theme], replicates, purpose);
        let p: Vec<f64> = (0..themes).map(plain).collect();
        compare(&format!("{themes} permutation tests of two years"), tested, started.elapsed());
        for (theme, (test, p)) in tests.into_iter().zip(p).enumerate() {
            match test {
                Some(test) => assert!((test.p - p).abs() < 1e-12, "{test:?}, not {p}"),
                None => assert!(years.iter().all(|year| year[theme].iter().all(|unit| unit.hits == 0))),
            }
        }
    }

    /// The vocabularies of the first two years.
    fn baseline_of_distances(&self, replicates: u64) {
        let terms = self.counted.counts.terms.len();
        let bags = self.counted.bags.as_ref().expect("terms of messages");
        let years: [Vec<Vec<(usize, u64)>>; 2] = [0, 1].map(|year| {
            let mut messages = Vec::new();
            for &document in &self.counted.counts.cells[year].document_places {
                bags.document(document as usize, |message| {
                    let terms = message.terms.iter().map(|(term, count)| (*term as usize, u64::from(*count)));
                    messages.push(terms.collect());
                });
            }
            messages
        });
        let [first, second] =
            [0, 1].map(|year| years[year].iter().map(Vec::as_slice).collect::<Vec<&[(usize, u64)]>>());
        let purpose = Purpose::new(self.project.config.analysis.seed, "distance");
        let started = Instant::now();
        let messages = |each: &mut dyn FnMut(&Terms)| first.iter().chain(&second).for_each(|message| each(message));
        let test = JsdTest::between((first.len(), second.len()), terms, replicates, &purpose, &messages);
        let test = test.expect("terms");
        let tested = started.elapsed();
        let started = Instant::now();
        let (p, mean) = plain_distances(&first, &second, terms, replicates, purpose);
        compare(&format!("one distance, {replicates} times"), tested, started.elapsed());
        assert!((test.p - p).abs() < 1e-12 && (test.null_mean - mean).abs() < 1e-12, "{test:?}, not {p} and {mean}");
    }
}

fn timed<T>(total: &mut Duration, name: &str, make: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let made = make();
    let taken = started.elapsed();
    *total += taken;
    println!("  {name:28} {:8.3} s", taken.as_secs_f64());
    made
}

fn compare(what: &str, program: Duration, plain: Duration) {
    let (program, plain) = (program.as_secs_f64(), plain.as_secs_f64());
    println!("{what}, one thread: {program:.3} s; the plain loop {plain:.3} s, {:.1} times that", plain / program);
}

/// Shuffles the messages of both years and computes both rates and their errors anew each time.
fn plain_permutation(from: &[Unit], to: &[Unit], replicates: u64, purpose: Purpose<'_>) -> f64 {
    let statistic = |from: &[Unit], to: &[Unit]| {
        let parts = [from, to].map(|units| {
            let (k, tokens) = (units.len() as f64, units.iter().map(|unit| unit.tokens as f64).sum::<f64>());
            let rate = units.iter().map(|unit| unit.hits as f64).sum::<f64>() / tokens;
            let squares = units.iter().map(|unit| (unit.hits as f64 - rate * unit.tokens as f64).powi(2)).sum::<f64>();
            (rate, (k / (k - 1.0) * squares).sqrt() / tokens)
        });
        let difference = (parts[1].0 - parts[0].0).abs();
        if difference < 1e-15 { 0.0 } else { difference / parts[0].1.hypot(parts[1].1) }
    };
    let observed = statistic(from, to) * (1.0 - 1e-9);
    let smaller = from.len().min(to.len());
    let extreme = (0..replicates).filter(|index| {
        let mut all: Vec<Unit> = from.iter().chain(to).copied().collect();
        purpose.replicate(*index).choose(&mut all, smaller);
        statistic(&all[..smaller], &all[smaller..]) >= observed
    });
    (1.0 + extreme.count() as f64) / (1.0 + replicates as f64)
}

/// Counts the terms of both years and computes the divergence anew each time; p, and the mean of the null.
fn plain_distances(
    from: &[&[(usize, u64)]],
    to: &[&[(usize, u64)]],
    terms: usize,
    replicates: u64,
    purpose: Purpose<'_>,
) -> (f64, f64) {
    let count = |messages: &[&[(usize, u64)]]| {
        let mut counts = vec![0_u64; terms];
        messages.iter().copied().flatten().for_each(|(term, count)| counts[*term] += count);
        counts
    };
    let observed = jensen_shannon(&count(from), &count(to)).expect("terms");
    let smaller = from.len().min(to.len());
    let null: Vec<f64> = (0..replicates)
        .map(|index| {
            let mut all: Vec<&[(usize, u64)]> = from.iter().chain(to).copied().collect();
            purpose.replicate(index).choose(&mut all, smaller);
            jensen_shannon(&count(&all[..smaller]), &count(&all[smaller..])).expect("terms")
        })
        .collect();
    let extreme = null.iter().filter(|value| **value >= observed * (1.0 - 1e-12)).count();
    ((1.0 + extreme as f64) / (1.0 + replicates as f64), null.iter().sum::<f64>() / replicates as f64)
}
