//! Which file of the project a name is that came over the connection.

use std::path::{Component, Path, PathBuf};

use crate::disk::{self, Beside};
use crate::error::{Error, ErrorKind, Result};
use crate::files::is_taken;

/// The path of a file or folder of a project.
///
/// # Errors
/// When the name leads out of the folder, be it by a link.
pub fn place(folder: &Path, name: &str) -> Result<PathBuf> {
    let wrong =
        |why: &str| Error::new(ErrorKind::Usage, format!("`{name}` {why}")).hint("name a file within the project");
    let inside = |part| matches!(part, Component::Normal(_));
    if name.is_empty() || name.contains(['\\', '\0']) || !Path::new(name).components().all(inside) {
        return Err(wrong("is no name of a file"));
    }
    let path = folder.join(name);
    // As far as it is there, without links.
    let there = path.ancestors().find(|path| is_taken(path)).unwrap_or(folder);
    let unread = |error| Error::io(ErrorKind::Usage, "cannot find the file", &path, error);
    let (whole, root) = (there.canonicalize().map_err(unread)?, folder.canonicalize().map_err(unread)?);
    if whole.starts_with(root) { Ok(path) } else { Err(wrong("leads out of the project")) }
}

/// Puts a new file into the project, whole or not at all.
///
/// # Errors
/// When the name leads out of the folder or is taken, or the bytes cannot be read or written.
pub fn put(folder: &Path, name: &str, bytes: impl std::io::Read) -> Result<()> {
    let path = place(folder, name)?;
    let taken = || {
        Error::new(ErrorKind::Output, "there is a file of this name already, which stays as it is")
            .at(Path::new(name))
            .hint("give the new file another name")
    };
    if is_taken(&path) {
        return Err(taken());
    }
    let failed = |error| Error::io(ErrorKind::Output, "cannot write the file", Path::new(name), error);
    disk::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
    let beside = Beside::new(&path, bytes).map_err(failed)?;
    beside.keep(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => taken(),
        _ => failed(error),
    })
}

/// A folder of the project that holds nothing of other places.
///
/// # Errors
/// When the name leads out of the project, or a link in it does; or when it cannot be read.
pub fn whole_folder(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = place(folder, name)?;
    let unread = |error| Error::io(ErrorKind::Output, "cannot read the folder", &path, error);
    for file in disk::files(&path).map_err(unread)? {
        place(folder, &Path::new(name).join(file).to_string_lossy())?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_project() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("project");
        std::fs::create_dir_all(folder.join("corpus")).expect("made");
        std::fs::write(folder.join("corpus/a.txt"), "a").expect("written");
        std::fs::write(root.path().join("secret.txt"), "s").expect("written");
        assert_eq!(place(&folder, "corpus/a.txt").expect("inside"), folder.join("corpus/a.txt"));
        assert_eq!(place(&folder, "new/b.txt").expect("inside"), folder.join("new/b.txt"));
        for name in ["", ".", "..", "../secret.txt", "corpus/../../secret.txt", "/etc/passwd", "a\\b", "a\0b", "./a"] {
            assert!(place(&folder, name).is_err(), "{name:?}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.path(), folder.join("out")).expect("a link");
            std::os::unix::fs::symlink(root.path().join("nothing"), folder.join("corpus/lost")).expect("a link");
            std::os::unix::fs::symlink(folder.join("corpus/a.txt"), folder.join("link.txt")).expect("a link");
            for name in ["out", "out/secret.txt", "out/new.txt", "corpus/lost"] {
                assert!(place(&folder, name).is_err(), "{name}");
            }
            assert!(place(&folder, "link.txt").is_ok());
            assert!(whole_folder(&folder, "corpus").is_err());
            std::fs::remove_file(folder.join("corpus/lost")).expect("removed");
        }
        assert!(whole_folder(&folder, "corpus").is_ok());
    }

    #[test]
    fn new_files_are_whole_and_take_no_place() {
        struct Broken;
        impl std::io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::UnexpectedEof.into())
            }
        }
        let root = tempfile::tempdir().expect("a folder");
        put(root.path(), "new/a.txt", &b"text"[..]).expect("written");
        let error = put(root.path(), "new/a.txt", &b"other"[..]).expect_err("taken").to_string();
        assert!(error.contains("new/a.txt: there is a file of this name already"), "{error}");
        put(root.path(), "new/b.txt", Broken).expect_err("not whole");
        let files = disk::files(root.path()).expect("read");
        assert_eq!(files, [Path::new("new/a.txt")]);
        assert_eq!(std::fs::read(root.path().join("new/a.txt")).expect("there"), b"text");
    }
}
