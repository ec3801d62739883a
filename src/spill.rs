//! Bytes that are kept for later: in memory up to a bound, beyond it all of them in a temporary file.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use crate::disk::{self, File};
use crate::pack::{Cursor, Places};

/// Bytes that are written to the file at a time.
const BUFFER: usize = 256 << 10;

/// Pieces of bytes, one behind the other, read again by their places.
#[derive(Debug)]
pub struct Spill {
    /// Bytes that are held in memory; where there are more, all go to the file.
    most: usize,
    memory: Vec<u8>,
    filed: Option<Filed>,
}

/// What stands in a file. The file has no name, so that it is gone with the program, however that ends.
#[derive(Debug)]
struct Filed {
    file: Mutex<File>,
    /// Bytes in the file.
    written: u64,
    /// What is not written yet.
    buffer: Vec<u8>,
}

impl Spill {
    /// Nothing yet; `most` bytes are held in memory.
    pub fn new(most: usize) -> Self {
        Self { most, memory: Vec::new(), filed: None }
    }

    /// Adds bytes, and says where they stand.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.len();
        let held = self.memory.len();
        if self.filed.is_none() && held + bytes.len() <= self.most {
            if self.memory.capacity() < held + bytes.len() {
                // Twice as much as there is, but not beyond what may be held.
                self.memory.reserve_exact(held.max(bytes.len()).min(self.most - held));
            }
            self.memory.extend_from_slice(bytes);
            return Ok(start);
        }
        let filed = if let Some(filed) = &mut self.filed {
            filed
        } else {
            let file = Mutex::new(disk::temporary()?);
            self.filed.insert(Filed { file, written: 0, buffer: std::mem::take(&mut self.memory) })
        };
        filed.buffer.extend_from_slice(bytes);
        if filed.buffer.len() >= BUFFER {
            filed.write()?;
        }
        Ok(start)
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.memory.len() as u64 + self.filed.as_ref().map_or(0, |of| of.written + of.buffer.len() as u64)
    }

    /// Writes what is not written yet, and gives back room that is not needed.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.memory.shrink_to_fit();
        let Some(filed) = &mut self.filed else { return Ok(()) };
        filed.write()?;
        filed.buffer = Vec::new();
        Ok(())
    }

    /// So many bytes from a place on.
    ///
    /// # Errors
    /// When the temporary file cannot be read, or there are fewer.
    pub fn read(&self, start: u64, length: usize) -> io::Result<Cow<'_, [u8]>> {
        let missing = || io::Error::new(io::ErrorKind::UnexpectedEof, "there are fewer bytes");
        let end = start.checked_add(length as u64).filter(|end| *end <= self.len()).ok_or_else(missing)?;
        let Some(filed) = &self.filed else {
            return self.memory.get(start as usize..end as usize).map(Cow::Borrowed).ok_or_else(missing);
        };
        let mut bytes = Vec::with_capacity(length);
        filed.read(start, end, &mut bytes)?;
        Ok(Cow::Owned(bytes))
    }
}

impl Filed {
    fn write(&mut self) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // Between two writes there may have been a read.
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        drop(file);
        self.buffer.clear();
        // The first time it was all that stood in memory.
        self.buffer.shrink_to(BUFFER);
        Ok(())
    }

    /// Reads the bytes between two places, those of the buffer too.
    fn read(&self, start: u64, end: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let from = bytes.len();
        let in_file = end.min(self.written).saturating_sub(start) as usize;
        if in_file > 0 {
            bytes.resize(from + in_file, 0);
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes[from..])?;
        }
        let in_buffer = |place: u64| (place.saturating_sub(self.written) as usize).min(self.buffer.len());
        bytes.extend_from_slice(&self.buffer[in_buffer(start)..in_buffer(end)]);
        Ok(())
    }
}

/// Pieces of bytes in an order, each read again by its place: about three bytes of memory for each, and
/// the bytes themselves while they are few.
#[derive(Debug)]
pub struct Pieces {
    bytes: Spill,
    places: Places,
}

/// Bytes that are read at a time where pieces are read one after the other.
const BLOCK: u64 = 64 << 10;

impl Pieces {
    /// Nothing yet; `most` bytes are held in memory.
    pub fn new(most: usize) -> Self {
        Self { bytes: Spill::new(most), places: Places::default() }
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        let start = self.bytes.push(piece)?;
        self.places.push(start, piece.len());
        Ok(())
    }

