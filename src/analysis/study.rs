//! All that the tables of a run are made from.

use super::{Facts, Values};
use crate::axis::{Axis, Period, Variable};
use crate::codebook::{Codebook, Matcher};
use crate::config::{Baseline, Config, Pairs};
use crate::corpus::Documents;
use crate::count::{BagMessage, Bags, Cell, Counts, MANY_PERIODS, Record, Records, Shingles, StrataCounts, UnitKind};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::stats::random::Purpose;
use crate::text::TextRules;
use crate::watch::{Progress, Watcher, leave_if_stopped};

/// All that the tables of a run are made from: final counts, and the text they lead back to.
#[derive(Debug, Clone, Copy)]
pub struct Study<'s> {
    /// The settings.
    pub config: &'s Config,
    /// The themes.
    pub codebook: &'s Codebook,
    /// The compiled codebook, for the text of patterns.
    pub matcher: &'s Matcher<'s>,
    /// The rules of the codebook's language, by which titles are split into words.
    pub rules: &'s TextRules,
    /// The documents, sorted by id.
    pub documents: &'s Documents,
    /// The periods that they stand in.
    pub axis: &'s Axis,
    /// The grouping variables.
    pub variables: &'s [Variable],
    /// What was found of each document.
    pub facts: &'s Facts,
    /// For each document its value of each variable; empty for a variable of messages.
    pub values: &'s Values,
    /// The counts by stratum.
    pub strata: &'s StrataCounts,
    /// The same counts side by side, as they are compared.
    pub counts: &'s Counts,
    /// The counts of the whole corpus by period: the same but for a study of groups.
    pub whole: &'s Counts,
    /// The terms of each message; `None` where they were not kept.
    pub bags: Option<&'s Bags>,
    /// The runs of words of each message; `None` where they were not kept.
    pub shingles: Option<&'s Shingles>,
    /// The messages one by one; `None` where they were not kept.
    pub records: Option<&'s Records>,
    /// Places of the pairs of cells that are compared, sorted.
    pub pairs: &'s [(usize, usize)],
    /// The pair that a user asked for, in the order in which it was; it is among them, the earlier first.
    pub asked: Option<(usize, usize)>,
    /// Sees how the tables go on, and may stop them.
    pub watcher: &'s dyn Watcher,
}

/// The place of a period, given by its label.
///
/// # Errors
/// When there is no such period, with the nearest one.
pub fn place_of(periods: &[Period], label: &str) -> Result<usize> {
    periods.iter().position(|period| period.label() == label).ok_or_else(|| {
        let error = Error::new(ErrorKind::Usage, format!("no document of the period `{label}`"));
        let there_are = match periods {
            [first, .., last] if periods.len() > MANY_PERIODS => {
                format!("{} periods, {first} to {last}", periods.len())
            }
            _ => periods.iter().map(Period::label).collect::<Vec<_>>().join(", "),
        };
        match nearest(label, periods.iter().map(Period::label)) {
            Some(near) => error.hint(format!("did you mean `{near}`? Periods that are analysed: {there_are}")),
            None => error.hint(format!("periods that are analysed: {there_are}")),
        }
    })
}

/// The place of the baseline among the periods.
///
/// # Errors
/// When there is no such period.
pub fn baseline_of(config: &Config, periods: &[Period]) -> Result<usize> {
    match &config.analysis.baseline {
        Baseline::First => Ok(0),
        Baseline::Period(label) => place_of(periods, label).map_err(|error| {
            let advice = error.advice().unwrap_or_default().to_string();
            Error::new(ErrorKind::Project, format!("no document of the baseline period {label}"))
                .hint(format!("{advice}; set `baseline` in [analysis]"))
        }),
    }
}

