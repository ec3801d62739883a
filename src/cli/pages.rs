//! Shell completions and manual pages, made from the command line itself.

use std::path::Path;

use super::args::command;
use super::show;
use crate::error::{Error, ErrorKind, Result};

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "themeshift", &mut script);
    show::write(&script)
}

/// Writes a manual page for the program and for each command.
pub fn man(directory: &Path) -> Result<()> {
    let fail = |e| Error::io(ErrorKind::Output, "cannot write manual pages", directory, e);
    std::fs::create_dir_all(directory).map_err(fail)?;
    clap_mangen::generate_to(command(), directory).map_err(fail)
}
