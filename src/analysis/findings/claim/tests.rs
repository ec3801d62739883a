use proptest::prelude::*;

use super::*;
use crate::analysis::Study;
use crate::analysis::change::theme_change;
use crate::analysis::course::courses;
use crate::analysis::findings::{comparisons, findings};
use crate::analysis::near_duplicates::NearDuplicates;
use crate::analysis::period_documents::PeriodDocuments;
use crate::analysis::robustness::robustness;
use crate::analysis::testing::{Made, study_of, study_with};
use crate::axis::When;
use crate::config::Config;

const CODEBOOK: &str =
    "[themes.a]\nlabel = \"Alpha beta\"\ninclude = [\"alpha\"]\n[themes.b]\nlabel = \"Gamma\"\ninclude = [\"gamma\"]\n";
/// What says that something changed, or that it did not.
const OF_CHANGE: [&str; 8] = ["rose", "fell", "peaked", "appeared", "vanished", "came up", "hardly", "more often"];
const EVIDENCE: [Evidence; 5] =
    [Evidence::Strong, Evidence::Partial, Evidence::HardlyChanged, Evidence::NotShown, Evidence::NotTested];

fn found(study: &Study<'_>) -> Vec<ThemeFinding> {
    let comparisons = comparisons(
        study,
        &PeriodDocuments::of_cells(study),
        &theme_change(study),
        &robustness(study, &NearDuplicates::default()),
    );
    findings(study, &comparisons, &courses(study))
}

/// Holds what every headline must hold.
fn check(finding: &ThemeFinding) -> Result<(), TestCaseError> {
    let (claim, headline) = (finding.claim(), finding.headline());
    prop_assert_eq!(claim.evidence, finding.evidence(), "{}", headline);
    holds(&headline, claim.evidence)?;
    prop_assert!(words(&headline) <= MOST_WORDS, "{} words: {headline}", words(&headline));
    let below = claim.below_name();
    holds(&below, claim.evidence)?;
    let short = in_short(&[claim]);
    holds(&short, finding.evidence())?;
    prop_assert!(words(&short) <= MOST_WORDS, "{} words: {short}", words(&short));
    // The sentence says what the headline says, in the same words.
    if finding.evidence() <= Evidence::Partial {
        let verb = OF_CHANGE.iter().find(|word| headline.contains(*word));
        let verb = verb.expect("a word of change");
        prop_assert!(finding.sentence().contains(verb), "{headline} / {}", finding.sentence());
    }
    // Of a pair with others between them, or of unlike documents, no movement is claimed.
    let of_pair = finding.course.as_ref().is_none_or(|course| course.evidence != finding.evidence());
    if of_pair && finding.evidence() <= Evidence::Partial && !finding.best().is_movement() {
        let moved = ["rose", "fell", "peaked", "appeared", "vanished"].iter().any(|word| headline.contains(word));
        prop_assert!(!moved && headline.contains("came up more often"), "{headline}");
    }
    // What rose and is no higher at the end says so, and what holds in a pair alone.
    if let Some(course) = finding.course.as_ref().filter(|course| course.evidence == finding.evidence()) {
        let (first, last) = (course.rates[0], course.rates[course.rates.len() - 1]);
        let against = match course.verdict {
            Verdict::Rises => last <= first,
            Verdict::Falls => last >= first,
            _ => false,
        };
        let hedged = finding.evidence() <= Evidence::Partial;
        prop_assert_eq!(headline.contains("; but no "), against && hedged, "{}", headline);
        // The first or the last period is no peak.
        if let Verdict::Peaks(place) = course.verdict {
            prop_assert_eq!(headline.contains("peaked"), place > 0 && place + 1 < course.rates.len(), "{}", headline);
        }
    } else if finding.stronger.is_some() && finding.evidence() <= Evidence::Partial {
        prop_assert!(headline.ends_with("; not shown over all periods"), "{headline}");
    }
    // An interval without 0 does not stand beside "not shown" without the reason.
    for comparison in [Some(&finding.overall), finding.stronger.as_ref()].into_iter().flatten() {
        let excludes = comparison.numbers.interval.is_some_and(|ends| ends.low > 0.0 || ends.high < 0.0);
        let note = finding.note().join("\n");
        if excludes && comparison.evidence == Evidence::NotShown && comparison.rates.is_some() {
            prop_assert!(note.contains("not shown, as "), "{note}");
        }
    }
    Ok(())
}

