//! Arithmetic that the measures share: exact cross products and differences that keep their digits.

use std::cmp::Ordering;

/// The largest total that the measures with step-wise sums accept, 2^40 (about 1.1e12). It bounds their work.
pub const LARGEST_TOTAL: u128 = 1 << 40;

/// A count as a float. Exact up to 2^53.
pub(super) fn float(count: impl Into<u128>) -> f64 {
    count.into() as f64
}

/// a d - b c, exact in integers and rounded once.
pub(super) fn cross_difference(a: u64, b: u64, c: u64, d: u64) -> f64 {
    let (ad, bc) = (product(a, d), product(b, c));
    match ad.cmp(&bc) {
        Ordering::Less => -float(bc - ad),
        Ordering::Equal => 0.0,
        Ordering::Greater => float(ad - bc),
    }
}

/// a b without overflow.
pub(super) fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// (1 + x) ln(1 + x) - x for x >= -1, without the loss of digits near 0. Never negative.
///
/// With O observed and E expected, E times this at x = (O - E)/E is O ln(O/E) - (O - E), and the last term cancels
/// in a sum over the cells of a table.
pub(super) fn deviance(x: f64) -> f64 {
    if x <= -1.0 {
        return 1.0;
    }
    if x.abs() > 0.1 {
        return ((1.0 + x) * x.ln_1p() - x).max(0.0);
    }
    // x^2/2 - x^3/6 + x^4/12 - ... = sum over k >= 2 of (-x)^k / (k (k - 1)); 17 terms give 1e-18 at 0.1.
    let (mut power, mut sum) = (x * x, 0.0);
    for k in 2..20_u32 {
        sum += power / f64::from(k * (k - 1));
        power *= -x;
    }
    sum
}

/// A finite number, or nothing.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Steps of a search for a root. Newton needs about six.
const SEARCH_STEPS: usize = 200;

/// The root of an increasing function by Newton's method within a bracket. `function` gives its value and its derivative, or
/// `None` where it cannot be computed.
///
/// `None` where the function gives none, and where the search does not settle.
pub(super) fn root(start: f64, function: impl Fn(f64) -> Option<(f64, f64)>) -> Option<f64> {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut at = start;
    for _ in 0..SEARCH_STEPS {
        let (value, slope) = function(at)?;
        if value < 0.0 {
            low = low.max(at);
        } else {
            high = high.min(at);
        }
        let mut next = at - value / slope;
        if !next.is_finite() || next < low || next > high {
            next = match (low.is_finite(), high.is_finite()) {
                (true, true) => f64::midpoint(low, high),
                (true, false) => low + 1.0 + low.abs(),
                _ => high - 1.0 - high.abs(),
            };
        }
        let moved = (next - at).abs();
        at = next;
        // Each Newton step squares the error, so after one this small only rounding is left.
        if moved <= 1e-10 * at.abs().max(1.0) {
            return Some(at);
        }
    }
    None
}
