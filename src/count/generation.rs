//! What was counted with one vocabulary, packed. A counter whose vocabulary is large begins a new one, so that memory follows
//! neither the text nor all of its words; what was counted until then stands in [`Generations`] until all is put together.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;
use std::ops::Range;

use hashbrown::HashMap;

use super::by_index::{put_item, read_item};
use super::scratch::{Runs, sum};
use super::{TermCount, TermCounts};
use crate::pack::{Unpack, put, put_text};
use crate::spill::{Pieces, damaged};
use crate::text::{NO_TERM, Vocabulary};

/// Bytes of generations that are held in memory; where there are more, all go to a temporary file.
const IN_MEMORY: usize = 16 << 20;
/// Stands for "no word" in the key of an n-gram of two words.
pub(super) const NO_WORD: u32 = u32::MAX;
/// Bytes of terms that are read at a time.
const CHUNK: usize = 64 << 10;

/// What was counted with one vocabulary.
#[derive(Debug, Default)]
pub struct Generation {
    /// The number that the bags of its documents have.
    number: u32,
    /// For each term of the vocabulary its rank in alphabetical order, [`NO_TERM`] for those that do not occur.
    ranks: Vec<u32>,
    /// How many terms occur.
    terms: usize,
    /// The terms in order, in pieces: how many bytes each shares with the one before in the piece, its further text, its words,
    /// with one bit that says whether it was counted, and its forms with their counts.
    entries: Vec<Vec<u8>>,
    /// For each stratum in which terms were counted its number, and their ranks and counts.
    strata: Vec<(usize, Vec<u8>)>,
    /// Whether some terms have several words.
    phrases: bool,
}

impl Generation {
    /// Of a vocabulary with the occurrences of its types, its n-grams with the terms of their words, and the counts by stratum.
    pub(super) fn of(
        number: u32,
        vocabulary: &Vocabulary,
        type_counts: &[u64],
        ngrams: &HashMap<[u32; 3], u32>,
        strata: &[&Runs],
    ) -> Self {
        let texts = vocabulary.terms();
        let mut counted = vec![false; texts.len()];
        strata.iter().flat_map(|runs| runs.items()).for_each(|(term, _)| counted[*term as usize] = true);
        let forms = forms(vocabulary, type_counts);
        let mut occurs = counted.clone();
        forms.iter().for_each(|(term, _)| occurs[*term as usize] = true);
        let order = alphabetical(vocabulary, &occurs);
        let mut ranks = vec![NO_TERM; texts.len()];
        (0..).zip(&order).for_each(|(rank, term)| ranks[*term as usize] = rank);
        let length = |words: &[u32; 3]| words.iter().filter(|word| **word != NO_WORD).count();
        let words: HashMap<u32, usize> = ngrams.iter().map(|(words, term)| (*term, length(words))).collect();
        let (mut entries, mut entry, mut last) = (vec![Vec::new()], Vec::new(), "");
        for &term in &order {
            let text = texts.get(term);
            let from = forms.partition_point(|(of, _)| *of < term);
            let of_term = &forms[from..][..forms[from..].iter().take_while(|(of, _)| *of == term).count()];
            if entries.last().is_some_and(|piece| piece.len() >= CHUNK) {
                entries.push(Vec::new());
                last = "";
            }
            let mut shared = last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
            while !text.is_char_boundary(shared) {
                shared -= 1;
            }
            entry.clear();
            put(&mut entry, shared as u64);
            put_text(&mut entry, &text[shared..]);
            let words = words.get(&term).copied().unwrap_or(1);
            put(&mut entry, (words as u64) << 1 | u64::from(counted[term as usize]));
            put(&mut entry, of_term.len() as u64);
            for &(_, of) in of_term {
                put_text(&mut entry, vocabulary.types().get(vocabulary.type_info(of).form));
                put(&mut entry, type_counts[of as usize]);
            }
            if let Some(piece) = entries.last_mut() {
                piece.extend_from_slice(&entry);
            }
            last = text;
        }
        let packed = |(number, runs): (usize, &&Runs)| {
            let counts = runs.items().iter().map(|(term, count)| (ranks[*term as usize], TermCount::from(*count)));
            let mut counts: Vec<(u32, TermCount)> = counts.collect();
            sum(&mut counts);
            let (mut bytes, mut last) = (Vec::new(), 0);
            for (rank, count) in counts {
                put_item(&mut bytes, (rank - last).into(), &count);
                last = rank;
            }
            (number, bytes)
        };
        let strata = strata.iter().enumerate().filter(|(_, runs)| !runs.items().is_empty()).map(packed).collect();
        Self { number, terms: order.len(), ranks, entries, strata, phrases: !ngrams.is_empty() }
    }
}

