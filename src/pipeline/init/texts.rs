//! The texts that `init` writes: the manifest and the project file.

use toml_edit::Value;

use super::look::Candidate;
use super::units::Suggestion;
use super::{CODEBOOK, MANIFEST};
use crate::error::{Error, ErrorKind, Result};

/// A document with what the manifest says of it.
#[derive(Debug)]
pub struct Listed<'f> {
    /// What was found.
    pub candidate: &'f Candidate,
    /// Its id.
    pub id: String,
    /// Whether it is analysed.
    pub include: bool,
    /// Place of the document with the same content that stands for it.
    pub same_as: Option<usize>,
}

impl Listed<'_> {
    /// Whether it can be analysed, once its date is known.
    pub(crate) fn is_fit(&self) -> bool {
        self.candidate.has_messages && self.same_as.is_none()
    }
}

/// Whether folders tell documents apart, besides their years.
pub(crate) fn has_folders(documents: &[Listed<'_>]) -> bool {
    let mut folders = documents.iter().map(|listed| listed.candidate.folder());
    folders.next().is_some_and(|first| folders.any(|folder| folder != first))
}

/// The manifest. Documents in another language than the project name theirs.
///
/// # Errors
/// None but those of a program that is put together wrongly.
pub fn manifest(documents: &[Listed<'_>], project_language: &str) -> Result<String> {
    let failed = |e: String| Error::new(ErrorKind::Output, format!("cannot make the manifest: {e}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let folders = has_folders(documents);
    let header = ["document", "file", "year", "title", "date", "language", "include"];
    let header = header.into_iter().chain(folders.then_some("folder"));
    writer.write_record(header).map_err(|e| failed(e.to_string()))?;
    for Listed { candidate, id, include, .. } in documents {
        let info = &candidate.info;
        let own = info.language.as_str();
        let language = if own == project_language { "" } else { own };
        let year = candidate.year.as_ref().map_or_else(String::new, |(dated, _)| dated.year.to_string());
        let include = if *include { "yes" } else { "no" };
        let (file, folder) = (guarded(&info.file), candidate.folder());
        let row = [id, file.as_str(), &year, &info.title, &info.date, language, include];
        let row = row.into_iter().chain(folders.then_some(folder.as_str()));
        writer.write_record(row).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

/// A path that no spreadsheet runs as a formula, and whose first space is kept.
fn guarded(file: &str) -> String {
    let harmless = !file.starts_with(['=', '+', '-', '@']) && file.trim_start() == file;
    if harmless { file.into() } else { format!("./{file}") }
}

/// The project file. Without a codebook its key is a comment, and so is a unit or a grouping that is only suggested.
pub fn project(
    title: &str,
    language: &str,
    has_codebook: bool,
    has_folders: bool,
    suggestion: Option<&Suggestion>,
) -> String {
    let [title, language] = [title, language].map(|text| Value::from(text).to_string());
    let codebook = if has_codebook { "" } else { "# " };
    let unit = match suggestion {
        None => "unit = \"year\"               #".to_string(),
        Some(Suggestion { unit, periods, .. }) => {
            format!("# unit = \"{unit}\"  # would give {periods} periods, each with ten messages or three documents;")
        }
    };
    let by = if has_folders {
        "# by = [\"folder\"]           # the folders that documents stand in; or"
    } else {
        "by = []                     #"
    };
    format!(
        "# Run it with `themeshift run`. Keys stand here with their defaults; take a `#` away to set what is a comment.
title = {title}

[corpus]
manifest = \"{MANIFEST}\"  # one row a document; fill in `year` or `date`, set `include` to yes or no
{codebook}codebook = \"{CODEBOOK}\"  # the themes and their patterns

[segment]
unit = \"auto\"               # what a message is: auto | bullet | numbered | section | paragraph | sentence | turn | row | regex | document
analyse = [\"message\"]       # kinds of text: message, heading, intro, boilerplate, admin

[text]
language = {language}             # of the documents
stemmer = \"snowball\"        # how words become terms: snowball (rust-stemmers) | frostem | none
stop_words = \"builtin\"      # builtin | none | a file; never used for denominators or themes

[periods]
{unit} year | half-year | quarter | month | week | decade | \"5 years\" with from = 1945
# breaks = [1990, 2001]     # in place of a unit: the years or days on which periods begin; or [[periods.named]] with label, from, to
# year_starts = \"01-01\"     # month and day: \"04-01\" for fiscal years

[groups]
{by} columns of the manifest, language, section or folder; groups are compared within the same periods
# order = []                # of values; those that are not in it follow in alphabetical order
# least = 10                # groups with fewer messages go together as \"other\"

# [compare]
# pairs = \"auto\"            # of periods: auto | consecutive | baseline | all | none | [[\"2012\", \"2020\"]]

# [keyness]
# terms = 1000              # that are kept of a comparison by each of two measures | \"all\"
# least = 1                 # occurrences on both sides together from which on a term is kept

[analysis]
seed = 20120913             # of all random numbers: the same seed gives the same results
replicates = 2000           # of resampling
baseline = \"first\"          # the period that others are compared with, besides each period with the one before
cluster = \"auto\"            # the sampling unit: auto | document | message | a column of the manifest, such as author
ngrams = [1]                # lengths of n-grams that are counted as terms: 1, 2, 3
cooccurrence_terms = 100    # how many of the most frequent terms enter term co-occurrence

[output]
directory = \"output\"        # the folder for the results
formats = [\"csv\"]           # of tables: csv | parquet | xlsx
charts = [\"svg\", \"png\"]     # svg | png | pdf; [] for none
report = true               # one page in which every number leads to its messages
# rows = 10000              # the most rows, about, of a table that grows with vocabulary or codebook | \"all\"
"
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Config, CorpusFiles, with_settings};

    #[test]
    fn the_project_file_says_the_defaults() {
        let suggestion = Suggestion { unit: "decade", periods: 2, thin_years: 4 };
        let parsed = |has_codebook: bool| {
            let suggestion = has_codebook.then_some(&suggestion);
            let text = project("A \"title\"\\", "en", has_codebook, has_codebook, suggestion);
            assert_eq!(text.contains("\n# unit = \"decade\"  # would give 2 periods,"), has_codebook, "{text}");
            assert_eq!(text.contains("\n# by = [\"folder\"]"), has_codebook, "{text}");
            with_settings(Config::default(), &text, Path::new("themeshift.toml")).expect("valid")
        };
        let mut expected = Config { title: "A \"title\"\\".into(), ..Config::default() };
        expected.corpus.files = CorpusFiles::Manifest(MANIFEST.into());
        assert_eq!(parsed(false), expected);
        expected.corpus.codebook = Some(CODEBOOK.into());
        assert_eq!(parsed(true), expected);
    }

    #[test]
    fn paths_are_no_formulas() {
        assert_eq!(guarded("=1+1.txt"), "./=1+1.txt");
        assert_eq!(guarded(" a.txt"), "./ a.txt");
        assert_eq!(guarded("a-1.txt"), "a-1.txt");
    }
}
