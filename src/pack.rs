//! Numbers and texts as bytes, one behind the other, so that many of them take little room.

/// Writes a number with seven bits in a byte, the lowest first.
pub fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number as u8) | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Writes a number of up to 128 bits, as its lower and its higher half.
pub fn put_large(bytes: &mut Vec<u8>, number: u128) {
    put(bytes, number as u64);
    put(bytes, (number >> 64) as u64);
}

/// Writes a text behind its length in bytes.
pub fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads what was written, in its order; `None` where nothing is left.
#[derive(Debug, Clone)]
pub struct Unpack<'b>(&'b [u8]);

impl<'b> Unpack<'b> {
    /// At the begin of some bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Whether all was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.0.len()
    }

    /// A number.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        match self.0.split_first() {
            // Most are small.
            Some((&byte, rest)) if byte < 0x80 => {
                self.0 = rest;
                Some(u64::from(byte))
            }
            _ => self.longer_number(),
        }
    }

    fn longer_number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// A number of up to 128 bits.
    pub fn large(&mut self) -> Option<u128> {
        Some(u128::from(self.number()?) | u128::from(self.number()?) << 64)
    }

    /// A number that was one of 32 bits.
    pub fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

/// Where pieces of a file or of other bytes stand that follow each other, with gaps or without: about three bytes for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// For every [`BLOCK`]th piece where it begins, and where it stands in `bytes`.
    blocks: Vec<(u64, u64)>,
    /// For each piece the gap before it, and its length.
    bytes: Vec<u8>,
    number: usize,
    /// The end of the last one.
    end: u64,
}

/// Pieces of a block.
const BLOCK: usize = 32;

/// How far [`Places`] were read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cursor {
    /// The next piece.
    place: usize,
    /// Where the one before it ends.
    end: u64,
    /// Where the next one stands in the bytes of the places.
    at: u64,
}

impl Places {
    /// Adds a piece of so many bytes, which begins where the last one ends or behind that.
    pub fn push(&mut self, start: u64, length: usize) {
        if self.number.is_multiple_of(BLOCK) {
            self.blocks.push((start, self.bytes.len() as u64));
            self.end = start;
        }
        put(&mut self.bytes, start.saturating_sub(self.end));
        put(&mut self.bytes, length as u64);
        self.end = start + length as u64;
        self.number += 1;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.number
    }

    /// Where a piece begins, and how many bytes it has; `None` where there is no such piece.
    pub fn get(&self, place: usize) -> Option<(u64, usize)> {
        self.get_from(&mut Cursor::default(), place)
    }

    /// The same for those who read one after the other: what stands before the cursor is not read again.
    pub fn get_from(&self, cursor: &mut Cursor, place: usize) -> Option<(u64, usize)> {
        let &(start, at) = self.blocks.get(place / BLOCK).filter(|_| place < self.number)?;
        if !(place / BLOCK * BLOCK + 1..=place).contains(&cursor.place) {
            *cursor = Cursor { place: place / BLOCK * BLOCK, end: start, at };
        }
        let mut read = Unpack::new(self.bytes.get(usize::try_from(cursor.at).ok()?..)?);
        let mut start = cursor.end;
        for _ in cursor.place..place {
            start += read.number()? + read.number()?;
        }
        start += read.number()?;
        let length = read.number()?;
        *cursor = Cursor { place: place + 1, end: start + length, at: (self.bytes.len() - read.left()) as u64 };
        Some((start, usize::try_from(length).ok()?))
    }

    /// Gives back room that is not needed.
    pub fn shrink(&mut self) {
        self.blocks.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_come_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 31, u64::MAX];
        let mut bytes = Vec::new();
        numbers.into_iter().for_each(|number| put(&mut bytes, number));
        put_text(&mut bytes, "tr\u{fc}st");
        put_text(&mut bytes, "");
        [0, 300, u128::MAX, 1 << 64].into_iter().for_each(|number| put_large(&mut bytes, number));
        let mut read = Unpack::new(&bytes);
        assert_eq!(numbers.map(|_| read.number()), numbers.map(Some));
        assert_eq!(
            (read.text(), read.text(), read.large(), read.large()),
            (Some("tr\u{fc}st"), Some(""), Some(0), Some(300))
        );
        assert_eq!((read.large(), read.large()), (Some(u128::MAX), Some(1 << 64)));
        assert_eq!((read.is_empty(), read.text()), (true, None));
        assert_eq!(Unpack::new(&[0x80]).number(), None);
        assert_eq!(Unpack::new(&[5, b'a']).text(), None);
        assert_eq!(Unpack::new(&[0x80; 20]).number(), None, "more bits than a number has");
    }

    #[test]
    fn places_come_back() {
        let mut places = Places::default();
        let mut expected = Vec::new();
        let mut at = 7_u64;
        for number in 0..1000_usize {
            at += (number % 3) as u64 * 40;
            expected.push((at, number * 5 % 700));
            places.push(at, number * 5 % 700);
            at += (number * 5 % 700) as u64;
        }
        let read: Vec<(u64, usize)> = (0..1000).filter_map(|place| places.get(place)).collect();
        assert_eq!(read, expected);
        for step in [1, 3, 31, 32, 33, 500] {
            let mut cursor = Cursor::default();
            let mut read = |place| places.get_from(&mut cursor, place);
            assert!(
                (0..1000).step_by(step).chain([999, 0, 0, 31, 32]).all(|place| read(place) == Some(expected[place]))
            );
        }
        assert_eq!((places.get(1000), places.len()), (None, 1000));
        assert!(places.bytes.len() + 16 * places.blocks.len() < 4 * 1000);
    }
}
