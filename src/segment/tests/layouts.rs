//! Paragraphs that no blank lines part.

use super::layout::Layout;
use super::*;
use crate::corpus::Block;

fn layout(text: &str) -> Layout {
    Layout::of(&corpus::lines(text).map(|line| line.text).collect::<Vec<_>>())
}

/// Paragraphs broken at a width, one below the other.
fn wrapped(paragraphs: &[&str], width: usize) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let mut column = 0;
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out
}

const PARAGRAPHS: [&str; 3] = [
    "The world is evolving in a direction that is favourable to the peoples of all regions, and we have seen it in the years \
     that lie behind us. Nobody can say otherwise.",
    "Numerous facts clearly testify to a growth in the tendencies that we spoke of at length a year ago, when the two trends \
     in the world had not yet acquired their present character.",
    "Our aim is peace. It is not to be had for nothing, and those who say that it is do not know the price that has been paid \
     for it.",
];

#[test]
fn each_line_may_be_a_paragraph() {
    let text = "We met in the spring.\nMuch has been done since then.\nMore is to come.\n";
    assert_eq!(layout(text), Layout::Lines);
    let segmented = run(text, &[], Unit::Auto);
    let found: Vec<(u64, &str, Rule)> =
        segmented.messages().map(|message| (message.line, message.text.as_str(), message.lines[0].rule)).collect();
    assert_eq!(
        found,
        [
            (1, "We met in the spring.", Rule::Paragraph),
            (2, "Much has been done since then.", Rule::OwnLine),
            (3, "More is to come.", Rule::OwnLine),
        ]
    );
}

#[test]
fn long_lines_are_paragraphs_with_headings_and_bullets_between() {
    let long = "We say what is to be said of it, and go on. ".repeat(8);
    let long = long.trim();
    let text = format!(
        "The way forward\n{long}\nMr. President,\n{long}\n- the first point,\n- the second\npoint of it.\n{long}\nI thank you\n"
    );
    let segmented = run(&text, &[], Unit::Auto);
    let found: Vec<String> = segmented.messages().map(|message| message.text.clone()).collect();
    let greeted = format!("Mr. President, {long}");
    assert_eq!(found, [long, &greeted, "the first point,", "the second point of it.", long, "I thank you"]);
    assert_eq!(segmented.sections, ["The way forward"]);
    // Blank lines elsewhere do not matter.
    assert_eq!(messages(&format!("{long}\n{long}\n\n{long}\n{long}\n")), [long; 4]);
}

#[test]
fn lines_of_one_paragraph_stay_together() {
    for text in [
        // Verses, an address, the lines of a table.
        "Tell me, Muse,\nof the man of many ways\nwho wandered far\nand long.\n",
        "The Secretariat\nOne Main Street\nGeneva 20\n",
        // A sentence on each line, and blank lines between paragraphs.
        "One is so.\nTwo is so.\nThree is so.\n\nFour is so.\nFive is so.\nSix is so.\n",
        "One is so.\nTwo is so.\n",
    ] {
        assert_eq!(layout(text), Layout::Blank, "{text}");
    }
}

#[test]
fn a_line_that_ends_early_ends_a_wrapped_paragraph() {
    for width in [42, 54, 72, 78] {
        let text = wrapped(&PARAGRAPHS, width);
        assert!(matches!(layout(&text), Layout::Wrapped(_)), "{width}: {text}");
        assert_eq!(messages(&text), PARAGRAPHS, "{width}");
    }
    let segmented = run(&wrapped(&PARAGRAPHS, 54), &[], Unit::Auto);
    let rules: Vec<Rule> = segmented.messages().map(|message| message.lines[0].rule).collect();
    assert_eq!(rules, [Rule::Paragraph, Rule::EarlyEnd, Rule::EarlyEnd]);
    // A title, a heading, and a page number amid a sentence.
    let text = wrapped(&[PARAGRAPHS[0], "The Way Forward", PARAGRAPHS[1]], 54).replacen("\nseen", "\n\n12\n\nseen", 1);
    let segmented = run(&format!("A Title\n\n{text}"), &[], Unit::Auto);
    assert_eq!(segmented.sections, ["A Title", "The Way Forward"]);
    assert_eq!(segmented.messages().map(|m| m.text.as_str()).collect::<Vec<_>>(), PARAGRAPHS[..2]);
}

#[test]
fn blank_lines_part_wrapped_paragraphs_alone_where_they_do() {
    // The first sentence stands on a line of its own.
    let first = "Our aim is peace.\nIt is not to be had for nothing, and those who\nsay that it is do not know the price\nof it.\n";
    let text = format!("{first}\n{}\n{first}", wrapped(&PARAGRAPHS[..1], 46));
    assert_eq!(layout(&text), Layout::Blank);
    assert_eq!(messages(&text).len(), 3);
}

#[test]
fn a_cell_is_one_message_unless_its_lines_are_plainly_paragraphs() {
    let number = |text: &str, unit: Unit| {
        let block = Block { kind: BlockKind::Row, text: text.into(), line: 1 };
        let content = document(Content::Blocks(vec![block]));
        segmenter(unit).segment(&content, &info(&[]), "en").expect("messages").messages().count()
    };
    let short = "We met in the spring.\nMuch has been done.\nMore is to come.\n- a point\n- a point\n";
    assert_eq!(number(short, Unit::Auto), 1);
    let long = "We say what is to be said of it, and go on. ".repeat(8);
    let lines = format!("{long}\n{long}\n{long}");
    assert_eq!([Unit::Auto, Unit::Row, Unit::Document].map(|unit| number(&lines, unit)), [3, 1, 1]);
    assert_eq!(number(&wrapped(&PARAGRAPHS, 54), Unit::Auto), 3);
}
