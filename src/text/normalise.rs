//! What a type becomes: NFC, straight apostrophes, no possessive, lower case.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// NFC with straight apostrophes, plain hyphens and without a possessive `'s`; the case is kept.
pub fn normalise(surface: &str) -> Cow<'_, str> {
    let mut text = if surface.is_ascii() {
        Cow::Borrowed(surface)
    } else {
        let straight =
            surface.replace(['’', '‘', 'ʼ', '＇'], "'").replace(['\u{2010}', '\u{2011}'], "-").replace('\u{AD}', "");
        Cow::Owned(match is_nfc_quick(straight.chars()) {
            IsNormalized::Yes => straight,
            _ => straight.nfc().collect(),
        })
    };
    // Repeatedly, so that normalising twice changes nothing more.
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

/// Lower case of a normalised form, in NFC.
pub fn fold(normalised: &str) -> String {
    if normalised.is_ascii() {
        return normalised.to_ascii_lowercase();
    }
    normalised.to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_and_composition_do_not_matter() {
        assert_eq!(normalise("children’s"), "children");
        assert_eq!(normalise("children's"), "children");
        assert_eq!(normalise("don’t"), normalise("don't"));
        assert_eq!(normalise("cafe\u{301}"), "café");
        assert_eq!(normalise("'s"), "'s");
        assert_eq!(normalise("x's's"), "x");
        assert_eq!(fold(&normalise("NGO’s")), "ngo");
        assert_eq!(fold("ÉTÉ"), "été");
    }
}
