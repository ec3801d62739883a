//! Correction for many tests at once.
//!
//! Holm bounds the chance of even one false finding; Benjamini-Hochberg bounds the expected share of false findings
//! among those reported, and finds more. Both take every p of the table, before any row is filtered out for display. A
//! missing p, or one that is not between 0 and 1, stays missing and is not counted.

use super::number::float;

/// Adjusted p by Holm's step-down method: running maximum of (m - i + 1) p(i), at most 1 (Holm 1979).
///
/// m is the number of tests, p(i) the i-th smallest p. No unit. The result stands in the order of the input.
///
/// ```
/// use themeshift::stats::adjust::holm;
/// assert_eq!(holm(&[Some(0.01), None, Some(0.25)]), [Some(0.02), None, Some(0.25)]);
/// ```
pub fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let sorted = ascending(p);
    let tests = sorted.len();
    let mut adjusted = vec![None; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &(value, place)) in sorted.iter().enumerate() {
        largest = largest.max((value * float((tests - rank) as u64)).min(1.0));
        adjusted[place] = Some(largest);
    }
    adjusted
}

/// Adjusted p (q) by Benjamini and Hochberg: running minimum, from the largest, of p(i) m/i (Benjamini and Hochberg
/// 1995).
///
/// m is the number of tests, p(i) the i-th smallest p. No unit. The result stands in the order of the input.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let sorted = ascending(p);
    let tests = float(sorted.len() as u64);
    let mut adjusted = vec![None; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, &(value, place)) in sorted.iter().enumerate().rev() {
        // m/i first: it is at least 1, so the result is never below p.
        smallest = smallest.min(value * (tests / float((rank + 1) as u64)));
        adjusted[place] = Some(smallest);
    }
    adjusted
}

/// The valid p with their places, smallest first.
fn ascending(p: &[Option<f64>]) -> Vec<(f64, usize)> {
    let mut sorted: Vec<(f64, usize)> = p
        .iter()
        .enumerate()
        .filter_map(|(place, value)| value.filter(|p| (0.0..=1.0).contains(p)).map(|p| (p, place)))
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    sorted
}
