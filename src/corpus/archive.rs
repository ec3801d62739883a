//! Compressed files: gzip, archives of documents, and the packages that office documents are.
//!
//! What is unpacked is bounded before it is held: see [`MOST_EXPANDED`] and [`MOST_RATIO`]. An archive within an archive
//! is not opened.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use flate2::read::MultiGzDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::disk::{self, File};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::{Unpack, put, put_text};
use crate::plural::plural;
use crate::warning::Warning;

/// The most bytes that one file may have after it is unpacked: 1 GiB.
pub const MOST_EXPANDED: u64 = 1 << 30;
/// How many times as large as packed it may be; text seldom gets beyond 20, and no more than 1,032 is possible.
pub const MOST_RATIO: u64 = 200;
/// Up to this size (16 MiB) the ratio does not matter.
const FREE: u64 = 16 << 20;
/// Bytes of an archive that are read at a time, at most.
const BUFFER: u64 = 32 << 10;
/// The most files of an archive, and mails of a mailbox.
pub const MOST_MEMBERS: usize = 100_000;

fn wrong(message: impl Into<String>, path: &Path) -> Error {
    Error::new(ErrorKind::Document, message).at(path)
}

fn too_large(path: &Path) -> Error {
    wrong(format!("this expands to more than {MOST_RATIO} times its size, or to more than 1 GiB"), path)
        .hint("text does not compress like that; unpack the file and look at it")
}

/// The largest size that packed bytes may unpack to.
fn most(packed: u64) -> u64 {
    packed.saturating_mul(MOST_RATIO).clamp(FREE, MOST_EXPANDED)
}

/// Reads to the end what came from `packed` bytes.
fn unpack(reader: impl Read, packed: u64, path: &Path) -> Result<Vec<u8>> {
    let most = most(packed);
    let mut out = Vec::new();
    reader.take(most + 1).read_to_end(&mut out).map_err(|error| {
        wrong(format!("the compressed data are damaged: {error}"), path).hint("the file may be cut off; get it again")
    })?;
    if out.len() as u64 > most { Err(too_large(path)) } else { Ok(out) }
}

/// The bytes of a file that was compressed with gzip.
///
/// # Errors
/// When they are damaged, or expand too far.
pub fn gunzip(bytes: &[u8], path: &Path) -> Result<Vec<u8>> {
    unpack(MultiGzDecoder::new(bytes), bytes.len() as u64, path)
}

/// What a file that was compressed with gzip holds, as it is read. Its end is an error where it expands to more than
/// [`MOST_RATIO`] times its size.
///
/// # Errors
/// When the file cannot be read.
pub fn gunzipped(file: File, path: &Path) -> Result<Box<dyn Read + Send>> {
    let packed = disk::length(&file).map_err(|e| Error::io(ErrorKind::Document, "cannot read the file", path, e))?;
    let left = packed.saturating_mul(MOST_RATIO).max(FREE);
    Ok(Box::new(Bounded { reader: MultiGzDecoder::new(BufReader::new(file)), left }))
}

/// A reader of so many bytes.
struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let message = format!("this expands to more than {MOST_RATIO} times its size");
            std::io::Error::new(std::io::ErrorKind::FileTooLarge, message)
        })?;
        Ok(read)
    }
}

/// A file in an archive, with its place there, so that it can be read without looking at the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The archive.
    pub archive: PathBuf,
    /// Its name in the archive; parts are separated by `/`.
    pub name: String,
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

