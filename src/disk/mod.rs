//! Files and folders: those of the machine; in a page of a browser, which has none, those that the page was given, in memory.

#[cfg(any(test, target_family = "wasm"))]
#[allow(clippy::unnecessary_wraps, reason = "the functions of the system, in whose place these stand, fail")]
mod memory;
#[cfg(not(target_family = "wasm"))]
mod system;

#[cfg(target_family = "wasm")]
pub(crate) use memory::{
    Beside, File, create_dir, create_dir_all, is_dir, length, metadata, read_dir, read_to_string, remove_dir,
    remove_file, rename, temp_dir, temporary, whole_path,
};
#[cfg(target_family = "wasm")]
pub use memory::{read, remove, write};
#[cfg(not(target_family = "wasm"))]
pub(crate) use system::{
    Beside, File, create_dir, create_dir_all, is_dir, length, metadata, read_dir, read_to_string, remove_dir,
    remove_file, temp_dir, temporary, whole_path,
};
#[cfg(not(target_family = "wasm"))]
pub use system::{read, remove, write};

use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What stands in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name.
    pub name: OsString,
    /// Whether it is a folder itself, and no link to one.
    pub is_folder: bool,
}

/// The names of a path, without `.` and `..`.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => plain.push(name),
            Component::ParentDir => drop(plain.pop()),
            _ => {}
        }
    }
    plain
}

/// All files below a folder, relative to it, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for Entry { name, is_folder } in read_dir(&folder.join(&below))? {
            let path = below.join(name);
            if is_folder { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
