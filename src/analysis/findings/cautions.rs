//! Findings -> what makes their periods hard to compare, whatever the theme.

use std::collections::BTreeMap;

use super::ThemeFinding;
use super::claim::capital;
use crate::analysis::written::within;
use crate::axis::Period;

/// What makes two periods hard to compare whatever the theme, in words: once for each pair of periods that a finding is
/// about, sorted.
pub fn cautions(findings: &[ThemeFinding]) -> BTreeMap<[&Period; 2], &[String]> {
    let comparisons = findings.iter().flat_map(|finding| [Some(&finding.overall), finding.stronger.as_ref()]).flatten();
    let with = comparisons.filter(|comparison| !comparison.cautions.is_empty());
    with.map(|comparison| (comparison.support.each_ref().map(|support| &support.period), &comparison.cautions[..]))
        .collect()
}

/// What a reader must know before any finding, the gravest first, a sentence each: of the two periods that stand for the whole
/// series, and of the series itself.
pub fn gravest(findings: &[ThemeFinding]) -> Vec<String> {
    let Some(first) = findings.first() else { return Vec::new() };
    let overall = &first.overall;
    let [from, to] = overall.support.each_ref().map(|support| &support.period);
    let mut said = Vec::new();
    if let Some((last, others)) = overall.unlike.split_last() {
        let unlike = if others.is_empty() { (*last).to_string() } else { format!("{} or {last}", others.join(", ")) };
        said.push(format!(
            "The documents of {} and {} have no {unlike} in common: a difference may come from that, and not from time.",
            within(from.label()),
            within(to.label())
        ));
    }
    let known = |caution: &str| overall.unlike.iter().any(|what| caution.starts_with(&format!("{what}s of")));
    let cautions = overall.cautions.iter().filter(|caution| !known(caution));
    // Most name the periods themselves, or the one that they are about.
    let names = |caution: &str| [from, to].iter().any(|period| caution.contains(period.label()));
    let told = |caution: &String| {
        if names(caution) { capital(caution) + "." } else { format!("{from} and {to}: {caution}.") }
    };
    said.extend(cautions.map(told));
    if let Some(few) = findings.iter().find_map(|finding| finding.course.as_ref()?.unattainable()) {
        // Behind what threatens all that is said, before the rest.
        said.insert(said.len().min(2), format!("{few}."));
    }
    said
}
