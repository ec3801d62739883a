//! Bytes -> text: the encoding is set, told by a byte order mark, or found.
//!
//! Bytes that are UTF-8 are UTF-8. Else chardetng finds the encoding, as browsers do; it knows Windows and ISO
//! code pages and those of East Asia. Two things are added: UTF-16 without a byte order mark, where the text has
//! letters of ASCII, and Mac Roman, which chardetng does not look for. ISO-2022-JP and ISO-2022-KR are told by their shifts
//! between alphabets. ISO-8859-1 is read as Windows-1252, as the
//! Encoding Standard says: every byte that is text in the former is the same letter in the latter.

use std::path::Path;

#[cfg(feature = "readers")]
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::{Error, ErrorKind, Result};

/// Bytes beyond ASCII that a guess between the encodings of Latin letters needs.
#[cfg(feature = "readers")]
const FEW: usize = 8;
/// Encodings of Latin letters that chardetng guesses besides Windows-1252.
#[cfg(feature = "readers")]
const LATIN: [&Encoding; 6] = [
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_4,
];

/// A text and how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without its byte order mark.
    pub text: String,
    /// Name of the encoding (WHATWG Encoding Standard).
    pub encoding: &'static str,
}

impl Decoded {
    /// How many characters stand for bytes that no character is known for (U+FFFD).
    pub fn replacement_characters(&self) -> u64 {
        memchr::memmem::find_iter(self.text.as_bytes(), "\u{FFFD}").count() as u64
    }
}

fn wrong(message: impl Into<String>, path: &Path) -> Error {
    Error::new(ErrorKind::Document, message).at(path)
}

/// Decodes bytes. `set` names the encoding; empty to find it.
///
/// # Errors
/// When `set` is no encoding, or the bytes are no text.
#[cfg(feature = "readers")]
pub fn decode(bytes: Vec<u8>, path: &Path, set: &str) -> Result<Decoded> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(wrong("the file is UTF-32, which is not read", path).hint("save it as UTF-8"));
    }
    let shifts = (set.is_empty() && bytes.contains(&ESCAPE)) || is_korean(set);
    if let Some(decoded) = shifts.then(|| iso_2022(&bytes)).flatten() {
        return Ok(decoded);
    }
    let encoding = match (Encoding::for_bom(&bytes), set) {
        (Some((encoding, _)), _) => encoding,
        (None, "") => match find(&bytes, path)? {
            Some(encoding) => encoding,
            None => return Ok(Decoded { text: utf_8(bytes), encoding: UTF_8.name() }),
        },
        (None, label) if is_korean(label) => UTF_8,
        (None, label) => known(label).ok_or_else(|| unknown(label, path))?,
    };
    let text = encoding.decode_with_bom_removal(&bytes).0.into_owned();
    Ok(Decoded { text, encoding: encoding.name() })
}

/// Bytes that were found to be UTF-8, or nearly so.
#[cfg(feature = "readers")]
fn utf_8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Refuses the name of an encoding that is not known.
///
/// # Errors
/// With a hint at names that are.
#[cfg(feature = "readers")]
pub(crate) fn check_label(label: &str, path: &Path) -> Result<()> {
    if label.is_empty() || is_korean(label) || known(label).is_some() {
        return Ok(());
    }
    Err(unknown(label, path))
}

/// The encoding with a label; none for those that the Encoding Standard names only to refuse them.
#[cfg(feature = "readers")]
fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
}

/// Begins a shift to another alphabet.
#[cfg(feature = "readers")]
const ESCAPE: u8 = 0x1B;
/// Says at the begin of a text that it shifts to Korean.
#[cfg(feature = "readers")]
const KOREAN: &[u8] = b"\x1B$)C";

#[cfg(feature = "readers")]
fn is_korean(label: &str) -> bool {
    ["iso-2022-kr", "csiso2022kr"].contains(&label.trim().to_ascii_lowercase().as_str())
}

