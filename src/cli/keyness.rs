//! `themeshift keyness`: which terms mark a period, or a group.

use super::args::{KeynessOptions, Side};
use super::common::Common;
use super::freq::top_of;
use super::open::{load, open};
use super::{groups, show};
use crate::analysis::{GroupKeynessRow, KeynessRow, KeynessScoreRow, REST, keyness_scores};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{Counted, Depth, Project, count};
use crate::stats::measure::KeynessMeasure;

/// Runs the command.
pub fn run(options: &KeynessOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    // All terms are there, so that the first of each comparison can be chosen.
    config.keyness.terms = None;
    config.output.rows = None;
    if !common.by.is_empty() {
        refuse_for_groups(options)?;
    }
    let (project, terminal) = open(config, common)?;
    if !common.by.is_empty() {
        let counted = count(&project, &terminal, Depth::Terms)?;
        counted.warnings.iter().for_each(|warning| terminal.warn(warning));
        let rows = counted.results(&project, &terminal, None, |results| {
            groups::tell(results, &terminal);
            options.target.as_ref().map(|name| groups::find(results, name, "--target")).transpose()?;
            Ok(shown(results.group_keyness(), options))
        })??;
        drop(terminal);
        return show::print(&rows, &GROUPS[usize::from(common.by.len() == 1)..], common);
    }
    let reference = options.against.as_deref().filter(|against| *against != REST);
    let reference = reference.map(|label| project.period_place(label, "--against")).transpose()?;
    let counted = count(&project, &terminal, Depth::Terms)?;
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
        Some(_) if options.against.as_ref().is_some_and(|against| against != REST) => {
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

/// A row that can be ranked and chosen.
trait Ranked: Clone {
    /// Variable (empty for periods), target and reference.
    fn comparison(&self) -> [&str; 3];
    fn term(&self) -> &str;
    fn counts(&self) -> [u64; 2];
    fn rates(&self) -> [Option<f64>; 2];
    fn score(&self) -> Option<f64>;
}

macro_rules! ranked {
    ($row:ty, $score:ident, |$of:ident| $comparison:expr) => {
        impl Ranked for $row {
            fn comparison(&self) -> [&str; 3] {
                let $of = self;
                $comparison
            }
            fn term(&self) -> &str {
                &self.term
            }
            fn counts(&self) -> [u64; 2] {
                [self.count_target, self.count_reference]
            }
            fn rates(&self) -> [Option<f64>; 2] {
                [self.per_1000_target, self.per_1000_reference]
            }
            fn score(&self) -> Option<f64> {
                self.$score
            }
        }
    };
}
ranked!(KeynessRow, g2, |row| ["", row.target_period.label(), &row.reference]);
ranked!(KeynessScoreRow, score, |row| ["", row.target_period.label(), &row.reference]);
ranked!(GroupKeynessRow, g2, |row| [&row.variable, &row.group, REST]);

/// The rows that were asked for: comparisons in their order, the largest score of each first, over- and under-used alike.
fn shown<R: Ranked>(rows: &[R], options: &KeynessOptions) -> Vec<R> {
    let is_wanted = |row: &&R| {
        let [_, name, reference] = row.comparison();
        let [target, other] = row.rates();
        let side = options.only.is_none_or(|side| if side == Side::Over { target > other } else { target < other });
        options.target.as_ref().is_none_or(|wanted| wanted == name)
            && options.against.as_ref().is_none_or(|against| against == reference)
            && row.counts().iter().sum::<u64>() >= options.min
            && side
    };
    let size = |row: &R| row.score().map_or(-1.0, f64::abs);
    let mut ranked = Vec::new();
    for of_comparison in rows.chunk_by(|a, b| a.comparison() == b.comparison()) {
        let mut kept: Vec<&R> = of_comparison.iter().filter(is_wanted).collect();
        kept.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.term().cmp(b.term())));
        ranked.append(&mut kept);
    }
    let top = if options.top == 0 { u64::MAX } else { options.top };
    top_of(ranked, |row| row.comparison(), top).into_iter().cloned().collect()
}
