//! Years and dates in names of files and folders, in dates that documents give of themselves, and in lines of text.
//!
//! A year is a number of four digits from 1700 to 2099; it may touch letters (`su1790`). Of several, by these rules:
//!
//! 1. The file name counts before its folders, and the nearest folder before those above it.
//! 2. A date with a day counts before one with a month or a quarter, and that before a bare year.
//! 3. A number behind a word such as *Session* or *Vol.* counts only where nothing else does, and is doubtful.
//! 4. Of years that are then still alike, as in `2019-2020`, the first is taken and the others are told.
//!
//! No year: parts of longer numbers (`report-12345`), sizes of pictures (`1920x1080`), and what looks like a hash.

use std::borrow::Cow;
use std::fmt;

use crate::axis::When;

/// A year, and what else is known of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dated {
    /// The year, from 1700 to 2099.
    pub year: i32,
    /// `YYYY-MM-DD`, `YYYY-MM`, or a part of the year such as `YYYY-Q1`; empty where only the year is known, also where day
    /// and month may be swapped.
    pub date: String,
    /// Other years that may be meant just as well, in their order.
    pub others: Vec<i32>,
    /// True where the number may be that of a session, a volume or the like.
    pub doubtful: bool,
}

impl Dated {
    /// The days that it may be, as exactly as they are known.
    pub fn when(&self) -> Option<When> {
        When::parse(&self.date).flatten().or_else(|| When::year(self.year))
    }
}

/// What a text that stands for a date says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Nothing of a date; also where it is empty.
    Nothing,
    /// A day or month that there is not, such as 30 February.
    NoDay,
    /// A date, and other years that may be meant just as well.
    Date(When, Vec<i32>),
}

/// Reads a text that stands for a date: ISO 8601, a part of a year such as `2022-Q1`, or as people write dates.
pub fn written(text: &str) -> Written {
    let free = in_name(text).and_then(|dated| Some((all_days(text, dated.when()?), dated.others)));
    match (When::parse(text), free) {
        // 2009-10 is a month, and may be two years.
        (Some(Some(when)), free) => Written::Date(when, free.map(|(_, others)| others).unwrap_or_default()),
        // 2018-19 is two years.
        (Some(None), Some((when, others))) if !others.is_empty() => Written::Date(when, others),
        (Some(None), _) => Written::NoDay,
        (None, Some((when, others))) => Written::Date(when, others),
        (None, None) => Written::Nothing,
    }
}

/// The days of all dates in a text with one of them: `2022-03-20/2022-04-10` reaches from March to April, and so does
/// `March - April 2022`.
fn all_days(text: &str, of_one: When) -> When {
    let all = candidates(text);
    let (mut first, mut last) = (of_one.first(), of_one.last());
    let dated = all.iter().filter(|candidate| !candidate.doubtful && candidate.precision() > 0);
    for when in dated.filter_map(|candidate| candidate.dated().when()) {
        (first, last) = (first.min(when.first()), last.max(when.last()));
    }
    let alone = |run: &Run<'_>| !all.iter().any(|of| (of.start..of.end).contains(&run.start));
    for month in runs(text).iter().filter(|run| alone(run)).filter_map(Run::month) {
        // A month before the date is of its year, or of the year before.
        let year = i32::from(last.year()) - i32::from(month as i8 > last.month());
        if let Some(when) = When::parse(&format!("{year:04}-{month:02}")).flatten() {
            (first, last) = (first.min(when.first()), last.max(when.last()));
        }
    }
    When::between(first, last).unwrap_or(of_one)
}

/// Where a year was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YearSource {
    /// The name of the file.
    FileName,
    /// The name of a folder above it.
    Folder,
    /// The date that the document gives of itself.
    DocumentDate,
    /// A column of a table.
    Column(String),
    /// The title.
    Title,
    /// A line of the text, from 1.
    Text(u64),
    /// When the file was made: only a hint, as a document may be older than its file.
    Created,
}

impl fmt::Display for YearSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileName => f.write_str("file name"),
            Self::Folder => f.write_str("folder"),
            Self::DocumentDate => f.write_str("document date"),
            Self::Column(name) => write!(f, "column `{name}`"),
            Self::Title => f.write_str("title"),
            Self::Text(line) => write!(f, "text, line {line}"),
            Self::Created => f.write_str("creation date"),
        }
    }
}

/// The year in a path, whose parts are separated by `/`, by the rules of this module.
pub(crate) fn in_path(path: &str) -> Option<(Dated, YearSource)> {
    let sources = std::iter::once(YearSource::FileName).chain(std::iter::repeat(YearSource::Folder));
    let mut found = path.rsplit('/').zip(sources).filter_map(|(part, source)| Some((in_name(part)?, source)));
    let first = found.next()?;
    if !first.0.doubtful {
        return Some(first);
    }
    Some(found.find(|(dated, _)| !dated.doubtful).unwrap_or(first))
}

