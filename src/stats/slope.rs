//! Slope of a rate over time: how fast it grows or shrinks, in per cent and not only in direction.
//!
//! [`slope`] fits one exponential curve through all periods. It says how steep the course is on the whole; it does not
//! say that the course is a curve of this kind. A course that jumps or peaks has a slope as well: see
//! [`super::course`].
//!
//! Clusters (messages or documents) must be independent. Where all documents of a period share what moves the rate,
//! such as one author, take each period as one cluster.

use super::number::{finite, float, product, root};
use super::rate::RateSums;
use super::{Interval, tail};

/// The fewest places in time with tokens, and the fewest clusters.
const FEWEST: u64 = 3;

/// A cluster is taken to draw the curve to itself at most this much; beyond, its residual says nothing.
const MOST_LEVERAGE: f64 = 0.99;

/// The course of a rate as an exponential curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// b: change of the natural logarithm of the rate in one year; above 0 for a rise.
    pub per_year: f64,
    /// Standard error of `per_year`, from which the intervals and the p are.
    pub standard_error: f64,
    /// The plain cluster-robust standard error of `per_year` (HC1), as other programs give it. Too small for few
    /// clusters.
    pub robust_error: f64,
    /// Degrees of freedom of the intervals and of the p.
    pub freedom: u64,
    /// Two-sided p of no slope, from b / `standard_error` and Student's t.
    pub p: f64,
    /// Clusters in all, those without hits among them.
    pub clusters: u64,
    /// exp(10 b): the rate in ten years as a multiple. `None` where it is beyond the largest float.
    pub decade_ratio: Option<f64>,
    /// Interval of `decade_ratio`. `None` where an end is beyond the largest float.
    pub decade_interval: Option<Interval>,
    /// exp(b (last place - first place)): the curve at the last place as a multiple of the curve at the first. `None`
    /// where it is beyond the largest float.
    pub span_ratio: Option<f64>,
    /// Interval of `span_ratio`. `None` where an end is beyond the largest float.
    pub span_interval: Option<Interval>,
    line: Line,
}

/// What the curve is at every place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    /// The place about which the errors of level and slope are taken.
    centre: f64,
    /// Logarithm of the hits per token there.
    level: f64,
    /// Variance of the logarithm of the rate at a place x, by powers of x - `centre`.
    variance: [f64; 3],
    /// Quantile of Student's t.
    t: f64,
}

impl Slope {
    /// The rate of the curve at a place in decimal years, in hits per 1,000 tokens, with its pointwise interval: that of the
    /// curve, not of periods about it. Errors as for `standard_error`. `None` where one is beyond the largest float.
    pub fn at(&self, place: f64) -> Option<(f64, Interval)> {
        let Line { centre, level, variance: [constant, linear, square], t } = self.line;
        let x = place - centre;
        let log = level + self.per_year * x;
        let reach = t * (constant + x * (linear + x * square)).max(0.0).sqrt();
        let rate = |log: f64| finite(1000.0 * log.exp());
        Some((rate(log)?, Interval { low: rate(log - reach)?, high: rate(log + reach)? }))
    }
}

