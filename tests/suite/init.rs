//! A folder of documents becomes a project with one command, and gives results with the next.

use std::fs;
use std::path::Path;

use crate::golden::{assert_equal, results};
use crate::project::{Ran, files, program, repository};
use crate::readers::{archive, bytes};
use crate::table::Table;

/// Texts that share some words.
fn text(number: usize) -> String {
    let bullets = [
        "- Human rights need trust, and trust needs norms.",
        "- The norms of states protect children online.",
        "- Children need safety; safety needs human rights.",
        "- States build trust in cybersecurity.",
    ];
    format!("{}\nNumber {number} says so.\n", bullets[number % 4..].join("\n\n"))
}

/// A temporary folder with files in a folder `reports`.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(folder.path("")).expect("made");
        for (name, text) in files {
            folder.put(name, text);
        }
        folder
    }

    fn with_names(names: &[&str]) -> Self {
        let folder = Self::new(&[]);
        for (number, name) in names.iter().enumerate() {
            folder.put(name, text(number));
        }
        folder
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join("reports").join(name)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(program().args(args).current_dir(self.0.path()))
    }

    /// Runs `init`, and gives the table.
    #[track_caller]
    fn init(&self, args: &[&str]) -> Table {
        Table::parse(&self.run(&[&["init", "reports", "--quiet"], args].concat()).ok())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn manifest(&self) -> Table {
        Table::parse(&self.read("documents.csv"))
    }
}

