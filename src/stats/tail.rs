//! Tails and quantiles of the normal, chi-squared and Student distributions.

use super::beta;
use super::number::{finite, float};
use rustc_hash::FxHashMap;
use statrs::function::erf::{erf, erf_inv, erfc, erfc_inv};
use std::cell::RefCell;
use std::f64::consts::{PI, SQRT_2};

/// Two-sided p of a standard normal z: erfc(|z| / sqrt 2).
///
/// No correction. Above |z| = 38.5 it is below the smallest float and becomes 0; [`ln_normal_two_sided_p`] does not.
/// `None` where `z` is not a number.
pub fn normal_two_sided_p(z: f64) -> Option<f64> {
    (!z.is_nan()).then(|| erfc(z.abs() / SQRT_2))
}

/// Natural logarithm of [`normal_two_sided_p`], for any finite z.
///
/// Beyond |z| = 30 by the asymptotic series of erfc. `None` where `z` is not finite.
pub fn ln_normal_two_sided_p(z: f64) -> Option<f64> {
    let x = finite(z)?.abs() / SQRT_2;
    if x < 0.5 {
        return Some((-erf(x)).ln_1p());
    }
    if x < 21.0 {
        return Some(erfc(x).ln());
    }
    // erfc x = exp(-x^2) / (x sqrt pi) (1 - 1/(2x^2) + 3/(2x^2)^2 - 15/(2x^2)^3 + ...)
    let inverse = 1.0 / (2.0 * x) / x;
    let (mut term, mut series) = (1.0, 1.0);
    for odd in [1.0, 3.0, 5.0, 7.0, 9.0, 11.0] {
        term *= -odd * inverse;
        series += term;
    }
    finite(series.ln() - x.ln() - PI.ln() / 2.0 - x * x)
}

/// p of chi-squared with 1 degree of freedom, the upper tail at |`statistic`|: erfc(sqrt(x / 2)).
///
/// Takes a signed G2 or chi-squared as it is. Becomes 0 above about 1,480, the limit of a float;
/// [`ln_chi_squared_p`] does not. `None` where `statistic` is not a number.
///
/// ```
/// use themeshift::stats::tail::chi_squared_p;
/// assert!((chi_squared_p(4.33716049).unwrap() - 0.03728906).abs() < 1e-8);
/// ```
pub fn chi_squared_p(statistic: f64) -> Option<f64> {
    normal_two_sided_p(statistic.abs().sqrt())
}

/// Natural logarithm of [`chi_squared_p`]. `None` where `statistic` is not finite.
pub fn ln_chi_squared_p(statistic: f64) -> Option<f64> {
    ln_normal_two_sided_p(statistic.abs().sqrt())
}

/// The z that a standard normal exceeds in absolute value with probability 1 - `level`; 1.959964 at 0.95.
///
/// `None` where `level` is not between 0 and 1.
pub fn normal_two_sided_quantile(level: f64) -> Option<f64> {
    // 1 - level is exact from 1/2 on; below it would lose digits.
    let z = |level: f64| if level < 0.5 { erf_inv(level) } else { erfc_inv(1.0 - level) };
    (level > 0.0 && level < 1.0).then(|| SQRT_2 * z(level))
}

/// The t that Student's distribution with `freedom` degrees of freedom exceeds in absolute value with probability
/// 1 - `level`; 2.144787 at 0.95 and 14.
///
/// By a bracketed search on the incomplete beta function, beyond 1e5 by an expansion. `None` where `freedom` is 0 and
/// where `level` is not between 0 and 1.
pub fn student_two_sided_quantile(level: f64, freedom: u64) -> Option<f64> {
    if freedom == 0 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    // Intervals by the thousand have a few degrees of freedom, and a search takes twenty times as long as all else of an interval.
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        *known.entry((level.to_bits(), freedom)).or_insert_with(|| find_student_quantile(level, freedom))
    })
}

/// Quantiles that a thread remembers.
const MOST_KNOWN: usize = 1 << 12;

thread_local! {
    /// By the bits of the level, and degrees of freedom.
    static KNOWN: RefCell<FxHashMap<(u64, u64), Option<f64>>> = RefCell::default();
}

fn find_student_quantile(level: f64, freedom: u64) -> Option<f64> {
    let freedom = float(freedom);
    if freedom > 1e5 {
        // Cornish-Fisher expansion about the normal quantile (Abramowitz and Stegun 26.7.5).
        let z = normal_two_sided_quantile(level)?;
        let square = z * z;
        let first = z * (square + 1.0) / 4.0;
        let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
        let third = z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
        return finite(z + (first + (second + third / freedom) / freedom) / freedom);
    }
    // P(|T| > t) = I_x(f/2, 1/2) at x = f/(f + t^2), so t^2 = f (1 - x)/x.
    let ln_odds = beta::ln_odds_quantile(freedom / 2.0, 0.5, 1.0 - level)?;
    finite((freedom.ln() / 2.0 - ln_odds / 2.0).exp())
}

/// Two-sided p of Student's t with `freedom` degrees of freedom: P(|T| >= |t|) = `I_x(f/2, 1/2)` at x = f/(f + t^2).
///
/// No correction. `None` where `freedom` is 0, where `t` is not finite, and where the continued fraction does not
/// settle.
///
/// ```
/// use themeshift::stats::tail::student_two_sided_p;
/// assert!((student_two_sided_p(2.144787, 14).unwrap() - 0.05).abs() < 1e-7);
/// ```
pub fn student_two_sided_p(t: f64, freedom: u64) -> Option<f64> {
    let t = finite(t).filter(|_| freedom > 0)?.abs();
    // Nearer to 0 the p is 1 to the last digit.
    if t < 1e-17 {
        return Some(1.0);
    }
    let freedom = float(freedom);
    let p = beta::ln_incomplete_beta(freedom / 2.0, 0.5, freedom.ln() - 2.0 * t.ln())?.exp();
    Some(p.min(1.0))
}

/// Probability that a standard normal is below z.
pub(super) fn normal_below(z: f64) -> f64 {
    erfc(-z / SQRT_2) / 2.0
}

/// The z below which a standard normal is with probability `p`, 0 < p < 1.
pub(super) fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * p)
}
