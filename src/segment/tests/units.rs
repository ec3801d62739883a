//! Every unit, on plain text and on blocks of a file format.

use super::*;
use crate::corpus::Block;

fn texts(segmented: &Segmented) -> Vec<&str> {
    segmented.messages().map(|message| message.text.as_str()).collect()
}

/// Messages with their sections.
fn placed(segmented: &Segmented) -> Vec<(&str, &str)> {
    segmented.messages().map(|message| (segmented.section(message), message.text.as_str())).collect()
}

/// Segments of a kind with their lines.
fn of_kind(segmented: &Segmented, kind: Kind) -> Vec<(u64, &str)> {
    let segments = segmented.segments.iter().filter(|segment| segment.kind == kind);
    segments.map(|segment| (segment.line, segment.text.as_str())).collect()
}

fn blocks(blocks: &[(BlockKind, &str, u64)]) -> Content {
    let block = |(kind, text, line): &(BlockKind, &str, u64)| Block { kind: *kind, text: (*text).into(), line: *line };
    Content::Blocks(blocks.iter().map(block).collect())
}

fn by_pattern(text: &str, pattern: &str, skip: &[&str]) -> Segmented {
    let mut config = Config::default();
    config.segment.unit = Unit::Regex;
    config.segment.pattern = Some(pattern.into());
    let segmenter = Segmenter::new(&config).expect("the pattern is valid");
    segmenter.split(&document(Content::Lines(text.into())), &info(skip), "en").expect("split")
}

#[test]
fn numbered_points_are_told_from_bullets() {
    let text = "Aims\n\n- a bullet.\n\nText between.\n\n1. One point.\n- inside it.\n2. Another point.\n\nText.\n\n(a) A letter.\n";
    let segmented = run(text, &[], Unit::Numbered);
    assert_eq!(texts(&segmented), ["One point. - inside it.", "Another point.", "A letter."]);
    assert_eq!(of_kind(&segmented, Kind::Intro), [(3, "a bullet."), (5, "Text between."), (11, "Text.")]);
}

#[test]
fn a_section_is_all_text_under_its_heading() {
    let text = "Before.\n\n# One\n\nText.\n\n- item\n\n12\n\n# Two\n\n# Three\n\nMore.\n";
    let segmented = run(text, &[], Unit::Section);
    assert_eq!(placed(&segmented), [("", "Before."), ("One", "Text.\nitem"), ("Three", "More.")]);
    let skipping = run(text, &["one"], Unit::Section);
    assert_eq!(texts(&skipping), ["Before.", "More."]);
    assert_eq!(of_kind(&skipping, Kind::Admin), [(5, "Text."), (7, "item")]);
}

#[test]
fn a_document_is_one_message_with_all_its_lines() {
    let segmented = run("# One\nText.\n\n# Two\n- item\n", &[], Unit::Document);
    assert_eq!(placed(&segmented), [("", "One\nText.\nTwo\nitem")]);
    let message = segmented.messages().next().expect("one");
    let lines: Vec<(u64, usize)> = message.lines.iter().map(|line| (line.line, line.start)).collect();
    assert_eq!(lines, [(1, 0), (2, 4), (4, 10), (5, 14)]);
    let skipping = run("Title\n\nText.\n\nAnnex\n\nMore.\n", &["annex"], Unit::Document);
    assert_eq!(texts(&skipping), ["Title\nText."]);
    assert_eq!(of_kind(&skipping, Kind::Heading), [(5, "Annex")]);
    assert_eq!(texts(&run("Only a Heading\n", &[], Unit::Document)), ["Only a Heading"]);
}

#[test]
fn a_message_has_a_word() {
    let text = "- one\n- 12,5 %\n- → 3\n\n2019?\n\n- two\n";
    let segmented = run(text, &[], Unit::Bullet);
    assert_eq!(texts(&segmented), ["one", "two"]);
    assert_eq!(of_kind(&segmented, Kind::Boilerplate), [(2, "12,5 %"), (3, "→ 3"), (5, "2019?")]);
    let ordinals: Vec<_> = segmented.messages().map(|message| (message.line, message.ordinal)).collect();
    assert_eq!(ordinals, [(1, Some(1)), (7, Some(2))]);
    let segmented = run("It is so. 1. And so on.\n\n***\n\n“...”\n\n1.\n", &[], Unit::Paragraph);
    assert_eq!(texts(&segmented), ["It is so. 1. And so on."]);
    assert_eq!(of_kind(&segmented, Kind::Boilerplate), [(3, "***"), (5, "“...”"), (7, "1.")]);
    for unit in [Unit::Section, Unit::Document] {
        assert_eq!(texts(&run("One.\n\n(1 234)\n\nTwo.\n", &[], unit)), ["One.\nTwo."], "{unit:?}");
    }
    // A document of nothing else has a message all the same: a row of a table may hold a number alone.
    assert_eq!(texts(&run("12 345\n", &[], Unit::Row)), ["12 345"]);
}

