//! A first look at all files: what cannot be read is told before anything is counted, and a file that stands there
//! twice is counted once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::documents::Collector;
use super::expand::left_out;
use super::ids::Ids;
use super::{Conflict, Corpus, Document, DocumentInfo, Seen, open};
use crate::axis::Period;
use crate::error::{Error, ErrorKind, Result};
use crate::plural::{form, has, is, plural};
use crate::warning::Warning;
use crate::watch::{Progress, Watcher, unless_stopped};

/// Text of documents that is kept, so that it need not be extracted again: 256 MiB.
const MOST_KEPT: u64 = 256 << 20;
/// Files with the content of another one that are named, at most.
const MOST_SAME: usize = 10;
/// A PDF with fewer characters a page than this has probably more pictures than text.
const FEW_CHARACTERS: u64 = 200;

/// Decides whether a document can be analysed, as far as that can be told without its language.
pub trait Check: Sync {
    /// Whether it surely can be, by what is known of it without a look at its text.
    fn is_sure(&self, info: &DocumentInfo) -> bool;

    /// Looks at its text.
    ///
    /// # Errors
    /// When it cannot be analysed.
    fn check(&self, document: &Document, info: &DocumentInfo) -> Result<()>;
}

impl Corpus {
    /// Reads every file once, on the threads of the pool that it is called in. Files that were found and not named are
    /// left out with a warning where they cannot be read or `check` refuses them; of files with the same content and of the
    /// same period the first by id is kept.
    ///
    /// # Errors
    /// When a file that was named cannot be read, no document is left, or the user stops the run.
    pub fn survey(mut self, watcher: &dyn Watcher, check: &dyn Check) -> Result<Self> {
        let (mut there_are_files, mut only_rows) = (false, true);
        let mut last = (PathBuf::new(), 0);
        let bytes = |info: DocumentInfo| {
            there_are_files |= info.text.is_none() || info.found;
            only_rows &= info.text.is_some();
            // Rows after each other may name the same file.
            if info.path != last.0 {
                last = (info.path.clone(), info.bytes());
            }
            last.1
        };
        let bytes = self.documents.iter().map(bytes).sum();
        if !there_are_files {
            return Ok(self);
        }
        watcher.stage("reading", Progress::Bytes, bytes);
        let kept = AtomicU64::new(0);
        let look = |info: &DocumentInfo| {
            unless_stopped(watcher)?;
            let bytes = info.bytes();
            let looked = look(info, bytes, &kept, check);
            watcher.advance(bytes);
            looked
        };
        let (mut documents, mut conflicts) = (Collector::default(), Vec::new());
        // Places of those that stay, and what tells their contents and periods apart.
        let (mut stay, mut contents): (Vec<u32>, Ids) = Default::default();
        let mut same = 0;
        let looked = std::mem::take(&mut self.documents);
        let mut placed = looked.placed().clone();
        let mut infos = looked.iter();
        let batches = std::iter::from_fn(|| {
            let batch: Vec<DocumentInfo> = infos.by_ref().take(BATCH).collect();
            let looks = looks(&batch, &look);
            (!batch.is_empty()).then(|| batch.into_iter().zip(looks))
        });
        for ((mut info, look), place) in batches.flatten().zip(0..) {
            let look = match look {
                Err(error) if info.found && error.kind() != ErrorKind::Interrupted => {
                    self.warnings.push(left_out(&info.path, &error));
                    continue;
                }
                look => look?,
            };
            self.warnings.extend(look.warnings);
            let conflict = look.conflict.map(|conflict| (info.path.clone(), conflict));
            if let Some(seen) = &look.seen {
                let content = format!("{} {}", seen.sha256, info.period.as_ref().map_or("", Period::label));
                let is = |first: usize| {
                    placed.period(stay[first] as usize) == info.period.as_ref()
                        && documents.get(first).seen.is_some_and(|of_first| of_first.sha256 == seen.sha256)
                };
                let first = contents.place(&content, is);
                if first.is_none() {
                    contents.add(&content, stay.len());
                }
                if let Some(first) = first {
                    same += 1;
                    if same <= MOST_SAME {
                        let first = documents.id(first);
                        let message = format!("left out: the file has the same content as the document `{first}`");
                        self.warnings.push(Warning::at(&info.path, None, message));
                    }
                    self.left_out.push(info.id);
                    continue;
                }
            }
            conflicts.extend(conflict);
            if !only_rows {
                info.seen = look.seen;
                documents.push(&info)?;
            }
            stay.push(place);
        }
        looked.check()?;
        if same > MOST_SAME {
            let more = same - MOST_SAME;
            let message =
                format!("left out: {more} more files have the same content as another document of their period");
            self.warnings.push(Warning::general(message));
        }
        self.warnings.extend(conflict_warning(&conflicts));
        let stays = |place: usize| stay.binary_search(&(place as u32)).is_ok();
        self.documents = if only_rows {
            looked.retained(stays)?
        } else {
            placed.retain(stays);
            documents.end()?.in_periods(placed)
        };
        self.left_out.sort();
        if self.documents.is_empty() {
            let error = Error::new(ErrorKind::Document, "no document of the project can be read");
            let why = self.warnings.iter().map(ToString::to_string).next().unwrap_or_default();
            return Err(error.hint(format!("the first of {}: {why}", self.warnings.len())));
        }
        Ok(self)
    }
}

