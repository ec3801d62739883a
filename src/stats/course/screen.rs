//! Whether the statistics of a reassignment reach their bounds, for many themes side by side.

use super::Series;
use crate::stats::number::float;

/// Themes that are computed at once.
const LANES: usize = 8;
/// Clusters are kept with all themes where at least one in so many is a hit.
const DENSE: usize = 4;

/// Numbers of the themes of a block.
type Lanes = [f64; LANES];

/// Sums of hits, and half those of y^2 - 2 r y n, of the themes of a block.
type Row = [Lanes; 2];

const NO_ROW: Row = [[0.0; LANES]; 2];

/// Some themes of a series, with the squares of z from which on a reassignment is extreme.
///
/// A statistic C^2 / V with the bound B is compared as C^2 - B V, whose sums run over all themes of a block at once. Where that is
/// within rounding of 0, nothing is told, and [`super::Statistics`] decides.
pub(super) struct Screen {
    blocks: Vec<Block>,
    /// What is known of each cluster.
    clusters: Clusters,
    themes: usize,
}

enum Clusters {
    /// Each block has a row of hits for each cluster.
    Dense,
    /// Hits of each cluster, as they end: place among the themes, and hits.
    Sparse(Vec<(u32, f32)>, Vec<usize>),
    /// Some have too many for the floats here: nothing is told.
    Unknown,
}

/// Hits up to this number are exact in the floats of rows, which take a quarter of the room that sums take.
const EXACT: f64 = 16_777_216.0;

struct Block {
    /// r.
    rates: Lanes,
    /// What V has for each squared token, whatever the hits.
    rest: Lanes,
    /// V of all periods.
    all: Lanes,
    /// Of trend, split and peak.
    bounds: [Lanes; 3],
    /// C^2 - B V this far from 0 is no rounding.
    rounding: [Lanes; 3],
    rows: Vec<[f32; LANES]>,
}

/// A period with tokens, of one reassignment.
#[derive(Clone, Copy)]
struct Scale {
    tokens: f64,
    squares: f64,
    /// Its place less the mean place, weighted by tokens, and the square of that.
    place: [f64; 2],
    /// V of the split after it: so many times V before it, and V of all.
    split: [f64; 2],
    /// The same of its peak.
    peak: [f64; 2],
    /// Where its rows end.
    end: usize,
}

/// What a thread fills anew for each reassignment.
#[derive(Default)]
pub(super) struct Room {
    periods: Vec<Scale>,
    /// Rows of each period, one period after the other.
    rows: Vec<u32>,
    ends: Vec<usize>,
    /// For each block the sums of each period, where clusters are sparse.
    sums: Vec<Row>,
    /// For each theme whether its three statistics reach their bounds.
    pub told: Vec<Option<[bool; 3]>>,
}

impl Screen {
    /// `bounds` are those of the themes.
    pub fn new(series: &Series, themes: &[usize], bounds: &[[f64; 3]]) -> Self {
        let clusters = series.tokens.len();
        let squared = series.squared;
        let classes = series.classes.iter().count() * series.places.len();
        let additions = float((clusters + classes + series.places.len() + 16) as u64);
        let hits: usize = themes.iter().map(|theme| series.hits(*theme).count()).sum();
        let exact = series.hits.iter().all(|hits| *hits <= EXACT);
        let dense = exact && hits.saturating_mul(DENSE) >= clusters.saturating_mul(themes.len());
        let block = |(themes, bounds): (&[usize], &[[f64; 3]])| {
            let mut block = Block {
                rates: [0.0; LANES],
                rest: [0.0; LANES],
                all: [0.0; LANES],
                bounds: [[0.0; LANES]; 3],
                rounding: [[0.0; LANES]; 3],
                rows: if dense { vec![[0.0; LANES]; clusters] } else { Vec::new() },
            };
            for (lane, (theme, bounds)) in themes.iter().zip(bounds).enumerate() {
                let (of_theme, hits) = (&series.themes[*theme], series.hits(*theme));
                let rate = of_theme.rate;
                block.rates[lane] = rate;
                block.rest[lane] = f64::midpoint(rate * rate, of_theme.spread);
                let (mut sum, mut squares, mut size) = (0.0, 0.0, 0.0);
                let mut apart = of_theme.alike;
                for hit in hits {
                    let n = series.tokens[hit.cluster as usize];
                    apart |= n == 0.0;
                    sum += hit.hits;
                    squares += hit.squares;
                    size += hit.hits * (hit.hits + 2.0 * rate * n);
                    if dense {
                        block.rows[hit.cluster as usize][lane] = hit.hits as f32;
                    }
                }
                block.all[lane] = squares / 2.0 + block.rest[lane] * squared;
                size += 2.0 * block.rest[lane] * squared;
                for (which, bound) in bounds.iter().enumerate() {
                    block.bounds[which][lane] = *bound;
                    // Hits without a token, and what is alike, are left to the exact way.
                    let most = 64.0 * additions * f64::EPSILON * (sum * sum + bound * size);
                    block.rounding[which][lane] = if apart { f64::INFINITY } else { most };
                }
            }
            block
        };
        let blocks = themes.chunks(LANES).zip(bounds.chunks(LANES)).map(block).collect();
        let clusters = match exact {
            false => Clusters::Unknown,
            true if dense => Clusters::Dense,
            true => sparse(series, themes),
        };
        Self { blocks, clusters, themes: themes.len() }
    }

