//! Whether a document has the variables that a selection asks for.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::dates::{self, Written};
use super::{DocumentInfo, Documents};
use crate::axis::When;
use crate::config::{Comparison, Filter};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::plural::{has, plural};
use crate::warning::Warning;

/// Variables that every document has.
const EVERYWHERE: [&str; 12] = [
    "document",
    "file",
    "year",
    "period",
    "folder",
    "title",
    "date",
    "event",
    "publisher",
    "kind",
    "scope",
    "language",
];
/// The most values that an error names.
const MOST_VALUES: usize = 12;

/// What a filter compares with.
enum Wanted {
    Number(f64),
    Date(When),
    Text(String),
}

impl Wanted {
    /// A number where it is one, else a date where it is one, else text.
    fn of(text: &str) -> Self {
        if let Some(number) = number(text) {
            return Self::Number(number);
        }
        date(text).map_or_else(|| Self::Text(text.to_lowercase()), Self::Date)
    }

    /// How a value stands to it: before it, within or the same, or behind it; `None` where the two cannot be compared.
    fn order(&self, value: &str) -> Option<Ordering> {
        match self {
            // A year is a number, and a day within it is one of that year.
            Self::Number(wanted) => match number(value) {
                Some(number) => number.partial_cmp(wanted),
                None => Some(order(date(value)?, date(&wanted.to_string())?)),
            },
            Self::Date(wanted) => Some(order(date(value)?, *wanted)),
            Self::Text(wanted) => (!value.is_empty()).then(|| value.to_lowercase().cmp(wanted)),
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    text.parse().ok().filter(|number: &f64| begins && number.is_finite())
}

fn date(text: &str) -> Option<When> {
    match dates::written(text) {
        Written::Date(when, _) => Some(when),
        _ => None,
    }
}

/// How the days of a value stand to those that are wanted. Days that are partly within are before or behind by their larger
/// part on that side.
fn order(value: When, wanted: When) -> Ordering {
    if wanted.holds(&value) {
        Ordering::Equal
    } else if value.first() < wanted.first() {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

/// The value of a variable; the date is that which is known of a document without one of its own.
fn value(document: &DocumentInfo, name: &str) -> Option<String> {
    let value = document.variable(name)?;
    match document.when {
        Some(when) if name == "date" && date(&value).is_none() => Some(when.first().to_string()),
        _ => Some(value),
    }
}

/// Whether a document is one that a filter asks for; `None` where its value cannot be compared.
fn fits(document: &DocumentInfo, filter: &Filter, wanted: &Wanted) -> Option<bool> {
    let value = value(document, &filter.name)?;
    let value = value.trim();
    let same = || value.to_lowercase() == filter.value.to_lowercase();
    match filter.comparison {
        Comparison::Is => Some(same()),
        Comparison::IsNot => Some(!same()),
        Comparison::Less => wanted.order(value).map(Ordering::is_lt),
        Comparison::AtMost => wanted.order(value).map(Ordering::is_le),
        Comparison::More => wanted.order(value).map(Ordering::is_gt),
        Comparison::AtLeast => wanted.order(value).map(Ordering::is_ge),
    }
}

/// For each document whether all filters ask for it, and what is to be told of values that cannot be compared.
///
/// # Errors
/// When no document has a variable, with those that there are, or a filter leaves none.
pub(super) fn chosen(documents: &Documents, filters: &[Filter]) -> Result<(Vec<bool>, Vec<Warning>)> {
    let mut chosen = vec![true; documents.len()];
    let mut warnings = Vec::new();
    for filter in filters {
        let wanted = Wanted::of(&filter.value);
        let (mut some, mut unknown, mut first) = (false, 0_u64, None);
        for (document, chosen) in documents.iter().zip(&mut chosen) {
            let fits = fits(&document, filter, &wanted).unwrap_or_else(|| {
                unknown += 1;
                first.get_or_insert(document.id);
                false
            });
            some |= fits;
            *chosen &= fits;
        }
        if !some {
            return Err(none(documents, filter));
        }
        if let Some(first) = first {
            let Filter { name, comparison, value } = filter;
            let message = format!(
                "left out: {} {} a `{name}` that cannot be compared with `{}{value}`; the first is `{first}`",
                plural(unknown, "document"),
                has(unknown),
                comparison.sign(),
            );
            warnings.push(Warning::general(message));
        }
    }
    Ok((chosen, warnings))
}

/// That a filter leaves no document.
fn none(documents: &Documents, Filter { name, comparison, value }: &Filter) -> Error {
    if documents.iter().all(|document| document.variable(name).is_none()) {
        let own = documents.iter().flat_map(|document| document.variables.into_iter().map(|(key, _)| key));
        let own: BTreeSet<String> = own.collect();
        let names: Vec<&str> = EVERYWHERE.into_iter().chain(own.iter().map(String::as_str)).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        return Error::new(ErrorKind::Usage, format!("no document variable `{name}`")).hint(format!(
            "{}variables: {}",
            near.unwrap_or_default(),
            names.join(", ")
        ));
    }
    let values = documents.iter().filter_map(|document| document.variable(name)).filter(|found| !found.is_empty());
    let values: Vec<String> = values.collect::<BTreeSet<_>>().into_iter().take(MOST_VALUES).collect();
    Error::new(ErrorKind::Usage, format!("no document has {name} {} `{value}`", comparison.sign()))
        .hint(format!("values of `{name}`: {}", values.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids of documents with these values that filters choose.
    fn ids(values: &[&str], filters: &[&str]) -> Result<(String, Vec<Warning>)> {
        let document = |(number, value): (usize, &&str)| DocumentInfo {
            id: number.to_string(),
            when: When::year(2010 + i32::try_from(number).expect("few")),
            variables: vec![("x".into(), (*value).to_string())],
            ..DocumentInfo::default()
        };
        let documents = Documents::of(values.iter().enumerate().map(document)).expect("documents");
        let filters: Vec<Filter> = filters.iter().map(|text| Filter::parse(text).expect("a filter")).collect();
        let (chosen, warnings) = chosen(&documents, &filters)?;
        let ids = documents.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(document, _)| document.id);
        Ok((ids.collect(), warnings))
    }

    #[test]
    fn numbers_dates_and_texts_are_compared_as_what_they_are() {
        let numbers = ["9", "10", "-1.5", "1e2"];
        let days = ["2019-05-17", "2019", "3 June 2020", "2018-Q4"];
        let words = ["apple", "Berry", "cherry", "B"];
        for (values, filter, expected) in [
            (numbers, "x>9", "13"),
            (numbers, "x<=9", "02"),
            (numbers, "x>=10", "13"),
            (numbers, "x<0", "2"),
            (numbers, "x=10", "1"),
            (numbers, "x!=10", "023"),
            (days, "x>=2019", "012"),
            (days, "x<2019-06-01", "013"),
            (days, "x>2019-05-17", "2"),
            (days, "x<=2019-05", "013"),
            (words, "x>=b", "123"),
            (words, "x<BERRY", "03"),
            (words, "X != apple", "123"),
            (numbers, "year>=2012", "23"),
            (numbers, "date<2012", "01"),
        ] {
            assert_eq!(ids(&values, &[filter]).expect("some").0, expected, "{values:?} {filter}");
        }
        assert_eq!(ids(&numbers, &["year>2010", "x<100"]).expect("some").0, "12");
    }

    #[test]
    fn what_cannot_be_compared_is_told_and_what_is_not_there_is_an_error() {
        let (ids_, warnings) = ids(&["5", "many", "", "7"], &["x>=6"]).expect("one");
        assert_eq!(ids_, "3");
        let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["left out: 2 documents have a `x` that cannot be compared with `>=6`; the first is `1`"]);
        let error = ids(&["5"], &["x>5"]).expect_err("none").to_string();
        assert_eq!(error, "no document has x > `5`\n  hint: values of `x`: 5");
        let error = ids(&["5"], &["yaer>5"]).expect_err("none").to_string();
        assert!(
            error.starts_with("no document variable `yaer`\n  hint: did you mean `year`? variables: document, file,")
        );
        assert!(error.ends_with("language, x"), "{error}");
    }
}
