//! Which documents are analysed: `--where 'year>=2018'`.

use serde::Serialize;

/// What a document variable must be, such as `scope=trust track` or `year>=2018`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The variable, in lower case.
    pub name: String,
    /// How its value is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: String,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Comparison {
    /// It is the same, without regard to case.
    #[serde(rename = "=")]
    Is,
    /// It is another one.
    #[serde(rename = "!=")]
    IsNot,
    /// It is smaller, or earlier.
    #[serde(rename = "<")]
    Less,
    /// It is not larger or later.
    #[serde(rename = "<=")]
    AtMost,
    /// It is larger, or later.
    #[serde(rename = ">")]
    More,
    /// It is not smaller or earlier.
    #[serde(rename = ">=")]
    AtLeast,
}

impl Comparison {
    /// All of them with their signs, longer signs before those that they begin with.
    const ALL: [(&'static str, Self); 7] = [
        ("!=", Self::IsNot),
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("==", Self::Is),
        ("=", Self::Is),
        ("<", Self::Less),
        (">", Self::More),
    ];

    /// Its sign.
    pub fn sign(self) -> &'static str {
        Self::ALL.into_iter().rev().find(|(_, known)| *known == self).map_or("=", |(sign, _)| sign)
    }
}

impl Filter {
    /// A filter for one value of a variable.
    pub fn is(name: &str, value: &str) -> Self {
        Self { name: name.trim().to_lowercase(), comparison: Comparison::Is, value: value.trim().to_string() }
    }

    /// Reads what was typed; `None` where it is no filter. The first sign counts.
    pub fn parse(text: &str) -> Option<Self> {
        let signs =
            Comparison::ALL.iter().filter_map(|(sign, comparison)| Some((text.find(sign)?, *sign, *comparison)));
        // Of those at the same place the longest.
        let (at, sign, comparison) = signs.min_by_key(|(at, sign, _)| (*at, std::cmp::Reverse(sign.len())))?;
        let found = Self { comparison, ..Self::is(&text[..at], &text[at + sign.len()..]) };
        (!found.name.is_empty()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_by_their_first_sign() {
        for (text, name, sign, value) in [
            ("scope=Trust Track", "scope", "=", "Trust Track"),
            (" Year >= 2018 ", "year", ">=", "2018"),
            ("year<2018", "year", "<", "2018"),
            ("year<=2018", "year", "<=", "2018"),
            ("kind != x=y", "kind", "!=", "x=y"),
            ("kind==x", "kind", "=", "x"),
            ("a>b<=c", "a", ">", "b<=c"),
            ("note=<none>", "note", "=", "<none>"),
            ("empty=", "empty", "=", ""),
        ] {
            let filter = Filter::parse(text).expect("a filter");
            assert_eq!((filter.name.as_str(), filter.comparison.sign(), filter.value.as_str()), (name, sign, value));
        }
        assert!(["year", "", "=x", " >= 2018"].iter().all(|text| Filter::parse(text).is_none()));
    }
}
