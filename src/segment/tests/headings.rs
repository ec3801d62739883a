//! Every form of heading, and what looks like one.

use super::*;

/// Headings with the rules that made them.
fn headings(text: &str) -> Vec<(String, Rule)> {
    let segmented =
        segmenter(Unit::Paragraph).split(&document(Content::Lines(text.into())), &info(&[]), "en").expect("split");
    let headings = segmented.segments.into_iter().filter(|segment| segment.kind == Kind::Heading);
    headings.map(|segment| (segment.text, segment.lines[0].rule)).collect()
}

#[track_caller]
fn check(text: &str, expected: &[(&str, Rule)]) {
    let found = headings(text);
    let found: Vec<(&str, Rule)> = found.iter().map(|(text, rule)| (text.as_str(), *rule)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn markdown_and_underlines() {
    check("## One\nText of it.\n", &[("One", Rule::HeadingMark)]);
    check("One\n===\nText of it.\n", &[("One", Rule::HeadingUnderlined)]);
    check("One\n---\nText of it.\n", &[("One", Rule::HeadingUnderlined)]);
    check("One line and\nanother line.\n---\nText of it.\n", &[]);
    check("A line.\n\n---\n\nText of it.\n", &[]);
}

#[test]
fn capitals() {
    check("FINDINGS OF THE YEAR\nText of it.\n", &[("FINDINGS OF THE YEAR", Rule::HeadingCapitals)]);
    check("FINDINGS\n\nText of it.\n", &[("FINDINGS", Rule::HeadingWords)]);
    // Wrapped capitals, an abbreviation at the end of a wrapped line, a whole text in capitals.
    check("It was taken over by the\nUNHCR\nSince then it grew.\n", &[]);
    check("WE SAY THAT ALL\nIS WELL HERE.\nAnd so on it went.\n", &[]);
    check("- An item of a list.\nNEXT STEPS\nText of it.\n", &[("NEXT STEPS", Rule::HeadingCapitals)]);
}

#[test]
fn numbers() {
    check("1.2 Scope of work\nText of it.\n", &[("1.2 Scope of work", Rule::HeadingNumber)]);
    check("Text before it.\n3.1.4 Scope\nText of it.\n", &[("3.1.4 Scope", Rule::HeadingNumber)]);
    check(
        "1. Introduction\n\nText of it.\n\n2. Results\n\nText of it.\n",
        &[("1. Introduction", Rule::HeadingNumber), ("2. Results", Rule::HeadingNumber)],
    );
    check("The rate was\n3.5 Percent of it.\nMore text.\n", &[]);
    check("3.5 percent of all\nWere there.\n", &[]);
}

#[test]
fn short_titles() {
    check("Results and Outlook\n\nText of it.\n", &[("Results and Outlook", Rule::HeadingWords)]);
    check("This is a sentence.\n\nText of it.\n", &[]);
    check("The following was said:\n\nText of it.\n", &[]);
    check("***\n\nText of it.\n\n* * *\n\nMore of it.\n", &[]);
    let (title, last) = ("Word ".repeat(25), "Text of it.");
    check(&format!("{}\n\n{last}\n", title.trim()), &[(title.trim(), Rule::HeadingWords)]);
    check(&format!("{title}more\n\n{last}\n"), &[]);
}

#[test]
fn a_question_is_a_heading_only_among_bullets() {
    check("Why now?\n\nText of it.\n", &[]);
    check("Why now?\n\n- Text of it.\n", &[("Why now?", Rule::HeadingWords)]);
    check("# Why now?\n\nText of it.\n", &[("Why now?", Rule::HeadingMark)]);
}
