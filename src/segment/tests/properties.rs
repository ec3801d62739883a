//! Any text, any unit: nothing is lost, nothing stands twice, no panic, no time with the square of a length.

use std::collections::BTreeMap;
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::corpus::{Block, runs};

/// Segmenters of all units, and one with a pattern that matches within lines.
pub(super) fn all_units() -> Vec<Segmenter> {
    let units = Unit::ALL.into_iter().map(|(_, unit)| {
        let mut config = Config::default();
        config.segment.unit = unit;
        config.segment.pattern = Some(r"[A-Z0-9]\w*\s(?<section>\w*)".into());
        Segmenter::new(&config).expect("the settings are valid")
    });
    units.collect()
}

/// Letters and digits of a text, each with how often it stands there.
fn letters(text: &str) -> BTreeMap<char, u64> {
    let mut counts = BTreeMap::new();
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(c).or_insert(0) += 1;
    }
    counts
}

/// Lines of forms that the rules tell apart, and any characters.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "[A-Z][a-z]{1,6}( [a-zA-Z]{1,5}){0,6}[.:?,]?",
        2 => "[ \t]{0,5}(-|•|\\*|–|[0-9]{1,2}\\.|\\([a-c]\\)|[a-z]\\)) [a-z]{1,5}( [a-z]{1,5}){0,4}[.;]?",
        2 => "[ \t]{0,5}(\u{F0B7}|\u{F0A7}|■|→|§|o|v|‒|—|\u{FFFD}|➢|☐) ([A-Z]|[a-z])[a-z]{0,5}( [a-z]{1,5}){0,4}[.;:]?",
        2 => "([a-z]{1,5} ){0,4}([a-zA-Z]{1,6}|[0-9]{4})(-|\u{2010}|\u{ad}|--|–)",
        2 => "(|  |---|===|\\* \\* \\*|-|•|[0-9]{1,3}|#+ [A-Z]{0,5}|[A-Z]{4,9}|[0-9]\\.[0-9] [A-Z][a-z]*)",
        1 => "(Mr\\. [A-Z][a-z]*|Q|A|THE CHAIR|Anna|Note): ?[A-Za-z. ]{0,12}",
        1 => "(Q\\.|A\\.|<v Ann>|>> Bo:|\\[00:01\\] Bo:) ?[A-Za-z. ]{0,12}",
        1 => "[0-9]{1,2}\\.",
        1 => "\\PC{0,12}",
    ];
    let end = prop_oneof![4 => "(\n|\r\n|\r|\n\n)", 1 => "[\u{b}\u{c}\u{85}\u{2028}\u{2029}]"];
    proptest::collection::vec((line, end), 0..25).prop_map(|lines| lines.into_iter().map(|(a, b)| a + &b).collect())
}

/// Lines without blank ones between, of a length at which they are broken or longer than any line that is.
fn dense() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        6 => "[a-zA-Z][a-z]{2,6}( [a-z]{2,8}){5,8}[.,]?",
        4 => "[A-Z][a-z]{2,6}( [a-z]{2,8}){35,40}\\.",
        1 => "[A-Z][a-z]{2,6}( [A-Z][a-z]{2,6}){0,2}[:,.]?",
        1 => "(-|•|[0-9]{1,2}\\.) [a-z]{2,6}( [a-z]{2,6}){0,6}[.;]?",
        1 => "(  [a-z]{2,6}|[0-9]{1,3}|---|)",
    ];
    proptest::collection::vec(line, 0..25).prop_map(|lines| lines.join("\n"))
}

