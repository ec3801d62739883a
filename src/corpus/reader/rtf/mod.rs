//! Rich Text Format (1.9): headings, lists and tables of the main text, and its notes.
//!
//! Headings are paragraphs with an outline level, or whose style has one or is called `heading`. Hidden and deleted text is left
//! out, which is told; comments, codes of fields, page heads and feet are too. The text of a box follows the paragraph in which it
//! stands. Footnotes and endnotes come last, as text that is no message. The line of a block is its place among the paragraphs.

mod words;

use std::collections::HashMap;
use std::path::Path;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::blocks::Blocks;
use super::left_out::{self, LeftOut};
use crate::corpus::marks;
use crate::corpus::{BlockKind, Content, Document, Properties};
use crate::error::{Error, ErrorKind, Result};

use words::{Token, Tokens, is_skipped, of_charset, of_code_page, sign};

/// Groups nested deeper than this are refused.
const DEEPEST: usize = 1_000;

/// Reads a document.
///
/// # Errors
/// When it is cut off, or nested too deep.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let wrong = |message: String| {
        Error::new(ErrorKind::Document, message)
            .at(path)
            .hint("open it in the program that made it and save it again, or as docx")
    };
    let mut text = Text::new();
    let mut groups = Vec::new();
    for token in Tokens::new(bytes) {
        match token {
            Token::Begin => {
                if groups.len() >= DEEPEST {
                    return Err(wrong(format!("groups are nested deeper than {DEEPEST}")));
                }
                text.settle_bytes();
                groups.push(text.state);
                text.begins = true;
                text.optional = false;
            }
            Token::End => {
                text.settle_bytes();
                let Some(outer) = groups.pop() else { break };
                text.end_group(outer);
                if groups.is_empty() {
                    return Ok(text.finish());
                }
            }
            Token::Word(word, number) => text.word(word, number),
            Token::Symbol(symbol) => text.symbol(symbol),
            Token::Byte(byte) => text.byte(byte),
        }
    }
    Err(wrong("the file is cut off: a group has no end".into()))
}

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Main,
    Box,
    Note,
    Skip,
    Fonts,
    Styles,
    Info,
    Title,
    Created,
}

/// What a group inherits.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing of what is read, and all combinations are met")]
struct State {
    goal: Goal,
    hidden: bool,
    deleted: bool,
    raised: bool,
    /// How many signs stand for a character for programs that do not know it.
    fallback: usize,
    font: i64,
    style: i64,
    outline: Option<i64>,
    list: bool,
    level: i64,
    /// How many tables the paragraph stands in, one in a cell of the other.
    tables: i64,
}

/// The text, while it is read.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing of what is read, and all combinations are met")]
struct Text {
    state: State,
    /// Whether a group began just now.
    begins: bool,
    /// Whether the group may be skipped by a program that does not know it.
    optional: bool,
    main: Blocks,
    boxes: Blocks,
    notes: Blocks,
    /// Bytes whose encoding is that of their font.
    bytes: Vec<u8>,
    /// The first half of a character beyond 16 bits.
    half: Option<u16>,
    /// Signs that are to be skipped, because the character that they stand for is known.
    skip: usize,
    raised: String,
    code_page: &'static Encoding,
    fonts: HashMap<i64, &'static Encoding>,
    /// Outline levels of styles.
    styles: HashMap<i64, i64>,
    name: String,
    /// Whether the paragraph has a bullet or number, and whether text of it was met.
    listed: bool,
    begun: bool,
    /// In how many tables the row that is open stands.
    row: i64,
    title: String,
    created: [i64; 3],
    left_out: LeftOut,
    line: u64,
}

impl Text {
    fn new() -> Self {
        let state = State {
            goal: Goal::Main,
            hidden: false,
            deleted: false,
            raised: false,
            fallback: 1,
            font: -1,
            style: 0,
            outline: None,
            list: false,
            level: 0,
            tables: 0,
        };
        Self {
            state,
            begins: false,
            optional: false,
            main: Blocks::default(),
            boxes: Blocks::default(),
            notes: Blocks::default(),
            bytes: Vec::new(),
            half: None,
            skip: 0,
            raised: String::new(),
            code_page: WINDOWS_1252,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            name: String::new(),
            listed: false,
            begun: false,
            row: 0,
            title: String::new(),
            created: [0; 3],
            left_out: LeftOut::default(),
            line: 1,
        }
    }

