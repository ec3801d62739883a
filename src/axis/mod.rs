//! The axis: periods of time, groups, and the strata that documents stand in.
//!
//! A [`When`] says what is known of a document's date: the days on which it may be. A [`Period`] is an interval of time
//! with a label and a place on the scale of time; a year is one kind of it. [`Axis`] puts every document into one
//! period, and into one group of each grouping variable. A [`Stratum`] is a period with one group of each variable: counts
//! are by stratum, and every other arrangement of them is a sum of strata.
//!
//! What cannot be placed is an error. Periods without documents are not on the axis: they are gaps, not zeros.

mod groups;
mod period;
mod place;
mod when;

pub use groups::{Group, NOT_GIVEN, Strata, Stratum, Variable, value_of};
pub use period::Period;
pub use place::{Axis, Dated, Placed, Placing};
pub use when::When;
