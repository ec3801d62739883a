//! The tests of single words, arranged so that a form is tried against few of them.

use hashbrown::HashMap;

use crate::codebook::pattern::{Test, medial};
use crate::text::{Case, Vocabulary};

/// The distinct tests of a codebook.
#[derive(Debug, Default)]
pub struct Tests<'c> {
    /// The tests, by id.
    pub list: Vec<&'c Test>,
    ids: HashMap<String, u32>,
    /// Tests that every word passes.
    pub universal: Vec<u32>,
    /// For languages of common case; and of Turkic case, where any test differs there.
    indexes: Vec<Index<'c>>,
}

/// Tests by what they ask of a form in languages of one case.
#[derive(Debug)]
pub struct Index<'c> {
    list: Vec<&'c Test>,
    case: Case,
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
}

/// Tests by stem.
pub type Stems = HashMap<String, Vec<u32>>;

/// The first two characters of a text that has as many, none of them a wildcard.
fn opening(text: &str) -> Option<[char; 2]> {
    let mut chars = text.chars().map(medial);
    let pair = [chars.next()?, chars.next()?];
    (!pair.contains(&'*') && !pair.contains(&'?')).then_some(pair)
}

impl<'c> Tests<'c> {
    /// The id of a test, given to it now if it is new.
    pub fn add(&mut self, test: &'c Test) -> u32 {
        let name = match test {
            Test::Literal(text) => format!("literal {} {}", text.get(Case::Common), text.get(Case::Turkic)),
            Test::Glob(text) => format!("glob {} {}", text.get(Case::Common), text.get(Case::Turkic)),
            Test::Cased(text) => format!("cased {text}"),
            Test::Stem(text) => format!("stem {} {}", text.get(Case::Common), text.get(Case::Turkic)),
            Test::Joined(text) => format!("joined {text}"),
            Test::Regex(regex) => format!("regex {}", regex.as_str()),
        };
        let next = self.list.len() as u32;
        let id = *self.ids.entry(name).or_insert(next);
        if id == next {
            self.list.push(test);
            if test.is_universal() {
                self.universal.push(id);
            }
        }
        id
    }

    /// Arranges the tests; those that are added later are not found.
    pub fn arrange(&mut self) {
        let differs = |test: &&Test| match test {
            Test::Literal(text) | Test::Glob(text) | Test::Stem(text) => {
                text.get(Case::Common) != text.get(Case::Turkic)
            }
            _ => false,
        };
        let turkic = self.list.iter().any(differs).then(|| Index::new(&self.list, Case::Turkic));
        self.indexes = std::iter::once(Index::new(&self.list, Case::Common)).chain(turkic).collect();
    }

    /// The tests as they are arranged for languages of one case.
    pub fn of(&self, case: Case) -> &Index<'c> {
        let place = usize::from(case == Case::Turkic).min(self.indexes.len().saturating_sub(1));
        &self.indexes[place]
    }
}

impl<'c> Index<'c> {
    fn new(list: &[&'c Test], case: Case) -> Self {
        let mut index = Self {
            list: list.to_vec(),
            case,
            literals: HashMap::new(),
            stems: Vec::new(),
            joined: HashMap::new(),
            globs: HashMap::new(),
            others: Vec::new(),
            cased_literals: HashMap::new(),
            cased_globs: Vec::new(),
        };
        for (test, id) in list.iter().zip(0..).filter(|(test, _)| !test.is_universal()) {
            let place = match test {
                Test::Literal(text) => index.literals.entry(text.get(case)).or_default(),
                Test::Stem(text) => {
                    index.stems.push((text.get(case), id));
                    continue;
                }
                Test::Joined(text) => match text.chars().next().filter(|c| !matches!(c, '*' | '?')) {
                    Some(first) => index.joined.entry(first).or_default(),
                    None => &mut index.others,
                },
                Test::Glob(glob) => match opening(glob.get(case)) {
                    Some(pair) => index.globs.entry(pair).or_default(),
                    None => &mut index.others,
                },
                Test::Cased(text) if !text.contains(['*', '?']) => index.cased_literals.entry(text).or_default(),
                Test::Cased(_) => &mut index.cased_globs,
                Test::Regex(_) => &mut index.others,
            };
            place.push(id);
        }
        index
    }

    /// The tests that a folded form passes, in order. Universal tests are left out: every word passes them.
    pub(crate) fn passed_folded(&self, vocabulary: &Vocabulary, stems: &Stems, folded: &str) -> Vec<u32> {
        let mut out = self.passed_by_address(folded);
        if !stems.is_empty() {
            out.extend(stems.get(vocabulary.rules().pattern_stem(folded).as_str()).into_iter().flatten());
        }
        let globs = opening(folded).and_then(|pair| self.globs.get(&pair));
        let joined = folded.chars().next().and_then(|first| self.joined.get(&first));
        let candidates = globs.into_iter().chain(joined).flatten().chain(&self.others);
        out.extend(candidates.filter(|&&id| self.list[id as usize].passes("", folded, self.case)));
        out.sort_unstable();
        out
    }

    /// The tests that a folded address passes: those that ask for it as it is.
    pub(crate) fn passed_by_address(&self, folded: &str) -> Vec<u32> {
        self.literals.get(folded).cloned().unwrap_or_default()
    }

    /// The further tests that a form with its case passes.
    pub(crate) fn passed_cased(&self, cased: &str) -> Vec<u32> {
        let mut out: Vec<u32> = self.cased_literals.get(cased).cloned().unwrap_or_default();
        out.extend(self.cased_globs.iter().filter(|&&id| self.list[id as usize].passes(cased, "", self.case)));
        out
    }

    /// The tests of stems by the stem that they ask for in the language of a vocabulary.
    pub fn stems(&self, vocabulary: &Vocabulary) -> Stems {
        let mut stems = Stems::new();
        for (word, id) in &self.stems {
            stems.entry(vocabulary.rules().pattern_stem(word)).or_default().push(*id);
        }
        stems
    }
}
