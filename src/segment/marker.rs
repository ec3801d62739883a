//! Rules for single lines of plain text: list markers, page noise, separators, ends of sentences.

/// A list marker at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// Columns before the marker; a tab reaches to the next multiple of four.
    pub indent: usize,
    /// Columns before the text after the marker.
    pub content_indent: usize,
    /// What kind of marker it is.
    pub style: Style,
    /// What it begins with.
    pub sign: char,
    /// What makes a marker of it.
    pub trust: Trust,
    /// Byte offset of the text after the marker.
    pub rest: usize,
}

/// Kinds of list markers, the outermost first. Where two kinds stand in one list without indentation, the later
/// kind is nested in the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// `1.`, `1)`, `(1)`
    Number(u32),
    /// `a)`, `(a)`, `(iv)`
    Letter,
    /// `•`, `*` and other signs that are never a dash
    Sign,
    /// `o`, which word processors write for the ring of an inner list
    Ring,
    /// `-`, `–`, `—`
    Dash(char),
}

/// What makes a marker of a sign that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Nothing else: it is one wherever it opens a line.
    Sure,
    /// A list: another line that begins alike, or an item or a colon above it. Text may open with the sign.
    List,
    /// The same for a letter, which text often opens with; no sentence may be open above it.
    Letters,
}

impl Style {
    fn rank(self) -> u8 {
        match self {
            Style::Number(_) => 0,
            Style::Letter => 1,
            Style::Sign => 2,
            Style::Ring => 3,
            Style::Dash(_) => 4,
        }
    }

    /// True where a list of this kind can hold a list of the other kind without indentation.
    pub fn holds(self, other: Style) -> bool {
        self.rank() < other.rank()
    }
}

/// Signs that no text opens with.
const SIGNS: &str = "•*+◦▪‣·●○■□▫➢➤✓✔⁃∙⋅⦁◆◇❖►▶▸▹▷◾◽◼◻⚫⚪⬛⬜❏❐❑❒☐☑☒✗✘✦✧★☆➔➜➞➙➲・";
/// Those among them that may stand right before their text.
const CLOSE: &str = "•●▪‣◦⦁・";
/// Signs that text may open with too, or that stand for one that was lost.
const IN_LISTS: &str = "→⇒➡§¨\u{FFFD}";
/// Dashes of which the same holds.
const DASHES: &str = "–—‒―−";
/// What the signs of symbol fonts are as letters.
const LETTERS: &str = "ovqØü";

/// The characters of symbol fonts, as word processors write them: `U+F0B7` is a bullet of the font Symbol.
fn is_symbol(c: char) -> bool {
    ('\u{F020}'..='\u{F0FF}').contains(&c)
}

/// Columns of white space at the start of a line, and their bytes.
pub(crate) fn indent(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (byte, c) in line.char_indices() {
        match c {
            '\t' => columns = (columns / 4 + 1) * 4,
            c if c.is_whitespace() => columns += 1,
            _ => return (columns, byte),
        }
    }
    (columns, line.len())
}

/// The list marker of a line, if it has one.
pub fn marker(line: &str) -> Option<Marker> {
    let (columns, start) = indent(line);
    let text = &line[start..];
    let first = text.chars().next()?;
    let (style, width, trust) = match first {
        '-' => (Style::Dash(first), 1, Trust::Sure),
        '(' | '0'..='9' | 'a'..='z' | 'A'..='Z' => match enumerator(text) {
            Some((style, width)) => (style, width, Trust::Sure),
            None if LETTERS.contains(first) => (Style::Ring, 1, Trust::Letters),
            None => return None,
        },
        c if c.is_ascii() => (matches!(c, '*' | '+')).then_some((Style::Sign, 1, Trust::Sure))?,
        c if SIGNS.contains(c) || is_symbol(c) => (Style::Sign, c.len_utf8(), Trust::Sure),
        c if IN_LISTS.contains(c) => (Style::Sign, c.len_utf8(), Trust::List),
        c if DASHES.contains(c) => (Style::Dash(c), c.len_utf8(), Trust::List),
        c if LETTERS.contains(c) => (Style::Sign, c.len_utf8(), Trust::Letters),
        _ => return None,
    };
    let after = &text[width..];
    let spaced = after.is_empty() || after.starts_with(char::is_whitespace);
    // A bullet sign may stand right before its text; other signs are then part of a word or a number.
    if !spaced && !CLOSE.contains(first) && !is_symbol(first) {
        return None;
    }
    let gap = after.len() - after.trim_start().len();
    // `§ 5` is a place in a law.
    if first == '§' && after.trim_start().starts_with(|c: char| c.is_numeric()) {
        return None;
    }
    let marker_columns = text[..width].chars().count();
    Some(Marker {
        indent: columns,
        content_indent: columns + marker_columns + after[..gap].chars().count().max(1),
        style,
        sign: first,
        trust,
        rest: start + width + gap,
    })
}

