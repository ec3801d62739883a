//! Values that are safe and the same everywhere: rounded floats, text that no spreadsheet runs.

use std::borrow::Cow;
use std::fmt::Write;

/// Rounds to six significant digits.
pub fn significant(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// Writes a number rounded to six significant digits, as short as it can be read back: `0.0552291`, `123457000.0`, `1e-7`.
pub(crate) fn write_significant(value: f64, out: &mut String) {
    let start = out.len();
    // A number next to 0 has fewer digits itself.
    let written =
        if value.is_subnormal() { write!(out, "{:e}", significant(value)) } else { write!(out, "{value:.5e}") };
    if written.is_err() || !value.is_finite() {
        return;
    }
    let (mantissa, exponent) = out[start..].split_once('e').unwrap_or((&out[start..], "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let negative = mantissa.starts_with('-');
    let mut digits = [b'0'; 6];
    digits.iter_mut().zip(mantissa.bytes().filter(u8::is_ascii_digit)).for_each(|(to, from)| *to = from);
    let some = digits.iter().rposition(|digit| *digit != b'0').map_or(1, |last| last + 1);
    let digits = &digits[..some];
    out.truncate(start);
    out.extend(negative.then_some('-'));
    let mut push = |digits: &[u8]| out.extend(digits.iter().map(|digit| char::from(*digit)));
    match usize::try_from(exponent) {
        Ok(exponent) if exponent < 16 => {
            let whole = (exponent + 1).min(some);
            push(&digits[..whole]);
            push(&b"0000000000000000"[..exponent + 1 - whole]);
            push(b".");
            push(if whole < some { &digits[whole..] } else { b"0" });
        }
        Err(_) if exponent >= -5 => {
            push(b"0.");
            push(&b"0000"[..exponent.unsigned_abs() as usize - 1]);
            push(digits);
        }
        _ => {
            push(&digits[..1]);
            if some > 1 {
                push(b".");
                push(&digits[1..]);
            }
            out.push_str(&format!("e{exponent}"));
        }
    }
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn six_significant_digits() {
        assert_eq!(significant(123_456_789.0), 123_457_000.0);
        assert_eq!(significant(0.055_229_14), 0.055_229_1);
        assert_eq!(significant(-0.000_012_345_678), -0.000_012_345_7);
        assert_eq!(significant(0.0), 0.0);
    }

    /// The number as a writer of CSV that knows nothing of digits writes it once it is rounded.
    fn written(value: f64) -> String {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        writer.serialize(significant(value)).expect("memory");
        String::from_utf8(writer.into_inner().expect("memory")).expect("text").trim_end().to_string()
    }

    proptest! {
        #[test]
        fn numbers_are_written_once(digits in -9_999_999_i64..9_999_999, exponent in -30_i32..30, any in any::<f64>()) {
            for value in [digits as f64 * 10_f64.powi(exponent), any, digits as f64 / 7.0, digits as f64 * 1e-323] {
                if value.is_finite() {
                    let mut out = String::from("x");
                    write_significant(value, &mut out);
                    prop_assert_eq!(&out[1..], written(value));
                }
            }
        }
    }

    #[test]
    fn formulas_are_made_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guard_formula(text), format!("'{text}"));
        }
        assert_eq!(guard_formula("a=b"), "a=b");
    }
}
