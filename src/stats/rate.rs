//! Rates of hits over tokens, with an error that knows that hits cluster in messages.
//!
//! The message is the sampling unit. Tokens within a message are not independent, so an error computed from tokens is
//! too small; [`RateSums::design_effect`] says how much.

use super::number::{finite, float, product};

/// Share: k/n. No unit, 0 to 1. No correction. `None` where n is 0 or k > n.
pub fn share(k: u64, n: u64) -> Option<f64> {
    (n > 0 && k <= n).then(|| float(k) / float(n))
}

/// Rate: 1,000 x `hits` / `tokens`.
///
/// The unit is hits per 1,000 word tokens, stop words and messages without a hit included. No correction; 0 where
/// there is no hit. Equal fractions give equal floats. `None` where `tokens` is 0.
pub fn per_1000(hits: u64, tokens: u64) -> Option<f64> {
    (tokens > 0).then(|| float(u128::from(hits) * 1000) / float(tokens))
}

/// Hits and tokens of one message, the sampling unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unit {
    /// Hits in the message.
    pub hits: u64,
    /// Word tokens of the message.
    pub tokens: u64,
}

/// Sums over messages that a rate and its standard error need. Sums merge by integer addition, in any order.
///
/// ```
/// use themeshift::stats::rate::{RateSums, Unit};
/// let messages = [(1, 40), (0, 60), (3, 50), (0, 50)].map(|(hits, tokens)| Unit { hits, tokens });
/// let sums = RateSums::of(&messages);
/// assert_eq!(sums.per_1000(), Some(20.0));
/// assert!(sums.design_effect().unwrap() > 1.0);
/// assert_eq!(RateSums::default().per_1000(), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateSums {
    /// Messages.
    pub units: u64,
    /// Messages with a hit.
    pub units_with_hits: u64,
    /// Hits.
    pub hits: u64,
    /// Tokens.
    pub tokens: u64,
    /// Sum of hits squared.
    pub hits_squared: u128,
    /// Sum of hits x tokens.
    pub hits_tokens: u128,
    /// Sum of tokens squared.
    pub tokens_squared: u128,
}

impl RateSums {
    /// The sums over `units`.
    pub fn of(units: &[Unit]) -> Self {
        let mut sums = Self::default();
        for unit in units {
            sums.add(*unit);
        }
        sums
    }

    /// Adds one message. Sums stay at the largest integer rather than overflow.
    pub fn add(&mut self, unit: Unit) {
        self.units = self.units.saturating_add(1);
        self.units_with_hits = self.units_with_hits.saturating_add(u64::from(unit.hits > 0));
        self.hits = self.hits.saturating_add(unit.hits);
        self.tokens = self.tokens.saturating_add(unit.tokens);
        self.hits_squared = self.hits_squared.saturating_add(product(unit.hits, unit.hits));
        self.hits_tokens = self.hits_tokens.saturating_add(product(unit.hits, unit.tokens));
        self.tokens_squared = self.tokens_squared.saturating_add(product(unit.tokens, unit.tokens));
    }

    /// Adds the sums of other messages.
    pub fn merge(&mut self, other: &Self) {
        self.units = self.units.saturating_add(other.units);
        self.units_with_hits = self.units_with_hits.saturating_add(other.units_with_hits);
        self.hits = self.hits.saturating_add(other.hits);
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.hits_squared = self.hits_squared.saturating_add(other.hits_squared);
        self.hits_tokens = self.hits_tokens.saturating_add(other.hits_tokens);
        self.tokens_squared = self.tokens_squared.saturating_add(other.tokens_squared);
    }

    /// These sums less those of some of their messages.
    #[must_use]
    pub fn without(&self, part: &Self) -> Self {
        Self {
            units: self.units.saturating_sub(part.units),
            units_with_hits: self.units_with_hits.saturating_sub(part.units_with_hits),
            hits: self.hits.saturating_sub(part.hits),
            tokens: self.tokens.saturating_sub(part.tokens),
            hits_squared: self.hits_squared.saturating_sub(part.hits_squared),
            hits_tokens: self.hits_tokens.saturating_sub(part.hits_tokens),
            tokens_squared: self.tokens_squared.saturating_sub(part.tokens_squared),
        }
    }

