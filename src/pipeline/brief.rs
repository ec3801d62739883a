//! Results -> the brief: which messages it quotes, read again from their documents, and its chart.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::charts::context;
use super::pass::open;
use super::project::Project;
use crate::analysis::{Results, Typical, message_id, typical};
use crate::brief::{self, Brief, Drawn, Quote};
use crate::chart::{self, ChartKind, ChartOptions, Design, Inputs, Rendered, Titles};
use crate::config::{ChartConfig, PageSize, StyleName};
use crate::error::{ErrorKind, Result};
use crate::segment::Segment;
use crate::watch::unless_stopped;

/// The most characters of a message that is quoted: six lines.
const MOST_CHARACTERS: usize = 500;
/// The most messages that are read again for a quote.
const MOST_READ: usize = 20;
/// The fewest characters of a text that says enough by itself.
const LEAST_CHARACTERS: usize = 40;
/// The page of the chart, in millimetres: of this size no type is made smaller where the brief is printed.
const PAGE: PageSize = PageSize { width_mm: 160.0, height_mm: Some(76.0) };
/// The page of the chart where that is too small.
const HIGH_PAGE: PageSize = PageSize { width_mm: 160.0, height_mm: None };
/// The page of the chart for narrow screens.
const NARROW_PAGE: PageSize = PageSize { width_mm: 90.0, height_mm: None };
/// Dots per inch of its picture.
const DPI: f32 = 200.0;

/// The brief of a run with this hash.
///
/// # Errors
/// When a document cannot be read again, the chart cannot be drawn, or the user stops the run.
pub fn brief(project: &Project, results: &Results<'_>, run: &str) -> Result<Brief> {
    let themes = brief::chosen(results);
    let quotes = quotes(project, results, &themes)?;
    let drawn = drawn(project, results, &themes)?;
    Ok(Brief::of(results, &themes, quotes, drawn, run))
}

/// The most typical message of each theme that is short enough, of the period of its claim; of all periods where that has none.
/// One that reads as a whole comes before a heading, an item of a list or half a sentence.
fn quotes(project: &Project, results: &Results<'_>, themes: &[usize]) -> Result<Vec<Option<Quote>>> {
    let candidates: Vec<Vec<Typical>> = themes.iter().map(|&theme| candidates(results, theme)).collect();
    let mut wanted: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for candidate in candidates.iter().flatten() {
        wanted.entry(candidate.document).or_default().insert(candidate.ordinal);
    }
    // What was read of a document: it may be large, and is opened once.
    let mut known: BTreeMap<usize, BTreeMap<u32, Quote>> = BTreeMap::new();
    let mut quote = |of_theme: &Vec<Typical>| -> Result<Option<Quote>> {
        let mut other = None;
        for candidate in of_theme {
            unless_stopped(results.study.watcher)?;
            let document = candidate.document;
            let messages = match known.entry(document) {
                Entry::Occupied(messages) => messages.into_mut(),
                Entry::Vacant(place) => place.insert(read(project, document, &wanted[&document])?),
            };
            let short = |quote: &&Quote| quote.text.chars().count() <= MOST_CHARACTERS;
            match messages.get(&candidate.ordinal).filter(short) {
                Some(quote) if is_whole(&quote.text) => return Ok(Some(quote.clone())),
                quote => other = other.or(quote.cloned()),
            }
        }
        Ok(other)
    };
    candidates.iter().map(&mut quote).collect()
}

/// The messages that may be quoted for a theme, the most typical first.
fn candidates(results: &Results<'_>, theme: usize) -> Vec<Typical> {
    let period = brief::claim(results, theme).and_then(|claim| claim.period);
    let mut candidates = typical(&results.study, theme, period.as_ref());
    if candidates.is_empty() {
        candidates = typical(&results.study, theme, None);
    }
    candidates.truncate(MOST_READ);
    candidates
}

