//! Intervals of a rate from its sums alone.

use super::rate::{RateSums, rule_of_three};
use super::{Interval, tail};

impl RateSums {
    /// Linearised interval: r +- t se with k - 1 degrees of freedom, cut off at 0.
    ///
    /// Hits per 1,000 tokens.
    pub fn linearised(&self, level: f64) -> Option<Interval> {
        let (rate, error) = (self.per_1000()?, self.interval_error()?);
        let reach = tail::student_two_sided_quantile(level, self.units - 1)? * error;
        Some(Interval { low: (rate - reach).max(0.0), high: rate + reach })
    }

    /// Linearised interval on the log scale: r exp(+- t se / r) with k - 1 degrees of freedom.
    ///
    /// Hits per 1,000 tokens.
    pub fn linearised_log(&self, level: f64) -> Option<Interval> {
        let (rate, error) = (self.per_1000()?, self.interval_error()?);
        let reach = tail::student_two_sided_quantile(level, self.units - 1)? * (error / rate);
        Some(Interval { low: rate * (-reach).exp(), high: (rate * reach.exp()).min(f64::MAX) })
    }

    /// The error for an interval: linearised, or by tokens where all messages have the same rate.
    fn interval_error(&self) -> Option<f64> {
        if self.hits == 0 {
            return None;
        }
        let error = self.standard_error()?;
        if error > 0.0 { Some(error) } else { self.token_standard_error() }
    }

    /// Rule of three.
    pub fn no_hit(&self, hits_per_message: f64) -> Option<Interval> {
        (self.hits == 0).then_some(())?;
        rule_of_three(self.units, self.tokens, hits_per_message).map(|high| Interval { low: 0.0, high })
    }
}
