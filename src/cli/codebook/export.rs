//! `themeshift codebook export`: the codebook of a project, for another program.

use super::super::common::Common;
use super::super::show;
use super::super::watch::Terminal;
use super::read;
use crate::codebook::formats::{self, Format};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::whole;

/// Runs the command.
pub fn run(common: &Common) -> Result<()> {
    let terminal = Terminal::new(common.quiet);
    let format = match (common.codebook_format(), &common.output) {
        (Some(format), _) => format,
        (None, Some(output)) => Format::of_path(output)?,
        (None, None) => {
            return Err(Error::new(ErrorKind::Usage, "no format is named").hint(
                "write --format quanteda, or --output with a name such as codebook.yml; `codebook export --help` lists all",
            ));
        }
    };
    let (codebook, path) = read(common)?;
    let exported = formats::export(&codebook, &path, format)?;
    exported.warnings.iter().for_each(|warning| terminal.warn(warning));
    match &common.output {
        Some(output) => whole::write(output, &exported.text),
        None => show::write(exported.text.as_bytes()),
    }
}
