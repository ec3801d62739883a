//! What a file is by what it begins with.

/// What the first bytes of a file say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// `%PDF-` within the first 1,024 bytes, as readers of PDF look for it.
    Pdf,
    /// A zip archive, which docx, odt and xlsx are too.
    Zip,
    /// A file compressed with gzip.
    Gzip,
    /// A Parquet table.
    Parquet,
    /// A compound file: Word, PowerPoint and Excel before 2007, or an encrypted file of Office.
    Compound,
    /// Rich Text Format.
    Rtf,
    /// A web page.
    Html,
    /// Subtitles of the web.
    WebVtt,
    /// A picture, a sound, a program: nothing that holds text.
    Binary,
}

/// What the first bytes of a file say that it is; `None` where they look like text.
pub fn signature(bytes: &[u8]) -> Option<Signature> {
    let head = &bytes[..bytes.len().min(1024)];
    let begins = |mark: &[u8]| head.starts_with(mark);
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return Some(Signature::Pdf);
    }
    let known: [(&[u8], Signature); 13] = [
        (b"PK\x03\x04", Signature::Zip),
        (b"PK\x05\x06", Signature::Zip),
        (b"\x1F\x8B", Signature::Gzip),
        (b"PAR1", Signature::Parquet),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Signature::Compound),
        (b"{\\rtf", Signature::Rtf),
        (b"\x89PNG", Signature::Binary),
        (b"\xFF\xD8\xFF", Signature::Binary),
        (b"GIF8", Signature::Binary),
        (b"\x7FELF", Signature::Binary),
        (b"7z\xBC\xAF", Signature::Binary),
        (b"Rar!", Signature::Binary),
        (b"\x00\x05\x16\x07", Signature::Binary),
    ];
    if let Some((_, signature)) = known.iter().find(|(mark, _)| begins(mark)) {
        return Some(*signature);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if text.strip_prefix(b"WEBVTT").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace)) {
        return Some(Signature::WebVtt);
    }
    let text = text.trim_ascii_start();
    let page = [b"<!doctype html".as_slice(), b"<html"];
    let is_page = |mark: &&[u8]| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    page.iter().any(is_page).then_some(Signature::Html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_what_a_file_is() {
        for (bytes, signature) in [
            (b"junk %PDF-1.7".as_slice(), Some(Signature::Pdf)),
            (b"PK\x03\x04..", Some(Signature::Zip)),
            (b"\xEF\xBB\xBF \n<!DOCTYPE HTML>", Some(Signature::Html)),
            (b"<HTML lang=en>", Some(Signature::Html)),
            (b"{\\rtf1", Some(Signature::Rtf)),
            (b"\xEF\xBB\xBFWEBVTT - title\n", Some(Signature::WebVtt)),
            (b"WEBVTTS", None),
            (b"plain", None),
            (b"", None),
            (b"<", None),
        ] {
            assert_eq!(super::signature(bytes), signature, "{bytes:?}");
        }
    }
}
