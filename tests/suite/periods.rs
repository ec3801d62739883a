//! Periods and groups: the same texts give the same results whatever their periods and groups are called.
//!
//! The oracle is the year. Five corpora are written twice: once with dates and `[periods]`, or with a variable and `[groups]`,
//! and once with each period or group written as a year. All tables must then agree to the last digit.

use std::collections::BTreeMap;

use crate::project::Project;
use crate::table::Table;

const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust*\"]\n[themes.norms]\ninclude = [\"norm*\", \"rule*\"]\n\
    [themes.schools]\ninclude = [\"school*\"]\n[themes.absent]\ninclude = [\"absent\"]\n";
const OUTPUT: &str = "title = \"Test\"\n[output]\ncharts = []\nreport = false\n";
const WORDS: [&str; 14] = [
    "trust", "norms", "rules", "schools", "the", "of", "roads", "water", "people", "council", "budget", "trusted",
    "for", "parks",
];

/// Some bullets, from a fixed sequence of numbers.
fn text(seed: u64, bullets: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % bound
    };
    let bullet = |_| {
        let words: Vec<&str> = (0..4 + next(9)).map(|_| WORDS[next(WORDS.len())]).collect();
        format!("- {}\n", words.join(" "))
    };
    (0..bullets).map(bullet).collect()
}

/// A project of documents: a row of the manifest each, and the texts by their number.
fn project(settings: &str, header: &str, rows: &[String]) -> Project {
    let mut project = Project::folder().settings(&format!("{OUTPUT}{settings}")).codebook(CODEBOOK);
    let mut manifest = format!("document,file,{header}\n");
    for (place, row) in rows.iter().enumerate() {
        project = project.file(&format!("d{place:02}.txt"), text(place as u64, 6 + place % 5));
        manifest.push_str(&format!("d{place:02},d{place:02}.txt,{row}\n"));
    }
    project.manifest(&manifest)
}

/// Runs a project; all its tables, as text.
fn tables(project: &Project) -> BTreeMap<String, String> {
    project.run(&["run", "--quiet"]).ok();
    tables_of(project)
}

/// Asserts that a corpus by date has the results of the same corpus by year.
fn equals_years(settings: &str, dates: &[&str], labels: &[&str]) {
    let year = |label: &str| 2001 + labels.iter().position(|known| *known == label).expect("a label");
    let dated: Vec<String> = dates.iter().map(|date| format!("{},", date.split('|').next().expect("a date"))).collect();
    let faked: Vec<String> =
        dates.iter().map(|date| format!(",{}", year(date.split('|').nth(1).expect("its period")))).collect();
    let (dated, faked) = (tables(&project(settings, "date,year", &dated)), tables(&project("", "date,year", &faked)));
    assert_eq!(dated.keys().collect::<Vec<_>>(), faked.keys().collect::<Vec<_>>());
    for (name, found) in dated {
        // What a period is differs, and so does what is written of a document's date.
        if ["periods.csv", "documents.csv"].contains(&name.as_str()) {
            continue;
        }
        let (mut found, mut expected) = (Table::parse(&found), Table::parse(&faked[&name]));
        for cell in expected.rows.iter_mut().flatten() {
            // Numbers stay as they are, but for years alone.
            let is_number = cell.parse::<f64>().is_ok() && !labels.iter().any(|label| year(label).to_string() == *cell);
            for label in labels.iter().filter(|_| !is_number) {
                *cell = cell.replace(&year(label).to_string(), label);
            }
        }
        // A decade has an article in sentences.
        for cell in found.rows.iter_mut().flatten() {
            for label in labels {
                *cell = cell.replace(&format!("the {label}"), label);
            }
        }
        assert_eq!(found.columns, expected.columns, "{name}");
        // A slope is one of the true time.
        let of_time = ["slope_ratio_per_decade", "slope_low", "slope_high", "sen_slope"]
            .map(|column| found.columns.iter().position(|known| known == column));
        for row in found.rows.iter_mut().chain(&mut expected.rows) {
            of_time.iter().flatten().for_each(|&place| row[place].clear());
        }
        for (found, expected) in found.rows.iter().zip(&expected.rows) {
            assert_eq!(found, expected, "{name}");
        }
        assert_eq!(found.rows.len(), expected.rows.len(), "{name}");
    }
}