    /// Tells of each theme whether its statistics reach their bounds with clusters in the periods that `of` says, whose tokens
    /// and squares of them are given; `None` where rounding could decide.
    pub fn tell(&self, series: &Series, of: &[u32], tokens: &[[f64; 2]], room: &mut Room) {
        room.told.clear();
        if matches!(self.clusters, Clusters::Unknown) {
            room.told.resize(self.themes, None);
            return;
        }
        self.fill(series, of, tokens.len(), room);
        room.scale(series, tokens);
        for (number, block) in self.blocks.iter().enumerate() {
            let excesses = if matches!(self.clusters, Clusters::Dense) {
                block.excesses(&room.periods, |places| block.sum(&room.rows[places], &series.tokens))
            } else {
                let rows = &room.sums[number * tokens.len()..][..tokens.len()];
                block.excesses(&room.periods, |places| sum(&rows[places]))
            };
            let themes = LANES.min(self.themes - number * LANES);
            room.told.extend((0..themes).map(|lane| block.told(&excesses, lane)));
        }
    }

    /// The rows of each period.
    fn fill(&self, series: &Series, of: &[u32], periods: usize, room: &mut Room) {
        room.ends.clear();
        let Clusters::Sparse(hits, ends) = &self.clusters else {
            // Clusters by period: how many each has, then where they begin, which moves to where they end.
            room.ends.resize(periods, 0);
            of.iter().for_each(|period| room.ends[*period as usize] += 1);
            let mut before = 0;
            room.ends.iter_mut().for_each(|end| before += std::mem::replace(end, before));
            room.rows.resize(of.len(), 0);
            for (cluster, period) in (0..).zip(of) {
                let end = &mut room.ends[*period as usize];
                room.rows[*end] = cluster;
                *end += 1;
            }
            return;
        };
        room.ends.extend(1..=periods);
        room.sums.clear();
        room.sums.resize(self.blocks.len() * periods, NO_ROW);
        let mut start = 0;
        for ((period, end), tokens) in of.iter().zip(ends).zip(&series.tokens) {
            for (theme, hits) in &hits[start..*end] {
                let (block, lane) = (*theme as usize / LANES, *theme as usize % LANES);
                let row = &mut room.sums[block * periods + *period as usize];
                let more = both(f64::from(*hits), self.blocks[block].rates[lane], *tokens);
                row[0][lane] += more[0];
                row[1][lane] += more[1];
            }
            start = *end;
        }
    }
}

/// The hits of some themes by cluster.
fn sparse(series: &Series, themes: &[usize]) -> Clusters {
    let mut ends = vec![0; series.tokens.len() + 1];
    let all = || (0_u32..).zip(themes).flat_map(|(place, theme)| series.hits(*theme).map(move |hit| (place, hit)));
    all().for_each(|(_, hit)| ends[hit.cluster as usize + 1] += 1);
    (1..ends.len()).for_each(|cluster| ends[cluster] += ends[cluster - 1]);
    let mut hits = vec![(0, 0.0); ends[series.tokens.len()]];
    for (place, hit) in all() {
        let end = &mut ends[hit.cluster as usize];
        hits[*end] = (place, hit.hits as f32);
        *end += 1;
    }
    ends.pop();
    Clusters::Sparse(hits, ends)
}

