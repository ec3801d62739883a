use proptest::prelude::*;

use super::*;
use crate::analysis::Study;
use crate::analysis::change::theme_change;
use crate::analysis::course::courses;
use crate::analysis::findings::{comparisons, findings};
use crate::analysis::robustness::robustness;
use crate::analysis::testing::{Made, study_of, study_with};
use crate::axis::When;
use crate::config::Config;

const CODEBOOK: &str =
    "[themes.a]\nlabel = \"Alpha beta\"\ninclude = [\"alpha\"]\n[themes.b]\nlabel = \"Gamma\"\ninclude = [\"gamma\"]\n";
/// What says that something changed, or that it did not.
const OF_CHANGE: [&str; 9] =
    ["rose", "fell", "peaked", "dipped", "appeared", "vanished", "came up", "hardly", "more often"];
const EVIDENCE: [Evidence; 5] =
    [Evidence::Strong, Evidence::Partial, Evidence::HardlyChanged, Evidence::NotShown, Evidence::NotTested];

fn found(study: &Study<'_>) -> Vec<ThemeFinding> {
    let comparisons = comparisons(study, &theme_change(study), &robustness(study, &[]));
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
        prop_assert!(["not shown", "not tested", "o period has"].iter().any(|word| text.contains(word)), "{text}");
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
                let place = course.periods.len() / 2;
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
            if finding.overall.difference.is_some() {
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
        assert!(text.starts_with('“') && text.ends_with("; 16 more themes below"), "{text}");
    });
}
