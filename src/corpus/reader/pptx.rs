//! Presentations of PowerPoint (ECMA-376): their slides in the order in which they are shown.
//!
//! The title of a slide is a heading. Paragraphs of its body are items unless they have no bullet; those of other boxes are items
//! where they have one. Rows of tables are rows, and the text of diagrams follows its slide. Hidden slides, hidden shapes and
//! notes for the speaker are left out, which is told; so are dates, feet and numbers of slides. The line of a block is its place
//! among the paragraphs.

use std::path::Path;

use super::blocks::Blocks;
use super::left_out::{self, LeftOut, Skip};
use super::office::{properties, relations};
use super::xml::{self, Element, Node};
use crate::corpus::archive::Package;
use crate::corpus::{Block, BlockKind, Content, Document};
use crate::error::{Error, ErrorKind, Result};

const PRESENTATION: &str = "ppt/presentation.xml";

/// Reads a presentation.
///
/// # Errors
/// When it is damaged, nested too deep, or has no slide.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let mut package = Package::open(bytes, path)?;
    let wrong = |message: &str| {
        Error::new(ErrorKind::Document, message)
            .at(path)
            .hint("open it in the program that made it and save it as pptx")
    };
    let part = package.part(PRESENTATION)?.ok_or_else(|| wrong("this is no presentation: it has no list of slides"))?;
    let mut ids = Vec::new();
    xml::read(&part, PRESENTATION, path, |node| {
        if let Node::Start(element) = node
            && element.name == "sldId"
        {
            ids.push(element.prefixed("id"));
        }
    })?;
    let of_presentation = relations(&mut package, PRESENTATION, path)?;
    let slides: Vec<&str> = ids
        .iter()
        .filter_map(|id| of_presentation.iter().find(|relation| relation.id == *id))
        .map(|relation| relation.target.as_str())
        .collect();
    let (mut blocks, mut left_out, mut line, mut found) = (Vec::new(), LeftOut::default(), 0, 0);
    for slide in slides {
        let Some(bytes) = package.part(slide)? else { continue };
        found += 1;
        let mut shown = Slide::new(line);
        xml::read(&bytes, slide, path, |node| shown.node(&node))?;
        line = shown.line;
        if shown.hidden {
            left_out.add(left_out::SLIDES);
            continue;
        }
        left_out.extend(&shown.left_out);
        blocks.extend(shown.finish());
        for relation in relations(&mut package, slide, path)? {
            let is_diagram = relation.kind == "diagramData";
            if !is_diagram && relation.kind != "notesSlide" {
                continue;
            }
            let Some(bytes) = package.part(&relation.target)? else { continue };
            let mut beside = Slide { body: is_diagram, ..Slide::new(line) };
            xml::read(&bytes, &relation.target, path, |node| beside.node(&node))?;
            if is_diagram {
                line = beside.line;
                blocks.extend(beside.finish());
            } else if !beside.finish().is_empty() {
                left_out.add(left_out::SPEAKER_NOTES);
            }
        }
    }
    if found == 0 {
        return Err(wrong("the presentation has no slide"));
    }
    let mut document =
        Document { properties: properties(&mut package, path)?, ..Document::new(Content::Blocks(blocks)) };
    left_out.tell(&mut document.reading);
    Ok(document)
}

/// What a shape is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Title,
    /// The text of the slide: items unless they have no bullet.
    Body,
    /// Date, foot or number of the slide.
    Foot,
    Other,
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    purpose: Purpose,
    hidden: bool,
}

#[derive(Debug, Default)]
struct Paragraph {
    level: u32,
    bullet: Option<bool>,
}

/// A slide, while it is read.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing of what is read, and all combinations are met")]
struct Slide {
    title: Blocks,
    blocks: Blocks,
    /// Whether the slide is not shown.
    hidden: bool,
    /// Whether text outside of shapes is that of a body.
    body: bool,
    shapes: Vec<Shape>,
    paragraph: Paragraph,
    /// Whether text of the paragraph was met.
    begun: bool,
    /// Raised text that may be the mark of a note.
    raised: String,
    is_raised: bool,
    reads: bool,
    in_table: bool,
    /// Forms of the same content that are open, and whether one of them was read.
    alternatives: Vec<bool>,
    skip: Skip,
    left_out: LeftOut,
    line: u64,
}

impl Slide {
    fn new(line: u64) -> Self {
        Self {
            title: Blocks::default(),
            blocks: Blocks::default(),
            hidden: false,
            body: false,
            shapes: Vec::new(),
            paragraph: Paragraph::default(),
            begun: false,
            raised: String::new(),
            is_raised: false,
            reads: false,
            in_table: false,
            alternatives: Vec::new(),
            skip: Skip::default(),
            left_out: LeftOut::default(),
            line,
        }
    }

