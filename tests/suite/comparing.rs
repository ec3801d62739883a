//! The commands that compare: keyness, trend, compare, inspect; and the end of a run.

use std::collections::BTreeSet;

use crate::golden::results;
use crate::project::{Project, repository, shipped};
use crate::table::Table;

fn csv(args: &[&str]) -> Table {
    Table::parse(&shipped(args).ok())
}

fn table(name: &str) -> Table {
    Table::read(&results().join("table").join(name).with_extension("csv"))
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell:?} is no number"))
}

#[test]
fn keyness_shows_the_rows_of_the_table() {
    let found = csv(&["keyness", "--target", "2020", "--against", "rest", "--top", "0"]);
    let all = table("keyness");
    let expected: BTreeSet<&Vec<String>> = all.rows.iter().filter(|row| row[0] == "2020" && row[1] == "rest").collect();
    assert!(expected.len() > 500);
    assert_eq!(found.rows.iter().collect::<BTreeSet<_>>(), expected);
    let g2: Vec<f64> = found.column("g2").into_iter().map(|cell| number(cell).abs()).collect();
    assert!(g2.is_sorted_by(|a, b| a >= b), "the largest difference comes first");
    let over = csv(&["keyness", "--target", "2020", "--only", "over", "--min", "5", "--top", "3"]);
    assert_eq!(over.rows.len(), 6, "three of each comparison");
    for [target, reference, with, without] in
        over.select(["per_1000_target", "per_1000_reference", "count_target", "count_reference"])
    {
        assert!(number(target) > number(reference) && number(with) + number(without) >= 5.0);
    }
    // With a year that the table does not compare, corrections are over the table and that comparison.
    let other = csv(&["keyness", "--target", "2020", "--against", "2012", "--top", "1"]);
    assert_eq!(other.select(["reference", "term", "count_target", "count_reference"]), [["2012", "right", "3", "29"]]);
}

