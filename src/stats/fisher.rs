//! Fisher's exact test of a 2 x 2 table, and the exact permutation test of a difference of two shares.
//!
//! Both sum probabilities of the hypergeometric distribution outward from a table until what is left cannot be seen in
//! a float. That takes about ten standard deviations of steps: some 1e5 for counts of 1e9, never 1e9.

use super::hypergeometric::Tables;
use super::number::product;

/// Tables whose probability exceeds that of the observed one by less than this share count as equally likely, as in R.
const TIE: f64 = 1e-7;

/// Fisher's exact test of the table (a, b; c - a, d - b), two-sided p (Fisher 1934).
///
/// a of c in the first group, b of d in the second. The sum of the probabilities of all tables with the same margins
/// that are no likelier than the observed one, up to a relative 1e-7 as in R's `fisher.test`. Zero cells need no
/// correction; 1 where a margin is zero. `None` where a > c or b > d, where both groups are empty, and where c + d
/// exceeds [`super::LARGEST_TOTAL`].
///
/// ```
/// use themeshift::stats::fisher::fisher_exact;
/// assert!((fisher_exact(7, 2, 10, 9).unwrap() - 0.06977852).abs() < 1e-8);
/// ```
pub fn fisher_exact(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    ln_fisher_exact(a, b, c, d).map(f64::exp)
}

/// Natural logarithm of [`fisher_exact`], for p below the smallest float.
pub fn ln_fisher_exact(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    let tables = Tables::new(a, b, c, d)?;
    if tables.least == tables.most {
        return Some(0.0);
    }
    let observed = tables.ln_probability(a);
    let bound = observed + TIE.ln_1p();
    let mode = tables.mode();
    if tables.ln_probability(mode) <= bound {
        return Some(0.0);
    }
    // Below the mode probabilities rise and above it they fall, so halving finds where they pass the bound.
    let below = last(tables.least, mode, |x| tables.ln_probability(x) <= bound);
    let above = last(mode, tables.most, |x| tables.ln_probability(x) > bound).map(|x| x + 1);
    Some(tables.ln_tails(below, above))
}

/// Permutation test of the difference of two shares a/c and b/d, two-sided p.
///
/// The exact probability that a random reassignment of all c + d items to the two groups gives a difference |a/c - b/d|
/// at least as large: the limit of drawing reassignments for ever. Zero cells need no correction; 1 where the shares
/// are equal. `None` as for [`fisher_exact`], and where one group is empty.
pub fn share_permutation(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    let tables = Tables::new(a, b, c, d)?;
    if c == 0 || d == 0 {
        return None;
    }
    let total = u128::from(c) + u128::from(d);
    let expected = product(tables.marked, tables.drawn);
    let distance = (u128::from(a) * total).abs_diff(expected);
    if distance == 0 {
        return Some(1.0);
    }
    let below = expected.checked_sub(distance).and_then(|sum| u64::try_from(sum / total).ok());
    let above = u64::try_from((expected + distance).div_ceil(total)).ok();
    Some(tables.ln_tails(below, above).exp())
}

/// The last of `first..=end` for which `holds`, given that it holds up to some point and not after. Nothing where it
/// does not hold at `first`.
fn last(first: u64, end: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(first) {
        return None;
    }
    let (mut yes, mut no) = (first, end + 1);
    while no - yes > 1 {
        let middle = yes + (no - yes) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    Some(yes)
}
