//! Values that are safe and the same everywhere: rounded floats, text that no spreadsheet runs.

use std::borrow::Cow;

/// Rounds to six significant digits.
pub fn significant(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// Puts an apostrophe before text that a spreadsheet would run as a formula: text that begins with `=`, `+`, `-`,
/// `@`, a tab or a carriage return. Take the apostrophe off to compare the cell with the text. Only CSV needs it: Parquet and Excel cells say that they are text.
pub fn guard_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    #[test]
    fn six_significant_digits() {
        assert_eq!(significant(123_456_789.0), 123_457_000.0);
        assert_eq!(significant(0.055_229_14), 0.055_229_1);
        assert_eq!(significant(-0.000_012_345_678), -0.000_012_345_7);
        assert_eq!(significant(0.0), 0.0);
    }

    #[test]
    fn formulas_are_made_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guard_formula(text), format!("'{text}"));
        }
        assert_eq!(guard_formula("a=b"), "a=b");
    }
}
