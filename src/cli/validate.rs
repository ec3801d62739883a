//! `themeshift validate`: what the codebook finds beside what people coded.

use super::args::{ValidateOptions, ValidatePart};
use super::common::{Common, Format};
use super::open::{load, open};
use super::show;
use crate::analysis::Validation;
use crate::codings::Codings;
use crate::config::TableFormat;
use crate::error::Result;
use crate::pipeline;
use crate::table::{TableSet, TableSink};

/// Runs the command.
pub fn run(options: &ValidateOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    // It is the codebook that is judged, whatever themes the project file names besides.
    config.themes = None;
    let codings = Codings::read(&options.codings)?;
    let (project, terminal) = open(config, common)?;
    let made = pipeline::validate(&project, codings, &terminal)?;
    drop(terminal);
    let Some(folder) = &common.output else { return print(&made, options, common) };
    let mut tables = TableSet::new(folder, &[TableFormat::Csv])?;
    tables.write(&made.themes)?;
    tables.write(&made.agreement)?;
    tables.write(&made.disagreements)?;
    if common.quiet {
        return Ok(());
    }
    let line = |name: &str| show::printable(&folder.join(name).with_extension("csv").display().to_string()) + "\n";
    let listed: String = tables.tables.iter().map(|table| line(table.name)).collect();
    show::write(listed.as_bytes())
}

const THEMES: [&str; 13] = [
    "coder",
    "label",
    "support",
    "true_positives",
    "false_positives",
    "false_negatives",
    "precision",
    "recall",
    "f1",
    "f1_low",
    "f1_high",
    "kappa",
    "note",
];
const AGREEMENT: [&str; 6] = ["between", "label", "messages", "observed", "kappa", "alpha"];
const DISAGREEMENTS: [&str; 6] = ["coder", "message", "theme", "kind", "patterns", "text"];

fn print(made: &Validation, options: &ValidateOptions, common: &Common) -> Result<()> {
    let format = show::format(common);
    let one = match format {
        Format::Csv | Format::Json => Some(ValidatePart::Themes),
        Format::Table | Format::Markdown => None,
    };
    let part = options.part.or(one);
    // With one coder every row has the same name.
    let several = made.themes.iter().any(|row| row.coder != made.themes[0].coder);
    let without_coder = usize::from(!several);
    if part.is_none_or(|part| part == ValidatePart::Themes) {
        show::heading(part.is_none(), "Themes: codebook against coders, with 95 % intervals", format)?;
        show::print(&made.themes, &THEMES[without_coder..], common)?;
    }
    if part.is_none_or(|part| part == ValidatePart::Agreement) {
        show::heading(part.is_none(), "Agreement of coders and codebook", format)?;
        show::print(&made.agreement, &AGREEMENT, common)?;
    }
    if part.is_none_or(|part| part == ValidatePart::Disagreements) {
        show::heading(part.is_none(), "Disagreements", format)?;
        show::print(&made.disagreements, &DISAGREEMENTS[without_coder..], common)?;
    }
    Ok(())
}
