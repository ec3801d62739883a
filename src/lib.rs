//! themeshift reads a corpus of dated documents, finds the themes of a codebook in their messages, and shows how the
//! themes shift from one period to another and how groups of documents differ. Every number can be followed back to the
//! messages behind it.
//!
//! # Steps
//!
//! 1. [`config`] reads the project file into a [`config::Config`].
//! 2. [`corpus`] finds the documents and reads them into [`corpus::Document`]s; [`axis`] puts each into its period and groups.
//! 3. [`language`] tells in which language each of them is; [`segment`] splits a document into [`segment::Segment`]s:
//!    messages, and the rest with its kinds.
//! 4. [`text`] splits a message into [`text::Tokens`] and decides once per type of word what its term is.
//! 5. [`codebook`] finds the [`codebook::Hit`]s of its themes; [`codings`] holds those that people coded.
//! 6. [`count`] adds everything up by period and group into [`count::StrataCounts`]: integers that merge in any order.
//!    [`count::Counts`] has them side by side, as they are compared.
//! 7. [`analysis`] joins counts with [`stats`] into [`analysis::Results`]: one typed row struct per table, each table
//!    computed when it is asked for.
//! 8. [`table`] and [`chart`] write the rows: CSV, Parquet, Excel; SVG and PNG.
//! 9. `report` makes one page of them, in which every number leads to its messages; `brief` one page of paper.
//!
//! [`pipeline`] does all of it, and [`cli`] is the program around it. The modules stand in this order, and each imports
//! only from those before it: [`error`], [`disk`], [`warning`], [`watch`], [`config`], [`axis`], [`corpus`], [`language`], [`segment`], [`text`],
//! [`codebook`], [`codings`], [`stats`], [`count`], [`analysis`], [`table`], [`chart`], [`pipeline`],
//! [`workbench`], [`cli`]. `files`, `guard`, `pack`, `plural` and `spill`, behind [`error`], and `report` and `brief`, behind [`chart`], are not public.
//!
//! # Example
//!
//! ```
//! use std::path::Path;
//! use themeshift::{config, pipeline, watch};
//!
//! let config = config::load(Path::new(env!("CARGO_MANIFEST_DIR")))?;
//! let project = pipeline::Project::open(config, 1, &watch::Unwatched)?;
//! let counted = pipeline::count(&project, &watch::Unwatched, pipeline::Depth::Themes)?;
//! assert_eq!(counted.counts.messages(), 140);
//! # Ok::<(), themeshift::error::Error>(())
//! ```

// What only the program uses is not public. Nothing is unused in the build with all features.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

pub mod error;
pub mod disk;
mod files;
mod guard;
mod pack;
mod plural;
mod spill;
pub mod warning;
pub mod watch;
pub mod config;
pub mod axis;
pub mod corpus;
pub mod language;
pub mod segment;
pub mod text;
pub mod codebook;
pub mod codings;
pub mod stats;
pub mod count;
pub mod analysis;
pub mod table;
pub mod chart;
mod report;
mod brief;
pub mod pipeline;
#[cfg(feature = "files")]
pub mod workbench;
#[cfg(feature = "cli")]
pub mod cli;
