//! The tables of a run -> what the report carries of them.

use std::collections::{BTreeMap, BTreeSet};

use super::sample::Sample;
use super::value::{Table, Value, column, cut};
use crate::analysis::row::{Cell, Row};
use crate::analysis::rows::{HitRow, MessageRow, TermFormRow, TermFrequencyRow, ThemeCooccurrenceRow};
use crate::analysis::{KeynessRow, WordShiftRow};
use crate::config::ReportConfig;
use crate::error::Result;
use crate::table::{FieldInfo, TableInfo, TableSink};

/// The longest message, in characters; what is longer ends with an ellipsis.
pub const MOST_TEXT: usize = 20_000;
/// The most hits of a message that are marked.
pub const MOST_HITS: usize = 2_000;
/// The most rows of a table that is otherwise whole.
const MOST_ROWS: usize = 20_000;
/// Terms of each comparison: those with the largest measure, up or down.
pub const MOST_COMPARED: usize = 50;
/// Tables that are not in the report: they are long, and no view shows them.
pub const LEFT_OUT: [&str; 5] =
    ["other_text", "robustness", "term_cooccurrence", "term_frequency_by_theme", "theme_cooccurrence_change"];

/// Columns that are not in the report, for size: no view shows them.
const COLUMNS_LEFT_OUT: [(&str, &[&str]); 1] = [(TermFrequencyRow::TABLE, &["tf_idf", "juilland_d", "dp_norm"])];

/// A hit in the text of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Theme id.
    pub theme: String,
    /// The pattern, as written in the codebook.
    pub pattern: String,
    /// Start in the text, in bytes.
    pub start: usize,
    /// End in the text, in bytes, exclusive.
    pub end: usize,
}

/// A message of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its cells, in the order of the columns of `messages`; the text is cut at 20,000 characters.
    pub cells: Vec<Value>,
    /// Its hits; those behind the cut are left out.
    pub marks: Vec<Mark>,
    /// Hits that are left out.
    pub unmarked: u64,
}

/// Takes the tables of a run and keeps what the report carries.
#[derive(Debug)]
pub struct Collected {
    limits: ReportConfig,
    /// All tables of the run, with the rows that they have, sorted by name when the run is done.
    pub infos: Vec<TableInfo>,
    /// What is carried of the tables that are not as long as the corpus.
    pub tables: BTreeMap<&'static str, Table>,
    messages: Sample<Message>,
    /// Messages whose text was cut.
    pub shortened: u64,
    /// The terms that are carried, once they are known.
    terms: BTreeSet<String>,
}

/// What is kept of a table.
#[derive(Debug)]
enum Keep {
    /// Nothing.
    Nothing,
    /// The messages, or the hits in them.
    Sampled,
    /// Its rows, or the best of them.
    Rows(Table),
}

/// A table that comes in.
#[derive(Debug)]
pub struct Incoming {
    info: TableInfo,
    keep: Keep,
}

impl Collected {
    /// For a run over so many themes and years.
    pub fn new(limits: ReportConfig, themes: usize, years: usize) -> Self {
        Self {
            limits,
            infos: Vec::new(),
            tables: BTreeMap::new(),
            messages: Sample::new(limits.messages, (themes + 1) * years),
            shortened: 0,
            terms: BTreeSet::new(),
        }
    }

    /// The messages carried, in the order of their hashes, as if shuffled; and how many there are in all.
    pub fn messages(&mut self) -> (Vec<Message>, u64) {
        let sample = std::mem::replace(&mut self.messages, Sample::new(0, 0));
        let seen = sample.seen();
        (sample.finish(), seen)
    }

