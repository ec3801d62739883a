//! [`Project`] -> [`Outcome`]: all tables, charts and the report, written into the output folder.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::analyse::{TextTables, write_tables};
use super::brief::brief;
use super::charts::missing_characters;
use super::counted::{Counted, count_with_evidence};
use super::evidence::Evidence;
use super::files::{self, write_file};
use super::guide::{GUIDE_FILE, guide};
use super::project::Project;
use super::record::{self, RUN_FILE};
use super::staging::{self, Staging};
use crate::analysis::{self, Grouping, PeriodDocuments, Results, ThemeFinding};
use crate::brief::{BRIEF, Brief, chosen, groups};
use crate::chart::Rendered;
use crate::count::Depth;
use crate::disk::{self, File};
use crate::error::{Error, ErrorKind, Result, unturned};
use crate::report::{Page, REPORT_FILE, Read, Report, Sampled};
use crate::table::{Listed, PACKAGE_FILE, TableInfo, TableSet, data_package};
use crate::warning::Warning;
use crate::watch::{Watcher, unless_stopped};

/// File name of the findings in words.
const FINDINGS_FILE: &str = "findings.md";
/// How much of the hash of a run a reader sees.
const SHOWN_OF_HASH: usize = 12;

/// What a run wrote, and what its summary needs.
#[derive(Debug)]
pub struct Outcome {
    /// Where the results are.
    pub directory: PathBuf,
    /// Whether periods or filters left documents out.
    pub selected: bool,
    /// All that was counted.
    pub counted: Counted,
    /// The documents of each period together.
    pub documents: Vec<PeriodDocuments>,
    /// The groups of each grouping variable.
    pub groupings: Vec<Grouping>,
    /// What is shown of the groups of each variable, a sentence each.
    pub differences: Vec<String>,
    /// What can be said of each theme.
    pub findings: Vec<ThemeFinding>,
    /// Ids and labels of the themes, in codebook order.
    pub themes: Vec<(String, String)>,
    /// Places of the themes of the brief among them.
    pub key_themes: Vec<usize>,
    /// What a reader must know before any finding, the gravest first.
    pub cautions: Vec<String>,
    /// Names of the tables written.
    pub tables: Vec<&'static str>,
    /// The report, if one was written.
    pub report: Option<PathBuf>,
    /// Names of the charts written.
    pub charts: Vec<String>,
    /// What was suspicious, or left out.
    pub warnings: Vec<Warning>,
}

/// What is written of the results.
struct Written {
    documents: Vec<PeriodDocuments>,
    groupings: Vec<Grouping>,
    differences: Vec<String>,
    findings: Vec<ThemeFinding>,
    key_themes: Vec<usize>,
    charts: Vec<String>,
    warnings: Vec<Warning>,
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
    let (counted, written) = write_beside(project, watcher, &mut tables, staging.path()).map_err(unchanged)?;
    staging.commit()?;
    let mut warnings = project.corpus.warnings.clone();
    warnings.extend(counted.warnings.iter().cloned());
    warnings.append(&mut tables.warnings);
    warnings.extend(written.warnings);
    Ok(Outcome {
        report: output.report.then(|| directory.join(REPORT_FILE)),
        directory,
        selected: project.config.selection != crate::config::Selection::default(),
        counted,
        documents: written.documents,
        groupings: written.groupings,
        differences: written.differences,
        themes: project.codebook.themes.iter().map(|theme| (theme.id.clone(), theme.label.clone())).collect(),
        key_themes: written.key_themes,
        cautions: analysis::gravest(&written.findings),
        findings: written.findings,
        tables: tables.tables.iter().map(|table| table.name).collect(),
        charts: written.charts,
        warnings,
    })
}

/// What could not be written stands beside the earlier results.
fn unchanged(error: Error) -> Error {
    if error.kind() != ErrorKind::Output {
        return error;
    }
    let advice = error.advice().map(|advice| format!("; {advice}")).unwrap_or_default();
    error.hint(format!("earlier results are unchanged{advice}"))
}

