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
    let ranks = sorted.iter().enumerate().rev().map(|(below, &(p, _))| (p, below as u64 + 1));
    let mut adjusted = vec![None; p.len()];
    for ((_, place), q) in sorted.iter().rev().zip(step_up(ranks, sorted.len() as u64)) {
        adjusted[*place] = Some(q);
    }
    adjusted
}

/// The running minimum of p(i) m/i over p from the largest, each with its rank i.
fn step_up(descending: impl Iterator<Item = (f64, u64)>, tests: u64) -> impl Iterator<Item = f64> {
    descending.scan(1.0_f64, move |smallest, (p, rank)| {
        // m/i first: it is at least 1, so the result is never below p.
        *smallest = smallest.min(p * (float(tests) / float(rank)));
        Some(*smallest)
    })
}

/// The p of very many tests, of which few are wanted corrected: equal ones are held once.
#[derive(Debug, Default)]
pub(crate) struct Tests {
    /// Each with the number of tests that have it.
    values: Vec<(f64, u64)>,
    /// How many there were when equal ones were last put together.
    settled: usize,
}

/// So many p are never put together.
const FEW: usize = 1024;

impl Tests {
    /// Adds a test.
    pub(crate) fn add(&mut self, p: Option<f64>) {
        let Some(p) = p.filter(|p| (0.0..=1.0).contains(p)) else { return };
        self.values.push((p, 1));
        if self.values.len() > 2 * self.settled + FEW {
            self.settle();
        }
    }

    /// Sorts the p and puts equal ones together.
    fn settle(&mut self) {
        self.values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        self.values.dedup_by(|later, kept| {
            let same = later.0.total_cmp(&kept.0).is_eq();
            kept.1 += if same { later.1 } else { 0 };
            same
        });
        self.settled = self.values.len();
    }

    /// Corrects them.
    pub(crate) fn correct(mut self) -> Corrected {
        self.settle();
        let tests: u64 = self.values.iter().map(|(_, number)| *number).sum();
        // Of equal p the first rank decides for Holm, the last for Benjamini and Hochberg.
        let (mut holm, mut rank, mut largest) = (Vec::new(), 0, 0.0_f64);
        for (p, number) in &mut self.values {
            if largest < 1.0 {
                largest = largest.max((*p * float(tests - rank)).min(1.0));
                holm.push(largest);
            }
            rank += *number;
            *number = rank;
        }
        let q: Vec<f64> = step_up(self.values.iter().rev().copied(), tests).collect();
        Corrected { q: self.values.into_iter().map(|(p, _)| p).zip(q.into_iter().rev()).collect(), holm }
    }
}

/// What the p of [`Tests`] are corrected.
#[derive(Debug)]
pub(crate) struct Corrected {
    /// Every p once, in order, each as [`benjamini_hochberg`] corrects it.
    q: Vec<(f64, f64)>,
    /// As [`holm`] does, up to the first 1; all behind it are 1.
    holm: Vec<f64>,
}

impl Corrected {
    /// A p of one of the tests as [`benjamini_hochberg`] corrects it; `None` for a p that is missing or not among them.
    pub(crate) fn q(&self, p: Option<f64>) -> Option<f64> {
        self.place(p).map(|place| self.q[place].1)
    }

    /// The same as [`holm`] does.
    pub(crate) fn holm(&self, p: Option<f64>) -> Option<f64> {
        self.place(p).map(|place| self.holm.get(place).copied().unwrap_or(1.0))
    }

    fn place(&self, p: Option<f64>) -> Option<usize> {
        let p = p?;
        self.q.binary_search_by(|(other, _)| other.total_cmp(&p)).ok()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_p_of_many_tests_are_held_once_and_corrected_as_all() {
        let all: Vec<Option<f64>> = (0..500_000_u32).map(|n| Some(f64::from(n * 7919 % 97 + 1) / 1000.0)).collect();
        let mut tests = Tests::default();
        all.iter().for_each(|p| tests.add(*p));
        [None, Some(f64::NAN), Some(1.5), Some(-0.1)].into_iter().for_each(|p| tests.add(p));
        assert!(tests.values.capacity() < 4 * FEW, "{}", tests.values.capacity());
        let corrected = tests.correct();
        let sorted = ascending(&all);
        let (number, mut smallest) = (float(sorted.len() as u64), 1.0_f64);
        for (rank, (p, _)) in sorted.iter().enumerate().rev() {
            smallest = smallest.min(p * (number / float((rank + 1) as u64)));
            assert_eq!(corrected.q(Some(*p)), Some(smallest));
        }
        assert_eq!([corrected.q(None), corrected.q(Some(0.5)), corrected.holm(Some(0.5))], [None; 3]);
    }

    #[test]
    fn what_is_corrected_together_is_what_is_corrected_one_by_one() {
        let p: Vec<Option<f64>> = [1, 40, 2, 2, 7, 300, 900, 2, 0, 7].map(|of| Some(f64::from(of) / 1000.0)).to_vec();
        let mut tests = Tests::default();
        p.iter().for_each(|p| tests.add(*p));
        let corrected = tests.correct();
        let of_all = |of: &dyn Fn(Option<f64>) -> Option<f64>| p.iter().map(|p| of(*p)).collect::<Vec<_>>();
        assert_eq!(of_all(&|p| corrected.q(p)), benjamini_hochberg(&p));
        assert_eq!(of_all(&|p| corrected.holm(p)), holm(&p));
        assert!(corrected.holm.len() < p.len());
    }
}
