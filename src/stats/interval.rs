//! Intervals of a rate, computed from its sums. Which one?
//!
//! [`RateSums::interval`]. In a simulation with skewed message lengths and clustered hits, 15 to 200 messages and 2 %
//! to 60 % of them with a hit, it was the one whose coverage stayed nearest 95 % without falling under 92 % anywhere
//! (`tests/coverage/`; its table is `tests/reference/coverage.md`). The bootstrap intervals of [`super::bootstrap`]
//! and the symmetric [`RateSums::linearised`] fall to 80 % and less where few messages have a hit: they are here to
//! compare with, and good from about 50 messages with a hit.
//!
//! An interval of one document's messages covers the variation within that document only.

use super::number::{finite, float};
use super::rate::{RateSums, rule_of_three};
use super::{Interval, tail};

impl RateSums {
    /// Interval of the rate: the score interval of an effective number of hits, with Student's t.
    ///
    /// With r the rate and se its linearised standard error, e = (r/se)^2 is the number of independent hits that would
    /// have this relative error. The interval holds the rates x with |r - x| <= t sqrt(x r / e), which is Wilson's
    /// argument for a Poisson count of e (Wilson 1927; effective counts as in Korn and Graubard 1998):
    /// r/e (e + t^2/2 +- t sqrt(e + t^2/4)). t has min(k - 1, 2 m) degrees of freedom, k messages, m of them with a
    /// hit, as m messages decide how well se is known.
    ///
    /// Hits per 1,000 tokens. Without a hit [0, [`rule_of_three`]], always at 95 %, with `hits_per_message` as there;
    /// otherwise it is not used. Where all messages have the same rate, se is that of tokens. `None` where there is no
    /// token, where there are hits but fewer than two messages, and where `level` is not between 0 and 1.
    ///
    /// ```
    /// use themeshift::stats::rate::{RateSums, Unit};
    /// let messages = [(1, 40), (0, 60), (3, 50), (0, 50)].map(|(hits, tokens)| Unit { hits, tokens });
    /// let interval = RateSums::of(&messages).interval(0.95, 1.0).unwrap();
    /// assert!(interval.low < 20.0 && 20.0 < interval.high);
    /// assert_eq!(RateSums::of(&messages[..1]).interval(0.95, 1.0), None);
    /// ```
    pub fn interval(&self, level: f64, hits_per_message: f64) -> Option<Interval> {
        if self.hits == 0 {
            let high = rule_of_three(self.units, self.tokens, hits_per_message)?;
            return (level > 0.0 && level < 1.0).then_some(Interval { low: 0.0, high });
        }
        let (rate, error) = self.rate_and_error()?;
        let freedom = (self.units - 1).min(self.units_with_hits.saturating_mul(2));
        let t = tail::student_two_sided_quantile(level, freedom)?;
        let effective = (rate / error).powi(2);
        let upper = effective + t * t / 2.0 + t * (effective + t * t / 4.0).sqrt();
        // The product of both ends is r^2, so the lower one needs no difference.
        let high = finite(rate * (upper / effective))?;
        Some(Interval { low: (rate * (effective / upper)).min(rate), high: high.max(rate) })
    }

    /// Linearised interval: r +- t se with k - 1 degrees of freedom, cut off at 0 (Cochran 1977).
    ///
    /// Hits per 1,000 tokens. Too narrow where few messages have a hit. Where all messages have the same rate, se is
    /// that of tokens. `None` where there is no hit, for fewer than two messages, and where `level` is not between 0
    /// and 1.
    pub fn linearised(&self, level: f64) -> Option<Interval> {
        let (rate, error) = self.rate_and_error()?;
        let reach = tail::student_two_sided_quantile(level, self.units - 1)? * error;
        Some(Interval { low: (rate - reach).max(0.0), high: finite(rate + reach)? })
    }

    /// Linearised interval on the log scale: r exp(+- t se/r) with k - 1 degrees of freedom.
    ///
    /// Hits per 1,000 tokens. Better than [`RateSums::linearised`] where few messages have a hit. `None` as there.
    pub fn linearised_log(&self, level: f64) -> Option<Interval> {
        let (rate, error) = self.rate_and_error()?;
        let reach = tail::student_two_sided_quantile(level, self.units - 1)? * (error / rate);
        Some(Interval { low: rate * (-reach).exp(), high: finite(rate * reach.exp())? })
    }

    /// Hits in a message that has any: hits / messages with a hit. What [`RateSums::interval`] of a period without a hit
    /// asks of the other periods, merged. No unit. `None` where there is no hit.
    pub fn hits_per_message(&self) -> Option<f64> {
        (self.units_with_hits > 0).then(|| float(self.hits) / float(self.units_with_hits))
    }

    /// The rate, above 0, and its error: linearised, or by tokens where all messages have the same rate.
    fn rate_and_error(&self) -> Option<(f64, f64)> {
        let rate = self.per_1000().filter(|rate| *rate > 0.0)?;
        let linearised = self.standard_error()?;
        let error = if linearised > 0.0 { linearised } else { self.token_standard_error()? };
        (error > 0.0).then_some((rate, error))
    }
}
