//! `themeshift chart`: one chart, as files; or the list of all charts.

use std::path::{Path, PathBuf};

use super::args::ChartArgs;
use super::common::Common;
use super::open::{load, open};
use super::show;
use crate::analysis::row::row;
use crate::chart::{ChartKind, ChartOptions, KINDS, Titles};
use crate::config::{ChartConfig, ChartScale, NUMBER_MARKS, PageSize, StyleName};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::pipeline::{Project, charts, files};

row!(ChartKindRow, "chart_kinds", "One kind of chart.", ["chart"], {
    chart: String, "", "Name, for `themeshift chart NAME`.";
    shows: String, "", "What is seen.";
});

/// Runs the command.
pub fn run(options: &ChartArgs, common: &Common) -> Result<()> {
    let Some(name) = &options.name else {
        let rows: Vec<ChartKindRow> =
            KINDS.iter().map(|kind| ChartKindRow { chart: kind.name.into(), shows: kind.shows.into() }).collect();
        return show::print(&rows, &[], common);
    };
    let kind = ChartKind::named(name)?;
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    // All periods are analysed, as some charts compare a period with all others; those that are named are drawn.
    config.selection.periods.clear();
    apply(options, &mut config.chart)?;
    let mut formats = common.chart_formats();
    if formats.is_empty() {
        formats.clone_from(&config.output.charts);
    }
    let (project, terminal) = open(config, common)?;
    for theme in &options.themes {
        project.theme(theme)?;
    }
    let titles = match &options.title {
        Some(title) => Titles::Given(title.clone()),
        None if options.no_title => Titles::Hidden,
        None => Titles::Own,
    };
    let chosen = ChartOptions {
        themes: options.themes.clone(),
        periods: periods(&project, &common.periods)?,
        terms: options.terms.clone(),
    };
    let design = project.design.clone().titled(titles);
    let charts = charts::draw(&project, kind, design.clone(), chosen, &terminal)?;
    if charts.is_empty() {
        let error = Error::new(ErrorKind::Usage, format!("there is nothing to draw in `{}`: no two groups", kind.name));
        return Err(error.hint("name a document variable with --by, or in [groups]"));
    }
    let folder = common.output.clone().unwrap_or_else(|| PathBuf::from("."));
    std::fs::create_dir_all(&folder).map_err(|e| Error::io(ErrorKind::Output, "cannot make the folder", &folder, e))?;
    let (mut files, mut warnings) = (Vec::new(), Vec::new());
    for chart in &charts {
        let dpi = project.config.chart.dpi;
        files.extend(files::write(chart, &formats, dpi, &design, &folder, &mut warnings)?);
    }
    warnings.iter().for_each(|warning| terminal.warn(warning));
    drop(terminal);
    if common.quiet { Ok(()) } else { show::write(listed(&folder, &files).as_bytes()) }
}

/// The labels of the periods that were typed: single ones, or stretches such as `2012-2019`.
fn periods(project: &Project, typed: &[String]) -> Result<Vec<String>> {
    let all = project.axis.periods();
    let place = |label: &str| all.iter().position(|period| period.label() == label.trim());
    let stretch = |text: &str| {
        let cuts = [" to ", "..", "-"].into_iter().flat_map(|mark| text.match_indices(mark));
        cuts.into_iter().find_map(|(at, mark)| {
            let ends = (place(&text[..at])?, place(&text[at + mark.len()..])?);
            (ends.0 <= ends.1).then_some(ends)
        })
    };
    let mut labels = Vec::new();
    for text in typed {
        let (first, last) = match (place(text), stretch(text)) {
            (Some(place), _) => (place, place),
            (None, Some(ends)) => ends,
            (None, None) => project.period_place(text, "--periods").map(|place| (place, place))?,
        };
        labels.extend(all[first..=last].iter().map(|period| period.label().to_string()));
    }
    Ok(labels)
}

/// The files written, one a line.
fn listed(folder: &Path, files: &[PathBuf]) -> String {
    let path = |file: &PathBuf| if folder == Path::new(".") { file.clone() } else { folder.join(file) };
    files.iter().map(|file| show::printable(&path(file).display().to_string()) + "\n").collect()
}

/// Puts what was typed in the place of what the project file says.
fn apply(options: &ChartArgs, chart: &mut ChartConfig) -> Result<()> {
    if let Some(style) = &options.style {
        chart.style = choose("--style", style, &StyleName::ALL)?;
    }
    if let Some(scale) = &options.scale {
        chart.scale = choose("--scale", scale, &ChartScale::ALL)?;
    }
    if let Some(language) = &options.lang {
        chart.language = choose("--lang", language, &NUMBER_MARKS.map(|marks| (marks.code, marks)))?;
    }
    if let Some(size) = &options.size {
        chart.size = Some(PageSize::parse(size)?);
    }
    if let Some(font) = &options.font {
        // Relative to where the user stands, not to the project.
        chart.font = Some(std::path::absolute(font).unwrap_or_else(|_| font.clone()));
    }
    chart.dpi = options.dpi.unwrap_or(chart.dpi);
    Ok(())
}

/// One of a few names.
fn choose<T: Copy>(option: &str, typed: &str, choices: &[(&str, T)]) -> Result<T> {
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == typed) {
        return Ok(*value);
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let near = nearest(typed, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    Err(Error::new(ErrorKind::Usage, format!("{option}: there is no `{typed}`")).hint(format!(
        "{}Valid: {}",
        near.unwrap_or_default(),
        names.join(", ")
    )))
}
