//! Text that comes from users, made fit for a line of a chart and for XML.

use crate::error;

/// Stands for a character that cannot be shown. Unlike U+FFFD it is in the embedded font.
pub(super) const BOX: char = '□';

/// Makes one line of a text: white space becomes single spaces (no-break spaces stay), other control characters and
/// non-characters become [`BOX`], and marks that would turn the direction of what follows are left out.
pub(super) fn clean(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|c| !turns(*c))
        .map(|c| if c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{202F}') { ' ' } else { allowed(c) })
        .collect();
    shown.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The first text that is not empty as one clean line, else a question mark.
pub(super) fn first(texts: &[&str]) -> String {
    texts.iter().map(|text| clean(text)).find(|text| !text.is_empty()).unwrap_or_else(|| "?".to_string())
}

/// Escapes a text for XML content and attributes; characters that XML 1.0 forbids become [`BOX`], and marks of direction
/// are left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !turns(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(c),
            c => out.push(allowed(c)),
        }
    }
    out
}

/// Whether the first letter of a text belongs to a script that runs from right to left: Hebrew, Arabic and their kin.
pub(super) fn right_to_left(text: &str) -> bool {
    let is = |c: char| {
        matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    };
    text.chars().find(|c| c.is_alphabetic()).is_some_and(is)
}

/// Whether a character is a mark that turns the direction of what follows, or that of a byte order.
fn turns(c: char) -> bool {
    error::turns(c) || error::is_mark(c) || c == '\u{FEFF}'
}

fn allowed(c: char) -> char {
    if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { BOX } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_forbidden_characters_are_replaced() {
        assert_eq!(
            escape("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &apos;b&apos;&lt;/script&gt;"
        );
        assert_eq!(escape("a\u{0}b\u{8}c\u{FFFE}d\u{1b}[31m"), "a□b□c□d□[31m");
    }

    #[test]
    fn a_label_is_one_line_in_its_own_direction() {
        assert_eq!(clean("  a\r\n\tb\u{202E}c\u{7} "), "a bc□");
        assert_eq!(clean("سلامة الأطفال"), "سلامة الأطفال");
        assert!(right_to_left("«سلامة» ICT") && right_to_left("12 בטיחות") && !right_to_left("ICT سلامة"));
    }
}
