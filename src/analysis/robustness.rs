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
//! Sums are over the sampling units of each period, so a variant that leaves out a message changes its document. What an
//! interval borrows from other periods ([`RateSums::interval`]) is taken from what the variant leaves of them: patterns are
//! taken away in all periods, documents and messages in the two periods alone.

mod documents;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;
use rayon::prelude::*;

use documents::{Weakening, strongest};

use super::Study;
use super::bound;
use super::near_duplicates::NearDuplicates;
use super::row::{Cell, FieldType, Value, row};
use super::themes::shares_apart;
use crate::axis::Period;
use crate::codebook::{Pattern, Test};
use crate::corpus::Documents;
use crate::count::{Cell as CellOf, Counts, Record};
use crate::stats::change::Change;
use crate::stats::interval::Scatter;
use crate::stats::rate::{RateSums, Unit, share};
use crate::stats::{Interval, LEVEL};

/// The variant that counts messages in place of hits.
pub(super) const PER_MESSAGE: &str = "per message";

row!(RobustnessRow, "robustness", "One difference of a theme's rate between two periods, computed again in another way.", ["theme", "from_period", "to_period", "variant"], {
    theme: String, "", "Theme id.";
    from_period: Period, "", "The earlier period.";
    to_period: Period, "", "The later period.";
    variant: String, "", "What was done differently: without pattern: X; without stem patterns; without document: X; without the longest message; without the message with most hits; without near-duplicates; per message.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Difference of the two rates, later less earlier. For the variant per message: difference of the shares of messages with a hit, 0 to 1.";
    same_sign: Option<YesNo>, "", "yes where the difference has the sign of the difference of the rates as they are, no where it is 0 or the opposite; empty where either is undefined, or the latter is 0.";
    interval_excludes_zero: Option<YesNo>, "", "yes where the 95 % interval of the difference does not hold 0; empty where there is no interval. Computed as for the rates as they are; for the variant per message that of the difference of two shares (Newcombe 1998).";
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
/// Differences and intervals are those of [`Change::between`],
/// in hits per 1,000 word tokens, and Newcombe's for shares of messages, all over the sampling units of a period. A period that is left without a hit has the
/// rate 0 and the interval of such a period. For a
/// corpus without records only the differences `without pattern`, `without stem patterns` and `per message` are computed.
pub fn robustness(study: &Study<'_>, near_duplicates: &NearDuplicates) -> Vec<RobustnessRow> {
    let roles = Roles::new(study, near_duplicates);
    let mut themes: Vec<usize> = (0..study.codebook.themes.len()).collect();
    themes.sort_by_key(|&theme| &study.codebook.themes[theme].id);
    study.begin("robustness", themes.len());
    let of_some = |themes: &[usize]| {
        let parts = parts(study, &roles, themes);
        let rows =
            themes.iter().zip(parts).map(|(theme, parts)| study.step(|| of_theme(study, &roles, *theme, &parts)));
        rows.collect::<Vec<_>>()
    };
    let together = themes.len().div_ceil(rayon::current_num_threads()).clamp(1, MOST_TOGETHER);
    themes.par_chunks(together).map(of_some).collect::<Vec<_>>().into_iter().flatten().flatten().collect()
}

/// Themes for which the messages are read at a time.
const MOST_TOGETHER: usize = 16;

/// The rows of the table: all, or of more than `most` those that turn the sign of a difference first, then those that bring
/// its interval to hold 0.
pub(crate) fn telling(rows: &[RobustnessRow], most: Option<usize>) -> Vec<RobustnessRow> {
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

/// A message: the place of its document, and its own there.
type Place = (u32, u32);

/// Which messages some variants leave out.
struct Roles {
    /// For each cell its longest message, where it has another one.
    longest: Vec<Option<Place>>,
    /// The messages that are left out as near-duplicates.
    duplicates: HashSet<Place>,
    /// For each cell those that its intervals borrow from.
    beside: Vec<Vec<usize>>,
}

impl Roles {
    fn new(study: &Study<'_>, near_duplicates: &NearDuplicates) -> Self {
        let longest = (0..study.counts.cells.len()).map(|cell| {
            let mut best: Option<(u64, Place)> = None;
            study.each_document(cell, |messages| {
                for message in messages {
                    if best.is_none_or(|(tokens, _)| tokens < message.tokens) {
                        best = Some((message.tokens, (message.document, message.ordinal)));
                    }
                }
            });
            best.filter(|_| study.counts.cells[cell].messages > 1).map(|(_, place)| place)
        });
        let longest = longest.collect();
        let beside = study.counts.cells.iter().map(|cell| study.counts.beside(cell).collect()).collect();
        Self { longest, duplicates: later_messages(study, near_duplicates), beside }
    }
}

/// The later message of each pair: by period, then by place in the corpus.
fn later_messages(study: &Study<'_>, near_duplicates: &NearDuplicates) -> HashSet<Place> {
    let when = |&(document, ordinal): &Place| (study.axis.place(document as usize), document, ordinal);
    near_duplicates.pairs().filter_map(|pair| pair.into_iter().max_by_key(when)).collect()
}

/// Sampling units that a variant changes: as they are, and as it leaves them.
#[derive(Debug, Clone, Copy, Default)]
struct Swap {
    with: RateSums,
    without: RateSums,
}

impl Swap {
    /// A unit, and what is left of it; a unit of which no message is left is none.
    fn add(&mut self, unit: Whole, rest: Whole) {
        self.with.add(unit.unit);
        if rest.messages > 0 {
            self.without.add(rest.unit);
        }
    }

    fn apply(&self, whole: &RateSums) -> RateSums {
        let mut rest = whole.without(&self.with);
        rest.merge(&self.without);
        rest
    }
}

/// Hits and tokens of a sampling unit, or of a part of it, with its messages.
#[derive(Debug, Clone, Copy, Default)]
struct Whole {
    unit: Unit,
    messages: u64,
}

impl Whole {
    fn less(self, part: Self) -> Self {
        Self {
            unit: Unit {
                hits: self.unit.hits.saturating_sub(part.unit.hits),
                tokens: self.unit.tokens.saturating_sub(part.unit.tokens),
            },
            messages: self.messages.saturating_sub(part.messages),
        }
    }

    fn add(&mut self, part: Self) {
        self.unit.hits += part.unit.hits;
        self.unit.tokens += part.unit.tokens;
        self.messages += part.messages;
    }
}

/// The hits of one theme in one cell, or in all.
#[derive(Debug, Default)]
struct Hits<'s> {
    whole: RateSums,
    patterns: BTreeMap<&'s str, Swap>,
    stems: Swap,
}

/// What the variants of one theme need to know of one cell.
#[derive(Debug, Default)]
struct Parts<'s> {
    hits: Hits<'s>,
    /// For each compared pair that the cell is an end of, in their order: its documents.
    documents: Vec<Weakening>,
    longest: Swap,
    /// The message with most hits, where the cell has another one: its hits, and what is left without it.
    richest: Option<(u64, Swap)>,
    duplicates: Swap,
    /// Messages left out as near-duplicates.
    n_duplicates: u64,
}

/// For each of some themes the parts of all cells.
fn parts<'s>(study: &Study<'s>, roles: &Roles, themes: &[usize]) -> Vec<Vec<Parts<'s>>> {
    let of_cell = |theme: usize, (place, cell): (usize, &CellOf)| {
        let hits = Hits { whole: cell.rate_sums(theme), ..Hits::default() };
        let ends = study.pairs.iter().flat_map(|&pair| [(pair, true), (pair, false)]);
        let of_cell = ends.filter(|((from, to), is_first)| place == if *is_first { *from } else { *to });
        let documents = of_cell.map(|(pair, is_first)| Weakening::of(study, theme, pair, is_first)).collect();
        Parts { hits, documents, ..Parts::default() }
    };
    let cells = |theme: &usize| study.counts.cells.iter().enumerate().map(|cell| of_cell(*theme, cell)).collect();
    let mut parts: Vec<Vec<Parts<'s>>> = themes.iter().map(cells).collect();
    if study.records.is_none() {
        let by_theme = themes.iter().zip(&mut parts);
        by_theme.for_each(|(theme, cells)| without_records(study, *theme, cells));
        return parts;
    }
    for cell in 0..study.counts.cells.len() {
        study.each_unit(cell, |messages| {
            for (theme, cells) in themes.iter().zip(&mut parts) {
                add_unit(study, roles, (*theme, cell), messages, &mut cells[cell]);
            }
        });
        for cells in &mut parts {
            let Parts { hits, documents, .. } = &mut cells[cell];
            documents.iter_mut().for_each(|of_pair| of_pair.close(&hits.whole));
        }
    }
    parts
}

