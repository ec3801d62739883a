//! OpenDocument texts and presentations: headings, lists and tables, and notes.
//!
//! Deleted text, comments, page heads and feet are left out, and hidden text, placeholders, hidden slides and notes for the speaker
//! are too, which is told. Footnotes and endnotes come last, as text that is no message. Slides stand in the order in which they
//! are shown; the title of a slide is a heading. The line of a block is its place among the paragraphs.

use std::collections::HashMap;
use std::path::Path;

use super::blocks::Blocks;
use super::left_out::{self, LeftOut, Skip, Told};
use super::office::properties;
use super::xml::{self, Element, Node};
use crate::corpus::archive::Package;
use crate::corpus::marks;
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
    let mut text = Text::default();
    if let Some(part) = package.part("styles.xml")? {
        xml::read(&part, "styles.xml", path, |node| text.styles.node(&node))?;
    }
    let content = package.part("content.xml")?.ok_or_else(|| {
        Error::new(ErrorKind::Document, "this is no OpenDocument: it has no content.xml")
            .at(path)
            .hint("open it in the program that made it and save it as odt or odp")
    })?;
    xml::read(&content, "content.xml", path, |node| {
        text.styles.node(&node);
        text.node(&node);
    })?;
    let mut blocks = text.blocks.finish();
    blocks.append(&mut text.notes.finish());
    let mut document =
        Document { properties: properties(&mut package, path)?, ..Document::new(Content::Blocks(blocks)) };
    text.left_out.tell(&mut document.reading);
    Ok(document)
}

/// What styles say, by their family and name.
#[derive(Debug, Default)]
struct Styles {
    styles: HashMap<String, Style>,
    open: String,
}

#[derive(Debug, Default)]
struct Style {
    parent: String,
    hidden: Option<bool>,
    raised: Option<bool>,
}

impl Styles {
    fn node(&mut self, node: &Node<'_>) {
        let Node::Start(element) = node else { return };
        match element.name.as_str() {
            "style" => {
                let family = element.attribute("family");
                self.open = format!("{family}/{}", element.attribute("name"));
                let parent = format!("{family}/{}", element.attribute("parent-style-name"));
                self.styles.insert(self.open.clone(), Style { parent, ..Style::default() });
            }
            "text-properties" => {
                let Some(style) = self.styles.get_mut(&self.open) else { return };
                let position = element.attribute("text-position");
                style.raised = (!position.is_empty()).then(|| {
                    let up = position.split('%').next().and_then(|percent| percent.trim().parse::<f64>().ok());
                    position.starts_with("super") || up.is_some_and(|percent| percent > 0.0)
                });
                style.hidden =
                    Some(element.attribute("display")).filter(|way| !way.is_empty()).map(|way| way == "none");
            }
            "drawing-page-properties" => {
                if let Some(style) = self.styles.get_mut(&self.open) {
                    style.hidden = Some(element.attribute("visibility") == "hidden");
                }
            }
            // Properties of levels of lists belong to no style.
            "list-style" | "page-layout" => self.open.clear(),
            _ => {}
        }
    }

    fn find(&self, family: &str, name: &str, what: impl Fn(&Style) -> Option<bool>) -> Option<bool> {
        let mut style = self.styles.get(&format!("{family}/{name}"))?;
        // Styles may be based on each other in a circle.
        for _ in 0..20 {
            if let Some(found) = what(style) {
                return Some(found);
            }
            style = self.styles.get(&style.parent)?;
        }
        None
    }
}

/// How text looks.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    hidden: bool,
    raised: bool,
}

#[derive(Debug, Default)]
struct Text {
    styles: Styles,
    blocks: Blocks,
    notes: Blocks,
    skip: Skip,
    left_out: LeftOut,
    /// Looks of the paragraphs and stretches that are open, one in the other.
    looks: Vec<Look>,
    /// Raised text that may be the mark of a note.
    raised: String,
    /// Frames that are open, and whether they are the title of a slide.
    frames: Vec<bool>,
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
/// Boxes of a slide that all slides have.
const FEET: [&str; 4] = ["header", "footer", "date-time", "page-number"];

impl Text {
    fn node(&mut self, node: &Node<'_>) {
        if self.skip.takes(node, &mut self.left_out) {
            return;
        }
        match node {
            Node::Start(element) => match self.skipped(element) {
                Some(what) => self.skip.begin(what),
                None => self.start(element),
            },
            Node::End(name) => self.end(name),
            // Line ends of the XML are spaces.
            Node::Text(text) if self.paragraphs > 0 => self.text(&text.replace('\n', " ")),
            Node::Text(_) => {}
        }
    }

