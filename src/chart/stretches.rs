//! The periods and what they are made of, as the chart of them says it.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::inputs::Inputs;
use super::naming::noun;
use super::number::{Format, Numbers};
use super::sheet::{Part, Sheet};
use super::sources::holds;
use crate::analysis::ComparabilityRow;
use crate::analysis::row::row;
use crate::axis::Period;

/// Periods whose words stand in a description, and the most that have a row each.
const IN_WORDS: usize = 40;
const MOST_ROWS: usize = 40;
/// Rows of a longer series, each a stretch of periods that follow each other.
const STRETCHES: usize = 20;
/// What is to bear in mind of a stretch of several periods: the most that is named.
const MOST_FLAGS: usize = 3;

row!(CoverageRow, "coverage", "One period, or a stretch of several, as drawn.", ["period"], {
    period: Period, "", "Period, or stretch of periods.";
    documents: u64, "documents", "Documents of the period.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    median_message_tokens: Option<f64>, "tokens", "Median of word tokens per message; of a stretch the middle one of its periods' medians.";
    kinds: String, "", "Kinds of document, separated by semicolons; the number of documents behind each where a period has several.";
    scopes: String, "", "What the documents cover, in the same way.";
    flags: String, "", "What to bear in mind when the period is compared, separated by semicolons; of a stretch with the number of its periods.";
});

/// A kind or scope of a stretch.
pub(super) struct Value {
    pub name: String,
    /// Documents of it, where the stretch has several and the documents are known.
    pub documents: Option<u64>,
    /// Whether no other stretch has it.
    pub alone: bool,
}

/// A period, or several that follow each other, with its words.
pub(super) struct Stretch {
    pub name: Period,
    /// Documents, messages, word tokens.
    pub sizes: [u64; 3],
    pub median: Option<f64>,
    pub kinds: Vec<Value>,
    pub scopes: Vec<Value>,
    pub flags: Vec<String>,
    periods: usize,
}

impl Stretch {
    /// Word tokens for each period.
    fn tokens_per_period(&self) -> f64 {
        self.sizes[2] as f64 / self.periods as f64
    }
}

/// All stretches in order.
pub(super) struct Stretches {
    pub rows: Vec<Stretch>,
    pub numbers: Numbers,
    pub format: Format,
    /// What periods are called, in the singular.
    noun: &'static str,
    /// How many periods a row stands for at most.
    each: usize,
}

