//! A project, opened: its configuration, its documents and its codebook, all checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::analysis::{pairs_of, place_of};
use crate::axis::{Axis, Variable};
use crate::chart::Design;
use crate::codebook::Codebook;
use crate::codings::{CodedThemes, Codings};
use crate::config::{BriefConfig, Cluster, Config};
use crate::corpus::Corpus;
use crate::count::Clusters;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::segment::Segmenter;
use crate::text::LanguageRules;
use crate::warning::Warning;
use crate::watch::Watcher;

/// All that a run needs before it reads the first document.
#[derive(Debug)]
pub struct Project {
    /// The resolved configuration.
    pub config: Config,
    /// How words of each language become terms.
    pub rules: LanguageRules,
    /// What a message is.
    pub segmenter: Segmenter,
    /// The themes: those of the codebook, then those that are coded alone.
    pub codebook: Codebook,
    /// Themes that were coded, where the configuration names codings.
    pub coded: Option<CodedThemes>,
    /// The documents.
    pub corpus: Corpus,
    /// The periods that the documents stand in.
    pub axis: Axis,
    /// The grouping variables.
    pub variables: Vec<Variable>,
    /// How sampling units are chosen.
    pub clusters: Clusters,
    /// Places of the pairs of periods that are compared.
    pub pairs: Vec<(usize, usize)>,
    /// How charts look.
    pub design: Design,
    pool: Arc<ThreadPool>,
}

/// What a program hands over in place of the files that a configuration names.
#[derive(Debug, Default)]
pub struct Given {
    /// The documents.
    pub corpus: Option<Corpus>,
    /// The text of a codebook, and its name in messages.
    pub codebook: Option<(String, PathBuf)>,
}

impl Project {
    /// Opens a project. `threads` of 0 uses all cores.
    ///
    /// # Errors
    /// When the stop words, the abbreviations, the codebook, the codings, the manifest, a document or the font of charts is
    /// missing or wrong, or the user stops the first look at the documents.
    pub fn open(config: Config, threads: usize, watcher: &dyn Watcher) -> Result<Self> {
        Self::with(config, Given::default(), threads, watcher)
    }

    /// Opens a project with what is given in place of its files.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn with(config: Config, given: Given, threads: usize, watcher: &dyn Watcher) -> Result<Self> {
        let rules = LanguageRules::new(&config.text, &config.root)?;
        let segmenter = Segmenter::new(&config)?;
        let mut codebook = codebook(&config, given.codebook)?;
        let design = Design::new(&config.chart, &config.root)?;
        let pool = pool(threads)?;
        let corpus = match given.corpus {
            Some(corpus) => corpus.selected(&config)?,
            None => pool.install(|| Corpus::open(&config, watcher))?,
        };
        let mut corpus = pool.install(|| corpus.survey(watcher, &segmenter))?;
        let mut coded = None;
        if let Some(themes) = &config.themes {
            let codings = Codings::read(&config.root.join(&themes.codings))?;
            let (made, warnings) = CodedThemes::new(codings, themes.mode, &corpus, &mut codebook)?;
            coded = Some(made);
            corpus.warnings.extend(warnings);
        }
        check_brief(&config.brief, &codebook)?;
        let axis = corpus.axis()?;
        corpus.documents.check()?;
        let pairs = pairs_of(&config, axis.periods())?;
        let variables = variables(&config, &mut corpus)?;
        let clusters = clusters(&config.analysis.cluster, &corpus)?;
        Ok(Self { config, rules, segmenter, codebook, coded, corpus, axis, variables, clusters, pairs, design, pool })
    }

    /// The threads that read documents.
    pub fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// Takes another codebook. Themes of codings stay those that the project was opened with.
    ///
    /// # Errors
    /// When the brief names a theme that it does not have; then the codebook stays.
    pub fn set_codebook(&mut self, codebook: Codebook) -> Result<()> {
        check_brief(&self.config.brief, &codebook)?;
        self.codebook = codebook;
        Ok(())
    }

    /// The place of a theme in the codebook.
    ///
    /// # Errors
    /// When the codebook has no such theme, with the nearest one.
    pub fn theme(&self, id: &str) -> Result<usize> {
        if let Some(place) = self.codebook.themes.iter().position(|known| known.id == id) {
            return Ok(place);
        }
        let error = Error::new(ErrorKind::Usage, format!("no theme `{id}` in the codebook"));
        let ids: Vec<&str> = self.codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
        Err(match nearest(id, ids.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("themes: {}", ids.join(", "))),
        })
    }

    /// The place of a period, given by its label; `what` names the argument.
    ///
    /// # Errors
    /// When there is no document of the period, with the nearest one.
    pub fn period_place(&self, label: &str, what: &str) -> Result<usize> {
        place_of(self.axis.periods(), label).map_err(|error| {
            let hint = error.advice().unwrap_or_default().to_string();
            Error::new(ErrorKind::Usage, format!("{what}: {}", error.message())).hint(hint)
        })
    }

    /// The places of two periods to compare, the earlier first; `what` names the arguments.
    ///
    /// # Errors
    /// When there is no document of a period, or the first does not come before the second.
    pub fn two_periods(&self, from: &str, to: &str, what: [&str; 2]) -> Result<(usize, usize)> {
        let places = (self.period_place(from, what[0])?, self.period_place(to, what[1])?);
        if places.0 >= places.1 {
            return Err(Error::new(ErrorKind::Usage, format!("{from} does not come before {to}"))
                .hint("write the earlier period first"));
        }
        Ok(places)
    }
}

