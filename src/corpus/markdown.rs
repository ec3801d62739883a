//! Markdown (CommonMark), read with pulldown-cmark: headings, list items and paragraphs with their lines.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::left_out::{DELETED, LeftOut};
use super::lines::with_line_feeds;
use super::{Block, BlockKind, Content, Document, marks};

/// The document that a Markdown text is. Emphasis marks, link targets and inline tags are left out; the text stays, but what is
/// struck out. Raised numbers are marks of notes where they are so in other formats. Blocks of HTML and footnotes are kept as
/// noise. Items that are nested in an item belong to it. Front matter between `---` lines is left out.
pub fn document(text: &str) -> Document {
    // CommonMark knows fewer ends of lines.
    let other = with_line_feeds(text);
    let (text, numbers) = other.as_ref().map_or((text, [].as_slice()), |(text, numbers)| (text, numbers));
    let mut builder = Builder { text, numbers, ..Builder::default() };
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES;
    let mut skipped = 0_usize;
    for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
        match &event {
            Event::Start(Tag::MetadataBlock(_)) => skipped += 1,
            Event::End(TagEnd::MetadataBlock(_)) => skipped = skipped.saturating_sub(1),
            _ if skipped > 0 => {}
            _ => builder.event(&event, &span),
        }
    }
    builder.close();
    let mut document = Document::new(Content::Blocks(builder.blocks));
    builder.left_out.tell(&mut document.reading);
    document
}

