//! Change of a rate between two periods, or difference between two groups.
//!
//! [`Change::between`] says how large a change is and within which limits; [`permutation_p`] whether it could be
//! chance; [`ShareChange::between`] does both for shares of messages. Correct the p of a table with [`super::adjust`].

mod extremes;
mod pool;

use super::bootstrap::{quantile, resample, tail_of};
use super::interval::Scatter;
use super::number::{finite, product};
use super::random::Purpose;
use super::rate::{RateSums, Unit, per_1000, share};
use super::{Interval, fisher, wilson};
use extremes::{Extremes, studentised};
use pool::{Drawn, Pool, extreme};
use rayon::prelude::*;

/// A change of a rate. Rates and differences in hits per 1,000 tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The rate of the first period.
    pub rate_from: f64,
    /// The rate of the second period.
    pub rate_to: f64,
    /// `rate_to - rate_from`.
    pub difference: f64,
    /// Interval of `difference`.
    pub difference_interval: Option<Interval>,
    /// `rate_to / rate_from`; `None` where both are 0.
    pub ratio: Option<f64>,
    /// Interval of `ratio`.
    pub ratio_interval: Option<Interval>,
    /// log2 of `ratio`, in doublings.
    pub log_ratio: Option<f64>,
    /// Whether 0.5 hits stood in for a count of zero in the ratio and the log ratio.
    pub half_added: bool,
}

impl Change {
    /// The change between two periods, with intervals from those of the two rates (method of variance estimates
    /// recovery, Zou and Donner 2008).
    ///
    /// With r the rates and \[l, u\] their intervals ([`RateSums::interval`]), the difference d = r2 - r1 lies in
    /// d - sqrt((r2 - l2)^2 + (u1 - r1)^2) to d + sqrt((u2 - r2)^2 + (r1 - l1)^2); the ratio likewise on the log scale.
    /// Positive, or above 1, where the rate grows.
    ///
    /// Where one count is zero the ratio takes 0.5 hits for it, and as its interval the one that reaches to the upper end of
    /// the interval of its rate and as far down on the log scale; the difference takes 0 as it is. Where both are zero
    /// there is no ratio. `others` are what the intervals of both rates borrow ([`RateSums::interval`]). `None` where a period
    /// has no token; intervals are `None` where those of the rates are.
    pub fn between(from: &RateSums, to: &RateSums, level: f64, others: [&Scatter; 2]) -> Option<Self> {
        let (rate_from, rate_to) = (from.per_1000()?, to.per_1000()?);
        let difference = rate_to - rate_from;
        let intervals = from.interval(level, others[0]).zip(to.interval(level, others[1]));
        let difference_interval =
            intervals.map(|(first, second)| wilson::difference((rate_from, first), (rate_to, second)));
        let half_added = (from.hits == 0) != (to.hits == 0);
        let ends = LogRate::of(from, level, others[0]).zip(LogRate::of(to, level, others[1]));
        let ends = ends.filter(|_| from.hits > 0 || to.hits > 0);
        let log = ends.map(|(first, second)| second.rate - first.rate);
        let ratio_interval = ends.and_then(|(first, second)| {
            let (log, first, second) = (second.rate - first.rate, first.reach?, second.reach?);
            let low = finite((log - second.below.hypot(first.above)).exp())?;
            let high = finite((log + second.above.hypot(first.below)).exp())?;
            Some(Interval { low, high })
        });
        Some(Self {
            rate_from,
            rate_to,
            difference,
            difference_interval,
            ratio: if half_added { log.map(f64::exp) } else { finite(rate_to / rate_from) },
            ratio_interval,
            log_ratio: log.map(|log| log / std::f64::consts::LN_2),
            half_added,
        })
    }
}

/// A rate on the log scale.
#[derive(Clone, Copy)]
struct LogRate {
    rate: f64,
    reach: Option<Reach>,
}

/// How far an interval reaches below and above its estimate.
#[derive(Clone, Copy)]
struct Reach {
    below: f64,
    above: f64,
}

