//! Results appear all at once: they are written into a folder beside the target and exchanged with it when complete.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::error::{Error, ErrorKind, Result};

/// What a run writes into its folder; anything else there belongs to the user and is kept.
pub const OWN: [&str; 5] = ["run.json", "datapackage.json", "table", "chart", "findings.md"];
/// Begin of the names of unfinished folders.
const PREFIX: &str = ".themeshift-";

/// An unfinished folder is abandoned when nothing was added to it for a day.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder that becomes the target when it is complete, and vanishes if it does not.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: TempDir,
}

impl Staging {
    /// Makes the folder beside the target.
    ///
    /// # Errors
    /// When the target is a file or a folder that holds other things than results, or nothing can be written there.
    pub fn new(target: &Path) -> Result<Self> {
        if target.is_file() {
            return Err(Error::new(ErrorKind::Output, "this is a file, not a folder for results").at(target));
        }
        if target.is_dir() && !target.join("run.json").is_file() && has_entries(target) {
            return Err(Error::new(ErrorKind::Output, "the folder holds files that are no results of themeshift")
                .at(target)
                .hint("name an empty or new folder with --output"));
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let fail = |e| {
            Error::io(ErrorKind::Output, "cannot write results here", &parent, e)
                .hint("name another folder with --output")
        };
        std::fs::create_dir_all(&parent).map_err(fail)?;
        remove_abandoned(&parent);
        if let Some(reason) = unwritable(target) {
            return Err(Error::io(ErrorKind::Output, "cannot write results here", target, reason)
                .hint("name another folder with --output"));
        }
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&parent).map_err(fail)?;
        Ok(Self { target: target.to_path_buf(), folder })
    }

    /// The folder to write into.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the folder in the place of the target. The user's own files in the target move along.
    ///
    /// # Errors
    /// When the folders cannot be exchanged; the earlier results are then whole.
    pub fn commit(self) -> Result<()> {
        let fail = |e| Error::io(ErrorKind::Output, "cannot put the results in place", &self.target, e);
        open_permissions(self.folder.path()).map_err(fail)?;
        if !self.target.exists() {
            let folder = self.folder.keep();
            return std::fs::rename(&folder, &self.target).map_err(fail);
        }
        exchange(self.folder.path(), &self.target).map_err(fail)?;
        // From here the new results are in place, and the temporary folder holds the old ones.
        for entry in std::fs::read_dir(self.folder.path()).map_err(fail)?.flatten() {
            let name = entry.file_name();
            if !OWN.iter().any(|own| name == *own) {
                std::fs::rename(entry.path(), self.target.join(&name)).map_err(fail)?;
            }
        }
        Ok(())
    }
}

/// Removes unfinished folders that a killed run left here long ago. What cannot be removed stays.
fn remove_abandoned(parent: &Path) {
    let old = |entry: &std::fs::DirEntry| {
        let modified = entry.metadata().and_then(|meta| meta.modified()).ok();
        modified.and_then(|time| time.elapsed().ok()).is_some_and(|age| age > ABANDONED)
    };
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.path().is_dir() && old(&entry) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn has_entries(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Why an existing target cannot be replaced.
fn unwritable(target: &Path) -> Option<std::io::Error> {
    if !target.exists() {
        return None;
    }
    tempfile::Builder::new().prefix(PREFIX).tempfile_in(target).err()
}

/// Temporary folders are private; results are readable as other new folders are.
#[cfg(unix)]
fn open_permissions(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_permissions(_: &Path) -> std::io::Result<()> {
    Ok(())
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
    let aside = a.with_extension("old");
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

    #[test]
    fn results_are_exchanged_and_other_files_kept() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("output");
        let staging = Staging::new(&target).expect("a new folder");
        write(staging.path(), "run.json", "1");
        staging.commit().expect("committed");
        write(&target, "notes.txt", "mine");
        let staging = Staging::new(&target).expect("an old folder");
        write(staging.path(), "run.json", "2");
        assert_eq!(std::fs::read_to_string(target.join("run.json")).expect("old"), "1");
        staging.commit().expect("committed");
        assert_eq!(std::fs::read_to_string(target.join("run.json")).expect("new"), "2");
        assert_eq!(std::fs::read_to_string(target.join("notes.txt")).expect("kept"), "mine");
        assert_eq!(std::fs::read_dir(root.path()).expect("root").count(), 1, "nothing is left beside the target");
    }

    #[test]
    fn an_unfinished_run_leaves_the_earlier_results_whole() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("output");
        std::fs::create_dir(&target).expect("made");
        write(&target, "run.json", "1");
        let staging = Staging::new(&target).expect("an old folder");
        write(staging.path(), "run.json", "2");
        drop(staging);
        assert_eq!(std::fs::read_to_string(target.join("run.json")).expect("old"), "1");
        assert_eq!(std::fs::read_dir(root.path()).expect("root").count(), 1);
    }

    #[test]
    fn a_folder_of_others_is_refused() {
        let root = tempfile::tempdir().expect("a temporary folder");
        write(root.path(), "thesis.docx", "x");
        let error = Staging::new(root.path()).expect_err("not ours").to_string();
        assert!(error.contains("no results of themeshift"), "{error}");
        assert!(Staging::new(&root.path().join("thesis.docx")).is_err());
    }
}
