//! What can be typed.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};

use super::codebook::{CodebookArgs, CodebookCommand};
use crate::codebook::formats as codebook;
use crate::config::ChartFormat;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::init::example::EXAMPLES;
use crate::pipeline::sample::Stratify;
use crate::stats::measure::{JointMeasure, KeynessMeasure};

/// Shows how themes shift in dated documents, how sure that is, and where the text says so.
#[derive(Debug, Parser)]
#[command(name = "themeshift", version, about, long_about = None, propagate_version = true)]
#[command(
    after_help = "A project is a folder with themeshift.toml, or with documents.csv, or with files such as 2019-report.txt.\n\
    Tables are drawn on a terminal and printed as CSV when piped."
)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
pub struct Common {
    /// Project file or folder
    #[arg(long, short, global = true, value_name = "PATH", default_value = ".")]
    pub project: PathBuf,
    /// Analyse only these years: 2017,2020 or 2012-2019
    #[arg(long, global = true, value_name = "YEARS", value_delimiter = ',')]
    pub years: Vec<String>,
    /// Analyse only documents with this variable, such as 'scope=trust track'; may be repeated
    #[arg(long = "where", global = true, value_name = "NAME=VALUE")]
    pub filters: Vec<String>,
    /// Format of printed tables [default: table on a terminal, csv when piped]; for `chart` some of svg,png,pdf; for
    /// `codebook import` and `export` one of quanteda, liwc, wordstat, yoshikoder, lexicoder, refi-qda, csv
    #[arg(long = "format", global = true, value_name = "FORMAT", value_delimiter = ',')]
    pub formats: Vec<FormatName>,
    /// Folder for the results of `run` and `report`, in place of the one in the project file; for `chart` and `validate`
    /// any folder; for `sample`, `codebook import` and `export` the file to write
    #[arg(long, short, global = true, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Threads; 0 for all cores. The results do not depend on it
    #[arg(long, global = true, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Print no progress, no warnings and no summary
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

impl Common {
    /// The same options for another project.
    pub fn with_project(&self, project: &std::path::Path) -> Self {
        Self { project: project.to_path_buf(), ..self.clone() }
    }

    /// The format of printed tables that was asked for.
    pub fn table_format(&self) -> Option<Format> {
        self.formats.iter().find_map(|format| format.of_tables())
    }

    /// The formats of charts that were asked for.
    pub fn chart_formats(&self) -> Vec<ChartFormat> {
        self.formats.iter().filter_map(|format| format.of_charts()).collect()
    }

    /// The format of a codebook of another program that was asked for.
    pub fn codebook_format(&self) -> Option<codebook::Format> {
        self.formats.iter().find_map(|format| format.of_codebooks())
    }

    /// Refuses a format that is not for the command.
    pub fn check(&self, command: &Command) -> Result<()> {
        let (what, several, hint) = match command {
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
        let message = match self.formats.iter().find(|format| !fits(format)) {
            Some(format) => format!("--format: `{}` is no format of {what}", format.name()),
            None if !several && self.formats.len() > 1 => {
                format!("--format: a {} is printed in one format", what.trim_end_matches('s'))
            }
            None => return Ok(()),
        };
        Err(Error::new(ErrorKind::Usage, message).hint(hint))
    }
}

/// All that can be asked for with `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// Drawn for reading
    Table,
    /// Comma-separated values
    Csv,
    /// A JSON array of objects
    Json,
    /// A Markdown table
    Markdown,
    /// A chart as SVG
    Svg,
    /// A chart as PNG
    Png,
    /// A chart as PDF
    Pdf,
    /// A codebook as YAML dictionary of quanteda
    Quanteda,
    /// A codebook as dictionary of LIWC
    Liwc,
    /// A codebook as dictionary of WordStat
    Wordstat,
    /// A codebook as dictionary of Yoshikoder
    Yoshikoder,
    /// A codebook as dictionary of Lexicoder
    Lexicoder,
    /// A codebook of the REFI-QDA standard
    RefiQda,
}

impl FormatName {
    fn of_tables(self) -> Option<Format> {
        match self {
            Self::Table => Some(Format::Table),
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::Markdown => Some(Format::Markdown),
            _ => None,
        }
    }

    fn of_charts(self) -> Option<ChartFormat> {
        match self {
            Self::Svg => Some(ChartFormat::Svg),
            Self::Png => Some(ChartFormat::Png),
            Self::Pdf => Some(ChartFormat::Pdf),
            _ => None,
        }
    }

