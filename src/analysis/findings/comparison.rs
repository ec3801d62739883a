//! Tables -> comparisons: each theme in each compared pair of periods, with what it rests on and what threatens it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::carrier::{Carrier, carriers, carries};
use super::{ABOUT_PERCENT, Comparison, MARGIN, MOST_NAMED, Numbers, Support, ThemeComparison, evidence, plain};
use crate::analysis::Study;
use crate::analysis::change::{ThemeChangeRow, untested};
use crate::analysis::comparability::{LONGER, matters, median_tokens, percent_left_out};
use crate::analysis::note::Note;
use crate::analysis::period_documents::{DocumentValues, PeriodDocuments};
use crate::analysis::robustness::{PER_MESSAGE, RobustnessRow, YesNo};
use crate::analysis::written::within;
use crate::axis::Period;
use crate::codebook::{CODED, Decisions};
use crate::config::Unit;
use crate::plural::{form, grouped, plural};
use crate::stats::Interval;
use crate::text::{Tokens, Vocabulary};

/// Every theme in every compared pair of periods, by theme in codebook order, then by periods.
///
/// `documents` are those of the cells together. Periods are compared as `changes` (`theme_change`) has them; what has no row there
/// is left out. `robustness` are the rows of that table. Titles are split into words by the rules of the codebook.
pub fn comparisons(
    study: &Study<'_>,
    documents: &[PeriodDocuments],
    changes: &[ThemeChangeRow],
    robustness: &[RobustnessRow],
) -> Vec<ThemeComparison> {
    let of_pairs = OfPairs { study, repeats: repeats(study), documents };
    let threats = |pair| Threats { unlike: of_pairs.unlike(pair), cautions: of_pairs.cautions(pair) };
    let inputs = Inputs {
        study,
        changes: changes.iter().map(|row| ((&*row.theme, &row.from_period, &row.to_period), row)).collect(),
        robustness: robustness.iter().fold(BTreeMap::new(), |mut rows, row| {
            rows.entry((&*row.theme, &row.from_period, &row.to_period)).or_insert_with(Vec::new).push(row);
            rows
        }),
        tests: changes.iter().filter(|row| row.p_permutation.is_some()).count(),
        abouts: abouts(study),
        names: names(study),
        carriers: carriers(study),
        threats: study.pairs.iter().map(|&pair| (pair, threats(pair))).collect(),
    };
    let of_theme = |theme| study.pairs.iter().map(move |&pair| (theme, pair));
    let all = (0..study.codebook.themes.len()).flat_map(of_theme);
    all.filter_map(|(theme, pair)| Some(ThemeComparison { theme, pair, comparison: inputs.comparison(theme, pair)? }))
        .collect()
}

type Key<'r> = (&'r str, &'r Period, &'r Period);

/// What documents have in a variable.
type Variable = fn(&PeriodDocuments) -> &DocumentValues;

/// A document that is about some themes by one of its texts.
struct About {
    /// Its place among the documents.
    document: u32,
    /// `title`, `event` or `scope`.
    variable: &'static str,
    text: String,
    theme: usize,
}

/// For each document and theme the first of title, event and scope in which the theme has a hit; by theme, then by document.
fn abouts(study: &Study<'_>) -> Vec<About> {
    let mut vocabulary = Vocabulary::new(study.rules);
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    let mut abouts = Vec::new();
    for (document, place) in study.documents.iter().zip(0..) {
        let mut seen = BTreeSet::new();
        let texts = [("title", &document.title), ("event", &document.event), ("scope", &document.scope)];
        for (variable, text) in texts {
            vocabulary.tokenize(text, &mut tokens);
            study.matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
            let themes = hits.iter().map(|hit| hit.theme as usize);
            let new = themes.filter(|theme| seen.insert(*theme));
            abouts.extend(new.map(|theme| About { document: place, variable, text: text.clone(), theme }));
        }
    }
    abouts.sort_by_key(|about| about.theme);
    abouts
}

