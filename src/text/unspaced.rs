//! Words of scripts that put no spaces between them, run by run ([`crate::language::runs`]).
//!
//! They are found by the dictionaries of the crate `icu_segmenter`, in a text of any language; whatever else stands beside a run is
//! split as everywhere. From a boundary on, a dictionary takes
//! the longest word that it knows, so nothing before a boundary matters, and long runs are read in windows.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Bytes of a run that the segmenter gets at a time.
const WINDOW: usize = 8_192;
/// Bytes at the end of a window whose boundaries the text behind it may change: more than the longest word of the
/// dictionaries takes.
const MARGIN: usize = 1_024;

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
    use crate::language::runs;
    use proptest::prelude::*;

    /// The words of a run, split as one piece.
    pub(crate) fn of_whole_run(run: &str) -> Vec<&str> {
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
    fn a_long_run_is_split_as_its_pieces() {
        for sentence in ["网络安全法保护儿童权利", "การคุ้มครองข้อมูลและสิทธิเด็ก", "ការការពារសិទ្ធិកុមារ", "コンピューターと"]
        {
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
