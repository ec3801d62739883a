//! Books (EPUB 2 and 3): their pages in the order of the spine, each read as a web page.
//!
//! Cover and table of contents are left out. Pages beside the order of reading hold notes: they come last, as text that is no
//! message. The line of a block is that of its page.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::left_out::LeftOut;
use super::office::{dublin_core, resolve};
use super::xml::{self, Node};
use super::{declared, html};
use crate::corpus::archive::Package;
use crate::corpus::encoding::decode;
use crate::corpus::{Block, BlockKind, Content, Document, Properties};
use crate::error::{Error, ErrorKind, Result};
use crate::plural::{is, plural};

const CONTAINER: &str = "META-INF/container.xml";

fn wrong(message: impl Into<String>, path: &Path, hint: &str) -> Error {
    Error::new(ErrorKind::Document, message).at(path).hint(hint)
}

/// Reads a book.
///
/// # Errors
/// When it is damaged, protected, nested too deep, or has no page.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let mut package = Package::open(bytes, path)?;
    if let Some(part) = package.part("META-INF/encryption.xml")? {
        not_protected(&part, path)?;
    }
    let again = "the file may be damaged; get it again";
    let container =
        package.part(CONTAINER)?.ok_or_else(|| wrong("this is no book: it has no container", path, again))?;
    let mut root = String::new();
    xml::read(&container, CONTAINER, path, |node| {
        if let Node::Start(element) = node
            && element.name == "rootfile"
            && root.is_empty()
        {
            root = resolve("", &element.attribute("full-path"));
        }
    })?;
    let contents = package.part(&root)?.ok_or_else(|| wrong("the book has no list of its pages", path, again))?;
    let mut book = Book { folder: root.rsplit_once('/').map_or("", |(folder, _)| folder).into(), ..Book::default() };
    xml::read(&contents, &root, path, |node| book.node(&node))?;
    let (mut blocks, mut notes, mut left_out) = (Vec::new(), Vec::new(), LeftOut::default());
    let (mut missing, mut read) = (0_u64, 0_u64);
    let mut seen = HashSet::new();
    for (id, linear) in &book.spine {
        let Some(page) = book.pages.get(id).filter(|page| !book.is_beside(page)) else { continue };
        if !seen.insert(id) {
            continue;
        }
        let Some(bytes) = package.part(&page.part)? else {
            missing += 1;
            continue;
        };
        read += 1;
        let encoding = declared(&bytes);
        let text = decode(bytes, path, &encoding)?.text;
        let (of_page, _, of_left_out) = html::parts(&text);
        left_out.extend(&of_left_out);
        if *linear {
            blocks.extend(of_page);
        } else {
            notes.extend(of_page.into_iter().map(|block| Block { kind: BlockKind::Noise, ..block }));
        }
    }
    if read == 0 {
        return Err(wrong("the book has no page that can be read", path, again));
    }
    blocks.append(&mut notes);
    let mut texts = dublin_core(&contents, &root, path)?;
    let mut take = |name: &str| texts.remove(name).unwrap_or_default();
    let properties =
        Properties { title: take("title"), date: take("date"), language: take("language"), ..Properties::default() };
    let mut document = Document { properties, ..Document::new(Content::Blocks(blocks)) };
    if missing > 0 {
        document
            .reading
            .notes
            .push((None, format!("{} of the book {} missing in the file", plural(missing, "page"), is(missing))));
    }
    left_out.tell(&mut document.reading);
    Ok(document)
}

/// Refuses a book whose pages are encrypted; fonts may be.
fn not_protected(part: &[u8], path: &Path) -> Result<()> {
    let mut protected = false;
    xml::read(part, "META-INF/encryption.xml", path, |node| {
        if let Node::Start(element) = node
            && element.name == "CipherReference"
        {
            let file = element.attribute("URI").to_lowercase();
            protected |= [".xhtml", ".html", ".htm", ".xml", ".opf"].into_iter().any(|end| file.ends_with(end));
        }
    })?;
    if protected {
        return Err(wrong("the book is protected against copying", path, "get it without protection (DRM)"));
    }
    Ok(())
}

#[derive(Debug)]
struct Page {
    part: String,
    properties: String,
    is_text: bool,
}

/// What the list of contents says.
#[derive(Debug, Default)]
struct Book {
    folder: String,
    pages: HashMap<String, Page>,
    /// Ids of pages in their order, and whether they belong to the order of reading.
    spine: Vec<(String, bool)>,
    /// Parts that are the cover or the table of contents.
    beside: HashSet<String>,
}

impl Book {
    fn node(&mut self, node: &Node<'_>) {
        let Node::Start(element) = node else { return };
        let part = |name: &str| resolve(&self.folder, &unescaped(&element.attribute(name)));
        match element.name.as_str() {
            "item" => {
                let kind = element.attribute("media-type");
                let page = Page {
                    part: part("href"),
                    properties: element.attribute("properties"),
                    is_text: kind.is_empty() || kind.contains("html"),
                };
                self.pages.insert(element.attribute("id"), page);
            }
            "itemref" => self.spine.push((element.attribute("idref"), element.attribute("linear") != "no")),
            "reference" if ["cover", "toc"].contains(&element.attribute("type").as_str()) => {
                self.beside.insert(part("href"));
            }
            _ => {}
        }
    }

    /// Whether a page is no text of the book.
    fn is_beside(&self, page: &Page) -> bool {
        let file = page.part.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default().to_lowercase();
        !page.is_text
            || page.properties.split_whitespace().any(|property| property == "nav")
            || self.beside.contains(&page.part)
            || ["cover", "nav", "toc"].contains(&stem.as_str())
    }
}

/// A reference without its fragment, with `%20` and the like as the characters that they stand for.
fn unescaped(reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(reference.len());
    let mut rest = reference.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = (byte == b'%').then(|| after.get(..2).and_then(|two| std::str::from_utf8(two).ok())).flatten();
        let escaped = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
