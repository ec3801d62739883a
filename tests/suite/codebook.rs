//! `themeshift codebook`: codebooks of other programs, and codebooks checked like code.

use serde_json::Value;

use crate::project::{Project, shipped};
use crate::table::Table;

const DIC: &str = "%\n1\taffect (Affect)\n\t2\tjoy\n%\nglad*\t1 2\nkind\t(02 134)125/464\t2\n";

#[test]
fn import_writes_a_codebook_that_runs_and_tells_what_is_lost() {
    let project = Project::small().file("a.dic", DIC);
    let printed = project.run(&["codebook", "import", "a.dic"]);
    assert_eq!(printed.code, Some(0));
    assert!(printed.stdout.starts_with("# Codebook, made from a.dic (liwc).\n\n[themes.affect]\nlabel = \"Affect\"\n"));
    assert!(
        printed.stderr.starts_with("warning: a.dic:6: \"kind\": the conditional entry `(02 134)125/464`"),
        "{printed:?}"
    );
    let written = project.run(&["codebook", "import", "a.dic", "-o", "new.toml", "--quiet"]).ok();
    assert_eq!((written.as_str(), project.read("new.toml")), ("", printed.stdout));
    project
        .run(&["codebook", "import", "a.dic", "-o", "new.toml", "-q"])
        .fails(2, &["new.toml: the file exists", "--add"]);
    let before = project.read("codebook.toml");
    let added = project.run(&["codebook", "import", "a.dic", "-o", "codebook.toml", "--add"]);
    assert!(added.stdout.starts_with("codebook.toml has 4 themes; one thing"), "{added:?}");
    assert!(project.read("codebook.toml").starts_with(&before));
    project.run(&["run", "--quiet"]).ok();
}

#[test]
fn import_refuses_what_it_cannot_read() {
    let project = Project::small().file("a.txt", DIC).file("bad.yml", "a: [x\n");
    project.run(&["codebook", "import", "a.txt"]).fails(2, &["error: a.txt: the name of the file", "--format"]);
    project.run(&["codebook", "import", "none.dic"]).fails(1, &["error: none.dic: cannot read the file", "hint:"]);
    project.run(&["codebook", "import", "bad.yml"]).fails(1, &["error: bad.yml:", "not valid YAML", "hint:"]);
    project.run(&["codebook", "import", "a.txt", "--format", "svg"]).fails(2, &["`svg` is no format of codebooks"]);
    project.run(&["freq", "--format", "liwc"]).fails(2, &["`liwc` is no format of tables"]);
    assert!(project.run(&["codebook", "import", "a.txt", "--format", "liwc", "-q"]).ok().contains("[themes.joy]"));
}

#[test]
fn export_and_import_give_the_same_hits() {
    let project = Project::small();
    let hits = project.run(&["kwic", "--theme", "child_safety"]).ok();
    for (extension, format) in [
        ("yml", "quanteda"),
        ("dic", "liwc"),
        ("cat", "wordstat"),
        ("ykd", "yoshikoder"),
        ("lc3", "lexicoder"),
        ("csv", "csv"),
    ] {
        let file = format!("out.{extension}");
        project.run(&["codebook", "export", "-o", &file]).ok();
        assert_eq!(project.run(&["codebook", "export", "--format", format]).ok(), project.read(&file));
        project.put("codebook.toml", project.run(&["codebook", "import", &file]).ok());
        assert_eq!(project.run(&["kwic", "--theme", "child_safety"]).ok(), hits, "{format}");
    }
    project.run(&["codebook", "export"]).fails(2, &["no format is named", "--output"]);
}

/// A project whose codebook has something of everything to complain about.
fn doubtful() -> Project {
    Project::small().codebook("[themes.trust]\ninclude = [\n  \"trust\",\n  \"zebra\",\n]\n[themes.child_safety]\ninclude = [\n  \"child*\",\n  \"children\",\n]\n")
}

