//! The compiled part of the Python package `themeshift`: what the package's own modules build on.
//!
//! Arrow tables come in and go out by the `PyCapsule` interface. Work is done with the interpreter released, in a thread
//! that the calling one watches for signals and progress.

mod chart;
mod error;
mod input;
mod partial;
mod program;
mod project;
mod results;
mod settings;
mod table;
mod watch;

use pyo3::prelude::*;

/// The compiled part of themeshift.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::chart::Chart;
    #[pymodule_export]
    use super::partial::{Kernel, PartialCounts};
    #[pymodule_export]
    use super::program::run_program;
    #[pymodule_export]
    use super::project::{Corpus, Project, chart_kinds, tokenize};
    #[pymodule_export]
    use super::results::Results;
    #[pymodule_export]
    use super::table::Table;
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "the name that Python expects")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