impl LogRate {
    fn of(sums: &RateSums, level: f64, others: &Scatter) -> Option<Self> {
        if sums.hits == 0 {
            let rate = (per_1000(1, sums.tokens)? / 2.0).ln();
            let above = sums.interval(level, others).map(|ends| ends.high.ln() - rate);
            return Some(Self { rate, reach: above.map(|above| Reach { below: above, above }) });
        }
        let rate = sums.per_1000()?.ln();
        let interval = sums.interval(level, others).filter(|interval| interval.low > 0.0);
        let reach = interval.map(|ends| Reach { below: rate - ends.low.ln(), above: ends.high.ln() - rate });
        Some(Self { rate, reach })
    }
}

/// Percentile bootstrap intervals of a difference and of a ratio, messages drawn again within each period (Efron 1979).
///
/// The difference in hits per 1,000 tokens; the ratio on the log scale, where a replicate without a hit counts as 0.5
/// hits. Too narrow for few messages, and of no use where a period has no hit, as every replicate then has none: prefer
/// [`Change::between`]. `None` where a period has no message or no token, or no hit, and where `level` is not between 0
/// and 1.
pub fn bootstrap_intervals(
    from: &[Unit],
    to: &[Unit],
    level: f64,
    replicates: u64,
    purpose: &Purpose<'_>,
) -> Option<(Interval, Interval)> {
    let tail = tail_of(level)?;
    let sums = [RateSums::of(from), RateSums::of(to)];
    if sums.iter().any(|sums| sums.hits == 0 || sums.tokens == 0) {
        return None;
    }
    let (mut differences, mut ratios) = (Vec::new(), Vec::new());
    for index in 0..replicates {
        let mut source = purpose.replicate(index);
        let (first, second) = (resample(from, &mut source), resample(to, &mut source));
        let (Some(rate_from), Some(rate_to)) = (first.per_1000(), second.per_1000()) else { continue };
        differences.push(rate_to - rate_from);
        let log = |sums: &RateSums, rate: f64| {
            if sums.hits == 0 {
                LogRate::of(sums, level, &Scatter::default()).map_or(0.0, |log| log.rate)
            } else {
                rate.ln()
            }
        };
        ratios.push(log(&second, rate_to) - log(&first, rate_from));
    }
    differences.sort_by(f64::total_cmp);
    ratios.sort_by(f64::total_cmp);
    let ends = |sorted: &[f64]| Some((quantile(sorted, tail)?, quantile(sorted, 1.0 - tail)?));
    let ((low, high), (ratio_low, ratio_high)) = (ends(&differences)?, ends(&ratios)?);
    Some((Interval { low, high }, Interval { low: finite(ratio_low.exp())?, high: finite(ratio_high.exp())? }))
}

/// Permutation test of a difference of two rates, two-sided p: messages reassigned between the two periods.
///
/// The p of [`permutation_test`] with a fixed number of reassignments.
pub fn permutation_p(from: &[Unit], to: &[Unit], replicates: u64, purpose: &Purpose<'_>) -> Option<f64> {
    let draws = Draws { least: replicates, most: replicates };
    permutation_test(from, to, draws, purpose).map(|test| test.p)
}

/// [`permutation_tests`] of one theme.
pub fn permutation_test(from: &[Unit], to: &[Unit], draws: Draws, purpose: &Purpose<'_>) -> Option<Permutation> {
    fn samples(hits: &[(u64, [(u32, u64); 1])]) -> Vec<Sample<'_>> {
        hits.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect()
    }
    let of_one_theme = |units: &[Unit]| units.iter().map(|unit| (unit.tokens, [(0, unit.hits)])).collect::<Vec<_>>();
    let (from, to) = (of_one_theme(from), of_one_theme(to));
    permutation_tests(&samples(&from), &samples(&to), 1, draws, purpose).first().copied().flatten()
}

/// A sampling unit, a message or a document, as [`permutation_tests`] reassigns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample<'h> {
    /// Word tokens.
    pub tokens: u64,
    /// Messages.
    pub messages: u64,
    /// Hits of each theme that has some: index of the theme, and hits. No theme twice.
    pub hits: &'h [(u32, u64)],
}

