//! The project file `themeshift.toml` -> [`Config`]: every key resolved and validated.
//!
//! Nothing after this module sees TOML or a missing key. Paths are resolved against the project folder.

mod chart;
mod colour;
mod filter;
mod format;
mod load;
mod load_chart;
mod load_periods;
mod periods;
pub(crate) mod toml_source;

use std::path::PathBuf;

use regex::{Regex, RegexBuilder};
use serde::Serialize;

use crate::error::Place;

pub use chart::{ChartConfig, ChartScale, ColourRole, MOST_PIXELS, NUMBER_MARKS, NumberMarks, PageSize, StyleName};
pub use colour::Rgb;
pub use filter::{Comparison, Filter};
pub use format::Format;
pub use load::{load, with_settings};
pub use periods::{CompareConfig, GroupsConfig, KeynessConfig, NamedPeriod, Pairs, PeriodUnit, PeriodsConfig};

/// File name of the project file.
pub const PROJECT_FILE: &str = "themeshift.toml";

/// Everything that decides a run. Two runs with equal configs and inputs give equal results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// Title of the analysis.
    pub title: String,
    /// Folder that relative paths start from.
    #[serde(skip)]
    pub root: PathBuf,
    /// Which documents, and the codebook.
    pub corpus: CorpusConfig,
    /// Themes that people or another program coded; `None` for those of the codebook alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub themes: Option<ThemesConfig>,
    /// What a message is.
    pub segment: SegmentConfig,
    /// How words become terms.
    pub text: TextConfig,
    /// The periods that documents stand in.
    pub periods: PeriodsConfig,
    /// The groups that documents stand in.
    pub groups: GroupsConfig,
    /// The pairs of periods that are compared.
    pub compare: CompareConfig,
    /// What is kept of the terms that mark a period.
    pub keyness: KeynessConfig,
    /// What is counted and compared.
    pub analysis: AnalysisConfig,
    /// What is written, and where.
    pub output: OutputConfig,
    /// How charts look.
    pub chart: ChartConfig,
    /// The report.
    pub report: ReportConfig,
    /// The brief.
    #[serde(skip_serializing_if = "BriefConfig::is_default")]
    pub brief: BriefConfig,
    /// Which part of the corpus is analysed.
    pub selection: Selection,
}

/// Where the documents come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CorpusFiles {
    /// A CSV file that names the documents and their variables.
    Manifest(PathBuf),
    /// Globs for files whose names hold their year.
    Files(Vec<String>),
}

impl Default for CorpusFiles {
    fn default() -> Self {
        Self::Files(Vec::new())
    }
}

/// `[corpus]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CorpusConfig {
    /// The documents.
    #[serde(flatten)]
    pub files: CorpusFiles,
    /// The codebook; without one only terms are analysed.
    pub codebook: Option<PathBuf>,
    /// Encoding of all text files that the manifest gives none for: a label of the Encoding Standard; empty to find it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// The columns of tables whose rows are documents.
    #[serde(skip_serializing_if = "TableColumns::is_default")]
    pub columns: TableColumns,
}

/// `[corpus.columns]`: the columns of tables whose rows are documents; those that are not set are found by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableColumns {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The year, or a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// The date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The id of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl TableColumns {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What coded themes do to those of the codebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodingsMode {
    /// They take the place of the codebook's; each message must be coded.
    Replace,
    /// They come to what the codebook finds.
    Join,
}

impl CodingsMode {
    /// Both modes with their names.
    pub const ALL: [(&'static str, CodingsMode); 2] = [("replace", CodingsMode::Replace), ("join", CodingsMode::Join)];
}

/// `[themes]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThemesConfig {
    /// CSV file with the themes of messages.
    pub codings: PathBuf,
    /// What they do to those of the codebook.
    pub mode: CodingsMode,
}

/// The unit of analysis.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Bullets where a document has them, paragraphs otherwise.
    Auto,
    /// One bullet or numbered point.
    Bullet,
    /// One numbered or lettered point.
    Numbered,
    /// All text under one heading.
    Section,
    /// One paragraph or bullet.
    Paragraph,
    /// One sentence (UAX #29, and the abbreviations of the language).
    Sentence,
    /// What one speaker says in one go.
    Turn,
    /// One row of a table; in plain text one line.
    Row,
    /// From one match of a regular expression to the next.
    Regex,
    /// The whole document.
    Document,
}

