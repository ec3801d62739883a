//! Stemmers: rust-stemmers by default, frostem as the second, behind a type that cannot take the program down.
//!
//! rust-stemmers 1.2 is no longer maintained. It panics on some Greek words, and its English stemmer merges pairs
//! such as organization/organ, international/internal and university/universal. The table `term_forms` shows what
//! a stemmer merged, and codebook patterns match surface forms unless they say `stem:`.

use rust_stemmers::Algorithm;

use crate::config::StemmerChoice;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::guard::guarded;
use crate::language;

/// A stemmer for one language. Takes folded words.
pub struct Stemmer(Engine);

enum Engine {
    None,
    Snowball(rust_stemmers::Stemmer),
    Frostem(frostem::Stemmer),
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Engine::None => "Stemmer(none)",
            Engine::Snowball(_) => "Stemmer(snowball)",
            Engine::Frostem(_) => "Stemmer(frostem)",
        })
    }
}

/// Languages of rust-stemmers by ISO 639-1 code.
const SNOWBALL: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// Languages whose words have no endings to take off, or are written without spaces: they need no stemmer.
const UNINFLECTED: [&str; 7] = ["zh", "ja", "th", "km", "lo", "my", "vi"];

impl Stemmer {
    /// The stemmer for a language, given as an ISO 639-1 code. Chinese, Japanese, Thai, Khmer, Lao, Burmese and Vietnamese
    /// have none by nature: their words stay as they are.
    ///
    /// # Errors
    /// When the chosen crate has no stemmer for the language.
    pub fn new(choice: StemmerChoice, language: &str) -> Result<Self> {
        let code = language::code(language);
        Self::find(choice, &code).ok_or_else(|| unknown(&code, choice))
    }

    /// The stemmer for a document's own language, given by its code: that of the chosen crate, else that of frostem.
    /// `None` where both have none.
    pub fn nearest(choice: StemmerChoice, code: &str) -> Option<Self> {
        Self::find(choice, code).or_else(|| Self::find(StemmerChoice::Frostem, code))
    }

    fn find(choice: StemmerChoice, code: &str) -> Option<Self> {
        let engine = match choice {
            _ if UNINFLECTED.contains(&code) => Engine::None,
            StemmerChoice::None => Engine::None,
            StemmerChoice::Snowball => {
                let (_, algorithm) = SNOWBALL.iter().find(|(name, _)| *name == code)?;
                Engine::Snowball(rust_stemmers::Stemmer::create(*algorithm))
            }
            StemmerChoice::Frostem => Engine::Frostem(frostem::Stemmer::try_from_name(code).ok()?),
        };
        Some(Self(engine))
    }

    /// The stemmer that leaves every word as it is.
    pub fn none() -> Self {
        Self(Engine::None)
    }

    /// The stem of a folded word; the word itself where the stemmer fails or leaves nothing.
    pub fn stem(&self, word: &str) -> String {
        let stem = match &self.0 {
            Engine::None => return word.to_string(),
            Engine::Frostem(stemmer) => guarded(|| stemmer.stem(word).to_string()),
            Engine::Snowball(stemmer) => guarded(|| stemmer.stem(word).into_owned()),
        };
        stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| word.to_string())
    }
}

fn unknown(code: &str, choice: StemmerChoice) -> Error {
    let engine = if choice == StemmerChoice::Snowball { "snowball" } else { "frostem" };
    let error = Error::new(ErrorKind::Project, format!("the stemmer \"{engine}\" knows no language \"{code}\""));
    let codes = SNOWBALL.iter().map(|(name, _)| *name);
    match nearest(code, codes) {
        _ if frostem::Algorithm::from_name(code).is_ok() => error.hint("set `stemmer` in [text] to \"frostem\""),
        Some(near) if choice == StemmerChoice::Snowball => {
            error.hint(format!("did you mean \"{near}\"? Set `language` or `stemmer = \"none\"` in [text]"))
        }
        _ => error.hint("set `stemmer` in [text] to \"none\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn english_words_are_stemmed() {
        for choice in [StemmerChoice::Snowball, StemmerChoice::Frostem] {
            let stemmer = Stemmer::new(choice, "en").expect("English");
            assert_eq!(stemmer.stem("regulations"), "regul");
        }
        assert_eq!(Stemmer::new(StemmerChoice::None, "en").expect("none").stem("regulations"), "regulations");
    }

    #[test]
    fn every_language_of_snowball_has_a_stemmer() {
        let stem = |code: &str, word: &str| Stemmer::nearest(StemmerChoice::Snowball, code).expect(code).stem(word);
        // rust-stemmers has German, Russian and Arabic; frostem alone has Polish, Ukrainian and Hindi.
        let words = [
            ("de", "kinder", "kind"),
            ("ru", "правами", "прав"),
            ("ar", "الأطفال", "اطفال"),
            ("pl", "prawami", "praw"),
            ("uk", "правами", "прав"),
            ("zh", "权利", "权利"),
        ];
        for (code, word, expected) in words {
            assert_eq!(stem(code, word), expected, "{code}");
        }
        let codes: Vec<&str> = language::codes()
            .filter(|code| Stemmer::find(StemmerChoice::Frostem, code).is_some_and(|s| !matches!(s.0, Engine::None)))
            .collect();
        // frostem has 39 stemmers; three are further ones for English and one for Dutch.
        assert!(codes.len() == 35 && SNOWBALL.iter().all(|(code, _)| codes.contains(code)), "{codes:?}");
        assert!(Stemmer::nearest(StemmerChoice::Snowball, "ka").is_none());
    }

    #[test]
    fn an_unknown_language_is_an_error() {
        let hint = |language: &str| Stemmer::new(StemmerChoice::Snowball, language).expect_err("unknown").to_string();
        assert!(hint("pl").ends_with("set `stemmer` in [text] to \"frostem\""), "{}", hint("pl"));
        assert!(hint("xxx").ends_with("set `stemmer` in [text] to \"none\""), "{}", hint("xxx"));
        assert!(Stemmer::new(StemmerChoice::Snowball, "th").is_ok());
        assert!(Stemmer::new(StemmerChoice::Snowball, "xx").is_err());
        assert!(Stemmer::new(StemmerChoice::Frostem, "xx").is_err());
    }

    proptest! {
        #[test]
        fn no_word_takes_a_stemmer_down(word in "[α-ωάέήίόύώϊϋΐΰς]{0,12}", any in "\\PC{0,12}") {
            for (code, _) in SNOWBALL {
                let stemmer = Stemmer::new(StemmerChoice::Snowball, code).expect("listed");
                let greek = stemmer.stem(&word);
                prop_assert_eq!(greek.is_empty(), word.is_empty());
                let _ = stemmer.stem(&any);
            }
        }
    }
}
