//! The time axis: observed periods at their true distance.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use super::design::Design;
use super::naming::{self, digits, noun, parts_of_year};
use crate::axis::Period;
use crate::count::MANY_PERIODS as MANY;

/// Widest label; longer ones are shortened. Lengths are meant beside type of 7 pt.
const WIDEST: f64 = 56.0;
/// Least space between labels.
const APART: f64 = 2.5;
/// Steps from one label to the next: in general, and for parts of few years.
const STEPS: [usize; 11] = [1, 2, 5, 10, 20, 25, 50, 100, 250, 500, 1000];
const STEPS_OF_YEAR: [usize; 7] = [1, 2, 3, 6, 12, 26, 52];
/// Up to so many years parts of years bear labels of their own.
const FEW_YEARS: usize = 2;
/// Distances are told apart to this part of a year.
const PART: f64 = 1e-4;

/// The observed periods, sorted. Equal distances on the axis are equal spans of time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeAxis {
    periods: Vec<Period>,
    /// The most frequent distance between neighbours, in years.
    usual: Option<f64>,
}

/// A label under the axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeLabel {
    /// Middle of the label, in points.
    pub x: f64,
    /// What is written: the label of the period, or a short form of it.
    pub text: String,
    /// The whole label, where it is shortened by an ellipsis.
    pub whole: Option<String>,
    /// Half of its width.
    half: f64,
}

impl TimeAxis {
    /// An axis over the given periods, in any order and with repeats.
    pub(super) fn new(periods: impl IntoIterator<Item = Period>) -> Self {
        let mut periods: Vec<Period> = periods.into_iter().collect();
        periods.sort_unstable();
        periods.dedup();
        let mut distances: Vec<i64> =
            periods.windows(2).map(|pair| (distance(&pair[0], &pair[1]) / PART).round() as i64).collect();
        distances.sort_unstable();
        // The smallest of those equally frequent.
        let runs = distances.chunk_by(|a, b| a == b).rev();
        let usual = runs.max_by_key(|run| run.len()).map(|run| run[0] as f64 * PART);
        Self { periods, usual }
    }

