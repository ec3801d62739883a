//! What is found in a message.

use std::sync::LazyLock;

use super::pattern::{Pattern, Shape};

/// One match of a theme in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Index of the theme.
    pub theme: u32,
    /// First byte in the message text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Index of the pattern among all patterns of the codebook: see [`super::Matcher::pattern`].
    pub pattern: u32,
}

/// The index of the pattern of a theme that was coded and not matched.
pub const CODED: u32 = u32::MAX;
/// That pattern: it matches nothing.
pub(super) static CODED_PATTERN: LazyLock<Pattern> =
    LazyLock::new(|| Pattern { source: "coded".into(), shape: Shape::Phrase(Vec::new()), place: None, weight: None });

impl Hit {
    /// The hit of a theme that was coded: of the pattern `coded`, on no words. It overlaps no other hit.
    pub fn coded(theme: u32) -> Self {
        Self { theme, start: 0, end: 0, pattern: CODED }
    }

    /// True for a hit on no words.
    pub(crate) fn is_coded(&self) -> bool {
        self.pattern == CODED
    }
}
