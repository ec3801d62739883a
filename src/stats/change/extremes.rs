//! What was observed of a change, and how often reassignments are as extreme.

use super::{Both, Permutation};
use crate::stats::rate::RateSums;
use crate::stats::tail::normal_two_sided_p;

/// A p with fewer extreme reassignments than this is drawn more exactly.
const FEW_EXTREME: u64 = 5;
/// A p with so many is plain.
const ENOUGH_EXTREME: u64 = 50;

/// What was observed of a theme, and how many reassignments were at least as extreme.
pub(super) struct Extremes {
    pub observed: [f64; 2],
    /// Nothing is drawn, as the limit of the reassignments is known.
    pub limit: bool,
    pub rates: u64,
    pub messages: u64,
    pub replicates: u64,
}

impl Extremes {
    pub fn observed(sides: &[[Both; 2]], weights: &[f64]) -> Option<Self> {
        let margin = 1.0 - 1e-9;
        let rates = studentised(sides, weights, |side| &side.tokens)?.abs() * margin;
        let messages = studentised(sides, weights, |side| &side.messages)?.abs() * margin;
        sides.iter().flatten().any(|side| side.tokens.hits > 0).then_some(Self {
            observed: [rates, messages],
            limit: false,
            rates: 0,
            messages: 0,
            replicates: 0,
        })
    }

    /// Whether both p are known well enough where there are many tests.
    pub fn is_plain(&self) -> bool {
        self.rates.min(self.messages) >= ENOUGH_EXTREME
    }

    /// Whether a p is so small that it should be drawn more exactly.
    pub fn few(&self) -> bool {
        self.rates.min(self.messages) < FEW_EXTREME
    }

    pub fn result(&self) -> Permutation {
        if self.limit {
            let p = |z: f64| normal_two_sided_p(z).unwrap_or(1.0).max(f64::MIN_POSITIVE);
            return Permutation { p: p(self.observed[0]), p_per_message: p(self.observed[1]), replicates: 0 };
        }
        let p = |extreme: u64| (1.0 + extreme as f64) / (1.0 + self.replicates as f64);
        Permutation { p: p(self.rates), p_per_message: p(self.messages), replicates: self.replicates }
    }

    /// Counts a reassignment: whether it is as extreme by tokens and by messages.
    pub fn see(&mut self, [rates, messages]: [bool; 2]) {
        self.rates += u64::from(rates);
        self.messages += u64::from(messages);
        self.replicates += 1;
    }
}

/// The sums of [`RateSums`] in floats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub units: f64,
    pub hits: f64,
    pub tokens: f64,
    pub hits_squared: f64,
    pub hits_tokens: f64,
    pub tokens_squared: f64,
}

/// Whether a weighted difference over its error is at least as large as what was observed, by squares in floats, which takes a
/// fraction of the time of [`studentised`]; `None` where that is too close to tell.
pub(super) fn clearly_extreme(layers: impl Iterator<Item = Option<(f64, [Side; 2])>>, observed: f64) -> Option<bool> {
    let (mut difference, mut apart, mut variance, mut size) = (0.0, 0.0, 0.0, 0.0);
    for layer in layers {
        let (weight, ends) = layer?;
        let mut rates = [0.0; 2];
        for (rate, side) in rates.iter_mut().zip(&ends) {
            if side.units < 2.0 || side.tokens == 0.0 {
                return None;
            }
            *rate = side.hits / side.tokens;
            let squares = side.hits_squared + *rate * *rate * side.tokens_squared;
            let products = 2.0 * *rate * side.hits_tokens;
            let scale = weight * weight * side.units / (side.units - 1.0) / side.tokens / side.tokens;
            variance += scale * (squares - products);
            size += scale * (squares + products);
        }
        difference += weight * (rates[1] - rates[0]);
        apart += weight.abs() * (rates[1] + rates[0]);
    }
    let observed = observed * observed;
    let bound = observed * variance;
    let unsure = 1e-9 * (apart * difference.abs() + observed * size) + 1e-18 * apart * apart;
    let difference = difference * difference;
    ((difference - bound).abs() > unsure).then_some(difference > bound)
}

/// The weighted difference over its error: 0 for none, infinite where only the error is 0.
pub(super) fn studentised(sides: &[[Both; 2]], weights: &[f64], of: fn(&Both) -> &RateSums) -> Option<f64> {
    let (mut difference, mut error) = (0.0, 0.0_f64);
    for (sides, weight) in sides.iter().zip(weights) {
        let [first, second] = sides.each_ref().map(of);
        difference += weight * (second.per_1000()? - first.per_1000()?);
        error = error.hypot(weight * first.standard_error()?.hypot(second.standard_error()?));
    }
    Some(if difference == 0.0 { 0.0 } else { difference / error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clearly_extreme_is_so_exactly() {
        let mut seed = 7_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut told = 0;
        for round in 0..10_000 {
            let ends: Vec<RateSums> = (0..2)
                .map(|_| {
                    let mut sums = RateSums::default();
                    for _ in 0..random(9) {
                        let hits = random(4) * random(2);
                        sums.add(crate::stats::rate::Unit {
                            hits,
                            tokens: 10 * random(4) + random(2) * random(1 << 30),
                        });
                    }
                    sums
                })
                .collect();
            let sides = [[0, 1].map(|end| Both { tokens: ends[end], messages: ends[end].per_message() })];
            for of in [|side: &Both| &side.tokens, |side: &Both| &side.messages] as [fn(&Both) -> &RateSums; 2] {
                let exact = studentised(&sides, &[1.0], of);
                // What is exactly as large as observed is among them.
                let observed = match round % 3 {
                    0 => exact.map_or(0.0, f64::abs),
                    1 => exact.map_or(1.0, f64::abs) * (1.0 - 1e-9),
                    _ => random(400) as f64 / 100.0,
                };
                let ends = sides[0].each_ref().map(|side| {
                    let sums = of(side);
                    let [hits_squared, hits_tokens, tokens_squared] =
                        [sums.hits_squared, sums.hits_tokens, sums.tokens_squared].map(|sum| sum as f64);
                    let [units, hits, tokens] = [sums.units, sums.hits, sums.tokens].map(|sum| sum as f64);
                    Side { units, hits, tokens, hits_squared, hits_tokens, tokens_squared }
                });
                let clearly = clearly_extreme([Some((1.0, ends))].into_iter(), observed);
                if let Some(clearly) = clearly {
                    told += 1;
                    assert_eq!(clearly, exact.map_or(f64::INFINITY, f64::abs) >= observed, "{ends:?} {observed}");
                }
            }
        }
        assert!(told > 3_000, "{told}");
    }
}