#[test]
fn sentences_know_their_lines_and_abbreviations() {
    let text = "Title\n\nMr. Smith met the\nU.S. Ambassador. They\nspoke. All\nwas well.\n";
    let segmented = run(text, &[], Unit::Sentence);
    let found: Vec<(u64, &str)> = segmented.messages().map(|m| (m.line, m.text.as_str())).collect();
    assert_eq!(found, [(3, "Mr. Smith met the U.S. Ambassador."), (4, "They spoke."), (5, "All was well.")]);
    let lines: Vec<Vec<u64>> = segmented.messages().map(|m| m.lines.iter().map(|line| line.line).collect()).collect();
    assert_eq!(lines, [vec![3, 4], vec![4, 5], vec![5, 6]]);
}

#[test]
fn a_document_has_the_abbreviations_of_its_language() {
    let text =
        document(Content::Lines("Am 3. Oktober traf man Dr. Meier.\nEs regnete den ganzen langen Tag.\n".into()));
    let number = |language: &str| {
        segmenter(Unit::Sentence).segment(&text, &info(&[]), language).expect("sentences").messages().count()
    };
    assert_eq!([number("de"), number("en"), number(""), number("xx")], [2, 3, 3, 3]);
}

#[test]
fn turns_have_their_speakers_as_sections() {
    let text = "Transcript of the day\n\nTHE CHAIRMAN: Welcome.\nPlease begin.\n\n12\n\nThen we go on.\nMr. Smith (UK): Thank\nyou.\n\
                THE CHAIRMAN: Next.\nQ:\nWhy?\n";
    let segmented = run(text, &[], Unit::Turn);
    assert_eq!(
        placed(&segmented),
        [
            ("THE CHAIRMAN", "Welcome. Please begin.\nThen we go on."),
            ("Mr. Smith", "Thank you."),
            ("THE CHAIRMAN", "Next."),
            ("Q", "Why?"),
        ]
    );
    assert_eq!(of_kind(&segmented, Kind::Intro), [(1, "Transcript of the day")]);
    assert_eq!(of_kind(&segmented, Kind::Boilerplate), [(6, "12")]);
    assert_eq!(segmented.sections_with_messages(), 3);
}

#[test]
fn a_heading_ends_a_turn_and_a_speaker_can_be_skipped() {
    let text = "# Opening\nQ: One.\n# Break\nMusic plays.\nA: Two.\nClosing words\n---\nOPERATOR:\nQ: Three.\n";
    let segmented = run(text, &["operator", "a"], Unit::Turn);
    assert_eq!(placed(&segmented), [("Q", "One."), ("Q", "Three.")]);
    assert_eq!(of_kind(&segmented, Kind::Heading), [(1, "Opening"), (3, "Break")]);
    assert_eq!(of_kind(&segmented, Kind::Intro), [(4, "Music plays.")]);
    assert_eq!(of_kind(&segmented, Kind::Admin), [(5, "Two. Closing words")]);
    assert_eq!(of_kind(&segmented, Kind::Boilerplate), [(7, "---"), (8, "OPERATOR:")]);
}

#[test]
fn turns_in_blocks_of_a_file_format() {
    let content = blocks(&[
        (BlockKind::Heading, "Day One", 1),
        (BlockKind::Paragraph, "Q: One?\nA: Two.", 3),
        (BlockKind::Paragraph, "More of two.", 6),
    ]);
    let segmented = segmenter(Unit::Turn).segment(&document(content), &info(&[]), "en").expect("turns");
    assert_eq!(placed(&segmented), [("Q", "One?"), ("A", "Two. More of two.")]);
    assert_eq!(of_kind(&segmented, Kind::Heading), [(1, "Day One")]);
}

#[test]
fn a_pattern_splits_before_each_match() {
    let text = "Preamble\n\nArticle 1 Scope\nText of\nit.\n\nMore.\nArticle 2 Aims\nText.\n";
    let segmented = by_pattern(text, r"^Article \d+ (?<section>.*)$", &[]);
    assert_eq!(placed(&segmented), [("Scope", "Article 1 Scope Text of it.\nMore."), ("Aims", "Article 2 Aims Text.")]);
    assert_eq!(of_kind(&segmented, Kind::Intro), [(1, "Preamble")]);
    let skipping = by_pattern(text, r"^Article \d+ (?<section>.*)$", &["scope"]);
    assert_eq!(placed(&skipping), [("Aims", "Article 2 Aims Text.")]);
}

