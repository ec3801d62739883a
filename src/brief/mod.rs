//! A run -> one page: what three themes do, with a message for each, what to bear in mind, and how it was found.
//!
//! [`chosen`] says which themes, [`Brief::of`] makes the page from the results. It is written as Markdown, as HTML by itself
//! or within the report, and as a Word document, with the same text in the same order.
//!
//! Text of a corpus is hostile: each form escapes all of it, and shows or replaces what turns the direction of text.

#[cfg(feature = "files")]
mod docx;
mod html;
mod markdown;

#[cfg(feature = "files")]
pub use docx::quotes_docx;
pub use markdown::quotes_markdown;

use std::collections::BTreeSet;

use crate::analysis::written;
use crate::analysis::{Claim, Evidence, MOST_QUOTED, Results, ThemeFinding, differences, gravest};
use crate::chart::{Picture, Rendered};
use crate::count::{Cell, MANY_PERIODS};
use crate::plural::{grouped, is, plural};

/// File names of the brief, without extension.
pub const BRIEF: &str = "brief";
/// The heading above the method.
const HOW: &str = "How this was found";
/// The most characters of the title of the project, and of the caution.
const MOST_TITLE: usize = 120;
const MOST_CAUTION: usize = 240;
/// The most words of a title or a heading beside a quote.
const MOST_NAMED: usize = 10;
/// The most periods that are named one by one.
const MOST_PERIODS: usize = 6;
/// What to bear in mind where nothing graver is known.
const ALWAYS: &str = "Rates count the words of the codebook: they also change where only the wording does.";

/// A message that is quoted whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its text.
    pub text: String,
    /// Its id.
    pub message: String,
    /// The title of its document, or else the id.
    pub document: String,
    /// The label of its period.
    pub period: String,
    /// The heading of its section; may be empty.
    pub section: String,
}

/// What the brief says of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Theme id.
    pub theme: String,
    /// In at most 25 words, with a full stop.
    pub headline: String,
    /// The message that is typical of it; none where no message of the theme can be quoted.
    pub quote: Option<Quote>,
    /// Whether the theme has messages.
    pub found: bool,
}

/// The chart of a brief, and the same as PNG: so its letters are those that were measured, whatever fonts a reader has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The chart.
    pub chart: Rendered,
    /// Its picture.
    pub picture: Picture,
    /// The picture of the same chart, drawn for a narrow screen.
    pub narrow: Picture,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Title of the project.
    pub title: String,
    /// What it is about, in a line.
    pub lead: String,
    /// What it says of each theme.
    pub points: Vec<Point>,
    /// The chart of these themes; none where charts are not asked for.
    pub drawn: Option<Drawn>,
    /// What to bear in mind before all else.
    pub caution: String,
    /// What is shown of all other themes, in half a line; empty where there are none.
    pub others: String,
    /// How it was found: three or four lines.
    pub method: Vec<String>,
}

/// Places of the themes of a brief in the codebook: those of the project file, else those with the best evidence, then the most
/// frequent.
pub fn chosen(results: &Results<'_>) -> Vec<usize> {
    let (config, themes) = (&results.study.config.brief, &results.study.codebook.themes);
    let place = |id: &str| themes.iter().position(|theme| theme.id == id);
    if !config.themes.is_empty() {
        return config.themes.iter().filter_map(|id| place(id)).collect();
    }
    // What holds over the whole series stands before what holds in one of several pairs.
    let evidence = |theme: usize| {
        let of_theme = results.findings().iter().find(|finding| finding.theme == themes[theme].id);
        of_theme.map_or((Evidence::NotTested, true), |finding| (finding.evidence(), !finding.is_of_series()))
    };
    let hits = |theme: usize| results.study.counts.periods().iter().map(|cell| cell.themes[theme].hits).sum::<u64>();
    let mut all: Vec<usize> = (0..themes.len()).filter(|&theme| hits(theme) > 0).collect();
    all.sort_by_key(|&theme| (evidence(theme), std::cmp::Reverse(hits(theme)), theme));
    all.truncate(crate::config::MOST_BRIEF_THEMES);
    all
}

/// What may be said of a theme, given by its place in the codebook; `None` where no periods are compared.
pub fn claim(results: &Results<'_>, theme: usize) -> Option<Claim> {
    finding(results, theme).map(ThemeFinding::claim)
}

fn finding<'r>(results: &'r Results<'_>, theme: usize) -> Option<&'r ThemeFinding> {
    let id = &results.study.codebook.themes[theme].id;
    results.findings().iter().find(|finding| finding.theme == *id)
}

