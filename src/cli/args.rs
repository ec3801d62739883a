//! What can be typed.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};

use super::codebook::args::{CodebookArgs, CodebookCommand};
use super::common::{Common, FormatName};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::init::example::EXAMPLES;
use crate::pipeline::sample::Stratify;
use crate::stats::measure::{JointMeasure, KeynessMeasure};

/// Shows how themes shift in dated documents, how sure that is, and where the text says so.
#[derive(Debug, Parser)]
#[command(name = "themeshift", version, about, long_about = None, propagate_version = true)]
#[command(
    after_help = "A project is a folder with themeshift.toml, or with documents.csv, or with files such as 2019-report.txt; or such a \
    folder as one file, NAME.themeshift, whose results go into NAME-output beside it.\n\
    Tables are drawn on a terminal and printed as CSV when piped."
)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// Refuses options that are not for the command.
    pub fn check(&self) -> Result<()> {
        self.check_formats()?;
        let knows_groups = matches!(
            self.command,
            Command::Run(_)
                | Command::Inspect(_)
                | Command::Freq(_)
                | Command::Keyness(_)
                | Command::Trend(_)
                | Command::Compare(_)
                | Command::Chart(_)
                | Command::Report(_)
        );
        if knows_groups || self.common.by.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Usage, "--by: this command does not compare groups").hint(
            "run, inspect, freq --themes, keyness, trend, compare, chart and report do; --where chooses one group",
        ))
    }

    fn check_formats(&self) -> Result<()> {
        let formats = &self.common.formats;
        let (what, several, hint) = match &self.command {
            Command::Chart(ChartArgs { name: Some(_), .. }) => ("charts", true, "charts are svg, png or pdf"),
            Command::Codebook(CodebookArgs { command: CodebookCommand::Import(_) | CodebookCommand::Export(_) }) => {
                let hint = "codebooks are quanteda, liwc, wordstat, yoshikoder, lexicoder, refi-qda or csv";
                ("codebooks", false, hint)
            }
            _ => ("tables", false, "tables are table, csv, json or markdown"),
        };
        let fits = |format: &FormatName| match what {
            "charts" => format.of_charts().is_some(),
            "codebooks" => format.of_codebooks().is_some(),
            _ => format.of_tables().is_some(),
        };
        let message = match formats.iter().find(|format| !fits(format)) {
            Some(format) => format!("--format: `{}` is no format of {what}", format.name()),
            None if !several && formats.len() > 1 => {
                format!("--format: a {} is printed in one format", what.trim_end_matches('s'))
            }
            None => return Ok(()),
        };
        Err(Error::new(ErrorKind::Usage, message).hint(hint))
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project of a folder of documents: dates, manifest, settings and a starter codebook
    Init(InitOptions),
    /// Work on a project in the browser: documents, themes with their lines, results
    #[command(after_help = OPEN)]
    Open(OpenOptions),
    /// Do everything: tables, charts and the report into the output folder
    Run(RunOptions),
    /// Show documents, sections, messages, tokens, and what makes the periods hard to compare
    Inspect(InspectOptions),
    /// Show the messages with their themes
    Messages(MessagesOptions),
    /// Show frequencies of terms or themes per period, or of themes per group
    Freq(FreqOptions),
    /// Show which themes or terms share messages
    Cooccur(CooccurOptions),
    /// Show which terms mark a period, against the other periods or one of them, or a group, against the other groups
    Keyness(KeynessOptions),
    /// Show whether themes rise or fall over all periods, and whether so few periods can show it
    Trend(TrendOptions),
    /// Compare two periods, or two groups: themes, terms, and the messages that made the difference
    Compare(CompareOptions),
    /// Show each match of a pattern in its context
    Kwic(KwicOptions),
    /// Draw messages to be coded by hand, with known probabilities
    Sample(SampleArgs),
    /// Compare what the codebook finds with what people coded
    Validate(ValidateOptions),
    /// Draw one chart; without a name, list all charts
    Chart(ChartArgs),
    /// Make the report alone: one page in which every number leads to its messages
    Report(ReportOptions),
    /// Import, export and check codebooks, find what is missing in them, compare two of them
    Codebook(CodebookArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder
    Man {
        /// The folder
        directory: PathBuf,
    },
}

impl Command {
    /// The project that was typed behind the command, in place of --project.
    pub fn project(&self) -> Option<&PathBuf> {
        match self {
            Self::Open(options) => options.path.as_ref(),
            Self::Run(options) => options.path.as_ref(),
            Self::Inspect(options) => options.path.as_ref(),
            Self::Sample(options) => options.path.as_ref(),
            Self::Validate(options) => options.path.as_ref(),
            Self::Report(options) => options.path.as_ref(),
            Self::Codebook(CodebookArgs { command }) => command.project(),
            Self::Init(_)
            | Self::Messages(_)
            | Self::Freq(_)
            | Self::Cooccur(_)
            | Self::Keyness(_)
            | Self::Trend(_)
            | Self::Compare(_)
            | Self::Kwic(_)
            | Self::Chart(_)
            | Self::Completions { .. }
            | Self::Man { .. } => None,
        }
    }
}

const OPEN: &str = "\
PROJECT is a folder, or a file NAME.themeshift, which is unpacked into a folder NAME beside it. A folder without themeshift.toml \
becomes a project, as with `themeshift init`.\n\
The page is served to this machine alone, under an address with a key that is new each time, and makes no other connection. \
What is changed there is written into the files of the project. Ctrl-C ends it.";

#[derive(Debug, ClapArgs)]
pub struct OpenOptions {
    /// Project file or folder, folder of documents, or project in one file, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Port of this machine; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Print the address only
    #[arg(long)]
    pub no_browser: bool,
}

#[derive(Debug, ClapArgs)]
pub struct InitOptions {
    /// Folder with the documents; with --example the folder to write to [default with --example: its name]
    #[arg(value_name = "DIRECTORY", required_unless_present = "example")]
    pub directory: Option<PathBuf>,
    /// Write a shipped project, in place of looking at documents
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(EXAMPLES.map(|(name, _)| name)))]
    pub example: Option<String>,
    /// Use this codebook, in place of a starter: TOML, or one of the formats of `codebook import`, told by its extension
    #[arg(long, value_name = "FILE", conflicts_with = "example")]
    pub codebook: Option<PathBuf>,
    /// Show what was understood, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub struct RunOptions {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Print each period and the sentence of each theme as well, not only a screen
    #[arg(long)]
    pub verbose: bool,
}

