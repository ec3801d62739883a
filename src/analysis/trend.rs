//! Whether themes rise or fall over all periods.

use rayon::prelude::*;

use super::Study;
use super::note::{Note, names};
use super::row::row;
use super::themes::alphabetical;
use crate::count::{Cell, MANY_PERIODS};
use crate::stats::adjust::benjamini_hochberg;
use crate::stats::trend::{
    LEAST_MESSAGES, MannKendall, Presence, cochran_armitage, cochran_armitage_p, cochran_armitage_permutation_p,
};

row!(ThemeTrendRow, "theme_trend", "One theme over all periods.", ["theme"], {
    theme: String, "", "Theme id.";
    periods: String, "", "The periods with words, separated by semicolons; periods between them are not filled in. Of more than twelve the first, the last and their number.";
    mann_kendall_s: Option<i64>, "", "Pairs of periods whose rate rises less pairs whose rate falls.";
    kendall_tau: Option<f64>, "", "Kendall's tau-b of the rates against time, -1 to 1; empty where all rates are equal.";
    p_exact: Option<f64>, "", "Exact two-sided p of the Mann-Kendall S. Empty where a period has fewer than 10 messages or no period has a hit.";
    p_attainable: Option<f64>, "", "The smallest exact p that this many periods can give.";
    cochran_armitage_z: Option<f64>, "", "Cochran-Armitage z: linear trend of the share of messages with the theme, with the places of the periods as scores; positive for a rise.";
    p_cochran_armitage: Option<f64>, "", "Two-sided p of z from the normal distribution. Empty as the exact p.";
    p_permutation: Option<f64>, "", "Two-sided p of z with messages reassigned among the periods. Empty as the exact p.";
    q_bh: Option<f64>, "", "The permutation p corrected over the whole table (Benjamini and Hochberg 1995).";
    note: String, "", "What the numbers do not say by themselves.";
});

/// The level at which a trend that cannot be shown is said so.
const SIGNIFICANT: f64 = 0.05;

/// `theme_trend`: one row per theme, themes without a hit included.
///
/// [`MannKendall`] of the rates, and [`cochran_armitage`] of message presence with the places of the periods as scores. A
/// period without words is left out. No p where a period has fewer than [`LEAST_MESSAGES`] messages.
pub fn theme_trend(study: &Study<'_>) -> Vec<ThemeTrendRow> {
    let order = alphabetical(study.codebook);
    study.begin("trends", order.len());
    let mut rows: Vec<ThemeTrendRow> = order.par_iter().map(|&theme| trend_row(study, theme)).collect();
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p_permutation).collect();
    for (row, q_bh) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        row.q_bh = q_bh;
    }
    rows
}

fn trend_row(study: &Study<'_>, theme: usize) -> ThemeTrendRow {
    let id = &study.codebook.themes[theme].id;
    let observed: Vec<(&Cell, f64)> =
        study.counts.periods().iter().filter_map(|cell| Some((cell, cell.rate_sums(theme).per_1000()?))).collect();
    let rates: Vec<f64> = observed.iter().map(|(_, rate)| *rate).collect();
    let presence: Vec<Presence> = observed
        .iter()
        .map(|(cell, _)| Presence {
            score: cell.period.place(),
            messages: cell.messages,
            present: cell.themes[theme].messages,
        })
        .collect();
    let steady = MannKendall::of(&rates);
    let tested = observed.iter().all(|(cell, _)| cell.messages >= LEAST_MESSAGES)
        && observed.iter().any(|(cell, _)| cell.themes[theme].hits > 0);
    let p = |p: &dyn Fn() -> Option<f64>| if tested { p() } else { None };
    let purpose = study.purpose(&format!("theme_trend/{id}"));
    let p_cochran_armitage = p(&|| cochran_armitage_p(&presence));
    ThemeTrendRow {
        theme: id.clone(),
        periods: listed(&observed),
        mann_kendall_s: steady.map(|test| test.s),
        kendall_tau: steady.and_then(|test| test.tau_b),
        p_exact: p(&|| steady?.p_exact),
        p_attainable: steady.map(|test| test.p_attainable),
        cochran_armitage_z: cochran_armitage(&presence),
        p_cochran_armitage,
        p_permutation: p(&|| {
            study.resample(|| cochran_armitage_permutation_p(&presence, study.config.analysis.replicates, &purpose))
        }),
        q_bh: None,
        note: note(study, theme, observed.len(), steady.map(|test| test.p_attainable), p_cochran_armitage.is_some()),
    }
}

/// The labels of the periods; of more than twelve the first, the last and their number.
fn listed(observed: &[(&Cell, f64)]) -> String {
    match observed {
        [(first, _), .., (last, _)] if observed.len() > MANY_PERIODS => {
            format!("{} to {}: {} periods", first.period, last.period, observed.len())
        }
        _ => observed.iter().map(|(cell, _)| cell.period.label()).collect::<Vec<_>>().join(";"),
    }
}

