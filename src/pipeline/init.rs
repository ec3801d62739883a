//! A folder of documents -> a project: what was understood of each file, and the files that make it a project.
//!
//! Nothing is asked that can be found out. [`propose`] looks; [`Proposal::write`] writes the manifest, the project file
//! and a codebook, all of them or none, and never over a file that is there.

pub mod example;
mod look;
mod starter;
mod texts;
mod units;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use rayon::prelude::*;

use super::earlier::own_files;
use super::project::pool;
use super::whole;
use crate::analysis::row::row;
use crate::axis::When;
use crate::codebook::Codebook;
use crate::codebook::formats::{self, Format, slug, toml};
use crate::config::{Config, PROJECT_FILE};
use crate::corpus::dates::YearSource;
use crate::corpus::{self, DocumentInfo};
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::plural::plural;
use crate::text::TextRules;
use crate::warning::Warning;
use crate::watch::{Progress, Watcher};

use look::{Candidate, Found, Looker, plain, readable};
pub(crate) use starter::DEFINITIONS;
use texts::Listed;
pub use units::Suggestion;

/// The manifest that is written.
const MANIFEST: &str = "documents.csv";
/// The codebook that is written.
const CODEBOOK: &str = "codebook.toml";
/// The files that make a folder a project.
const OWN: [&str; 3] = [PROJECT_FILE, MANIFEST, CODEBOOK];
/// Where people's notes on a project stand: memos, quotes, codes.
pub(crate) const NOTES: [&str; 3] = ["notes/memos.csv", "notes/quotes.csv", "notes/codes.csv"];
/// Characters of an id, about.
const ID_LENGTH: usize = 40;

row!(FoundRow, "init", "One document that was found, or a file that is left out.", ["file", "document"], {
    file: String, "", "The file, relative to the folder.";
    document: String, "", "Id of the document; empty for a file that is left out.";
    year: Option<i32>, "year", "Its year.";
    year_from: String, "", "Where the year was found: file name, folder, document date, a column, title, text with its line, or creation date, which is only a hint.";
    date: String, "", "Its date, where that is known: YYYY-MM-DD, YYYY-MM or a part of the year such as YYYY-Q1.";
    title: String, "", "Its title: its own, its first heading, or the file name made readable.";
    language: String, "", "The language that its text is surely written in (ISO 639); empty where it is short or not sure.";
    format: String, "", "Extension of the file.";
    words: Option<u64>, "words", "Words, numbers included.";
    bytes: u64, "bytes", "Size of the file.";
    include: String, "", "yes where the document is analysed, no where it only stands in the manifest; empty for a file that is left out.";
    note: String, "", "What to do, or why the file is left out.";
});

/// What decides a proposal besides the files.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// A codebook to use in place of a starter: TOML, or a format of another program.
    pub codebook: Option<PathBuf>,
    /// The present year: a text that names a later one does not say its own.
    pub this_year: i32,
    /// Threads; 0 for all cores.
    pub threads: usize,
}

/// What was understood of a folder, and the project to be.
#[derive(Debug)]
pub struct Proposal {
    /// The documents and the files that are left out, in the order of their names.
    pub rows: Vec<FoundRow>,
    /// How many documents are analysed.
    pub included: usize,
    /// Their years, in order.
    pub years: Vec<i32>,
    /// A unit of periods that fits them better than years.
    pub suggestion: Option<Suggestion>,
    /// Files of documents without a year, or with a hint at it alone.
    pub without_year: Vec<String>,
    /// What is suspicious in the codebook that was given.
    pub warnings: Vec<Warning>,
    folder: PathBuf,
    texts: Vec<(&'static str, String)>,
}

impl Proposal {
    /// The names of the files to be written.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.texts.iter().map(|(name, _)| *name)
    }

    /// The text of a file to be written; nothing where there is no such file.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// Writes the files: all of them, or none.
    ///
    /// # Errors
    /// When one is there already or cannot be written.
    pub fn write(&self) -> Result<()> {
        let files: Vec<(&str, &[u8])> = self.texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        whole::write_new(&self.folder, &files)
    }
}

