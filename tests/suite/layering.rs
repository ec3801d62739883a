//! The stack of modules stays a stack, files stay small, and each large dependency stays in its room.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::repository;

/// The modules in the order of the flow. Each imports only from those before it.
const ORDER: [&str; 27] = [
    "error",
    "disk",
    "files",
    "guard",
    "pack",
    "plural",
    "spill",
    "warning",
    "watch",
    "config",
    "axis",
    "corpus",
    "language",
    "segment",
    "text",
    "codebook",
    "codings",
    "stats",
    "count",
    "analysis",
    "table",
    "chart",
    "report",
    "brief",
    "pipeline",
    "workbench",
    "cli",
];
/// Dependencies and the only places that may name them.
const ROOMS: [(&str, &[&str]); 3] = [("clap", &["src/cli"]), ("polars", &["src/table"]), ("plotters", &["src/chart"])];
/// Most lines of a source file.
const LINES: usize = 600;

/// All Rust files below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no Rust file in {}", folder.display());
    found
}

/// The modules of the library with their files; `lib.rs` and `main.rs` belong to none.
pub fn module_files() -> Vec<(String, PathBuf)> {
    let source = repository().join("src");
    let module = |path: &Path| {
        let first = path.strip_prefix(&source).expect("in src").components().next().expect("a name");
        first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
    };
    let files = rust_files(&source).into_iter().map(|path| (module(&path), path));
    files.filter(|(module, _)| module != "lib" && module != "main").collect()
}

fn place(module: &str) -> usize {
    ORDER
        .iter()
        .position(|name| *name == module)
        .unwrap_or_else(|| panic!("the module {module} has no place in the order"))
}

/// The modules that a source text names after `crate::`, with the line. Comments do not count.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for (at, _) in code.match_indices("crate::") {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code[at + "crate::".len()..];
            let names = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or(list));
            let parts = if names.len() == rest.len() { vec![rest] } else { names.split(',').collect() };
            for part in parts {
                let name: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((number + 1, name));
            }
        }
    }
    found
}

#[test]
fn imports_are_seen() {
    let text = "use crate::error::Error;\n// use crate::cli;\nlet x = $crate::text::y(crate::table::z);\nuse crate::{a, b::c};";
    let seen: Vec<(usize, String)> = imports(text);
    let expected = [(1, "error"), (3, "text"), (3, "table"), (4, "a"), (4, "b")];
    assert_eq!(seen, expected.map(|(line, name)| (line, name.to_string())));
}

#[test]
fn each_module_imports_only_from_those_before_it() {
    let mut wrong = Vec::new();
    for (module, path) in module_files() {
        let text = fs::read_to_string(&path).expect("a source file");
        for (line, name) in imports(&text) {
            if place(&name) > place(&module) {
                wrong.push(format!("{}:{line}: {module} imports {name}, which stands after it", path.display()));
            }
        }
        // `super::` as far as the root of the library would be a way around `crate::`.
        let parts = path.strip_prefix(repository().join("src")).expect("in src").components().count();
        let up = "super::".repeat(parts - usize::from(path.ends_with("mod.rs")));
        let around = ORDER.into_iter().find(|name| text.contains(&format!("{up}{name}")));
        assert_eq!(around, None, "{}: write `crate::` for other modules, not `{up}`", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_library_lists_its_modules_in_the_order_of_the_flow() {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("lib.rs");
    let listed: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let present: Vec<&str> = ORDER.into_iter().filter(|name| listed.contains(name)).collect();
    assert_eq!(listed, present);
    assert!(listed.len() >= 14, "{listed:?}");
    let links: Vec<String> = listed.iter().map(|name| format!("[`{name}`]")).collect();
    let docs: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("//! ")).collect();
    assert!(docs.join(" ").contains(&links.join(", ")), "the documentation of the library names the same order");
}

#[test]
fn dependencies_stay_in_their_rooms() {
    for (dependency, rooms) in ROOMS {
        let mut named = 0;
        for (_, path) in module_files() {
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.lines().map(|line| line.split("//").next().unwrap_or(""));
            let uses = code.filter(|line| line.contains(&format!("{dependency}::"))).count();
            let inside = rooms.iter().any(|room| path.starts_with(repository().join(room)));
            assert!(uses == 0 || inside, "{} names {dependency}, which belongs into {rooms:?}", path.display());
            named += uses;
        }
        assert!(named > 0, "{dependency} is named nowhere: take it off the list");
    }
}

#[test]
fn files_are_short() {
    for folder in ["src", "tests", "benches", "python/src", "app/src", "app/bind/src"] {
        for path in rust_files(&repository().join(folder)) {
            let lines = fs::read_to_string(&path).expect("a source file").lines().count();
            assert!(lines <= LINES, "{} has {lines} lines, more than {LINES}", path.display());
        }
    }
    let main = fs::read_to_string(repository().join("src/main.rs")).expect("main.rs").lines().count();
    assert!(main <= 15, "main.rs has {main} lines");
}
