//! Tables of terms.

use rayon::prelude::*;

use super::rows::{TermFormRow, TermFrequencyByThemeRow, TermFrequencyRow};
use super::themes::alphabetical;
use super::{Study, bound};
use crate::count::{Cell, Counts, TermCount, ThemeTermCount, ThemeTermCounter, dispersion};
use crate::stats::keyness::{g2_four_cell, log_ratio};
use crate::stats::rate::{per_1000, share};
use crate::text::NO_TERM;

/// `term_frequency`: one row per period and term. Dispersion is empty where the terms of messages were not kept.
///
/// Where there would be more than `most` rows the most frequent terms of the corpus are kept, each with all its periods.
pub fn term_frequency(study: &Study<'_>, most: Option<usize>) -> Vec<TermFrequencyRow> {
    let totals = study.counts.term_totals();
    let kept = kept_terms(study.counts, &totals, most);
    let chosen =
        |terms: &[(u32, TermCount)], _: &[u64]| (0..terms.len()).filter(|&of| kept[terms[of].0 as usize]).collect();
    frequencies(study, &totals, chosen)
}

/// The rows of [`term_frequency`] for the `top` most frequent terms of each period and of each number of words, the most frequent
/// first.
pub(crate) fn most_frequent_terms(study: &Study<'_>, top: usize) -> Vec<TermFrequencyRow> {
    let chosen = |terms: &[(u32, TermCount)], ranks: &[u64]| {
        let words = |place: usize| study.counts.terms.words(terms[place].0);
        let mut places: Vec<usize> = (0..terms.len()).collect();
        places.sort_unstable_by_key(|&place| (words(place), ranks[place], place));
        let of_length = |places: &[usize]| places.iter().copied().take(top).collect::<Vec<_>>();
        places.chunk_by(|a, b| words(*a) == words(*b)).flat_map(of_length).collect()
    };
    frequencies(study, &study.counts.term_totals(), chosen)
}

/// The rows of the terms of each period that `chosen` gives: their places among the terms of the period, made of these with their
/// counts and of their ranks.
fn frequencies(
    study: &Study<'_>,
    totals: &[TermCount],
    chosen: impl Fn(&[(u32, TermCount)], &[u64]) -> Vec<usize> + Sync,
) -> Vec<TermFrequencyRow> {
    let counts = study.counts;
    let documents = counts.periods().iter().map(|cell| cell.document_places.len()).sum();
    study.begin("terms", documents);
    let of_period = |none: &mut Vec<u32>, in_period: &Cell| {
        let terms: Vec<(u32, TermCount)> = in_period.terms.iter().collect();
        let ranks = ranks(counts, &terms);
        let places = chosen(&terms, &ranks);
        let mut wanted: Vec<u32> = places.iter().map(|&place| terms[place].0).collect();
        wanted.retain(|&term| counts.terms.words(term) == 1);
        wanted.sort_unstable();
        let of = |bags| dispersion(in_period, bags, &wanted, none, study.watcher);
        let dispersions = study.bags.map(of).unwrap_or_default();
        let row = |place: usize| {
            let (term, count) = terms[place];
            let entry = counts.terms.get(term);
            let of_term = wanted.binary_search(&term).ok().and_then(|at| dispersions.get(at));
            TermFrequencyRow {
                period: in_period.period.clone(),
                term: entry.term.into(),
                label: entry.label.into(),
                count: count.count,
                messages: count.messages,
                documents: count.documents,
                per_1000_tokens: per_1000(count.count, in_period.tokens),
                message_share: share(count.messages, in_period.messages),
                tf_idf: tf_idf(count.count, counts.messages(), totals[term as usize].messages),
                juilland_d: of_term.and_then(|of| of.juilland_d),
                dp_norm: of_term.and_then(|of| of.dp_norm),
                rank: ranks[place],
            }
        };
        places.into_iter().map(row).collect::<Vec<_>>()
    };
    let none = || vec![NO_TERM; counts.terms.len()];
    counts.periods().par_iter().map_init(none, of_period).collect::<Vec<_>>().concat()
}

/// For each term whether the table of terms has it: all, or so many of the most frequent that they have at most `most`
/// rows.
fn kept_terms(counts: &Counts, totals: &[TermCount], most: Option<usize>) -> Vec<bool> {
    let mut periods = vec![0_usize; totals.len()];
    for (term, _) in counts.periods().iter().flat_map(|cell| &cell.terms) {
        periods[term as usize] += 1;
    }
    let most = most.unwrap_or(usize::MAX);
    if periods.iter().sum::<usize>() <= most {
        return vec![true; totals.len()];
    }
    let mut order: Vec<usize> = (0..totals.len()).collect();
    order.sort_by_key(|&term| (std::cmp::Reverse(totals[term].count), term));
    let mut kept = vec![false; totals.len()];
    let mut rows = 0;
    for term in order {
        rows += periods[term];
        if rows > most {
            break;
        }
        kept[term] = true;
    }
    kept
}