/// Text of seven bits that shifts between alphabets: ISO-2022-JP by escapes, ISO-2022-KR by SO and SI. `None` where it is not
/// wholly that.
#[cfg(feature = "readers")]
fn iso_2022(bytes: &[u8]) -> Option<Decoded> {
    if !bytes.is_ascii() {
        return None;
    }
    let has = |shift: &[u8]| memchr::memmem::find(bytes, shift).is_some();
    if has(KOREAN) {
        // What is shifted is EUC-KR without its highest bits.
        let (mut plain, mut shifted) = (Vec::with_capacity(bytes.len()), false);
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                0x0E => shifted = true,
                0x0F => shifted = false,
                ESCAPE if after.starts_with(&KOREAN[1..]) => rest = &after[KOREAN.len() - 1..],
                // A line begins unshifted.
                b'\n' => {
                    shifted = false;
                    plain.push(byte);
                }
                byte if shifted && (0x21..0x7F).contains(&byte) => plain.push(byte | 0x80),
                byte => plain.push(byte),
            }
        }
        let (text, _, lost) = encoding_rs::EUC_KR.decode(&plain);
        return (!lost).then(|| Decoded { text: text.into_owned(), encoding: "ISO-2022-KR" });
    }
    let shifts: [&[u8]; 3] = [b"\x1B$B", b"\x1B$@", b"\x1B(I"];
    if shifts.into_iter().any(has) {
        let (text, _, lost) = encoding_rs::ISO_2022_JP.decode(bytes);
        return (!lost).then(|| Decoded { text: text.into_owned(), encoding: encoding_rs::ISO_2022_JP.name() });
    }
    None
}

#[cfg(feature = "readers")]
fn unknown(label: &str, path: &Path) -> Error {
    wrong(format!("`{label}` is no encoding that is known"), path)
        .hint("names are those of the web, such as utf-8, windows-1252, iso-8859-2, macintosh, utf-16le, shift_jis")
}

/// The encoding of bytes without a byte order mark; `None` for UTF-8 as it stands.
#[cfg(feature = "readers")]
fn find(bytes: &[u8], path: &Path) -> Result<Option<&'static Encoding>> {
    if let Some(encoding) = utf_16(bytes) {
        return Ok(Some(encoding));
    }
    let valid = std::str::from_utf8(bytes);
    let control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    // Bytes of 0 and the like are valid UTF-8 too; there the beginning tells.
    let looked_at = if valid.is_ok() { &bytes[..bytes.len().min(1 << 16)] } else { bytes };
    if looked_at.iter().filter(|byte| control(byte)).count() * 20 > looked_at.len() {
        let first = valid.map_or_else(|error| error.valid_up_to(), |_| bytes.iter().position(control).unwrap_or(0));
        return Err(wrong("this is no text: more than a twentieth of its bytes are control characters", path)
            .line(memchr::memchr_iter(b'\n', &bytes[..first]).count() as u64 + 1)
            .hint("name the file by its format, or set `include` to no in the manifest"));
    }
    if valid.is_ok() {
        return Ok(None);
    }
    if nearly_utf_8(bytes) {
        return Ok(None);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Few letters tell scripts apart, but not the languages of Europe: then the most usual of their encodings it is.
    let few = bytes.iter().filter(|byte| !byte.is_ascii()).take(FEW).count() < FEW;
    let encoding = if few && LATIN.contains(&found) { WINDOWS_1252 } else { found };
    Ok(Some(if encoding == WINDOWS_1252 && is_mac_roman(bytes) { MACINTOSH } else { encoding }))
}

/// UTF-16 without a byte order mark: of an even number of bytes, at least a third of one half are 0, and none of the other.
#[cfg(feature = "readers")]
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    if sample.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let many = |zeros: usize| zeros * 6 >= sample.len();
    match (zeros(0), zeros(1)) {
        (0, odd) if many(odd) => Some(UTF_16LE),
        (even, 0) if many(even) => Some(UTF_16BE),
        _ => None,
    }
}

/// Text that is UTF-8 but for few bytes: damaged, or cut off within a character.
#[cfg(feature = "readers")]
fn nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        bad += u64::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad
}

