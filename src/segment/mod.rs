//! [`Document`] -> sections and [`Segment`]s: what is a message, what is not, and under which heading it stands.
//!
//! The rules are rules of text (markers, indentation, blank lines, open sentences). What holds for one document
//! only, such as a section without messages, is declared in the manifest.

mod lines;
mod marker;

use globset::{GlobBuilder, GlobMatcher};
use unicode_segmentation::UnicodeSegmentation;

use crate::config::{Kind, SegmentConfig, Unit};
use crate::corpus::{Block, BlockKind, Content, Document, DocumentInfo};
use crate::error::{Error, ErrorKind, Result};

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
    /// Place among the analysed segments of its document, from 1; `None` where it is not analysed.
    pub ordinal: Option<u32>,
}

/// A document in segments: every line of the text stands in exactly one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segmented {
    /// Names of the sections, in reading order.
    pub sections: Vec<String>,
    /// The segments, in reading order.
    pub segments: Vec<Segment>,
    /// The unit that was used; never `Auto`.
    pub unit: Unit,
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
    pub fn sections_with_messages(&self) -> u64 {
        let mut sections: Vec<Option<usize>> = self.messages().map(|segment| segment.section).collect();
        sections.dedup();
        sections.len() as u64
    }
}

/// Splits a document into segments.
///
/// # Errors
/// When nothing in the document can be analysed, or a name in `skip_sections` is no valid pattern.
pub fn segment(document: &Document, info: &DocumentInfo, config: &SegmentConfig) -> Result<Segmented> {
    let blocks = match &document.content {
        Content::Lines(text) => lines::blocks(text, 1),
        Content::Blocks(blocks) => structured(blocks),
    };
    let skip = skip_patterns(info)?;
    let mut blocks = blocks;
    if blocks.iter().all(|block| block.kind != BlockKind::Item) {
        // Without bullets, a short question is more likely a paragraph than a heading.
        let question = |block: &&mut Block| block.kind == BlockKind::Heading && block.text.ends_with(['?', '!']);
        blocks.iter_mut().filter(question).for_each(|block| block.kind = BlockKind::Paragraph);
    }
    let in_bullets = skipped(&blocks, &skip, true);
    let unit = match config.unit {
        Unit::Auto => choose_unit(&blocks, &in_bullets),
        unit => unit,
    };
    let skipped = if unit == Unit::Bullet { in_bullets } else { skipped(&blocks, &skip, false) };
    let mut segmented = assemble(blocks, &skipped, unit);
    let mut ordinal = 0;
    for segment in segmented.segments.iter_mut().filter(|segment| config.analyse.contains(&segment.kind)) {
        ordinal += 1;
        segment.ordinal = Some(ordinal);
    }
    if ordinal == 0 {
        let error =
            Error::new(ErrorKind::Document, format!("no message found in the document `{}`", info.id)).at(&info.path);
        return Err(match unit {
            Unit::Bullet => {
                error.hint("it has no bullet outside skipped sections; set `unit` in [segment] to \"paragraph\"")
            }
            _ => error.hint(
                "it has only headings or skipped sections; see `skip_sections` in the manifest, or set `include` to no",
            ),
        });
    }
    Ok(segmented)
}

/// Blocks of a structured format: paragraphs may still hold bullets that the format does not know, and an item
/// may be broken by a page.
fn structured(blocks: &[Block]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        if block.kind == BlockKind::Paragraph {
            for part in lines::blocks(&block.text, block.line) {
                match out.last_mut() {
                    Some(last)
                        if last.kind == BlockKind::Item
                            && part.kind == BlockKind::Paragraph
                            && marker::continues(&last.text, &part.text) =>
                    {
                        last.text.push(' ');
                        last.text.push_str(&part.text);
                    }
                    _ => out.push(part),
                }
            }
        } else {
            let text = block.text.split_whitespace().collect::<Vec<_>>().join(" ");
            out.push(Block { text, ..block.clone() });
        }
    }
    out
}

/// Bullets when at least a third of the text outside headings and skipped sections stands in them, paragraphs
/// otherwise.
fn choose_unit(blocks: &[Block], skipped: &[bool]) -> Unit {
    let bytes = |kind| {
        let kept = blocks.iter().zip(skipped).filter(|(block, skipped)| block.kind == kind && !**skipped);
        kept.map(|(block, _)| block.text.len()).sum::<usize>()
    };
    let (items, paragraphs) = (bytes(BlockKind::Item), bytes(BlockKind::Paragraph));
    if items > 0 && items * 3 >= items + paragraphs { Unit::Bullet } else { Unit::Paragraph }
}

/// Which blocks stand in skipped sections. A section ends at the next heading; among bullets, headings that follow
/// each other with no bullet between stand under the first of them.
fn skipped(blocks: &[Block], skip: &[GlobMatcher], in_bullets: bool) -> Vec<bool> {
    let (mut skipping, mut items) = (false, false);
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block.kind {
            BlockKind::Heading => {
                let name = marker::heading_name(&block.text).to_lowercase();
                let matched = skip.iter().any(|pattern| pattern.is_match(&name));
                items = items && !matched;
                skipping = matched || (skipping && in_bullets && !items);
            }
            BlockKind::Item => items = true,
            BlockKind::Paragraph | BlockKind::Noise => {}
        }
        out.push(skipping);
    }
    out
}

fn skip_patterns(info: &DocumentInfo) -> Result<Vec<GlobMatcher>> {
    let compile = |name: &String| {
        let name = marker::heading_name(name).to_lowercase();
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

fn assemble(blocks: Vec<Block>, skipped: &[bool], unit: Unit) -> Segmented {
    let mut out = Segmented { sections: Vec::new(), segments: Vec::new(), unit };
    for (block, &skipped) in blocks.into_iter().zip(skipped) {
        let kind = match block.kind {
            BlockKind::Heading => {
                out.sections.push(marker::heading_name(&block.text).to_string());
                Kind::Heading
            }
            BlockKind::Noise => Kind::Boilerplate,
            BlockKind::Paragraph if marker::is_boilerplate(&block.text) => Kind::Boilerplate,
            BlockKind::Item | BlockKind::Paragraph if skipped => Kind::Admin,
            BlockKind::Paragraph if unit == Unit::Bullet => Kind::Intro,
            BlockKind::Item | BlockKind::Paragraph => Kind::Message,
        };
        push(&mut out, block, kind);
    }
    if unit == Unit::Document { one_message(out) } else { out }
}

fn push(out: &mut Segmented, block: Block, kind: Kind) {
    let section = out.sections.len().checked_sub(1);
    let segment = |text: String| Segment { kind, section, line: block.line, text, ordinal: None };
    if out.unit == Unit::Sentence && kind == Kind::Message {
        let sentences = block.text.unicode_sentences().map(str::trim).filter(|sentence| !sentence.is_empty());
        out.segments.extend(sentences.map(|sentence| segment(sentence.to_string())));
    } else {
        out.segments.push(segment(block.text));
    }
}

/// Joins all messages into one, on the line of the first.
fn one_message(mut segmented: Segmented) -> Segmented {
    let texts: Vec<&str> =
        segmented.segments.iter().filter(|s| s.kind == Kind::Message).map(|s| s.text.as_str()).collect();
    let text = texts.join("\n");
    let mut first = true;
    segmented.segments.retain_mut(|segment| {
        if segment.kind != Kind::Message {
            return true;
        }
        if first {
            segment.text.clone_from(&text);
            segment.section = None;
        }
        std::mem::replace(&mut first, false)
    });
    segmented
}

#[cfg(test)]
mod tests;
