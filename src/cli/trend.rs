//! `themeshift trend`: whether themes rise or fall over all years.

use super::args::{Common, TrendOptions};
use super::{load, open, show};
use crate::analysis;
use crate::error::Result;
use crate::pipeline::{Depth, Material};

/// Runs the command.
pub fn run(options: &TrendOptions, common: &Common) -> Result<()> {
    let (project, terminal) = open(load(common)?, common)?;
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let material = Material::count(&project, &terminal, Depth::Hits, |_| Ok(()))?;
    material.warnings.iter().for_each(|warning| terminal.warn(warning));
    // Corrections are over all themes, so all are tested whatever is shown.
    let mut rows = material.study(&project, &terminal, None, analysis::theme_trend)?;
    drop(terminal);
    rows.retain(|row| options.theme.as_ref().is_none_or(|theme| *theme == row.theme));
    let columns = [
        "theme",
        "mann_kendall_s",
        "kendall_tau",
        "p_exact",
        "p_attainable",
        "cochran_armitage_z",
        "p_permutation",
        "q_bh",
        "note",
    ];
    show::print(&rows, &columns, common)
}