/// The types that are forms of terms, each behind its term, in the order of the terms. A stop word is no form of a term, even
/// where a stem is spelled like it.
fn forms(vocabulary: &Vocabulary, type_counts: &[u64]) -> Vec<(u32, u32)> {
    let met = (0..).zip(type_counts).filter(|(_, count)| **count > 0).map(|(of, _)| (vocabulary.type_info(of), of));
    let mut forms: Vec<(u32, u32)> =
        met.filter(|(info, _)| !info.stop && info.term != NO_TERM).map(|(info, of)| (info.term, of)).collect();
    forms.sort_unstable();
    forms
}

/// The terms that occur, in alphabetical order.
fn alphabetical(vocabulary: &Vocabulary, occurs: &[bool]) -> Vec<u32> {
    let text = |term: u32| vocabulary.terms().get(term);
    let headed = |term: u32| {
        // With the first bytes as a number most comparisons need not look at the text.
        let mut head = [0; 8];
        head.iter_mut().zip(text(term).as_bytes()).for_each(|(to, from)| *to = *from);
        (u64::from_be_bytes(head), term)
    };
    let mut order: Vec<(u64, u32)> =
        (0..).zip(occurs).filter(|(_, occurs)| **occurs).map(|(term, _)| headed(term)).collect();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| text(a.1).cmp(text(b.1))));
    order.into_iter().map(|(_, term)| term).collect()
}

/// The generations of all counters.
#[derive(Debug)]
pub struct Generations {
    pieces: Pieces,
    kept: Vec<Kept>,
    /// Whether some terms have several words.
    phrases: bool,
}

/// A generation whose terms and counts stand in [`Generations::pieces`].
#[derive(Debug)]
struct Kept {
    number: u32,
    /// For each term of the vocabulary its rank, or [`NO_TERM`].
    ranks: Vec<u32>,
    /// For each rank the index of the term among all, or [`NO_TERM`] where it was not counted.
    indices: Vec<u32>,
    entries: Range<usize>,
    /// The number of each stratum, with the piece of its counts.
    strata: Vec<(usize, usize)>,
}

impl Default for Generations {
    fn default() -> Self {
        Self { pieces: Pieces::new(IN_MEMORY), kept: Vec::new(), phrases: false }
    }
}

/// A term of all generations, as it is put together.
pub(super) struct Joined<'t> {
    pub term: &'t str,
    pub words: usize,
    /// Whether it was counted; it may be there as a word of others alone.
    pub counted: bool,
    /// Its forms with their counts; a form may stand several times.
    pub forms: Vec<(&'t str, u64)>,
    /// The generations that have it, with its rank in each.
    ranks: &'t [(usize, u32)],
}

