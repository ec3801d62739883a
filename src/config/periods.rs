//! `[periods]`, `[groups]`, `[compare]`, `[keyness]`: along what the corpus is divided, and what is compared.

use jiff::civil::Date;
use serde::Serialize;

/// How long a period is.
#[non_exhaustive]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodUnit {
    /// A year.
    #[default]
    Year,
    /// Half a year.
    HalfYear,
    /// A quarter of a year.
    Quarter,
    /// A calendar month.
    Month,
    /// A week from Monday to Sunday (ISO 8601).
    Week,
    /// Ten years, the first of which can be divided by ten.
    Decade,
    /// Some years, counted from one of them.
    Years {
        /// How many.
        length: i32,
        /// A year in which a period begins.
        from: i32,
    },
    /// The days on which periods begin, in order.
    Breaks(Vec<Date>),
    /// Periods with names, in order of time.
    Named(Vec<NamedPeriod>),
}

impl PeriodUnit {
    /// The units that have a name, with their names.
    pub const ALL: [(&'static str, PeriodUnit); 6] = [
        ("year", PeriodUnit::Year),
        ("half-year", PeriodUnit::HalfYear),
        ("quarter", PeriodUnit::Quarter),
        ("month", PeriodUnit::Month),
        ("week", PeriodUnit::Week),
        ("decade", PeriodUnit::Decade),
    ];
}

impl std::fmt::Display for PeriodUnit {
    /// As it is written in a project file; empty for periods that are listed there.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Years { length, .. } => write!(f, "{length} years"),
            Self::Breaks(_) | Self::Named(_) => Ok(()),
            named => f.write_str(Self::ALL.iter().find(|(_, unit)| unit == named).map_or("", |(name, _)| name)),
        }
    }
}

/// A period with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedPeriod {
    /// Its name.
    pub label: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

/// `[periods]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodsConfig {
    /// How long a period is.
    pub unit: PeriodUnit,
    /// Month and day on which years begin.
    pub year_starts: (i8, i8),
}

impl Default for PeriodsConfig {
    fn default() -> Self {
        Self { unit: PeriodUnit::Year, year_starts: (1, 1) }
    }
}

/// `[groups]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupsConfig {
    /// The grouping variables: document variables, `language`, `section`, `folder`.
    pub by: Vec<String>,
    /// Values in their order; those that are not in it follow in alphabetical order.
    pub order: Vec<String>,
    /// Groups with fewer messages go together.
    pub least: u64,
}

impl Default for GroupsConfig {
    fn default() -> Self {
        Self { by: Vec::new(), order: Vec::new(), least: 10 }
    }
}

/// Which pairs of periods are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairs {
    /// Up to twelve periods each with the one before, and the baseline with every other; of more the first third with
    /// the last.
    #[default]
    Auto,
    /// Each period with the one before.
    Consecutive,
    /// The baseline with every other period.
    Baseline,
    /// Every period with every other.
    All,
    /// None.
    None,
    /// Those that are listed, by their labels.
    List(Vec<(String, String)>),
}

impl Pairs {
    /// The choices that have a name, with their names.
    pub const ALL: [(&'static str, Pairs); 5] = [
        ("auto", Pairs::Auto),
        ("consecutive", Pairs::Consecutive),
        ("baseline", Pairs::Baseline),
        ("all", Pairs::All),
        ("none", Pairs::None),
    ];
}

/// `[compare]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CompareConfig {
    /// The pairs of periods that are compared.
    pub pairs: Pairs,
}

/// `[keyness]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KeynessConfig {
    /// The most terms that are kept of a comparison, by each of two measures; `None` for all.
    pub terms: Option<usize>,
    /// Occurrences on both sides together from which on a term is kept.
    pub least: u64,
}

impl Default for KeynessConfig {
    fn default() -> Self {
        Self { terms: Some(1000), least: 1 }
    }
}
