//! The patterns behind themes, as the chart of them shows them: the hits of a period in named parts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::number::Numbers;
use super::sheet::{Part, Sheet};
use super::sources::{holds, unlike_all};
use super::time::TimeAxis;
use super::{Context, xml};
use crate::analysis::row::row;
use crate::axis::Period;

/// Patterns of a theme that have a name; the rest is "other".
pub(super) const NAMED: usize = 5;
/// Hits from which on a bar has the full width.
pub(super) const FULL: u64 = 5;
/// What the patterns without a name are called.
const OTHER: &str = "other";
/// Bars in words in a description.
const BARS_IN_WORDS: usize = 160;

row!(SegmentRow, "theme_patterns", "One segment of a bar: a pattern of a theme in a period, as drawn.", ["theme", "period", "pattern"], {
    theme: String, "", "Theme id.";
    label: String, "", "Theme label.";
    period: Period, "", "Period, or stretch of periods.";
    pattern: String, "", "The pattern, as written in the codebook; empty for all patterns without a name of their own.";
    patterns: u64, "patterns", "Patterns that the segment stands for; 0 for a period without a hit.";
    hits: u64, "hits", "Hits of the segment.";
    hits_of_theme: u64, "hits", "Hits of the theme in the period.";
    share_of_theme: Option<f64>, "share", "Share of the theme's hits of the period.";
});

/// Patterns with their hits by period.
type Patterns<'a> = BTreeMap<&'a str, BTreeMap<&'a Period, u64>>;

/// A theme with the patterns that are named, those with the most hits first.
pub(super) struct Theme {
    pub id: String,
    pub label: String,
    /// The named patterns, as written in the codebook.
    pub named: Vec<String>,
    /// All patterns with a hit.
    pub patterns: usize,
    pub hits: u64,
    pub bars: BTreeMap<Period, Bar>,
}

/// The hits of a theme in a period.
#[derive(Default)]
pub(super) struct Bar {
    pub hits: u64,
    /// Hits of the named patterns, and at the end those of the others.
    pub parts: [u64; NAMED + 1],
    /// How many patterns the others are.
    pub others: u64,
}

/// All themes with a hit, those with the most hits first, and all observed periods, or their thirds.
pub(super) struct Study {
    pub themes: Vec<Theme>,
    /// The periods that have bars: with more than twelve, the first, the middle and the last third.
    pub periods: Vec<Period>,
    /// What they are called, in the singular.
    noun: &'static str,
    /// The sentence that says what the thirds are.
    thirds: Option<String>,
    /// That the documents are unlike.
    unlike: Option<String>,
    /// Labels of themes without a hit.
    pub silent: Vec<String>,
    pub numbers: Numbers,
}

impl Study {
    pub(super) fn new(inputs: &Inputs, context: &Context) -> Self {
        let of_rows = inputs.theme_patterns.iter().map(|row| &row.period);
        let axis = TimeAxis::new(of_rows.chain(inputs.theme_frequency.iter().map(|row| &row.period)).cloned());
        let thirds = axis.thirds().map(|thirds| thirds.map(|(stretch, _)| stretch));
        let periods = thirds.as_ref().map_or_else(|| axis.periods().to_vec(), |thirds| thirds.to_vec());
        // The periods of the rows are those of the axis, and each is in one of the thirds.
        let bar = |period: &Period| periods.iter().find(|bar| holds(bar, period));
        let mut by_theme: BTreeMap<(usize, &str), Patterns<'_>> = BTreeMap::new();
        for row in inputs.theme_patterns.iter().filter(|row| row.hits > 0) {
            let theme = by_theme.entry((context.position(&row.theme), &row.theme)).or_default();
            let Some(period) = bar(&row.period) else { continue };
            let hits = theme.entry(&row.pattern).or_default().entry(period).or_default();
            *hits = hits.saturating_add(row.hits);
        }
        let given: BTreeMap<&str, &str> =
            inputs.theme_frequency.iter().map(|row| (row.theme.as_str(), row.label.as_str())).collect();
        let mut silent: Vec<(usize, &str)> = given
            .keys()
            .map(|theme| (context.position(theme), *theme))
            .filter(|theme| !by_theme.contains_key(theme))
            .collect();
        silent.sort_unstable();
        let label = |theme: &str| context.label(theme, given.get(theme).copied().unwrap_or_default());
        let silent = silent.into_iter().map(|(_, theme)| label(theme)).collect();
        let mut themes: Vec<Theme> =
            by_theme.into_iter().map(|((_, id), patterns)| Theme::new(id, label(id), &patterns)).collect();
        themes.sort_by_key(|theme| Reverse(theme.hits));
        let noun = axis.noun();
        let numbers = context.design.numbers;
        let said = |thirds: &[Period; 3]| {
            let number = numbers.plural(axis.periods().len() as u64, noun);
            format!("{number}: a bar for the first, the middle and the last third ({}).", listed(thirds))
        };
        Self {
            themes,
            noun,
            thirds: thirds.as_ref().map(said),
            unlike: unlike_all(&inputs.documents, &periods, context.design.numbers),
            periods,
            silent,
            numbers,
        }
    }