impl Generations {
    /// Adds a generation.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, generation: Generation) -> io::Result<()> {
        let Generation { number, ranks, terms, entries, strata, phrases } = generation;
        self.phrases |= phrases;
        let first = self.pieces.len();
        entries.iter().try_for_each(|piece| self.pieces.push(piece))?;
        let entries = first..self.pieces.len();
        let mut places = Vec::with_capacity(strata.len());
        for (number, counts) in strata {
            places.push((number, self.pieces.len()));
            self.pieces.push(&counts)?;
        }
        let indices = vec![NO_TERM; terms];
        self.kept.push(Kept { number, ranks, indices, entries, strata: places });
        Ok(())
    }

    /// Whether some terms have several words.
    pub(super) fn hold_phrases(&self) -> bool {
        self.phrases
    }

    /// Hands over each term once, in alphabetical order.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn each_term(&self, mut each: impl FnMut(Joined<'_>)) -> io::Result<()> {
        let mut readers = BinaryHeap::new();
        for (generation, kept) in self.kept.iter().enumerate() {
            let mut reader = Reader::new(generation, kept.entries.clone());
            if reader.next(&self.pieces)? {
                readers.push(reader);
            }
        }
        let (mut term, mut texts) = (String::new(), String::new());
        let (mut forms, mut ranks) = (Vec::new(), Vec::new());
        while let Some(first) = readers.peek() {
            term.clone_from(&first.term);
            let (words, mut counted) = (first.words, false);
            texts.clear();
            forms.clear();
            ranks.clear();
            while let Some(mut reader) = readers.peek_mut() {
                if reader.term != term {
                    break;
                }
                counted |= reader.counted;
                ranks.push((reader.generation, reader.rank));
                reader.forms(|form, count| {
                    texts.push_str(form);
                    forms.push((texts.len() - form.len(), texts.len(), count));
                })?;
                if !reader.next(&self.pieces)? {
                    PeekMut::pop(reader);
                }
            }
            let forms = forms.iter().map(|&(from, to, count)| (&texts[from..to], count)).collect();
            each(Joined { term: &term, words, counted, forms, ranks: &ranks });
        }
        Ok(())
    }

    /// Gives each term its index among all; `index` says it, [`NO_TERM`] for one that was not counted.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn place(&mut self, mut index: impl FnMut(Joined<'_>) -> u32) -> io::Result<()> {
        let mut indices: Vec<Vec<u32>> = self.kept.iter_mut().map(|kept| std::mem::take(&mut kept.indices)).collect();
        let placed = self.each_term(|joined| {
            let ranks = joined.ranks;
            let index = index(joined);
            ranks.iter().for_each(|&(generation, rank)| indices[generation][rank as usize] = index);
        });
        self.kept.iter_mut().zip(indices).for_each(|(kept, indices)| kept.indices = indices);
        placed
    }

    /// The counts of the terms of a stratum, given by its number, once terms have their [places](Self::place).
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn counts(&self, stratum: usize) -> io::Result<TermCounts> {
        let mut counts: Vec<(u32, TermCount)> = Vec::new();
        for kept in &self.kept {
            let Some((_, piece)) = kept.strata.iter().find(|(number, _)| *number == stratum) else { continue };
            let bytes = self.pieces.get(*piece)?;
            let (mut read, mut rank) = (Unpack::new(&bytes), 0);
            while let Some((step, count)) = read_item::<TermCount>(&mut read) {
                rank += step;
                counts.push((*kept.indices.get(rank as usize).ok_or_else(damaged)?, count));
            }
        }
        sum(&mut counts);
        Ok(TermCounts::of(counts))
    }

    /// By the number of a generation: for each term of its vocabulary the index among all, [`NO_TERM`] for those that were not
    /// counted.
    pub(super) fn into_places(self) -> Vec<Vec<u32>> {
        let numbers = self.kept.iter().map(|kept| kept.number as usize + 1).max().unwrap_or(0);
        let mut by_number = vec![Vec::new(); numbers];
        for Kept { number, mut ranks, indices, .. } in self.kept {
            ranks.iter_mut().filter(|rank| **rank != NO_TERM).for_each(|rank| *rank = indices[*rank as usize]);
            by_number[number as usize] = ranks;
        }
        by_number
    }
}

/// The terms of a generation, one after the other.
struct Reader {
    generation: usize,
    /// The pieces that are not yet read.
    entries: Range<usize>,
    piece: Vec<u8>,
    /// Where the next term stands in the piece; where the forms of the present one do.
    next: usize,
    /// The present term.
    term: String,
    rank: u32,
    words: usize,
    counted: bool,
}

