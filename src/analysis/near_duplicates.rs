//! Messages that say nearly the same in nearly the same words.
//!
//! Two messages are near-duplicates where the Jaccard index of their sets of shingles (runs of three folded words) is
//! 0.5 or more (Broder 1997). Similarities are exact; which pairs are looked at is bounded, see [`near_duplicates`].

use hashbrown::HashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::Study;
use super::row::row;
use crate::count::Records;

row!(NearDuplicateRow, "near_duplicates", "Two messages in nearly the same words.", ["message_a", "message_b"], {
    message_a: String, "", "Id of the first message, in alphabetical order.";
    message_b: String, "", "Id of the second message.";
    similarity: f64, "", "Jaccard index of the sets of runs of three words, from 0.5 to 1; case and punctuation do not matter.";
});

/// A shingle that stands in more different messages than this brings no two of them together.
const MOST_MESSAGES_OF_SHINGLE: usize = 200;
/// Of more messages alike than this, not every pair is listed, but the first message with each of the others.
const MOST_ALIKE: usize = 50;

/// `near_duplicates`: pairs of messages with a Jaccard index of 0.5 or more; none where there are no records.
///
/// Messages with the same shingles are found always. Other pairs are missed only where every shingle that both have
/// stands in more than 200 different messages. Of more than 50 messages alike only the first is paired with the
/// others, and with messages nearly alike; every near-duplicate is still in a pair. Messages without a word are no
/// duplicates; those of one or two words are where all words are the same.
pub fn near_duplicates(study: &Study<'_>) -> Vec<NearDuplicateRow> {
    let Some(records) = study.records else { return Vec::new() };
    let id = |place: usize| study.message_id(&records.messages[place]);
    let row = |(a, b, similarity): (usize, usize, f64)| {
        let (a, b) = (id(a), id(b));
        let (message_a, message_b) = if a < b { (a, b) } else { (b, a) };
        NearDuplicateRow { message_a, message_b, similarity }
    };
    let mut rows: Vec<NearDuplicateRow> = pairs(records).into_iter().map(row).collect();
    rows.sort_by(|a, b| (&a.message_a, &a.message_b).cmp(&(&b.message_a, &b.message_b)));
    rows
}

/// Messages with the same shingles.
struct Group<'r> {
    shingles: &'r [u64],
    /// Places of the messages, in order.
    members: Vec<usize>,
}

/// Places of near-duplicates with their similarity, in an order that depends on the records alone.
fn pairs(records: &Records) -> Vec<(usize, usize, f64)> {
    let groups = groups(records);
    let mut pairs = Vec::new();
    for group in &groups {
        let firsts = if group.members.len() > MOST_ALIKE { 1 } else { group.members.len() };
        for (index, &a) in group.members.iter().take(firsts).enumerate() {
            pairs.extend(group.members[index + 1..].iter().map(|&b| (a, b, 1.0)));
        }
    }
    for (a, b, similarity) in similar_groups(&groups) {
        for &a in groups[a].speakers() {
            pairs.extend(groups[b].speakers().iter().map(|&b| (a, b, similarity)));
        }
    }
    pairs
}

impl Group<'_> {
    /// The messages that are paired with those of other groups.
    fn speakers(&self) -> &[usize] {
        if self.members.len() > MOST_ALIKE { &self.members[..1] } else { &self.members }
    }
}

/// The messages with a shingle by their shingles, in the order of the shingles.
fn groups(records: &Records) -> Vec<Group<'_>> {
    let messages = &records.messages;
    let mut order: Vec<usize> = (0..messages.len()).filter(|&place| !messages[place].shingles.is_empty()).collect();
    order.par_sort_unstable_by(|&a, &b| (&messages[a].shingles, a).cmp(&(&messages[b].shingles, b)));
    order
        .chunk_by(|&a, &b| messages[a].shingles == messages[b].shingles)
        .map(|members| Group { shingles: &messages[members[0]].shingles, members: members.to_vec() })
        .collect()
}