/// Counts, and writes all results into a folder beside the earlier ones.
fn write_beside(
    project: &Project,
    watcher: &dyn Watcher,
    tables: &mut TableSet,
    folder: &Path,
) -> Result<(Counted, Written)> {
    let mut sampled = sampled(project);
    let mut texts = TextTables::begin(tables)?;
    let counted = count_with_evidence(project, watcher, Depth::All, |evidence| {
        if project.config.output.report {
            sampled.take(&read(&evidence));
        }
        texts.write(&evidence)
    })?;
    texts.end()?;
    let (written, record) =
        counted.results(project, watcher, None, |results| write_all(project, results, tables, sampled, folder))??;
    let files = disk::files(folder).map_err(|e| Error::io(ErrorKind::Output, "cannot list the results", folder, e))?;
    let record = record::with_files(record, &files);
    let (documents, facts) = (&project.corpus.documents, &counted.documents);
    write_json(&folder.join(RUN_FILE), &record::Whole { record: &record, documents, facts })?;
    counted.check(project)?;
    unless_stopped(watcher)?;
    Ok((counted, written))
}

/// Writes all but the record of the run, which comes back.
fn write_all(
    project: &Project,
    results: &Results<'_>,
    tables: &mut TableSet,
    sampled: Sampled,
    folder: &Path,
) -> Result<(Written, serde_json::Value)> {
    let output = &project.config.output;
    write_tables(results, tables)?;
    tables.finish(results.study.watcher)?;
    let run = record::run_hash(project, results);
    let brief = brief(project, results, &run[..SHOWN_OF_HASH])?;
    let mut warnings = write_brief(&brief, folder)?;
    write_file(&folder.join(GUIDE_FILE), unturned(&guide(project)).as_bytes())?;
    let words = analysis::findings_markdown(&project.config.title, results.findings());
    write_file(&folder.join(FINDINGS_FILE), unturned(&words).as_bytes())?;
    let charts =
        if output.report || !output.charts.is_empty() { files::draw_all(project, results)? } else { Vec::new() };
    let left_out = results.left_out().into_iter().map(Warning::general);
    warnings.extend(left_out);
    warnings.extend(files::write_all(project, &charts, &folder.join("chart"), results.study.watcher)?);
    let mut package = data_package(&project.config.title, "table", tables);
    if !output.charts.is_empty() {
        files::describe_in(&mut package);
    }
    write_json(&folder.join(PACKAGE_FILE), &package)?;
    let written_charts = if output.charts.is_empty() { &[][..] } else { &charts };
    let record = record::record(project, results, &tables.tables, written_charts, &run);
    if output.report {
        let mut infos = tables.tables.clone();
        infos.sort_by_key(|info| info.name);
        let page = page(project, results, &infos, &charts, (&record, &brief), true).render(sampled)?;
        write_file(&folder.join(REPORT_FILE), page.html.as_bytes())?;
    }
    let charts = written_charts.iter().map(|chart| chart.name.clone()).collect();
    let (groupings, findings) = (results.groupings().to_vec(), results.findings().to_vec());
    let (key_themes, differences) = (chosen(results), groups(results));
    let documents = results.period_documents().to_vec();
    Ok((Written { documents, groupings, differences, findings, key_themes, charts, warnings }, record))
}

/// Writes the brief in its three forms.
fn write_brief(brief: &Brief, folder: &Path) -> Result<Vec<Warning>> {
    let file = |extension: &str| folder.join(format!("{BRIEF}.{extension}"));
    write_file(&file("md"), unturned(&brief.markdown()).as_bytes())?;
    write_file(&file("html"), brief.html().as_bytes())?;
    write_file(&file("docx"), &brief.docx()?)?;
    let missing = brief.drawn.as_ref().and_then(|drawn| missing_characters(&drawn.picture.missing));
    Ok(missing.map(|said| Warning::general(format!("brief: {said}"))).into_iter().collect())
}

/// Does the job for the report alone.
///
/// # Errors
/// As [`run`].
pub fn report(project: &Project, watcher: &dyn Watcher) -> Result<Page> {
    let mut sampled = sampled(project);
    let mut tables = Listed::default();
    let mut texts = TextTables::begin(&mut tables)?;
    let counted = count_with_evidence(project, watcher, Depth::All, |evidence| {
        sampled.take(&read(&evidence));
        texts.write(&evidence)
    })?;
    texts.end()?;
    counted.results(project, watcher, None, |results| {
        write_tables(results, &mut tables)?;
        let charts = files::draw_all(project, results)?;
        let run = record::run_hash(project, results);
        let brief = brief(project, results, &run[..SHOWN_OF_HASH])?;
        let record = record::record(project, results, &tables.tables, &charts, &run);
        page(project, results, &tables.tables, &charts, (&record, &brief), false).render(sampled)
    })?
}

