//! The study that single tables are made from.

use super::evidence::Evidence;
use super::project::Project;
use super::{Counted, count, count_details};
use crate::analysis::Study;
use crate::codebook::Matcher;
use crate::count::{Counts, Details, Records};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;
use crate::watch::Watcher;

/// How much is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The messages one by one, with their hits.
    Hits,
    /// Their terms and shingles too, and the dispersion of terms: a second pass.
    Terms,
}

/// All that a study is made from.
#[derive(Debug)]
pub struct Material {
    /// The counts of the first pass.
    pub counts: Counts,
    /// The counts of the second pass; empty where it was not asked for.
    pub details: Details,
    /// The messages one by one; `None` for a corpus with too many of them.
    pub records: Option<Records>,
    /// What is suspicious in the languages of the documents.
    pub warnings: Vec<Warning>,
}

impl Material {
    /// Counts a project; `take` gets what leads back to the text of each document.
    ///
    /// # Errors
    /// When a document cannot be read, the evidence cannot be taken, or the user stops the run.
    pub fn count(
        project: &Project,
        watcher: &dyn Watcher,
        depth: Depth,
        take: impl FnMut(Evidence) -> Result<()>,
    ) -> Result<Self> {
        let Counted { counts, mut records, warnings } = count(project, watcher, take)?;
        let details = match depth {
            Depth::Hits => Details::default(),
            Depth::Terms => count_details(project, &counts, records.as_mut(), watcher)?,
        };
        Ok(Self { counts, details, records, warnings })
    }

    /// Calls `act` with the study, on the threads of the project. `also` are two years that are compared besides.
    ///
    /// # Errors
    /// When the user stops the run.
    pub fn study<T: Send>(
        &self,
        project: &Project,
        watcher: &dyn Watcher,
        also: Option<(usize, usize)>,
        act: impl FnOnce(&Study<'_>) -> T + Send,
    ) -> Result<T> {
        let matcher = Matcher::new(&project.codebook);
        let study = Study {
            config: &project.config.analysis,
            codebook: &project.codebook,
            matcher: &matcher,
            documents: &project.corpus.documents,
            counts: &self.counts,
            details: &self.details,
            records: self.records.as_ref(),
            also,
            watcher,
        };
        let done = project.pool().install(|| act(&study));
        if watcher.stopped() {
            return Err(Error::new(ErrorKind::Interrupted, "interrupted; earlier results are unchanged"));
        }
        Ok(done)
    }
}
