//! The structures of a Word file of 1997 to 2003 (MS-DOC): where its text stands, and what its characters and paragraphs are.

use std::io::{Cursor, Read};
use std::path::Path;

use encoding_rs::WINDOWS_1252;

use crate::error::{Error, ErrorKind, Result};

/// Bytes of a page of properties.
const PAGE: usize = 512;
/// Styles that are derived from each other, at most.
const DEEPEST: usize = 16;

/// What is wrong with a file.
pub fn wrong(message: &str, path: &Path) -> Error {
    let hint = "open it in Word or LibreOffice and save it as docx";
    Error::new(ErrorKind::Document, message).at(path).hint(hint)
}

/// The number of two bytes at a place.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// The number of four bytes at a place.
fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A compound file: named streams.
pub struct Compound<'b>(cfb::CompoundFile<Cursor<&'b [u8]>>);

impl<'b> Compound<'b> {
    /// Opens a file; `None` where it is none.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        cfb::CompoundFile::open(Cursor::new(bytes)).ok().map(Self)
    }

    /// Whether there is a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.is_stream(name)
    }

    /// The bytes of a stream; no more than the file has.
    pub fn stream(&mut self, name: &str, most: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.open_stream(name).ok()?.take(most as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// How many characters each part of the text has, in the order in which they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lengths {
    pub main: u32,
    pub footnotes: u32,
    /// Heads and feet of pages, macros, comments.
    pub skipped: u32,
    pub endnotes: u32,
    pub boxes: u32,
}

/// What a character is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfCharacter {
    pub deleted: bool,
    pub hidden: bool,
    pub raised: bool,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfParagraph {
    pub style: u16,
    /// Level of the outline, from 0; 9 is text.
    pub outline: Option<u8>,
    /// Whether it has a bullet or number; `None` where its style says it.
    pub listed: Option<bool>,
    /// Level of the list, from 0.
    pub level: u8,
    pub in_table: bool,
    /// Whether it ends a row.
    pub ends_row: bool,
}

/// Stretches of the file and what stands in them, in their order.
struct Runs<P>(Vec<(u32, u32, P)>);

impl<P: Copy + Default> Runs<P> {
    fn of(mut runs: Vec<(u32, u32, P)>) -> Self {
        runs.sort_by_key(|(from, ..)| *from);
        Self(runs)
    }

    fn at(&self, place: u32) -> P {
        let before = self.0.partition_point(|(from, ..)| *from <= place);
        let run = before.checked_sub(1).map(|run| self.0[run]);
        run.filter(|(_, to, _)| place < *to).map(|(.., what)| what).unwrap_or_default()
    }
}

/// A file that was opened.
pub struct File {
    document: Vec<u8>,
    pieces: Vec<Piece>,
    characters: Runs<OfCharacter>,
    paragraphs: Runs<OfParagraph>,
    styles: Vec<Style>,
    pub lengths: Lengths,
}

/// A stretch of text.
struct Piece {
    characters: u32,
    /// Its first byte in the stream.
    at: u32,
    /// One byte a character, not two.
    narrow: bool,
}

/// What is known of a style.
#[derive(Clone, Copy)]
struct Style {
    /// Number of a style that Word knows.
    known: u16,
    base: u16,
}

impl File {
    /// Reads the structures.
    ///
    /// # Errors
    /// When the file is damaged, needs a password, or is older than Word 97.
    pub fn open(compound: &mut Compound<'_>, most: usize, path: &Path) -> Result<Self> {
        let damaged = || wrong("the Word document is damaged", path);
        let document = compound.stream("WordDocument", most).ok_or_else(damaged)?;
        let (kind, version, flags) = (short(&document, 0), short(&document, 2), short(&document, 10));
        let (Some(0xA5EC), Some(version), Some(flags)) = (kind, version, flags) else {
            return Err(match kind {
                Some(0xA5DB | 0xA5DC | 0xA697..=0xA699) => wrong("this is a document of Word before 1997", path),
                _ => damaged(),
            });
        };
        if flags & 0x100 != 0 {
            return Err(wrong("the document needs a password", path));
        }
        if version < 0xC1 {
            return Err(wrong("this is a document of Word before 1997", path));
        }
        let table = if flags & 0x200 == 0 { "0Table" } else { "1Table" };
        let table = compound.stream(table, most).ok_or_else(damaged)?;
        Self::of(document, &table).ok_or_else(damaged)
    }

    fn of(document: Vec<u8>, table: &[u8]) -> Option<Self> {
        let count = |place: usize| long(&document, 64 + 4 * place);
        let lengths = Lengths {
            main: count(3)?,
            footnotes: count(4)?,
            skipped: count(5)?.checked_add(count(6)?)?.checked_add(count(7)?)?,
            endnotes: count(8)?,
            boxes: count(9)?,
        };
        // What the file says of a structure: where it stands in the table, and how long it is.
        let structure = |place: usize| {
            let (from, length) = (long(&document, 154 + 8 * place)?, long(&document, 158 + 8 * place)?);
            table.get(from as usize..(from as usize).checked_add(length as usize)?)
        };
        let pieces = pieces(structure(33)?)?;
        // No byte is two characters.
        let taken: u64 = pieces.iter().map(|piece| u64::from(piece.characters) * (2 - u64::from(piece.narrow))).sum();
        if taken > document.len() as u64 {
            return None;
        }
        let pages = |list: &[u8]| -> Vec<usize> {
            let number = list.len().saturating_sub(4) / 8;
            let pages = (0..number).filter_map(|page| long(list, 4 * (number + 1) + 4 * page));
            pages.map(|page| (page & 0x3F_FFFF) as usize * PAGE).collect()
        };
        let mut characters = Vec::new();
        for page in pages(structure(12).unwrap_or_default()) {
            characters_of_page(document.get(page..page + PAGE).unwrap_or_default(), &mut characters);
        }
        let mut paragraphs = Vec::new();
        for page in pages(structure(13).unwrap_or_default()) {
            paragraphs_of_page(document.get(page..page + PAGE).unwrap_or_default(), &mut paragraphs);
        }
        let styles = styles(structure(1).unwrap_or_default()).unwrap_or_default();
        let (characters, paragraphs) = (Runs::of(characters), Runs::of(paragraphs));
        Some(Self { document, pieces, characters, paragraphs, styles, lengths })
    }

    /// The characters in their order, each with its place in the file.
    pub fn text(&self, mut each: impl FnMut(char, u32)) {
        for piece in &self.pieces {
            let width = if piece.narrow { 1 } else { 2 };
            let from = piece.at as usize;
            let to = from.saturating_add(piece.characters as usize * width).min(self.document.len());
            let Some(bytes) = self.document.get(from..to) else { continue };
            if piece.narrow {
                // Each byte is one character.
                let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
                text.chars().zip(piece.at..).for_each(|(c, at)| each(c, at));
            } else {
                let units = bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
                let mut at = piece.at;
                for c in char::decode_utf16(units) {
                    let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                    each(c, at);
                    at += 2 * c.len_utf16() as u32;
                }
            }
        }
    }

    /// What the character at a place of the file is.
    pub(crate) fn of_character(&self, at: u32) -> OfCharacter {
        self.characters.at(at)
    }

    /// What the paragraph is whose end stands at a place of the file.
    pub(crate) fn of_paragraph(&self, at: u32) -> OfParagraph {
        self.paragraphs.at(at)
    }

    /// Whether a paragraph is a heading: by its own level, or by its style or one that this is derived from.
    pub(crate) fn is_heading(&self, paragraph: OfParagraph) -> bool {
        match paragraph.outline {
            Some(level) => level < 9,
            None => self.known(paragraph.style).any(|style| (1..=9).contains(&style)),
        }
    }

    /// Whether a paragraph has a bullet or number: by itself, or by one of Word's styles of lists.
    pub(crate) fn is_item(&self, paragraph: OfParagraph) -> bool {
        let of_style = || self.known(paragraph.style).any(|style| matches!(style, 48 | 49 | 54..=61));
        paragraph.listed.unwrap_or_else(of_style)
    }

    /// The numbers that Word has for a style and those that it is derived from.
    fn known(&self, style: u16) -> impl Iterator<Item = u16> + '_ {
        let first = self.styles.get(style as usize).copied();
        let next = |style: &Style| self.styles.get(style.base as usize).copied();
        std::iter::successors(first, next).take(DEEPEST).map(|style| style.known)
    }
}

