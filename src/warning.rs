//! Warnings: what is suspicious in the input but does not stop the work.

use std::fmt;

use crate::error::{Place, steers};

/// A suspicious thing in the input, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Where it stands, if it stands in a file.
    pub place: Option<Place>,
    /// What is suspicious and what was done about it.
    pub message: String,
}

impl Warning {
    /// A warning about one file, with a line where one is known.
    pub fn at(path: &std::path::Path, line: Option<u64>, message: impl Into<String>) -> Self {
        let place = Place { path: path.to_path_buf(), line, ..Place::default() };
        Self { place: Some(place), message: message.into() }
    }

    /// A warning that belongs to no file.
    pub fn general(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.place {
            Some(place) => format!("{place}: {}", self.message),
            None => self.message.clone(),
        };
        f.write_str(&text.replace(|c: char| steers(c) && c != '\n', "\u{FFFD}"))
    }
}
