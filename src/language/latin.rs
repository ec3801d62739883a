//! The language of a text in Latin letters, as whatlang tells it.
//!
//! For each of 37 languages whatlang looks its 300 most frequent runs of three letters up in the text, which takes a tenth of
//! a millisecond, however short the text. Here each run of the text is looked up once among those of all languages. The
//! result is the same; a property test compares both. `latin.tsv` holds what whatlang 0.18 (by Serhii Potapov, MIT licence) knows
//! of these languages: code, letters, and runs, the most frequent first, with `_` for a blank.

use std::sync::LazyLock;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Runs of a language, and the distance of one that a text lacks.
const RUNS: usize = 300;
/// Runs of a text that are looked at, the most frequent ones.
const MOST_RUNS: usize = 600;
/// A language is sure above this.
const SURE: f64 = 0.9;

static KNOWN: LazyLock<Known> = LazyLock::new(|| Known::of(include_str!("latin.tsv")));

/// The code of ISO 639-3 of the language that a text is surely written in, or that none is sure; `None` where the text has
/// other letters than Latin ones.
pub fn detect(text: &str) -> Option<Option<&'static str>> {
    is_latin(text).then(|| KNOWN.detect(text))
}

/// Whether all letters are Latin ones, and there is one.
fn is_latin(text: &str) -> bool {
    let latin = |c: char| matches!(c, 'a'..='z' | 'A'..='Z' | '\u{80}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    // Dashes, quotation marks and signs of currencies belong to all languages.
    let neutral = |c: char| is_no_letter(c) || matches!(c, '\u{2000}'..='\u{206F}' | '\u{20A0}'..='\u{20CF}');
    text.chars().all(|c| latin(c) || neutral(c)) && text.contains(latin)
}

/// Blanks, digits and signs of ASCII.
fn is_no_letter(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphabetic()
}

/// What is known of all languages.
struct Known {
    codes: Vec<&'static str>,
    /// The languages that have a letter, a bit for each.
    letters: HashMap<char, u64, FxBuildHasher>,
    /// Where the languages stand that have a run.
    runs: HashMap<u64, (u32, u32), FxBuildHasher>,
    /// Languages, each with the place of the run there.
    places: Vec<(u8, u16)>,
}

impl Known {
    fn of(lines: &'static str) -> Self {
        let mut known =
            Self { codes: Vec::new(), letters: HashMap::default(), runs: HashMap::default(), places: Vec::new() };
        let mut all: Vec<(u64, u8, u16)> = Vec::new();
        for (language, line) in (0_u8..).zip(lines.lines()) {
            let mut fields = line.split('\t');
            known.codes.push(fields.next().unwrap_or_default());
            for letter in fields.next().unwrap_or_default().chars() {
                *known.letters.entry(letter).or_default() |= 1 << language;
            }
            let letters: Vec<char> = fields.next().unwrap_or_default().replace('_', " ").chars().collect();
            let runs = letters.chunks_exact(3).zip(0..);
            all.extend(runs.map(|(run, place)| (packed([run[0], run[1], run[2]]), language, place)));
        }
        all.sort_unstable();
        for of_run in all.chunk_by(|a, b| a.0 == b.0) {
            let start = known.places.len() as u32;
            known.places.extend(of_run.iter().map(|&(_, language, place)| (language, place)));
            known.runs.insert(of_run[0].0, (start, known.places.len() as u32));
        }
        known
    }

    fn detect(&self, text: &str) -> Option<&'static str> {
        let lower = text.to_lowercase();
        let (letters, by_letters) = self.by_letters(&lower);
        let (runs, by_runs) = self.by_runs(&lower);
        // The longer the text, the more runs tell.
        let weight = (2.0 / 3.0 - letters as f64 / 300.0).clamp(1.0 / 3.0, 2.0 / 3.0);
        let (mut best, mut first, mut second) = (0, 0.0, 0.0);
        for (language, (letters, runs)) in by_letters.iter().zip(&by_runs).enumerate() {
            let score = letters * weight + runs * (1.0 - weight);
            if score > first {
                (best, second, first) = (language, first, score);
            } else if score > second {
                second = score;
            }
        }
        (confidence(first, second, runs) > SURE).then(|| self.codes[best])
    }

    /// How many letters a text has, and for each language the share of those that it has, less that of the others.
    fn by_letters(&self, lower: &str) -> (u32, Vec<f64>) {
        let (mut of_ascii, mut others) = ([0_u32; 128], HashMap::<char, u32, FxBuildHasher>::default());
        let mut letters = 0;
        for c in lower.chars().filter(|c| !is_no_letter(*c)) {
            letters += 1;
            match of_ascii.get_mut(c as usize) {
                Some(number) => *number += 1,
                None => *others.entry(c).or_default() += 1,
            }
        }
        let ascii = ('\0'..).zip(of_ascii).filter(|(_, number)| *number > 0);
        let (mut everywhere, mut own) = (0, vec![0; self.codes.len()]);
        for (c, number) in ascii.chain(others) {
            let mut languages = self.letters.get(&c).copied().unwrap_or_default();
            if languages.count_ones() as usize == own.len() {
                everywhere += number;
                continue;
            }
            while languages != 0 {
                own[languages.trailing_zeros() as usize] += number;
                languages &= languages - 1;
            }
        }
        let share = |own: u32| f64::from((2 * (own + everywhere)).saturating_sub(letters)) / f64::from(letters);
        (letters, own.into_iter().map(share).collect())
    }

    /// How many different runs a text has, and for each language how near their order by frequency is to its own.
    fn by_runs(&self, lower: &str) -> (usize, Vec<f64>) {
        let mut runs = runs_of(lower);
        runs.sort_unstable();
        let mut counted: Vec<(usize, u64)> = runs.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
        counted.sort_unstable_by(|a, b| b.cmp(a));
        counted.truncate(MOST_RUNS);
        let far = RUNS as i64;
        let mut distances = vec![far * far; self.codes.len()];
        for (place, (_, run)) in (0_i64..).zip(&counted) {
            let Some(&(start, end)) = self.runs.get(run) else { continue };
            for &(language, own) in &self.places[start as usize..end as usize] {
                distances[usize::from(language)] += (place - i64::from(own)).abs() - far;
            }
        }
        // A short text lacks most runs of its language too.
        let lacking = RUNS.saturating_sub(counted.len()) as i64 * far;
        let farthest = counted.len() as i64 * far;
        let near = |distance: i64| (farthest - (distance - lacking).min(far * far)) as f64 / farthest as f64;
        (counted.len(), distances.into_iter().map(near).collect())
    }
}

