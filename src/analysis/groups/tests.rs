use super::*;
use crate::analysis::row::{Cell, Row};
use crate::analysis::testing::{Made, study_with};
use crate::analysis::{Evidence, Results};
use crate::axis::{Dated, Period, Placing, When};
use crate::config::{Config, Pairs, PeriodUnit, PeriodsConfig};
use std::path::Path;

const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust*\"]\n[themes.norms]\ninclude = [\"norm*\", \"rule\"]\n[themes.absent]\ninclude = [\"absent\"]\n";

/// Some messages, from a fixed sequence of numbers; `seed` says which.
fn messages(seed: u64, number: usize) -> Vec<String> {
    let words = ["trust", "norms", "rule", "data", "privacy", "people", "trusted", "the", "states", "network"];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % bound
    };
    (0..number).map(|_| (0..3 + next(9)).map(|_| words[next(words.len())]).collect::<Vec<_>>().join(" ")).collect()
}

fn quarter(text: &str) -> Period {
    let config = PeriodsConfig { unit: PeriodUnit::Quarter, ..PeriodsConfig::default() };
    let dated = Dated { id: "a", path: Path::new("a"), when: When::parse(text).flatten() };
    let mut placing = Placing::new(&config);
    placing.add(&dated).expect("a date");
    placing.end().expect("a quarter").period(0).expect("a period").clone()
}

/// Rows as text, with the names of periods and groups in the place of one another.
fn told<R: Row>(rows: &[R], from: &[String], to: &[String]) -> Vec<String> {
    let row = |row: &R| {
        let cell = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => from.iter().zip(to).fold(text.to_string(), |text, (from, to)| text.replace(from, to)),
            other => format!("{other:?}"),
        };
        row.cells().iter().map(cell).collect::<Vec<_>>().join(" | ")
    };
    rows.iter().map(row).collect()
}

#[test]
fn quarters_give_what_the_same_texts_give_as_years() {
    let texts: Vec<Vec<String>> = (0..8).map(|seed| messages(seed, 14)).collect();
    let texts: Vec<Vec<&str>> = texts.iter().map(|of| of.iter().map(String::as_str).collect()).collect();
    let quarters = ["2021-10", "2022-02", "2022-05", "2022-08"].map(quarter);
    let years = [2001, 2002, 2003, 2004].map(Period::of_year);
    let tables = |periods: &[Period; 4]| {
        let mut tables = Vec::new();
        let made: Vec<Made<'_>> = texts
            .iter()
            .enumerate()
            .map(|(place, messages)| Made { period: periods[place % 4].clone(), group: "", messages })
            .collect();
        study_with(Config::default(), &made, CODEBOOK, |study| {
            let results = Results::new(*study);
            let labels: Vec<String> = periods.iter().map(|period| period.label().to_string()).collect();
            let names: Vec<String> = ["P1", "P2", "P3", "P4"].map(String::from).to_vec();
            macro_rules! take { ($($table:ident),*) => { $(tables.push((stringify!($table), told(results.$table(), &labels, &names)));)* } }
            take!(
                theme_frequency,
                theme_patterns,
                theme_change,
                further_changes,
                theme_trend,
                theme_cooccurrence,
                theme_cooccurrence_change,
                term_frequency,
                term_frequency_by_theme,
                term_cooccurrence,
                term_forms,
                keyness,
                period_distance,
                word_shift,
                robustness,
                comparability,
                finding_rows
            );
            let alike: Vec<_> = results.near_duplicate_rows().collect();
            tables.push(("near_duplicates", told(&alike, &labels, &names)));
        });
        tables
    };
    for ((name, mut as_quarters), (_, mut as_years)) in tables(&quarters).into_iter().zip(tables(&years)) {
        if name == "theme_trend" {
            // A slope is one of the true time, which is a quarter of that of years: the columns from the fourth to the eighth.
            for row in as_quarters.iter_mut().chain(&mut as_years) {
                let mut cells: Vec<&str> = row.split(" | ").collect();
                cells.drain(2..7);
                *row = cells.join(" | ");
            }
        }
        assert!(!as_years.is_empty() || name == "near_duplicates", "{name} is empty");
        assert_eq!(as_quarters, as_years, "{name}");
    }
}