    fn finish(mut self) -> Document {
        self.settle();
        self.main.extend(self.boxes.finish());
        let mut blocks = self.main.finish();
        blocks.append(&mut self.notes.finish());
        let created = match self.created {
            [0, ..] => String::new(),
            [year, 0, _] => format!("{year:04}"),
            [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        };
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let properties = Properties { title, created, ..Properties::default() };
        let mut document = Document { properties, ..Document::new(Content::Blocks(blocks)) };
        self.left_out.tell(&mut document.reading);
        document
    }

    fn byte(&mut self, byte: u8) {
        self.begins = false;
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.state.goal != Goal::Skip {
            self.bytes.push(byte);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' if self.begins => self.optional = true,
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\r' | b'\n' => self.paragraph_ends(),
            b'~' => self.push("\u{a0}"),
            b'_' => self.push("-"),
            _ => {}
        }
    }

    /// Bytes that were met are complete.
    fn settle_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let encoding = self.fonts.get(&self.state.font).copied().unwrap_or(self.code_page);
        let bytes = std::mem::take(&mut self.bytes);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        self.push(&text);
    }

    fn push(&mut self, text: &str) {
        self.settle_bytes();
        match self.state.goal {
            Goal::Main | Goal::Box | Goal::Note => self.text(text),
            Goal::Title => self.title.push_str(text),
            Goal::Styles => self.style(text),
            Goal::Skip | Goal::Fonts | Goal::Info | Goal::Created => {}
        }
    }

    fn text(&mut self, text: &str) {
        let blank = text.trim().is_empty();
        if self.state.hidden || self.state.deleted {
            if !blank {
                self.left_out.add(if self.state.deleted { left_out::DELETED } else { left_out::HIDDEN });
            }
        } else if self.state.raised {
            self.raised.push_str(text);
        } else {
            self.settle();
            if !blank || self.target().kind().is_some() {
                self.begin(blank);
                let line = self.line;
                self.target().push(text, line);
            }
        }
    }

    fn target(&mut self) -> &mut Blocks {
        match self.state.goal {
            Goal::Note => &mut self.notes,
            Goal::Box => &mut self.boxes,
            _ => &mut self.main,
        }
    }

    /// Raised text is complete.
    fn settle(&mut self) {
        if !self.raised.is_empty() {
            let (raised, line) = (std::mem::take(&mut self.raised), self.line);
            self.begin(false);
            self.target().raise(&raised, line);
        }
    }

    /// Begins the block of the paragraph, if that is still to be done.
    fn begin(&mut self, blank: bool) {
        let (state, line) = (self.state, self.line);
        match state.goal {
            Goal::Note if self.notes.kind().is_none() => return self.notes.open(BlockKind::Noise, line),
            Goal::Main => {}
            _ => return,
        }
        if state.tables > 0 {
            if self.main.kind() != Some(BlockKind::Row) || self.row != state.tables {
                self.main.open(BlockKind::Row, line);
                self.row = state.tables;
            }
            return;
        }
        if blank || std::mem::replace(&mut self.begun, true) {
            return;
        }
        let outline = state.outline.or_else(|| self.styles.get(&state.style).copied());
        let kind = match outline {
            Some(0..9) => BlockKind::Heading,
            _ if state.list || self.listed => BlockKind::Item,
            _ => BlockKind::Paragraph,
        };
        // What is nested in an item belongs to it.
        if kind == BlockKind::Item && state.level > 0 && self.main.kind() == Some(BlockKind::Item) {
            self.main.push("\n", line);
        } else {
            self.main.open(kind, line);
        }
    }

    fn paragraph_ends(&mut self) {
        self.settle_bytes();
        self.settle();
        let line = self.line;
        match self.state.goal {
            Goal::Note => self.notes.push("\n", line),
            Goal::Box => self.boxes.close(),
            Goal::Main if self.state.tables > 0 => self.main.push(" ", line),
            Goal::Main => {
                // An item stays open for those that are nested in it.
                if self.main.kind() != Some(BlockKind::Item) {
                    self.main.close();
                }
                self.boxes_follow();
                (self.listed, self.begun) = (false, false);
            }
            _ => return,
        }
        self.line += 1;
    }

    fn boxes_follow(&mut self) {
        let boxes = std::mem::take(&mut self.boxes).finish();
        if !boxes.is_empty() {
            self.main.extend(boxes);
        }
    }

    fn end_group(&mut self, outer: State) {
        let (ends, begins) = (self.state.goal, outer.goal);
        if ends != begins {
            match ends {
                Goal::Note | Goal::Box => {
                    self.settle();
                    self.target().close();
                }
                _ => {}
            }
        }
        // Raised text goes on in the next group, if that is raised too.
        self.state = outer;
        (self.begins, self.optional, self.skip) = (false, false, 0);
    }

