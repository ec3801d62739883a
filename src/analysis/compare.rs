//! Two periods side by side: themes, terms, and the messages that made the difference.

use rayon::prelude::*;

use super::change::ThemeChangeRow;
use super::findings::{Comparison, Evidence, ThemeComparison};
use super::row::row;
use super::term_sums::TermSums;
use super::{Study, message_id};
use crate::axis::Period;
use crate::count::TermCount;
use crate::stats::LEVEL;
use crate::stats::change::Change;
use crate::stats::distance::contributions;
use crate::stats::interval::Scatter;
use crate::stats::keyness::{g2_four_cell, log_ratio};
use crate::stats::rate::{RateSums, per_1000};

row!(ThemeComparisonRow, "theme_comparison", "One theme in two periods, with what the change rests on.", ["theme"], {
    theme: String, "", "Theme id.";
    label: String, "", "Theme label.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    rate_from: Option<f64>, "hits per 1,000 word tokens", "Rate of the earlier period.";
    rate_to: Option<f64>, "hits per 1,000 word tokens", "Rate of the later period.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Later rate less earlier rate.";
    difference_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the difference.";
    difference_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    ratio: Option<f64>, "", "Later rate over earlier rate; 0.5 hits stand in for a count of zero.";
    ratio_low: Option<f64>, "", "Lower end of the 95 % interval of the ratio.";
    ratio_high: Option<f64>, "", "Upper end of that interval.";
    p_holm: Option<f64>, "", "Permutation p, corrected over all themes and compared pairs of periods (Holm 1979).";
    q_bh: Option<f64>, "", "Permutation p, corrected likewise (Benjamini and Hochberg 1995).";
    evidence: Evidence, "", "strong, some, hardly changed, or not shown: by the rules in findings.md.";
    rests_on: String, "", "Mentions, messages and patterns of both periods.";
    threatened_by: String, "", "What carries a period, documents that were about the theme, and what breaks the sign of the change.";
});

/// The themes of one compared pair of periods, the strongest evidence first, then the largest difference.
///
/// `pair` are places of cells that the study compares, the earlier first.
pub fn theme_comparison(
    study: &Study<'_>,
    pair: (usize, usize),
    changes: &[ThemeChangeRow],
    comparisons: &[ThemeComparison],
) -> Vec<ThemeComparisonRow> {
    let [from_period, to_period] = [pair.0, pair.1].map(|cell| &study.counts.cells[cell].period);
    let mut of_pair: Vec<&ThemeComparison> = comparisons.iter().filter(|of| of.pair == pair).collect();
    let size = |of: &ThemeComparison| of.comparison.difference.map_or(0.0, f64::abs);
    of_pair.sort_by(|a, b| {
        let by_evidence = a.comparison.evidence.cmp(&b.comparison.evidence);
        by_evidence.then(size(b).total_cmp(&size(a)))
    });
    let row = |of: &ThemeComparison| {
        let theme = &study.codebook.themes[of.theme];
        let same = |row: &&ThemeChangeRow| {
            row.theme == theme.id && (&row.from_period, &row.to_period) == (from_period, to_period)
        };
        let change = changes.iter().find(same)?;
        let Comparison { carried_by, about, .. } = &of.comparison;
        let threats = [carried_by.join("; "), about.join("; "), of.comparison.threatened_by()];
        Some(ThemeComparisonRow {
            theme: theme.id.clone(),
            label: theme.label.clone(),
            from_period: from_period.clone(),
            to_period: to_period.clone(),
            rate_from: change.rate_from,
            rate_to: change.rate_to,
            difference: change.difference,
            difference_low: change.difference_low,
            difference_high: change.difference_high,
            ratio: change.ratio,
            ratio_low: change.ratio_low,
            ratio_high: change.ratio_high,
            p_holm: change.p_holm,
            q_bh: change.q_bh,
            evidence: of.comparison.evidence,
            rests_on: of.comparison.rests_on(),
            threatened_by: threats.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "),
        })
    };
    of_pair.into_iter().filter_map(row).collect()
}

