//! The bytes of a file -> text: marks of the byte order, UTF-8, and Windows-1252 for older files.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::warning::Warning;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Reads a file as text.
pub(super) fn read(path: &Path, warnings: &mut Vec<Warning>) -> Result<String> {
    let io = |e| {
        Error::io(ErrorKind::Codebook, "cannot read the file", path, e).hint("name a file with the codebook to import")
    };
    let size = std::fs::metadata(path).map_err(io)?.len();
    if size > LARGEST {
        return Err(Error::new(ErrorKind::Codebook, format!("the file has {size} bytes, more than {LARGEST}"))
            .at(path)
            .hint("is it a dictionary? split it, if so"));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let text = decode(&bytes, path, warnings)?;
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Codebook, "the file is empty")
            .at(path)
            .line(1)
            .hint("export the dictionary again, and look at it in an editor"));
    }
    Ok(text)
}

fn decode(bytes: &[u8], path: &Path, warnings: &mut Vec<Warning>) -> Result<String> {
    let (text, damaged) = match bytes {
        [0xff, 0xfe, rest @ ..] => from_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => from_utf16(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.trim_start_matches('\u{feff}').to_string(), false),
            Err(error) => {
                let line = memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count() as u64 + 1;
                warnings.push(Warning::at(path, Some(line), "this is not UTF-8: the file is read as Windows-1252"));
                (bytes.iter().map(|&byte| from_windows_1252(byte)).collect(), false)
            }
        },
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{80}'..='\u{9f}');
    if let Some(at) = text.find(odd) {
        let line = text[..at].matches('\n').count() as u64 + 1;
        return Err(Error::new(ErrorKind::Codebook, "this is no text: it holds control characters")
            .at(path)
            .line(line)
            .hint("save the dictionary as text; archives and project files must be exported first"));
    }
    if damaged {
        warnings.push(Warning::at(path, None, "some characters are damaged"));
    }
    // Some programs end a line with CR alone; the end-of-file mark of old systems is no text.
    Ok(text.replace("\r\n", "\n").replace('\r', "\n").replace(['\u{1a}', '\u{c}'], ""))
}

/// Decodes UTF-16; true where some of it is damaged.
fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let mut damaged = !rest.is_empty();
    let text = text.map(|c| {
        c.unwrap_or_else(|_| {
            damaged = true;
            char::REPLACEMENT_CHARACTER
        })
    });
    (text.collect(), damaged)
}

/// The characters of the bytes 80 to 9F in Windows-1252 (WHATWG Encoding Standard); all others are those of Unicode.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
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
