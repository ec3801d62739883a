//! What was typed -> a [`Config`], and the project that it names.

use std::path::Path;

use super::common::Common;
use super::watch::Terminal;
use crate::config::{self, Baseline, Config, Pairs};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Project;

/// Loads a project and applies the options that divide and narrow it.
pub fn load(common: &Common) -> Result<Config> {
    let mut config = config::load(&common.project)?;
    if let Some(unit) = &common.unit {
        config = with_unit(config, unit)?;
    }
    config.selection.periods.clone_from(&common.periods);
    config.selection.filters = common.filters()?;
    if !common.by.is_empty() {
        config.groups.by = common.groups()?;
    }
    if let Some(directory) = &common.output {
        // Relative to where the user stands, not to the project.
        config.output.directory = std::path::absolute(directory).unwrap_or_else(|_| directory.clone());
    }
    Ok(config)
}

/// The configuration with periods of another length. Labels of other periods that it names then mean nothing: the baseline
/// and the pairs of periods are the usual ones.
fn with_unit(config: Config, typed: &str) -> Result<Config> {
    let before = config.periods.clone();
    let text = format!("[periods]\nunit = {}\n", toml::Value::from(typed));
    let mut config = config::with_settings(config, &text, Path::new("--period")).map_err(|error| {
        let advice = error.advice().unwrap_or_default().to_string();
        Error::new(ErrorKind::Usage, format!("--period: {}", error.message())).hint(advice)
    })?;
    if config.periods != before {
        config.analysis.baseline = Baseline::First;
        if matches!(config.compare.pairs, Pairs::List(_)) {
            config.compare.pairs = Pairs::Auto;
        }
    }
    Ok(config)
}

/// Opens a project for a command, with what watches it.
pub fn open(config: Config, common: &Common) -> Result<(Project, Terminal)> {
    let terminal = Terminal::new(common.quiet);
    let project = Project::open(config, common.threads, &terminal)?;
    for warning in &project.corpus.warnings {
        terminal.warn(warning);
    }
    Ok((project, terminal))
}