/// Slope of a rate: log-linear quasi-Poisson regression of hits on time, with the tokens as exposure (Wedderburn
/// 1974), and an error that knows that hits cluster (Liang and Zeger 1986).
///
/// `points` are the place of each period in decimal years and its sums over clusters; periods may come in any order and
/// share a place. The rate at place x is mu = exp(a + b x). a and b solve sum (y - mu n) = 0 and sum (y - mu n) x = 0
/// over clusters with y hits of n tokens.
///
/// With c the mean of x weighted by mu n, and D = sum mu n (x - c)^2, the plain error of b (`robust_error`) is
/// sqrt(K/(K-2) sum (x - c)^2 (y - mu n)^2) / D over K clusters, which is HC1. For few clusters it is too small. So
/// `standard_error` divides each residual by 1 - h instead, as HC3 does (Long and Ervin 2000), where
/// h = mu m (1/Y + (x - c)^2/D) is how much a cluster draws the curve to itself, at most .99, Y are all
/// hits, and m = sum n^2 / sum n is the size of a cluster of the period, as a token meets it. Where all residuals are
/// 0, up to a millionth of a millionth of the hits, it is that of independent hits, 1/sqrt(D).
///
/// Degrees of freedom: (sum v)^2 / sum v^2 with v = mu n (x - c)^2 of each cluster, the effective number of clusters
/// (Satterthwaite 1946), rounded down; at most K - 2 and twice the clusters with a hit, at least 1. In a simulation
/// without a slope, with skewed sizes and clustered hits, 95 % intervals from these held the truth in 98 % to 99.7 % of
/// the samples for one cluster in each of 5 periods, 97 % to 99 % of 10, 95 % to 97 % of 20 or 40, and in 93 % to 98 %
/// for 3 or 10 clusters a period. Those of plain errors with K - 2 held it in 84 % to 95 %.
///
/// Unit: the logarithm of the rate per year. Periods without a token are left out; periods with tokens but without a
/// hit count, without a correction. `None` for fewer than three places with tokens, fewer than three clusters there, no
/// hit, hits at the first place alone or at the last alone (the slope is infinite), a place that is not finite, and
/// where `level` is not between 0 and 1.
///
/// ```
/// use themeshift::stats::rate::{RateSums, Unit};
/// use themeshift::stats::slope::slope;
/// let year = |hits: u64| RateSums::of(&[Unit { hits, tokens: 1000 }, Unit { hits: hits + 2, tokens: 1000 }]);
/// let points = [(2000.5, year(8)), (2001.5, year(9)), (2002.5, year(11)), (2003.5, year(12))];
/// let found = slope(&points, 0.95).unwrap();
/// assert!((found.decade_ratio.unwrap() - 3.5).abs() < 0.1);
/// assert_eq!(slope(&points[..2], 0.95), None);
/// ```
pub fn slope(points: &[(f64, RateSums)], level: f64) -> Option<Slope> {
    let points: Vec<(f64, RateSums)> = points.iter().filter(|(_, sums)| sums.tokens > 0).copied().collect();
    let curve = Curve::through(&points)?;
    let (mut clusters, mut with_hits) = (0_u64, 0_u64);
    let (mut plain, mut inflated, mut hits) = (0.0, [0.0; 3], 0.0);
    let (mut first, mut second) = (0.0, 0.0);
    for ((_, sums), point) in points.iter().zip(&curve.points) {
        clusters = clusters.saturating_add(sums.units);
        with_hits = with_hits.saturating_add(sums.units_with_hits);
        let square = point.from_centre.powi(2);
        let residual = residual_squares(sums, point.rate);
        let size = float(sums.tokens_squared) / float(sums.tokens);
        let leverage = point.rate * size * (1.0 / curve.hits + square / curve.spread);
        plain += square * residual;
        hits += square * float(sums.hits_squared);
        let residual = residual / (1.0 - leverage.min(MOST_LEVERAGE)).powi(2);
        inflated.iter_mut().zip([1.0, point.from_centre, square]).for_each(|(sum, power)| *sum += power * residual);
        let share = point.rate * square;
        first += share * float(sums.tokens);
        second += share * share * float(sums.tokens_squared);
    }
    if clusters < FEWEST {
        return None;
    }
    // Up to rounding.
    let scattered = plain > 1e-24 * hits;
    let plain = if scattered { plain } else { 0.0 };
    let robust = (float(clusters) / float(clusters - 2) * plain).sqrt() / curve.spread;
    let error = if scattered { inflated[2].sqrt() / curve.spread } else { 1.0 / curve.spread.sqrt() };
    let [of_level, of_both] = if scattered {
        [inflated[0] / curve.hits / curve.hits, 2.0 * inflated[1] / curve.hits / curve.spread / curve.range]
    } else {
        [1.0 / curve.hits, 0.0]
    };
    // Slopes of the scaled axis become slopes of a year.
    let [per_year, standard_error, robust_error] = [curve.slope, error, robust].map(|value| value / curve.range);
    let effective = finite(first / second * first)?.max(1.0) as u64;
    let freedom = effective.min(clusters - 2).min(with_hits.saturating_mul(2)).max(1);
    let t = tail::student_two_sided_quantile(level, freedom)?;
    let reach = t * finite(standard_error)?;
    let ratio = |years: f64| finite((per_year * years).exp());
    let interval = |years: f64| {
        let (low, high) = ((per_year - reach) * years, (per_year + reach) * years);
        finite(high.exp()).map(|high| Interval { low: low.exp(), high })
    };
    Some(Slope {
        per_year: finite(per_year)?,
        standard_error,
        robust_error: finite(robust_error)?,
        freedom,
        p: tail::student_two_sided_p(finite(curve.slope / error)?, freedom)?,
        clusters,
        decade_ratio: ratio(10.0),
        decade_interval: interval(10.0),
        span_ratio: ratio(curve.range),
        span_interval: interval(curve.range),
        line: Line {
            centre: curve.centre,
            level: curve.level,
            variance: [of_level, of_both, standard_error * standard_error],
            t,
        },
    })
}

