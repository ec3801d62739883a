//! The hypergeometric distribution: marked items among those drawn without replacement.

use super::beta::ln_binomial;
use super::number::{LARGEST_TOTAL, float, product};
use super::random::Source;

/// All tables with given margins: `marked` of `marked + unmarked` items are marked and `drawn` are drawn.
pub(super) struct Tables {
    pub(super) marked: u64,
    pub(super) unmarked: u64,
    pub(super) drawn: u64,
    pub(super) least: u64,
    pub(super) most: u64,
}

impl Tables {
    /// The tables with the margins of (a, b; c - a, d - b): c marked, a + b drawn.
    pub(super) fn new(a: u64, b: u64, c: u64, d: u64) -> Option<Self> {
        (a <= c && b <= d).then(|| Self::with_margins(c, d, a.checked_add(b)?))?
    }

    /// `None` where there is no item, where more are drawn than there are, and beyond [`LARGEST_TOTAL`].
    pub(super) fn with_margins(marked: u64, unmarked: u64, drawn: u64) -> Option<Self> {
        let total = u128::from(marked) + u128::from(unmarked);
        let fits = total > 0 && total <= LARGEST_TOTAL && u128::from(drawn) <= total;
        fits.then(|| Self { marked, unmarked, drawn, least: drawn.saturating_sub(unmarked), most: drawn.min(marked) })
    }

    /// The likeliest number of marked items drawn.
    pub(super) fn mode(&self) -> u64 {
        let likeliest = product(self.marked + 1, self.drawn + 1) / u128::from(self.marked + self.unmarked + 2);
        u64::try_from(likeliest).unwrap_or(u64::MAX).clamp(self.least, self.most)
    }

    /// ln of the probability to draw `x` marked items, from three binomial probabilities (Loader 2000).
    pub(super) fn ln_probability(&self, x: u64) -> f64 {
        let total = float(self.marked + self.unmarked);
        let left = self.marked + self.unmarked - self.drawn;
        let (share, rest) = (float(self.drawn) / total, float(left) / total);
        ln_binomial_count(x, self.marked - x, share, rest)
            + ln_binomial_count(self.drawn - x, self.unmarked + x - self.drawn, share, rest)
            - ln_binomial_count(self.drawn, left, share, rest)
    }

    /// ln of the probability of all tables up to `below` and from `above`, as far as there are any.
    pub(super) fn ln_tails(&self, below: Option<u64>, above: Option<u64>) -> f64 {
        let below = below.filter(|x| *x >= self.least).map(|x| self.ln_tail(x, false));
        let above = above.filter(|x| *x <= self.most).map(|x| self.ln_tail(x, true));
        let parts: Vec<f64> = [below, above].into_iter().flatten().collect();
        let largest = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = parts.iter().map(|part| (part - largest).exp()).sum();
        (largest + sum.ln()).min(0.0)
    }

    /// ln of the probability of the tables from `start` outward.
    fn ln_tail(&self, start: u64, upward: bool) -> f64 {
        let (mut x, mut term, mut sum) = (start, 1.0, 1.0);
        while x != if upward { self.most } else { self.least } {
            let ratio = if upward { self.ratio(x) } else { 1.0 / self.ratio(x - 1) };
            term *= ratio;
            sum += term;
            // Ratios fall outward, so the rest is at most a geometric series.
            if ratio < 1.0 && term * ratio <= (1.0 - ratio) * sum * 1e-17 {
                break;
            }
            x = if upward { x + 1 } else { x - 1 };
        }
        self.ln_probability(start) + sum.ln()
    }

    /// A random number of marked items among those drawn, by inversion outward from the mode: some standard deviations
    /// of steps.
    pub(super) fn draw(&self, source: &mut Source) -> u64 {
        let (mut low, mut high) = (self.mode(), self.mode());
        let (mut low_term, mut high_term) = (self.ln_probability(low).exp(), self.ln_probability(high).exp());
        let mut left = source.unit() - low_term;
        let mut drawn = low;
        while left >= 0.0 && (low > self.least || high < self.most) {
            let up = if high < self.most { high_term * self.ratio(high) } else { 0.0 };
            let down = if low > self.least { low_term / self.ratio(low - 1) } else { 0.0 };
            if up == 0.0 && down == 0.0 {
                break;
            }
            if up >= down {
                (high, high_term, drawn) = (high + 1, up, high + 1);
                left -= up;
            } else {
                (low, low_term, drawn) = (low - 1, down, low - 1);
                left -= down;
            }
        }
        drawn
    }

    /// Probability of x + 1 over that of x.
    fn ratio(&self, x: u64) -> f64 {
        // All counts are below 2^40, so these floats are exact.
        let other = self.unmarked + x + 1 - self.drawn;
        ((self.marked - x) as f64 / (x + 1) as f64) * ((self.drawn - x) as f64 / other as f64)
    }
}

/// ln of the binomial probability of `a` successes and `b` failures.
fn ln_binomial_count(a: u64, b: u64, share: f64, rest: f64) -> f64 {
    let power = |count: u64, share: f64, other: f64| {
        if count == 0 {
            0.0
        } else if share > 0.5 {
            float(count) * (-other).ln_1p()
        } else {
            float(count) * share.ln()
        }
    };
    match (a, b) {
        (0, _) => power(b, rest, share),
        (_, 0) => power(a, share, rest),
        _ => ln_binomial(float(a), float(b), share, rest),
    }
}
