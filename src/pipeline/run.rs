//! [`Project`] -> [`Outcome`]: all tables and charts, written into the output folder.

use std::path::{Path, PathBuf};

use super::analyse::{Analysed, analyse};
use super::files::{self, write_file};
use super::project::Project;
use super::record::{self, RUN_FILE};
use super::staging::{self, Staging};
use crate::analysis::rows::DocumentRow;
use crate::analysis::{self, ThemeFinding};
use crate::count::Counts;
use crate::error::{Error, ErrorKind, Result};
use crate::table::{PACKAGE_FILE, TableSet, data_package};
use crate::warning::Warning;
use crate::watch::Watcher;

/// File name of the findings in words.
const FINDINGS_FILE: &str = "findings.md";

/// What a run found, for its summary.
#[derive(Debug)]
pub struct Outcome {
    /// Where the results are.
    pub directory: PathBuf,
    /// Whether years or filters left documents out.
    pub selected: bool,
    /// The documents read.
    pub documents: Vec<DocumentRow>,
    /// The counts.
    pub counts: Counts,
    /// What can be said of each theme.
    pub findings: Vec<ThemeFinding>,
    /// Names of the tables written.
    pub tables: Vec<&'static str>,
    /// Names of the charts written.
    pub charts: Vec<String>,
    /// What was suspicious.
    pub warnings: Vec<Warning>,
}

/// Does the whole job: reads, counts, writes tables and charts into the output folder.
///
/// # Errors
/// When a document cannot be read, or results cannot be written. Earlier results are then unchanged.
pub fn run(project: &Project, watcher: &dyn Watcher) -> Result<Outcome> {
    let directory = project.config.root.join(&project.config.output.directory);
    let staging = Staging::new(&directory)?;
    let mut tables = TableSet::new(&staging.path().join("table"), &project.config.output.formats)?;
    let Analysed { documents, material, inputs, findings } = analyse(project, watcher, &mut tables)?;
    tables.finish()?;
    let counts = material.counts;
    let words = analysis::findings_markdown(&project.config.title, &findings);
    write_file(&staging.path().join(FINDINGS_FILE), words.as_bytes())?;
    let (charts, chart_warnings) = files::write_all(project, &inputs, &counts, &staging.path().join("chart"))?;
    let mut package = data_package(&project.config.title, "table", &tables);
    if !charts.is_empty() {
        files::describe_in(&mut package);
    }
    write_json(&staging.path().join(PACKAGE_FILE), &package)?;
    let written = staging::files(staging.path())
        .map_err(|e| Error::io(ErrorKind::Output, "cannot list the results", staging.path(), e))?;
    let record = record::record(project, &documents, &counts, &tables, &charts, &written);
    write_json(&staging.path().join(RUN_FILE), &record)?;
    if watcher.stopped() {
        return Err(Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged"));
    }
    staging.commit()?;
    let mut warnings = project.corpus.warnings.clone();
    warnings.append(&mut tables.warnings);
    warnings.extend(chart_warnings);
    Ok(Outcome {
        directory,
        selected: project.config.selection != crate::config::Selection::default(),
        documents,
        counts,
        findings,
        tables: tables.tables.iter().map(|table| table.name).collect(),
        charts: charts.into_iter().map(|chart| chart.name).collect(),
        warnings,
    })
}

fn write_json(path: &Path, value: &serde_json::Value) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::new(ErrorKind::Output, format!("cannot write: {e}")).at(path))?;
    text.push('\n');
    write_file(path, text.as_bytes())
}
