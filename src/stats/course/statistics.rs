//! The statistics of a course: trend, splits and peaks.

use super::{Course, Pooled, Series, Sums};
use crate::stats::LEVEL;

/// The periods of one theme.
#[derive(Default)]
pub(super) struct Statistics {
    periods: Vec<OfPeriod>,
    /// What is after each period: summed up, as a difference of sums would lose small ones.
    after: Vec<Side>,
    tokens: f64,
    /// The mean place, weighted by tokens.
    centre: f64,
    /// An excess this small is rounding.
    rounding: f64,
}

#[derive(Clone, Copy)]
struct OfPeriod {
    place: f64,
    tokens: f64,
    /// S.
    excess: f64,
    /// V.
    variance: f64,
}

/// Periods before or after another.
#[derive(Clone, Copy, Default)]
struct Side {
    tokens: f64,
    excess: f64,
    variance: f64,
}

impl Side {
    fn add(&mut self, period: &OfPeriod) {
        self.tokens += period.tokens;
        self.excess += period.excess;
        self.variance += period.variance;
    }
}

impl Statistics {
    pub fn renew(&mut self, series: &Series, sums: &Sums, theme: usize) {
        let Pooled { rate, spread, alike, .. } = series.themes[theme];
        self.periods.clear();
        (self.tokens, self.centre, self.rounding) = (0.0, 0.0, 0.0);
        for (period, (place, [tokens, squares])) in series.places.iter().zip(&sums.tokens).enumerate() {
            let [hits, more] = sums.theme[period];
            let own = (more + rate * rate * squares).max(0.0);
            let excess = if alike { 0.0 } else { hits - rate * tokens };
            let variance = f64::midpoint(own, spread * squares);
            self.periods.push(OfPeriod { place: *place, tokens: *tokens, excess, variance });
            self.tokens += tokens;
            self.centre += tokens * place;
            self.rounding += 1e-12 * hits;
        }
        self.centre /= self.tokens;
        self.after.clear();
        self.after.resize(self.periods.len(), Side::default());
        let mut after = Side::default();
        for (period, slot) in self.periods.iter().zip(&mut self.after).rev() {
            *slot = after;
            after.add(period);
        }
    }

    /// sum a S and sum a^2 V of the trend.
    fn trend(&self) -> (f64, f64) {
        self.periods.iter().fold((0.0, 0.0), |(sum, variance), period| {
            let a = period.place - self.centre;
            (sum + a * period.excess, variance + a * a * period.variance)
        })
    }

    fn rounded(&self, excess: f64) -> f64 {
        if excess.abs() > self.rounding { excess } else { 0.0 }
    }

    /// The same of the split after each period but the last.
    fn splits(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let mut before = Side::default();
        let last = self.periods.len() - 1;
        self.periods[..last].iter().zip(&self.after).map(move |(period, after)| {
            before.add(period);
            let (f, rest) = (before.tokens / self.tokens, after.tokens / self.tokens);
            // Excesses sum to 0, so f of what is after and f - 1 of what is before is less what is before.
            (-self.rounded(before.excess), rest.powi(2) * before.variance + f * f * after.variance)
        })
    }

    /// The same of each period against all others.
    fn peaks(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let mut before = Side::default();
        self.periods.iter().zip(&self.after).map(move |(period, after)| {
            let f = period.tokens / self.tokens;
            let rest = (before.tokens + after.tokens) / self.tokens;
            let others = before.variance + after.variance;
            before.add(period);
            (self.rounded(period.excess), rest.powi(2) * period.variance + f * f * others)
        })
    }

    /// The squares of the three statistics.
    pub fn largest(&self) -> [f64; 3] {
        let largest = |largest: f64, contrast: (f64, f64)| largest.max(squared(contrast));
        [squared(self.trend()), self.splits().fold(0.0, largest), self.peaks().fold(0.0, largest)]
    }

    /// What is observed, without p.
    pub fn course(&self) -> Course {
        let splits: Vec<f64> = self.splits().map(z).collect();
        let peaks: Vec<f64> = self.peaks().map(z).collect();
        let ((split, z_split), (peak, z_peak)) = (first_largest(&splits), first_largest(&peaks));
        let within = -2.0 * (1.0 - LEVEL.sqrt()).ln();
        let least = z_split * z_split - within;
        let close = splits.iter().enumerate().filter(|(_, z)| **z * **z >= least);
        Course {
            z_trend: z(self.trend()),
            p_trend: 1.0,
            split: split + 1,
            z_split,
            p_split: 1.0,
            splits: close.map(|(place, _)| place + 1).collect(),
            peak,
            z_peak,
            p_peak: None,
            replicates: 0,
        }
    }
}

/// The square of z. 0 where only rounding sets the sum apart from 0.
fn squared((sum, variance): (f64, f64)) -> f64 {
    let square = sum * sum;
    if variance > 0.0 && square > 1e-18 * variance { square / variance } else { 0.0 }
}

fn z(contrast: (f64, f64)) -> f64 {
    let z = squared(contrast).sqrt();
    if contrast.0 < 0.0 { 0.0 - z } else { z }
}

/// The largest absolute number and its place: the first, where others are equal up to rounding.
fn first_largest(values: &[f64]) -> (usize, f64) {
    let mut largest = (0, 0.0_f64);
    for (place, value) in values.iter().enumerate() {
        if value.abs() > largest.1.abs() * (1.0 + 1e-9) {
            largest = (place, *value);
        }
    }
    largest
}