/// Refuses themes of the brief that the codebook does not have.
fn check_brief(brief: &BriefConfig, codebook: &Codebook) -> Result<()> {
    let known = |id: &str| codebook.themes.iter().any(|theme| theme.id == id);
    let Some(wrong) = brief.themes.iter().position(|id| !known(id)) else { return Ok(()) };
    let id = &brief.themes[wrong];
    let mut error =
        Error::new(ErrorKind::Project, format!("`themes` of [brief] names no theme of the codebook: `{id}`"));
    if let Some(place) = brief.places.get(wrong) {
        error = error.at(&place.path).line(place.line.unwrap_or(1)).column(place.column.unwrap_or(1));
    }
    let ids: Vec<&str> = codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
    Err(match nearest(id, ids.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None if ids.is_empty() => error.hint("this project has no codebook"),
        None => error.hint(format!("themes: {}", ids.join(", "))),
    })
}

/// The grouping variables of a project.
///
/// # Errors
/// When the documents have no such variable, with the nearest one, or it has too many values.
fn variables(config: &Config, corpus: &mut Corpus) -> Result<Vec<Variable>> {
    let mut variables = Vec::new();
    for name in &config.groups.by {
        let own = corpus.documents.iter().any(|document| document.variables.iter().any(|(key, _)| key == name));
        if (name == SECTION && !own) || name == "language" {
            variables.push(Variable { name: name.clone(), of_messages: name == SECTION });
            continue;
        }
        let values = corpus.documents.iter().filter_map(|document| document.variable(name));
        let values: BTreeSet<String> = values.collect();
        if values.is_empty() {
            return Err(no_variable(
                name,
                corpus,
                Error::new(ErrorKind::Usage, format!("no document variable `{name}` to group by")),
            ));
        }
        check_values(name, values.len())?;
        if values.len() == 1 {
            let message = format!("all documents have the same value of `{name}`, so there are no groups to compare");
            corpus.warnings.push(Warning::general(message));
        }
        variables.push(Variable { name: name.clone(), of_messages: false });
    }
    Ok(variables)
}

