//! A project that is worked on, as a page shows it: documents, themes with their lines, results. A page asks in JSON.
//!
//! What a user does changes text files of the project (the project file, the manifest, the codebook, notes), and nothing else is
//! kept. So every change can be taken back, a project can be closed at any time, and the program reads what the page wrote.

mod bundle;
mod cells;
mod coding;
mod documents;
mod exchange;
mod history;
mod lines;
mod manifest;
mod notes;
mod offers;
mod reading;
mod results;
mod settings;
mod texts;
mod themes;
mod told;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::analysis::codebook_check;
use crate::codebook::{Codebook, Edit, edit};
use crate::config::{self, Config, PROJECT_FILE};
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::pipeline::Project;
use crate::pipeline::codebook::suggest;
use crate::pipeline::init::{self, NOTES, Request as InitRequest};
use crate::watch::Watcher;

pub use bundle::{EXTENSION, archive, pack, unpack};
use cells::Cells;
use documents::Looked;
use history::{Change, History, Touches, text_of};
use lines::{Beside, Wanted};
use manifest::Manifest;
use notes::{Memo, Taken};
use offers::At;
pub use results::{analyse, changes};
use settings::Settings;
use texts::{Found, Texts};
use told::texts_of;
pub use told::{rows, told};

/// The codebook of a project that had none.
const CODEBOOK: &str = "codebook.toml";
/// The manifest that a first look writes.
const MANIFEST: &str = "documents.csv";

/// What a page asks for. Each answer is JSON.
#[derive(Debug, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
enum Request {
    /// Opens the folder: the project that it is, or one that is made of its documents. `year` is the present one, `saved` the text
    /// of a codebook that was saved as the state to compare with.
    Open {
        year: i32,
        #[serde(default)]
        saved: Option<String>,
    },
    /// Looks at documents that are new in the folder, and puts them into the manifest: `files`, or all where none is named.
    More {
        year: i32,
        #[serde(default)]
        files: Vec<String>,
    },
    /// The documents.
    Documents,
    /// Corrects cells of the manifest: one, or those below it too.
    Correct { row: usize, column: String, values: Vec<String> },
    /// Adds a column to the manifest.
    Column { name: String },
    /// Sets keys of the project file.
    Settings { settings: Settings },
    /// The themes with what they find.
    Themes,
    /// The lines of a pattern.
    Lines(Wanted),
    /// Exclusions that take a line.
    Exclusions(At),
    /// Patterns that find more of a line's kind.
    Wider(At),
    /// Changes the codebook.
    Edit { edits: Vec<Edit>, what: String },
    /// Terms that a theme lacks, and patterns of it that are likely false.
    Suggest { theme: String, most: usize },
    /// Reads a codebook of any format, in place of the one that is there or added to it.
    Import { name: String, bytes: String, add: bool },
    /// The codebook as a file of another program, or as it is.
    Export { format: String },
    /// The text of a document with its hits.
    Read { document: String },
    /// What people wrote about messages, themes and documents.
    Memos,
    /// Writes a memo, in place of an earlier one about the same; an empty one takes it away.
    Memo(Memo),
    /// The quotes that were put aside.
    Quotes,
    /// Puts a message or a stretch of it aside.
    Quote(Taken),
    /// Takes a quote out of those that were put aside.
    Unquote { place: usize },
    /// The quotes as a file.
    QuotesAs { format: notes::QuotesFormat },
    /// Draws messages to be coded by hand.
    Draw { n: u64, coders: Vec<String> },
    /// The messages that were drawn, with their codes.
    Coding,
    /// Adds the codes of another sheet with the same messages.
    Codes { name: String, bytes: String },
    /// Codes a message.
    Code { row: usize, coder: String, themes: Option<Vec<String>> },
    /// What coders and codebook agree on.
    Agreement,
    /// Takes the last change back.
    Undo,
    /// Makes it again.
    Redo,
    /// The codebook as it is becomes the saved state.
    Save,
    /// The texts of all files that can change, and the saved codebook.
    Kept,
}

/// The codebook that changes are compared with.
#[derive(Debug)]
struct Saved {
    text: String,
    codebook: Codebook,
    found: Option<Found>,
}

/// A project that is worked on.
#[derive(Debug)]
pub struct Workbench {
    folder: PathBuf,
    threads: usize,
    project: Option<Project>,
    texts: Option<Texts>,
    found: Option<Found>,
    saved: Option<Saved>,
    looked: Looked,
    history: History,
}

/// What was asked and is there once the project is read.
struct Ready<'w> {
    project: &'w Project,
    texts: &'w Texts,
    found: &'w Found,
    beside: Beside<'w>,
}

