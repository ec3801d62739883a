//! No text, name or label can break a table, run as a formula, steer a terminal or stop the program.

use std::fs;
use std::process::Stdio;

use crate::golden::is_a;
use crate::project::{Project, Ran};
use crate::table::{Table, unguarded};

/// Messages that a spreadsheet would run.
const FORMULAS: [&str; 6] =
    ["=A1+1", "=HYPERLINK(\"x\",\"click\")", "@SUM(A1)", "+49 30 A1", "-2+A3", "=cmd|' /C calc'!A0"];
/// Characters that steer a terminal or change the direction of text.
const STEERING: [char; 13] = [
    '\u{1b}', '\u{07}', '\u{08}', '\u{7f}', '\u{9b}', '\u{00}', '\u{202E}', '\u{202D}', '\u{2066}', '\u{2067}',
    '\u{2069}', '\u{200F}', '\u{061C}',
];

/// Every command that prints corpus text.
const PRINTING: [&[&str]; 13] = [
    &["inspect"],
    &["messages"],
    &["messages", "--all"],
    &["freq", "--top", "0"],
    &["freq", "--themes"],
    &["cooccur"],
    &["cooccur", "--terms"],
    &["kwic", "--theme", "theme"],
    &["kwic", "word*"],
    &["keyness", "--top", "0"],
    &["compare", "2019", "2020"],
    &["compare", "2019", "2020", "--part", "messages", "--theme", "theme"],
    &["trend"],
];

fn bullets(messages: &[&str]) -> String {
    messages.iter().map(|message| format!("• {message}\n")).collect()
}

fn texts(project: &Project) -> Vec<String> {
    let table = Table::parse(&project.read("output/table/messages.csv"));
    table.column("text").into_iter().map(str::to_string).collect()
}

/// A project whose documents hold some messages, with a theme that they hit.
fn with(messages: &[&str]) -> Project {
    let more = ["word one", "word two"];
    Project::new()
        .document("a", 2019, bullets(&[messages, &more].concat()))
        .document("b", 2020, bullets(&more))
        .codebook("[themes.theme]\ninclude = [\"word*\"]\n")
}

#[test]
fn no_cell_is_a_formula() {
    let project = with(&FORMULAS)
        .manifest("document,file,year,title,note\n=a,a.txt,2019,=1+1,\"\t=1\"\nb,b.txt,2020,+title,@note\n");
    let project = project.codebook("[themes.theme]\nlabel = \"=1+1\"\ninclude = [\"=WORD*\", \"word*\"]\n");
    project.run(&["run", "--quiet"]).ok();
    assert_eq!(texts(&project)[..6], FORMULAS.map(|text| format!("'{text}")));
    let mut guarded = 0;
    for (name, bytes) in crate::project::files(&project.path("output/table")) {
        let table = Table::parse(std::str::from_utf8(&bytes).expect("UTF-8"));
        for cell in table.rows.iter().flatten().chain(&table.columns) {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
            guarded += usize::from(unguarded(cell) != cell);
        }
    }
    assert!(guarded >= 6 + 6 + 2, "{guarded} cells are guarded");
    let printed = Table::parse(&project.run(&["messages"]).ok());
    assert_eq!(printed.column("text")[0], "'=A1+1", "piped CSV may end up in a spreadsheet as well");
}

#[test]
fn quotes_and_commas_stand_in_one_cell() {
    let messages = ["He said \"word, word\", twice", "\"a\"", "a;b,c", "'quoted'", "word\u{2028}line\u{85}next"];
    let project = with(&messages);
    project.run(&["run", "--quiet"]).ok();
    let found = texts(&project);
    assert_eq!(found[..4], messages[..4]);
    for name in ["messages", "hits", "other_text", "term_forms"] {
        let text = project.read(&format!("output/table/{name}.csv"));
        assert!(!text.contains('\r') && text.ends_with('\n'), "{name}: lines end with a line feed");
    }
}

