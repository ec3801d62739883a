//! Findings: for each theme one sentence on how it changed, what that rests on, and what threatens it.

mod markdown;

use std::collections::{BTreeMap, BTreeSet};

pub use markdown::markdown;

use super::Study;
use super::change::ThemeChangeRow;
use super::note::Note;
use super::robustness::{RobustnessRow, YesNo};
use crate::codebook::Decisions;
use crate::config::Baseline;
use crate::corpus::DocumentInfo;
use crate::stats::Interval;
use crate::stats::rate::RateSums;
use crate::stats::trend::LEAST_MESSAGES;
use crate::text::{TextRules, Tokens, Vocabulary};

/// `p_holm` below this is asked for strong evidence.
pub const STRONG_P: f64 = 0.05;
/// `q_bh` below this makes some evidence.
pub const SOME_Q: f64 = 0.10;
/// The share of the pooled rate of both years within which a theme hardly changed.
pub const MARGIN: f64 = 0.25;
/// A finding is carried by one message or pattern that has this many percent of the hits, or more.
pub const CARRIED_PERCENT: u64 = 80;
/// The most variants, values or texts that a caution names.
const MOST_NAMED: usize = 3;

/// What the data say about a change, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Strong evidence of a change.
    Strong,
    /// Some evidence of a change.
    Partial,
    /// Evidence that the theme hardly changed.
    HardlyChanged,
    /// Neither a change nor its absence is shown by these data.
    NotShown,
}

/// The numbers that decide on the evidence for a change.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Numbers {
    /// Permutation p, Holm-corrected over the table.
    pub p_holm: Option<f64>,
    /// Permutation p, corrected over the table by Benjamini and Hochberg.
    pub q_bh: Option<f64>,
    /// 95 % interval of the difference, in hits per 1,000 word tokens.
    pub interval: Option<Interval>,
    /// Whether the sign holds in every variant of `robustness` that has one, and at least one has.
    pub sign_holds: bool,
    /// `MARGIN` times the pooled rate of both years; 0 where there is no hit.
    pub margin: f64,
}

impl Numbers {
    fn excludes_zero(&self) -> bool {
        self.interval.is_some_and(|ends| ends.low > 0.0 || ends.high < 0.0)
    }

    fn within_margin(&self) -> bool {
        self.margin > 0.0 && self.interval.is_some_and(|ends| -self.margin <= ends.low && ends.high <= self.margin)
    }
}

/// The rule that turns numbers into a phrase. The first that holds:
///
/// 1. [`Evidence::Strong`]: `p_holm` < 0.05, and the interval of the difference excludes 0, and the sign of the
///    difference holds in every variant of `robustness`;
/// 2. [`Evidence::Partial`]: `q_bh` < 0.10, or the interval excludes 0;
/// 3. [`Evidence::HardlyChanged`]: the whole interval lies within +-25 % of the pooled rate of both years, ends
///    included. The margin is relative because themes differ in frequency by a factor of ten and more: no one number of
///    hits is small for all of them;
/// 4. [`Evidence::NotShown`] otherwise. It does not say that nothing changed.
///
/// A missing number fulfils no condition. An interval excludes 0 when neither end is 0 and both have one sign.
pub fn evidence(numbers: &Numbers) -> Evidence {
    let excludes = numbers.excludes_zero();
    if numbers.p_holm.is_some_and(|p| p < STRONG_P) && excludes && numbers.sign_holds {
        Evidence::Strong
    } else if excludes || numbers.q_bh.is_some_and(|q| q < SOME_Q) {
        Evidence::Partial
    } else if numbers.within_margin() {
        Evidence::HardlyChanged
    } else {
        Evidence::NotShown
    }
}

/// What the rate of a theme in one year rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// Year.
    pub year: i32,
    /// Hits.
    pub hits: u64,
    /// Messages with a hit.
    pub messages: u64,
    /// All messages.
    pub n_messages: u64,
    /// Patterns with a hit.
    pub patterns: u64,
}

/// One theme in two years.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What the earlier and the later year rest on.
    pub support: [Support; 2],
    /// Rates of both years, in hits per 1,000 word tokens; `None` where a year has no word.
    pub rates: Option<[f64; 2]>,
    /// Later rate less earlier.
    pub difference: Option<f64>,
    /// The numbers that decided.
    pub numbers: Numbers,
    /// What they say.
    pub evidence: Evidence,
    /// The message and the pattern that carry the year with the higher rate, if any, in words.
    pub carried_by: Vec<String>,
    /// Years that were about the theme by a title, an event or a scope, in words.
    pub about: Vec<String>,
    /// Variants of `robustness` in which the sign does not hold.
    pub broken_by: Vec<String>,
    /// Whatever else threatens the comparison, in words.
    pub cautions: Vec<String>,
}

/// What can be said of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeFinding {
    /// Theme id.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// The baseline year and the last (the first, where the last is the baseline).
    pub overall: Comparison,
    /// The change between neighbouring years with the best evidence, then the largest, where its evidence of a change
    /// is stronger than that of `overall`.
    pub stronger: Option<Comparison>,
}

