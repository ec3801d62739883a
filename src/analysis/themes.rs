//! Tables of themes.

use super::rows::{ThemeCooccurrenceRow, ThemeFrequencyRow, ThemePatternRow};
use crate::codebook::{Codebook, Matcher};
use crate::count::Counts;
use crate::stats::cooccurrence::Joint;
use crate::stats::rate::{per_1000, share};

/// `theme_frequency`: one row per year and theme, themes without a hit included.
pub fn theme_frequency(counts: &Counts, codebook: &Codebook) -> Vec<ThemeFrequencyRow> {
    let mut rows = Vec::new();
    for (year, in_year) in &counts.years {
        for (theme, count) in codebook.themes.iter().zip(&in_year.themes) {
            rows.push(ThemeFrequencyRow {
                year: *year,
                theme: theme.id.clone(),
                label: theme.label.clone(),
                hits: count.hits,
                messages: count.messages,
                n_messages: in_year.messages,
                n_tokens: in_year.tokens,
                per_1000_tokens: per_1000(count.hits, in_year.tokens),
                message_share: share(count.messages, in_year.messages),
            });
        }
    }
    rows.sort_by(|a, b| (a.year, &a.theme).cmp(&(b.year, &b.theme)));
    rows
}

/// `theme_patterns`: one row per year, theme and pattern with a hit.
pub fn theme_patterns(counts: &Counts, codebook: &Codebook, matcher: &Matcher<'_>) -> Vec<ThemePatternRow> {
    let mut rows = Vec::new();
    for (year, in_year) in &counts.years {
        for ((theme, pattern), count) in &in_year.patterns {
            rows.push(ThemePatternRow {
                year: *year,
                theme: codebook.themes[*theme as usize].id.clone(),
                pattern: matcher.pattern(*pattern).source.clone(),
                hits: count.hits,
                messages: count.messages,
                share_of_theme: share(count.hits, in_year.themes[*theme as usize].hits),
            });
        }
    }
    rows.sort_by(|a, b| (a.year, &a.theme, &a.pattern).cmp(&(b.year, &b.theme, &b.pattern)));
    // A pattern that a theme has from two of its sub-themes is one pattern.
    rows.dedup_by(|later, kept| {
        let same = (later.year, &later.theme, &later.pattern) == (kept.year, &kept.theme, &kept.pattern);
        if same {
            kept.hits += later.hits;
            kept.messages += later.messages;
            kept.share_of_theme = kept.share_of_theme.zip(later.share_of_theme).map(|(a, b)| a + b);
        }
        same
    });
    rows
}

/// `theme_cooccurrence`: one row per year and pair of themes, pairs without a joint message included.
pub fn theme_cooccurrence(counts: &Counts, codebook: &Codebook) -> Vec<ThemeCooccurrenceRow> {
    let mut rows = Vec::new();
    for (year, in_year) in &counts.years {
        let themes = codebook.themes.len() as u32;
        for a in 0..themes {
            for b in a + 1..themes {
                let pair = in_year.pairs.binary_search_by_key(&(a, b), |(key, _)| *key);
                let pair = pair.map(|place| in_year.pairs[place].1).unwrap_or_default();
                let messages = |theme: u32| in_year.themes[theme as usize].messages;
                let joint = Joint { n: in_year.messages, n_a: messages(a), n_b: messages(b), n_ab: pair.both };
                let (theme_a, theme_b) = (&codebook.themes[a as usize].id, &codebook.themes[b as usize].id);
                rows.push(ThemeCooccurrenceRow {
                    year: *year,
                    theme_a: theme_a.clone(),
                    theme_b: theme_b.clone(),
                    messages_a: joint.n_a,
                    messages_b: joint.n_b,
                    messages_both: joint.n_ab,
                    shared_span_only: pair.shared_span_only,
                    n_messages: joint.n,
                    expected: joint.expected(),
                    jaccard: joint.jaccard(),
                    dice: joint.dice(),
                    log_dice: joint.log_dice(),
                    pmi: joint.pmi(),
                    npmi: joint.npmi(),
                    g2: joint.g2(),
                });
            }
        }
    }
    rows.sort_by(|a, b| (a.year, &a.theme_a, &a.theme_b).cmp(&(b.year, &b.theme_a, &b.theme_b)));
    rows
}
