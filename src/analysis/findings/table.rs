//! Comparisons -> the table `findings`.

use super::{Evidence, ThemeComparison};
use crate::analysis::Study;
use crate::analysis::course::Course;
use crate::analysis::row::row;
use crate::axis::Period;

row!(FindingRow, "findings", "What can be said of one theme in two periods, in words.", ["theme", "from_period", "to_period"], {
    theme: String, "", "Theme id.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    label: String, "", "Theme label.";
    verdict: String, "", "What the theme does over the whole series, as in the table of trends; empty for fewer than three periods.";
    evidence: Evidence, "", "strong, some, hardly changed, not shown, or not tested: what the data say about a change between the two periods, by the rules in findings.md.";
    rate_from: Option<f64>, "hits per 1,000 word tokens", "Rate of the earlier period.";
    rate_to: Option<f64>, "hits per 1,000 word tokens", "Rate of the later period.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Later rate less earlier rate.";
    difference_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the difference.";
    difference_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    sentence: String, "", "The finding in one sentence.";
    rests_on: String, "", "Mentions, messages and patterns of both periods.";
    carried_by: String, "", "Messages, sections and patterns that have most of the mentions of a period.";
    about: String, "", "Documents that were about the theme by title, event or scope: the change is then no discovery.";
    threatened_by: String, "", "Variants of the table robustness in which the sign of the change does not hold.";
    cautions: String, "", "What makes the two periods hard to compare, whatever the theme.";
});

/// `findings`: one row per theme and compared pair of periods, sorted by theme id.
pub fn finding_rows(study: &Study<'_>, comparisons: &[ThemeComparison], courses: &[Course]) -> Vec<FindingRow> {
    let mut rows: Vec<FindingRow> = comparisons.iter().map(|of| row_of(study, of, courses)).collect();
    rows.sort_by(|a, b| (&a.theme, &a.from_period, &a.to_period).cmp(&(&b.theme, &b.from_period, &b.to_period)));
    rows
}

fn row_of(study: &Study<'_>, of: &ThemeComparison, courses: &[Course]) -> FindingRow {
    let course = courses.iter().find(|course| course.theme == of.theme);
    let (theme, comparison) = (&study.codebook.themes[of.theme], &of.comparison);
    let [from, to] = &comparison.support;
    FindingRow {
        theme: theme.id.clone(),
        from_period: from.period.clone(),
        to_period: to.period.clone(),
        label: theme.label.clone(),
        verdict: course.map(Course::name).unwrap_or_default(),
        evidence: comparison.evidence,
        rate_from: comparison.rates.map(|rates| rates[0]),
        rate_to: comparison.rates.map(|rates| rates[1]),
        difference: comparison.difference,
        difference_low: comparison.numbers.interval.map(|ends| ends.low),
        difference_high: comparison.numbers.interval.map(|ends| ends.high),
        sentence: comparison.sentence(&theme.label),
        rests_on: comparison.rests_on(),
        carried_by: comparison.carried_by.join("; "),
        about: comparison.about.join("; "),
        threatened_by: comparison.threatened_by(),
        cautions: comparison.cautions.join("; "),
    }
}