#[test]
fn check_prints_as_compilers_do() {
    let project = doubtful();
    let text = project.run(&["codebook", "check", "--format", "table"]).ok();
    assert_eq!(
        text,
        "warning[shadowed]: \"children\" changes nothing: \"child*\" matches all that it can match\n  \
         --> ./codebook.toml:9:3, theme `child_safety`\n  help: delete it, or make \"child*\" narrower\n\n\
         warning[never-matches]: 1 pattern matches nothing, theme `trust`\n  --> ./codebook.toml:4:3 \"zebra\"\n  \
         help: look for a slip in the spelling, or delete it; keep it if other texts may have it\n\n2 warnings\n"
    );
    let rows: Vec<Value> =
        serde_json::from_str(&project.run(&["codebook", "check", "--format", "json"]).ok()).expect("JSON");
    assert_eq!(
        (&rows[0]["line"], &rows[0]["check"], &rows[0]["pattern"]),
        (&4.into(), &"never-matches".into(), &"zebra".into())
    );
    let only = Table::parse(&project.run(&["codebook", "check", "--only", "shadowed"]).ok());
    assert_eq!(only.column("pattern"), ["children"]);
    // A folder may stand behind the command.
    assert_eq!(Table::parse(&shipped(&["codebook", "check", &project.path("").to_string_lossy()]).ok()).rows.len(), 2);
}

#[test]
fn check_fails_only_on_what_is_denied() {
    let project = doubtful();
    for (denied, code) in [("warnings", 1), ("shadowed", 1), ("broad-glob", 0), ("nothing", 2)] {
        let ran = project.run(&["codebook", "check", "--deny", denied]);
        assert_eq!(ran.code, Some(code), "{ran:?}");
    }
    let ran = project.run(&["codebook", "check", "--deny", "warnings"]);
    assert!(ran.stderr.contains("./codebook.toml: 2 warnings") && ran.stderr.contains("hint:"), "{ran:?}");
    let clean = Project::small().settings("[output]\ncharts = []\n");
    assert_eq!(clean.run(&["codebook", "check", "--deny", "warnings", "--format", "table"]).ok(), "0 warnings\n");
}

#[test]
fn suggest_shows_terms_with_examples_from_the_messages() {
    let found = Table::parse(&shipped(&["codebook", "suggest", "child_safety", "--top", "5"]).ok());
    assert_eq!(found.rows.len(), 5);
    let messages = Table::parse(&shipped(&["messages", "--theme", "child_safety"]).ok());
    let texts = messages.select(["message", "text"]);
    for [term, first] in found.select(["term", "example_1"]) {
        let (id, example) = first.split_once(": ").unwrap_or_else(|| panic!("no example of {term}"));
        let [_, text] = texts.iter().find(|[message, _]| *message == id).expect("a message of the theme");
        assert!(text.replace('\n', " ").contains(&example.replace(['[', ']'], "")), "{first}");
    }
    let z: Vec<f64> = found.column("z").iter().map(|z| z.parse().expect("a number")).collect();
    assert!(z.is_sorted_by(|a, b| a >= b) && z[4] > 0.0, "{z:?}");
    let patterns = Table::parse(&shipped(&["codebook", "suggest", "child_safety", "--part", "patterns"]).ok());
    assert!(patterns.column("pattern").contains(&"children*"), "{patterns:?}");
    shipped(&["codebook", "suggest", "child_safty"]).fails(2, &["did you mean `child_safety`?"]);
}

#[test]
fn diff_tells_what_a_change_does() {
    let project = Project::small().file(
        "new.toml",
        "[themes.trust]\ninclude = [\"trust\", \"norms\"]\n[themes.child_safety]\ninclude = [\"child\"]\n",
    );
    let diff = |args: &[&str]| {
        Table::parse(&project.run(&[&["codebook", "diff", "codebook.toml", "new.toml"], args].concat()).ok())
    };
    let columns = ["theme", "period", "hits_old", "hits_new", "messages_gained", "messages_lost"];
    assert_eq!(
        diff(&[]).select(columns),
        [["child_safety", "2019", "1", "0", "0", "1"], ["trust", "2019", "1", "2", "0", "0"]]
    );
    let messages = diff(&["--part", "messages"]);
    let columns = ["theme", "message", "change", "patterns", "text"];
    assert_eq!(messages.select(columns), [["child_safety", "a#02", "lost", "child*", "Children play."]]);
    let findings = diff(&["--part", "findings"]);
    assert!(findings.rows.iter().all(|row| row[0] == "child_safety" || row[0] == "trust"));
    let same = project.run(&["codebook", "diff", "new.toml", "new.toml"]).ok();
    assert_eq!(Table::parse(&same).rows.len(), 0);
    project.run(&["codebook", "diff", "codebook.toml", "gone.toml"]).fails(1, &["gone.toml: cannot read the codebook"]);
}

