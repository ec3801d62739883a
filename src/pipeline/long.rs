//! Messages that are too long to be one: what to warn of, where the text does not show its paragraphs.

use super::languages::Documents;
use crate::analysis::message_id;
use crate::config::Unit;
use crate::plural::{grouped, has, plural};
use crate::warning::Warning;

/// Most words of a message that is hardly more than a paragraph.
const MOST_WORDS: u64 = 500;

/// The documents of a pass with messages that are too long.
#[derive(Debug, Default)]
pub struct LongMessages {
    documents: Documents,
    messages: u64,
    /// Words of the longest, and its id.
    longest: (u64, String),
}

impl LongMessages {
    /// Adds a document with its unit and its messages, each with its place and its words. Of a unit that joins paragraphs any
    /// length is wanted.
    pub fn add(&mut self, id: &str, unit: Unit, messages: impl Iterator<Item = (u32, u64)>) {
        if !matches!(unit, Unit::Auto | Unit::Paragraph | Unit::Bullet | Unit::Numbered) {
            return;
        }
        let before = self.messages;
        for (ordinal, words) in messages.filter(|(_, words)| *words > MOST_WORDS) {
            self.messages += 1;
            if words > self.longest.0 {
                self.longest = (words, message_id(id, ordinal));
            }
        }
        if self.messages > before {
            self.documents.add(id);
        }
    }

    /// One warning for all of them.
    pub fn warning(&self) -> Option<Warning> {
        let (words, longest) = &self.longest;
        if self.messages == 0 {
            return None;
        }
        let (number, has) = (plural(self.messages, "message"), has(self.messages));
        Some(Warning::general(format!(
            "{number} in {} {has} more than {MOST_WORDS} words, the longest {} ({longest}): where that is more than a \
             paragraph, set `unit` in [segment] to \"sentence\", or to \"row\" where each line is a message",
            self.documents,
            grouped(*words),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_messages_of_all_documents_are_one_warning() {
        let mut long = LongMessages::default();
        long.add("a", Unit::Paragraph, [(1, 500)].into_iter());
        assert_eq!(long.warning(), None);
        long.add("b", Unit::Paragraph, [(1, 501), (2, 2_345), (3, 20)].into_iter());
        long.add("c", Unit::Document, [(1, 9_000)].into_iter());
        long.add("d", Unit::Bullet, [(1, 700)].into_iter());
        let text = long.warning().map(|warning| warning.to_string()).unwrap_or_default();
        assert!(
            text.starts_with("3 messages in 2 documents (b, d) have more than 500 words, the longest 2,345 (b#02): "),
            "{text}"
        );
        assert!(text.contains("\"sentence\", or to \"row\""), "{text}");
    }
}
