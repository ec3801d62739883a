//! A project, opened: its configuration, its documents and its codebook, all checked.

use std::path::PathBuf;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::chart::Design;
use crate::codebook::Codebook;
use crate::codings::{CodedThemes, Codings};
use crate::config::{Baseline, Config};
use crate::corpus::{Corpus, Document, DocumentInfo};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::language::DocumentLanguage;
use crate::segment::Segmenter;
use crate::text::LanguageRules;
use crate::watch::Watcher;

/// All that a run needs before it reads the first document.
#[derive(Debug)]
pub struct Project {
    /// The resolved configuration.
    pub config: Config,
    /// How words of each language become terms.
    pub rules: LanguageRules,
    /// What a message is.
    pub segmenter: Segmenter,
    /// The themes: those of the codebook, then those that are coded alone.
    pub codebook: Codebook,
    /// Themes that were coded, where the configuration names codings.
    pub coded: Option<CodedThemes>,
    /// The documents.
    pub corpus: Corpus,
    /// How charts look.
    pub design: Design,
    pool: ThreadPool,
}

/// What a program hands over in place of the files that a configuration names.
#[derive(Debug, Default)]
pub struct Given {
    /// The documents.
    pub corpus: Option<Corpus>,
    /// The text of a codebook, and its name in messages.
    pub codebook: Option<(String, PathBuf)>,
}

impl Project {
    /// Opens a project. `threads` of 0 uses all cores.
    ///
    /// # Errors
    /// When the stop words, the abbreviations, the codebook, the codings, the manifest, a document or the font of charts is
    /// missing or wrong, or the user stops the first look at the documents.
    pub fn open(config: Config, threads: usize, watcher: &dyn Watcher) -> Result<Self> {
        Self::with(config, Given::default(), threads, watcher)
    }

    /// Opens a project with what is given in place of its files.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn with(config: Config, given: Given, threads: usize, watcher: &dyn Watcher) -> Result<Self> {
        let rules = LanguageRules::new(&config.text, &config.root)?;
        let segmenter = Segmenter::new(&config)?;
        let mut codebook = codebook(&config, given.codebook)?;
        let design = Design::new(&config.chart, &config.root)?;
        let pool = pool(threads)?;
        let corpus = match given.corpus {
            Some(corpus) => corpus.selected(&config.selection)?,
            None => Corpus::open(&config)?,
        };
        let check = |info: &DocumentInfo, document: &Document| {
            let language = DocumentLanguage::of(&config.text, info, document);
            segmenter.segment(document, info, &language.analysed).map(|_| ())
        };
        let mut corpus = pool.install(|| corpus.survey(watcher, &check))?;
        let mut coded = None;
        if let Some(themes) = &config.themes {
            let codings = Codings::read(&config.root.join(&themes.codings))?;
            let (made, warnings) = CodedThemes::new(codings, themes.mode, &corpus, &mut codebook)?;
            coded = Some(made);
            corpus.warnings.extend(warnings);
        }
        let years = corpus.years();
        if let Baseline::Year(year) = config.analysis.baseline
            && !years.contains(&year)
        {
            let years: Vec<String> = years.iter().map(ToString::to_string).collect();
            let hint = format!("years that are analysed: {}; set `baseline` in [analysis]", years.join(", "));
            return Err(Error::new(ErrorKind::Project, format!("no document of the baseline year {year}")).hint(hint));
        }
        Ok(Self { config, rules, segmenter, codebook, coded, corpus, design, pool })
    }

    /// The threads that read documents.
    pub fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// The place of a theme in the codebook.
    ///
    /// # Errors
    /// When the codebook has no such theme, with the nearest one.
    pub fn theme(&self, id: &str) -> Result<usize> {
        if let Some(place) = self.codebook.themes.iter().position(|known| known.id == id) {
            return Ok(place);
        }
        let error = Error::new(ErrorKind::Usage, format!("no theme `{id}` in the codebook"));
        let ids: Vec<&str> = self.codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
        Err(match nearest(id, ids.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("themes: {}", ids.join(", "))),
        })
    }

    /// The place of a year among the years that are analysed.
    ///
    /// # Errors
    /// When there is no document of the year; `what` names the argument.
    pub fn year_place(&self, year: i32, what: &str) -> Result<usize> {
        let years = self.corpus.years();
        years.binary_search(&year).map_err(|_| {
            let years: Vec<String> = years.iter().map(ToString::to_string).collect();
            Error::new(ErrorKind::Usage, format!("{what}: no document of {year}"))
                .hint(format!("years that are analysed: {}", years.join(", ")))
        })
    }

    /// The places of two years to compare, the earlier first.
    ///
    /// # Errors
    /// When there is no document of a year, or the first does not come before the second; `what` names the arguments.
    pub fn two_years(&self, from: i32, to: i32, what: [&str; 2]) -> Result<(usize, usize)> {
        let places = (self.year_place(from, what[0])?, self.year_place(to, what[1])?);
        if places.0 >= places.1 {
            return Err(Error::new(ErrorKind::Usage, format!("{from} does not come before {to}"))
                .hint("write the earlier year first"));
        }
        Ok(places)
    }
}

/// Threads that read documents; 0 for all cores.
pub(super) fn pool(threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|e| Error::new(ErrorKind::Usage, format!("cannot start {threads} threads: {e}")))
}

/// The codebook: the text that is given, else the file that the configuration names, else none.
pub(super) fn codebook(config: &Config, given: Option<(String, PathBuf)>) -> Result<Codebook> {
    match (given, &config.corpus.codebook) {
        (Some((text, name)), _) => Codebook::parse(&text, &name),
        (None, Some(path)) => Codebook::read(&config.root.join(path)),
        (None, None) => Ok(Codebook::default()),
    }
}
