//! Whatever is wrong is named with its file and line and with what to do, and earlier results stay whole.

use crate::project::{Project, shipped};

/// Breaks a project that has results; asserts the error of the next run and that nothing at all has changed.
#[track_caller]
fn broken(change: impl FnOnce(&Project), parts: &[&str]) {
    let project = Project::small();
    project.run(&["run", "--quiet"]).ok();
    assert!(project.path("output/run.json").is_file());
    change(&project);
    let before = project.snapshot();
    project.run(&["run"]).fails(1, parts);
    assert!(project.snapshot() == before, "the failed run changed files: {:?}", project.snapshot().keys());
}

/// As [`broken`], for a manifest.
#[track_caller]
fn manifest(text: &str, parts: &[&str]) {
    broken(|project| project.put("documents.csv", text), parts);
}

/// As [`broken`], for a project file.
#[track_caller]
fn settings(text: &str, parts: &[&str]) {
    broken(|project| project.put("themeshift.toml", text), parts);
}

/// As [`broken`], for a codebook.
#[track_caller]
fn codebook(text: &str, parts: &[&str]) {
    broken(|project| project.put("codebook.toml", text), parts);
}

/// As [`broken`], for the second document.
#[track_caller]
fn document(bytes: &[u8], parts: &[&str]) {
    broken(|project| project.put("b.txt", bytes), parts);
}

#[test]
fn a_missing_manifest_is_named() {
    settings(
        "[corpus]\nmanifest = \"list.csv\"\n",
        &["error: ./list.csv: cannot read the manifest", "hint: the manifest is"],
    );
}

#[test]
fn a_sampling_unit_that_is_none_is_named() {
    let file = |cluster: &str| format!("[corpus]\nmanifest = \"documents.csv\"\n[analysis]\ncluster = {cluster}\n");
    settings(&file("\"publsher\""), &["`cluster` in [analysis]: no document variable `publsher`", "mean `publisher`"]);
    settings(&file("\"\""), &["themeshift.toml:4:11: `cluster` is empty", "auto, document, message"]);
    settings(&file("true"), &["themeshift.toml:4:11: `cluster` must be auto, document, message"]);
}

#[test]
fn a_missing_document_is_named_with_its_line_in_the_manifest() {
    manifest(
        "document,file,year\na,a.txt,2019\nb,gone.txt,2020\n",
        &["./documents.csv:3: the file `./gone.txt` does not", "relative"],
    );
    manifest("document,file,year\na,a.pdf,2019\n", &["./documents.csv:2: the file `./a.pdf` does not exist"]);
    broken(
        |project| {
            project.put("a.ppt", "x");
            project.put("documents.csv", "document,file,year\na,a.ppt,2019\n");
        },
        &["./documents.csv:2: `./a.ppt` cannot be read: PowerPoint before 2007", "save it as pptx", "formats: txt"],
    );
}

#[test]
fn a_document_id_that_stands_twice_is_named_with_both_lines() {
    let text = "document,file,year\na,a.txt,2019\nb,b.txt,2020\na,b.txt,2020\n";
    manifest(text, &["./documents.csv:4: the document id `a` stands twice", "first on line 2"]);
}

#[test]
fn a_year_that_is_no_year_is_named() {
    for year in ["19x9", "20190", "", "2019.5", "-2019", "999", "3000", "２０１９"] {
        let text = format!("document,file,year\na,a.txt,2019\nb,b.txt,{year}\n");
        manifest(&text, &[&format!("./documents.csv:3: `{year}` is no year"), "four digits"]);
    }
}

#[test]
fn a_manifest_without_a_column_is_refused() {
    manifest(
        "document,file,yaer\na,a.txt,2019\n",
        &["./documents.csv:1: the column `year` is missing", "rename the column `yaer`?"],
    );
    manifest("document,file,year\n", &["./documents.csv: the manifest lists no document"]);
    manifest("document,file,year\na,a.txt,2019\nb,b.txt\n", &["./documents.csv:3: this row has 2 cells, the header 3"]);
}

