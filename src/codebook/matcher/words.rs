//! The tests of single words, arranged so that a form is tried against few of them.

use hashbrown::HashMap;

use crate::codebook::pattern::Test;
use crate::text::Vocabulary;

/// The distinct tests of a codebook, indexed so that a form is not tried against all of them.
#[derive(Debug, Default)]
pub struct Tests<'c> {
    /// The tests, by id.
    pub list: Vec<&'c Test>,
    ids: HashMap<String, u32>,
    literals: HashMap<&'c str, Vec<u32>>,
    /// Words of which the stem counts.
    stems: Vec<(&'c str, u32)>,
    /// Joined words by their first character, where it is no wildcard.
    joined: HashMap<char, Vec<u32>>,
    /// Globs by their first two characters, where these are no wildcards.
    globs: HashMap<[char; 2], Vec<u32>>,
    /// Tests of the folded form that must be tried one by one.
    others: Vec<u32>,
    /// Tests of the form with its case, by the form where they are no globs.
    cased_literals: HashMap<&'c str, Vec<u32>>,
    cased_globs: Vec<u32>,
    /// Tests that every word passes.
    pub universal: Vec<u32>,
}

/// The first two characters of a text that has as many, none of them a wildcard.
fn opening(text: &str) -> Option<[char; 2]> {
    let mut chars = text.chars();
    let pair = [chars.next()?, chars.next()?];
    (!pair.contains(&'*') && !pair.contains(&'?')).then_some(pair)
}

impl<'c> Tests<'c> {
    /// The id of a test, given to it now if it is new.
    pub fn add(&mut self, test: &'c Test) -> u32 {
        let (name, text) = match test {
            Test::Literal(text) => ("literal", text.as_str()),
            Test::Glob(text) => ("glob", text.as_str()),
            Test::Cased(text) => ("cased", text.as_str()),
            Test::Stem(text) => ("stem", text.as_str()),
            Test::Joined(text) => ("joined", text.as_str()),
            Test::Regex(regex) => ("regex", regex.as_str()),
        };
        let next = self.list.len() as u32;
        let id = *self.ids.entry(format!("{name} {text}")).or_insert(next);
        if id < next {
            return id;
        }
        self.list.push(test);
        let place = match test {
            _ if test.is_universal() => &mut self.universal,
            Test::Literal(text) => self.literals.entry(text).or_default(),
            Test::Stem(text) => {
                self.stems.push((text, id));
                return id;
            }
            Test::Joined(text) => match text.chars().next().filter(|c| !matches!(c, '*' | '?')) {
                Some(first) => self.joined.entry(first).or_default(),
                None => &mut self.others,
            },
            Test::Glob(glob) => match opening(glob) {
                Some(pair) => self.globs.entry(pair).or_default(),
                None => &mut self.others,
            },
            Test::Cased(text) if !text.contains(['*', '?']) => self.cased_literals.entry(text).or_default(),
            Test::Cased(_) => &mut self.cased_globs,
            Test::Regex(_) => &mut self.others,
        };
        place.push(id);
        id
    }

    /// The tests that a folded form passes, in order. Universal tests are left out: every word passes them.
    pub fn passed_folded(&self, vocabulary: &Vocabulary<'_>, stems: &Stems, folded: &str) -> Vec<u32> {
        let mut out: Vec<u32> = self.literals.get(folded).cloned().unwrap_or_default();
        if !stems.is_empty() {
            out.extend(stems.get(vocabulary.rules().pattern_stem(folded).as_str()).into_iter().flatten());
        }
        let globs = opening(folded).and_then(|pair| self.globs.get(&pair));
        let joined = folded.chars().next().and_then(|first| self.joined.get(&first));
        let candidates = globs.into_iter().chain(joined).flatten().chain(&self.others);
        out.extend(candidates.filter(|&&id| self.list[id as usize].passes("", folded)));
        out.sort_unstable();
        out
    }

    /// The further tests that a form with its case passes.
    pub fn passed_cased(&self, cased: &str) -> Vec<u32> {
        let mut out: Vec<u32> = self.cased_literals.get(cased).cloned().unwrap_or_default();
        out.extend(self.cased_globs.iter().filter(|&&id| self.list[id as usize].passes(cased, "")));
        out
    }

    /// The tests of stems by the stem that they ask for in the language of a vocabulary.
    pub fn stems(&self, vocabulary: &Vocabulary<'_>) -> Stems {
        let mut stems = Stems::new();
        for (word, id) in &self.stems {
            stems.entry(vocabulary.rules().pattern_stem(word)).or_default().push(*id);
        }
        stems
    }
}

/// Tests by stem.
pub type Stems = HashMap<String, Vec<u32>>;
