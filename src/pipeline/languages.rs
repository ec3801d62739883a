//! Documents in several languages: what a thread needs for each of them, and what there is to warn of.

use std::collections::BTreeMap;

use crate::language::{DocumentLanguage, named};
use crate::plural::{grouped, plural};
use crate::text::{LanguageRules, TextRules};
use crate::warning::Warning;

/// What one thread holds for each language, made when its first document comes.
pub struct ByLanguage<'r, S> {
    rules: &'r LanguageRules,
    make: &'r (dyn Fn(&'r TextRules) -> S + Sync),
    states: Vec<(&'r TextRules, S)>,
}

impl<S: std::fmt::Debug> std::fmt::Debug for ByLanguage<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.states.iter().map(|(_, state)| state)).finish()
    }
}

impl<'r, S> ByLanguage<'r, S> {
    /// Nothing yet; `make` makes what is held from the rules of a language.
    pub fn new(rules: &'r LanguageRules, make: &'r (dyn Fn(&'r TextRules) -> S + Sync)) -> Self {
        Self { rules, make, states: Vec::new() }
    }

    /// What belongs to a language, given by its code.
    pub fn of(&mut self, code: &str) -> &mut S {
        let rules = self.rules.of(code);
        let known = self.states.iter().position(|(of, _)| std::ptr::eq(*of, rules));
        let place = known.unwrap_or_else(|| {
            self.states.push((rules, (self.make)(rules)));
            self.states.len() - 1
        });
        &mut self.states[place].1
    }

    /// All that was made.
    pub(crate) fn into_states(self) -> impl Iterator<Item = S> {
        self.states.into_iter().map(|(_, state)| state)
    }
}

/// Fewer than one of so many documents that look like another language are not told: of 10,000 short English texts two
/// looked like French. The table of documents shows each.
const FEW: u64 = 1_000;
/// Documents named in a warning.
const NAMED: usize = 3;

/// Documents by their number and the first of them.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) number: u64,
    first: Vec<String>,
}

impl Documents {
    pub(super) fn add(&mut self, id: &str) {
        self.number += 1;
        if self.first.len() < NAMED {
            self.first.push(id.to_string());
        }
    }
}

impl std::fmt::Display for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let more = if self.number > NAMED as u64 { ", ..." } else { "" };
        write!(f, "{} ({}{more})", plural(self.number, "document"), self.first.join(", "))
    }
}

/// The languages of the documents of a pass.
#[derive(Debug, Default)]
pub struct Tally {
    analysed: BTreeMap<String, Documents>,
    /// By the language in which documents are analysed and the one that their text is in.
    differing: BTreeMap<(String, &'static str), Documents>,
    /// By the language in which they are analysed, short texts that were [passed over](DocumentLanguage::passed_over).
    passed_over: BTreeMap<String, u64>,
}

impl Tally {
    /// Adds a document.
    pub fn add(&mut self, id: &str, language: &DocumentLanguage) {
        self.analysed.entry(language.analysed.clone()).or_default().add(id);
        if language.passed_over {
            *self.passed_over.entry(language.analysed.clone()).or_default() += 1;
        }
        if let Some(detected) = language.differs() {
            self.differing.entry((language.analysed.clone(), detected)).or_default().add(id);
        }
    }

    /// What is suspicious: one warning for each pair of languages, one for each language in which texts were passed over
    /// without such a warning, and one for each that lacks something.
    pub fn warnings(&self, rules: &LanguageRules) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut told = Vec::new();
        for ((analysed, detected), documents) in &self.differing {
            let all = self.analysed.get(analysed).map_or(0, |documents| documents.number);
            let passed_over = self.passed_over.get(analysed).copied().unwrap_or(0);
            if documents.number * FEW < all - passed_over {
                continue;
            }
            let of_many = match passed_over {
                0 => String::new(),
                number => format!("; short texts not looked at, as there are so many: {}", grouped(number)),
            };
            told.push(analysed.as_str());
            let (analysed, detected_name) = (named(analysed), named(detected));
            warnings.push(Warning::general(format!(
                "the text of {documents} looks like {detected_name} and is analysed as {analysed}: write \"{detected}\" in the \
                 column `language` of the manifest, or set `language = \"auto\"` in [text]{of_many}"
            )));
        }
        for (analysed, number) in &self.passed_over {
            if !told.contains(&analysed.as_str()) {
                warnings.push(Warning::general(format!(
                    "the language of {} was not looked at, as there are so many: analysed as {}, with an empty \
                     `language_detected`",
                    plural(*number, "short text"),
                    named(analysed)
                )));
            }
        }
        for (code, documents) in &self.analysed {
            let lacks = rules.of(code).lacks();
            let (what, how) = match (lacks.stemmer, lacks.stop_words) {
                _ if code.is_empty() => {
                    warnings.push(Warning::general(format!(
                        "the language of {documents} is not sure, so no stemmer and no built-in stop list is used there: \
                         write the language in the column `language` of the manifest"
                    )));
                    continue;
                }
                (false, false) => continue,
                (true, true) => ("no stemmer and no stop list", "whole words are counted, and none is left out"),
                (true, false) => ("no stemmer", "whole words are counted"),
                (false, true) => ("no stop list", "no word is left out; `stop_words` in [text] takes a file"),
            };
            warnings.push(Warning::general(format!("there is {what} for {}: in {documents} {how}", named(code))));
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, TextConfig};

    #[test]
    fn each_pair_of_languages_is_told_once() {
        let config = TextConfig { language: "auto".into(), ..Config::default().text };
        let rules = LanguageRules::new(&config, std::path::Path::new("")).expect("rules");
        let mut tally = Tally::default();
        let language = |analysed: &str, detected: Option<&'static str>| DocumentLanguage {
            analysed: analysed.into(),
            detected,
            passed_over: false,
        };
        for id in ["a", "b", "c", "d"] {
            tally.add(id, &language("en", Some("de")));
        }
        tally.add("e", &language("en", Some("en")));
        tally.add("f", &DocumentLanguage::default());
        tally.add("g", &language("km", None));
        let texts: Vec<String> = tally.warnings(&rules).iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].starts_with("the text of 4 documents (a, b, c, ...) looks like German (de)"), "{}", texts[0]);
        assert!(texts[1].starts_with("the language of 1 document (f) is not sure"), "{}", texts[1]);
        (0..2_000).for_each(|_| tally.add("h", &language("fr", Some("fr"))));
        tally.add("i", &language("fr", Some("it")));
        assert_eq!(tally.warnings(&rules).len(), 3, "one of 2,001 documents may be a false alarm");
        let short = DocumentLanguage { passed_over: true, ..language("fr", None) };
        (0..1_200).for_each(|_| tally.add("j", &short));
        let told: Vec<String> = tally.warnings(&rules).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(
            told[1].ends_with(
                "the language of 1,200 short texts was not looked at, as there are so many: analysed as French (fr), with an empty \
                 `language_detected`"
            ),
            "{}",
            told[1]
        );
        (0..2).for_each(|_| tally.add("k", &language("fr", Some("it"))));
        let told = tally.warnings(&rules)[1].to_string();
        assert!(told.starts_with("the text of 3 documents (i, k, k) looks like Italian (it)"), "{told}");
        assert!(told.ends_with("; short texts not looked at, as there are so many: 1,200"), "{told}");
        assert!(texts[2].starts_with("there is no stop list for Khmer (km): in 1 document (g)"), "{}", texts[2]);
    }
}
