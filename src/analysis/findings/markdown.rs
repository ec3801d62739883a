//! Findings -> `findings.md`.

use std::collections::BTreeMap;

use super::{CARRIED_PERCENT, Comparison, Evidence, MARGIN, MOST_NAMED, SOME_Q, STRONG_P, Support, ThemeFinding};

/// The findings as a page in Markdown: how to read it, one sentence per theme in the order given, the rules.
///
/// A sentence holds the rates of both years, the change with its 95 % interval and what the evidence is worth; below
/// it stand what it rests on and what threatens it.
pub fn markdown(title: &str, findings: &[ThemeFinding]) -> String {
    let mut page = format!("# Findings: {}\n\n{HOW_TO_READ}\n", escape(title));
    if findings.is_empty() {
        page.push_str("\nThere is nothing to compare: a finding needs two years and a theme.\n");
    }
    page.push_str(&years(findings));
    let mut heading = None;
    for finding in findings {
        let evidence = finding.best().evidence;
        if heading != Some(evidence) {
            heading = Some(evidence);
            page.push_str(&format!("\n## {}\n\n", section(evidence)));
        }
        page.push_str(&format!("- {}\n", finding.sentence()));
        details(&mut page, &finding.overall, "");
        if let Some(stronger) = &finding.stronger {
            let [from, to] = stronger.support;
            details(&mut page, stronger, &format!("{} to {}: ", from.year, to.year));
        }
    }
    page.push_str(&format!("\n## The rules\n\n{}", rules()));
    page
}

/// What threatens the comparison of two years whatever the theme: once for each pair of years that a finding is about.
fn years(findings: &[ThemeFinding]) -> String {
    let comparisons = findings.iter().flat_map(|finding| [Some(&finding.overall), finding.stronger.as_ref()]).flatten();
    let pairs: BTreeMap<[i32; 2], &Comparison> =
        comparisons.map(|comparison| (comparison.support.map(|support| support.year), comparison)).collect();
    let mut text = String::new();
    for ([from, to], comparison) in pairs {
        if !comparison.cautions.is_empty() {
            let cautions: Vec<String> = comparison.cautions.iter().map(|text| escape(text)).collect();
            text.push_str(&format!("- {from} and {to}: {}\n", cautions.join("; ")));
        }
    }
    if text.is_empty() { text } else { format!("\n## What makes the years hard to compare\n\n{text}") }
}

const HOW_TO_READ: &str = "\
Each theme has one sentence. A rate is the number of hits of the theme per 1,000 words, over all messages of the year, \
those without a hit included. The change is the later rate less the earlier, with its 95 % interval. What a finding \
rests on and what threatens it stand below it: whoever prints the sentence should read both. The themes with the \
strongest evidence come first, then those with the largest change. What makes two years hard to \
compare, whatever the theme, is said once, before the themes: it threatens each finding about these years.";

fn rules() -> String {
    let percent = MARGIN * 100.0;
    format!(
        "1. *Strong evidence*: the permutation p, corrected over the whole table by Holm's method, is below {STRONG_P}; \
         the 95 % interval of the change does not hold 0; and the change keeps its sign in every variant of the table \
         `robustness` that can be computed.\n\
         2. *Some evidence*: not all of this, but the permutation q by Benjamini and Hochberg is below {SOME_Q:.2}, or \
         the interval does not hold 0.\n\
         3. *Hardly changed*: the whole interval lies within {percent} % of the pooled rate of both years, up or down.\n\
         4. *Not shown by these data*: none of these. It does not mean that nothing changed.\n\n\
         The first rule that holds counts. A change between neighbouring years is told beside the one from the \
         baseline where its evidence is stronger. A year is carried by one message or one pattern that has \
         {CARRIED_PERCENT} % or more of its hits. A year was about a theme where a title, an event or a scope of its \
         documents has a hit of the theme.\n"
    )
}

fn section(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Strong => "Strong evidence of a change",
        Evidence::Partial => "Some evidence of a change",
        Evidence::HardlyChanged => "Hardly changed",
        Evidence::NotShown => "Not shown by these data",
    }
}

impl ThemeFinding {
    /// The finding in one sentence, in Markdown.
    pub fn sentence(&self) -> String {
        let mut text = clause(&self.overall, &format!("**{}**", escape(&self.label)));
        if let Some(stronger) = &self.stronger {
            text.push_str("; ");
            text.push_str(&clause(stronger, "it"));
        }
        let overall = self.overall.about.iter();
        let mut about: Vec<&String> = overall.chain(self.stronger.iter().flat_map(|other| &other.about)).collect();
        about.sort();
        about.dedup();
        if !about.is_empty() {
            let about: Vec<String> = about.into_iter().map(|text| escape(text)).collect();
            text.push_str(&format!("; but {}", about.join(", and ")));
        }
        text + "."
    }
}