#[derive(Debug, ClapArgs)]
pub struct ReportOptions {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Open the report in the browser
    #[arg(long)]
    pub open: bool,
}

#[derive(Debug, ClapArgs)]
pub struct InspectOptions {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Show one part: all of them are drawn on a terminal, and the documents printed as CSV or JSON
    #[arg(long, value_name = "PART")]
    pub part: Option<InspectPart>,
    /// Draw all documents, periods and pairs, and not a screen of them
    #[arg(long)]
    pub all: bool,
}

/// A part of what `inspect` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectPart {
    /// What was read, and how it was split
    Documents,
    /// What makes the periods hard to compare
    #[value(alias = "years")]
    Periods,
    /// What makes groups hard to compare over time: of the variable that --by or the project file names
    Groups,
    /// Messages in nearly the same words
    NearDuplicates,
}

#[derive(Debug, ClapArgs)]
pub struct MessagesOptions {
    /// Show all text of the documents with its kinds, not only messages
    #[arg(long, conflicts_with = "theme")]
    pub all: bool,
    /// Show line by line which message a line belongs to, and the rule that decided
    #[arg(long, conflicts_with_all = ["theme", "all"])]
    pub explain: bool,
    /// Split by this unit, in place of the one in the project file: auto, bullet, numbered, section, paragraph, sentence,
    /// turn, row, regex or document
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Show only messages with this theme
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct FreqOptions {
    /// Show the most frequent terms of each period; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: u64,
    /// Count n-grams of these lengths: some of 1,2,3
    #[arg(long, value_name = "LENGTHS", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=3))]
    pub ngrams: Vec<u8>,
    /// Show themes, not terms; with --by those of each group
    #[arg(long, conflicts_with_all = ["theme", "ngrams"])]
    pub themes: bool,
    /// Show terms in the messages with this theme
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct CooccurOptions {
    /// Show terms, not themes: pairs of frequent terms that share at least two messages, at most 2,000 of a period
    #[arg(long)]
    pub terms: bool,
    /// Show only pairs with this theme or term
    #[arg(long, value_name = "NAME")]
    pub with: Option<String>,
    /// Show the pairs with most joint messages of each period; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: u64,
    /// Rank by this measure
    #[arg(long, value_name = "MEASURE", default_value = "messages", value_parser = measures(&JointMeasure::ALL))]
    pub measure: String,
    /// Show only pairs with at least this many joint messages
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min: u64,
}

#[derive(Debug, ClapArgs)]
pub struct KeynessOptions {
    /// Show only this period; with --by only this group [default: all; of more than twelve periods the thirds of the series]
    #[arg(long, value_name = "PERIOD")]
    pub target: Option<String>,
    /// Compare with: rest (all other periods together) or a period [default: rest, and the period before]
    #[arg(long, value_name = "REFERENCE", requires = "target")]
    pub against: Option<String>,
    /// Rank by this measure, and show its value and p [default: g2, with the columns of the table keyness]
    #[arg(long, value_name = "MEASURE", value_parser = measures(&KeynessMeasure::ALL))]
    pub measure: Option<String>,
    /// Show only terms that are over-used or under-used in the period or group
    #[arg(long, value_name = "SIDE")]
    pub only: Option<Side>,
    /// Show the first terms of each comparison; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: u64,
    /// Show only terms with at least this many occurrences on both sides together
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min: u64,
}

/// Whether a term is more or less frequent in the target than in the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// More frequent in the target
    Over,
    /// Less frequent in the target
    Under,
}

#[derive(Debug, ClapArgs)]
pub struct TrendOptions {
    /// Show only this theme
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct CompareOptions {
    /// Earlier period, such as 2012 or 2022-Q1; with --by a group
    #[arg(value_name = "FROM")]
    pub from: String,
    /// Later period; with --by another group
    #[arg(value_name = "TO")]
    pub to: String,
    /// Show only this theme, and the messages behind it
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
    /// Show one part: all of them are drawn on a terminal, and the themes printed as CSV or JSON
    #[arg(long, value_name = "PART")]
    pub part: Option<ComparePart>,
    /// Show the first terms, and the first messages of each theme; 0 for all terms and 1,000 messages
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
}

/// A part of what `compare` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ComparePart {
    /// How the rates of themes changed
    Themes,
    /// How the rates of terms changed
    Terms,
    /// The messages that made the difference
    Messages,
}

#[derive(Debug, ClapArgs)]
pub struct KwicOptions {
    /// A codebook pattern: a word, a phrase, `child*`, `a ~3 b`, `=UN`, `stem:regulate`, `/.../`
    #[arg(value_name = "PATTERN", required_unless_present = "theme")]
    pub pattern: Option<String>,
    /// Show the hits of a theme in place of a pattern
    #[arg(long, value_name = "THEME", conflicts_with = "pattern")]
    pub theme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct SampleArgs {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// How many messages
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..))]
    pub n: u64,
    /// Divide the messages into strata, so that rare ones are drawn more densely: some of theme,period,document. The
    /// theme of a message is the rarest that the codebook finds, or none
    #[arg(long, value_name = "BY", value_delimiter = ',', default_value = "theme,period",
        value_parser = strata())]
    pub stratify: Vec<String>,
    /// Draw from all messages alike
    #[arg(long, conflicts_with = "stratify")]
    pub simple: bool,
    /// Seed of the random numbers [default: the one in the project file]
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// A column for each of these coders, in place of one column `themes`: ann,bob
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub coders: Vec<String>,
    /// Show the themes that the codebook finds; coders should not see them
    #[arg(long)]
    pub show_themes: bool,
}

