//! The tokens of single texts, as they are counted.

use super::languages::ByLanguage;
use crate::analysis::YesNo;
use crate::analysis::row::row;
use crate::text::{Class, LanguageRules, NO_TERM, Tokens, Vocabulary};

row!(TokenRow, "tokens", "One token of a text.", ["text", "start"], {
    text: usize, "", "Place of the text among those that were given, from 0.";
    start: u32, "byte", "Start of the token in the text, in bytes of UTF-8 from 0.";
    end: u32, "byte", "End of the token, in bytes, exclusive.";
    token: String, "", "The token as it stands in the text.";
    class: String, "", "word, number, url or email; only words count in rates.";
    stop: YesNo, "", "yes for a stop word, which is no term.";
    term: String, "", "The term that is counted: stem or folded form; empty for stop words and for what is no word.";
});

/// The tokens of some texts, in order, each in the language of the rules or in its own.
pub fn tokens<'t>(texts: impl Iterator<Item = &'t str>, rules: &LanguageRules) -> Vec<TokenRow> {
    let mut vocabularies = ByLanguage::new(rules, &Vocabulary::new);
    let mut found = Tokens::default();
    let mut rows = Vec::new();
    for (place, text) in texts.enumerate() {
        let vocabulary = vocabularies.of(rules.of_text(text));
        vocabulary.tokenize(text, &mut found);
        rows.extend(found.tokens.iter().map(|token| {
            let info = vocabulary.type_info(token.type_id);
            let counted = info.term != NO_TERM && !info.stop;
            TokenRow {
                text: place,
                start: token.span.start,
                end: token.span.end,
                token: token.span.of(text).to_string(),
                class: class_name(info.class).to_string(),
                stop: info.stop.into(),
                term: if counted { vocabulary.terms().get(info.term).to_string() } else { String::new() },
            }
        }));
    }
    rows
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Word => "word",
        Class::Number => "number",
        Class::Url => "url",
        Class::Email => "email",
    }
}
