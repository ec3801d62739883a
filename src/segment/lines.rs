//! Lines of plain text -> pieces: list items, headings, paragraphs, page noise.
//!
//! A list item goes on over wrapped lines, over blank lines and page noise while its sentence is open, and over
//! what is nested in it. A numbered line is a heading when it stands alone and is no sentence. Where no blank lines part
//! paragraphs, the [`Layout`] of the lines does.

use super::heading::{is_boilerplate, is_capitals, is_heading, is_numbered, is_too_long};
use super::layout::{Layout, split_lines};
use super::marker::{Marker, Style, continues, indent, is_closed, is_noise, is_separator, marker};
use super::piece::{Piece, Rule};
use crate::corpus::BlockKind;

/// Splits plain text into pieces, in reading order; page noise that interrupts a piece comes after it.
pub fn pieces(text: &str) -> Vec<Piece> {
    let layout = Layout::of(&split_lines(text));
    pieces_of(text, 1, layout)
}

/// Splits text of a known layout into pieces; it begins on a line of the file.
pub fn pieces_of(text: &str, first_line: u64, layout: Layout) -> Vec<Piece> {
    let lines: Vec<&str> = split_lines(text);
    let mut parser = Parser {
        lines: &lines,
        first_line,
        layout,
        pieces: Vec::new(),
        open: None,
        list: None,
        gap: false,
        noise: Vec::new(),
    };
    for index in 0..lines.len() {
        parser.line(index);
    }
    parser.close();
    parser.pieces
}

/// Lines that are looked at for the next number of a list.
const LOOK_AHEAD: usize = 100;
/// Longest heading where each line is a paragraph, in words.
const LINE_HEADING_WORDS: usize = 12;

/// A piece that may go on: an item with its marker, or a paragraph.
struct Open {
    item: Option<Marker>,
    piece: Piece,
}

struct Parser<'a> {
    lines: &'a [&'a str],
    first_line: u64,
    layout: Layout,
    pieces: Vec<Piece>,
    open: Option<Open>,
    /// Marker of the outermost items of the list that is being read.
    list: Option<Marker>,
    /// A blank line or page noise stands between the open piece and this line.
    gap: bool,
    noise: Vec<Piece>,
}