/// What threatens a finding that is shown: what carries it, or what breaks it.
fn threat(finding: &ThemeFinding) -> Option<String> {
    let best = finding.best();
    let shown = best.evidence <= Evidence::Partial && best.evidence == finding.evidence();
    let broken = Some(best.threatened_by()).filter(|said| !said.is_empty());
    let said = best.carried_by.first().cloned().or(broken).filter(|_| shown)?;
    Some(format!("Of \u{201c}{}\u{201d}, {said}.", finding.label))
}

impl Brief {
    /// The brief of some themes, given by their places in the codebook, each with its quote. `run` is the hash of the run.
    pub fn of(
        results: &Results<'_>,
        themes: &[usize],
        quotes: Vec<Option<Quote>>,
        drawn: Option<Drawn>,
        run: &str,
    ) -> Self {
        let of_codebook = &results.study.codebook.themes;
        let point = |(&theme, quote): (&usize, Option<Quote>)| Point {
            theme: of_codebook[theme].id.clone(),
            headline: claim(results, theme).map_or_else(|| rate(results, theme), |claim| claim.headline()) + ".",
            quote,
            found: results.study.counts.periods().iter().any(|cell| cell.themes[theme].messages > 0),
        };
        let findings = || themes.iter().filter_map(|&theme| finding(results, theme));
        let caution = gravest(results.findings()).into_iter().next().or_else(|| findings().find_map(threat));
        let caution = caution.unwrap_or_else(|| ALWAYS.into());
        Self {
            title: short(&results.study.config.title, MOST_TITLE),
            lead: lead(results, themes),
            points: themes.iter().zip(quotes).map(point).collect(),
            drawn,
            caution: format!("To bear in mind: {}", short(&caution, MOST_CAUTION)),
            others: others(results, themes),
            method: method(results, run),
        }
    }
}

impl Point {
    /// What stands below the headline: the quote and where it stands, or that there is none.
    fn below(&self) -> (Option<&str>, Option<String>) {
        match &self.quote {
            Some(quote) => (Some(&quote.text), Some(quote.source())),
            None if self.found => (None, Some("No message with it is short enough to be quoted whole.".into())),
            None => (None, None),
        }
    }
}

impl Quote {
    /// Where it stands.
    pub fn source(&self) -> String {
        let named = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let more = if words.len() > MOST_NAMED { "\u{2026}" } else { "" };
            words[..words.len().min(MOST_NAMED)].join(" ") + more
        };
        let section = named(&self.section);
        let section = if section.is_empty() { section } else { format!(", section \u{201c}{section}\u{201d}") };
        format!("\u{2014} {}, {}{section}, message {}", named(&self.document), self.period, self.message)
    }
}

/// Text on one line of at most so many characters.
fn short(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", text[..end].trim_end()),
        None => text,
    }
}

/// The rate of a theme where no periods are compared.
fn rate(results: &Results<'_>, theme: usize) -> String {
    let cells = results.study.counts.periods();
    let (hits, tokens) = cells.iter().fold((0, 0), |sum, cell| (sum.0 + cell.themes[theme].hits, sum.1 + cell.tokens));
    let label = &results.study.codebook.themes[theme].label;
    let rate = crate::stats::rate::per_1000(hits, tokens).unwrap_or_default();
    let when = match cells {
        [one] => format!("in {}, the one period: nothing is compared", written::within(one.period.label())),
        _ => "in all periods together: none are compared".to_string(),
    };
    let rate = written::rate(rate, 1);
    let claim = Claim::without_comparison(label, &format!(" come to {rate} per 1,000 words {when}"));
    claim.headline()
}

