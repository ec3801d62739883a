//! Words of a text as UAX #29 defines them, with a fast path for ASCII; scripts without spaces by a dictionary.
//!
//! [`words`] gives the same spans as [`unicode_segmentation::UnicodeSegmentation::unicode_word_indices`], but in runs of
//! scripts without spaces ([`super::unspaced`]). A word boundary of UAX #29 depends on nothing beyond the nearest white
//! space, so each stretch between white space is scanned by itself: by table where it is ASCII, by the Unicode rules
//! otherwise. One artefact of the reference is not kept: a combining letter right after a space is a word there together
//! with the space, here without it.

use unicode_segmentation::UnicodeSegmentation;

use super::unspaced;
use crate::language::{may_be_unspaced, runs};

/// A stretch of text: byte offsets, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// The text of the span.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
/// `_`: joins letters and digits, and is no word by itself.
const EXTEND: u8 = 4;
/// `:`, which joins letters.
const MID_LETTER: u8 = 8;
/// `,` and `;`, which join digits.
const MID_NUMBER: u8 = 16;
/// `.` and `'`, which join letters, and digits.
const MID_BOTH: u8 = 24;
const SPACE: u8 = 32;
const NOT_ASCII: u8 = 64;
const WORD: u8 = LETTER | DIGIT | EXTEND;

const CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'_' => EXTEND,
            b':' => MID_LETTER,
            b',' | b';' => MID_NUMBER,
            b'.' | b'\'' => MID_BOTH,
            b' ' | b'\t' | b'\n' | b'\r' => SPACE,
            128.. => NOT_ASCII,
            _ => OTHER,
        };
        byte += 1;
    }
    class
};

/// Appends the words of the text to `out`, in order. Words hold at least one letter or digit.
///
/// Texts longer than 4 GiB are cut there; no message comes near.
pub fn words(text: &str, out: &mut Vec<Span>) {
    let bytes = &text.as_bytes()[..text.len().min(u32::MAX as usize)];
    let class = |at: usize| bytes.get(at).map_or(SPACE, |&byte| CLASS[byte as usize]);
    let mut at = 0;
    // Where the present stretch without white space begins: in the text, and in `out`.
    let mut chunk = 0;
    let mut chunk_words = out.len();
    while at < bytes.len() {
        let first = CLASS[bytes[at] as usize];
        if first & WORD != 0 {
            let start = at;
            let mut seen = first;
            if first == LETTER {
                // The common case: letters and then a space.
                at += letters(bytes, at);
                if bytes.get(at) == Some(&b' ') {
                    out.push(Span { start: start as u32, end: at as u32 });
                    at += 1;
                    chunk = at;
                    chunk_words = out.len();
                    continue;
                }
            } else {
                at += 1;
            }
            loop {
                let here = class(at);
                if here & WORD != 0 {
                    seen |= here;
                    at += 1;
                } else if here & MID_BOTH != 0 && joins(class(at - 1), here, class(at + 1)) {
                    at += 2;
                } else {
                    break;
                }
            }
            if seen & (LETTER | DIGIT) != 0 {
                out.push(Span { start: start as u32, end: at as u32 });
            }
        } else if first == SPACE {
            at += 1;
            chunk = at;
            chunk_words = out.len();
        } else if first == NOT_ASCII {
            out.truncate(chunk_words);
            let end =
                bytes[at..].iter().position(|&byte| CLASS[byte as usize] == SPACE).map_or(bytes.len(), |n| at + n);
            stretch_words(text.get(chunk..end).unwrap_or(""), chunk, out);
            at = end;
        } else {
            at += 1;
        }
    }
}

/// The words of a stretch without white space that stands at `offset`.
fn stretch_words(stretch: &str, offset: usize, out: &mut Vec<Span>) {
    let mut push = |from: usize, to: usize| out.push(Span { start: (offset + from) as u32, end: (offset + to) as u32 });
    if !may_be_unspaced(stretch) {
        stretch.unicode_word_indices().for_each(|(from, word)| push(from, from + word.len()));
        return;
    }
    for run in runs(stretch) {
        let text = &stretch[run.range.clone()];
        if run.unspaced {
            unspaced::words(text, |from, to| push(run.range.start + from, run.range.start + to));
        } else {
            let words = text.unicode_word_indices();
            words.for_each(|(from, word)| push(run.range.start + from, run.range.start + from + word.len()));
        }
    }
}

