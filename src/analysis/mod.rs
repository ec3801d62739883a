//! Counts x statistics -> one typed row struct per table. Rows are sorted by their keys.

pub mod row;
pub mod rows;
mod study;
mod terms;
mod themes;

pub use study::{Study, message_id};
pub use terms::{term_cooccurrence, term_forms, term_frequency, term_frequency_by_theme};
pub use themes::{theme_cooccurrence, theme_frequency, theme_patterns};