/// The pieces of the text; `None` where the list is damaged.
fn pieces(list: &[u8]) -> Option<Vec<Piece>> {
    let mut at = 0;
    // Lists of properties stand before.
    while *list.get(at)? == 1 {
        at += 3 + short(list, at + 1)? as usize;
    }
    let length = long(list, at + 1)? as usize;
    let list = list.get(at + 5..(at + 5).checked_add(length)?)?;
    let number = list.len().checked_sub(4)? / 12;
    let piece = |place: usize| {
        let (from, to) = (long(list, 4 * place)?, long(list, 4 * place + 4)?);
        let place = long(list, 4 * (number + 1) + 8 * place + 2)?;
        let narrow = place & 0x4000_0000 != 0;
        let at = place & 0x3FFF_FFFF;
        Some(Piece { characters: to.checked_sub(from)?, at: if narrow { at / 2 } else { at }, narrow })
    };
    (0..number).map(piece).collect()
}

/// Properties, each with its number and value.
fn properties(mut list: &[u8], mut each: impl FnMut(u16, &[u8])) {
    while let Some(number) = short(list, 0) {
        let rest = &list[2..];
        let length = match number >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            // The definition of a table says its length in two bytes, less one.
            _ if number == 0xD608 => short(rest, 0).map_or(rest.len(), |length| length as usize + 1),
            _ => rest.first().map_or(0, |length| *length as usize + 1),
        };
        let Some(value) = rest.get(..length) else { return };
        each(number, value);
        list = &rest[length..];
    }
}

