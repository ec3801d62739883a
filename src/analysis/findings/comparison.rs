//! Tables -> comparisons: each theme in each compared pair of years, with what it rests on and what threatens it.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::{
    CARRIED_PERCENT, Comparison, LEAST_CARRIED, MARGIN, MOST_NAMED, Numbers, SECTION_PERCENT, Support, ThemeComparison,
    evidence, plain,
};
use crate::analysis::Study;
use crate::analysis::change::ThemeChangeRow;
use crate::analysis::comparability::LONGER;
use crate::analysis::note::Note;
use crate::analysis::robustness::{RobustnessRow, YesNo};
use crate::codebook::{CODED, Decisions};
use crate::corpus::DocumentInfo;
use crate::stats::Interval;
use crate::stats::median::median;
use crate::stats::rate::RateSums;
use crate::stats::trend::LEAST_MESSAGES;
use crate::text::{TextRules, Tokens, Vocabulary};

/// Every theme in every compared pair of years, by theme in codebook order, then by years.
///
/// Years are compared as `changes` (`theme_change`) has them; what has no row there is left out. `robustness` are the
/// rows of that table. `rules` are those of the codebook: titles are split into words by them.
pub fn comparisons(
    study: &Study<'_>,
    rules: &TextRules,
    changes: &[ThemeChangeRow],
    robustness: &[RobustnessRow],
) -> Vec<ThemeComparison> {
    let inputs = Inputs {
        study,
        changes: changes.iter().map(|row| ((&*row.theme, row.from_year, row.to_year), row)).collect(),
        robustness: robustness.iter().fold(BTreeMap::new(), |mut rows, row| {
            rows.entry((&*row.theme, row.from_year, row.to_year)).or_insert_with(Vec::new).push(row);
            rows
        }),
        abouts: abouts(study, rules),
        names: names(study, rules),
        repeats: repeats(study),
    };
    let pairs = study.pairs();
    let of_theme = |theme| pairs.iter().map(move |&years| (theme, years));
    let all = (0..study.codebook.themes.len()).flat_map(of_theme);
    all.filter_map(|(theme, years)| {
        Some(ThemeComparison { theme, years, comparison: inputs.comparison(theme, years)? })
    })
    .collect()
}

type Key<'r> = (&'r str, i32, i32);

/// A variable of documents.
type Variable = fn(&DocumentInfo) -> &str;

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
    /// Themes with those of their patterns that stand in the label: such a pattern may well have all hits.
    names: BTreeSet<(usize, String)>,
    /// For each year, its messages that repeat an earlier one of the year word for word.
    repeats: Vec<u64>,
}

/// For each year, its messages that repeat an earlier one of the year word for word; none where there are no records.
fn repeats(study: &Study<'_>) -> Vec<u64> {
    let messages = study.records.map_or(&[][..], |records| &records.messages);
    let mut seen: Vec<HashSet<&[u64]>> = vec![HashSet::new(); study.counts.years.len()];
    let mut repeats = vec![0; seen.len()];
    for message in messages.iter().filter(|message| !message.shingles.is_empty()) {
        repeats[message.year] += u64::from(!seen[message.year].insert(&message.shingles));
    }
    repeats
}

