//! `themeshift inspect`: what was read, and what makes the years hard to compare.

use std::collections::BTreeSet;

use super::args::{Common, Format, InspectOptions};
use super::{load, open, show};
use crate::analysis::rows::InspectionRow;
use crate::config::Kind;
use crate::error::Result;
use crate::pipeline::{Opened, Project, grouped, pass};
use crate::text::{Class, Tokens, Vocabulary};

/// Runs the command.
pub fn run(options: &InspectOptions, common: &Common) -> Result<()> {
    let config = load(&options.path.as_ref().map_or_else(|| common.clone(), |path| common.with_project(path)))?;
    let (project, terminal) = open(config, common)?;
    let mut rows = Vec::new();
    let mut lengths: Vec<(i32, u64)> = Vec::new();
    let mut states: Vec<Vocabulary<'_>> =
        (0..project.pool().current_num_threads()).map(|_| Vocabulary::new(&project.rules)).collect();
    pass(
        &project,
        &terminal,
        "reading",
        &mut states,
        |vocabulary, opened| Ok(inspect(vocabulary, &opened)),
        |info, (row, tokens)| {
            lengths.extend(tokens.into_iter().map(|count| (info.year, count)));
            rows.push(row);
            Ok(())
        },
    )?;
    drop(terminal);
    let columns = [
        "document",
        "year",
        "kind",
        "scope",
        "unit",
        "sections",
        "messages",
        "tokens",
        "median_message_tokens",
        "skip_sections",
    ];
    show::print(&rows, &columns, common)?;
    if show::format(common) == Format::Table {
        show::write(notes(&project, &rows, &lengths).as_bytes())?;
    }
    Ok(())
}

fn inspect(vocabulary: &mut Vocabulary<'_>, opened: &Opened<'_>) -> (InspectionRow, Vec<u64>) {
    let info = opened.info;
    let mut tokens = Tokens::default();
    let mut count = |text: &str| {
        vocabulary.tokenize(text, &mut tokens);
        tokens.tokens.iter().filter(|token| vocabulary.type_info(token.type_id).class == Class::Word).count() as u64
    };
    let lengths: Vec<u64> = opened.segments.messages().map(|segment| count(&segment.text)).collect();
    let kinds =
        |kind: Kind| opened.segments.segments.iter().filter(|s| s.kind == kind && s.ordinal.is_none()).count() as u64;
    let row = InspectionRow {
        document: info.id.clone(),
        year: info.year,
        kind: info.kind.clone(),
        scope: info.scope.clone(),
        unit: format!("{:?}", opened.segments.unit).to_lowercase(),
        sections: opened.segments.sections_with_messages(),
        messages: lengths.len() as u64,
        tokens: lengths.iter().sum(),
        median_message_tokens: median(&lengths),
        headings: kinds(Kind::Heading),
        intro: kinds(Kind::Intro),
        boilerplate: kinds(Kind::Boilerplate),
        admin: kinds(Kind::Admin),
        skip_sections: info.skip_sections.join("; "),
    };
    (row, lengths)
}

fn median(values: &[u64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle] as f64),
        _ => Some((sorted[middle - 1] + sorted[middle]) as f64 / 2.0),
    }
}

/// A line for each year, and whether other years have documents of the same kinds and scopes.
fn notes(project: &Project, rows: &[InspectionRow], lengths: &[(i32, u64)]) -> String {
    let mut text = String::from("\nWhat the years are made of:\n");
    for year in project.corpus.years() {
        let of_year: Vec<&InspectionRow> = rows.iter().filter(|row| row.year == year).collect();
        let tokens: Vec<u64> = lengths.iter().filter(|(of, _)| *of == year).map(|(_, count)| *count).collect();
        let names = |value: fn(&InspectionRow) -> &String| {
            let values: BTreeSet<&str> =
                of_year.iter().map(|row| value(row).as_str()).filter(|v| !v.is_empty()).collect();
            let elsewhere = |v: &&&str| rows.iter().any(|row| row.year != year && value(row) == **v);
            let alone: Vec<&str> = values.iter().filter(|v| !elsewhere(v)).copied().collect();
            (values.into_iter().collect::<Vec<_>>().join(", "), alone.join(", "))
        };
        let ((kinds, only_kinds), (scopes, only_scopes)) = (names(|row| &row.kind), names(|row| &row.scope));
        text += &format!(
            "  {year}: {} documents, {} messages, {} word tokens, median message {} tokens; {}\n",
            grouped(of_year.len() as u64),
            grouped(tokens.len() as u64),
            grouped(tokens.iter().sum()),
            median(&tokens).unwrap_or(0.0),
            show::printable(
                &[kinds, scopes].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
            ),
        );
        for (what, alone) in [("kind", only_kinds), ("scope", only_scopes)] {
            if !alone.is_empty() {
                text += &format!("        only this year has the {what}: {}\n", show::printable(&alone));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3, 1, 2]), Some(2.0));
        assert_eq!(median(&[4, 1, 2, 3]), Some(2.5));
    }
}
