//! Very many units, of which few have a hit: those without one that have the same size are alike, so of each size only their number
//! is drawn.
//!
//! That is the distribution of a draw unit by unit: how many of each class are among those drawn without replacement is
//! multivariate hypergeometric.

use super::hypergeometric::Tables;
use super::random::Source;
use rustc_hash::FxHashMap;

/// Fewer units than this are drawn one by one.
pub(super) const MANY: usize = 100_000;
/// Units of a size that fewer have are drawn one by one.
const FEWEST: u64 = 1_000;

/// Sizes, each with the number of units without a hit that have it, in order.
#[derive(Debug, Clone)]
pub(super) struct Classes<S>(Vec<(S, u64)>);

impl<S> Default for Classes<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S: Copy + Ord + std::hash::Hash> Classes<S> {
    /// The classes of some units, given by their size and whether they have a hit, together with these. None where that would
    /// be less than half of the units.
    pub(super) fn with(&self, units: impl Iterator<Item = (S, bool)>) -> Self {
        let mut numbers: FxHashMap<S, u64> = self.0.iter().copied().collect();
        let mut with_hits = 0_u64;
        for (size, has_hits) in units {
            if has_hits {
                with_hits += 1;
            } else {
                *numbers.entry(size).or_default() += 1;
            }
        }
        let units = with_hits + numbers.values().sum::<u64>();
        numbers.retain(|_, number| *number >= FEWEST);
        let mut classes = Self(numbers.into_iter().collect());
        if classes.units() * 2 < units {
            return self.clone();
        }
        classes.0.sort_unstable();
        classes
    }

    /// Whether a unit without a hit is in one of them.
    pub(super) fn holds(&self, size: S) -> bool {
        self.0.binary_search_by_key(&size, |class| class.0).is_ok()
    }

    /// The sizes and numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (S, u64)> + '_ {
        self.0.iter().copied()
    }

    /// Units in all of them.
    pub(super) fn units(&self) -> u64 {
        self.0.iter().map(|class| class.1).sum()
    }

    /// How many of `others`, which are in no class, are among `drawn` units.
    pub(super) fn of_others(&self, others: usize, drawn: usize, source: &mut Source) -> usize {
        let units = self.units();
        if units == 0 {
            return drawn;
        }
        let tables = Tables::with_margins(others as u64, units, drawn as u64);
        tables.map_or(0, |tables| usize::try_from(tables.draw(source)).unwrap_or(others))
    }

    /// Draws `count` of the units that are `left` in each class, and hands over of each size how many these are.
    pub(super) fn take(&self, left: &mut [u64], mut count: u64, source: &mut Source, mut each: impl FnMut(S, u64)) {
        let mut others: u64 = left.iter().sum();
        for ((size, _), left) in self.0.iter().zip(left) {
            others -= *left;
            let tables = Tables::with_margins(*left, others, count);
            let taken = tables.map_or(0, |tables| tables.draw(source));
            if taken > 0 {
                *left -= taken;
                count -= taken;
                each(*size, taken);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Purpose;

    #[test]
    fn classes_are_of_units_without_a_hit() {
        let sizes = [(7, 3_000_u64, false), (9, 2_000, false), (7, 1_500, true), (8, 999, false)];
        let all = |sizes: &[(u64, u64, bool)]| {
            let units = sizes.iter().flat_map(|(size, number, hit)| (0..*number).map(|_| (*size, *hit)));
            units.collect::<Vec<_>>()
        };
        let classes = Classes::default().with(all(&sizes).into_iter());
        assert_eq!(classes.iter().collect::<Vec<_>>(), [(7, 3_000), (9, 2_000)]);
        assert_eq!((classes.units(), [7, 8, 9].map(|size| classes.holds(size))), (5_000, [true, false, true]));
        let more = classes.with(all(&[(9, 5, false), (8, 1_000, false)]).into_iter());
        assert_eq!(more.iter().collect::<Vec<_>>(), [(7, 3_000), (8, 1_000), (9, 2_005)]);
        let most_have_hits = Classes::default().with(all(&[(7, 3_000, false), (7, 3_001, true)]).into_iter());
        assert_eq!(most_have_hits.units(), 0);
    }

    #[test]
    fn what_is_taken_has_the_moments_of_a_draw_unit_by_unit() {
        let classes = Classes(vec![(3_u64, 1_200_u64), (5, 4_000), (40, 1_800)]);
        let numbers: Vec<u64> = classes.iter().map(|class| class.1).collect();
        let (others, drawn, draws) = (500, 2_500, 20_000_u64);
        let mut sums = [[0.0; 2]; 4];
        let purpose = Purpose::new(5, "classes");
        for number in 0..draws {
            let mut source = purpose.replicate(number);
            let of_others = classes.of_others(others, drawn, &mut source);
            let mut left = numbers.clone();
            let mut taken = vec![of_others as u64];
            classes.take(&mut left, (drawn - of_others) as u64, &mut source, |_, number| taken.push(number));
            assert_eq!(taken.iter().sum::<u64>(), drawn as u64);
            assert!(left.iter().zip(&numbers).zip(&taken[1..]).all(|((left, all), taken)| left + taken == *all));
            for (sums, taken) in sums.iter_mut().zip(taken) {
                sums[0] += taken as f64;
                sums[1] += (taken * taken) as f64;
            }
        }
        let (all, draws, drawn) = (7_500.0, draws as f64, drawn as f64);
        for ([sum, squares], number) in sums.into_iter().zip([500.0, 1_200.0, 4_000.0, 1_800.0]) {
            let share = number / all;
            let expected = drawn * share;
            let variance = drawn * share * (1.0 - share) * (all - drawn) / (all - 1.0);
            let (mean, found) = (sum / draws, squares / draws - (sum / draws).powi(2));
            assert!((mean - expected).abs() < 4.0 * (variance / draws).sqrt(), "{mean} {expected}");
            assert!((found / variance - 1.0).abs() < 4.0 * (2.0 / draws).sqrt(), "{found} {variance}");
        }
    }
}
