//! Files that hold many documents: the rows of a table, the files of an archive, the mails of a mailbox.
//!
//! Which column holds what is set in `[corpus.columns]`, or told by the names of columns; of a table without such a name,
//! the one column of running text is the text. All other columns are document variables. A row without a date has that of
//! its file.

use std::path::Path;

use super::documents::{Collector, Documents};
use super::ids::Ids;
use super::rows::{Held, rows};
use super::{Corpus, DocumentInfo, Format, open, reader, stream};
use crate::config::TableColumns;
use crate::error::{Error, ErrorKind, Result};
use crate::plural::{has, is, plural};
use crate::warning::Warning;
use crate::watch::{Watcher, unless_stopped};

/// The documents in a table or an archive; `None` for a file that is one document itself.
///
/// # Errors
/// When the file cannot be read, a column is missing, no document in it has a date, or the user stops the work.
pub fn held(info: &DocumentInfo, columns: &TableColumns, watcher: &dyn Watcher) -> Result<Option<Held>> {
    if !Format::of(&info.path).is_some_and(Format::holds_many) {
        return Ok(None);
    }
    let mut out = Expanded::new(columns, watcher);
    out.add(info.clone())?;
    let parts = out.parts()?;
    let documents = match <[Documents; 1]>::try_from(parts) {
        Ok([documents]) => documents,
        Err(parts) => {
            let all = Documents::of(parts.iter().flatten())?;
            parts.iter().try_for_each(Documents::check)?;
            all
        }
    };
    Ok(Some(Held { documents, year_column: out.year_column, warnings: out.warnings }))
}

/// Puts the documents that files hold in the place of these files.
///
/// # Errors
/// When a table or archive that was named cannot be read, a column is missing, no row has a date, an id stands twice, or the
/// user stops the run.
pub fn expand(corpus: &mut Corpus, columns: &TableColumns, watcher: &dyn Watcher) -> Result<()> {
    let holds = |info: &DocumentInfo| info.text.is_none() && Format::of(&info.path).is_some_and(Format::holds_many);
    if !corpus.documents.iter().any(|info| holds(&info)) {
        return Ok(());
    }
    let mut first_error = None;
    let (mut documents, mut seen) = (Collector::default(), Ids::default());
    let mut add = |mut info: DocumentInfo, file: &str| {
        unless_stopped(watcher)?;
        // Tables number their rows alike.
        if seen.place(&info.id, |at| documents.id(at) == info.id).is_some() {
            info.id = format!("{file}-{}", info.id);
        }
        if let Some(first) = seen.place(&info.id, |at| documents.id(at) == info.id) {
            let error = Error::new(ErrorKind::Manifest, format!("the document id `{}` stands twice", info.id));
            let first = documents.get(first).path;
            return Err(error.at(&info.path).hint(format!("it stands first in {}", first.display())));
        }
        seen.add(&info.id, documents.len());
        documents.push(&info)
    };
    for info in &std::mem::take(&mut corpus.documents) {
        let (path, found, id) = (info.path.clone(), info.found, info.id.clone());
        if !holds(&info) {
            add(info, &id)?;
            continue;
        }
        let mut out = Expanded::new(columns, watcher);
        match out.add(info) {
            Err(error) if found && error.kind() != ErrorKind::Interrupted => {
                out.warnings.push(left_out(&path, &error));
                first_error.get_or_insert(error);
            }
            done => done?,
        }
        corpus.warnings.append(&mut out.warnings);
        for part in out.parts()? {
            part.iter().try_for_each(|held| add(held, &id))?;
            part.check()?;
        }
    }
    corpus.documents = documents.end()?;
    // Nothing else is there to be read.
    first_error.filter(|_| corpus.documents.is_empty()).map_or(Ok(()), Err)
}

/// The warning for a file that was found and cannot be read.
pub(super) fn left_out(path: &Path, error: &Error) -> Warning {
    let place = error.place().cloned();
    let hint = error.advice().map(|hint| format!("; {hint}")).unwrap_or_default();
    let message = format!("left out: {}{hint}", error.message());
    Warning {
        place: Some(place.unwrap_or_else(|| crate::error::Place { path: path.into(), ..Default::default() })),
        message,
    }
}

/// What a file holds, as it is collected.
struct Expanded<'c> {
    columns: &'c TableColumns,
    watcher: &'c dyn Watcher,
    /// Those of tables, and those before and between them.
    parts: Vec<Documents>,
    /// Those behind the last table.
    documents: Collector,
    year_column: Option<String>,
    warnings: Vec<Warning>,
}

impl<'c> Expanded<'c> {
    fn new(columns: &'c TableColumns, watcher: &'c dyn Watcher) -> Self {
        let (parts, documents, year_column, warnings) = Default::default();
        Self { columns, watcher, parts, documents, year_column, warnings }
    }

    /// How many documents there are.
    fn len(&self) -> usize {
        self.parts.iter().map(Documents::len).sum::<usize>() + self.documents.len()
    }

    /// Takes the documents out, in their order.
    fn parts(&mut self) -> Result<Vec<Documents>> {
        let last = std::mem::take(&mut self.documents).end()?;
        self.parts.extend(Some(last).filter(|last| !last.is_empty()));
        Ok(std::mem::take(&mut self.parts))
    }

