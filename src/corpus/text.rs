//! Plain text: UTF-8 with or without a byte order mark.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// Decodes UTF-8 and takes off the byte order mark.
///
/// # Errors
/// When the bytes are not UTF-8: line and byte offset of the first wrong byte, and what the file may be instead.
pub fn decode(bytes: Vec<u8>, path: &Path) -> Result<String> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = memchr::memchr_iter(b'\n', &bytes[..byte]).count() as u64 + 1;
        let hint = match bytes {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file is UTF-16; save it as UTF-8",
            _ => "the file may be Windows-1252 or ISO-8859-1; save it as UTF-8",
        };
        Error::new(ErrorKind::Document, "this is not valid UTF-8").at(path).line(line).byte(byte as u64).hint(hint)
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
}
