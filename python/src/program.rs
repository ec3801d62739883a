//! The program of the package.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program with what was typed, its own name first, and gives its exit code. It prints, and stops at Ctrl-C, as the
/// program does that is built from Rust.
#[pyfunction]
pub fn run_program(py: Python<'_>, typed: Vec<OsString>) -> u8 {
    py.detach(|| themeshift::cli::run_program(typed))
}
