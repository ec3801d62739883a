use super::*;
use crate::analysis::change::theme_change;
use crate::analysis::row::Row;
use crate::analysis::testing::{Made, study_with};
use crate::axis::Period;
use crate::config::{Cluster, Config};
use crate::stats::interval::Scatter;

const TRUST: &str = "[themes.trust]\ninclude = [\"trust\", \"faith\", \"stem:reliance\"]\n";

/// Two years; 2012 of two documents. Rates: 2 of 20 words, and 6 of 20.
const CORPUS: [(i32, &[&str]); 3] = [
    (2012, &["trust b c d e f g h", "b c d e"]),
    (2012, &["faith b c d e f g h"]),
    (2017, &["trust trust trust trust e f g h i j k l", "faith reliance c d e f g h"]),
];

/// A study whose sampling units are messages, also where a year has several documents.
fn study_of(documents: &[(i32, &[&str])], codebook: &str, test: impl FnOnce(&Study<'_>)) {
    let mut config = Config::default();
    config.analysis.cluster = Cluster::Message;
    let made = documents.iter().map(|(year, messages)| Made { period: Period::of_year(*year), group: "", messages });
    study_with(config, &made.collect::<Vec<_>>(), codebook, test);
}

fn row<'r>(rows: &'r [RobustnessRow], variant: &str) -> &'r RobustnessRow {
    rows.iter().find(|row| row.variant == variant).unwrap_or_else(|| panic!("no variant {variant}"))
}

/// Pairs of messages, given by the places of their documents and their own there.
fn alike(study: &Study<'_>, pairs: &[[Place; 2]]) -> NearDuplicates {
    let shingles = study.shingles.expect("they were kept");
    let place = |(document, ordinal): Place| shingles.place(document, ordinal) as u32;
    let pairs = pairs.iter().map(|[a, b]| (place(*a), place(*b), 1.0)).collect();
    NearDuplicates::named(pairs, shingles, study.documents)
}

/// The rows without near-duplicates.
fn robust(study: &Study<'_>) -> Vec<RobustnessRow> {
    robustness(study, &NearDuplicates::default())
}

fn near(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
}

#[test]
fn each_variant_leaves_out_what_it_says() {
    study_of(&CORPUS, TRUST, |study| {
        let rows = robustness(study, &alike(study, &[[(0, 1), (1, 1)]]));
        // The whole: 300 - 100 = 200 hits per 1,000 words.
        near(row(&rows, "without pattern: trust").difference, 50.0);
        near(row(&rows, "without pattern: faith").difference, 250.0 - 50.0);
        near(row(&rows, "without pattern: stem:reliance").difference, 250.0 - 100.0);
        near(row(&rows, "without stem patterns").difference, 250.0 - 100.0);
        near(row(&rows, "without document: d000").difference, 300.0 - 125.0);
        near(row(&rows, "without document: d001").difference, 300.0 - 1000.0 / 12.0);
        // The first of the two longest of 2012, and the longest of 2017.
        near(row(&rows, "without the longest message").difference, 250.0 - 1000.0 / 12.0);
        // "trust b c d e f g h", the first of two with one hit, and the message with four.
        near(row(&rows, "without the message with most hits").difference, 250.0 - 1000.0 / 12.0);
        near(row(&rows, "without near-duplicates").difference, 300.0 - 1000.0 / 12.0);
        // Two messages are left of 2012 and two of 2017, too few for an interval.
        let note = "1 message left out; no interval: too few messages";
        assert_eq!(row(&rows, "without near-duplicates").note, note);
        near(row(&rows, "per message").difference, 1.0 - 2.0 / 3.0);
        assert_eq!(rows.len(), 10);
        assert!(rows.iter().all(|row| row.same_sign == Some(YesNo::Yes)), "{rows:?}");
        assert!(rows.is_sorted_by_key(|row| row.variant.clone()));
    });
}

