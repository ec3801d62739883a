//! Words -> tokens: hyphenated compounds, URLs and e-mail addresses are one token each.

use super::words::{Span, words};

/// What the shape of a token says about it before its type is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A word, a number or a compound of them.
    Word,
    /// A URL.
    Url,
    /// An e-mail address.
    Email,
}

/// Reusable buffers for [`Scanner::scan`].
#[derive(Debug, Default)]
pub struct Scanner {
    words: Vec<Span>,
}

impl Scanner {
    /// Calls `token` for each token of the text, in order.
    pub fn scan(&mut self, text: &str, mut token: impl FnMut(Span, Shape)) {
        self.words.clear();
        words(text, &mut self.words);
        let bytes = text.as_bytes();
        let words = &self.words;
        let mut next = 0;
        while let Some(&first) = words.get(next) {
            let mut span = first;
            next += 1;
            // The common case: white space or a comma follows.
            let mut sign = bytes.get(span.end as usize).copied().unwrap_or(b' ');
            if sign == b' ' {
                if first.of(text).as_bytes().starts_with(b"www.") {
                    token(span, Shape::Url);
                    continue;
                }
                token(span, Shape::Word);
                continue;
            }
            while (sign == b'-' || sign == 0xE2)
                && words.get(next).is_some_and(|word| is_hyphen(&bytes[span.end as usize..word.start as usize]))
            {
                span.end = words[next].end;
                next += 1;
                sign = bytes.get(span.end as usize).copied().unwrap_or(b' ');
            }
            if let Some((whole, shape)) = address(text, span) {
                span = whole;
                while words.get(next).is_some_and(|word| word.start < span.end) {
                    next += 1;
                }
                token(span, shape);
            } else {
                token(span, Shape::Word);
            }
        }
    }
}

/// `-`, U+2010 HYPHEN or U+2011 NON-BREAKING HYPHEN, and nothing else.
fn is_hyphen(gap: &[u8]) -> bool {
    matches!(gap, b"-" | [0xE2, 0x80, 0x90 | 0x91])
}

/// The URL or e-mail address that begins with this word.
fn address(text: &str, span: Span) -> Option<(Span, Shape)> {
    let (start, end) = (span.start as usize, span.end as usize);
    let rest = &text[end..];
    let word = &text[start..end];
    if rest.starts_with("://") || word.starts_with("www.") {
        let length =
            text[start..].find(|c: char| c.is_whitespace() || "<>\"“”«»".contains(c)).unwrap_or(text.len() - start);
        let url = text[start..start + length].trim_end_matches(|c: char| ".,;:!?)]}'’*_".contains(c));
        let url_end = (start + url.len()).max(end);
        return Some((Span { start: span.start, end: url_end as u32 }, Shape::Url));
    }
    // The local part may hold dots, plus signs and hyphens between words: look ahead for the `@`.
    let local = rest.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b)).count();
    if rest.as_bytes().get(local) != Some(&b'@') {
        return None;
    }
    let domain_start = end + local + 1;
    let domain =
        text[domain_start..].bytes().take(255).take_while(|b| b.is_ascii_alphanumeric() || b".-".contains(b)).count();
    let domain = text[domain_start..domain_start + domain].trim_end_matches(['.', '-']);
    let valid = domain.contains('.') && !domain.starts_with('.');
    valid.then(|| (Span { start: span.start, end: (domain_start + domain.len()) as u32 }, Shape::Email))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Vec<(&str, Shape)> {
        let mut tokens = Vec::new();
        Scanner::default().scan(text, |span, shape| tokens.push((span.of(text), shape)));
        tokens
    }

    fn tokens(text: &str) -> Vec<&str> {
        scan(text).into_iter().map(|(token, _)| token).collect()
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
            scan(
                "<https://www.intgovforum.org/a?b=c-d>, write to first.last+x@un-org.example.org. www.example.org/x, see"
            ),
            [
                ("https://www.intgovforum.org/a?b=c-d", Shape::Url),
                ("write", Shape::Word),
                ("to", Shape::Word),
                ("first.last+x@un-org.example.org", Shape::Email),
                ("www.example.org/x", Shape::Url),
                ("see", Shape::Word),
            ]
        );
        assert_eq!(scan("igf@un.org"), [("igf@un.org", Shape::Email)]);
        assert_eq!(tokens("at @home user@ x@y"), ["at", "home", "user", "x", "y"]);
    }
}