    /// The observed periods, in order.
    pub(super) fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// What the periods are called, in the singular.
    pub(super) fn noun(&self) -> &'static str {
        noun(&self.periods)
    }

    /// First and last observed period.
    pub(super) fn span(&self) -> Option<(&Period, &Period)> {
        Some((self.periods.first()?, self.periods.last()?))
    }

    /// Place of a period between the first (0) and the last (1); 0.5 when only one was observed.
    pub(super) fn place(&self, period: &Period) -> f64 {
        match self.span() {
            Some((first, last)) if first.place() < last.place() => distance(first, period) / distance(first, last),
            _ => 0.5,
        }
    }

    /// Whether a line between two periods would bridge time without documents: their distance is more than one and a half
    /// times the usual one, and the second does not begin where the first ends.
    pub(super) fn is_gap(&self, from: &Period, to: &Period) -> bool {
        let adjoin = from.end().tomorrow().is_ok_and(|next| to.start() <= next);
        !adjoin && self.usual.is_some_and(|usual| distance(from, to) > 1.5 * usual + PART)
    }

    /// Whether any two neighbouring periods stand further apart than usual.
    pub(super) fn has_gaps(&self) -> bool {
        self.periods.windows(2).any(|pair| self.is_gap(&pair[0], &pair[1]))
    }

    /// Labels that do not touch, each with its middle where `x` says: all in full; or all, shortened after the first of a
    /// century or of a year; or the first, the last and as many round ones as fit.
    pub(super) fn labels(&self, design: &Design, x: impl Fn(&Period) -> f64) -> Vec<TimeLabel> {
        let full: Vec<TimeLabel> = self.periods.iter().map(|period| whole(design, period, x(period))).collect();
        if apart(design, &full) {
            return full;
        }
        if let Some(short) = self.short(design, &full).filter(|short| apart(design, short)) {
            return short;
        }
        if self.has_gaps() { self.as_fit(design, &full) } else { self.at_equal_steps(design, &full) }
    }

    /// Some of the labels of periods that follow each other: those at equal steps, as small as fit, on round years if
    /// possible, with the first and the last.
    fn at_equal_steps(&self, design: &Design, full: &[TimeLabel]) -> Vec<TimeLabel> {
        let last = full.len() - 1;
        let labels = self.by_year(design, full);
        let long = labels.iter().any(Option::is_none);
        let places: Vec<usize> = (0..full.len()).filter(|&place| labels[place].is_some()).collect();
        let space = design.style.length(APART);
        let steps = if long || self.parts().is_none() { &STEPS[..] } else { &STEPS_OF_YEAR[..] };
        for &step in steps {
            let worth = |start: &usize| {
                let round = places.iter().skip(*start).step_by(step).map(|&place| self.roundness(place));
                let sum = round.fold([0; 4], |sum, round| std::array::from_fn(|at| sum[at] + round[at]));
                (sum, Reverse(*start))
            };
            let Some(start) = (0..step.min(places.len())).max_by_key(worth) else { break };
            let inner = places.iter().skip(start).step_by(step).filter(|&&place| place != 0 && place != last);
            let inner = inner
                .filter_map(|&place| labels[place].as_ref())
                .filter(|label| !touches(&full[0], label, space) && !touches(label, &full[last], space));
            let chosen: Vec<TimeLabel> = [&full[0]].into_iter().chain(inner).chain([&full[last]]).cloned().collect();
            if apart(design, &chosen) {
                return chosen;
            }
        }
        self.as_fit(design, full)
    }

    /// As many labels as fit, those that are worth most first.
    fn as_fit(&self, design: &Design, full: &[TimeLabel]) -> Vec<TimeLabel> {
        let mut kept: Vec<usize> = Vec::new();
        let space = design.style.length(APART);
        let touch = |a: usize, b: usize| touches(&full[a], &full[b], space);
        for place in self.by_worth() {
            let at = kept.partition_point(|kept| *kept < place);
            let before = at.checked_sub(1).is_some_and(|before| touch(kept[before], place));
            let after = kept.get(at).is_some_and(|&after| touch(place, after));
            if !before && !after {
                kept.insert(at, place);
            }
        }
        kept.into_iter().map(|place| full[place].clone()).collect()
    }

    /// The years and the parts of them that the labels are made of, where all are.
    fn parts(&self) -> Option<Vec<(&str, &str)>> {
        self.periods.iter().map(|period| parts_of_year(period.label())).collect()
    }

    /// Labels of parts of many years: the year at its first part, and none at the others. Else the labels as they are.
    fn by_year(&self, design: &Design, full: &[TimeLabel]) -> Vec<Option<TimeLabel>> {
        let years = self.parts().map(|parts| parts.into_iter().map(|(year, _)| year).collect::<Vec<_>>());
        let many = |years: &Vec<&str>| years.chunk_by(|a, b| a == b).count() > FEW_YEARS;
        let Some(years) = years.filter(many) else { return full.iter().cloned().map(Some).collect() };
        let label = |(place, full): (usize, &TimeLabel)| {
            let text = years[place].to_string();
            let first = place == 0 || years[place - 1] != years[place];
            first.then(|| TimeLabel { x: full.x, half: design.small_width(&text) / 2.0, text, whole: None })
        };
        full.iter().enumerate().map(label).collect()
    }

    /// How round a place on the axis is, the most important first: 1 for the first part of a year, and for each of three
    /// round numbers of years that its year can be divided by.
    fn roundness(&self, place: usize) -> [usize; 4] {
        let period = &self.periods[place];
        let (from, to) = (period.start().year(), period.end().year());
        let round = if to - from > 1 { [100, 50, 20] } else { [10, 5, 2] };
        let year = |place: usize| parts_of_year(self.periods[place].label()).map(|(year, _)| year);
        let first = year(place).is_none() || place == 0 || year(place - 1) != year(place);
        let [a, b, c] = round.map(|number| usize::from(first && from.rem_euclid(number) == 0));
        [usize::from(first), a, b, c]
    }

    /// The labels in a short form: `’17` after the first year of a century, `Q2` after the first quarter of a year.
    fn short(&self, design: &Design, full: &[TimeLabel]) -> Option<Vec<TimeLabel>> {
        let labels: Vec<&str> = self.periods.iter().map(Period::label).collect();
        let short: Vec<Option<String>> = if labels.iter().all(|label| label.len() == 4 && digits(label)) {
            let (first, last) = (labels.first()?, labels.last()?);
            let near = self.span().is_some_and(|(first, last)| distance(first, last) < 99.5);
            if first[..2] != last[..2] && !near {
                return None;
            }
            labels.iter().enumerate().map(|(place, label)| (place > 0).then(|| format!("’{}", &label[2..]))).collect()
        } else {
            let parts = self.parts()?;
            let before = |place: usize| place.checked_sub(1).map(|before| parts[before].0);
            let short = |(place, (year, part)): (usize, &(&str, &str))| {
                (before(place) == Some(*year)).then(|| (*part).to_string())
            };
            parts.iter().enumerate().map(short).collect()
        };
        let label = |(full, short): (&TimeLabel, Option<String>)| match short {
            None => full.clone(),
            Some(text) => TimeLabel { x: full.x, half: design.small_width(&text) / 2.0, text, whole: None },
        };
        Some(full.iter().zip(short).map(label).collect())
    }

    /// The places of the periods, those first whose labels are worth most: the ends; then the first of each year, of these
    /// those of round years; then the others.
    fn by_worth(&self) -> Vec<usize> {
        let inner = |place: usize| place > 0 && place + 1 < self.periods.len();
        let worth = |place: usize| {
            let [first, ten, five, _] = self.roundness(place);
            [first, ten, five]
        };
        let mut order: Vec<usize> = (0..self.periods.len()).collect();
        order.sort_by_key(|&place| (inner(place), Reverse(worth(place)), place));
        order
    }

    /// Half the width of the widest label: the room an axis needs at either end.
    pub(super) fn overhang(&self, design: &Design) -> f64 {
        self.periods.iter().map(|period| whole(design, period, 0.0).half).fold(0.0, f64::max)
    }

    /// The first, the middle and the last third of more than [`MANY_PERIODS`](crate::count::MANY_PERIODS) periods, as stretches with the places of their
    /// periods; what does not divide goes to the middle. None for fewer periods.
    pub(super) fn thirds(&self) -> Option<[(Period, Range<usize>); 3]> {
        let number = self.periods.len();
        let third = number / 3;
        let stretch = |places: Range<usize>| (self.periods[places.start].until(&self.periods[places.end - 1]), places);
        (number > MANY).then(|| [0..third, third..number - third, number - third..number].map(stretch))
    }
}

