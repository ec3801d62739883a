//! Counters -> [`Counts`]: indices of each vocabulary become places in the alphabetical order of all terms.

use std::collections::{BTreeMap, BTreeSet};

use super::counter::{Counter, NO_WORD, Year};
use super::{Counts, PairCount, PatternCount, TermCount, TermEntry, YearCounts};
use crate::text::NO_TERM;

impl Counts {
    /// Joins the counters of all threads. The result is the same for any number and order of them.
    pub fn merge(years: &[i32], mut counters: Vec<Counter<'_>>) -> Self {
        counters.iter_mut().for_each(Counter::flush);
        let terms = used_terms(&counters);
        let order: Vec<&str> = terms.iter().map(String::as_str).collect();
        let places: Vec<Vec<u32>> = counters.iter().map(|counter| places(counter, &order)).collect();
        let mut merged: Vec<YearCounts> = years.iter().map(|_| YearCounts::default()).collect();
        for (index, total) in merged.iter_mut().enumerate() {
            let parts = counters.iter().zip(&places).map(|(counter, places)| (&counter.years[index], places.as_slice()));
            *total = merge_year(parts);
        }
        let entries = entries(&counters, &places, &order);
        let types: BTreeSet<&str> =
            counters.iter().flat_map(|c| (0..c.vocabulary.len() as u32).map(|id| c.vocabulary.surface(id))).collect();
        Self { types: types.len() as u64, years: years.iter().copied().zip(merged).collect(), terms: entries }
    }
}

/// All terms that were counted, in alphabetical order.
fn used_terms(counters: &[Counter<'_>]) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for counter in counters {
        let mut seen = vec![false; counter.vocabulary.terms().len()];
        counter.years.iter().flat_map(|year| year.terms.keys()).for_each(|&term| seen[term as usize] = true);
        let terms = counter.vocabulary.terms().iter().filter(|(id, _)| seen[*id as usize]);
        used.extend(terms.map(|(_, term)| term.to_string()));
    }
    used
}

/// The place of each term of a counter among all terms; [`NO_TERM`] for terms that were not counted.
fn places(counter: &Counter<'_>, order: &[&str]) -> Vec<u32> {
    let place = |term: &str| order.binary_search(&term).map_or(NO_TERM, |place| place as u32);
    counter.vocabulary.terms().iter().map(|(_, term)| place(term)).collect()
}

fn merge_year<'y>(parts: impl Iterator<Item = (&'y Year, &'y [u32])>) -> YearCounts {
    let mut total = YearCounts::default();
    let mut terms: BTreeMap<u32, TermCount> = BTreeMap::new();
    let mut theme_terms: BTreeMap<(u32, u32), TermCount> = BTreeMap::new();
    let mut patterns: BTreeMap<(u32, u32), PatternCount> = BTreeMap::new();
    let mut pairs: BTreeMap<(u32, u32), PairCount> = BTreeMap::new();
    let add = |total: &mut TermCount, count: &TermCount| {
        total.count += count.count;
        total.messages += count.messages;
        total.documents += count.documents;
    };
    for (year, places) in parts {
        total.documents += year.documents;
        total.messages += year.messages;
        total.tokens += year.tokens;
        total.parts += year.parts;
        total.smallest_part = match (total.smallest_part, year.smallest_part) {
            (0, one) | (one, 0) => one,
            (one, other) => one.min(other),
        };
        total.themes.resize(year.themes.len(), super::ThemeCount::default());
        for (total, theme) in total.themes.iter_mut().zip(&year.themes) {
            total.hits += theme.hits;
            total.messages += theme.messages;
            total.tokens += theme.tokens;
        }
        for (term, count) in &year.terms {
            add(terms.entry(places[*term as usize]).or_default(), count);
        }
        for ((theme, term), count) in &year.theme_terms {
            add(theme_terms.entry((*theme, places[*term as usize])).or_default(), count);
        }
        for (key, count) in &year.patterns {
            let total = patterns.entry(*key).or_default();
            total.hits += count.hits;
            total.messages += count.messages;
        }
        for (key, count) in &year.pairs {
            let total = pairs.entry(*key).or_default();
            total.both += count.both;
            total.shared_span_only += count.shared_span_only;
        }
    }
    total.terms = terms.into_iter().collect();
    total.theme_terms = theme_terms.into_iter().collect();
    total.patterns = patterns.into_iter().collect();
    total.pairs = pairs.into_iter().collect();
    total
}

/// The terms with their forms and labels.
fn entries(counters: &[Counter<'_>], places: &[Vec<u32>], order: &[&str]) -> Vec<TermEntry> {
    let mut forms: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); order.len()];
    // A stop word is no form of a term, even where a stem is spelled like it.
    for (counter, places) in counters.iter().zip(places) {
        for (type_id, &count) in counter.type_counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let info = counter.vocabulary.type_info(type_id as u32);
            if info.stop || info.term == NO_TERM || places[info.term as usize] == NO_TERM {
                continue;
            }
            let form = counter.vocabulary.forms().get(info.form);
            *forms[places[info.term as usize] as usize].entry(form.to_string()).or_default() += count;
        }
    }
    let mut entries: Vec<TermEntry> = order.iter().zip(forms).map(|(term, forms)| entry(term, forms)).collect();
    label_ngrams(counters, places, &mut entries);
    entries
}

fn entry(term: &str, forms: BTreeMap<String, u64>) -> TermEntry {
    let mut forms: Vec<(String, u64)> = forms.into_iter().collect();
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
                let form = counter.vocabulary.forms().get(info.form).to_string();
                *forms.entry(counter.vocabulary.terms().get(info.term)).or_default().entry(form).or_default() += count;
            }
        }
    }
    let labels: BTreeMap<&str, String> = forms.into_iter().map(|(term, forms)| (term, entry(term, forms).label)).collect();
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
