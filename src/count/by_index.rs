//! What is known of some of many things by their index, or by two indices, packed: two to six bytes for the counts of most terms of
//! a cell, and two or three for those of a pair of themes, where numbers of 64 bits would take 24 to 32.

use std::iter::{FusedIterator, Peekable};
use std::marker::PhantomData;
use std::ops::AddAssign;

use super::{PairCount, TermCount};
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

impl Packed for PairCount {
    fn is_short(&self) -> bool {
        self.shared_span_only == 0
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.both);
        if !self.is_short() {
            put(bytes, self.shared_span_only);
        }
    }

    #[inline]
    fn read(short: bool, read: &mut Unpack<'_>) -> Option<Self> {
        let both = read.number()?;
        Some(Self { both, shared_span_only: if short { 0 } else { read.number()? } })
    }
}

/// An index, or two of them.
pub trait Key: Copy + Ord {
    /// As a number, in the same order.
    fn number(self) -> u64;

    /// What the number stands for.
    fn of(number: u64) -> Self;
}

impl Key for u32 {
    #[inline]
    fn number(self) -> u64 {
        self.into()
    }

    #[inline]
    fn of(number: u64) -> Self {
        number as Self
    }
}

impl Key for (u32, u32) {
    fn number(self) -> u64 {
        u64::from(self.0) << 32 | u64::from(self.1)
    }

    fn of(number: u64) -> Self {
        ((number >> 32) as u32, number as u32)
    }
}

/// Writes an item, which stands so many places behind the one before. More than 2^63 places are never between two.
pub(super) fn put_item(bytes: &mut Vec<u8>, step: u64, item: &impl Packed) {
    put(bytes, step << 1 | u64::from(item.is_short()));
    item.put(bytes);
}

/// Reads what [`put_item`] wrote.
#[inline]
pub(super) fn read_item<T: Packed>(read: &mut Unpack<'_>) -> Option<(u64, T)> {
    let step = read.number()?;
    Some((step >> 1, T::read(step & 1 == 1, read)?))
}

/// Items by their index, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByIndex<T, K = u32> {
    /// For every [`BLOCK`]th item its index, and where it stands in `bytes`.
    blocks: Vec<(K, usize)>,
    /// For each item how far it is from the one before (in a block the first is 0), and what it is.
    bytes: Vec<u8>,
    number: usize,
    /// The number of the last index.
    last: u64,
    of: PhantomData<T>,
}

/// The counts of the terms of a cell.
pub type TermCounts = ByIndex<TermCount>;

/// The counts of the pairs of themes of a cell, by the places of both, the smaller first.
pub type PairCounts = ByIndex<PairCount, (u32, u32)>;

impl<T, K> Default for ByIndex<T, K> {
    fn default() -> Self {
        Self { blocks: Vec::new(), bytes: Vec::new(), number: 0, last: 0, of: PhantomData }
    }
}

impl<T: Packed, K: Key> ByIndex<T, K> {
    /// Of items in the order of the index, each once.
    pub fn of(items: impl IntoIterator<Item = (K, T)>) -> Self {
        let mut packed = Self::default();
        items.into_iter().for_each(|(index, item)| packed.push(index, &item));
        packed.blocks.shrink_to_fit();
        packed.bytes.shrink_to_fit();
        packed
    }

    /// Adds the next item, whose index is larger than that of the one before.
    pub fn push(&mut self, index: K, item: &T) {
        let number = index.number();
        if self.number.is_multiple_of(BLOCK) {
            self.blocks.push((index, self.bytes.len()));
            self.last = number;
        }
        put_item(&mut self.bytes, number - self.last, item);
        self.last = number;
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
    pub fn iter(&self) -> ByIndexIter<'_, T, K> {
        self.from(0)
    }

    /// The place of the item with an index among all, and the item; `None` where there is none.
    pub fn find(&self, index: K) -> Option<(usize, T)> {
        let block = self.blocks.partition_point(|(first, _)| *first <= index).checked_sub(1)?;
        let of_block = (block * BLOCK..).zip(self.from(block)).take(BLOCK);
        let mut from_index = of_block.skip_while(|(_, (other, _))| *other < index);
        from_index.next().filter(|(_, (other, _))| *other == index).map(|(place, (_, item))| (place, item))
    }

    fn from(&self, block: usize) -> ByIndexIter<'_, T, K> {
        let start = self.blocks.get(block).map_or(self.bytes.len(), |(_, start)| *start);
        let read = Unpack::new(self.bytes.get(start..).unwrap_or_default());
        ByIndexIter { items: self, read, place: block * BLOCK, last: 0 }
    }
}

