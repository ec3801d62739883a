//! The vocabulary: every type that was seen, with all that is decided once per type.

use super::interner::{Interner, Key};
use super::normalise::{fold, normalise};
use super::pieces::is_domain_label;
use super::rules::TextRules;
use super::signs::HYPHENS;
use super::tokens::{Scanner, is_www};
use super::words::Span;

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

/// Parts of a compound that patterns see. A longer chain of hyphens is no compound.
const MOST_PARTS: usize = 256;

/// Words not seen lately are looked up together, at most so many.
const MOST_MISSES: usize = 1 << 12;

/// Stands for "no term": numbers and addresses have none.
pub const NO_TERM: u32 = u32::MAX;

/// What is decided once per type.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Index of the term, or [`NO_TERM`].
    pub term: u32,
    /// Index of the type that is its normalised form (case kept), under which surface forms are counted.
    pub form: u32,
    /// Index of the type that is its folded form.
    pub folded: u32,
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
    /// Words that the end of a line parts, in order: their place in `tokens`, and the index of the type that they are with a hyphen
    /// there, or without it where they are written with one.
    pub broken: Vec<(u32, u32)>,
    misses: Vec<(u32, Key)>,
}

/// All types of one language seen so far, their normalised and folded forms and the parts of compounds among them. Types
/// and terms have indices of their own, each from 0.
#[derive(Debug)]
pub struct Vocabulary {
    lexicon: Lexicon,
    scanner: Scanner,
}

#[derive(Debug)]
struct Lexicon {
    rules: TextRules,
    types: Interner,
    infos: Vec<Type>,
    part_lists: Vec<u32>,
    terms: Interner,
}

impl Vocabulary {
    /// An empty vocabulary.
    pub fn new(rules: &TextRules) -> Self {
        let lexicon = Lexicon {
            rules: rules.clone(),
            types: Interner::default(),
            infos: Vec::new(),
            part_lists: Vec::new(),
            terms: Interner::default(),
        };
        Self { lexicon, scanner: Scanner::default() }
    }

    /// How words become terms here.
    pub fn rules(&self) -> &TextRules {
        &self.lexicon.rules
    }

    /// Splits a text into tokens, which replace those in `out`.
    pub fn tokenize(&mut self, text: &str, out: &mut Tokens) {
        out.tokens.clear();
        out.broken.clear();
        out.misses.clear();
        let Self { lexicon, scanner } = self;
        scanner.scan(text, |span| {
            let key = lexicon.types.key(text, span.start as usize, span.end as usize);
            let type_id = lexicon.types.recent(&key).unwrap_or_else(|| {
                out.misses.push((out.tokens.len() as u32, key));
                0
            });
            out.tokens.push(Token { span, type_id });
            if out.misses.len() == MOST_MISSES {
                lexicon.settle(text, out);
            }
        });
        lexicon.settle(text, out);
    }

    /// The same for a text in which lines begin within words, at these bytes, in order.
    pub(crate) fn tokenize_lines(&mut self, text: &str, breaks: impl Iterator<Item = usize>, out: &mut Tokens) {
        self.tokenize(text, out);
        for at in breaks {
            let place = out.tokens.partition_point(|token| token.span.end as usize <= at);
            let Some(token) = out.tokens.get(place) else { break };
            let start = token.span.start as usize;
            // Of a word on three lines the first end counts.
            if start >= at || out.broken.last().is_some_and(|(last, _)| *last == place as u32) {
                continue;
            }
            let (head, tail) = (&text[start..at], &text[at..token.span.end as usize]);
            let other = match head.strip_suffix(HYPHENS) {
                Some(head) => format!("{head}{tail}"),
                None => format!("{head}-{tail}"),
            };
            out.broken.push((place as u32, self.lexicon.intern(&other)));
        }
    }

    /// What is known of a type.
    #[inline]
    pub fn type_info(&self, type_id: u32) -> Type {
        self.lexicon.infos[type_id as usize]
    }

    /// The types as they stand in the text. Some are there only as forms or parts of others.
    pub fn types(&self) -> &Interner {
        &self.lexicon.types
    }

    /// The parts of a type as indices of types in normalised form: one for a plain word or number, one for each word
    /// of a hyphenated compound, none for an address.
    #[inline]
    pub fn parts(&self, type_id: u32) -> &[u32] {
        let info = &self.lexicon.infos[type_id as usize];
        &self.lexicon.part_lists[info.parts_start as usize..][..info.parts_len as usize]
    }

    /// The terms.
    pub fn terms(&self) -> &Interner {
        &self.lexicon.terms
    }

    /// The index of a term of several words, given to it now if it is new.
    pub(crate) fn intern_ngram(&mut self, words: &[u32]) -> u32 {
        let words: Vec<&str> = words.iter().map(|&word| self.lexicon.terms.get(word)).collect();
        self.lexicon.terms.intern(&words.join(" ")).0
    }
}

