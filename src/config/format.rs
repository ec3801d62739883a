//! Formats of files, told by the extension: which files are documents.

use std::path::Path;

/// A format that can be read.
#[non_exhaustive]
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
    /// Word, 97 to 2003.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// PowerPoint, since 2007.
    Pptx,
    /// OpenDocument presentation.
    Odp,
    /// A book (EPUB).
    Epub,
    /// A mail.
    Mail,
    /// A file of mails, one after the other.
    Mailbox,
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
const EXTENSIONS: [(&str, Format); 38] = [
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
    ("doc", Format::Doc),
    ("dot", Format::Doc),
    ("odt", Format::Odt),
    ("ott", Format::Odt),
    ("rtf", Format::Rtf),
    ("pptx", Format::Pptx),
    ("pptm", Format::Pptx),
    ("ppsx", Format::Pptx),
    ("odp", Format::Odp),
    ("otp", Format::Odp),
    ("epub", Format::Epub),
    ("eml", Format::Mail),
    ("mbox", Format::Mailbox),
    ("mbx", Format::Mailbox),
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

/// Formats that are known and not read, by their extension: what they are, and the one to save them as.
const OTHERS: [(&str, &str, &str); 3] = [
    ("ppt", "PowerPoint before 2007", "pptx"),
    ("xls", "Excel before 2007", "xlsx"),
    ("msg", "a mail of Outlook", "eml"),
];

impl Format {
    /// Why a file cannot be read, by its name, and what to do.
    pub(crate) fn refusal(path: &Path) -> String {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let other = name.rsplit_once('.').and_then(|(_, end)| OTHERS.iter().find(|(known, ..)| *known == end));
        match other {
            Some((_, what, format)) => format!("{what} is not read: open it in its program and save it as {format}"),
            None => "of no format that can be read".into(),
        }
    }

    /// The format of a file by its name; of a compressed file (`.gz`) that of what is in it.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (_, extension) = name.rsplit_once('.')?;
        EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
    }

    /// The extensions that are known, for messages.
    pub(crate) fn extensions() -> String {
        let names: Vec<&str> = EXTENSIONS.iter().map(|(name, _)| *name).collect();
        format!("{}; each also with .gz", names.join(", "))
    }

    /// A glob for all files of a folder that can be read by their names, and for those that are told because they cannot.
    pub(super) fn glob() -> String {
        let others = OTHERS.iter().map(|(name, ..)| *name);
        let names: Vec<&str> = EXTENSIONS.iter().map(|(name, _)| *name).chain(others).collect();
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
            Format::Doc => "a Word document of 97 to 2003",
            Format::Odt => "an OpenDocument text",
            Format::Rtf => "Rich Text Format",
            Format::Pptx => "a presentation",
            Format::Odp => "an OpenDocument presentation",
            Format::Epub => "a book",
            Format::Mail => "a mail",
            Format::Mailbox => "a mailbox",
            Format::Csv => "a CSV table",
            Format::Json => "a JSON table",
            Format::Parquet => "a Parquet table",
            Format::Workbook => "a workbook",
            Format::Zip => "a zip archive",
            Format::Subtitles => "subtitles",
        }
    }

    /// Whether the file holds many documents, one a row.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::Json | Format::Parquet | Format::Workbook)
    }

    /// Whether the file holds many documents: a table, an archive or a mailbox.
    pub(crate) fn holds_many(self) -> bool {
        matches!(self, Format::Zip | Format::Mailbox) || self.is_table()
    }

    /// Whether its files begin with bytes that tell them from all others.
    pub(crate) fn has_signature(self) -> bool {
        use Format::{Doc, Docx, Epub, Odp, Odt, Parquet, Pdf, Pptx, Rtf, Workbook, Zip};
        matches!(self, Doc | Docx | Epub | Odp | Odt | Parquet | Pdf | Pptx | Rtf | Workbook | Zip)
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
            ("a.rtf", Some(Format::Rtf)),
            ("a.DOC", Some(Format::Doc)),
            ("", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn formats_that_are_not_read_say_what_to_do() {
        let refusal = |name: &str| Format::refusal(Path::new(name));
        assert_eq!(
            refusal("a/Old.PPT"),
            "PowerPoint before 2007 is not read: open it in its program and save it as pptx"
        );
        assert_eq!(refusal("a.xyz"), "of no format that can be read");
        assert!(OTHERS.iter().all(|(name, ..)| EXTENSIONS.iter().all(|(known, _)| known != name)));
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