/// Whether a line begins with what is a marker most of the time; single letters are not.
pub(crate) fn is_marked(line: &str) -> bool {
    marker(line).is_some_and(|marker| marker.trust != Trust::Letters)
}

/// `1.`, `1)`, `(1)`, `a)`, `(a)`, `(iv)`: style and width in bytes.
fn enumerator(text: &str) -> Option<(Style, usize)> {
    let open = usize::from(text.starts_with('('));
    let body = &text[open..];
    let length = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = &body[..length];
    let close = body.as_bytes().get(length)?;
    let width = open + length + 1;
    if name.bytes().all(|b| b.is_ascii_digit()) && (1..=3).contains(&length) {
        // `1.`, or several levels such as `1.2.`; without the last dot it would be a number.
        let levels = body.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let chain = body[..levels].trim_end_matches('.');
        let last = chain.rsplit('.').next().unwrap_or(name).parse().unwrap_or(0);
        if open == 0 && levels > length + 1 && body[..levels].ends_with('.') {
            return Some((Style::Number(last), levels));
        }
        let closed = *close == b')' || (*close == b'.' && open == 0);
        return closed.then_some((Style::Number(last), width));
    }
    let roman = name.len() <= 4 && name.bytes().all(|b| b"ivx".contains(&b.to_ascii_lowercase()));
    let letter = length == 1 && name.bytes().all(|b| b.is_ascii_alphabetic());
    let dotted = *close == b'.' && open == 0 && length == 1 && name.bytes().all(|b| b.is_ascii_lowercase());
    ((*close == b')' && (letter || roman)) || dotted).then_some((Style::Letter, width))
}

/// True for a line that belongs to the page and not to the text: a bare address or a page number.
pub(crate) fn is_noise(line: &str) -> bool {
    let text = line.trim();
    // Most lines are text: what they begin with, or their length, settles it.
    let first = |c: char| matches!(c, '0'..='9' | '<' | 'h' | 'H' | 'w' | 'W' | 'p' | 'P' | '-' | '–');
    if text.len() > 200 || !text.starts_with(first) {
        return false;
    }
    let bare = text.trim_start_matches('<').trim_end_matches('>');
    let address = bare.starts_with("http://") || bare.starts_with("https://") || bare.starts_with("www.");
    if address && !bare.contains(char::is_whitespace) {
        return true;
    }
    if text.starts_with(['h', 'H', 'w', 'W']) {
        return false;
    }
    let lower = text.trim_matches(|c: char| c == '-' || c == '–' || c.is_whitespace()).to_lowercase();
    let numbers = lower.strip_prefix("page").unwrap_or(&lower);
    let mut words = numbers.split(|c: char| c.is_whitespace() || c == '/' || c == '|').filter(|word| !word.is_empty());
    let is_number = |word: &str| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    words.next().is_some_and(is_number) && words.all(|word| is_number(word) || word == "of")
}

/// True for a line of signs that separates: `---`, `===`, `* * *`.
pub(crate) fn is_separator(line: &str) -> bool {
    // Most lines are text.
    if line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let mut signs = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next().filter(|c| "-=_*~#–—•".contains(*c)) else { return false };
    let mut number = 1;
    signs.all(|sign| {
        number += 1;
        sign == first
    }) && number >= 3
}