#[test]
fn quarters_are_as_years() {
    let dates = [
        "2021-11-02|2021-Q4",
        "2022-01-31|2022-Q1",
        "2022-02-01|2022-Q1",
        "2022-04|2022-Q2",
        "2022-05-17|2022-Q2",
        "2022-09-30|2022-Q3",
        "2022-07|2022-Q3",
        "2021-12-31|2021-Q4",
        "2022-Q3|2022-Q3",
        "2022-03-31|2022-Q1",
    ];
    equals_years("[periods]\nunit = \"quarter\"\n", &dates, &["2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3"]);
}

#[test]
fn decades_are_as_years() {
    let dates =
        ["1791|1790s", "1799-12-31|1790s", "1800|1800s", "1805|1800s", "1815|1810s", "1819|1810s", "1810|1810s"];
    equals_years("[periods]\nunit = \"decade\"\n", &dates, &["1790s", "1800s", "1810s"]);
}

#[test]
fn named_periods_are_as_years() {
    let settings = "[[periods.named]]\nlabel = \"First term\"\nfrom = \"2009-01-20\"\nto = \"2013-01-19\"\n\
        [[periods.named]]\nlabel = \"Second term\"\nfrom = \"2013-01-20\"\nto = \"2017-01-19\"\n";
    let dates = [
        "2009-01-20|First term",
        "2012|First term",
        "2013-01-19|First term",
        "2013-01-20|Second term",
        "2016-06|Second term",
        "2014|Second term",
    ];
    equals_years(settings, &dates, &["First term", "Second term"]);
}

#[test]
fn fiscal_years_are_as_years() {
    let dates =
        ["2012-04-01|2012/13", "2013-03-31|2012/13", "2013-04-01|2013/14", "2014-01|2013/14", "2014-05|2014/15"];
    equals_years("[periods]\nyear_starts = \"04-01\"\n", &dates, &["2012/13", "2013/14", "2014/15"]);
}

