//! How words become terms: the stemmer and the stop words of each language.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::normalise::Case;
use super::stemmer::Stemmer;
use super::stop_words::StopWords;
use crate::config::{StemmerChoice, StopWordsChoice, TextConfig};
use crate::error::Result;
use crate::language;

/// How words of one language become terms: shared by all threads and vocabularies.
#[derive(Debug, Clone)]
pub struct TextRules(Arc<Rules>);

/// What is shared.
#[derive(Debug)]
struct Rules {
    stemmer: Stemmer,
    pattern_stemmer: Stemmer,
    stop_words: StopWords,
    case: Case,
    /// What the language has not, though the project asks for it.
    lacks: Lacks,
}

/// What a language has not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lacks {
    /// No crate has a stemmer for it.
    pub stemmer: bool,
    /// There is no stop list for it.
    pub stop_words: bool,
}

impl TextRules {
    /// The rules of the language of a project; a stop list in a file is looked for in `root`. Where each document has
    /// its own language, words of a text in no language: neither stemmer nor a stop list but that of a file.
    ///
    /// # Errors
    /// When the language is unknown to the stemmer or has no built-in stop list, or a file cannot be read.
    pub fn new(config: &TextConfig, root: &Path) -> Result<Self> {
        let Some(language) = config.set_language() else {
            let stop_words = match &config.stop_words {
                StopWordsChoice::Builtin => StopWords::default(),
                own => StopWords::load(own, "", root)?,
            };
            return Ok(Self(Arc::new(Rules { stop_words, ..Rules::plain() })));
        };
        Ok(Self(Arc::new(Rules {
            stemmer: Stemmer::new(config.stemmer, language)?,
            pattern_stemmer: pattern_stemmer(config.stemmer, &language::code(language)).unwrap_or_else(Stemmer::none),
            stop_words: StopWords::load(&config.stop_words, language, root)?,
            case: Case::of(&language::code(language)),
            lacks: Lacks::default(),
        })))
    }

    /// The rules of a document's own language, given by its code: as far as there are any. `listed` is a stop list of
    /// the user.
    fn of_document(config: &TextConfig, code: &str, listed: Option<&StopWords>) -> Self {
        let stemmer = Stemmer::nearest(config.stemmer, code);
        let stop_words = match listed {
            Some(words) => Some(words.clone()),
            None if config.stop_words == StopWordsChoice::None => Some(StopWords::default()),
            None => StopWords::builtin(code),
        };
        Self(Arc::new(Rules {
            lacks: Lacks { stemmer: stemmer.is_none(), stop_words: stop_words.is_none() },
            stemmer: stemmer.unwrap_or_else(Stemmer::none),
            pattern_stemmer: pattern_stemmer(config.stemmer, code).unwrap_or_else(Stemmer::none),
            stop_words: stop_words.unwrap_or_default(),
            case: Case::of(code),
        }))
    }

    /// What the language has not, though the project asks for it.
    pub fn lacks(&self) -> Lacks {
        self.0.lacks
    }

    /// How capital letters become small ones.
    pub fn case(&self) -> Case {
        self.0.case
    }

    /// Whether a folded word is a stop word.
    pub(crate) fn is_stop_word(&self, folded: &str) -> bool {
        self.0.stop_words.contains(folded)
    }

    /// The stem that `stem:` in a codebook pattern compares.
    pub(crate) fn pattern_stem(&self, folded: &str) -> String {
        self.0.pattern_stemmer.stem(folded)
    }

    /// The term of a folded word; of a compound only the last part is stemmed.
    pub(super) fn term(&self, folded: &str) -> String {
        match folded.rsplit_once('-') {
            Some((head, last)) => format!("{head}-{}", self.0.stemmer.stem(last)),
            None => self.0.stemmer.stem(folded),
        }
    }
}

impl Rules {
    /// Those of a text in no language.
    fn plain() -> Self {
        let (stemmer, pattern_stemmer) = (Stemmer::none(), Stemmer::none());
        Self {
            stemmer,
            pattern_stemmer,
            stop_words: StopWords::default(),
            case: Case::default(),
            lacks: Lacks::default(),
        }
    }
}

/// The stemmer of `stem:`, which means the same whether or not terms are stemmed.
fn pattern_stemmer(choice: StemmerChoice, code: &str) -> Option<Stemmer> {
    Stemmer::nearest(if choice == StemmerChoice::None { StemmerChoice::Snowball } else { choice }, code)
}

