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
            let half = |cell: u64| float(cell) + 0.5;
            return finite((half(both) / half(only_a)).ln() + (half(neither) / half(only_b)).ln());
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
    /// many degrees of freedom as there are units with a or b, less one.
    ///
    /// `None` where a or b is in no message or in every message, where fewer than three units have a or b, and where `level`
    /// is not between 0 and 1.
    pub fn clustered_odds(units: &[Self], level: f64) -> Option<ClusteredOdds> {
        let sum = |of: fn(&Self) -> u64| units.iter().try_fold(0_u64, |sum, unit| sum.checked_add(of(unit)));
        let all = Self { n: sum(|of| of.n)?, n_a: sum(|of| of.n_a)?, n_b: sum(|of| of.n_b)?, n_ab: sum(|of| of.n_ab)? };
        let estimate = all.log_odds_ratio()?;
        let cells = all.cells()?;
        let added = if cells.contains(&0) { 0.5 } else { 0.0 };
        let weights = cells.map(|cell| 1.0 / (float(cell) + added));
        let z = |unit: &Self| {
            unit.check()?;
            let (only_a, only_b) = (unit.n_a - unit.n_ab, unit.n_b - unit.n_ab);
            let neither = unit.n - unit.n_a - only_b;
            Some(
                (float(unit.n_ab) * weights[0] - float(only_a) * weights[1])
                    + (float(neither) * weights[3] - float(only_b) * weights[2]),
            )
        };
        let z: Vec<f64> = units.iter().map(z).collect::<Option<_>>()?;
        let freedom = units.iter().filter(|unit| unit.n_a + unit.n_b > 0).count().saturating_sub(1);
        if freedom < 2 {
            return None;
        }
        let k = float(units.len() as u64);
        let mean = z.iter().sum::<f64>() / k;
        let spread: f64 = z.iter().map(|z| (z - mean) * (z - mean)).sum();
        let independent: f64 = weights.iter().sum();
        let error = (k / (k - 1.0) * spread).max(independent).sqrt();
        let reach = tail::student_two_sided_quantile(level, freedom as u64)? * error;
        let p = tail::student_two_sided_p(estimate / error, freedom as u64)?;
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
