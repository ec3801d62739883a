//! Tables of themes.

use std::collections::BTreeMap;

use super::note::Note;
use super::row::IfAny;
use super::rows::{ThemeFrequencyRow, ThemePatternRow};
use crate::codebook::{Codebook, Matcher, WEIGHT_PARTS};
use crate::count::{Cell, Counts, UnitKind};
use crate::stats::change::Change;
use crate::stats::interval::{Scatter, clustered_share};
use crate::stats::rate::{RateSums, per_1000, share};
use crate::stats::wilson::{difference, wilson};
use crate::stats::{Interval, LEVEL};

/// Themes by index, sorted by id.
pub(super) fn alphabetical(codebook: &Codebook) -> Vec<usize> {
    let mut themes: Vec<usize> = (0..codebook.themes.len()).collect();
    themes.sort_by(|&a, &b| codebook.themes[a].id.cmp(&codebook.themes[b].id));
    themes
}

/// That all units of a period have the same rate, as a note says it: before the periods, and after them.
pub(super) const ALIKE: &str = "all have the same rate";
pub(super) const TOKENS_APART: &str = ", so the interval takes words as independent";

/// True where all units have the same rate, above 0: then its error is that of words.
pub(super) fn alike(sums: &RateSums) -> bool {
    sums.hits > 0 && sums.standard_error() == Some(0.0)
}

/// How a theme scatters among the units of the other cells: those that stand beside this one, have units of the same kind,
/// and share no message with it.
pub(super) fn others(counts: &Counts, theme: usize, cell: &Cell) -> Scatter {
    scatter(counts, cell, |other| Scatter::of(&other.rate_sums(theme)))
}

fn scatter(counts: &Counts, cell: &Cell, of: impl Fn(&Cell) -> Scatter) -> Scatter {
    let mut scatter = Scatter::default();
    counts.beside(cell).for_each(|other| scatter.add(&of(&counts.cells[other])));
    scatter
}

/// The change of a theme between two cells, each with the cells that it stands among.
pub(super) fn change_between(theme: usize, ends: [(&Counts, &Cell); 2]) -> Option<Change> {
    let [from, to] = ends.map(|(_, cell)| cell.rate_sums(theme));
    let [of_from, of_to] = ends.map(|(counts, cell)| others(counts, theme, cell));
    Change::between(&from, &to, LEVEL, [&of_from, &of_to])
}

/// Interval of the share of messages with a theme.
fn share_interval(cell: &Cell, theme: usize, others: &Scatter) -> Option<Interval> {
    match cell.units.kind {
        UnitKind::Message => wilson(cell.themes[theme].messages, cell.messages, LEVEL),
        _ => clustered_share(&cell.units.share_sums(theme), LEVEL, others),
    }
}

/// Interval of the difference of two shares of messages with a theme, the later less the earlier.
pub(super) fn shares_apart(counts: &Counts, ends: [&Cell; 2], theme: usize) -> Option<Interval> {
    let of = |cell: &Cell| {
        let others = scatter(counts, cell, |other| Scatter::of_share(&other.units.share_sums(theme)));
        Some((share(cell.themes[theme].messages, cell.messages)?, share_interval(cell, theme, &others)?))
    };
    Some(difference(of(ends[0])?, of(ends[1])?))
}

/// `theme_frequency`: one row per period and theme, themes without a hit included.
///
/// Rates in hits per 1,000 word tokens with [`RateSums::interval`] over the sampling units; shares of messages with
/// [`wilson`]'s interval, or [`clustered_share`] where messages come in documents.
pub fn theme_frequency(counts: &Counts, codebook: &Codebook) -> Vec<ThemeFrequencyRow> {
    frequency_rows(counts, codebook).concat()
}

