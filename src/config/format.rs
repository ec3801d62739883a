//! Formats of files, told by the extension: which files are documents.

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
    /// Subtitles: WebVTT and SubRip.
    Subtitles,
}

/// The extensions that are known, and their formats.
const EXTENSIONS: [(&str, Format); 26] = [
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
    ("vtt", Format::Subtitles),
    ("srt", Format::Subtitles),
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

    /// A glob for all files of a folder that can be read by their names.
    pub(super) fn glob() -> String {
        let names: Vec<&str> = EXTENSIONS.iter().map(|(name, _)| *name).collect();
        format!("*.{{{},gz}}", names.join(","))
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
            Format::Subtitles => "subtitles",
        }
    }

    /// Whether the file holds many documents, one a row.
    pub fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::Json | Format::Parquet | Format::Workbook)
    }

    /// Whether the file holds many documents: a table or an archive.
    pub fn holds_many(self) -> bool {
        self == Format::Zip || self.is_table()
    }
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
    fn every_extension_stands_once_and_in_the_glob() {
        let glob = Format::glob();
        for (place, (name, _)) in EXTENSIONS.iter().enumerate() {
            assert!(EXTENSIONS[..place].iter().all(|(other, _)| other != name), "{name}");
            assert!(glob.contains(&format!(",{name},")) || glob.contains(&format!("{{{name},")), "{name}: {glob}");
        }
    }
}
