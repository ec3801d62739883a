//! Keyness: how much more often a term occurs in one part of a corpus than in another.
//!
//! All measures take `a` and `b`, the counts of the term in target and reference, and `c` and `d`, the tokens of
//! target and reference. N = c + d. A measure is `None` where `c` or `d` is 0, and where a count exceeds its total.
//!
//! | question | measure |
//! |---|---|
//! | is there a difference at all? | [`g2_four_cell`] with its p, [`bic`]; [`super::fisher`] for small counts |
//! | how large is it? | [`log_ratio`], [`percent_difference`] |
//! | how large is it at least? | [`log_ratio_conservative`] |
//! | a ranking that rare terms do not lead | [`log_ratio_conservative`], [`weighted_log_odds`] |

use super::interval::Scatter;
use super::number::{cross_difference, deviance, finite, float, product};
use super::rate::RateSums;
use super::{beta, tail};
use std::f64::consts::LN_2;

/// Log-likelihood ratio G2 of the 2 x 2 table (a, b; c - a, d - b), signed.
///
/// G2 = 2 sum O ln(O/E) over the four cells, E = row total x column total / N (Dunning 1993). Under equal rates it
/// follows chi-squared with 1 degree of freedom. No unit. Positive where a/c > b/d, negative where a/c < b/d. No
/// correction. An empty cell contributes nothing (0 ln 0 = 0); `Some(0.0)` where a + b = 0.
///
/// ```
/// use themeshift::stats::keyness::g2_four_cell;
/// assert!((g2_four_cell(10, 5, 100, 200).unwrap() - 7.329812).abs() < 1e-6);
/// assert_eq!(g2_four_cell(1, 1, 0, 200), None);
/// ```
pub fn g2_four_cell(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    check(a, b, c, d)?;
    let total = float(u128::from(c) + u128::from(d));
    let with = float(u128::from(a) + u128::from(b));
    let without = float(u128::from(c - a) + u128::from(d - b));
    let cross = cross_difference(a, b, c, d);
    let cell = |row: f64, column: f64, difference: f64| {
        let product = row * column;
        if product > 0.0 { product / total * deviance(difference / product) } else { 0.0 }
    };
    let sum = (cell(float(c), with, cross) + cell(float(d), without, cross))
        + (cell(float(c), without, -cross) + cell(float(d), with, -cross));
    finite(signed(2.0 * sum, cross))
}

/// p of [`g2_four_cell`] where tokens come in sampling units, such as documents: two-sided, not corrected.
///
/// G2 over its design effect (Rao and Scott 1984) is the square of Student's t. With the dispersion phi of the term on each
/// side, 1 for independent tokens ([`Scatter::of_share`]), the design effect of the difference is (phi1/c + phi2/d) / (1/c +
/// 1/d). Few units know little of their own dispersion, so each side borrows from the other as in [`RateSums::interval`]. t
/// has the degrees of freedom of Welch and Satterthwaite, rounded down.
///
/// `target` and `reference` are the sums of the units of both sides. `None` where neither has the term, where a side has no
/// token, and for two or three units that know too little of their dispersion.
pub fn g2_clustered_p(target: &RateSums, reference: &RateSums) -> Option<f64> {
    let sides = [target, reference];
    if sides.iter().all(|side| side.hits == 0) {
        return None;
    }
    let g2 = g2_four_cell(target.hits, reference.hits, target.tokens, reference.tokens)?;
    let scatter = sides.map(Scatter::of_share);
    let (of_target, of_reference) = (scatter[0].with(&scatter[1])?, scatter[1].with(&scatter[0])?);
    let (mut all, mut weights, mut squares) = (0.0, 0.0, 0.0);
    for (side, (dispersion, freedom)) in sides.into_iter().zip([of_target, of_reference]) {
        let weight = dispersion / float(side.tokens);
        all += weight;
        weights += 1.0 / float(side.tokens);
        squares += weight * weight / float(freedom);
    }
    let freedom = (all * all / squares + 1e-9) as u64;
    tail::student_two_sided_p((g2.abs() / (all / weights)).sqrt(), freedom)
}

