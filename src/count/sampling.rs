//! Sampling units: what is drawn when a corpus is drawn, and what each unit holds of each theme.
//!
//! Messages of one document are alike, so the unit of a period with several documents is the document, or what a variable of
//! the documents says, such as the author. Sums of each document in each stratum suffice; they stay as many as the documents,
//! however many messages there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::records::Record;
use crate::stats::change::Sample;
use crate::stats::rate::RateSums;

/// With fewer units of several messages in a period than this, a change is never called strong.
pub const FEW_UNITS: usize = 5;

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
    pub fn singular(self) -> &'static str {
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

/// What a sampling unit holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitSums {
    /// Messages.
    pub messages: u64,
    /// Word tokens.
    pub tokens: u64,
    /// Themes with a hit, sorted: index of the theme, and hits.
    pub hits: Vec<(u32, u64)>,
    /// For each of them the messages with a hit.
    pub with: Vec<u32>,
}

impl UnitSums {
    /// What a message holds.
    pub fn of(message: &Record) -> Self {
        let by_theme = message.hits.chunk_by(|a, b| a.theme == b.theme);
        let hits: Vec<(u32, u64)> = by_theme.map(|run| (run[0].theme, run.iter().map(|hit| hit.hits).sum())).collect();
        Self { messages: 1, tokens: message.tokens, with: vec![1; hits.len()], hits }
    }

    /// Adds what another part of the same unit holds.
    pub fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.tokens += other.tokens;
        for (&(theme, hits), &with) in other.hits.iter().zip(&other.with) {
            match self.hits.binary_search_by_key(&theme, |own| own.0) {
                Ok(at) => {
                    self.hits[at].1 += hits;
                    self.with[at] += with;
                }
                Err(at) => {
                    self.hits.insert(at, (theme, hits));
                    self.with.insert(at, with);
                }
            }
        }
    }

    /// Hits of a theme.
    pub fn hits_of(&self, theme: u32) -> u64 {
        self.hits.binary_search_by_key(&theme, |own| own.0).map_or(0, |at| self.hits[at].1)
    }

    /// The unit as the tests reassign it.
    pub fn sample(&self) -> Sample<'_> {
        Sample { tokens: self.tokens, messages: self.messages, hits: &self.hits }
    }
}

/// What one document, or one message, holds in one stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Place of the document among those of the corpus.
    pub document: u32,
    /// Place of the stratum.
    pub stratum: u32,
    /// What it holds there.
    pub sums: Arc<UnitSums>,
}

impl Part {
    /// What a document holds in each of its strata.
    pub fn of_document(document: u32, messages: &[Record]) -> Vec<Self> {
        let mut parts: Vec<(u32, UnitSums)> = Vec::new();
        for message in messages {
            let stratum = message.stratum as u32;
            match parts.iter_mut().find(|part| part.0 == stratum) {
                Some(part) => part.1.add(&UnitSums::of(message)),
                None => parts.push((stratum, UnitSums::of(message))),
            }
        }
        let part = |(stratum, mut sums): (u32, UnitSums)| {
            // There is one for each document.
            sums.hits.shrink_to_fit();
            sums.with.shrink_to_fit();
            Self { document, stratum, sums: Arc::new(sums) }
        };
        parts.into_iter().map(part).collect()
    }
}

/// Takes documents one after the other, for [`Sampling`]. Messages are kept only where they may be units one by one.
#[derive(Debug, Default)]
pub struct Sampler {
    clusters: Clusters,
    documents: Vec<Part>,
    /// For each stratum its first document, and the messages that may be units: none where it has several documents, unless
    /// messages always are.
    messages: BTreeMap<u32, (u32, Vec<Part>)>,
    /// How many messages there are.
    seen: u64,
    /// With more than so many none is a unit.
    most: u64,
}

impl Sampler {
    /// Without documents; of more than `most` messages none is kept.
    pub fn new(clusters: Clusters, most: u64) -> Self {
        Self { clusters, most, ..Self::default() }
    }

    /// Adds the messages of a document, given by its place; documents come in their order.
    pub fn add(&mut self, document: u32, messages: &[Record]) {
        let parts = Part::of_document(document, messages);
        self.seen += messages.len() as u64;
        for stratum in parts.iter().map(|part| part.stratum) {
            let single = || messages.iter().filter(move |message| message.stratum == stratum as usize);
            let of_messages =
                || single().map(|message| Part { document, stratum, sums: Arc::new(UnitSums::of(message)) });
            let (first, kept) = self.messages.entry(stratum).or_insert_with(|| (document, Vec::new()));
            match self.clusters {
                _ if self.seen > self.most => *kept = Vec::new(),
                Clusters::Message => kept.extend(of_messages()),
                Clusters::Auto if *first == document => kept.extend(of_messages()),
                // Only where a stratum has one document can its messages be the units.
                Clusters::Auto => *kept = Vec::new(),
                Clusters::Document | Clusters::Joined(_) => {}
            }
        }
        self.documents.extend(parts);
    }