/// Whether a text reads as a whole: it does not begin with a small letter, ends as a sentence does, and is no shorter than one.
fn is_whole(text: &str) -> bool {
    let begins = text.chars().find(|c| c.is_alphanumeric());
    let ends =
        text.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', '\u{bb}', ')', ']', '*', '_']).chars().next_back();
    let sentence = |c: char| {
        matches!(c, '.' | '!' | '?' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{61f}' | '\u{6d4}' | '\u{964}')
    };
    begins.is_some_and(|c| !c.is_lowercase()) && ends.is_some_and(sentence) && text.chars().count() >= LEAST_CHARACTERS
}

/// Some messages of a document, each by its ordinal, with where it stands.
fn read(project: &Project, document: usize, ordinals: &BTreeSet<u32>) -> Result<BTreeMap<u32, Quote>> {
    let info = project.corpus.documents.get(document);
    let opened = open(project, &info, document, false)?;
    let messages = opened.segments.messages();
    let wanted = messages.filter_map(|segment| Some((segment.ordinal.filter(|of| ordinals.contains(of))?, segment)));
    let quote = |(ordinal, segment): (u32, &Segment)| {
        let quote = Quote {
            text: segment.text.split_whitespace().collect::<Vec<_>>().join(" "),
            message: message_id(&info.id, ordinal),
            document: if info.title.trim().is_empty() { info.id.clone() } else { info.title.clone() },
            period: opened.period.label().to_string(),
            section: opened.segments.section(segment).to_string(),
        };
        (ordinal, quote)
    };
    Ok(wanted.map(quote).collect())
}

/// How charts of the brief look: as those of the project, on a page of this size, without a title, which would say again what
/// the headlines say.
fn design(project: &Project, page: PageSize) -> Result<Design> {
    let config = &project.config.chart;
    let style = if config.style == StyleName::Slides { StyleName::Screen } else { config.style };
    let config = ChartConfig { style, size: Some(page), title_size: None, text_size: None, ..config.clone() };
    Ok(Design::new(&config, Path::new(&project.config.root))?.titled(Titles::Hidden))
}

/// The rates of the themes over time, where charts or a report are asked for.
fn drawn(project: &Project, results: &Results<'_>, themes: &[usize]) -> Result<Option<Drawn>> {
    let output = &project.config.output;
    if themes.is_empty() || (output.charts.is_empty() && !output.report) {
        return Ok(None);
    }
    let ids = themes.iter().map(|&theme| project.codebook.themes[theme].id.clone()).collect();
    let options = ChartOptions { themes: ids, ..ChartOptions::default() };
    let kind = ChartKind::named("theme_trends")?;
    let (documents, counts) = (results.study.documents.len() as u64, results.study.counts);
    let inputs = Inputs::of(results, kind.needs, &options);
    let on = |page: PageSize| -> Result<(Vec<Rendered>, Design)> {
        let design = design(project, page)?;
        let context = context(project, documents, counts, design.clone(), options.clone());
        Ok((kind.draw(&inputs, &context)?, design))
    };
    let picture = |chart: &Rendered, design: &Design| chart::png(&chart.svg, DPI, design);
    // A chart in several parts would lack themes.
    let (charts, design) = match on(PAGE) {
        Ok((charts, design)) if charts.len() == 1 => (charts, design),
        Err(error) if error.kind() != ErrorKind::Usage => return Err(error),
        _ => on(HIGH_PAGE)?,
    };
    let (narrow, narrow_design) = on(NARROW_PAGE)?;
    let (Some(chart), Some(narrow)) = (charts.into_iter().next(), narrow.first()) else { return Ok(None) };
    let (picture, narrow) = (picture(&chart, &design)?, picture(narrow, &narrow_design)?);
    Ok(Some(Drawn { chart, picture, narrow }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_sentence_is_known_by_its_ends() {
        let whole = [
            "The moderation team may decide to prevent a member from becoming a representative.",
            "\u{201c}We shall build roads, schools and clinics in all provinces of the land.\u{201d}",
            "\u{4e2d}\u{6587}\u{3002}".repeat(14).as_str(),
        ]
        .map(is_whole);
        assert_eq!(whole, [true; 3]);
        let parts = [
            "the lifetime for which the value was borrowed, and which ends with the scope;",
            "Priorities of the coming year in the field of trust and safety, among them:",
            "Trust is low.",
            "",
        ];
        assert_eq!(parts.map(is_whole), [false; 4]);
    }
}