/// Documents that are looked at together.
const BATCH: usize = 4096;

/// Looks at some documents. A file that is named several times is looked at once.
fn looks(batch: &[DocumentInfo], look: &(impl Fn(&DocumentInfo) -> Result<Look> + Sync)) -> Vec<Result<Look>> {
    let mut named: HashMap<(&Path, &str), usize> = HashMap::new();
    let mut files = Vec::with_capacity(batch.len());
    for (place, info) in batch.iter().enumerate() {
        let alone = info.found || info.text.is_some();
        files.push(if alone { place } else { *named.entry((&info.path, &info.encoding)).or_insert(place) });
    }
    let own = |place: usize| (files[place] == place).then(|| look(&batch[place]));
    let mut looks: Vec<Option<Result<Look>>> = (0..batch.len()).into_par_iter().map(own).collect();
    for place in 0..looks.len() {
        let first = looks[files[place]].as_ref().and_then(|look| look.as_ref().ok());
        if let (None, Some(first)) = (&looks[place], first) {
            looks[place] = Some(Ok(first.clone()));
        }
    }
    looks.into_iter().zip(batch).map(|(looked, info)| looked.unwrap_or_else(|| look(info))).collect()
}

/// What was seen of a document.
#[derive(Clone, Default)]
struct Look {
    seen: Option<Seen>,
    conflict: Option<Conflict>,
    warnings: Vec<Warning>,
}

fn look(info: &DocumentInfo, bytes: u64, kept: &AtomicU64, check: &dyn Check) -> Result<Look> {
    if info.text.is_some() {
        if info.found && !check.is_sure(info) {
            check.check(&open::read_unhashed(info)?, info)?;
        }
        return Ok(Look::default());
    }
    let document = open::read(info)?;
    if info.found {
        check.check(&document, info)?;
    }
    let (warnings, conflict) = (warnings(info, &document), document.reading.conflict);
    let sha256 = document.sha256.clone();
    let size: u64 = document.texts().map(|text| text.len() as u64).sum();
    let keep = open::takes_work(&info.path) && kept.fetch_add(size, Ordering::Relaxed) + size <= MOST_KEPT;
    Ok(Look { seen: Some(Seen { sha256, bytes, document: keep.then(|| Arc::new(document)) }), conflict, warnings })
}

