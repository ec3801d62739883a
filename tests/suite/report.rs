//! The report as a file: where it goes, what it holds, its limits. What it does in a browser is tested in `tests/browser`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::golden::results;
use crate::project::Project;
use crate::table::Table;

const SETTINGS: &str = "title = \"Test\"\n[output]\ncharts = []\n";

/// The JSON that the scripts of a page read.
fn data(html: &str) -> Value {
    let start = html.find("<script type=\"application/json\" id=\"data\">").expect("data");
    let text = &html[start..];
    let text = &text[text.find('>').expect("an end") + 1..text.find("</script>").expect("an end")];
    serde_json::from_str(text).expect("JSON")
}

/// A column of a table in that JSON.
fn column(data: &Value, table: &str, name: &str) -> Vec<Value> {
    let fields = data["tables"][table]["fields"].as_array().expect("fields");
    let place = fields.iter().position(|field| field[0] == name).expect("a column");
    match &data["tables"][table]["columns"][place] {
        Value::Array(values) => values.clone(),
        packed => {
            let at = packed["at"].as_array().expect("places");
            at.iter().map(|at| at.as_u64().map_or(Value::Null, |at| packed["values"][at as usize].clone())).collect()
        }
    }
}

/// Documents of so many messages each, one a year.
fn corpus(messages: usize, settings: &str) -> Project {
    let mut project = Project::new();
    for year in [2018, 2019, 2020] {
        let lines = (0..messages).map(|place| {
            let word = if place % 7 == 0 { "trust" } else { "policy" };
            format!("- Message {place} of the year {year} speaks of {word} and rules.\n")
        });
        project = project.document(&format!("d{year}"), year, lines.collect::<String>());
    }
    project.codebook("[themes.trust]\ninclude = [\"trust\"]\n").settings(settings)
}

#[test]
fn the_shipped_report_is_small_and_carries_the_rows_of_the_tables() {
    let html = fs::read_to_string(results().join("report.html")).expect("a report");
    assert!(html.len() < 1_700_000, "{} bytes", html.len());
    let data = data(&html);
    let rows = |table: &str| {
        let fields = data["tables"][table]["fields"].as_array().expect("fields");
        column(&data, table, fields[0][0].as_str().expect("a name")).len()
    };
    assert_eq!((rows("messages"), rows("theme_frequency"), rows("documents"), rows("theme_change")), (140, 80, 5, 100));
    let hits = Table::read(&results().join("table/hits.csv")).rows.len();
    assert_eq!(data["marks"]["start"].as_array().expect("marks").len(), hits);
    // The one pair that the run does not compare, in all 20 themes.
    assert_eq!(rows("further_change"), 20);
    // Each comparison has its strongest terms, and says of how many.
    assert_eq!(rows("keyness"), 350);
    assert_eq!(data["tables"]["keyness"]["of"], 6154);
}

#[test]
fn findings_of_one_evidence_stand_under_one_heading_as_in_findings_md() {
    let page = fs::read_to_string(results().join("report.html")).expect("a report");
    let (_, found) = page.split_once("<h2 id=\"findings-title\">").expect("the findings");
    let (found, _) = found.split_once("</section>").expect("an end");
    let headings: Vec<&str> =
        found.split("<h3>").skip(1).map(|part| part.split("</h3>").next().unwrap_or_default()).collect();
    let findings = fs::read_to_string(results().join("findings.md")).expect("findings");
    let expected: Vec<&str> = findings
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .filter(|line| !line.starts_with("What makes") && *line != "The rules" && !line.starts_with("Not found"))
        .collect();
    assert!(headings.len() > 1);
    assert_eq!(headings, expected);
}

#[test]
fn parts_stand_in_their_order_with_corpus_and_methods_last() {
    let page = fs::read_to_string(results().join("report.html")).expect("a report");
    let parts = ["brief", "findings", "trends", "change", "cooccurrence", "terms", "messages", "corpus"];
    let places = parts.map(|part| page.find(&format!("<section id=\"{part}\"")).expect(part));
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(page.matches("<section ").count(), parts.len());
    let links: Vec<&str> = page.split("<li><a href=\"#").skip(1).filter_map(|link| link.split('"').next()).collect();
    assert_eq!(links, parts);
    let threats = page.find("What threatens each comparison").expect("threats");
    assert!(threats > places[7]);
}