/// Hits, and half of y^2 - 2 r y n.
#[inline]
fn both(hits: f64, rate: f64, tokens: f64) -> [f64; 2] {
    [hits, hits * (0.5 * hits - rate * tokens)]
}

fn sum(rows: &[Row]) -> Row {
    let mut sum = NO_ROW;
    for row in rows {
        for (sum, more) in sum.iter_mut().zip(row) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
    sum
}

impl Room {
    /// What periods with tokens mean to all themes.
    fn scale(&mut self, series: &Series, tokens: &[[f64; 2]]) {
        let all: f64 = tokens.iter().map(|[tokens, _]| tokens).sum();
        let centre = series.places.iter().zip(tokens).map(|(place, [tokens, _])| place * tokens).sum::<f64>() / all;
        let shares = |share: f64| [1.0 - 2.0 * share, share * share];
        let mut before = 0.0;
        self.periods.clear();
        for ((place, [tokens, squares]), end) in series.places.iter().zip(tokens).zip(&self.ends) {
            if *tokens == 0.0 {
                // Its clusters have no hit either, so that they may go with those of the next.
                continue;
            }
            before += tokens;
            let place = place - centre;
            self.periods.push(Scale {
                tokens: *tokens,
                squares: *squares,
                place: [place, place * place],
                split: shares(before / all),
                peak: shares(tokens / all),
                end: *end,
            });
        }
    }
}

/// Sums over the periods so far.
struct Sums {
    excess: Lanes,
    variance: Lanes,
    trend: Lanes,
    trend_variance: Lanes,
    split: Lanes,
    peak: Lanes,
}

impl Block {
    /// The sums of some clusters.
    fn sum(&self, clusters: &[u32], tokens: &[f64]) -> Row {
        let mut sum = NO_ROW;
        for cluster in clusters {
            let (row, tokens) = (&self.rows[*cluster as usize], tokens[*cluster as usize]);
            for lane in 0..LANES {
                let more = both(f64::from(row[lane]), self.rates[lane], tokens);
                sum[0][lane] += more[0];
                sum[1][lane] += more[1];
            }
        }
        sum
    }

    /// C^2 - B V of the trend, and the largest of all splits and of all peaks. `row` has the sums of the rows of a period.
    fn excesses(&self, periods: &[Scale], row: impl Fn(std::ops::Range<usize>) -> Row) -> [Lanes; 3] {
        let (zero, none) = ([0.0; LANES], [f64::NEG_INFINITY; LANES]);
        let mut sums =
            Sums { excess: zero, variance: zero, trend: zero, trend_variance: zero, split: none, peak: none };
        let mut start = 0;
        for (number, period) in periods.iter().enumerate() {
            let row = row(start..period.end);
            start = period.end;
            // No split stands behind the last.
            self.add(&row, period, number + 1 < periods.len(), &mut sums);
        }
        let trend = |lane: usize| sums.trend[lane].powi(2) - self.bounds[0][lane] * sums.trend_variance[lane];
        [std::array::from_fn(trend), sums.split, sums.peak]
    }

    #[inline]
    fn add(&self, [hits, squares]: &Row, period: &Scale, with_split: bool, sums: &mut Sums) {
        let larger = |a: f64, b: f64| if a > b { a } else { b };
        for lane in 0..LANES {
            let excess = hits[lane] - self.rates[lane] * period.tokens;
            let variance = squares[lane] + self.rest[lane] * period.squares;
            sums.trend[lane] += period.place[0] * excess;
            sums.trend_variance[lane] += period.place[1] * variance;
            sums.excess[lane] += excess;
            sums.variance[lane] += variance;
            let [own, all] = period.peak;
            let peak = excess * excess - self.bounds[2][lane] * (own * variance + all * self.all[lane]);
            sums.peak[lane] = larger(peak, sums.peak[lane]);
            if with_split {
                let ([before, all], excess) = (period.split, sums.excess[lane]);
                let variance = before * sums.variance[lane] + all * self.all[lane];
                let split = excess * excess - self.bounds[1][lane] * variance;
                sums.split[lane] = larger(split, sums.split[lane]);
            }
        }
    }

    fn told(&self, excesses: &[Lanes; 3], lane: usize) -> Option<[bool; 3]> {
        let mut told = [false; 3];
        for (which, told) in told.iter_mut().enumerate() {
            let (excess, rounding) = (excesses[which][lane], self.rounding[which][lane]);
            *told = excess > rounding;
            if excess.abs() <= rounding || excess.is_nan() {
                return None;
            }
        }
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Left, Statistics};
    use super::*;
    use crate::stats::change::Sample;
    use crate::stats::random::Purpose;

    /// Tokens and hits of a cluster.
    type Made = (u64, Vec<(u32, u64)>);

    /// Reassignments of made-up clusters: how many the screen tells, which must be as they are exactly, and of how many.
    fn told(themes: usize, often: u64, crowded: bool) -> (usize, usize) {
        let mut source = Purpose::new(5, "screen").replicate(often);
        let mut cluster = || {
            let tokens = 40 * source.below(4) + source.below(3) * source.below(900);
            let hits: Vec<(u32, u64)> = (0..themes as u32)
                .map(|theme| (theme, source.below(10) < often, source.below(9) + 1))
                // Without a token there are hits of one theme alone.
                .filter(|(theme, has_hits, _)| *has_hits && (tokens > 0 || *theme == 0))
                .map(|(theme, _, hits)| (theme, hits))
                .collect();
            (tokens, hits)
        };
        let periods: Vec<Vec<Made>> =
            (0..30).map(|period| (0..if crowded { 1 + period % 4 } else { 1 }).map(|_| cluster()).collect()).collect();
        let samples: Vec<Vec<Sample<'_>>> = periods
            .iter()
            .map(|period| period.iter().map(|(tokens, hits)| Sample { tokens: *tokens, messages: 1, hits }).collect())
            .collect();
        let samples: Vec<&[Sample<'_>]> = samples.iter().map(Vec::as_slice).collect();
        let places: Vec<f64> = (0..30).map(f64::from).collect();
        let series = Series::of(&samples, &places, themes).expect("a series");
        let observed = series.observed();
        let open: Vec<usize> = (0..themes).filter(|theme| observed[*theme].is_some()).collect();
        // Some bounds are as observed, some lie among what is drawn.
        let bounds: Vec<[f64; 3]> = open
            .iter()
            .filter_map(|theme| observed[*theme].as_ref().map(|course| (theme, course)))
            .map(|(theme, course)| {
                let share = [1.0 - 2e-9, 0.5, 0.1][theme % 3];
                [course.z_trend, course.z_split, course.z_peak].map(|z| z * z * share)
            })
            .collect();
        let screen = Screen::new(&series, &open, &bounds);
        assert_eq!(matches!(screen.clusters, Clusters::Dense), often > 2);
        let (mut sums, mut room, mut statistics) = (series.no_sums(), Room::default(), Statistics::default());
        let (mut told, mut of, mut all) = (0, series.periods.clone(), 0);
        for number in 0..200 {
            let mut source = Purpose::new(6, "order").replicate(number);
            // The first as observed.
            if number > 0 {
                let count = of.len();
                source.choose(&mut of, count);
            }
            series.add(&of, &mut source, &mut Left::default(), &mut sums);
            screen.tell(&series, &of, &sums.tokens, &mut room);
            assert_eq!(room.told.len(), open.len());
            for ((theme, bounds), by_screen) in open.iter().zip(&bounds).zip(&room.told) {
                series.add_theme(*theme, &of, &mut sums);
                statistics.renew(&series, &sums, *theme);
                let largest = statistics.largest();
                let exactly = [0, 1, 2].map(|which| largest[which] >= bounds[which]);
                assert!(by_screen.is_none_or(|by_screen| by_screen == exactly), "{number} {theme} {bounds:?}");
                told += usize::from(by_screen.is_some());
                all += 1;
            }
        }
        (told, all)
    }

    #[test]
    fn what_is_told_is_so_exactly() {
        for crowded in [false, true] {
            for (themes, often) in [(13, 10), (8, 6), (21, 1)] {
                let (told, all) = told(themes, often, crowded);
                assert!(10 * told > 3 * all, "{told} of {all}: {themes} {often} {crowded}");
            }
        }
    }
}
