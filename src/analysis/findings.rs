//! Findings: for each theme one sentence on how it changed, what that rests on, and what threatens it.

mod carrier;
mod cautions;
mod claim;
mod comparison;
mod markdown;
mod sentence;
mod table;

pub use cautions::{cautions, gravest};
pub use claim::{Claim, MOST_WORDS, in_short};
pub use comparison::comparisons;
pub use markdown::{HOW_TO_READ, about_rules, escape, markdown, rules};
pub use table::{FindingRow, finding_rows};

use super::Study;
use super::course::Course;
pub use super::evidence::{Evidence, MARGIN, SOME_Q, STRONG_P};
use crate::axis::Period;
use crate::stats::Interval;

/// A period is carried by one message, section or pattern that has this many percent of its hits, or more.
pub const CARRIED_PERCENT: u64 = 75;
/// A period with fewer hits is not said to be carried by anything: one of two hits tells nothing.
pub const LEAST_CARRIED: u64 = 3;
/// A section with more than this percentage of the words of its period carries nothing.
pub const SECTION_PERCENT: u64 = 50;
/// A note without evidence of a change gives no interval where a period has its hits in fewer messages: the interval
/// is then wider than useful.
pub const LEAST_MESSAGES_WITH_HITS: u64 = 3;
/// A period was about a theme where so many percent of its documents were, or more.
const ABOUT_PERCENT: usize = 10;
/// The most variants, values or texts that a caution names.
const MOST_NAMED: usize = 3;

/// The numbers that decide on the evidence for a change.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Numbers {
    /// Permutation p of the rates, not corrected; `None` where the change is not tested.
    pub p: Option<f64>,
    /// Permutation p of the hits per message, not corrected; here and below that of the rates where messages are whole
    /// documents.
    pub p_per_message: Option<f64>,
    /// Whether rate and hits per message change the same way.
    pub one_way: bool,
    /// How many tests the corrections are over.
    pub tests: usize,
    /// Whether a period has so few documents that no evidence is called strong.
    pub few_units: bool,
    /// Permutation p of the rates, Holm-corrected over the table.
    pub p_holm: Option<f64>,
    /// Permutation p of the rates, corrected over the table by Benjamini and Hochberg.
    pub q_bh: Option<f64>,
    /// Permutation p of the hits per message, Holm-corrected; `None` also where these change the other way.
    pub p_per_message_holm: Option<f64>,
    /// Permutation p of the hits per message, corrected by Benjamini and Hochberg; `None` as before.
    pub q_per_message_bh: Option<f64>,
    /// 95 % interval of the difference, in hits per 1,000 word tokens.
    pub interval: Option<Interval>,
    /// Whether the sign holds in every variant of `robustness` that has one, and at least one has.
    pub sign_holds: bool,
    /// `MARGIN` times the pooled rate of both periods; 0 where there is no hit.
    pub margin: f64,
}

impl Numbers {
    fn excludes_zero(&self) -> bool {
        self.interval.is_some_and(|ends| ends.low > 0.0 || ends.high < 0.0)
    }

    fn within_margin(&self) -> bool {
        self.margin > 0.0 && self.interval.is_some_and(|ends| -self.margin <= ends.low && ends.high <= self.margin)
    }
}

/// The rule that turns numbers into a phrase. The first that holds:
///
/// 1. [`Evidence::Strong`]: `p_holm` and `p_per_message_holm` < 0.05, and the interval of the difference excludes 0,
///    and the sign of the difference holds in every variant of `robustness`, and no period has fewer than five documents
///    of several messages, unless it has one;
/// 2. [`Evidence::Partial`]: `q_bh` and `q_per_message_bh` < 0.10, and the interval excludes 0;
/// 3. [`Evidence::HardlyChanged`]: the whole interval lies within +-25 % of the pooled rate of both periods, ends
///    included. The margin is relative because themes differ in frequency by a factor of ten and more: no one number of
///    hits is small for all of them;
/// 4. [`Evidence::NotTested`] where the theme has hits and there is no p;
/// 5. [`Evidence::NotShown`] otherwise. It does not say that nothing changed.
///
/// Two tests are asked for since each has a blind side: periods whose messages differ in length make the test of the
/// rates too sure of a theme in few messages, and the test of the hits per message takes longer messages for more of a
/// theme. A missing number fulfils no condition. An interval excludes 0 when neither end is 0 and both have one sign.
pub fn evidence(numbers: &Numbers) -> Evidence {
    let below = |level: f64, p: [Option<f64>; 2]| p.iter().all(|p| p.is_some_and(|p| p < level));
    let excludes = numbers.excludes_zero();
    if excludes
        && numbers.sign_holds
        && !numbers.few_units
        && below(STRONG_P, [numbers.p_holm, numbers.p_per_message_holm])
    {
        Evidence::Strong
    } else if excludes && below(SOME_Q, [numbers.q_bh, numbers.q_per_message_bh]) {
        Evidence::Partial
    } else if numbers.within_margin() {
        Evidence::HardlyChanged
    } else if numbers.margin > 0.0 && numbers.p.is_none() {
        Evidence::NotTested
    } else {
        Evidence::NotShown
    }
}

