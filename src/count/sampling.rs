//! Sampling units: what is drawn when a corpus is drawn, and what each unit holds of each theme.
//!
//! Messages of one document are alike, so the unit of a period with several documents is the document, or what a variable of
//! the documents says, such as the author. Sums of each document in each stratum suffice; they stay as many as the documents,
//! however many messages there are.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::parts::{Parts, UnitList, UnitSums};
use super::records::Record;
use crate::stats::rate::RateSums;

/// With fewer units of several messages in a period than this, a change is never called strong.
pub const FEW_UNITS: u64 = 5;

/// How sampling units are chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Clusters {
    /// The document; the message where a period has one document.
    #[default]
    Auto,
    /// The document, also where a period has one.
    Document,
    /// The message.
    Message,
    /// Documents with the same number together: for each document of the corpus its number.
    Joined(Vec<u32>),
}

/// What the sampling unit of a cell is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// Messages of one document.
    #[default]
    Message,
    /// Documents.
    Document,
    /// Documents that a variable puts together.
    Cluster,
}

impl UnitKind {
    /// What one unit is called.
    pub(crate) fn singular(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Document => "document",
            Self::Cluster => "cluster",
        }
    }

    /// What several units are called.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Message => "messages",
            Self::Document => "documents",
            Self::Cluster => "clusters",
        }
    }
}

/// What a document holds in each of its strata.
fn by_stratum(messages: &[Record]) -> Vec<(u32, UnitSums)> {
    let mut parts: Vec<(u32, UnitSums)> = Vec::new();
    for message in messages {
        let stratum = message.stratum as u32;
        match parts.iter_mut().find(|part| part.0 == stratum) {
            Some(part) => part.1.add(&UnitSums::of(message)),
            None => parts.push((stratum, UnitSums::of(message))),
        }
    }
    parts
}

/// Takes documents one after the other, for [`Sampling`]. Messages are kept only where they may be units one by one.
#[derive(Debug, Default)]
pub struct Sampler {
    clusters: Clusters,
    documents: Parts,
    /// The messages that may be units: none of a stratum with several documents, unless messages always are.
    messages: Parts,
}

impl Sampler {
    /// Without documents.
    pub fn new(clusters: Clusters) -> Self {
        Self { clusters, ..Self::default() }
    }

    /// Adds the messages of a document, given by its place; documents come in their order.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn add(&mut self, document: u32, messages: &[Record]) -> io::Result<()> {
        for (stratum, sums) in by_stratum(messages) {
            self.documents.push(stratum, document, &sums)?;
            let first = self.documents.documents_of(&[stratum as usize]).map(|(first, _)| first);
            let keeps = match self.clusters {
                Clusters::Message => true,
                // Only where a stratum has one document can its messages be the units.
                Clusters::Auto => first == Some(document),
                Clusters::Document | Clusters::Joined(_) => false,
            };
            if !keeps {
                self.messages.forget(stratum);
                continue;
            }
            for message in messages.iter().filter(|message| message.stratum == stratum as usize) {
                self.messages.push(stratum, document, &UnitSums::of(message))?;
            }
        }
        Ok(())
    }

    /// What the units are made from. `places` are those of the strata by their numbers.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn sampling(self, places: &[usize]) -> io::Result<Sampling> {
        Ok(Sampling {
            clusters: self.clusters,
            documents: self.documents.placed(places)?,
            messages: self.messages.placed(places)?,
        })
    }
}

/// What the units of a corpus are made from.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sampling {
    /// How units are chosen.
    pub clusters: Clusters,
    /// What documents hold.
    documents: Parts,
    /// What the messages hold that may be units one by one.
    messages: Parts,
}

/// Sums over the units of a theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Moments {
    /// Units with a hit.
    units: u64,
    hits: u64,
    hits_squared: u128,
    hits_tokens: u128,
    hits_messages: u128,
    /// Messages with a hit.
    messages: u64,
    messages_squared: u128,
    /// Messages with a hit times all messages of the unit.
    messages_all: u128,
}

/// How the units of a cell are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    /// Each document in each stratum is one.
    #[default]
    Parts,
    /// Each message is one.
    Messages,
    /// The parts of a document, or of a cluster of them, are one together.
    Joined,
}

/// The sampling units of a cell: sums over them. The units themselves are read again when they are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// What they are.
    pub kind: UnitKind,
    /// How many there are.
    pub number: u64,
    /// Documents with a message.
    pub documents: u64,
    tokens: u64,
    tokens_squared: u128,
    messages: u64,
    messages_squared: u128,
    themes: Vec<Moments>,
    sampling: Arc<Sampling>,
    strata: Vec<usize>,
    way: Way,
}

fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

