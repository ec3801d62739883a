//! Whether themes rise or fall over all periods: the table of courses.

use super::Study;
use super::course::Course;
use super::evidence::Evidence;
use super::note::{Note, names};
use super::row::{row, row_and_grouped};
use super::themes::alphabetical;
use crate::axis::Period;
use crate::count::{Cell, MANY_PERIODS};

row_and_grouped!(ThemeTrendRow, "theme_trend", "One theme over the whole series.", ["theme"],
    GroupTrendRow, "group_trend", "One theme over the whole series of a group.", {
    theme: String, "", "Theme id.";
    periods: String, "", "The periods that the course is made of, separated by semicolons; periods without documents are not filled in, those too thin are in the note. Of more than twelve the first, the last and their number.";
    slope_ratio_per_decade: Option<f64>, "", "The rate in ten years as a multiple, from a log-linear quasi-Poisson regression on the true dates.";
    slope_low: Option<f64>, "", "Lower end of its 95 % interval (cluster-robust): documents are the sampling unit; from eight periods on whole periods, where their error is larger.";
    slope_high: Option<f64>, "", "Upper end of that interval.";
    p_slope: Option<f64>, "", "Two-sided p of no slope, from the same error. No verdict rests on it alone: it takes periods as independent.";
    sen_slope: Option<f64>, "hits per 1,000 word tokens and year", "Sen's slope: the median of the slopes between two periods.";
    mann_kendall_s: Option<i64>, "", "Pairs of periods whose rate rises less pairs whose rate falls.";
    kendall_tau: Option<f64>, "", "Kendall's tau-b of the rates against time, -1 to 1; empty where all rates are equal.";
    p_mann_kendall: Option<f64>, "", "Two-sided p of the Mann-Kendall S, exact up to 100 periods, with the variance corrected for autocorrelation where that makes it larger (Hamed and Rao 1998).";
    p_attainable: Option<f64>, "", "The smallest p that this many periods can give.";
    autocorrelation: Option<f64>, "", "Autocorrelation of neighbouring periods beside Sen's slope, -1 to 1.";
    change_point: Option<Period>, "", "The first period after the largest jump; empty for fewer than ten periods.";
    change_low: Option<Period>, "", "The earliest period that cannot be told from it at 95 % (Siegmund 1988).";
    change_high: Option<Period>, "", "The latest such period.";
    p_change_point: Option<f64>, "", "Two-sided p of a jump anywhere, the larger of two: documents reassigned among all periods, and whole periods put into another order.";
    peak: Option<Period>, "", "The period whose rate differs most from that of all others.";
    p_peak: Option<f64>, "", "Two-sided p of a period that stands out, wherever it is: sampling units reassigned among all periods; from ten periods on not less than that of an outlier among the periods (Bonferroni).";
    first_third: Option<f64>, "hits per 1,000 word tokens", "Rate of the first third of the periods.";
    last_third: Option<f64>, "hits per 1,000 word tokens", "Rate of the last third of the periods.";
    verdict: String, "", "What the theme does: rises, falls, peaks in, highest in (the first or the last period), lowest in, appears in, vanishes after, one-off in, steady, not shown, not found; empty for fewer than three periods.";
    evidence: Option<Evidence>, "", "How sure that is: strong or some; hardly changed for steady; not shown.";
    reasons: String, "", "Why no more is shown.";
    q_bh: Option<f64>, "", "The Mann-Kendall p corrected over all themes, and of a variable over all groups (Benjamini and Hochberg 1995).";
    note: String, "", "What the numbers do not say by themselves.";
});

row!(ThemeFitRow, "theme_fit", "The fitted rate of one theme in one period, where its verdict rests on the slope: it rises, falls or is steady.", ["theme", "period"], {
    theme: String, "", "Theme id.";
    period: Period, "", "The period; those that are too thin for the course are left out.";
    fitted: f64, "hits per 1,000 word tokens", "Rate of the fitted curve in the middle of the period: log-linear quasi-Poisson regression on the true dates.";
    fitted_low: f64, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the curve there (cluster-robust); it is about the curve, not about the rates of periods.";
    fitted_high: f64, "hits per 1,000 word tokens", "Upper end of that interval.";
});

/// `theme_fit`: in codebook order, one row per period of the course.
pub fn theme_fit(study: &Study<'_>, courses: &[Course]) -> Vec<ThemeFitRow> {
    let of_course = |course: &Course| {
        let theme = study.codebook.themes[course.theme].id.clone();
        let curve = course.curve().copied();
        let row = move |period: &Period| {
            let (fitted, ends) = curve?.at(period.place())?;
            let (period, theme) = (period.clone(), theme.clone());
            Some(ThemeFitRow { theme, period, fitted, fitted_low: ends.low, fitted_high: ends.high })
        };
        course.periods.iter().filter_map(row).collect::<Vec<_>>()
    };
    courses.iter().flat_map(of_course).collect()
}

