//! Which messages a report carries: all of a small corpus, a fair sample of a large one.
//!
//! A cell is a theme in a period, or the messages of a period without a theme. While the messages are no more than the most
//! that is asked for, all are kept. Of more, each cell keeps those with the lowest hash of their id, as many in each cell;
//! so every message of a cell is as likely to be kept as any other of the cell, and the choice depends neither on the
//! order of the documents nor on threads. A message in several cells is kept where one of them keeps it.

use std::collections::{BTreeMap, BinaryHeap, HashSet};

use sha2::{Digest, Sha256};

use crate::axis::Period;

/// A message as the sample holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate<T> {
    id: String,
    cells: Vec<(Period, String)>,
    item: T,
}

/// Keeps messages, one after the other, without holding more than it must.
#[derive(Debug)]
pub struct Sample<T> {
    most: usize,
    /// The most messages of a cell, once there are too many messages.
    of_cell: usize,
    seen: u64,
    kept: BTreeMap<u64, Candidate<T>>,
    cells: BTreeMap<(Period, String), BinaryHeap<u64>>,
    sampling: bool,
    /// So many messages are held before those that no cell keeps are dropped.
    room: usize,
}

impl<T> Sample<T> {
    /// A sample of at most `most` messages of a corpus with so many `cells`; more only where one message of each cell
    /// is more.
    pub fn new(most: usize, cells: usize) -> Self {
        Self {
            most,
            of_cell: (most / cells.max(1)).max(1),
            seen: 0,
            kept: BTreeMap::new(),
            cells: BTreeMap::new(),
            sampling: false,
            room: most,
        }
    }

    /// Takes a message: its id, period and themes. `make` is called only where it is kept for now.
    pub fn take(&mut self, id: &str, period: &Period, themes: &[&str], make: impl FnOnce() -> T) {
        self.seen += 1;
        let priority = priority(id);
        let themes = if themes.is_empty() { &[""][..] } else { themes };
        let mut wanted = false;
        for theme in themes {
            let cell = self.cells.entry((period.clone(), (*theme).to_string())).or_default();
            if cell.len() < self.of_cell || cell.peek().is_some_and(|highest| priority < *highest) {
                cell.push(priority);
                wanted = true;
                if cell.len() > self.of_cell {
                    cell.pop();
                }
            }
        }
        if !self.sampling || wanted {
            let cells = themes.iter().map(|theme| (period.clone(), (*theme).to_string())).collect();
            self.kept.insert(priority, Candidate { id: id.to_string(), cells, item: make() });
        }
        if self.kept.len() > self.room {
            self.sampling = true;
            self.thin_out();
            // Thinning out costs a walk over all that is kept: not for each message.
            self.room = self.kept.len().max(self.most) * 5 / 4;
        }
    }

    /// The last message, if it is kept so far, for what comes to it later.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.kept.get_mut(&priority(id)).filter(|candidate| candidate.id == id).map(|candidate| &mut candidate.item)
    }

    /// The messages seen.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// The messages kept, in the order of their hashes.
    pub fn finish(mut self) -> Vec<T> {
        if self.sampling {
            self.thin_out();
        }
        self.kept.into_values().map(|candidate| candidate.item).collect()
    }

    /// Drops all that no cell keeps.
    fn thin_out(&mut self) {
        let in_cells: HashSet<u64> = self.cells.values().flatten().copied().collect();
        self.kept.retain(|priority, _| in_cells.contains(priority));
    }
}

/// A number that is as good as random and always the same for an id.
fn priority(id: &str) -> u64 {
    let hash = Sha256::digest(id.as_bytes());
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(most: usize, messages: impl Iterator<Item = (String, i32, Vec<&'static str>)>) -> Vec<String> {
        let mut sample = Sample::new(most, 4);
        for (id, year, themes) in messages {
            sample.take(&id, &Period::of_year(year), &themes, || id.clone());
        }
        sample.finish()
    }

    fn messages(count: usize) -> impl DoubleEndedIterator<Item = (String, i32, Vec<&'static str>)> {
        (0..count).map(|place| {
            let themes = if place % 10 == 0 { vec!["rare"] } else { vec![] };
            (format!("d#{place:02}"), if place % 2 == 0 { 2012 } else { 2017 }, themes)
        })
    }

    #[test]
    fn a_small_corpus_is_kept_whole() {
        let mut kept = sample(100, messages(100));
        kept.sort();
        let mut all: Vec<String> = messages(100).map(|(id, ..)| id).collect();
        all.sort();
        assert_eq!(kept, all);
    }

    #[test]
    fn a_large_one_keeps_as_many_of_each_cell_in_any_order() {
        let kept = sample(100, messages(10_000));
        assert_eq!(kept, sample(100, messages(10_000).rev()));
        let of = |wanted: &dyn Fn(usize) -> bool| {
            kept.iter().filter(|id| wanted(id[2..].parse().expect("a number"))).count()
        };
        // 2012 with the theme, 2012 without, 2017 without; 2017 never has the theme.
        assert_eq!([of(&|n| n % 10 == 0), of(&|n| n % 10 != 0 && n % 2 == 0), of(&|n| n % 2 == 1)], [25; 3]);
    }

    #[test]
    fn each_message_of_a_cell_is_as_likely_as_any_other() {
        let kept = sample(4_000, messages(100_000));
        let first = kept.iter().filter(|id| id[2..].parse::<usize>().expect("a number") < 50_000).count();
        // 3,000 are kept; the standard deviation of the half of them is 27.
        assert_eq!(kept.len(), 3_000);
        assert!((1_390..=1_610).contains(&first), "{first}");
    }
}
