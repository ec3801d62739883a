//! What is known of all documents, packed: a few bytes in memory for each, and the rest of it as bytes that go to a temporary
//! file where there are many. A [`DocumentInfo`] is made of them when it is asked for.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

#[cfg(feature = "readers")]
use super::Member;
use super::texts::{RowText, Texts};
use super::{Document, DocumentInfo, Seen};
use crate::axis::{Placed, When};
use crate::disk;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::pack::{Unpack, put, put_text};
use crate::spill::{Pieces, Stretch, damaged};
use crate::warning::Warning;

/// Bytes that are held in memory; where there are more, all go to a temporary file.
const IN_MEMORY: usize = 1 << 20;
/// Bytes of documents that are put into another order together.
const TOGETHER: u64 = 8 << 20;
/// Documents of which about one in so many is wanted are read together with those between them.
const NEAR: usize = 16;

/// What is known of the documents of a corpus, in their order.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    packed: Arc<Packed>,
    /// The periods that they stand in; without documents before the corpus is placed.
    placed: Arc<Placed>,
}

#[derive(Debug)]
struct Packed {
    pieces: Pieces,
    beside: Beside,
    failed: Mutex<Option<io::Error>>,
}

/// What stands beside the bytes, as several documents share it or it is no text.
#[derive(Debug, Clone, Default)]
struct Beside {
    /// Tables whose rows are documents.
    texts: Vec<Arc<dyn Texts>>,
    /// Folders whose names are not Unicode.
    folders: Vec<PathBuf>,
    /// Texts of documents that take work to read, by the places of these.
    documents: BTreeMap<usize, Arc<Document>>,
}

impl Default for Packed {
    fn default() -> Self {
        let (beside, failed) = Default::default();
        Self { pieces: Pieces::new(IN_MEMORY), beside, failed }
    }
}

impl Documents {
    /// Documents in an order.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn of(documents: impl IntoIterator<Item = DocumentInfo>) -> Result<Self> {
        let mut collector = Collector::default();
        documents.into_iter().try_for_each(|info| collector.push(&info))?;
        collector.end()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.pieces.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of a document, given by its place. Where that cannot be read any more it is nothing, and
    /// [`Documents::check`] says so.
    pub fn get(&self, place: usize) -> DocumentInfo {
        let mut info = self.packed.get(place).unwrap_or_default();
        info.period = self.placed.period(place).cloned();
        info
    }

    /// The id of a document, given by its place, likewise.
    pub fn id(&self, place: usize) -> String {
        self.packed.id(place)
    }

