//! Text -> its lines, the same for every format. LF, CRLF, CR, VT, U+0085, U+2028 and U+2029 end a line; a form feed ends
//! a page.

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLine<'t> {
    /// What stands on it, without its end.
    pub text: &'t str,
    /// Its number, from 1, as editors count: only LF, CRLF and CR begin another. What other signs part has one number.
    pub number: u64,
}

/// The signs that end a line without beginning another one for editors.
const FURTHER: [char; 5] = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The lines of a text. Behind the end of a page (FF), and of a paragraph (U+2029), stands a blank line.
pub fn lines(text: &str) -> Vec<TextLine<'_>> {
    let further = has_further(text);
    let mut lines = Vec::new();
    let mut add = |text, number| {
        if further { parts(text, number, &mut lines) } else { lines.push(TextLine { text, number }) }
    };
    let (mut start, mut number) = (0, 1);
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()) {
        if end < start {
            continue;
        }
        add(&text[start..end], number);
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
        number += 1;
    }
    if start < text.len() {
        add(&text[start..], number);
    }
    lines
}

/// Whether a text holds line ends that are none for editors.
fn has_further(text: &str) -> bool {
    let bytes = text.as_bytes();
    let beyond = |sign: &str| memchr::memmem::find(bytes, sign.as_bytes()).is_some();
    memchr::memchr2(b'\x0b', b'\x0c', bytes).is_some()
        || (!text.is_ascii() && (beyond("\u{85}") || beyond("\u{2028}") || beyond("\u{2029}")))
}

/// What further signs make of a line.
fn parts<'t>(line: &'t str, number: u64, lines: &mut Vec<TextLine<'t>>) {
    let mut start = 0;
    for (at, sign) in line.match_indices(FURTHER) {
        let text = &line[start..at];
        lines.push(TextLine { text, number });
        if matches!(sign, "\u{c}" | "\u{2029}") && !text.trim().is_empty() {
            lines.push(TextLine { text: "", number });
        }
        start = at + sign.len();
    }
    if start < line.len() || start == 0 {
        lines.push(TextLine { text: &line[start..], number });
    }
}

/// Whether a blank line stands between two others.
pub fn has_blank_between(text: &str) -> bool {
    let text = text.trim();
    // Most cells of tables are one line.
    let one = memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() && !has_further(text);
    !one && lines(text).iter().any(|line| line.text.trim().is_empty())
}

/// The text with a line feed at each end of a line, and the number of each line; `None` where it has no other ends.
pub fn with_line_feeds(text: &str) -> Option<(String, Vec<u64>)> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() && !has_further(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut numbers = Vec::new();
    for line in lines(text) {
        out.push_str(line.text);
        out.push('\n');
        numbers.push(line.number);
    }
    Some((out, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(text: &str) -> Vec<(&str, u64)> {
        lines(text).into_iter().map(|line| (line.text, line.number)).collect()
    }

    #[test]
    fn every_end_ends_a_line_and_editors_number_them() {
        assert_eq!(pairs("a\nb\r\nc\rd"), [("a", 1), ("b", 2), ("c", 3), ("d", 4)]);
        for end in ["\u{b}", "\u{85}", "\u{2028}"] {
            assert_eq!(pairs(&format!("a{end}b\nc{end}")), [("a", 1), ("b", 1), ("c", 2)], "{end:?}");
        }
        for end in ["\u{c}", "\u{2029}"] {
            assert_eq!(pairs(&format!("a{end}b\n{end}c")), [("a", 1), ("", 1), ("b", 1), ("", 2), ("c", 2)], "{end:?}");
        }
        assert_eq!(pairs("\n\nä\n"), [("", 1), ("", 2), ("ä", 3)]);
        assert_eq!(pairs(""), []);
    }

    #[test]
    fn blank_lines_and_line_feeds_are_found_with_every_end() {
        for end in ["\n", "\r\n", "\r", "\u{b}", "\u{85}", "\u{2028}"] {
            assert!(has_blank_between(&format!("a{end} {end}b")), "{end:?}");
            assert!(!has_blank_between(&format!("{end}a{end}b{end}{end}")), "{end:?}");
        }
        assert!(has_blank_between("a\u{c}b") && !has_blank_between("a\u{c}"));
        assert_eq!(with_line_feeds("a\nb\n"), None);
        assert_eq!(with_line_feeds("a\rb\u{2028}c"), Some(("a\nb\nc\n".into(), vec![1, 2, 2])));
    }

    proptest! {
        #[test]
        fn lines_hold_all_of_a_text_but_its_ends(text in "[ab \\n\\r\u{b}\u{c}\u{85}\u{2028}\u{2029}é]{0,40}") {
            let all: String = lines(&text).iter().map(|line| line.text).collect();
            let expected: String = text.chars().filter(|c| !"\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(*c)).collect();
            prop_assert_eq!(all, expected);
            let numbers: Vec<u64> = lines(&text).iter().map(|line| line.number).collect();
            prop_assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] || pair[1] == pair[0] + 1));
        }
    }
}
