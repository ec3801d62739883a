//! Lines of plain text -> blocks: list items, headings, paragraphs, page noise.
//!
//! A list item goes on over wrapped lines, over blank lines and page noise while its sentence is open, and over
//! what is nested in it. A numbered line is a heading when it stands alone and is no sentence.

use super::marker::{Marker, Style, continues, indent, is_boilerplate, is_closed, is_heading, is_noise, marker};
use crate::corpus::{Block, BlockKind};

/// Splits plain text into blocks, in reading order; page noise that interrupts a block comes after it.
pub fn blocks(text: &str, first_line: u64) -> Vec<Block> {
    let lines: Vec<&str> = split_lines(text);
    let mut parser =
        Parser { lines: &lines, first_line, blocks: Vec::new(), open: None, list: None, gap: false, noise: Vec::new() };
    for index in 0..lines.len() {
        parser.line(index);
    }
    parser.close();
    parser.blocks
}

/// Lines that end with LF, CRLF or CR.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()) {
        if end < start {
            continue;
        }
        lines.push(&text[start..end]);
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

/// Lines that are looked at for the next number of a list.
const LOOK_AHEAD: usize = 100;

struct Open {
    item: Option<Marker>,
    text: String,
    line: usize,
    lines: usize,
}

struct Parser<'a> {
    lines: &'a [&'a str],
    first_line: u64,
    blocks: Vec<Block>,
    open: Option<Open>,
    /// Marker of the outermost items of the list that is being read.
    list: Option<Marker>,
    /// A blank line or page noise stands between the open block and this line.
    gap: bool,
    noise: Vec<Block>,
}

