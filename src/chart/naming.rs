//! What periods are called in texts, and names of files that hold a label.

use std::collections::BTreeSet;

use super::xml;
use crate::analysis::written::within;
use crate::axis::Period;

/// The longest part of a file name that comes from labels, in characters.
const LONGEST: usize = 80;

/// What some periods are called in the singular; all of these words take an "s" in the plural. Periods of different kinds
/// are just periods.
pub(super) fn noun<'p>(periods: impl IntoIterator<Item = &'p Period>) -> &'static str {
    let mut nouns = periods.into_iter().map(|period| noun_of(period.label()));
    let first = nouns.next().unwrap_or("period");
    if nouns.all(|noun| noun == first) { first } else { "period" }
}

/// The noun for the form of a label.
fn noun_of(label: &str) -> &'static str {
    if is_year(label) {
        return "year";
    }
    if let Some((_, part)) = parts_of_year(label) {
        return match part.as_bytes() {
            [b'Q', ..] => "quarter",
            [b'H', ..] => "half-year",
            [b'W', ..] => "week",
            _ => "month",
        };
    }
    if label.strip_suffix("0s").is_some_and(|start| start.len() == 3 && digits(start)) { "decade" } else { "period" }
}

/// A calendar year, or a year that begins within one: `2012` or `2012/13`.
fn is_year(label: &str) -> bool {
    match label.split_once('/') {
        Some((year, next)) => year.len() == 4 && digits(year) && next.len() == 2 && digits(next),
        None => label.len() == 4 && digits(label),
    }
}

/// The year and the part of it that a label such as `2022-Q1`, `2022-05` or `2022-W05` is made of.
pub(super) fn parts_of_year(label: &str) -> Option<(&str, &str)> {
    let (year, part) = label.split_once('-').filter(|(year, _)| is_year(year))?;
    let number = part.trim_start_matches(['Q', 'H', 'W']);
    let length = match part.len() - number.len() {
        0 => 2,
        1 if part.starts_with('W') => 2,
        1 => 1,
        _ => return None,
    };
    (number.len() == length && digits(number)).then_some((year, part))
}

/// Whether a text is digits alone.
pub(super) fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The label of a period as one clean line.
pub(super) fn label(period: &Period) -> String {
    xml::first(&[period.label()])
}

/// A period within a sentence: decades have an article.
pub(super) fn in_text(period: &Period) -> String {
    within(period.label())
}

/// Names of files that were given, each once.
#[derive(Debug, Default)]
pub(super) struct FileNames(BTreeSet<String>);

impl FileNames {
    /// A name made of the name of a chart and of labels. Letters and digits of any script stay; all else becomes `-`.
    /// A name that was given before gets a number.
    pub(super) fn name(&mut self, chart: &str, labels: &[&str]) -> String {
        let mut wished = chart.to_string();
        for label in labels {
            wished.push('_');
            wished.push_str(&safe(label));
        }
        let mut name = wished.clone();
        let mut number = 1;
        // Some file systems do not tell small letters from capitals.
        while !self.0.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{wished}-{number}");
        }
        name
    }
}

/// A label as a part of a file name.
fn safe(label: &str) -> String {
    let mut safe = String::new();
    for c in label.chars().take(LONGEST) {
        if c.is_alphanumeric() {
            safe.push(c);
        } else if !safe.ends_with('-') {
            safe.push('-');
        }
    }
    match safe.trim_matches('-') {
        "" => "other".to_string(),
        safe => safe.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::When;

    #[test]
    fn periods_are_called_by_the_form_of_their_labels() {
        let period = |label: &str| Period::new(label, When::year(2022).unwrap());
        for (labels, expected) in [
            (&["2012", "2013"][..], "year"),
            (&["2012/13"], "year"),
            (&["2022-Q1", "2012/13-Q4"], "quarter"),
            (&["2022-H2"], "half-year"),
            (&["2022-05"], "month"),
            (&["2022-W05"], "week"),
            (&["1990s", "2000s"], "decade"),
            (&["1790-1867"], "period"),
            (&["2012", "2022-Q1"], "period"),
            (&["Second term", "20x2", "2022-Q12", "2022-5"], "period"),
            (&[], "period"),
        ] {
            let periods: Vec<Period> = labels.iter().map(|label| period(label)).collect();
            assert_eq!(noun(&periods), expected, "{labels:?}");
        }
    }

    #[test]
    fn names_of_files_are_safe_and_each_is_given_once() {
        let mut names = FileNames::default();
        let mut name = |labels: &[&str]| names.name("keyness", labels);
        assert_eq!(name(&["2012"]), "keyness_2012");
        assert_eq!(name(&["2012", "2022-Q1"]), "keyness_2012_2022-Q1");
        assert_eq!(name(&["2012/13"]), "keyness_2012-13");
        assert_eq!(name(&["2012-13"]), "keyness_2012-13-2");
        assert_eq!(name(&["..1989"]), "keyness_1989");
        assert_eq!(name(&["../../etc/passwd\0"]), "keyness_etc-passwd");
        assert_eq!((name(&["Left"]), name(&["LEFT"])), ("keyness_Left".into(), "keyness_LEFT-2".into()));
        assert_eq!((name(&["الثقة"]), name(&["?!"])), ("keyness_الثقة".into(), "keyness_other".into()));
        assert_eq!(name(&["a".repeat(500).as_str()]).len(), 8 + LONGEST);
    }
}
