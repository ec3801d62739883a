//! The tokens of a text and the terms that they are counted as: `cargo run --release --example terms -- "Some text"`.

use std::path::Path;

use themeshift::config::Config;
use themeshift::error::Error;
use themeshift::text::{NO_TERM, TextRules, Tokens, Vocabulary};

fn main() -> Result<(), Error> {
    let text = std::env::args().nth(1).unwrap_or_else(|| "The children’s e-safety rights, in 2020: l’internet.".into());
    let rules = TextRules::new(&Config::default().text, Path::new(""))?;
    let mut vocabulary = Vocabulary::new(&rules);
    let mut tokens = Tokens::default();
    vocabulary.tokenize(&text, &mut tokens);
    for token in &tokens.tokens {
        let info = vocabulary.type_info(token.type_id);
        let term = match info.term {
            NO_TERM => "no term",
            _ if info.stop => "a stop word",
            term => vocabulary.terms().get(term),
        };
        println!("{:<20} {:?}, {term}", token.span.of(&text), info.class);
    }
    Ok(())
}
