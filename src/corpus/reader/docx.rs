//! Word documents (ECMA-376): headings, lists and tables of the main text, and its notes.
//!
//! Headings are paragraphs with an outline level, their own or that of their style, in whatever language the style is
//! named. Changes that are tracked count as accepted: formatting of before does not count, deleted text is left out, and a
//! paragraph whose mark was deleted goes on in the next. Hidden text, placeholders of forms, codes of fields, comments, page
//! heads and feet are left out. The text of a box follows the paragraph to which it is anchored. Footnotes and endnotes come
//! last, as text that is no message. The line of a block is its place among the paragraphs.

use std::path::Path;

use super::blocks::Blocks;
use super::left_out::{self, LeftOut, Skip};
use super::office::properties;
use super::styles::{Styles, is_raised};
use super::xml::{self, Element, Node};
use crate::corpus::archive::Package;
use crate::corpus::marks;
use crate::corpus::{Block, BlockKind, Content, Document};
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
    let mut text = Text::new(&styles);
    xml::read(&main, "word/document.xml", path, |node| text.node(&node))?;
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(bytes) = package.part(part)? {
            text.next_part();
            xml::read(&bytes, part, path, |node| text.node(&node))?;
        }
    }
    let (blocks, left_out) = text.finish();
    let mut document =
        Document { properties: properties(&mut package, path)?, ..Document::new(Content::Blocks(blocks)) };
    left_out.tell(&mut document.reading);
    Ok(document)
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: String,
    outline: Option<u8>,
    list: Option<bool>,
    level: u8,
    line: u64,
    /// Whether its mark was deleted: it goes on in the next paragraph.
    joins: bool,
    /// Raised text at its end that may be the mark of a note.
    raised: String,
    /// The text of boxes that are anchored in it.
    boxes: Vec<Block>,
}

impl Paragraph {
    /// Raised text is complete.
    fn settle(&mut self) {
        if !self.raised.is_empty() {
            marks::raise(&mut self.text, &std::mem::take(&mut self.raised));
        }
    }
}

/// Fields within fields deeper than this are read as text.
const DEEPEST: usize = 64;

/// The properties of the run that is open.
#[derive(Debug, Default)]
struct Run {
    style: String,
    hidden: Option<bool>,
    raised: Option<bool>,
}

/// What stands in one place after the other: the main text, the notes, or the text of a box.
#[derive(Debug, Default)]
struct Flow {
    blocks: Blocks,
    /// Tables that are open, one in a cell of the other.
    tables: usize,
    /// A paragraph whose mark was deleted.
    before: Option<Paragraph>,
}

/// The text, while it is read.
#[derive(Debug)]
struct Text<'s> {
    styles: &'s Styles,
    /// Flows that are open: each but the first is that of a box in a paragraph of the one before.
    flows: Vec<Flow>,
    /// Open paragraphs: a box stands within one.
    paragraphs: Vec<Paragraph>,
    run: Run,
    /// Names of open elements that decide what others mean.
    within: Vec<Within>,
    /// Fields that are open, one in the other: whether their code is still read.
    fields: Vec<bool>,
    skip: Skip,
    left_out: LeftOut,
    /// Whether text of a run is read.
    reads: bool,
    /// Whether footnotes are read.
    notes: bool,
    line: u64,
}

/// An element that decides what others in it mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Properties of a paragraph, or of its mark.
    Paragraph,
    /// Properties of a run.
    Run,
    /// A content control, and whether it shows its placeholder.
    Control(bool),
    /// Forms of the same content, and whether one of them was read.
    Alternatives(bool),
}

/// Elements whose text is not that of the document: text that was moved away, and formatting of before.
const SKIPPED: [&str; 9] = [
    "moveFrom",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblPrExChange",
    "tcPrChange",
    "trPrChange",
    "numberingChange",
];

