//! The documents behind two years, for the notes under a chart.

use std::collections::BTreeSet;

use super::number::Numbers;
use crate::analysis::rows::{DocumentColumns, DocumentRow};

/// A text of a document.
type Variable = fn(&DocumentColumns) -> &str;

/// That a chart shows differences between documents, where those of two years have no kind, no scope or no publisher
/// in common though both say it: the rule of [`crate::analysis::findings`].
pub(super) fn unlike(documents: &[DocumentRow], (from, to): (i32, i32)) -> Option<String> {
    let values = |year: i32, of: Variable| -> BTreeSet<&str> {
        let of_year = documents.iter().map(|document| &document.standard).filter(|document| document.year == year);
        of_year.map(|document| of(document).trim()).filter(|value| !value.is_empty()).collect()
    };
    let all: [(&str, Variable); 3] = [("kind", |d| &d.kind), ("scope", |d| &d.scope), ("publisher", |d| &d.publisher)];
    let apart = all.into_iter().filter(|(_, of)| {
        let (from, to) = (values(from, *of), values(to, *of));
        !from.is_empty() && !to.is_empty() && from.is_disjoint(&to)
    });
    let names: Vec<&str> = apart.map(|(name, _)| name).collect();
    let (last, others) = names.split_last()?;
    let names = if others.is_empty() { (*last).to_string() } else { format!("{} or {last}", others.join(", ")) };
    Some(format!(
        "The documents of {from} and {to} have no {names} in common: the chart shows differences between these documents, \
         not a trend."
    ))
}

/// What a year rests on, in words that stay on one line; none for a year without documents.
pub(super) fn size(documents: &[DocumentRow], year: i32, numbers: Numbers) -> Option<String> {
    let of_year = || documents.iter().map(|document| &document.standard).filter(|document| document.year == year);
    let (messages, tokens) = (of_year().map(|d| d.messages).sum(), of_year().map(|d| d.tokens).sum());
    let number = of_year().count() as u64;
    (number > 0).then(|| {
        format!(
            "{year}: {} ({}) in {}",
            numbers.plural(messages, "message"),
            numbers.plural(tokens, "word token"),
            numbers.plural(number, "document")
        )
        .replace(' ', "\u{A0}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Design;
    use crate::config::StyleName;

    fn document(year: i32, kind: &str, scope: &str) -> DocumentRow {
        let standard = DocumentColumns {
            document: format!("{year}"),
            year,
            title: String::new(),
            date: String::new(),
            event: String::new(),
            publisher: String::new(),
            kind: kind.into(),
            scope: scope.into(),
            language: String::new(),
            language_detected: String::new(),
            file: String::new(),
            sha256: String::new(),
            sections: 1,
            messages: 28,
            tokens: 723,
        };
        DocumentRow { standard, variables: Vec::new() }
    }

    #[test]
    fn documents_without_anything_in_common_are_told() {
        let all = [
            document(2012, "report", "rights"),
            document(2017, "report", ""),
            document(2020, "messages", "trust"),
            document(2020, "session", "trust"),
        ];
        let told = |years| unlike(&all, years).unwrap_or_default();
        assert!(told((2012, 2020)).starts_with("The documents of 2012 and 2020 have no kind or scope in common:"));
        assert!(told((2017, 2020)).starts_with("The documents of 2017 and 2020 have no kind in common:"));
        assert_eq!(told((2012, 2017)), "");
        let numbers = Design::built_in(StyleName::Screen).numbers;
        let sizes = |year| size(&all, year, numbers).map(|text| text.replace('\u{A0}', " "));
        assert_eq!(sizes(2012), Some("2012: 28 messages (723 word tokens) in 1 document".into()));
        assert_eq!(sizes(2020), Some("2020: 56 messages (1,446 word tokens) in 2 documents".into()));
        assert_eq!(sizes(2013), None);
    }
}
