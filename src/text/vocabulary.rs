//! The vocabulary: every type that was seen, with all that is decided once per type.

use std::path::Path;

use super::interner::Interner;
use super::normalise::{fold, normalise};
use super::stemmer::Stemmer;
use super::stop_words::StopWords;
use super::tokens::{Scanner, Shape};
use super::words::Span;
use crate::config::{StemmerChoice, TextConfig};
use crate::error::Result;

/// How words become terms: shared by all threads.
#[derive(Debug)]
pub struct TextRules {
    stemmer: Stemmer,
    pattern_stemmer: Stemmer,
    stop_words: StopWords,
}

impl TextRules {
    /// The rules of a project; a stop list in a file is looked for in `root`.
    ///
    /// # Errors
    /// When the language is unknown to the stemmer or has no built-in stop list, or a file cannot be read.
    pub fn new(config: &TextConfig, root: &Path) -> Result<Self> {
        // `stem:` in a pattern means the same whether or not terms are stemmed.
        let for_patterns = if config.stemmer == StemmerChoice::None { StemmerChoice::Snowball } else { config.stemmer };
        Ok(Self {
            stemmer: Stemmer::new(config.stemmer, &config.language)?,
            pattern_stemmer: Stemmer::new(for_patterns, &config.language)
                .or_else(|_| Stemmer::new(StemmerChoice::None, &config.language))?,
            stop_words: StopWords::load(&config.stop_words, &config.language, root)?,
        })
    }

    /// The stem that `stem:` in a codebook pattern compares.
    pub fn pattern_stem(&self, folded: &str) -> String {
        self.pattern_stemmer.stem(folded)
    }
}

/// What a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A word: holds a letter. Counts in denominators.
    Word,
    /// A number: holds digits and no letter.
    Number,
    /// A URL or bare domain.
    Url,
    /// An e-mail address.
    Email,
}

/// Stands for "no term": numbers and addresses have none.
pub const NO_TERM: u32 = u32::MAX;

/// What is decided once per type.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Index of the term, or [`NO_TERM`].
    pub term: u32,
    /// Index of the normalised form (case kept), under which surface forms are counted.
    pub form: u32,
    /// A stop word: it begins and ends no n-gram, but may stand inside one.
    pub stop: bool,
    parts_start: u32,
    parts_len: u16,
    /// What the type is.
    pub class: Class,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Index of its type in the vocabulary.
    pub type_id: u32,
}

/// The tokens of one message.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The tokens, in the order of the text.
    pub tokens: Vec<Token>,
}

/// All types seen so far. Types, forms, parts and terms have indices of their own, each from 0.
#[derive(Debug)]
pub struct Vocabulary<'r> {
    rules: &'r TextRules,
    types: Interner,
    infos: Vec<Type>,
    forms: Interner,
    part_lists: Vec<u32>,
    terms: Interner,
    scanner: Scanner,
}

impl<'r> Vocabulary<'r> {
    /// An empty vocabulary.
    pub fn new(rules: &'r TextRules) -> Self {
        Self {
            rules,
            types: Interner::default(),
            infos: Vec::new(),
            forms: Interner::default(),
            part_lists: Vec::new(),
            terms: Interner::default(),
            scanner: Scanner::default(),
        }
    }

    /// Splits a text into tokens, which replace those in `out`.
    pub fn tokenize(&mut self, text: &str, out: &mut Tokens) {
        out.tokens.clear();
        let Self { rules, types, infos, forms, part_lists, terms, scanner } = self;
        scanner.scan(text, |span, shape| {
            let (type_id, new) = types.intern_part(text, span.start as usize, span.end as usize);
            if new {
                infos.push(decide(rules, span.of(text), shape, forms, part_lists, terms));
            }
            out.tokens.push(Token { span, type_id });
        });
    }

    /// What is known of a type.
    #[inline]
    pub fn type_info(&self, type_id: u32) -> Type {
        self.infos[type_id as usize]
    }

    /// The surface of a type, as it stands in the text.
    pub fn surface(&self, type_id: u32) -> &str {
        self.types.get(type_id)
    }

    /// How many types there are.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// True before the first token.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The parts of a type as indices of forms: one for a plain word or number, one for each word of a hyphenated
    /// compound, none for an address.
    #[inline]
    pub fn parts(&self, type_id: u32) -> &[u32] {
        let info = &self.infos[type_id as usize];
        &self.part_lists[info.parts_start as usize..][..info.parts_len as usize]
    }

    /// The normalised forms (case kept) of types and parts.
    pub fn forms(&self) -> &Interner {
        &self.forms
    }

    /// The terms.
    pub fn terms(&self) -> &Interner {
        &self.terms
    }

    /// The index of a term of several words, given to it now if it is new.
    pub fn intern_ngram(&mut self, words: &[u32]) -> u32 {
        let words: Vec<&str> = words.iter().map(|&word| self.terms.get(word)).collect();
        self.terms.intern(&words.join(" ")).0
    }
}