/// True for a word such as `example.org`: its last label is a common top-level domain.
fn is_domain(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(name, last)| name.len() > 1 && is_domain_label(last))
}

/// What a folded type is. Only its text decides, so the order of documents does not matter.
pub fn class_of(folded: &str) -> Class {
    match folded {
        _ if folded.contains("://") || is_www(folded) => Class::Url,
        // No word holds an `@`: only an address puts one into a token.
        _ if folded.contains('@') => Class::Email,
        _ if !folded.chars().any(char::is_alphabetic) => Class::Number,
        _ if is_domain(folded) => Class::Url,
        _ => Class::Word,
    }
}

impl Lexicon {
    /// Looks up the words not seen lately one right after the other, so that the processor can wait for the memory of several
    /// at a time.
    fn settle(&mut self, text: &str, out: &mut Tokens) {
        let Tokens { tokens, misses, .. } = out;
        for (place, key) in misses.drain(..) {
            let token = &mut tokens[place as usize];
            let (type_id, new) = self.types.settle(text, token.span.start as usize, token.span.end as usize, &key);
            token.type_id = type_id;
            if new {
                self.decide(type_id);
            }
        }
    }

    /// Decides what a new type is; its forms and parts become types as well.
    #[cold]
    fn decide(&mut self, id: u32) {
        let plain =
            Type { term: NO_TERM, form: id, folded: id, stop: false, parts_start: 0, parts_len: 0, class: Class::Word };
        self.infos.push(plain);
        let surface = self.types.get(id);
        if surface.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return self.decide_folded(id);
        }
        let normalised = normalise(surface);
        if normalised != surface {
            let normalised = normalised.into_owned();
            let form = self.intern(&normalised);
            self.infos[id as usize] = self.infos[form as usize];
            return;
        }
        let folded = fold(surface, self.rules.case());
        if folded == surface {
            return self.decide_folded(id);
        }
        let folded = self.intern(&folded);
        self.infos[id as usize] = Type { form: id, ..self.infos[folded as usize] };
        self.decide_parts(id);
    }

    /// Decides what a type is that is its own folded form.
    fn decide_folded(&mut self, id: u32) {
        let folded = self.types.get(id);
        let class = class_of(folded);
        let stop = class == Class::Word && self.rules.is_stop_word(folded);
        let term = match class {
            // Inside an n-gram a stop word stands for itself.
            Class::Word if stop => self.terms.intern(folded).0,
            Class::Word => self.terms.intern(&self.rules.term(folded)).0,
            _ => NO_TERM,
        };
        self.infos[id as usize] = Type { term, stop, class, ..self.infos[id as usize] };
        self.decide_parts(id);
    }

    /// Decides what the parts of a type are that is its own normalised form.
    fn decide_parts(&mut self, id: u32) {
        let mut parts = Vec::new();
        if matches!(self.infos[id as usize].class, Class::Word | Class::Number) {
            let surface = self.types.get(id);
            if surface.contains('-') {
                let names: Vec<String> =
                    surface.split('-').take(MOST_PARTS).map(|part| normalise(part).into_owned()).collect();
                parts.extend(names.iter().map(|part| self.intern(part)));
            } else {
                parts.push(id);
            }
        }
        let info = &mut self.infos[id as usize];
        (info.parts_start, info.parts_len) = (self.part_lists.len() as u32, parts.len() as u16);
        self.part_lists.append(&mut parts);
    }

    fn intern(&mut self, surface: &str) -> u32 {
        let (id, new) = self.types.intern(surface);
        if new {
            self.decide(id);
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> TextRules {
        TextRules::new(&crate::config::Config::default().text, std::path::Path::new("")).expect("English")
    }

    fn seen(text: &str) -> Vec<(String, Class, Option<String>)> {
        let rules = rules();
        let mut vocabulary = Vocabulary::new(&rules);
        let mut tokens = Tokens::default();
        vocabulary.tokenize(text, &mut tokens);
        let term =
            |info: Type| (info.term != NO_TERM && !info.stop).then(|| vocabulary.terms().get(info.term).to_string());
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
    fn the_class_of_a_word_does_not_depend_on_what_came_before() {
        let class = |text: &str, token: &str| {
            seen(text).into_iter().find(|(found, _, _)| found == token).map(|(_, class, _)| class)
        };
        assert_eq!(class("www.example.de", "www.example.de"), Some(Class::Url));
        assert_eq!(class("Www.example.de www.example.de", "Www.example.de"), Some(Class::Url));
        assert_eq!(class("Www.example.de www.example.de", "www.example.de"), Some(Class::Url));
    }

    #[test]
    fn compounds_have_parts() {
        let rules = rules();
        let mut vocabulary = Vocabulary::new(&rules);
        let mut tokens = Tokens::default();
        vocabulary.tokenize("privacy-by-design x@y.org", &mut tokens);
        let parts = |index: usize| -> Vec<&str> {
            vocabulary.parts(tokens.tokens[index].type_id).iter().map(|&part| vocabulary.types().get(part)).collect()
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