/// One warning for all documents with marks of git conflicts, at the first of them.
fn conflict_warning(conflicts: &[(PathBuf, Conflict)]) -> Option<Warning> {
    let (path, first) = conflicts.first()?;
    let of = match conflicts.len() {
        1 => String::new(),
        number => format!(" of {number} documents, this the first of them"),
    };
    let differing = conflicts.iter().filter(|(_, conflict)| conflict.differs).count();
    let versions = match differing {
        0 => "the versions of each part are alike, and one is counted".to_string(),
        1 if conflicts.len() == 1 => "versions of a part that differ are all counted".to_string(),
        1 => "versions of a part that differ are all counted, in 1 of them".to_string(),
        number => format!("versions of a part that differ are all counted, in {number} of them"),
    };
    Some(Warning::at(path, Some(first.line), format!("marks of a git conflict were left out{of}: {versions}")))
}

/// What is suspicious about how a document was read.
fn warnings(info: &DocumentInfo, document: &Document) -> Vec<Warning> {
    let reading = &document.reading;
    let mut warnings = Vec::new();
    let mut warn = |line: Option<u64>, message: String| warnings.push(Warning::at(&info.path, line, message));
    for (line, note) in &reading.notes {
        warn(*line, note.clone());
    }
    if reading.replacement_characters > 0 {
        let hint =
            if reading.encoding.is_empty() { "" } else { "; set `encoding` in the manifest if it is another one" };
        let encoding = if reading.encoding.is_empty() { String::new() } else { format!(" as {}", reading.encoding) };
        warn(None, {
            let number = reading.replacement_characters;
            let what = plural(number, "character");
            format!("{what} cannot be read{encoding} and {} U+FFFD{hint}", is(number))
        });
    }
    if reading.damaged_pages > 0 {
        let (number, pages) = (reading.damaged_pages, plural(reading.damaged_pages, "page"));
        let (were, their) = (form(number, "was", "were"), form(number, "its", "their"));
        warn(None, format!("{pages} {} damaged and {were} not read, or not to {their} end", is(number)));
    }
    if let Some(pages) = reading.pages {
        if pages.without_text > 0 {
            let (without, all) = (pages.without_text, plural(pages.pages, "page"));
            let message = format!("{without} of {all} {} no text", has(without));
            warn(None, format!("{message}: have pictures of text recognised (OCR)"));
        } else if pages.characters < FEW_CHARACTERS * pages.pages {
            warn(
                None,
                format!(
                    "only {} a page: is most of it pictures?",
                    plural(pages.characters / pages.pages.max(1), "character")
                ),
            );
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_named_several_times_is_looked_at_once() {
        let info = |path: &str, found| DocumentInfo { path: path.into(), found, ..DocumentInfo::default() };
        let batch = [info("a", false), info("b", false), info("a", false), info("c", true), info("c", true)];
        let looked = AtomicU64::new(0);
        let all = looks(&batch, &|info: &DocumentInfo| {
            looked.fetch_add(1, Ordering::Relaxed);
            let seen = Seen { sha256: info.path.display().to_string(), bytes: 1, document: None };
            Ok(Look { seen: Some(seen), ..Look::default() })
        });
        let seen = all.into_iter().map(|look| look.expect("a look").seen.map_or(String::new(), |seen| seen.sha256));
        assert_eq!(seen.collect::<Vec<_>>(), ["a", "b", "a", "c", "c"]);
        assert_eq!(looked.into_inner(), 4);
    }

    #[test]
    fn conflicts_of_all_documents_are_one_warning() {
        let conflict = |path: &str, line, differs| (PathBuf::from(path), Conflict { line, differs });
        let warning = |conflicts: &[_]| conflict_warning(conflicts).map(|warning| warning.to_string());
        assert_eq!(warning(&[]), None);
        assert_eq!(
            warning(&[conflict("a.txt", 3, true)]).as_deref(),
            Some("a.txt:3: marks of a git conflict were left out: versions of a part that differ are all counted")
        );
        assert_eq!(
            warning(&[conflict("a.txt", 3, false), conflict("b.txt", 1, true)]).as_deref(),
            Some(
                "a.txt:3: marks of a git conflict were left out of 2 documents, this the first of them: versions of a \
                 part that differ are all counted, in 1 of them"
            )
        );
        assert!(
            warning(&[conflict("a.txt", 3, false)]).is_some_and(|text| text.ends_with("alike, and one is counted"))
        );
    }
}