/// Looks at a folder and makes a project of it. Nothing is written.
///
/// # Errors
/// When the folder cannot be read, is a project already, or holds no document that can be read; when the codebook that
/// was given is wrong; when the user stops the work.
pub fn propose(folder: &Path, request: &Request, watcher: &dyn Watcher) -> Result<Proposal> {
    if !disk::is_dir(folder) {
        return Err(Error::new(ErrorKind::Project, "no such folder").at(folder).hint("name a folder with documents"));
    }
    whole::check_new(folder, OWN)?;
    look(folder, request, watcher)
}

/// Looks at a folder, which may be a project, and makes a new one of its documents. Nothing is written.
///
/// # Errors
/// As those of [`propose`], but for a folder that is a project.
pub fn look(folder: &Path, request: &Request, watcher: &dyn Watcher) -> Result<Proposal> {
    let found = look_at_all(folder, request, watcher)?;
    if found.iter().all(|file| file.documents.is_empty()) {
        return Err(nothing_found(folder, &found));
    }
    let documents = listed(&found);
    let config = Config { root: folder.to_path_buf(), ..Config::default() };
    let config = language(&documents, config);
    let mut warnings = Vec::new();
    let codebook = match &request.codebook {
        Some(path) => Some(given_codebook(path, &mut warnings)?),
        None => starter::starter(of_starter(&documents, request.this_year), config.clone(), request.threads, watcher)?,
    };
    if let Some(text) = &codebook {
        Codebook::parse(text, Path::new(CODEBOOK))?;
    }
    let title = plain(&readable(&folder_name(folder)));
    let included = documents.iter().filter(|document| document.include);
    let dated: Vec<(When, u64)> = included.clone().flat_map(|listed| listed.candidate.dated.iter().copied()).collect();
    let suggestion = units::suggest(&dated);
    let folders = texts::has_folders(&documents);
    let project = texts::project(&title, &config.text.language, codebook.is_some(), folders, suggestion.as_ref());
    let mut texts = vec![(PROJECT_FILE, project), (MANIFEST, texts::manifest(&documents, &config.text.language)?)];
    texts.extend(codebook.map(|text| (CODEBOOK, text)));
    let years: BTreeSet<i32> = included.clone().flat_map(|listed| listed.candidate.years()).collect();
    let undated = documents.iter().filter(|listed| !listed.candidate.is_dated() && listed.is_fit());
    Ok(Proposal {
        included: included.count(),
        years: years.into_iter().collect(),
        suggestion,
        without_year: undated.map(|listed| listed.candidate.info.file.clone()).collect(),
        rows: rows(&found, &documents, request.this_year),
        warnings,
        folder: folder.to_path_buf(),
        texts,
    })
}

fn folder_name(folder: &Path) -> String {
    let full = disk::whole_path(folder);
    full.file_name().map_or_else(|| "documents".into(), |name| name.to_string_lossy().into_owned())
}

/// Looks at all files of a folder, in the order of their names.
fn look_at_all(folder: &Path, request: &Request, watcher: &dyn Watcher) -> Result<Vec<Found>> {
    let files = corpus::files(folder)?;
    let codebook = request.codebook.as_ref().and_then(|path| path.canonicalize().ok());
    let is_codebook = |file: &PathBuf| codebook.is_some() && folder.join(file).canonicalize().ok() == codebook;
    let results: BTreeSet<&Path> = files
        .seen
        .iter()
        .filter(|file| file.ends_with(super::RUN_FILE))
        .filter_map(|file| file.parent().filter(|below| own_files(&folder.join(below)).is_some()))
        .collect();
    let is_result = |file: &&PathBuf| file.ancestors().skip(1).any(|above| results.contains(above));
    let is_own = |file: &PathBuf| OWN.iter().chain(&NOTES).any(|name| file == Path::new(name));
    let is_document = |file: &&PathBuf| !is_result(file) && !is_codebook(file) && !is_own(file);
    let documents: Vec<&PathBuf> = files.seen.iter().filter(is_document).collect();
    let looker = Looker::new(request.this_year)?;
    watcher.stage("looking", Progress::Steps, documents.len() as u64);
    let look = |file: &&PathBuf| {
        (!watcher.stopped()).then(|| {
            let found = looker.look(folder, file, watcher);
            watcher.advance(1);
            found
        })
    };
    let looked: Vec<Option<Found>> = pool(request.threads)?.install(|| documents.par_iter().map(look).collect());
    let all: Option<Vec<Found>> = looked.into_iter().collect();
    let Some(mut found) = all.filter(|_| !watcher.stopped()) else {
        return Err(Error::new(ErrorKind::Interrupted, "interrupted; nothing was written"));
    };
    let left_out = |file: &Path, why: &str| Found::left_out(folder, file, why);
    found.extend(files.hidden.iter().map(|file| left_out(file, "hidden")));
    found.extend(files.passed_over.iter().map(|one| left_out(&one.path, one.why)));
    found.extend(results.iter().map(|file| left_out(file, "results of an earlier run")));
    found.extend(files.seen.iter().filter(|file| is_codebook(file)).map(|file| left_out(file, "the codebook")));
    found.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(found)
}

