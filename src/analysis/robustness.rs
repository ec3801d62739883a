//! Does a change of a theme stand when some of what it rests on is left out?
//!
//! For every theme and pair of periods the difference of the rates is computed again
//!
//! - `without pattern: X`, for each pattern with a hit in either period: its hits are taken away, and the words that they
//!   took are not matched again by another pattern;
//! - `without stem patterns`, all patterns with `stem:` at once. Other patterns match words as they are written, so the
//!   stemmer of the project touches a theme through these alone;
//! - `without document: X`, for each document whose period has another one with messages;
//! - `without the longest message` of each of the two periods, as far as it has another one; of equals the first;
//! - `without the message with most hits` of each of the two periods, likewise;
//! - `without near-duplicates`: of each pair of near-duplicates the later message is left out;
//! - `per message`: the difference of the shares of messages with a hit.
//!
//! A variant that leaves nothing to compare has no difference, and its note says why.
//!
//! How high the rate of a period without a hit may be depends on how many hits a message with any has, over all periods
//! ([`RateSums::interval`]). This, too, is counted in what the variant leaves. Patterns are then taken away in all periods,
//! so the interval is that of a run without the pattern, where no other pattern would match in its place. Documents
//! and messages are left out of the two periods only, as the variant is about these; the other periods stay whole.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Study;
use super::bound;
use super::near_duplicates::NearDuplicateRow;
use super::row::{Cell, FieldType, Value, row};
use crate::axis::Period;
use crate::codebook::{Pattern, Test};
use crate::count::{Cell as CellOf, Record};
use crate::stats::change::{Change, ShareChange};
use crate::stats::rate::{RateSums, Unit};
use crate::stats::{Interval, LEVEL};

row!(RobustnessRow, "robustness", "One difference of a theme's rate between two periods, computed again in another way.", ["theme", "from_period", "to_period", "variant"], {
    theme: String, "", "Theme id.";
    from_period: Period, "", "The earlier period.";
    to_period: Period, "", "The later period.";
    variant: String, "", "What was done differently: without pattern: X; without stem patterns; without document: X; without the longest message; without the message with most hits; without near-duplicates; per message.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Difference of the two rates, later less earlier. For the variant per message: difference of the shares of messages with a hit, 0 to 1.";
    same_sign: Option<YesNo>, "", "yes where the difference has the sign of the difference of the rates as they are, no where it is 0 or the opposite; empty where either is undefined, or the latter is 0.";
    interval_excludes_zero: Option<YesNo>, "", "yes where the 95 % interval of the difference does not hold 0; empty where there is no interval. Computed as for the rates as they are; for the variant per message Newcombe's interval.";
    note: String, "", "What to know about this number.";
});

/// A truth value, written `yes` or `no`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YesNo {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
}

impl From<bool> for YesNo {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl Value for YesNo {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(if *self == Self::Yes { "yes" } else { "no" }))
    }
}

/// The most variants `without document` of a theme and pair of periods: those that weaken the difference most.
pub const MOST_DOCUMENTS: usize = 50;

/// `robustness`: every variant of every theme and pair of periods.
///
/// `near_duplicates` are the rows of the table of that name. Differences and intervals are those of [`Change::between`],
/// in hits per 1,000 word tokens, and of [`ShareChange::between`] for shares. A period that is left without a hit has the
/// rate 0 and the interval of the rule of three, with the hits per message of what the variant leaves of all periods. For a
/// corpus without records only the differences `without pattern`, `without stem patterns` and `per message` are computed.
pub fn robustness(study: &Study<'_>, near_duplicates: &[NearDuplicateRow]) -> Vec<RobustnessRow> {
    let roles = Roles::new(study, near_duplicates);
    let mut themes: Vec<usize> = (0..study.codebook.themes.len()).collect();
    themes.sort_by_key(|&theme| &study.codebook.themes[theme].id);
    themes.par_iter().flat_map_iter(|&theme| of_theme(study, &roles, theme)).collect()
}

/// The rows of the table: all, or of more than `most` those that turn the sign of a difference first, then those that bring
/// its interval to hold 0.
pub fn telling(rows: &[RobustnessRow], most: Option<usize>) -> Vec<RobustnessRow> {
    let rank = |row: &RobustnessRow| {
        (row.same_sign != Some(YesNo::No), row.interval_excludes_zero != Some(YesNo::No), row.same_sign.is_none())
    };
    let kept = bound::best(rows.len(), most.unwrap_or(usize::MAX), |a, b| rank(&rows[a]).cmp(&rank(&rows[b])));
    kept.into_iter().map(|place| rows[place].clone()).collect()
}

/// True for a pattern with `stem:`.
fn is_stem(pattern: &Pattern) -> bool {
    pattern.phrases().iter().any(|phrase| phrase.iter().any(|test| matches!(test, Test::Stem(_))))
}

