//! Files in memory, for the whole program. Folders are there with what stands in them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Entry, plain};

/// The bytes of a file.
type Bytes = Arc<Mutex<Vec<u8>>>;

static FILES: Mutex<BTreeMap<PathBuf, Bytes>> = Mutex::new(BTreeMap::new());

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

fn bytes_of(path: &Path) -> io::Result<Bytes> {
    locked(&FILES).get(&plain(path)).cloned().ok_or_else(not_found)
}

/// A file that is read or written.
#[derive(Debug, Clone)]
pub struct File {
    bytes: Bytes,
    at: u64,
}

impl File {
    /// Opens a file.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self { bytes: bytes_of(path.as_ref())?, at: 0 })
    }

    /// Makes a file, or empties the one that is there.
    ///
    /// # Errors
    /// When a folder stands there, or a file where a folder is wanted.
    pub fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = plain(path.as_ref());
        if is_dir(&path) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut files = locked(&FILES);
        if path.ancestors().skip(1).any(|above| files.contains_key(above)) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let file = Self { bytes: Bytes::default(), at: 0 };
        files.insert(path, Arc::clone(&file.bytes));
        Ok(file)
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = locked(&self.bytes);
        let from = bytes.len().min(usize::try_from(self.at).unwrap_or(usize::MAX));
        let read = (&bytes[from..]).read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Write for File {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        let mut bytes = locked(&self.bytes);
        let from = usize::try_from(self.at).map_err(|_| io::ErrorKind::FileTooLarge)?;
        if bytes.len() < from + written.len() {
            bytes.resize(from + written.len(), 0);
        }
        bytes[from..from + written.len()].copy_from_slice(written);
        self.at += written.len() as u64;
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(step) => (locked(&self.bytes).len() as u64).checked_add_signed(step),
            SeekFrom::Current(step) => self.at.checked_add_signed(step),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// A whole file that is to be put in its place.
#[derive(Debug)]
pub struct Beside(Vec<u8>);

impl Beside {
    /// The file.
    ///
    /// # Errors
    /// When the bytes cannot be read.
    pub fn new(_: &Path, mut bytes: impl Read) -> io::Result<Self> {
        let mut whole = Vec::new();
        bytes.read_to_end(&mut whole)?;
        Ok(Self(whole))
    }

    /// Puts it there, in the place of what stands there.
    ///
    /// # Errors
    /// As [`write`].
    pub fn replace(self, path: &Path) -> io::Result<()> {
        write(path, self.0)
    }

    /// Puts it where nothing is.
    ///
    /// # Errors
    /// When something is there; as [`write`].
    pub fn keep(self, path: &Path) -> io::Result<()> {
        if metadata(path).is_ok() { Err(io::ErrorKind::AlreadyExists.into()) } else { write(path, self.0) }
    }
}

/// What stands at a path.
#[derive(Debug, Clone, Copy)]
pub struct Metadata {
    length: Option<u64>,
}

impl Metadata {
    /// Bytes of a file; none of a folder.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> u64 {
        self.length.unwrap_or(0)
    }

    /// Whether it is a file.
    pub fn is_file(&self) -> bool {
        self.length.is_some()
    }
}

/// What stands at a path.
///
/// # Errors
/// When nothing does.
pub fn metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    match bytes_of(path.as_ref()) {
        Ok(bytes) => Ok(Metadata { length: Some(locked(&bytes).len() as u64) }),
        Err(_) if is_dir(path.as_ref()) => Ok(Metadata { length: None }),
        Err(error) => Err(error),
    }
}

/// The bytes of a file.
///
/// # Errors
/// When there is none.
pub fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    Ok(locked(&*bytes_of(path.as_ref())?).clone())
}

/// The text of a file.
///
/// # Errors
/// When there is none, or it is not UTF-8.
pub fn read_to_string(path: impl AsRef<Path>) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Writes a file.
///
/// # Errors
/// When a folder stands there, or a file where a folder is wanted.
pub fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    File::create(path)?.write_all(bytes.as_ref())
}

/// Makes a folder: it is there with the first file in it.
///
/// # Errors
/// When a file stands there, or where a folder is wanted.
pub fn create_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    let (path, files) = (plain(path.as_ref()), locked(&FILES));
    let taken = path.ancestors().any(|above| files.contains_key(above));
    if taken { Err(io::ErrorKind::NotADirectory.into()) } else { Ok(()) }
}

/// Makes a folder, likewise.
///
/// # Errors
/// As [`create_dir_all`].
pub fn create_dir(path: impl AsRef<Path>) -> io::Result<()> {
    create_dir_all(path)
}

/// Takes a file away.
///
/// # Errors
/// When there is none.
pub fn remove_file(path: impl AsRef<Path>) -> io::Result<()> {
    locked(&FILES).remove(&plain(path.as_ref())).map(|_| ()).ok_or_else(not_found)
}

/// Takes an empty folder away: without files it is not there.
///
/// # Errors
/// When something stands in it.
pub fn remove_dir(path: impl AsRef<Path>) -> io::Result<()> {
    if is_dir(path.as_ref()) { Err(io::ErrorKind::DirectoryNotEmpty.into()) } else { Ok(()) }
}

