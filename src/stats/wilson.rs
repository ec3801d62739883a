//! Shares of messages and their intervals.

use super::number::float;
use super::{Interval, tail};

/// Wilson score interval of the share k/n (Wilson 1927).
///
/// The shares p with |k/n - p| <= z sqrt(p (1 - p)/n). No unit, 0 to 1. No continuity correction. It is not empty at
/// k = 0 or k = n, where one end is exactly 0 or 1. `None` where n is 0, k > n, or `level` is not between 0 and 1.
///
/// ```
/// use themeshift::stats::wilson::wilson;
/// let interval = wilson(10, 100, 0.95).unwrap();
/// assert!((interval.low - 0.055229).abs() < 1e-6 && (interval.high - 0.174366).abs() < 1e-6);
/// assert_eq!(wilson(0, 0, 0.95), None);
/// ```
pub fn wilson(k: u64, n: u64, level: f64) -> Option<Interval> {
    if n == 0 || k > n {
        return None;
    }
    score(float(k), float(n - k), tail::normal_two_sided_quantile(level)?)
}

/// The same for numbers of successes and failures that need not be whole, as weights make them, and for any quantile.
pub(super) fn score(successes: f64, failures: f64, z: f64) -> Option<Interval> {
    let trials = successes + failures;
    if trials <= 0.0 {
        return None;
    }
    let share = successes / trials;
    let root = z * (z * z + 4.0 * successes * (failures / trials)).sqrt();
    let upper = (2.0 * successes + z * z + root) / 2.0;
    // The product of both ends is k^2 / (n (n + z^2)), so the lower one needs no difference.
    Some(Interval {
        low: if successes > 0.0 { (share * (successes / upper)).min(share) } else { 0.0 },
        high: if failures > 0.0 { (upper / (trials + z * z)).max(share) } else { 1.0 },
    })
}

/// Interval of the difference of two shares, `k_to/n_to - k_from/n_from`, from their Wilson intervals (Newcombe 1998,
/// method 10).
///
/// No unit, -1 to 1; positive where the share grows. Zero cells need no correction. `None` where a Wilson interval is.
pub fn newcombe(k_from: u64, n_from: u64, k_to: u64, n_to: u64, level: f64) -> Option<Interval> {
    let (from, to) = (wilson(k_from, n_from, level)?, wilson(k_to, n_to, level)?);
    let (share_from, share_to) = (float(k_from) / float(n_from), float(k_to) / float(n_to));
    Some(difference((share_from, from), (share_to, to)))
}

/// Interval of the second value less the first, from each value and its interval (Zou and Donner 2008).
pub fn difference((from, of_from): (f64, Interval), (to, of_to): (f64, Interval)) -> Interval {
    Interval {
        low: to - from - (to - of_to.low).hypot(of_from.high - from),
        high: to - from + (of_to.high - to).hypot(from - of_from.low),
    }
}