impl Workbench {
    /// Nothing is read yet. `threads` of 0 uses all cores.
    pub fn new(folder: &Path, threads: usize) -> Self {
        Self {
            folder: folder.to_path_buf(),
            threads,
            project: None,
            texts: None,
            found: None,
            saved: None,
            looked: Looked::default(),
            history: History::default(),
        }
    }

    /// The folder of the project.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Answers a request in JSON.
    ///
    /// # Errors
    /// When the request is none, or what it asks for cannot be done; then nothing is changed.
    pub fn call(&mut self, request: &str, watcher: &dyn Watcher) -> Result<Value> {
        let request: Request = serde_json::from_str(request)
            .map_err(|error| Error::new(ErrorKind::Usage, format!("the request cannot be read: {error}")))?;
        match request {
            Request::Open { year, saved } => self.open(year, saved, watcher),
            Request::More { year, files } => self.more(year, &files, watcher),
            Request::Documents => self.documents(watcher),
            Request::Correct { row, column, values } => {
                let what = format!("{column}: {}", values.join(", "));
                let touches = if Manifest::is_read(&column) { Touches::Documents } else { Touches::Notes };
                self.correct(what, touches, watcher, |manifest| {
                    values.iter().enumerate().try_for_each(|(place, value)| manifest.set(row + place, &column, value))
                })
            }
            Request::Column { name } => {
                self.correct(format!("column {name}"), Touches::Notes, watcher, |manifest| manifest.add_column(&name))
            }
            Request::Settings { settings } => self.set(&settings, watcher),
            Request::Themes => self.themes(watcher),
            Request::Lines(wanted) => {
                let ready = self.ready(watcher)?;
                Ok(json!(lines::lines(ready.texts, ready.beside, &wanted, watcher)?))
            }
            Request::Exclusions(at) => {
                let Ready { project, texts, beside, .. } = self.ready(watcher)?;
                Ok(json!(offers::exclusions(texts, &project.codebook, beside.periods, &at, watcher)?))
            }
            Request::Wider(at) => {
                let Ready { project, texts, beside, .. } = self.ready(watcher)?;
                Ok(json!(offers::wider(texts, &project.codebook, beside.periods, &at, watcher)?))
            }
            Request::Edit { edits, what } => {
                let (path, text) = self.codebook_text(watcher)?;
                let text = edit(&text.unwrap_or_default(), &path, &edits)?;
                self.change_codebook(what, path, text, watcher)?;
                self.themes(watcher)
            }
            Request::Suggest { theme, most } => self.suggest(&theme, most, watcher),
            Request::Import { name, bytes, add } => self.import(&name, &bytes, add, watcher),
            Request::Export { format } => self.export(&format, watcher),
            Request::Read { document } => {
                let Ready { project, texts, found, .. } = self.ready(watcher)?;
                reading::read(texts, &project.codebook, found, project.axis.periods(), &document)
            }
            Request::Memos => Ok(json!({"memos": notes::memos(&self.folder)?})),
            Request::Memo(memo) => {
                let file = notes::with_memo(&self.folder, &memo)?;
                self.change("memo".into(), Touches::Notes, vec![file], watcher)?;
                Ok(self.with_history(json!({"memos": notes::memos(&self.folder)?})))
            }
            Request::Quotes => Ok(json!({"quotes": notes::quotes(&self.folder)?})),
            Request::Quote(taken) => {
                let Ready { texts, beside, .. } = self.ready(watcher)?;
                let quote = notes::quote(texts, beside.periods, &taken)?;
                let file = notes::with_quote(&self.folder, &quote)?;
                self.change("quote".into(), Touches::Notes, vec![file], watcher)?;
                Ok(self.with_history(json!({"quotes": notes::quotes(&self.folder)?})))
            }
            Request::Unquote { place } => {
                let file = notes::without_quote(&self.folder, place)?;
                self.change("quote taken out".into(), Touches::Notes, vec![file], watcher)?;
                Ok(self.with_history(json!({"quotes": notes::quotes(&self.folder)?})))
            }
            Request::QuotesAs { format } => {
                let title = self.config()?.title;
                let (name, bytes) = notes::quotes_as(&self.folder, &title, format)?;
                Ok(json!({"name": name, "bytes": STANDARD.encode(bytes)}))
            }
            Request::Draw { n, coders } => {
                let file = coding::draw(self.opened(watcher)?, n, &coders, watcher)?;
                self.change(format!("{n} messages to code"), Touches::Notes, vec![file], watcher)?;
                self.coding()
            }
            Request::Coding => self.coding(),
            Request::Code { row, coder, themes } => {
                let file = coding::with_code(&self.folder, row, &coder, themes.as_deref())?;
                self.change("code".into(), Touches::Notes, vec![file], watcher)?;
                self.coding()
            }
            Request::Codes { name, bytes } => {
                let file = coding::with_sheet(&self.folder, &name, decoded(&bytes)?)?;
                self.change(format!("codes of {name}"), Touches::Notes, vec![file], watcher)?;
                self.coding()
            }
            Request::Agreement => coding::agreement(self.config()?, self.threads, watcher),
            Request::Undo => self.undo(watcher),
            Request::Redo => self.redo(watcher),
            Request::Save => {
                self.saved = None;
                self.themes(watcher)
            }
            Request::Kept => self.kept(),
        }
    }

