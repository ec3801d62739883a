//! [`Project`] -> [`Outcome`]: all tables, charts and the report, written into the output folder.

use std::path::PathBuf;

use super::analyse::{Analysed, analyse};
use super::files::{self, write_file};
use super::project::Project;
use super::record::{self, RUN_FILE};
use super::staging::{self, Staging};
use crate::analysis::rows::DocumentRow;
use crate::analysis::{self, ThemeFinding};
use crate::chart::Rendered;
use crate::count::Counts;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Collected, Page, REPORT_FILE, Report};
use crate::table::{Both, PACKAGE_FILE, TableSet, data_package};
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
    /// The report, if one was written.
    pub report: Option<PathBuf>,
    /// Names of the charts written.
    pub charts: Vec<String>,
    /// What was suspicious.
    pub warnings: Vec<Warning>,
}

/// Does the whole job: reads, counts, writes tables, charts and the report into the output folder.
///
/// # Errors
/// When a document cannot be read, or results cannot be written. Earlier results are then unchanged.
pub fn run(project: &Project, watcher: &dyn Watcher) -> Result<Outcome> {
    let output = &project.config.output;
    let directory = project.config.root.join(&output.directory);
    let staging = Staging::new(&directory)?;
    let mut tables = TableSet::new(&staging.path().join("table"), &output.formats)?;
    let mut collected = collected(project);
    let analysed = if output.report {
        analyse(project, watcher, &mut Both(&mut tables, &mut collected))?
    } else {
        analyse(project, watcher, &mut tables)?
    };
    tables.finish()?;
    let counts = &analysed.material.counts;
    let words = analysis::findings_markdown(&project.config.title, &analysed.findings);
    write_file(&staging.path().join(FINDINGS_FILE), words.as_bytes())?;
    let charts = if output.report || !output.charts.is_empty() {
        files::draw_all(project, &analysed.inputs, counts)?
    } else {
        Vec::new()
    };
    let chart_warnings = files::write_all(project, &charts, &staging.path().join("chart"))?;
    let mut package = data_package(&project.config.title, "table", &tables);
    if !output.charts.is_empty() {
        files::describe_in(&mut package);
    }
    write_json(&staging.path().join(PACKAGE_FILE), &package)?;
    let written_charts = if output.charts.is_empty() { &[][..] } else { &charts };
    let record = record::record(project, &analysed.documents, counts, &tables.tables, written_charts);
    if output.report {
        let page = page(project, &analysed, &charts, &record, collected, true)?;
        write_file(&staging.path().join(REPORT_FILE), page.html.as_bytes())?;
    }
    let written = staging::files(staging.path())
        .map_err(|e| Error::io(ErrorKind::Output, "cannot list the results", staging.path(), e))?;
    let record = record::with_files(record, &written);
    write_json(&staging.path().join(RUN_FILE), &record)?;
    if watcher.stopped() {
        return Err(Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged"));
    }
    staging.commit()?;
    let mut warnings = project.corpus.warnings.clone();
    warnings.extend(analysed.material.warnings);
    warnings.append(&mut tables.warnings);
    warnings.extend(chart_warnings);
    Ok(Outcome {
        report: output.report.then(|| directory.join(REPORT_FILE)),
        directory,
        selected: project.config.selection != crate::config::Selection::default(),
        findings: analysed.findings,
        documents: analysed.documents,
        tables: tables.tables.iter().map(|table| table.name).collect(),
        charts: written_charts.iter().map(|chart| chart.name.clone()).collect(),
        counts: analysed.material.counts,
        warnings,
    })
}

/// Does the job for the report alone.
///
/// # Errors
/// As [`run`].
pub fn report(project: &Project, watcher: &dyn Watcher) -> Result<Page> {
    let mut collected = collected(project);
    let analysed = analyse(project, watcher, &mut collected)?;
    let counts = &analysed.material.counts;
    let charts = files::draw_all(project, &analysed.inputs, counts)?;
    let record = record::record(project, &analysed.documents, counts, &collected.infos, &charts);
    page(project, &analysed, &charts, &record, collected, false)
}

/// Writes a report that was made alone into the output folder, all at once, and gives its path.
///
/// # Errors
/// When it cannot be written. An earlier report is then unchanged.
pub fn write_report(project: &Project, page: &Page) -> Result<PathBuf> {
    let path = project.config.root.join(&project.config.output.directory).join(REPORT_FILE);
    staging::replace(&path, page.html.as_bytes()).map_err(|e| {
        Error::io(ErrorKind::Output, "cannot write", &path, e).hint("name another folder with --output")
    })?;
    Ok(path)
}

/// What takes the tables for the report.
fn collected(project: &Project) -> Collected {
    let (themes, years) = (project.codebook.themes.len(), project.corpus.years().len());
    Collected::new(project.config.report, themes, years)
}

fn page(
    project: &Project,
    analysed: &Analysed,
    charts: &[Rendered],
    record: &serde_json::Value,
    collected: Collected,
    beside: bool,
) -> Result<Page> {
    let report = Report {
        title: &project.config.title,
        language: project.config.text.set_language().unwrap_or("und"),
        codebook: &project.codebook,
        years: analysed.material.counts.years.iter().map(|(year, _)| *year).collect(),
        findings: &analysed.findings,
        charts,
        record,
        beside,
        collected,
        further_changes: &analysed.further_changes,
    };
    report.render()
}

fn write_json(path: &std::path::Path, value: &serde_json::Value) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::new(ErrorKind::Output, format!("cannot write: {e}")).at(path))?;
    text.push('\n');
    write_file(path, text.as_bytes())
}