/// The rows of the periods of a stretch.
type Rows<'r> = &'r [&'r ComparabilityRow];

impl Stretches {
    pub(super) fn new(inputs: &Inputs, context: &Context) -> Self {
        let numbers = context.design.numbers;
        let mut rows: Vec<&ComparabilityRow> = inputs.comparability.iter().collect();
        rows.sort_by(|a, b| a.period.cmp(&b.period));
        let number = if rows.len() > MOST_ROWS { STRETCHES } else { rows.len() };
        // As equally many periods in each stretch as can be.
        let start = |stretch: usize| stretch * rows.len() / number.max(1);
        let chunks: Vec<Rows<'_>> = (0..number).map(|stretch| &rows[start(stretch)..start(stretch + 1)]).collect();
        let each = chunks.iter().map(|rows| rows.len()).max().unwrap_or(1);
        let kinds: Vec<Vec<Value>> = values(&chunks, inputs, true);
        let scopes: Vec<Vec<Value>> = values(&chunks, inputs, false);
        let rows: Vec<Stretch> =
            chunks.iter().zip(kinds).zip(scopes).map(|((rows, kinds), scopes)| stretch(rows, kinds, scopes)).collect();
        let format = numbers.format(rows.iter().filter_map(|stretch| stretch.median));
        let noun = noun(inputs.comparability.iter().map(|row| &row.period));
        Self { rows, numbers, format, noun, each }
    }

    /// What a row is called.
    fn row_noun(&self) -> &'static str {
        if self.each > 1 { "stretch" } else { self.noun }
    }

    /// The page without its data. `part` is its number and the number of pages.
    pub(super) fn sheet<'a>(&self, context: &'a Context, part: Option<Part>) -> Sheet<'a> {
        let mut sheet =
            Sheet::new(context, "coverage", format!("What each {} is made of", self.row_noun())).numbered(part);
        sheet.subtitle = self.subtitle();
        let mut note = "Bars: one scale for each column, from 0. Median message: its length in words".to_string();
        if self.each > 1 {
            note.push_str(&format!("; of a stretch, the middle one of its {}s", self.noun));
        }
        sheet.notes = vec![note + "."];
        sheet
    }

    /// The stretches with the fewest and the most word tokens for each period, where they differ.
    fn ends(&self) -> Option<(&Stretch, &Stretch)> {
        let less = |a: &&Stretch, b: &&Stretch| a.tokens_per_period().total_cmp(&b.tokens_per_period());
        let smallest = self.rows.iter().filter(|stretch| stretch.sizes[2] > 0).min_by(less)?;
        // Of equals the first.
        let largest = self.rows.iter().rev().max_by(less)?;
        (largest.tokens_per_period() > smallest.tokens_per_period()).then_some((smallest, largest))
    }

    /// How unlike the stretches are, in a sentence.
    fn finding(&self) -> String {
        let Some((smallest, largest)) = self.ends() else { return String::new() };
        let times = largest.tokens_per_period() / smallest.tokens_per_period();
        let unlike = self.rows.iter().filter(|row| row.kinds.iter().chain(&row.scopes).any(|value| value.alone));
        let unlike = unlike.count();
        let mut text = format!(
            "{} has {} times the words{} of {}",
            largest.name,
            self.numbers.format([times]).value(times),
            if self.each > 1 { format!(" per {}", self.noun) } else { String::new() },
            smallest.name
        );
        let (all, noun) = (self.rows.len(), self.row_noun());
        let nouns = if self.each > 1 { "stretches".to_string() } else { format!("{noun}s") };
        match unlike {
            0 => {}
            1 => text.push_str(&format!("; 1 of {all} {nouns} has a kind or scope of document of its own")),
            n if n == all => text.push_str(&format!("; each {noun} has a kind or scope of document of its own")),
            n => text.push_str(&format!("; {n} of {all} {nouns} have a kind or scope of document of their own")),
        }
        text + "."
    }

    fn subtitle(&self) -> String {
        let mut text = self.finding();
        let mut add = |sentence: String| {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(&sentence);
        };
        if self.each > 1 {
            let each = self.numbers.plural(self.each as u64, self.noun);
            add(format!("A row stands for up to {each} that follow each other."));
        }
        if self.rows.iter().any(|row| row.kinds.iter().chain(&row.scopes).any(|value| value.alone)) {
            add(format!("Bold: in no other {}.", self.row_noun()));
        }
        if self.rows.iter().any(|row| !row.flags.is_empty()) {
            add("Triangles: take care when comparing.".to_string());
        }
        text
    }

    pub(super) fn description(&self, rows: &[Stretch]) -> String {
        let numbers = self.numbers;
        let whole = rows.len() <= IN_WORDS;
        let rows = rows.iter().map(|stretch| {
            let [documents, messages, tokens] = stretch.sizes;
            let mut text = format!(
                "{}: {}, {}, {}",
                stretch.name,
                numbers.plural(documents, "document"),
                numbers.plural(messages, "message"),
                numbers.plural(tokens, "word")
            );
            if let Some(median) = stretch.median {
                text.push_str(&format!(", median message {} words", self.format.value(median)));
            }
            let row = stretch.row();
            for (what, words) in [("kinds", row.kinds), ("scopes", row.scopes), ("to bear in mind", row.flags)] {
                if whole && !words.is_empty() {
                    text.push_str(&format!("; {what}: {}", words.replace("; ", ", ")));
                }
            }
            text
        });
        let rows: Vec<String> = rows.collect();
        let finding = self.finding();
        let space = if finding.is_empty() { "" } else { " " };
        format!("Table with bars, one row per {}. {finding}{space}Data: {}.", self.row_noun(), rows.join(". "))
    }
}

/// The parts of a list that is separated by semicolons.
fn listed(list: &str) -> Vec<String> {
    list.split(';').map(str::trim).filter(|part| !part.is_empty()).map(ToString::to_string).collect()
}

