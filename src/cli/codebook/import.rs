//! `themeshift codebook import`: a codebook of another program -> a codebook in TOML.

use super::super::common::Common;
use super::super::show;
use super::super::watch::Terminal;
use super::args::ImportOptions;
use crate::codebook::Codebook;
use crate::codebook::formats::{self, Format, toml};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::whole;
use crate::plural::plural;

/// Runs the command.
pub fn run(options: &ImportOptions, common: &Common) -> Result<()> {
    let terminal = Terminal::new(common.quiet);
    let file = &options.file;
    let format = common.codebook_format().map_or_else(|| Format::of_path(file), Ok)?;
    let imported = formats::import(file, format)?;
    imported.warnings.iter().for_each(|warning| terminal.warn(warning));
    let name = file.file_name().map_or_else(String::new, |name| show::printable(&name.to_string_lossy()));
    let heading = format!("Codebook, made from {name} ({}).", format.name());
    let Some(output) = &common.output else {
        return show::write(toml::write(&imported, &heading)?.as_bytes());
    };
    let mut left = imported.warnings.len();
    let text = match (options.add, output.exists()) {
        (true, true) => {
            let before = std::fs::read_to_string(output)
                .map_err(|e| Error::io(ErrorKind::Codebook, "cannot read the codebook", output, e))?;
            let merged = toml::merge(&before, output, &imported)?;
            merged.warnings.iter().for_each(|warning| terminal.warn(warning));
            left += merged.warnings.len();
            merged.text
        }
        (false, true) => {
            return Err(Error::new(ErrorKind::Usage, "the file exists already")
                .at(output)
                .hint("write --add to add the themes to it, or name another file"));
        }
        (_, false) => toml::write(&imported, &heading)?,
    };
    let codebook = Codebook::parse(&text, output)?;
    whole::write(output, &text)?;
    if common.quiet {
        return Ok(());
    }
    let left = match left {
        0 => String::new(),
        1 => "; one thing was not carried over as it was".to_string(),
        n => format!("; {n} things were not carried over as they were"),
    };
    let name = show::printable(&output.display().to_string());
    show::write(format!("{name} has {}{left}\n", plural(codebook.themes.len(), "theme")).as_bytes())
}
