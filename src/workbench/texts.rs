//! The texts of a project, held in memory as messages and words, so that a pattern is looked for while it is typed.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::codebook::{Codebook, Decisions, Hit, Matcher, RawMatch};
use crate::count::Uses;
use crate::error::Result;
use crate::pipeline::languages::ByLanguage;
use crate::pipeline::{Opened, Project, by_language, pass};
use crate::text::{Class, TextRules, Tokens, Vocabulary};
use crate::watch::{Watcher, unless_stopped};

/// Messages between two looks whether the work was given up.
const STEP: usize = 1 << 12;

/// A text of a document that is no message: a heading, an introduction and the like.
#[derive(Debug)]
pub struct Other {
    /// The messages of the document that stand before it.
    pub before: u32,
    /// The name of its kind.
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

/// A document.
#[derive(Debug)]
pub struct HeldDocument {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
    /// The place of its period on the axis.
    pub period: usize,
    /// The headings of its sections.
    pub sections: Vec<String>,
    /// The unit of analysis that was used, and why.
    pub unit: (&'static str, String),
    /// The language in which it is analysed.
    pub language: String,
    /// The place of its first message among all.
    pub first: usize,
    /// How many messages it has.
    pub messages: usize,
    /// Words of its messages.
    pub words: u64,
    /// The rest of its text.
    pub other: Vec<Other>,
}

/// A message.
#[derive(Debug)]
pub struct HeldMessage {
    /// The place of its document.
    pub document: u32,
    /// Its number in the document, from 1.
    pub ordinal: u32,
    /// The place of its section in the document.
    pub section: Option<u32>,
    /// The text.
    pub text: String,
    /// Its tokens.
    pub tokens: Tokens,
    /// The place of its vocabulary.
    vocabulary: u32,
}

/// All messages of a project, in the order of its documents.
#[derive(Debug)]
pub struct Texts {
    /// The documents.
    pub documents: Vec<HeldDocument>,
    /// The messages.
    pub messages: Vec<HeldMessage>,
    vocabularies: Vec<Vocabulary>,
}

/// Something in a message, which is given by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct In<T> {
    /// The place of the message.
    pub message: u32,
    /// What is there.
    pub found: T,
}

/// What one thread needs for texts of one language.
struct State {
    vocabulary: Vocabulary,
    number: usize,
    tokens: Tokens,
}

impl Texts {
    /// Reads all documents.
    ///
    /// # Errors
    /// When one cannot be read, or the user stops the work.
    pub fn read(project: &Project, watcher: &dyn Watcher) -> Result<Self> {
        let numbers = AtomicUsize::new(0);
        let make = |rules: &TextRules| State {
            vocabulary: Vocabulary::new(rules),
            number: numbers.fetch_add(1, Ordering::Relaxed),
            tokens: Tokens::default(),
        };
        let mut states = by_language(project, &make);
        let (mut documents, mut messages) = (Vec::new(), Vec::new());
        let work = |states: &mut ByLanguage<'_, State>, opened: Opened<'_>| {
            Ok(held(states.of(&opened.language.analysed), &opened))
        };
        pass(project, watcher, "reading", false, &mut states, work, |_, (mut document, mut own)| {
            document.first = messages.len();
            let place = documents.len() as u32;
            own.iter_mut().for_each(|message: &mut HeldMessage| message.document = place);
            messages.append(&mut own);
            documents.push(document);
            Ok(())
        })?;
        let mut states: Vec<State> = states.into_iter().flat_map(ByLanguage::into_states).collect();
        states.sort_unstable_by_key(|state| state.number);
        Ok(Self { documents, messages, vocabularies: states.into_iter().map(|state| state.vocabulary).collect() })
    }

    /// The document of a message.
    pub fn document_of(&self, message: usize) -> &HeldDocument {
        &self.documents[self.messages[message].document as usize]
    }

    /// The heading of the section of a message; empty where it stands in none.
    pub fn section_of(&self, message: usize) -> &str {
        let section = self.messages[message].section;
        section.map_or("", |section| &self.document_of(message).sections[section as usize])
    }

    /// The vocabulary of a message.
    pub fn vocabulary_of(&self, message: usize) -> &Vocabulary {
        &self.vocabularies[self.messages[message].vocabulary as usize]
    }

    /// The folded forms of all words.
    pub fn words(&self) -> impl Iterator<Item = (&TextRules, &str)> {
        self.vocabularies.iter().flat_map(|vocabulary| {
            let types = vocabulary.types();
            let is_word = |id: &u32| {
                let info = vocabulary.type_info(*id);
                info.folded == *id && info.class == Class::Word
            };
            let words = (0..types.len() as u32).filter(is_word);
            words.map(|id| (vocabulary.rules(), types.get(id)))
        })
    }

