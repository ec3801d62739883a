//! What commands on codebooks need of the documents.

use std::path::PathBuf;

use super::counted::{by_language, count, count_with_evidence};
use super::evidence::{Evidence, context, message_id};
use super::languages::ByLanguage;
use super::pass::{Opened, pass};
use super::project::{Given, Project};
use crate::analysis::rows::{HitRow, MessageRow};
use crate::analysis::{
    FoundMessage, MOST_COMPARED, Results, SuggestedTermRow, UnlikePatternRow, Version, suggested_terms, unlike_patterns,
};
use crate::codebook::{Codebook, Decisions, Hit, Matcher, RawMatch};
use crate::config::Config;
use crate::count::Depth;
use crate::count::Uses;
use crate::error::Result;
use crate::text::{Tokens, Vocabulary};
use crate::warning::Warning;
use crate::watch::Watcher;

/// What one thread needs to count uses in one language.
struct State {
    vocabulary: Vocabulary,
    decisions: Decisions,
    tokens: Tokens,
    raw: Vec<RawMatch>,
    hits: Vec<Hit>,
    uses: Uses,
}

/// What each pattern of the codebook finds by itself, and what the others take from it.
///
/// # Errors
/// When a document cannot be read, or the user stops the search.
pub fn uses(project: &Project, watcher: &dyn Watcher) -> Result<Uses> {
    let matcher = Matcher::new(&project.codebook);
    let make = |rules| State {
        vocabulary: Vocabulary::new(rules),
        decisions: Decisions::default(),
        tokens: Tokens::default(),
        raw: Vec::new(),
        hits: Vec::new(),
        uses: Uses::new(&project.codebook),
    };
    let mut states = by_language(project, &make);
    let work = |states: &mut ByLanguage<'_, State>, opened: Opened<'_>| {
        let State { vocabulary, decisions, tokens, raw, hits, uses } = states.of(&opened.language.analysed);
        for segment in opened.segments.messages() {
            vocabulary.tokenize_lines(&segment.text, segment.breaks(), tokens);
            matcher.find_raw(vocabulary, decisions, &segment.text, tokens, raw);
            matcher.find(vocabulary, decisions, &segment.text, tokens, hits);
            uses.message(opened.document_place as u32, &segment.text, raw, hits);
        }
        Ok(())
    };
    pass(project, watcher, "checking", false, &mut states, work, |_, ()| Ok(()))?;
    let mut all = Uses::new(&project.codebook);
    states.into_iter().flat_map(ByLanguage::into_states).for_each(|state| all.merge(&state.uses));
    all.finish(&project.codebook);
    Ok(all)
}

/// Words of a phrase that is suggested.
const LENGTHS: [usize; 3] = [1, 2, 3];

/// Tells whether a theme's patterns, exclusions included, match a text.
#[derive(Debug)]
struct Known<'p> {
    matcher: Matcher<'p>,
    vocabulary: Vocabulary,
    decisions: Decisions,
    tokens: Tokens,
    raw: Vec<RawMatch>,
    theme: usize,
    codebook: &'p Codebook,
}

impl<'p> Known<'p> {
    /// Makes it for a theme of a project.
    fn new(project: &'p Project, theme: usize) -> Self {
        Self {
            matcher: Matcher::new(&project.codebook),
            vocabulary: Vocabulary::new(project.rules.of_project()),
            decisions: Decisions::default(),
            tokens: Tokens::default(),
            raw: Vec::new(),
            theme,
            codebook: &project.codebook,
        }
    }

    /// Whether a pattern of the theme, or of one below it, matches in the text.
    fn matches(&mut self, text: &str) -> bool {
        self.vocabulary.tokenize(text, &mut self.tokens);
        self.matcher.find_raw(&self.vocabulary, &mut self.decisions, text, &self.tokens, &mut self.raw);
        self.raw.iter().any(|found| self.codebook.is_within(found.theme as usize, self.theme))
    }
}

