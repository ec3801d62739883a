//! Counters -> [`StrataCounts`]: indices of each vocabulary become places in the alphabetical order of all terms.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::counter::{Cell, Counter, NO_WORD};
use super::scratch::{Runs, sum};
use super::{
    CellCounts, PairCount, PairCounts, PatternCount, StrataCounts, TermCount, TermCounts, TermList, ThemeCount,
    ThemeTermCount,
};
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
            (stratum, Arc::new(merge_cell(&met.collect::<Vec<_>>(), themes)))
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
struct Placed {
    head: u64,
    counter: u32,
    id: u32,
}

/// All terms that were counted, in alphabetical order; and for each counter the place of each of its terms,
/// [`NO_TERM`] for terms that were not counted.
fn arrange<'c>(counters: &'c [Counter<'_>]) -> (Vec<&'c str>, Vec<Vec<u32>>) {
    let mut terms: Vec<Placed> = Vec::new();
    let mut places: Vec<Vec<u32>> = Vec::new();
    for (counter, counts) in (0..).zip(counters) {
        let mut seen = vec![NO_TERM; counts.vocabulary.terms().len()];
        for (id, _) in counts.strata.iter().flat_map(|cell| cell.terms.items()) {
            if seen[*id as usize] == NO_TERM {
                seen[*id as usize] = 0;
                let mut head = [0; 8];
                let term = counts.vocabulary.terms().get(*id);
                head.iter_mut().zip(term.as_bytes()).for_each(|(to, from)| *to = *from);
                terms.push(Placed { head: u64::from_be_bytes(head), counter, id: *id });
            }
        }
        places.push(seen);
    }
    let text = |placed: &Placed| -> &'c str { counters[placed.counter as usize].vocabulary.terms().get(placed.id) };
    terms.par_sort_unstable_by(|a, b| a.head.cmp(&b.head).then_with(|| text(a).cmp(text(b))));
    let mut order: Vec<&str> = Vec::new();
    for placed in &terms {
        if order.last() != Some(&text(placed)) {
            order.push(text(placed));
        }
        places[placed.counter as usize][placed.id as usize] = order.len() as u32 - 1;
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

/// Adds up the counts of several vocabularies by the place of each term.
fn by_place<'p>(parts: impl Iterator<Item = (&'p Runs, &'p [u32])>) -> TermCounts {
    let mut items: Vec<(u32, TermCount)> = Vec::new();
    for (runs, places) in parts {
        items.extend(runs.items().iter().map(|(term, count)| (places[*term as usize], TermCount::from(*count))));
    }
    sum(&mut items);
    TermCounts::of(items)
}

fn merge_cell(parts: &[(&Cell, &[u32])], themes: usize) -> CellCounts {
    let total = |of: fn(&Cell) -> u64| parts.iter().map(|(cell, _)| of(cell)).sum();
    let mut theme_counts = vec![ThemeCount::default(); themes];
    for (cell, _) in parts {
        theme_counts.iter_mut().zip(&cell.themes).for_each(|(total, theme)| *total += *theme);
    }
    let mut pairs = PairCounts::default();
    parts.iter().for_each(|(cell, _)| pairs.add(&cell.pairs.counts()));
    CellCounts {
        documents: total(|cell| cell.documents),
        documents_met: total(|cell| cell.documents_met),
        messages: total(|cell| cell.messages),
        tokens: total(|cell| cell.tokens),
        tokens_squared: parts.iter().map(|(cell, _)| cell.tokens_squared).sum(),
        parts: total(|cell| cell.parts),
        smallest_part: parts.iter().map(|(cell, _)| cell.smallest_part).filter(|part| *part > 0).min().unwrap_or(0),
        terms: by_place(parts.iter().map(|(cell, places)| (&cell.terms, *places))),
        themes: theme_counts,
        patterns: summed(parts.iter().flat_map(|(cell, _)| cell.patterns.iter().map(|(key, count)| (*key, *count)))),
        pairs,
    }
}

/// The words of an n-gram: the place of its counter among the counters, and their terms there.
type Words = (usize, [u32; 3]);

/// The terms with their forms and labels.
fn entries(counters: &[Counter<'_>], places: &[Vec<u32>], order: &[&str]) -> TermList {
    // For each counter its types that are forms of terms, in the order of the terms.
    let of_counter = |(counter, places): (&Counter<'_>, &Vec<u32>)| {
        let place = |type_id: u32| {
            let info = counter.vocabulary.type_info(type_id);
            // A stop word is no form of a term, even where a stem is spelled like it.
            let is_term = !info.stop && info.term != NO_TERM && counter.type_counts[type_id as usize] > 0;
            if is_term { places[info.term as usize] } else { NO_TERM }
        };
        let types = 0..counter.type_counts.len() as u32;
        let mut forms: Vec<(u32, u32)> = types.map(|of| (place(of), of)).filter(|(at, _)| *at != NO_TERM).collect();
        forms.sort_unstable();
        forms
    };
    let by_term: Vec<Vec<(u32, u32)>> = counters.iter().zip(places).map(of_counter).collect();
    let ngrams = ngrams(counters, places);
    let labels = if ngrams.is_empty() { BTreeMap::new() } else { labels(counters) };
    let mut list = TermList::default();
    let mut next = vec![0; counters.len()];
    let mut forms: Vec<(&str, u64)> = Vec::new();
    for (place, term) in (0..).zip(order) {
        if let Some((counter, words)) = ngrams.get(&place) {
            let terms = counters[*counter].vocabulary.terms();
            let words = words.iter().filter(|&&word| word != NO_WORD).map(|&word| terms.get(word));
            let words: Vec<&str> = words.map(|term| labels.get(term).map_or(term, String::as_str)).collect();
            list.push(term, words.len(), &words.join(" "), &[]);
            continue;
        }
        forms.clear();
        for ((counter, of_counter), next) in counters.iter().zip(&by_term).zip(&mut next) {
            while let Some((_, of)) = of_counter.get(*next).filter(|(at, _)| *at == place) {
                let form = counter.vocabulary.types().get(counter.vocabulary.type_info(*of).form);
                forms.push((form, counter.type_counts[*of as usize]));
                *next += 1;
            }
        }
        rank(&mut forms);
        list.push(term, 1, term, &forms);
    }
    list.shrink();
    list
}

/// Adds up equal forms and puts the most frequent first. Among equally frequent forms comes the one in lower case, then the
/// first in the alphabet.
fn rank(forms: &mut Vec<(&str, u64)>) {
    sum(forms);
    let capitals = |form: &str| form.chars().filter(|c| c.is_uppercase()).count();
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| capitals(a.0).cmp(&capitals(b.0))).then_with(|| a.0.cmp(b.0)));
}

/// The n-grams by their places among the terms.
fn ngrams(counters: &[Counter<'_>], places: &[Vec<u32>]) -> HashMap<u32, Words> {
    let of = counters.iter().zip(places).enumerate().flat_map(|(at, (counter, places))| {
        counter.ngrams.iter().map(move |(words, ngram)| (places[*ngram as usize], (at, *words)))
    });
    of.filter(|(place, _)| *place != NO_TERM).collect()
}

/// For each term of one word, whether it is counted or not, its most frequent form: n-grams are labelled by these.
fn labels<'c>(counters: &'c [Counter<'_>]) -> BTreeMap<&'c str, String> {
    let mut forms: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
    for counter in counters {
        for (type_id, &count) in (0..).zip(&counter.type_counts) {
            let info = counter.vocabulary.type_info(type_id);
            if info.term != NO_TERM && !info.stop {
                let form = counter.vocabulary.types().get(info.form);
                forms.entry(counter.vocabulary.terms().get(info.term)).or_default().push((form, count));
            }
        }
    }
    let label = |(term, mut forms): (&'c str, Vec<(&str, u64)>)| {
        rank(&mut forms);
        (term, forms.first().map_or(term, |(form, _)| form).to_string())
    };
    forms.into_iter().map(label).collect()
}