    /// What is known of each document, likewise.
    pub fn iter(&self) -> Iter<'_> {
        Iter { documents: self, place: 0, stretch: Stretch::default() }
    }

    /// Hands over the id of each document, likewise.
    pub fn ids(&self, mut each: impl FnMut(&str)) {
        let mut stretch = Stretch::default();
        for place in 0..self.len() {
            let piece = stretch.piece(&self.packed.pieces, place);
            let id = piece.and_then(|piece| piece.and_then(|bytes| Unpack::new(bytes).text()).ok_or_else(damaged));
            each(self.packed.or_failed(id).unwrap_or_default());
        }
    }

    /// Refuses to go on where a document could not be read again.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn check(&self) -> Result<()> {
        let failure = self.packed.failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        failure.map_or(Ok(()), |error| Err(cannot_keep(error)))
    }

    /// The periods that they stand in.
    pub(super) fn placed(&self) -> &Placed {
        &self.placed
    }

    /// The same in these periods.
    pub(super) fn in_periods(self, placed: Placed) -> Self {
        Self { placed: Arc::new(placed), ..self }
    }

    /// The same sorted by id.
    pub(super) fn sorted(self) -> Result<Self> {
        let (mut length, mut last, mut are_sorted) = (0, String::new(), true);
        self.ids(|id| {
            length += id.len();
            are_sorted &= last.as_str() <= id;
            last.clear();
            last.push_str(id);
        });
        if are_sorted {
            return Ok(self);
        }
        // All ids side by side, so that each takes no more than its bytes and its place.
        let (mut ids, mut ends) = (String::with_capacity(length), Vec::with_capacity(self.len()));
        self.ids(|id| {
            ids.push_str(id);
            ends.push(ids.len() as u64);
        });
        self.check()?;
        let end = |place: usize| ends[place] as usize;
        let id = |place: u32| {
            let place = place as usize;
            &ids[place.checked_sub(1).map_or(0, end)..end(place)]
        };
        let mut order: Vec<u32> = (0..ends.len() as u32).collect();
        order.sort_by(|a, b| id(*a).cmp(id(*b)));
        self.chosen(order.into_iter().map(|place| place as usize))
    }

    /// Those for which `keeps` holds; they are given by their places.
    pub(super) fn retained(self, keeps: impl Fn(usize) -> bool) -> Result<Self> {
        let number = self.len();
        if (0..number).all(&keeps) {
            return Ok(self);
        }
        let mut placed = Placed::clone(&self.placed);
        placed.retain(&keeps);
        Ok(self.chosen((0..number).filter(|place| keeps(*place)))?.in_periods(placed))
    }

    /// Some of them in an order, in no period.
    fn chosen(&self, places: impl Iterator<Item = usize>) -> Result<Self> {
        let from = &self.packed;
        let mut collector = Collector::default();
        let to = &mut collector.packed;
        (to.beside.texts, to.beside.folders) = (from.beside.texts.clone(), from.beside.folders.clone());
        let (mut places, mut stretch) = (places.peekable(), Stretch::default());
        let mean = (from.pieces.bytes() / from.pieces.len().max(1) as u64).max(1);
        while places.peek().is_some() {
            let some: Vec<usize> = places.by_ref().take((TOGETHER / mean).max(1) as usize).collect();
            let mut order: Vec<usize> = (0..some.len()).collect();
            order.sort_unstable_by_key(|at| some[*at]);
            let ends = order.first().zip(order.last()).map_or(0..0, |(first, last)| some[*first]..some[*last]);
            let near = ends.len() <= some.len() * NEAR;
            let (mut bytes, mut stands) = (Vec::new(), vec![0..0; some.len()]);
            for at in order {
                let start = bytes.len();
                if near {
                    let piece = stretch.piece(&from.pieces, some[at]).map_err(cannot_keep)?;
                    bytes.extend_from_slice(piece.ok_or_else(damaged).map_err(cannot_keep)?);
                } else {
                    bytes.extend_from_slice(&from.pieces.get(some[at]).map_err(cannot_keep)?);
                }
                stands[at] = start..bytes.len();
            }
            for (place, stands) in some.into_iter().zip(stands) {
                if let Some(document) = from.beside.documents.get(&place) {
                    to.beside.documents.insert(to.pieces.len(), Arc::clone(document));
                }
                to.pieces.push(&bytes[stands]).map_err(cannot_keep)?;
            }
        }
        collector.end()
    }
}

impl<'d> IntoIterator for &'d Documents {
    type Item = DocumentInfo;
    type IntoIter = Iter<'d>;

    fn into_iter(self) -> Iter<'d> {
        self.iter()
    }
}

/// Documents one after the other.
#[derive(Debug)]
pub struct Iter<'d> {
    documents: &'d Documents,
    place: usize,
    stretch: Stretch,
}

impl Iter<'_> {
    fn read(&mut self) -> io::Result<Option<DocumentInfo>> {
        let packed = &self.documents.packed;
        let Some(bytes) = self.stretch.piece(&packed.pieces, self.place)? else { return Ok(None) };
        packed.info(self.place, bytes).map(Some).ok_or_else(damaged)
    }
}

