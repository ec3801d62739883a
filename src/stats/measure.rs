//! The measures of keyness and of co-occurrence by name, for those who choose one.

use super::cooccurrence::Joint;
use super::fisher::ln_fisher_exact;
use super::keyness::{
    bic, chi_squared, g2_four_cell, g2_two_cell, log_ratio, log_ratio_conservative, percent_difference,
    weighted_log_odds,
};
use std::f64::consts::LN_10;

/// A measure of keyness. Which to use when?
///
/// - To ask whether there is a difference at all: [`G2`](Self::G2), the usual test; [`Fisher`](Self::Fisher) where
///   counts are small; [`ChiSquared`](Self::ChiSquared) and its form with Yates' correction only to compare with work
///   that used them; [`G2TwoCell`](Self::G2TwoCell) to compare with tools that leave the other tokens out.
/// - To ask how large it is: [`LogRatio`](Self::LogRatio), or [`PercentDifference`](Self::PercentDifference). Both are
///   led by rare terms.
/// - To rank, so that neither frequent nor rare terms lead for that alone:
///   [`LogRatioConservative`](Self::LogRatioConservative), or [`LogOdds`](Self::LogOdds).
/// - To weigh the evidence against the size of the corpus: [`Bic`](Self::Bic).
///
/// All of them take tokens as independent. A term that stands in one message is not key, whatever its G2:
/// [`g2_clustered_p`](super::keyness::g2_clustered_p) knows that tokens come in documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeynessMeasure {
    /// Log-likelihood ratio of four cells (Dunning 1993).
    G2,
    /// Log-likelihood ratio of two cells (Rayson and Garside 2000).
    G2TwoCell,
    /// log2 of the ratio of the rates (Hardie 2014).
    LogRatio,
    /// Its bound nearer to 0, Bonferroni over the terms (Evert 2022).
    LogRatioConservative,
    /// Difference in per cent of the reference (Gabrielatos and Marchi 2011).
    PercentDifference,
    /// Bayesian information criterion (Wilson 2013).
    Bic,
    /// z of the weighted log odds (Monroe, Colaresi and Quinn 2008).
    LogOdds,
    /// Pearson's chi-squared.
    ChiSquared,
    /// Chi-squared with Yates' correction.
    ChiSquaredYates,
    /// -log10 of the p of Fisher's exact test, negative for an under-used term.
    Fisher,
}

/// What a measure of keyness is computed from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeynessTable {
    /// Occurrences in the target and in the reference.
    pub counts: [u64; 2],
    /// Tokens of the target and of the reference.
    pub tokens: [u64; 2],
    /// Terms tested, for the Bonferroni correction of the conservative log ratio.
    pub terms: u64,
    /// Weight of the prior of the weighted log odds, in tokens.
    pub prior_tokens: f64,
    /// Level of the interval of the conservative log ratio.
    pub level: f64,
}

impl KeynessMeasure {
    /// All measures with their names.
    pub const ALL: [(&'static str, Self); 10] = [
        ("g2", Self::G2),
        ("g2-two-cell", Self::G2TwoCell),
        ("log-ratio", Self::LogRatio),
        ("log-ratio-conservative", Self::LogRatioConservative),
        ("percent-difference", Self::PercentDifference),
        ("bic", Self::Bic),
        ("log-odds", Self::LogOdds),
        ("chi-squared", Self::ChiSquared),
        ("chi-squared-yates", Self::ChiSquaredYates),
        ("fisher", Self::Fisher),
    ];

    /// The measure of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, measure)| measure)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, measure)| *measure == self).map_or("g2", |(name, _)| name)
    }

    /// The value of the measure; positive where the term is more frequent in the target, but for [`Bic`](Self::Bic).
    /// `None` as the function of [`super::keyness`] says.
    pub fn score(self, table: &KeynessTable) -> Option<f64> {
        let ([a, b], [c, d]) = (table.counts, table.tokens);
        match self {
            Self::G2 => g2_four_cell(a, b, c, d),
            Self::G2TwoCell => g2_two_cell(a, b, c, d),
            Self::LogRatio => log_ratio(a, b, c, d),
            Self::LogRatioConservative => log_ratio_conservative(a, b, c, d, table.terms, table.level),
            Self::PercentDifference => percent_difference(a, b, c, d),
            Self::Bic => bic(a, b, c, d),
            Self::LogOdds => weighted_log_odds(a, b, c, d, table.prior_tokens).map(|odds| odds.z),
            Self::ChiSquared => chi_squared(a, b, c, d, false),
            Self::ChiSquaredYates => chi_squared(a, b, c, d, true),
            Self::Fisher => {
                let over = u128::from(a) * u128::from(d) >= u128::from(b) * u128::from(c);
                Some(signed_size(ln_fisher_exact(a, b, c, d)?, over))
            }
        }
    }
}

