//! What readers leave out on purpose, and tell once for each document.

use std::collections::BTreeMap;

use super::xml::Node;
use crate::corpus::Reading;

/// Text that the document does not show: formatted as hidden, or an element that is not displayed.
pub const HIDDEN: &str = "hidden text";
/// Text that was deleted or struck out.
pub const DELETED: &str = "deleted text";
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

/// How often each kind was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<&'static str, u64>);

impl LeftOut {
    /// Something of this kind was left out.
    pub fn add(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    /// What was left out of another part too.
    pub fn extend(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            *self.0.entry(what).or_default() += times;
        }
    }

    /// Notes it, where there was anything.
    pub fn tell(&self, reading: &mut Reading) {
        if !self.0.is_empty() {
            let parts: Vec<String> = self.0.iter().map(|(what, times)| format!("{what} ({times})")).collect();
            reading.notes.push((None, format!("not read: {}", parts.join(", "))));
        }
    }
}

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
