//! Results appear all at once: they are written into a folder beside the target and exchanged with it when complete.
//!
//! A run holds a lock on its folder while it lives. What no run holds any more was left by one that was killed; the next run
//! removes it.

use std::fs::{File, TryLockError};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::earlier::own_files;
use super::record::RUN_FILE;
use crate::disk::{Beside, files};
use crate::error::{Error, ErrorKind, Result};
use crate::files::no_file;
use crate::report::REPORT_FILE;

/// Begin of the names of unfinished folders.
const PREFIX: &str = ".themeshift-";

/// A folder that no run holds is abandoned, unless it was just made.
const JUST_MADE: Duration = Duration::from_secs(1);
/// Where folders cannot be locked, one is abandoned when nothing was added to it for a day.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder that becomes the target when it is complete, and vanishes if it does not.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: TempDir,
    /// Says that a run holds the folder, where folders can be locked.
    _lock: Option<File>,
}

impl Staging {
    /// Makes the folder beside the target.
    ///
    /// # Errors
    /// When the target is a file or a folder that holds other things than results, or nothing can be written there.
    pub fn new(target: &Path) -> Result<Self> {
        // A link to a folder stays a link: the folder that it leads to is exchanged.
        let target = &resolved(target);
        let hint = "name another folder with --output";
        match no_file(target) {
            None => return Err(Error::new(ErrorKind::Output, "this is a file, not a folder for results").at(target)),
            Some("is a folder") => {}
            Some("does not exist") if target.file_name().is_some() => {}
            Some(why) => {
                let message = format!("this {why}, not a folder for results");
                return Err(Error::new(ErrorKind::Output, message).at(target).hint(hint));
            }
        }
        if target.is_dir() && own_files(target).is_none() && has_others(target) {
            return Err(Error::new(ErrorKind::Output, "the folder holds files that are no results of themeshift")
                .at(target)
                .hint("name an empty or new folder with --output"));
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let fail = |e| Error::io(ErrorKind::Output, "cannot write results here", &parent, e).hint(hint);
        std::fs::create_dir_all(&parent).map_err(fail)?;
        remove_abandoned(&parent);
        if let Some(reason) = unwritable(target) {
            return Err(Error::io(ErrorKind::Output, "cannot write results here", target, reason).hint(hint));
        }
        let folder = new_folder(&parent).map_err(fail)?;
        let lock = File::open(folder.path()).ok().filter(|folder| folder.try_lock().is_ok());
        Ok(Self { target: target.clone(), folder, _lock: lock })
    }

    /// The folder to write into.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the folder in the place of the target. The user's own files in the target move along.
    ///
    /// # Errors
    /// When the folders cannot be exchanged; the earlier results are then whole, and the error names the folder with the new
    /// ones.
    pub(crate) fn commit(self) -> Result<()> {
        let Self { target, folder, _lock } = self;
        let own = own_files(&target).unwrap_or_default();
        let moved =
            if target.is_dir() { exchange(folder.path(), &target) } else { std::fs::rename(folder.path(), &target) };
        if let Err(error) = moved {
            let new = folder.keep();
            return Err(Error::io(ErrorKind::Output, "cannot put the results in place", &target, error).hint(format!(
                "the new results are whole in `{}`, until the next run: move them by hand",
                new.display()
            )));
        }
        if !folder.path().exists() {
            return Ok(());
        }
        // From here the new results are in place, and the temporary folder holds the old ones.
        let moved = files(folder.path()).and_then(|old| {
            old.iter().filter(|file| !own.contains(*file)).try_for_each(|file| keep(folder.path(), &target, file))
        });
        moved.map_err(|e| {
            let old = folder.keep();
            Error::io(ErrorKind::Output, "the new results are in place, but not all other files were kept", &old, e)
                .hint("your files and the earlier results are in this folder")
        })
    }
}

/// A path without `..`, and without links as far as it exists. What follows a folder that is not there is taken as it is
/// written: `new/../out` is `out`.
fn resolved(target: &Path) -> PathBuf {
    if let Ok(there) = target.canonicalize() {
        return there;
    }
    if !target.components().any(|part| part == Component::ParentDir) {
        return target.to_path_buf();
    }
    let mut path = PathBuf::new();
    for part in std::path::absolute(target).unwrap_or_else(|_| target.to_path_buf()).components() {
        if part == Component::ParentDir {
            path = path.canonicalize().unwrap_or(path);
            path.pop();
        } else {
            path.push(part);
        }
    }
    path.canonicalize().unwrap_or(path)
}

/// Moves a file of the user from the old results to the new ones; where a new result has its name, it gets another.
fn keep(old: &Path, new: &Path, file: &Path) -> std::io::Result<()> {
    let mut to = new.join(file);
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    while to.exists() {
        to.as_mut_os_string().push(".kept");
    }
    std::fs::rename(old.join(file), to)
}

/// A folder with the permissions that other new folders get.
#[cfg(unix)]
fn new_folder(parent: &Path) -> std::io::Result<TempDir> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new().prefix(PREFIX).permissions(std::fs::Permissions::from_mode(0o777)).tempdir_in(parent)
}

