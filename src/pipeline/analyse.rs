//! [`Project`] -> all tables of a run, handed to a [`TableSink`].

use super::evidence::Evidence;
use super::material::{Depth, Material};
use super::project::Project;
use crate::analysis::rows::{DocumentRow, HitRow, MessageRow, OtherTextRow, TermFrequencyByThemeRow};
use crate::analysis::{self, KeynessRow, Study, ThemeChangeRow, ThemeFinding, WordShiftRow};
use crate::chart::Inputs;
use crate::error::Result;
use crate::table::{TableInfo, TableSink};
use crate::watch::Watcher;

/// With more years a run draws the word shift of the first and the last year only.
const MOST_YEARS: usize = 6;

/// What a run found, besides its tables.
#[derive(Debug)]
pub struct Analysed {
    /// The documents read.
    pub documents: Vec<DocumentRow>,
    /// The counts of both passes.
    pub material: Material,
    /// The rows that charts draw.
    pub inputs: Inputs,
    /// What can be said of each theme.
    pub findings: Vec<ThemeFinding>,
    /// The pairs of years that are in no table.
    pub further_changes: Vec<ThemeChangeRow>,
}

/// Reads and counts a project and hands all its tables to `tables`.
///
/// # Errors
/// When a document cannot be read, a table cannot be taken, or the user stops the run.
pub fn analyse<S: TableSink + Send>(project: &Project, watcher: &dyn Watcher, tables: &mut S) -> Result<Analysed> {
    let mut documents = Vec::new();
    let mut sinks = TextTables::begin(tables)?;
    let material = Material::count(project, watcher, Depth::Terms, |evidence| {
        sinks.write(&evidence)?;
        documents.push(evidence.document);
        Ok(())
    })?;
    sinks.end()?;
    let made = material.study(project, watcher, None, |study| counted_tables(project, study, &documents, tables))?;
    let (inputs, findings, further_changes) = made?;
    Ok(Analysed { documents, material, inputs, findings, further_changes })
}

/// The tables that are as long as the corpus, handed over while it is read.
struct TextTables<'t, S: TableSink> {
    tables: &'t mut S,
    messages: S::Open,
    other: S::Open,
    hits: S::Open,
}

impl<'t, S: TableSink> TextTables<'t, S> {
    fn begin(tables: &'t mut S) -> Result<Self> {
        let messages = tables.begin(TableInfo::of::<MessageRow>(&[]))?;
        let other = tables.begin(TableInfo::of::<OtherTextRow>(&[]))?;
        let hits = tables.begin(TableInfo::of::<HitRow>(&[]))?;
        Ok(Self { tables, messages, other, hits })
    }

    fn write(&mut self, evidence: &Evidence) -> Result<()> {
        self.tables.append(&mut self.messages, &evidence.messages)?;
        self.tables.append(&mut self.other, &evidence.other)?;
        self.tables.append(&mut self.hits, &evidence.hits)
    }

    fn end(self) -> Result<()> {
        self.tables.end(self.messages)?;
        self.tables.end(self.other)?;
        self.tables.end(self.hits)
    }
}

fn counted_tables(
    project: &Project,
    study: &Study<'_>,
    documents: &[DocumentRow],
    tables: &mut impl TableSink,
) -> Result<(Inputs, Vec<ThemeFinding>, Vec<ThemeChangeRow>)> {
    let rules = project.rules.of_project();
    let (counts, codebook) = (study.counts, study.codebook);
    tables.write(documents)?;
    let mut inputs = Inputs { documents: documents.to_vec(), ..Inputs::default() };
    let term_frequency = analysis::term_frequency(counts, Some(study.details));
    tables.write(&term_frequency)?;
    inputs.take_term_frequency(&term_frequency, &[]);
    drop(term_frequency);
    let mut by_theme = tables.begin(TableInfo::of::<TermFrequencyByThemeRow>(&[]))?;
    analysis::term_frequency_by_theme(counts, codebook, |rows| tables.append(&mut by_theme, &rows))?;
    tables.end(by_theme)?;
    tables.write(&analysis::term_cooccurrence(counts, study.details))?;
    tables.write(&analysis::term_forms(counts))?;
    inputs.theme_patterns = analysis::theme_patterns(counts, codebook, study.matcher);
    tables.write(&inputs.theme_patterns)?;
    inputs.theme_frequency = analysis::theme_frequency(counts, codebook);
    tables.write(&inputs.theme_frequency)?;
    inputs.theme_cooccurrence = analysis::theme_cooccurrence(counts, codebook);
    tables.write(&inputs.theme_cooccurrence)?;
    let sections: Vec<u64> = documents.iter().map(|document| document.standard.sections).collect();
    let near_duplicates = analysis::near_duplicates(study);
    inputs.comparability = analysis::comparability(study, &sections, &near_duplicates);
    tables.write(&inputs.comparability)?;
    inputs.theme_change = analysis::theme_change(study);
    tables.write(&inputs.theme_change)?;
    tables.write(&analysis::theme_trend(study))?;
    tables.write(&analysis::theme_cooccurrence_change(study))?;
    let robustness = analysis::robustness(study, &near_duplicates);
    tables.write(&robustness)?;
    let comparisons = analysis::comparisons(study, rules, &inputs.theme_change, &robustness);
    inputs.findings = analysis::finding_rows(study, &comparisons);
    tables.write(&inputs.findings)?;
    let findings = analysis::findings(study, &comparisons);
    tables.write(&near_duplicates)?;
    tables.write(&analysis::year_distance(study))?;
    let mut keyness = tables.begin(TableInfo::of::<KeynessRow>(&[]))?;
    analysis::keyness_by_comparison(study, |rows| {
        inputs.take_keyness(&rows);
        tables.append(&mut keyness, &rows)
    })?;
    tables.end(keyness)?;
    let mut shift = tables.begin(TableInfo::of::<WordShiftRow>(&[]))?;
    // With many years only the first and the last are drawn; the command `chart` draws the others.
    let years = study.years();
    let drawn = |row: &WordShiftRow| {
        years.len() <= MOST_YEARS || (years.first(), years.last()) == (Some(&row.from_year), Some(&row.to_year))
    };
    analysis::word_shift_by_pair(study, |rows| {
        if rows.first().is_some_and(drawn) {
            inputs.take_word_shift(&rows);
        }
        tables.append(&mut shift, &rows)
    })?;
    tables.end(shift)?;
    Ok((inputs, findings, analysis::further_changes(study)))
}