impl Iterator for Iter<'_> {
    type Item = DocumentInfo;

    fn next(&mut self) -> Option<DocumentInfo> {
        let read = self.read();
        let mut info = self.documents.packed.or_failed(read)??;
        info.period = self.documents.placed.period(self.place).cloned();
        self.place += 1;
        Some(info)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.documents.len() - self.place))
    }
}

fn cannot_keep(error: io::Error) -> Error {
    let folder = disk::temp_dir();
    Error::io(ErrorKind::Output, "cannot keep what is known of documents in a temporary file", &folder, error)
        .hint("make room there, or name another folder with the variable TMPDIR")
}

/// Takes documents one after the other.
#[derive(Debug, Default)]
pub struct Collector {
    packed: Packed,
    buffer: Vec<u8>,
    /// The numbers of tables, by the addresses of these, and of folders.
    texts: HashMap<usize, u64>,
    folders: HashMap<PathBuf, u64>,
}

impl Collector {
    /// Adds a document. Its period is not taken.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, info: &DocumentInfo) -> Result<()> {
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        self.pack(info, &mut bytes);
        self.packed.pieces.push(&bytes).map_err(cannot_keep)?;
        self.buffer = bytes;
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.pieces.len()
    }

    /// All documents are there.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn end(mut self) -> Result<Documents> {
        self.packed.pieces.finish().map_err(cannot_keep)?;
        Ok(Documents { packed: Arc::new(self.packed), placed: Arc::default() })
    }

    /// The id of a document that is there.
    pub fn id(&self, place: usize) -> String {
        self.packed.id(place)
    }

    /// What is known of a document that is there.
    pub fn get(&self, place: usize) -> DocumentInfo {
        self.packed.get(place).unwrap_or_default()
    }

    fn pack(&mut self, info: &DocumentInfo, bytes: &mut Vec<u8>) {
        put_text(bytes, &info.id);
        put_text(bytes, &info.file);
        self.put_path(bytes, &info.path);
        let kept = info.seen.as_ref().and_then(|seen| seen.document.as_ref());
        if let Some(document) = kept {
            self.packed.beside.documents.insert(self.packed.pieces.len(), Arc::clone(document));
        }
        put(bytes, u64::from(info.found));
        match &info.text {
            Some(text) => {
                let tables = &mut self.packed.beside.texts;
                let number = *self.texts.entry(Arc::as_ptr(text.texts()).addr()).or_insert_with(|| {
                    tables.push(Arc::clone(text.texts()));
                    tables.len() as u64
                });
                put(bytes, number);
                text.pack(bytes);
            }
            None => put(bytes, 0),
        }
        #[cfg(feature = "readers")]
        {
            put(bytes, u64::from(info.member.is_some()));
            if let Some(member) = &info.member {
                self.put_path(bytes, &member.archive);
                member.pack(bytes);
            }
        }
        put_text(bytes, info.seen.as_ref().map_or("", |seen| &seen.sha256));
        if let Some(seen) = &info.seen {
            put(bytes, seen.bytes);
        }
        put(bytes, u64::from(info.when.is_some()));
        if let Some(when) = info.when {
            put_day(bytes, when.first());
            put_day(bytes, when.last());
        }
        let texts = [
            &info.encoding,
            &info.title,
            &info.date,
            &info.event,
            &info.publisher,
            &info.kind,
            &info.scope,
            &info.language,
        ];
        texts.into_iter().for_each(|text| put_text(bytes, text));
        put(bytes, info.skip_sections.len() as u64);
        info.skip_sections.iter().for_each(|name| put_text(bytes, name));
        put(bytes, info.variables.len() as u64);
        info.variables.iter().flat_map(|(name, value)| [name, value]).for_each(|text| put_text(bytes, text));
        put(bytes, u64::from(info.warning.is_some()));
        if let Some(warning) = &info.warning {
            put_text(bytes, &warning.message);
            put(bytes, u64::from(warning.place.is_some()));
            if let Some(place) = &warning.place {
                self.put_path(bytes, &place.path);
                // Lines, columns and bytes are less than the most that a number can be.
                let numbers = [place.line, place.column, place.byte];
                numbers.into_iter().for_each(|number| put(bytes, number.map_or(0, |number| number + 1)));
            }
        }
    }

    /// Writes a path; of one that is not Unicode the folder is kept beside.
    fn put_path(&mut self, bytes: &mut Vec<u8>, path: &Path) {
        if let Some(text) = path.to_str() {
            put(bytes, 0);
            return put_text(bytes, text);
        }
        let (folder, name) = match (path.parent(), path.file_name().and_then(|name| name.to_str())) {
            (Some(folder), Some(name)) => (folder, name),
            _ => (path, ""),
        };
        let folders = &mut self.packed.beside.folders;
        let number = *self.folders.entry(folder.to_path_buf()).or_insert_with(|| {
            folders.push(folder.to_path_buf());
            folders.len() as u64
        });
        put(bytes, number);
        put_text(bytes, name);
    }
}

