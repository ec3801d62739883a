//! Periods of documents that hold several messages: intervals and tests by message and by document.
//!
//! A population has 4,000 documents of 1 to 60 messages (log-normal), which share how often they speak of a theme (gamma),
//! so that the messages of a document are alike as those of real speeches are: the design effect of a rate by message is
//! then 2 to 8. Another population is read from the file that the variable `THEMESHIFT_POPULATION` names, where it is set:
//! a CSV of lines `theme,document,hits,tokens`, one for each message.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rayon::prelude::*;
use themeshift::stats::adjust::{benjamini_hochberg, holm};
use themeshift::stats::change::{Change, Draws, Sample, permutation_tests};
use themeshift::stats::interval::Scatter;
use themeshift::stats::random::{Purpose, Source};
use themeshift::stats::rate::{RateSums, Unit};
use themeshift::stats::{Interval, LEVEL};

use crate::simulated::normal;
use crate::table::Table;
use crate::{RUNS, SEED};

/// Documents of a period.
const SIZES: [usize; 5] = [3, 5, 10, 30, 100];
/// Runs in which two halves of one period are compared.
const NULL_RUNS: u64 = 400;
const THEMES: usize = 12;
/// Other periods that an interval borrows from.
const OTHERS: usize = 3;

/// The messages of a document.
type Document = Vec<Unit>;

/// A theme in a population of documents.
struct Population {
    name: String,
    documents: Vec<Document>,
}

/// A gamma number with mean 1 and this shape (Marsaglia and Tsang 2000).
fn gamma(shape: f64, source: &mut Source) -> f64 {
    let d = shape.max(1.0) - 1.0 / 3.0;
    let value = loop {
        let x = normal(source);
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && (1.0 - source.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            break d * v;
        }
    };
    let value = if shape < 1.0 { value * (1.0 - source.unit()).powf(1.0 / shape) } else { value };
    value / shape
}

fn poisson(mean: f64, source: &mut Source) -> u64 {
    let (mut product, mut number) = (1.0 - source.unit(), 0);
    while product > (-mean).exp() && number < 500 {
        product *= 1.0 - source.unit();
        number += 1;
    }
    number
}

/// A theme with so many hits per 1,000 tokens, more (0.3) or less (2) at one in the documents.
fn simulated(rate: f64, shape: f64) -> Population {
    let name = format!("{rate} per 1,000, shape {shape}");
    let mut source = Purpose::new(SEED, &format!("documents/{name}")).replicate(0);
    let mut document = || {
        let messages = (8.0 * (0.8 * normal(&mut source)).exp()).round().clamp(1.0, 60.0) as usize;
        let own = gamma(shape, &mut source);
        let message = |source: &mut Source| {
            let tokens = (60.0 * (0.5 * normal(source)).exp()).round().clamp(5.0, 400.0) as u64;
            Unit { hits: poisson(own * rate * tokens as f64 / 1000.0, source).min(tokens), tokens }
        };
        (0..messages).map(|_| message(&mut source)).collect()
    };
    Population { documents: (0..4000).map(|_| document()).collect(), name }
}

/// The populations of a file, one for each theme.
fn read(path: &str) -> Vec<Population> {
    let text = std::fs::read_to_string(path).expect("the file of the population");
    let mut themes: BTreeMap<&str, BTreeMap<&str, Document>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |place: usize| cells[place].parse().expect("a number");
        let unit = Unit { hits: number(2), tokens: number(3) };
        themes.entry(cells[0]).or_default().entry(cells[1]).or_default().push(unit);
    }
    let population = |(name, documents): (&str, BTreeMap<&str, Document>)| Population {
        name: name.to_string(),
        documents: documents.into_values().collect(),
    };
    themes.into_iter().map(population).collect()
}

fn populations() -> Vec<Population> {
    let rates = [0.3, 1.0, 4.0, 15.0];
    let mut populations: Vec<Population> =
        rates.iter().flat_map(|rate| [0.3, 2.0].map(|shape| simulated(*rate, shape))).collect();
    if let Ok(path) = std::env::var("THEMESHIFT_POPULATION") {
        populations.extend(read(&path));
    }
    populations
}

fn drawn<'p>(of: &'p Population, size: usize, source: &mut Source) -> Vec<&'p Document> {
    (0..size).map(|_| &of.documents[source.index(of.documents.len())]).collect()
}

fn by_message(documents: &[&Document]) -> RateSums {
    RateSums::of(&documents.iter().flat_map(|document| document.iter().copied()).collect::<Vec<_>>())
}

fn whole(document: &Document) -> Unit {
    Unit { hits: document.iter().map(|unit| unit.hits).sum(), tokens: document.iter().map(|unit| unit.tokens).sum() }
}

fn by_document(documents: &[&Document]) -> RateSums {
    RateSums::of(&documents.iter().map(|document| whole(document)).collect::<Vec<_>>())
}

/// What other periods of the same size add, by message and by document.
fn others(of: &Population, size: usize, source: &mut Source) -> [Scatter; 2] {
    let mut scatter = [Scatter::default(); 2];
    for _ in 0..OTHERS {
        let period = drawn(of, size, source);
        scatter[0].add(&Scatter::of(&by_message(&period)));
        scatter[1].add(&Scatter::of(&by_document(&period)));
    }
    scatter
}

