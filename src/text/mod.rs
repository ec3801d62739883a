//! Message -> [`Tokens`]: normalise, tokenize, stem, stop words, [`Vocabulary`].
//!
//! The kernel works on types, not tokens. A token is a span of the text and the index of its type; what a type is
//! (word or number, its term, its parts) is decided once, when it is first seen.

mod interner;
mod normalise;
mod pieces;
mod rules;
mod signs;
mod stemmer;
mod stop_words;
mod tokens;
mod unspaced;
mod view;
mod vocabulary;
mod words;

pub use interner::Interner;
pub use normalise::{Case, fold, normalise};
pub use pieces::{DOMAINS, ELIDED, WHOLE};
pub use rules::{Lacks, LanguageRules, TextRules};
pub use signs::{HYPHENS, PHRASE_ENDS, is_invisible};
pub use stemmer::Stemmer;
pub use stop_words::StopWords;
pub use tokens::Scanner;
pub use view::shown;
pub use vocabulary::{Class, NO_TERM, Token, Tokens, Type, Vocabulary, class_of};
pub use words::{Span, TITLES, ends_phrase, words};
