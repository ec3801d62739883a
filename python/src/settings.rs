//! Dictionaries with the keys of the project file -> [`Config`].

use std::path::{Path, PathBuf};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PySequence, PyString, PyTuple};
use themeshift::config::{Config, Filter, Selection, with_settings};
use themeshift::error::{Error, ErrorKind};
use toml::{Table, Value};

use crate::error::OrRaise;

/// A codebook in place of the one that the configuration names.
#[derive(Debug, FromPyObject)]
pub enum GivenCodebook<'py> {
    /// The text of a codebook in TOML, and its name in messages.
    Text((String, String)),
    /// The tables of a codebook.
    Tables(Bound<'py, PyDict>),
}

/// A codebook as the library takes it: its text and its name in messages.
pub type CodebookText = Option<(String, PathBuf)>;

/// Calls `make` with the text of a codebook. Its errors name no place in a text that the program made.
///
/// # Errors
/// When a value is of no type that TOML has; and what `make` gives.
pub fn with_codebook<T: Send>(
    py: Python<'_>,
    given: Option<GivenCodebook<'_>>,
    make: impl FnOnce(CodebookText) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let (text, made) = match given {
        None => (None, false),
        Some(GivenCodebook::Text((text, name))) => (Some((text, PathBuf::from(name))), false),
        Some(GivenCodebook::Tables(tables)) => (Some((text(&tables)?, PathBuf::from("codebook"))), true),
    };
    py.detach(|| make(text))
        .map_err(|error| {
            let of_text = made && error.kind() == ErrorKind::Codebook;
            if of_text { error.without_place() } else { error }
        })
        .or_raise(py)
}

/// The configuration with the keys of a dictionary in place of its own.
///
/// # Errors
/// When a key is unknown, or a value is wrong.
pub fn config(py: Python<'_>, base: Config, settings: &Bound<'_, PyDict>) -> PyResult<Config> {
    let text = text(settings)?;
    let name = Path::new("settings");
    let mut config = with_settings(base, &text, name).map_err(|error| error.without_place()).or_raise(py)?;
    // Nobody can look up a place in a text that the program made.
    config.brief.places.retain(|place| place.path != name);
    Ok(config)
}

/// The selection of periods, as they are typed, and of document variables.
pub fn selection(periods: Vec<String>, filters: Vec<(String, String)>) -> Selection {
    Selection { periods, filters: filters.iter().map(|(name, value)| Filter::is(name, value)).collect() }
}

fn text(tables: &Bound<'_, PyDict>) -> PyResult<String> {
    let table = table(tables.as_mapping(), "settings")?;
    toml::to_string(&table).map_err(|error| PyTypeError::new_err(format!("settings: {error}")))
}

fn table(mapping: &Bound<'_, PyMapping>, name: &str) -> PyResult<Table> {
    let mut table = Table::new();
    for item in mapping.items()?.iter() {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let key: String = key.extract().map_err(|_| {
            PyTypeError::new_err(format!("{name}: the key {key:?} is no text; keys are names in quotes"))
        })?;
        table.insert(key.clone(), self::value(&value, &key)?);
    }
    Ok(table)
}

fn value(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Value> {
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Value::Boolean(flag.is_true()));
    }
    if value.is_instance_of::<PyString>() {
        return Ok(Value::String(value.extract()?));
    }
    if value.hasattr("__fspath__")? {
        return Ok(Value::String(value.extract::<PathBuf>()?.to_string_lossy().into_owned()));
    }
    // Dates, as the breaks between periods.
    if value.hasattr("isoformat")? {
        return Ok(Value::String(value.call_method0("isoformat")?.extract()?));
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        return Ok(Value::Table(table(mapping, name)?));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.cast::<PySequence>()?.to_list()?;
        return Ok(Value::Array(items.iter().map(|item| self::value(&item, name)).collect::<PyResult<_>>()?));
    }
    if value.is_instance_of::<PyInt>() || value.hasattr("__index__")? {
        return Ok(Value::Integer(value.extract()?));
    }
    if value.is_instance_of::<PyFloat>() {
        return Ok(Value::Float(value.extract()?));
    }
    let kind = value.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "`{name}`: a value of type {kind} is no setting; give text, a number, a date, a list or a dictionary"
    )))
}
