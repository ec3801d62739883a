//! PDF: the text layer of its pages, in lines.
//!
//! The crate pdf-extract decodes fonts and gives each character its place; it panics on much that is unusual, so each
//! page is read behind a guard and one that fails is counted as damaged. Its fault with widths is worked around (`widths`).
//! Lines, paragraphs and running heads are found here (`layout`, `running`); words that hyphens part are put together with
//! those of other formats. Text is taken in the order in which the file draws it, which in files of office programs is the
//! order of reading, also with columns. A scanned page is a picture and has no text: such pages are counted, and nothing is
//! guessed. So are signs whose font does not say which letters they are: where they are most of the text, there is no text
//! to be read.

mod check;
mod fonts;
mod layout;
mod running;
mod widths;

use std::path::Path;

use pdf_extract::{Document as Pdf, Object, ObjectId, output_doc_page};

use crate::corpus::{Content, Document, Pages, Properties};
use crate::error::{Error, ErrorKind, Result};
use crate::guard::{guarded, on_large_stack};

use layout::{Layout, Page};

/// The most pages that are read.
const MOST_PAGES: usize = 20_000;
/// The largest file that is read: 512 MiB.
const LARGEST: usize = 512 << 20;
/// A PDF has no text that can be read where at least this share of its signs is unknown,
const MOSTLY: f64 = 0.5;
/// and it is told from this share on.
const SOME: f64 = 0.02;
/// Stack of the thread that reads a file: lists within lists need it.
const STACK: usize = 64 << 20;

/// What is wrong with a file.
fn wrong(message: impl Into<String>, path: &Path, hint: &str) -> Error {
    Error::new(ErrorKind::Document, message).at(path).hint(hint)
}

/// Reads a document.
///
/// # Errors
/// When it is damaged, needs a password, has no page, or expands too far.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    if bytes.len() > LARGEST {
        return Err(wrong("the PDF is larger than 512 MiB", path, "split it"));
    }
    let read = || guarded(|| read_guarded(bytes, path)).unwrap_or_else(|| Err(damaged(path)));
    let read = on_large_stack(STACK, read);
    let read = read.map_err(|e| Error::io(ErrorKind::Document, "cannot start a thread", path, e))?;
    read.unwrap_or_else(|| Err(damaged(path)))
}

fn damaged(path: &Path) -> Error {
    wrong("the PDF is damaged", path, "it may be cut off; get it again, or print it to a new PDF")
}

fn read_guarded(bytes: &[u8], path: &Path) -> Result<Document> {
    check::bytes(bytes, path)?;
    let mut pdf = Pdf::load_mem(bytes).map_err(|error| {
        let text = format!("the PDF cannot be read: {error}");
        wrong(text, path, "it may be cut off; get it again, or print it to a new PDF")
    })?;
    if pdf.is_encrypted() && pdf.decrypt("").is_err() {
        return Err(wrong("the PDF needs a password", path, "open it with its password and save it without one"));
    }
    check::without_pictures(&mut pdf);
    check::document(&pdf, path)?;
    widths::write_out(&mut pdf);
    fonts::without_letters(&mut pdf);
    let found: Vec<ObjectId> = pdf.page_iter().take(MOST_PAGES + 1).collect();
    if found.is_empty() {
        return Err(wrong("the PDF has no page", path, "it may be cut off; get it again, or print it to a new PDF"));
    }
    if found.len() > MOST_PAGES {
        return Err(wrong(format!("the PDF has more than {MOST_PAGES} pages"), path, "split it"));
    }
    let page = |(number, id): (u32, ObjectId)| {
        let mut layout = Layout::default();
        let number = if alone(&mut pdf, id).is_some() { 1 } else { number };
        let whole = guarded(|| output_doc_page(&pdf, &mut layout, number).is_ok()).unwrap_or(false);
        (layout.finish(), whole)
    };
    let pages: Vec<(Page, bool)> = (1..).zip(found).map(page).collect();
    let failed = pages.iter().filter(|(_, whole)| !whole).count();
    let pages: Vec<Page> = pages.into_iter().map(|(page, _)| page).collect();
    let quality = Pages {
        pages: pages.len() as u64,
        without_text: pages.iter().filter(|page| page.is_empty()).count() as u64,
        characters: pages.iter().map(Page::characters).sum(),
    };
    let unknown: u64 = pages.iter().map(|page| page.unknown).sum();
    let mut notes = Vec::new();
    let share = unknown as f64 / pages.iter().map(|page| page.signs).sum::<u64>().max(1) as f64;
    if share >= MOSTLY {
        let message = format!(
            "{:.0} % of the signs of the PDF are no letters: its fonts do not say which letters they draw",
            100.0 * share
        );
        let hint = "have the text recognised (OCR), print it to a new PDF, or set `include` to no in the manifest";
        return Err(wrong(message, path, hint));
    }
    if share >= SOME {
        notes.push((
            None,
            format!(
                "{:.0} % of the signs are no letters: some fonts do not say which letters they draw",
                100.0 * share
            ),
        ));
    }
    let (text, left_out) = running::text(pages);
    if left_out > 0 {
        notes.push((None, format!("{left_out} running heads and page numbers were left out")));
    }
    let mut document = Document { properties: properties(&pdf), ..Document::new(Content::Lines(text)) };
    document.reading.pages = Some(quality);
    document.reading.notes = notes;
    document.reading.damaged_pages = failed as u64;
    Ok(document)
}

/// Makes a page the only one that is counted, as for each page all are. What a page has from those above it stays.
fn alone(pdf: &mut Pdf, page: ObjectId) -> Option<()> {
    let above = pdf.catalog().ok()?.get(b"Pages").ok()?.as_reference().ok()?;
    pdf.get_object_mut(above).ok()?.as_dict_mut().ok()?.set("Kids", vec![Object::Reference(page)]);
    Some(())
}

/// Title and date of the document information.
fn properties(pdf: &Pdf) -> Properties {
    let info = pdf.trailer.get(b"Info").ok().and_then(|info| pdf.dereference(info).ok()).map(|(_, info)| info);
    let text = |key: &[u8]| {
        let value = info.and_then(|info| info.as_dict().ok())?.get(key).ok()?;
        let (_, value) = pdf.dereference(value).ok()?;
        let text = match value {
            Object::String(bytes, _) => pdf_extract::decode_text_string(value).unwrap_or_else(|_| latin(bytes)),
            _ => return None,
        };
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    // A date is written D:20190131120000+01'00'.
    let date = text(b"CreationDate").unwrap_or_default();
    let digits: String = date.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).take(8).collect();
    let date = match digits.len() {
        8 => format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]),
        4..8 => digits[..4].to_string(),
        _ => String::new(),
    };
    let language = pdf.catalog().ok().and_then(|catalog| catalog.get(b"Lang").ok()).and_then(|lang| lang.as_str().ok());
    Properties {
        title: text(b"Title").unwrap_or_default(),
        created: date,
        language: language.map(latin).unwrap_or_default(),
        ..Properties::default()
    }
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}