/// Places of the pairs of periods that a project compares, the earlier first, sorted; those of the first and the last
/// third stand behind the periods ([`Counts::thirds`]).
///
/// # Errors
/// When the baseline or a listed period has no document.
pub fn pairs_of(config: &Config, periods: &[Period]) -> Result<Vec<(usize, usize)>> {
    let number = periods.len();
    let baseline = baseline_of(config, periods)?;
    let consecutive = || (1..number).map(|to| (to - 1, to));
    let with_baseline = || (0..number).filter(move |&other| other != baseline).map(move |other| (other, baseline));
    let mut pairs: Vec<(usize, usize)> = match &config.compare.pairs {
        Pairs::Auto if number > MANY_PERIODS => vec![(number, number + 2)],
        Pairs::Auto => consecutive().chain(with_baseline()).collect(),
        Pairs::Consecutive => consecutive().collect(),
        Pairs::Baseline => with_baseline().collect(),
        Pairs::All => (0..number).flat_map(|from| (from + 1..number).map(move |to| (from, to))).collect(),
        Pairs::None => Vec::new(),
        Pairs::List(list) => {
            let pair = |(from, to): &(String, String)| Ok((place_of(periods, from)?, place_of(periods, to)?));
            list.iter().map(pair).collect::<Result<_>>()?
        }
    };
    pairs.iter_mut().for_each(|(a, b)| (*a, *b) = (*a.min(b), *a.max(b)));
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

impl<'s> Study<'s> {
    /// The pair that stands for the whole series: of the pairs that are compared the one with the baseline and the last
    /// period (the first, where the last is the baseline), else the one that reaches furthest.
    pub fn overall(&self) -> Option<(usize, usize)> {
        let places = self.counts.cells.iter().map(|cell| cell.period.place()).collect::<Vec<_>>();
        let last = self.counts.periods().len().checked_sub(1)?;
        let baseline = match &self.config.analysis.baseline {
            Baseline::First => 0,
            Baseline::Period(label) => self.counts.periods().iter().position(|cell| cell.period.label() == label)?,
        };
        let wanted = if baseline == last { (0, last) } else { (baseline, last) };
        let reach = |pair: &(usize, usize)| places[pair.1] - places[pair.0];
        self.pairs
            .iter()
            .copied()
            .find(|pair| *pair == wanted)
            .or_else(|| self.pairs.iter().copied().max_by(|a, b| reach(a).total_cmp(&reach(b)).then(b.cmp(a))))
    }

    /// Hands over the messages of each document of a cell, document by document; nothing where there are no records.
    pub(crate) fn each_document(&self, cell: usize, mut each: impl FnMut(&[Record])) {
        let Some(records) = self.records else { return };
        let cell = &self.counts.cells[cell];
        let mut reader = records.reader();
        for document in self.documents_of(cell) {
            self.check();
            each(reader.document(document, |stratum| cell.holds(stratum)));
        }
    }

    /// Hands over the messages of each sampling unit of a cell; nothing where there are no records.
    pub(crate) fn each_unit(&self, cell: usize, mut each: impl FnMut(&[Record])) {
        let Some(records) = self.records else { return };
        let cell = &self.counts.cells[cell];
        let kind = cell.units.kind;
        let mut reader = records.reader();
        if kind == UnitKind::Message {
            for document in self.documents_of(cell) {
                self.check();
                reader.document(document, |stratum| cell.holds(stratum)).chunks(1).for_each(&mut each);
            }
            return;
        }
        let documents = self.by_unit(cell);
        let key = |document: &u32| self.strata.sampling.key(kind, *document, 0);
        let mut several = Vec::new();
        for unit in documents.chunk_by(|a, b| key(a) == key(b)) {
            self.check();
            if let [document] = unit {
                each(reader.document(*document, |stratum| cell.holds(stratum)));
                continue;
            }
            several.clear();
            for document in unit {
                several.extend_from_slice(reader.document(*document, |stratum| cell.holds(stratum)));
            }
            each(&several);
        }
    }

    /// The documents with a message of a cell, in their order.
    fn documents_of(&self, cell: &Cell) -> Vec<u32> {
        let mut documents: Vec<u32> = Vec::new();
        self.strata.each_document(cell, |document, _| documents.push(document));
        documents.sort_unstable();
        documents.dedup();
        documents
    }

    /// The same; documents of one cluster stand together, in their order.
    fn by_unit(&self, cell: &Cell) -> Vec<u32> {
        let mut documents = self.documents_of(cell);
        documents.sort_by_key(|&document| self.strata.sampling.key(cell.units.kind, document, 0));
        documents
    }

    /// Hands over the messages of each sampling unit of a cell, with the terms of one word that they have, and `None` at the
    /// end of each unit. Nothing where the terms of messages were not kept.
    pub(super) fn each_unit_of_terms(&self, cell: usize, mut each: impl FnMut(Option<&BagMessage<'_>>)) {
        let Some(bags) = self.bags else { return };
        let cell = &self.counts.cells[cell];
        let (kind, sampling) = (cell.units.kind, &self.strata.sampling);
        let mut open = None;
        for document in self.by_unit(cell) {
            self.check();
            let key = sampling.key(kind, document, 0);
            bags.document(document as usize, |message| {
                if !cell.holds(message.stratum) {
                    return;
                }
                let begun = open.replace(key);
                if begun.is_some_and(|begun| begun != key || kind == UnitKind::Message) {
                    each(None);
                }
                each(Some(&message));
            });
        }
        if open.is_some() {
            each(None);
        }
    }

    /// Hands over the terms of one word of each sampling unit of a cell, with its word tokens: index among all terms and
    /// occurrences, sorted by index.
    pub(super) fn each_term_unit(&self, cell: usize, mut each: impl FnMut(u64, &[(u32, u64)])) {
        let (mut tokens, mut terms) = (0, Vec::new());
        self.each_unit_of_terms(cell, |message| {
            if let Some(message) = message {
                tokens += message.tokens;
                terms.extend(message.terms.iter().map(|(term, count)| (*term, u64::from(*count))));
                return;
            }
            terms.sort_unstable();
            terms.dedup_by(|later: &mut (u32, u64), kept| {
                let same = later.0 == kept.0;
                if same {
                    kept.1 += later.1;
                }
                same
            });
            each(std::mem::take(&mut tokens), &terms);
            terms.clear();
        });
    }

    /// Begins a table that takes long, in `steps` steps.
    pub(super) fn begin(&self, table: &str, steps: usize) {
        self.watcher.stage(table, Progress::Steps, steps as u64);
    }

    /// Does one step of a table; once the user has stopped the run the table is [left](leave_if_stopped).
    pub(super) fn step<T>(&self, act: impl FnOnce() -> T) -> T {
        self.check();
        let done = act();
        self.watcher.advance(1);
        done
    }

    /// Leaves the table once the user has stopped the run; for loops within a step.
    pub(super) fn check(&self) {
        leave_if_stopped(self.watcher);
    }

    /// Random numbers for a purpose, such as `change/privacy`. Names of periods and groups are not part of it, so that
    /// the same texts give the same numbers whatever their periods are called.
    pub fn purpose(&self, name: &str) -> Purpose<'s> {
        Purpose::new(self.config.analysis.seed, name).watched(self.watcher)
    }

    /// Random numbers for a comparison of two cells: they depend on how many messages and words these have.
    pub(super) fn purpose_of_pair(&self, name: &str, (from, to): (usize, usize)) -> Purpose<'s> {
        let [from, to] = [from, to].map(|place| &self.counts.cells[place]);
        self.purpose(&format!("{name}/{}-{}/{}-{}", from.messages, from.tokens, to.messages, to.tokens))
    }

    /// The id of a message, given by the place of its document and its own.
    pub fn message_id(&self, (document, ordinal): (u32, u32)) -> String {
        message_id(&self.documents.id(document as usize), ordinal)
    }
}

