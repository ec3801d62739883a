//! Runs of words of every message, for finding messages that are nearly alike.

use std::borrow::Cow;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::spill::Spill;

/// Words of a run.
pub const SHINGLE: usize = 3;
/// Of a message with more different runs a sample is kept.
pub const MOST_RUNS: usize = 512;
/// The most hashes that are kept of all messages: 64 MiB.
const MOST_HASHES: usize = 16 << 20;
/// Once all messages are there, so many hashes stay in memory; more are in a file until they are compared.
const IN_MEMORY: usize = 2 << 20;
/// Hashes that are written and read at a time.
const AT_ONCE: usize = 64 << 10;

/// The runs of words of a message, as hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageShingles {
    /// The hashes, sorted, each once.
    pub hashes: Vec<u32>,
    /// Those with so many low bits of 0 are kept: 0 keeps all, each further one half of them.
    pub level: u8,
    /// The hash of all words in their order.
    pub words: u64,
}

impl MessageShingles {
    /// Of all runs of a message, or of the whole message where it has fewer words. `words` are hashes of its folded words.
    pub(super) fn of(words: &[u64]) -> Self {
        let all = |words: &[u64]| words.iter().fold(0, |hash, word| mix(hash ^ word));
        let run = |words: &[u64]| all(words) as u32;
        let mut hashes: Vec<u32> = match words.len() {
            0 => Vec::new(),
            1..SHINGLE => vec![run(words)],
            _ => words.windows(SHINGLE).map(run).collect(),
        };
        hashes.sort_unstable();
        hashes.dedup();
        let mut level = 0;
        while hashes.len() >> level > MOST_RUNS {
            level += 1;
        }
        hashes.retain(|hash| is_kept(*hash, level));
        Self { hashes, level, words: all(words) }
    }
}

/// Whether a hash is kept at a level.
pub fn is_kept(hash: u32, level: u8) -> bool {
    hash.trailing_zeros() >= u32::from(level)
}

