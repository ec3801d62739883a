//! Bullets and paragraphs in one document: which are messages with the unit `auto`.

use super::*;

/// Words of a text.
fn words(number: usize) -> String {
    (0..number).map(|place| format!("word{place} ")).collect::<String>().trim().to_string()
}

/// A paragraph of so many words.
fn paragraph(number: usize) -> String {
    format!("The {}.\n\n", words(number - 1))
}

/// A bullet of so many words.
fn bullet(number: usize) -> String {
    format!("- The {}.\n", words(number - 1))
}

/// The unit, the number of messages, and the words outside messages.
fn found(text: &str) -> (Unit, usize, usize) {
    let segmented = run(text, &[], Unit::Auto);
    let other = segmented.segments.iter().filter(|segment| segment.ordinal.is_none());
    let lost = other.map(|segment| segment.text.split_whitespace().count()).sum();
    (segmented.choice.unit, segmented.messages().count(), lost)
}

#[test]
fn paragraphs_among_bullets_are_messages() {
    // A manifesto: each section says in a paragraph what it is about, and lists what will be done.
    let section = paragraph(40) + &bullet(20) + &bullet(20) + "\n";
    assert_eq!(found(&section.repeat(5)), (Unit::Paragraph, 15, 0));
    // Bullets hold nine tenths from the first of them to the last.
    let section = bullet(45) + &bullet(45) + "\n" + &paragraph(10);
    assert_eq!(found(&(section.repeat(5) + &bullet(45))), (Unit::Bullet, 11, 50));
    // Bullets hold four fifths.
    let section = bullet(40) + &bullet(40) + "\n" + &paragraph(20);
    assert_eq!(found(&(section.repeat(5) + &bullet(40))), (Unit::Paragraph, 16, 0));
}

#[test]
fn what_stands_around_a_list_is_no_message() {
    let list = bullet(20).repeat(10) + "\n";
    assert_eq!(found(&(paragraph(60) + &list)), (Unit::Bullet, 10, 60));
    assert_eq!(found(&(paragraph(40) + &list + &paragraph(40))), (Unit::Bullet, 10, 80));
    // It is text of its own where it holds a third.
    assert_eq!(found(&(paragraph(60) + &list + &paragraph(60))), (Unit::Paragraph, 12, 0));
}

#[test]
fn lines_that_lead_to_bullets_are_no_text_of_their_own() {
    let section = "In the course of the day the members asked for these things:\n\n".to_string() + &bullet(20) + "\n";
    assert_eq!(found(&section.repeat(4)), (Unit::Bullet, 4, 48));
    // A long one is.
    let section = format!("The {}:\n\n", words(31)) + &bullet(20) + "\n";
    assert_eq!(found(&section.repeat(4)), (Unit::Paragraph, 8, 0));
    // So is one in a document that has paragraphs among its bullets.
    let section = "We did these things:\n\n".to_string() + &bullet(20) + "\n" + &paragraph(20);
    assert_eq!(found(&section.repeat(4)), (Unit::Paragraph, 12, 0));
}

#[test]
fn notes_and_skipped_sections_do_not_decide() {
    let list = bullet(20).repeat(4) + "\n";
    let note = format!("Note: {}.\n\n", words(60));
    assert_eq!(found(&(note + &list)), (Unit::Bullet, 4, 61));
    let text = format!("Points\n\n{list}About\n\n{}", paragraph(60));
    let segmented = run(&text, &["about"], Unit::Auto);
    assert_eq!((segmented.choice.unit, segmented.messages().count()), (Unit::Bullet, 4));
}

#[test]
fn numbered_paragraphs_are_no_list() {
    let number = |place: usize, number: usize| format!("{place}. The {}.\n\n", words(number - 1));
    let text = |length: usize| paragraph(20) + &(1..=5).map(|place| number(place, length)).collect::<String>();
    assert_eq!(found(&text(60)), (Unit::Paragraph, 6, 0));
    assert_eq!(found(&text(30)), (Unit::Bullet, 5, 20));
    let reason = run(&text(60), &[], Unit::Auto).choice.reason();
    assert_eq!(reason, "the numbered points are long enough to be paragraphs, so all paragraphs are messages");
}
