//! Strata side by side: sums of them by period, by group, or by stretches of periods.

use std::ops::Deref;
use std::sync::Arc;

use super::merge::summed;
use super::parts::UnitSums;
use super::sampling::{Sampling, Units};
use super::scratch::sum;
use super::{CellCounts, PairCounts, StrataCounts, TermCount, TermCounts, TermList, ThemeCount};
use crate::axis::{Axis, Group, Period};
use crate::stats::rate::RateSums;
use crate::stats::trend::LEAST_MESSAGES;
use crate::watch::{Watcher, leave_if_stopped};

/// With more periods than this, results speak of thirds of the series where they would speak of each period.
pub const MANY_PERIODS: usize = 12;

/// Fewer word tokens than this, in few messages, are too few for a course.
const LEAST_TOKENS: u64 = 1000;

/// The strata that make a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// The period, or the stretch of periods.
    pub period: Period,
    /// The group; `None` for all.
    pub group: Option<Group>,
    /// Places of the strata.
    pub strata: Vec<usize>,
    /// Whether the group is one of messages, so that a document may be in several.
    pub of_messages: bool,
    /// Places of the documents.
    pub documents: Vec<u32>,
}

/// Counts of one period, of a stretch of periods, or of a group in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The period, or the stretch of periods.
    pub period: Period,
    /// The group; `None` for all.
    pub group: Option<Group>,
    /// The counts.
    pub counts: Arc<CellCounts>,
    /// Places of the documents.
    pub document_places: Vec<u32>,
    /// The sampling units.
    pub units: Units,
    /// Places of the strata.
    strata: Vec<usize>,
}

impl Cell {
    /// Whether the sampling units are the messages of documents of which some hold several: then what is drawn from them says
    /// nothing of other documents.
    pub(crate) fn is_within_documents(&self) -> bool {
        !self.units.are_clusters() && self.messages > self.units.documents
    }

    /// Whether the cell holds too little for its rate to be a point of a course: fewer than 10 messages, and fewer than 1,000
    /// word tokens.
    pub(crate) fn is_thin(&self) -> bool {
        self.messages < LEAST_MESSAGES && self.tokens < LEAST_TOKENS
    }

    /// Whether a stratum, given by its place, is part of the cell.
    pub fn holds(&self, stratum: usize) -> bool {
        self.strata.binary_search(&stratum).is_ok()
    }

    /// The sums that the rate of a theme and its interval need, over the sampling units.
    pub(crate) fn rate_sums(&self, theme: usize) -> RateSums {
        self.units.rate_sums(theme)
    }

    /// What the cell is called beside the others: its group, or its period.
    pub fn name(&self) -> &str {
        self.group.as_ref().map_or_else(|| self.period.label(), |group| &group.value)
    }
}

impl Deref for Cell {
    type Target = CellCounts;
    fn deref(&self) -> &CellCounts {
        &self.counts
    }
}

/// Counts side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// The cells, in order; see [`Counts::periods`].
    pub cells: Vec<Cell>,
    /// The terms, in alphabetical order.
    pub terms: Arc<TermList>,
    /// How many cells are periods; stretches of several stand behind them.
    periods: usize,
    /// For each stratum the cells that it is part of.
    of_strata: Vec<Vec<usize>>,
}

impl StrataCounts {
    /// Hands over what each document holds in a cell; one that is in several of its strata comes several times.
    pub(crate) fn each_document(&self, cell: &Cell, each: impl FnMut(u32, &UnitSums)) {
        self.sampling.each_document(&cell.strata, each);
    }

    /// The same counts with what their sampling units are made from.
    #[must_use]
    pub(crate) fn sampled(self, sampling: Sampling) -> Self {
        Self { sampling: Arc::new(sampling), ..self }
    }

    /// The units of a cell where a document, or a cluster of them, is one unit whatever the cell holds: for series.
    pub fn clusters(&self, cell: &Cell) -> Units {
        self.sampling.clusters(&cell.strata)
    }

    /// The counts of each period; behind them, where there are more than twelve, those of the first, the middle and the
    /// last third of the series. `watcher` may [leave](leave_if_stopped) it.
    pub fn by_period(&self, axis: &Axis, watcher: &dyn Watcher) -> Counts {
        let periods = axis.periods();
        let of = |from: usize, to: usize| Members {
            period: periods[from].until(&periods[to]),
            group: None,
            strata: self.places(|stratum| (from..=to).contains(&stratum.period)),
            of_messages: false,
            documents: axis.documents_between(from, to),
        };
        let mut cells: Vec<Members> = (0..periods.len()).map(|place| of(place, place)).collect();
        if periods.len() > MANY_PERIODS {
            cells.extend(thirds(periods.len()).map(|(from, to)| of(from, to)));
        }
        self.arrange(cells, periods.len(), watcher)
    }

    /// Places of the strata that are wanted.
    pub fn places(&self, wanted: impl Fn(&crate::axis::Stratum) -> bool) -> Vec<usize> {
        (0..self.strata.len()).filter(|&place| wanted(&self.strata[place].0)).collect()
    }

    /// Sums of strata side by side; the first `periods` of them are periods. `watcher` may [leave](leave_if_stopped) it.
    pub fn arrange(&self, cells: Vec<Members>, periods: usize, watcher: &dyn Watcher) -> Counts {
        let mut of_strata = vec![Vec::new(); self.strata.len()];
        for (place, members) in cells.iter().enumerate() {
            members.strata.iter().for_each(|&stratum| of_strata[stratum].push(place));
        }
        let cell = |members: Members| Cell {
            counts: self.total(&members, watcher),
            units: self.sampling.units(&members.strata),
            strata: members.strata,
            period: members.period,
            group: members.group,
            document_places: members.documents,
        };
        Counts { cells: cells.into_iter().map(cell).collect(), terms: Arc::clone(&self.terms), periods, of_strata }
    }