/// Stretches of the file on a page of properties: from, to, and what the page says at their place. `width` is the size of an entry.
fn runs_of_page(page: &[u8], width: usize) -> impl Iterator<Item = (u32, u32, usize)> + '_ {
    let number = page.last().map_or(0, |number| *number as usize);
    let run = move |place: usize| {
        let offset = *page.get(4 * (number + 1) + width * place)? as usize * 2;
        Some((long(page, 4 * place)?, long(page, 4 * place + 4)?, offset))
    };
    (0..number).filter_map(run)
}

fn characters_of_page(page: &[u8], runs: &mut Vec<(u32, u32, OfCharacter)>) {
    for (from, to, offset) in runs_of_page(page, 1) {
        let mut what = OfCharacter::default();
        // Nothing is said at the place 0.
        let length = if offset == 0 { 0 } else { page[offset.min(page.len() - 1)] as usize };
        properties(page.get(offset + 1..offset + 1 + length).unwrap_or_default(), |number, value| {
            let on = value.first().is_some_and(|value| matches!(value, 1 | 0x81));
            match number {
                0x0800 => what.deleted = on,
                0x083C => what.hidden = on,
                0x2A48 => what.raised = value.first() == Some(&1),
                // Some programs raise by half points.
                0x4845 => what.raised = short(value, 0).is_some_and(|points| points.cast_signed() > 0),
                _ => {}
            }
        });
        runs.push((from, to, what));
    }
}

fn paragraphs_of_page(page: &[u8], runs: &mut Vec<(u32, u32, OfParagraph)>) {
    for (from, to, offset) in runs_of_page(page, 13) {
        let mut what = OfParagraph::default();
        let said = (offset > 0).then(|| {
            // The length is told in words: less a byte, or in the byte behind a 0.
            match page.get(offset)? {
                0 => page.get(offset + 2..offset + 2 + 2 * *page.get(offset + 1)? as usize),
                words => page.get(offset + 1..offset + 2 * *words as usize),
            }
        });
        let said = said.flatten().unwrap_or_default();
        what.style = short(said, 0).unwrap_or(0);
        properties(said.get(2..).unwrap_or_default(), |number, value| {
            let first = value.first().copied().unwrap_or(0);
            match number {
                0x2640 => what.outline = Some(first),
                0x260A => what.level = first,
                0x460B => what.listed = Some(value != [0, 0]),
                0x2416 => what.in_table = first != 0,
                0x2417 => what.ends_row = first != 0,
                _ => {}
            }
        });
        runs.push((from, to, what));
    }
}

/// The styles by their place; `None` where the list is damaged.
fn styles(list: &[u8]) -> Option<Vec<Style>> {
    let head = short(list, 0)? as usize;
    let number = short(list, 2)?;
    let mut at = 2 + head;
    let mut styles = Vec::new();
    for _ in 0..number {
        let length = short(list, at)? as usize;
        let style = list.get(at + 2..at + 2 + length)?;
        let known = short(style, 0).map_or(0x0FFF, |known| known & 0x0FFF);
        let base = short(style, 2).map_or(0x0FFF, |base| base >> 4);
        styles.push(Style { known, base });
        at += 2 + length.next_multiple_of(2);
    }
    Some(styles)
}

/// Title and date of creation, from the stream that says what the file is.
pub fn summary(bytes: &[u8]) -> Option<(String, String)> {
    let start = long(bytes, 44)? as usize;
    let set = bytes.get(start..)?;
    let number = long(set, 4)? as usize;
    let of = |wanted: u32| {
        let entry = (0..number.min(100)).find(|place| long(set, 8 + 8 * place) == Some(wanted))?;
        set.get(long(set, 12 + 8 * entry)? as usize..)
    };
    let title = of(2).and_then(|value| {
        let text = value.get(8..8_usize.checked_add(long(value, 4)? as usize)?)?;
        let is_utf8 = of(1).and_then(|value| short(value, 4)) == Some(65001);
        let encoding = if is_utf8 { encoding_rs::UTF_8 } else { WINDOWS_1252 };
        let text = encoding.decode_without_bom_handling(text).0;
        Some(text.trim_end_matches('\0').split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let created = of(12).and_then(|value| {
        // Steps of 100 ns since 1601.
        let steps = u64::from(long(value, 8)?) << 32 | u64::from(long(value, 4)?);
        let days = i64::try_from(steps / 10_000_000 / 86_400).ok().filter(|days| *days > 0)?;
        Some(jiff::civil::date(1601, 1, 1).checked_add(jiff::SignedDuration::from_hours(24 * days)).ok()?.to_string())
    });
    Some((title.unwrap_or_default(), created.unwrap_or_default()))
}