impl Packed {
    fn get(&self, place: usize) -> Option<DocumentInfo> {
        let info = self.pieces.get(place).and_then(|bytes| self.info(place, &bytes).ok_or_else(damaged));
        self.or_failed(info)
    }

    fn id(&self, place: usize) -> String {
        let id = |bytes: &[u8]| Unpack::new(bytes).text().map(String::from).ok_or_else(damaged);
        let id = self.pieces.get(place).and_then(|bytes| id(&bytes));
        self.or_failed(id).unwrap_or_default()
    }

    /// What was read; keeps the error for [`Documents::check`].
    fn or_failed<T>(&self, read: io::Result<T>) -> Option<T> {
        read.map_err(|error| *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error)).ok()
    }

    fn info(&self, place: usize, bytes: &[u8]) -> Option<DocumentInfo> {
        let read = &mut Unpack::new(bytes);
        let text = |read: &mut Unpack<'_>| read.text().map(String::from);
        let (id, file, path) = (text(read)?, text(read)?, self.path(read)?);
        let found = read.number()? == 1;
        let row = match read.number()? {
            0 => None,
            number => Some(RowText::unpack(self.beside.texts.get(number as usize - 1)?, read)?),
        };
        #[cfg(feature = "readers")]
        let member = match read.number()? {
            0 => None,
            _ => Some(Box::new(Member::unpack(self.path(read)?, read)?)),
        };
        let sha256 = text(read)?;
        let document = self.beside.documents.get(&place).cloned();
        let seen = if sha256.is_empty() { None } else { Some(Seen { sha256, bytes: read.number()?, document }) };
        let when = match read.number()? {
            0 => None,
            _ => When::between(day(read)?, day(read)?),
        };
        let [encoding, title, date, event, publisher, kind, scope, language] = [(); 8].map(|()| text(read));
        let skip_sections = (0..read.number()?).map(|_| text(read)).collect::<Option<_>>()?;
        let variables = (0..read.number()?).map(|_| Some((text(read)?, text(read)?))).collect::<Option<_>>()?;
        let warning = if read.number()? == 0 {
            None
        } else {
            let message = text(read)?;
            let place = if read.number()? == 0 {
                None
            } else {
                let path = self.path(read)?;
                let mut number = || read.number().map(|number| number.checked_sub(1));
                Some(Place { path, line: number()?, column: number()?, byte: number()? })
            };
            Some(Box::new(Warning { place, message }))
        };
        Some(DocumentInfo {
            id,
            file,
            path,
            text: row,
            #[cfg(feature = "readers")]
            member,
            found,
            encoding: encoding?,
            seen,
            when,
            period: None,
            title: title?,
            date: date?,
            event: event?,
            publisher: publisher?,
            kind: kind?,
            scope: scope?,
            language: language?,
            skip_sections,
            variables,
            warning,
        })
    }

    fn path(&self, read: &mut Unpack<'_>) -> Option<PathBuf> {
        match (read.number()?, read.text()?) {
            (0, path) => Some(PathBuf::from(path)),
            (folder, "") => self.beside.folders.get(folder as usize - 1).cloned(),
            (folder, name) => Some(self.beside.folders.get(folder as usize - 1)?.join(name)),
        }
    }
}