impl Unit {
    /// All units with their names.
    pub const ALL: [(&'static str, Unit); 10] = [
        ("auto", Unit::Auto),
        ("bullet", Unit::Bullet),
        ("numbered", Unit::Numbered),
        ("section", Unit::Section),
        ("paragraph", Unit::Paragraph),
        ("sentence", Unit::Sentence),
        ("turn", Unit::Turn),
        ("row", Unit::Row),
        ("regex", Unit::Regex),
        ("document", Unit::Document),
    ];

    /// The name, as in the project file.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, unit)| *unit == self).map_or("auto", |(name, _)| name)
    }
}

/// The kind of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A message.
    Message,
    /// A heading.
    Heading,
    /// Text of a section that is no message: lead-ins, questions, introductions.
    Intro,
    /// Page numbers, page addresses, notes about the document itself.
    Boilerplate,
    /// Text of a section that the manifest says to skip.
    Admin,
}

impl Kind {
    /// All kinds with their names.
    pub const ALL: [(&'static str, Kind); 5] = [
        ("message", Kind::Message),
        ("heading", Kind::Heading),
        ("intro", Kind::Intro),
        ("boilerplate", Kind::Boilerplate),
        ("admin", Kind::Admin),
    ];

    /// The name, as in tables and the project file.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("message", |(name, _)| name)
    }
}

/// `[segment]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SegmentConfig {
    /// The unit of analysis.
    pub unit: Unit,
    /// The kinds of text that are analysed.
    pub analyse: Vec<Kind>,
    /// The regular expression of the unit `regex`: a message begins at each match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// A file with abbreviations, besides those that come with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abbreviations: Option<PathBuf>,
}

impl SegmentConfig {
    /// The regular expression at whose matches messages begin; `^` and `$` are the ends of lines.
    ///
    /// # Errors
    /// When the pattern is no regular expression or too large.
    pub fn regex(pattern: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(pattern).multi_line(true).crlf(true).build()
    }
}

/// Which stemmer makes terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StemmerChoice {
    /// The crate rust-stemmers.
    Snowball,
    /// The crate frostem: current Snowball, more languages.
    Frostem,
    /// Folded forms are the terms.
    None,
}

/// Which stop words are left out of terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopWordsChoice {
    /// The list that comes with the program.
    Builtin,
    /// No word is left out.
    None,
    /// A file with one word a line.
    File(PathBuf),
}

/// `[text]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextConfig {
    /// Language of the documents for which the manifest names none: an ISO 639-1 code, or [`AUTO`].
    pub language: String,
    /// The stemmer.
    pub stemmer: StemmerChoice,
    /// The stop words.
    pub stop_words: StopWordsChoice,
}

/// Stands for the language that is detected in each document.
pub const AUTO: &str = "auto";

impl TextConfig {
    /// The language that is set; `None` where each document has the detected one.
    pub(crate) fn set_language(&self) -> Option<&str> {
        (self.language != AUTO).then_some(self.language.as_str())
    }
}

/// The period that others are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// The first period of the corpus.
    First,
    /// A given period, by its label.
    Period(String),
}

/// The sampling unit: what is drawn when a corpus is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cluster {
    /// The document; the message where a period has one document, or each document is one message.
    #[default]
    Auto,
    /// The document.
    Document,
    /// The message.
    Message,
    /// All documents with the same value of a variable.
    Variable(String),
}

