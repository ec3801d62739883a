//! Counters -> [`Counts`]: indices of each vocabulary become places in the alphabetical order of all terms.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use hashbrown::HashSet;

use super::counter::{Counter, NO_WORD, Year};
use super::scratch::{FastMap, Runs, sum};
use super::{Counts, PairCount, PatternCount, TermCount, TermEntry, ThemeCount, ThemeTermCount, YearCounts};
use crate::text::NO_TERM;

impl Counts {
    /// Joins the counters of all threads. The result is the same for any number and order of them.
    pub fn merge(years: &[i32], mut counters: Vec<Counter<'_>>) -> Self {
        counters.iter_mut().for_each(Counter::flush);
        let order = used_terms(&counters);
        let places: Vec<Vec<u32>> = counters.iter().map(|counter| places(counter, &order)).collect();
        let entries = entries(&counters, &places, &order);
        let types = match counters.as_slice() {
            [one] => seen(one).count(),
            all => all.iter().flat_map(|counter| seen(counter)).collect::<HashSet<&str>>().len(),
        };
        let merge = |index: usize| {
            let parts = counters.iter().zip(&places);
            merge_year(parts.map(|(counter, places)| (&counter.years[index], places.as_slice())).collect(), order.len())
        };
        let merged = years.iter().enumerate().map(|(index, year)| (*year, merge(index))).collect();
        Self { types: types as u64, years: merged, terms: entries }
    }
}

/// The types that stand in the text; the vocabulary holds further ones as their forms and parts.
fn seen<'c>(counter: &'c Counter<'_>) -> impl Iterator<Item = &'c str> {
    let types = counter.vocabulary.types();
    counter.type_counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(id, _)| types.get(id as u32))
}

/// All terms that were counted, in alphabetical order.
fn used_terms<'c>(counters: &'c [Counter<'_>]) -> Vec<&'c str> {
    let mut used: Vec<&str> = Vec::new();
    for counter in counters {
        let mut seen = vec![false; counter.vocabulary.terms().len()];
        counter.years.iter().flat_map(|year| year.terms.items()).for_each(|(term, _)| seen[*term as usize] = true);
        used.extend(counter.vocabulary.terms().iter().filter(|(id, _)| seen[*id as usize]).map(|(_, term)| term));
    }
    used.sort_unstable();
    used.dedup();
    used
}

/// The place of each term of a counter among all terms; [`NO_TERM`] for terms that were not counted.
fn places(counter: &Counter<'_>, order: &[&str]) -> Vec<u32> {
    let by_name: FastMap<&str, u32> = order.iter().enumerate().map(|(place, term)| (*term, place as u32)).collect();
    counter.vocabulary.terms().iter().map(|(_, term)| by_name.get(term).copied().unwrap_or(NO_TERM)).collect()
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
fn summed<K: Ord + Copy, V: AddAssign + Copy>(parts: impl Iterator<Item = (K, V)>) -> Vec<(K, V)> {
    let mut items: Vec<(K, V)> = parts.collect();
    sum(&mut items);
    items
}

/// Adds up the counts of several vocabularies by the place of each term. `dense` has a place for every term and holds
/// zeros before and after.
fn by_place<'p, V>(parts: impl Iterator<Item = (&'p Runs<V>, &'p [u32])>, dense: &mut [V]) -> Vec<(u32, V)>
where
    V: AddAssign + Copy + Default + PartialEq + 'p,
{
    let mut items = 0;
    for (runs, places) in parts {
        items += runs.items().len();
        runs.items().iter().for_each(|(term, count)| dense[places[*term as usize] as usize] += *count);
    }
    let mut out = Vec::with_capacity(items.min(dense.len()));
    for (place, count) in dense.iter_mut().enumerate() {
        if *count != V::default() {
            out.push((place as u32, std::mem::take(count)));
        }
    }
    out.shrink_to_fit();
    out
}

fn merge_year(parts: Vec<(&Year, &[u32])>, terms: usize) -> YearCounts {
    let total = |of: fn(&Year) -> u64| parts.iter().map(|(year, _)| of(year)).sum();
    let themes = parts.first().map_or(0, |(year, _)| year.themes.len());
    let mut dense = vec![ThemeTermCount::default(); terms];
    let theme_terms = (0..themes)
        .map(|theme| by_place(parts.iter().map(|(year, places)| (&year.theme_terms[theme], *places)), &mut dense))
        .collect();
    let mut theme_counts = vec![ThemeCount::default(); themes];
    for (year, _) in &parts {
        theme_counts.iter_mut().zip(&year.themes).for_each(|(total, theme)| *total += *theme);
    }
    YearCounts {
        documents: total(|year| year.documents),
        messages: total(|year| year.messages),
        tokens: total(|year| year.tokens),
        parts: total(|year| year.parts),
        smallest_part: parts.iter().map(|(year, _)| year.smallest_part).filter(|part| *part > 0).min().unwrap_or(0),
        terms: by_place(
            parts.iter().map(|(year, places)| (&year.terms, *places)),
            &mut vec![TermCount::default(); terms],
        ),
        themes: theme_counts,
        theme_terms,
        patterns: summed(parts.iter().flat_map(|(year, _)| year.patterns.iter().map(|(key, count)| (*key, *count)))),
        pairs: summed(parts.iter().flat_map(|(year, _)| year.pairs.iter().map(|(key, count)| (*key, *count)))),
    }
}

/// The terms with their forms and labels.
fn entries(counters: &[Counter<'_>], places: &[Vec<u32>], order: &[&str]) -> Vec<TermEntry> {
    let mut forms: Vec<((u32, &str), u64)> = Vec::new();
    for (counter, places) in counters.iter().zip(places) {
        for (type_id, &count) in counter.type_counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let info = counter.vocabulary.type_info(type_id as u32);
            // A stop word is no form of a term, even where a stem is spelled like it.
            if !info.stop && info.term != NO_TERM && places[info.term as usize] != NO_TERM {
                forms.push(((places[info.term as usize], counter.vocabulary.types().get(info.form)), count));
            }
        }
    }
    sum(&mut forms);
    let mut entries: Vec<TermEntry> = order.iter().map(|term| entry(term, Vec::new())).collect();
    for of_term in forms.chunk_by(|a, b| a.0.0 == b.0.0) {
        let place = of_term[0].0.0 as usize;
        entries[place] =
            entry(order[place], of_term.iter().map(|((_, form), count)| ((*form).to_string(), *count)).collect());
    }
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
                *forms.entry(counter.vocabulary.terms().get(info.term)).or_default().entry(form).or_default() +=
                    count;
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
