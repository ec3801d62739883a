//! What stands at a path: a file that can be read, or something that only looks like one.

use std::io;
use std::path::Path;

use crate::disk;
use crate::error::{Error, ErrorKind, Result};

/// Why a path names no file that can be read; `None` where it names one. Links are followed.
pub fn no_file(path: &Path) -> Option<&'static str> {
    match disk::metadata(path) {
        Ok(found) if found.is_file() => None,
        Ok(_) if disk::is_dir(path) => Some("is a folder"),
        Ok(found) => Some(special(&found)),
        Err(error) => {
            let is_link = path.is_symlink();
            Some(match error.kind() {
                io::ErrorKind::NotFound if is_link => "is a link to nothing",
                io::ErrorKind::NotFound => "does not exist",
                io::ErrorKind::PermissionDenied => "may not be read",
                io::ErrorKind::NotADirectory => "lies below a file",
                // Its error has no kind of its own yet.
                _ if is_link => "is a link that leads back to itself",
                _ => "cannot be read",
            })
        }
    }
}

#[cfg(unix)]
fn special(of: &std::fs::Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = of.file_type();
    if kind.is_fifo() {
        "is a named pipe"
    } else if kind.is_socket() {
        "is a socket"
    } else {
        "is a device"
    }
}

#[cfg(not(unix))]
fn special<M>(_: &M) -> &'static str {
    "is no file"
}

/// Reads a file. `what` says what failed, such as "cannot read the manifest".
///
/// # Errors
/// When the path names no file, such as a folder, or a pipe that might never end.
pub fn read(path: &Path, kind: ErrorKind, what: &str) -> Result<Vec<u8>> {
    match no_file(path) {
        Some(why) if why != "does not exist" => Err(Error::new(kind, format!("{what}: it {why}")).at(path)),
        _ => disk::read(path).map_err(|error| Error::io(kind, what, path, error)),
    }
}

/// Whether anything stands at a path, be it a link to nothing.
pub fn is_taken(path: &Path) -> bool {
    path.is_symlink() || disk::metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.txt"), "x").expect("written");
        assert_eq!((no_file(&at("a.txt")), no_file(&at("b.txt"))), (None, Some("does not exist")));
        assert_eq!(no_file(folder.path()), Some("is a folder"));
        let error = read(folder.path(), ErrorKind::Manifest, "cannot read it").expect_err("a folder").to_string();
        assert!(error.ends_with(": cannot read it: it is a folder"), "{error}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(at("b.txt"), at("nothing")).expect("a link");
            symlink(at("loop"), at("loop")).expect("a link");
            symlink(at("a.txt"), at("good")).expect("a link");
            let socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("a socket");
            let told = ["nothing", "loop", "good", "socket"].map(|name| no_file(&at(name)));
            let expected =
                [Some("is a link to nothing"), Some("is a link that leads back to itself"), None, Some("is a socket")];
            assert_eq!(told, expected);
            assert_eq!(no_file(Path::new("/dev/null")), Some("is a device"));
            assert!(is_taken(&at("nothing")) && !is_taken(&at("b.txt")));
            drop(socket);
        }
    }
}
