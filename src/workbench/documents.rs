//! What is shown of the documents: the manifest, and what was found in each.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use super::cells::Cells;
use super::manifest::Manifest;
use super::texts::{HeldDocument, Texts};
use crate::config::{Config, CorpusFiles};
use crate::error::Result;
use crate::pipeline::Project;
use crate::pipeline::init::{FoundRow, Proposal, Suggestion};
use crate::warning::Warning;

/// Rows of a table without a manifest that are shown, and documents that are named.
const MOST_ROWS: usize = 2000;

/// What the first look at the files found, by file.
#[derive(Debug, Default)]
pub struct Looked {
    rows: Vec<FoundRow>,
    /// A unit of periods that fits better than years.
    pub suggestion: Option<Suggestion>,
}

impl Looked {
    /// What a proposal says.
    pub fn of(proposal: &Proposal) -> Self {
        Self { rows: proposal.rows.clone(), suggestion: proposal.suggestion.clone() }
    }

    /// What was found, by what the manifest of a project calls the file.
    fn by_name(&self, config: &Config) -> HashMap<String, Vec<&FoundRow>> {
        let mut rows: HashMap<String, Vec<&FoundRow>> = HashMap::new();
        for row in &self.rows {
            if let Some(name) = name_in_manifest(config, &row.file) {
                rows.entry(name).or_default().push(row);
            }
        }
        rows
    }
}

/// The manifest of a project, where it has one.
///
/// # Errors
/// When it cannot be read.
pub fn manifest(config: &Config) -> Result<Option<Manifest>> {
    match &config.corpus.files {
        CorpusFiles::Manifest(path) => Cells::read(&config.root.join(path)).map(|cells| Some(Manifest(cells))),
        CorpusFiles::Files(_) => Ok(None),
    }
}

/// What the manifest of a project calls a file that is named from the folder of the project; nothing for files of the project that
/// are no documents.
pub fn name_in_manifest(config: &Config, file: &str) -> Option<String> {
    let CorpusFiles::Manifest(manifest) = &config.corpus.files else { return None };
    let codings = config.themes.as_ref().map(|themes| &themes.codings);
    let own = [Some(manifest), config.corpus.codebook.as_ref(), codings];
    if own.into_iter().flatten().any(|path| path.strip_prefix(".").unwrap_or(path) == Path::new(file)) {
        return None;
    }
    let beside = manifest.parent().unwrap_or(Path::new(""));
    let up = |folder: &Path| Path::new(file).strip_prefix(folder).ok().map(|rest| rest.to_string_lossy().into_owned());
    // From the nearest folder that is above both.
    beside.ancestors().zip(0..).find_map(|(folder, steps)| Some("../".repeat(steps) + &up(folder)?))
}

/// What is shown. `failed` is why the project cannot be opened as it is.
///
/// # Errors
/// When the manifest cannot be read.
pub fn shown(
    config: &Config,
    project: Option<&Project>,
    texts: Option<&Texts>,
    looked: &Looked,
    failed: Option<Value>,
) -> Result<Value> {
    let manifest = manifest(config)?;
    let rows = match (&manifest, project) {
        (Some(manifest), _) => of_manifest(manifest, texts, &looked.by_name(config)),
        (None, Some(project)) => of_project(project, texts),
        (None, None) => Vec::new(),
    };
    let left_out = looked.rows.iter().filter(|row| row.document.is_empty());
    let left_out: Vec<Value> = left_out.map(|row| json!({"file": row.file, "note": row.note})).collect();
    let columns = manifest.as_ref().map(|manifest| {
        let column = |name: &String| json!({"name": name, "fixed": Manifest::is_fixed(name)});
        manifest.0.columns.iter().map(column).collect::<Vec<_>>()
    });
    let suggestion = looked.suggestion.as_ref();
    let warnings = project.map_or(&[][..], |project| &project.corpus.warnings);
    Ok(json!({
        "title": config.title,
        "columns": columns,
        "rows": rows,
        "left_out": left_out,
        "analysed": project.map_or(0, |project| project.corpus.documents.len()),
        "messages": texts.map(|texts| texts.messages.len()),
        "ids": texts.map(|texts| texts.documents.iter().take(MOST_ROWS).map(|document| &document.id).collect::<Vec<_>>()),
        "period": config.periods.unit.to_string(),
        "suggestion": suggestion.map(|one| json!({"unit": one.unit, "periods": one.periods})),
        "groups": config.groups.by,
        "unit": config.segment.unit.name(),
        "language": config.text.language,
        "warnings": warnings.iter().map(Warning::to_string).collect::<Vec<_>>(),
        "failed": failed,
    }))
}

