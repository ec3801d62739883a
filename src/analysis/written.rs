//! Numbers as readers see them, by one rule for findings, charts and the report: a true minus sign, no sign at what is written
//! as zero, no 0 before the point of a probability.

/// The minus sign.
pub const MINUS: char = '\u{2212}';

/// A number with so many decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value < 0.0 && !zero { format!("{MINUS}{text}") } else { text }
}

/// The same with its sign.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// A probability as people write it: `.031`, `.0004`, and `< .0001` below that.
pub fn probability(p: f64) -> String {
    let text = match p {
        p if p < 0.0001 => return "< .0001".into(),
        p if p < 0.001 => format!("{p:.4}"),
        p => format!("{p:.3}"),
    };
    text.replacen("0.", ".", 1)
}

/// The most decimals of a rate.
const MOST_DIGITS: usize = 8;

/// A rate with so many decimals, or with as many as it needs not to look like none.
pub fn rate(rate: f64, digits: usize) -> String {
    if rate == 0.0 {
        return "none".into();
    }
    let (mut enough, mut smallest) = (digits, 0.5 / 10.0_f64.powf(digits as f64));
    while rate < smallest && enough < MOST_DIGITS {
        (enough, smallest) = (enough + 1, smallest / 10.0);
    }
    format!("{rate:.enough$}")
}

/// The label of a period or group within a sentence: "the 1970s" for a decade, "the 1790s-1860s" for several, else the label.
pub fn within(label: &str) -> String {
    let decade = |part: &str| {
        part.strip_suffix('s').is_some_and(|year| {
            (3..=4).contains(&year.len()) && year.ends_with('0') && year.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if label.split('-').all(decade) { format!("the {label}") } else { label.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_signs_are_true_and_zero_has_none() {
        assert_eq!([fixed(-1.25, 1), fixed(1.25, 2), fixed(-0.04, 1)], ["\u{2212}1.2", "1.25", "0.0"]);
        assert_eq!([signed(-12.3, 0), signed(3.26, 1), signed(0.001, 2)], ["\u{2212}12", "+3.3", "0.00"]);
    }

    #[test]
    fn a_rate_that_is_not_none_does_not_look_like_it() {
        assert_eq!([0.0, 0.04, 0.0312, 8.66].map(|value| rate(value, 1)), ["none", "0.04", "0.03", "8.7"]);
    }

    #[test]
    fn decades_have_an_article() {
        let labels = ["1970s", "980s", "1970", "1975s", "70s", "Papers", "1950-1959", "-"];
        assert_eq!(labels.map(within), ["the 1970s", "the 980s", "1970", "1975s", "70s", "Papers", "1950-1959", "-"]);
        assert_eq!(["1790s-1860s", "1790s-", "1790s-1860"].map(within), ["the 1790s-1860s", "1790s-", "1790s-1860"]);
    }

    #[test]
    fn probabilities_have_no_zero_before_the_point() {
        assert_eq!([0.00009, 0.0004, 0.0416, 1.0].map(probability), ["< .0001", ".0004", ".042", "1.000"]);
    }
}
