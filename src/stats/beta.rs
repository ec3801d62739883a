//! The incomplete beta function and its inverse, by a search that always ends.
//!
//! Everything is in logarithms and log odds, so neither counts of 1e9 nor error rates of 1e-300 lose digits.

use super::number::{LARGEST_TOTAL, deviance, finite, float, root};
use statrs::function::gamma::ln_gamma;
use std::f64::consts::PI;

/// Steps granted to the continued fraction, besides four times sqrt(a + b). It needs fewer than sqrt(a + b) near the
/// mean, and a handful in the tails.
const FRACTION_STEPS: f64 = 1000.0;

/// Lower Clopper-Pearson bound of a share, as log odds: the t at which `successes` or more of `trials` have
/// probability `tail` (Clopper and Pearson 1934).
///
/// The inner `None` stands for t = 0, which is the bound when nothing succeeded. The upper bound is one minus the lower
/// bound of the failures. `None` for no trials, for more than [`LARGEST_TOTAL`], for more successes than trials, and
/// for a `tail` outside (0, 1).
#[allow(clippy::option_option, reason = "an interval that is undefined is not one that reaches to zero")]
pub fn ln_odds_low(successes: u64, trials: u64, tail: f64) -> Option<Option<f64>> {
    let fits = successes <= trials && trials > 0 && u128::from(trials) <= LARGEST_TOTAL;
    let fits = fits && tail > 0.0 && tail < 1.0;
    if !fits {
        return None;
    }
    if successes == 0 {
        return Some(None);
    }
    ln_odds_quantile(float(successes), float(trials - successes) + 1.0, tail).map(Some)
}

/// The log odds ln(x / (1 - x)) at which the regularised incomplete beta function `I_x(a, b)` is `probability`.
///
/// Newton's method on ln I as a function of the log odds, which is increasing and concave, within a bracket. `None`
/// where `a` or `b` is not positive and finite, where `probability` is not between 0 and 1, and where the search does
/// not settle.
pub fn ln_odds_quantile(a: f64, b: f64, probability: f64) -> Option<f64> {
    let valid = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && probability > 0.0 && probability < 1.0;
    if !valid {
        return None;
    }
    let target = probability.ln();
    root(a.ln() - b.ln(), |at| {
        let (value, slope) = ln_incomplete_beta_and_slope(a, b, at)?;
        Some((value - target, slope))
    })
}

/// `ln I_x(a, b)` at the log odds of x.
pub(super) fn ln_incomplete_beta(a: f64, b: f64, ln_odds: f64) -> Option<f64> {
    ln_incomplete_beta_and_slope(a, b, ln_odds).map(|(value, _)| value)
}

/// `ln I_x(a, b)` at the log odds of x, and its derivative there.
fn ln_incomplete_beta_and_slope(a: f64, b: f64, ln_odds: f64) -> Option<(f64, f64)> {
    // Each of x and 1 - x is computed from the log odds, so neither loses digits near 0.
    let (x, rest) = (1.0 / (1.0 + (-ln_odds).exp()), 1.0 / (1.0 + ln_odds.exp()));
    let scale = if ln_odds < -600.0 { ln_small_power(a, b, ln_odds) } else { ln_binomial(a, b, x, rest) };
    let n = a + b;
    // x^a (1-x)^b / (a B(a,b)) is the binomial probability times b/n; with a and b exchanged, times a/n.
    let ln_front = scale + (b / n).ln();
    let value = if a * rest >= b * x {
        ln_front + fraction(a, b, x, rest)?.ln()
    } else {
        let other = scale + (a / n).ln() + fraction(b, a, rest, x)?.ln();
        (-other.exp().min(1.0)).ln_1p()
    };
    let slope = a * (ln_front - value).exp();
    (value.is_finite() && slope > 0.0).then_some((value, slope))
}

/// ln of the binomial probability when x is far below the smallest float: x^a at the log odds, over a B(a, b), times
/// n/b to match [`ln_binomial`].
fn ln_small_power(a: f64, b: f64, ln_odds: f64) -> f64 {
    let n = a + b;
    ln_gamma(n + 1.0) - ln_gamma(a + 1.0) - ln_gamma(b + 1.0) + a * ln_odds
}

/// `I_x(a, b)` over `x^a (1-x)^b / (a B(a, b))`, for x up to about a/(a + b), by a continued fraction (Didonato and Morris
/// 1992, equation 9).
fn fraction(a: f64, b: f64, x: f64, rest: f64) -> Option<f64> {
    // a - (a + b) x, without its loss of digits.
    let excess = 1.0 + (a * rest - b * x);
    let (mut numerator, mut denominator) = ((0.0, 1.0), (1.0, excess / (1.0 + 1.0 / a)));
    let mut value = numerator.1 / denominator.1;
    let steps = FRACTION_STEPS + 4.0 * (a + b).sqrt().min(1e6);
    let mut m = 0.0;
    while m < steps {
        m += 1.0;
        let before = a + 2.0 * m - 1.0;
        let inner = m * (b - m) * x;
        let alpha = ((a + m - 1.0) / before) * ((a + b + m - 1.0) / before) * inner * x;
        let beta = m + inner / before + (a + m) / (before + 2.0) * (excess + m * (1.0 + rest));
        numerator = (numerator.1, alpha * numerator.0 + beta * numerator.1);
        denominator = (denominator.1, alpha * denominator.0 + beta * denominator.1);
        let next = numerator.1 / denominator.1;
        if (next - value).abs() <= 2.0 * f64::EPSILON * next {
            return finite(a * next).filter(|value| *value > 0.0);
        }
        value = next;
        let scale = denominator.1;
        numerator = (numerator.0 / scale, value);
        denominator = (denominator.0 / scale, 1.0);
    }
    None
}

/// ln of the binomial probability Gamma(n+1) / (Gamma(a+1) Gamma(b+1)) x^a (1-x)^b with n = a + b, for real a, b > 0,
/// by Loader's saddle-point form (Loader 2000): no large terms that cancel.
pub(super) fn ln_binomial(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let n = a + b;
    let (expected, expected_rest) = (n * x, n * rest);
    // a - n x = a (1-x) - b x keeps its digits where n x is close to a.
    let difference = a * rest - b * x;
    let part = |observed: f64, mean: f64, difference: f64| {
        let relative = difference / mean;
        if relative.is_finite() { mean * deviance(relative) } else { observed * (observed / mean).ln() - observed }
    };
    stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - part(a, expected, difference)
        - part(b, expected_rest, -difference)
        + 0.5 * (n / (2.0 * PI * a) / b).ln()
}

/// ln n! less Stirling's approximation of it, for real n > 0.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / n
}
