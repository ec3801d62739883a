//! Trends of values that hang together from period to period.
//!
//! The Mann-Kendall test takes all orders of the values as equally likely. Where a high value tends to follow a high
//! one, long rises and falls come about by chance, and its p is too small. [`lag_one`] says how much neighbours hang
//! together, [`hamed_rao`] makes the p larger by it, and [`sen_slope`] is the trend that is taken away before.
//!
//! Neither can see what few values do not show, and a long memory is not made good for. In simulated series without a
//! trend, p <= .05 in per cent, by [`hamed_rao`] and, in brackets, without its correction:
//!
//! | autocorrelation | 10 values | 20 | 40 | 77 |
//! |---|---|---|---|---|
//! | 0 | 5 (5) | 5 (5) | 5 (5) | 4 (5) |
//! | .4 | 14 (14) | 17 (17) | 15 (18) | 13 (18) |
//! | .8 | 35 (35) | 37 (45) | 32 (48) | 28 (50) |

use super::number::{finite, float};
use super::tail;
use super::trend::{MannKendall, corrected_z};

/// The most values that these functions take; their work and memory grow with the square.
const MOST_VALUES: usize = 4000;

/// Values this close are equal, relative to the largest: only rounding sets them apart.
const ROUNDING: f64 = 1e-12;

/// The lags that count are those whose autocorrelation is significant at this level.
const LAG_LEVEL: f64 = 0.95;

/// Sen's slope: the median of (`y_j - y_i`) / (`x_j - x_i`) over all pairs with different places (Theil 1950, Sen
/// 1968).
///
/// In units of the values for a unit of the places; the mean of the two in the middle where the number of pairs is
/// even. A trend that a few odd values do not move. Zeros are values like others. `None` where no two places differ,
/// for unequal lengths, for numbers that are not finite, and for more than 4,000 values.
///
/// ```
/// use themeshift::stats::serial::sen_slope;
/// assert_eq!(sen_slope(&[2000.5, 2001.5, 2003.5], &[1.0, 3.0, 4.0]), Some(1.0));
/// assert_eq!(sen_slope(&[2000.5, 2000.5], &[1.0, 3.0]), None);
/// ```
pub fn sen_slope(places: &[f64], values: &[f64]) -> Option<f64> {
    let valid = places.len() == values.len() && values.len() <= MOST_VALUES;
    if !valid || !places.iter().chain(values).all(|number| number.is_finite()) {
        return None;
    }
    let mut slopes = Vec::new();
    for (later, (x, y)) in places.iter().zip(values).enumerate() {
        let earlier = places.iter().zip(values).take(later).filter(|(place, _)| x - *place != 0.0);
        slopes.extend(earlier.map(|(place, value)| (y - value) / (x - place)));
    }
    let middle = slopes.len() / 2;
    if slopes.is_empty() || slopes.iter().any(|slope| slope.is_nan()) {
        return None;
    }
    let even = slopes.len() % 2 == 0;
    let (below, upper, _) = slopes.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    let lower = if even { below.iter().copied().fold(f64::NEG_INFINITY, f64::max) } else { upper };
    finite(f64::midpoint(lower, upper))
}

/// Autocorrelation at lag one of values in the order of time, after Sen's slope is taken away:
/// sum (`d_t - m`) (`d_t+1 - m`) / sum (`d_t - m`)^2 with `d_t` = `y_t` - t b and their mean m (Box and Jenkins 1976).
///
/// No unit, -1 to 1; too small in short series: on average .44 of 20 values and .71 of 77 where it is .8, and -.09 and
/// -.03 where it is 0. b is [`sen_slope`] on the numbers of the values: periods count as equally far apart. `None` for
/// fewer than three values, where nothing is left beside the slope, for values that are not finite, and for more than
/// 4,000.
///
/// ```
/// use themeshift::stats::serial::lag_one;
/// assert!((lag_one(&[1.0, -1.0, 1.0, -1.0, 1.0]).unwrap() + 0.8).abs() < 0.01);
/// assert_eq!(lag_one(&[1.0, 2.0, 3.0]), None);
/// ```
pub fn lag_one(values: &[f64]) -> Option<f64> {
    let (rest, rounding) = detrended(values)?;
    let mean = rest.iter().sum::<f64>() / float(rest.len() as u64);
    let apart: Vec<f64> = rest.iter().map(|value| value - mean).collect();
    let largest = apart.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if largest <= rounding {
        return None;
    }
    // In units of the largest: no square is too large or too small for a float.
    let scaled: Vec<f64> = apart.iter().map(|value| value / largest).collect();
    finite(autocovariance(&scaled, 1) / autocovariance(&scaled, 0))
}

