//! Findings -> claims: what may be said of a theme in a line, and of several themes in a title.
//!
//! A claim is never stronger than the verdict: it has a word of change only where there is strong or some evidence of a
//! change, and of some evidence it says so before anything else.

use super::sentence::digits;
use super::{Comparison, Evidence, ThemeFinding, plain};
use crate::analysis::course::{Course, Verdict};
use crate::analysis::written::{rate as written, within};
use crate::axis::Period;
use crate::plural::{form, plural};

/// The most words of a headline, and of what is said of several themes.
pub const MOST_WORDS: usize = 25;
/// The most words and characters of the name of a period in a headline.
const PERIOD: (usize, usize) = (2, 30);
/// The most characters of a label in a headline.
const LABEL: usize = 80;
/// The most words of a label where several themes are named.
const SHORT_LABEL: usize = 4;
/// The most themes of which the same is said that are named.
const NAMED: usize = 3;

/// What may be said of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Theme label.
    pub label: String,
    /// How sure it is.
    pub evidence: Evidence,
    /// What its mentions do, such as "peaked in 2012"; the time that was looked at where a change is not shown.
    does: String,
    /// The one figure, with what it is; empty for none.
    figure: String,
    /// That first and last period say otherwise; empty where they do not.
    but: String,
    /// Where the claim holds and where it does not; empty for everywhere.
    scope: String,
    /// Whether it is said of these documents alone.
    of_documents: bool,
    /// Whether the theme has no mention at all.
    absent: bool,
    /// The period whose messages the claim rests on: the peak, or the end with more mentions. `None` for all periods.
    pub period: Option<Period>,
}

impl ThemeFinding {
    /// What may be said of the theme over all periods; where only two of them differ, of these.
    ///
    /// Its evidence is that of the finding. Of equal evidence the course stands before a pair of periods.
    pub fn claim(&self) -> Claim {
        let evidence = self.evidence();
        let of_course = self.course.as_ref().filter(|course| course.evidence == evidence);
        let shown = matches!(evidence, Evidence::Strong | Evidence::Partial | Evidence::HardlyChanged);
        let mentions: u64 = self.series.iter().map(|(_, with, _)| with).sum();
        let nothing = || Claim {
            label: plain(&self.label),
            evidence,
            does: self.span(),
            figure: format!("; {} {} it", plural(mentions, "message"), form(mentions, "mentions", "mention")),
            but: String::new(),
            scope: String::new(),
            of_documents: false,
            absent: self.is_absent(),
            period: None,
        };
        if !shown {
            return nothing();
        }
        if let Some(claim) = of_course.and_then(|course| course.claim(&self.label)) {
            return claim;
        }
        let Some(mut claim) = self.best().claim(&self.label) else { return nothing() };
        if self.stronger.is_some() && claim.evidence <= Evidence::Partial {
            claim.scope = "; not shown over all periods".into();
        }
        claim
    }

    /// The finding in at most 25 words with one figure, without a full stop.
    pub fn headline(&self) -> String {
        self.claim().headline()
    }

    /// The time that was looked at.
    fn span(&self) -> String {
        let [from, to] = &self.overall.support;
        match self.course.as_ref().map(|course| (course.periods.first(), course.periods.last())) {
            Some((Some(first), Some(last))) => from_to(first, last),
            _ => from_to(&from.period, &to.period),
        }
    }
}

impl Comparison {
    /// What may be said of a theme in the two periods; `None` where neither a change nor its absence is shown.
    pub(super) fn claim(&self, label: &str) -> Option<Claim> {
        let [from, to] = self.support.each_ref().map(|support| &support.period);
        let ([first, second], difference) = (self.rates?, self.difference?);
        let digits = digits(self, first.max(second));
        let by = format!(", by {} per 1,000 words", written(difference.abs(), digits));
        let (does, figure) = match self.evidence {
            Evidence::Strong | Evidence::Partial if self.is_movement() => {
                let verb = if difference > 0.0 { "rose" } else { "fell" };
                (format!("{verb} {}", from_to(from, to)), by)
            }
            Evidence::Strong | Evidence::Partial => {
                let (more, less) = if difference > 0.0 { (to, from) } else { (from, to) };
                (format!("came up more often in {} than in {}", named(more), named(less)), by)
            }
            Evidence::HardlyChanged => {
                let rate = format!(", at {} per 1,000 words in {}", written(second, digits), named(to));
                (format!("hardly changed {}", from_to(from, to)), rate)
            }
            Evidence::NotShown | Evidence::NotTested => return None,
        };
        let of_documents = !self.unlike.is_empty();
        let (label, but, scope) = (plain(label), String::new(), String::new());
        let shown = self.evidence <= Evidence::Partial;
        let period = shown.then(|| if difference > 0.0 { to.clone() } else { from.clone() });
        Some(Claim { label, evidence: self.evidence, does, figure, but, scope, of_documents, absent: false, period })
    }
}