#[track_caller]
pub(super) fn nothing_is_lost(text: &str, segmenter: &Segmenter) {
    let unit = segmenter.unit;
    let document = document(Content::Lines(text.into()));
    let segmented = segmenter.split(&document, &info(&[]), "en").expect("any text can be split");
    let lines: Vec<&str> = corpus::lines(text).map(|line| line.text).collect();
    // For each number of a line what stands on it, and how often it stands in segments.
    let mut seen: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for line in corpus::lines(text).filter(|line| !line.text.trim().is_empty()) {
        seen.entry(line.number).or_default().0 += 1;
    }
    for segment in &segmented.segments {
        assert_eq!(Some(segment.line), segment.lines.first().map(|line| line.line), "{unit:?}: {segment:?}");
        assert!(segment.lines.is_sorted_by_key(|line| (line.line, line.start)), "{unit:?}: {segment:?}");
        assert!(!segment.text.trim().is_empty(), "{unit:?}: an empty segment");
        for line in &segment.lines {
            assert!(segment.text.is_char_boundary(line.start), "{unit:?}: {segment:?}");
            seen.entry(line.line).or_default().1 += 1;
        }
    }
    let parts = matches!(unit, Unit::Sentence | Unit::Regex);
    for (number, (expected, seen)) in seen {
        assert!(
            seen == expected || (parts && seen > expected && expected > 0),
            "{unit:?}: line {number} stands {seen} times in {text:?}"
        );
    }
    // The letters of the text stand in segments; names of speakers and markers with letters do not.
    let mut kept = letters(&segmented.segments.iter().map(|segment| segment.text.as_str()).collect::<String>());
    if unit == Unit::Turn {
        return;
    }
    for (letter, number) in letters(text) {
        let found = kept.remove(&letter).unwrap_or(0);
        let markers = lines.iter().filter_map(|line| marker::marker(line).map(|marker| &line[..marker.rest]));
        let in_markers = letters(&markers.collect::<String>()).remove(&letter).unwrap_or(0);
        assert!(found <= number && found + in_markers >= number, "{unit:?}: {letter}: {found} of {number}");
    }
    let rows = explain(&document, &segmented);
    let written = lines.iter().filter(|line| !line.trim().is_empty()).count();
    assert!(rows.len() >= written && rows.is_sorted_by_key(|row| row.line), "{unit:?}: {rows:?}");
}

/// How lines begin that may be something else than running text.
const BEGINS: [&str; 21] = [
    "",
    "",
    "",
    "Trust ",
    "TRUST ",
    "1. ",
    "12. Trust ",
    "1.2 Trust ",
    "a) ",
    "o ",
    "- ",
    "# ",
    "Note: ",
    "note: ",
    "(Version 2 ",
    "page 3 of ",
    "3 4 of ",
    "iv) ",
    "www.example.org ",
    "May 2019 ",
    "\t",
];
const BODIES: [&str; 10] =
    ["trust and norms of all who are here", "Norms", "a", "of 3", "and the", "---", "===", "", "child-", "7"];
const ENDS: [&str; 11] = ["", "", ".", ",", ":", "?", " 12", "\n", "\n\n", "\n---", "\n==="];