    fn take_message(&mut self, cells: &[Cell<'_>]) {
        let text_of = |name: &str| match &cells[column::<MessageRow>(name)] {
            Cell::Text(text) => text.as_ref(),
            _ => "",
        };
        let year = match cells[column::<MessageRow>("year")] {
            Cell::Integer(year) => year as i32,
            _ => 0,
        };
        let themes: Vec<&str> = text_of("themes").split(';').filter(|theme| !theme.is_empty()).collect();
        let mut short = false;
        self.messages.take(text_of("message"), year, &themes, || {
            let values = cells.iter().map(|cell| {
                let (value, cut) = Value::of(cell, MOST_TEXT);
                short |= cut;
                value
            });
            Message { cells: values.collect(), marks: Vec::new(), unmarked: 0 }
        });
        self.shortened += u64::from(short);
    }

    fn take_hit(&mut self, cells: &[Cell<'_>]) {
        let text = |name: &str| Value::of(&cells[column::<HitRow>(name)], MOST_TEXT).0.text().to_string();
        let number = |name: &str| match cells[column::<HitRow>(name)] {
            Cell::Integer(number) => number as usize,
            _ => 0,
        };
        // A theme that people coded stands in the message, not at a place in it.
        if cells[column::<HitRow>("start")] == Cell::Missing {
            return;
        }
        let Some(message) = self.messages.get_mut(&text("message")) else { return };
        let whole = cut(message.cells[column::<MessageRow>("text")].text(), MOST_TEXT).len();
        if number("end") > whole || message.marks.len() == MOST_HITS {
            message.unmarked += 1;
        } else {
            let (start, end) = (number("start"), number("end"));
            message.marks.push(Mark { theme: text("theme"), pattern: text("pattern"), start, end });
        }
    }

    /// Which of some rows are carried.
    fn wanted<R: Row>(&mut self, rows: &[R], cells: &[Vec<Cell<'_>>]) -> Vec<bool> {
        let number = |row: usize, place: usize| match cells[row][place] {
            Cell::Integer(number) => number as f64,
            Cell::Number(number) => number,
            _ => 0.0,
        };
        let text = |row: usize, place: usize| match &cells[row][place] {
            Cell::Text(text) => text.as_ref(),
            _ => "",
        };
        match R::TABLE {
            TermFrequencyRow::TABLE => {
                let (term, count) = (column::<R>("term"), column::<R>("count"));
                let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
                (0..rows.len()).for_each(|row| *sums.entry(text(row, term)).or_default() += number(row, count));
                let mut order: Vec<(&str, f64)> = sums.into_iter().collect();
                order.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
                self.terms = order.into_iter().take(self.limits.terms).map(|(term, _)| term.to_string()).collect();
                (0..rows.len()).map(|row| self.terms.contains(text(row, term))).collect()
            }
            TermFormRow::TABLE => {
                // A term with one form is told by its label.
                let (term, forms) = (column::<R>("term"), column::<R>("forms"));
                let merges = |row: usize| text(row, forms).contains("; ");
                (0..rows.len()).map(|row| merges(row) && self.terms.contains(text(row, term))).collect()
            }
            KeynessRow::TABLE => {
                let g2 = column::<R>("g2");
                largest(rows.len(), MOST_COMPARED, |row| number(row, g2).abs())
            }
            WordShiftRow::TABLE => {
                let bits = column::<R>("contribution_bits");
                largest(rows.len(), MOST_COMPARED, |row| number(row, bits))
            }
            ThemeCooccurrenceRow::TABLE => {
                let both = column::<R>("messages_both");
                largest(rows.len(), MOST_ROWS, |row| number(row, both))
            }
            _ => (0..rows.len()).map(|row| row < MOST_ROWS).collect(),
        }
    }
}

/// The table without the columns that are left out.
fn without_columns(mut info: TableInfo) -> TableInfo {
    let left_out = COLUMNS_LEFT_OUT.iter().filter(|(table, _)| *table == info.name).flat_map(|(_, columns)| *columns);
    let left_out: Vec<&str> = left_out.copied().collect();
    info.fields.retain(|field| !left_out.contains(&field.name.as_str()));
    info
}

/// The places of the columns that are carried.
fn carried(whole: &TableInfo, part: &TableInfo) -> Vec<usize> {
    let place = |(place, field): (usize, &FieldInfo)| part.fields.contains(field).then_some(place);
    whole.fields.iter().enumerate().filter_map(place).collect()
}

/// Which rows have the largest values, at most so many; those without a value or with 0 are not among them.
fn largest(rows: usize, most: usize, value: impl Fn(usize) -> f64) -> Vec<bool> {
    let mut order: Vec<(f64, usize)> =
        (0..rows).map(|row| (value(row), row)).filter(|(value, _)| *value > 0.0).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut wanted = vec![false; rows];
    order.iter().take(most).for_each(|(_, row)| wanted[*row] = true);
    wanted
}

impl TableSink for Collected {
    type Open = Incoming;

    fn begin(&mut self, info: TableInfo) -> Result<Incoming> {
        let keep = match info.name {
            name if LEFT_OUT.contains(&name) => Keep::Nothing,
            MessageRow::TABLE | HitRow::TABLE => Keep::Sampled,
            _ => Keep::Rows(Table::new(without_columns(info.clone()))),
        };
        Ok(Incoming { info, keep })
    }

    fn append<R: Row>(&mut self, incoming: &mut Incoming, rows: &[R]) -> Result<()> {
        incoming.info.rows += rows.len() as u64;
        match &mut incoming.keep {
            Keep::Nothing => {}
            Keep::Sampled => {
                for row in rows {
                    let cells = row.cells();
                    if R::TABLE == HitRow::TABLE { self.take_hit(&cells) } else { self.take_message(&cells) }
                }
            }
            Keep::Rows(table) => {
                let cells: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| incoming.info.cells(row)).collect();
                let wanted = self.wanted(rows, &cells);
                let places = carried(&incoming.info, &table.info);
                for (cells, _) in cells.iter().zip(wanted).filter(|(_, wanted)| *wanted) {
                    table.push(places.iter().map(|place| &cells[*place]));
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, incoming: Incoming) -> Result<()> {
        if let Keep::Rows(mut table) = incoming.keep {
            table.info.rows = incoming.info.rows;
            self.tables.insert(table.info.name, table);
        }
        self.infos.push(incoming.info);
        self.infos.sort_by_key(|info| info.name);
        Ok(())
    }
}
