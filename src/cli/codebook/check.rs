//! `themeshift codebook check`: what is suspicious in the codebook, as compilers print it.

use std::path::Path;

use super::super::common::{Common, Format};
use super::super::open::{load, open};
use super::super::show;
use super::args::CheckOptions;
use super::file;
use crate::analysis::{CheckKind, CodebookCheckRow, codebook_check};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline;
use crate::plural::plural;

/// Runs the command.
pub fn run(options: &CheckOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    let path = file(&project.config)?;
    let uses = pipeline::codebook::uses(&project, &terminal)?;
    drop(terminal);
    let mut rows = codebook_check(&project.codebook, &uses, project.rules.of_project(), &project.corpus.documents);
    rows.retain(|row| options.only.is_empty() || options.only.iter().any(|kind| kind == row.check.name()));
    if show::format(common) == Format::Table {
        show::write(lines(&rows, &path).as_bytes())?;
    } else {
        show::print(&rows, &["line", "column", "check", "theme", "pattern", "other", "hits", "message"], common)?;
    }
    let is_denied =
        |row: &&CodebookCheckRow| options.deny.iter().any(|kind| kind == "warnings" || kind == row.check.name());
    match rows.iter().filter(is_denied).count() {
        0 => Ok(()),
        count => {
            let message = format!(
                "{} of the codebook, which --deny {} forbids",
                plural(count, "warning"),
                options.deny.join(",")
            );
            Err(Error::new(ErrorKind::Codebook, message)
                .at(&path)
                .hint("do what the warnings suggest, or deny fewer kinds"))
        }
    }
}

/// Each warning with its place and what to do; patterns that match nothing are many, so they are listed by theme.
fn lines(rows: &[CodebookCheckRow], path: &Path) -> String {
    let place = |row: &CodebookCheckRow| match (row.line, row.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", path.display()),
        _ => path.display().to_string(),
    };
    let (idle, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.check == CheckKind::NeverMatches);
    let mut lines = Vec::new();
    for row in others {
        lines.push(format!("warning[{}]: {}", row.check.name(), row.message));
        lines.push(format!("  --> {}, theme `{}`", place(row), row.theme));
        lines.push(format!("  help: {}", row.suggestion));
        lines.push(String::new());
    }
    for of_theme in idle.chunk_by(|a, b| a.theme == b.theme) {
        let (check, theme) = (of_theme[0].check.name(), &of_theme[0].theme);
        let plural = if of_theme.len() == 1 { " matches" } else { "s match" };
        lines.push(format!("warning[{check}]: {} pattern{plural} nothing, theme `{theme}`", of_theme.len()));
        lines.extend(of_theme.iter().map(|row| format!("  --> {} \"{}\"", place(row), row.pattern)));
        lines.push(format!("  help: {}", of_theme[0].suggestion));
        lines.push(String::new());
    }
    lines.push(format!("{} warning{}", rows.len(), if rows.len() == 1 { "" } else { "s" }));
    lines.iter().map(|line| show::printable(line) + "\n").collect()
}
