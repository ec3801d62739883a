//! Charts of a project: their context, and the rows they need.

use super::counted::count;
use super::project::Project;
use crate::chart::{ChartKind, ChartOptions, Context, Design, Inputs, Need, Rendered, ThemeName};
use crate::count::Counts;
use crate::count::Depth;
use crate::error::{Error, ErrorKind, Result};
use crate::watch::Watcher;

/// The most missing characters that a warning names.
const MOST_NAMED: usize = 20;

/// What charts of a project say and how they look.
pub fn context(project: &Project, documents: u64, counts: &Counts, design: Design, options: ChartOptions) -> Context {
    let name = |theme: &crate::codebook::Theme| ThemeName { id: theme.id.clone(), label: theme.label.clone() };
    Context {
        title: project.config.title.clone(),
        themes: project.codebook.themes.iter().map(name).collect(),
        source: design.source(&project.config.title, counts.messages(), counts.tokens(), documents),
        design,
        options,
    }
}

/// Says which characters a picture lacks; `None` where it has all.
pub fn missing_characters(missing: &[char]) -> Option<String> {
    let shown: String = missing.iter().take(MOST_NAMED).collect();
    let more = match missing.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let said = format!("no font has the characters {shown}{more}; boxes stand in their place in PNG and PDF");
    (!missing.is_empty()).then_some(said)
}

/// Counts a project as far as a kind of chart needs it, and draws the chart. Terms that are asked for may be typed as they
/// are counted or as they are written.
///
/// # Errors
/// When a document cannot be read, the documents have no such term, the chart does not fit its page, or the user stops the
/// run.
pub fn draw(
    project: &Project,
    kind: &ChartKind,
    design: Design,
    mut options: ChartOptions,
    watcher: &dyn Watcher,
) -> Result<Vec<Rendered>> {
    // What more is made from than themes.
    let second =
        [Need::Findings, Need::Claims, Need::TermFrequency, Need::Keyness, Need::WordShift, Need::Comparability];
    let depth = if second.into_iter().any(|need| kind.needs.contains(&need)) {
        Depth::All
    } else if options.terms.is_empty() {
        Depth::Themes
    } else {
        Depth::Terms
    };
    let counted = count(project, watcher, depth)?;
    options.terms = terms(&counted.counts, &options.terms)?;
    counted.results(project, watcher, None, |results| {
        let inputs = Inputs::of(results, kind.needs, &options);
        let documents = counted.documents.len() as u64;
        kind.draw(&inputs, &context(project, documents, &counted.counts, design, options))
    })?
}

/// The terms that were typed, as they are counted: each may be typed as its term or as its label.
///
/// # Errors
/// When the documents have no such term, with the nearest one.
pub fn terms(counts: &Counts, typed: &[String]) -> Result<Vec<String>> {
    let find = |typed: &String| {
        let lower = typed.trim().to_lowercase();
        let found = counts.terms.iter().find(|entry| entry.term == lower);
        let found = found.or_else(|| counts.terms.iter().find(|entry| entry.label.to_lowercase() == lower));
        found.map(|entry| entry.term.to_string()).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, format!("the documents have no term `{}`", typed.trim()));
            let names = counts.terms.iter().flat_map(|entry| [entry.term, entry.label]);
            match crate::error::nearest(&lower, names) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("`themeshift freq` lists the terms"),
            }
        })
    };
    let mut terms: Vec<String> = typed.iter().map(find).collect::<Result<_>>()?;
    let mut seen = std::collections::BTreeSet::new();
    terms.retain(|term| seen.insert(term.clone()));
    Ok(terms)
}