    fn add(&mut self, mut info: DocumentInfo) -> Result<()> {
        let format = Format::of(&info.path);
        if format.is_some_and(Format::holds_many) {
            // It belongs to the file, not to each document in it.
            self.warnings.extend(info.warning.take().map(|warning| *warning));
        }
        match format {
            #[cfg(feature = "readers")]
            Some(Format::Zip) => self.archive(&info),
            #[cfg(not(feature = "readers"))]
            Some(Format::Zip) => reader::package(&[], &info.path).map(|_| ()),
            #[cfg(feature = "readers")]
            Some(Format::Mailbox) => self.mailbox(&info),
            #[cfg(not(feature = "readers"))]
            Some(Format::Mailbox) => reader::package(&[], &info.path).map(|_| ()),
            Some(format) if format.is_table() => self.table(&info),
            _ => self.documents.push(&info),
        }
    }

    #[cfg(feature = "readers")]
    fn archive(&mut self, info: &DocumentInfo) -> Result<()> {
        let (members, mut warnings) = super::archive::members(&info.path)?;
        self.warnings.append(&mut warnings);
        let before = self.len();
        for member in members {
            unless_stopped(self.watcher)?;
            let (path, name) = (member.path(), member.name.clone());
            let mut refuse = |why: &str| self.warnings.push(Warning::at(&path, None, format!("left out: {why}")));
            match Format::of(&path) {
                None => {
                    refuse("of no format that can be read");
                    continue;
                }
                Some(Format::Zip) => {
                    refuse("an archive within an archive is not read; unpack it");
                    continue;
                }
                Some(_) => {}
            }
            let own = super::dates::in_path(&name).map(|(dated, _)| (dated.when(), dated.date));
            let (when, date) = own.unwrap_or_else(|| (info.when, info.date.clone()));
            let member = DocumentInfo {
                id: format!("{}-{}", info.id, name.replace('#', "_")),
                file: format!("{}/{name}", info.file),
                path: path.clone(),
                when,
                date,
                member: Some(Box::new(member)),
                found: true,
                ..info.clone()
            };
            if member.when.is_none() && !Format::of(&path).is_some_and(Format::is_table) {
                refuse("no year in the file name");
            } else if let Err(error) = self.add(member) {
                if error.kind() == ErrorKind::Interrupted {
                    return Err(error);
                }
                self.warnings.push(left_out(&path, &error));
            }
        }
        if self.len() == before {
            return Err(
                Error::new(ErrorKind::Document, "the archive holds no document that can be read").at(&info.path)
            );
        }
        Ok(())
    }

    /// Each mail is a document with the date and the subject of its head.
    #[cfg(feature = "readers")]
    fn mailbox(&mut self, info: &DocumentInfo) -> Result<()> {
        let packed = info.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
        if info.member.is_some() || packed {
            let error = Error::new(ErrorKind::Document, "a mailbox that is compressed or in an archive is not read");
            return Err(error.at(&info.path).hint("unpack it"));
        }
        let mails = super::mailbox::mails(&info.path)?;
        let width = mails.len().to_string().len();
        let (before, mut undated) = (self.len(), 0_u64);
        for (mail, number) in mails.into_iter().zip(1..) {
            let when = crate::axis::When::parse(&mail.head.date).flatten().or(info.when);
            if when.is_none() {
                undated += 1;
                continue;
            }
            let date = if mail.head.date.is_empty() { info.date.clone() } else { mail.head.date };
            let title = if mail.head.subject.is_empty() { info.title.clone() } else { mail.head.subject };
            self.documents.push(&DocumentInfo {
                id: format!("{}-{number:0width$}", info.id),
                file: format!("{}/{}", info.file, mail.member.name),
                path: mail.member.path(),
                when,
                date,
                title,
                member: Some(Box::new(mail.member)),
                found: true,
                ..info.clone()
            })?;
        }
        if undated > 0 {
            let message = format!(
                "{} {} no date that can be read and {} left out",
                plural(undated, "mail"),
                has(undated),
                is(undated)
            );
            self.warnings.push(Warning::at(&info.path, None, message));
        }
        if self.len() == before {
            return Err(Error::new(ErrorKind::Document, "the mailbox holds no mail that can be read")
                .at(&info.path)
                .hint("each mail in it begins with a line such as `From ann@example.org Tue May  5 10:00:00 2020`"));
        }
        Ok(())
    }

    fn table(&mut self, info: &DocumentInfo) -> Result<()> {
        let sheet = match stream::read(info, self.columns, self.watcher)? {
            Some(sheet) => sheet,
            None => reader::table::read(open::bytes(info)?, &info.path, &info.encoding, ErrorKind::Manifest)?,
        };
        if sheet.number_of_rows() == 0 {
            let what = if sheet.columns.is_empty() { "is empty" } else { "has no row" };
            return Err(sheet.error(1, format!("the table {what}")).hint("give it a header and rows"));
        }
        let rows = rows(info, sheet, self.columns, self.watcher)?;
        self.warnings.extend(rows.warnings);
        self.year_column = rows.year_column;
        let mut parts = self.parts()?;
        parts.push(rows.documents);
        self.parts = parts;
        Ok(())
    }
}
