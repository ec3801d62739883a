//! What single characters are to words: invisible signs, blanks, other forms of a letter, apostrophes, hyphens, and the signs
//! that end a phrase. Texts and patterns are read by these lists alone.
//!
//! - Taken out: signs without width ([`is_invisible`]). The joiners U+200C and U+200D stay between letters of scripts that
//!   shape by them, U+200B between letters of scripts without spaces.
//! - Folded: letters and digits of another form, as NFKC does ([`other_form`]): ligatures, full and half width, raised and
//!   lowered letters, lowered digits (`CO₂` is `CO2`). Raised digits are read with a unit (`m²` is `m2`); behind any other word
//!   they are marks of notes and no part of it. Signs that stand for a number or a word by themselves (`①`, `½`, `™`, `№`) are no
//!   words.
//! - Taken out of words: Arabic vowel signs and the tatweel, Hebrew points ([`is_pointing`]).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use crate::language::is_unspaced;

/// Hyphens that join words to a compound.
pub const HYPHENS: [char; 5] = ['-', '\u{2010}', '\u{2011}', '\u{FE63}', '\u{FF0D}'];

/// Apostrophes.
const APOSTROPHES: [char; 5] = ['\'', '’', '‘', 'ʼ', '＇'];

/// Signs that end a phrase: no pattern of several words and no n-gram goes across one. Commas, quotes, brackets and dashes
/// are none of them.
pub const PHRASE_ENDS: [char; 61] = [
    '.', '!', '?', ';', ':', '…', '‥', '|', '•', '·', '‼', '⁇', '⁈', '⁉', '‽', '\u{37E}',
    '\u{387}', // Latin, Greek
    '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}', // ends of lines
    '。', '！', '？', '；', '：', '．', '｡', '｜', '︒', '︓', '︔', '︕', '︖', '︙', '﹒', '﹔', '﹕', '﹖', '﹗',
    '⋯', // of wide signs
    '؟', '؛', '۔', '؞', '।', '॥', '։', '።', '፧', '፨', '፤', '។', '៕', '៖', '။', '།', '᠃', // other scripts
];

/// Units behind which a raised digit is a part of the word.
const UNITS: [&str; 12] = ["m", "km", "cm", "mm", "dm", "nm", "µm", "μm", "ft", "mi", "yd", "s"];

/// True for a sign that ends a phrase.
pub(crate) fn is_phrase_end(c: char) -> bool {
    PHRASE_ENDS.contains(&c)
}

/// True for a sign without width that is no part of a word.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E01EF}')
}

/// True for a character that words do not see as it stands, so that they must be looked for in a [`super::view::View`].
pub(crate) fn needs_view(c: char) -> bool {
    if c < 'ª' || is_ordinary(c) {
        return false;
    }
    matches!(c, 'ʼ' | '\u{202F}' | '＇' | '\u{FE63}' | '\u{FF0D}')
        || is_invisible(c)
        || raised_digit(c).is_some()
        || other_form(c).is_some()
}

/// True for most letters and signs that texts are written in: those that are certainly as they should be. Only saves time.
fn is_ordinary(c: char) -> bool {
    matches!(c,
        'À'..='\u{131}' | '\u{134}'..='\u{13E}' | '\u{141}'..='\u{148}' | '\u{14A}'..='\u{17E}' | '\u{180}'..='\u{1C3}'
        | '\u{386}' | '\u{388}'..='\u{3CF}' | '\u{400}'..='\u{52F}' | '\u{5D0}'..='\u{5EA}' | '\u{620}'..='\u{63F}'
        | '\u{641}'..='\u{64A}' | '\u{E01}'..='\u{E3A}' | '\u{1E00}'..='\u{1E99}' | '\u{1EA0}'..='\u{1EFF}'
        | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3002}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// True for a letter or a digit of a word or number. Raised digits are marks of notes, and fractions and digits in circles
/// signs.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{2079}' | '\u{2150}'..='\u{215F}'
            | '\u{2460}'..='\u{249B}' | '\u{24EA}'..='\u{24FF}' | '\u{2776}'..='\u{2793}')
}

/// Arabic vowel signs and the tatweel, Hebrew points and accents.
pub fn is_pointing(c: char) -> bool {
    matches!(c,
        '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{652}' | '\u{656}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}')
}

