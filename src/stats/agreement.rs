//! Agreement of what a program finds with what people code, and of people with each other.
//!
//! A message may have a weight: 1 over the probability that it had to be drawn. Then precision, recall, F1 and kappa are
//! estimates for all messages (Horvitz and Thompson 1952), and intervals count as many messages as the weights are
//! worth, (sum w)^2 / sum w^2 (Kish 1965).

use super::bootstrap::{quantile, tail_of};
use super::number::float;
use super::random::Purpose;
use super::{Interval, beta, tail, wilson};

/// Messages of one cell of a [`Confusion`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cell {
    /// How many they are.
    pub messages: u64,
    /// The sum of their weights.
    pub weight: f64,
    /// The sum of the squares of their weights.
    pub squares: f64,
}

impl Cell {
    fn with(self, other: Self) -> Self {
        Self {
            messages: self.messages + other.messages,
            weight: self.weight + other.weight,
            squares: self.squares + other.squares,
        }
    }

    /// Messages that these are worth for each unit of weight: 1 where all weights are 1.
    fn worth(self) -> f64 {
        if self.squares > 0.0 { self.weight / self.squares } else { 0.0 }
    }
}

/// Messages by whether a theme was found in them, and whether it was coded.
///
/// ```
/// use themeshift::stats::agreement::Confusion;
/// let mut messages = Confusion::default();
/// for (found, coded) in [(true, true), (true, false), (true, true), (false, true), (false, false)] {
///     messages.add(found, coded, 1.0);
/// }
/// assert_eq!(messages.precision(), Some(2.0 / 3.0));
/// assert_eq!(Confusion::default().precision(), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Confusion {
    /// Found and coded: true positives.
    pub both: Cell,
    /// Found and not coded: false positives.
    pub found_only: Cell,
    /// Coded and not found: false negatives.
    pub coded_only: Cell,
    /// Neither: true negatives.
    pub neither: Cell,
}

impl Confusion {
    /// Adds a message.
    pub fn add(&mut self, found: bool, coded: bool, weight: f64) {
        let cell = match (found, coded) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.found_only,
            (false, true) => &mut self.coded_only,
            (false, false) => &mut self.neither,
        };
        *cell = cell.with(Cell { messages: 1, weight, squares: weight * weight });
    }

    /// Adds the messages of another one.
    pub fn merge(&mut self, other: &Self) {
        self.both = self.both.with(other.both);
        self.found_only = self.found_only.with(other.found_only);
        self.coded_only = self.coded_only.with(other.coded_only);
        self.neither = self.neither.with(other.neither);
    }

    /// Precision: of the messages in which the theme was found, the share in which it was coded.
    ///
    /// 0 to 1. `None` where it was found in no message.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.both.weight, self.both.weight + self.found_only.weight)
    }

    /// Recall: of the messages in which the theme was coded, the share in which it was found.
    ///
    /// 0 to 1. `None` where it was coded in no message.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.both.weight, self.both.weight + self.coded_only.weight)
    }

    /// F1, the harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979).
    ///
    /// 0 to 1. `None` where the theme was neither found nor coded.
    pub fn f1(&self) -> Option<f64> {
        let twice = 2.0 * self.both.weight;
        ratio(twice, twice + self.found_only.weight + self.coded_only.weight)
    }

    /// Cohen's kappa (Cohen 1960): (p - e) / (1 - e), with p the share of messages on which both agree, and e the share
    /// expected by chance from how often each says yes.
    ///
    /// At most 1; 0 is chance. `None` where both say the same of every message, as e is 1.
    pub fn kappa(&self) -> Option<f64> {
        let [a, b, c, d] = [self.both, self.found_only, self.coded_only, self.neither].map(|cell| cell.weight);
        ratio(2.0 * (a * d - b * c), (a + b) * (b + d) + (a + c) * (c + d))
    }

    /// Wilson interval of precision (Wilson 1927).
    ///
    /// `None` where precision is, and where `level` is not between 0 and 1.
    pub fn precision_interval(&self, level: f64) -> Option<Interval> {
        score(self.both, self.found_only, level)
    }

    /// Wilson interval of recall (Wilson 1927).
    ///
    /// `None` where recall is, and where `level` is not between 0 and 1.
    pub fn recall_interval(&self, level: f64) -> Option<Interval> {
        score(self.both, self.coded_only, level)
    }

    /// Interval of F1 with equal tails of its posterior under Jeffreys' prior (Goutte and Gaussier 2005).
    ///
    /// They show that F1 is U / (U + V), with U a Gamma variate of shape TP + 1/2 and scale 2, and V one of shape
    /// FP + FN + 1 and scale 1. So F1 = 2 J / (1 + J) with J, the Jaccard index, a Beta variate, and no number is drawn.
    /// Widened to hold F1 itself. `None` where F1 is, and where `level` is not between 0 and 1.
    pub fn f1_interval(&self, level: f64) -> Option<Interval> {
        let (estimate, tail) = (self.f1()?, tail_of(level)?);
        let wrong = self.found_only.with(self.coded_only);
        let worth = self.both.with(wrong).worth();
        let (a, b) = (self.both.weight * worth + 0.5, wrong.weight * worth + 1.0);
        // With t the log odds of J, 2 J / (1 + J) is 2 / (2 + e^-t).
        let at = |probability| beta::ln_odds_quantile(a, b, probability).map(|odds| 2.0 / (2.0 + (-odds).exp()));
        Some(Interval { low: at(tail)?.min(estimate), high: at(1.0 - tail)?.max(estimate) })
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

fn score(right: Cell, wrong: Cell, level: f64) -> Option<Interval> {
    let worth = right.with(wrong).worth();
    wilson::score(right.weight * worth, wrong.weight * worth, tail::normal_two_sided_quantile(level)?)
}

/// The measures of agreement, of one kind of value.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores<T> {
    /// Precision.
    pub precision: T,
    /// Recall.
    pub recall: T,
    /// F1.
    pub f1: T,
    /// Cohen's kappa.
    pub kappa: T,
}