impl ThemeFinding {
    /// The comparison with the stronger evidence.
    pub fn best(&self) -> &Comparison {
        self.stronger.as_ref().unwrap_or(&self.overall)
    }
}

/// The findings: one for each theme, the strongest evidence first, then the largest difference, then by id.
///
/// Years are compared as `changes` (`theme_change`) has them; a theme without a row there has no finding. `robustness`
/// are the rows of that table. `rules` are those of the codebook: titles are split into words by them.
pub fn findings(
    study: &Study<'_>,
    rules: &TextRules,
    changes: &[ThemeChangeRow],
    robustness: &[RobustnessRow],
) -> Vec<ThemeFinding> {
    let years = study.years();
    let Some(last) = years.len().checked_sub(1).filter(|&last| last > 0) else { return Vec::new() };
    let baseline = match study.config.baseline {
        Baseline::First => 0,
        Baseline::Year(year) => years.binary_search(&year).unwrap_or(0),
    };
    let overall = if baseline == last { (0, last) } else { (baseline, last) };
    let inputs = Inputs {
        study,
        changes: changes.iter().map(|row| ((&*row.theme, row.from_year, row.to_year), row)).collect(),
        robustness: robustness.iter().fold(BTreeMap::new(), |mut rows, row| {
            rows.entry((&*row.theme, row.from_year, row.to_year)).or_insert_with(Vec::new).push(row);
            rows
        }),
        abouts: abouts(study, rules),
    };
    let mut findings: Vec<ThemeFinding> = Vec::new();
    for (theme, of_codebook) in study.codebook.themes.iter().enumerate() {
        let Some(overall) = inputs.comparison(theme, overall) else { continue };
        let neighbours = (1..years.len()).filter_map(|to| inputs.comparison(theme, (to - 1, to)));
        let stronger = neighbours
            .filter(|other| other.evidence <= Evidence::Partial && other.evidence < overall.evidence)
            .min_by(|a, b| a.evidence.cmp(&b.evidence).then(size(b).total_cmp(&size(a))));
        let (id, label) = (of_codebook.id.clone(), of_codebook.label.clone());
        findings.push(ThemeFinding { theme: id, label, overall, stronger });
    }
    findings.sort_by(|a, b| {
        let by_evidence = a.best().evidence.cmp(&b.best().evidence);
        by_evidence.then(size(b.best()).total_cmp(&size(a.best()))).then_with(|| a.theme.cmp(&b.theme))
    });
    findings
}

fn size(comparison: &Comparison) -> f64 {
    comparison.difference.map_or(0.0, f64::abs)
}

type Key<'r> = (&'r str, i32, i32);

/// A document that is about some themes by one of its texts.
struct About<'s> {
    document: &'s DocumentInfo,
    /// `title`, `event` or `scope`.
    variable: &'static str,
    text: &'s str,
    theme: usize,
}

/// For each document and theme the first of title, event and scope in which the theme has a hit.
fn abouts<'s>(study: &Study<'s>, rules: &TextRules) -> Vec<About<'s>> {
    let mut vocabulary = Vocabulary::new(rules);
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    let mut abouts = Vec::new();
    for document in study.documents {
        let mut seen = BTreeSet::new();
        let texts = [("title", &document.title), ("event", &document.event), ("scope", &document.scope)];
        for (variable, text) in texts {
            vocabulary.tokenize(text, &mut tokens);
            study.matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
            let themes = hits.iter().map(|hit| hit.theme as usize);
            let new = themes.filter(|theme| seen.insert(*theme));
            abouts.extend(new.map(|theme| About { document, variable, text, theme }));
        }
    }
    abouts
}

/// What comparisons are made from.
struct Inputs<'s, 'r> {
    study: &'s Study<'s>,
    changes: BTreeMap<Key<'r>, &'r ThemeChangeRow>,
    robustness: BTreeMap<Key<'r>, Vec<&'r RobustnessRow>>,
    abouts: Vec<About<'s>>,
}

impl Inputs<'_, '_> {
    fn comparison(&self, theme: usize, pair: (usize, usize)) -> Option<Comparison> {
        let ends = [&self.study.counts.years[pair.0], &self.study.counts.years[pair.1]];
        let key = (&*self.study.codebook.themes[theme].id, ends[0].0, ends[1].0);
        let row = self.changes.get(&key)?;
        let variants = self.robustness.get(&key).map_or(&[][..], Vec::as_slice);
        let with = |sign: YesNo| variants.iter().filter(move |row| row.same_sign == Some(sign));
        let broken_by: Vec<String> = with(YesNo::No).map(|row| row.variant.clone()).collect();
        let sums = ends.map(|(_, year)| year.rate_sums(theme));
        let mut pooled = sums[0];
        pooled.merge(&sums[1]);
        let numbers = Numbers {
            p_holm: row.p_holm,
            q_bh: row.q_bh,
            interval: row.difference_low.zip(row.difference_high).map(|(low, high)| Interval { low, high }),
            sign_holds: broken_by.is_empty() && with(YesNo::Yes).next().is_some(),
            margin: MARGIN * pooled.per_1000().unwrap_or(0.0),
        };
        let rates = row.rate_from.zip(row.rate_to).map(|(from, to)| [from, to]);
        let higher = if rates.is_some_and(|[from, to]| from > to) { pair.0 } else { pair.1 };
        Some(Comparison {
            support: [self.support(theme, pair.0, &sums[0]), self.support(theme, pair.1, &sums[1])],
            rates,
            difference: row.difference,
            evidence: evidence(&numbers),
            numbers,
            carried_by: self.carried_by(theme, higher),
            about: [ends[0].0, ends[1].0].into_iter().filter_map(|year| self.about(theme, year)).collect(),
            broken_by,
            cautions: self.cautions(pair),
        })
    }

