//! Counts of the pairs of themes of a cell, packed: two or three bytes for most pairs, where numbers of 64 bits would take 24.

use super::PairCount;
use crate::pack::{Unpack, put};

/// Pairs of a block.
const BLOCK: usize = 64;

/// Indices of two themes, the smaller first.
type Pair = (u32, u32);

/// For each pair of themes of a cell its counts, in the order of both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// For every [`BLOCK`]th pair its number, and where it stands in `bytes`.
    blocks: Vec<(u64, usize)>,
    /// For each pair how far its number is from that of the one before (in a block the first is 0); then messages with both, with
    /// one bit that says whether in some every hit of either overlaps; then how many these are, if any.
    bytes: Vec<u8>,
    pairs: usize,
}

/// Both indices as one number.
fn number((a, b): Pair) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

fn pair(number: u64) -> Pair {
    ((number >> 32) as u32, number as u32)
}

impl PairCounts {
    /// Of counts in the order of the pairs, each pair once.
    pub fn of(counts: impl IntoIterator<Item = (Pair, PairCount)>) -> Self {
        let mut packed = Self::default();
        let mut last = 0;
        for (pair, PairCount { both, shared_span_only }) in counts {
            let number = number(pair);
            if packed.pairs.is_multiple_of(BLOCK) {
                packed.blocks.push((number, packed.bytes.len()));
                last = number;
            }
            put(&mut packed.bytes, number - last);
            put(&mut packed.bytes, both << 1 | u64::from(shared_span_only > 0));
            if shared_span_only > 0 {
                put(&mut packed.bytes, shared_span_only);
            }
            last = number;
            packed.pairs += 1;
        }
        packed.blocks.shrink_to_fit();
        packed.bytes.shrink_to_fit();
        packed
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.pairs
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs == 0
    }

    /// The pairs with their counts, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Pair, PairCount)> + '_ {
        self.from(0)
    }

    /// The counts of a pair; all 0 where it does not occur.
    pub fn get(&self, wanted: Pair) -> PairCount {
        let block = self.blocks.partition_point(|(first, _)| *first <= number(wanted));
        let Some(block) = block.checked_sub(1) else { return PairCount::default() };
        let mut from_pair = self.from(block).take(BLOCK).skip_while(|(pair, _)| *pair < wanted);
        from_pair.next().filter(|(pair, _)| *pair == wanted).map_or_else(PairCount::default, |(_, count)| count)
    }

    /// Adds the counts of other messages.
    pub fn add(&mut self, other: &Self) {
        if self.is_empty() {
            self.clone_from(other);
        } else if !other.is_empty() {
            *self = Self::of(merged(self.iter(), other.iter()));
        }
    }

    fn from(&self, block: usize) -> impl Iterator<Item = (Pair, PairCount)> + '_ {
        let start = self.blocks.get(block).map_or(self.bytes.len(), |(_, start)| *start);
        let mut read = Unpack::new(self.bytes.get(start..).unwrap_or_default());
        let (mut place, mut last) = (block * BLOCK, 0);
        std::iter::from_fn(move || {
            if place.is_multiple_of(BLOCK) {
                last = self.blocks.get(place / BLOCK)?.0;
            }
            last += read.number()?;
            let both = read.number()?;
            let shared_span_only = if both & 1 == 1 { read.number()? } else { 0 };
            place += 1;
            Some((pair(last), PairCount { both: both >> 1, shared_span_only }))
        })
    }
}

/// Two lists of counts, each in order, as one.
fn merged(
    one: impl Iterator<Item = (Pair, PairCount)>,
    other: impl Iterator<Item = (Pair, PairCount)>,
) -> impl Iterator<Item = (Pair, PairCount)> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some((a, _)), Some((b, _))) if a == b => {
            let ((pair, mut count), (_, more)) = one.next().zip(other.next())?;
            count += more;
            Some((pair, count))
        }
        (Some((a, _)), Some((b, _))) if a > b => other.next(),
        (None, _) => other.next(),
        _ => one.next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let count = |both: u64, shared_span_only: u64| PairCount { both, shared_span_only };
        let all: Vec<(Pair, PairCount)> = (0..40)
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
        let mut sum = PairCounts::default();
        sum.add(&of(&[(0, 1, 2), (0, 5, 1), (3, 4, 9)]));
        sum.add(&of(&[(0, 2, 4), (0, 5, 6), (7, 9, 1)]));
        sum.add(&PairCounts::default());
        let found: Vec<(u32, u32, u64, u64)> =
            sum.iter().map(|((a, b), count)| (a, b, count.both, count.shared_span_only)).collect();
        assert_eq!(found, [(0, 1, 2, 1), (0, 2, 4, 2), (0, 5, 7, 3), (3, 4, 9, 4), (7, 9, 1, 0)]);
    }
}
