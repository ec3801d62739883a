//! Tables as programs write them: the same rows in four formats, columns without names, values that are missing, and what is
//! wrong with a table told.

use crate::parquet::{numbers, texts as text, written};
use crate::project::Project;
use crate::table::Table;

/// A project whose documents are the rows of one table.
fn rows(name: &str, bytes: &[u8]) -> Project {
    Project::folder()
        .settings(&format!("[corpus]\nfiles = \"{name}\"\n[output]\ncharts = []\nreport = false\n"))
        .file(name, bytes)
}

/// The warnings of a run without the name of the table, and its documents.
fn documents(name: &str, bytes: &[u8]) -> (Vec<String>, Table) {
    let project = rows(name, bytes);
    let ran = project.run(&["run"]);
    assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    let told = ran.stderr.lines().filter_map(|line| line.strip_prefix("warning: ./"));
    let told = told.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    (told.map(String::from).collect(), Table::read(&project.path("output/table/documents.csv")))
}

/// One table as CSV, JSON lines, JSON, a workbook and Parquet: the last two columns are a number that is missing once, and one
/// without a name.
fn four() -> [(&'static str, Vec<u8>); 5] {
    let csv = "id,year,text,pages,place,place,score,\n\
               a,2019,We trust the norms that bind us.,3,NA,Bern,1.5,x\n\
               b,2020,\"Children, too, have rights that count.\",4,Rome,Paris,,y\n";
    let json = [
        r#"{"id":"a","year":2019,"text":"We trust the norms that bind us.","pages":3,"place":"NA","Place":"Bern","score":1.5,"":"x"}"#,
        r#"{"id":"b","year":2020.0,"text":"Children, too, have rights that count.","pages":4.0,"place":"Rome","Place":"Paris","score":null,"":"y"}"#,
    ];
    let columns = ["id", "year", "text", "pages", "place", "Place", "score", ""];
    let texts = [
        ["a", "We trust the norms that bind us.", "NA", "Bern", "x"],
        ["b", "Children, too, have rights that count.", "Rome", "Paris", "y"],
    ];
    let scores = [Some(1.5), None];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(columns) {
        sheet.write(0, column, name).expect("a cell");
    }
    for (row, ([id, text, place, other, last], score)) in (1_u32..).zip(texts.iter().zip(scores)) {
        for (column, cell) in [(0, id), (2, text), (4, place), (5, other), (7, last)] {
            sheet.write(row, column, *cell).expect("a cell");
        }
        sheet.write(row, 1, 2018 + row).expect("a cell").write(row, 3, 2 + row).expect("a cell");
        if let Some(score) = score {
            sheet.write(row, 6, score).expect("a cell");
        }
    }
    let book = book.save_to_buffer().expect("a workbook");
    let column = |place: usize| text(&texts.map(|row| row[place]));
    let parquet = written([
        (columns[0], column(0)),
        (columns[1], numbers(&[Some(2019_i32), Some(2020)])),
        (columns[2], column(1)),
        (columns[3], numbers(&[Some(3.0), Some(4.0)])),
        (columns[4], column(2)),
        (columns[5], column(3)),
        (columns[6], numbers(&scores)),
        (columns[7], column(4)),
    ]);
    [
        ("rows.csv", csv.as_bytes().to_vec()),
        ("rows.jsonl", json.join("\n").into_bytes()),
        ("rows.json", format!("[{}]", json.join(",")).into_bytes()),
        ("rows.xlsx", book),
        ("rows.parquet", parquet),
    ]
}

#[test]
fn one_table_is_the_same_in_all_formats() {
    for (name, bytes) in four() {
        let (told, documents) = documents(name, &bytes);
        let columns = ["document", "period", "my_pages", "place", "place_2", "score", "column_8"];
        let expected = [["a", "2019", "3", "", "Bern", "1.5", "x"], ["b", "2020", "4", "Rome", "Paris", "", "y"]];
        assert_eq!(documents.select(columns), expected, "{name}");
        let has_header = matches!(name.rsplit_once('.'), Some((_, "csv" | "xlsx")));
        let first = if has_header { "2" } else { "1" };
        let expected = [
            "1: the column `place` stands twice; the second is called `place_2`".to_string(),
            "1: columns without a name are called by their place, `column_N`: 8".into(),
            format!("{first}: 1 cell, `NA`, is taken as missing"),
            "1: the column `pages` has a name that results use, and is carried as `my_pages`".into(),
        ];
        assert_eq!(told, expected, "{name}");
    }
}

#[test]
fn csv_of_any_program_is_read() {
    let row = |marks: &str| {
        format!("id,year,text{marks}\na,2019,We trust these norms{marks}\nb,2020,Children play and learn{marks}\n")
    };
    let cases: [(String, &[&str]); 9] = [
        (row(","), &["1: columns with neither a name nor a value are left out: 4"]),
        (row("").replace("norms", "norms,").replace("learn", "learn,"), &[]),
        (row("").replace(',', "|"), &[]),
        (format!("sep=;\n{}", row("").replace(',', ";")), &[]),
        (row("").replace(',', ";").replace("text", "text (the words, the marks, and all)"), &[]),
        (
            row("").replace("id,", "\"id\",").replace("a,2", "\"1\",\"a\",2").replace("b,2", "\"2\",\"b\",2"),
            &["1: columns without a name are called by their place, `column_N`: 1"],
        ),
        (
            row("").replace("id", ",id").replace("a,2", "0,a,2").replace("b,2", "1,b,2"),
            &["1: columns without a name are called by their place, `column_N`: 1"],
        ),
        (
            format!("{}\u{FEFF}{}", row(""), row("").replace("\na,", "\n\u{FEFF}c,").replace("\nb,", "\nd,")),
            &[
                "4: byte order marks are taken out of 2 cells: were files put together here?",
                "4: 1 row is the header once more and is left out; on line 4",
            ],
        ),
        (
            format!(",,\n{}c,43831,It is so here\nd,2020,NA\n", row("")),
            &[
                "5: 1 row has a number for a day, as spreadsheets keep it, such as 43831 for 2020-01-01; on line 5",
                "6: 1 row has `NA` or the like for a text, which is analysed as any other; on line 6",
            ],
        ),
    ];
    for (csv, expected) in cases {
        let set = if csv.contains("(the words") {
            "[corpus.columns]\ntext = \"text (the words, the marks, and all)\"\n"
        } else {
            ""
        };
        let settings = format!("[corpus]\nfiles = \"rows.csv\"\n{set}[output]\ncharts = []\nreport = false\n");
        let project = rows("rows.csv", csv.as_bytes()).settings(&settings);
        let ran = project.run(&["messages"]);
        assert_eq!(ran.code, Some(0), "{csv}{}", ran.stderr);
        let told: Vec<&str> = ran.stderr.lines().filter_map(|line| line.strip_prefix("warning: ./rows.csv:")).collect();
        assert_eq!(told, expected, "{csv}");
        let texts = Table::parse(&ran.stdout);
        assert_eq!(texts.column("message")[..2], ["a#01", "b#01"], "{csv}");
        assert_eq!(texts.column("text")[..2], ["We trust these norms", "Children play and learn"], "{csv}");
    }
    let escaped = "id,year,text\na,2019,\"They \\\"trust\\\" us, and more\"\n";
    rows("rows.csv", escaped.as_bytes()).run(&["messages"]).fails(
        1,
        &["rows.csv:2: this row has 4 cells, the header 3", "is written as \\\" here; write it twice, as \"\""],
    );
}

#[test]
fn a_workbook_is_read_with_what_people_put_around_a_table() {
    use rust_xlsxwriter::{Format, Formula, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Read me").expect("a name").write(0, 0, "What the columns mean:").expect("a cell");
    let sheet = book.add_worksheet().set_name("Data").expect("a name");
    sheet.write(0, 0, "Speeches of the committee").expect("a cell").write(1, 0, "as of May").expect("a cell");
    for (column, name) in (0..).zip(["party", "date", "text", "seats"]) {
        sheet.write(3, column, name).expect("a cell");
    }
    sheet.merge_range(4, 0, 5, 0, "Greens", &Format::new()).expect("a region");
    for (row, (day, text)) in
        (4_u32..).zip([(43831, "We trust the norms."), (43600, "Children play here."), (44000, "Rights count.")])
    {
        sheet.write(row, 1, day).expect("a cell").write(row, 2, text).expect("a cell");
    }
    sheet
        .write_formula(4, 3, Formula::new("=NA()").set_result("#N/A"))
        .expect("a cell")
        .write(5, 3, 7)
        .expect("a cell");
    sheet.write(6, 0, "Blues").expect("a cell").write(6, 5, "a remark").expect("a cell");
    let (told, documents) = documents("rows.xlsx", &book.save_to_buffer().expect("a workbook"));
    let expected = [["Greens", "2020", "", ""], ["Greens", "2019", "7", ""], ["Blues", "2020", "", "a remark"]];
    assert_eq!(documents.select(["party", "period", "seats", "column_5"]), expected);
    assert_eq!(
        told,
        [
            "4: of the workbook the sheet `Data` is read, and not `Read me`",
            "4: 2 rows above the header on row 4 are left out",
            "4: 1 cell has the value of a merged cell that it is a part of",
            "1: columns without a name are called by their place, `column_N`: 5",
            "5: 1 cell, `#N/A`, is taken as missing",
            "5: 3 rows have a number for a day, as spreadsheets keep it, such as 43831 for 2020-01-01; the first is on line 5",
        ]
    );
}

#[test]
fn names_that_stand_twice_in_an_object_are_told() {
    let json = "{\"id\": 1, \"year\": 2019, \"id\": 2, \"text\": \"We trust them.\"}\n{\"id\": 3, \"year\": 2020, \"text\": \"We play.\"}\n";
    let told = "1: `id` stands twice in one object, and the last one counts; 1 such names in all objects";
    let array = format!("[{}]", json.trim().replace("}\n", "},"));
    for (name, bytes) in [("rows.jsonl", json), ("rows.json", &array)] {
        let (warnings, documents) = documents(name, bytes.as_bytes());
        assert_eq!((warnings, documents.column("document")), (vec![told.to_string()], vec!["2", "3"]), "{name}");
    }
}

#[test]
fn documents_are_chosen_by_numbers_and_dates() {
    let csv = "id,date,score,text\na,2019-05-01,9,One word\nb,2020-01-15,10,Two words\nc,2021,,Three words\n";
    let project = rows("rows.csv", csv.as_bytes());
    let chosen = |filters: &[&str]| {
        let filters = filters.iter().flat_map(|filter| ["--where", *filter]);
        let ran = project.run(&["messages"].into_iter().chain(filters).collect::<Vec<_>>());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        (Table::parse(&ran.stdout).column("document").join(""), ran.stderr)
    };
    assert_eq!(chosen(&["year>=2020"]).0, "bc");
    assert_eq!(chosen(&["date>2019-05-01", "date<2021"]).0, "b");
    assert_eq!(chosen(&["document!=b"]).0, "ac");
    let (ids, told) = chosen(&["score>=9.5"]);
    assert_eq!(ids, "b");
    assert!(told.contains("1 document has a `score` that cannot be compared with `>=9.5`; the first is `c`"), "{told}");
    project.run(&["messages", "--where", "scores>1"]).fails(
        2,
        &["no document variable `scores`", "did you mean `score`? variables: document, file, year, period, folder"],
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_an_error_wherever_a_file_is_looked_for() {
    for name in ["codebook.toml", "themeshift.toml", "documents.csv"] {
        let project = Project::small();
        std::fs::remove_file(project.path(name)).expect("it is there");
        std::fs::create_dir(project.path(name)).expect("a folder");
        project.run(&["run"]).fails(1, &[&format!("{name}: cannot read the "), "it is a folder"]);
        std::fs::remove_dir(project.path(name)).expect("it is there");
        let _socket = std::os::unix::net::UnixListener::bind(project.path(name)).expect("a socket");
        project.run(&["run"]).fails(1, &[&format!("{name}: cannot read the "), "it is a socket"]);
    }
    let project =
        Project::small().manifest("document,file,year\na,a.txt,2019\nb,texts,2020\n").file("texts/c.txt", "x");
    project.run(&["run"]).fails(1, &["documents.csv:3: ", "texts` is a folder", "name the files in it"]);
    let project = Project::small().manifest("document,file,year\na,loop,2019\n");
    std::os::unix::fs::symlink(project.path("loop"), project.path("loop")).expect("a link");
    project.run(&["run"]).fails(1, &["documents.csv:2: ", "loop` is a link that leads back to itself"]);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_unicode_are_treated_alike() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::folder().file("2019.txt", "- We trust the norms.\n");
    let name = std::ffi::OsStr::from_bytes(b"2020-\xE9.txt");
    std::fs::write(project.path("").join(name), "- We trust them.\n").expect("written");
    let why = "its name is not Unicode: rename it";
    let ran = project.run(&["messages"]);
    assert_eq!(ran.stderr, format!("warning: ./2020-\u{FFFD}.txt: left out: {why}\n"));
    assert_eq!(Table::parse(&ran.stdout).column("document"), ["2019"]);
    std::fs::remove_file(project.path("themeshift.toml")).expect("it is there");
    let init = Table::parse(&project.run(&["init", ".", "--dry-run", "--format", "csv"]).stdout);
    let rows = init.select(["file", "note"]);
    assert!(rows.iter().any(|row| row == &["2020-\u{FFFD}.txt", why]), "{rows:?}");
}

#[test]
fn nothing_turns_the_direction_of_text_in_tables_and_findings() {
    let turning = "\u{202E}\u{2066}";
    let project = Project::small()
        .file("a.txt", format!("- We {turning} trust the \u{200F}norms.\n"))
        .codebook(&format!("[themes.trust]\nlabel = \"tr{turning}ust\"\ninclude = [\"trust\"]\n"));
    project.run(&["run", "--quiet"]).ok();
    let (messages, hits) =
        (project.read("output/table/messages.csv"), project.read("output/table/theme_frequency.csv"));
    assert!(
        messages.contains("We \u{FFFD}\u{FFFD} trust the \u{200F}norms.") && hits.contains("tr\u{FFFD}\u{FFFD}ust")
    );
    let findings = project.read("output/findings.md");
    assert!(findings.contains("tr\u{FFFD}\u{FFFD}ust") && !findings.contains(['\u{202E}', '\u{2066}']), "{findings}");
}

#[test]
fn paths_and_empty_lists_of_a_project_file_are_checked_at_the_start() {
    for (text, parts) in [
        (
            "[output]\ndirectory = \"~/out\"\n",
            ["themeshift.toml:2:13: `directory` begins with `~`", "write the whole path"],
        ),
        (
            "[output]\ndirectory = \"a\\u0000b\"\n",
            ["themeshift.toml:2:13: `directory` holds the character NUL", "no name"],
        ),
        ("[corpus]\ncodebook = \" \"\n", ["themeshift.toml:2:12: `codebook` is empty", "leave the key out"]),
        (
            "[corpus]\nfiles = [\"a.txt\", \"~/b.txt\"]\n",
            ["themeshift.toml:2:19: `files` begins with `~`", "whole path"],
        ),
        ("[analysis]\nngrams = []\n", ["themeshift.toml:2:10: `ngrams` is empty", "lengths 1, 2 and 3"]),
        ("[chart]\ndpi = 2400\n", ["themeshift.toml:2:7: `dpi` of 2400 makes pictures", "write 1587 or less"]),
    ] {
        Project::small().settings(text).run(&["run"]).fails(1, &parts);
    }
    Project::small()
        .settings("[chart]\nsize = \"80x60mm\"\ndpi = 2400\n[output]\ncharts = []\nreport = false\n")
        .run(&["run", "-q"])
        .ok();
    Project::small()
        .codebook("[themes.trust]\ninclude = [\"trust\"]\n[themes.Trust]\ninclude = [\"child\"]\n")
        .run(&["run"])
        .fails(1, &["codebook.toml:3:9: the themes `trust` and `Trust` differ by case alone"]);
    Project::small()
        .codebook("[themes.trust]\nlabel = \" \"\ninclude = [\"trust\"]\n")
        .run(&["run"])
        .fails(1, &["codebook.toml:2:9: the label of the theme `trust` is empty"]);
}