#[test]
fn a_pattern_may_match_within_a_line_and_across_lines() {
    let segmented = by_pattern("a; b; c\nd; e\n", "; ", &[]);
    assert_eq!(texts(&segmented), ["; b", "; c d", "; e"]);
    assert_eq!(of_kind(&segmented, Kind::Intro), [(1, "a")]);
    let lines: Vec<Vec<u64>> = segmented.messages().map(|m| m.lines.iter().map(|line| line.line).collect()).collect();
    assert_eq!(lines, [vec![1], vec![1, 2], vec![2]]);
    assert_eq!(texts(&by_pattern("x\r\n\r\nB y\r\n", r"\s+[A-Z]", &[])), ["B y"]);
    // A match of nothing splits nothing.
    assert_eq!(texts(&by_pattern("x y\n", r"\b|y", &[])), Vec::<&str>::new());
}

#[test]
fn rows_of_tables_and_lines_of_text() {
    let content = blocks(&[
        (BlockKind::Heading, "Table", 1),
        (BlockKind::Paragraph, "A paragraph of text.", 2),
        (BlockKind::Row, "one\ttwo", 3),
        (BlockKind::Row, "three\tfour", 4),
    ]);
    let segmented = segmenter(Unit::Row).segment(&document(content.clone()), &info(&[]), "en").expect("rows");
    assert_eq!(placed(&segmented), [("Table", "one two"), ("Table", "three four")]);
    assert_eq!(of_kind(&segmented, Kind::Intro), [(2, "A paragraph of text.")]);
    let paragraphs = segmenter(Unit::Auto).segment(&document(content), &info(&[]), "en").expect("paragraphs");
    assert_eq!(
        (paragraphs.choice.unit, paragraphs.choice.paragraphs, texts(&paragraphs).len()),
        (Unit::Paragraph, 3, 3)
    );
    let rows = run("One\n\n- two\n12\n", &[], Unit::Row);
    assert_eq!(texts(&rows), ["One", "- two"]);
    assert_eq!(of_kind(&rows, Kind::Boilerplate), [(4, "12")]);
}

#[test]
fn markers_and_separators_without_text_are_no_messages() {
    let segmented = run("- one\n-\n- two\n\n* * *\n", &[], Unit::Bullet);
    assert_eq!(texts(&segmented), ["one", "two"]);
    assert_eq!(of_kind(&segmented, Kind::Boilerplate), [(2, "-"), (5, "* * *")]);
}

#[test]
fn auto_says_what_it_found_and_why() {
    let choice = |text: &str| run(text, &[], Unit::Auto).choice;
    let bullets = choice("- one two.\n- three.\n\n1. four.\n\nA text.\n");
    assert_eq!((bullets.bullets, bullets.numbered, bullets.paragraphs), (2, 1, 1));
    assert_eq!(
        bullets.reason(),
        "bullets and numbered points hold 73 % of the text outside headings, and 100 % from the first of them to the last; 70 % \
         and 85 % are enough"
    );
    let prose = choice("- one.\n\nA long text that holds more than the one item above it.\n");
    assert_eq!(
        prose.reason(),
        "bullets and numbered points hold only 6 % of the text outside headings, so paragraphs and bullets are both \
         messages; bullets alone need 70 %"
    );
    let mixed = choice("- one item of the list is here.\n\nA text of it.\n\n- and another.\n");
    assert_eq!((mixed.unit, mixed.paragraph_bytes, mixed.between_bytes), (Unit::Paragraph, 13, 13));
    assert_eq!(
        mixed.reason(),
        "bullets and numbered points hold only 75 % of the text from the first of them to the last, so paragraphs and bullets \
         are both messages; bullets alone need 85 %"
    );
    assert_eq!(choice("- one.\n- two.\n").reason(), "bullets and numbered points hold all text outside headings");
    assert_eq!(choice("Only text.\n").reason(), "no bullet and no numbered point stands in the text");
    assert_eq!(run("Only text.\n", &[], Unit::Sentence).choice.reason(), "the settings say so");
}

#[test]
fn a_document_without_the_unit_says_what_to_do() {
    let error = |unit| {
        let text = document(Content::Lines("Only text is here.\n".into()));
        segmenter(unit).segment(&text, &info(&[]), "en").expect_err("nothing").to_string()
    };
    for (unit, hint) in [
        (Unit::Bullet, "no bullet outside"),
        (Unit::Numbered, "no numbered point outside"),
        (Unit::Turn, "no line begins with a speaker"),
    ] {
        let error = error(unit);
        assert!(error.contains(hint) && error.contains("messages --explain"), "{error}");
    }
}