#[test]
fn a_variant_that_turns_the_sign_is_seen() {
    let corpus: [(i32, &[&str]); 2] = [
        (2012, &["faith b c d", "faith b c d", "b c d e"]),
        (2017, &["trust trust trust trust", "b c d e", "b c d e"]),
    ];
    study_of(&corpus, TRUST, |study| {
        let rows = robust(study);
        assert_eq!(row(&rows, "without pattern: trust").same_sign, Some(YesNo::No));
        assert_eq!(row(&rows, "without pattern: faith").same_sign, Some(YesNo::Yes));
        assert_eq!(row(&rows, "per message").same_sign, Some(YesNo::No));
        assert_eq!(row(&rows, "per message").interval_excludes_zero, Some(YesNo::No));
        assert!(!rows.iter().any(|row| row.variant.starts_with("without document")));
        assert!(!rows.iter().any(|row| row.variant == "without near-duplicates"));
        assert!(!rows.iter().any(|row| row.variant == "without stem patterns"));
    });
}

#[test]
fn intervals_are_those_of_the_messages_that_are_left() {
    study_of(&CORPUS, TRUST, |study| {
        let rows = robust(study);
        let units = |list: &[(u64, u64)]| {
            RateSums::of(&list.iter().map(|&(hits, tokens)| Unit { hits, tokens }).collect::<Vec<_>>())
        };
        let (from, to) = (units(&[(1, 8), (0, 4), (0, 8)]), units(&[(4, 12), (1, 8)]));
        let swapped = parts(study, &Roles::new(study, &NearDuplicates::default()), &[0]).remove(0);
        assert_eq!(swapped[0].hits.patterns["faith"].apply(&swapped[0].hits.whole), from);
        assert_eq!(swapped[1].hits.patterns["faith"].apply(&swapped[1].hits.whole), to);
        let interval = Change::between(&from, &to, LEVEL, [&Scatter::of(&to), &Scatter::of(&from)])
            .and_then(|change| change.difference_interval);
        let excludes = interval.map(|ends| YesNo::from(ends.low > 0.0 || ends.high < 0.0));
        assert!(excludes.is_some());
        assert_eq!(row(&rows, "without pattern: faith").interval_excludes_zero, excludes);
    });
    let many: Vec<&str> = vec!["trust b c d"; 30];
    let none: Vec<&str> = vec!["a b c d"; 30];
    study_of(&[(2012, &none), (2017, &many)], TRUST, |study| {
        let rows = robust(study);
        assert_eq!(row(&rows, "without the longest message").interval_excludes_zero, Some(YesNo::Yes));
        assert_eq!(row(&rows, "per message").interval_excludes_zero, Some(YesNo::Yes));
    });
}

#[test]
fn the_only_pattern_and_the_last_words_are_not_left_out_in_silence() {
    let corpus: [(i32, &[&str]); 3] = [(2012, &["trust b"]), (2012, &["!"]), (2017, &["trust b c", "b"])];
    study_of(&corpus, TRUST, |study| {
        let rows = robust(study);
        let only = row(&rows, "without pattern: trust");
        assert_eq!((only.difference, only.same_sign), (None, None));
        assert_eq!(only.note, "no other pattern has a hit in these periods");
        let empty = row(&rows, "without document: d000");
        assert_eq!((empty.difference, empty.note.as_str()), (None, "no word is left in 2012"));
        assert!(row(&rows, "without document: d001").note.contains("no interval"));
    });
}

#[test]
fn of_many_documents_those_that_weaken_most_are_kept() {
    let mut documents: Vec<(i32, &[&str])> = vec![(2012, &["b c d e"])];
    documents.extend(std::iter::repeat_n((2017, &["b c d e"] as &[&str]), 60));
    documents.push((2017, &["trust c d e"]));
    study_of(&documents, TRUST, |study| {
        let rows = robust(study);
        let kept: Vec<_> = rows.iter().filter(|row| row.variant.starts_with("without document")).collect();
        assert_eq!(kept.len(), MOST_DOCUMENTS);
        assert_eq!(row(&rows, "without document: d061").same_sign, Some(YesNo::No));
        assert!(kept[0].note.starts_with("one of the 50 of 61 documents"));
    });
}