/// The year in one name, or in a date as a document writes it.
pub(crate) fn in_name(name: &str) -> Option<Dated> {
    let all = candidates(&without_hashes(name));
    let firm = all.iter().any(|candidate| !candidate.doubtful);
    let mut pool: Vec<&Candidate> = all.iter().filter(|candidate| !(firm && candidate.doubtful)).collect();
    let finest = pool.iter().map(|candidate| candidate.precision()).max()?;
    pool.retain(|candidate| candidate.precision() == finest);
    let chosen = pool[0];
    let mut others: Vec<i32> = Vec::new();
    for year in pool.iter().flat_map(|candidate| [Some(candidate.year), candidate.until]).flatten() {
        if year != chosen.year && !others.contains(&year) {
            others.push(year);
        }
    }
    Some(Dated { others, ..chosen.dated() })
}

/// All years in a line of text, in their order. Parts of numbers such as 1,950.5 or 19.50 are none.
pub(crate) fn in_line(line: &str) -> Vec<Dated> {
    let is_part = |candidate: &Candidate| {
        let (before, after) = (&line[..candidate.start], &line[candidate.end..]);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (mut left, mut right) = (before.chars().rev(), after.chars());
        let grouped_left = matches!(left.next(), Some(',' | '.')) && digit(left.next());
        let grouped_right = matches!(right.next(), Some(',' | '.')) && digit(right.next());
        candidate.precision() == 0
            && (grouped_left || grouped_right || before.ends_with(['$', '€', '£', '§', '#']) || after.starts_with('%'))
    };
    let found = candidates(line).into_iter().filter(|candidate| !candidate.doubtful && !is_part(candidate));
    found.map(|candidate| candidate.dated()).collect()
}

/// Words behind which a number is rather that of a thing than a year.
const NUMBERING: [&str; 28] = [
    "session",
    "no",
    "nr",
    "num",
    "number",
    "nummer",
    "numero",
    "vol",
    "volume",
    "band",
    "issue",
    "heft",
    "resolution",
    "res",
    "page",
    "pages",
    "seite",
    "room",
    "article",
    "art",
    "chapter",
    "agenda",
    "vision",
    "horizon",
    "iso",
    "rfc",
    "sitzung",
    "séance",
];

/// Words that may stand inside a date.
const INSIDE: [&str; 7] = ["de", "of", "del", "st", "nd", "rd", "th"];

/// Lengths of the parts of a UUID.
const UUID: [usize; 5] = [8, 4, 4, 4, 12];

/// Names of the months in English, German, French and Spanish.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier", "enero"],
    &["february", "feb", "februar", "février", "fevrier", "febrero"],
    &["march", "mar", "märz", "maerz", "mrz", "mars", "marzo"],
    &["april", "apr", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "jun", "juni", "juin", "junio"],
    &["july", "jul", "juli", "juillet", "julio"],
    &["august", "aug", "août", "aout", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre", "diciembre"],
];

/// A year somewhere in a text.
#[derive(Debug, Default)]
struct Candidate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    /// A part of the year, such as `Q1`.
    part: Option<String>,
    /// The second year of a span such as `2019-20`.
    until: Option<i32>,
    doubtful: bool,
    start: usize,
    end: usize,
}

impl Candidate {
    fn of_year(year: i32) -> Self {
        Self { year, ..Self::default() }
    }

    fn precision(&self) -> usize {
        usize::from(self.month.is_some() || self.part.is_some()) + usize::from(self.day.is_some())
    }

    fn dated(&self) -> Dated {
        let Self { year, doubtful, .. } = *self;
        let date = match (self.month, self.day, &self.part) {
            (Some(month), Some(day), _) => format!("{year}-{month:02}-{day:02}"),
            (Some(month), None, _) => format!("{year}-{month:02}"),
            (None, _, Some(part)) => format!("{year}-{part}"),
            _ => String::new(),
        };
        Dated { year, date, others: self.until.into_iter().collect(), doubtful }
    }
}

/// A run of digits or of letters, and what stands between it and the run before.
#[derive(Debug, Clone, Copy)]
struct Run<'t> {
    text: &'t str,
    gap: &'t str,
    start: usize,
    is_number: bool,
}

