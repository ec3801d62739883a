//! Trends over few periods.
//!
//! [`MannKendall`] asks whether rates rise or fall steadily, whatever the steps; it uses only their order, and with
//! few periods it can show little: see [`attainable_p`]. [`cochran_armitage`] asks whether the share of messages moves
//! with the period, and uses every message. Periods that were not observed are not filled in.

use super::hypergeometric::Tables;
use super::number::{finite, float};
use super::random::Purpose;
use super::tail;
use std::cmp::Ordering;

/// The least number of messages in every period for which a p of a trend or a change is worth showing.
pub const LEAST_MESSAGES: u64 = 10;

/// The most values for which [`MannKendall`] has an exact p.
pub const MOST_EXACT: usize = 100;

/// The most values that the rank measures take; their work grows with the square.
const MOST_VALUES: usize = 10_000;

/// Mann-Kendall test of a monotonic trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs of periods that rise less pairs that fall.
    pub s: i64,
    /// Kendall's tau-b of the values against time; see [`kendall_tau_b`].
    pub tau_b: Option<f64>,
    /// Variance of S where all orders of these values are equally likely; 0 where all values are equal.
    pub variance: f64,
    /// Exact two-sided p; `None` for more than [`MOST_EXACT`] values.
    pub p_exact: Option<f64>,
    /// Two-sided p of the normal approximation with continuity correction, for more values than have an exact p.
    pub p_normal: f64,
    /// The smallest p that this many periods can give; see [`attainable_p`].
    pub p_attainable: f64,
}

impl MannKendall {
    /// Tests values that stand in the order of time (Mann 1945, Kendall 1975).
    ///
    /// S = sum over i < j of sign(`x_j - x_i`), positive for a rise. The p is the share of all orders of these values,
    /// ties among them included, with |S| at least as large: exact, by counting orders by their number of inversions.
    /// No continuity correction there. The approximation takes z = (|S| - 1) / sqrt(variance), or 0 where S is, with
    /// the variance \[n (n - 1) (2n + 5) - sum t (t - 1) (2t + 5)\] / 18 of n values with ties of t (Kendall 1975).
    /// Zeros are values like others. `None` for fewer than two values, for a value that is not a number, and for more
    /// than 10,000.
    ///
    /// ```
    /// use themeshift::stats::trend::MannKendall;
    /// let test = MannKendall::of(&[1.0, 2.0, 3.5, 4.0]).unwrap();
    /// assert_eq!(test.s, 6);
    /// assert!((test.p_exact.unwrap() - 2.0 / 24.0).abs() < 1e-12);
    /// assert_eq!(MannKendall::of(&[1.0]), None);
    /// ```
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.len() < 2 || values.len() > MOST_VALUES || values.iter().any(|value| value.is_nan()) {
            return None;
        }
        let s = concordance(values, None);
        let time: Vec<f64> = (0..values.len()).map(|index| float(index as u64)).collect();
        let part = |t: usize| t * (t - 1) * (2 * t + 5);
        let tied: usize = groups(values).into_iter().map(part).sum();
        let variance = float((part(values.len()) - tied) as u64) / 18.0;
        Some(Self {
            s,
            variance,
            p_normal: tail::normal_two_sided_p(corrected_z(s, variance))?,
            tau_b: kendall_tau_b(&time, values),
            p_exact: (values.len() <= MOST_EXACT).then(|| exact_p(values, s)),
            p_attainable: attainable_p(values.len() as u64)?,
        })
    }
}

/// S in standard errors, one pair nearer to 0 as S takes every other whole number. 0 where S is.
pub(super) fn corrected_z(s: i64, variance: f64) -> f64 {
    if s == 0 { 0.0 } else { (s - s.signum()) as f64 / variance.sqrt() }
}

/// The smallest two-sided p that the Mann-Kendall test can give with `years` values: 2 / `years`!, at most 1.
///
/// .3333 for 3 periods, .0833 for 4, .0167 for 5: four periods can never show a trend at .05. `None` for fewer than
/// two.
pub fn attainable_p(years: u64) -> Option<f64> {
    if years < 2 {
        return None;
    }
    // Beyond 170 periods the factorial is larger than any float, and beyond 200 so is every p that could be shown.
    Some((3..=years.min(200)).fold(1.0, |p, year| p / float(year)))
}

