//! The median.

use super::number::float;

/// Median of counts: the middle one, or the mean of the two in the middle, in the unit of the counts.
///
/// `None` where there is no count.
///
/// ```
/// use themeshift::stats::median::median;
/// assert_eq!(median(vec![4, 1, 2, 3]), Some(2.5));
/// assert_eq!(median(vec![3, 1, 2]), Some(2.0));
/// assert_eq!(median(vec![]), None);
/// ```
pub fn median(mut counts: Vec<u64>) -> Option<f64> {
    counts.sort_unstable();
    let middle = counts.len() / 2;
    match counts.len() {
        0 => None,
        length if length % 2 == 1 => Some(float(counts[middle])),
        _ => Some(float(u128::from(counts[middle - 1]) + u128::from(counts[middle])) / 2.0),
    }
}
