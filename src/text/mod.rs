//! Message -> [`Tokens`]: normalise, tokenize, stem, stop words, [`Vocabulary`].
//!
//! The kernel works on types, not tokens. A token is a span of the text and the index of its type; what a type is
//! (word or number, its term, its parts) is decided once, when it is first seen.

mod interner;
mod normalise;
mod rules;
mod stemmer;
mod stop_words;
mod tokens;
mod unspaced;
mod vocabulary;
mod words;

pub use interner::Interner;
pub use normalise::{fold, normalise};
pub use rules::{Lacks, LanguageRules, TextRules};
pub use stemmer::Stemmer;
pub use stop_words::StopWords;
pub use vocabulary::{Class, NO_TERM, Token, Tokens, Type, Vocabulary};
pub use words::{Span, ends_phrase, words};