/// The interval of a rate and of a difference without a change.
fn tables(populations: &[Population]) -> (Table, Table) {
    let names = ["by message", "by document, nothing borrowed", "by document"];
    let (mut rates, mut differences) = (Table::new(&names), Table::new(&["by message", "by document"]));
    for size in SIZES {
        for of in populations {
            let all: Vec<&Document> = of.documents.iter().collect();
            let truth = by_document(&all).per_1000().expect("tokens");
            let draws = Purpose::new(SEED, &format!("documents/rate/{size}/{}", of.name));
            rates.line(format!("{size} documents, {}", of.name), truth, truth, |run| {
                let mut source = draws.replicate(run);
                let period = drawn(of, size, &mut source);
                let [messages, documents] = others(of, size, &mut source);
                [
                    by_message(&period).interval(LEVEL, &messages),
                    by_document(&period).interval(LEVEL, &Scatter::default()),
                    by_document(&period).interval(LEVEL, &documents),
                ]
            });
            differences.line(format!("{size} documents, {}", of.name), 0.0, truth, |run| {
                let mut source = draws.replicate(RUNS + run);
                let periods = [drawn(of, size, &mut source), drawn(of, size, &mut source)];
                let [messages, documents] = others(of, size, &mut source);
                let between = |sums: fn(&[&Document]) -> RateSums, others: &Scatter| -> Option<Interval> {
                    let [from, to] = periods.each_ref().map(|period| sums(period));
                    Change::between(&from, &to, LEVEL, [others, others])?.difference_interval
                };
                [between(by_message, &messages), between(by_document, &documents)]
            });
        }
    }
    (rates, differences)
}

/// What is found where there is nothing: shares of p below .05, and of runs with strong or with any evidence.
struct Null {
    p: f64,
    strong: f64,
    any: f64,
}

fn null(populations: &[Population], size: usize, units: fn(&Document) -> Vec<Unit>) -> Null {
    let draws = Purpose::new(SEED, &format!("documents/null/{size}"));
    let run = |run: u64| {
        let mut source = draws.replicate(run);
        // A document has all themes: the same place of each population.
        let mut half = || {
            let places: Vec<usize> = (0..size).map(|_| source.index(4000)).collect();
            let of_place = |place: &usize| {
                let themes: Vec<Vec<Unit>> =
                    populations.iter().map(|of| units(&of.documents[place % of.documents.len()])).collect();
                let number = themes.iter().map(Vec::len).min().unwrap_or(0);
                (0..number)
                    .map(|unit| {
                        let hits = (0..).zip(&themes).map(|(theme, of)| (theme, of[unit].hits)).collect::<Vec<_>>();
                        (themes[0][unit].tokens, hits)
                    })
                    .collect::<Vec<_>>()
            };
            places.iter().flat_map(of_place).collect::<Vec<_>>()
        };
        let (from, to) = (half(), half());
        let first: Vec<Sample<'_>> =
            from.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect();
        let second: Vec<Sample<'_>> =
            to.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect();
        let tests = permutation_tests(
            &first,
            &second,
            populations.len(),
            Draws { least: 999, most: 4999 },
            &Purpose::new(SEED, &format!("documents/null/{size}/{run}")),
        );
        let p: Vec<Option<f64>> = tests.iter().map(|test| test.map(|test| test.p.max(test.p_per_message))).collect();
        let least = |p: Vec<Option<f64>>| p.into_iter().flatten().fold(1.0, f64::min);
        let small = tests.iter().flatten().filter(|test| test.p < 0.05).count();
        (small, tests.iter().flatten().count(), least(holm(&p)) < 0.05, least(benjamini_hochberg(&p)) < 0.10)
    };
    let runs: Vec<(usize, usize, bool, bool)> = (0..NULL_RUNS).into_par_iter().map(run).collect();
    let percent = |number: usize, all: usize| 100.0 * number as f64 / all.max(1) as f64;
    Null {
        p: percent(runs.iter().map(|run| run.0).sum(), runs.iter().map(|run| run.1).sum()),
        strong: percent(runs.iter().filter(|run| run.2).count(), runs.len()),
        any: percent(runs.iter().filter(|run| run.3).count(), runs.len()),
    }
}

/// The part of the document about documents of several messages.
pub fn section() -> String {
    let populations = populations();
    let (rates, differences) = tables(&populations);
    let themes: Vec<Population> =
        (0..THEMES).map(|theme| simulated([0.3, 1.0, 4.0, 15.0][theme % 4], 0.2 + 0.2 * theme as f64)).collect();
    let mut text = String::from(
        "| documents in each half | unit | p below .05 | runs with strong evidence | with any |\n|---|---|---|---|---|",
    );
    for size in [5, 10, 30] {
        let found = [
            ("message", null(&themes, size, Document::clone)),
            ("document", null(&themes, size, |document| vec![whole(document)])),
        ];
        for (unit, null) in &found {
            let _ = write!(text, "\n| {size} | {unit} | {:.1} % | {:.1} % | {:.1} % |", null.p, null.strong, null.any);
        }
        let of_documents = &found[1].1;
        assert!(of_documents.strong <= 5.0 + 2.5 && of_documents.any <= 10.0 + 3.5, "{size} documents");
    }
    format!(
        "## Documents of several messages\n\nMessages of one document are alike. Whole documents are drawn; other periods \
         ({OTHERS} of the same size) are what an interval borrows from. An interval that is not given counts as one that \
         misses: of three documents many are withheld, and without anything borrowed nearly all.\n\n### Rate of one period\n\n{}\n\n### Difference of two \
         periods that are alike\n\n{}\n\n### Two halves of one period\n\n{THEMES} themes, {NULL_RUNS} runs; strong evidence is a \
         p below .05 by Holm's method of both tests, any evidence a q below .10.\n\n{text}\n",
        rates.listed("period"),
        differences.listed("periods"),
    )
}