    /// The title first, whatever place it has among the shapes.
    fn finish(self) -> Vec<Block> {
        let mut blocks = self.title.finish();
        blocks.extend(self.blocks.finish());
        blocks
    }

    fn shape(&self) -> Shape {
        let purpose = if self.body { Purpose::Body } else { Purpose::Other };
        self.shapes.last().copied().unwrap_or(Shape { purpose, hidden: false })
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

    fn start(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "sld" => self.hidden = matches!(element.attribute("show").as_str(), "0" | "false"),
            "sp" | "graphicFrame" | "grpSp" | "pic" | "cxnSp" => {
                let hidden = self.shape().hidden;
                self.shapes.push(Shape { purpose: self.shape().purpose, hidden });
                self.blocks.close();
            }
            "cNvPr" => {
                let hidden = matches!(element.attribute("hidden").as_str(), "1" | "true");
                self.shapes.last_mut().into_iter().for_each(|shape| shape.hidden |= hidden);
            }
            "ph" => {
                let purpose = match element.attribute("type").as_str() {
                    "title" | "ctrTitle" => Purpose::Title,
                    "dt" | "ftr" | "hdr" | "sldNum" | "sldImg" => Purpose::Foot,
                    "" | "body" | "obj" => Purpose::Body,
                    _ => Purpose::Other,
                };
                self.shapes.last_mut().into_iter().for_each(|shape| shape.purpose = purpose);
            }
            "AlternateContent" => self.alternatives.push(false),
            "Choice" | "Fallback" => match self.alternatives.last_mut() {
                Some(true) => self.skip.begin(None),
                Some(read) => *read = true,
                None => {}
            },
            "fld" if element.attribute("type").starts_with("slidenum") => self.skip.begin(None),
            "tbl" => self.in_table = true,
            "tr" => self.blocks.open(BlockKind::Row, self.line + 1),
            "p" => {
                self.line += 1;
                (self.paragraph, self.begun, self.is_raised) = (Paragraph::default(), false, false);
            }
            "pPr" => self.paragraph.level = element.attribute("lvl").parse().unwrap_or(0),
            "buNone" => self.paragraph.bullet = Some(false),
            "buChar" | "buAutoNum" | "buBlip" => self.paragraph.bullet = Some(true),
            "r" => self.is_raised = false,
            "rPr" => self.is_raised = element.attribute("baseline").parse::<i64>().is_ok_and(|percent| percent > 0),
            "t" => self.reads = true,
            "br" => self.push("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "sp" | "graphicFrame" | "grpSp" | "pic" | "cxnSp" => {
                self.shapes.pop();
                self.blocks.close();
            }
            "AlternateContent" => _ = self.alternatives.pop(),
            "tbl" => self.in_table = false,
            "tc" => self.blocks.cell(),
            "tr" => self.blocks.close(),
            "t" => self.reads = false,
            "p" => {
                self.settle();
                if self.in_table {
                    self.blocks.push(" ", self.line);
                } else if self.shape().purpose == Purpose::Title {
                    self.title.push(" ", self.line);
                }
            }
            _ => {}
        }
    }

    /// Where text goes now: begins the block of the paragraph, if that is still to be done.
    fn target(&mut self) -> &mut Blocks {
        let purpose = self.shape().purpose;
        if purpose == Purpose::Title {
            if !std::mem::replace(&mut self.begun, true) && self.title.kind().is_none() {
                self.title.open(BlockKind::Heading, self.line);
            }
            return &mut self.title;
        }
        if !self.in_table && !std::mem::replace(&mut self.begun, true) {
            let item = self.paragraph.bullet.unwrap_or(purpose == Purpose::Body);
            // What is nested in an item belongs to it.
            if item && self.paragraph.level > 0 && self.blocks.kind() == Some(BlockKind::Item) {
                self.blocks.push("\n", self.line);
            } else {
                self.blocks.open(if item { BlockKind::Item } else { BlockKind::Paragraph }, self.line);
            }
        }
        &mut self.blocks
    }

    fn push(&mut self, text: &str) {
        let (Shape { purpose, hidden }, line) = (self.shape(), self.line);
        if purpose == Purpose::Foot {
            return;
        }
        if hidden {
            if !text.trim().is_empty() {
                self.left_out.add(left_out::HIDDEN);
            }
        } else if self.is_raised {
            self.raised.push_str(text);
        } else {
            self.settle();
            if !(text.trim().is_empty() && !self.begun && !self.in_table) {
                let row = self.in_table;
                let text = if row { text.replace('\n', " ") } else { text.to_string() };
                self.target().push(&text, line);
            }
        }
    }

    /// Raised text is complete.
    fn settle(&mut self) {
        if !self.raised.is_empty() {
            let (raised, line) = (std::mem::take(&mut self.raised), self.line);
            self.target().raise(&raised, line);
        }
    }
}
