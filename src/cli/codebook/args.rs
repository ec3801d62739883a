//! What can be typed after `themeshift codebook`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

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
}

const IMPORT: &str = "\
Formats, by the extension of the file or by --format: quanteda (.yml, .yaml), liwc (.dic, .dicx), wordstat (.cat), \
yoshikoder (.ykd), lexicoder (.lc3), refi-qda (.qdc), csv (theme, pattern, and if you like label, definition, kind, \
parent).\n\
Themes that lie in others get a `parent`. The id of a theme is its name in lower case with _ for all but letters and \
digits; if it is taken, with the id of its parent before it, then with a number behind it.\n\
What cannot be carried over is told on standard error with file and line: weights, scores, conditions, regular \
expressions, words that are no words. Themes without patterns stand at the end as comments.";

const EXPORT: &str = "\
The format is told by the extension of --output or by --format; without --output the text is printed.\n\
CSV and REFI-QDA hold all patterns; in REFI-QDA they stand in the descriptions of the codes. The other formats hold words, \
phrases and their wildcards, and themes by their ids. What is left out is told on standard error.";

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
