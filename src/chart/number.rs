//! Numbers as a reader sees them: one number of decimals for a whole chart, thousands set apart,
//! and round values for axes. Which marks stand in a number is a choice of the project: [`NUMBER_MARKS`].
//!
//! [`NUMBER_MARKS`]: crate::config::NUMBER_MARKS

use crate::analysis::written::MINUS;
use crate::config::NumberMarks;
use crate::plural::ending;

/// Writes numbers with the marks of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The marks.
    pub marks: NumberMarks,
}

impl Numbers {
    /// A count.
    pub(super) fn count(self, value: u64) -> String {
        self.marked(&value.to_string())
    }

    /// The format for the values of one chart.
    pub(super) fn format(self, values: impl IntoIterator<Item = f64>) -> Format {
        Format::for_values(self, values)
    }

    /// A value of an axis, with just the decimals that its step needs.
    pub(super) fn axis(self, value: f64, step: f64) -> String {
        if value == 0.0 {
            return "0".to_string();
        }
        let step = step.abs();
        let whole = |decimals: usize| {
            let text = format!("{step:.decimals$}");
            text.parse::<f64>().is_ok_and(|shown| (shown - step).abs() <= step * 1e-6)
        };
        let decimals = (0..9).find(|&decimals| whole(decimals)).unwrap_or(9);
        let sign = if value < 0.0 { String::from(MINUS) } else { String::new() };
        let size = value.abs();
        let text = if size >= 1e7 { format!("{size:.1e}") } else { format!("{size:.decimals$}") };
        format!("{sign}{}", self.marked(&text))
    }

    /// A number that is written already, with the per cent sign behind it.
    pub(super) fn percent(self, number: &str) -> String {
        format!("{number}{}%", self.marks.before_percent)
    }

    /// A probability, without the 0 before a decimal point (but with it before a comma), as findings and the report write it.
    pub(super) fn probability(self, p: f64) -> String {
        let text = self.marked(&format!("{p}"));
        if self.marks.decimal == '.' { text.trim_start_matches('0').to_string() } else { text }
    }

    /// "1 message", "28 messages".
    pub(super) fn plural(self, n: u64, noun: &str) -> String {
        format!("{} {noun}{}", self.count(n), if n == 1 { "" } else { ending(noun) })
    }

    /// The unit of rates: "mentions per 1,000 words", in the words of findings and report.
    pub(super) fn per_1000_words(self, what: &str) -> String {
        format!("{what} per {} words", self.count(1000))
    }

    /// A number written with a point, with the marks of the language in place.
    fn marked(self, number: &str) -> String {
        let (number, exponent) = number.split_once('e').map_or((number, None), |(n, e)| (n, Some(e)));
        let (whole, fraction) = number.split_once('.').map_or((number, None), |(w, f)| (w, Some(f)));
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push_str(self.marks.thousands);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push(self.marks.decimal);
            text.push_str(fraction);
        }
        if let Some(exponent) = exponent {
            text.push('e');
            text.push_str(exponent);
        }
        text
    }
}

/// How the values of one chart are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    numbers: Numbers,
    decimals: usize,
}

impl Format {
    /// Chooses the decimals by the largest value: three below 0.1, two below 1, one below 100, none above.
    fn for_values(numbers: Numbers, values: impl IntoIterator<Item = f64>) -> Self {
        let largest = values.into_iter().filter(|v| v.is_finite()).fold(0.0, |max: f64, v| max.max(v.abs()));
        let decimals = match largest {
            v if v <= 0.0 => 1,
            v if v < 0.1 => 3,
            v if v < 1.0 => 2,
            v if v < 100.0 => 1,
            _ => 0,
        };
        Self { numbers, decimals }
    }

    /// A value that is not negative. An exact zero is `0`; a value that would be rounded to zero
    /// is written as less than the smallest step, such as `<0.1`.
    pub(super) fn value(self, value: f64) -> String {
        if value == 0.0 {
            return "0".to_string();
        }
        if value >= 1e7 {
            return self.numbers.marked(&format!("{value:.1e}"));
        }
        let text = format!("{value:.*}", self.decimals);
        if text.chars().any(|c| matches!(c, '1'..='9')) {
            self.numbers.marked(&text)
        } else {
            format!("<{}", self.smallest())
        }
    }

    /// A difference with its sign; one that is not zero but would be rounded to zero is `≈0`.
    pub(super) fn change(self, change: f64) -> String {
        if change == 0.0 {
            return "0".to_string();
        }
        let size = self.value(change.abs());
        match (size.starts_with('<'), change > 0.0) {
            (true, _) => "≈0".to_string(),
            (false, true) => format!("+{size}"),
            (false, false) => format!("{MINUS}{size}"),
        }
    }