/// Signs that end a phrase.
const PHRASE_ENDS: [char; 22] = [
    '.', '!', '?', ';', ':', '\n', '。', '！', '？', '；', '：', '．', '｡', '؟', '؛', '۔', '।', '॥', '։', '។', '៕', '။',
];

/// True where the text between two words holds a sign that ends a phrase.
pub fn ends_phrase(gap: &str) -> bool {
    gap != " " && gap.contains(PHRASE_ENDS)
}

/// How many ASCII letters stand from `at` on, looked at eight by eight.
#[inline]
fn letters(bytes: &[u8], at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut end = at;
    while let Some(eight) = bytes.get(end..end + 8) {
        let lower = u64::from_le_bytes(eight.try_into().unwrap_or_default()) | (0x20 * ONES);
        let low = lower & !HIGH;
        // The high bit of each byte tells whether the byte is at least `a`, and whether it is beyond `z`.
        let from_a = low + u64::from(0x80 - b'a') * ONES;
        let beyond_z = low + u64::from(0x80 - b'z' - 1) * ONES;
        let others = !(from_a & !beyond_z & !lower) & HIGH;
        if others != 0 {
            return end + (others.trailing_zeros() / 8) as usize - at;
        }
        end += 8;
    }
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
        end += 1;
    }
    end - at
}

/// Rules WB6, WB7, WB11 and WB12: a sign joins two letters, or two digits.
fn joins(before: u8, sign: u8, after: u8) -> bool {
    (before == LETTER && after == LETTER && sign & MID_LETTER != 0)
        || (before == DIGIT && after == DIGIT && sign & MID_NUMBER != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fast(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        words(text, &mut spans);
        spans.iter().map(|span| span.of(text)).collect()
    }

    /// UAX #29, but in runs of scripts without spaces the words of the segmenter over the whole run.
    fn reference(text: &str) -> Vec<&str> {
        let of_run = |run: crate::language::Run| {
            let part = &text[run.range];
            if run.unspaced {
                unspaced::tests::of_whole_run(part)
            } else {
                part.unicode_words().map(|word| word.trim_start_matches([' ', '\t', '\n', '\r'])).collect()
            }
        };
        runs(text).flat_map(of_run).collect()
    }

    fn uax_29(text: &str) -> Vec<&str> {
        text.unicode_words().map(|word| word.trim_start_matches([' ', '\t', '\n', '\r'])).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_fast_path_is_uax_29(text in "[a-cX0-2 _:;,.'’\"“”\\-–—@/\\t\n\r\u{301}\u{200d}éж가🇩🇪😀٣\u{a0}\u{ad}]{0,40}") {
            prop_assert_eq!(fast(&text), uax_29(&text));
        }

        #[test]
        fn scripts_without_spaces_are_split_by_the_segmenter(
            text in "[a-cX0-2 _:;,.'’\\-–/\n\u{301}\u{200d}\u{200b}é网络安全漢字かカーไทยកុ가😀٣]{0,40}",
        ) {
            prop_assert_eq!(fast(&text), reference(&text));
        }

        #[test]
        fn any_text_is_split_as_the_reference_does(text in "\\PC{0,60}") {
            prop_assert_eq!(fast(&text), reference(&text));
        }

        #[test]
        fn any_ascii_is_uax_29(text in "[\\x00-\\x7f]{0,60}") {
            prop_assert_eq!(fast(&text), reference(&text));
        }
    }

    #[test]
    fn joined_signs() {
        assert_eq!(
            fast("don't 3.14 1,000 e.g. a:b U.N. _ __ x_1"),
            ["don't", "3.14", "1,000", "e.g", "a:b", "U.N", "x_1"]
        );
    }
}