/// Kendall's tau-b: (C - D) / sqrt((n0 - n1)(n0 - n2)) (Kendall 1945).
///
/// C and D are the pairs in the same and in opposite order, n0 all pairs, n1 and n2 those tied in x and in y. No unit,
/// -1 to 1. `None` where all x or all y are equal, for unequal lengths, for values that are not numbers, and for more
/// than 10,000.
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    let valid = x.len() == y.len() && x.len() <= MOST_VALUES && !x.iter().chain(y).any(|value| value.is_nan());
    if !valid {
        return None;
    }
    let s = concordance(y, Some(x));
    let untied = |values: &[f64]| {
        let pairs = |n: usize| float((n * n.saturating_sub(1) / 2) as u64);
        pairs(values.len()) - groups(values).into_iter().map(pairs).sum::<f64>()
    };
    let scale = untied(x).sqrt() * untied(y).sqrt();
    (scale > 0.0).then(|| (s as f64 / scale).clamp(-1.0, 1.0))
}

/// Pairs in the same order less pairs in opposite order; without `x` the order is that of the slice.
fn concordance(y: &[f64], x: Option<&[f64]>) -> i64 {
    let sign = |first: f64, second: f64| match second.partial_cmp(&first) {
        Some(Ordering::Greater) => 1_i64,
        Some(Ordering::Less) => -1,
        _ => 0,
    };
    let mut s = 0;
    for (later, second) in y.iter().enumerate() {
        for (earlier, first) in y.iter().take(later).enumerate() {
            let direction = x.map_or(1, |x| sign(x[earlier], x[later]));
            s += direction * sign(*first, *second);
        }
    }
    s
}

/// Sizes of the groups of equal values.
fn groups(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    sorted.chunk_by(|a, b| a.partial_cmp(b) == Some(Ordering::Equal)).map(<[f64]>::len).collect()
}

/// Share of all orders of `values` with |S| at least |`s`|.
fn exact_p(values: &[f64], s: i64) -> f64 {
    // Groups of equal values join one after the other. The inversions that a group of t adds to m values are
    // distributed as the Mann-Whitney U of m against t, independently of those before (Kendall 1975).
    let (mut inversions, mut joined) = (vec![1.0], 0);
    for size in groups(values) {
        inversions = convolve(&inversions, &mann_whitney(joined, size));
        joined += size;
    }
    let pairs = inversions.len() as u64 - 1;
    let extreme = inversions
        .iter()
        .zip(0_u64..)
        .filter(|(_, count)| pairs.abs_diff(2 * count) >= s.unsigned_abs())
        .map(|(share, _)| share);
    extreme.sum::<f64>().min(1.0)
}

/// Probabilities of U = 0, 1, ..., m t for m values against t, all distinct.
fn mann_whitney(m: usize, t: usize) -> Vec<f64> {
    // The largest of the m + t values is one of the m with probability m / (m + t), and then follows all t:
    // P(m, t, u) = m/(m+t) P(m-1, t, u - t) + t/(m+t) P(m, t-1, u). Only sums of positive terms, so no digit is lost.
    let mut row: Vec<Vec<f64>> = vec![vec![1.0]; t + 1];
    for i in 1..=m {
        let mut next: Vec<Vec<f64>> = vec![vec![1.0]];
        for j in 1..=t {
            let all = float((i + j) as u64);
            let (from_m, from_t) = (float(i as u64) / all, float(j as u64) / all);
            let mut shares = vec![0.0; i * j + 1];
            for (u, share) in row[j].iter().enumerate() {
                shares[u + j] += from_m * share;
            }
            for (u, share) in next[j - 1].iter().enumerate() {
                shares[u] += from_t * share;
            }
            next.push(shares);
        }
        row = next;
    }
    row.pop().unwrap_or_default()
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            sum[i + j] += x * y;
        }
    }
    sum
}

/// The messages of one period and how many of them have the theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Presence {
    /// The score of the period: its place in time, as periods need not be equally far apart.
    pub score: f64,
    /// All messages.
    pub messages: u64,
    /// Messages with the theme.
    pub present: u64,
}