/// Writes a report that was made alone into the output folder, all at once, and gives its path.
///
/// # Errors
/// When it cannot be written. An earlier report is then unchanged.
pub fn write_report(project: &Project, page: &Page) -> Result<PathBuf> {
    let path = project.config.root.join(&project.config.output.directory).join(REPORT_FILE);
    staging::replace(&path, page.html.as_bytes()).map_err(|e| Error::unwritten("cannot write", &path, e))?;
    Ok(path)
}

/// What the report takes of a document.
fn read(evidence: &Evidence) -> Read<'_> {
    let Evidence { messages, breaks, hits, language, .. } = evidence;
    Read { messages, breaks, hits, language: &language.analysed }
}

/// What takes the messages for the report.
fn sampled(project: &Project) -> Sampled {
    Sampled::new(project.config.report, project.codebook.themes.len(), project.axis.periods().len())
}

fn page<'r>(
    project: &'r Project,
    results: &'r Results<'r>,
    infos: &'r [TableInfo],
    charts: &'r [Rendered],
    (record, brief): (&'r serde_json::Value, &Brief),
    beside: bool,
) -> Report<'r> {
    Report {
        title: &project.config.title,
        brief: brief.fragment(),
        language: project.config.text.set_language().unwrap_or("und"),
        codebook: &project.codebook,
        rules: &project.rules,
        results,
        infos,
        charts,
        record,
        beside,
        limits: project.config.report,
    }
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<()> {
    let write = || {
        let mut file = BufWriter::new(File::create(path)?);
        serde_json::to_writer_pretty(&mut file, value)?;
        file.write_all(b"\n")?;
        file.flush()
    };
    write().map_err(|e| Error::unwritten("cannot write", path, e))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::config;
    use crate::watch::Progress;

    /// Stops the run in the stage of this number.
    #[derive(Debug)]
    struct StopIn {
        stage: u64,
        begun: AtomicU64,
    }

    impl Watcher for StopIn {
        fn stage(&self, _: &str, _: Progress, _: u64) {
            self.begun.fetch_add(1, Ordering::SeqCst);
        }
        fn advance(&self, _: u64) {}
        fn stopped(&self) -> bool {
            self.begun.load(Ordering::SeqCst) > self.stage
        }
    }

    /// Runs a project until a stage, and says how many there were.
    fn run_until(folder: &Path, stage: u64) -> (Result<Outcome>, u64) {
        let config = config::load(&folder.join("themeshift.toml")).expect("a project");
        let watcher = StopIn { stage, begun: AtomicU64::new(0) };
        let outcome = Project::open(config, 1, &watcher).and_then(|project| run(&project, &watcher));
        (outcome, watcher.begun.into_inner())
    }

    #[test]
    fn a_run_that_is_stopped_in_any_stage_says_so_and_leaves_the_earlier_results() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        write("codebook.toml", "[themes.a]\ninclude = [\"trust\"]\n[themes.b]\ninclude = [\"norm*\"]\n");
        write(
            "themeshift.toml",
            "[corpus]\nfiles = [\"rows.jsonl\"]\ncodebook = \"codebook.toml\"\n[analysis]\nreplicates = 9\n[groups]\nby = [\"side\"]\n\
             [output]\nformats = [\"csv\", \"xlsx\"]\ncharts = [\"svg\"]\n",
        );
        let row = |number: usize| {
            let (year, side) = (2001 + number % 3, if number.is_multiple_of(2) { "left" } else { "right" });
            let words = ["trust grows", "norms and trust", "nothing else", "new norms hold"][number % 4];
            format!(
                "{{\"id\": \"d{number}\", \"year\": {year}, \"side\": \"{side}\", \"text\": \"They say {words} again.\"}}\n"
            )
        };
        write("rows.jsonl", &(0..72).map(row).collect::<String>());
        let (whole, stages) = run_until(folder.path(), u64::MAX);
        let whole = whole.expect("results");
        assert!(stages > 15, "{stages}");
        let time =
            || std::fs::metadata(whole.directory.join(RUN_FILE)).and_then(|meta| meta.modified()).expect("a time");
        let before = time();
        for stage in 0..stages {
            let (stopped, begun) = run_until(folder.path(), stage);
            let error = stopped.expect_err("stopped");
            assert_eq!(error.kind(), ErrorKind::Interrupted, "stage {stage}: {error}");
            // A table may need another before it looks.
            assert!(begun <= stage + 2, "stage {stage} went on to {begun}");
            assert_eq!(time(), before);
        }
        let names = std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("one").file_name());
        assert_eq!(names.count(), 4, "the project and its results, nothing else");
    }
}
