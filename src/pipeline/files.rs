//! Charts as files: pictures, the data drawn, and the list of all charts.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::charts::{context, missing_characters};
use super::project::Project;
use crate::analysis::Results;
use crate::analysis::row::row;
use crate::chart::{self, ChartKind, ChartOptions, Design, Inputs, KINDS, Rendered};
use crate::config::ChartFormat;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::table::{TableInfo, csv, csv_resource};
use crate::warning::Warning;
use crate::watch::{Progress, Watcher, unless_stopped};

/// File name of the list of charts.
const LIST_FILE: &str = "charts.csv";

row!(ChartRow, "charts", "One chart.", ["chart"], {
    chart: String, "", "Name of the chart: file name without extension.";
    title: String, "", "Title.";
    alt_text: String, "", "The finding and the data in words, for readers who cannot see the picture; also in the SVG as its description.";
    files: String, "", "The files, separated by semicolons: the pictures, and the data drawn as CSV.";
});

/// Draws the charts of a run in the design of the project.
///
/// # Errors
/// When a chart does not fit the page that the project asks for, or the user stops the run.
pub(crate) fn draw_all(project: &Project, results: &Results<'_>) -> Result<Vec<Rendered>> {
    let (documents, counts) = (results.study.documents.len() as u64, results.study.counts);
    let context = context(project, documents, counts, project.design.clone(), ChartOptions::default());
    let watcher = results.study.watcher;
    let kinds: Vec<&ChartKind> = KINDS.iter().filter(|kind| kind.of_run).collect();
    watcher.stage("charts", Progress::Steps, kinds.len() as u64);
    let mut charts = Vec::new();
    for some in kinds.chunks(rayon::current_num_threads()) {
        unless_stopped(watcher)?;
        // Results are asked for one after the other: two threads must not wait for each other's.
        let inputs: Vec<Inputs> =
            some.iter().map(|kind| Inputs::of(results, kind.needs, &ChartOptions::default())).collect();
        let drawn = some.par_iter().zip(&inputs).map(|(kind, inputs)| {
            watcher.advance(1);
            if kind.about_themes() && project.codebook.themes.is_empty() {
                return Ok(Vec::new());
            }
            kind.draw(inputs, &context)
        });
        charts.extend(drawn.collect::<Result<Vec<_>>>()?.into_iter().flatten());
    }
    Ok(charts)
}

/// Writes the files of charts, with a list of them, into a folder. Nothing where the project asks for no charts.
///
/// # Errors
/// When a picture cannot be made, a file cannot be written, or the user stops the run.
pub fn write_all(project: &Project, charts: &[Rendered], folder: &Path, watcher: &dyn Watcher) -> Result<Vec<Warning>> {
    let formats = &project.config.output.charts;
    if formats.is_empty() {
        return Ok(Vec::new());
    }
    disk::create_dir_all(folder).map_err(|e| Error::io(ErrorKind::Output, "cannot make the folder", folder, e))?;
    watcher.stage("pictures", Progress::Steps, charts.len() as u64);
    let of_chart = |chart: &Rendered| -> Result<(ChartRow, Vec<Warning>)> {
        unless_stopped(watcher)?;
        let mut warnings = Vec::new();
        let files = write(chart, formats, project.config.chart.dpi, &project.design, folder, &mut warnings)?;
        let files: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
        watcher.advance(1);
        let row = ChartRow {
            chart: chart.name.clone(),
            title: chart.title.clone(),
            alt_text: chart.description.clone(),
            files: files.join(";"),
        };
        Ok((row, warnings))
    };
    let written = charts.par_iter().map(of_chart).collect::<Result<Vec<_>>>()?;
    let (mut rows, warnings): (Vec<ChartRow>, Vec<Vec<Warning>>) = written.into_iter().unzip();
    let warnings = warnings.concat();
    rows.sort_by(|a, b| a.chart.cmp(&b.chart));
    write_file(&folder.join(LIST_FILE), &csv(&rows)?)?;
    Ok(warnings)
}

/// Adds the list of charts to the description of the results.
pub(crate) fn describe_in(package: &mut serde_json::Value) {
    if let Some(resources) = package["resources"].as_array_mut() {
        resources.push(csv_resource("chart", &TableInfo::of::<ChartRow>(&[])));
    }
}

/// Writes the files of a chart into a folder: the pictures, and the data drawn. Gives their names, and adds what the
/// reader should know to `warnings`.
///
/// # Errors
/// When a picture cannot be made, or a file cannot be written.
pub fn write(
    chart: &Rendered,
    formats: &[ChartFormat],
    dpi: u32,
    design: &Design,
    folder: &Path,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut missing = Vec::new();
    for (extension, format) in ChartFormat::ALL.into_iter().filter(|(_, format)| formats.contains(format)) {
        let bytes = match format {
            ChartFormat::Svg => chart.svg.clone().into_bytes(),
            ChartFormat::Png | ChartFormat::Pdf => {
                let picture = match format {
                    ChartFormat::Png => chart::png(&chart.svg, dpi as f32, design)?,
                    _ => chart::pdf(chart, design)?,
                };
                missing = picture.missing;
                picture.bytes
            }
        };
        let file = PathBuf::from(format!("{}.{extension}", chart.name));
        write_file(&folder.join(&file), &bytes)?;
        files.push(file);
    }
    let data = PathBuf::from(format!("{}.csv", chart.name));
    write_file(&folder.join(&data), &chart.data)?;
    files.push(data);
    let mut warn = |message: String| warnings.push(Warning::general(format!("chart {}: {message}", chart.name)));
    chart.warnings.iter().for_each(|warning| warn(warning.clone()));
    missing_characters(&missing).into_iter().for_each(warn);
    Ok(files)
}

/// Writes a file of the results.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    disk::write(path, bytes).map_err(|e| Error::unwritten("cannot write", path, e))
}