/// The rules of all languages of a project, each made when the first document needs it.
#[derive(Debug)]
pub struct LanguageRules {
    config: TextConfig,
    /// The stop words of a file, which count in every language.
    listed: Option<StopWords>,
    /// Code of the project's language; empty where each document has its own.
    code: String,
    project: TextRules,
    others: Vec<(&'static str, OnceLock<TextRules>)>,
    /// Those of a language of which nothing is known.
    unknown: TextRules,
}

impl LanguageRules {
    /// The rules of a project; a stop list in a file is looked for in `root`.
    ///
    /// # Errors
    /// As [`TextRules::new`].
    pub fn new(config: &TextConfig, root: &Path) -> Result<Self> {
        let project = TextRules::new(config, root)?;
        let listed = matches!(config.stop_words, StopWordsChoice::File(_)).then(|| project.0.stop_words.clone());
        Ok(Self {
            unknown: TextRules::of_document(config, "", listed.as_ref()),
            config: config.clone(),
            listed,
            code: config.set_language().map(language::code).unwrap_or_default(),
            project,
            others: language::codes().map(|code| (code, OnceLock::new())).collect(),
        })
    }

    /// Those of the project's language, in which also titles and labels are read.
    pub(crate) fn of_project(&self) -> &TextRules {
        &self.project
    }

    /// Those of a language, given by its code; an empty one stands for no language.
    pub fn of(&self, code: &str) -> &TextRules {
        if code == self.code || code.is_empty() {
            return &self.project;
        }
        match self.others.iter().find(|(known, _)| *known == code) {
            Some((_, rules)) => rules.get_or_init(|| TextRules::of_document(&self.config, code, self.listed.as_ref())),
            None => &self.unknown,
        }
    }

    /// The code of the language of a text by itself: the project's, or the one that is detected in it; empty for none.
    pub fn of_text(&self, text: &str) -> &str {
        match self.config.set_language() {
            Some(_) => &self.code,
            None => language::detect(text).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn rules(language: &str, stop_words: StopWordsChoice) -> LanguageRules {
        let config = TextConfig { language: language.into(), stop_words, ..Config::default().text };
        LanguageRules::new(&config, Path::new("")).expect("rules")
    }

    #[test]
    fn each_language_has_its_own_stemmer_and_stop_words() {
        let all = rules("en", StopWordsChoice::Builtin);
        for (code, word, term) in [("en", "rights", "right"), ("de", "rechten", "recht"), ("pl", "prawami", "praw")] {
            assert_eq!(all.of(code).term(word), term);
        }
        assert!(all.of("de").is_stop_word("und") && !all.of("en").is_stop_word("und"));
        assert!(std::ptr::eq(all.of("en"), all.of_project()) && std::ptr::eq(all.of("de"), all.of("de")));
    }

    #[test]
    fn what_a_language_lacks_is_told() {
        let lacks = |code: &str, choice| rules("en", choice).of(code).lacks();
        let (none, builtin) = (StopWordsChoice::None, StopWordsChoice::Builtin);
        assert_eq!(lacks("de", builtin.clone()), Lacks::default());
        assert_eq!(lacks("ta", builtin.clone()), Lacks::default());
        assert_eq!(lacks("km", builtin.clone()), Lacks { stemmer: false, stop_words: true });
        assert_eq!(lacks("ko", builtin.clone()), Lacks { stemmer: true, stop_words: false });
        assert_eq!(lacks("xx", builtin), Lacks { stemmer: true, stop_words: true });
        assert_eq!(lacks("xx", none), Lacks { stemmer: true, stop_words: false });
    }

    #[test]
    fn without_a_language_words_stay_as_they_are() {
        let all = rules("auto", StopWordsChoice::Builtin);
        assert_eq!(all.of("").term("rights"), "rights");
        assert!(!all.of("").is_stop_word("the"));
        let german =
            "Die Regierung hat gestern beschlossen, dass die Schulen in kleinen Orten mehr Geld bekommen sollen.";
        assert_eq!((all.of_text(german), all.of_text("Berlin")), ("de", ""));
        assert_eq!(rules("fr", StopWordsChoice::Builtin).of_text(german), "fr");
    }
}
