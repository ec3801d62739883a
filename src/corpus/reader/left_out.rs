//! What readers leave out on purpose, and tell once for each document.

use super::xml::Node;
pub use crate::corpus::left_out::{DELETED, LeftOut};

/// Text that the document does not show: formatted as hidden, or an element that is not displayed.
pub const HIDDEN: &str = "hidden text";
/// What a form says where nothing was filled in.
pub const PLACEHOLDERS: &str = "placeholders of forms";
/// Slides that are not shown.
pub const SLIDES: &str = "hidden slides";
/// Notes for the speaker, by slide.
pub const SPEAKER_NOTES: &str = "speaker notes";
/// Files that are attached to a mail.
pub const ATTACHMENTS: &str = "attachments";

/// What something is told as; `None` where it is left out without a word.
pub type Told = Option<&'static str>;

/// A stretch of elements that is left out, from the begin of one to its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Skip {
    depth: usize,
    /// What it is to be told as, where it has text.
    what: Told,
}

impl Skip {
    /// Leaves out what stands in the element that began just now.
    pub fn begin(&mut self, what: Told) {
        *self = Self { depth: 1, what };
    }

    /// Whether a node stands in what is left out now. Text in it is told, once.
    pub fn takes(&mut self, node: &Node<'_>, left_out: &mut LeftOut) -> bool {
        if self.depth == 0 {
            return false;
        }
        match node {
            Node::Start(_) => self.depth += 1,
            Node::End(_) => self.depth -= 1,
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Text(_) => self.what.take().into_iter().for_each(|what| left_out.add(what)),
        }
        true
    }
}
