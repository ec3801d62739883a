//! What most of the hits of a theme stand in: one message, else one section, else one document.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{CARRIED_PERCENT, LEAST_CARRIED, SECTION_PERCENT, plain};
use crate::analysis::Study;

/// What has most of the hits of a theme in a cell, with the number of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Carrier {
    /// A message, by its id.
    Message(String, u64),
    /// A section with few of the words, by its heading.
    Section(String, u64),
    /// A document with few of the words, by its id, where the cell has several.
    Document(String, u64),
}

/// Whether a part of the hits of a theme is most of them, and these are enough to say so.
pub(super) fn carries(part: u64, hits: u64) -> bool {
    hits >= LEAST_CARRIED && part.saturating_mul(100) >= hits.saturating_mul(CARRIED_PERCENT)
}

/// By cell and theme what has most of the hits, for the cells that are compared.
pub(super) fn carriers(study: &Study<'_>) -> BTreeMap<(usize, usize), Carrier> {
    let mut cells: Vec<usize> = study.pairs.iter().flat_map(|&(from, to)| [from, to]).collect();
    cells.sort_unstable();
    cells.dedup();
    let of_cell = |cell: usize| of_cell(study, cell).into_iter().map(move |(of, by)| ((cell, of), by));
    cells.into_par_iter().flat_map_iter(of_cell).collect()
}

/// A document, the place of a message or section there, and its hits.
type Found = Vec<Option<(u32, u32, u64)>>;

/// The first message, section and document of the cell that has most of the hits of each theme.
fn of_cell(study: &Study<'_>, cell: usize) -> Vec<(usize, Carrier)> {
    let counts = &study.counts.cells[cell];
    let themes = counts.themes.len();
    let [mut messages, mut sections, mut documents] = [(); 3].map(|()| -> Found { vec![None; themes] });
    let carries = |theme: u32, part: u64| carries(part, counts.themes[theme as usize].hits);
    let words = counts.tokens.saturating_mul(SECTION_PERCENT);
    let few = |tokens: u64| tokens.saturating_mul(100) < words;
    study.each_document(cell, |of_document| {
        let mut by_section: BTreeMap<u32, (u64, BTreeMap<u32, u64>)> = BTreeMap::new();
        for message in of_document {
            let (tokens, hits) = by_section.entry(message.section).or_default();
            *tokens += message.tokens;
            for (theme, part) in message.themes() {
                *hits.entry(theme).or_default() += part;
                if carries(theme, part) {
                    messages[theme as usize].get_or_insert((message.document, message.ordinal, part));
                }
            }
        }
        let Some(document) = of_document.first().map(|message| message.document) else { return };
        for (section, (_, hits)) in by_section.into_iter().filter(|(_, (tokens, _))| few(*tokens)) {
            for (theme, part) in hits.into_iter().filter(|(theme, part)| carries(*theme, *part)) {
                sections[theme as usize].get_or_insert((document, section, part));
            }
        }
    });
    study.strata.each_document(counts, |document, sums| {
        for &(theme, part) in sums.hits.iter().filter(|(theme, part)| few(sums.tokens) && carries(*theme, *part)) {
            documents[theme as usize].get_or_insert((document, 0, part));
        }
    });
    let of_theme = |theme: usize| {
        if let Some((document, ordinal, part)) = messages[theme] {
            return Some(Carrier::Message(study.message_id((document, ordinal)), part));
        }
        let heading = |(document, section, part)| Some((plain(&study.records?.section(document, section)?), part));
        let named = sections[theme].and_then(heading).filter(|(heading, _)| !heading.is_empty());
        if let Some((heading, part)) = named {
            return Some(Carrier::Section(heading, part));
        }
        let (document, _, part) = documents[theme].filter(|_| counts.documents > 1)?;
        Some(Carrier::Document(study.documents.id(document as usize), part))
    };
    (0..themes).filter_map(|theme| Some((theme, of_theme(theme)?))).collect()
}