/// Cochran-Armitage test of a linear trend in shares: z (Cochran 1954, Armitage 1955).
///
/// z = sum `t_i` (`x_i - n_i p`) / sqrt(p q \[sum `n_i t_i`^2 - (sum `n_i t_i`)^2 / sum `n_i`\]), t the scores, x of n
/// messages, p the share over all, q = 1 - p. Standard normal without a trend; positive for a rise. No continuity
/// correction; z^2 is the X-squared of R's `prop.trend.test`. Periods with x = 0 count. `None` where no message or
/// every message has the theme, where fewer than two periods have messages, where a count exceeds its total, and where
/// scores are not finite.
///
/// ```
/// use themeshift::stats::trend::{Presence, cochran_armitage};
/// let years = [(1.0, 86, 83), (2.0, 93, 90), (3.0, 136, 129), (4.0, 82, 70)];
/// let years = years.map(|(score, messages, present)| Presence { score, messages, present });
/// assert!((cochran_armitage(&years).unwrap().powi(2) - 8.22492229).abs() < 1e-8);
/// assert_eq!(cochran_armitage(&years[..1]), None);
/// ```
pub fn cochran_armitage(years: &[Presence]) -> Option<f64> {
    let margins = Margins::of(years)?;
    let share = float(margins.present) / float(margins.messages);
    let rest = float(margins.messages - margins.present) / float(margins.messages);
    let (mut numerator, mut spread) = (0.0, 0.0);
    for year in years {
        let score = year.score - margins.centre;
        // x - n p = (x N - n X) / N, exact before it is rounded.
        let (seen, expected) = (
            u128::from(year.present) * u128::from(margins.messages),
            u128::from(year.messages) * u128::from(margins.present),
        );
        let excess = if seen >= expected { float(seen - expected) } else { -float(expected - seen) };
        numerator += score * (excess / float(margins.messages));
        spread += float(year.messages) * score * score;
    }
    let error = (share * rest * spread).sqrt();
    if error > 0.0 { finite(numerator / error) } else { None }
}

/// Two-sided p of [`cochran_armitage`] from the normal distribution. `None` as there.
pub fn cochran_armitage_p(years: &[Presence]) -> Option<f64> {
    tail::normal_two_sided_p(cochran_armitage(years)?)
}

/// Permutation p of [`cochran_armitage`], two-sided: messages reassigned among the periods.
///
/// Draws how many of the messages with the theme each period gets, its size kept, and counts |z| at least as large as
/// observed: p = (1 + number) / (1 + `replicates`), never 0 (Phipson and Smyth 2010). No correction. `None` as for
/// [`cochran_armitage`], without replicates, and for more than 2^32 messages.
pub fn cochran_armitage_permutation_p(years: &[Presence], replicates: u64, purpose: &Purpose<'_>) -> Option<f64> {
    cochran_armitage(years)?;
    let margins = Margins::of(years)?;
    if replicates == 0 || margins.messages > 1 << 32 {
        return None;
    }
    // The variance is the same for all reassignments, so the sum of centred scores takes the place of z.
    let statistic = |present: &[u64]| {
        let sum: f64 = years.iter().zip(present).map(|(year, x)| (year.score - margins.centre) * float(*x)).sum();
        sum.abs()
    };
    let seen: Vec<u64> = years.iter().map(|year| year.present).collect();
    let scale: f64 = years.iter().zip(&seen).map(|(year, x)| (year.score - margins.centre).abs() * float(*x)).sum();
    let observed = statistic(&seen) - 1e-12 * scale;
    let mut drawn = vec![0; years.len()];
    let mut extreme = 0_u64;
    for index in 0..replicates {
        let mut source = purpose.replicate(index);
        let (mut messages, mut present) = (margins.messages, margins.present);
        for (year, slot) in years.iter().zip(&mut drawn) {
            // Of the messages left, `present` with the theme, this period takes its own number.
            let tables = Tables::with_margins(present, messages - present, year.messages);
            *slot = tables.map_or(0, |tables| tables.draw(&mut source));
            messages -= year.messages;
            present -= *slot;
        }
        extreme += u64::from(statistic(&drawn) >= observed);
    }
    Some((1.0 + float(extreme)) / (1.0 + float(replicates)))
}

/// Totals over the periods and their mean score, each message counting once.
struct Margins {
    messages: u64,
    present: u64,
    centre: f64,
}

impl Margins {
    fn of(years: &[Presence]) -> Option<Self> {
        let (mut messages, mut present) = (0_u64, 0_u64);
        for year in years {
            if year.present > year.messages || !year.score.is_finite() {
                return None;
            }
            messages = messages.checked_add(year.messages)?;
            present = present.checked_add(year.present)?;
        }
        if present == 0 || present == messages {
            return None;
        }
        let centre = years.iter().map(|year| year.score * (float(year.messages) / float(messages))).sum::<f64>();
        finite(centre).map(|centre| Self { messages, present, centre })
    }
}
