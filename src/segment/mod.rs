//! [`Document`] -> sections and [`Segment`]s: what is a message, what is not, and under which heading it stands.
//!
//! The rules are rules of text (markers, indentation, blank lines, open sentences). What holds for one document
//! only, such as a section without messages, is declared in the manifest. [`explain`] tells which rule placed a line.

mod abbreviations;
mod assemble;
mod blocks;
mod choice;
mod cuts;
mod explain;
mod heading;
mod hyphens;
mod layout;
mod lines;
mod marker;
mod pages;
mod piece;
mod sentences;
mod speaker;

use globset::{GlobBuilder, GlobMatcher};
use hashbrown::HashMap;
use regex::Regex;

use crate::config::{Config, Kind, SegmentConfig, Unit};
use crate::corpus::{self, BlockKind, Check, Content, Document, DocumentInfo, RowText};
use crate::error::{Error, ErrorKind, Result};

pub use abbreviations::Abbreviations;
pub use choice::Choice;
pub use explain::{ExplainedLine, explain};
pub use piece::{Line, Rule};

use hyphens::{HYPHENS, Hyphens};
use piece::Piece;

/// A stretch of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub kind: Kind,
    /// Index into [`Segmented::sections`]; `None` before the first heading.
    pub section: Option<usize>,
    /// Line of the file on which it starts, from 1.
    pub line: u64,
    /// Its text, with line breaks joined.
    pub text: String,
    /// The lines of the file that it stands on, each with the rule that placed it.
    pub lines: Vec<Line>,
    /// Place among the analysed segments of its document, from 1; `None` where it is not analysed.
    pub ordinal: Option<u32>,
}

impl Segment {
    /// Where in the text a line begins within a word, in bytes: the line before ended with a hyphen, which may stand there or not.
    pub fn breaks(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().map(|line| line.start).filter(|&start| {
            let (above, line) = self.text.split_at_checked(start).unwrap_or_default();
            let above = above.strip_suffix(HYPHENS).unwrap_or(above);
            above.ends_with(char::is_alphanumeric) && line.starts_with(char::is_alphanumeric)
        })
    }
}

/// A document in segments: every line of the text that is not blank stands in at least one of them, and in several only
/// where messages begin within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segmented {
    /// Names of the sections, in reading order. With the unit `turn` they are the speakers.
    pub sections: Vec<String>,
    /// The segments, in reading order.
    pub segments: Vec<Segment>,
    /// The unit that was used, and why.
    pub choice: Choice,
}

impl Segmented {
    /// The analysed segments.
    pub fn messages(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|segment| segment.ordinal.is_some())
    }

    /// The name of a segment's section; empty before the first heading.
    pub fn section(&self, segment: &Segment) -> &str {
        segment.section.map_or("", |index| self.sections[index].as_str())
    }

    /// How many sections hold at least one analysed segment.
    pub(crate) fn sections_with_messages(&self) -> u64 {
        let mut sections: Vec<Option<usize>> = self.messages().map(|segment| segment.section).collect();
        sections.sort_unstable();
        sections.dedup();
        sections.len() as u64
    }
}

/// Splits documents into segments by the settings of a project.
#[derive(Debug, Clone)]
pub struct Segmenter {
    unit: Unit,
    analyse: Vec<Kind>,
    /// The pattern of the unit `regex`.
    pattern: Option<Regex>,
    /// Abbreviations of the project's language; without one, those of the user alone.
    abbreviations: Abbreviations,
    /// Those of the other languages that have a list, by their code.
    others: HashMap<&'static str, Abbreviations>,
}

/// A piece of more words is no heading, whatever else it is.
const MOST_WORDS_OF_HEADING: usize = 40;
/// Bytes at the beginning of a text that are looked at: a few, and more where these do not do.
const BEGINNING: [usize; 2] = [1024, 8192];

