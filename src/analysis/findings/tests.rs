use super::*;
use crate::analysis::change::{ThemeChangeRow, theme_change};
use crate::analysis::course::courses;
use crate::analysis::near_duplicates::NearDuplicates;
use crate::analysis::period_documents::PeriodDocuments;
use crate::analysis::robustness::{RobustnessRow, YesNo, robustness};
use crate::analysis::testing::{Made, study_of, study_with};
use crate::axis::Period;
use crate::config::{Baseline, Config};
use crate::count::Records;

const TRUST: &str =
    "[themes.trust]\nlabel = \"Trust_x\"\ninclude = [\"trust\", \"faith\"]\n[themes.norms]\ninclude = [\"norm*\"]\n";

fn numbers(low: f64, high: f64) -> Numbers {
    Numbers { p: Some(0.5), one_way: true, interval: Some(Interval { low, high }), margin: 1.0, ..Numbers::default() }
}

/// Findings through the real tables.
fn found(study: &Study<'_>) -> Vec<ThemeFinding> {
    found_in(study, &theme_change(study), &robustness(study, &NearDuplicates::default()))
}

fn found_in(study: &Study<'_>, changes: &[ThemeChangeRow], variants: &[RobustnessRow]) -> Vec<ThemeFinding> {
    findings(study, &comparisons(study, &PeriodDocuments::of_cells(study), changes, variants), &courses(study))
}

fn finding<'f>(findings: &'f [ThemeFinding], theme: &str) -> &'f ThemeFinding {
    findings.iter().find(|finding| finding.theme == theme).expect("the theme has a finding")
}

fn change(theme: &str, from_year: i32, to_year: i32, rates: [f64; 2], ends: [f64; 2], p_holm: f64) -> ThemeChangeRow {
    ThemeChangeRow {
        theme: theme.into(),
        from_period: Period::of_year(from_year),
        to_period: Period::of_year(to_year),
        rate_from: Some(rates[0]),
        rate_to: Some(rates[1]),
        difference: Some(rates[1] - rates[0]),
        difference_low: Some(ends[0]),
        difference_high: Some(ends[1]),
        ratio: None,
        ratio_low: None,
        ratio_high: None,
        log_ratio: None,
        p_permutation: Some(p_holm),
        p_holm: Some(p_holm),
        q_bh: Some(p_holm),
        difference_per_message: Some(rates[1] - rates[0]),
        p_per_message: Some(p_holm),
        p_per_message_holm: Some(p_holm),
        q_per_message_bh: Some(p_holm),
        note: String::new(),
    }
}

fn variant(theme: &str, years: [i32; 2], variant: &str, same_sign: YesNo) -> RobustnessRow {
    RobustnessRow {
        theme: theme.into(),
        from_period: Period::of_year(years[0]),
        to_period: Period::of_year(years[1]),
        variant: variant.into(),
        difference: None,
        same_sign: Some(same_sign),
        interval_excludes_zero: None,
        note: String::new(),
    }
}

/// Numbers with both p and both q.
fn tested(p_holm: f64, q_bh: f64, numbers: Numbers) -> Numbers {
    let (p_holm, q_bh) = (Some(p_holm), Some(q_bh));
    Numbers { p_holm, q_bh, p_per_message_holm: p_holm, q_per_message_bh: q_bh, ..numbers }
}

#[test]
fn strong_evidence_needs_all_four() {
    let strong = Numbers { sign_holds: true, ..tested(0.0499, 0.01, numbers(0.1, 9.0)) };
    assert_eq!(evidence(&strong), Evidence::Strong);
    assert_eq!(evidence(&Numbers { p_holm: Some(0.05), ..strong }), Evidence::Partial);
    assert_eq!(evidence(&Numbers { p_holm: None, ..strong }), Evidence::Partial);
    assert_eq!(evidence(&Numbers { p_per_message_holm: Some(0.05), ..strong }), Evidence::Partial);
    assert_eq!(evidence(&Numbers { p_per_message_holm: None, ..strong }), Evidence::Partial);
    assert_eq!(evidence(&Numbers { sign_holds: false, ..strong }), Evidence::Partial);
    assert_eq!(evidence(&Numbers { interval: Some(Interval { low: 0.0, high: 9.0 }), ..strong }), Evidence::NotShown);
    assert_eq!(evidence(&Numbers { interval: None, ..strong }), Evidence::NotShown);
    assert_eq!(evidence(&Numbers { interval: Some(Interval { low: -9.0, high: -0.1 }), ..strong }), Evidence::Strong);
}