/// Whether bytes make better words in Mac Roman than in Windows-1252.
#[cfg(feature = "readers")]
fn is_mac_roman(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let score = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling(sample).0;
        let chars: Vec<char> = std::iter::once(' ').chain(text.chars()).chain(Some(' ')).collect();
        let fits = |window: &[char]| {
            let [before, c, after] = window else { return 0 };
            let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
            match c {
                c if c.is_ascii() => 0,
                // A small letter belongs to small letters, a capital to the start of a word or to capitals.
                c if c.is_lowercase() => {
                    if left || right {
                        2
                    } else {
                        -1
                    }
                }
                c if c.is_uppercase() => {
                    if before.is_lowercase() {
                        -3
                    } else if right {
                        1
                    } else {
                        -1
                    }
                }
                '’' | '‘' => i64::from(left || right),
                '“' | '„' | '«' | '–' | '—' | '…' | '”' | '»' | '\u{a0}' => {
                    if left && right {
                        -1
                    } else {
                        1
                    }
                }
                // Signs do not stand within words.
                _ => {
                    if left && right {
                        -3
                    } else {
                        0
                    }
                }
            }
        };
        chars.windows(3).map(fits).sum::<i64>()
    };
    score(MACINTOSH) > score(WINDOWS_1252)
}

/// Decodes UTF-8: other encodings need the feature `readers`.
///
/// # Errors
/// When the bytes are not UTF-8: line and byte offset of the first wrong byte.
#[cfg(not(feature = "readers"))]
pub fn decode(bytes: Vec<u8>, path: &Path, set: &str) -> Result<Decoded> {
    check_label(set, path)?;
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..byte]).count() as u64 + 1;
        wrong("this is not valid UTF-8", path).line(line).byte(byte as u64).hint("save the file as UTF-8")
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(Decoded { text, encoding: "UTF-8" })
}

/// Refuses any encoding but UTF-8.
///
/// # Errors
/// When another is named.
#[cfg(not(feature = "readers"))]
pub(crate) fn check_label(label: &str, path: &Path) -> Result<()> {
    if label.is_empty() || label.eq_ignore_ascii_case("utf-8") {
        return Ok(());
    }
    Err(wrong(format!("the encoding `{label}` is not read by this build"), path).hint("save the file as UTF-8"))
}

