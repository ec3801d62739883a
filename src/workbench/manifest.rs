//! The manifest as a table whose cells can be corrected.

use super::cells::Cells;
use crate::error::Result;

/// Columns that say which text a row is of.
const FIXED: [&str; 2] = ["document", "file"];
/// The column that says whether a document is analysed.
const INCLUDE: &str = "include";
/// Columns that decide which documents are read, and how.
const READ: [&str; 9] = ["document", "file", "year", "date", "title", "language", "encoding", "skip_sections", INCLUDE];
/// Columns of which one makes a document fit to be analysed.
const DATES: [&str; 2] = ["year", "date"];

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest(pub Cells);

impl Manifest {
    /// Whether a column decides which documents are read, and how; all others only group them.
    pub fn is_read(column: &str) -> bool {
        READ.contains(&column)
    }

    /// Whether the cells of a column can be corrected.
    pub fn is_fixed(column: &str) -> bool {
        FIXED.contains(&column)
    }

    /// Writes a value into a cell. A document that gets its first year or date is analysed from then on.
    ///
    /// # Errors
    /// When there is no such row or column, or the column says which text the row is of.
    pub fn set(&mut self, row: usize, column: &str, value: &str) -> Result<()> {
        if Self::is_fixed(column) {
            return Err(self.0.wrong(format!("`{column}` says which text this is, and stays")));
        }
        let undated = |manifest: &Self| DATES.iter().all(|name| manifest.0.cell(row, name).trim().is_empty());
        let place = self.0.column(column).ok_or_else(|| self.0.wrong(format!("there is no column `{column}`")))?;
        if row >= self.0.rows.len() {
            return Err(self.0.wrong("there is no such document"));
        }
        let was_undated = undated(self);
        self.0.rows[row][place] = value.trim().to_string();
        if was_undated
            && !undated(self)
            && let Some(include) = self.0.column(INCLUDE)
        {
            self.0.rows[row][include] = "yes".into();
        }
        Ok(())
    }

    /// Adds an empty column.
    ///
    /// # Errors
    /// When it has no name, or there is such a column.
    pub fn add_column(&mut self, name: &str) -> Result<()> {
        let name = name.trim().to_lowercase();
        if name.is_empty() || name.contains(['\n', '\r']) {
            return Err(self.0.wrong("a column needs a name"));
        }
        if self.0.column(&name).is_some() {
            return Err(self.0.wrong(format!("there is a column `{name}` already")));
        }
        self.0.columns.push(name);
        self.0.rows.iter_mut().for_each(|row| row.push(String::new()));
        Ok(())
    }

    /// Adds the rows of another manifest whose files are new. `named` is what this one calls a file, if it is to be added.
    pub fn add_new(&mut self, other: &Self, named: impl Fn(&str) -> Option<String>) {
        let known = |file: &str| self.0.rows_of("file").any(|known| known.trim_start_matches("./") == file);
        let named = |row: usize| Some((row, named(other.0.cell(row, "file")).filter(|file| !known(file))?));
        let new: Vec<(usize, String)> = (0..other.0.rows.len()).filter_map(named).collect();
        // A document that cannot be analysed must be left out by something.
        if self.0.column(INCLUDE).is_none() && new.iter().any(|(row, _)| other.0.cell(*row, INCLUDE) == "no") {
            self.0.columns.push(INCLUDE.into());
            self.0.rows.iter_mut().for_each(|row| row.push("yes".into()));
        }
        for (row, file) in new {
            let cell = |name: &String| if name == "file" { &file } else { other.0.cell(row, name) }.to_string();
            let mut cells: Vec<String> = self.0.columns.iter().map(cell).collect();
            let id = other.0.cell(row, "document");
            let taken = |id: &str| self.0.rows_of("document").any(|known| known == id);
            let mut names = std::iter::once(id.to_string()).chain((2..).map(|number| format!("{id}-{number}")));
            if let (Some(place), Some(free)) = (self.0.column("document"), names.find(|name| !taken(name))) {
                cells[place] = free;
            }
            self.0.rows.push(cells);
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None but those of a program that is put together wrongly.
    pub fn text(&self) -> Result<String> {
        self.0.text(false)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn parsed(text: &str) -> Manifest {
        Manifest(Cells::parse(text.into(), Path::new("documents.csv")).expect("a manifest"))
    }

    fn manifest() -> Manifest {
        let text = "document;file;year;include\na;a.txt;;no\nb;\"b;c.txt\";2019;yes\n";
        parsed(text)
    }

    #[test]
    fn cells_are_corrected_and_columns_added() {
        let mut manifest = manifest();
        manifest.set(0, "year", " 2018 ").expect("set");
        manifest.add_column("Publisher ").expect("added");
        manifest.set(1, "publisher", "a, b").expect("set");
        assert_eq!(
            manifest.text().expect("a text"),
            "document,file,year,include,publisher\na,a.txt,2018,yes,\nb,b;c.txt,2019,yes,\"a, b\"\n"
        );
        for (row, column) in [(0, "file"), (0, "nothing"), (2, "year")] {
            assert!(manifest.set(row, column, "x").is_err(), "{row} {column}");
        }
        assert!(manifest.add_column("year").is_err() && manifest.add_column(" ").is_err());
    }

    #[test]
    fn new_files_come_behind_those_that_are_there() {
        let mut known = manifest();
        known.set(0, "year", "2001").expect("set");
        let text = "document,file,year,title,include\na,a.txt,,A,no\na,new.txt,2020,New,yes\nc,codes.csv,2020,,yes\n";
        known.add_new(&parsed(text), |file| (file != "codes.csv").then(|| file.to_string()));
        let files: Vec<[&str; 3]> =
            (0..3).map(|row| ["document", "file", "year"].map(|name| known.0.cell(row, name))).collect();
        assert_eq!(files, [["a", "a.txt", "2001"], ["b", "b;c.txt", "2019"], ["a-2", "new.txt", "2020"]]);
    }

    #[test]
    fn what_cannot_be_analysed_is_left_out() {
        let mut known = parsed("document,file,year\na,a.txt,2019\n");
        let none = parsed("document,file,year,include\na,a.txt,2019,no\nb,b.txt,2020,yes\n");
        known.add_new(&none, |file| Some(file.to_string()));
        assert_eq!(known.text().expect("a text"), "document,file,year\na,a.txt,2019\nb,b.txt,2020\n");
        known.add_new(&parsed("document,file,year,include\nc,c.txt,,no\n"), |file| Some(file.to_string()));
        assert_eq!(
            known.text().expect("a text"),
            "document,file,year,include\na,a.txt,2019,yes\nb,b.txt,2020,yes\nc,c.txt,,no\n"
        );
    }
}
