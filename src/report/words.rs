//! The words of the messages as patterns see them, so that a search in the page finds what the program finds.
//!
//! Scripts do not split texts into words: they are told where each word stands. They derive the form of a word from its
//! letters where that is simple ([`derived`]); other forms are told as well. So whatever the language and the script, the words are
//! those of the run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use hashbrown::{HashMap, HashSet};
use serde_json::{Value as Json, json};

use super::content::Report;
use super::data::Units;
use super::messages::Message;
use crate::codebook::{Seen, Shape, Test, seen_words};
use crate::language::UNSPACED;
use crate::text::{Case, DOMAINS, ELIDED, HYPHENS, NO_TERM, PHRASE_ENDS, TITLES, TextRules, Tokens, Vocabulary, WHOLE};

/// The words of all messages: `{messages, broken, lexicons, of, lists}`.
///
/// `messages` has a text for each message, with a letter for each word ([`written`]). `broken` are the words that the end of a line
/// parts: `[message, first word, words, [the words that they are otherwise]]`. `lexicons` are what is known of the words of a
/// language, and `of` says which one each message has; it is empty where there is one. `lists` are the lists by which patterns
/// are read.
pub fn words(report: &Report<'_>, messages: &[&Message]) -> Json {
    let mut lexicons: Vec<Lexicon<'_>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let (mut texts, mut broken, mut of) = (Vec::new(), Vec::new(), Vec::new());
    for (place, message) in messages.iter().enumerate() {
        let lexicon = *known.entry(&message.language).or_insert_with(|| {
            lexicons.push(Lexicon::new(report.rules.of(&message.language)));
            lexicons.len() - 1
        });
        of.push(lexicon);
        let (text, others) = lexicons[lexicon].read(message);
        texts.push(text);
        broken.extend(others.into_iter().map(|(first, count, words)| json!([place, first, count, words])));
    }
    let of = if lexicons.len() > 1 { of } else { Vec::new() };
    let ends: String = PHRASE_ENDS.iter().collect();
    let unspaced: Vec<[u32; 2]> = UNSPACED.iter().map(|&(first, last)| [first as u32, last as u32]).collect();
    let lists = json!({
        "elided": &ELIDED[..], "whole": WHOLE, "domains": DOMAINS, "titles": TITLES, "ends": ends, "unspaced": unspaced,
    });
    json!({
        "messages": texts,
        "broken": broken,
        "lexicons": lexicons.into_iter().map(|lexicon| lexicon.json(report)).collect::<Vec<_>>(),
        "of": of,
        "lists": lists,
    })
}

/// What is known of the words of a language.
struct Lexicon<'r> {
    rules: &'r TextRules,
    vocabulary: Vocabulary,
    tokens: Tokens,
    /// By what stands in a text the form with its case and in small letters, where they are not the derived ones.
    forms: BTreeMap<String, [String; 2]>,
    /// What stood in a text so far.
    known: HashSet<String>,
    folded: BTreeSet<String>,
    /// By a word in small letters its term, where it is not the derived one.
    terms: BTreeMap<String, String>,
    /// The types whose terms are told.
    told: HashSet<u32>,
}

/// A broken word: the place of its first part, the number of its parts, and what it is read the other way.
type Broken = (usize, usize, Vec<String>);

impl<'r> Lexicon<'r> {
    fn new(rules: &'r TextRules) -> Self {
        Self {
            rules,
            vocabulary: Vocabulary::new(rules),
            tokens: Tokens::default(),
            forms: BTreeMap::new(),
            known: HashSet::new(),
            folded: BTreeSet::new(),
            terms: BTreeMap::new(),
            told: HashSet::new(),
        }
    }