#[cfg(all(test, feature = "readers"))]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> (String, &'static str) {
        let Decoded { text, encoding } = decode(bytes.to_vec(), Path::new("a.txt"), "").expect("text");
        (text, encoding)
    }

    /// Texts of our own, with the encodings that they are commonly saved in.
    const TEXTS: [(&str, &[&str]); 6] = [
        (
            "Das Übereinkommen über künstliche Intelligenz stärkt die Würde der Bürgerinnen – und schützt “Grundrechte”. \
            Größe, Maß, Ärger, Öl.",
            &["windows-1252", "macintosh", "UTF-8", "UTF-16LE", "UTF-16BE"],
        ),
        (
            "L’accès à Internet dépend d’un marché où la liberté d’expression n’est pas assurée; ça gêne déjà les élèves.",
            &["windows-1252", "macintosh", "UTF-8", "UTF-16LE"],
        ),
        (
            "Zajęcia o bezpieczeństwie dzieci w sieci odbyły się w środę, a źródłem wiedzy były książki i żywe rozmowy.",
            &["ISO-8859-2", "windows-1250", "UTF-8"],
        ),
        (
            "Безопасность детей в интернете обсуждалась на форуме; участники говорили о доверии и правах человека.",
            &["windows-1251", "KOI8-R", "UTF-8"],
        ),
        (
            "インターネットの安全と子どもの権利について話し合いました。信頼が大切です。",
            &["Shift_JIS", "EUC-JP", "ISO-2022-JP", "UTF-8"],
        ),
        ("Η ασφάλεια των παιδιών στο διαδίκτυο και τα ανθρώπινα δικαιώματα συζητήθηκαν.", &["ISO-8859-7", "UTF-8"]),
    ];

    #[test]
    fn encodings_are_found() {
        for (text, encodings) in TEXTS {
            for name in encodings {
                let bytes = match *name {
                    "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                    name => {
                        let encoding = Encoding::for_label(name.as_bytes()).expect("an encoding");
                        let (bytes, _, lost) = encoding.encode(text);
                        assert!(!lost, "{name}: {text}");
                        bytes.into_owned()
                    }
                };
                let (read, encoding) = found(&bytes);
                assert_eq!(read, text, "{name} was read as {encoding}");
            }
        }
    }

    /// Korean in EUC-KR as ISO-2022-KR: shifted where a byte has its highest bit.
    fn korean(text: &str) -> Vec<u8> {
        let (bytes, _, lost) = encoding_rs::EUC_KR.encode(text);
        assert!(!lost);
        let (mut out, mut shifted) = (KOREAN.to_vec(), false);
        for &byte in bytes.iter() {
            if (byte >= 0x80) != shifted {
                shifted = !shifted;
                out.push(if shifted { 0x0E } else { 0x0F });
            }
            out.push(byte & 0x7F);
        }
        out
    }

    #[test]
    fn shifts_between_alphabets_are_followed() {
        let text = "인터넷 안전과 아동의 권리 (2019) 를 논의했다.\n신뢰가 중요하다.\n";
        assert_eq!(found(&korean(text)), (text.to_string(), "ISO-2022-KR"));
        let set = decode(korean(text), Path::new("a.txt"), "iso-2022-kr").expect("known");
        assert_eq!((set.text.as_str(), set.encoding), (text, "ISO-2022-KR"));
        // A terminal's colours are no shift.
        let colours = "\u{1B}[31mred\u{1B}[0m text";
        assert_eq!(found(colours.as_bytes()), (colours.to_string(), "UTF-8"));
        // What is not wholly in the encoding stays as it is.
        assert_eq!(found(b"\x1B$B\x01\x02 and so on, a text of some length with an odd escape in it").1, "UTF-8");
        let refused = decode(b"x".to_vec(), Path::new("a.txt"), "hz-gb-2312").expect_err("refused").to_string();
        assert!(refused.starts_with("a.txt: `hz-gb-2312` is no encoding that is known"), "{refused}");
    }

    #[test]
    fn marks_of_the_byte_order_decide() {
        assert_eq!(found(b"\xEF\xBB\xBFtrust"), ("trust".into(), "UTF-8"));
        assert_eq!(found(b"\xFF\xFEt\0\xE9\0"), ("té".into(), "UTF-16LE"));
        assert_eq!(found(b"\xFE\xFF\0t\0\xE9"), ("té".into(), "UTF-16BE"));
        let utf_32 = decode(b"\xFF\xFE\0\0t\0\0\0".to_vec(), Path::new("a.txt"), "").expect_err("UTF-32").to_string();
        assert!(utf_32.starts_with("a.txt: the file is UTF-32"), "{utf_32}");
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let text = "Größe, Maß, Ärger, Öl, künftig, Füße, über";
        let cut = Decoded { text: found(&text.as_bytes()[..text.len() - 5]).0, encoding: "UTF-8" };
        assert_eq!(cut.replacement_characters(), 0, "cut between characters");
        let (read, encoding) = found(&[text.as_bytes(), b"\xC3"].concat());
        assert_eq!((read, encoding), (format!("{text}\u{FFFD}"), "UTF-8"));
        let decoded = Decoded { text: "a\u{FFFD}\u{FFFD}".into(), encoding: "UTF-8" };
        assert_eq!(decoded.replacement_characters(), 2);
    }

    #[test]
    fn an_encoding_can_be_set() {
        let set = |label: &str| decode(b"caf\x8E".to_vec(), Path::new("a.txt"), label);
        assert_eq!(set("macintosh").expect("known").text, "café");
        assert_eq!(set("Windows-1252").expect("known").text, "cafŽ");
        let error = set("latin-17").expect_err("unknown").to_string();
        assert!(error.starts_with("a.txt: `latin-17` is no encoding that is known\n  hint: names are"), "{error}");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
        let error = decode(bytes, Path::new("a.txt"), "").expect_err("no text").to_string();
        assert!(error.starts_with("a.txt:2: this is no text"), "{error}");
        // Valid UTF-8, and no text.
        let zeros = decode([b"one\n".as_slice(), &[0; 4095]].concat(), Path::new("a.txt"), "").expect_err("no text");
        assert!(zeros.to_string().starts_with("a.txt:2: this is no text"), "{zeros}");
    }
}
