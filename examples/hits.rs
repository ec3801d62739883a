//! The hits of a codebook in a text that stands in no file: `cargo run --release --example hits`.

use std::path::Path;

use themeshift::codebook::{Codebook, Decisions, Matcher};
use themeshift::config::Config;
use themeshift::error::Error;
use themeshift::text::{TextRules, Tokens, Vocabulary};

const CODEBOOK: &str = r#"
[themes.trust]
label = "Trust"
include = ["trust*", "confidence"]

[themes.child_safety]
label = "Child safety"
include = ["child* ~3 online", "child protection"]
exclude = ["child theme"]
"#;

fn main() -> Result<(), Error> {
    let text = "Trust grows where children are safe online; child protection needs confidence.";
    let codebook = Codebook::parse(CODEBOOK, Path::new("codebook.toml"))?;
    let rules = TextRules::new(&Config::default().text, Path::new(""))?;
    let matcher = Matcher::new(&codebook);
    let mut vocabulary = Vocabulary::new(&rules);
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    vocabulary.tokenize(text, &mut tokens);
    matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
    for hit in &hits {
        let theme = &codebook.themes[hit.theme as usize];
        let pattern = matcher.pattern(hit.pattern);
        println!("{}: {} (by {})", theme.label, &text[hit.start as usize..hit.end as usize], pattern.source);
    }
    Ok(())
}
