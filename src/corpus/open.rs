//! [`DocumentInfo`] -> [`Document`]: the bytes of a file, what format they are of, and the reader for it.

use std::path::Path;

use super::conflict::without_marks;
use super::encoding::decode;
use super::lines::has_blank_between;
use super::signature::{Signature, signature};
use super::{Block, BlockKind, Content, Document, DocumentInfo, Format, Reading, markdown, reader, sha256};
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::plural::plural;

/// Reads the text of a document.
///
/// # Errors
/// When the file is missing, empty, larger than 4 GiB, damaged, encrypted, of no known format, or expands too far.
pub fn read(info: &DocumentInfo) -> Result<Document> {
    if let Some(document) = info.seen.as_ref().and_then(|seen| seen.document.as_deref()) {
        return Ok(document.clone());
    }
    if let Some(text) = &info.text {
        let text = text.text()?.into_owned();
        let (sha256, bytes) = (sha256(text.as_bytes()), text.len() as u64);
        return Ok(Document { sha256, bytes, ..with_text(of_row(text, info), info)? });
    }
    let bytes = bytes(info)?;
    let sha256 = match &info.seen {
        Some(seen) => seen.sha256.clone(),
        None => sha256(&bytes),
    };
    let size = bytes.len() as u64;
    Ok(Document { sha256, bytes: size, ..with_text(document(bytes, info)?, info)? })
}

/// The same without its hash and size.
///
/// # Errors
/// As [`read`].
pub fn read_unhashed(info: &DocumentInfo) -> Result<Document> {
    if let Some(document) = info.seen.as_ref().and_then(|seen| seen.document.as_deref()) {
        return Ok(document.clone());
    }
    let document = match &info.text {
        Some(text) => of_row(text.text()?.into_owned(), info),
        None => document(bytes(info)?, info)?,
    };
    with_text(document, info)
}

/// The document, unless its text is white space.
fn with_text(document: Document, info: &DocumentInfo) -> Result<Document> {
    if document.texts().all(|text| text.trim().is_empty()) {
        return Err(empty(info, &document.reading));
    }
    Ok(document)
}

fn wrong(info: &DocumentInfo, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Document, message).at(&info.path)
}

fn empty(info: &DocumentInfo, reading: &Reading) -> Error {
    match reading.pages {
        Some(pages) => wrong(
            info,
            match pages.pages {
                1 => format!("the one page of `{}` has no text", info.id),
                pages => format!("none of the {} of `{}` has text", plural(pages, "page"), info.id),
            },
        )
        .hint("the pages may be pictures: have the text recognised (OCR), or set `include` to no in the manifest"),
        None => wrong(info, format!("the document `{}` is empty", info.id)).hint(match &info.text {
            Some(_) => "leave the row out, or give it its text",
            None => "give the file its text, or set `include` to no in the manifest",
        }),
    }
}

/// The bytes of a document, as they stand in the file.
pub(super) fn bytes(info: &DocumentInfo) -> Result<Vec<u8>> {
    // Places in a text have 32 bits.
    if info.bytes() >= u64::from(u32::MAX) {
        return Err(wrong(info, format!("the document `{}` is larger than 4 GiB", info.id))
            .hint("split it into several documents"));
    }
    #[cfg(feature = "readers")]
    if let Some(member) = &info.member {
        return member.read();
    }
    disk::read(&info.path).map_err(|e| Error::io(ErrorKind::Document, "cannot read the document", &info.path, e))
}

/// The document that a row is. A cell without a blank line is one block, whatever its lines begin with.
fn of_row(mut text: String, info: &DocumentInfo) -> Document {
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    let cell = info.text.as_ref().is_some_and(|text| text.cell);
    if cell && !has_blank_between(&text) {
        return Document::new(Content::Blocks(vec![Block { kind: BlockKind::Row, text, line: 1 }]));
    }
    Document::new(Content::Lines(text))
}