#[test]
fn the_table_of_terms_holds_what_is_shown_as_the_chart_does() {
    let page = fs::read_to_string(results().join("report.html")).expect("a report");
    let caption = "The terms that are shown to mark a year against the other years (q &lt; .05), 12 at most</caption>";
    let (_, table) = page.split_once(caption).expect("a table");
    let (table, _) = table.split_once("</table>").expect("an end");
    let keyness = Table::read(&results().join("table/keyness.csv"));
    let number = |text: &str| text.parse::<f64>().unwrap_or(1.0);
    let shown = keyness.select(["target_period", "reference", "label", "q_bh", "g2"]).into_iter().filter(|row| {
        let [_, reference, _, q, g2] = row;
        *reference == "rest" && number(q) < 0.05 && number(g2) > 0.0
    });
    let shown: Vec<String> = shown
        .map(|[period, _, label, ..]| {
            format!("<td dir=\"auto\" class=\"short\">{period}</td><td dir=\"auto\" class=\"short\">{label}</td>")
        })
        .collect();
    assert!(!shown.is_empty());
    assert_eq!(table.matches("<tr>").count(), 1 + shown.len());
    assert!(shown.iter().all(|row| table.contains(row)), "{table}");
}

#[test]
fn no_host_is_named_but_in_what_documents_quote() {
    let html = fs::read_to_string(results().join("report.html")).expect("a report");
    let page = &html[..html.find("id=\"data\"").expect("data")];
    // Names of XML vocabularies are no addresses that a browser asks.
    let asked = ["src=\"http", "src='http", "href=\"http", "href='http", "url(http", "@import"];
    for part in asked {
        assert!(!page.contains(part), "{part}");
    }
}

#[test]
fn a_project_may_do_without() {
    let project = corpus(5, "[output]\ncharts = []\nreport = false\n");
    let said = project.run(&["run"]).ok();
    assert!(!project.path("output/report.html").exists());
    assert!(!said.contains("report.html"), "{said}");
    let record: Value = serde_json::from_str(&project.read("output/run.json")).expect("JSON");
    assert!(record["files"].as_array().expect("files").iter().all(|file| file != "report.html"));
}

#[test]
fn run_and_report_make_the_same_page_and_name_it() {
    let project = corpus(5, SETTINGS);
    let said = project.run(&["run"]).ok();
    assert!(said.contains("  report.html  every number leads to the messages behind it"), "{said}");
    let of_run = project.read("output/report.html");
    let said = project.run(&["report", "--output", "alone"]).ok();
    assert!(said.ends_with("alone/report.html, with all 15 messages\n"), "{said}");
    let alone = project.read("alone/report.html");
    assert_eq!(data(&of_run), data(&alone));
    assert!(of_run.contains("it stands beside it") && !alone.contains("it stands beside it"));
    // A run may follow into the same folder, as nothing else is in it.
    project.run(&["run", "--quiet", "--output", "alone"]).ok();
    assert!(project.path("alone/table/messages.csv").exists());
    assert_eq!(fs::read_dir(project.path("output")).expect("a folder").count(), 9);
}

#[test]
fn of_a_large_corpus_it_carries_a_fair_sample_and_says_so() {
    let project = corpus(400, &format!("{SETTINGS}[report]\nmessages = 60\nterms = 2\n[analysis]\nreplicates = 9\n"));
    let said = project.run(&["report"]).ok();
    assert!(said.contains("a fair sample of 60 of 1,200 messages"), "{said}");
    let html = project.read("output/report.html");
    assert!(html.contains("carries a fair sample of 60 of the 1,200 messages"));
    let data = data(&html);
    // Two kinds of messages in three years: ten of each.
    let (periods, themes) = (column(&data, "messages", "period"), column(&data, "messages", "themes"));
    for period in ["2018", "2019", "2020"] {
        for theme in [Value::Null, "trust".into()] {
            let of_cell = periods.iter().zip(&themes).filter(|(p, t)| **p == period && **t == theme).count();
            assert_eq!(of_cell, 10, "{period} {theme}");
        }
    }
    assert_eq!(data["tables"]["messages"]["of"], 1200);
    // Two terms in each of three years.
    assert_eq!(column(&data, "term_frequency", "term").len(), 6);
}

#[test]
fn periods_are_told_by_their_rows_and_groups_only_where_there_are_some() {
    let text = |word: &str| format!("- We speak of {word}.\n").repeat(12);
    let manifest = "document,file,date,region\na,a.txt,2022-02,north\nb,b.txt,2022-05,north\nc,c.txt,2022-05,south\n";
    let project = Project::new()
        .manifest(manifest)
        .file("a.txt", text("rules"))
        .file("b.txt", text("trust"))
        .file("c.txt", text("trust and rules"))
        .codebook("[themes.trust]\ninclude = [\"trust\"]\n")
        .settings(&format!("{SETTINGS}[periods]\nunit = \"quarter\"\n"));
    project.run(&["report", "--quiet"]).ok();
    let html = project.read("output/report.html");
    let without = data(&html);
    assert_eq!(column(&without, "periods", "period"), ["2022-Q1", "2022-Q2"]);
    assert_eq!(column(&without, "theme_frequency", "period"), ["2022-Q1", "2022-Q2"]);
    assert!(html.contains("over 2 periods (2022-Q1, 2022-Q2)") && !html.contains("id=\"groups\""));
    assert!(without["tables"].get("group_frequency").is_none());
    let grouped = format!("{SETTINGS}[periods]\nunit = \"quarter\"\n[groups]\nby = [\"region\"]\n");
    let project = project.settings(&grouped);
    project.run(&["report", "--quiet"]).ok();
    let html = project.read("output/report.html");
    assert!(html.contains("<section id=\"groups\""));
    assert_eq!(column(&data(&html), "group_frequency", "group"), ["north", "north", "south"]);
}