#[test]
fn keyness_ranks_by_any_measure() {
    for (name, _) in themeshift::stats::measure::KeynessMeasure::ALL {
        let found = csv(&["keyness", "--target", "2012", "--against", "rest", "--measure", name, "--top", "5"]);
        assert_eq!((found.column("measure")[0], found.rows.len()), (name, 5));
        let scores: Vec<f64> = found.column("score").into_iter().map(|cell| number(cell).abs()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{name}: {scores:?}");
    }
    let g2 = csv(&["keyness", "--measure", "g2", "--top", "0"]);
    let all = table("keyness");
    let key = |table: &Table, score: &str| -> BTreeSet<[String; 5]> {
        let rows = table.select(["target_period", "reference", "term", score, "q_bh"]);
        rows.into_iter().map(|row| row.map(str::to_string)).collect()
    };
    assert_eq!(key(&g2, "score"), key(&all, "g2"));
}

#[test]
fn trend_shows_the_table_and_says_what_four_years_cannot() {
    assert_eq!(csv(&["trend"]), table("theme_trend"));
    let one = csv(&["trend", "--theme", "trust"]);
    let all = table("theme_trend");
    let of_theme: Vec<&Vec<String>> = all.rows.iter().filter(|row| row[0] == "trust").collect();
    assert_eq!(one.rows.iter().collect::<Vec<_>>(), of_theme, "corrected over all themes, whatever is shown");
    assert!(one.column("note")[0].contains("4 periods can never show a steady trend (least p .083)"));
}

#[test]
fn compare_shows_themes_terms_and_messages() {
    let themes = csv(&["compare", "2012", "2020"]);
    let changes = table("theme_change");
    let columns = ["theme", "from_period", "to_period", "rate_from", "rate_to", "difference_low", "p_holm", "q_bh"];
    let expected: BTreeSet<[&str; 8]> =
        changes.select(columns).into_iter().filter(|row| row[1] == "2012" && row[2] == "2020").collect();
    assert_eq!(expected.len(), 20);
    assert_eq!(themes.select(columns).into_iter().collect::<BTreeSet<_>>(), expected);
    let findings = table("findings");
    let evidence: BTreeSet<[&str; 4]> = findings
        .select(["theme", "from_period", "to_period", "evidence"])
        .into_iter()
        .filter(|row| row[1] == "2012" && row[2] == "2020")
        .collect();
    let told = themes.select(["theme", "from_period", "to_period", "evidence"]);
    assert_eq!(told.iter().copied().collect::<BTreeSet<_>>(), evidence);
    assert_eq!((told[0][0], told[0][3]), ("human_rights", "strong"));

    let terms = csv(&["compare", "2012", "2020", "--part", "terms", "--top", "0"]);
    let shift = table("word_shift");
    let sum: f64 = terms.column("contribution_bits").into_iter().map(number).sum();
    let expected: f64 = shift
        .select(["from_period", "to_period", "contribution_bits"])
        .into_iter()
        .filter(|row| row[0] == "2012" && row[1] == "2020")
        .map(|row| number(row[2]))
        .sum();
    assert!((sum - expected).abs() < 1e-4, "{sum}, not {expected}");
    for row in terms.select(["difference_low", "difference", "difference_high"]) {
        let [low, difference, high] = row.map(number);
        assert!(low <= difference && difference <= high);
    }
}

#[test]
fn compare_counts_two_years_that_no_table_compares() {
    let found = csv(&["compare", "2017", "2020", "--theme", "gender"]);
    assert_eq!(found.select(["theme", "rate_to", "evidence"])[0][..2], ["gender", "0.0"]);
    assert_eq!(found.rows.len(), 1);
    assert!(!table("theme_change").select(["from_period", "to_period"]).contains(&["2017", "2020"]));
}

#[test]
fn compare_leads_to_the_messages_behind_a_difference() {
    let found = csv(&["compare", "2012", "2020", "--theme", "human_rights", "--part", "messages", "--top", "0"]);
    let hits = table("hits");
    let behind: BTreeSet<&str> = hits
        .select(["theme", "period", "message"])
        .into_iter()
        .filter(|row| row[0] == "human_rights" && (row[1] == "2012" || row[1] == "2020"))
        .map(|row| row[2])
        .collect();
    assert_eq!(found.column("message").into_iter().collect::<BTreeSet<_>>(), behind);
    assert_eq!(behind.len(), 20);
    // 25 hits in 723 words, 3 in 1,371: without one message of 2012 as many hits and words fewer.
    for [year, own, tokens, without] in found.select(["period", "hits", "tokens", "difference_without"]) {
        let (own, tokens) = (number(own), number(tokens));
        let expected = if year == "2012" {
            1000.0 * (3.0 / 1371.0 - (25.0 - own) / (723.0 - tokens))
        } else {
            1000.0 * ((3.0 - own) / (1371.0 - tokens) - 25.0 / 723.0)
        };
        assert!((number(without) - expected).abs() < 1e-3, "{without}, not {expected}");
    }
    let text = shipped(&["compare", "2012", "2020", "--format", "markdown", "--top", "2"]).ok();
    for heading in ["\n## Themes, 2012 to 2020", "\n## Terms, 2012 to 2020", "\n## Messages of the themes with some"] {
        assert!(text.contains(heading), "{heading} is missing in\n{text}");
    }
}

#[test]
fn robustness_without_a_pattern_equals_a_run_without_it() {
    let codebook = std::fs::read_to_string(repository().join("corpus/codebook.toml")).expect("the codebook");
    let robustness = table("robustness");
    let rows =
        robustness.select(["theme", "from_period", "to_period", "variant", "difference", "interval_excludes_zero"]);
    let of_pair = rows.into_iter().filter(|row| row[..3] == ["crisis", "2012", "2020"]);
    let variants: Vec<_> = of_pair.filter_map(|row| Some((row[3].strip_prefix("without pattern: ")?, row))).collect();
    assert_eq!(variants.len(), 6);
    for (pattern, [.., difference, excludes_zero]) in variants {
        let quoted = format!("\"{pattern}\", ");
        assert_eq!(codebook.matches(&quoted).count(), 1, "{pattern}");
        let settings = format!(
            "[corpus]\nmanifest = '{}'\n[analysis]\ncluster = \"message\"\n",
            repository().join("corpus/documents.csv").display()
        );
        let project = Project::new().settings(&settings).codebook(&codebook.replace(&quoted, ""));
        let found = Table::parse(&project.run(&["compare", "2012", "2020", "--theme", "crisis"]).ok());
        let rates = found.select(["rate_from", "rate_to", "difference_low", "difference_high"])[0];
        let [from, to, low, high] = rates.map(number);
        assert!((to - from - number(difference)).abs() < 1e-3, "{pattern}: {difference} is not {to} - {from}");
        assert_eq!(excludes_zero == "yes", low > 0.0 || high < 0.0, "{pattern}: {low} to {high}");
        if pattern == "disaster*" {
            assert_eq!([low, high].map(|end| format!("{end:.1}")), ["1.1", "24.4"]);
        }
    }
}

#[test]
fn comparing_refuses_what_cannot_be_compared() {
    shipped(&["compare", "2020", "2012"]).fails(2, &["2020 does not come before 2012", "earlier period first"]);
    shipped(&["compare", "2012", "2013"]).fails(2, &["TO: no document of the period `2013`", "2012, 2017, 2019, 2020"]);
    shipped(&["compare", "2012", "2020", "--theme", "trusts"])
        .fails(2, &["no theme `trusts`", "did you mean `trust`?"]);
    shipped(&["keyness", "--target", "2013"]).fails(2, &["--target: no document of the period `2013`"]);
    shipped(&["keyness", "--target", "2020", "--against", "all"])
        .fails(2, &["--against: no document of the period `all`"]);
    shipped(&["keyness", "--target", "2020", "--against", "2020"]).fails(2, &["cannot be compared with itself"]);
    shipped(&["keyness", "--measure", "best"]).fails(2, &["log-ratio-conservative"]);
}

#[test]
fn inspect_says_what_makes_periods_hard_to_compare() {
    assert_eq!(csv(&["inspect", "--part", "periods"]), table("comparability"));
    assert_eq!(csv(&["inspect", "--part", "years"]), table("comparability"), "the earlier name");
    assert_eq!(csv(&["inspect", "--part", "near-duplicates"]), table("near_duplicates"));
    let text = shipped(&["inspect", "--format", "table"]).ok();
    assert!(text.contains("No two messages are nearly alike."), "{text}");
    let project = Project::new().document("a", 2019, "• One two three four five six.\n• Another one.\n").document(
        "b",
        2020,
        "• One two three four five six!\n",
    );
    let pairs = Table::parse(&project.run(&["inspect", "--part", "near-duplicates"]).ok());
    assert_eq!(pairs.rows, [["a#01", "b#01", "1.0"]]);
    let text = project.run(&["inspect", "--format", "table"]).ok();
    assert!(text.contains("Pairs of messages in nearly the same words: 1"), "{text}");
}

#[test]
fn cooccur_ranks_by_any_measure() {
    for (name, measure) in themeshift::stats::measure::JointMeasure::ALL {
        let found = csv(&["cooccur", "--measure", name, "--years", "2017", "--top", "0"]);
        let scores: Vec<f64> = found
            .select(["n_messages", "messages_a", "messages_b", "messages_both"])
            .into_iter()
            .map(|row| {
                let [n, n_a, n_b, n_ab] = row.map(|cell| cell.parse().expect("a count"));
                let joint = themeshift::stats::cooccurrence::Joint { n, n_a, n_b, n_ab };
                measure.score(&joint).unwrap_or(f64::NEG_INFINITY)
            })
            .collect();
        assert!(scores.len() > 50 && scores.is_sorted_by(|a, b| a >= b), "{name}: {scores:?}");
    }
}

#[test]
fn a_verbose_run_has_the_sentence_of_each_theme() {
    let output = tempfile::tempdir().expect("a folder");
    let place = output.path().join("out");
    let said = shipped(&["run", "--verbose", "--output", place.to_str().expect("UTF-8")]).ok();
    let page = std::fs::read_to_string(place.join("findings.md")).expect("the findings");
    // Below each headline stands its sentence.
    let sentences: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("  Mentions of ")).collect();
    assert_eq!(sentences.len(), 20);
    let plain = |text: &str| text.replace('\\', "").split_whitespace().collect::<Vec<_>>().join(" ");
    let said = plain(&said);
    sentences.iter().for_each(|sentence| assert!(said.contains(&plain(sentence)), "{sentence} is not in:\n{said}"));
    let record = std::fs::read_to_string(place.join("run.json")).expect("the record");
    let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
    assert_eq!(record["random"]["seed"], 20_120_913);
    assert!(record["random"]["generator"].as_str().expect("a name").starts_with("PCG-64"));
}
