//! The groups of a variable, and the counts of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Study;
use crate::axis::{Group, NOT_GIVEN, Variable};
use crate::count::{Counts, Members};

/// The name of the group of those that are too small to stand by themselves.
pub const OTHER: &str = "other";
/// Its name where a value is called like that.
const OTHER_GROUPS: &str = "other groups";

/// The groups of one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The variable.
    pub variable: Variable,
    /// The groups, in the order of the project, then of the alphabet; small ones together at the end.
    pub groups: Vec<Values>,
    /// Groups that are too small, with their messages.
    pub small: Vec<(String, u64)>,
    /// The place of the variable among those of the project.
    place: usize,
}

/// A group: one value of the variable, or all that are too small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    /// What it is called.
    pub name: String,
    /// Messages in all periods.
    pub messages: u64,
    /// The values that it holds.
    held: BTreeSet<String>,
}

/// The groups of every variable of a study.
pub fn groupings(study: &Study<'_>) -> Vec<Grouping> {
    (0..study.variables.len()).map(|place| Grouping::new(study, place)).collect()
}

impl Grouping {
    fn new(study: &Study<'_>, place: usize) -> Self {
        let mut messages: BTreeMap<&str, u64> = BTreeMap::new();
        for (stratum, counts) in &study.strata.strata {
            *messages.entry(&stratum.groups[place]).or_default() += counts.messages;
        }
        let config = &study.config.groups;
        let (small, large): (Vec<_>, Vec<_>) = messages.into_iter().partition(|(_, messages)| *messages < config.least);
        // One group by itself would only get another name.
        let (small, large) = if small.len() > 1 { (small, large) } else { (Vec::new(), [large, small].concat()) };
        let of_one = |(name, messages): (&str, u64)| Values {
            name: name.to_string(),
            messages,
            held: BTreeSet::from([name.to_string()]),
        };
        let mut groups: Vec<Values> = large.into_iter().map(of_one).collect();
        let rank = |name: &str| config.order.iter().position(|value| value == name).unwrap_or(usize::MAX);
        groups.sort_by(|a, b| {
            let key = |of: &Values| (of.name == NOT_GIVEN, rank(&of.name));
            key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
        });
        if !small.is_empty() {
            let taken = groups.iter().any(|group| group.name == OTHER);
            groups.push(Values {
                name: if taken { OTHER_GROUPS } else { OTHER }.into(),
                messages: small.iter().map(|(_, messages)| messages).sum(),
                held: small.iter().map(|(name, _)| (*name).to_string()).collect(),
            });
        }
        let small = small.into_iter().map(|(name, messages)| (name.to_string(), messages)).collect();
        Self { variable: study.variables[place].clone(), groups, small, place }
    }

    /// The group that a value is part of.
    pub(crate) fn group_of(&self, value: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.held.contains(value))
    }

    /// The strata and documents of a group in some periods.
    fn members(&self, study: &Study<'_>, group: usize, first: usize, last: usize) -> Members {
        let values = &self.groups[group].held;
        let strata = study
            .strata
            .places(|stratum| (first..=last).contains(&stratum.period) && values.contains(&stratum.groups[self.place]));
        let cells = study.whole.periods();
        let documents = study.axis.documents_between(first, last);
        Members {
            period: cells[first].period.until(&cells[last].period),
            group: None,
            documents: self.documents(study, documents, &strata, values),
            strata,
            of_messages: self.variable.of_messages,
        }
    }

    /// Those of some documents that have a message of the group.
    fn documents(
        &self,
        study: &Study<'_>,
        documents: Vec<u32>,
        strata: &[usize],
        values: &BTreeSet<String>,
    ) -> Vec<u32> {
        if self.variable.of_messages {
            let mut with = Vec::new();
            study.strata.sampling.each_document(strata, |document, _| with.push(document));
            with.sort_unstable();
            return documents.into_iter().filter(|document| with.binary_search(document).is_ok()).collect();
        }
        let value = |document: u32| study.values.get(document as usize, self.place);
        documents.into_iter().filter(|document| values.contains(value(*document))).collect()
    }

    /// The counts of a group in each period in which it has a message.
    pub fn by_period(&self, study: &Study<'_>, group: usize) -> Counts {
        let cells = (0..study.whole.periods().len()).map(|period| self.members(study, group, period, period));
        let cells: Vec<Members> = cells.filter(|members| !members.strata.is_empty()).collect();
        let periods = cells.len();
        study.strata.arrange(cells, periods, study.watcher)
    }

    /// The counts of each group in each period in which it has a message, group after group, with the place of the group.
    pub(super) fn in_periods(&self, study: &Study<'_>) -> (Vec<usize>, Counts) {
        let periods = study.whole.periods().len();
        let of_group = |group| (0..periods).map(move |period| (group, self.members(study, group, period, period)));
        let met = (0..self.groups.len()).flat_map(of_group).filter(|(_, members)| !members.strata.is_empty());
        let (groups, cells): (Vec<usize>, Vec<Members>) = met.unzip();
        let number = cells.len();
        (groups, study.strata.arrange(cells, number, study.watcher))
    }

    /// The counts of all groups in one period, or in a stretch of periods, in the order of the groups; those without a
    /// message there are left out. With the place of each among the groups.
    pub(super) fn within(&self, study: &Study<'_>, first: usize, last: usize) -> (Vec<usize>, Counts) {
        let of_group = |group| (group, self.members(study, group, first, last));
        let met = (0..self.groups.len()).map(of_group).filter(|(_, members)| !members.strata.is_empty());
        let (groups, cells): (Vec<usize>, Vec<Members>) =
            met.map(|(group, members)| (group, Members { group: Some(self.named(group)), ..members })).unzip();
        let number = cells.len();
        (groups, study.strata.arrange(cells, number, study.watcher))
    }

    /// The counts of a group, and of all others in the periods that it has.
    pub(super) fn beside_the_rest(&self, study: &Study<'_>, group: usize) -> Counts {
        let last = study.whole.periods().len().saturating_sub(1);
        let of_group = self.members(study, group, 0, last);
        let strata = &study.strata.strata;
        let periods: BTreeSet<usize> = of_group.strata.iter().map(|&place| strata[place].0.period).collect();
        let rest = study.strata.places(|stratum| periods.contains(&stratum.period));
        let rest = rest.into_iter().filter(|place| of_group.strata.binary_search(place).is_err()).collect();
        let rest = Members { strata: rest, documents: Vec::new(), ..of_group.clone() };
        study.strata.arrange(vec![of_group, rest], 2, study.watcher)
    }

    /// A group by its name.
    fn named(&self, group: usize) -> Group {
        Group { variable: self.variable.name.clone(), value: self.groups[group].name.clone() }
    }

    /// A study of other counts of the same corpus, in which no pair is compared.
    pub(super) fn study<'s>(study: &Study<'s>, counts: &'s Counts) -> Study<'s> {
        Study { counts, pairs: &[], asked: None, ..*study }
    }
}