/// Examples of each pattern in messages with a theme: up to two, each from another message, as
/// `id: before [match] after`. A pattern that is none has no example.
///
/// # Errors
/// When a document cannot be read, or the user stops the search.
fn examples(project: &Project, theme: usize, patterns: &[&str], watcher: &dyn Watcher) -> Result<Vec<Vec<String>>> {
    let mut wanted = Codebook::default();
    let mut places = Vec::new();
    for (place, pattern) in patterns.iter().enumerate() {
        if let Ok(of_one) = Codebook::single(pattern) {
            wanted.themes.extend(of_one.themes);
            places.push(place);
        }
    }
    let (matcher, of_theme) = (Matcher::new(&wanted), Matcher::new(&project.codebook));
    let make = |rules| Looking {
        vocabulary: Vocabulary::new(rules),
        decisions: [Decisions::default(), Decisions::default()],
        tokens: Tokens::default(),
        hits: Vec::new(),
    };
    let mut states = by_language(project, &make);
    let work = |states: &mut ByLanguage<'_, Looking>, opened: Opened<'_>| {
        Ok(states.of(&opened.language.analysed).look(&opened, &of_theme, theme, &matcher))
    };
    let mut examples = vec![Vec::new(); patterns.len()];
    pass(project, watcher, "searching", false, &mut states, work, |_, found: Vec<(usize, String)>| {
        for (pattern, text) in found {
            let list: &mut Vec<String> = &mut examples[places[pattern]];
            if list.len() < EXAMPLES {
                list.push(text);
            }
        }
        Ok(())
    })?;
    Ok(examples)
}

/// Examples of a pattern.
const EXAMPLES: usize = 2;

/// What one thread needs to look for examples in one language.
struct Looking {
    vocabulary: Vocabulary,
    decisions: [Decisions; 2],
    tokens: Tokens,
    hits: Vec<Hit>,
}

impl Looking {
    /// The examples in a document, by pattern, in the order of the messages: the first of each message.
    fn look(
        &mut self,
        opened: &Opened<'_>,
        of_theme: &Matcher<'_>,
        theme: usize,
        wanted: &Matcher<'_>,
    ) -> Vec<(usize, String)> {
        let Self { vocabulary, decisions: [of_codebook, of_wanted], tokens, hits } = self;
        let mut found = Vec::new();
        for segment in opened.segments.messages() {
            let text = &segment.text;
            vocabulary.tokenize_lines(text, segment.breaks(), tokens);
            of_theme.find(vocabulary, of_codebook, text, tokens, hits);
            if !hits.iter().any(|hit| hit.theme as usize == theme) {
                continue;
            }
            wanted.find(vocabulary, of_wanted, text, tokens, hits);
            hits.dedup_by_key(|hit| hit.theme);
            let id = message_id(&opened.info.id, segment.ordinal.unwrap_or(0));
            found.extend(hits.iter().map(|hit| {
                let (start, end) = (hit.start as usize, hit.end as usize);
                let (left, right) = context(text, start, end);
                (hit.theme as usize, format!("{id}: {left}[{}]{right}", &text[start..end]))
            }));
        }
        found
    }
}

/// What a theme lacks, and which of its patterns are likely false.
#[derive(Debug)]
pub struct Suggested {
    /// Terms and phrases, the best first.
    pub terms: Vec<SuggestedTermRow>,
    /// Patterns, the least like the others first.
    pub patterns: Vec<UnlikePatternRow>,
    /// What there is to warn of.
    pub warnings: Vec<Warning>,
}