impl Units {
    fn new(sampling: &Arc<Sampling>, strata: &[usize], (kind, way): (UnitKind, Way)) -> Self {
        let (sampling, strata) = (Arc::clone(sampling), strata.to_vec());
        let mut sums = Self { kind, strata, way, ..Self::default() };
        sampling.each(way, &sums.strata.clone(), |unit| {
            sums.number += 1;
            sums.tokens += unit.tokens;
            sums.tokens_squared += product(unit.tokens, unit.tokens);
            sums.messages += unit.messages;
            sums.messages_squared += product(unit.messages, unit.messages);
            for (&(theme, hits), &with) in unit.hits.iter().zip(&unit.with) {
                let (place, with) = (theme as usize, u64::from(with));
                if sums.themes.len() <= place {
                    sums.themes.resize(place + 1, Moments::default());
                }
                let moments = &mut sums.themes[place];
                moments.units += 1;
                moments.hits += hits;
                moments.hits_squared += product(hits, hits);
                moments.hits_tokens += product(hits, unit.tokens);
                moments.hits_messages += product(hits, unit.messages);
                moments.messages += with;
                moments.messages_squared += product(with, with);
                moments.messages_all += product(with, unit.messages);
            }
        });
        sums.documents = sampling.number_of_documents(&sums.strata);
        sums.sampling = sampling;
        sums
    }

    /// The units, in their order, as the tests reassign them.
    pub fn list(&self) -> UnitList {
        let mut list = UnitList::default();
        self.sampling.each(self.way, &self.strata, |unit| list.push(unit));
        list.shrink();
        list
    }

    fn of(&self, theme: usize) -> Moments {
        self.themes.get(theme).copied().unwrap_or_default()
    }

    /// Whether units hold several messages.
    pub(crate) fn are_clusters(&self) -> bool {
        self.kind != UnitKind::Message
    }

    /// Whether there are so few units of several messages that no change is called strong.
    pub(crate) fn are_few(&self) -> bool {
        self.are_clusters() && self.number < FEW_UNITS
    }

    /// Hits and word tokens: what the rate of a theme and its interval need.
    pub(crate) fn rate_sums(&self, theme: usize) -> RateSums {
        let of = self.of(theme);
        RateSums {
            units: self.number,
            units_with_hits: of.units,
            hits: of.hits,
            tokens: self.tokens,
            hits_squared: of.hits_squared,
            hits_tokens: of.hits_tokens,
            tokens_squared: self.tokens_squared,
        }
    }

    /// The same per message: messages stand in for tokens.
    pub(crate) fn message_sums(&self, theme: usize) -> RateSums {
        let of = self.of(theme);
        RateSums {
            tokens: self.messages,
            hits_tokens: of.hits_messages,
            tokens_squared: self.messages_squared,
            ..self.rate_sums(theme)
        }
    }

    /// Messages with the theme and all messages: what its share of messages needs.
    pub(crate) fn share_sums(&self, theme: usize) -> RateSums {
        let of = self.of(theme);
        RateSums {
            hits: of.messages,
            hits_squared: of.messages_squared,
            hits_tokens: of.messages_all,
            ..self.message_sums(theme)
        }
    }
}

impl Sampling {
    /// What tells the unit of a message from others of its cell: `message` is its place among all.
    pub fn key(&self, kind: UnitKind, document: u32, message: usize) -> usize {
        match (kind, &self.clusters) {
            (UnitKind::Message, _) => message,
            (_, Clusters::Joined(numbers)) => numbers[document as usize] as usize,
            _ => document as usize,
        }
    }

    /// The units of some strata together.
    pub fn units(self: &Arc<Self>, strata: &[usize]) -> Units {
        let several = self.documents.documents_of(strata).is_some_and(|(first, last)| first != last);
        let alone = self.documents.have_single_messages(strata);
        let by_message = match self.clusters {
            Clusters::Auto => !several || alone,
            Clusters::Message => true,
            Clusters::Document | Clusters::Joined(_) => false,
        };
        let way = match (by_message, alone) {
            (false, _) => self.joined(),
            (true, true) => (UnitKind::Message, Way::Parts),
            (true, false) => (UnitKind::Message, Way::Messages),
        };
        Units::new(self, strata, way)
    }

    /// Hands over what each document holds in some strata, one stratum after the other.
    pub(crate) fn each_document(&self, strata: &[usize], each: impl FnMut(u32, &UnitSums)) {
        self.documents.each(strata, each);
    }

    /// The units of some strata where a document, or a cluster of them, is one unit whatever the period holds: for series.
    pub fn clusters(self: &Arc<Self>, strata: &[usize]) -> Units {
        match self.clusters {
            Clusters::Message => self.units(strata),
            _ => Units::new(self, strata, self.joined()),
        }
    }

    /// Why some of it could not be read again.
    pub fn failure(&self) -> Option<io::Error> {
        self.documents.failure().or_else(|| self.messages.failure())
    }

    fn joined(&self) -> (UnitKind, Way) {
        match self.clusters {
            Clusters::Joined(_) => (UnitKind::Cluster, Way::Joined),
            _ => (UnitKind::Document, Way::Joined),
        }
    }

