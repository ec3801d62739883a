//! Options of every command.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::codebook::formats as codebook;
use crate::config::{ChartFormat, Filter};
use crate::error::{Error, ErrorKind, Result};

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
pub struct Common {
    /// Project file or folder, or project in one file (NAME.themeshift)
    #[arg(long, short, global = true, value_name = "PATH", default_value = ".")]
    pub project: PathBuf,
    /// Analyse only these periods: 2017,2020 or 2012-2019 or 2022-Q1,2022-Q3; for `chart` draw only these
    #[arg(long, visible_alias = "years", global = true, value_name = "PERIODS", value_delimiter = ',')]
    pub periods: Vec<String>,
    /// Length of periods, in place of the one in the project file: year, half-year, quarter, month, week, decade, "5 years"
    #[arg(id = "period", long = "period", global = true, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Compare the groups of this document variable, in place of those in the project file; `section` and `language` too
    #[arg(long, global = true, value_name = "VARIABLE", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Analyse only documents with this variable, such as 'scope=trust track', 'kind!=draft' or 'year>=2018'; =, !=, <, <=, >
    /// and >= compare numbers, dates and text; given several times, all must hold
    #[arg(long = "where", global = true, value_name = "FILTER")]
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

    /// The first option that divides or chooses documents.
    pub fn choice(&self) -> Option<&'static str> {
        let given = [
            ("--period", self.unit.is_some()),
            ("--periods", !self.periods.is_empty()),
            ("--where", !self.filters.is_empty()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
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

    /// The filters that were asked for.
    pub fn filters(&self) -> Result<Vec<Filter>> {
        let parse = |text: &String| {
            Filter::parse(text).ok_or_else(|| {
                Error::new(ErrorKind::Usage, format!("--where: `{text}` is no filter"))
                    .hint("write --where 'scope=trust track' or --where 'year>=2018'; signs are =, !=, <, <=, >, >=")
            })
        };
        self.filters.iter().map(parse).collect()
    }

    /// The grouping variables that were asked for, each once.
    pub fn groups(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        for typed in &self.by {
            let name = typed.trim().to_lowercase();
            if name.is_empty() {
                return Err(Error::new(ErrorKind::Usage, "--by: a variable has no name").hint("write --by publisher"));
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
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
    pub fn of_tables(self) -> Option<Format> {
        match self {
            Self::Table => Some(Format::Table),
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::Markdown => Some(Format::Markdown),
            _ => None,
        }
    }

    pub fn of_charts(self) -> Option<ChartFormat> {
        match self {
            Self::Svg => Some(ChartFormat::Svg),
            Self::Png => Some(ChartFormat::Png),
            Self::Pdf => Some(ChartFormat::Pdf),
            _ => None,
        }
    }

    pub fn of_codebooks(self) -> Option<codebook::Format> {
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

    pub fn name(self) -> String {
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