/// The curve, on an axis whose places are at most 1 apart.
struct Curve {
    slope: f64,
    /// The length of the axis in years.
    range: f64,
    /// c, in years.
    centre: f64,
    /// Logarithm of mu at c.
    level: f64,
    hits: f64,
    /// sum mu n (x - c)^2.
    spread: f64,
    points: Vec<Point>,
}

/// One period on the curve.
struct Point {
    /// x - c.
    from_centre: f64,
    /// mu, in hits per token.
    rate: f64,
}

impl Curve {
    fn through(points: &[(f64, RateSums)]) -> Option<Self> {
        let mut places: Vec<f64> = points.iter().map(|(place, _)| *place).collect();
        if places.iter().any(|place| !place.is_finite()) {
            return None;
        }
        places.sort_by(f64::total_cmp);
        places.dedup();
        let (lowest, highest) = (*places.first()?, *places.last()?);
        let range = finite(highest - lowest)?;
        if (places.len() as u64) < FEWEST {
            return None;
        }
        let hits: f64 = points.iter().map(|(_, sums)| float(sums.hits)).sum();
        let with_hits = || points.iter().filter(|(_, sums)| sums.hits > 0).map(|(place, _)| *place);
        if with_hits().all(|place| place <= lowest) || with_hits().all(|place| place >= highest) {
            return None;
        }
        // From the mean place of the hits, which the curve keeps, in units of the range.
        let scaled = |place: f64| (place - lowest) / range;
        let mean = points.iter().map(|(place, sums)| scaled(*place) * (float(sums.hits) / hits)).sum::<f64>();
        let axis: Vec<(f64, f64)> =
            points.iter().map(|(place, sums)| (scaled(*place) - mean, float(sums.tokens))).collect();
        let slope = search(&axis)?;
        let weights = Weights::at(&axis, slope);
        let rate = |x: f64| hits * ((slope * x - weights.shift).exp() / weights.sum);
        let of_curve = axis.iter().map(|(x, _)| Point { from_centre: x - weights.mean, rate: rate(*x) });
        let spread = finite(hits * weights.variance).filter(|spread| *spread > 0.0)?;
        Some(Self {
            slope,
            range,
            centre: lowest + range * (mean + weights.mean),
            level: rate(weights.mean).ln(),
            hits,
            spread,
            points: of_curve.collect(),
        })
    }
}

/// Tokens times exp(b x) of each place, and what they say of x.
struct Weights {
    /// The largest b x: powers are taken from there, so that none is infinite.
    shift: f64,
    sum: f64,
    mean: f64,
    variance: f64,
}

impl Weights {
    fn at(axis: &[(f64, f64)], slope: f64) -> Self {
        let shift = axis.iter().map(|(x, _)| slope * x).fold(f64::NEG_INFINITY, f64::max);
        let weight = |&(x, tokens): &(f64, f64)| (x, tokens * (slope * x - shift).exp());
        let sum: f64 = axis.iter().map(weight).map(|(_, weight)| weight).sum();
        let mean = axis.iter().map(weight).map(|(x, weight)| x * weight).sum::<f64>() / sum;
        let variance = axis.iter().map(weight).map(|(x, weight)| (x - mean).powi(2) * weight).sum::<f64>() / sum;
        Self { shift, sum, mean, variance }
    }
}

/// The slope at which the mean of x, weighted by tokens times exp(b x), is 0; the mean grows with b.
fn search(axis: &[(f64, f64)]) -> Option<f64> {
    root(0.0, |at| {
        let weights = Weights::at(axis, at);
        Some((weights.mean, weights.variance))
    })
}

/// sum (y - mu n)^2 over the clusters of a period.
fn residual_squares(sums: &RateSums, rate: f64) -> f64 {
    // About the own rate r of the period, which is exact, and from there to mu:
    // sum (y - r n)^2 + 2 (r - mu) sum (y - r n) n + (r - mu)^2 sum n^2.
    let tokens = float(sums.tokens);
    let exact = || {
        let plus = sums.hits_tokens.checked_mul(u128::from(sums.tokens))?;
        let minus = sums.tokens_squared.checked_mul(u128::from(sums.hits))?;
        let difference = if plus >= minus { float(plus - minus) } else { -float(minus - plus) };
        Some(difference / tokens)
    };
    let own = float(sums.hits) / tokens;
    let mixed = exact().unwrap_or_else(|| float(sums.hits_tokens) - own * float(sums.tokens_squared));
    let apart = (float(sums.hits) - rate * tokens) / tokens;
    let sum = sums.residual_squares() + 2.0 * apart * mixed + apart * apart * float(sums.tokens_squared);
    // One cluster: both other terms are 0.
    let only = product(sums.tokens, sums.tokens) == sums.tokens_squared && sums.units == 1;
    if only { (apart * tokens).powi(2) } else { sum.max(0.0) }
}
