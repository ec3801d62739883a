//! Rules for headings and for notes about the document, by their words.

use super::layout::words_of;
use super::marker::last_sign;
use crate::language::is_unspaced;

/// Words that open a lead-in such as "These are the points raised:".
const LEAD_INS: [&str; 20] = [
    "this",
    "these",
    "those",
    "the following",
    "following",
    "we",
    "they",
    "it",
    "as",
    "in",
    "during",
    "here",
    "below",
    "there",
    "for",
    "among",
    "according",
    "based",
    "given",
    "with",
];

/// True for a line that introduces what follows and is no heading.
pub(crate) fn is_lead_in(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.ends_with(':')
        && LEAD_INS.iter().any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', ','])))
}

/// Longest heading that ends in a colon, in words; titles in capital letters may be longer.
const COLON_WORDS: usize = 6;
/// A word of so many letters has a capital in a title.
const TITLE_LETTERS: usize = 4;
/// Words of sentences, which headings seldom hold unless they ask.
const SENTENCE_WORDS: [&str; 45] = [
    "i", "you", "he", "she", "we", "they", "me", "him", "us", "them", "am", "is", "are", "was", "were", "be", "been",
    "has", "have", "had", "do", "does", "did", "will", "would", "shall", "should", "can", "could", "may", "might",
    "must", "let", "say", "says", "said", "ask", "asks", "asked", "add", "added", "wrote", "declared", "stated",
    "means",
];
/// Words that open a heading such as "What we will do:".
const ASKING: [&str; 7] = ["what", "who", "how", "why", "where", "when", "which"];

/// True for a line that ends in a colon and is more of a sentence than of a title: it is long, or has the words of one.
fn is_open_sentence(text: &str) -> bool {
    let Some(line) = text.strip_suffix([':', '：']) else { return false };
    let words = || line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let small = |word: &str| word.starts_with(char::is_lowercase);
    let title = !words().any(|word| small(word) && word.chars().nth(TITLE_LETTERS - 1).is_some());
    let long = line.split_whitespace().nth(COLON_WORDS).is_some();
    let asks = words().next().is_some_and(|first| ASKING.contains(&first.to_lowercase().as_str()));
    (long && !title) || (!asks && words().any(|word| small(word) && SENTENCE_WORDS.contains(&word)))
}

/// Longest heading, in words.
const HEADING_WORDS: usize = 25;
/// Longest heading that is a question or a call, in words.
const QUESTION_WORDS: usize = 20;
/// A text with more words than any heading, which no further word makes one.
pub(crate) fn is_too_long(text: &str) -> bool {
    has_more_words(text, HEADING_WORDS)
}

/// Longest text of which all words are counted, in bytes.
const SHORT: usize = 512;

/// Whether a text has more words than this, between white space.
fn has_more_words(text: &str, most: usize) -> bool {
    // A word and what parts it from the next take two bytes at least.
    if text.len() <= 2 * most {
        return false;
    }
    if text.len() <= SHORT { words_of(text) > most } else { text.split_whitespace().nth(most).is_some() }
}

/// Letters that count as a word where words have no spaces between them.
const LETTERS_PER_WORD: usize = 2;
/// Signs that end a question or a call.
pub const CALLS: [char; 5] = ['?', '!', '？', '！', '؟'];

/// True for a line that can be a heading: short, not a sentence, and no lead-in.
pub(crate) fn is_heading(text: &str) -> bool {
    let text = text.trim();
    let limit = if text.ends_with(CALLS) { QUESTION_WORDS } else { HEADING_WORDS };
    let opens = text.trim_start_matches(['“', '‘', '"', '\'', '(']).chars().next().is_some_and(|c| !c.is_lowercase());
    let sentence = last_sign(text)
        .ends_with(['.', ',', ';', '。', '，', '、', '；', '．', '｡', '؛', '۔', '।', '។', '៕', '။'])
        || text.ends_with(',');
    let signs = || !text.contains(char::is_alphanumeric);
    let most = limit * LETTERS_PER_WORD;
    let long = || text.chars().filter(|c| is_unspaced(*c)).take(most + 1).count() > most;
    opens
        && !sentence
        && !has_more_words(text, limit)
        && !is_lead_in(text)
        && !is_open_sentence(text)
        && !signs()
        && !long()
}

/// Letters that a heading in capitals has at least: fewer may be an abbreviation at the end of a wrapped line.
const CAPITALS: usize = 4;

/// True for a line in capitals.
pub(crate) fn is_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        letters += usize::from(c.is_uppercase());
    }
    letters >= CAPITALS
}

/// True for a heading whose number has several levels: `1.2 Title`, `3.1.4 Title`.
pub(crate) fn is_numbered(text: &str) -> bool {
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let levels = text[..digits].trim_end_matches('.');
    let number = |level: &str| !level.is_empty() && level.len() <= 3;
    let title = text[digits..].trim_start();
    levels.contains('.')
        && levels.split('.').all(number)
        && text[digits..].starts_with(char::is_whitespace)
        && title.starts_with(char::is_uppercase)
        && is_heading(title)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// True for notes about the document itself: its version, its date, a remark that opens with "Note:".
pub(crate) fn is_boilerplate(text: &str) -> bool {
    let text_length = text.len();
    let text = text.trim_start_matches('(');
    let behind = |start: &str| {
        text.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start)).map(|_| &text[start.len()..])
    };
    if behind("note:").or_else(|| behind("disclaimer:")).is_some() {
        return true;
    }
    if behind("version").is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
        return true;
    }
    // A date.
    text_length < 80 && {
        let lower = text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        words.peek().is_some()
            && words.all(|word| MONTHS.contains(&word) || word == "and" || word.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// A heading as a name: without Markdown marks, number and final colon.
pub(crate) fn heading_name(text: &str) -> &str {
    let text = text.trim().trim_start_matches('#').trim();
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let numbered = digits > 0 && text[digits..].starts_with([' ', ')']) && text[..digits].contains('.');
    let name = if numbered { text[digits..].trim_start_matches([')', ' ']) } else { text };
    name.trim_end_matches(':').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_sentences() {
        assert!(is_heading("Security of the Infrastructure"));
        assert!(is_heading("Messages to governments:"));
        assert!(!is_heading("This theme covers:"));
        assert!(!is_heading("The following are points raised."));
        assert!(!is_heading("behavior and to make progress"));
        assert!(!is_heading(""));
        assert!(!is_heading("The minister said: “We need trust.”"));
        assert!(!is_heading("We need trust.[1]"));
        for sentence in [
            "Let this message be heard by strong and weak alike:",
            "The minister said:",
            "My answer is:",
            "Three steps towards a fair and open society:",
            "Drei Schritte auf dem Weg zu einer offenen Gesellschaft:",
        ] {
            assert!(!is_heading(sentence), "{sentence}");
        }
        for title in ["Background:", "What we will do:", "Fellow Citizens of the Senate and House of Representatives:"]
        {
            assert!(is_heading(title), "{title}");
        }
        assert!(is_heading("网络安全") && is_heading("สิทธิเด็กบนอินเทอร์เน็ต"));
        assert!(!is_heading("儿童在网络上有权利。") && !is_heading(&"สิทธิเด็ก".repeat(8)));
        assert_eq!(heading_name("2. Summary of Issues:"), "Summary of Issues");
        assert_eq!(heading_name("2019 in review"), "2019 in review");
    }
}
