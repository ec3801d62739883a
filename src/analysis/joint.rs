//! How often themes stand in the same messages, counted over the sampling units of a cell.

use super::Study;
use crate::count::{Record, UnitSums};
use crate::stats::cooccurrence::JointSums;

/// The places of pairs of themes among all pairs.
pub(super) struct PairPlaces {
    themes: usize,
    places: Vec<u32>,
}

impl PairPlaces {
    pub(super) fn new(pairs: &[(usize, usize)], themes: usize) -> Self {
        let mut places = vec![0; themes * themes];
        for (place, &(a, b)) in (0..).zip(pairs) {
            (places[a * themes + b], places[b * themes + a]) = (place, place);
        }
        Self { themes, places }
    }

    pub(super) fn of(&self, a: usize, b: usize) -> u32 {
        self.places[a * self.themes + b]
    }
}

/// How often each theme and each pair of themes stands in the messages of a sampling unit.
pub(super) struct Tally<'p> {
    places: &'p PairPlaces,
    messages: u64,
    /// By the place of a theme: messages with it.
    themes: Vec<u64>,
    /// The themes that the unit has, in order.
    present: Vec<u32>,
    /// By the place of a pair: messages with both.
    pairs: Vec<u32>,
    of_message: Vec<u32>,
}

impl<'p> Tally<'p> {
    pub(super) fn new(places: &'p PairPlaces, pairs: usize) -> Self {
        let (themes, pairs) = (vec![0; places.themes], vec![0; pairs]);
        Self { places, messages: 0, themes, present: Vec::new(), pairs, of_message: Vec::new() }
    }

    /// Counts a unit in place of the one before.
    pub(super) fn count(&mut self, unit: &[Record]) {
        for (at, &a) in self.present.iter().enumerate() {
            self.themes[a as usize] = 0;
            for &b in &self.present[at + 1..] {
                self.pairs[self.places.of(a as usize, b as usize) as usize] = 0;
            }
        }
        self.messages = unit.len() as u64;
        self.present.clear();
        for message in unit {
            self.of_message.clear();
            self.of_message.extend(message.themes().map(|(theme, _)| theme));
            for (at, &a) in self.of_message.iter().enumerate() {
                if self.themes[a as usize] == 0 {
                    self.present.push(a);
                }
                self.themes[a as usize] += 1;
                for &b in &self.of_message[at + 1..] {
                    self.pairs[self.places.of(a as usize, b as usize) as usize] += 1;
                }
            }
        }
        self.present.sort_unstable();
    }

    /// The pairs of themes that the unit has: place among all pairs, messages with each and with both.
    fn each_pair(&self, mut each: impl FnMut(u32, u64, u64, u64)) {
        for (at, &a) in self.present.iter().enumerate() {
            for &b in &self.present[at + 1..] {
                let place = self.places.of(a as usize, b as usize);
                each(place, self.themes[a as usize], self.themes[b as usize], self.pairs[place as usize].into());
            }
        }
    }

    /// Puts the pairs with a joint message into a unit as the tests take it, in their order, those that are wanted: pairs are
    /// what is hit, messages stand in for tokens.
    pub(super) fn fill(&self, unit: &mut UnitSums, wanted: impl Fn(u32) -> bool) {
        (unit.messages, unit.tokens) = (self.messages, self.messages);
        unit.hits.clear();
        self.each_pair(|place, _, _, both| {
            if both > 0 && wanted(place) {
                unit.hits.push((place, both));
            }
        });
        unit.hits.sort_unstable();
    }
}

/// Sums over the sampling units of a cell, which holds fewer than 2^32 messages.
pub(super) struct CellSums {
    units: u64,
    /// Sum of n^2.
    squared: u64,
    /// For each theme the units with it, the sum of n `n_a`, and that of `n_a`^2.
    themes: Vec<[u64; 3]>,
    /// For each pair the units with both themes, and the sums of n `n_ab`, `n_a` `n_b`, `n_a` `n_ab`, `n_b` `n_ab` and `n_ab`^2.
    pairs: Vec<[u64; 6]>,
}

impl CellSums {
    /// None where there are no records.
    pub(super) fn of(study: &Study<'_>, cell: usize, places: &PairPlaces, pairs: usize) -> Self {
        let (themes, of_pairs) = (vec![[0; 3]; places.themes], vec![[0; 6]; pairs]);
        let mut sums = Self { units: 0, squared: 0, themes, pairs: of_pairs };
        let mut tally = Tally::new(places, pairs);
        let add = |to: &mut u64, number: u64| *to = to.saturating_add(number);
        study.each_unit(cell, |unit| {
            tally.count(unit);
            let n = tally.messages;
            sums.units += 1;
            add(&mut sums.squared, n * n);
            for &theme in &tally.present {
                let (with, of) = (tally.themes[theme as usize], &mut sums.themes[theme as usize]);
                of.iter_mut().zip([1, n * with, with * with]).for_each(|(to, number)| add(to, number));
            }
            tally.each_pair(|place, a, b, both| {
                let products = [1, n * both, a * b, a * both, b * both, both * both];
                sums.pairs[place as usize].iter_mut().zip(products).for_each(|(to, number)| add(to, number));
            });
        });
        sums
    }

    pub(super) fn of_pair(&self, (a, b): (usize, usize), place: usize) -> JointSums {
        let ([with_a, n_a, a_a], [with_b, n_b, b_b]) = (self.themes[a], self.themes[b]);
        let [with_both, n_ab, a_b, a_ab, b_ab, ab_ab] = self.pairs[place];
        JointSums {
            units: self.units,
            units_with_either: with_a + with_b - with_both,
            n_n: self.squared.into(),
            n_a: n_a.into(),
            n_b: n_b.into(),
            n_ab: n_ab.into(),
            a_a: a_a.into(),
            b_b: b_b.into(),
            a_b: a_b.into(),
            a_ab: a_ab.into(),
            b_ab: b_ab.into(),
            ab_ab: ab_ab.into(),
        }
    }
}