/// What is known of the patterns of a theme where messages were not kept.
fn without_records<'s>(study: &Study<'s>, theme: usize, cells: &mut [Parts<'s>]) {
    for (cell, parts) in study.counts.cells.iter().zip(cells) {
        let of_theme = cell.patterns.iter().filter(|((of, _), _)| *of as usize == theme);
        for ((_, index), count) in of_theme {
            let pattern = study.matcher.pattern(*index);
            // One sum stands for all messages of the pattern: it is right for the rate, and used for that alone.
            let whole = Whole { unit: Unit { hits: count.hits, tokens: 0 }, messages: 1 };
            let rest = Whole { unit: Unit::default(), messages: 1 };
            parts.hits.patterns.entry(&pattern.source).or_default().add(whole, rest);
            if is_stem(pattern) {
                parts.hits.stems.add(whole, rest);
            }
        }
    }
}

/// Adds one sampling unit, given by its messages.
fn add_unit<'s>(
    study: &Study<'s>,
    roles: &Roles,
    (theme, cell): (usize, usize),
    messages: &[Record],
    parts: &mut Parts<'s>,
) {
    let of_message = |record: &Record| Whole { unit: record.unit(theme as u32), messages: 1 };
    let mut whole = Whole::default();
    messages.iter().for_each(|record| whole.add(of_message(record)));
    if !parts.documents.is_empty() {
        for of_document in messages.chunk_by(|a, b| a.document == b.document) {
            let mut part = Whole::default();
            of_document.iter().for_each(|record| part.add(of_message(record)));
            for of_pair in &mut parts.documents {
                of_pair.add(&parts.hits.whole, of_document[0].document, whole, whole.less(part));
            }
        }
    }
    let mut duplicates = Whole::default();
    for record in messages {
        let (message, place) = (of_message(record), (record.document, record.ordinal));
        if roles.longest[cell] == Some(place) {
            parts.longest.add(whole, whole.less(message));
        }
        if roles.longest[cell].is_some() && message.unit.hits > parts.richest.map_or(0, |(hits, _)| hits) {
            let mut swap = Swap::default();
            swap.add(whole, whole.less(message));
            parts.richest = Some((message.unit.hits, swap));
        }
        if roles.duplicates.contains(&place) {
            duplicates.add(message);
        }
    }
    if duplicates.messages > 0 {
        parts.n_duplicates += duplicates.messages;
        parts.duplicates.add(whole, whole.less(duplicates));
    }
    if whole.unit.hits > 0 {
        add_patterns(study, messages, theme, whole, &mut parts.hits);
    }
}