/// What stands in a folder; in the order of the names.
///
/// # Errors
/// When there is no such folder.
pub fn read_dir(folder: &Path) -> io::Result<Vec<Entry>> {
    let folder = plain(folder);
    let mut entries: Vec<Entry> = Vec::new();
    for path in locked(&FILES).keys() {
        let Ok(below) = path.strip_prefix(&folder) else { continue };
        let mut parts = below.iter();
        let Some(name) = parts.next() else { continue };
        if entries.last().is_none_or(|last| last.name != name) {
            entries.push(Entry { name: OsString::from(name), is_folder: parts.next().is_some() });
        }
    }
    if entries.is_empty() && !folder.as_os_str().is_empty() { Err(not_found()) } else { Ok(entries) }
}

/// Whether a path leads to a folder.
pub fn is_dir(path: &Path) -> bool {
    let path = plain(path);
    path.as_os_str().is_empty() || locked(&FILES).keys().any(|file| *file != path && file.starts_with(&path))
}

/// Bytes of an open file.
///
/// # Errors
/// None.
pub fn length(file: &File) -> io::Result<u64> {
    Ok(locked(&file.bytes).len() as u64)
}

/// A file without a name.
///
/// # Errors
/// None.
pub fn temporary() -> io::Result<File> {
    Ok(File { bytes: Bytes::default(), at: 0 })
}

/// Where files without a name stand, for messages.
pub fn temp_dir() -> PathBuf {
    PathBuf::from("memory")
}

/// The path without dots.
pub fn whole_path(path: &Path) -> PathBuf {
    plain(path)
}

/// Takes a file away, or a folder with all that stands in it.
pub fn remove(path: &Path) {
    let path = plain(path);
    locked(&FILES).retain(|file, _| !file.starts_with(&path));
}

/// Moves a folder with all that stands in it.
pub fn rename(from: &Path, to: &Path) {
    let (from, to) = (plain(from), plain(to));
    let mut files = locked(&FILES);
    for path in files.keys().filter(|path| path.starts_with(&from)).cloned().collect::<Vec<_>>() {
        let below = path.strip_prefix(&from).map(PathBuf::from).unwrap_or_default();
        if let Some(bytes) = files.remove(&path) {
            files.insert(to.join(below), bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_there_as_they_were_written_and_folders_with_them() {
        let at = |name: &str| PathBuf::from(format!("memory-test/{name}"));
        write(at("b/c.txt"), "one").expect("written");
        write(at("./a/../b/d.txt"), "two").expect("written");
        create_dir_all(at("b/new")).expect("made");
        assert_eq!(read_to_string(at("b/c.txt")).expect("there"), "one");
        assert_eq!(metadata(at("b/d.txt")).map(|of| (of.is_file(), of.len())).expect("there"), (true, 3));
        assert!(is_dir(&at("b")) && !is_dir(&at("b/c.txt")) && metadata(at("b")).is_ok_and(|of| !of.is_file()));
        let names = |folder: &str| {
            let entries = read_dir(&at(folder)).expect("a folder").into_iter();
            entries.map(|entry| (entry.name.into_string().expect("a name"), entry.is_folder)).collect::<Vec<_>>()
        };
        assert_eq!(names(""), [("b".to_string(), true)]);
        assert_eq!(names("b"), [("c.txt".to_string(), false), ("d.txt".to_string(), false)]);
        for wrong in ["b", "b/c.txt/e"] {
            assert!(write(at(wrong), "x").is_err(), "{wrong}");
        }
        assert!(create_dir_all(at("b/c.txt")).is_err() && read(at("b/x")).is_err() && read_dir(&at("x")).is_err());
        let mut file = File::open(at("b/c.txt")).expect("there");
        file.seek(SeekFrom::End(-2)).expect("a place");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("UTF-8");
        assert_eq!((text.as_str(), length(&file).expect("known")), ("ne", 3));
        let mut other = temporary().expect("memory");
        other.seek(SeekFrom::Start(2)).expect("a place");
        other.write_all(b"x").expect("written");
        assert_eq!(*locked(&other.bytes), [0, 0, b'x']);
        Beside::new(&at("b/g"), &b"g"[..]).and_then(|file| file.keep(&at("b/g"))).expect("new");
        assert!(Beside::new(&at("b/g"), &b"h"[..]).and_then(|file| file.keep(&at("b/g"))).is_err());
        Beside::new(&at("b/g"), &b"h"[..]).and_then(|file| file.replace(&at("b/g"))).expect("written");
        assert!(read(at("b/g")).is_ok_and(|bytes| bytes == b"h") && remove_dir(at("b")).is_err());
        assert!(remove_file(at("b/g")).is_ok() && remove_file(at("b/g")).is_err() && remove_dir(at("b/g")).is_ok());
        create_dir(at("b/new")).expect("made");
        rename(&at("b"), &at("e/f"));
        assert_eq!(read_to_string(at("e/f/d.txt")).expect("moved"), "two");
        remove(&at("e"));
        assert!(!is_dir(&at("")) && read(at("e/f/c.txt")).is_err() && read(at("b/c.txt")).is_err());
        assert_eq!((whole_path(&at("a/../b")), temp_dir()), (at("b"), PathBuf::from("memory")));
    }
}
