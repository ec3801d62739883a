//! A starter codebook: frequent words and pairs of words, as patterns to begin with.

use hashbrown::{HashMap, HashSet};

use super::super::Depth;
use super::super::project::{Given, Project};
use crate::codebook::Pattern;
use crate::codebook::formats::{Imported, NewPattern, NewTheme, slug, toml};
use crate::config::Config;
use crate::corpus::{Corpus, DocumentInfo};
use crate::count::{Counts, TermCount};
use crate::error::Result;
use crate::text::{Case, fold};
use crate::watch::Watcher;

/// Themes, at most.
const THEMES: usize = 8;
/// Forms of a word, at most.
const FORMS: usize = 12;
/// Letters of a word, at least.
const LETTERS: usize = 3;

/// What a theme means that was made of one word, and of a pair of words, until somebody says what it means.
pub const DEFINITIONS: [&str; 2] = [
    "a frequent word of these documents; write here what the theme means",
    "a frequent pair of words of these documents; write here what the theme means",
];

/// What stands above the themes.
const HEADING: &str =
    "A starter codebook: the most telling of the frequent words and pairs of words in these documents.
#
# These are words, not themes. They are here so that the first run shows something. What a theme
# is, is yours to decide: name it, say what it means, gather its words, delete what is none.
#
#   [themes.ID]             ID stands in tables; a `label` in charts, else the ID
#   definition              what the theme means, for you and for those who check it
#   include                 patterns: \"human rights\", \"educat*\", \"child* ~3 protect*\", \"=UN\"
#   exclude                 patterns whose matches do not count
#
# themeshift codebook suggest ID      words that a theme lacks, with examples
# themeshift codebook check           what is suspicious in this file
# themeshift kwic --theme ID          each match in its context
# themeshift codebook import FILE     a dictionary of quanteda, LIWC, WordStat and others";

/// Counts the documents and makes a codebook of their words; `None` where there is no word to begin with.
///
/// # Errors
/// When a document cannot be read any more, or the user stops the work.
pub fn starter(
    documents: Vec<DocumentInfo>,
    mut config: Config,
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Option<String>> {
    if documents.is_empty() {
        return Ok(None);
    }
    config.analysis.ngrams = vec![1, 2];
    let files = documents.len() as u64;
    let given = Given { corpus: Some(Corpus::of(documents)?), ..Given::default() };
    let project = Project::with(config, given, threads, watcher)?;
    let counts = super::super::count(&project, watcher, Depth::Terms)?.counts;
    let themes = themes(&counts, files, project.rules.of_project().case());
    if themes.is_empty() {
        return Ok(None);
    }
    let imported = Imported { themes, warnings: Vec::new() };
    toml::write(&imported, HEADING).map(Some)
}

/// A theme for each of the best terms. A term scores its count times ln((messages + 1) / messages with it), so a word of
/// every message scores little; it stands in two documents, where there are two. Where at least half of its occurrences
/// stand in one pair of words, the pair takes its place.
fn themes(counts: &Counts, files: u64, case: Case) -> Vec<NewTheme> {
    let totals = counts.term_totals();
    let all = counts.messages() as f64 + 1.0;
    let score = |term: usize| totals[term].count as f64 * (all / totals[term].messages.max(1) as f64).ln();
    let fits = |term: usize| {
        let TermCount { count, documents, .. } = totals[term];
        count >= 2 && documents >= files.min(2)
    };
    let pairs = pairs(counts, &totals, fits);
    let is_word = |term: &usize| {
        let entry = counts.terms.get(*term as u32);
        entry.words == 1 && fits(*term) && entry.label.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS
    };
    let mut order: Vec<usize> = (0..counts.terms.len()).filter(is_word).collect();
    order.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
    let (mut themes, mut taken, mut ids) = (Vec::new(), HashSet::new(), HashSet::new());
    for word in order {
        let text = counts.terms.get(word as u32).term;
        let pair = pairs.get(text).copied().filter(|&pair| totals[pair].count * 2 >= totals[word].count);
        let term = pair.unwrap_or(word);
        let parts: Vec<&str> = counts.terms.get(term as u32).term.split(' ').collect();
        if parts.iter().any(|part| taken.contains(part)) {
            continue;
        }
        let theme = theme(counts, term, case);
        if theme.include.is_empty() || !ids.insert(theme.id.clone()) {
            continue;
        }
        taken.extend(parts);
        themes.push(theme);
        if themes.len() == THEMES {
            break;
        }
    }
    themes
}

/// For each word its most frequent pair; of two alike the first in the alphabet.
fn pairs<'c>(counts: &'c Counts, totals: &[TermCount], fits: impl Fn(usize) -> bool) -> HashMap<&'c str, usize> {
    let mut best: HashMap<&str, usize> = HashMap::new();
    for (term, entry) in counts.terms.iter().enumerate().filter(|(term, entry)| entry.words == 2 && fits(*term)) {
        for part in entry.term.split(' ') {
            let known = best.entry(part).or_insert(term);
            if totals[term].count > totals[*known].count {
                *known = term;
            }
        }
    }
    best
}

/// A theme with the forms of a term as patterns; without those that are none.
fn theme(counts: &Counts, term: usize, case: Case) -> NewTheme {
    let entry = counts.terms.get(term as u32);
    let mut include: Vec<String> = Vec::new();
    for form in std::iter::once(entry.label).chain(entry.forms().map(|(form, _)| form)) {
        let form = fold(form, case);
        if include.len() < FORMS && !include.contains(&form) && Pattern::parse(&form).is_ok() {
            include.push(form);
        }
    }
    NewTheme {
        id: slug(entry.label),
        label: entry.label.into(),
        definition: DEFINITIONS[usize::from(entry.words != 1)].into(),
        include: include.into_iter().map(NewPattern::new).collect(),
        ..NewTheme::default()
    }
}