/// Rows of each theme, for each of some periods or groups that share no message.
pub(super) fn frequency_rows(counts: &Counts, codebook: &Codebook) -> Vec<Vec<ThemeFrequencyRow>> {
    let order = alphabetical(codebook);
    // Each borrows from all others: from the sum of all less its own.
    let rates: Vec<Pool> =
        order.iter().map(|&theme| Pool::of(counts, |cell| Scatter::of(&cell.rate_sums(theme)))).collect();
    let shares: Vec<Pool> =
        order.iter().map(|&theme| Pool::of(counts, |cell| Scatter::of_share(&cell.units.share_sums(theme)))).collect();
    let (weights, weighted) = (codebook.weights(), codebook.weighted());
    let of_cell = |(place, cell): (usize, &Cell)| {
        let row = |((&theme, rates), shares): ((&usize, &Pool), &Pool)| {
            let row = frequency_row(cell, codebook, theme, [rates.others(place, cell), shares.others(place, cell)]);
            let sum = weighted[theme].then(|| cell.weighted_hits(theme, &weights));
            ThemeFrequencyRow { weighted_hits: IfAny(sum.map(whole)), ..row }
        };
        order.iter().zip(&rates).zip(&shares).map(row).collect::<Vec<_>>()
    };
    counts.periods().iter().enumerate().map(of_cell).collect()
}

/// How a theme, or a term, scatters in each period, and in all with units of one kind.
pub(super) struct Pool {
    cells: Vec<Scatter>,
    all: BTreeMap<UnitKind, Scatter>,
}

impl Pool {
    fn of(counts: &Counts, of: impl Fn(&Cell) -> Scatter) -> Self {
        Self::new(counts, counts.periods().iter().map(of).collect())
    }

    /// `cells` are those of the periods, in their order.
    pub(super) fn new(counts: &Counts, cells: Vec<Scatter>) -> Self {
        let mut all: BTreeMap<UnitKind, Scatter> = BTreeMap::new();
        for (cell, scatter) in counts.periods().iter().zip(&cells) {
            all.entry(cell.units.kind).or_default().add(scatter);
        }
        Self { cells, all }
    }

    /// That of all other periods whose units are of the same kind.
    pub(super) fn others(&self, place: usize, cell: &Cell) -> Scatter {
        self.all.get(&cell.units.kind).map_or_else(Scatter::default, |all| all.less(&self.cells[place]))
    }
}

/// Parts of weights as a number.
fn whole(parts: i128) -> f64 {
    parts as f64 / WEIGHT_PARTS as f64
}

