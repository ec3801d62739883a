//! What UAX #29 takes for one word and is several: an elided word before another, and words without a blank between a full
//! stop or colon and the next; and signs at the edge of a word that are no part of it.

use unicode_normalization::char::decompose_canonical;

use super::signs::is_letter_or_digit;

/// Words that lose their last vowel before another, without the apostrophe: those of French, Italian, Catalan and Occitan.
/// They are parted in texts of any language, as names and phrases of these stand everywhere.
pub const ELIDED: [&str; 54] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "ç", "v", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "un", "dell", "all",
    "nell", "sull", "dall", "coll", "quell", "quest", "bell", "sant", "gl", "degl", "agl", "negl", "sugl", "dagl",
    "quegl", "begl", "alcun", "nessun", "ciascun", "qualcun", "com", "cos", "dov", "ov", "anch", "neanch", "tutt",
    "mezz", "senz", "quant", "tant", "nient", "pover", "buon", "vent", "trent",
];

/// What looks like an elision and is none, in English.
pub const WHOLE: [&str; 3] = ["d'you", "d'ye", "d'oh"];

/// Last labels by which a word is known as the name of a site.
pub const DOMAINS: [&str; 10] = ["com", "org", "net", "int", "gov", "edu", "io", "eu", "info", "uk"];

/// Calls `push` with the start and end of each piece of a word of UAX #29. The apostrophe belongs to the elided word.
pub fn pieces(word: &str, mut push: impl FnMut(usize, usize)) {
    let mut start = 0;
    for (at, sign) in word.match_indices(|c| is_apostrophe(c) || is_stop(c)) {
        let (head, behind) = (trimmed(word, start, at), &word[at + sign.len()..]);
        if head.0 >= head.1 {
            continue;
        }
        let text = &word[head.0..head.1];
        if sign.starts_with(is_apostrophe) {
            if elides(text, behind) {
                push(head.0, at + sign.len());
                start = at + sign.len();
            }
        } else if ends_sentence(text, behind) {
            push(head.0, head.1);
            start = at + sign.len();
        }
    }
    let (from, to) = trimmed(word, start, word.len());
    if word[from..to].contains(is_letter_or_digit) {
        push(from, to);
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '＇')
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ':' | '．' | '：')
}

/// A part of a word without the signs at its edges that only join words: `_` and its kin.
fn trimmed(word: &str, start: usize, end: usize) -> (usize, usize) {
    let joins = |c: char| matches!(c, '_' | '‿' | '⁀' | '⁔' | '︳' | '︴' | '﹍'..='﹏' | '＿');
    let part = &word[start..end];
    let from = start + part.len() - part.trim_start_matches(joins).len();
    (from, (start + part.trim_end_matches(joins).len()).max(from))
}

/// Whether a word is elided before what stands behind the apostrophe: a vowel or a silent h.
fn elides(head: &str, behind: &str) -> bool {
    let Some(first) = behind.chars().next().and_then(|c| c.to_lowercase().next()) else { return false };
    let mut base = first;
    let mut seen = false;
    decompose_canonical(first, |c| {
        base = if seen { base } else { c };
        seen = true;
    });
    if !matches!(base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'œ' | 'æ') {
        return false;
    }
    let head = head.to_lowercase();
    // In Breton `c'h` is a letter.
    ELIDED.contains(&head.as_str()) && !(base == 'h' && head == "c") && {
        let rest: String = behind.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        !WHOLE.contains(&format!("{head}'{rest}").as_str())
    }
}

/// Whether a full stop or colon between a small and a capital letter ends a sentence: it does not in an abbreviation (`z.B`,
/// `Ph.D`) or in the name of a site (`UN.org`, `Europa.EU`).
fn ends_sentence(head: &str, behind: &str) -> bool {
    let before = head.chars().next_back().is_some_and(char::is_lowercase);
    if !before || !behind.starts_with(char::is_uppercase) {
        return false;
    }
    let label = head.rsplit(['.', ':', '\'', '’']).next().unwrap_or(head);
    let next = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(behind);
    let short = label.chars().nth(1).is_none() || label.eq_ignore_ascii_case("ph") || head.eq_ignore_ascii_case("www");
    // `Net` and `Info` begin sentences as well.
    let site = is_domain_label(&next.to_lowercase()) && !matches!(next, "Net" | "Info");
    !short && !site
}

/// True for a last label by which a word is known as the name of a site, in small letters.
pub(crate) fn is_domain_label(label: &str) -> bool {
    DOMAINS.contains(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(word: &str) -> Vec<&str> {
        let mut out = Vec::new();
        pieces(word, |from, to| out.push(&word[from..to]));
        out
    }

    #[test]
    fn elided_words_are_words() {
        for (word, expected) in [
            ("l'internet", "l' internet"),
            ("L’Éducation", "L’ Éducation"),
            ("d'aujourd'hui", "d' aujourd'hui"),
            ("qu'il", "qu' il"),
            ("jusqu'alors", "jusqu' alors"),
            ("lorsqu'une", "lorsqu' une"),
            ("l'homme", "l' homme"),
            ("s'y", "s' y"),
            ("dell'informazione", "dell' informazione"),
            ("un'altra", "un' altra"),
            ("SULL'EUROPA", "SULL' EUROPA"),
            ("l'œuvre", "l' œuvre"),
            ("d'e\u{301}tat", "d' e\u{301}tat"),
        ] {
            assert_eq!(split(word), expected.split(' ').collect::<Vec<_>>(), "{word}");
        }
        for word in [
            "don't",
            "o'clock",
            "O'Brien",
            "D'Souza",
            "aujourd'hui",
            "presqu'île",
            "prud'homme",
            "quelqu'un",
            "rock'n'roll",
            "UN's",
            "all's",
            "d'you",
            "D’you",
            "ma'am",
            "Türkiye'nin",
            "c'hoari",
            "o'zbek",
            "it's",
            "l'll",
        ] {
            assert_eq!(split(word), [word], "{word}");
        }
    }

    #[test]
    fn sentences_without_a_blank_are_parted() {
        for (word, expected) in [
            ("privacy.The", "privacy The"),
            ("rights:The", "rights The"),
            ("rights.In", "rights In"),
            ("droits.Été", "droits Été"),
            ("a.b.rights.It", "a.b.rights It"),
            ("права.Мы", "права Мы"),
            ("neutrality.Net", "neutrality Net"),
        ] {
            assert_eq!(split(word), expected.split(' ').collect::<Vec<_>>(), "{word}");
        }
        for word in [
            "U.S",
            "e.g",
            "Node.js",
            "gov.uk",
            "z.B",
            "e.V",
            "Ph.D",
            "UN.org",
            "Europa.EU",
            "example.Com",
            "ASP.NET",
            "EU:n",
            "3.14",
        ] {
            assert_eq!(split(word), [word], "{word}");
        }
    }

    #[test]
    fn signs_at_the_edge_of_a_word_are_no_part_of_it() {
        assert_eq!(split("_privacy_"), ["privacy"]);
        assert_eq!(split("__init__"), ["init"]);
        assert_eq!(split("x_1"), ["x_1"]);
        assert_eq!(split("_l'internet_"), ["l'", "internet"]);
        assert_eq!(split("＿x"), ["x"]);
    }
}
