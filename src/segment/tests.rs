mod explained;
mod headings;
mod layouts;
mod lists;
mod mixed;
mod mutations;
mod properties;
mod units;

use std::path::PathBuf;

use super::*;

fn info(skip: &[&str]) -> DocumentInfo {
    DocumentInfo {
        id: "d".into(),
        path: PathBuf::from("d.txt"),
        skip_sections: skip.iter().map(ToString::to_string).collect(),
        ..DocumentInfo::default()
    }
}

fn segmenter(unit: Unit) -> Segmenter {
    let mut config = Config::default();
    config.segment.unit = unit;
    Segmenter::new(&config).expect("the settings are valid")
}

fn document(content: Content) -> Document {
    Document::new(content)
}

fn run(text: &str, skip: &[&str], unit: Unit) -> Segmented {
    segmenter(unit).segment(&document(Content::Lines(text.into())), &info(skip), "en").expect("the text has messages")
}

fn messages(text: &str) -> Vec<String> {
    run(text, &[], Unit::Auto).messages().map(|m| m.text.clone()).collect()
}

#[test]
fn every_marker_opens_a_message() {
    for list in [
        "• one\n• two",
        "- one\n- two",
        "* one\n* two",
        "– one\n– two",
        "1. one\n2. two",
        "(a) one\n(b) two",
        "  1) one\n  2) two",
    ] {
        assert_eq!(messages(list), ["one", "two"], "{list}");
    }
}

#[test]
fn line_endings_do_not_matter() {
    for text in ["- one\n- two\n", "- one\r\n- two\r\n", "- one\r- two\r"] {
        assert_eq!(messages(text), ["one", "two"], "{text:?}");
    }
}

#[test]
fn wrapped_lines_belong_to_their_bullet() {
    assert_eq!(messages("- one goes\n  on here\n- two goes\non here\n"), ["one goes on here", "two goes on here"]);
}

#[test]
fn a_page_break_does_not_end_a_message() {
    let text = "- It is limited by the\n\n<https://example.org>\n12\n\nneeds of all.\n- Two is whole.\n";
    assert_eq!(messages(text), ["It is limited by the needs of all.", "Two is whole."]);
    let noise = run(text, &[], Unit::Auto).segments.iter().filter(|s| s.kind == Kind::Boilerplate).count();
    assert_eq!(noise, 2, "page noise is kept with its kind");
}

#[test]
fn nested_bullets_belong_to_their_parent() {
    assert_eq!(messages("- one\n  - inner a\n  - inner b\n- two\n"), ["one - inner a - inner b", "two"]);
    assert_eq!(messages("1. one\n(a) inner\n(b) inner\n2. two\n"), ["one (a) inner (b) inner", "two"]);
    assert_eq!(messages("• one:\n– inner\n– inner\n• two\n"), ["one: – inner – inner", "two"]);
}

#[test]
fn a_numbered_line_alone_is_a_heading() {
    let text = "1. Key Questions\n\nWe asked.\n\n2. Summary\n\n- point one.\n3. Way Forward\n\n- point two.\n";
    let segmented = run(text, &[], Unit::Bullet);
    let seen: Vec<_> = segmented.messages().map(|m| (segmented.section(m).to_string(), m.text.clone())).collect();
    assert_eq!(seen, [("Summary".into(), "point one.".into()), ("Way Forward".to_string(), "point two.".to_string())]);
}

#[test]
fn a_numbered_list_without_full_stops_is_a_list() {
    assert_eq!(
        messages("1. Apply the law\n2. Respect rights\n3. Report\n"),
        ["Apply the law", "Respect rights", "Report"]
    );
    assert_eq!(messages("1. Apply the law\n\n2. Respect rights\n"), ["Apply the law", "Respect rights"]);
}

