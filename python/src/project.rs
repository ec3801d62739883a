//! Projects and corpora, and the tables that are made without a whole run.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use themeshift::analysis::row::Row;
use themeshift::analysis::{self, REST, Study};
use themeshift::chart::KINDS;
use themeshift::codings::Codings;
use themeshift::config::{self, Config};
use themeshift::corpus::in_memory;
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::pipeline::concordance::{Wanted, concordance};
use themeshift::pipeline::sample::{SampleOptions, Stratify, sample};
use themeshift::pipeline::{self, Depth, Given, Material, tokens};
use themeshift::stats::measure::KeynessMeasure;
use themeshift::text::LanguageRules;
use themeshift::watch::Unwatched;

use crate::chart::warn;
use crate::error::{OrRaise, raised};
use crate::input::{self, Names};
use crate::results::Results;
use crate::settings::{self, GivenCodebook};
use crate::table::{Table, Tables};
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
        text: String,
        year: String,
        document: Option<String>,
        variables: Vec<String>,
    ) -> PyResult<Self> {
        // Some libraries pass columns without rows in a form that others refuse.
        if table.len().is_ok_and(|rows| rows == 0) {
            return themeshift::corpus::Corpus::of(Vec::new()).map(Self).or_raise(py);
        }
        let (batches, schema) = input::batches(table)?;
        let names = Names { text, year, document, variables };
        let read = || {
            let documents = names.read(&schema, &batches)?;
            themeshift::corpus::Corpus::of(in_memory(&documents.columns, &documents.rows, &documents.texts)?)
        };
        py.detach(read).map(Self).or_raise(py)
    }

    /// The years, in order.
    #[getter]
    fn years(&self) -> Vec<i32> {
        self.0.years()
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

/// The reference of keyness: all other years together, or one.
#[derive(Debug, FromPyObject)]
pub enum Against {
    /// A year.
    Year(i32),
    /// `rest`.
    Name(String),
}

/// What narrows a project.
type Narrow = (Vec<(i32, i32)>, Vec<(String, String)>);

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

    /// Years that are analysed, in order.
    #[getter]
    fn years(&self) -> Vec<i32> {
        self.project.corpus.years()
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
        let (results, warnings) = self.work(py, progress, |project, watch| {
            let mut tables = Tables::default();
            let analysed = pipeline::analyse(project, watch, &mut tables)?;
            let warnings = analysed.material.warnings.clone();
            Ok((Results::new(Arc::clone(project), tables.tables, analysed), warnings))
        })?;
        for warning in &warnings {
            warn(py, &warning.to_string())?;
        }
        Ok(results)
    }

    fn messages(&self, py: Python<'_>, theme: Option<String>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let theme = theme.map(|theme| project.theme(&theme).map(|_| theme)).transpose()?;
            let wanted = |themes: &str| theme.as_ref().is_none_or(|theme| themes.split(';').any(|t| t == theme));
            let mut rows = Vec::new();
            pipeline::count(project, watch, |evidence| {
                rows.extend(evidence.messages.into_iter().filter(|message| wanted(&message.themes)));
                Ok(())
            })?;
            Table::of(&rows)
        })
    }

    fn term_frequency(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.study(py, Depth::Terms, progress, |study| analysis::term_frequency(study.counts, Some(study.details)))
    }

    fn theme_frequency(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.study(py, Depth::Hits, progress, |study| analysis::theme_frequency(study.counts, study.codebook))
    }

    fn theme_cooccurrence(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.study(py, Depth::Hits, progress, |study| analysis::theme_cooccurrence(study.counts, study.codebook))
    }

    fn term_cooccurrence(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.study(py, Depth::Terms, progress, |study| analysis::term_cooccurrence(study.counts, study.details))
    }

    fn theme_change(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.study(py, Depth::Terms, progress, analysis::theme_change)
    }

    fn compare(&self, py: Python<'_>, years: (i32, i32), terms: bool, progress: Option<Py<PyAny>>) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let places = project.two_years(years.0, years.1, ["from_year", "to_year"])?;
            let material = Material::count(project, watch, Depth::Terms, |_| Ok(()))?;
            material.study(project, watch, Some(places), |study| {
                if terms {
                    Table::of(&analysis::term_change(study, places))
                } else {
                    Table::of(&analysis::compared_themes(study, project.rules.of_project(), places))
                }
            })?
        })
    }

    fn keyness(
        &self,
        py: Python<'_>,
        target: Option<i32>,
        against: Option<Against>,
        measure: Option<String>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let measure = measure.map(|name| keyness_measure(&name)).transpose()?;
            let year = target.map(|year| project.year_place(year, "target")).transpose()?;
            let (reference, other) = match against {
                None => (None, None),
                Some(Against::Year(year)) => (Some(year.to_string()), Some(project.year_place(year, "against")?)),
                Some(Against::Name(name)) if name == REST => (Some(name), None),
                Some(Against::Name(name)) => {
                    return Err(Error::new(ErrorKind::Usage, format!("against: `{name}` is no year"))
                        .hint("write a year, or \"rest\""));
                }
            };
            if year.is_some() && year == other {
                return Err(Error::new(ErrorKind::Usage, "against: a year cannot be compared with itself"));
            }
            let wanted = |year: i32, with: &str| {
                target.is_none_or(|target| target == year)
                    && reference.as_ref().is_none_or(|reference| reference == with)
            };
            let material = Material::count(project, watch, Depth::Terms, |_| Ok(()))?;
            // Corrections are over all comparisons, so all are computed whatever is shown.
            material.study(project, watch, other.zip(year), |study| {
                let mut rows = analysis::keyness(study);
                let Some(measure) = measure else {
                    rows.retain(|row| wanted(row.target_year, &row.reference));
                    return Table::of(&rows);
                };
                let mut scores = analysis::keyness_scores(study, rows, measure);
                scores.retain(|row| wanted(row.target_year, &row.reference));
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
        (years, filters): Narrow,
        threads: usize,
    ) -> PyResult<Self> {
        let mut config = settings::config(py, config, settings)?;
        config.selection = settings::selection(&years, filters);
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

    /// Counts the project and makes the rows of one table.
    fn study<R: Row + Send>(
        &self,
        py: Python<'_>,
        depth: Depth,
        progress: Option<Py<PyAny>>,
        rows: impl FnOnce(&Study<'_>) -> Vec<R> + Send,
    ) -> PyResult<Table> {
        self.work(py, progress, |project, watch| {
            let material = Material::count(project, watch, depth, |_| Ok(()))?;
            Table::of(&material.study(project, watch, None, rows)?)
        })
    }
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
