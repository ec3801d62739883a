//! Statistics: pure functions on numbers.
#![allow(clippy::cast_precision_loss, reason = "counts become floats here, rounded once")]
#![allow(clippy::many_single_char_names, reason = "the letters are those of the formulas")]

pub mod adjust;
pub mod beta;
pub mod bootstrap;
pub mod change;
pub mod cooccurrence;
pub mod dispersion;
pub mod distance;
pub mod fisher;
mod hypergeometric;
pub mod interval;
pub mod keyness;
mod number;
pub mod random;
pub mod rate;
pub mod tail;
pub mod trend;
pub mod wilson;

pub use number::LARGEST_TOTAL;

/// The confidence level used unless another is asked for.
pub const LEVEL: f64 = 0.95;

/// A confidence interval. Both ends are finite, and low <= high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}
