//! A project that is worked on as a page does it.

use std::path::Path;

use serde_json::{Value, json};

use super::{Workbench, pack, unpack};
use crate::pipeline::init::example::EXAMPLES;
use crate::watch::Unwatched;

/// The shipped project in a folder of its own.
fn shipped() -> (tempfile::TempDir, Workbench) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in EXAMPLES[0].1 {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    let bench = Workbench::new(folder.path(), 2);
    (folder, bench)
}

fn call(bench: &mut Workbench, request: &Value) -> Value {
    bench.call(&request.to_string(), &Unwatched).unwrap_or_else(|error| panic!("{request}: {error}"))
}

fn refused(bench: &mut Workbench, request: &Value) -> String {
    bench.call(&request.to_string(), &Unwatched).expect_err("refused").to_string()
}

fn theme<'v>(themes: &'v Value, id: &str) -> &'v Value {
    themes["themes"].as_array().expect("themes").iter().find(|theme| theme["id"] == id).expect("a theme")
}

fn sum(messages: &Value) -> u64 {
    messages.as_array().expect("counts").iter().map(|count| count.as_u64().expect("a count")).sum()
}

#[test]
fn themes_are_those_of_the_program() {
    let (folder, mut bench) = shipped();
    let opened = call(&mut bench, &json!({"call": "open", "year": 2026}));
    assert_eq!((&opened["analysed"], &opened["failed"]), (&json!(5), &Value::Null));
    let themes = call(&mut bench, &json!({"call": "themes"}));
    let project = crate::pipeline::Project::open(crate::config::load(folder.path()).expect("a project"), 1, &Unwatched)
        .expect("open");
    let counted = crate::pipeline::count(&project, &Unwatched, crate::pipeline::Depth::Themes).expect("counted");
    for (place, known) in project.codebook.themes.iter().enumerate() {
        let shown = theme(&themes, &known.id);
        let cells = counted.counts.periods();
        let messages: Vec<u64> = cells.iter().map(|cell| cell.themes[place].messages).collect();
        assert_eq!(shown["messages"], json!(messages), "{}", known.id);
        assert_eq!(shown["hits"], json!(cells.iter().map(|cell| cell.themes[place].hits).sum::<u64>()), "{}", known.id);
        assert_eq!(shown["saved"], shown["messages"]);
    }
    let documents = call(&mut bench, &json!({"call": "documents"}));
    assert_eq!(documents["messages"], json!(140));
    assert_eq!(documents["rows"][0]["held"]["unit"], json!("bullet"));
}