#[test]
fn groups_give_what_the_same_texts_give_as_years() {
    let texts: Vec<Vec<String>> = (0..6).map(|seed| messages(seed + 20, 15)).collect();
    let texts: Vec<Vec<&str>> = texts.iter().map(|of| of.iter().map(String::as_str).collect()).collect();
    let names = ["left", "middle", "right"];
    let grouped: Vec<Made<'_>> = texts
        .iter()
        .enumerate()
        .map(|(place, messages)| Made { period: Period::of_year(2020), group: names[place % 3], messages })
        .collect();
    let years: Vec<Made<'_>> = texts
        .iter()
        .enumerate()
        .map(|(place, messages)| Made { period: Period::of_year([2001, 2002, 2003][place % 3]), group: "", messages })
        .collect();
    let (mut frequency, mut contrast) = (Vec::new(), Vec::new());
    study_with(Config::default(), &grouped, CODEBOOK, |study| {
        let results = Results::new(*study);
        frequency = results.group_frequency().to_vec();
        contrast = results.group_contrast().to_vec();
    });
    study_with(Config::default(), &years, CODEBOOK, |study| {
        let results = Results::new(*study);
        let mut expected = results.theme_frequency().iter().collect::<Vec<_>>();
        expected.sort_by_key(|row| row.period.label().to_string());
        assert_eq!(frequency.len(), expected.len());
        for (row, expected) in frequency.iter().zip(expected) {
            assert_eq!(
                (row.hits, row.per_1000_tokens, row.rate_low, row.rate_high, row.share_high, row.design_effect),
                (
                    expected.hits,
                    expected.per_1000_tokens,
                    expected.rate_low,
                    expected.rate_high,
                    expected.share_high,
                    expected.design_effect
                )
            );
        }
        let year = |name: &str| {
            let place = names.iter().position(|known| *known == name).expect("a group");
            2001 + i32::try_from(place).expect("few groups")
        };
        assert_eq!(contrast.len(), results.theme_change().len());
        for row in &contrast {
            let (from, to) = (Period::of_year(year(&row.group_a)), Period::of_year(year(&row.group_b)));
            let same = |other: &&crate::analysis::ThemeChangeRow| {
                other.theme == row.theme && other.from_period == from && other.to_period == to
            };
            let change = results.theme_change().iter().find(same).expect("a change");
            assert_eq!(
                (row.rate_a, row.rate_b, row.difference, row.difference_low, row.difference_high),
                (change.rate_from, change.rate_to, change.difference, change.difference_low, change.difference_high)
            );
            assert_eq!(
                (row.ratio, row.ratio_low, row.p_permutation, row.p_holm, row.q_bh, row.p_per_message_holm),
                (
                    change.ratio,
                    change.ratio_low,
                    change.p_permutation,
                    change.p_holm,
                    change.q_bh,
                    change.p_per_message_holm
                )
            );
        }
    });
}

/// Twelve messages for each of two groups in two periods; `trust` says in how many of each the word stands.
fn two_by_two(trust: [[usize; 2]; 2], config: Config, test: impl FnOnce(&Results<'_>)) {
    let texts = |with: usize| -> Vec<&'static str> {
        (0..20)
            .map(|place| if place < with { "they speak of trust here" } else { "they speak of other things" })
            .collect()
    };
    let cells: Vec<(i32, &str, Vec<&str>)> = [(0, "a"), (1, "b")]
        .into_iter()
        .flat_map(|(group, name)| [(2012, 0), (2017, 1)].map(|(year, place)| (year, name, texts(trust[group][place]))))
        .collect();
    let made: Vec<Made<'_>> =
        cells.iter().map(|(year, group, messages)| Made { period: Period::of_year(*year), group, messages }).collect();
    study_with(config, &made, CODEBOOK, |study| test(&Results::new(*study)));
}

#[test]
fn over_all_periods_each_counts_alike() {
    two_by_two([[2, 4], [10, 16]], Config::default(), |results| {
        let rows = results.group_contrast();
        // Three themes, two periods, and all of them.
        assert_eq!(rows.len(), 9);
        let trust = rows.iter().find(|row| row.period.is_none() && row.theme == "trust").expect("a row");
        // 5 words a message: rates of 20 and 40, 100 and 160.
        assert!((trust.rate_a.expect("a rate") - 30.0).abs() < 1e-9);
        assert!((trust.difference.expect("a difference") - 100.0).abs() < 1e-9);
        assert!((trust.ratio.expect("a ratio") - 20.0_f64.sqrt()).abs() < 1e-9);
        assert!(trust.difference_low.expect("an end") > 0.0 && trust.p_permutation.expect("a p") < 0.01);
        assert_eq!((trust.p_holm, trust.note.as_str()), (trust.p_permutation, "mean over 2 periods"));
        let absent = rows.iter().find(|row| row.period.is_none() && row.theme == "absent").expect("a row");
        assert_eq!((absent.difference, absent.ratio, absent.p_permutation), (Some(0.0), None, None));
    });
}

#[test]
fn divergence_is_a_difference_of_changes() {
    two_by_two([[4, 4], [4, 18]], Config::default(), |results| {
        let row = &results.group_divergence()[2];
        assert_eq!((row.theme.as_str(), row.from_period.label(), row.to_period.label()), ("trust", "2012", "2017"));
        assert_eq!((row.change_a, row.change_b.map(f64::round)), (Some(0.0), Some(140.0)));
        assert!(row.low.expect("an end") > 0.0 && row.p.expect("a p") < 0.02, "{row:?}");
    });
    // Both rise alike: no divergence, though the groups differ all the time.
    two_by_two([[2, 8], [10, 16]], Config::default(), |results| {
        let row = &results.group_divergence()[2];
        assert!((row.difference.expect("a difference")).abs() < 1e-9 && row.p.expect("a p") > 0.5, "{row:?}");
        assert!(row.low.expect("an end") < 0.0 && row.high.expect("an end") > 0.0);
    });
    let mut none = Config::default();
    none.compare.pairs = Pairs::None;
    two_by_two([[2, 8], [10, 16]], none, |results| assert_eq!(results.group_divergence(), []));
}