/// The error of a folder without documents: what can be read, and why the first file cannot.
fn nothing_found(folder: &Path, found: &[Found]) -> Error {
    let error = Error::new(ErrorKind::Project, "no document in this folder can be read").at(folder);
    let formats = format!("formats: {}", corpus::Format::extensions());
    error.hint(match found.iter().find(|file| corpus::is_readable(&file.file)) {
        Some(file) => format!("{formats}; `{}`: {}", corpus::name(&file.file), file.left_out),
        None => formats,
    })
}

/// Gives each document its id, and decides which are analysed: those with a year and messages; of equal contents the
/// first such one.
fn listed(found: &[Found]) -> Vec<Listed<'_>> {
    let candidates: Vec<&Candidate> = found.iter().flat_map(|file| &file.documents).collect();
    let fits = |candidate: &Candidate| candidate.is_dated() && candidate.has_messages;
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (place, candidate) in candidates.iter().enumerate() {
        let known = first.entry(&candidate.sha256).or_insert(place);
        if fits(candidate) && !fits(candidates[*known]) {
            *known = place;
        }
    }
    let mut taken = HashMap::new();
    let listed = candidates.iter().enumerate().map(|(place, &candidate)| {
        let same_as = first.get(candidate.sha256.as_str()).copied().filter(|&first| first != place);
        let include = fits(candidate) && same_as.is_none();
        Listed { candidate, id: id(candidate, &mut taken), include, same_as }
    });
    listed.collect()
}

/// A short id of the year and the stem of the file; `-2` and so on behind those that were taken.
fn id(candidate: &Candidate, taken: &mut HashMap<String, u64>) -> String {
    let mut id: String = slug(&candidate.info.id).replace('_', "-").chars().take(ID_LENGTH).collect();
    id.truncate(id.trim_end_matches('-').len());
    if let Some((dated, _)) = candidate.year.as_ref().filter(|_| candidate.is_dated())
        && !id.contains(&dated.year.to_string())
    {
        id = format!("{}-{id}", dated.year);
    }
    let mut unique = id.clone();
    while taken.contains_key(&unique) {
        let number = taken.entry(id.clone()).or_insert(1);
        *number += 1;
        unique = format!("{id}-{number}");
    }
    taken.insert(unique.clone(), 1);
    unique
}

