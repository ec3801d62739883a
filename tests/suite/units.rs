//! Every unit through the program, what `inspect` says of it, and `messages --explain`.

use std::fs;

use crate::project::{Project, repository, shipped};
use crate::table::Table;

/// A project of one transcript with a unit.
fn project(segment: &str) -> Project {
    let text = "Day one\n\nMR. SMITH: We met Dr. Jones. We agree.\n\n1. The first point is long enough to be a point.\n\nQ: Why?\n";
    Project::new().settings(&format!("[segment]\n{segment}\n")).document("a", 2019, text)
}

#[test]
fn every_unit_can_be_chosen() {
    for (segment, expected) in [
        ("unit = \"auto\"", 2),
        ("unit = \"bullet\"", 1),
        ("unit = \"numbered\"", 1),
        // `Q: Why?` is a heading without text below it.
        ("unit = \"section\"", 1),
        ("unit = \"paragraph\"", 2),
        ("unit = \"sentence\"", 3),
        ("unit = \"turn\"", 2),
        ("unit = \"row\"", 4),
        ("unit = \"regex\"\npattern = '^\\w+\\.? ?\\w*:'", 2),
        ("unit = \"document\"", 1),
    ] {
        let project = project(segment);
        let messages = Table::parse(&project.run(&["messages"]).ok());
        assert_eq!(messages.rows.len(), expected, "{segment}: {messages:?}");
    }
    let speakers = Table::parse(&project("unit = \"turn\"").run(&["messages"]).ok());
    assert_eq!(speakers.column("section"), ["MR. SMITH", "Q"]);
}

#[test]
fn wrong_patterns_and_units_are_named() {
    for (segment, parts) in [
        ("unit = \"regex\"", ["2:8: the unit `regex` needs a `pattern`", "hint: write where a message begins"]),
        (
            "unit = \"regex\"\npattern = '('",
            ["3:11: `pattern` is no regular expression: unclosed group", "single quotes"],
        ),
        ("unit = \"regex\"\npattern = 'x*'", ["3:11: `pattern` matches empty text", "at least one character"]),
        ("pattern = 'x'", ["2:11: `pattern` is given, but the unit is not `regex`", "unit = \"regex\""]),
        ("abbreviations = \"none.toml\"", ["none.toml: cannot read the abbreviations", "takes a file in TOML"]),
    ] {
        project(segment).run(&["messages"]).fails(1, &parts);
    }
    let project = project("unit = \"auto\"");
    project.run(&["messages", "--unit", "regex"]).fails(2, &["--unit: the unit `regex` needs a pattern"]);
    project.run(&["messages", "--unit", "words"]).fails(2, &["--unit: `words` is no unit", "sentence, turn, row"]);
}

#[test]
fn abbreviations_of_the_user_are_added() {
    let project = |list: &str| {
        let settings = "[segment]\nunit = \"sentence\"\nabbreviations = \"mine.toml\"\n";
        let text = "They met Secr. General Smith and Mr. Jones. Then they left.\n";
        Project::new().settings(settings).document("a", 2019, text).file("mine.toml", list)
    };
    let number = |list: &str| Table::parse(&project(list).run(&["messages"]).ok()).rows.len();
    assert_eq!([number(""), number("never = [\"Secr.\"]\n")], [3, 2]);
    project("never = [\"Secr\"]\n").run(&["messages"]).fails(1, &["mine.toml:1:10: the abbreviation `Secr`"]);
}

#[test]
fn explain_shows_each_line_of_the_shipped_corpus_once() {
    let found = Table::parse(&shipped(&["messages", "--explain"]).ok());
    assert_eq!(found.columns, ["document", "line", "kind", "ordinal", "rule", "text"]);
    let rows = found.select(["document", "line", "text"]);
    let mut expected: Vec<(String, String, String)> = Vec::new();
    for document in ["2012-berlin", "2017-igf", "2019-igf-sssr", "2019-igf-sssr-concluding", "2020-igf-trust"] {
        let file = repository().join(format!("corpus/documents/{document}.txt"));
        let text = fs::read_to_string(file).expect("a document");
        let lines = text.lines().zip(1..);
        expected.extend(lines.map(|(line, number)| (document.into(), format!("{number}"), line.trim().into())));
    }
    let unguarded = |[document, line, text]: [&str; 3]| {
        (document.to_string(), line.to_string(), crate::table::unguarded(text).to_string())
    };
    assert_eq!(rows.into_iter().map(unguarded).collect::<Vec<_>>(), expected);
    let messages = Table::parse(&shipped(&["messages"]).ok());
    let mut ordinals = found.select(["document", "ordinal"]);
    ordinals.retain(|[_, ordinal]| !ordinal.is_empty());
    ordinals.dedup();
    assert_eq!(ordinals, messages.select(["document", "ordinal"]));
}

#[test]
fn explain_and_inspect_say_why_a_unit_was_chosen() {
    let project = project("unit = \"auto\"");
    let found = Table::parse(&project.run(&["inspect"]).ok());
    let reason = found.column("unit_reason")[0].to_string();
    assert!(
        reason.starts_with("bullets and numbered points hold only ") && reason.ends_with("bullets alone need 70 %"),
        "{reason}"
    );
    assert_eq!(found.select(["unit", "bullets", "numbered", "paragraphs"]), [["paragraph", "0", "1", "1"]]);
    let markdown = project.run(&["messages", "--explain", "--format", "markdown"]).ok();
    let said = format!(
        "a: unit paragraph, as {reason} (0 bullets, 1 numbered point, 1 paragraph outside skipped sections).\n"
    );
    assert!(markdown.starts_with(&said), "{markdown}");
    let drawn = project.run(&["inspect", "--format", "table"]).ok();
    assert!(drawn.contains("What was read, and why it was split as it was"), "{drawn}");
    let json = project.run(&["messages", "--explain", "--unit", "turn", "--format", "json"]).ok();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).expect("JSON");
    assert_eq!((rows.len(), rows[2]["rule"].as_str(), rows[1]["ordinal"].is_null()), (7, Some("speaker"), true));
}
