//! Units of two sides, and what they sum to in a reassignment.

use std::borrow::Cow;

use super::extremes::{Side, clearly_extreme};
use super::{Both, Layer, Sample, SampleSums, ThemeSums};
use crate::stats::classes::{Classes, MANY};
use crate::stats::random::Source;
use crate::stats::rate::RateSums;

/// Hits stand in a table of all units and themes where at least one in so many places has some.
const DENSE: usize = 2;
/// Sums of integers below this are exact in floats.
const EXACT: u128 = 1 << 53;

/// The units of one layer. Themes are given by their place among those that are kept, which become ever fewer.
pub(super) struct Pool<'l> {
    /// Those that are in no class.
    units: Vec<Unit<'l>>,
    /// Tokens and messages of units without a hit, where there are very many.
    classes: Classes<(u64, u64)>,
    /// How many are drawn: those of the smaller side.
    drawn: usize,
    /// Whether that is the second.
    is_second: bool,
    weight: f64,
    /// The sums of both sides, and of each theme as floats; none where these would not be exact.
    whole: SampleSums,
    of_themes: Vec<Option<Sums>>,
    /// Hits of each unit with each theme, where they are dense.
    table: Vec<f64>,
}

/// One reassignment of the units of a pool.
pub(super) struct Drawn {
    /// All units in no class; those drawn stand first.
    order: Vec<u32>,
    /// How many of these are drawn.
    count: usize,
    /// How many are left of each class.
    left: Vec<u64>,
    /// Sums over the units that are drawn, without those of themes, and over all others.
    sides: [SampleSums; 2],
    /// Of each theme the sums over the units that are drawn.
    sums: Vec<Sums>,
}

impl Drawn {
    /// Nothing yet.
    pub fn none() -> Self {
        let sides = [SampleSums::new(0), SampleSums::new(0)];
        Self { order: Vec::new(), count: 0, left: Vec::new(), sides, sums: Vec::new() }
    }
}

/// Hits, their squares, and their products with tokens and messages, summed over units.
type Sums = [f64; 4];

struct Unit<'l> {
    tokens: u64,
    messages: u64,
    /// By place of the theme, in order.
    hits: Cow<'l, [(u32, u64)]>,
}

impl<'l> Unit<'l> {
    fn of(sample: &Sample<'l>) -> Self {
        let mut hits = Cow::Borrowed(sample.hits);
        if !hits.is_sorted_by_key(|(theme, _)| theme) {
            hits.to_mut().sort_unstable_by_key(|(theme, _)| *theme);
        }
        Unit { tokens: sample.tokens, messages: sample.messages, hits }
    }

    /// The same with some of the themes, given by their places, in order.
    fn narrowed(self, places: &[usize]) -> Self {
        let kept = |(place, hits): &(u32, u64)| Some((places.binary_search(&(*place as usize)).ok()? as u32, *hits));
        Self { hits: self.hits.iter().filter_map(kept).collect(), ..self }
    }

    fn size(&self) -> (u64, u64) {
        (self.tokens, self.messages)
    }
}

impl<'l> Pool<'l> {
    /// The units of a layer, with the sums of its sides, and those of the themes that are given, in order.
    pub fn of(layer: &Layer<'l>, sides: &[SampleSums; 2], themes: &[usize]) -> Self {
        let mut whole = sides[0].clone();
        whole.merge(&sides[1]);
        let of_theme = |sums: &ThemeSums| {
            let sums = [u128::from(sums.hits), sums.squared, sums.tokens, sums.messages];
            sums.iter().all(|sum| *sum < EXACT).then(|| sums.map(|sum| sum as f64))
        };
        let mut pool = Self {
            units: layer.from.iter().chain(layer.to).map(Unit::of).collect(),
            classes: Classes::default(),
            drawn: layer.from.len().min(layer.to.len()),
            is_second: layer.from.len() > layer.to.len(),
            weight: layer.weight,
            of_themes: whole.themes.iter().map(of_theme).collect(),
            whole,
            table: Vec::new(),
        };
        if themes.len() < pool.of_themes.len() {
            pool.narrow(themes);
        } else {
            pool.gather(MANY);
            pool.lay_out();
        }
        pool
    }

    /// Keeps some of the themes, given by their places, in order.
    pub fn narrow(&mut self, places: &[usize]) {
        self.units = std::mem::take(&mut self.units).into_iter().map(|unit| unit.narrowed(places)).collect();
        self.whole.themes = places.iter().map(|place| self.whole.themes[*place]).collect();
        self.of_themes = places.iter().map(|place| self.of_themes[*place]).collect();
        self.gather(MANY);
        self.lay_out();
    }