/// Looks for what a theme lacks, at most so many terms and patterns.
///
/// # Errors
/// When there is no such theme, a document cannot be read, or the user stops the work.
pub fn suggest(
    mut config: Config,
    theme: &str,
    most: usize,
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Suggested> {
    config.analysis.cooccurrence_terms = 0;
    config.analysis.ngrams = LENGTHS.to_vec();
    let project = Project::open(config, threads, watcher)?;
    let theme = project.theme(theme)?;
    let counted = count(&project, watcher, Depth::All)?;
    let mut warnings: Vec<Warning> = project.corpus.warnings.iter().chain(&counted.warnings).cloned().collect();
    let mut known = Known::new(&project, theme);
    let own: Vec<bool> = counted.counts.terms.iter().map(|entry| known.matches(entry.label)).collect();
    if counted.counts.messages() > MOST_COMPARED {
        warnings.push(Warning::general("there are too many messages to compare patterns; narrow them with --periods"));
    }
    let (mut terms, mut patterns) = counted.results(&project, watcher, None, |results| {
        let terms = suggested_terms(&results.study, theme, |text| known.matches(text));
        (terms, unlike_patterns(&results.study, theme, &own))
    })?;
    terms.truncate(most);
    patterns.truncate(most);
    let wanted: Vec<&str> =
        terms.iter().map(|row| row.pattern.as_str()).chain(patterns.iter().map(|row| row.pattern.as_str())).collect();
    let mut found = examples(&project, theme, &wanted, watcher)?.into_iter();
    let mut two = || {
        let mut lines = found.next().unwrap_or_default().into_iter();
        [lines.next().unwrap_or_default(), lines.next().unwrap_or_default()]
    };
    for row in &mut terms {
        [row.example_1, row.example_2] = two();
    }
    for row in &mut patterns {
        [row.example_1, row.example_2] = two();
    }
    Ok(Suggested { terms, patterns, warnings })
}

/// Counts a project with the text of another codebook and makes what `codebook diff` compares.
///
/// # Errors
/// When the codebook is wrong, a document cannot be read, or the user stops the run.
pub fn version(config: &Config, codebook: (String, PathBuf), threads: usize, watcher: &dyn Watcher) -> Result<Version> {
    let given = Given { codebook: Some(codebook), ..Given::default() };
    let mut config = config.clone();
    config.analysis.cooccurrence_terms = 0;
    let project = Project::with(config, given, threads, watcher)?;
    let mut messages = Vec::new();
    let counted = count_with_evidence(&project, watcher, Depth::All, |evidence| {
        messages.extend(found(evidence));
        Ok(())
    })?;
    let rows = |results: &Results<'_>| (results.theme_frequency().to_vec(), results.finding_rows().to_vec());
    let (frequency, findings) = counted.results(&project, watcher, None, rows)?;
    Ok(Version { frequency, findings, messages })
}

/// The messages of a document with a hit, for each theme.
fn found(evidence: Evidence) -> Vec<FoundMessage> {
    let mut messages = Vec::new();
    // Hits stand in the order of the messages.
    let mut hits = evidence.hits.as_slice();
    for message in &evidence.messages {
        let (of_message, rest) = hits.split_at(hits.partition_point(|hit| hit.ordinal <= message.ordinal));
        hits = rest;
        messages.extend(of_themes(message, of_message));
    }
    messages
}

fn of_themes(message: &MessageRow, hits: &[HitRow]) -> Vec<FoundMessage> {
    let mut hits: Vec<&HitRow> = hits.iter().collect();
    hits.sort_by(|a, b| a.theme.cmp(&b.theme));
    let made = hits.chunk_by(|a, b| a.theme == b.theme).map(|of| FoundMessage {
        theme: of[0].theme.clone(),
        document: message.document.clone(),
        ordinal: message.ordinal,
        period: message.period.clone(),
        hits: of.len() as u64,
        patterns: unique(of.iter().map(|hit| hit.pattern.as_str())),
        matches: unique(of.iter().map(|hit| hit.r#match.as_str())),
        text: message.text.clone(),
    });
    made.collect()
}

/// Texts, each once, separated by semicolons.
fn unique<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut list: Vec<&str> = texts.collect();
    list.sort_unstable();
    list.dedup();
    list.join("; ")
}
