//! Changes of the files of a project, which can be taken back and made again.

use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::whole;

/// What a change has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touches {
    /// The themes.
    Codebook,
    /// The documents, or how they are read and compared.
    Documents,
    /// Both.
    Both,
    /// What people wrote about them, which changes no text and no theme.
    Notes,
}

/// The text of a file before and after a change; nothing where there is no file.
#[derive(Debug, Clone)]
struct FileChange {
    path: PathBuf,
    before: Option<String>,
    after: Option<String>,
}

/// One change, of one file or several.
#[derive(Debug, Clone)]
pub struct Change {
    /// What was done, for people.
    pub what: String,
    /// What it has to do with.
    pub touches: Touches,
    files: Vec<FileChange>,
}

impl Change {
    /// A change that gives files new texts.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn new(what: String, touches: Touches, files: Vec<(PathBuf, String)>) -> Result<Self> {
        let of_file =
            |(path, after): (PathBuf, String)| Ok(FileChange { before: text_of(&path)?, path, after: Some(after) });
        Ok(Self { what, touches, files: files.into_iter().map(of_file).collect::<Result<_>>()? })
    }

    /// Whether it changes nothing.
    pub fn is_idle(&self) -> bool {
        self.files.iter().all(|file| file.before == file.after)
    }

    /// Writes the files, all of them or none.
    ///
    /// # Errors
    /// When a file was changed by another program meanwhile, or cannot be written.
    pub fn make(&self) -> Result<()> {
        write(&self.files, |file| (&file.before, &file.after))
    }

    /// Writes the files as they were.
    ///
    /// # Errors
    /// As [`Change::make`].
    pub fn take_back(&self) -> Result<()> {
        write(&self.files, |file| (&file.after, &file.before))
    }
}

/// The text of a file; nothing where there is none.
///
/// # Errors
/// When it cannot be read.
pub fn text_of(path: &Path) -> Result<Option<String>> {
    match disk::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(ErrorKind::Output, "cannot read the file", path, error)),
    }
}

type Sides<'f> = (&'f Option<String>, &'f Option<String>);

fn write(files: &[FileChange], sides: impl Fn(&FileChange) -> Sides<'_>) -> Result<()> {
    for file in files {
        if text_of(&file.path)? != *sides(file).0 {
            return Err(Error::new(
                ErrorKind::Output,
                "another program changed the file meanwhile, and nothing was written",
            )
            .at(&file.path)
            .hint("open the project again"));
        }
    }
    let put = |path: &Path, text: &Option<String>| match text {
        Some(text) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            disk::create_dir_all(folder)
                .map_err(|e| Error::io(ErrorKind::Output, "cannot make the folder", folder, e))?;
            whole::write(path, text)
        }
        None => disk::remove_file(path).map_err(|e| Error::io(ErrorKind::Output, "cannot remove the file", path, e)),
    };
    for (place, file) in files.iter().enumerate() {
        let (before, after) = sides(file);
        if before != after
            && let Err(error) = put(&file.path, after)
        {
            // What cannot be put back stays: an error is on its way already.
            files[..place].iter().for_each(|file| drop(put(&file.path, sides(file).0)));
            return Err(error);
        }
    }
    Ok(())
}

/// The changes of a session.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Change>,
    undone: Vec<Change>,
}

impl History {
    /// A change was made.
    pub fn add(&mut self, change: Change) {
        self.undone.clear();
        self.done.push(change);
    }

    /// The change that would be taken back.
    pub fn last(&self) -> Option<&Change> {
        self.done.last()
    }

    /// The change that would be made again.
    pub fn next(&self) -> Option<&Change> {
        self.undone.last()
    }

    /// The last change was taken back.
    pub fn went_back(&mut self) {
        self.undone.extend(self.done.pop());
    }

    /// The next change was made again.
    pub fn went_on(&mut self) {
        self.done.extend(self.undone.pop());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_go_back_and_forth_and_spare_what_others_wrote() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("one.txt"), folder.path().join("two.txt"));
        std::fs::write(&one, "1").expect("written");
        let files = vec![(one.clone(), "2".to_string()), (two.clone(), "new".to_string())];
        let change = Change::new("both".into(), Touches::Notes, files).expect("a change");
        assert!(!change.is_idle());
        change.make().expect("made");
        assert_eq!(std::fs::read_to_string(&two).expect("there"), "new");
        change.take_back().expect("taken back");
        assert_eq!(std::fs::read_to_string(&one).expect("there"), "1");
        assert!(!two.exists());
        std::fs::write(&one, "other").expect("written");
        let told = change.make().expect_err("changed meanwhile").to_string();
        assert!(told.contains("one.txt: another program changed the file"), "{told}");
        assert!(!two.exists() && std::fs::read_to_string(&one).expect("there") == "other");
    }
}