row!(TermChangeRow, "term_change", "One term in two periods.", ["term"], {
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    count_from: u64, "tokens", "Occurrences in the earlier period.";
    count_to: u64, "tokens", "Occurrences in the later period.";
    messages_from: u64, "messages", "Messages of the earlier period with the term.";
    messages_to: u64, "messages", "Messages of the later period with the term.";
    rate_from: Option<f64>, "per 1,000 word tokens", "Rate of the earlier period, stop words included in the tokens.";
    rate_to: Option<f64>, "per 1,000 word tokens", "Rate of the later period.";
    difference: Option<f64>, "per 1,000 word tokens", "Later rate less earlier rate.";
    difference_low: Option<f64>, "per 1,000 word tokens", "Lower end of the 95 % interval of the difference; documents are the sampling unit, or the messages of a single one. Not corrected for the number of terms.";
    difference_high: Option<f64>, "per 1,000 word tokens", "Upper end of that interval.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio of the rates, 0.5 in place of a zero count.";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells (Dunning 1993); negative for a fall. Takes tokens as independent: for ranking, not for proof.";
    contribution_bits: Option<f64>, "bits", "What the term adds to the Jensen-Shannon divergence of the two periods.";
});

/// The terms of one word that occur in either period, the largest |G2| first.
///
/// Intervals as for themes: [`Change::between`], where each period borrows from the other.
pub fn term_change(study: &Study<'_>, (from, to): (usize, usize)) -> Vec<TermChangeRow> {
    let [first, second] = [from, to].map(|cell| dense(study, cell));
    let sums = [from, to].map(|cell| TermSums::of_cell(study, cell));
    let [in_from, in_to] = [from, to].map(|cell| &study.counts.cells[cell]);
    let occurs =
        |term: &usize| study.counts.terms.words(*term as u32) == 1 && first[*term].count + second[*term].count > 0;
    let terms: Vec<usize> = (0..study.counts.terms.len()).filter(occurs).collect();
    let counts = |of: &[TermCount]| terms.iter().map(|&term| of[term].count).collect::<Vec<u64>>();
    let shifts = contributions(&counts(&first), &counts(&second));
    let row = |(place, &term): (usize, &usize)| {
        let entry = study.counts.terms.get(term as u32);
        let between = |(first, second): (&TermSums, &TermSums)| {
            let [first, second] = [first, second].map(|sums| sums.rates(term as u32));
            // Each period borrows from the other.
            let [of_first, of_second] = [&first, &second].map(Scatter::of);
            Change::between(&first, &second, LEVEL, [&of_second, &of_first])
        };
        let change = sums[0].as_ref().zip(sums[1].as_ref()).and_then(between);
        let interval = change.and_then(|change| change.difference_interval);
        let (first, second) = (first[term], second[term]);
        let (rate_from, rate_to) = (per_1000(first.count, in_from.tokens), per_1000(second.count, in_to.tokens));
        TermChangeRow {
            term: entry.term.into(),
            label: entry.label.into(),
            from_period: in_from.period.clone(),
            to_period: in_to.period.clone(),
            count_from: first.count,
            count_to: second.count,
            messages_from: first.messages,
            messages_to: second.messages,
            rate_from,
            rate_to,
            difference: rate_from.zip(rate_to).map(|(from, to)| to - from),
            difference_low: interval.map(|ends| ends.low),
            difference_high: interval.map(|ends| ends.high),
            log_ratio: log_ratio(second.count, first.count, in_to.tokens, in_from.tokens),
            g2: g2_four_cell(second.count, first.count, in_to.tokens, in_from.tokens),
            contribution_bits: shifts.as_ref().map(|shifts| shifts[place].bits),
        }
    };
    let mut rows: Vec<TermChangeRow> = terms.par_iter().enumerate().map(row).collect();
    let size = |row: &TermChangeRow| row.g2.map_or(0.0, f64::abs);
    rows.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.term.cmp(&b.term)));
    rows
}

