//! Courses over many periods: slope, serial correlation, trend, split and peak.

use themeshift::stats::change::{Draws, Sample};
use themeshift::stats::course::{Course, SeriesPeriod, course_tests, outlier_among_periods, split_among_periods};
use themeshift::stats::random::Purpose;
use themeshift::stats::rate::RateSums;
use themeshift::stats::serial::{hamed_rao, lag_one, sen_slope};
use themeshift::stats::slope::{Slope, slope};
use themeshift::stats::tail;
use themeshift::stats::trend::MannKendall;

use crate::differences::Differences;
use crate::reference::{Reference, Row};
use crate::{SEED, high, joined, low};

/// The fewest and the most reassignments.
const DRAWS: Draws = Draws { least: 49, most: 499 };
/// Reassignments where the random numbers are not those of the reference.
const OWN: Draws = Draws { least: 20_000, most: 20_000 };

pub fn compare(all: &mut Differences) {
    slopes(all);
    serial(all);
    courses(all);
    among_periods(all);
}

fn slopes(all: &mut Differences) {
    let table = Reference::read("slope");
    let points = |row: &Row<'_>| -> Vec<(f64, RateSums)> {
        let units = row.units("hits", "tokens");
        let mut rest = &units[..];
        let points = row.list("places").into_iter().zip(row.counts("sizes")).map(|(place, size)| {
            let (period, others) = rest.split_at(size as usize);
            rest = others;
            (place, RateSums::of(period))
        });
        points.collect()
    };
    let found = |row: &Row<'_>| -> Option<Slope> { slope(&points(row), row.float("level")) };
    // The curve halfway between the first two places.
    let between = |row: &Row<'_>| {
        let mut places: Vec<f64> =
            points(row).into_iter().filter(|(_, sums)| sums.tokens > 0).map(|(place, _)| place).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        found(row)?.at(f64::midpoint(places[0], places[1]))
    };
    all.of("slope::slope", "mpmath; statsmodels `GLM` with `cov_type=\"cluster\"`")
        .of_one()
        .column(&table, "per_year", |row| found(row).map(|slope| slope.per_year))
        .column(&table, "standard_error", |row| found(row).map(|slope| slope.standard_error))
        .column(&table, "robust_error", |row| found(row).map(|slope| slope.robust_error))
        .column(&table, "freedom", |row| found(row).map(|slope| slope.freedom as f64))
        .column(&table, "p", |row| found(row).map(|slope| slope.p))
        .column(&table, "clusters", |row| found(row).map(|slope| slope.clusters as f64))
        .column(&table, "decade_ratio", |row| found(row)?.decade_ratio)
        .column(&table, "decade_low", |row| low(found(row)?.decade_interval))
        .column(&table, "decade_high", |row| high(found(row)?.decade_interval))
        .column(&table, "span_ratio", |row| found(row)?.span_ratio)
        .column(&table, "span_low", |row| low(found(row)?.span_interval))
        .column(&table, "span_high", |row| high(found(row)?.span_interval));
    all.of("Slope::at", "mpmath")
        .column(&table, "between", |row| between(row).map(|(rate, _)| rate))
        .column(&table, "between_low", |row| between(row).map(|(_, ends)| ends.low))
        .column(&table, "between_high", |row| between(row).map(|(_, ends)| ends.high));
    all.of("tail::student_two_sided_p", "mpmath; SciPy `t.sf`").column(&Reference::read("student_p"), "p", |row| {
        tail::student_two_sided_p(row.float("t"), row.count("freedom"))
    });
}

fn serial(all: &mut Differences) {
    let table = Reference::read("serial");
    let test = |row: &Row<'_>| hamed_rao(&row.list("values"));
    all.of("serial::hamed_rao", "exact fractions, mpmath; `pymannkendall`")
        .of_one()
        .column(&table, "factor", |row| test(row).map(|test| test.factor))
        .column(&table, "z", |row| test(row).map(|test| test.z))
        .column(&table, "p", |row| test(row).map(|test| test.p));
    all.of("serial::lag_one", "exact fractions").of_one().column(&table, "lag_one", |row| lag_one(&row.list("values")));
    let mann_kendall = |row: &Row<'_>| MannKendall::of(&row.list("values"));
    all.of("MannKendall::of", "the normal approximation: mpmath; `pymannkendall`")
        .column(&table, "s", |row| mann_kendall(row).map(|test| test.s as f64))
        .column(&table, "variance", |row| mann_kendall(row).map(|test| test.variance))
        .column(&table, "p_normal", |row| mann_kendall(row).map(|test| test.p_normal));
    all.of("serial::sen_slope", "exact fractions; SciPy `theilslopes`").column(
        &Reference::read("sen_slope"),
        "slope",
        |row| sen_slope(&row.list("places"), &row.list("values")),
    );
}