/// How many reassignments are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// At first.
    pub least: u64,
    /// At most in all, where a p is small after the first: see [`permutation_tests`].
    pub most: u64,
}

/// What [`permutation_tests`] finds of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// p of the difference of the rates.
    pub p: f64,
    /// p of the difference of the hits per message, all messages counting alike whatever their length.
    pub p_per_message: f64,
    /// Reassignments drawn; none where there are so many units that their limit is used, see [`permutation_tests`].
    pub replicates: u64,
}

/// Units of a side, and units with a hit in all, from which on reassignments follow their limit closely.
const LARGE: (usize, u64) = (5_000, 200);

/// Reassignments that are drawn side by side.
const BLOCK: u64 = 64;

/// Of more tests than this those whose p is plain are not drawn to the end.
const MANY_TESTS: usize = 1_000;

/// Permutation tests of a difference of two rates, for each of `themes` themes: sampling units, messages or documents,
/// reassigned between the two periods. All p are two-sided.
///
/// The statistic is the studentised difference (r2 - r1) / sqrt(se1^2 + se2^2) with linearised standard errors
/// (Janssen 1997; Chung and Romano 2013), which keeps the error rate also when the periods differ in spread. p = (1 +
/// number of reassignments at least as extreme) / (1 + reassignments), so never 0 (Phipson and Smyth 2010). All themes
/// see the same reassignments.
///
/// Units are reassigned whole, with hits and length. Where the messages of one period are shorter than those of the other, that alone makes a reassignment unlike what was observed, so a theme in very few messages may look certain.
/// `p_per_message` is from the same reassignments with hits per message in place of hits per token: a change is only
/// shown where both p are small. `draws.least` reassignments are drawn; for a theme of which fewer than 5 are extreme by
/// one of the statistics more are drawn until 5 are, at most `draws.most` in all. Of more than 1,000 themes, one is no longer
/// drawn once 50 reassignments are extreme by both statistics (sequential p, Besag and Clifford 1991). Where each period has 5,000 units and more, and
/// 200 of all have a hit, nothing is drawn for a theme: the studentised difference of reassignments is then standard normal
/// (Janssen 1997), and p is the tail of that. Of 100,000 units and more, those without a hit that have the same size are drawn by their
/// number, which is the same distribution. No correction.
///
/// A theme has `None` where it has no hit. All have where nothing is drawn, and where a period has fewer than two
/// units or no token.
pub fn permutation_tests(
    from: &[Sample<'_>],
    to: &[Sample<'_>],
    themes: usize,
    draws: Draws,
    purpose: &Purpose<'_>,
) -> Vec<Option<Permutation>> {
    stratified_tests(&[Layer { from, to, weight: 1.0 }], themes, draws, purpose)
}

/// Units of two sides that are reassigned among themselves, such as those of two groups in one period.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'l> {
    /// The units of the first side.
    pub from: &'l [Sample<'l>],
    /// The units of the second side.
    pub to: &'l [Sample<'l>],
    /// The weight of their difference.
    pub weight: f64,
}

