//! Markdown (CommonMark), read with pulldown-cmark: headings, list items and paragraphs with their lines.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::lines::with_line_feeds;
use super::{Block, BlockKind};

/// The blocks of a Markdown text. Emphasis marks, link targets and inline tags are left out; the
/// text stays. Blocks of HTML are kept as noise.
/// Items that are nested in an item belong to it. Front matter between `---` lines is left out.
pub fn blocks(text: &str) -> Vec<Block> {
    // CommonMark knows fewer ends of lines.
    let other = with_line_feeds(text);
    let (text, numbers) = other.as_ref().map_or((text, [].as_slice()), |(text, numbers)| (text, numbers));
    let mut builder = Builder { text, numbers, blocks: Vec::new(), current: None, items: 0, line: 0, byte: 0 };
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
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
    builder.blocks
}

struct Builder<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    current: Option<Block>,
    /// How many items are open, one in the other.
    items: usize,
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
                self.items -= 1;
                if self.items == 0 {
                    self.close();
                }
            }
            Event::End(
                TagEnd::Heading(_) | TagEnd::HtmlBlock | TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table,
            ) if self.items == 0 => self.close(),
            Event::End(TagEnd::TableCell) | Event::InlineHtml(_) => self.push(" "),
            Event::Text(text) | Event::Code(text) | Event::Html(text) => self.push(text),
            _ => {}
        }
    }

    fn open(&mut self, kind: BlockKind, span: &Range<usize>) {
        self.close();
        if span.start >= self.byte {
            self.line += self.text[self.byte..span.start].bytes().filter(|&b| b == b'\n').count();
            self.byte = span.start;
        }
        let line = self.numbers.get(self.line).copied().unwrap_or(self.line as u64 + 1);
        self.current = Some(Block { kind, text: String::new(), line });
    }

    fn push(&mut self, text: &str) {
        if let Some(block) = &mut self.current
            && !(text == "\n" && (block.text.is_empty() || block.text.ends_with('\n')))
        {
            block.text.push_str(text);
        }
    }

    fn close(&mut self) {
        if let Some(block) = self.current.take().filter(|block| !block.text.trim().is_empty()) {
            self.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