    /// The words of a message, and those that the end of a line parts.
    fn read(&mut self, message: &Message) -> (String, Vec<Broken>) {
        let text = &message.row.text;
        self.vocabulary.tokenize_lines(text, message.breaks.iter().copied(), &mut self.tokens);
        let seen = seen_words(text, &self.tokens, &self.vocabulary);
        for word in &seen {
            self.learn(&text[word.start as usize..word.end as usize], word.form);
        }
        for place in 0..self.tokens.tokens.len() {
            self.learn_term(self.tokens.tokens[place].type_id);
        }
        let mut broken = Vec::new();
        for (token, other) in std::mem::take(&mut self.tokens.broken) {
            let first = seen.partition_point(|word| word.token < token);
            let count = seen[first..].iter().take_while(|word| word.token == token).count();
            let forms = self.vocabulary.parts(other).to_vec();
            let words: Vec<String> = forms.iter().map(|&form| self.vocabulary.types().get(form).to_string()).collect();
            words.iter().zip(&forms).for_each(|(word, &form)| self.learn(word, form));
            if !words.is_empty() {
                broken.push((first, count, words));
            }
        }
        (written(text, &seen), broken)
    }

    /// Takes down a word as it stands in a text, and its form.
    fn learn(&mut self, surface: &str, form: u32) {
        if self.known.contains(surface) {
            return;
        }
        self.known.insert(surface.to_string());
        let types = self.vocabulary.types();
        let (cased, folded) = (types.get(form), types.get(self.vocabulary.type_info(form).folded));
        let simple = derived(surface, self.rules.case());
        if simple.is_none_or(|[simple, small]| simple != cased || small != folded) {
            self.forms.insert(surface.to_string(), [cased.to_string(), folded.to_string()]);
        }
        self.folded.insert(folded.to_string());
    }

    /// Takes down the term of a type, where scripts do not derive it: the stem of its last word behind the words before.
    fn learn_term(&mut self, of: u32) {
        let (info, types) = (self.vocabulary.type_info(of), self.vocabulary.types());
        if info.term == NO_TERM || !self.told.insert(of) {
            return;
        }
        let small = |&form: &u32| types.get(self.vocabulary.type_info(form).folded);
        let words: Vec<&str> = self.vocabulary.parts(of).iter().map(small).collect();
        let Some((last, head)) = words.split_last() else { return };
        let stem = self.rules.pattern_stem(last);
        let derived: Vec<&str> = head.iter().copied().chain([stem.as_str()]).collect();
        let term = self.vocabulary.terms().get(info.term);
        if derived.join("-") != term {
            self.terms.insert(words.join("-"), term.to_string());
        }
    }

    /// `{forms, stems, terms, turkic}`: a stem is told with the words that have it, where it is not the word itself.
    fn json(mut self, report: &Report<'_>) -> Json {
        // Words of the codebook of which the stem counts, though no message may hold them.
        for pattern in report.codebook.patterns().map(|(_, pattern, _)| pattern) {
            let sides = match &pattern.shape {
                Shape::Phrase(phrase) => vec![phrase],
                Shape::Near { left, right, .. } => vec![left, right],
            };
            let words = sides.into_iter().flatten().filter_map(|test| match test {
                Test::Stem(word) => Some(word.get(self.rules.case()).to_string()),
                _ => None,
            });
            self.folded.extend(words);
        }
        let mut stems: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for word in &self.folded {
            let stem = self.rules.pattern_stem(word);
            if stem != *word {
                stems.entry(stem).or_default().push(word);
            }
        }
        let stems: Vec<String> = stems.into_iter().map(|(stem, words)| format!("{stem} {}", words.join(" "))).collect();
        let turkic = self.rules.case() == Case::Turkic;
        json!({ "forms": self.forms, "stems": stems, "terms": self.terms, "turkic": turkic })
    }
}

/// The words of a text: for each the units of UTF-16 since the end of the word before, signs, and its length.
///
/// The units are left out where they are 1, before the first word and within a compound where they are 0 and 1; `.` stands where a
/// phrase ends before the word, `-` where it belongs to the compound of the word before, `@` where it is an address. Lengths of 1
/// to 52 are `A` to `z`, larger ones numbers in brackets.
fn written(text: &str, seen: &[Seen]) -> String {
    let units = Units::new(text);
    let mut out = String::with_capacity(seen.len() * 5 / 4);
    let mut before: Option<(usize, u32)> = None;
    for word in seen {
        let (start, end) = (units.at(word.start as usize), units.at(word.end as usize));
        let gap = start - before.map_or(0, |(end, _)| end);
        if gap != usize::from(before.is_some()) {
            let _ = write!(out, "{gap}");
        }
        if word.after_end {
            out.push('.');
        }
        if before.is_some_and(|(_, token)| token == word.token) {
            out.push('-');
        }
        if word.address {
            out.push('@');
        }
        match end - start {
            length @ 1..=26 => out.push(char::from(b'A' + length as u8 - 1)),
            length @ 27..=52 => out.push(char::from(b'a' + length as u8 - 27)),
            length => {
                let _ = write!(out, "({length})");
            }
        }
        before = Some((end, word.token));
    }
    out
}