/// Which messages some variants leave out, as places among the records.
struct Roles {
    /// For each cell its longest message, where it has another one.
    longest: Vec<Option<usize>>,
    /// For each message whether it is left out as a near-duplicate.
    duplicate: Vec<bool>,
}

impl Roles {
    fn new(study: &Study<'_>, near_duplicates: &[NearDuplicateRow]) -> Self {
        let messages = study.records.map_or(&[][..], |records| &records.messages);
        let duplicate = later_messages(study, messages, near_duplicates);
        let mut longest: Vec<Option<usize>> = vec![None; study.counts.cells.len()];
        for (place, record) in messages.iter().enumerate() {
            for &cell in study.counts.cells_of(record.stratum) {
                let best = &mut longest[cell];
                if best.is_none_or(|other| messages[other].tokens < record.tokens) {
                    *best = Some(place);
                }
            }
        }
        for (best, cell) in longest.iter_mut().zip(&study.counts.cells) {
            *best = best.filter(|_| cell.messages > 1);
        }
        Self { longest, duplicate }
    }
}

/// For each message whether it is the later one of a pair: by period, then by place in the corpus.
fn later_messages(study: &Study<'_>, messages: &[Record], pairs: &[NearDuplicateRow]) -> Vec<bool> {
    let mut later = vec![false; messages.len()];
    if pairs.is_empty() {
        return later;
    }
    let period = |record: &Record| study.axis.place(record.document as usize);
    let places = messages.iter().enumerate().map(|(place, record)| (study.message_id(record), (period(record), place)));
    let places: HashMap<String, (usize, usize)> = places.collect();
    for pair in pairs {
        if let (Some(a), Some(b)) = (places.get(&pair.message_a), places.get(&pair.message_b)) {
            later[a.max(b).1] = true;
        }
    }
    later
}

/// Messages with a hit of some patterns: as they are, and without these hits.
#[derive(Debug, Clone, Copy, Default)]
struct Swap {
    with: RateSums,
    without: RateSums,
}

impl Swap {
    fn add(&mut self, unit: Unit, hits: u64) {
        self.with.add(unit);
        self.without.add(Unit { hits: unit.hits.saturating_sub(hits), ..unit });
    }

    fn apply(&self, whole: &RateSums) -> RateSums {
        let mut rest = whole.without(&self.with);
        rest.merge(&self.without);
        rest
    }

    fn merge(&mut self, other: &Self) {
        self.with.merge(&other.with);
        self.without.merge(&other.without);
    }
}

/// The hits of one theme in one cell, or in all.
#[derive(Debug, Default)]
struct Hits<'s> {
    whole: RateSums,
    patterns: BTreeMap<&'s str, Swap>,
    stems: Swap,
}

impl Hits<'_> {
    fn merge(&mut self, other: &Self) {
        self.whole.merge(&other.whole);
        self.stems.merge(&other.stems);
        for (pattern, swap) in &other.patterns {
            self.patterns.entry(pattern).or_default().merge(swap);
        }
    }
}

/// What the variants of one theme need to know of one cell.
#[derive(Debug, Default)]
struct Parts<'s> {
    hits: Hits<'s>,
    /// Sums of each document with messages.
    documents: BTreeMap<&'s str, RateSums>,
    longest: RateSums,
    /// The message with most hits, where the cell has another one.
    richest: Option<Unit>,
    duplicates: RateSums,
}

fn parts<'s>(study: &Study<'s>, roles: &Roles, theme: usize) -> Vec<Parts<'s>> {
    let whole = study.counts.cells.iter().map(|cell| cell.rate_sums(theme));
    let hits = whole.map(|whole| Hits { whole, ..Hits::default() });
    let mut cells: Vec<Parts<'s>> = hits.map(|hits| Parts { hits, ..Parts::default() }).collect();
    let Some(records) = study.records else {
        for (cell, parts) in study.counts.cells.iter().zip(&mut cells) {
            let of_theme = cell.patterns.iter().filter(|((of, _), _)| *of as usize == theme);
            for ((_, index), count) in of_theme {
                let pattern = study.matcher.pattern(*index);
                // One sum stands for all messages of the pattern: it is right for the rate, and used for that alone.
                let unit = Unit { hits: count.hits, tokens: 0 };
                parts.hits.patterns.entry(&pattern.source).or_default().add(unit, count.hits);
                if is_stem(pattern) {
                    parts.hits.stems.add(unit, count.hits);
                }
            }
        }
        return cells;
    };
    for (place, record) in records.messages.iter().enumerate() {
        let unit = record.unit(theme as u32);
        for &cell in study.counts.cells_of(record.stratum) {
            let parts = &mut cells[cell];
            parts.documents.entry(&study.documents[record.document as usize].id).or_default().add(unit);
            if roles.longest[cell] == Some(place) {
                parts.longest.add(unit);
            }
            if roles.longest[cell].is_some() && unit.hits > parts.richest.map_or(0, |richest| richest.hits) {
                parts.richest = Some(unit);
            }
            if roles.duplicate[place] {
                parts.duplicates.add(unit);
            }
            if unit.hits > 0 {
                add_patterns(study, record, theme, unit, &mut parts.hits);
            }
        }
    }
    cells
}

