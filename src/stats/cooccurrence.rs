//! Co-occurrence: whether two themes or terms share messages more often than chance would have it.
//!
//! Everything is counted over messages, present or not. Which measure?
//!
//! | question | measure |
//! |---|---|
//! | is there an association at all? | [`Joint::fisher`], always for counts this small; [`Joint::g2`] |
//! | how strong is it, whatever the frequencies? | [`Joint::log_odds_ratio`], [`Joint::npmi`] |
//! | a ranking that can be compared between corpora | [`Joint::log_dice`] |
//! | how much do the two overlap? | [`Joint::jaccard`], [`Joint::dice`] |
//!
//! Every measure is `None` where the counts contradict each other.

use super::keyness::{g2_four_cell, log_quotient};
use super::number::{cross_difference, finite, float, product};
use super::{Interval, fisher, tail};
use std::f64::consts::LN_2;

/// A log odds ratio with its interval and p, where messages come in sampling units such as documents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredOdds {
    /// The interval, natural logarithm.
    pub interval: Interval,
    /// p of no association, two-sided, not corrected.
    pub p: f64,
}

/// Sums over sampling units that the error of a log odds ratio needs: of squares and products of the messages of a unit, all,
/// with a, with b and with both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JointSums {
    /// Units.
    pub units: u64,
    /// Units in which a message has a or b.
    pub units_with_either: u64,
    /// Sum of n^2.
    pub n_n: u128,
    /// Sum of n `n_a`.
    pub n_a: u128,
    /// Sum of n `n_b`.
    pub n_b: u128,
    /// Sum of n `n_ab`.
    pub n_ab: u128,
    /// Sum of `n_a`^2.
    pub a_a: u128,
    /// Sum of `n_b`^2.
    pub b_b: u128,
    /// Sum of `n_a` `n_b`.
    pub a_b: u128,
    /// Sum of `n_a` `n_ab`.
    pub a_ab: u128,
    /// Sum of `n_b` `n_ab`.
    pub b_ab: u128,
    /// Sum of `n_ab`^2.
    pub ab_ab: u128,
}

impl JointSums {
    /// Adds a unit.
    pub fn add(&mut self, unit: &Joint) {
        self.units += 1;
        self.units_with_either += u64::from(unit.n_a + unit.n_b > 0);
        self.n_n += product(unit.n, unit.n);
        self.n_a += product(unit.n, unit.n_a);
        self.n_b += product(unit.n, unit.n_b);
        self.n_ab += product(unit.n, unit.n_ab);
        self.a_a += product(unit.n_a, unit.n_a);
        self.b_b += product(unit.n_b, unit.n_b);
        self.a_b += product(unit.n_a, unit.n_b);
        self.a_ab += product(unit.n_a, unit.n_ab);
        self.b_ab += product(unit.n_b, unit.n_ab);
        self.ab_ab += product(unit.n_ab, unit.n_ab);
    }

    /// Sums of the products of each two of the four cells of a unit: both, only a, only b, neither.
    fn of_cells(&self) -> [[i128; 4]; 4] {
        let of = |sum: u128| i128::try_from(sum).unwrap_or(i128::MAX / 16);
        let [n_n, n_a, n_b, n_ab] = [self.n_n, self.n_a, self.n_b, self.n_ab].map(of);
        let [a_a, b_b, a_b] = [self.a_a, self.b_b, self.a_b].map(of);
        let [a_ab, b_ab, both] = [self.a_ab, self.b_ab, self.ab_ab].map(of);
        let (both_a, both_b) = (a_ab - both, b_ab - both);
        let (a, b, a_and_b) = (a_a - a_ab - both_a, b_b - b_ab - both_b, a_b - a_ab - both_b);
        // All messages of a unit are the sum of its four cells.
        let both_none = n_ab - both - both_a - both_b;
        let a_none = n_a - n_ab - both_a - a - a_and_b;
        let b_none = n_b - n_ab - both_b - a_and_b - b;
        let none = n_n - n_a - n_b + n_ab - both_none - a_none - b_none;
        [
            [both, both_a, both_b, both_none],
            [both_a, a, a_and_b, a_none],
            [both_b, a_and_b, b, b_none],
            [both_none, a_none, b_none, none],
        ]
    }
}