/// What the rate of a theme in one period rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// The period.
    pub period: Period,
    /// Hits.
    pub hits: u64,
    /// Messages with a hit.
    pub messages: u64,
    /// All messages.
    pub n_messages: u64,
    /// Patterns with a hit; 0 where all hits were coded.
    pub patterns: u64,
}

/// One theme in two periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What the earlier and the later period rest on.
    pub support: [Support; 2],
    /// Rates of both periods, in hits per 1,000 word tokens; `None` where a period has no word.
    pub rates: Option<[f64; 2]>,
    /// Later rate less earlier.
    pub difference: Option<f64>,
    /// The numbers that decided.
    pub numbers: Numbers,
    /// What they say.
    pub evidence: Evidence,
    /// The messages, sections and patterns that carry a period, if any, in words.
    pub carried_by: Vec<String>,
    /// In what the documents of the two periods have nothing in common: kind, scope, publisher.
    pub unlike: Vec<&'static str>,
    /// Whether other periods lie between the two, and they do not stand for the whole series.
    pub apart: bool,
    /// Periods that were about the theme by a title, an event or a scope, in words.
    pub about: Vec<String>,
    /// Variants of `robustness` in which the sign does not hold.
    pub broken_by: Vec<String>,
    /// Whatever else threatens the comparison, in words.
    pub cautions: Vec<String>,
    /// Why the change is not tested, in words.
    pub untested: Option<String>,
}

/// What can be said of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeFinding {
    /// Theme id.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// Its course over the whole series; `None` for fewer than three periods.
    pub course: Option<Course>,
    /// The pair that stands for the whole series ([`Study::overall`]).
    pub overall: Comparison,
    /// Of all other compared pairs of periods the one with the best evidence of a change, then the largest change, where
    /// its evidence is stronger than that of `overall`.
    pub stronger: Option<Comparison>,
    /// Messages with the theme and all messages, for every period.
    pub series: Vec<(Period, u64, u64)>,
}

impl ThemeFinding {
    /// The comparison with the stronger evidence.
    pub fn best(&self) -> &Comparison {
        self.stronger.as_ref().unwrap_or(&self.overall)
    }

    /// The best evidence of the course or of a comparison.
    pub fn evidence(&self) -> Evidence {
        let of_course = self.course.as_ref().map_or(Evidence::NotTested, |course| course.evidence);
        self.best().evidence.min(of_course)
    }

    /// Whether the best evidence is that of the whole series, and not of one of several pairs alone.
    pub(crate) fn is_of_series(&self) -> bool {
        let evidence = self.evidence();
        self.overall.evidence == evidence || self.course.as_ref().is_some_and(|course| course.evidence == evidence)
    }

    /// Whether the theme has no hit in any period.
    pub(crate) fn is_absent(&self) -> bool {
        self.series.iter().all(|(_, with, _)| *with == 0)
    }
}

/// One theme in two periods that are compared, by place in the codebook and among the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeComparison {
    /// Place of the theme in the codebook.
    pub theme: usize,
    /// Places of the earlier and the later period.
    pub pair: (usize, usize),
    /// What can be said.
    pub comparison: Comparison,
}

/// The findings: one for each theme, the strongest evidence first, then what holds over the whole series before what holds in
/// one of several pairs, then the largest difference, then by id.
///
/// `comparisons` are those of [`comparisons`], `courses` those of the series; a theme that is not compared has no finding.
pub fn findings(study: &Study<'_>, comparisons: &[ThemeComparison], courses: &[Course]) -> Vec<ThemeFinding> {
    let Some(ends) = study.overall() else { return Vec::new() };
    let mut findings: Vec<ThemeFinding> = Vec::new();
    for (theme, of_codebook) in study.codebook.themes.iter().enumerate() {
        let of_theme = || comparisons.iter().filter(move |of| of.theme == theme);
        let Some(overall) = of_theme().find(|of| of.pair == ends).map(|of| &of.comparison) else { continue };
        let stronger = of_theme()
            .map(|of| &of.comparison)
            .filter(|other| other.evidence <= Evidence::Partial && other.evidence < overall.evidence)
            .min_by(|a, b| a.evidence.cmp(&b.evidence).then(size(b).total_cmp(&size(a))))
            .cloned();
        let (id, label) = (of_codebook.id.clone(), of_codebook.label.clone());
        let periods = study.counts.periods().iter();
        let series = periods.map(|cell| (cell.period.clone(), cell.themes[theme].messages, cell.messages)).collect();
        let course = courses.iter().find(|course| course.theme == theme).cloned();
        findings.push(ThemeFinding { theme: id, label, course, overall: overall.clone(), stronger, series });
    }
    findings.sort_by(|a, b| {
        let by_evidence = a.evidence().cmp(&b.evidence());
        let by_size = size(b.best()).total_cmp(&size(a.best()));
        by_evidence.then(b.is_of_series().cmp(&a.is_of_series())).then(by_size).then_with(|| a.theme.cmp(&b.theme))
    });
    findings
}

fn size(comparison: &Comparison) -> f64 {
    comparison.difference.map_or(0.0, f64::abs)
}

/// Text on one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