impl Reader {
    /// Before the first term.
    fn new(generation: usize, entries: Range<usize>) -> Self {
        Self {
            generation,
            entries,
            piece: Vec::new(),
            next: 0,
            term: String::new(),
            rank: NO_TERM,
            words: 0,
            counted: false,
        }
    }

    /// Goes to the next term, when the forms of the present one were read; false where there is none.
    fn next(&mut self, pieces: &Pieces) -> io::Result<bool> {
        while self.next >= self.piece.len() {
            let Some(piece) = self.entries.next() else { return Ok(false) };
            (self.piece, self.next) = (pieces.get(piece)?.into_owned(), 0);
            self.term.clear();
        }
        let mut read = Unpack::new(&self.piece[self.next..]);
        let head = (|| {
            let shared = usize::try_from(read.number()?).ok()?;
            let further = read.text()?;
            self.term.is_char_boundary(shared).then(|| self.term.truncate(shared))?;
            self.term.push_str(further);
            read.number()
        })();
        let words = head.ok_or_else(damaged)?;
        (self.words, self.counted) = ((words >> 1) as usize, words & 1 == 1);
        self.rank = self.rank.wrapping_add(1);
        self.next = self.piece.len() - read.left();
        Ok(true)
    }

    /// Hands over the forms of the present term with their counts, once.
    fn forms(&mut self, mut each: impl FnMut(&str, u64)) -> io::Result<()> {
        let mut read = Unpack::new(&self.piece[self.next..]);
        for _ in 0..read.number().ok_or_else(damaged)? {
            let (form, count) = read.text().zip(read.number()).ok_or_else(damaged)?;
            each(form, count);
        }
        self.next = self.piece.len() - read.left();
        Ok(())
    }
}

impl Ord for Reader {
    /// The reader with the first term is the largest, as a heap hands over the largest first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.term.cmp(&self.term).then(other.generation.cmp(&self.generation))
    }
}

impl PartialOrd for Reader {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reader {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Reader {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::count::scratch::Scratch;
    use crate::text::{TextRules, Tokens};

    #[test]
    fn terms_of_several_generations_come_once_and_in_order() {
        let rules = TextRules::new(&Config::default().text, std::path::Path::new("")).expect("English");
        let word = |number: usize| format!("é{number:05}x");
        let mut generations = Generations::default();
        for (number, words) in [(0, 0..20_000), (2, 15_000..40_000)] {
            let mut vocabulary = Vocabulary::new(&rules);
            let text = words.map(word).collect::<Vec<_>>().join(" ");
            vocabulary.tokenize(&text, &mut Tokens::default());
            let mut runs = Runs::default();
            let terms: Vec<(u32, u32)> = (0..vocabulary.terms().len() as u32).map(|term| (term, 1)).collect();
            let mut scratch = Scratch::default();
            scratch.reserve(terms.len());
            scratch.add(&terms, 1);
            scratch.flush(&mut runs);
            let type_counts = vec![3; vocabulary.types().len()];
            let strata = [&Runs::default(), &runs];
            let generation = Generation::of(number, &vocabulary, &type_counts, &HashMap::new(), &strata);
            assert!(generation.entries.len() > 1);
            generations.push(generation).expect("memory");
        }
        let mut terms = Vec::new();
        let joined = |joined: Joined<'_>| {
            assert!(joined.counted && joined.words == 1 && joined.forms.iter().all(|form| *form == (joined.term, 3)));
            assert_eq!(joined.forms.len(), joined.ranks.len());
            terms.push(joined.term.to_string());
            terms.len() as u32 - 1
        };
        generations.place(joined).expect("memory");
        assert_eq!(terms, (0..40_000).map(word).collect::<Vec<_>>());
        let counts = generations.counts(1).expect("memory");
        assert_eq!((counts.len(), generations.counts(0).expect("memory").len()), (40_000, 0));
        let places = generations.into_places();
        assert_eq!((places.len(), &places[1]), (3, &Vec::new()));
        assert!(places[2].contains(&15_000) && !places[2].contains(&14_999));
    }
}