#[test]
fn diff_tells_what_a_change_of_weights_does() {
    let project = Project::small()
        .file("light.toml", "[themes.trust]\ninclude = [{ pattern = \"trust\", weight = 0.5 }]\n")
        .file("heavy.toml", "[themes.trust]\ninclude = [{ pattern = \"trust\", weight = 2 }]\n");
    let diff = |old: &str, new: &str| Table::parse(&project.run(&["codebook", "diff", old, new]).ok());
    let columns =
        ["theme", "period", "hits_old", "hits_new", "weighted_hits_old", "weighted_hits_new", "messages_lost"];
    let found = diff("light.toml", "heavy.toml");
    let expected = [["trust", "2019", "1", "1", "0.5", "2.0", "0"], ["trust", "2020", "2", "2", "1.0", "4.0", "0"]];
    assert_eq!(found.select(columns), expected);
    assert!(diff("light.toml", "light.toml").rows.is_empty());
}

#[test]
fn weights_are_summed_beside_hits_in_every_format_and_nowhere_without_weights() {
    let book = "[themes.mood]\ninclude = [{ pattern = \"trust\", weight = -0.5 }, \"play\"]\n[themes.norms]\ninclude = [\"norms\"]\n";
    let settings = "title = \"Test\"\n[output]\ncharts = []\nformats = [\"csv\", \"parquet\", \"xlsx\"]\n";
    let project = Project::small().settings(settings);
    let plain = project.run(&["freq", "--themes"]).ok();
    assert!(!plain.contains("weight"), "{plain}");
    project.run(&["run", "--quiet"]).ok();
    let report = project.read("output/report.html");
    assert!(!report.contains("weighted_hits") && !project.read("output/datapackage.json").contains("weighted_hits"));
    project.put("codebook.toml", book);
    let table = Table::parse(&project.run(&["freq", "--themes"]).ok());
    let expected = [
        ["2019", "mood", "2", "0.5"],
        ["2019", "norms", "1", ""],
        ["2020", "mood", "2", "-1.0"],
        ["2020", "norms", "0", ""],
    ];
    assert_eq!(table.select(["period", "theme", "hits", "weighted_hits"]), expected);
    assert_eq!(table.place("weighted_hits"), table.place("hits") + 1);
    let rows: Value = serde_json::from_str(&project.run(&["freq", "--themes", "--format", "json"]).ok()).expect("JSON");
    assert_eq!((&rows[0]["weighted_hits"], &rows[1]["weighted_hits"]), (&Value::from(0.5), &Value::Null));
    assert!(project.run(&["freq", "--themes", "--format", "table"]).ok().contains("weighted hits"));
    project.run(&["run", "--quiet"]).ok();
    let written = Table::read(&project.path("output/table/theme_frequency.csv"));
    assert_eq!(written.select(["period", "theme", "hits", "weighted_hits"]), expected);
    let parquet = std::fs::read(project.path("output/table/theme_frequency.parquet")).expect("a file");
    assert!(parquet.windows(13).any(|name| name == b"weighted_hits"));
    assert!(project.read("output/datapackage.json").contains("\"weighted_hits\""));
    assert!(project.read("output/report.html").contains("\"weighted_hits\""));
    // A project with groups has them too.
    project.put("documents.csv", "document,file,year,kind\na,a.txt,2019,x\nb,b.txt,2020,y\n");
    let grouped = Table::parse(&project.run(&["freq", "--themes", "--by", "kind", "-q"]).ok());
    assert!(grouped.column("weighted_hits").contains(&"0.5"), "{grouped:?}");
}

#[test]
fn weights_survive_import_and_export() {
    let project = Project::small().file("a.cat", "mood\n\tTRUST (-2)\n\tPLAY (0.25)\n\tNORMS (1)\n");
    project.put("codebook.toml", project.run(&["codebook", "import", "a.cat"]).ok());
    let sums = || Table::parse(&project.run(&["freq", "--themes"]).ok());
    let expected = [["3", "-0.75"], ["2", "-4.0"]];
    assert_eq!(sums().select(["hits", "weighted_hits"]), expected);
    for name in ["b.cat", "b.ykd", "b.qdc", "b.csv"] {
        project.run(&["codebook", "export", "-o", name]).ok();
        project.put("codebook.toml", project.run(&["codebook", "import", name]).ok());
        assert_eq!(sums().select(["hits", "weighted_hits"]), expected, "{name}");
    }
    let told = project.run(&["codebook", "export", "-o", "b.dic"]);
    assert!(told.stderr.contains("the weights of 2 patterns are left out: liwc"), "{told:?}");
    project.put("codebook.toml", "[themes.a]\ninclude = [{ pattern = \"x\", weight = inf }]\n");
    project.run(&["freq", "--themes"]).fails(1, &["codebook.toml:2:", "the weight is no finite number", "hint:"]);
}
