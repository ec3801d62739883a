//! Readers of formats other than plain text and Markdown: one file each. Without the feature `readers` they are refused.

#[cfg(feature = "readers")]
mod blocks;
#[cfg(feature = "readers")]
mod docx;
#[cfg(feature = "readers")]
mod html;
pub(super) mod json;
#[cfg(feature = "readers")]
mod left_out;
#[cfg(feature = "readers")]
mod marks;
#[cfg(feature = "readers")]
mod odt;
#[cfg(feature = "readers")]
mod office;
#[cfg(feature = "readers")]
mod pdf;
#[cfg(feature = "readers")]
mod parquet;
#[cfg(feature = "readers")]
mod styles;
pub(super) mod table;
#[cfg(all(test, feature = "readers"))]
mod tests;
#[cfg(feature = "readers")]
mod workbook;
#[cfg(feature = "readers")]
mod xml;

#[cfg(feature = "readers")]
pub use parquet::each_row as parquet_rows;
#[cfg(feature = "readers")]
pub use with::{declared, docx, gunzip, gunzipped, html, odt, package, pdf};
#[cfg(not(feature = "readers"))]
pub use without::{declared, docx, gunzip, gunzipped, html, odt, package, pdf};

#[cfg(feature = "readers")]
mod with {
    use std::path::Path;

    use crate::config::Format;
    use crate::corpus::Document;
    use crate::corpus::archive::{self, Package};
    use crate::error::Result;

    pub use super::docx::read as docx;
    pub use super::odt::read as odt;
    pub use super::pdf::read as pdf;
    pub use archive::{gunzip, gunzipped};

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
        let mime = if package.has("mimetype") { package.part("mimetype")? } else { None };
        let text = mime.is_some_and(|mime| mime.starts_with(b"application/vnd.oasis.opendocument.text"));
        Ok(if text { Format::Odt } else { Format::Zip })
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
    use std::fs::File;
    use std::io::Read;
    use std::path::Path;

    use crate::config::Format;
    use crate::corpus::Document;
    use crate::error::{Error, ErrorKind, Result};

    fn refused(what: &str, path: &Path) -> Error {
        Error::new(ErrorKind::Document, format!("{what} cannot be read by this build"))
            .at(path)
            .hint("save it as plain text in UTF-8, or use a build with the feature `readers`")
    }

    pub fn package(_: &[u8], path: &Path) -> Result<Format> {
        Err(refused("a compressed file", path))
    }

    pub fn gunzipped(_: File, path: &Path) -> Result<Box<dyn Read>> {
        Err(refused("a compressed file", path))
    }

    pub fn gunzip(_: &[u8], path: &Path) -> Result<Vec<u8>> {
        Err(refused("a compressed file", path))
    }

    pub fn docx(_: &[u8], path: &Path) -> Result<Document> {
        Err(refused(Format::Docx.name(), path))
    }

    pub fn odt(_: &[u8], path: &Path) -> Result<Document> {
        Err(refused(Format::Odt.name(), path))
    }

    pub fn pdf(_: &[u8], path: &Path) -> Result<Document> {
        Err(refused(Format::Pdf.name(), path))
    }

    pub fn html(_: &str, path: &Path) -> Result<Document> {
        Err(refused("a web page", path))
    }

    pub fn declared(_: &[u8]) -> String {
        String::new()
    }
}