#[cfg(not(unix))]
fn new_folder(parent: &Path) -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)
}

/// Writes one file all at once: an earlier file of this name is whole until then.
///
/// # Errors
/// When the folder cannot be made, or the file not written.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    Beside::new(path, bytes)?.replace(path)
}

/// Removes folders that killed runs left here. One that holds files of the user, as they stood among earlier results, stays; so
/// does what cannot be removed.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) || !path.is_dir() {
            continue;
        }
        let modified = entry.metadata().and_then(|meta| meta.modified()).ok();
        let age = modified.and_then(|time| time.elapsed().ok()).unwrap_or_default();
        if is_abandoned(&path, age) && is_ours(&path) {
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

/// Whether no run holds a folder that was last added to so long ago.
fn is_abandoned(folder: &Path, age: Duration) -> bool {
    match File::open(folder).map(|folder| folder.try_lock()) {
        Ok(Ok(())) => age > JUST_MADE,
        Ok(Err(TryLockError::WouldBlock)) => false,
        Ok(Err(TryLockError::Error(_))) | Err(_) => age > ABANDONED,
    }
}

/// Whether a folder holds unfinished results, or nothing but what a run wrote.
fn is_ours(folder: &Path) -> bool {
    let Some(own) = own_files(folder) else { return !folder.join(RUN_FILE).exists() };
    files(folder).is_ok_and(|files| files.iter().all(|file| own.contains(file)))
}

/// Whether a folder holds anything but a report, which may have been made alone.
fn has_others(folder: &Path) -> bool {
    let other = |entry: std::io::Result<std::fs::DirEntry>| entry.is_ok_and(|entry| entry.file_name() != REPORT_FILE);
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.any(other))
}

/// Why an existing target cannot be replaced.
fn unwritable(target: &Path) -> Option<std::io::Error> {
    if !target.exists() {
        return None;
    }
    tempfile::Builder::new().prefix(PREFIX).tempfile_in(target).err()
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            exchange_by_renaming(a, b)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    exchange_by_renaming(a, b)
}