    /// What the units are made from. `places` are those of the strata by their numbers.
    pub fn sampling(self, places: &[usize]) -> Sampling {
        let placed = |mut parts: Vec<Part>| {
            parts.iter_mut().for_each(|part| part.stratum = places[part.stratum as usize] as u32);
            parts.sort_by_key(|part| (part.stratum, part.document));
            parts
        };
        let messages = self.messages.into_values().flat_map(|(_, messages)| messages).collect();
        Sampling {
            clusters: self.clusters,
            documents: placed(self.documents),
            messages: (self.seen <= self.most).then(|| placed(messages)),
        }
    }
}

/// What the units of a corpus are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sampling {
    /// How units are chosen.
    pub clusters: Clusters,
    /// Documents by stratum, then by place.
    documents: Vec<Part>,
    /// The messages that may be units one by one, likewise; `None` for a corpus with too many of them.
    messages: Option<Vec<Part>>,
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

/// The sampling units of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// What they are.
    pub kind: UnitKind,
    /// The units.
    pub units: Arc<Vec<Arc<UnitSums>>>,
    /// Documents with a message.
    pub documents: u64,
    /// Whether messages are the units although they were too many to be kept, so that there is one unit for each document.
    pub too_many: bool,
    tokens: u64,
    tokens_squared: u128,
    messages: u64,
    messages_squared: u128,
    themes: Vec<Moments>,
}

fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

impl Units {
    fn new(kind: UnitKind, units: Vec<Arc<UnitSums>>) -> Self {
        let mut sums = Self { kind, ..Self::default() };
        for unit in &units {
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
        }
        sums.units = Arc::new(units);
        sums
    }

    fn of(&self, theme: usize) -> Moments {
        self.themes.get(theme).copied().unwrap_or_default()
    }

    /// The units as the tests reassign them.
    pub fn samples(&self) -> Vec<Sample<'_>> {
        self.units.iter().map(|unit| unit.sample()).collect()
    }

    /// Whether units hold several messages.
    pub fn are_clusters(&self) -> bool {
        self.kind != UnitKind::Message
    }

    /// Whether there are so few units of several messages that no change is called strong.
    pub fn are_few(&self) -> bool {
        self.are_clusters() && self.units.len() < FEW_UNITS
    }

    /// Hits and word tokens: what the rate of a theme and its interval need.
    pub fn rate_sums(&self, theme: usize) -> RateSums {
        let of = self.of(theme);
        RateSums {
            units: self.units.len() as u64,
            units_with_hits: of.units,
            hits: of.hits,
            tokens: self.tokens,
            hits_squared: of.hits_squared,
            hits_tokens: of.hits_tokens,
            tokens_squared: self.tokens_squared,
        }
    }

    /// The same per message: messages stand in for tokens.
    pub fn message_sums(&self, theme: usize) -> RateSums {
        let of = self.of(theme);
        RateSums {
            tokens: self.messages,
            hits_tokens: of.hits_messages,
            tokens_squared: self.messages_squared,
            ..self.rate_sums(theme)
        }
    }

    /// Messages with the theme and all messages: what its share of messages needs.
    pub fn share_sums(&self, theme: usize) -> RateSums {
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
    pub fn units(&self, strata: &[usize]) -> Units {
        let documents = in_strata(&self.documents, strata);
        Units { documents: number_of(&documents), ..self.chosen(documents, strata) }
    }

    fn chosen(&self, documents: Vec<&Part>, strata: &[usize]) -> Units {
        let several = documents.len() > 1 && documents.windows(2).any(|pair| pair[0].document != pair[1].document);
        let alone = documents.iter().all(|part| part.sums.messages <= 1);
        let by_message = match self.clusters {
            Clusters::Auto => !several || alone,
            Clusters::Message => true,
            Clusters::Document | Clusters::Joined(_) => false,
        };
        if !by_message {
            return self.joined(documents);
        }
        match &self.messages {
            _ if alone => {
                Units::new(UnitKind::Message, documents.into_iter().map(|part| Arc::clone(&part.sums)).collect())
            }
            Some(messages) => {
                let messages = in_strata(messages, strata);
                Units::new(UnitKind::Message, messages.into_iter().map(|part| Arc::clone(&part.sums)).collect())
            }
            None => Units { too_many: true, ..self.joined(documents) },
        }
    }

    /// What each document holds in some strata.
    pub(super) fn documents_in(&self, strata: &[usize]) -> Vec<&Part> {
        in_strata(&self.documents, strata)
    }

    /// The units of some strata where a document, or a cluster of them, is one unit whatever the period holds: for series.
    pub fn clusters(&self, strata: &[usize]) -> Units {
        match self.clusters {
            Clusters::Message => self.units(strata),
            _ => self.joined(in_strata(&self.documents, strata)),
        }
    }

    fn joined(&self, mut parts: Vec<&Part>) -> Units {
        let key = |part: &Part| match &self.clusters {
            Clusters::Joined(numbers) => numbers[part.document as usize],
            _ => part.document,
        };
        parts.sort_by_key(|part| (key(part), part.document, part.stratum));
        let join = |of: &[&Part]| match of {
            [only] => Arc::clone(&only.sums),
            of => {
                let mut unit = UnitSums::default();
                of.iter().for_each(|part| unit.add(&part.sums));
                Arc::new(unit)
            }
        };
        let units: Vec<Arc<UnitSums>> = parts.chunk_by(|a, b| key(a) == key(b)).map(join).collect();
        let kind = if matches!(self.clusters, Clusters::Joined(_)) { UnitKind::Cluster } else { UnitKind::Document };
        Units { documents: number_of(&parts), ..Units::new(kind, units) }
    }
}

