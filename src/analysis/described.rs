//! What the documents of a cell say of themselves.

use std::collections::BTreeSet;

use super::Study;

/// What the documents of a cell say of themselves, cells without text aside, and what of them is not analysed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Described {
    pub events: BTreeSet<String>,
    pub publishers: BTreeSet<String>,
    pub kinds: BTreeSet<String>,
    pub scopes: BTreeSet<String>,
    /// Words of their text that is no message, headings aside.
    pub not_analysed: u64,
}

impl Described {
    /// Reads what is known of the documents of a cell, given by its place.
    pub fn of(study: &Study<'_>, cell: usize) -> Self {
        let mut all = Self::default();
        for &place in &study.counts.cells[cell].document_places {
            let info = study.documents.get(place as usize);
            let of_kind = [
                (&mut all.events, info.event),
                (&mut all.publishers, info.publisher),
                (&mut all.kinds, info.kind),
                (&mut all.scopes, info.scope),
            ];
            for (values, value) in of_kind {
                let value = value.trim();
                if !value.is_empty() && !values.contains(value) {
                    values.insert(value.to_string());
                }
            }
            if !study.facts.is_empty() {
                all.not_analysed += study.facts.get(place as usize).tokens_not_analysed;
            }
        }
        all
    }
}
