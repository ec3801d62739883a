//! Each line, its message and its rule.

use super::*;

#[track_caller]
fn check(text: &str, skip: &[&str], unit: Unit, expected: &[(u64, &str, &str, &str, &str)]) {
    let document = document(Content::Lines(text.into()));
    let segmented = segmenter(unit).split(&document, &info(skip), "en").expect("split");
    let found = explain(&document, &segmented);
    let found: Vec<(u64, &str, String, &str, &str)> = found
        .iter()
        .map(|row| {
            let ordinal = row.ordinal.map(|ordinal| ordinal.to_string()).unwrap_or_default();
            (row.line, row.kind.map_or("", Kind::name), ordinal, row.rule.as_str(), row.text.as_str())
        })
        .collect();
    let found: Vec<_> =
        found.iter().map(|(line, kind, ordinal, rule, text)| (*line, *kind, ordinal.as_str(), *rule, *text)).collect();
    assert_eq!(found, expected);
}

#[test]
fn bullets_with_all_around_them() {
    let text =
        "About\n-----\n- left out.\nMESSAGES\nThe following was said:\n\n• one is\n\n3\n\nopen\n  - inner\n2. two\n";
    check(
        text,
        &["about"],
        Unit::Auto,
        &[
            (1, "heading", "", "heading by underline", "About"),
            (2, "heading", "", "underline", "-----"),
            (3, "admin", "", "marker: bullet; in a skipped section", "- left out."),
            (4, "heading", "", "heading by capitals", "MESSAGES"),
            (5, "intro", "", "start of a paragraph; outside bullets", "The following was said:"),
            (6, "", "", "blank line", ""),
            (7, "message", "1", "marker: bullet", "• one is"),
            (8, "", "", "blank line", ""),
            (9, "boilerplate", "", "page number or address", "3"),
            (10, "", "", "blank line", ""),
            (11, "message", "1", "continuation", "open"),
            (12, "message", "1", "marker nested in an item", "- inner"),
            (13, "message", "2", "marker: number", "2. two"),
        ],
    );
}

#[test]
fn a_line_with_several_sentences_has_a_row_for_each() {
    check(
        "One is. Two\nis. Three is.\n",
        &[],
        Unit::Sentence,
        &[
            (1, "message", "1", "start of a paragraph", "One is."),
            (1, "message", "2", "start of a sentence", "Two"),
            (2, "message", "2", "continuation", "is."),
            (2, "message", "3", "start of a sentence", "Three is."),
        ],
    );
}

#[test]
fn speakers_are_shown_with_their_labels() {
    check(
        "Hall A\nQ: Why?\nA:\n",
        &[],
        Unit::Turn,
        &[
            (1, "intro", "", "start of a paragraph; before a speaker", "Hall A"),
            (2, "message", "1", "speaker", "Q: Why?"),
            (3, "boilerplate", "", "speaker", "A:"),
        ],
    );
}

#[test]
fn documents_without_messages_can_be_explained() {
    check("# Only a Heading\n", &[], Unit::Auto, &[(1, "heading", "", "heading by #", "# Only a Heading")]);
    let only = (1, "message", "1", "the only text of its document, no heading", "Only a Heading");
    check("Only a Heading\n", &[], Unit::Auto, &[only]);
}

#[test]
fn paragraphs_without_blank_lines_and_text_without_a_word_say_why() {
    check(
        "We met in spring.\nMuch was done.\nMore is to come.\n“— …”.\n",
        &[],
        Unit::Auto,
        &[
            (1, "message", "1", "start of a paragraph", "We met in spring."),
            (2, "message", "2", "paragraph: each line is one", "Much was done."),
            (3, "message", "3", "paragraph: each line is one", "More is to come."),
            (4, "boilerplate", "", "no word in it", "“— …”."),
        ],
    );
    let wrapped = "The two trends in the world had not yet acquired the\npresent character that the members speak of, and we\n\
                   have seen what came of it in the years since.\nIt is over.\nOur aim in all that we have said in these halls is\n\
                   peace.\n";
    check(
        wrapped,
        &[],
        Unit::Auto,
        &[
            (1, "message", "1", "start of a paragraph", "The two trends in the world had not yet acquired the"),
            (2, "message", "1", "continuation", "present character that the members speak of, and we"),
            (3, "message", "1", "continuation", "have seen what came of it in the years since."),
            (4, "message", "2", "start of a paragraph: the line above ends early", "It is over."),
            (
                5,
                "message",
                "3",
                "start of a paragraph: the line above ends early",
                "Our aim in all that we have said in these halls is",
            ),
            (6, "message", "3", "continuation", "peace."),
        ],
    );
    check(
        "A Title\n\nText of it.\n",
        &[],
        Unit::Document,
        &[
            (1, "message", "1", "heading by words: short and no sentence", "A Title"),
            (2, "", "", "blank line", ""),
            (3, "message", "1", "start of a paragraph", "Text of it."),
        ],
    );
}
