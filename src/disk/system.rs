//! Files and folders of the machine.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use std::env::temp_dir;
pub use std::fs::{File, create_dir, create_dir_all, metadata, read, read_to_string, remove_dir, remove_file, write};
pub use tempfile::tempfile as temporary;

use tempfile::NamedTempFile;

use super::Entry;

/// Begin of the names of files that are not complete.
const PREFIX: &str = ".themeshift-";

/// A whole file that stands beside its place, and is gone if it is not put there.
#[derive(Debug)]
pub struct Beside(NamedTempFile);

impl Beside {
    /// Writes the file, with the permissions that other new files get.
    ///
    /// # Errors
    /// When the bytes cannot be read, or it cannot be written.
    pub fn new(path: &Path, mut bytes: impl Read) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.prefix(PREFIX).tempfile_in(folder)?;
        io::copy(&mut bytes, &mut file)?;
        Ok(Self(file))
    }

    /// Puts it there, in the place of what stands there, with the permissions of that.
    ///
    /// # Errors
    /// When it cannot be put there; what was there is then whole.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        if let Ok(before) = metadata(path) {
            self.0.as_file().set_permissions(before.permissions())?;
        }
        self.0.persist(path).map(|_| ()).map_err(|error| error.error)
    }

    /// Puts it where nothing is.
    ///
    /// # Errors
    /// When something is there, or it cannot be put there.
    pub fn keep(self, path: &Path) -> io::Result<()> {
        self.0.persist_noclobber(path).map(|_| ()).map_err(|error| error.error)
    }
}

/// What stands in a folder; in any order.
///
/// # Errors
/// When it cannot be read.
pub fn read_dir(folder: &Path) -> io::Result<Vec<Entry>> {
    let entry = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry?;
        Ok(Entry { is_folder: entry.file_type()?.is_dir(), name: entry.file_name() })
    };
    std::fs::read_dir(folder)?.map(entry).collect()
}

/// Takes a folder away with all that stands in it, or a file; what cannot be removed stays.
pub fn remove(path: &Path) {
    let _ = if is_dir(path) { std::fs::remove_dir_all(path) } else { remove_file(path) };
}

/// Whether a path leads to a folder. Links are followed.
pub fn is_dir(path: &Path) -> bool {
    path.is_dir()
}

/// Bytes of an open file.
///
/// # Errors
/// When the system does not say.
pub fn length(file: &File) -> io::Result<u64> {
    Ok(file.metadata()?.len())
}

/// The path without links and dots; as it was given where it leads nowhere.
pub fn whole_path(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
