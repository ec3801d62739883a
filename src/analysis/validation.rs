//! Does the codebook find what people find? Tables of agreement with coded messages.

use super::note::Note;
use super::row::row;
use super::study::message_id;
use super::themes::alphabetical;
use crate::axis::Period;
use crate::codebook::Codebook;
use crate::config::AnalysisConfig;
use crate::plural::plural;
use crate::stats::agreement::{Confusion, Judged, Scores, average_intervals, averages, confusions, krippendorff_alpha};
use crate::stats::random::Purpose;
use crate::stats::rate::share;
use crate::stats::{Interval, LEVEL};

row!(ValidationRow, "validation", "One theme, as a coder and the codebook see it.", ["coder", "average", "theme"], {
    coder: String, "", "The coder: a column of the codings.";
    average: String, "", "Empty for one theme; macro for the mean over the themes for which the measure is defined; micro for the messages of all themes together.";
    theme: String, "", "Theme id; empty for an average.";
    label: String, "", "Theme label.";
    messages: u64, "messages", "Messages that the coder coded.";
    support: Option<u64>, "messages", "Of these, messages in which the coder sees the theme; for micro the sum over themes.";
    found: Option<u64>, "messages", "Messages in which the codebook finds it.";
    true_positives: Option<u64>, "messages", "Messages in which both see it.";
    false_positives: Option<u64>, "messages", "Messages in which only the codebook finds it.";
    false_negatives: Option<u64>, "messages", "Messages in which only the coder sees it.";
    precision: Option<f64>, "share", "Of the messages in which the codebook finds the theme, the share in which the coder sees it. With inclusion probabilities each message weighs 1 over its own, here and in all measures that follow.";
    precision_low: Option<f64>, "share", "Lower end of its 95 % interval: Wilson (1927), with weights on the messages that these are worth (Kish 1965); for averages the percentile bootstrap over messages (Efron 1979).";
    precision_high: Option<f64>, "share", "Upper end of that interval.";
    recall: Option<f64>, "share", "Of the messages in which the coder sees the theme, the share in which the codebook finds it.";
    recall_low: Option<f64>, "share", "Lower end of its 95 % interval, as for precision.";
    recall_high: Option<f64>, "share", "Upper end of that interval.";
    f1: Option<f64>, "", "Harmonic mean of precision and recall (van Rijsbergen 1979).";
    f1_low: Option<f64>, "", "Lower end of its 95 % interval: Goutte and Gaussier (2005) with Jeffreys' prior; for averages the bootstrap.";
    f1_high: Option<f64>, "", "Upper end of that interval.";
    kappa: Option<f64>, "", "Cohen's kappa (1960) of coder and codebook: 1 is agreement, 0 chance; empty where both say the same of every message.";
    note: String, "", "What the numbers do not say by themselves.";
});

row!(AgreementRow, "agreement", "Agreement of coders with each other and with the codebook, on one theme or on all. Not weighted.", ["between", "theme"], {
    between: String, "", "Who is compared: two names, `coders`, or `coders and codebook`.";
    theme: String, "", "Theme id; empty for all themes, where each pair of a message and a theme is a unit.";
    label: String, "", "Theme label.";
    raters: u64, "raters", "How many are compared.";
    messages: u64, "messages", "Messages that at least two of them coded.";
    observed: Option<f64>, "share", "Share of the pairs of judgements that agree.";
    kappa: Option<f64>, "", "Cohen's kappa (1960) of two raters; empty for more, and where both say the same of every message.";
    alpha: Option<f64>, "", "Krippendorff's alpha for nominal values (2019): 1 is agreement, 0 chance; empty where nobody or everybody sees the theme in all messages.";
});

row!(DisagreementRow, "validation_disagreements", "One theme in one message of which coder and codebook say different things.", ["coder", "document", "ordinal", "theme"], {
    coder: String, "", "The coder: a column of the codings.";
    document: String, "", "Document id.";
    ordinal: u32, "", "Place of the message in its document, from 1.";
    theme: String, "", "Theme id.";
    message: String, "", "Message id: document#NN.";
    period: Period, "", "Period of the document.";
    section: String, "", "Nearest heading above the message.";
    kind: String, "", "false positive: the codebook finds it, the coder does not see it; false negative: the reverse.";
    patterns: String, "", "Patterns that hit, separated by semicolons; empty for a false negative.";
    matches: String, "", "What they matched, separated by semicolons.";
    text: String, "", "The message.";
});