/// The form of a word with its case, and in small letters, as scripts derive it: with straight apostrophes and plain hyphens,
/// without a possessive. `None` where the word has a letter of which it is not certain that every browser makes the same of it.
fn derived(surface: &str, case: Case) -> Option<[String; 2]> {
    if !surface.chars().all(is_plain) || (case == Case::Turkic && surface.contains('I')) {
        return None;
    }
    let straight = |c: char| match c {
        '’' => '\'',
        c if HYPHENS.contains(&c) => '-',
        c => c,
    };
    let mut cased: String = surface.chars().map(straight).collect();
    while cased.len() > 2 && (cased.ends_with("'s") || cased.ends_with("'S")) {
        cased.truncate(cased.len() - 2);
    }
    let folded = cased.to_lowercase();
    Some([cased, folded])
}

/// True for a letter that has one small form, and for signs within words.
fn is_plain(c: char) -> bool {
    match c {
        '’' | '\u{2010}' | '\u{2011}' => true,
        'ß' | '×' | '÷' | 'Σ' | 'ς' => false,
        _ => {
            c.is_ascii()
                || matches!(c,
                    'À'..='ÿ' | 'Ā'..='į' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ά' | 'Έ'..='Ί' | 'Ό' | 'Ύ'..='ώ'
                    | 'Ѐ'..='џ' | 'Ґ'..='ӿ' | 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー'
                    | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '가'..='힣')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{fold, normalise};

    fn rules() -> TextRules {
        TextRules::new(&crate::config::Config::default().text, std::path::Path::new("")).expect("English")
    }

    fn of(text: &str) -> String {
        let rules = rules();
        let mut vocabulary = Vocabulary::new(&rules);
        let mut tokens = Tokens::default();
        vocabulary.tokenize(text, &mut tokens);
        written(text, &seen_words(text, &tokens, &vocabulary))
    }

    #[test]
    fn a_word_is_a_letter_and_the_rest_is_told() {
        assert_eq!(of("The internet is free"), "CHBD");
        assert_eq!(of(" “Access”, and e-mail. See igf@un.org"), "2F3CA-D2.C@J");
        assert_eq!(of("😀 é 😀 x"), "3A4A");
        assert_eq!(of(&"a".repeat(60)), "(60)");
        assert_eq!(of(&"a".repeat(52)), "z");
        assert_eq!(of(""), "");
    }

    #[test]
    fn derived_forms_are_those_of_the_program_or_none() {
        for word in ["Access", "children’s", "UN's", "'s", "É", "x\u{2011}Y", "ΛΟΓΟΣ", "Straße", "İ", "I", "国", "ﬁ"]
        {
            let cased = normalise(word).into_owned();
            for case in [Case::Common, Case::Turkic] {
                if let Some(derived) = derived(word, case) {
                    assert_eq!(derived, [cased.clone(), fold(&cased, case)], "{word}");
                }
            }
        }
        assert_eq!(derived("ﬁ", Case::Common), None);
        assert_eq!(derived("Iğdır", Case::Turkic), None);
    }

    #[test]
    fn every_plain_letter_has_one_small_form() {
        for c in (0..=0xFFFF).filter_map(char::from_u32).filter(|c| is_plain(*c)) {
            let word = c.to_string();
            let cased = normalise(&word).into_owned();
            let expected = [cased.clone(), fold(&cased, Case::Common)];
            assert_eq!(derived(&word, Case::Common), Some(expected), "{c:?}");
        }
    }
}