/// True for a letter of a script that shapes words by joiners: Arabic and its kin, those of India, Mongolian.
fn uses_joiners(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{109F}' | '\u{1700}'..='\u{18AF}' | '\u{1900}'..='\u{1CFF}' | '\u{A800}'..='\u{AAFF}'
        | '\u{ABC0}'..='\u{ABFF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10A00}'..='\u{11FFF}'
        | '\u{1E900}'..='\u{1E95F}')
}

/// Whether an invisible sign has a meaning between two characters.
fn has_meaning(sign: char, before: Option<char>, behind: Option<char>) -> bool {
    let both = |test: fn(char) -> bool| before.is_some_and(test) && behind.is_some_and(test);
    match sign {
        '\u{200C}' | '\u{200D}' => both(uses_joiners),
        '\u{200B}' => both(is_unspaced),
        _ => false,
    }
}

/// What a letter or digit of another form is: NFKC. `None` where it is as it should be. Raised digits have a rule of their
/// own.
fn other_form(c: char) -> Option<impl Iterator<Item = char>> {
    let digit = matches!(c, '\u{2080}'..='\u{2089}' | '０'..='９' | '\u{1D7CE}'..='\u{1D7FF}');
    // Parts of a Korean syllable that stand alone, and vowels of Thai and Lao, which dictionaries know as they are written.
    let as_written = matches!(c, '\u{E33}' | '\u{EB3}' | '\u{EDC}' | '\u{EDD}' | '\u{3131}'..='\u{318E}');
    let letter = c >= 'ª' && c.is_alphabetic() && !as_written;
    if !(digit || letter) || std::iter::once(c).nfkc().eq([c]) {
        return None;
    }
    let form = || std::iter::once(c).nfkc();
    (!form().any(char::is_whitespace)).then(form)
}

/// The value of a raised digit.
fn raised_digit(c: char) -> Option<char> {
    Some(match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '\u{2070}' | '\u{2074}'..='\u{2079}' => char::from(b'0' + (c as u32 - 0x2070) as u8),
        _ => return None,
    })
}

/// A character of a text as words see it, and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The character.
    pub c: char,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The characters of a text as words see them: invisible signs are out, letters have their ordinary form, apostrophes are
/// straight, hyphens plain.
pub fn seen(text: &str) -> Vec<Seen> {
    let mut out: Vec<Seen> = Vec::with_capacity(text.len());
    // The last character that is not invisible, as it stands in the text.
    let mut before = None;
    let mut chars = text.char_indices();
    while let Some((start, c)) = chars.next() {
        let end = start + c.len_utf8();
        let mut push = |c: char| match c {
            '\u{3099}' | '\u{309A}' => match out.last_mut().and_then(|last| Some((compose(last.c, c)?, last))) {
                Some((composed, last)) => *last = Seen { c: composed, end, ..*last },
                None => out.push(Seen { c, start, end }),
            },
            _ => out.push(Seen { c: plain(c), start, end }),
        };
        if c.is_ascii() {
            push(c);
        } else if is_invisible(c) {
            let behind = || chars.as_str().chars().find(|&c| !is_invisible(c));
            if matches!(c, '\u{200B}'..='\u{200D}') && has_meaning(c, before, behind()) {
                push(c);
            }
            continue;
        } else if let Some(digit) = raised_digit(c) {
            let c = if follows_unit(&out) { digit } else { c };
            out.push(Seen { c, start, end });
        } else if let Some(form) = other_form(c) {
            form.for_each(push);
        } else {
            push(c);
        }
        before = Some(c);
    }
    out
}

/// A sign in its plain form.
fn plain(c: char) -> char {
    match c {
        '\u{202F}' => ' ',
        _ if APOSTROPHES.contains(&c) => '\'',
        _ if HYPHENS.contains(&c) => '-',
        _ => c,
    }
}

/// Whether what was seen ends with a unit of measure, digits of its power included.
fn follows_unit(seen: &[Seen]) -> bool {
    let letters: String = {
        let behind = seen.iter().rev().take_while(|seen| seen.c.is_alphabetic() && !is_unspaced(seen.c)).take(3);
        behind.map(|seen| seen.c).collect::<Vec<_>>().into_iter().rev().collect()
    };
    UNITS.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ordinary_is_seen_as_it_stands() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(|c| is_ordinary(*c)) {
            assert!(!is_invisible(c) && raised_digit(c).is_none() && other_form(c).is_none(), "{c:?}");
        }
    }

    #[test]
    fn all_blanks_and_ends_of_lines_part_words() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(|c| c.is_whitespace()) {
            assert!(!is_letter_or_digit(c) && !is_invisible(c), "{c:?}");
        }
    }
}
