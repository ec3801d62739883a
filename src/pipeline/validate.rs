//! [`Codings`] -> [`Validation`]: what the codebook finds beside what people coded.

use std::collections::BTreeMap;

use super::counted::matched;
use super::evidence::Evidence;
use super::project::Project;
use crate::analysis::{JudgedMessage, Validation, validation};
use crate::codings::Codings;
use crate::error::{Error, ErrorKind, Result};
use crate::watch::Watcher;

/// Compares the themes that the codebook finds with those that people coded. Codings that the project file names play no
/// part: it is the codebook that is judged.
///
/// # Errors
/// When the project has no codebook; when a coded document, message or theme does not exist, with file and line; when a
/// document cannot be read, or the user stops the run.
pub fn validate(project: &Project, codings: Codings, watcher: &dyn Watcher) -> Result<Validation> {
    let themes = &project.codebook.themes;
    if themes.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "the project has no codebook, so there is nothing to validate")
            .hint("set `codebook` in [corpus] of themeshift.toml"));
    }
    let codings = codings.selected(&project.corpus)?;
    let places = codings.places(&project.codebook)?;
    let ids: BTreeMap<&str, usize> =
        themes.iter().enumerate().map(|(place, theme)| (theme.id.as_str(), place)).collect();
    let flags = |present: &mut dyn Iterator<Item = usize>| {
        let mut flags = vec![false; themes.len()];
        present.for_each(|theme| flags[theme] = true);
        flags
    };
    let mut messages = Vec::new();
    let mut next = 0;
    let mut documents = project.corpus.documents.iter();
    matched(project, watcher, |evidence: Evidence| {
        let document = documents.next().map_or_else(String::new, |info| info.id);
        // Both stand in the order of documents and messages.
        while let Some(coded) = codings.messages.get(next).filter(|coded| coded.document == document) {
            codings.check_ordinal(coded, evidence.messages.len())?;
            let message = &evidence.messages[coded.ordinal as usize - 1];
            let first = evidence.hits.partition_point(|hit| hit.ordinal < coded.ordinal);
            let of_message = evidence.hits[first..].iter().take_while(|hit| hit.ordinal == coded.ordinal);
            let hits: Vec<(usize, String, String)> = of_message
                .filter_map(|hit| Some((*ids.get(hit.theme.as_str())?, hit.pattern.clone(), hit.r#match.clone())))
                .collect();
            let codes = places[next]
                .iter()
                .map(|codes| codes.as_ref().map(|codes| flags(&mut codes.iter().map(|&theme| theme as usize))));
            messages.push(JudgedMessage {
                document: coded.document.clone(),
                ordinal: coded.ordinal,
                period: message.period.clone(),
                section: message.section.clone(),
                text: message.text.clone(),
                weight: coded.weight,
                found: flags(&mut hits.iter().map(|(theme, ..)| *theme)),
                coded: codes.collect(),
                hits,
            });
            next += 1;
        }
        Ok(())
    })?;
    let work = || validation(&messages, &codings.coders, &project.codebook, codings.weighted, &project.config.analysis);
    Ok(project.pool().install(work))
}
