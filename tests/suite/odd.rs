//! Odd corpora go through the whole program: no number where there is none, and a word on why.

use std::fs;

use crate::golden::is_a;
use crate::project::{Project, files};
use crate::table::Table;

const CODEBOOK: &str = "[themes.trust]\nlabel = \"Trust\"\ninclude = [\"trust\"]\n\
                        [themes.norms]\nlabel = \"Norms\"\ninclude = [\"norm*\"]\n";

/// Words of which messages are made, so that no message is like another.
const WORDS: [&str; 18] = [
    "river", "table", "stone", "market", "winter", "garden", "letter", "engine", "paper", "harbour", "village",
    "orange", "silver", "candle", "window", "copper", "forest", "bridge",
];
const THEMES: [&str; 6] =
    ["They trust the norms", "All is open", "Schools need time", "Trust grows", "Norms last", "Rain"];

/// Messages of which a third has each theme.
fn some(messages: usize) -> String {
    let message = |n: usize| {
        format!(
            "- {} where {} meets {} by the {}.\n",
            THEMES[n % 6],
            WORDS[n % 18],
            WORDS[(n * 7 + 3) % 18],
            WORDS[n / 3 % 18]
        )
    };
    (0..messages).map(message).collect()
}

/// Messages without a theme.
fn none(messages: usize) -> String {
    let message = |n: usize| {
        format!(
            "- A {} stands near some {} {} now.\n",
            WORDS[n % 18],
            WORDS[(n * 5 + 2) % 18],
            WORDS[(n * 11 + 4) % 18]
        )
    };
    (0..messages).map(message).collect()
}

/// A project with one document per entry, and charts.
fn project(documents: &[(i32, String)]) -> Project {
    let mut project = Project::new().settings("title = \"Odd\"\n").codebook(CODEBOOK);
    for (place, (year, text)) in documents.iter().enumerate() {
        project = project.document(&format!("d{place:02}"), *year, text);
    }
    project
}

/// What a run left behind.
struct Ran {
    project: Project,
    findings: String,
}