/// Exchanges two folders by three renames; the second is undone when it fails.
fn exchange_by_renaming(a: &Path, b: &Path) -> std::io::Result<()> {
    let aside = b.with_extension("old-results");
    std::fs::rename(b, &aside)?;
    if let Err(error) = std::fs::rename(a, b) {
        std::fs::rename(&aside, b)?;
        return Err(error);
    }
    std::fs::rename(&aside, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        std::fs::write(folder.join(name), text).expect("the folder can be written");
    }

    /// Writes results as a run does: `run.json` lists them.
    fn results(folder: &Path, number: &str) {
        std::fs::create_dir_all(folder.join("table")).expect("the folder can be written");
        write(folder, "table/a.csv", number);
        write(folder, RUN_FILE, r#"{"program": {"name": "themeshift"}, "files": ["run.json", "table/a.csv"]}"#);
    }

    fn read(folder: &Path, name: &str) -> String {
        std::fs::read_to_string(folder.join(name)).expect("the file is there")
    }

    #[test]
    fn results_are_exchanged_and_other_files_kept() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("output");
        let staging = Staging::new(&target).expect("a new folder");
        results(staging.path(), "1");
        staging.commit().expect("committed");
        for mine in ["notes.txt", "findings.md", "table/mine.csv"] {
            write(&target, mine, "mine");
        }
        let staging = Staging::new(&target).expect("an old folder");
        results(staging.path(), "2");
        write(staging.path(), "findings.md", "ours");
        assert_eq!(read(&target, "table/a.csv"), "1");
        staging.commit().expect("committed");
        assert_eq!(read(&target, "table/a.csv"), "2");
        for mine in ["notes.txt", "findings.md.kept", "table/mine.csv"] {
            assert_eq!(read(&target, mine), "mine");
        }
        assert_eq!(std::fs::read_dir(root.path()).expect("root").count(), 1, "nothing is left beside the target");
    }

    #[test]
    fn an_unfinished_run_leaves_the_earlier_results_whole() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("output");
        results(&target, "1");
        let staging = Staging::new(&target).expect("an old folder");
        results(staging.path(), "2");
        drop(staging);
        assert_eq!(read(&target, "table/a.csv"), "1");
        assert_eq!(std::fs::read_dir(root.path()).expect("root").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_killed_runs_left_is_removed_and_what_runs_hold_stays() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("output");
        let alive = Staging::new(&target).expect("a new folder");
        let (left, complete, with_mine) = (".themeshift-left", ".themeshift-complete", ".themeshift-mine");
        for name in [left, complete, with_mine] {
            let folder = root.path().join(name);
            std::fs::create_dir(&folder).expect("a folder");
            if name == left {
                write(&folder, "half.csv", "1");
            } else {
                results(&folder, "1");
            }
        }
        write(&root.path().join(with_mine), "notes.txt", "mine");
        let names = || {
            let entries = std::fs::read_dir(root.path()).expect("root").flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        // They were just made.
        remove_abandoned(root.path());
        assert_eq!(names().len(), 4);
        std::thread::sleep(JUST_MADE + Duration::from_millis(100));
        drop(Staging::new(&target).expect("a new folder"));
        assert!(
            alive.path().is_dir() && names().len() == 2 && names().contains(&with_mine.to_string()),
            "{:?}",
            names()
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_stays_a_link() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (target, link) = (root.path().join("real"), root.path().join("output"));
        results(&target, "1");
        std::os::unix::fs::symlink(&target, &link).expect("a link");
        let staging = Staging::new(&link).expect("results");
        results(staging.path(), "2");
        staging.commit().expect("committed");
        assert!(link.is_symlink());
        assert_eq!(read(&target, "table/a.csv"), "2");
    }

    #[test]
    fn what_is_no_folder_for_results_is_told_before_the_run() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| root.path().join(name);
        let staging = Staging::new(&at("new/../more/../out")).expect("a folder");
        results(staging.path(), "1");
        staging.commit().expect("committed");
        assert_eq!(read(&at("out"), "table/a.csv"), "1");
        assert_eq!(std::fs::read_dir(root.path()).expect("root").count(), 1, "nothing else was made");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("gone"), at("link")).expect("a link");
            let error = Staging::new(&at("link")).expect_err("no folder").to_string();
            assert!(error.contains("link: this is a link to nothing, not a folder for results"), "{error}");
            let _socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("a socket");
            let error = Staging::new(&at("socket")).expect_err("no folder").to_string();
            assert!(error.contains("socket: this is a socket, not a folder"), "{error}");
        }
    }

    #[test]
    fn results_that_cannot_be_moved_are_named_and_whole() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("output");
        let staging = Staging::new(&target).expect("a new folder");
        results(staging.path(), "1");
        let new = staging.path().to_path_buf();
        // Somebody else was faster.
        std::fs::write(&target, "x").expect("written");
        let error = staging.commit().expect_err("a file is in the way").to_string();
        assert!(error.contains(&format!("the new results are whole in `{}`", new.display())), "{error}");
        assert_eq!(read(&new, "table/a.csv"), "1");
        assert_eq!(read(root.path(), "output"), "x");
    }

    #[test]
    fn a_folder_of_others_is_refused() {
        let root = tempfile::tempdir().expect("a temporary folder");
        write(root.path(), "thesis.docx", "x");
        let error = Staging::new(root.path()).expect_err("not ours").to_string();
        assert!(error.contains("no results of themeshift"), "{error}");
        write(root.path(), RUN_FILE, r#"{"program": {"name": "another"}}"#);
        assert!(Staging::new(root.path()).is_err());
        assert!(Staging::new(&root.path().join("thesis.docx")).is_err());
    }
}
