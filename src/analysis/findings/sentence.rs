//! Findings -> sentences, in plain text.

use crate::count::MANY_PERIODS;

use super::{Comparison, Evidence, LEAST_MESSAGES_WITH_HITS, MARGIN, MOST_NAMED, Support, ThemeFinding, plain};

impl ThemeFinding {
    /// The finding in one sentence.
    pub fn sentence(&self) -> String {
        let mut text = clause(&self.overall, Some(&quoted(&self.label)));
        if let Some(stronger) = &self.stronger {
            text.push_str("; ");
            text.push_str(&clause(stronger, None));
        }
        text + &but([Some(&self.overall), self.stronger.as_ref()].into_iter().flatten()) + "."
    }

    /// Messages with the theme in every period, in words; empty where there are more than twelve periods.
    pub fn messages(&self) -> String {
        if self.series.len() > MANY_PERIODS {
            return String::new();
        }
        let periods = self.series.iter().map(|(period, with, all)| format!("{with} of {all} in {period}"));
        format!("messages with it: {}", periods.collect::<Vec<_>>().join(", "))
    }
}

/// A label as the subject of a sentence.
pub(super) fn quoted(label: &str) -> String {
    format!("\u{201c}{}\u{201d}", plain(label))
}

impl Comparison {
    /// The comparison in one sentence.
    pub fn sentence(&self, label: &str) -> String {
        clause(self, Some(&quoted(label))) + &but([self]) + "."
    }

    /// What the comparison rests on, in words.
    pub fn rests_on(&self) -> String {
        self.support.iter().map(supported).collect::<Vec<_>>().join("; ")
    }

    /// What threatens the comparison besides what makes the periods hard to compare, in words; empty where nothing does.
    pub fn threatened_by(&self) -> String {
        let mut threats: Vec<String> = Vec::new();
        if !self.broken_by.is_empty() {
            let named: Vec<&str> = self.broken_by.iter().take(MOST_NAMED).map(String::as_str).collect();
            let more = self.broken_by.len() - named.len();
            let more = if more > 0 { format!(" and {more} more variants") } else { String::new() };
            threats.push(format!("the sign of the change does not hold {}{more}", named.join(", ")));
        }
        if self.evidence <= Evidence::Partial && self.numbers.within_margin() {
            threats
                .push(format!("the change is small: its whole interval lies within {} % of the rate", MARGIN * 100.0));
        }
        threats.join("; ")
    }
}

/// What a reader must know beside the numbers: what carries a period, and periods that were about the theme.
fn but<'c>(comparisons: impl IntoIterator<Item = &'c Comparison> + Clone) -> String {
    let parts = |of: fn(&Comparison) -> &Vec<String>| {
        let mut parts: Vec<&str> = Vec::new();
        for part in comparisons.clone().into_iter().flat_map(of) {
            if !parts.contains(&part.as_str()) {
                parts.push(part);
            }
        }
        if parts.is_empty() { String::new() } else { format!("; {}", parts.join("; ")) }
    };
    let about = parts(|comparison| &comparison.about);
    let about = about.strip_prefix("; ").map(|about| format!("; but {}", about.replace("; ", ", and ")));
    parts(|comparison| &comparison.carried_by) + &about.unwrap_or_default()
}

/// One comparison of a theme with this subject; none where the sentence has named it.
fn clause(comparison: &Comparison, subject: Option<&str>) -> String {
    let [from, to] = &comparison.support;
    let (Some([first, second]), Some(difference)) = (comparison.rates, comparison.difference) else {
        let subject = subject.unwrap_or("it");
        return format!(
            "{subject} cannot be compared between {} and {}: a period has no words",
            from.period, to.period
        );
    };
    if from.hits + to.hits == 0 {
        return format!(
            "{} was not found in {} and {} ({} and {} messages): a change is not shown by these data",
            subject.unwrap_or("it"),
            from.period,
            to.period,
            from.n_messages,
            to.n_messages
        );
    }
    let subject = subject.map_or("they".to_string(), |name| format!("Mentions of {name}"));
    let digits = digits(comparison, first.max(second));
    let unit = " per 1,000 words";
    let rate = |support: &Support, rate: f64, unit: &str| {
        if support.hits == 0 { "none".to_string() } else { format!("{rate:.digits$}{unit}") }
    };
    let second_unit = if from.hits == 0 { unit } else { "" };
    let (first, second) = (rate(from, first, unit), rate(to, second, second_unit));
    let few = [from, to].iter().any(|support| (1..LEAST_MESSAGES_WITH_HITS).contains(&support.messages));
    let interval = match comparison.numbers.interval {
        _ if few && comparison.evidence == Evidence::NotShown => "too few messages for an interval".into(),
        None => "no interval".into(),
        Some(ends) => format!("95 % interval {} to {}", signed(ends.low, digits), signed(ends.high, digits)),
    };
    let behind = format!(
        "({} of {} and {} of {} messages; change {}, {interval})",
        from.messages,
        from.n_messages,
        to.messages,
        to.n_messages,
        signed(difference, digits)
    );
    let rates = format!("from {first} in {} to {second} in {} {behind}", from.period, to.period);
    let strength = match comparison.evidence {
        Evidence::Strong => "strong",
        Evidence::Partial => "some",
        Evidence::HardlyChanged => return format!("{subject} hardly changed: they went {rates}"),
        Evidence::NotShown => return format!("{subject} went {rates}: a change is not shown by these data"),
    };
    if let Some((last, others)) = comparison.unlike.split_last() {
        let unlike = if others.is_empty() { (*last).to_string() } else { format!("{} and {last}", others.join(", ")) };
        let (more, less) = if difference > 0.0 { (&to.period, &from.period) } else { (&from.period, &to.period) };
        let rates = format!("{first} in {} and {second} in {} {behind}", from.period, to.period);
        return format!(
            "{subject} were more frequent in {more} than in {less}, {rates}: {strength} evidence of a difference between \
             these documents, which differ in {unlike}"
        );
    }
    let (verb, direction) = if difference > 0.0 { ("rose", "a rise") } else { ("fell", "a fall") };
    format!("{subject} {verb} {rates}: {strength} evidence of {direction}")
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

fn supported(support: &Support) -> String {
    let Support { period, hits, messages, n_messages, patterns } = support;
    let (hits, messages, n_messages, patterns) = (*hits, *messages, *n_messages, *patterns);
    let s = |number: u64| if number == 1 { "" } else { "s" };
    if hits == 0 {
        return format!("{period}: no mention in {n_messages} message{}", s(n_messages));
    }
    let by = if patterns == 0 { "as coded".into() } else { format!("by {patterns} pattern{}", s(patterns)) };
    format!("{period}: {hits} mention{} in {messages} of {n_messages} message{}, {by}", s(hits), s(n_messages))
}
