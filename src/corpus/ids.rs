//! Ids that are met, to tell whether one stands twice: eight bytes for each.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// Ids by their places: a table of millions of rows has as many.
#[derive(Debug, Default)]
pub struct Ids {
    /// Each as a part of its hash, and its place.
    places: HashTable<(u32, u32)>,
    hasher: RandomState,
}

impl Ids {
    /// The place of an id; `is` says whether it stands at a place.
    pub fn place(&self, id: &str, is: impl Fn(usize) -> bool) -> Option<usize> {
        let hash = self.hash(id);
        let same = |&(other, place): &(u32, u32)| other == hash && is(place as usize);
        self.places.find(spread(hash), same).map(|(_, place)| *place as usize)
    }

    /// Adds an id that is new.
    pub fn add(&mut self, id: &str, place: usize) {
        let hash = self.hash(id);
        self.places.insert_unique(spread(hash), (hash, place as u32), |(hash, _)| spread(*hash));
    }

    fn hash(&self, id: &str) -> u32 {
        (self.hasher.hash_one(id) >> 32) as u32
    }
}

/// A hash as long as a table wants it.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_found_at_its_place() {
        let names: Vec<String> = (0..100_000).map(|number| format!("id {number}")).collect();
        let mut ids = Ids::default();
        names.iter().zip(0..).for_each(|(name, place)| ids.add(name, place));
        for (name, place) in names.iter().zip(0..).step_by(7) {
            assert_eq!(ids.place(name, |at| names[at] == *name), Some(place));
        }
        assert_eq!(ids.place("id", |at| names[at] == "id"), None);
    }
}
