//! Scripts that put no spaces between words: Chinese and Japanese characters, Thai, Lao, Khmer and Burmese.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Letters of these scripts: their blocks in Unicode.
pub const UNSPACED: [(char, char); 21] = [
    ('\u{E00}', '\u{EFF}'),     // Thai, Lao
    ('\u{1000}', '\u{109F}'),   // Burmese
    ('\u{1780}', '\u{17FF}'),   // Khmer
    ('\u{19E0}', '\u{19FF}'),   // Khmer symbols
    ('\u{2E80}', '\u{2FDF}'),   // radicals
    ('\u{3005}', '\u{3007}'),   // 々 〆 〇
    ('\u{3021}', '\u{3029}'),   // Hangzhou numerals
    ('\u{3031}', '\u{3035}'),   // kana repeat marks
    ('\u{3038}', '\u{303C}'),   // Hangzhou numerals
    ('\u{3041}', '\u{309F}'),   // Hiragana
    ('\u{30A1}', '\u{30FA}'),   // Katakana
    ('\u{30FC}', '\u{30FF}'),   // Katakana
    ('\u{31F0}', '\u{31FF}'),   // Katakana
    ('\u{3400}', '\u{4DBF}'),   // Han
    ('\u{4E00}', '\u{9FFF}'),   // Han
    ('\u{A9E0}', '\u{A9FF}'),   // Burmese
    ('\u{AA60}', '\u{AA7F}'),   // Burmese
    ('\u{F900}', '\u{FAFF}'),   // Han
    ('\u{FF66}', '\u{FF9F}'),   // Katakana of half width
    ('\u{1AFF0}', '\u{1B16F}'), // kana
    ('\u{20000}', '\u{3FFFD}'), // Han
];

/// True for a letter of a script without spaces.
pub fn is_unspaced(c: char) -> bool {
    c >= '\u{E00}' && UNSPACED.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// False for a text that certainly holds no such letter: each takes three bytes or more.
pub fn may_be_unspaced(text: &str) -> bool {
    text.bytes().any(|byte| byte >= 0xE0) && text.contains(is_unspaced)
}

/// A part of a text: letters of these scripts with the marks on them, or whatever stands between such letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Whether it is of these scripts.
    pub unspaced: bool,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// The runs of a text, in order. Together they are the text.
pub fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let unspaced = text[start..].chars().next().map(is_unspaced)?;
        let joins = |c: char| is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}');
        let goes_on = |c: char| if unspaced { is_unspaced(c) || joins(c) } else { !is_unspaced(c) };
        let length = text[start..].find(|c| !goes_on(c)).unwrap_or(text.len() - start);
        let range = start..start + length;
        start = range.end;
        Some(Run { unspaced, range })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_told_by_script() {
        let text = "5G网络が한국어สิทธิ_x漢\u{301}、é";
        let found: Vec<(bool, &str)> = runs(text).map(|run| (run.unspaced, &text[run.range])).collect();
        let expected = [
            (false, "5G"),
            (true, "网络が"),
            (false, "한국어"),
            (true, "สิทธิ"),
            (false, "_x"),
            (true, "漢\u{301}"),
            (false, "、é"),
        ];
        assert_eq!(found, expected);
        assert!(!may_be_unspaced("naïve “жук” 한국어") && may_be_unspaced("x漢"));
    }
}
