//! The files of a folder, and documents of a folder without a manifest: the date is taken from the name.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSetBuilder};

use super::dates::{self, Dated};
use super::documents::Collector;
use super::ids::Ids;
use super::{Corpus, DocumentInfo, Format};
use crate::disk::{self, Entry};
use crate::error::{Error, ErrorKind, Result};
use crate::files::no_file;
use crate::plural::{form, plural};
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
    let Files { seen: files, hidden, passed_over } = files(root)?;
    let mut corpus = Corpus::default();
    let of_systems = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name == ".DS_Store" || name.starts_with("._") || name.starts_with("~$")
    };
    let hidden = hidden.iter().filter(of_systems).count();
    if hidden > 0 {
        let (files, put) = (plural(hidden, "file"), form(hidden, "a system puts", "systems put"));
        let message = format!("left out: {files} that {put} beside others, such as .DS_Store and ._name");
        corpus.warnings.push(Warning::at(root, None, message));
    }
    // Folders may hold what a glob asks for.
    for PassedOver { path, why, is_folder } in passed_over.iter().filter(|one| one.is_folder || set.is_match(&one.path))
    {
        let what = if *is_folder { "not searched" } else { "left out" };
        corpus.warnings.push(Warning::at(&root.join(path), None, format!("{what}: {why}")));
    }
    let (mut documents, mut ids) = (Collector::default(), Ids::default());
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
        let known = |id: &str, documents: &Collector| ids.place(id, |at| documents.id(at) == id).is_some();
        let id = if known(&stem, &documents) { name.clone() } else { stem }.replace('#', "_");
        if !known(&id, &documents) {
            ids.add(&id, documents.len());
        }
        documents.push(&DocumentInfo { id, file: name, path, when, date, found: true, ..DocumentInfo::default() })?;
    }
    corpus.documents = documents.end()?;
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
    /// What cannot be read, or is not followed.
    pub passed_over: Vec<PassedOver>,
}

/// Something that may stand for a document or hold some, and is not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassedOver {
    /// Where it stands.
    pub path: PathBuf,
    /// Why it is not read.
    pub why: &'static str,
    /// Whether it is a folder, or a link to one.
    pub is_folder: bool,
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
    files.passed_over.sort();
    Ok(files)
}

/// A relative path as a manifest names it: with `/` between its parts. What is not Unicode in it is replaced.
pub fn name(file: &Path) -> String {
    file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn walk(root: &Path, below: &Path, files: &mut Files, depth: usize) -> Result<()> {
    let folder = root.join(below);
    let fail = |e| Error::io(ErrorKind::Project, "cannot read the folder", &folder, e);
    let entries = disk::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { &folder }).map_err(fail)?;
    for Entry { name, is_folder } in entries {
        let path = below.join(&name);
        if [&b"."[..], b"~$"].iter().any(|begin| name.as_encoded_bytes().starts_with(begin)) {
            files.hidden.push(path);
            continue;
        }
        let why = match no_file(&root.join(&path)) {
            _ if path.to_str().is_none() => "its name is not Unicode: rename it",
            None => {
                files.seen.push(path);
                continue;
            }
            Some(_) if is_folder && depth < MAX_DEPTH => {
                walk(root, &path, files, depth + 1)?;
                continue;
            }
            Some(_) if is_folder => "it is within too many folders",
            Some("is a folder") => "it is a link to a folder, which is not followed",
            Some("is a link to nothing") => "it is a link to nothing",
            Some("is a link that leads back to itself") => "it is a link that leads back to itself",
            Some("is a named pipe") => "it is a named pipe",
            Some("is a socket") => "it is a socket",
            Some("is a device") => "it is a device",
            Some(_) => "it cannot be read",
        };
        let is_folder = disk::is_dir(&root.join(&path));
        files.passed_over.push(PassedOver { path, why, is_folder });
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
        let found: Vec<(String, String)> = corpus
            .documents
            .iter()
            .map(|info| (info.id, info.when.map_or("none".into(), |when| when.to_string())))
            .collect();
        let expected =
            [("2019-05-17", "2019-05-17"), ("2020", "2020"), ("2022-Q1", "2022-01-01 to 2022-03-31"), ("rows", "none")];
        assert_eq!(found, expected.map(|(id, when)| (id.to_string(), when.to_string())));
        assert_eq!(corpus.warnings.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_only_looks_like_a_document_is_told() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("2019.txt"), "text").expect("written");
        symlink(at("gone.txt"), at("2020.txt")).expect("a link");
        symlink(at("loop-2020.txt"), at("loop-2020.txt")).expect("a link");
        symlink(at("gone.log"), at("a.log")).expect("a link");
        symlink(at("2019.txt"), at("2021.txt")).expect("a link");
        std::fs::create_dir(at("texts")).expect("a folder");
        symlink(at("texts"), at("more")).expect("a link");
        std::fs::write(folder.path().join(OsStr::from_bytes(b"2022-\xFF.txt")), "text").expect("written");
        let _socket = std::os::unix::net::UnixListener::bind(at("2023.txt")).expect("a socket");
        let corpus = find(folder.path(), &["*.txt".to_string()]).expect("a corpus");
        assert_eq!(corpus.documents.iter().map(|info| info.id).collect::<Vec<_>>(), ["2019", "2021"]);
        let root = format!("{}/", folder.path().display());
        let told: Vec<String> = corpus.warnings.iter().map(|warning| warning.to_string().replace(&root, "")).collect();
        assert_eq!(
            told,
            [
                "2020.txt: left out: it is a link to nothing",
                "2022-\u{FFFD}.txt: left out: its name is not Unicode: rename it",
                "2023.txt: left out: it is a socket",
                "loop-2020.txt: left out: it is a link that leads back to itself",
                "more: not searched: it is a link to a folder, which is not followed",
            ]
        );
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
