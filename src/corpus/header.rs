//! The names of columns: each column has one, and no two have the same.

use std::collections::{HashMap, HashSet};

use super::columns::OF_RESULTS;

/// The names of the columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// The names: trimmed, in lower case, each once.
    pub names: Vec<String>,
    /// Places of columns without a name, which are called `column_N` by their place.
    pub nameless: Vec<usize>,
    /// Names that stood before, each with the one that was made of it.
    pub renamed: Vec<(String, String)>,
}

impl Header {
    /// The names of columns that are written so.
    pub fn of(written: &[String]) -> Self {
        let plain: Vec<String> = written.iter().map(|name| plain(name)).collect();
        let mut taken = Taken::of(plain.iter().filter(|name| !name.is_empty()));
        let (mut seen, mut names) = (HashSet::new(), Vec::with_capacity(plain.len()));
        let (mut nameless, mut renamed) = (Vec::new(), Vec::new());
        for (place, name) in plain.into_iter().enumerate() {
            let name = if name.is_empty() {
                nameless.push(place);
                taken.free(&format!("column_{}", place + 1))
            } else if seen.contains(&name) {
                let other = taken.free(&name);
                renamed.push((name, other.clone()));
                other
            } else {
                name
            };
            seen.insert(name.clone());
            names.push(name);
        }
        Self { names, nameless, renamed }
    }
}

fn plain(name: &str) -> String {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    name.to_lowercase()
}

/// Names that are taken.
struct Taken {
    names: HashSet<String>,
    /// The last number that was put behind a name.
    numbers: HashMap<String, usize>,
}

impl Taken {
    fn of<'n>(names: impl Iterator<Item = &'n String>) -> Self {
        Self { names: names.cloned().collect(), numbers: HashMap::new() }
    }

    /// The name, or where it is taken `name_2` and so on.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_string();
        while !self.names.insert(free.clone()) {
            let number = self.numbers.entry(name.to_string()).or_insert(1);
            *number += 1;
            free = format!("{name}_{number}");
        }
        free
    }
}

/// Gives columns that have the name of a result or one of `ours` another name, and says so.
pub(super) fn without_ours(names: &mut [String], ours: &[&str]) -> Vec<String> {
    let mut taken = Taken::of(names.iter());
    let mut told = Vec::new();
    for name in names {
        if OF_RESULTS.contains(&name.as_str()) || ours.contains(&name.as_str()) {
            let other = taken.free(&format!("my_{name}"));
            told.push(format!("the column `{name}` has a name that results use, and is carried as `{other}`"));
            *name = other;
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let header = |names: &[&str]| Header::of(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        let of = header(&["", " Text", "\u{FEFF}id", "TEXT", "text_2", "", "text", "column_6"]);
        let expected = ["column_1", "text", "id", "text_3", "text_2", "column_6_2", "text_4", "column_6"];
        assert_eq!(
            (of.names.as_slice(), of.nameless.as_slice()),
            (expected.map(String::from).as_slice(), [0, 5].as_slice())
        );
        assert_eq!(of.renamed.len(), 2);
        assert_eq!(of.renamed[0], ("text".into(), "text_3".into()));
        let many = header(&vec!["a"; 50_000]);
        assert_eq!(many.names[49_999], "a_50000");
    }

    #[test]
    fn columns_with_our_names_get_others() {
        let mut names = ["pages", "my_pages", "place", "file"].map(String::from);
        let told = without_ours(&mut names, &["file"]);
        assert_eq!(names, ["my_pages_2", "my_pages", "place", "my_file"]);
        assert!(told.len() == 2 && told[0].contains("`pages`") && told[0].contains("`my_pages_2`"), "{told:?}");
    }
}