/// Adds the patterns of one message. Patterns that are written alike, as a theme may share with its part, are one.
fn add_patterns<'s>(study: &Study<'s>, record: &Record, theme: usize, unit: Unit, sums: &mut Hits<'s>) {
    let mut stems = 0;
    let mut of_message: BTreeMap<&'s str, u64> = BTreeMap::new();
    for hit in record.hits.iter().filter(|hit| hit.theme as usize == theme) {
        let pattern = study.matcher.pattern(hit.pattern);
        *of_message.entry(&pattern.source).or_default() += hit.hits;
        stems += if is_stem(pattern) { hit.hits } else { 0 };
    }
    for (source, hits) in of_message {
        sums.patterns.entry(source).or_default().add(unit, hits);
    }
    if stems > 0 {
        sums.stems.add(unit, stems);
    }
}

fn of_theme(study: &Study<'_>, roles: &Roles, theme: usize) -> Vec<RobustnessRow> {
    let cells = parts(study, roles, theme);
    let mut all = Hits::default();
    cells[..study.counts.periods().len()].iter().for_each(|parts| all.merge(&parts.hits));
    let mut rows = Vec::new();
    for &(from, to) in study.pairs {
        let (first, second) = (&cells[from], &cells[to]);
        let pair = Pair {
            theme: &study.codebook.themes[theme].id,
            cells: [&study.counts.cells[from], &study.counts.cells[to]],
            ends: [&first.hits, &second.hits],
            all: &all,
            sign: sign(difference(&first.hits.whole, &second.hits.whole)),
            exact: study.records.is_some(),
        };
        let start = rows.len();
        rows.extend(pair.without_patterns());
        rows.extend(pair.without_documents(first, second));
        if study.records.is_some() && (first.longest.units, second.longest.units) != (0, 0) {
            let rest = pair.less(&first.longest, &second.longest);
            rows.push(pair.row("without the longest message".into(), &rest, String::new()));
        }
        if first.richest.is_some() || second.richest.is_some() {
            let richest = [first, second].map(|parts| RateSums::of(parts.richest.as_slice()));
            let rest = pair.less(&richest[0], &richest[1]);
            rows.push(pair.row("without the message with most hits".into(), &rest, String::new()));
        }
        let duplicates = first.duplicates.units + second.duplicates.units;
        if duplicates > 0 {
            let rest = pair.less(&first.duplicates, &second.duplicates);
            let note = format!("{duplicates} message{} left out", if duplicates == 1 { "" } else { "s" });
            rows.push(pair.row("without near-duplicates".into(), &rest, note));
        }
        rows.push(pair.per_message());
        rows[start..].sort_by(|a, b| a.variant.cmp(&b.variant));
    }
    rows
}

/// The difference of two rates.
fn difference(from: &RateSums, to: &RateSums) -> Option<f64> {
    Some(to.per_1000()? - from.per_1000()?)
}

fn sign(difference: Option<f64>) -> Option<Ordering> {
    difference?.partial_cmp(&0.0)
}

/// What a variant leaves of the two periods, and of all periods with these two.
struct Rest {
    ends: [RateSums; 2],
    all: RateSums,
}

/// One theme and pair of periods.
struct Pair<'y, 's> {
    theme: &'s str,
    cells: [&'y CellOf; 2],
    ends: [&'y Hits<'s>; 2],
    all: &'y Hits<'s>,
    sign: Option<Ordering>,
    /// Whether sums are those of single messages, so that errors can be computed.
    exact: bool,
}

impl Pair<'_, '_> {
    /// What is left without some messages of the two periods.
    fn less(&self, first: &RateSums, second: &RateSums) -> Rest {
        Rest {
            ends: [self.ends[0].whole.without(first), self.ends[1].whole.without(second)],
            all: self.all.whole.without(first).without(second),
        }
    }