/// No word of change without evidence; some evidence is said first.
fn holds(text: &str, evidence: Evidence) -> Result<(), TestCaseError> {
    let changes = OF_CHANGE.iter().any(|word| text.contains(word));
    prop_assert_eq!(changes, evidence <= Evidence::HardlyChanged, "{:?}: {}", evidence, text);
    let hedged = text.contains("ome evidence");
    prop_assert_eq!(hedged, evidence == Evidence::Partial, "{:?}: {}", evidence, text);
    if let (Some(hedge), Some(change)) = (text.find("ome evidence"), OF_CHANGE.iter().find_map(|word| text.find(word)))
    {
        prop_assert!(hedge < change, "{text}");
    }
    if evidence >= Evidence::NotShown {
        prop_assert!(
            ["not shown", "not tested", "o period has", "o mention of"].iter().any(|word| text.contains(word)),
            "{text}"
        );
    }
    Ok(())
}

/// Messages of a document by number: with either theme, or none.
fn messages(numbers: &[u8]) -> Vec<&'static str> {
    let text = |number: &u8| match number % 6 {
        0 => "alpha b c d",
        1 => "gamma b c d",
        2 => "alpha alpha gamma b c d e",
        _ => "b c d e f g h",
    };
    numbers.iter().map(text).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_headline_is_never_stronger_than_the_verdict(
        corpus in prop::collection::vec((0..14i32, prop::collection::vec(any::<u8>(), 1..14)), 2..18),
        verdict in 0..8usize,
        evidence in prop::sample::select(&EVIDENCE[..]),
        of_pair in prop::sample::select(&EVIDENCE[..]),
        unlike in any::<bool>(),
        at_an_end in any::<bool>(),
    ) {
        let made: Vec<(i32, Vec<&str>)> = corpus.iter().map(|(year, of)| (2000 + year, messages(of))).collect();
        let made: Vec<Made<'_>> = made
            .iter()
            .map(|(year, messages)| Made { period: Period::of_year(*year), group: "", messages })
            .collect();
        let mut all = Vec::new();
        study_with(Config::default(), &made, CODEBOOK, |study| all = found(study));
        for mut finding in all {
            check(&finding)?;
            // The same with any other verdict.
            if finding.is_absent() {
                continue;
            }
            if let Some(course) = &mut finding.course {
                let place = if at_an_end { course.periods.len() - 1 } else { course.periods.len() / 2 };
                let shown = [
                    Verdict::Rises, Verdict::Falls, Verdict::Peaks(place), Verdict::Dips(place), Verdict::Appears(place),
                    Verdict::Vanishes(place), Verdict::OneOff(place),
                ];
                (course.verdict, course.evidence) = match evidence {
                    Evidence::Strong | Evidence::Partial => (shown[verdict % shown.len()], evidence),
                    Evidence::HardlyChanged => (Verdict::Steady, evidence),
                    _ => (Verdict::NotShown, Evidence::NotShown),
                };
            }
            finding.overall.evidence = of_pair;
            finding.stronger = finding.stronger.take().filter(|other| other.evidence < of_pair);
            if unlike {
                finding.overall.unlike = vec!["kind"];
            }
            // Rates that are equal never have evidence of a change.
            if finding.overall.difference.is_some_and(|difference| difference.abs() > 0.0) {
                check(&finding)?;
            }
        }
    }
}

#[test]
fn what_is_shown_hedged_and_not_shown_has_a_headline_each() {
    let none = vec!["a b c d e"; 30];
    let some = vec!["alpha b c d e"; 30];
    study_of(&[(2012, &none), (2017, &some)], CODEBOOK, |study| {
        let all = found(study);
        let [alpha, gamma] = &all[..] else { panic!("two findings") };
        assert_eq!(alpha.headline(), "Mentions of “Alpha beta” rose from 2012 to 2017, by 200.0 per 1,000 words");
        assert_eq!(gamma.headline(), "No period has a mention of “Gamma”");
        let claims = [gamma.claim(), alpha.claim()];
        assert_eq!(in_short(&claims), "“Alpha beta” rose from 2012 to 2017; no mention of “Gamma”");
        let hedged = Claim { evidence: Evidence::Partial, ..alpha.claim() };
        assert_eq!(
            hedged.headline(),
            "Some evidence that mentions of “Alpha beta” rose from 2012 to 2017, by 200.0 per 1,000 words"
        );
        assert_eq!(in_short(&[hedged]), "Some evidence that “Alpha beta” rose from 2012 to 2017");
    });
    study_of(&[(2012, &["alpha b"]), (2017, &["alpha b", "gamma c"])], CODEBOOK, |study| {
        let all = found(study);
        let headlines: Vec<String> = all.iter().map(ThemeFinding::headline).collect();
        assert_eq!(
            headlines,
            [
                "A change in mentions of “Alpha beta” from 2012 to 2017 is not tested; 2 messages mention it",
                "A change in mentions of “Gamma” from 2012 to 2017 is not tested; 1 message mentions it"
            ]
        );
        let claims: Vec<Claim> = all.iter().map(ThemeFinding::claim).collect();
        assert_eq!(in_short(&claims), "A change is not tested for “Alpha beta” and “Gamma”");
        let many: Vec<Claim> = claims.iter().cycle().take(7).cloned().collect();
        assert_eq!(in_short(&many), "A change is not tested for any of these 7 themes");
    });
    assert_eq!(in_short(&[]), "");
}