#[test]
fn lines_say_what_a_pattern_alone_finds_and_what_is_new() {
    let (_folder, mut bench) = shipped();
    call(&mut bench, &json!({"call": "open", "year": 2026}));
    let lines = |bench: &mut Workbench, theme: &str, pattern: &str, only: &str| {
        call(bench, &json!({"call": "lines", "theme": theme, "list": "include", "pattern": pattern, "only": only}))
    };
    let all = lines(&mut bench, "trust", "trust*", "all");
    let concordance = {
        let config = crate::config::load(bench.folder()).expect("a project");
        let project = crate::pipeline::Project::open(config, 1, &Unwatched).expect("open");
        crate::pipeline::concordance::concordance(
            &project,
            crate::pipeline::concordance::Wanted::Pattern("trust*"),
            &Unwatched,
        )
        .expect("lines")
    };
    let told: Vec<(&str, &str, &str)> = all["shown"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| [&line["message"], &line["left"], &line["match"]].map(|text| text.as_str().expect("text")))
        .map(|[message, left, found]| (message, left, found))
        .collect();
    let expected: Vec<(&str, &str, &str)> =
        concordance.iter().map(|row| (row.message.as_str(), row.left.as_str(), row.r#match.as_str())).collect();
    assert_eq!(told, expected);
    let number = |value: &Value| value.as_u64().expect("a number");
    assert_eq!(
        number(&all["alone"]) + number(&all["shared"]) + number(&all["forbidden"]),
        number(&all["matches"]),
        "{all}"
    );
    // A word that no theme has is new and alone.
    let internet = lines(&mut bench, "trust", "internet", "new");
    assert_eq!(internet["new"], internet["wanted"]);
    assert!(number(&internet["new"]) > 20 && number(&internet["messages_alone"]) > 5);
    assert!(refused(&mut bench, &json!({"call": "lines", "list": "include", "pattern": "/(/"})).contains("column"));
    let edited = call(
        &mut bench,
        &json!({"call": "edit", "what": "internet", "edits": [{"do": "add", "theme": "trust", "list": "include", "pattern": "internet"}]}),
    );
    assert_eq!((&edited["differs"], &edited["undo"]), (&json!(true), &json!("internet")));
    let trust = theme(&edited, "trust");
    assert!(sum(&trust["messages"]) > sum(&trust["saved"]));
    let again = lines(&mut bench, "trust", "internet", "new");
    assert_eq!(again["new"], internet["new"], "the saved state stays");
    let back = call(&mut bench, &json!({"call": "undo"}));
    assert_eq!((&back["undo"], &back["redo"]), (&Value::Null, &json!("internet")));
    assert_eq!(call(&mut bench, &json!({"call": "themes"}))["differs"], json!(false));
    call(&mut bench, &json!({"call": "redo"}));
    assert_eq!(theme(&call(&mut bench, &json!({"call": "themes"})), "trust")["messages"], trust["messages"]);
    let saved = call(&mut bench, &json!({"call": "kept"}))["saved"].clone();
    let mut later = Workbench::new(bench.folder(), 1);
    call(&mut later, &json!({"call": "open", "year": 2026, "saved": saved}));
    assert_eq!(
        call(&mut later, &json!({"call": "themes"}))["differs"],
        json!(true),
        "the saved state outlives the page"
    );
    call(&mut bench, &json!({"call": "save"}));
    assert_eq!(lines(&mut bench, "trust", "internet", "new")["new"], json!(0));
}

#[test]
fn an_exclusion_that_is_offered_takes_what_it_says() {
    let (_folder, mut bench) = shipped();
    call(&mut bench, &json!({"call": "open", "year": 2026}));
    let lines = call(&mut bench, &json!({"call": "lines", "theme": "norms", "list": "include", "pattern": "norms"}));
    let before = sum(&theme(&call(&mut bench, &json!({"call": "themes"})), "norms")["messages"]);
    let hits = |bench: &mut Workbench| theme(&call(bench, &json!({"call": "themes"})), "norms")["hits"].as_u64();
    let of_all = hits(&mut bench).expect("hits");
    let line = &lines["shown"][0];
    let at = json!({"call": "exclusions", "theme": "norms", "message": line["place"], "start": line["start"], "end": line["end"]});
    let offers = call(&mut bench, &at);
    let offers = offers.as_array().expect("offers");
    assert!(!offers.is_empty());
    for offer in offers {
        let edit = json!({"call": "edit", "what": "x", "edits": [
            {"do": "add", "theme": "norms", "list": "exclude", "pattern": offer["pattern"]}]});
        let themes = call(&mut bench, &edit);
        let norms = theme(&themes, "norms");
        assert_eq!(before - sum(&norms["messages"]), offer["messages"].as_u64().expect("messages"), "{offer}");
        assert_eq!(
            of_all - norms["hits"].as_u64().expect("hits"),
            offer["matches"].as_u64().expect("matches"),
            "{offer}"
        );
        call(&mut bench, &json!({"call": "undo"}));
    }
    let matches: Vec<u64> = offers.iter().map(|offer| offer["matches"].as_u64().expect("matches")).collect();
    assert!(matches.is_sorted() && matches[0] >= 1, "{matches:?}");
    let wider = json!({"call": "wider", "theme": "norms", "message": line["place"], "start": line["start"], "end": line["end"]});
    let wider = call(&mut bench, &wider);
    assert!(wider.as_array().is_some_and(|offers| !offers.is_empty()));
    for offer in wider.as_array().expect("offers") {
        let edit = json!({"call": "edit", "what": "x", "edits": [
            {"do": "add", "theme": "norms", "list": "include", "pattern": offer["pattern"]}]});
        let themes = call(&mut bench, &edit);
        assert_eq!(
            sum(&theme(&themes, "norms")["messages"]) - before,
            offer["messages"].as_u64().expect("messages"),
            "{offer}"
        );
        call(&mut bench, &json!({"call": "undo"}));
    }
}

#[test]
fn documents_are_corrected_and_what_makes_no_project_is_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let text = |what: &str| {
        format!("# Report\n\n- {what} matters to all who were there.\n- Trust and norms were said to matter.\n")
    };
    write("2018-a.md", &text("Trust"));
    write("2019-b.md", &text("Safety"));
    write("undated.md", &text("Openness"));
    let mut bench = Workbench::new(folder.path(), 1);
    let opened = call(&mut bench, &json!({"call": "open", "year": 2026}));
    assert_eq!((&opened["analysed"], opened["rows"].as_array().map(Vec::len)), (&json!(2), Some(3)));
    assert_eq!((&opened["rows"][2]["included"], &opened["rows"][0]["from"]), (&json!(false), &json!("file name")));
    let starters = call(&mut bench, &json!({"call": "themes"}));
    assert!(starters["themes"].as_array().is_some_and(|themes| themes.iter().all(|theme| theme["starter"] == true)));
    let dated = call(&mut bench, &json!({"call": "correct", "row": 2, "column": "year", "values": ["2020"]}));
    assert_eq!((&dated["analysed"], &dated["rows"][2]["included"]), (&json!(3), &json!(true)));
    let wrong = refused(&mut bench, &json!({"call": "correct", "row": 2, "column": "year", "values": ["20x9"]}));
    let grouped = call(&mut bench, &json!({"call": "column", "name": "publisher"}));
    assert_eq!(
        grouped["columns"].as_array().and_then(|columns| columns.last()),
        Some(&json!({"name": "publisher", "fixed": false})),
        "{wrong}"
    );
    call(&mut bench, &json!({"call": "correct", "row": 0, "column": "publisher", "values": ["A", "A", "B"]}));
    let set = call(&mut bench, &json!({"call": "settings", "settings": {"groups": ["publisher"], "period": "decade"}}));
    assert_eq!((&set["groups"], &set["period"]), (&json!(["publisher"]), &json!("decade")));
    let before = std::fs::read_to_string(folder.path().join("themeshift.toml")).expect("there");
    let told = refused(&mut bench, &json!({"call": "settings", "settings": {"groups": ["nothing"]}}));
    assert!(told.contains("no document variable `nothing`"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("themeshift.toml")).expect("there"), before);
    write("2021-new.md", &text("Access"));
    let more = call(&mut bench, &json!({"call": "more", "year": 2026}));
    assert_eq!(
        (&more["analysed"], &more["rows"][2]["cells"][2]),
        (&json!(4), &json!("2020")),
        "what was corrected stays"
    );
    call(&mut bench, &json!({"call": "themes"}));
    let lines = json!({"call": "lines", "list": "include", "pattern": "accessibility"});
    assert_eq!(call(&mut bench, &lines)["matches"], json!(0));
    write("2021-new.md", &text("Accessibility"));
    call(&mut bench, &json!({"call": "more", "year": 2026}));
    assert_eq!(call(&mut bench, &lines)["matches"], json!(1), "what is dropped again is read again");
    while let Some(what) = call(&mut bench, &json!({"call": "documents"}))["undo"].as_str() {
        assert!(!what.is_empty());
        call(&mut bench, &json!({"call": "undo"}));
    }
    let undone = call(&mut bench, &json!({"call": "documents"}));
    assert_eq!((&undone["analysed"], &undone["columns"]), (&json!(2), &opened["columns"]));
}

#[test]
fn notes_codes_and_all_else_come_back_from_one_file() {
    let (folder, mut bench) = shipped();
    call(&mut bench, &json!({"call": "open", "year": 2026}));
    call(&mut bench, &json!({"call": "memo", "about": "theme", "id": "trust", "text": "Ask again."}));
    call(&mut bench, &json!({"call": "quote", "message": 3}));
    let quotes = call(&mut bench, &json!({"call": "quote", "message": 4, "stretch": [0, 9]}));
    assert_eq!(quotes["quotes"][1]["of"], json!("part"));
    let drawn = call(&mut bench, &json!({"call": "draw", "n": 12, "coders": ["ann", "ben"]}));
    assert_eq!(drawn["messages"].as_array().map(Vec::len), Some(12));
    assert!(refused(&mut bench, &json!({"call": "agreement"})).contains("no message was coded yet"));
    call(&mut bench, &json!({"call": "code", "row": 3, "coder": "ann", "themes": []}));
    let begun = call(&mut bench, &json!({"call": "agreement"}));
    assert_eq!(begun["themes"][0]["messages"], json!(1), "{begun}");
    for row in 0..12 {
        for (coder, themes) in
            [("ann", json!(["trust"])), ("ben", if row % 2 == 0 { json!([]) } else { json!(["trust", "norms"]) })]
        {
            call(&mut bench, &json!({"call": "code", "row": row, "coder": coder, "themes": themes}));
        }
    }
    let agreement = call(&mut bench, &json!({"call": "agreement"}));
    assert!(
        agreement["agreement"].as_array().is_some_and(|rows| rows.iter().any(|row| row["between"] == "ann, ben")),
        "{}",
        agreement["agreement"]
    );
    assert!(!agreement["disagreements"].as_array().expect("rows").is_empty());
    let themes = call(&mut bench, &json!({"call": "themes"}));
    let packed = pack(folder.path(), true).expect("packed");
    let other = tempfile::tempdir().expect("a folder");
    let names = unpack(&packed, other.path()).expect("unpacked");
    assert!(
        names.contains(&"notes/codes.csv".to_string()) && names.contains(&"corpus/codebook.toml".to_string()),
        "{names:?}"
    );
    let mut again = Workbench::new(other.path(), 1);
    call(&mut again, &json!({"call": "open", "year": 2026}));
    assert_eq!(call(&mut again, &json!({"call": "themes"}))["themes"], themes["themes"]);
    assert_eq!(call(&mut again, &json!({"call": "quotes"}))["quotes"], quotes["quotes"]);
    assert_eq!(
        call(&mut again, &json!({"call": "coding"}))["messages"],
        call(&mut bench, &json!({"call": "coding"}))["messages"]
    );
    let small = pack(folder.path(), false).expect("packed");
    assert!(small.len() < packed.len());
    let bare = tempfile::tempdir().expect("a folder");
    let names = unpack(&small, bare.path()).expect("unpacked");
    assert!(!names.iter().any(|name| name.contains("2012-berlin")), "{names:?}");
    let lacking = call(&mut Workbench::new(bare.path(), 1), &json!({"call": "open", "year": 2026}));
    assert!(
        lacking["failed"]["message"].as_str().is_some_and(|text| text.contains("does not exist")),
        "{}",
        lacking["failed"]
    );
}

#[test]
fn a_packed_project_stays_in_its_folder() {
    let zip = |names: &[&str]| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begun");
        }
        archive.finish().expect("made").into_inner()
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (names, message) in [
        (vec!["themeshift.toml", "../out.txt"], "leads out of the project"),
        (vec!["themeshift.toml", "/out.txt"], "leads out of the project"),
        (vec!["themeshift.toml", "a\\..\\out.txt"], "leads out of the project"),
        (vec!["a.txt"], "no themeshift.toml"),
    ] {
        let told = unpack(&zip(&names), folder.path()).expect_err("refused").to_string();
        assert!(told.contains(message), "{told}");
    }
    assert!(unpack(b"PK no more", folder.path()).is_err());
    assert!(!Path::new(&folder.path().join("../out.txt")).exists());
}

#[test]
fn codebooks_come_and_go_in_all_formats() {
    let (_folder, mut bench) = shipped();
    call(&mut bench, &json!({"call": "open", "year": 2026}));
    let toml = call(&mut bench, &json!({"call": "export", "format": "toml"}));
    assert!(toml["text"].as_str().is_some_and(|text| text.contains("[themes.trust]")));
    for (format, _) in crate::codebook::formats::Format::ALL {
        let made = call(&mut bench, &json!({"call": "export", "format": format}));
        let bytes = base64::Engine::encode(&super::STANDARD, made["text"].as_str().expect("a text"));
        let read = call(&mut bench, &json!({"call": "import", "name": made["name"], "bytes": bytes, "add": false}));
        assert!(read["themes"].as_array().is_some_and(|themes| themes.len() > 10), "{format}");
        call(&mut bench, &json!({"call": "undo"}));
    }
    assert_eq!(call(&mut bench, &json!({"call": "export", "format": "toml"})), toml);
}