/// What comparisons are made from.
struct Inputs<'s, 'r> {
    study: &'s Study<'s>,
    changes: BTreeMap<Key<'r>, &'r ThemeChangeRow>,
    robustness: BTreeMap<Key<'r>, Vec<&'r RobustnessRow>>,
    /// How many tests the table has.
    tests: usize,
    abouts: Vec<About>,
    /// Themes with those of their patterns that stand in the label: such a pattern may well have all hits.
    names: BTreeSet<(usize, String)>,
    /// By cell and theme, what has most of the hits.
    carriers: BTreeMap<(usize, usize), Carrier>,
    /// What threatens a comparison of two cells, whatever the theme.
    threats: BTreeMap<(usize, usize), Threats>,
}

/// What threatens a comparison of two cells, whatever the theme.
#[derive(Clone, Default)]
struct Threats {
    /// In what their documents have nothing in common, though both say it.
    unlike: Vec<&'static str>,
    /// What makes them hard to compare, the gravest first.
    cautions: Vec<String>,
}

/// What is said of two cells, whatever the theme.
struct OfPairs<'s> {
    study: &'s Study<'s>,
    /// For each cell, its messages that repeat an earlier one of it word for word.
    repeats: Vec<u64>,
    /// For each cell, what its documents say of themselves.
    documents: &'s [PeriodDocuments],
}

/// For each cell, its messages that repeat an earlier one of it word for word; none where runs of words were not kept.
fn repeats(study: &Study<'_>) -> Vec<u64> {
    let of_cell = |cell: usize| {
        let mut words = Vec::new();
        let Some(shingles) = study.shingles else { return 0 };
        study.each_document(cell, |messages| {
            words.extend(messages.iter().filter_map(|of| shingles.words(shingles.place(of.document, of.ordinal))));
        });
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        (all - words.len()) as u64
    };
    (0..study.counts.cells.len()).into_par_iter().map(of_cell).collect()
}