/// [`permutation_tests`] of a weighted sum of differences: units are reassigned within each layer.
///
/// The statistic is sum w (r2 - r1) / sqrt(sum w^2 (se1^2 + se2^2)). With equal weights it tests the mean difference of
/// two groups over several periods; with the weights -1 and 1 whether the difference of two groups changed between two
/// periods. A theme has `None` where no layer has a hit; all have where a layer has a side with fewer than two units or
/// no token.
pub fn stratified_tests(
    layers: &[Layer<'_>],
    themes: usize,
    draws: Draws,
    purpose: &Purpose<'_>,
) -> Vec<Option<Permutation>> {
    let sides: Vec<[SampleSums; 2]> =
        layers.iter().map(|layer| [layer.from, layer.to].map(|side| SampleSums::of(side, themes))).collect();
    let weights: Vec<f64> = layers.iter().map(|layer| layer.weight).collect();
    let large = !layers.is_empty() && layers.iter().all(|layer| layer.from.len() >= 2 && layer.to.len() >= 2);
    let of_theme = |sums: &[[SampleSums; 2]], theme: usize| -> Vec<[Both; 2]> {
        sums.iter().map(|sides| sides.each_ref().map(|side| side.of_theme(theme))).collect()
    };
    let mut tests: Vec<Option<Extremes>> = (0..themes)
        .map(|theme| Extremes::observed(&of_theme(&sides, theme), &weights))
        .map(|test| test.filter(|_| large && draws.least > 0))
        .collect();
    if layers.iter().all(|layer| layer.from.len().min(layer.to.len()) >= LARGE.0) {
        for (theme, test) in tests.iter_mut().enumerate().filter_map(|(theme, test)| Some((theme, test.as_mut()?))) {
            let with_hits = |sides: &[SampleSums; 2]| sides.iter().map(|side| side.themes[theme].units).sum::<u64>();
            test.limit = sides.iter().map(with_hits).sum::<u64>() >= LARGE.1;
        }
    }
    let (mut number, most) = (0, draws.most.max(draws.least));
    // The themes that are still tested.
    let mut open: Vec<usize> =
        (0..themes).filter(|&theme| tests[theme].as_ref().is_some_and(|test| !test.limit)).collect();
    let mut pools: Vec<Pool<'_>> = Vec::new();
    if !open.is_empty() {
        pools = layers.iter().zip(&sides).map(|(layer, sides)| Pool::of(layer, sides, &open)).collect();
    }
    // The themes that the pools hold.
    let mut held = open.clone();
    while !open.is_empty() && number < most {
        // Hits of themes that are no longer tested need not be summed.
        if open.len() * 2 < held.len() {
            let places: Vec<usize> = open.iter().filter_map(|theme| held.binary_search(theme).ok()).collect();
            pools.iter_mut().for_each(|pool| pool.narrow(&places));
            held.clone_from(&open);
        }
        let observed: Vec<Option<[f64; 2]>> = held
            .iter()
            .map(|theme| tests[*theme].as_ref().filter(|_| open.binary_search(theme).is_ok()).map(|test| test.observed))
            .collect();
        let none = || pools.iter().map(|_| Drawn::none()).collect::<Vec<_>>();
        let draw = |drawn: &mut Vec<Drawn>, number: u64| {
            let mut source = purpose.replicate(number);
            pools.iter().zip(&mut *drawn).for_each(|(pool, drawn)| pool.draw(&mut source, drawn));
            let told = observed.iter().enumerate().map(|(place, observed)| {
                observed.map(|observed| extreme((&pools, drawn), place, observed, studentised))
            });
            told.collect::<Vec<_>>()
        };
        let numbers = number..most.min(number + BLOCK);
        let of_block: Vec<Vec<Option<[bool; 2]>>> = numbers.into_par_iter().map_init(none, draw).collect();
        // One after the other, as if each were drawn where it is wanted: what is drawn in vain is not looked at.
        for told in of_block {
            if open.is_empty() {
                break;
            }
            let mut still = open.iter().peekable();
            for (theme, told) in held.iter().zip(told) {
                if still.next_if_eq(&theme).is_some()
                    && let (Some(test), Some(told)) = (&mut tests[*theme], told)
                {
                    test.see(told);
                }
            }
            number += 1;
            if themes > MANY_TESTS {
                open.retain(|theme| tests[*theme].as_ref().is_some_and(|test| !test.is_plain()));
            }
            if number >= draws.least {
                open.retain(|theme| tests[*theme].as_ref().is_some_and(Extremes::few));
            }
        }
    }
    tests.iter().map(|test| test.as_ref().map(Extremes::result)).collect()
}

/// The sums of a theme by tokens, and by messages in place of tokens.
#[derive(Clone, Copy)]
struct Both {
    tokens: RateSums,
    messages: RateSums,
}

impl Both {
    fn without(&self, part: &Self) -> Self {
        Self { tokens: self.tokens.without(&part.tokens), messages: self.messages.without(&part.messages) }
    }
}

/// Sums over samples of all themes at once.
#[derive(Debug, Clone)]
pub(crate) struct SampleSums {
    units: u64,
    tokens: u64,
    tokens_squared: u128,
    messages: u64,
    messages_squared: u128,
    themes: Vec<ThemeSums>,
}

/// Sums over the samples with a hit of a theme.
#[derive(Debug, Clone, Copy, Default)]
struct ThemeSums {
    units: u64,
    hits: u64,
    squared: u128,
    tokens: u128,
    messages: u128,
}

impl ThemeSums {
    /// Adds a sample with hits.
    fn add(&mut self, hits: u64, tokens: u64, messages: u64) {
        self.units += 1;
        self.hits = self.hits.saturating_add(hits);
        self.squared = self.squared.saturating_add(product(hits, hits));
        self.tokens = self.tokens.saturating_add(product(hits, tokens));
        self.messages = self.messages.saturating_add(product(hits, messages));
    }

    fn merge(&mut self, other: &Self) {
        self.units += other.units;
        self.hits = self.hits.saturating_add(other.hits);
        self.squared = self.squared.saturating_add(other.squared);
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.messages = self.messages.saturating_add(other.messages);
    }
}

impl SampleSums {
    /// Over no sample, of so many themes.
    pub(crate) fn new(themes: usize) -> Self {
        let themes = vec![ThemeSums::default(); themes];
        Self { units: 0, tokens: 0, tokens_squared: 0, messages: 0, messages_squared: 0, themes }
    }

    /// The tests of [`permutation_tests`] for which nothing is drawn, given the sums over the units of both periods; `None` for
    /// themes for which it must be.
    pub(crate) fn limits(from: &Self, to: &Self, draws: Draws) -> Vec<Option<Permutation>> {
        let of_theme = |theme: usize| {
            let (first, second) = (&from.themes[theme], &to.themes[theme]);
            let large = draws.least > 0 && from.units.min(to.units) >= LARGE.0 as u64;
            let limit = large && first.units + second.units >= LARGE.1;
            let test = limit.then(|| Extremes::observed(&[[from.of_theme(theme), to.of_theme(theme)]], &[1.0]))??;
            Some(Extremes { limit, ..test }.result())
        };
        (0..from.themes.len()).map(of_theme).collect()
    }

    /// The sums of a theme.
    pub(crate) fn rate_sums(&self, theme: usize) -> RateSums {
        self.of_theme(theme).tokens
    }

    fn of(samples: &[Sample<'_>], themes: usize) -> Self {
        let mut sums = Self::new(themes);
        samples.iter().for_each(|sample| sums.add(sample));
        sums
    }

    fn merge(&mut self, other: &Self) {
        self.units += other.units;
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.tokens_squared = self.tokens_squared.saturating_add(other.tokens_squared);
        self.messages = self.messages.saturating_add(other.messages);
        self.messages_squared = self.messages_squared.saturating_add(other.messages_squared);
        self.themes.iter_mut().zip(&other.themes).for_each(|(sums, more)| sums.merge(more));
    }

    /// These sums less those of some of the samples, without those of themes.
    fn without_themes(&self, part: &Self) -> Self {
        Self {
            units: self.units - part.units,
            tokens: self.tokens.saturating_sub(part.tokens),
            tokens_squared: self.tokens_squared.saturating_sub(part.tokens_squared),
            messages: self.messages.saturating_sub(part.messages),
            messages_squared: self.messages_squared.saturating_sub(part.messages_squared),
            themes: Vec::new(),
        }
    }

    /// Adds so many samples without a hit that have the size of this one.
    #[inline]
    fn add_alike(&mut self, sample: &Sample<'_>, number: u64) {
        self.units += number;
        self.tokens = self.tokens.saturating_add(sample.tokens.saturating_mul(number));
        let squared = product(sample.tokens, sample.tokens).saturating_mul(u128::from(number));
        self.tokens_squared = self.tokens_squared.saturating_add(squared);
        self.messages = self.messages.saturating_add(sample.messages.saturating_mul(number));
        let squared = product(sample.messages, sample.messages).saturating_mul(u128::from(number));
        self.messages_squared = self.messages_squared.saturating_add(squared);
    }

    /// Adds a sample.
    pub(crate) fn add(&mut self, sample: &Sample<'_>) {
        self.add_alike(sample, 1);
        for &(theme, hits) in sample.hits.iter().filter(|(_, hits)| *hits > 0) {
            if let Some(sums) = self.themes.get_mut(theme as usize) {
                sums.add(hits, sample.tokens, sample.messages);
            }
        }
    }

    fn of_theme(&self, theme: usize) -> Both {
        let sums = self.themes[theme];
        let tokens = RateSums {
            units: self.units,
            units_with_hits: sums.units,
            hits: sums.hits,
            tokens: self.tokens,
            hits_squared: sums.squared,
            hits_tokens: sums.tokens,
            tokens_squared: self.tokens_squared,
        };
        let messages = RateSums {
            tokens: self.messages,
            hits_tokens: sums.messages,
            tokens_squared: self.messages_squared,
            ..tokens
        };
        Both { tokens, messages }
    }
}

/// A change of a share of messages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareChange {
    /// The share in the first period.
    pub share_from: f64,
    /// The share in the second period.
    pub share_to: f64,
    /// `share_to - share_from`.
    pub difference: f64,
    /// Newcombe's interval of `difference`; see [`wilson::newcombe`].
    pub interval: Interval,
    /// Exact two-sided permutation p; see [`fisher::share_permutation`].
    pub p: f64,
}

impl ShareChange {
    /// The change from `k_from` of `n_from` messages to `k_to` of `n_to`.
    ///
    /// No unit; positive where the share grows. Zero cells need no correction. `None` where a period has no message,
    /// where a count exceeds its total, and where `level` is not between 0 and 1.
    pub fn between(k_from: u64, n_from: u64, k_to: u64, n_to: u64, level: f64) -> Option<Self> {
        let (share_from, share_to) = (share(k_from, n_from)?, share(k_to, n_to)?);
        Some(Self {
            share_from,
            share_to,
            difference: share_to - share_from,
            interval: wilson::newcombe(k_from, n_from, k_to, n_to, level)?,
            p: fisher::share_permutation(k_from, k_to, n_from, n_to)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_for_many_units_is_that_of_reassignments() {
        // Lengths from 20 to 219 words, and hits of three themes: one of both sides alike, one that grows by a tenth, and one
        // that is too seldom for the limit.
        let unit = |number: usize, later: usize| {
            let mixed = number * 7919 % 1000;
            let hits = [usize::from(mixed < 150), usize::from(mixed % 500 < 50 + 5 * later), usize::from(mixed == 77)];
            ((20 + number * 31 % 200) as u64, hits)
        };
        let side = |later: usize, units: usize| -> Vec<(u64, Vec<(u32, u64)>)> {
            let unit = |number| {
                let (tokens, hits) = unit(number + 101 * later, later);
                let hits =
                    hits.iter().zip(0..).filter(|(hits, _)| **hits > 0).map(|(hits, theme)| (theme, *hits as u64));
                (tokens, hits.collect())
            };
            (0..units).map(unit).collect()
        };
        let tests = |units: usize, least: u64| {
            let sides = [side(0, units), side(1, units)];
            let samples = sides.each_ref().map(|side| -> Vec<Sample<'_>> {
                side.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect()
            });
            permutation_tests(&samples[0], &samples[1], 3, Draws { least, most: least }, &Purpose::new(3, "limit"))
        };
        let (limit, drawn) = (tests(LARGE.0, 99), tests(LARGE.0 - 1, 1999));
        for theme in 0..3 {
            let (limit, drawn) = (limit[theme].expect("hits"), drawn[theme].expect("hits"));
            assert_eq!((limit.replicates, drawn.replicates), (if theme == 2 { 99 } else { 0 }, 1999));
            for (p, other) in [(limit.p, drawn.p), (limit.p_per_message, drawn.p_per_message)] {
                // One unit less moves p a little, too.
                let error = 4.0 * (other * (1.0 - other) / 1999.0).sqrt() + 0.02;
                assert!(theme == 2 || (p - other).abs() < error, "{theme}: {p} {other}");
            }
        }
        let p = |theme: usize| limit[theme].expect("hits").p;
        assert!(p(0) > 0.5 && p(1) < 0.2 && p(1) > 0.0, "{} {}", p(0), p(1));
    }
}