    fn filled(
        &self,
        variant: String,
        difference: Option<f64>,
        interval: Option<Interval>,
        note: String,
    ) -> RobustnessRow {
        let same = |base: Ordering| (base != Ordering::Equal).then(|| Some(YesNo::from(sign(difference)? == base)))?;
        RobustnessRow {
            theme: self.theme.to_string(),
            from_period: self.cells[0].period.clone(),
            to_period: self.cells[1].period.clone(),
            variant,
            difference,
            same_sign: self.sign.and_then(same),
            interval_excludes_zero: interval.map(|ends| YesNo::from(ends.low > 0.0 || ends.high < 0.0)),
            note,
        }
    }

    /// The row of a variant that leaves these sums.
    fn row(&self, variant: String, rest: &Rest, note: String) -> RobustnessRow {
        let hits_per_message = rest.all.hits_per_message().unwrap_or(1.0);
        let change = Change::between(&rest.ends[0], &rest.ends[1], LEVEL, hits_per_message);
        let interval = change.and_then(|change| change.difference_interval).filter(|_| self.exact);
        let mut notes: Vec<String> = vec![note];
        for (sums, cell) in rest.ends.iter().zip(self.cells) {
            if sums.tokens == 0 {
                notes.push(format!("no word is left in {}", cell.name()));
            }
        }
        if change.is_some() && interval.is_none() {
            let reason = if self.exact { "too few messages" } else { "the corpus is too large" };
            notes.push(format!("no interval: {reason}"));
        }
        notes.retain(|note| !note.is_empty());
        self.filled(variant, change.map(|change| change.difference), interval, notes.join("; "))
    }

    fn without_patterns(&self) -> Vec<RobustnessRow> {
        let [first, second] = self.ends;
        let names: BTreeSet<&str> = first.patterns.keys().chain(second.patterns.keys()).copied().collect();
        let pattern = |name: &str| self.without_hits(|of| of.patterns.get(name).copied().unwrap_or_default());
        let mut variants: Vec<(String, Rest)> =
            names.into_iter().map(|name| (format!("without pattern: {name}"), pattern(name))).collect();
        if first.stems.with.units + second.stems.with.units > 0 {
            variants.push(("without stem patterns".into(), self.without_hits(|of| of.stems)));
        }
        let row = |(variant, rest): (String, Rest)| {
            if rest.ends[0].hits + rest.ends[1].hits == 0 {
                return self.filled(variant, None, None, "no other pattern has a hit in these periods".into());
            }
            self.row(variant, &rest, String::new())
        };
        variants.into_iter().map(row).collect()
    }

    /// What is left without some hits of every period.
    fn without_hits(&self, some: impl Fn(&Hits<'_>) -> Swap) -> Rest {
        let left = |of: &Hits<'_>| {
            let swap = some(of);
            if self.exact {
                return swap.apply(&of.whole);
            }
            RateSums { hits: of.whole.hits.saturating_sub(swap.with.hits), ..of.whole }
        };
        Rest { ends: self.ends.map(left), all: left(self.all) }
    }

    fn without_documents(&self, first: &Parts<'_>, second: &Parts<'_>) -> Vec<RobustnessRow> {
        let none = RateSums::default();
        let several = |parts: &Parts<'_>| parts.documents.len() > 1;
        let mut variants: Vec<(&str, Rest)> = Vec::new();
        if several(first) {
            variants.extend(first.documents.iter().map(|(id, sums)| (*id, self.less(sums, &none))));
        }
        if several(second) {
            variants.extend(second.documents.iter().map(|(id, sums)| (*id, self.less(&none, sums))));
        }
        let found = variants.len();
        let mut note = String::new();
        if found > MOST_DOCUMENTS {
            // Those that weaken the difference most come first, so every document that turns its sign is among them.
            let strength = |rest: &Rest| {
                let left = difference(&rest.ends[0], &rest.ends[1]).unwrap_or(0.0);
                match self.sign {
                    Some(Ordering::Greater) => left,
                    Some(Ordering::Less) => -left,
                    _ => -left.abs(),
                }
            };
            variants.sort_by(|a, b| strength(&a.1).total_cmp(&strength(&b.1)).then_with(|| a.0.cmp(b.0)));
            variants.truncate(MOST_DOCUMENTS);
            note = format!("one of the {MOST_DOCUMENTS} of {found} documents that weaken the difference most");
        }
        let row = |(id, rest): (&str, Rest)| self.row(format!("without document: {id}"), &rest, note.clone());
        variants.into_iter().map(row).collect()
    }

    fn per_message(&self) -> RobustnessRow {
        let [from, to] = self.ends.map(|of| of.whole);
        let change = ShareChange::between(from.units_with_hits, from.units, to.units_with_hits, to.units, LEVEL);
        let note = if change.is_some() { "difference of shares of messages" } else { "a period without a message" };
        let (difference, interval) = (change.map(|change| change.difference), change.map(|change| change.interval));
        self.filled("per message".into(), difference, interval, note.into())
    }
}

#[cfg(test)]
mod tests;