/// The files of an archive in the order of their names, without folders; and warnings for those that cannot be read, for
/// hidden ones, and for what macOS adds.
///
/// # Errors
/// When the archive cannot be read, or holds too much.
pub(crate) fn members(path: &Path) -> Result<(Vec<Member>, Vec<Warning>)> {
    let file = File::open(path).map_err(|e| Error::io(ErrorKind::Document, "cannot read the archive", path, e))?;
    let broken = |error: zip::result::ZipError| {
        wrong(format!("this zip archive cannot be read: {error}"), path)
            .hint("the file may be cut off or of another kind; get it again")
    };
    let size = disk::length(&file).unwrap_or(0);
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.len() > MOST_MEMBERS {
        let message = format!("the archive holds {} files, more than {MOST_MEMBERS}", archive.len());
        return Err(wrong(message, path).hint("unpack it into a folder"));
    }
    let (mut members, mut warnings) = (Vec::new(), Vec::new());
    let mut total = 0_u64;
    let (mut hidden, mut first_hidden) = (0, String::new());
    let duplicates = if archive.has_duplicate_names() { duplicates(path, &archive) } else { Vec::new() };
    for (name, number) in duplicates {
        let message = format!("left out: {} of {number} files with this name; the last is read", number - 1);
        warnings.push(Warning::at(&path.join(&name), None, message));
    }
    let mut seen = HashSet::new();
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(broken)?;
        let written = file.name().map_err(broken)?.replace('\\', "/");
        if file.is_dir() {
            continue;
        }
        let name = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
        let within = path.join(&name);
        let mut refuse = |why: &str| warnings.push(Warning::at(&within, None, format!("left out: {why}")));
        if written.starts_with('/') || name.split('/').any(|part| part == "..") {
            warnings.push(Warning::at(path, None, format!("left out: `{written}` is a name out of the archive")));
            continue;
        }
        if is_hidden(&name) {
            hidden += 1;
            first_hidden = if hidden == 1 { name } else { first_hidden };
            continue;
        }
        if file.is_symlink() {
            refuse("it is a link");
            continue;
        }
        if !seen.insert(name.clone()) {
            refuse("another file of the archive has this name");
            continue;
        }
        let deflated = match file.compression() {
            _ if file.encrypted() => {
                refuse("it is encrypted");
                continue;
            }
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            method => {
                refuse(&format!("it is compressed by {method}, which is not read"));
                continue;
            }
        };
        let (packed, expanded) = (file.compressed_size(), file.size());
        let Some(start) = file.data_start().filter(|start| start.saturating_add(packed) <= size) else {
            refuse("it lies outside of the archive");
            continue;
        };
        total = total.saturating_add(expanded);
        if expanded > most(packed) || (total > MOST_EXPANDED && total / MOST_RATIO > size) {
            return Err(too_large(&within));
        }
        members.push(Member {
            archive: path.to_path_buf(),
            name,
            start,
            packed,
            size: expanded,
            crc: file.crc32(),
            deflated,
        });
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    if hidden > 0 {
        let files = plural(hidden, "hidden file");
        let message = format!("left out: {files}, such as `{first_hidden}`");
        warnings.push(Warning::at(path, None, message));
    }
    Ok((members, warnings))
}

/// Names that stand in the directory of an archive more than once, and how often. The crate keeps the last file of each.
fn duplicates<R: Read + Seek>(path: &Path, archive: &ZipArchive<R>) -> Vec<(String, usize)> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let start = archive.offset().saturating_add(archive.central_directory_start());
    let found = [archive.central_directory_start(), start].into_iter().find_map(|at| directory(path, at).ok());
    for name in found.unwrap_or_default() {
        *names.entry(name).or_default() += 1;
    }
    names.into_iter().filter(|(_, number)| *number > 1).collect()
}

/// The names in the directory of an archive that begins at a byte of the file.
fn directory(path: &Path, start: u64) -> std::io::Result<Vec<String>> {
    const FIXED: usize = 46;
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(start))?;
    let mut names = Vec::new();
    let mut fixed = [0_u8; FIXED];
    let length = |bytes: &[u8; FIXED], at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    while file.read_exact(&mut fixed).is_ok() && fixed.starts_with(b"PK\x01\x02") {
        let mut name = vec![0; length(&fixed, 28).into()];
        file.read_exact(&mut name)?;
        file.seek_relative(i64::from(length(&fixed, 30)) + i64::from(length(&fixed, 32)))?;
        names.push(String::from_utf8_lossy(&name).replace('\\', "/"));
    }
    if names.is_empty() { Err(std::io::ErrorKind::InvalidData.into()) } else { Ok(names) }
}

/// Whether a file is hidden, or one of those that macOS puts beside each file (AppleDouble).
pub(crate) fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

impl Member {
    /// A stretch of a file that holds several, as it stands there.
    pub fn stretch(archive: &Path, name: String, start: u64, bytes: u64, crc: u32) -> Self {
        Self { archive: archive.to_path_buf(), name, start, packed: bytes, size: bytes, crc, deflated: false }
    }

