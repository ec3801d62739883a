//! Whether a PDF may be given to the crates that read it: they unpack without limit, and follow circles without end.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;

use flate2::read::ZlibDecoder;
use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId};

use super::wrong;
use crate::corpus::archive::{MOST_EXPANDED, MOST_RATIO};
use crate::error::{Error, Result};

/// Forms within forms, and pages within groups of pages, at most.
const DEEPEST: usize = 32;
/// How many forms one page may draw, with those that are drawn by forms.
const MOST_FORMS: u64 = 100_000;
/// Up to this size (64 MiB) the ratio of a stream does not matter.
const FREE: u64 = 64 << 20;

fn too_large(path: &Path) -> Error {
    let message = format!("the PDF expands to more than {MOST_RATIO} times its size, or to more than 1 GiB");
    wrong(message, path, "text does not compress like that; get the file again, or print it to a new PDF")
}

/// How many bytes compressed data give; no more than `most` are looked at.
fn expanded(bytes: &[u8], most: u64) -> u64 {
    let mut reader = ZlibDecoder::new(bytes).take(most);
    let (mut buffer, mut total) = (vec![0; 1 << 16], 0);
    // Damaged data end early, for the crate as well.
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        total += read as u64;
    }
    total
}

/// Looks at all compressed streams in the bytes of a file, before it is parsed.
pub fn bytes(bytes: &[u8], path: &Path) -> Result<()> {
    let most = (bytes.len() as u64).saturating_mul(MOST_RATIO).clamp(FREE, MOST_EXPANDED);
    let mut left = most;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let dictionary = &bytes[at.saturating_sub(512)..at];
        let dictionary = &dictionary[memchr::memmem::rfind(dictionary, b"obj").unwrap_or(0)..];
        if memchr::memmem::find_iter(dictionary, b"FlateDecode").count() > 1 {
            return Err(wrong("a part of the PDF is compressed twice", path, "print it to a new PDF"));
        }
        let start = bytes[at + 6..].iter().take(2).filter(|byte| matches!(byte, b'\r' | b'\n')).count() + at + 6;
        let stream = &bytes[start..];
        // The first bytes of zlib data: method 8, and a multiple of 31.
        if let [first, second, ..] = stream
            && first & 0x0F == 8
            && (u32::from(*first) * 256 + u32::from(*second)).is_multiple_of(31)
        {
            // A picture is not unpacked by anyone.
            if memchr::memmem::find(dictionary, b"/Image").is_none() {
                left = left.checked_sub(expanded(stream, left + 1)).ok_or_else(|| too_large(path))?;
            }
        }
    }
    Ok(())
}

/// Looks at pages and forms that stand within each other.
pub fn document(pdf: &Pdf, path: &Path) -> Result<()> {
    let circle = || wrong("parts of the PDF stand within each other without end", path, "print it to a new PDF");
    for page in pdf.page_iter().take(super::MOST_PAGES) {
        let mut above = page;
        for depth in 0.. {
            let parent = pdf.get_dictionary(above).ok().and_then(|dict| dict.get(b"Parent").ok()?.as_reference().ok());
            match parent {
                Some(_) if depth > DEEPEST => return Err(circle()),
                Some(parent) => above = parent,
                None => break,
            }
        }
    }
    let mut forms = Forms { pdf, known: HashMap::new() };
    for id in drawable(pdf) {
        if forms.drawn(id, 0).is_none_or(|drawn| drawn > MOST_FORMS) {
            return Err(circle());
        }
    }
    Ok(())
}

/// Empties the pictures: pdf-extract reads all that a page draws as if it were drawing, which is slow, and gives no letters.
pub(crate) fn without_pictures(pdf: &mut Pdf) {
    for object in pdf.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image")
        {
            stream.set_content(Vec::new());
        }
    }
}

/// What pages and forms may draw: all that stands in lists of drawable objects, whatever it says it is.
fn drawable(pdf: &Pdf) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Object> = pdf.objects.values().collect();
    while let Some(object) = open.pop() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            Object::Array(list) => {
                open.extend(list);
                continue;
            }
            _ => continue,
        };
        found.extend(named(pdf, dictionary));
        open.extend(dictionary.iter().map(|(_, value)| value));
    }
    found
}

/// The objects in the list of drawable ones of some resources.
fn named(pdf: &Pdf, resources: &Dictionary) -> Vec<ObjectId> {
    let list = resources.get(b"XObject").ok().and_then(|list| dictionary(pdf, list));
    let objects = list.into_iter().flat_map(|list| list.iter());
    objects.filter_map(|(_, object)| pdf.dereference(object).ok()?.0).collect()
}

/// The dictionary that an object is or leads to.
fn dictionary<'p>(pdf: &'p Pdf, object: &'p Object) -> Option<&'p Dictionary> {
    pdf.dereference(object).ok().and_then(|(_, object)| object.as_dict().ok())
}

/// Forms (content that pages and other forms draw), and how many are drawn by each.
struct Forms<'p> {
    pdf: &'p Pdf,
    known: HashMap<ObjectId, u64>,
}

impl Forms<'_> {
    /// How many forms a form draws, with itself; `None` where forms draw each other in a circle or too deep.
    fn drawn(&mut self, id: ObjectId, depth: usize) -> Option<u64> {
        if let Some(known) = self.known.get(&id) {
            return Some(*known);
        }
        let Some(Object::Stream(stream)) = self.pdf.objects.get(&id) else { return Some(0) };
        if depth > DEEPEST {
            return None;
        }
        let resources = stream.dict.get(b"Resources").ok().and_then(|resources| dictionary(self.pdf, resources));
        let within = resources.map(|resources| named(self.pdf, resources)).unwrap_or_default();
        let mut most = 0;
        for form in &within {
            most = most.max(self.drawn(*form, depth + 1)?);
        }
        let inherits = resources.is_none();
        let times = if within.is_empty() && !inherits {
            0
        } else {
            let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            let stands_alone = |at: &usize| {
                let (before, after) = (&content[..*at], &content[at + 2..]);
                !before.last().is_some_and(u8::is_ascii_alphanumeric)
                    && !after.first().is_some_and(u8::is_ascii_alphanumeric)
            };
            memchr::memmem::find_iter(&content, b"Do").filter(stands_alone).count() as u64
        };
        // A form without resources of its own has those of what draws it, itself among them.
        if inherits && times > 0 {
            return None;
        }
        let drawn = times.saturating_mul(most).saturating_add(1);
        self.known.insert(id, drawn);
        Some(drawn)
    }
}