/// Pairs of groups with a Jaccard index of 0.5 or more.
///
/// Two such sets share at least half of the shingles of either. So with the shingles of each set in one order, here
/// the rarest first, they share one among the first n/2 + 1 of both, and only these are looked up (prefix filter,
/// Chaudhuri, Ganti and Kaushik 2006).
fn similar_groups(groups: &[Group<'_>]) -> Vec<(usize, usize, f64)> {
    let repeated = repeated_shingles(groups);
    let prefix = |group: &Group<'_>| -> Vec<u64> {
        let number = |shingle: &u64| repeated.get(shingle).copied().unwrap_or(1);
        let mut ordered: Vec<(usize, u64)> = group.shingles.iter().map(|shingle| (number(shingle), *shingle)).collect();
        ordered.sort_unstable();
        ordered.truncate(group.shingles.len() / 2 + 1);
        let useful = ordered.iter().filter(|(number, _)| (2..=MOST_MESSAGES_OF_SHINGLE).contains(number));
        useful.map(|(_, shingle)| *shingle).collect()
    };
    let prefixes: Vec<Vec<u64>> = groups.par_iter().map(prefix).collect();
    let mut index: HashMap<u64, Vec<usize>, FxBuildHasher> = HashMap::default();
    for (place, prefix) in prefixes.iter().enumerate() {
        prefix.iter().for_each(|shingle| index.entry(*shingle).or_default().push(place));
    }
    let similar = |(b, prefix): (usize, &Vec<u64>)| -> Vec<(usize, usize, f64)> {
        let earlier = |shingle: &u64| index[shingle].iter().copied().take_while(|&a| a < b).collect::<Vec<_>>();
        let mut candidates: Vec<usize> = prefix.iter().flat_map(earlier).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let found =
            candidates.into_iter().filter_map(|a| Some((a, b, jaccard(groups[a].shingles, groups[b].shingles)?)));
        found.collect()
    };
    prefixes.par_iter().enumerate().flat_map_iter(similar).collect()
}

/// The shingles that stand in more than one group, with the number of groups.
fn repeated_shingles(groups: &[Group<'_>]) -> HashMap<u64, usize, FxBuildHasher> {
    let mut all: Vec<u64> = groups.iter().flat_map(|group| group.shingles).copied().collect();
    all.par_sort_unstable();
    all.chunk_by(|a, b| a == b).filter(|run| run.len() > 1).map(|run| (run[0], run.len())).collect()
}

/// The Jaccard index of two sorted sets, where it is 0.5 or more.
fn jaccard(a: &[u64], b: &[u64]) -> Option<f64> {
    let (shorter, longer) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if 2 * shorter.len() < longer.len() {
        return None;
    }
    let (mut left, mut right, mut both) = (a, b, 0);
    while let (Some((x, rest_a)), Some((y, rest_b))) = (left.split_first(), right.split_first()) {
        both += usize::from(x == y);
        if x <= y {
            left = rest_a;
        }
        if y <= x {
            right = rest_b;
        }
    }
    let either = a.len() + b.len() - both;
    (2 * both >= either).then(|| both as f64 / either as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::study_of;
    use crate::count::Record;

    fn found(documents: &[(i32, &[&str])]) -> Vec<(String, String, f64)> {
        let mut out = Vec::new();
        study_of(documents, "", |study| {
            out =
                near_duplicates(study).into_iter().map(|row| (row.message_a, row.message_b, row.similarity)).collect();
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
            assert_eq!(near_duplicates(study).len(), 1);
            assert_eq!(near_duplicates(&Study { records: None, ..*study }), []);
        });
    }

    /// Records with 1 to 8 shingles out of few, from a fixed sequence of numbers.
    fn drawn(messages: usize, shingles: u64) -> Records {
        let mut state = 7_u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % bound
        };
        let mut message = |_| {
            let mut shingles: Vec<u64> = (0..=next(8)).map(|_| next(shingles)).collect();
            shingles.sort_unstable();
            shingles.dedup();
            Record { shingles, ..Record::default() }
        };
        Records { messages: (0..messages).map(&mut message).collect(), ..Records::default() }
    }

    #[test]
    fn the_index_finds_what_comparing_all_with_all_finds() {
        for shingles in [10, 30, 100] {
            let records = drawn(150, shingles);
            let mut expected = Vec::new();
            for (a, first) in records.messages.iter().enumerate() {
                for (b, second) in records.messages.iter().enumerate().skip(a + 1) {
                    let both = first.shingles.iter().filter(|shingle| second.shingles.contains(shingle)).count();
                    let similarity = both as f64 / (first.shingles.len() + second.shingles.len() - both) as f64;
                    if similarity >= 0.5 {
                        expected.push((a, b, similarity));
                    }
                }
            }
            let mut found: Vec<_> = pairs(&records).into_iter().map(|(a, b, s)| (a.min(b), a.max(b), s)).collect();
            found.sort_by_key(|(a, b, _)| (*a, *b));
            assert!(expected.len() > 5 && expected.iter().any(|(_, _, similarity)| *similarity < 1.0));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn shingles_of_many_messages_bring_none_together() {
        // 0, 1, 2 stand in all messages, each of which has one more of its own: similarity 3/5.
        let message = |own: u64| Record { shingles: vec![0, 1, 2, own], ..Record::default() };
        let records = |messages: u64| Records {
            messages: (0..messages).map(|own| message(10 + own)).collect(),
            ..Records::default()
        };
        assert_eq!(pairs(&records(200)).len(), 200 * 199 / 2);
        assert_eq!(pairs(&records(201)), []);
    }
}
