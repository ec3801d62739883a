//! Tables of Parquet where this build reads none: each is refused.

use std::path::Path;

use crate::corpus::sheet::Sheet;
use crate::error::{Error, ErrorKind, Result};

/// Refuses a table.
///
/// # Errors
/// Always.
pub fn read(_: Vec<u8>, path: &Path, kind: ErrorKind) -> Result<Sheet> {
    Err(refused(path, kind))
}

/// Refuses a table.
///
/// # Errors
/// Always.
pub fn each_row<R>(
    _: R,
    path: &Path,
    kind: ErrorKind,
    _: &mut dyn FnMut(u64, Vec<String>) -> Result<bool>,
) -> Result<Vec<String>> {
    Err(refused(path, kind))
}

fn refused(path: &Path, kind: ErrorKind) -> Error {
    Error::new(kind, "a Parquet table cannot be read here").at(path).hint("save it as CSV in UTF-8, or as JSON lines")
}