impl Cluster {
    /// The choice that a word names; any other word names a variable.
    pub fn of(word: String) -> Self {
        match word.as_str() {
            "auto" => Self::Auto,
            "document" => Self::Document,
            "message" => Self::Message,
            _ => Self::Variable(word),
        }
    }
}

/// `[analysis]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnalysisConfig {
    /// Seed of all resampling.
    pub seed: u64,
    /// Replicates of all resampling.
    pub replicates: u64,
    /// The period that others are compared with, besides each period with the one before.
    pub baseline: Baseline,
    /// What the sampling unit is.
    pub cluster: Cluster,
    /// Lengths of n-grams that are counted as terms: 1, 2, 3.
    pub ngrams: Vec<usize>,
    /// How many of the most frequent terms enter term co-occurrence.
    pub cooccurrence_terms: usize,
}

/// A file format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// One Excel workbook.
    Xlsx,
}

/// A file format of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartFormat {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// Portable Document Format.
    Pdf,
}

impl ChartFormat {
    /// All formats with their names, which are also the extensions of the files.
    pub const ALL: [(&'static str, ChartFormat); 3] =
        [("svg", ChartFormat::Svg), ("png", ChartFormat::Png), ("pdf", ChartFormat::Pdf)];
}

/// `[output]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputConfig {
    /// Folder for the results.
    #[serde(skip)]
    pub directory: PathBuf,
    /// Table formats.
    pub formats: Vec<TableFormat>,
    /// Chart formats; empty for no charts.
    pub charts: Vec<ChartFormat>,
    /// Whether a report is written.
    pub report: bool,
    /// The most rows of a table that grows with the vocabulary or the codebook; `None` for all.
    pub rows: Option<usize>,
}

/// `[report]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReportConfig {
    /// The most messages that the report carries: of a larger corpus a fair sample.
    pub messages: usize,
    /// The most terms that it carries: the most frequent ones.
    pub terms: usize,
}

/// `[brief]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BriefConfig {
    /// Ids of the themes that it is about, at most [`MOST_BRIEF_THEMES`], in their order; empty for those with the best
    /// evidence.
    pub themes: Vec<String>,
    /// Where each of them stands in the project file.
    #[serde(skip)]
    pub places: Vec<Place>,
}

/// The most themes of a brief, which is one page.
pub const MOST_BRIEF_THEMES: usize = 3;

impl BriefConfig {
    fn is_default(&self) -> bool {
        self.themes.is_empty()
    }
}

/// The part of the corpus that is analysed. Empty lists select everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Selection {
    /// Periods: labels, or stretches of them, as they were typed.
    pub periods: Vec<String>,
    /// What document variables must be: a document has all of it.
    pub filters: Vec<Filter>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "themeshift".into(),
            root: PathBuf::new(),
            corpus: CorpusConfig::default(),
            themes: None,
            segment: SegmentConfig {
                unit: Unit::Auto,
                analyse: vec![Kind::Message],
                pattern: None,
                abbreviations: None,
            },
            text: TextConfig {
                language: "en".into(),
                stemmer: StemmerChoice::Snowball,
                stop_words: StopWordsChoice::Builtin,
            },
            periods: PeriodsConfig::default(),
            groups: GroupsConfig::default(),
            compare: CompareConfig::default(),
            keyness: KeynessConfig::default(),
            analysis: AnalysisConfig {
                seed: 20_120_913,
                replicates: 2000,
                baseline: Baseline::First,
                cluster: Cluster::Auto,
                ngrams: vec![1],
                cooccurrence_terms: 100,
            },
            output: OutputConfig {
                directory: PathBuf::from("output"),
                formats: vec![TableFormat::Csv],
                charts: vec![ChartFormat::Svg, ChartFormat::Png],
                report: true,
                rows: Some(10_000),
            },
            chart: ChartConfig::default(),
            report: ReportConfig { messages: 2000, terms: 2000 },
            brief: BriefConfig::default(),
            selection: Selection::default(),
        }
    }
}