#[test]
fn skipped_sections_end_at_the_next_section() {
    let text = "Agenda\n\nThis covers:\n\n- not a message\n\nMessages\n\n- a message\n";
    let segmented = run(text, &["agenda"], Unit::Bullet);
    let kinds: Vec<_> = segmented.segments.iter().map(|s| (s.kind, s.text.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (Kind::Heading, "Agenda"),
            (Kind::Admin, "This covers:"),
            (Kind::Admin, "not a message"),
            (Kind::Heading, "Messages"),
            (Kind::Message, "a message"),
        ]
    );
}

#[test]
fn a_skipped_section_of_prose_ends_at_the_next_heading() {
    let text = "Foreword\n\nNot this.\n\nChapter One\n\nThis one is.\n\nChapter Two\n\nThis one too.\n";
    let segmented = run(text, &["foreword"], Unit::Auto);
    assert_eq!(segmented.messages().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["This one is.", "This one too."]);
}

#[test]
fn skipped_bullets_do_not_decide_the_unit() {
    let text = "About\n\n- what it is for\n- who made it, and when, and why, and how\n\nReport\n\nOne paragraph.\n";
    let segmented = run(text, &["about"], Unit::Auto);
    assert_eq!(segmented.messages().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["One paragraph."]);
}

#[test]
fn headings_of_markdown_and_underlined_headings_are_sections() {
    let segmented = run("# One\n- first item\n\nTwo\n===\n- second item\n", &[], Unit::Auto);
    assert_eq!(segmented.sections, ["One", "Two"]);
}

#[test]
fn prose_is_read_by_paragraph_or_sentence() {
    let text = "Title\n\nOne sentence. Another\nsentence.\n\nSecond paragraph is here.\n";
    assert_eq!(messages(text), ["One sentence. Another sentence.", "Second paragraph is here."]);
    let sentences: Vec<String> = run(text, &[], Unit::Sentence).messages().map(|m| m.text.clone()).collect();
    assert_eq!(sentences, ["One sentence.", "Another sentence.", "Second paragraph is here."]);
    assert_eq!(run(text, &[], Unit::Document).messages().count(), 1);
}

#[test]
fn a_document_without_messages_is_an_error() {
    let marked = document(Content::Lines("# Only a Heading\n".into()));
    let error = segmenter(Unit::Auto).segment(&marked, &info(&[]), "en").expect_err("no message");
    assert!(error.to_string().contains("no message found"), "{error}");
}

#[test]
fn a_few_words_that_are_all_of_a_document_are_its_message() {
    let short = document(Content::Lines("Vote for us\n".into()));
    let segmented = segmenter(Unit::Auto).segment(&short, &info(&[]), "en").expect("a message");
    let messages: Vec<&str> = segmented.messages().map(|message| message.text.as_str()).collect();
    assert_eq!(messages, ["Vote for us"]);
}

#[test]
fn no_word_is_lost() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/documents/2019-igf-sssr.txt"))
        .expect("corpus");
    let segmented = run(&text, &["About the Theme"], Unit::Auto);
    let words = |text: &str| text.split_whitespace().filter(|w| *w != "-").map(str::to_string).collect::<Vec<_>>();
    let mut kept: Vec<String> = segmented.segments.iter().flat_map(|s| words(&s.text)).collect();
    let mut source = words(&text);
    kept.sort();
    source.sort();
    assert_eq!(kept, source);
}

#[test]
fn the_shipped_corpus_has_its_messages() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/documents.csv"));
    let project = Config {
        corpus: crate::config::CorpusConfig { files: crate::config::CorpusFiles::Manifest(root), ..Default::default() },
        ..Default::default()
    };
    let corpus = corpus::Corpus::open(&project, &crate::watch::Unwatched).expect("the manifest is valid");
    for info in &corpus.documents {
        let document = corpus::read(&info).expect("the document can be read");
        let segmented = segmenter(Unit::Auto).segment(&document, &info, "en").expect("messages");
        let expected = info.variable("messages_expected").expect("the manifest says how many");
        assert_eq!(segmented.messages().count().to_string(), expected, "{}", info.id);
    }
}
