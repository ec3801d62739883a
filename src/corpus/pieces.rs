//! A file in pieces that end with a row.

use std::io::{self, Read};

use super::delimited::Quotes;

/// A file in pieces that end with a row.
pub(super) struct Pieces<R> {
    reader: R,
    /// Bytes that are read at a time.
    size: usize,
    buffer: Vec<u8>,
    /// Bytes of the buffer that belong to the piece that was handed over.
    used: usize,
    /// Bytes of the buffer that were looked at, and where the last row in them ends.
    looked: usize,
    end: usize,
    offset: u64,
    line: u64,
    /// For CSV, whose rows may hold line ends.
    quotes: Option<Quotes>,
    whole: bool,
}

/// Some rows.
pub(super) struct Piece<'p> {
    bytes: &'p [u8],
    /// The place of its first byte in the file.
    pub offset: u64,
    /// Its first line, from 1.
    pub line: u64,
}

impl<'p> Piece<'p> {
    /// The rows; `None` where they are not UTF-8.
    pub fn text(&self) -> Option<&'p str> {
        std::str::from_utf8(self.bytes).ok()
    }
}

impl<R: Read> Pieces<R> {
    /// A file that is read so many bytes at a time; `quotes` for CSV.
    pub fn new(reader: R, quotes: Option<Quotes>, size: usize) -> Self {
        let (used, looked, end) = (0, 0, 0);
        Self { reader, size, buffer: Vec::new(), used, looked, end, offset: 0, line: 1, quotes, whole: false }
    }

    /// The next rows.
    pub fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        self.line += memchr::memchr_iter(b'\n', &self.buffer[..self.used]).count() as u64;
        self.offset += self.used as u64;
        self.buffer.drain(..self.used);
        self.looked -= self.used;
        (self.end, self.used) = (0, 0);
        while self.end == 0 && !self.whole {
            let before = self.buffer.len();
            (&mut self.reader).take(self.size as u64).read_to_end(&mut self.buffer)?;
            self.whole = self.buffer.len() - before < self.size;
            self.look();
        }
        self.used = if self.whole { self.buffer.len() } else { self.end };
        // The byte order mark is no text.
        let mark = if self.offset == 0 && self.buffer.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let piece = Piece { bytes: &self.buffer[mark..self.used], offset: self.offset + mark as u64, line: self.line };
        Ok((self.used > 0).then_some(piece))
    }

    /// Looks for the end of the last row.
    fn look(&mut self) {
        let new = &self.buffer[self.looked..];
        match &mut self.quotes {
            None => self.end = memchr::memrchr(b'\n', new).map_or(0, |end| self.looked + end + 1),
            Some(quotes) => {
                for (place, &byte) in new.iter().enumerate() {
                    if quotes.ends_row(byte) {
                        self.end = self.looked + place + 1;
                    }
                }
            }
        }
        self.looked = self.buffer.len();
    }

    /// The line of a cell in double quotes that never ends, once the file is read.
    pub(crate) fn open_quote(&self) -> Option<u64> {
        self.quotes.as_ref().and_then(Quotes::open)
    }
}
