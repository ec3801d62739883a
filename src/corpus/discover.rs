//! The files of a folder, and documents of a folder without a manifest: the date is taken from the name.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSetBuilder};

use super::dates::{self, Dated};
use super::{Corpus, DocumentInfo, Format};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// Folders deeper than this are not searched.
const MAX_DEPTH: usize = 16;

/// Finds the files that match one of the globs and have a year or a date in their name.
///
/// # Errors
/// When a glob is wrong or leads out of the folder, a folder cannot be read, or no file with a year is found.
pub fn find(root: &Path, globs: &[String]) -> Result<Corpus> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        within(glob)?;
        let glob = glob.trim_start_matches("./");
        let glob = GlobBuilder::new(glob).literal_separator(true).build().map_err(|e| {
            Error::new(ErrorKind::Project, format!("`{glob}` is no file pattern: {}", e.kind()))
                .hint("`*` stands for any part of a name, `**` for any folders")
        })?;
        set.add(glob);
    }
    let set = set.build().map_err(|e| Error::new(ErrorKind::Project, e.to_string()))?;
    let Files { seen: files, hidden } = files(root)?;
    let mut corpus = Corpus::default();
    let of_systems = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name == ".DS_Store" || name.starts_with("._") || name.starts_with("~$")
    };
    let hidden = hidden.iter().filter(of_systems).count();
    if hidden > 0 {
        let message = format!("left out: {hidden} files that systems put beside others, such as .DS_Store and ._name");
        corpus.warnings.push(Warning::at(root, None, message));
    }
    let mut ids = std::collections::HashSet::new();
    for file in files.iter().filter(|file| set.is_match(file)) {
        let name = name(file);
        let path = root.join(file);
        let Some(format) = Format::of(&path) else {
            corpus.warnings.push(Warning::at(&path, None, format!("left out: {}", Format::refusal(&path))));
            continue;
        };
        let dated = dates::in_path(&name).map(|(dated, _)| dated);
        // The rows of a table and the files of an archive may have dates of their own.
        if dated.is_none() && !format.holds_many() {
            corpus.warnings.push(Warning::at(&path, None, "left out: no year in the file name"));
            continue;
        }
        let when = dated.as_ref().and_then(Dated::when);
        let date = dated.map(|dated| dated.date).unwrap_or_default();
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        // The whole path where two files share a name; `#` would clash with message ids.
        let id = if ids.contains(&stem) { name.clone() } else { stem }.replace('#', "_");
        ids.insert(id.clone());
        corpus.documents.push(DocumentInfo {
            id,
            file: name,
            path,
            when,
            date,
            found: true,
            ..DocumentInfo::default()
        });
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

/// Refuses a glob that leads out of the project folder.
fn within(glob: &str) -> Result<()> {
    if !Path::new(glob).has_root() && glob.split(['/', '\\']).all(|part| part != "..") {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Project, format!("the file pattern `{glob}` leads out of the project folder")).hint(
        "name files within the folder, such as `documents/*.txt`; a manifest documents.csv may name files anywhere",
    ))
}

/// The files below a folder, as paths relative to it, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Those that may be documents.
    pub seen: Vec<PathBuf>,
    /// Hidden files, lock files of office programs, and hidden folders, which are not searched.
    pub hidden: Vec<PathBuf>,
}

/// Finds all files below a folder. Links to folders are not followed.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(root: &Path) -> Result<Files> {
    let mut files = Files::default();
    walk(root, Path::new(""), &mut files, 0)?;
    files.seen.sort();
    files.hidden.sort();
    Ok(files)
}

/// A relative path as a manifest names it: with `/` between its parts. What is not Unicode in it is replaced.
pub fn name(file: &Path) -> String {
    file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn walk(root: &Path, below: &Path, files: &mut Files, depth: usize) -> Result<()> {
    let folder = root.join(below);
    let fail = |e| Error::io(ErrorKind::Project, "cannot read the folder", &folder, e);
    let entries =
        std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { &folder }).map_err(fail)?;
    for entry in entries {
        let entry = entry.map_err(fail)?;
        let path = below.join(entry.file_name());
        let kind = entry.file_type().map_err(fail)?;
        if entry.file_name().as_encoded_bytes().starts_with(b".")
            || entry.file_name().as_encoded_bytes().starts_with(b"~$")
        {
            files.hidden.push(path);
        } else if kind.is_dir() && depth < MAX_DEPTH {
            walk(root, &path, files, depth + 1)?;
        } else if root.join(&path).is_file() {
            files.seen.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_the_date_of_their_name() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["2019-05-17.txt", "2020.txt", "2022-Q1.txt", "notes.txt", "rows.csv"] {
            std::fs::write(folder.path().join(name), "text").expect("written");
        }
        let corpus = find(folder.path(), &["./*".to_string()]).expect("a corpus");
        let found: Vec<(&str, String)> = corpus
            .documents
            .iter()
            .map(|info| (info.id.as_str(), info.when.map_or("none".into(), |when| when.to_string())))
            .collect();
        let expected =
            [("2019-05-17", "2019-05-17"), ("2020", "2020"), ("2022-Q1", "2022-01-01 to 2022-03-31"), ("rows", "none")];
        assert_eq!(found, expected.map(|(id, when)| (id, when.to_string())));
        assert_eq!(corpus.warnings.len(), 1);
    }

    #[test]
    fn a_pattern_stays_within_the_folder() {
        for glob in ["../*.txt", "a/../../b.txt", "/tmp/*.txt"] {
            let error = find(Path::new("."), &[glob.to_string()]).expect_err("outside").to_string();
            assert!(
                error.starts_with(&format!("the file pattern `{glob}` leads out of the project folder")),
                "{error}"
            );
            assert!(error.contains("documents/*.txt") && error.contains("manifest"), "{error}");
        }
    }
}
