//! What a hit of a pattern counts for in the weighted sum of its theme.

use std::fmt;

/// Parts of a whole number that a weight is made of: nine decimals are kept.
pub const WEIGHT_PARTS: i64 = 1_000_000_000;
/// The greatest weight, up and down.
const GREATEST: f64 = 1e9;

/// The weight of a pattern: a number with nine decimals, as a whole number of billionths, so that sums are exact and
/// depend on no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(i64);

/// What is wrong with a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeightError {
    /// What is wrong.
    pub message: &'static str,
    /// What to do.
    pub hint: &'static str,
}

impl Weight {
    /// The weight of a pattern that says none.
    pub const ONE: Self = Self(WEIGHT_PARTS);

    /// A number as a weight, rounded to nine decimals.
    ///
    /// # Errors
    /// When it is not finite, beyond ±1,000,000,000, or so small that nothing is left of it.
    pub fn of(number: f64) -> Result<Self, WeightError> {
        if !number.is_finite() {
            return Err(WeightError { message: "is no finite number", hint: "write a number, such as 2.5 or -1" });
        }
        if number.abs() > GREATEST {
            let message = "is beyond 1,000,000,000";
            return Err(WeightError { message, hint: "divide all weights of the codebook by the same number" });
        }
        // The shortest text that reads as the number: of 0.1 it is exact. Longer fractions are rounded.
        let short = number.to_string();
        let text = match short.split_once('.') {
            Some((_, fraction)) if fraction.len() > 9 => format!("{number:.9}"),
            _ => short,
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let parts = format!("{whole}{fraction:0<9}").parse().unwrap_or(0);
        if parts == 0 && number != 0.0 {
            let message = "is smaller than the nine decimals that are kept";
            return Err(WeightError { message, hint: "multiply all weights of the codebook by the same number" });
        }
        Ok(Self(parts))
    }

    /// Text as a weight: `2.5`, `-1`, `1e-3`.
    ///
    /// # Errors
    /// As [`Weight::of`], and when it is no number.
    pub fn parse(text: &str) -> Result<Self, WeightError> {
        let number = text.trim().parse().map_err(|_| WeightError { message: "is no number", hint: "write 2.5 or -1" });
        number.and_then(Self::of)
    }

    /// The weight as billionths.
    pub fn parts(self) -> i64 {
        self.0
    }
}

/// The number with as many decimals as it has: `3`, `-0.25`.
impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, parts) = (self.0.unsigned_abs(), WEIGHT_PARTS.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let fraction = format!("{:09}", size % parts);
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{sign}{}", size / parts),
            fraction => write!(f, "{sign}{}.{fraction}", size / parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept_to_nine_decimals() {
        for (text, parts, shown) in [
            ("3", 3_000_000_000, "3"),
            ("-0.1", -100_000_000, "-0.1"),
            ("+2.50", 2_500_000_000, "2.5"),
            ("1e-3", 1_000_000, "0.001"),
            ("0", 0, "0"),
            ("-0", 0, "0"),
            ("0.66666666666666663", 666_666_667, "0.666666667"),
            ("-0.0000000006", -1, "-0.000000001"),
            ("123456789.1", 123_456_789_100_000_000, "123456789.1"),
            ("-1e9", -1_000_000_000_000_000_000, "-1000000000"),
        ] {
            let weight = Weight::parse(text).expect(text);
            assert_eq!((weight.parts(), weight.to_string().as_str()), (parts, shown), "{text}");
            assert_eq!(Weight::parse(shown), Ok(weight));
        }
        for (text, message) in [
            ("nan", "is no finite number"),
            ("-inf", "is no finite number"),
            ("1e400", "is no finite number"),
            ("1.0000001e9", "is beyond 1,000,000,000"),
            ("1e-12", "is smaller than the nine decimals that are kept"),
            ("", "is no number"),
            ("1,5", "is no number"),
        ] {
            assert_eq!(Weight::parse(text).expect_err(text).message, message, "{text}");
        }
    }
}
