//! Projects and corpora, and the tables that are made without a whole run.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use themeshift::analysis::{self, REST};
use themeshift::axis::{Period, When};
use themeshift::chart::KINDS;
use themeshift::codings::Codings;
use themeshift::config::{self, Config};
use themeshift::corpus::in_memory;
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::pipeline::concordance::{Wanted, concordance};
use themeshift::pipeline::sample::{SampleOptions, Stratify, sample};
use themeshift::pipeline::{self, Counted, Depth, Given, tokens};
use themeshift::stats::measure::KeynessMeasure;
use themeshift::text::LanguageRules;
use themeshift::watch::Unwatched;

use crate::chart::warn;
use crate::error::{OrRaise, raised};
use crate::input::{self, CorpusNames, Names};
use crate::results::Results;
use crate::settings::{self, GivenCodebook};
use crate::table::Table;
use crate::watch::{Watch, watched};

/// Documents in memory.
#[pyclass(module = "themeshift._core", frozen)]
#[derive(Debug)]
pub struct Corpus(themeshift::corpus::Corpus);

#[pymethods]
impl Corpus {
    /// Reads a table of documents.
    #[new]
    fn new(
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        names: CorpusNames,
        also: (Vec<String>, Vec<String>),
    ) -> PyResult<Self> {
        // Some libraries pass columns without rows in a form that others refuse.
        if table.len().is_ok_and(|rows| rows == 0) {
            return themeshift::corpus::Corpus::of(Vec::new()).map(Self).or_raise(py);
        }
        let (batches, schema) = input::batches(table)?;
        let names = Names::of(names, also);
        let read = || {
            let documents = names.read(&schema, &batches)?;
            themeshift::corpus::Corpus::of(in_memory(&documents.columns, &documents.rows, &documents.texts)?)
        };
        py.detach(read).map(Self).or_raise(py)
    }

    /// The earliest and the latest date, as exactly as they are known.
    #[getter]
    fn span(&self) -> (String, String) {
        let dates = || self.0.documents.iter().filter_map(|document| document.when);
        let text = |when: Option<When>| when.map_or_else(String::new, |when| when.to_string());
        (text(dates().min_by_key(When::first)), text(dates().max_by_key(When::last)))
    }

    fn __len__(&self) -> usize {
        self.0.documents.len()
    }
}

/// A project, opened and checked.
#[pyclass(module = "themeshift._core", frozen)]
#[derive(Debug)]
pub struct Project {
    project: Arc<pipeline::Project>,
    /// The process that opened it and started its threads.
    process: u32,
}

/// What narrows a project: periods, and values of document variables.
type Narrow = (Vec<String>, Vec<(String, String)>);

#[pymethods]
impl Project {
    /// Opens a project file or folder.
    #[staticmethod]
    fn open(
        py: Python<'_>,
        path: PathBuf,
        settings: &Bound<'_, PyDict>,
        codebook: Option<GivenCodebook<'_>>,
        narrow: Narrow,
        threads: usize,
    ) -> PyResult<Self> {
        let config = config::load(&path).or_raise(py)?;
        Self::with(py, config, settings, None, codebook, narrow, threads)
    }

    /// A project of documents in memory.
    #[staticmethod]
    fn of(
        py: Python<'_>,
        corpus: &Corpus,
        settings: &Bound<'_, PyDict>,
        codebook: Option<GivenCodebook<'_>>,
        narrow: Narrow,
        threads: usize,
    ) -> PyResult<Self> {
        Self::with(py, Config::default(), settings, Some(corpus), codebook, narrow, threads)
    }

    /// Labels of the periods that are analysed, in order.
    #[getter]
    fn periods(&self) -> Vec<&str> {
        self.project.axis.periods().iter().map(Period::label).collect()
    }

    /// Ids and labels of the themes, in the order of the codebook.
    #[getter]
    fn themes(&self) -> Vec<(String, String)> {
        self.project.codebook.themes.iter().map(|theme| (theme.id.clone(), theme.label.clone())).collect()
    }

    /// Number of documents.
    #[getter]
    fn documents(&self) -> usize {
        self.project.corpus.documents.len()
    }

    /// Title of the project.
    #[getter]
    fn title(&self) -> &str {
        &self.project.config.title
    }

