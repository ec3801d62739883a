//! Words -> tokens: hyphenated compounds, URLs and e-mail addresses are one token each.

use std::ops::Range;

use super::signs::{HYPHENS, is_invisible};
use super::words::{Span, words_between};
use crate::language::is_unspaced;

/// Bytes of a text whose words are looked for at a time: so many, and those up to the next blank. Few in tests, so that these
/// have several pieces.
const PIECE: usize = if cfg!(test) { 8 } else { 1 << 16 };

/// Reusable buffers for [`Scanner::scan`].
#[derive(Debug, Default)]
pub struct Scanner {
    words: Vec<Span>,
}

impl Scanner {
    /// Calls `token` for each token of the text, in order.
    pub fn scan(&mut self, text: &str, mut token: impl FnMut(Span)) {
        let mut from = 0;
        while from < text.len() {
            // No token holds white space.
            let blank = text.as_bytes().get(from + PIECE..).and_then(|rest| memchr::memchr2(b' ', b'\n', rest));
            let to = blank.map_or(text.len(), |blank| from + PIECE + blank);
            self.scan_between(text, from..to, &mut token);
            from = to;
        }
    }

    fn scan_between(&mut self, text: &str, range: Range<usize>, token: &mut impl FnMut(Span)) {
        self.words.clear();
        words_between(text, range, &mut self.words);
        let bytes = text.as_bytes();
        let words = &self.words;
        let mut next = 0;
        while let Some(&first) = words.get(next) {
            let mut span = first;
            next += 1;
            // The common case: white space or a comma follows.
            let mut sign = bytes.get(span.end as usize).copied().unwrap_or(b' ');
            if sign == b' ' {
                token(span);
                continue;
            }
            while (sign == b'-' || sign >= 0x80)
                && words.get(next).is_some_and(|word| is_hyphen(&text[span.end as usize..word.start as usize]))
            {
                span.end = words[next].end;
                next += 1;
                sign = bytes.get(span.end as usize).copied().unwrap_or(b' ');
            }
            let word = bytes[span.start as usize];
            let may_be_address =
                sign.is_ascii_alphanumeric() || b"@:._%+-".contains(&sign) || matches!(word, b'w' | b'W');
            if let Some(whole) = may_be_address.then(|| address(text, span)).flatten() {
                span = whole;
                while words.get(next).is_some_and(|word| word.start < span.end) {
                    next += 1;
                }
            }
            token(span);
        }
    }
}

/// A hyphen and nothing else that is seen.
fn is_hyphen(gap: &str) -> bool {
    let mut signs = gap.chars().filter(|c| !is_invisible(*c));
    gap == "-" || (signs.next().is_some_and(|sign| HYPHENS.contains(&sign)) && signs.next().is_none())
}

/// True for a word that begins with `www.`.
pub(crate) fn is_www(word: &str) -> bool {
    word.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www."))
}

/// The URL or e-mail address that begins with this word.
fn address(text: &str, span: Span) -> Option<Span> {
    let (start, end) = (span.start as usize, span.end as usize);
    let rest = &text[end..];
    let word = &text[start..end];
    if rest.starts_with("://") || is_www(word) {
        let length =
            text[start..].find(|c: char| c.is_whitespace() || "<>\"“”«»".contains(c)).unwrap_or(text.len() - start);
        let url = text[start..start + length].trim_end_matches(|c: char| ".,;:!?)]}'’*_".contains(c));
        let url_end = (start + url.len()).max(end);
        return Some(Span { start: span.start, end: url_end as u32 });
    }
    // The local part may hold dots, plus signs and hyphens between words: look ahead for the `@`.
    let local = rest.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b)).count();
    // A word of a script without spaces that stands right before an address is no part of it.
    if rest.as_bytes().get(local) != Some(&b'@') || word.ends_with(is_unspaced) {
        return None;
    }
    let domain_start = end + local + 1;
    let domain =
        text[domain_start..].bytes().take(255).take_while(|b| b.is_ascii_alphanumeric() || b".-".contains(b)).count();
    let domain = text[domain_start..domain_start + domain].trim_end_matches(['.', '-']);
    let valid = domain.contains('.') && !domain.starts_with('.');
    valid.then(|| Span { start: span.start, end: (domain_start + domain.len()) as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        Scanner::default().scan(text, |span| tokens.push(span.of(text)));
        tokens
    }

    #[test]
    fn compounds_are_one_token() {
        assert_eq!(
            tokens("COVID-19, e-commerce and user\u{2011}centric"),
            ["COVID-19", "e-commerce", "and", "user\u{2011}centric"]
        );
        assert_eq!(tokens("state-of-the-art"), ["state-of-the-art"]);
        assert_eq!(tokens("one - two--three short- and"), ["one", "two", "three", "short", "and"]);
        assert_eq!(tokens("café-bar"), ["café-bar"]);
    }

    #[test]
    fn addresses_are_one_token() {
        assert_eq!(
            tokens(
                "<https://www.intgovforum.org/a?b=c-d>, write to first.last+x@un-org.example.org. Www.example.org/x, see"
            ),
            [
                "https://www.intgovforum.org/a?b=c-d",
                "write",
                "to",
                "first.last+x@un-org.example.org",
                "Www.example.org/x",
                "see",
            ]
        );
        assert_eq!(tokens("igf@un.org"), ["igf@un.org"]);
        assert_eq!(tokens("邮箱igf@un.org"), ["邮箱", "igf@un.org"]);
        assert_eq!(tokens("at @home user@ x@y"), ["at", "home", "user", "x", "y"]);
    }
}