#[test]
fn some_evidence_needs_both_q_and_the_interval() {
    let some = tested(0.5, 0.0999, numbers(0.001, 9.0));
    assert_eq!(evidence(&some), Evidence::Partial);
    assert_eq!(evidence(&Numbers { q_bh: Some(0.1), ..some }), Evidence::NotShown);
    assert_eq!(evidence(&Numbers { q_per_message_bh: Some(0.1), ..some }), Evidence::NotShown);
    assert_eq!(evidence(&Numbers { q_per_message_bh: None, ..some }), Evidence::NotShown);
    assert_eq!(evidence(&tested(0.5, 0.0999, numbers(-9.0, -0.001))), Evidence::Partial);
    assert_eq!(evidence(&tested(0.5, 0.0999, numbers(-9.0, 0.0))), Evidence::NotShown);
    assert_eq!(evidence(&numbers(0.001, 9.0)), Evidence::NotShown);
}

#[test]
fn hardly_changed_needs_the_whole_interval_within_the_margin() {
    assert_eq!(evidence(&numbers(-1.0, 1.0)), Evidence::HardlyChanged);
    assert_eq!(evidence(&numbers(-1.001, 1.0)), Evidence::NotShown);
    assert_eq!(evidence(&numbers(-1.0, 1.001)), Evidence::NotShown);
    assert_eq!(evidence(&tested(0.5, 0.05, numbers(0.1, 0.2))), Evidence::Partial);
    assert_eq!(evidence(&numbers(0.1, 0.2)), Evidence::HardlyChanged);
    assert_eq!(evidence(&Numbers { margin: 0.0, ..numbers(0.0, 0.0) }), Evidence::NotShown);
    assert_eq!(evidence(&Numbers { margin: 1.0, ..Numbers::default() }), Evidence::NotTested);
}

#[test]
fn a_clear_rise_is_strong_and_says_so() {
    let none = vec!["a b c d e"; 30];
    let mut some = vec!["trust b c d e"; 15];
    some.extend(vec!["faith b c d e"; 15]);
    study_of(&[(2012, &none), (2017, &some)], TRUST, |study| {
        let findings = found(study);
        assert_eq!(findings[0].theme, "trust");
        let trust = &findings[0].overall;
        assert_eq!(trust.evidence, Evidence::Strong);
        assert_eq!(
            trust.support[1],
            Support { period: Period::of_year(2017), hits: 30, messages: 30, n_messages: 30, patterns: 2 }
        );
        assert!((trust.numbers.margin - 0.25 * 100.0).abs() < 1e-9);
        assert!(trust.carried_by.is_empty() && trust.broken_by.is_empty() && trust.about.is_empty());
        let says = |start: &str| trust.cautions.iter().any(|caution| caution.starts_with(start));
        assert!(
            says("one document each in 2012 and 2017") && says("29 of 30 messages of 2012 repeat"),
            "{:?}",
            trust.cautions
        );
        let sentence = findings[0].sentence();
        assert!(
            sentence.starts_with(
                "Mentions of “Trust_x” rose from none in 2012 to 200.0 per 1,000 words in 2017 (change +200.0 per 1,000 \
                 words, 95 % interval +"
            ),
            "{sentence}"
        );
        assert!(sentence.ends_with(": strong evidence of a rise."), "{sentence}");
        let norms = finding(&findings, "norms");
        assert_eq!(norms.overall.evidence, Evidence::NotShown);
        assert_eq!(norms.sentence(), "\u{201c}norms\u{201d} was not found in any period.");
    });
}