/// The first lines of a text, or of its first line the first part.
fn beginning(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = (bytes..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    let head = &text[..end];
    head.rfind('\n').map_or(head, |end| &head[..end])
}

impl Segmenter {
    /// The rules of a project.
    ///
    /// # Errors
    /// When the unit is `regex` and there is no valid pattern, or the file of abbreviations is missing or wrong.
    pub fn new(config: &Config) -> Result<Self> {
        let SegmentConfig { unit, analyse, pattern, abbreviations } = &config.segment;
        let pattern = match (unit, pattern) {
            (Unit::Regex, None) => return Err(Error::new(ErrorKind::Project, "the unit `regex` needs a `pattern`")),
            (Unit::Regex, Some(pattern)) => Some(SegmentConfig::regex(pattern).map_err(|e| {
                Error::new(ErrorKind::Project, format!("the pattern of the unit `regex` is no regular expression: {e}"))
            })?),
            _ => None,
        };
        let list = |language: &str| {
            let list = Abbreviations::of(language)?;
            match abbreviations {
                Some(file) => list.with_file(&config.root.join(file)),
                None => Ok(list),
            }
        };
        let mut others = HashMap::new();
        if *unit == Unit::Sentence {
            for code in Abbreviations::languages() {
                others.insert(code, list(code)?);
            }
        }
        let abbreviations = list(config.text.set_language().unwrap_or_default())?;
        Ok(Self { unit: *unit, analyse: analyse.clone(), pattern, abbreviations, others })
    }

    /// Splits a document into segments. `language` is the code of its language, which picks the abbreviations.
    ///
    /// # Errors
    /// When nothing in the document can be analysed, or a name in `skip_sections` is no valid pattern.
    pub fn segment(&self, document: &Document, info: &DocumentInfo, language: &str) -> Result<Segmented> {
        let segmented = self.split(document, info, language)?;
        if segmented.messages().next().is_some() {
            return Ok(segmented);
        }
        let error =
            Error::new(ErrorKind::Document, format!("no message found in the document `{}`", info.id)).at(&info.path);
        let why = match segmented.choice.unit {
            Unit::Bullet => "it has no bullet outside skipped sections; set `unit` in [segment] to \"paragraph\"",
            Unit::Numbered => {
                "it has no numbered point outside skipped sections; set `unit` in [segment] to \"bullet\""
            }
            Unit::Turn => {
                "no line begins with a speaker, such as `Mr. Smith:`; set `unit` in [segment] to \"paragraph\""
            }
            Unit::Row => "it holds no table; set `unit` in [segment] to \"paragraph\"",
            Unit::Regex => "the `pattern` in [segment] matches nowhere outside skipped sections",
            _ => {
                "it has only headings or skipped sections; see `skip_sections` in the manifest, or set `include` to no"
            }
        };
        Err(error.hint(format!("{why}; `themeshift messages --explain` shows each line")))
    }

    /// Whether any line of text is a message, or stands in one.
    fn takes_any_text(&self, info: &DocumentInfo) -> bool {
        let unit = matches!(self.unit, Unit::Auto | Unit::Paragraph | Unit::Sentence | Unit::Document);
        unit && info.skip_sections.is_empty() && self.analyse.contains(&Kind::Message)
    }

    /// Splits a document into segments; there may be no message among them.
    ///
    /// # Errors
    /// When a name in `skip_sections` is no valid pattern.
    pub fn split(&self, document: &Document, info: &DocumentInfo, language: &str) -> Result<Segmented> {
        let skip = skip_patterns(info)?;
        let mut pieces = self.pieces(document);
        if pieces.iter().all(|piece| piece.kind != BlockKind::Item) {
            // Without bullets, a short question is more likely a paragraph than a heading.
            let question = |piece: &&mut Piece| {
                piece.kind == BlockKind::Heading
                    && piece.rule() == Rule::HeadingWords
                    && piece.text.ends_with(heading::CALLS)
            };
            for piece in pieces.iter_mut().filter(question) {
                piece.kind = BlockKind::Paragraph;
                piece.lines[0].rule = Rule::Question;
            }
        }
        // Words that head nothing are no heading because they are few.
        if pieces.iter().all(|piece| matches!(piece.kind, BlockKind::Heading | BlockKind::Noise)) {
            for piece in pieces.iter_mut().filter(|piece| piece.rule() == Rule::HeadingWords) {
                piece.kind = BlockKind::Paragraph;
                piece.lines[0].rule = Rule::OnlyText;
            }
        }
        let in_bullets = skipped(&pieces, &skip, true);
        let choice = Choice::of(&pieces, &in_bullets, self.unit);
        let bullets = matches!(choice.unit, Unit::Bullet | Unit::Numbered);
        let skipped = if bullets { in_bullets } else { skipped(&pieces, &skip, false) };
        let mut segmented = assemble::assemble(pieces, &skipped, choice, self.abbreviations(language));
        let analysed = segmented.segments.iter_mut().filter(|segment| self.analyse.contains(&segment.kind));
        for (segment, ordinal) in analysed.zip(1..) {
            segment.ordinal = Some(ordinal);
        }
        Ok(segmented)
    }

    fn pieces(&self, document: &Document) -> Vec<Piece> {
        let hyphens = Hyphens::of(document);
        match (self.unit, &document.content, &self.pattern) {
            (Unit::Regex, _, Some(pattern)) => cuts::by_pattern(document, pattern),
            (Unit::Turn, _, _) => cuts::by_speaker(document),
            (Unit::Row, Content::Lines(_), _) => cuts::by_row(&document.lines()),
            (_, Content::Lines(_), _) if document.spoken.is_some() => lines::spoken(&document.lines(), &hyphens),
            (_, Content::Lines(_), _) => lines::pieces(&document.lines(), &hyphens),
            (_, Content::Blocks(blocks), _) => blocks::structured(blocks, self.unit, &hyphens),
        }
    }

    /// The abbreviations of a language that has a list, else those of the project's language.
    fn abbreviations(&self, language: &str) -> &Abbreviations {
        self.others.get(language).unwrap_or(&self.abbreviations)
    }
}

impl Check for Segmenter {
    fn is_sure(&self, info: &DocumentInfo) -> bool {
        self.takes_any_text(info) && info.text.as_ref().is_some_and(RowText::is_surely_text)
    }

    /// Whether anything in the document can be analysed, which the beginning of a text mostly shows.
    fn check(&self, document: &Document, info: &DocumentInfo) -> Result<()> {
        let long = |text: &str| text.split_whitespace().nth(MOST_WORDS_OF_HEADING).is_some();
        let paragraph = |piece: &Piece| {
            piece.kind == BlockKind::Paragraph && long(&piece.text) && !heading::is_boilerplate(&piece.text)
        };
        let found = || match &document.content {
            Content::Lines(text) => BEGINNING.iter().filter(|bytes| text.len() > **bytes).any(|bytes| {
                let text = beginning(text, *bytes);
                lines::pieces(&corpus::lines(text).collect::<Vec<_>>(), &Hyphens::of_text(text)).iter().any(paragraph)
            }),
            Content::Blocks(blocks) => blocks.iter().any(|block| block.kind == BlockKind::Row && long(&block.text)),
        };
        if self.takes_any_text(info) && found() {
            return Ok(());
        }
        // Whether there is a message does not depend on the language.
        self.segment(document, info, "").map(|_| ())
    }
}

/// Which pieces stand in skipped sections. A section ends at the next heading; among bullets, headings that follow
/// each other with no bullet between stand under the first of them. A piece that names its section itself is skipped by
/// that name alone.
fn skipped(pieces: &[Piece], skip: &[GlobMatcher], in_bullets: bool) -> Vec<bool> {
    let matches = |name: &str| {
        let name = heading::heading_name(name).to_lowercase();
        skip.iter().any(|pattern| pattern.is_match(&name))
    };
    let (mut skipping, mut items) = (false, false);
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece.kind {
            BlockKind::Heading => {
                let matched = matches(&piece.text);
                items = items && !matched;
                skipping = matched || (skipping && in_bullets && !items);
            }
            BlockKind::Item => items = true,
            BlockKind::Paragraph | BlockKind::Row | BlockKind::Noise => {}
        }
        out.push(piece.section.as_deref().map_or(skipping, matches));
    }
    out
}

fn skip_patterns(info: &DocumentInfo) -> Result<Vec<GlobMatcher>> {
    let compile = |name: &String| {
        let name = heading::heading_name(name).to_lowercase();
        // Brackets are part of headings here, not of patterns.
        let escaped: String =
            name.chars().flat_map(|c| if "[]{}\\".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
        GlobBuilder::new(&escaped).build().map(|glob| glob.compile_matcher()).map_err(|e| {
            Error::new(
                ErrorKind::Manifest,
                format!("`{name}` in skip_sections of `{}` is no section name: {}", info.id, e.kind()),
            )
        })
    };
    info.skip_sections.iter().map(compile).collect()
}

#[cfg(test)]
mod tests;
