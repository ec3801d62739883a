//! What can be typed after `themeshift codebook`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::analysis::CheckKind;

#[derive(Debug, ClapArgs)]
pub struct CodebookArgs {
    #[command(subcommand)]
    pub command: CodebookCommand,
}

#[derive(Debug, Subcommand)]
pub enum CodebookCommand {
    /// Turn a dictionary or codebook of another program into a codebook
    #[command(after_help = IMPORT)]
    Import(ImportOptions),
    /// Write the codebook of a project for another program
    #[command(after_help = EXPORT)]
    Export(ExportOptions),
    /// Tell what is suspicious in the codebook, with line and column: idle patterns, broad globs, themes that hang on little
    #[command(after_help = CHECK)]
    Check(CheckOptions),
    /// Show terms that a theme lacks, and which of its patterns find messages unlike the others
    #[command(after_help = SUGGEST)]
    Suggest(SuggestOptions),
    /// Show what a change of the codebook does to every figure, finding and message
    Diff(DiffOptions),
}

impl CodebookCommand {
    /// The project that was typed behind the command.
    pub fn project(&self) -> Option<&PathBuf> {
        match self {
            Self::Import(_) => None,
            Self::Export(options) => options.path.as_ref(),
            Self::Check(options) => options.path.as_ref(),
            Self::Suggest(options) => options.path.as_ref(),
            Self::Diff(options) => options.path.as_ref(),
        }
    }
}

const IMPORT: &str = "\
Formats, by the extension of the file or by --format: quanteda (.yml, .yaml), liwc (.dic, .dicx), wordstat (.cat), \
yoshikoder (.ykd), lexicoder (.lc3, .lcd), refi-qda (.qdc), csv (.csv, .tsv: theme, pattern, and if you like label, \
definition, kind, parent, weight; or a list of words with their weights, or of words, themes and numbers).\n\
Themes that lie in others get a `parent`. The id of a theme is its name in lower case with _ for all but letters and \
digits; if it is taken, with the id of its parent before it, then with a number behind it.\n\
Weights and scores are kept. Entries of Lexicoder are parts of text: `econom` becomes `*econom*`, where no blank is the \
edge of a word. What cannot be carried over is told on standard error with file and line: conditions, rules, regular \
expressions, words that are no words. Themes without patterns stand at the end as comments.";

const EXPORT: &str = "\
The format is told by the extension of --output or by --format; without --output the text is printed.\n\
CSV and REFI-QDA hold all patterns; in REFI-QDA they stand in the descriptions of the codes. The other formats hold words, \
phrases and their wildcards, and themes by their ids; WordStat and Yoshikoder weights too. What is left out is told on standard error.";

const CHECK: &str = "\
never-matches: a pattern that matches nothing. forbids-nothing: an exclusion that no hit would overlap. shadowed: a pattern \
without which the theme would have the same hits. broad-glob: a glob that catches words of four stems or more, or two words \
with three letters or fewer. dominant: a pattern with above half of the hits of its theme. empty-theme: no hit. \
one-document: all hits in one document. overlap: above half of the hits overlap hits of another theme. Shares are told of \
themes with five hits or more.\n\
Exit code 0, also with warnings; 1 with warnings that --deny names.";

const SUGGEST: &str = "\
Terms and phrases of up to three words are ranked by weighted log odds with an informative prior (Monroe, Colaresi and Quinn \
2008): messages with the theme against all others. A pattern is suspicious where the messages that it alone finds are no more \
like those of the other patterns than messages without the theme are (likeness of 0.5 or less), or rank below them (permutation \
p of .05 or less); never a pattern that finds more messages alone than all others do. Both are hints to read the messages, not verdicts.";

#[derive(Debug, ClapArgs)]
pub struct ImportOptions {
    /// The file to read
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Add the themes to the codebook that --output names; what stands in it stays as it was written
    #[arg(long, requires = "output")]
    pub add: bool,
}

#[derive(Debug, ClapArgs)]
pub struct ExportOptions {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct CheckOptions {
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Show and count only these kinds, such as shadowed,broad-glob
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kinds())]
    pub only: Vec<String>,
    /// Fail (exit code 1) on these kinds: `warnings` for all
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = denied())]
    pub deny: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct SuggestOptions {
    /// Id of the theme
    #[arg(value_name = "THEME")]
    pub theme: String,
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Show the first terms and patterns; 0 for all
    #[arg(long, value_name = "N", default_value_t = 15)]
    pub top: usize,
    /// Show one part: both are drawn on a terminal, and the terms printed as CSV or JSON
    #[arg(long, value_name = "PART")]
    pub part: Option<SuggestPart>,
}

/// A part of what `codebook suggest` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SuggestPart {
    /// Terms and phrases that the theme lacks
    Terms,
    /// Patterns, the least like the others first
    Patterns,
}

#[derive(Debug, ClapArgs)]
pub struct DiffOptions {
    /// The codebook as it was
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The codebook as it is to be
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Project file or folder, in place of --project
    #[arg(value_name = "PROJECT")]
    pub path: Option<PathBuf>,
    /// Show one part: all of them are drawn on a terminal, and the themes printed as CSV or JSON
    #[arg(long, value_name = "PART")]
    pub part: Option<DiffPart>,
}

/// A part of what `codebook diff` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffPart {
    /// Hits, messages and rates by theme and period
    Themes,
    /// Findings that change
    Findings,
    /// Messages gained and lost
    Messages,
}

/// Accepts the kinds of warnings.
fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(CheckKind::ALL.iter().map(|(name, _)| *name))
}

/// Accepts the kinds of warnings, and all of them.
fn denied() -> PossibleValuesParser {
    PossibleValuesParser::new(std::iter::once("warnings").chain(CheckKind::ALL.iter().map(|(name, _)| *name)))
}