impl Course {
    /// What may be said of a theme over all periods; `None` where the course shows nothing.
    pub(super) fn claim(&self, label: &str) -> Option<Claim> {
        let (first, last) = (self.periods.first()?, self.periods.last()?);
        let digits = self.digits();
        let at = |place: usize| named(&self.periods[place]);
        let few = |hits: u64, when: &str| match hits {
            0 => format!(", with none {when}"),
            hits => format!(", with {} {when}", plural(hits, "mention")),
        };
        let rate = |rate: f64| match rate {
            0.0 => ", not once".to_string(),
            rate => format!(", at {} per 1,000 words", written(rate, digits)),
        };
        let trend = |verb: &str| {
            let ratio = self.slope_in_words().map(|[ratio, _]| format!(", {ratio}"));
            (format!("{verb} {}", from_to(first, last)), ratio.unwrap_or_default())
        };
        let (does, figure) = match self.verdict {
            Verdict::Rises => trend("rose"),
            Verdict::Falls => trend("fell"),
            Verdict::Peaks(place) if self.is_at_an_end(place) => {
                (format!("came up most often in {}", at(place)), rate(self.rates[place]))
            }
            Verdict::Peaks(place) => (format!("peaked in {}", at(place)), rate(self.rates[place])),
            Verdict::Dips(place) => (format!("came up least often in {}", at(place)), rate(self.rates[place])),
            Verdict::Appears(place) => {
                (format!("appeared in {}", at(place)), few(self.hits_besides(0..place), "before"))
            }
            Verdict::Vanishes(place) => {
                let since = self.hits_besides(place + 1..self.hits.len());
                (format!("vanished after {}", at(place)), few(since, "since"))
            }
            Verdict::OneOff(place) => {
                let (hits, all) = (self.hits[place], self.hits.iter().sum::<u64>());
                if hits == all {
                    (format!("came up only in {}", at(place)), format!(", with {}", plural(all, "mention")))
                } else {
                    // Not rounded up to all of them.
                    let percent = (hits as f64 * 100.0 / all as f64).floor();
                    (format!("came up almost only in {}", at(place)), format!(", with {percent} % of all mentions"))
                }
            }
            Verdict::Steady => (format!("hardly changed {}", from_to(first, last)), rate(self.mean_rate()?)),
            Verdict::NotShown | Verdict::Absent => return None,
        };
        let period = match self.verdict {
            Verdict::Rises => Some(last),
            Verdict::Falls => Some(first),
            Verdict::Peaks(place) | Verdict::Appears(place) | Verdict::Vanishes(place) | Verdict::OneOff(place) => {
                Some(&self.periods[place])
            }
            Verdict::Dips(_) | Verdict::Steady | Verdict::NotShown | Verdict::Absent => None,
        };
        let (of_documents, period) = (self.is_of_documents(), period.cloned());
        let (label, but, scope) = (plain(label), self.but_at_the_ends().unwrap_or_default(), String::new());
        Some(Claim { label, evidence: self.evidence, does, figure, but, scope, of_documents, absent: false, period })
    }

    /// That the last period has no more mentions than the first although the theme rose over all of them, or no fewer although
    /// it fell.
    pub(super) fn but_at_the_ends(&self) -> Option<String> {
        let (first, last) = (self.rates.first()?, self.rates.last()?);
        let than = match self.verdict {
            Verdict::Rises if last <= first => "higher",
            Verdict::Falls if last >= first => "lower",
            _ => return None,
        };
        let [first, last] = [self.periods.first()?, self.periods.last()?].map(named);
        Some(format!("; but no {than} in {last} than in {first}"))
    }
}

