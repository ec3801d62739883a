//! What a run found: its tables, and charts drawn from them.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use themeshift::analysis::{self, ThemeFinding};
use themeshift::chart::{ChartKind, ChartOptions, Design, Inputs, KINDS, Rendered, Titles};
use themeshift::count::{Counts, Details};
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::pipeline::{Analysed, Project, charts};

use crate::chart::{Chart, warn};
use crate::error::OrRaise;
use crate::settings;
use crate::table::Table;
use crate::watch::watched;

/// What a run found.
#[pyclass(module = "themeshift._core", frozen)]
#[derive(Debug)]
pub struct Results {
    project: Arc<Project>,
    tables: Vec<Table>,
    inputs: Inputs,
    counts: Counts,
    details: Details,
    findings: Vec<ThemeFinding>,
}

impl Results {
    /// The results of a run whose tables were kept.
    pub fn new(project: Arc<Project>, mut tables: Vec<Table>, analysed: Analysed) -> Self {
        tables.sort_by_key(Table::name);
        let Analysed { material, inputs, findings, .. } = analysed;
        Self { project, tables, inputs, counts: material.counts, details: material.details, findings }
    }

    fn draw(&self, name: &str, mut options: ChartOptions, design: Design) -> Result<Vec<Rendered>> {
        let kind = kind_of(name)?;
        for theme in &options.themes {
            self.project.theme(theme)?;
        }
        options.terms = charts::terms(&self.counts, &options.terms)?;
        let with_terms = (!options.terms.is_empty()).then(|| {
            let mut inputs = Inputs { term_frequency: Vec::new(), ..self.inputs.clone() };
            inputs.take_term_frequency(&analysis::term_frequency(&self.counts, Some(&self.details)), &options.terms);
            inputs
        });
        let inputs = with_terms.as_ref().unwrap_or(&self.inputs);
        let documents = inputs.documents.len() as u64;
        let context = charts::context(&self.project, documents, &self.counts, design, options);
        let drawn = kind.draw(inputs, &context)?;
        if name == kind.name {
            return Ok(drawn);
        }
        let names: Vec<String> = drawn.iter().map(|chart| chart.name.clone()).collect();
        let found: Vec<Rendered> = drawn.into_iter().filter(|chart| chart.name == name).collect();
        if found.is_empty() {
            let hint = format!("charts of this kind: {}", names.join(", "));
            return Err(Error::new(ErrorKind::Usage, format!("no chart `{name}`")).hint(hint));
        }
        Ok(found)
    }
}

/// The kind that a name is of: its own name, or that of one of its charts, such as `keyness_2020`.
fn kind_of(name: &str) -> Result<&'static ChartKind> {
    let of_kind = |kind: &&ChartKind| name.strip_prefix(kind.name).is_some_and(|rest| rest.starts_with('_'));
    match KINDS.iter().filter(of_kind).max_by_key(|kind| kind.name.len()) {
        Some(kind) if KINDS.iter().all(|kind| kind.name != name) => Ok(kind),
        _ => ChartKind::named(name),
    }
}

#[pymethods]
impl Results {
    /// The tables, sorted by name.
    #[getter]
    fn tables(&self) -> Vec<Table> {
        self.tables.clone()
    }

    /// The findings in words, as Markdown.
    #[getter]
    fn markdown(&self) -> String {
        analysis::findings_markdown(&self.project.config.title, &self.findings)
    }

    /// Draws the charts of a kind, or one of them, of some themes and terms.
    fn charts(
        &self,
        py: Python<'_>,
        name: &str,
        asked: (Vec<String>, Vec<String>, Title),
        settings: &Bound<'_, PyDict>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Vec<Chart>> {
        let (themes, terms, title) = asked;
        let config = settings::config(py, self.project.config.clone(), settings)?;
        let design = Design::new(&config.chart, &config.root).or_raise(py)?.titled(match title {
            Title::Shown(true) => Titles::Own,
            Title::Shown(false) => Titles::Hidden,
            Title::Given(text) => Titles::Given(text),
        });
        let shared = Arc::new(design.clone());
        let drawn = watched(py, progress, |_| self.draw(name, ChartOptions { themes, terms }, design))?;
        for (chart, text) in drawn.iter().flat_map(|chart| chart.warnings.iter().map(move |text| (chart, text))) {
            warn(py, &format!("chart {}: {text}", chart.name))?;
        }
        let chart = |rendered| Chart { rendered, design: Arc::clone(&shared), dpi: config.chart.dpi };
        Ok(drawn.into_iter().map(chart).collect())
    }
}

/// The title of a chart: its own, none, or another.
#[derive(Debug, FromPyObject)]
pub enum Title {
    /// Its own, or none.
    Shown(bool),
    /// Another.
    Given(String),
}
