//! What a type becomes: its characters as words see them, composed (NFC), without pointing and possessive; then its lower case.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::signs::{is_pointing, seen};

/// How capital letters become small ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Case {
    /// As in most languages.
    #[default]
    Common,
    /// As in Turkish and Azerbaijani: `I` is `ı`, `İ` is `i`.
    Turkic,
}

impl Case {
    /// That of a language, given by its code.
    pub fn of(code: &str) -> Self {
        if matches!(code, "tr" | "az") { Self::Turkic } else { Self::Common }
    }
}

/// The ordinary form of a word, by the lists of the module `signs`, in NFC and without a possessive `'s`; the case is kept.
pub fn normalise(surface: &str) -> Cow<'_, str> {
    let mut text = if surface.is_ascii() {
        Cow::Borrowed(surface)
    } else {
        // What is composed or taken out may be composed anew, so that normalising twice changes nothing more.
        let mut text = ordinary(surface);
        for _ in 0..4 {
            let again = ordinary(&text);
            if again == text {
                break;
            }
            text = again;
        }
        Cow::Owned(text)
    };
    while let Some(length) =
        text.strip_suffix("'s").or_else(|| text.strip_suffix("'S")).map(str::len).filter(|n| *n > 0)
    {
        match &mut text {
            Cow::Borrowed(text) => *text = &text[..length],
            Cow::Owned(text) => text.truncate(length),
        }
    }
    text
}

fn ordinary(surface: &str) -> String {
    let characters = || seen(surface).into_iter().map(|seen| seen.c);
    let composed: String = match is_nfc_quick(characters()) {
        IsNormalized::Yes => characters().collect(),
        _ => characters().nfc().collect(),
    };
    if !composed.contains(is_pointing) {
        return composed;
    }
    let bare: String = composed.chars().filter(|c| !is_pointing(*c)).collect();
    // Marks alone stay, as no word is empty.
    if bare.is_empty() { composed } else { bare }
}

/// Lower case of a normalised form, in NFC: full case folding, but for the Greek sigma at the end of a word, which stays.
pub fn fold(normalised: &str, case: Case) -> String {
    if normalised.is_ascii() && case == Case::Common {
        return normalised.to_ascii_lowercase();
    }
    let dotted = match case {
        Case::Common => normalised.replace('\u{130}', "i"),
        Case::Turkic => normalised.replace('I', "ı").replace('\u{130}', "i"),
    };
    let small = dotted.to_lowercase();
    let small = if small.contains(['ß', 'և']) { small.replace('ß', "ss").replace('և', "եւ") } else { small };
    small.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(word: &str) -> String {
        fold(&normalise(word), Case::Common)
    }

    #[test]
    fn apostrophes_and_composition_do_not_matter() {
        assert_eq!(normalise("children’s"), "children");
        assert_eq!(normalise("children's"), "children");
        assert_eq!(normalise("don’t"), normalise("don't"));
        assert_eq!(normalise("cafe\u{301}"), "café");
        assert_eq!(normalise("'s"), "'s");
        assert_eq!(normalise("x's's"), "x");
        assert_eq!(folded("NGO’s"), "ngo");
        assert_eq!(folded("ÉTÉ"), "été");
    }

    #[test]
    fn other_forms_of_letters_do_not_matter() {
        for (word, plain) in [
            ("oﬃce", "office"),
            ("ﬁnance", "finance"),
            ("Ｐｒｉｖａｃｙ", "privacy"),
            ("２０２０", "2020"),
            ("𝐭𝐫𝐮𝐬𝐭", "trust"),
            ("1ˢᵗ", "1st"),
            ("CO₂", "co2"),
            ("km²", "km2"),
            ("rights²", "rights²"),
            ("ｶﾞﾊﾞﾅﾝｽ", "ガバナンス"),
            ("coŀlegi", "col·legi"),
            ("ſo", "so"),
            ("ﻻ", "لا"),
            ("①", "①"),
            ("½", "½"),
        ] {
            assert_eq!(folded(word), plain, "{word}");
        }
    }

    #[test]
    fn invisible_signs_do_not_matter_but_joiners_where_they_shape_words() {
        for sign in "\u{AD}\u{34F}\u{61C}\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{202A}\u{202E}\u{2060}\u{2064}\u{2066}\u{2069}\u{FE0F}\u{FEFF}\u{E0100}"
            .chars()
        {
            assert_eq!(folded(&format!("pri{sign}vacy")), "privacy", "{sign:?}");
        }
        assert_eq!(folded("می\u{200C}خواهم"), "می\u{200C}خواهم");
        assert_eq!(folded("क्\u{200D}ष"), "क्\u{200D}ष");
    }

    #[test]
    fn case_is_that_of_the_language() {
        assert_eq!(fold("IRAK", Case::Turkic), "ırak");
        assert_eq!(fold("İNSAN", Case::Turkic), "insan");
        assert_eq!(fold(&normalise("I\u{307}nsan"), Case::Turkic), "insan");
        assert_eq!(folded("İstanbul"), "istanbul");
        assert_eq!(folded("STRASSE"), folded("Straße"));
        assert_eq!(folded("GROẞ"), "gross");
        assert_eq!(folded("ΛΟΓΟΣ"), "λογος");
    }

    #[test]
    fn vowel_signs_and_points_do_not_matter() {
        assert_eq!(folded("حُقُوقٌ"), "حقوق");
        assert_eq!(folded("حـــق"), "حق");
        assert_eq!(folded("זְכֻיּוֹת"), "זכיות");
        assert_eq!(folded("ا\u{653}"), "آ");
        assert_eq!(folded("\u{640}"), "\u{640}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn normalising_twice_changes_nothing(word in "(\\PC|[\u{5b0}-\u{5c7}א-ת\u{640}-\u{655}ﬀ-ﬆ’ʼ'sS\u{ad}\u{200c}m²₂ｶ-ﾟ]){0,12}") {
            let once = normalise(&word).into_owned();
            prop_assert_eq!(normalise(&once), once.as_str());
            for case in [Case::Common, Case::Turkic] {
                let small = fold(&once, case);
                prop_assert_eq!(fold(&small, case), small.as_str());
            }
        }
    }
}