fn note(study: &Study<'_>, theme: usize, observed: usize, attainable: Option<f64>, has_p: bool) -> String {
    let periods = study.counts.periods();
    let with = |fact: &dyn Fn(&Cell) -> bool| names(periods, fact);
    let mut note = Note::default();
    note.of("no words", &with(&|counts| counts.tokens == 0), ": left out");
    if observed == 1 {
        note.add("one period: no trend");
    }
    if let Some(least) = attainable.filter(|least| *least > SIGNIFICANT) {
        let (number, least) = match observed {
            2 => ("two", "1".to_string()),
            3 => ("three", format!("{least:.4}")),
            _ => ("four", format!("{least:.4}")),
        };
        let least = least.trim_start_matches('0');
        note.add(format!("{number} periods can never show a steady trend at .05 (Mann-Kendall, least p {least})"));
    }
    let words = |counts: &Cell| counts.tokens > 0;
    if periods.iter().all(|counts| counts.themes[theme].hits == 0) {
        note.add("no hit in any period");
    } else {
        note.of("no hit", &with(&|counts| words(counts) && counts.themes[theme].hits == 0), "");
    }
    if observed > 1 {
        let few = with(&|counts| words(counts) && counts.messages < LEAST_MESSAGES);
        note.of("fewer than 10 messages", &few, ": no p");
        if periods.iter().all(|counts| !words(counts) || counts.themes[theme].messages == counts.messages) {
            note.add("every message has the theme: no Cochran-Armitage test");
        }
        if has_p {
            note.one_document(&with(&|counts| words(counts) && counts.documents == 1), "Cochran-Armitage p");
        }
    }
    note.text()
}

#[cfg(test)]
mod tests {
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
        study_of(documents, CODEBOOK, |study| found = theme_trend(study).into_iter().find(|row| row.theme == "trust"));
        found.expect("a row")
    }

    #[test]
    fn four_rising_years_cannot_show_a_steady_trend() {
        let row = trust(&[(2012, &texts(2, 18)), (2017, &texts(6, 14)), (2019, &texts(8, 12)), (2020, &texts(16, 4))]);
        assert_eq!(row.periods, "2012;2017;2019;2020");
        assert_eq!((row.mann_kendall_s, row.kendall_tau), (Some(6), Some(1.0)));
        assert!((row.p_exact.expect("a p") - 1.0 / 12.0).abs() < 1e-12);
        assert_eq!(row.p_attainable, row.p_exact);
        // t = 2012, 2017, 2019, 2020 around 2017; sum t x - ... = -10 + 0 + 16 + 48 = 54; p q = .4 x .6; sum n t^2 = 760.
        let z = 54.0 / (0.24_f64 * 760.0).sqrt();
        assert!((row.cochran_armitage_z.expect("a z") - z).abs() < 1e-9);
        assert!(row.p_cochran_armitage.expect("a p") < 0.001);
        assert_eq!(row.p_permutation, Some(1.0 / 200.0));
        // "absent" is not tested, so one p needs no correction.
        assert_eq!(row.q_bh, row.p_permutation);
        assert_eq!(
            row.note,
            "four periods can never show a steady trend at .05 (Mann-Kendall, least p .0833); one document each in \
             2012, 2017, 2019 and 2020: Cochran-Armitage p covers variation within them only"
        );
    }

    #[test]
    fn five_years_can() {
        let half = texts(4, 8);
        let years = [2012, 2013, 2014, 2015, 2016].map(|year| (year, half.as_slice()));
        let row = trust(&years);
        assert!(!row.note.contains("never"), "{}", row.note);
        assert_eq!((row.mann_kendall_s, row.kendall_tau, row.p_exact), (Some(0), None, Some(1.0)));
    }

    #[test]
    fn a_small_year_has_no_p() {
        let row = trust(&[(2012, &texts(2, 18)), (2017, &texts(3, 6)), (2019, &texts(8, 12))]);
        assert_eq!((row.p_exact, row.p_cochran_armitage, row.p_permutation, row.q_bh), (None, None, None, None));
        assert!(row.cochran_armitage_z.is_some() && row.mann_kendall_s == Some(3));
        assert!(row.note.contains("least p .3333") && row.note.ends_with("fewer than 10 messages in 2017: no p"));
    }

    #[test]
    fn years_without_words_are_left_out_and_missing_hits_are_said() {
        let row = trust(&[(2012, &texts(0, 12)), (2013, &["2013"]), (2017, &texts(3, 9))]);
        assert_eq!(row.periods, "2012;2017");
        assert!(row.p_permutation.is_some());
        assert!(row.note.starts_with("no words in 2013: left out; two periods can never"), "{}", row.note);
        assert!(row.note.contains("least p 1)") && row.note.contains("no hit in 2012"));
        study_of(&[(2012, &texts(0, 12)), (2017, &texts(3, 9))], CODEBOOK, |study| {
            let rows = theme_trend(study);
            assert_eq!((rows[0].theme.as_str(), rows[0].p_exact, rows[0].q_bh), ("absent", None, None));
            assert!(rows[0].note.ends_with("; no hit in any period"), "{}", rows[0].note);
            assert_eq!(theme_trend(study), rows);
        });
    }

    #[test]
    fn a_theme_in_every_message_has_no_trend_of_its_share() {
        let row = trust(&[(2012, &texts(12, 0)), (2017, &texts(12, 0))]);
        assert_eq!((row.cochran_armitage_z, row.p_cochran_armitage), (None, None));
        assert!(
            row.note.ends_with("least p 1); every message has the theme: no Cochran-Armitage test"),
            "{}",
            row.note
        );
    }

    #[test]
    fn odd_corpora_do_not_panic() {
        let one = trust(&[(2012, &texts(5, 9))]);
        assert_eq!((one.mann_kendall_s, one.p_attainable, one.cochran_armitage_z), (None, None, None));
        assert_eq!(one.note, "one period: no trend");
        let years: Vec<(i32, &[&str])> = (1971..2021).map(|year| (year, ["trust"].as_slice())).collect();
        let row = trust(&years);
        assert_eq!((row.mann_kendall_s, row.cochran_armitage_z), (Some(0), None));
        assert!(row.note.contains("fewer than 10 messages in 50 periods"));
        study_of(&[], CODEBOOK, |study| assert_eq!(theme_trend(study)[0].periods, ""));
        study_of(&years, "", |study| assert_eq!(theme_trend(study), []));
    }
}
