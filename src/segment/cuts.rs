//! Text that is cut at places: at the matches of a pattern, at speakers, at the ends of lines.

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

use super::blocks::lines_of;
use super::hyphens::Hyphens;
use super::marker::{is_noise, is_separator};
use super::pages::PageNumbers;
use super::piece::{Piece, Rule};
use super::speaker;
use crate::corpus::{BlockKind, Content, Document, TextLine};

/// The text of a document with the place of each line in it.
struct Source<'a> {
    text: Cow<'a, str>,
    lines: Vec<SourceLine>,
}

struct SourceLine {
    /// Line of the file, from 1.
    number: u64,
    range: Range<usize>,
    /// What the file format says of it; paragraphs and items are text like any other here.
    kind: Option<BlockKind>,
}

impl<'a> Source<'a> {
    fn new(document: &'a Document) -> Self {
        match &document.content {
            Content::Lines(text) => {
                let mut start = 0;
                let lines = document.lines().into_iter().map(|TextLine { text: line, number }| {
                    // A blank line behind the end of a page stands nowhere.
                    if !line.is_empty() {
                        start = line.as_ptr() as usize - text.as_ptr() as usize;
                    }
                    let range = start..start + line.len();
                    start = range.end;
                    SourceLine { number, range, kind: None }
                });
                Self { lines: lines.collect(), text: Cow::Borrowed(text) }
            }
            Content::Blocks(blocks) => {
                let (mut text, mut lines) = (String::new(), Vec::new());
                for block in blocks {
                    for TextLine { text: line, number } in lines_of(block) {
                        let range = text.len()..text.len() + line.len();
                        lines.push(SourceLine { number, range, kind: Some(block.kind) });
                        text.push_str(line);
                        text.push('\n');
                    }
                }
                Self { text: Cow::Owned(text), lines }
            }
        }
    }

    fn line(&self, index: usize) -> &str {
        self.lines.get(index).map_or("", |line| &self.text[line.range.clone()])
    }
}

/// A place where a message begins.
struct Cut {
    /// Byte of the text where it begins.
    at: usize,
    /// Byte where its text begins, behind the name of a speaker.
    text: usize,
    rule: Rule,
    section: Option<String>,
}

/// Messages from one match of a pattern to the next. The group `section` of the pattern names the section.
pub(crate) fn by_pattern(document: &Document, pattern: &Regex) -> Vec<Piece> {
    let source = Source::new(document);
    let cut = |found: regex::Captures<'_>| {
        let all = found.get(0).filter(|all| !all.is_empty())?;
        let section = found.name("section").map(|section| section.as_str().trim().to_string());
        Some(Cut { at: all.start(), text: all.start(), rule: Rule::Pattern, section })
    };
    let cuts = pattern.captures_iter(&source.text).filter_map(cut).collect();
    let headings = vec![None; source.lines.len()];
    Cutter::new(&source, cuts, &Hyphens::of(document)).run(&headings)
}

/// Turns of speakers. The section is the speaker; headings by `#`, by underline and by the file format end a turn.
pub(crate) fn by_speaker(document: &Document) -> Vec<Piece> {
    let source = Source::new(document);
    let headings: Vec<Option<Heading>> = (0..source.lines.len()).map(|index| heading(&source, index)).collect();
    let text = |index: usize| if headings[index].is_none() { source.line(index) } else { "" };
    let names = speaker::Names::of((0..source.lines.len()).map(text));
    let cut = |(index, line): (usize, &SourceLine)| {
        let label = speaker::label(text(index)).filter(|label| names.hold(label))?;
        let at = line.range.start;
        Some(Cut { at, text: at + label.length, rule: Rule::Speaker, section: Some(label.name.to_string()) })
    };
    let cuts = source.lines.iter().enumerate().filter_map(cut).collect();
    Cutter::new(&source, cuts, &Hyphens::of(document)).run(&headings)
}

/// Rows: those that the file format knows; in plain text each line.
pub(crate) fn by_row(lines: &[TextLine<'_>]) -> Vec<Piece> {
    let lines = lines.iter().filter(|line| !line.text.trim().is_empty());
    lines.map(|line| Piece::new(BlockKind::Row, line.text.trim(), line.number, Rule::Row)).collect()
}

/// A line that is a heading, or the line below one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    Line(Rule),
    Underline,
}

fn heading(source: &Source<'_>, index: usize) -> Option<Heading> {
    let underline = |index: usize| {
        let line = source.line(index).trim();
        line.len() >= 3 && ["=", "-"].iter().any(|sign| line.trim_start_matches(sign).is_empty())
    };
    let text = source.line(index).trim();
    // A heading by underline stands below a blank line.
    let underlined = |index: usize| {
        let text = source.line(index).trim();
        let alone = index == 0 || source.line(index - 1).trim().is_empty();
        alone && !text.is_empty() && !is_separator(text) && underline(index + 1)
    };
    match source.lines[index].kind {
        Some(BlockKind::Heading) => Some(Heading::Line(Rule::Format)),
        None if text.starts_with('#') && text.trim_start_matches('#').starts_with(' ') => {
            Some(Heading::Line(Rule::HeadingMark))
        }
        None if underlined(index) => Some(Heading::Line(Rule::HeadingUnderlined)),
        None if index > 0 && underline(index) && underlined(index - 1) => Some(Heading::Underline),
        _ => None,
    }
}

