//! Documents of a folder without a manifest: the year is taken from the file name.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSetBuilder};

use super::expand::holds_many;
use super::{Corpus, DocumentInfo, Format};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// Folders deeper than this are not searched.
const MAX_DEPTH: usize = 16;

/// Finds the files that match one of the globs and have a year in their name.
///
/// # Errors
/// When a glob is wrong, a folder cannot be read, or no file with a year is found.
pub fn find(root: &Path, globs: &[String]) -> Result<Corpus> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let glob = GlobBuilder::new(glob).literal_separator(true).build().map_err(|e| {
            Error::new(ErrorKind::Project, format!("`{glob}` is no file pattern: {}", e.kind()))
                .hint("`*` stands for any part of a name, `**` for any folders")
        })?;
        set.add(glob);
    }
    let set = set.build().map_err(|e| Error::new(ErrorKind::Project, e.to_string()))?;
    let mut files = Vec::new();
    let mut hidden = 0;
    walk(root, Path::new(""), &mut files, &mut hidden, 0)?;
    files.sort();
    let mut corpus = Corpus::default();
    if hidden > 0 {
        let message = format!("left out: {hidden} files that systems put beside others, such as .DS_Store and ._name");
        corpus.warnings.push(Warning::at(root, None, message));
    }
    let mut ids = std::collections::HashSet::new();
    for file in files.iter().filter(|file| set.is_match(file)) {
        let name = file.to_string_lossy().replace('\\', "/");
        let path = root.join(file);
        let Some(format) = Format::of(&path) else {
            corpus.warnings.push(Warning::at(&path, None, "left out: of no format that can be read"));
            continue;
        };
        // The rows of a table and the files of an archive may have years of their own.
        let Some(year) = year_in(&name).or_else(|| holds_many(format).then_some(0)) else {
            corpus.warnings.push(Warning::at(&path, None, "left out: no year in the file name"));
            continue;
        };
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        // The whole path where two files share a name; `#` would clash with message ids.
        let id = if ids.contains(&stem) { name.clone() } else { stem }.replace('#', "_");
        ids.insert(id.clone());
        corpus.documents.push(DocumentInfo { id, file: name, path, year, found: true, ..DocumentInfo::default() });
    }
    if corpus.documents.is_empty() {
        return Err(Error::new(ErrorKind::Project, format!("no document found in `{}`", root.display())).hint(
            format!(
                "looked for {} with a year such as 2019 in the name; a manifest documents.csv works with any names",
                globs.join(", ")
            ),
        ));
    }
    Ok(corpus)
}

fn walk(root: &Path, below: &Path, files: &mut Vec<PathBuf>, hidden: &mut u64, depth: usize) -> Result<()> {
    let folder = root.join(below);
    let fail = |e| Error::io(ErrorKind::Project, "cannot read the folder", &folder, e);
    let entries =
        std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { &folder }).map_err(fail)?;
    for entry in entries {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        if shown.starts_with('.') {
            *hidden += u64::from(shown == ".DS_Store" || shown.starts_with("._"));
            continue;
        }
        let kind = entry.file_type().map_err(fail)?;
        if kind.is_dir() && depth < MAX_DEPTH {
            walk(root, &below.join(&name), files, hidden, depth + 1)?;
        } else if root.join(below).join(&name).is_file() {
            files.push(below.join(&name));
        }
    }
    Ok(())
}

/// The year in a file name: four digits from 1800 to 2099 that stand alone or open a date such as 20160127.
/// The name is searched before its folders.
pub(super) fn year_in(name: &str) -> Option<i32> {
    name.rsplit('/').find_map(|part| {
        part.split(|c: char| !c.is_ascii_digit())
            .filter(|digits| digits.len() == 4 || digits.len() == 8)
            .find_map(|digits| digits[..4].parse().ok().filter(|year| (1800..=2099).contains(year)))
    })
}

#[cfg(test)]
mod tests {
    use super::year_in;

    #[test]
    fn years_are_read_from_names() {
        assert_eq!(year_in("2019-report.txt"), Some(2019));
        assert_eq!(year_in("IGF_2020_v2.md"), Some(2020));
        assert_eq!(year_in("20160127.txt"), Some(2016));
        assert_eq!(year_in("Session 72 - 2017/USA_72.txt"), Some(2017));
        assert_eq!(year_in("report-12345.txt"), None);
        assert_eq!(year_in("notes.txt"), None);
    }
}
