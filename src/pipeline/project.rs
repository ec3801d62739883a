//! A project, opened: its configuration, its documents and its codebook, all checked.

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::chart::Design;
use crate::codebook::Codebook;
use crate::config::{Baseline, Config};
use crate::corpus::Corpus;
use crate::error::{Error, ErrorKind, Result};
use crate::text::TextRules;

/// All that a run needs before it reads the first document.
#[derive(Debug)]
pub struct Project {
    /// The resolved configuration.
    pub config: Config,
    /// How words become terms.
    pub rules: TextRules,
    /// The themes; none where the project has no codebook.
    pub codebook: Codebook,
    /// The documents.
    pub corpus: Corpus,
    /// How charts look.
    pub design: Design,
    pool: ThreadPool,
}

impl Project {
    /// Opens a project. `threads` of 0 uses all cores.
    ///
    /// # Errors
    /// When the stop words, the codebook, the manifest or the font of charts is missing or wrong.
    pub fn open(config: Config, threads: usize) -> Result<Self> {
        let rules = TextRules::new(&config.text, &config.root)?;
        let codebook = match &config.corpus.codebook {
            Some(path) => Codebook::read(&config.root.join(path), &rules)?,
            None => Codebook::default(),
        };
        let design = Design::new(&config.chart, &config.root)?;
        let corpus = Corpus::open(&config)?;
        let years = corpus.years();
        if let Baseline::Year(year) = config.analysis.baseline
            && !years.contains(&year)
        {
            let years: Vec<String> = years.iter().map(ToString::to_string).collect();
            let hint = format!("years that are analysed: {}; set `baseline` in [analysis]", years.join(", "));
            return Err(Error::new(ErrorKind::Project, format!("no document of the baseline year {year}")).hint(hint));
        }
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|e| Error::new(ErrorKind::Usage, format!("cannot start {threads} threads: {e}")))?;
        Ok(Self { config, rules, codebook, corpus, design, pool })
    }

    /// The threads that read documents.
    pub fn pool(&self) -> &ThreadPool {
        &self.pool
    }
}
