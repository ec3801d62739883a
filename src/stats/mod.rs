//! Statistics: pure functions on numbers. They know nothing of text.
//!
//! Which measure when?
//!
//! | question | measure | in |
//! |---|---|---|
//! | how frequent is a theme in a period, and how sure is that? | rate per 1,000 tokens, [`rate::RateSums::interval`] | [`rate`], [`interval`] |
//! | in what share of the messages is it? | share, Wilson interval | [`mod@wilson`] |
//! | how much do hits cluster in messages? | [`rate::RateSums::design_effect`] | [`rate`] |
//! | did it change between two periods, by how much? | [`change::Change`], [`change::permutation_p`] | [`change`] |
//! | does it rise or fall over the periods? | Mann-Kendall, Cochran-Armitage | [`trend`] |
//! | and if neighbouring periods hang together? | lag-one autocorrelation, Hamed-Rao, Sen's slope | [`serial`] |
//! | by how much does it rise or fall in a decade? | [`slope::slope`] | [`mod@slope`] |
//! | does it move steadily, jump, or peak? | [`course::course_tests`] | [`course`] |
//! | which terms mark a period? | G2 to test, log ratio for size, its conservative form to rank | [`keyness`], [`measure::KeynessMeasure`] |
//! | which themes go together? | Fisher's test, log odds ratio, NPMI, logDice | [`cooccurrence`], [`measure::JointMeasure`] |
//! | is a term spread over the messages or in a few? | DPnorm, Juilland's D | [`dispersion`] |
//! | how far apart are the vocabularies of two periods? | Jensen-Shannon divergence beside its null | [`distance`] |
//! | does the codebook find what people find? | precision, recall, F1, kappa, alpha | [`agreement`] |
//! | which messages are coded by hand? | probabilities that are known | [`sampling`] |
//! | are the messages of a pattern like those of the other patterns? | superiority by ranks, [`rank::smaller_p`] | [`rank`] |
//! | many tests in one table | Holm, Benjamini-Hochberg | [`adjust`] |
//!
//! What holds everywhere: counts are `u64` and become floats as late as possible. A value that is undefined is `None`,
//! and no function returns a NaN or an infinity, or fails to end, whatever the counts. Logarithms are natural unless
//! log2 is written. Rates and their errors are in hits per 1,000 tokens, shares between 0 and 1. p is two-sided unless
//! said otherwise, and not corrected for the number of tests. Random numbers come from a [`random::Purpose`], so a
//! result is the same for any number of threads.
//!
//! Each function is checked against independent implementations (`tests/stats_reference/`; `tests/reference/differences.md`
//! says how far each is from them).

#![allow(clippy::many_single_char_names, reason = "the letters are those of the formulas")]

mod number;

pub mod random;

pub mod beta;
pub mod tail;

pub mod adjust;
pub mod agreement;
pub mod bootstrap;
pub mod change;
mod classes;
pub mod cooccurrence;
pub mod course;
pub mod dispersion;
pub mod distance;
pub mod fisher;
mod hypergeometric;
pub mod interval;
pub mod keyness;
pub mod measure;
pub mod median;
pub mod rank;
pub mod rate;
pub mod sampling;
pub mod serial;
pub mod slope;
pub mod trend;
pub mod wilson;

pub use number::LARGEST_TOTAL;

/// The confidence level used unless another is asked for.
pub const LEVEL: f64 = 0.95;

/// A confidence interval. Both ends are finite, and `low` <= `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}