    fn total(&self, members: &Members, watcher: &dyn Watcher) -> Arc<CellCounts> {
        leave_if_stopped(watcher);
        let parts: Vec<&Arc<CellCounts>> = members.strata.iter().map(|&place| &self.strata[place].1).collect();
        match parts.as_slice() {
            [only] if !members.of_messages => Arc::clone(only),
            parts => {
                let mut total = CellCounts::default();
                for part in parts {
                    leave_if_stopped(watcher);
                    total.add(part);
                }
                total.patterns = summed(total.patterns.drain(..));
                leave_if_stopped(watcher);
                total.pairs = PairCounts::sum(&parts.iter().map(|part| &part.pairs).collect::<Vec<_>>());
                leave_if_stopped(watcher);
                total.terms = terms_of(parts, self.terms.len());
                if members.of_messages {
                    total.documents = total.documents_met;
                }
                if total.themes.is_empty() {
                    let themes = self.strata.first().map_or(0, |(_, cell)| cell.themes.len());
                    total.themes = vec![ThemeCount::default(); themes];
                }
                Arc::new(total)
            }
        }
    }
}

/// The first and the last place of each third of a series of at least three; what does not divide goes to the middle.
fn thirds(number: usize) -> [(usize, usize); 3] {
    let third = number / 3;
    [(0, third - 1), (third, number - third - 1), (number - third, number - 1)]
}

/// The counts of the terms of several strata together; `terms` is how many terms there are.
fn terms_of(parts: &[&Arc<CellCounts>], terms: usize) -> TermCounts {
    let items = parts.iter().flat_map(|part| &part.terms);
    if parts.iter().map(|part| part.terms.len()).sum::<usize>() < terms / 4 {
        let mut items: Vec<(u32, TermCount)> = items.collect();
        sum(&mut items);
        return TermCounts::of(items);
    }
    let mut dense = vec![TermCount::default(); terms];
    items.for_each(|(term, count)| dense[term as usize] += count);
    TermCounts::of((0..).zip(dense).filter(|(_, count)| *count != TermCount::default()))
}

impl CellCounts {
    /// Adds the counts of other messages but those of terms and pairs; those of patterns stand behind the others.
    fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.documents_met += other.documents_met;
        self.messages += other.messages;
        self.tokens += other.tokens;
        self.tokens_squared += other.tokens_squared;
        self.parts += other.parts;
        self.smallest_part = match (self.smallest_part, other.smallest_part) {
            (0, part) | (part, 0) => part,
            (own, part) => own.min(part),
        };
        if self.themes.len() < other.themes.len() {
            self.themes.resize(other.themes.len(), ThemeCount::default());
        }
        self.themes.iter_mut().zip(&other.themes).for_each(|(total, theme)| *total += *theme);
        self.patterns.extend_from_slice(&other.patterns);
    }
}

impl Counts {
    /// The cells that are single periods, in order.
    pub fn periods(&self) -> &[Cell] {
        &self.cells[..self.periods]
    }

    /// The first, the middle and the last third of a long series, where they are counted.
    pub fn thirds(&self) -> &[Cell] {
        &self.cells[self.periods..]
    }

    /// Places of the periods or groups beside a cell that share no message with it and have units of the same kind.
    pub fn beside(&self, cell: &Cell) -> impl Iterator<Item = usize> {
        let apart = |other: &Cell| !other.strata.iter().any(|stratum| cell.strata.contains(stratum));
        (0..self.periods).filter(move |&place| {
            let other = &self.cells[place];
            other.units.kind == cell.units.kind && apart(other)
        })
    }

    /// The places of the cells that a stratum is part of.
    pub fn cells_of(&self, stratum: usize) -> &[usize] {
        &self.of_strata[stratum]
    }

    /// Analysed messages of all periods.
    pub fn messages(&self) -> u64 {
        self.periods().iter().map(|cell| cell.messages).sum()
    }

    /// Word tokens of all periods.
    pub fn tokens(&self) -> u64 {
        self.periods().iter().map(|cell| cell.tokens).sum()
    }

    /// For each term, its counts over all periods.
    pub fn term_totals(&self) -> Vec<TermCount> {
        let mut totals = vec![TermCount::default(); self.terms.len()];
        for (term, count) in self.periods().iter().flat_map(|cell| &cell.terms) {
            totals[term as usize] += count;
        }
        totals
    }

    /// Indices of the most frequent terms of one word, the most frequent first, ties in alphabetical order.
    pub(crate) fn top_terms(&self, number: usize) -> Vec<u32> {
        let totals = self.term_totals();
        let mut order: Vec<u32> = (0..self.terms.len() as u32).filter(|&i| self.terms.words(i) == 1).collect();
        order.sort_by_key(|&index| (std::cmp::Reverse(totals[index as usize].count), index));
        order.truncate(number);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_are_of_one_length_at_both_ends() {
        assert_eq!(thirds(13), [(0, 3), (4, 8), (9, 12)]);
        assert_eq!(thirds(15), [(0, 4), (5, 9), (10, 14)]);
        assert_eq!(thirds(234), [(0, 77), (78, 155), (156, 233)]);
    }
}
