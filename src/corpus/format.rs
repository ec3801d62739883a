//! Formats of files: told by the extension, and by what the file begins with.

use std::path::Path;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (CommonMark).
    Markdown,
    /// A web page.
    Html,
    /// PDF with a text layer.
    Pdf,
    /// Word, since 2007.
    Docx,
    /// OpenDocument text.
    Odt,
    /// A table whose cells are separated by commas, semicolons or tabs.
    Csv,
    /// JSON objects, one a line, or an array of them.
    Json,
    /// Apache Parquet.
    Parquet,
    /// A workbook of Excel, since 2007.
    Workbook,
    /// An archive of files.
    Zip,
}

/// The extensions that are known, and their formats.
const EXTENSIONS: [(&str, Format); 24] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("pdf", Format::Pdf),
    ("docx", Format::Docx),
    ("docm", Format::Docx),
    ("dotx", Format::Docx),
    ("odt", Format::Odt),
    ("ott", Format::Odt),
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("tab", Format::Csv),
    ("jsonl", Format::Json),
    ("ndjson", Format::Json),
    ("json", Format::Json),
    ("parquet", Format::Parquet),
    ("xlsx", Format::Workbook),
    ("xlsm", Format::Workbook),
    ("zip", Format::Zip),
    ("pq", Format::Parquet),
];

impl Format {
    /// The format of a file by its name; of a compressed file (`.gz`) that of what is in it.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (_, extension) = name.rsplit_once('.')?;
        EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
    }

    /// The extensions that are known, for messages.
    pub fn extensions() -> String {
        let names: Vec<&str> = EXTENSIONS.iter().map(|(name, _)| *name).collect();
        format!("{}; each also with .gz", names.join(", "))
    }

    /// What the format is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "plain text",
            Format::Markdown => "Markdown",
            Format::Html => "a web page",
            Format::Pdf => "a PDF",
            Format::Docx => "a Word document",
            Format::Odt => "an OpenDocument text",
            Format::Csv => "a CSV table",
            Format::Json => "a JSON table",
            Format::Parquet => "a Parquet table",
            Format::Workbook => "a workbook",
            Format::Zip => "a zip archive",
        }
    }

    /// Whether the file holds many documents, one a row.
    pub fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::Json | Format::Parquet | Format::Workbook)
    }
}

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
    /// A compound file: Word and Excel before 2007, or an encrypted file of Office.
    Compound,
    /// Rich Text Format.
    Rtf,
    /// A web page.
    Html,
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
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let page = [b"<!doctype html".as_slice(), b"<html"];
    let is_page = |mark: &&[u8]| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    page.iter().any(is_page).then_some(Signature::Html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_the_last_extension() {
        for (name, format) in [
            ("a.TXT", Some(Format::Text)),
            ("a.pdf.txt", Some(Format::Text)),
            ("a.csv.gz", Some(Format::Csv)),
            ("a.b/c.docx", Some(Format::Docx)),
            ("a.gz", None),
            ("txt", None),
            ("a.rtf", None),
            ("", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn first_bytes_tell_what_a_file_is() {
        for (bytes, signature) in [
            (b"junk %PDF-1.7".as_slice(), Some(Signature::Pdf)),
            (b"PK\x03\x04..", Some(Signature::Zip)),
            (b"\xEF\xBB\xBF \n<!DOCTYPE HTML>", Some(Signature::Html)),
            (b"<HTML lang=en>", Some(Signature::Html)),
            (b"{\\rtf1", Some(Signature::Rtf)),
            (b"plain", None),
            (b"", None),
            (b"<", None),
        ] {
            assert_eq!(super::signature(bytes), signature, "{bytes:?}");
        }
    }
}
