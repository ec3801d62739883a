//! Words that the end of a line parts, read the other way: a word written in one as two with a hyphen, and the other way round.
//!
//! Whether the hyphen belongs to such a word is not always known, so patterns find both spellings. A match of the other reading
//! holds all of the word, and counts only where its theme has no match there as the text is written. A pattern must name a part of
//! the word: `*` alone does not.

use hashbrown::HashSet;

use super::stream::{Part, Reading};
use super::{Decisions, Match, Matcher};

/// A broken word: its parts as the text is written, and as it is read the other way.
struct Broken {
    written: (u32, u32),
    read: (u32, u32),
}

impl Matcher<'_> {
    /// Adds the matches of the other readings of broken words to those of the text as it is written.
    #[cold]
    pub(super) fn collect_broken(&self, decisions: &mut Decisions, reading: Reading<'_>) {
        // Words of which no pattern names a part are the most.
        let named =
            |other: u32| reading.vocabulary.parts(other).iter().any(|form| decisions.form_sets[*form as usize] != 0);
        if !reading.tokens.broken.iter().any(|(_, other)| named(*other)) {
            return;
        }
        let written = std::mem::take(&mut decisions.stream);
        let (matches, excluded) = (std::mem::take(&mut decisions.matches), std::mem::take(&mut decisions.excluded));
        let (broken, places) = other_stream(&written, decisions, reading);
        self.collect(decisions, reading);

        let found =
            |m: &Match| touched(&broken, m, |broken| broken.written).map(|place| (m.theme, place)).collect::<Vec<_>>();
        let seen: HashSet<(u32, usize)> = matches.iter().chain(&excluded).flat_map(found).collect();
        let add = |of_other: &mut Vec<Match>, mut all: Vec<Match>| {
            for m in of_other.drain(..) {
                let whole: Vec<usize> = touched(&broken, &m, |broken| broken.read)
                    .filter(|&place| m.from <= broken[place].read.0 && broken[place].read.1 <= m.to)
                    .collect();
                if !whole.is_empty() && whole.iter().all(|&place| !seen.contains(&(m.theme, place))) {
                    let (from, to) = (places[m.from as usize].0, places[m.to as usize - 1].1);
                    all.push(Match { from, to, ..m });
                }
            }
            *of_other = all;
        };
        add(&mut decisions.excluded, excluded);
        add(&mut decisions.matches, matches);
        decisions.stream = written;
    }
}

/// Fills the stream with the other readings. Gives the broken words in order, and for each part the parts that it stands for in
/// the stream of the text as it is written.
fn other_stream(written: &[Part], decisions: &mut Decisions, reading: Reading<'_>) -> (Vec<Broken>, Vec<(u32, u32)>) {
    let Decisions { stream, form_sets, .. } = decisions;
    let first = written.first().map_or(0, |part| part.token);
    let behind = reading.tokens.broken.partition_point(|(token, _)| *token < first);
    let mut others = reading.tokens.broken[behind..].iter().peekable();
    let (mut broken, mut places) = (Vec::new(), Vec::new());
    let mut at = 0;
    for parts in written.chunk_by(|a, b| a.token == b.token) {
        let (from, to) = (at, at + parts.len() as u32);
        at = to;
        let other =
            others.next_if(|(token, _)| *token == parts[0].token).map(|(_, other)| reading.vocabulary.parts(*other));
        if let Some(other) = other.filter(|other| !other.is_empty()) {
            let start = stream.len() as u32;
            let part =
                |(form, place): (&u32, u16)| Part { set: form_sets[*form as usize], token: parts[0].token, place };
            stream.extend(other.iter().zip(0_u16..).map(part));
            places.resize(stream.len(), (from, to));
            broken.push(Broken { written: (from, to), read: (start, stream.len() as u32) });
        } else {
            stream.extend(parts);
            places.extend((from..to).map(|place| (place, place + 1)));
        }
    }
    (broken, places)
}

/// The places of the broken words that a match holds a part of.
fn touched(broken: &[Broken], m: &Match, range: fn(&Broken) -> (u32, u32)) -> impl Iterator<Item = usize> {
    let (from, to) = (m.from, m.to);
    let first = broken.partition_point(|broken| range(broken).1 <= from);
    (first..broken.len()).take_while(move |&place| range(&broken[place]).0 < to)
}