#[test]
fn what_carries_a_year_and_what_turns_the_sign_are_named() {
    let to: &[&str] = &["trust trust trust trust e", "faith b c d e", "b c d e f"];
    study_of(&[(2012, &["b c d e f", "faith b c d e"]), (2017, to)], TRUST, |study| {
        let findings = found(study);
        let trust = &finding(&findings, "trust").overall;
        assert_eq!(
            trust.carried_by,
            [
                "4 of the 5 mentions of 2017 stand in one message, d001#01",
                "4 of the 5 mentions of 2017 are of one pattern, “trust”"
            ]
        );
        assert_eq!(trust.broken_by, ["without pattern: trust", "without the longest message"]);
        assert!(trust.cautions[0].contains("fewer than 10 messages in 2012 and 2017, so the change is not tested"));
        let page = markdown("A *b*", &findings);
        assert!(page.starts_with("# Findings: A \\*b\\*\n"));
        assert!(
            page.contains("the sign of the change does not hold without pattern: trust, without the longest message\n")
        );
        assert!(page.contains(
            "rests on 2012: 1 mention in 1 of 2 messages, by 1 pattern; 2017: 5 mentions in 2 of 3 messages, by 2 patterns\n"
        ));
    });
    // 3 of 4 hits are 75 %; 2 of 3 are less, and of two hits nothing is said.
    for (to, carried) in [
        (&["trust trust trust d e", "faith b c d e", "b c d e f"], 2),
        (&["trust trust d e f", "faith b c d e", "b c d e f"], 0),
        (&["trust trust c d e", "b c d e f", "b c d e f"], 0),
    ] {
        study_of(&[(2012, &["b c d e f"]), (2017, to)], TRUST, |study| {
            assert_eq!(finding(&found(study), "trust").overall.carried_by.len(), carried);
        });
    }
}

#[test]
fn years_that_were_about_a_theme_and_unlike_documents_are_told() {
    let corpus: [(i32, &[&str]); 3] = [(2012, &["a", "b"]), (2020, &["trust", "b"]), (2020, &["c"])];
    study_of(&corpus, TRUST, |study| {
        let mut documents: Vec<_> = study.documents.iter().collect();
        documents[0].title = "Annual report".into();
        documents[0].kind = "report".into();
        documents[1].event = "IGF 2020".into();
        documents[1].scope = "Trust track".into();
        documents[1].kind = "report".into();
        let findings =
            found(&Study { documents: &crate::corpus::Documents::of(documents.clone()).expect("documents"), ..*study });
        let trust = finding(&findings, "trust");
        assert_eq!(trust.overall.about, ["one of 2 documents of 2020 was about this by its scope (“Trust track”)"]);
        assert!(
            trust.sentence().ends_with("; but one of 2 documents of 2020 was about this by its scope (“Trust track”).")
        );
        assert_eq!(
            trust.overall.cautions[trust.overall.cautions.len() - 2..],
            [
                "scopes of the documents differ (2012: not said; 2020: Trust track)".to_string(),
                "events of the documents differ (2012: not said; 2020: IGF 2020)".to_string()
            ]
        );
        assert!(finding(&findings, "norms").overall.about.is_empty());
        documents[2].title = "Trust".into();
        documents[0].title = "Messages: Norms".into();
        let findings =
            found(&Study { documents: &crate::corpus::Documents::of(documents.clone()).expect("documents"), ..*study });
        let about = "2 of 2 documents of 2020 were about this by title or scope (“Trust track”)";
        assert_eq!(finding(&findings, "trust").overall.about, [about]);
        let about = "2012 was about this by its title (“Messages: Norms”)";
        assert_eq!(finding(&findings, "norms").overall.about, [about]);
    });
}