    fn coding(&self) -> Result<Value> {
        Ok(self.with_history(coding::shown(&self.folder)?))
    }

    fn config(&self) -> Result<Config> {
        config::load(&self.folder)
    }

    /// Opens the project, unless it is open.
    fn opened(&mut self, watcher: &dyn Watcher) -> Result<&Project> {
        let project = match self.project.take() {
            Some(project) => project,
            None => Project::open(self.config()?, self.threads, watcher)?,
        };
        Ok(self.project.insert(project))
    }

    /// Reads all that is needed to look for patterns, as far as it is not there.
    fn ready(&mut self, watcher: &dyn Watcher) -> Result<Ready<'_>> {
        self.opened(watcher)?;
        let (path, text) = self.codebook_text(watcher)?;
        let text = text.unwrap_or_default();
        let project = self.project.as_ref().ok_or_else(not_open)?;
        if self.texts.is_none() {
            self.texts = Some(Texts::read(project, watcher)?);
        }
        let texts = self.texts.as_ref().ok_or_else(not_open)?;
        if self.found.is_none() {
            self.found = Some(texts.found(&project.codebook, watcher)?);
        }
        let found = self.found.as_ref().ok_or_else(not_open)?;
        if self.saved.is_none() {
            let codebook = if text.is_empty() { Codebook::default() } else { Codebook::parse(&text, &path)? };
            self.saved = Some(Saved { text: text.clone(), codebook, found: None });
        }
        let saved = self.saved.as_mut().ok_or_else(not_open)?;
        let beside_saved = if saved.text == text {
            (&project.codebook, found)
        } else {
            if saved.found.is_none() {
                saved.found = Some(texts.found(&saved.codebook, watcher)?);
            }
            (&saved.codebook, saved.found.as_ref().ok_or_else(not_open)?)
        };
        let beside =
            Beside { codebook: &project.codebook, found, saved: Some(beside_saved), periods: project.axis.periods() };
        Ok(Ready { project, texts, found, beside })
    }

    fn open(&mut self, year: i32, saved: Option<String>, watcher: &dyn Watcher) -> Result<Value> {
        *self = Self::new(&self.folder, self.threads);
        let is_project = [PROJECT_FILE, MANIFEST].iter().any(|name| files::is_taken(&self.folder.join(name)));
        if !is_project {
            let request = InitRequest { this_year: year, threads: self.threads, ..InitRequest::default() };
            let proposal = init::propose(&self.folder, &request, watcher)?;
            proposal.write()?;
            self.looked = Looked::of(&proposal);
        }
        // One that cannot be read any more is no state to compare with.
        self.saved = saved.and_then(|text| {
            let codebook = Codebook::parse(&text, Path::new(CODEBOOK)).ok()?;
            Some(Saved { text, codebook, found: None })
        });
        self.documents(watcher)
    }

    fn more(&mut self, year: i32, files: &[String], watcher: &dyn Watcher) -> Result<Value> {
        let config = self.config()?;
        let Some(mut manifest) = documents::manifest(&config)? else {
            return Err(Error::new(ErrorKind::Usage, "the documents of this project are not listed in a manifest")
                .hint("put the file where those of `files` in themeshift.toml stand, and open the project again"));
        };
        let request = InitRequest { this_year: year, threads: self.threads, ..InitRequest::default() };
        let proposal = init::look(&self.folder, &request, watcher)?;
        self.looked = Looked::of(&proposal);
        if let Some(text) = proposal.text(MANIFEST) {
            let found = Manifest(Cells::parse(text.into(), &manifest.0.path)?);
            let is_wanted = |file: &str| files.is_empty() || files.iter().any(|name| name == file);
            manifest.add_new(&found, |file| documents::name_in_manifest(&config, file).filter(|_| is_wanted(file)));
        }
        let files = vec![(manifest.0.path.clone(), manifest.text()?)];
        if !self.change("new documents".into(), Touches::Documents, files, watcher)? {
            // Files that were there may have another text now.
            self.follow(Touches::Documents, false, watcher)?;
        }
        self.documents(watcher)
    }

    fn documents(&mut self, watcher: &dyn Watcher) -> Result<Value> {
        let failed = match self.opened(watcher) {
            Ok(_) => None,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(error) => Some(told(&error)),
        };
        let config = self.config()?;
        let shown = documents::shown(&config, self.project.as_ref(), self.texts.as_ref(), &self.looked, failed)?;
        Ok(self.with_history(shown))
    }

    fn correct(
        &mut self,
        what: String,
        touches: Touches,
        watcher: &dyn Watcher,
        act: impl FnOnce(&mut Manifest) -> Result<()>,
    ) -> Result<Value> {
        let Some(mut manifest) = documents::manifest(&self.config()?)? else {
            return Err(Error::new(ErrorKind::Usage, "this project has no manifest, so nothing can be corrected here"));
        };
        act(&mut manifest)?;
        self.change(what, touches, vec![(manifest.0.path.clone(), manifest.text()?)], watcher)?;
        self.documents(watcher)
    }

    fn set(&mut self, settings: &Settings, watcher: &dyn Watcher) -> Result<Value> {
        let path = self.folder.join(PROJECT_FILE);
        let text = settings::set(&text_of(&path)?.unwrap_or_default(), &path, settings)?;
        self.change("settings".into(), Touches::Documents, vec![(path, text)], watcher)?;
        self.documents(watcher)
    }

    /// The file of the codebook, and its text.
    fn codebook_text(&mut self, watcher: &dyn Watcher) -> Result<(PathBuf, Option<String>)> {
        let config = &self.opened(watcher)?.config;
        let file = config.corpus.codebook.clone().unwrap_or_else(|| CODEBOOK.into());
        let path = config.root.join(file);
        let text = text_of(&path)?;
        Ok((path, text))
    }

    /// Gives the codebook another text. Themes that it has no more leave the brief, too.
    fn change_codebook(&mut self, what: String, path: PathBuf, text: String, watcher: &dyn Watcher) -> Result<bool> {
        let known = Codebook::parse(&text, &path)?;
        let brief = &self.opened(watcher)?.config.brief.themes;
        let left: Vec<String> =
            brief.iter().filter(|id| known.themes.iter().any(|theme| theme.id == **id)).cloned().collect();
        if left.len() == brief.len() {
            return self.change(what, Touches::Codebook, vec![(path, text)], watcher);
        }
        let project = self.folder.join(PROJECT_FILE);
        let settings = Settings { brief: Some(left), ..Settings::default() };
        let settings = settings::set(&text_of(&project)?.unwrap_or_default(), &project, &settings)?;
        self.change(what, Touches::Both, vec![(path, text), (project, settings)], watcher)
    }

    /// Makes a change, unless it changes nothing, and says so. What does not make a project is taken back.
    fn change(
        &mut self,
        what: String,
        touches: Touches,
        files: Vec<(PathBuf, String)>,
        watcher: &dyn Watcher,
    ) -> Result<bool> {
        let change = Change::new(what, touches, files)?;
        if change.is_idle() {
            return Ok(false);
        }
        let was_open = self.project.is_some();
        change.make()?;
        if let Err(error) = self.follow(touches, was_open, watcher) {
            change.take_back()?;
            self.follow(touches, was_open, watcher)?;
            return Err(error);
        }
        self.history.add(change);
        Ok(true)
    }

    /// Forgets what a change made untrue, and opens the project anew; `strictly` where it must be one.
    fn follow(&mut self, touches: Touches, strictly: bool, watcher: &dyn Watcher) -> Result<()> {
        match touches {
            Touches::Notes => return Ok(()),
            Touches::Codebook => self.found = None,
            Touches::Documents | Touches::Both => {
                (self.texts, self.found) = (None, None);
                self.saved.iter_mut().for_each(|saved| saved.found = None);
            }
        }
        if let Some(project) =
            self.project.as_mut().filter(|project| touches == Touches::Codebook && project.coded.is_none())
            && let Some(path) = project.config.corpus.codebook.as_ref().map(|path| self.folder.join(path))
            && files::is_taken(&path)
        {
            return project.set_codebook(Codebook::read(&path)?);
        }
        self.project = None;
        match self.opened(watcher) {
            // What lacks years, or is wrong otherwise, is made right step by step.
            Err(error) if !strictly && error.kind() != ErrorKind::Interrupted => Ok(()),
            opened => opened.map(drop),
        }
    }

    fn undo(&mut self, watcher: &dyn Watcher) -> Result<Value> {
        let Some(change) = self.history.last() else {
            return Err(Error::new(ErrorKind::Usage, "there is nothing to take back"));
        };
        change.take_back()?;
        let touches = change.touches;
        self.history.went_back();
        self.follow(touches, false, watcher)?;
        self.documents(watcher)
    }

    fn redo(&mut self, watcher: &dyn Watcher) -> Result<Value> {
        let Some(change) = self.history.next() else {
            return Err(Error::new(ErrorKind::Usage, "there is nothing to make again"));
        };
        change.make()?;
        let touches = change.touches;
        self.history.went_on();
        self.follow(touches, false, watcher)?;
        self.documents(watcher)
    }

    /// Adds what can be taken back, and whether the codebook differs from the saved one.
    fn with_history(&self, mut shown: Value) -> Value {
        shown["undo"] = json!(self.history.last().map(|change| &change.what));
        shown["redo"] = json!(self.history.next().map(|change| &change.what));
        shown
    }

    fn themes(&mut self, watcher: &dyn Watcher) -> Result<Value> {
        let Ready { project, texts, found, beside } = self.ready(watcher)?;
        let rules = project.rules.of_project();
        let checks = codebook_check(&project.codebook, &found.uses, rules, &project.corpus.documents);
        let mut totals = vec![0_u64; beside.periods.len()];
        texts.documents.iter().for_each(|document| totals[document.period] += document.messages as u64);
        let differs = beside.saved.is_some_and(|(codebook, _)| !std::ptr::eq(codebook, &raw const project.codebook));
        let shown = json!({
            "periods": beside.periods.iter().zip(&totals).map(|(period, messages)| json!({"label": period.label(), "messages": messages})).collect::<Vec<_>>(),
            "themes": themes::themes(texts, beside, &checks),
            "differs": differs,
        });
        Ok(self.with_history(shown))
    }

    fn suggest(&mut self, theme: &str, most: usize, watcher: &dyn Watcher) -> Result<Value> {
        let suggested = suggest(self.config()?, theme, most, self.threads, watcher)?;
        Ok(json!({
            "terms": rows(&suggested.terms),
            "patterns": rows(&suggested.patterns),
            "warnings": texts_of(&suggested.warnings),
        }))
    }

    fn import(&mut self, name: &str, bytes: &str, add: bool, watcher: &dyn Watcher) -> Result<Value> {
        let (path, text) = self.codebook_text(watcher)?;
        let file = Path::new(name);
        let (text, warnings) = exchange::read(&decoded(bytes)?, file, text.filter(|_| add), &path)?;
        Codebook::parse(&text, file)?;
        self.change_codebook(format!("import of {name}"), path, text, watcher)?;
        let mut shown = self.themes(watcher)?;
        shown["warnings"] = json!(texts_of(&warnings));
        Ok(shown)
    }

    fn export(&mut self, format: &str, watcher: &dyn Watcher) -> Result<Value> {
        let (path, text) = self.codebook_text(watcher)?;
        exchange::written(&self.opened(watcher)?.codebook, &path, text, format)
    }

    /// The texts of the files that changes are made of, by their names in the folder.
    fn kept(&self) -> Result<Value> {
        let config = self.config()?;
        let manifest = documents::manifest(&config)?.map(|manifest| manifest.0.path);
        let codebook = config.corpus.codebook.as_ref().map(|path| config.root.join(path));
        let own = [PROJECT_FILE].map(|name| self.folder.join(name));
        let mut files = Map::new();
        let notes = NOTES.map(|name| self.folder.join(name));
        for path in own.into_iter().chain(manifest).chain(codebook).chain(notes) {
            if let Some(text) = text_of(&path)? {
                files.insert(documents::relative(&path, &self.folder).to_string_lossy().into_owned(), json!(text));
            }
        }
        Ok(json!({"files": files, "saved": self.saved.as_ref().map(|saved| &saved.text)}))
    }
}

/// Bytes that came as text.
fn decoded(bytes: &str) -> Result<Vec<u8>> {
    STANDARD.decode(bytes).map_err(|_| Error::new(ErrorKind::Usage, "the file came damaged"))
}

fn not_open() -> Error {
    Error::new(ErrorKind::Usage, "the project is not open")
}

#[cfg(test)]
mod tests;
