//! Intervals of a rate, computed from its sums. Which one?
//!
//! [`RateSums::interval`]. Of the candidates it was the one whose coverage stayed nearest 95 % where messages come in
//! documents, few or many, and where they are drawn one by one (`tests/coverage/`; its tables are
//! `tests/reference/coverage.md`). The bootstrap intervals of [`super::bootstrap`]
//! and the symmetric [`RateSums::linearised`] fall to 80 % and less where few messages have a hit: they are here to
//! compare with, and good from about 50 messages with a hit.
//!
//! An interval of one document's messages covers the variation within that document only.

use super::number::{finite, float, product};
use super::rate::{RateSums, rule_of_three};
use super::{Interval, tail, wilson};

/// With fewer degrees of freedom an interval would be so wide that it says nothing: with one, t is 12.7.
const LEAST_FREEDOM: f64 = 2.0;
/// At most so many degrees of freedom are taken from other periods.
const MOST_BORROWED: f64 = 6.0;

/// How hits scatter among units, of one period or of several: what an interval needs to know of its error.
///
/// Scatters add up: those of all other periods of a theme are what the interval of one period borrows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scatter {
    /// sum (y - r n)^2 of each period, corrected for the r that is estimated: divided by 1 - H with H = sum n^2 / N^2,
    /// which for k equal units is k / (k - 1).
    spread: f64,
    /// Hits, or what stands in for their variance: hits (1 - p) for a share.
    hits: f64,
    /// Degrees of freedom.
    freedom: f64,
    /// Hits, and units with a hit, of all periods.
    counts: [u64; 2],
}

impl Scatter {
    /// Of one period: nothing where it has fewer than two units or no hit.
    pub fn of(sums: &RateSums) -> Self {
        Self::with_variance(sums, float(sums.hits))
    }

    /// Of one period for a share: the units count messages with a theme as hits and messages as tokens. Independent messages
    /// have a variance of p (1 - p).
    pub fn of_share(sums: &RateSums) -> Self {
        let rest =
            if sums.tokens > 0 { float(sums.tokens.saturating_sub(sums.hits)) / float(sums.tokens) } else { 0.0 };
        Self::with_variance(sums, float(sums.hits) * rest)
    }

    fn with_variance(sums: &RateSums, hits: f64) -> Self {
        let all = product(sums.tokens, sums.tokens);
        let apart = all.saturating_sub(sums.tokens_squared);
        if sums.units < 2 || sums.hits == 0 || apart == 0 || sums.tokens_squared == 0 {
            return Self { hits, counts: [sums.hits, sums.units_with_hits], ..Self::default() };
        }
        // 1 / H - 1, without a rounding of H, as for equal units it is a whole number.
        let freedom = (float(apart) / float(sums.tokens_squared)).min(2.0 * float(sums.units_with_hits));
        let spread = sums.residual_squares() * (float(all) / float(apart));
        Self { spread, hits, freedom, counts: [sums.hits, sums.units_with_hits] }
    }

    /// Adds the scatter of another period.
    pub fn add(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, count)| *sum = sum.saturating_add(count));
        // A period of one unit says nothing of how units scatter.
        if other.freedom > 0.0 {
            self.spread += other.spread;
            self.hits += other.hits;
            self.freedom += other.freedom;
        }
    }

    /// All of these less one that was added.
    #[must_use]
    pub fn less(&self, part: &Self) -> Self {
        let counts = [0, 1].map(|place| self.counts[place].saturating_sub(part.counts[place]));
        if part.freedom <= 0.0 {
            return Self { counts, ..*self };
        }
        let less = |all: f64, part: f64| (all - part).max(0.0);
        Self {
            counts,
            spread: less(self.spread, part.spread),
            hits: less(self.hits, part.hits),
            freedom: less(self.freedom, part.freedom),
        }
    }

    /// Degrees of freedom, of each period 1/H - 1, which for k equal units is k - 1 (Kish 1965); at most twice the units with
    /// a hit, as these decide how well the error is known.
    pub fn freedom(&self) -> f64 {
        self.freedom
    }

    /// Dispersion: 1 for independent hits, 4 where clustering doubles the error; at least 1. No unit.
    pub fn dispersion(&self) -> f64 {
        if self.hits > 0.0 { (self.spread / self.hits).max(1.0) } else { 1.0 }
    }

    /// Hits in a unit that has any; 1 where nothing is known.
    fn hits_per_unit(&self) -> f64 {
        let [hits, units] = self.counts;
        if units > 0 { float(hits) / float(units) } else { 1.0 }
    }

    /// The dispersion of these units together with what others say, and the degrees of freedom of both.
    pub(super) fn with(&self, others: &Self) -> Option<(f64, u64)> {
        let (own, freedom) = (if self.hits > 0.0 { self.spread / self.hits } else { 0.0 }, self.freedom());
        let borrowed = others.freedom().min(MOST_BORROWED);
        let pooled = others.dispersion();
        let borrowed = if own > pooled { borrowed * (pooled / own).powi(2) } else { borrowed };
        let all = borrowed + freedom;
        if all + 1e-9 < LEAST_FREEDOM {
            return None;
        }
        let dispersion = finite((borrowed * pooled + freedom * own) / all)?.max(1.0);
        Some((dispersion, (all + 1e-9) as u64))
    }
}