    /// Hits of the theme in a year by pattern; patterns that are written alike are one.
    fn patterns(&self, theme: usize, year: usize) -> BTreeMap<&str, u64> {
        let mut patterns = BTreeMap::new();
        for ((of, pattern), count) in &self.study.counts.years[year].1.patterns {
            if *of as usize == theme {
                *patterns.entry(&*self.study.matcher.pattern(*pattern).source).or_default() += count.hits;
            }
        }
        patterns
    }

    fn support(&self, theme: usize, year: usize, sums: &RateSums) -> Support {
        Support {
            year: self.study.counts.years[year].0,
            hits: sums.hits,
            messages: sums.units_with_hits,
            n_messages: sums.units,
            patterns: self.patterns(theme, year).len() as u64,
        }
    }

    fn carried_by(&self, theme: usize, year: usize) -> Vec<String> {
        let (name, counts) = &self.study.counts.years[year];
        let hits = counts.themes[theme].hits;
        let carries = |part: u64| hits > 0 && part.saturating_mul(100) >= hits.saturating_mul(CARRIED_PERCENT);
        let records = self.study.records.into_iter().flat_map(|records| records.of_year(year));
        let message = records.map(|record| (record, record.theme_hits(theme as u32))).find(|(_, part)| carries(*part));
        let pattern = self.patterns(theme, year).into_iter().find(|(_, part)| carries(*part));
        let text = |what: &str, name_of: String, part: u64| {
            format!("carried by one {what}: \"{name_of}\" has {part} of the {hits} hits of {name}")
        };
        let message = message.map(|(record, part)| text("message", self.study.message_id(record), part));
        let pattern = pattern.map(|(source, part)| text("pattern", source.to_string(), part));
        message.into_iter().chain(pattern).collect()
    }

    fn about(&self, theme: usize, year: i32) -> Option<String> {
        let mut found = self.abouts.iter().filter(|about| about.theme == theme && about.document.year == year);
        let first = found.next()?;
        let number = 1 + found.count();
        let documents = self.study.documents.iter().filter(|document| document.year == year).count();
        let (variable, text) = (first.variable, plain(first.text));
        Some(if documents == 1 {
            format!("{year} was about this by its {variable} (\"{text}\")")
        } else if number == 1 {
            format!("one of {documents} documents of {year} was about this by its {variable} (\"{text}\")")
        } else {
            format!("{number} of {documents} documents of {year} were about this by title, event or scope (\"{text}\")")
        })
    }

    fn cautions(&self, pair: (usize, usize)) -> Vec<String> {
        let ends = [&self.study.counts.years[pair.0], &self.study.counts.years[pair.1]];
        let years_with = |fact: &dyn Fn(u64, u64) -> bool| -> Vec<i32> {
            ends.iter().filter(|(_, year)| fact(year.documents, year.messages)).map(|(year, _)| *year).collect()
        };
        let mut note = Note::default();
        note.one_document(&years_with(&|documents, _| documents == 1), "the interval");
        let few = years_with(&|_, messages| messages < LEAST_MESSAGES);
        note.years(&format!("fewer than {LEAST_MESSAGES} messages"), &few, ", so the change is not tested");
        let unlike = |what: &str, of: fn(&DocumentInfo) -> &str| {
            let values = ends.map(|(year, _)| values(self.study.documents, *year, of));
            let [from, to] = [listed(&values[0]), listed(&values[1])];
            (values[0] != values[1])
                .then(|| format!("{what} of the documents differ ({}: {from}; {}: {to})", ends[0].0, ends[1].0))
        };
        let kinds = unlike("kinds", |document| &document.kind);
        let scopes = unlike("scopes", |document| &document.scope);
        let notes = Some(note.text()).filter(|text| !text.is_empty());
        notes.into_iter().chain(kinds).chain(scopes).collect()
    }
}

fn values(documents: &[DocumentInfo], year: i32, of: fn(&DocumentInfo) -> &str) -> BTreeSet<&str> {
    let of_year = documents.iter().filter(|document| document.year == year);
    of_year.map(|document| of(document).trim()).filter(|value| !value.is_empty()).collect()
}

fn listed(values: &BTreeSet<&str>) -> String {
    let names: Vec<String> = values.iter().take(MOST_NAMED).map(|value| plain(value)).collect();
    match values.len() - names.len() {
        0 if names.is_empty() => "not said".into(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// Text on one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
