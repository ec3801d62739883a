//! Mails (RFC 5322, MIME): the text that was written in them.
//!
//! Of forms of the same text the plain one is read, else the web page. The subject is a heading. Quoted replies, the line that
//! introduces them and the signature are text that is no message. Attachments are counted and not read. The line of a block is
//! its place in the text.

use std::borrow::Cow;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

use super::html;
use super::left_out::{self, LeftOut};
use crate::corpus::encoding::{check_label, decode};
use crate::corpus::{Block, BlockKind, Content, Document, Properties};
use crate::error::{Error, ErrorKind, Result};

/// Parts within parts deeper than this are not read.
const DEEPEST: usize = 16;
/// The most parts of a mail.
const MOST_PARTS: usize = 10_000;
/// Bytes of the heads of a mail, at most.
const MOST_HEADS: usize = 1 << 20;
/// Bytes of an encoded word, at most; by its standard it has 75.
const LONGEST: usize = 1_000;
/// Heads that a mail may begin with.
const KNOWN: [&str; 14] = [
    "from",
    "to",
    "cc",
    "date",
    "subject",
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "content-type",
    "delivered-to",
    "reply-to",
    "sender",
    "x-mozilla-status",
];

/// Reads a mail.
///
/// # Errors
/// When it does not begin like one.
pub fn read(bytes: &[u8], path: &Path) -> Result<Document> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (heads, body) = heads(bytes);
    if !bytes.trim_ascii().is_empty() && !heads.iter().any(|(name, _)| KNOWN.contains(&name.as_str())) {
        return Err(Error::new(ErrorKind::Document, "this is no mail: it does not begin like one")
            .at(path)
            .hint("the file may be damaged, or have the wrong extension"));
    }
    let Head { date, subject } = Head::of(&heads);
    let mut mail = Mail::default();
    if !subject.is_empty() {
        mail.blocks.push(Block { kind: BlockKind::Heading, text: subject.clone(), line: 1 });
    }
    mail.part(&heads, body, 0);
    let properties = Properties { title: subject, date, ..Properties::default() };
    let mut document = Document { properties, ..Document::new(Content::Blocks(mail.blocks)) };
    mail.left_out.tell(&mut document.reading);
    Ok(document)
}

/// What is known of a mail before its text is read; each empty where the mail does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The day on which it was sent: YYYY-MM-DD.
    pub date: String,
    /// Its subject.
    pub subject: String,
}

impl Head {
    /// Reads the heads of a mail.
    pub fn read(bytes: &[u8]) -> Self {
        Self::of(&heads(bytes).0)
    }

    fn of(heads: &[(String, Vec<u8>)]) -> Self {
        let subject = words(head(heads, "subject"));
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { date: day(&words(head(heads, "date"))).unwrap_or_default(), subject }
    }
}

/// The day of a date such as `Tue, 5 May 2020 10:00:00 +0200`.
fn day(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> = text.split([' ', ',', '\t']).filter(|part| !part.is_empty()).collect();
    parts.windows(3).find_map(|three| {
        let day: u32 = three[0].parse().ok().filter(|day| (1..=31).contains(day))?;
        let name = three[1].get(..3)?.to_lowercase();
        let month = MONTHS.iter().position(|month| *month == name)? + 1;
        let year: u32 = three[2].parse().ok()?;
        let year = match (three[2].len(), year) {
            (2, 0..=49) => 2000 + year,
            (2, _) => 1900 + year,
            (4, _) => year,
            _ => return None,
        };
        Some(format!("{year:04}-{month:02}-{day:02}"))
    })
}

/// Heads and their values, unfolded, and what stands below them.
fn heads(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, &[u8]) {
    let mut heads: Vec<(String, Vec<u8>)> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() && bytes.len() - rest.len() < MOST_HEADS {
        let (line, after) = next_line(rest);
        if line.is_empty() {
            rest = after;
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if let Some((_, value)) = heads.last_mut() {
                value.push(b' ');
                value.extend(line.trim_ascii());
            }
        } else if let Some(colon) = memchr::memchr(b':', line).filter(|colon| is_name(&line[..*colon])) {
            let name = String::from_utf8_lossy(&line[..colon]).to_lowercase();
            heads.push((name, line[colon + 1..].trim_ascii().to_vec()));
        } else if !line.starts_with(b"From ") && !line.starts_with(b">From ") {
            // No head: the text begins.
            break;
        }
        rest = after;
    }
    (heads, rest)
}

fn is_name(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.len() < 80 && bytes.iter().all(|byte| byte.is_ascii_graphic())
}

/// A line without its end, and what follows.
fn next_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match memchr::memchr(b'\n', bytes) {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, [].as_slice()),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