#[test]
fn groups_are_as_years() {
    let publishers = ["left", "centre", "right", "left", "centre", "right", "left", "centre", "right"];
    let grouped: Vec<String> = publishers.iter().map(|name| format!("2020,{name}")).collect();
    let order = ["left", "centre", "right"];
    let year = |name: &str| 2001 + order.iter().position(|known| *known == name).expect("a publisher");
    let faked: Vec<String> = publishers.iter().map(|name| format!("{},{name}", year(name))).collect();
    let settings = "[groups]\nby = [\"publisher\"]\norder = [\"left\", \"centre\", \"right\"]\n";
    let grouped = tables(&project(settings, "year,publisher", &grouped));
    let faked = tables(&project("[compare]\npairs = \"all\"\n", "year,publisher", &faked));
    let name =
        |label: &str| order.iter().find(|name| year(name).to_string() == label).copied().unwrap_or(label).to_string();
    let columns = [
        "theme",
        "hits",
        "n_messages",
        "n_tokens",
        "per_1000_tokens",
        "rate_low",
        "rate_high",
        "share_high",
        "design_effect",
    ];
    let frequency = |table: &str, group: &str| -> Vec<Vec<String>> {
        let table = Table::parse(table);
        let groups = table.column(group);
        let mut rows: Vec<Vec<String>> = groups.into_iter().map(|label| vec![name(label)]).collect();
        for column in columns {
            rows.iter_mut().zip(table.column(column)).for_each(|(row, cell)| row.push(cell.to_string()));
        }
        rows.sort();
        rows
    };
    assert_eq!(frequency(&grouped["group_frequency.csv"], "group"), frequency(&faked["theme_frequency.csv"], "period"));
    let columns = [
        "difference",
        "difference_low",
        "difference_high",
        "ratio",
        "ratio_low",
        "ratio_high",
        "log_ratio",
        "p_permutation",
        "p_holm",
        "q_bh",
        "difference_per_message",
        "p_per_message",
        "p_per_message_holm",
        "q_per_message_bh",
    ];
    let contrast = |table: &str, key: [&str; 3]| -> Vec<Vec<String>> {
        let table = Table::parse(table);
        let mut rows: Vec<Vec<String>> = table.select(key).into_iter().map(|key| key.map(name).to_vec()).collect();
        for column in columns {
            rows.iter_mut().zip(table.column(column)).for_each(|(row, cell)| row.push(cell.to_string()));
        }
        rows.sort();
        rows
    };
    let found = contrast(&grouped["group_contrast.csv"], ["theme", "group_a", "group_b"]);
    assert_eq!(found.len(), 3 * 4);
    assert_eq!(found, contrast(&faked["theme_change.csv"], ["theme", "from_period", "to_period"]));
    let columns =
        ["count_target", "count_reference", "g2", "p", "q_bh", "log_ratio_conservative", "log_odds_z", "terms_tested"];
    let keyness = |table: Table, group: &str, rest: Option<&str>| -> Vec<Vec<String>> {
        let references = rest.map(|column| table.column(column));
        let mut rows: Vec<Vec<String>> =
            table.select([group, "term"]).into_iter().map(|[group, term]| vec![name(group), term.into()]).collect();
        for column in columns {
            // q is over other comparisons, too.
            if rest.is_some() || column != "q_bh" {
                rows.iter_mut().zip(table.column(column)).for_each(|(row, cell)| row.push(cell.to_string()));
            } else {
                rows.iter_mut().for_each(|row| row.push(String::new()));
            }
        }
        let mut rows: Vec<Vec<String>> = match references {
            None => rows,
            Some(references) => rows
                .into_iter()
                .zip(references)
                .filter(|(_, reference)| *reference == "rest")
                .map(|(mut row, _)| {
                    row[6] = String::new();
                    row
                })
                .collect(),
        };
        rows.sort();
        rows
    };
    assert_eq!(
        keyness(Table::parse(&grouped["group_keyness.csv"]), "group", None),
        keyness(Table::parse(&faked["keyness.csv"]), "target_period", Some("reference"))
    );
}

#[test]
fn long_series_are_compared_by_thirds_and_stay_small() {
    let rows: Vec<String> = (0..30).map(|place| (1950 + place).to_string()).collect();
    let long = project("", "year", &rows);
    let all = tables(&long);
    let pairs = |name: &str| {
        let table = Table::parse(&all[name]);
        let mut pairs: Vec<[String; 2]> =
            table.select(["from_period", "to_period"]).into_iter().map(|pair| pair.map(String::from)).collect();
        pairs.dedup();
        pairs.sort();
        pairs.dedup();
        pairs
    };
    for name in ["theme_change.csv", "period_distance.csv", "word_shift.csv", "robustness.csv", "findings.csv"] {
        assert_eq!(pairs(name), [["1950-1959".to_string(), "1970-1979".to_string()]], "{name}");
    }
    let keyness = Table::parse(&all["keyness.csv"]);
    let mut targets: Vec<&str> = keyness.column("target_period");
    targets.dedup();
    assert_eq!(targets, ["1950-1959", "1960-1969", "1970-1979"]);
    assert_eq!(Table::parse(&all["periods.csv"]).rows.len(), 30);
    let summary = long.run(&["run"]);
    assert!(summary.stdout.lines().count() < 40, "{}", summary.stdout);
    // A pair that the project asks for.
    let long = long.settings(&format!("{OUTPUT}[compare]\npairs = [[\"1950\", \"1979\"]]\n"));
    let change = Table::parse(&tables(&long)["theme_change.csv"]);
    assert!(change.select(["from_period", "to_period"]).iter().all(|pair| *pair == ["1950", "1979"]));
}