#[derive(Debug, ClapArgs)]
pub struct ValidateOptions {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// CSV file with the columns document, ordinal, themes; or with a column for each coder in place of themes
    #[arg(long, value_name = "FILE")]
    pub codings: PathBuf,
    /// Show one part: all of them are drawn on a terminal, and the themes printed as CSV or JSON
    #[arg(long, value_name = "PART")]
    pub part: Option<ValidatePart>,
}

/// A part of what `validate` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ValidatePart {
    /// Precision, recall and F1 of each theme, and averages
    Themes,
    /// Agreement of coders with each other and with the codebook
    Agreement,
    /// Messages of which codebook and coder say different things
    Disagreements,
}

#[derive(Debug, ClapArgs)]
pub struct ChartArgs {
    /// The chart, such as `theme_trends`; without it all charts are listed
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Draw only these themes: trust,gender
    #[arg(long, value_name = "THEMES", value_delimiter = ',', requires = "name")]
    pub themes: Vec<String>,
    /// Draw these terms, in charts of terms: child,norm,trust
    #[arg(long, value_name = "TERMS", value_delimiter = ',', requires = "name")]
    pub terms: Vec<String>,
    /// Size: 160x90mm, 160mm, 16x9cm or 6.3x3.5in; without a height the chart is as high as it needs
    #[arg(long, value_name = "SIZE", requires = "name")]
    pub size: Option<String>,
    /// Vertical scale of charts with several panels: own, or common to all
    #[arg(long, value_name = "SCALE", requires = "name")]
    pub scale: Option<String>,
    /// Look: screen, print, grey or slides
    #[arg(long, value_name = "STYLE", requires = "name")]
    pub style: Option<String>,
    /// Resolution of PNG, in dots per inch
    #[arg(long, value_name = "N", requires = "name", value_parser = clap::value_parser!(u32).range(36..=2400))]
    pub dpi: Option<u32>,
    /// Language of numbers: en, de, es, it, nl, pt, da, fr, pl, ru, sv, ch
    #[arg(long, value_name = "CODE", requires = "name")]
    pub lang: Option<String>,
    /// Title in place of the chart's own
    #[arg(long, value_name = "TEXT", requires = "name", conflicts_with = "no_title")]
    pub title: Option<String>,
    /// Draw no title
    #[arg(long, requires = "name")]
    pub no_title: bool,
    /// Font file (TTF, OTF) in place of Inter
    #[arg(long, value_name = "FILE", requires = "name")]
    pub font: Option<PathBuf>,
}

/// Accepts what divides messages into strata; `year` is an earlier name of `period`.
fn strata() -> PossibleValuesParser {
    let value = |(name, by): (&'static str, Stratify)| {
        let value = PossibleValue::new(name);
        if by == Stratify::Period { value.alias(EARLIER_PERIOD) } else { value }
    };
    PossibleValuesParser::new(Stratify::ALL.map(value))
}

/// The earlier name of strata by period.
pub const EARLIER_PERIOD: &str = "year";

/// Accepts the names of measures.
fn measures<M>(all: &[(&'static str, M)]) -> PossibleValuesParser {
    PossibleValuesParser::new(all.iter().map(|(name, _)| *name))
}

/// The command line, for completions and manual pages.
pub fn command() -> clap::Command {
    Args::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }
}
