//! The shipped codebook finds the themes that readers found: precision, recall and F1 on the codings in `tests/data`.

use std::collections::{BTreeMap, BTreeSet};

use crate::golden::results;
use crate::project::repository;
use crate::table::Table;

/// Themes that the analysis is about, and the F1 that each must reach.
const MAIN: [&str; 3] = ["trust", "norms", "child_safety"];
const F1_MAIN: f64 = 0.85;
/// The F1 that all themes must reach in the mean.
const F1_MEAN: f64 = 0.80;

type Message = (String, String);
type Coded = BTreeMap<Message, BTreeSet<String>>;

fn coded(table: &Table) -> Coded {
    let rows = table.select(["document", "ordinal", "themes"]).into_iter();
    rows.map(|[document, ordinal, themes]| {
        let themes = themes.split(';').filter(|theme| !theme.is_empty()).map(str::to_string).collect();
        ((document.to_string(), ordinal.to_string()), themes)
    })
    .collect()
}

/// True positives, false positives and false negatives of a theme.
fn counts(theme: &str, readers: &Coded, program: &Coded) -> (usize, usize, usize) {
    let has = |coded: &Coded, message| coded.get(message).is_some_and(|themes| themes.contains(theme));
    let cell = |in_readers, in_program| {
        readers.keys().filter(|m| has(readers, m) == in_readers && has(program, m) == in_program).count()
    };
    (cell(true, true), cell(false, true), cell(true, false))
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[test]
fn the_codebook_agrees_with_readers() {
    let readers = coded(&Table::read(&repository().join("tests/data/codings.csv")));
    let program = coded(&Table::read(&results().join("table/messages.csv")));
    assert_eq!(readers.len(), 71, "the odd-numbered messages");
    assert!(readers.keys().all(|message| program.contains_key(message)), "each coded message is in the corpus");
    let themes: BTreeSet<String> = Table::read(&results().join("table/theme_frequency.csv"))
        .column("theme")
        .into_iter()
        .map(String::from)
        .collect();
    assert!(readers.values().flatten().all(|theme| themes.contains(theme)), "each coded theme is in the codebook");

    let mut report =
        format!("{:24}{:>4}{:>4}{:>4}{:>11}{:>8}{:>6}\n", "theme", "tp", "fp", "fn", "precision", "recall", "F1");
    let mut scores = BTreeMap::new();
    for theme in &themes {
        let (tp, fp, miss) = counts(theme, &readers, &program);
        let f1 = ratio(2 * tp, 2 * tp + fp + miss);
        let (precision, recall) = (ratio(tp, tp + fp), ratio(tp, tp + miss));
        report += &format!("{theme:24}{tp:>4}{fp:>4}{miss:>4}{precision:>11.2}{recall:>8.2}{f1:>6.2}\n");
        scores.insert(theme.as_str(), f1);
    }
    let mean = scores.values().sum::<f64>() / scores.len() as f64;
    println!("{report}mean F1 {mean:.3}");
    for theme in MAIN {
        assert!(scores[theme] >= F1_MAIN, "F1 of {theme} is below {F1_MAIN}:\n{report}");
    }
    assert!(mean >= F1_MEAN, "mean F1 {mean:.3} is below {F1_MEAN}:\n{report}");
}
