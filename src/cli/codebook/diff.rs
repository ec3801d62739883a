//! `themeshift codebook diff OLD NEW`: what a change of the codebook does to every figure.

use std::path::{Path, PathBuf};

use super::super::common::{Common, Format};
use super::super::open::load;
use super::super::show;
use super::super::watch::Terminal;
use super::args::{DiffOptions, DiffPart};
use crate::analysis::{codebook_diff, finding_diff, message_diff};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::codebook::version;

/// Runs the command.
pub fn run(options: &DiffOptions, common: &Common) -> Result<()> {
    let config = load(common)?;
    let terminal = Terminal::new(common.quiet);
    let old = version(&config, read(&options.old)?, common.threads, &terminal)?;
    let new = version(&config, read(&options.new)?, common.threads, &terminal)?;
    drop(terminal);
    let format = show::format(common);
    let one = match format {
        Format::Csv | Format::Json => Some(DiffPart::Themes),
        Format::Table | Format::Markdown => None,
    };
    let part = options.part.or(one);
    let is_shown = |of: DiffPart| part.is_none_or(|part| part == of);
    if is_shown(DiffPart::Themes) {
        show::heading(part.is_none(), "Themes and periods that differ; rates are mentions per 1,000 words", format)?;
        let columns = [
            "theme",
            "period",
            "hits_old",
            "hits_new",
            "weighted_hits_old",
            "weighted_hits_new",
            "messages_gained",
            "messages_lost",
            "rate_old",
            "rate_new",
        ];
        show::print(&codebook_diff(&old, &new), &columns, common)?;
    }
    if is_shown(DiffPart::Findings) {
        show::heading(part.is_none(), "Findings that change in evidence or sign", format)?;
        let columns =
            ["theme", "from_period", "to_period", "evidence_old", "evidence_new", "difference_old", "difference_new"];
        show::print(&finding_diff(&old, &new), &columns, common)?;
    }
    if is_shown(DiffPart::Messages) {
        show::heading(part.is_none(), "Messages gained and lost", format)?;
        show::print(&message_diff(&old, &new), &["theme", "message", "change", "matches", "text"], common)?;
    }
    Ok(())
}

/// The text of a codebook with its file.
fn read(path: &Path) -> Result<(String, PathBuf)> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        Error::io(ErrorKind::Codebook, "cannot read the codebook", path, e)
            .hint("name a TOML file with [themes.ID] tables")
    })?;
    Ok((text, path.to_path_buf()))
}
