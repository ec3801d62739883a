//! Stemmers: rust-stemmers by default, frostem as the second, behind a type that cannot take the program down.
//!
//! rust-stemmers 1.2 is no longer maintained. It panics on some Greek words, and its English stemmer merges pairs
//! such as organization/organ, international/internal and university/universal. The table `term_forms` shows what
//! a stemmer merged, and codebook patterns match surface forms unless they say `stem:`.

use rust_stemmers::Algorithm;

use crate::config::StemmerChoice;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::guard::guarded;

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

impl Stemmer {
    /// The stemmer for a language, given as an ISO 639-1 code.
    ///
    /// # Errors
    /// When the chosen crate has no stemmer for the language.
    pub fn new(choice: StemmerChoice, language: &str) -> Result<Self> {
        let code = language.split(['-', '_']).next().unwrap_or(language).to_lowercase();
        let engine = match choice {
            StemmerChoice::None => Engine::None,
            StemmerChoice::Snowball => {
                let found = SNOWBALL.iter().find(|(name, _)| *name == code);
                let (_, algorithm) = found.ok_or_else(|| unknown(&code, "snowball"))?;
                Engine::Snowball(rust_stemmers::Stemmer::create(*algorithm))
            }
            StemmerChoice::Frostem => {
                Engine::Frostem(frostem::Stemmer::try_from_name(&code).map_err(|_| unknown(&code, "frostem"))?)
            }
        };
        Ok(Self(engine))
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

fn unknown(code: &str, engine: &str) -> Error {
    let error = Error::new(ErrorKind::Project, format!("the stemmer \"{engine}\" knows no language \"{code}\""));
    let codes = SNOWBALL.iter().map(|(name, _)| *name);
    match nearest(code, codes.clone()).filter(|_| engine == "snowball") {
        Some(near) => error.hint(format!("did you mean \"{near}\"? Set `language` or `stemmer = \"none\"` in [text]")),
        None => error.hint("set `stemmer` in [text] to \"frostem\" or \"none\""),
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
    fn an_unknown_language_is_an_error() {
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