/// In how many messages two things are present.
///
/// ```
/// use themeshift::stats::cooccurrence::Joint;
/// let joint = Joint { n: 100, n_a: 10, n_b: 10, n_ab: 10 };
/// assert!((joint.g2().unwrap() - 65.016595).abs() < 1e-6);
/// assert_eq!(joint.npmi(), Some(1.0));
/// assert_eq!(Joint { n_ab: 0, ..joint }.pmi(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    /// All messages.
    pub n: u64,
    /// Messages with a.
    pub n_a: u64,
    /// Messages with b.
    pub n_b: u64,
    /// Messages with both.
    pub n_ab: u64,
}

impl Joint {
    /// Messages with both that chance would give: `n_a n_b / n`.
    ///
    /// The unit is messages. `None` where `n` is 0.
    pub fn expected(&self) -> Option<f64> {
        self.check()?;
        (self.n > 0).then(|| float(product(self.n_a, self.n_b)) / float(self.n))
    }

    /// Pointwise mutual information: log2(`n n_ab` / (`n_a n_b`)) (Church and Hanks 1990).
    ///
    /// The unit is bits; positive where the two meet more often than by chance. High for rare pairs. No correction.
    /// `None` where there is no joint message, not a large negative number.
    pub fn pmi(&self) -> Option<f64> {
        self.check()?;
        (self.n_ab > 0).then(|| log_quotient(self.n_ab, self.n_a, self.n_b, self.n) / LN_2)
    }

    /// Normalised pointwise mutual information: PMI / -log2(`n_ab / n`) (Bouma 2009).
    ///
    /// No unit; 1 when the two are always together, 0 by chance, -1 when never. No correction. `None` where a or b is
    /// in no message.
    pub fn npmi(&self) -> Option<f64> {
        self.check()?;
        if self.n_a == 0 || self.n_b == 0 {
            return None;
        }
        if self.n_ab == 0 {
            return Some(-1.0);
        }
        if self.n_ab == self.n_a && self.n_ab == self.n_b {
            return Some(1.0);
        }
        let surprise = -log_quotient(self.n_ab, self.n, 1, 1) / LN_2;
        finite(self.pmi()? / surprise).map(|value| value.clamp(-1.0, 1.0))
    }

    /// Jaccard's index: `n_ab / (n_a + n_b - n_ab)` (Jaccard 1901).
    ///
    /// No unit; the share of the messages with either that have both, 0 to 1. No correction. `None` where neither is
    /// in any message.
    pub fn jaccard(&self) -> Option<f64> {
        self.check()?;
        let either = u128::from(self.n_a) + u128::from(self.n_b) - u128::from(self.n_ab);
        (either > 0).then(|| float(self.n_ab) / float(either))
    }

    /// Dice's coefficient: `2 n_ab / (n_a + n_b)` (Dice 1945).
    ///
    /// No unit, 0 to 1. No correction. `None` where neither is in any message.
    pub fn dice(&self) -> Option<f64> {
        self.check()?;
        let sum = u128::from(self.n_a) + u128::from(self.n_b);
        (sum > 0).then(|| 2.0 * float(self.n_ab) / float(sum))
    }

    /// logDice: 14 + log2 of [`Joint::dice`] (Rychly 2008).
    ///
    /// No unit; 14 at most, one less is half the Dice; does not depend on `n`. `None` where there is no joint message.
    pub fn log_dice(&self) -> Option<f64> {
        (self.n_ab > 0).then_some(())?;
        self.dice().map(|dice| 14.0 + dice.log2())
    }

    /// Log-likelihood ratio G2 of the four cells, signed (Dunning 1993); see [`g2_four_cell`].
    ///
    /// No unit, 1 degree of freedom. Positive where the two meet more often than by chance. An empty cell contributes
    /// nothing. `None` where a or b is in no message or in every message: then nothing can be compared.
    pub fn g2(&self) -> Option<f64> {
        let [both, _, only_b, _] = self.cells()?;
        g2_four_cell(both, only_b, self.n_a, self.n - self.n_a)
    }

    /// Log odds ratio: ln(`both` x `neither` / (`only a` x `only b`)).
    ///
    /// Natural logarithm; 0 by chance, positive where the two attract each other. 0.5 is added to all four cells where
    /// one of them is zero (Haldane 1956, Anscombe 1956). `None` where a or b is in no message or in every message.
    pub fn log_odds_ratio(&self) -> Option<f64> {
        let [both, only_a, only_b, neither] = self.cells()?;
        if [both, only_a, only_b, neither].contains(&0) {
            // Twice the cells with a half added: whole numbers, of which equal products have the logarithm 0 exactly.
            let twice = |cell: u64| 2 * cell + 1;
            return finite(log_quotient(twice(both), twice(only_a), twice(only_b), twice(neither)));
        }
        finite(log_quotient(both, only_a, only_b, neither))
    }