fn head<'h>(heads: &'h [(String, Vec<u8>)], name: &str) -> &'h [u8] {
    heads.iter().find(|(known, _)| known == name).map_or(&[], |(_, value)| value)
}

/// The text of a head: words that were encoded (RFC 2047) are decoded.
fn words(value: &[u8]) -> String {
    let text = text_of(value, "");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        // Blanks between encoded words are none.
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        let mut end = word.len().min(LONGEST);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        let mut parts = word[2..end].splitn(3, '?');
        let (charset, way, more) = (parts.next(), parts.next(), parts.next());
        let encoded = more.and_then(|more| more.split_once("?="));
        match (charset, way, encoded) {
            (Some(charset), Some(way), Some((encoded, _))) if is_name(charset.as_bytes()) => {
                let bytes = match way {
                    "b" | "B" => base64(encoded.as_bytes()),
                    _ => quoted_printable(encoded.replace('_', " ").as_bytes()),
                };
                out.push_str(&text_of(&bytes, charset.split('*').next().unwrap_or_default()));
                rest = &word[2 + charset.len() + 1 + way.len() + 1 + encoded.len() + 2..];
                after_word = true;
            }
            _ => {
                out.push_str("=?");
                (rest, after_word) = (&word[2..], false);
            }
        }
    }
    out.push_str(rest);
    out
}

/// Text in some character set; found, where that is not known.
fn text_of<'t>(bytes: &'t [u8], charset: &str) -> Cow<'t, str> {
    let nowhere = Path::new("");
    let label = Some(charset).filter(|label| check_label(label, nowhere).is_ok()).unwrap_or_default();
    // Mails say ASCII where they are something else.
    let label = if ["us-ascii", "ascii"].contains(&label.to_lowercase().as_str()) { "" } else { label };
    decode(bytes.to_vec(), nowhere, label)
        .map_or_else(|_| String::from_utf8_lossy(bytes), |decoded| Cow::Owned(decoded.text))
}

/// Bytes that were written as base64; what is no letter of it is skipped, and what is damaged ends it.
fn base64(text: &[u8]) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut letters: Vec<u8> = text.iter().copied().filter(letter).collect();
    // A letter alone at the end is half a byte.
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    engine.decode(&letters).unwrap_or_default()
}

/// Bytes that were written as quoted-printable.
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        if let Some(escaped) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(escaped);
            rest = &after[2..];
        } else {
            // At the end of a line it joins the next.
            let (line, next) = next_line(after);
            if line.trim_ascii().is_empty() {
                rest = next;
            } else {
                out.push(byte);
            }
        }
    }
    out
}

/// The value of a head before its first `;`, in lower case, and a parameter.
fn parameter(value: &[u8], name: &str) -> (String, String) {
    let text = String::from_utf8_lossy(value);
    let mut parts = text.split(';');
    let main = parts.next().unwrap_or_default().trim().to_lowercase();
    let found = parts.filter_map(|part| part.split_once('=')).find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    let value = found.map_or_else(String::new, |(_, value)| value.trim().trim_matches('"').to_string());
    (main, value)
}

/// A mail, while it is read.
#[derive(Debug, Default)]
struct Mail {
    blocks: Vec<Block>,
    left_out: LeftOut,
    parts: usize,
}

impl Mail {
    /// Reads a part; whether it had text.
    fn part(&mut self, heads: &[(String, Vec<u8>)], body: &[u8], depth: usize) -> bool {
        self.parts += 1;
        let (kind, boundary) = parameter(head(heads, "content-type"), "boundary");
        let (disposition, _) = parameter(head(heads, "content-disposition"), "");
        if disposition == "attachment" || depth > DEEPEST || self.parts > MOST_PARTS {
            self.left_out.add(left_out::ATTACHMENTS);
            return false;
        }
        if kind.starts_with("multipart/") && !boundary.is_empty() {
            return self.parts_of(&kind, &parts(body, boundary.as_bytes()), depth);
        }
        let is_page = kind == "text/html";
        if !is_page && kind != "text/plain" && !kind.is_empty() {
            self.left_out.add(left_out::ATTACHMENTS);
            return false;
        }
        let (_, charset) = parameter(head(heads, "content-type"), "charset");
        let way = String::from_utf8_lossy(head(heads, "content-transfer-encoding")).to_lowercase();
        let bytes = match way.as_str() {
            "base64" => base64(body),
            "quoted-printable" => quoted_printable(body),
            _ => body.to_vec(),
        };
        let text = text_of(&bytes, &charset);
        let before = self.blocks.len();
        if is_page {
            let (blocks, _, left_out) = html::parts(&text);
            self.left_out.extend(&left_out);
            self.blocks.extend(blocks);
        } else {
            Lines::default().read(&text, &mut self.blocks);
        }
        self.blocks.len() > before
    }

