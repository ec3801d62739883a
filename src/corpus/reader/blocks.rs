//! What the readers of structured formats share: blocks that are put together from pieces of text.

use crate::corpus::{Block, BlockKind, lines};

/// Ends a cell of a row while the row is open (the separator of units of ASCII, which is no text).
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
        block.text = match block.kind {
            // Phrases do not cross a semicolon.
            BlockKind::Row => {
                block.text.split(CELL).map(tidy).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("; ")
            }
            _ => tidy(&block.text),
        };
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

    /// Ends a cell of the open row.
    pub fn cell(&mut self) {
        if let Some(block) = self.open.as_mut().filter(|block| block.kind == BlockKind::Row) {
            block.text.push(CELL);
        }
    }

    /// All blocks, in reading order.
    pub fn finish(mut self) -> Vec<Block> {
        self.close();
        self.done
    }
}

/// Runs of white space become one space; lines are kept, empty ones are not.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in lines(text).into_iter().map(|line| line.text) {
        let start = out.len();
        for word in line.split_whitespace() {
            if out.len() > start {
                out.push(' ');
            } else if start > 0 {
                out.push('\n');
            }
            out.push_str(word);
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
