//! Findings -> `findings.md`.

use crate::analysis::course::LEAST_SPLIT;
use crate::axis::Period;

use super::cautions::cautions;
use super::{
    ABOUT_PERCENT, CARRIED_PERCENT, LEAST_CARRIED, LEAST_MESSAGES_WITH_HITS, MARGIN, SECTION_PERCENT, SOME_Q, STRONG_P,
    ThemeFinding, plain,
};

/// The findings as a page in Markdown: how to read it, the themes in the order given, the rules.
///
/// Each theme has its headline, its sentence, and below it the note for a reviewer.
pub fn markdown(title: &str, findings: &[ThemeFinding]) -> String {
    let mut page = format!("# Findings: {}\n\n{HOW_TO_READ}\n", escape(title));
    if findings.is_empty() {
        page.push_str("\nThere is nothing to compare: a finding needs two periods that are compared, and a theme.\n");
    }
    page.push_str(&periods(findings));
    if let Some(few) = findings.iter().find_map(|finding| finding.course.as_ref()?.unattainable()) {
        page.push_str(&format!(
            "\n{few}. What the rates do from period to period is described all the same; whether two periods differ is \
             tested.\n"
        ));
    }
    let mut heading = None;
    let (absent, found): (Vec<&ThemeFinding>, Vec<&ThemeFinding>) =
        findings.iter().partition(|finding| finding.is_absent());
    for finding in found {
        let evidence = finding.evidence();
        if heading != Some(evidence) {
            heading = Some(evidence);
            page.push_str(&format!("\n## {}\n\n", evidence.heading()));
        }
        page.push_str(&format!("- **{}.**\n  {}\n", escape(&finding.headline()), escape(&finding.sentence())));
        finding.note().iter().for_each(|line| page.push_str(&format!("  - {}\n", escape(line))));
    }
    if !absent.is_empty() {
        let labels: Vec<String> = absent.iter().map(|finding| escape(&finding.label)).collect();
        page.push_str(&format!("\n## Not found in any period\n\n{}\n", labels.join("; ")));
    }
    page.push_str("\n## The rules\n\n");
    for (place, (name, rule)) in rules().iter().enumerate() {
        page.push_str(&format!("{}. *{name}*: {rule}\n", place + 1));
    }
    page.push_str(&format!("\n{}\n", about_rules()));
    page
}

fn periods(findings: &[ThemeFinding]) -> String {
    let line = |([from, to], cautions): ([&Period; 2], &[String])| {
        let cautions: Vec<String> = cautions.iter().map(|text| escape(text)).collect();
        format!("- {from} and {to}: {}\n", cautions.join("; "))
    };
    let text: String = cautions(findings).into_iter().map(line).collect();
    if text.is_empty() { text } else { format!("\n## What makes the periods hard to compare\n\n{text}") }
}

/// How to read the findings.
pub const HOW_TO_READ: &str = "\
Each theme has a headline, a sentence and a note. A mention is a hit of one of the theme's patterns; a rate is the number of mentions per \
1,000 words, over all messages of the period, those without a mention included. The change is the later rate less the \
earlier, with its 95 % interval. The note says what a finding rests on, what the tests show and what threatens it: whoever prints \
the headline or the sentence should read it. The themes with the strongest evidence come first, then those with the largest change. What \
makes two periods hard to compare, whatever the theme, is said once, before the themes: it threatens each finding about \
these periods. A theme outside the scope of a period's documents is absent by scope, and that is no change.";

/// The rules in words: each with its name, in the order in which they are tried.
pub fn rules() -> [(&'static str, String); 5] {
    let percent = MARGIN * 100.0;
    [
        (
            "Strong evidence",
            format!(
                "two permutation tests, of the mentions per word and of the mentions per message, each corrected over the \
                 whole table by Holm's method, have p below {STRONG_P}; the 95 % interval of the change does not hold 0; \
                 the change keeps its sign in every variant of the table `robustness` that can be computed; and no period \
                 has two to four documents of several messages, which are too few. Where messages are whole documents the \
                 first test alone decides, as the second only measures their length."
            ),
        ),
        (
            "Some evidence",
            format!(
                "not all of this, but both tests have a q by Benjamini and Hochberg below {SOME_Q:.2}, and the interval does \
                 not hold 0. Of many such findings about one in ten is due to chance."
            ),
        ),
        (
            "Hardly changed",
            format!("the whole interval lies within {percent} % of the pooled rate of both periods, up or down."),
        ),
        (
            "Not tested",
            "the theme has mentions, but a period has too few messages, or one period has one document and the other \
             several, so there is no p."
                .into(),
        ),
        ("Not shown by these data", "none of these. It does not mean that nothing changed.".into()),
    ]
}

/// What else there is to know of the rules, in words.
pub fn about_rules() -> String {
    let percent = MARGIN * 100.0;
    format!(
        "Before the pairs stands what a theme does over the whole series, from three periods on. It rises or falls where the \
         Mann-Kendall test, with a correction for autocorrelation, or the test of a change point shows it, the interval of the \
         slope holds no standstill, and mentions per message do not go the other way, unless messages are whole documents. It \
         appears in a period, or vanishes after one, where one of these tests shows a change and the periods before, or after, \
         are as good as empty beside as many on the other side, by more than chance. It peaks, comes up most or least often in a period, or is a one-off, where the \
         period with the highest rate, or the lowest, stands out when whole documents are reassigned among all periods; where \
         each period has one document, its messages are, and a peak is then a difference between these documents. From {LEAST_SPLIT} \
         periods on a change point and a peak must also stand out from what periods differ by themselves, whatever their \
         documents. It is steady where the interval of its slope lies within {percent} % over the whole series. Strong and some \
         evidence are as below, corrected over all these tests of all themes. Where none is shown of a few periods, the rates \
         are described.\n\nThe first rule that holds \
         counts. Periods are compared as in the table `findings`; beside the change from the \
         baseline stands the one with the best evidence, where that is better and no verdict on the series is shown. So the best of several comparisons is \
         told, and of 100 intervals about 5 miss the truth by chance. Where the documents of two periods have no kind, no \
         scope or no publisher in common, a finding speaks of a difference between documents, not of a rise or fall. A \
         period with {LEAST_CARRIED} mentions or more is carried by one message, section or pattern that has \
         {CARRIED_PERCENT} % or more of them; not by a section with {SECTION_PERCENT} % of the words or more, nor by a \
         pattern that stands in the theme's label. A note without evidence of a change gives no interval where a \
         period has its mentions in fewer than {LEAST_MESSAGES_WITH_HITS} messages; the tables do. A period was about a theme where a title, an event or a \
         scope of at least {ABOUT_PERCENT} % of its documents has a mention of the theme. Of two periods with others between them \
         that do not stand for the whole series it is said that a theme came up more often in one, not that it rose or fell."
    )
}

/// Text that Markdown shows as it is, on one line.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        if "\\`*_[]<>#|~&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
