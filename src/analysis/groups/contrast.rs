//! What sets two groups apart, and whether they changed alike.

use rayon::prelude::*;

use super::grouping::Grouping;
use super::rows::{GroupContrastRow, GroupDivergenceRow};
use crate::analysis::Study;
use crate::analysis::change::{Effort, ThemeChangeRow, changes_by_pair, tested};
use crate::analysis::note::Note;
use crate::analysis::themes::{alphabetical, change_between};
use crate::count::{Cell, Counts, MANY_PERIODS, UnitList};
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::change::{Change, Layer, Permutation, stratified_tests};
use crate::stats::trend::LEAST_MESSAGES;

/// With more groups than this each is compared with the largest alone.
const MANY_GROUPS: usize = 12;

impl Grouping {
    /// Places of the pairs of groups that are compared: every two, or of many each with the one with most messages.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let number = self.groups.len();
        let every = (0..number).flat_map(|a| (a + 1..number).map(move |b| (a, b)));
        if number <= MANY_GROUPS {
            return every.collect();
        }
        let largest = (0..number).max_by_key(|&group| (self.groups[group].messages, std::cmp::Reverse(group)));
        let largest = largest.unwrap_or(0);
        every.filter(|pair| pair.0 == largest || pair.1 == largest).collect()
    }

    /// Sorts rows by their two groups, in the order of the groups, then by `then`.
    fn sort<R>(
        &self,
        rows: &mut [R],
        groups: impl Fn(&R) -> [&String; 2],
        then: impl Fn(&R, &R) -> std::cmp::Ordering,
    ) {
        let place = |name: &String| self.groups.iter().position(|group| group.name == *name);
        rows.sort_by(|a, b| groups(a).map(place).cmp(&groups(b).map(place)).then_with(|| then(a, b)));
    }
}

/// All groups of a variable side by side in one period, or in a stretch of them.
struct Side {
    /// The places of the groups that have a message there.
    groups: Vec<usize>,
    counts: Counts,
    /// The pairs that are compared, by places among the cells.
    pairs: Vec<(usize, usize)>,
}

impl Side {
    fn new(study: &Study<'_>, grouping: &Grouping, pairs: &[(usize, usize)], (first, last): (usize, usize)) -> Self {
        let (groups, counts) = grouping.within(study, first, last);
        let place = |group: usize| groups.binary_search(&group).ok();
        let pairs = pairs.iter().filter_map(|&(a, b)| Some((place(a)?, place(b)?))).collect();
        Self { groups, counts, pairs }
    }

    fn study<'s>(&'s self, study: &Study<'s>) -> Study<'s> {
        Study { counts: &self.counts, pairs: &self.pairs, asked: None, ..*study }
    }

    /// A cell among the others.
    fn at(&self, cell: usize) -> (&Counts, &Cell) {
        (&self.counts, &self.counts.cells[cell])
    }

    /// The place of a group among the cells.
    fn cell(&self, group: usize) -> Option<usize> {
        self.groups.binary_search(&group).ok()
    }
}

/// `group_contrast`: for each pair of groups and theme a row per period in which both have messages (up to twelve periods),
/// and one over all periods where they share several.
///
/// A row of one period is what `theme_change` says of two periods. Over all periods the mean of the differences, each
/// period weighted alike, with an interval from those of the rates, and a test that reassigns messages within each period.
pub fn group_contrast(study: &Study<'_>, groupings: &[Grouping]) -> Vec<GroupContrastRow> {
    groupings.iter().flat_map(|grouping| of_variable(study, grouping, grouping.pairs())).collect()
}

/// The rows of a variable with those of a pair of groups that was asked for, given by their places; where it is one that is
/// compared anyway they are the rows of `group_contrast`.
pub fn group_contrast_with(study: &Study<'_>, grouping: &Grouping, (a, b): (usize, usize)) -> Vec<GroupContrastRow> {
    let mut pairs = grouping.pairs();
    pairs.push((a.min(b), a.max(b)));
    pairs.sort_unstable();
    pairs.dedup();
    of_variable(study, grouping, pairs)
}

