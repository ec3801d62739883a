//! Prints tables: drawn on a terminal, as CSV when piped, or as the user asks.

use std::io::{IsTerminal, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, Width, presets};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::common::{Common, Format};
use crate::analysis::row::{Cell, Field, FieldType, Row};
use crate::analysis::written::probability;
use crate::axis::Period;
use crate::error::{Error, ErrorKind, Result, steers};
use crate::plural::{grouped, plural};
use crate::stats::median::median;
use crate::table::{TableInfo, csv_of_cells, significant};

/// Columns that the drawn table shows; the other formats have all. Empty for all.
pub type Columns<'a> = &'a [&'a str];

/// Columns of a terminal that does not say how many it has.
const WIDTH: u16 = 100;

/// The format that was asked for, or fits where the output goes.
pub fn format(common: &Common) -> Format {
    let fallback = if std::io::stdout().is_terminal() { Format::Table } else { Format::Csv };
    common.table_format().unwrap_or(fallback)
}

/// Prints rows.
///
/// # Errors
/// When the output cannot be written. A reader that stops reading is no error.
pub fn print<R: Row>(rows: &[R], columns: Columns<'_>, common: &Common) -> Result<()> {
    match format(common) {
        Format::Table => write(format!("{}\n", R::TITLE).as_bytes())?,
        Format::Csv | Format::Json | Format::Markdown => {}
    }
    print_untitled(rows, columns, common)
}

/// Prints rows below a heading that says what they are.
///
/// # Errors
/// As [`print`].
pub fn print_untitled<R: Row>(rows: &[R], columns: Columns<'_>, common: &Common) -> Result<()> {
    Shown::of(rows).print(columns, format(common))
}

/// Names a part of what is printed, where there are `several`.
///
/// # Errors
/// As [`write`].
pub fn heading(several: bool, text: &str, format: Format) -> Result<()> {
    let marks = match format {
        _ if !several => return Ok(()),
        Format::Markdown => "\n## ",
        _ => "\n",
    };
    write(format!("{marks}{text}\n\n").as_bytes())
}

/// Writes to standard output.
///
/// # Errors
/// When the output cannot be written. A reader that stops reading is no error.
pub fn write(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(ErrorKind::Output, format!("cannot write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}

/// Text without control characters, so that no corpus can steer the terminal.
pub fn printable(text: &str) -> String {
    let shown = |c| match c {
        '\n' | '\t' => ' ',
        c if steers(c) => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// A long series of periods with their messages in a line.
pub fn series(periods: &[(&Period, u64)]) -> String {
    let messages: Vec<u64> = periods.iter().map(|(_, messages)| *messages).collect();
    let (Some((first, _)), Some((last, _)), Some(middle)) = (periods.first(), periods.last(), median(messages.clone()))
    else {
        return String::new();
    };
    let (least, most) = (messages.iter().min().copied().unwrap_or(0), messages.iter().max().copied().unwrap_or(0));
    let number = periods.len();
    let sizes = if least == most {
        format!("{} in each", plural(most, "message"))
    } else {
        format!("{} to {} in each, median {middle}", grouped(least), plural(most, "message"))
    };
    printable(&format!("{first} to {last}, {number} periods: {sizes}"))
}

/// How many characters a line has: those of the terminal, else as `COLUMNS` says, else 80; not so few that nothing fits, and not
/// so many that nobody reads them.
pub fn width() -> usize {
    let asked = || std::env::var("COLUMNS").ok()?.parse().ok();
    let terminal = Table::new().width().filter(|width| *width > 0).map(usize::from);
    terminal.or_else(asked).unwrap_or(80).clamp(60, 120)
}

/// A text in lines of at most so many characters; `first` stands before the first line, `other` before all others. A word that
/// is longer than a line stands alone.
pub fn wrapped(text: &str, first: &str, other: &str, width: usize) -> String {
    let (mut out, mut line) = (String::new(), first.to_string());
    let mut begun = false;
    for word in text.split(' ') {
        if begun && line.chars().count() + 1 + word.chars().count() > width {
            out.push_str(line.trim_end());
            out.push('\n');
            line = other.to_string();
            begun = false;
        }
        if begun {
            line.push(' ');
        }
        line.push_str(word);
        begun = true;
    }
    out + line.trim_end() + "\n"
}

/// Rows of any type, as their cells and further columns.
struct Shown<'r> {
    info: TableInfo,
    /// The columns of the row type; the table may lack some.
    fields: &'static [Field],
    rows: Vec<ShownRow<'r>>,
}

/// The cells of a row, and its further columns with their values.
type ShownRow<'r> = (Vec<Cell<'r>>, &'r [(String, String)]);

impl<'r> Shown<'r> {
    fn of<R: Row>(rows: &'r [R]) -> Self {
        let info = TableInfo::of_rows(rows);
        Self { info, fields: R::FIELDS, rows: rows.iter().map(|row| (row.cells(), row.variables())).collect() }
    }

    fn print(self, columns: Columns<'_>, format: Format) -> Result<()> {
        match format {
            Format::Csv => {
                let complete = |(cells, variables)| self.info.completed(cells, variables);
                let rows: Vec<Vec<Cell<'_>>> = self.rows.into_iter().map(complete).collect();
                write(&csv_of_cells(&self.info, &rows)?)
            }
            Format::Json => write(self.json()?.as_bytes()),
            Format::Markdown | Format::Table => write(self.drawn(columns, format).as_bytes()),
        }
    }

    fn json(&self) -> Result<String> {
        let objects: Vec<Object<'_>> = self.rows.iter().map(|row| Object { row, shown: self }).collect();
        let text = serde_json::to_string_pretty(&objects)
            .map_err(|e| Error::new(ErrorKind::Output, format!("cannot print the table: {e}")))?;
        Ok(text + "\n")
    }

    fn drawn(&self, columns: Columns<'_>, format: Format) -> String {
        let is_shown = |name: &str| self.info.has(name) && (columns.is_empty() || columns.contains(&name));
        let shown: Vec<usize> = (0..self.fields.len()).filter(|&i| is_shown(self.fields[i].name)).collect();
        let mut table = Table::new();
        let plain = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());
        table.load_style(if format == Format::Markdown { presets::ASCII_MARKDOWN } else { plain });
        let header = |i: &usize| self.fields[*i].name.replace('_', if format == Format::Markdown { "_" } else { " " });
        table.set_header(shown.iter().map(header));
        for (cells, _) in &self.rows {
            table.add_row(shown.iter().map(|&i| cell_text(&cells[i], is_probability(self.fields[i].name), format)));
        }
        if format == Format::Table {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            if table.width() == Some(0) {
                table.set_width(WIDTH);
            }
        }
        for (place, &i) in shown.iter().enumerate() {
            if let Some(column) = table.column_mut(place) {
                if self.fields[i].kind != FieldType::Text {
                    column.set_cell_alignment(comfy_table::CellAlignment::Right);
                }
                if format == Format::Table && self.fields[i].name == "text" {
                    column.set_constraint(ColumnConstraint::LowerBoundary(Width::Percentage(40)));
                }
            }
        }
        format!("{table}\n")
    }
}

/// A row as a JSON object with its keys in the order of the columns.
struct Object<'r> {
    row: &'r ShownRow<'r>,
    shown: &'r Shown<'r>,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let (cells, variables) = self.row;
        let fields = self.shown.fields.iter().zip(cells);
        for (field, cell) in fields.filter(|(field, _)| self.shown.info.has(field.name)) {
            match cell {
                Cell::Integer(number) => map.serialize_entry(field.name, number)?,
                Cell::Number(number) => map.serialize_entry(field.name, &significant(*number))?,
                Cell::Text(text) => map.serialize_entry(field.name, text)?,
                Cell::Missing => map.serialize_entry(field.name, &())?,
            }
        }
        for (name, value) in *variables {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// True for columns of p and q.
fn is_probability(column: &str) -> bool {
    matches!(column, "p" | "q") || column.starts_with("p_") || column.starts_with("q_")
}

fn cell_text(cell: &Cell<'_>, is_p: bool, format: Format) -> String {
    match cell {
        Cell::Number(number) if is_p && format == Format::Table => probability(*number),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) if format == Format::Markdown => significant(*number).to_string(),
        Cell::Number(number) => readable(*number),
        Cell::Text(text) if format == Format::Markdown => printable(text).replace('\\', "\\\\").replace('|', "\\|"),
        Cell::Text(text) => printable(text),
        Cell::Missing => String::new(),
    }
}

/// A number for reading: three decimals, fewer for large ones.
fn readable(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.1}"),
        size if size >= 10.0 => format!("{number:.2}"),
        size if size > 0.0 && size < 0.0005 => format!("{number:.1e}"),
        _ => format!("{number:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corpus_text_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\nd"), "a\u{FFFD}[31mb\u{FFFD}c d");
    }

    #[test]
    fn a_long_series_is_one_line() {
        let periods: Vec<Period> = (1990..2004).map(Period::of_year).collect();
        let text = series(&periods.iter().zip([9, 4, 5, 8].into_iter().cycle()).collect::<Vec<_>>());
        assert_eq!(text, "1990 to 2003, 14 periods: 4 to 9 messages in each, median 6.5");
    }

    #[test]
    fn lines_are_as_wide_as_asked_and_words_whole() {
        let text = "One two three four five six seven eight nine ten eleven twelve thirteen";
        assert_eq!(
            wrapped(text, "- ", "  ", 30),
            "- One two three four five six\n  seven eight nine ten eleven\n  twelve thirteen\n"
        );
        assert_eq!(wrapped(&"x".repeat(50), "- ", "  ", 30), format!("- {}\n", "x".repeat(50)));
        assert_eq!(wrapped("", "", "", 30), "\n");
    }

    #[test]
    fn a_small_p_is_written_as_people_write_it() {
        let p = |p: f64| cell_text(&Cell::Number(p), true, Format::Table);
        assert_eq!([p(0.000_01), p(0.000_43), p(0.0312), p(1.0)], ["< .0001", ".0004", ".031", "1.000"]);
        assert_eq!(cell_text(&Cell::Number(0.000_01), true, Format::Markdown), "0.00001");
        assert!(is_probability("q_bh") && is_probability("p") && !is_probability("per_1000_tokens"));
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(readable(0.0), "0.000");
        assert_eq!(readable(0.000_01), "1.0e-5");
        assert_eq!(readable(12.345), "12.35");
        assert_eq!(readable(-1234.5), "-1234.5");
    }
}