/// True for a word such as `example.org`: its last label is a common top-level domain.
fn is_domain(word: &str) -> bool {
    const DOMAINS: [&str; 10] = ["com", "org", "net", "int", "gov", "edu", "io", "eu", "info", "uk"];
    word.rsplit_once('.').is_some_and(|(name, last)| name.len() > 1 && DOMAINS.contains(&last))
}

#[cold]
fn decide(
    rules: &TextRules,
    surface: &str,
    shape: Shape,
    forms: &mut Interner,
    part_lists: &mut Vec<u32>,
    terms: &mut Interner,
) -> Type {
    let normalised = normalise(surface);
    let form = forms.intern(&normalised).0;
    let folded = fold(&normalised);
    let class = match shape {
        Shape::Url => Class::Url,
        Shape::Email => Class::Email,
        Shape::Word if !folded.chars().any(char::is_alphabetic) => Class::Number,
        Shape::Word if is_domain(&folded) => Class::Url,
        Shape::Word => Class::Word,
    };
    let parts_start = part_lists.len() as u32;
    if matches!(class, Class::Word | Class::Number) {
        if normalised.contains('-') {
            // A longer chain of hyphens is no compound; its first parts are enough to match.
            part_lists.extend(normalised.split('-').take(u16::MAX as usize).map(|part| forms.intern(&normalise(part)).0));
        } else {
            part_lists.push(form);
        }
    }
    let stop = class == Class::Word && rules.stop_words.contains(&folded);
    let term = match class {
        // Inside an n-gram a stop word stands for itself.
        Class::Word if stop => terms.intern(&folded).0,
        Class::Word => terms.intern(&stem(rules, &folded)).0,
        _ => NO_TERM,
    };
    Type { term, form, stop, parts_start, parts_len: (part_lists.len() - parts_start as usize) as u16, class }
}

/// The term of a folded word; of a compound only the last part is stemmed.
fn stem(rules: &TextRules, folded: &str) -> String {
    match folded.rsplit_once('-') {
        Some((head, last)) => format!("{head}-{}", rules.stemmer.stem(last)),
        None => rules.stemmer.stem(folded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> TextRules {
        TextRules::new(&crate::config::Config::default().text, Path::new("")).expect("English")
    }

    fn seen(text: &str) -> Vec<(String, Class, Option<String>)> {
        let rules = rules();
        let mut vocabulary = Vocabulary::new(&rules);
        let mut tokens = Tokens::default();
        vocabulary.tokenize(text, &mut tokens);
        let term = |info: Type| (info.term != NO_TERM && !info.stop).then(|| vocabulary.terms().get(info.term).to_string());
        let row = |token: &Token| {
            let info = vocabulary.type_info(token.type_id);
            (token.span.of(text).to_string(), info.class, term(info))
        };
        tokens.tokens.iter().map(row).collect()
    }

    #[test]
    fn classes_and_terms() {
        let some = |text: &str| Some(text.to_string());
        assert_eq!(
            seen("The children’s e-commerce rights: COVID-19, 2020, 1,000 igf@un.org www.un.org UN.org"),
            [
                ("The".into(), Class::Word, None),
                ("children’s".into(), Class::Word, some("children")),
                ("e-commerce".into(), Class::Word, some("e-commerc")),
                ("rights".into(), Class::Word, some("right")),
                ("COVID-19".into(), Class::Word, some("covid-19")),
                ("2020".into(), Class::Number, None),
                ("1,000".into(), Class::Number, None),
                ("igf@un.org".into(), Class::Email, None),
                ("www.un.org".into(), Class::Url, None),
                ("UN.org".into(), Class::Url, None),
            ]
        );
    }

    #[test]
    fn compounds_have_parts() {
        let rules = rules();
        let mut vocabulary = Vocabulary::new(&rules);
        let mut tokens = Tokens::default();
        vocabulary.tokenize("privacy-by-design x@y.org", &mut tokens);
        let parts = |index: usize| -> Vec<&str> {
            vocabulary.parts(tokens.tokens[index].type_id).iter().map(|&part| vocabulary.forms().get(part)).collect()
        };
        assert_eq!(parts(0), ["privacy", "by", "design"]);
        assert!(parts(1).is_empty());
    }

    proptest! {
        #[test]
        fn every_token_slices_back_to_its_source(text in "\\PC{0,80}") {
            let rules = rules();
            let mut vocabulary = Vocabulary::new(&rules);
            let mut tokens = Tokens::default();
            vocabulary.tokenize(&text, &mut tokens);
            let mut last = 0;
            for token in &tokens.tokens {
                prop_assert!(token.span.start >= last);
                prop_assert!(token.span.of(&text).chars().any(char::is_alphanumeric));
                last = token.span.end;
            }
        }
    }
}
