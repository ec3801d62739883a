//! Course of a rate over many periods: does it move steadily, does it jump, does one period stand out?
//!
//! [`course_tests`] answers the three for many themes at once, by one permutation test: whole clusters (messages or
//! documents) are reassigned among all periods. How steep a steady move is says [`super::slope`].

mod screen;

use super::LEVEL;
use super::change::{Draws, Sample};
use super::number::float;
use super::random::Purpose;
use rayon::prelude::*;
use screen::{Room, Screen};

/// A p with fewer extreme reassignments than this is drawn more exactly.
const FEW_EXTREME: u64 = 5;

/// The fewest periods with tokens, and the fewest clusters.
const FEWEST: usize = 3;

/// Reassignments that one thread draws in a row, and those after which the themes that need no more are left out. A
/// result does not depend on them.
const CHUNK: u64 = 16;
const ROUND: u64 = 2048;

/// What [`course_tests`] finds of one theme. Each z is above 0 for a rate that is higher: later, after the split, or in
/// the period.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// z of the rate against the places.
    pub z_trend: f64,
    /// p of it.
    pub p_trend: f64,
    /// The index of the first period after the split with the largest |z|.
    pub split: usize,
    /// z of this split. Not to be looked up in a table: it is the largest of many.
    pub z_split: f64,
    /// p of a split anywhere.
    pub p_split: f64,
    /// The splits that cannot be told from it at 95 %, each as the index of the first period after it, in ascending
    /// order. They need not be neighbours.
    pub splits: Vec<usize>,
    /// The index of the period with the largest |z| against all others.
    pub peak: usize,
    /// z of this period. Not to be looked up in a table.
    pub z_peak: f64,
    /// p of a period that stands out, wherever it is. `None` where no period has two clusters: whatever the order, the
    /// largest |z| is then the same.
    pub p_peak: Option<f64>,
    /// Reassignments drawn.
    pub replicates: u64,
}

