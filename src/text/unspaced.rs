//! Scripts that put no spaces between words: Chinese and Japanese characters, Thai, Lao, Khmer and Burmese.
//!
//! Their words are found by the dictionaries of icu_segmenter, run by run, in a text of any language. A run is a row of
//! letters of these scripts; whatever else stands beside it is split as everywhere. From a boundary on, a dictionary takes
//! the longest word that it knows, so nothing before a boundary matters, and long runs are read in windows.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_normalization::char::is_combining_mark;

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Bytes of a run that the segmenter gets at a time.
const WINDOW: usize = 8_192;
/// Bytes at the end of a window whose boundaries the text behind it may change: more than the longest word of the
/// dictionaries takes.
const MARGIN: usize = 1_024;

/// Letters of these scripts: their blocks in Unicode.
const BLOCKS: [(char, char); 21] = [
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
    c >= '\u{E00}' && BLOCKS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// False for a text that certainly holds no such letter: each takes three bytes or more.
pub fn may_stand_in(text: &str) -> bool {
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
        let goes_on = |c: char| match unspaced {
            true => is_unspaced(c) || is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}'),
            false => !is_unspaced(c),
        };
        let length = text[start..].find(|c| !goes_on(c)).unwrap_or(text.len() - start);
        let range = start..start + length;
        start = range.end;
        Some(Run { unspaced, range })
    })
}

/// Calls `word` with the start and the end of each word of a run: what the dictionaries split, where it holds a letter or
/// a digit. Takes time in proportion to the length of the run.
pub fn words(run: &str, mut word: impl FnMut(usize, usize)) {
    let mut start = 0;
    while start < run.len() {
        let whole = run.len() - start <= WINDOW;
        let end = if whole { run.len() } else { boundary_before(run, start + WINDOW) };
        // Boundaries behind the margin are left to the next window, if there is one before it.
        let settled = if whole { end } else { end - MARGIN };
        let first = start;
        for at in SEGMENTER.segment_str(&run[first..end]).skip(1).map(|at| first + at) {
            if at > settled && start > first {
                break;
            }
            if run[start..at].contains(char::is_alphanumeric) {
                word(start, at);
            }
            start = at;
        }
    }
}

/// The last boundary of a character at or before a byte of a text.
fn boundary_before(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The words of a run, split as one piece.
    pub fn of_whole_run(run: &str) -> Vec<&str> {
        let boundaries: Vec<usize> = SEGMENTER.segment_str(run).collect();
        let words = boundaries.windows(2).map(|pair| &run[pair[0]..pair[1]]);
        words.filter(|word| word.contains(char::is_alphanumeric)).collect()
    }

    fn split(run: &str) -> Vec<&str> {
        let mut out = Vec::new();
        words(run, |from, to| out.push(&run[from..to]));
        out
    }

    #[test]
    fn each_script_has_its_words() {
        for (text, expected) in [
            ("网络安全法保护儿童权利", "网络 安全 法 保护 儿童 权利"),
            ("インターネットと子どもの権利を守る", "インターネット と 子ども の 権利 を 守る"),
            ("การคุ้มครองข้อมูล", "การ คุ้มครอง ข้อมูล"),
            ("ការការពារសិទ្ធិកុមារ", "ការ ការពារ សិទ្ធិ កុមារ"),
            ("ພາສາລາວ", "ພາສາ ລາວ"),
            ("မြန်မာစာ", "မြန်မာ စာ"),
        ] {
            assert_eq!(split(text), expected.split(' ').collect::<Vec<_>>());
        }
    }

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
        assert!(!may_stand_in("naïve “жук” 한국어") && may_stand_in("x漢"));
    }

    #[test]
    fn a_long_run_is_split_as_its_pieces() {
        for sentence in ["网络安全法保护儿童权利", "การคุ้มครองข้อมูลและสิทธิเด็ก", "ការការពារសិទ្ធិកុមារ", "コンピューターと", "々"] {
            let times = 1_000_000 / sentence.len();
            let expected = split(sentence);
            let long = sentence.repeat(times);
            let found = split(&long);
            assert_eq!(found.len(), expected.len() * times, "{sentence}");
            assert!(found.chunks(expected.len()).all(|piece| piece == expected), "{sentence}");
        }
        // A row of Katakana is one word, and so is a letter with its marks: what is longer than a window is cut.
        let katakana = "カ".repeat(100_000);
        let found = split(&katakana);
        assert!(found.concat() == katakana && found.iter().all(|word| word.len() <= WINDOW));
        let marks = format!("漢{}字", "\u{301}".repeat(100_000));
        let found = split(&marks);
        assert!(found[0].starts_with('漢') && found.last() == Some(&"字"), "{}", found.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn windows_change_nothing(
            pieces in proptest::collection::vec("[网络安全法漢字かカーンターงานไทยภาษาសិទ្ធិကကြီးລາວ一-龥]{1,30}", 300..700),
        ) {
            let run = pieces.concat();
            prop_assume!(runs(&run).count() == 1);
            prop_assert_eq!(split(&run), of_whole_run(&run));
        }
    }
}