#[test]
fn no_text_steers_the_terminal() {
    let steering: String = STEERING.iter().map(|c| format!("word{c}[31m{c} ")).collect();
    let project = with(&[&steering, "word \u{1b}]0;title\u{07} \u{1b}[2J"])
        .file("a.md", format!("# Head{steering}\n\n- word {steering}\n"))
        .manifest("document,file,year,kind,scope\na,a.txt,2019,\u{1b}[31m,\u{202E}x\nb,b.txt,2020,,\nc,a.md,2021,,\n");
    let project = project.codebook("[themes.theme]\nlabel = \"\\u001b[31mred\"\ninclude = [\"word*\"]\n");
    for args in PRINTING {
        for format in ["table", "markdown"] {
            let printed = project.run(&[args, &["--format", format]].concat()).ok();
            let steered: Vec<char> = printed.chars().filter(|c| STEERING.contains(c)).collect();
            assert!(steered.is_empty(), "{args:?} as {format} prints {steered:?}");
            assert!(printed.lines().count() > 1, "{args:?} as {format} prints nothing");
        }
    }
    let summary = project.run(&["run"]);
    assert_eq!(summary.code, Some(0), "{summary:?}");
    assert!(!(summary.stdout + &summary.stderr).contains(STEERING));
    // The tables keep the text as it is.
    assert!(texts(&project)[0].contains('\u{1b}'));
}

#[test]
fn no_error_steers_the_terminal() {
    let project = Project::small().manifest("document,file,year\na,a.txt,\u{1b}[31m20\u{202E}19\n");
    for args in [&["run"][..], &["kwic", "a ~\u{1b}[31m\u{202E} b"], &["freq", "--where", "\u{1b}[2J=\u{202E}1"]] {
        let ran = project.run(args);
        assert_ne!(ran.code, Some(0));
        assert!(!ran.stderr.contains(STEERING), "{:?}", ran.stderr);
    }
}

#[test]
fn markup_stays_text() {
    let script = "<script>alert('word')</script> & <b>word</b> ]]> <!-- word --> &lt;";
    let project = with(&[script])
        .settings("title = \"<script>alert(1)</script> & \\u001b \\uFFFE <x>\"\n")
        .codebook("[themes.theme]\nlabel = \"<img src=x onerror='alert(1)'> & \\u0007\"\ninclude = [\"word*\"]\n");
    project.run(&["run", "--quiet"]).ok();
    assert_eq!(texts(&project)[0], script);
    let charts = crate::project::files(&project.path("output/chart"));
    let mut labels = 0;
    for (name, bytes) in charts.iter().filter(|(name, _)| is_a("svg", name)) {
        let svg = std::str::from_utf8(bytes).expect("UTF-8");
        let document = roxmltree::Document::parse(svg).unwrap_or_else(|e| panic!("{name} is no XML: {e}"));
        for node in document.descendants() {
            assert!(!matches!(node.tag_name().name(), "script" | "img" | "b" | "x" | "foreignObject"), "{name}");
            assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on")), "{name}");
        }
        labels += svg.matches("&lt;img").count();
    }
    assert!(labels > 0, "the charts show the label as text");
    let package: serde_json::Value = serde_json::from_str(&project.read("output/datapackage.json")).expect("JSON");
    assert!(package["title"].as_str().expect("a title").starts_with("<script>"));
}

#[test]
fn line_endings_and_byte_order_marks_do_not_matter() {
    let plain = with(&["It goes\n  on here", "word"]);
    let windows = with(&["It goes\n  on here", "word"]);
    for name in ["a.txt", "b.txt", "documents.csv", "codebook.toml", "themeshift.toml"] {
        windows.put(name, format!("\u{FEFF}{}", windows.read(name).replace('\n', "\r\n")));
    }
    for project in [&plain, &windows] {
        project.run(&["run", "--quiet"]).ok();
    }
    assert_eq!(texts(&plain)[0], "It goes on here");
    for name in ["messages", "hits", "other_text", "term_frequency", "theme_patterns"] {
        let read = |project: &Project| project.read(&format!("output/table/{name}.csv"));
        assert_eq!(read(&plain), read(&windows), "{name}");
    }
}

#[test]
fn a_manifest_of_another_spreadsheet_is_read() {
    for delimiter in [";", "\t"] {
        let rows =
            "document,file,year,title\na,a.txt,2019,\"One; two\tthree\"\nb,b.txt,2020,\n".replace(',', delimiter);
        let project = with(&[]).manifest(&rows);
        let found = Table::parse(&project.run(&["messages", "--where", "title=One; two\tthree"]).ok());
        assert_eq!(found.column("document"), ["a", "a"], "{delimiter:?}");
    }
}