/// Themes with their patterns that have a hit in the label.
fn names(study: &Study<'_>) -> BTreeSet<(usize, String)> {
    let mut vocabulary = Vocabulary::new(study.rules);
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
        let ends = [&self.study.counts.cells[pair.0], &self.study.counts.cells[pair.1]];
        let key = (&*self.study.codebook.themes[theme].id, &ends[0].period, &ends[1].period);
        let row = self.changes.get(&key)?;
        let variants = self.robustness.get(&key).map_or(&[][..], Vec::as_slice);
        // Whole documents are no messages that may be longer in one period: what is counted per message is no guard there.
        let whole = self.study.config.segment.unit == Unit::Document;
        let with = |sign: YesNo| {
            variants.iter().filter(move |row| row.same_sign == Some(sign) && !(whole && row.variant == PER_MESSAGE))
        };
        let broken_by: Vec<String> = with(YesNo::No).map(|row| row.variant.clone()).collect();
        let sums = ends.map(|cell| cell.rate_sums(theme));
        let mut pooled = sums[0];
        pooled.merge(&sums[1]);
        let ways = row.difference.zip(row.difference_per_message);
        let one_way = whole || ways.is_some_and(|(rates, per_message)| (rates > 0.0) == (per_message > 0.0));
        let guard = |per_message: Option<f64>, rates: Option<f64>| if whole { rates } else { per_message };
        let numbers = Numbers {
            p: row.p_permutation,
            p_per_message: guard(row.p_per_message, row.p_permutation),
            one_way,
            tests: self.tests,
            few_units: ends.iter().any(|cell| cell.units.are_few()),
            p_holm: row.p_holm,
            q_bh: row.q_bh,
            p_per_message_holm: guard(row.p_per_message_holm, row.p_holm).filter(|_| one_way),
            q_per_message_bh: guard(row.q_per_message_bh, row.q_bh).filter(|_| one_way),
            interval: row.difference_low.zip(row.difference_high).map(|(low, high)| Interval { low, high }),
            sign_holds: broken_by.is_empty() && with(YesNo::Yes).next().is_some(),
            margin: MARGIN * pooled.per_1000().unwrap_or(0.0),
        };
        let rates = row.rate_from.zip(row.rate_to).map(|(from, to)| [from, to]);
        let Threats { unlike, cautions } = self.threats.get(&pair).cloned().unwrap_or_default();
        Some(Comparison {
            support: [self.support(theme, pair.0), self.support(theme, pair.1)],
            rates,
            difference: row.difference,
            evidence: evidence(&numbers),
            numbers,
            carried_by: [pair.0, pair.1].into_iter().flat_map(|cell| self.carried_by(theme, cell)).collect(),
            unlike,
            apart: pair.1 != pair.0 + 1 && self.study.overall() != Some(pair),
            about: [pair.0, pair.1].into_iter().filter_map(|cell| self.about(theme, cell)).collect(),
            broken_by,
            cautions,
            untested: untested(ends),
        })
    }

    /// Hits of the theme in a cell by pattern; patterns that are written alike are one. Codes are no pattern.
    fn patterns(&self, theme: usize, cell: usize) -> BTreeMap<&str, u64> {
        let mut patterns = BTreeMap::new();
        let all = &self.study.counts.cells[cell].patterns;
        let first = all.partition_point(|((of, _), _)| (*of as usize) < theme);
        for ((_, pattern), count) in all[first..].iter().take_while(|((of, _), _)| *of as usize == theme) {
            if *pattern != CODED {
                *patterns.entry(&*self.study.matcher.pattern(*pattern).source).or_default() += count.hits;
            }
        }
        patterns
    }

    fn support(&self, theme: usize, cell: usize) -> Support {
        let counts = &self.study.counts.cells[cell];
        Support {
            period: counts.period.clone(),
            hits: counts.themes[theme].hits,
            messages: counts.themes[theme].messages,
            n_messages: counts.messages,
            patterns: self.patterns(theme, cell).len() as u64,
        }
    }

    /// What has most of the hits of a cell: one message, section or document; and one pattern, unless it is the label.
    fn carried_by(&self, theme: usize, place: usize) -> Vec<String> {
        let counts = &self.study.counts.cells[place];
        let (name, hits) = (within(counts.name()), counts.themes[theme].hits);
        let all = grouped(hits);
        let of =
            |part: u64| if part == hits { format!("all {all}") } else { format!("{} of the {all}", grouped(part)) };
        let carrier = self.carriers.get(&(place, theme)).map(|carrier| {
            let (part, what) = match carrier {
                Carrier::Message(id, part) => (part, format!("message, {id}")),
                Carrier::Section(heading, part) => (part, format!("section, \u{201c}{heading}\u{201d}")),
                Carrier::Document(id, part) => (part, format!("of {} documents, {id}", counts.documents)),
            };
            format!("{} mentions of {name} stand in one {what}", of(*part))
        });
        let pattern = self
            .patterns(theme, place)
            .into_iter()
            .find(|(source, part)| carries(*part, hits) && !self.names.contains(&(theme, (*source).to_string())));
        let pattern = pattern.map(|(source, part)| {
            format!("{} mentions of {name} are of one pattern, \u{201c}{source}\u{201d}", of(part))
        });
        carrier.into_iter().chain(pattern).collect()
    }

    fn about(&self, theme: usize, place: usize) -> Option<String> {
        let cell = &self.study.counts.cells[place];
        let name = within(cell.name());
        let first = self.abouts.partition_point(|about| about.theme < theme);
        let of_theme = self.abouts[first..].iter().take_while(|about| about.theme == theme);
        let here = |about: &&About| cell.document_places.binary_search(&about.document).is_ok();
        let found: Vec<&About> = of_theme.filter(here).collect();
        let first = found.first()?;
        let (number, documents) = (found.len(), cell.document_places.len());
        if number * 100 < documents * ABOUT_PERCENT {
            return None;
        }
        let (variable, text) = (first.variable, plain(&first.text));
        Some(if documents == 1 {
            format!("{name} was about this by its {variable} (\u{201c}{text}\u{201d})")
        } else if number == 1 {
            format!("one of {documents} documents of {name} was about this by its {variable} (\u{201c}{text}\u{201d})")
        } else {
            let variables: BTreeSet<&str> = found.iter().map(|about| about.variable).collect();
            let by = match variables.into_iter().rev().collect::<Vec<_>>().as_slice() {
                [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
                one => one.concat(),
            };
            format!("{number} of {documents} documents of {name} were about this by {by} (\u{201c}{text}\u{201d})")
        })
    }
}

