//! What is known of some of many things by their index, packed: two to six bytes for the counts of most terms of a cell, where
//! numbers of 64 bits would take 32.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use super::TermCount;
use crate::pack::{Unpack, put};

/// Items of a block.
const BLOCK: usize = 64;

/// What can stand in a [`ByIndex`].
pub trait Packed: Copy {
    /// Whether it is of a kind that is frequent and short: that takes one bit beside the index.
    fn is_short(&self) -> bool;

    /// Writes it.
    fn put(&self, bytes: &mut Vec<u8>);

    /// Reads what was written, given whether it is of the short kind; `None` where bytes are missing.
    fn read(short: bool, read: &mut Unpack<'_>) -> Option<Self>;
}

impl Packed for TermCount {
    fn is_short(&self) -> bool {
        *self == Self { count: 1, messages: 1, documents: 1 }
    }

    /// Occurrences beyond its messages, messages, and messages beyond its documents; nothing where all are 1.
    fn put(&self, bytes: &mut Vec<u8>) {
        if !self.is_short() {
            put(bytes, self.count - self.messages);
            put(bytes, self.messages);
            put(bytes, self.messages - self.documents);
        }
    }

    #[inline]
    fn read(short: bool, read: &mut Unpack<'_>) -> Option<Self> {
        if short {
            return Some(Self { count: 1, messages: 1, documents: 1 });
        }
        let (more, messages, less) = (read.number()?, read.number()?, read.number()?);
        Some(Self { count: messages + more, messages, documents: messages - less })
    }
}

/// Writes an item, which stands so many places behind the one before.
pub(super) fn put_item(bytes: &mut Vec<u8>, step: u32, item: &impl Packed) {
    put(bytes, u64::from(step) << 1 | u64::from(item.is_short()));
    item.put(bytes);
}

/// Reads what [`put_item`] wrote.
#[inline]
pub(super) fn read_item<T: Packed>(read: &mut Unpack<'_>) -> Option<(u32, T)> {
    let step = read.number()?;
    Some(((step >> 1) as u32, T::read(step & 1 == 1, read)?))
}

/// Items by their index, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByIndex<T> {
    /// For every [`BLOCK`]th item its index, and where it stands in `bytes`.
    blocks: Vec<(u32, usize)>,
    /// For each item how far it is from the one before (in a block the first is 0), and what it is.
    bytes: Vec<u8>,
    number: usize,
    last: u32,
    of: PhantomData<T>,
}

/// The counts of the terms of a cell.
pub type TermCounts = ByIndex<TermCount>;

impl<T> Default for ByIndex<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), bytes: Vec::new(), number: 0, last: 0, of: PhantomData }
    }
}

impl<T: Packed> ByIndex<T> {
    /// Of items in the order of the index, each once.
    pub fn of(items: impl IntoIterator<Item = (u32, T)>) -> Self {
        let mut packed = Self::default();
        items.into_iter().for_each(|(index, item)| packed.push(index, &item));
        packed.blocks.shrink_to_fit();
        packed.bytes.shrink_to_fit();
        packed
    }

    /// Adds the next item, whose index is larger than that of the one before.
    pub fn push(&mut self, index: u32, item: &T) {
        if self.number.is_multiple_of(BLOCK) {
            self.blocks.push((index, self.bytes.len()));
            self.last = index;
        }
        put_item(&mut self.bytes, index - self.last, item);
        self.last = index;
        self.number += 1;
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.number
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.number == 0
    }

    /// The items, in the order of the index.
    pub fn iter(&self) -> ByIndexIter<'_, T> {
        self.from(0)
    }

    /// The place of the item with an index among all, and the item; `None` where there is none.
    pub fn find(&self, index: u32) -> Option<(usize, T)> {
        let block = self.blocks.partition_point(|(first, _)| *first <= index).checked_sub(1)?;
        let of_block = (block * BLOCK..).zip(self.from(block)).take(BLOCK);
        let mut from_index = of_block.skip_while(|(_, (other, _))| *other < index);
        from_index.next().filter(|(_, (other, _))| *other == index).map(|(place, (_, item))| (place, item))
    }

    fn from(&self, block: usize) -> ByIndexIter<'_, T> {
        let start = self.blocks.get(block).map_or(self.bytes.len(), |(_, start)| *start);
        let read = Unpack::new(self.bytes.get(start..).unwrap_or_default());
        ByIndexIter { items: self, read, place: block * BLOCK, last: 0 }
    }
}

impl<T: Packed + Default> ByIndex<T> {
    /// The item with an index; where there is none what stands for nothing, such as counts of 0.
    pub fn get(&self, index: u32) -> T {
        self.find(index).map_or_else(T::default, |(_, item)| item)
    }
}

impl<'c, T: Packed> IntoIterator for &'c ByIndex<T> {
    type Item = (u32, T);
    type IntoIter = ByIndexIter<'c, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Items with their index; see [`ByIndex::iter`].
#[derive(Debug, Clone)]
pub struct ByIndexIter<'c, T> {
    items: &'c ByIndex<T>,
    read: Unpack<'c>,
    place: usize,
    last: u32,
}

impl<T: Packed> Iterator for ByIndexIter<'_, T> {
    type Item = (u32, T);

    fn next(&mut self) -> Option<Self::Item> {
        if self.place.is_multiple_of(BLOCK) {
            self.last = self.items.blocks.get(self.place / BLOCK)?.0;
        }
        let (step, item) = read_item(&mut self.read)?;
        self.place += 1;
        self.last += step;
        Some((self.last, item))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.items.number.saturating_sub(self.place);
        (left, Some(left))
    }
}

impl<T: Packed> ExactSizeIterator for ByIndexIter<'_, T> {}
impl<T: Packed> FusedIterator for ByIndexIter<'_, T> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn counts_come_back_as_they_were(
            given in proptest::collection::btree_map(any::<u32>(), (0_u64..4, 1_u64..1 << 40, 0.0..=1.0_f64), 0..400),
            other in any::<u32>(),
        ) {
            let counts: Vec<(u32, TermCount)> = given
                .into_iter()
                .map(|(term, (more, messages, share))| {
                    let messages = if more == 0 { 1 } else { messages };
                    (term, TermCount { count: messages + more, messages, documents: (messages as f64 * share) as u64 })
                })
                .collect();
            let packed = TermCounts::of(counts.iter().copied());
            prop_assert_eq!((packed.len(), packed.iter().len(), packed.is_empty()), (counts.len(), counts.len(), counts.is_empty()));
            prop_assert_eq!(&packed.iter().collect::<Vec<_>>(), &counts);
            for (place, (term, count)) in counts.iter().enumerate() {
                prop_assert_eq!(packed.find(*term), Some((place, *count)));
            }
            let there = counts.iter().find(|(term, _)| *term == other).map(|(_, count)| *count);
            prop_assert_eq!(packed.get(other), there.unwrap_or_default());
        }
    }

    #[test]
    fn a_rare_term_takes_a_byte_or_two() {
        let rare = (0..6400).map(|term| (term * 3, TermCount { count: 1, messages: 1, documents: 1 }));
        let packed = TermCounts::of(rare);
        assert_eq!((packed.bytes.len(), packed.blocks.len()), (6400, 100));
    }
}