fn document(bytes: Vec<u8>, info: &DocumentInfo) -> Result<Document> {
    let bytes = match signature(&bytes) {
        Some(Signature::Gzip) => reader::gunzip(&bytes, &info.path)?,
        _ => bytes,
    };
    let named = Format::of(&info.path);
    let format = format(&bytes, named, info)?;
    let mut document = match format {
        Format::Text | Format::Markdown | Format::Html | Format::Subtitles => text(bytes, format, info)?,
        format => reader::document(format, &bytes, &info.path).unwrap_or_else(|| {
            let message = format!("this is {}, and stands where a document is looked for", format.name());
            Err(wrong(info, message).hint("give the file the extension of its format"))
        })?,
    };
    if let Some(named) = named.filter(|named| *named != format) {
        let note = format!("this is {}, although it is named as {}: read as what it is", format.name(), named.name());
        document.reading.notes.insert(0, (None, note));
    }
    let replaced = document.texts().map(|text| memchr::memmem::find_iter(text.as_bytes(), "\u{FFFD}").count() as u64);
    document.reading.replacement_characters = replaced.sum();
    Ok(document)
}

/// The format of a file: what it begins with counts, and the name where that says nothing.
fn format(bytes: &[u8], named: Option<Format>, info: &DocumentInfo) -> Result<Format> {
    let unreadable = |what: &str| wrong(info, format!("this is {what}, which cannot be read"));
    let format = match (signature(bytes), named) {
        (Some(Signature::Pdf), _) => Format::Pdf,
        (Some(Signature::Zip), _) => reader::package(bytes, &info.path)?,
        (Some(Signature::Gzip), _) => {
            return Err(unreadable("a file that is compressed twice").hint("unpack it"));
        }
        (Some(Signature::Parquet), _) => Format::Parquet,
        (Some(Signature::Compound), _) if reader::is_word(bytes).unwrap_or(named == Some(Format::Doc)) => Format::Doc,
        (Some(Signature::Compound), _) => {
            return Err(unreadable("an encrypted document, or one of PowerPoint or Excel before 2007").hint(
                "open it in its program or in LibreOffice and save it as docx, pptx or xlsx, without a password",
            ));
        }
        (Some(Signature::Rtf), _) => Format::Rtf,
        (Some(Signature::Binary), _) => {
            return Err(unreadable("a picture, a program or an archive").hint("set `include` to no in the manifest"));
        }
        (Some(Signature::Html), None | Some(Format::Text | Format::Html)) => Format::Html,
        (Some(Signature::WebVtt), None | Some(Format::Text | Format::Subtitles)) => Format::Subtitles,
        (_, Some(named)) => named,
        (_, None) => return Err(unreadable("of no known format").hint(format!("formats: {}", Format::extensions()))),
    };
    if signature(bytes).is_none() && format.has_signature() {
        return Err(if bytes.trim_ascii().is_empty() {
            empty(info, &Reading::default())
        } else {
            wrong(info, format!("this is not {}: it does not begin like one", format.name()))
                .hint("the file may be damaged, or have the wrong extension")
        });
    }
    Ok(format)
}

fn text(bytes: Vec<u8>, format: Format, info: &DocumentInfo) -> Result<Document> {
    let set = match format {
        Format::Html if info.encoding.is_empty() => reader::declared(&bytes),
        _ => info.encoding.clone(),
    };
    let decoded = decode(bytes, &info.path, &set)?;
    let (text, conflict) = without_marks(decoded.text);
    let mut document = match format {
        Format::Html => reader::html(&text, &info.path)?,
        Format::Markdown => markdown::document(&text),
        Format::Subtitles => reader::subtitles(&text, &info.path)?,
        _ => Document::new(Content::Lines(text)),
    };
    document.reading.encoding = decoded.encoding.to_string();
    document.reading.conflict = conflict;
    Ok(document)
}

/// Whether a file that is read again would take more work than to read its text.
pub(super) fn takes_work(path: &Path) -> bool {
    !matches!(Format::of(path), Some(Format::Text | Format::Markdown))
}