/// One coded message.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedMessage {
    /// Document id.
    pub document: String,
    /// Place among the messages of the document, from 1.
    pub ordinal: u32,
    /// Period of the document.
    pub period: Period,
    /// Nearest heading above.
    pub section: String,
    /// The message.
    pub text: String,
    /// 1 over the probability that it had to be drawn.
    pub weight: f64,
    /// For each theme of the codebook whether it was found.
    pub found: Vec<bool>,
    /// For each coder and theme whether it was coded; `None` where the coder did not code the message.
    pub coded: Vec<Option<Vec<bool>>>,
    /// Hits: theme, pattern and matched text.
    pub hits: Vec<(usize, String, String)>,
}

/// The tables of a validation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Validation {
    /// Each coder's themes, and averages.
    pub themes: Vec<ValidationRow>,
    /// Agreement of coders and codebook.
    pub agreement: Vec<AgreementRow>,
    /// The messages behind the errors.
    pub disagreements: Vec<DisagreementRow>,
}

/// Compares coders and codebook. `weighted` says whether the weights are those of a sample.
pub fn validation(
    messages: &[JudgedMessage],
    coders: &[String],
    codebook: &Codebook,
    weighted: bool,
    config: &AnalysisConfig,
) -> Validation {
    let mut made = Validation::default();
    let mut order: Vec<usize> = (0..coders.len()).collect();
    order.sort_by_key(|&coder| &coders[coder]);
    for coder in order {
        let name = &coders[coder];
        let coded: Vec<(&JudgedMessage, &[bool])> =
            messages.iter().filter_map(|m| Some((m, m.coded[coder].as_deref()?))).collect();
        made.themes.extend(of_coder(name, &coded, codebook, weighted, config));
        made.disagreements
            .extend(coded.iter().flat_map(|(message, codes)| disagreements(name, message, codes, codebook)));
    }
    made.agreement = agreement(messages, coders, codebook);
    made
}

fn of_coder(
    coder: &str,
    coded: &[(&JudgedMessage, &[bool])],
    codebook: &Codebook,
    weighted: bool,
    config: &AnalysisConfig,
) -> Vec<ValidationRow> {
    let judged = |(message, codes): &(&JudgedMessage, &[bool])| Judged {
        weight: message.weight,
        themes: message.found.iter().copied().zip(codes.iter().copied()).collect(),
    };
    let judged: Vec<Judged> = coded.iter().map(judged).collect();
    let themes = codebook.themes.len();
    let tables = confusions(&judged, themes);
    let messages = judged.len() as u64;
    let row = |average: &str, theme: &str, label: &str, table: Option<&Confusion>| ValidationRow {
        coder: coder.into(),
        average: average.into(),
        theme: theme.into(),
        label: label.into(),
        messages,
        support: table.map(|table| table.both.messages + table.coded_only.messages),
        found: table.map(|table| table.both.messages + table.found_only.messages),
        true_positives: table.map(|table| table.both.messages),
        false_positives: table.map(|table| table.found_only.messages),
        false_negatives: table.map(|table| table.coded_only.messages),
        precision: None,
        precision_low: None,
        precision_high: None,
        recall: None,
        recall_low: None,
        recall_high: None,
        f1: None,
        f1_low: None,
        f1_high: None,
        kappa: None,
        note: String::new(),
    };
    let purpose = Purpose::new(config.seed, &format!("validation/{coder}"));
    let (values, ends) = (averages(&tables), average_intervals(&judged, themes, LEVEL, config.replicates, &purpose));
    let mut all = Confusion::default();
    tables.iter().for_each(|table| all.merge(table));
    let mut rows = Vec::new();
    for theme in alphabetical(codebook) {
        let (table, entry) = (&tables[theme], &codebook.themes[theme]);
        let values =
            Scores { precision: table.precision(), recall: table.recall(), f1: table.f1(), kappa: table.kappa() };
        let ends = Scores {
            precision: table.precision_interval(LEVEL),
            recall: table.recall_interval(LEVEL),
            f1: table.f1_interval(LEVEL),
            kappa: None,
        };
        let mut note = Note::default();
        if values.recall.is_none() {
            note.add("not coded in any message: no recall");
        }
        if values.precision.is_none() {
            note.add("not found in any message: no precision");
        }
        rows.push(filled(row("", &entry.id, &entry.label, Some(table)), &values, &ends, note, weighted));
    }
    let mut note = Note::default();
    note.add(format!(
        "F1 is the mean of {} of {}",
        tables.iter().filter(|t| t.f1().is_some()).count(),
        plural(themes, "theme")
    ));
    rows.push(filled(row("macro", "", "Mean of the themes", None), &values.mean, &ends.mean, note, weighted));
    let micro = row("micro", "", "All themes together", Some(&all));
    rows.push(filled(micro, &values.micro, &ends.micro, Note::default(), weighted));
    rows
}

