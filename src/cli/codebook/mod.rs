//! `themeshift codebook`: codebooks of others, and codebooks checked like code.

pub mod args;
mod check;
mod diff;
mod export;
mod import;
mod suggest;

use std::path::PathBuf;

use super::common::Common;
use crate::codebook::Codebook;
use crate::config;
use crate::error::{Error, ErrorKind, Result};

use args::CodebookCommand;

/// Runs the command.
pub fn run(command: &CodebookCommand, common: &Common) -> Result<()> {
    match command {
        CodebookCommand::Import(options) => import::run(options, common),
        CodebookCommand::Export(_) => export::run(common),
        CodebookCommand::Check(options) => check::run(options, common),
        CodebookCommand::Suggest(options) => suggest::run(options, common),
        CodebookCommand::Diff(options) => diff::run(options, common),
    }
}

/// The codebook of a project, and its file.
fn read(common: &Common) -> Result<(Codebook, PathBuf)> {
    let config = config::load(&common.project)?;
    let path = file(&config)?;
    Ok((Codebook::read(&path)?, path))
}

/// The file of the codebook of a project.
fn file(config: &config::Config) -> Result<PathBuf> {
    let path = config.corpus.codebook.as_ref().map(|path| config.root.join(path));
    path.ok_or_else(|| {
        Error::new(ErrorKind::Usage, "the project has no codebook")
            .hint("set `codebook` in [corpus] of themeshift.toml to a TOML file with [themes.ID] tables")
    })
}
