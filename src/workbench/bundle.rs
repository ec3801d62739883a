//! A project as one file: a zip archive of its folder, without results.

use std::io::{self, Cursor, Read, Write};
use std::path::{Component, Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::config::{self, CorpusFiles, PROJECT_FILE};
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::init::NOTES;

/// The extension of a project that is one file.
pub const EXTENSION: &str = "themeshift";
/// The most bytes that a project may have when it is unpacked.
const MOST_BYTES: u64 = 4 << 30;
/// The most files.
const MOST_FILES: usize = 1_000_000;

/// All files below a folder as a zip archive: of results, say.
///
/// # Errors
/// When a file cannot be read.
pub fn archive(folder: &Path) -> Result<Vec<u8>> {
    let failed = |error| Error::io(ErrorKind::Output, "cannot read the files", folder, error);
    let names = disk::files(folder).map_err(failed)?;
    zipped(folder, names).map_err(failed)
}

fn zipped(folder: &Path, names: impl IntoIterator<Item = PathBuf>) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        // Names in archives are separated by slashes everywhere.
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        archive.start_file(parts.join("/"), SimpleFileOptions::default().large_file(true))?;
        archive.write_all(&disk::read(folder.join(&name))?)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A project as one file: what people wrote, and the texts where they are wanted. Results are left out, and so is what the project
/// does not name.
///
/// # Errors
/// When the folder is no project, or a file cannot be read.
pub fn pack(folder: &Path, with_texts: bool) -> Result<Vec<u8>> {
    let config = config::load(folder)?;
    let failed = |error| Error::io(ErrorKind::Output, "cannot read the files", folder, error);
    let output = folder.join(&config.output.directory);
    let manifest = match &config.corpus.files {
        CorpusFiles::Manifest(path) => Some(folder.join(path)),
        CorpusFiles::Files(_) => None,
    };
    let written: Vec<PathBuf> =
        [Some(folder.join(PROJECT_FILE)), manifest, config.corpus.codebook.map(|path| folder.join(path))]
            .into_iter()
            .flatten()
            .chain(NOTES.map(|name| folder.join(name)))
            .collect();
    let is_wanted = |name: &PathBuf| {
        let path = folder.join(name);
        !path.starts_with(&output) && (with_texts || written.contains(&path)) && !is_hidden(name)
    };
    let names = disk::files(folder).map_err(failed)?.into_iter().filter(is_wanted);
    zipped(folder, names).map_err(failed)
}

fn is_hidden(name: &Path) -> bool {
    name.iter().any(|part| part.to_string_lossy().starts_with('.'))
}

/// Puts the files of a packed project into a folder; gives their names.
///
/// # Errors
/// When the bytes are no such archive, it holds no project file, a name leads out of the folder, it is too large, or a file cannot
/// be written.
pub fn unpack(bytes: &[u8], folder: &Path) -> Result<Vec<String>> {
    let wrong = |message: String| {
        Error::new(ErrorKind::Project, message)
            .hint("open a file that this program saved as a project, with the extension .themeshift")
    };
    let damaged =
        |error: &dyn std::fmt::Display| wrong(format!("this is no project in one file, or it is damaged: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_FILES {
        return Err(wrong(format!("the project has more than {MOST_FILES} files")));
    }
    if archive.index_for_name(PROJECT_FILE).is_none() {
        return Err(wrong(format!("there is no {PROJECT_FILE} in the file")));
    }
    let (mut names, mut room) = (Vec::new(), MOST_BYTES);
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(|error| damaged(&error))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|error| damaged(&error))?.into_owned();
        if name.contains('\\') || !Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(wrong(format!("the name `{name}` leads out of the project")));
        }
        let mut bytes = Vec::new();
        // What an archive says of sizes is not believed.
        file.by_ref().take(room + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        room = room.checked_sub(bytes.len() as u64).ok_or_else(|| wrong("the project has more than 4 GB".into()))?;
        let path = folder.join(&name);
        let failed = |error| Error::io(ErrorKind::Output, "cannot write the file", &path, error);
        disk::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
        disk::write(&path, bytes).map_err(failed)?;
        names.push(name);
    }
    Ok(names)
}
