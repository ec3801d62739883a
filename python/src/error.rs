//! Errors of the library -> exceptions of the package: the same message, the same hint, the place as attributes.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use themeshift::error::{Error, ErrorKind};

/// The exception class of a kind of error, in the module `themeshift.errors`.
fn class(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Project => "ProjectError",
        ErrorKind::Manifest => "ManifestError",
        ErrorKind::Document => "DocumentError",
        ErrorKind::Codebook => "CodebookError",
        ErrorKind::Codings => "CodingsError",
        ErrorKind::Usage => "UsageError",
        ErrorKind::Output => "OutputError",
        // A signal or a callback stops work, and its own exception is raised.
        _ => "ThemeshiftError",
    }
}

/// The exception for an error of the library.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let made = || -> PyResult<PyErr> {
        let place = error.place();
        let details = PyDict::new(py);
        details.set_item("message", error.message())?;
        details.set_item("hint", error.advice())?;
        details.set_item("path", place.map(|place| place.path.to_string_lossy().into_owned()))?;
        details.set_item("line", place.and_then(|place| place.line))?;
        details.set_item("column", place.and_then(|place| place.column))?;
        details.set_item("byte", place.and_then(|place| place.byte))?;
        let class = py.import("themeshift.errors")?.getattr(class(error.kind()))?;
        Ok(PyErr::from_value(class.call((error.to_string(),), Some(&details))?))
    };
    made().unwrap_or_else(|failed| failed)
}

/// The exception for a fault of the program itself.
pub fn internal(py: Python<'_>, what: &str) -> PyErr {
    let made = || -> PyResult<PyErr> {
        let class = py.import("themeshift.errors")?.getattr("InternalError")?;
        let text = format!("{what}\n  hint: this is a fault of themeshift; please report it with what you called");
        Ok(PyErr::from_value(class.call1((text,))?))
    };
    made().unwrap_or_else(|failed| failed)
}

/// Turns errors of the library into exceptions.
pub trait OrRaise<T> {
    /// The value, or the exception for the error.
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T, Error> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| raised(py, &error))
    }
}