/// `theme_trend`: one row per theme, themes without a hit included, from its course.
pub fn theme_trend(study: &Study<'_>, courses: &[Course]) -> Vec<ThemeTrendRow> {
    let row = |theme: usize| trend_row(study, theme, courses.iter().find(|course| course.theme == theme));
    alphabetical(study.codebook).into_iter().map(row).collect()
}

fn trend_row(study: &Study<'_>, theme: usize, course: Option<&Course>) -> ThemeTrendRow {
    let of = |value: &dyn Fn(&Course) -> Option<f64>| course.and_then(value);
    let found = course.filter(|course| course.hits.iter().any(|hits| *hits > 0));
    let slope = found.and_then(|course| course.slope);
    let decade = slope.and_then(|slope| slope.decade_interval);
    let tests = found.and_then(|course| course.tests.as_ref());
    let change = found.and_then(Course::change_point);
    let kendall = course.and_then(|course| course.mann_kendall);
    ThemeTrendRow {
        theme: study.codebook.themes[theme].id.clone(),
        periods: course.map(|course| listed(&course.periods)).unwrap_or_default(),
        slope_ratio_per_decade: slope.and_then(|slope| slope.decade_ratio),
        slope_low: decade.map(|ends| ends.low),
        slope_high: decade.map(|ends| ends.high),
        p_slope: slope.map(|slope| slope.p),
        sen_slope: found.and_then(|course| course.sen),
        mann_kendall_s: kendall.map(|test| test.s),
        kendall_tau: kendall.and_then(|test| test.tau_b),
        p_mann_kendall: found.and_then(|course| course.corrected).map(|test| test.p),
        p_attainable: kendall.map(|test| test.p_attainable),
        autocorrelation: of(&|course| course.autocorrelation),
        change_point: change.map(|[at, _, _]| at.clone()),
        change_low: change.map(|[_, low, _]| low.clone()),
        change_high: change.map(|[_, _, high]| high.clone()),
        p_change_point: tests.filter(|_| change.is_some()).map(|tests| tests.p_split),
        peak: found.zip(tests).map(|(course, tests)| course.periods[tests.peak].clone()),
        p_peak: tests.and_then(|tests| tests.p_peak),
        first_third: of(&|course| course.thirds.map(|thirds| thirds[0])),
        last_third: of(&|course| course.thirds.map(|thirds| thirds[1])),
        verdict: course.map(Course::name).unwrap_or_default(),
        evidence: course.map(|course| course.evidence),
        reasons: course.map(|course| course.reasons.join("; ")).unwrap_or_default(),
        q_bh: of(&|course| course.q_bh),
        note: note(study, theme, course),
    }
}

/// The labels of the periods; of more than twelve the first, the last and their number.
fn listed(periods: &[Period]) -> String {
    match periods {
        [first, .., last] if periods.len() > MANY_PERIODS => format!("{first} to {last}: {} periods", periods.len()),
        _ => periods.iter().map(Period::label).collect::<Vec<_>>().join(";"),
    }
}

fn note(study: &Study<'_>, theme: usize, course: Option<&Course>) -> String {
    let periods = study.counts.periods();
    let with = |fact: &dyn Fn(&Cell) -> bool| names(periods, fact);
    let words = |cell: &Cell| cell.tokens > 0;
    let mut note = Note::default();
    note.of("no words", &with(&|cell| !words(cell)), ": left out");
    note.of("too few messages and words", &with(&|cell| words(cell) && cell.is_thin()), ": left out");
    if course.is_none() {
        note.add("fewer than three periods: no course");
    }
    if periods.iter().all(|cell| cell.themes[theme].hits == 0) {
        note.add("no hit in any period");
    } else {
        note.of("no hit", &with(&|cell| words(cell) && cell.themes[theme].hits == 0), "");
    }
    if let Some(course) = course {
        course.unattainable().into_iter().for_each(|few| note.add(few));
        if course.within_documents {
            note.add("one document a period: the p of the peak covers variation within documents only");
        }
        if course.is_in_conflict() {
            note.add("per message the slope goes the other way than per word");
        }
        if course.mann_kendall.is_some_and(|test| test.p_exact.is_none()) {
            note.add("more than 100 periods: the Mann-Kendall p is by the normal approximation");
        }
    }
    note.text()
}