/// True where the text ends as a sentence or a list item does; closing quotes, brackets and footnote marks are looked
/// through.
pub(crate) fn is_closed(text: &str) -> bool {
    const SIGNS: [char; 20] =
        ['.', '!', '?', ':', ';', '…', '。', '！', '？', '：', '；', '．', '｡', '؟', '؛', '۔', '।', '។', '៕', '။'];
    last_sign(text).ends_with(SIGNS)
}

/// The text without what may stand behind its last sign: quotes, brackets, and footnote marks such as `[1]` or `²`.
pub(super) fn last_sign(text: &str) -> &str {
    let behind = |c: char| c.is_whitespace() || "\"'”’»)]>*_」』）】》".contains(c) || "¹²³⁴⁵⁶⁷⁸⁹⁰†‡".contains(c);
    let text = text.trim_end();
    // Behind most lines stands nothing.
    if text.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?')) {
        return text;
    }
    // A mark has four digits at most, so a line without an opening bracket is not searched to its start.
    let mark = text.strip_suffix(']').map(|text| text.trim_end_matches(|c: char| c.is_ascii_digit()));
    let before = mark.filter(|before| text.len() - before.len() <= 5).and_then(|before| before.strip_suffix('['));
    before.unwrap_or(text).trim_end_matches(behind)
}

/// Words after which a sentence goes on.
const OPEN_WORDS: [&str; 34] = [
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "at", "by", "for", "with", "from", "into", "as", "that",
    "which", "is", "are", "was", "were", "be", "should", "must", "can", "will", "may", "not", "their", "its", "our",
    "this", "these",
];

/// True where `next`, after a blank line or page noise, goes on with the sentence that `text` left open.
pub(crate) fn continues(text: &str, next: &str) -> bool {
    if text.trim().is_empty() {
        return true;
    }
    if is_closed(text) {
        return false;
    }
    let lower = next.trim_start_matches(['(', '"', '“', '‘']).chars().next().is_some_and(char::is_lowercase);
    let last = text.rsplit(char::is_whitespace).find(|word| !word.is_empty()).unwrap_or("");
    lower || last.ends_with(',') || OPEN_WORDS.contains(&last.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers() {
        let style = |line| marker(line).map(|m| (m.style, m.indent, &line[m.rest..]));
        assert_eq!(style("  • text"), Some((Style::Sign, 2, "text")));
        assert_eq!(style("- text"), Some((Style::Dash('-'), 0, "text")));
        assert_eq!(style("–\ttext"), Some((Style::Dash('–'), 0, "text")));
        assert_eq!(style(" 12. text"), Some((Style::Number(12), 1, "text")));
        assert_eq!(style("(a) text"), Some((Style::Letter, 0, "text")));
        assert_eq!(style("(iv) text"), Some((Style::Letter, 0, "text")));
        assert_eq!(style("\t* text"), Some((Style::Sign, 4, "text")));
        assert_eq!(style("•text"), Some((Style::Sign, 0, "text")));
        assert_eq!(style("1.2. text"), Some((Style::Number(2), 0, "text")));
        assert_eq!(style("A) text"), Some((Style::Letter, 0, "text")));
        assert_eq!(style("a. text"), Some((Style::Letter, 0, "text")));
        for plain in
            ["-5 degrees", "*bold* text", "(see below) text", "2012. A year", "e.g. this", "", "a text", "3.5 percent"]
        {
            assert_eq!(style(plain), None, "{plain}");
        }
    }

    #[test]
    fn noise_is_told_from_text() {
        for noise in ["<https://www.intgovforum.org>", "12", "Page 3 of 10", "- 4 -", "3/10", "www.example.org"] {
            assert!(is_noise(noise), "{noise}");
        }
        for text in ["25 people, including 6 women.", "see https://x.org", "Page", "12 angry men", ""] {
            assert!(!is_noise(text), "{text}");
        }
    }

    #[test]
    fn open_sentences_go_on() {
        assert!(continues("acceptable and responsible", "behavior and so on"));
        assert!(continues("coordinate the", "United Nations"));
        assert!(!continues("A whole sentence.", "behavior"));
        assert!(is_closed("儿童有权利。") && is_closed("「権利がある。」") && is_closed("កុមារមានសិទ្ធិ។"));
        assert!(!continues("foreign policy", "Messages to civil society"));
    }
}
