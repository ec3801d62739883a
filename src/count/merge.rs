//! Counters -> [`StrataCounts`]: indices of each vocabulary become places in the alphabetical order of all terms.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use rayon::prelude::*;

use super::counter::{Cell, Counter, NO_WORD};
use super::scratch::{Runs, sum};
use super::{CellCounts, PairCount, PatternCount, StrataCounts, TermCount, TermEntry, ThemeCount, ThemeTermCount};
use crate::axis::Stratum;
use crate::text::NO_TERM;

impl StrataCounts {
    /// Joins the counters of all threads, with the threads of the current rayon pool. `strata` are those that were met, in
    /// order, with their numbers in the counters. The result is the same for any number and order of counters. Beside it
    /// comes what [`super::Bags::resolve`] needs: for each counter, by its number, the index of each of its terms, [`NO_TERM`] for
    /// those that were not counted.
    pub fn merge(strata: Vec<(Stratum, usize)>, mut counters: Vec<Counter<'_>>) -> (Self, Vec<Vec<u32>>) {
        counters.par_iter_mut().for_each(Counter::flush);
        let counters = counters.as_slice();
        let (order, places) = arrange(counters);
        let themes = counters.first().map_or(0, Counter::themes);
        let merge = |(stratum, number): (Stratum, usize)| {
            let met = counters
                .iter()
                .zip(&places)
                .filter_map(|(counter, places)| Some((counter.strata.get(number)?, places.as_slice())));
            (stratum, Arc::new(merge_cell(&met.collect::<Vec<_>>(), themes, order.len())))
        };
        let (terms, strata) = rayon::join(
            || entries(counters, &places, &order),
            || strata.into_par_iter().map(merge).collect::<Vec<_>>(),
        );
        let numbers = counters.iter().map(|counter| counter.number as usize + 1).max().unwrap_or(0);
        let mut by_number = vec![Vec::new(); numbers];
        for (counter, places) in counters.iter().zip(places) {
            by_number[counter.number as usize] = places;
        }
        (Self { strata, terms: Arc::new(terms), sampling: Arc::default() }, by_number)
    }
}

/// A term of one counter, with its first bytes as a number, so that most comparisons need not look at the text.
struct Placed<'c> {
    head: u64,
    term: &'c str,
    counter: usize,
    id: u32,
}

/// All terms that were counted, in alphabetical order; and for each counter the place of each of its terms,
/// [`NO_TERM`] for terms that were not counted.
fn arrange<'c>(counters: &'c [Counter<'_>]) -> (Vec<&'c str>, Vec<Vec<u32>>) {
    let mut terms: Vec<Placed<'c>> = Vec::new();
    let mut places: Vec<Vec<u32>> = Vec::new();
    for (counter, counts) in counters.iter().enumerate() {
        let mut seen = vec![NO_TERM; counts.vocabulary.terms().len()];
        for (id, _) in counts.strata.iter().flat_map(|cell| cell.terms.items()) {
            if seen[*id as usize] == NO_TERM {
                seen[*id as usize] = 0;
                let term = counts.vocabulary.terms().get(*id);
                let mut head = [0; 8];
                head.iter_mut().zip(term.as_bytes()).for_each(|(to, from)| *to = *from);
                terms.push(Placed { head: u64::from_be_bytes(head), term, counter, id: *id });
            }
        }
        places.push(seen);
    }
    terms.par_sort_unstable_by(|a, b| (a.head, a.term).cmp(&(b.head, b.term)));
    let mut order: Vec<&str> = Vec::new();
    for placed in &terms {
        if order.last() != Some(&placed.term) {
            order.push(placed.term);
        }
        places[placed.counter][placed.id as usize] = order.len() as u32 - 1;
    }
    (order, places)
}

impl AddAssign for TermCount {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.messages += other.messages;
        self.documents += other.documents;
    }
}

impl AddAssign for ThemeTermCount {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.messages += other.messages;
    }
}

impl AddAssign for ThemeCount {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.messages += other.messages;
        self.tokens += other.tokens;
        self.hits_squared += other.hits_squared;
        self.hits_tokens += other.hits_tokens;
    }
}

impl AddAssign for PatternCount {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.messages += other.messages;
    }
}

impl AddAssign for PairCount {
    fn add_assign(&mut self, other: Self) {
        self.both += other.both;
        self.shared_span_only += other.shared_span_only;
    }
}

/// Adds up equal keys; the result is sorted by key.
pub(super) fn summed<K: Ord + Copy, V: AddAssign + Copy>(parts: impl Iterator<Item = (K, V)>) -> Vec<(K, V)> {
    let mut items: Vec<(K, V)> = parts.collect();
    sum(&mut items);
    items
}