#[test]
fn rows_of_terms_are_bounded_and_told() {
    let rows = ["2019", "2020"].map(String::from);
    let small = project("rows = 8\n[keyness]\nterms = 3\n", "year", &rows);
    let ran = small.run(&["run"]);
    assert!(ran.stderr.contains("tables of terms hold the strongest terms only, at most about 8 rows each"), "{ran:?}");
    let bounded = tables_of(&small);
    let whole = project("rows = \"all\"\n[keyness]\nterms = \"all\"\n", "year", &rows);
    let all = tables(&whole);
    let (few, many) = (Table::parse(&bounded["term_frequency.csv"]), Table::parse(&all["term_frequency.csv"]));
    assert!(few.rows.len() <= 8 && many.rows.len() > 15, "{} of {}", few.rows.len(), many.rows.len());
    // What is kept is what the whole table has, corrections included.
    for name in ["term_frequency.csv", "keyness.csv", "word_shift.csv", "term_forms.csv"] {
        let (few, many) = (Table::parse(&bounded[name]), Table::parse(&all[name]));
        assert!(!few.rows.is_empty() && few.rows.len() < many.rows.len(), "{name}");
        assert!(few.rows.iter().all(|row| many.rows.contains(row)), "{name}");
    }
}

/// The tables of the last run.
fn tables_of(project: &Project) -> BTreeMap<String, String> {
    let table = |(name, bytes): (String, Vec<u8>)| {
        Some((name.strip_prefix("output/table/")?.to_string(), String::from_utf8(bytes).expect("UTF-8")))
    };
    project.snapshot().into_iter().filter_map(table).collect()
}

#[test]
fn speakers_are_groups_where_turns_are_messages() {
    let meeting = |a: usize, b: usize| {
        let turn = |name: &str, with: usize| -> String {
            (0..12)
                .map(|place| {
                    format!("{name}: {}\n\n", if place < with { "We trust the plan." } else { "We see the plan." })
                })
                .collect()
        };
        format!("{}{}", turn("MS ADAMS", a), turn("MR BAKER", b))
    };
    let project = Project::folder()
        .settings(&format!("{OUTPUT}[segment]\nunit = \"turn\"\n[groups]\nby = [\"section\"]\n"))
        .codebook(CODEBOOK)
        .file("a.txt", meeting(2, 8))
        .file("b.txt", meeting(2, 3))
        .manifest("document,file,year\na,a.txt,2019\nb,b.txt,2020\n");
    let all = tables(&project);
    let frequency = Table::parse(&all["group_frequency.csv"]);
    let of: Vec<[&str; 4]> =
        frequency.select(["group", "period", "theme", "hits"]).into_iter().filter(|row| row[2] == "trust").collect();
    assert_eq!(
        of,
        [
            ["MR BAKER", "2019", "trust", "8"],
            ["MR BAKER", "2020", "trust", "3"],
            ["MS ADAMS", "2019", "trust", "2"],
            ["MS ADAMS", "2020", "trust", "2"]
        ]
    );
    // The margin is the sum of the strata, and a document of two speakers is one document.
    let whole = Table::parse(&all["theme_frequency.csv"]);
    let hits: Vec<&str> =
        whole.select(["theme", "hits"]).into_iter().filter(|row| row[0] == "trust").map(|row| row[1]).collect();
    assert_eq!(hits, ["10", "5"]);
    let periods = Table::parse(&all["periods.csv"]);
    assert_eq!(periods.select(["period", "documents", "messages"]), [["2019", "1", "24"], ["2020", "1", "24"]]);
    let terms = Table::parse(&all["term_frequency.csv"]);
    assert!(terms.column("documents").iter().all(|documents| *documents == "1"));
}