/// One comparison of a theme that is called `name`.
fn clause(comparison: &Comparison, name: &str) -> String {
    let [from, to] = comparison.support;
    let (Some([first, second]), Some(difference)) = (comparison.rates, comparison.difference) else {
        return format!("{name} cannot be compared between {} and {}: a year has no words", from.year, to.year);
    };
    if from.hits + to.hits == 0 {
        return format!(
            "{name} was found neither in {} nor in {}: a change is not shown by these data",
            from.year, to.year
        );
    }
    let digits = digits(comparison, first.max(second));
    let interval = comparison.numbers.interval.map_or("no interval".into(), |ends| {
        format!("95 % interval {} to {}", signed(ends.low, digits), signed(ends.high, digits))
    });
    let change = format!("change {}, {interval}", signed(difference, digits));
    let rates = format!(
        "from {first:.digits$} hits per 1,000 words in {} to {second:.digits$} in {} ({change})",
        from.year, to.year
    );
    let (verb, direction) = if difference > 0.0 {
        ("rose", "a rise")
    } else if difference < 0.0 {
        ("fell", "a fall")
    } else {
        ("went", "a change")
    };
    match comparison.evidence {
        Evidence::Strong => format!("{name} {verb} {rates}: strong evidence of {direction}"),
        Evidence::Partial if comparison.numbers.excludes_zero() => {
            format!("{name} {verb} {rates}: some evidence of {direction}")
        }
        Evidence::Partial => {
            format!("{name} {verb} {rates}: some evidence of {direction}, by the permutation test alone")
        }
        Evidence::HardlyChanged => format!("{name} hardly changed: it went {rates}"),
        Evidence::NotShown => format!("{name} went {rates}: a change is not shown by these data"),
    }
}

/// Decimal places: as many as the rates ask for, and as an interval without 0 needs not to be written with it.
fn digits(comparison: &Comparison, rate: f64) -> usize {
    let least: usize = if rate >= 1.0 { 1 } else { 2 };
    let numbers = &comparison.numbers;
    let end = numbers.interval.filter(|_| numbers.excludes_zero()).map(|ends| ends.low.abs().min(ends.high.abs()));
    let smallest = [0.5, 0.05, 0.005, 0.0005, 0.00005, 0.000005];
    let shown = |digits: &usize| end.is_none_or(|end| end >= smallest[*digits]);
    (least..smallest.len()).find(shown).unwrap_or(smallest.len())
}

/// A number with its sign; no sign where it is written as zero.
fn signed(value: f64, digits: usize) -> String {
    let text = format!("{value:+.digits$}");
    if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { text } else { text[1..].to_string() }
}

fn details(page: &mut String, comparison: &Comparison, prefix: &str) {
    let rests = comparison.support.iter().map(supported).chain(comparison.carried_by.iter().map(|text| escape(text)));
    page.push_str(&format!("  - {prefix}rests on {}\n", rests.collect::<Vec<_>>().join("; ")));
    let mut threats: Vec<String> = Vec::new();
    if !comparison.broken_by.is_empty() {
        let named = comparison.broken_by.iter().take(MOST_NAMED).map(|variant| escape(variant));
        let named = named.collect::<Vec<_>>().join(", ");
        let more = comparison.broken_by.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more variants") } else { String::new() };
        threats.push(format!("the sign of the change does not hold {named}{more}"));
    }
    if comparison.evidence <= Evidence::Partial && comparison.numbers.within_margin() {
        threats.push(format!("the change is small: its whole interval lies within {} % of the rate", MARGIN * 100.0));
    }
    if !threats.is_empty() {
        page.push_str(&format!("  - {prefix}threatened by: {}\n", threats.join("; ")));
    }
}

fn supported(support: &Support) -> String {
    let Support { year, hits, messages, n_messages, patterns } = *support;
    let s = |number: u64| if number == 1 { "" } else { "s" };
    format!(
        "{year}: {hits} hit{} in {messages} of {n_messages} message{}, {patterns} pattern{}",
        s(hits),
        s(n_messages),
        s(patterns)
    )
}

/// Text that Markdown shows as it is, on one line.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if "\\`*_[]<>#|~&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