    fn of_codebooks(self) -> Option<codebook::Format> {
        match self {
            Self::Csv => Some(codebook::Format::Csv),
            Self::Quanteda => Some(codebook::Format::Quanteda),
            Self::Liwc => Some(codebook::Format::Liwc),
            Self::Wordstat => Some(codebook::Format::WordStat),
            Self::Yoshikoder => Some(codebook::Format::Yoshikoder),
            Self::Lexicoder => Some(codebook::Format::Lexicoder),
            Self::RefiQda => Some(codebook::Format::RefiQda),
            _ => None,
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
    }
}

/// How tables are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Drawn for reading.
    Table,
    /// Comma-separated values.
    Csv,
    /// A JSON array of objects.
    Json,
    /// A Markdown table.
    Markdown,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project of a folder of documents: years, manifest, settings and a starter codebook
    Init(InitOptions),
    /// Do everything: tables, charts and the report into the output folder
    Run(RunOptions),
    /// Show documents, sections, messages, tokens, and what makes the years hard to compare
    Inspect(InspectOptions),
    /// Show the messages with their themes
    Messages(MessagesOptions),
    /// Show frequencies of terms or themes per year
    Freq(FreqOptions),
    /// Show which themes or terms share messages
    Cooccur(CooccurOptions),
    /// Show which terms mark a year, against the other years or one of them
    Keyness(KeynessOptions),
    /// Show whether themes rise or fall over all years, and whether so few years can show it
    Trend(TrendOptions),
    /// Compare two years: themes, terms, and the messages that made the difference
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
}

/// A part of what `inspect` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectPart {
    /// What was read, and how it was split
    Documents,
    /// What makes the years hard to compare
    Years,
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
    /// Show the most frequent terms of each year; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: u64,
    /// Count n-grams of these lengths: some of 1,2,3
    #[arg(long, value_name = "LENGTHS", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=3))]
    pub ngrams: Vec<u8>,
    /// Show themes, not terms
    #[arg(long, conflicts_with_all = ["theme", "ngrams"])]
    pub themes: bool,
    /// Show terms in the messages with this theme
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct CooccurOptions {
    /// Show terms, not themes
    #[arg(long)]
    pub terms: bool,
    /// Show only pairs with this theme or term
    #[arg(long, value_name = "NAME")]
    pub with: Option<String>,
    /// Show the pairs with most joint messages of each year; 0 for all
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
    /// Show only this year
    #[arg(long, value_name = "YEAR")]
    pub target: Option<i32>,
    /// Compare with: rest (all other years together) or a year [default: rest, and the year before]
    #[arg(long, value_name = "REFERENCE", requires = "target")]
    pub against: Option<String>,
    /// Rank by this measure, and show its value and p [default: g2, with the columns of the table keyness]
    #[arg(long, value_name = "MEASURE", value_parser = measures(&KeynessMeasure::ALL))]
    pub measure: Option<String>,
    /// Show only terms that are over-used or under-used in the year
    #[arg(long, value_name = "SIDE")]
    pub only: Option<Side>,
    /// Show the first terms of each comparison; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: u64,
    /// Show only terms with at least this many occurrences on both sides together
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min: u64,
}

/// Whether a term is more or less frequent in the year than in the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// More frequent in the year
    Over,
    /// Less frequent in the year
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
    /// Earlier year
    #[arg(value_name = "FROM")]
    pub from: i32,
    /// Later year
    #[arg(value_name = "TO")]
    pub to: i32,
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
    /// Divide the messages into strata, so that rare ones are drawn more densely: some of theme,year,document. The
    /// theme of a message is the rarest that the codebook finds, or none
    #[arg(long, value_name = "BY", value_delimiter = ',', default_value = "theme,year",
        value_parser = PossibleValuesParser::new(Stratify::ALL.map(|(name, _)| name)))]
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

/// Accepts the names of measures.
fn measures<M>(all: &[(&'static str, M)]) -> PossibleValuesParser {
    PossibleValuesParser::new(all.iter().map(|(name, _)| *name))
}

/// The command line, for completions and manual pages.
pub fn command() -> clap::Command {
    Args::command()
}

/// Years as typed: single ones and ranges. A range may hold years without documents.
pub fn parse_years(typed: &[String]) -> Result<Vec<RangeInclusive<i32>>> {
    let parse = |text: &String| {
        let wrong = || {
            Error::new(ErrorKind::Usage, format!("--years: `{text}` is no year")).hint("write 2017,2020 or 2012-2019")
        };
        let year =
            |text: &str| text.trim().parse::<i32>().ok().filter(|year| (1000..=2999).contains(year)).ok_or_else(wrong);
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let range = year(from)?..=year(to)?;
        if range.is_empty() { Err(wrong()) } else { Ok(range) }
    };
    typed.iter().map(parse).collect()
}

/// Filters as typed: NAME=VALUE.
pub fn parse_filters(typed: &[String]) -> Result<Vec<(String, String)>> {
    let parse = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_lowercase(), value.trim().to_string())),
        _ => Err(Error::new(ErrorKind::Usage, format!("--where: `{text}` is no filter"))
            .hint("write --where 'scope=trust track'")),
    };
    typed.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn years_are_single_or_ranges() {
        let parse = |text: &str| parse_years(&[text.to_string()]);
        assert_eq!(parse("2017").expect("a year"), [2017..=2017]);
        assert_eq!(parse("2017-2019").expect("a range"), [2017..=2019]);
        assert!(parse("17").is_err() && parse("2019-2017").is_err() && parse("x").is_err());
    }
}