#[cfg(test)]
mod tests {
    use super::super::course::courses;
    use super::super::testing::study_of;
    use super::*;

    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n[themes.absent]\ninclude = [\"absent\"]\n";

    fn texts(with: usize, without: usize) -> Vec<&'static str> {
        let mut texts = vec!["they speak of trust here"; with];
        texts.extend(vec!["they speak of other things"; without]);
        texts
    }

    fn trust(documents: &[(i32, &[&str])]) -> ThemeTrendRow {
        let mut found = None;
        study_of(documents, CODEBOOK, |study| {
            found = theme_trend(study, &courses(study)).into_iter().find(|row| row.theme == "trust");
        });
        found.expect("a row")
    }

    #[test]
    fn four_rising_years_cannot_show_a_steady_trend() {
        let row = trust(&[(2012, &texts(2, 18)), (2017, &texts(6, 14)), (2019, &texts(8, 12)), (2020, &texts(16, 4))]);
        assert_eq!(row.periods, "2012;2017;2019;2020");
        assert_eq!((row.mann_kendall_s, row.kendall_tau), (Some(6), Some(1.0)));
        assert!((row.p_mann_kendall.expect("a p") - 1.0 / 12.0).abs() < 1e-12);
        assert_eq!(row.p_attainable, row.p_mann_kendall);
        // "absent" is not tested, so one p needs no correction.
        assert_eq!(row.q_bh, row.p_mann_kendall);
        // Rates of 2 and 16 of 20 messages of five words.
        assert_eq!((row.first_third, row.last_third), (Some(20.0), Some(160.0)));
        assert!(row.slope_ratio_per_decade > Some(1.0) && row.change_point.is_none());
        assert_eq!(
            row.note,
            "4 periods can never show a steady trend (least p .083); one document a period: the p of the peak covers \
             variation within documents only"
        );
    }

    fn fit(documents: &[(i32, &[&str])]) -> Vec<ThemeFitRow> {
        let mut rows = Vec::new();
        study_of(documents, CODEBOOK, |study| rows = theme_fit(study, &courses(study)));
        rows
    }

    #[test]
    fn ten_rising_years_rise_and_equal_ones_are_steady() {
        let rising: Vec<Vec<&str>> = (0..10).map(|year| texts(2 + 2 * year, 28 - 2 * year)).collect();
        let years: Vec<(i32, &[&str])> = (2000..).zip(&rising).map(|(year, texts)| (year, texts.as_slice())).collect();
        let fitted = fit(&years);
        assert_eq!((fitted.len(), fitted[0].theme.as_str(), fitted[9].period.label()), (10, "trust", "2009"));
        assert!(fitted.is_sorted_by(|a, b| a.fitted < b.fitted));
        assert!(fitted.iter().all(|row| row.fitted_low < row.fitted && row.fitted < row.fitted_high));
        let row = trust(&years);
        assert_eq!((row.verdict.as_str(), row.evidence), ("rises", Some(Evidence::Strong)));
        assert!(row.slope_low > Some(1.0) && row.p_mann_kendall < Some(1e-5));
        assert_eq!(row.reasons, "");
        let half = texts(240, 240);
        let years: Vec<(i32, &[&str])> = (2000..2010).map(|year| (year, half.as_slice())).collect();
        let row = trust(&years);
        assert_eq!((row.verdict.as_str(), row.evidence), ("steady", Some(Evidence::HardlyChanged)));
        assert_eq!((row.mann_kendall_s, row.kendall_tau, row.p_mann_kendall), (Some(0), None, Some(1.0)));
        // 240 of 480 messages of five words.
        assert!(fit(&years).iter().all(|row| (row.fitted - 100.0).abs() < 1e-9));
        // What is not shown, or rests on something else, has no curve.
        let one: Vec<(i32, Vec<&str>)> =
            (2000..2012).map(|year| (year, if year == 2004 { texts(15, 9) } else { texts(0, 24) })).collect();
        let one: Vec<(i32, &[&str])> = one.iter().map(|(year, texts)| (*year, texts.as_slice())).collect();
        assert_eq!(fit(&one), []);
    }

    #[test]
    fn a_theme_of_one_year_is_a_one_off_and_one_of_late_years_appears() {
        let (with, none) = (texts(15, 9), texts(0, 24));
        let in_years = |present: &dyn Fn(i32) -> bool| {
            let years: Vec<(i32, &[&str])> =
                (2000..2012).map(|year| (year, if present(year) { &with[..] } else { &none[..] })).collect();
            trust(&years).verdict
        };
        assert_eq!(in_years(&|year| year == 2004), "one-off in 2004");
        assert_eq!(in_years(&|year| year >= 2006), "appears in 2006");
        assert_eq!(in_years(&|year| year < 2006), "vanishes after 2005");
    }

