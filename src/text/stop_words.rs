//! Stop words: words left out of terms. Denominators and codebook matching never use them.
//!
//! The English list is our own, short: the long lists leave out words of policy, such as state, system and group. Lists of
//! Serbian and Yiddish are ours too. Those of other languages come with the crate stop-words: the lists of NLTK, which are
//! short, and where NLTK has none those of stopwords-iso. There is none for Khmer, Lao and Burmese.

use std::path::Path;

use hashbrown::HashSet;

use super::normalise::{Case, fold, normalise};
use crate::config::StopWordsChoice;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::language::{code, named};

/// Our own lists.
const OWN: [(&str, &str); 3] = [
    ("en", include_str!("stop_words/en.txt")),
    ("sr", include_str!("stop_words/sr.txt")),
    ("yi", include_str!("stop_words/yi.txt")),
];

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
                let text = disk::read_to_string(&path).map_err(|e| {
                    Error::io(ErrorKind::Project, "cannot read the stop words", &path, e)
                        .hint("`stop_words` takes \"builtin\", \"none\" or a file with one word a line")
                })?;
                Ok(Self::parse(&text, Case::of(&code(language))))
            }
        }
    }

    /// The list of a language that comes with the program, by its code.
    pub fn builtin(code: &str) -> Option<Self> {
        match OWN.iter().find(|(own, _)| *own == code) {
            Some((_, list)) => Some(Self::parse(list, Case::of(code))),
            None => stop_words::lookup(code).map(|words| Self::of(words.iter().copied(), Case::of(code))),
        }
    }

    fn parse(text: &str, case: Case) -> Self {
        let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self::of(words, case)
    }

    fn of<'w>(words: impl Iterator<Item = &'w str>, case: Case) -> Self {
        Self(words.map(|word| fold(&normalise(word), case)).collect())
    }

    /// True for a folded word that is left out of terms. Elided words (`l'`, `qu'`) are, wherever there is a list: they are
    /// articles, pronouns, prepositions and conjunctions.
    pub fn contains(&self, folded: &str) -> bool {
        self.0.contains(folded) || (folded.ends_with('\'') && !self.0.is_empty())
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
    fn every_language_with_a_stemmer_has_a_list() {
        let without = |code: &&str| StopWords::builtin(code).is_none_or(|words| words.0.is_empty());
        let with_stemmer = crate::language::codes().filter(|code| frostem::Algorithm::from_name(code).is_ok());
        assert_eq!(with_stemmer.filter(without).collect::<Vec<_>>(), [""; 0]);
        assert!(!StopWords::builtin("de").expect("German").contains("recht"));
        for (language, word) in [
            ("de", "über"),
            ("ru", "не"),
            ("zh", "的"),
            ("ja", "これ"),
            ("th", "ของ"),
            ("ar", "من"),
            ("sr", "није"),
            ("yi", "און"),
            ("ne", "छ"),
            ("ta", "ஒரு"),
        ] {
            assert!(StopWords::builtin(language).expect(language).contains(word), "{word}");
        }
    }

    #[test]
    fn a_missing_list_is_an_error() {
        assert!(StopWords::load(&StopWordsChoice::Builtin, "xx", Path::new("")).is_err());
        assert!(StopWords::load(&StopWordsChoice::File("no-such-file".into()), "en", Path::new("")).is_err());
    }
}