/// The kinds, or the scopes, of each stretch.
fn values(stretches: &[Rows<'_>], inputs: &Inputs, kind: bool) -> Vec<Vec<Value>> {
    let of_row = |row: &ComparabilityRow| listed(if kind { &row.kinds } else { &row.scopes });
    // In the order of their first period.
    let names = |rows: &Rows<'_>| {
        let mut names: Vec<String> = Vec::new();
        for name in rows.iter().flat_map(|row| of_row(row)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let names: Vec<Vec<String>> = stretches.iter().map(names).collect();
    // In how many stretches a name stands.
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    names.iter().flatten().for_each(|name| *met.entry(name).or_default() += 1);
    let of_stretch = |(rows, names): (&Rows<'_>, &Vec<String>)| {
        let mut documents: BTreeMap<String, u64> = BTreeMap::new();
        if rows.iter().map(|row| row.documents).sum::<u64>() > 1 {
            let stretch = whole(rows);
            let within = inputs.documents.iter().filter(|of_period| holds(&stretch, &of_period.period));
            for (value, number) in within.flat_map(|of_period| if kind { &of_period.kinds } else { &of_period.scopes })
            {
                // As the row of the period has it.
                *documents.entry(value.replace(';', ",")).or_default() += number;
            }
        }
        let value = |name: &String| Value {
            documents: documents.get(name).copied(),
            alone: stretches.len() > 1 && met.get(name.as_str()) == Some(&1),
            name: name.clone(),
        };
        names.iter().map(value).collect()
    };
    stretches.iter().zip(&names).map(of_stretch).collect()
}

/// The time from the first to the last of some periods in order, of which there is at least one.
fn whole(rows: Rows<'_>) -> Period {
    rows[0].period.until(&rows[rows.len() - 1].period)
}

fn stretch(rows: Rows<'_>, kinds: Vec<Value>, scopes: Vec<Value>) -> Stretch {
    let sum = |of: fn(&ComparabilityRow) -> u64| rows.iter().map(|row| of(row)).sum::<u64>();
    let mut medians: Vec<f64> =
        rows.iter().filter_map(|row| row.median_message_tokens).filter(|median| median.is_finite()).collect();
    medians.sort_by(f64::total_cmp);
    let middle = |last: usize| f64::midpoint(medians[last / 2], medians[last.div_ceil(2)]);
    // What the bold type says already.
    let said = |flag: &str| {
        let alone = [("kind", &kinds), ("scope", &scopes)];
        alone.into_iter().any(|(what, values)| {
            let rest = flag.strip_prefix(what).is_some_and(|rest| rest.starts_with(" that no other "));
            rest && values.iter().any(|value| value.alone && flag.ends_with(&format!(" has: {}", value.name)))
        })
    };
    let flags: Vec<String> = rows.iter().flat_map(|row| listed(&row.flags)).filter(|flag| !said(flag)).collect();
    let flags = if rows.len() > 1 { counted(&flags, rows.len()) } else { flags };
    Stretch {
        name: whole(rows),
        sizes: [sum(|row| row.documents), sum(|row| row.messages), sum(|row| row.tokens)],
        median: medians.len().checked_sub(1).map(middle),
        kinds,
        scopes,
        flags,
        periods: rows.len(),
    }
}

/// Flags of some periods, each with the number of its periods, the most frequent first.
fn counted(flags: &[String], periods: usize) -> Vec<String> {
    let distinct: BTreeSet<&str> = flags.iter().map(String::as_str).collect();
    let number = |flag: &str| flags.iter().filter(|other| *other == flag).count();
    let mut distinct: Vec<(usize, &str)> = distinct.into_iter().map(|flag| (number(flag), flag)).collect();
    distinct.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let more = distinct.len().saturating_sub(MOST_FLAGS);
    let named = distinct.iter().take(MOST_FLAGS);
    let mut said: Vec<String> = named.map(|(number, flag)| format!("{flag} ({number} of {periods})")).collect();
    if more > 0 {
        said.push(format!("and {more} more"));
    }
    said
}

impl Stretch {
    pub(super) fn row(&self) -> CoverageRow {
        let list = |values: &[Value]| values.iter().map(Value::text).collect::<Vec<_>>().join("; ");
        CoverageRow {
            period: self.name.clone(),
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

    pub(super) fn figures(&self, all: &Stretches) -> [String; 4] {
        let [documents, messages, tokens] = self.sizes.map(|size| all.numbers.count(size));
        let median = self.median.map_or_else(|| "–".to_string(), |median| all.format.value(median));
        [documents, messages, tokens, median]
    }
}

impl Value {
    pub(super) fn text(&self) -> String {
        self.documents.map_or_else(|| self.name.clone(), |n| format!("{} ({n})", self.name))
    }
}
