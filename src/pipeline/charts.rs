//! Charts of a project: their context, and the rows they need.

use super::material::{Depth, Material};
use super::project::Project;
use crate::analysis::rows::DocumentRow;
use crate::analysis::{self, Study};
use crate::chart::{ChartKind, ChartOptions, Context, Design, Inputs, Need, ThemeName};
use crate::count::Counts;
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

/// Counts a project and computes the rows that a kind of chart needs, and no others.
///
/// # Errors
/// When a document cannot be read, or the user stops the run.
pub fn inputs(
    project: &Project,
    kind: &ChartKind,
    options: &mut ChartOptions,
    watcher: &dyn Watcher,
) -> Result<(Inputs, Counts)> {
    let needs = |need: Need| kind.needs.contains(&need);
    let mut documents: Vec<DocumentRow> = Vec::new();
    // What only the second pass counts.
    let second = [Need::Findings, Need::TermFrequency, Need::Keyness, Need::WordShift, Need::Comparability];
    let depth = if second.into_iter().any(needs) { Depth::Terms } else { Depth::Hits };
    let material = Material::count(project, watcher, depth, |evidence| {
        documents.push(evidence.document);
        Ok(())
    })?;
    options.terms = terms(&material.counts, &options.terms)?;
    let made =
        material.study(project, watcher, None, |study| rows(project, study, documents, needs, &options.terms))?;
    Ok((made?, material.counts))
}

fn rows(
    project: &Project,
    study: &Study<'_>,
    documents: Vec<DocumentRow>,
    needs: impl Fn(Need) -> bool,
    terms: &[String],
) -> Result<Inputs> {
    let (counts, codebook) = (study.counts, study.codebook);
    let mut inputs = Inputs::default();
    if needs(Need::ThemeFrequency) {
        inputs.theme_frequency = analysis::theme_frequency(counts, codebook);
    }
    if needs(Need::ThemeCooccurrence) {
        inputs.theme_cooccurrence = analysis::theme_cooccurrence(counts, codebook);
    }
    if needs(Need::ThemePatterns) {
        inputs.theme_patterns = analysis::theme_patterns(counts, codebook, study.matcher);
    }
    if needs(Need::ThemeChange) || needs(Need::Findings) {
        inputs.theme_change = analysis::theme_change(study);
    }
    if needs(Need::Findings) || needs(Need::Comparability) {
        let near_duplicates = analysis::near_duplicates(study);
        if needs(Need::Findings) {
            let robustness = analysis::robustness(study, &near_duplicates);
            let comparisons =
                analysis::comparisons(study, project.rules.of_project(), &inputs.theme_change, &robustness);
            inputs.findings = analysis::finding_rows(study, &comparisons);
        }
        if needs(Need::Comparability) {
            let sections: Vec<u64> = documents.iter().map(|document| document.standard.sections).collect();
            inputs.comparability = analysis::comparability(study, &sections, &near_duplicates);
        }
    }
    if needs(Need::TermFrequency) {
        inputs.take_term_frequency(&analysis::term_frequency(counts, Some(study.details)), terms);
    }
    if needs(Need::Keyness) {
        analysis::keyness_by_comparison(study, |rows| {
            inputs.take_keyness(&rows);
            Ok::<(), Error>(())
        })?;
    }
    if needs(Need::WordShift) {
        analysis::word_shift_by_pair(study, |rows| {
            inputs.take_word_shift(&rows);
            Ok::<(), Error>(())
        })?;
    }
    inputs.documents = documents;
    Ok(inputs)
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
        found.map(|entry| entry.term.clone()).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, format!("the documents have no term `{}`", typed.trim()));
            let names = counts.terms.iter().flat_map(|entry| [entry.term.as_str(), entry.label.as_str()]);
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