struct Cutter<'a> {
    source: &'a Source<'a>,
    /// The lines of the source.
    texts: Vec<&'a str>,
    hyphens: &'a Hyphens<'a>,
    page_numbers: PageNumbers,
    cuts: std::iter::Peekable<std::vec::IntoIter<Cut>>,
    pieces: Vec<Piece>,
    open: Option<Piece>,
    /// The place of the line on which it begins.
    begun: usize,
    /// What a message without text would say: the name of its speaker as it stands there.
    label: String,
    noise: Vec<Piece>,
    /// A blank line stands before this one.
    gap: bool,
}

impl<'a> Cutter<'a> {
    fn new(source: &'a Source<'a>, cuts: Vec<Cut>, hyphens: &'a Hyphens<'a>) -> Self {
        Self {
            source,
            texts: (0..source.lines.len()).map(|index| source.line(index)).collect(),
            hyphens,
            page_numbers: PageNumbers::default(),
            cuts: cuts.into_iter().peekable(),
            pieces: Vec::new(),
            open: None,
            begun: 0,
            label: String::new(),
            noise: Vec::new(),
            gap: false,
        }
    }

    fn run(mut self, headings: &[Option<Heading>]) -> Vec<Piece> {
        for (index, (line, heading)) in self.source.lines.iter().zip(headings).enumerate() {
            let text = self.source.line(index);
            match heading {
                Some(Heading::Line(rule)) => {
                    self.close();
                    // A heading of signs alone is named by them.
                    let name = text.trim().trim_start_matches('#').trim();
                    let name = if name.is_empty() { text.trim() } else { name };
                    self.pieces.push(Piece::new(BlockKind::Heading, name, line.number, *rule));
                }
                Some(Heading::Underline) => {
                    if let Some(last) = self.pieces.last_mut() {
                        last.add("", "", line.number, Rule::Underline);
                    }
                }
                None => self.line(index, line, text),
            }
        }
        self.close();
        self.pieces
    }

    fn line(&mut self, index: usize, line: &SourceLine, text: &str) {
        let cut = |cuts: &mut std::iter::Peekable<std::vec::IntoIter<Cut>>| cuts.next_if(|cut| cut.at < line.range.end);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.gap = true;
            return;
        }
        let whole = self.cuts.peek().is_none_or(|cut| cut.at >= line.range.end);
        let number = || self.page_numbers.hold(&self.texts, index);
        let page = is_noise(trimmed) || line.kind == Some(BlockKind::Noise) || number();
        if whole && (page || is_separator(trimmed)) {
            let rule = if page { Rule::Page } else { Rule::Separator };
            self.noise.push(Piece::new(BlockKind::Noise, trimmed, line.number, rule));
            self.gap = self.gap || !page;
            return;
        }
        let mut from = line.range.start;
        while let Some(cut) = cut(&mut self.cuts) {
            // A match may begin on a blank line above.
            let at = cut.at.max(from);
            self.append(&self.source.text[from..at], index, line.number);
            self.close();
            from = cut.text.max(at);
            self.label = self.source.text[at..from].trim().to_string();
            let mut piece = Piece::new(BlockKind::Item, "", line.number, cut.rule);
            piece.section = cut.section;
            self.open = Some(piece);
            self.begun = index;
        }
        self.append(&self.source.text[from..line.range.end], index, line.number);
    }

    fn append(&mut self, text: &str, index: usize, line: u64) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if self.gap && self.open.as_ref().is_some_and(|open| open.kind == BlockKind::Paragraph) {
            self.close();
        }
        match &mut self.open {
            // The line on which the message begins is known.
            Some(open) if open.text.is_empty() && self.begun == index => open.text.push_str(text),
            Some(open) if self.gap => open.add(text, "\n", line, Rule::Continuation),
            Some(open) => open.wrap(text, line, self.hyphens),
            None => self.open = Some(Piece::new(BlockKind::Paragraph, text, line, Rule::Paragraph)),
        }
        self.gap = false;
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            if !open.text.is_empty() {
                self.pieces.push(open);
            } else if !self.label.is_empty() {
                // A speaker who says nothing.
                let label = std::mem::take(&mut self.label);
                self.pieces.push(Piece::new(BlockKind::Noise, label, open.line(), open.rule()));
            }
        }
        self.pieces.append(&mut self.noise);
        self.gap = false;
    }
}