#[test]
fn a_time_that_several_have_is_said_once() {
    let made = |label: &str, evidence: Evidence, does: &str| Claim::made(label, evidence, does);
    let (fell, rose) = ("fell from 1980-1994 to 2010-2024", "rose from 1980-1994 to 2010-2024");
    let claims =
        [made("A", Evidence::Strong, fell), made("B", Evidence::Strong, rose), made("C", Evidence::Strong, rose)];
    assert_eq!(in_short(&claims), "“A” fell, “B” and “C” rose from 1980-1994 to 2010-2024");
    // Some evidence has its own time, and so has another time.
    let claims = [made("A", Evidence::Strong, fell), made("B", Evidence::Partial, rose)];
    assert_eq!(
        in_short(&claims),
        "“A” fell from 1980-1994 to 2010-2024; some evidence that “B” rose from 1980-1994 to 2010-2024"
    );
    let claims = [made("A", Evidence::Strong, fell), made("B", Evidence::Strong, "rose from 1980 to 2024")];
    assert_eq!(in_short(&claims), "“A” fell from 1980-1994 to 2010-2024; “B” rose from 1980 to 2024");
}

#[test]
fn a_pair_with_others_between_them_is_no_movement() {
    let (none, some) = (vec!["a b c d e"; 40], vec!["alpha b c d e"; 40]);
    // The first and the last are alike; the third alone has the theme, so the best pair is one of the third.
    let years = [(2012, &none[..]), (2013, &none[..]), (2014, &some[..]), (2015, &none[..])];
    study_of(&years, CODEBOOK, |study| {
        let mut all = found(study);
        let finding = &mut all[0];
        let pair = |from: i32, to: i32| {
            let comparisons = comparisons(
                study,
                &PeriodDocuments::of_cells(study),
                &theme_change(study),
                &robustness(study, &NearDuplicates::default()),
            );
            let is = |of: &crate::analysis::findings::ThemeComparison| {
                let [a, b] = of.comparison.support.each_ref().map(|of| of.period.label().to_string());
                of.theme == 0 && a == from.to_string() && b == to.to_string()
            };
            comparisons.into_iter().find(is).expect("a pair").comparison
        };
        finding.course = None;
        finding.stronger = Some(pair(2012, 2014));
        assert_eq!(
            finding.headline(),
            "Mentions of “Alpha beta” came up more often in 2014 than in 2012, by 200.0 per 1,000 words; not shown over all periods"
        );
        assert!(finding.sentence().starts_with(
            "Mentions of “Alpha beta” came up more often in 2014 than in 2012, none in 2012 and 200.0 per 1,000 words in 2014 \
             (change +200.0"
        ));
        assert!(finding.sentence().contains(": strong evidence of a difference; over all periods nothing is shown"));
        finding.stronger = Some(pair(2013, 2014));
        assert!(finding.headline().starts_with("Mentions of “Alpha beta” rose from 2013 to 2014"));
        assert!(!finding.is_of_series());
    });
}