/// Adds the patterns of one unit. Patterns that are written alike, as a theme may share with its part, are one.
fn add_patterns<'s>(study: &Study<'s>, messages: &[Record], theme: usize, whole: Whole, sums: &mut Hits<'s>) {
    let mut stems = 0;
    let mut of_unit: BTreeMap<&'s str, u64> = BTreeMap::new();
    let hits = messages.iter().flat_map(|record| &record.hits);
    for hit in hits.filter(|hit| hit.theme as usize == theme) {
        let pattern = study.matcher.pattern(hit.pattern);
        *of_unit.entry(&pattern.source).or_default() += hit.hits;
        stems += if is_stem(pattern) { hit.hits } else { 0 };
    }
    let less = |hits: u64| whole.less(Whole { unit: Unit { hits, tokens: 0 }, messages: 0 });
    for (source, hits) in of_unit {
        sums.patterns.entry(source).or_default().add(whole, less(hits));
    }
    if stems > 0 {
        sums.stems.add(whole, less(stems));
    }
}

fn of_theme(study: &Study<'_>, roles: &Roles, theme: usize, cells: &[Parts<'_>]) -> Vec<RobustnessRow> {
    let mut rows = Vec::new();
    // For each cell how many pairs with it were told.
    let mut told = vec![0; cells.len()];
    for &(from, to) in study.pairs {
        let (first, second) = (&cells[from], &cells[to]);
        let pair = Pair {
            documents: study.documents,
            theme: &study.codebook.themes[theme].id,
            place: theme,
            counts: study.counts,
            cells: [&study.counts.cells[from], &study.counts.cells[to]],
            ends: [&first.hits, &second.hits],
            all: cells,
            places: [from, to],
            beside: [&roles.beside[from], &roles.beside[to]],
            sign: sign(difference(&first.hits.whole, &second.hits.whole)),
            exact: study.records.is_some(),
        };
        let start = rows.len();
        study.check();
        rows.extend(pair.without_patterns());
        let mut documents = |cell: usize| {
            told[cell] += 1;
            cells[cell].documents.get(told[cell] - 1)
        };
        rows.extend(pair.without_documents([documents(from), documents(to)]));
        if study.records.is_some() && first.longest.with.units + second.longest.with.units > 0 {
            let rest = pair.less(&first.longest, &second.longest);
            rows.push(pair.row("without the longest message".into(), &rest, String::new()));
        }
        if first.richest.is_some() || second.richest.is_some() {
            let richest = [first, second].map(|parts| parts.richest.map_or_else(Swap::default, |(_, swap)| swap));
            let rest = pair.less(&richest[0], &richest[1]);
            rows.push(pair.row("without the message with most hits".into(), &rest, String::new()));
        }
        let duplicates = first.n_duplicates + second.n_duplicates;
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

/// What a variant leaves of the two periods, and what their intervals borrow from the others.
struct Rest {
    ends: [RateSums; 2],
    others: [Scatter; 2],
}

/// One theme and pair of periods.
struct Pair<'y, 's> {
    documents: &'s Documents,
    theme: &'s str,
    /// Place of the theme in the codebook.
    place: usize,
    counts: &'y Counts,
    cells: [&'y CellOf; 2],
    ends: [&'y Hits<'s>; 2],
    /// The parts of all cells, the places of the two periods, and of those that each borrows from.
    all: &'y [Parts<'s>],
    places: [usize; 2],
    beside: [&'y [usize]; 2],
    sign: Option<Ordering>,
    /// Whether sums are those of sampling units, so that errors can be computed.
    exact: bool,
}

impl Pair<'_, '_> {
    /// What is left without some messages of the two periods.
    fn less(&self, first: &Swap, second: &Swap) -> Rest {
        let ends = [first.apply(&self.ends[0].whole), second.apply(&self.ends[1].whole)];
        let left = |cell: usize| match self.places.iter().position(|place| *place == cell) {
            Some(end) => ends[end],
            None => self.all[cell].hits.whole,
        };
        Rest { others: self.borrowed(left), ends }
    }

    /// What the intervals of both periods borrow, given what is left of each cell.
    fn borrowed(&self, left: impl Fn(usize) -> RateSums) -> [Scatter; 2] {
        self.beside.map(|cells| {
            let mut scatter = Scatter::default();
            cells.iter().for_each(|&cell| scatter.add(&Scatter::of(&left(cell))));
            scatter
        })
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
        let change = Change::between(&rest.ends[0], &rest.ends[1], LEVEL, rest.others.each_ref());
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

    /// What is left without some hits of both periods.
    fn without_hits(&self, some: impl Fn(&Hits<'_>) -> Swap) -> Rest {
        let left = |of: &Hits<'_>| {
            let swap = some(of);
            if self.exact {
                return swap.apply(&of.whole);
            }
            RateSums { hits: of.whole.hits.saturating_sub(swap.with.hits), ..of.whole }
        };
        Rest { ends: self.ends.map(left), others: self.borrowed(|cell| left(&self.all[cell].hits)) }
    }

    fn without_documents(&self, ends: [Option<&Weakening>; 2]) -> Vec<RobustnessRow> {
        let several = ends.map(|of| of.filter(|of| of.number > 1));
        let found: usize = several.iter().flatten().map(|of| of.number).sum();
        let by_end = several.iter().zip([true, false]).filter_map(|(of, is_first)| Some(((*of)?, is_first)));
        let mut variants: Vec<(f64, u32, (Swap, bool))> = Vec::new();
        for (of, is_first) in by_end {
            let mut kept: Vec<_> =
                of.kept.iter().map(|(left, document, swap)| (*left, *document, (*swap, is_first))).collect();
            kept.sort_by_key(|(_, document, _)| *document);
            variants.append(&mut kept);
        }
        let mut note = String::new();
        if found > MOST_DOCUMENTS {
            strongest(&mut variants);
            note = format!("one of the {MOST_DOCUMENTS} of {found} documents that weaken the difference most");
        }
        let none = Swap::default();
        let less = |(swap, is_first): &(Swap, bool)| {
            if *is_first { self.less(swap, &none) } else { self.less(&none, swap) }
        };
        let id = |document: u32| self.documents.id(document as usize);
        let row = |(_, at, swap): (f64, u32, (Swap, bool))| {
            self.row(format!("without document: {}", id(at)), &less(&swap), note.clone())
        };
        variants.into_iter().map(row).collect()
    }

    fn per_message(&self) -> RobustnessRow {
        let shares = self.cells.map(|cell| share(cell.themes[self.place].messages, cell.messages));
        let difference = shares[0].zip(shares[1]).map(|(from, to)| to - from);
        let note = if difference.is_some() { "difference of shares of messages" } else { "a period without a message" };
        let interval = shares_apart(self.counts, self.cells, self.place);
        self.filled(PER_MESSAGE.into(), difference, interval, note.into())
    }
}

#[cfg(test)]
mod tests;