    fn parts_of(&mut self, kind: &str, parts: &[&[u8]], depth: usize) -> bool {
        let mut parts: Vec<_> = parts.iter().map(|part| heads(part)).collect();
        if kind != "multipart/alternative" {
            let mut any = false;
            for (heads, body) in &parts {
                any |= self.part(heads, body, depth + 1);
            }
            return any;
        }
        // The plain form first, then what may hold a web page; one that has text is enough.
        parts.sort_by_key(|(heads, _)| {
            let (kind, _) = parameter(head(heads, "content-type"), "");
            (kind != "text/plain" && !kind.is_empty(), kind != "text/html")
        });
        parts.iter().any(|(heads, body)| self.part(heads, body, depth + 1))
    }
}

/// The parts between the lines of a boundary.
fn parts<'b>(body: &'b [u8], boundary: &[u8]) -> Vec<&'b [u8]> {
    let (mut parts, mut rest, mut begin) = (Vec::new(), body, None);
    while !rest.is_empty() && parts.len() < MOST_PARTS {
        let at = body.len() - rest.len();
        let (line, after) = next_line(rest);
        rest = after;
        if let Some(end) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) {
            let end = end.trim_ascii();
            if !end.is_empty() && end != b"--" {
                continue;
            }
            parts.extend(begin.map(|begin| &body[begin..at]));
            begin = Some(body.len() - rest.len());
            if end == b"--" {
                return parts;
            }
        }
    }
    // One that is cut off has no last boundary.
    parts.extend(begin.map(|begin| &body[begin..]));
    parts
}

/// Plain text of a mail, while its lines make blocks.
#[derive(Debug, Default)]
struct Lines {
    open: Option<Block>,
}

impl Lines {
    fn read(mut self, text: &str, blocks: &mut Vec<Block>) {
        let mut signed = false;
        for (line, number) in text.lines().zip(1..) {
            let line =
                line.strip_prefix(">From ").map_or(Cow::Borrowed(line), |rest| Cow::Owned(format!("From {rest}")));
            let bare = line.trim();
            signed |= line.trim_end() == "--" || is_reply(bare);
            let quoted = line.starts_with('>');
            let kind = if signed || quoted {
                BlockKind::Noise
            } else if is_item(bare) {
                BlockKind::Item
            } else {
                BlockKind::Paragraph
            };
            let goes_on = self.open.as_ref().is_some_and(|open| match kind {
                BlockKind::Noise => open.kind == BlockKind::Noise,
                BlockKind::Item => false,
                _ => open.kind != BlockKind::Noise,
            });
            if bare.is_empty() && !signed {
                self.close(blocks);
                continue;
            }
            if !goes_on {
                if quoted {
                    self.introduces(blocks);
                }
                self.close(blocks);
            }
            let text = if quoted { bare.trim_start_matches(['>', ' ']) } else { bare };
            let open = self.open.get_or_insert_with(|| Block { kind, text: String::new(), line: number });
            if !open.text.is_empty() {
                open.text.push('\n');
            }
            open.text.push_str(if kind == BlockKind::Item { item(text) } else { text });
        }
        self.close(blocks);
    }

    fn close(&mut self, blocks: &mut Vec<Block>) {
        if let Some(mut block) = self.open.take().filter(|block| !block.text.trim().is_empty()) {
            block.text.truncate(block.text.trim_end().len());
            blocks.push(block);
        }
    }

    /// A line such as `On Monday Ann wrote:` before a quoted reply belongs to it.
    fn introduces(&mut self, blocks: &mut [Block]) {
        let last = self.open.as_mut().or(blocks.last_mut()).filter(|block| block.kind == BlockKind::Paragraph);
        let is = |text: &str| {
            text.ends_with(':') && text.len() < 300 && text.contains(|c: char| c.is_ascii_digit() || c == '@')
        };
        if let Some(block) = last.filter(|block| is(&block.text)) {
            block.kind = BlockKind::Noise;
        }
    }
}

/// Whether a line begins a mail that is answered or sent on.
fn is_reply(line: &str) -> bool {
    let inner = line.trim_matches(['-', ' ']);
    line.starts_with("-----") && line.ends_with("-----") && inner.split_whitespace().count() <= 4 && !inner.is_empty()
}

/// Whether a line is an item of a list.
fn is_item(line: &str) -> bool {
    item(line).len() < line.len()
}

/// An item without its bullet or number.
fn item(line: &str) -> &str {
    let bullet = line.strip_prefix(['-', '*', '•', '–', '·']).filter(|rest| rest.starts_with(' '));
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = (1..=2).contains(&digits).then(|| line[digits..].strip_prefix(['.', ')'])).flatten();
    bullet.or(numbered.filter(|rest| rest.starts_with(' '))).map_or(line, str::trim_start)
}
