//! Tables of terms.

use rayon::prelude::*;

use super::bound;
use super::rows::{TermFormRow, TermFrequencyByThemeRow, TermFrequencyRow};
use super::themes::alphabetical;
use crate::codebook::Codebook;
use crate::count::{Cell, CellCounts, Counts, Details, DispersionSums, TermCount, ThemeTermCount};
use crate::stats::dispersion::{dp_norm_from_sums, juilland_d_from_sums};
use crate::stats::keyness::{g2_four_cell, log_ratio};
use crate::stats::rate::{per_1000, share};

/// `term_frequency`: one row per period and term. `details` brings dispersion; without it those columns are empty.
///
/// Where there would be more than `most` rows the most frequent terms of the corpus are kept, each with all its periods.
pub fn term_frequency(counts: &Counts, details: Option<&Details>, most: Option<usize>) -> Vec<TermFrequencyRow> {
    let totals = counts.term_totals();
    let kept = kept_terms(counts, &totals, most);
    let mut rows = Vec::new();
    for (index, in_period) in counts.periods().iter().enumerate() {
        let ranks = ranks(counts, in_period);
        for (place, (term, count)) in in_period.terms.iter().enumerate().filter(|(_, (term, _))| kept[*term as usize]) {
            let entry = &counts.terms[*term as usize];
            let sums = details.filter(|_| entry.words == 1).map(|details| details.dispersion[index][place]);
            let (juilland_d, dp_norm) = sums.map_or((None, None), |sums| dispersion(in_period, *count, sums));
            rows.push(TermFrequencyRow {
                period: in_period.period.clone(),
                term: entry.term.clone(),
                label: entry.label.clone(),
                count: count.count,
                messages: count.messages,
                documents: count.documents,
                per_1000_tokens: per_1000(count.count, in_period.tokens),
                message_share: share(count.messages, in_period.messages),
                tf_idf: tf_idf(count.count, counts.messages(), totals[*term as usize].messages),
                juilland_d,
                dp_norm,
                rank: ranks[place],
            });
        }
    }
    rows
}

/// For each term whether the table of terms has it: all, or so many of the most frequent that they have at most `most`
/// rows.
fn kept_terms(counts: &Counts, totals: &[TermCount], most: Option<usize>) -> Vec<bool> {
    let mut periods = vec![0_usize; totals.len()];
    for (term, _) in counts.periods().iter().flat_map(|cell| &cell.terms) {
        periods[*term as usize] += 1;
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

/// Juilland's D and normalised DP from the sums over messages with the term; messages without it add n f each.
pub(super) fn dispersion(cell: &CellCounts, count: TermCount, sums: DispersionSums) -> (Option<f64>, Option<f64>) {
    let without = u128::from(cell.tokens.saturating_sub(sums.tokens)) * u128::from(count.count);
    (
        juilland_d_from_sums(cell.parts, sums.share, sums.share_squared),
        dp_norm_from_sums(sums.absolute + without, count.count, cell.tokens, cell.smallest_part),
    )
}

/// For each term of the period its rank by count among terms with as many words; ties share the lowest rank.
fn ranks(counts: &Counts, cell: &CellCounts) -> Vec<u64> {
    let mut ranks = vec![0; cell.terms.len()];
    for words in 1..=3 {
        let mut order: Vec<usize> =
            (0..cell.terms.len()).filter(|&i| counts.terms[cell.terms[i].0 as usize].words == words).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(cell.terms[i].1.count));
        let mut rank = 0;
        for (place, &i) in order.iter().enumerate() {
            if place == 0 || cell.terms[order[place - 1]].1.count != cell.terms[i].1.count {
                rank = place as u64 + 1;
            }
            ranks[i] = rank;
        }
    }
    ranks
}

/// `term_frequency_by_theme`: terms in the messages of a theme, compared with the other messages of the period.
///
/// Where there would be more than `most` rows, each period and theme keeps those with the largest G2, as many as their
/// share.
pub fn term_frequency_by_theme(
    counts: &Counts,
    codebook: &Codebook,
    most: Option<usize>,
) -> Vec<TermFrequencyByThemeRow> {
    let themes = alphabetical(codebook);
    let parts: Vec<(&Cell, usize)> =
        counts.periods().iter().flat_map(|cell| themes.iter().map(move |&theme| (cell, theme))).collect();
    let all: usize = parts.iter().map(|(cell, theme)| cell.theme_terms[*theme].len()).sum();
    let of_part = if most.is_some_and(|most| all > most) { bound::share(most, parts.len()) } else { usize::MAX };
    let of = |&(in_period, theme): &(&Cell, usize)| terms_of_theme(counts, codebook, (in_period, theme), of_part);
    parts.par_iter().map(of).collect::<Vec<_>>().concat()
}

/// The terms of a theme in a period with the largest G2, at most so many.
fn terms_of_theme(
    counts: &Counts,
    codebook: &Codebook,
    (in_period, theme): (&Cell, usize),
    most: usize,
) -> Vec<TermFrequencyByThemeRow> {
    let tokens = in_period.themes[theme].tokens;
    let other_tokens = in_period.tokens.saturating_sub(tokens);
    // Both lists are in the order of the terms.
    let mut terms = in_period.terms.iter();
    let sized = |(term, count): &(u32, ThemeTermCount)| {
        let all = terms.find(|(id, _)| id == term).map_or(0, |(_, all)| all.count);
        let others = all.saturating_sub(count.count);
        (*term, *count, others, g2_four_cell(count.count, others, tokens, other_tokens))
    };
    let of_theme: Vec<(u32, ThemeTermCount, u64, Option<f64>)> =
        in_period.theme_terms[theme].iter().map(sized).collect();
    let row = |place: usize| {
        let (term, count, others, g2) = of_theme[place];
        let entry = &counts.terms[term as usize];
        TermFrequencyByThemeRow {
            period: in_period.period.clone(),
            theme: codebook.themes[theme].id.clone(),
            term: entry.term.clone(),
            label: entry.label.clone(),
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
        let entry = &counts.terms[index as usize];
        TermFormRow {
            term: entry.term.clone(),
            label: entry.label.clone(),
            forms: entry.forms.iter().map(|(form, count)| format!("{form} {count}")).collect::<Vec<_>>().join("; "),
        }
    };
    kept.into_iter().map(row).collect()
}
