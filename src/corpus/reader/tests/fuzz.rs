//! Readers against files that are damaged at random: none panics, hangs, or gives more text than it read.
//!
//! `THEMESHIFT_FUZZ=20000` damages each sample so often, `THEMESHIFT_SEED=7` takes other
//! random numbers and begins with another sample.

use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{archive as zipped, same};
use crate::config::Format;
use crate::corpus::encoding::decode;
use crate::corpus::reader::{declared, document, html, subtitles, table};
use crate::corpus::{Member, archive, mailbox, markdown};
use crate::error::{ErrorKind, Result};

/// How often each sample is damaged where nothing else is said.
const TIMES: u64 = 60;
/// No file of this size may take longer.
const LONGEST: Duration = Duration::from_secs(30);

/// Random numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`, or 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// What a file may hold that a reader decides by.
const TOKENS: [&[u8]; 60] = [
    b"<w:p>",
    b"</w:p>",
    b"<w:tbl><w:tr><w:tc>",
    b"</w:tc></w:tr></w:tbl>",
    b"<w:del/>",
    b"<w:txbxContent>",
    b"<w:vanish/>",
    b"<mc:AlternateContent>",
    b"<mc:Choice>",
    b"<w:fldChar w:fldCharType='begin'/>",
    b"<text:note>",
    b"<text:list>",
    b"<draw:page>",
    b"<table:table>",
    b"<text:span text:style-name='T1'>",
    b"<a:p>",
    b"<p:sp>",
    b"<a:rPr baseline='30000'/>",
    b"<table><tr><td>",
    b"</table>",
    b"<ul><li>",
    b"</ul>",
    b"<sup>",
    b"</sup>",
    b"<s>",
    b"<div hidden>",
    b"<p role='doc-footnote'>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&#x0;",
    b"&#xFFFFFFFF;",
    b"&amp",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"{",
    b"}",
    b"{\\*\\x ",
    b"\\u-1?",
    b"\\u55357?",
    b"\\uc9999999999 ",
    b"\\bin9999999999 ",
    b"\\'e",
    b"\\intbl\\itap99 ",
    b"\\cell\\row ",
    b"{\\footnote ",
    b"\\par\n",
    b"\n--b\n",
    b"Content-Type: multipart/mixed; boundary=b\n\n",
    b"=?utf-8?B?",
    b"?=",
    b"=\n",
    b"\n\n",
    b"From x\n",
    b"\x00",
    b"\xFF\xFE",
    b"\x1B$B",
    b"\x1B$)C\x0E",
    b"[[[[[[[[",
    b"<</Type/Font>>",
];

/// Whole elements, which leave XML readable.
const ELEMENTS: [&[u8]; 30] = [
    b"<w:p/>",
    b"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>joined </w:t></w:r></w:p>",
    b"<w:tbl><w:tr><w:tc/></w:tr></w:tbl>",
    b"<w:tbl/>",
    b"<w:tr/>",
    b"<w:tc/>",
    b"<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>",
    b"<w:vanish/>",
    b"<mc:AlternateContent><mc:Choice><w:t>a</w:t></mc:Choice><mc:Fallback/></mc:AlternateContent>",
    b"<w:fldChar w:fldCharType='begin'/>",
    b"<w:fldChar w:fldCharType='end'/>",
    b"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent/></w:sdt>",
    b"<w:vertAlign w:val='superscript'/>",
    b"<w:numPr><w:ilvl w:val='9'/><w:numId w:val='1'/></w:numPr>",
    b"<w:footnoteReference/>",
    b"<w:sym w:char='F0B7'/>",
    b"<text:note><text:p>n</text:p></text:note>",
    b"<text:list><text:list-item><text:p>i</text:p></text:list-item></text:list>",
    b"<text:list-item/>",
    b"<table:table><table:table-row/></table:table>",
    b"<draw:frame presentation:class='title'><text:p>t</text:p></draw:frame>",
    b"<text:span text:style-name='T1'>s</text:span>",
    b"<text:p/>",
    b"<text:s/>",
    b"<a:p><a:r><a:rPr baseline='30000'/><a:t>1</a:t></a:r></a:p>",
    b"<a:tbl><a:tr><a:tc/></a:tr></a:tbl>",
    b"<p:sp><p:ph type='title'/></p:sp>",
    b"<a:br/>",
    b"<itemref idref='a' linear='no'/>",
    b"<a:fld type='slidenum'><a:t>1</a:t></a:fld>",
];