/// Log-likelihood ratio G2 of the two cells a and b, signed.
///
/// G2 = 2 (a ln(a/E1) + b ln(b/E2)), E1 = c (a + b)/N, E2 = d (a + b)/N (Rayson and Garside 2000). It leaves out the
/// cells of the other tokens, so it is smaller than [`g2_four_cell`]; the two agree for rare terms. No unit. Positive
/// where a/c > b/d. No correction. 0 ln 0 = 0; `Some(0.0)` where a + b = 0.
pub fn g2_two_cell(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    check(a, b, c, d)?;
    let total = float(u128::from(c) + u128::from(d));
    let with = float(u128::from(a) + u128::from(b));
    if with == 0.0 {
        return Some(0.0);
    }
    let cross = cross_difference(a, b, c, d);
    let cell = |row: f64, difference: f64| row * with / total * deviance(difference / (row * with));
    finite(signed(2.0 * (cell(float(c), cross) + cell(float(d), -cross)), cross))
}

/// Pearson's chi-squared of the 2 x 2 table (a, b; c - a, d - b), signed.
///
/// X2 = N (|a (d - b) - b (c - a)| - y)^2 / (product of the four margins), y = 0, or N/2 with `yates` (Yates 1934),
/// never beyond the difference itself. 1 degree of freedom. No unit. Positive where a/c > b/d. `None` where a margin
/// is 0; an empty cell is no obstacle. Poor where an expected count is below 5: see [`super::fisher`].
pub fn chi_squared(a: u64, b: u64, c: u64, d: u64, yates: bool) -> Option<f64> {
    check(a, b, c, d)?;
    let total = float(u128::from(c) + u128::from(d));
    let with = float(u128::from(a) + u128::from(b));
    let without = float(u128::from(c - a) + u128::from(d - b));
    if with == 0.0 || without == 0.0 {
        return None;
    }
    let cross = cross_difference(a, b, c, d);
    let kept = if yates { (cross.abs() - total / 2.0).max(0.0) } else { cross.abs() };
    // In this order no factor overflows: kept <= c d and kept <= with x without x N.
    finite(signed((kept / float(c)) * (kept / float(d)) * (total / with) / without, cross))
}

/// Log ratio: log2((a/c) / (b/d)) (Hardie 2014).
///
/// The unit is doublings: 1 is twice as often in the target, -1 half as often. A count of zero is replaced by 0.5.
/// `None` where both counts are 0.
pub fn log_ratio(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    check(a, b, c, d)?;
    match (a, b) {
        (0, 0) => None,
        (0, _) | (_, 0) => {
            let half = |count: u64| if count == 0 { 0.5 } else { float(count) };
            finite((half(a) / float(c)).log2() - (half(b) / float(d)).log2())
        }
        _ => finite(log_quotient(a, b, c, d) / LN_2),
    }
}

/// Log ratio with 0.5 added to counts and totals: log2(((a + 0.5)/(c + 0.5)) / ((b + 0.5)/(d + 0.5))).
///
/// The form of the R package `corpora`; it pulls rare terms towards 0. Unit and sign as in [`log_ratio`]. Defined for
/// zero counts; `Some` also where both are 0.
pub fn log_ratio_half_added(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    check(a, b, c, d)?;
    let half = |count: u64| float(count) + 0.5;
    finite(((half(a) / half(b)) * (half(d) / half(c))).log2())
}

/// Conservative log ratio: the bound nearer to 0 of a confidence interval of the log ratio (Evert 2022).
///
/// The Clopper-Pearson interval of t = a/(a + b) at the error rate (1 - `level`) / `terms` (Bonferroni over the terms
/// of the table), two-sided, mapped by log2(d/c x t/(1 - t)). The lower bound where it is above 0, the upper bound
/// where it is below 0, else 0: "no difference shown". The unit is doublings. Zero counts need no correction. `None`
/// where both counts are 0, where `terms` is 0, where `level` is not between 0 and 1, and where a + b exceeds
/// [`super::LARGEST_TOTAL`].
pub fn log_ratio_conservative(a: u64, b: u64, c: u64, d: u64, terms: u64, level: f64) -> Option<f64> {
    check(a, b, c, d)?;
    if terms == 0 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = (1.0 - level) / float(terms) / 2.0;
    let trials = a.checked_add(b)?;
    let shift = float(d).ln() - float(c).ln();
    let low = beta::ln_odds_low(a, trials, tail)?;
    if let Some(low) = low.map(|odds| odds + shift).filter(|low| *low > 0.0) {
        return finite(low / LN_2);
    }
    // The upper bound of t is one minus the lower bound of 1 - t, so its log odds change sign.
    let high = beta::ln_odds_low(b, trials, tail)?;
    Some(high.map(|odds| shift - odds).filter(|high| *high < 0.0).map_or(0.0, |high| high / LN_2))
}