#[test]
fn what_rose_but_ends_where_it_began_says_so() {
    let texts =
        |with: usize| -> Vec<&str> { (0..40).map(|n| if n < with { "alpha b c d" } else { "b c d e" }).collect() };
    let years: Vec<Vec<&str>> = [8, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 7].map(texts).into();
    let years: Vec<(i32, &[&str])> = (2000..).zip(&years).map(|(year, of)| (year, of.as_slice())).collect();
    study_of(&years, CODEBOOK, |study| {
        let mut all = found(study);
        let finding = &mut all[0];
        let course = finding.course.as_mut().expect("a course");
        (course.verdict, course.evidence) = (Verdict::Rises, Evidence::Partial);
        finding.overall.evidence = Evidence::NotShown;
        finding.stronger = None;
        // There is no room for the figure.
        assert_eq!(
            finding.headline(),
            "Some evidence that mentions of “Alpha beta” rose from 2000 to 2011; but no higher in 2011 than in 2000"
        );
        let strong = Claim { evidence: Evidence::Strong, ..finding.claim() }.headline();
        assert!(strong.starts_with("Mentions of “Alpha beta” rose from 2000 to 2011, "), "{strong}");
        assert!(strong.ends_with(" every ten years; but no higher in 2011 than in 2000"), "{strong}");
        assert_eq!(finding.claim().besides(), ["but no higher in 2011 than in 2000"]);
        assert_eq!(
            finding.claim().below_name(),
            "some evidence: rose from 2000 to 2011; but no higher in 2011 than in 2000"
        );
        assert!(
            finding.sentence().contains("; highest in 2010 (150.0); but no higher in 2011 than in 2000: some evidence")
        );
        let [ratio, interval] = finding.course.as_ref().and_then(Course::slope_in_words).expect("a slope");
        assert!(ratio.ends_with(" every ten years") && interval.starts_with("95 % interval "), "{ratio} {interval}");
    });
}

#[test]
fn what_is_highest_at_an_end_is_no_peak_and_what_is_lowest_no_dip() {
    let texts =
        |with: usize| -> Vec<&str> { (0..40).map(|n| if n < with { "alpha b c d" } else { "b c d e" }).collect() };
    let years: Vec<Vec<&str>> = [3, 6, 8, 9].map(texts).into();
    let years: Vec<(i32, &[&str])> = (2000..).zip(&years).map(|(year, of)| (year, of.as_slice())).collect();
    study_of(&years, CODEBOOK, |study| {
        let mut all = found(study);
        let finding = &mut all[0];
        let mut said = |verdict: Verdict| {
            let course = finding.course.as_mut().expect("a course");
            (course.verdict, course.evidence) = (verdict, Evidence::Strong);
            (finding.headline(), finding.course.as_ref().map(Course::name).unwrap_or_default())
        };
        let of = |headline: &str, name: &str| (headline.to_string(), name.to_string());
        let end = "Mentions of “Alpha beta” came up most often in 2003 in these documents, at 56.2 per 1,000 words";
        assert_eq!(said(Verdict::Peaks(3)), of(end, "highest in 2003"));
        let within = "Mentions of “Alpha beta” peaked in 2002 in these documents, at 50.0 per 1,000 words";
        assert_eq!(said(Verdict::Peaks(2)), of(within, "peaks in 2002"));
        let lowest = "Mentions of “Alpha beta” came up least often in 2001 in these documents, at 37.5 per 1,000 words";
        assert_eq!(said(Verdict::Dips(1)), of(lowest, "lowest in 2001"));
    });
}

#[test]
fn what_holds_over_the_series_stands_before_what_holds_in_one_pair() {
    let (none, some) = (vec!["a b c d e"; 40], vec!["alpha gamma b c d"; 40]);
    study_of(&[(2012, &none), (2013, &some), (2014, &some)], CODEBOOK, |study| {
        let all = found(study);
        let [first, second] = &all[..] else { panic!("two findings") };
        // Alike in all: by id.
        assert_eq!((first.theme.as_str(), second.theme.as_str()), ("a", "b"));
        assert!(first.is_of_series() && second.is_of_series());
    });
}

#[test]
fn long_names_are_cut_and_many_themes_counted() {
    let long = "word ".repeat(60);
    let codebook = format!("[themes.a]\nlabel = \"{long}\"\ninclude = [\"alpha\"]\n");
    let (none, some) = (vec!["a b c d e"; 30], vec!["alpha b c d e"; 30]);
    let names = ["The time before the change of law", "All the time after the change of law"];
    let period = |place: usize| Period::new(names[place], When::year(2000 + i32::from(place > 0)).expect("a year"));
    let made = [(0, &none), (1, &some)].map(|(place, messages)| Made { period: period(place), group: "", messages });
    study_with(Config::default(), &made, &codebook, |study| {
        let all = found(study);
        let headline = all[0].headline();
        assert_eq!(
            headline,
            "Mentions of “word word word word word word word word word word word…” rose from The time… to All the…, by 200.0 \
             per 1,000 words"
        );
        assert_eq!(words(&headline), MOST_WORDS);
        let claims: Vec<Claim> =
            EVIDENCE.iter().cycle().take(20).map(|evidence| Claim { evidence: *evidence, ..all[0].claim() }).collect();
        let text = in_short(&claims);
        assert!(words(&text) <= MOST_WORDS, "{} words: {text}", words(&text));
        assert!(text.starts_with('“') && text.ends_with(" (4 of 20 themes)"), "{text}");
    });
}
