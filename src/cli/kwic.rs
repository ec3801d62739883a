//! `themeshift kwic`: each match of a pattern in its context.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::args::KwicOptions;
use super::common::{Common, Format};
use super::open::{load, open};
use super::show;
use crate::analysis::rows::ConcordanceRow;
use crate::error::Result;
use crate::pipeline::concordance::{Wanted, concordance};
use crate::plural::plural;

/// Runs the command.
pub fn run(options: &KwicOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    let wanted = match (&options.pattern, &options.theme) {
        (None, Some(theme)) => Wanted::Theme(theme),
        (pattern, _) => Wanted::Pattern(pattern.as_deref().unwrap_or_default()),
    };
    let rows = concordance(&project, wanted, &terminal)?;
    drop(terminal);
    if show::format(common) == Format::Table {
        show::write(lines(&rows).as_bytes())
    } else {
        show::print(&rows, &[], common)
    }
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
    let total = format!("{} in {}\n", plural(rows.len(), "match"), plural(messages.len(), "message"));
    if rows.is_empty() { total } else { format!("{table}\n{total}") }
}
