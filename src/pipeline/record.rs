//! `run.json`: what was run on what. It holds nothing that differs between two runs or machines.

use std::path::PathBuf;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::project::Project;
use crate::analysis::row::Row;
use crate::analysis::{DocumentFacts, Facts, Results};
use crate::chart::Rendered;
use crate::config::{ChartFormat, CorpusFiles, StopWordsChoice};
use crate::corpus::{DocumentInfo, Documents, sha256};
use crate::disk;
use crate::stats::random::GENERATOR as RANDOM_GENERATOR;
use crate::table::TableInfo;

/// File name of the record of a run.
pub const RUN_FILE: &str = "run.json";

/// Documents that the record in memory holds, at most: those that the report shows.
const SHOWN: usize = 500;

/// What is told of each document.
fn inputs<'d>(documents: &'d Documents, facts: &'d Facts) -> impl Iterator<Item = Value> + use<'d> {
    let input = |(info, facts): (DocumentInfo, DocumentFacts)| json!({ "document": info.id, "file": info.file, "sha256": facts.sha256 });
    documents.iter().zip(facts.iter()).map(input)
}

/// A record as it is written, with all documents, of which there may be millions.
#[derive(Debug)]
pub struct Whole<'r> {
    /// The record, with the first documents.
    pub record: &'r Value,
    /// The documents.
    pub documents: &'r Documents,
    /// What was found of each of them.
    pub facts: &'r Facts,
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        with_field(serializer, self.record, "inputs", &Inputs(self))
    }
}

struct Inputs<'r>(&'r Whole<'r>);

impl Serialize for Inputs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        with_field(serializer, &self.0.record["inputs"], "documents", &All(self.0))
    }
}

struct All<'r>(&'r Whole<'r>);

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(inputs(self.0.documents, self.0.facts))
    }
}

/// Writes an object with something else in the place of a field.
fn with_field<S: Serializer>(
    serializer: S,
    object: &Value,
    name: &str,
    field: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let fields = object.as_object().into_iter().flatten();
    let mut map = serializer.serialize_map(None)?;
    for (key, value) in fields {
        if key == name {
            map.serialize_entry(key, field)?;
        } else {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()
}

/// The hash of all that decides a run: program, settings, random numbers, codebook, and the documents with what is known of
/// them. Runs with one hash have the same results.
pub(crate) fn run_hash(project: &Project, results: &Results<'_>) -> String {
    let config = &project.config;
    let file = |path: &std::path::Path| disk::read(config.root.join(path)).map(|bytes| sha256(&bytes)).ok();
    let stop_words = match &config.text.stop_words {
        StopWordsChoice::File(path) => file(path),
        _ => None,
    };
    let themes: Vec<String> = project.codebook.themes.iter().map(|theme| format!("{theme:?}")).collect();
    let codings = project.coded.as_ref().map(|coded| &coded.codings.sha256);
    let known = json!([env!("CARGO_PKG_VERSION"), config, RANDOM_GENERATOR, stop_words, codings, themes]);
    let mut text = known.to_string();
    for row in results.document_rows() {
        text.push_str(&format!("\n{:?} {:?}", row.cells(), row.variables()));
        if text.len() > HASHED_AT_ONCE {
            text = sha256(text.as_bytes());
        }
    }
    sha256(text.as_bytes())
}

/// Bytes that are hashed at once, so that a corpus of many documents takes no room.
const HASHED_AT_ONCE: usize = 1 << 20;

/// The record of a run, without the files that it wrote and with the first of its documents.
pub fn record(project: &Project, results: &Results<'_>, tables: &[TableInfo], charts: &[Rendered], run: &str) -> Value {
    let (config, counts) = (&project.config, results.study.counts);
    let hash = |path: &std::path::Path| disk::read(config.root.join(path)).map(|bytes| sha256(&bytes)).ok();
    let input = |path: &std::path::Path| json!({ "file": path.to_string_lossy(), "sha256": hash(path) });
    let manifest = match &config.corpus.files {
        CorpusFiles::Manifest(path) => {
            Some(json!({ "file": path.to_string_lossy(), "sha256": project.corpus.manifest_sha256 }))
        }
        CorpusFiles::Files(_) => None,
    };
    let stop_words = match &config.text.stop_words {
        StopWordsChoice::File(path) => Some(input(path)),
        _ => None,
    };
    let periods = counts.periods().iter().map(|cell| {
        json!({ "period": cell.period, "documents": cell.documents, "messages": cell.messages, "tokens": cell.tokens })
    });
    let table_rows = tables.iter().map(|table| json!({ "table": table.name, "rows": table.rows }));
    let has = |format: ChartFormat| config.output.charts.contains(&format);
    let chart_files = charts.iter().map(|chart| {
        json!({ "chart": chart.name, "title": chart.title, "description": chart.description,
                "svg_sha256": has(ChartFormat::Svg).then(|| sha256(chart.svg.as_bytes())) })
    });
    let mut record = json!({
        "program": { "name": "themeshift", "version": env!("CARGO_PKG_VERSION") },
        "run": run,
        "config": config,
        "random": {
            "generator": RANDOM_GENERATOR,
            "seed": config.analysis.seed,
            "replicates": config.analysis.replicates,
        },
        "inputs": {
            "manifest": manifest,
            "codebook": config.corpus.codebook.as_deref().map(input),
            "stop_words": stop_words,
            "documents": inputs(results.study.documents, results.study.facts).take(SHOWN).collect::<Vec<_>>(),
        },
        "counts": {
            "periods": periods.collect::<Vec<_>>(),
            "terms": counts.terms.len(),
        },
        "tables": table_rows.collect::<Vec<_>>(),
        "charts": chart_files.collect::<Vec<_>>(),
    });
    if let Some(coded) = &project.coded {
        let file = config.themes.as_ref().map(|themes| themes.codings.to_string_lossy());
        record["inputs"]["codings"] = json!({ "file": file, "sha256": coded.codings.sha256 });
    }
    record
}

/// The record with the files that the run wrote, relative to the output folder, and itself.
pub(crate) fn with_files(mut record: Value, files: &[PathBuf]) -> Value {
    let mut names: Vec<String> = files.iter().map(|file| file.to_string_lossy().replace('\\', "/")).collect();
    names.push(RUN_FILE.to_string());
    names.sort();
    record["files"] = json!(names);
    record
}