impl Run<'_> {
    /// The number, where it has as many digits.
    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        if self.is_number && digits.contains(&self.text.len()) { self.text.parse().ok() } else { None }
    }

    fn year(&self) -> Option<i32> {
        self.number(4..=4).and_then(year)
    }

    fn month(&self) -> Option<u32> {
        let name = self.text.to_lowercase();
        (1..).zip(MONTHS).find(|(_, names)| names.contains(&name.as_str())).map(|(month, _)| month)
    }

    /// Whether only a few separators stand before it.
    fn is_near(&self) -> bool {
        self.gap.chars().count() <= 2 && self.gap.chars().all(|c| " -._,/".contains(c))
    }
}

fn year(number: u32) -> Option<i32> {
    i32::try_from(number).ok().filter(|year| (1700..=2099).contains(year))
}

fn is_day(year: i32, month: u32, day: u32) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Blanks out what looks like a hash or a UUID.
fn without_hashes(name: &str) -> Cow<'_, str> {
    let is_hex = |token: &str| token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut text = Cow::Borrowed(name);
    let mut blank = |token: &str| text = Cow::Owned(text.replace(token, " "));
    let tokens: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    for parts in tokens.windows(UUID.len()) {
        if parts.iter().zip(UUID).all(|(part, length)| part.len() == length && is_hex(part)) {
            blank(&parts.join("-"));
        }
    }
    tokens.iter().filter(|token| token.len() >= 16 && is_hex(token)).for_each(|token| blank(token));
    text
}

/// Runs of digits and letters. Words that may stand inside a date are taken for a space.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let (mut at, mut gap_start, mut skipped) = (0, 0, false);
    while let Some(c) = text[at..].chars().next() {
        let is_number = c.is_ascii_digit();
        if !is_number && !c.is_alphabetic() {
            at += c.len_utf8();
            continue;
        }
        let belongs = |c: char| if is_number { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = text[at..].find(|c| !belongs(c)).map_or(text.len(), |length| at + length);
        let word = &text[at..end];
        if INSIDE.iter().any(|inside| word.eq_ignore_ascii_case(inside)) && !runs.is_empty() {
            skipped = true;
        } else {
            let gap = if skipped { " " } else { &text[gap_start..at] };
            runs.push(Run { text: word, gap, start: at, is_number });
            (gap_start, skipped) = (end, false);
        }
        at = end;
    }
    runs
}

/// All years of a text with their dates, in their order.
fn candidates(text: &str) -> Vec<Candidate> {
    let runs = runs(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        let found_here = named(&runs[at..]).or_else(|| part(&runs[at..]));
        let Some((mut candidate, used)) = found_here.or_else(|| numeric(&runs, at)).or_else(|| bare(&runs, at)) else {
            at += 1;
            continue;
        };
        let last = &runs[at + used - 1];
        (candidate.start, candidate.end) = (runs[at].start, last.start + last.text.len());
        found.push(candidate);
        at += used;
    }
    found
}