/// count times ln(messages / messages with the term); `None` where no message has the term.
fn tf_idf(count: u64, messages: u64, with_term: u64) -> Option<f64> {
    (with_term > 0).then(|| count as f64 * (messages as f64 / with_term as f64).ln())
}

/// For each term of a period its rank by count among terms with as many words; ties share the lowest rank.
fn ranks(counts: &Counts, terms: &[(u32, TermCount)]) -> Vec<u64> {
    let mut ranks = vec![0; terms.len()];
    for words in 1..=3 {
        let mut order: Vec<usize> = (0..terms.len()).filter(|&i| counts.terms.words(terms[i].0) == words).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(terms[i].1.count));
        let mut rank = 0;
        for (place, &i) in order.iter().enumerate() {
            if place == 0 || terms[order[place - 1]].1.count != terms[i].1.count {
                rank = place as u64 + 1;
            }
            ranks[i] = rank;
        }
    }
    ranks
}

/// `term_frequency_by_theme`: terms in the messages of a theme, compared with the other messages of the period; none where the
/// terms of messages were not kept.
///
/// Where there would be more than `most` rows, each period and theme keeps those with the largest G2, as many as their
/// share.
pub fn term_frequency_by_theme(study: &Study<'_>, most: Option<usize>) -> Vec<TermFrequencyByThemeRow> {
    let Some(bags) = study.bags else { return Vec::new() };
    let (counts, codebook) = (study.counts, study.codebook);
    let themes = alphabetical(codebook);
    let rows = |of_part: usize| {
        study.begin("terms of themes", counts.periods().len());
        let counter = || ThemeTermCounter::new(codebook.themes.len(), counts.terms.len());
        let of_period = |counter: &mut ThemeTermCounter, in_period: &Cell| {
            let terms = counter.of_cell(in_period, bags, study.watcher);
            let all: usize = terms.iter().map(Vec::len).sum();
            let of = |&theme: &usize| {
                study.check();
                terms_of_theme(study, (in_period, theme), &terms[theme], of_part)
            };
            study.step(|| (all, themes.iter().flat_map(of).collect::<Vec<_>>()))
        };
        let of_periods: Vec<_> = counts.periods().par_iter().map_init(counter, of_period).collect();
        let (all, rows): (Vec<usize>, Vec<Vec<_>>) = of_periods.into_iter().unzip();
        (all.iter().sum::<usize>(), rows.concat())
    };
    let of_part = bound::share(most, counts.periods().len() * themes.len());
    let (all, kept) = rows(of_part);
    // Few enough: each has its row.
    let whole = most.is_none_or(|most| all <= most);
    if whole && kept.len() < all { rows(usize::MAX).1 } else { kept }
}

/// The terms of a theme in a period with the largest G2, at most so many.
fn terms_of_theme(
    study: &Study<'_>,
    (in_period, theme): (&Cell, usize),
    of_theme: &[(u32, ThemeTermCount)],
    most: usize,
) -> Vec<TermFrequencyByThemeRow> {
    let (counts, codebook) = (study.counts, study.codebook);
    let tokens = in_period.themes[theme].tokens;
    let other_tokens = in_period.tokens.saturating_sub(tokens);
    // Both lists are in the order of the terms.
    let mut terms = in_period.terms.iter();
    let sized = |(term, count): &(u32, ThemeTermCount)| {
        let all = terms.find(|(id, _)| id == term).map_or(0, |(_, all)| all.count);
        let others = all.saturating_sub(count.count);
        (*term, *count, others, g2_four_cell(count.count, others, tokens, other_tokens))
    };
    let of_theme: Vec<(u32, ThemeTermCount, u64, Option<f64>)> = of_theme.iter().map(sized).collect();
    let row = |place: usize| {
        let (term, count, others, g2) = of_theme[place];
        let entry = counts.terms.get(term);
        TermFrequencyByThemeRow {
            period: in_period.period.clone(),
            theme: codebook.themes[theme].id.clone(),
            term: entry.term.into(),
            label: entry.label.into(),
            count: count.count,
            messages: count.messages,
            per_1000_tokens: per_1000(count.count, tokens),
            g2,
            log_ratio: log_ratio(count.count, others, tokens, other_tokens),
        }
    };
    let kept = bound::best(of_theme.len(), most, |a, b| bound::by_size(of_theme[a].3, of_theme[b].3));
    kept.into_iter().map(row).collect()
}

/// `term_forms`: what the stemmer merged, at most `most` terms: the most frequent ones.
pub fn term_forms(counts: &Counts, most: Option<usize>) -> Vec<TermFormRow> {
    let mut kept = counts.top_terms(most.unwrap_or(usize::MAX));
    kept.sort_unstable();
    let row = |index: u32| {
        let entry = counts.terms.get(index);
        TermFormRow {
            term: entry.term.into(),
            label: entry.label.into(),
            forms: entry.forms().map(|(form, count)| format!("{form} {count}")).collect::<Vec<_>>().join("; "),
        }
    };
    kept.into_iter().map(row).collect()
}
