//! The signs of Rich Text Format: groups, control words and bytes of text; and what some words stand for.

use encoding_rs::Encoding;

/// What is read, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'b> {
    /// A group begins.
    Begin,
    /// A group ends.
    End,
    /// A control word with its number, if it has one. `'` is a byte that is given by its number.
    Word(&'b str, Option<i64>),
    /// A control symbol.
    Symbol(u8),
    /// A byte of text.
    Byte(u8),
}

/// The longest control word.
const LONGEST: usize = 32;

/// Takes bytes apart.
#[derive(Debug)]
pub struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    /// The signs of a file.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let (&first, after) = self.rest.split_first()?;
        if first == b'\'' {
            let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            let number = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            self.rest = if number.is_some() { &after[2..] } else { after };
            return Some(Token::Word("'", number.map(i64::from)));
        }
        if !first.is_ascii_alphabetic() {
            self.rest = after;
            return Some(Token::Symbol(first));
        }
        let letters = self.rest.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, after) = self.rest.split_at(letters);
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits = after[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let length = if digits > 0 { sign + digits } else { 0 };
        let number = std::str::from_utf8(&after[..length]).ok().and_then(|number| number.parse::<i64>().ok());
        self.rest = &after[length..];
        if self.rest.first() == Some(&b' ') {
            self.rest = &self.rest[1..];
        }
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let bytes = usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(self.rest.len());
            self.rest = &self.rest[bytes..];
        }
        Some(Token::Word(word, number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let (&byte, after) = self.rest.split_first()?;
            self.rest = after;
            return Some(match byte {
                b'{' => Token::Begin,
                b'}' => Token::End,
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => continue,
                byte => Token::Byte(byte),
            });
        }
    }
}

/// Whether a word begins a group whose text is not that of the document.
pub(crate) fn is_skipped(word: &str) -> bool {
    const SKIPPED: [&str; 34] = [
        "colortbl",
        "pict",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "fldinst",
        "object",
        "objdata",
        "themedata",
        "colorschememapping",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "nonshppict",
        "nonesttables",
        "annotation",
        "sp",
        "shprslt",
        "do",
        "xe",
        "tc",
        "filetbl",
        "revtbl",
        "ftnsep",
        "ftnsepc",
        "aftnsep",
        "aftnsepc",
        "upr",
    ];
    SKIPPED.contains(&word)
}

/// The text that a control word stands for.
pub fn sign(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" | "emspace" | "enspace" | "qmspace" => " ",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        _ => return None,
    })
}

/// The encoding of a code page of Windows; Windows-1252 for those that are not known.
pub(crate) fn of_code_page(number: i64) -> &'static Encoding {
    match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 => encoding_rs::MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// The encoding of the character set of a font; `None` where it is that of the document.
pub(crate) fn of_charset(number: i64) -> Option<&'static Encoding> {
    Some(of_code_page(match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    }))
}
