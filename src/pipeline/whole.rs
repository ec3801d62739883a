//! Single files that are written whole or not at all.

use std::path::{Path, PathBuf};

use crate::disk::{self, Beside};
use crate::error::{Error, ErrorKind, Result};
use crate::files::is_taken;

/// Writes a file, with the permissions that it had or that other new files get.
///
/// # Errors
/// When the file cannot be written; what was there is then whole.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let failed =
        |e| Error::io(ErrorKind::Output, "cannot write the file", path, e).hint("name a file in a folder that exists");
    Beside::new(path, text.as_bytes()).and_then(|file| file.replace(path)).map_err(failed)
}

/// Refuses names that are taken in a folder.
///
/// # Errors
/// At the first name that is there.
pub(crate) fn check_new<'n>(folder: &Path, names: impl IntoIterator<Item = &'n str>) -> Result<()> {
    match names.into_iter().map(|name| folder.join(name)).find(|path| is_taken(path)) {
        None => Ok(()),
        Some(path) => Err(Error::new(ErrorKind::Output, "the file exists already, and nothing was written")
            .at(&path)
            .hint("move it away to make it anew; if the folder is a project already, go on with `themeshift run`")),
    }
}

/// Writes new files into a folder: all of them, or none. Folders are made where they are missing.
///
/// # Errors
/// When a file is there already or cannot be written; then no file is.
pub(crate) fn write_new(folder: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    check_new(folder, files.iter().map(|(name, _)| *name))?;
    let mut made = Made::default();
    let failed = |path: &Path, e| {
        Error::io(ErrorKind::Output, "cannot write the file, and nothing was written", path, e)
            .hint("name a folder that you may write in")
    };
    let mut ready = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        made.folder(path.parent().unwrap_or(folder)).map_err(|e| failed(&path, e))?;
        ready.push((Beside::new(&path, *bytes).map_err(|e| failed(&path, e))?, path));
    }
    for (file, path) in ready {
        file.keep(&path).map_err(|e| failed(&path, e))?;
        made.files.push(path);
    }
    made.keep();
    Ok(())
}

/// What was made so far; it vanishes unless it is kept.
#[derive(Debug, Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    fn folder(&mut self, folder: &Path) -> std::io::Result<()> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && disk::metadata(path).is_err())
            .collect();
        for path in missing.into_iter().rev() {
            disk::create_dir(path)?;
            self.folders.push(path.to_path_buf());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.folders.clear();
        self.files.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // What cannot be removed stays: an error is on its way already.
        self.files.iter().for_each(|file| drop(disk::remove_file(file)));
        self.folders.iter().rev().for_each(|folder| drop(disk::remove_dir(folder)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_files_are_written_all_or_none() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = root.path().join("a/b");
        write_new(&folder, &[("one.txt", b"1"), ("c/two.txt", b"2")]).expect("written");
        assert_eq!(std::fs::read(folder.join("c/two.txt")).expect("there"), b"2");
        let error = write_new(&folder, &[("new/three.txt", b"3"), ("one.txt", b"x")]).expect_err("taken").to_string();
        assert!(error.contains("one.txt: the file exists already"), "{error}");
        // A file stands where a folder must be: found only while writing.
        write_new(&folder, &[("new/three.txt", b"3"), ("one.txt/four.txt", b"x")]).expect_err("no folder");
        assert_eq!(std::fs::read(folder.join("one.txt")).expect("there"), b"1");
        let mut names: Vec<_> =
            std::fs::read_dir(&folder).expect("there").map(|e| e.expect("one").file_name()).collect();
        names.sort();
        assert_eq!(names, ["c", "one.txt"], "nothing of a failed attempt is left");
    }
}
