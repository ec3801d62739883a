//! One file -> the documents in it, each with its year or date and how the year was found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::axis::When;
use crate::config::{Config, Kind, TableColumns, TextConfig};
use crate::corpus::dates::{self, Dated, YearSource};
use crate::corpus::{self, Block, Content, Document, DocumentInfo, Held, TextLine};
use crate::disk;
use crate::error::{Result, steers};
use crate::language::DocumentLanguage;
use crate::segment::{Segmented, Segmenter};
use crate::text::words;
use crate::watch::Watcher;

/// Lines at the begin of a text in which a year is looked for.
const LINES: usize = 10;
/// Characters of a line that are looked at, and of a title that are kept.
const LENGTH: usize = 300;

/// A file, and what was found in it.
#[derive(Debug)]
pub struct Found {
    /// The file, relative to the folder.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The documents in it.
    pub documents: Vec<Candidate>,
    /// Why there is none; empty where there are documents.
    pub left_out: String,
}

impl Found {
    /// A file that is left out.
    pub fn left_out(root: &Path, file: &Path, why: impl Into<String>) -> Self {
        Self { file: file.to_path_buf(), bytes: size(root, file), documents: Vec::new(), left_out: why.into() }
    }
}

/// Size of a file in bytes; 0 where it is none.
fn size(root: &Path, file: &Path) -> u64 {
    disk::metadata(root.join(file)).map_or(0, |meta| if meta.is_file() { meta.len() } else { 0 })
}

/// A document that was found. Its id is given once all are known.
#[derive(Debug)]
pub struct Candidate {
    /// What is known of it.
    pub info: DocumentInfo,
    /// Its year, if it was found, and where.
    pub year: Option<(Dated, YearSource)>,
    /// The documents in it, where it is a table or an archive.
    pub held: Option<Held>,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Words, numbers included.
    pub words: u64,
    /// The dates of the document, or of those in it, each with how many messages it has.
    pub dated: Vec<(When, u64)>,
    /// Whether anything in it can be analysed.
    pub has_messages: bool,
}

impl Candidate {
    /// Whether its year is known, or those of the documents in it. When a file was made is only a hint.
    pub(crate) fn is_dated(&self) -> bool {
        self.held.is_some() || self.year.as_ref().is_some_and(|(_, source)| *source != YearSource::Created)
    }

    /// Its years, in order.
    pub fn years(&self) -> BTreeSet<i32> {
        self.dated.iter().map(|(when, _)| i32::from(when.first().year())).collect()
    }

    /// Its folder without the parts that tell a year, which is told apart from them; empty where nothing is left.
    pub fn folder(&self) -> String {
        let (folders, _) = self.info.file.rsplit_once('/').unwrap_or_default();
        plain(&folders.split('/').filter(|part| dates::in_name(part).is_none()).collect::<Vec<_>>().join("/"))
    }
}

/// Looks at files.
#[derive(Debug)]
pub struct Looker {
    segmenter: Segmenter,
    /// Each document has the language that its text is in.
    text: TextConfig,
    this_year: i32,
}

impl Looker {
    /// Years after `this_year` are not believed to a text, nor to the date of a document.
    ///
    /// # Errors
    /// None but those of a program that is put together wrongly.
    pub fn new(this_year: i32) -> Result<Self> {
        let config = Config::default();
        let text = TextConfig { language: "auto".into(), ..config.text.clone() };
        Ok(Self { segmenter: Segmenter::new(&config)?, text, this_year })
    }

    /// Looks at a file of a folder.
    pub fn look(&self, root: &Path, file: &Path, watcher: &dyn Watcher) -> Found {
        let path = root.join(file);
        if !corpus::is_readable(&path) {
            return Found::left_out(root, file, corpus::Format::refusal(&path));
        }
        let name = corpus::name(file);
        let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let info = DocumentInfo { id: stem.clone(), file: name, path, ..DocumentInfo::default() };
        match corpus::held(&info, &TableColumns::default(), watcher) {
            Ok(Some(held)) => {
                let documents = vec![self.holding(info, &stem, held)];
                return Found { file: file.to_path_buf(), bytes: size(root, file), documents, left_out: String::new() };
            }
            Ok(None) => {}
            Err(error) => return Found::left_out(root, file, error.message()),
        }
        let read = corpus::read(&info).and_then(|document| {
            let language = DocumentLanguage::of(&self.text, &info, &document, 1);
            let segmented = self.segmenter.split(&document, &info, &language.analysed)?;
            Ok((document, segmented, language))
        });
        match read {
            Ok((document, segmented, language)) => {
                let bytes = document.bytes;
                let info = DocumentInfo { language: language.analysed, ..info };
                let documents = vec![self.candidate(info, &stem, &document, &segmented)];
                Found { file: file.to_path_buf(), bytes, documents, left_out: String::new() }
            }
            Err(error) => Found::left_out(root, file, error.message()),
        }
    }

