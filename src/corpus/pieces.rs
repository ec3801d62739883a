//! A file in pieces that end with a row.

use std::io::{self, Read};

use super::delimited::Quotes;

/// A file in pieces that end with a row.
pub(super) struct Pieces<R> {
    reader: R,
    /// Bytes that are read at a time.
    size: usize,
    /// What was read behind the last piece.
    rest: Vec<u8>,
    /// A buffer that is no longer needed.
    spare: Vec<u8>,
    /// Bytes of the next piece that were looked at, and where the last row in them ends.
    looked: usize,
    end: usize,
    offset: u64,
    line: u64,
    /// For CSV, whose rows may hold line ends.
    quotes: Option<Quotes>,
    whole: bool,
}

/// Some rows.
pub(super) struct Piece {
    bytes: Vec<u8>,
    /// Bytes of a mark before them.
    mark: usize,
    /// The place of its first byte in the file.
    pub offset: u64,
    /// Its first line, from 1.
    pub line: u64,
}

impl Piece {
    /// The rows; `None` where they are not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes[self.mark..]).ok()
    }
}

impl<R: Read> Pieces<R> {
    /// A file that is read so many bytes at a time; `quotes` for CSV.
    pub fn new(reader: R, quotes: Option<Quotes>, size: usize) -> Self {
        let (rest, spare, looked, end) = Default::default();
        Self { reader, size, rest, spare, looked, end, offset: 0, line: 1, quotes, whole: false }
    }

    /// The next rows.
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        bytes.append(&mut self.rest);
        (self.end, self.looked) = (0, self.looked.min(bytes.len()));
        while self.end == 0 && !self.whole {
            let before = bytes.len();
            (&mut self.reader).take(self.size as u64).read_to_end(&mut bytes)?;
            self.whole = bytes.len() - before < self.size;
            self.look(&bytes);
        }
        let used = if self.whole { bytes.len() } else { self.end };
        self.rest.extend_from_slice(&bytes[used..]);
        bytes.truncate(used);
        self.looked -= used;
        // The byte order mark is no text.
        let mark = if self.offset == 0 && bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let (offset, line) = (self.offset + mark as u64, self.line);
        self.offset += used as u64;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Ok((used > 0).then_some(Piece { bytes, mark, offset, line }))
    }

    /// Takes back a piece, for its memory.
    pub fn give_back(&mut self, piece: Piece) {
        self.spare = piece.bytes;
    }

    /// Looks for the end of the last row.
    fn look(&mut self, bytes: &[u8]) {
        let new = &bytes[self.looked..];
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
        self.looked = bytes.len();
    }

    /// The line of a cell in double quotes that never ends, once the file is read.
    pub(crate) fn open_quote(&self) -> Option<u64> {
        self.quotes.as_ref().and_then(Quotes::open)
    }
}