/// How sure the language with the highest score is.
fn confidence(first: f64, second: f64, runs: usize) -> f64 {
    if first == 0.0 || second == 0.0 {
        return first;
    }
    let enough = 3.0 / runs as f64 + 0.015;
    ((first - second) / second / enough).min(1.0)
}

/// The runs of three letters of a text, with blanks at the edges of words.
fn runs_of(lower: &str) -> Vec<u64> {
    let mut letters = lower.chars().map(|c| if is_no_letter(c) { ' ' } else { c }).chain([' ']);
    let (mut first, mut second) = (' ', letters.next().unwrap_or(' '));
    let mut runs = Vec::with_capacity(lower.len());
    for third in letters {
        if second != ' ' || (first != ' ' && third != ' ') {
            runs.push(packed([first, second, third]));
        }
        (first, second) = (second, third);
    }
    runs
}

/// Three letters as a number, in their order.
fn packed(run: [char; 3]) -> u64 {
    run.into_iter().fold(0, |packed, c| packed << 21 | u64::from(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::language::tests::SENTENCES;

    #[track_caller]
    fn same(text: &str) {
        let expected = whatlang::detect(text).filter(whatlang::Info::is_reliable).map(|info| info.lang().code());
        if let Some(found) = detect(text) {
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn each_beginning_of_a_sentence_is_in_the_language_that_whatlang_tells() {
        let latin = SENTENCES.iter().filter(|(_, text)| is_latin(text));
        assert_eq!(latin.clone().count(), 24);
        for (_, text) in latin {
            text.char_indices().for_each(|(end, _)| same(&text[..end]));
            same(&text.to_uppercase());
            same(&text.repeat(30));
        }
        assert_eq!(KNOWN.codes.len(), 37);
        assert_eq!(detect("Правительство"), None);
        assert_eq!(detect("12, 3"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_in_the_language_that_whatlang_tells(
            parts in prop::collection::vec((0..SENTENCES.len(), 0_usize..120, 1_usize..90), 1..8),
            noise in "[ a-zA-Z0-9éßøİŻ’–€'\u{a0}ʻơ]{0,60}",
        ) {
            let part = |&(of, from, length): &(usize, usize, usize)| -> String {
                SENTENCES[of].1.chars().skip(from).take(length).collect()
            };
            same(&parts.iter().map(part).collect::<Vec<_>>().concat());
            let latin: Vec<String> = parts.iter().filter(|part| is_latin(SENTENCES[part.0].1)).map(part).collect();
            same(&latin.concat());
            same(&format!("{}{noise}", latin.concat()));
            same(&noise);
        }
    }
}
