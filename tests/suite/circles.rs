//! Within a module, no two source files import each other, on whatever way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::layering::module_files;
use crate::project::repository;

/// The single paths of a tree of imports, such as `a::{b, c::{d, e}}`.
fn paths(tree: &str) -> Vec<String> {
    let Some((before, inside)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_string()];
    };
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in inside.trim_end().strip_suffix('}').unwrap_or(inside).chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().expect("a part").push(c);
        }
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(paths).map(|rest| format!("{}{rest}", before.trim())).collect()
}

/// What a module imports, each path in full, and whether it passes it on. Tests do not count.
fn used(module: &str, text: &str) -> Vec<(bool, String)> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
    let code = format!(" {}", code.join(" "));
    let mut found = Vec::new();
    for (before, tree) in code.split(';').filter_map(|statement| statement.rsplit_once(" use ")) {
        for path in paths(tree) {
            let (mut folder, mut rest) = (module, path.as_str());
            while let Some(after) = rest.strip_prefix("super::") {
                (folder, rest) = (folder.rsplit_once("::").map_or("", |(folder, _)| folder), after);
            }
            let whole = rest.strip_prefix("crate::").map_or(format!("{folder}::{rest}"), str::to_string);
            found.push((before.ends_with("pub") || before.ends_with(')'), whole));
        }
    }
    found
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let source = repository().join("src");
    let name = |path: &Path| {
        let name = path.strip_prefix(&source).expect("in src").with_extension("").to_string_lossy().replace('/', "::");
        name.strip_suffix("::mod").map_or(name.clone(), str::to_string)
    };
    let texts: BTreeMap<String, String> =
        module_files().iter().map(|(_, path)| (name(path), fs::read_to_string(path).expect("a source file"))).collect();
    let uses: BTreeMap<&str, Vec<(bool, String)>> =
        texts.iter().map(|(module, text)| (module.as_str(), used(module, text))).collect();
    // The file that an item stands in, whatever module passes it on. Modules that are imported whole are passed over.
    let file = |path: &str| {
        let mut path = path.to_string();
        for _ in 0..5 {
            let ends = path.match_indices("::").map(|(at, _)| at).collect::<Vec<_>>();
            let end = ends.into_iter().rev().find(|&end| uses.contains_key(&path[..end]))?;
            let item = path[end..].to_string();
            let passed = uses[&path[..end]].iter().find(|(public, of)| *public && of.ends_with(&item));
            let Some((_, next)) = passed.filter(|_| !uses.contains_key(path.as_str())) else {
                return (!uses.contains_key(path.as_str())).then(|| path[..end].to_string());
            };
            path.clone_from(next);
        }
        None
    };
    let mut edges: BTreeSet<(String, String)> = BTreeSet::new();
    for (module, of) in &uses {
        let files = of.iter().filter(|(public, _)| !public).filter_map(|(_, path)| file(path));
        // A folder's own file may use the files in it, and these what it holds.
        let others = files.filter(|file| file != module && !file.starts_with(&format!("{module}::")));
        edges.extend(others.map(|file| (module.to_string(), file)));
    }
    // What nothing imports, and what imports nothing, is in no circle.
    let mut before = usize::MAX;
    while edges.len() < before {
        before = edges.len();
        let [from, to]: [BTreeSet<String>; 2] =
            [edges.iter().map(|edge| edge.0.clone()).collect(), edges.iter().map(|edge| edge.1.clone()).collect()];
        edges.retain(|edge| to.contains(&edge.0) && from.contains(&edge.1));
    }
    assert!(edges.is_empty(), "these import each other in a circle: {edges:?}");
}

#[test]
fn imports_are_taken_apart() {
    let text = "use super::{a::B, c::{self, D}}; // use x::Y;\npub use e::F as G;\nuse crate::h::I;";
    let expected = ["m::a::B", "m::c::self", "m::c::D", "m::n::e::F", "h::I"];
    let found = used("m::n", text);
    assert_eq!(found.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(), expected);
    assert_eq!(found.iter().map(|(public, _)| *public).collect::<Vec<_>>(), [false, false, false, true, false]);
}
