//! Readers of formats other than plain text and Markdown: one file each. Without the feature `readers` all but tables of
//! text, JSON and subtitles are refused.

#[cfg(feature = "readers")]
mod blocks;
#[cfg(feature = "readers")]
mod doc;
#[cfg(feature = "readers")]
mod docx;
#[cfg(feature = "readers")]
mod epub;
#[cfg(feature = "readers")]
mod html;
pub(super) mod json;
#[cfg(feature = "readers")]
mod left_out;
#[cfg(feature = "readers")]
mod mail;
#[cfg(feature = "readers")]
mod odt;
#[cfg(feature = "readers")]
mod office;
#[cfg(feature = "readers")]
mod pdf;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
#[cfg(feature = "readers")]
mod pptx;
#[cfg(feature = "readers")]
mod rtf;
#[cfg(feature = "readers")]
mod styles;
mod subtitles;
pub(super) mod table;
#[cfg(all(test, feature = "readers"))]
mod tests;
#[cfg(feature = "readers")]
mod workbook;
#[cfg(feature = "readers")]
mod xml;

#[cfg(feature = "readers")]
pub use mail::Head;
#[cfg(feature = "readers")]
pub use parquet::each_row as parquet_rows;
pub use subtitles::read as subtitles;
#[cfg(feature = "readers")]
pub use with::{declared, document, gunzip, gunzipped, html, is_word, package};
#[cfg(not(feature = "readers"))]
pub use without::{declared, document, gunzip, gunzipped, html, is_word, package};

#[cfg(feature = "readers")]
mod with {
    use std::path::Path;

    use crate::config::Format;
    use crate::corpus::Document;
    use crate::corpus::archive::{self, Package};
    use crate::error::Result;

    use super::{doc, docx, epub, mail, odt, pdf, pptx, rtf};

    pub use archive::{gunzip, gunzipped};
    pub use doc::is_word;

    /// Reads a document of a format that is more than text; `None` where the format is none of documents.
    ///
    /// # Errors
    /// When the file is damaged, encrypted, or expands too far.
    pub fn document(format: Format, bytes: &[u8], path: &Path) -> Option<Result<Document>> {
        Some(match format {
            Format::Pdf => pdf::read(bytes, path),
            Format::Doc => doc::read(bytes, path),
            Format::Docx => docx::read(bytes, path),
            Format::Odt | Format::Odp => odt::read(bytes, path),
            Format::Rtf => rtf::read(bytes, path),
            Format::Pptx => pptx::read(bytes, path),
            Format::Epub => epub::read(bytes, path),
            Format::Mail => mail::read(bytes, path),
            _ => return None,
        })
    }

    /// What a zip archive is by its parts.
    ///
    /// # Errors
    /// When the archive is damaged.
    pub fn package(bytes: &[u8], path: &Path) -> Result<Format> {
        let mut package = Package::open(bytes, path)?;
        if package.has("word/document.xml") {
            return Ok(Format::Docx);
        }
        if package.has("xl/workbook.xml") {
            return Ok(Format::Workbook);
        }
        if package.has("ppt/presentation.xml") {
            return Ok(Format::Pptx);
        }
        let mime = if package.has("mimetype") { package.part("mimetype")? } else { None };
        let known: [(&[u8], Format); 3] = [
            (b"application/vnd.oasis.opendocument.text", Format::Odt),
            (b"application/vnd.oasis.opendocument.presentation", Format::Odp),
            (b"application/epub+zip", Format::Epub),
        ];
        let mime = mime.unwrap_or_default();
        let found = known.into_iter().find(|(kind, _)| mime.starts_with(kind));
        // Books are also made without their type at the begin.
        let book = package.has("META-INF/container.xml");
        Ok(found.map_or(if book { Format::Epub } else { Format::Zip }, |(_, format)| format))
    }

    /// Reads a web page.
    ///
    /// # Errors
    /// None; without this reader every page is refused.
    #[allow(clippy::unnecessary_wraps, reason = "the other form of this function fails")]
    pub fn html(text: &str, _: &Path) -> Result<Document> {
        Ok(super::html::read(text))
    }

    /// The encoding that a web page declares in its first 1,024 bytes; empty where it declares none that is known.
    pub fn declared(bytes: &[u8]) -> String {
        let head = &bytes[..bytes.len().min(1024)].to_ascii_lowercase();
        let found = memchr::memmem::find(head, b"charset=").map(|at| &head[at + 8..]);
        let label = found.map(|rest| {
            let rest = rest.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            let end = rest.iter().position(|byte| b" \"'>;/".contains(byte)).unwrap_or(rest.len());
            String::from_utf8_lossy(&rest[..end]).into_owned()
        });
        // Pages that declare UTF-8 are often something else: what they are is found from their bytes.
        let known = label.filter(|label| crate::corpus::encoding::check_label(label, Path::new("")).is_ok());
        known.filter(|label| !label.starts_with("utf")).unwrap_or_default()
    }
}

#[cfg(not(feature = "readers"))]
mod without {
    use std::io::Read;
    use std::path::Path;

    use crate::config::Format;
    use crate::corpus::Document;
    use crate::disk::File;
    use crate::error::{Error, ErrorKind, Result};

    fn refused(what: &str, path: &Path) -> Error {
        Error::new(ErrorKind::Document, format!("{what} cannot be read by this build"))
            .at(path)
            .hint("save it as plain text in UTF-8, or use a build with the feature `readers`")
    }

    pub fn package(_: &[u8], path: &Path) -> Result<Format> {
        Err(refused("a compressed file", path))
    }

    pub fn is_word(_: &[u8]) -> Option<bool> {
        None
    }

    pub fn gunzipped(_: File, path: &Path) -> Result<Box<dyn Read + Send>> {
        Err(refused("a compressed file", path))
    }

    pub fn gunzip(_: &[u8], path: &Path) -> Result<Vec<u8>> {
        Err(refused("a compressed file", path))
    }

    pub fn document(format: Format, _: &[u8], path: &Path) -> Option<Result<Document>> {
        let readable = !format.holds_many() && !matches!(format, Format::Text | Format::Markdown | Format::Html);
        readable.then(|| Err(refused(format.name(), path)))
    }

    pub fn html(_: &str, path: &Path) -> Result<Document> {
        Err(refused("a web page", path))
    }

    pub fn declared(_: &[u8]) -> String {
        String::new()
    }
}
