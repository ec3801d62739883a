//! The results of a project as a page shows them.

use std::path::Path;

use serde_json::{Value, json};

use super::CODEBOOK;
use super::history::text_of;
use super::told::{rows, texts_of};
use crate::analysis::{codebook_diff, finding_diff, message_diff};
use crate::config;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::codebook::version;
use crate::pipeline::{Project, run};
use crate::watch::Watcher;

/// Does the whole job: reads, counts, and writes all results into the folder that the project names. Tells what was made.
///
/// # Errors
/// As those of `themeshift run`.
pub fn analyse(folder: &Path, threads: usize, watcher: &dyn Watcher) -> Result<Value> {
    let project = Project::open(config::load(folder)?, threads, watcher)?;
    let outcome = run(&project, watcher)?;
    let unread = |error| Error::io(ErrorKind::Output, "cannot read the folder", &outcome.directory, error);
    Ok(json!({
        "documents": project.corpus.documents.len(),
        "messages": outcome.counted.counts.messages(),
        "themes": outcome.themes.len(),
        "warnings": texts_of(&outcome.warnings),
        "folder": project.config.output.directory,
        "files": disk::files(&outcome.directory).map_err(unread)?,
    }))
}

/// What changed in the results since the codebook was another one, whose text is given.
///
/// # Errors
/// When a codebook is wrong, a document cannot be read, or the user stops the work.
pub fn changes(folder: &Path, saved: &str, threads: usize, watcher: &dyn Watcher) -> Result<Value> {
    let config = config::load(folder)?;
    let path = folder.join(config.corpus.codebook.as_deref().unwrap_or(Path::new(CODEBOOK)));
    let text = text_of(&path)?.unwrap_or_default();
    let old = version(&config, (saved.to_string(), path.clone()), threads, watcher)?;
    let new = version(&config, (text, path), threads, watcher)?;
    Ok(json!({
        "themes": rows(&codebook_diff(&old, &new)),
        "findings": rows(&finding_diff(&old, &new)),
        "messages": rows(&message_diff(&old, &new)),
    }))
}