/// Lines of which some are running text, with what may make something else of them.
fn running() -> impl Strategy<Value = String> {
    let select = |texts: &'static [&'static str]| proptest::sample::select(texts);
    let line = (select(&BEGINS), select(&BODIES), 0..8_usize, select(&ENDS))
        .prop_map(|(begin, body, times, end)| format!("{begin}{}{end}\n", vec![body; times].join(" ")));
    proptest::collection::vec(line, 1..12).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn where_text_runs_there_is_a_message(text in running()) {
        if runs(&text) {
            for unit in [Unit::Auto, Unit::Paragraph, Unit::Sentence, Unit::Document] {
                let segmented = segmenter(unit).segment(&document(Content::Lines(text.clone())), &info(&[]), "");
                prop_assert!(segmented.is_ok(), "{:?}", unit);
            }
        }
    }

    #[test]
    fn nothing_of_any_text_is_lost(text in text()) {
        for segmenter in all_units() {
            nothing_is_lost(&text, &segmenter);
        }
    }

    #[test]
    fn nothing_of_dense_text_is_lost(text in dense()) {
        for segmenter in all_units() {
            nothing_is_lost(&text, &segmenter);
        }
    }

    #[test]
    fn any_characters_can_be_split(text in any::<String>()) {
        for segmenter in all_units() {
            nothing_is_lost(&text, &segmenter);
        }
    }

    #[test]
    fn any_blocks_can_be_split(parts in proptest::collection::vec((0..5_usize, prop_oneof![text(), dense()]), 0..6)) {
        let kinds = [BlockKind::Heading, BlockKind::Item, BlockKind::Paragraph, BlockKind::Row, BlockKind::Noise];
        let block = |(place, (kind, text)): (usize, (usize, String))| Block { kind: kinds[kind], text, line: place as u64 * 100 + 1 };
        let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
        let document = document(Content::Blocks(parts.into_iter().enumerate().map(block).collect()));
        for segmenter in all_units() {
            let segmented = segmenter.split(&document, &info(&[]), "en").expect("any blocks can be split");
            let kept: String = segmented.segments.iter().map(|segment| segment.text.as_str()).collect();
            let (kept, all) = (letters(&kept), letters(&all));
            prop_assert!(kept.iter().all(|(letter, number)| all.get(letter).is_some_and(|all| number <= all)));
            prop_assert_eq!(explain(&document, &segmented).len(), segmented.segments.iter().map(|s| s.lines.len()).sum::<usize>());
        }
    }
}

#[test]
fn headings_of_signs_alone_are_kept() {
    for text in ["# \n---\n", "##\n===\n", "#\n", "# #\n---\n"] {
        for segmenter in all_units() {
            nothing_is_lost(text, &segmenter);
        }
    }
}

#[test]
fn a_line_of_a_megabyte_takes_no_quadratic_time() {
    let mut slow = Vec::new();
    for unit in [
        "a",
        "A",
        " ",
        ")",
        "1",
        "-",
        "- ",
        "a. ",
        "A. ",
        "Mr. ",
        "A: ",
        "a]",
        "a\n",
        "a,\n",
        "the\n",
        "]\n",
        ")\n",
        "1.2 ",
        "- a\n",
        "1. A\n",
        "(a) x\n",
        "A:\n",
        "A: a\n",
        "# A\n",
        "A\n=\n",
        "AAAA\n",
        "\n",
        "the\n\n",
        "• a-\n",
        "Ä",
        "“",
        "(",
        "[1",
        "1.\n",
        "– a\n",
        "ab-\n",
        "ab-\n\n",
        "\u{ad}\n",
        "o A\nb\n",
        "\u{c}",
        "a\u{2028}",
        "7.\na b\n",
    ] {
        let text = format!("Text{}", unit.repeat(1_000_000 / unit.len()));
        let document = document(Content::Lines(text));
        for segmenter in all_units() {
            let started = Instant::now();
            let segmented = segmenter.split(&document, &info(&[]), "en").expect("any text can be split");
            assert!(segmented.segments.iter().all(|segment| !segment.lines.is_empty()));
            let seconds = started.elapsed().as_secs_f64();
            // With the square of the length it would be hours.
            if seconds > 60.0 {
                slow.push((unit, segmenter.unit, seconds));
            }
        }
    }
    // Cells of tables.
    for unit in ["\n", "a-\n", "a\u{2028}", " -\n"] {
        let block =
            Block { kind: BlockKind::Row, text: format!("Text{}", unit.repeat(1_000_000 / unit.len())), line: 1 };
        let started = Instant::now();
        let document = document(Content::Blocks(vec![block]));
        let segmented = segmenter(Unit::Auto).split(&document, &info(&[]), "en").expect("any blocks can be split");
        assert!(!segmented.segments.is_empty());
        slow.extend((started.elapsed().as_secs() > 60).then_some((unit, Unit::Auto, 60.0)));
    }
    assert!(slow.is_empty(), "{slow:?}");
}
