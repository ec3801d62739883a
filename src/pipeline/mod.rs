//! [`Config`] -> results: the whole run.
//!
//! [`count`] reads the documents: the first pass counts and hands over the rows that lead back to text; the second pass
//! counts what needs the final counts. [`Counted::results`] gives the [`Results`], which compute each table, chart and
//! finding when it is asked for. [`run`] asks for all of them and writes them to files, which appear all at once; a program
//! may keep them in memory ([`write_tables`]).
//!
//! [`Config`]: crate::config::Config
//! [`Results`]: crate::analysis::Results

mod analyse;
#[cfg(feature = "files")]
mod brief;
pub mod charts;
pub(crate) mod codebook;
pub mod concordance;
mod counted;
#[cfg(feature = "files")]
mod earlier;
pub(crate) mod evidence;
pub(crate) mod explain;
#[cfg(feature = "files")]
pub(crate) mod files;
#[cfg(feature = "files")]
mod guide;
#[cfg(feature = "files")]
pub mod init;
pub(crate) mod languages;
mod long;
pub mod partial;
mod pass;
mod project;
#[cfg(feature = "files")]
mod record;
#[cfg(feature = "files")]
mod run;
pub mod sample;
#[cfg(all(feature = "files", not(target_family = "wasm")))]
mod staging;
#[cfg(all(feature = "files", target_family = "wasm"))]
#[path = "staging_memory.rs"]
mod staging;
pub mod tokens;
mod validate;
#[cfg(feature = "files")]
pub(crate) mod whole;

pub use crate::count::Depth;
#[cfg(feature = "files")]
pub use crate::report::page_policy as report_policy;
pub use analyse::{TextTables, write_tables};
pub(crate) use counted::by_language;
pub use counted::{Counted, count, count_with_evidence};
pub use pass::{Opened, pass};
pub use project::{Given, Project};
#[cfg(feature = "files")]
pub use record::RUN_FILE;
#[cfg(feature = "files")]
pub use run::{Outcome, report, run, write_report};
pub use validate::validate;
