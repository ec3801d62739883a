//! Counters -> [`StrataCounts`]: indices of each vocabulary become places in the alphabetical order of all terms.

use std::collections::BTreeMap;
use std::io;
use std::ops::AddAssign;
use std::sync::Arc;

use rayon::prelude::*;

use super::counter::{Cell, Counter};
use super::generation::{Generation, Generations};
use super::scratch::sum;
use super::{
    CellCounts, PairCount, PairCounts, PatternCount, StrataCounts, TermCount, TermCounts, TermList, ThemeCount,
    ThemeTermCount,
};
use crate::axis::Stratum;
use crate::text::NO_TERM;

impl StrataCounts {
    /// Joins the counters of all threads and the generations that were taken from them, with the threads of the current rayon pool.
    /// `strata` are those that were met, in order, with their numbers in the counters. The result is the same for any number and
    /// order of counters. Beside it comes what [`super::Bags::resolve`] needs: by the number of a bag the index of each of its terms,
    /// [`NO_TERM`] for those that were not counted.
    ///
    /// # Errors
    /// When the temporary file of the generations cannot be written or read.
    pub fn merge(
        strata: Vec<(Stratum, usize)>,
        mut counters: Vec<Counter<'_>>,
        mut generations: Generations,
    ) -> io::Result<(Self, Vec<Vec<u32>>)> {
        let last: Vec<Generation> = counters.par_iter_mut().map(Counter::retire).collect();
        last.into_iter().try_for_each(|generation| generations.push(generation))?;
        let terms = entries(&mut generations)?;
        let themes = counters.first().map_or(0, Counter::themes);
        let merge = |(stratum, number): (Stratum, usize)| {
            let parts: Vec<&Cell> = counters.iter().filter_map(|counter| counter.strata.get(number)).collect();
            Ok((stratum, Arc::new(merge_cell(&parts, generations.counts(number)?, themes))))
        };
        let strata = strata.into_par_iter().map(merge).collect::<io::Result<Vec<_>>>()?;
        Ok((Self { strata, terms: Arc::new(terms), sampling: Arc::default() }, generations.into_places()))
    }
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

fn merge_cell(parts: &[&Cell], terms: TermCounts, themes: usize) -> CellCounts {
    let total = |of: fn(&Cell) -> u64| parts.iter().map(|cell| of(cell)).sum();
    let mut theme_counts = vec![ThemeCount::default(); themes];
    for cell in parts {
        theme_counts.iter_mut().zip(&cell.themes).for_each(|(total, theme)| *total += *theme);
    }
    let pairs: Vec<PairCounts> = parts.iter().map(|cell| cell.pairs.counts()).collect();
    CellCounts {
        documents: total(|cell| cell.documents),
        documents_met: total(|cell| cell.documents_met),
        messages: total(|cell| cell.messages),
        tokens: total(|cell| cell.tokens),
        tokens_squared: parts.iter().map(|cell| cell.tokens_squared).sum(),
        parts: total(|cell| cell.parts),
        smallest_part: parts.iter().map(|cell| cell.smallest_part).filter(|part| *part > 0).min().unwrap_or(0),
        terms,
        themes: theme_counts,
        patterns: summed(parts.iter().flat_map(|cell| cell.patterns.iter().map(|(key, count)| (*key, *count)))),
        pairs: PairCounts::sum(&pairs.iter().collect::<Vec<_>>()),
    }
}

/// The terms with their forms and labels; each gets its place.
fn entries(generations: &mut Generations) -> io::Result<TermList> {
    let labels = labels(generations)?;
    let mut list = TermList::default();
    generations.place(|mut joined| {
        if !joined.counted {
            return NO_TERM;
        }
        if joined.words > 1 {
            let words = joined.term.split(' ').map(|word| labels.get(word).map_or(word, String::as_str));
            list.push(joined.term, joined.words, &words.collect::<Vec<_>>().join(" "), &[]);
        } else {
            rank(&mut joined.forms);
            list.push(joined.term, 1, joined.term, &joined.forms);
        }
        list.len() as u32 - 1
    })?;
    list.shrink();
    Ok(list)
}

/// Adds up equal forms and puts the most frequent first. Among equally frequent forms comes the one in lower case, then the
/// first in the alphabet.
fn rank(forms: &mut Vec<(&str, u64)>) {
    sum(forms);
    let capitals = |form: &str| form.chars().filter(|c| c.is_uppercase()).count();
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| capitals(a.0).cmp(&capitals(b.0))).then_with(|| a.0.cmp(b.0)));
}

/// For each term of one word, whether it is counted or not, its most frequent form: n-grams are labelled by these. Nothing
/// where no n-grams were counted.
fn labels(generations: &Generations) -> io::Result<BTreeMap<String, String>> {
    let mut labels = BTreeMap::new();
    if generations.hold_phrases() {
        generations.each_term(|mut joined| {
            rank(&mut joined.forms);
            if let Some((form, _)) = joined.forms.first().filter(|(form, _)| *form != joined.term) {
                labels.insert(joined.term.to_string(), form.to_string());
            }
        })?;
    }
    Ok(labels)
}
