//! Results appear all at once, in memory.

use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::Result;

/// A folder that becomes the target when it is complete.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
}

impl Staging {
    /// Makes the folder beside the target.
    ///
    /// # Errors
    /// None.
    pub fn new(target: &Path) -> Result<Self> {
        let folder = target.with_file_name(".themeshift-new");
        disk::remove(&folder);
        Ok(Self { target: target.to_path_buf(), folder })
    }

    /// The folder to write into.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Puts the folder in the place of the target.
    ///
    /// # Errors
    /// None.
    pub(crate) fn commit(self) -> Result<()> {
        disk::remove(&self.target);
        disk::rename(&self.folder, &self.target);
        Ok(())
    }
}

/// Writes one file.
///
/// # Errors
/// When a folder stands there.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    disk::write(path, bytes)
}
