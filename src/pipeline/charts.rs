//! Charts of a project: their context, the rows they need, and their files.

use std::path::{Path, PathBuf};

use super::project::Project;
use super::{Counted, count, count_details, write_file};
use crate::analysis::row::row;
use crate::analysis::rows::DocumentRow;
use crate::analysis::{self, Study};
use crate::chart::{self, ChartKind, ChartOptions, Context, Design, Inputs, KINDS, Need, Rendered, ThemeName};
use crate::codebook::Matcher;
use crate::config::ChartFormat;
use crate::count::{Counts, Details};
use crate::error::{Error, ErrorKind, Result};
use crate::table::{TableInfo, csv, csv_resource};
use crate::warning::Warning;
use crate::watch::Watcher;

/// The most missing characters that a warning names.
const MOST_NAMED: usize = 20;
/// File name of the list of charts.
const LIST_FILE: &str = "charts.csv";

row!(ChartRow, "charts", "One chart.", ["chart"], {
    chart: String, "", "Name of the chart: file name without extension.";
    title: String, "", "Title.";
    alt_text: String, "", "The finding and the data in words, for readers who cannot see the picture; also in the SVG as its description.";
    files: String, "", "The files, separated by semicolons: the pictures, and the data drawn as CSV.";
});

/// What charts of a project say and how they look.
pub fn context(project: &Project, documents: u64, counts: &Counts, design: Design, options: ChartOptions) -> Context {
    let name = |theme: &crate::codebook::Theme| ThemeName { id: theme.id.clone(), label: theme.label.clone() };
    Context {
        title: project.config.title.clone(),
        themes: project.codebook.themes.iter().map(name).collect(),
        source: design.source(&project.config.title, counts.messages(), counts.tokens(), documents),
        design,
        options,
    }
}