    /// Hands over each message with its place and what was decided about the words of its vocabulary.
    fn each(
        &self,
        watcher: &dyn Watcher,
        mut act: impl FnMut(u32, &HeldMessage, &Vocabulary, &mut Decisions),
    ) -> Result<()> {
        let mut decisions: Vec<Decisions> = self.vocabularies.iter().map(|_| Decisions::default()).collect();
        for (place, message) in self.messages.iter().enumerate() {
            if place % STEP == 0 {
                unless_stopped(watcher)?;
            }
            let of = message.vocabulary as usize;
            act(place as u32, message, &self.vocabularies[of], &mut decisions[of]);
        }
        Ok(())
    }

    /// What all patterns of a codebook match by themselves, by message, theme and place.
    ///
    /// # Errors
    /// When the user stops the work.
    pub fn matches(&self, codebook: &Codebook, watcher: &dyn Watcher) -> Result<Vec<In<RawMatch>>> {
        let matcher = Matcher::new(codebook);
        let (mut found, mut all) = (Vec::new(), Vec::new());
        self.each(watcher, |message, held, vocabulary, decisions| {
            matcher.find_raw(vocabulary, decisions, &held.text, &held.tokens, &mut found);
            all.extend(found.iter().map(|&found| In { message, found }));
        })?;
        Ok(all)
    }

    /// The hits of a codebook in some messages, given by their places in order.
    ///
    /// # Errors
    /// When the user stops the work.
    pub fn hits_in(&self, codebook: &Codebook, messages: &[u32], watcher: &dyn Watcher) -> Result<Vec<In<Hit>>> {
        let matcher = Matcher::new(codebook);
        let mut decisions: Vec<Decisions> = self.vocabularies.iter().map(|_| Decisions::default()).collect();
        let (mut hits, mut all) = (Vec::new(), Vec::new());
        for &message in messages {
            unless_stopped(watcher)?;
            let held = &self.messages[message as usize];
            let of = held.vocabulary as usize;
            matcher.find(&self.vocabularies[of], &mut decisions[of], &held.text, &held.tokens, &mut hits);
            all.extend(hits.iter().map(|&found| In { message, found }));
        }
        Ok(all)
    }

    /// What a codebook finds.
    ///
    /// # Errors
    /// When the user stops the work.
    pub fn found(&self, codebook: &Codebook, watcher: &dyn Watcher) -> Result<Found> {
        let matcher = Matcher::new(codebook);
        let (mut raw, mut hits) = (Vec::new(), Vec::new());
        let mut all = Found { matches: Vec::new(), hits: Vec::new(), uses: Uses::new(codebook) };
        self.each(watcher, |message, held, vocabulary, decisions| {
            let HeldMessage { document, text, tokens, .. } = held;
            matcher.find_raw(vocabulary, decisions, text, tokens, &mut raw);
            if raw.is_empty() {
                return;
            }
            matcher.find(vocabulary, decisions, text, tokens, &mut hits);
            all.uses.message(*document, text, &raw, &hits);
            all.matches.extend(raw.iter().map(|&found| In { message, found }));
            all.hits.extend(hits.iter().map(|&found| In { message, found }));
        })?;
        all.uses.finish(codebook);
        Ok(all)
    }
}

/// What a codebook finds in the texts.
#[derive(Debug)]
pub struct Found {
    /// What each pattern matches by itself, by message, theme and place.
    pub matches: Vec<In<RawMatch>>,
    /// The hits, in the same order.
    pub hits: Vec<In<Hit>>,
    /// Sums of both.
    pub uses: Uses,
}

/// What stands in a message, of a list in the order of messages.
pub fn in_message<T>(list: &[In<T>], message: u32) -> &[In<T>] {
    let from = list.partition_point(|one| one.message < message);
    let to = from + list[from..].partition_point(|one| one.message == message);
    &list[from..to]
}

fn held(state: &mut State, opened: &Opened<'_>) -> (HeldDocument, Vec<HeldMessage>) {
    let State { vocabulary, number, tokens } = state;
    let (mut messages, mut other, mut words) = (Vec::new(), Vec::new(), 0);
    for segment in &opened.segments.segments {
        let Some(ordinal) = segment.ordinal else {
            let before = messages.len() as u32;
            other.push(Other { before, kind: segment.kind.name(), text: segment.text.clone() });
            continue;
        };
        vocabulary.tokenize_lines(&segment.text, segment.breaks(), tokens);
        let is_word = |class: Class| class == Class::Word;
        words += tokens.tokens.iter().filter(|token| is_word(vocabulary.type_info(token.type_id).class)).count() as u64;
        messages.push(HeldMessage {
            document: 0,
            ordinal,
            section: segment.section.map(|section| section as u32),
            text: segment.text.clone(),
            tokens: tokens.clone(),
            vocabulary: *number as u32,
        });
    }
    let document = HeldDocument {
        id: opened.info.id.clone(),
        title: opened.info.title.clone(),
        file: opened.info.file.clone(),
        period: opened.place,
        sections: opened.segments.sections.clone(),
        unit: (opened.segments.choice.unit.name(), opened.segments.choice.reason()),
        language: opened.language.analysed.clone(),
        first: 0,
        messages: messages.len(),
        words,
        other,
    };
    (document, messages)
}