/// The id of a message: the document and the ordinal with at least two digits.
pub fn message_id(document: &str, ordinal: u32) -> String {
    format!("{document}#{ordinal:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(number: i32) -> Vec<Period> {
        (0..number).map(|year| Period::of_year(2000 + year)).collect()
    }

    fn pairs(pairs: Pairs, baseline: Baseline, number: i32) -> Vec<(usize, usize)> {
        let mut config = Config::default();
        (config.compare.pairs, config.analysis.baseline) = (pairs, baseline);
        pairs_of(&config, &years(number)).expect("pairs")
    }

    #[test]
    fn up_to_twelve_periods_are_compared_with_the_one_before_and_with_the_baseline() {
        assert_eq!(pairs(Pairs::Auto, Baseline::First, 4), [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3)]);
        assert_eq!(pairs(Pairs::Auto, Baseline::Period("2002".into()), 4), [(0, 1), (0, 2), (1, 2), (2, 3)]);
        assert_eq!(pairs(Pairs::Auto, Baseline::First, 12).len(), 21);
        // The thirds stand behind the periods.
        assert_eq!(pairs(Pairs::Auto, Baseline::First, 13), [(13, 15)]);
        assert_eq!((pairs(Pairs::Auto, Baseline::First, 1), pairs(Pairs::None, Baseline::First, 4)), (vec![], vec![]));
    }

    #[test]
    fn a_project_chooses_its_pairs() {
        assert_eq!(pairs(Pairs::Consecutive, Baseline::First, 30).len(), 29);
        assert_eq!(pairs(Pairs::Baseline, Baseline::First, 4), [(0, 1), (0, 2), (0, 3)]);
        assert_eq!(pairs(Pairs::All, Baseline::First, 4).len(), 6);
        let list = Pairs::List(vec![("2003".into(), "2001".into()), ("2001".into(), "2003".into())]);
        assert_eq!(pairs(list, Baseline::First, 4), [(1, 3)]);
        let mut config = Config::default();
        config.compare.pairs = Pairs::List(vec![("2001".into(), "2010".into())]);
        let error = pairs_of(&config, &years(4)).expect_err("no 2010").to_string();
        assert!(error.contains("no document of the period `2010`") && error.contains("did you mean `20"), "{error}");
    }
}