    /// The whole run.
    fn run(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Results> {
        let results = self.work(py, progress, Results::of)?;
        for warning in results.warnings() {
            warn(py, &warning)?;
        }
        Ok(results)
    }

    fn messages(&self, py: Python<'_>, theme: Option<String>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let theme = theme.map(|theme| project.theme(&theme).map(|_| theme)).transpose()?;
            let wanted = |themes: &str| theme.as_ref().is_none_or(|theme| themes.split(';').any(|t| t == theme));
            let mut rows = Vec::new();
            pipeline::count_with_evidence(project, watch, Depth::Themes, |evidence| {
                rows.extend(evidence.messages.into_iter().filter(|message| wanted(&message.themes)));
                Ok(())
            })?;
            Table::of(&rows)
        })
    }

    fn term_frequency(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.table(py, Depth::Words, progress, |results| Table::of(results.term_frequency()))
    }

    fn theme_frequency(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.table(py, Depth::Rates, progress, |results| Table::of(results.theme_frequency()))
    }

    fn theme_cooccurrence(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.table(py, Depth::Themes, progress, |results| Table::of(results.theme_cooccurrence()))
    }

    fn term_cooccurrence(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.table(py, Depth::Terms, progress, |results| Table::of(results.term_cooccurrence()))
    }

    fn theme_change(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.table(py, Depth::Themes, progress, |results| Table::of(results.theme_change()))
    }

    fn compare(
        &self,
        py: Python<'_>,
        periods: (String, String),
        terms: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let pair = project.two_periods(&periods.0, &periods.1, ["from_period", "to_period"])?;
            let counted = pipeline::count(project, watch, Depth::All)?;
            counted.results(project, watch, Some(pair), |results| {
                if terms {
                    Table::of(&analysis::term_change(&results.study, pair))
                } else {
                    let (changes, comparisons) = (results.theme_change(), results.comparisons());
                    Table::of(&analysis::theme_comparison(&results.study, pair, changes, comparisons))
                }
            })?
        })
    }

    fn keyness(
        &self,
        py: Python<'_>,
        target: Option<String>,
        against: Option<String>,
        measure: Option<String>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let measure = measure.map(|name| keyness_measure(&name)).transpose()?;
            let other = against.as_ref().filter(|label| *label != REST);
            let other = other.map(|label| project.period_place(label, "against")).transpose()?;
            let counted = pipeline::count(project, watch, Depth::Terms)?;
            let place = target.as_ref().map(|label| target_place(project, &counted, label, other)).transpose()?;
            let wanted = |period: &Period, with: &str| {
                target.as_ref().is_none_or(|target| target == period.label())
                    && against.as_ref().is_none_or(|against| against == with)
            };
            // Corrections are over all comparisons, so all are computed whatever is shown.
            counted.results(project, watch, other.zip(place), |results| {
                // Of a long series the thirds are the usual targets.
                let chosen = place.filter(|place| results.is_long() && *place < project.axis.periods().len());
                let of_target = chosen.map(|place| results.keyness_of(&[place]));
                let rows = of_target.as_deref().unwrap_or_else(|| results.keyness());
                let Some(measure) = measure else {
                    let rows = rows.iter().filter(|row| wanted(&row.target_period, &row.reference));
                    return Table::of(&rows.cloned().collect::<Vec<_>>());
                };
                let mut scores = analysis::keyness_scores(&results.study, rows, measure);
                scores.retain(|row| wanted(&row.target_period, &row.reference));
                Table::of(&scores)
            })?
        })
    }

    /// The tables of a validation.
    fn validate(&self, py: Python<'_>, codings: PathBuf, progress: Option<Py<PyAny>>) -> PyResult<Vec<Table>> {
        self.work(py, progress, |project, watch| {
            let made = pipeline::validate(project, Codings::read(&codings)?, watch)?;
            Ok(vec![Table::of(&made.themes)?, Table::of(&made.agreement)?, Table::of(&made.disagreements)?])
        })
    }

    /// Messages to be coded by hand; `columns` are the coders, and whether the codebook's themes are shown.
    fn sample(
        &self,
        py: Python<'_>,
        n: u64,
        stratify: Vec<String>,
        seed: Option<u64>,
        columns: (Vec<String>, bool),
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let (coders, show_themes) = columns;
            let stratify = stratify.iter().map(|name| stratum(name)).collect::<Result<_>>()?;
            let seed = seed.unwrap_or(project.config.analysis.seed);
            Table::of(&sample(project, &SampleOptions { n, stratify, seed, coders, show_themes }, watch)?)
        })
    }

    fn kwic(
        &self,
        py: Python<'_>,
        pattern: Option<String>,
        theme: Option<String>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let wanted = match (&pattern, &theme) {
                (Some(pattern), None) => Wanted::Pattern(pattern),
                (None, Some(theme)) => Wanted::Theme(theme),
                _ => return Err(Error::new(ErrorKind::Usage, "give either a pattern or a theme")),
            };
            Table::of(&concordance(project, wanted, watch)?)
        })
    }
}

