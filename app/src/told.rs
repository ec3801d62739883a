//! Errors, as the page gets them.

use themeshift::error::Error;
use themeshift::workbench;
use wasm_bindgen::JsValue;

/// An error as JSON: what is wrong, where, and what to do.
#[derive(Debug)]
pub struct Told(Error);

impl From<Error> for Told {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Told> for JsValue {
    fn from(Told(error): Told) -> Self {
        Self::from_str(&workbench::told(&error).to_string())
    }
}
