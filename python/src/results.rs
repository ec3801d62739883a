//! What a run found: its tables, and charts drawn from the same counts.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use themeshift::analysis;
use themeshift::chart::{ChartKind, ChartOptions, Design, Inputs, KINDS, Need, Rendered, Titles};
use themeshift::error::{Error, ErrorKind, Result};
use themeshift::pipeline::{self, Counted, Depth, Project, TextTables, charts};
use themeshift::watch::Watcher;

use crate::chart::{Chart, warn};
use crate::error::OrRaise;
use crate::settings;
use crate::table::{Table, Tables};
use crate::watch::{Watch, watched};

/// What a run found.
#[pyclass(module = "themeshift._core", frozen)]
#[derive(Debug)]
pub struct Results {
    project: Arc<Project>,
    tables: Vec<Table>,
    counted: Counted,
    /// The rows of all charts that nothing special is asked of.
    inputs: Inputs,
    markdown: String,
    left_out: Vec<String>,
}

impl Results {
    /// Does a whole run, whose tables are kept.
    ///
    /// # Errors
    /// When a document cannot be read, or the user stops the run.
    pub fn of(project: &Arc<Project>, watch: &Watch) -> Result<Self> {
        let mut tables = Tables::default();
        let mut texts = TextTables::begin(&mut tables)?;
        let counted = pipeline::count_with_evidence(project, watch, Depth::All, |evidence| texts.write(&evidence))?;
        texts.end()?;
        let mut needs: Vec<Need> = Vec::new();
        for need in KINDS.iter().flat_map(|kind| kind.needs) {
            if !needs.contains(need) {
                needs.push(*need);
            }
        }
        let (inputs, markdown, left_out) = counted.results(project, watch, None, |results| {
            pipeline::write_tables(results, &mut tables)?;
            let markdown = analysis::findings_markdown(&project.config.title, results.findings());
            Ok((Inputs::of(results, &needs, &ChartOptions::default()), markdown, results.left_out()))
        })??;
        let mut tables = tables.tables;
        tables.sort_by_key(Table::name);
        Ok(Self { project: Arc::clone(project), tables, counted, inputs, markdown, left_out })
    }

    /// What was suspicious, and what was left out of the tables.
    pub fn warnings(&self) -> Vec<String> {
        let warnings = self.counted.warnings.iter().map(ToString::to_string);
        warnings.chain(self.left_out.iter().cloned()).collect()
    }

    fn draw(
        &self,
        name: &str,
        mut options: ChartOptions,
        design: Design,
        watcher: &dyn Watcher,
    ) -> Result<Vec<Rendered>> {
        let kind = kind_of(name)?;
        for theme in &options.themes {
            self.project.theme(theme)?;
        }
        for period in &options.periods {
            self.project.period_place(period, "periods")?;
        }
        options.terms = charts::terms(&self.counted.counts, &options.terms)?;
        let special = if options.terms.is_empty() && options.periods.is_empty() {
            None
        } else {
            let rows = |results: &analysis::Results<'_>| Inputs::of(results, kind.needs, &options);
            Some(self.counted.results(&self.project, watcher, None, rows)?)
        };
        let inputs = special.as_ref().unwrap_or(&self.inputs);
        let documents = self.counted.documents.len() as u64;
        let context = charts::context(&self.project, documents, &self.counted.counts, design, options);
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
    fn markdown(&self) -> &str {
        &self.markdown
    }

    /// Draws the charts of a kind, or one of them, of some themes, terms and periods.
    fn charts(
        &self,
        py: Python<'_>,
        name: &str,
        asked: (Vec<String>, Vec<String>, Vec<String>, Title),
        settings: &Bound<'_, PyDict>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Vec<Chart>> {
        let (themes, terms, periods, title) = asked;
        let config = settings::config(py, self.project.config.clone(), settings)?;
        let design = Design::new(&config.chart, &config.root).or_raise(py)?.titled(match title {
            Title::Shown(true) => Titles::Own,
            Title::Shown(false) => Titles::Hidden,
            Title::Given(text) => Titles::Given(text),
        });
        let shared = Arc::new(design.clone());
        let drawn =
            watched(py, progress, |watch| self.draw(name, ChartOptions { themes, periods, terms }, design, watch))?;
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
