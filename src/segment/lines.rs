//! Lines of plain text -> pieces: list items, headings, paragraphs, page noise.
//!
//! A list item goes on over wrapped lines, over blank lines and page noise while its sentence is open, and over
//! what is nested in it. A numbered line is a heading when it stands alone and is no sentence. Where no blank lines part
//! paragraphs, the [`Layout`] of the lines does.

use super::heading::{is_boilerplate, is_capitals, is_heading, is_numbered, is_too_long};
use super::hyphens::Hyphens;
use super::layout::Layout;
use super::marker::{Marker, Style, Trust, continues, indent, is_closed, is_marked, is_noise, is_separator, marker};
use super::pages::PageNumbers;
use super::piece::{Piece, Rule};
use crate::corpus::{BlockKind, TextLine};

/// Splits plain text into pieces, in reading order; page noise that interrupts a piece comes after it.
pub fn pieces(lines: &[TextLine<'_>], hyphens: &Hyphens<'_>) -> Vec<Piece> {
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    let layout = Layout::of(&texts);
    numbered(pieces_of(&texts, layout, hyphens), lines)
}

/// Gives the lines of pieces, which are places among some lines from 1, their numbers in the file.
pub fn numbered(mut pieces: Vec<Piece>, lines: &[TextLine<'_>]) -> Vec<Piece> {
    for line in pieces.iter_mut().flat_map(|piece| &mut piece.lines) {
        line.line = lines[line.line as usize - 1].number;
    }
    pieces
}

/// The paragraphs of what is spoken: blank lines part them, and nothing in it is a heading or a list.
pub(crate) fn spoken(lines: &[TextLine<'_>], hyphens: &Hyphens<'_>) -> Vec<Piece> {
    let (mut pieces, mut open): (Vec<Piece>, bool) = (Vec::new(), false);
    for line in lines {
        let text = line.text.trim();
        match pieces.last_mut().filter(|_| open) {
            _ if text.is_empty() => {}
            Some(last) => last.wrap(text, line.number, hyphens),
            None => pieces.push(Piece::new(BlockKind::Paragraph, text, line.number, Rule::Paragraph)),
        }
        open = !text.is_empty();
    }
    pieces
}

/// The place of a line, from 1.
fn place(index: usize) -> u64 {
    index as u64 + 1
}

/// Splits lines of a known layout into pieces, whose lines are places among them, from 1.
pub(crate) fn pieces_of(lines: &[&str], layout: Layout, hyphens: &Hyphens<'_>) -> Vec<Piece> {
    let mut parser = Parser {
        lines,
        layout,
        hyphens,
        page_numbers: PageNumbers::default(),
        trusted: None,
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
    layout: Layout,
    hyphens: &'a Hyphens<'a>,
    page_numbers: PageNumbers,
    /// The last marker of the list that is being read that only a list makes one.
    trusted: Option<Marker>,
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
            self.page(index, text);
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

    fn end_list(&mut self) {
        self.list = None;
        self.trusted = None;
    }

    fn page(&mut self, index: usize, text: &str) {
        self.noise.push(Piece::new(BlockKind::Noise, text, place(index), Rule::Page));
        self.gap = true;
    }

    fn heading(&mut self, text: &str, index: usize, rule: Rule) {
        self.close();
        self.end_list();
        self.pieces.push(Piece::new(BlockKind::Heading, text, place(index), rule));
    }

    /// A line of `===` or `---` right below a paragraph of one line makes a heading of it; other signs only separate.
    fn separator(&mut self, index: usize, text: &str) {
        let line = place(index);
        let underline = ["=", "-", "_"].iter().any(|sign| text.trim_start_matches(sign).is_empty());
        let single = |open: &mut Open| open.item.is_none() && open.piece.lines.len() == 1;
        if let Some(open) = self.open.take_if(|open| underline && !self.gap && single(open)) {
            let mut heading = Piece { kind: BlockKind::Heading, ..open.piece }.ruled(Rule::HeadingUnderlined);
            heading.add("", "", line, Rule::Underline);
            self.close();
            self.end_list();
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
        if rest.is_empty() && self.page_numbers.hold(self.lines, index) {
            return self.page(index, self.lines[index].trim());
        }
        if marker.trust != Trust::Sure {
            if !self.opens_item(index, marker, rest) {
                return self.plain(index, self.lines[index].trim());
            }
            self.trusted = Some(marker);
        }
        if let Style::Number(number) = marker.style
            && self.is_numbered_heading(index, marker, number, rest)
        {
            return self.heading(self.lines[index].trim(), index, Rule::HeadingNumber);
        }
        let in_item = self.open.as_ref().is_some_and(|open| open.item.is_some());
        let nested = in_item && self.list.is_some_and(|outer| is_nested(outer, marker));
        if nested {
            let line = place(index);
            if let Some(open) = &mut self.open {
                open.piece.add(self.lines[index].trim(), " ", line, Rule::Nested);
            }
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
                Style::Sign | Style::Ring | Style::Dash(_) => Rule::Bullet,
            };
            let piece = Piece::new(BlockKind::Item, rest, place(index), rule);
            self.open = Some(Open { item: Some(marker), piece });
        }
        self.gap = false;
    }

    /// Whether a sign that text may open with too opens an item: the list goes on with it, or it begins a list where no
    /// sentence is open.
    fn opens_item(&self, index: usize, marker: Marker, rest: &str) -> bool {
        let alike = |other: Marker| other.sign == marker.sign && other.indent.abs_diff(marker.indent) <= 1;
        if self.trusted.is_some_and(alike) || self.open.as_ref().and_then(|open| open.item).is_some_and(alike) {
            return true;
        }
        let Some(open) = &self.open else { return self.has_like(index, marker, false) };
        let closed = is_closed(&open.piece.text);
        let within = !self.gap && !closed;
        if within && rest.starts_with(char::is_lowercase) {
            return false;
        }
        // An item inside another, or the first below a line that leads to it.
        let follows = !self.gap && open.item.is_some() || open.piece.text.ends_with([':', '：']);
        match marker.trust {
            Trust::Letters => {
                let title = || open.item.is_none() && open.piece.lines.len() == 1 && is_heading(&open.piece.text);
                let begins = closed || title();
                begins && ((follows && open.item.is_some()) || self.has_like(index, marker, within))
            }
            _ => follows || self.has_like(index, marker, within && open.item.is_none()),
        }
    }

    /// Whether another line of the list that this one would begin starts with the same sign. Within a sentence what stands
    /// between them must be indented.
    fn has_like(&self, index: usize, marker: Marker, within: bool) -> bool {
        let mut gap = false;
        for line in self.lines[index + 1..].iter().take(LOOK_AHEAD) {
            let text = line.trim();
            if text.is_empty() || is_noise(text) {
                gap = true;
                continue;
            }
            let deeper = indent(line).0 > marker.indent + 1;
            match super::marker::marker(line) {
                Some(next) if next.sign == marker.sign && !deeper => return true,
                _ if deeper => {}
                _ if gap || within => return false,
                _ => {}
            }
        }
        false
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
                Some(next) if next.indent == marker.indent && next.trust != Trust::Letters => {
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
            if paragraph { self.append_line(text, index) } else { self.wrap(text, index) }
        } else {
            self.close();
            self.end_list();
            let rule = match self.layout {
                Layout::Lines if parted => Rule::OwnLine,
                Layout::Wrapped(_) if parted => Rule::EarlyEnd,
                _ => Rule::Paragraph,
            };
            let piece = Piece::new(BlockKind::Paragraph, text, place(index), rule);
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
        let followed = self.lines.get(index + 1).is_some_and(|next| next.trim().is_empty() || is_marked(next));
        outdented && followed && is_closed(&open.piece.text) && is_heading(line.trim()) && !line.trim().ends_with('?')
    }

    /// Adds a line to the open item.
    fn wrap(&mut self, text: &str, index: usize) {
        let line = place(index);
        if let Some(open) = &mut self.open {
            open.piece.wrap(text, line, self.hyphens);
        }
    }

    /// Adds a line to the open paragraph; whether its lines are headings is decided when it is whole.
    fn append_line(&mut self, text: &str, index: usize) {
        let (line, separator) = (place(index), if self.gap { " " } else { "\n" });
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
        let marker = self.lines[piece.line() as usize - 1].trim();
        self.pieces.push(Piece::new(BlockKind::Noise, marker, piece.line(), Rule::EmptyMarker));
    }

    /// Where no blank lines part paragraphs, a heading is still shorter: it stands above something where each line is a
    /// paragraph, and fills less than half of a line that is broken at a width.
    fn heads(&self, heading: &Piece, first: Rule) -> bool {
        let below = || {
            let last = heading.lines.last().map_or(0, |line| line.line) as usize;
            self.lines[last..].iter().any(|line| !line.trim().is_empty())
        };
        match self.layout {
            Layout::Blank => true,
            Layout::Lines => heading.text.split_whitespace().nth(LINE_HEADING_WORDS).is_none() && below(),
            Layout::Wrapped(full) => first != Rule::EarlyEnd || is_short(&heading.text, full),
        }
    }

    /// A paragraph whose lines could all be headings is one or several headings; a line that leaves a phrase open
    /// is joined with the next.
    fn paragraph(&mut self, paragraph: Piece) {
        match self.headings(&paragraph) {
            Some(headings) => self.pieces.extend(headings),
            None => self.pieces.push(paragraph.join_lines(self.hyphens)),
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
                last.wrap(text, line.line, self.hyphens);
                if is_too_long(&last.text) && !is_boilerplate(&last.text) {
                    return None;
                }
            } else if is_too_long(text) && !is_boilerplate(text) {
                return None;
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