    #[test]
    fn a_stray_hit_is_no_appearance_and_a_peak_is_the_highest() {
        let of = |hits: &[usize]| {
            let years: Vec<Vec<&str>> = hits.iter().map(|&hits| texts(hits, 24 - hits)).collect();
            let years: Vec<(i32, &[&str])> =
                (2000..).zip(&years).map(|(year, texts)| (year, texts.as_slice())).collect();
            trust(&years)
        };
        // One message in 2003, and from 2010 on a dozen a year.
        let row = of(&[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 12, 11, 13, 12, 12, 14, 11, 12]);
        assert_eq!(row.verdict, "appears in 2010");
        // One message in 2006, and from 2007 on a dozen a year.
        let row = of(&[0, 0, 0, 0, 0, 0, 1, 12, 11, 13, 12, 12, 14, 11, 12]);
        assert_eq!(row.verdict, "appears in 2007");
        // The year before the first hits would have had hits at the rate of those after it, but not surely.
        assert!(!of(&[0, 0, 1, 0, 2, 1, 3, 2, 4, 6, 9, 12]).verdict.starts_with("appears"));
        // 2004 has more messages, so it stands out more; but 2008 has the higher rate.
        let mut years: Vec<(i32, Vec<&str>)> = (2000..2012).map(|year| (year, texts(2, 22))).collect();
        years[4].1 = texts(120, 80);
        years[8].1 = texts(16, 8);
        let years: Vec<(i32, &[&str])> = years.iter().map(|(year, texts)| (*year, texts.as_slice())).collect();
        let row = trust(&years);
        assert_eq!(row.verdict, "not shown");
        assert!(
            row.reasons.contains("2004 stands out from the others together, but the rate of 2008 is further"),
            "{}",
            row.reasons
        );
    }

    #[test]
    fn documents_of_one_message_are_no_messages_of_one_document() {
        let (with, none) = (["they speak of trust here"], ["they speak of other things"]);
        let years = |of_2004: usize| {
            let year = |year: i32| (0..24).map(move |place| (year, place)).collect::<Vec<_>>();
            let text = |(year, place)| (year, if year == 2004 && place < of_2004 { &with[..] } else { &none[..] });
            (2000..2012).flat_map(year).map(text).collect::<Vec<(i32, &[&str])>>()
        };
        let row = trust(&years(15));
        assert_eq!(row.verdict, "one-off in 2004");
        assert!(row.p_peak < Some(0.01) && !row.note.contains("within documents"), "{}", row.note);
        // The same as messages of one document a year.
        let one: Vec<(i32, Vec<&str>)> =
            (2000..2012).map(|year| (year, if year == 2004 { texts(15, 9) } else { texts(0, 24) })).collect();
        let one: Vec<(i32, &[&str])> = one.iter().map(|(year, texts)| (*year, texts.as_slice())).collect();
        let within = trust(&one);
        assert_eq!((&within.verdict, within.p_peak), (&row.verdict, row.p_peak));
        assert!(within.note.contains("variation within documents only"), "{}", within.note);
    }

    #[test]
    fn thin_years_are_left_out_and_said() {
        let row = trust(&[
            (2011, &texts(0, 12)),
            (2012, &texts(2, 18)),
            (2013, &["2013"]),
            (2017, &texts(3, 6)),
            (2019, &texts(8, 12)),
        ]);
        assert_eq!(row.periods, "2011;2012;2019");
        let note = "no words in 2013: left out; too few messages and words in 2017: left out; no hit in 2011";
        assert!(row.note.starts_with(note), "{}", row.note);
        study_of(&[(2012, &texts(0, 12)), (2017, &texts(3, 9))], CODEBOOK, |study| {
            let rows = theme_trend(study, &courses(study));
            assert_eq!((rows[0].theme.as_str(), rows[0].p_mann_kendall, rows[0].q_bh), ("absent", None, None));
            assert_eq!(rows[0].note, "fewer than three periods: no course; no hit in any period");
            assert_eq!((rows[1].verdict.as_str(), rows[1].evidence), ("", None));
        });
    }

    #[test]
    fn odd_corpora_do_not_panic() {
        let one = trust(&[(2012, &texts(5, 9))]);
        assert_eq!((one.mann_kendall_s, one.p_attainable), (None, None));
        assert_eq!(one.note, "fewer than three periods: no course");
        let years: Vec<(i32, &[&str])> = (1971..2021).map(|year| (year, ["trust"].as_slice())).collect();
        assert!(trust(&years).note.starts_with("too few messages and words in 50 periods"));
        study_of(&[], CODEBOOK, |study| assert_eq!(theme_trend(study, &courses(study))[0].periods, ""));
        study_of(&years, "", |study| assert_eq!(theme_trend(study, &courses(study)), []));
    }
}
