//! What commands on codebooks need of the documents.

use std::path::Path;

use super::evidence::Evidence;
use super::material::{Depth, Material};
use super::pass::{Opened, pass};
use super::project::{Given, Project};
use crate::analysis::rows::{HitRow, MessageRow};
use crate::analysis::{self, FoundMessage, Version};
use crate::codebook::{Decisions, Hit, Matcher, RawMatch};
use crate::config::Config;
use crate::count::Uses;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Tokens, Vocabulary};
use crate::watch::Watcher;

/// What one thread needs to count uses.
struct State<'p> {
    vocabulary: Vocabulary<'p>,
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
    let matcher = Matcher::new(&project.codebook, &project.rules);
    let state = |_| State {
        vocabulary: Vocabulary::new(&project.rules),
        decisions: Decisions::default(),
        tokens: Tokens::default(),
        raw: Vec::new(),
        hits: Vec::new(),
        uses: Uses::new(&project.codebook),
    };
    let mut states: Vec<State<'_>> = (0..project.pool().current_num_threads()).map(state).collect();
    let work = |state: &mut State<'_>, opened: Opened<'_>| {
        let State { vocabulary, decisions, tokens, raw, hits, uses } = state;
        let place = project.corpus.documents.iter().position(|info| info.id == opened.info.id).unwrap_or(0);
        for segment in opened.segments.messages() {
            vocabulary.tokenize(&segment.text, tokens);
            matcher.find_raw(vocabulary, decisions, &segment.text, tokens, raw);
            matcher.find(vocabulary, decisions, &segment.text, tokens, hits);
            uses.message(place as u32, &segment.text, raw, hits);
        }
        Ok(())
    };
    pass(project, watcher, "checking", &mut states, work, |_, ()| Ok(()))?;
    let mut all = Uses::new(&project.codebook);
    states.iter().for_each(|state| all.merge(&state.uses));
    all.finish(&project.codebook);
    Ok(all)
}

/// Counts a project with another codebook and makes what `codebook diff` compares.
///
/// # Errors
/// When the codebook is missing or wrong, a document cannot be read, or the user stops the run.
pub fn version(config: &Config, codebook: &Path, threads: usize, watcher: &dyn Watcher) -> Result<Version> {
    let text = std::fs::read_to_string(codebook).map_err(|e| {
        Error::io(ErrorKind::Codebook, "cannot read the codebook", codebook, e)
            .hint("name a TOML file with [themes.ID] tables")
    })?;
    let given = Given { codebook: Some((text, codebook.to_path_buf())), ..Given::default() };
    let project = Project::with(config.clone(), given, threads)?;
    let mut messages = Vec::new();
    let material = Material::count(&project, watcher, Depth::Terms, |evidence| {
        messages.extend(found(evidence));
        Ok(())
    })?;
    let frequency = analysis::theme_frequency(&material.counts, &project.codebook);
    let findings = material.study(&project, watcher, None, |study| analysis::all_findings(study, &project.rules))?;
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
        year: message.year,
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