#[test]
fn one_title_among_many_says_nothing_of_the_period() {
    let about = |number: usize| {
        let corpus: Vec<(i32, &[&str])> =
            std::iter::once((2012, &["a", "b"][..])).chain((0..number).map(|_| (2020, &["trust", "b"][..]))).collect();
        let mut said = Vec::new();
        study_of(&corpus, TRUST, |study| {
            let mut documents: Vec<_> = study.documents.iter().collect();
            documents[1].title = "Trust".into();
            let documents = crate::corpus::Documents::of(documents).expect("documents");
            said = finding(&found(&Study { documents: &documents, ..*study }), "trust").overall.about.clone();
        });
        said
    };
    // One of ten is a tenth, one of eleven less.
    assert_eq!(about(10), ["one of 10 documents of 2020 was about this by its title (“Trust”)"]);
    assert!(about(11).is_empty());
}

#[test]
fn a_stronger_change_between_neighbours_is_told_and_sorts() {
    let corpus: [(i32, &[&str]); 3] = [(2012, &["trust"]), (2017, &["trust"]), (2019, &["trust norms"])];
    study_of(&corpus, TRUST, |study| {
        let changes = [
            change("norms", 2012, 2017, [4.0, 4.1], [-0.3, 0.5], 1.0),
            change("norms", 2012, 2019, [4.0, 9.0], [2.0, 8.0], 0.06),
            change("norms", 2017, 2019, [4.1, 9.0], [2.0, 8.0], 0.06),
            change("trust", 2012, 2017, [2.0, 7.0], [0.04, 9.0], 0.01),
            change("trust", 2012, 2019, [2.0, 3.0], [-900.0, 900.0], 1.0),
            change("trust", 2017, 2019, [7.0, 1.0], [-8.0, -4.0], 0.06),
        ];
        let mut variants = vec![variant("trust", [2012, 2017], "per message", YesNo::Yes)];
        let all = found_in(study, &changes, &variants);
        let [trust, norms] = &all[..] else { panic!("two findings") };
        assert_eq!((trust.theme.as_str(), trust.overall.evidence), ("trust", Evidence::NotShown));
        // The strongest evidence wins, not the largest difference.
        assert_eq!(trust.stronger.as_ref().map(|other| other.support[1].period.label()), Some("2017"));
        assert_eq!(trust.best().evidence, Evidence::Strong);
        // The lower end is not written as 0.
        assert!(trust.sentence().contains(
            "rose from 2.00 per 1,000 words in 2012 to 7.00 in 2017 (change +5.00 per 1,000 words, 95 % interval +0.04 to \
             +9.00): strong evidence of a rise; over all periods nothing is shown."
        ), "{}", trust.sentence());
        assert_eq!((norms.overall.evidence, &norms.stronger), (Evidence::Partial, &None));

        variants.push(variant("trust", [2012, 2017], "without the longest message", YesNo::No));
        let all = found_in(study, &changes, &variants);
        let trust = finding(&all, "trust");
        let norms = finding(&all, "norms");
        assert!(norms.sentence().ends_with(": some evidence of a rise."), "{}", norms.sentence());
        // Of equal evidence the largest.
        assert_eq!(trust.stronger.as_ref().map(|other| other.support[1].period.label()), Some("2019"));
        assert_eq!(trust.best().evidence, Evidence::Partial);
        // What holds over the series stands first, although 5 is less than 6.
        assert_eq!(all[0].theme, "norms");
        assert!(norms.is_of_series() && !trust.is_of_series());
    });
}

#[test]
fn hardly_changed_is_said_of_a_common_theme() {
    let messages = vec!["trust b trust d faith"; 200];
    study_of(&[(2012, &messages), (2017, &messages)], TRUST, |study| {
        let findings = found(study);
        let trust = finding(&findings, "trust");
        assert_eq!(trust.overall.evidence, Evidence::HardlyChanged);
        assert!(
            trust.sentence().contains("hardly changed: they went from 600.0 per 1,000 words"),
            "{}",
            trust.sentence()
        );
        assert!(trust.sentence().contains("(change 0.0 per 1,000 words, 95 % interval −"));
    });
}