/// The language of the project: the one that most documents are in, where it is one that terms can be made in.
fn language(documents: &[Listed<'_>], config: Config) -> Config {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for listed in documents {
        let code = &listed.candidate.info.language;
        if !code.is_empty() {
            *counts.entry(code.clone()).or_default() += 1;
        }
    }
    let Some((code, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return config };
    let mut other = config.clone();
    other.text.language = code;
    if TextRules::new(&other.text, &other.root).is_ok() { other } else { config }
}

/// The documents that the starter codebook is made of: those that are analysed; where none is, those that wait for a year.
/// The starter counts all of them together, so each stands in some year.
fn of_starter(documents: &[Listed<'_>], this_year: i32) -> Vec<DocumentInfo> {
    let none_included = documents.iter().all(|listed| !listed.include);
    let chosen = documents.iter().filter(|listed| listed.include || (none_included && listed.is_fit()));
    let in_a_year = |id: String, info: &DocumentInfo| {
        let year = info.when.map_or(this_year, |when| when.first().year().into());
        DocumentInfo { id, when: When::year(year), ..info.clone() }
    };
    let info = |listed: &Listed<'_>| match &listed.candidate.held {
        Some(held) => {
            let own = |info: DocumentInfo| in_a_year(format!("{}-{}", listed.id, info.id), &info);
            held.documents.iter().map(own).collect()
        }
        None => vec![in_a_year(listed.id.clone(), &listed.candidate.info)],
    };
    chosen.flat_map(info).collect()
}

/// The text of a codebook that was given: TOML as it is, other formats imported.
fn given_codebook(path: &Path, warnings: &mut Vec<Warning>) -> Result<String> {
    if corpus::extension(path) == "toml" {
        Codebook::read(path).map_err(|error| error.hint("name a codebook with [themes.ID] tables"))?;
        return disk::read_to_string(path)
            .map_err(|e| Error::io(ErrorKind::Codebook, "cannot read the codebook", path, e));
    }
    let format = Format::of_path(path).map_err(|error| {
        let all = "toml, yml, yaml, dic, dicx, cat, ykd, lc3, lcd, qdc, csv, tsv";
        error.hint(format!("give it the extension of its format: {all}"))
    })?;
    let imported = formats::import(path, format)?;
    warnings.extend(imported.warnings.iter().cloned());
    let name = path.file_name().map_or_else(String::new, |name| plain(&name.to_string_lossy()));
    toml::write(&imported, &format!("Codebook, made from {name} ({}).", format.name()))
}

/// The rows of all files, with what is to be said of each.
fn rows(found: &[Found], documents: &[Listed<'_>], this_year: i32) -> Vec<FoundRow> {
    let mut documents_left = documents.iter();
    let mut rows = Vec::new();
    for file in found {
        let name = corpus::name(&file.file);
        let empty = FoundRow {
            file: name,
            document: String::new(),
            year: None,
            year_from: String::new(),
            date: String::new(),
            title: String::new(),
            language: String::new(),
            format: corpus::extension(&file.file),
            words: None,
            bytes: file.bytes,
            include: String::new(),
            note: file.left_out.clone(),
        };
        for listed in documents_left.by_ref().take(file.documents.len()) {
            let Candidate { info, year, held, words, .. } = listed.candidate;
            let column = held.as_ref().map(|held| match &held.year_column {
                Some(name) => YearSource::Column(name.clone()).to_string(),
                None => "files in it".to_string(),
            });
            rows.push(FoundRow {
                document: listed.id.clone(),
                year: year.as_ref().map(|(dated, _)| dated.year),
                year_from: year.as_ref().map(|(_, source)| source.to_string()).or(column).unwrap_or_default(),
                date: info.date.clone(),
                title: info.title.clone(),
                language: info.language.clone(),
                words: Some(*words),
                include: if listed.include { "yes" } else { "no" }.into(),
                note: note(listed, documents, this_year),
                ..empty.clone()
            });
        }
        if file.documents.is_empty() {
            rows.push(empty);
        }
    }
    rows
}

fn note(listed: &Listed<'_>, documents: &[Listed<'_>], this_year: i32) -> String {
    let mut notes = Vec::new();
    if let Some(first) = listed.same_as {
        notes.push(format!("left out: the same content as {}", documents[first].candidate.info.file));
    }
    if !listed.candidate.has_messages {
        notes.push("left out: it holds only headings".into());
    }
    if let Some(held) = &listed.candidate.held {
        let years = listed.candidate.years();
        let span = years.first().zip(years.last()).map(|(first, last)| format!("{first} to {last}"));
        notes.push(format!("{}, {}", plural(held.documents.len(), "document"), span.unwrap_or_default()));
        notes.extend(held.warnings.first().map(ToString::to_string));
    }
    match &listed.candidate.year {
        None if listed.candidate.held.is_some() => {}
        None if !notes.is_empty() => {}
        None => notes.push("no year: write it into the manifest, and set include to yes".into()),
        Some((dated, YearSource::Created)) if notes.is_empty() => notes.push(format!(
            "the file was made in {}, which need not be the year of the document: check it, and set include to yes",
            dated.year
        )),
        Some((dated, _)) => {
            if !dated.others.is_empty() {
                let others: Vec<String> = dated.others.iter().map(ToString::to_string).collect();
                notes.push(format!("the first of {}, {}", dated.year, others.join(", ")));
            }
            if dated.doubtful {
                notes.push(format!("{} may be a number and no year", dated.year));
            }
            if dated.year > this_year {
                notes.push(format!("{} lies in the future", dated.year));
            }
        }
    }
    notes.join("; ")
}