#[test]
fn the_report_of_a_long_series_is_small() {
    let mut project = Project::new();
    for year in 1790..1920 {
        let lines = (0..12).map(|place| {
            format!(
                "- Point {place} speaks of {} and rules.\n",
                if place * 10 < year - 1780 { "trust" } else { "plans" }
            )
        });
        project = project.document(&format!("d{year}"), year, lines.collect::<String>());
    }
    let settings = format!("{SETTINGS}[analysis]\nreplicates = 9\n");
    let project = project.codebook("[themes.trust]\ninclude = [\"trust\"]\n").settings(&settings);
    project.run(&["report", "--quiet"]).ok();
    let html = project.read("output/report.html");
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    assert!(html.contains("over 130 years (1790 to 1919)"));
    let data = data(&html);
    assert_eq!(column(&data, "periods", "period").len(), 130);
    // What is compared besides periods is told with the periods in it.
    for label in column(&data, "theme_change", "from_period") {
        let stretches = data["stretches"].as_array().expect("stretches");
        let known = column(&data, "periods", "period").contains(&label)
            || stretches.iter().any(|stretch| stretch["label"] == label && stretch["periods"][0].is_string());
        assert!(known, "{label}");
    }
}

#[test]
fn long_messages_are_cut_and_hits_behind_the_cut_are_counted() {
    let long = format!("- Trust {} and trust.\n- Short.\n", "word ".repeat(10_000));
    let project = Project::small().document("c", 2021, long).settings(SETTINGS);
    project.run(&["report", "--quiet"]).ok();
    let html = project.read("output/report.html");
    assert!(html.contains("1 message is very long and cut in this page."));
    assert!(html.contains("Behind the cuts 1 mention is not marked."));
}

#[test]
fn wrong_limits_are_named() {
    let wrong = |settings: &str, parts: &[&str]| corpus(2, settings).run(&["report"]).fails(1, parts);
    wrong("[report]\nmessages = 100001\n", &["./themeshift.toml:2:12: `messages` must be 100000 or less"]);
    wrong("[report]\nterms = -1\n", &["./themeshift.toml:2:9: `terms` must be a whole number from 0, not a negative"]);
    let most = "`messages` must be a whole number from 0 to 18446744073709551615";
    wrong("[report]\nmessages = 99999999999999999999\n", &["./themeshift.toml:2:12: ", most]);
    wrong("[report]\nmesages = 1\n", &["unknown key `mesages` in [report]", "did you mean `messages`?"]);
    wrong("[output]\nreport = \"no\"\n", &["./themeshift.toml:2:10: `report` must be true or false, not"]);
}

#[test]
fn a_folder_that_cannot_be_written_leaves_nothing() {
    let project = corpus(2, SETTINGS).file("taken", "a file");
    let before = project.snapshot();
    project.run(&["report", "--output", "taken"]).fails(1, &["taken/report.html: cannot write", "--output"]);
    assert_eq!(project.snapshot(), before);
}

#[test]
#[cfg(unix)]
fn open_hands_the_report_to_the_browser() {
    use std::os::unix::fs::PermissionsExt;

    let opened = "#!/bin/sh\nprintf '%s' \"$1\" > opened\n";
    let project = corpus(2, SETTINGS).file("bin/xdg-open", opened);
    fs::set_permissions(project.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).expect("a program");
    let path = format!("{}:/usr/bin:/bin", project.path("bin").display());
    let status = project.command(&["report", "--open", "--quiet"]).env("PATH", path).status().expect("it starts");
    assert!(status.success());
    // The browser is not waited for.
    let file = project.path("opened");
    for _ in 0..200 {
        if fs::read_to_string(&file).is_ok_and(|text| !text.is_empty()) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let named = fs::read_to_string(file).expect("the browser was called");
    assert!(Path::new(&named).ends_with("output/report.html"), "{named}");
}

#[test]
fn odd_corpora_have_a_report() {
    let one_year =
        Project::new().document("a", 2019, "- We trust.\n").codebook("[themes.trust]\ninclude = [\"trust\"]\n");
    one_year.settings(SETTINGS).run(&["report", "--quiet"]).ok();
    let no_codebook = Project::new().document("a", 2019, "- We trust.\n").document("b", 2020, "- We do not.\n");
    let project = no_codebook.settings(SETTINGS);
    project.run(&["report", "--quiet"]).ok();
    let data = data(&project.read("output/report.html"));
    assert_eq!(data["themes"], serde_json::json!([]));
}