fn put_day(bytes: &mut Vec<u8>, day: Date) {
    // Years of documents are from 1000 to 2999.
    put(bytes, (day.year().max(0) as u64) << 9 | (day.month() as u64) << 5 | day.day() as u64);
}

fn day(read: &mut Unpack<'_>) -> Option<Date> {
    let number = read.number()?;
    Date::new((number >> 9) as i16, (number >> 5 & 15) as i8, (number & 31) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Content;

    /// A document with something in every place, told from others by a number.
    fn info(number: usize) -> DocumentInfo {
        let text = |what: &str| format!("{what} \u{fc} {number}");
        let kept = number.is_multiple_of(1000).then(|| Arc::new(Document::new(Content::Lines(text("kept")))));
        let place = Place { path: "m.csv".into(), line: Some(number as u64), column: None, byte: Some(0) };
        DocumentInfo {
            id: format!("d{:05}", number * 7919 % 20_000),
            file: text("file"),
            path: PathBuf::from(text("folder/path")),
            found: number.is_multiple_of(2),
            encoding: "latin1".into(),
            seen: Some(Seen { sha256: text("hash"), bytes: number as u64, document: kept }),
            when: When::parse(["2019", "2019-05-17", "2022-Q1"][number % 3]).flatten(),
            title: text("title"),
            date: text("date"),
            event: text("event"),
            publisher: text("publisher"),
            kind: text("kind"),
            scope: String::new(),
            language: "de".into(),
            skip_sections: vec![text("a"), "b*".into()],
            variables: vec![("side".into(), text("left")), ("x".into(), String::new())],
            warning: number.is_multiple_of(5).then(|| Box::new(Warning { place: Some(place), message: text("odd") })),
            ..DocumentInfo::default()
        }
    }

    #[test]
    fn documents_come_back_as_they_were() {
        // More of them than memory holds.
        let number = 20_000;
        let documents = Documents::of((0..number).map(info)).expect("a temporary file");
        assert!(documents.iter().eq((0..number).map(info)));
        assert_eq!((documents.get(19_999), documents.id(3)), (info(19_999), info(3).id));
        let mut ids = Vec::new();
        documents.ids(|id| ids.push(id.to_string()));
        assert!(ids.into_iter().eq((0..number).map(|number| info(number).id)));
        let mut expected: Vec<DocumentInfo> = (0..number).map(info).collect();
        expected.sort_by(|a, b| a.id.cmp(&b.id));
        let sorted = documents.sorted().expect("a temporary file");
        assert!(sorted.iter().eq(expected.iter().cloned()));
        let some = sorted.retained(|place| place % 3 == 1).expect("a temporary file");
        expected = expected.into_iter().skip(1).step_by(3).collect();
        assert!(some.iter().eq(expected.iter().cloned()) && some.check().is_ok());
        assert_eq!((some.len(), some.get(number)), (expected.len(), DocumentInfo::default()));
        assert!(some.check().is_err(), "there is no such document");
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_not_unicode_come_back() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let folder = Path::new(OsStr::from_bytes(b"a-\xFF/b"));
        let paths =
            [folder.join("c.txt"), folder.join("d.txt"), folder.join(OsStr::from_bytes(b"\xFE")), "e.txt".into()];
        let info = |path: &PathBuf| DocumentInfo { path: path.clone(), ..DocumentInfo::default() };
        let documents = Documents::of(paths.iter().map(info)).expect("memory");
        assert!(documents.iter().map(|info| info.path).eq(paths));
        assert_eq!(documents.packed.beside.folders.len(), 2);
    }
}