/// The hash of a word (FNV-1a), the same on every machine.
pub(super) fn hash_of(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Spreads the bits of a number (Stafford's variant 13 of the finaliser of `MurmurHash3`).
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The runs of words of all messages, in their order.
#[derive(Debug, Default)]
pub struct Shingles {
    hashes: Vec<u32>,
    /// The hashes, where they are in a file.
    filed: Option<Spill>,
    failed: Mutex<Option<io::Error>>,
    /// For each message where its hashes end, and its level.
    messages: Vec<(u32, u8)>,
    /// For each message the hash of all its words in their order.
    words: Vec<u64>,
    /// For each document the messages up to its end.
    documents: Vec<u32>,
    /// The least level of all.
    level: u8,
}

impl Shingles {
    /// Adds the messages of the next document. Where there are too many hashes half of them are left out, of every message.
    pub fn push(&mut self, messages: &[MessageShingles]) {
        for message in messages {
            let level = message.level.max(self.level);
            // Not more than the most and a message, however room is made.
            if self.hashes.len() + message.hashes.len() > self.hashes.capacity() {
                let wanted = (self.hashes.len() * 2).min(MOST_HASHES + MOST_RUNS).max(self.hashes.len() + MOST_RUNS);
                self.hashes.reserve_exact(wanted - self.hashes.len());
            }
            self.hashes.extend(message.hashes.iter().filter(|hash| is_kept(**hash, level)));
            self.messages.push((self.hashes.len() as u32, level));
            self.words.push(message.words);
        }
        self.documents.push(self.messages.len() as u32);
        while self.hashes.len() > MOST_HASHES {
            self.thin();
        }
    }

    fn thin(&mut self) {
        self.level += 1;
        let (mut from, mut kept) = (0_u32, 0_usize);
        for (end, level) in &mut self.messages {
            *level = self.level.max(*level);
            for at in from as usize..*end as usize {
                if is_kept(self.hashes[at], *level) {
                    self.hashes[kept] = self.hashes[at];
                    kept += 1;
                }
            }
            from = std::mem::replace(end, kept as u32);
        }
        self.hashes.truncate(kept);
    }

    /// Puts many hashes into a file, once all messages are there.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.keep_in_memory(IN_MEMORY)
    }

    fn keep_in_memory(&mut self, most: usize) -> io::Result<()> {
        if self.hashes.len() > most {
            let mut spill = Spill::new(0);
            for hashes in self.hashes.chunks(AT_ONCE) {
                spill.push(&hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect::<Vec<u8>>())?;
            }
            spill.finish()?;
            self.filed = Some(spill);
            self.hashes = Vec::new();
        }
        self.hashes.shrink_to_fit();
        Ok(())
    }

    /// The hashes of all messages, for [`Shingles::message`]; `None` where the file cannot be read, see [`Shingles::failure`].
    pub fn hashes(&self) -> Option<Cow<'_, [u32]>> {
        let Some(filed) = &self.filed else { return Some(Cow::Borrowed(&self.hashes)) };
        let mut hashes = Vec::with_capacity(filed.len() as usize / size_of::<u32>());
        let step = AT_ONCE * size_of::<u32>();
        for start in (0..filed.len()).step_by(step) {
            match filed.read(start, step.min((filed.len() - start) as usize)) {
                Ok(bytes) => hashes.extend(bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes))),
                Err(error) => {
                    *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return None;
                }
            }
        }
        Some(Cow::Owned(hashes))
    }

    /// Why hashes could not be read, if so.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Messages.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The hashes of a message, sorted, and its level. `hashes` are [those of all](Shingles::hashes).
    pub fn message<'h>(&self, hashes: &'h [u32], place: usize) -> (&'h [u32], u8) {
        let start = place.checked_sub(1).map_or(0, |before| self.messages[before].0 as usize);
        let (end, level) = self.messages[place];
        (&hashes[start..end as usize], level)
    }

    /// The hash of all words of a message in their order, so that messages with the same one are alike word for word. `None`
    /// for a message without a word.
    pub fn words(&self, place: usize) -> Option<u64> {
        (self.words[place] != 0).then_some(self.words[place])
    }

    /// The document of a message, by its place, and the place of the message there, from 1.
    pub fn place_of(&self, message: usize) -> (usize, u32) {
        let document = self.documents.partition_point(|end| *end as usize <= message);
        let first = document.checked_sub(1).map_or(0, |before| self.documents[before] as usize);
        (document, (message - first) as u32 + 1)
    }

    /// The place of a message among all, given by the place of its document and its own there, from 1.
    pub fn place(&self, document: u32, ordinal: u32) -> usize {
        let first = (document as usize).checked_sub(1).map_or(0, |before| self.documents[before]);
        first as usize + ordinal as usize - 1
    }

    /// One of so many runs is looked at in every message: 1 where all are.
    pub(crate) fn one_in(&self) -> u64 {
        1 << self.level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u64> {
        text.split(' ').map(hash_of).collect()
    }

    #[test]
    fn runs_are_those_of_three_words_each_once() {
        let of = |text: &str| MessageShingles::of(&words(text));
        assert_eq!(of("a b c d").hashes.len(), 2);
        assert_eq!(of("a b c a b c").hashes.len(), 3);
        assert_eq!((of("a b").hashes.len(), of("b a") == of("a b")), (1, false));
        assert_eq!(MessageShingles::of(&[]), MessageShingles::default());
        assert!(of("a b c d").words != of("a b c e").words && of("a b a b").words != of("b a b a").words);
    }

    #[test]
    fn long_messages_keep_a_sample() {
        let long: Vec<u64> = (0..40_000_u64).map(|word| hash_of(&word.to_string())).collect();
        let all = MessageShingles::of(&long);
        assert_eq!(all.level, 7);
        // 39,998 runs, one in 128.
        assert!((250..380).contains(&all.hashes.len()), "{}", all.hashes.len());
        assert!(all.hashes.is_sorted() && all.hashes.iter().all(|hash| is_kept(*hash, 7)));
    }

    #[test]
    fn messages_stand_in_documents_and_thin_out_alike() {
        let mut shingles = Shingles::default();
        let message = |from: u64| MessageShingles::of(&(from..from + 300).map(mix).collect::<Vec<_>>());
        shingles.push(&[message(0), message(1000)]);
        shingles.push(&[]);
        shingles.push(&[message(0)]);
        assert_eq!((shingles.len(), shingles.one_in(), shingles.is_empty()), (3, 1, false));
        assert_eq!((0..3).map(|place| shingles.place_of(place)).collect::<Vec<_>>(), [(0, 1), (0, 2), (2, 1)]);
        assert_eq!([shingles.place(0, 2), shingles.place(2, 1)], [1, 2]);
        let message_of = |shingles: &Shingles, place: usize| {
            let hashes = shingles.hashes().expect("hashes");
            let (hashes, level) = shingles.message(&hashes, place);
            (hashes.to_vec(), level)
        };
        assert_eq!((message_of(&shingles, 0), message_of(&shingles, 1).0.len()), (message_of(&shingles, 2), 298));
        assert!(shingles.words(0) == shingles.words(2) && shingles.words(0) != shingles.words(1));
        shingles.thin();
        let first = message_of(&shingles, 0);
        assert_eq!((&first, first.1, shingles.one_in()), (&message_of(&shingles, 2), 1, 2));
        let kept: Vec<u32> = message(1000).hashes.into_iter().filter(|hash| is_kept(*hash, 1)).collect();
        assert_eq!(message_of(&shingles, 1).0, kept);
        shingles.push(&[message(1000)]);
        let last = message_of(&shingles, 3);
        assert_eq!(last, message_of(&shingles, 1));
        shingles.keep_in_memory(100).expect("room for a file");
        assert!(shingles.hashes.is_empty() && shingles.failure().is_none());
        assert_eq!([0, 3].map(|place| message_of(&shingles, place)), [first, last]);
    }
}