impl Parser<'_> {
    fn line(&mut self, index: usize) {
        let line = self.lines[index];
        let text = line.trim();
        if text.is_empty() {
            self.gap = true;
        } else if is_noise(text) {
            self.noise.push(self.block(BlockKind::Noise, text.to_string(), index));
            self.gap = true;
        } else if Self::is_underline(text) {
            self.underline();
        } else if text.starts_with('#') && text.trim_start_matches('#').starts_with(' ') {
            self.heading(text.trim_start_matches('#').trim(), index);
        } else if let Some(marker) = marker(line) {
            self.marked(index, marker, line[marker.rest..].trim_end());
        } else {
            self.plain(index, text);
        }
    }

    fn block(&self, kind: BlockKind, text: String, index: usize) -> Block {
        Block { kind, text, line: self.first_line + index as u64 }
    }

    fn heading(&mut self, text: &str, index: usize) {
        self.close();
        self.list = None;
        let block = self.block(BlockKind::Heading, text.to_string(), index);
        self.blocks.push(block);
    }

    fn is_underline(text: &str) -> bool {
        text.len() >= 3
            && (text.bytes().all(|b| b == b'=') || text.bytes().all(|b| b == b'-') || text.bytes().all(|b| b == b'_'))
    }

    /// A line of `===` or `---`: makes a heading of the one line above it; otherwise it only separates.
    fn underline(&mut self) {
        let single = self.open.as_ref().is_some_and(|open| open.item.is_none() && open.lines == 1) && !self.gap;
        if single {
            if let Some(open) = self.open.take() {
                self.heading(&open.text, open.line);
            }
        } else {
            self.close();
        }
        self.gap = true;
    }

    fn marked(&mut self, index: usize, marker: Marker, rest: &str) {
        if self.is_dash_in_sentence(marker, rest) {
            return self.plain(index, self.lines[index].trim());
        }
        if let Style::Number(number) = marker.style
            && self.is_numbered_heading(index, marker, number, rest)
        {
            return self.heading(self.lines[index].trim(), index);
        }
        let in_item = self.open.as_ref().is_some_and(|open| open.item.is_some());
        let nested = in_item && self.list.is_some_and(|outer| is_nested(outer, marker));
        if nested {
            self.append(self.lines[index].trim());
        } else {
            self.close();
            self.list = Some(match self.list {
                // Items of one list may stand at slightly different indents; the first decides.
                Some(outer) if outer.style.holds(marker.style) => outer,
                _ => marker,
            });
            self.open = Some(Open { item: Some(marker), text: rest.to_string(), line: index, lines: 1 });
        }
        self.gap = false;
    }

    /// A dash that opens a wrapped line inside a sentence is no marker.
    fn is_dash_in_sentence(&self, marker: Marker, rest: &str) -> bool {
        let Some(open) = self.open.as_ref().filter(|_| !self.gap) else { return false };
        let same_list = open.item.is_some_and(|item| item.style == marker.style);
        matches!(marker.style, Style::Dash('–' | '—'))
            && !same_list
            && !is_closed(&open.text)
            && rest.starts_with(char::is_lowercase)
    }

    /// A numbered line is a heading when it could be one and neither the number before nor the number after
    /// stands in the same list.
    fn is_numbered_heading(&self, index: usize, marker: Marker, number: u32, rest: &str) -> bool {
        if !is_heading(rest) {
            return false;
        }
        let previous = self.open.as_ref().and_then(|open| open.item).is_some_and(|item| {
            item.indent == marker.indent && matches!(item.style, Style::Number(n) if n.checked_add(1) == Some(number))
        });
        !previous && self.next_number(index, marker) != number.checked_add(1)
    }

    /// The number of the next numbered line at this indent, when nothing but its own list stands between.
    fn next_number(&self, index: usize, marker: Marker) -> Option<u32> {
        let mut gap = false;
        for line in self.lines[index + 1..].iter().take(LOOK_AHEAD) {
            if line.trim().is_empty() {
                gap = true;
                continue;
            }
            match super::marker::marker(line) {
                Some(next) if next.indent == marker.indent => {
                    return match next.style {
                        Style::Number(number) => Some(number),
                        _ => None,
                    };
                }
                // A paragraph ends the list; nested items and wrapped lines of an item are passed over.
                None if gap => return None,
                _ => {}
            }
        }
        None
    }

    fn plain(&mut self, index: usize, text: &str) {
        let joined = match &self.open {
            None => false,
            Some(open) if self.gap => {
                let inside = open
                    .item
                    .is_some_and(|item| item.content_indent > 1 && indent(self.lines[index]).0 >= item.content_indent);
                inside || continues(&open.text, text)
            }
            Some(open) => open.item.is_none() || !self.heading_after_item(index, open),
        };
        if joined {
            let paragraph = self.open.as_ref().is_some_and(|open| open.item.is_none());
            if paragraph { self.append_line(text) } else { self.append(text) }
        } else {
            self.close();
            self.list = None;
            self.open = Some(Open { item: None, text: text.to_string(), line: index, lines: 1 });
        }
        self.gap = false;
    }

    /// A short line right below a finished item, followed by a blank line or a new item, is a heading.
    fn heading_after_item(&self, index: usize, open: &Open) -> bool {
        let line = self.lines[index];
        let outdented = open.item.is_some_and(|item| indent(line).0 <= item.indent);
        let followed = self.lines.get(index + 1).is_some_and(|next| next.trim().is_empty() || marker(next).is_some());
        outdented && followed && is_closed(&open.text) && is_heading(line.trim()) && !line.trim().ends_with('?')
    }

    /// Adds a line to the open item. A word broken after a hyphen is put together, its hyphen kept.
    fn append(&mut self, text: &str) {
        if let Some(open) = &mut self.open {
            let hyphen = open.text.ends_with('-')
                && open.text.trim_end_matches('-').ends_with(char::is_alphabetic)
                && text.starts_with(char::is_lowercase)
                && !["and ", "or ", "to "].iter().any(|word| text.starts_with(word));
            if !hyphen && !open.text.is_empty() {
                open.text.push(' ');
            }
            open.text.push_str(text);
            open.lines += 1;
        }
    }

    /// Adds a line to the open paragraph; whether its lines are headings is decided when it is whole.
    fn append_line(&mut self, text: &str) {
        let joined = self.gap;
        if let Some(open) = &mut self.open {
            open.text.push(if joined { ' ' } else { '\n' });
            open.text.push_str(text);
            open.lines += 1;
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            if open.item.is_some() {
                let block = self.block(BlockKind::Item, open.text, open.line);
                self.blocks.push(block);
            } else {
                self.paragraph(&open);
            }
        }
        self.blocks.append(&mut self.noise);
        self.gap = false;
    }

    /// A paragraph whose lines could all be headings is one or several headings; a line that leaves a phrase open
    /// is joined with the next.
    fn paragraph(&mut self, open: &Open) {
        let mut headings: Vec<(usize, String)> = Vec::new();
        for (offset, line) in open.text.split('\n').enumerate() {
            match headings.last_mut() {
                Some((_, last)) if last.ends_with([':', ',', '–', '-']) || continues(last, line) => {
                    last.push(' ');
                    last.push_str(line);
                }
                _ => headings.push((offset, line.to_string())),
            }
        }
        if headings.iter().all(|(_, text)| is_heading(text) || is_boilerplate(text)) {
            for (offset, text) in headings {
                let kind = if is_boilerplate(&text) { BlockKind::Noise } else { BlockKind::Heading };
                let block = self.block(kind, text, open.line + offset);
                self.blocks.push(block);
            }
        } else {
            let block = self.block(BlockKind::Paragraph, open.text.replace('\n', " "), open.line);
            self.blocks.push(block);
        }
    }
}

/// A marker is nested when it is indented deeper, or of a kind that the outer list can hold.
fn is_nested(outer: Marker, marker: Marker) -> bool {
    if marker.indent >= outer.indent + 2 {
        return true;
    }
    outer.style.holds(marker.style)
}