impl OfPairs<'_> {
    /// In what the documents of two cells have nothing in common, though both say it.
    fn unlike(&self, pair: (usize, usize)) -> Vec<&'static str> {
        let apart = |of: Variable| {
            let [from, to] = [pair.0, pair.1].map(|cell| of(&self.documents[cell]));
            !from.is_empty() && !to.is_empty() && !from.keys().any(|value| to.contains_key(value))
        };
        let all: [(&'static str, Variable); 3] =
            [("kind", |of| &of.kinds), ("scope", |of| &of.scopes), ("publisher", |of| &of.publishers)];
        all.into_iter().filter(|(_, of)| apart(*of)).map(|(name, _)| name).collect()
    }

    /// That the messages of one cell are longer, where the medians differ by more than the factor of `comparability`.
    fn lengths(&self, pair: (usize, usize)) -> Option<String> {
        let (from, to) = (median_tokens(self.study, pair.0)?, median_tokens(self.study, pair.1)?);
        (from > LONGER * to || to > LONGER * from).then(|| {
            let [first, second] = [pair.0, pair.1].map(|cell| self.study.counts.cells[cell].name());
            format!("messages differ in length (median words, {first}: {from}; {second}: {to})")
        })
    }

    /// What makes two cells hard to compare, the gravest first: what leaves nothing to be tested or makes tests too sure,
    /// then on what they rest, then in what the documents differ.
    fn cautions(&self, pair: (usize, usize)) -> Vec<String> {
        let ends = [&self.study.counts.cells[pair.0], &self.study.counts.cells[pair.1]];
        let mut note = Note::default();
        if let Some(reason) = untested(ends) {
            note.add(format!("{reason}, so the change is not tested"));
        }
        for place in [pair.0, pair.1] {
            let (counts, repeats) = (&self.study.counts.cells[place], self.repeats[place]);
            let name = within(counts.name());
            // Half of the messages or more: the period has far fewer messages than are counted.
            if repeats.saturating_mul(2) >= counts.messages.max(1) {
                note.add(format!(
                    "{} of {} of {name} {} another of that period word for word, so intervals and tests are too sure",
                    grouped(repeats),
                    plural(counts.messages, "message"),
                    form(repeats, "repeats", "repeat")
                ));
            }
        }
        note.within(&ends, "the interval");
        note.few_units(&ends);
        let unlike = |what: &str, of: Variable| {
            let values = [pair.0, pair.1].map(|cell| of(&self.documents[cell]));
            let [from, to] = values.map(listed);
            (!values[0].keys().eq(values[1].keys())).then(|| {
                format!("{what} of the documents differ ({}: {from}; {}: {to})", ends[0].name(), ends[1].name())
            })
        };
        let kinds = unlike("kinds", |of| &of.kinds);
        let scopes = unlike("scopes", |of| &of.scopes);
        let publishers = unlike("publishers", |of| &of.publishers);
        let events = unlike("events", |of| &of.events);
        let left_out = [pair.0, pair.1].map(|cell| self.documents[cell].tokens_not_analysed);
        let percents = [0, 1].map(|end| percent_left_out(left_out[end], ends[end].tokens));
        let not_analysed = (matters(percents[0], [percents[1]]) || matters(percents[1], [percents[0]])).then(|| {
            let [from, to] = ends.map(|cell| within(cell.name()));
            format!("{} % of the words of {from} and {} % of those of {to} are not analysed", percents[0], percents[1])
        });
        let further = [kinds, scopes, self.lengths(pair), not_analysed, publishers, events];
        note.into_parts().into_iter().chain(further.into_iter().flatten()).collect()
    }
}

fn listed(values: &DocumentValues) -> String {
    let names: Vec<String> = values.keys().take(MOST_NAMED).map(|value| plain(value)).collect();
    match values.len() - names.len() {
        0 if names.is_empty() => "not said".into(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