fn held(document: &HeldDocument) -> Value {
    let (unit, reason) = &document.unit;
    json!({
        "messages": document.messages, "words": document.words, "unit": unit, "reason": reason, "language": document.language,
    })
}

/// The rows of a manifest; a row may be a table that holds many documents.
fn of_manifest(manifest: &Manifest, texts: Option<&Texts>, looked: &HashMap<String, Vec<&FoundRow>>) -> Vec<Value> {
    let mut by_file: HashMap<&str, Vec<&HeldDocument>> = HashMap::new();
    for document in texts.iter().flat_map(|texts| &texts.documents) {
        by_file.entry(document.file.as_str()).or_default().push(document);
    }
    let row = |(place, cells): (usize, &Vec<String>)| {
        let (file, id) = (manifest.0.cell(place, "file"), manifest.0.cell(place, "document"));
        let looked = looked.get(file.trim_start_matches("./")).map_or(&[][..], Vec::as_slice);
        let found = looked.iter().find(|row| row.document == id).or(looked.first());
        let of_file = by_file.get(file).map_or(&[][..], Vec::as_slice);
        let own = of_file.iter().find(|document| document.id == id);
        let documents = of_file.iter().filter(|document| document.file == file);
        let held = match own {
            Some(document) => Some(held(document)),
            None if of_file.is_empty() => None,
            None => Some(json!({
                "messages": documents.clone().map(|document| document.messages).sum::<usize>(),
                "words": documents.map(|document| document.words).sum::<u64>(),
            })),
        };
        json!({
            "cells": cells,
            "included": !matches!(manifest.0.cell(place, "include").trim().to_lowercase().as_str(), "no" | "false" | "0"),
            "from": found.map(|row| &row.year_from),
            "detected": found.map(|row| &row.language),
            "words": found.and_then(|row| row.words),
            "note": found.map(|row| &row.note),
            "held": held,
        })
    };
    manifest.0.rows.iter().enumerate().map(row).collect()
}

/// The documents of a project without a manifest.
fn of_project(project: &Project, texts: Option<&Texts>) -> Vec<Value> {
    let row = |(place, info): (usize, crate::corpus::DocumentInfo)| {
        json!({
            "cells": [info.id, info.file, info.when.map(|when| when.to_string()), info.title],
            "included": true,
            "held": texts.and_then(|texts| texts.documents.get(place)).map(held),
        })
    };
    project.corpus.documents.iter().take(MOST_ROWS).enumerate().map(row).collect()
}

/// The name of a file as it is shown: relative to the folder of the project.
pub fn relative<'p>(path: &'p Path, folder: &Path) -> &'p Path {
    path.strip_prefix(folder).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_files_from_where_it_stands() {
        let mut config = Config::default();
        config.corpus.codebook = Some("corpus/codebook.toml".into());
        let mut named = |manifest: &str, file: &str| {
            config.corpus.files = CorpusFiles::Manifest(manifest.into());
            name_in_manifest(&config, file)
        };
        let to = |name: &str| Some(name.to_string());
        assert_eq!(named("documents.csv", "new/a.txt"), to("new/a.txt"));
        assert_eq!(named("corpus/documents.csv", "corpus/documents/a.txt"), to("documents/a.txt"));
        assert_eq!(named("corpus/documents.csv", "a.txt"), to("../a.txt"));
        assert_eq!(named("corpus/lists/documents.csv", "corpus/a.txt"), to("../a.txt"));
        assert_eq!(named("corpus/documents.csv", "corpus/documents.csv"), None);
        assert_eq!(named("documents.csv", "corpus/codebook.toml"), None);
    }
}
