//! Findings -> sentences, in plain text.

use crate::count::MANY_PERIODS;

use super::{
    Comparison, Evidence, LEAST_MESSAGES_WITH_HITS, MARGIN, MOST_NAMED, SOME_Q, STRONG_P, Support, ThemeFinding, plain,
};
use crate::analysis::course::{Course, Verdict};
use crate::analysis::written::{probability as number, signed};
use crate::stats::Interval;
use crate::stats::rate::per_1000;

impl ThemeFinding {
    /// The finding in one sentence, with the rates that it speaks of and what the evidence is worth.
    pub fn sentence(&self) -> String {
        let name = quoted(&self.label);
        if self.is_absent() {
            return format!("{name} was not found in any period.");
        }
        let evidence = self.evidence();
        let of_course =
            self.course.as_ref().filter(|course| course.evidence == evidence || evidence >= Evidence::NotShown);
        let best = self.best();
        let said = match of_course.and_then(|course| self.of_course(course, &name)) {
            Some(said) => said,
            None if self.stronger.is_some() => {
                format!("{}; over all periods nothing is shown", clause(best, Some(&name)))
            }
            None => clause(best, Some(&name)),
        };
        said + &but(best) + "."
    }

    /// What a reviewer asks for, a line each: the rates and messages of each period, what the tests of all periods and of the
    /// pairs say and why they show no more, what they rest on, what threatens them.
    pub fn note(&self) -> Vec<String> {
        // Where none is shown the sentence has the rates.
        let sentence = self.sentence();
        let of_course = self.course.iter().filter_map(rates).filter(|rates| !sentence.contains(rates.as_str()));
        let mut lines: Vec<String> = of_course.collect();
        lines.extend(Some(self.messages()).filter(|messages| !messages.is_empty()));
        if let Some(course) = &self.course {
            lines.extend(tested(course));
        }
        for comparison in [Some(&self.overall), self.stronger.as_ref()].into_iter().flatten() {
            lines.extend(comparison.note());
        }
        lines
    }

    /// Messages with the theme in every period, in words; empty where there are more than twelve periods.
    pub fn messages(&self) -> String {
        if self.series.len() > MANY_PERIODS {
            return String::new();
        }
        let periods = self.series.iter().map(|(period, with, all)| format!("{with} of {all} in {period}"));
        format!("messages with it: {}", periods.collect::<Vec<_>>().join(", "))
    }

    /// The verdict on the course as a sentence; where none is shown of a few periods, what the rates do. `None` where there
    /// is nothing to be said.
    fn of_course(&self, course: &Course, name: &str) -> Option<String> {
        if let Some(shown) = of_course(course, name) {
            return Some(shown);
        }
        let overall = &self.overall;
        if course.verdict == Verdict::Absent || course.periods.len() > MANY_PERIODS {
            return None;
        }
        let verdict = match overall.evidence {
            Evidence::NotTested => format!("a change is not tested{}", untested(overall)),
            _ => "a change is not shown by these data".to_string(),
        };
        Some(format!(
            "Mentions of {name} are {} ({}): {verdict}{}",
            course.description(),
            listed(course),
            because(overall)
        ))
    }
}

/// A label as the subject of a sentence.
pub(super) fn quoted(label: &str) -> String {
    format!("\u{201c}{}\u{201d}", plain(label))
}

impl Comparison {
    /// The comparison in one sentence.
    pub fn sentence(&self, label: &str) -> String {
        clause(self, Some(&quoted(label))) + &but(self) + "."
    }

