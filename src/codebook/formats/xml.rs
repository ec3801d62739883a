//! What the XML formats share: a parser with limits, and escapes.

use roxmltree::{Document, Node, ParsingOptions};

use super::{DEEPEST, Source};
use crate::error::Result;

/// The most elements, attributes and texts that are read.
const MOST_NODES: u32 = 2_000_000;

/// Parses XML. Document types are refused, so no entity expands.
pub(super) fn parse<'a>(source: &Source<'a>) -> Result<Document<'a>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(source.text, options).map_err(|error| {
        let place = error.pos();
        let message = format!("this XML cannot be read: {error}");
        let hint = match error {
            roxmltree::Error::DtdDetected => "take the document type (<!DOCTYPE ...>) out; entities are not read",
            _ => "export the file again: it may be cut off, or not be of this format",
        };
        let line = match error {
            roxmltree::Error::DtdDetected => line_of(source.text, "<!DOCTYPE").unwrap_or(1),
            roxmltree::Error::UnexpectedEndOfStream => source.text.lines().count() as u64,
            _ => u64::from(place.row),
        };
        source.error(line, message).hint(hint)
    })?;
    // Parents stand before their children.
    let mut depths: Vec<usize> = Vec::new();
    for node in document.descendants() {
        let depth = node.parent().map_or(0, |parent| depths[parent.id().get_usize()] + 1);
        depths.resize(node.id().get_usize() + 1, 0);
        depths[node.id().get_usize()] = depth;
        if depth > DEEPEST {
            return Err(source.too_deep(u64::from(document.text_pos_at(node.range().start).row)));
        }
    }
    Ok(document)
}

fn line_of(text: &str, mark: &str) -> Option<u64> {
    text.find(mark).map(|at| text[..at].matches('\n').count() as u64 + 1)
}

/// Line of each byte of a text, found by bisection.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a node, from 1.
    pub fn of(&self, node: Node<'_, '_>) -> u64 {
        self.0.partition_point(|&end| end < node.range().start) as u64 + 1
    }
}

/// Text for an attribute or an element. What XML cannot hold becomes U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
