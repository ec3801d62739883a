//! `themeshift compare FROM TO`: themes, terms, and the messages that made the difference.

use std::collections::BTreeMap;

use super::args::{CompareOptions, ComparePart};
use super::common::{Common, Format};
use super::open::{load, open};
use super::show;
use crate::analysis::rows::{HitRow, MessageRow};
use crate::analysis::{self, Evidence, MessageWeightRow, TermChangeRow, ThemeComparisonRow, WeightedMessage};
use crate::error::Result;
use crate::pipeline::{Depth, Material, Project};

/// Messages that are shown of a theme where all are asked for, and kept of a theme and year while counting.
const MOST_MESSAGES: usize = 1000;

/// Runs the command.
pub fn run(options: &CompareOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    let (project, terminal) = open(config, common)?;
    let only = options.theme.as_deref().map(|theme| project.theme(theme)).transpose()?;
    let (from, to) = project.two_years(options.from, options.to, ["FROM", "TO"])?;
    let mut behind = Behind::new(&project, [(options.from, from), (options.to, to)], only);
    let material = Material::count(&project, &terminal, Depth::Terms, |evidence| {
        // Hits stand in the order of the messages.
        let mut hits = evidence.hits.as_slice();
        for message in &evidence.messages {
            let (of_message, rest) = hits.split_at(hits.partition_point(|hit| hit.ordinal <= message.ordinal));
            hits = rest;
            behind.add(message, of_message);
        }
        Ok(())
    })?;
    material.warnings.iter().for_each(|warning| terminal.warn(warning));
    let messages = behind.messages();
    let top = if options.top == 0 { usize::MAX } else { options.top };
    let compared = material.study(&project, &terminal, Some((from, to)), |study| {
        let mut themes = analysis::compared_themes(study, project.rules.of_project(), (from, to));
        themes.retain(|row| options.theme.as_ref().is_none_or(|theme| *theme == row.theme));
        let behind: Vec<usize> = themes
            .iter()
            .filter(|row| only.is_some() || row.evidence <= Evidence::Partial)
            .filter_map(|row| project.codebook.themes.iter().position(|theme| theme.id == row.theme))
            .collect();
        let messages = analysis::message_weights(study, (from, to), &behind, &messages, top.min(MOST_MESSAGES));
        let mut terms = analysis::term_change(study, (from, to));
        terms.truncate(top);
        Compared { themes, terms, messages }
    })?;
    drop(terminal);
    print(&compared, options, common)
}

struct Compared {
    themes: Vec<ThemeComparisonRow>,
    terms: Vec<TermChangeRow>,
    messages: Vec<MessageWeightRow>,
}

const THEMES: [&str; 9] = [
    "label",
    "rate_from",
    "rate_to",
    "difference",
    "difference_low",
    "difference_high",
    "p_holm",
    "evidence",
    "threatened_by",
];
const TERMS: [&str; 8] =
    ["label", "count_from", "count_to", "difference", "difference_low", "difference_high", "log_ratio", "g2"];
const MESSAGES: [&str; 7] = ["theme", "message", "hits", "tokens", "difference", "difference_without", "text"];

fn print(compared: &Compared, options: &CompareOptions, common: &Common) -> Result<()> {
    let format = show::format(common);
    let one = match format {
        Format::Csv | Format::Json => Some(ComparePart::Themes),
        Format::Table | Format::Markdown => None,
    };
    let part = options.part.or(one);
    let years = format!("{} to {}", options.from, options.to);
    if part.is_none_or(|part| part == ComparePart::Themes) {
        show::heading(
            part.is_none(),
            &format!("Themes, {years}, in hits per 1,000 word tokens with 95 % intervals"),
            format,
        )?;
        show::print(&compared.themes, &THEMES, common)?;
    }
    if part.is_none_or(|part| part == ComparePart::Terms) {
        show::heading(
            part.is_none(),
            &format!("Terms, {years}, per 1,000 word tokens with 95 % intervals of the difference"),
            format,
        )?;
        show::print(&compared.terms, &TERMS, common)?;
    }
    if part.is_none_or(|part| part == ComparePart::Messages) {
        let which = if options.theme.is_some() { "" } else { " of the themes with some evidence of a change" };
        show::heading(part.is_none(), &format!("Messages{which}: what the difference would be without each"), format)?;
        show::print(&compared.messages, &MESSAGES, common)?;
    }
    Ok(())
}

/// Collects the messages with hits in two years; of a theme and year with very many of them those with most hits.
struct Behind<'p> {
    project: &'p Project,
    /// The two years with their places.
    years: [(i32, usize); 2],
    only: Option<usize>,
    kept: BTreeMap<(usize, usize), Vec<WeightedMessage>>,
}

impl<'p> Behind<'p> {
    fn new(project: &'p Project, years: [(i32, usize); 2], only: Option<usize>) -> Self {
        Self { project, years, only, kept: BTreeMap::new() }
    }

    fn add(&mut self, message: &MessageRow, hits: &[HitRow]) {
        let Some(&(_, year)) = self.years.iter().find(|(year, _)| *year == message.year) else { return };
        let mut by_theme: BTreeMap<usize, u64> = BTreeMap::new();
        for hit in hits {
            if let Some(theme) = self.project.codebook.themes.iter().position(|theme| theme.id == hit.theme) {
                *by_theme.entry(theme).or_default() += 1;
            }
        }
        for (theme, hits) in by_theme.into_iter().filter(|(theme, _)| self.only.is_none_or(|only| only == *theme)) {
            let kept = self.kept.entry((theme, year)).or_default();
            kept.push(WeightedMessage {
                theme,
                document: message.document.clone(),
                ordinal: message.ordinal,
                year,
                hits,
                tokens: message.tokens,
                text: message.text.clone(),
            });
            if kept.len() >= 4 * MOST_MESSAGES {
                shorten(kept);
            }
        }
    }

    fn messages(self) -> Vec<WeightedMessage> {
        let mut all: Vec<WeightedMessage> = Vec::new();
        for mut kept in self.kept.into_values() {
            shorten(&mut kept);
            all.append(&mut kept);
        }
        all
    }
}

/// Keeps the messages with most hits, of equals the shorter, as these weigh most.
fn shorten(messages: &mut Vec<WeightedMessage>) {
    messages
        .sort_by(|a, b| (b.hits, a.tokens, &a.document, a.ordinal).cmp(&(a.hits, b.tokens, &b.document, b.ordinal)));
    messages.truncate(MOST_MESSAGES);
}