    fn smallest(self) -> String {
        match self.decimals {
            0 => "1".to_string(),
            decimals => self.numbers.marked(&format!("0.{}1", "0".repeat(decimals - 1))),
        }
    }
}

/// Round values from 0 up to at least `largest`, in `steps` steps or fewer (but at least one);
/// the step is 1, 2 or 5 times a power of ten. A largest value of 0 gives 0 and 1.
pub(super) fn round_steps(largest: f64, steps: usize) -> Vec<f64> {
    if !(largest.is_finite() && largest > 0.0) {
        return vec![0.0, 1.0];
    }
    let steps = steps.max(1) as f64;
    // Powers of ten by repeated multiplication: the same bits on every machine.
    let mut power: f64 = 1.0;
    while power * steps < largest && power < 1e300 {
        power *= 10.0;
    }
    while power * steps >= largest * 10.0 && power > 1e-300 {
        power /= 10.0;
    }
    let step = [0.1, 0.2, 0.5, 1.0].map(|m| m * power).into_iter().find(|s| s * steps >= largest * (1.0 - 1e-9));
    let step = step.unwrap_or(power);
    let count = ((largest / step) - 1e-9).ceil().clamp(1.0, steps) as usize;
    (0..=count).map(|i| i as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(code: &str) -> Numbers {
        Numbers { marks: NumberMarks::of(code).expect("a language") }
    }

    #[test]
    fn decimals_follow_the_largest_value() {
        assert_eq!(numbers("en").format([0.0, 12.34]).value(12.34), "12.3");
        assert_eq!(numbers("en").format([0.456]).value(0.456), "0.46");
        assert_eq!(numbers("en").format([1234.5]).value(1234.5), "1,234");
        assert_eq!(numbers("en").format([f64::NAN, 3.0]).value(3.0), "3.0");
    }

    #[test]
    fn zero_and_nearly_zero_differ() {
        let format = numbers("en").format([12.0]);
        assert_eq!(format.value(0.0), "0");
        assert_eq!(format.value(0.01), "<0.1");
        assert_eq!(format.change(-0.01), "≈0");
        assert_eq!(format.change(-3.25), "−3.2");
        assert_eq!(format.change(3.26), "+3.3");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(numbers("en").count(7012), "7,012");
        assert_eq!(numbers("en").count(999), "999");
        assert_eq!(numbers("en").count(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn axis_labels_have_the_decimals_of_the_step() {
        assert_eq!(numbers("en").axis(2.0, 0.5), "2.0");
        assert_eq!(numbers("en").axis(4000.0, 2000.0), "4,000");
        assert_eq!(numbers("en").axis(0.0, 0.01), "0");
        assert_eq!(numbers("en").axis(0.15, 0.05), "0.15");
    }

    #[test]
    fn marks_follow_the_language() {
        let shown = |code: &str| {
            let numbers = numbers(code);
            [numbers.count(1_234_567), numbers.format([1234.5, 9.0]).value(0.25), numbers.axis(-1234.5, 0.5)]
        };
        assert_eq!(shown("en"), ["1,234,567", "<1", "−1,234.5"]);
        assert_eq!(shown("de"), ["1.234.567", "<1", "−1.234,5"]);
        assert_eq!(shown("fr"), ["1\u{202F}234\u{202F}567", "<1", "−1\u{202F}234,5"]);
        assert_eq!(shown("ch"), ["1’234’567", "<1", "−1’234.5"]);
        assert_eq!(numbers("de").format([3.0]).value(0.01), "<0,1");
        assert_eq!(numbers("de").format([1.2e7]).value(1.2e7), "1,2e7");
        assert_eq!((numbers("de").percent("5"), numbers("it").percent("5")), ("5\u{A0}%".into(), "5%".into()));
        assert_eq!([numbers("en"), numbers("de")].map(|of| of.probability(0.05)), [".05", "0,05"]);
        assert_eq!(numbers("it").per_1000_words("mentions"), "mentions per 1.000 words");
    }

    #[test]
    fn steps_are_round_and_reach_the_largest_value() {
        assert_eq!(round_steps(9.3, 2), [0.0, 5.0, 10.0]);
        assert_eq!(round_steps(10.0, 2), [0.0, 5.0, 10.0]);
        assert_eq!(round_steps(4.0, 4), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(round_steps(0.0, 3), [0.0, 1.0]);
        for largest in [1e-200, 0.07, 0.6, 1.0, 17.3, 999.9, 1e12, 1e200] {
            let steps = round_steps(largest, 3);
            assert!(steps.len() <= 4 && *steps.last().unwrap() >= largest * 0.999_999, "{largest}: {steps:?}");
        }
    }
}
