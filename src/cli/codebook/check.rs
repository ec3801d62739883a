//! `themeshift codebook check`: what is suspicious in the codebook, as compilers print it.

use std::path::Path;

use super::super::args::{Common, Format};
use super::super::{load, open, show};
use super::args::CheckOptions;
use super::{file, of_project};
use crate::analysis::{CodebookCheckRow, codebook_check};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline;

/// Runs the command.
pub fn run(options: &CheckOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(&of_project(options.path.as_ref(), common))?, common)?;
    let path = file(&project.config)?;
    let uses = pipeline::codebook::uses(&project, &terminal)?;
    drop(terminal);
    let mut rows = codebook_check(&project.codebook, &uses, &project.rules, &project.corpus.documents);
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
            let message =
                format!("{count} warning(s) of the codebook, which --deny {} forbids", options.deny.join(","));
            Err(Error::new(ErrorKind::Codebook, message)
                .at(&path)
                .hint("do what the warnings suggest, or deny fewer kinds"))
        }
    }
}

/// Each warning with its place and what to do.
fn lines(rows: &[CodebookCheckRow], path: &Path) -> String {
    let mut text = String::new();
    for row in rows {
        let place = match (row.line, row.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", path.display()),
            _ => path.display().to_string(),
        };
        let lines = [
            format!("warning[{}]: {}", row.check.name(), row.message),
            format!("  --> {place}, theme `{}`", row.theme),
            format!("  help: {}", row.suggestion),
        ];
        lines.iter().for_each(|line| text += &format!("{}\n", show::printable(line)));
        text.push('\n');
    }
    let plural = if rows.len() == 1 { "" } else { "s" };
    text + &format!("{} warning{plural}\n", rows.len())
}
