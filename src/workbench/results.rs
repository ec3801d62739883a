//! The results of a project as a page shows them.

use std::path::Path;

use serde_json::{Value, json};

use super::texts_of;
use crate::config;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
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
        "title": project.config.title,
        "documents": project.corpus.documents.len(),
        "messages": outcome.counted.counts.messages(),
        "themes": outcome.themes.len(),
        "cautions": outcome.cautions,
        "warnings": texts_of(&outcome.warnings),
        "folder": project.config.output.directory,
        "files": disk::files(&outcome.directory).map_err(unread)?,
    }))
}