    /// A table or an archive: one row of the manifest, whose documents have dates of their own.
    fn holding(&self, info: DocumentInfo, stem: &str, held: Held) -> Candidate {
        let (mut words, mut dated) = (0, Vec::with_capacity(held.documents.len()));
        for info in &held.documents {
            let Ok(document) = corpus::read(&info) else { continue };
            words += count_words(&document.content);
            let segmented = self.segmenter.split(&document, &info, "");
            let messages = segmented.map_or(0, |segmented| segmented.messages().count() as u64);
            dated.extend(info.when.map(|when| (when, messages)));
        }
        let info = DocumentInfo { title: plain(&readable(stem)), ..info };
        // Tables and archives of the same content are told apart by nothing but their bytes.
        let sha256 = disk::read(&info.path).map(|bytes| corpus::sha256(&bytes)).unwrap_or_default();
        Candidate { info, year: None, held: Some(held), sha256, words, dated, has_messages: true }
    }

    fn candidate(&self, info: DocumentInfo, stem: &str, document: &Document, segmented: &Segmented) -> Candidate {
        let properties = &document.properties;
        let heading = segmented
            .segments
            .iter()
            .take_while(|segment| segment.ordinal.is_none())
            .find(|segment| segment.kind == Kind::Heading);
        let own = [properties.title.as_str(), heading.map_or("", |segment| segment.text.as_str())];
        let own = own.map(plain).into_iter().find(|title| !title.is_empty());
        let year = dates::in_path(&info.file)
            .or_else(|| self.past(dates::in_name(&properties.date)?, YearSource::DocumentDate))
            .or_else(|| self.only([(YearSource::Title, own.as_deref()?)].into_iter()))
            .or_else(|| self.only(first_lines(document).map(|(line, text)| (YearSource::Text(line), text))))
            .or_else(|| self.past(dates::in_name(&properties.created)?, YearSource::Created));
        let when = year.as_ref().and_then(|(dated, _)| dated.when());
        let date = year.as_ref().map(|(dated, _)| dated.date.clone()).unwrap_or_default();
        let title = own.unwrap_or_else(|| plain(&readable(stem)));
        let info = DocumentInfo { when, title, date, ..info };
        let messages = segmented.messages().count() as u64;
        let words = count_words(&document.content);
        let dated = when.map(|when| (when, messages)).into_iter().collect();
        let sha256 = document.sha256.clone();
        Candidate { info, year, held: None, sha256, words, dated, has_messages: messages > 0 }
    }

    /// The year, unless it lies in the future.
    fn past(&self, dated: Dated, source: YearSource) -> Option<(Dated, YearSource)> {
        (dated.year <= self.this_year).then_some((dated, source))
    }

    /// The year of some lines, if there is one only.
    fn only<'t>(&self, lines: impl Iterator<Item = (YearSource, &'t str)>) -> Option<(Dated, YearSource)> {
        let mut first: Option<(Dated, YearSource)> = None;
        let mut years = BTreeSet::new();
        for (source, line) in lines {
            let end = line.char_indices().nth(LENGTH).map_or(line.len(), |(at, _)| at);
            for dated in dates::in_line(&line[..end]).into_iter().filter(|dated| dated.year <= self.this_year) {
                years.insert(dated.year);
                years.extend(dated.others.iter().copied());
                // Of the same year the first that tells the day or month.
                if first.as_ref().is_none_or(|(known, _)| known.date.is_empty() && !dated.date.is_empty()) {
                    first = Some((dated, source.clone()));
                }
            }
        }
        first.filter(|_| years.len() == 1)
    }
}

/// The first lines of a text that are not blank, with their numbers.
fn first_lines<'d>(document: &'d Document) -> impl Iterator<Item = (u64, &'d str)> {
    let blocks = if let Content::Blocks(blocks) = &document.content { blocks.as_slice() } else { &[] };
    let of_block = |block: &'d Block| {
        corpus::lines(&block.text).map(|line| TextLine { number: block.line + line.number - 1, ..line })
    };
    let lines = document.lines().into_iter().chain(blocks.iter().flat_map(of_block));
    lines.filter(|line| !line.text.trim().is_empty()).map(|line| (line.number, line.text)).take(LINES)
}

fn count_words(content: &Content) -> u64 {
    let mut spans = Vec::new();
    let mut count = |text: &str| {
        spans.clear();
        words(text, &mut spans);
        spans.len() as u64
    };
    match content {
        Content::Lines(text) => corpus::lines(text).map(|line| count(line.text)).sum(),
        Content::Blocks(blocks) => blocks.iter().map(|block| count(&block.text)).sum(),
    }
}

/// The stem of a file name as a title: `annual_report-2019` is `annual report 2019`.
pub(crate) fn readable(stem: &str) -> String {
    stem.replace(['_', '-'], " ")
}

/// Text in one line that neither steers a terminal nor runs in a spreadsheet, not longer than a title needs.
pub fn plain(text: &str) -> String {
    let text: String =
        text.chars().take(4 * LENGTH).map(|c| if c.is_whitespace() || steers(c) { ' ' } else { c }).collect();
    let text = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    text.trim_start_matches(['=', '+', '-', '@', ' ']).chars().take(LENGTH).collect()
}