    /// The same messages as if each had one token, so that rates are hits per message (times 1,000).
    #[must_use]
    pub fn per_message(&self) -> Self {
        Self { tokens: self.units, hits_tokens: u128::from(self.hits), tokens_squared: u128::from(self.units), ..*self }
    }

    /// Rate r = sum(y)/sum(n), the ratio estimator, in hits per 1,000 tokens; see [`per_1000`].
    pub fn per_1000(&self) -> Option<f64> {
        per_1000(self.hits, self.tokens)
    }

    /// Linearised standard error of the rate: sqrt(k/(k-1) sum (y - r n)^2) / sum n over k messages (Cochran 1977,
    /// section 6.3; Taylor linearisation with replacement).
    ///
    /// In hits per 1,000 tokens. Messages without a hit count. No correction; 0 where all messages have the same rate,
    /// also where none has a hit. `None` for fewer than two messages and where there is no token.
    pub fn standard_error(&self) -> Option<f64> {
        if self.units < 2 || self.tokens == 0 {
            return None;
        }
        let (k, tokens) = (float(self.units), float(self.tokens));
        let variance = k / (k - 1.0) * (self.residual_squares() / tokens / tokens);
        finite(1000.0 * variance.sqrt())
    }

    /// Standard error that takes tokens as independent: sqrt(r (1 - r) / sum n), binomial.
    ///
    /// In hits per 1,000 tokens. Too small as soon as hits cluster; here to compare with. No correction; 0 where there
    /// is no hit. `None` where there is no token, and where hits exceed tokens.
    pub fn token_standard_error(&self) -> Option<f64> {
        let r = share(self.hits, self.tokens)?;
        let rest = float(self.tokens - self.hits) / float(self.tokens);
        Some(1000.0 * (r * rest / float(self.tokens)).sqrt())
    }

    /// Design effect: ([`RateSums::standard_error`] / [`RateSums::token_standard_error`])^2 (Kish 1965).
    ///
    /// No unit; 1 when hits fall like independent tokens, 4 when clustering doubles the error. `None` where either
    /// error is, and where there is no hit.
    pub fn design_effect(&self) -> Option<f64> {
        let token = self.token_standard_error().filter(|error| *error > 0.0)?;
        finite((self.standard_error()? / token).powi(2))
    }

    /// sum (y - r n)^2 = sum y^2 - 2 r sum y n + r^2 sum n^2, in exact integers as far as 128 bits go.
    pub(super) fn residual_squares(&self) -> f64 {
        let (hits, tokens) = (self.hits, self.tokens);
        let exact = || {
            let plus = self
                .hits_squared
                .checked_mul(product(tokens, tokens))?
                .checked_add(self.tokens_squared.checked_mul(product(hits, hits))?)?;
            let minus = self.hits_tokens.checked_mul(product(hits, tokens))?.checked_mul(2)?;
            Some(float(plus.saturating_sub(minus)) / float(tokens) / float(tokens))
        };
        exact().unwrap_or_else(|| {
            let r = float(hits) / float(tokens);
            let sum = float(self.hits_squared) - 2.0 * r * float(self.hits_tokens);
            (sum + r * (r * float(self.tokens_squared))).max(0.0)
        })
    }
}

/// Upper 95 % bound of a rate when no message has a hit: the rule of three, applied to messages (Hanley and
/// Lippman-Hand 1983).
///
/// At most 3/k of messages have a hit (at most all), so at most min(3, k) x `hits_per_message` / tokens x 1,000, in
/// hits per 1,000 tokens. `hits_per_message` is how many hits a message with any has, taken from the other periods; 1
/// where nothing is known. The lower bound is 0. `None` where there is no message or no token, and where
/// `hits_per_message` is below 1 or not finite.
pub fn rule_of_three(units: u64, tokens: u64, hits_per_message: f64) -> Option<f64> {
    if units == 0 || tokens == 0 || !(hits_per_message >= 1.0 && hits_per_message.is_finite()) {
        return None;
    }
    finite(1000.0 * float(units.min(3)) * hits_per_message / float(tokens))
}