    /// Puts units without a hit into classes, where there are at least so many units.
    fn gather(&mut self, many: usize) {
        if self.units.len() >= many {
            self.classes = self.classes.with(self.units.iter().map(|unit| (unit.size(), !unit.hits.is_empty())));
            self.units.retain(|unit| !unit.hits.is_empty() || !self.classes.holds(unit.size()));
            self.units.shrink_to_fit();
        }
    }

    fn lay_out(&mut self) {
        let themes = self.of_themes.len();
        self.table = Vec::new();
        let hits: usize = self.units.iter().map(|unit| unit.hits.len()).sum();
        if hits > 0 && hits.saturating_mul(DENSE) >= themes.saturating_mul(self.units.len()) {
            self.table = vec![0.0; themes * self.units.len()];
            for (unit, row) in self.units.iter().zip(self.table.chunks_exact_mut(themes)) {
                let known = unit.hits.iter().filter(|(place, _)| (*place as usize) < themes);
                known.for_each(|(place, hits)| row[*place as usize] = *hits as f64);
            }
        }
    }

    /// Draws the units of the smaller side among all; the sums of the other follow by subtraction.
    pub fn draw(&self, source: &mut Source, into: &mut Drawn) {
        let Drawn { order, count, left, sides, sums } = into;
        *count = self.classes.of_others(self.units.len(), self.drawn, source);
        order.clear();
        order.extend((0..).take(self.units.len()));
        source.choose(order, *count);
        sums.clear();
        sums.resize(self.of_themes.len(), [0.0; 4]);
        let mut drawn = SampleSums::new(0);
        left.clear();
        left.extend(self.classes.iter().map(|class| class.1));
        self.classes.take(left, (self.drawn - *count) as u64, source, |(tokens, messages), number| {
            drawn.add_alike(&Sample { tokens, messages, hits: &[] }, number);
        });
        for place in order.iter().take(*count) {
            let unit = &self.units[*place as usize];
            drawn.add(&Sample { tokens: unit.tokens, messages: unit.messages, hits: &[] });
            let scale = [unit.tokens as f64, unit.messages as f64];
            if self.table.is_empty() {
                for (place, hits) in unit.hits.iter() {
                    if let Some(sums) = sums.get_mut(*place as usize) {
                        add(sums, *hits as f64, scale);
                    }
                }
            } else {
                let row = &self.table[*place as usize * sums.len()..];
                sums.iter_mut().zip(row).for_each(|(sum, hits)| add(sum, *hits, scale));
            }
        }
        let rest = self.whole.without_themes(&drawn);
        *sides = [drawn, rest];
    }

    /// Both sides of a theme, in their order.
    fn ordered<T>(&self, [drawn, rest]: [T; 2]) -> [T; 2] {
        if self.is_second { [rest, drawn] } else { [drawn, rest] }
    }

    /// By tokens, or else by messages; `None` where floats are not exact.
    fn quick(&self, of: &Drawn, theme: usize, by_tokens: bool) -> Option<[Side; 2]> {
        let (drawn, whole) = (&of.sums[theme], self.of_themes[theme].as_ref()?);
        let side = |totals: &SampleSums, sums: Sums| {
            let [hits, hits_squared, of_tokens, of_messages] = sums;
            let (tokens, tokens_squared, hits_tokens) = if by_tokens {
                (totals.tokens, totals.tokens_squared, of_tokens)
            } else {
                (totals.messages, totals.messages_squared, of_messages)
            };
            let (units, tokens, tokens_squared) = (totals.units as f64, tokens as f64, tokens_squared as f64);
            Side { units, hits, tokens, hits_squared, hits_tokens, tokens_squared }
        };
        let rest = std::array::from_fn(|which| whole[which] - drawn[which]);
        Some(self.ordered([side(&of.sides[0], *drawn), side(&of.sides[1], rest)]))
    }

    /// The same in integers.
    fn exactly(&self, of: &Drawn, theme: usize) -> [Both; 2] {
        let mut sums = SampleSums { themes: vec![ThemeSums::default()], ..of.sides[0].clone() };
        for place in of.order.iter().take(of.count) {
            let unit = &self.units[*place as usize];
            if let Ok(place) = unit.hits.binary_search_by_key(&theme, |(place, _)| *place as usize) {
                sums.themes[0].add(unit.hits[place].1, unit.tokens, unit.messages);
            }
        }
        let drawn = sums.of_theme(0);
        self.ordered([drawn, self.whole.of_theme(theme).without(&drawn)])
    }
}

