//! The shipped analysis gives the committed results, byte for byte, whatever the threads and the order of the manifest.
//!
//! `tests/renew` writes the results and the golden files anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::project::{Project, Ran, files, program, repository, shipped};

/// Files by their names.
pub type Files = BTreeMap<String, Vec<u8>>;

/// True when the committed files are to be written anew.
pub fn renews() -> bool {
    std::env::var_os("THEMESHIFT_RENEW").is_some_and(|value| value == "1")
}

/// Runs the shipped analysis into a folder below the target folder.
fn run_into(name: &str, args: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let output = folder.to_str().expect("a path in UTF-8");
    let _ = fs::remove_dir_all(&folder);
    shipped(&[&["run", "--quiet", "--output", output], args].concat()).ok();
    folder
}

/// The results of the shipped analysis on one thread; made once for all tests.
pub fn results() -> &'static Path {
    static RESULTS: OnceLock<PathBuf> = OnceLock::new();
    RESULTS.get_or_init(|| run_into("shipped", &["--threads", "1"]))
}

/// True for a file name with this extension.
pub fn is_a(extension: &str, name: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == extension)
}

/// Results that are committed: all but the PNG charts, which are made from the SVG charts.
fn committed(folder: &Path) -> Files {
    files(folder).into_iter().filter(|(name, _)| !is_a("png", name)).collect()
}

/// A window of a line around the place where it differs from another one.
fn window(line: &str, other: &str) -> String {
    let same = line.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(60);
    let text: String = line.chars().skip(start).take(160).collect();
    format!("{}{text}", if start > 0 { "…" } else { "" })
}

/// What differs first between two texts, for reading.
fn first_difference(name: &str, expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let (mut old, mut new) = (expected.split('\n'), found.split('\n'));
    for line in 1.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let show =
                    |a: Option<&str>, b: Option<&str>| a.map_or("(end of file)".into(), |a| window(a, b.unwrap_or("")));
                return format!("{name}, line {line}:\n  expected: {}\n  found:    {}", show(a, b), show(b, a));
            }
        }
    }
    format!("{name}: equal")
}

/// Asserts that two sets of files are equal; names each file that differs, with its first differing line.
#[track_caller]
pub fn assert_equal(expected: &Files, found: &Files, what: &str) {
    let mut differences = Vec::new();
    for (name, bytes) in expected {
        match found.get(name) {
            None => differences.push(format!("{name}: is missing")),
            Some(other) if other != bytes => differences.push(first_difference(name, bytes, other)),
            Some(_) => {}
        }
    }
    differences.extend(found.keys().filter(|name| !expected.contains_key(*name)).map(|name| format!("{name}: is new")));
    assert!(differences.is_empty(), "{what}:\n{}", differences.join("\n"));
}

#[test]
fn differences_are_shown() {
    let show = first_difference("t.csv", b"a\nb,1\nc", b"a\nb,2\nc");
    assert_eq!(show, "t.csv, line 2:\n  expected: b,1\n  found:    b,2");
    assert!(first_difference("t", b"a\n", b"a\nb\n").contains("line 2:\n  expected: \n  found:    b"));
    let long = format!("{}X", "y".repeat(500));
    assert!(first_difference("t", long.as_bytes(), b"").len() < 300);
}

#[test]
fn the_committed_results_are_those_of_the_program() {
    if renews() {
        shipped(&["run", "--quiet"]).ok();
    }
    let expected = committed(&repository().join("output"));
    assert!(expected.keys().filter(|name| is_a("csv", name)).count() >= 11, "{:?}", expected.keys());
    assert!(expected.keys().filter(|name| is_a("svg", name)).count() >= 6, "{:?}", expected.keys());
    assert_equal(&expected, &committed(results()), "the results differ from output/; tests/renew writes them anew");
}

#[test]
fn threads_do_not_change_the_results() {
    let four = run_into("four-threads", &["--threads", "4"]);
    assert_equal(&files(results()), &files(&four), "one thread and four threads differ");
}

