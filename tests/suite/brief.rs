//! The page that people read first, in its three forms, and the screen with which a run ends.

use std::io::{Cursor, Read};
use std::path::Path;

use crate::golden::assert_golden;
use crate::project::{Project, Ran, program, repository, shipped};

/// Lines of text without marks of Markdown and blanks.
fn bare(markdown: &str) -> Vec<String> {
    let line = |line: &str| {
        let line = line.trim_start_matches(['#', '>', '-', ' ']).replace("**", "").replace('\\', "");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    markdown.lines().map(line).filter(|line| !line.is_empty()).collect()
}

/// The parts of a Word document.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
    let number = archive.len();
    let part = |index: usize| {
        let mut file = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("whole");
        (file.name().expect("a name").to_string(), bytes)
    };
    (0..number).map(part).collect()
}

/// The text of a document as the program reads it, a line for each paragraph.
fn read_again(name: &str, bytes: &[u8]) -> Vec<String> {
    let project = Project::new()
        .settings(
            "[segment]\nunit = \"paragraph\"\nanalyse = [\"message\", \"heading\", \"intro\", \"boilerplate\", \"admin\"]\n",
        )
        .file(name, bytes)
        .manifest(&format!("document,file,year\nbrief,{name},2020\n"));
    let text = project.run(&["messages", "--format", "json", "--quiet"]).ok();
    let rows: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = rows.as_array().expect("rows").iter();
    rows.flat_map(|row| bare(row["text"].as_str().expect("a text"))).collect()
}

