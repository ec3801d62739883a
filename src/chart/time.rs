//! The time axis: observed years at their true distance.

use super::design::Design;

/// The observed years, sorted. Equal distances on the axis are equal spans of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeAxis {
    years: Vec<i32>,
}

/// A label under the axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct YearLabel {
    /// The year.
    pub year: i32,
    /// Middle of the label, in points.
    pub x: f64,
    /// What is written: the year, or its last two digits after an apostrophe.
    pub text: String,
}

impl TimeAxis {
    /// An axis over the given years, in any order and with repeats.
    pub(super) fn new(years: impl IntoIterator<Item = i32>) -> Self {
        let mut years: Vec<i32> = years.into_iter().collect();
        years.sort_unstable();
        years.dedup();
        Self { years }
    }

    /// The observed years, ascending.
    pub(super) fn years(&self) -> &[i32] {
        &self.years
    }

    /// First and last observed year.
    pub(super) fn span(&self) -> Option<(i32, i32)> {
        Some((*self.years.first()?, *self.years.last()?))
    }

    /// Place of a year between the first (0) and the last (1); 0.5 when only one year was observed.
    pub(super) fn place(&self, year: i32) -> f64 {
        match self.span() {
            Some((first, last)) if first < last => distance(first, year) as f64 / distance(first, last) as f64,
            _ => 0.5,
        }
    }

    /// The most frequent distance between neighbouring years; the smallest of those equally frequent.
    fn usual_distance(&self) -> Option<i64> {
        let mut gaps: Vec<i64> = self.years.windows(2).map(|pair| distance(pair[0], pair[1])).collect();
        gaps.sort_unstable();
        gaps.chunk_by(|a, b| a == b).rev().max_by_key(|run| run.len()).map(|run| run[0])
    }

    /// Whether a line between two years would bridge time without documents: their distance is more
    /// than one and a half times the usual one.
    pub(super) fn is_gap(&self, from: i32, to: i32) -> bool {
        self.usual_distance().is_some_and(|usual| 2 * distance(from, to) > 3 * usual)
    }

    /// Whether any two neighbouring years stand further apart than usual.
    pub(super) fn has_gaps(&self) -> bool {
        self.years.windows(2).any(|pair| self.is_gap(pair[0], pair[1]))
    }

    /// Labels that do not touch, each with its middle where `x` says: all years in full; or all,
    /// shortened after the first; or the first, the last and as many round years as fit.
    pub(super) fn labels(&self, design: &Design, x: impl Fn(i32) -> f64) -> Vec<YearLabel> {
        let label = |year: i32, text: String| YearLabel { year, x: x(year), text };
        let full: Vec<YearLabel> = self.years.iter().map(|&year| label(year, year.to_string())).collect();
        if apart(design, &full) {
            return full;
        }
        let short: Vec<YearLabel> = full
            .iter()
            .enumerate()
            .map(|(i, whole)| if i == 0 { whole.clone() } else { label(whole.year, short_year(whole.year)) })
            .collect();
        let one_century = self.span().is_some_and(|(first, last)| {
            first >= 1000 && (first.div_euclid(100) == last.div_euclid(100) || distance(first, last) < 100)
        });
        if one_century && apart(design, &short) {
            return short;
        }
        let mut by_worth: Vec<usize> = (0..full.len()).collect();
        by_worth.sort_by_key(|&i| {
            let year = full[i].year;
            let end = i32::from(i > 0 && i + 1 < full.len());
            (end, year.rem_euclid(10) != 0, year.rem_euclid(5) != 0, i)
        });
        let mut kept: Vec<YearLabel> = Vec::new();
        for i in by_worth {
            let place = kept.partition_point(|label| label.year < full[i].year);
            let mut tried = kept.clone();
            tried.insert(place, full[i].clone());
            if apart(design, &tried) {
                kept = tried;
            }
        }
        kept
    }

    /// Half the width of the widest year label: the room an axis needs at either end.
    pub(super) fn overhang(&self, design: &Design) -> f64 {
        let widest = self.years.iter().map(|year| design.small_width(&year.to_string()));
        widest.fold(0.0, f64::max) / 2.0
    }
}

fn distance(from: i32, to: i32) -> i64 {
    i64::from(to) - i64::from(from)
}

fn short_year(year: i32) -> String {
    format!("’{:02}", year.rem_euclid(100))
}

/// Whether neighbouring labels leave at least 2.5 pt between them, beside type of 7 pt.
fn apart(design: &Design, labels: &[YearLabel]) -> bool {
    let half = |label: &YearLabel| design.small_width(&label.text) / 2.0;
    let space = design.style.length(2.5);
    labels.windows(2).all(|pair| pair[0].x + half(&pair[0]) + space <= pair[1].x - half(&pair[1]))
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    fn design() -> Design {
        Design::built_in(crate::config::StyleName::Screen)
    }

    #[test]
    fn five_years_look_five_times_as_long_as_one() {
        let axis = TimeAxis::new([2020, 2012, 2017, 2019, 2012]);
        assert_eq!(axis.years(), [2012, 2017, 2019, 2020]);
        let five = axis.place(2017) - axis.place(2012);
        let one = axis.place(2020) - axis.place(2019);
        assert!((five / one - 5.0).abs() < 1e-9);
        assert_eq!(TimeAxis::new([2012]).place(2012), 0.5);
    }

    #[test]
    fn a_gap_is_more_than_one_and_a_half_usual_distances() {
        let axis = TimeAxis::new([2012, 2017, 2019, 2020]);
        assert!(axis.is_gap(2012, 2017) && axis.is_gap(2017, 2019) && !axis.is_gap(2019, 2020));
        let biennial = TimeAxis::new([2000, 2002, 2004, 2005, 2009]);
        assert!(!biennial.is_gap(2000, 2002) && !biennial.is_gap(2004, 2005) && biennial.is_gap(2005, 2009));
        assert!(!TimeAxis::new([2000, 2010]).has_gaps() && !TimeAxis::new([]).has_gaps());
    }

    #[test]
    fn labels_shorten_and_thin_out_as_room_shrinks() {
        let texts = |axis: &TimeAxis, length: f64| {
            axis.labels(&design(), |y| axis.place(y) * length).into_iter().map(|l| l.text).collect::<Vec<_>>()
        };
        let axis = TimeAxis::new([2012, 2017, 2019, 2020]);
        assert_eq!(texts(&axis, 300.0), ["2012", "2017", "2019", "2020"]);
        assert_eq!(texts(&axis, 112.0), ["2012", "’17", "’19", "’20"]);
        let long = TimeAxis::new(1991..=2020);
        assert_eq!(texts(&long, 120.0), ["1991", "2000", "2005", "2010", "2015", "2020"]);
        assert_eq!(texts(&long, 100.0), ["1991", "2000", "2010", "2020"]);
        let wild = TimeAxis::new([i32::MIN, -5, 0, i32::MAX]);
        assert!(apart(&design(), &wild.labels(&design(), |y| wild.place(y) * 100.0)));
    }
}