/// A measure of co-occurrence. Which to use when?
///
/// - To see what stands in many messages together: [`Messages`](Self::Messages), the plain count; it favours what is
///   frequent.
/// - To ask whether there is an association at all: [`Fisher`](Self::Fisher) for counts this small;
///   [`G2`](Self::G2) for large ones.
/// - To ask how strong it is, whatever the frequencies: [`LogOdds`](Self::LogOdds), or [`Npmi`](Self::Npmi), which is
///   led by rare pairs.
/// - To rank in a way that can be compared between corpora: [`LogDice`](Self::LogDice).
/// - To ask how much the two overlap: [`Jaccard`](Self::Jaccard).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JointMeasure {
    /// Messages with both.
    Messages,
    /// -log10 of the p of Fisher's exact test, negative where the two avoid each other.
    Fisher,
    /// Log-likelihood ratio of four cells.
    G2,
    /// Natural logarithm of the odds ratio.
    LogOdds,
    /// Normalised pointwise mutual information.
    Npmi,
    /// logDice (Rychly 2008).
    LogDice,
    /// Jaccard index.
    Jaccard,
}

impl JointMeasure {
    /// All measures with their names.
    pub const ALL: [(&'static str, Self); 7] = [
        ("messages", Self::Messages),
        ("fisher", Self::Fisher),
        ("g2", Self::G2),
        ("log-odds", Self::LogOdds),
        ("npmi", Self::Npmi),
        ("log-dice", Self::LogDice),
        ("jaccard", Self::Jaccard),
    ];

    /// The measure of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, measure)| measure)
    }

    /// The value of the measure; larger where the two are together more often. `None` as the function of
    /// [`super::cooccurrence`] says.
    pub fn score(self, joint: &Joint) -> Option<f64> {
        match self {
            Self::Messages => Some(super::number::float(joint.n_ab)),
            Self::Fisher => Some(signed_size(joint.ln_fisher()?, joint.attracts()?)),
            Self::G2 => joint.g2(),
            Self::LogOdds => joint.log_odds_ratio(),
            Self::Npmi => joint.npmi(),
            Self::LogDice => joint.log_dice(),
            Self::Jaccard => joint.jaccard(),
        }
    }
}

/// -log10 of a p that is given by its natural logarithm, negative where there is less than by chance.
fn signed_size(ln_p: f64, more: bool) -> f64 {
    match -ln_p / LN_10 {
        0.0 => 0.0,
        size if more => size,
        size => -size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: KeynessTable =
        KeynessTable { counts: [7, 2], tokens: [10, 9], terms: 2, prior_tokens: 9.0, level: 0.95 };

    #[test]
    fn every_measure_is_the_function_of_its_name() {
        let score = |name: &str| KeynessMeasure::of_name(name).expect("a measure").score(&TABLE).expect("a score");
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-7, "{found}, not {expected}");
        close(score("g2"), 4.53493933);
        close(score("chi-squared"), 4.33716049);
        close(score("chi-squared-yates"), 2.63243827);
        close(10.0_f64.powf(-score("fisher")), 0.06977852);
        close(score("log-ratio"), (0.7 / (2.0 / 9.0_f64)).log2());
        for (name, measure) in KeynessMeasure::ALL {
            assert_eq!(measure.name(), name);
            let turned = KeynessTable { counts: [2, 7], tokens: [9, 10], ..TABLE };
            let (score, other) = (measure.score(&TABLE).expect("a score"), measure.score(&turned).expect("a score"));
            match measure {
                KeynessMeasure::Bic => assert!((score - other).abs() < 1e-12),
                KeynessMeasure::PercentDifference => assert!(score > 0.0 && other < 0.0),
                _ => assert!((score + other).abs() < 1e-12, "{name}"),
            }
        }
    }

    #[test]
    fn joint_measures_tell_attraction_from_avoidance() {
        let (together, apart) =
            (Joint { n: 40, n_a: 10, n_b: 10, n_ab: 9 }, Joint { n: 40, n_a: 20, n_b: 20, n_ab: 1 });
        for name in ["fisher", "g2", "log-odds", "npmi"] {
            let measure = JointMeasure::of_name(name).expect("a measure");
            assert!(measure.score(&together) > Some(0.0) && measure.score(&apart) < Some(0.0), "{name}");
        }
        assert_eq!(JointMeasure::Messages.score(&together), Some(9.0));
        assert_eq!(JointMeasure::of_name("none"), None);
    }
}