impl<T: Copy> Scores<T> {
    fn list(&self) -> [T; 4] {
        [self.precision, self.recall, self.f1, self.kappa]
    }
}

/// Averages over themes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Averages<T> {
    /// Of the messages of all themes together: a frequent theme weighs more.
    pub micro: Scores<T>,
    /// The mean over the themes for which the measure is defined: each theme weighs the same.
    pub mean: Scores<T>,
}

/// One message: its weight, and for each theme whether it was found and whether it was coded.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The weight.
    pub weight: f64,
    /// Found and coded, one pair for each theme.
    pub themes: Vec<(bool, bool)>,
}

/// For each of `themes` themes its messages.
pub fn confusions<'j>(messages: impl IntoIterator<Item = &'j Judged>, themes: usize) -> Vec<Confusion> {
    let mut all = vec![Confusion::default(); themes];
    for message in messages {
        for (theme, &(found, coded)) in all.iter_mut().zip(&message.themes) {
            theme.add(found, coded, message.weight);
        }
    }
    all
}

/// Averages over themes; `None` where no theme has a value.
pub fn averages(themes: &[Confusion]) -> Averages<Option<f64>> {
    let mut all = Confusion::default();
    themes.iter().for_each(|theme| all.merge(theme));
    let mean = |measure: fn(&Confusion) -> Option<f64>| {
        let values: Vec<f64> = themes.iter().filter_map(measure).collect();
        ratio(values.iter().sum(), float(values.len() as u64))
    };
    Averages {
        micro: Scores { precision: all.precision(), recall: all.recall(), f1: all.f1(), kappa: all.kappa() },
        mean: Scores {
            precision: mean(Confusion::precision),
            recall: mean(Confusion::recall),
            f1: mean(Confusion::f1),
            kappa: mean(Confusion::kappa),
        },
    }
}

/// Percentile intervals of [`averages`] (Efron 1979): whole messages are drawn again, with replacement and with their
/// weights, as the themes of a message go together.
///
/// Widened to hold the averages themselves. `None` for fewer than two messages, where more than half the replicates
/// have no value, and where `level` is not between 0 and 1.
pub fn average_intervals(
    messages: &[Judged],
    themes: usize,
    level: f64,
    replicates: u64,
    purpose: &Purpose<'_>,
) -> Averages<Option<Interval>> {
    let mut drawn: [Vec<f64>; 8] = Default::default();
    if messages.len() > 1 {
        for index in 0..replicates {
            let mut source = purpose.replicate(index);
            let again = messages.iter().filter_map(|_| messages.get(source.index(messages.len())));
            let Averages { micro, mean } = averages(&confusions(again, themes));
            for (values, value) in drawn.iter_mut().zip([micro.list(), mean.list()].concat()) {
                values.extend(value);
            }
        }
    }
    let estimates = averages(&confusions(messages, themes));
    let ends = |values: &mut Vec<f64>, estimate: Option<f64>| {
        let (estimate, tail) = (estimate?, tail_of(level)?);
        values.sort_by(f64::total_cmp);
        let enough = values.len() as u64 * 2 > replicates;
        let (low, high) = (quantile(values, tail)?, quantile(values, 1.0 - tail)?);
        enough.then(|| Interval { low: low.min(estimate), high: high.max(estimate) })
    };
    let [micro, mean] = [(0, estimates.micro), (4, estimates.mean)].map(|(first, scores)| Scores {
        precision: ends(&mut drawn[first], scores.precision),
        recall: ends(&mut drawn[first + 1], scores.recall),
        f1: ends(&mut drawn[first + 2], scores.f1),
        kappa: ends(&mut drawn[first + 3], scores.kappa),
    });
    Averages { micro, mean }
}

/// Krippendorff's alpha for nominal values (Krippendorff 2019, chapter 12): 1 - observed over expected disagreement.
///
/// `units` holds, for each unit, the values of the coders who coded it; units with fewer than two values say nothing
/// and are left out. At most 1; 0 is chance. `None` where there is no pair of values, and where all values are the same.
pub fn krippendorff_alpha(units: &[Vec<u32>]) -> Option<f64> {
    let mut totals = std::collections::BTreeMap::<u32, u64>::new();
    let mut disagreement = 0.0;
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut counts = std::collections::BTreeMap::<u32, u64>::new();
        unit.iter().for_each(|value| *counts.entry(*value).or_default() += 1);
        let coders = unit.len() as u64;
        let alike: u64 = counts.values().map(|count| count * count).sum();
        disagreement += float(coders * coders - alike) / float(coders - 1);
        counts.iter().for_each(|(value, count)| *totals.entry(*value).or_default() += count);
    }
    let all: u64 = totals.values().sum();
    let alike: u128 = totals.values().map(|total| u128::from(*total).pow(2)).sum();
    let expected = float(u128::from(all).pow(2) - alike);
    ratio(disagreement * float(all.saturating_sub(1)), expected).map(|share| 1.0 - share)
}
