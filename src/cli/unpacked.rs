//! A project that is one file, for a command: unpacked into a folder that is gone when the command ends.

use std::path::Path;

use tempfile::TempDir;

use super::args::Command;
use super::common::Common;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::workbench::{EXTENSION, unpack};

/// An unpacked project, for as long as this lives.
#[derive(Debug)]
pub struct Unpacked {
    /// The options, with the folder as project. Results stand beside the file, unless another folder was named for them.
    pub common: Common,
    _folder: TempDir,
}

impl Unpacked {
    /// Unpacks the project of a command, where it is one file. `open` unpacks it for good.
    ///
    /// # Errors
    /// As [`into_folder`].
    pub fn of(common: &Common, command: &Command) -> Result<Option<Self>> {
        let file = &common.project;
        if matches!(command, Command::Open(_)) || !is_packed(file) {
            return Ok(None);
        }
        let folder = tempfile::tempdir().map_err(|error| {
            Error::io(ErrorKind::Project, "cannot make a folder to unpack the project", &disk::temp_dir(), error)
        })?;
        // A project without a title has that of its folder.
        let name = file.file_stem().unwrap_or_default();
        let project = folder.path().join(name);
        into_folder(file, &project)?;
        let mut common = common.with_project(&project);
        if matches!(command, Command::Run(_) | Command::Report(_)) && common.output.is_none() {
            let mut name = name.to_os_string();
            name.push("-output");
            common.output = Some(file.with_file_name(name));
        }
        Ok(Some(Self { common, _folder: folder }))
    }
}

/// Whether a path is that of a project that is one file.
pub fn is_packed(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}

/// Unpacks a project into a folder.
///
/// # Errors
/// When the file cannot be read, is no packed project, or leads out of its folder; or when the folder cannot be written.
pub fn into_folder(file: &Path, folder: &Path) -> Result<()> {
    let bytes = crate::files::read(file, ErrorKind::Project, "cannot read the project")?;
    // What is wrong stands in the file, whatever the folder.
    unpack(&bytes, folder).map(drop).map_err(|error| {
        let place = error.place().map(|place| place.path.strip_prefix(folder).unwrap_or(&place.path).to_path_buf());
        error.at(&place.map_or_else(|| file.to_path_buf(), |inside| file.join(inside)))
    })
}