fn of_variable(study: &Study<'_>, grouping: &Grouping, pairs: Vec<(usize, usize)>) -> Vec<GroupContrastRow> {
    let periods = study.whole.periods().len();
    let sides: Vec<Side> = (0..periods).map(|period| Side::new(study, grouping, &pairs, (period, period))).collect();
    let mut rows = if periods <= MANY_PERIODS { by_period(study, grouping, &sides) } else { Vec::new() };
    correct(&mut rows);
    let shared = |&(a, b): &(usize, usize)| -> Vec<&Side> {
        let words = |side: &Side, group| side.cell(group).is_some_and(|cell| side.counts.cells[cell].tokens > 0);
        sides.iter().filter(|side| words(side, a) && words(side, b)).collect()
    };
    let several: Vec<((usize, usize), Vec<&Side>)> = pairs
        .into_iter()
        .map(|pair| (pair, shared(&pair)))
        .filter(|(_, sides)| sides.len() > usize::from(periods <= MANY_PERIODS))
        .collect();
    study.begin("groups", several.len());
    let tested = several.len() as u64 * study.codebook.themes.len() as u64;
    let mut overall: Vec<GroupContrastRow> =
        several.par_iter().flat_map_iter(|(pair, sides)| over_all(study, grouping, *pair, sides, tested)).collect();
    correct(&mut overall);
    rows.append(&mut overall);
    grouping.sort(
        &mut rows,
        |row| [&row.group_a, &row.group_b],
        |a, b| (&a.period, &a.theme).cmp(&(&b.period, &b.theme)),
    );
    rows
}

/// The rows of single periods.
fn by_period(study: &Study<'_>, grouping: &Grouping, sides: &[Side]) -> Vec<GroupContrastRow> {
    let effort = sides.iter().map(|side| Effort::new(&side.study(study))).fold(Effort::default(), Effort::and);
    study.begin("groups", sides.iter().map(|side| side.pairs.len()).sum());
    let mut rows = Vec::new();
    for side in sides {
        let changes = changes_by_pair(&side.study(study), effort);
        for (&(a, b), changes) in side.pairs.iter().zip(changes) {
            let names = [a, b].map(|cell| side.counts.cells[cell].name().to_string());
            rows.extend(changes.into_iter().map(|change| contrast_row(grouping, names.clone(), change)));
        }
    }
    rows
}

fn contrast_row(grouping: &Grouping, [group_a, group_b]: [String; 2], change: ThemeChangeRow) -> GroupContrastRow {
    GroupContrastRow {
        variable: grouping.variable.name.clone(),
        group_a,
        group_b,
        period: Some(change.from_period),
        theme: change.theme,
        rate_a: change.rate_from,
        rate_b: change.rate_to,
        difference: change.difference,
        difference_low: change.difference_low,
        difference_high: change.difference_high,
        ratio: change.ratio,
        ratio_low: change.ratio_low,
        ratio_high: change.ratio_high,
        log_ratio: change.log_ratio,
        p_permutation: change.p_permutation,
        p_holm: None,
        q_bh: None,
        difference_per_message: change.difference_per_message,
        p_per_message: change.p_per_message,
        p_per_message_holm: None,
        q_per_message_bh: None,
        note: change.note,
    }
}

/// Corrects both p over these rows.
fn correct(rows: &mut [GroupContrastRow]) {
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p_permutation).collect();
    for ((row, p_holm), q_bh) in rows.iter_mut().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
        (row.p_holm, row.q_bh) = (p_holm, q_bh);
    }
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p_per_message).collect();
    for ((row, p_holm), q_bh) in rows.iter_mut().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
        (row.p_per_message_holm, row.q_per_message_bh) = (p_holm, q_bh);
    }
}

/// Two groups in some periods: each period with their cells in it and its weight.
type Layers<'s> = [(&'s Side, [usize; 2], f64)];

/// The cells of both groups in each period.
fn both<'s>(layers: &'s Layers<'_>) -> impl Iterator<Item = [&'s Cell; 2]> {
    layers.iter().map(|(side, cells, _)| cells.map(|cell| &side.counts.cells[cell]))
}

/// Why there is no p, in words, for those that are not tested.
fn untested(layers: &Layers<'_>) -> Option<&'static str> {
    if both(layers).flatten().any(|cell| cell.messages < LEAST_MESSAGES) {
        Some("fewer than 10 messages of a group in a period: no p")
    } else if both(layers).any(|[a, b]| !tested(a, b)) {
        Some("one document of a group in a period, several of the other: no p")
    } else {
        None
    }
}

/// The tests of all themes over some periods; none where a group has too few messages in one of them.
fn tests(study: &Study<'_>, sides: &Layers<'_>, name: &str, tested: u64) -> Vec<Option<Permutation>> {
    if untested(sides).is_some() {
        return Vec::new();
    }
    let lists: Vec<[UnitList; 2]> = both(sides).map(|ends| ends.map(|cell| cell.units.list())).collect();
    let units: Vec<_> =
        lists.iter().zip(sides).map(|([a, b], (_, _, weight))| (a.samples(), b.samples(), *weight)).collect();
    let layers: Vec<Layer<'_>> = units.iter().map(|(from, to, weight)| Layer { from, to, weight: *weight }).collect();
    let all: usize = layers.iter().map(|layer| layer.from.len() + layer.to.len()).sum();
    let draws = Effort::of(tested).draws(study.config.analysis.replicates, all as u64);
    let sizes: Vec<String> = layers.iter().map(|layer| format!("{}-{}", layer.from.len(), layer.to.len())).collect();
    let purpose = study.purpose(&format!("{name}/{}", sizes.join("/")));
    let themes = study.codebook.themes.len();
    study.step(|| stratified_tests(&layers, themes, draws, &purpose))
}

/// The mean of differences, or the difference of two, with the square of how far it reaches down and up.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    value: f64,
    below: f64,
    above: f64,
}

