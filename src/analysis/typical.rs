//! The messages that are typical of a theme, to be quoted.
//!
//! Of the messages with the theme those come first whose words are nearest to the words of all of them: each message is the
//! set of its terms as a vector of length 1, and what counts is the cosine with the mean of all these vectors. Only a message
//! of at most [`MOST_QUOTED`] words can be quoted; the mean is of all. Ties go by document and ordinal, so the choice is
//! always the same.

use super::Study;
use crate::axis::Period;
use crate::count::Record;

/// The most word tokens of a message that is quoted whole.
pub const MOST_QUOTED: u64 = 70;

/// A message to be quoted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Typical {
    /// Place of its document among the documents.
    pub document: usize,
    /// Its place in its document, from 1.
    pub ordinal: u32,
    /// Cosine with the mean of all messages with the theme, 0 to 1.
    pub cosine: f64,
}

/// The messages with a theme, given by its place in the codebook, that can be quoted, the most typical first. Of a period, or a
/// stretch of periods that is compared, where one is given. None where messages or their terms were not kept.
pub fn typical(study: &Study<'_>, theme: usize, period: Option<&Period>) -> Vec<Typical> {
    let cell = period.and_then(|period| study.counts.cells.iter().position(|cell| cell.period == *period));
    let can_be_quoted = |message: &Record| message.tokens <= MOST_QUOTED;
    let mut short = 0;
    each_message(study, theme, cell, |_, wanted| {
        short += wanted.iter().filter(|message| can_be_quoted(message)).count();
    });
    if short == 0 {
        // As where messages are documents.
        return Vec::new();
    }
    let mut mean = vec![0.0; study.counts.terms.len()];
    each(
        study,
        theme,
        cell,
        |_| true,
        |_, terms, weight| {
            terms.iter().for_each(|term| mean[*term as usize] += weight);
        },
    );
    let length = mean.iter().map(|sum| sum * sum).sum::<f64>().sqrt();
    let mut found = Vec::with_capacity(short);
    each(study, theme, cell, can_be_quoted, |message, terms, weight| {
        if length > 0.0 {
            terms.sort_unstable();
            let cosine = weight * terms.iter().map(|term| mean[*term as usize]).sum::<f64>() / length;
            found.push(Typical { document: message.document as usize, ordinal: message.ordinal, cosine });
        }
    });
    found.sort_by(|a, b| b.cosine.total_cmp(&a.cosine).then((a.document, a.ordinal).cmp(&(b.document, b.ordinal))));
    found
}

/// Hands over the messages with a theme in a cell, or anywhere, document by document, each with the messages of the document.
fn each_message(study: &Study<'_>, theme: usize, cell: Option<usize>, mut take: impl FnMut(&[Record], &[&Record])) {
    let Some(records) = study.records.filter(|_| study.bags.is_some()) else { return };
    let in_cell = |stratum: usize| cell.is_none_or(|cell| study.counts.cells_of(stratum).contains(&cell));
    let mut reader = records.reader();
    for document in 0..records.len() as u32 {
        let of_document = reader.document(document, |_| true);
        let with = of_document.iter().filter(|message| message.has_theme(theme as u32) && in_cell(message.stratum));
        let wanted: Vec<&Record> = with.collect();
        if !wanted.is_empty() {
            study.check();
            take(of_document, &wanted);
        }
    }
}

/// Hands over each message with a theme in a cell, or anywhere, that is `looked_at`, with its terms of one word in any order, and
/// the weight of each.
fn each(
    study: &Study<'_>,
    theme: usize,
    cell: Option<usize>,
    looked_at: impl Fn(&Record) -> bool,
    mut take: impl FnMut(&Record, &mut [u32], f64),
) {
    let Some(bags) = study.bags else { return };
    let mut terms: Vec<u32> = Vec::new();
    each_message(study, theme, cell, |of_document, wanted| {
        let mut wanted = wanted.iter().filter(|message| looked_at(message)).peekable();
        let Some(first) = wanted.peek() else { return };
        // Bags hold the messages of a document in their order.
        let mut messages = of_document.iter();
        bags.document(first.document as usize, |bag| {
            let Some(message) = messages.next() else { return };
            if wanted.next_if(|wanted| wanted.ordinal == message.ordinal).is_none() {
                return;
            }
            terms.clear();
            terms.extend(bag.terms.iter().map(|(term, _)| *term));
            let weight = 1.0 / (terms.len() as f64).sqrt();
            if !terms.is_empty() {
                take(message, &mut terms, weight);
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::study_of;
    use super::*;

    const CODEBOOK: &str = "[themes.trust]\ninclude = [\"trust\"]\n";

    #[test]
    fn the_message_whose_words_most_others_have_is_typical() {
        let long = format!("trust networks users {}", "grow ".repeat(MOST_QUOTED as usize));
        let of_2012 =
            ["trust apples", "networks users", "trust networks users", "trust networks", "trust users", &long];
        study_of(&[(2012, &of_2012), (2017, &["nothing", "trust pears"])], CODEBOOK, |study| {
            let places = |period: Option<&Period>| -> Vec<(usize, u32)> {
                typical(study, 0, period).iter().map(|found| (found.document, found.ordinal)).collect()
            };
            // Without the one that lacks the theme and the one that is too long.
            let of_year = places(Some(&Period::of_year(2012)));
            assert_eq!(of_year, [(0, 3), (0, 4), (0, 5), (0, 1)]);
            assert_eq!(places(Some(&Period::of_year(2017))), [(1, 2)]);
            assert_eq!(places(None)[0], (0, 3));
            let first = typical(study, 0, None)[0].cosine;
            assert!(first > 0.8 && first <= 1.0, "{first}");
            assert_eq!(typical(&Study { bags: None, ..*study }, 0, None), []);
        });
    }
}
