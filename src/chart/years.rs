//! The years and what they are made of, as the chart of them says it.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::inputs::Inputs;
use super::number::{Format, Numbers};
use super::sheet::{Part, Sheet};
use crate::analysis::ComparabilityRow;
use crate::analysis::row::row;

/// Years whose words stand in a description.
const YEARS_IN_WORDS: usize = 40;

row!(CoverageRow, "coverage", "One year, as drawn.", ["year"], {
    year: i32, "year", "Year.";
    documents: u64, "documents", "Documents of the year.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    median_message_tokens: Option<f64>, "tokens", "Median of word tokens per message.";
    kinds: String, "", "Kinds of document, separated by semicolons; the number of documents behind each where a year has several.";
    scopes: String, "", "What the documents cover, in the same way.";
    flags: String, "", "What to bear in mind when the year is compared, separated by semicolons.";
});

/// A kind or scope of a year.
pub(super) struct Value {
    pub name: String,
    /// Documents of it, where the year has several and the documents are known.
    pub documents: Option<u64>,
    /// Whether no other year has it.
    pub alone: bool,
}

/// A year with its words.
pub(super) struct Year {
    pub name: i32,
    /// Documents, messages, word tokens.
    pub sizes: [u64; 3],
    pub median: Option<f64>,
    pub kinds: Vec<Value>,
    pub scopes: Vec<Value>,
    pub flags: Vec<String>,
}

/// All years in order.
pub(super) struct Years {
    pub rows: Vec<Year>,
    pub numbers: Numbers,
    pub format: Format,
}

impl Years {
    pub(super) fn new(inputs: &Inputs, context: &Context) -> Self {
        let numbers = context.design.numbers;
        let mut rows: Vec<&ComparabilityRow> = inputs.comparability.iter().collect();
        rows.sort_by_key(|row| row.year);
        // Documents of a year by what they are, as the row of the year has it.
        let mut documents: BTreeMap<(i32, bool, String), u64> = BTreeMap::new();
        for row in inputs.documents.iter().map(|row| &row.standard) {
            for (kind, value) in [(true, &row.kind), (false, &row.scope)] {
                *documents.entry((row.year, kind, value.trim().replace(';', ","))).or_default() += 1;
            }
        }
        let values = |row: &ComparabilityRow, kind: bool| -> Vec<Value> {
            let of = |row: &ComparabilityRow| listed(if kind { &row.kinds } else { &row.scopes });
            let others: BTreeSet<String> =
                rows.iter().filter(|other| other.year != row.year).flat_map(|other| of(other)).collect();
            let value = |name: String| Value {
                documents: documents.get(&(row.year, kind, name.clone())).copied().filter(|_| row.documents > 1),
                alone: rows.len() > 1 && !others.contains(&name),
                name,
            };
            of(row).into_iter().map(value).collect()
        };
        let year = |row: &&ComparabilityRow| {
            let (kinds, scopes) = (values(row, true), values(row, false));
            // What the bold type says already.
            let said: BTreeSet<String> = [("kind", &kinds), ("scope", &scopes)]
                .into_iter()
                .flat_map(|(what, values)| values.iter().filter(|value| value.alone).map(move |value| (what, value)))
                .map(|(what, value)| format!("{what} that no other year has: {}", value.name))
                .collect();
            let flags = listed(&row.flags).into_iter().filter(|flag| !said.contains(flag)).collect();
            let median = row.median_message_tokens.filter(|median| median.is_finite());
            Year { name: row.year, sizes: [row.documents, row.messages, row.tokens], median, kinds, scopes, flags }
        };
        let rows: Vec<Year> = rows.iter().map(year).collect();
        let format = numbers.format(rows.iter().filter_map(|year| year.median));
        Self { rows, numbers, format }
    }