impl<T: Packed + Default, K: Key> ByIndex<T, K> {
    /// The item with an index; where there is none what stands for nothing, such as counts of 0.
    pub fn get(&self, index: K) -> T {
        self.find(index).map_or_else(T::default, |(_, item)| item)
    }
}

impl<T: Packed + Default + AddAssign, K: Key> ByIndex<T, K> {
    /// The sums of the items of several lists that have the same index.
    pub fn sum(lists: &[&Self]) -> Self {
        match lists {
            [only] => (*only).clone(),
            lists => Self::of(Summed { left: lists.iter().map(|list| list.iter().peekable()).collect() }),
        }
    }
}

/// Several lists side by side.
struct Summed<'c, T: Packed, K: Key> {
    left: Vec<Peekable<ByIndexIter<'c, T, K>>>,
}

impl<T: Packed + Default + AddAssign, K: Key> Iterator for Summed<'_, T, K> {
    type Item = (K, T);

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.left.iter_mut().filter_map(|list| list.peek().map(|(index, _)| *index)).min()?;
        let mut sum = T::default();
        let same = self.left.iter_mut().filter_map(|list| list.next_if(|(other, _)| *other == index));
        same.for_each(|(_, item)| sum += item);
        Some((index, sum))
    }
}

impl<'c, T: Packed, K: Key> IntoIterator for &'c ByIndex<T, K> {
    type Item = (K, T);
    type IntoIter = ByIndexIter<'c, T, K>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Items with their index; see [`ByIndex::iter`].
#[derive(Debug, Clone)]
pub struct ByIndexIter<'c, T, K = u32> {
    items: &'c ByIndex<T, K>,
    read: Unpack<'c>,
    place: usize,
    last: u64,
}

impl<T: Packed, K: Key> Iterator for ByIndexIter<'_, T, K> {
    type Item = (K, T);

    fn next(&mut self) -> Option<Self::Item> {
        if self.place.is_multiple_of(BLOCK) {
            self.last = self.items.blocks.get(self.place / BLOCK)?.0.number();
        }
        let (step, item) = read_item(&mut self.read)?;
        self.place += 1;
        self.last += step;
        Some((K::of(self.last), item))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.items.number.saturating_sub(self.place);
        (left, Some(left))
    }
}

impl<T: Packed, K: Key> ExactSizeIterator for ByIndexIter<'_, T, K> {}
impl<T: Packed, K: Key> FusedIterator for ByIndexIter<'_, T, K> {}

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

    #[test]
    fn pairs_come_back_by_both_indices() {
        let count = |both: u64, shared_span_only: u64| PairCount { both, shared_span_only };
        let all: Vec<((u32, u32), PairCount)> = (0..40)
            .flat_map(|a| (a + 1..40).map(move |b| (a, b)))
            .filter(|(a, b)| (a * b) % 7 != 3)
            .map(|(a, b)| ((a, b), count(u64::from(a * 1000 + b + 1), u64::from(b % 3) * u64::from(a))))
            .collect();
        let packed = PairCounts::of(all.iter().copied());
        assert_eq!(packed.iter().collect::<Vec<_>>(), all);
        assert!(packed.bytes.len() < 5 * all.len(), "{}", packed.bytes.len());
        for a in 0..41 {
            for b in 0..41 {
                let expected = all.iter().find(|(pair, _)| *pair == (a, b)).map(|(_, count)| *count);
                assert_eq!(packed.get((a, b)), expected.unwrap_or_default(), "{a} {b}");
            }
        }
        assert_eq!((PairCounts::default().get((0, 1)), PairCounts::default().iter().count()), (count(0, 0), 0));
    }

    #[test]
    fn counts_are_added_up_by_pair() {
        let of = |pairs: &[(u32, u32, u64)]| {
            PairCounts::of(
                pairs.iter().map(|(a, b, both)| ((*a, *b), PairCount { both: *both, shared_span_only: both / 2 })),
            )
        };
        let lists = [of(&[(0, 1, 2), (0, 5, 1), (3, 4, 9)]), of(&[(0, 2, 4), (0, 5, 6), (7, 9, 1)])];
        let sum = PairCounts::sum(&[&lists[0], &lists[1], &PairCounts::default()]);
        assert_eq!((PairCounts::sum(&[&lists[0]]), PairCounts::sum(&[])), (lists[0].clone(), PairCounts::default()));
        let found: Vec<(u32, u32, u64, u64)> =
            sum.iter().map(|((a, b), count)| (a, b, count.both, count.shared_span_only)).collect();
        assert_eq!(found, [(0, 1, 2, 1), (0, 2, 4, 2), (0, 5, 7, 3), (3, 4, 9, 4), (7, 9, 1, 0)]);
    }
}