fn frequency_row(
    in_cell: &Cell,
    codebook: &Codebook,
    theme: usize,
    [of_rate, of_share]: [Scatter; 2],
) -> ThemeFrequencyRow {
    let (entry, count, sums) = (&codebook.themes[theme], in_cell.themes[theme], in_cell.rate_sums(theme));
    let rate = sums.interval(LEVEL, &of_rate);
    let messages = share_interval(in_cell, theme, &of_share);
    let mut note = Note::default();
    if in_cell.tokens == 0 {
        note.add("no words");
    } else if count.hits == 0 {
        note.add("no hit: the upper end of the rate is by the rule of three");
    } else if in_cell.units.number == 1 && rate.is_none() {
        note.add(format!("one {}: no interval of the rate", in_cell.units.kind.singular()));
    } else if alike(&sums) && rate.is_some() {
        note.add(format!("{ALIKE}{TOKENS_APART}"));
    }
    note.units(in_cell);
    ThemeFrequencyRow {
        period: in_cell.period.clone(),
        theme: entry.id.clone(),
        label: entry.label.clone(),
        hits: count.hits,
        weighted_hits: IfAny::default(),
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
    use crate::stats::rate::Unit;

    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n[themes.absent]\ninclude = [\"absent\"]\n";

    fn rows(documents: &[(i32, &[&str])]) -> Vec<ThemeFrequencyRow> {
        let mut rows = Vec::new();
        study_of(documents, CODEBOOK, |study| rows = theme_frequency(study.counts, study.codebook));
        rows
    }

    #[test]
    fn intervals_hold_their_estimates() {
        let texts = ["trust is trust", "no such thing", "old trust again", "and so on"];
        let twice = texts.repeat(2);
        let rows = rows(&[(2012, &twice), (2017, &texts)]);
        let keys: Vec<_> = rows.iter().map(|row| (row.period.label(), row.theme.as_str())).collect();
        assert_eq!(keys, [("2012", "absent"), ("2012", "trust"), ("2017", "absent"), ("2017", "trust")]);
        let row = &rows[1];
        assert_eq!((row.per_1000_tokens, row.message_share), (Some(250.0), Some(0.5)));
        assert!(row.rate_low.is_some_and(|low| low > 0.0 && low < 250.0) && row.rate_high > Some(250.0));
        let share = wilson(4, 8, LEVEL).expect("an interval");
        assert_eq!((row.share_low, row.share_high), (Some(share.low), Some(share.high)));
        // Residuals 2 - .75, 1 - .75, -.75, -.75 twice over: 2 x 2.75; 8/7 x 5.5 over 24 x .25 x .75.
        assert!((row.design_effect.expect("an effect") - 8.0 / 7.0 * 5.5 / 4.5).abs() < 1e-9);
        assert_eq!(row.note, "one document: the intervals cover variation within it only");
        assert_eq!(rows[3].note, "one document: the intervals cover variation within it only");
    }

    #[test]
    fn documents_are_the_units_of_a_year_that_has_several() {
        let texts = ["trust is trust", "no such thing", "old trust again", "and so on"];
        let other = ["no such thing", "trust in it"];
        let found = rows(&[(2012, &texts), (2012, &texts), (2012, &other)]);
        // Hits and tokens of the documents: 3 of 12, 3 of 12, 1 of 6.
        let units = [(3, 12), (3, 12), (1, 6)].map(|(hits, tokens)| Unit { hits, tokens });
        let rate = RateSums::of(&units).interval(LEVEL, &Scatter::default());
        assert_eq!((found[1].rate_low, found[1].rate_high), (rate.map(|ends| ends.low), rate.map(|ends| ends.high)));
        assert_eq!(found[1].design_effect, RateSums::of(&units).design_effect());
        let units = [(2, 4), (2, 4), (1, 2)].map(|(hits, tokens)| Unit { hits, tokens });
        let share = clustered_share(&RateSums::of(&units), LEVEL, &Scatter::default());
        assert_eq!(
            (found[1].share_low, found[1].share_high),
            (share.map(|ends| ends.low), share.map(|ends| ends.high))
        );
        assert!(found[1].note.ends_with("intervals rest on 3 documents"), "{}", found[1].note);
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
        assert!(rows[1].note.starts_with("all have the same rate, so the interval takes words as independent;"));
        assert_eq!(rows[3].note, "one document: the intervals cover variation within it only");
    }

    #[test]
    fn hits_are_summed_by_their_weights_where_a_theme_has_some() {
        let codebook = "[themes.mood]\ninclude = [\"calm\"]\n[themes.high]\nparent = \"mood\"\n\
            include = [{ pattern = \"grand\", weight = 0.1 }, { pattern = \"dire\", weight = -2 }]\n[themes.z]\ninclude = [\"z\"]\n";
        let texts = ["grand, grand and calm", "grand but z"];
        let mut rows = Vec::new();
        study_of(&[(2012, &texts), (2017, &["dire"]), (2020, &["nothing here"])], codebook, |study| {
            rows = theme_frequency(study.counts, study.codebook);
        });
        let shown: Vec<_> = rows.iter().map(|row| (row.theme.as_str(), row.hits, row.weighted_hits.0)).collect();
        // Three times 0.1 is 0.3, not 0.30000000000000004.
        let of_2012 = [("high", 3, Some(0.3)), ("mood", 4, Some(1.3)), ("z", 1, None)];
        let of_2017 = [("high", 1, Some(-2.0)), ("mood", 1, Some(-2.0)), ("z", 0, None)];
        let of_2020 = [("high", 0, Some(0.0)), ("mood", 0, Some(0.0)), ("z", 0, None)];
        assert_eq!(shown, [of_2012, of_2017, of_2020].concat());
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
