//! A stretch of a text as words see it, with a map back to its source.

use std::borrow::Cow;

use super::signs::{Seen, needs_view, seen};

/// The characters of a stretch as [`seen`] gives them, as a text.
#[derive(Debug)]
pub struct View {
    /// The text in which words are looked for.
    pub text: String,
    /// For each character its first byte in `text`, and where it comes from.
    places: Vec<(usize, Seen)>,
}

impl View {
    /// The view of a stretch.
    pub fn of(stretch: &str) -> Self {
        let mut text = String::with_capacity(stretch.len());
        let place = |seen: Seen| {
            let at = text.len();
            text.push(seen.c);
            (at, seen)
        };
        let places = seen(stretch).into_iter().map(place).collect();
        Self { text, places }
    }

    /// The bytes of the stretch that a range of bytes of the view stands for; the range is not empty and is that of whole
    /// characters.
    pub fn source(&self, from: usize, to: usize) -> (usize, usize) {
        let first = self.places.partition_point(|(at, _)| *at < from);
        let last = self.places.partition_point(|(at, _)| *at < to).saturating_sub(1);
        let place = |index: usize| self.places.get(index).map(|(_, seen)| *seen);
        match (place(first), place(last)) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (0, 0),
        }
    }
}

/// A text without white space as words see it.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.contains(needs_view) { Cow::Owned(View::of(text).text) } else { Cow::Borrowed(text) }
}
