//! Bootstrap of a rate: messages drawn again, with replacement, many times.

use super::number::float;
use super::random::{Purpose, Source};
use super::rate::{RateSums, Unit};
use super::{Interval, tail};

/// Replicates of a rate, all in hits per 1,000 tokens.
///
/// One replicate draws as many messages as there are, with replacement, and computes the rate and its linearised
/// standard error from them (Efron 1979). The intervals below are widened to hold the estimate where they would not,
/// and cut off at 0. They are `None` where there is no hit: see [`super::rate::rule_of_three`].
#[derive(Debug, Clone)]
pub struct Bootstrap {
    estimate: f64,
    standard_error: f64,
    /// Rate and standard error of each replicate, in order of the replicates.
    replicates: Vec<(f64, f64)>,
    acceleration: f64,
}

impl Bootstrap {
    /// Draws `replicates` replicates. `None` for fewer than two messages, no token, no hit or no replicate.
    pub fn draw(units: &[Unit], replicates: u64, purpose: &Purpose<'_>) -> Option<Self> {
        let sums = RateSums::of(units);
        let (estimate, standard_error) = (sums.per_1000()?, sums.standard_error()?);
        if sums.hits == 0 {
            return None;
        }
        let replicates: Vec<(f64, f64)> = (0..replicates)
            .filter_map(|index| {
                let drawn = resample(units, &mut purpose.replicate(index));
                Some((drawn.per_1000()?, drawn.standard_error()?))
            })
            .collect();
        let acceleration = acceleration(units, &sums);
        (!replicates.is_empty()).then_some(Self { estimate, standard_error, replicates, acceleration })
    }

    /// Percentile interval: the (1 - `level`)/2 and (1 + `level`)/2 quantiles of the replicates (Efron 1979).
    ///
    /// Hits per 1,000 tokens. `None` where `level` is not between 0 and 1.
    pub fn percentile(&self, level: f64) -> Option<Interval> {
        let tail = tail_of(level)?;
        let rates = self.sorted_rates();
        Some(self.around(quantile(&rates, tail)?, quantile(&rates, 1.0 - tail)?))
    }

    /// Bias-corrected and accelerated interval (Efron 1987), acceleration by leaving out each message in turn.
    ///
    /// Hits per 1,000 tokens. `None` where `level` is not between 0 and 1.
    pub fn bca(&self, level: f64) -> Option<Interval> {
        let tail = tail_of(level)?;
        let rates = self.sorted_rates();
        let below = float(rates.partition_point(|rate| *rate < self.estimate) as u64);
        let equal = float(rates.partition_point(|rate| *rate <= self.estimate) as u64) - below;
        let count = float(rates.len() as u64);
        let bias = tail::normal_quantile(((below + equal / 2.0) / count).clamp(0.5 / count, 1.0 - 0.5 / count));
        let moved = |z: f64| {
            let slope = 1.0 - self.acceleration * (bias + z);
            if slope > 0.0 { tail::normal_below(bias + (bias + z) / slope) } else { f64::from(u8::from(z > 0.0)) }
        };
        let z = tail::normal_quantile(tail);
        Some(self.around(quantile(&rates, moved(z))?, quantile(&rates, moved(-z))?))
    }

    /// Studentised interval, bootstrap-t: r - t* se, with t* the quantiles of (r* - r)/se* (Efron 1982).
    ///
    /// Hits per 1,000 tokens. Replicates whose standard error is 0 are left out; `None` where these are more than half,
    /// and where `level` is not between 0 and 1.
    pub fn studentised(&self, level: f64) -> Option<Interval> {
        let tail = tail_of(level)?;
        let mut values: Vec<f64> = self
            .replicates
            .iter()
            .filter(|(_, error)| *error > 0.0)
            .map(|(rate, error)| (rate - self.estimate) / error)
            .collect();
        if values.len() * 2 < self.replicates.len() {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let (low, high) = (quantile(&values, tail)?, quantile(&values, 1.0 - tail)?);
        Some(self.around(self.estimate - high * self.standard_error, self.estimate - low * self.standard_error))
    }

    fn sorted_rates(&self) -> Vec<f64> {
        let mut rates: Vec<f64> = self.replicates.iter().map(|(rate, _)| *rate).collect();
        rates.sort_by(f64::total_cmp);
        rates
    }

    fn around(&self, low: f64, high: f64) -> Interval {
        Interval { low: low.min(self.estimate).max(0.0), high: high.max(self.estimate) }
    }
}

/// Sums over as many messages as `units` has, drawn with replacement.
pub(super) fn resample(units: &[Unit], source: &mut Source) -> RateSums {
    let mut sums = RateSums::default();
    for _ in units {
        if let Some(unit) = units.get(source.index(units.len())) {
            sums.add(*unit);
        }
    }
    sums
}

/// The `p` quantile of sorted values, at place (B + 1) p (Hyndman and Fan 1996, type 6).
pub(super) fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = (float(sorted.len() as u64 + 1) * p - 1.0).clamp(0.0, float(last as u64));
    let index = place as usize;
    let (low, high) = (*sorted.get(index)?, *sorted.get((index + 1).min(last))?);
    let part = place.fract();
    Some(if part == 0.0 { low } else { low + part * (high - low) })
}

pub(super) fn tail_of(level: f64) -> Option<f64> {
    (level > 0.0 && level < 1.0).then(|| (1.0 - level) / 2.0)
}

/// Efron's acceleration: sum d^3 / (6 (sum d^2)^1.5), d the mean of the leave-one-out rates less each of them.
fn acceleration(units: &[Unit], sums: &RateSums) -> f64 {
    let left_out: Vec<f64> = units
        .iter()
        .filter_map(|unit| {
            super::rate::per_1000(sums.hits.checked_sub(unit.hits)?, sums.tokens.checked_sub(unit.tokens)?)
        })
        .collect();
    let mean = left_out.iter().sum::<f64>() / float(left_out.len().max(1) as u64);
    let (squares, cubes) = left_out.iter().fold((0.0, 0.0), |(squares, cubes), rate| {
        let d = mean - rate;
        (squares + d * d, cubes + d * d * d)
    });
    let value = cubes / (6.0 * squares.powf(1.5));
    if value.is_finite() { value } else { 0.0 }
}