impl Sum {
    /// Adds a value with its interval (Zou and Donner 2008, method of variance estimates recovery).
    fn add(&mut self, weight: f64, value: f64, low: f64, high: f64) {
        let (down, up) = (weight * (value - low), weight * (high - value));
        let (down, up) = if weight < 0.0 { (-up, -down) } else { (down, up) };
        self.value += weight * value;
        self.below += down * down;
        self.above += up * up;
    }

    fn low(&self) -> f64 {
        self.value - self.below.sqrt()
    }

    fn high(&self) -> f64 {
        self.value + self.above.sqrt()
    }
}

fn over_all(
    study: &Study<'_>,
    grouping: &Grouping,
    (a, b): (usize, usize),
    sides: &[&Side],
    tested: u64,
) -> Vec<GroupContrastRow> {
    let weight = 1.0 / sides.len() as f64;
    let layers: Vec<(&Side, [usize; 2], f64)> =
        sides.iter().filter_map(|side| Some((*side, [side.cell(a)?, side.cell(b)?], weight))).collect();
    let tests = tests(study, &layers, "contrast", tested);
    let row = |&theme: &usize| {
        let changes: Option<Vec<Change>> =
            layers.iter().map(|(side, cells, _)| change_between(theme, cells.map(|cell| side.at(cell)))).collect();
        let changes = changes.unwrap_or_default();
        let mean = |of: &dyn Fn(&Change) -> f64| changes.iter().map(|change| weight * of(change)).sum::<f64>();
        let mut difference = Sum::default();
        let (mut all_ends, mut ratio, mut all_ratios, mut ratio_ends) = (true, Sum::default(), true, true);
        for change in &changes {
            let ends = change.difference_interval;
            let (low, high) = ends.map_or((change.difference, change.difference), |ends| (ends.low, ends.high));
            all_ends &= ends.is_some();
            difference.add(weight, change.difference, low, high);
            let log = change.log_ratio.map(|log| log * std::f64::consts::LN_2);
            all_ratios &= log.is_some();
            let log = log.unwrap_or_default();
            let ends = change.ratio_interval.filter(|ends| ends.low > 0.0);
            ratio_ends &= ends.is_some();
            let (low, high) = ends.map_or((log, log), |ends| (ends.low.ln(), ends.high.ln()));
            ratio.add(weight, log, low, high);
        }
        let any = !changes.is_empty();
        let per_message = both(&layers).map(|ends| {
            let [first, second] = ends.map(|cell| cell.units.message_sums(theme).per_1000());
            Some(weight * (second? - first?) / 1000.0)
        });
        let test = tests.get(theme).copied().flatten();
        let mut note = Note::default();
        note.add(format!("mean over {} periods", layers.len()));
        if both(&layers).flatten().all(|cell| cell.themes[theme].hits == 0) {
            note.add("no hit in either group");
        }
        if changes.iter().any(|change| change.half_added) {
            note.add("0.5 hits added to the ratio where a group has none");
        }
        untested(&layers).into_iter().for_each(|reason| note.add(reason));
        GroupContrastRow {
            variable: grouping.variable.name.clone(),
            group_a: grouping.groups[a].name.clone(),
            group_b: grouping.groups[b].name.clone(),
            period: None,
            theme: study.codebook.themes[theme].id.clone(),
            rate_a: any.then(|| mean(&|change| change.rate_from)),
            rate_b: any.then(|| mean(&|change| change.rate_to)),
            difference: any.then_some(difference.value),
            difference_low: (any && all_ends).then(|| difference.low()),
            difference_high: (any && all_ends).then(|| difference.high()),
            ratio: (any && all_ratios).then(|| ratio.value.exp()),
            ratio_low: (any && all_ratios && ratio_ends).then(|| ratio.low().exp()),
            ratio_high: (any && all_ratios && ratio_ends).then(|| ratio.high().exp()),
            log_ratio: (any && all_ratios).then(|| ratio.value / std::f64::consts::LN_2),
            p_permutation: test.map(|test| test.p),
            p_holm: None,
            q_bh: None,
            difference_per_message: per_message.sum(),
            p_per_message: test.map(|test| test.p_per_message),
            p_per_message_holm: None,
            q_per_message_bh: None,
            note: note.text(),
        }
    };
    alphabetical(study.codebook).iter().map(row).collect()
}