/// Years from the middle of one period to that of another.
fn distance(from: &Period, to: &Period) -> f64 {
    to.place() - from.place()
}

/// The label of a period in full, as far as it is not too long.
fn whole(design: &Design, period: &Period, x: f64) -> TimeLabel {
    let label = naming::label(period);
    let width = design.small_width(&label);
    let limit = design.style.length(WIDEST);
    if width <= limit {
        return TimeLabel { x, text: label, whole: None, half: width / 2.0 };
    }
    let text = design.wrap_small(&label, limit, 1).lines.concat();
    TimeLabel { x, half: design.small_width(&text) / 2.0, text, whole: Some(label) }
}

/// Whether two labels, the left one first, have too little space between them.
fn touches(left: &TimeLabel, right: &TimeLabel, space: f64) -> bool {
    let room = (right.x - right.half) - (left.x + left.half);
    room.partial_cmp(&space).is_none_or(Ordering::is_lt)
}

/// Whether neighbouring labels leave some space between them.
fn apart(design: &Design, labels: &[TimeLabel]) -> bool {
    let space = design.style.length(APART);
    !labels.windows(2).any(|pair| touches(&pair[0], &pair[1], space))
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;
    use crate::axis::When;
    use crate::chart::tests::sample::{decades, months, quarters};

    fn design() -> Design {
        Design::built_in(crate::config::StyleName::Screen)
    }

    fn texts(axis: &TimeAxis, length: f64) -> Vec<String> {
        let labels = axis.labels(&design(), |period| axis.place(period) * length);
        assert!(apart(&design(), &labels), "{labels:?}");
        labels.into_iter().map(|label| label.text).collect()
    }

    fn axis(years: impl IntoIterator<Item = i32>) -> TimeAxis {
        TimeAxis::new(years.into_iter().map(Period::of_year))
    }

    #[test]
    fn five_years_look_five_times_as_long_as_one() {
        let axis = axis([2020, 2012, 2017, 2019, 2012]);
        let [p2012, p2017, p2019, p2020] = [2012, 2017, 2019, 2020].map(Period::of_year);
        assert_eq!(axis.periods(), [p2012.clone(), p2017.clone(), p2019.clone(), p2020.clone()]);
        let five = axis.place(&p2017) - axis.place(&p2012);
        let one = axis.place(&p2020) - axis.place(&p2019);
        assert!((five / one - 5.0).abs() < 1e-9);
        assert_eq!(TimeAxis::new([p2012.clone()]).place(&p2012), 0.5);
    }

    #[test]
    fn a_gap_is_more_than_one_and_a_half_usual_distances() {
        let gaps = |axis: &TimeAxis| -> Vec<bool> {
            axis.periods().windows(2).map(|pair| axis.is_gap(&pair[0], &pair[1])).collect()
        };
        assert_eq!(gaps(&axis([2012, 2017, 2019, 2020])), [true, true, false]);
        assert_eq!(gaps(&axis([2000, 2002, 2004, 2005, 2009])), [false, false, false, true]);
        assert!(!axis([2000, 2010]).has_gaps() && !axis([]).has_gaps());
        let mut periods = quarters(2019, 12);
        assert!(!TimeAxis::new(periods.clone()).has_gaps());
        periods.remove(4);
        assert_eq!(gaps(&TimeAxis::new(periods)).iter().filter(|gap| **gap).count(), 1);
        // Terms of unlike length that follow each other leave no time between them.
        let term = |label: &str, from: i32, to: i32| {
            let (from, to) = (When::year(from).unwrap().first(), When::year(to).unwrap().last());
            Period::new(label, When::between(from, to).unwrap())
        };
        let terms = [term("a", 2001, 2002), term("b", 2003, 2004), term("c", 2005, 2012), term("d", 2015, 2016)];
        assert_eq!(gaps(&TimeAxis::new(terms)), [false, false, true]);
    }

    #[test]
    fn years_shorten_and_thin_out_as_room_shrinks() {
        let few = axis([2012, 2017, 2019, 2020]);
        assert_eq!(texts(&few, 300.0), ["2012", "2017", "2019", "2020"]);
        assert_eq!(texts(&few, 112.0), ["2012", "’17", "’19", "’20"]);
        let long = axis(1991..=2020);
        assert_eq!(texts(&long, 120.0), ["1991", "2000", "2005", "2010", "2015", "2020"]);
        assert_eq!(texts(&long, 100.0), ["1991", "2000", "2010", "2020"]);
        // Three quarters of a millennium have no short form.
        assert_eq!(texts(&axis([1200, 1210, 1990, 2000]), 30.0), ["1200", "2000"]);
        let speeches = axis((1790..2024).step_by(3));
        assert_eq!(speeches.periods().len(), 78);
        assert_eq!(texts(&speeches, 120.0), ["1790", "1850", "1910", "1970", "2021"]);
    }

    #[test]
    fn parts_of_years_shorten_after_the_first_of_a_year_and_thin_out_to_it() {
        let three = TimeAxis::new(quarters(2021, 12));
        assert_eq!(texts(&three, 400.0).len(), 12);
        assert!(texts(&three, 400.0).iter().all(|text| text.len() == 7));
        let short = texts(&three, 250.0);
        assert_eq!(short[..6], ["2021-Q1", "Q2", "Q3", "Q4", "2022-Q1", "Q2"]);
        assert_eq!(texts(&three, 120.0), ["2021-Q1", "2022", "2023", "2023-Q4"]);
        let long = TimeAxis::new(months(2004, 234));
        assert_eq!(texts(&long, 130.0), ["2004-01", "2010", "2015", "2023-06"]);
        assert_eq!(texts(&long, 330.0)[..5], ["2004-01", "2006", "2008", "2010", "2012"]);
        assert_eq!(texts(&TimeAxis::new(months(2019, 12)), 150.0), ["2019-01", "2019-04", "2019-07", "2019-12"]);
        let decades = decades(1790, 24);
        assert_eq!(texts(&TimeAxis::new(decades), 130.0), ["1790s", "1850s", "1900s", "1950s", "2020s"]);
    }

    #[test]
    fn long_labels_are_shortened_and_stay_apart() {
        let days = |n: i32| When::year(2000 + n).unwrap();
        let periods: Vec<Period> =
            (0..6).map(|n| Period::new(format!("The {n}th of the long terms of office"), days(n))).collect();
        let axis = TimeAxis::new(periods);
        let labels = axis.labels(&design(), |period| axis.place(period) * 440.0);
        assert!(labels.len() > 3 && apart(&design(), &labels), "{labels:?}");
        assert!(labels.iter().all(|label| label.text.ends_with('…') && label.whole.is_some()), "{labels:?}");
        assert!(axis.overhang(&design()) <= WIDEST / 2.0);
    }

    #[test]
    fn thirds_are_those_of_the_counts() {
        let thirds = axis(1991..=2004).thirds().unwrap();
        let labels = thirds.map(|(stretch, places)| (stretch.label().to_string(), places));
        let expected = [("1991-1994", 0..4), ("1995-2000", 4..10), ("2001-2004", 10..14)];
        assert_eq!(labels, expected.map(|(label, places)| (label.to_string(), places)));
        assert_eq!(axis(1991..=2002).thirds(), None);
    }
}