#[test]
fn small_groups_go_together_and_the_project_orders_the_others() {
    let many = ["trust and norms"; 12];
    let group = |year, group, messages| Made { period: Period::of_year(year), group, messages };
    let made = [
        group(2012, "left", &many[..]),
        group(2012, "right", &many[..]),
        group(2017, "centre", &many[..]),
        group(2017, "tiny", &many[..2]),
        group(2017, "small", &many[..3]),
    ];
    let mut config = Config::default();
    config.groups.order = vec!["right".into(), "left".into()];
    study_with(config, &made, CODEBOOK, |study| {
        let results = Results::new(*study);
        let grouping = &results.groupings()[0];
        let names: Vec<&str> = grouping.groups.iter().map(|group| group.name.as_str()).collect();
        assert_eq!(names, ["right", "left", "centre", OTHER]);
        assert_eq!((grouping.groups[3].messages, grouping.group_of("tiny")), (5, Some(3)));
        assert!(results.left_out()[0].contains("fewer than 10 messages go together as \"other\": small, tiny"));
        // A group has rows only for the periods in which it speaks.
        let rows = results.group_frequency().iter().filter(|row| row.group == "left").count();
        assert_eq!(rows, 3);
        // What is compared over all periods stands in the same ones.
        assert!(results.group_contrast().iter().all(|row| row.period.is_some()));
        assert_eq!(results.group_comparability().len(), 4);
        assert!(results.group_keyness().iter().all(|row| row.terms_tested == 2));
        assert_eq!(results.group_trend().len(), 12);
    });
    let one = [group(2012, "only", &many[..]), group(2017, "only", &many[..])];
    study_with(Config::default(), &one, CODEBOOK, |study| {
        let results = Results::new(*study);
        assert_eq!((results.group_contrast().len(), results.group_keyness().len()), (0, 0));
        assert_eq!((results.group_frequency().len(), results.group_divergence().len()), (6, 0));
    });
}

#[test]
fn what_groups_differ_in_is_said_with_the_names_of_both() {
    let row = |theme: &str, period: Option<i32>, rates: [f64; 2], p: f64| GroupContrastRow {
        variable: "paper".into(),
        group_a: "Echo".into(),
        group_b: "Post".into(),
        period: period.map(Period::of_year),
        theme: theme.into(),
        rate_a: Some(rates[0]),
        rate_b: Some(rates[1]),
        difference: Some(rates[1] - rates[0]),
        difference_low: Some((rates[1] - rates[0]) / 2.0),
        difference_high: Some(2.0 * (rates[1] - rates[0])),
        ratio: None,
        ratio_low: None,
        ratio_high: None,
        log_ratio: None,
        p_permutation: Some(p),
        p_holm: Some(p),
        q_bh: Some(p),
        difference_per_message: Some(rates[1] - rates[0]),
        p_per_message: Some(p),
        p_per_message_holm: Some(p),
        q_per_message_bh: Some(p),
        note: String::new(),
    };
    let codebook = crate::codebook::Codebook::default();
    let said = |rows: &[GroupContrastRow]| differences(rows, "paper", &codebook);
    let rows = [
        row("a", Some(2019), [9.0, 1.0], 0.001),
        row("a", None, [2.0, 5.0], 0.001),
        row("b", None, [1.0, 9.0], 0.07),
        row("c", None, [0.5, 9.0], 0.5),
    ];
    assert_eq!(
        rows[1..].iter().map(GroupContrastRow::evidence).collect::<Vec<_>>(),
        [Evidence::Strong, Evidence::Partial, Evidence::NotShown]
    );
    assert_eq!(
        said(&rows).as_deref(),
        Some(
            "By paper, a difference over all periods is shown for 2 of 3 themes; the largest with strong evidence is of “a”, \
             per 1,000 words 2.0 of Echo and 5.0 of Post"
        )
    );
    let none = [row("a", None, [2.0, 5.0], 0.4), row("b", None, [1.0, 2.0], 0.2)];
    assert_eq!(said(&none).as_deref(), Some("By paper, a difference over all periods is shown for none of 2 themes"));
    let one = [row("a", Some(2019), [2.0, 5.0], 0.4)];
    assert_eq!(said(&one).as_deref(), Some("By paper, a difference is shown for none of 1 theme"));
    assert_eq!(differences(&rows, "kind", &codebook), None);
}