    /// The page without its data. `part` is its number and the number of pages.
    pub(super) fn sheet<'a>(&self, context: &'a Context, part: Option<Part>) -> Sheet<'a> {
        let title = match self.themes.as_slice() {
            [theme] => format!("Patterns behind the theme “{}”, by {}", theme.label, self.by()),
            _ => format!("Patterns behind each theme, by {}", self.by()),
        };
        let mut sheet = Sheet::new(context, "theme_patterns", title).numbered(part);
        sheet.subtitle = self.subtitle();
        sheet.caution.clone_from(&self.unlike);
        sheet.notes = self.notes();
        sheet
    }

    pub(super) fn bars(&self) -> impl Iterator<Item = &Bar> {
        self.themes.iter().flat_map(|theme| theme.bars.values())
    }

    /// What a bar stands for.
    fn by(&self) -> String {
        if self.thirds.is_some() { format!("third of the {}s", self.noun) } else { self.noun.to_string() }
    }

    fn subtitle(&self) -> String {
        let mut text = format!("All mentions of a theme in a {}, split by pattern, with their numbers.", self.by());
        if let Some(thirds) = &self.thirds {
            text.push_str(&format!(" {thirds}"));
        }
        if self.bars().any(|bar| bar.hits < FULL) {
            text.push_str(" Bars of fewer than 5 mentions are shorter: a fifth of the width for each.");
        }
        text
    }

    fn notes(&self) -> Vec<String> {
        let marks = [
            ('=', "= for letters as they are, small or capital"),
            ('*', "* stands for any letters"),
            ('?', "? for one letter"),
            ('~', "~3 for at most three words apart"),
        ];
        let shown: Vec<&str> = marks
            .iter()
            .filter(|(mark, _)| self.themes.iter().flat_map(|theme| &theme.named).any(|name| name.contains(*mark)))
            .map(|(_, says)| *says)
            .collect();
        let mut note = "Patterns are words and phrases that count for a theme".to_string();
        for says in shown {
            note.push_str(&format!("; {says}"));
        }
        note.push('.');
        if self.bars().any(|bar| bar.parts[NAMED] > 0) {
            note.push_str(" Other: all but the five patterns with the most mentions.");
        }
        let noun = if self.thirds.is_some() { "third" } else { self.noun };
        note.push_str(&format!(" A {noun} with more text has more mentions: compare {noun}s by rates."));
        let mut notes = vec![note];
        if !self.silent.is_empty() {
            notes.push(format!("No hit in any {}: {}.", self.noun, self.silent.join(", ")));
        }
        notes.extend(self.unlike.clone());
        notes
    }

    pub(super) fn description(&self, themes: &[Theme]) -> String {
        let numbers = self.numbers;
        let count = |n: usize, noun| numbers.plural(n as u64, noun);
        let mut text = format!(
            "Stacked bars, one per {} ({}), for {}: mentions by pattern. ",
            self.by(),
            listed(&self.periods),
            count(themes.len(), "theme")
        );
        let carried: Vec<String> = themes
            .iter()
            .filter_map(|theme| {
                let first: u64 = theme.bars.values().map(|bar| bar.parts[0]).sum();
                let most = theme.hits >= FULL && 2 * u128::from(first) > u128::from(theme.hits);
                most.then(|| {
                    let (first, all) = (numbers.count(first), numbers.plural(theme.hits, "mention"));
                    format!("{} ({}, {first} of {all})", theme.label, xml::clean(&theme.named[0]))
                })
            })
            .collect();
        if carried.is_empty() {
            text.push_str("No theme with at least 5 mentions has more than half of them from one pattern. ");
        } else {
            text.push_str(&format!("One pattern makes more than half of the mentions of {}. ", carried.join("; ")));
        }
        let whole = themes.len() * self.periods.len() <= BARS_IN_WORDS;
        let of_themes: Vec<String> = themes
            .iter()
            .map(|theme| {
                let bars = self.periods.iter().map(|period| match theme.bars.get(period) {
                    Some(bar) if whole => format!("{period}: {}", theme.parts_in_words(bar, numbers)),
                    bar => format!("{period}: {}", bar.map_or("0".into(), |bar| numbers.count(bar.hits))),
                });
                format!("{}, {}", theme.label, bars.collect::<Vec<_>>().join("; "))
            })
            .collect();
        format!("{text}{}: {}.", if whole { "Data" } else { "Mentions of themes" }, of_themes.join(". "))
    }

    /// The segments, in the order in which they are drawn.
    pub(super) fn rows(&self, themes: &[Theme]) -> Vec<SegmentRow> {
        let mut rows = Vec::new();
        for theme in themes {
            for period in &self.periods {
                let row = |pattern: String, patterns: u64, hits: u64, of_theme: u64| SegmentRow {
                    theme: theme.id.clone(),
                    label: theme.label.clone(),
                    period: period.clone(),
                    pattern,
                    patterns,
                    hits,
                    hits_of_theme: of_theme,
                    share_of_theme: (of_theme > 0).then(|| hits as f64 / of_theme as f64),
                };
                match theme.bars.get(period) {
                    None => rows.push(row(String::new(), 0, 0, 0)),
                    Some(bar) => rows.extend(bar.segments().map(|(look, hits)| match theme.named.get(look) {
                        Some(pattern) => row(pattern.clone(), 1, hits, bar.hits),
                        None => row(String::new(), bar.others, hits, bar.hits),
                    })),
                }
            }
        }
        rows
    }
}