impl Parser<'_> {
    fn line(&mut self, index: usize) {
        let line = self.lines[index];
        let text = line.trim();
        if text.is_empty() {
            self.gap = true;
        } else if is_noise(text) {
            self.noise.push(Piece::new(BlockKind::Noise, text, self.number(index), Rule::Page));
            self.gap = true;
        } else if is_separator(text) {
            self.separator(index, text);
        } else if text.starts_with('#') && text.trim_start_matches('#').starts_with(' ') {
            self.heading(text.trim_start_matches('#').trim(), index, Rule::HeadingMark);
        } else if let Some(marker) = marker(line) {
            self.marked(index, marker, line[marker.rest..].trim_end());
        } else if let Some(rule) = self.heading_by_form(index, text) {
            self.heading(text, index, rule);
        } else {
            self.plain(index, text);
        }
    }

    /// The line of the file, from 1.
    fn number(&self, index: usize) -> u64 {
        self.first_line + index as u64
    }

    fn heading(&mut self, text: &str, index: usize, rule: Rule) {
        self.close();
        self.list = None;
        self.pieces.push(Piece::new(BlockKind::Heading, text, self.number(index), rule));
    }

    /// A line of `===` or `---` right below a paragraph of one line makes a heading of it; other signs only separate.
    fn separator(&mut self, index: usize, text: &str) {
        let line = self.number(index);
        let underline = ["=", "-", "_"].iter().any(|sign| text.trim_start_matches(sign).is_empty());
        let single = |open: &mut Open| open.item.is_none() && open.piece.lines.len() == 1;
        if let Some(open) = self.open.take_if(|open| underline && !self.gap && single(open)) {
            let mut heading = Piece { kind: BlockKind::Heading, ..open.piece }.ruled(Rule::HeadingUnderlined);
            heading.add("", "", line, Rule::Underline);
            self.close();
            self.list = None;
            self.pieces.push(heading);
        } else {
            self.close();
            self.pieces.push(Piece::new(BlockKind::Noise, text, line, Rule::Separator));
        }
        self.gap = true;
    }

    /// A line in capitals, or with a number of several levels, is a heading right above other text where no sentence is
    /// open. Above a blank line the words decide, as of any line.
    fn heading_by_form(&self, index: usize, text: &str) -> Option<Rule> {
        let next = self.lines.get(index + 1).map(|line| line.trim()).filter(|line| !line.is_empty())?;
        let rule = if is_capitals(text) && is_heading(text) && !is_capitals(next) {
            Rule::HeadingCapitals
        } else if is_numbered(text) {
            Rule::HeadingNumber
        } else {
            return None;
        };
        let begins = match &self.open {
            None => true,
            Some(open) if self.gap => !continues(&open.piece.text, text),
            Some(open) => is_closed(&open.piece.text),
        };
        (begins && !next.starts_with(char::is_lowercase)).then_some(rule)
    }

    fn marked(&mut self, index: usize, marker: Marker, rest: &str) {
        if self.is_dash_in_sentence(marker, rest) {
            return self.plain(index, self.lines[index].trim());
        }
        if let Style::Number(number) = marker.style
            && self.is_numbered_heading(index, marker, number, rest)
        {
            return self.heading(self.lines[index].trim(), index, Rule::HeadingNumber);
        }
        let in_item = self.open.as_ref().is_some_and(|open| open.item.is_some());
        let nested = in_item && self.list.is_some_and(|outer| is_nested(outer, marker));
        if nested {
            self.wrap(self.lines[index].trim(), index, Rule::Nested);
        } else {
            self.close();
            self.list = Some(match self.list {
                // Items of one list may stand at slightly different indents; the first decides.
                Some(outer) if outer.style.holds(marker.style) => outer,
                _ => marker,
            });
            let rule = match marker.style {
                Style::Number(_) => Rule::Number,
                Style::Letter => Rule::Letter,
                Style::Sign | Style::Dash(_) => Rule::Bullet,
            };
            let piece = Piece::new(BlockKind::Item, rest, self.number(index), rule);
            self.open = Some(Open { item: Some(marker), piece });
        }
        self.gap = false;
    }

    /// A dash that opens a wrapped line inside a sentence is no marker.
    fn is_dash_in_sentence(&self, marker: Marker, rest: &str) -> bool {
        let Some(open) = self.open.as_ref().filter(|_| !self.gap) else { return false };
        let same_list = open.item.is_some_and(|item| item.style == marker.style);
        matches!(marker.style, Style::Dash('–' | '—'))
            && !same_list
            && !is_closed(&open.piece.text)
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
                inside || continues(&open.piece.text, text)
            }
            Some(open) if self.parts(index, open) => false,
            Some(open) => open.item.is_none() || !self.heading_after_item(index, open),
        };
        let parted = !joined && !self.gap && self.open.is_some();
        if joined {
            let paragraph = self.open.as_ref().is_some_and(|open| open.item.is_none());
            if paragraph { self.append_line(text, index) } else { self.wrap(text, index, Rule::Continuation) }
        } else {
            self.close();
            self.list = None;
            let rule = match self.layout {
                Layout::Lines if parted => Rule::OwnLine,
                Layout::Wrapped(_) if parted => Rule::EarlyEnd,
                _ => Rule::Paragraph,
            };
            let piece = Piece::new(BlockKind::Paragraph, text, self.number(index), rule);
            self.open = Some(Open { item: None, piece });
        }
        self.gap = false;
    }

    /// Whether the layout ends the open piece right above a line. A line of its own that is no sentence may be a heading;
    /// what is indented below an item belongs to it.
    fn parts(&self, index: usize, open: &Open) -> bool {
        let (line, next) = (self.lines[index - 1], self.lines[index]);
        if open.item.is_some_and(|item| item.content_indent > 1 && indent(next).0 >= item.content_indent) {
            return false;
        }
        let text = &open.piece.text;
        let ends = match self.layout {
            Layout::Blank => false,
            Layout::Lines => !continues(text, next.trim()),
            Layout::Wrapped(full) => {
                let alone = open.item.is_none() && open.piece.lines.len() == 1;
                let heading = || is_heading(text) && is_short(text, full) && !continues(text, next.trim());
                is_closed(text) || (alone && heading())
            }
        };
        ends && self.layout.parts(line, next)
    }

    /// A short line right below a finished item, followed by a blank line or a new item, is a heading.
    fn heading_after_item(&self, index: usize, open: &Open) -> bool {
        let line = self.lines[index];
        let outdented = open.item.is_some_and(|item| indent(line).0 <= item.indent);
        let followed = self.lines.get(index + 1).is_some_and(|next| next.trim().is_empty() || marker(next).is_some());
        outdented && followed && is_closed(&open.piece.text) && is_heading(line.trim()) && !line.trim().ends_with('?')
    }

    /// Adds a line to the open item.
    fn wrap(&mut self, text: &str, index: usize, rule: Rule) {
        let line = self.number(index);
        if let Some(open) = &mut self.open {
            open.piece.wrap(text, line, rule);
        }
    }

    /// Adds a line to the open paragraph; whether its lines are headings is decided when it is whole.
    fn append_line(&mut self, text: &str, index: usize) {
        let (line, separator) = (self.number(index), if self.gap { " " } else { "\n" });
        if let Some(open) = &mut self.open {
            open.piece.add(text, separator, line, Rule::Continuation);
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            match open.item {
                Some(_) if open.piece.text.is_empty() => self.empty_item(open.piece),
                Some(_) => self.pieces.push(open.piece),
                None => self.paragraph(open.piece),
            }
        }
        self.pieces.append(&mut self.noise);
        self.gap = false;
    }

    /// A marker without text is no message.
    fn empty_item(&mut self, piece: Piece) {
        let marker = self.lines[(piece.line() - self.first_line) as usize].trim();
        self.pieces.push(Piece::new(BlockKind::Noise, marker, piece.line(), Rule::EmptyMarker));
    }

    /// Where no blank lines part paragraphs, a heading is still shorter: it stands above something where each line is a
    /// paragraph, and fills less than half of a line that is broken at a width.
    fn heads(&self, heading: &Piece, first: Rule) -> bool {
        let below = || {
            let last = heading.lines.last().map_or(0, |line| line.line - self.first_line) as usize;
            self.lines[last + 1..].iter().any(|line| !line.trim().is_empty())
        };
        match self.layout {
            Layout::Blank => true,
            Layout::Lines => heading.text.split_whitespace().nth(LINE_HEADING_WORDS).is_none() && below(),
            Layout::Wrapped(full) => first != Rule::EarlyEnd || is_short(&heading.text, full),
        }
    }

    /// A paragraph whose lines could all be headings is one or several headings; a line that leaves a phrase open
    /// is joined with the next.
    fn paragraph(&mut self, mut paragraph: Piece) {
        if let Some(headings) = self.headings(&paragraph) {
            self.pieces.extend(headings);
        } else {
            // Line breaks have the width of a space, so the places of lines stay.
            paragraph.text = paragraph.text.replace('\n', " ");
            self.pieces.push(paragraph);
        }
    }

    /// The headings, and notes about the document, that the lines of a paragraph are; `None` where one of them is neither.
    fn headings(&self, paragraph: &Piece) -> Option<Vec<Piece>> {
        let whole = |heading: Piece| {
            if is_boilerplate(&heading.text) {
                return Some(Piece { kind: BlockKind::Noise, ..heading }.ruled(Rule::Note));
            }
            (is_heading(&heading.text) && self.heads(&heading, paragraph.rule())).then_some(heading)
        };
        let mut headings: Vec<Piece> = Vec::new();
        let mut open: Option<Piece> = None;
        for (index, line) in paragraph.lines.iter().enumerate() {
            let text = paragraph.text_of(index).trim_end();
            // A line behind a blank line stands here only because it goes on with the one before.
            let joined = line.start > 0 && paragraph.text.as_bytes()[line.start - 1] == b' ';
            let goes_on =
                |last: &&mut Piece| joined || last.text.ends_with([':', ',', '–', '-']) || continues(&last.text, text);
            if let Some(last) = open.as_mut().filter(goes_on) {
                last.add(text, " ", line.line, Rule::Continuation);
                if is_too_long(&last.text) && !is_boilerplate(&last.text) {
                    return None;
                }
            } else {
                let next = Piece::new(BlockKind::Heading, text, line.line, Rule::HeadingWords);
                if let Some(last) = open.replace(next) {
                    headings.push(whole(last)?);
                }
            }
        }
        if let Some(last) = open {
            headings.push(whole(last)?);
        }
        Some(headings)
    }
}

/// Whether a line is less than half as long as one that is full.
fn is_short(text: &str, full: usize) -> bool {
    text.chars().count() * 2 < full
}

/// A marker is nested when it is indented deeper, or of a kind that the outer list can hold.
fn is_nested(outer: Marker, marker: Marker) -> bool {
    if marker.indent >= outer.indent + 2 {
        return true;
    }
    outer.style.holds(marker.style)
}