#[test]
fn a_very_long_line_is_one_message() {
    let line = "word and more. ".repeat(1_400_000);
    let project = with(&[line.trim_end()]);
    project.run(&["run", "--quiet"]).ok();
    let table = Table::parse(&project.read("output/table/theme_frequency.csv"));
    assert_eq!(table.select(["period", "hits", "n_tokens"]), [["2019", "1400002", "4200004"], ["2020", "2", "4"]]);
    assert_eq!(texts(&project)[0].len(), line.trim_end().len());
    let drawn = project.run(&["kwic", "two", "--format", "table"]).ok();
    assert!(drawn.contains("2 matches in 2 messages"), "{drawn}");
}

#[test]
fn a_very_long_word_is_one_word() {
    let (ascii, accents) = ("w".repeat(1 << 20), "é".repeat(1 << 19));
    let marks = format!("e{}", "\u{301}".repeat(1 << 16));
    let project = with(&[&ascii, &accents, &marks, &"a-".repeat(50_000), &"'".repeat(100_000)]);
    project.run(&["run", "--quiet"]).ok();
    let tokens = Table::parse(&project.read("output/table/messages.csv"));
    assert_eq!(tokens.column("tokens")[..3], ["1", "1", "1"]);
    for args in PRINTING {
        project.run(args).ok();
    }
}

#[test]
fn strange_but_valid_text_is_read() {
    let messages = [
        "word \u{FFFF} \u{10FFFF} \u{E000}",
        "\u{200B}\u{200D}\u{FE0F}",
        "👩‍👩‍👧‍👦 🇩🇪 word",
        "كلمة word 网络安全 คำ שלום",
        "ﬁ ß İ ǅ ſ word",
        "\u{0}\u{1}\u{2} word",
        "word\u{ad}word w\u{2060}ord",
        "1 2 3.4 5,6 1e9",
    ];
    let project = with(&messages);
    project.run(&["run", "--quiet"]).ok();
    // One of them has no word.
    assert_eq!(texts(&project).len(), messages.len() - 1 + 4);
    for args in PRINTING {
        for format in ["table", "csv", "json", "markdown"] {
            project.run(&[args, &["--format", format]].concat()).ok();
        }
    }
    let hits = Table::parse(&project.read("output/table/hits.csv"));
    let messages = Table::parse(&project.read("output/table/messages.csv"));
    assert!(hits.rows.len() >= 9);
    for [message, start, end, matched] in hits.select(["message", "start", "end", "match"]) {
        let found = messages.select(["message", "text"]).into_iter().find(|[id, _]| *id == message).expect("a message");
        let span = start.parse::<usize>().expect("a byte")..end.parse().expect("a byte");
        assert_eq!(&unguarded(found[1])[span], matched, "each hit slices back to its message");
    }
}

#[test]
fn many_small_documents_are_read() {
    let mut project = Project::new().codebook("[themes.theme]\ninclude = [\"word*\"]\n");
    let mut manifest = String::from("document,file,year\n");
    for n in 0..3000 {
        project = project.file(&format!("d/{n}.txt"), format!("- word {n}\n"));
        manifest += &format!("{n},d/{n}.txt,{}\n", 1900 + n % 100);
    }
    let project = project.manifest(&manifest);
    project.run(&["run", "--quiet"]).ok();
    let table = Table::parse(&project.read("output/table/theme_frequency.csv"));
    assert_eq!(table.rows.len(), 100);
    assert!(table.column("hits").iter().all(|hits| *hits == "30"));
}

#[test]
fn names_with_strange_characters_are_read() {
    let names = ["with space", "ümlaut", "quote\"d", "semi;colon", "-dash", "emoji 👍"];
    let mut project = Project::new();
    let mut manifest = String::from("document,file,year\n");
    for name in names {
        project = project.file(&format!("{name}.txt"), format!("- word {name}\n"));
        let quoted = name.replace('"', "\"\"");
        manifest += &format!("\"{quoted}\",\"{quoted}.txt\",2019\n");
    }
    let project = project.manifest(&manifest);
    project.run(&["run", "--quiet"]).ok();
    let table = Table::parse(&project.read("output/table/documents.csv"));
    let mut found: Vec<&str> = table.column("document").into_iter().map(unguarded).collect();
    let mut expected = names.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn nothing_is_read_from_standard_input() {
    let project = with(&[]);
    let mut command = project.command(&["messages"]);
    // An open pipe that says nothing would stop a program that waits for it.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let ran = Ran::of(command.stdin(Stdio::from(reader)));
    drop(writer);
    ran.ok();
    assert!(
        fs::read_dir(project.path(""))
            .expect("the folder")
            .all(|entry| entry.expect("an entry").file_name() != "output")
    );
}
