//! Links of the documents lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::project::repository;

/// The documents that people read: those at the top, the book, and those of single folders.
fn documents() -> Vec<PathBuf> {
    let folders = [
        "",
        "docs",
        "corpus",
        "notebooks",
        "python",
        "tests/data",
        "tests/data/readers",
        "tests/reference",
        "src/report/vendor",
    ];
    let files = |folder: &&str| fs::read_dir(repository().join(folder)).expect("a folder");
    let paths = folders.iter().flat_map(files).map(|entry| entry.expect("an entry").path());
    let found: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    assert!(found.len() > 15, "{found:?}");
    found
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn has_heading(path: &Path, wanted: &str) -> bool {
    let text = fs::read_to_string(path).expect("text");
    text.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line.trim_start_matches('#')) == wanted)
}

#[test]
fn links_lead_to_files_and_headings() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let mut broken = Vec::new();
    let mut seen = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).expect("text");
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { document.clone() } else { document.parent().expect("a folder").join(file) };
            if !path.exists() || (!heading.is_empty() && !has_heading(&path, heading)) {
                broken.push(format!("{}: {target}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(seen > 40, "{seen} links");
}
