//! The bytes of a file -> text, in whatever encoding, with the line ends of today.

use std::path::Path;

use crate::corpus::encoding;
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let io = |e| {
        Error::io(ErrorKind::Codebook, "cannot read the file", path, e).hint("name a file with the codebook to import")
    };
    let size = disk::metadata(path).map_err(io)?.len();
    if size > LARGEST {
        return Err(Error::new(ErrorKind::Codebook, format!("the file has {size} bytes, more than {LARGEST}"))
            .at(path)
            .hint("is it a dictionary? split it, if so"));
    }
    disk::read(path).map_err(io)
}

/// The text of a file. The path is for messages.
pub(super) fn text(bytes: &[u8], path: &Path, warnings: &mut Vec<Warning>) -> Result<String> {
    let text = decode(bytes, path, warnings)?;
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Codebook, "the file is empty")
            .at(path)
            .line(1)
            .hint("export the dictionary again, and look at it in an editor"));
    }
    Ok(text)
}

fn decode(bytes: &[u8], path: &Path, warnings: &mut Vec<Warning>) -> Result<String> {
    let no_text = |line: u64| {
        Error::new(ErrorKind::Codebook, "this is no text: it holds control characters")
            .at(path)
            .line(line)
            .hint("save the dictionary as text; archives and project files must be exported first")
    };
    let line_of = |byte: usize| memchr::memchr_iter(b'\n', &bytes[..byte]).count() as u64 + 1;
    let decoded = encoding::decode(bytes.to_vec(), path, "")
        .map_err(|_| no_text(line_of(bytes.iter().position(|byte| *byte < b'\t').unwrap_or(0))))?;
    let text = &decoded.text;
    let marked = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if let Some(error) = std::str::from_utf8(bytes).err().filter(|_| !marked) {
        let message = format!("this is not UTF-8: the file is read as {}", decoded.encoding);
        warnings.push(Warning::at(path, Some(line_of(error.valid_up_to())), message));
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{80}'..='\u{9f}');
    if let Some(at) = text.find(odd) {
        return Err(no_text(text[..at].matches('\n').count() as u64 + 1));
    }
    if decoded.replacement_characters() > 0 {
        warnings.push(Warning::at(path, None, "some characters are damaged"));
    }
    // Some programs end a line with CR alone; the end-of-file mark of old systems is no text.
    Ok(text.replace("\r\n", "\n").replace('\r', "\n").replace(['\u{1a}', '\u{c}'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (std::result::Result<String, String>, usize) {
        let mut warnings = Vec::new();
        let text = decode(bytes, Path::new("x.dic"), &mut warnings).map_err(|error| error.to_string());
        (text, warnings.len())
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(decoded(b"\xef\xbb\xbfa\r\nb\rc\x1a"), (Ok("a\nb\nc".into()), 0));
        assert_eq!(decoded(b"\xff\xfea\0\n\0"), (Ok("a\n".into()), 0));
        assert_eq!(decoded("naïve".as_bytes()), (Ok("naïve".into()), 0));
        assert_eq!(decoded(b"a\nna\xefve \x93x\x94"), (Ok("a\nnaïve “x”".into()), 1));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        let (error, _) = decoded(b"a\nb\0c");
        assert!(error.expect_err("no text").starts_with("x.dic:2: this is no text"));
        assert!(decoded(b"PK\x03\x04\xff\xfe").0.is_err());
        assert_eq!(decoded(b"\xfe\xff\0a\xd8\0"), (Ok("a\u{fffd}".into()), 1));
    }
}