/// "2012, 2017 and 2019", or "1980 to 2019 (40 periods)".
fn periods(cells: &[Cell]) -> String {
    let names: Vec<String> = cells.iter().map(|cell| written::within(cell.period.label())).collect();
    match (names.as_slice(), names.split_last()) {
        ([first, .., last], _) if names.len() > MOST_PERIODS => format!("{first} to {last} ({} periods)", names.len()),
        (_, Some((last, others))) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

fn lead(results: &Results<'_>, themes: &[usize]) -> String {
    let (number, all) = (themes.len(), results.study.codebook.themes.len());
    let cells = results.study.counts.periods();
    let when = if cells.len() > MOST_PERIODS { "from" } else { "in" };
    let periods = format!("{when} {}", periods(cells));
    match (all, number) {
        (0, _) => format!("Documents {periods}. The project has no codebook, so there are no themes."),
        (1, 0) => format!("The one theme of the codebook was not found {periods}."),
        (_, 0) => format!("None of the {all} themes was found {periods}."),
        (1, _) => format!("How often one theme is mentioned {periods}."),
        _ if all == number => format!("How often {number} themes are mentioned {periods}."),
        _ => format!("How often {number} of {all} themes {} mentioned {periods}.", is(number)),
    }
}

fn others(results: &Results<'_>, themes: &[usize]) -> String {
    let ids: BTreeSet<&str> = themes.iter().map(|&theme| results.study.codebook.themes[theme].id.as_str()).collect();
    let others = results.findings().iter().filter(|finding| !ids.contains(finding.theme.as_str()));
    let (mut all, mut shown, mut hardly) = (0, 0, 0);
    for finding in others {
        all += 1;
        match finding.evidence() {
            Evidence::Strong | Evidence::Partial => shown += 1,
            Evidence::HardlyChanged => hardly += 1,
            Evidence::NotShown | Evidence::NotTested => {}
        }
    }
    let groups = groups(results).join(" ");
    let said = match (all, shown, hardly) {
        (0, ..) => return groups,
        (1, 0, 0) => "For the one other theme a change is not shown".to_string(),
        (1, 1, _) => "A change is shown for the one other theme too".to_string(),
        (1, ..) => "The one other theme hardly changed".to_string(),
        (_, 0, 0) => format!("For none of the {all} other themes is a change shown"),
        (_, shown, _) if shown == all => format!("A change is shown for all {all} other themes too"),
        (_, shown, hardly) => {
            let hardly = if hardly > 0 { format!(", and {hardly} hardly changed") } else { String::new() };
            format!("Of the {all} other themes a change is shown for {shown}{hardly}")
        }
    };
    let more = if groups.is_empty() { groups } else { format!(" {groups}") };
    format!("{said}: see findings.md.{more}")
}

/// What is shown of the groups of each variable, and where.
pub fn groups(results: &Results<'_>) -> Vec<String> {
    let several = results.groupings().iter().filter(|of| of.groups.len() > 1);
    let said = |name: &str| {
        let shown = differences(results.group_contrast(), name, results.study.codebook);
        shown.unwrap_or_else(|| format!("Differences by {name}")) + ": see the table group_contrast."
    };
    several.map(|of| said(&of.variable.name)).collect()
}

fn method(results: &Results<'_>, run: &str) -> Vec<String> {
    let study = &results.study;
    let (counts, analysis) = (study.counts, &study.config.analysis);
    let cells = counts.periods();
    let counted = format!(
        "Counted: mentions of {} in {} of {} ({}), {}; a rate is mentions per 1,000 words.",
        plural(study.codebook.themes.len() as u64, "theme"),
        plural(counts.messages(), "message"),
        plural(study.documents.len() as u64, "document"),
        plural(counts.tokens(), "word"),
        periods(cells)
    );
    let kinds: BTreeSet<&str> = cells.iter().map(|cell| cell.units.kind.plural()).collect();
    let units = kinds.into_iter().collect::<Vec<_>>().join(" or ");
    let pairs = match study.pairs.len() {
        1 if cells.len() > MANY_PERIODS => "the first third of the periods against the last".to_string(),
        pairs => plural(pairs, "pair") + " of periods",
    };
    let tests = results.findings().iter().map(|finding| finding.overall.numbers.tests).max().unwrap_or(0);
    let over_all = if results.courses().is_empty() {
        ""
    } else {
        "; over all periods the trend (Mann-Kendall), a change point and the period that stands out"
    };
    let tested = if study.pairs.is_empty() {
        "Tested: nothing, as no periods are compared.".to_string()
    } else {
        let draws = grouped(analysis.replicates);
        format!("Tested: {pairs}, by permutation of {units} ({draws} draws or more, seed {}){over_all}.", analysis.seed)
    };
    let corrected = format!(
        "Corrected: over all themes and pairs ({}), and over all tests of the series. Strong evidence has p < .05 by Holm, some \
         evidence q < .10 by Benjamini and Hochberg. What is not shown may have changed all the same.",
        plural(tests, "test")
    );
    let mut lines = vec![counted, tested];
    lines.extend(Some(corrected).filter(|_| !study.pairs.is_empty()));
    lines.push(
        format!(
            "Quoted: of the messages with the theme in the period of the claim (else in all) the one whose words are nearest \
             to those of all of them, of {MOST_QUOTED} words at most, whole sentences first. themeshift {}, run {run}: see \
             run.json.",
            env!("CARGO_PKG_VERSION")
        ),
    );
    lines
}