/// A date with the name of a month; and of how many runs it consists.
fn named(runs: &[Run<'_>]) -> Option<(Candidate, usize)> {
    let near = |place: usize| runs.get(place).filter(|run| run.is_near());
    let day = |place: usize| near(place).and_then(|run| run.number(1..=2));
    let year = |place: usize| near(place).and_then(Run::year);
    let date = |year: i32, month: u32, day: u32, used: usize| {
        is_day(year, month, day)
            .then(|| (Candidate { month: Some(month), day: Some(day), ..Candidate::of_year(year) }, used))
    };
    let of_month = |year: i32, month: u32| (Candidate { month: Some(month), ..Candidate::of_year(year) }, 2);
    let first = runs.first()?;
    if let Some(month) = first.month() {
        let full = day(1).zip(year(2)).and_then(|(day, year)| date(year, month, day, 3));
        return full.or_else(|| year(1).map(|year| of_month(year, month)));
    }
    let month = near(1).and_then(Run::month)?;
    if let Some(year) = first.year() {
        return day(2).and_then(|day| date(year, month, day, 3)).or_else(|| Some(of_month(year, month)));
    }
    let (day, year) = first.number(1..=2).zip(year(2))?;
    date(year, month, day, 3)
}

/// A quarter, a half or a week of a year: `2022-Q1`, `2019H2`, `Q3 2020`; and of how many runs it consists.
fn part(runs: &[Run<'_>]) -> Option<(Candidate, usize)> {
    let near = |place: usize| runs.get(place).filter(|run| run.is_near());
    let first = runs.first()?;
    let (year, letter, number) = match first.year() {
        Some(year) => (year, near(1)?, near(2)?),
        None => (near(2)?.year()?, first, near(1)?),
    };
    let part = format!("{}{}", letter.text.to_uppercase(), number.text);
    let is_part = number.gap.is_empty() && When::parse(&format!("{year}-{part}")).flatten().is_some();
    is_part.then(|| (Candidate { part: Some(part), ..Candidate::of_year(year) }, 3))
}

/// A date in digits; and of how many runs it consists.
fn numeric(runs: &[Run<'_>], at: usize) -> Option<(Candidate, usize)> {
    let first = &runs[at];
    if !first.is_number {
        return None;
    }
    if let Some(candidate) = compact(first.text) {
        return Some((candidate, 1));
    }
    let second = runs.get(at + 1).filter(|run| run.is_number)?;
    let gap = second.gap;
    // Numbers in a longer row are no date: 10.11.12.2019.
    if !["-", ".", "_", "/", " ", ". "].contains(&gap) || (at > 0 && first.gap == gap && runs[at - 1].is_number) {
        return None;
    }
    let third = runs.get(at + 2).filter(|run| run.is_number && run.gap == gap);
    if let Some((second, third)) = second.number(1..=2).zip(third) {
        if let Some((year, day)) = first.year().zip(third.number(1..=2)) {
            let date = Candidate { month: Some(second), day: Some(day), ..Candidate::of_year(year) };
            return is_day(year, second, day).then_some((date, 3));
        }
        if let Some((first, year)) = first.number(1..=2).zip(third.year()) {
            // With dots the day comes first; else that is told only by a number above twelve.
            return day_and_month(year, first, second, gap.starts_with('.')).map(|candidate| (candidate, 3));
        }
    }
    let (year, two) = first.year().zip(second.number(2..=2))?;
    if third.is_some() {
        return None;
    }
    // 2009-10 may be a month or a span of two years.
    let until = (i32::try_from(two) == Ok((year + 1) % 100)).then_some(year + 1);
    match two {
        _ if until.is_some() => Some((Candidate { until, ..Candidate::of_year(year) }, 2)),
        1..=12 => Some((Candidate { month: Some(two), ..Candidate::of_year(year) }, 2)),
        _ => None,
    }
}

/// Two numbers before a year: a date, or the year alone where they can be read in two ways.
fn day_and_month(year: i32, first: u32, second: u32, day_first: bool) -> Option<Candidate> {
    let (month, day) = match (is_day(year, second, first), is_day(year, first, second)) {
        (true, other) if day_first || !other || first == second => (second, first),
        (true, true) => return Some(Candidate::of_year(year)),
        (false, true) => (first, second),
        _ => return None,
    };
    Some(Candidate { month: Some(month), day: Some(day), ..Candidate::of_year(year) })
}

/// A date in one run of digits: 20160127, with or without a time behind it; 27012016; 201601.
fn compact(digits: &str) -> Option<Candidate> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    match digits.len() {
        8 | 12 | 14 => {
            let (month, day) = (number(4..6)?, number(6..8)?);
            if let Some(year) = number(0..4).and_then(year).filter(|year| is_day(*year, month, day)) {
                let is_time = digits.len() == 8
                    || (number(8..10)? < 24 && number(10..12)? < 60 && number(12..14).unwrap_or_default() < 60);
                return is_time.then(|| Candidate { month: Some(month), day: Some(day), ..Candidate::of_year(year) });
            }
            if digits.len() == 8 {
                return day_and_month(number(4..8).and_then(year)?, number(0..2)?, number(2..4)?, false);
            }
            None
        }
        6 => {
            let (year, month) = (number(0..4).and_then(year)?, number(4..6).filter(|month| (1..=12).contains(month))?);
            // 190512 may be a day of 2019; no year is better than a wrong one.
            let may_be_day = (1..=12).contains(&number(2..4)?);
            (!may_be_day).then(|| Candidate { month: Some(month), ..Candidate::of_year(year) })
        }
        _ => None,
    }
}

/// A year by itself.
fn bare(runs: &[Run<'_>], at: usize) -> Option<(Candidate, usize)> {
    let year = runs[at].year()?;
    let word = |place: Option<usize>| place.and_then(|place| runs.get(place)).filter(|run| !run.is_number);
    let is_times =
        |run: Option<&Run<'_>>| run.is_some_and(|run| run.gap.is_empty() && run.text.eq_ignore_ascii_case("x"));
    let number_at = |place: Option<usize>| place.and_then(|place| runs.get(place)).is_some_and(|run| run.is_number);
    // 1920x1080
    let left = is_times(word(at.checked_sub(1))) && runs[at].gap.is_empty() && number_at(at.checked_sub(2));
    let right = is_times(word(Some(at + 1))) && runs.get(at + 2).is_some_and(|run| run.is_number && run.gap.is_empty());
    if left || right {
        return None;
    }
    let doubtful = word(at.checked_sub(1))
        .is_some_and(|before| runs[at].is_near() && NUMBERING.contains(&before.text.to_lowercase().as_str()));
    Some((Candidate { doubtful, ..Candidate::of_year(year) }, 1))
}

#[cfg(test)]
mod tests;
