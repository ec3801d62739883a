//! The results of a run -> one page of HTML that needs nothing else: no network, no folder beside it.
//!
//! [`Sampled`] takes the messages while the corpus is read and keeps a fair sample of them. [`Report::render`] makes the
//! page from them and from the [`Results`](crate::analysis::Results): what stands in it without scripts (findings, charts
//! as SVG, tables), the rows as JSON, and the scripts that draw them.
//!
//! Text of a corpus is hostile. minijinja escapes all of it, the JSON holds no `<`, scripts put it into the page as text
//! alone, and a Content-Security-Policy allows no script, style, picture or connection that the page does not carry.

mod carried;
mod content;
mod data;
mod messages;
mod page;
mod policy;
mod rows;
mod sample;
mod tables;
mod words;

pub use content::Report;
pub use messages::{Read, Sampled};
pub use page::{BRIEF_STYLE, Page, alternative, page_policy};
pub use policy::{content_security_policy as policy_of, png_picture, visible};

/// File name of the report.
pub const REPORT_FILE: &str = "report.html";
