//! `themeshift kwic`: each match of a pattern in its context.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::args::{Common, Format, KwicOptions};
use super::messages::check_theme;
use super::{load, open, show};
use crate::analysis::rows::ConcordanceRow;
use crate::codebook::{Codebook, Decisions, Hit, Matcher};
use crate::error::Result;
use crate::pipeline::evidence::{context, message_id};
use crate::pipeline::{Opened, pass};
use crate::text::{Tokens, Vocabulary};

/// What one thread needs to find matches.
struct State<'p> {
    vocabulary: Vocabulary<'p>,
    decisions: Decisions,
    tokens: Tokens,
    hits: Vec<Hit>,
}

/// Runs the command.
pub fn run(options: &KwicOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    let (codebook, theme) = match (&options.pattern, &options.theme) {
        (Some(pattern), _) => (Codebook::single(pattern, &project.rules)?, 0),
        (None, Some(theme)) => (project.codebook.clone(), check_theme(&project, theme)?),
        (None, None) => (Codebook::default(), 0),
    };
    let matcher = Matcher::new(&codebook, &project.rules);
    let state = |_| State {
        vocabulary: Vocabulary::new(&project.rules),
        decisions: Decisions::default(),
        tokens: Tokens::default(),
        hits: Vec::new(),
    };
    let mut states: Vec<State<'_>> = (0..project.pool().current_num_threads()).map(state).collect();
    let mut rows = Vec::new();
    let work = |state: &mut State<'_>, opened: Opened<'_>| Ok(find(state, &opened, &matcher, theme as u32));
    pass(&project, &terminal, "searching", &mut states, work, |_, mut found| {
        rows.append(&mut found);
        Ok(())
    })?;
    drop(terminal);
    if show::format(common) == Format::Table {
        show::write(lines(&rows).as_bytes())
    } else {
        show::print(&rows, &[], common)
    }
}

fn find(state: &mut State<'_>, opened: &Opened<'_>, matcher: &Matcher<'_>, theme: u32) -> Vec<ConcordanceRow> {
    let mut rows = Vec::new();
    let State { vocabulary, decisions, tokens, hits } = state;
    for segment in opened.segments.messages() {
        let text = &segment.text;
        vocabulary.tokenize(text, tokens);
        matcher.find(vocabulary, decisions, text, tokens, hits);
        let ordinal = segment.ordinal.unwrap_or(0);
        for hit in hits.iter().filter(|hit| hit.theme == theme) {
            let (start, end) = (hit.start as usize, hit.end as usize);
            let (left, right) = context(text, start, end);
            rows.push(ConcordanceRow {
                document: opened.info.id.clone(),
                ordinal,
                start: u64::from(hit.start),
                message: message_id(&opened.info.id, ordinal),
                year: opened.info.year,
                section: opened.segments.section(segment).to_string(),
                left: left.to_string(),
                r#match: text[start..end].to_string(),
                right: right.to_string(),
            });
        }
    }
    rows
}

/// Lines with the matches below each other, and how many there are.
fn lines(rows: &[ConcordanceRow]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        let texts = [&row.message, &row.left, &row.r#match, &row.right];
        table.add_row(texts.map(|text| show::printable(text)));
    }
    if let Some(left) = table.column_mut(1) {
        left.set_cell_alignment(CellAlignment::Right);
    }
    let mut messages: Vec<&str> = rows.iter().map(|row| row.message.as_str()).collect();
    messages.dedup();
    let plural = |n: usize| if n == 1 { "" } else { "es" };
    let total = format!("{} match{} in {} message(s)\n", rows.len(), plural(rows.len()), messages.len());
    if rows.is_empty() { total } else { format!("{table}\n{total}") }
}