/// Adds up the counts of several vocabularies by the place of each term; there are so many terms.
fn by_place<'p>(parts: impl Iterator<Item = (&'p Runs, &'p [u32])>, terms: usize) -> Vec<(u32, TermCount)> {
    let mut dense = vec![TermCount::default(); terms];
    for (runs, places) in parts {
        runs.items().iter().for_each(|(term, count)| dense[places[*term as usize] as usize] += (*count).into());
    }
    let counted = || (0..).zip(&dense).filter(|(_, count)| **count != TermCount::default());
    let mut out = Vec::with_capacity(counted().count());
    out.extend(counted().map(|(place, count)| (place, *count)));
    out
}

fn merge_cell(parts: &[(&Cell, &[u32])], themes: usize, terms: usize) -> CellCounts {
    let total = |of: fn(&Cell) -> u64| parts.iter().map(|(cell, _)| of(cell)).sum();
    let mut theme_counts = vec![ThemeCount::default(); themes];
    for (cell, _) in parts {
        theme_counts.iter_mut().zip(&cell.themes).for_each(|(total, theme)| *total += *theme);
    }
    CellCounts {
        documents: total(|cell| cell.documents),
        documents_met: total(|cell| cell.documents_met),
        messages: total(|cell| cell.messages),
        tokens: total(|cell| cell.tokens),
        tokens_squared: parts.iter().map(|(cell, _)| cell.tokens_squared).sum(),
        parts: total(|cell| cell.parts),
        smallest_part: parts.iter().map(|(cell, _)| cell.smallest_part).filter(|part| *part > 0).min().unwrap_or(0),
        terms: by_place(parts.iter().map(|(cell, places)| (&cell.terms, *places)), terms),
        themes: theme_counts,
        patterns: summed(parts.iter().flat_map(|(cell, _)| cell.patterns.iter().map(|(key, count)| (*key, *count)))),
        pairs: summed(
            parts.iter().flat_map(|(cell, _)| cell.pairs.items().iter().map(|(key, count)| (*key, (*count).into()))),
        ),
    }
}

/// The terms with their forms and labels.
fn entries(counters: &[Counter<'_>], places: &[Vec<u32>], order: &[&str]) -> Vec<TermEntry> {
    let mut forms: Vec<Vec<(&str, u64)>> = vec![Vec::new(); order.len()];
    for (counter, places) in counters.iter().zip(places) {
        for (type_id, &count) in counter.type_counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let info = counter.vocabulary.type_info(type_id as u32);
            // A stop word is no form of a term, even where a stem is spelled like it.
            if !info.stop && info.term != NO_TERM && places[info.term as usize] != NO_TERM {
                forms[places[info.term as usize] as usize].push((counter.vocabulary.types().get(info.form), count));
            }
        }
    }
    let whole = |(term, mut forms): (&&str, Vec<(&str, u64)>)| {
        sum(&mut forms);
        entry(term, forms.into_iter().map(|(form, count)| (form.to_string(), count)).collect())
    };
    let mut entries: Vec<TermEntry> = order.par_iter().zip(forms).map(whole).collect();
    label_ngrams(counters, places, &mut entries);
    entries
}

fn entry(term: &str, mut forms: Vec<(String, u64)>) -> TermEntry {
    // Among equally frequent forms the one in lower case, then the first in the alphabet.
    let capitals = |form: &str| form.chars().filter(|c| c.is_uppercase()).count();
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| capitals(&a.0).cmp(&capitals(&b.0))).then_with(|| a.0.cmp(&b.0)));
    let label = forms.first().map_or_else(|| term.to_string(), |(form, _)| form.clone());
    TermEntry { term: term.to_string(), label, forms, words: 1 }
}

/// An n-gram is labelled by the most frequent forms of its words, whether or not the words are counted as terms.
fn label_ngrams(counters: &[Counter<'_>], places: &[Vec<u32>], entries: &mut [TermEntry]) {
    if counters.iter().all(|counter| counter.ngrams.is_empty()) {
        return;
    }
    let mut forms: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    for counter in counters {
        for (type_id, &count) in counter.type_counts.iter().enumerate() {
            let info = counter.vocabulary.type_info(type_id as u32);
            if info.term != NO_TERM && !info.stop {
                let form = counter.vocabulary.types().get(info.form).to_string();
                *forms.entry(counter.vocabulary.terms().get(info.term)).or_default().entry(form).or_default() += count;
            }
        }
    }
    let labels: BTreeMap<&str, String> =
        forms.into_iter().map(|(term, forms)| (term, entry(term, forms.into_iter().collect()).label)).collect();
    for (counter, places) in counters.iter().zip(places) {
        for (words, ngram) in &counter.ngrams {
            let place = places[*ngram as usize];
            if place == NO_TERM {
                continue;
            }
            let terms = words.iter().filter(|&&word| word != NO_WORD).map(|&word| counter.vocabulary.terms().get(word));
            let words: Vec<&str> = terms.map(|term| labels.get(term).map_or(term, String::as_str)).collect();
            let entry = &mut entries[place as usize];
            entry.words = words.len();
            entry.label = words.join(" ");
            entry.forms.clear();
        }
    }
}