    /// How many documents have a message in some strata.
    fn number_of_documents(&self, strata: &[usize]) -> u64 {
        let (mut number, mut last) = (0, None);
        self.documents.each_by_document(strata, |document, _| {
            number += u64::from(last.replace(document) != Some(document));
        });
        number
    }

    /// Hands over the units of some strata.
    fn each(&self, way: Way, strata: &[usize], mut each: impl FnMut(&UnitSums)) {
        match (way, &self.clusters) {
            (Way::Parts, _) => self.documents.each(strata, |_, sums| each(sums)),
            (Way::Messages, _) => self.messages.each(strata, |_, sums| each(sums)),
            (Way::Joined, Clusters::Joined(numbers)) => {
                let mut units: BTreeMap<u32, UnitSums> = BTreeMap::new();
                self.documents.each(strata, |document, sums| {
                    units.entry(numbers[document as usize]).or_default().add(sums);
                });
                units.values().for_each(each);
            }
            (Way::Joined, _) => {
                let mut open: Option<(u32, UnitSums)> = None;
                self.documents.each_by_document(strata, |document, sums| match &mut open {
                    Some((of, unit)) if *of == document => unit.add(sums),
                    _ => {
                        if let Some((_, unit)) = open.replace((document, sums.clone())) {
                            each(&unit);
                        }
                    }
                });
                open.iter().for_each(|(_, unit)| each(unit));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::PatternHits;

    fn record(document: u32, stratum: usize, tokens: u64, hits: u64) -> Record {
        let hits = (hits > 0).then_some(PatternHits { theme: 1, pattern: 0, hits });
        Record { document, stratum, tokens, hits: hits.into_iter().collect(), ..Record::default() }
    }

    fn sampling(clusters: Clusters, messages: Vec<Record>) -> Arc<Sampling> {
        let mut sampler = Sampler::new(clusters);
        let by_document = messages.chunk_by(|a, b| a.document == b.document);
        by_document.for_each(|of| sampler.add(of[0].document, of).expect("memory"));
        Arc::new(sampler.sampling(&[0, 1]).expect("memory"))
    }

    /// One document of three messages in the first stratum; two of two messages and one in the second.
    fn messages() -> Vec<Record> {
        vec![
            record(0, 0, 10, 1),
            record(0, 0, 20, 0),
            record(0, 0, 30, 2),
            record(1, 1, 10, 1),
            record(1, 1, 10, 3),
            record(2, 1, 40, 0),
        ]
    }

    #[test]
    fn the_unit_of_one_document_is_the_message_and_of_several_the_document() {
        let sampling = sampling(Clusters::Auto, messages());
        let first = sampling.units(&[0]);
        assert_eq!((first.kind, first.number, first.are_few()), (UnitKind::Message, 3, false));
        let sums = first.rate_sums(1);
        assert_eq!((sums.hits, sums.tokens, sums.hits_squared, sums.hits_tokens), (3, 60, 5, 70));
        let second = sampling.units(&[1]);
        assert_eq!((second.kind, second.number, second.are_few()), (UnitKind::Document, 2, true));
        let sums = second.rate_sums(1);
        assert_eq!((sums.units_with_hits, sums.hits, sums.hits_squared, sums.hits_tokens), (1, 4, 16, 80));
        assert_eq!((sums.tokens, sums.tokens_squared), (60, 400 + 1600));
        let shares = second.share_sums(1);
        assert_eq!((shares.hits, shares.tokens, shares.hits_squared, shares.hits_tokens), (2, 3, 4, 4));
        let messages = second.message_sums(1);
        assert_eq!((messages.hits, messages.tokens, messages.hits_tokens, messages.tokens_squared), (4, 3, 8, 5));
        assert_eq!(second.rate_sums(7).hits, 0);
        // Both strata together are three documents.
        assert_eq!(sampling.units(&[0, 1]).number, 3);
        assert_eq!((sampling.clusters(&[0]).number, sampling.clusters(&[0]).documents), (1, 1));
        assert_eq!((first.documents, second.documents), (1, 2));
    }

    #[test]
    fn a_project_chooses_its_units() {
        assert_eq!(sampling(Clusters::Message, messages()).units(&[1]).number, 3);
        assert_eq!(sampling(Clusters::Document, messages()).units(&[0]).number, 1);
        let joined = sampling(Clusters::Joined(vec![0, 1, 1]), messages()).units(&[0, 1]);
        assert_eq!((joined.kind, joined.number), (UnitKind::Cluster, 2));
        let list = joined.list();
        let second = list.samples()[1];
        assert_eq!((second.messages, second.tokens, second.hits), (3, 60, &[(1, 4)][..]));
    }

    #[test]
    fn documents_of_one_message_are_messages() {
        let single = vec![record(0, 0, 10, 1), record(1, 0, 20, 0), record(2, 0, 20, 0)];
        let units = sampling(Clusters::Auto, single).units(&[0]);
        assert_eq!((units.kind, units.number), (UnitKind::Message, 3));
    }
}
