//! Text -> sentences: the boundaries of UAX #29, without those after abbreviations.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::abbreviations::Abbreviations;

/// Characters without a letter after which a new stretch begins. UAX #29 looks ahead for a letter from every character
/// behind a full stop, so a long row of blanks or brackets would take time with the square of its length.
const STRETCH: usize = 200;

/// The sentences of a text as byte ranges without white space around them. Together they hold all of it.
pub fn sentences(text: &str, abbreviations: &Abbreviations) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for stretch in stretches(text) {
        let mut start = stretch.start;
        for part in text[stretch.clone()].split_sentence_bounds() {
            let (from, to) = (start, start + part.len());
            start = to;
            let trimmed = part.trim();
            if trimmed.is_empty() {
                continue;
            }
            let begin = from + (part.len() - part.trim_start().len());
            let end = begin + trimmed.len();
            match out.last_mut() {
                Some(last) if goes_on || joined(&text[last.clone()], trimmed, abbreviations) => last.end = end,
                _ => out.push(begin..end),
            }
            goes_on = false;
        }
        // A stretch ends within a sentence.
        goes_on = !out.is_empty();
    }
    out
}

/// True where what UAX #29 splits is one sentence: after an abbreviation, and where the part holds no letter or digit.
fn joined(before: &str, part: &str, abbreviations: &Abbreviations) -> bool {
    if !part.contains(char::is_alphanumeric) {
        return true;
    }
    let Some(word) = last_word(before).filter(|word| word.ends_with('.')) else { return false };
    let next = part.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').find(|word| !word.is_empty());
    abbreviations.join(word, next.unwrap_or(""))
}

/// Longest word that may be an abbreviation, in bytes.
const LONGEST: usize = 40;

/// The word at the end of a text; `None` where it is too long to be an abbreviation.
fn last_word(text: &str) -> Option<&str> {
    let from = text.len().saturating_sub(LONGEST);
    let space = text.as_bytes()[from..].iter().rposition(|b| b.is_ascii_whitespace());
    match space {
        Some(space) => Some(&text[from + space + 1..]),
        None if from == 0 => Some(text),
        None => None,
    }
}

/// The text in stretches that end after [`STRETCH`] characters without a letter.
fn stretches(text: &str) -> Vec<Range<usize>> {
    let (mut out, mut start, mut run) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        run = if c.is_alphabetic() { 0 } else { run + 1 };
        if run == STRETCH {
            let end = at + c.len_utf8();
            out.push(start..end);
            (start, run) = (end, 0);
        }
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, expected: &[&str]) {
        let abbreviations = Abbreviations::of(language).expect("a list");
        let text = expected.join(" ");
        let found: Vec<&str> = sentences(&text, &abbreviations).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn english() {
        check("en", &["Mr. Smith met Dr. J. K. Jones.", "They spoke."]);
        check("en", &["MR. SMITH met DR. JONES of the EU.", "THEY SPOKE."]);
        check("en", &["See No. 5 and Art. IV, pp. 3-4, vol. 2.", "The answer is no.", "We left."]);
        check("en", &["Some, e.g. Germany, i.e. Berlin, agreed.", "Cf. Annex B."]);
        check("en", &["The U.S. Government and the U.K. Parliament met in the U.S.", "The talks went on."]);
        check("en", &["Norms, laws, etc. were named.", "Norms, laws, etc.", "They matter."]);
        check("en", &["Is it so?", "It is!", "“Good.”", "She left!", "It costs 3.5 euros."]);
        check("en", &["In Jan. 2020 it began.", "It ended in Jan.", "Nothing came."]);
    }

    #[test]
    fn german() {
        check("de", &["Am 3. Oktober traf Dr. Müller die Minister.", "Sie sprachen."]);
        check("de", &["Viele Länder, z. B. Deutschland bzw. Österreich, d. h. Nachbarn, nahmen teil.", "Wir auch."]);
        check("de", &["Siehe Nr. 5 und Abs. 2, S. 12.", "Das sind Normen, Gesetze usw.", "Das ist alles."]);
    }

    #[test]
    fn french() {
        check("fr", &["M. Dupont et Mme Martin ont parlé.", "Ils sont partis."]);
        check("fr", &["Voir art. 5, p. 12, vol. 2, cf. Annexe B.", "Les normes, etc.", "Nous verrons."]);
    }

    #[test]
    fn spanish() {
        check("es", &["El Sr. García y la Dra. López hablaron.", "Después se fueron."]);
        check("es", &["Véase el art. 5, pág. 12, núm. 3.", "En EE. UU. Nueva York creció.", "Es así."]);
    }

    #[test]
    fn a_language_without_a_list_has_initials() {
        check("xx", &["J. Smith spoke.", "Nothing more."]);
    }

    #[test]
    fn long_rows_of_signs_are_no_trap() {
        let list = Abbreviations::of("en").expect("a list");
        for sign in [" ", ")", "\u{301}", ".", ". ", "a. ", "\u{85}", "1. ", "?)", "”"] {
            let text = format!("An end.{}The next one.", sign.repeat(1_000_000 / sign.len()));
            let started = std::time::Instant::now();
            let found = sentences(&text, &list);
            assert!(started.elapsed().as_secs() < 20, "{sign:?}");
            let length: usize = found.iter().map(Range::len).sum();
            let kept = text.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>();
            assert!(length >= kept, "{sign:?}: {length} of {kept}");
        }
    }
}