/// `group_divergence`: for each pair of groups and each compared pair of periods in which both have words, a row per theme.
///
/// The difference of both changes with an interval from those of the four rates, and a test that reassigns messages
/// between the groups within each period.
pub fn group_divergence(study: &Study<'_>, groupings: &[Grouping]) -> Vec<GroupDivergenceRow> {
    let mut rows = Vec::new();
    for grouping in groupings {
        let before = rows.len();
        let pairs = grouping.pairs();
        study.begin("divergence", study.pairs.len() * pairs.len());
        for &(from, to) in study.pairs {
            let [first, second] = [from, to].map(|cell| {
                let documents = &study.counts.cells[cell].period;
                let place = |wanted: jiff::civil::Date, end: bool| {
                    study
                        .whole
                        .periods()
                        .iter()
                        .position(|cell| wanted == if end { cell.period.end() } else { cell.period.start() })
                };
                (place(documents.start(), false), place(documents.end(), true))
            });
            let ((Some(a), Some(b)), (Some(c), Some(d))) = (first, second) else { continue };
            let (first, second) =
                (Side::new(study, grouping, &pairs, (a, b)), Side::new(study, grouping, &pairs, (c, d)));
            let tested = (study.pairs.len() * pairs.len() * study.codebook.themes.len()) as u64;
            let of_pair =
                |pair: &(usize, usize)| diverged(study, grouping, *pair, [&first, &second], (from, to), tested);
            rows.extend(pairs.par_iter().flat_map_iter(of_pair).collect::<Vec<_>>());
        }
        grouping.sort(
            &mut rows[before..],
            |row| [&row.group_a, &row.group_b],
            |a, b| (&a.from_period, &a.to_period, &a.theme).cmp(&(&b.from_period, &b.to_period, &b.theme)),
        );
    }
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
    for (row, q_bh) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        row.q_bh = q_bh;
    }
    rows
}

fn diverged(
    study: &Study<'_>,
    grouping: &Grouping,
    (a, b): (usize, usize),
    sides: [&Side; 2],
    (from, to): (usize, usize),
    tested: u64,
) -> Vec<GroupDivergenceRow> {
    let cells = sides.map(|side| Some([side.cell(a)?, side.cell(b)?]));
    let [Some(first), Some(second)] = cells else { return Vec::new() };
    let layers = [(sides[0], first, -1.0), (sides[1], second, 1.0)];
    let tests = tests(study, &layers, "divergence", tested);
    let row = |&theme: &usize| {
        let [change_a, change_b] =
            [0, 1].map(|group| change_between(theme, [sides[0].at(first[group]), sides[1].at(second[group])]));
        let both = change_a.zip(change_b);
        let mut sum = Sum::default();
        let mut ends = both.is_some();
        if let Some((change_a, change_b)) = both {
            for (weight, change) in [(-1.0, change_a), (1.0, change_b)] {
                let interval = change.difference_interval;
                ends &= interval.is_some();
                let (low, high) = interval.map_or((change.difference, change.difference), |i| (i.low, i.high));
                sum.add(weight, change.difference, low, high);
            }
        }
        let test = tests.get(theme).copied().flatten();
        let mut note = Note::default();
        if both.is_none() {
            note.add("a group has no words in one of the periods");
        } else if let Some(reason) = untested(&layers) {
            note.add(reason);
        } else if test.is_none() {
            note.add("no hit in these groups and periods");
        }
        GroupDivergenceRow {
            variable: grouping.variable.name.clone(),
            group_a: grouping.groups[a].name.clone(),
            group_b: grouping.groups[b].name.clone(),
            from_period: study.counts.cells[from].period.clone(),
            to_period: study.counts.cells[to].period.clone(),
            theme: study.codebook.themes[theme].id.clone(),
            change_a: change_a.map(|change| change.difference),
            change_b: change_b.map(|change| change.difference),
            difference: both.map(|_| sum.value),
            low: ends.then(|| sum.low()),
            high: ends.then(|| sum.high()),
            p: test.map(|test| test.p),
            q_bh: None,
            note: note.text(),
        }
    };
    alphabetical(study.codebook).iter().map(row).collect()
}
