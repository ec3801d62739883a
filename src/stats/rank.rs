//! Comparing two samples by ranks: for small samples of numbers whose scale means nothing by itself.

use super::random::Purpose;

/// Probability that a number of the first sample is larger than one of the second, ties counted half: A = U / (m n)
/// (Mann and Whitney 1947; Vargha and Delaney 2000; also the area under the ROC curve).
///
/// 1: all are larger; 0.5: neither; 0: all are smaller. `None` where a sample is empty or holds a number that is not
/// finite. Takes time m log m + n log n.
///
/// ```
/// use themeshift::stats::rank::superiority;
/// assert_eq!(superiority(&[3.0, 4.0], &[1.0, 3.0]), Some(0.875));
/// assert_eq!(superiority(&[], &[1.0]), None);
/// ```
pub fn superiority(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.is_empty() || second.is_empty() || !first.iter().chain(second).all(|number| number.is_finite()) {
        return None;
    }
    let mut sorted = second.to_vec();
    sorted.sort_by(f64::total_cmp);
    let twice: u64 = first
        .iter()
        .map(|number| {
            let below = sorted.partition_point(|other| other < number) as u64;
            let not_above = sorted.partition_point(|other| other <= number) as u64;
            below + not_above
        })
        .sum();
    Some(twice as f64 / 2.0 / (first.len() as f64 * second.len() as f64))
}

/// Permutation p that the first sample is no smaller than the second: the share of random divisions of all numbers into
/// samples of these sizes with a [`superiority`] as small or smaller, the observed one counted in.
///
/// One-sided: small where the first sample is the smaller. Between 1/(`replicates` + 1) and 1. `None` as
/// [`superiority`], and without replicates.
pub fn smaller_p(first: &[f64], second: &[f64], replicates: u64, purpose: &Purpose<'_>) -> Option<f64> {
    let observed = superiority(first, second)?;
    if replicates == 0 {
        return None;
    }
    let mut all: Vec<f64> = first.iter().chain(second).copied().collect();
    // Whatever order they came in, the same numbers give the same p.
    all.sort_by(f64::total_cmp);
    let as_small = (0..replicates).filter(|&replicate| {
        let mut drawn = all.clone();
        purpose.replicate(replicate).choose(&mut drawn, first.len());
        let (one, other) = drawn.split_at(first.len());
        superiority(one, other).is_some_and(|drawn| drawn <= observed + 1e-12)
    });
    Some((as_small.count() as f64 + 1.0) / (replicates as f64 + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn superiority_counts_pairs() {
        assert_eq!(superiority(&[1.0, 2.0], &[3.0, 4.0]), Some(0.0));
        assert_eq!(superiority(&[1.0, 1.0], &[1.0]), Some(0.5));
        // 2 is above one number, 5 above one and level with one (twice), 9 above all five: 1 + 1.5 + 1.5 + 5.
        assert_eq!(superiority(&[2.0, 5.0, 5.0, 9.0], &[1.0, 5.0, 6.0, 7.0, 8.0]), Some(9.0 / 20.0));
        assert_eq!(superiority(&[f64::NAN], &[1.0]), None);
    }

    #[test]
    fn the_permutation_p_is_near_the_exact_one() {
        let purpose = Purpose::new(1, "test");
        // Of the 21 divisions of 7 into 2 and 5, one puts the two smallest numbers first: 1/21.
        let p = smaller_p(&[1.0, 2.0], &[3.0, 4.0, 5.0, 6.0, 7.0], 9999, &purpose).expect("a p");
        assert!((p - 1.0 / 21.0).abs() < 0.007, "{p}");
        assert_eq!(smaller_p(&[9.0], &[1.0, 2.0], 99, &purpose), Some(1.0));
        assert_eq!(smaller_p(&[1.0], &[], 99, &purpose), None);
        assert_eq!(smaller_p(&[1.0], &[2.0], 0, &purpose), None);
    }
}
