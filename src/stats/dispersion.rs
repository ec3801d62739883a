//! Dispersion: whether hits are spread over the parts of a text or crowded into a few.
//!
//! Parts are the messages of a period: v hits and n tokens each; f hits and N tokens in all. Use [`dp_norm`] when parts
//! differ in length, as messages do; [`juilland_d`] is kept because it is widely reported. A part without tokens is
//! left out of both. Each measure comes in two forms: from the parts, and from exact integer sums over them, for
//! counts that arrive in a stream.

use super::number::{float, product};

/// The binary places of the fixed-point sums that [`juilland_d_from_sums`] takes: a share of 1 is 2^60.
pub const FIXED_POINT_BITS: u32 = 60;

/// The share v/n of a part and its square, each in fixed point with [`FIXED_POINT_BITS`] binary places, rounded down.
///
/// The error is below 2^-59 each. Sums of these are exact in any order. `None` where `tokens` is 0 and where `hits`
/// exceeds `tokens`.
pub fn fixed_point_share(hits: u64, tokens: u64) -> Option<(u128, u128)> {
    if tokens == 0 || hits > tokens {
        return None;
    }
    // A division of 64 bits does for the few hits that a part mostly has, and takes a fraction of the time.
    let share = match hits {
        0..16 => u128::from((hits << FIXED_POINT_BITS) / tokens),
        _ => (u128::from(hits) << FIXED_POINT_BITS) / u128::from(tokens),
    };
    Some((share, (share * share) >> FIXED_POINT_BITS))
}

/// Juilland's D: 1 - (sd(p)/mean(p)) / sqrt(k - 1), p = v/n over the k parts, sd with divisor k (Juilland and
/// Chang-Rodriguez 1964).
///
/// No unit; 1 for equal shares in all parts, 0 when one part has all. No correction; parts without hits count.
/// `None` for fewer than two parts with tokens and where there is no hit. Slices of unequal length give `None`.
///
/// ```
/// use themeshift::stats::dispersion::juilland_d;
/// let d = juilland_d(&[1, 2, 3, 4, 5], &[9, 10, 10, 10, 11]).unwrap();
/// assert!((d - 0.785150).abs() < 1e-6);
/// assert_eq!(juilland_d(&[0, 0], &[9, 10]), None);
/// ```
pub fn juilland_d(hits: &[u64], tokens: &[u64]) -> Option<f64> {
    let shares: Vec<f64> = parts(hits, tokens)?.map(|(v, n)| float(v) / float(n)).collect();
    if shares.len() < 2 {
        return None;
    }
    let k = float(shares.len() as u64);
    let mean = shares.iter().sum::<f64>() / k;
    if mean <= 0.0 {
        return None;
    }
    let variance = shares.iter().map(|p| (p / mean - 1.0).powi(2)).sum::<f64>() / k;
    Some((1.0 - (variance / (k - 1.0)).sqrt()).clamp(0.0, 1.0))
}

/// Juilland's D from sums: k parts, the sum of p and the sum of p squared in fixed point (2^60 = 1).
///
/// The same as [`juilland_d`], as sd(p)/mean(p) = sqrt(k sum(p^2) / sum(p)^2 - 1); sums of [`fixed_point_share`] keep
/// eight digits and more for shares above 1e-5. Parts without hits add to `parts` only. `None` for fewer than two
/// parts and where the sum of p is 0.
pub fn juilland_d_from_sums(parts: u64, sum_p: u128, sum_p_squared: u128) -> Option<f64> {
    if parts < 2 || sum_p == 0 {
        return None;
    }
    let scale = float(1_u128 << FIXED_POINT_BITS);
    let (k, sum, squares) = (float(parts), float(sum_p) / scale, float(sum_p_squared) / scale);
    let variance = (k * (squares / sum) / sum - 1.0).max(0.0);
    let d = (1.0 - (variance / (k - 1.0)).sqrt()).clamp(0.0, 1.0);
    // Below the precision of the sums: all hits are in one part.
    Some(if d < 1e-9 { 0.0 } else { d })
}

/// Gries's deviation of proportions: DP = 1/2 sum of |v/f - n/N| over the parts (Gries 2008).
///
/// No unit; 0 when hits are spread like tokens, near 1 when one small part has all. No correction; parts without hits
/// count. `None` where there is no hit or no token. Slices of unequal length give `None`.
pub fn dp(hits: &[u64], tokens: &[u64]) -> Option<f64> {
    let sums = DpSums::of(hits, tokens)?;
    dp_from_sums(sums.absolute, sums.hits, sums.tokens)
}

/// Normalised deviation of proportions: DP / (1 - smallest n/N) (Lijffijt and Gries 2012).
///
/// As [`dp`], scaled so that 1 is reached when the smallest part has all hits. `None` also where there is one part.
pub fn dp_norm(hits: &[u64], tokens: &[u64]) -> Option<f64> {
    let sums = DpSums::of(hits, tokens)?;
    dp_norm_from_sums(sums.absolute, sums.hits, sums.tokens, sums.smallest)
}

/// [`dp`] from sums: `absolute` = sum of |v N - n f| over all parts, f hits, N tokens; DP = `absolute` / (2 f N).
///
/// `absolute` is an exact integer; a part without hits adds n f to it. `None` where f or N is 0.
pub fn dp_from_sums(absolute: u128, hits: u64, tokens: u64) -> Option<f64> {
    let scale = product(hits, tokens);
    (scale > 0).then(|| (float(absolute) / float(scale) / 2.0).min(1.0))
}

/// [`dp_norm`] from sums: those of [`dp_from_sums`] and the tokens of the smallest part that has any.
///
/// `None` where f or N is 0, and where the smallest part holds all tokens.
pub fn dp_norm_from_sums(absolute: u128, hits: u64, tokens: u64, smallest: u64) -> Option<f64> {
    let dp = dp_from_sums(absolute, hits, tokens)?;
    let rest = tokens.checked_sub(smallest).filter(|rest| *rest > 0)?;
    Some((dp * (float(tokens) / float(rest))).min(1.0))
}

struct DpSums {
    absolute: u128,
    hits: u64,
    tokens: u64,
    smallest: u64,
}

impl DpSums {
    fn of(hits: &[u64], tokens: &[u64]) -> Option<Self> {
        let (mut sums, mut all) = (Self { absolute: 0, hits: 0, tokens: 0, smallest: u64::MAX }, 0_u128);
        for (v, n) in parts(hits, tokens)? {
            sums.hits = sums.hits.checked_add(v)?;
            sums.tokens = sums.tokens.checked_add(n)?;
            sums.smallest = sums.smallest.min(n);
        }
        for (v, n) in parts(hits, tokens)? {
            all = all.checked_add(product(v, sums.tokens).abs_diff(product(n, sums.hits)))?;
        }
        sums.absolute = all;
        Some(sums)
    }
}

/// The parts with tokens.
fn parts<'a>(hits: &'a [u64], tokens: &'a [u64]) -> Option<impl Iterator<Item = (u64, u64)> + 'a> {
    let pairs = || hits.iter().copied().zip(tokens.iter().copied());
    (hits.len() == tokens.len()).then(|| pairs().filter(|(_, n)| *n > 0))
}
