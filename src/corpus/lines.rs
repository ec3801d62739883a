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

/// The lines of a text. Behind the end of a page (FF), and of a paragraph (U+2029), stands a blank line.
pub fn lines(text: &str) -> Lines<'_> {
    Lines { text, at: 0, number: 0, open: None, blank: false }
}

/// The lines of a text, see [`lines`].
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where the next line of an editor begins.
    at: usize,
    number: u64,
    /// What is left of an editor's line.
    open: Option<&'t str>,
    /// The line that comes next is blank.
    blank: bool,
}

impl<'t> Lines<'t> {
    /// The next line as editors count.
    fn advance(&mut self) -> Option<&'t str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        self.number += 1;
        Some(&rest[..end])
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = TextLine<'t>;

    fn next(&mut self) -> Option<TextLine<'t>> {
        let text = if std::mem::take(&mut self.blank) {
            ""
        } else {
            // In a line that holds one of these signs others may stand close together, so the search takes small steps there.
            let (line, end) = match self.open.take() {
                Some(rest) => (rest, rest.find(FURTHER)),
                None => self.advance().map(|line| (line, further_end(line)))?,
            };
            match end {
                None => line,
                Some(end) => {
                    let (text, behind) = line.split_at(end);
                    let sign = behind.chars().next().unwrap_or_default();
                    self.blank = matches!(sign, '\u{c}' | '\u{2029}') && !text.trim().is_empty();
                    self.open = Some(&behind[sign.len_utf8()..]).filter(|rest| !rest.is_empty());
                    text
                }
            }
        };
        Some(TextLine { text, number: self.number })
    }
}

/// The signs that end a line without beginning another one for editors.
const FURTHER: [char; 5] = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Where the first of these signs stands.
fn further_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let three = |at: &usize| match bytes[*at] {
        0xE2 => matches!(bytes[*at..], [_, 0x80, 0xA8 | 0xA9, ..]),
        _ => true,
    };
    let first = memchr::memchr3_iter(0x0B, 0x0C, 0xE2, bytes).find(three);
    let before = &bytes[..first.unwrap_or(bytes.len())];
    memchr::memchr_iter(0xC2, before).find(|at| before.get(at + 1) == Some(&0x85)).or(first)
}

/// Whether a blank line stands between two others.
pub(crate) fn has_blank_between(text: &str) -> bool {
    lines(text.trim()).any(|line| line.text.trim().is_empty())
}

/// The text with a line feed at each end of a line, and the number of each line; `None` where it has no other ends.
pub(crate) fn with_line_feeds(text: &str) -> Option<(String, Vec<u64>)> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() && further_end(text).is_none() {
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
        lines(text).map(|line| (line.text, line.number)).collect()
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
            let all: String = lines(&text).map(|line| line.text).collect();
            let expected: String = text.chars().filter(|c| !"\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(*c)).collect();
            prop_assert_eq!(all, expected);
            let numbers: Vec<u64> = lines(&text).map(|line| line.number).collect();
            prop_assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] || pair[1] == pair[0] + 1));
        }
    }
}