#[test]
fn without_records_rates_are_still_compared() {
    study_of(&CORPUS, TRUST, |study| {
        let large = Study { records: None, ..*study };
        let (rows, exact) = (robust(&large), robust(study));
        assert_eq!(rows.len(), 5);
        for found in &rows {
            assert_eq!(found.difference, row(&exact, &found.variant).difference);
        }
        assert_eq!(row(&rows, "without pattern: trust").interval_excludes_zero, None);
        assert_eq!(row(&rows, "without pattern: trust").note, "no interval: the corpus is too large");
        assert_eq!(rows, robustness(&large, &alike(study, &[[(0, 1), (1, 1)]])));
    });
}

#[test]
fn the_later_message_of_a_pair_goes_by_year_then_place() {
    let corpus: [(i32, &[&str]); 2] = [(2017, &["a", "b"]), (2012, &["c"])];
    study_of(&corpus, TRUST, |study| {
        let pairs = alike(study, &[[(0, 2), (1, 1)]]);
        assert_eq!(Roles::new(study, &pairs).duplicates, HashSet::from([(0, 2)]));
        let pairs = alike(study, &[[(0, 1), (0, 2)], [(0, 1), (1, 1)]]);
        assert_eq!(Roles::new(study, &pairs).duplicates, HashSet::from([(0, 1), (0, 2)]));
    });
}

#[test]
fn odd_corpora_have_rows_or_none() {
    let odd = "[themes.z]\ninclude = [\"x\"]\n[themes.a]\ninclude = [\"trust\"]\nparent = \"z\"\n";
    study_of(&[(2012, &["trust"])], odd, |study| assert!(robust(study).is_empty()));
    study_of(&CORPUS, "", |study| assert!(robust(study).is_empty()));
    study_of(&[(2012, &["b"]), (2017, &["b"])], odd, |study| {
        let rows = robust(study);
        assert_eq!(rows.iter().map(|row| row.theme.as_str()).collect::<Vec<_>>(), ["a", "z"]);
        assert!(rows.iter().all(|row| row.same_sign.is_none() && row.difference == Some(0.0)));
    });
    let years: Vec<(i32, &[&str])> = (1970..2020).map(|year| (year, &["trust b"] as &[&str])).collect();
    study_of(&years, odd, |study| {
        let rows = robust(study);
        assert_eq!(rows, robust(study));
        // The first third with the last: two themes, without each of 32 documents and in four other variants.
        assert_eq!(rows.len(), 2 * 36);
        let keys = |row: &RobustnessRow| {
            (row.theme.clone(), row.from_period.clone(), row.to_period.clone(), row.variant.clone())
        };
        assert!(rows.is_sorted_by_key(keys));
    });
}

#[test]
fn cells_are_written_in_words() {
    assert_eq!(RobustnessRow::FIELDS[5].kind, FieldType::Text);
    assert_eq!((YesNo::Yes.cell(), YesNo::No.cell()), (Cell::Text("yes".into()), Cell::Text("no".into())));
}

/// Documents with their year.
type Documents<'t> = Vec<(i32, Vec<&'t str>)>;

/// Three years; in 2012 are this many messages, and no hit. How many hits a message with any has depends on the variant.
fn no_hit_in_2012(messages: usize) -> Documents<'static> {
    vec![
        (2012, vec!["b c d e f g"; messages]),
        (
            2017,
            vec!["trust trust c d e f", "faith b c d e f", "trust trust c d e f", "faith b c d e f g h", "b c d e f g"],
        ),
        (2017, vec!["faith faith faith faith faith f", "trust b c d e f", "faith b c d e f", "faith b c d e reliance"]),
        (2020, vec!["trust trust trust trust trust trust", "faith b c d", "faith reliance reliance reliance", "b c"]),
    ]
}