    /// What an element is told as, where it is left out.
    fn skipped(&self, element: &Element<'_>) -> Option<Told> {
        let is = |name: &str, value: &str| element.attribute(name) == value;
        let hidden = || self.styles.find("drawing-page", &element.attribute("style-name"), |style| style.hidden);
        match element.name.as_str() {
            name if SKIPPED.contains(&name) => Some(None),
            "hidden-text" if !is("is-hidden", "false") => Some(Some(left_out::HIDDEN)),
            "section" if is("display", "none") => Some(Some(left_out::HIDDEN)),
            "placeholder" => Some(Some(left_out::PLACEHOLDERS)),
            "page" if hidden() == Some(true) => Some(Some(left_out::SLIDES)),
            "notes" => Some(Some(left_out::SPEAKER_NOTES)),
            "frame" if is("placeholder", "true") => Some(None),
            "frame" if FEET.contains(&element.attribute("class").as_str()) => Some(None),
            _ => None,
        }
    }

    fn target(&mut self) -> &mut Blocks {
        if self.note > 0 { &mut self.notes } else { &mut self.blocks }
    }

    fn push(&mut self, text: &str) {
        self.settle();
        let line = self.line;
        self.target().push(text, line);
    }

    /// Raised text is complete.
    fn settle(&mut self) {
        if !self.raised.is_empty() {
            let (raised, line) = (std::mem::take(&mut self.raised), self.line);
            self.target().raise(&raised, line);
        }
    }

    /// Text of the document.
    fn text(&mut self, text: &str) {
        match self.looks.last().copied().unwrap_or_default() {
            Look { hidden: true, .. } => {
                if !text.trim().is_empty() {
                    self.left_out.add(left_out::HIDDEN);
                }
            }
            Look { raised: true, .. } => self.raised.push_str(text),
            Look { .. } => self.push(text),
        }
    }

    /// A paragraph or stretch begins: how it looks.
    fn look(&mut self, family: &str, element: &Element<'_>) {
        let outer = self.looks.last().copied().filter(|_| family == "text").unwrap_or_default();
        let name = element.attribute("style-name");
        let says = |what: fn(&Style) -> Option<bool>| self.styles.find(family, &name, what);
        let hidden = says(|style| style.hidden).unwrap_or(outer.hidden);
        let raised = says(|style| style.raised).unwrap_or(outer.raised);
        self.looks.push(Look { hidden, raised });
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "p" | "h" => {
                self.look("paragraph", element);
                self.paragraph(element.name == "h" || self.frames.last() == Some(&true));
            }
            "span" => self.look("text", element),
            "s" | "tab" => self.push(" "),
            "line-break" => self.push(if self.tables > 0 { " " } else { "\n" }),
            "note" => {
                if self.note == 0 && self.paragraphs > 0 {
                    self.push(&marks::MARK.to_string());
                }
                self.note += 1;
            }
            "frame" => self.frames.push(element.attribute("class") == "title"),
            "list" => self.lists += 1,
            "list-item" if self.tables > 0 && self.note == 0 => self.blocks.cell(),
            "list-item" if self.lists == 1 && self.note == 0 => self.blocks.open(BlockKind::Item, self.line + 1),
            "table" => self.tables += 1,
            "table-row" if self.note == 0 => self.blocks.open(BlockKind::Row, self.line + 1),
            _ => {}
        }
    }

    fn paragraph(&mut self, heading: bool) {
        self.settle();
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
                self.settle();
                self.looks.pop();
                self.paragraphs = self.paragraphs.saturating_sub(1);
                if self.note > 0 {
                    self.notes.close();
                } else if self.paragraphs == 0 && self.lists == 0 && self.tables == 0 {
                    self.blocks.close();
                }
            }
            "span" => _ = self.looks.pop(),
            "note" => self.note = self.note.saturating_sub(1),
            "frame" => _ = self.frames.pop(),
            "list" => self.lists = self.lists.saturating_sub(1),
            "list-item" if self.lists == 1 && self.tables == 0 && self.note == 0 => self.blocks.close(),
            "table-cell" if self.note == 0 => self.blocks.cell(),
            "table-row" if self.note == 0 => self.blocks.close(),
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                // What follows in the cell of the outer table is a row of it.
                if self.tables > 0 && self.note == 0 {
                    self.blocks.open(BlockKind::Row, self.line + 1);
                }
            }
            _ => {}
        }
    }
}