/// For each term its occurrences and messages in a cell.
fn dense(study: &Study<'_>, cell: usize) -> Vec<TermCount> {
    let mut counts = vec![TermCount::default(); study.counts.terms.len()];
    study.counts.cells[cell].terms.iter().for_each(|(term, count)| counts[term as usize] = count);
    counts
}

row!(MessageWeightRow, "message_weight", "What one message adds to the change of a theme between two periods.", ["theme", "document", "ordinal"], {
    theme: String, "", "Theme id.";
    document: String, "", "Document id, from the manifest.";
    ordinal: u32, "", "Place of the message in its document, from 1.";
    message: String, "", "Message id: document#NN.";
    period: Period, "", "Period of the document.";
    hits: u64, "hits", "Hits of the theme in the message.";
    tokens: u64, "tokens", "Word tokens of the message.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Later rate of the theme less earlier rate.";
    difference_without: Option<f64>, "hits per 1,000 word tokens", "The same without this message; empty where it is all that its period has.";
    text: String, "", "The message, whole.";
});

/// A message with hits of a theme, as [`message_weights`] takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedMessage {
    /// Place of the theme in the codebook.
    pub theme: usize,
    /// Document id.
    pub document: String,
    /// Place of the message in its document, from 1.
    pub ordinal: u32,
    /// Place of the cell.
    pub cell: usize,
    /// Hits of the theme.
    pub hits: u64,
    /// Word tokens.
    pub tokens: u64,
    /// The text.
    pub text: String,
}

/// For each theme, in the order of `themes`, the messages of two cells whose absence would change the difference of
/// its rates most, at most `top`. Messages of other cells are passed over.
pub fn message_weights(
    study: &Study<'_>,
    pair: (usize, usize),
    themes: &[usize],
    messages: &[WeightedMessage],
    top: usize,
) -> Vec<MessageWeightRow> {
    let mut rows = Vec::new();
    for &theme in themes {
        let sums = [pair.0, pair.1].map(|cell| study.counts.cells[cell].rate_sums(theme));
        let difference = |from: Option<f64>, to: Option<f64>| Some(to? - from?);
        let whole = difference(sums[0].per_1000(), sums[1].per_1000());
        let row = |message: &WeightedMessage| {
            let left = |sums: &RateSums| {
                per_1000(sums.hits.saturating_sub(message.hits), sums.tokens.saturating_sub(message.tokens))
            };
            let without = if message.cell == pair.0 {
                difference(left(&sums[0]), sums[1].per_1000())
            } else {
                difference(sums[0].per_1000(), left(&sums[1]))
            };
            MessageWeightRow {
                theme: study.codebook.themes[theme].id.clone(),
                document: message.document.clone(),
                ordinal: message.ordinal,
                message: message_id(&message.document, message.ordinal),
                period: study.counts.cells[message.cell].period.clone(),
                hits: message.hits,
                tokens: message.tokens,
                difference: whole,
                difference_without: without,
                text: message.text.clone(),
            }
        };
        let of_theme = messages.iter().filter(|of| of.theme == theme && (of.cell == pair.0 || of.cell == pair.1));
        let mut of_theme: Vec<MessageWeightRow> = of_theme.map(row).collect();
        // A message without which nothing is left weighs most.
        let weight = |row: &MessageWeightRow| {
            row.difference.zip(row.difference_without).map_or(f64::INFINITY, |(whole, without)| (whole - without).abs())
        };
        of_theme.sort_by(|a, b| {
            let by_weight = weight(b).total_cmp(&weight(a));
            by_weight.then_with(|| (&a.document, a.ordinal).cmp(&(&b.document, b.ordinal)))
        });
        of_theme.truncate(top);
        rows.extend(of_theme);
    }
    rows
}