/// What a run must leave, whatever the corpus; gives the brief in Markdown.
#[track_caller]
fn check(project: &Project) -> String {
    let ran = project.run(&["run"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100 || line.contains('/')), "{}", ran.stdout);
    let markdown = project.read("output/brief.md");
    let docx = std::fs::read(project.path("output/brief.docx")).expect("a Word document");
    for (name, bytes) in parts(&docx) {
        if Path::new(&name).extension().is_some_and(|extension| extension == "xml" || extension == "rels") {
            let text = std::str::from_utf8(&bytes).expect("UTF-8");
            roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    assert_eq!(read_again("brief.docx", &docx), bare(&markdown), "the Word document has the text of brief.md");
    let html = project.read("output/brief.html");
    assert!(html.contains("id=\"brief\"") && !html.contains("<script"), "{html}");
    markdown
}

#[test]
fn the_golden_brief_of_the_shipped_corpus() {
    let folder = crate::golden::results();
    let read = |name: &str| std::fs::read(folder.join(name)).expect("a file of the results");
    let markdown = String::from_utf8(read("brief.md")).expect("UTF-8");
    assert_golden("brief.md", &markdown);
    assert_eq!(read_again("brief.docx", &read("brief.docx")), bare(&markdown));
    let html = String::from_utf8(read("brief.html")).expect("UTF-8");
    let report = String::from_utf8(read("report.html")).expect("UTF-8");
    // The same section stands first in the report.
    let begin = report.find("<section id=\"brief\"").expect("a brief");
    assert!(begin < report.find("<section id=\"corpus\"").expect("the corpus"));
    let claims: Vec<&str> = html.matches("class=\"claim\"").collect();
    assert_eq!((claims.len(), html.matches("<img ").count()), (3, 1));
    // A narrow screen has a picture of its own; headings go down step by step.
    assert_eq!(
        html.matches("<source media=\"screen and (max-width: 600px)\" srcset=\"data:image/png;base64,").count(),
        1
    );
    assert!(html.contains("<h2 class=\"how\">") && report.contains("<h3 class=\"how\">"));
    let record: serde_json::Value = serde_json::from_slice(&read("run.json")).expect("JSON");
    let run = record["run"].as_str().expect("a hash");
    assert!(run.len() == 64 && markdown.contains(&format!("run {}", &run[..12])), "{run}");
    // Each quote stands in the table of messages as a whole.
    let messages = String::from_utf8(read("table/messages.csv")).expect("UTF-8").replace("\"\"", "\"");
    let quotes: Vec<&str> = html.split("<p class=\"quote\" dir=\"auto\">").skip(1).collect();
    assert_eq!(quotes.len(), 3);
    for quote in quotes {
        let text = quote.split("</p>").next().expect("an end");
        let text = text.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
        assert!(messages.split_whitespace().collect::<Vec<_>>().join(" ").contains(&text), "{text}");
    }
}

#[test]
fn an_unknown_theme_is_told_with_its_place() {
    let project = Project::small().settings("title = \"x\"\n[brief]\nthemes = [\"trust\", \"child_safty\"]\n");
    project.run(&["run"]).fails(1, &["themeshift.toml:3:20", "`child_safty`", "did you mean `child_safety`?"]);
    let project = Project::small().settings("[brief]\nthems = [\"trust\"]\n");
    project.run(&["run"]).fails(1, &["themeshift.toml:2:1", "did you mean `themes`?"]);
}

#[test]
fn chosen_themes_come_in_their_order_and_else_the_most_frequent() {
    let settings = |themes: &str| format!("title = \"x\"\n[output]\ncharts = []\nreport = false\n{themes}");
    let project = Project::small().settings(&settings("[brief]\nthemes = [\"child_safety\", \"trust\"]\n"));
    let brief = check(&project);
    let at = |text: &str| brief.find(text).unwrap_or_else(|| panic!("{text} is missing in:\n{brief}"));
    assert!(at("“child safety” from 2019 to 2020 is not tested") < at("“trust” from 2019 to 2020 is not tested"));
    // Trust has three mentions, children two.
    let project = Project::small().settings(&settings(""));
    let brief = check(&project);
    let at = |text: &str| brief.find(text).unwrap_or_else(|| panic!("{text} is missing in:\n{brief}"));
    assert!(at("mentions of “trust”") < at("mentions of “child safety”"));
    assert!(brief.contains("> Trust is low.\n") || brief.contains("> We trust the norms.\n"), "{brief}");
}

#[test]
fn a_corpus_with_nothing_to_find_says_so() {
    let project = Project::new()
        .document("a", 2019, "- Nothing here.\n")
        .document("b", 2020, "- Nothing there.\n")
        .codebook("[themes.trust]\ninclude = [\"trust\"]\n");
    assert!(check(&project).contains("The one theme of the codebook was not found in 2019 and 2020."));
    let project = Project::new().document("a", 2019, "- One.\n").document("b", 2020, "- Two.\n");
    assert!(check(&project).contains("The project has no codebook, so there are no themes."));
}

#[test]
fn one_period_is_not_compared() {
    let project = Project::new()
        .document("a", 2019, "- We trust the norms.\n- Trust us.\n")
        .codebook("[themes.trust]\ninclude = [\"trust\"]\n");
    let brief = check(&project);
    assert!(
        brief.contains(
            "Mentions of “trust” come to 333.3 per 1,000 words in 2019, the one period: nothing is compared."
        ),
        "{brief}"
    );
    assert!(brief.contains("Tested: nothing, as no periods are compared.") && !brief.contains("Corrected:"), "{brief}");
    let always =
        "To bear in mind: Rates count the words of the codebook: they also change where only the wording does.";
    assert!(brief.contains(always), "{brief}");
    let screen = project.run(&["run"]);
    assert!(screen.stdout.contains("\n  Nothing is compared: there is one period.\n"), "{}", screen.stdout);
    let screen = project.run(&["run", "--quiet"]);
    assert_eq!((screen.code, screen.stdout.as_str()), (Some(0), ""));
}

#[test]
fn forty_periods_have_one_screen_and_one_page() {
    let mut project = Project::new().codebook(
        "[themes.trust]\ninclude = [\"trust\"]\n[themes.peace]\ninclude = [\"peace\"]\n[themes.law]\ninclude = [\"law\"]\n",
    );
    for year in 1980..2020 {
        let trust = "- We trust each other in this year of our work.\n".repeat(1 + (year as usize - 1980) / 4);
        let rest = "- Of law and other matters we say the same as ever before.\n".repeat(12);
        project = project.document(&format!("d{year}"), year, format!("{trust}{rest}"));
    }
    let brief = check(&project);
    assert!(brief.contains("mentioned from 1980 to 2019 (40 periods)."), "{brief}");
    assert!(
        brief.contains("mentions of “trust” rose from 1980 to 2019") || brief.contains("Mentions of “trust” rose"),
        "{brief}"
    );
    let ran = project.run(&["run"]);
    assert!(ran.stdout.lines().count() <= 40, "{}", ran.stdout);
    assert!(ran.stdout.contains("▂▃▄▅▆▆▇▇██"), "{}", ran.stdout);
}

#[test]
fn hostile_labels_and_texts_leave_neither_page_nor_terminal() {
    let label = "<script>alert(1)</script> \u{202e}evil\u{1b}[31m & \"x\" ";
    let text = "- We trust <b onload=x>this</b> \u{202e}txet & \u{7}more ]]> <!-- x.\n".repeat(3);
    let long =
        format!("[themes.trust]\nlabel = '''{}'''\ninclude = [\"trust\"]\n", label.replace('\u{1b}', "").repeat(9));
    let project = Project::new().document("a", 2019, &text).document("b", 2020, &text).codebook(&long);
    let brief = check(&project);
    let html = project.read("output/brief.html");
    assert!(!html.contains("<script") && !html.contains("<b onload"), "{html}");
    for text in [&brief, &html] {
        assert!(!text.contains(['\u{202e}', '\u{7}', '\u{1b}']), "{text}");
    }
    let headline = brief.lines().find(|line| line.starts_with("**")).expect("a headline");
    assert!(headline.split_whitespace().count() <= 25, "{headline}");
    let ran = project.run(&["run", "--verbose"]);
    assert!(!ran.stdout.contains(['\u{202e}', '\u{7}', '\u{1b}']), "{}", ran.stdout);
}

#[test]
fn the_golden_screen_is_as_wide_as_the_terminal() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wide");
    let output = folder.to_str().expect("a path in UTF-8");
    let run = |command: &mut std::process::Command, width: &str| {
        let screen = Ran::of(command.env("COLUMNS", width)).stdout;
        let most: usize = width.parse().expect("a number");
        let lines = screen.lines().filter(|line| !line.contains(output));
        assert!(lines.clone().all(|line| line.chars().count() <= most), "{screen}");
        assert!(lines.count() <= 40, "{screen}");
        assert!(!screen.contains('\u{1b}'), "no colours in a pipe");
        screen
    };
    let screen = run(program().args(["run", "--output", output]).current_dir(repository()), "80");
    assert_golden("screen.txt", &screen.replace(output, "OUTPUT"));
    let project = Project::small();
    let (narrow, wide) = (run(&mut project.command(&["run"]), "80"), run(&mut project.command(&["run"]), "120"));
    assert!(wide.lines().count() < narrow.lines().count(), "{wide}");
    let guide = std::fs::read_to_string(folder.join("README.md")).expect("a guide");
    // Each file that it names is there.
    let named: Vec<&str> = guide.split('`').skip(1).step_by(2).filter(|name| name.contains('.')).collect();
    assert!(named.len() > 15, "{guide}");
    named.iter().for_each(|name| assert!(folder.join(name).exists(), "{name}"));
}

#[test]
fn inspect_shows_documents_once_and_all_of_them_where_asked() {
    let mut project = Project::new();
    for number in 0..30 {
        project = project.document(&format!("d{number:02}"), 2019, format!("- Text number {number} of this kind.\n"));
    }
    let screen = project.run(&["inspect", "--format", "table", "--quiet"]).ok();
    let (documents, _) = screen.split_once("What the periods are made of").expect("the periods");
    assert!(documents.contains("d07") && !documents.contains("d08"), "{screen}");
    assert!(documents.contains("... and 22 more; --all shows them"), "{screen}");
    assert_eq!(documents.matches("d03").count(), 1, "{screen}");
    let all = project.run(&["inspect", "--format", "table", "--quiet", "--all"]).ok();
    assert!((0..30).all(|number| all.contains(&format!("d{number:02}"))), "{all}");
    let shipped = shipped(&["inspect", "--format", "table", "--quiet"]).ok();
    assert_eq!(shipped.matches("2012-berlin ").count(), 1, "{shipped}");
}
