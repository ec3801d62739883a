//! What the rules make of lines: pieces of text, each with its lines and the rule that placed each line.

use std::ops::Range;

use super::hyphens::{HYPHENS, Hyphens, Join};
use crate::corpus::BlockKind;

/// The rule that decided where a line belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing stands on the line.
    Blank,
    /// A line of signs such as `---` that separates.
    Separator,
    /// A page number or a bare address.
    Page,
    /// A note about the document itself.
    Note,
    /// A heading by `#`.
    HeadingMark,
    /// A heading by the line of `===` or `---` below it.
    HeadingUnderlined,
    /// That line.
    Underline,
    /// A heading by its number: no neighbour in a list, or several levels such as `1.2`.
    HeadingNumber,
    /// A heading in capitals right above other text.
    HeadingCapitals,
    /// A heading by its words: short, alone, no sentence.
    HeadingWords,
    /// A list marker that is a sign or a dash.
    Bullet,
    /// A list marker that is a number.
    Number,
    /// A list marker that is a letter or a Roman number.
    Letter,
    /// A list marker without any text.
    EmptyMarker,
    /// A list marker inside an item.
    Nested,
    /// The line goes on with the text above it.
    Continuation,
    /// The line goes on with a word of the line above, whose hyphen goes.
    WordWhole,
    /// The line goes on with a word of the line above, whose hyphen stays.
    WordHyphen,
    /// The first line of a paragraph.
    Paragraph,
    /// A line that is a paragraph, where no blank lines part them.
    OwnLine,
    /// The first line of a paragraph below a line that ends before it is full, where no blank lines part paragraphs.
    EarlyEnd,
    /// A short question or call, which is no heading where there are no bullets.
    Question,
    /// Words that are the only text of their document.
    OnlyText,
    /// A sentence begins here.
    Sentence,
    /// The pattern of the project file matches here.
    Pattern,
    /// A speaker begins here.
    Speaker,
    /// A row of a table.
    Row,
    /// The file format says so.
    Format,
    /// It would be a message, but holds no word.
    NoWord,
}

impl Rule {
    /// The rule in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Blank => "blank line",
            Self::Separator => "separator",
            Self::Page => "page number or address",
            Self::Note => "note about the document",
            Self::HeadingMark => "heading by #",
            Self::HeadingUnderlined => "heading by underline",
            Self::Underline => "underline",
            Self::HeadingNumber => "heading by number",
            Self::HeadingCapitals => "heading by capitals",
            Self::HeadingWords => "heading by words: short and no sentence",
            Self::Bullet => "marker: bullet",
            Self::Number => "marker: number",
            Self::Letter => "marker: letter",
            Self::EmptyMarker => "marker without text",
            Self::Nested => "marker nested in an item",
            Self::Continuation => "continuation",
            Self::WordWhole => "continuation: the word above goes on, without its hyphen",
            Self::WordHyphen => "continuation: the word above goes on, with its hyphen",
            Self::Paragraph => "start of a paragraph",
            Self::OwnLine => "paragraph: each line is one",
            Self::EarlyEnd => "start of a paragraph: the line above ends early",
            Self::Question => "question, no heading without bullets",
            Self::OnlyText => "the only text of its document, no heading",
            Self::Sentence => "start of a sentence",
            Self::Pattern => "match of the pattern",
            Self::Speaker => "speaker",
            Self::Row => "row",
            Self::Format => "file format",
            Self::NoWord => "no word in it",
        }
    }
}

/// A line of a document, or the part of it that stands in one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Line of the file, from 1.
    pub line: u64,
    /// Where its text begins in that of the segment, in bytes from 0.
    pub start: usize,
    /// The rule that placed it.
    pub rule: Rule,
}

/// Text of one kind with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub kind: BlockKind,
    pub text: String,
    /// At least one.
    pub lines: Vec<Line>,
    /// The section, where the rule that made the piece names it.
    pub section: Option<String>,
}

