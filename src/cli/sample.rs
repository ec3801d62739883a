//! `themeshift sample`: a sheet of messages to be coded by hand.

use super::args::{EARLIER_PERIOD, SampleArgs};
use super::common::Common;
use super::open::{load, open};
use super::show;
use crate::analysis::CodeRow;
use crate::error::Result;
use crate::pipeline::sample::{SampleOptions, Stratify, sample};
use crate::table::write_sheet;

/// Runs the command.
pub fn run(args: &SampleArgs, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    let by = |name: &String| match name.as_str() {
        EARLIER_PERIOD => Some(Stratify::Period),
        name => Stratify::ALL.iter().find(|(known, _)| *known == name).map(|(_, by)| *by),
    };
    let options = SampleOptions {
        n: args.n,
        stratify: args.stratify.iter().filter(|_| !args.simple).filter_map(by).collect(),
        seed: args.seed.unwrap_or(project.config.analysis.seed),
        coders: args.coders.clone(),
        show_themes: args.show_themes,
    };
    let rows = sample(&project, &options, &terminal)?;
    drop(terminal);
    let Some(path) = &common.output else { return show::print(&rows, &[], common) };
    let code = |theme: &crate::codebook::Theme| CodeRow {
        theme: theme.id.clone(),
        label: theme.label.clone(),
        definition: theme.definition.clone(),
    };
    let codes: Vec<CodeRow> = project.codebook.themes.iter().map(code).collect();
    write_sheet(&rows, &codes, path)?;
    if common.quiet {
        return Ok(());
    }
    let plural = if rows.len() == 1 { "" } else { "s" };
    let path = show::printable(&path.display().to_string());
    show::write(format!("Wrote {} message{plural} to {path}\n", rows.len()).as_bytes())
}