    /// All pieces are there.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.places.shrink();
        self.bytes.finish()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// How many bytes they have together.
    pub fn bytes(&self) -> u64 {
        self.bytes.len()
    }

    /// A piece, given by its place.
    ///
    /// # Errors
    /// When the temporary file cannot be read, or there is no such piece.
    pub fn get(&self, place: usize) -> io::Result<Cow<'_, [u8]>> {
        let (start, length) = self.places.get(place).ok_or_else(damaged)?;
        self.bytes.read(start, length)
    }
}

/// That bytes are not those that were written.
pub fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it does not hold what was written")
}

/// A stretch of [`Pieces`], for those who read one after the other.
#[derive(Debug, Default)]
pub struct Stretch {
    bytes: Vec<u8>,
    start: u64,
    cursor: Cursor,
}

impl Stretch {
    /// A piece, given by its place; `None` behind the last one.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn piece(&mut self, of: &Pieces, place: usize) -> io::Result<Option<&[u8]>> {
        let Some((start, length)) = of.places.get_from(&mut self.cursor, place) else { return Ok(None) };
        let end = start + length as u64;
        if start < self.start || end > self.start + self.bytes.len() as u64 {
            let wanted = (of.bytes.len() - start).min(BLOCK).max(length as u64) as usize;
            (self.bytes, self.start) = (of.bytes.read(start, wanted)?.into_owned(), start);
        }
        let at = (start - self.start) as usize;
        Ok(self.bytes.get(at..at + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_memory_and_file() {
        let mut spill = Spill::new(100);
        let piece = |number: u8| vec![number; usize::from(number) * 40_000];
        let places: Vec<u64> = [&[1; 60][..], &[2; 40], &[3; 1], &piece(50), &piece(80), &[4; 7]]
            .into_iter()
            .map(|bytes| spill.push(bytes).expect("a temporary file"))
            .collect();
        spill.finish().expect("a temporary file");
        assert_eq!(places[..4], [0, 60, 100, 101]);
        assert!(
            spill.memory.capacity() == 0
                && spill.filed.as_ref().is_some_and(|of| of.written > 5_000_000 && of.buffer.capacity() == 0)
        );
        let read = |place: usize, length: usize| spill.read(places[place], length).expect("it is there").into_owned();
        assert_eq!((read(0, 60), read(1, 40), read(2, 1)), (vec![1; 60], vec![2; 40], vec![3]));
        assert_eq!((read(3, 2_000_000), read(4, 3_200_000), read(5, 7)), (piece(50), piece(80), vec![4; 7]));
        assert!(spill.read(places[5], 8).is_err() && Spill::new(9).read(0, 1).is_err());
        let across = spill.read(58, 46).expect("they are there").into_owned();
        assert_eq!(across, [vec![1; 2], vec![2; 40], vec![3], vec![50; 3]].concat());
    }

    #[test]
    fn pieces_come_back_one_by_one_and_in_a_row() {
        let mut pieces = Pieces::new(1000);
        let piece = |number: usize| vec![number as u8; number * 7 % 3000];
        (0..500).for_each(|number| pieces.push(&piece(number)).expect("a temporary file"));
        assert_eq!(&*pieces.get(499).expect("not yet written"), piece(499));
        pieces.finish().expect("a temporary file");
        let mut stretch = Stretch::default();
        for number in (0..500).chain([3, 499]) {
            let read = stretch.piece(&pieces, number).expect("a temporary file");
            assert_eq!((read, &*pieces.get(number).expect("it is there")), (Some(&*piece(number)), &*piece(number)));
        }
        assert_eq!((stretch.piece(&pieces, 500).expect("no piece"), pieces.len()), (None, 500));
        assert!(pieces.get(500).is_err());
    }

    #[test]
    fn bytes_are_read_while_others_are_still_added() {
        let mut spill = Spill::new(3);
        for round in 0..5_u8 {
            for of in [&[round; 2][..], &[7; 3], &vec![round; BUFFER - 5]] {
                let place = spill.push(of).expect("a temporary file");
                assert_eq!(&*spill.read(place, of.len()).expect("it is there"), of);
            }
        }
        let read = |start: u64| spill.read(start, 4).expect("it is there").into_owned();
        let all = BUFFER as u64;
        assert_eq!((read(0), read(all - 2)), (vec![0, 0, 7, 7], vec![0, 0, 1, 1]));
        assert_eq!((read(3 * all), read(spill.len() - 4)), (vec![3, 3, 7, 7], vec![4; 4]));
    }
}