/// Some columns of a table, each row joined by `|`.
fn cells(table: &Table, columns: &[&str]) -> Vec<String> {
    let columns: Vec<Vec<&str>> = columns.iter().map(|name| table.column(name)).collect();
    (0..table.rows.len()).map(|row| columns.iter().map(|column| column[row]).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn two_commands_lead_to_results() {
    let folder = Folder::with_names(&[
        "2019-report.md",
        "IGF_2020_v2.txt",
        "su1790.txt",
        "Session 72 - 2017/USA_72_2017.txt",
        "20160127.txt",
    ]);
    let ran = folder.run(&["init", "reports"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let expected = "Wrote themeshift.toml, documents.csv, codebook.toml to reports: 5 documents of 5 years, 1790 to 2020 \
                    in the analysis\nNext: themeshift run -p reports\n";
    assert_eq!(ran.stderr, expected);
    let table = Table::parse(&ran.stdout);
    assert_eq!(
        cells(&table, &["file", "document", "year", "year_from", "date", "note"]),
        [
            "20160127.txt|20160127|2016|file name|2016-01-27|",
            "2019-report.md|2019-report|2019|file name||",
            "IGF_2020_v2.txt|igf-2020-v2|2020|file name||",
            "Session 72 - 2017/USA_72_2017.txt|usa-72-2017|2017|file name||",
            "su1790.txt|su1790|1790|file name||",
        ]
    );
    let before = files(&folder.path(""));
    let summary = folder.run(&["run", "-p", "reports"]).ok();
    assert!(summary.contains("in 5 documents") && summary.contains("report.html"), "{summary}");
    let themes = Table::parse(&folder.read("output/table/theme_frequency.csv"));
    let hits: u64 = themes.column("hits").iter().map(|hits| hits.parse::<u64>().expect("a number")).sum();
    assert!(hits > 20, "the starter codebook finds something: {hits}");
    for (name, bytes) in before {
        assert_eq!(fs::read(folder.path(&name)).expect("there"), bytes, "{name} is as it was");
    }
    let checked = Ran::of(program().args(["codebook", "check"]).current_dir(folder.path("")));
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

#[test]
fn nothing_is_overwritten() {
    for name in ["themeshift.toml", "documents.csv", "codebook.toml"] {
        let folder = Folder::with_names(&["2019.txt", "2020.txt"]);
        folder.put(name, "mine");
        let before = files(&folder.path(""));
        for dry_run in [&[][..], &["--dry-run"]] {
            folder.run(&[&["init", "reports"], dry_run].concat()).fails(1, &[name, "exists already"]);
        }
        assert_eq!(files(&folder.path("")), before);
    }
    let folder = Folder::new(&[]);
    folder.put("corpus/documents.csv", "mine");
    folder.run(&["init", "--example", "igf", "reports"]).fails(1, &["documents.csv", "exists already"]);
    assert_eq!(files(&folder.path("")).len(), 1);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = Folder::with_names(&["2019.txt", "2020.txt", "notes.txt"]);
    let before = files(folder.0.path());
    let ran = folder.run(&["init", "reports", "--dry-run"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.starts_with("Would write themeshift.toml"), "{}", ran.stderr);
    assert_eq!(Table::parse(&ran.stdout).rows.len(), 3);
    folder.run(&["init", "--example", "igf", "--dry-run", "--quiet"]).ok();
    assert_eq!(files(folder.0.path()), before);
}

#[test]
fn options_that_choose_documents_are_refused() {
    let folder = Folder::with_names(&["2019.txt"]);
    for option in [["--period", "quarter"], ["--periods", "2019"], ["--where", "kind=speech"]] {
        let ran = folder.run(&["init", "reports", option[0], option[1]]);
        ran.fails(2, &[&format!("{}: `init` writes a project for all documents", option[0]), "themeshift run"]);
    }
    folder.run(&["init", "reports", "--by", "folder"]).fails(2, &["--by: this command does not compare groups"]);
    assert!(!folder.path("documents.csv").exists());
}

#[test]
fn documents_without_a_year_wait_in_the_manifest() {
    let folder = Folder::with_names(&["a.txt", "report-12345.txt"]);
    let ran = folder.run(&["init", "reports"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = "2 documents have no year that is sure: write it into the column `year` of documents.csv and set `include` to yes\n  \
                a.txt\n  report-12345.txt\n";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("Then: themeshift run -p reports\n"), "{}", ran.stderr);
    assert!(folder.read("codebook.toml").contains("[themes."), "words are counted without years too");
    folder.run(&["run", "-p", "reports"]).fails(1, &["documents.csv", "lists no document", "set `include` to yes"]);
    let filled = folder.read("documents.csv").replacen("a,a.txt,,", "a,a.txt,2019,", 1).replacen(",no\n", ",yes\n", 1);
    folder.put("documents.csv", &filled);
    let summary = folder.run(&["run", "-p", "reports"]).ok();
    assert!(summary.contains("in 1 document."), "{summary}");
}

#[test]
fn years_are_looked_for_in_the_text_where_no_name_has_one() {
    let folder = Folder::new(&[
        ("one.txt", "Annual report\n\nBerlin, 27 November 2019\n\nThe Agenda 2030 says trust. 2019 was a year.\n"),
        ("two.md", "# Report of 2018\n\n- Trust is low.\n- In 2016 it was high.\n"),
        ("three.txt", "- From 2016 to 2019 trust fell.\n- It fell.\n"),
        ("four.txt", "- In 2090 trust is back, after 1,999 days.\n- It is.\n"),
        ("2017/five.txt", "- In 1999 trust fell.\n- It fell deep.\n"),
        ("2019-2020.txt", "- Norms.\n- More norms of trust.\n"),
        ("2019-2020/Session 1900.txt", "- Norms of states.\n- Trust.\n"),
    ]);
    assert_eq!(
        cells(&folder.init(&[]), &["file", "year", "year_from", "date", "include", "title"]),
        [
            "2017/five.txt|2017|folder||yes|five",
            "2019-2020/Session 1900.txt|2019|folder||yes|Session 1900",
            "2019-2020.txt|2019|file name||yes|2019 2020",
            "four.txt||||no|four",
            "one.txt|2019|text, line 3|2019-11-27|yes|Annual report",
            "three.txt||||no|three",
            "two.md|2018|title||yes|Report of 2018",
        ]
    );
    let rows = cells(&folder.manifest(), &["document", "year", "include"]);
    assert_eq!(rows[0], "2017-five|2017|yes");
    assert_eq!(rows[3], "four||no");
}

#[test]
fn duplicates_hidden_files_and_what_cannot_be_read_are_told() {
    let same = "- Trust is low.\n- Norms are many.\n";
    let folder = Folder::new(&[
        ("2019-a.txt", same),
        ("2020-b.txt", "- Trust is high.\n"),
        ("a.txt", same),
        ("z-2019.txt", same),
        ("2018-empty.txt", " \n"),
        ("2018-headings.md", "# One\n\n## Two\n"),
        ("photo.jpg", "x"),
        (".DS_Store", "x"),
        ("._2019-a.txt", "x"),
        (".git/2019.txt", same),
        ("~$2019-a.txt", "x"),
    ]);
    fs::write(folder.path("2017-latin1.txt"), b"caf\xe9 au lait\n\xff\n").expect("written");
    let table = folder.init(&[]);
    let rows = cells(&table, &["file", "document", "include", "note"]);
    assert_eq!(
        rows.iter().filter(|row| !row.starts_with("2017")).collect::<Vec<_>>(),
        [
            ".DS_Store|||hidden",
            "._2019-a.txt|||hidden",
            ".git|||hidden",
            "2018-empty.txt|||the document `2018-empty` is empty",
            "2018-headings.md|2018-headings|no|left out: it holds only headings",
            "2019-a.txt|2019-a|yes|",
            "2020-b.txt|2020-b|yes|",
            "a.txt|a|no|left out: the same content as 2019-a.txt",
            "photo.jpg|||of no format that can be read",
            "z-2019.txt|z-2019|no|left out: the same content as 2019-a.txt",
            "~$2019-a.txt|||hidden",
        ]
    );
    assert_eq!(cells(&folder.manifest(), &["file", "include"]).len(), 5 + usize::from(rows[3].contains("|yes|")));
    folder.run(&["run", "-p", "reports", "--quiet"]).ok();
}

#[test]
fn a_folder_without_documents_is_refused() {
    let folder = Folder::new(&[("photo.jpg", "x"), ("2019.txt", "")]);
    folder.run(&["init", "reports"]).fails(1, &["no document in this folder can be read", "formats: txt", "2019.txt"]);
    folder.run(&["init", "nowhere"]).fails(1, &["nowhere", "no such folder"]);
    folder.run(&["init"]).fails(2, &["DIRECTORY"]);
    assert_eq!(files(&folder.path("")).len(), 2);
}

#[test]
fn results_of_an_earlier_run_are_no_documents() {
    let folder = Folder::with_names(&["2019.txt", "2020.txt"]);
    let run = folder.run(&["run", "reports", "--quiet"]);
    run.ok();
    let rows = cells(&folder.init(&[]), &["file", "note"]);
    assert_eq!(rows, ["2019.txt|", "2020.txt|", "output|results of an earlier run"]);
}

#[test]
fn hostile_names_stay_names() {
    let long = format!("{}/2019-{}.txt", "d".repeat(150), "x".repeat(200));
    let names = [
        "=2+3 2019.txt",
        "@SUM(A1),2020.txt",
        "- 2018 a;b.txt",
        " 2017.txt",
        "\"quoted\", 2016.txt",
        "'single' 2015.txt",
        "line\nbreak 2014.txt",
        "\u{202E}2013\u{1b}[31m.txt",
        "[2012] #1.txt",
        &long,
    ];
    let names = if cfg!(windows) { &names[3..4] } else { &names[..] };
    let folder = Folder::with_names(names);
    let drawn = folder.run(&["init", "reports", "--dry-run", "--format", "table"]);
    assert!(!(drawn.stdout + &drawn.stderr).contains(['\u{202E}', '\u{1b}']));
    folder.init(&[]);
    let manifest = folder.manifest();
    assert_eq!(manifest.rows.len(), names.len());
    for cell in manifest.rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
    for title in manifest.column("title") {
        assert!(!title.contains(['\u{202E}', '\u{1b}', '\n']), "{title:?}");
    }
    let mut found: Vec<&str> = manifest.column("file").iter().map(|file| file.trim_start_matches("./")).collect();
    let mut expected = names.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let ids = manifest.column("document");
    assert!(ids.iter().all(|id| id.chars().count() <= 46 && !id.contains(['#', '\n', '"', '/'])), "{ids:?}");
    let summary = folder.run(&["run", "-p", "reports"]).ok();
    assert!(summary.contains(&format!("in {} document", names.len())), "{summary}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_unicode_is_told() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with_names(&["2019.txt", "2020.txt"]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9 2018.txt");
    fs::write(folder.path("").join(name), text(1)).expect("written");
    let rows = cells(&folder.init(&[]), &["file", "note"]);
    assert_eq!(rows[2], "caf\u{FFFD} 2018.txt|its name is not Unicode: rename it");
    assert_eq!(folder.manifest().rows.len(), 2);
}

#[test]
fn ids_and_titles_are_short_and_unique() {
    let folder = Folder::with_names(&["2019/report.txt", "2019/b/report.txt", "a/2019 report.txt", "2020/report.md"]);
    folder.init(&[]);
    assert_eq!(
        cells(&folder.manifest(), &["document", "file"]),
        [
            "2019-report|2019/b/report.txt",
            "2019-report-2|2019/report.txt",
            "2020-report|2020/report.md",
            "2019-report-3|a/2019 report.txt",
        ]
    );
}

#[test]
fn a_codebook_of_another_program_takes_the_place_of_the_starter() {
    let folder = Folder::with_names(&["2019.txt", "2020.txt"]);
    folder.put("words.dic", "%\n1\tTrust\n2\tPeople\n%\ntrust*\t1\nchild*\t2\na[bc]\t2\n");
    let ran = folder.run(&["init", "reports", "--codebook", "reports/words.dic"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("warning: reports/words.dic:7: theme `People`: \"a[bc]\""), "{}", ran.stderr);
    let rows = cells(&Table::parse(&ran.stdout), &["file", "note"]);
    assert_eq!(rows, ["2019.txt|", "2020.txt|", "words.dic|the codebook"]);
    folder.run(&["run", "-p", "reports", "--quiet"]).ok();
    let themes = Table::parse(&folder.read("output/table/theme_frequency.csv"));
    assert_eq!(cells(&themes, &["period", "theme"]), ["2019|people", "2019|trust", "2020|people", "2020|trust"]);

    let folder = Folder::with_names(&["2019.txt"]);
    let mine = "# mine\n[themes.trust]\ninclude = [\"trust\"]\n";
    fs::write(folder.0.path().join("mine.toml"), mine).expect("written");
    folder.init(&["--codebook", "mine.toml"]);
    assert_eq!(folder.read("codebook.toml"), mine);
    fs::remove_file(folder.path("codebook.toml")).expect("removed");
    let again = Folder::with_names(&["2019.txt"]);
    for (name, text, error) in [("bad.toml", "[themes", "bad.toml"), ("a.odt", "x", "extension of its format")] {
        fs::write(again.0.path().join(name), text).expect("written");
        again.run(&["init", "reports", "--codebook", name]).fails(if name == "a.odt" { 2 } else { 1 }, &[error]);
    }
    assert_eq!(files(&again.path("")).len(), 1);
}

#[test]
fn the_starter_codebook_holds_frequent_words_and_pairs_of_what_is_analysed() {
    let folder = Folder::new(&[
        ("2019.txt", "- Human rights matter.\n- Norms bind states.\n- A norm is a norm.\n- It is so.\n"),
        ("2020.txt", "- Human rights count.\n- Human rights and norms.\n- Once: zebra zebra zebra zebra.\n"),
        ("notes.txt", "- Giraffes.\n- Giraffes and giraffes.\n- Giraffe.\n"),
    ]);
    folder.init(&[]);
    let codebook = folder.read("codebook.toml");
    let lines: Vec<&str> = codebook.lines().filter(|line| line.starts_with(['[', 'l', 'i'])).collect();
    assert_eq!(
        lines,
        [
            "[themes.norm]",
            "include = [\"norm\", \"norms\"]",
            "[themes.human_rights]",
            "label = \"Human rights\"",
            "include = [\"human rights\"]",
        ]
    );
    assert!(codebook.starts_with("# A starter codebook") && codebook.contains("These are words, not themes."));
}

#[test]
fn documents_without_words_get_no_codebook() {
    for (text, code) in [("- It is what it is.\n", 0), ("# 12\n", 1)] {
        let folder = Folder::new(&[("2019.md", text), ("2020.md", &text.repeat(2))]);
        folder.init(&[]);
        assert!(!folder.path("codebook.toml").exists(), "{text}");
        assert!(folder.read("themeshift.toml").contains("\n# codebook = "));
        assert_eq!(folder.run(&["run", "-p", "reports", "--quiet"]).code, Some(code), "{text}");
    }
}

#[test]
fn the_example_is_the_shipped_project() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |args: &[&str]| Ran::of(program().args(args).current_dir(folder.path()));
    let listed = Table::parse(&run(&["init", "--example", "igf", "--quiet"]).ok());
    let written = files(&folder.path().join("igf"));
    let mut shipped = files(&repository().join("corpus"));
    shipped = shipped.into_iter().map(|(name, bytes)| (format!("corpus/{name}"), bytes)).collect();
    shipped.insert("themeshift.toml".into(), fs::read(repository().join("themeshift.toml")).expect("there"));
    assert_equal(&shipped, &written, "the example is the shipped project");
    assert_eq!(listed.column("file").len(), written.len());
    run(&["run", "-p", "igf", "--quiet"]).ok();
    let tables = |folder: &Path| files(&folder.join("table"));
    assert_equal(&tables(&repository().join("output")), &tables(&folder.path().join("igf/output")), "its results");
    assert_equal(&tables(results()), &tables(&folder.path().join("igf/output")), "its results");
    run(&["init", "--example", "other"]).fails(2, &["other", "igf"]);
}

#[test]
fn a_folder_of_many_formats_is_a_project() {
    let folder = Folder::new(&[
        ("su1990.txt", &text(0)),
        (
            "speeches.csv",
            "id,date,body\na1,2017-05-01,We trust the norms of all states.\na2,2018-06-02,Children need safety and trust.\n",
        ),
        ("notes.txt.csv", "a,b\n1,2\n"),
    ]);
    for (name, sample) in [
        ("2019-notes.pdf", "notes.pdf"),
        ("IGF_2020_v2.docx", "notes.docx"),
        ("21-05-2021.odt", "notes.odt"),
        ("page.html", "notes.html"),
        ("2015-locked.pdf", "locked.pdf"),
    ] {
        folder.put(name, bytes(sample));
    }
    folder.put("old.zip", archive(&[("2009/a.txt", text(1).as_bytes()), ("2010/b.txt", text(2).as_bytes())]));
    let table = folder.init(&[]);
    let found = table.select(["file", "year", "year_from", "include"]);
    let expected = [
        ["2015-locked.pdf", "", "", ""],
        ["2019-notes.pdf", "2019", "file name", "yes"],
        ["21-05-2021.odt", "2021", "file name", "yes"],
        ["IGF_2020_v2.docx", "2020", "file name", "yes"],
        ["notes.txt.csv", "", "", ""],
        ["old.zip", "", "files in it", "yes"],
        ["page.html", "2019", "document date", "yes"],
        ["speeches.csv", "", "column `date`", "yes"],
        ["su1990.txt", "1990", "file name", "yes"],
    ];
    assert_eq!(found, expected);
    let notes = table.column("note");
    for (place, part) in [
        (0, "the PDF needs a password"),
        (4, "no column of the table is a text"),
        (5, "2 documents, 2009 to 2010"),
        (7, "2 documents, 2017 to 2018"),
    ] {
        assert!(notes[place].contains(part), "{part}: {notes:?}");
    }
    folder.run(&["run", "-p", "reports", "--quiet"]).ok();
    let documents = Table::read(&folder.path("output/table/documents.csv"));
    let years = ["2009", "2010", "2017", "2018", "1990", "2019", "2019", "2020", "2021"];
    let mut found = documents.column("period");
    found.sort_unstable();
    let mut expected = years.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(folder.path("output/report.html").exists());
}

#[test]
fn when_a_file_was_made_is_only_a_hint() {
    let folder = Folder::new(&[("2019-report.txt", &text(0))]);
    // It says of itself that it was made on 14 May 2019, and nothing else of its year.
    folder.put("notes.pptx", bytes("notes.pptx"));
    let named =
        String::from_utf8_lossy(&bytes("notes.rtf")).replace("\\title Meeting notes 2019", "\\title Meeting notes");
    let named = named.replace("\\intbl 2017", "\\intbl first").replace("\\intbl 2019", "\\intbl second");
    folder.put("plan.rtf", named.into_bytes());
    folder.put("letter.eml", bytes("notes.eml"));
    let table = folder.init(&[]);
    let found = table.select(["file", "year", "year_from", "date", "include"]);
    let expected = [
        ["2019-report.txt", "2019", "file name", "", "yes"],
        ["letter.eml", "2019", "document date", "2019-05-14", "yes"],
        ["notes.pptx", "2019", "title", "", "yes"],
        ["plan.rtf", "2019", "creation date", "2019-05-14", "no"],
    ];
    assert_eq!(found, expected);
    assert!(table.column("note")[3].starts_with("the file was made in 2019, which need not be the year"), "{table:?}");
    assert_eq!(cells(&folder.manifest(), &["file", "year", "include"])[3], "plan.rtf|2019|no");
}

#[test]
fn folders_that_tell_documents_apart_are_a_column() {
    let folder = Folder::with_names(&["2019/usa/a.txt", "2019/china/b.txt", "2020/usa/c.txt", "2020/china/d.txt"]);
    folder.init(&[]);
    let manifest = folder.manifest();
    assert_eq!(cells(&manifest, &["file", "folder"])[..2], ["2019/china/b.txt|china", "2019/usa/a.txt|usa"]);
    assert!(folder.read("themeshift.toml").contains("\n[groups]\n# by = [\"folder\"] "));
    let narrowed = folder.run(&["messages", "-p", "reports", "--where", "folder=usa"]).ok();
    let mut documents = Table::parse(&narrowed).column("document").iter().map(ToString::to_string).collect::<Vec<_>>();
    documents.dedup();
    assert_eq!(documents, ["2019-a", "2020-c"]);
    // The year is told anyway.
    for names in
        [&["2019/a.txt", "2020/b.txt"][..], &["Session 72 - 2017/a.txt", "Session 73 - 2018/b.txt"], &["x/2019.txt"]]
    {
        let folder = Folder::with_names(names);
        folder.init(&[]);
        assert!(!folder.manifest().columns.iter().any(|name| name == "folder"), "{names:?}");
        assert!(folder.read("themeshift.toml").contains("\n[groups]\nby = [] "));
    }
}

#[test]
fn a_unit_is_suggested_where_years_have_too_little() {
    let names: Vec<String> = [1991, 1994, 1998, 2001, 2003, 2009].iter().map(|year| format!("{year}.txt")).collect();
    let folder = Folder::with_names(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let ran = folder.run(&["init", "reports"]);
    let told = "6 documents of 6 years, 1991 to 2009 in the analysis\n\
                6 of 6 years have fewer than ten messages and fewer than three documents: unit = \"decade\" in [periods] of \
                themeshift.toml would give 2 periods, each with ten messages or three documents\n";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    let project = folder.read("themeshift.toml");
    let line =
        project.lines().find(|line| line.starts_with("# unit = \"decade\"  # would give 2 periods")).expect("a line");
    folder.put("themeshift.toml", project.replace(line, "unit = \"decade\""));
    folder.run(&["run", "-p", "reports", "--quiet"]).ok();
    let documents = Table::read(&folder.path("output/table/documents.csv"));
    assert_eq!(documents.column("period"), ["1990s", "1990s", "1990s", "2000s", "2000s", "2000s"]);
}

#[test]
fn a_year_that_stands_alone_is_divided_where_dates_are_fine_enough() {
    let names =
        ["2019-01-03.txt", "2019-01-10.txt", "2019-01-20.txt", "2019-03-01.txt", "2019-03-02.txt", "2019-03-04.txt"];
    let ran = Folder::with_names(&names).run(&["init", "reports", "--dry-run"]);
    let told = "All documents are of one year: unit = \"month\" in [periods] of themeshift.toml would give 2 periods";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    let names =
        ["2019-01-03.txt", "2019-01-10.txt", "2019-02-20.txt", "2019-04-01.txt", "2019-05-02.txt", "2019-06-04.txt"];
    let ran = Folder::with_names(&names).run(&["init", "reports", "--dry-run"]);
    assert!(ran.stderr.contains("unit = \"quarter\" in [periods]"), "{}", ran.stderr);
}
