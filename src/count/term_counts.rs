//! Counts of the terms of a cell, packed: two to six bytes for most terms, where numbers of 64 bits would take 32.

use std::iter::FusedIterator;

use super::TermCount;
use crate::pack::{Unpack, put};

/// Terms of a block.
const BLOCK: usize = 64;

/// For each term of a cell its index and counts, in the order of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermCounts {
    /// For every [`BLOCK`]th term its index, and where it stands in `bytes`.
    blocks: Vec<(u32, usize)>,
    /// For each term how far it is from the one before (in a block the first is 0), with one bit that says whether all of its
    /// counts are 1; else occurrences beyond its messages, messages, and messages beyond its documents.
    bytes: Vec<u8>,
    terms: usize,
}

impl TermCounts {
    /// Of counts in the order of the index, each term once.
    pub fn of(counts: impl IntoIterator<Item = (u32, TermCount)>) -> Self {
        let mut packed = Self::default();
        let mut last = 0;
        for (term, count) in counts {
            if packed.terms.is_multiple_of(BLOCK) {
                packed.blocks.push((term, packed.bytes.len()));
                last = term;
            }
            put_count(&mut packed.bytes, term - last, &count);
            last = term;
            packed.terms += 1;
        }
        packed.blocks.shrink_to_fit();
        packed.bytes.shrink_to_fit();
        packed
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.terms == 0
    }

    /// The terms with their counts, in the order of the index.
    pub fn iter(&self) -> TermCountsIter<'_> {
        self.from(0)
    }

    /// The place of a term among those of the cell, and its counts; `None` where it does not occur.
    pub fn find(&self, term: u32) -> Option<(usize, TermCount)> {
        let block = self.blocks.partition_point(|(first, _)| *first <= term).checked_sub(1)?;
        let of_block = (block * BLOCK..).zip(self.from(block)).take(BLOCK);
        let mut from_term = of_block.skip_while(|(_, (other, _))| *other < term);
        from_term.next().filter(|(_, (other, _))| *other == term).map(|(place, (_, count))| (place, count))
    }

    /// The counts of a term; all 0 where it does not occur.
    pub fn get(&self, term: u32) -> TermCount {
        self.find(term).map_or_else(TermCount::default, |(_, count)| count)
    }

    fn from(&self, block: usize) -> TermCountsIter<'_> {
        let start = self.blocks.get(block).map_or(self.bytes.len(), |(_, start)| *start);
        let read = Unpack::new(self.bytes.get(start..).unwrap_or_default());
        TermCountsIter { counts: self, read, place: block * BLOCK, last: 0 }
    }
}

impl<'c> IntoIterator for &'c TermCounts {
    type Item = (u32, TermCount);
    type IntoIter = TermCountsIter<'c>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Writes the counts of a term, which stands so many places behind the one before.
pub(super) fn put_count(bytes: &mut Vec<u8>, step: u32, count: &TermCount) {
    let one = *count == TermCount { count: 1, messages: 1, documents: 1 };
    put(bytes, u64::from(step) << 1 | u64::from(one));
    if !one {
        put(bytes, count.count - count.messages);
        put(bytes, count.messages);
        put(bytes, count.messages - count.documents);
    }
}

/// Reads what [`put_count`] wrote.
#[inline]
pub(super) fn read_count(read: &mut Unpack<'_>) -> Option<(u32, TermCount)> {
    let step = read.number()?;
    if step & 1 == 1 {
        return Some(((step >> 1) as u32, TermCount { count: 1, messages: 1, documents: 1 }));
    }
    let (more, messages, less) = (read.number()?, read.number()?, read.number()?);
    Some(((step >> 1) as u32, TermCount { count: messages + more, messages, documents: messages - less }))
}

/// The terms of a cell with their counts; see [`TermCounts::iter`].
#[derive(Debug, Clone)]
pub struct TermCountsIter<'c> {
    counts: &'c TermCounts,
    read: Unpack<'c>,
    place: usize,
    last: u32,
}

impl Iterator for TermCountsIter<'_> {
    type Item = (u32, TermCount);

    fn next(&mut self) -> Option<Self::Item> {
        if self.place.is_multiple_of(BLOCK) {
            self.last = self.counts.blocks.get(self.place / BLOCK)?.0;
        }
        let (step, count) = read_count(&mut self.read)?;
        self.place += 1;
        self.last += step;
        Some((self.last, count))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.counts.terms.saturating_sub(self.place);
        (left, Some(left))
    }
}

impl ExactSizeIterator for TermCountsIter<'_> {}
impl FusedIterator for TermCountsIter<'_> {}

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
