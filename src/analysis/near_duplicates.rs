//! Messages that say nearly the same in nearly the same words.
//!
//! Two messages are near-duplicates where the Jaccard index of their sets of shingles (runs of three folded words) is
//! 0.5 or more (Broder 1997). Of long messages a sample of the shingles is compared, the same in both ([`Shingles`]); which pairs
//! are looked at is bounded, see [`NearDuplicates::of`].

use std::borrow::Cow;
use std::ops::Range;

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::Study;
use super::row::row;
use super::study::message_id;
use crate::corpus::Documents;
use crate::count::{Shingles, is_kept};
use crate::watch::{Progress, Watcher, leave_if_stopped};

row!(NearDuplicateRow, "near_duplicates", "Two messages in nearly the same words.", ["message_a", "message_b"], {
    message_a: String, "", "Id of the first message, in alphabetical order.";
    message_b: String, "", "Id of the second message.";
    similarity: f64, "", "Jaccard index of the sets of runs of three words, from 0.5 to 1; case and punctuation do not matter. Of messages with more than 512 different runs it is that of a sample of 256 or more of them, and so off by about .03.";
});

/// A shingle that stands in more different messages than this brings no two of them together.
const MOST_MESSAGES_OF_SHINGLE: usize = 200;
/// Of more messages alike than this, not every pair is listed, but the first message with each of the others.
const MOST_ALIKE: usize = 50;
/// Where that would be more pairs than this, so it is with three messages alike.
const MOST_PAIRS: usize = 1_000_000;

/// Messages that are nearly alike, two by two. There may be more pairs than messages, so each takes 16 bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NearDuplicates {
    /// All messages of a pair, as the places of their documents and their own there, in the alphabetical order of their ids.
    messages: Vec<(u32, u32)>,
    /// Places among them, the lower one first, and the similarity; sorted.
    pairs: Vec<(u32, u32, f64)>,
}

impl NearDuplicates {
    /// Pairs of messages with a Jaccard index of 0.5 or more; none where no shingles were kept.
    ///
    /// Messages with the same shingles are found always. Other pairs are missed only where every shingle that both have
    /// stands in more than 200 different messages. Of more than 50 messages alike (of more than two, where there are many of
    /// them) only the first is paired with the others, and with messages nearly alike; every near-duplicate is still in a
    /// pair. Messages without a word are no duplicates; those of one or two words are where all words are the same.
    pub fn of(study: &Study<'_>) -> Self {
        let Some(shingles) = study.shingles else { return Self::default() };
        let Some(hashes) = shingles.hashes() else { return Self::default() };
        Self::named(pairs(shingles, &hashes, study.watcher), shingles, study.documents)
    }

    /// Pairs of messages, given by their places among all.
    pub(super) fn named(mut pairs: Vec<(u32, u32, f64)>, shingles: &Shingles, documents: &Documents) -> Self {
        let mut places: Vec<u32> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        places.sort_unstable();
        places.dedup();
        let name = |(at, place): (u32, &u32)| {
            let (document, ordinal) = shingles.place_of(*place as usize);
            (message_id(&documents.id(document), ordinal), at, (document as u32, ordinal))
        };
        let mut named: Vec<_> = (0..).zip(&places).map(name).collect();
        named.sort_unstable();
        let mut ranks = vec![0; named.len()];
        (0..).zip(&named).for_each(|(rank, (_, at, _))| ranks[*at as usize] = rank);
        let messages = named.into_iter().map(|(.., message)| message).collect();
        let rank = |place: u32| ranks[places.partition_point(|other| *other < place)];
        for (a, b, _) in &mut pairs {
            let (first, second) = (rank(*a), rank(*b));
            (*a, *b) = (first.min(second), first.max(second));
        }
        pairs.sort_unstable_by_key(|(a, b, _)| (*a, *b));
        Self { messages, pairs }
    }

