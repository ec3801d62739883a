//! The brief as a Word document (ECMA-376): a title, paragraphs with styles, and the chart as a picture.
//!
//! The package is written by hand: it has five small parts, and the crates for it bring a second zip and a second XML library.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Brief, Drawn, Quote};
use crate::chart::Picture;
use crate::error::{Error, ErrorKind, Result, unturned};

/// Height of the chart at most, in millimetres, so that all fits on one page.
const MOST_HEIGHT: f64 = 76.0;
/// Width of the chart, in millimetres.
const WIDTH: f64 = 160.0;
/// Units of drawings in a millimetre (English Metric Units).
const PER_MM: f64 = 36_000.0;

const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
    <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
    <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";

/// Name, look of paragraphs, and look of letters of each style.
const STYLES: [(&str, &str, &str); 8] = [
    ("Title", "<w:spacing w:after=\"40\"/><w:outlineLvl w:val=\"0\"/>", "<w:b/><w:sz w:val=\"34\"/>"),
    ("Lead", "<w:spacing w:after=\"80\"/>", "<w:color w:val=\"555C66\"/>"),
    ("Claim", "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"40\"/>", "<w:b/><w:sz w:val=\"22\"/>"),
    ("Quote", "<w:spacing w:after=\"20\"/><w:ind w:left=\"280\"/>", ""),
    ("Source", "<w:spacing w:after=\"60\"/><w:ind w:left=\"280\"/>", "<w:color w:val=\"555C66\"/><w:sz w:val=\"17\"/>"),
    ("Caution", "<w:spacing w:before=\"60\" w:after=\"60\"/>", "<w:b/>"),
    (
        "Section",
        "<w:keepNext/><w:spacing w:before=\"80\" w:after=\"20\"/><w:outlineLvl w:val=\"1\"/>",
        "<w:b/><w:sz w:val=\"18\"/>",
    ),
    ("Method", "<w:spacing w:after=\"20\"/>", "<w:sz w:val=\"16\"/>"),
];

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Text as XML has it: what XML or a reader of it cannot hold is U+FFFD, and so is what turns the direction of text.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in unturned(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// A Word document of some paragraphs, with a picture where they show one. The bytes are the same for the same document.
fn package(title: &str, body: &str, picture: Option<&[u8]>) -> Result<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // Of no day, so that equal documents are equal files.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let failed = |error: String| Error::new(ErrorKind::Output, format!("cannot make the Word document: {error}"));
    let mut part = |name: &str, bytes: &[u8]| {
        package.start_file(name, options).map_err(|error| failed(error.to_string()))?;
        package.write_all(bytes).map_err(|error| failed(error.to_string()))
    };
    part("[Content_Types].xml", CONTENT_TYPES.as_bytes())?;
    part("_rels/.rels", RELATIONS.as_bytes())?;
    part("word/document.xml", document(body).as_bytes())?;
    part("word/styles.xml", styles().as_bytes())?;
    part("docProps/core.xml", core(title).as_bytes())?;
    part("word/_rels/document.xml.rels", relations(picture.is_some()).as_bytes())?;
    if let Some(picture) = picture {
        part("word/media/chart.png", picture)?;
    }
    package.finish().map(Cursor::into_inner).map_err(|error| failed(error.to_string()))
}

/// Quotes with their sources as a Word document.
///
/// # Errors
/// When the package cannot be made.
pub fn quotes_docx(title: &str, quotes: &[Quote]) -> Result<Vec<u8>> {
    let of_one = |quote: &Quote| paragraph("Quote", &quote.text) + &paragraph("Source", &quote.source());
    package(title, &(paragraph("Title", title) + &quotes.iter().map(of_one).collect::<String>()), None)
}

impl Brief {
    /// The brief as a Word document with its chart as PNG. The bytes are the same for the same brief.
    ///
    /// # Errors
    /// When the package cannot be made.
    pub fn docx(&self) -> Result<Vec<u8>> {
        package(&self.title, &self.body(), self.drawn.as_ref().map(|drawn| drawn.picture.bytes.as_slice()))
    }

    fn body(&self) -> String {
        let mut body = paragraph("Title", &self.title) + &paragraph("Lead", &self.lead);
        for point in &self.points {
            body += &paragraph("Claim", &point.headline);
            let (quote, source) = point.below();
            body += &quote.map(|quote| paragraph("Quote", quote)).unwrap_or_default();
            body += &source.map(|source| paragraph("Source", &source)).unwrap_or_default();
        }
        if let Some(Drawn { chart, picture, .. }) = &self.drawn {
            body += &drawing(picture, &chart.title, &chart.description);
        }
        if !self.caution.is_empty() {
            body += &paragraph("Caution", &self.caution);
        }
        if !self.others.is_empty() {
            body += &paragraph("Normal", &self.others);
        }
        body += &paragraph("Section", super::HOW);
        self.method.iter().for_each(|line| body += &paragraph("Method", line));
        body
    }
}

/// The main part of a document.
fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"{WORD}\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{body}<w:sectPr>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"624\" w:right=\"1020\" w:bottom=\"624\" w:left=\"1020\" \
         w:header=\"400\" w:footer=\"400\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

fn paragraph(style: &str, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escape(text)
    )
}

/// A picture in its own paragraph, as wide as the text or as high as it may be.
fn drawing(picture: &Picture, title: &str, description: &str) -> String {
    let [pixels_wide, pixels_high] = size(&picture.bytes);
    let ratio = f64::from(pixels_high) / f64::from(pixels_wide);
    let width = WIDTH.min(MOST_HEIGHT / ratio);
    let [width, height] = [width, width * ratio].map(|mm| (mm * PER_MM).round() as u64);
    let (title, description) = (escape(title), escape(description));
    format!(
        "<w:p><w:pPr><w:spacing w:before=\"80\" w:after=\"60\"/></w:pPr><w:r><w:drawing><wp:inline><wp:extent cx=\"{width}\" \
         cy=\"{height}\"/><wp:docPr id=\"1\" name=\"Chart\" title=\"{title}\" descr=\"{description}\"/><a:graphic>\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>\
         <pic:cNvPr id=\"1\" name=\"chart.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId2\"/>\
         <a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" \
         cy=\"{height}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>\
         </a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
}

/// Width and height of a PNG in pixels, which stand in its first part; at least 1.
fn size(png: &[u8]) -> [u32; 2] {
    let number = |at: usize| png.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(1, u32::from_be_bytes);
    [16, 20].map(|at| number(at).max(1))
}

fn styles() -> String {
    let mut styles = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles xmlns:w=\"{WORD}\"><w:docDefaults>\
         <w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"19\"/>\
         <w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"60\"/></w:pPr>\
         </w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">\
         <w:name w:val=\"Normal\"/></w:style>"
    );
    for (name, paragraph, letters) in STYLES {
        styles += &format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{name}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
        );
    }
    styles + "</w:styles>"
}

fn core(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        escape(title)
    )
}

fn relations(picture: bool) -> String {
    let picture = if picture {
        "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" \
         Target=\"media/chart.png\"/>"
    } else {
        ""
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>{picture}\
         </Relationships>"
    )
}
