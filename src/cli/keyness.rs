//! `themeshift keyness`: which terms mark a year.

use super::args::{Common, KeynessOptions, Side};
use super::freq::top_of;
use super::{load, open, show};
use crate::analysis::{self, KeynessRow, KeynessScoreRow, REST};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{Depth, Material};
use crate::stats::measure::KeynessMeasure;

/// Runs the command.
pub fn run(options: &KeynessOptions, common: &Common) -> Result<()> {
    let mut config = load(common)?;
    config.analysis.cooccurrence_terms = 0;
    let (project, terminal) = open(config, common)?;
    let target = options.target.map(|year| project.year_place(year, "--target")).transpose()?;
    let reference = options.against.as_deref().filter(|against| *against != REST);
    let reference = match reference {
        None => None,
        Some(typed) => {
            let wrong = || {
                Error::new(ErrorKind::Usage, format!("--against: `{typed}` is no year")).hint("write a year, or `rest`")
            };
            let place = project.year_place(typed.parse().map_err(|_| wrong())?, "--against")?;
            if Some(place) == target {
                return Err(Error::new(ErrorKind::Usage, "--against: a year cannot be compared with itself"));
            }
            Some(place)
        }
    };
    let material = Material::count(&project, &terminal, Depth::Terms, |_| Ok(()))?;
    material.warnings.iter().for_each(|warning| terminal.warn(warning));
    let measure = options.measure.as_deref().and_then(KeynessMeasure::of_name);
    let (rows, scores) = material.study(&project, &terminal, reference.zip(target), |study| {
        let rows = analysis::keyness(study);
        match measure {
            Some(measure) => (Vec::new(), analysis::keyness_scores(study, rows, measure)),
            None => (rows, Vec::new()),
        }
    })?;
    drop(terminal);
    if measure.is_some() {
        return show::print(&shown(scores, options), &SCORES, common);
    }
    show::print(&shown(rows, options), &COLUMNS, common)
}

const COLUMNS: [&str; 12] = [
    "target_year",
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

const SCORES: [&str; 11] = [
    "target_year",
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
trait Ranked {
    fn comparison(&self) -> (i32, &str);
    fn term(&self) -> &str;
    fn counts(&self) -> [u64; 2];
    fn rates(&self) -> [Option<f64>; 2];
    fn score(&self) -> Option<f64>;
}

macro_rules! ranked {
    ($row:ty, $score:ident) => {
        impl Ranked for $row {
            fn comparison(&self) -> (i32, &str) {
                (self.target_year, &self.reference)
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
ranked!(KeynessRow, g2);
ranked!(KeynessScoreRow, score);

/// The rows that were asked for, the largest score of each comparison first, over- and under-used alike.
fn shown<R: Ranked>(mut rows: Vec<R>, options: &KeynessOptions) -> Vec<R> {
    rows.retain(|row| {
        let (year, reference) = row.comparison();
        let [target, other] = row.rates();
        let side = options.only.is_none_or(|side| if side == Side::Over { target > other } else { target < other });
        options.target.is_none_or(|target| target == year)
            && options.against.as_ref().is_none_or(|against| against == reference)
            && row.counts().iter().sum::<u64>() >= options.min
            && side
    });
    let size = |row: &R| row.score().map_or(-1.0, f64::abs);
    rows.sort_by(|a, b| {
        let by_comparison = a.comparison().cmp(&b.comparison());
        by_comparison.then(size(b).total_cmp(&size(a))).then_with(|| a.term().cmp(b.term()))
    });
    let top = if options.top == 0 { u64::MAX } else { options.top };
    top_of(rows, |row| (row.comparison().0, row.comparison().1.to_string()), top)
}
