//! The themes of a codebook with what they find.

use serde::Serialize;

use super::lines::Beside;
use super::texts::{Found, In, Texts};
use crate::analysis::CodebookCheckRow;
use crate::codebook::Hit;
use crate::pipeline::init::DEFINITIONS;

/// What is suspicious about a theme or a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The kind of check.
    pub check: &'static str,
    /// The pattern; empty for the whole theme.
    pub pattern: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub suggestion: String,
}

/// A pattern with what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownPattern {
    /// The pattern.
    pub pattern: String,
    /// Its weight, where it has one.
    pub weight: Option<String>,
    /// Matches, whatever other patterns do.
    pub matches: u64,
    /// Messages with a match.
    pub messages: u64,
    /// Hits of its theme that it makes; of an exclusion: matches that it forbids.
    pub hits: u64,
}

/// A theme with what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownTheme {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it means.
    pub definition: String,
    /// Whether it is a frequent word of the documents, of which nobody said yet what it means.
    pub starter: bool,
    /// The theme that it is part of.
    pub parent: Option<String>,
    /// Patterns whose matches are hits.
    pub include: Vec<ShownPattern>,
    /// Patterns that forbid.
    pub exclude: Vec<ShownPattern>,
    /// Hits.
    pub hits: u64,
    /// Messages with a hit, by period.
    pub messages: Vec<u64>,
    /// Messages with a hit by period, with the saved codebook; nothing for a new theme.
    pub saved: Option<Vec<u64>>,
    /// What is suspicious.
    pub notes: Vec<Note>,
}

/// Messages with a hit by theme and period.
fn messages(texts: &Texts, hits: &[In<Hit>], themes: usize, periods: usize) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; periods]; themes];
    // Hits stand by message, then theme.
    for same in hits.chunk_by(|a, b| (a.message, a.found.theme) == (b.message, b.found.theme)) {
        let period = texts.document_of(same[0].message as usize).period;
        counts[same[0].found.theme as usize][period] += 1;
    }
    counts
}

/// All themes, in the order of the codebook.
pub fn themes(texts: &Texts, beside: Beside<'_>, checks: &[CodebookCheckRow]) -> Vec<ShownTheme> {
    let Beside { codebook, found, saved, periods } = beside;
    let of = |found: &Found, themes: usize| messages(texts, &found.hits, themes, periods.len());
    let counts = of(found, codebook.themes.len());
    let before = saved.map(|(codebook, found)| (codebook, of(found, codebook.themes.len())));
    let mut uses = found.uses.patterns.iter();
    let mut shown = Vec::with_capacity(codebook.themes.len());
    for ((theme, messages), sums) in codebook.themes.iter().zip(counts).zip(&found.uses.themes) {
        let mut patterns = |list: &[crate::codebook::Pattern], exclude: bool| -> Vec<ShownPattern> {
            let of_one = |(pattern, uses): (&crate::codebook::Pattern, &crate::count::PatternUses)| ShownPattern {
                pattern: pattern.source.clone(),
                weight: pattern.weight.map(|weight| weight.to_string()),
                matches: uses.matches,
                messages: uses.messages,
                hits: if exclude { uses.forbids } else { uses.hits },
            };
            list.iter().zip(uses.by_ref()).map(of_one).collect()
        };
        let (include, exclude) = (patterns(&theme.include, false), patterns(&theme.exclude, true));
        let of_saved = before.as_ref().and_then(|(codebook, counts)| {
            codebook.themes.iter().position(|known| known.id == theme.id).map(|place| counts[place].clone())
        });
        let notes = checks.iter().filter(|row| row.theme == theme.id).map(|row| Note {
            check: row.check.name(),
            pattern: row.pattern.clone(),
            message: row.message.clone(),
            suggestion: row.suggestion.clone(),
        });
        shown.push(ShownTheme {
            id: theme.id.clone(),
            label: theme.label.clone(),
            definition: theme.definition.clone(),
            starter: DEFINITIONS.contains(&theme.definition.as_str()),
            parent: theme.parent.map(|parent| codebook.themes[parent].id.clone()),
            include,
            exclude,
            hits: sums.hits,
            messages,
            saved: of_saved,
            notes: notes.collect(),
        });
    }
    shown
}
