//! `themeshift keyness`: which terms mark a period, or a group.

use super::args::{KeynessOptions, Side};
use super::common::Common;
use super::freq::top_of;
use super::open::{load, open};
use super::show;
use crate::analysis::{GroupKeynessRow, KeynessRow, KeynessScoreRow, REST, Results, keyness_scores};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::pipeline::{Counted, Depth, Project, count};
use crate::stats::measure::KeynessMeasure;

/// Runs the command.
pub fn run(options: &KeynessOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    // All terms are there, so that the first of each comparison can be chosen.
    config.keyness.terms = None;
    if !common.by.is_empty() {
        refuse_for_groups(options)?;
    }
    let (project, terminal) = open(config, common)?;
    if !common.by.is_empty() {
        let counted = count(&project, &terminal, Depth::Hits, |_| Ok(()))?;
        counted.warnings.iter().for_each(|warning| terminal.warn(warning));
        let rows = counted.results(&project, &terminal, None, |results| {
            check_group(results, options.target.as_deref())?;
            Ok(shown(results.group_keyness(), options))
        })??;
        drop(terminal);
        return show::print(&rows, &GROUPS[usize::from(common.by.len() == 1)..], common);
    }
    let reference = options.against.as_deref().filter(|against| *against != REST);
    let reference = reference.map(|label| project.period_place(label, "--against")).transpose()?;
    let counted = count(&project, &terminal, Depth::Dispersion, |_| Ok(()))?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    let target = target(options, &project, &counted)?;
    if target.is_some() && target == reference {
        return Err(Error::new(ErrorKind::Usage, "--against: a period cannot be compared with itself"));
    }
    let measure = options.measure.as_deref().and_then(KeynessMeasure::of_name);
    let (rows, scores) = counted.results(&project, &terminal, reference.zip(target), |results| {
        // Of a long series the thirds are the usual targets.
        let chosen = target.filter(|target| results.is_long() && *target < results.study.counts.periods().len());
        let of_chosen = chosen.map(|target| results.keyness_of(&[target]));
        let rows = of_chosen.as_deref().unwrap_or_else(|| results.keyness());
        match measure {
            Some(measure) => (Vec::new(), shown(&keyness_scores(&results.study, rows, measure), options)),
            None => (shown(rows, options), Vec::new()),
        }
    })?;
    drop(terminal);
    if measure.is_some() { show::print(&scores, &SCORES, common) } else { show::print(&rows, &COLUMNS, common) }
}

/// The place of the target among the periods, or among the thirds of a long series behind them.
fn target(options: &KeynessOptions, project: &Project, counted: &Counted) -> Result<Option<usize>> {
    let Some(label) = &options.target else { return Ok(None) };
    let third = counted.counts.thirds().iter().position(|cell| cell.period.label() == label);
    match third {
        Some(third) if options.against.as_ref().is_some_and(|against| against != REST) => {
            let message = format!("--against: `{label}` is compared with the rest only");
            Err(Error::new(ErrorKind::Usage, message).hint("leave --against out, or choose a single period"))
        }
        Some(third) => Ok(Some(counted.counts.periods().len() + third)),
        None => project.period_place(label, "--target").map(Some),
    }
}

fn refuse_for_groups(options: &KeynessOptions) -> Result<()> {
    if options.against.as_ref().is_some_and(|against| against != REST) {
        return Err(Error::new(ErrorKind::Usage, "--against: a group is compared with all others together")
            .hint("leave it out; `themeshift compare --by` compares two groups by their themes"));
    }
    match &options.measure {
        Some(_) => Err(Error::new(ErrorKind::Usage, "--measure: the terms of groups are ranked by g2 only")
            .hint("leave it out; the table has the values of other measures")),
        None => Ok(()),
    }
}

/// Refuses a group that no variable has.
fn check_group(results: &Results<'_>, name: Option<&str>) -> Result<()> {
    let groups = || results.groupings().iter().flat_map(|grouping| &grouping.groups).map(|group| group.name.as_str());
    let Some(name) = name.filter(|name| groups().all(|group| group != *name)) else { return Ok(()) };
    Err(show::no_group("--target", name, &groups().collect::<Vec<_>>()))
}

const COLUMNS: [&str; 12] = [
    "target_period",
    "reference",
    "label",
    "count_target",
    "count_reference",
    "per_1000_target",
    "per_1000_reference",
    "g2",
    "p_holm",
    "log_ratio",
    "log_ratio_conservative",
    "messages_target",
];

const GROUPS: [&str; 12] = [
    "variable",
    "group",
    "label",
    "count_target",
    "count_reference",
    "per_1000_target",
    "per_1000_reference",
    "g2",
    "p_holm",
    "log_ratio",
    "log_ratio_conservative",
    "messages_target",
];

const SCORES: [&str; 11] = [
    "target_period",
    "reference",
    "label",
    "count_target",
    "count_reference",
    "per_1000_target",
    "per_1000_reference",
    "measure",
    "score",
    "q_bh",
    "messages_target",
];
