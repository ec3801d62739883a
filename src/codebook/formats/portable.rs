//! What of a codebook other programs understand.

use std::path::Path;

use super::Format;
use crate::codebook::{Codebook, Pattern, Shape, Test};
use crate::warning::Warning;

/// A codebook on its way to another program, and what is left behind.
pub(super) struct Leaving<'c> {
    pub codebook: &'c Codebook,
    pub warnings: Vec<Warning>,
    path: &'c Path,
    format: Format,
}

impl<'c> Leaving<'c> {
    pub fn new(codebook: &'c Codebook, path: &'c Path, format: Format) -> Self {
        Self { codebook, warnings: Vec::new(), path, format }
    }

    /// The themes right below a theme, or the topmost ones.
    pub fn below(&self, parent: Option<usize>) -> Vec<usize> {
        (0..self.codebook.themes.len()).filter(|&theme| self.codebook.themes[theme].parent == parent).collect()
    }

    /// The patterns of a theme that the format can express. Each that it cannot is told.
    pub fn patterns(&mut self, theme: usize) -> Vec<&'c Pattern> {
        let codebook = self.codebook;
        let theme = &codebook.themes[theme];
        let mut kept = Vec::new();
        let mut weights = 0;
        for pattern in &theme.include {
            match reason(pattern, self.format) {
                None => {
                    weights += usize::from(pattern.weight.is_some() && !holds_weights(self.format));
                    kept.push(pattern);
                }
                Some(why) => self.tell(&theme.id, pattern, why),
            }
        }
        if weights > 0 {
            let (name, id) = (self.format.name(), &theme.id);
            let what = if weights == 1 {
                "the weight of a pattern is".into()
            } else {
                format!("the weights of {weights} patterns are")
            };
            let message = format!("theme `{id}`: {what} left out: {name} has no place for weights");
            self.warnings.push(Warning::at(self.path, theme.line, message));
        }
        for pattern in &theme.exclude {
            self.tell(&theme.id, pattern, "it has no exclusions");
        }
        if kept.is_empty() && !theme.include.is_empty() {
            let message = format!("theme `{}` is left without a pattern", theme.id);
            self.warnings.push(Warning::at(self.path, theme.line, message));
        }
        kept
    }

    /// Tells that labels and definitions stay behind, where there are any.
    pub(crate) fn leave_words(&mut self, definitions_too: bool) {
        let labelled = |id: &str, label: &str| !label.is_empty() && label != id.replace('_', " ");
        let labels = self.codebook.themes.iter().filter(|theme| labelled(&theme.id, &theme.label)).count();
        let definitions = self.codebook.themes.iter().filter(|theme| !theme.definition.is_empty()).count();
        let what = match (labels, definitions) {
            (0, 0) => return,
            (_, 0) => "labels",
            _ if !definitions_too => "labels",
            (0, _) => "definitions",
            _ => "labels and definitions",
        };
        let message = format!("{what} are left out: {} has no place for them", self.format.name());
        self.warnings.push(Warning::at(self.path, None, message));
    }

    fn tell(&mut self, theme: &str, pattern: &Pattern, why: &str) {
        let name = self.format.name();
        let message = format!("theme `{theme}`: \"{}\" is left out of {name}: {why}", pattern.source);
        self.warnings.push(Warning::at(self.path, pattern.place.map(|(line, _)| line), message));
    }
}

/// Whether words have weights in a format.
fn holds_weights(format: Format) -> bool {
    !matches!(format, Format::Quanteda | Format::Liwc | Format::Lexicoder)
}

/// Why a format cannot express a pattern.
fn reason(pattern: &Pattern, format: Format) -> Option<&'static str> {
    let Shape::Phrase(phrase) = &pattern.shape else { return Some("it knows no distance between words") };
    for test in phrase {
        match test {
            Test::Literal(_) | Test::Glob(_) | Test::Joined(_) => {}
            Test::Cased(_) => return Some("it does not tell capitals from small letters"),
            Test::Stem(_) => return Some("it knows no stems"),
            Test::Regex(_) => return Some("it knows no regular expressions"),
        }
    }
    let text = &pattern.source;
    match format {
        Format::Liwc if text.trim_end_matches('*').contains(['*', '?']) => {
            Some("a wildcard stands only at the end, as *")
        }
        Format::Yoshikoder | Format::Lexicoder if text.contains('?') => Some("it knows no ?"),
        _ => None,
    }
}