/// One value of a course.
type Value = fn(Course) -> Option<f64>;

/// The test of the second of three themes, after one that has no hit and before one that is in every cluster.
fn second_of_three(row: &Row<'_>, draws: Draws, purpose: Purpose<'_>) -> Option<Course> {
    let units = row.units("hits", "tokens");
    let hits: Vec<[(u32, u64); 2]> = units.iter().map(|unit| [(1, unit.hits), (2, 1)]).collect();
    let samples: Vec<Sample<'_>> =
        units.iter().zip(&hits).map(|(unit, hits)| Sample { tokens: unit.tokens, messages: 1, hits }).collect();
    let mut rest = &samples[..];
    let periods = row.counts("sizes").into_iter().map(|size| {
        let (period, others) = rest.split_at(size as usize);
        rest = others;
        period
    });
    let mut tests = course_tests(&periods.collect::<Vec<_>>(), &row.list("places"), 3, draws, &purpose);
    assert_eq!((tests.len(), &tests[0]), (3, &None));
    tests.swap_remove(1)
}

fn among_periods(all: &mut Differences) {
    let table = Reference::read("among_periods");
    let periods = |row: &Row<'_>| -> Vec<SeriesPeriod> {
        let counts = row.counts("hits").into_iter().zip(row.counts("tokens"));
        counts.map(|(hits, tokens)| SeriesPeriod { hits, tokens }).collect()
    };
    all.of("course::split_among_periods", "exact fractions").column(&table, "p_split", |row| {
        split_among_periods(&periods(row), 0.0, DRAWS, &Purpose::new(SEED, row.field("name")))
    });
    all.of("course::outlier_among_periods", "mpmath; statsmodels `get_influence`")
        .column(&table, "p_outlier", |row| outlier_among_periods(&periods(row), row.count("place") as usize));
}

fn courses(all: &mut Differences) {
    let table = Reference::read("course");
    let test = |row: &Row<'_>| second_of_three(row, DRAWS, Purpose::new(SEED, row.field("name")));
    let mut check = all.of("course::course_tests", "exact fractions");
    let columns: [(&str, Value); 9] = [
        ("z_trend", |course| Some(course.z_trend)),
        ("p_trend", |course| Some(course.p_trend)),
        ("split", |course| Some(course.split as f64)),
        ("z_split", |course| Some(course.z_split)),
        ("p_split", |course| Some(course.p_split)),
        ("peak", |course| Some(course.peak as f64)),
        ("z_peak", |course| Some(course.z_peak)),
        ("p_peak", |course| course.p_peak),
        ("reassignments", |course| Some(course.replicates as f64)),
    ];
    for (column, value) in columns {
        check = check.column(&table, column, |row| value(test(row)?));
    }
    for row in table.rows() {
        assert_eq!(test(&row).map_or_else(String::new, |course| joined(course.splits)), row.field("splits"));
    }
    let exact = Reference::read("course_exact");
    let purpose = Purpose::new(SEED, "reference");
    let tests: Vec<Course> = exact.rows().map(|row| second_of_three(&row, OWN, purpose).expect("hits")).collect();
    for (column, value) in columns.into_iter().filter(|(column, _)| column.starts_with("p_")) {
        let replicates = OWN.least as f64;
        let off = exact.rows().zip(&tests).filter_map(|(row, test)| {
            let (found, exact) = (value(test.clone()), row.value(column));
            assert_eq!(found.is_some(), exact.is_some());
            let (found, exact) = found.zip(exact)?;
            let error = (exact * (1.0 - exact) / replicates).sqrt().max(1.0 / replicates);
            let off = ((found - exact).abs() - 1.0 / replicates).max(0.0) / error;
            assert!(off <= 4.0, "{column}: {found}, not {exact}: {off} standard errors");
            Some(off)
        });
        let off = off.fold(0.0, f64::max);
        all.drawn(
            "course::course_tests",
            format!("`{column}` of all reassignments, exact fractions"),
            tests.len(),
            format!("{off:.1} standard errors"),
        );
    }
}
