//! Codebooks of other programs, read and written.

use std::path::Path;

use serde_json::{Value, json};

use super::CODEBOOK;
use super::told::texts_of;
use crate::codebook::Codebook;
use crate::codebook::formats::{self, Format, toml};
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// The text of a codebook that is made of a file of any format, and what was not carried over. `added` is the text of the codebook
/// that it is added to, which stands at `path`.
///
/// # Errors
/// When the file cannot be read as what its name says.
pub fn read(bytes: &[u8], file: &Path, added: Option<String>, path: &Path) -> Result<(String, Vec<Warning>)> {
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Error::new(ErrorKind::Codebook, "the codebook is not UTF-8").at(file))?;
        return match added {
            None => Ok((text.to_string(), Vec::new())),
            Some(_) => {
                Err(Error::new(ErrorKind::Usage, "a codebook in TOML takes the place of the one that is there")
                    .at(file))
            }
        };
    }
    let imported = formats::of_bytes(bytes, file, Format::of_path(file)?)?;
    let mut warnings = imported.warnings.clone();
    let text = match added {
        Some(text) => {
            let merged = toml::merge(&text, path, &imported)?;
            warnings.extend(merged.warnings);
            merged.text
        }
        None => toml::write(&imported, &format!("Codebook, made from {}.", file.display()))?,
    };
    Ok((text, warnings))
}

/// A codebook, which stands at `path` with this text, as a file of another program or as it is: its name, text and warnings.
///
/// # Errors
/// When there is no such format, or the file cannot be made.
pub fn written(codebook: &Codebook, path: &Path, text: Option<String>, format: &str) -> Result<Value> {
    if format == "toml" {
        return Ok(json!({"name": CODEBOOK, "text": text.unwrap_or_default(), "warnings": []}));
    }
    let Some((_, format)) = Format::ALL.iter().find(|(name, _)| *name == format) else {
        return Err(Error::new(ErrorKind::Usage, format!("there is no format `{format}`")));
    };
    let exported = formats::export(codebook, path, *format)?;
    let name = format!("codebook.{}", format.extension());
    Ok(json!({"name": name, "text": exported.text, "warnings": texts_of(&exported.warnings)}))
}
