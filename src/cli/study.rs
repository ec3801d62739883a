//! The study that `keyness`, `trend`, `compare` and `inspect` look at.

use super::watch::Terminal;
use crate::analysis::Study;
use crate::codebook::Matcher;
use crate::count::{Counts, Details, Records};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::evidence::Evidence;
use crate::pipeline::{self, Project};
use crate::watch::Watcher as _;

/// What a command needs besides the counts.
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
    counts: Counts,
    details: Details,
    records: Option<Records>,
}

impl Material {
    /// Counts a project; `take` gets what leads back to the text of each document.
    pub fn count(project: &Project, terminal: &Terminal, depth: Depth, mut take: impl FnMut(Evidence)) -> Result<Self> {
        let counted = pipeline::count(project, terminal, |evidence| {
            take(evidence);
            Ok(())
        })?;
        let pipeline::Counted { counts, mut records } = counted;
        let details = match depth {
            Depth::Hits => Details::default(),
            Depth::Terms => pipeline::count_details(project, &counts, records.as_mut(), terminal)?,
        };
        Ok(Self { counts, details, records })
    }

    /// Calls `act` with the study, on the threads of the project. `also` are two years that are compared besides.
    pub fn study<T: Send>(
        &self,
        project: &Project,
        terminal: &Terminal,
        also: Option<(usize, usize)>,
        act: impl FnOnce(&Study<'_>) -> T + Send,
    ) -> Result<T> {
        let matcher = Matcher::new(&project.codebook, &project.rules);
        let study = Study {
            config: &project.config.analysis,
            codebook: &project.codebook,
            matcher: &matcher,
            documents: &project.corpus.documents,
            counts: &self.counts,
            details: &self.details,
            records: self.records.as_ref(),
            also,
            watcher: terminal,
        };
        let done = project.pool().install(|| act(&study));
        if terminal.stopped() {
            return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
        }
        Ok(done)
    }
}

/// The place of a year among the years that are analysed.
///
/// # Errors
/// When there is no document of the year; `what` names the argument.
pub fn year_place(project: &Project, year: i32, what: &str) -> Result<usize> {
    let years = project.corpus.years();
    years.binary_search(&year).map_err(|_| {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        Error::new(ErrorKind::Usage, format!("{what}: no document of {year}"))
            .hint(format!("years that are analysed: {}", years.join(", ")))
    })
}
