//! Marks of notes, raised above the line: `rights¹` is the word `rights` and a mark, `m²` and `1st` are whole.
//!
//! What is raised is a mark of a note where it is a number, a sign or a short bracket behind a word or a sentence. It stays where
//! it belongs to what stands before it: exponents (`10⁶`, `m²`, `x²`), ordinals (`1st`, `XVIIᵉ`) and abbreviations.

/// Stands where a mark was; [`add_without`] says what becomes of it (the separator of records of ASCII, which is no text).
pub const MARK: char = '\u{1E}';
/// Units that may have an exponent.
const UNITS: [&str; 14] = ["m", "km", "cm", "mm", "dm", "µm", "μm", "nm", "ft", "mi", "yd", "s", "co", "mc"];
/// The longest text that may be a mark, in characters.
const LONGEST: usize = 30;
/// The longest word that is looked at, in bytes.
const WORD: usize = 64;

/// Adds what is raised behind some text: a mark of a note becomes [`MARK`], anything else stays as it is.
pub(crate) fn raise(text: &mut String, raised: &str) {
    if is_note(text, raised) {
        text.push(MARK);
    } else {
        text.push_str(raised);
    }
}

/// What stands in the place of a mark: a blank where a word follows, else nothing.
pub fn blank(next: Option<char>) -> Option<char> {
    next.is_some_and(char::is_alphanumeric).then_some(' ')
}

/// Adds a text without the places of marks in it.
pub fn add_without(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        rest = rest[at..].trim_start_matches(MARK);
        out.extend(blank(rest.chars().next()));
    }
    out.push_str(rest);
}

/// Whether what is raised behind `before` is a mark of a note.
pub(crate) fn is_note(before: &str, raised: &str) -> bool {
    let raised = raised.trim();
    let mut start = before.len().saturating_sub(WORD);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let word = before[start..].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if raised.is_empty() || raised.chars().nth(LONGEST).is_some() {
        return false;
    }
    // At the begin of a line it is the number of the note itself, or of a verse.
    if before.trim_end_matches([' ', '\t']).is_empty() || before.ends_with('\n') {
        return false;
    }
    if raised.starts_with('[') && raised.ends_with(']') {
        return true;
    }
    let inner = raised.trim_matches(|c: char| "()[],;. ".contains(c));
    let digits = inner.chars().any(|c| c.is_ascii_digit())
        && inner.chars().all(|c| c.is_ascii_digit() || ",;-–. ()[]*".contains(c));
    if digits {
        return !is_base(word, inner);
    }
    if inner.is_empty() || inner.chars().all(|c| "*†‡§¶#".contains(c)) {
        return true;
    }
    if ["TM", "SM", "®", "©", "™", "℠"].contains(&inner) {
        return true;
    }
    let behind_word = word.chars().count() > 3 && word.ends_with(char::is_lowercase);
    let behind_sign = word.is_empty() && before.ends_with(|c: char| !c.is_whitespace());
    let letter = inner.len() == 1 && matches!(inner.as_bytes()[0], b'a'..=b'f');
    let roman = inner.len() <= 6 && inner.bytes().all(|byte| b"ivx".contains(&byte));
    (letter || roman) && (behind_word || behind_sign)
}

/// Whether a word may have this number as its exponent or as the rest of its name.
fn is_base(word: &str, number: &str) -> bool {
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if word.is_empty() || !plain {
        return false;
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        // A year is no base.
        let year = word.len() == 4 && (1700..2100).contains(&word.parse().unwrap_or(0));
        return !year;
    }
    let lower = word.to_lowercase();
    let unit = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    let power = matches!(number.trim_start_matches('-'), "1" | "2" | "3" | "4" | "6");
    power && (unit.chars().count() == 1 || UNITS.contains(&unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_notes_are_told_from_exponents_and_ordinals() {
        for (before, raised) in [
            ("human rights", "1"),
            ("trust", "[2]"),
            ("children", "4,5"),
            ("to protect privacy.", "12"),
            ("in 2019", "3"),
            ("the EU", "2"),
            ("rights", "a"),
            ("rights", "*"),
            ("rights", "ii"),
            ("rights ", "1-3"),
            ("claim", "[citation needed]"),
            ("Norms", "TM"),
            ("45%", "7"),
            ("norms", "(2)"),
        ] {
            assert!(is_note(before, raised), "{before}^{raised}");
        }
        for (before, raised) in [
            ("10", "6"),
            ("5 m", "2"),
            ("12km", "2"),
            ("CO", "2"),
            ("x", "2"),
            ("s", "-1"),
            ("1", "st"),
            ("XVII", "e"),
            ("M", "me"),
            ("n", "o"),
            ("", "1"),
            ("end\n", "2"),
            ("gouv", "t"),
            ("rights", "a whole sentence that stands above the line"),
            ("rights", " "),
        ] {
            assert!(!is_note(before, raised), "{before}^{raised}");
        }
    }
}