/// Calls a test with the study of some documents.
fn study(documents: &Documents<'_>, codebook: &str, test: impl FnOnce(&Study<'_>)) {
    let documents: Vec<(i32, &[&str])> = documents.iter().map(|(year, texts)| (*year, texts.as_slice())).collect();
    study_of(&documents, codebook, test);
}

/// Whether the interval of a real run excludes 0 from 2012 to 2017.
fn real_run(documents: &Documents<'_>, codebook: &str) -> Option<YesNo> {
    let mut found = None;
    study(documents, codebook, |study| {
        let rows = theme_change(study);
        let row = rows
            .iter()
            .find(|row| (row.from_period.label(), row.to_period.label()) == ("2012", "2017"))
            .expect("a change");
        found = row.difference_low.zip(row.difference_high);
    });
    found.map(|(low, high)| YesNo::from(low > 0.0 || high < 0.0))
}

/// Compares a variant with a real run of the same documents and codebook after `leave_out`, for 3 to 60 messages of 2012:
/// the more they are, the lower the rate that the year may have.
/// Gives whether the interval excludes 0 as far as it does and does not.
fn equals_a_real_run(variant: &str, leave_out: impl Fn(&mut Documents<'_>, &mut String)) -> BTreeSet<bool> {
    let mut seen = BTreeSet::new();
    for messages in (3..=60).chain((70..=400).step_by(30)) {
        let documents = no_hit_in_2012(messages);
        let mut found = None;
        study(&documents, TRUST, |study| {
            let rows = robustness(study, &alike(study, &[[(1, 1), (1, 3)], [(3, 2), (2, 3)]]));
            let of_pair = |row: &&RobustnessRow| {
                (row.from_period.label(), row.to_period.label()) == ("2012", "2017") && row.variant == variant
            };
            found = rows.iter().find(of_pair).expect("the variant").interval_excludes_zero;
        });
        let (mut rest, mut codebook) = (documents, TRUST.to_string());
        leave_out(&mut rest, &mut codebook);
        let expected = real_run(&rest, &codebook);
        assert!(expected.is_some());
        assert_eq!(found, expected, "{variant}, {messages} messages");
        seen.insert(found == Some(YesNo::Yes));
    }
    seen
}

fn without<T>(list: &mut Vec<T>, place: usize) {
    drop(list.remove(place));
}

#[test]
fn a_variant_without_a_pattern_equals_a_real_run() {
    for pattern in ["trust", "faith", "stem:reliance"] {
        let seen = equals_a_real_run(&format!("without pattern: {pattern}"), |_, codebook| {
            *codebook = codebook.replace(&format!("\"{pattern}\""), "\"absent\"");
        });
        assert_eq!(seen.len(), 2, "{pattern}: the interval should hold 0 for few messages, and not for many");
    }
    equals_a_real_run("without stem patterns", |_, codebook| *codebook = codebook.replace("stem:reliance", "absent"));
}

#[test]
fn a_variant_without_messages_equals_a_real_run() {
    let mut seen = BTreeSet::new();
    seen.extend(equals_a_real_run("without document: d001", |documents, _| without(documents, 1)));
    seen.extend(equals_a_real_run("without document: d002", |documents, _| without(documents, 2)));
    seen.extend(equals_a_real_run("without the longest message", |documents, _| {
        without(&mut documents[0].1, 0);
        without(&mut documents[1].1, 3);
    }));
    seen.extend(equals_a_real_run("without the message with most hits", |documents, _| {
        without(&mut documents[2].1, 0);
    }));
    // Of the pair with a message of 2020 that one is later, and 2020 stays whole.
    seen.extend(equals_a_real_run("without near-duplicates", |documents, _| without(&mut documents[1].1, 2)));
    assert_eq!(seen.len(), 2, "some intervals should hold 0 and some should not");
}