/// Themes with their patterns that have a hit in the label.
fn names(study: &Study<'_>, rules: &TextRules) -> BTreeSet<(usize, String)> {
    let mut vocabulary = Vocabulary::new(rules);
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    let mut names = BTreeSet::new();
    for (place, theme) in study.codebook.themes.iter().enumerate() {
        vocabulary.tokenize(&theme.label, &mut tokens);
        study.matcher.find(&vocabulary, &mut decisions, &theme.label, &tokens, &mut hits);
        let own = hits.iter().filter(|hit| hit.theme as usize == place);
        names.extend(own.map(|hit| (place, study.matcher.pattern(hit.pattern).source.clone())));
    }
    names
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
        let ways = row.difference.zip(row.difference_per_message);
        let one_way = ways.is_some_and(|(rates, per_message)| (rates > 0.0) == (per_message > 0.0));
        let numbers = Numbers {
            p_holm: row.p_holm,
            q_bh: row.q_bh,
            p_per_message_holm: row.p_per_message_holm.filter(|_| one_way),
            q_per_message_bh: row.q_per_message_bh.filter(|_| one_way),
            interval: row.difference_low.zip(row.difference_high).map(|(low, high)| Interval { low, high }),
            sign_holds: broken_by.is_empty() && with(YesNo::Yes).next().is_some(),
            margin: MARGIN * pooled.per_1000().unwrap_or(0.0),
        };
        let rates = row.rate_from.zip(row.rate_to).map(|(from, to)| [from, to]);
        Some(Comparison {
            support: [self.support(theme, pair.0, &sums[0]), self.support(theme, pair.1, &sums[1])],
            rates,
            difference: row.difference,
            evidence: evidence(&numbers),
            numbers,
            carried_by: [pair.0, pair.1].into_iter().flat_map(|year| self.carried_by(theme, year)).collect(),
            unlike: self.unlike([ends[0].0, ends[1].0]),
            about: [ends[0].0, ends[1].0].into_iter().filter_map(|year| self.about(theme, year)).collect(),
            broken_by,
            cautions: self.cautions(pair),
        })
    }

    /// Hits of the theme in a year by pattern; patterns that are written alike are one. Codes are no pattern.
    fn patterns(&self, theme: usize, year: usize) -> BTreeMap<&str, u64> {
        let mut patterns = BTreeMap::new();
        for ((of, pattern), count) in &self.study.counts.years[year].1.patterns {
            if *of as usize == theme && *pattern != CODED {
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

    /// What has most of the hits of a year: one message, else one section; and one pattern, unless it is the label.
    fn carried_by(&self, theme: usize, year: usize) -> Vec<String> {
        let (name, counts) = &self.study.counts.years[year];
        let hits = counts.themes[theme].hits;
        let carries =
            |part: u64| hits >= LEAST_CARRIED && part.saturating_mul(100) >= hits.saturating_mul(CARRIED_PERCENT);
        let of = |part: u64| if part == hits { format!("all {hits}") } else { format!("{part} of the {hits}") };
        let records = || self.study.records.into_iter().flat_map(|records| records.of_year(year));
        let message =
            records().map(|record| (record, record.theme_hits(theme as u32))).find(|(_, part)| carries(*part));
        let place = match message {
            Some((record, part)) => {
                let id = self.study.message_id(record);
                Some(format!("{} mentions of {name} stand in one message, {id}", of(part)))
            }
            None => self.carrying_section(theme, year, carries).map(|(heading, part)| {
                format!("{} mentions of {name} stand in one section, \u{201c}{heading}\u{201d}", of(part))
            }),
        };
        let pattern = self
            .patterns(theme, year)
            .into_iter()
            .find(|(source, part)| carries(*part) && !self.names.contains(&(theme, (*source).to_string())));
        let pattern = pattern.map(|(source, part)| {
            format!("{} mentions of {name} are of one pattern, \u{201c}{source}\u{201d}", of(part))
        });
        place.into_iter().chain(pattern).collect()
    }

    /// The section with most of the hits of a year but few of its words, and its hits.
    fn carrying_section(&self, theme: usize, year: usize, carries: impl Fn(u64) -> bool) -> Option<(String, u64)> {
        let records = self.study.records?;
        let mut sections: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for record in records.of_year(year) {
            let (hits, tokens) = sections.entry(record.section).or_default();
            *hits += record.theme_hits(theme as u32);
            *tokens += record.tokens;
        }
        let words = self.study.counts.years[year].1.tokens.saturating_mul(SECTION_PERCENT);
        let (section, (hits, _)) =
            sections.into_iter().find(|(_, (hits, tokens))| carries(*hits) && tokens.saturating_mul(100) < words)?;
        let heading = records.sections.get(section as usize).map(|heading| plain(heading));
        Some((heading.filter(|heading| !heading.is_empty())?, hits))
    }

    /// In what the documents of two years have nothing in common, though both say it.
    fn unlike(&self, years: [i32; 2]) -> Vec<&'static str> {
        let apart = |of: fn(&DocumentInfo) -> &str| {
            let [from, to] = years.map(|year| values(self.study.documents, year, of));
            !from.is_empty() && !to.is_empty() && from.is_disjoint(&to)
        };
        let all: [(&'static str, Variable); 3] = [
            ("kind", |document| &document.kind),
            ("scope", |document| &document.scope),
            ("publisher", |document| &document.publisher),
        ];
        all.into_iter().filter(|(_, of)| apart(*of)).map(|(name, _)| name).collect()
    }

    fn about(&self, theme: usize, year: i32) -> Option<String> {
        let mut found = self.abouts.iter().filter(|about| about.theme == theme && about.document.year == year);
        let first = found.next()?;
        let number = 1 + found.count();
        let documents = self.study.documents.iter().filter(|document| document.year == year).count();
        let (variable, text) = (first.variable, plain(first.text));
        Some(if documents == 1 {
            format!("{year} was about this by its {variable} (\u{201c}{text}\u{201d})")
        } else if number == 1 {
            format!("one of {documents} documents of {year} was about this by its {variable} (\u{201c}{text}\u{201d})")
        } else {
            format!(
                "{number} of {documents} documents of {year} were about this by title, event or scope (\u{201c}{text}\u{201d})"
            )
        })
    }

    /// That the messages of one year are longer, where the medians differ by more than the factor of `comparability`.
    fn lengths(&self, pair: (usize, usize)) -> Option<String> {
        let records = self.study.records?;
        let of_year = |year| median(records.of_year(year).map(|message| message.tokens).collect());
        let (from, to) = (of_year(pair.0)?, of_year(pair.1)?);
        (from > LONGER * to || to > LONGER * from).then(|| {
            let [first, second] = [pair.0, pair.1].map(|year| self.study.counts.years[year].0);
            format!("messages differ in length (median words, {first}: {from}; {second}: {to})")
        })
    }

    fn cautions(&self, pair: (usize, usize)) -> Vec<String> {
        let ends = [&self.study.counts.years[pair.0], &self.study.counts.years[pair.1]];
        let years_with = |fact: &dyn Fn(u64, u64) -> bool| -> Vec<i32> {
            ends.iter().filter(|(_, year)| fact(year.documents, year.messages)).map(|(year, _)| *year).collect()
        };
        let mut note = Note::default();
        note.one_document(&years_with(&|documents, messages| documents == 1 && messages > 1), "the interval");
        for year in [pair.0, pair.1] {
            let ((name, counts), repeats) = (&self.study.counts.years[year], self.repeats[year]);
            // Half of the messages or more: the year has far fewer messages than are counted.
            if repeats.saturating_mul(2) >= counts.messages.max(1) {
                let repeat = if repeats == 1 { "repeats" } else { "repeat" };
                note.add(format!(
                    "{repeats} of {} messages of {name} {repeat} another of that year word for word, so intervals and tests \
                     are too sure",
                    counts.messages
                ));
            }
        }
        let few = years_with(&|_, messages| messages < LEAST_MESSAGES);
        note.years(&format!("fewer than {LEAST_MESSAGES} messages"), &few, ", so the change is not tested");
        let unlike = |what: &str, of: fn(&DocumentInfo) -> &str| {
            let values = ends.map(|(year, _)| values(self.study.documents, *year, of));
            let [from, to] = [listed(&values[0]), listed(&values[1])];
            (values[0] != values[1])
                .then(|| format!("{what} of the documents differ ({}: {from}; {}: {to})", ends[0].0, ends[1].0))
        };
        let events = unlike("events", |document| &document.event);
        let publishers = unlike("publishers", |document| &document.publisher);
        let kinds = unlike("kinds", |document| &document.kind);
        let scopes = unlike("scopes", |document| &document.scope);
        let notes = Some(note.text()).filter(|text| !text.is_empty());
        let lengths = self.lengths(pair);
        notes.into_iter().chain(events).chain(publishers).chain(kinds).chain(scopes).chain(lengths).collect()
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
