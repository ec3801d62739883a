//! Page numbers with a dot that stand alone on their lines, as `7.`, where text was taken from pages.

use std::cell::OnceCell;

use super::layout::words_of;
use super::marker::{Style, is_closed, marker};

/// So many numbers alone on their lines are a series.
const LEAST: usize = 3;
/// Words from one number to the next that are a page, on average; a numbered point has fewer.
const PAGE_WORDS: usize = 150;

/// Which lines of a text are page numbers; found when the first number that stands alone is met.
#[derive(Debug, Default)]
pub(super) struct PageNumbers(OnceCell<Vec<usize>>);

impl PageNumbers {
    /// Whether a line is one.
    pub fn hold(&self, lines: &[&str], index: usize) -> bool {
        is_alone(lines[index]).is_some() && self.0.get_or_init(|| find(lines)).binary_search(&index).is_ok()
    }
}

/// The number that stands alone on a line as `7.` or `(7)`.
fn is_alone(line: &str) -> Option<u32> {
    let text = line.trim();
    if text.len() > 5 || !text.starts_with(|c: char| c == '(' || c.is_ascii_digit()) {
        return None;
    }
    match marker(text) {
        Some(marker) if marker.rest == text.len() => match marker.style {
            Style::Number(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

/// The places of numbers that count pages: they rise by one, nearly all of them, and a page of text stands between two, or
/// they stand within sentences.
fn find(lines: &[&str]) -> Vec<usize> {
    let (mut found, mut words, mut within) = (Vec::new(), 0, 0);
    let (mut since, mut open, mut waits) = (0, false, false);
    for (index, line) in lines.iter().enumerate() {
        if let Some(number) = is_alone(line) {
            words += if found.is_empty() { 0 } else { since };
            (since, waits) = (0, open);
            found.push((index, number));
        } else if !line.trim().is_empty() {
            within += usize::from(waits && line.trim_start().starts_with(char::is_lowercase));
            since += words_of(line);
            (open, waits) = (!is_closed(line), false);
        }
    }
    let steps = found.windows(2).filter(|pair| pair[0].1.checked_add(1) == Some(pair[1].1)).count();
    let rising = found.len() >= LEAST && steps * 4 >= (found.len() - 1) * 3;
    if rising && (words >= PAGE_WORDS * (found.len() - 1) || within * 4 >= found.len()) {
        found.into_iter().map(|(index, _)| index).collect()
    } else {
        Vec::new()
    }
}