fn filled(
    row: ValidationRow,
    values: &Scores<Option<f64>>,
    ends: &Scores<Option<Interval>>,
    mut note: Note,
    weighted: bool,
) -> ValidationRow {
    if weighted {
        note.add("weighted by inclusion probabilities");
    }
    let (low, high) = (|ends: Option<Interval>| Some(ends?.low), |ends: Option<Interval>| Some(ends?.high));
    ValidationRow {
        precision: values.precision,
        precision_low: low(ends.precision),
        precision_high: high(ends.precision),
        recall: values.recall,
        recall_low: low(ends.recall),
        recall_high: high(ends.recall),
        f1: values.f1,
        f1_low: low(ends.f1),
        f1_high: high(ends.f1),
        kappa: values.kappa,
        note: note.text(),
        ..row
    }
}

fn disagreements(coder: &str, message: &JudgedMessage, codes: &[bool], codebook: &Codebook) -> Vec<DisagreementRow> {
    let different = alphabetical(codebook).into_iter().filter(|&theme| message.found[theme] != codes[theme]);
    let row = |theme: usize| {
        let hits: Vec<&(usize, String, String)> = message.hits.iter().filter(|(of, ..)| *of == theme).collect();
        let listed = |text: fn(&(usize, String, String)) -> &str| {
            let mut texts: Vec<&str> = hits.iter().map(|hit| text(hit)).collect();
            texts.sort_unstable();
            texts.dedup();
            texts.join("; ")
        };
        DisagreementRow {
            coder: coder.into(),
            document: message.document.clone(),
            ordinal: message.ordinal,
            theme: codebook.themes[theme].id.clone(),
            message: message_id(&message.document, message.ordinal),
            period: message.period.clone(),
            section: message.section.clone(),
            kind: if codes[theme] { "false negative" } else { "false positive" }.into(),
            patterns: listed(|(_, pattern, _)| pattern),
            matches: listed(|(.., matched)| matched),
            text: message.text.clone(),
        }
    };
    different.map(row).collect()
}

/// Raters that are compared, by their place: the coders, then the codebook.
struct Group {
    between: String,
    raters: Vec<usize>,
}

fn groups(coders: &[String]) -> Vec<Group> {
    let name = |rater: usize| coders.get(rater).map_or("codebook", String::as_str);
    let mut groups = Vec::new();
    for second in 1..=coders.len() {
        groups.extend(
            (0..second).map(|first| Group {
                between: format!("{}, {}", name(first), name(second)),
                raters: vec![first, second],
            }),
        );
    }
    if coders.len() > 1 {
        groups.push(Group { between: "coders and codebook".into(), raters: (0..=coders.len()).collect() });
    }
    if coders.len() > 2 {
        groups.push(Group { between: "coders".into(), raters: (0..coders.len()).collect() });
    }
    groups.sort_by(|a, b| a.between.cmp(&b.between));
    groups
}

fn agreement(messages: &[JudgedMessage], coders: &[String], codebook: &Codebook) -> Vec<AgreementRow> {
    let mut rows = Vec::new();
    for group in groups(coders) {
        // For each message that at least two of them coded, what each of these says of every theme.
        let judgements: Vec<Vec<&[bool]>> = messages
            .iter()
            .map(|message| {
                let says = |&rater: &usize| {
                    if rater == coders.len() { Some(message.found.as_slice()) } else { message.coded[rater].as_deref() }
                };
                group.raters.iter().filter_map(says).collect::<Vec<_>>()
            })
            .filter(|says| says.len() > 1)
            .collect();
        let every: Vec<usize> = (0..codebook.themes.len()).collect();
        rows.push(agreement_row(&group, &judgements, "", "All themes", &every));
        rows.extend(alphabetical(codebook).into_iter().map(|theme| {
            let entry = &codebook.themes[theme];
            agreement_row(&group, &judgements, &entry.id, &entry.label, &[theme])
        }));
    }
    rows
}

