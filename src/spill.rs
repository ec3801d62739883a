//! Bytes that are kept for later: in memory up to a bound, beyond it in a temporary file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Bytes that are written to the file at a time.
const BUFFER: usize = 4 << 20;

/// Pieces of bytes, one behind the other, read again by their places.
#[derive(Debug)]
pub struct Spill {
    /// Bytes that are held in memory; what comes after them goes to the file.
    most: usize,
    memory: Vec<u8>,
    filed: Option<Filed>,
}

/// What stands in a file behind the memory. The file has no name, so that it is gone with the program, however that ends.
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
        let start = self.memory.len() as u64 + self.filed.as_ref().map_or(0, |of| of.written + of.buffer.len() as u64);
        if self.filed.is_none() && self.memory.len() + bytes.len() <= self.most {
            self.memory.extend_from_slice(bytes);
            return Ok(start);
        }
        let filed = match &mut self.filed {
            Some(filed) => filed,
            None => self.filed.insert(Filed {
                file: Mutex::new(tempfile::tempfile()?),
                written: 0,
                buffer: Vec::with_capacity(BUFFER),
            }),
        };
        filed.buffer.extend_from_slice(bytes);
        if filed.buffer.len() >= BUFFER {
            filed.write()?;
        }
        Ok(start)
    }

    /// Writes what is not written yet; before this, what was added last cannot be read.
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
    /// When the temporary file cannot be read, or holds fewer.
    pub fn read(&self, start: u64, length: usize) -> io::Result<Cow<'_, [u8]>> {
        let in_memory = self.memory.len() as u64;
        let missing = || io::Error::new(io::ErrorKind::UnexpectedEof, "there are fewer bytes");
        let Some(filed) = self.filed.as_ref().filter(|_| start >= in_memory) else {
            let from = usize::try_from(start).map_err(|_| missing())?;
            return self.memory.get(from..from + length).map(Cow::Borrowed).ok_or_else(missing);
        };
        let mut bytes = vec![0; length];
        let mut file = filed.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start - in_memory))?;
        file.read_exact(&mut bytes)?;
        Ok(Cow::Owned(bytes))
    }
}

impl Filed {
    fn write(&mut self) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        drop(file);
        self.buffer.clear();
        Ok(())
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
        assert!(spill.memory.len() == 100 && spill.filed.as_ref().is_some_and(|of| of.written > 5_000_000));
        let read = |place: usize, length: usize| spill.read(places[place], length).expect("it is there").into_owned();
        assert_eq!((read(0, 60), read(1, 40), read(2, 1)), (vec![1; 60], vec![2; 40], vec![3]));
        assert_eq!((read(3, 2_000_000), read(4, 3_200_000), read(5, 7)), (piece(50), piece(80), vec![4; 7]));
        assert!(spill.read(places[5], 8).is_err() && Spill::new(9).read(0, 1).is_err());
    }
}