/// Puts elements behind some tags.
fn enrich(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(12) {
        let from = random.below(bytes.len());
        if let Some(end) = memchr::memchr(b'>', &bytes[from..]) {
            let at = from + end + 1;
            bytes.splice(at..at, ELEMENTS[random.below(ELEMENTS.len())].iter().copied());
        }
    }
}

/// Damages bytes in one to four places.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let (at, length) = (random.below(bytes.len()), random.below(64));
        let end = (at + length).min(bytes.len());
        match random.below(8) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 if !bytes.is_empty() => bytes[at] = random.next() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            4 => bytes.truncate(at.max(bytes.len() / 2)),
            5 => {
                let times = 1 + random.below(40);
                let piece = TOKENS[random.below(TOKENS.len())].repeat(times);
                bytes.splice(at..at, piece);
            }
            _ => _ = bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].iter().copied()),
        }
    }
}

/// Changes bytes and moves none: the places that a PDF names stay right.
fn scratch(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        // Digits, names and brackets decide more than other bytes.
        let byte = b"0123456789/<>()[] TfjQqDo"[random.below(25)];
        bytes[at] = if random.below(2) == 0 { byte } else { random.next() as u8 };
    }
}

/// A PDF of one page, with two fonts, that is not compressed.
fn small_pdf() -> Vec<u8> {
    let text = "BT /F 12 Tf 20 100 Td (We trust the norms) Tj /F 7 Tf 4 Ts (12) Tj 0 Ts /G 12 Tf ( \\(all\\)) Tj 0 -20 Td [(and) -300 (more)] TJ ET /X Do";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Lang(en)>>".to_string(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".into(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 5 0 R/G 6 0 R>>/XObject<</X 7 0 R>>>>/Contents 4 0 R>>".into(),
        format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
        "<</Type/Font/Subtype/TrueType/BaseFont/Odd/FirstChar 32/LastChar 35/Widths[250 500 500 500]/Encoding<</Differences[32/space/g1/g2]>>>>".into(),
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>/Length 34>>\nstream\nBT /F 9 Tf 5 5 Td (drawn) Tj ET    \nendstream".into(),
    ];
    let (mut out, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").as_bytes()));
    out.extend(format!("trailer\n<</Root 1 0 R/Size {}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).as_bytes());
    out
}

/// Damages a part of a package, or the package itself.
fn damage_package(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    if random.below(5) == 0 {
        let mut bytes = bytes.to_vec();
        damage(&mut bytes, random);
        return bytes;
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let chosen = random.below(package.len());
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..package.len() {
        let mut part = package.by_index(place).expect("a part");
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("read");
        if place == chosen {
            if random.below(2) == 0 { damage(&mut text, random) } else { enrich(&mut text, random) }
        }
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(part.name().expect("a name"), options).expect("a part");
        std::io::Write::write_all(&mut writer, &text).expect("written");
    }
    writer.finish().expect("a package").into_inner()
}

/// Bytes of text that a reader makes of a file.
fn read(format: Format, bytes: Vec<u8>) -> Result<usize> {
    let path = Path::new("a.file");
    let length = |document: crate::corpus::Document| document.texts().map(str::len).sum();
    match format {
        Format::Html => {
            let set = declared(&bytes);
            Ok(length(html::read(&decode(bytes, path, &set)?.text)))
        }
        Format::Text => Ok(decode(bytes, path, "")?.text.len()),
        Format::Markdown => Ok(length(markdown::document(&decode(bytes, path, "")?.text))),
        Format::Subtitles => Ok(length(subtitles(&decode(bytes, path, "")?.text, path)?)),
        Format::Mailbox | Format::Zip => {
            let mut file = tempfile::NamedTempFile::new().expect("a file");
            std::io::Write::write_all(&mut file, &bytes).expect("written");
            let members: Vec<Member> = if format == Format::Zip {
                archive::members(file.path())?.0
            } else {
                mailbox::mails(file.path())?.into_iter().map(|mail| mail.member).collect()
            };
            members.iter().map(|member| Ok(member.read()?.len())).sum()
        }
        Format::Json | Format::Workbook | Format::Csv | Format::Parquet => {
            let name = match format {
                Format::Json => "a.json",
                Format::Parquet => "a.parquet",
                _ => "a.xlsx",
            };
            let sheet = table::read(bytes, Path::new(name), "", ErrorKind::Document)?;
            sheet.rows().map(|row| Ok(row?.cells.iter().map(String::len).sum::<usize>())).sum()
        }
        format => document(format, &bytes, path).expect("a document").map(length),
    }
}

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/readers");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn workbook() -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/a.xml'/></Relationships>",
        ),
        (
            "xl/worksheets/a.xml",
            "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>year</t></is></c><c r='B1' t='inlineStr'><is><t>text</t></is></c></row><row r='2'><c r='A2'><v>2019</v></c><c r='B2' t='inlineStr'><is><t>We trust.</t></is></c></row></sheetData></worksheet>",
        ),
    ])
}