fn agreement_row(
    group: &Group,
    judgements: &[Vec<&[bool]>],
    theme: &str,
    label: &str,
    themes: &[usize],
) -> AgreementRow {
    let (mut units, mut table) = (Vec::new(), Confusion::default());
    let (mut alike, mut pairs) = (0, 0);
    for says in judgements {
        for &theme in themes {
            let yes = says.iter().filter(|says| says[theme]).count() as u64;
            let no = says.len() as u64 - yes;
            alike += (yes * yes - yes + no * no - no) / 2;
            pairs += (yes + no) * (yes + no - 1) / 2;
            units.push(says.iter().map(|says| u32::from(says[theme])).collect());
            if let [first, second] = says.as_slice() {
                table.add(second[theme], first[theme], 1.0);
            }
        }
    }
    AgreementRow {
        between: group.between.clone(),
        theme: theme.into(),
        label: label.into(),
        raters: group.raters.len() as u64,
        messages: judgements.len() as u64,
        observed: share(alike, pairs),
        kappa: if group.raters.len() == 2 { table.kappa() } else { None },
        alpha: krippendorff_alpha(&units),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codebook() -> Codebook {
        let text = "[themes.trust]\ninclude = [\"trust\"]\n[themes.norms]\ninclude = [\"norm*\"]\n";
        Codebook::parse(text, std::path::Path::new("codebook.toml")).expect("a codebook")
    }

    /// What is found in a message, and what each coder says: of the themes trust and norms.
    type Codes<'c> = ([bool; 2], &'c [Option<[bool; 2]>]);

    /// Messages with these codes.
    fn judged(codes: &[Codes<'_>]) -> Vec<JudgedMessage> {
        let message = |(place, (found, coded)): (usize, &Codes<'_>)| JudgedMessage {
            document: "a".into(),
            ordinal: place as u32 + 1,
            period: Period::of_year(2020),
            section: String::new(),
            text: "Trust trusts trust.".into(),
            weight: 1.0,
            found: found.to_vec(),
            coded: coded.iter().map(|codes| codes.map(|codes| codes.to_vec())).collect(),
            hits: if found[0] {
                vec![(0, "trust".into(), "Trust".into()), (0, "trust".into(), "trust".into())]
            } else {
                vec![]
            },
        };
        codes.iter().enumerate().map(message).collect()
    }

    #[test]
    fn measures_are_those_of_the_messages_that_the_coder_coded() {
        let messages = judged(&[
            ([true, false], &[Some([true, false]), Some([true, false])]),
            ([true, false], &[Some([false, false]), None]),
            ([false, false], &[Some([true, false]), Some([false, true])]),
            ([false, false], &[Some([false, false]), None]),
        ]);
        let config = crate::config::Config::default().analysis;
        let made = validation(&messages, &["b".into(), "a".into()], &codebook(), false, &config);
        let keys: Vec<_> =
            made.themes.iter().map(|row| [&row.coder, &row.average, &row.theme].map(String::as_str)).collect();
        assert_eq!(keys[..4], [["a", "", "norms"], ["a", "", "trust"], ["a", "macro", ""], ["a", "micro", ""]]);
        let trust = &made.themes[5];
        assert_eq!((trust.coder.as_str(), trust.messages, trust.support, trust.found), ("b", 4, Some(2), Some(2)));
        assert_eq!(
            (trust.precision, trust.recall, trust.f1, trust.kappa),
            (Some(0.5), Some(0.5), Some(0.5), Some(0.0))
        );
        assert!(trust.f1_low < Some(0.5) && trust.f1_high > Some(0.5));
        assert_eq!((made.themes[1].messages, made.themes[1].f1), (2, Some(1.0)));
        assert_eq!(made.themes[0].note, "not found in any message: no precision");
        assert_eq!(made.themes[6].note, "F1 is the mean of 1 of 2 themes");
        let wrong: Vec<_> = made
            .disagreements
            .iter()
            .map(|row| (row.coder.as_str(), row.message.as_str(), row.theme.as_str(), row.kind.as_str()))
            .collect();
        let expected = [
            ("a", "a#03", "norms", "false negative"),
            ("b", "a#02", "trust", "false positive"),
            ("b", "a#03", "trust", "false negative"),
        ];
        assert_eq!(wrong, expected);
        let [patterns, matches] = [&made.disagreements[1].patterns, &made.disagreements[1].matches];
        assert_eq!((patterns.as_str(), matches.as_str()), ("trust", "Trust; trust"));
    }

    #[test]
    fn agreement_is_between_all_pairs_and_all_together() {
        let both = Some([true, false]);
        let messages = judged(&[
            ([true, false], &[both, both]),
            ([true, false], &[both, Some([false, false])]),
            ([false, false], &[None, both]),
        ]);
        let rows = agreement(&messages, &["b".into(), "a".into()], &codebook());
        let of = |between: &str, theme: &str| {
            let row = rows.iter().find(|row| row.between == between && row.theme == theme).expect("a row");
            (row.raters, row.messages, row.observed, row.kappa)
        };
        assert_eq!(rows.len(), 4 * 3);
        assert_eq!(of("b, a", "trust"), (2, 2, Some(0.5), Some(0.0)));
        assert_eq!(of("b, codebook", "trust"), (2, 2, Some(1.0), None));
        assert_eq!(of("a, codebook", ""), (2, 3, Some(4.0 / 6.0), Some(0.25)));
        // Three of three, one of three, and none of one pair.
        assert_eq!(of("coders and codebook", "trust"), (3, 3, Some(4.0 / 7.0), None));
        assert!(rows.iter().all(|row| row.theme != "norms" || row.alpha.is_none()), "nobody sees norms");
    }
}
