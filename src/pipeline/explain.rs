//! Each line of the documents, with the rule that made it a message or something else.

use super::project::Project;
use crate::analysis::rows::ExplainedRow;
use crate::corpus;
use crate::error::{Error, ErrorKind, Result};
use crate::language::DocumentLanguage;
use crate::segment::{Choice, explain};
use crate::watch::{Progress, Watcher};

/// The lines of a document, and why its unit is what it is.
#[derive(Debug)]
pub struct Explained {
    /// Document id.
    pub document: String,
    /// The unit that was used, and why.
    pub choice: Choice,
    /// The lines in their order.
    pub lines: Vec<ExplainedRow>,
}

/// Explains all documents of a project, also those without any message.
///
/// # Errors
/// When a document cannot be read, a name in `skip_sections` is no valid pattern, or the user stops it.
pub(crate) fn explained(project: &Project, watcher: &dyn Watcher) -> Result<Vec<Explained>> {
    let documents = &project.corpus.documents;
    watcher.stage("reading", Progress::Bytes, documents.iter().map(|info| info.bytes()).sum());
    let one = |info: corpus::DocumentInfo| {
        if watcher.stopped() {
            return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
        }
        let document = corpus::read(&info)?;
        let language = DocumentLanguage::of(&project.config.text, &info, &document, documents.len());
        let segmented = project.segmenter.split(&document, &info, &language.analysed)?;
        let row = |line: crate::segment::ExplainedLine| ExplainedRow {
            document: info.id.clone(),
            line: line.line,
            kind: line.kind.map(|kind| kind.name().to_string()).unwrap_or_default(),
            ordinal: line.ordinal,
            rule: line.rule,
            text: line.text,
        };
        let lines = explain(&document, &segmented).into_iter().map(row).collect();
        watcher.advance(info.bytes());
        Ok(Explained { document: info.id.clone(), choice: segmented.choice, lines })
    };
    let explained = documents.iter().map(one).collect::<Result<Vec<_>>>()?;
    documents.check().map(|()| explained)
}
