//! The rows of a run -> one page of HTML that needs nothing else: no network, no folder beside it.
//!
//! [`Collected`] takes the same rows as the tables and keeps what the page carries. [`Report::render`] makes the page: what
//! stands in it without scripts (findings, charts as SVG, tables), the rows as JSON, and the scripts that draw them.
//!
//! Text of a corpus is hostile. minijinja escapes all of it, the JSON holds no `<`, scripts put it into the page as text
//! alone, and a Content-Security-Policy allows no script, style, picture or connection that the page does not carry.

mod collect;
mod data;
mod page;
mod policy;
mod sample;
mod tables;
mod value;

pub use collect::{Collected, Incoming, Mark, Message};
pub use page::{MOST_BYTES, Page, Report};

/// File name of the report.
pub const REPORT_FILE: &str = "report.html";
