//! Stop words: words left out of terms. Denominators and codebook matching never use them.
//!
//! The English list is our own, short: the long lists leave out words of policy, such as state, system and group. Lists of
//! other languages are those of the crate stop-words (stopwords-iso), which has none for Nepali, Serbian, Tamil and
//! Yiddish among the languages with a stemmer, and none for Khmer, Lao and Burmese.

use std::path::Path;

use hashbrown::HashSet;

use super::normalise::{fold, normalise};
use crate::config::StopWordsChoice;
use crate::error::{Error, ErrorKind, Result};
use crate::language::{code, named};

/// Our own list.
const ENGLISH: &str = include_str!("stop_words/en.txt");

/// A set of folded words.
#[derive(Debug, Clone, Default)]
pub struct StopWords(HashSet<String>);

impl StopWords {
    /// Loads the words that the project asks for; a file is looked for in `root`.
    ///
    /// # Errors
    /// When the language has no built-in list, or the file cannot be read.
    pub fn load(choice: &StopWordsChoice, language: &str, root: &Path) -> Result<Self> {
        match choice {
            StopWordsChoice::None => Ok(Self::default()),
            StopWordsChoice::Builtin => Self::builtin(&code(language)).ok_or_else(|| {
                let text = format!("there is no built-in stop list for the language {}", named(&code(language)));
                Error::new(ErrorKind::Project, text)
                    .hint("set `stop_words` in [text] to \"none\" or to a file with one word a line")
            }),
            StopWordsChoice::File(file) => {
                let path = root.join(file);
                let text = std::fs::read_to_string(&path).map_err(|e| {
                    Error::io(ErrorKind::Project, "cannot read the stop words", &path, e)
                        .hint("`stop_words` takes \"builtin\", \"none\" or a file with one word a line")
                })?;
                Ok(Self::parse(&text))
            }
        }
    }

    /// The list of a language that comes with the program, by its code.
    pub fn builtin(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::parse(ENGLISH)),
            _ => stop_words::lookup(code).map(|words| Self::of(words.iter().copied())),
        }
    }

    fn parse(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self::of(words)
    }

    fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        Self(words.map(|word| fold(&normalise(word))).collect())
    }

    /// True for a folded word that is left out of terms.
    pub fn contains(&self, folded: &str) -> bool {
        self.0.contains(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_words_are_no_stop_words() {
        let words = StopWords::load(&StopWordsChoice::Builtin, "en", Path::new("")).expect("English");
        assert!((150..200).contains(&words.0.len()));
        assert!(words.contains("the") && words.contains("don't"));
        for word in ["state", "system", "group", "world", "rights"] {
            assert!(!words.contains(word), "{word}");
        }
    }

    #[test]
    fn every_language_with_a_stemmer_has_a_list_but_four() {
        let without = |code: &&str| StopWords::builtin(code).is_none_or(|words| words.0.is_empty());
        let with_stemmer = crate::language::codes().filter(|code| frostem::Algorithm::from_name(code).is_ok());
        let mut missing: Vec<&str> = with_stemmer.filter(without).collect();
        missing.sort_unstable();
        assert_eq!(missing, ["ne", "sr", "ta", "yi"]);
        for (language, word) in
            [("de", "über"), ("ru", "не"), ("zh", "的"), ("ja", "これ"), ("th", "ของ"), ("ar", "من")]
        {
            assert!(StopWords::builtin(language).expect(language).contains(word), "{word}");
        }
    }

    #[test]
    fn a_missing_list_is_an_error() {
        assert!(StopWords::load(&StopWordsChoice::Builtin, "xx", Path::new("")).is_err());
        assert!(StopWords::load(&StopWordsChoice::File("no-such-file".into()), "en", Path::new("")).is_err());
    }
}
