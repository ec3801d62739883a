//! What the readers of structured formats share: blocks that are put together from pieces of text.

use crate::corpus::marks;
use crate::corpus::{Block, BlockKind, lines};

/// Ends a cell while a block is open (the separator of units of ASCII, which is no text).
const CELL: char = '\u{1F}';

/// Puts blocks together. Text goes to the block that is open; where none is open, a paragraph begins.
#[derive(Debug, Default)]
pub struct Blocks {
    done: Vec<Block>,
    open: Option<Block>,
}

impl Blocks {
    /// Ends the open block and begins another. `line` is its place in the file.
    pub fn open(&mut self, kind: BlockKind, line: u64) {
        self.close();
        self.open = Some(Block { kind, text: String::new(), line });
    }

    /// Ends the open block; one without text is dropped.
    pub fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        block.text = tidy(&block.text);
        if !block.text.is_empty() {
            self.done.push(block);
        }
    }

    /// The kind of the open block.
    pub fn kind(&self) -> Option<BlockKind> {
        self.open.as_ref().map(|block| block.kind)
    }

    /// Adds text to the open block; a line feed in it separates lines.
    pub fn push(&mut self, text: &str, line: u64) {
        if self.open.is_none() && text.trim().is_empty() {
            return;
        }
        let block = self.open.get_or_insert_with(|| Block { kind: BlockKind::Paragraph, text: String::new(), line });
        block.text.push_str(text);
    }

    /// Adds text that is raised above the line; marks of notes are left out.
    pub(crate) fn raise(&mut self, raised: &str, line: u64) {
        match self.open.as_mut() {
            Some(block) => marks::raise(&mut block.text, raised),
            None => self.push(raised, line),
        }
    }

    /// Ends a cell of the open row or item; ends any other block.
    pub fn cell(&mut self) {
        match self.open.as_mut() {
            Some(block) if matches!(block.kind, BlockKind::Row | BlockKind::Item) => block.text.push(CELL),
            _ => self.close(),
        }
    }

    /// Adds blocks that are whole.
    pub fn extend(&mut self, blocks: Vec<Block>) {
        self.close();
        self.done.extend(blocks);
    }

    /// All blocks, in reading order.
    pub fn finish(mut self) -> Vec<Block> {
        self.close();
        self.done
    }
}

/// Runs of white space become one space; lines are kept, empty ones are not. Cells are separated by semicolons, which phrases
/// do not cross.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in lines(text).map(|line| line.text) {
        let start = out.len();
        for cell in line.split(CELL) {
            let cell_start = out.len();
            let words = cell.split_whitespace().filter(|word| !word.trim_matches(marks::MARK).is_empty());
            for word in words {
                if out.len() > cell_start {
                    out.push(' ');
                } else if cell_start > start {
                    out.push_str("; ");
                } else if start > 0 {
                    out.push('\n');
                }
                marks::add_without(word, &mut out);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_tidied_and_lines_stay() {
        assert_eq!(tidy("  a \t b \n\n \n c\u{a0}d "), "a b\nc d");
        assert_eq!(tidy(" \n "), "");
        assert_eq!(tidy("a\u{1F} \u{1F}b \u{1F}\n\u{1F}c\u{1F}d"), "a; b\nc; d");
        assert_eq!(tidy("a\u{1E}. B\u{1E}\u{1E}c\u{1E}"), "a. B c");
    }

    #[test]
    fn blocks_without_text_are_dropped() {
        let mut blocks = Blocks::default();
        blocks.open(BlockKind::Heading, 1);
        blocks.open(BlockKind::Item, 2);
        blocks.push("a", 2);
        blocks.close();
        blocks.push(" ", 3);
        blocks.push("b", 4);
        let kinds: Vec<(BlockKind, String, u64)> =
            blocks.finish().into_iter().map(|block| (block.kind, block.text, block.line)).collect();
        assert_eq!(kinds, [(BlockKind::Item, "a".into(), 2), (BlockKind::Paragraph, "b".into(), 4)]);
    }
}
