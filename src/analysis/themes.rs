//! Tables of themes.

use super::note::Note;
use super::rows::{ThemeFrequencyRow, ThemePatternRow};
use crate::codebook::{Codebook, Matcher};
use crate::count::{Cell, Counts};
use crate::stats::LEVEL;
use crate::stats::rate::{RateSums, per_1000, share};
use crate::stats::wilson::wilson;

/// Themes by index, sorted by id.
pub(super) fn alphabetical(codebook: &Codebook) -> Vec<usize> {
    let mut themes: Vec<usize> = (0..codebook.themes.len()).collect();
    themes.sort_by(|&a, &b| codebook.themes[a].id.cmp(&codebook.themes[b].id));
    themes
}

/// That all messages of a period have the same rate, as a note says it: before the periods, and after them.
pub(super) const ALIKE: &str = "all messages have the same rate";
pub(super) const TOKENS_APART: &str = ", so the interval takes words as independent";

/// True where all messages have the same rate, above 0: then its error is that of words.
pub(super) fn alike(sums: &RateSums) -> bool {
    sums.hits > 0 && sums.standard_error() == Some(0.0)
}

/// The sums of a theme over all periods.
pub(super) fn sums_of_all(counts: &Counts, theme: usize) -> RateSums {
    let mut sums = RateSums::default();
    counts.periods().iter().for_each(|cell| sums.merge(&cell.rate_sums(theme)));
    sums
}

/// `theme_frequency`: one row per period and theme, themes without a hit included.
///
/// Rates in hits per 1,000 word tokens with [`RateSums::interval`]; shares of messages with [`wilson`]'s interval.
pub fn theme_frequency(counts: &Counts, codebook: &Codebook) -> Vec<ThemeFrequencyRow> {
    frequency_rows(counts.periods(), codebook, counts)
}

/// Rows of each cell and theme; `whole` are the counts of the whole corpus.
pub(super) fn frequency_rows(cells: &[Cell], codebook: &Codebook, whole: &Counts) -> Vec<ThemeFrequencyRow> {
    let order = alphabetical(codebook);
    // Used for a period without a hit, which adds nothing to it: so it is that of the other periods.
    let usual: Vec<f64> =
        (0..codebook.themes.len()).map(|theme| sums_of_all(whole, theme).hits_per_message().unwrap_or(1.0)).collect();
    let mut rows = Vec::new();
    for cell in cells {
        rows.extend(order.iter().map(|&theme| frequency_row(cell, codebook, theme, usual[theme])));
    }
    rows
}

fn frequency_row(in_cell: &Cell, codebook: &Codebook, theme: usize, hits_per_message: f64) -> ThemeFrequencyRow {
    let (entry, count, sums) = (&codebook.themes[theme], in_cell.themes[theme], in_cell.rate_sums(theme));
    let rate = sums.interval(LEVEL, hits_per_message);
    let messages = wilson(count.messages, in_cell.messages, LEVEL);
    let mut note = Note::default();
    if in_cell.tokens == 0 {
        note.add("no words");
    } else if count.hits == 0 {
        note.add("no hit: the upper end of the rate is by the rule of three");
    } else if in_cell.messages == 1 {
        note.add("one message: no interval of the rate");
    } else if alike(&sums) && rate.is_some() {
        note.add(format!("{ALIKE}{TOKENS_APART}"));
    }
    if in_cell.documents == 1 && in_cell.messages > 1 {
        note.add("one document: the intervals cover variation within it only");
    }
    ThemeFrequencyRow {
        period: in_cell.period.clone(),
        theme: entry.id.clone(),
        label: entry.label.clone(),
        hits: count.hits,
        messages: count.messages,
        n_messages: in_cell.messages,
        n_tokens: in_cell.tokens,
        per_1000_tokens: per_1000(count.hits, in_cell.tokens),
        rate_low: rate.map(|interval| interval.low),
        rate_high: rate.map(|interval| interval.high),
        message_share: share(count.messages, in_cell.messages),
        share_low: messages.map(|interval| interval.low),
        share_high: messages.map(|interval| interval.high),
        design_effect: sums.design_effect(),
        note: note.text(),
    }
}