#[derive(Default)]
struct Builder<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    current: Option<Block>,
    /// How many items are open, one in the other.
    items: usize,
    /// A footnote is read.
    note: bool,
    /// How many stretches that are struck out are open, one in the other.
    struck: usize,
    /// What is raised above the line.
    raised: Option<String>,
    left_out: LeftOut,
    /// The number of each line in the file; empty where it is its place.
    numbers: &'a [u64],
    /// Lines before the byte.
    line: usize,
    byte: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            // A heading inside an item is part of the item.
            Event::Start(Tag::Heading { .. } | Tag::HtmlBlock) if self.items > 0 => self.push("\n"),
            Event::Start(Tag::Heading { .. }) => self.open(BlockKind::Heading, span),
            Event::Start(Tag::HtmlBlock) => self.open(BlockKind::Noise, span),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                self.close();
                (self.note, self.items) = (true, 0);
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                self.close();
                self.note = false;
            }
            Event::FootnoteReference(_) => self.push(marks::MARK.encode_utf8(&mut [0; 4])),
            Event::Start(Tag::Strikethrough) => self.strike(true),
            Event::End(TagEnd::Strikethrough) => self.strike(false),
            Event::Start(Tag::Item) => {
                if self.items == 0 {
                    self.open(BlockKind::Item, span);
                } else {
                    self.push("\n");
                }
                self.items += 1;
            }
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_) | Tag::Table(_)) if self.items == 0 => {
                self.open(BlockKind::Paragraph, span);
            }
            Event::Start(Tag::Paragraph)
            | Event::End(TagEnd::TableRow | TagEnd::TableHead)
            | Event::SoftBreak
            | Event::HardBreak => self.push("\n"),
            Event::End(TagEnd::Item) => {
                self.items = self.items.saturating_sub(1);
                if self.items == 0 {
                    self.close();
                }
            }
            Event::End(
                TagEnd::Heading(_) | TagEnd::HtmlBlock | TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table,
            ) if self.items == 0 => self.close(),
            Event::End(TagEnd::TableCell) => self.push(" "),
            Event::InlineHtml(tag) => self.tag(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) => self.push(text),
            _ => {}
        }
    }

    /// A tag within a line.
    fn tag(&mut self, tag: &str) {
        let body = tag.trim_start_matches('<');
        let (begins, body) = body.strip_prefix('/').map_or((true, body), |body| (false, body));
        let name = body.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "sup" if begins => self.raised = Some(String::new()),
            "sup" => self.lower(),
            "del" | "s" | "strike" => self.strike(begins),
            // Comments and what formats a part of a word.
            "" | "a" | "abbr" | "b" | "big" | "bdi" | "bdo" | "cite" | "code" | "em" | "font" | "i" | "ins" | "kbd"
            | "mark" | "q" | "small" | "span" | "strong" | "sub" | "tt" | "u" | "var" | "wbr" => {}
            _ => self.push(" "),
        }
    }

    /// Something is struck out from here on, or no longer.
    fn strike(&mut self, begins: bool) {
        if begins && self.current.is_some() {
            if self.struck == 0 {
                self.left_out.add(DELETED);
            }
            self.struck += 1;
        } else {
            self.struck = self.struck.saturating_sub(1);
        }
    }

    /// What was raised ends.
    fn lower(&mut self) {
        if let Some(raised) = self.raised.take()
            && let Some(block) = &mut self.current
        {
            marks::raise(&mut block.text, &raised);
        }
    }

    fn open(&mut self, kind: BlockKind, span: &Range<usize>) {
        self.close();
        let kind = if self.note { BlockKind::Noise } else { kind };
        if span.start >= self.byte {
            self.line += self.text[self.byte..span.start].bytes().filter(|&b| b == b'\n').count();
            self.byte = span.start;
        }
        let line = self.numbers.get(self.line).copied().unwrap_or(self.line as u64 + 1);
        self.current = Some(Block { kind, text: String::new(), line });
    }

    fn push(&mut self, text: &str) {
        if self.struck > 0 {
            return;
        }
        if let Some(raised) = &mut self.raised {
            raised.push_str(text);
            return;
        }
        if let Some(block) = &mut self.current
            && !(text == "\n" && (block.text.is_empty() || block.text.ends_with('\n')))
        {
            block.text.push_str(text);
        }
    }

    fn close(&mut self) {
        self.lower();
        self.struck = 0;
        let Some(mut block) = self.current.take() else { return };
        if block.text.contains(marks::MARK) {
            let mut text = String::with_capacity(block.text.len());
            marks::add_without(&block.text, &mut text);
            block.text = text;
        }
        if !block.text.trim().is_empty() {
            self.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        match document(text).content {
            Content::Blocks(blocks) => blocks,
            Content::Lines(_) => Vec::new(),
        }
    }

    #[test]
    fn marks_of_notes_and_what_is_struck_out_are_not_read() {
        let text = "Rights<sup>2</sup> for all[^1] of us, 5 m<sup>2</sup>, CO<sub>2</sub> and the 1<sup>st</sup> <b>w</b>ord.\n\n\
                    [^1]: A note on rights.\n\n- ~~gone~~ here\n- a <del>lost *and* found</del>b<!-- c -->d\n";
        let document = document(text);
        assert_eq!(document.reading.notes, [(None, "not read: deleted text (2)".to_string())]);
        let Content::Blocks(blocks) = document.content else { panic!("no blocks") };
        let seen: Vec<(BlockKind, &str)> = blocks.iter().map(|block| (block.kind, block.text.trim())).collect();
        assert_eq!(
            seen,
            [
                (BlockKind::Paragraph, "Rights for all of us, 5 m2, CO2 and the 1st word."),
                (BlockKind::Noise, "A note on rights."),
                (BlockKind::Item, "here"),
                (BlockKind::Item, "a bd"),
            ]
        );
    }

    #[test]
    fn items_keep_what_is_nested_in_them() {
        let text = "# Head\n\nIntro *with* emphasis.\n\n- one\n  - nested\n\n  second paragraph\n- two\n";
        let blocks = blocks(text);
        let seen: Vec<(BlockKind, &str, u64)> = blocks.iter().map(|b| (b.kind, b.text.trim(), b.line)).collect();
        assert_eq!(
            seen,
            [
                (BlockKind::Heading, "Head", 1),
                (BlockKind::Paragraph, "Intro with emphasis.", 3),
                (BlockKind::Item, "one\nnested\nsecond paragraph", 5),
                (BlockKind::Item, "two", 9),
            ]
        );
    }

    #[test]
    fn no_text_is_lost() {
        let text = "1. ## Security\n\n   Text of the item.\n\n<div>\nin a tag\n</div>\n\ntrust<br>second\n";
        let all: String = blocks(text).iter().map(|block| block.text.clone() + "\n").collect();
        for part in ["Security\nText of the item.", "in a tag", "trust second"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    #[test]
    fn front_matter_is_left_out() {
        let blocks = blocks("---\ntitle: x\n---\n\nText.\n");
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].text, "Text.");
    }
}