#[test]
fn odd_corpora_have_findings_or_none() {
    study_of(&[(2012, &["trust"])], TRUST, |study| assert!(found(study).is_empty()));
    study_of(&[(2012, &["trust"]), (2013, &["trust"])], "", |study| {
        assert!(found(study).is_empty());
        assert!(markdown("x", &[]).contains("There is nothing to compare"));
    });
    study_of(&[(2012, &["!"]), (2013, &["trust"])], TRUST, |study| {
        let findings = found(study);
        assert!(finding(&findings, "trust").sentence().contains("cannot be compared between 2012 and 2013"));
    });
    study_of(&[(2012, &["trust b"]), (2013, &["trust"])], TRUST, |study| {
        let findings = found(&Study { records: None, ..*study });
        let trust = finding(&findings, "trust");
        assert!(trust.sentence().contains(": the change is not tested (fewer than"), "{}", trust.sentence());
        assert!(trust.note().iter().any(|line| line.contains("too few messages for an interval: not tested")));
    });
    let years: Vec<(i32, &[&str])> = (1970..2020).map(|year| (year, &["trust b"] as &[&str])).collect();
    study_of(&years, TRUST, |study| {
        let findings = found(study);
        assert_eq!(findings.len(), 2);
        // Of a long series the first third with the last.
        let ends = ends(finding(&findings, "trust"));
        assert_eq!(ends, ["1970-1985", "2004-2019"]);
    });
    let of_baseline = |label: &str| {
        let mut config = Config::default();
        config.analysis.baseline = Baseline::Period(label.into());
        let made: Vec<Made<'_>> = (2010..2020)
            .map(|year| Made { period: Period::of_year(year), group: "", messages: &["trust b"] })
            .collect();
        let mut found_ends = [String::new(), String::new()];
        study_with(config, &made, TRUST, |study| found_ends = ends(finding(&found(study), "trust")));
        found_ends
    };
    assert_eq!(of_baseline("2019"), ["2010", "2019"]);
    assert_eq!(of_baseline("2013"), ["2013", "2019"]);
}

/// The periods that a finding compares first.
fn ends(finding: &ThemeFinding) -> [String; 2] {
    finding.overall.support.each_ref().map(|support| support.period.label().to_string())
}

#[test]
fn a_section_and_a_pattern_of_the_label_are_told_apart() {
    let codebook = "[themes.trust]\nlabel = \"Trust\"\ninclude = [\"trust\", \"faith\"]\n";
    let to: &[&str] = &["trust b", "trust c", "faith d", "b c d e f", "g h i j k", "l m n o p"];
    study_of(&[(2012, &["b c d e f"]), (2017, to)], codebook, |study| {
        let records = |section: &dyn Fn(usize) -> u32| {
            let mut records = Records::default();
            for document in 0..2 {
                let mut messages = study.records.expect("kept").reader().document(document, |_| true).to_vec();
                messages.iter_mut().enumerate().for_each(|(place, message)| message.section = section(place));
                let headings = ["One", "Trust_and *order*", "Three"].map(String::from);
                records.push(&messages, &headings).expect("memory");
            }
            records.finish(&[0, 1]).expect("memory");
            records
        };
        let some = records(&|place| if place < 3 { 1 } else { 2 });
        let all = found(&Study { records: Some(&some), ..*study });
        // "trust" has two of three hits, and would be the label's own pattern with more.
        assert_eq!(
            all[0].overall.carried_by,
            ["all 3 mentions of 2017 stand in one section, “Trust_and *order*”".to_string()]
        );
        assert!(markdown("x", &all).contains("one section, “Trust\\_and \\*order\\*”"));
        // A section with most of the words carries nothing.
        let one = records(&|_| 1);
        assert!(found(&Study { records: Some(&one), ..*study })[0].overall.carried_by.is_empty());
    });
    study_of(&[(2012, &["b"]), (2017, &["trust", "trust", "trust", "b"])], codebook, |study| {
        assert!(found(study)[0].overall.carried_by.is_empty(), "the label's own pattern is no carrier");
    });
}

