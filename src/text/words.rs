//! Words of a text: those of UAX #29, with a fast path for ASCII; scripts without spaces by a dictionary.
//!
//! [`words`] gives the spans of [`unicode_segmentation::UnicodeSegmentation::unicode_word_indices`] in the text as
//! [`super::signs::seen`] gives it, each in its pieces ([`super::pieces`]), but for runs of scripts without spaces
//! ([`super::unspaced`]). A word boundary of UAX #29 depends on nothing beyond the nearest white space, so each stretch between
//! white space is scanned by itself: by table where it is ASCII, by the Unicode rules otherwise, in a view of it only where
//! it holds signs that the view changes. One artefact of the reference is not kept: a combining letter right after a space is a
//! word there together with the space, here without it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::pieces::pieces;
use super::signs::{is_phrase_end, needs_view};
use super::unspaced;
use super::view::{View, shown};
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
/// Signs that may part a word of UAX #29 in pieces.
const PARTING: u8 = MID_LETTER | EXTEND;
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
    words_between(text, 0..text.len(), out);
}

/// The same for a part of a text that begins and ends at its ends or at white space of ASCII.
pub fn words_between(text: &str, range: Range<usize>, out: &mut Vec<Span>) {
    let bytes = &text.as_bytes()[..range.end.min(u32::MAX as usize)];
    let class = |at: usize| bytes.get(at).map_or(SPACE, |&byte| CLASS[byte as usize]);
    let mut at = range.start;
    // Where the present stretch without white space begins: in the text, and in `out`.
    let mut chunk = at;
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
                    seen |= here;
                    at += 2;
                } else {
                    break;
                }
            }
            if seen & PARTING != 0 {
                push_pieces(text.get(start..at).unwrap_or(""), start, out);
            } else {
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

/// The pieces of a word that stands at `offset`.
fn push_pieces(word: &str, offset: usize, out: &mut Vec<Span>) {
    pieces(word, |from, to| out.push(Span { start: (offset + from) as u32, end: (offset + to) as u32 }));
}

/// The words of a stretch without white space that stands at `offset`.
fn stretch_words(stretch: &str, offset: usize, out: &mut Vec<Span>) {
    if !stretch.contains(needs_view) {
        return seen_words(stretch, |from, to| {
            out.push(Span { start: (offset + from) as u32, end: (offset + to) as u32 });
        });
    }
    let view = View::of(stretch);
    seen_words(&view.text, |from, to| {
        let (from, to) = view.source(from, to);
        out.push(Span { start: (offset + from) as u32, end: (offset + to) as u32 });
    });
}

/// Calls `push` with the start and end of each word of a text that is as words see it.
fn seen_words(text: &str, mut push: impl FnMut(usize, usize)) {
    let spaced = |part: &str, offset: usize, push: &mut dyn FnMut(usize, usize)| {
        for (from, word) in part.unicode_word_indices() {
            // A blank is a part of the word where a mark stands on it.
            let from = offset + from + word.len() - word.trim_start_matches(' ').len();
            pieces(word.trim_start_matches(' '), |start, end| push(from + start, from + end));
        }
    };
    if !may_be_unspaced(text) {
        return spaced(text, 0, &mut push);
    }
    for run in runs(text) {
        let part = &text[run.range.clone()];
        if run.unspaced {
            unspaced::words(part, |from, to| push(run.range.start + from, run.range.start + to));
        } else {
            spaced(part, run.range.start, &mut push);
        }
    }
}

/// True where the text between two words holds a sign that ends a phrase; `word` is the one before. The full stop of an
/// abbreviation with full stops (`U.S.`), of an initial and of a title ends none.
pub fn ends_phrase(word: &str, gap: &str) -> bool {
    if gap == " " {
        return false;
    }
    let gap = if gap.starts_with('.') && is_shortened(word) { &gap[1..] } else { gap };
    gap.contains(is_phrase_end)
}

/// Titles that are written with a full stop before a name.
pub const TITLES: [&str; 11] = ["mr", "mrs", "ms", "mx", "messrs", "dr", "prof", "st", "ste", "hon", "rev"];

/// True for an initial, a title, or an abbreviation with full stops inside.
fn is_shortened(word: &str) -> bool {
    let word = shown(word);
    let word = word.rsplit('-').next().unwrap_or_default();
    if TITLES.iter().any(|title| word.eq_ignore_ascii_case(title)) {
        return true;
    }
    let mut parts = word.split('.').map(|part| part.chars());
    let few = |mut part: std::str::Chars<'_>| part.next().is_some_and(char::is_alphabetic) && part.nth(1).is_none();
    if word.contains('.') {
        return parts.all(few);
    }
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
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
    use crate::text::signs::seen;
    use proptest::prelude::*;

    fn fast(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        words(text, &mut spans);
        spans.iter().map(|span| span.of(text)).collect()
    }

    /// The pieces of the words of UAX #29 in the whole text as words see it, but in runs of scripts without spaces the words of
    /// the segmenter over the whole run.
    fn reference(text: &str) -> Vec<&str> {
        let seen = seen(text);
        let shown: String = seen.iter().map(|seen| seen.c).collect();
        // For each byte that is shown the character that it belongs to.
        let sources: Vec<usize> =
            seen.iter().enumerate().flat_map(|(at, seen)| std::iter::repeat_n(at, seen.c.len_utf8())).collect();
        let mut out = Vec::new();
        let mut push = |word: &str| {
            let from = word.as_ptr() as usize - shown.as_ptr() as usize;
            out.push(&text[seen[sources[from]].start..seen[sources[from + word.len() - 1]].end]);
        };
        for run in runs(&shown) {
            let part = &shown[run.range];
            if run.unspaced {
                unspaced::tests::of_whole_run(part).into_iter().for_each(&mut push);
            } else {
                for word in part.unicode_words().map(|word| word.trim_start_matches([' ', '\t', '\n', '\r'])) {
                    pieces(word, |from, to| push(&word[from..to]));
                }
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_fast_path_is_uax_29(
            text in "[a-cX0-2l _:;,.'’\"“”\\-–—@/\\t\n\r\u{301}\u{200d}éж가🇩🇪😀٣\u{a0}\u{ad}\u{202f}\u{200b}ﬁ²₂mＡʼ]{0,40}",
        ) {
            prop_assert_eq!(fast(&text), reference(&text));
        }

        #[test]
        fn scripts_without_spaces_are_split_by_the_segmenter(
            text in "[a-cX0-2 _:;,.'’\\-–/\n\u{301}\u{200d}\u{200b}\u{202f}é网络安全漢字かカーｶﾞ・ไทยកុ가😀٣]{0,40}",
        ) {
            prop_assert_eq!(fast(&text), reference(&text));
        }

        #[test]
        fn any_text_is_split_as_the_reference_does(text in "\\PC{0,60}") {
            prop_assert_eq!(fast(&text), reference(&text));
        }

        #[test]
        fn any_ascii_is_read_as_the_reference_does(text in "[\\x00-\\x7f]{0,60}") {
            prop_assert_eq!(fast(&text), reference(&text));
        }
    }

    #[test]
    fn joined_signs() {
        assert_eq!(
            fast("don't 3.14 1,000 e.g. a:b U.N. _ __ x_1 _y_"),
            ["don't", "3.14", "1,000", "e.g", "a:b", "U.N", "x_1", "y"]
        );
    }

    #[test]
    fn blanks_of_all_kinds_part_words() {
        let blanks = "\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{205f}\u{3000}";
        for blank in blanks.chars().chain("\u{2028}\u{2029}\u{85}\u{b}\u{c}".chars()) {
            for (one, other) in [("vie", "privée"), ("10", "000"), ("a1", "2b")] {
                assert_eq!(fast(&format!("{one}{blank}{other}")), [one, other], "{blank:?}");
            }
        }
    }

    #[test]
    fn spans_are_those_of_the_source() {
        assert_eq!(fast("\u{feff}the\u{200e} pri\u{2060}va\u{ad}cy\u{fe0f}."), ["the", "pri\u{2060}va\u{ad}cy"]);
        assert_eq!(fast("l’oﬃce, d’ＩＣＴ"), ["l’", "oﬃce", "d’", "ＩＣＴ"]);
        assert_eq!(fast("rights² km² CO₂ 1ˢᵗ privacy¹ ①②"), ["rights", "km²", "CO₂", "1ˢᵗ", "privacy"]);
        assert_eq!(fast("インターネット・ガバナンス"), ["インターネット", "ガバナンス"]);
        assert_eq!(fast("ｲﾝﾀｰﾈｯﾄ･ｶﾞﾊﾞﾅﾝｽ"), ["ｲﾝﾀｰﾈｯﾄ", "ｶﾞﾊﾞﾅﾝｽ"]);
    }

    #[test]
    fn what_ends_a_phrase() {
        for end in [". ", "! ", "? ", "; ", ": ", "… ", " | ", " • ", "\n", "。", "؟ ", "॥ "] {
            assert!(ends_phrase("rights", end), "{end:?}");
        }
        for gap in [" ", ", ", " (", "” ", " – ", "-", "/", "・", " & "] {
            assert!(!ends_phrase("rights", gap), "{gap:?}");
        }
        assert!(!ends_phrase("St", ". ") && !ends_phrase("DR", ". ") && ends_phrase("St", "; "));
        assert!(!ends_phrase("U.S", ". ") && !ends_phrase("F", ". ") && !ends_phrase("e.g", "., "));
        assert!(ends_phrase("U.S", "... ") && ends_phrase("is", ". ") && ends_phrase("gov.uk", ". "));
    }
}
