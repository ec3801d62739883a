//! Where results go, what is never overwritten, and what a run that is stopped half-way leaves behind.

use std::fs;
#[cfg(unix)]
use std::process::Stdio;

use crate::project::Project;
use crate::table::Table;

#[test]
fn results_go_where_they_are_asked_for() {
    let project = Project::small().file("sub/notes.txt", "mine");
    project.run(&["run", "--quiet"]).ok();
    let expected = crate::project::files(&project.path("output"));
    assert!(expected.contains_key("table/theme_frequency.csv") && expected.contains_key("run.json"));
    // --output starts from where the user stands; folders on the way are made.
    let mut command = crate::project::program();
    command.args(["run", "..", "--quiet", "--output", "new/deep"]).current_dir(project.path("sub"));
    crate::project::Ran::of(&mut command).ok();
    assert!(crate::project::files(&project.path("sub/new/deep")) == expected);
    let settings = "title = \"Test\"\n[output]\ndirectory = \"elsewhere\"\ncharts = []\nreport = false\n";
    project.put("themeshift.toml", settings);
    project.run(&["run", "--quiet"]).ok();
    assert!(crate::project::files(&project.path("elsewhere")) == expected);
}

#[test]
fn new_results_replace_earlier_ones_and_keep_other_files() {
    let project = Project::small().settings("title = \"Test\"\n");
    project.run(&["run", "--quiet"]).ok();
    assert!(project.path("output/chart/theme_trends.svg").is_file());
    project.put("output/notes.txt", "mine");
    project.put("themeshift.toml", "title = \"Test\"\n[output]\ncharts = []\n");
    project.run(&["run", "--quiet"]).ok();
    assert!(!project.path("output/chart").exists(), "charts of an earlier run would not fit the new tables");
    assert_eq!(project.read("output/notes.txt"), "mine");
    let beside: Vec<String> = project.snapshot().into_keys().filter(|name| name.starts_with('.')).collect();
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let project = Project::small().file("thesis/chapter.docx", "x").file("output", "a file");
    let before = project.snapshot();
    project
        .run(&["run", "--output", "thesis"])
        .fails(1, &["thesis: the folder holds files that are no results", "--output"]);
    project.run(&["run"]).fails(1, &["output: this is a file, not a folder for results"]);
    project
        .run(&["run", "--output", "a.txt/results"])
        .fails(1, &["a.txt/results: this lies below a file, not a folder", "--output"]);
    assert!(project.snapshot() == before);
    fs::create_dir(project.path("empty")).expect("a folder");
    project.run(&["run", "--quiet", "--output", "empty"]).ok();
    assert!(project.path("empty/run.json").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_nobody_can_write_is_named() {
    let project = Project::small();
    let before = project.snapshot();
    project.run(&["run", "--output", "/proc/results"]).fails(1, &["/proc: cannot write results here", "--output"]);
    project.run(&["man", "/proc/pages"]).fails(1, &["/proc/pages: cannot write manual pages"]);
    assert!(project.snapshot() == before);
}

/// Files cannot grow beyond some blocks of 512 bytes, as on a full disk: tables are not whole, or the report is not.
#[cfg(target_os = "linux")]
#[test]
fn without_room_for_results_the_error_says_so_and_earlier_results_stay() {
    let project = Project::small().settings("title = \"Test\"\n");
    project.run(&["run", "--quiet"]).ok();
    let before = project.snapshot();
    for blocks in [1, 100] {
        let bounded = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run --quiet");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &bounded, env!("CARGO_BIN_EXE_themeshift")]).current_dir(project.path(""));
        let told = ["cannot write", "hint: earlier results are unchanged; make room there", "--output"];
        crate::project::Ran::of(&mut command).fails(1, &told);
        assert!(project.snapshot() == before, "{blocks}");
    }
}

#[test]
fn tables_are_empty_but_there_when_nothing_is_found() {
    let project = Project::small().codebook("[themes.rare]\ninclude = [\"zebra\"]\n");
    project.run(&["run", "--quiet"]).ok();
    let hits = Table::parse(&project.read("output/table/hits.csv"));
    assert_eq!((hits.rows.len(), hits.columns[0].as_str()), (0, "document"));
    let themes = Table::parse(&project.read("output/table/theme_frequency.csv"));
    assert_eq!(themes.select(["period", "theme", "hits"]), [["2019", "rare", "0"], ["2020", "rare", "0"]]);
}

#[test]
fn a_folder_of_dated_files_needs_no_project_file() {
    let project =
        Project::new().file("plain/2019-report.txt", "- We trust.\n").file("plain/2020 report.md", "* No trust\n* x\n");
    project.run(&["run", "plain", "--quiet"]).ok();
    let table = Table::parse(&project.read("plain/output/table/messages.csv"));
    let expected =
        [["2019-report", "2019", "We trust."], ["2020 report", "2020", "No trust"], ["2020 report", "2020", "x"]];
    assert_eq!(table.select(["document", "period", "text"]), expected);
}

/// A project that takes the program some seconds, with results of an earlier, shorter run.
#[cfg(unix)]
fn slow() -> Project {
    let mut project = Project::small();
    project.run(&["run", "--quiet"]).ok();
    // Few different words, so that most of the time goes into reading.
    let text = "- We trust each other and the children who play here, and we say so again.\n".repeat(40_000);
    for n in 0..20 {
        project = project.document(&format!("long{n:02}"), 2021, &text);
    }
    project
}

/// Starts a run, waits until it writes, sends it a signal, and gives its exit code.
#[cfg(unix)]
fn stopped_by(signal: &str, project: &Project) -> (Option<i32>, String) {
    use std::io::Read;
    let mut command = project.command(&["run", "--threads", "1"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let writes = || {
        let entries = fs::read_dir(project.path("")).expect("the project folder");
        let mut names = entries.map(|entry| entry.expect("an entry"));
        names.any(|entry| {
            let unfinished = entry.file_name().to_string_lossy().starts_with(".themeshift-");
            // It writes tables, so the run is under way.
            unfinished && fs::metadata(entry.path().join("table/messages.csv")).is_ok()
        })
    };
    while !writes() {
        assert_eq!(child.try_wait().expect("a child"), None, "the run ended before it could be stopped");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let line = format!("kill -{signal} {}", child.id());
    assert!(std::process::Command::new("sh").args(["-c", &line]).status().expect("a shell").success());
    let mut stderr = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("UTF-8");
    (child.wait().expect("a child").code(), stderr)
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_earlier_results_whole() {
    let project = slow();
    let before = project.snapshot();
    for signal in ["INT", "TERM"] {
        let (code, stderr) = stopped_by(signal, &project);
        assert_eq!(code, Some(1), "{signal}: {stderr}");
        assert!(stderr.contains("error: interrupted; earlier results are unchanged"), "{signal}: {stderr}");
        assert!(project.snapshot() == before, "{signal}: files have changed or are left over");
    }
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_earlier_results_whole() {
    let project = slow();
    let before = project.snapshot();
    let (code, _) = stopped_by("KILL", &project);
    assert_eq!(code, None);
    let mut after = project.snapshot();
    after.retain(|name, _| !name.starts_with(".themeshift-"));
    assert!(after == before, "earlier results have changed");
    // The next run removes what was left behind, once it was not just made.
    std::thread::sleep(std::time::Duration::from_millis(1200));
    project.put("documents.csv", "document,file,year\na,a.txt,2019\nb,b.txt,2020\n");
    project.run(&["run", "--quiet"]).ok();
    assert!(project.snapshot().keys().all(|name| !name.starts_with(".themeshift-")));
}
