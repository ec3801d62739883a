//! Each match of a pattern or a theme, with the words around it.

use super::counted::by_language;
use super::evidence::{context, message_id};
use super::languages::ByLanguage;
use super::pass::{Opened, pass};
use super::project::Project;
use crate::analysis::rows::ConcordanceRow;
use crate::codebook::{Codebook, Decisions, Hit, Matcher};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Tokens, Vocabulary};
use crate::watch::Watcher;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'w> {
    /// A codebook pattern.
    Pattern(&'w str),
    /// A theme of the codebook, by its id. Messages that were coded with it, and have no match, are not found.
    Theme(&'w str),
}

/// What one thread needs to find matches in one language.
struct State {
    vocabulary: Vocabulary,
    decisions: Decisions,
    tokens: Tokens,
    hits: Vec<Hit>,
}

/// The matches in all messages, in the order of documents, messages and places.
///
/// # Errors
/// When the pattern is wrong, the codebook has no such theme, a document cannot be read, or the user stops the search.
pub fn concordance(project: &Project, wanted: Wanted<'_>, watcher: &dyn Watcher) -> Result<Vec<ConcordanceRow>> {
    let (codebook, theme) = match wanted {
        Wanted::Pattern(pattern) => (Codebook::single(pattern)?, 0),
        Wanted::Theme(theme) => (project.codebook.clone(), theme_with_words(project, theme)?),
    };
    let matcher = Matcher::new(&codebook);
    let make = |rules| State {
        vocabulary: Vocabulary::new(rules),
        decisions: Decisions::default(),
        tokens: Tokens::default(),
        hits: Vec::new(),
    };
    let mut states = by_language(project, &make);
    let mut rows = Vec::new();
    let work = |states: &mut ByLanguage<'_, State>, opened: Opened<'_>| {
        Ok(find(states.of(&opened.language.analysed), &opened, &matcher, theme as u32))
    };
    pass(project, watcher, "searching", false, &mut states, work, |_, mut found| {
        rows.append(&mut found);
        Ok(())
    })?;
    Ok(rows)
}

/// The place of a theme whose matches count.
fn theme_with_words(project: &Project, id: &str) -> Result<usize> {
    let place = project.theme(id)?;
    let themes = &project.codebook.themes;
    let no_patterns = themes[place].include.is_empty() && themes.iter().all(|theme| theme.parent != Some(place));
    match &project.coded {
        Some(coded) if coded.replaces() || no_patterns => {
            Err(Error::new(ErrorKind::Usage, format!("the theme `{id}` was coded, so there are no words to show"))
                .hint(format!("`themeshift messages --theme {id}` shows its messages")))
        }
        _ => Ok(place),
    }
}

fn find(state: &mut State, opened: &Opened<'_>, matcher: &Matcher<'_>, theme: u32) -> Vec<ConcordanceRow> {
    let mut rows = Vec::new();
    let State { vocabulary, decisions, tokens, hits } = state;
    for segment in opened.segments.messages() {
        let text = &segment.text;
        vocabulary.tokenize_lines(text, segment.breaks(), tokens);
        matcher.find(vocabulary, decisions, text, tokens, hits);
        let ordinal = segment.ordinal.unwrap_or(0);
        for hit in hits.iter().filter(|hit| hit.theme == theme) {
            let (start, end) = (hit.start as usize, hit.end as usize);
            let (left, right) = context(text, start, end);
            rows.push(ConcordanceRow {
                document: opened.info.id.clone(),
                ordinal,
                start: u64::from(hit.start),
                message: message_id(&opened.info.id, ordinal),
                period: opened.period.clone(),
                section: opened.segments.section(segment).to_string(),
                left: left.to_string(),
                r#match: text[start..end].to_string(),
                right: right.to_string(),
            });
        }
    }
    rows
}