/// Interval of a share of messages where messages come in clusters: Wilson's for an effective number of messages (Korn and
/// Graubard 1998), with Student's t.
///
/// `sums` count messages with the theme as hits and messages as tokens of each cluster; `others` is the [`Scatter::of_share`]
/// of other periods. The effective number is that of all messages over the dispersion, as in [`RateSums::interval`]. Where
/// no message has the theme or all have it, the dispersion is that of the others, and t has their degrees of freedom; without
/// others each cluster counts as one message. No unit, 0 to 1. `None` without messages, for too few clusters as there, and
/// where `level` is not between 0 and 1.
pub fn clustered_share(sums: &RateSums, level: f64, others: &Scatter) -> Option<Interval> {
    let (with, all) = (sums.hits, sums.tokens);
    if all == 0 || with > all {
        return None;
    }
    let alone =
        || (sums.units > 2 && (with == 0 || with == all)).then(|| (float(all) / float(sums.units), sums.units - 1));
    let (dispersion, freedom) = Scatter::of_share(sums).with(others).or_else(alone)?;
    let t = tail::student_two_sided_quantile(level, freedom)?;
    let share = float(with) / float(all);
    let effective = float(all) / dispersion;
    wilson::score(share * effective, (1.0 - share) * effective, t)
}

impl RateSums {
    /// Interval of the rate: the score interval of an effective number of hits, with Student's t.
    ///
    /// With Y hits of N tokens and the dispersion phi = se^2 N / r, E = Y / phi is the number of independent hits that
    /// would have this relative error. The interval holds the rates x with |r - x| <= t sqrt(x phi / N), which is Wilson's
    /// argument for a Poisson count of E (Wilson 1927; effective counts as in Korn and Graubard 1998): phi / N (E + t^2/2
    /// +- t sqrt(E + t^2/4)).
    ///
    /// Few units know little of their own dispersion, so phi is the mean of that of these units and that of the units of
    /// `others`, the other periods, weighted by what each knows: nu degrees of freedom of its own ([`Scatter::freedom`]),
    /// and at most 6 of the others, times (phi of the others / own phi)^2 where its own is the larger. phi is at least 1,
    /// that of independent hits. t has as many degrees of freedom as both together, rounded down.
    ///
    /// Hits per 1,000 tokens. Without a hit [0, [`rule_of_three`]], always at 95 %, with the hits of a unit that has any in the
    /// others. `None` where there is no token, where both together have
    /// fewer than two degrees of freedom, as two units have by themselves, and where `level` is not between 0 and 1.
    ///
    /// ```
    /// use themeshift::stats::interval::Scatter;
    /// use themeshift::stats::rate::{RateSums, Unit};
    /// let messages = [(1, 40), (0, 60), (3, 50), (0, 50)].map(|(hits, tokens)| Unit { hits, tokens });
    /// let interval = RateSums::of(&messages).interval(0.95, &Scatter::default()).unwrap();
    /// assert!(interval.low < 20.0 && 20.0 < interval.high);
    /// assert_eq!(RateSums::of(&messages[..1]).interval(0.95, &Scatter::default()), None);
    /// ```
    pub fn interval(&self, level: f64, others: &Scatter) -> Option<Interval> {
        if self.hits == 0 {
            let high = rule_of_three(self.units, self.tokens, others.hits_per_unit())?;
            return (level > 0.0 && level < 1.0).then_some(Interval { low: 0.0, high });
        }
        let (dispersion, freedom) = Scatter::of(self).with(others)?;
        let t = tail::student_two_sided_quantile(level, freedom)?;
        let rate = self.per_1000()?;
        let effective = float(self.hits) / dispersion;
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

    /// The rate, above 0, and its error: linearised, or by tokens where all messages have the same rate.
    fn rate_and_error(&self) -> Option<(f64, f64)> {
        let rate = self.per_1000().filter(|rate| *rate > 0.0)?;
        let linearised = self.standard_error()?;
        let error = if linearised > 0.0 { linearised } else { self.token_standard_error()? };
        (error > 0.0).then_some((rate, error))
    }
}