#[test]
fn documents_with_nothing_in_common_differ_and_do_not_rise() {
    let (none, some) = (vec!["a b c d e"; 30], vec!["trust b c d e"; 30]);
    study_of(&[(2012, &none), (2017, &some)], TRUST, |study| {
        let mut documents: Vec<_> = study.documents.iter().collect();
        documents[0].kind = "report".into();
        documents[0].scope = "here".into();
        documents[1].kind = "speech".into();
        documents[1].scope = "there".into();
        let all =
            found(&Study { documents: &crate::corpus::Documents::of(documents.clone()).expect("documents"), ..*study });
        assert_eq!(all[0].overall.unlike, ["kind", "scope"]);
        assert!(
            all[0]
                .sentence()
                .starts_with("Mentions of “Trust_x” came up more often in 2017 than in 2012, none in 2012 and"),
            "{}",
            all[0].sentence()
        );
        assert!(
            all[0]
                .sentence()
                .contains(": strong evidence of a difference between these documents, which differ in kind and scope.")
        );
        // What one year does not say is no difference.
        documents[0].kind.clear();
        documents[1].scope = "here".into();
        assert!(
            found(&Study { documents: &crate::corpus::Documents::of(documents.clone()).expect("documents"), ..*study })
                [0]
            .overall
            .unlike
            .is_empty()
        );
    });
}

#[test]
fn years_with_shorter_messages_do_not_make_a_theme_certain() {
    // Three of 30 short messages, none of 30 long ones: by whole messages certain, by messages alike not.
    let mut short = vec!["a b"; 27];
    short.extend(vec!["trust b"; 3]);
    let long = vec!["a b c d e f g h"; 30];
    study_of(&[(2012, &short), (2017, &long)], TRUST, |study| {
        let all = found(study);
        let numbers = all[0].overall.numbers;
        assert!(numbers.q_per_message_bh > Some(0.10), "{numbers:?}");
        assert!(numbers.q_bh < numbers.q_per_message_bh, "{numbers:?}");
        assert_eq!(all[0].overall.evidence, Evidence::NotShown);
        assert!(all[0].messages().ends_with("3 of 30 in 2012, 0 of 30 in 2017"));
    });
}

#[test]
fn copies_and_single_messages_are_no_ground_for_an_interval() {
    let copies = vec!["trust b c d e"; 12];
    let half: Vec<&str> = ["a b c d e", "f g h i j", "k l m n o", "p q r s t"].into_iter().cycle().take(6).collect();
    study_of(&[(2012, &copies), (2017, &half), (2019, &["one", "two", "two", "three"])], TRUST, |study| {
        let comparisons = comparisons(
            study,
            &PeriodDocuments::of_cells(study),
            &theme_change(study),
            &robustness(study, &NearDuplicates::default()),
        );
        let cautions = |pair: (usize, usize)| {
            comparisons.iter().find(|found| found.pair == pair).expect("compared").comparison.cautions.join("; ")
        };
        let repeat = "repeat another of that period word for word, so intervals and tests are too sure";
        assert!(cautions((0, 1)).contains(&format!("11 of 12 messages of 2012 {repeat}")), "{}", cautions((0, 1)));
        assert!(!cautions((0, 1)).contains("messages of 2017 repeat"), "2 of 6 are less than half");
        assert!(!cautions((1, 2)).contains("repeat"));
    });
    study_of(&[(2012, &["trust b"]), (2017, &["b c", "b c"])], TRUST, |study| {
        let all = found(study);
        assert_eq!(
            all[0].overall.cautions[..3],
            [
                "fewer than 10 messages in 2012 and 2017, so the change is not tested",
                "1 of 2 messages of 2017 repeats another of that period word for word, so intervals and tests are too sure",
                "one document in 2017: the interval covers variation within it only"
            ]
        );
    });
}