fn add(sums: &mut Sums, hits: f64, [tokens, messages]: [f64; 2]) {
    let more = [hits, hits * hits, hits * tokens, hits * messages];
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// Whether the differences of a theme, by tokens and by messages, are as large as what was observed, in what was drawn of each pool.
/// `studentised` gives a difference over its error, given the sums of all layers and their weights.
pub(super) fn extreme(
    (pools, drawn): (&[Pool<'_>], &[Drawn]),
    theme: usize,
    observed: [f64; 2],
    studentised: impl Fn(&[[Both; 2]], &[f64], fn(&Both) -> &RateSums) -> Option<f64>,
) -> [bool; 2] {
    let mut exactly: Option<Vec<[Both; 2]>> = None;
    let ways: [fn(&Both) -> &RateSums; 2] = [|both| &both.tokens, |both| &both.messages];
    let mut tell = |which: usize| {
        let both = pools.iter().zip(drawn);
        let layers = both.clone().map(|(pool, of)| Some((pool.weight, pool.quick(of, theme, which == 0)?)));
        if let Some(clearly) = clearly_extreme(layers, observed[which]) {
            return clearly;
        }
        let sides = exactly.get_or_insert_with(|| both.map(|(pool, of)| pool.exactly(of, theme)).collect());
        let weights: Vec<f64> = pools.iter().map(|pool| pool.weight).collect();
        // A reassignment that leaves a side without a token counts as extreme: it cannot speak against chance.
        studentised(sides, &weights, ways[which]).map_or(f64::INFINITY, f64::abs) >= observed[which]
    };
    [tell(0), tell(1)]
}

#[cfg(test)]
mod tests {
    use super::super::extremes::studentised;
    use super::*;
    use crate::stats::random::Purpose;

    /// Tokens, messages and hits of a unit.
    type Made = (u64, u64, Vec<(u32, u64)>);

    fn samples(units: &[Made]) -> Vec<Sample<'_>> {
        units.iter().map(|(tokens, messages, hits)| Sample { tokens: *tokens, messages: *messages, hits }).collect()
    }

    #[test]
    fn sums_of_what_is_drawn_are_those_of_its_units() {
        const THEMES: usize = 7;
        for often in [1, 9] {
            let mut source = Purpose::new(3, "pool").replicate(often);
            let mut units = |number: usize| -> Vec<Made> {
                (0..number)
                    .map(|_| {
                        let (tokens, messages) = (source.below(3) * source.below(400), 1 + source.below(5));
                        // Not in order.
                        let hits = (0..THEMES as u32).rev().filter(|_| source.below(10) < often).collect::<Vec<_>>();
                        (tokens, messages, hits.into_iter().map(|theme| (theme, 1 + source.below(6))).collect())
                    })
                    .collect()
            };
            let sides = [units(9), units(14), units(8), units(5)];
            let sides = sides.each_ref().map(|units| samples(units));
            let layers = [
                Layer { from: &sides[0], to: &sides[1], weight: 0.25 },
                Layer { from: &sides[2], to: &sides[3], weight: -1.0 },
            ];
            let mut kept: Vec<usize> = (0..THEMES).collect();
            let mut pools: Vec<Pool<'_>> = layers
                .iter()
                .map(|layer| {
                    let sides = [layer.from, layer.to].map(|side| SampleSums::of(side, THEMES));
                    Pool::of(layer, &sides, &kept)
                })
                .collect();
            assert_eq!(pools[0].table.is_empty(), often == 1);
            let purpose = Purpose::new(4, "draws");
            for number in 0..300 {
                if number == 150 {
                    kept = vec![1, 2, 5];
                    pools.iter_mut().for_each(|pool| pool.narrow(&kept));
                }
                let mut random = purpose.replicate(number);
                let mut drawn: Vec<Drawn> = pools.iter().map(|_| Drawn::none()).collect();
                pools.iter().zip(&mut drawn).for_each(|(pool, drawn)| pool.draw(&mut random, drawn));
                let mut random = purpose.replicate(number);
                let expected: Vec<[SampleSums; 2]> = layers
                    .iter()
                    .map(|layer| {
                        let all: Vec<Sample<'_>> = layer.from.iter().chain(layer.to).copied().collect();
                        let mut order: Vec<usize> = (0..all.len()).collect();
                        let smaller = layer.from.len().min(layer.to.len());
                        random.choose(&mut order, smaller);
                        let of = |places: &[usize]| {
                            SampleSums::of(&places.iter().map(|place| all[*place]).collect::<Vec<_>>(), THEMES)
                        };
                        let (drawn, rest) = (of(&order[..smaller]), of(&order[smaller..]));
                        if layer.from.len() > layer.to.len() { [rest, drawn] } else { [drawn, rest] }
                    })
                    .collect();
                for (place, theme) in kept.iter().enumerate() {
                    let sides: Vec<[Both; 2]> =
                        expected.iter().map(|sides| sides.each_ref().map(|side| side.of_theme(*theme))).collect();
                    let weights = [0.25, -1.0];
                    let exact =
                        |of: fn(&Both) -> &RateSums| studentised(&sides, &weights, of).map_or(f64::INFINITY, f64::abs);
                    let exact = [exact(|both| &both.tokens), exact(|both| &both.messages)];
                    // What was observed lies among what is drawn, or is just that.
                    for observed in [[0.7; 2], exact, exact.map(|size| size * (1.0 + 1e-8))] {
                        let found = extreme((&pools, &drawn), place, observed, studentised);
                        assert_eq!(found, [0, 1].map(|which| exact[which] >= observed[which]), "{number} {theme}");
                    }
                }
            }
        }
    }

    #[test]
    fn classes_are_drawn_as_their_units_would_be() {
        let mut source = Purpose::new(12, "classes").replicate(0);
        let mut side = |number: usize| -> Vec<Made> {
            let made = (0..number).map(|_| {
                let hits = if source.below(20) == 0 { vec![(1, 1 + source.below(3))] } else { Vec::new() };
                // One in a hundred has a length of its own.
                let tokens = if source.below(100) == 0 { 50 + source.below(300) } else { 7 + 2 * source.below(2) };
                (tokens, 1, hits)
            });
            made.collect()
        };
        let units = [side(2_600), side(2_100)];
        let sides = units.each_ref().map(|units| samples(units));
        let layer = Layer { from: &sides[0], to: &sides[1], weight: 1.0 };
        let sums = sides.each_ref().map(|side| SampleSums::of(side, 2));
        let mut pool = Pool::of(&layer, &sums, &[1]);
        let all = pool.units.len();
        pool.gather(0);
        assert!(pool.classes.units() > 4_000 && pool.units.len() as u64 + pool.classes.units() == all as u64);
        let draws = 8_000;
        let mut found = [[0.0; 2]; 3];
        let mut drawn = Drawn::none();
        for number in 0..draws {
            pool.draw(&mut Purpose::new(13, "draws").replicate(number), &mut drawn);
            let [first, second] = &drawn.sides;
            assert_eq!((first.units, second.units), (2_100, 2_600));
            assert_eq!(first.tokens + second.tokens, pool.whole.tokens);
            let values = [first.tokens as f64, first.tokens_squared as f64, drawn.sums[0][0]];
            for (sums, value) in found.iter_mut().zip(values) {
                sums[0] += value;
                sums[1] += value * value;
            }
            let exactly = pool.exactly(&drawn, 0);
            let quick = pool.quick(&drawn, 0, true).expect("exact floats");
            assert_eq!(exactly.map(|side| side.tokens.hits), quick.map(|side| side.hits as u64));
        }
        let (draws, all) = (draws as f64, all as f64);
        let of: [fn(&Made) -> f64; 3] = [
            |made| made.0 as f64,
            |made| (made.0 * made.0) as f64,
            |made| made.2.iter().map(|(_, hits)| *hits as f64).sum(),
        ];
        for ([sum, squares], of) in found.into_iter().zip(of) {
            let values: Vec<f64> = units.iter().flatten().map(of).collect();
            let mean = values.iter().sum::<f64>() / all;
            let spread = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (all - 1.0);
            let variance = 2_100.0 * spread * (1.0 - 2_100.0 / all);
            let (drawn, drawn_variance) = (sum / draws, squares / draws - (sum / draws).powi(2));
            assert!((drawn - 2_100.0 * mean).abs() < 4.0 * (variance / draws).sqrt(), "{drawn} {mean}");
            assert!(
                (drawn_variance / variance - 1.0).abs() < 4.0 * (2.0 / draws).sqrt(),
                "{drawn_variance} {variance}"
            );
        }
    }
}
