//! Strings -> small integers, once each.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// Maps each distinct string to an index from 0, in the order of first sight.
///
/// The first sixteen bytes stand in the table itself, so most words are compared without a look at the stored text.
/// Hashes are seeded at random, so no text can be written to make them collide; nothing depends on their order.
///
/// Frequent words are found in a small table that stays in the processor's cache; the large one is asked for the rest.
#[derive(Debug, Clone)]
pub struct Interner {
    recent: Vec<Entry>,
    table: HashTable<Entry>,
    text: String,
    ends: Vec<usize>,
    seed: u64,
}

/// A string by its first sixteen bytes.
#[derive(Debug, Clone, Copy)]
struct Entry {
    head: u64,
    tail: u64,
    len: u32,
    id: u32,
}

/// What a string is looked up by: its first sixteen bytes, its length and the hash of these.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    head: u64,
    tail: u64,
    hash: u64,
    len: u32,
}

impl Key {
    #[inline]
    fn place(&self) -> usize {
        (self.hash >> 32) as usize % RECENT
    }
}

/// Places of the small table: 192 kB.
const RECENT: usize = 1 << 13;

impl Default for Interner {
    fn default() -> Self {
        // No word is empty, so an entry of length 0 matches none.
        let recent = vec![Entry { head: 0, tail: 0, len: 0, id: 0 }; RECENT];
        Self {
            recent,
            table: HashTable::new(),
            text: String::new(),
            ends: vec![0],
            seed: RandomState::new().hash_one(0x5EED_u64),
        }
    }
}

/// The eight bytes from `at`, zeros beyond `end`.
#[inline]
fn eight(bytes: &[u8], at: usize, end: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(eight) => {
            let word = u64::from_le_bytes(eight.try_into().unwrap_or_default());
            match end.saturating_sub(at) {
                8.. => word,
                kept => word & ((1_u64 << (8 * kept)) - 1),
            }
        }
        None => bytes
            .get(at..end.max(at))
            .unwrap_or_default()
            .iter()
            .rev()
            .fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

const K: u64 = 0x9E37_79B9_7F4A_7C15;

/// Hash of a string of 1 to 16 bytes, given as its first and second eight bytes.
#[inline]
fn hash_short(seed: u64, head: u64, tail: u64, length: usize) -> u64 {
    mix(mix(head ^ seed, K ^ length as u64) ^ tail, K ^ seed)
}

/// Hash of any string; the same as [`hash_short`] where that applies.
fn hash_of(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = hash_short(seed, eight(bytes, 0, bytes.len()), eight(bytes, 8, bytes.len()), bytes.len());
    for at in (16..bytes.len()).step_by(8) {
        hash = mix(hash ^ eight(bytes, at, bytes.len()), K ^ seed);
    }
    hash
}

impl Interner {
    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The string with an index.
    pub fn get(&self, id: u32) -> &str {
        let id = id as usize;
        &self.text[self.ends[id]..self.ends[id + 1]]
    }

    /// The index of a string, given to it now if it is new; and whether it is new.
    pub(crate) fn intern(&mut self, text: &str) -> (u32, bool) {
        self.intern_part(text, 0, text.len())
    }

    /// The same for a part of a text, in bytes on character boundaries. Reading inside the larger text is faster.
    #[inline]
    pub(crate) fn intern_part(&mut self, text: &str, start: usize, end: usize) -> (u32, bool) {
        let key = self.key(text, start, end);
        match self.recent(&key) {
            Some(id) => (id, false),
            None => self.settle(text, start, end, &key),
        }
    }

    /// What a part of a text is looked up by.
    #[inline]
    pub fn key(&self, text: &str, start: usize, end: usize) -> Key {
        let bytes = text.as_bytes();
        let head = eight(bytes, start, end);
        let tail = if end - start > 8 { eight(bytes, start + 8, end) } else { 0 };
        Key { head, tail, hash: hash_short(self.seed, head, tail, end - start), len: (end - start) as u32 }
    }

    /// The index of a string that was seen lately.
    #[inline]
    pub(crate) fn recent(&self, key: &Key) -> Option<u32> {
        let recent = &self.recent[key.place()];
        let same =
            recent.head == key.head && recent.tail == key.tail && recent.len == key.len && key.len.wrapping_sub(1) < 16;
        same.then_some(recent.id)
    }

    /// The index of a string that was not seen lately, given to it now if it is new; and whether it is new.
    #[inline]
    pub fn settle(&mut self, text: &str, start: usize, end: usize, key: &Key) -> (u32, bool) {
        let length = end - start;
        if length > 16 || length == 0 {
            return self.intern_long(&text[start..end], key);
        }
        let same = |entry: &Entry| entry.head == key.head && entry.tail == key.tail && entry.len == key.len;
        let (id, new) = match self.table.find(key.hash, same) {
            Some(entry) => (entry.id, false),
            None => (self.insert(key, &text[start..end]), true),
        };
        self.recent[key.place()] = Entry { head: key.head, tail: key.tail, len: key.len, id };
        (id, new)
    }

    fn intern_long(&mut self, word: &str, key: &Key) -> (u32, bool) {
        let key = Key { hash: hash_of(self.seed, word.as_bytes()), ..*key };
        let same = |entry: &Entry| entry.head == key.head && entry.len == key.len && self.get(entry.id) == word;
        match self.table.find(key.hash, same) {
            Some(entry) => (entry.id, false),
            None => (self.insert(&key, word), true),
        }
    }

    /// The index of a string, if it has one.
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = hash_of(self.seed, text.as_bytes());
        self.table.find(hash, |entry| self.get(entry.id) == text).map(|entry| entry.id)
    }

    #[cold]
    fn insert(&mut self, key: &Key, text: &str) -> u32 {
        let id = self.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let (stored, ends, seed) = (&self.text, &self.ends, self.seed);
        let entry = Entry { head: key.head, tail: key.tail, len: key.len, id };
        self.table.insert_unique(key.hash, entry, |entry| match entry.len {
            // The stored text need not be read.
            1..=16 => hash_short(seed, entry.head, entry.tail, entry.len as usize),
            _ => hash_of(seed, &stored.as_bytes()[ends[entry.id as usize]..ends[entry.id as usize + 1]]),
        });
        id
    }

    /// All strings with their indices, in the order of the indices.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..self.len() as u32).map(|id| (id, self.get(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_string_has_one_index(strings in proptest::collection::vec("[a-c\\x00é]{0,20}", 0..200)) {
            let mut interner = Interner::default();
            let joined = strings.concat();
            let mut at = 0;
            for string in &strings {
                let (id, _) = interner.intern_part(&joined, at, at + string.len());
                at += string.len();
                prop_assert_eq!(interner.get(id), string);
                prop_assert_eq!(interner.intern(string), (id, false));
                prop_assert_eq!(interner.find(string), Some(id));
            }
            let distinct: std::collections::BTreeSet<_> = strings.iter().collect();
            prop_assert_eq!(interner.len(), distinct.len());
        }
    }
}