    /// What a reviewer asks for, a line each.
    fn note(&self) -> Vec<String> {
        let [from, to] = &self.support;
        let mut lines = Vec::new();
        if self.rates.is_some() && from.hits + to.hits > 0 {
            let verdict = match self.evidence {
                Evidence::Strong => "strong evidence".to_string(),
                Evidence::Partial => "some evidence".to_string(),
                Evidence::HardlyChanged => "hardly changed".to_string(),
                Evidence::NotShown => format!("not shown{}", because(self)),
                Evidence::NotTested => format!("not tested{}", untested(self)),
            };
            lines.push(format!("{} to {}: {}: {verdict}", from.period, to.period, changed(self)));
        }
        lines.push(format!("rests on {}", self.rests_on()));
        lines.extend(Some(self.carried_by.join("; ")).filter(|carried| !carried.is_empty()));
        let threats = self.threatened_by();
        if !threats.is_empty() {
            lines.push(format!("threatened by: {threats}"));
        }
        lines
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

/// What a reader must know beside the numbers: that a period was about the theme.
fn but(comparison: &Comparison) -> String {
    if comparison.about.is_empty() { String::new() } else { format!("; but {}", comparison.about.join(", and ")) }
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
            "{} not found in {} and {} ({} messages in {} and {} in {}): a change is not shown by these data",
            subject.map_or_else(|| "they were".into(), |name| format!("{name} was")),
            from.period,
            to.period,
            from.n_messages,
            from.period,
            to.n_messages,
            to.period
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
    let rates = format!("from {first} in {} to {second} in {}", from.period, to.period);
    let change = format!("({})", changed(comparison));
    let strength = match comparison.evidence {
        Evidence::Strong => "strong",
        Evidence::Partial => "some",
        Evidence::HardlyChanged => return format!("{subject} hardly changed: they went {rates} {change}"),
        Evidence::NotShown => {
            return format!("{subject} went {rates}: a change is not shown by these data{}", because(comparison));
        }
        Evidence::NotTested => {
            return format!("{subject} went {rates}: the change is not tested{}", untested(comparison));
        }
    };
    if let Some((last, others)) = comparison.unlike.split_last() {
        let unlike = if others.is_empty() { (*last).to_string() } else { format!("{} and {last}", others.join(", ")) };
        let (more, less) = if difference > 0.0 { (&to.period, &from.period) } else { (&from.period, &to.period) };
        return format!(
            "{subject} came up more often in {more} than in {less}, {first} in {} and {second} in {} {change}: {strength} \
             evidence of a difference between these documents, which differ in {unlike}",
            from.period, to.period
        );
    }
    let (verb, direction) = if difference > 0.0 { ("rose", "a rise") } else { ("fell", "a fall") };
    format!("{subject} {verb} {rates} {change}: {strength} evidence of {direction}")
}

/// The change with its interval.
fn changed(comparison: &Comparison) -> String {
    let rates = comparison.rates.unwrap_or_default();
    let digits = digits(comparison, rates[0].max(rates[1]));
    let few = comparison.support.iter().any(|support| (1..LEAST_MESSAGES_WITH_HITS).contains(&support.messages));
    let interval = match comparison.numbers.interval {
        _ if few && comparison.evidence >= Evidence::NotShown => "too few messages for an interval".into(),
        None => "no interval".into(),
        Some(ends) => format!("95 % interval {} to {}", signed(ends.low, digits), signed(ends.high, digits)),
    };
    let change = comparison.difference.map(|change| signed(change, digits)).unwrap_or_default();
    format!("change {change} per 1,000 words, {interval}")
}

/// Why a change is not shown, where the interval leaves out 0.
fn because(comparison: &Comparison) -> String {
    let shows_none = comparison.evidence == Evidence::NotShown;
    why_not(comparison).filter(|_| shows_none).map(|reason| format!(", as {reason}")).unwrap_or_default()
}

/// Why a change is not tested.
fn untested(comparison: &Comparison) -> String {
    comparison.untested.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default()
}

/// The rate of every period, by name.
fn listed(course: &Course) -> String {
    let digits = course.digits();
    let rate = |place: usize| format!("{} in {}", written(course.rates[place], digits), course.periods[place]);
    let rates: Vec<String> = (0..course.rates.len()).map(rate).collect();
    format!("{} per 1,000 words", rates.join(", "))
}

/// The rates of a course: of every period, or of the first and the last third of many.
fn rates(course: &Course) -> Option<String> {
    if course.periods.len() <= MANY_PERIODS {
        return Some(listed(course));
    }
    let digits = course.digits();
    let [from, to] = course.thirds?.map(|rate| written(rate, digits));
    let number = course.periods.len();
    Some(format!("{from} per 1,000 words in the first third of the {number} periods and {to} in the last"))
}

/// What the tests of all periods say, and why they show no more.
fn tested(course: &Course) -> Vec<String> {
    let mut parts = vec![match course.evidence {
        Evidence::Strong | Evidence::Partial => format!("{}, {} evidence", course.name(), course.evidence.name()),
        _ => course.name(),
    }];
    if let Some((ratio, ends, years)) = course.ratio().filter(|_| course.curve().is_some()) {
        let [ratio, low, high] = [ratio, ends.low, ends.high].map(times);
        parts.push(format!("about {ratio} times as many every {years}, 95 % interval {low} to {high}"));
    }
    parts.extend(course.reasons.iter().cloned());
    if course.is_of_documents() {
        parts.push("what stands out is drawn from the messages of single documents and says nothing of others".into());
    }
    vec![format!("over all periods: {}", parts.join("; "))]
}

/// The verdict on a course as the beginning of a sentence. `None` where there is none.
fn of_course(course: &Course, name: &str) -> Option<String> {
    let claim = course.claim(name)?;
    let at = |place: usize| &course.periods[place];
    let digits = course.digits();
    let rate = |place: usize| written(course.rates[place], digits);
    let of_what = if course.is_of_documents() { " of a difference between these documents" } else { "" };
    let strength = match course.evidence {
        Evidence::Strong => format!(": strong evidence{of_what}"),
        Evidence::Partial => format!(": some evidence{of_what}"),
        _ => String::new(),
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
    let trend = || {
        let turn = if course.verdict == Verdict::Rises { turn(1.0, "highest") } else { turn(-1.0, "lowest") };
        let slope = course.ratio().map(|(ratio, ends, years)| {
            let [ratio, low, high] = [ratio, ends.low, ends.high].map(times);
            format!(", about {ratio} times as many every {years} (95 % interval {low} to {high})")
        });
        let thirds = course.thirds.map(|[from, to]| {
            let [from, to] = [from, to].map(|rate| written(rate, digits));
            let number = course.periods.len();
            format!("; {from} per 1,000 words in the first third of the {number} periods and {to} in the last")
        });
        [slope, thirds, step()].into_iter().flatten().collect::<String>() + &turn
    };
    let against = |place: usize, sign: f64| {
        let rest = course.rate_besides(place).map(|rest| written(rest, digits)).unwrap_or_default();
        let by_rate = |a: &usize, b: &usize| (sign * course.rates[*a]).total_cmp(&(sign * course.rates[*b]));
        let next = (0..course.rates.len()).filter(|other| *other != place).max_by(by_rate);
        let order = if sign > 0.0 { "highest" } else { "lowest" };
        let next =
            next.map(|next| format!(" {} in {}, the next {order}, and", rate(next), at(next))).unwrap_or_default();
        let unit = if course.hits[place] > 0 { " per 1,000 words" } else { "" };
        format!(": {}{unit}, against{next} {rest} in all other periods together", rate(place))
    };
    let few = |hits: u64, periods: usize, when: &str| match hits {
        0 => format!(": none in the {periods} periods {when}"),
        1 => format!(": 1 mention in the {periods} periods {when}"),
        hits => format!(": {hits} mentions in the {periods} periods {when}"),
    };
    let figures = match course.verdict {
        Verdict::Rises | Verdict::Falls => trend(),
        Verdict::Peaks(place) => against(place, 1.0),
        Verdict::Dips(place) => against(place, -1.0),
        Verdict::Appears(place) => few(course.hits_besides(0..place), place, "before"),
        Verdict::Vanishes(place) => {
            few(course.hits_besides(place + 1..course.hits.len()), course.periods.len() - 1 - place, "after")
        }
        Verdict::OneOff(place) => {
            let all: u64 = course.hits.iter().sum();
            let mentions = if all == 1 { "mention" } else { "mentions" };
            format!(": {} of {all} {mentions}", course.hits[place])
        }
        Verdict::Steady => format!(": their trend lies within {} %", MARGIN * 100.0),
        Verdict::NotShown | Verdict::Absent => String::new(),
    };
    Some(format!("Mentions of {name} {}{figures}{strength}", claim.does()))
}

impl Course {
    /// Decimal places of its rates.
    pub(super) fn digits(&self) -> usize {
        if self.rates.iter().copied().fold(0.0, f64::max) >= 1.0 { 1 } else { 2 }
    }

    /// The rate of all periods together, in hits per 1,000 word tokens.
    pub(super) fn mean_rate(&self) -> Option<f64> {
        per_1000(self.hits.iter().sum(), self.tokens.iter().sum())
    }

    /// Whether the verdict rests on the messages of single documents, and so says nothing of others.
    pub(super) fn is_of_documents(&self) -> bool {
        let rests_on_others = matches!(self.verdict, Verdict::Rises | Verdict::Falls | Verdict::Steady);
        self.within_documents && self.evidence <= Evidence::Partial && !rests_on_others
    }

    /// How many times as many mentions there are after ten years, or after one year of a short series; its 95 % interval,
    /// and the time in words.
    pub(super) fn ratio(&self) -> Option<(f64, Interval, &'static str)> {
        let slope = self.slope?;
        let ends = slope.decade_interval?;
        let (years, power) = if self.years() >= 10.0 { ("ten years", 1.0) } else { ("year", 0.1) };
        let [ratio, low, high] = [slope.decade_ratio?, ends.low, ends.high].map(|ratio: f64| ratio.powf(power));
        Some((ratio, Interval { low, high }, years))
    }
}

/// A multiple with two significant digits.
pub(super) fn times(ratio: f64) -> String {
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
pub(super) fn written(rate: f64, digits: usize) -> String {
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
    let corrected = |what: &str, p: f64, q: Option<f64>| {
        let q = q.filter(|q| *q >= SOME_Q)?;
        Some(format!("{what} has p {} but q {} after correction over {} tests", number(p), number(q), numbers.tests))
    };
    match (numbers.p, numbers.p_per_message) {
        (None, _) => comparison.untested.clone(),
        (Some(_), Some(_)) if !numbers.one_way => Some("per message it goes the other way".into()),
        (Some(p), _) if p >= STRONG_P => Some(format!("the test of the rates has p {}", number(p))),
        (Some(_), Some(p)) if p >= STRONG_P => Some(format!("the test per message has p {}", number(p))),
        (Some(p), per_message) => corrected("the test of the rates", p, numbers.q_bh)
            .or_else(|| corrected("the test per message", per_message?, numbers.q_per_message_bh))
            .or_else(|| Some("a test is missing".into())),
    }
}

/// Decimal places: as many as the rates ask for, and as an interval without 0 needs not to be written with it.
pub(super) fn digits(comparison: &Comparison, rate: f64) -> usize {
    let least: usize = if rate >= 1.0 { 1 } else { 2 };
    let numbers = &comparison.numbers;
    let end = numbers.interval.filter(|_| numbers.excludes_zero()).map(|ends| ends.low.abs().min(ends.high.abs()));
    let smallest = [0.5, 0.05, 0.005, 0.0005, 0.00005, 0.000005];
    let shown = |digits: &usize| end.is_none_or(|end| end >= smallest[*digits]);
    (least..smallest.len()).find(shown).unwrap_or(smallest.len())
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
