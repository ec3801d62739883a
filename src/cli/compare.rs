//! `themeshift compare FROM TO`: themes, terms, and the messages that made the difference.

use std::collections::BTreeMap;

use super::args::{CompareOptions, ComparePart};
use super::common::{Common, Format};
use super::open::{load, open};
use super::{groups, show};
use crate::analysis::rows::{HitRow, MessageRow};
use crate::analysis::{
    Evidence, MessageWeightRow, TermChangeRow, ThemeComparisonRow, WeightedMessage, message_weights, term_change,
    theme_comparison,
};
use crate::error::Result;
use crate::pipeline::{Depth, Project, count_with_evidence};

/// Messages that are shown of a theme where all are asked for, and kept of a theme and period while counting.
const MOST_MESSAGES: usize = 1000;

/// Runs the command.
pub fn run(options: &CompareOptions, common: &Common) -> Result<()> {
    if !common.by.is_empty() {
        return groups::compare(options, common);
    }
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    let (project, terminal) = open(config, common)?;
    let only = options.theme.as_deref().map(|theme| project.theme(theme)).transpose()?;
    let pair = project.two_periods(&options.from, &options.to, ["FROM", "TO"])?;
    let mut behind = Behind::new(&project, pair, only);
    let counted = count_with_evidence(&project, &terminal, Depth::All, |evidence| {
        // Hits stand in the order of the messages.
        let mut hits = evidence.hits.as_slice();
        for message in &evidence.messages {
            let (of_message, rest) = hits.split_at(hits.partition_point(|hit| hit.ordinal <= message.ordinal));
            hits = rest;
            behind.add(message, of_message);
        }
        Ok(())
    })?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    let messages = behind.messages();
    let top = if options.top == 0 { usize::MAX } else { options.top };
    let compared = counted.results(&project, &terminal, Some(pair), |results| {
        let study = &results.study;
        let mut themes = theme_comparison(study, pair, results.theme_change(), results.comparisons());
        themes.retain(|row| options.theme.as_ref().is_none_or(|theme| *theme == row.theme));
        let behind: Vec<usize> = themes
            .iter()
            .filter(|row| only.is_some() || row.evidence <= Evidence::Partial)
            .filter_map(|row| project.codebook.themes.iter().position(|theme| theme.id == row.theme))
            .collect();
        let messages = message_weights(study, pair, &behind, &messages, top.min(MOST_MESSAGES));
        let mut terms = term_change(study, pair);
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
    let periods = format!("{} to {}", options.from, options.to);
    if part.is_none_or(|part| part == ComparePart::Themes) {
        show::heading(
            part.is_none(),
            &format!("Themes, {periods}, in mentions per 1,000 words with 95 % intervals"),
            format,
        )?;
        show::print(&compared.themes, &THEMES, common)?;
    }
    if part.is_none_or(|part| part == ComparePart::Terms) {
        show::heading(
            part.is_none(),
            &format!("Terms, {periods}, per 1,000 words with 95 % intervals of the difference"),
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

/// Collects the messages with hits in two periods; of a theme and period with very many of them those with most hits.
struct Behind<'p> {
    project: &'p Project,
    /// The places of the two periods.
    pair: (usize, usize),
    only: Option<usize>,
    kept: BTreeMap<(usize, usize), Vec<WeightedMessage>>,
}

impl<'p> Behind<'p> {
    fn new(project: &'p Project, pair: (usize, usize), only: Option<usize>) -> Self {
        Self { project, pair, only, kept: BTreeMap::new() }
    }

    fn add(&mut self, message: &MessageRow, hits: &[HitRow]) {
        let periods = self.project.axis.periods();
        let of_message = [self.pair.0, self.pair.1].into_iter().find(|&place| periods[place] == message.period);
        let Some(cell) = of_message else { return };
        let mut by_theme: BTreeMap<usize, u64> = BTreeMap::new();
        for hit in hits {
            if let Some(theme) = self.project.codebook.themes.iter().position(|theme| theme.id == hit.theme) {
                *by_theme.entry(theme).or_default() += 1;
            }
        }
        for (theme, hits) in by_theme.into_iter().filter(|(theme, _)| self.only.is_none_or(|only| only == *theme)) {
            let kept = self.kept.entry((theme, cell)).or_default();
            kept.push(WeightedMessage {
                theme,
                document: message.document.clone(),
                ordinal: message.ordinal,
                cell,
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