    /// The page without its data. `part` is its number and the number of pages.
    pub(super) fn sheet<'a>(&self, context: &'a Context, part: Option<Part>) -> Sheet<'a> {
        let mut sheet = Sheet::new(context, "coverage", "What each year is made of").numbered(part);
        sheet.subtitle = self.subtitle();
        sheet.notes =
            vec!["Bars: one scale for each column, from 0. Median message: its length in word tokens.".into()];
        sheet
    }

    /// The years with the fewest and the most word tokens, where they differ.
    fn ends(&self) -> Option<(&Year, &Year)> {
        let tokens = |year: &&Year| year.sizes[2];
        let smallest = self.rows.iter().filter(|year| year.sizes[2] > 0).min_by_key(tokens)?;
        // Of equals the first.
        let largest = self.rows.iter().rev().max_by_key(tokens)?;
        (largest.sizes[2] > smallest.sizes[2]).then_some((smallest, largest))
    }

    /// How unlike the years are, in a sentence.
    fn finding(&self) -> String {
        let Some((smallest, largest)) = self.ends() else { return String::new() };
        let times = largest.sizes[2] as f64 / smallest.sizes[2] as f64;
        let unlike = self.rows.iter().filter(|year| year.kinds.iter().chain(&year.scopes).any(|value| value.alone));
        let unlike = unlike.count();
        let mut text = format!(
            "{} has {} times the word tokens of {}",
            largest.name,
            self.numbers.format([times]).value(times),
            smallest.name
        );
        let all = self.rows.len();
        match unlike {
            0 => {}
            1 => text.push_str(&format!("; 1 of {all} years has a kind or scope of document of its own")),
            n if n == all => text.push_str("; each year has a kind or scope of document of its own"),
            n => text.push_str(&format!("; {n} of {all} years have a kind or scope of document of their own")),
        }
        text + "."
    }

    fn subtitle(&self) -> String {
        let mut text = self.finding();
        if self.rows.iter().any(|year| year.kinds.iter().chain(&year.scopes).any(|value| value.alone)) {
            text.push_str(" Bold: in no other year.");
        }
        if self.rows.iter().any(|year| !year.flags.is_empty()) {
            text.push_str(" Triangles: take care when comparing.");
        }
        text
    }

    pub(super) fn description(&self, rows: &[Year]) -> String {
        let numbers = self.numbers;
        let whole = rows.len() <= YEARS_IN_WORDS;
        let years = rows.iter().map(|year| {
            let [documents, messages, tokens] = year.sizes;
            let mut text = format!(
                "{}: {}, {}, {}",
                year.name,
                numbers.plural(documents, "document"),
                numbers.plural(messages, "message"),
                numbers.plural(tokens, "word token")
            );
            if let Some(median) = year.median {
                text.push_str(&format!(", median message {} word tokens", self.format.value(median)));
            }
            let row = year.row();
            for (what, words) in [("kinds", row.kinds), ("scopes", row.scopes), ("to bear in mind", row.flags)] {
                if whole && !words.is_empty() {
                    text.push_str(&format!("; {what}: {}", words.replace("; ", ", ")));
                }
            }
            text
        });
        let years: Vec<String> = years.collect();
        let finding = self.finding();
        let space = if finding.is_empty() { "" } else { " " };
        format!("Table with bars, one row per year. {finding}{space}Data: {}.", years.join(". "))
    }
}

/// The parts of a list that is separated by semicolons.
fn listed(list: &str) -> Vec<String> {
    list.split(';').map(str::trim).filter(|part| !part.is_empty()).map(ToString::to_string).collect()
}

impl Year {
    pub(super) fn row(&self) -> CoverageRow {
        let list = |values: &[Value]| values.iter().map(Value::text).collect::<Vec<_>>().join("; ");
        CoverageRow {
            year: self.name,
            documents: self.sizes[0],
            messages: self.sizes[1],
            tokens: self.sizes[2],
            median_message_tokens: self.median,
            kinds: list(&self.kinds),
            scopes: list(&self.scopes),
            flags: self.flags.join("; "),
        }
    }

    /// The values of the four columns of bars.
    pub(super) fn bars(&self) -> [Option<f64>; 4] {
        let [documents, messages, tokens] = self.sizes.map(|size| Some(size as f64));
        [documents, messages, tokens, self.median]
    }

    pub(super) fn figures(&self, years: &Years) -> [String; 4] {
        let [documents, messages, tokens] = self.sizes.map(|size| years.numbers.count(size));
        let median = self.median.map_or_else(|| "–".to_string(), |median| years.format.value(median));
        [documents, messages, tokens, median]
    }
}

impl Value {
    pub(super) fn text(&self) -> String {
        self.documents.map_or_else(|| self.name.clone(), |n| format!("{} ({n})", self.name))
    }
}
