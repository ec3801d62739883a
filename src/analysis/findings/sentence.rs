//! Findings -> sentences, in plain text.

use crate::count::MANY_PERIODS;

use super::{
    Comparison, Evidence, LEAST_MESSAGES_WITH_HITS, MARGIN, MOST_NAMED, STRONG_P, Support, ThemeFinding, plain,
};
use crate::analysis::course::{Course, Verdict};

impl ThemeFinding {
    /// The finding in one sentence.
    pub fn sentence(&self) -> String {
        let name = quoted(&self.label);
        if self.is_absent() {
            return format!("{name} was not found in any period.");
        }
        let course = self.course.as_ref().and_then(|course| of_course(course, &name));
        let shown = |evidence: Evidence| evidence <= Evidence::Partial;
        let stands = self.course.as_ref().is_some_and(|course| shown(course.evidence));
        let subject = if course.is_some() { None } else { Some(name.as_str()) };
        let mut parts: Vec<String> = course.into_iter().collect();
        // A verdict that is shown needs no pair beside it that shows nothing, and none that was picked among many.
        if !stands || shown(self.overall.evidence) {
            parts.push(clause(&self.overall, subject));
        }
        parts.extend(self.stronger.iter().filter(|_| !stands).map(|stronger| clause(stronger, None)));
        parts.join("; ") + &but([Some(&self.overall), self.stronger.as_ref()].into_iter().flatten()) + "."
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
            "{} not found in {} and {} ({} and {} messages): a change is not shown by these data",
            subject.map_or_else(|| "they were".into(), |name| format!("{name} was")),
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
        if support.hits == 0 { "none".to_string() } else { format!("{}{unit}", written(rate, digits)) }
    };
    let second_unit = if from.hits == 0 { unit } else { "" };
    let (first, second) = (rate(from, first, unit), rate(to, second, second_unit));
    let few = [from, to].iter().any(|support| (1..LEAST_MESSAGES_WITH_HITS).contains(&support.messages));
    let interval = match comparison.numbers.interval {
        _ if few && comparison.evidence >= Evidence::NotShown => "too few messages for an interval".into(),
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
        Evidence::NotShown => {
            let reason = why_not(comparison).map(|reason| format!(", as {reason}")).unwrap_or_default();
            return format!("{subject} went {rates}: a change is not shown by these data{reason}");
        }
        Evidence::NotTested => {
            let reason = comparison.untested.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            return format!("{subject} went {rates}: the change is not tested{reason}");
        }
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

/// The verdict on a course as the beginning of a sentence; where none is shown of a few periods, what the rates do. `None`
/// where there is nothing to be said.
fn of_course(course: &Course, name: &str) -> Option<String> {
    let subject = format!("Mentions of {name}");
    let at = |place: usize| &course.periods[place];
    let largest = course.rates.iter().copied().fold(0.0, f64::max);
    let digits = if largest >= 1.0 { 1 } else { 2 };
    let rate = |place: usize| written(course.rates[place], digits);
    let (first, last) = (course.periods.first()?, course.periods.last()?);
    // A peak that rests on the messages of single documents says nothing of others.
    let rests_on_trend = matches!(course.verdict, Verdict::Rises | Verdict::Falls);
    let of_what =
        if course.within_documents && !rests_on_trend { " of a difference between these documents" } else { "" };
    let strength = match course.evidence {
        Evidence::Strong => format!(": strong evidence{of_what}"),
        Evidence::Partial => format!(": some evidence{of_what}"),
        _ => String::new(),
    };
    let slope = || {
        let slope = course.slope?;
        let ends = slope.decade_interval?;
        let (years, power) = if course.years() >= 10.0 { ("ten years", 1.0) } else { ("year", 0.1) };
        let [ratio, low, high] = [slope.decade_ratio?, ends.low, ends.high].map(|ratio| times(ratio.powf(power)));
        Some(format!(", about {ratio} times as many every {years} (95 % interval {low} to {high})"))
    };
    // The period with the highest rate, or the lowest, where that is neither end.
    let turn = |sign: f64, what: &str| {
        let by_rate = |a: &usize, b: &usize| (sign * course.rates[*a]).total_cmp(&(sign * course.rates[*b]));
        let place = (0..course.rates.len()).max_by(by_rate).unwrap_or(0);
        let within = place > 0 && place + 1 < course.rates.len();
        if within { format!("; {what} in {} ({})", at(place), rate(place)) } else { String::new() }
    };
    let step = || {
        let [first_after, from, to] = course.change_point().filter(|_| course.step)?;
        let range = if from == to { String::new() } else { format!(" (95 % range {from} to {to})") };
        Some(format!("; the largest step is to {first_after}{range}"))
    };
    let trend = |verb: &str| {
        let turn = if verb == "rise" { turn(1.0, "highest") } else { turn(-1.0, "lowest") };
        let thirds = course.thirds.map(|[from, to]| {
            format!(
                "; {} per 1,000 words in the first third of the {} periods and {} in the last",
                written(from, digits),
                course.periods.len(),
                written(to, digits)
            )
        });
        let (slope, thirds) = (slope().unwrap_or_default(), thirds.unwrap_or_default());
        let step = step().unwrap_or_default();
        format!("{subject} {verb} from {first} to {last}{slope}{thirds}{step}{turn}{strength}")
    };
    let against = |place: usize, sign: f64| {
        let rest = course.rate_besides(place).map(|rest| written(rest, digits)).unwrap_or_default();
        let by_rate = |a: &usize, b: &usize| (sign * course.rates[*a]).total_cmp(&(sign * course.rates[*b]));
        let next = (0..course.rates.len()).filter(|other| *other != place).max_by(by_rate);
        let next = next.map(|next| format!(", {} in {}, the next", rate(next), at(next))).unwrap_or_default();
        let unit = if course.hits[place] > 0 { " per 1,000 words" } else { "" };
        format!("{}{unit}{next}, and {rest} in all others together", rate(place))
    };
    let few = |hits: u64, periods: usize| match hits {
        0 => format!("none in the {periods} periods"),
        1 => format!("1 mention in the {periods} periods"),
        hits => format!("{hits} mentions in the {periods} periods"),
    };
    Some(match course.verdict {
        Verdict::Rises => trend("rise"),
        Verdict::Falls => trend("fall"),
        Verdict::Peaks(place) => format!("{subject} peak in {}: {}{strength}", at(place), against(place, 1.0)),
        Verdict::Dips(place) => format!("{subject} dip in {}: {}{strength}", at(place), against(place, -1.0)),
        Verdict::Appears(place) => {
            let before = few(course.hits_besides(0..place), place);
            format!("{subject} appear in {}: {before} before{strength}", at(place))
        }
        Verdict::Vanishes(place) => {
            let after = course.periods.len() - 1 - place;
            let since = few(course.hits_besides(place + 1..course.hits.len()), after);
            format!("{subject} vanish after {}: {since} since{strength}", at(place))
        }
        Verdict::OneOff(place) => {
            let all: u64 = course.hits.iter().sum();
            let mentions = if all == 1 { "mention" } else { "mentions" };
            format!("{subject} are a one-off in {}: {} of {all} {mentions}{strength}", at(place), course.hits[place])
        }
        Verdict::Steady => {
            format!("{subject} are steady from {first} to {last}: their trend lies within {} %", MARGIN * 100.0)
        }
        Verdict::NotShown if course.periods.len() > MANY_PERIODS => {
            let step = step().unwrap_or_default();
            format!("{subject} have no course that the {} periods show{step}", course.periods.len())
        }
        Verdict::NotShown => {
            let rates: Vec<String> = (0..course.rates.len()).map(rate).collect();
            format!("{subject} are {} ({} per 1,000 words)", course.description(), rates.join(", "))
        }
        Verdict::Absent => return None,
    })
}

/// A multiple with two significant digits.
fn times(ratio: f64) -> String {
    let digits = if ratio >= 10.0 {
        0
    } else if ratio >= 0.1 {
        2
    } else {
        3
    };
    format!("{ratio:.digits$}")
}

/// The most decimals of a rate.
const MOST_DIGITS: usize = 8;

/// A rate with so many decimals, or with as many as it needs not to look like none.
fn written(rate: f64, digits: usize) -> String {
    if rate == 0.0 {
        return "none".into();
    }
    let (mut enough, mut smallest) = (digits, 0.5 / 10.0_f64.powf(digits as f64));
    while rate < smallest && enough < MOST_DIGITS {
        (enough, smallest) = (enough + 1, smallest / 10.0);
    }
    format!("{rate:.enough$}")
}

/// Why a change is not shown although its interval leaves out 0.
fn why_not(comparison: &Comparison) -> Option<String> {
    let numbers = &comparison.numbers;
    if !numbers.excludes_zero() {
        return None;
    }
    let number = crate::analysis::course::number;
    Some(match (numbers.p, numbers.p_per_message) {
        (None, _) => comparison.untested.clone()?,
        (Some(_), Some(_)) if !numbers.one_way => "per message it goes the other way".into(),
        (Some(p), _) if p >= STRONG_P => format!("the test of the rates has p {}", number(p)),
        (Some(_), Some(p)) if p >= STRONG_P => format!("the test per message has p {}", number(p)),
        (Some(p), _) => format!("p {} does not hold after correction over {} tests", number(p), numbers.tests),
    })
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
