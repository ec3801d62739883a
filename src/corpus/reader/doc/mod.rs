//! Word 97 to 2003 (MS-DOC): headings, lists and tables of the main text, and its notes.
//!
//! Headings are paragraphs with an outline level, or whose style is one of Word's headings or derived from one. Hidden and deleted
//! text is left out, which is told; comments, codes of fields, page heads and feet are too. The text of boxes follows the main
//! text. Footnotes and endnotes come last, as text that is no message. Numbers of lists are not in the file. The line of a block is its
//! place among the paragraphs.

mod file;

use std::path::Path;

use super::blocks::Blocks;
use super::left_out::{self, LeftOut};
use crate::corpus::{BlockKind, Content, Document, Properties};
use crate::error::Result;

use file::{Compound, File, Lengths, OfCharacter, OfParagraph, summary, wrong};

/// The stream with title and dates.
const SUMMARY: &str = "\u{5}SummaryInformation";

/// Whether a compound file is a Word document; `None` where it is too damaged to say.
pub fn is_word(bytes: &[u8]) -> Option<bool> {
    Compound::open(bytes).map(|compound| compound.has("WordDocument"))
}

/// Reads a document.
///
/// # Errors
/// When it is damaged, needs a password, or is older than Word 97.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let damaged = || wrong("the Word document is damaged", path);
    let read = || -> Result<Document> {
        let mut compound = Compound::open(bytes).ok_or_else(damaged)?;
        let file = File::open(&mut compound, bytes.len(), path)?;
        let summary = compound.stream(SUMMARY, bytes.len()).as_deref().and_then(summary);
        let (title, created) = summary.unwrap_or_default();
        let mut text = Text::new(&file);
        file.text(|c, at| text.push(c, at));
        let properties = Properties { title, created, ..Properties::default() };
        Ok(text.finish(properties))
    };
    crate::guard::guarded(read).unwrap_or_else(|| Err(damaged()))
}

/// A part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Main,
    Note,
    Box,
    Skipped,
}

/// The text, while it is read.
struct Text<'f> {
    file: &'f File,
    /// Characters of each part that are still to come.
    left: [(Part, u32); 5],
    blocks: Blocks,
    notes: Blocks,
    /// What stands in the paragraph so far, in stretches that are raised above the line or not.
    paragraph: Vec<(String, bool)>,
    /// For each open field whether its code ended.
    fields: Vec<bool>,
    /// What is left out of the stretch that is read.
    leaves_out: Option<&'static str>,
    left_out: LeftOut,
    line: u64,
}

impl<'f> Text<'f> {
    fn new(file: &'f File) -> Self {
        let Lengths { main, footnotes, skipped, endnotes, boxes } = file.lengths;
        let parts = [
            (Part::Main, main),
            (Part::Note, footnotes),
            (Part::Skipped, skipped),
            (Part::Note, endnotes),
            (Part::Box, boxes),
        ];
        Self {
            file,
            left: parts,
            blocks: Blocks::default(),
            notes: Blocks::default(),
            paragraph: Vec::new(),
            fields: Vec::new(),
            leaves_out: None,
            left_out: LeftOut::default(),
            line: 1,
        }
    }

    /// The part in which the next character stands; `width` is how many units of 16 bits it has.
    fn part(&mut self, width: u32) -> Option<Part> {
        let open = self.left.iter_mut().find(|(_, left)| *left > 0);
        open.map(|(part, left)| {
            *left = left.saturating_sub(width);
            *part
        })
    }

    fn push(&mut self, c: char, at: u32) {
        let Some(part) = self.part(c.len_utf16() as u32).filter(|part| *part != Part::Skipped) else { return };
        let OfCharacter { deleted, hidden, raised } = self.file.of_character(at);
        match c {
            // Fields within fields: the code of one that is not shown shows nothing.
            '\u{13}' => return self.fields.push(false),
            '\u{14}' => return self.fields.last_mut().into_iter().for_each(|ended| *ended = true),
            '\u{15}' => {
                self.fields.pop();
                return;
            }
            // The paragraph goes on in the next one where its end was deleted.
            '\r' | '\u{7}' | '\u{c}' if !deleted => return self.paragraph_ends(part, c, at),
            _ => {}
        }
        let shown = match c {
            '\r' | '\u{c}' => ' ',
            '\u{b}' => '\n',
            '\u{1e}' => '-',
            '\u{1f}' => '\u{ad}',
            '\t' => '\t',
            // Pictures, marks of notes and comments.
            '\0'..'\u{20}' => return,
            c => c,
        };
        if self.fields.contains(&false) {
            return;
        }
        if deleted || hidden {
            let what = if deleted { left_out::DELETED } else { left_out::HIDDEN };
            if self.leaves_out != Some(what) && !shown.is_whitespace() {
                self.left_out.add(what);
                self.leaves_out = Some(what);
            }
            return;
        }
        self.leaves_out = None;
        match self.paragraph.last_mut() {
            Some((text, of)) if *of == raised => text.push(shown),
            _ => self.paragraph.push((shown.to_string(), raised)),
        }
    }

    fn paragraph_ends(&mut self, part: Part, end: char, at: u32) {
        let of = self.file.of_paragraph(at);
        let line = self.line;
        self.line += 1;
        self.leaves_out = None;
        let stretches = std::mem::take(&mut self.paragraph);
        let blank = stretches.iter().all(|(text, _)| text.trim().is_empty());
        if part == Part::Note {
            if self.notes.kind().is_none() {
                self.notes.open(BlockKind::Noise, line);
            }
            add(&mut self.notes, &stretches, line);
            return self.notes.push("\n", line);
        }
        if of.in_table || end == '\u{7}' {
            return self.cell_ends(of, &stretches, end, line);
        }
        if blank {
            return;
        }
        let kind = match () {
            () if self.file.is_heading(of) => BlockKind::Heading,
            () if self.file.is_item(of) => BlockKind::Item,
            () => BlockKind::Paragraph,
        };
        // What is nested in an item belongs to it.
        if kind == BlockKind::Item && of.level > 0 && self.blocks.kind() == Some(BlockKind::Item) {
            self.blocks.push("\n", line);
        } else {
            self.blocks.open(kind, line);
        }
        add(&mut self.blocks, &stretches, line);
    }

    /// A paragraph within a table ends, with or without its cell.
    fn cell_ends(&mut self, of: OfParagraph, stretches: &[(String, bool)], end: char, line: u64) {
        if of.ends_row {
            return self.blocks.close();
        }
        if self.blocks.kind() != Some(BlockKind::Row) {
            self.blocks.open(BlockKind::Row, line);
        }
        add(&mut self.blocks, stretches, line);
        if end == '\u{7}' { self.blocks.cell() } else { self.blocks.push(" ", line) }
    }

    fn finish(self, properties: Properties) -> Document {
        let mut blocks = self.blocks.finish();
        blocks.append(&mut self.notes.finish());
        let mut document = Document { properties, ..Document::new(Content::Blocks(blocks)) };
        self.left_out.tell(&mut document.reading);
        document
    }
}

/// Adds a paragraph to the open block.
fn add(blocks: &mut Blocks, stretches: &[(String, bool)], line: u64) {
    for (text, raised) in stretches {
        if *raised { blocks.raise(text, line) } else { blocks.push(text, line) }
    }
}
