//! `themeshift trend`: whether themes rise or fall over all periods, of the whole corpus or of each group.

use super::args::TrendOptions;
use super::common::Common;
use super::open::{load, open};
use super::{groups, show};
use crate::error::Result;
use crate::pipeline::{Depth, count};

const COLUMNS: [&str; 12] = [
    "variable",
    "group",
    "theme",
    "verdict",
    "evidence",
    "first_third",
    "last_third",
    "slope_ratio_per_decade",
    "kendall_tau",
    "p_mann_kendall",
    "q_bh",
    "reasons",
];

/// Runs the command.
pub fn run(options: &TrendOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    // No table of terms is asked for.
    config.output.rows = None;
    let (project, terminal) = open(config, common)?;
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let counted = count(&project, &terminal, Depth::Themes)?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    // Corrections are over all themes, so all are tested whatever is shown.
    let is_shown = |theme: &String| options.theme.as_ref().is_none_or(|wanted| wanted == theme);
    if common.by.is_empty() {
        let mut rows = counted.results(&project, &terminal, None, |results| results.theme_trend().to_vec())?;
        drop(terminal);
        rows.retain(|row| is_shown(&row.theme));
        return show::print(&rows, &COLUMNS[2..], common);
    }
    let mut rows = counted.results(&project, &terminal, None, |results| {
        groups::tell(results, &terminal);
        results.group_trend().to_vec()
    })?;
    drop(terminal);
    rows.retain(|row| is_shown(&row.theme));
    show::print(&rows, &COLUMNS[usize::from(common.by.len() == 1)..], common)
}
