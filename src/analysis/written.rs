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
pub fn signed(value: f64, decimals: usize) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_signs_are_true_and_zero_has_none() {
        assert_eq!([fixed(-1.25, 1), fixed(1.25, 2), fixed(-0.04, 1)], ["\u{2212}1.2", "1.25", "0.0"]);
        assert_eq!([signed(-12.3, 0), signed(3.26, 1), signed(0.001, 2)], ["\u{2212}12", "+3.3", "0.00"]);
    }

    #[test]
    fn probabilities_have_no_zero_before_the_point() {
        assert_eq!([0.00009, 0.0004, 0.0416, 1.0].map(probability), ["< .0001", ".0004", ".042", "1.000"]);
    }
}