    /// The rows of the table `near_duplicates`, one by one, sorted by the ids of the messages.
    pub fn rows(&self, documents: &Documents) -> impl Iterator<Item = NearDuplicateRow> {
        let id = |message: u32| {
            let (document, ordinal) = self.messages[message as usize];
            message_id(&documents.id(document as usize), ordinal)
        };
        let row = move |&(a, b, similarity): &(u32, u32, f64)| NearDuplicateRow {
            message_a: id(a),
            message_b: id(b),
            similarity,
        };
        self.pairs.iter().map(row)
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether no two messages are nearly alike.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The messages that are in a pair, each once: the place of the document, and their own there, from 1.
    pub(super) fn messages(&self) -> &[(u32, u32)] {
        &self.messages
    }

    /// The messages of each pair.
    pub(super) fn pairs(&self) -> impl Iterator<Item = [(u32, u32); 2]> {
        self.pairs.iter().map(|&(a, b, _)| [a, b].map(|message| self.messages[message as usize]))
    }
}

/// Messages with the same shingles.
struct Group<'r> {
    shingles: &'r [u32],
    /// The level of all.
    level: u8,
    /// Places of the messages, in order.
    members: Vec<u32>,
}

/// Places of near-duplicates with their similarity, in an order that depends on the shingles alone.
fn pairs(shingles: &Shingles, hashes: &[u32], watcher: &dyn Watcher) -> Vec<(u32, u32, f64)> {
    let groups = groups(shingles, hashes);
    let mut pairs = Vec::new();
    let of_group = |group: &Group<'_>| group.members.len() * (group.members.len() - 1) / 2;
    let all: usize = groups.iter().filter(|group| group.members.len() <= MOST_ALIKE).map(of_group).sum();
    let most = if all > MOST_PAIRS { 2 } else { MOST_ALIKE };
    for group in &groups {
        let firsts = if group.members.len() > most { 1 } else { group.members.len() };
        for (index, &a) in group.members.iter().take(firsts).enumerate() {
            pairs.extend(group.members[index + 1..].iter().map(|&b| (a, b, 1.0)));
        }
    }
    let highest = groups.iter().map(|group| group.level).max().unwrap_or(0);
    for level in 0..=highest {
        for (a, b, similarity) in Sets::of(&groups, level).similar(watcher) {
            for &a in groups[a].speakers(most) {
                pairs.extend(groups[b].speakers(most).iter().map(|&b| (a, b, similarity)));
            }
        }
    }
    pairs
}

impl Group<'_> {
    /// The messages that are paired with those of other groups: one for all, where there are more than so many.
    fn speakers(&self, most: usize) -> &[u32] {
        if self.members.len() > most { &self.members[..1] } else { &self.members }
    }
}

/// The messages with a shingle by their shingles, in the order of the shingles.
fn groups<'h>(shingles: &Shingles, hashes: &'h [u32]) -> Vec<Group<'h>> {
    let message = |place: u32| shingles.message(hashes, place as usize);
    let mut order: Vec<u32> = (0..shingles.len() as u32).filter(|&place| !message(place).0.is_empty()).collect();
    order.par_sort_unstable_by(|&a, &b| (message(a), a).cmp(&(message(b), b)));
    order
        .chunk_by(|&a, &b| message(a) == message(b))
        .map(|members| {
            let (shingles, level) = message(members[0]);
            Group { shingles, level, members: members.to_vec() }
        })
        .collect()
}

/// One of the sets that are compared at a level.
struct Set<'g> {
    /// Place of its group.
    group: usize,
    /// Its shingles, sorted.
    shingles: Cow<'g, [u32]>,
    /// Whether the level is its own, and not that of the groups before.
    own: bool,
}

/// The groups of a level, and those of the level before with the shingles that the level keeps: sets of which one is not more
/// than twice as large as the other are at most one level apart. The smallest come first.
struct Sets<'g> {
    sets: Vec<Set<'g>>,
}

/// Where the values with each value of their first sixteen bits begin, and where the last ones end.
struct Starts(Vec<u32>);