/// How many documents some parts are of.
fn number_of(parts: &[&Part]) -> u64 {
    let mut places: Vec<u32> = parts.iter().map(|part| part.document).collect();
    places.sort_unstable();
    places.dedup();
    places.len() as u64
}

/// The parts of some strata. `parts` are sorted by stratum.
fn in_strata<'p>(parts: &'p [Part], strata: &[usize]) -> Vec<&'p Part> {
    let of = |&stratum: &usize| {
        let stratum = stratum as u32;
        let first = parts.partition_point(|part| part.stratum < stratum);
        parts[first..].iter().take_while(move |part| part.stratum == stratum)
    };
    strata.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::PatternHits;

    fn record(document: u32, stratum: usize, tokens: u64, hits: u64) -> Record {
        let hits = (hits > 0).then_some(PatternHits { theme: 1, pattern: 0, hits });
        Record { document, stratum, tokens, hits: hits.into_iter().collect(), ..Record::default() }
    }

    fn sampling(clusters: Clusters, messages: Vec<Record>, kept: bool) -> Sampling {
        let mut sampler = Sampler::new(clusters, if kept { 100 } else { 0 });
        messages.chunk_by(|a, b| a.document == b.document).for_each(|of| sampler.add(of[0].document, of));
        sampler.sampling(&[0, 1])
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
        let sampling = sampling(Clusters::Auto, messages(), true);
        let first = sampling.units(&[0]);
        assert_eq!((first.kind, first.units.len(), first.are_few()), (UnitKind::Message, 3, false));
        let sums = first.rate_sums(1);
        assert_eq!((sums.hits, sums.tokens, sums.hits_squared, sums.hits_tokens), (3, 60, 5, 70));
        let second = sampling.units(&[1]);
        assert_eq!((second.kind, second.units.len(), second.are_few()), (UnitKind::Document, 2, true));
        let sums = second.rate_sums(1);
        assert_eq!((sums.units_with_hits, sums.hits, sums.hits_squared, sums.hits_tokens), (1, 4, 16, 80));
        assert_eq!((sums.tokens, sums.tokens_squared), (60, 400 + 1600));
        let shares = second.share_sums(1);
        assert_eq!((shares.hits, shares.tokens, shares.hits_squared, shares.hits_tokens), (2, 3, 4, 4));
        let messages = second.message_sums(1);
        assert_eq!((messages.hits, messages.tokens, messages.hits_tokens, messages.tokens_squared), (4, 3, 8, 5));
        assert_eq!(second.rate_sums(7).hits, 0);
        // Both strata together are three documents.
        assert_eq!(sampling.units(&[0, 1]).units.len(), 3);
        assert_eq!((sampling.clusters(&[0]).units.len(), sampling.clusters(&[0]).documents), (1, 1));
        assert_eq!((first.documents, second.documents), (1, 2));
    }

    #[test]
    fn a_project_chooses_its_units() {
        assert_eq!(sampling(Clusters::Message, messages(), true).units(&[1]).units.len(), 3);
        assert_eq!(sampling(Clusters::Document, messages(), true).units(&[0]).units.len(), 1);
        let joined = sampling(Clusters::Joined(vec![0, 1, 1]), messages(), true).units(&[0, 1]);
        assert_eq!((joined.kind, joined.units.len()), (UnitKind::Cluster, 2));
        assert_eq!(*joined.units[1], UnitSums { messages: 3, tokens: 60, hits: vec![(1, 4)], with: vec![2] });
    }

    #[test]
    fn documents_of_one_message_are_messages_and_too_many_messages_are_said() {
        let single = vec![record(0, 0, 10, 1), record(1, 0, 20, 0), record(2, 0, 20, 0)];
        let units = sampling(Clusters::Auto, single, false).units(&[0]);
        assert_eq!((units.kind, units.units.len(), units.too_many), (UnitKind::Message, 3, false));
        let units = sampling(Clusters::Auto, messages(), false).units(&[0]);
        assert_eq!((units.units.len(), units.too_many), (1, true));
        assert_eq!(sampling(Clusters::Auto, messages(), false).units(&[1]).units.len(), 2);
    }
}
