//! Word documents (ECMA-376): headings, lists and tables of the main text, and its notes.
//!
//! Headings are paragraphs with an outline level, their own or that of their style, in whatever language the style is
//! named. Deleted text, comments, page heads and feet are left out; footnotes and endnotes come last, as text that is
//! no message. The line of a block is its place among the paragraphs.

use std::collections::HashMap;
use std::path::Path;

use super::blocks::Blocks;
use super::xml::{self, Element, Node};
use crate::corpus::archive::Package;
use crate::corpus::{BlockKind, Content, Document, Properties};
use crate::error::{Error, ErrorKind, Result};

/// Reads a document.
///
/// # Errors
/// When it is damaged, nested too deep, or has no main text.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let mut package = Package::open(bytes, path)?;
    let mut styles = Styles::default();
    if let Some(part) = package.part("word/styles.xml")? {
        xml::read(&part, "word/styles.xml", path, |node| styles.node(&node))?;
    }
    let main = package.part("word/document.xml")?.ok_or_else(|| {
        Error::new(ErrorKind::Document, "this is no Word document: it has no main text")
            .at(path)
            .hint("open it in the program that made it and save it as docx")
    })?;
    let mut text = Text { styles: &styles, ..Text::default() };
    xml::read(&main, "word/document.xml", path, |node| text.node(&node))?;
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(bytes) = package.part(part)? {
            text.notes = true;
            xml::read(&bytes, part, path, |node| text.node(&node))?;
        }
    }
    let blocks = text.blocks.finish();
    let properties = match package.part("docProps/core.xml")? {
        Some(part) => properties(&part, "docProps/core.xml", path)?,
        None => Properties::default(),
    };
    Ok(Document { properties, ..Document::new(Content::Blocks(blocks)) })
}

/// Title, date and language from the Dublin Core elements of a part.
pub fn properties(part: &[u8], name: &str, path: &Path) -> Result<Properties> {
    let (mut properties, mut texts) = (Properties::default(), HashMap::<String, String>::new());
    let mut open = String::new();
    xml::read(part, name, path, |node| match node {
        Node::Start(element) => open = element.name,
        Node::End(_) => open.clear(),
        Node::Text(text) => texts.entry(open.clone()).or_default().push_str(&text),
    })?;
    let mut take = |names: &[&str]| {
        let found = names.iter().find_map(|name| texts.remove(*name).filter(|text| !text.trim().is_empty()));
        found.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    properties.title = take(&["title"]);
    properties.date = take(&["created", "creation-date", "date", "modified"]);
    properties.language = take(&["language"]);
    Ok(properties)
}

/// What the styles of a document say of paragraphs.
#[derive(Debug, Default)]
struct Styles {
    styles: HashMap<String, Style>,
    open: String,
}

#[derive(Debug, Default, Clone)]
struct Style {
    based_on: String,
    outline: Option<u8>,
    list: Option<bool>,
}

impl Styles {
    fn node(&mut self, node: &Node<'_>) {
        let Node::Start(element) = node else { return };
        if element.name == "style" {
            self.open = element.attribute("styleId");
        }
        let style = self.styles.entry(self.open.clone()).or_default();
        match element.name.as_str() {
            "basedOn" => style.based_on = element.attribute("val"),
            "outlineLvl" => style.outline = element.attribute("val").parse().ok(),
            "numId" => style.list = Some(element.attribute("val") != "0"),
            // `Title` has no outline level.
            "name" if element.attribute("val").eq_ignore_ascii_case("title") => style.outline = Some(0),
            _ => {}
        }
    }

    /// What a style or one that it is based on says.
    fn find<T>(&self, id: &str, what: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.styles.get(id)?;
        // Styles may be based on each other in a circle.
        for _ in 0..20 {
            if let Some(found) = what(style) {
                return Some(found);
            }
            style = self.styles.get(&style.based_on)?;
        }
        None
    }
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: String,
    outline: Option<u8>,
    list: Option<bool>,
    level: u8,
    line: u64,
}

/// The main text, while it is read.
#[derive(Debug)]
struct Text<'s> {
    styles: &'s Styles,
    blocks: Blocks,
    /// Open paragraphs: a text box stands within one.
    paragraphs: Vec<Paragraph>,
    /// Tables that are open, one in a cell of the other.
    tables: usize,
    /// Elements that are left out, one in the other.
    skipped: usize,
    /// Whether the text of a run is open.
    run: bool,
    /// Whether footnotes are read.
    notes: bool,
    line: u64,
}

impl Default for Text<'_> {
    fn default() -> Self {
        static NONE: std::sync::LazyLock<Styles> = std::sync::LazyLock::new(Styles::default);
        Self {
            styles: &NONE,
            blocks: Blocks::default(),
            paragraphs: Vec::new(),
            tables: 0,
            skipped: 0,
            run: false,
            notes: false,
            line: 0,
        }
    }
}

/// Elements whose text is not that of the document: the second form of a drawing, text that was moved away.
const SKIPPED: [&str; 3] = ["Fallback", "moveFrom", "del"];

impl Text<'_> {
    fn node(&mut self, node: &Node<'_>) {
        match node {
            Node::Start(element) if SKIPPED.contains(&element.name.as_str()) => self.skipped += 1,
            Node::End(name) if SKIPPED.contains(&name.as_str()) => self.skipped = self.skipped.saturating_sub(1),
            _ if self.skipped > 0 => {}
            Node::Start(element) => self.start(element),
            Node::End(name) => self.end(name),
            Node::Text(text) if self.run => self.push(text),
            Node::Text(_) => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "p" => {
                self.line += 1;
                self.paragraphs.push(Paragraph { line: self.line, ..Paragraph::default() });
            }
            "t" => self.run = true,
            "tab" | "ptab" => self.push(" "),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.blocks.open(BlockKind::Row, self.line + 1),
            name => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return };
                let value = || element.attribute("val");
                match name {
                    "pStyle" => paragraph.style = value(),
                    "outlineLvl" => paragraph.outline = value().parse().ok(),
                    "numId" => paragraph.list = Some(value() != "0"),
                    "ilvl" => paragraph.level = value().parse().unwrap_or(0),
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.run = false,
            "p" => {
                let Some(paragraph) = self.paragraphs.pop() else { return };
                if self.tables > 0 {
                    self.blocks.push(&paragraph.text.replace('\n', " "), paragraph.line);
                    self.blocks.push(" ", paragraph.line);
                } else {
                    self.paragraph(paragraph);
                }
            }
            "tc" if self.tables == 1 => self.blocks.cell(),
            "tr" if self.tables == 1 => self.blocks.close(),
            "tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let of_style = |what: fn(&Style) -> Option<u8>| self.styles.find(&paragraph.style, what);
        let outline = paragraph.outline.or_else(|| of_style(|style| style.outline));
        let list = paragraph.list.or_else(|| self.styles.find(&paragraph.style, |style| style.list)).unwrap_or(false);
        let kind = match outline {
            _ if self.notes => BlockKind::Noise,
            Some(level) if level < 9 => BlockKind::Heading,
            _ if list => BlockKind::Item,
            _ => BlockKind::Paragraph,
        };
        // What is nested in an item belongs to it.
        if kind == BlockKind::Item && paragraph.level > 0 && self.blocks.kind() == Some(BlockKind::Item) {
            self.blocks.push("\n", paragraph.line);
        } else if !paragraph.text.trim().is_empty() {
            self.blocks.open(kind, paragraph.line);
        }
        self.blocks.push(&paragraph.text, paragraph.line);
    }
}
