//! OpenDocument text: headings, lists and tables, and its notes.
//!
//! Deleted text, comments, page heads and feet are left out; footnotes and endnotes come last, as text that is no message.
//! The line of a block is its place among the paragraphs.

use std::path::Path;

use super::blocks::Blocks;
use super::office::properties;
use super::xml::{self, Element, Node};
use crate::corpus::archive::Package;
use crate::corpus::{BlockKind, Content, Document};
use crate::error::{Error, ErrorKind, Result};

/// Reads a document.
///
/// # Errors
/// When it is damaged, encrypted, nested too deep, or has no text.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let mut package = Package::open(bytes, path)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Error::new(ErrorKind::Document, "the document is encrypted")
            .at(path)
            .hint("open it with its password and save it without one"));
    }
    let content = package.part("content.xml")?.ok_or_else(|| {
        Error::new(ErrorKind::Document, "this is no OpenDocument text: it has no content.xml")
            .at(path)
            .hint("open it in the program that made it and save it as odt")
    })?;
    let mut text = Text::default();
    xml::read(&content, "content.xml", path, |node| text.node(&node))?;
    let mut blocks = text.blocks.finish();
    blocks.append(&mut text.notes.finish());
    Ok(Document { properties: properties(&mut package, path)?, ..Document::new(Content::Blocks(blocks)) })
}

#[derive(Debug, Default)]
struct Text {
    blocks: Blocks,
    notes: Blocks,
    /// Elements that are left out, one in the other.
    skipped: usize,
    /// Notes, lists, items and tables that are open, one in the other.
    note: usize,
    lists: usize,
    tables: usize,
    /// Paragraphs that are open: a text box stands within one.
    paragraphs: usize,
    line: u64,
}

/// Elements whose text is not that of the document.
const SKIPPED: [&str; 6] = ["tracked-changes", "annotation", "note-citation", "sequence-decls", "forms", "desc"];

impl Text {
    fn node(&mut self, node: &Node<'_>) {
        match node {
            Node::Start(element) if SKIPPED.contains(&element.name.as_str()) => self.skipped += 1,
            Node::End(name) if SKIPPED.contains(&name.as_str()) => self.skipped = self.skipped.saturating_sub(1),
            _ if self.skipped > 0 => {}
            Node::Start(element) => self.start(element),
            Node::End(name) => self.end(name),
            // Line ends of the XML are spaces.
            Node::Text(text) if self.paragraphs > 0 => self.push(&text.replace('\n', " ")),
            Node::Text(_) => {}
        }
    }

    fn target(&mut self) -> &mut Blocks {
        if self.note > 0 { &mut self.notes } else { &mut self.blocks }
    }

    fn push(&mut self, text: &str) {
        let line = self.line;
        self.target().push(text, line);
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "p" | "h" => self.paragraph(element.name == "h"),
            "s" | "tab" => self.push(" "),
            "line-break" => self.push(if self.tables > 0 { " " } else { "\n" }),
            "note" => self.note += 1,
            "list" => self.lists += 1,
            "list-item" if self.lists == 1 && self.tables == 0 && self.note == 0 => {
                self.blocks.open(BlockKind::Item, self.line + 1);
            }
            "table" => self.tables += 1,
            "table-row" if self.tables == 1 && self.note == 0 => self.blocks.open(BlockKind::Row, self.line + 1),
            _ => {}
        }
    }

    fn paragraph(&mut self, heading: bool) {
        self.line += 1;
        self.paragraphs += 1;
        let (line, nested) = (self.line, self.paragraphs > 1);
        if self.note > 0 {
            self.notes.open(BlockKind::Noise, line);
        } else if nested || self.tables > 0 {
            self.push(" ");
        } else if self.lists > 0 {
            // A further paragraph of an item, or one that is nested in it.
            self.push("\n");
        } else {
            self.blocks.open(if heading { BlockKind::Heading } else { BlockKind::Paragraph }, line);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                if self.note > 0 {
                    self.notes.close();
                } else if self.paragraphs == 0 && self.lists == 0 && self.tables == 0 {
                    self.blocks.close();
                }
            }
            "note" => self.note = self.note.saturating_sub(1),
            "list" => self.lists = self.lists.saturating_sub(1),
            "list-item" if self.lists == 1 && self.tables == 0 && self.note == 0 => self.blocks.close(),
            "table-cell" if self.tables == 1 => self.blocks.cell(),
            "table-row" if self.tables == 1 && self.note == 0 => self.blocks.close(),
            "table" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }
}