    /// Writes all but the archive.
    pub(super) fn pack(&self, bytes: &mut Vec<u8>) {
        put_text(bytes, &self.name);
        let Self { start, packed, size, crc, deflated, .. } = *self;
        [start, packed, size, crc.into(), deflated.into()].into_iter().for_each(|number| put(bytes, number));
    }

    /// Reads the same again.
    pub(super) fn unpack(archive: PathBuf, read: &mut Unpack<'_>) -> Option<Self> {
        let name = read.text()?.to_string();
        let (start, packed, size) = (read.number()?, read.number()?, read.number()?);
        Some(Self { archive, name, start, packed, size, crc: read.small()?, deflated: read.number()? == 1 })
    }

    /// Archive and name in one path, for messages.
    pub fn path(&self) -> PathBuf {
        self.archive.join(&self.name)
    }

    /// Size in bytes after unpacking, as the archive says.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Unpacks the file.
    ///
    /// # Errors
    /// When the archive cannot be read, its data are damaged (by their checksum), or expand too far.
    pub fn read(&self) -> Result<Vec<u8>> {
        let path = self.path();
        let fail = |e| Error::io(ErrorKind::Document, "cannot read the archive", &path, e);
        let mut file = File::open(&self.archive).map_err(fail)?;
        file.seek(SeekFrom::Start(self.start)).map_err(fail)?;
        // Most files of an archive are small.
        let room = self.packed.clamp(1, BUFFER) as usize;
        let packed = BufReader::with_capacity(room, file).take(self.packed);
        let bytes = if self.deflated {
            unpack(DeflateDecoder::new(packed), self.packed, &path)?
        } else {
            unpack(packed, self.packed, &path)?
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        if bytes.len() as u64 != self.size || crc.sum() != self.crc {
            return Err(wrong("the compressed data are damaged: the checksum differs", &path)
                .hint("the archive may be cut off; get it again"));
        }
        Ok(bytes)
    }
}

/// A package of parts in memory: what docx, odt and xlsx files are.
#[derive(Debug)]
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    path: &'a Path,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// When it is no zip archive, or cut off.
    pub fn open(bytes: &'a [u8], path: &'a Path) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            wrong(format!("the file is damaged: {error}"), path)
                .hint("it may be cut off; open it in the program that made it and save it again")
        })?;
        Ok(Self { archive, path, left: most(bytes.len() as u64) })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// A part; `None` where there is none of this name.
    ///
    /// # Errors
    /// When it is encrypted, damaged, or all parts together expand too far.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        self.part_at(index, &format!("`{name}`")).map(Some)
    }

    fn part_at(&mut self, index: usize, name: &str) -> Result<Vec<u8>> {
        let damaged = |error: &dyn std::fmt::Display| {
            wrong(format!("{name} in the file cannot be read: {error}"), self.path)
                .hint("the file may be cut off or encrypted; open it in the program that made it and save it again")
        };
        let part = self.archive.by_index(index).map_err(|e| damaged(&e))?;
        let mut out = Vec::new();
        part.take(self.left + 1).read_to_end(&mut out).map_err(|e| damaged(&e))?;
        self.left = self.left.checked_sub(out.len() as u64).ok_or_else(|| too_large(self.path))?;
        Ok(out)
    }

    /// Unpacks every part and throws it away: whether a crate may unpack the file whole. Says whether a part holds some bytes.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn check_all(&mut self, wanted: &[u8]) -> Result<bool> {
        let mut found = false;
        for index in 0..self.archive.len() {
            let part = self.part_at(index, "a part")?;
            found = found || memchr::memmem::find(&part, wanted).is_some();
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A zip archive of files, packed.
    fn archive(folder: &Path, files: &[(&str, &[u8])]) -> PathBuf {
        let path = folder.join("a.zip");
        let mut writer = zip::ZipWriter::new(File::create(&path).expect("a file"));
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("an archive");
        path
    }

    #[test]
    fn members_are_read_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let files: [(&str, &[u8]); 5] = [
            ("2020/b.txt", b"trust"),
            ("2019/a.txt", b""),
            (".DS_Store", b"x"),
            ("__MACOSX/2019/._a.txt", b"x"),
            ("2019/._a.txt", b"x"),
        ];
        let (members, warnings) = members(&archive(folder.path(), &files)).expect("an archive");
        let read: Vec<(&str, Vec<u8>)> =
            members.iter().map(|member| (member.name.as_str(), member.read().expect("whole"))).collect();
        assert_eq!(read, [("2019/a.txt", b"".to_vec()), ("2020/b.txt", b"trust".to_vec())]);
        let told: Vec<String> = warnings.iter().map(|warning| warning.message.clone()).collect();
        assert_eq!(told, ["left out: 3 hidden files, such as `.DS_Store`"]);
        assert!(members[0].path().ends_with("a.zip/2019/a.txt"));
    }

    #[test]
    fn names_that_lead_out_or_stand_twice_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let files: [(&str, &[u8]); 6] = [
            ("../2019.txt", b"out"),
            ("a/../../2019.txt", b"out"),
            ("/etc/2019.txt", b"out"),
            ("./a//2019.txt", b"in"),
            ("b/2020.txt", b"first"),
            ("c/2020.txt", b"second"),
        ];
        let path = archive(folder.path(), &files);
        let mut bytes = std::fs::read(&path).expect("an archive");
        // The writer refuses the same name twice.
        for at in memchr::memmem::find_iter(&bytes.clone(), b"c/2020.txt") {
            bytes[at] = b'b';
        }
        std::fs::write(&path, &bytes).expect("written");
        let (members, warnings) = members(&path).expect("an archive");
        let read: Vec<(&str, Vec<u8>)> =
            members.iter().map(|member| (member.name.as_str(), member.read().expect("whole"))).collect();
        assert_eq!(read, [("a/2019.txt", b"in".to_vec()), ("b/2020.txt", b"second".to_vec())]);
        let root = format!("{}/", folder.path().display());
        let told: Vec<String> = warnings.iter().map(|warning| warning.to_string().replace(&root, "")).collect();
        assert_eq!(
            told,
            [
                "a.zip/b/2020.txt: left out: 1 of 2 files with this name; the last is read",
                "a.zip: left out: `../2019.txt` is a name out of the archive",
                "a.zip: left out: `a/../../2019.txt` is a name out of the archive",
                "a.zip: left out: `/etc/2019.txt` is a name out of the archive",
            ]
        );
    }

    #[test]
    fn what_expands_too_far_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = archive(folder.path(), &[("a.txt", &vec![b'a'; 32 << 20])]);
        let error = members(&path).expect_err("too large").to_string();
        assert!(error.contains("a.zip/a.txt: this expands to more than 200 times its size"), "{error}");
        let bytes = std::fs::read(&path).expect("an archive");
        let mut package = Package::open(&bytes, &path).expect("a package");
        assert!(package.part("a.txt").expect_err("too large").to_string().contains("expands"));
        assert!(Package::open(&bytes, &path).expect("a package").check_all(b"b").is_err());
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(&vec![b'a'; 32 << 20]).expect("packed");
        let packed = packed.finish().expect("packed");
        assert!(gunzip(&packed, Path::new("a.gz")).expect_err("too large").to_string().contains("expands"));
        // Small files may be as empty as they like.
        let path = archive(folder.path(), &[("a.txt", &vec![b' '; 1 << 20])]);
        assert_eq!(members(&path).expect("small").0.len(), 1);
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = archive(folder.path(), &[("a.txt", "trust and norms, trust and norms".as_bytes())]);
        let bytes = std::fs::read(&path).expect("an archive");
        std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("cut off");
        assert!(members(&path).expect_err("cut off").to_string().contains("a.zip: this zip archive cannot be read"));
        let mut wrong = bytes.clone();
        wrong[40] ^= 0xFF;
        std::fs::write(&path, &wrong).expect("changed");
        let (found, _) = members(&path).expect("the folder of the archive is whole");
        assert!(found[0].read().expect_err("changed").to_string().contains("the compressed data are damaged"));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"trust").expect("packed");
        let packed = packed.finish().expect("packed");
        assert_eq!(gunzip(&packed, Path::new("a.gz")).expect("whole"), b"trust");
        assert!(gunzip(&packed[..packed.len() - 4], Path::new("a.gz")).is_err());
    }
}
