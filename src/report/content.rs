//! All that a report is made from.

use serde_json::Value as Json;

use crate::analysis::Results;
use crate::analysis::rows::PeriodRow;
use crate::chart::Rendered;
use crate::codebook::Codebook;
use crate::config::ReportConfig;
use crate::table::TableInfo;
use crate::text::LanguageRules;

/// All that a report is made from.
#[derive(Debug)]
pub struct Report<'r> {
    /// Title of the project.
    pub title: &'r str,
    /// Language of the documents, an ISO 639-1 code.
    pub language: &'r str,
    /// The brief as a section in HTML.
    pub brief: String,
    /// The themes.
    pub codebook: &'r Codebook,
    /// How words are read, in each language.
    pub rules: &'r LanguageRules,
    /// The results.
    pub results: &'r Results<'r>,
    /// All tables of the run with the rows that they have, in the order in which they are listed.
    pub infos: &'r [TableInfo],
    /// The charts, in the order in which they stand.
    pub charts: &'r [Rendered],
    /// The record of the run: settings, inputs, random numbers.
    pub record: &'r Json,
    /// Whether the results stand beside the page as files.
    pub beside: bool,
    /// How much the page carries at most.
    pub limits: ReportConfig,
}

/// What periods are called: years, where all of them are calendar years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// One of them.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
    /// One at the begin of a heading.
    pub head: &'static str,
}

impl Words {
    /// For these periods.
    pub fn of(periods: &[PeriodRow]) -> Self {
        let year = |row: &PeriodRow| {
            row.period.label().len() == 4 && row.period.label().bytes().all(|byte| byte.is_ascii_digit())
        };
        if periods.iter().all(year) {
            Self { one: "year", many: "years", head: "Year" }
        } else {
            Self { one: "period", many: "periods", head: "Period" }
        }
    }
}