impl Claim {
    /// A claim for tests of what shows claims.
    #[cfg(test)]
    pub(crate) fn made(label: &str, evidence: Evidence, does: &str) -> Self {
        let (label, does, none) = (label.to_string(), does.to_string(), String::new);
        let (figure, but, scope) = (none(), none(), none());
        Self { label, evidence, does, figure, but, scope, of_documents: false, absent: false, period: None }
    }

    /// What is said of a theme where no periods are compared: `what` follows the name of the theme.
    pub(crate) fn without_comparison(label: &str, what: &str) -> Self {
        Self {
            label: plain(label),
            evidence: Evidence::NotTested,
            does: String::new(),
            figure: String::new(),
            but: String::new(),
            scope: what.into(),
            of_documents: false,
            absent: false,
            period: None,
        }
    }

    /// What the mentions do, such as "peaked in 2012".
    pub fn does(&self) -> &str {
        &self.does
    }

    /// What must be known beside a claim of change: that first and last period say otherwise, or where it does not hold, such as
    /// "not shown over all periods".
    pub fn besides(&self) -> Vec<&str> {
        let shown = self.evidence <= Evidence::Partial;
        let said = [&self.but, &self.scope].map(|said| said.trim_start_matches("; "));
        said.into_iter().filter(|said| shown && !said.is_empty()).collect()
    }

    /// The claim without the name of the theme, such as "some evidence: peaked in 2020", to stand below it. What holds in
    /// single documents alone does not say so: see [`Claim::is_of_documents`].
    pub(crate) fn below_name(&self) -> String {
        match self.evidence {
            _ if self.absent => "no period has a mention".into(),
            Evidence::Strong | Evidence::HardlyChanged => format!("{}{}", self.does, self.but),
            Evidence::Partial => format!("some evidence: {}{}", self.does, self.but),
            Evidence::NotShown => "change not shown".into(),
            Evidence::NotTested => "not tested".into(),
        }
    }

    /// Whether a change is claimed of these documents alone.
    pub fn is_of_documents(&self) -> bool {
        self.of_documents && self.evidence <= Evidence::Partial
    }

    /// The claim in at most 25 words with one figure, without a full stop. Labels that are too long are cut; where names of
    /// periods are so long that this is not enough, the figure is left out.
    pub fn headline(&self) -> String {
        let full = self.written(&self.figure, SHORT_LABEL);
        if words(&full) <= MOST_WORDS { full } else { self.written("", 1) }
    }

    /// The claim with a figure; of its label at least so many words.
    fn written(&self, figure: &str, least: usize) -> String {
        let Self { does, but, scope, .. } = self;
        let documents = if self.of_documents { " in these documents" } else { "" };
        let (before, after) = match self.evidence {
            _ if self.absent => ("No period has a mention of", String::new()),
            Evidence::Strong => ("Mentions of", format!(" {does}{documents}{figure}{but}{scope}")),
            Evidence::Partial => ("Some evidence that mentions of", format!(" {does}{documents}{figure}{but}{scope}")),
            Evidence::HardlyChanged => ("Mentions of", format!(" {does}{figure}")),
            Evidence::NotShown => ("A change in mentions of", format!(" {does} is not shown{figure}")),
            Evidence::NotTested if does.is_empty() => ("Mentions of", scope.clone()),
            Evidence::NotTested => ("A change in mentions of", format!(" {does} is not tested{figure}")),
        };
        let room = MOST_WORDS.saturating_sub(words(before) + words(&after)).max(least.min(words(&self.label)));
        format!("{before} {}{after}", quoted(&self.label, room))
    }

    /// What is said of a theme that `several` may say of others as well.
    fn is_like(&self, other: &Claim) -> bool {
        let shown = self.evidence <= Evidence::HardlyChanged;
        self.evidence == other.evidence && self.absent == other.absent && (!shown || self.does == other.does)
    }
}