#[test]
fn the_order_of_the_manifest_does_not_change_the_results() {
    let corpus = repository().join("corpus");
    let manifest = fs::read_to_string(corpus.join("documents.csv")).expect("the manifest");
    let (header, rows) = manifest.trim_end().split_once('\n').expect("rows");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    rows.rotate_left(2);
    let mut project =
        Project::new().settings(&fs::read_to_string(repository().join("themeshift.toml")).expect("settings"));
    for (name, bytes) in files(&corpus) {
        project = project.file(&format!("corpus/{name}"), bytes);
    }
    let project = project.file("corpus/documents.csv", format!("{header}\n{}\n", rows.join("\n")));
    project.run(&["run", "--quiet"]).ok();

    let mut expected = files(results());
    let mut found = files(&project.path("output"));
    // The record and the report name the hash of the manifest, and nothing else that differs.
    let record = |files: &mut Files| {
        let mut record: serde_json::Value =
            serde_json::from_slice(&files.remove("run.json").expect("a record")).expect("JSON");
        let hash = record["inputs"]["manifest"]["sha256"].take();
        (record, hash)
    };
    let ((old, old_hash), (new, new_hash)) = (record(&mut expected), record(&mut found));
    assert_eq!(old, new);
    assert!(old_hash.is_string() && new_hash.is_string() && old_hash != new_hash);
    let text = |hash: &serde_json::Value| hash.as_str().expect("a hash").to_string();
    let report = String::from_utf8(found.remove("report.html").expect("a report")).expect("UTF-8");
    assert_eq!(report.matches(&text(&new_hash)).count(), 1);
    found.insert("report.html".into(), report.replace(&text(&new_hash), &text(&old_hash)).into_bytes());
    assert_equal(&expected, &found, "the order of the manifest changes the results");
}

#[test]
fn each_chart_is_made_as_svg_and_png() {
    let all = files(results());
    let charts: Vec<&String> = all.keys().filter(|name| is_a("svg", name)).collect();
    let pictures = all.keys().filter(|name| is_a("png", name)).count();
    assert_eq!(charts.len(), pictures);
    for name in charts {
        let svg = std::str::from_utf8(&all[name]).expect("SVG is UTF-8");
        let document = roxmltree::Document::parse(svg).expect("SVG is XML");
        assert!(document.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")), "{name}");
        let png = &all[&name.replace(".svg", ".png")];
        let picture = resvg::tiny_skia::Pixmap::decode_png(png).expect("a valid PNG");
        // 160 mm at 300 dots per inch.
        assert!(picture.width().abs_diff(1890) <= 2, "{name} is {} pixels wide", picture.width());
        let colours: std::collections::BTreeSet<_> =
            picture.pixels().iter().map(|p| (p.red(), p.green(), p.blue(), p.alpha())).collect();
        assert!(colours.len() > 10, "{name} is nearly empty");
    }
}

#[test]
fn a_record_says_what_was_run_on_what() {
    let text = fs::read_to_string(results().join("run.json")).expect("a record");
    let record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(record["program"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(record["config"]["analysis"]["seed"], 20_120_913);
    let hash = |path: &str| {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(fs::read(repository().join(path)).expect("an input"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    };
    assert_eq!(record["inputs"]["manifest"]["sha256"], hash("corpus/documents.csv"));
    assert_eq!(record["inputs"]["codebook"]["sha256"], hash("corpus/codebook.toml"));
    let documents = record["inputs"]["documents"].as_array().expect("documents");
    assert_eq!(documents.len(), 5);
    for document in documents {
        let file = document["file"].as_str().expect("a file");
        assert_eq!(document["sha256"], hash(&format!("corpus/{file}")), "{file}");
    }
    let here = repository().to_str().expect("a path in UTF-8");
    assert!(!text.contains(here), "the record names no folder of this machine");
}

/// Compares a text with a golden file, or writes it anew.
#[track_caller]
pub fn assert_golden(name: &str, text: &str) {
    let path = repository().join("tests/golden").join(name);
    if renews() {
        fs::write(&path, text).expect("the golden file can be written");
    }
    let expected = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}; tests/renew writes it", path.display()));
    let differs = first_difference(name, &expected, text.as_bytes());
    assert!(expected == text.as_bytes(), "{differs}\ntests/renew writes the golden files anew");
}

#[test]
fn help_is_as_documented() {
    let top = Ran::of(program().arg("--help")).ok();
    let commands = crate::commands::commands();
    let mut text = format!("$ themeshift --help\n{top}");
    for command in commands {
        text += &format!("\n$ themeshift {command} --help\n{}", Ran::of(program().args([&command, "--help"])).ok());
    }
    assert_golden("help.txt", &text);
}
