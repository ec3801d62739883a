//! Course of a rate over many periods: does it move steadily, does it jump, does one period stand out?
//!
//! [`course_tests`] answers the three for many themes at once, by one permutation test: whole clusters (messages or
//! documents) are reassigned among all periods. How steep a steady move is says [`super::slope`].

mod screen;
mod statistics;

use super::change::{Draws, Sample};
use super::classes::{Classes, MANY};
use super::number::float;
use super::random::{Purpose, Source};
use rayon::prelude::*;
use screen::{Room, Screen};
use statistics::Statistics;

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
/// fewer than 5 are extreme by one of the three more are drawn until 5 are, at most `draws.most` in all. Of 100,000 clusters and
/// more, those without a hit that have the same length are drawn by their number, which is the same distribution. Otherwise no
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
    Series::of(periods, places, themes).map_or_else(|| vec![None; themes], |series| series.tests(draws, purpose))
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

/// All clusters of a series, without the samples that they were made from.
#[derive(Debug)]
pub(crate) struct Series {
    /// The period of each cluster, as observed: first of those in no class, in the order of the periods.
    periods: Vec<u32>,
    /// How many clusters each period has.
    sizes: Vec<u64>,
    /// Tokens of clusters without a hit, where there are very many.
    classes: Classes<u64>,
    /// Places of the periods, from 0 to 1.
    places: Vec<f64>,
    /// Tokens of each cluster in no class.
    tokens: Vec<f64>,
    /// The squares of the tokens of all clusters.
    squared: f64,
    /// Tokens and their squares of each period, as observed.
    observed: Vec<[f64; 2]>,
    /// Clusters with hits, of one theme after the other, in order; and the hits.
    with_hits: Vec<u32>,
    hits: Vec<f64>,
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
#[derive(Debug, Clone, Copy)]
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

/// What a thread has left to draw of the clusters in classes.
#[derive(Default)]
struct Left {
    of_periods: Vec<u64>,
    of_classes: Vec<u64>,
}

/// Sums with so many clusters more of so many tokens.
fn more([sum, squares]: [f64; 2], tokens: f64, number: f64) -> [f64; 2] {
    [sum + number * tokens, squares + number * (tokens * tokens)]
}

/// The hits of a sample, of so many themes.
fn hits_of(sample: &Sample<'_>, themes: usize) -> impl Iterator<Item = (usize, f64)> {
    let hits = sample.hits.iter().filter(move |(theme, y)| *y > 0 && (*theme as usize) < themes);
    hits.map(|(theme, y)| (*theme as usize, float(*y)))
}

impl Series {
    /// Of the clusters that [`course_tests`] is given; `None` where they have no test.
    pub(crate) fn of(periods: &[&[Sample<'_>]], places: &[f64], themes: usize) -> Option<Self> {
        Self::gathered(periods, places, themes, MANY)
    }

    /// Clusters without a hit are put into classes where there are at least `many`.
    fn gathered(periods: &[&[Sample<'_>]], places: &[f64], themes: usize, many: usize) -> Option<Self> {
        let first = places.iter().copied().fold(f64::INFINITY, f64::min);
        let range = places.iter().copied().fold(f64::NEG_INFINITY, f64::max) - first;
        let finite = range.is_finite() && places.iter().all(|place| place.is_finite());
        let with_tokens = periods.iter().filter(|period| period.iter().any(|sample| sample.tokens > 0)).count();
        let number = periods.iter().map(|period| period.len()).sum::<usize>();
        let valid = finite && periods.len() == places.len() && with_tokens >= FEWEST && number >= FEWEST;
        if !valid || u32::try_from(number.max(periods.len())).is_err() {
            return None;
        }
        let samples = || periods.iter().copied().flatten();
        let has_hits = |sample: &Sample<'_>| sample.hits.iter().any(|(_, y)| *y > 0);
        let mut classes = Classes::default();
        if number >= many {
            classes = classes.with(samples().map(|sample| (sample.tokens, has_hits(sample))));
        }
        let is_in_class = |sample: &Sample<'_>| !has_hits(sample) && classes.holds(sample.tokens);
        let tokens = samples().map(|sample| float(sample.tokens));
        let (all, squared) = (tokens.clone().sum::<f64>(), tokens.map(|n| n * n).sum::<f64>());
        let tokens: Vec<f64> =
            samples().filter(|sample| !is_in_class(sample)).map(|sample| float(sample.tokens)).collect();
        let (mut ends, mut sums) = (vec![0; themes], vec![0.0; themes]);
        for (theme, _) in samples().flat_map(|sample| hits_of(sample, themes)) {
            ends[theme] += 1;
        }
        // Where those of each theme begin, which moves to where they end.
        let mut all_hits = 0;
        ends.iter_mut().for_each(|end| all_hits += std::mem::replace(end, all_hits));
        let (mut with_hits, mut hits) = (vec![0; all_hits], vec![0.0; all_hits]);
        for (cluster, sample) in (0..).zip(samples().filter(|sample| !is_in_class(sample))) {
            for (theme, y) in hits_of(sample, themes) {
                (with_hits[ends[theme]], hits[ends[theme]]) = (cluster, y);
                ends[theme] += 1;
                sums[theme] += y;
            }
        }
        let pooled =
            ends.into_iter().zip(sums).map(|(end, sum)| Pooled { rate: sum / all, spread: 0.0, alike: false, end });
        let of_period = |in_class: bool| {
            let number = move |(index, period): (u32, &&[Sample<'_>])| {
                std::iter::repeat_n(index, period.iter().filter(|sample| is_in_class(sample) == in_class).count())
            };
            (0_u32..).zip(periods).flat_map(number)
        };
        let sum =
            |period: &&[Sample<'_>]| period.iter().fold([0.0; 2], |sums, sample| more(sums, float(sample.tokens), 1.0));
        let mut series = Self {
            periods: of_period(false).chain(of_period(true)).collect(),
            sizes: periods.iter().map(|period| period.len() as u64).collect(),
            observed: periods.iter().map(sum).collect(),
            // The unit of the places is none of z.
            places: places.iter().map(|place| if range > 0.0 { (place - first) / range } else { 0.0 }).collect(),
            themes: pooled.collect(),
            tokens,
            squared,
            with_hits,
            hits,
            classes,
        };
        for theme in 0..themes {
            let (mut squares, mut largest) = (0.0, 0.0);
            for hit in series.hits(theme) {
                // (y - r n)^2 - (r n)^2; the sum of the latter follows.
                squares += hit.squares;
                largest += hit.hits * hit.hits;
            }
            let of_theme = &mut series.themes[theme];
            let sum = squares + of_theme.rate * of_theme.rate * squared;
            (of_theme.spread, of_theme.alike) = (sum.max(0.0) / squared, sum <= 1e-12 * largest);
        }
        Some(series)
    }

    /// [`course_tests`] of all themes.
    pub(crate) fn tests(&self, draws: Draws, purpose: &Purpose<'_>) -> Vec<Option<Course>> {
        if draws.least == 0 {
            return vec![None; self.themes.len()];
        }
        let observed = self.observed();
        let mut tests: Vec<Option<Test>> = observed.into_iter().map(|found| found.map(Test::of)).collect();
        let mut open: Vec<usize> = (0..tests.len()).filter(|theme| tests[*theme].is_some()).collect();
        let mut number = 0;
        while !open.is_empty() && number < draws.most.max(draws.least) {
            let end = if number < draws.least { draws.least } else { draws.most };
            let end = end.min(number.saturating_add(ROUND));
            let bounds: Vec<[f64; 3]> =
                open.iter().filter_map(|theme| tests[*theme].as_ref()).map(|test| test.bounds).collect();
            let screen = Screen::new(self, &open, &bounds);
            let chunks: Vec<u64> = (number..end).step_by(CHUNK as usize).collect();
            let found: Vec<Vec<[bool; 3]>> = chunks
                .into_par_iter()
                .map(|start| self.extremes(start..end.min(start + CHUNK), (&open, &bounds), &screen, *purpose))
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
        let crowded = self.sizes.iter().any(|size| *size > 1);
        tests.into_iter().map(|test| test.map(|test| test.result(crowded))).collect()
    }

    /// The hits of a theme.
    fn hits(&self, theme: usize) -> impl Iterator<Item = Hit> + '_ {
        let start = theme.checked_sub(1).map_or(0, |before| self.themes[before].end);
        let Pooled { rate, end, .. } = self.themes[theme];
        self.with_hits[start..end].iter().zip(&self.hits[start..end]).map(move |(cluster, y)| {
            let expected = rate * self.tokens[*cluster as usize];
            Hit { cluster: *cluster, hits: *y, squares: y * (y - 2.0 * expected) }
        })
    }

    fn observed(&self) -> Vec<Option<Course>> {
        let mut sums = self.no_sums();
        sums.tokens.clone_from(&self.observed);
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

    /// Sums tokens with cluster after cluster in the period that `periods` says, and those of the classes drawn among what is left
    /// of each period.
    fn add(&self, periods: &[u32], source: &mut Source, left: &mut Left, sums: &mut Sums) {
        sums.tokens.fill([0.0; 2]);
        for (period, tokens) in periods.iter().zip(&self.tokens) {
            let sums = &mut sums.tokens[*period as usize];
            *sums = more(*sums, *tokens, 1.0);
        }
        if self.classes.units() == 0 {
            return;
        }
        left.of_periods.clone_from(&self.sizes);
        periods.iter().for_each(|period| left.of_periods[*period as usize] -= 1);
        left.of_classes.clear();
        left.of_classes.extend(self.classes.iter().map(|class| class.1));
        for (count, sums) in left.of_periods.iter().zip(&mut sums.tokens) {
            self.classes.take(&mut left.of_classes, *count, source, |tokens, number| {
                *sums = more(*sums, float(tokens), float(number));
            });
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
        let (mut sums, mut left) = (self.no_sums(), Left::default());
        let mut periods = self.periods.clone();
        let count = self.tokens.len();
        let mut found = Vec::with_capacity((numbers.end - numbers.start) as usize * bounds.len());
        let (mut statistics, mut room) = (Statistics::default(), Room::default());
        for number in numbers {
            periods.copy_from_slice(&self.periods);
            let mut source = purpose.replicate(number);
            source.choose(&mut periods, count);
            let periods = &periods[..count];
            self.add(periods, &mut source, &mut left, &mut sums);
            screen.tell(self, periods, &sums.tokens, &mut room);
            for ((theme, bounds), told) in themes.iter().zip(bounds).zip(&room.told) {
                found.push(told.unwrap_or_else(|| {
                    self.add_theme(*theme, periods, &mut sums);
                    statistics.renew(self, &sums, *theme);
                    let largest = statistics.largest();
                    [0, 1, 2].map(|which| largest[which] >= bounds[which])
                }));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens and hits of a cluster.
    type Made = (u64, Vec<(u32, u64)>);

    /// Messages of few lengths, of which one in twenty has hits of two themes; one grows, and longer messages have more of it.
    fn made() -> Vec<Vec<Made>> {
        let mut source = Purpose::new(8, "classes").replicate(0);
        let mut cluster = |period: u64| {
            let tokens = 6 + source.below(4);
            let has_hit = source.below(4_000) < 150 + 12 * period + 4 * tokens;
            let other = source.below(50) == 0;
            let hits = [(0, has_hit), (1, other)].into_iter().filter(|(_, has)| *has).map(|(theme, _)| (theme, 1));
            (tokens, hits.collect::<Vec<_>>())
        };
        (0..6).map(|period| (0..1_500 + 100 * period).map(|_| cluster(period)).collect()).collect()
    }

    #[test]
    fn classes_of_clusters_change_no_statistic_and_no_p() {
        let made = made();
        let samples: Vec<Vec<Sample<'_>>> = made
            .iter()
            .map(|period| period.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect())
            .collect();
        let samples: Vec<&[Sample<'_>]> = samples.iter().map(Vec::as_slice).collect();
        let places: Vec<f64> = (0..6).map(|place| f64::from(place) / 5.0).collect();
        let tests = |many: usize, name: &str| {
            let series = Series::gathered(&samples, &places, 2, many).expect("a series");
            assert_eq!(series.classes.units() > 0, many == 0);
            series.tests(Draws { least: 4_000, most: 4_000 }, &Purpose::new(9, name))
        };
        let (one_by_one, in_classes) = (tests(usize::MAX, "one by one"), tests(0, "in classes"));
        for (one, other) in one_by_one.iter().zip(&in_classes) {
            let (one, other) = (one.as_ref().expect("a test"), other.as_ref().expect("a test"));
            let of = |course: &Course| [course.z_trend, course.z_split, course.z_peak];
            for (one, other) in of(one).into_iter().zip(of(other)) {
                assert!((one - other).abs() < 1e-9, "{one} {other}");
            }
            let of = |course: &Course| [course.p_trend, course.p_split, course.p_peak.expect("p")];
            for (one, other) in of(one).into_iter().zip(of(other)) {
                let error = (2.0 * one.max(1e-3) * (1.0 - one).max(1e-3) / 4_000.0).sqrt();
                assert!((one - other).abs() < 4.0 * error, "{one} {other}");
            }
        }
    }
}