/// Percentage difference: 100 (a/c - b/d) / (b/d) (Gabrielatos and Marchi 2011).
///
/// The unit is per cent of the rate in the reference; -100 where the target has none. Positive where a/c > b/d. No
/// correction. `None` where b = 0.
pub fn percent_difference(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    check(a, b, c, d)?;
    if b == 0 { None } else { finite(100.0 * cross_difference(a, b, c, d) / float(product(b, c))) }
}

/// Bayesian information criterion of a difference: |G2| - ln N with the four-cell G2 (Wilson 2013).
///
/// No unit. Above 0 the data favour a difference, above 10 very strongly; below 0 they favour equal rates. Zero cells
/// as in [`g2_four_cell`].
pub fn bic(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    let g2 = g2_four_cell(a, b, c, d)?;
    finite(g2.abs() - float(u128::from(c) + u128::from(d)).ln())
}

/// A difference of log odds with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    /// The difference of the log odds, natural logarithm.
    pub delta: f64,
    /// The standard error of `delta`.
    pub standard_error: f64,
    /// `delta` / `standard_error`, standard normal under equal odds.
    pub z: f64,
}

/// Weighted log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008).
///
/// With alpha = `prior_tokens` x (a + b)/N: delta = ln[(a + alpha)/(c + `prior_tokens` - a - alpha)] - ln[(b +
/// alpha)/(d + `prior_tokens` - b - alpha)], variance 1/(a + alpha) + 1/(b + alpha), z = delta/sd. Natural logarithm.
/// Positive where the term is likelier in the target. The prior stands in for zero counts. `None` where a + b = 0,
/// where no other token exists, and where `prior_tokens` is not positive and finite.
pub fn weighted_log_odds(a: u64, b: u64, c: u64, d: u64, prior_tokens: f64) -> Option<LogOdds> {
    check(a, b, c, d)?;
    let total = float(u128::from(c) + u128::from(d));
    let with = float(u128::from(a) + u128::from(b));
    let without = float(u128::from(c - a) + u128::from(d - b));
    if with == 0.0 || without == 0.0 || !(prior_tokens > 0.0 && prior_tokens.is_finite()) {
        return None;
    }
    let (prior, prior_other) = (prior_tokens * (with / total), prior_tokens * (without / total));
    let (first, second) = (float(a) + prior, float(b) + prior);
    let (first_other, second_other) = (float(c - a) + prior_other, float(d - b) + prior_other);
    // (a + prior)(d - b + prior_other) - (b + prior)(c - a + prior_other) = (ad - bc)(1 + 2 prior_tokens / N): this
    // keeps the digits of a small difference.
    let cross = cross_difference(a, b, c, d) * (1.0 + 2.0 * (prior_tokens / total));
    let relative = cross / second / first_other;
    let delta =
        if relative.abs() < 0.5 { relative.ln_1p() } else { (first / second).ln() - (first_other / second_other).ln() };
    let standard_error = (1.0 / first + 1.0 / second).sqrt();
    let z = delta / standard_error;
    [delta, standard_error, z].iter().all(|value| value.is_finite()).then_some(LogOdds { delta, standard_error, z })
}

/// ln((a d) / (b c)) for positive counts, with its digits kept near 0.
pub(super) fn log_quotient(a: u64, b: u64, c: u64, d: u64) -> f64 {
    let (ad, bc) = (float(product(a, d)), float(product(b, c)));
    let relative = cross_difference(a, b, c, d) / bc;
    if relative.abs() < 0.5 { relative.ln_1p() } else { (ad / bc).ln() }
}

fn signed(magnitude: f64, direction: f64) -> f64 {
    if direction < 0.0 { -magnitude } else { magnitude }
}

fn check(a: u64, b: u64, c: u64, d: u64) -> Option<()> {
    (a <= c && b <= d && c > 0 && d > 0).then_some(())
}