#[test]
fn damaged_files_neither_panic_nor_hang() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let times = number("THEMESHIFT_FUZZ").unwrap_or(TIMES);
    let seed = number("THEMESHIFT_SEED").unwrap_or(1);
    let mail = b"Subject: =?utf-8?B?IGZlcnJ5?=\nDate: Tue, 5 May 2020 10:00:00 +0200\nContent-Type: multipart/alternative; boundary=b\n\n\
                 --b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nThe caf=E9 is =\nopen.\n> Quoted\n-- \nAnn\n\
                 --b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+VHJhbXM8L3A+\n--b--\n";
    let json =
        "[{\"year\":2019,\"text\":\"We trust.\",\"more\":[1,{\"a\":\"\\u00e9\"}]},{\"year\":2020,\"text\":null}]";
    let vtt = "WEBVTT - Hall 2\nKind: captions\n\nNOTE\nnot said\n\nfirst\n00:01.000 --> 00:02.500 align:start\n<v Ann>We <i>trust</i> the norms.</v>\n\n\
               00:03.000 --> 00:04.000\n- Yes\n- &amp; no\n";
    let srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nWe trust\r\n<b>the norms</b>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nand more\r\n";
    let marked = "# Norms\n\nWe *trust* ~~not~~ the [norms](a \"b\")[^1].\n\n1. one\n   - two\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: a note\n";
    let mut samples: Vec<(&str, Format, Vec<u8>)> = vec![
        ("docx", Format::Docx, same::word()),
        ("doc of a program", Format::Doc, sample("notes.doc")),
        ("docx of a program", Format::Docx, sample("notes.docx")),
        ("odt", Format::Odt, same::open_document()),
        ("odt of a program", Format::Odt, sample("notes.odt")),
        ("pptx", Format::Pptx, same::slides()),
        ("epub", Format::Epub, same::book()),
        ("html", Format::Html, same::page().into_bytes()),
        ("rtf", Format::Rtf, same::rich()),
        ("eml", Format::Mail, mail.to_vec()),
        ("json", Format::Json, json.as_bytes().to_vec()),
        ("xlsx", Format::Workbook, workbook()),
        ("txt", Format::Text, "Größe\u{1B}$B interessiert\n".as_bytes().to_vec()),
        ("pdf", Format::Pdf, small_pdf()),
        ("odp of a program", Format::Odp, sample("notes.odp")),
        ("vtt", Format::Subtitles, vtt.as_bytes().to_vec()),
        ("srt", Format::Subtitles, srt.as_bytes().to_vec()),
        ("md", Format::Markdown, marked.as_bytes().to_vec()),
        ("mbox", Format::Mailbox, sample("list.mbox")),
        ("zip", Format::Zip, zipped(&[("a/b.txt", "We trust."), ("c.md", "# Norms\n")])),
        ("parquet", Format::Parquet, sample("rows.parquet")),
    ];
    let first = (seed % samples.len() as u64) as usize;
    samples.rotate_left(first);
    for (name, format, whole) in samples {
        let whole_read = read(format, whole.clone());
        assert!(whole_read.is_ok(), "{name}: {whole_read:?}");
        let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ seed.wrapping_mul(0xD134_2543_DE82_EF95));
        let (mut good, mut slowest) = (0_u64, Duration::ZERO);
        for round in 0..times {
            let bytes = if whole.starts_with(b"PK") && format != Format::Zip {
                damage_package(&whole, &mut random)
            } else {
                let mut bytes = whole.clone();
                let places_count = format == Format::Pdf && random.below(4) > 0;
                if places_count {
                    scratch(&mut bytes, &mut random);
                } else {
                    damage(&mut bytes, &mut random);
                }
                bytes
            };
            let (size, begun) = (bytes.len(), Instant::now());
            let result = read(format, bytes);
            let took = begun.elapsed();
            assert!(took < LONGEST, "{name}, seed {seed}, round {round}: {took:?}");
            if let Ok(length) = result {
                good += 1;
                assert!(length <= 64 * size + 4096, "{name}, seed {seed}, round {round}: {length} of {size} bytes");
            }
            slowest = slowest.max(took);
        }
        println!("{name}: {good} of {times} read, the slowest in {slowest:?}");
        assert!(good > 0, "{name}: every file is refused");
    }
}