/// `theme_patterns`: one row per period, theme and pattern with a hit.
pub fn theme_patterns(counts: &Counts, codebook: &Codebook, matcher: &Matcher<'_>) -> Vec<ThemePatternRow> {
    let mut rows = Vec::new();
    for in_cell in counts.periods() {
        for ((theme, pattern), count) in &in_cell.patterns {
            rows.push(ThemePatternRow {
                period: in_cell.period.clone(),
                theme: codebook.themes[*theme as usize].id.clone(),
                pattern: matcher.pattern(*pattern).source.clone(),
                hits: count.hits,
                messages: count.messages,
                share_of_theme: share(count.hits, in_cell.themes[*theme as usize].hits),
            });
        }
    }
    rows.sort_by(|a, b| (&a.period, &a.theme, &a.pattern).cmp(&(&b.period, &b.theme, &b.pattern)));
    // A pattern that a theme has from two of its sub-themes is one pattern.
    rows.dedup_by(|later, kept| {
        let same = (&later.period, &later.theme, &later.pattern) == (&kept.period, &kept.theme, &kept.pattern);
        if same {
            kept.hits += later.hits;
            kept.messages += later.messages;
            kept.share_of_theme = kept.share_of_theme.zip(later.share_of_theme).map(|(a, b)| a + b);
        }
        same
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;

    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n[themes.absent]\ninclude = [\"absent\"]\n";

    fn rows(documents: &[(i32, &[&str])]) -> Vec<ThemeFrequencyRow> {
        let mut rows = Vec::new();
        study_of(documents, CODEBOOK, |study| rows = theme_frequency(study.counts, study.codebook));
        rows
    }

    #[test]
    fn intervals_hold_their_estimates() {
        let texts = ["trust is trust", "no such thing", "old trust again", "and so on"];
        let rows = rows(&[(2012, &texts), (2012, &texts), (2017, &texts)]);
        let keys: Vec<_> = rows.iter().map(|row| (row.period.label(), row.theme.as_str())).collect();
        assert_eq!(keys, [("2012", "absent"), ("2012", "trust"), ("2017", "absent"), ("2017", "trust")]);
        let row = &rows[1];
        assert_eq!((row.per_1000_tokens, row.message_share), (Some(250.0), Some(0.5)));
        assert!(row.rate_low.is_some_and(|low| low > 0.0 && low < 250.0) && row.rate_high > Some(250.0));
        let share = wilson(4, 8, LEVEL).expect("an interval");
        assert_eq!((row.share_low, row.share_high), (Some(share.low), Some(share.high)));
        // Residuals 2 - .75, 1 - .75, -.75, -.75 twice over: 2 x 2.75; 8/7 x 5.5 over 24 x .25 x .75.
        assert!((row.design_effect.expect("an effect") - 8.0 / 7.0 * 5.5 / 4.5).abs() < 1e-9);
        assert_eq!(row.note, "");
        assert_eq!(rows[3].note, "one document: the intervals cover variation within it only");
    }

    #[test]
    fn without_a_hit_the_rule_of_three_uses_the_other_years() {
        let rows = rows(&[(2012, &["nothing here"; 10]), (2017, &["trust trust", "trust trust", "none at all"])]);
        // 3 messages with 2 hits each among 20 tokens.
        assert_eq!((rows[1].rate_low, rows[1].rate_high), (Some(0.0), Some(300.0)));
        // Nothing is known of "absent": one hit a message.
        assert_eq!((rows[0].rate_low, rows[0].rate_high), (Some(0.0), Some(150.0)));
        assert_eq!(rows[0].design_effect, None);
        assert!(rows[1].note.starts_with("no hit: the upper end of the rate is by the rule of three; one document:"));
    }

    #[test]
    fn messages_that_are_all_alike_are_said() {
        let rows = rows(&[(2012, &["trust and norms"; 3]), (2017, &["trust and norms", "norms"])]);
        assert!(rows[1].rate_low.is_some());
        assert!(
            rows[1].note.starts_with("all messages have the same rate, so the interval takes words as independent;")
        );
        assert_eq!(rows[3].note, "one document: the intervals cover variation within it only");
    }

    #[test]
    fn odd_corpora_do_not_panic() {
        let one = rows(&[(2012, &["trust"])]);
        assert_eq!((one[1].rate_low, one[1].share_high), (None, Some(1.0)));
        assert_eq!(one[1].note, "one message: no interval of the rate");
        let empty = rows(&[(2012, &["2012"]), (2017, &[])]);
        assert_eq!((empty[1].per_1000_tokens, empty[1].rate_high, empty[1].note.as_str()), (None, None, "no words"));
        assert_eq!(empty[3].share_low, None);
        let years: Vec<(i32, &[&str])> = (1971..2021).map(|year| (year, ["same text"; 3].as_slice())).collect();
        assert_eq!(rows(&years).len(), 100);
        study_of(&years, "", |study| assert_eq!(theme_frequency(study.counts, study.codebook), []));
    }
}
