//! Coded themes in the place of what the codebook finds, or beside it.

use std::collections::BTreeMap;

use super::{Codings, THEMES};
use crate::codebook::{Codebook, Hit, Theme};
use crate::config::CodingsMode;
use crate::corpus::Corpus;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::warning::Warning;

/// The coded themes of all messages, ready for counting.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedThemes {
    /// The codings as they are written.
    pub codings: Codings,
    mode: CodingsMode,
    /// For each document and ordinal the place of the message among the codings, and its themes.
    messages: BTreeMap<String, BTreeMap<u32, (usize, Vec<u32>)>>,
}

impl CodedThemes {
    /// Takes the codes of a file over. Themes that the codebook does not have are added to it, in alphabetical order,
    /// with their id as label; one whose name is near that of a theme of the codebook gets a warning.
    ///
    /// # Errors
    /// When a document is not in the corpus, an id cannot be that of a theme, or the file has several coders and no
    /// column `themes`.
    pub fn new(
        codings: Codings,
        mode: CodingsMode,
        corpus: &Corpus,
        codebook: &mut Codebook,
    ) -> Result<(Self, Vec<Warning>)> {
        let codings = codings.selected(corpus)?.with_one_coder()?;
        let warnings = add_themes(&codings, codebook)?;
        let mut messages: BTreeMap<String, BTreeMap<u32, (usize, Vec<u32>)>> = BTreeMap::new();
        for (place, themes) in codings.places(codebook)?.into_iter().enumerate() {
            let message = &codings.messages[place];
            if let Some(themes) = themes.into_iter().next().flatten() {
                messages.entry(message.document.clone()).or_default().insert(message.ordinal, (place, themes));
            }
        }
        Ok((Self { codings, mode, messages }, warnings))
    }

    /// Refuses codings of a document that do not fit its `messages`.
    ///
    /// # Errors
    /// When the document does not have a message that is coded; and where codes replace the codebook, when one of its
    /// messages is not coded.
    pub fn check(&self, document: &str, messages: usize) -> Result<()> {
        let coded = self.messages.get(document);
        if let Some((place, _)) = coded.and_then(|coded| coded.last_key_value()).map(|(_, last)| last) {
            self.codings.check_ordinal(&self.codings.messages[*place], messages)?;
        }
        let is_coded = |ordinal: &u32| coded.is_some_and(|coded| coded.contains_key(ordinal));
        let missing: Vec<u32> = (1..=messages as u32).filter(|ordinal| !is_coded(ordinal)).collect();
        match missing.first() {
            Some(first) if self.mode == CodingsMode::Replace => {
                let message = format!(
                    "{} of {messages} messages of `{document}` are not coded, first message {first}",
                    missing.len()
                );
                Err(Error::new(ErrorKind::Codings, message).at(&self.codings.path).hint(
                    "code them (`none` for no theme); or set mode = \"join\" in [themes]; or choose documents with --where",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Puts the codes of a message into its hits, which are sorted by theme and place, and stay so.
    ///
    /// Each coded theme is one [`Hit::coded`]. Where codes join the codebook, a theme that it finds anyway gets none.
    pub(crate) fn apply(&self, document: &str, ordinal: u32, hits: &mut Vec<Hit>) {
        let Some((_, themes)) = self.messages.get(document).and_then(|coded| coded.get(&ordinal)) else { return };
        if self.mode == CodingsMode::Replace {
            hits.clear();
        }
        let new: Vec<Hit> = themes
            .iter()
            .filter(|&&theme| hits.iter().all(|hit| hit.theme != theme))
            .map(|&theme| Hit::coded(theme))
            .collect();
        hits.extend(new);
        hits.sort_unstable();
    }

    /// True where no match of a pattern counts.
    pub(crate) fn replaces(&self) -> bool {
        self.mode == CodingsMode::Replace
    }
}

impl Codings {
    /// The codings with the codes of one coder: of the column `themes`, or of the only coder.
    fn with_one_coder(mut self) -> Result<Self> {
        let place = self.coders.iter().position(|coder| coder == THEMES);
        let only = (self.coders.len() == 1).then_some(0);
        let Some(place) = place.or(only) else {
            let message = format!("several coders ({}) and no column `{THEMES}`", self.coders.join(", "));
            return Err(self
                .error(1, message)
                .hint("reconcile them into one column `themes`; `validate` compares them"));
        };
        self.coders = vec![self.coders.swap_remove(place)];
        for message in &mut self.messages {
            message.codes = vec![message.codes.swap_remove(place)];
        }
        Ok(self)
    }
}

/// Adds the themes that stand in the codings alone.
fn add_themes(codings: &Codings, codebook: &mut Codebook) -> Result<Vec<Warning>> {
    let mut new: BTreeMap<&str, u64> = BTreeMap::new();
    for message in &codings.messages {
        for id in message.codes.iter().flatten().flatten() {
            if !Theme::is_id(id) {
                let error = codings.error(message.line, format!("`{id}` is no theme id"));
                return Err(error.hint("use letters, digits and underscores; themes are separated by semicolons"));
            }
            if codebook.themes.iter().all(|theme| theme.id != *id) {
                new.entry(id).and_modify(|line| *line = (*line).min(message.line)).or_insert(message.line);
            }
        }
    }
    let known: Vec<String> = codebook.themes.iter().map(|theme| theme.id.clone()).collect();
    let near = |(id, line): (&&str, &u64)| {
        let near = nearest(id, known.iter().map(String::as_str))?;
        let message = format!("the theme `{id}` is not in the codebook and counts as a new one; is `{near}` meant?");
        Some(Warning::at(&codings.path, Some(*line), message))
    };
    let warnings = new.iter().filter_map(near).collect();
    codebook.themes.extend(new.into_keys().map(|id| Theme {
        id: id.to_string(),
        label: id.to_string(),
        definition: String::new(),
        include: Vec::new(),
        exclude: Vec::new(),
        parent: None,
        line: None,
    }));
    Ok(warnings)
}
