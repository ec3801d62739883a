//! Terms in the messages of each theme, made from [`Bags`].

use super::scratch::{ThemeScratch, sum};
use super::{Bags, Cell, ThemeTermCount};
use crate::watch::{Watcher, leave_if_stopped};

/// Bytes of dense counts that are held at a time; with more themes the messages are read several times.
const MOST_BYTES: usize = 64 << 20;
/// Word tokens after which counts of 32 bits are moved on.
const MOST_TOKENS: u64 = (u32::MAX / 2) as u64;

/// For each theme its terms, each with its index and counts, in the order of the index.
pub type ThemeTerms = Vec<Vec<(u32, ThemeTermCount)>>;

/// What a thread needs for the cells that it counts, one after the other.
#[derive(Debug)]
pub struct ThemeTermCounter {
    themes: usize,
    scratch: Vec<ThemeScratch>,
}

impl ThemeTermCounter {
    /// A counter for so many themes and terms.
    pub fn new(themes: usize, terms: usize) -> Self {
        let together = (MOST_BYTES / terms.next_power_of_two().max(1) / ThemeScratch::BYTES).clamp(1, themes.max(1));
        Self { themes, scratch: (0..together).map(|_| ThemeScratch::default()).collect() }
    }

    /// The terms of a cell by theme; `watcher` may [leave](leave_if_stopped) it.
    pub fn of_cell(&mut self, cell: &Cell, bags: &Bags, watcher: &dyn Watcher) -> ThemeTerms {
        let together = self.scratch.len();
        (0..self.themes).step_by(together).flat_map(|first| self.of_themes(first, cell, bags, watcher)).collect()
    }

    /// The terms of the themes from one on, as many as are counted together.
    fn of_themes(&mut self, first: usize, cell: &Cell, bags: &Bags, watcher: &dyn Watcher) -> ThemeTerms {
        let themes = first..self.themes.min(first + self.scratch.len());
        let mut counted: ThemeTerms = themes.clone().map(|_| Vec::new()).collect();
        let mut tokens = 0;
        for &document in &cell.document_places {
            leave_if_stopped(watcher);
            bags.document(document as usize, |message| {
                if !cell.holds(message.stratum) {
                    return;
                }
                for &theme in message.themes.iter().filter(|theme| themes.contains(&(**theme as usize))) {
                    let scratch = &mut self.scratch[theme as usize - first];
                    scratch.add(message.terms);
                    scratch.add(message.phrases);
                }
                tokens += message.tokens;
            });
            if tokens > MOST_TOKENS {
                self.scratch.iter_mut().zip(&mut counted).for_each(|(scratch, terms)| scratch.flush(terms));
                tokens = 0;
            }
        }
        for (scratch, terms) in self.scratch.iter_mut().zip(&mut counted) {
            scratch.flush(terms);
            sum(terms);
        }
        counted
    }
}