impl Starts {
    fn of(shingles: impl Iterator<Item = u32>) -> Self {
        let mut starts = vec![0; (1 << 16) + 1];
        shingles.for_each(|shingle| starts[(shingle >> 16) as usize + 1] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self(starts)
    }

    fn range(&self, shingle: u32) -> Range<usize> {
        let head = (shingle >> 16) as usize;
        self.0[head] as usize..self.0[head + 1] as usize
    }

    fn all(&self) -> usize {
        self.0.last().map_or(0, |end| *end as usize)
    }
}

/// The shingles that stand in more than one set, sorted, with the number of sets, at most 255: five bytes for each.
struct Numbers {
    shingles: Vec<u32>,
    times: Vec<u8>,
    starts: Starts,
}

impl Numbers {
    fn of(sets: &[Set<'_>]) -> Self {
        let mut shingles = Vec::with_capacity(sets.iter().map(|set| set.shingles.len()).sum());
        sets.iter().for_each(|set| shingles.extend_from_slice(&set.shingles));
        shingles.par_sort_unstable();
        let (mut times, mut kept, mut from) = (Vec::new(), 0, 0);
        while from < shingles.len() {
            let shingle = shingles[from];
            let number = shingles[from..].iter().take_while(|other| **other == shingle).count();
            if number > 1 {
                shingles[kept] = shingle;
                kept += 1;
                times.push(u8::try_from(number).unwrap_or(u8::MAX));
            }
            from += number;
        }
        shingles.truncate(kept);
        shingles.shrink_to_fit();
        let starts = Starts::of(shingles.iter().copied());
        Self { shingles, times, starts }
    }

    /// In how many sets a shingle stands that stands in one.
    fn times(&self, shingle: u32) -> u8 {
        let range = self.starts.range(shingle);
        let found = self.shingles[range.clone()].binary_search(&shingle);
        found.map_or(1, |at| self.times[range.start + at])
    }
}

/// Where shingles stand: eight bytes for each place, as there are millions.
struct Index {
    /// By the first sixteen bits of the shingle; there the other sixteen, the place of a set, and the place of the shingle in it,
    /// the rarest first; sorted.
    entries: Vec<u64>,
    starts: Starts,
}

impl Index {
    /// Of the useful shingles of some sets, of each among its first ones.
    fn new<'a>(sets: &'a [Set<'_>], heads: &'a [Head]) -> Self {
        let of_set = |(place, (set, head)): (u32, (&'a Set<'_>, &'a Head))| {
            let indexed = set.shingles.len() - (2 * set.shingles.len()).div_ceil(3) + 1;
            head.useful().take_while(move |(at, _)| *at < indexed).map(move |(at, shingle)| (shingle, place, at as u64))
        };
        let all = || (0..).zip(sets.iter().zip(heads)).flat_map(of_set);
        let starts = Starts::of(all().map(|(shingle, ..)| shingle));
        let mut entries = vec![0; starts.all()];
        let mut next = starts.0.clone();
        for (shingle, place, at) in all() {
            let next = &mut next[(shingle >> 16) as usize];
            entries[*next as usize] = u64::from(shingle & 0xFFFF) << 48 | u64::from(place) << 16 | at;
            *next += 1;
        }
        let (mut rest, mut alike) = (entries.as_mut_slice(), Vec::new());
        for ends in starts.0.windows(2) {
            let (first, others) = rest.split_at_mut((ends[1] - ends[0]) as usize);
            alike.push(first);
            rest = others;
        }
        alike.into_par_iter().for_each(<[u64]>::sort_unstable);
        Self { entries, starts }
    }

    /// Where a shingle stands: the place of the set, in order, and its own place there.
    fn of(&self, shingle: u32) -> impl Iterator<Item = (u32, usize)> {
        let alike = &self.entries[self.starts.range(shingle)];
        let low = u64::from(shingle & 0xFFFF);
        let from = alike.partition_point(|entry| entry >> 48 < low);
        let same = alike[from..].iter().take_while(move |entry| **entry >> 48 == low);
        same.map(|entry| ((entry >> 16) as u32, (entry & 0xFFFF) as usize))
    }
}

/// The rarest shingles of a set that are useful: those that stand in another set, and not in too many.
struct Head {
    /// How many are rarer.
    rarer: usize,
    shingles: Box<[u32]>,
}

impl Head {
    /// Among the `length` rarest ones.
    fn of(set: &Set<'_>, length: usize, numbers: &Numbers) -> Self {
        let mut ordered: Vec<(u8, u32)> = set.shingles.iter().map(|of| (numbers.times(*of), *of)).collect();
        if length < ordered.len() {
            ordered.select_nth_unstable(length);
        }
        ordered.truncate(length);
        ordered.sort_unstable();
        let rarer = ordered.partition_point(|(times, _)| *times < 2);
        let useful = ordered[rarer..].iter().take_while(|(times, _)| usize::from(*times) <= MOST_MESSAGES_OF_SHINGLE);
        Self { rarer, shingles: useful.map(|(_, shingle)| *shingle).collect() }
    }