/// Runs a project and looks at all that it wrote.
#[track_caller]
fn run(project: Project) -> Ran {
    project.run(&["run", "--quiet"]).ok();
    let all = files(&project.path("output"));
    let mut tables = 0;
    for (name, bytes) in all.iter().filter(|(name, _)| is_a("csv", name)) {
        let table = Table::parse(std::str::from_utf8(bytes).expect("UTF-8"));
        tables += 1;
        for row in &table.rows {
            for (cell, column) in row.iter().zip(&table.columns) {
                let cell = cell.trim_start_matches(['-', '+', '\'']).to_lowercase();
                assert!(!matches!(&*cell, "nan" | "inf" | "infinity"), "{name}, {column}: {row:?}");
            }
        }
        noted(name, &table);
    }
    assert!(tables >= 20, "{tables} tables");
    let charts: Vec<&String> = all.keys().filter(|name| is_a("svg", name)).collect();
    assert!(charts.len() >= 3, "{charts:?}");
    for name in charts {
        let svg = std::str::from_utf8(&all[name]).expect("UTF-8");
        let document = roxmltree::Document::parse(svg).unwrap_or_else(|e| panic!("{name} is no XML: {e}"));
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
        assert!(document.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")));
        assert!(all.contains_key(&name.replace(".svg", ".png")), "{name} as a picture");
    }
    for name in ["run.json", "datapackage.json"] {
        let _: serde_json::Value = serde_json::from_slice(&all[name]).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    let findings = fs::read_to_string(project.path("output/findings.md")).expect("findings");
    assert!(findings.starts_with("# Findings: Odd\n") && findings.contains("\n## The rules\n"));
    Ran { project, findings }
}

/// Where an interval or a p is missing, a note says why.
#[track_caller]
fn noted(name: &str, table: &Table) {
    let needed: &[&str] = match name {
        "table/theme_frequency.csv" => &["rate_low", "rate_high"],
        "table/theme_change.csv" => &["difference_low", "p_permutation", "ratio"],
        "table/theme_trend.csv" => &["p_mann_kendall", "mann_kendall_s"],
        "table/theme_cooccurrence_change.csv" => &["p_permutation"],
        "table/period_distance.csv" => &["jsd_bits", "p_permutation"],
        "table/robustness.csv" => &["difference"],
        _ => return,
    };
    let note = table.place("note");
    for column in needed {
        let place = table.place(column);
        for row in table.rows.iter().filter(|row| row[place].is_empty()) {
            assert!(!row[note].is_empty(), "{name}: no note says why {column} is missing in {row:?}");
        }
    }
}

impl Ran {
    fn table(&self, name: &str) -> Table {
        Table::parse(&self.project.read(&format!("output/table/{name}.csv")))
    }

    /// Some columns of each row of a table.
    #[track_caller]
    fn select<const N: usize>(&self, table: &str, columns: [&str; N]) -> Vec<[String; N]> {
        self.table(table).select(columns).into_iter().map(|row| row.map(str::to_string)).collect()
    }

    /// The only note of a table.
    #[track_caller]
    fn note(&self, table: &str) -> String {
        let table = self.table(table);
        let mut notes = table.column("note");
        notes.dedup();
        assert_eq!(notes.len(), 1, "{notes:?}");
        notes[0].to_string()
    }

    #[track_caller]
    fn says(&self, sentence: &str) {
        assert!(self.findings.contains(sentence), "`{sentence}` is missing in:\n{}", self.findings);
    }

    #[track_caller]
    fn does_not_say(&self, part: &str) {
        let (found, _) = self.findings.split_once("\n## The rules\n").expect("the rules");
        let (_, found) = found.split_once("\n\n").expect("how to read");
        let (_, found) = found.split_once("\n\n").unwrap_or_default();
        assert!(!found.contains(part), "`{part}` stands in:\n{found}");
    }
}

#[test]
fn one_year_is_described_and_not_compared() {
    let ran = run(project(&[(2019, some(18))]));
    ran.says("\nThere is nothing to compare: a finding needs two periods that are compared, and a theme.\n");
    assert_eq!(ran.table("theme_frequency").column("hits"), ["6", "6"]);
    for table in ["theme_change", "theme_cooccurrence_change", "period_distance", "word_shift", "keyness", "robustness"]
    {
        assert_eq!(ran.table(table).rows.len(), 0, "{table}");
    }
    assert_eq!(ran.note("theme_trend"), "fewer than three periods: no course");
    assert_eq!(ran.table("comparability").column("flags"), ["one document"]);
}

#[test]
fn two_years_are_compared_once() {
    let ran = run(project(&[(2019, some(18)), (2020, some(12) + &none(12))]));
    ran.says("- 2019 and 2020: one document each in 2019 and 2020: the interval covers variation within them only\n");
    ran.says("## Not shown by these data\n");
    ran.says("  - messages with it: 6 of 18 in 2019, 4 of 24 in 2020\n");
    ran.says("  - 2019 to 2020: change −");
    assert_eq!(ran.select("theme_change", ["from_period", "to_period"]), [["2019", "2020"]; 2]);
    assert_eq!(ran.note("theme_trend"), "fewer than three periods: no course");
}

#[test]
fn one_message_a_year_has_no_interval_and_no_p() {
    let texts = ["- We trust the norms.\n", "- Trust is low.\n", "- Nothing is said.\n"];
    let ran = run(project(&[(2017, texts[0].into()), (2018, texts[1].into()), (2019, texts[2].into())]));
    ran.says("- 2017 and 2019: fewer than 10 messages in 2017 and 2019, so the change is not tested\n");
    ran.says(
        "Mentions of “Norms” went from 250.0 per 1,000 words in 2017 to none in 2019: the change is not tested (fewer than 10 \
         messages in 2017 and 2019).\n",
    );
    ran.says(
        "  - 2017 to 2019: change −250.0 per 1,000 words, too few messages for an interval: not tested (fewer than 10",
    );
    ran.does_not_say("covers variation");
    let frequency = ran.select("theme_frequency", ["period", "theme", "rate_low", "note"]);
    assert_eq!(frequency[0], ["2017", "norms", "", "one message: no interval of the rate"]);
    assert_eq!(frequency[4], ["2019", "norms", "0.0", "no hit: the upper end of the rate is by the rule of three"]);
    for note in ran.table("theme_trend").column("note") {
        let thin = "too few messages and words in 2017, 2018 and 2019: left out; fewer than three periods: no course";
        assert!(note.starts_with(thin), "{note}");
    }
    assert!(ran.table("theme_change").column("p_permutation").iter().all(|p| p.is_empty()));
    let flags = ran.table("comparability");
    assert_eq!(flags.column("flags"), ["one document; fewer than 10 messages"; 3]);
}

#[test]
fn a_year_without_any_hit_is_a_year_like_others() {
    let ran = run(project(&[(2018, some(30)), (2019, none(30)), (2020, some(30))]));
    ran.says(" came up least often in 2019: none, against ");
    ran.says(" in all other periods together: strong evidence of a difference between these documents.\n");
    ran.says("  - messages with it: 10 of 30 in 2018, 0 of 30 in 2019, 10 of 30 in 2020\n");
    ran.says("2019: no mention in 30 messages\n");
    let changes = ran.table("theme_change");
    for [years, ratio, note] in
        changes.select(["from_period", "ratio", "note"]).into_iter().filter(|row| row[0] == "2019")
    {
        assert!(
            !ratio.is_empty() && note.starts_with("no hit in 2019; 0.5 hits added to the ratio;"),
            "{years} {note}"
        );
    }
    let frequency = ran.select("theme_frequency", ["period", "per_1000_tokens", "rate_low", "rate_high", "note"]);
    let [_, rate, low, high, note] = &frequency[2];
    assert_eq!((rate.as_str(), low.as_str()), ("0.0", "0.0"));
    assert!(high.parse::<f64>().expect("an end") > 0.0 && note.starts_with("no hit: the upper end"), "never [0, 0]");
}

#[test]
fn messages_that_are_all_alike_are_no_evidence() {
    let alike = "- We trust the norms of all.\n".repeat(15);
    let ran = run(project(&[(2018, alike.clone()), (2019, alike)]));
    let repeat = "of that period word for word, so intervals and tests are too sure";
    ran.says(&format!("14 of 15 messages of 2018 repeat another {repeat}"));
    ran.says(&format!("14 of 15 messages of 2019 repeat another {repeat}"));
    ran.says("  - 2018 to 2019: change 0.0 per 1,000 words, 95 % interval −");
    ran.does_not_say("evidence of");
    let note = ran.note("theme_frequency");
    assert!(note.starts_with("all have the same rate, so the interval takes words as independent; "), "{note}");
    assert_eq!(ran.note("theme_trend"), "fewer than three periods: no course");
    let note = ran.note("theme_cooccurrence_change");
    assert!(note.starts_with("every message has both: no p; "), "{note}");
    assert_eq!(ran.select("period_distance", ["jsd_bits", "p_permutation"]), [["0.0", "1.0"]]);
    assert_eq!(ran.table("comparability").column("near_duplicates"), ["15", "15"]);
}

#[test]
fn of_fifty_years_the_first_third_is_compared_with_the_last() {
    let years: Vec<(i32, String)> = (1971..2021).map(|year| (year, some(12))).collect();
    let ran = run(project(&years));
    assert_eq!(ran.select("theme_change", ["from_period", "to_period"]), [["1971-1986", "2005-2020"]; 2]);
    assert_eq!(ran.table("theme_frequency").rows.len(), 2 * 50);
    ran.says("  - 1971-1986 to 2005-2020: change 0.0 per 1,000 words, 95 % interval −");
    ran.does_not_say("messages with it:");
    ran.does_not_say("evidence of");
    for [tau, p, note] in ran.select("theme_trend", ["kendall_tau", "p_mann_kendall", "note"]) {
        assert_eq!((tau.as_str(), p.as_str()), ("", "1.0"));
        assert_eq!(note, "one document a period: the p of the peak covers variation within documents only");
    }
}

#[test]
fn a_document_without_a_message_is_named_and_can_be_left_out() {
    let documents = [(2018, some(18)), (2019, some(18)), (2019, "# Only a Heading\n".to_string())];
    let odd = project(&documents);
    odd.run(&["run", "--quiet"]).fails(1, &["d02.txt: no message found in the document `d02`", "set `include` to no"]);
    assert!(!odd.path("output").exists());
    let odd =
        odd.manifest("document,file,year,include\nd00,d00.txt,2018,yes\nd01,d01.txt,2019,yes\nd02,d02.txt,2019,no\n");
    let ran = run(odd);
    assert_eq!(ran.table("documents").column("messages"), ["18", "18"]);
}

#[test]
fn a_year_without_a_word_has_no_rate() {
    let ran = run(project(&[(2012, "- 2012.\n- 10 %\n".to_string()), (2017, some(18)), (2019, some(18))]));
    ran.says("cannot be compared between 2012 and 2019: a period has no words.\n");
    ran.does_not_say("in 2012 to");
    let frequency = ran.select("theme_frequency", ["per_1000_tokens", "rate_low", "note"]);
    assert_eq!(frequency[0], ["", "", "no words; one document: the intervals cover variation within it only"]);
    let changes = ran.select("theme_change", ["difference", "note"]);
    assert_eq!(changes[0], ["", "no words in 2012; fewer than 10 messages in 2012: no p"]);
    let trend = ran.select("theme_trend", ["periods", "note"]);
    assert_eq!(trend[0], ["", "no words in 2012: left out; fewer than three periods: no course"]);
    assert_eq!(ran.table("period_distance").column("note")[0], "a period has no term");
}

#[test]
fn a_theme_without_any_hit_is_not_left_out() {
    let absent = format!("{CODEBOOK}[themes.absent]\nlabel = \"Unicorns\"\ninclude = [\"unicorn*\"]\n");
    let ran = run(project(&[(2018, some(18)), (2019, some(15))]).codebook(&absent));
    ran.says("\n## Not found in any period\n\nUnicorns\n");
    let frequency = ran.select("theme_frequency", ["theme", "hits", "rate_low", "design_effect"]);
    assert_eq!(frequency[0], ["absent", "0", "0.0", ""]);
    let changes = ran.select("theme_change", ["theme", "ratio", "p_permutation", "q_bh"]);
    assert_eq!(changes[0], ["absent", "", "", ""]);
    let trend = ran.select("theme_trend", ["theme", "p_mann_kendall", "note"]);
    assert_eq!(trend[0][..2], ["absent", ""]);
    assert!(trend[0][2].ends_with("; no hit in any period"), "{trend:?}");
    let pairs = ran.select("theme_cooccurrence", ["theme_b", "pmi", "npmi", "p"]);
    assert!(pairs.iter().filter(|pair| pair[0] == "absent").all(|pair| pair[1..] == ["", "", ""]), "{pairs:?}");
}

#[test]
fn a_theme_with_parts_has_the_hits_of_its_parts() {
    let nested = "[themes.values]\nlabel = \"Values\"\ninclude = [\"value*\"]\n\
                  [themes.trust]\nlabel = \"Trust\"\nparent = \"values\"\ninclude = [\"trust\"]\n\
                  [themes.norms]\nlabel = \"Norms\"\nparent = \"values\"\ninclude = [\"norm*\"]\n";
    let ran = run(project(&[(2018, some(30)), (2019, some(3) + &none(30))]).codebook(nested));
    let frequency = ran.select("theme_frequency", ["theme", "hits", "messages"]);
    // "They trust the norms" has both parts in one message.
    assert_eq!(frequency[..3], [["norms", "10", "10"], ["trust", "10", "10"], ["values", "20", "15"]]);
    ran.says("  Mentions of “Values” went from ");
    ran.says("  - messages with it: 15 of 30 in 2018, 1 of 33 in 2019\n");
    ran.says("2018: 20 mentions in 15 of 30 messages, by 2 patterns");
    let joint = ran.select("theme_cooccurrence", ["theme_a", "theme_b", "messages_both", "shared_span_only"]);
    assert!(
        joint.iter().any(|row| *row == ["values", "norms", "10", "5"]),
        "joint messages rest on shared words: {joint:?}"
    );
}
