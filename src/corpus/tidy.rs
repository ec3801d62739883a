//! Cells of a table that say nothing, or not what they seem to: `NA` and the like, and byte order marks between rows.

use super::sheet::Sheet;
use super::texts::{Untidy, tidied};
use crate::error::Result;
use crate::plural::plural;

/// How often something was found in cells, and where first.
#[derive(Default)]
struct Found {
    cells: u64,
    first: Option<(u64, String)>,
}

impl Found {
    fn add(&mut self, line: u64, cell: &str) {
        self.cells += 1;
        self.first.get_or_insert_with(|| (line, cell.to_string()));
    }
}

impl Sheet {
    /// Takes out byte order marks and what says that a value is missing, of all cells but those of the text, and rows that are
    /// the header once more. All of it is told.
    ///
    /// # Errors
    /// When the temporary file of a large table cannot be read.
    pub(super) fn tidy(&mut self) -> Result<()> {
        let text = self.away.as_ref().map(|away| away.column);
        let (mut missing, mut marks) = (Found::default(), Found::default());
        for row in self.rows() {
            let mut row = row?;
            let others = row.cells.iter_mut().enumerate().filter(|(place, _)| Some(*place) != text);
            others.for_each(|(_, cell)| {
                tidied(cell, |what, cell| match what {
                    Untidy::Mark => marks.add(row.line, cell),
                    Untidy::Missing => missing.add(row.line, cell),
                });
            });
        }
        self.is_tidy = true;
        if let Some((line, cell)) = missing.first {
            let message = match missing.cells {
                1 => format!("1 cell, `{cell}`, is taken as missing"),
                cells => format!("{} such as `{cell}` are taken as missing", plural(cells, "cell")),
            };
            self.note(line, message);
        }
        if let Some((line, _)) = marks.first {
            let cells = marks.cells;
            let message =
                format!("byte order marks are taken out of {}: were files put together here?", plural(cells, "cell"));
            self.note(line, message);
        }
        Ok(())
    }

    /// Whether a row says nothing but the names of the columns, as where two tables were put together.
    pub(super) fn repeats_header(&self, cells: &[String], text: usize) -> bool {
        let alike =
            |(place, cell): (usize, &String)| place == text || cell.trim().to_lowercase() == self.columns[place];
        cells.len() > 1 && cells.iter().enumerate().all(alike)
    }
}