    /// The shingles, each with its place among all of the set, the rarest first.
    fn useful(&self) -> impl Iterator<Item = (usize, u32)> {
        (self.rarer..).zip(self.shingles.iter().copied())
    }
}

impl<'g> Sets<'g> {
    fn of(groups: &'g [Group<'g>], level: u8) -> Self {
        let set = |(group, of): (usize, &'g Group<'g>)| {
            let own = of.level == level;
            let shingles: Cow<'g, [u32]> = if own {
                Cow::Borrowed(of.shingles)
            } else {
                of.shingles.iter().copied().filter(|hash| is_kept(*hash, level)).collect()
            };
            Set { group, shingles, own }
        };
        let near = |(_, of): &(usize, &Group<'_>)| of.level == level || of.level + 1 == level;
        let mut sets: Vec<Set<'g>> = groups.iter().enumerate().filter(near).map(set).collect();
        if !sets.iter().any(|set| set.own) {
            sets.clear();
        }
        sets.retain(|set| !set.shingles.is_empty());
        sets.sort_by_key(|set| (set.shingles.len(), set.group));
        Self { sets }
    }

    /// Pairs of groups with a Jaccard index of 0.5 or more, of which one at least is of this level.
    ///
    /// Two such sets share a third of the shingles of both together. So with the shingles of each in one order, here the rarest
    /// first, the smaller one has a shared shingle among its first n/3 + 1, the larger one among its first n/2 + 1, and only
    /// these are looked up (Chaudhuri, Ganti and Kaushik 2006; the bounds and the filter by position are of Xiao, Wang, Lin and
    /// Yu 2008).
    fn similar(&self, watcher: &dyn Watcher) -> Vec<(usize, usize, f64)> {
        let numbers = Numbers::of(&self.sets);
        let head = |set: &Set<'_>| {
            leave_if_stopped(watcher);
            Head::of(set, set.shingles.len() / 2 + 1, &numbers)
        };
        let heads: Vec<Head> = self.sets.par_iter().map(head).collect();
        drop(numbers);
        let index = Index::new(&self.sets, &heads);
        watcher.stage("near-duplicates", Progress::Steps, self.sets.len() as u64);
        let probe = |(place, set): (usize, &Set<'_>)| {
            leave_if_stopped(watcher);
            watcher.advance(1);
            let size = set.shingles.len();
            // For each earlier set the shingles found in both, or none where there can never be enough.
            let mut met: HashMap<u32, Option<usize>, FxBuildHasher> = HashMap::default();
            for (at, shingle) in heads[place].useful() {
                for (other, other_at) in index.of(shingle).take_while(|(other, _)| (*other as usize) < place) {
                    let earlier = &self.sets[other as usize];
                    let smaller = earlier.shingles.len();
                    if 2 * smaller < size || !(set.own || earlier.own) {
                        continue;
                    }
                    let both = met.entry(other).or_insert(Some(0));
                    let rest = (size - at - 1).min(smaller - other_at - 1);
                    *both = both.map(|both| both + 1).filter(|both| both + rest >= (size + smaller).div_ceil(3));
                }
            }
            let mut candidates: Vec<u32> = met.into_iter().filter_map(|(other, both)| both.map(|_| other)).collect();
            candidates.sort_unstable();
            let found = candidates.into_iter().filter_map(|other| {
                let earlier = &self.sets[other as usize];
                Some((earlier.group, set.group, jaccard(&earlier.shingles, &set.shingles)?))
            });
            found.collect::<Vec<_>>()
        };
        self.sets.par_iter().enumerate().flat_map_iter(probe).collect()
    }
}

/// The Jaccard index of two sorted sets, where it is 0.5 or more.
fn jaccard(a: &[u32], b: &[u32]) -> Option<f64> {
    let (mut left, mut right, mut both) = (0, 0, 0);
    while left < a.len() && right < b.len() {
        let (x, y) = (a[left], b[right]);
        both += usize::from(x == y);
        left += usize::from(x <= y);
        right += usize::from(y <= x);
    }
    let either = a.len() + b.len() - both;
    (2 * both >= either).then(|| both as f64 / either as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;
    use crate::count::MessageShingles;
    use crate::watch::Unwatched;

    fn found(documents: &[(i32, &[&str])]) -> Vec<(String, String, f64)> {
        let mut out = Vec::new();
        study_of(documents, "", |study| {
            let rows = NearDuplicates::of(study).rows(study.documents).collect::<Vec<_>>();
            out = rows.into_iter().map(|row| (row.message_a, row.message_b, row.similarity)).collect();
        });
        out
    }

    fn pair(a: &str, b: &str, similarity: f64) -> (String, String, f64) {
        (a.into(), b.into(), similarity)
    }

    #[test]
    fn messages_that_share_half_of_their_runs_of_words_are_found() {
        let documents: &[(i32, &[&str])] = &[
            (2017, &["States should protect children and young people online", "Something else is said here"]),
            // 5 of 6 + 6 - 5 runs are shared with the first message, case and signs aside.
            (2019, &["states should protect children, and young people offline"]),
            // 3 of 6 + 3 - 3: just half.
            (2020, &["should protect children and young"]),
            // 2 of 6 + 2 - 2: too few.
            (2020, &["protect children and young"]),
        ];
        assert_eq!(
            found(documents),
            [
                pair("d000#01", "d001#01", 5.0 / 7.0),
                pair("d000#01", "d002#01", 0.5),
                pair("d001#01", "d002#01", 0.5),
                pair("d002#01", "d003#01", 2.0 / 3.0)
            ]
        );
    }

    #[test]
    fn short_messages_are_alike_only_where_all_words_are() {
        let messages: &[&str] = &["Thank you.", "thank you", "Thank them", "2017", "2018", "trust"];
        assert_eq!(found(&[(2012, messages)]), [pair("d000#01", "d000#02", 1.0)]);
    }

    #[test]
    fn ids_stand_in_alphabetical_order() {
        // #100 stands before #99 in the alphabet.
        let mut messages: Vec<String> = (0..98).map(|word| format!("w{word}x")).collect();
        messages.extend(["one two three".to_string(), "one two three".to_string()]);
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        assert_eq!(found(&[(2012, &messages)]), [pair("d000#100", "d000#99", 1.0)]);
    }

    #[test]
    fn many_messages_alike_stay_few_rows() {
        let all = found(&[(2012, &["the same three words"; 50])]);
        assert_eq!(all.len(), 50 * 49 / 2);
        let mut messages = vec!["the same three words"; 300];
        messages.push("the same three words again");
        let all = found(&[(2012, &messages)]);
        assert_eq!(all.len(), 299 + 1);
        assert!(all.contains(&pair("d000#01", "d000#301", 2.0 / 3.0)), "{:?}", all.last());
    }

    #[test]
    fn odd_corpora() {
        assert_eq!(found(&[]), []);
        assert_eq!(found(&[(2012, &["", "  ", "1 2 3", "1 2 3"])]), []);
        study_of(&[(2012, &["a b c", "a b c"])], "", |study| {
            let found = NearDuplicates::of(study);
            assert_eq!((found.len(), found.messages()), (1, &[(0, 1), (0, 2)][..]));
            assert!(NearDuplicates::of(&Study { shingles: None, ..*study }).is_empty());
        });
    }

    /// Messages with some shingles, as one document.
    fn pairs_of(shingles: &Shingles) -> Vec<(u32, u32, f64)> {
        pairs(shingles, &shingles.hashes().expect("hashes"), &Unwatched)
    }

    fn messages(sets: &[Vec<u32>]) -> Shingles {
        let message = |set: &Vec<u32>| {
            let mut hashes = set.clone();
            hashes.sort_unstable();
            hashes.dedup();
            MessageShingles { hashes, ..MessageShingles::default() }
        };
        let mut shingles = Shingles::default();
        shingles.push(&sets.iter().map(message).collect::<Vec<_>>());
        shingles
    }

    /// Messages with up to `most` shingles out of few, from a fixed sequence of numbers.
    fn drawn(number: usize, most: u64, shingles: u64) -> Shingles {
        let mut state = 7_u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % bound
        };
        let mut message = |_| (0..=next(most)).map(|_| next(shingles) as u32).collect::<Vec<u32>>();
        messages(&(0..number).map(&mut message).collect::<Vec<_>>())
    }

    #[test]
    fn the_index_finds_what_comparing_all_with_all_finds() {
        for (most, of) in [(8, 10), (8, 30), (8, 100), (40, 60), (100, 110)] {
            let shingles = drawn(150, most, of);
            let hashes = shingles.hashes().expect("hashes");
            let mut expected = Vec::new();
            for a in 0..shingles.len() {
                for b in a + 1..shingles.len() {
                    let (first, second) = (shingles.message(&hashes, a).0, shingles.message(&hashes, b).0);
                    let both = first.iter().filter(|shingle| second.contains(shingle)).count();
                    let similarity = both as f64 / (first.len() + second.len() - both) as f64;
                    if similarity >= 0.5 {
                        expected.push((a as u32, b as u32, similarity));
                    }
                }
            }
            let mut found: Vec<_> = pairs_of(&shingles).into_iter().map(|(a, b, s)| (a.min(b), a.max(b), s)).collect();
            found.sort_by_key(|(a, b, _)| (*a, *b));
            assert!(expected.len() > 5 && expected.iter().any(|(_, _, similarity)| *similarity < 1.0));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn long_messages_are_compared_by_a_sample() {
        // Texts of 3,000 words that share the first 2,400, 1,200 or none; and one of 1,600 words with their beginning.
        let text = |from: u32, number: u32, other: u32| -> Vec<String> {
            let word = |place: u32| if place < from { format!("word{place}") } else { format!("other{other}x{place}") };
            (0..number).map(word).collect()
        };
        let texts =
            [text(3000, 3000, 0), text(2400, 3000, 1), text(1200, 3000, 2), text(0, 3000, 3), text(3000, 1600, 0)];
        let texts: Vec<String> = texts.iter().map(|words| words.join(" ")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = found(&[(2012, &texts)]);
        let names: Vec<(&str, &str)> = found.iter().map(|(a, b, _)| (a.as_str(), b.as_str())).collect();
        assert_eq!(names, [("d000#01", "d000#02"), ("d000#01", "d000#05"), ("d000#02", "d000#05")]);
        // 2,398 runs of 3,598; 1,598 of 2,998.
        assert!((found[0].2 - 2398.0 / 3598.0).abs() < 0.08, "{}", found[0].2);
        assert!((found[1].2 - 1598.0 / 2998.0).abs() < 0.08, "{}", found[1].2);
    }

    #[test]
    fn shingles_of_many_messages_bring_none_together() {
        // 0, 1, 2 stand in all messages, each of which has one more of its own: similarity 3/5.
        let all = |number: u32| messages(&(0..number).map(|own| vec![0, 1, 2, 10 + own]).collect::<Vec<_>>());
        assert_eq!(pairs_of(&all(200)).len(), 200 * 199 / 2);
        assert_eq!(pairs_of(&all(201)), []);
    }
}