#[test]
fn wrong_cells_of_a_manifest_are_named() {
    manifest(
        "document,file,year,include\na,a.txt,2019,maybe\n",
        &["./documents.csv:2: `include` must be yes or no, not `maybe`"],
    );
    manifest("document,file,year\na#1,a.txt,2019\n", &["./documents.csv:2: the document id `a#1` holds `#`"]);
    manifest("document,file,year\n,a.txt,2019\n", &["./documents.csv:2: `document` is empty"]);
    broken(
        |project| project.put("documents.csv", (128..=255).chain(0..=31).cycle().take(999).collect::<Vec<u8>>()),
        &["./documents.csv:1: this is no text"],
    );
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_one() {
    settings(
        "title = \"x\"\n[analysis]\nseeed = 1\n",
        &["./themeshift.toml:3:1: unknown key `seeed` in [analysis]", "did you mean `seed`?"],
    );
    settings("[outptu]\n", &["./themeshift.toml:1:2: unknown key `outptu`", "did you mean `output`?"]);
    settings("[text]\nqqqqqq = 1\n", &["unknown key `qqqqqq`", "valid keys are: language, stemmer, stop_words"]);
    codebook(
        "[themes.trust]\nlabel = \"T\"\ninclde = [\"trust\"]\n",
        &["./codebook.toml:3:1: unknown key `inclde` in [themes.trust]", "did you mean `include`?"],
    );
}

#[test]
fn a_wrong_type_or_value_is_named() {
    settings(
        "[analysis]\nseed = \"x\"\n",
        &["./themeshift.toml:2:8: `seed` must be a whole number from 0, not a string"],
    );
    settings("[analysis]\nseed = -1\n", &["./themeshift.toml:2:8: `seed` must be a whole number from 0"]);
    settings("[output]\nformats = \"csv\"\n", &["./themeshift.toml:2:11: `formats` must be a list of strings"]);
    settings("text = 1\n", &["./themeshift.toml:1:8: `text` must be a table, not a whole number"]);
    settings(
        "[segment]\nunit = \"bulet\"\n",
        &["./themeshift.toml:2:8: `bulet` is no value of `unit`", "did you mean \"bullet\"?"],
    );
    settings("[analysis]\nreplicates = 0\n", &["./themeshift.toml:2:14: `replicates` must be between 1 and 1000000"]);
    settings("[analysis]\nngrams = [1, 4]\n", &["./themeshift.toml:2:14: `ngrams` takes the lengths 1, 2 and 3"]);
    settings(
        "[corpus]\nmanifest = \"documents.csv\"\nfiles = \"*.txt\"\n",
        &["./themeshift.toml:2:12: both `manifest` and `files`"],
    );
    codebook("[themes.trust]\ninclude = \"trust\"\n", &["./codebook.toml:2:11: `include` must be a list of patterns"]);
}

#[test]
fn what_is_no_toml_is_named_with_its_place() {
    settings("title = \"x\"\n[corpus\n", &["./themeshift.toml:2:", "this is not valid TOML"]);
    codebook("[themes.trust]\ninclude = [\"a\"\n\n[themes.b]\n", &["./codebook.toml:4:", "this is not valid TOML"]);
    broken(
        |project| project.put("themeshift.toml", b"title = \"\xFF\"\n"),
        &["./themeshift.toml (byte 9)", "not UTF-8"],
    );
    broken(|project| project.put("codebook.toml", b"# \xFF\n"), &["./codebook.toml (byte 2)", "not UTF-8"]);
}

#[test]
fn an_empty_document_is_named() {
    for bytes in [&b""[..], b"\n \n", b"\xEF\xBB\xBF\n"] {
        document(bytes, &["./b.txt: the document `b` is empty", "`include` to no"]);
    }
}

#[test]
fn a_document_without_messages_is_named() {
    document(b"# Only a Heading\n", &["./b.txt: no message found in the document `b`", "skip_sections"]);
    broken(
        |project| {
            project.put("b.txt", "Agenda\n\n- point one\n- point two\n");
            project.put("documents.csv", "document,file,year,skip_sections\na,a.txt,2019,\nb,b.txt,2020,agenda\n");
        },
        &["./b.txt: no message found in the document `b`", "skipped sections"],
    );
}

#[test]
fn a_missing_or_empty_codebook_is_named() {
    settings(
        "[corpus]\ncodebook = \"gone.toml\"\n",
        &["./gone.toml: cannot read the codebook", "set `codebook` in [corpus]"],
    );
    codebook("", &["./codebook.toml: the codebook has no theme", "[themes.ID]"]);
    codebook("[themes.trust]\nlabel = \"T\"\n", &["./codebook.toml:1:9: the theme `trust` has no pattern"]);
    codebook(
        "[themes.a]\ninclude = [\"x\"]\nparent = \"bb\"\n",
        &["./codebook.toml:3:10: no theme `bb`, the parent of `a`"],
    );
    codebook(
        "[themes.a]\ninclude = [\"x\"]\nparent = \"a\"\n",
        &["./codebook.toml:3:10: the theme `a` is its own parent"],
    );
    settings("[text]\nstop_words = \"gone.txt\"\n", &["gone.txt"]);
}

#[test]
fn a_wrong_pattern_is_named_with_line_and_column() {
    let patterns = [
        ("a ~x b", "./codebook.toml:4:5: theme `trust`, pattern \"a ~x b\": `~x` is no distance"),
        ("ok ~3", "./codebook.toml:4:6: theme `trust`, pattern \"ok ~3\": `~` needs a word on both sides"),
        ("", "./codebook.toml:4:3: theme `trust`, pattern \"\": the pattern is empty"),
        ("*", "./codebook.toml:4:3: theme `trust`, pattern \"*\": the pattern would match every word"),
        ("über /[a/", "./codebook.toml:4:8: theme `trust`, pattern \"über /[a/\": `/[a/` is no regular expression"),
        ("a ~2 b ~2 c", "./codebook.toml:4:10: theme `trust`, pattern \"a ~2 b ~2 c\": only one `~`"),
    ];
    for (pattern, message) in patterns {
        codebook(
            &format!("[themes.trust]\ninclude = [\n  \"fine\",\n  \"{pattern}\"\n]\n").replace("  \"", " \""),
            &[message, "hint: "],
        );
    }
}

#[test]
fn a_missing_project_is_named() {
    let project = Project::small();
    for args in [["run", "gone"], ["inspect", "gone/themeshift.toml"]] {
        project.run(&args).fails(1, &["error: gone", "no such project file or folder", "hint: name a folder"]);
    }
    let empty = Project::new().file("empty/notes.md", "- a point\n");
    empty.run(&["run", "empty"]).fails(1, &["no document found in `empty`", "a year such as 2019 in the name"]);
}

#[test]
fn wrong_options_are_wrong_usage() {
    let cases: [(&[&str], &[&str]); 17] = [
        (&["freq", "--periods", "20x0"], &["no document of the period `20x0`", "periods of this corpus: 2012, 2017"]),
        (
            &["freq", "--periods", "2019-2012"],
            &["no document of the period `2019-2012`", "write the earlier one first"],
        ),
        (&["freq", "--years", "2013"], &["no document of the period `2013`", "2012, 2017, 2019, 2020"]),
        (
            &["freq", "--periods", "2012,2013-2016"],
            &["no document of the period `2013-2016`", "2012, 2017, 2019, 2020"],
        ),
        (&["freq", "--period", "fortnight"], &["--period: `fortnight` is no value of `unit`", "\"5 years\""]),
        (&["freq", "--period", "quater"], &["did you mean \"quarter\"?"]),
        (&["freq", "--period", "0 years"], &["--period: `0` is no number of years from 1 to 1000"]),
        (&["freq", "--period", "\"]\nx = 1"], &["--period: "]),
        (&["freq", "--where", "scope"], &["--where: `scope` is no filter", "write --where 'scope=trust track'"]),
        (&["freq", "--where", "scop=trust track"], &["no document variable `scop`", "did you mean `scope`?"]),
        (&["freq", "--where", "scope=x"], &["no document has scope = `x`", "human rights; security and safety track"]),
        (
            &["freq", "--periods", "2012", "--where", "scope=trust track"],
            &["no document is left after --periods and --where"],
        ),
        (&["messages", "--theme", "turst"], &["no theme `turst` in the codebook", "did you mean `trust`?"]),
        (
            &["kwic", "--theme", "zzzzzzzz"],
            &["no theme `zzzzzzzz` in the codebook", "themes: trust, norms, child_safety"],
        ),
        (&["cooccur", "--with", "norm"], &["no theme `norm`", "did you mean `norms`?"]),
        (&["kwic", "child* ~x protect"], &["pattern \"child* ~x protect\", column 8: `~x` is no distance"]),
        (&["kwic", "/[/"], &["column 1: `/[/` is no regular expression"]),
    ];
    for (args, parts) in cases {
        shipped(args).fails(2, parts);
    }
}

#[test]
fn a_document_that_is_too_large_is_named() {
    let project = Project::small();
    // A sparse file: it takes no room on the disk.
    let file = std::fs::File::create(project.path("a.txt")).expect("a file");
    file.set_len(u64::from(u32::MAX)).expect("a long file");
    project.run(&["run"]).fails(1, &["./a.txt: the document `a` is larger than 4 GiB", "split it"]);
    assert!(!project.path("output").exists());
}

#[test]
fn a_column_of_ones_own_is_no_mistake() {
    let with = |column: &str| format!("document,file,year,{column}\na,a.txt,2019,x\n");
    let project = Project::small().manifest(&with("note"));
    assert_eq!(project.run(&["messages", "--where", "note=X"]).ok().lines().count(), 3);
    project.put("documents.csv", with("lanugage"));
    let ran = project.run(&["messages"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.stderr,
        "warning: ./documents.csv:1: column `lanugage` is carried along as a variable; did you mean `language`?\n"
    );
}

#[test]
fn the_first_wrong_document_is_named_whatever_the_threads() {
    let mut project = Project::small();
    for n in 10..40 {
        let text: &[u8] = if n == 20 || n == 30 { b"\x89PNG" } else { b"- fine\n" };
        project = project.document(&format!("d{n}"), 2019, text);
    }
    for threads in ["1", "2", "4"] {
        let ran = project.run(&["run", "--threads", threads]);
        ran.fails(1, &["./d20.txt: this is a picture"]);
        assert!(!ran.stderr.contains("d30"), "{}", ran.stderr);
    }
}