fn listed(periods: &[Period]) -> String {
    periods.iter().map(Period::label).collect::<Vec<_>>().join(", ")
}

impl Theme {
    fn new(id: &str, label: String, patterns: &Patterns<'_>) -> Self {
        let sum = |hits: &BTreeMap<&Period, u64>| hits.values().fold(0, |sum: u64, hits| sum.saturating_add(*hits));
        let mut order: Vec<(&str, &BTreeMap<&Period, u64>)> =
            patterns.iter().map(|(name, hits)| (*name, hits)).collect();
        order.sort_by_key(|(name, hits)| (Reverse(sum(hits)), *name));
        let mut bars: BTreeMap<Period, Bar> = BTreeMap::new();
        for (place, (_, hits)) in order.iter().enumerate() {
            for (&period, &hits) in *hits {
                let bar = bars.entry(period.clone()).or_default();
                bar.hits = bar.hits.saturating_add(hits);
                let part = &mut bar.parts[place.min(NAMED)];
                *part = part.saturating_add(hits);
                bar.others += u64::from(place >= NAMED);
            }
        }
        let named = order.iter().take(NAMED).map(|(name, _)| (*name).to_string()).collect();
        let hits = bars.values().fold(0, |sum: u64, bar| sum.saturating_add(bar.hits));
        Self { id: id.to_string(), label, named, patterns: order.len(), hits, bars }
    }

    /// Name of a part as one clean line.
    pub(super) fn name(&self, look: usize) -> String {
        self.named.get(look).map_or_else(|| OTHER.to_string(), |pattern| xml::clean(pattern))
    }

    fn parts_in_words(&self, bar: &Bar, numbers: Numbers) -> String {
        let parts = bar.segments().map(|(look, hits)| format!("{} {}", self.name(look), numbers.count(hits)));
        parts.collect::<Vec<_>>().join(", ")
    }
}

impl Bar {
    /// The parts with a hit: their look and their hits.
    pub(super) fn segments(&self) -> impl Iterator<Item = (usize, u64)> {
        self.parts.iter().copied().enumerate().filter(|(_, hits)| *hits > 0)
    }

    /// Share of the full width.
    pub(super) fn length(&self) -> f64 {
        self.hits.min(FULL) as f64 / FULL as f64
    }
}