/// How sampling units are chosen; a document without a value of the variable is a unit of its own.
///
/// # Errors
/// When the documents have no such variable, with the nearest one.
fn clusters(cluster: &Cluster, corpus: &Corpus) -> Result<Clusters> {
    let name = match cluster {
        Cluster::Auto => return Ok(Clusters::Auto),
        Cluster::Document => return Ok(Clusters::Document),
        Cluster::Message => return Ok(Clusters::Message),
        Cluster::Variable(name) => name,
    };
    if corpus.documents.iter().all(|document| document.variable(name).is_none()) {
        return Err(no_variable(
            name,
            corpus,
            Error::new(ErrorKind::Project, format!("`cluster` in [analysis]: no document variable `{name}`")),
        ));
    }
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let numbers = (0..).zip(&corpus.documents).map(|(place, document)| {
        let value = document.variable(name).map(|value| value.trim().to_string()).filter(|value| !value.is_empty());
        value.map_or(place, |value| *known.entry(value).or_insert(place))
    });
    Ok(Clusters::Joined(numbers.collect()))
}

/// The most values of a grouping variable.
const MOST_VALUES: usize = 1000;

/// Refuses a variable with too many values.
pub(super) fn check_values(variable: &str, values: usize) -> Result<()> {
    if values <= MOST_VALUES {
        return Ok(());
    }
    let message = format!("the variable `{variable}` has {values} values; groups are made of at most {MOST_VALUES}");
    Err(Error::new(ErrorKind::Usage, message)
        .hint("group by a coarser variable: add a column to the manifest that puts values together"))
}

/// The variable whose values are the sections of messages, unless documents have one of this name.
const SECTION: &str = "section";

/// Adds the nearest variable to an error, or all of them.
fn no_variable(name: &str, corpus: &Corpus, error: Error) -> Error {
    let standard = ["title", "event", "publisher", "kind", "scope", "language", SECTION, "folder"];
    let own = corpus.documents.iter().flat_map(|document| document.variables.into_iter().map(|(key, _)| key));
    let names: BTreeSet<String> = standard.into_iter().map(String::from).chain(own).collect();
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("variables: {}", names.into_iter().collect::<Vec<_>>().join(", "))),
    }
}

/// The most threads that read documents.
const MOST_THREADS: usize = 256;

/// Threads that read documents; 0 for all cores.
pub(super) fn pool(threads: usize) -> Result<Arc<ThreadPool>> {
    if threads > MOST_THREADS {
        let error = Error::new(ErrorKind::Usage, format!("{threads} threads are more than {MOST_THREADS}"));
        return Err(error.hint("more threads than the machine has cores do not help; 0 takes as many"));
    }
    new_pool(threads).map_err(|e| Error::new(ErrorKind::Usage, format!("cannot start {threads} threads: {e}")))
}

#[cfg(not(target_family = "wasm"))]
fn new_pool(threads: usize) -> std::result::Result<Arc<ThreadPool>, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(threads).build().map(Arc::new)
}

/// A page of a browser has one thread, which is a pool for as long as it lives.
#[cfg(target_family = "wasm")]
fn new_pool(_: usize) -> std::result::Result<Arc<ThreadPool>, ThreadPoolBuildError> {
    static POOL: std::sync::OnceLock<Arc<ThreadPool>> = std::sync::OnceLock::new();
    if let Some(pool) = POOL.get() {
        return Ok(Arc::clone(pool));
    }
    let pool = Arc::new(ThreadPoolBuilder::new().num_threads(1).use_current_thread().build()?);
    Ok(Arc::clone(POOL.get_or_init(|| pool)))
}

/// The codebook: the text that is given, else the file that the configuration names, else none.
pub(super) fn codebook(config: &Config, given: Option<(String, PathBuf)>) -> Result<Codebook> {
    match (given, &config.corpus.codebook) {
        (Some((text, name)), _) => Codebook::parse(&text, &name),
        (None, Some(path)) => Codebook::read(&config.root.join(path)),
        (None, None) => Ok(Codebook::default()),
    }
}