/// Permutation tests of the course of a rate over periods, for each of `themes` themes: steady, with a jump, with a
/// peak. All p are two-sided.
///
/// `periods` are the clusters of each period in the order of time, `places` where the periods are in decimal years.
/// Clusters are reassigned whole, with hits and length, among all periods, each of which keeps its number of clusters.
/// All themes see the same reassignments.
///
/// With r the rate over all periods and e = y - r n of each cluster of y hits and n tokens, S is the sum of e over the
/// clusters of a period, Q that of e^2, and T that of n^2; the variance of S is V = (Q + Q* T/T*)/2, where Q* and T*
/// are the sums over all periods: half from the clusters of the period, half from all, so that a period of few clusters
/// is neither certain nor lost. A contrast a of the periods has z = sum a S / sqrt(sum a^2 V):
///
/// - trend: a is the place less the mean place, weighted by tokens;
/// - split: a is f after the split and f - 1 before it, where f is the share of the tokens that is before it; the
///   statistic is the largest |z| of all splits;
/// - peak: a is 1 - f in one period of a share f of the tokens and -f in all others; the statistic is the largest |z|
///   of all periods.
///
/// p = (1 + number of reassignments at least as extreme) / (1 + reassignments), so never 0 (Phipson and Smyth 2010);
/// the p of a split or a peak has paid for the search. `draws.least` reassignments are drawn; for a theme of which
/// fewer than 5 are extreme by one of the three more are drawn until 5 are, at most `draws.most` in all. Otherwise no
/// correction: three p are three tests.
///
/// `splits` holds those with z^2 within -2 ln(1 - sqrt(.95)) = 7.352 of the largest, twice the 3.676 units of
/// log-likelihood by which a two-sided random walk exceeds its start with probability .05 (Siegmund 1988).
/// Read it where `p_split` is small. A split between empty periods stands at the first of them.
///
/// The p are exact where clusters of all periods have the same distribution of lengths, and nearly so where lengths
/// differ: in a simulation with a tenfold growth of the lengths, 5 % became 5 % to 8 % for trend and split, and 3 %
/// to 10 % for the peak. They are too small where three clusters of one period hold most of all tokens: 5 % became 5 %
/// to 11 % for trend and split and up to 16 % for the peak, and up to 24 % for the peak where each other period has one
/// cluster. `splits` held the true split in 97 % to 100 % of the samples, and in 88 % to 100 % of those with `p_split`
/// <= .05.
///
/// A period without a hit counts like others, without a correction. Where all clusters have the same rate, up to a
/// millionth, every z is 0 and every p is 1. A theme has `None` where it has no hit. All have for fewer than three
/// periods with tokens, fewer than three clusters, nothing drawn, not one place for each period, and places that are
/// not finite.
pub fn course_tests(
    periods: &[&[Sample<'_>]],
    places: &[f64],
    themes: usize,
    draws: Draws,
    purpose: &Purpose<'_>,
) -> Vec<Option<Course>> {
    let first = places.iter().copied().fold(f64::INFINITY, f64::min);
    let range = places.iter().copied().fold(f64::NEG_INFINITY, f64::max) - first;
    let finite = range.is_finite() && places.iter().all(|place| place.is_finite());
    let valid = finite && periods.len() == places.len() && draws.least > 0;
    let with_tokens = periods.iter().filter(|period| period.iter().any(|sample| sample.tokens > 0)).count();
    let clusters = periods.iter().map(|period| period.len()).sum::<usize>();
    if !valid || with_tokens < FEWEST || clusters < FEWEST || u32::try_from(periods.len()).is_err() {
        return vec![None; themes];
    }
    // The unit of the places is none of z.
    let scaled = places.iter().map(|place| if range > 0.0 { (place - first) / range } else { 0.0 });
    let pool = Pool::of(periods, scaled.collect(), themes);
    let observed = pool.observed();
    let mut tests: Vec<Option<Test>> = observed.into_iter().map(|found| found.map(Test::of)).collect();
    let mut open: Vec<usize> = (0..themes).filter(|theme| tests[*theme].is_some()).collect();
    let mut number = 0;
    while !open.is_empty() && number < draws.most.max(draws.least) {
        let end = if number < draws.least { draws.least } else { draws.most };
        let end = end.min(number.saturating_add(ROUND));
        let bounds: Vec<[f64; 3]> =
            open.iter().filter_map(|theme| tests[*theme].as_ref()).map(|test| test.bounds).collect();
        let screen = Screen::new(&pool, &open, &bounds);
        let chunks: Vec<u64> = (number..end).step_by(CHUNK as usize).collect();
        let found: Vec<Vec<[bool; 3]>> = chunks
            .into_par_iter()
            .map(|start| pool.extremes(start..end.min(start + CHUNK), (&open, &bounds), &screen, *purpose))
            .collect();
        // In the order of the reassignments, so that a theme stops at the same one whatever the rounds.
        for of_draw in found.iter().flat_map(|chunk| chunk.chunks_exact(open.len())) {
            number += 1;
            for (theme, extreme) in open.iter().zip(of_draw) {
                tests[*theme].iter_mut().for_each(|test| test.see(*extreme, draws.least));
            }
        }
        open.retain(|theme| tests[*theme].as_ref().is_some_and(|test| test.wants_more(draws.least)));
    }
    let crowded = periods.iter().any(|period| period.len() > 1);
    tests.into_iter().map(|test| test.map(|test| test.result(crowded))).collect()
}

/// One period of a series: its place in the order of time is that in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesPeriod {
    /// Hits.
    pub hits: u64,
    /// Word tokens.
    pub tokens: u64,
}

/// p of a change point where periods differ by themselves, whatever the documents in them: whole periods are put into another
/// order.
///
/// With r the rate of all periods, C the sum of y - r n over the first periods and f their share of all tokens, the statistic is
/// the largest C^2 / (f (1 - f)) of all splits: the likelihood ratio of one rate against two, but for a factor (Csorgo and
/// Horvath 1997). p = (1 + number of orders at least as extreme) / (1 + orders drawn), so never 0; the p has paid for the search. At
/// least `draws.least` orders are drawn, and more until 5 are extreme, at most `draws.most`. It is exact where every order is as
/// likely, and too small where neighbouring periods are alike: a course that drifts is taken for one with a step.
///
/// `known` is a p that stands in place of a smaller one, or 0: once p cannot be larger, no more is drawn, and it is given.
///
/// `None` for fewer than three periods with tokens, no hit, and nothing drawn.
pub fn split_among_periods(periods: &[SeriesPeriod], known: f64, draws: Draws, purpose: &Purpose<'_>) -> Option<f64> {
    let periods: Vec<SeriesPeriod> = periods.iter().filter(|period| period.tokens > 0).copied().collect();
    let hits: u64 = periods.iter().map(|period| period.hits).sum();
    let tokens: u64 = periods.iter().map(|period| period.tokens).sum();
    if periods.len() < FEWEST || hits == 0 || draws.least == 0 {
        return None;
    }
    let (rate, all) = (float(hits) / float(tokens), float(tokens));
    // What each adds to C and f.
    let of_period = |period: &SeriesPeriod| {
        let tokens = float(period.tokens);
        [float(period.hits) - rate * tokens, tokens / all]
    };
    let mut periods: Vec<[f64; 2]> = periods.iter().map(of_period).collect();
    let largest = |periods: &[[f64; 2]]| {
        let (mut sum, mut before, mut largest) = (0.0, 0.0, 0.0_f64);
        for [excess, share] in &periods[..periods.len() - 1] {
            sum += excess;
            before += share;
            largest = largest.max(sum * sum / (before * (1.0 - before)));
        }
        largest
    };
    let bound = largest(&periods) * (1.0 - 2e-9);
    // C is also less what all later periods add, but for rounding; so a look from the end, while they are put there, leaves
    // few orders to be looked at exactly.
    let size: f64 = periods.iter().map(|[excess, _]| excess.abs()).sum();
    let rounding = 64.0 * float(periods.len() as u64) * f64::EPSILON * (float(hits) + size);
    let rounding = rounding * (rounding + size) + bound * rounding / (float(hits) + size);
    let (mut drawn, mut extreme) = (0, 0);
    while drawn < draws.least || (extreme < FEW_EXTREME && drawn < draws.most) {
        if drawn >= draws.least && float(1 + FEW_EXTREME) <= known * float(2 + drawn) {
            return Some(known);
        }
        let mut source = purpose.replicate(drawn);
        let (mut sum, mut after, mut may_be) = (0.0, 0.0, false);
        for last in (1..periods.len()).rev() {
            periods.swap(last, source.index(last + 1));
            let [excess, share] = periods[last];
            sum += excess;
            after += share;
            may_be |= sum * sum + rounding >= bound * (after * (1.0 - after));
        }
        extreme += u64::from(may_be && largest(&periods) >= bound);
        drawn += 1;
    }
    Some((1.0 + float(extreme)) / (1.0 + float(drawn)))
}

/// p of a period that stands out where periods differ by themselves: the largest residual, with Bonferroni over the periods.
///
/// Square roots of the rates, whose variance does not grow with the rate, weighted by tokens; of each the externally studentised
/// residual from the weighted mean, Student's t with n - 2 degrees of freedom (Cook and Weisberg 1982). `place` is the period.
/// `None` for fewer than four periods with tokens, and where all others have one rate.
pub fn outlier_among_periods(periods: &[SeriesPeriod], place: usize) -> Option<f64> {
    let with: Vec<(usize, f64, f64)> = periods
        .iter()
        .enumerate()
        .filter(|(_, period)| period.tokens > 0)
        .map(|(at, period)| (at, (float(period.hits) / float(period.tokens)).sqrt(), float(period.tokens)))
        .collect();
    let others: Vec<&(usize, f64, f64)> = with.iter().filter(|(at, ..)| *at != place).collect();
    let (_, own, weight) = with.iter().find(|(at, ..)| *at == place)?;
    if others.len() < 3 {
        return None;
    }
    let weights: f64 = others.iter().map(|(.., weight)| weight).sum();
    let mean = others.iter().map(|(_, value, weight)| value * weight).sum::<f64>() / weights;
    let freedom = others.len() as u64 - 1;
    let spread = others.iter().map(|(_, value, weight)| weight * (value - mean).powi(2)).sum::<f64>() / float(freedom);
    let t = (own - mean) / (spread * (1.0 / weight + 1.0 / weights)).sqrt();
    Some((super::tail::student_two_sided_p(t, freedom)? * float(with.len() as u64)).min(1.0))
}

/// What was observed of a theme, and how many reassignments were at least as extreme.
struct Test {
    observed: Course,
    /// The squares of z from which on a reassignment is extreme.
    bounds: [f64; 3],
    extreme: [u64; 3],
    replicates: u64,
}

impl Test {
    fn of(observed: Course) -> Self {
        let bound = |z: f64| z * z * (1.0 - 2e-9);
        let bounds = [bound(observed.z_trend), bound(observed.z_split), bound(observed.z_peak)];
        Self { observed, bounds, extreme: [0; 3], replicates: 0 }
    }

    fn wants_more(&self, least: u64) -> bool {
        self.replicates < least || self.extreme.iter().any(|number| *number < FEW_EXTREME)
    }

    fn see(&mut self, extreme: [bool; 3], least: u64) {
        if self.wants_more(least) {
            self.replicates += 1;
            self.extreme.iter_mut().zip(extreme).for_each(|(number, extreme)| *number += u64::from(extreme));
        }
    }

    fn result(self, crowded: bool) -> Course {
        let [p_trend, p_split, p_peak] =
            self.extreme.map(|number| (1.0 + float(number)) / (1.0 + float(self.replicates)));
        let p_peak = crowded.then_some(p_peak);
        Course { p_trend, p_split, p_peak, replicates: self.replicates, ..self.observed }
    }
}

/// All clusters, in the order of the periods.
struct Pool {
    /// The period of each cluster, as observed.
    periods: Vec<u32>,
    /// Places of the periods, from 0 to 1.
    places: Vec<f64>,
    tokens: Vec<f64>,
    /// Hits of one theme after the other, in the order of the clusters.
    hits: Vec<Hit>,
    themes: Vec<Pooled>,
}

/// What a cluster with hits of a theme adds to the sums of its period.
#[derive(Clone, Copy)]
struct Hit {
    cluster: u32,
    /// y.
    hits: f64,
    /// y^2 - 2 r y n: what e^2 is more than (r n)^2.
    squares: f64,
}

/// One theme over all periods.
#[derive(Clone, Copy)]
struct Pooled {
    /// r, in hits per token.
    rate: f64,
    /// Q* / T*.
    spread: f64,
    /// Whether all clusters have the same rate, up to rounding.
    alike: bool,
    /// Where its hits end.
    end: usize,
}

/// What the periods of one reassignment sum to.
struct Sums {
    /// Tokens and their squares of each period.
    tokens: Vec<[f64; 2]>,
    /// Hits and [`Hit::squares`] of one theme in each period.
    theme: Vec<[f64; 2]>,
}

impl Pool {
    fn of(periods: &[&[Sample<'_>]], places: Vec<f64>, themes: usize) -> Self {
        let samples = || periods.iter().copied().flatten();
        let tokens: Vec<f64> = samples().map(|sample| float(sample.tokens)).collect();
        let (all, squared) = (tokens.iter().sum::<f64>(), tokens.iter().map(|n| n * n).sum::<f64>());
        let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); themes];
        for (cluster, sample) in (0..).zip(samples()) {
            for (theme, y) in sample.hits.iter().filter(|(_, y)| *y > 0) {
                if let Some(hits) = hits.get_mut(*theme as usize) {
                    hits.push(Hit { cluster, hits: float(*y), squares: 0.0 });
                }
            }
        }
        let mut end = 0;
        let pooled = hits.iter_mut().map(|hits| {
            let rate = hits.iter().map(|hit| hit.hits).sum::<f64>() / all;
            let (mut squares, mut largest) = (0.0, 0.0);
            for hit in &mut *hits {
                let (y, expected) = (hit.hits, rate * tokens[hit.cluster as usize]);
                hit.squares = y * (y - 2.0 * expected);
                // (y - r n)^2 - (r n)^2; the sum of the latter follows.
                squares += hit.squares;
                largest += y * y;
            }
            end += hits.len();
            let sum = squares + rate * rate * squared;
            Pooled { rate, spread: sum.max(0.0) / squared, alike: sum <= 1e-12 * largest, end }
        });
        let pooled = pooled.collect();
        let indices = (0_u32..).zip(periods).flat_map(|(index, period)| std::iter::repeat_n(index, period.len()));
        Self { periods: indices.collect(), places, themes: pooled, tokens, hits: hits.into_iter().flatten().collect() }
    }

    /// The hits of a theme.
    fn hits(&self, theme: usize) -> &[Hit] {
        let start = theme.checked_sub(1).map_or(0, |before| self.themes[before].end);
        &self.hits[start..self.themes[theme].end]
    }

    fn observed(&self) -> Vec<Option<Course>> {
        let mut sums = self.no_sums();
        self.add(&self.periods, &mut sums);
        let mut statistics = Statistics::default();
        (0..self.themes.len())
            .map(|theme| {
                self.add_theme(theme, &self.periods, &mut sums);
                statistics.renew(self, &sums, theme);
                let with_hits = self.themes[theme].rate > 0.0;
                with_hits.then(|| statistics.course())
            })
            .collect()
    }

    fn no_sums(&self) -> Sums {
        let none = vec![[0.0; 2]; self.places.len()];
        Sums { tokens: none.clone(), theme: none }
    }

    /// Sums tokens with cluster after cluster in the period that `periods` says.
    fn add(&self, periods: &[u32], sums: &mut Sums) {
        sums.tokens.fill([0.0; 2]);
        for (period, tokens) in periods.iter().zip(&self.tokens) {
            let [sum, squares] = &mut sums.tokens[*period as usize];
            *sum += tokens;
            *squares += tokens * tokens;
        }
    }

    /// The same with the hits of a theme.
    fn add_theme(&self, theme: usize, periods: &[u32], sums: &mut Sums) {
        sums.theme.fill([0.0; 2]);
        for hit in self.hits(theme) {
            let [sum, squares] = &mut sums.theme[periods[hit.cluster as usize] as usize];
            *sum += hit.hits;
            *squares += hit.squares;
        }
    }

    /// For each of some reassignments, and each of some themes: whether its three statistics reach their bounds.
    fn extremes(
        &self,
        numbers: std::ops::Range<u64>,
        (themes, bounds): (&[usize], &[[f64; 3]]),
        screen: &Screen,
        purpose: Purpose<'_>,
    ) -> Vec<[bool; 3]> {
        let mut sums = self.no_sums();
        let mut periods = self.periods.clone();
        let mut found = Vec::with_capacity((numbers.end - numbers.start) as usize * bounds.len());
        let (mut statistics, mut room) = (Statistics::default(), Room::default());
        for number in numbers {
            periods.copy_from_slice(&self.periods);
            let count = periods.len();
            purpose.replicate(number).choose(&mut periods, count);
            self.add(&periods, &mut sums);
            screen.tell(self, &periods, &sums.tokens, &mut room);
            for ((theme, bounds), told) in themes.iter().zip(bounds).zip(&room.told) {
                found.push(told.unwrap_or_else(|| {
                    self.add_theme(*theme, &periods, &mut sums);
                    statistics.renew(self, &sums, *theme);
                    let largest = statistics.largest();
                    [0, 1, 2].map(|which| largest[which] >= bounds[which])
                }));
            }
        }
        found
    }
}

/// The periods of one theme.
#[derive(Default)]
struct Statistics {
    periods: Vec<OfPeriod>,
    /// What is after each period: summed up, as a difference of sums would lose small ones.
    after: Vec<Side>,
    tokens: f64,
    /// The mean place, weighted by tokens.
    centre: f64,
    /// An excess this small is rounding.
    rounding: f64,
}

#[derive(Clone, Copy)]
struct OfPeriod {
    place: f64,
    tokens: f64,
    /// S.
    excess: f64,
    /// V.
    variance: f64,
}

/// Periods before or after another.
#[derive(Clone, Copy, Default)]
struct Side {
    tokens: f64,
    excess: f64,
    variance: f64,
}

impl Side {
    fn add(&mut self, period: &OfPeriod) {
        self.tokens += period.tokens;
        self.excess += period.excess;
        self.variance += period.variance;
    }
}

impl Statistics {
    fn renew(&mut self, pool: &Pool, sums: &Sums, theme: usize) {
        let Pooled { rate, spread, alike, .. } = pool.themes[theme];
        self.periods.clear();
        (self.tokens, self.centre, self.rounding) = (0.0, 0.0, 0.0);
        for (period, (place, [tokens, squares])) in pool.places.iter().zip(&sums.tokens).enumerate() {
            let [hits, more] = sums.theme[period];
            let own = (more + rate * rate * squares).max(0.0);
            let excess = if alike { 0.0 } else { hits - rate * tokens };
            let variance = f64::midpoint(own, spread * squares);
            self.periods.push(OfPeriod { place: *place, tokens: *tokens, excess, variance });
            self.tokens += tokens;
            self.centre += tokens * place;
            self.rounding += 1e-12 * hits;
        }
        self.centre /= self.tokens;
        self.after.clear();
        self.after.resize(self.periods.len(), Side::default());
        let mut after = Side::default();
        for (period, slot) in self.periods.iter().zip(&mut self.after).rev() {
            *slot = after;
            after.add(period);
        }
    }

    /// sum a S and sum a^2 V of the trend.
    fn trend(&self) -> (f64, f64) {
        self.periods.iter().fold((0.0, 0.0), |(sum, variance), period| {
            let a = period.place - self.centre;
            (sum + a * period.excess, variance + a * a * period.variance)
        })
    }

    fn rounded(&self, excess: f64) -> f64 {
        if excess.abs() > self.rounding { excess } else { 0.0 }
    }

    /// The same of the split after each period but the last.
    fn splits(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let mut before = Side::default();
        let last = self.periods.len() - 1;
        self.periods[..last].iter().zip(&self.after).map(move |(period, after)| {
            before.add(period);
            let (f, rest) = (before.tokens / self.tokens, after.tokens / self.tokens);
            // Excesses sum to 0, so f of what is after and f - 1 of what is before is less what is before.
            (-self.rounded(before.excess), rest.powi(2) * before.variance + f * f * after.variance)
        })
    }

    /// The same of each period against all others.
    fn peaks(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let mut before = Side::default();
        self.periods.iter().zip(&self.after).map(move |(period, after)| {
            let f = period.tokens / self.tokens;
            let rest = (before.tokens + after.tokens) / self.tokens;
            let others = before.variance + after.variance;
            before.add(period);
            (self.rounded(period.excess), rest.powi(2) * period.variance + f * f * others)
        })
    }

    /// The squares of the three statistics.
    fn largest(&self) -> [f64; 3] {
        let largest = |largest: f64, contrast: (f64, f64)| largest.max(squared(contrast));
        [squared(self.trend()), self.splits().fold(0.0, largest), self.peaks().fold(0.0, largest)]
    }

    /// What is observed, without p.
    fn course(&self) -> Course {
        let splits: Vec<f64> = self.splits().map(z).collect();
        let peaks: Vec<f64> = self.peaks().map(z).collect();
        let ((split, z_split), (peak, z_peak)) = (first_largest(&splits), first_largest(&peaks));
        let within = -2.0 * (1.0 - LEVEL.sqrt()).ln();
        let least = z_split * z_split - within;
        let close = splits.iter().enumerate().filter(|(_, z)| **z * **z >= least);
        Course {
            z_trend: z(self.trend()),
            p_trend: 1.0,
            split: split + 1,
            z_split,
            p_split: 1.0,
            splits: close.map(|(place, _)| place + 1).collect(),
            peak,
            z_peak,
            p_peak: None,
            replicates: 0,
        }
    }
}

/// The square of z. 0 where only rounding sets the sum apart from 0.
fn squared((sum, variance): (f64, f64)) -> f64 {
    let square = sum * sum;
    if variance > 0.0 && square > 1e-18 * variance { square / variance } else { 0.0 }
}

fn z(contrast: (f64, f64)) -> f64 {
    let z = squared(contrast).sqrt();
    if contrast.0 < 0.0 { 0.0 - z } else { z }
}

/// The largest absolute number and its place: the first, where others are equal up to rounding.
fn first_largest(values: &[f64]) -> (usize, f64) {
    let mut largest = (0, 0.0_f64);
    for (place, value) in values.iter().enumerate() {
        if value.abs() > largest.1.abs() * (1.0 + 1e-9) {
            largest = (place, *value);
        }
    }
    largest
}