/// Draws all kinds of charts in the design of the project and writes their files, with a list of them, into a folder.
///
/// # Errors
/// When a chart does not fit the page that the project asks for, and when a file cannot be written.
pub fn write_all(
    project: &Project,
    inputs: &Inputs,
    counts: &Counts,
    folder: &Path,
) -> Result<(Vec<Rendered>, Vec<Warning>)> {
    let formats = &project.config.output.charts;
    if formats.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    std::fs::create_dir_all(folder).map_err(|e| Error::io(ErrorKind::Output, "cannot make the folder", folder, e))?;
    let documents = inputs.documents.len() as u64;
    let context = context(project, documents, counts, project.design.clone(), ChartOptions::default());
    let (mut charts, mut rows, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    for kind in KINDS.iter().filter(|kind| !(kind.about_themes() && project.codebook.themes.is_empty())) {
        for chart in kind.draw(inputs, &context)? {
            let files = write(&chart, formats, project.config.chart.dpi, &context.design, folder, &mut warnings)?;
            let files: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
            rows.push(ChartRow {
                chart: chart.name.clone(),
                title: chart.title.clone(),
                alt_text: chart.description.clone(),
                files: files.join(";"),
            });
            charts.push(chart);
        }
    }
    rows.sort_by(|a: &ChartRow, b| a.chart.cmp(&b.chart));
    write_file(&folder.join(LIST_FILE), &csv(&rows)?)?;
    Ok((charts, warnings))
}

/// Adds the list of charts to the description of the results.
pub fn describe_in(package: &mut serde_json::Value) {
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
    if !missing.is_empty() {
        let shown: String = missing.iter().take(MOST_NAMED).collect();
        let more = match missing.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        warn(format!("no font has the characters {shown}{more}; boxes stand in their place in PNG and PDF"));
    }
    Ok(files)
}

/// Counts a project and computes the rows that a kind of chart needs, and no others.
///
/// # Errors
/// When a document cannot be read, or the user stops the run.
pub fn inputs(
    project: &Project,
    kind: &ChartKind,
    options: &mut ChartOptions,
    watcher: &dyn Watcher,
) -> Result<(Inputs, Counts)> {
    let needs = |need: Need| kind.needs.contains(&need);
    let mut documents: Vec<DocumentRow> = Vec::new();
    let Counted { counts, mut records } = count(project, watcher, |evidence| {
        documents.push(evidence.document);
        Ok(())
    })?;
    options.terms = terms(&counts, &options.terms)?;
    // What only the second pass counts.
    let second = [Need::Findings, Need::TermFrequency, Need::Keyness, Need::WordShift, Need::Comparability];
    let details = if second.into_iter().any(needs) {
        count_details(project, &counts, records.as_mut(), watcher)?
    } else {
        Details::default()
    };
    let matcher = Matcher::new(&project.codebook, &project.rules);
    let study = Study {
        config: &project.config.analysis,
        codebook: &project.codebook,
        matcher: &matcher,
        documents: &project.corpus.documents,
        counts: &counts,
        details: &details,
        records: records.as_ref(),
        also: None,
        watcher,
    };
    let inputs = project.pool().install(|| rows(project, &study, documents, needs, &options.terms))?;
    Ok((inputs, counts))
}

fn rows(
    project: &Project,
    study: &Study<'_>,
    documents: Vec<DocumentRow>,
    needs: impl Fn(Need) -> bool,
    terms: &[String],
) -> Result<Inputs> {
    let (counts, codebook) = (study.counts, study.codebook);
    let mut inputs = Inputs::default();
    if needs(Need::ThemeFrequency) {
        inputs.theme_frequency = analysis::theme_frequency(counts, codebook);
    }
    if needs(Need::ThemeCooccurrence) {
        inputs.theme_cooccurrence = analysis::theme_cooccurrence(counts, codebook);
    }
    if needs(Need::ThemePatterns) {
        inputs.theme_patterns = analysis::theme_patterns(counts, codebook, study.matcher);
    }
    if needs(Need::ThemeChange) || needs(Need::Findings) {
        inputs.theme_change = analysis::theme_change(study);
    }
    if needs(Need::Findings) || needs(Need::Comparability) {
        let near_duplicates = analysis::near_duplicates(study);
        if needs(Need::Findings) {
            let robustness = analysis::robustness(study, &near_duplicates);
            let comparisons = analysis::comparisons(study, &project.rules, &inputs.theme_change, &robustness);
            inputs.findings = analysis::finding_rows(study, &comparisons);
        }
        if needs(Need::Comparability) {
            let sections: Vec<u64> = documents.iter().map(|document| document.standard.sections).collect();
            inputs.comparability = analysis::comparability(study, &sections, &near_duplicates);
        }
    }
    if needs(Need::TermFrequency) {
        inputs.take_term_frequency(&analysis::term_frequency(counts, Some(study.details)), terms);
    }
    if needs(Need::Keyness) {
        analysis::keyness_by_comparison(study, |rows| {
            inputs.take_keyness(&rows);
            Ok::<(), Error>(())
        })?;
    }
    if needs(Need::WordShift) {
        analysis::word_shift_by_pair(study, |rows| {
            inputs.take_word_shift(&rows);
            Ok::<(), Error>(())
        })?;
    }
    inputs.documents = documents;
    Ok(inputs)
}

/// The terms that were typed, as they are counted: each may be typed as its term or as its label.
fn terms(counts: &Counts, typed: &[String]) -> Result<Vec<String>> {
    let find = |typed: &String| {
        let lower = typed.trim().to_lowercase();
        let found = counts.terms.iter().find(|entry| entry.term == lower);
        let found = found.or_else(|| counts.terms.iter().find(|entry| entry.label.to_lowercase() == lower));
        found.map(|entry| entry.term.clone()).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, format!("the documents have no term `{}`", typed.trim()));
            let names = counts.terms.iter().flat_map(|entry| [entry.term.as_str(), entry.label.as_str()]);
            match crate::error::nearest(&lower, names) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("`themeshift freq` lists the terms"),
            }
        })
    };
    let mut terms: Vec<String> = typed.iter().map(find).collect::<Result<_>>()?;
    let mut seen = std::collections::BTreeSet::new();
    terms.retain(|term| seen.insert(term.clone()));
    Ok(terms)
}
