//! Findings -> sentences, in plain text.

use super::{Comparison, Evidence, MARGIN, MOST_NAMED, Support, ThemeFinding, plain};

impl ThemeFinding {
    /// The finding in one sentence, which begins with the label.
    pub fn sentence(&self) -> String {
        let stronger = self.stronger.iter().map(|other| clause(other, "it"));
        let clauses: Vec<String> =
            std::iter::once(clause(&self.overall, &plain(&self.label))).chain(stronger).collect();
        clauses.join("; ") + &but([Some(&self.overall), self.stronger.as_ref()].into_iter().flatten()) + "."
    }
}

impl Comparison {
    /// The comparison in one sentence, which begins with `label`.
    pub fn sentence(&self, label: &str) -> String {
        clause(self, &plain(label)) + &but([self]) + "."
    }

    /// What the comparison rests on, in words.
    pub fn rests_on(&self) -> String {
        let parts: Vec<String> = self.support.iter().map(supported).chain(self.carried_by.iter().cloned()).collect();
        parts.join("; ")
    }

    /// What threatens the comparison besides what makes the years hard to compare, in words; empty where nothing does.
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

/// What turns a finding into no discovery: years that were about the theme.
fn but<'c>(comparisons: impl IntoIterator<Item = &'c Comparison>) -> String {
    let mut about: Vec<&str> =
        comparisons.into_iter().flat_map(|comparison| &comparison.about).map(String::as_str).collect();
    about.sort_unstable();
    about.dedup();
    if about.is_empty() { String::new() } else { format!("; but {}", about.join(", and ")) }
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