impl Project {
    fn with(
        py: Python<'_>,
        config: Config,
        settings: &Bound<'_, PyDict>,
        corpus: Option<&Corpus>,
        codebook: Option<GivenCodebook<'_>>,
        (periods, filters): Narrow,
        threads: usize,
    ) -> PyResult<Self> {
        let mut config = settings::config(py, config, settings)?;
        config.selection = settings::selection(periods, filters);
        let corpus = corpus.map(|corpus| corpus.0.clone());
        let opened = settings::with_codebook(py, codebook, |codebook| {
            pipeline::Project::with(config, Given { corpus, codebook }, threads, &Unwatched)
        })?;
        for warning in &opened.corpus.warnings {
            warn(py, &warning.to_string())?;
        }
        Ok(Self { project: Arc::new(opened), process: std::process::id() })
    }

    /// Does some work on the project with the interpreter released.
    ///
    /// # Errors
    /// As [`watched`]; and in a process that was forked off, which has none of the project's threads.
    fn work<T: Send>(
        &self,
        py: Python<'_>,
        progress: Option<Py<PyAny>>,
        work: impl FnOnce(&Arc<pipeline::Project>, &Watch) -> Result<T> + Send,
    ) -> PyResult<T> {
        if self.process != std::process::id() {
            let error = Error::new(ErrorKind::Usage, "the project was opened in another process");
            return Err(raised(py, &error.hint("open it in each process, or start processes by \"spawn\"")));
        }
        watched(py, progress, |watch| work(&self.project, watch))
    }

    /// Counts the project and makes one table.
    fn table(
        &self,
        py: Python<'_>,
        depth: Depth,
        progress: Option<Py<PyAny>>,
        table: impl FnOnce(&analysis::Results<'_>) -> Result<Table> + Send,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let counted = pipeline::count(project, watch, depth)?;
            counted.results(project, watch, None, table)?
        })
    }
}

/// The place of the target of keyness among the periods, or among the thirds of a long series behind them; `other` is that
/// of the period that it is compared with.
fn target_place(project: &pipeline::Project, counted: &Counted, label: &str, other: Option<usize>) -> Result<usize> {
    if let Some(third) = counted.counts.thirds().iter().position(|cell| cell.period.label() == label) {
        if other.is_some() {
            let message = format!("against: `{label}` is compared with the rest only");
            return Err(Error::new(ErrorKind::Usage, message).hint("leave against out, or choose a single period"));
        }
        return Ok(counted.counts.periods().len() + third);
    }
    let place = project.period_place(label, "target")?;
    if Some(place) == other {
        return Err(Error::new(ErrorKind::Usage, "against: a period cannot be compared with itself"));
    }
    Ok(place)
}

fn keyness_measure(name: &str) -> Result<KeynessMeasure> {
    KeynessMeasure::of_name(name).ok_or_else(|| {
        let names = KeynessMeasure::ALL.map(|(name, _)| name);
        Error::new(ErrorKind::Usage, format!("measure: there is no `{name}`"))
            .hint(format!("valid: {}", names.join(", ")))
    })
}

fn stratum(name: &str) -> Result<Stratify> {
    Stratify::ALL.iter().find(|(known, _)| *known == name).map(|(_, by)| *by).ok_or_else(|| {
        Error::new(ErrorKind::Usage, format!("stratify: there is no `{name}`"))
            .hint(format!("valid: {}", Stratify::ALL.map(|(name, _)| name).join(", ")))
    })
}

/// The tokens of some texts.
#[pyfunction]
pub fn tokenize(
    py: Python<'_>,
    texts: Vec<String>,
    settings: &Bound<'_, PyDict>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Table> {
    let config = settings::config(py, Config::default(), settings)?;
    watched(py, progress, |_| {
        let rules = LanguageRules::new(&config.text, &config.root)?;
        Table::of(&tokens::tokens(texts.iter().map(String::as_str), &rules))
    })
}

/// Names of all kinds of charts, with what is seen.
#[pyfunction]
pub fn chart_kinds() -> Vec<(&'static str, &'static str)> {
    KINDS.iter().map(|kind| (kind.name, kind.shows)).collect()
}