/// What may be said of several themes, for the title of a chart: at most 25 words, without a full stop, the best
/// evidence first; where not all have room, of how many it speaks. Empty for no theme.
pub fn in_short(claims: &[Claim]) -> String {
    let mut sorted: Vec<&Claim> = claims.iter().collect();
    sorted.sort_by_key(|claim| (claim.absent, claim.evidence));
    let mut groups: Vec<Vec<&Claim>> = Vec::new();
    for claim in sorted {
        match groups.iter_mut().find(|group| group[0].is_like(claim)) {
            Some(group) => group.push(claim),
            None => groups.push(vec![claim]),
        }
    }
    if let [all] = &groups[..]
        && all.len() > NAMED
    {
        let number = all.len();
        let said = match (all[0].absent, all[0].evidence) {
            (true, _) => "no period has a mention of",
            (_, Evidence::NotShown) => "a change is not shown for",
            (_, Evidence::NotTested) => "a change is not tested for",
            _ => "",
        };
        if !said.is_empty() {
            return capital(&format!("{said} any of these {number} themes"));
        }
    }
    let of_documents = claims.iter().any(Claim::is_of_documents);
    let before = if of_documents { "in these documents, " } else { "" };
    let mut text = before.to_string();
    let mut left = claims.len();
    for (place, group) in groups.iter().enumerate() {
        let longer = before.to_string() + &joined(&groups[..=place]);
        // The first has room with the shortest labels; of the others those that leave room for the number of the rest.
        let rest = if left > group.len() { 4 } else { 0 };
        if left < claims.len() && words(&longer) + rest > MOST_WORDS {
            break;
        }
        text = longer;
        left -= group.len();
    }
    if left > 0 {
        text.push_str(&format!(" ({} of {} themes)", claims.len() - left, claims.len()));
    }
    capital(&text)
}

/// What is said of some groups of themes. A time that the next group of strong evidence has as well is said once, behind it.
fn joined(groups: &[Vec<&Claim>]) -> String {
    let time = |group: &[&Claim]| {
        let strong = group[0].evidence == Evidence::Strong && !group[0].absent;
        let of = group[0].does.find(" from ").filter(|_| strong);
        of.map(|begin| group[0].does[begin..].to_string())
    };
    let mut text = String::new();
    for (place, group) in groups.iter().enumerate() {
        let said = of_group(group);
        let next = groups.get(place + 1);
        let shared = time(group).filter(|of| next.is_some_and(|next| time(next).as_ref() == Some(of)));
        let joint = match (next, &shared) {
            (None, _) => "",
            (_, Some(_)) => ", ",
            (_, None) => "; ",
        };
        text.push_str(said.strip_suffix(shared.as_deref().unwrap_or_default()).unwrap_or(&said));
        text.push_str(joint);
    }
    text
}

fn of_group(group: &[&Claim]) -> String {
    let Claim { does, .. } = group[0];
    let (before, after) = match group[0].evidence {
        _ if group[0].absent => ("no mention of ", String::new()),
        Evidence::Strong | Evidence::HardlyChanged => ("", format!(" {does}")),
        Evidence::Partial => ("some evidence that ", format!(" {does}")),
        Evidence::NotShown => ("a change is not shown for ", String::new()),
        Evidence::NotTested => ("a change is not tested for ", String::new()),
    };
    // Beside "in these documents", "and 9 more" and "(9 of 18 themes)".
    let room = MOST_WORDS.saturating_sub(words(before) + words(&after) + 10) / group.len().min(NAMED);
    let names: Vec<String> =
        group.iter().take(NAMED).map(|claim| quoted(&claim.label, room.clamp(1, SHORT_LABEL))).collect();
    let list = match (group.len() - names.len(), names.split_last()) {
        (0, Some((last, others))) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        (0, _) => names.concat(),
        (more, _) => format!("{} and {more} more", names.join(", ")),
    };
    format!("{before}{list}{after}")
}

/// The number of words: what stands between blanks.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn from_to(from: &Period, to: &Period) -> String {
    format!("from {} to {}", named(from), named(to))
}

fn named(period: &Period) -> String {
    within(&cut(period.label(), PERIOD.0, PERIOD.1))
}

/// A label in quotation marks, cut to so many words.
fn quoted(label: &str, most: usize) -> String {
    format!("\u{201c}{}\u{201d}", cut(label, most, LABEL))
}

/// Text on one line, cut to so many words and characters.
fn cut(text: &str, most_words: usize, most_chars: usize) -> String {
    let all = plain(text);
    let mut kept: String = all.split(' ').take(most_words).collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = kept.char_indices().nth(most_chars) {
        kept.truncate(end);
    }
    if kept.len() < all.len() {
        kept.truncate(kept.trim_end().len());
        kept.push('\u{2026}');
    }
    kept
}

/// The text with a capital letter at its begin.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
