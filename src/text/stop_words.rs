//! Stop words: words left out of terms. Denominators and codebook matching never use them.

use std::path::Path;

use hashbrown::HashSet;

use super::normalise::{fold, normalise};
use crate::config::StopWordsChoice;
use crate::error::{Error, ErrorKind, Result};

/// Lists that come with the program, by ISO 639-1 code.
const BUILTIN: [(&str, &str); 1] = [("en", include_str!("stop_words/en.txt"))];

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
            StopWordsChoice::Builtin => {
                let code = language.split(['-', '_']).next().unwrap_or(language).to_lowercase();
                let list = BUILTIN.iter().find(|(name, _)| *name == code).ok_or_else(|| {
                    Error::new(
                        ErrorKind::Project,
                        format!("there is no built-in stop list for the language \"{language}\""),
                    )
                    .hint("set `stop_words` in [text] to \"none\" or to a file with one word a line")
                })?;
                Ok(Self::parse(list.1))
            }
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

    fn parse(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
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
    fn a_missing_list_is_an_error() {
        assert!(StopWords::load(&StopWordsChoice::Builtin, "xx", Path::new("")).is_err());
        assert!(StopWords::load(&StopWordsChoice::File("no-such-file".into()), "en", Path::new("")).is_err());
    }
}