    /// A name in the list of styles, which ends with a semicolon.
    fn style(&mut self, text: &str) {
        for c in text.chars() {
            if c != ';' {
                self.name.push(c);
                continue;
            }
            let name = std::mem::take(&mut self.name).trim().to_lowercase();
            let level = name.strip_prefix("heading ").and_then(|level| level.parse::<i64>().ok());
            if let Some(level) = level.map(|level| level - 1).or((name == "title").then_some(0)) {
                self.styles.entry(self.state.style).or_insert(level);
            }
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        let begins = std::mem::take(&mut self.begins) || self.optional;
        let optional = std::mem::take(&mut self.optional);
        if word == "'" {
            return self.byte(u8::try_from(number.unwrap_or(0)).unwrap_or(b'?'));
        }
        if word == "u" {
            return self.character(number.unwrap_or(0));
        }
        self.settle_bytes();
        self.skip = 0;
        let value = number.unwrap_or(1);
        let on = value != 0;
        if begins && self.goal(word, optional) {
            return;
        }
        if self.state.goal == Goal::Skip {
            return;
        }
        let state = &mut self.state;
        match word {
            "ansicpg" => self.code_page = of_code_page(value),
            "mac" => self.code_page = encoding_rs::MACINTOSH,
            "uc" => state.fallback = usize::try_from(value).unwrap_or(1).min(16),
            "f" => state.font = value,
            "fcharset" if state.goal == Goal::Fonts => {
                if let Some(encoding) = of_charset(value) {
                    self.fonts.insert(state.font, encoding);
                }
            }
            "s" => state.style = value,
            "outlinelevel" if state.goal == Goal::Styles => _ = self.styles.insert(state.style, value),
            "outlinelevel" => state.outline = Some(value),
            "yr" if state.goal == Goal::Created => self.created[0] = value.clamp(0, 9999),
            "mo" if state.goal == Goal::Created => self.created[1] = value.clamp(0, 12),
            "dy" if state.goal == Goal::Created => self.created[2] = value.clamp(0, 31),
            "pard" => {
                (state.style, state.outline, state.list, state.level, state.tables) = (0, None, false, 0, 0);
            }
            "plain" => (state.hidden, state.deleted, state.raised) = (false, false, false),
            "v" => state.hidden = on,
            "deleted" => state.deleted = on,
            "super" => state.raised = on,
            "up" => state.raised = number.unwrap_or(6) > 0,
            "nosupersub" | "sub" | "dn" => state.raised = false,
            "ls" => state.list = on,
            "ilvl" => state.level = value,
            "intbl" => state.tables = state.tables.max(i64::from(on)),
            "itap" => state.tables = value.clamp(0, 100),
            "par" | "sect" | "page" | "column" => self.paragraph_ends(),
            "line" => self.push(if self.state.tables > 0 { " " } else { "\n" }),
            "cell" | "nestcell" => {
                self.settle();
                self.begin(false);
                self.main.cell();
            }
            "row" | "nestrow" => {
                self.settle();
                self.main.close();
                self.boxes_follow();
                self.line += 1;
            }
            word => {
                if let Some(sign) = sign(word) {
                    self.push(sign);
                }
            }
        }
    }

    /// A word that says what a group is for; whether it was one.
    fn goal(&mut self, word: &str, optional: bool) -> bool {
        if self.state.goal == Goal::Skip {
            return false;
        }
        let goal = match word {
            "fonttbl" => Goal::Fonts,
            "stylesheet" => Goal::Styles,
            "info" => Goal::Info,
            "title" if self.state.goal == Goal::Info => Goal::Title,
            "creatim" if self.state.goal == Goal::Info => Goal::Created,
            "footnote" => {
                self.settle();
                let line = self.line;
                self.target().push(&marks::MARK.to_string(), line);
                self.state.raised = false;
                Goal::Note
            }
            "shptxt" => Goal::Box,
            "shpinst" | "shppict" => return true,
            "listtext" | "pntext" | "pn" => {
                self.listed = true;
                Goal::Skip
            }
            word if optional || is_skipped(word) => Goal::Skip,
            _ => return false,
        };
        self.state.goal = goal;
        true
    }

    /// A character by its number in UTF-16, for which signs follow that are to be skipped.
    fn character(&mut self, number: i64) {
        self.settle_bytes();
        let unit = number.rem_euclid(0x1_0000) as u16;
        let units = [self.half.take(), Some(unit)];
        if (0xD800..0xDC00).contains(&unit) {
            self.half = Some(unit);
        } else {
            let text = String::from_utf16_lossy(&units.into_iter().flatten().collect::<Vec<_>>());
            self.push(&text);
        }
        self.skip = self.state.fallback;
    }
}