/// Mann-Kendall test of values that hang together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HamedRao {
    /// n/n*: what the variance of S is to be multiplied with, as computed; below 1, and even below 0, where neighbours
    /// alternate.
    pub factor: f64,
    /// S in standard errors, with the factor where it is above 1, and with continuity correction.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Mann-Kendall test with the variance corrected for autocorrelation (Hamed and Rao 1998).
///
/// The factor is 1 + 2 / (n (n-1) (n-2)) sum (n-k) (n-k-1) (n-k-2) `r_k` over the lags k from 1 to n - 1 with |`r_k`| >
/// 1.96 / sqrt n, where `r_k` is the autocorrelation of the ranks (ties have their mean) that the n values have after
/// Sen's slope is taken away. Values that only rounding sets apart, up to 1e-12 of the largest, are ties.
///
/// The factor is used only where it is above 1: to find a trend because neighbours alternate would be bold. Then p is
/// the larger of the p without a correction and the one from z = (|S| - 1) / sqrt(variance factor). Without a
/// correction p is that of [`MannKendall::of`]: exact up to 100 values, else the normal approximation.
///
/// Zeros are values like others. Where all values are equal, p is 1. `None` for fewer than three values, for values
/// that are not finite, and for more than 4,000.
///
/// ```
/// use themeshift::stats::serial::hamed_rao;
/// let test = hamed_rao(&[1.0, 2.0, 3.5, 4.0]).unwrap();
/// assert_eq!(test.factor, 1.0);
/// assert!((test.p - 2.0 / 24.0).abs() < 1e-12);
/// ```
pub fn hamed_rao(values: &[f64]) -> Option<HamedRao> {
    let (rest, rounding) = detrended(values)?;
    let test = MannKendall::of(values)?;
    let factor = factor(&ranks(&rest, rounding))?;
    let z = corrected_z(test.s, test.variance * factor.max(1.0));
    let plain = test.p_exact.unwrap_or(test.p_normal);
    let p = if factor > 1.0 { plain.max(tail::normal_two_sided_p(z)?) } else { plain };
    Some(HamedRao { factor, z, p })
}

/// The values less Sen's slope, and how far rounding may set two of them apart.
fn detrended(values: &[f64]) -> Option<(Vec<f64>, f64)> {
    if values.len() < 3 || values.len() > MOST_VALUES {
        return None;
    }
    let time: Vec<f64> = (0..values.len()).map(|index| float(index as u64)).collect();
    let slope = sen_slope(&time, values)?;
    let rest: Vec<f64> = values.iter().zip(&time).map(|(value, time)| value - time * slope).collect();
    let largest = values.iter().chain(&rest).fold(0.0_f64, |largest, value| largest.max(value.abs()));
    finite(largest).map(|largest| (rest, largest * ROUNDING))
}

/// Ranks from 1; values no further than `rounding` from the next have their mean.
fn ranks(values: &[f64], rounding: f64) -> Vec<f64> {
    let mut sorted: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0_u64;
    for group in sorted.chunk_by(|a, b| b.0 - a.0 <= rounding) {
        let size = group.len() as u64;
        group.iter().for_each(|(_, place)| ranks[*place] = float(before) + f64::midpoint(float(size), 1.0));
        before += size;
    }
    ranks
}

/// n/n* of [`hamed_rao`] from ranks; 1 where all are equal.
fn factor(ranks: &[f64]) -> Option<f64> {
    let n = float(ranks.len() as u64);
    let centred: Vec<f64> = ranks.iter().map(|rank| rank - f64::midpoint(n, 1.0)).collect();
    let spread = autocovariance(&centred, 0);
    let bound = tail::normal_two_sided_quantile(LAG_LEVEL)? / n.sqrt();
    let of_lag = |lag: usize| {
        let (left, correlation) = (n - float(lag as u64), autocovariance(&centred, lag) / spread);
        if correlation.abs() > bound { left * (left - 1.0) * (left - 2.0) * correlation } else { 0.0 }
    };
    let sum: f64 = if spread > 0.0 { (1..ranks.len()).map(of_lag).sum() } else { 0.0 };
    finite(1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum)
}

/// sum `v_t` `v_t+lag`.
fn autocovariance(values: &[f64], lag: usize) -> f64 {
    values.iter().zip(values.iter().skip(lag)).map(|(first, second)| first * second).sum()
}
