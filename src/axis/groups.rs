//! Groups and strata.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

/// The name of the group of what has no value of a variable.
pub const NOT_GIVEN: &str = "not given";

/// A grouping variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name, such as `publisher`.
    pub name: String,
    /// Whether its values are those of messages (`section`), not of documents.
    pub of_messages: bool,
}

/// One group: a value of a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The variable.
    pub variable: String,
    /// The value.
    pub value: String,
}

/// The group of what has this value of a variable.
pub fn value_of(value: &str) -> String {
    let value = value.trim();
    if value.is_empty() { NOT_GIVEN.to_string() } else { value.to_string() }
}

/// A period, by its place on the axis, with one group of each grouping variable, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stratum {
    /// The place of the period.
    pub period: usize,
    /// A value of each variable.
    pub groups: Vec<String>,
}

/// The strata that were met, numbered in the order in which they came. Threads share one.
#[derive(Debug, Default)]
pub struct Strata {
    known: Mutex<HashMap<Stratum, usize>>,
}

impl Strata {
    /// The number of a stratum.
    pub fn number(&self, stratum: &Stratum) -> usize {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.get(stratum) {
            return *number;
        }
        let number = known.len();
        known.insert(stratum.clone(), number);
        number
    }

    /// All strata with their numbers, sorted: by period, then by their groups. So the order does not depend on threads.
    pub fn sorted(&self) -> Vec<(Stratum, usize)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<(Stratum, usize)> = known.iter().map(|(stratum, number)| (stratum.clone(), *number)).collect();
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strata_are_numbered_as_they_come_and_listed_in_order() {
        let stratum = |period, group: &str| Stratum { period, groups: vec![group.to_string()] };
        let strata = Strata::default();
        let numbers =
            [(1, "b"), (0, "b"), (1, "a"), (1, "b")].map(|(period, group)| strata.number(&stratum(period, group)));
        assert_eq!(numbers, [0, 1, 2, 0]);
        assert_eq!(strata.sorted(), [(stratum(0, "b"), 1), (stratum(1, "a"), 2), (stratum(1, "b"), 0)]);
    }
}
