//! Counts in words: "1 message", "1,204 messages", "2 matches".

/// A whole number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with what is counted, a noun in the singular.
pub fn plural(number: impl TryInto<u64>, what: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let s = if number == 1 { "" } else { ending(what) };
    format!("{} {what}{s}", grouped(number))
}

/// The ending of a noun in the plural.
pub fn ending(what: &str) -> &'static str {
    if ["ch", "sh", "s", "x"].iter().any(|end| what.ends_with(end)) { "es" } else { "s" }
}

/// The form of a word that goes with a number.
pub fn form(number: impl TryInto<u64>, one: &'static str, many: &'static str) -> &'static str {
    if number.try_into().ok() == Some(1) { one } else { many }
}

/// "has" or "have".
pub fn has(number: impl TryInto<u64>) -> &'static str {
    form(number, "has", "have")
}

/// "is" or "are".
pub fn is(number: impl TryInto<u64>) -> &'static str {
    form(number, "is", "are")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn one_is_singular_and_all_else_plural() {
        assert_eq!(
            [0, 1, 2, 1204].map(|number: u64| plural(number, "mail")),
            ["0 mails", "1 mail", "2 mails", "1,204 mails"]
        );
        assert_eq!([1_usize, 2].map(|number| plural(number, "match")), ["1 match", "2 matches"]);
        assert_eq!(
            [0_usize, 1, 2].map(|number| format!("{} {}", has(number), is(number))),
            ["have are", "has is", "have are"]
        );
    }
}
