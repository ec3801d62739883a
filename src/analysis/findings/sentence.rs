//! Findings -> sentences, in plain text.

use crate::axis::Period;
use crate::count::MANY_PERIODS;

use super::{
    Comparison, Evidence, LEAST_MESSAGES_WITH_HITS, MARGIN, MOST_NAMED, SOME_Q, STRONG_P, Support, ThemeFinding, plain,
};
use crate::analysis::course::{Course, LEAST_SPLIT, Verdict};
use crate::analysis::written::{fixed, probability as number, rate as written, signed, within};
use crate::plural::{grouped, plural};
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
        let of = |(period, with, all): &(Period, u64, u64)| {
            format!("{} of {} in {}", grouped(*with), grouped(*all), named(period))
        };
        let periods = self.series.iter().map(of);
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
            let because = because(self);
            let verdict = match self.evidence {
                Evidence::Strong => format!("strong evidence{}", self.p("Holm", self.numbers.p_holm)),
                Evidence::Partial => format!("some evidence{}", self.p("q", self.numbers.q_bh)),
                Evidence::HardlyChanged => "hardly changed".to_string(),
                // What the tests say is the reason, where one is asked for.
                Evidence::NotShown if because.is_empty() => format!("not shown{}", self.p("q", self.numbers.q_bh)),
                Evidence::NotShown => format!("not shown{because}"),
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

    /// The permutation p of the rates, by itself and corrected in a way.
    fn p(&self, way: &str, corrected: Option<f64>) -> String {
        match (self.numbers.p, corrected) {
            (Some(p), Some(corrected)) => format!(" (p {}, {way} {})", number(p), number(corrected)),
            _ => String::new(),
        }
    }

    /// Whether the difference may be called a rise or a fall: it is not one between unlike documents, nor one of two periods with
    /// others between them.
    pub(super) fn is_movement(&self) -> bool {
        self.unlike.is_empty() && !self.apart
    }

    /// What the comparison rests on, in words.
    pub fn rests_on(&self) -> String {
        self.support.iter().map(supported).collect::<Vec<_>>().join("; ")
    }

    /// What threatens the comparison besides what makes the periods hard to compare, in words; empty where nothing does.
    pub(crate) fn threatened_by(&self) -> String {
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
    let [from_period, to_period] = [from, to].map(|support| named(&support.period));
    let (Some([first, second]), Some(difference)) = (comparison.rates, comparison.difference) else {
        let subject = subject.unwrap_or("it");
        return format!("{subject} cannot be compared between {from_period} and {to_period}: a period has no words");
    };
    if from.hits + to.hits == 0 {
        return format!(
            "{} not found in {from_period} and {to_period} ({} in {from_period} and {} in {to_period}): a change is not shown by \
             these data",
            subject.map_or_else(|| "they were".into(), |name| format!("{name} was")),
            plural(from.n_messages, "message"),
            grouped(to.n_messages)
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
    let rates = format!("from {first} in {from_period} to {second} in {to_period}");
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
    if !comparison.is_movement() {
        let of_what = match comparison.unlike.split_last() {
            None => String::new(),
            Some((last, [])) => format!(" between these documents, which differ in {last}"),
            Some((last, others)) => {
                format!(" between these documents, which differ in {} and {last}", others.join(", "))
            }
        };
        let (more, less) = if difference > 0.0 { (&to_period, &from_period) } else { (&from_period, &to_period) };
        return format!(
            "{subject} came up more often in {more} than in {less}, {first} in {from_period} and {second} in {to_period} \
             {change}: {strength} evidence of a difference{of_what}"
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
    let rate = |place: usize| format!("{} in {}", written(course.rates[place], digits), named(&course.periods[place]));
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
        Evidence::Strong | Evidence::Partial => {
            format!("{}, {} evidence{}", course.name(), course.evidence.name(), course.p())
        }
        _ => course.name(),
    }];
    if let Some([ratio, interval]) = course.slope_in_words().filter(|_| course.curve().is_some()) {
        // "Steady" has no verb that a slope could follow.
        let change = if course.verdict == Verdict::Steady { "fitted change " } else { "" };
        parts.push(format!("{change}{ratio}, {interval}"));
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
    let at = |place: usize| named(&course.periods[place]);
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
        let [first_after, from, to] = [first_after, from, to].map(named);
        let range = if from == to { String::new() } else { format!(" (95 % range {from} to {to})") };
        Some(format!("; the largest step is to {first_after}{range}"))
    };
    let trend = || {
        let turn = if course.verdict == Verdict::Rises { turn(1.0, "highest") } else { turn(-1.0, "lowest") };
        let slope = course.slope_in_words().map(|[ratio, interval]| format!(", {ratio} ({interval})"));
        let thirds = course.thirds.map(|[from, to]| {
            let [from, to] = [from, to].map(|rate| written(rate, digits));
            let number = course.periods.len();
            format!("; {from} per 1,000 words in the first third of the {number} periods and {to} in the last")
        });
        [slope, thirds, step()].into_iter().flatten().collect::<String>()
            + &turn
            + &course.but_at_the_ends().unwrap_or_default()
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
        hits => format!(": {} in the {periods} periods {when}", plural(hits, "mention")),
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
            format!(": {} of {}", grouped(course.hits[place]), plural(all, "mention"))
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

    /// The p of the tests by themselves that a verdict may rest on.
    fn p(&self) -> String {
        let tests = self.tests.as_ref();
        let split = tests.filter(|_| self.periods.len() >= LEAST_SPLIT).map(|tests| tests.p_split);
        let of = [
            ("trend", self.corrected.map(|test| test.p)),
            ("change point", split),
            ("period that stands out", tests.and_then(|tests| tests.p_peak)),
        ];
        let said: Vec<String> = of.iter().filter_map(|(what, p)| Some(format!("{what} {}", number((*p)?)))).collect();
        if said.is_empty() { String::new() } else { format!(" (p before correction: {})", said.join(", ")) }
    }

    /// What the slope says, and its interval: "by 9 % every ten years", or from twice as many on "to 2.4 times as many every ten
    /// years".
    pub(super) fn slope_in_words(&self) -> Option<[String; 2]> {
        let (ratio, ends, years) = self.ratio()?;
        let (low, high) = (ends.low, ends.high);
        let (by, interval) = if ratio >= 2.0 {
            let [ratio, low, high] = [ratio, low, high].map(times);
            (format!("to {ratio} times as many"), format!("{low} to {high}"))
        } else if high < 1.0 {
            let [by, most, least] = [ratio, low, high].map(|ratio| percent(1.0 - ratio));
            (format!("by {by} %"), format!("{least} to {most} %"))
        } else if low > 1.0 {
            let [ratio, low, high] = [ratio, low, high].map(|ratio| grown(ratio - 1.0));
            (format!("by {ratio} %"), format!("{low} to {high} %"))
        } else {
            let [ratio, low, high] = [ratio, low, high].map(|ratio| signed((ratio - 1.0) * 100.0, 0));
            (format!("by {ratio} %"), format!("{low} to {high} %"))
        };
        Some([format!("{by} every {years}"), format!("95 % interval {interval}")])
    }

    /// How many times as many mentions there are after ten years, or after one year of a short series; its 95 % interval,
    /// and the time in words.
    fn ratio(&self) -> Option<(f64, Interval, &'static str)> {
        let slope = self.slope?;
        let ends = slope.decade_interval?;
        let (years, power) = if self.years() >= 10.0 { ("ten years", 1.0) } else { ("year", 0.1) };
        let [ratio, low, high] = [slope.decade_ratio?, ends.low, ends.high].map(|ratio: f64| ratio.powf(power));
        Some((ratio, Interval { low, high }, years))
    }
}

/// A multiple with two significant digits.
fn times(ratio: f64) -> String {
    let digits = usize::from(ratio < 10.0);
    fixed(ratio, digits)
}

/// A growth in per cent: "9", "0.4", "160".
fn grown(by: f64) -> String {
    fixed(by * 100.0, usize::from(by < 0.01))
}

/// A part of a whole in per cent, never all of it: "9", "0.4", "99.7".
fn percent(part: f64) -> String {
    let percent = (part * 100.0).min(99.9);
    if (1.0..=99.0).contains(&percent) { fixed(percent, 0) } else { fixed(percent, 1) }
}

/// The name of a period within a sentence.
fn named(period: &Period) -> String {
    within(period.label())
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
    let all = plural(*n_messages, "message");
    if *hits == 0 {
        return format!("{period}: no mention in {all}");
    }
    let by = if *patterns == 0 { "as coded".into() } else { format!("by {}", plural(*patterns, "pattern")) };
    format!("{period}: {} in {} of {all}, {by}", plural(*hits, "mention"), grouped(*messages))
}