impl<'s> Text<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            flows: vec![Flow::default()],
            paragraphs: Vec::new(),
            run: Run::default(),
            within: Vec::new(),
            fields: Vec::new(),
            skip: Skip::default(),
            left_out: LeftOut::default(),
            reads: false,
            notes: false,
            line: 0,
        }
    }

    /// The notes follow.
    fn next_part(&mut self) {
        self.end_flow();
        self.notes = true;
        self.fields.clear();
    }

    fn finish(mut self) -> (Vec<Block>, LeftOut) {
        self.end_flow();
        (self.flows.swap_remove(0).blocks.finish(), self.left_out)
    }

    fn flow(&mut self) -> &mut Flow {
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    fn node(&mut self, node: &Node<'_>) {
        if self.skip.takes(node, &mut self.left_out) {
            return;
        }
        match node {
            Node::Start(element) => self.start(element),
            Node::End(name) => self.end(name),
            Node::Text(text) if self.reads => self.push(text),
            Node::Text(_) => {}
        }
    }

    /// Adds text of the open run.
    fn push(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if self.fields.contains(&true) {
            return;
        }
        let says = |of_run: Option<bool>, what: fn(&super::styles::Style) -> Option<bool>| {
            of_run
                .or_else(|| self.styles.find(&self.run.style, what))
                .or_else(|| self.styles.find(&paragraph.style, what))
                .unwrap_or(false)
        };
        if says(self.run.hidden, |style| style.hidden) {
            if !text.trim().is_empty() {
                self.left_out.add(left_out::HIDDEN);
            }
        } else if says(self.run.raised, |style| style.raised) {
            paragraph.raised.push_str(text);
        } else {
            paragraph.settle();
            paragraph.text.push_str(text);
        }
    }

    fn start(&mut self, element: &Element<'_>) {
        let within = self.within.last().copied();
        match element.name.as_str() {
            "del" | "moveFrom" if within == Some(Within::Paragraph) => self.joins(),
            "del" => self.skip.begin(Some(left_out::DELETED)),
            name if SKIPPED.contains(&name) => self.skip.begin(None),
            "AlternateContent" => self.within.push(Within::Alternatives(false)),
            "Choice" | "Fallback" => match self.within.last_mut() {
                Some(Within::Alternatives(true)) => self.skip.begin(None),
                Some(Within::Alternatives(read)) => *read = true,
                _ => {}
            },
            "sdt" => self.within.push(Within::Control(false)),
            "showingPlcHdr" => {
                if let Some(Within::Control(shows)) = self.within.last_mut() {
                    *shows = element.is_on();
                }
            }
            "sdtContent" if within == Some(Within::Control(true)) => self.skip.begin(Some(left_out::PLACEHOLDERS)),
            "p" => self.begin_paragraph(),
            "pPr" => self.within.push(Within::Paragraph),
            "r" => self.run = Run::default(),
            "rPr" if within != Some(Within::Paragraph) => self.within.push(Within::Run),
            "t" => self.reads = true,
            "tab" | "ptab" if within != Some(Within::Paragraph) => self.push(" "),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "sym" => {
                let sign = u32::from_str_radix(&element.attribute("char"), 16).ok().and_then(char::from_u32);
                self.push(&sign.map(String::from).unwrap_or_default());
            }
            "footnoteReference" | "endnoteReference" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.settle();
                    paragraph.text.push(marks::MARK);
                }
            }
            "fldChar" => match element.attribute("fldCharType").as_str() {
                "begin" if self.fields.len() < DEEPEST => self.fields.push(true),
                "begin" => {}
                "separate" => self.fields.last_mut().into_iter().for_each(|code| *code = false),
                _ => _ = self.fields.pop(),
            },
            "txbxContent" => self.flows.push(Flow::default()),
            "tbl" => {
                self.end_carried();
                self.flow().tables += 1;
            }
            "tr" => self.row(),
            _ => self.property(element, within),
        }
    }

    fn property(&mut self, element: &Element<'_>, within: Option<Within>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let (name, value) = (element.name.as_str(), || element.attribute("val"));
        match (within, name) {
            (Some(Within::Paragraph), "pStyle") => paragraph.style = value(),
            (Some(Within::Paragraph), "outlineLvl") => paragraph.outline = value().parse().ok(),
            (Some(Within::Paragraph), "numId") => paragraph.list = Some(value() != "0"),
            (Some(Within::Paragraph), "ilvl") => paragraph.level = value().parse().unwrap_or(0),
            (Some(Within::Run), "rStyle") => self.run.style = value(),
            (Some(Within::Run), "vanish") => self.run.hidden = Some(element.is_on()),
            (Some(Within::Run), "vertAlign" | "position") => self.run.raised = Some(is_raised(element)),
            _ => {}
        }
    }

    fn joins(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.joins = true;
        }
    }

    fn row(&mut self) {
        let line = self.line + 1;
        self.flow().blocks.open(BlockKind::Row, line);
    }

    fn begin_paragraph(&mut self) {
        self.line += 1;
        let line = self.line;
        let paragraph = match self.flow().before.take() {
            Some(before) => {
                Paragraph { text: before.text, line: before.line, boxes: before.boxes, ..Paragraph::default() }
            }
            None => Paragraph { line, ..Paragraph::default() },
        };
        self.paragraphs.push(paragraph);
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.reads = false,
            "pPr" if self.within.last() == Some(&Within::Paragraph) => _ = self.within.pop(),
            "rPr" if self.within.last() == Some(&Within::Run) => _ = self.within.pop(),
            "sdt" if matches!(self.within.last(), Some(Within::Control(_))) => _ = self.within.pop(),
            "AlternateContent" if matches!(self.within.last(), Some(Within::Alternatives(_))) => {
                self.within.pop();
            }
            "p" => {
                let Some(mut paragraph) = self.paragraphs.pop() else { return };
                paragraph.settle();
                // The code of a field ends with its paragraph.
                self.fields.retain(|code| !code);
                if std::mem::take(&mut paragraph.joins) {
                    self.flow().before = Some(paragraph);
                } else {
                    self.paragraph(paragraph);
                }
            }
            "txbxContent" if self.flows.len() > 1 => {
                self.end_flow();
                let blocks = self.flows.pop().map(|flow| flow.blocks.finish()).unwrap_or_default();
                match self.paragraphs.last_mut() {
                    Some(paragraph) => paragraph.boxes.extend(blocks),
                    None => self.flow().blocks.extend(blocks),
                }
            }
            "tc" => {
                self.end_carried();
                self.flow().blocks.cell();
            }
            "tr" => self.flow().blocks.close(),
            "tbl" => {
                let flow = self.flow();
                flow.tables = flow.tables.saturating_sub(1);
                // What follows in the cell of the outer table is a row of it.
                if flow.tables > 0 {
                    self.row();
                }
            }
            _ => {}
        }
    }

    fn end_flow(&mut self) {
        self.end_carried();
        self.flow().blocks.close();
    }

    /// A paragraph whose mark was deleted is the last of its place.
    fn end_carried(&mut self) {
        if let Some(paragraph) = self.flow().before.take() {
            self.paragraph(paragraph);
        }
    }

    fn paragraph(&mut self, mut paragraph: Paragraph) {
        let boxes = std::mem::take(&mut paragraph.boxes);
        if self.flow().tables > 0 {
            let texts = std::iter::once(&paragraph.text).chain(boxes.iter().map(|block| &block.text));
            let text: String = texts.map(|text| text.replace('\n', " ") + " ").collect();
            self.flow().blocks.push(&text, paragraph.line);
            return;
        }
        let of_style = |what: fn(&super::styles::Style) -> Option<u8>| self.styles.find(&paragraph.style, what);
        let outline = paragraph.outline.or_else(|| of_style(|style| style.outline));
        let list = paragraph.list.or_else(|| self.styles.find(&paragraph.style, |style| style.list)).unwrap_or(false);
        let kind = match outline {
            _ if self.notes => BlockKind::Noise,
            Some(level) if level < 9 => BlockKind::Heading,
            _ if list => BlockKind::Item,
            _ => BlockKind::Paragraph,
        };
        let blocks = &mut self.flow().blocks;
        // What is nested in an item belongs to it.
        if kind == BlockKind::Item && paragraph.level > 0 && blocks.kind() == Some(BlockKind::Item) {
            blocks.push("\n", paragraph.line);
        } else if !paragraph.text.trim().is_empty() {
            blocks.open(kind, paragraph.line);
        }
        blocks.push(&paragraph.text, paragraph.line);
        if !boxes.is_empty() {
            blocks.extend(boxes);
        }
    }
}