impl Piece {
    pub fn new(kind: BlockKind, text: impl Into<String>, line: u64, rule: Rule) -> Self {
        Self { kind, text: text.into(), lines: vec![Line { line, start: 0, rule }], section: None }
    }

    /// The first line of the file.
    pub fn line(&self) -> u64 {
        self.lines.first().map_or(0, |line| line.line)
    }

    /// The rule of the first line.
    pub fn rule(&self) -> Rule {
        self.lines.first().map_or(Rule::Blank, |line| line.rule)
    }

    /// Gives the first line another rule.
    pub(crate) fn ruled(mut self, rule: Rule) -> Self {
        if let Some(first) = self.lines.first_mut() {
            first.rule = rule;
        }
        self
    }

    /// Adds a line after a separator.
    pub fn add(&mut self, text: &str, separator: &str, line: u64, rule: Rule) {
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
        self.lines.push(Line { line, start: self.text.len(), rule });
        self.text.push_str(text);
    }

    /// Adds a wrapped line. A word that a hyphen parts there is put together.
    pub fn wrap(&mut self, text: &str, line: u64, hyphens: &Hyphens<'_>) {
        let (separator, rule) = self.going_on(text, hyphens);
        self.add(text, separator, line, rule);
    }

    /// Adds another piece with its lines, of which the first is a wrapped one.
    pub(crate) fn absorb(&mut self, other: Self, hyphens: &Hyphens<'_>) {
        let (separator, rule) = self.going_on(&other.text, hyphens);
        let other = other.ruled(rule);
        absorb((&mut self.text, &mut self.lines), (&other.text, &other.lines), separator);
    }

    /// What stands before a line that goes on with the text, and by which rule. A hyphen that goes is taken off.
    fn going_on(&mut self, text: &str, hyphens: &Hyphens<'_>) -> (&'static str, Rule) {
        match hyphens.join(&self.text, text) {
            Join::Space => (" ", Rule::Continuation),
            Join::Hyphen => ("", Rule::WordHyphen),
            Join::Whole => {
                self.text.truncate(self.text.trim_end_matches(HYPHENS).len());
                ("", Rule::WordWhole)
            }
        }
    }

    /// Joins the lines of a paragraph, each of which a line break or a space separates from the next.
    pub(crate) fn join_lines(mut self, hyphens: &Hyphens<'_>) -> Self {
        let parted = |line: &Line| line.start > 0 && self.text[..line.start - 1].ends_with(HYPHENS);
        if !self.lines.iter().any(parted) {
            if self.text.contains('\n') {
                // Line breaks have the width of a space, so the places of lines stay.
                self.text = self.text.replace('\n', " ");
            }
            return self;
        }
        let mut out = Self { text: String::with_capacity(self.text.len()), lines: Vec::new(), ..self.clone() };
        for (index, line) in self.lines.iter().enumerate() {
            let text = self.text_of(index).trim_end();
            if index == 0 { out.add(text, "", line.line, line.rule) } else { out.wrap(text, line.line, hyphens) }
        }
        out
    }

    /// The text of a line, with what separates it from the next.
    pub fn text_of(&self, index: usize) -> &str {
        &self.text[line_range(&self.lines, index, self.text.len())]
    }
}

/// Adds text with its lines to other text with its lines.
pub(super) fn absorb(to: (&mut String, &mut Vec<Line>), from: (&str, &[Line]), separator: &str) {
    if !to.0.is_empty() {
        to.0.push_str(separator);
    }
    let shift = to.0.len();
    to.1.extend(from.1.iter().map(|line| Line { start: line.start + shift, ..*line }));
    to.0.push_str(from.0);
}

/// The bytes of the text that stand on a line.
pub(super) fn line_range(lines: &[Line], index: usize, length: usize) -> Range<usize> {
    lines[index].start..lines.get(index + 1).map_or(length, |next| next.start)
}