    /// Confidence interval of [`Joint::log_odds_ratio`]: estimate +- z sqrt(sum of 1/cell) (Woolf 1955).
    ///
    /// Natural logarithm. 0.5 is added as for the estimate; `None` as for the estimate and where `level` is not between
    /// 0 and 1.
    pub fn log_odds_interval(&self, level: f64) -> Option<Interval> {
        let estimate = self.log_odds_ratio()?;
        let cells = self.cells()?;
        let added = if cells.contains(&0) { 0.5 } else { 0.0 };
        let variance: f64 = cells.iter().map(|cell| 1.0 / (float(*cell) + added)).sum();
        let reach = tail::normal_two_sided_quantile(level)? * variance.sqrt();
        Some(Interval { low: estimate - reach, high: estimate + reach })
    }

    /// The log odds ratio of all units together, with an error over the units: Taylor linearisation, Student's t.
    ///
    /// With the four cells N11, N10, N01, N00 of all messages and n11, ... of unit d, z = n11/N11 - n10/N10 - n01/N01 +
    /// n00/N00, and the variance is k/(k - 1) sum (z - mean)^2 over k units (Binder 1983). It is at least the sum of 1/N,
    /// that of independent messages, and 0.5 is added to all four where one is zero, as for [`Joint::log_odds_ratio`]. t has as
    /// many degrees of freedom as there are units with a or b, less one. `sums` are those of the same messages.
    ///
    /// `None` where a or b is in no message or in every message, where fewer than three units have a or b, where `level` is
    /// not between 0 and 1, and where the sums contradict each other.
    pub fn clustered_odds(&self, sums: &JointSums, level: f64) -> Option<ClusteredOdds> {
        let estimate = self.log_odds_ratio()?;
        let cells = self.cells()?;
        let freedom = sums.units_with_either.checked_sub(1).filter(|freedom| *freedom > 1)?;
        let added = if cells.contains(&0) { 0.5 } else { 0.0 };
        let weights = cells.map(|cell| 1.0 / (float(cell) + added));
        // z is the sum of these parts of the four cells.
        let signed = [weights[0], -weights[1], -weights[2], weights[3]];
        let mut squares = 0.0;
        for (row, products) in sums.of_cells().iter().enumerate() {
            for (column, product) in products.iter().enumerate() {
                squares += float(u128::try_from(*product).ok()?) * signed[row] * signed[column];
            }
        }
        let k = float(sums.units);
        let sum: f64 = cells.iter().zip(&signed).map(|(cell, weight)| float(*cell) * weight).sum();
        let spread = squares - sum * sum / k;
        let independent: f64 = weights.iter().sum();
        let error = (k / (k - 1.0) * spread).max(independent).sqrt();
        let reach = tail::student_two_sided_quantile(level, freedom)? * error;
        let p = tail::student_two_sided_p(estimate / error, freedom)?;
        Some(ClusteredOdds { interval: Interval { low: estimate - reach, high: estimate + reach }, p })
    }

    /// Fisher's exact test, two-sided p; see [`fisher::fisher_exact`].
    pub fn fisher(&self) -> Option<f64> {
        self.ln_fisher().map(f64::exp)
    }

    /// Natural logarithm of [`Joint::fisher`], for p below the smallest float.
    pub(super) fn ln_fisher(&self) -> Option<f64> {
        self.check()?;
        fisher::ln_fisher_exact(self.n_ab, self.n_b - self.n_ab, self.n_a, self.n - self.n_a)
    }

    /// Whether chance would give fewer joint messages than there are.
    pub fn attracts(&self) -> Option<bool> {
        self.check()?;
        (self.n > 0).then(|| cross_difference(self.n_ab, self.n_a, self.n_b, self.n) > 0.0)
    }

    /// Both, only a, only b, neither; nothing where a margin is zero.
    fn cells(&self) -> Option<[u64; 4]> {
        self.check()?;
        let (only_a, only_b) = (self.n_a - self.n_ab, self.n_b - self.n_ab);
        let margins = [self.n_a, self.n_b, self.n - self.n_a, self.n - self.n_b];
        (!margins.contains(&0)).then_some([self.n_ab, only_a, only_b, self.n - self.n_a - only_b])
    }

    fn check(&self) -> Option<()> {
        let fits = self.n_ab <= self.n_a && self.n_ab <= self.n_b && self.n_a <= self.n && self.n_b <= self.n;
        (fits && self.n_b - self.n_ab <= self.n - self.n_a).then_some(())
    }
}
