//! Documents in the memory of a program that uses the library, in place of a manifest and files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::texts::{RowText, Texts};
use super::{Corpus, DocumentInfo, Documents, columns};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// The name of a row in messages.
pub fn row_name(row: usize) -> PathBuf {
    PathBuf::from(format!("row {row}"))
}

/// The documents of a table in memory. `columns` are named as in a manifest, with at least `document`, and `year` or
/// `date`; `rows` holds their cells, and row n describes text n. Rows whose `include` says no are left out.
///
/// # Errors
/// As for a manifest: when a column has the name of a result or is missing, an id is empty, a year is no year, or a date
/// is no day. Errors name the row, from 0.
pub fn in_memory(columns: &[String], rows: &[Vec<String>], texts: &Arc<dyn Texts>) -> Result<Vec<DocumentInfo>> {
    columns::check(columns)?;
    let has = |name: &str| columns.iter().any(|column| column == name);
    for (missing, name) in [(!has("document"), "document"), (!has("year") && !has("date"), "year")] {
        if missing {
            return Err(Error::new(ErrorKind::Manifest, format!("the column `{name}` is missing"))
                .hint("a table of documents has at least the columns document, and year or date"));
        }
    }
    let document = |(row, cells): (usize, &Vec<String>)| {
        let document = columns::document(columns, cells.iter().map(String::as_str));
        let text = Some(RowText::in_memory(texts, row));
        let placed = |document: DocumentInfo| {
            let path = row_name(row);
            let warning = document.warning.map(|warning| Box::new(Warning::at(&path, None, warning.message)));
            DocumentInfo { path, text, warning, ..document }
        };
        document.map(|document| document.map(placed)).map_err(|error| error.at(&row_name(row))).transpose()
    };
    rows.iter().enumerate().filter_map(document).collect()
}

impl Corpus {
    /// A corpus of [documents in memory](in_memory).
    ///
    /// # Errors
    /// When an id stands twice, or there is no document.
    pub fn of(mut documents: Vec<DocumentInfo>) -> Result<Self> {
        let mut seen: HashMap<&str, &Path> = HashMap::with_capacity(documents.len());
        for DocumentInfo { id, path, .. } in &documents {
            if let Some(first) = seen.insert(id, path) {
                let error = Error::new(ErrorKind::Manifest, format!("the document id `{id}` stands twice")).at(path);
                let first = first.display();
                return Err(error.hint(format!("it stands first in {first}; give each document an id of its own")));
            }
        }
        if documents.is_empty() {
            return Err(Error::new(ErrorKind::Manifest, "the table lists no document")
                .hint("give at least one row with a date and a text"));
        }
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { documents: Documents::of(documents)?, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::axis::When;
    use crate::corpus::{Content, read};

    #[derive(Debug)]
    struct List(Vec<&'static str>);

    impl Texts for List {
        fn text(&self, row: usize) -> Result<Cow<'_, str>> {
            Ok(Cow::Borrowed(self.0[row]))
        }

        fn bytes(&self, row: usize) -> u64 {
            self.0[row].len() as u64
        }
    }

    fn corpus(columns: &[&str], rows: &[&[&str]]) -> Result<Corpus> {
        let texts: Arc<dyn Texts> = Arc::new(List(vec!["- trust\n", "\u{FEFF}- norms\n", " \n"]));
        let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(|cells| cells.iter().map(ToString::to_string).collect()).collect();
        in_memory(&columns, &rows, &texts).and_then(Corpus::of)
    }

    #[test]
    fn documents_keep_their_text_when_they_are_sorted() {
        let columns = ["document", "year", "title", "place", "include"];
        let rows: [&[&str]; 3] =
            [&["b", "2019", "B", "Berlin", ""], &["a", "2020", "A", "", "yes"], &["c", "2020", "", "", "no"]];
        let corpus = corpus(&columns, &rows).expect("a corpus");
        assert_eq!(corpus.documents.len(), 2);
        let (first, second) = (&corpus.documents.get(0), &corpus.documents.get(1));
        assert_eq!((first.id.as_str(), first.when, second.variables[0].1.as_str()), ("a", When::year(2020), "Berlin"));
        let text = |info| read(info).expect("a text");
        // The byte order mark is taken off as from a file, and the hash is that of the file.
        assert_eq!(text(first).content, Content::Lines("- norms\n".into()));
        assert_eq!(text(second).bytes, 8);
        assert_eq!(text(first).sha256, crate::corpus::sha256("\u{FEFF}- norms\n".as_bytes()));
    }

    #[test]
    fn errors_name_the_row() {
        let error = |columns: &[&str], rows: &[&[&str]]| corpus(columns, rows).expect_err("wrong").to_string();
        let ids = ["document", "year"];
        assert!(error(&ids, &[&["a", "2019"], &["a", "2020"]]).starts_with("row 1: the document id `a` stands twice"));
        assert!(error(&ids, &[&["a", "19"]]).starts_with("row 0: `19` is no year\n  hint: `year` takes four digits"));
        assert!(error(&ids, &[&["", "2019"]]).starts_with("row 0: `document` is empty"));
        assert!(error(&ids, &[]).starts_with("the table lists no document"));
        assert!(error(&["document", "year", "tokens"], &[]).contains("has the name of a result"));
        assert!(error(&["document", "title"], &[]).starts_with("the column `year` is missing"));
        assert!(error(&["year"], &[]).starts_with("the column `document` is missing"));
        assert!(
            error(&["document", "date"], &[&["a", "2019-02-30"]]).starts_with("row 0: there is no date `2019-02-30`")
        );
        let corpus = corpus(&ids, &[&["a", "2019"], &["b", "2019"], &["c", "2019"]]).expect("a corpus");
        let empty = read(&corpus.documents.get(2)).expect_err("no text").to_string();
        assert!(empty.starts_with("row 2: the document `c` is empty\n  hint: leave the row out"), "{empty}");
    }

    #[test]
    fn a_date_stands_in_the_place_of_a_year_or_beside_it() {
        let only = corpus(&["document", "date"], &[&["a", "2019-05-17"]]).expect("a corpus");
        assert_eq!(only.documents.get(0).when, When::parse("2019-05-17").flatten());
        let both = corpus(&["document", "year", "date"], &[&["a", "2019", "2020-01-15"]]).expect("a corpus");
        let both = both.selected(&crate::config::Config::default()).expect("placed");
        assert_eq!(both.documents.get(0).when, When::year(2019));
        let warnings: Vec<String> = both.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["row 0: the date 2020-01-15 of `a` is not in its year 2019; the year counts"]);
    }
}
