//! The documents of a period together: all that are in it, also those without a message.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::facts::DocumentFacts;
use super::study::Study;
use crate::axis::Period;
use crate::corpus::DocumentInfo;

/// Values of a document variable, each with the number of documents that say it. No value is empty.
pub type DocumentValues = BTreeMap<String, u64>;

/// The documents of one period together: what they say of themselves, and how much they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodDocuments {
    /// The period.
    pub period: Period,
    /// How many they are.
    pub documents: u64,
    /// Messages.
    pub messages: u64,
    /// Word tokens of the messages.
    pub tokens: u64,
    /// Words that are no part of a message, headings aside.
    pub tokens_not_analysed: u64,
    /// What they are of.
    pub events: DocumentValues,
    /// What kind they are.
    pub kinds: DocumentValues,
    /// What they speak of.
    pub scopes: DocumentValues,
    /// Who published them.
    pub publishers: DocumentValues,
}

impl PeriodDocuments {
    /// The documents of each cell: of a study of all documents they are read one after the other, of a group one by one.
    pub(super) fn of_cells(study: &Study<'_>) -> Vec<Self> {
        let cells = &study.counts.cells;
        let facts_of =
            |place: usize| if study.facts.is_empty() { DocumentFacts::default() } else { study.facts.get(place) };
        let mut all: Vec<Self> = cells.iter().map(|cell| Self::none(cell.period.clone())).collect();
        let wanted: usize = cells.iter().map(|cell| cell.document_places.len()).sum();
        if wanted < study.documents.len() {
            all.par_iter_mut().zip(cells).for_each(|(all, cell)| {
                let places = cell.document_places.iter().map(|place| *place as usize);
                places.for_each(|place| all.add(&study.documents.get(place), &facts_of(place)));
            });
            return all;
        }
        let mut left: Vec<_> = cells.iter().map(|cell| cell.document_places.iter()).collect();
        // For each place of a document that comes next the cells that it is in.
        let mut next: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (cell, left) in left.iter_mut().enumerate() {
            left.next().into_iter().for_each(|place| next.entry(*place).or_default().push(cell));
        }
        let mut facts = study.facts.iter();
        for (place, info) in (0..).zip(study.documents) {
            let facts = facts.next().unwrap_or_default();
            for cell in next.remove(&place).unwrap_or_default() {
                all[cell].add(&info, &facts);
                left[cell].next().into_iter().for_each(|place| next.entry(*place).or_default().push(cell));
            }
        }
        all
    }

    /// Without documents.
    pub(crate) fn none(period: Period) -> Self {
        Self {
            period,
            documents: 0,
            messages: 0,
            tokens: 0,
            tokens_not_analysed: 0,
            events: DocumentValues::new(),
            kinds: DocumentValues::new(),
            scopes: DocumentValues::new(),
            publishers: DocumentValues::new(),
        }
    }

    /// Adds a document.
    pub(crate) fn add(&mut self, info: &DocumentInfo, facts: &DocumentFacts) {
        self.documents += 1;
        self.messages += u64::from(facts.messages);
        self.tokens += facts.tokens;
        self.tokens_not_analysed += facts.tokens_not_analysed;
        let values = [
            (&mut self.events, &info.event),
            (&mut self.kinds, &info.kind),
            (&mut self.scopes, &info.scope),
            (&mut self.publishers, &info.publisher),
        ];
        for (values, value) in values {
            let value = value.trim();
            match values.get_mut(value) {
                Some(documents) => *documents += 1,
                None if value.is_empty() => {}
                None => {
                    values.insert(value.to_string(), 1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;

    #[test]
    fn documents_read_in_a_row_or_one_by_one_are_the_same() {
        let years: Vec<(i32, &[&str])> = (0..40).map(|year| (1990 + year % 20, &["trust and norms"][..])).collect();
        study_of(&years, "", |study| {
            let mut infos: Vec<_> = study.documents.iter().collect();
            for (info, number) in infos.iter_mut().zip(0..) {
                info.kind = ["speech", " report ", ""][number % 3].to_string();
            }
            let infos = crate::corpus::Documents::of(infos).expect("documents");
            let study = Study { documents: &infos, ..*study };
            let all = PeriodDocuments::of_cells(&study);
            assert!(all.len() > 20 && all.iter().map(|of| of.documents).sum::<u64>() >= 80, "{all:?}");
            let kinds: Vec<&str> = all.iter().flat_map(|of| of.kinds.keys()).map(String::as_str).collect();
            assert!(["report", "speech"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
            assert!(kinds.iter().all(|kind| ["report", "speech"].contains(kind)), "{kinds:?}");
            for (cell, expected) in study.counts.cells.iter().zip(&all).take(20) {
                let mut counts = study.counts.clone();
                counts.cells = vec![cell.clone()];
                let found = PeriodDocuments::of_cells(&Study { counts: &counts, ..study });
                assert_eq!(found, std::slice::from_ref(expected));
            }
        });
    }
}
